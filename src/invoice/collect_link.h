/* SPDX-License-Identifier: Apache-2.0 */
/** collect_link.h: the payment intent behind an invoice, and the record that ties both. */
#pragma once

#include "invoice/invoice.h"

/** Make the payment intent of an invoice with something due, and its invoice payment. */
must_use err_t link_open(struct task *task, struct invoice *invoice);
/** One more payment of the invoice, by an intent that somebody made for it. */
must_use err_t link_attach(struct task *task, struct invoice *invoice,
                           struct payment_intent *intent, struct invoice_payment **out);
/** The invoice payment is paid with this amount; told of. */
must_use err_t link_pay(struct task *task, struct invoice_payment *payment, int64_t amount);
/** No payment is wanted any more: the invoice's own intent is canceled unless it ended already. */
must_use err_t link_cancel(struct task *task, struct invoice *invoice,
                           enum payment_intent_cancellation_reason reason);
/** The invoice's own payment wants what remains now; nothing remains: it is canceled. */
must_use err_t link_resize(struct task *task, struct invoice *invoice);
/** The invoice's own payment, or NULL. */
must_use err_t link_load(struct task *task, const struct invoice *invoice,
                         struct invoice_payment **out);
/** The payment by this intent, or NULL. */
must_use err_t link_find(struct task *task, const struct invoice *invoice, struct id intent,
                         struct invoice_payment **out);
