/* SPDX-License-Identifier: Apache-2.0 */
/* checkers.c: what holds at every moment, whatever broke before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sim.h"

#include "customer.model.h"
#include "invoice.model.h"
#include "payment.model.h"
#include "subscription.model.h"

#define ANSWER_HOURS ((int64_t)LIMIT_IDEMPOTENCY_HOURS * 3600 * 1000)
#define EVENTS_MS    ((int64_t)LIMIT_EVENT_DAYS * 86400 * 1000)
/** Objects of one kind that a run makes, at most. */
#define LIST_MAX 16384

#include "limits.model.h"

/* ---- looking at records ---------------------------------------------------------- */

typedef void visit_fn(struct sim *sim, struct task *task, const void *object, void *context);

static void
each(struct sim *sim, const char *kind_name, int64_t after, visit_fn *visit, void *context)
{
    const struct record_kind *kind = world_kind(kind_name);
    void **objects;
    struct task *task;
    size_t count;
    while ((count = world_scan(&sim->world, kind, after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            visit(sim, task, objects[i], context);
            after = ((const struct id *)objects[i])->key;
        }
    }
}

static uint64_t
hash_of(struct text text)
{
    static const uint64_t key[2] = {1, 2};
    return siphash64(key, text);
}

/** A place in an arena-less list of numbers. */
struct keys {
    int64_t *items;
    size_t count;
};

static struct keys
keys_new(struct sim *sim)
{
    struct keys keys = {arena_alloc(&sim->arena, LIST_MAX, sizeof(int64_t)), 0};
    assert(keys.items != NULL);
    return keys;
}

static void
keys_add(struct keys *keys, int64_t key)
{
    assert(keys->count < LIST_MAX);
    keys->items[keys->count++] = key;
}

static int
key_compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

static void
keys_sort(struct keys *keys)
{
    qsort(keys->items, keys->count, sizeof(*keys->items), key_compare);
}

static bool
keys_has(const struct keys *keys, int64_t key)
{
    return bsearch(&key, keys->items, keys->count, sizeof(*keys->items), key_compare) != NULL;
}

/* ---- answers: the same key, the same answer ---------------------------------------- */

static void
ids_note(struct sim_ids *ids, const char *id)
{
    if (ids->count < SIM_IDS_MAX) {
        (void)snprintf(ids->ids[ids->count++], ID_TEXT_MAX, "%s", id);
    }
}

void
sim_check_answer(struct sim *sim, struct sim_call *call, const struct http_answer *answer)
{
    uint64_t hash = hash_of(answer->body) + (uint64_t)answer->status;
    bool is_post = strcmp(call->method, "POST") == 0;
    bool is_repeated = call->status == 200 || call->status == 402;
    if (sim->sabotage == SABOTAGE_OTHER_ANSWER && is_repeated) {
        hash++;
    }
    sim_say(sim, "%s %s %s -> %d %016llx", call->method, call->path, call->key, answer->status,
            (unsigned long long)hash);
    if (is_repeated && is_post && hash != call->answer_hash && sim->sabotage != SABOTAGE_NEW_KEYS &&
        sim->world.wall_ms - call->sent_ms < ANSWER_HOURS) {
        sim_wrong(sim, "answers", "%s %s {%s} with the key %s was answered %d, then %d: %.*s",
                  call->method, call->path, call->form, call->key, call->status, answer->status,
                  TEXT_ARG(answer->body));
    }
    if (call->status != 0) {
        return;
    }
    call->status = answer->status;
    call->answer_hash = hash;
    struct json json;
    struct json_error error;
    if (json_parse(&sim->arena, answer->body, &json, &error) != OK || json.type != JSON_OBJECT) {
        sim_wrong(sim, "shape", "%s %s is answered %d with no JSON: %.*s", call->method, call->path,
                  answer->status, TEXT_ARG(answer->body));
        return;
    }
    if (answer->status != 200) {
        const struct json *what = json_get(&json, "error");
        if (what == NULL || json_get(what, "type") == NULL || json_get(what, "message") == NULL) {
            sim_wrong(sim, "shape", "%s %s is answered %d without an error: %.*s", call->method,
                      call->path, answer->status, TEXT_ARG(answer->body));
        }
        return;
    }
    const struct json *id = json_get(&json, "id");
    if (id != NULL && id->text.bytes != NULL) {
        (void)snprintf(call->id, sizeof(call->id), "%.*s", TEXT_ARG(id->text));
        if (call->into != NULL) {
            ids_note(call->into, call->id);
        }
        if (call->stays) {
            ids_note(&sim->acknowledged, call->id);
        }
    }
}

/** A person who discards what is held deletes its draft. */
static bool
was_discarded(struct task *task, int64_t key)
{
    struct record_scan scan = {.kind = &hold_records,
                               .index = HOLDS_BY_STATUS,
                               .equals = {HOLD_STATUS_DISCARDED},
                               .equals_count = 1,
                               .unwatched = true,
                               .limit = 1000};
    void **holds;
    size_t count;
    bool has_more;
    if (record_scan(task, &scan, &holds, &count, &has_more) != OK) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (((const struct hold *)holds[i])->object_key == key) {
            return true;
        }
    }
    return false;
}

