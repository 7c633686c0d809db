/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog.h"
#include "domain.h"
#include "test.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, &product_records,
                                                  &price_records, &coupon_records, NULL};

#define TIERED "currency=usd&product=p&billing_scheme=tiered&tiers_mode=volume"

/** A domain with the product "p". */
static struct task *
begin(struct domain *domain)
{
    struct task *task = domain_begin(domain, kinds);
    struct product *product;
    EXPECT_OK(product_create(task, PARAMS(task, product_create, "name=P&id=p"), &product));
    task = domain_commit(domain);
    (void)domain_events(domain);
    return task;
}

static struct price *
price_of(struct task *task, const char *form)
{
    struct price *price = NULL;
    EXPECT_OK(price_create(task, PARAMS(task, price_create, form), &price));
    return price;
}

TEST(a_price_keeps_its_terms_and_fills_in_the_rest)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price =
        price_of(task, "currency=EUR&unit_amount=999&product=p&recurring[interval]=month&"
                       "recurring[interval_count]=3&nickname=n");
    struct id id = price->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "price.created");

    REQUIRE(price_load(task, id, NULL, &price) == OK);
    EXPECT_INT(price->active, true);
    EXPECT_INT(price->billing_scheme, BILLING_SCHEME_PER_UNIT);
    EXPECT_STRING(currency_code(price->currency), "eur");
    EXPECT_INT(price->type, PRICE_TYPE_RECURRING);
    EXPECT_INT(price->recurring->interval_count, 3);
    EXPECT_INT(price->recurring->usage_type, USAGE_TYPE_LICENSED);
    EXPECT_INT(price->recurring->has_trial_period_days, GIVEN_NO);
    EXPECT_INT(price->tax_behavior, TAX_BEHAVIOR_UNSPECIFIED);
    EXPECT_INT(price->unit_amount, 999);
    EXPECT_INT(decimal_compare(price->unit_amount_decimal, decimal_from_int(999)), 0);
    EXPECT_TEXT(price->nickname, "n");
    domain_end(&domain);
}

TEST(a_fraction_of_a_minor_unit_leaves_unit_amount_null)
{
    struct domain domain;
    struct task *task = begin(&domain);
    const struct price *price = price_of(task, "currency=usd&unit_amount_decimal=0.05&product=p");
    EXPECT_INT(price->has_unit_amount, GIVEN_NO);
    EXPECT_INT(price->has_unit_amount_decimal, GIVEN_VALUE);
    EXPECT_INT(price->type, PRICE_TYPE_ONE_TIME);
    price = price_of(task, "currency=usd&unit_amount_decimal=12.0&product=p");
    EXPECT_INT(price->has_unit_amount, GIVEN_VALUE);
    EXPECT_INT(price->unit_amount, 12);
    domain_end(&domain);
}

