/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lives.c: random lives of subscriptions, and what holds in all of them (billing.md 23.7).
 *
 *   lives [COUNT [SEED]]
 *
 * A life is a seed and a list of steps. What it does is told to an engine as clients tell it, on
 * a test clock of its own. A life that breaks a rule is lived again with fewer steps, until none
 * can be left out, and printed with what it said. The last line is "N passed, N failed".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "sys/log.h"
#include "world.h"

enum {
    STEPS_MAX = 24,
    LIVES_A_WORLD = 6,
    ARENA_BYTES = 1 << 28,
    ITEMS_MAX = 8,
    HOUR = 3600,
    DAY = 86400,
};

static const instant_t START = 1767225600; /* 2026-01-01 */

enum op {
    OP_ADVANCE, /* first, so that it is drawn as often as its share says */
    OP_QUANTITY,
    OP_PRICE,
    OP_ADD_ITEM,
    OP_DROP_ITEM,
    OP_THERE_AND_BACK,
    OP_ANCHOR,
    OP_TRIAL,
    OP_TRIAL_NOW,
    OP_PERIOD_END,
    OP_CANCEL_AT,
    OP_NOT_CANCEL,
    OP_COLLECTION,
    OP_PAUSE,
    OP_RESUME,
    OP_WAITING_CHANGE,
    OP_EXTRA,
    OP_CARD,
    OP_PAY,
    OP_COUPON,
    OP_MIGRATE,
    OP_SCHEDULE,
    OP_RELEASE,
    OP_WRONG,
    OP_AGAIN,
    OP_CANCEL,
    OP_COUNT,
};

static const char *const op_names[OP_COUNT] = {
    "advance",    "quantity", "price",     "add_item",       "drop_item", "there_and_back",
    "anchor",     "trial",    "trial_now", "period_end",     "cancel_at", "not_cancel",
    "collection", "pause",    "resume",    "waiting_change", "extra",     "card",
    "pay",        "coupon",   "migrate",   "schedule",       "release",   "wrong",
    "again",      "cancel",
};

struct step {
    enum op op;
    int64_t a, b;
};

struct life {
    uint64_t seed;
    int64_t start[6]; /* what it begins with */
    struct step steps[STEPS_MAX];
    int count;
};

enum { PRICE_COUNT = 7, PRICE_EURO = PRICE_COUNT, PRICE_FEE, PRICES_MADE };

static const char *const price_forms[PRICES_MADE] = {
    "currency=usd&unit_amount=1000&recurring[interval]=month",
    "currency=usd&unit_amount=1999&recurring[interval]=month",
    "currency=usd&unit_amount=3333&recurring[interval]=month",
    "currency=usd&unit_amount=0&recurring[interval]=month",
    "currency=usd&unit_amount=2500&recurring[interval]=month&recurring[interval_count]=3",
    "currency=usd&unit_amount=10000&recurring[interval]=year",
    "currency=usd&unit_amount=300&recurring[interval]=week",
    "currency=eur&unit_amount=1000&recurring[interval]=month",
    "currency=usd&unit_amount=777",
};

/** A life as it is lived. */
struct living {
    struct world *world;
    const struct text *prices;
    struct text clock, customer, subscription, schedule;
    instant_t now;
    bool has_bad_card;
    bool has_coupon;    /* what is charged for a change is less than what goes back */
    int changes;        /* each may move a cent of what a later one gives back */
    bool has_free_time; /* some time was left without a charge, so that nothing goes back for it */
    bool is_told;       /* each request is printed */
    char problem[600];
};

/* ---- asking -------------------------------------------------------------------------- */

static void wrong(struct living *living, const char *format, ...) printf_like(2, 3);

static void
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

static struct answer
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
    world_run_due(living->world);
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

#define SAY(living, ...) text_format((living)->world->arena, __VA_ARGS__)

static const struct json *
at(const struct json *json, const char *key)
{
    return json == NULL ? NULL : json_get(json, key);
}

static struct text
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

static int64_t
int_at(const struct json *json, const char *key)
{
    return int_of(at(json, key));
}

static const struct json *
elements_of(const struct json *json, const char *key)
{
    return at(at(json, key), "data");
}

static const struct json *
get(struct living *living, struct text path)
{
    struct answer answer = ask(living, "GET", path, NO_TEXT);
    if (answer.status != 200) {
        wrong(living, "GET %.*s answers %d", TEXT_ARG(path), answer.status);
    }
    return answer.json;
}

static const struct json *
subscription_now(struct living *living)
{
    return get(living, SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription)));
}

