/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/describe.h"

#define TIMES "\xc3\x97" /* the sign of multiplication */

enum { AMOUNT_TEXT_MAX = 2 * DECIMAL_TEXT_MAX };

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/** Signs that people know; other currencies show their code. */
static struct text
currency_sign(struct task *task, struct currency currency)
{
    static const char *const signs[][2] = {
        {"usd", "$"},        {"eur", "\xe2\x82\xac"}, {"gbp", "\xc2\xa3"},
        {"jpy", "\xc2\xa5"}, {"cad", "CA$"},          {"aud", "A$"},
        {"nzd", "NZ$"},      {"inr", "\xe2\x82\xb9"}, {"krw", "\xe2\x82\xa9"},
        {"brl", "R$"},       {"mxn", "MX$"},          {"hkd", "HK$"},
    };
    const char *code = currency_code(currency);
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (strcmp(signs[i][0], code) == 0) {
            return text_of(signs[i][1]);
        }
    }
    char upper[4] = "";
    for (size_t i = 0; i < 3 && code[i] != 0; i++) {
        upper[i] = (char)(code[i] - 'a' + 'A');
    }
    return text_format(task->arena, "%s ", upper);
}

/** A unit amount in the currency's main unit: "$1,000.00", "$0.0005". */
static struct text
unit_text(struct task *task, struct decimal minor, struct currency currency)
{
    static const int64_t scales[] = {1, 10, 100, 1000};
    int exponent = currency_exponent(currency);
    struct decimal major;
    if (decimal_scale(minor, 1, scales[exponent], ROUND_HALF_UP, &major) != OK) {
        major = minor;
    }
    char digits[DECIMAL_TEXT_MAX];
    size_t length = decimal_render(major, digits);
    size_t point = text_find((struct text){digits, length}, '.', 0);

    struct text_builder out;
    text_builder_init(&out, task->arena, AMOUNT_TEXT_MAX);
    text_builder_add(&out, currency_sign(task, currency));
    for (size_t i = 0; i < point; i++) {
        text_builder_add_char(&out, digits[i]);
        size_t behind = point - i - 1;
        if (behind > 0 && behind % 3 == 0 && digits[i] != '-') {
            text_builder_add_char(&out, ',');
        }
    }
    size_t places = length > point ? length - point - 1 : 0;
    if (places > 0 || exponent > 0) {
        text_builder_add_char(&out, '.');
    }
    for (size_t i = 0; i < places; i++) {
        text_builder_add_char(&out, digits[point + 1 + i]);
    }
    for (size_t i = places; i < (size_t)exponent; i++) {
        text_builder_add_char(&out, '0');
    }
    return text_builder_text(&out);
}

/** The tier that holds the last unit. */
static size_t
last_tier(const struct price_currency_option *amounts, int64_t quantity)
{
    size_t tier = 0;
    while (tier + 1 < amounts->tiers_count && quantity > amounts->tiers[tier].up_to) {
        tier++;
    }
    return tier;
}

/** "Tier 2 at $4.00"; "Tiers 1 to 3" when a graduated price entered several. */
static struct text
tiers_text(struct task *task, const struct price *price,
           const struct price_currency_option *amounts, int64_t quantity)
{
    size_t last = last_tier(amounts, quantity);
    const struct price_tier *tier = &amounts->tiers[last];
    if (price->tiers_mode == TIERS_MODE_GRADUATED && last > 0) {
        return text_format(task->arena, "Tiers 1 to %zu", last + 1);
    }
    struct text amount =
        unit_text(task,
                  tier->has_unit_amount_decimal == GIVEN_VALUE ? tier->unit_amount_decimal
                                                               : tier->flat_amount_decimal,
                  amounts->currency);
    return text_format(task->arena, "Tier %zu at %.*s", last + 1, TEXT_ARG(amount));
}

struct text
describe_item(struct task *task, const struct price *price, const struct product *product,
              struct currency currency, int64_t quantity)
{
    if (price->recurring == NULL) {
        return text_copy(task->arena, product->name);
    }
    struct price_currency_option amounts = price_amounts(price, currency);
    struct text unit;
    if (price->billing_scheme == BILLING_SCHEME_TIERED) {
        unit = tiers_text(task, price, &amounts, quantity);
    } else {
        struct text amount = unit_text(task, amounts.unit_amount_decimal, currency);
        unit = text_format(task->arena, "at %.*s", TEXT_ARG(amount));
    }
    struct text packages = price->transform_quantity == NULL
                               ? TEXT("")
                               : text_format(task->arena, " per %lld",
                                             (long long)price->transform_quantity->divide_by);
    const char *interval = interval_name(price->recurring->interval);
    if (price->recurring->interval_count == 1) {
        return text_format(task->arena, "%lld " TIMES " %.*s (%.*s%.*s / %s)", (long long)quantity,
                           TEXT_ARG(product->name), TEXT_ARG(unit), TEXT_ARG(packages), interval);
    }
    return text_format(task->arena, "%lld " TIMES " %.*s (%.*s%.*s / every %lld %ss)",
                       (long long)quantity, TEXT_ARG(product->name), TEXT_ARG(unit),
                       TEXT_ARG(packages), (long long)price->recurring->interval_count, interval);
}

struct text
describe_proration(struct task *task, const struct product *product, int64_t quantity,
                   bool is_credit, instant_t at)
{
    const char *what = is_credit ? "Unused time on" : "Remaining time on";
    struct date date = instant_to_date(at);
    struct text count =
        quantity == 1 ? TEXT("") : text_format(task->arena, "%lld " TIMES " ", (long long)quantity);
    return text_format(task->arena, "%s %.*s%.*s after %02d %s %d", what, TEXT_ARG(count),
                       TEXT_ARG(product->name), date.day, months[date.month - 1], date.year);
}

struct text
describe_trial(struct task *task, const struct product *product, int64_t quantity, bool is_classic)
{
    return is_classic ? text_format(task->arena, "Trial period for %.*s", TEXT_ARG(product->name))
                      : text_format(task->arena, "Free trial for %lld " TIMES " %.*s",
                                    (long long)quantity, TEXT_ARG(product->name));
}
