/* SPDX-License-Identifier: Apache-2.0 */
/** account.c: the settings of an account, their defaults and their changes. */
#include "account/account.h"

#include "base/change.h"

#define RETRY_DAYS_MAX 90

const struct record_kind account_settings_records = {.kind = &account_settings_kind,
                                                     .indexes = {{"by_account", false, {{0}}}}};

/** Eight retries within two weeks, then the subscription ends (billing.md 14.3). */
static const int64_t default_retry_days[] = {1, 2, 3, 4, 6, 8, 11, 14};

static err_t
settings_default(struct task *task, struct account_settings **out)
{
    struct account_settings *settings = arena_new(task->arena, struct account_settings);
    int64_t *days = arena_alloc(task->arena, COUNT_OF(default_retry_days), sizeof(*days));
    if (settings == NULL || days == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(default_retry_days); i++) {
        days[i] = default_retry_days[i];
    }
    settings->dunning.retry_days = days;
    settings->dunning.retry_days_count = COUNT_OF(default_retry_days);
    settings->dunning.subscription_end = DUNNING_END_CANCEL;
    settings->dunning.invoice_end = UNPAID_INVOICE_END_OPEN;
    settings->overdue.subscription_end = DUNNING_END_CANCEL;
    bool is_known = currency_parse(TEXT("usd"), &settings->default_currency);
    assert(is_known);
    *out = settings;
    return OK;
}

err_t
account_settings_load(struct task *task, struct account_settings **out)
{
    struct record_scan scan = {.kind = &account_settings_records, .index = -1, .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    if (count == 0) {
        return settings_default(task, out);
    }
    *out = found[0];
    return OK;
}

static err_t
retry_days_check(struct task *task, const int64_t *days, size_t count)
{
    int64_t before = 0;
    for (size_t i = 0; i < count; i++) {
        if (days[i] <= before || days[i] > RETRY_DAYS_MAX) {
            return fail(task, ERR_RETRY_DAYS_INVALID, "dunning[retry_days]",
                        "retry_days are days after the first failure: they rise, from 1 to %d.",
                        RETRY_DAYS_MAX);
        }
        before = days[i];
    }
    return OK;
}

static err_t
dunning_change(struct task *task, struct dunning_settings *dunning,
               const struct dunning_settings_data_params *data)
{
    if (data == NULL) {
        return OK;
    }
    if (data->has_invoice_end == GIVEN_VALUE) {
        dunning->invoice_end = data->invoice_end;
    }
    if (data->has_subscription_end == GIVEN_VALUE) {
        dunning->subscription_end = data->subscription_end;
    }
    if (data->has_retry_days != GIVEN_NO) {
        TRY(retry_days_check(task, data->retry_days, data->retry_days_count));
        dunning->retry_days = data->retry_days;
        dunning->retry_days_count = data->retry_days_count;
    }
    return OK;
}

static void
overdue_change(struct overdue_settings *overdue, const struct overdue_settings_data_params *data)
{
    if (data == NULL) {
        return;
    }
    if (data->has_after_days != GIVEN_NO) {
        overdue->has_after_days = data->has_after_days == GIVEN_VALUE ? GIVEN_VALUE : GIVEN_NO;
        overdue->after_days = data->has_after_days == GIVEN_VALUE ? data->after_days : 0;
    }
    if (data->has_subscription_end == GIVEN_VALUE) {
        overdue->subscription_end = data->subscription_end;
    }
}

err_t
account_settings_update(struct task *task, const struct account_settings_update_params *params,
                        struct account_settings **out)
{
    struct account_settings *settings;
    TRY(account_settings_load(task, &settings));
    bool is_new = settings->id.key == 0;
    if (params->has_billing_paused == GIVEN_VALUE) {
        settings->billing_paused = params->billing_paused;
    }
    if (params->has_default_currency == GIVEN_VALUE) {
        settings->default_currency = params->default_currency;
    }
    TRY(dunning_change(task, &settings->dunning, params->dunning));
    overdue_change(&settings->overdue, params->overdue);
    if (params->has_experimental_points != GIVEN_NO) {
        settings->experimental_points = params->experimental_points;
        settings->experimental_points_count = params->experimental_points_count;
    }
    settings->updated = task->now;
    if (is_new) {
        settings->id = task_new_id(task);
        TRY(record_insert(task, &account_settings_records, settings));
    } else {
        TRY(record_update(task, &account_settings_records, settings));
    }
    *out = settings;
    return OK;
}
