/* SPDX-License-Identifier: Apache-2.0 */
/** archive.c: runs sealed into segments; the archive held to its hashes, and carried elsewhere. */
#include "extend/archive.h"

#include "base/pack.h"
#include "event/event.h"
#include "extend/archive_first.h"

#include "limits.model.h"

#define PORTION 200

/* ---- sealing ----------------------------------------------------------------- */

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the archive");
}

static err_t
last_segment(struct task *task, const struct archive_segment **out)
{
    struct record_scan scan = {
        .kind = &archive_segment_records, .index = -1, .newest_first = true, .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    *out = count == 0 ? NULL : found[0];
    return OK;
}

/** A portion of runs behind the cursor into the content; *is_full at a segment's end. */
static err_t
add_portion(struct task *task, struct archive_writer *writer, struct archive_segment *segment,
            bool *is_full)
{
    size_t room = LIMIT_EXTEND_SEGMENT_RUNS - (size_t)segment->run_count;
    struct record_scan scan = {.kind = &run_records,
                               .index = -1,
                               .after_key = segment->last_key,
                               .limit = room < PORTION ? room : PORTION,
                               .unwatched = true}; /* keys rise: nothing comes in behind */
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        const struct run *run = found[i];
        void *release;
        TRY(record_load(task, &release_records, run->release, &release));
        assert(release != NULL); /* never deleted */
        if (!archive_add_run(task, writer, run, release)) {
            return fail_memory(task);
        }
        if (segment->run_count++ == 0) {
            segment->first_run = ref_text(task, run_kind.prefix, run->id);
        }
        segment->last_key = run->id.key;
        if (writer->out.length >= ARCHIVE_CONTENT_BYTES) {
            has_more = false;
            break;
        }
    }
    *is_full = !has_more || segment->run_count >= LIMIT_EXTEND_SEGMENT_RUNS;
    return OK;
}

err_t
archive_seal(struct task *task, size_t min, size_t *count)
{
    const struct archive_segment *last;
    struct archive_writer writer;
    struct archive_segment *segment = arena_new(task->arena, struct archive_segment);
    *count = 0;
    if (segment == NULL) {
        return fail_memory(task);
    }
    TRY(last_segment(task, &last));
    segment->number = last == NULL ? 1 : last->number + 1;
    segment->previous = last == NULL ? NO_TEXT : last->hash;
    segment->last_key = last == NULL ? 0 : last->last_key;
    archive_writer_init(&writer, task->arena);
    for (bool is_full = false; !is_full;) {
        TRY(add_portion(task, &writer, segment, &is_full));
    }
    if (segment->run_count == 0 || (size_t)segment->run_count < min) {
        return OK;
    }
    struct text content = text_builder_text(&writer.out);
    segment->packed = archive_pack(task->arena, content);
    segment->hash = archive_hash(task->arena, segment->previous, segment->packed);
    if (segment->packed.bytes == NULL || segment->hash.bytes == NULL) {
        return fail_memory(task);
    }
    segment->id = task_new_id(task);
    segment->created = task->now;
    segment->last_run = ref_text(task, run_kind.prefix, (struct id){segment->last_key});
    segment->raw_bytes = (int64_t)content.length;
    segment->packed_bytes = (int64_t)segment->packed.length;
    TRY(record_insert(task, &archive_segment_records, segment));
    *count = (size_t)segment->run_count;
    share_of(task)->unsealed = 0;
    return event_append(task, EVENT_EXTEND_ARCHIVE_SEALED, &archive_segment_records, segment);
}

/* ---- verifying ---------------------------------------------------------------- */

/** The journal's run of that id and its release; NULL: retention took it, the archive has it. */
static err_t
journal_find(struct task *task, struct text name, const struct run **run,
             const struct release **release, struct text *problem)
{
    struct id id;
    void *loaded;
    *run = NULL;
    if (!id_parse(&task->account->secret, run_kind.prefix, name, &id.key)) {
        *problem = TEXT("a sealed run has no id of this account");
        return OK;
    }
    TRY(record_load(task, &run_records, id, &loaded));
    if (loaded != NULL) {
        *run = loaded;
        TRY(record_load(task, &release_records, (*run)->release, &loaded));
        *release = loaded;
    }
    return OK;
}

static struct text
not_as_sealed(struct task *task, struct text id)
{
    return text_format(task->arena, "run %.*s in the journal is not what was sealed", TEXT_ARG(id));
}

