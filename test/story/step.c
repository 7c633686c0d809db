/* SPDX-License-Identifier: Apache-2.0 */
/** step.c: what a story does: requests, scripts, the way of time. */
#include <stdio.h>
#include <string.h>

#include "story.h"

#define SOURCE_BYTES_MAX (1u << 20)

static void report(struct story *story, const char *format, va_list arguments) printf_like(2, 0);

static void
report(struct story *story, const char *format, va_list arguments)
{
    struct text message = text_format_list(&story->arena, format, arguments);
    printf("%s:%d: story \"%.*s\": %.*s\n", story->path, story->line, TEXT_ARG(story->title),
           TEXT_ARG(message));
    story->failed = true;
}

void
story_wrong(struct story *story, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(story, format, arguments);
    va_end(arguments);
}

void
story_stop(struct story *story, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(story, format, arguments);
    va_end(arguments);
    story->over = true;
}

/* ---- names -------------------------------------------------------------------- */

static struct named *
name_add(struct story *story, struct text name, const struct json *json)
{
    struct named *named = NULL;
    for (size_t i = 0; i < story->name_count; i++) {
        if (text_equal(story->names[i].name, name)) {
            named = &story->names[i];
        }
    }
    if (named == NULL) {
        assert(story->name_count < STORY_NAMES_MAX);
        named = &story->names[story->name_count++];
    }
    *named = (struct named){.name = name, .json = json};
    return named;
}

struct text
story_newest_event(struct story *story)
{
    struct answer answer =
        world_request(&story->world, "GET", TEXT("/v1/events"), TEXT("limit=1"), NO_TEXT);
    const struct json *id = json_at(answer.json, TEXT("data.0.id"));
    return id == NULL ? NO_TEXT : id->text;
}

/* ---- requests ------------------------------------------------------------------ */

const struct json *
story_get(struct story *story, struct text path)
{
    size_t mark = text_find(path, '?', 0);
    struct answer answer = world_request(&story->world, "GET", text_slice(path, 0, mark),
                                         text_slice(path, mark + 1, path.length), NO_TEXT);
    if (answer.status != 200 || answer.json == NULL) {
        story_wrong(story, "GET %.*s: wanted 200, got %d: %.*s", TEXT_ARG(path), answer.status,
                    TEXT_ARG(answer.body));
        return NULL;
    }
    return answer.json;
}

/** POST of our own, for the steps that are more than one request. */
static const struct json *
post(struct story *story, struct text path, struct text form)
{
    struct answer answer = world_request(&story->world, "POST", path, form, NO_TEXT);
    if (answer.status != 200 || answer.json == NULL) {
        story_stop(story, "POST %.*s: wanted 200, got %d: %.*s", TEXT_ARG(path), answer.status,
                   TEXT_ARG(answer.body));
        return NULL;
    }
    return answer.json;
}

struct request {
    const char *method;
    struct text path, query, form, key;
    int64_t status;
    struct node *wanted;
    struct text name;
};

/** METHOD path [{...}] [key "..."] -> status [{...}] [as name] */
static bool
request_read(struct story *story, struct request *request)
{
    struct reader *reader = &story->reader;
    struct text path = reader_path(reader);
    size_t mark = text_find(path, '?', 0);
    request->path = text_slice(path, 0, mark);
    request->query = text_slice(path, mark + 1, path.length);
    if (reader_peek(reader) == '{') {
        request->form = form_of(reader->arena, reader_value(reader));
    }
    if (reader_take(reader, "key")) {
        request->key = reader_value(reader)->text;
    }
    if (!reader_take(reader, "->")) {
        reader_fail(reader, "-> and the wanted status are expected here");
    }
    if (!text_parse_int(reader_word(reader), &request->status)) {
        reader_fail(reader, "a status is expected behind ->");
    }
    if (reader_more_on_line(reader) && reader_peek(reader) == '{') {
        request->wanted = reader_value(reader);
    }
    if (reader_more_on_line(reader) && reader_take(reader, "as")) {
        request->name = reader_word(reader);
    }
    return reader->problem.bytes == NULL;
}