static struct text
newest_event(struct living *living)
{
    const struct json *list = get(living, TEXT("/v1/events?limit=1"));
    const struct json *data = at(list, "data");
    return data == NULL || data->count == 0 ? NO_TEXT : text_at(&data->items[0], "id");
}

/** A POST that may be refused: then nothing has changed and nobody was told. */
static struct answer
tell(struct living *living, struct text path, struct text form)
{
    struct text event = newest_event(living);
    struct text before = NO_TEXT;
    struct text object = SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription));
    if (living->subscription.length > 0) {
        before = ask(living, "GET", object, NO_TEXT).body;
    }
    struct answer answer = ask(living, "POST", path, form);
    if (answer.status >= 400 && answer.status != 402) {
        if (!text_equal(event, newest_event(living))) {
            wrong(living, "POST %.*s {%.*s} was refused and told of", TEXT_ARG(path),
                  TEXT_ARG(form));
        }
        if (living->subscription.length > 0 &&
            !text_equal(before, ask(living, "GET", object, NO_TEXT).body)) {
            wrong(living, "POST %.*s {%.*s} was refused and changed something", TEXT_ARG(path),
                  TEXT_ARG(form));
        }
    }
    return answer;
}

static struct answer
change(struct living *living, struct text form)
{
    return tell(living, SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription)),
                form);
}

/* ---- what holds ---------------------------------------------------------------------- */

static const char *
proration_name(int64_t which)
{
    static const char *const names[] = {"create_prorations", "always_invoice", "none"};
    return names[which % 3];
}

/** Lines of two invoices, without their ids. */
static bool
same_lines(const struct json *a, const struct json *b)
{
    const struct json *x = elements_of(a, "lines"), *y = elements_of(b, "lines");
    if (x == NULL || y == NULL || x->count != y->count) {
        return false;
    }
    for (size_t i = 0; i < x->count; i++) {
        const struct json *p = &x->items[i], *q = &y->items[i];
        if (int_at(p, "amount") != int_at(q, "amount") ||
            int_at(at(p, "period"), "start") != int_at(at(q, "period"), "start") ||
            int_at(at(p, "period"), "end") != int_at(at(q, "period"), "end") ||
            !text_equal(text_at(p, "description"), text_at(q, "description"))) {
            return false;
        }
    }
    return int_at(a, "total") == int_at(b, "total");
}

static void
expect_same(struct living *living, const struct json *preview, const struct json *invoice,
            const char *what)
{
    if (!same_lines(preview, invoice)) {
        wrong(living, "the preview of %s is of %lld in %zu lines, the invoice of %lld in %zu", what,
              (long long)int_at(preview, "total"),
              elements_of(preview, "lines") == NULL ? 0 : elements_of(preview, "lines")->count,
              (long long)int_at(invoice, "total"),
              elements_of(invoice, "lines") == NULL ? 0 : elements_of(invoice, "lines")->count);
    }
}

static const struct json *
latest_invoice(struct living *living)
{
    struct text id = text_at(subscription_now(living), "latest_invoice");
    return id.length == 0 ? NULL : get(living, SAY(living, "/v1/invoices/%.*s", TEXT_ARG(id)));
}

/** A change of items, foreseen and then made: what is invoiced now is what was foreseen. */
static struct answer
change_foreseen(struct living *living, struct text items, int64_t proration)
{
    struct answer preview = {0};
    bool is_compared = proration % 3 == 1;
    if (is_compared) {
        struct text form =
            SAY(living,
                "subscription=%.*s&subscription_details[proration_behavior]=%s&"
                "subscription_details[proration_date]=%lld",
                TEXT_ARG(living->subscription), proration_name(proration), (long long)living->now);
        const char *from = items.bytes;
        /* items[0][id]=x becomes subscription_details[items][0][id]=x */
        while (from != NULL && *from != 0) {
            const char *end = strchr(from, '&');
            size_t length = end == NULL ? strlen(from) : (size_t)(end - from);
            form = SAY(living, "%.*s&subscription_details[items]%.*s", TEXT_ARG(form),
                       (int)(length - 5), from + 5);
            from = end == NULL ? NULL : end + 1;
        }
        preview = ask(living, "POST", TEXT("/v1/invoices/create_preview"), form);
    }
    struct text before = text_at(subscription_now(living), "latest_invoice");
    struct answer answer =
        change(living, SAY(living, "%.*s&proration_behavior=%s&proration_date=%lld",
                           TEXT_ARG(items), proration_name(proration), (long long)living->now));
    struct text after = text_at(answer.json, "latest_invoice");
    if (is_compared && answer.status == 200 && preview.status == 200 &&
        !text_equal(before, after)) {
        expect_same(living, preview.json, latest_invoice(living), "a change");
    }
    return answer;
}

