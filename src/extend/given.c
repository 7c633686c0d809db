/* SPDX-License-Identifier: Apache-2.0 */
/**
 * given.c: what the engine holds of every input beyond its types, so that made-up inputs are
 * such as it could give. A real input is left as it is.
 */
#include "extend/sample.h"

#include "credit_application.model.h"
#include "customer_balance_application.model.h"
#include "discount_calculation.model.h"
#include "invoice_finalization.model.h"
#include "item_rating.model.h"
#include "payment_collection.model.h"
#include "prorations.model.h"
#include "recurring_billing_item_handling.model.h"
#include "tax_calculation.model.h"
#include "usage_aggregation.model.h"
#include "view.model.h"

enum { DAY = 86400 };
_Static_assert(offsetof(struct view_priced, price_kind) == 0, "a priced view begins with its kind");

static void
make_whole(struct decimal *value)
{
    if (decimal_round(*value, 0, ROUND_DOWN, value) != OK) {
        *value = decimal_from_int(0);
    }
}

static struct decimal
negated(struct decimal value)
{
    return (struct decimal){-value.units};
}

static void
make_positive(struct decimal *value)
{
    if (value->units < 0) {
        *value = negated(*value);
    }
}

static void
make_range(struct view_time_range *range)
{
    if (range->start_date > range->end_date) {
        range->end_date = range->start_date + 30 * DAY;
    }
}

/* ---- views --------------------------------------------------------------------- */

static void
period_given(struct view_period *period)
{
    if (period->value == VIEW_PERIOD_VALUE_ONE_TIME) {
        period->at = period->at != 0 ? period->at : period->end_date + 1;
        period->start_date = period->end_date = 0;
        return;
    }
    period->at = 0;
    period->start_date = period->start_date != 0 ? period->start_date : DAY;
    if (period->end_date < period->start_date) {
        period->end_date = period->start_date + 30 * DAY;
    }
}

static void
tiers_given(struct view_tier *tiers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;
        tiers[i].has_up_to = is_last ? GIVEN_NO : GIVEN_VALUE;
        tiers[i].up_to = decimal_from_int(is_last ? 0 : (int64_t)(i + 1) * 10);
        if (tiers[i].has_unit_amount == GIVEN_NO && tiers[i].has_flat_amount == GIVEN_NO) {
            tiers[i].has_unit_amount = GIVEN_VALUE;
        }
    }
}

static void
price_given(struct view_price *price, struct arena *arena)
{
    bool is_tiered = price->billing_scheme == VIEW_BILLING_SCHEME_TIERED && price->tiers_count > 0;
    price->billing_scheme = is_tiered ? VIEW_BILLING_SCHEME_TIERED : VIEW_BILLING_SCHEME_PER_UNIT;
    if (is_tiered) {
        price->has_unit_amount = GIVEN_NO;
        price->unit_amount = decimal_from_int(0);
        price->tiers_mode = price->tiers_mode == VIEW_TIERS_MODE_NONE ? VIEW_TIERS_MODE_GRADUATED
                                                                      : price->tiers_mode;
    } else {
        price->tiers_count = 0;
        price->tiers_mode = VIEW_TIERS_MODE_NONE;
        price->has_unit_amount = GIVEN_VALUE;
    }
    if (price->type == VIEW_PRICE_TYPE_ONE_TIME) {
        price->recurring = NULL;
    } else if (price->recurring == NULL) {
        price->recurring = arena_new(arena, struct view_recurring);
        if (price->recurring != NULL) {
            price->recurring->interval = VIEW_INTERVAL_MONTH;
        }
    }
    if (price->recurring != NULL && price->recurring->interval_count < 1) {
        price->recurring->interval_count = 1;
    }
}

