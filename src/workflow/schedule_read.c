/* SPDX-License-Identifier: Apache-2.0 */
/** schedule_read.c: phases as requests name them (billing.md 18). */
#include "base/metadata.h"
#include "workflow/phase.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many phases");
}

/** "phases[2][items]" */
static const char *
phase_param(struct task *task, size_t index, const char *field)
{
    struct text text = text_format(task->arena, "phases[%zu][%s]", index, field);
    return text.bytes == NULL ? "phases" : text.bytes;
}

static err_t
read_discounts(struct task *task, const struct discount_in_params *wishes, size_t count,
               const char *param, struct phase_discount **out, size_t *out_count)
{
    *out = arena_alloc(task->arena, count, sizeof(**out));
    if (*out == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        const struct discount_in_params *wish = &wishes[i];
        struct phase_discount *discount = &(*out)[i];
        *discount = (struct phase_discount){0};
        if ((wish->has_coupon != GIVEN_NO) + (wish->has_discount != GIVEN_NO) +
                (wish->has_promotion_code != GIVEN_NO) !=
            1) {
            return fail(task, ERR_DISCOUNT_SHAPE, param,
                        "Each element of `%s` must have exactly one of `coupon`, `discount`, or "
                        "`promotion_code`.",
                        param);
        }
        if (wish->has_coupon != GIVEN_NO) {
            struct coupon *coupon;
            TRY(coupon_find(task, wish->coupon, param, &coupon));
            discount->coupon = coupon->id;
        } else if (wish->has_promotion_code != GIVEN_NO) {
            struct promotion_code *code;
            TRY(promotion_code_find(task, wish->promotion_code, param, &code));
            discount->promotion_code = code->id;
        } else {
            discount->discount = wish->discount;
        }
    }
    *out_count = count;
    return OK;
}

static err_t
read_price(struct task *task, enum given given, struct id id, enum given data_given,
           const struct price_data_params *data, const char *param, struct price **out)
{
    if ((given != GIVEN_NO) == (data_given != GIVEN_NO)) {
        return fail(task, ERR_PARAMETER_MISSING, param, "Give one of price and price_data.");
    }
    TRY(given != GIVEN_NO ? price_load(task, id, param, out)
                          : price_create_inline(task, data, param, out));
    return price_check_usable(task, *out, param);
}

static err_t
read_item(struct task *task, const struct subscription_item_in_params *wish, const char *param,
          struct phase_item *item)
{
    struct price *price;
    bool has_plan = wish->has_plan != GIVEN_NO;
    TRY(read_price(task, has_plan ? wish->has_plan : wish->has_price,
                   has_plan ? wish->plan : wish->price, wish->has_price_data, wish->price_data,
                   param, &price));
    if (price->recurring == NULL) {
        return fail(task, ERR_SUBSCRIPTION_PRICE_ONE_TIME, param,
                    "The price specified is set to `type=one_time` but this field only accepts "
                    "prices with `type=recurring`.");
    }
    if (price->recurring->usage_type == USAGE_TYPE_METERED) {
        return fail(task, ERR_SUBSCRIPTION_METERED, param,
                    "Prices by usage are not available on subscriptions yet.");
    }
    *item = (struct phase_item){
        .price = price->id,
        .plan = price->id,
        .has_quantity = GIVEN_VALUE,
        .quantity = wish->has_quantity != GIVEN_NO ? wish->quantity : 1,
    };
    TRY(metadata_merge(task, &item->metadata, &wish->metadata, wish->has_metadata,
                       &item->metadata));
    TRY(read_discounts(task, wish->discounts,
                       wish->has_discounts == GIVEN_VALUE ? wish->discounts_count : 0, param,
                       &item->discounts, &item->discounts_count));
    return wish->has_tax_rates != GIVEN_VALUE
               ? OK
               : tax_rate_list_take(task, wish->tax_rates, wish->tax_rates_count, param,
                                    &item->tax_rates, &item->tax_rates_count);
}