static void
request_step(struct story *story, const char *method)
{
    struct request request = {.method = method};
    if (!request_read(story, &request)) {
        return;
    }
    struct text before = request.name.length > 0 ? story_newest_event(story) : NO_TEXT;
    struct text form = request.form.length > 0 ? request.form : request.query;
    struct answer answer = world_request(&story->world, method, request.path, form, request.key);
    if (answer.status != request.status || answer.json == NULL) {
        story_stop(story, "%s %.*s: wanted %lld, got %d: %.*s", method, TEXT_ARG(request.path),
                   (long long)request.status, answer.status, TEXT_ARG(answer.body));
        return;
    }
    if (request.wanted != NULL) {
        struct text problem =
            notation_mismatch(&story->arena, request.wanted, answer.json, NO_TEXT);
        if (problem.bytes != NULL) {
            story_wrong(story, "%s %.*s: %.*s", method, TEXT_ARG(request.path), TEXT_ARG(problem));
        }
    }
    world_run_due(&story->world);
    if (request.name.length > 0) {
        struct named *named = name_add(story, request.name, answer.json);
        named->before = before;
        named->after = story_newest_event(story);
    }
}

/* ---- time ----------------------------------------------------------------------- */

/** "2h", "30m", "90s", "3d" in seconds. */
static int64_t
duration_read(struct reader *reader)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    struct text word = reader_word(reader);
    int64_t count;
    if (word.length > 1 && text_parse_int(text_slice(word, 0, word.length - 1), &count)) {
        for (size_t i = 0; i < COUNT_OF(units); i++) {
            if (word.bytes[word.length - 1] == units[i].unit) {
                return count * units[i].seconds;
            }
        }
    }
    reader_fail(reader, "a duration such as 2h is expected here");
    return 0;
}

/** Up to white space: words of time hold colons. */
static instant_t
time_read(struct reader *reader)
{
    int64_t time = 0;
    if (!notation_time(reader_path(reader), &time)) {
        reader_fail(reader, "a time such as 2026-01-31T00:00:00Z is expected here");
    }
    return time;
}

static void
wall_move(struct story *story, int64_t wall_ms)
{
    if (wall_ms / 1000 == story->world.wall_ms / 1000) {
        return; /* requests take a millisecond each */
    }
    if (wall_ms < story->world.wall_ms) {
        story_stop(story, "the clock goes forward only");
        return;
    }
    story->world.wall_ms = wall_ms;
    world_run_due(&story->world);
}

static instant_t
clock_time(const struct json *clock)
{
    int64_t time = 0;
    const struct json *frozen = json_at(clock, TEXT("frozen_time"));
    return frozen != NULL && text_parse_int(frozen->text, &time) ? time : 0;
}

/** One request to advance, and everything that it sets going. */
static void
advance_once(struct story *story, struct text path, instant_t target)
{
    struct text deed = text_format(&story->arena, "%.*s/advance", TEXT_ARG(path));
    struct text form = text_format(&story->arena, "frozen_time=%lld", (long long)target);
    if (post(story, deed, form) == NULL) {
        return;
    }
    world_run_due(&story->world);
    const struct json *clock = story_get(story, path);
    const struct json *status = json_at(clock, TEXT("status"));
    if (clock_time(clock) != target || status == NULL || !text_is(status->text, "ready")) {
        story_stop(story, "the clock is not ready at its target: %.*s at %lld",
                   TEXT_ARG(status == NULL ? TEXT("?") : status->text),
                   (long long)clock_time(clock));
    }
}

/** advance NAME to TIME [by month | by 28d] */
static void
advance_step(struct story *story)
{
    struct reader *reader = &story->reader;
    struct text name = reader_word(reader);
    if (!reader_take(reader, "to")) {
        reader_fail(reader, "advance NAME to TIME");
    }
    instant_t target = time_read(reader);
    bool by_month = false;
    int64_t step = INT64_MAX;
    if (reader_more_on_line(reader) && reader_take(reader, "by")) {
        by_month = reader_take(reader, "month");
        step = by_month ? 0 : duration_read(reader);
    }
    struct text id_path = text_format(reader->arena, "%.*s.id", TEXT_ARG(name));
    const struct json *id = reader->look_up(reader->context, id_path);
    if (id == NULL || reader->problem.bytes != NULL) {
        reader_fail(reader, "there is no clock %.*s", TEXT_ARG(name));
        return;
    }
    struct text path =
        text_format(reader->arena, "/v1/test_helpers/test_clocks/%.*s", TEXT_ARG(id->text));
    instant_t start = clock_time(story_get(story, path));
    instant_t now = start;
    for (int64_t i = 1; now < target && !story->over; i++) {
        instant_t next = by_month              ? instant_add(start, INTERVAL_MONTH, i)
                         : step > target - now ? target
                                               : now + step;
        now = next < target ? next : target;
        advance_once(story, path, now);
    }
}

