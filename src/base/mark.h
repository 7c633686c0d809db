/* SPDX-License-Identifier: Apache-2.0 */
/**
 * mark.h: coverage marks. MARK("finalize.version_moved") stands at the line
 * that carries a rule; the test that explains the rule says EXPECT_MARK with
 * the same name. In release builds a mark is nothing.
 */
#pragma once

#ifdef QUOIN_MARKS
#include <stdbool.h>

void mark_hit(const char *name);
/** Was the line passed since the program began? */
bool mark_was_hit(const char *name);
#define MARK(name) mark_hit(name)
#else
#define MARK(name) ((void)0)
#endif
