/* SPDX-License-Identifier: Apache-2.0 */
/** post.c: effects are booked, once each. */
#include <string.h>

#include "base/list.h"
#include "ledger/ledger.h"

/** Transfers of one root; an object with more is a bug. */
#define TRANSFERS_OF_ROOT_MAX 100000

static err_t
no_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
}

err_t
ledger_move(struct task *task, struct ledger_posting *posting, enum ledger_account debit,
            enum ledger_account credit, int64_t amount, struct ledger_leg **leg)
{
    assert(debit != credit && amount != INT64_MIN);

    struct {
        struct ledger_leg *items;
        size_t count, capacity;
    } legs = {posting->legs, posting->leg_count, posting->leg_capacity};
    if (leg != NULL) {
        *leg = NULL;
    }
    if (amount == 0) {
        return OK;
    }
    struct ledger_leg *added = list_add(task->arena, &legs);
    if (added == NULL) {
        return no_memory(task);
    }
    *added = (struct ledger_leg){
        .amount = amount < 0 ? -amount : amount,
        .debit = amount < 0 ? credit : debit,
        .credit = amount < 0 ? debit : credit,
    };
    posting->legs = legs.items;
    posting->leg_count = legs.count;
    posting->leg_capacity = legs.capacity;
    if (leg != NULL) {
        *leg = added;
    }
    return OK;
}

static err_t
transfers_of_root(struct task *task, struct id root, void ***transfers, size_t *count)
{
    struct record_scan scan = {.kind = &ledger_transfer_records,
                               .index = LEDGER_TRANSFERS_BY_ROOT,
                               .equals = {root.key},
                               .equals_count = 1,
                               .limit = TRANSFERS_OF_ROOT_MAX};
    bool has_more;
    return record_scan(task, &scan, transfers, count, &has_more);
}

/* ---- the same again ------------------------------------------------------- */

static bool
is_of(const struct ledger_leg *leg, const struct ledger_posting *posting)
{
    return leg->reason == posting->reason && leg->source_key == posting->source.key &&
           leg->source_kind == posting->source_kind->number;
}

/** The first field in which a leg differs from what was booked; NULL: it is the same. */
static const char *
difference(const struct ledger_leg *booked, const struct ledger_leg *wanted)
{
    return booked->amount != wanted->amount                 ? "amount"
           : booked->debit != wanted->debit                 ? "debit"
           : booked->credit != wanted->credit               ? "credit"
           : booked->line.key != wanted->line.key           ? "line"
           : booked->service_start != wanted->service_start ? "service_start"
           : booked->service_end != wanted->service_end     ? "service_end"
                                                            : NULL;
}

static err_t
fail_different(struct task *task, const struct ledger_posting *posting, const char *field)
{
    return fail(task, ERR_LEDGER_DIFFERS, NULL,
                "%s was booked already for this object, with another %s.",
                ledger_reason_name(posting->reason), field);
}

/** Was it booked before? ERR_LEDGER_DIFFERS names the field that is not the same. */
static err_t
repetition_check(struct task *task, const struct ledger_posting *posting, void *const *transfers,
                 size_t count, bool *is_booked)
{
    size_t same = 0;
    *is_booked = false;
    for (size_t i = 0; i < count; i++) {
        const struct ledger_transfer *transfer = transfers[i];
        for (size_t n = 0; n < transfer->legs_count; n++) {
            const struct ledger_leg *leg = &transfer->legs[n];
            if (!is_of(leg, posting)) {
                continue;
            }
            const char *field = NULL;
            *is_booked = true;
            if (!currency_equal(transfer->currency, posting->currency)) {
                field = "currency";
            } else if (transfer->customer.key != posting->customer.key) {
                field = "customer";
            } else if (same >= posting->leg_count) {
                field = "number of legs";
            } else {
                field = difference(leg, &posting->legs[same]);
            }
            if (field != NULL) {
                return fail_different(task, posting, field);
            }
            same++;
        }
    }
    return *is_booked && same != posting->leg_count
               ? fail_different(task, posting, "number of legs")
               : OK;
}

/* ---- booking ------------------------------------------------------------------ */

/** The transfer of this command for the root, when it has one: it is not committed yet. */
static struct ledger_transfer *
own_transfer(struct task *task, const struct ledger_posting *posting, void *const *transfers,
             size_t count)
{
    for (size_t i = count; i > 0; i--) {
        struct ledger_transfer *transfer = transfers[i - 1];
        if (record_is_new(task, &ledger_transfer_records, transfer->id) &&
            transfer->created == task->now && transfer->customer.key == posting->customer.key &&
            currency_equal(transfer->currency, posting->currency)) {
            return transfer;
        }
    }
    return NULL;
}

