/* SPDX-License-Identifier: Apache-2.0 */
/** correct.h: the verbs that make good what a bad release did; they answer the exit status. */
#pragma once

#include "sys/sys.h"

int corrections_verb(const struct sys *sys, int count, char *const *arguments);
int holds_verb(const struct sys *sys, int count, char *const *arguments);
