/* SPDX-License-Identifier: Apache-2.0 */
/** credit.h: what a credit note takes off which line (billing.md 13). */
#pragma once

#include "invoice/invoice.h"

/** An invoice, and the credit notes that hold for it so far. */
struct credit_book {
    const struct invoice *invoice;
    struct credit_note **notes;
    size_t note_count;
    int64_t credited; /**< their totals */
};

must_use err_t credit_book_read(struct task *task, const struct invoice *invoice,
                                struct credit_book *out);
/** Lines and totals of a new note from what a request says. */
must_use err_t credit_lines_read(struct task *task, const struct credit_book *book,
                                 const struct credit_note_create_params *params,
                                 struct credit_note *note);
/** The invoice's line of that id; NULL when it has none. */
const struct invoice_line *credited_line(const struct invoice *invoice, struct id id);
