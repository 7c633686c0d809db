/* SPDX-License-Identifier: Apache-2.0 */
/**
 * archive_first.c: the first form of a content, runs as JSON, which nothing writes any more. What
 * was sealed in it is read, and held to the journal by writing it once more.
 */
#include "extend/archive_first.h"

#include <string.h>

#define RUN_JSON_BYTES_MAX ((size_t)1 << 20)

static struct text
hash_text(struct arena *arena, struct text bytes)
{
    struct sha256 hash = sha256_of(bytes);
    return hex_text(arena, hash.bytes, sizeof(hash.bytes));
}

struct text
archive_first_hash(struct arena *arena, struct text previous, struct text content)
{
    struct text inner = hash_text(arena, content);
    return hash_text(arena, text_format(arena, "%.*s%.*s", TEXT_ARG(previous), TEXT_ARG(inner)));
}

/* ---- writing ---------------------------------------------------------------- */

void
archive_first_init(struct archive_first_writer *writer, struct arena *arena)
{
    text_builder_init(&writer->out, arena, ARCHIVE_CONTENT_MAX);
    map_init(&writer->bodies, arena, 1);
}

/** Write a body unless it stands there, and its hash as a member; no text is null. */
static bool
add_body(struct archive_first_writer *writer, struct json_writer *json, const char *key,
         struct text bytes)
{
    struct arena *arena = writer->out.arena;
    json_key_string(json, key);
    if (bytes.bytes == NULL) {
        json_null(json);
        return true;
    }
    struct text hash = hash_text(arena, bytes);
    json_text(json, hash);
    if (hash.bytes == NULL) {
        return false;
    }
    if (map_get(&writer->bodies, hash) != NULL) {
        return true;
    }
    archive_record(&writer->out, ARCHIVE_BODY, bytes);
    return map_put(&writer->bodies, hash, writer);
}

static void
add_text(struct json_writer *json, const char *key, struct text value)
{
    json_key_string(json, key);
    json_text(json, value);
}

static void
add_int(struct json_writer *json, const char *key, int64_t value)
{
    json_key_string(json, key);
    json_int(json, value);
}

static void
add_stake(struct json_writer *json, const char *key, const struct monetary_stake *stake)
{
    json_key_string(json, key);
    if (stake == NULL) {
        json_null(json);
        return;
    }
    json_open_object(json);
    add_int(json, "amount", stake->amount);
    add_text(json, "currency",
             stake->currency.index == 0 ? NO_TEXT : text_of(currency_code(stake->currency)));
    json_close_object(json);
}

static void
add_error(struct json_writer *json, const struct script_error *error)
{
    json_key_string(json, "error");
    if (error == NULL) {
        json_null(json);
        return;
    }
    json_open_object(json);
    add_text(json, "name", error->name);
    add_text(json, "message", error->message);
    add_text(json, "path", error->path);
    add_int(json, "line", error->line);
    add_int(json, "column", error->column);
    json_close_object(json);
}

static void
add_facts(struct task *task, struct json_writer *json, const struct run *run)
{
    add_int(json, "created", run->created);
    add_int(json, "clock_time", run->clock_time);
    add_text(json, "point", run->point);
    add_text(json, "method", run->method);
    add_text(json, "reason", run->reason);
    add_text(json, "stage", text_of(run_stage_name(run->stage)));
    add_text(json, "binding", ref_text(task, binding_kind.prefix, run->binding));
    add_text(json, "release", run->release_hash);
    add_text(json, "on_failure", text_of(failure_policy_name(run->on_failure)));
    add_text(json, "outcome", text_of(run_outcome_kind_name(run->outcome)));
    add_error(json, run->error);
    json_key_string(json, "fell_back");
    json_bool(json, run->fell_back);
    add_text(json, "set_aside", run->set_aside);
    add_int(json, "fuel", run->fuel);
    add_int(json, "heap_bytes", run->heap_bytes);
    add_text(json, "reads", run->reads);
    add_stake(json, "at_stake", &run->at_stake);
    add_stake(json, "decided", run->decided);
    add_stake(json, "standard", run->standard);
    add_text(json, "customer", run->customer);
    add_text(json, "subscription", run->subscription);
    add_text(json, "invoice", run->invoice);
}

bool
archive_first_add_run(struct task *task, struct archive_first_writer *writer, const struct run *run,
                      const struct release *release)
{
    struct json_writer json;
    struct text script = ref_text(task, extension_kind.prefix, release->extension);
    struct text context = context_json(task->arena, script, task->account->livemode,
                                       account_text(task), run->clock_time);
    struct text output = run->output_body.bytes == NULL && run->outcome == RUN_OUTCOME_KIND_OK
                             ? TEXT("")
                             : run->output_body;
    json_writer_init(&json, task->arena, RUN_JSON_BYTES_MAX, false);
    json_open_object(&json);
    add_text(&json, "id", ref_text(task, run_kind.prefix, run->id));
    add_facts(task, &json, run);
    bool done = add_body(writer, &json, "input", run->input_body) &&
                add_body(writer, &json, "configuration", run->configuration) &&
                add_body(writer, &json, "context", context) &&
                add_body(writer, &json, "output", output) &&
                add_body(writer, &json, "console", run->console);
    json_close_object(&json);
    struct text text = json_writer_text(&json);
    archive_record(&writer->out, ARCHIVE_RUN, text);
    return done && text.bytes != NULL && !writer->out.failed;
}

/* ---- checking --------------------------------------------------------------- */

bool
archive_first_run_check(struct arena *arena, const struct map *bodies, const struct json *run,
                        struct text *problem)
{
    static const char *const names[] = {"input", "configuration", "context", "output", "console"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct json *hash = json_get(run, names[i]);
        if (hash == NULL || (hash->type == JSON_STRING && map_get(bodies, hash->text) == NULL)) {
            const struct json *id = json_get(run, "id");
            *problem =
                text_format(arena, "the %s of run %.*s is not the one that it was sealed with",
                            names[i], TEXT_ARG(id == NULL ? TEXT("?") : id->text));
            return false;
        }
    }
    return true;
}

bool
archive_first_content_check(struct arena *arena, struct text content, size_t run_count,
                            struct map *bodies, struct text *problem)
{
    size_t at = 0;
    size_t runs = 0;
    char kind;
    struct text record;
    map_init(bodies, arena, 1);
    while (archive_next(content, &at, &kind, &record)) {
        if (kind == ARCHIVE_BODY) {
            struct text *kept = arena_new(arena, struct text);
            if (kept == NULL) {
                *problem = TEXT("no memory to check a segment");
                return false;
            }
            *kept = record;
            if (!map_put(bodies, hash_text(arena, record), kept)) {
                *problem = TEXT("no memory to check a segment");
                return false;
            }
        } else if (kind != ARCHIVE_RUN) {
            *problem = TEXT("it has a record that does not belong here");
            return false;
        } else {
            runs++;
        }
    }
    if (at != content.length || runs != run_count) {
        *problem = text_format(arena, "it has %zu runs where %zu were sealed", runs, run_count);
        return false;
    }
    return true;
}