static struct text
item_at(const struct json *subscription, int64_t which)
{
    const struct json *items = elements_of(subscription, "items");
    return items == NULL || items->count == 0
               ? TEXT("si_none")
               : text_at(&items->items[(size_t)which % items->count], "id");
}

static struct text
price_of(const struct living *living, int64_t which)
{
    return living->prices[which % PRICE_COUNT];
}

static int64_t
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

/* ---- steps --------------------------------------------------------------------------- */

static void
advance_to(struct living *living, instant_t target)
{
    struct answer answer =
        ask(living, "POST",
            SAY(living, "/v1/test_helpers/test_clocks/%.*s/advance", TEXT_ARG(living->clock)),
            SAY(living, "frozen_time=%lld", (long long)target));
    if (answer.status != 200) {
        return; /* too far for the shortest period */
    }
    const struct json *clock =
        get(living, SAY(living, "/v1/test_helpers/test_clocks/%.*s", TEXT_ARG(living->clock)));
    if (!text_is(text_at(clock, "status"), "ready")) {
        wrong(living, "the clock is %.*s at %lld, on the way to %lld",
              TEXT_ARG(text_at(clock, "status")), (long long)int_at(clock, "frozen_time"),
              (long long)target);
    }
    living->now = int_at(clock, "frozen_time");
}

static instant_t
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

/** To the boundary, where the draft is what was foreseen. */
static void
advance_to_boundary(struct living *living)
{
    const struct json *before = subscription_now(living);
    instant_t boundary = next_boundary(before);
    struct text status = text_at(before, "status");
    bool is_foreseen = text_is(status, "active") || text_is(status, "trialing");
    const struct json *pause = at(before, "pending_update");
    if (!is_foreseen || boundary <= living->now || boundary == INT64_MAX ||
        (pause != NULL && pause->type != JSON_NULL)) {
        advance_to(living, living->now + DAY);
        return;
    }
    struct answer preview = ask(living, "POST", TEXT("/v1/invoices/create_preview"),
                                SAY(living, "subscription=%.*s", TEXT_ARG(living->subscription)));
    struct text old = text_at(before, "latest_invoice");
    advance_to(living, boundary);
    const struct json *after = subscription_now(living);
    struct text made = text_at(after, "latest_invoice");
    bool is_told = text_is(text_at(after, "status"), "active") ||
                   text_is(text_at(after, "status"), "canceled");
    if (living->now != boundary || text_equal(old, made) || !is_told) {
        return; /* not that far, or paused or trialing in a schedule */
    }
    const struct json *invoice = latest_invoice(living);
    if (preview.status == 200 && int_at(preview.json, "created") == int_at(invoice, "created") &&
        text_is(text_at(invoice, "billing_reason"), "subscription_cycle")) {
        expect_same(living, preview.json, invoice, "a renewal");
    }
}

static void
there_and_back(struct living *living, const struct step *step)
{
    const struct json *before = subscription_now(living);
    const struct json *items = elements_of(before, "items");
    if (items == NULL || items->count == 0) {
        return;
    }
    const struct json *item = &items->items[(size_t)step->a % items->count];
    struct text id = text_at(item, "id");
    int64_t quantity = int_at(item, "quantity");
    int64_t sum = waiting_sum(living);
    struct answer there =
        change(living, SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld", TEXT_ARG(id),
                           (long long)(quantity + 1 + step->b % 5)));
    struct answer back = change(living, SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld",
                                            TEXT_ARG(id), (long long)quantity));
    int64_t balance = waiting_sum(living);
    bool is_reset = int_at(before, "billing_cycle_anchor") !=
                    int_at(subscription_now(living), "billing_cycle_anchor");
    bool is_classic = text_is(text_at(at(before, "billing_mode"), "type"), "classic");
    int64_t left = balance < sum ? sum - balance : balance - sum;
    if (there.status == 200 && back.status == 200 && !is_reset && !living->has_free_time &&
        !living->has_coupon && left > (is_classic ? 0 : living->changes)) {
        wrong(living, "a quantity of %lld that is changed there and back leaves %lld",
              (long long)quantity, (long long)(balance - sum));
    }
}

