/* SPDX-License-Identifier: Apache-2.0 */
/**
 * previous.h: what an update replaced, in the API's words.
 *
 * Law (billing.md 23.7): patching the written value over `after` gives
 * `before`. Of hashes only the changed keys are written, arrays whole; a key
 * that `before` did not have is null.
 */
#pragma once

#include "base/json.h"

struct task;

/** Compare two JSON objects and write what of `before` differs from `after`. */
must_use err_t previous_write(struct task *task, struct text before, struct text after,
                              struct json_writer *writer);
