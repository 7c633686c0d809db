/* SPDX-License-Identifier: Apache-2.0 */
/** scope.c: which bindings apply to a decision. */
#include <stdlib.h>
#include <string.h>

#include "extend/loaded.h"

#include "limits.model.h"

/** The bindings that decisions look among, read once a task. */
struct binding_roster {
    struct binding **items; /**< in the order in which they are asked */
    size_t count;
};

/** Narrower scopes come first. */
static int
width(const struct binding *binding)
{
    static const int widths[] = {
        [SCOPE_TYPE_COUPON] = 1, [SCOPE_TYPE_SUBSCRIPTION] = 2, [SCOPE_TYPE_CUSTOMER] = 4,
        [SCOPE_TYPE_PRICE] = 6,  [SCOPE_TYPE_PRODUCT] = 8,      [SCOPE_TYPE_ACCOUNT] = 10,
    };
    return widths[binding->scope.type] + (binding->scope_key == 0 ? 1 : 0);
}

static int
compare(const void *a, const void *b)
{
    const struct binding *left = *(const struct binding *const *)a;
    const struct binding *right = *(const struct binding *const *)b;
    if (left->order != right->order) {
        return left->order < right->order ? -1 : 1;
    }
    if (width(left) != width(right)) {
        return width(left) - width(right);
    }
    return (left->id.key > right->id.key) - (left->id.key < right->id.key);
}

static err_t
roster_of(struct task *task, struct binding_roster **out)
{
    if (task->bindings != NULL) {
        *out = task->bindings;
        return OK;
    }
    struct record_scan scan = {.kind = &binding_records,
                               .index = BINDINGS_BY_GENERAL,
                               .equals = {1},
                               .equals_count = 1,
                               .limit = LIMIT_EXTEND_BINDINGS_MAX};
    void **found;
    bool has_more;
    struct binding_roster *roster = arena_new(task->arena, struct binding_roster);
    if (roster == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the bindings");
    }
    TRY(record_scan(task, &scan, &found, &roster->count, &has_more));
    roster->items = arena_copy(task->arena, found, roster->count * sizeof(*roster->items));
    if (roster->items == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the bindings");
    }
    if (roster->count > 1) {
        qsort(roster->items, roster->count, sizeof(*roster->items), compare);
    }
    task->bindings = roster;
    *out = roster;
    return OK;
}

/* ---- does a scope fit? ---------------------------------------------------- */

static const struct text *
map_find(const struct model_map *map, struct text key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (text_equal(map->pairs[i].key, key)) {
            return &map->pairs[i].value;
        }
    }
    return NULL;
}

/** An object of a room above, by its model: its metadata have all that the scope wants. */
static err_t
metadata_fit(struct task *task, const struct binding_scope *scope, const char *kind_name,
             struct id id, bool *fits)
{
    const struct model_kind *kind = model_kind_by_object(kind_name);
    const struct model_field *field = model_field_find(kind->model, TEXT("metadata"));
    void *object;
    *fits = false;
    TRY(record_load_kind(task, kind, id, &object));
    if (object == NULL) {
        return OK; /* not stored yet: an object without metadata that anybody could name */
    }
    const struct model_map *map =
        (const struct model_map *)(const void *)((const char *)object + field->offset);
    for (size_t i = 0; i < scope->metadata.count; i++) {
        const struct text *value = map_find(map, scope->metadata.pairs[i].key);
        if (value == NULL || !text_equal(*value, scope->metadata.pairs[i].value)) {
            return OK;
        }
    }
    *fits = true;
    return OK;
}

static err_t
object_fits(struct task *task, const struct binding *binding, const char *kind_name, struct id id,
            bool *fits)
{
    if (id.key == 0 || binding->scope_key != 0) {
        *fits = id.key != 0 && binding->scope_key == id.key;
        return OK;
    }
    return metadata_fit(task, &binding->scope, kind_name, id, fits);
}

/** Of one of the prices that a decision is about, or of the product of one. */
static err_t
prices_fit(struct task *task, const struct binding *binding, const struct extend_cause *cause,
           bool *fits)
{
    const struct model_kind *kind = model_kind_by_object("price");
    const struct model_field *field = model_field_find(kind->model, TEXT("product"));
    *fits = false;
    for (size_t i = 0; i < cause->price_count && !*fits; i++) {
        if (binding->scope.type == SCOPE_TYPE_PRICE) {
            TRY(object_fits(task, binding, "price", cause->prices[i], fits));
            continue;
        }
        void *price;
        TRY(record_load_kind(task, kind, cause->prices[i], &price));
        if (price != NULL) {
            struct id product;
            memcpy(&product, (const char *)price + field->offset, sizeof(product));
            TRY(object_fits(task, binding, "product", product, fits));
        }
    }
    return OK;
}

static err_t
scope_fits(struct task *task, const struct binding *binding, const struct extend_cause *cause,
           bool *fits)
{
    switch (binding->scope.type) {
    case SCOPE_TYPE_ACCOUNT:
        *fits = true;
        return OK;
    case SCOPE_TYPE_CUSTOMER:
        return object_fits(task, binding, "customer", cause->customer, fits);
    case SCOPE_TYPE_SUBSCRIPTION:
        return object_fits(task, binding, "subscription", cause->subscription, fits);
    case SCOPE_TYPE_PRICE:
    case SCOPE_TYPE_PRODUCT:
        return prices_fit(task, binding, cause, fits);
    case SCOPE_TYPE_COUPON: /* their decisions name them */
    case SCOPE_TYPE_NONE:
        break;
    }
    *fits = false;
    return OK;
}

err_t
binding_find(struct task *task, const struct point *point, const struct extend_cause *cause,
             struct binding ***out, size_t *count)
{
    struct binding_roster *roster;
    *out = NULL;
    *count = 0;
    if (task->instead != NULL) {
        return instead_bindings(task, point, out, count);
    }
    TRY(roster_of(task, &roster));
    if (roster->count == 0) {
        return OK;
    }
    struct binding **found = arena_alloc(task->arena, roster->count, sizeof(struct binding *));
    if (found == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the bindings");
    }
    for (size_t i = 0; i < roster->count; i++) {
        struct binding *binding = roster->items[i];
        bool fits = false;
        if (binding->enabled && text_is(binding->point, point->id)) {
            TRY(scope_fits(task, binding, cause, &fits));
        }
        if (fits) {
            found[(*count)++] = binding;
        }
    }
    *out = found;
    return OK;
}
