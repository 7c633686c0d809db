/* SPDX-License-Identifier: Apache-2.0 */
/** total.h: the parts of pricing that invoices and credit notes share. */
#pragma once

#include "invoice/invoice.h"

/** Tax rates by their ids, as rating wants them. */
must_use err_t tax_rates_read(struct task *task, const struct id *ids, size_t count,
                              const struct tax_rate *const **out);
/** What rating made of a line's taxes, as lines keep it. */
must_use err_t line_taxes_write(struct task *task, const struct rating_line *line,
                                struct line_tax **out, size_t *count);
/** The rates of the line, or else those of the invoice (billing.md 8). */
must_use err_t line_rates_read(struct task *task, const struct invoice *invoice,
                               const struct invoice_line *line, struct rating_line *out);
enum tax_exemption tax_exemption_of(struct text tax_exempt);

/** Price a copy of a final invoice once more, with decisions told as task->instead says. */
must_use err_t invoice_price_instead(struct task *task, struct invoice *invoice);
/** The amounts of its lines that user logic rated, told the same way (rate.c). */
must_use err_t invoice_rate_instead(struct task *task, struct invoice *invoice);

/* ---- derive.c ---------------------------------------------------------- */

must_use err_t pretax_credits_derive(struct task *task, const struct discount_amount *amounts,
                                     size_t count, struct pretax_credit_amount **out,
                                     size_t *out_count);
/** Add a line's tax to that of its rate. */
void tax_group(const struct line_tax *tax, struct line_tax *totals, size_t *count);
