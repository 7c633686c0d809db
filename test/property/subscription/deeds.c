/* SPDX-License-Identifier: Apache-2.0 */
/** deeds.c: the steps of a life. */
#include "living.h"

static struct text
item_at(const struct json *subscription, int64_t which)
{
    const struct json *items = elements_of(subscription, "items");
    return items == NULL || items->count == 0
               ? TEXT("si_none")
               : text_at(&items->items[(size_t)which % items->count], "id");
}

/* ---- changes -------------------------------------------------------------------------- */

/** Ask for a preview, which changes nothing. */
static struct answer
preview(struct living *living, struct text form)
{
    struct mark before = mark_now(living);
    struct answer answer =
        ask(living, "POST", TEXT("/v1/invoices/create_preview"),
            SAY(living, "subscription=%.*s%.*s", TEXT_ARG(living->subscription), TEXT_ARG(form)));
    if (!mark_equal(before, mark_now(living))) {
        wrong(living, "a preview {%.*s} changed something", TEXT_ARG(form));
    }
    return answer;
}

/** The same change as a preview asks for it: items[0][id]=x, and how it is prorated. */
static struct answer
preview_change(struct living *living, struct text items, const char *behavior, instant_t date)
{
    struct text form = SAY(living,
                           "&subscription_details[proration_behavior]=%s&"
                           "subscription_details[proration_date]=%lld",
                           behavior, (long long)date);
    const char *from = items.bytes;
    while (from != NULL && *from != 0) { /* subscription_details[items][0][id]=x */
        const char *end = strchr(from, '&');
        size_t length = end == NULL ? strlen(from) : (size_t)(end - from);
        form = SAY(living, "%.*s&subscription_details[items]%.*s", TEXT_ARG(form),
                   (int)(length - 5), from + 5);
        from = end == NULL ? NULL : end + 1;
    }
    return preview(living, form);
}

/** Now, or another instant of the period that all items share. */
static instant_t
proration_date(const struct living *living, const struct json *subscription, int64_t choice)
{
    instant_t start = last_start(subscription), end = next_boundary(subscription);
    if (choice % 2 == 0 && start < living->now) {
        return start + choice / 4 % (living->now - start);
    }
    return choice % 4 == 1 && end > living->now ? living->now + choice / 4 % (end - living->now)
                                                : living->now;
}

/** A change that was made counts from then. */
static void
note_date(struct living *living, const struct answer *made, instant_t date)
{
    living->ahead = made->status == 200 && date > living->ahead ? date : living->ahead;
}

static bool
has_none(const struct answer *preview)
{
    return text_is(text_at(at(preview->json, "error"), "code"), "invoice_upcoming_none");
}

/**
 * A change of items, foreseen and then made: what is invoiced is what was foreseen, now or, after
 * a change that waits for the next invoice, with that.
 */
static void
change_foreseen(struct living *living, struct text items, int64_t proration, int64_t choice)
{
    const struct json *old = subscription_now(living);
    const char *behavior = proration_name(proration);
    instant_t date = proration_date(living, old, choice);
    struct answer foreseen = preview_change(living, items, behavior, date);
    struct answer made =
        change(living, SAY(living, "%.*s&proration_behavior=%s&proration_date=%lld",
                           TEXT_ARG(items), behavior, (long long)date));
    struct text status = text_at(old, "status");
    bool was_live =
        !living->is_over && !text_is(status, "paused") && !text_is(status, "incomplete");
    note_date(living, &made, date);
    bool is_new = !text_equal(text_at(old, "latest_invoice"), text_at(made.json, "latest_invoice"));
    if (was_live && made.status != 402 && !has_none(&foreseen) &&
        (foreseen.status == 200) != (made.status == 200)) {
        wrong(living, "the preview of a change answers %d, the change %d: %.*s", foreseen.status,
              made.status, TEXT_ARG(made.status == 200 ? foreseen.body : made.body));
    }
    if (made.status != 200 || foreseen.status != 200) {
        return;
    }
    if (is_new) {
        expect_same(living, foreseen.json, latest_invoice(living), "a change");
        return;
    }
    struct answer next = preview(living, TEXT(""));
    if (next.status == 200) {
        expect_same(living, foreseen.json, next.json, "a change that waits");
    }
}

