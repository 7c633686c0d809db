/* SPDX-License-Identifier: Apache-2.0 */
/* actors.c: clients who buy and pay, and operators who roll releases at bad moments. */
#include <stdio.h>
#include <string.h>

#include "notation.h"
#include "sim.h"

/* ---- asking ------------------------------------------------------------------ */

static struct sim_call *
call_new(struct sim *sim, const char *method, struct text path)
{
    struct sim_call *call = arena_new(&sim->arena, struct sim_call);
    assert(call != NULL);
    call->method = method;
    (void)snprintf(call->path, sizeof(call->path), "%.*s", TEXT_ARG(path));
    return call;
}

static struct sim_call *post(struct sim *sim, const char *path, const char *format, ...)
    printf_like(3, 4);

static struct sim_call *
post(struct sim *sim, const char *path, const char *format, ...)
{
    struct sim_call *call = call_new(sim, "POST", text_of(path));
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(call->form, sizeof(call->form), format, arguments);
    va_end(arguments);
    assert(length >= 0 && (size_t)length < sizeof(call->form));
    (void)length;
    return call;
}

#define PATH(sim, ...) (text_format(&(sim)->arena, __VA_ARGS__).bytes)

static const char *
any_of(struct sim *sim, const struct sim_ids *ids)
{
    return ids->count == 0 ? NULL : ids->ids[random_below(&sim->random, ids->count)];
}

/** What a list of the API shows: ids in the order of the answer. */
static struct sim_ids *
ids_of_list(struct sim *sim, const char *path)
{
    struct sim_ids *ids = arena_new(&sim->arena, struct sim_ids);
    assert(ids != NULL);
    const struct json *list = sim_get(sim, path);
    const struct json *data = list == NULL ? NULL : json_get(list, "data");
    for (size_t i = 0; data != NULL && i < data->count && ids->count < SIM_IDS_MAX; i++) {
        const struct json *id = json_get(&data->items[i], "id");
        if (id != NULL) {
            (void)snprintf(ids->ids[ids->count++], ID_TEXT_MAX, "%.*s", TEXT_ARG(id->text));
        }
    }
    return ids;
}

/** One request, now; the id of what was made, or NULL. */
static const char *
ask(struct sim *sim, struct sim_call *call)
{
    sim_send(sim, &call, 1);
    return call->is_heard && call->status == 200 && call->id[0] != '\0' ? call->id : NULL;
}

/* ---- clients ------------------------------------------------------------------- */

static struct sim_call *
customer_new(struct sim *sim)
{
    static const char *const cards[] = {"pm_card_visa", "pm_card_visa", "pm_card_mastercard",
                                        "pm_card_chargeCustomerFail"};
    const char *card = cards[random_below(&sim->random, COUNT_OF(cards))];
    const char *clock = sim->swarm.clocks && sim_chance(sim, 40) ? any_of(sim, &sim->clocks) : NULL;
    struct sim_call *call =
        post(sim, "/v1/customers",
             "name=C%lld&payment_method=%s&invoice_settings[default_payment_method]=%s%s%s"
             "&metadata[marker]=m%lld",
             (long long)sim->key_count, card, card,
             clock == NULL ? "" : "&test_clock=", clock == NULL ? "" : clock,
             (long long)random_next(&sim->random) >> 8);
    call->into = &sim->customers;
    call->stays = true;
    return call;
}

static struct sim_call *
subscription_new(struct sim *sim)
{
    const char *customer = any_of(sim, &sim->customers);
    const char *price = any_of(sim, &sim->prices);
    const char *coupon =
        sim->swarm.scripts && sim_chance(sim, 60) ? any_of(sim, &sim->coupons) : NULL;
    if (customer == NULL || price == NULL) {
        return customer_new(sim);
    }
    struct sim_call *call =
        post(sim, "/v1/subscriptions",
             "customer=%s&items[0][price]=%s&items[0][quantity]=%lld%s%s%s&metadata[marker]=m%lld",
             customer, price, (long long)random_between(&sim->random, 1, 4),
             coupon == NULL ? "" : "&discounts[0][coupon]=", coupon == NULL ? "" : coupon,
             sim_chance(sim, 15) ? "&collection_method=send_invoice&days_until_due=7" : "",
             (long long)random_next(&sim->random) >> 8);
    call->into = &sim->subscriptions;
    call->stays = true;
    return call;
}

