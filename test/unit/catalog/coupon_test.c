/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog.h"
#include "domain.h"
#include "test.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, &product_records,
                                                  &price_records, &coupon_records, NULL};

static struct coupon *
coupon_of(struct task *task, const char *form)
{
    struct coupon *coupon = NULL;
    EXPECT_OK(coupon_create(task, PARAMS(task, coupon_create, form), &coupon));
    return coupon;
}

TEST(a_coupon_without_a_chosen_id_gets_eight_characters)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    const struct coupon *coupon = coupon_of(task, "percent_off=25.5&name=Fall");
    struct text id = text_copy(&domain.arena, coupon->public_id);
    EXPECT_INT(id.length, 8);
    EXPECT_INT(coupon->duration, COUPON_DURATION_ONCE);
    const struct coupon *other = coupon_of(task, "percent_off=1");
    EXPECT(!text_equal(id, other->public_id));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "coupon.created coupon.created");
    struct coupon *found;
    REQUIRE(coupon_find(task, id, "coupon", &found) == OK);
    EXPECT_INT(found->times_redeemed, 0);
    EXPECT_OK(coupon_derive(task, found));
    EXPECT_INT(found->valid, true);
    char percent[DECIMAL_TEXT_MAX];
    (void)decimal_render(found->percent_off, percent);
    EXPECT_STRING(percent, "25.5");
    domain_end(&domain);
}

TEST(terms_of_coupons_are_checked)
{
    static const struct {
        const char *form;
        err_t code;
        const char *param;
    } cases[] = {
        {"duration=once", ERR_PARAMETER_MISSING, "percent_off"},
        {"percent_off=10&amount_off=5&currency=usd", ERR_PARAMETERS_EXCLUSIVE, "percent_off"},
        {"percent_off=10&script[id]=ext_1", ERR_PARAMETERS_EXCLUSIVE, "percent_off"},
        {"amount_off=5", ERR_PARAMETER_MISSING, "currency"},
        {"percent_off=10&currency=usd", ERR_COUPON_TERMS, "currency"},
        {"percent_off=0", ERR_COUPON_TERMS, "percent_off"},
        {"percent_off=100.0001", ERR_COUPON_TERMS, "percent_off"},
        {"percent_off=1.00001", ERR_COUPON_TERMS, "percent_off"},
        {"percent_off=10&duration=repeating", ERR_PARAMETER_MISSING, "duration_in_months"},
        {"percent_off=10&duration=forever&duration_in_months=3", ERR_COUPON_TERMS,
         "duration_in_months"},
        {"percent_off=10&duration_in_months=3", ERR_COUPON_TERMS, "duration_in_months"},
        {"percent_off=10&redeem_by=1767225600", ERR_COUPON_TERMS, "redeem_by"}, /* now */
        {"percent_off=10&redeem_by=1924992001", ERR_COUPON_TERMS, "redeem_by"}, /* > 5 years */
        {"percent_off=10&applies_to[products][0]=none", ERR_RESOURCE_MISSING,
         "applies_to[products][0]"},
    };
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct coupon *coupon;
        EXPECT_FAILURE(task,
                       coupon_create(task, PARAMS(task, coupon_create, cases[i].form), &coupon),
                       cases[i].code, cases[i].param);
    }
    (void)coupon_of(task, "percent_off=100&redeem_by=1924992000&id=edge");
    (void)coupon_of(task, "percent_off=0.0001");
    domain_end(&domain);
}

TEST(a_coupon_is_redeemed_until_it_is_used_up)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct coupon *coupon = coupon_of(task, "percent_off=10&max_redemptions=2&id=two");
    EXPECT_OK(coupon_redeem(task, coupon, "coupon"));
    EXPECT_OK(coupon_redeem(task, coupon, "coupon"));
    EXPECT_INT(coupon->times_redeemed, 2);
    EXPECT_INT(coupon_is_valid(coupon, task->now), false);
    EXPECT_FAILURE(task, coupon_redeem(task, coupon, "discounts[0][coupon]"), ERR_COUPON_EXPIRED,
                   "discounts[0][coupon]");
    EXPECT_INT(coupon->times_redeemed, 2);
    domain_end(&domain);
}