TEST(terms_that_contradict_or_are_not_billed_yet_are_refused_by_name)
{
    static const struct {
        const char *form;
        err_t code;
        const char *param;
    } cases[] = {
        {"currency=usd&product=p", ERR_PARAMETER_MISSING, "unit_amount"},
        {"currency=usd&product=p&unit_amount=1&unit_amount_decimal=1", ERR_PARAMETERS_EXCLUSIVE,
         "unit_amount_decimal"},
        {"currency=usd&product=p&unit_amount_decimal=-1", ERR_PRICE_TERMS, "unit_amount_decimal"},
        {"currency=usd&unit_amount=1", ERR_PARAMETER_MISSING, "product"},
        {"currency=usd&unit_amount=1&product=p&product_data[name]=x", ERR_PARAMETERS_EXCLUSIVE,
         "product"},
        {"currency=usd&unit_amount=1&product=nothing", ERR_RESOURCE_MISSING, "product"},
        {"currency=usd&unit_amount=1&product=p&recurring[interval]=month&"
         "recurring[interval_count]=37",
         ERR_PRICE_TERMS, "recurring[interval_count]"},
        {"currency=usd&unit_amount=1&product=p&recurring[interval]=year&"
         "recurring[interval_count]=4",
         ERR_PRICE_TERMS, "recurring[interval_count]"},
        {"currency=usd&product=p&unit_amount=1&tiers[0][up_to]=inf", ERR_PRICE_TERMS, "tiers"},
        {"currency=usd&product=p&unit_amount=1&tiers_mode=volume", ERR_PRICE_TERMS, "tiers_mode"},
        {TIERED "&unit_amount=1&tiers[0][up_to]=inf&tiers[0][unit_amount]=1", ERR_PRICE_TERMS,
         "unit_amount"},
        {TIERED, ERR_PARAMETER_MISSING, "tiers"},
        {"currency=usd&product=p&billing_scheme=tiered&tiers[0][up_to]=inf&tiers[0][unit_amount]=1",
         ERR_PARAMETER_MISSING, "tiers_mode"},
        {TIERED "&tiers[0][up_to]=inf", ERR_PARAMETER_MISSING, "tiers[0][unit_amount]"},
        {TIERED "&tiers[0][up_to]=5&tiers[0][unit_amount]=1", ERR_PRICE_TERMS, "tiers[0][up_to]"},
        {TIERED "&tiers[0][up_to]=5&tiers[0][unit_amount]=1&tiers[1][up_to]=5&"
                "tiers[1][unit_amount]=1&tiers[2][up_to]=inf&tiers[2][unit_amount]=1",
         ERR_PRICE_TERMS, "tiers[1][up_to]"},
        {TIERED "&tiers[0][up_to]=inf&tiers[0][unit_amount]=1&tiers[1][up_to]=inf&"
                "tiers[1][unit_amount]=1",
         ERR_PRICE_TERMS, "tiers[0][up_to]"},
        {TIERED "&tiers[0][up_to]=inf&tiers[0][flat_amount]=1&tiers[0][flat_amount_decimal]=1",
         ERR_PARAMETERS_EXCLUSIVE, "tiers[0][flat_amount_decimal]"},
        {TIERED "&tiers[0][up_to]=inf&tiers[0][unit_amount_decimal]=-0.1", ERR_PRICE_TERMS,
         "tiers[0][unit_amount_decimal]"},
        {TIERED "&tiers[0][up_to]=inf&tiers[0][unit_amount]=1&transform_quantity[divide_by]=2&"
                "transform_quantity[round]=up",
         ERR_PRICE_TERMS, "transform_quantity"},
        {"currency=usd&product=p&unit_amount=1&currency_options[usd][unit_amount]=1",
         ERR_PRICE_TERMS, "currency_options[usd]"},
        {"currency=usd&product=p&unit_amount=1&currency_options[eur][tax_behavior]=inclusive",
         ERR_PARAMETER_MISSING, "currency_options[eur][unit_amount]"},
        {"currency=usd&unit_amount=1&product=p&recurring[interval]=month&"
         "recurring[usage_type]=metered",
         ERR_PRICE_NOT_SUPPORTED, "recurring[usage_type]"},
        {"currency=usd&unit_amount=1&product=p&recurring[interval]=month&recurring[meter]=mtr_1",
         ERR_PRICE_NOT_SUPPORTED, "recurring[meter]"},
    };
    struct domain domain;
    struct task *task = begin(&domain);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct price *price;
        EXPECT_FAILURE(task, price_create(task, PARAMS(task, price_create, cases[i].form), &price),
                       cases[i].code, cases[i].param);
    }
    domain_end(&domain);
}

TEST(the_longest_period_is_three_years)
{
    struct domain domain;
    struct task *task = begin(&domain);
    static const char *const longest[] = {
        "recurring[interval]=day&recurring[interval_count]=1095",
        "recurring[interval]=week&recurring[interval_count]=156",
        "recurring[interval]=month&recurring[interval_count]=36",
        "recurring[interval]=year&recurring[interval_count]=3",
    };
    for (size_t i = 0; i < COUNT_OF(longest); i++) {
        struct text form =
            text_format(task->arena, "currency=usd&unit_amount=1&product=p&%s", longest[i]);
        (void)price_of(task, form.bytes);
    }
    domain_end(&domain);
}

TEST(product_data_makes_the_product_too)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price =
        price_of(task, "currency=usd&unit_amount=1&product_data[name]=New&product_data[id]=new");
    struct product *product;
    REQUIRE(product_find(task, TEXT("new"), NULL, &product) == OK);
    EXPECT_INT(price->product.key, product->id.key);
    EXPECT_TEXT(product->name, "New");
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "product.created price.created");
    domain_end(&domain);
}

