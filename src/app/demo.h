/* SPDX-License-Identifier: Apache-2.0 */
/** demo.h: quoin demo: a company with a year of billing, built through the API. */
#pragma once

#include "sys/sys.h"

/** The process's exit status. */
int demo(const struct sys *sys, int argument_count, char **arguments);