static err_t
read_items(struct task *task, const struct phase_in_params *wish, size_t index,
           struct schedule_phase *phase)
{
    const char *param = phase_param(task, index, "items");
    phase->items = arena_alloc(task->arena, wish->items_count, sizeof(*phase->items));
    if (phase->items == NULL) {
        return fail_memory(task);
    }
    phase->items_count = wish->items_count;
    phase->currency = wish->has_currency != GIVEN_NO ? wish->currency : (struct currency){0};
    for (size_t i = 0; i < wish->items_count; i++) {
        struct price *price;
        TRY(read_item(task, &wish->items[i], param, &phase->items[i]));
        TRY(price_load(task, phase->items[i].price, param, &price));
        if (phase->currency.index == 0) {
            phase->currency = price->currency;
        }
        if (!price_has_currency(price, phase->currency)) {
            return fail(task, ERR_SUBSCRIPTION_CURRENCY_MIXED, param,
                        "The price specified supports currencies of `%s`. This doesn't match the "
                        "expected currency: `%s`.",
                        currency_code(price->currency), currency_code(phase->currency));
        }
        for (size_t k = 0; k < i; k++) {
            if (phase->items[k].price.key == price->id.key) {
                return fail(task, ERR_SUBSCRIPTION_ITEM_DUPLICATE, param,
                            "Cannot add multiple subscription items with the same price.");
            }
        }
    }
    return OK;
}

static err_t
read_additions(struct task *task, const struct phase_in_params *wish, size_t index,
               struct schedule_phase *phase)
{
    const char *param = phase_param(task, index, "add_invoice_items");
    size_t count = wish->has_add_invoice_items == GIVEN_VALUE ? wish->add_invoice_items_count : 0;
    phase->add_invoice_items = arena_alloc(task->arena, count, sizeof(*phase->add_invoice_items));
    if (phase->add_invoice_items == NULL) {
        return fail_memory(task);
    }
    phase->add_invoice_items_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct addition_in_params *from = &wish->add_invoice_items[i];
        struct phase_addition *to = &phase->add_invoice_items[i];
        struct price *price;
        TRY(read_price(task, from->has_price, from->price, from->has_price_data, from->price_data,
                       param, &price));
        if (price->type != PRICE_TYPE_ONE_TIME || !price_has_currency(price, phase->currency)) {
            return fail(task, ERR_PARAMETER_INVALID, param,
                        "%s takes prices with type=one_time in the currency of the phase.", param);
        }
        *to = (struct phase_addition){
            .price = price->id,
            .has_quantity = GIVEN_VALUE,
            .quantity = from->has_quantity != GIVEN_NO ? from->quantity : 1,
            .has_discountable = from->has_discountable,
            .discountable = from->discountable,
            .period = {.start = {.type = ADDITION_START_PHASE_START},
                       .end = {.type = ADDITION_END_PHASE_END}},
        };
        if (from->has_period != GIVEN_NO) {
            to->period.start.type = from->period->start.type;
            to->period.start.timestamp = from->period->start.timestamp;
            to->period.end.type = from->period->end.type;
            to->period.end.timestamp = from->period->end.timestamp;
        }
        TRY(metadata_merge(task, &to->metadata, &from->metadata, from->has_metadata,
                           &to->metadata));
        TRY(read_discounts(task, from->discounts,
                           from->has_discounts == GIVEN_VALUE ? from->discounts_count : 0, param,
                           &to->discounts, &to->discounts_count));
        TRY(from->has_tax_rates != GIVEN_VALUE
                ? OK
                : tax_rate_list_take(task, from->tax_rates, from->tax_rates_count, param,
                                     &to->tax_rates, &to->tax_rates_count));
    }
    return OK;
}

/** How far the shortest price of a phase reaches in some periods. */
static err_t
periods_end(struct task *task, const struct schedule_phase *phase, int64_t count, instant_t *out)
{
    *out = INT64_MAX;
    for (size_t i = 0; i < phase->items_count; i++) {
        struct price *price;
        TRY(price_load(task, phase->items[i].price, "phases", &price));
        instant_t end = instant_add(phase->start_date, price->recurring->interval,
                                    count * price->recurring->interval_count);
        *out = end < *out ? end : *out;
    }
    return OK;
}

