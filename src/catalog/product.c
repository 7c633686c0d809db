/* SPDX-License-Identifier: Apache-2.0 */
/** product.c: products, and the price that may be made along with one. */
#include "base/change.h"
#include "base/metadata.h"
#include "catalog/catalog.h"
#include "catalog/price.h"
#include "event/event.h"

/** Texts of a request as the features of a product. */
static err_t
features_set(struct task *task, const struct product_feature_data_params *lines, size_t count,
             struct product *product)
{
    product->marketing_features =
        arena_alloc(task->arena, count, sizeof(*product->marketing_features));
    if (product->marketing_features == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "marketing_features", NULL);
    }
    for (size_t i = 0; i < count; i++) {
        product->marketing_features[i].name = lines[i].name;
    }
    product->marketing_features_count = count;
    return OK;
}

static err_t
dimensions_change(struct task *task, struct product *product, enum given given,
                  const struct package_dimensions_data_params *data)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    product->package_dimensions = NULL;
    if (given == GIVEN_VALUE) {
        struct package_dimensions *dimensions = arena_new(task->arena, struct package_dimensions);
        if (dimensions == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "package_dimensions", NULL);
        }
        dimensions->height = data->height;
        dimensions->length = data->length;
        dimensions->weight = data->weight;
        dimensions->width = data->width;
        product->package_dimensions = dimensions;
    }
    return OK;
}

static err_t
tax_details_change(struct task *task, struct product *product, enum given given,
                   const struct product_tax_details_data_params *data)
{
    if (given == GIVEN_EMPTY) {
        product->tax_details = NULL;
    } else if (given == GIVEN_VALUE) {
        if (product->tax_details == NULL) {
            product->tax_details = arena_new(task->arena, struct product_tax_details);
        }
        if (product->tax_details == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "tax_details", NULL);
        }
        change_text(&product->tax_details->performance_location, data->has_performance_location,
                    data->performance_location);
        change_text(&product->tax_details->tax_code, data->has_tax_code, data->tax_code);
    }
    return OK;
}

/** A chosen id may not be taken, and may not look like one of ours. */
static err_t
id_check_free(struct task *task, struct text id)
{
    void *other = NULL;
    TRY(record_load_text(task, &product_records, PRODUCTS_BY_PUBLIC_ID, id, &other));
    struct id parsed;
    if (other == NULL && id_parse(&task->account->secret, product_kind.prefix, id, &parsed.key)) {
        TRY(record_load(task, &product_records, parsed, &other));
    }
    if (other != NULL) {
        return fail(task, ERR_RESOURCE_ALREADY_EXISTS, "id", "Product already exists: '%.*s'",
                    TEXT_ARG(id));
    }
    return OK;
}

static struct price_create_params
default_price_terms(const struct product_price_data_params *data)
{
    return (struct price_create_params){
        .currency = data->currency,
        .currency_options = data->currency_options,
        .currency_options_count = data->currency_options_count,
        .has_currency_options = data->has_currency_options,
        .metadata = data->metadata,
        .has_metadata = data->has_metadata,
        .nickname = data->nickname,
        .has_nickname = data->has_nickname,
        .recurring = data->recurring,
        .has_recurring = data->has_recurring,
        .tax_behavior = data->tax_behavior,
        .has_tax_behavior = data->has_tax_behavior,
        .unit_amount = data->unit_amount,
        .has_unit_amount = data->has_unit_amount,
        .unit_amount_decimal = data->unit_amount_decimal,
        .has_unit_amount_decimal = data->has_unit_amount_decimal,
    };
}

