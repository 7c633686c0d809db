/* SPDX-License-Identifier: Apache-2.0 */
/** contract.h: what contracts of several points hold in common; each is declared with its point. */
#pragma once

#include "base/map.h"
#include "base/model.h"

/** Plain digits, for the sentences that authors read. */
struct text contract_amount_text(struct arena *arena, struct decimal amount);

/** Keys of items that came in, to be named in an answer. */
struct contract_keys {
    struct arena *arena;
    struct map left; /**< those that came in: to `unnamed`, then to what named them */
    size_t unnamed_count;
};
/** False: no memory. */
must_use bool contract_keys_init(struct contract_keys *keys, struct arena *arena,
                                 const struct text *items, size_t count, size_t stride_bytes);
/** An answer names a key: it came in and was not named before, or *problem says so. */
must_use bool contract_keys_take(struct contract_keys *keys, struct text key, const char *where,
                                 size_t index, struct text *problem);
/** Every key was named, or *problem says which was not. */
must_use bool contract_keys_all(const struct contract_keys *keys, struct text *problem);
