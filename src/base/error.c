/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include "base/task.h"

#include <stdarg.h>

const struct error_kind *
error_kind(err_t code)
{
    assert(code > OK && code < error_kind_count);
    assert(error_kinds[code].name != NULL);
    return &error_kinds[code];
}

err_t
fail(struct task *task, err_t code, const char *param, const char *format, ...)
{
    const struct error_kind *kind = error_kind(code);
    if (task->failure.code != OK) {
        return code;
    }
    task->failure.code = code;
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        task->failure.message = text_format_list(task->arena, format, arguments);
        va_end(arguments);
    }
    /* Without memory for the words the kind's own sentence must do. */
    if (task->failure.message.bytes == NULL) {
        task->failure.message = text_of(kind->sentence);
    }
    task->failure.param = text_copy(task->arena, text_of(param));
    return code;
}