static struct sim_call *
subscription_change(struct sim *sim)
{
    static const char *const behaviors[] = {"create_prorations", "always_invoice", "none"};
    const char *id = any_of(sim, &sim->subscriptions);
    if (id == NULL) {
        return subscription_new(sim);
    }
    const struct json *subscription = sim_get(sim, PATH(sim, "/v1/subscriptions/%s", id));
    const struct json *items =
        subscription == NULL ? NULL : json_get(json_get(subscription, "items"), "data");
    if (items == NULL || items->count == 0) {
        return customer_new(sim);
    }
    switch (random_below(&sim->random, 8)) {
    case 0:
        return call_new(sim, "DELETE", text_format(&sim->arena, "/v1/subscriptions/%s", id));
    case 1:
        return post(sim, PATH(sim, "/v1/subscriptions/%s", id), "cancel_at_period_end=%s",
                    sim_chance(sim, 50) ? "true" : "false");
    default:
        break;
    }
    return post(sim, PATH(sim, "/v1/subscriptions/%s", id),
                "items[0][id]=%.*s&items[0][quantity]=%lld&proration_behavior=%s",
                TEXT_ARG(json_get(&items->items[0], "id")->text),
                (long long)random_between(&sim->random, 1, 5),
                behaviors[random_below(&sim->random, 3)]);
}

static struct sim_call *
item_new(struct sim *sim)
{
    const char *customer = any_of(sim, &sim->customers);
    if (customer == NULL) {
        return customer_new(sim);
    }
    return post(sim, "/v1/invoiceitems",
                "customer=%s&amount=%lld&currency=usd&metadata[marker]=m%lld", customer,
                (long long)random_between(&sim->random, 60, 9000),
                (long long)random_next(&sim->random) >> 8);
}

static struct sim_call *
invoice_new(struct sim *sim)
{
    const char *customer = any_of(sim, &sim->customers);
    if (customer == NULL) {
        return customer_new(sim);
    }
    struct sim_call *call =
        post(sim, "/v1/invoices",
             "customer=%s&auto_advance=%s&pending_invoice_items_behavior=include&"
             "metadata[marker]=m%lld",
             customer, sim_chance(sim, 70) ? "true" : "false",
             (long long)random_next(&sim->random) >> 8);
    call->into = &sim->invoices;
    call->stays = true;
    return call;
}

static struct sim_call *
invoice_deed(struct sim *sim)
{
    static const char *const deeds[] = {"pay", "pay", "pay", "void", "mark_uncollectible", "send"};
    bool is_draft = sim_chance(sim, 30);
    struct sim_ids *ids = ids_of_list(sim, is_draft ? "/v1/invoices?status=draft&limit=20"
                                                    : "/v1/invoices?status=open&limit=20");
    const char *id = any_of(sim, ids);
    if (id == NULL) {
        return invoice_new(sim);
    }
    return post(sim,
                PATH(sim, "/v1/invoices/%s/%s", id,
                     is_draft ? "finalize" : deeds[random_below(&sim->random, COUNT_OF(deeds))]),
                "%s", "");
}

static struct sim_call *
money_back(struct sim *sim)
{
    bool is_note = sim_chance(sim, 40);
    struct sim_ids *ids =
        ids_of_list(sim, is_note ? "/v1/invoices?status=paid&limit=20" : "/v1/charges?limit=20");
    const char *id = any_of(sim, ids);
    if (id == NULL) {
        return item_new(sim);
    }
    long long amount = (long long)random_between(&sim->random, 1, 300);
    if (is_note) {
        return post(sim, "/v1/credit_notes", "invoice=%s&amount=%lld&credit_amount=%lld", id,
                    amount, amount);
    }
    return sim_chance(sim, 50) ? post(sim, "/v1/refunds", "charge=%s", id)
                               : post(sim, "/v1/refunds", "charge=%s&amount=%lld", id, amount);
}

static struct sim_call *
card_change(struct sim *sim)
{
    const char *customer = any_of(sim, &sim->customers);
    if (customer == NULL) {
        return customer_new(sim);
    }
    const char *card = sim_chance(sim, 70) ? "pm_card_visa" : "pm_card_chargeCustomerFail";
    const char *method = ask(
        sim, post(sim, PATH(sim, "/v1/payment_methods/%s/attach", card), "customer=%s", customer));
    if (method == NULL) {
        return customer_new(sim);
    }
    return post(sim, PATH(sim, "/v1/customers/%s", customer),
                "invoice_settings[default_payment_method]=%s", method);
}

