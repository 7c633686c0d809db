/* SPDX-License-Identifier: Apache-2.0 */
/** kinds.h: every kind of record, for the store. */
#pragma once

#include "store/store.h"

extern const struct record_kind *const engine_kinds[]; /**< NULL at the end */
