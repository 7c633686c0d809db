/* SPDX-License-Identifier: Apache-2.0 */
/** release_named.h: the release that a request holds another one against. */
#pragma once

#include "extend/extend.h"

/** `instead`: a release, "standard" (NULL), or without it the release before. */
must_use err_t release_instead(struct task *task, struct text given, const struct release *release,
                               const struct release **out);