/** What was acknowledged is there, but for drafts that were discarded. */
static void
check_acknowledged(struct sim *sim)
{
    static const struct {
        const char *prefix, *kind;
    } kinds[] = {
        {"cus_", "customer"}, {"sub_", "subscription"}, {"in_", "invoice"}, {"rel_", "release"}};
    struct task *task;
    if (engine_read(sim->world.engine, sim->world.wall_ms, &task) != OK) {
        sim_wrong(sim, "acknowledged", "the store cannot be read");
        return;
    }
    for (size_t i = 0; i < sim->acknowledged.count; i++) {
        struct text id = text_of(sim->acknowledged.ids[i]);
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            struct id key;
            void *object = NULL;
            const struct record_kind *kind = world_kind(kinds[k].kind);
            if (!text_has_prefix(id, text_of(kinds[k].prefix)) ||
                !id_parse(&task->account->secret, kind->kind->prefix, id, &key.key)) {
                continue;
            }
            if ((record_load(task, kind, key, &object) != OK || object == NULL) &&
                !was_discarded(task, key.key)) {
                sim_wrong(sim, "acknowledged", "%.*s was answered and is gone", TEXT_ARG(id));
            }
        }
    }
}

/* ---- once: a repeated request makes nothing twice ----------------------------------- */

static void
marker_note(struct keys *keys, const struct model_map *metadata)
{
    for (size_t i = 0; i < metadata->count; i++) {
        if (text_is(metadata->pairs[i].key, "marker")) {
            keys_add(keys, (int64_t)(hash_of(metadata->pairs[i].value) >> 1));
        }
    }
}

static void
customer_marker(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    marker_note(context, &((const struct customer *)object)->metadata);
}

static void
subscription_marker(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    marker_note(context, &((const struct subscription *)object)->metadata);
}

static void
invoice_marker(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct invoice *invoice = object;
    (void)sim, (void)task;
    if (invoice->billing_reason == BILLING_REASON_MANUAL) {
        marker_note(context, &invoice->metadata);
    }
}

static void
item_marker(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    marker_note(context, &((const struct invoiceitem *)object)->metadata);
}

static void
payment_marker(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    marker_note(context, &((const struct payment_intent *)object)->metadata);
}

static void
check_once(struct sim *sim)
{
    static const struct {
        const char *kind;
        visit_fn *visit;
    } kinds[] = {{"customer", customer_marker},
                 {"subscription", subscription_marker},
                 {"invoice", invoice_marker},
                 {"invoiceitem", item_marker},
                 {"payment_intent", payment_marker}};
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct keys keys = keys_new(sim);
        each(sim, kinds[k].kind, 0, kinds[k].visit, &keys);
        keys_sort(&keys);
        for (size_t i = 1; i < keys.count; i++) {
            if (keys.items[i] == keys.items[i - 1]) {
                sim_wrong(sim, "once", "a request has made two of the kind %s", kinds[k].kind);
            }
        }
    }
}

/* ---- final: what was finalized never changes ------------------------------------------ */