static void
take_card(struct living *living, bool is_bad)
{
    const char *name = is_bad ? "pm_card_chargeCustomerFail" : "pm_card_visa";
    struct answer card = ask(living, "POST", SAY(living, "/v1/payment_methods/%s/attach", name),
                             SAY(living, "customer=%.*s", TEXT_ARG(living->customer)));
    (void)ask(living, "POST", SAY(living, "/v1/customers/%.*s", TEXT_ARG(living->customer)),
              SAY(living, "invoice_settings[default_payment_method]=%.*s",
                  TEXT_ARG(text_at(card.json, "id"))));
    living->has_bad_card = is_bad;
}

static void
make_schedule(struct living *living, const struct step *step)
{
    struct answer made =
        tell(living, TEXT("/v1/subscription_schedules"),
             SAY(living, "from_subscription=%.*s", TEXT_ARG(living->subscription)));
    if (made.status != 200) {
        return;
    }
    living->schedule = text_at(made.json, "id");
    const struct json *phase = at(made.json, "phases");
    phase = phase == NULL || phase->count == 0 ? NULL : &phase->items[0];
    const struct json *items = at(phase, "items");
    struct text form =
        SAY(living, "end_behavior=%s&phases[0][end_date]=%lld",
            step->a % 3 == 0 ? "cancel" : "release", (long long)int_at(phase, "end_date"));
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        form = SAY(living,
                   "%.*s&phases[0][items][%zu][price]=%.*s&phases[0][items][%zu][quantity]=%lld",
                   TEXT_ARG(form), i, TEXT_ARG(text_at(&items->items[i], "price")), i,
                   (long long)int_at(&items->items[i], "quantity"));
    }
    (void)tell(living, SAY(living, "/v1/subscription_schedules/%.*s", TEXT_ARG(living->schedule)),
               SAY(living,
                   "%.*s&phases[1][items][0][price]=%.*s&phases[1][items][0][quantity]=%lld&"
                   "phases[1][duration][interval]=day&phases[1][duration][interval_count]=%lld&"
                   "phases[1][proration_behavior]=%s",
                   TEXT_ARG(form), TEXT_ARG(price_of(living, step->b)),
                   (long long)(1 + step->b % 4), (long long)(5 + step->a % 60),
                   proration_name(step->b)));
}

static void
pay_newest(struct living *living)
{
    const struct json *list = get(
        living, SAY(living, "/v1/invoices?customer=%.*s&status=open", TEXT_ARG(living->customer)));
    const struct json *data = at(list, "data");
    if (data != NULL && data->count > 0) {
        (void)ask(living, "POST",
                  SAY(living, "/v1/invoices/%.*s/pay", TEXT_ARG(text_at(&data->items[0], "id"))),
                  TEXT("payment_method=pm_card_visa"));
    }
}

/** A request that is sent twice with one key is done once. */
static void
twice(struct living *living)
{
    struct text path = SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription));
    struct text form = SAY(living, "metadata[n]=%lld", (long long)living->now);
    struct text key = SAY(living, "key-%.*s-%lld", TEXT_ARG(living->subscription),
                          (long long)living->world->wall_ms);
    struct answer once = world_request(living->world, "POST", path, form, key);
    struct text event = newest_event(living);
    struct answer again = world_request(living->world, "POST", path, form, key);
    if (!text_equal(once.body, again.body) || !text_equal(event, newest_event(living))) {
        wrong(living, "a request with the same key was done twice");
    }
}