/** Exactly the member that the kind names. */
static void
priced_given(struct view_priced *priced, struct arena *arena)
{
    const struct view_priced all = *priced;
    *priced = (struct view_priced){.price_kind = all.price_kind};
    switch (all.price_kind) {
    case VIEW_PRICE_KIND_LICENSE_FEE:
        priced->license_fee = all.license_fee;
        break;
    case VIEW_PRICE_KIND_RATE_CARD_RATE:
        priced->rate_card_rate = all.rate_card_rate;
        break;
    case VIEW_PRICE_KIND_CUSTOM_PRICING_UNIT_OVERAGE_RATE:
        priced->custom_pricing_unit_overage_rate = all.custom_pricing_unit_overage_rate;
        break;
    case VIEW_PRICE_KIND_OTHER:
        priced->other_price_kind =
            all.other_price_kind.length > 0 ? all.other_price_kind : TEXT("new_kind");
        return;
    case VIEW_PRICE_KIND_PRICE:
    case VIEW_PRICE_KIND_NONE:
        break;
    }
    if (priced->license_fee != NULL || priced->rate_card_rate != NULL ||
        priced->custom_pricing_unit_overage_rate != NULL) {
        return;
    }
    priced->price_kind = VIEW_PRICE_KIND_PRICE;
    priced->price = all.price;
    if (priced->price == NULL) {
        priced->price = arena_new(arena, struct view_price);
        if (priced->price != NULL) {
            *priced->price = (struct view_price){.id = TEXT("price_1"),
                                                 .billing_scheme = VIEW_BILLING_SCHEME_PER_UNIT,
                                                 .type = VIEW_PRICE_TYPE_RECURRING};
            bool is_known = currency_parse(TEXT("usd"), &priced->price->currency);
            assert(is_known);
            price_given(priced->price, arena);
        }
    }
}

static void
view_given(const struct model *model, void *value, struct arena *arena)
{
    if (model == &view_time_range_model) {
        make_range(value);
    } else if (model == &view_period_model) {
        period_given(value);
    } else if (model == &view_price_model) {
        struct view_price *price = value;
        tiers_given(price->tiers, price->tiers_count);
        price_given(price, arena);
    } else if (model == &view_license_fee_model) {
        struct view_license_fee *fee = value;
        fee->service_interval_count =
            fee->service_interval_count < 1 ? 1 : fee->service_interval_count;
        tiers_given(fee->tiers, fee->tiers_count);
    } else if (model == &view_rate_card_rate_model) {
        struct view_rate_card_rate *rate = value;
        tiers_given(rate->tiers, rate->tiers_count);
    }
}

void
given_views(const struct model *model, void *value, struct arena *arena)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        char *at = (char *)value + field->offset;
        size_t count = 1;
        if (field->values == &view_price_kind_enum) { /* a "+view_priced" begins here */
            priced_given((struct view_priced *)(void *)at, arena);
        }
        if (field->type != MODEL_OBJECT) {
            continue;
        }
        if ((field->flags & MODEL_LIST) != 0) {
            count = *(size_t *)(void *)((char *)value + field->count_offset);
        }
        if ((field->flags & (MODEL_LIST | MODEL_POINTER)) != 0) {
            at = *(char **)(void *)at;
        }
        for (size_t k = 0; k < count && at != NULL; k++) {
            given_views(field->object, at + k * field->object->size_bytes, arena);
        }
    }
    view_given(model, value, arena);
}

/* ---- prorations, items ------------------------------------------------------------- */

/** A share of one, with the sign of its side. */
static void
factor_given(struct decimal *factor, enum view_item_type type)
{
    struct decimal one = decimal_from_int(1);
    make_positive(factor);
    while (decimal_compare(*factor, one) > 0) {
        if (decimal_scale(*factor, 1, 100, ROUND_DOWN, factor) != OK) {
            *factor = one;
        }
    }
    if (type == VIEW_ITEM_TYPE_CREDIT) {
        *factor = negated(*factor);
    }
}

