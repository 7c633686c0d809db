/* SPDX-License-Identifier: Apache-2.0 */
/** money.c: the amount in an answer, by the path that the point declares. */
#include "extend/loaded.h"

/** The field at the end of the point's path and the struct it is in; NULL: there is none. */
static const struct model_field *
amount_field(const struct point *point, int method, const void *output, const struct model **model,
             const char **holder)
{
    struct text path = text_of(point->money);
    *model = point->methods[method].output;
    *holder = output;
    for (size_t at = 0; at < path.length;) {
        size_t end = text_find(path, '.', at);
        const struct model_field *field = model_field_find(*model, text_slice(path, at, end));
        if (field == NULL || (field->flags & MODEL_LIST) != 0) {
            return NULL;
        }
        if (field->type != MODEL_OBJECT) {
            return end == path.length ? field : NULL;
        }
        const void *place = *holder + field->offset;
        *holder = (field->flags & MODEL_POINTER) != 0 ? *(const char *const *)place : place;
        *model = field->object;
        at = end + 1;
        if (*holder == NULL) {
            return NULL;
        }
    }
    return model_field_find(*model, TEXT("amount")); /* the path names an amount with currency */
}

/** A decimal's whole units, half away from zero, as bills round; an integer as it is. */
static bool
amount_read(const struct model_field *field, const char *holder, int64_t *out)
{
    const void *place = holder + field->offset;
    if (field->type == MODEL_INT) {
        *out = *(const int64_t *)place;
        return true;
    }
    return field->type == MODEL_DECIMAL &&
           decimal_to_int(*(const struct decimal *)place, ROUND_HALF_UP, out) == OK;
}

bool
point_money(const struct point *point, int method, const void *output, struct currency usual,
            struct money *out)
{
    const struct model *model;
    const char *holder;
    if (point->money == NULL) {
        return false;
    }
    const struct model_field *field = amount_field(point, method, output, &model, &holder);
    if (field == NULL || !amount_read(field, holder, &out->minor)) {
        return false;
    }
    out->currency = usual;
    const struct model_field *currency = model_field_find(model, TEXT("currency"));
    if (currency != NULL && currency->type == MODEL_CURRENCY) {
        struct currency own = *(const struct currency *)(const void *)(holder + currency->offset);
        out->currency = own.index != 0 ? own : usual;
    }
    return true;
}

bool
point_money_add(const struct point *point, int method, void *output, const void *more)
{
    const struct model *model;
    const char *to;
    const char *from;
    const struct model_field *field = amount_field(point, method, output, &model, &to);
    if (field == NULL || amount_field(point, method, more, &model, &from) == NULL) {
        return false;
    }
    void *place = (char *)(uintptr_t)to + field->offset;
    if (field->type == MODEL_INT) {
        int64_t *sum = place;
        return !__builtin_add_overflow(*sum, *(const int64_t *)(const void *)(from + field->offset),
                                       sum);
    }
    struct decimal *sum = place;
    return field->type == MODEL_DECIMAL &&
           decimal_add(*sum, *(const struct decimal *)(const void *)(from + field->offset), sum) ==
               OK;
}
