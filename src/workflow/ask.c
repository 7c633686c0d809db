/* SPDX-License-Identifier: Apache-2.0 */
/** ask.c: user logic that decides about changes of subscriptions and failed payments. */
#include "workflow/ask.h"

#include "payment_collection.model.h"
#include "subscription_change.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "a script's input is too big");
}

static err_t
view_customer(struct task *task, struct id id, struct view_customer **out)
{
    struct customer *customer;
    TRY(customer_load(task, id, NULL, &customer));
    *out = arena_new(task->arena, struct view_customer);
    if (*out == NULL) {
        return fail_memory(task);
    }
    **out = (struct view_customer){
        .id = id_text(task->arena, &task->account->secret, customer_kind.prefix, id.key),
        .metadata = customer->metadata,
    };
    return OK;
}

static void
view_subscription(struct task *task, const struct subscription *subscription,
                  struct view_subscription *out)
{
    *out = (struct view_subscription){
        .id = id_text(task->arena, &task->account->secret, subscription_kind.prefix,
                      subscription->id.key),
        .metadata = subscription->metadata,
    };
}

static err_t
is_bound(struct task *task, const struct point *point, const struct extend_cause *cause, bool *out)
{
    struct binding **bindings;
    size_t count = 0;
    TRY(binding_find(task, point, cause, &bindings, &count));
    *out = count > 0;
    return OK;
}

/* ---- changes --------------------------------------------------------------------- */

static err_t
view_items(struct task *task, const struct subscription *subscription, struct change_item **out,
           size_t *count)
{
    struct change_item *items = arena_alloc(task->arena, subscription->items_count, sizeof(*items));
    if (items == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        struct price *price;
        struct product *product;
        TRY(price_load(task, item->price, "items", &price));
        TRY(product_load(task, price->product, "items", &product));
        items[i].key = id_text(task->arena, &task->account->secret, subscription_item_kind.prefix,
                               item->id.key);
        items[i].quantity = item->quantity;
        TRY(rating_view_priced(task, price, product, subscription->currency, &items[i].priced));
    }
    *out = items;
    *count = subscription->items_count;
    return OK;
}

err_t
ask_change(struct task *task, const struct subscription *old, const struct subscription *wanted,
           instant_t at, bool *is_prorated)
{
    struct extend_cause cause = {
        .reason = task->is_preview ? "invoice.preview" : "subscription.update",
        .customer = old->customer,
        .subscription = old->id,
        .test_clock = old->test_clock,
        .at_stake = money_of(0, old->currency),
    };
    bool is_asked;
    TRY(is_bound(task, &subscription_change_point, &cause, &is_asked));
    if (!is_asked) {
        return OK;
    }
    struct change_input input = {
        .status = text_of(subscription_status_name(old->status)),
        .change_date = at,
        .current_period_end = subscription_boundary(old),
    };
    struct change_result result = {.decision = CHANGE_DECISION_ALLOW};
    struct extend_verdict verdict = {0};
    view_subscription(task, old, &input.subscription);
    TRY(view_items(task, old, &input.current_items, &input.current_items_count));
    TRY(view_items(task, wanted, &input.wanted_items, &input.wanted_items_count));
    TRY(view_customer(task, old->customer, &input.customer));
    TRY(subscription_change_decide_change(task, &cause, &input, &result, &verdict));
    assert(!verdict.is_held); /* a change has nothing to park: the point does not allow it */
    if (result.decision == CHANGE_DECISION_REFUSE) {
        task->failed_run = verdict.run; /* the command's changes are dropped, its run is kept */
        return fail(task, ERR_SUBSCRIPTION_CHANGE_REFUSED, "items", "%.*s",
                    TEXT_ARG(result.reason));
    }
    *is_prorated = *is_prorated && result.effective != CHANGE_EFFECT_NEXT_PERIOD;
    return OK;
}

/* ---- failed payments ---------------------------------------------------------------- */

err_t
ask_collection(struct task *task, const struct invoice *invoice,
               const struct subscription *subscription, const struct collect_result *attempt,
               instant_t *next, enum collection_step *step)
{
    struct extend_cause cause = {
        .reason = "invoice.collect",
        .customer = invoice->customer,
        .subscription = invoice->subscription,
        .invoice = invoice->id,
        .test_clock = invoice->test_clock,
        .at_stake = money_of(invoice->amount_remaining, invoice->currency),
    };
    bool is_asked;
    *step = COLLECTION_STEP_STANDARD;
    TRY(is_bound(task, &payment_collection_point, &cause, &is_asked));
    if (!is_asked) {
        return OK;
    }
    bool has_error = attempt->had_method && attempt->outcome.error != OK;
    struct collection_input input = {
        .invoice =
            id_text(task->arena, &task->account->secret, invoice_kind.prefix, invoice->id.key),
        .amount_remaining = {decimal_from_int(invoice->amount_remaining), invoice->currency},
        .attempt_count = invoice->attempt_count + 1,
        .failure_code = has_error ? text_of(error_kinds[attempt->outcome.error].api_code) : NO_TEXT,
        .decline_code = attempt->outcome.decline_code,
        .has_payment_method = attempt->had_method,
        .failed_at = task->now,
        .standard_next_attempt = *next,
        .billing_reason = text_of(billing_reason_name(invoice->billing_reason)),
    };
    struct collection_result result = {.next_attempt = *next};
    struct extend_verdict verdict = {0};
    TRY(view_customer(task, invoice->customer, &input.customer));
    if (subscription != NULL) {
        input.subscription = arena_new(task->arena, struct view_subscription);
        if (input.subscription == NULL) {
            return fail_memory(task);
        }
        view_subscription(task, subscription, input.subscription);
    }
    TRY(payment_collection_plan_next_attempt(task, &cause, &input, &result, &verdict));
    assert(!verdict.is_held); /* the point does not allow it */
    *next = result.next_attempt;
    *step = result.subscription == COLLECTION_STEP_NONE ? COLLECTION_STEP_STANDARD
                                                        : result.subscription;
    return OK;
}