TEST(redeem_by_is_the_last_moment)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    const struct coupon *coupon = coupon_of(task, "percent_off=10&redeem_by=1767225700");
    EXPECT_INT(coupon_is_valid(coupon, 1767225700), true);
    EXPECT_INT(coupon_is_valid(coupon, 1767225701), false);
    domain_end(&domain);
}

TEST(a_deleted_coupon_is_gone_for_clients_but_not_for_its_discounts)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct coupon *used = coupon_of(task, "percent_off=10&id=used");
    struct coupon *fresh = coupon_of(task, "percent_off=10&id=fresh");
    struct id used_id = used->id, fresh_id = fresh->id;
    EXPECT_OK(coupon_redeem(task, used, NULL));
    EXPECT_OK(coupon_delete(task, used));
    EXPECT_OK(coupon_delete(task, fresh));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "coupon.created coupon.created coupon.deleted coupon.deleted");
    EXPECT_FAILURE(task, coupon_find(task, TEXT("used"), "coupon", &used), ERR_RESOURCE_MISSING,
                   "coupon");
    EXPECT_OK(coupon_load(task, used_id, NULL, &used));
    EXPECT_INT(coupon_is_valid(used, task->now), false);
    EXPECT_FAILURE(task, coupon_redeem(task, used, "coupon"), ERR_COUPON_EXPIRED, "coupon");
    EXPECT_FAILURE(task, coupon_load(task, fresh_id, NULL, &fresh), ERR_RESOURCE_MISSING, NULL);
    (void)coupon_of(task, "percent_off=20&id=fresh");
    struct coupon *again;
    EXPECT_FAILURE(
        task, coupon_create(task, PARAMS(task, coupon_create, "percent_off=1&id=used"), &again),
        ERR_RESOURCE_ALREADY_EXISTS, "id");
    domain_end(&domain);
}

TEST(currency_options_merge_by_currency)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct coupon *coupon =
        coupon_of(task, "amount_off=500&currency=usd&currency_options[eur][amount_off]=400&id=c");
    EXPECT_OK(coupon_update(task, coupon,
                            PARAMS(task, coupon_update,
                                   "currency_options[eur][amount_off]=450&"
                                   "currency_options[gbp][amount_off]=300&name=New")));
    task = domain_commit(&domain);
    REQUIRE(coupon_find(task, TEXT("c"), NULL, &coupon) == OK);
    EXPECT_TEXT(coupon->name, "New");
    REQUIRE(coupon->currency_options_count == 2);
    EXPECT_STRING(currency_code(coupon->currency_options[0].currency), "eur");
    EXPECT_INT(coupon->currency_options[0].amount_off, 450);
    EXPECT_INT(coupon->currency_options[1].amount_off, 300);
    EXPECT_INT(coupon->amount_off, 500);
    domain_end(&domain);
}

TEST(a_coupon_keeps_its_script_configuration_and_binding)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct coupon *coupon = coupon_of(task, "script[id]=ext_1&script[configuration][rate]=0.5&"
                                            "script[on_failure]=hold&duration=forever&id=s");
    EXPECT_OK(coupon_bind(task, coupon, (struct id){77}));
    task = domain_commit(&domain);
    REQUIRE(coupon_find(task, TEXT("s"), NULL, &coupon) == OK);
    REQUIRE(coupon->script != NULL);
    EXPECT_TEXT(coupon->script->id, "ext_1");
    EXPECT_TEXT(coupon->script->configuration, "{\"rate\":0.5}");
    EXPECT_INT(coupon->script->on_failure, SCRIPT_ON_FAILURE_HOLD);
    EXPECT_INT(coupon->script->binding.key, 77);
    EXPECT_INT(coupon->has_percent_off, GIVEN_NO);
    domain_end(&domain);
}

TEST(a_coupon_for_products_names_products_that_exist)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct product *product;
    REQUIRE(product_create(task, PARAMS(task, product_create, "name=P&id=p"), &product) == OK);
    struct coupon *coupon = coupon_of(task, "percent_off=10&applies_to[products][0]=p&id=c");
    task = domain_commit(&domain);
    REQUIRE(coupon_find(task, TEXT("c"), NULL, &coupon) == OK);
    REQUIRE(coupon->applies_to != NULL && coupon->applies_to->products_count == 1);
    EXPECT_TEXT(coupon->applies_to->products[0], "p");
    domain_end(&domain);
}