static void
live_step(struct living *living, const struct step *step)
{
    const struct json *now = subscription_now(living);
    struct text item = item_at(now, step->a);
    switch (step->op) {
    case OP_ADVANCE:
        if (step->a % 3 == 0) {
            advance_to_boundary(living);
        } else {
            advance_to(living, living->now + 1 + step->b % (40 * (int64_t)DAY));
        }
        break;
    case OP_QUANTITY:
        (void)change_foreseen(living,
                              SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld",
                                  TEXT_ARG(item), (long long)(step->b % 9)),
                              step->a / 8);
        break;
    case OP_PRICE:
        (void)change_foreseen(
            living,
            SAY(living, "items[0][id]=%.*s&items[0][price]=%.*s&items[0][quantity]=%lld",
                TEXT_ARG(item), TEXT_ARG(price_of(living, step->b)), (long long)(1 + step->a % 4)),
            step->a / 8);
        break;
    case OP_ADD_ITEM:
        (void)change_foreseen(living,
                              SAY(living, "items[0][price]=%.*s&items[0][quantity]=%lld",
                                  TEXT_ARG(price_of(living, step->b)),
                                  (long long)(1 + step->a % 4)),
                              step->a / 8);
        break;
    case OP_DROP_ITEM:
        (void)change_foreseen(
            living, SAY(living, "items[0][id]=%.*s&items[0][deleted]=true", TEXT_ARG(item)),
            step->b);
        break;
    case OP_THERE_AND_BACK:
        there_and_back(living, step);
        break;
    case OP_ANCHOR:
        (void)change(living, SAY(living, "billing_cycle_anchor=now&proration_behavior=%s",
                                 proration_name(step->a)));
        break;
    case OP_TRIAL:
        (void)change(living, SAY(living, "trial_end=%lld&proration_behavior=%s",
                                 (long long)(living->now + HOUR + step->b % (30 * (int64_t)DAY)),
                                 proration_name(step->a)));
        break;
    case OP_TRIAL_NOW:
        (void)change(living, TEXT("trial_end=now"));
        break;
    case OP_PERIOD_END:
        (void)change(living, TEXT("cancel_at_period_end=true"));
        break;
    case OP_CANCEL_AT:
        (void)change(living, SAY(living, "cancel_at=%lld&proration_behavior=%s",
                                 (long long)(living->now + 1 + step->b % (70 * (int64_t)DAY)),
                                 proration_name(step->a)));
        break;
    case OP_NOT_CANCEL:
        (void)change(living,
                     step->a % 2 == 0 ? TEXT("cancel_at=") : TEXT("cancel_at_period_end=false"));
        break;
    case OP_COLLECTION: {
        static const char *const behaviors[] = {"keep_as_draft", "mark_uncollectible", "void"};
        (void)change(living,
                     step->a % 4 == 0
                         ? TEXT("pause_collection=")
                         : SAY(living,
                               "pause_collection[behavior]=%s&"
                               "pause_collection[resumes_at]=%lld",
                               behaviors[step->a % 3],
                               (long long)(living->now + 1 + step->b % (50 * (int64_t)DAY))));
        break;
    }
    case OP_PAUSE: {
        static const char *const from[] = {"now", "item_current_period_start", "none"};
        (void)tell(living,
                   SAY(living, "/v1/subscriptions/%.*s/pause", TEXT_ARG(living->subscription)),
                   SAY(living, "bill_for[unused_time_from][type]=%s&invoicing_behavior=%s",
                       from[step->a % 3], step->b % 2 == 0 ? "invoice" : "pending_invoice_item"));
        break;
    }
    case OP_RESUME:
        (void)tell(
            living, SAY(living, "/v1/subscriptions/%.*s/resume", TEXT_ARG(living->subscription)),
            SAY(living, "billing_cycle_anchor=%s&proration_behavior=%s&payment_behavior=%s",
                step->a % 2 == 0 ? "now" : "unchanged", proration_name(step->b),
                step->a % 3 == 0 ? "resume_on_payment_success" : "resume_on_payment_attempt"));
        break;
    case OP_WAITING_CHANGE:
        (void)change(living, SAY(living,
                                 "items[0][id]=%.*s&items[0][quantity]=%lld&payment_behavior="
                                 "pending_if_incomplete&proration_behavior=always_invoice",
                                 TEXT_ARG(item), (long long)(1 + step->b % 9)));
        break;
    case OP_EXTRA:
        (void)change(living,
                     SAY(living,
                         "add_invoice_items[0][price]=%.*s&add_invoice_items[0][quantity]=%lld&"
                         "proration_behavior=%s",
                         TEXT_ARG(living->prices[PRICE_FEE]), (long long)(1 + step->b % 3),
                         proration_name(step->a)));
        break;
    case OP_CARD:
        take_card(living, step->a % 2 == 0);
        break;
    case OP_PAY:
        pay_newest(living);
        break;
    case OP_COUPON:
        (void)change(living, step->a % 3 == 0   ? TEXT("discounts=")
                             : step->a % 3 == 1 ? TEXT("discounts[0][coupon]=TENTH")
                                                : TEXT("discounts[0][coupon]=THREE"));
        break;
    case OP_MIGRATE:
        (void)tell(living,
                   SAY(living, "/v1/subscriptions/%.*s/migrate", TEXT_ARG(living->subscription)),
                   TEXT("billing_mode[type]=flexible"));
        break;
    case OP_SCHEDULE:
        make_schedule(living, step);
        break;
    case OP_RELEASE:
        if (living->schedule.length > 0) {
            (void)tell(
                living,
                SAY(living, "/v1/subscription_schedules/%.*s/release", TEXT_ARG(living->schedule)),
                step->a % 2 == 0 ? TEXT("preserve_cancel_date=true") : TEXT(""));
        }
        break;
    case OP_WRONG:
        (void)change(living,
                     step->a % 2 == 0
                         ? SAY(living, "items[0][price]=%.*s", TEXT_ARG(living->prices[PRICE_EURO]))
                         : SAY(living, "items[0][id]=%.*s&proration_date=%lld", TEXT_ARG(item),
                               (long long)(living->now - 400 * DAY)));
        break;
    case OP_AGAIN:
        twice(living);
        break;
    case OP_CANCEL:
        if (step->a % 4 == 0) {
            (void)ask(living, "DELETE",
                      SAY(living, "/v1/subscriptions/%.*s", TEXT_ARG(living->subscription)),
                      SAY(living, "prorate=%s&invoice_now=%s", step->b % 2 == 0 ? "true" : "false",
                          step->b % 3 == 0 ? "true" : "false"));
        }
        break;
    case OP_COUNT:
        break;
    }
    living->changes += step->op == OP_ADVANCE ? 0 : 1;
}

