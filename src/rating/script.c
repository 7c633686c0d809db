/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/script.h"

#include "discount_calculation.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the discount's input is too big");
}

static struct view_monetary_amount
monetary(int64_t amount, struct currency currency)
{
    return (struct view_monetary_amount){.amount = decimal_from_int(amount), .currency = currency};
}

static err_t
view_line(struct task *task, const struct rating_bill *bill, const struct rating_line *line,
          struct discount_line_item *view)
{
    view->subtotal = monetary(line->left, bill->currency);
    if (line->has_quantity) {
        view->has_quantity = GIVEN_VALUE;
        view->quantity = decimal_from_int(line->quantity);
    }
    rating_view_period(line->start, line->end, &view->period);
    return line->price == NULL
               ? OK
               : rating_view_price(task, line->price, line->product, bill->currency, &view->price);
}

static err_t
view_party(struct task *task, const struct rating_party *party, struct discount_item *item)
{
    if (party->customer_id.bytes != NULL) {
        item->customer = arena_new(task->arena, struct view_customer);
        if (item->customer == NULL) {
            return fail_memory(task);
        }
        item->customer->id = party->customer_id;
        item->customer->metadata = party->customer_metadata;
    }
    if (party->subscription_id.bytes != NULL) {
        item->subscription = arena_new(task->arena, struct view_subscription);
        if (item->subscription == NULL) {
            return fail_memory(task);
        }
        item->subscription->id = party->subscription_id;
        item->subscription->metadata = party->subscription_metadata;
        item->subscriptions = item->subscription;
        item->subscriptions_count = 1;
    }
    item->billing_reason = party->billing_reason;
    return OK;
}

err_t
rating_note_run(struct task *task, struct rating_bill *bill, const struct run *run)
{
    struct id *runs = arena_grow(task->arena, bill->runs, bill->run_count * sizeof(*runs),
                                 (bill->run_count + 1) * sizeof(*runs));
    if (runs == NULL) {
        return fail_memory(task);
    }
    runs[bill->run_count++] = run->id;
    bill->runs = runs;
    return OK;
}

/** The contract holds: lines, when there are any, name each line at most once and add up. */
static err_t
read_shares(struct task *task, const struct discount_result *result, size_t line_count,
            struct rating_answer *answer)
{
    if (result->lines_count == 0) {
        return OK;
    }
    assert(result->lines_count <= line_count); /* lines that are not named get nothing */
    answer->shares = arena_alloc(task->arena, line_count, sizeof(*answer->shares));
    answer->reasons = arena_alloc(task->arena, line_count, sizeof(*answer->reasons));
    if (answer->shares == NULL || answer->reasons == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < result->lines_count; i++) {
        int64_t index = result->lines[i].index;
        assert(index >= 0 && (size_t)index < line_count);
        TRY(decimal_to_int(result->lines[i].amount.amount, ROUND_HALF_UP, &answer->shares[index]));
        answer->reasons[index] = result->lines[i].reason;
    }
    return OK;
}

err_t
rating_ask_script(struct task *task, struct rating_bill *bill,
                  const struct rating_discount *discount, struct rating_line *const *lines,
                  size_t line_count, int64_t base, struct rating_answer *answer)
{
    struct discount_item *item = arena_new(task->arena, struct discount_item);
    struct discount_line_item *views = arena_alloc(task->arena, line_count, sizeof(*views));
    if (item == NULL || views == NULL) {
        return fail_memory(task);
    }
    item->gross_amount = monetary(base, bill->currency);
    item->line_items = views;
    item->line_items_count = line_count;
    for (size_t i = 0; i < line_count; i++) {
        TRY(view_line(task, bill, lines[i], &views[i]));
    }
    TRY(view_party(task, &bill->party, item));

    struct extend_cause cause = bill->cause;
    cause.binding = discount->coupon->script->binding;
    cause.at_stake = money_of(base, bill->currency);
    struct discount_result result = {.discount.amount = monetary(0, bill->currency)};
    struct extend_verdict verdict = {0};
    TRY(discount_calculation_compute_discounts(task, &cause, item, &result, &verdict));
    if (verdict.run != NULL) {
        TRY(rating_note_run(task, bill, verdict.run));
    }
    if (verdict.is_held) {
        bill->held = bill->held != NULL ? bill->held : verdict.run;
        return OK;
    }
    TRY(decimal_to_int(result.discount.amount.amount, ROUND_HALF_UP, &answer->amount));
    answer->reason = result.reason;
    return read_shares(task, &result, line_count, answer);
}
