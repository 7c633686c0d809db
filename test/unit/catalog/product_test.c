/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog.h"
#include "domain.h"
#include "test.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, &product_records,
                                                  &price_records, &coupon_records, NULL};

TEST(a_product_keeps_what_was_said_and_fills_in_the_rest)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task,
                           PARAMS(task, product_create,
                                  "name=Gold&description=Shiny&metadata[a]=1&metadata[b]=&"
                                  "images[0]=http://x/1.png&shippable=false&unit_label=seat&"
                                  "marketing_features[0][name]=Fast"),
                           &product) == OK);
    struct id id = product->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "product.created");

    REQUIRE(product_load(task, id, NULL, &product) == OK);
    EXPECT_TEXT(product->name, "Gold");
    EXPECT_TEXT(product->description, "Shiny");
    EXPECT_INT(product->active, true);
    EXPECT_INT(product->type, PRODUCT_TYPE_SERVICE);
    EXPECT_INT(product->created, DOMAIN_START);
    EXPECT_INT(product->updated, DOMAIN_START);
    EXPECT_INT(product->has_shippable, GIVEN_VALUE);
    EXPECT_INT(product->shippable, false);
    EXPECT_INT(product->images_count, 1);
    EXPECT_INT(product->marketing_features_count, 1);
    EXPECT_TEXT(product->marketing_features[0].name, "Fast");
    EXPECT_INT(product->metadata.count, 1); /* an empty value is no value */
    EXPECT_TEXT(product->metadata.pairs[0].value, "1");
    EXPECT_INT(product->default_price.key, 0);
    domain_end(&domain);
}

TEST(a_chosen_id_is_the_only_name_of_a_product)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=A&id=gold"), &product) == OK);
    struct id id = product->id;
    task = domain_commit(&domain);

    EXPECT_OK(product_find(task, TEXT("gold"), "product", &product));
    EXPECT_INT(product->id.key, id.key);
    EXPECT_TEXT(product_public_id(task, product), "gold");
    struct text made = id_text(task->arena, &domain.account.secret, "prod", id.key);
    EXPECT_FAILURE(task, product_find(task, made, "product", &product), ERR_RESOURCE_MISSING,
                   "product");
    EXPECT_FAILURE(task,
                   product_create(task, PARAMS(task, product_create, "name=B&id=gold"), &product),
                   ERR_RESOURCE_ALREADY_EXISTS, "id");
    domain_end(&domain);
}

TEST(a_made_id_of_another_product_cannot_be_chosen)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=A"), &product) == OK);
    struct text form = text_format(task->arena, "name=B&id=%s", ID_OF(task, product_kind, product));
    EXPECT_FAILURE(task, product_create(task, PARAMS(task, product_create, form.bytes), &product),
                   ERR_RESOURCE_ALREADY_EXISTS, "id");
    domain_end(&domain);
}

TEST(default_price_data_makes_the_price_that_the_product_points_at)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    struct price *price;
    REQUIRE(product_create(task,
                           PARAMS(task, product_create,
                                  "name=A&default_price_data[currency]=usd&"
                                  "default_price_data[unit_amount]=1000&"
                                  "default_price_data[recurring][interval]=month"),
                           &product) == OK);
    struct id id = product->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "product.created price.created");

    REQUIRE(product_load(task, id, NULL, &product) == OK);
    REQUIRE(price_load(task, product->default_price, NULL, &price) == OK);
    EXPECT_INT(price->product.key, id.key);
    EXPECT_INT(price->active, true);
    EXPECT_INT(price->unit_amount, 1000);
    EXPECT_INT(price->recurring->interval, INTERVAL_MONTH);
    domain_end(&domain);
}

TEST(terms_inside_default_price_data_are_blamed_by_their_full_name)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    EXPECT_FAILURE(
        task,
        product_create(task,
                       PARAMS(task, product_create, "name=A&default_price_data[currency]=usd"),
                       &product),
        ERR_PARAMETER_MISSING, "default_price_data[unit_amount]");
    domain_end(&domain);
}

