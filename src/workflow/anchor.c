/* SPDX-License-Identifier: Apache-2.0 */
/** anchor.c: from where boundaries are counted as a subscription begins (billing.md 9.3). */
#include "workflow/step.h"

enum { MONTHS_A_YEAR = 12 };

/** The shortest interval of the items in months; 0 for days and weeks. */
static err_t
shortest_months(struct task *task, const struct subscription *subscription, int64_t *out)
{
    *out = INT64_MAX;
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        int64_t months = price->recurring->interval == INTERVAL_MONTH  ? 1
                         : price->recurring->interval == INTERVAL_YEAR ? MONTHS_A_YEAR
                                                                       : 0;
        months *= price->recurring->interval_count;
        *out = months < *out ? months : *out;
    }
    return OK;
}

/** The configured day and clock time in a month, clamped to its length. */
static instant_t
in_month(const struct anchor_config *config, struct date date, int64_t months)
{
    int64_t month = (int64_t)date.year * MONTHS_A_YEAR + date.month - 1 + months;
    date.year = (int)(month / MONTHS_A_YEAR);
    date.month = (int)(month % MONTHS_A_YEAR) + 1;
    int length = days_in_month(date.year, date.month);
    date.day = config->day_of_month > length ? length : (int)config->day_of_month;
    date.hour = (int)config->hour;
    date.minute = (int)config->minute;
    date.second = (int)config->second;
    return instant_from_date(date);
}

/**
 * The next such day is the first boundary. When its month is too short for the
 * day, the anchor is a later boundary that has it, so that all are counted from
 * the full day.
 */
static instant_t
find_anchor(const struct anchor_config *config, instant_t now, int64_t step)
{
    struct date today = instant_to_date(now);
    int64_t months = config->has_month == GIVEN_VALUE ? config->month - today.month : 0;
    int64_t gap = config->has_month == GIVEN_VALUE ? MONTHS_A_YEAR : 1;
    while (in_month(config, today, months) <= now) {
        months += gap;
    }
    instant_t anchor = in_month(config, today, months);
    for (int tries = 0; tries < 2 * MONTHS_A_YEAR; tries++) {
        if (instant_to_date(anchor).day == config->day_of_month) {
            return anchor;
        }
        months += step;
        anchor = in_month(config, today, months);
    }
    return in_month(config, today, months - 2 * MONTHS_A_YEAR * step); /* no month is long enough */
}

err_t
anchor_configure(struct task *task, const struct anchor_config_in_params *wish,
                 struct subscription *subscription)
{
    int64_t step;
    TRY(shortest_months(task, subscription, &step));
    if (step == 0) {
        return fail(task, ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor_config",
                    "billing_cycle_anchor_config is for prices of months and years.");
    }
    if (wish->has_month != GIVEN_NO && step == 1) {
        return fail(task, ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor_config[month]",
                    "billing_cycle_anchor_config[month] is for prices of several months or of "
                    "years.");
    }
    struct date now = instant_to_date(task->now);
    struct anchor_config *config = arena_new(task->arena, struct anchor_config);
    if (config == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    *config = (struct anchor_config){
        .day_of_month = wish->day_of_month,
        .has_hour = GIVEN_VALUE,
        .hour = wish->has_hour != GIVEN_NO ? wish->hour : now.hour,
        .has_minute = GIVEN_VALUE,
        .minute = wish->has_minute != GIVEN_NO ? wish->minute : now.minute,
        .has_second = GIVEN_VALUE,
        .second = wish->has_second != GIVEN_NO ? wish->second : now.second,
        .has_month = wish->has_month != GIVEN_NO ? GIVEN_VALUE : GIVEN_NO,
        .month = wish->month,
    };
    subscription->billing_cycle_anchor_config = config;
    subscription->billing_cycle_anchor = find_anchor(config, task->now, step);
    return OK;
}

err_t
anchor_place_items(struct task *task, struct subscription *subscription, instant_t from)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        subscription_set_period(subscription, &subscription->items[i], price, from, from);
    }
    return OK;
}
