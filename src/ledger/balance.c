/* SPDX-License-Identifier: Apache-2.0 */
/** balance.c: what the accounts hold. */
#include <string.h>

#include "base/list.h"
#include "ledger/ledger.h"

#define SUM_PAGE 500

struct sums {
    struct ledger_sum *items;
    size_t count, capacity;
};

enum ledger_side
ledger_side_of(enum ledger_account account)
{
    switch (account) {
    case LEDGER_ACCOUNT_RECEIVABLE:
    case LEDGER_ACCOUNT_CASH:
    case LEDGER_ACCOUNT_CASH_ELSEWHERE:
    case LEDGER_ACCOUNT_DISCOUNTS:
    case LEDGER_ACCOUNT_CREDIT_NOTES:
    case LEDGER_ACCOUNT_REFUNDS:
    case LEDGER_ACCOUNT_BAD_DEBT:
    case LEDGER_ACCOUNT_BALANCE_ADJUSTMENTS:
        return LEDGER_SIDE_DEBIT;
    case LEDGER_ACCOUNT_CUSTOMER_BALANCE:
    case LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS:
    case LEDGER_ACCOUNT_REVENUE:
    case LEDGER_ACCOUNT_DEFERRED_REVENUE:
    case LEDGER_ACCOUNT_TAX_PAYABLE:
    case LEDGER_ACCOUNT_REFUNDS_PENDING:
    case LEDGER_ACCOUNT_NONE:
        break;
    }
    return LEDGER_SIDE_CREDIT;
}

/* ---- summing up --------------------------------------------------------------- */

static err_t
sum_find(struct task *task, struct sums *sums, int64_t account, struct currency currency,
         struct ledger_sum **out)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (sums->items[i].account == account &&
            currency_equal(sums->items[i].currency, currency)) {
            *out = &sums->items[i];
            return OK;
        }
    }
    *out = list_add(task->arena, sums);
    if (*out == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    (*out)->account = account;
    (*out)->currency = currency;
    return OK;
}

static err_t
count_transfer(struct task *task, struct sums *sums, const struct ledger_transfer *transfer)
{
    for (size_t i = 0; i < transfer->legs_count; i++) {
        const struct ledger_leg *leg = &transfer->legs[i];
        struct ledger_sum *sum;
        bool is_over;
        TRY(sum_find(task, sums, leg->debit, transfer->currency, &sum));
        is_over = __builtin_add_overflow(sum->debits, leg->amount, &sum->debits);
        TRY(sum_find(task, sums, leg->credit, transfer->currency, &sum));
        is_over = __builtin_add_overflow(sum->credits, leg->amount, &sum->credits) || is_over;
        if (is_over) {
            return fail(task, ERR_MONEY_OVERFLOW, NULL, "an account holds too much");
        }
    }
    return OK;
}

/** Count the transfers that a scan finds, page by page, at most `limit`. */
static err_t
count_scan(struct task *task, struct record_scan scan, size_t limit, struct sums *sums,
           size_t *counted, int64_t *last)
{
    scan.unwatched = true;
    scan.limit = SUM_PAGE;
    *counted = 0;
    for (bool has_more = true; has_more && *counted < limit;) {
        void **transfers;
        size_t count;
        TRY(record_scan(task, &scan, &transfers, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct ledger_transfer *transfer = transfers[i];
            TRY(count_transfer(task, sums, transfer));
            scan.after_key = transfer->id.key;
        }
        *counted += count;
    }
    *last = scan.after_key;
    return OK;
}

static err_t
summary_load(struct task *task, struct ledger_summary **out)
{
    struct record_scan scan = {.kind = &ledger_summary_records, .index = -1, .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    *out = count == 0 ? NULL : found[0];
    return OK;
}

static err_t
sums_begin(struct task *task, const struct ledger_summary *summary, struct sums *sums)
{
    for (size_t i = 0; summary != NULL && i < summary->sums_count; i++) {
        struct ledger_sum *sum = list_add(task->arena, sums);
        if (sum == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        *sum = summary->sums[i];
    }
    return OK;
}

err_t
ledger_sum_up(struct task *task, size_t limit, size_t *count)
{
    struct ledger_summary *summary;
    struct sums sums = {0};
    int64_t last;
    TRY(summary_load(task, &summary));
    TRY(sums_begin(task, summary, &sums));
    struct record_scan scan = {.kind = &ledger_transfer_records,
                               .index = -1,
                               .after_key = summary == NULL ? 0 : summary->through};
    TRY(count_scan(task, scan, limit, &sums, count, &last));
    if (*count == 0) {
        return OK;
    }
    bool is_new = summary == NULL;
    if (is_new) {
        summary = arena_new(task->arena, struct ledger_summary);
        if (summary == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        summary->id = task_new_id(task);
    }
    summary->sums = sums.items;
    summary->sums_count = sums.count;
    summary->through = last;
    return is_new ? record_insert(task, &ledger_summary_records, summary)
                  : record_update(task, &ledger_summary_records, summary);
}

/* ---- what is held --------------------------------------------------------------- */

static err_t
sums_of(struct task *task, struct id customer, struct sums *sums)
{
    size_t counted;
    int64_t last;
    struct record_scan scan = {.kind = &ledger_transfer_records, .index = -1};
    if (customer.key != 0) {
        scan.index = LEDGER_TRANSFERS_BY_CUSTOMER;
        scan.equals[0] = customer.key;
        scan.equals_count = 1;
    } else {
        struct ledger_summary *summary;
        TRY(summary_load(task, &summary));
        TRY(sums_begin(task, summary, sums));
        scan.after_key = summary == NULL ? 0 : summary->through;
    }
    return count_scan(task, scan, SIZE_MAX, sums, &counted, &last);
}

static int64_t
balance_of(const struct ledger_sum *sum)
{
    return ledger_side_of((enum ledger_account)sum->account) == LEDGER_SIDE_DEBIT
               ? sum->debits - sum->credits
               : sum->credits - sum->debits;
}

static bool
comes_before(const struct ledger_balance *a, const struct ledger_balance *b)
{
    return a->id.key < b->id.key;
}

err_t
ledger_balances(struct task *task, struct id customer, struct ledger_balance **out, size_t *count)
{
    struct sums sums = {0};
    TRY(sums_of(task, customer, &sums));
    struct ledger_balance *balances = arena_alloc(task->arena, sums.count, sizeof(*balances));
    if (balances == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < sums.count; i++) {
        const struct ledger_sum *sum = &sums.items[i];
        struct ledger_balance balance = {
            .id = {sum->account * 256 + sum->currency.index},
            .name = (enum ledger_account)sum->account,
            .normal_side = ledger_side_of((enum ledger_account)sum->account),
            .balance = balance_of(sum),
            .credits = sum->credits,
            .currency = sum->currency,
            .debits = sum->debits,
        };
        size_t place = i;
        for (; place > 0 && comes_before(&balance, &balances[place - 1]); place--) {
            balances[place] = balances[place - 1];
        }
        balances[place] = balance;
    }
    *out = balances;
    *count = sums.count;
    return OK;
}

err_t
ledger_transfer_derive(struct task *task, struct ledger_transfer *transfer)
{
    for (size_t i = 0; i < transfer->legs_count; i++) {
        struct ledger_leg *leg = &transfer->legs[i];
        const struct model_kind *kind = model_kind_by_number((uint16_t)leg->source_kind);
        assert(kind != NULL);
        leg->source = id_text(task->arena, &task->account->secret, kind->prefix, leg->source_key);
        if (leg->source.bytes == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
    }
    return OK;
}
