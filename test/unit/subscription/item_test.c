/* SPDX-License-Identifier: Apache-2.0 */
#include "domain.h"
#include "subscription/subscription.h"
#include "test.h"

static const struct record_kind *const kinds[] = {
    DOMAIN_EVENT_KINDS,    &product_records,  &price_records,
    &coupon_records,       &customer_records, &subscription_item_home_records,
    &subscription_records, &discount_records, NULL};

/** A subscription in memory that began on 1 January 2026, without items. */
struct plan_bench {
    struct domain domain;
    struct task *task;
    struct subscription subscription;
    struct item_plan plan;
};

static void
begin(struct plan_bench *bench)
{
    struct product *product;
    *bench = (struct plan_bench){0};
    bench->task = domain_begin(&bench->domain, kinds);
    EXPECT_OK(product_create(bench->task, PARAMS(bench->task, product_create, "id=gold&name=Gold"),
                             &product));
    bench->subscription = (struct subscription){
        .id = task_new_id(bench->task),
        .billing_cycle_anchor = bench->task->now,
        .billing_mode.type = BILLING_MODE_TYPE_FLEXIBLE,
    };
}

static struct id
price_of(struct plan_bench *bench, const char *form)
{
    struct price *price;
    EXPECT_OK(price_create(bench->task, PARAMS(bench->task, price_create, form), &price));
    return price->id;
}

static err_t
plan(struct plan_bench *bench, const struct subscription_item_change_params *wishes, size_t count)
{
    return subscription_plan_items(bench->task, &bench->subscription, wishes, count,
                                   bench->task->now, &bench->plan);
}

static void
take(struct plan_bench *bench)
{
    bench->subscription.items = bench->plan.items;
    bench->subscription.items_count = bench->plan.count;
}

#define MONTHLY "currency=usd&product=gold&unit_amount=1000&recurring[interval]=month"
#define WANT(id)                                                                                   \
    {                                                                                              \
        .has_price = GIVEN_VALUE, .price = (id)                                                    \
    }

TEST(a_new_item_has_a_key_one_unit_and_the_period_that_holds_now)
{
    struct plan_bench bench;
    begin(&bench);
    struct subscription_item_change_params wish[] = {WANT(price_of(&bench, MONTHLY))};
    REQUIRE(plan(&bench, wish, 1) == OK);
    EXPECT_INT(bench.plan.count, 1);
    EXPECT_INT(bench.plan.is_priced_anew, true);
    EXPECT(bench.plan.items[0].id.key != 0);
    EXPECT_INT(bench.plan.items[0].quantity, 1);
    EXPECT_INT(bench.plan.items[0].current_period_start, DOMAIN_START);
    EXPECT_INT(bench.plan.items[0].current_period_end,
               instant_add(DOMAIN_START, INTERVAL_MONTH, 1));
    EXPECT_INT(bench.subscription.currency.index != 0, true);
    domain_end(&bench.domain);
}

TEST(an_old_item_is_left_alone_while_a_plan_is_made)
{
    struct plan_bench bench;
    begin(&bench);
    struct subscription_item_change_params add[] = {WANT(price_of(&bench, MONTHLY))};
    REQUIRE(plan(&bench, add, 1) == OK);
    take(&bench);
    struct subscription_item_change_params more[] = {{
        .has_id = GIVEN_VALUE,
        .id = bench.subscription.items[0].id,
        .has_quantity = GIVEN_VALUE,
        .quantity = 5,
    }};
    REQUIRE(plan(&bench, more, 1) == OK);
    EXPECT_INT(bench.plan.items[0].quantity, 5);
    EXPECT_INT(bench.subscription.items[0].quantity, 1);
    EXPECT_INT(bench.plan.is_priced_anew, true);
    more[0].quantity = 1;
    REQUIRE(plan(&bench, more, 1) == OK);
    EXPECT_INT(bench.plan.is_priced_anew, false); /* nothing changes, so nothing costs */
    domain_end(&bench.domain);
}

