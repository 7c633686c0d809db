/* SPDX-License-Identifier: Apache-2.0 */
/** contract_amounts.c: points whose answers are amounts: rating, taxes, credits, usage. */
#include "extend/contract.h"

#include "credit_application.model.h"
#include "item_rating.model.h"
#include "tax_calculation.model.h"
#include "usage_aggregation.model.h"

static const int64_t AMOUNT_MAX = 999999999999;
static const int64_t QUANTITY_MAX = 999999999999999;

static bool
no_memory(struct text *problem)
{
    *problem = TEXT("no memory to check the keys");
    return false;
}

/** The place of a key among items; `count` when it is not there. */
static size_t
place_of(const struct text *keys, size_t count, size_t stride_bytes, struct text key)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(*(const struct text *)(const void *)((const char *)keys + i * stride_bytes),
                       key)) {
            return i;
        }
    }
    return count;
}

static bool
is_within(struct decimal value, int64_t low, int64_t high)
{
    return decimal_compare(value, decimal_from_int(low)) >= 0 &&
           decimal_compare(value, decimal_from_int(high)) <= 0;
}

static bool
check_whole(struct decimal amount, struct text key, struct arena *arena, struct text *problem)
{
    if (decimal_is_whole(amount)) {
        return true;
    }
    struct text shown = contract_amount_text(arena, amount);
    *problem = text_format(arena, "'%.*s' has the amount %.*s: round it to a whole one",
                           TEXT_ARG(key), TEXT_ARG(shown));
    return false;
}

/* ---- rating ------------------------------------------------------------------- */

bool
item_rating_contract(int method, const void *input, const void *output, struct arena *arena,
                     struct text *problem)
{
    const struct rating_input *request = input;
    const struct rating_result *result = output;
    struct contract_keys keys;
    assert(method == 0);
    if (!contract_keys_init(&keys, arena, request->items == NULL ? NULL : &request->items->key,
                            request->items_count, sizeof(*request->items))) {
        return no_memory(problem);
    }
    for (size_t i = 0; i < result->items_count; i++) {
        const struct rating_result_item *item = &result->items[i];
        if (!contract_keys_take(&keys, item->key, "items", i, problem) ||
            !check_whole(item->amount, item->key, arena, problem)) {
            return false;
        }
        if (!is_within(item->amount, 0, AMOUNT_MAX)) {
            struct text shown = contract_amount_text(arena, item->amount);
            *problem = text_format(arena, "'%.*s' has the amount %.*s: from 0 to %lld",
                                   TEXT_ARG(item->key), TEXT_ARG(shown), (long long)AMOUNT_MAX);
            return false;
        }
    }
    return contract_keys_all(&keys, problem);
}

/* ---- taxes ---------------------------------------------------------------------- */

/** The tax goes the way of the amount and is at most as large. */
static bool
is_share(struct decimal tax, struct decimal amount)
{
    struct decimal zero = decimal_from_int(0);
    return decimal_compare(amount, zero) >= 0
               ? decimal_compare(tax, zero) >= 0 && decimal_compare(tax, amount) <= 0
               : decimal_compare(tax, zero) <= 0 && decimal_compare(tax, amount) >= 0;
}

static bool
taxes_fit(const struct tax_item *item, const struct tax_result_item *answer, struct arena *arena,
          struct text *problem)
{
    struct decimal inclusive = decimal_from_int(0);
    bool *is_used = arena_alloc(arena, item->rates_count, sizeof(*is_used));
    if (is_used == NULL) {
        return no_memory(problem);
    }
    for (size_t i = 0; i < answer->taxes_count; i++) {
        const struct tax_share *tax = &answer->taxes[i];
        const struct text *ids = item->rates == NULL ? NULL : &item->rates->id;
        size_t rate = place_of(ids, item->rates_count, sizeof(*item->rates), tax->rate);
        if (rate == item->rates_count || is_used[rate]) {
            *problem = text_format(arena, "the line '%.*s' %s the rate '%.*s'", TEXT_ARG(item->key),
                                   rate == item->rates_count ? "has not" : "names twice",
                                   TEXT_ARG(tax->rate));
            return false;
        }
        is_used[rate] = true;
        if (!check_whole(tax->amount, item->key, arena, problem) ||
            !check_whole(tax->taxable_amount, item->key, arena, problem)) {
            return false;
        }
        bool fits = is_share(tax->amount, item->amount) &&
                    (!item->rates[rate].inclusive ||
                     (decimal_add(inclusive, tax->amount, &inclusive) == OK &&
                      is_share(inclusive, item->amount)));
        if (!fits) {
            *problem = text_format(arena, "a tax of '%.*s' is more than its line, or against it",
                                   TEXT_ARG(item->key));
            return false;
        }
    }
    return true;
}

