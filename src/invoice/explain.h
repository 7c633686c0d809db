/* SPDX-License-Identifier: Apache-2.0 */
/** explain.h: the parts of an explanation, each computed anew from what was stored. */
#pragma once

#include "invoice/invoice.h"

/** Did user logic decide at a point, by one of these runs? */
must_use err_t explain_is_decided(struct task *task, const struct id *runs, size_t count,
                                  const char *point, bool *out);
/** How a line's amount came about; out->matches says whether it comes out the same. */
must_use err_t explain_amount(struct task *task, const struct invoice *invoice,
                              const struct invoice_line *line, struct explanation_line *out);
/** What each discount worked on and took off, for all lines; *matches: it comes out the same. */
must_use err_t explain_discounts(struct task *task, const struct invoice *invoice,
                                 struct explanation_line *lines);
/** What taxes are shares of. */
must_use err_t explain_taxes(struct task *task, const struct invoice *invoice,
                             struct explanation_line *lines);
