/* SPDX-License-Identifier: Apache-2.0 */
#include "domain.h"
#include "subscription/subscription.h"
#include "test.h"

static const struct record_kind *const kinds[] = {
    DOMAIN_EVENT_KINDS,    &product_records,  &price_records,
    &coupon_records,       &customer_records, &subscription_item_home_records,
    &subscription_records, &discount_records, NULL};

static struct coupon *
coupon_of(struct task *task, const char *form)
{
    struct coupon *coupon = NULL;
    EXPECT_OK(coupon_create(task, PARAMS(task, coupon_create, form), &coupon));
    return coupon;
}

static void
apply(struct task *task, const char *coupon, struct id **ids, size_t *count)
{
    struct discount_in_params wish[] = {{.has_coupon = GIVEN_VALUE, .coupon = text_of(coupon)}};
    struct discount_owner owner = {.customer = {1}, .subscription = {2}};
    EXPECT_OK(discount_replace(task, &owner, wish, 1, "discounts", NULL, 0, ids, count));
}

TEST(a_repeating_discount_ends_after_its_months_clamped)
{
    struct domain domain;
    struct id *ids;
    size_t count;
    struct discount *discount;
    struct rating_discount *active;
    size_t active_count;
    struct task *task = domain_begin(&domain, kinds);
    task->now = instant_from_date((struct date){.year = 2025, .month = 10, .day = 31});
    coupon_of(task, "id=four&percent_off=10&duration=repeating&duration_in_months=4");
    apply(task, "four", &ids, &count);
    REQUIRE(count == 1);
    EXPECT_OK(discount_find(task, ids[0], &discount));
    instant_t end = instant_from_date((struct date){.year = 2026, .month = 2, .day = 28});
    EXPECT_INT(discount->end, end);
    EXPECT_OK(discount_list_active(task, ids, 1, end - 1, &active, &active_count));
    EXPECT_INT(active_count, 1);
    EXPECT_OK(discount_list_active(task, ids, 1, end, &active, &active_count));
    EXPECT_INT(active_count, 0);
    domain_end(&domain);
}

TEST(a_discount_for_one_invoice_is_consumed_by_it)
{
    struct domain domain;
    struct id *ids;
    size_t count, active_count;
    struct rating_discount *active;
    struct task *task = domain_begin(&domain, kinds);
    coupon_of(task, "id=once&percent_off=10");
    apply(task, "once", &ids, &count);
    EXPECT_OK(discount_consume(task, NULL, ids, count));
    EXPECT_OK(discount_consume(task, NULL, ids, count)); /* once is enough */
    EXPECT_OK(discount_list_active(task, ids, count, task->now, &active, &active_count));
    EXPECT_INT(active_count, 0);
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "coupon.created customer.discount.created customer.discount.deleted");
    domain_end(&domain);
}

TEST(an_entry_names_exactly_one_thing)
{
    struct domain domain;
    struct id *ids;
    size_t count;
    struct task *task = domain_begin(&domain, kinds);
    struct discount_owner owner = {.customer = {1}, .subscription = {2}};
    struct discount_in_params nothing[1];
    memset(nothing, 0, sizeof(nothing));
    EXPECT_FAILURE(task,
                   discount_replace(task, &owner, nothing, 1, "discounts", NULL, 0, &ids, &count),
                   ERR_DISCOUNT_SHAPE, "discounts");
    struct discount_in_params strange[] = {{.has_discount = GIVEN_VALUE, .discount = {77}}};
    EXPECT_FAILURE(task,
                   discount_replace(task, &owner, strange, 1, "discounts", NULL, 0, &ids, &count),
                   ERR_RESOURCE_MISSING, "discounts");
    struct discount_in_params many[21];
    memset(many, 0, sizeof(many));
    EXPECT_FAILURE(task,
                   discount_replace(task, &owner, many, 21, "discounts", NULL, 0, &ids, &count),
                   ERR_DISCOUNT_TOO_MANY, "discounts");
    domain_end(&domain);
}

TEST(a_customer_has_one_discount_at_a_time)
{
    struct domain domain;
    struct discount *first, *second, *found;
    struct task *task = domain_begin(&domain, kinds);
    coupon_of(task, "id=a&percent_off=10&duration=forever");
    coupon_of(task, "id=b&percent_off=20&duration=forever");
    struct discount_in_params wish_a = {.has_coupon = GIVEN_VALUE, .coupon = TEXT("a")};
    struct discount_in_params wish_b = {.has_coupon = GIVEN_VALUE, .coupon = TEXT("b")};
    EXPECT_OK(discount_put_on_customer(task, (struct id){9}, &wish_a, &first));
    EXPECT_OK(discount_of_customer(task, (struct id){9}, &found));
    EXPECT(found == first);
    EXPECT_OK(discount_put_on_customer(task, (struct id){9}, &wish_b, &second));
    EXPECT_OK(discount_of_customer(task, (struct id){9}, &found));
    EXPECT(found == second);
    EXPECT_OK(discount_end(task, second->id));
    EXPECT_OK(discount_of_customer(task, (struct id){9}, &found));
    EXPECT(found == NULL);
    domain_end(&domain);
}
