/* SPDX-License-Identifier: Apache-2.0 */
/** collect_link.h: the payment intent behind an invoice, and the record that ties both. */
#pragma once

#include "invoice/invoice.h"

/** Make the payment intent of an invoice with something due, and its invoice payment. */
must_use err_t link_open(struct task *task, struct invoice *invoice);
/** The invoice payment is paid; told of. */
must_use err_t link_pay(struct task *task, struct invoice *invoice);
/** The payment is not wanted any more: its intent is canceled unless it ended already. */
must_use err_t link_cancel(struct task *task, struct invoice *invoice,
                           enum payment_intent_cancellation_reason reason);
/** The invoice's own payment, or NULL. */
must_use err_t link_load(struct task *task, const struct invoice *invoice,
                         struct invoice_payment **out);