/* ---- a whole life -------------------------------------------------------------------- */

/** Periods of items, as events told them: each begins before the one before it has ended. */
static void
check_periods(struct living *living)
{
    struct {
        struct text id;
        instant_t start, end;
    } seen[64];
    size_t seen_count = 0;
    struct text after = NO_TEXT;
    const struct json *pages[40];
    size_t page_count = 0;
    for (bool has_more = true; has_more && page_count < COUNT_OF(pages);) {
        struct text path =
            SAY(living, "/v1/events?limit=100&types[0]=customer.subscription.created&"
                        "types[1]=customer.subscription.updated");
        path = after.bytes == NULL
                   ? path
                   : SAY(living, "%.*s&starting_after=%.*s", TEXT_ARG(path), TEXT_ARG(after));
        const struct json *page = get(living, path);
        const struct json *data = at(page, "data");
        has_more = data != NULL && data->count == 100;
        pages[page_count++] = data;
        after = data == NULL || data->count == 0 ? NO_TEXT
                                                 : text_at(&data->items[data->count - 1], "id");
    }
    for (size_t p = page_count; p-- > 0;) {
        for (size_t e = pages[p] == NULL ? 0 : pages[p]->count; e-- > 0;) {
            const struct json *object = at(at(&pages[p]->items[e], "data"), "object");
            if (!text_equal(text_at(object, "id"), living->subscription)) {
                continue;
            }
            const struct json *items = elements_of(object, "items");
            bool is_paused = text_is(text_at(object, "status"), "paused");
            for (size_t i = 0; items != NULL && i < items->count; i++) {
                struct text id = text_at(&items->items[i], "id");
                instant_t start = int_at(&items->items[i], "current_period_start");
                instant_t end = int_at(&items->items[i], "current_period_end");
                size_t k = 0;
                while (k < seen_count && !text_equal(seen[k].id, id)) {
                    k++;
                }
                if (k == seen_count && seen_count < COUNT_OF(seen)) {
                    seen_count++;
                    seen[k].id = id;
                } else if (k < seen_count && (start > seen[k].end || start < seen[k].start)) {
                    wrong(living, "after a period from %lld to %lld comes one from %lld",
                          (long long)seen[k].start, (long long)seen[k].end, (long long)start);
                }
                if (end < start) {
                    wrong(living, "a period from %lld ends at %lld", (long long)start,
                          (long long)end);
                }
                if (k < COUNT_OF(seen)) {
                    seen[k].start = start;
                    seen[k].end = is_paused ? INT64_MAX : end; /* what follows begins later */
                }
            }
        }
    }
}

static void
begin_life(struct living *living, const struct life *life)
{
    struct answer made = ask(living, "POST", TEXT("/v1/test_helpers/test_clocks"),
                             SAY(living, "frozen_time=%lld", (long long)START));
    living->clock = text_at(made.json, "id");
    living->now = START;
    made = ask(living, "POST", TEXT("/v1/customers"),
               SAY(living, "test_clock=%.*s", TEXT_ARG(living->clock)));
    living->customer = text_at(made.json, "id");
    if (life->start[0] % 8 != 0) {
        take_card(living, life->start[0] % 8 == 1);
    }
    struct text form = SAY(living, "customer=%.*s&items[0][price]=%.*s&items[0][quantity]=%lld",
                           TEXT_ARG(living->customer), TEXT_ARG(price_of(living, life->start[1])),
                           (long long)(1 + life->start[2] % 5));
    static const char *const more[] = {
        "",
        "&billing_mode[type]=classic",
        "&trial_period_days=10",
        "&backdate_start_date=1764979200",
        "&billing_cycle_anchor=1767571200",
        "&discounts[0][coupon]=TENTH",
        "&collection_method=send_invoice&days_until_due=9",
        "&billing_cycle_anchor_config[day_of_month]=31",
        "&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=pause",
        "&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=cancel",
        "&cancel_at=1768600000",
        "&billing_mode[type]=classic&backdate_start_date=1764979200",
        "&proration_behavior=none&billing_cycle_anchor=1767571200",
        "&cancel_at_period_end=true",
        "&payment_behavior=default_incomplete",
        "&billing_mode[type]=classic&discounts[0][coupon]=THREE"};
    form = SAY(living, "%.*s%s", TEXT_ARG(form), more[life->start[3] % (int64_t)COUNT_OF(more)]);
    if (life->start[4] % 3 == 0) {
        form = SAY(living, "%.*s&items[1][price]=%.*s", TEXT_ARG(form),
                   TEXT_ARG(price_of(living, life->start[4] / 3)));
    }
    made = ask(living, "POST", TEXT("/v1/subscriptions"), form);
    if (made.status == 200) {
        living->subscription = text_at(made.json, "id");
    }
}

