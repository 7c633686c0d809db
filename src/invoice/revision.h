/* SPDX-License-Identifier: Apache-2.0 */
/** revision.h: a draft that corrects a final invoice. */
#pragma once

#include "invoice/invoice.h"

/** A copy of the invoice that params->from_invoice names, in memory. */
must_use err_t revision_begin(struct task *task, const struct invoice_create_params *params,
                              struct invoice **out);
/** A revision became final: the invoice that it corrects is void and points at it. */
must_use err_t revision_replace(struct task *task, const struct invoice *revision);
