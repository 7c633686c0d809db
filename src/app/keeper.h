/* SPDX-License-Identifier: Apache-2.0 */
/** keeper.h: a parent process that starts a crashed engine again and keeps its last words. */
#pragma once

#include "app/config.h"

/**
 * Run `run` in a child process. When a signal ends it (an assertion, a fault,
 * the kernel short of memory), write what is known to config->panic_file and
 * start it again, after a pause that grows up to KEEPER_PAUSE_MS_MAX. SIGTERM,
 * SIGINT and SIGHUP are handed on. Answers the status of a child that exited by itself.
 */
int keeper(const struct sys *sys, const struct config *config, int (*run)(void *argument),
           void *argument);

#define KEEPER_PAUSE_MS_MAX 30000
