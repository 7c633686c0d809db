/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/catalog.h"
#include "domain.h"
#include "test.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS,
                                                  &product_records,
                                                  &price_records,
                                                  &coupon_records,
                                                  &promotion_code_records,
                                                  &tax_rate_records,
                                                  NULL};

/** A domain with the coupons "c" and "short", which lasts a day and for two redemptions. */
static struct task *
begin(struct domain *domain)
{
    struct task *task = domain_begin(domain, kinds);
    struct coupon *coupon;
    struct text form =
        text_format(task->arena, "id=short&percent_off=5&redeem_by=%lld&max_redemptions=2",
                    (long long)(DOMAIN_START + 86400));
    EXPECT_OK(coupon_create(task, PARAMS(task, coupon_create, "id=c&percent_off=10"), &coupon));
    EXPECT_OK(coupon_create(task, PARAMS(task, coupon_create, form.bytes), &coupon));
    task = domain_commit(domain);
    (void)domain_events(domain);
    return task;
}

static struct promotion_code *
code_of(struct task *task, const char *form)
{
    struct promotion_code *code = NULL;
    EXPECT_OK(promotion_code_create(task, PARAMS(task, promotion_code_create, form), &code));
    return code;
}

static bool
is_active(struct task *task, const struct promotion_code *code)
{
    bool active = false;
    EXPECT_OK(promotion_code_is_active(task, code, &active));
    return active;
}

TEST(a_code_ends_with_its_coupon_and_is_told_of)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct id id = code_of(task, "promotion[type]=coupon&promotion[coupon]=short&code=Now-1")->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "promotion_code.created");

    struct promotion_code *code;
    struct text text =
        id_text(task->arena, &task->account->secret, promotion_code_kind.prefix, id.key);
    REQUIRE(promotion_code_find(task, text, "x", &code) == OK);
    EXPECT_TEXT(code->code, "Now-1");
    EXPECT_TEXT(code->folded_code, "now-1");
    EXPECT_INT(code->expires_at, DOMAIN_START + 86400);
    EXPECT(is_active(task, code));
    task->now += 86401;
    EXPECT(!is_active(task, code));
    EXPECT_FAILURE(
        task, promotion_code_update(task, code, PARAMS(task, promotion_code_update, "active=true")),
        ERR_PROMOTION_CODE_INACTIVE, "active");
    domain_end(&domain);
}

TEST(a_word_is_free_again_when_its_code_is_switched_off)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct promotion_code *first = code_of(task, "coupon=c&code=SPRING"), *other;
    EXPECT_FAILURE(task,
                   promotion_code_create(
                       task, PARAMS(task, promotion_code_create, "coupon=c&code=spring"), &other),
                   ERR_PROMOTION_CODE_TAKEN, "code");
    EXPECT_OK(
        promotion_code_update(task, first, PARAMS(task, promotion_code_update, "active=false")));
    (void)code_of(task, "coupon=c&code=spring");
    EXPECT_FAILURE(
        task,
        promotion_code_update(task, first, PARAMS(task, promotion_code_update, "active=true")),
        ERR_PROMOTION_CODE_TAKEN, "code");
    EXPECT_INT(code_of(task, "coupon=c")->code.length, 8);
    domain_end(&domain);
}

