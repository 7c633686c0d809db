/* SPDX-License-Identifier: Apache-2.0 */
/** sample.h: made-up inputs and configurations, and smaller ones. Private to extend. */
#pragma once

#include "base/random.h"
#include "extend/extend.h"

/** Makes values up; the same seed makes the same ones. */
struct sampler {
    struct arena *arena;
    struct random random;
    const struct text *words; /**< that the script itself uses: likely keys and values */
    size_t word_count;
    struct currency currency; /**< of all amounts of a value */
    size_t list_max;
    unsigned next_key;
};

/** Words of sources that may be keys or values: short literals, and names behind a point. */
void sample_words(struct arena *arena, const struct script_source *sources, size_t count,
                  struct sampler *out);
/** An input of a method, such as the engine could give. NULL: no memory. */
void *sample_input(struct sampler *sampler, const struct point *point, int method);
/** A configuration that fits the schema, as JSON; no text: none was found. */
struct text sample_configuration(struct sampler *sampler, struct text schema);

/**
 * The nth way in which a value can be made simpler, done in place; false when there are
 * not so many.
 */
bool sample_simpler(const struct model *model, void *value, size_t n);
/** A value of its own. NULL: no memory. */
void *sample_copy(struct arena *arena, const struct model *model, const void *value);

/** What the types that points share hold by themselves: unions, periods, prices. */
void given_views(const struct model *model, void *value, struct arena *arena);
