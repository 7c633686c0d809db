/* SPDX-License-Identifier: Apache-2.0 */
/**
 * account.h: what a company has chosen for all its customers.
 *
 * One record an account; before the first change it has none and the defaults
 * hold. The struct that account_settings_load gives is the session's own.
 */
#pragma once

#include "base/task.h"
#include "store/store.h"

#include "account.model.h"

extern const struct record_kind account_settings_records;

/** Never NULL: the defaults when nothing was ever chosen. */
must_use err_t account_settings_load(struct task *task, struct account_settings **out);
/** ERR_RETRY_DAYS_INVALID. */
must_use err_t account_settings_update(struct task *task,
                                       const struct account_settings_update_params *params,
                                       struct account_settings **out);
