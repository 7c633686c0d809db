/* SPDX-License-Identifier: Apache-2.0 */
/** archive_api.c: /v1/extend/archive: the sealed runs. */
#include "api/route.h"
#include "extend/extend.h"

#include "routes.model.h"

err_t
api_archive_list(struct call *call)
{
    struct record_scan scan = {.kind = &archive_segment_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_archive_retrieve(struct call *call)
{
    void *segment;
    TRY(call_path_object(call, 0, &archive_segment_records, &segment));
    return call_answer_object(call, &archive_segment_kind, segment);
}

err_t
api_archive_seal(struct call *call)
{
    size_t count;
    TRY(archive_seal(call->task, 1, &count));
    struct json_writer *writer = &call->writer;
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "extend.archive_sealing");
    json_key_string(writer, "runs");
    json_int(writer, (int64_t)count);
    json_close_object(writer);
    return OK;
}

err_t
api_archive_verify(struct call *call)
{
    struct archive_finding finding;
    TRY(archive_verify(call->task, &finding));
    struct json_writer *writer = &call->writer;
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "extend.archive_finding");
    json_key_string(writer, "intact");
    json_bool(writer, finding.problem.bytes == NULL);
    json_key_string(writer, "problem");
    json_text(writer, finding.problem);
    json_key_string(writer, "runs");
    json_int(writer, (int64_t)finding.runs);
    json_key_string(writer, "segments");
    json_int(writer, (int64_t)finding.segments);
    json_close_object(writer);
    return OK;
}
