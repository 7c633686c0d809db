/* SPDX-License-Identifier: Apache-2.0 */
/** expect.c: what a story holds against the engine. */
#include <string.h>

#include "base/model.h"
#include "story.h"

#define LIST_MAX 4096

static void
compare(struct story *story, const struct node *wanted, const struct json *got, struct text what)
{
    struct text problem = notation_mismatch(&story->arena, wanted, got, NO_TEXT);
    if (problem.bytes != NULL) {
        story_wrong(story, "%.*s: %.*s", TEXT_ARG(what), TEXT_ARG(problem));
    }
}

/** A pattern when one stands on this line. */
static struct node *
pattern_read(struct story *story)
{
    struct reader *reader = &story->reader;
    return reader_more_on_line(reader) ? reader_value(reader) : NULL;
}

static void
expect_get(struct story *story)
{
    struct text path = reader_path(&story->reader);
    struct node *wanted = pattern_read(story);
    const struct json *got = wanted == NULL ? NULL : story_get(story, path);
    if (wanted == NULL) {
        reader_fail(&story->reader, "expect GET path {...}");
    } else if (got != NULL) {
        compare(story, wanted, got, path);
    }
}

/** Where an object with this id is read: of two prefixes that fit, the longer one says. */
static struct text
object_path(struct story *story, struct text id)
{
    struct text path = NO_TEXT;
    size_t longest = 0;
    for (const struct model_kind *const *kind = model_kinds; *kind != NULL; kind++) {
        size_t length = (*kind)->prefix == NULL ? 0 : strlen((*kind)->prefix);
        if (length > longest && (*kind)->path != NULL && length < id.length &&
            id.bytes[length] == '_' && memcmp(id.bytes, (*kind)->prefix, length) == 0) {
            path = text_format(&story->arena, "%s/%.*s", (*kind)->path, TEXT_ARG(id));
            longest = length;
        }
    }
    return path;
}

static void
expect_object(struct story *story)
{
    struct text path = object_path(story, reader_path(&story->reader));
    struct node *wanted = pattern_read(story);
    if (path.bytes == NULL || wanted == NULL) {
        reader_fail(&story->reader, "expect object ID {...}");
        return;
    }
    const struct json *got = story_get(story, path);
    if (got != NULL) {
        compare(story, wanted, got, path);
    }
}

/* ---- lists ----------------------------------------------------------------------- */

struct list {
    const struct json *items[LIST_MAX];
    size_t count;
};

/** All of a list, newest first, up to the object `end`. */
static struct list *
list_all(struct story *story, const char *path, struct text end)
{
    struct list *list = arena_new(&story->arena, struct list);
    assert(list != NULL);
    struct text cursor = NO_TEXT;
    for (;;) {
        struct text page =
            text_format(&story->arena, "%s?limit=100%s%.*s", path,
                        cursor.bytes == NULL ? "" : "&starting_after=", TEXT_ARG(cursor));
        const struct json *got = story_get(story, page);
        const struct json *data = json_at(got, TEXT("data"));
        for (size_t i = 0; data != NULL && i < data->count; i++) {
            cursor = json_at(&data->items[i], TEXT("id"))->text;
            if (end.length > 0 && text_equal(cursor, end)) {
                return list;
            }
            assert(list->count < LIST_MAX);
            list->items[list->count++] = &data->items[i];
        }
        const struct json *more = json_at(got, TEXT("has_more"));
        if (more == NULL || more->type != JSON_TRUE) {
            return list;
        }
    }
}

/** Element by number: 1 is the oldest, -1 the newest. */
static const struct json *
list_nth(const struct list *list, int64_t number)
{
    int64_t place = number > 0 ? (int64_t)list->count - number : -number - 1;
    return place >= 0 && place < (int64_t)list->count ? list->items[place] : NULL;
}

