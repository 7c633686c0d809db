/* SPDX-License-Identifier: Apache-2.0 */
/** backtest.h: the verb that takes recorded decisions again; answers the exit status. */
#pragma once

#include "sys/sys.h"

int backtest_verb(const struct sys *sys, int count, char *const *arguments);
