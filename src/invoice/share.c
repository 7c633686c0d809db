/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/share.h"

err_t
share_amount(const struct line_share *share, int64_t *out)
{
    int64_t part = share->until > share->at ? share->until - share->at : 0;
    int64_t period = share->end - share->start;
    if (share->has_factor == GIVEN_VALUE) {
        TRY(rating_times(share->whole, share->factor, out));
        *out = share->is_credit && *out > 0 ? -*out : *out;
        return OK;
    }
    if (period <= 0) {
        *out = 0;
        return OK;
    }
    int128_t exact = (int128_t)share->whole * part;
    int128_t rest = exact % period;
    int64_t amount = (int64_t)(exact / period);
    amount += rest * 2 >= period ? 1 : rest * -2 >= period ? -1 : 0;
    *out = share->is_credit ? -amount : amount;
    return OK;
}

/** Keep the share when it comes to the amount that was charged. */
static err_t
keep(struct task *task, const struct line_share *share, int64_t charged, struct line_share **out)
{
    int64_t amount;
    TRY(share_amount(share, &amount));
    *out = NULL;
    if (amount != charged) {
        return OK;
    }
    *out = arena_copy(task->arena, share, sizeof(*share));
    return *out != NULL ? OK : fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

err_t
share_of_period(struct task *task, const struct subscription *subscription,
                const struct subscription_item *item, const struct price *price,
                struct invoice_line *line)
{
    struct money whole;
    struct line_share share = {.at = item->current_period_start, .until = item->current_period_end};
    TRY(price_amount(task, price, subscription->currency, item->quantity, &whole));
    instant_period(subscription->billing_cycle_anchor, price->recurring->interval,
                   (int)price->recurring->interval_count, share.at, &share.start, &share.end);
    if (whole.minor == line->amount) {
        return OK;
    }
    share.whole = whole.minor;
    return keep(task, &share, line->amount, &line->share);
}

err_t
share_of_part(struct task *task, const struct proration_part *part, instant_t at,
              struct line_share **out)
{
    struct line_share share = {
        .at = at > part->whole_start ? at : part->whole_start,
        .end = part->whole_end,
        .start = part->whole_start,
        .until = part->whole_end,
        .whole = part->whole,
        .is_credit = part->is_credit,
        .has_factor = part->has_factor ? GIVEN_VALUE : GIVEN_NO,
        .factor = part->factor,
    };
    return keep(task, &share, part->amount, out);
}
