/* SPDX-License-Identifier: Apache-2.0 */
/** serve.h: the engine driven by the wall, with its server and its webhooks. */
#pragma once

#include "app/config.h"

/** Serve until SIGTERM or SIGINT; the process's exit status. */
int serve(const struct sys *sys, const struct config *config);