static err_t
read_dates(struct task *task, const struct phase_frame *frame, const struct phase_in_params *wish,
           size_t index, bool is_last, struct schedule_phase *phase)
{
    const char *param = phase_param(task, index, "end_date");
    if (wish->has_start_date != GIVEN_NO && wish->start_date != phase->start_date &&
        !(wish->start_date == MODEL_NOW && phase->start_date == task->now)) {
        return fail(task, ERR_SCHEDULE_PHASES, phase_param(task, index, "start_date"),
                    "A phase begins when the one before it ends; the current one keeps its begin.");
    }
    if ((wish->has_end_date != GIVEN_NO) + (wish->has_duration != GIVEN_NO) +
            (wish->has_iterations != GIVEN_NO) >
        1) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, param,
                    "You may only specify one of these parameters: duration, end_date, "
                    "iterations.");
    }
    if (wish->has_end_date != GIVEN_NO) {
        phase->end_date = wish->end_date == MODEL_NOW ? task->now : wish->end_date;
    } else if (wish->has_duration != GIVEN_NO) {
        int64_t count =
            wish->duration->has_interval_count != GIVEN_NO ? wish->duration->interval_count : 1;
        phase->end_date = instant_add(phase->start_date, wish->duration->interval, count);
    } else if (wish->has_iterations != GIVEN_NO) {
        TRY(periods_end(task, phase, wish->iterations, &phase->end_date));
    } else if (is_last && frame->end_behavior == SCHEDULE_END_RELEASE) {
        TRY(periods_end(task, phase, 1, &phase->end_date));
    } else {
        return fail(task, ERR_PARAMETER_MISSING, param,
                    "A phase needs one of end_date and duration; the last one may be open when "
                    "end_behavior is release.");
    }
    bool is_past =
        phase->end_date < task->now || (phase->end_date == task->now && !frame->has_running);
    if (phase->end_date <= phase->start_date || is_past ||
        phase->end_date > instant_add(phase->start_date, INTERVAL_YEAR, 5)) {
        return fail(task, ERR_SCHEDULE_PHASES, param,
                    "A phase ends behind its begin, in the future, at most five years later.");
    }
    return OK;
}

static err_t
read_trial(struct task *task, const struct phase_in_params *wish, size_t index,
           struct schedule_phase *phase)
{
    const char *param = phase_param(task, index, "trial_end");
    if (wish->has_trial != GIVEN_NO && wish->trial && wish->has_trial_end != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, param,
                    "You may only specify one of these parameters: trial, trial_end.");
    }
    if (wish->has_trial != GIVEN_NO && wish->trial) {
        phase->trial_end = phase->end_date;
    } else if (wish->has_trial_end != GIVEN_NO && wish->trial_end != MODEL_NOW) {
        phase->trial_end = wish->trial_end;
        if (phase->trial_end <= phase->start_date || phase->trial_end > phase->end_date) {
            return fail(task, ERR_SCHEDULE_PHASES, param, "A trial ends within its phase.");
        }
    }
    return OK;
}

static err_t
read_settings_of_phase(struct task *task, const struct phase_frame *frame,
                       const struct phase_in_params *wish, size_t index,
                       struct schedule_phase *phase)
{
    enum proration proration;
    TRY(proration_read(task, wish->proration_behavior,
                       phase_param(task, index, "proration_behavior"), &proration));
    phase->proration_behavior = wish->proration_behavior.bytes == NULL ? TEXT("create_prorations")
                                                                       : wish->proration_behavior;
    phase->billing_cycle_anchor =
        wish->has_billing_cycle_anchor != GIVEN_NO ? wish->billing_cycle_anchor : PHASE_ANCHOR_NONE;
    phase->collection_method =
        wish->has_collection_method != GIVEN_NO ? wish->collection_method : COLLECTION_METHOD_NONE;
    phase->description = wish->has_description == GIVEN_VALUE ? wish->description : NO_TEXT;
    TRY(terms_thresholds(
        task, wish->has_billing_thresholds == GIVEN_VALUE ? wish->billing_thresholds : NULL,
        &phase->billing_thresholds));
    if (wish->has_default_payment_method != GIVEN_NO) {
        struct payment_method *method;
        TRY(payment_method_take(task, wish->default_payment_method,
                                phase_param(task, index, "default_payment_method"), frame->customer,
                                &method));
        phase->default_payment_method = method->id;
    }
    if (wish->has_default_tax_rates == GIVEN_VALUE) {
        TRY(tax_rate_list_take(task, wish->default_tax_rates, wish->default_tax_rates_count,
                               phase_param(task, index, "default_tax_rates"),
                               &phase->default_tax_rates, &phase->default_tax_rates_count));
    }
    if (wish->has_invoice_settings != GIVEN_NO) {
        struct phase_invoice_settings *settings =
            arena_new(task->arena, struct phase_invoice_settings);
        if (settings == NULL) {
            return fail_memory(task);
        }
        settings->has_days_until_due = wish->invoice_settings->has_days_until_due;
        settings->days_until_due = wish->invoice_settings->days_until_due;
        settings->description = wish->invoice_settings->description;
        settings->footer = wish->invoice_settings->footer;
        phase->invoice_settings = settings;
    }
    TRY(read_discounts(
        task, wish->discounts, wish->has_discounts == GIVEN_VALUE ? wish->discounts_count : 0,
        phase_param(task, index, "discounts"), &phase->discounts, &phase->discounts_count));
    phase->metadata = wish->metadata; /* merged when it begins: an empty value unsets there */
    return OK;
}