TEST(an_inline_price_is_usable_but_not_active)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price;
    REQUIRE(
        price_create_inline(task,
                            PARAMS(task, price_data,
                                   "currency=usd&product=p&unit_amount=5&recurring[interval]=week"),
                            "items[0][price_data]", &price) == OK);
    EXPECT_INT(price->active, false);
    EXPECT_INT(price->is_inline, true);
    EXPECT_OK(price_check_usable(task, price, "items[0][price]"));
    EXPECT_FAILURE(task, price_update(task, price, PARAMS(task, price_update, "active=true")),
                   ERR_PRICE_TERMS, "active");
    EXPECT_FAILURE(task,
                   price_create_inline(task, PARAMS(task, price_data, "currency=usd&product=p"),
                                       "items[0][price_data]", &price),
                   ERR_PARAMETER_MISSING, "items[0][price_data][unit_amount]");
    domain_end(&domain);
}

TEST(a_lookup_key_belongs_to_one_price_and_moves_when_asked)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *old = price_of(task, "currency=usd&unit_amount=1&product=p&lookup_key=gold");
    struct id old_id = old->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    struct price *price;
    EXPECT_FAILURE(task,
                   price_create(task,
                                PARAMS(task, price_create,
                                       "currency=usd&unit_amount=2&product=p&lookup_key=gold"),
                                &price),
                   ERR_RESOURCE_ALREADY_EXISTS, "lookup_key");
    price = price_of(
        task, "currency=usd&unit_amount=2&product=p&lookup_key=gold&transfer_lookup_key=true");
    struct id new_id = price->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "price.updated price.created");
    REQUIRE(price_find_key(task, TEXT("gold"), &price) == OK);
    REQUIRE(price != NULL);
    EXPECT_INT(price->id.key, new_id.key);
    REQUIRE(price_load(task, old_id, NULL, &old) == OK);
    EXPECT_TEXT(old->lookup_key, NULL);

    EXPECT_OK(price_update(task, old,
                           PARAMS(task, price_update, "lookup_key=gold&transfer_lookup_key=true")));
    task = domain_commit(&domain);
    REQUIRE(price_find_key(task, TEXT("gold"), &price) == OK && price != NULL);
    EXPECT_INT(price->id.key, old_id.key);
    EXPECT_OK(price_update(task, price, PARAMS(task, price_update, "lookup_key=")));
    task = domain_commit(&domain);
    EXPECT_OK(price_find_key(task, TEXT("gold"), &price));
    EXPECT(price == NULL);
    domain_end(&domain);
}

TEST(tax_behavior_changes_only_from_unspecified)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price = price_of(task, "currency=usd&unit_amount=1&product=p");
    EXPECT_OK(price_update(task, price, PARAMS(task, price_update, "tax_behavior=inclusive")));
    EXPECT_OK(price_update(task, price, PARAMS(task, price_update, "tax_behavior=inclusive")));
    EXPECT_FAILURE(task,
                   price_update(task, price, PARAMS(task, price_update, "tax_behavior=exclusive")),
                   ERR_PRICE_TERMS, "tax_behavior");
    domain_end(&domain);
}

TEST(nothing_new_can_use_an_inactive_price_or_product)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price = price_of(task, "currency=usd&unit_amount=1&product=p&active=false");
    EXPECT_FAILURE(task, price_check_usable(task, price, "items[0][price]"), ERR_PRICE_INACTIVE,
                   "items[0][price]");
    price = price_of(task, "currency=usd&unit_amount=1&product=p");
    EXPECT_OK(price_check_usable(task, price, "price"));
    struct product *product;
    REQUIRE(product_find(task, TEXT("p"), NULL, &product) == OK);
    EXPECT_OK(product_update(task, product, PARAMS(task, product_update, "active=false")));
    EXPECT_FAILURE(task, price_check_usable(task, price, "price"), ERR_PRODUCT_INACTIVE, "price");
    EXPECT_FAILURE(task,
                   price_create(task,
                                PARAMS(task, price_create, "currency=usd&unit_amount=1&product=p"),
                                &price),
                   ERR_PRODUCT_INACTIVE, "product");
    domain_end(&domain);
}