static struct sim_call *
clock_advance(struct sim *sim)
{
    const char *clock = any_of(sim, &sim->clocks);
    const struct json *now =
        clock == NULL ? NULL : sim_get(sim, PATH(sim, "/v1/test_helpers/test_clocks/%s", clock));
    int64_t frozen = 0;
    if (now == NULL || !text_parse_int(json_get(now, "frozen_time")->text, &frozen)) {
        return item_new(sim);
    }
    return post(sim, PATH(sim, "/v1/test_helpers/test_clocks/%s/advance", clock),
                "frozen_time=%lld",
                (long long)(frozen + random_between(&sim->random, 3600, 12 * 86400)));
}

static struct sim_call *
payment_new(struct sim *sim)
{
    const char *customer = any_of(sim, &sim->customers);
    if (customer == NULL) {
        return customer_new(sim);
    }
    return post(sim, "/v1/payment_intents",
                "amount=%lld&currency=usd&customer=%s&payment_method=%s&confirm=true&"
                "metadata[marker]=m%lld",
                (long long)random_between(&sim->random, 60, 5000), customer,
                sim_chance(sim, 80) ? "pm_card_visa" : "pm_card_chargeCustomerFail",
                (long long)random_next(&sim->random) >> 8);
}

/* ---- operators ------------------------------------------------------------------- */

struct role {
    const char *point, *method;
    const char *good[2];
    const char *wrong; /**< of the right shape, against the contract */
};

static const struct role roles[] = {
    {"commerce.discount_calculation",
     "computeDiscounts",
     {"const { amount, currency } = request.grossAmount;\n"
      "return { discount: { amount: { amount: amount.div(Decimal.from(10), 0, 'half-up'), currency "
      "} } };",
      "const { currency } = request.grossAmount;\n"
      "return { discount: { amount: { amount: Decimal.from(25), currency } } };"},
     "const { amount, currency } = request.grossAmount;\n"
     "return { discount: { amount: { amount: amount.mul(Decimal.from(-3)), currency } } };"},
    {"billing.invoice_finalization",
     "beforeFinalization",
     {"return { memo: 'thank you' };", "return {};"},
     "return { customFields: [{ name: 'n', value: '' }] };"},
    {"billing.payment_collection",
     "planNextAttempt",
     {"return {};", "return { subscription: 'past_due' };"},
     "return { nextAttempt: request.failedAt };"},
};

enum temper { GOOD, GOOD_TOO, WRONG, THROWS, BURNS, SHAPELESS, HOG, TEMPER_COUNT };

static const char *const temper_names[] = {"good",  "good too",  "wrong", "throws",
                                           "burns", "shapeless", "hog"};

static const char *
temper_body(const struct role *point, enum temper temper)
{
    switch (temper) {
    case GOOD:
    case GOOD_TOO:
        return point->good[temper];
    case WRONG:
        return point->wrong;
    case THROWS:
        return "throw new Error('no');";
    case BURNS:
        return "for (;;) {}";
    case SHAPELESS:
        return "return 7;";
    case HOG:
        return "let a = ['x']; for (;;) { a = a.concat(a); }";
    case TEMPER_COUNT:
        break;
    }
    return "";
}

static struct sim_call *
release_call(struct sim *sim, size_t place, enum temper temper, bool activate)
{
    const struct role *point = &roles[place];
    struct text_builder source, form;
    text_builder_init(&source, &sim->arena, SIM_FORM_BYTES);
    text_builder_init(&form, &sim->arena, SIM_FORM_BYTES);
    text_builder_format(&source,
                        "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
                        "export default class S {\n  %s(request: any): any {\n%s\n}\n}\n"
                        "const used = Decimal.zero; // %s %d\n",
                        point->method, temper_body(point, temper), temper_names[temper], sim->step);
    text_builder_format(&form, "extension=%s&activate=%s&source=", sim->extensions.ids[place],
                        activate ? "true" : "false");
    form_encode(&form, text_builder_text(&source));
    struct sim_call *call =
        post(sim, "/v1/extend/releases", "%.*s", TEXT_ARG(text_builder_text(&form)));
    call->into = &sim->releases;
    call->stays = true;
    return call;
}

static enum temper
temper_draw(struct sim *sim)
{
    /* good ones more often, hungry ones seldom: they take the longest */
    static const enum temper tempers[] = {GOOD,   GOOD,   GOOD_TOO,  GOOD_TOO, WRONG, WRONG,
                                          THROWS, THROWS, SHAPELESS, BURNS,    HOG};
    return tempers[random_below(&sim->random, COUNT_OF(tempers))];
}