static void
expect_run(struct story *story)
{
    int64_t number = 0;
    struct text word = reader_word(&story->reader);
    struct node *wanted = pattern_read(story);
    if (!text_parse_int(word, &number) || wanted == NULL) {
        reader_fail(&story->reader, "expect run NUMBER {...}");
        return;
    }
    const struct list *runs = list_all(story, "/v1/extend/runs", NO_TEXT);
    const struct json *run = list_nth(runs, number);
    if (run == NULL) {
        story_wrong(story, "wanted run %lld, there are %zu", (long long)number, runs->count);
        return;
    }
    struct text path = text_format(&story->arena, "/v1/extend/runs/%.*s",
                                   TEXT_ARG(json_at(run, TEXT("id"))->text));
    const struct json *whole = story_get(story, path);
    if (whole != NULL) {
        compare(story, wanted, whole, path);
    }
}

static void
expect_count(struct story *story, const char *what, const char *path, const char *key,
             const char *value)
{
    int64_t wanted = 0;
    size_t count = 0;
    if (!text_parse_int(reader_word(&story->reader), &wanted)) {
        reader_fail(&story->reader, "a number of %s is expected here", what);
        return;
    }
    const struct list *list = list_all(story, path, NO_TEXT);
    for (size_t i = 0; i < list->count; i++) {
        const struct json *member = key == NULL ? NULL : json_get(list->items[i], key);
        count += key == NULL || (member != NULL && text_is(member->text, value)) ? 1 : 0;
    }
    if ((int64_t)count != wanted) {
        story_wrong(story, "wanted %lld %s, got %zu", (long long)wanted, what, count);
    }
}

/** Money that was taken, also from customers on test clocks, which lists leave out. */
static void
expect_charges(struct story *story)
{
    int64_t wanted = 0;
    if (!text_parse_int(reader_word(&story->reader), &wanted)) {
        reader_fail(&story->reader, "a number of charges is expected here");
        return;
    }
    int64_t count = world_count_charges(&story->world);
    if (count != wanted) {
        story_wrong(story, "wanted %lld charges, got %lld", (long long)wanted, (long long)count);
    }
}

/* ---- events ------------------------------------------------------------------------ */

/** [type, type {pattern}, ...] against events, oldest first. */
static void
compare_events(struct story *story, const struct list *events, size_t newer)
{
    struct reader *reader = &story->reader;
    size_t at = 0;
    size_t count = events->count - newer;
    bool differs = false;
    if (!reader_take(reader, "[")) {
        reader_fail(reader, "[ and the types of events are expected here");
        return;
    }
    while (reader_peek(reader) != ']' && reader->problem.bytes == NULL) {
        struct text type = reader_word(reader);
        struct node *wanted = reader_peek(reader) == '{' ? reader_value(reader) : NULL;
        (void)reader_take(reader, ",");
        const struct json *event = at < count ? events->items[events->count - 1 - at] : NULL;
        const struct json *got = event == NULL ? NULL : json_get(event, "type");
        if (type.length == 0) {
            reader_fail(reader, "an event type is expected here");
        } else if (got == NULL || !text_equal(got->text, type)) {
            if (!differs) {
                story_wrong(story, "event %zu: wanted %.*s, got %.*s", at + 1, TEXT_ARG(type),
                            TEXT_ARG(got == NULL ? TEXT("no more") : got->text));
            }
            differs = true;
        } else if (wanted != NULL) {
            compare(story, wanted, event, type);
        }
        at++;
    }
    (void)reader_take(reader, "]");
    if (!differs && at < count) {
        story_wrong(story, "wanted %zu events, got %zu", at, count);
        differs = true;
    }
    for (size_t i = 0; differs && i < count; i++) {
        struct text type = json_get(events->items[events->count - 1 - i], "type")->text;
        printf("    %zu %.*s\n", i + 1, TEXT_ARG(type));
    }
}

/** expect events of NAME [...], expect events after NAME [...] */
static void
expect_events(struct story *story)
{
    struct reader *reader = &story->reader;
    bool is_after = reader_take(reader, "after");
    if (!is_after && !reader_take(reader, "of")) {
        reader_fail(reader, "expect events of NAME [...] or expect events after NAME [...]");
        return;
    }
    struct text name = reader_word(reader);
    const struct named *named = NULL;
    for (size_t i = 0; i < story->name_count; i++) {
        named = text_equal(story->names[i].name, name) ? &story->names[i] : named;
    }
    if (named == NULL) {
        reader_fail(reader, "there is no %.*s", TEXT_ARG(name));
        return;
    }
    const struct list *events =
        list_all(story, "/v1/events", is_after ? named->after : named->before);
    size_t newer = 0;
    while (!is_after && newer < events->count &&
           !text_equal(json_get(events->items[newer], "id")->text, named->after)) {
        newer++;
    }
    compare_events(story, events, newer);
}

