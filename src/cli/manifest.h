/* SPDX-License-Identifier: Apache-2.0 */
/** manifest.h: the extensions that a stripe-app.yaml names. Private to the room. */
#pragma once

#include "cli/command.h"

struct manifest_extension {
    struct text id;
    struct text interface_id;
    struct text content; /**< path of its entry, from the folder */
};

struct manifest {
    struct manifest_extension *items;
    size_t count, capacity;
};

/** False when the folder has no manifest; one that names no script has no items. */
must_use bool manifest_read(const struct sys *sys, struct arena *arena, const char *folder,
                            struct manifest *out);