TEST(an_update_changes_what_is_named_and_empty_values_unset)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task,
                           PARAMS(task, product_create,
                                  "name=A&description=D&url=http://x&metadata[a]=1&metadata[b]=2"),
                           &product) == OK);
    struct id id = product->id;
    domain.now += 100;
    task = domain_commit(&domain);
    REQUIRE(product_load(task, id, NULL, &product) == OK);
    EXPECT_OK(product_update(
        task, product,
        PARAMS(task, product_update, "description=&active=false&metadata[a]=&metadata[c]=3")));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "product.created product.updated");

    REQUIRE(product_load(task, id, NULL, &product) == OK);
    EXPECT_TEXT(product->description, NULL);
    EXPECT_TEXT(product->url, "http://x");
    EXPECT_INT(product->active, false);
    EXPECT_INT(product->created, DOMAIN_START);
    EXPECT_INT(product->updated, DOMAIN_START + 100);
    EXPECT_INT(product->metadata.count, 2);
    EXPECT_TEXT(product->metadata.pairs[0].key, "b");
    EXPECT_TEXT(product->metadata.pairs[1].key, "c");
    EXPECT_OK(product_update(task, product, PARAMS(task, product_update, "metadata=")));
    EXPECT_INT(product->metadata.count, 0);
    domain_end(&domain);
}

TEST(dimensions_are_replaced_and_tax_details_merged)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task,
                           PARAMS(task, product_create,
                                  "name=A&package_dimensions[height]=1&package_dimensions[length]="
                                  "2.5&package_dimensions[weight]=3&package_dimensions[width]=4&"
                                  "tax_details[tax_code]=txcd_1"),
                           &product) == OK);
    struct id id = product->id;
    task = domain_commit(&domain);
    REQUIRE(product_load(task, id, NULL, &product) == OK);
    REQUIRE(product->package_dimensions != NULL && product->tax_details != NULL);
    char length[DECIMAL_TEXT_MAX];
    (void)decimal_render(product->package_dimensions->length, length);
    EXPECT_STRING(length, "2.5");
    EXPECT_OK(product_update(
        task, product,
        PARAMS(task, product_update, "package_dimensions=&tax_details[performance_location]=x")));
    EXPECT(product->package_dimensions == NULL);
    EXPECT_TEXT(product->tax_details->tax_code, "txcd_1");
    EXPECT_TEXT(product->tax_details->performance_location, "x");
    EXPECT_OK(product_update(task, product, PARAMS(task, product_update, "tax_details=")));
    EXPECT(product->tax_details == NULL);
    domain_end(&domain);
}

TEST(a_default_price_must_be_an_active_price_of_the_product)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *one, *other;
    struct price *price;
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=A&id=one"), &one) == OK);
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=B&id=other"), &other) == OK);
    REQUIRE(price_create(task, PARAMS(task, price_create, "currency=usd&unit_amount=5&product=one"),
                         &price) == OK);
    struct text form = text_format(task->arena, "default_price=%s", ID_OF(task, price_kind, price));
    EXPECT_FAILURE(task, product_update(task, other, PARAMS(task, product_update, form.bytes)),
                   ERR_PARAMETER_INVALID, "default_price");
    EXPECT_OK(product_update(task, one, PARAMS(task, product_update, form.bytes)));
    EXPECT_INT(one->default_price.key, price->id.key);
    EXPECT_OK(product_update(task, one, PARAMS(task, product_update, "default_price=")));
    EXPECT_INT(one->default_price.key, 0);
    EXPECT_OK(price_update(task, price, PARAMS(task, price_update, "active=false")));
    EXPECT_FAILURE(task, product_update(task, one, PARAMS(task, product_update, form.bytes)),
                   ERR_PRICE_INACTIVE, "default_price");
    domain_end(&domain);
}

TEST(only_a_product_without_prices_can_be_deleted)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *sold, *unsold;
    struct price *price;
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=A&id=sold"), &sold) == OK);
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=B&id=unsold"), &unsold) == OK);
    REQUIRE(price_create(task,
                         PARAMS(task, price_create, "currency=usd&unit_amount=5&product=sold"),
                         &price) == OK);
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    REQUIRE(product_find(task, TEXT("sold"), NULL, &sold) == OK);
    EXPECT_FAILURE(task, product_delete(task, sold), ERR_PRODUCT_HAS_PRICES, NULL);
    REQUIRE(product_find(task, TEXT("unsold"), NULL, &unsold) == OK);
    EXPECT_OK(product_delete(task, unsold));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "product.deleted");
    EXPECT_FAILURE(task, product_find(task, TEXT("unsold"), "id", &unsold), ERR_RESOURCE_MISSING,
                   "id");
    EXPECT_OK(product_create(task, PARAMS(task, product_create, "name=C&id=unsold"), &unsold));
    domain_end(&domain);
}
