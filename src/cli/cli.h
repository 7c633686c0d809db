/* SPDX-License-Identifier: Apache-2.0 */
/**
 * cli.h: commands for authors of scripts: quoin script run, check, test, bench.
 *
 * They run scripts exactly as the engine does, on files instead of a database.
 */
#pragma once

#include "sys/sys.h"

/**
 * arguments[0] is the verb ("script"). Answers the exit status: 0 all is well,
 * 1 a script failed or has errors, 2 the command line is wrong.
 */
int cli(const struct sys *sys, int count, char **arguments);
