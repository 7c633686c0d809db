/* SPDX-License-Identifier: Apache-2.0 */
/** number.h: the numbers printed on invoices. */
#pragma once

#include "invoice/invoice.h"

/** A number of the client's choice for a draft; no text: the next one of its sequence. */
must_use err_t invoice_choose_number(struct task *task, struct invoice *invoice,
                                     struct text number);
/** The number that was chosen, or the next of the customer's or the account's sequence. */
must_use err_t invoice_take_number(struct task *task, struct invoice *invoice,
                                   struct customer *customer);
