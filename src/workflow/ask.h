/* SPDX-License-Identifier: Apache-2.0 */
/** ask.h: decisions of this room that user logic may take. */
#pragma once

#include "workflow/step.h"

#include "payment_collection.model.h"

/**
 * May the items of a subscription become the wanted ones? ERR_SUBSCRIPTION_CHANGE_REFUSED
 * with the script's reason. *is_prorated becomes false when the change counts from the next period.
 */
must_use err_t ask_change(struct task *task, const struct subscription *old,
                          const struct subscription *wanted, instant_t at, bool *is_prorated);
/** When is a failed payment tried again (0: not), and what becomes of the subscription? */
must_use err_t ask_collection(struct task *task, const struct invoice *invoice,
                              const struct subscription *subscription,
                              const struct collect_result *attempt, instant_t *next,
                              enum collection_step *step);
