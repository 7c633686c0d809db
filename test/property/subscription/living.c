/* SPDX-License-Identifier: Apache-2.0 */
/** living.c: what a life says to an engine, and reads in its answers. */
#include "living.h"

#include "subscription.model.h"

void
wrong(struct living *living, const char *format, ...)
{
    va_list arguments;
    if (living->problem[0] != 0) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(living->problem, sizeof(living->problem), format, arguments);
    va_end(arguments);
}

struct answer
ask(struct living *living, const char *method, struct text path, struct text form)
{
    size_t mark = text_find(path, '?', 0);
    if (mark < path.length) {
        form = text_slice(path, mark + 1, path.length);
        path = text_slice(path, 0, mark);
    }
    living->has_free_time =
        living->has_free_time || strstr(form.bytes == NULL ? "" : form.bytes, "=none") != NULL;
    living->has_coupon =
        living->has_coupon || strstr(form.bytes == NULL ? "" : form.bytes, "discounts") != NULL;
    struct answer answer = world_request(living->world, method, path, form, NO_TEXT);
    if (strcmp(method, "GET") != 0) {
        world_run_due(living->world);
    }
    if (living->is_told && strcmp(method, "GET") != 0) {
        struct text said = answer.status < 400 ? TEXT("") : answer.body;
        printf("    %lld %s %.*s %.*s -> %d %.*s\n", (long long)living->now, method, TEXT_ARG(path),
               TEXT_ARG(form), answer.status, TEXT_ARG(said));
    }
    if (answer.status >= 500 || answer.json == NULL) {
        wrong(living, "%s %.*s {%.*s} answers %d: %.*s", method, TEXT_ARG(path), TEXT_ARG(form),
              answer.status, TEXT_ARG(answer.body));
    }
    return answer;
}

const struct json *
at(const struct json *json, const char *key)
{
    return json == NULL ? NULL : json_get(json, key);
}

struct text
text_at(const struct json *json, const char *key)
{
    const struct json *value = at(json, key);
    return value == NULL || value->text.bytes == NULL ? TEXT("") : value->text;
}

static int64_t
int_of(const struct json *value)
{
    return value == NULL || value->type != JSON_NUMBER ? 0 : strtoll(value->text.bytes, NULL, 10);
}

int64_t
int_at(const struct json *json, const char *key)
{
    return int_of(at(json, key));
}

const struct json *
elements_of(const struct json *json, const char *key)
{
    return at(at(json, key), "data");
}

const struct json *
get(struct living *living, struct text path)
{
    struct answer answer = ask(living, "GET", path, NO_TEXT);
    if (answer.status != 200) {
        wrong(living, "GET %.*s answers %d", TEXT_ARG(path), answer.status);
    }
    return answer.json;
}

/** Read beside the API: it is asked all the time. */
struct mark
mark_now(struct living *living)
{
    struct record_scan scan = {.kind = world_kind("event"),
                               .index = -1,
                               .newest_first = true,
                               .limit = 1,
                               .unwatched = true};
    struct mark mark = {0};
    struct task *task;
    struct id id;
    void **events, *object = NULL;
    size_t count = 0;
    bool has_more;
    if (engine_read(living->world->engine, living->world->wall_ms, &task) != OK ||
        record_scan(task, &scan, &events, &count, &has_more) != OK) {
        wrong(living, "the events cannot be read");
        return mark;
    }
    mark.event = count == 0 ? 0 : ((const struct id *)events[0])->key;
    if (id_parse(&task->account->secret, "sub", living->subscription, &id.key) &&
        record_load(task, world_kind("subscription"), id, &object) == OK && object != NULL) {
        mark.version = ((const struct subscription *)object)->version;
    }
    return mark;
}

bool
mark_equal(struct mark a, struct mark b)
{
    return a.event == b.event && a.version == b.version;
}

const struct json *
subscription_now(struct living *living)
{
    struct mark mark = mark_now(living);
    if (living->shown == NULL || !mark_equal(mark, living->shown_at)) {
        living->shown =
            get(living, SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription)));
        living->shown_at = mark;
    }
    return living->shown;
}

struct answer
tell(struct living *living, struct text path, struct text form)
{
    struct mark before = mark_now(living);
    struct answer answer = ask(living, "POST", path, form);
    bool is_refused = answer.status >= 400 && answer.status != 402;
    if (is_refused && !mark_equal(before, mark_now(living))) {
        wrong(living, "POST %.*s {%.*s} was refused and changed something", TEXT_ARG(path),
              TEXT_ARG(form));
    }
    return answer;
}

struct answer
change(struct living *living, struct text form)
{
    return tell(living, SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription)),
                form);
}

const struct json *
latest_invoice(struct living *living)
{
    struct text id = text_at(subscription_now(living), "latest_invoice");
    return id.length == 0 ? NULL : get(living, SAY(living, "/v1/invoices/%.*s", TEXT_ARG(id)));
}

const char *
proration_name(int64_t which)
{
    static const char *const names[] = {"create_prorations", "always_invoice", "none"};
    return names[which % 3];
}

struct text
price_of(const struct living *living, int64_t which)
{
    return living->prices[which % PRICE_COUNT];
}

int64_t
waiting_sum(struct living *living)
{
    const struct json *list =
        get(living, SAY(living, "/v1/invoiceitems?customer=%.*s&pending=true&limit=100",
                        TEXT_ARG(living->customer)));
    const struct json *data = at(list, "data");
    int64_t sum = 0;
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        sum += int_at(&data->items[i], "amount");
    }
    return sum;
}

instant_t
next_boundary(const struct json *subscription)
{
    const struct json *items = elements_of(subscription, "items");
    instant_t first = INT64_MAX;
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        instant_t end = int_at(&items->items[i], "current_period_end");
        first = end < first ? end : first;
    }
    return first;
}

instant_t
last_start(const struct json *subscription)
{
    const struct json *items = elements_of(subscription, "items");
    instant_t last = 0;
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        instant_t start = int_at(&items->items[i], "current_period_start");
        last = start > last ? start : last;
    }
    return last;
}
