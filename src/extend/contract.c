/* SPDX-License-Identifier: Apache-2.0 */
/**
 * contract.c: what the answers of the points must mean, beyond their shape.
 *
 * A contract is the point's promise to the domain: whatever user logic says,
 * these sentences hold (extensions.md 3). Each breach is a sentence with the
 * numbers in it, for the author to read.
 */
#include "extend/contract.h"

#include "discount_calculation.model.h"

struct text
contract_amount_text(struct arena *arena, struct decimal amount)
{
    char digits[DECIMAL_TEXT_MAX];
    size_t length = decimal_render(amount, digits);
    return text_copy(arena, (struct text){digits, length});
}

static char unnamed, named;

bool
contract_keys_init(struct contract_keys *keys, struct arena *arena, const struct text *items,
                   size_t count, size_t stride_bytes)
{
    *keys = (struct contract_keys){.arena = arena, .unnamed_count = count};
    map_init(&keys->left, arena, 0);
    for (size_t i = 0; i < count; i++) {
        const struct text *key = (const void *)((const char *)items + i * stride_bytes);
        if (!map_put(&keys->left, *key, &unnamed)) {
            return false;
        }
    }
    assert(keys->left.count == count); /* the engine gives each item a key of its own */
    return true;
}

bool
contract_keys_take(struct contract_keys *keys, struct text key, const char *where, size_t index,
                   struct text *problem)
{
    const void *state = map_get(&keys->left, key);
    if (state == NULL) {
        *problem = text_format(keys->arena, "%s[%zu].key is '%.*s': no item has that key", where,
                               index, TEXT_ARG(key));
        return false;
    }
    if (state == &named) {
        *problem = text_format(keys->arena, "%s[%zu].key is '%.*s', which was named before", where,
                               index, TEXT_ARG(key));
        return false;
    }
    keys->unnamed_count--;
    if (!map_put(&keys->left, key, &named)) {
        *problem = TEXT("no memory to check the keys");
        return false;
    }
    return true;
}

bool
contract_keys_all(const struct contract_keys *keys, struct text *problem)
{
    for (size_t i = 0; i < keys->left.count && keys->unnamed_count > 0; i++) {
        if (keys->left.entries[i].value == &unnamed) {
            *problem = text_format(keys->arena, "the item '%.*s' is missing from the answer",
                                   TEXT_ARG(keys->left.entries[i].key));
            return false;
        }
    }
    return true;
}

/** 0 <= amount <= most, in the currency; the problem names the field. */
static bool
amount_fits(const struct view_monetary_amount *amount, const struct view_monetary_amount *most,
            const char *field, const char *most_name, struct arena *arena, struct text *problem)
{
    if (!currency_equal(amount->currency, most->currency)) {
        *problem =
            text_format(arena, "%s has currency %s, but %s is in %s", field,
                        currency_code(amount->currency), most_name, currency_code(most->currency));
        return false;
    }
    if (decimal_compare(amount->amount, decimal_from_int(0)) < 0) {
        struct text given = contract_amount_text(arena, amount->amount);
        *problem =
            text_format(arena, "%s is %.*s: a discount is never negative", field, TEXT_ARG(given));
        return false;
    }
    if (decimal_compare(amount->amount, most->amount) > 0) {
        struct text given = contract_amount_text(arena, amount->amount);
        struct text limit = contract_amount_text(arena, most->amount);
        *problem = text_format(arena, "%s is %.*s, more than %s, %.*s", field, TEXT_ARG(given),
                               most_name, TEXT_ARG(limit));
        return false;
    }
    return true;
}

static bool
lines_fit(const struct discount_item *item, const struct discount_result *result,
          struct arena *arena, struct text *problem)
{
    bool *seen = arena_alloc(arena, item->line_items_count, sizeof(*seen));
    struct decimal sum = decimal_from_int(0);
    if (seen == NULL) {
        *problem = TEXT("no memory to check the lines");
        return false;
    }
    for (size_t i = 0; i < result->lines_count; i++) {
        const struct discount_line_share *share = &result->lines[i];
        if (share->index < 0 || (uint64_t)share->index >= item->line_items_count ||
            seen[share->index]) {
            *problem = text_format(arena,
                                   "lines[%zu].index is %lld: each of the %zu lines may be named "
                                   "once, from 0",
                                   i, (long long)share->index, item->line_items_count);
            return false;
        }
        seen[share->index] = true;
        const struct discount_line_item *line = &item->line_items[share->index];
        if (!amount_fits(&share->amount, &line->subtotal, "a line's discount",
                         "the line's subtotal", arena, problem)) {
            return false;
        }
        if (!decimal_is_whole(share->amount.amount)) {
            *problem = text_format(arena, "lines[%zu].amount has a fraction; round it", i);
            return false;
        }
        if (decimal_add(sum, share->amount.amount, &sum) != OK) {
            *problem = TEXT("the lines' discounts are too large to add up");
            return false;
        }
    }
    if (result->lines_count > 0 && decimal_compare(sum, result->discount.amount.amount) != 0) {
        struct text have = contract_amount_text(arena, sum);
        struct text want = contract_amount_text(arena, result->discount.amount.amount);
        *problem = text_format(arena, "the lines add up to %.*s, but the discount is %.*s",
                               TEXT_ARG(have), TEXT_ARG(want));
        return false;
    }
    return true;
}

bool
discount_calculation_contract(int method, const void *input, const void *output,
                              struct arena *arena, struct text *problem)
{
    const struct discount_item *item = input;
    const struct discount_result *result = output;
    assert(method == 0);
    return amount_fits(&result->discount.amount, &item->gross_amount, "discount.amount",
                       "the gross amount", arena, problem) &&
           lines_fit(item, result, arena, problem);
}
