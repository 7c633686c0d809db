/* SPDX-License-Identifier: Apache-2.0 */
/** derive.c: the transient fields of every kind, and how this room sees objects. */
#include "api/call.h"

#include "extend/extend.h"
#include "extend/loaded.h"

err_t
object_derive(struct task *task, const struct model_kind *kind, void *object)
{
    (void)task;
    (void)kind;
    (void)object;
    return OK;
}

struct model_world
api_world(struct task *task)
{
    return (struct model_world){
        .task = task,
        .secret = &task->account->secret,
        .load = record_load_kind,
        .derive = object_derive,
    };
}
