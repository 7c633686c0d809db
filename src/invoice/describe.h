/* SPDX-License-Identifier: Apache-2.0 */
/** describe.h: what stands on a line for people to read, as the API writes it. */
#pragma once

#include "invoice/invoice.h"

/** "2 × Gold (at $10.00 / month)", "2 × Gold (Tier 1 at $10.00 / month)" */
struct text describe_item(struct task *task, const struct price *price,
                          const struct product *product, struct currency currency,
                          int64_t quantity);
/** "Free trial for 2 × Gold"; classic: "Trial period for Gold" */
struct text describe_trial(struct task *task, const struct product *product, int64_t quantity,
                           bool is_classic);
/** "Unused time on 2 × Gold after 16 Apr 2025", "Remaining time on ..." */
struct text describe_proration(struct task *task, const struct product *product, int64_t quantity,
                               bool is_credit, instant_t at);