TEST(another_price_resets_the_quantity_unless_it_is_given)
{
    struct plan_bench bench;
    begin(&bench);
    struct id other = price_of(&bench, MONTHLY);
    struct subscription_item_change_params add[] = {WANT(price_of(&bench, MONTHLY))};
    add[0].has_quantity = GIVEN_VALUE;
    add[0].quantity = 7;
    REQUIRE(plan(&bench, add, 1) == OK);
    take(&bench);
    struct subscription_item_change_params change[] = {{.has_id = GIVEN_VALUE,
                                                        .id = bench.subscription.items[0].id,
                                                        .has_plan = GIVEN_VALUE,
                                                        .plan = other}};
    REQUIRE(plan(&bench, change, 1) == OK);
    EXPECT_INT(bench.plan.items[0].price.key, other.key);
    EXPECT_INT(bench.plan.items[0].quantity, 1);
    change[0].has_quantity = GIVEN_VALUE;
    change[0].quantity = 3;
    REQUIRE(plan(&bench, change, 1) == OK);
    EXPECT_INT(bench.plan.items[0].quantity, 3);
    domain_end(&bench.domain);
}

TEST(wishes_that_do_not_go_together_are_refused)
{
    struct plan_bench bench;
    begin(&bench);
    struct id month = price_of(&bench, MONTHLY);
    struct id euro =
        price_of(&bench, "currency=eur&product=gold&unit_amount=1&recurring[interval]=month");
    struct id once = price_of(&bench, "currency=usd&product=gold&unit_amount=1");
    struct id closed = price_of(&bench, MONTHLY "&active=false");
    struct id ten_days = price_of(&bench, "currency=usd&product=gold&unit_amount=1&"
                                          "recurring[interval]=day&recurring[interval_count]=10");
    struct id week =
        price_of(&bench, "currency=usd&product=gold&unit_amount=1&recurring[interval]=week");
    struct subscription_item_change_params pair[2] = {WANT(month), WANT(euro)};
    EXPECT_FAILURE(bench.task, plan(&bench, pair, 2), ERR_SUBSCRIPTION_CURRENCY_MIXED, "items");
    pair[1].price = once;
    EXPECT_FAILURE(bench.task, plan(&bench, pair, 2), ERR_SUBSCRIPTION_PRICE_ONE_TIME,
                   "items[1][price]");
    pair[1].price = closed;
    EXPECT_FAILURE(bench.task, plan(&bench, pair, 2), ERR_PRICE_INACTIVE, "items[1][price]");
    pair[0].price = ten_days;
    pair[1].price = week; /* 10 is no multiple of 7 */
    EXPECT_FAILURE(bench.task, plan(&bench, pair, 2), ERR_SUBSCRIPTION_INTERVAL_MIXED, "items");
    EXPECT_FAILURE(bench.task, plan(&bench, NULL, 0), ERR_SUBSCRIPTION_ITEMS_MISSING, "items");
    struct subscription_item_change_params nothing[] = {{.has_quantity = GIVEN_VALUE}};
    EXPECT_FAILURE(bench.task, plan(&bench, nothing, 1), ERR_PARAMETER_MISSING, "items[0][price]");
    struct subscription_item_change_params strange[] = {
        {.has_id = GIVEN_VALUE, .id = {4711}, .has_quantity = GIVEN_VALUE, .quantity = 2}};
    EXPECT_FAILURE(bench.task, plan(&bench, strange, 1), ERR_RESOURCE_MISSING, "items[0][id]");
    domain_end(&bench.domain);
}

TEST(twelve_months_go_with_a_year_and_days_with_weeks_in_flexible_mode)
{
    struct plan_bench bench;
    begin(&bench);
    struct subscription_item_change_params pair[2] = {
        WANT(price_of(&bench, MONTHLY)),
        WANT(price_of(&bench, "currency=usd&product=gold&unit_amount=1&recurring[interval]=year"))};
    EXPECT_OK(plan(&bench, pair, 2));
    bench.subscription.billing_mode.type = BILLING_MODE_TYPE_CLASSIC;
    EXPECT_FAILURE(bench.task, plan(&bench, pair, 2), ERR_SUBSCRIPTION_INTERVAL_MIXED, "items");
    domain_end(&bench.domain);
}
