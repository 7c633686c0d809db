/* SPDX-License-Identifier: Apache-2.0 */
/**
 * metadata.h: the client's own keys and values on an object (billing.md 2.9).
 *
 * At most 50 keys of 40 characters without brackets, values of 500 characters;
 * what one request sends is checked when its parameters are read, the number
 * of keys here. An update merges: an empty value removes its key, an empty
 * hash removes all.
 */
#pragma once

#include "base/model.h"

/**
 * What `current` becomes by a request's parameter; current may be empty for a
 * new object. The pairs live in the task's arena. ERR_METADATA_INVALID
 * when there would be too many.
 */
must_use err_t metadata_merge(struct task *task, const struct model_map *current,
                              const struct model_map *changes, enum given given,
                              struct model_map *out);
/** The value of a key; no text when it is not there. */
struct text metadata_find(const struct model_map *map, struct text key);
