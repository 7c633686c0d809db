/* SPDX-License-Identifier: Apache-2.0 */
/** share.h: of what, and of which time, an amount is a share; kept so that it can be explained. */
#pragma once

#include "invoice/prorate.h"

/** The amount of a share: whole * (until - at) / (end - start), or what user logic made of it. */
must_use err_t share_amount(const struct line_share *share, int64_t *out);
/** Keep what the line of an item's period is a share of, when it is not the whole. */
must_use err_t share_of_period(struct task *task, const struct subscription *subscription,
                               const struct subscription_item *item, const struct price *price,
                               struct invoice_line *line);
/** The same of a side of a change; NULL when its amount cannot be computed from the parts kept. */
must_use err_t share_of_part(struct task *task, const struct proration_part *part, instant_t at,
                             struct line_share **out);
