/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/contract.h"

#include "prorations.model.h"

static const int64_t FACTOR_MAX = 1000;

static bool
factor_fits(const struct proration_item *item, const struct proration_result_item *answer,
            struct arena *arena, struct text *problem)
{
    struct decimal factor = answer->proration_factor;
    struct text shown = contract_amount_text(arena, factor);
    bool is_credit = item->type == VIEW_ITEM_TYPE_CREDIT;
    int side = decimal_compare(factor, decimal_from_int(0));
    if (is_credit ? side > 0 : side < 0) {
        *problem = text_format(arena, "the factor of '%.*s' is %.*s: a %s", TEXT_ARG(item->key),
                               TEXT_ARG(shown),
                               is_credit ? "credit's is at most 0" : "debit's is at least 0");
        return false;
    }
    if (decimal_compare(factor, decimal_from_int(FACTOR_MAX)) > 0 ||
        decimal_compare(factor, decimal_from_int(-FACTOR_MAX)) < 0) {
        *problem = text_format(arena, "the factor of '%.*s' is %.*s: at most %lld times a price",
                               TEXT_ARG(item->key), TEXT_ARG(shown), (long long)FACTOR_MAX);
        return false;
    }
    if (!item->is_proration && decimal_compare(factor, item->current_proration_factor) != 0) {
        struct text current = contract_amount_text(arena, item->current_proration_factor);
        *problem = text_format(arena, "'%.*s' is no proration: its factor stays %.*s",
                               TEXT_ARG(item->key), TEXT_ARG(current));
        return false;
    }
    if (answer->line_item_period.start_date > answer->line_item_period.end_date) {
        *problem =
            text_format(arena, "the period of '%.*s' ends before it starts", TEXT_ARG(item->key));
        return false;
    }
    return true;
}

/** The item of an answer whose key was checked; answers mostly keep the order. */
static const struct proration_item *
item_of(const struct proration_input *input, struct text key, size_t guess)
{
    if (guess < input->items_count && text_equal(input->items[guess].key, key)) {
        return &input->items[guess];
    }
    size_t i = 0;
    while (!text_equal(input->items[i].key, key)) {
        i++;
    }
    return &input->items[i];
}

bool
prorations_contract(int method, const void *input, const void *output, struct arena *arena,
                    struct text *problem)
{
    const struct proration_input *request = input;
    const struct proration_result *result = output;
    struct contract_keys keys;
    assert(method == 0);
    if (!contract_keys_init(&keys, arena, request->items == NULL ? NULL : &request->items->key,
                            request->items_count, sizeof(*request->items))) {
        *problem = TEXT("no memory to check the keys");
        return false;
    }
    for (size_t i = 0; i < result->items_count; i++) {
        const struct proration_result_item *answer = &result->items[i];
        if (!contract_keys_take(&keys, answer->key, "items", i, problem) ||
            !factor_fits(item_of(request, answer->key, i), answer, arena, problem)) {
            return false;
        }
    }
    return contract_keys_all(&keys, problem);
}
