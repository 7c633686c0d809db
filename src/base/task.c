/* SPDX-License-Identifier: Apache-2.0 */
#include "base/task.h"

#include <sodium.h>

struct id
task_new_id(struct task *task)
{
    return (struct id){id_next(task->ids, task->wall_ms)};
}

struct text
task_secret_text(struct task *task, size_t length)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    char *bytes = arena_alloc(task->arena, length + 1, 1);
    if (bytes == NULL) {
        return NO_TEXT;
    }
    for (size_t i = 0; i < length; i++) {
        bytes[i] = alphabet[randombytes_uniform(62)];
    }
    return (struct text){bytes, length};
}

void
task_clear_failure(struct task *task)
{
    task->failure = (struct failure){.code = OK};
}
