/* SPDX-License-Identifier: Apache-2.0 */
/** script.h: the discount of a coupon that names a script, asked through the extension point. */
#pragma once

#include "rating/rating.h"

/** A run behind the bill's amounts. */
must_use err_t rating_note_run(struct task *task, struct rating_bill *bill, const struct run *run);

/** What one discount takes, and how it is spread. */
struct rating_answer {
    int64_t amount;
    struct text reason;
    int64_t *shares;      /**< one a line, adding up to the amount; NULL: by what is left */
    struct text *reasons; /**< with shares: one a line, or no text */
};

/**
 * *answer comes in empty: the default takes nothing. A run that could not
 * decide and waits for a person is noted in bill->held.
 */
must_use err_t rating_ask_script(struct task *task, struct rating_bill *bill,
                                 const struct rating_discount *discount,
                                 struct rating_line *const *lines, size_t line_count, int64_t base,
                                 struct rating_answer *answer);
