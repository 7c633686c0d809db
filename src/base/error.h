/* SPDX-License-Identifier: Apache-2.0 */
/**
 * error.h: how a function says that it could not.
 *
 * Three kinds of trouble, three ways:
 *   1. The world or the user is wrong (bad input, conflict, a disk that is
 *      full): an err_t is returned and looked at. Trouble inside a script is
 *      not even that: it is a value, enum run_outcome.
 *   2. We are wrong (a broken invariant): assert() stops the process. Asserts
 *      stay on in release builds; the store survives it.
 *   3. Nothing else. There is no errno above sys/, no longjmp, no exit().
 *
 * The codes are generated from the "error" blocks of model/ into
 * error.model.h, together with HTTP status, API type and a reference page.
 */
#pragma once

#include "base/base.h"

#include "error.model.h"

struct task;

/** OK, or one of the ERR_ codes. Never a count, never a boolean. */
typedef int32_t err_t;
enum { OK = 0 };

/** Hand trouble to the caller; nothing to clean up, the task's arena owns all. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        err_t try_err = (call);                                                                    \
        if (try_err != OK) {                                                                       \
            return try_err;                                                                        \
        }                                                                                          \
    } while (0)

/** What an error code means to a client; one row per "error" block of model/. */
struct error_kind {
    const char *name;     /**< as in model/: "invoice_not_editable" */
    int http_status;      /**< 400, 402, 404, 409, 429, 500 ... */
    const char *type;     /**< "invalid_request_error", "card_error", ... */
    const char *api_code; /**< the API's `code`, or NULL when it has none */
    const char *sentence; /**< used when fail() gave no text */
};

/** Generated, indexed by code; row 0 is OK's and empty. The count includes it. */
extern const struct error_kind error_kinds[];
extern const int error_kind_count;

/** The row of a code; code must be one of the ERR_ codes. */
const struct error_kind *error_kind(err_t code);

/**
 * Remember in the task what went wrong, for the answer and the log, and return
 * the code: `return fail(task, ERR_INVOICE_NOT_OPEN, "status", "invoice is %s", s);`
 *
 * @param param  the request field to blame in bracket notation, or NULL
 * The first failure is kept, later ones are ignored. A NULL format gives the
 * kind's own sentence, as does an arena that has no room for the text.
 */
must_use err_t fail(struct task *task, err_t code, const char *param, const char *format, ...)
    printf_like(4, 5);