static uint64_t
final_hash(struct sim *sim, const struct invoice *invoice)
{
    struct text_builder out;
    text_builder_init(&out, &sim->arena, 1 << 24);
    text_builder_format(&out, "%.*s %lld %lld %d %lld %lld %lld %lld ", TEXT_ARG(invoice->number),
                        (long long)invoice->customer.key, (long long)invoice->subscription.key,
                        (int)invoice->currency.index, (long long)invoice->total,
                        (long long)invoice->subtotal, (long long)invoice->period_start,
                        (long long)invoice->period_end);
    text_builder_format(&out, "%lld %lld %lld ",
                        (long long)invoice->status_transitions.finalized_at,
                        (long long)invoice->starting_balance, (long long)invoice->amount_due);
    for (size_t i = 0; i < invoice->lines_count; i++) {
        err_t err = model_encode(&invoice_line_model, &invoice->lines[i], &out);
        assert(err == OK);
        (void)err;
    }
    for (size_t i = 0; i < invoice->total_discount_amounts_count; i++) {
        text_builder_format(&out, "%lld ", (long long)invoice->total_discount_amounts[i].amount);
    }
    return hash_of(text_builder_text(&out));
}

static void
final_check(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct invoice *invoice = object;
    size_t *place = context;
    if (invoice->status == INVOICE_STATUS_DRAFT) {
        return;
    }
    uint64_t hash = final_hash(sim, invoice);
    while (*place < sim->final_count && sim->finals[*place].key < invoice->id.key) {
        (*place)++;
    }
    if (*place < sim->final_count && sim->finals[*place].key == invoice->id.key) {
        if (sim->finals[*place].hash != hash) {
            sim_wrong(sim, "final", "the invoice %.*s has changed since it became final",
                      TEXT_ARG(invoice->number));
        }
        return;
    }
    (void)task;
    memmove(&sim->finals[*place + 1], &sim->finals[*place],
            (sim->final_count - *place) * sizeof(*sim->finals));
    sim->finals[*place] = (struct sim_final){.key = invoice->id.key, .hash = hash};
    sim->final_count++;
}

static void
count_final(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    *(size_t *)context += ((const struct invoice *)object)->status != INVOICE_STATUS_DRAFT ? 1 : 0;
}

static void
check_final(struct sim *sim)
{
    size_t place = 0, count = 0;
    each(sim, "invoice", 0, final_check, &place);
    each(sim, "invoice", 0, count_final, &count);
    if (count != sim->final_count) {
        sim_wrong(sim, "final", "%zu invoices are final, %zu have been", count, sim->final_count);
    }
}

/* ---- periods: nobody is charged twice for one --------------------------------------------- */

struct charged {
    int64_t item;
    instant_t start, end;
    int64_t invoice;
};

struct charges {
    struct charged *items;
    size_t count;
};

static void
line_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct invoice *invoice = object;
    struct charges *charges = context;
    (void)sim, (void)task;
    for (size_t i = 0; i < invoice->lines_count && invoice->status != INVOICE_STATUS_VOID; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        if (line->subscription_item.key == 0 || line->invoice_item.key != 0 || line->proration ||
            line->amount <= 0) {
            continue;
        }
        assert(charges->count < LIST_MAX);
        charges->items[charges->count++] = (struct charged){.item = line->subscription_item.key,
                                                            .start = line->period.start,
                                                            .end = line->period.end,
                                                            .invoice = invoice->id.key};
    }
}

static int
charged_compare(const void *a, const void *b)
{
    const struct charged *x = a, *y = b;
    return x->item != y->item    ? (x->item < y->item ? -1 : 1)
           : x->start < y->start ? -1
                                 : x->start > y->start;
}

static void
check_periods(struct sim *sim)
{
    struct charges charges = {arena_alloc(&sim->arena, LIST_MAX, sizeof(struct charged)), 0};
    assert(charges.items != NULL);
    each(sim, "invoice", 0, line_note, &charges);
    qsort(charges.items, charges.count, sizeof(*charges.items), charged_compare);
    for (size_t i = 1; i < charges.count; i++) {
        const struct charged *a = &charges.items[i - 1], *b = &charges.items[i];
        if (a->item == b->item && b->start < a->end) {
            sim_wrong(sim, "periods",
                      "an item is charged for %lld to %lld and from %lld (invoices %lld, %lld)",
                      (long long)a->start, (long long)a->end, (long long)b->start,
                      (long long)a->invoice, (long long)b->invoice);
        }
    }
}

