/* SPDX-License-Identifier: Apache-2.0 */
/**
 * process.h: one child process, what it writes to standard error, and its end.
 */
#pragma once

#include <stddef.h>

#include "base/error.h"

struct sys_process {
    int pid;
    int output;  /**< what the child writes to standard error */
    int signals; /**< signals that this process holds, and the child's end */
};

enum sys_process_news {
    SYS_PROCESS_WROTE,  /**< `length` bytes */
    SYS_PROCESS_SIGNAL, /**< this process was sent signal `number` */
    SYS_PROCESS_EXITED, /**< the child ended with status `number` */
    SYS_PROCESS_KILLED  /**< the child was ended by signal `number` */
};

struct sys_process_report {
    enum sys_process_news news;
    size_t length;
    int number;
};

/**
 * A child that calls run(argument) and exits with its answer; it is ended by
 * SIGKILL when this process ends first. After sys_signals_hold(), before any
 * thread is started. ERR_PROCESS_FAILED.
 */
must_use err_t sys_process_start(struct sys_process *process, int (*run)(void *argument),
                                 void *argument);

/**
 * The next thing that happens; waits for it. What was written is in bytes. The
 * end comes last, after all that was written, and closes `process`.
 */
void sys_process_wait(struct sys_process *process, char *bytes, size_t size,
                      struct sys_process_report *out);

/** SIGTERM or another to the child. */
void sys_process_signal(const struct sys_process *process, int number);

/** "SIGSEGV"; "signal" for one without a name. */
const char *sys_signal_name(int number);