/** expect event TYPE [{...}], expect no event TYPE */
static void
expect_event(struct story *story, bool wanted)
{
    struct text type = reader_word(&story->reader);
    struct node *pattern = wanted ? pattern_read(story) : NULL;
    const struct list *events = list_all(story, "/v1/events", NO_TEXT);
    struct text problem = NO_TEXT;
    bool found = false;
    for (size_t i = 0; i < events->count && !found; i++) {
        if (text_equal(json_get(events->items[i], "type")->text, type)) {
            struct text mismatch =
                pattern == NULL ? NO_TEXT
                                : notation_mismatch(&story->arena, pattern, events->items[i], type);
            found = mismatch.bytes == NULL;
            problem = problem.bytes == NULL ? mismatch : problem; /* of the newest one */
        }
    }
    if (found != wanted) {
        story_wrong(story, "%s event %.*s. %.*s", wanted ? "wanted an" : "wanted no",
                    TEXT_ARG(type), TEXT_ARG(problem));
    }
}

/* ---- sameness ----------------------------------------------------------------------- */

static const struct json *
operand_read(struct story *story)
{
    struct reader *reader = &story->reader;
    if (reader_take(reader, "GET")) {
        return story_get(story, reader_path(reader));
    }
    if (!reader_take(reader, "$")) {
        reader_fail(reader, "GET path or $name.path is expected here");
        return NULL;
    }
    return reader->look_up(reader->context, reader_word(reader));
}

/** expect same A and B [except [names]] */
static void
expect_same(struct story *story)
{
    struct reader *reader = &story->reader;
    const struct json *a = operand_read(story);
    if (!reader_take(reader, "and")) {
        reader_fail(reader, "expect same A and B [except [names]]");
        return;
    }
    const struct json *b = operand_read(story);
    struct node *except = NULL;
    if (reader_more_on_line(reader) && reader_take(reader, "except")) {
        except = reader_value(reader);
    }
    struct text problem = json_difference(&story->arena, a, b, except, NO_TEXT);
    if (problem.bytes != NULL) {
        story_wrong(story, "not the same: %.*s", TEXT_ARG(problem));
    }
}

static void
expect_value(struct story *story)
{
    struct reader *reader = &story->reader;
    size_t from = reader->at;
    const struct json *got = operand_read(story);
    struct text what = text_slice(reader->text, from, reader->at);
    struct node *wanted = pattern_read(story);
    if (got == NULL || wanted == NULL) {
        reader_fail(reader, "expect $name.path value: there is no %.*s", TEXT_ARG(what));
        return;
    }
    compare(story, wanted, got, what);
}

void
story_expect(struct story *story)
{
    struct reader *reader = &story->reader;
    if (reader_take(reader, "GET")) {
        expect_get(story);
    } else if (reader_take(reader, "object")) {
        expect_object(story);
    } else if (reader_take(reader, "events")) {
        expect_events(story);
    } else if (reader_take(reader, "event")) {
        expect_event(story, true);
    } else if (reader_take(reader, "no event")) {
        expect_event(story, false);
    } else if (reader_take(reader, "runs")) {
        expect_count(story, "runs", "/v1/extend/runs", NULL, NULL);
    } else if (reader_take(reader, "run")) {
        expect_run(story);
    } else if (reader_take(reader, "charges")) {
        expect_charges(story);
    } else if (reader_take(reader, "holds")) {
        expect_count(story, "holds", "/v1/extend/holds", "status", "held");
    } else if (reader_take(reader, "same")) {
        expect_same(story);
    } else if (reader_peek(reader) == '$') {
        expect_value(story);
    } else {
        struct text word = reader_word(reader);
        reader_fail(reader, "no such expectation: %.*s", TEXT_ARG(word));
    }
}