void
prorations_given(int method, void *input, struct arena *arena)
{
    struct proration_input *request = input;
    (void)method;
    for (size_t i = 0; i < request->items_count; i++) {
        struct proration_item *item = &request->items[i];
        struct view_time_range *period = &item->service_period;
        if (item->price_interval_duration < DAY) {
            item->price_interval_duration = 30 * DAY;
        }
        if (period->end_date - period->start_date > item->price_interval_duration) {
            period->end_date = period->start_date + item->price_interval_duration;
        }
        if (!item->is_proration) {
            item->type = VIEW_ITEM_TYPE_DEBIT;
            item->current_proration_factor = decimal_from_int(1);
        }
        factor_given(&item->current_proration_factor, item->type);
        if (item->type != VIEW_ITEM_TYPE_CREDIT) {
            item->corresponding_debit = NULL;
            continue;
        }
        if (item->corresponding_debit == NULL) {
            item->corresponding_debit = arena_new(arena, struct proration_debit);
        }
        if (item->corresponding_debit != NULL) {
            struct view_time_range *debit = &item->corresponding_debit->service_period;
            if (debit->start_date > item->service_period.start_date || debit->start_date == 0) {
                debit->start_date = item->service_period.start_date;
            }
            if (debit->end_date < item->service_period.end_date) {
                debit->end_date = item->service_period.end_date;
            }
        }
    }
}

void
recurring_billing_item_handling_given(int method, void *input, struct arena *arena)
{
    /* the three inputs are alike */
    struct item_before_input *request = input;
    (void)method;
    (void)arena;
    for (size_t i = 0; i < request->items_count; i++) {
        struct item_item *item = &request->items[i];
        factor_given(&item->proration_factor, item->type);
    }
}
_Static_assert(offsetof(struct item_filter_input, items) ==
                       offsetof(struct item_before_input, items) &&
                   offsetof(struct item_group_input, items) ==
                       offsetof(struct item_before_input, items),
               "the inputs of the three methods are alike");

/* ---- amounts ------------------------------------------------------------------------- */

void
discount_calculation_given(int method, void *input, struct arena *arena)
{
    struct discount_item *item = input;
    struct decimal sum = decimal_from_int(0);
    (void)method;
    (void)arena;
    for (size_t i = 0; i < item->line_items_count; i++) {
        struct discount_line_item *line = &item->line_items[i];
        make_positive(&line->subtotal.amount);
        make_whole(&line->subtotal.amount);
        line->subtotal.currency = item->gross_amount.currency;
        if (decimal_add(sum, line->subtotal.amount, &sum) != OK) {
            line->subtotal.amount = decimal_from_int(0);
        }
    }
    item->gross_amount.amount = sum;
}

void
customer_balance_application_given(int method, void *input, struct arena *arena)
{
    struct balance_input *request = input;
    (void)method;
    (void)arena;
    make_whole(&request->total_amount.amount);
    make_positive(&request->total_amount.amount);
    make_whole(&request->customer_balance.amount);
    request->customer_balance.currency = request->total_amount.currency;
}

void
item_rating_given(int method, void *input, struct arena *arena)
{
    struct rating_input *request = input;
    (void)method;
    (void)arena;
    for (size_t i = 0; i < request->items_count; i++) {
        struct rating_item *item = &request->items[i];
        make_whole(&item->standard_amount);
        make_positive(&item->standard_amount);
    }
}

/** Shares of the line's amount, each of another of its rates; their sum is at most the amount. */
static void
taxes_given(struct tax_item *item)
{
    size_t count = item->standard_taxes_count < item->rates_count ? item->standard_taxes_count
                                                                  : item->rates_count;
    item->standard_taxes_count = count;
    for (size_t i = 0; i < count; i++) {
        struct tax_share *tax = &item->standard_taxes[i];
        struct decimal amount = item->amount;
        int64_t percent = 0;
        if (decimal_to_int(item->rates[i].percentage, ROUND_DOWN, &percent) != OK) {
            percent = 0;
        }
        percent = percent > 20 ? 20 : percent; /* a model has at most a few rates */
        tax->rate = item->rates[i].id;
        tax->taxable_amount = item->amount;
        if (decimal_scale(amount, percent, 100, ROUND_DOWN, &tax->amount) != OK) {
            tax->amount = decimal_from_int(0);
        }
        make_whole(&tax->amount);
    }
}

