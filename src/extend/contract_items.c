/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/contract.h"

#include "recurring_billing_item_handling.model.h"

enum { BEFORE_ITEM_CREATION, FILTER_ITEMS, GROUP_ITEMS };

static bool
groups_fit(struct contract_keys *keys, const struct item_group_result *result, struct arena *arena,
           struct text *problem)
{
    size_t latest_count = 0;
    for (size_t g = 0; g < result->groups_count; g++) {
        const struct item_group *group = &result->groups[g];
        if (group->items_count == 0) {
            *problem = text_format(arena, "groups[%zu] has no items: leave it out", g);
            return false;
        }
        for (size_t i = 0; i < group->items_count; i++) {
            if (!contract_keys_take(keys, group->items[i].key, "a group's items", i, problem)) {
                return false;
            }
        }
        latest_count += group->sets_latest_invoice ? 1 : 0;
    }
    if (result->groups_count > 0 && latest_count != 1) {
        *problem =
            text_format(arena, "%zu groups set the latest invoice: exactly one does", latest_count);
        return false;
    }
    return contract_keys_all(keys, problem);
}

static bool
keys_of(int method, const void *input, struct arena *arena, struct contract_keys *keys)
{
    const struct item_item *items = NULL;
    size_t count = 0;
    switch (method) {
    case BEFORE_ITEM_CREATION:
        items = ((const struct item_before_input *)input)->items;
        count = ((const struct item_before_input *)input)->items_count;
        break;
    case FILTER_ITEMS:
        items = ((const struct item_filter_input *)input)->items;
        count = ((const struct item_filter_input *)input)->items_count;
        break;
    default:
        assert(method == GROUP_ITEMS);
        items = ((const struct item_group_input *)input)->items;
        count = ((const struct item_group_input *)input)->items_count;
    }
    return contract_keys_init(keys, arena, items == NULL ? NULL : &items->key, count,
                              sizeof(*items));
}

bool
recurring_billing_item_handling_contract(int method, const void *input, const void *output,
                                         struct arena *arena, struct text *problem)
{
    struct contract_keys keys;
    if (!keys_of(method, input, arena, &keys)) {
        *problem = TEXT("no memory to check the keys");
        return false;
    }
    if (method == GROUP_ITEMS) {
        return groups_fit(&keys, output, arena, problem);
    }
    if (method == FILTER_ITEMS) {
        const struct item_filter_result *result = output;
        for (size_t i = 0; i < result->items_count; i++) {
            if (!contract_keys_take(&keys, result->items[i].key, "items", i, problem)) {
                return false;
            }
        }
        return true;
    }
    const struct item_before_result *result = output;
    for (size_t i = 0; i < result->items_count; i++) {
        if (!contract_keys_take(&keys, result->items[i].key, "items", i, problem)) {
            return false;
        }
    }
    return contract_keys_all(&keys, problem);
}
