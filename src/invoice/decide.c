/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/decide.h"

#include "invoice/balance.h"

#include "customer_balance_application.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

err_t
decide_cause(struct task *task, const struct invoice *invoice, const char *reason, int64_t at_stake,
             struct extend_cause *out)
{
    struct id *prices = arena_alloc(task->arena, invoice->lines_count, sizeof(*prices));
    if (prices == NULL) {
        return fail_memory(task);
    }
    *out = (struct extend_cause){
        .reason = task->is_preview ? "invoice.preview" : reason,
        .customer = invoice->customer,
        .subscription = invoice->subscription,
        .invoice = task->is_preview ? (struct id){0} : invoice->id,
        .test_clock = invoice->test_clock,
        .prices = prices,
        .at_stake = money_of(at_stake, invoice->currency),
    };
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (invoice->lines[i].price.key != 0) {
            prices[out->price_count++] = invoice->lines[i].price;
        }
    }
    return OK;
}

err_t
decide_is_asked(struct task *task, const struct point *point, const struct invoice *invoice,
                const struct extend_cause *cause, bool *out)
{
    struct binding **bindings;
    size_t count = 0;
    *out = false;
    if (invoice->is_released) {
        return OK;
    }
    TRY(binding_find(task, point, cause, &bindings, &count));
    *out = count > 0;
    return OK;
}

err_t
decide_park(struct task *task, struct invoice *invoice, const struct run *run)
{
    struct hold *hold = NULL;
    if (!task->is_preview) {
        TRY(hold_find(task, invoice->id, &hold));
        if (hold == NULL) {
            TRY(hold_create(task, run, "invoice", invoice->id, &hold));
        }
    }
    invoice->parked = true;
    invoice->automatically_finalizes_at = 0;
    invoice->next_payment_attempt = 0;
    invoice->last_finalization_error = arena_new(task->arena, struct finalization_error);
    if (invoice->last_finalization_error == NULL) {
        return fail_memory(task);
    }
    *invoice->last_finalization_error = (struct finalization_error){
        .type = TEXT("invalid_request_error"),
        .code = TEXT("extension_held"),
        .message = text_format(task->arena,
                               "The logic at %.*s could not decide; the invoice waits for a person "
                               "to rerun or release it.",
                               TEXT_ARG(run->point)),
    };
    return OK;
}

err_t
decide_note(struct task *task, struct invoice *invoice, const struct extend_verdict *verdict)
{
    size_t count = invoice->decisions_count + verdict->run_count;
    struct id *runs = arena_grow(task->arena, invoice->decisions,
                                 invoice->decisions_count * sizeof(*runs), count * sizeof(*runs));
    if (runs == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < verdict->run_count; i++) {
        runs[invoice->decisions_count + i] = verdict->runs[i]->id;
    }
    invoice->decisions = runs;
    invoice->decisions_count = count;
    return verdict->is_held ? decide_park(task, invoice, verdict->run) : OK;
}

err_t
decide_view_subscription(struct task *task, const struct invoice *invoice,
                         struct view_subscription **out)
{
    if (invoice->subscription.key == 0) {
        return OK;
    }
    *out = arena_new(task->arena, struct view_subscription);
    if (*out == NULL) {
        return fail_memory(task);
    }
    **out = (struct view_subscription){
        .id = id_text(task->arena, &task->account->secret, subscription_kind.prefix,
                      invoice->subscription.key),
        .metadata = invoice->subscription_metadata,
    };
    return OK;
}

/* ---- the customer's balance --------------------------------------------------- */

err_t
decide_balance(struct task *task, struct invoice *invoice, const struct customer *customer,
               int64_t *applied)
{
    int64_t balance = customer_balance_in(customer, invoice->currency);
    struct extend_cause cause;
    bool is_asked;
    *applied = balance_applied(invoice->total, balance);
    TRY(decide_cause(task, invoice, "invoice.finalize", invoice->total, &cause));
    TRY(decide_is_asked(task, &customer_balance_application_point, invoice, &cause, &is_asked));
    if (!is_asked) {
        return OK;
    }
    struct balance_input input = {
        .total_amount = {decimal_from_int(invoice->total), invoice->currency},
        .customer_balance = {decimal_from_int(balance), invoice->currency},
    };
    struct balance_result result = {
        .applied_customer_balance = {decimal_from_int(*applied), invoice->currency}};
    struct extend_verdict verdict = {0};
    TRY(customer_balance_application_compute_applied_customer_balance(task, &cause, &input, &result,
                                                                      &verdict));
    TRY(decide_note(task, invoice, &verdict));
    return decimal_to_int(result.applied_customer_balance.amount, ROUND_DOWN, applied);
}
