/* SPDX-License-Identifier: Apache-2.0 */
/** change.h: what an optional parameter makes of a field: nothing, a value, or no value. */
#pragma once

#include "base/model.h"

/** Sent empty: the field becomes no text. */
static inline void
change_text(struct text *field, enum given given, struct text value)
{
    if (given != GIVEN_NO) {
        *field = given == GIVEN_EMPTY ? NO_TEXT : value;
    }
}

static inline void
change_bool(bool *field, enum given given, bool value)
{
    if (given != GIVEN_NO) {
        *field = given == GIVEN_VALUE && value;
    }
}

/** Sent empty: the field becomes 0. */
static inline void
change_int(int64_t *field, enum given given, int64_t value)
{
    if (given != GIVEN_NO) {
        *field = given == GIVEN_EMPTY ? 0 : value;
    }
}