/** What the journal says now is what was sealed. */
static err_t
journal_check(struct task *task, const struct archive_run *sealed, struct text *problem)
{
    const struct run *run;
    const struct release *release;
    bool is_same = false;
    TRY(journal_find(task, sealed->id, &run, &release, problem));
    if (run == NULL) {
        return OK;
    }
    if (release != NULL && !archive_run_matches(task, sealed, run, release, &is_same)) {
        return fail_memory(task);
    }
    if (!is_same) {
        *problem = not_as_sealed(task, sealed->id);
    }
    return OK;
}

/** The same of a run in the first form, by writing it once more. */
static err_t
first_journal_check(struct task *task, struct archive_first_writer *writer,
                    const struct map *bodies, struct text record, struct text *problem)
{
    struct json sealed;
    struct json_error error;
    const struct run *run;
    const struct release *release;
    if (json_parse(task->arena, record, &sealed, &error) != OK || json_get(&sealed, "id") == NULL) {
        *problem = TEXT("a sealed run is no JSON");
        return OK;
    }
    if (!archive_first_run_check(task->arena, bodies, &sealed, problem)) {
        return OK;
    }
    struct text id = json_get(&sealed, "id")->text;
    TRY(journal_find(task, id, &run, &release, problem));
    if (run == NULL) {
        return OK;
    }
    writer->out.length = 0;
    writer->out.failed = false;
    if (release == NULL || !archive_first_add_run(task, writer, run, release)) {
        return fail_memory(task);
    }
    struct text all = text_builder_text(&writer->out);
    struct text tail = text_slice(all, all.length - record.length, all.length);
    if (all.length < record.length || !text_equal(tail, record)) {
        *problem = not_as_sealed(task, id);
    }
    return OK;
}

static err_t
first_segment_check(struct task *task, const struct archive_segment *segment, struct text *problem)
{
    struct map bodies;
    struct archive_first_writer writer;
    char kind;
    struct text record;
    struct text content = unpack(task->arena, segment->packed, ARCHIVE_CONTENT_MAX);
    if (content.bytes == NULL ||
        !text_equal(archive_first_hash(task->arena, segment->previous, content), segment->hash)) {
        *problem = TEXT("its content is not what was sealed");
        return OK;
    }
    if (!archive_first_content_check(task->arena, content, (size_t)segment->run_count, &bodies,
                                     problem)) {
        return OK;
    }
    archive_first_init(&writer, task->arena);
    for (size_t at = 0; archive_next(content, &at, &kind, &record) && problem->bytes == NULL;) {
        if (kind == ARCHIVE_RUN) {
            TRY(first_journal_check(task, &writer, &bodies, record, problem));
        }
    }
    return OK;
}

static err_t
segment_check(struct task *task, const struct archive_segment *segment, struct text previous,
              struct text *problem)
{
    struct archive_content parts;
    char kind;
    struct text record;
    if (!text_equal(segment->previous, previous)) {
        *problem = TEXT("it does not follow the one before it");
        return OK;
    }
    if (archive_is_first(segment->packed)) {
        return first_segment_check(task, segment, problem);
    }
    struct text content = NO_TEXT;
    if (text_equal(archive_hash(task->arena, previous, segment->packed), segment->hash)) {
        content = archive_unpack(task->arena, segment->packed);
    }
    if (content.bytes == NULL) {
        *problem = TEXT("its content is not what was sealed");
        return OK;
    }
    if (!archive_content_read(task->arena, content, (size_t)segment->run_count, &parts, problem)) {
        return OK;
    }
    for (size_t at = 0; archive_next(content, &at, &kind, &record) && problem->bytes == NULL;) {
        struct archive_run run;
        if (kind == ARCHIVE_RUN && archive_run_read(&parts, record, &run)) {
            TRY(journal_check(task, &run, problem));
        }
    }
    return OK;
}