TEST(an_amount_is_rounded_once_half_away_from_zero)
{
    static const struct {
        const char *terms;
        int64_t quantity;
        int64_t amount;
    } cases[] = {
        {"unit_amount=1000", 0, 0},
        {"unit_amount=1000", 3, 3000},
        {"unit_amount_decimal=0.05", 9, 0},  /* 0.45 */
        {"unit_amount_decimal=0.05", 10, 1}, /* 0.5 */
        {"unit_amount_decimal=0.05", 29, 1}, /* 1.45: not 29 times a rounded unit */
        {"unit_amount_decimal=2.5", 1, 3},   /* half to even would give 2 */
        {"unit_amount_decimal=0.333333333333", 3, 1},
        {"unit_amount=500&transform_quantity[divide_by]=10&transform_quantity[round]=up", 1, 500},
        {"unit_amount=500&transform_quantity[divide_by]=10&transform_quantity[round]=up", 20, 1000},
        {"unit_amount=500&transform_quantity[divide_by]=10&transform_quantity[round]=up", 21, 1500},
        {"unit_amount=500&transform_quantity[divide_by]=10&transform_quantity[round]=down", 9, 0},
        {"unit_amount=500&transform_quantity[divide_by]=10&transform_quantity[round]=down", 29,
         1000},
    };
    struct domain domain;
    struct task *task = begin(&domain);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text form = text_format(task->arena, "currency=usd&product=p&%s", cases[i].terms);
        const struct price *price = price_of(task, form.bytes);
        struct money amount = {0};
        EXPECT_OK(price_amount(task, price, price->currency, cases[i].quantity, &amount));
        EXPECT_INT(amount.minor, cases[i].amount);
        EXPECT(currency_equal(amount.currency, price->currency));
    }
    domain_end(&domain);
}

#define FIVE_TIERS                                                                                 \
    "&tiers[0][up_to]=5&tiers[0][unit_amount]=500&tiers[1][up_to]=10&tiers[1][unit_amount]=400&"   \
    "tiers[2][up_to]=15&tiers[2][unit_amount]=300&tiers[3][up_to]=20&tiers[3][unit_amount]=200&"   \
    "tiers[4][up_to]=inf&tiers[4][unit_amount]=100"
#define THREE_TIERS                                                                                \
    "&tiers[0][up_to]=5&tiers[0][unit_amount]=700&tiers[1][up_to]=10&tiers[1][unit_amount]=650&"   \
    "tiers[2][up_to]=inf&tiers[2][unit_amount]=600"
#define FLAT_TIERS                                                                                 \
    "&tiers[0][up_to]=5&tiers[0][unit_amount]=500&tiers[0][flat_amount]=1000&tiers[1][up_to]=10&"  \
    "tiers[1][unit_amount]=400&tiers[1][flat_amount]=2000&tiers[2][up_to]=inf&"                    \
    "tiers[2][unit_amount]=300&tiers[2][flat_amount]=3000"

TEST(tiers_charge_what_their_mode_says) /* T1, T2, T3, T6 */
{
    static const struct {
        const char *mode, *tiers;
        int64_t quantity, amount;
    } cases[] = {
        {"volume", THREE_TIERS, 1, 700},
        {"volume", THREE_TIERS, 5, 3500},
        {"volume", THREE_TIERS, 6, 3900},
        {"volume", THREE_TIERS, 20, 12000},
        {"volume", THREE_TIERS, 25, 15000},
        {"volume", THREE_TIERS, 0, 0},
        {"graduated", THREE_TIERS, 6, 4150},
        {"graduated", FIVE_TIERS, 1, 500},
        {"graduated", FIVE_TIERS, 5, 2500},
        {"graduated", FIVE_TIERS, 6, 2900},
        {"graduated", FIVE_TIERS, 12, 5100},
        {"graduated", FIVE_TIERS, 20, 7000},
        {"graduated", FIVE_TIERS, 25, 7500},
        {"volume", FLAT_TIERS, 12, 6600},
        {"graduated", FLAT_TIERS, 12, 11100},
        {"volume", FLAT_TIERS, 0, 1000},
        {"graduated", FLAT_TIERS, 0, 1000},
        {"graduated",
         "&tiers[0][up_to]=100000&tiers[0][flat_amount]=20000&tiers[1][up_to]=inf&"
         "tiers[1][unit_amount_decimal]=0.1",
         150000, 25000},
        {"graduated", /* tiers are not rounded one by one: 0.4 + 0.4 + 0.4 */
         "&tiers[0][up_to]=1&tiers[0][unit_amount_decimal]=0.4&tiers[1][up_to]=2&"
         "tiers[1][unit_amount_decimal]=0.4&tiers[2][up_to]=inf&tiers[2][flat_amount_decimal]=0.4",
         3, 1},
    };
    struct domain domain;
    struct task *task = begin(&domain);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text form =
            text_format(task->arena, "currency=usd&product=p&billing_scheme=tiered&tiers_mode=%s%s",
                        cases[i].mode, cases[i].tiers);
        const struct price *price = price_of(task, form.bytes);
        struct money amount = {0};
        EXPECT_OK(price_amount(task, price, price->currency, cases[i].quantity, &amount));
        EXPECT_INT(amount.minor, cases[i].amount);
        EXPECT_INT(price->has_unit_amount_decimal, GIVEN_NO);
    }
    domain_end(&domain);
}