bool
tax_calculation_contract(int method, const void *input, const void *output, struct arena *arena,
                         struct text *problem)
{
    const struct tax_input *request = input;
    const struct tax_result *result = output;
    const struct text *first = request->items == NULL ? NULL : &request->items->key;
    struct contract_keys keys;
    assert(method == 0);
    if (!contract_keys_init(&keys, arena, first, request->items_count, sizeof(*request->items))) {
        return no_memory(problem);
    }
    for (size_t i = 0; i < result->items_count; i++) {
        const struct tax_result_item *answer = &result->items[i];
        if (!contract_keys_take(&keys, answer->key, "items", i, problem)) {
            return false;
        }
        size_t place = place_of(first, request->items_count, sizeof(*request->items), answer->key);
        if (!taxes_fit(&request->items[place], answer, arena, problem)) {
            return false;
        }
    }
    return contract_keys_all(&keys, problem);
}

/* ---- credits ------------------------------------------------------------------------ */

static bool
is_good_for(const struct credit_grant_view *grant, const struct credit_item *item)
{
    struct text price = item->priced.price == NULL ? NO_TEXT : item->priced.price->id;
    return grant->prices == NULL || place_of(grant->prices, grant->prices_count,
                                             sizeof(*grant->prices), price) < grant->prices_count;
}

/** Take an amount from what is left; false when there is less. */
static bool
take(struct decimal *left, struct decimal amount)
{
    return decimal_sub(*left, amount, left) == OK &&
           decimal_compare(*left, decimal_from_int(0)) >= 0;
}

bool
credit_application_contract(int method, const void *input, const void *output, struct arena *arena,
                            struct text *problem)
{
    const struct credit_input *request = input;
    const struct credit_result *result = output;
    struct decimal *balances = arena_alloc(arena, request->grants_count, sizeof(*balances));
    struct decimal *amounts = arena_alloc(arena, request->items_count, sizeof(*amounts));
    assert(method == 0);
    if (balances == NULL || amounts == NULL) {
        return no_memory(problem);
    }
    for (size_t i = 0; i < request->grants_count; i++) {
        balances[i] = request->grants[i].balance;
    }
    for (size_t i = 0; i < request->items_count; i++) {
        amounts[i] = request->items[i].amount;
    }
    for (size_t i = 0; i < result->applications_count; i++) {
        const struct credit_use *use = &result->applications[i];
        size_t grant = place_of(request->grants == NULL ? NULL : &request->grants->key,
                                request->grants_count, sizeof(*request->grants), use->grant);
        size_t item = place_of(request->items == NULL ? NULL : &request->items->key,
                               request->items_count, sizeof(*request->items), use->item);
        if (grant == request->grants_count || item == request->items_count ||
            !is_good_for(&request->grants[grant], &request->items[item])) {
            *problem = text_format(
                arena, "applications[%zu]: no grant '%.*s' that is good for a line '%.*s'", i,
                TEXT_ARG(use->grant), TEXT_ARG(use->item));
            return false;
        }
        if (!is_within(use->amount, 1, AMOUNT_MAX) || !decimal_is_whole(use->amount)) {
            *problem = text_format(arena, "applications[%zu]: a whole amount above 0 is wanted", i);
            return false;
        }
        if (!take(&balances[grant], use->amount)) {
            *problem =
                text_format(arena, "the grant '%.*s' has less than is used", TEXT_ARG(use->grant));
            return false;
        }
        if (!take(&amounts[item], use->amount)) {
            *problem =
                text_format(arena, "the line '%.*s' takes at most its amount", TEXT_ARG(use->item));
            return false;
        }
    }
    return true;
}

/* ---- usage ---------------------------------------------------------------------------- */

bool
usage_aggregation_contract(int method, const void *input, const void *output, struct arena *arena,
                           struct text *problem)
{
    const struct usage_result *result = output;
    (void)input;
    assert(method == 0);
    if (is_within(result->quantity, 0, QUANTITY_MAX)) {
        return true;
    }
    struct text shown = contract_amount_text(arena, result->quantity);
    *problem = text_format(arena, "the quantity is %.*s: from 0 to %lld", TEXT_ARG(shown),
                           (long long)QUANTITY_MAX);
    return false;
}