/** Whether a change of an item's quantity is charged and given back by time alone. */
static bool
is_plain(const struct living *living, const struct json *before, const struct json *after)
{
    struct text status = text_at(before, "status");
    return (text_is(status, "active") || text_is(status, "past_due")) && !living->has_free_time &&
           !living->has_coupon && at(before, "pending_update")->type == JSON_NULL &&
           int_at(before, "billing_cycle_anchor") == int_at(after, "billing_cycle_anchor");
}

static bool
is_classic(const struct json *subscription)
{
    return text_is(text_at(at(subscription, "billing_mode"), "type"), "classic");
}

/**
 * From one quantity to another for some time and back again: what that comes to is what the change
 * comes to at its beginning, less what it comes to at its end.
 */
static void
split(struct living *living, const struct step *step)
{
    const struct json *before = subscription_now(living);
    const struct json *items = elements_of(before, "items");
    instant_t end = next_boundary(before);
    instant_t start = living->ahead > living->now ? living->ahead : living->now;
    start = last_start(before) > start ? last_start(before) : start;
    if (items == NULL || items->count == 0 || end - start < 3) {
        return;
    }
    const struct json *item = &items->items[(size_t)step->a % items->count];
    struct text id = text_at(item, "id");
    int64_t quantity = int_at(item, "quantity");
    instant_t first = start + step->b % (end - start - 1);
    instant_t second = first + 1 + step->a % (end - first - 1);
    struct text there = SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld", TEXT_ARG(id),
                            (long long)(quantity + 1 + step->b % 5));
    struct text back =
        SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld", TEXT_ARG(id), (long long)quantity);
    struct answer from_first = preview_change(living, there, "always_invoice", first);
    struct answer from_second = preview_change(living, there, "always_invoice", second);
    int64_t sum = waiting_sum(living);
    struct answer up =
        change(living, SAY(living, "%.*s&proration_date=%lld", TEXT_ARG(there), (long long)first));
    struct answer down =
        change(living, SAY(living, "%.*s&proration_date=%lld", TEXT_ARG(back), (long long)second));
    note_date(living, &up, first);
    note_date(living, &down, second);
    if (from_first.status != 200 || from_second.status != 200 || up.status != 200 ||
        down.status != 200 || !is_plain(living, before, down.json)) {
        return;
    }
    int64_t whole = int_at(from_first.json, "subtotal") - int_at(from_second.json, "subtotal");
    int64_t parts = waiting_sum(living) - sum;
    int64_t apart = parts < whole ? whole - parts : parts - whole;
    if (apart > (is_classic(before) ? 0 : living->changes + 2)) {
        wrong(living, "a change from %lld to %lld comes to %lld, its two ends to %lld",
              (long long)first, (long long)second, (long long)parts, (long long)whole);
    }
}

/** What changes nothing costs nothing. */
static void
change_nothing(struct living *living, const struct step *step)
{
    const struct json *before = subscription_now(living);
    const struct json *items = elements_of(before, "items");
    if (items == NULL || items->count == 0) {
        return;
    }
    const struct json *item = &items->items[(size_t)step->a % items->count];
    int64_t sum = waiting_sum(living);
    struct answer made = change(
        living, SAY(living,
                    "items[0][id]=%.*s&items[0][price]=%.*s&items[0][quantity]=%lld&"
                    "proration_behavior=%s",
                    TEXT_ARG(text_at(item, "id")), TEXT_ARG(text_at(at(item, "price"), "id")),
                    (long long)int_at(item, "quantity"), proration_name(1 + step->b % 2)));
    bool was_waiting = at(before, "pending_update")->type != JSON_NULL;
    if (made.status == 200 && !was_waiting &&
        (waiting_sum(living) != sum ||
         !text_equal(text_at(before, "latest_invoice"), text_at(made.json, "latest_invoice")))) {
        wrong(living, "a change to what is there already is charged");
    }
}