static err_t
legs_append(struct task *task, struct ledger_transfer *transfer,
            const struct ledger_posting *posting)
{
    size_t count = transfer->legs_count + posting->leg_count;
    struct ledger_leg *legs = arena_alloc(task->arena, count, sizeof(*legs));
    if (legs == NULL) {
        return no_memory(task);
    }
    if (transfer->legs_count > 0) {
        memcpy(legs, transfer->legs, transfer->legs_count * sizeof(*legs));
    }
    memcpy(legs + transfer->legs_count, posting->legs, posting->leg_count * sizeof(*legs));
    transfer->legs = legs;
    transfer->legs_count = count;
    return OK;
}

static err_t
transfer_insert(struct task *task, const struct ledger_posting *posting)
{
    struct ledger_transfer *transfer = arena_new(task->arena, struct ledger_transfer);
    if (transfer == NULL) {
        return no_memory(task);
    }
    transfer->id = task_new_id(task);
    transfer->created = task->now;
    transfer->livemode = task->account->livemode;
    transfer->currency = posting->currency;
    transfer->customer = posting->customer;
    transfer->invoice = posting->invoice;
    transfer->root = posting->root.key;
    TRY(legs_append(task, transfer, posting));
    return record_insert(task, &ledger_transfer_records, transfer);
}

err_t
ledger_post(struct task *task, struct ledger_posting *posting)
{
    assert(posting->reason != LEDGER_REASON_NONE && posting->root.key != 0);
    assert(posting->source_kind != NULL && posting->source.key != 0);
    assert(posting->currency.index != 0);

    void **transfers;
    size_t count;
    bool is_booked;
    if (posting->leg_count == 0) {
        return OK;
    }
    for (size_t i = 0; i < posting->leg_count; i++) {
        posting->legs[i].reason = posting->reason;
        posting->legs[i].source_kind = posting->source_kind->number;
        posting->legs[i].source_key = posting->source.key;
    }
    TRY(transfers_of_root(task, posting->root, &transfers, &count));
    TRY(repetition_check(task, posting, transfers, count, &is_booked));
    if (is_booked) {
        return OK;
    }
    struct ledger_transfer *own = own_transfer(task, posting, transfers, count);
    if (own == NULL) {
        return transfer_insert(task, posting);
    }
    TRY(legs_append(task, own, posting));
    return record_update(task, &ledger_transfer_records, own);
}

/* ---- taking back --------------------------------------------------------------- */

static bool
is_named(enum ledger_reason reason, const enum ledger_reason *reasons, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (reasons[i] == reason) {
            return true;
        }
    }
    return false;
}

/** Count a leg into what is still to be taken back: against the one that goes the other way. */
static err_t
leg_take_back(struct task *task, struct ledger_posting *posting, const struct ledger_leg *leg)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        struct ledger_leg *back = &posting->legs[i];
        bool is_same = back->debit == leg->credit && back->credit == leg->debit;
        bool is_other = back->debit == leg->debit && back->credit == leg->credit;
        if (back->line.key != leg->line.key || (!is_same && !is_other)) {
            continue;
        }
        back->amount += is_same ? leg->amount : -leg->amount;
        return OK;
    }
    struct ledger_leg *added;
    TRY(ledger_move(task, posting, leg->credit, leg->debit, leg->amount, &added));
    added->line = leg->line;
    added->service_start = leg->service_start;
    added->service_end = leg->service_end;
    return OK;
}

err_t
ledger_reverse(struct task *task, struct ledger_posting *posting, const enum ledger_reason *reasons,
               size_t count)
{
    void **transfers;
    size_t transfer_count;
    TRY(transfers_of_root(task, posting->root, &transfers, &transfer_count));
    for (size_t i = 0; i < transfer_count; i++) {
        const struct ledger_transfer *transfer = transfers[i];
        for (size_t n = 0; n < transfer->legs_count; n++) {
            if (is_named(transfer->legs[n].reason, reasons, count)) {
                TRY(leg_take_back(task, posting, &transfer->legs[n]));
            }
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < posting->leg_count; i++) {
        struct ledger_leg leg = posting->legs[i];
        if (leg.amount < 0) {
            enum ledger_account debit = leg.debit;
            leg.debit = leg.credit;
            leg.credit = debit;
            leg.amount = -leg.amount;
        }
        if (leg.amount != 0) {
            posting->legs[kept++] = leg;
        }
    }
    posting->leg_count = kept;
    return OK;
}