static struct sim_call *
hold_deed(struct sim *sim)
{
    static const char *const deeds[] = {"rerun", "release", "discard"};
    struct sim_ids *ids = ids_of_list(sim, "/v1/extend/holds?status=held&limit=20");
    const char *id = any_of(sim, ids);
    if (id == NULL) {
        return post(sim, "/v1/extend/holds/rerun", "%s", "dry_run=true");
    }
    return post(sim, PATH(sim, "/v1/extend/holds/%s/%s", id, deeds[random_below(&sim->random, 3)]),
                "%s", "");
}

static struct sim_call *
rollout_deed(struct sim *sim)
{
    static const char *const deeds[] = {"promote", "roll_back"};
    const char *rollout = any_of(sim, &sim->rollouts);
    if (rollout != NULL && sim_chance(sim, 50)) {
        return post(
            sim,
            PATH(sim, "/v1/extend/rollouts/%s/%s", rollout, deeds[random_below(&sim->random, 2)]),
            "%s", "");
    }
    struct sim_ids *bindings = ids_of_list(sim, "/v1/extend/bindings?limit=50");
    size_t place = (size_t)random_below(&sim->random, COUNT_OF(roles));
    const char *binding = any_of(sim, bindings);
    const char *candidate = ask(sim, release_call(sim, place, temper_draw(sim), false));
    if (binding == NULL || candidate == NULL) {
        return hold_deed(sim);
    }
    struct sim_call *call =
        sim_chance(sim, 50)
            ? post(sim, "/v1/extend/rollouts", "binding=%s&candidate=%s", binding, candidate)
            : post(sim, "/v1/extend/rollouts",
                   "binding=%s&candidate=%s&stage=canary&share=%lld&guards[failure_percent]=20",
                   binding, candidate, (long long)random_between(&sim->random, 1, 100));
    call->into = &sim->rollouts;
    return call;
}

static struct sim_call *
binding_deed(struct sim *sim)
{
    static const char *const policies[] = {"default", "last_good", "hold", "fail"};
    struct sim_ids *bindings = ids_of_list(sim, "/v1/extend/bindings?limit=50");
    const char *binding = any_of(sim, bindings);
    if (binding == NULL || (bindings->count < 8 && sim_chance(sim, 30))) {
        size_t place = 1 + (size_t)random_below(&sim->random, COUNT_OF(roles) - 1);
        struct sim_call *call = post(sim, "/v1/extend/bindings", "point=%s&script=%s&on_failure=%s",
                                     roles[place].point, sim->extensions.ids[place],
                                     policies[random_below(&sim->random, COUNT_OF(policies))]);
        call->into = &sim->bindings;
        return call;
    }
    switch (random_below(&sim->random, 4)) {
    case 0:
        return post(sim, PATH(sim, "/v1/extend/bindings/%s", binding), "enabled=%s",
                    sim_chance(sim, 70) ? "true" : "false");
    case 1:
        return post(sim, PATH(sim, "/v1/extend/bindings/%s/roll_back", binding), "%s", "");
    case 2:
        return post(sim, PATH(sim, "/v1/extend/bindings/%s", binding), "on_failure=%s",
                    policies[random_below(&sim->random, COUNT_OF(policies))]);
    default:
        return post(sim, PATH(sim, "/v1/extend/bindings/%s/retire", binding), "%s", "");
    }
}

static struct sim_call *
operator_deed(struct sim *sim)
{
    const char *release = any_of(sim, &sim->releases);
    size_t place = (size_t)random_below(&sim->random, COUNT_OF(roles));
    switch (random_below(&sim->random, 7)) {
    case 0:
    case 1:
        return release_call(sim, place, temper_draw(sim), sim_chance(sim, 80));
    case 2:
        return post(sim, PATH(sim, "/v1/extend/releases/%s/activate", release), "%s", "");
    case 3:
        return post(sim,
                    PATH(sim, "/v1/extend/extensions/%s/roll_back", sim->extensions.ids[place]),
                    "%s", "");
    case 4:
        return rollout_deed(sim);
    case 5:
        return binding_deed(sim);
    default:
        return hold_deed(sim);
    }
}

/* ---- the company --------------------------------------------------------------------- */

