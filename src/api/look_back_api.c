/* SPDX-License-Identifier: Apache-2.0 */
/** look_back_api.c: what a recorded decision would have been, why it is so, what a release did. */
#include "api/release_named.h"
#include "api/route.h"
#include "extend/extend.h"

#include "routes.model.h"

#define TOUCHED_RUNS_MAX 20000

static void
write_text(struct json_writer *writer, const char *key, struct text value)
{
    json_key_string(writer, key);
    json_text(writer, value);
}

static void
write_int(struct json_writer *writer, const char *key, int64_t value)
{
    json_key_string(writer, key);
    json_int(writer, value);
}

static void
write_money(struct json_writer *writer, const char *key, bool is_known, struct money money)
{
    json_key_string(writer, key);
    if (!is_known) {
        json_null(writer);
        return;
    }
    json_open_object(writer);
    write_int(writer, "amount", money.minor);
    write_text(writer, "currency", text_of(currency_code(money.currency)));
    json_close_object(writer);
}

static err_t
release_given(struct task *task, struct id id, const struct release **out)
{
    void *release = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &release_records, id, &release));
        if (release == NULL) {
            return fail(task, ERR_RESOURCE_MISSING, "release", "No such release.");
        }
    }
    *out = release;
    return OK;
}

err_t
api_run_what_if(struct call *call)
{
    const struct run_what_if_params *params = call->params;
    struct task *task = call->task;
    struct json_writer *writer = &call->writer;
    struct what_if what = {0};
    struct json input;
    struct json_error error;
    void *loaded;
    TRY(call_path_object(call, 0, &run_records, &loaded));
    struct run *run = loaded;
    TRY(release_given(task, params->release, &what.release));
    what.configuration = params->configuration.length > 0 ? &params->configuration : NULL;
    if (params->input.length > 0) {
        if (json_parse(task->arena, params->input, &input, &error) != OK) {
            return fail(task, ERR_PARAMETER_INVALID, "input", "The input is no JSON.");
        }
        what.input = &input;
    }
    TRY(run_derive(task, run));
    TRY(run_what_if(task, run, &what));
    json_open_object(writer);
    write_text(writer, "object", TEXT("extend.what_if"));
    json_key_string(writer, "differences");
    json_differences(task->arena, run->output, what.output, writer);
    write_text(writer, "error", what.result.error);
    write_int(writer, "fuel", (int64_t)what.result.fuel);
    write_int(writer, "fuel_then", run->fuel);
    write_money(writer, "decided", what.has_money, what.money);
    write_money(writer, "decided_then", run->decided != NULL,
                run->decided == NULL ? (struct money){0}
                                     : money_of(run->decided->amount, run->decided->currency));
    write_text(writer, "outcome", text_of(run_outcome_name(what.result.outcome)));
    json_key_string(writer, "output");
    if (what.output.bytes == NULL) {
        json_null(writer);
    } else {
        json_literal(writer, what.output);
    }
    write_text(writer, "reads", what.result.reads);
    write_text(writer, "run", call->path_ids[0]);
    json_close_object(writer);
    return OK;
}

/* ---- explanation -------------------------------------------------------------------- */

/** Where the method stands in the entry: the first line that names it before a parenthesis. */
static int64_t
method_line(const struct release *release, struct text method)
{
    int64_t line = 1;
    struct text source = release->sources_count == 0 ? TEXT("") : release->sources[0].text;
    for (size_t at = 0; at + method.length < source.length; at++) {
        line += source.bytes[at] == '\n' ? 1 : 0;
        if (text_equal(text_slice(source, at, at + method.length), method) &&
            source.bytes[at + method.length] == '(') {
            return line;
        }
    }
    return 0;
}

/** The value at a path of the input, through lists: all of them. */
static void
values_write(struct json_writer *writer, const struct json *json, struct text path)
{
    size_t end = text_find(path, '.', 0);
    struct text name = text_slice(path, 0, end);
    struct text rest = text_slice(path, end + 1, path.length);
    if (json->type == JSON_ARRAY) {
        json_open_array(writer);
        for (size_t i = 0; i < json->count; i++) {
            values_write(writer, &json->items[i], path);
        }
        json_close_array(writer);
        return;
    }
    if (path.length == 0) {
        json_value(writer, json);
        return;
    }
    for (size_t i = 0; json->type == JSON_OBJECT && i < json->count; i++) {
        if (text_equal(json->members[i].key, name)) {
            values_write(writer, &json->members[i].value, rest);
            return;
        }
    }
    json_null(writer);
}