/** What can be seen of a life, but for ids. */
static struct text
picture(struct living *living)
{
    const struct json *list = get(
        living, SAY(living, "/v1/invoices?customer=%.*s&limit=100", TEXT_ARG(living->customer)));
    const struct json *data = at(list, "data");
    const struct json *subscription = subscription_now(living);
    struct text_builder out;
    text_builder_init(&out, living->world->arena, 1 << 20);
    text_builder_add(&out, text_at(subscription, "status"));
    text_builder_add_int(&out, next_boundary(subscription));
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        const struct json *invoice = &data->items[i];
        text_builder_add(&out, text_at(invoice, "status"));
        text_builder_add_int(&out, int_at(invoice, "created"));
        text_builder_add_char(&out, ' ');
        text_builder_add_int(&out, int_at(invoice, "total"));
        text_builder_add_char(&out, ' ');
        text_builder_add_int(&out, int_at(invoice, "amount_remaining"));
        text_builder_add_char(&out, '\n');
    }
    text_builder_add_int(&out, waiting_sum(living));
    return text_builder_text(&out);
}

static void
live(struct living *living, const struct life *life)
{
    begin_life(living, life);
    for (int i = 0; i < life->count && living->subscription.length > 0 && living->problem[0] == 0;
         i++) {
        live_step(living, &life->steps[i]);
    }
    if (living->subscription.length > 0 && living->problem[0] == 0) {
        check_periods(living);
    }
}

/** To one instant at once, or with stops. */
static struct text
live_to_an_end(struct living *living, const struct life *life, bool has_stops)
{
    begin_life(living, life);
    if (living->subscription.length == 0 || living->problem[0] != 0) {
        return NO_TEXT;
    }
    instant_t end = START + 13 * DAY;
    struct random random;
    random_init(&random, life->seed);
    for (int i = 0; has_stops && i < 3; i++) {
        advance_to(living, living->now + random_between(&random, 1, 4 * DAY));
    }
    if (living->now < end) {
        advance_to(living, end);
    }
    return living->now == end ? picture(living) : NO_TEXT;
}

/* ---- worlds -------------------------------------------------------------------------- */

static void
furnish(struct living *living, struct text *prices)
{
    (void)ask(living, "POST", TEXT("/v1/products"), TEXT("name=Thing&id=thing"));
    for (size_t i = 0; i < PRICES_MADE; i++) {
        struct answer made = ask(living, "POST", TEXT("/v1/prices"),
                                 SAY(living, "product=thing&%s", price_forms[i]));
        prices[i] = text_at(made.json, "id");
    }
    (void)ask(living, "POST", TEXT("/v1/coupons"),
              TEXT("id=TENTH&percent_off=10&duration=forever"));
    (void)ask(living, "POST", TEXT("/v1/coupons"),
              TEXT("id=THREE&amount_off=300&currency=usd&duration=repeating&duration_in_months=2"));
}

static void
note_world(struct living *living, struct text problem, const char *what)
{
    if (problem.bytes != NULL) {
        wrong(living, "%s: %.*s", what, TEXT_ARG(problem));
    }
}