static void
job_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    keys_add(context, ((const struct job *)object)->subject);
}

static void
renewal_check(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct subscription *subscription = object;
    instant_t now = sim->world.wall_ms / 1000;
    bool is_billed = subscription->status == SUBSCRIPTION_STATUS_ACTIVE ||
                     subscription->status == SUBSCRIPTION_STATUS_PAST_DUE;
    void *clock = NULL;
    if (!is_billed || keys_has(context, subscription->id.key)) {
        return;
    }
    if (subscription->test_clock.key != 0 &&
        record_load(task, world_kind("test_clock"), subscription->test_clock, &clock) == OK) {
        now = clock == NULL ? 0 : ((const struct test_clock *)clock)->frozen_time;
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        if (subscription->items[i].current_period_end <= now) {
            sim_wrong(sim, "renewals",
                      "a subscription is active, its period ended at %lld, it is %lld, and nothing "
                      "is due",
                      (long long)subscription->items[i].current_period_end, (long long)now);
        }
    }
}

/* ---- payments: an invoice is paid once, and the bank says so ------------------------------- */

static void
charge_check(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct charge *charge = object;
    struct text key = id_text(task->arena, &task->account->secret, "ch", charge->id.key);
    const struct bank_move *move = sim->swarm.bank ? bank_find(&sim->bank, key) : NULL;
    if (charge->status == CHARGE_STATUS_SUCCEEDED) {
        keys_add(context, charge->payment_intent.key);
    }
    if (!sim->swarm.bank) {
        return;
    }
    bool moved = move != NULL && move->is_decided && !move->is_refused;
    if (charge->status == CHARGE_STATUS_SUCCEEDED && (!moved || move->amount != charge->amount)) {
        sim_wrong(sim, "payments", "%.*s succeeded, and the bank knows nothing of it",
                  TEXT_ARG(key));
    }
    if (charge->status == CHARGE_STATUS_FAILED && moved) {
        sim_wrong(sim, "payments", "%.*s failed, and the bank took the money", TEXT_ARG(key));
    }
}

static void
check_payments(struct sim *sim)
{
    struct keys paid = keys_new(sim);
    each(sim, "charge", 0, charge_check, &paid);
    keys_sort(&paid);
    for (size_t i = 1; i < paid.count; i++) {
        if (paid.items[i] == paid.items[i - 1]) {
            sim_wrong(sim, "payments", "a payment was taken twice");
        }
    }
    for (size_t i = 0; i < sim->bank.count; i++) {
        if (sim->bank.moves[i].times > 1) {
            sim_wrong(sim, "payments", "the bank moved the money of %s %d times",
                      sim->bank.moves[i].key, sim->bank.moves[i].times);
        }
    }
}

/** What the bank has not decided will be asked for. */
static void
pending_charge(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct charge *charge = object;
    if (charge->status == CHARGE_STATUS_PENDING && !keys_has(context, charge->payment_intent.key)) {
        sim_wrong(sim, "payments", "%.*s is pending for ever",
                  TEXT_ARG(id_text(task->arena, &task->account->secret, "ch", charge->id.key)));
    }
}

static void
pending_refund(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct refund *refund = object;
    if (refund->status == REFUND_STATUS_PENDING && !keys_has(context, refund->id.key)) {
        sim_wrong(sim, "payments", "%.*s is pending for ever",
                  TEXT_ARG(id_text(task->arena, &task->account->secret, "re", refund->id.key)));
    }
}

/* ---- events: told or to be told, in order, never changed ----------------------------------- */

struct event_look {
    struct keys events;
    struct keys failures; /**< of endpoint and event, hashed */
    struct keys failed_runs;
    struct keys receipts;
};

static int64_t
pair_key(int64_t a, int64_t b)
{
    int64_t pair[2] = {a, b};
    return (int64_t)(hash_of((struct text){(const char *)pair, sizeof(pair)}) >> 1);
}

static void
event_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct event *event = object;
    struct event_look *look = context;
    (void)sim, (void)task;
    keys_add(&look->events, event->id.key);
    if (event_type_by_number((uint16_t)event->type_number) == EVENT_EXTEND_RUN_FAILED) {
        keys_add(&look->failed_runs, event->object_key);
    }
}

