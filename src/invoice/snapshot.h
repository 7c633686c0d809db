/* SPDX-License-Identifier: Apache-2.0 */
/** snapshot.h: who is billed, as it stands on an invoice. */
#pragma once

#include "invoice/invoice.h"

/** The customer as it is now, with its tax ids; tax_exempt is that of the invoice's taxes. */
must_use err_t snapshot_take(struct task *task, struct invoice *invoice,
                             const struct customer *customer);
