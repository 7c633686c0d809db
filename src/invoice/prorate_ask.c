/* SPDX-License-Identifier: Apache-2.0 */
/** prorate_ask.c: the shares of a change, decided at the point billing.prorations. */
#include "invoice/prorate.h"

#include "prorations.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many prorations");
}

/** The share that the standard logic takes, as scripts see it. */
static struct decimal
factor_of(const struct proration_part *part, instant_t at)
{
    struct decimal factor = part->whole_start == part->whole_end
                                ? decimal_from_int(0)
                                : rating_share_factor(part->whole_start, part->whole_end, at);
    if (part->is_credit) {
        factor.units = -factor.units;
    }
    return factor;
}

static err_t
view_part(struct task *task, const struct proration_part *part, struct proration_item *view)
{
    struct price *price;
    struct product *product;
    TRY(price_load(task, part->item->price, "items", &price));
    TRY(product_load(task, price->product, "items", &product));
    view->key = id_text(task->arena, &task->account->secret, invoiceitem_kind.prefix, part->id.key);
    view->type = part->is_credit ? VIEW_ITEM_TYPE_CREDIT : VIEW_ITEM_TYPE_DEBIT;
    view->is_proration = !part->is_along;
    view->service_period =
        (struct view_time_range){.start_date = part->start, .end_date = part->end};
    view->current_proration_factor = factor_of(part, part->start);
    instant_t start, end;
    instant_period(part->subscription->billing_cycle_anchor, price->recurring->interval,
                   (int)price->recurring->interval_count, part->start, &start, &end);
    view->price_interval_duration = end - start;
    if (part->credited != NULL) {
        view->corresponding_debit = arena_new(task->arena, struct proration_debit);
        if (view->corresponding_debit == NULL) {
            return fail_memory(task);
        }
        view->corresponding_debit->service_period = (struct view_time_range){
            .start_date = part->credited->start, .end_date = part->credited->end};
    }
    return rating_view_priced(task, price, product, part->subscription->currency, &view->priced);
}

/** An unchanged factor keeps the exact amount; another one is a share of the whole. */
static err_t
take_answer(struct proration_part *part, const struct proration_item *view,
            const struct proration_result_item *answer)
{
    if (decimal_compare(answer->proration_factor, view->current_proration_factor) != 0) {
        TRY(rating_times(part->whole, answer->proration_factor, &part->amount));
        part->has_factor = true;
        part->factor = answer->proration_factor;
    }
    part->start = answer->line_item_period.start_date;
    part->end = answer->line_item_period.end_date;
    return OK;
}

static err_t
take_answers(struct task *task, struct proration_parts *parts, const struct proration_input *input,
             const struct proration_result *result)
{
    for (size_t i = 0; i < result->items_count; i++) {
        const struct proration_result_item *answer = &result->items[i];
        size_t place = i;
        if (!text_equal(answer->key, input->items[i].key)) { /* in another order */
            for (place = 0; !text_equal(answer->key, input->items[place].key);) {
                place++; /* the contract holds: it is there */
            }
        }
        err_t err = take_answer(&parts->items[place], &input->items[place], answer);
        if (err != OK) {
            return fail(task, err, NULL, "a proration is too large");
        }
    }
    return OK;
}

/** What the standard logic answers. */
static err_t
fill_default(struct task *task, const struct proration_input *input, struct proration_result *out)
{
    out->items = arena_alloc(task->arena, input->items_count, sizeof(*out->items));
    if (out->items == NULL) {
        return fail_memory(task);
    }
    out->items_count = input->items_count;
    for (size_t i = 0; i < input->items_count; i++) {
        out->items[i] = (struct proration_result_item){
            .key = input->items[i].key,
            .proration_factor = input->items[i].current_proration_factor,
            .line_item_period = input->items[i].service_period,
        };
    }
    return OK;
}

static bool
has_prorations(const struct proration_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (!parts->items[i].is_along) {
            return true;
        }
    }
    return false;
}

