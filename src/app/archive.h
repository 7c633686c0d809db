/* SPDX-License-Identifier: Apache-2.0 */
/** archive.h: the verbs about what was decided; each answers the exit status. */
#pragma once

#include "sys/sys.h"

int archive_verb(const struct sys *sys, int count, char *const *arguments);
int verify_archive_verb(const struct sys *sys, int count, char *const *arguments);
int replay_verb(const struct sys *sys, int count, char *const *arguments);
