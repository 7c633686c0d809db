/* SPDX-License-Identifier: Apache-2.0 */
/** phase.h: phases of schedules, as requests name them and as subscriptions take them. */
#pragma once

#include "workflow/step.h"

/** What phases are read against. */
struct phase_frame {
    instant_t start;                /**< of the first one */
    enum schedule_end end_behavior; /**< an open last phase needs release */
    bool has_running;               /**< the first one runs already */
    const struct customer *customer;
};

/** Phases in a row from frame->start on; limits, prices, currencies and dates are checked. */
must_use err_t phase_read_all(struct task *task, const struct phase_frame *frame,
                              const struct phase_in_params *wishes, size_t count,
                              struct schedule_phase **out);
/** The phase that a subscription is in, for a schedule that begins to steer it. */
must_use err_t phase_of_subscription(struct task *task, const struct subscription *subscription,
                                     struct schedule_phase *out);
must_use err_t phase_read_settings(struct task *task,
                                   const struct schedule_settings_in_params *wish,
                                   const struct customer *customer,
                                   struct schedule_settings *settings);
/** What a new subscription of a phase asks for. */
must_use err_t phase_to_create(struct task *task, const struct subscription_schedule *schedule,
                               const struct schedule_phase *phase,
                               struct subscription_create_params *out);
/** A subscription becomes what the phase says, as far as that changes no amount. */
must_use err_t phase_take_terms(struct task *task, const struct subscription_schedule *schedule,
                                const struct schedule_phase *phase,
                                struct subscription *subscription);
/** The items that a subscription needs to become those of the phase. */
must_use err_t phase_to_items(struct task *task, const struct schedule_phase *phase,
                              const struct subscription *subscription,
                              struct subscription_item_change_params **items, size_t *count);
must_use err_t phase_to_additions(struct task *task, const struct schedule_phase *phase,
                                  struct addition_in_params **out);