static void
failure_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct delivery_failure *failure = object;
    (void)sim, (void)task;
    keys_add(context, pair_key(failure->webhook_endpoint.key, failure->event.key));
}

static void
endpoint_check(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct webhook_endpoint *endpoint = object;
    const struct event_look *look = context;
    (void)task;
    for (size_t i = 0; i < look->events.count; i++) {
        int64_t event = look->events.items[i];
        int64_t pair = pair_key(endpoint->id.key, event);
        if (event > endpoint->id.key + 1000 && event <= endpoint->delivered &&
            !keys_has(&look->receipts, pair) && !keys_has(&look->failures, pair)) {
            sim_wrong(sim, "events", "the event %lld is done, and nobody was told of it",
                      (long long)event);
        }
    }
}

static void
run_check_told(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct run *run = object;
    const struct event_look *look = context;
    bool is_recent = (run->id.key >> 20) > sim->latest_ms - EVENTS_MS / 2;
    if (run->outcome != RUN_OUTCOME_KIND_OK && run->stage == RUN_STAGE_LIVE && is_recent &&
        !keys_has(&look->failed_runs, run->id.key)) {
        sim_wrong(sim, "silence", "the run %.*s is %s, and no event says so",
                  TEXT_ARG(id_text(task->arena, &task->account->secret, "run", run->id.key)),
                  run_outcome_kind_name(run->outcome));
    }
}

/** Once seen, an event stays until its time is over. */
static void
events_remember(struct sim *sim, const struct event_look *look)
{
    int64_t oldest = (sim->latest_ms - EVENTS_MS + 3600 * 1000) << 20;
    for (size_t i = 0; i < sim->event_count; i++) {
        int64_t key = sim->event_keys[i];
        if (key > oldest && !keys_has(&look->events, key)) {
            sim_wrong(sim, "events", "the event %lld was there and is gone", (long long)key);
        }
    }
    assert(look->events.count < SIM_RECEIPTS_MAX);
    memcpy(sim->event_keys, look->events.items, look->events.count * sizeof(*sim->event_keys));
    sim->event_count = look->events.count;
}

static void
check_events_told(struct sim *sim)
{
    struct event_look look = {keys_new(sim), keys_new(sim), keys_new(sim), keys_new(sim)};
    each(sim, "event", 0, event_note, &look);
    each(sim, "delivery_failure", 0, failure_note, &look.failures);
    for (size_t i = 0; i < sim->receipt_count; i++) {
        keys_add(&look.receipts, pair_key(sim->receipts[i].endpoint, sim->receipts[i].event));
    }
    keys_sort(&look.failures);
    keys_sort(&look.failed_runs);
    keys_sort(&look.receipts);
    each(sim, "webhook_endpoint", 0, endpoint_check, &look);
    each(sim, "run", 0, run_check_told, &look);
    events_remember(sim, &look);
}

static void
endpoint_is_through(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct webhook_endpoint *endpoint = object;
    (void)task;
    if (endpoint->delivered < *(const int64_t *)context) {
        sim_wrong(
            sim, "events",
            "all is quiet, and an endpoint still waits for events from %lld up to %lld, tried "
            "%lld times, next at %lld",
            (long long)endpoint->delivered, (long long)*(const int64_t *)context,
            (long long)endpoint->attempts, (long long)endpoint->retry_at);
    }
}

static void
event_last(struct sim *sim, struct task *task, const void *object, void *context)
{
    (void)sim, (void)task;
    *(int64_t *)context = ((const struct id *)object)->key;
}

/* ---- holds: what is parked is seen ----------------------------------------------------------- */

struct hold_look {
    struct keys held;   /**< invoices that a hold names */
    struct keys parked; /**< invoices that say so */
};

static void
hold_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct hold *hold = object;
    struct hold_look *look = context;
    (void)sim, (void)task;
    if (hold->status == HOLD_STATUS_HELD) {
        keys_add(&look->held, hold->object_key);
    }
}