/* ---- scripts ---------------------------------------------------------------------- */

/** What stands between { and }: the } is the last byte of the line, or alone on its own. */
static struct text
source_read(struct reader *reader)
{
    if (!reader_take(reader, "{")) {
        reader_fail(reader, "{ and the source are expected here");
        return NO_TEXT;
    }
    size_t from = reader->at;
    size_t line_end = text_find(reader->text, '\n', from);
    if (text_trim(text_slice(reader->text, from, line_end)).length > 0) {
        size_t to = line_end;
        while (to > from && reader->text.bytes[to - 1] != '}') {
            to--;
        }
        reader->at = line_end;
        return text_slice(reader->text, from, to == from ? from : to - 1);
    }
    for (size_t at = line_end; at < reader->text.length; at = text_find(reader->text, '\n', at)) {
        reader->line++;
        at++;
        if (at < reader->text.length && reader->text.bytes[at] == '}') {
            reader->at = at + 1;
            return text_slice(reader->text, line_end + 1, at);
        }
    }
    reader_fail(reader, "the source has no } at the margin");
    return NO_TEXT;
}

static void
release_add(struct story *story, struct text extension, struct text source)
{
    struct text_builder form;
    text_builder_init(&form, &story->arena, SOURCE_BYTES_MAX * 3);
    text_builder_format(
        &form, "extension=%.*s&activate=true&checks[fuzz]=skip&source=", TEXT_ARG(extension));
    form_encode(&form, source);
    (void)post(story, TEXT("/v1/extend/releases"), text_builder_text(&form));
}

/** The extension as it is now, with the policy beside it. */
static void
script_name(struct story *story, struct text name, struct text extension, struct text on_failure)
{
    struct text path =
        text_format(&story->arena, "/v1/extend/extensions/%.*s", TEXT_ARG(extension));
    const struct json *json = story_get(story, path);
    if (json == NULL) {
        return;
    }
    struct json *whole = arena_new(&story->arena, struct json);
    assert(whole != NULL);
    *whole = *json;
    whole->members = arena_alloc(&story->arena, json->count + 1, sizeof(*json->members));
    assert(whole->members != NULL);
    memcpy(whole->members, json->members, json->count * sizeof(*json->members));
    whole->members[whole->count++] =
        (struct json_member){TEXT("on_failure"), {.type = JSON_STRING, .text = on_failure}};
    (void)name_add(story, name, whole);
}

void
story_script(struct story *story, struct text name, struct text point, struct text source,
             struct text on_failure)
{
    struct text_builder form;
    text_builder_init(&form, &story->arena, SOURCE_BYTES_MAX);
    text_builder_add_string(&form, "name=");
    form_encode(&form, name);
    text_builder_add_string(&form, "&point=");
    form_encode(&form, point);
    const struct json *extension =
        post(story, TEXT("/v1/extend/extensions"), text_builder_text(&form));
    if (extension == NULL) {
        return;
    }
    struct text id = json_at(extension, TEXT("id"))->text;
    release_add(story, id, source);
    script_name(story, name, id, on_failure);
}

/** script NAME at POINT [on_failure POLICY] {...} */
static void
script_step(struct story *story)
{
    struct reader *reader = &story->reader;
    struct text name = reader_word(reader);
    struct text on_failure = TEXT("default");
    if (!reader_take(reader, "at")) {
        reader_fail(reader, "script NAME at POINT {...}");
    }
    struct text point = reader_word(reader);
    if (reader_take(reader, "on_failure")) {
        on_failure = reader_word(reader);
    }
    struct text source = source_read(reader);
    if (reader->problem.bytes == NULL) {
        story_script(story, name, point, source, on_failure);
    }
}

