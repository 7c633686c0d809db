/* SPDX-License-Identifier: Apache-2.0 */
/** catalog_store.c: how the records of the catalog are kept and found. */
#include <stddef.h>

#include "catalog/catalog.h"

const struct record_kind product_records = {
    .kind = &product_kind,
    .indexes = {[PRODUCTS_BY_PUBLIC_ID] = {.name = "public_id",
                                           .is_unique = true,
                                           .columns = {{"public_id", RECORD_TEXT,
                                                        offsetof(struct product, public_id)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind price_records = {
    .kind = &price_kind,
    .indexes = {[PRICES_BY_PRODUCT] = {.name = "by_product",
                                       .columns = {{"product", RECORD_INT,
                                                    offsetof(struct price, product)}}},
                [PRICES_BY_LOOKUP_KEY] = {.name = "lookup_key",
                                          .is_unique = true,
                                          .columns = {{"lookup_key", RECORD_TEXT,
                                                       offsetof(struct price, lookup_key)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind coupon_records = {
    .kind = &coupon_kind,
    .indexes = {[COUPONS_BY_PUBLIC_ID] = {.name = "public_id",
                                          .is_unique = true,
                                          .columns = {{"public_id", RECORD_TEXT,
                                                       offsetof(struct coupon, public_id)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind promotion_code_records = {
    .kind = &promotion_code_kind,
    .indexes = {[PROMOTION_CODES_BY_CODE] = {.name = "by_code",
                                             .columns = {{"folded_code", RECORD_TEXT,
                                                          offsetof(struct promotion_code,
                                                                   folded_code)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind tax_rate_records = {.kind = &tax_rate_kind};

static err_t
fail_missing(struct task *task, const char *object, struct text id, const char *param)
{
    return fail(task, ERR_RESOURCE_MISSING, param, "No such %s: '%.*s'", object, TEXT_ARG(id));
}

/* ---- products ---------------------------------------------------------- */

err_t
product_find(struct task *task, struct text id, const char *param, struct product **out)
{
    struct id parsed;
    void *object = NULL;
    if (id_parse(&task->account->secret, product_kind.prefix, id, &parsed.key)) {
        TRY(record_load(task, &product_records, parsed, &object));
        /* A product whose id was chosen answers to that id alone. */
        if (object != NULL && ((struct product *)object)->public_id.length > 0) {
            object = NULL;
        }
    } else if (id.length > 0) {
        TRY(record_load_text(task, &product_records, PRODUCTS_BY_PUBLIC_ID, id, &object));
    }
    if (object == NULL) {
        return fail_missing(task, "product", id, param);
    }
    *out = object;
    return OK;
}

err_t
product_load(struct task *task, struct id id, const char *param, struct product **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &product_records, id, &object));
    }
    if (object == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such product");
    }
    *out = object;
    return OK;
}

struct text
product_public_id(struct task *task, const struct product *product)
{
    if (product->public_id.length > 0) {
        return product->public_id;
    }
    return id_text(task->arena, &task->account->secret, product_kind.prefix, product->id.key);
}

/* ---- prices ------------------------------------------------------------ */

err_t
price_load(struct task *task, struct id id, const char *param, struct price **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &price_records, id, &object));
    }
    if (object == NULL) {
        struct text text =
            id.key == 0 ? TEXT("")
                        : id_text(task->arena, &task->account->secret, price_kind.prefix, id.key);
        return fail_missing(task, "price", text, param);
    }
    *out = object;
    return OK;
}

err_t
price_find_key(struct task *task, struct text lookup_key, struct price **out)
{
    void *object = NULL;
    if (lookup_key.length > 0) {
        TRY(record_load_text(task, &price_records, PRICES_BY_LOOKUP_KEY, lookup_key, &object));
    }
    *out = object;
    return OK;
}

/* ---- coupons ----------------------------------------------------------- */

err_t
coupon_find(struct task *task, struct text id, const char *param, struct coupon **out)
{
    void *object = NULL;
    if (id.length > 0) {
        TRY(record_load_text(task, &coupon_records, COUPONS_BY_PUBLIC_ID, id, &object));
    }
    struct coupon *coupon = object;
    if (coupon == NULL || coupon->is_deleted) {
        return fail_missing(task, "coupon", id, param);
    }
    *out = coupon;
    return OK;
}

err_t
coupon_load(struct task *task, struct id id, const char *param, struct coupon **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &coupon_records, id, &object));
    }
    if (object == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such coupon");
    }
    *out = object;
    return OK;
}

/* ---- promotion codes --------------------------------------------------- */

err_t
promotion_code_find(struct task *task, struct text id, const char *param,
                    struct promotion_code **out)
{
    struct id parsed;
    void *object = NULL;
    if (id_parse(&task->account->secret, promotion_code_kind.prefix, id, &parsed.key)) {
        TRY(record_load(task, &promotion_code_records, parsed, &object));
    }
    if (object == NULL) {
        return fail_missing(task, "promotion code", id, param);
    }
    *out = object;
    return OK;
}

/* ---- tax rates --------------------------------------------------------- */

err_t
tax_rate_load(struct task *task, struct id id, const char *param, struct tax_rate **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &tax_rate_records, id, &object));
    }
    if (object == NULL) {
        return fail_missing(task, "tax rate",
                            id_text(task->arena, &task->account->secret, tax_rate_kind.prefix,
                                    id.key == 0 ? 1 : id.key),
                            param);
    }
    *out = object;
    return OK;
}