static void
parked_note(struct sim *sim, struct task *task, const void *object, void *context)
{
    const struct invoice *invoice = object;
    struct hold_look *look = context;
    (void)task;
    if (!invoice->parked) {
        return;
    }
    keys_add(&look->parked, invoice->id.key);
    if (invoice->status != INVOICE_STATUS_DRAFT) {
        sim_wrong(sim, "holds", "an invoice is parked and %s",
                  invoice_status_name(invoice->status));
    }
    if (!keys_has(&look->held, invoice->id.key)) {
        sim_wrong(sim, "holds", "an invoice is parked and no hold says so");
    }
}

static void
check_holds(struct sim *sim)
{
    struct hold_look look = {keys_new(sim), keys_new(sim)};
    each(sim, "hold", 0, hold_note, &look);
    keys_sort(&look.held);
    each(sim, "invoice", 0, parked_note, &look);
    keys_sort(&look.parked);
    for (size_t i = 0; i < look.held.count; i++) {
        if (!keys_has(&look.parked, look.held.items[i])) {
            sim_wrong(sim, "holds", "a hold is open for an invoice that is not parked");
        }
    }
}

/* ---- books and archive -------------------------------------------------- */

static void
check_text(struct sim *sim, const char *checker, struct text problem)
{
    if (problem.bytes != NULL) {
        sim_wrong(sim, checker, "%.*s", TEXT_ARG(problem));
    }
}

static void
check_zero(struct sim *sim)
{
    const struct json *list = sim_get(sim, "/v1/extend/ledger/accounts?limit=100");
    const struct json *data = list == NULL ? NULL : json_get(list, "data");
    int64_t sum = 0;
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        int64_t debits = 0, credits = 0;
        bool is_read = text_parse_int(json_get(&data->items[i], "debits")->text, &debits) &&
                       text_parse_int(json_get(&data->items[i], "credits")->text, &credits);
        sum += is_read ? debits - credits : 1; /* one currency */
    }
    if (data == NULL || sum != 0) {
        sim_wrong(sim, "ledger", "the accounts of the ledger sum up to %lld", (long long)sum);
    }
}

static void
check_archive(struct sim *sim)
{
    struct archive_finding finding = {0};
    struct task *task;
    err_t err = engine_read(sim->world.engine, sim->world.wall_ms, &task);
    err = err == OK ? archive_verify(task, &finding) : err;
    if (err != OK || finding.problem.bytes != NULL) {
        sim_wrong(sim, "archive", "%.*s", TEXT_ARG(finding.problem));
    }
}

static void
check_disk(struct sim *sim)
{
    struct text problem = check_store(&sim->world);
    sim->world.engine = NULL;
    check_text(sim, "store", problem);
    sim_restart(sim);
}

/** Everything that is under way goes on: nothing was silently skipped. */
static void
check_jobs(struct sim *sim)
{
    struct keys jobs = keys_new(sim);
    each(sim, "job", 0, job_note, &jobs);
    keys_sort(&jobs);
    each(sim, "subscription", 0, renewal_check, &jobs);
    each(sim, "charge", 0, pending_charge, &jobs);
    each(sim, "refund", 0, pending_refund, &jobs);
}

/* ---- together -------------------------------------------------- */

void
sim_check(struct sim *sim)
{
    check_final(sim);
    check_holds(sim);
    if (sim->step % 5 == 0) {
        check_periods(sim);
        check_payments(sim);
        check_events_told(sim);
    }
}

void
sim_check_all(struct sim *sim)
{
    check_acknowledged(sim);
    check_once(sim);
    check_final(sim);
    check_periods(sim);
    check_payments(sim);
    check_holds(sim);
    check_events_told(sim);
    check_text(sim, "ledger", check_books(&sim->world));
    check_text(sim, "invoices", check_invoices(&sim->world));
}

void
sim_check_end(struct sim *sim)
{
    int64_t last = 0;
    check_jobs(sim);
    each(sim, "event", 0, event_last, &last);
    each(sim, "webhook_endpoint", 0, endpoint_is_through, &last);
    check_zero(sim);
    check_archive(sim);
    check_text(sim, "replay", check_replay(&sim->world));
    check_text(sim, "credit notes", check_credit_notes(&sim->world));
    if (!sim_is_wrong(sim)) {
        check_disk(sim);
    }
}
