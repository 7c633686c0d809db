/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/script.h"

static const int64_t PERCENT_WHOLE = 100;

/** The coupon takes something off this line: it is positive, and of a product it is good for. */
static bool
coupon_reaches(struct task *task, const struct coupon *coupon, const struct rating_line *line)
{
    if (line->left <= 0 || !line->is_discountable) {
        return false;
    }
    if (coupon->applies_to == NULL || coupon->applies_to->products_count == 0) {
        return true;
    }
    if (line->product == NULL) {
        return false;
    }
    struct text product = product_public_id(task, line->product);
    for (size_t i = 0; i < coupon->applies_to->products_count; i++) {
        if (text_equal(coupon->applies_to->products[i], product)) {
            return true;
        }
    }
    return false;
}

/** What an amount coupon takes off in this currency; 0 when it has no amount in it. */
static int64_t
coupon_amount(const struct coupon *coupon, struct currency currency)
{
    if (currency_equal(coupon->currency, currency)) {
        return coupon->amount_off;
    }
    for (size_t i = 0; i < coupon->currency_options_count; i++) {
        if (currency_equal(coupon->currency_options[i].currency, currency)) {
            return coupon->currency_options[i].amount_off;
        }
    }
    return 0;
}

err_t
rating_coupon_take(const struct coupon *coupon, struct currency currency, int64_t base,
                   int64_t *out)
{
    int64_t amount = 0;
    if (coupon->has_percent_off == GIVEN_VALUE) {
        /* A percentage has at most 4 places, so the product is exact and rounds once. */
        struct decimal share;
        TRY(decimal_scale(coupon->percent_off, base, PERCENT_WHOLE, ROUND_HALF_UP, &share));
        TRY(decimal_to_int(share, ROUND_HALF_UP, &amount));
    } else if (coupon->has_amount_off == GIVEN_VALUE) {
        amount = coupon_amount(coupon, currency);
    }
    *out = amount < base ? amount : base;
    return OK;
}

static err_t
note_taking(struct task *task, struct rating_taking **items, size_t *count, struct id discount,
            int64_t amount, struct text reason)
{
    for (size_t i = 0; i < *count; i++) {
        if ((*items)[i].discount.key == discount.key) {
            (*items)[i].amount += amount;
            return OK;
        }
    }
    struct rating_taking *grown =
        arena_grow(task->arena, *items, *count * sizeof(**items), (*count + 1) * sizeof(**items));
    if (grown == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many discounts");
    }
    grown[(*count)++] = (struct rating_taking){discount, amount, reason};
    *items = grown;
    return OK;
}

/**
 * The rest of the truncated shares may be more than the last line has left
 * (lines 3, 3, 3, 1 and 9 off): what is too much goes to the lines before it.
 */
static void
give_back_excess(struct money *parts, struct rating_line *const *lines, size_t count)
{
    int64_t excess = 0;
    for (size_t i = count; i-- > 0;) {
        parts[i].minor += excess;
        excess = parts[i].minor > lines[i]->left ? parts[i].minor - lines[i]->left : 0;
        parts[i].minor -= excess;
    }
    assert(excess == 0);
}

/** Put the answer's amount on the lines by what is left of them, or as the script allocated it. */
static err_t
spread(struct task *task, struct rating_bill *bill, struct rating_line **lines, size_t count,
       const struct rating_discount *discount, const struct rating_answer *answer)
{
    struct money *parts = arena_alloc(task->arena, count, sizeof(*parts));
    int64_t *weights = arena_alloc(task->arena, count, sizeof(*weights));
    if (parts == NULL || weights == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many lines");
    }
    if (answer->shares != NULL) {
        for (size_t i = 0; i < count; i++) {
            parts[i] = money_of(answer->shares[i], bill->currency);
        }
    } else {
        for (size_t i = 0; i < count; i++) {
            weights[i] = lines[i]->left;
        }
        TRY(money_split(money_of(answer->amount, bill->currency), weights, count,
                        SPLIT_REST_TO_LAST, parts));
    }
    give_back_excess(parts, lines, count);
    for (size_t i = 0; i < count; i++) {
        struct text reason = answer->reasons != NULL && answer->reasons[i].bytes != NULL
                                 ? answer->reasons[i]
                                 : answer->reason;
        assert(parts[i].minor >= 0 && parts[i].minor <= lines[i]->left);
        TRY(note_taking(task, &lines[i]->takings, &lines[i]->taking_count, discount->id,
                        parts[i].minor, reason));
        lines[i]->left -= parts[i].minor;
    }
    return note_taking(task, &bill->totals, &bill->total_count, discount->id, answer->amount,
                       answer->reason);
}

/** RATING-2: each discount works on what the ones before it left. */
static err_t
apply(struct task *task, struct rating_bill *bill, struct rating_line **lines, size_t count,
      const struct rating_discount *discount, int64_t *taken)
{
    *taken = 0;
    size_t reached = 0;
    int64_t base = 0;
    for (size_t i = 0; i < count; i++) {
        if (coupon_reaches(task, discount->coupon, lines[i])) {
            lines[reached++] = lines[i];
            if (__builtin_add_overflow(base, lines[i]->left, &base)) {
                return fail(task, ERR_MONEY_OVERFLOW, NULL, "the lines add up to too much");
            }
        }
    }
    if (reached == 0) {
        return OK;
    }
    struct rating_answer answer = {0};
    if (discount->coupon->script == NULL) {
        TRY(rating_coupon_take(discount->coupon, bill->currency, base, &answer.amount));
    } else if (!bill->skip_scripts) {
        TRY(rating_ask_script(task, bill, discount, lines, reached, base, &answer));
    }
    assert(answer.amount >= 0 && answer.amount <= base);
    *taken = answer.amount;
    return spread(task, bill, lines, reached, discount, &answer);
}

err_t
rating_discount(struct task *task, struct rating_bill *bill)
{
    struct rating_line **lines = arena_alloc(task->arena, bill->line_count + 1, sizeof(*lines));
    if (lines == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many lines");
    }
    for (size_t i = 0; i < bill->line_count; i++) {
        struct rating_line *line = &bill->lines[i];
        line->left = line->amount;
        for (size_t d = 0; d < line->discount_count; d++) {
            int64_t taken;
            lines[0] = line;
            TRY(apply(task, bill, lines, 1, &line->discounts[d], &taken));
            bill->line_discount += taken;
        }
    }
    for (size_t d = 0; d < bill->discount_count; d++) {
        int64_t taken;
        for (size_t i = 0; i < bill->line_count; i++) {
            lines[i] = &bill->lines[i];
        }
        TRY(apply(task, bill, lines, bill->line_count, &bill->discounts[d], &taken));
    }
    return OK;
}
