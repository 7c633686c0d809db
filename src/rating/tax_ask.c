/* SPDX-License-Identifier: Apache-2.0 */
/** tax_ask.c: the taxes of a bill, decided at the point billing.tax_calculation. */
#include "rating/script.h"

#include "tax_calculation.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the input of the tax script is too big");
}

static struct text
rate_id(struct task *task, const struct tax_rate *rate)
{
    return id_text(task->arena, &task->account->secret, tax_rate_kind.prefix, rate->id.key);
}

static err_t
view_line(struct task *task, const struct rating_bill *bill, size_t index, struct tax_item *view)
{
    const struct rating_line *line = &bill->lines[index];
    view->key = text_format(task->arena, "line_%zu", index);
    view->amount = decimal_from_int(line->left);
    rating_view_period(line->start, line->end, &view->service_period);
    view->rates = arena_alloc(task->arena, line->rate_count, sizeof(*view->rates));
    if (view->rates == NULL || view->key.bytes == NULL) {
        return fail_memory(task);
    }
    view->rates_count = line->rate_count;
    for (size_t i = 0; i < line->rate_count; i++) {
        view->rates[i] = (struct tax_rate_view){
            .id = rate_id(task, line->rates[i]),
            .percentage = line->rates[i]->percentage,
            .inclusive = line->rates[i]->inclusive,
        };
    }
    return rating_view_priced(task, line->price, line->product, bill->currency, &view->priced);
}

/** What the standard logic says; the script hears of it. */
static err_t
fill_default(struct task *task, const struct rating_bill *bill, struct tax_input *input,
             struct tax_result *out)
{
    out->items = arena_alloc(task->arena, bill->line_count, sizeof(*out->items));
    if (out->items == NULL) {
        return fail_memory(task);
    }
    out->items_count = bill->line_count;
    for (size_t i = 0; i < bill->line_count; i++) {
        const struct rating_line *line = &bill->lines[i];
        struct tax_result_item *item = &out->items[i];
        item->key = input->items[i].key;
        item->taxes = arena_alloc(task->arena, line->tax_count, sizeof(*item->taxes));
        if (item->taxes == NULL) {
            return fail_memory(task);
        }
        item->taxes_count = line->tax_count;
        for (size_t t = 0; t < line->tax_count; t++) {
            item->taxes[t] = (struct tax_share){
                .rate = input->items[i].rates[t].id,
                .amount = decimal_from_int(line->taxes[t].amount),
                .taxable_amount = decimal_from_int(line->taxes[t].taxable),
            };
        }
        input->items[i].standard_taxes = item->taxes;
        input->items[i].standard_taxes_count = item->taxes_count;
    }
    return OK;
}

/** Rates that the answer names keep their order; the others count no more. */
static err_t
take_line(struct rating_line *line, const struct tax_item *view,
          const struct tax_result_item *answer)
{
    size_t kept = 0;
    for (size_t r = 0; r < line->tax_count; r++) {
        for (size_t t = 0; t < answer->taxes_count; t++) {
            if (!text_equal(answer->taxes[t].rate, view->rates[r].id)) {
                continue;
            }
            struct rating_tax tax = line->taxes[r];
            TRY(decimal_to_int(answer->taxes[t].amount, ROUND_DOWN, &tax.amount));
            TRY(decimal_to_int(answer->taxes[t].taxable_amount, ROUND_DOWN, &tax.taxable));
            line->taxes[kept++] = tax;
        }
    }
    line->tax_count = kept;
    return OK;
}

static err_t
ask(struct task *task, struct rating_bill *bill, const struct extend_cause *cause)
{
    struct tax_input input = {.currency = bill->currency,
                              .items_count = bill->line_count,
                              .rounded_at_end = bill->rounds_tax_at_end};
    struct tax_result result = {0};
    struct extend_verdict verdict = {0};
    static const char *const exemptions[] = {
        [TAX_DUE] = "none", [TAX_EXEMPT] = "exempt", [TAX_REVERSE] = "reverse"};
    input.items = arena_alloc(task->arena, bill->line_count, sizeof(*input.items));
    input.customer = arena_new(task->arena, struct tax_customer);
    if (input.items == NULL || input.customer == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < bill->line_count; i++) {
        TRY(view_line(task, bill, i, &input.items[i]));
    }
    *input.customer = (struct tax_customer){
        .id = bill->party.customer_id,
        .metadata = bill->party.customer_metadata,
        .tax_exempt = text_of(exemptions[bill->exemption]),
    };
    TRY(fill_default(task, bill, &input, &result));
    TRY(tax_calculation_calculate_taxes(task, cause, &input, &result, &verdict));
    for (size_t i = 0; i < verdict.run_count; i++) {
        TRY(rating_note_run(task, bill, verdict.runs[i]));
    }
    if (verdict.is_held) {
        bill->held = bill->held != NULL ? bill->held : verdict.run;
        return OK;
    }
    for (size_t k = 0; k < result.items_count; k++) { /* the contract holds: each line once */
        size_t i = 0;
        while (!text_equal(input.items[i].key, result.items[k].key)) {
            i++;
        }
        TRY(take_line(&bill->lines[i], &input.items[i], &result.items[k]));
    }
    return OK;
}

err_t
rating_ask_taxes(struct task *task, struct rating_bill *bill)
{
    struct extend_cause cause = bill->cause;
    struct binding **bindings;
    size_t rate_count = 0, count;
    int64_t left = 0;
    if (bill->skip_scripts) {
        return OK;
    }
    for (size_t i = 0; i < bill->line_count; i++) {
        rate_count += bill->lines[i].rate_count;
        left += bill->lines[i].left;
    }
    if (rate_count == 0) {
        return OK;
    }
    cause.at_stake = money_of(left, bill->currency);
    TRY(binding_find(task, &tax_calculation_point, &cause, &bindings, &count));
    return count == 0 ? OK : ask(task, bill, &cause);
}