/** release NAME {...}: a new release of a script, active at once. */
static void
release_step(struct story *story)
{
    struct reader *reader = &story->reader;
    struct text name = reader_word(reader);
    struct text source = source_read(reader);
    struct text path = text_format(reader->arena, "%.*s.id", TEXT_ARG(name));
    const struct json *id = reader->look_up(reader->context, path);
    if (id == NULL) {
        reader_fail(reader, "there is no script %.*s", TEXT_ARG(name));
    } else if (reader->problem.bytes == NULL) {
        release_add(story, id->text, source);
        script_name(story, name, id->text, TEXT("default"));
    }
}

/* ---- steps ------------------------------------------------------------------------- */

static void
proves_read(struct story *story)
{
    struct reader *reader = &story->reader;
    while (reader_more_on_line(reader)) {
        size_t from = reader->at;
        while (reader->at < reader->text.length &&
               strchr(" ,\n", reader->text.bytes[reader->at]) == NULL) {
            reader->at++;
        }
        assert(story->prove_count < STORY_PROVES_MAX);
        story->proves[story->prove_count++] = text_slice(reader->text, from, reader->at);
        if (reader->at < reader->text.length && reader->text.bytes[reader->at] == ',') {
            reader->at++;
        }
    }
}

static bool
method_take(struct reader *reader, const char **method)
{
    static const char *const methods[] = {"POST", "GET", "DELETE"};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        if (reader_take(reader, methods[i])) {
            *method = methods[i];
            return true;
        }
    }
    return false;
}

static void
kill_step(struct story *story)
{
    struct text problem;
    if (!world_kill(&story->world, &problem)) {
        story_stop(story, "after the kill the engine does not start: %.*s", TEXT_ARG(problem));
        return;
    }
    world_run_due(&story->world);
}

/** input_max N: from now on larger inputs of scripts are too big. */
static void
input_max_step(struct story *story)
{
    struct text problem;
    int64_t bytes = 0;
    if (!text_parse_int(reader_word(&story->reader), &bytes) || bytes < 0) {
        reader_fail(&story->reader, "a number of bytes is expected here");
        return;
    }
    story->world.input_bytes_max = (size_t)bytes;
    if (!world_restart(&story->world, &problem)) {
        story_stop(story, "the engine does not start: %.*s", TEXT_ARG(problem));
    }
}

/** The deeds; false when the word is none of them. */
static bool
deed_step(struct story *story)
{
    struct reader *reader = &story->reader;
    const char *method;
    if (method_take(reader, &method)) {
        request_step(story, method);
    } else if (reader_take(reader, "proves")) {
        proves_read(story);
    } else if (reader_take(reader, "clock")) {
        wall_move(story, time_read(reader) * 1000);
    } else if (reader_take(reader, "wait")) {
        wall_move(story, story->world.wall_ms + duration_read(reader) * 1000);
    } else if (reader_take(reader, "advance")) {
        advance_step(story);
    } else if (reader_take(reader, "script")) {
        script_step(story);
    } else if (reader_take(reader, "release")) {
        release_step(story);
    } else if (reader_take(reader, "mark")) {
        struct named *named = name_add(story, reader_word(reader), NULL);
        named->before = named->after = story_newest_event(story);
    } else if (reader_take(reader, "account")) {
        struct text name = reader_more_on_line(reader) ? reader_word(reader) : NO_TEXT;
        if (!world_account(&story->world, name)) {
            story_stop(story, "no account %.*s", TEXT_ARG(name));
        }
    } else if (reader_take(reader, "kill")) {
        kill_step(story);
    } else if (reader_take(reader, "input_max")) {
        input_max_step(story);
    } else {
        return false;
    }
    return true;
}

bool
story_step(struct story *story)
{
    struct reader *reader = &story->reader;
    if (reader_peek(reader) == '\0' || story->over) {
        return false;
    }
    story->line = reader->line;
    if (reader_take(reader, "expect")) {
        story_expect(story);
    } else if (deed_step(story)) {
        (void)reader_peek(reader);
        story->last_at = reader->at;
        story->last_line = reader->line;
    } else {
        struct text word = reader_word(reader);
        reader_fail(reader, "no such step: %.*s", TEXT_ARG(word));
    }
    if (reader->problem.bytes != NULL) {
        story->line = reader->line;
        story_stop(story, "%.*s", TEXT_ARG(reader->problem));
    }
    return !story->over;
}