void
tax_calculation_given(int method, void *input, struct arena *arena)
{
    struct tax_input *request = input;
    (void)method;
    (void)arena;
    for (size_t i = 0; i < request->items_count; i++) {
        struct tax_item *item = &request->items[i];
        make_whole(&item->amount);
        for (size_t k = 0; k < item->rates_count; k++) {
            make_positive(&item->rates[k].percentage);
            if (decimal_compare(item->rates[k].percentage, decimal_from_int(20)) > 0) {
                item->rates[k].percentage = decimal_from_int(20);
            }
        }
        taxes_given(item);
    }
    if (request->customer != NULL && request->customer->tax_exempt.bytes != NULL) {
        static const char *const states[] = {"none", "exempt", "reverse"};
        request->customer->tax_exempt =
            text_of(states[request->customer->tax_exempt.length % COUNT_OF(states)]);
    }
}

void
credit_application_given(int method, void *input, struct arena *arena)
{
    struct credit_input *request = input;
    (void)method;
    (void)arena;
    for (size_t i = 0; i < request->items_count; i++) {
        make_whole(&request->items[i].amount);
        make_positive(&request->items[i].amount);
    }
    for (size_t i = 0; i < request->grants_count; i++) {
        struct credit_grant_view *grant = &request->grants[i];
        const struct view_price *price =
            request->items_count > 0 ? request->items[0].priced.price : NULL;
        make_positive(&grant->balance);
        for (size_t k = 0; price != NULL && k < grant->prices_count; k++) {
            grant->prices[k] = price->id;
        }
    }
}

/* ---- usage, terms ----------------------------------------------------------------------- */

void
usage_aggregation_given(int method, void *input, struct arena *arena)
{
    struct usage_input *request = input;
    instant_t at;
    (void)method;
    (void)arena;
    at = request->period.start_date;
    for (size_t i = 0; i < request->buckets_count; i++) {
        struct usage_bucket *bucket = &request->buckets[i];
        bool is_within = bucket->start_date >= at && bucket->end_date > bucket->start_date &&
                         bucket->end_date <= request->period.end_date;
        if (!is_within) {
            bucket->start_date = at;
            bucket->end_date = at + 3600;
        }
        at = bucket->end_date;
        make_positive(&bucket->sum);
        make_positive(&bucket->last);
    }
    if (at > request->period.end_date) {
        request->period.end_date = at;
    }
    make_positive(&request->standard_quantity);
}

void
payment_collection_given(int method, void *input, struct arena *arena)
{
    struct collection_input *request = input;
    (void)method;
    (void)arena;
    make_whole(&request->amount_remaining.amount);
    make_positive(&request->amount_remaining.amount);
    request->attempt_count = request->attempt_count < 1 ? 1 : request->attempt_count;
    if (request->standard_next_attempt != 0 &&
        (request->standard_next_attempt <= request->failed_at ||
         request->standard_next_attempt > request->failed_at + 60 * DAY)) {
        request->standard_next_attempt = request->failed_at + 3 * DAY;
    }
}

void
invoice_finalization_given(int method, void *input, struct arena *arena)
{
    enum { FIELDS_MAX = 4 };
    struct finalization_input *request = input;
    (void)method;
    (void)arena;
    make_whole(&request->total_amount.amount);
    if (request->custom_fields_count > FIELDS_MAX) {
        request->custom_fields_count = FIELDS_MAX;
    }
    for (size_t i = 0; i < request->custom_fields_count; i++) {
        struct finalization_field *field = &request->custom_fields[i];
        field->name = field->name.length == 0 ? TEXT("name") : field->name;
        field->value = field->value.length == 0 ? TEXT("value") : field->value;
    }
    for (size_t i = 0; i < request->lines_count; i++) {
        make_whole(&request->lines[i].amount);
    }
    if (request->collection_method != FINALIZATION_COLLECTION_SEND_INVOICE) {
        request->due_date = 0;
    }
}
