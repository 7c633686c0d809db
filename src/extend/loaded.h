/* SPDX-License-Identifier: Apache-2.0 */
/** loaded.h: the engine's releases in memory, and where scripts run. Private to extend. */
#pragma once

#include "extend/extend.h"

#define LOADED_RELEASES_MAX 4096 /* a power of two */

struct loaded_release {
    int64_t key; /**< of the release; 0 is free */
    struct script_program *program;
};

struct extend {
    struct script_runner *runner;
    struct loaded_release *releases; /**< open addressing by key */
    size_t count;
};

/** The compiled program of a release, from memory or from its stored sources. */
must_use err_t release_program(struct task *task, const struct release *release,
                               const struct script_program **out);

/** The limits of a point for an input, per-line parts added. */
struct script_limits point_limits(const struct point *point, const void *input);

/** What scripts see as context, as JSON. */
struct text context_json(struct arena *arena, struct text script_id, bool livemode,
                         instant_t clock_time);

enum run_outcome_kind outcome_kind(enum run_outcome outcome);