TEST(a_price_has_amounts_in_each_of_its_currencies)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct price *price = price_of(task, "currency=usd&unit_amount=1000&product=p&"
                                         "currency_options[eur][unit_amount_decimal]=900.5&"
                                         "currency_options[eur][tax_behavior]=inclusive");
    struct currency eur, jpy;
    struct money amount;
    REQUIRE(currency_parse(TEXT("eur"), &eur) && currency_parse(TEXT("jpy"), &jpy));
    EXPECT(price_has_currency(price, eur));
    EXPECT(!price_has_currency(price, jpy));
    EXPECT_OK(price_amount(task, price, eur, 3, &amount));
    EXPECT_INT(amount.minor, 2702); /* 2701.5 */
    EXPECT(currency_equal(amount.currency, eur));
    EXPECT_OK(price_amount(task, price, price->currency, 3, &amount));
    EXPECT_INT(amount.minor, 3000);
    EXPECT_OK(price_update(task, price,
                           PARAMS(task, price_update, "currency_options[jpy][unit_amount]=140")));
    EXPECT_OK(price_amount(task, price, jpy, 2, &amount));
    EXPECT_INT(amount.minor, 280);
    EXPECT_FAILURE(task,
                   price_update(task, price,
                                PARAMS(task, price_update, "currency_options[eur][unit_amount]=1")),
                   ERR_PRICE_TERMS, "currency_options[eur]");
    EXPECT_OK(price_derive(task, price));
    EXPECT_INT(price->currency_options_count, 3);
    EXPECT(currency_equal(price->currency_options[0].currency, price->currency));
    EXPECT_INT(price->currency_options[0].unit_amount, 1000);
    EXPECT_INT(price->currency_options[1].tax_behavior, TAX_BEHAVIOR_INCLUSIVE);
    domain_end(&domain);
}

TEST(an_amount_too_large_is_an_error_not_a_wrap)
{
    struct domain domain;
    struct task *task = begin(&domain);
    const struct price *price = price_of(task, "currency=usd&unit_amount=99999999999&product=p");
    struct money amount;
    err_t err = price_amount(task, price, price->currency, INT64_MAX / 2, &amount);
    EXPECT(err == ERR_MONEY_OVERFLOW || err == ERR_DECIMAL_OVERFLOW);
    EXPECT_TEXT(task->failure.param, "quantity");
    domain_end(&domain);
}

TEST(a_plan_mirrors_its_price)
{
    struct domain domain;
    struct task *task = begin(&domain);
    const struct price *price =
        price_of(task, "currency=usd&unit_amount=700&product=p&recurring[interval]=year&"
                       "recurring[trial_period_days]=14&metadata[k]=v");
    struct plan plan;
    price_mirror_plan(task, price, &plan);
    EXPECT_TEXT(plan.public_id, ID_OF(task, price_kind, price));
    EXPECT_INT(plan.amount, 700);
    EXPECT_INT(plan.interval, INTERVAL_YEAR);
    EXPECT_INT(plan.interval_count, 1);
    EXPECT_INT(plan.trial_period_days, 14);
    EXPECT_INT(plan.usage_type, USAGE_TYPE_LICENSED);
    EXPECT_INT(plan.metadata.count, 1);
    EXPECT_INT(plan.product.key, price->product.key);
    domain_end(&domain);
}