err_t
phase_read_all(struct task *task, const struct phase_frame *frame,
               const struct phase_in_params *wishes, size_t count, struct schedule_phase **out)
{
    if (count > LIMIT_SCHEDULE_PHASES_MAX) {
        return fail(task, ERR_SCHEDULE_PHASES, "phases",
                    "A schedule has at most %d current and future phases.",
                    LIMIT_SCHEDULE_PHASES_MAX);
    }
    struct schedule_phase *phases = arena_alloc(task->arena, count, sizeof(*phases));
    if (phases == NULL) {
        return fail_memory(task);
    }
    instant_t start = frame->start;
    for (size_t i = 0; i < count; i++) {
        phases[i] = (struct schedule_phase){.start_date = start};
        TRY(read_items(task, &wishes[i], i, &phases[i]));
        TRY(read_dates(task, frame, &wishes[i], i, i + 1 == count, &phases[i]));
        TRY(read_trial(task, &wishes[i], i, &phases[i]));
        TRY(read_additions(task, &wishes[i], i, &phases[i]));
        TRY(read_settings_of_phase(task, frame, &wishes[i], i, &phases[i]));
        if (!currency_equal(phases[i].currency, phases[0].currency)) {
            return fail(task, ERR_SUBSCRIPTION_CURRENCY_MIXED, phase_param(task, i, "items"),
                        "All phases of a schedule have one currency.");
        }
        start = phases[i].end_date;
    }
    *out = phases;
    return OK;
}

err_t
phase_read_settings(struct task *task, const struct schedule_settings_in_params *wish,
                    const struct customer *customer, struct schedule_settings *settings)
{
    if (wish->has_billing_cycle_anchor != GIVEN_NO) {
        settings->billing_cycle_anchor = wish->billing_cycle_anchor;
    }
    if (wish->has_collection_method != GIVEN_NO) {
        settings->collection_method = wish->collection_method;
    }
    if (wish->has_description != GIVEN_NO) {
        settings->description = wish->has_description == GIVEN_VALUE ? wish->description : NO_TEXT;
    }
    if (wish->has_billing_thresholds != GIVEN_NO) {
        TRY(terms_thresholds(
            task, wish->has_billing_thresholds == GIVEN_VALUE ? wish->billing_thresholds : NULL,
            &settings->billing_thresholds));
    }
    if (wish->has_default_payment_method != GIVEN_NO) {
        struct payment_method *method;
        TRY(payment_method_take(task, wish->default_payment_method,
                                "default_settings[default_payment_method]", customer, &method));
        settings->default_payment_method = method->id;
    }
    if (wish->has_invoice_settings != GIVEN_NO) {
        const struct phase_invoice_settings_in_params *from = wish->invoice_settings;
        struct schedule_invoice_settings *to = &settings->invoice_settings;
        to->has_days_until_due = from->has_days_until_due;
        to->days_until_due = from->days_until_due;
        to->description = from->description;
        to->footer = from->footer;
    }
    return settings->collection_method == COLLECTION_METHOD_SEND_INVOICE &&
                   settings->invoice_settings.has_days_until_due != GIVEN_VALUE
               ? fail(task, ERR_PARAMETER_MISSING,
                      "default_settings[invoice_settings][days_until_due]",
                      "If you set `collection_method=send_invoice`, you must also specify "
                      "`days_until_due`.")
               : OK;
}
