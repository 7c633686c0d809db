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

/* ---- derive.c ---------------------------------------------------------- */

must_use err_t pretax_credits_derive(struct task *task, const struct discount_amount *amounts,
                                     size_t count, struct pretax_credit_amount **out,
                                     size_t *out_count);
/** Add a line's tax to that of its rate. */
void tax_group(const struct line_tax *tax, struct line_tax *totals, size_t *count);
