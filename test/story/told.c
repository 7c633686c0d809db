/* SPDX-License-Identifier: Apache-2.0 */
/**
 * told.c: what the events told, against each other (billing.md 23.7 item 9).
 *
 * An update with its previous_attributes put back is the object as it was shown
 * before: by the last event, or, where others came in the same commit
 * (invoice.finalized before invoice.updated), by the last update. So a change
 * that nobody told shows at the next update. Numbers that the engine counts for
 * itself are no news.
 */
#include "notation.h"
#include "world.h"

#define EVENTS_MAX 8192

/** An object as events showed it. */
struct shown {
    struct text id;
    const struct json *last;    /**< by any event */
    const struct json *updated; /**< by its last update, or by its first event */
};

struct telling {
    const struct json *events[EVENTS_MAX]; /**< newest first */
    size_t event_count;
    struct shown objects[EVENTS_MAX];
    size_t object_count;
};

static struct text
value_text(struct arena *arena, const struct json *value)
{
    struct json_writer writer;
    if (value == NULL) {
        return TEXT("nothing");
    }
    json_writer_init(&writer, arena, 1 << 20, false);
    json_value(&writer, value);
    return json_writer_text(&writer);
}

static const struct json *
member(const struct json *object, struct text key)
{
    for (size_t i = 0; object != NULL && object->type == JSON_OBJECT && i < object->count; i++) {
        if (text_equal(object->members[i].key, key)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static bool
is_null(const struct json *value)
{
    return value == NULL || value->type == JSON_NULL;
}

static bool
is_object(const struct json *value)
{
    return value != NULL && value->type == JSON_OBJECT;
}

static struct text compare_objects(struct arena *arena, const struct json *after,
                                   const struct json *previous, const struct json *before,
                                   struct text path);

static bool
is_bookkeeping(struct text path)
{
    static const char *const fields[] = {
        "customer.updated.currency", "customer.updated.next_invoice_sequence",
        "coupon.updated.times_redeemed", "promotion_code.updated.active",
        "promotion_code.updated.times_redeemed",
        /* counted between batches, told with what follows */
        "extend.rollout.updated.compared", "extend.rollout.updated.currency",
        "extend.rollout.updated.fuel", "extend.rollout.updated.fuel_live",
        "extend.rollout.updated.incomparable"};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (text_is(path, fields[i])) {
            return true;
        }
    }
    return false;
}

/** One member: its value after, what is told of before, what was shown before. */
static struct text
compare_member(struct arena *arena, const struct json *after, const struct json *previous,
               const struct json *before, struct text path)
{
    bool goes_deeper = is_object(after) && is_object(before) &&
                       (previous == NULL || previous->type == JSON_OBJECT);
    const struct json *told = previous != NULL ? previous : after;
    if (goes_deeper) {
        return compare_objects(arena, after, previous, before, path);
    }
    if (is_bookkeeping(path) || (is_null(told) && is_null(before)) ||
        (told != NULL && before != NULL &&
         text_equal(value_text(arena, told), value_text(arena, before)))) {
        return NO_TEXT;
    }
    return text_format(arena, "%.*s was shown as %.*s, and is told to have been %.*s",
                       TEXT_ARG(path), TEXT_ARG(value_text(arena, before)),
                       TEXT_ARG(value_text(arena, told)));
}

static struct text
compare_objects(struct arena *arena, const struct json *after, const struct json *previous,
                const struct json *before, struct text path)
{
    const struct json *sides[] = {after, before, previous};
    for (size_t side = 0; side < COUNT_OF(sides); side++) {
        for (size_t i = 0; sides[side] != NULL && i < sides[side]->count; i++) {
            struct text key = sides[side]->members[i].key;
            struct text place = text_format(arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(key));
            struct text problem = compare_member(arena, member(after, key), member(previous, key),
                                                 member(before, key), place);
            if (problem.bytes != NULL) {
                return problem;
            }
        }
    }
    return NO_TEXT;
}

/** All events; false when they cannot be listed. */
static bool
events_list(struct world *world, struct telling *telling)
{
    struct text cursor = NO_TEXT;
    for (;;) {
        struct text query =
            text_format(world->arena, "limit=100%s%.*s",
                        cursor.bytes == NULL ? "" : "&starting_after=", TEXT_ARG(cursor));
        struct answer answer = world_request(world, "GET", TEXT("/v1/events"), query, NO_TEXT);
        const struct json *data = json_at(answer.json, TEXT("data"));
        if (data == NULL) {
            return false;
        }
        for (size_t i = 0; i < data->count; i++) {
            assert(telling->event_count < EVENTS_MAX);
            telling->events[telling->event_count++] = &data->items[i];
            cursor = json_get(&data->items[i], "id")->text;
        }
        const struct json *more = json_get(answer.json, "has_more");
        if (more == NULL || more->type != JSON_TRUE) {
            return true;
        }
    }
}

static struct shown *
shown_find(struct telling *telling, struct text id)
{
    for (size_t i = 0; i < telling->object_count; i++) {
        if (text_equal(telling->objects[i].id, id)) {
            return &telling->objects[i];
        }
    }
    telling->objects[telling->object_count] = (struct shown){.id = id};
    return &telling->objects[telling->object_count++];
}

/** No text, or how an update fits neither to the last event nor to the last update. */
static struct text
update_mismatch(struct arena *arena, const struct json *event, const struct shown *shown)
{
    const struct json *object = json_at(event, TEXT("data.object"));
    const struct json *previous = json_at(event, TEXT("data.previous_attributes"));
    struct text type = json_get(event, "type")->text;
    if (previous == NULL || shown->last == NULL) {
        return NO_TEXT;
    }
    struct text problem = compare_objects(arena, object, previous, shown->last, type);
    if (problem.bytes == NULL ||
        compare_objects(arena, object, previous, shown->updated, type).bytes == NULL) {
        return NO_TEXT;
    }
    return text_format(arena, "%.*s (%.*s)", TEXT_ARG(problem), TEXT_ARG(shown->id));
}

struct text
check_events(struct world *world)
{
    struct telling *telling = arena_new(world->arena, struct telling);
    assert(telling != NULL);
    if (!events_list(world, telling)) {
        return TEXT("the events cannot be listed");
    }
    for (size_t i = telling->event_count; i > 0; i--) {
        const struct json *event = telling->events[i - 1];
        const struct json *object = json_at(event, TEXT("data.object"));
        if (json_get(object, "id") == NULL) {
            continue; /* only foretold, as by invoice.upcoming */
        }
        struct shown *shown = shown_find(telling, json_get(object, "id")->text);
        struct text problem = update_mismatch(world->arena, event, shown);
        if (problem.bytes != NULL) {
            return problem;
        }
        if (shown->last == NULL || json_at(event, TEXT("data.previous_attributes")) != NULL) {
            shown->updated = object;
        }
        shown->last = object;
    }
    return NO_TEXT;
}
