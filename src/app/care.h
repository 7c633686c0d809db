/* SPDX-License-Identifier: Apache-2.0 */
/** care.h: copies of a running store, whether a store is whole, and its way into another. */
#pragma once

#include "sys/sys.h"

/** The process's exit status: 0, 1 when it failed, 2 when it was asked wrongly. */
int backup_verb(const struct sys *sys, int count, char *const *arguments);
int check_verb(const struct sys *sys, int count, char *const *arguments);
int export_verb(const struct sys *sys, int count, char *const *arguments);
int import_verb(const struct sys *sys, int count, char *const *arguments);