TEST(restrictions_are_looked_at_when_a_code_is_redeemed)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct promotion_code *code =
        code_of(task, "coupon=c&max_redemptions=1&restrictions[first_time_transaction]=true&"
                      "restrictions[minimum_amount]=500&restrictions[minimum_amount_currency]=usd&"
                      "restrictions[currency_options][eur][minimum_amount]=450");
    struct currency usd, eur, jpy;
    REQUIRE(currency_parse(TEXT("usd"), &usd) && currency_parse(TEXT("eur"), &eur) &&
            currency_parse(TEXT("jpy"), &jpy));
    const struct {
        struct redemption redemption;
        err_t code;
    } cases[] = {
        {{.customer = {7}, .has_amount = true, .amount = money_of(500, usd)},
         ERR_PROMOTION_CODE_RESTRICTED},
        {{.customer = {7}, .is_first = true}, ERR_PROMOTION_CODE_RESTRICTED},
        {{.customer = {7}, .is_first = true, .has_amount = true, .amount = money_of(499, usd)},
         ERR_PROMOTION_CODE_RESTRICTED},
        {{.customer = {7}, .is_first = true, .has_amount = true, .amount = money_of(900, jpy)},
         ERR_PROMOTION_CODE_RESTRICTED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_FAILURE(task, promotion_code_redeem(task, code, &cases[i].redemption, "discounts"),
                       cases[i].code, "discounts");
    }
    struct redemption good = {
        .customer = {7}, .is_first = true, .has_amount = true, .amount = money_of(450, eur)};
    EXPECT_OK(promotion_code_redeem(task, code, &good, "discounts"));
    EXPECT_INT(code->times_redeemed, 1);
    EXPECT_FAILURE(task, promotion_code_redeem(task, code, &good, "discounts"),
                   ERR_PROMOTION_CODE_INACTIVE, "discounts");
    domain_end(&domain);
}

TEST(terms_that_contradict_are_refused_by_name)
{
    static const struct {
        const char *form;
        err_t code;
        const char *param;
    } cases[] = {
        {"code=x", ERR_PARAMETER_MISSING, "promotion[coupon]"},
        {"coupon=c&promotion[type]=coupon&promotion[coupon]=c", ERR_PARAMETERS_EXCLUSIVE,
         "promotion[coupon]"},
        {"coupon=c&code=no+blank", ERR_PROMOTION_CODE_TERMS, "code"},
        {"coupon=c&expires_at=1", ERR_PROMOTION_CODE_TERMS, "expires_at"},
        {"coupon=short&expires_at=1867225600", ERR_PROMOTION_CODE_TERMS, "expires_at"},
        {"coupon=short&max_redemptions=3", ERR_PROMOTION_CODE_TERMS, "max_redemptions"},
        {"coupon=c&restrictions[minimum_amount]=3", ERR_PARAMETER_MISSING,
         "restrictions[minimum_amount_currency]"},
        {"coupon=c&restrictions[currency_options][eur][minimum_amount]=3", ERR_PROMOTION_CODE_TERMS,
         "restrictions[currency_options]"},
    };
    struct domain domain;
    struct task *task = begin(&domain);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct promotion_code *code;
        EXPECT_FAILURE(
            task,
            promotion_code_create(task, PARAMS(task, promotion_code_create, cases[i].form), &code),
            cases[i].code, cases[i].param);
    }
    domain_end(&domain);
}

TEST(an_archived_tax_rate_is_not_taken_and_none_is_taken_twice)
{
    struct domain domain;
    struct task *task = begin(&domain);
    struct tax_rate *rate, *other;
    struct id *list;
    size_t count;
    EXPECT_OK(tax_rate_create(
        task, PARAMS(task, tax_rate_create, "display_name=A&percentage=19&inclusive=true"), &rate));
    EXPECT_OK(tax_rate_create(
        task, PARAMS(task, tax_rate_create, "display_name=B&percentage=7.25&inclusive=false"),
        &other));
    struct id ids[] = {rate->id, other->id}, twice[] = {rate->id, rate->id};
    EXPECT_OK(tax_rate_list_take(task, ids, 2, "tax_rates", &list, &count));
    EXPECT_INT(count, 2);
    EXPECT_INT(list[1].key, other->id.key);
    EXPECT_FAILURE(task, tax_rate_list_take(task, twice, 2, "tax_rates", &list, &count),
                   ERR_TAX_RATE_DUPLICATE, "tax_rates");
    EXPECT_OK(tax_rate_update(task, other, PARAMS(task, tax_rate_update, "active=false")));
    EXPECT_FAILURE(task, tax_rate_list_take(task, ids, 2, "tax_rates", &list, &count),
                   ERR_TAX_RATE_INACTIVE, "tax_rates");
    EXPECT_FAILURE(task,
                   tax_rate_create(
                       task,
                       PARAMS(task, tax_rate_create, "display_name=C&percentage=-1&inclusive=true"),
                       &rate),
                   ERR_TAX_RATE_TERMS, "percentage");
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "tax_rate.created tax_rate.created tax_rate.updated");
    domain_end(&domain);
}