/** Live some lives in a fresh world; *problem says what was wrong with the first that is. */
static bool
run_lives(const struct life *lives, int count, bool is_told, char *problem, size_t size)
{
    struct arena arena;
    struct world world;
    struct text why;
    struct text prices[PRICES_MADE];
    struct living living = {0};
    arena_init(&arena, ARENA_BYTES);
    if (!world_open(&world, &arena, START * 1000, &why)) {
        (void)snprintf(problem, size, "no world: %.*s", TEXT_ARG(why));
        arena_free(&arena);
        return false;
    }
    living.world = &world;
    furnish(&living, prices);
    for (int i = 0; i < count && living.problem[0] == 0; i++) {
        struct living next = {.world = &world, .prices = prices, .is_told = is_told};
        live(&next, &lives[i]);
        living = next;
        if (i % 3 == 0 && living.problem[0] == 0) {
            struct living a = {.world = &world, .prices = prices};
            struct living b = a;
            struct text in_steps = live_to_an_end(&a, &lives[i], true);
            struct text at_once = live_to_an_end(&b, &lives[i], false);
            if (in_steps.bytes != NULL && at_once.bytes != NULL && !text_equal(in_steps, at_once)) {
                wrong(&living, "in steps:\n%.*s\nat once:\n%.*s", TEXT_ARG(in_steps),
                      TEXT_ARG(at_once));
            }
        }
    }
    if (living.problem[0] == 0) {
        note_world(&living, check_invoices(&world), "invoices");
    }
    if (living.problem[0] == 0) {
        note_world(&living, check_books(&world), "books");
    }
    if (living.problem[0] == 0) {
        note_world(&living, check_events(&world), "events");
    }
    (void)snprintf(problem, size, "%s", living.problem);
    world_close(&world);
    arena_free(&arena);
    return living.problem[0] == 0;
}

/* ---- making, shrinking ------------------------------------------------------ */

static struct life
make_life(uint64_t seed)
{
    struct life life = {.seed = seed};
    struct random random;
    random_init(&random, seed);
    for (size_t i = 0; i < COUNT_OF(life.start); i++) {
        life.start[i] = random_between(&random, 0, 1 << 20);
    }
    life.count = (int)random_between(&random, 4, STEPS_MAX);
    for (int i = 0; i < life.count; i++) {
        uint64_t drawn = random_below(&random, OP_COUNT + 8);
        life.steps[i] = (struct step){
            .op = drawn >= OP_COUNT ? OP_ADVANCE : (enum op)drawn,
            .a = random_between(&random, 0, 1 << 20),
            .b = random_between(&random, 0, 1 << 30),
        };
    }
    return life;
}

static void
show(const struct life *life, const char *problem)
{
    printf("seed %llu: %s\n  starts %lld %lld %lld %lld %lld;", (unsigned long long)life->seed,
           problem, (long long)(life->start[0] % 8), (long long)(life->start[1] % PRICE_COUNT),
           (long long)(life->start[2] % 5), (long long)(life->start[3] % 16),
           (long long)(life->start[4] % 3 == 0 ? life->start[4] / 3 % PRICE_COUNT : -1));
    for (int i = 0; i < life->count; i++) {
        printf(" %s(%lld,%lld)", op_names[life->steps[i].op], (long long)life->steps[i].a,
               (long long)life->steps[i].b);
    }
    printf("\n");
    (void)fflush(stdout);
}

static void
shrink(struct life *life, char *problem, size_t size)
{
    char other[600];
    for (bool is_smaller = true; is_smaller;) {
        is_smaller = false;
        for (int i = life->count; i-- > 0;) {
            struct life shorter = *life;
            shorter.count--;
            memmove(&shorter.steps[i], &shorter.steps[i + 1],
                    (size_t)(shorter.count - i) * sizeof(struct step));
            if (!run_lives(&shorter, 1, false, other, sizeof(other))) {
                *life = shorter;
                (void)snprintf(problem, size, "%s", other);
                is_smaller = true;
            }
        }
    }
}

int
main(int argument_count, char **arguments)
{
    long count = argument_count > 1 ? strtol(arguments[1], NULL, 10) : 60;
    uint64_t seed = argument_count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    long passed = 0, failed = 0;
    log_init(&log);
    for (long done = 0; done < count;) {
        struct life lives[LIVES_A_WORLD];
        char problem[600];
        int size = 0;
        while (size < LIVES_A_WORLD && done + size < count) {
            lives[size] = make_life(seed + (uint64_t)(done + size));
            size++;
        }
        done += size;
        if (run_lives(lives, size, false, problem, sizeof(problem))) {
            passed += size;
            continue;
        }
        for (int i = 0; i < size; i++) {
            if (run_lives(&lives[i], 1, false, problem, sizeof(problem))) {
                passed++;
            } else {
                failed++;
                shrink(&lives[i], problem, sizeof(problem));
                show(&lives[i], problem);
                (void)run_lives(&lives[i], 1, true, problem, sizeof(problem));
            }
        }
    }
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
