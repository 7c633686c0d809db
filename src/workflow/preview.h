/* SPDX-License-Identifier: Apache-2.0 */
/** preview.h: what a preview is asked for, as the commands it tries would be. */
#pragma once

#include "workflow/step.h"

/** What no preview can show, and parameters that exclude each other. */
must_use err_t preview_check(struct task *task, const struct invoice_preview_params *params);
/** The customer of a preview: the one there is with what differs, or one that is made for it. */
must_use err_t preview_customer(struct task *task, const struct invoice_preview_params *params,
                                struct id id, struct customer **out);
/** Items that are only in the preview wait like others; subscription may be NULL. */
must_use err_t preview_items(struct task *task, const struct invoice_preview_params *params,
                             const struct customer *customer,
                             const struct subscription *subscription);
/** The request that would make the subscription. */
must_use err_t preview_creation(struct task *task, const struct invoice_preview_params *params,
                                const struct customer *customer,
                                struct subscription_create_params *out);
/** A failure of a part of the request blames it there: items[0][price] of `part`. */
must_use err_t preview_blame(struct task *task, err_t err, const char *part);
