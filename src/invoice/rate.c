/* SPDX-License-Identifier: Apache-2.0 */
/** rate.c: what the lines of a new period cost, by user logic (billing.rating). */
#include "invoice/decide.h"
#include "invoice/total.h"

#include "item_rating.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

/** Lines of the new period that a price charges; prorations and what waited were rated before. */
static bool
is_rated(const struct invoice_line *line)
{
    return line->price.key != 0 && line->invoice_item.key == 0 && !line->proration;
}

static err_t
view_lines(struct task *task, const struct invoice *invoice, struct rating_input *out)
{
    out->items = arena_alloc(task->arena, invoice->lines_count, sizeof(*out->items));
    if (out->items == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        if (!is_rated(line)) {
            continue;
        }
        struct rating_item *view = &out->items[out->items_count++];
        struct price *price;
        struct product *product;
        TRY(price_load(task, line->price, NULL, &price));
        TRY(product_load(task, price->product, NULL, &product));
        view->key =
            id_text(task->arena, &task->account->secret, invoice_line_kind.prefix, line->id.key);
        view->quantity = decimal_from_int(line->quantity);
        view->standard_amount = decimal_from_int(line->amount);
        rating_view_period(line->period.start, line->period.end, &view->service_period);
        TRY(rating_view_priced(task, price, product, invoice->currency, &view->priced));
    }
    return OK;
}

static err_t
view_customer(struct task *task, const struct invoice *invoice, struct view_customer **out)
{
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, NULL, &customer));
    *out = arena_new(task->arena, struct view_customer);
    if (*out == NULL) {
        return fail_memory(task);
    }
    **out = (struct view_customer){
        .id = id_text(task->arena, &task->account->secret, customer_kind.prefix, customer->id.key),
        .metadata = customer->metadata,
    };
    return OK;
}

/** The contract holds: every line is answered once. */
static err_t
take_answers(struct task *task, struct invoice *invoice, const struct rating_result *result)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoice_line *line = &invoice->lines[i];
        struct text key =
            id_text(task->arena, &task->account->secret, invoice_line_kind.prefix, line->id.key);
        for (size_t k = 0; is_rated(line) && k < result->items_count; k++) {
            const struct rating_result_item *item = &result->items[k];
            if (!text_equal(item->key, key)) {
                continue;
            }
            TRY(decimal_to_int(item->amount, ROUND_DOWN, &line->amount));
            line->description =
                item->description.bytes != NULL ? item->description : line->description;
        }
    }
    return OK;
}

err_t
invoice_rate(struct task *task, struct invoice *invoice)
{
    struct extend_cause cause;
    struct money amount;
    struct rating_input input = {.currency = invoice->currency};
    struct rating_result result = {0};
    struct extend_verdict verdict = {0};
    bool is_asked;
    TRY(invoice_lines_amount(task, invoice, &amount));
    TRY(decide_cause(task, invoice, "subscription.renew", amount.minor, &cause));
    TRY(decide_is_asked(task, &item_rating_point, invoice, &cause, &is_asked));
    invoice->is_unrated = false;
    if (!is_asked) {
        return OK;
    }
    TRY(view_lines(task, invoice, &input));
    result.items = arena_alloc(task->arena, input.items_count, sizeof(*result.items));
    if (result.items == NULL) {
        return fail_memory(task);
    }
    result.items_count = input.items_count;
    for (size_t i = 0; i < input.items_count; i++) {
        result.items[i] = (struct rating_result_item){.key = input.items[i].key,
                                                      .amount = input.items[i].standard_amount};
    }
    if (input.items_count == 0) {
        return OK;
    }
    TRY(view_customer(task, invoice, &input.customer));
    TRY(decide_view_subscription(task, invoice, &input.subscription));
    TRY(item_rating_rate_items(task, &cause, &input, &result, &verdict));
    TRY(decide_note(task, invoice, &verdict));
    invoice->is_unrated = invoice->parked; /* until a person has looked */
    return take_answers(task, invoice, &result);
}

/* ---- told again -------------------------------------------------------------------- */

/** The first recorded decision about the invoice's rates; NULL: there was none. */
static const struct run *
rating_run(const struct extend_instead *instead)
{
    for (size_t i = 0; i < instead->run_count; i++) {
        if (text_is(instead->runs[i].run->point, item_rating_point.id)) {
            return instead->runs[i].run;
        }
    }
    return NULL;
}

static bool
has_line(struct task *task, const struct invoice *invoice, struct text key)
{
    const struct id_secret *secret = &task->account->secret;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        if (text_equal(key, id_text(task->arena, secret, invoice_line_kind.prefix, line->id.key))) {
            return true;
        }
    }
    return false;
}

err_t
invoice_rate_instead(struct task *task, struct invoice *invoice)
{
    struct extend_instead *instead = task->instead;
    const struct run *run = rating_run(instead);
    struct rating_input input = {0};
    struct rating_result result = {0};
    struct extend_verdict verdict = {0};
    struct extend_cause cause;
    if (run == NULL) {
        return OK;
    }
    TRY(model_decode(task->arena, item_rating_point.methods[0].input, run->input_body, &input));
    TRY(decide_cause(task, invoice, "invoice.preview", run->at_stake.amount, &cause));
    result.items_count = input.items_count;
    result.items = arena_alloc(task->arena, input.items_count, sizeof(*result.items));
    if (result.items == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < input.items_count; i++) {
        result.items[i] = (struct rating_result_item){.key = input.items[i].key,
                                                      .amount = input.items[i].standard_amount};
        if (!has_line(task, invoice, input.items[i].key)) { /* it stands on another invoice */
            instead->is_unknown = true;
            instead->problem = TEXT("a line that was rated stands on another invoice");
        }
    }
    TRY(item_rating_rate_items(task, &cause, &input, &result, &verdict));
    return take_answers(task, invoice, &result);
}
