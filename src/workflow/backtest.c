/* SPDX-License-Identifier: Apache-2.0 */
/** backtest.c: a backtest is a job that puts itself on the queue again, a portion at a time. */
#include "extend/extend.h"
#include "workflow/step.h"

err_t
backtest_run(struct task *task, const struct job *job)
{
    struct id id = {job->subject};
    bool goes_on;
    TRY(backtest_step(task, id, &goes_on));
    return goes_on ? job_add(task, (struct id){0}, task->now, JOB_BACKTEST, id) : OK;
}