static void
reads_write(struct json_writer *writer, struct arena *arena, const struct run *run)
{
    struct json input;
    struct json_error error;
    json_key_string(writer, "values");
    json_open_array(writer);
    bool is_read = run->reads.length > 0 && json_parse(arena, run->input, &input, &error) == OK;
    for (size_t at = 0; is_read && at < run->reads.length;) {
        size_t end = text_find(run->reads, ',', at);
        struct text path = text_slice(run->reads, at, end);
        json_open_object(writer);
        write_text(writer, "path", path);
        json_key_string(writer, "value");
        values_write(writer, &input, path);
        json_close_object(writer);
        at = end + 1;
    }
    json_close_array(writer);
}

err_t
api_run_explain(struct call *call)
{
    struct task *task = call->task;
    struct json_writer *writer = &call->writer;
    const struct release *release;
    void *loaded;
    TRY(call_path_object(call, 0, &run_records, &loaded));
    struct run *run = loaded;
    TRY(run_derive(task, run));
    TRY(release_given(task, run->release, &release));
    json_open_object(writer);
    write_text(writer, "object", TEXT("extend.explanation"));
    write_money(writer, "decided", run->decided != NULL,
                run->decided == NULL ? (struct money){0}
                                     : money_of(run->decided->amount, run->decided->currency));
    write_money(writer, "standard", run->standard != NULL,
                run->standard == NULL ? (struct money){0}
                                      : money_of(run->standard->amount, run->standard->currency));
    write_text(writer, "outcome", text_of(run_outcome_kind_name(run->outcome)));
    json_key_string(writer, "output");
    if (run->output.bytes == NULL) {
        json_null(writer);
    } else {
        json_literal(writer, run->output);
    }
    write_text(writer, "release_hash", run->release_hash);
    write_text(writer, "run", call->path_ids[0]);
    json_key_string(writer, "source");
    json_open_object(writer);
    write_text(writer, "path", run->error != NULL ? run->error->path : release->entry);
    write_int(writer, "line",
              run->error != NULL ? run->error->line : method_line(release, run->method));
    json_close_object(writer);
    reads_write(writer, task->arena, run);
    json_close_object(writer);
    return OK;
}

/* ---- what a release touched --------------------------------------------------------- */

err_t
release_instead(struct task *task, struct text given, const struct release *release,
                const struct release **out)
{
    struct id id = {0};
    void *extension;
    *out = NULL;
    if (text_is(given, "standard")) {
        return OK;
    }
    if (given.length > 0 &&
        !id_parse(&task->account->secret, release_kind.prefix, given, &id.key)) {
        return fail(task, ERR_RESOURCE_MISSING, "instead", "No such release: '%.*s'",
                    TEXT_ARG(given));
    }
    if (given.length == 0) {
        TRY(record_load(task, &extension_records, release->extension, &extension));
        const struct extension *own = extension;
        id = own->active_release.key != release->id.key ? own->active_release
                                                        : own->previous_release;
    }
    return release_given(task, id, out);
}

static void
touched_write(struct task *task, struct json_writer *writer, const struct touched *row)
{
    json_open_object(writer);
    write_text(writer, "object", TEXT("extend.touched_invoice"));
    write_text(writer, "customer", row->run->customer);
    write_money(writer, "decided", row->run->decided != NULL, row->decided);
    json_key_string(writer, "difference");
    if (row->is_known) {
        json_int(writer, row->difference);
    } else {
        json_null(writer);
    }
    write_money(writer, "instead", row->is_known, row->instead);
    write_text(writer, "invoice", row->run->invoice);
    write_text(writer, "run",
               id_text(task->arena, &task->account->secret, run_kind.prefix, row->run->id.key));
    json_close_object(writer);
}

err_t
api_release_touched(struct call *call)
{
    const struct touched_list_params *params = call->params;
    struct json_writer *writer = &call->writer;
    const struct release *instead;
    struct touched *rows;
    size_t count;
    int64_t over = 0;
    int64_t under = 0;
    void *release;
    TRY(call_path_object(call, 0, &release_records, &release));
    TRY(release_instead(call->task, params->instead, release, &instead));
    TRY(release_touched(call->task, release, instead, TOUCHED_RUNS_MAX, &rows, &count));
    json_open_object(writer);
    write_text(writer, "object", TEXT("extend.touched"));
    json_key_string(writer, "invoices");
    json_open_array(writer);
    for (size_t i = 0; i < count; i++) {
        touched_write(call->task, writer, &rows[i]);
        over += rows[i].difference > 0 ? rows[i].difference : 0;
        under += rows[i].difference < 0 ? -rows[i].difference : 0;
    }
    json_close_array(writer);
    write_text(writer, "instead",
               instead == NULL ? TEXT("standard")
                               : id_text(call->task->arena, &call->task->account->secret,
                                         release_kind.prefix, instead->id.key));
    write_int(writer, "overcharged", over);
    write_int(writer, "undercharged", under);
    json_close_object(writer);
    return OK;
}