err_t
prorate_ask(struct task *task, const struct subscription *subscription, const char *reason,
            struct proration_parts *parts)
{
    struct extend_cause cause = {
        .reason = task->is_preview ? "invoice.preview" : reason,
        .customer = subscription->customer,
        .subscription = subscription->id,
        .test_clock = subscription->test_clock,
        .at_stake = money_of(0, subscription->currency),
    };
    struct id *prices = arena_alloc(task->arena, parts->count, sizeof(*prices));
    struct binding **bindings;
    size_t binding_count;
    if (prices == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < parts->count; i++) {
        const struct proration_part *part = &parts->items[i];
        prices[i] = part->item->price;
        cause.at_stake.minor += part->amount < 0 ? -part->amount : part->amount;
    }
    cause.prices = prices;
    cause.price_count = parts->count;
    TRY(binding_find(task, &prorations_point, &cause, &bindings, &binding_count));
    if (binding_count == 0 || !has_prorations(parts)) {
        return OK;
    }
    struct proration_input input = {.items_count = parts->count};
    input.items = arena_alloc(task->arena, parts->count, sizeof(*input.items));
    if (input.items == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < parts->count; i++) {
        TRY(view_part(task, &parts->items[i], &input.items[i]));
    }
    struct proration_result result = {0};
    struct extend_verdict verdict = {0};
    TRY(fill_default(task, &input, &result));
    TRY(prorations_prorate_items(task, &cause, &input, &result, &verdict));
    assert(!verdict.is_held); /* a change has nothing to park: the point does not allow it */
    return take_answers(task, parts, &input, &result);
}

/* ---- a first period that is a part of one ------------------------------------------ */

/** The line as a side of a change: a debit, or, when it is for a whole period, passed along. */
static struct proration_part
part_of_line(const struct subscription *subscription, const struct subscription_item *item,
             const struct invoice_line *line)
{
    const struct line_share *share = line->share;
    bool is_part = share != NULL && share->until == share->end;
    return (struct proration_part){
        .subscription = subscription,
        .item = item,
        .is_along = !is_part,
        .whole = is_part ? share->whole : line->amount,
        .whole_start = is_part ? share->start : line->period.start,
        .whole_end = is_part ? share->end : line->period.end,
        .amount = line->amount,
        .start = line->period.start,
        .end = line->period.end,
        .id = line->id,
    };
}

static err_t
keep_part(struct task *task, const struct proration_part *part, struct invoice_line *line)
{
    if (part->is_along) {
        return OK;
    }
    line->amount = part->amount;
    line->period = (struct period){.start = part->start, .end = part->end};
    if (!part->has_factor) {
        return OK;
    }
    line->share = arena_copy(task->arena, line->share, sizeof(*line->share));
    if (line->share == NULL) {
        return fail_memory(task);
    }
    line->share->has_factor = GIVEN_VALUE;
    line->share->factor = part->factor;
    return OK;
}

err_t
invoice_prorate_first(struct task *task, struct invoice *invoice,
                      const struct subscription *subscription)
{
    struct proration_parts parts = {
        .items = arena_alloc(task->arena, invoice->lines_count, sizeof(*parts.items))};
    struct invoice_line **lines =
        arena_alloc(task->arena, invoice->lines_count, sizeof(struct invoice_line *));
    if ((parts.items == NULL || lines == NULL) && invoice->lines_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoice_line *line = &invoice->lines[i];
        struct subscription_item *item = subscription_item_of(
            subscription->items, subscription->items_count, line->subscription_item);
        bool is_first = item != NULL && line->invoice_item.key == 0 &&
                        line->period.start == item->current_period_start;
        if (is_first) {
            lines[parts.count] = line;
            parts.items[parts.count++] = part_of_line(subscription, item, line);
        }
    }
    TRY(prorate_ask(task, subscription, "subscription.create", &parts));
    for (size_t i = 0; i < parts.count; i++) {
        TRY(keep_part(task, &parts.items[i], lines[i]));
    }
    return OK;
}