static void
endpoint_add(struct sim *sim)
{
    struct sim_endpoint *endpoint = &sim->endpoints[sim->endpoint_count];
    const char *id =
        ask(sim, post(sim, "/v1/webhook_endpoints",
                      "url=http://receiver%zu.test/&enabled_events[0]=*", sim->endpoint_count));
    if (id == NULL) {
        return;
    }
    void **objects;
    struct task *task;
    int64_t after = 0;
    size_t count;
    (void)snprintf(endpoint->id, sizeof(endpoint->id), "%s", id);
    while ((count = world_scan(&sim->world, world_kind("webhook_endpoint"), after, &task,
                               &objects)) > 0) {
        after = ((const struct id *)objects[count - 1])->key;
    }
    endpoint->key = after; /* the newest one */
    sim->endpoint_count++;
}

void
sim_found(struct sim *sim)
{
    static const char *const intervals[] = {"day", "week", "month"};
    endpoint_add(sim);
    const char *product = ask(sim, post(sim, "/v1/products", "name=Gold"));
    for (size_t i = 0; i < COUNT_OF(intervals); i++) {
        struct sim_call *call = post(
            sim, "/v1/prices", "product=%s&currency=usd&unit_amount=%lld&recurring[interval]=%s",
            product, (long long)random_between(&sim->random, 100, 5000), intervals[i]);
        call->into = &sim->prices;
        (void)ask(sim, call);
    }
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct sim_call *call =
            post(sim, "/v1/extend/extensions", "name=E%zu&point=%s", i, roles[i].point);
        call->into = &sim->extensions;
        (void)ask(sim, call);
        (void)ask(sim, release_call(sim, i, GOOD, true));
    }
    static const char *const policies[] = {"default", "hold", "fail"};
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        struct sim_call *call =
            post(sim, "/v1/coupons", "id=C%zu&duration=forever&script[id]=%s&script[on_failure]=%s",
                 i, sim->extensions.ids[0], policies[i]);
        call->into = &sim->coupons;
        (void)ask(sim, call);
    }
    for (int i = 0; i < 2 && sim->swarm.clocks; i++) {
        struct sim_call *call = post(sim, "/v1/test_helpers/test_clocks", "frozen_time=%lld",
                                     (long long)(sim->world.wall_ms / 1000));
        call->into = &sim->clocks;
        (void)ask(sim, call);
    }
    (void)ask(sim, customer_new(sim));
    (void)ask(sim, subscription_new(sim));
}

static struct sim_call *
act_draw(struct sim *sim)
{
    uint64_t act = random_below(&sim->random, 100);
    if (sim->swarm.scripts && act < 22) {
        return operator_deed(sim);
    }
    if (sim->swarm.clocks && act < 28) {
        return clock_advance(sim);
    }
    act = random_below(&sim->random, 100);
    return act < 16   ? (sim->customers.count < 12 ? customer_new(sim) : card_change(sim))
           : act < 34 ? (sim->subscriptions.count < 16 ? subscription_new(sim) : item_new(sim))
           : act < 52 ? subscription_change(sim)
           : act < 62 ? item_new(sim)
           : act < 70 ? invoice_new(sim)
           : act < 82 ? invoice_deed(sim)
           : act < 92 ? money_back(sim)
           : act < 96 ? payment_new(sim)
                      : card_change(sim);
}

void
sim_act(struct sim *sim)
{
    struct sim_call *calls[SIM_CALLS_MAX];
    size_t count = 1 + (size_t)random_below(&sim->random, 4);
    sim_mend(sim);
    for (size_t i = 0; i < count && !sim_is_wrong(sim); i++) {
        calls[i] = act_draw(sim);
        sim_mend(sim);
    }
    if (!sim_is_wrong(sim)) {
        sim_send(sim, calls, count);
    }
}

void
sim_settle(struct sim *sim)
{
    struct sim_ids *holds = ids_of_list(sim, "/v1/extend/holds?status=held&limit=100");
    for (size_t i = 0; i < holds->count && !sim_is_wrong(sim); i += 2) { /* half of them stay */
        (void)ask(sim,
                  post(sim, PATH(sim, "/v1/extend/holds/%s/release", holds->ids[i]), "%s", ""));
    }
}

struct sim_call *
sim_command(struct sim *sim, int number)
{
    static struct sim_call *(*const commands[])(struct sim * sim) = {
        customer_new,        subscription_new, subscription_change, item_new,
        invoice_new,         invoice_deed,     money_back,          payment_new,
        hold_deed,           rollout_deed,     binding_deed,        operator_deed,
        subscription_change, invoice_deed,     money_back,          operator_deed};
    return (size_t)number < COUNT_OF(commands) ? commands[number](sim) : NULL;
}