/* ---- time ----------------------------------------------------------------------------- */

static void
advance_at_once(struct living *living, instant_t target)
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

/** Where this life came to when it was lived before, with stops on the way. */
static void
advance_with_stops(struct living *living)
{
    instant_t target = living->stands[living->at_step];
    for (int i = 0; i < 3 && living->now + 1 < target; i++) {
        instant_t stop = i == 0 && target - living->now > HOUR
                             ? living->now + random_between(living->stops, 1, HOUR)
                             : random_between(living->stops, living->now + 1, target - 1);
        advance_at_once(living, stop);
    }
    while (living->now < target && living->problem[0] == 0) {
        instant_t before = living->now;
        advance_at_once(living, target);
        if (living->now == before) { /* too far for a price that came with a stop */
            advance_at_once(living, target - before > 13 * DAY ? before + 13 * DAY : target);
        }
        if (living->now == before) {
            wrong(living, "the clock stays at %lld", (long long)before);
        }
    }
}

static void
advance_to(struct living *living, instant_t target)
{
    if (living->stops != NULL) {
        advance_with_stops(living);
    } else {
        advance_at_once(living, target);
    }
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
    struct answer foreseen = preview(living, TEXT(""));
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
    if (foreseen.status == 200 && int_at(foreseen.json, "created") == int_at(invoice, "created") &&
        text_is(text_at(invoice, "billing_reason"), "subscription_cycle")) {
        expect_same(living, foreseen.json, invoice, "a renewal");
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
    int64_t left = balance < sum ? sum - balance : balance - sum;
    if (there.status == 200 && back.status == 200 && !is_reset && living->now >= living->ahead &&
        !living->has_free_time && !living->has_coupon &&
        left > (is_classic(before) ? 0 : living->changes)) {
        wrong(living, "a quantity of %lld that is changed there and back leaves %lld",
              (long long)quantity, (long long)(balance - sum));
    }
}

void
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
    struct mark before = mark_now(living);
    struct answer again = world_request(living->world, "POST", path, form, key);
    if (!text_equal(once.body, again.body) || !mark_equal(before, mark_now(living))) {
        wrong(living, "a request with the same key was done twice");
    }
}

void
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
        change_foreseen(living,
                        SAY(living, "items[0][id]=%.*s&items[0][quantity]=%lld", TEXT_ARG(item),
                            (long long)(step->b % 9)),
                        step->a / 8, step->b / 16);
        break;
    case OP_PRICE:
        change_foreseen(
            living,
            SAY(living, "items[0][id]=%.*s&items[0][price]=%.*s&items[0][quantity]=%lld",
                TEXT_ARG(item), TEXT_ARG(price_of(living, step->b)), (long long)(1 + step->a % 4)),
            step->a / 8, step->b / 16);
        break;
    case OP_ADD_ITEM:
        change_foreseen(living,
                        SAY(living, "items[0][price]=%.*s&items[0][quantity]=%lld",
                            TEXT_ARG(price_of(living, step->b)), (long long)(1 + step->a % 4)),
                        step->a / 8, step->b / 16);
        break;
    case OP_DROP_ITEM:
        change_foreseen(living,
                        SAY(living, "items[0][id]=%.*s&items[0][deleted]=true", TEXT_ARG(item)),
                        step->b, step->a / 4);
        break;
    case OP_THERE_AND_BACK:
        there_and_back(living, step);
        break;
    case OP_SPLIT:
        split(living, step);
        break;
    case OP_SAME:
        change_nothing(living, step);
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
    living->changes += step->op == OP_ADVANCE ? 0 : step->op == OP_SPLIT ? 2 : 1;
    hold_state(living);
}