err_t
product_create(struct task *task, const struct product_create_params *params, struct product **out)
{
    if (params->has_id == GIVEN_VALUE) {
        TRY(id_check_free(task, params->id));
    }
    struct product *product = arena_new(task->arena, struct product);
    if (product == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    product->id = task_new_id(task);
    product->public_id = params->id;
    product->active = params->has_active == GIVEN_VALUE ? params->active : true;
    product->created = task->now;
    product->updated = task->now;
    product->livemode = task->account->livemode;
    product->name = params->name;
    product->description = params->description;
    product->images = params->images;
    product->images_count = params->images_count;
    product->has_shippable = params->has_shippable;
    product->shippable = params->shippable;
    product->statement_descriptor = params->statement_descriptor;
    product->tax_code = params->tax_code;
    product->type = params->has_type == GIVEN_VALUE ? params->type : PRODUCT_TYPE_SERVICE;
    product->unit_label = params->unit_label;
    product->url = params->url;
    TRY(features_set(task, params->marketing_features, params->marketing_features_count, product));
    TRY(dimensions_change(task, product, params->has_package_dimensions,
                          params->package_dimensions));
    TRY(tax_details_change(task, product, params->has_tax_details, params->tax_details));
    TRY(metadata_merge(task, &product->metadata, &params->metadata, params->has_metadata,
                       &product->metadata));

    if (params->has_default_price_data == GIVEN_VALUE) {
        product->default_price = task_new_id(task);
    }
    TRY(record_insert(task, &product_records, product));
    TRY(event_append(task, EVENT_PRODUCT_CREATED, &product_records, product));
    if (params->has_default_price_data == GIVEN_VALUE) {
        struct price_create_params terms = default_price_terms(params->default_price_data);
        struct price *price;
        TRY(price_make(task, &terms, product, product->default_price, "default_price_data",
                       PRICE_LISTED, &price));
    }
    *out = product;
    return OK;
}

static err_t
default_price_change(struct task *task, struct product *product,
                     const struct product_update_params *params)
{
    if (params->has_default_price == GIVEN_NO) {
        return OK;
    }
    if (params->has_default_price == GIVEN_EMPTY) {
        product->default_price = (struct id){0};
        return OK;
    }
    struct price *price;
    TRY(price_load(task, params->default_price, "default_price", &price));
    if (price->product.key != product->id.key) {
        return fail(task, ERR_PARAMETER_INVALID, "default_price",
                    "The default price must be a price of this product.");
    }
    if (!price->active) {
        return fail(task, ERR_PRICE_INACTIVE, "default_price", "The default price must be active.");
    }
    product->default_price = price->id;
    return OK;
}

err_t
product_update(struct task *task, struct product *product,
               const struct product_update_params *params)
{
    TRY(default_price_change(task, product, params));
    change_bool(&product->active, params->has_active, params->active);
    change_text(&product->description, params->has_description, params->description);
    if (params->has_images != GIVEN_NO) {
        product->images = params->images;
        product->images_count = params->images_count;
    }
    if (params->has_marketing_features != GIVEN_NO) {
        TRY(features_set(task, params->marketing_features, params->marketing_features_count,
                         product));
    }
    TRY(dimensions_change(task, product, params->has_package_dimensions,
                          params->package_dimensions));
    TRY(tax_details_change(task, product, params->has_tax_details, params->tax_details));
    change_text(&product->name, params->has_name, params->name);
    if (params->has_shippable != GIVEN_NO) {
        product->has_shippable = params->has_shippable;
        product->shippable = params->shippable;
    }
    change_text(&product->statement_descriptor, params->has_statement_descriptor,
                params->statement_descriptor);
    change_text(&product->tax_code, params->has_tax_code, params->tax_code);
    change_text(&product->unit_label, params->has_unit_label, params->unit_label);
    change_text(&product->url, params->has_url, params->url);
    TRY(metadata_merge(task, &product->metadata, &params->metadata, params->has_metadata,
                       &product->metadata));
    product->updated = task->now;
    TRY(record_update(task, &product_records, product));
    return event_append(task, EVENT_PRODUCT_UPDATED, &product_records, product);
}

err_t
product_delete(struct task *task, struct product *product)
{
    struct record_scan scan = {.kind = &price_records,
                               .index = PRICES_BY_PRODUCT,
                               .equals = {product->id.key},
                               .equals_count = 1,
                               .limit = 1};
    void **prices;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &prices, &count, &has_more));
    if (count > 0) {
        return fail(task, ERR_PRODUCT_HAS_PRICES, NULL,
                    "This product cannot be deleted because it has one or more user-created "
                    "prices. Make it inactive instead.");
    }
    TRY(record_delete(task, &product_records, product->id));
    return event_append(task, EVENT_PRODUCT_DELETED, &product_records, product);
}
