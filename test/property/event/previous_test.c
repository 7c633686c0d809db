/* SPDX-License-Identifier: Apache-2.0 */
/*
 * previous_attributes patched over data.object give the snapshot before
 * (billing.md 23.7, 9), for random changes of an object with hashes, arrays,
 * nullable hashes and keys that may be absent.
 */
#include "../../unit/event/bench.h"
#include "base/random.h"

static struct text
word(struct random *random)
{
    static const char *const words[] = {NULL, "", "a", "b", "Paris", "\"quoted\"", "\xc3\xa9"};
    return text_of(words[random_below(random, COUNT_OF(words))]);
}

/** Like word, but never null. */
static struct text
some_word(struct random *random)
{
    struct text text = word(random);
    return text.bytes == NULL ? TEXT("x") : text;
}

static void
change_lists(struct task *task, struct random *random, struct customer *customer)
{
    static const char *const keys[] = {"a", "b", "c", "d"};
    size_t count = (size_t)random_below(random, 4);
    struct text *locales = arena_alloc(task->arena, count, sizeof(struct text));
    struct model_pair *pairs = arena_alloc(task->arena, count, sizeof(struct model_pair));
    struct custom_field *fields = arena_alloc(task->arena, count, sizeof(struct custom_field));
    for (size_t i = 0; i < count; i++) {
        locales[i] = some_word(random);
        pairs[i] = (struct model_pair){text_of(keys[i]), some_word(random)};
        fields[i] = (struct custom_field){some_word(random), some_word(random)};
    }
    switch (random_below(random, 3)) {
    case 0:
        customer->preferred_locales = locales;
        customer->preferred_locales_count = count;
        break;
    case 1:
        customer->metadata = (struct model_map){pairs, count};
        break;
    default:
        customer->invoice_settings.custom_fields = count == 0 ? NULL : fields;
        customer->invoice_settings.custom_fields_count = count;
        break;
    }
}

static void
change(struct task *task, struct random *random, struct customer *customer)
{
    switch (random_below(random, 8)) {
    case 0:
        customer->name = word(random);
        break;
    case 1:
        customer->balance = random_between(random, -2, 2);
        break;
    case 2:
        customer->business_name = word(random); /* may be absent */
        break;
    case 3:
        customer->address =
            random_below(random, 3) == 0 ? NULL : arena_new(task->arena, struct address);
        break;
    case 4:
        if (customer->address != NULL) {
            customer->address->city = word(random);
            customer->address->country = word(random);
        }
        break;
    case 5:
        customer->delinquent = !customer->delinquent;
        customer->invoice_settings.footer = word(random);
        break;
    case 6:
        customer->shipping =
            random_below(random, 3) == 0 ? NULL : arena_new(task->arena, struct shipping);
        if (customer->shipping != NULL) {
            customer->shipping->name = word(random);
            customer->shipping->address =
                random_below(random, 2) == 0 ? NULL : arena_new(task->arena, struct address);
        }
        break;
    default:
        change_lists(task, random, customer);
        break;
    }
}

static const struct json *
find(const struct json *object, struct text key)
{
    for (size_t i = 0; object != NULL && i < object->count; i++) {
        if (text_equal(object->members[i].key, key)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static bool
is_null(const struct json *json)
{
    return json == NULL || json->type == JSON_NULL;
}

/** Equal, absent keys counting as null. */
static bool
are_equal(const struct json *a, const struct json *b)
{
    if (is_null(a) || is_null(b)) {
        return is_null(a) && is_null(b);
    }
    if (a->type != b->type || (a->type != JSON_OBJECT && a->count != b->count) ||
        ((a->type == JSON_STRING || a->type == JSON_NUMBER) && !text_equal(a->text, b->text))) {
        return false;
    }
    for (size_t i = 0; a->type == JSON_ARRAY && i < a->count; i++) {
        if (!are_equal(&a->items[i], &b->items[i])) {
            return false;
        }
    }
    for (size_t i = 0; a->type == JSON_OBJECT && i < a->count; i++) {
        if (!are_equal(&a->members[i].value, find(b, a->members[i].key))) {
            return false;
        }
    }
    for (size_t i = 0; a->type == JSON_OBJECT && i < b->count; i++) {
        if (!are_equal(find(a, b->members[i].key), &b->members[i].value)) {
            return false;
        }
    }
    return true;
}

/** Whether `object` with `previous` patched over it is `before`. */
static bool
patches_to(const struct json *object, const struct json *previous, const struct json *before)
{
    for (size_t i = 0; i < previous->count; i++) {
        struct text key = previous->members[i].key;
        const struct json *old = &previous->members[i].value;
        const struct json *new = find(object, key);
        bool is_hash = new != NULL &&new->type == JSON_OBJECT && old->type == JSON_OBJECT;
        if (is_hash && find(before, key) != NULL && find(before, key)->type == JSON_OBJECT) {
            if (!patches_to(new, old, find(before, key))) {
                return false;
            }
        } else if (!are_equal(old, find(before, key))) {
            return false;
        }
        if (are_equal(old, new) && !is_null(old)) {
            return false; /* it says what did not change */
        }
    }
    for (size_t i = 0; i < before->count; i++) {
        struct text key = before->members[i].key;
        if (find(previous, key) == NULL &&
            !are_equal(&before->members[i].value, find(object, key))) {
            return false; /* it does not say what changed */
        }
    }
    for (size_t i = 0; i < object->count; i++) {
        struct text key = object->members[i].key;
        if (find(previous, key) == NULL && find(before, key) == NULL &&
            !is_null(&object->members[i].value)) {
            return false;
        }
    }
    return true;
}

TEST(previous_attributes_patched_over_the_object_give_the_snapshot_before)
{
    struct bench bench;
    struct random random;
    bench_begin(&bench);
    random_init(&random, 11);
    struct task *task = bench_task(&bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    EXPECT_OK(bench_commit(&bench, task));
    for (int round = 0; round < 300; round++) {
        task = bench_task(&bench, 0);
        struct customer *customer = customer_of(task, id);
        for (uint64_t told = random_between(&random, 1, 3) > 1 ? 1 : 2; told > 0; told--) {
            for (uint64_t i = random_below(&random, 4) + 1; i > 0; i--) {
                change(task, &random, customer);
            }
            customer_save(task, customer);
        }
        EXPECT_OK(bench_commit(&bench, task));
    }
    task = bench_task(&bench, 1);
    size_t count;
    struct event **events = events_of(task, &count);
    EXPECT(count > 200);
    struct json before = event_json(task, events[0]);
    for (size_t i = 1; i < count; i++) {
        struct json after = event_json(task, events[i]);
        const struct json *previous = json_at(&after, "data.previous_attributes");
        REQUIRE(previous != NULL);
        EXPECT(previous->count > 0);
        EXPECT(
            patches_to(json_at(&after, "data.object"), previous, json_at(&before, "data.object")));
        before = after;
    }
    bench_end(&bench);
}
