/* SPDX-License-Identifier: Apache-2.0 */
/** older.h: requests in the spelling of older versions become those of today. */
#pragma once

#include "base/task.h"
#include "invoice/invoice.h"

/** GET /v1/invoices/upcoming is POST /v1/invoices/create_preview (billing.md 2.12). */
must_use err_t preview_read_older(struct task *task, const struct invoice_upcoming_params *older,
                                  struct invoice_preview_params *out);
