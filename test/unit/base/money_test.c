/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/money.h"

static struct currency
currency_named(const char *code)
{
    struct currency currency = {0};
    EXPECT(currency_parse(text_of(code), &currency));
    return currency;
}

TEST(currencies_are_known_by_code_in_any_case)
{
    EXPECT_STRING(currency_code(currency_named("eur")), "eur");
    EXPECT_STRING(currency_code(currency_named("UsD")), "usd");
    EXPECT_STRING(currency_code((struct currency){0}), "");
    static const char *const bad[] = {"", "eu", "euro", "xxx", "e1r", "@@@", "[{}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct currency currency = {77};
        EXPECT(!currency_parse(text_of(bad[i]), &currency));
        EXPECT_INT(currency.index, 77);
    }
    struct currency currency;
    EXPECT(!currency_parse(NO_TEXT, &currency));
}

TEST(every_code_of_the_table_parses_to_its_own_row)
{
    int found = 0;
    for (char a = 'a'; a <= 'z'; a++) {
        for (char b = 'a'; b <= 'z'; b++) {
            for (char c = 'a'; c <= 'z'; c++) {
                char code[4] = {a, b, c, 0};
                struct currency currency;
                if (currency_parse(text_of(code), &currency)) {
                    found++;
                    EXPECT_STRING(currency_code(currency), code);
                }
            }
        }
    }
    EXPECT(found >= 150);
}

/** billing.md 6.3 */
TEST(exponents_and_limits_are_those_of_the_api)
{
    static const char *const zero[] = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga",
        "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"};
    static const char *const three[] = {"bhd", "jod", "kwd", "omr", "tnd"};
    static const struct {
        const char *code;
        int64_t charge_min;
    } limits[] = {{"usd", 50}, {"eur", 50}, {"aud", 50}, {"cad", 50}, {"chf", 50}, {"brl", 50},
        {"nzd", 50}, {"sgd", 50}, {"inr", 50}, {"gbp", 30}, {"jpy", 50}, {"dkk", 250},
        {"nok", 300}, {"sek", 300}, {"pln", 200}, {"mxn", 1000}, {"hkd", 400}, {"huf", 17500},
        {"czk", 1500}, {"aed", 200}, {"bgn", 100}, {"ron", 200}, {"myr", 200}, {"thb", 1000}};
    for (size_t i = 0; i < COUNT_OF(zero); i++) {
        EXPECT_INT(currency_exponent(currency_named(zero[i])), 0);
    }
    for (size_t i = 0; i < COUNT_OF(three); i++) {
        EXPECT_INT(currency_exponent(currency_named(three[i])), 3);
        EXPECT_INT(currency_charge_step(currency_named(three[i])), 10);
    }
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        EXPECT_INT(currency_charge_min(currency_named(limits[i].code)), limits[i].charge_min);
    }
    /* where the API leaves ISO 4217 */
    static const char *const two[] = {"isk", "huf", "twd", "eur", "iqd", "lyd"};
    for (size_t i = 0; i < COUNT_OF(two); i++) {
        EXPECT_INT(currency_exponent(currency_named(two[i])), 2);
    }
    EXPECT_INT(currency_charge_max(currency_named("eur")), 99999999);
    EXPECT(currency_equal(currency_named("eur"), currency_named("EUR")));
    EXPECT(!currency_equal(currency_named("eur"), currency_named("usd")));
}

TEST(amounts_that_leave_64_bits_are_errors)
{
    struct currency eur = currency_named("eur");
    struct money most = money_of(INT64_MAX, eur), least = money_of(INT64_MIN, eur);
    struct money one = money_of(1, eur), out = money_of(77, eur);
    EXPECT_ERR(money_add(most, one, &out), ERR_MONEY_OVERFLOW);
    EXPECT_ERR(money_sub(least, one, &out), ERR_MONEY_OVERFLOW);
    EXPECT_ERR(money_negate(least, &out), ERR_MONEY_OVERFLOW);
    EXPECT_INT(out.minor, 77);
    EXPECT_OK(money_negate(most, &out));
    EXPECT_INT(out.minor, -INT64_MAX);
    EXPECT_OK(money_add(most, least, &out));
    EXPECT_INT(out.minor, -1);
    EXPECT_OK(money_sub(one, most, &out));
    EXPECT_INT(out.minor, 1 - INT64_MAX);
    EXPECT_INT(money_compare(least, most), -1);
    EXPECT_INT(money_compare(one, one), 0);
}