/** Hand the account's segments to `each` in their order, until it sets a problem. */
static err_t
segments_walk(struct task *task,
              err_t (*each)(struct task *task, const struct archive_segment *segment, void *context,
                            struct text *problem),
              void *context, struct text *problem)
{
    struct record_scan scan = {
        .kind = &archive_segment_records, .index = -1, .limit = 1, .unwatched = true};
    bool has_more = true;
    while (has_more && problem->bytes == NULL) {
        void **found;
        size_t count;
        TRY(record_scan(task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count && problem->bytes == NULL; i++) {
            const struct archive_segment *segment = found[i];
            scan.after_key = segment->id.key;
            TRY(each(task, segment, context, problem));
        }
    }
    return OK;
}

struct verifying {
    struct archive_finding *finding;
    struct text previous;
};

static err_t
verify_one(struct task *task, const struct archive_segment *segment, void *context,
           struct text *problem)
{
    struct verifying *verifying = context;
    /* the first one may be the oldest that retention has left */
    struct text previous =
        verifying->finding->segments == 0 ? segment->previous : verifying->previous;
    TRY(segment_check(task, segment, previous, problem));
    if (problem->bytes != NULL) {
        *problem = text_format(task->arena, "segment %lld: %.*s", (long long)segment->number,
                               TEXT_ARG(*problem));
        return OK;
    }
    verifying->previous = segment->hash;
    verifying->finding->segments++;
    verifying->finding->runs += (size_t)segment->run_count;
    return OK;
}

err_t
archive_verify(struct task *task, struct archive_finding *out)
{
    struct verifying verifying = {.finding = out};
    *out = (struct archive_finding){0};
    return segments_walk(task, verify_one, &verifying, &out->problem);
}

/* ---- export -------------------------------------------------------------------- */

static err_t
export_release(struct task *task, const struct release *release, struct text_builder *out)
{
    struct json_writer json;
    json_writer_init(&json, task->arena, ARCHIVE_CONTENT_MAX, false);
    json_open_object(&json);
    json_key_string(&json, "hash");
    json_text(&json, release->hash);
    json_key_string(&json, "language");
    json_text(&json, release->language);
    json_key_string(&json, "sources");
    json_open_array(&json);
    for (size_t i = 0; i < release->sources_count; i++) {
        json_open_object(&json);
        json_key_string(&json, "path");
        json_text(&json, release->sources[i].path);
        json_key_string(&json, "text");
        json_text(&json, release->sources[i].text);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    struct text text = json_writer_text(&json);
    archive_record(out, ARCHIVE_RELEASE, text);
    return text.bytes != NULL && !out->failed ? OK : fail_memory(task);
}

static err_t
export_segment(struct task *task, const struct archive_segment *segment, void *context,
               struct text *problem)
{
    struct text_builder *out = context;
    struct json_writer json;
    (void)problem;
    json_writer_init(&json, task->arena, 4096, false);
    json_open_object(&json);
    json_key_string(&json, "previous");
    json_text(&json, segment->previous);
    json_key_string(&json, "hash");
    json_text(&json, segment->hash);
    json_key_string(&json, "run_count");
    json_int(&json, segment->run_count);
    json_close_object(&json);
    archive_record(out, ARCHIVE_HEAD, json_writer_text(&json));
    archive_record(out, ARCHIVE_CONTENT, segment->packed);
    return out->failed ? fail_memory(task) : OK;
}

err_t
archive_export(struct task *task, struct text_builder *out)
{
    struct record_scan scan = {
        .kind = &release_records, .index = -1, .limit = 100, .unwatched = true};
    bool has_more = true;
    struct text problem = NO_TEXT;
    text_builder_add_string(out, ARCHIVE_MAGIC);
    while (has_more) {
        void **found;
        size_t count;
        TRY(record_scan(task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            scan.after_key = ((const struct release *)found[i])->id.key;
            TRY(export_release(task, found[i], out));
        }
    }
    return segments_walk(task, export_segment, out, &problem);
}

/* ---- retention ------------------------------------------------------------------ */

#define DAY_MS        ((int64_t)86400 * 1000)
#define PRUNE_PORTION 500

/** Keys carry the wall's milliseconds (base/id.h): an age that no test clock moves. */
static bool
is_older(const struct task *task, struct id id, int64_t days)
{
    return days > 0 && (id.key >> 20) < task->wall_ms - days * DAY_MS;
}

static err_t
prune(struct task *task, const struct record_kind *kind, int64_t days, int64_t key_max)
{
    struct record_scan scan = {
        .kind = kind, .index = -1, .limit = PRUNE_PORTION, .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    if (days == 0) {
        return OK;
    }
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        struct id id = *(const struct id *)found[i]; /* records begin with their id */
        if (id.key > key_max || !is_older(task, id, days)) {
            break;
        }
        TRY(record_delete(task, kind, id));
    }
    return OK;
}

bool
extend_wants_seal(const struct extend *extend, const struct extend_share *share)
{
    return !extend->settings.without_archive && share->unsealed >= LIMIT_EXTEND_SEGMENT_RUNS;
}

err_t
extend_tidy(struct task *task)
{
    const struct extend_settings *settings = &task->extend->settings;
    const struct archive_segment *last;
    size_t count;
    if (settings->without_archive) {
        return OK;
    }
    TRY(archive_seal(task, 1, &count));
    TRY(last_segment(task, &last));
    if (last == NULL) {
        return OK;
    }
    TRY(prune(task, &run_records, settings->journal_days, last->last_key));
    return prune(task, &archive_segment_records, settings->archive_days, last->id.key - 1);
}
