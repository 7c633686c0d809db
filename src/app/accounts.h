/* SPDX-License-Identifier: Apache-2.0 */
/** accounts.h: quoin account and quoin key: who uses the engine, and whose keys open it. */
#pragma once

#include "sys/sys.h"

int account_verb(const struct sys *sys, int count, char *const *arguments);
int key_verb(const struct sys *sys, int count, char *const *arguments);