TEST(mixing_currencies_is_a_bug_and_stops_the_process)
{
    struct money eur = money_of(1, currency_named("eur")), usd = money_of(1, currency_named("usd"));
    struct money out;
    EXPECT_ASSERT((void)!money_add(eur, usd, &out));
    EXPECT_ASSERT((void)!money_sub(eur, usd, &out));
    EXPECT_ASSERT((void)money_compare(eur, usd));
    EXPECT_ASSERT((void)money_of(1, (struct currency){0}));
}

TEST(a_unit_price_times_a_quantity_is_rounded_once)
{
    struct currency eur = currency_named("eur");
    struct decimal unit;
    struct money out;
    EXPECT_OK(decimal_parse(TEXT("0.005"), &unit));
    EXPECT_OK(money_multiply(unit, 1, eur, ROUND_HALF_UP, &out));
    EXPECT_INT(out.minor, 0);
    EXPECT_OK(money_multiply(unit, 100, eur, ROUND_HALF_UP, &out));
    EXPECT_INT(out.minor, 1); /* 0.5, not a hundred times 0 */
    EXPECT_OK(money_multiply(unit, -100, eur, ROUND_HALF_UP, &out));
    EXPECT_INT(out.minor, -1);
    EXPECT_OK(money_multiply(unit, 100, eur, ROUND_HALF_EVEN, &out));
    EXPECT_INT(out.minor, 0);
    EXPECT_OK(decimal_parse(TEXT("99999999999999999999999999"), &unit));
    EXPECT_ERR(money_multiply(unit, 2, eur, ROUND_HALF_UP, &out), ERR_MONEY_OVERFLOW);
    EXPECT_ERR(money_multiply(unit, INT64_MAX, eur, ROUND_HALF_UP, &out), ERR_MONEY_OVERFLOW);
}

/** billing.md 7: 500 over 1000 and 2000 gives 166 and 334. */
TEST(the_two_rules_treat_the_rest_differently)
{
    struct currency eur = currency_named("eur");
    struct money parts[3];
    EXPECT_OK(money_split(money_of(500, eur), (int64_t[]){1000, 2000}, 2, SPLIT_REST_TO_LAST,
                          parts));
    EXPECT_INT(parts[0].minor, 166);
    EXPECT_INT(parts[1].minor, 334);
    EXPECT_OK(money_split(money_of(500, eur), (int64_t[]){2000, 1000, 0}, 3, SPLIT_REST_TO_LAST,
                          parts));
    EXPECT_INT(parts[0].minor, 333);
    EXPECT_INT(parts[1].minor, 167); /* the last part with weight */
    EXPECT_INT(parts[2].minor, 0);
    EXPECT_OK(money_split(money_of(500, eur), (int64_t[]){2000, 1000, 0}, 3,
                          SPLIT_LARGEST_REMAINDER, parts));
    EXPECT_INT(parts[0].minor, 333);
    EXPECT_INT(parts[1].minor, 167);
    EXPECT_OK(money_split(money_of(-100, eur), (int64_t[]){1, 1, 1}, 3, SPLIT_LARGEST_REMAINDER,
                          parts));
    EXPECT_INT(parts[0].minor, -34); /* the earlier part on ties */
    EXPECT_INT(parts[1].minor, -33);
    EXPECT_INT(parts[2].minor, -33);
    parts[0].minor = 77;
    EXPECT_ERR(money_split(money_of(1, eur), (int64_t[]){0, 0}, 2, SPLIT_REST_TO_LAST, parts),
               ERR_DECIMAL_DIVISION);
    EXPECT_INT(parts[0].minor, 77);
    EXPECT_ASSERT((void)!money_split(money_of(1, eur), ((int64_t[]){1, -1}), 2, SPLIT_REST_TO_LAST,
                                     parts));
}
