/* SPDX-License-Identifier: Apache-2.0 */
/** extend_store.c: how the room's records are kept. */
#include "extend/loaded.h"

#include <stddef.h>

#define COLUMN(kind, field, type) {#field, type, offsetof(struct kind, field)}

const struct record_kind extension_records = {
    .kind = &extension_kind,
    .indexes = {{"point", false, {COLUMN(extension, point, RECORD_TEXT)}}},
};

const struct record_kind release_records = {
    .kind = &release_kind,
    .indexes = {{"extension", false, {COLUMN(release, extension, RECORD_INT)}}},
};

const struct record_kind binding_records = {
    .kind = &binding_kind,
    .indexes = {{"extension", false, {COLUMN(binding, extension, RECORD_INT)}}},
};

/* In the order of RUNS_BY_... in extend.h. */
const struct record_kind run_records = {
    .kind = &run_kind,
    .indexes = {{"invoice_key", false, {COLUMN(run, invoice_key, RECORD_INT)}},
                {"customer_key", false, {COLUMN(run, customer_key, RECORD_INT)}},
                {"outcome", false, {COLUMN(run, outcome, RECORD_ENUM)}}},
};

/* In the order of HOLDS_BY_... in extend.h. */
const struct record_kind hold_records = {
    .kind = &hold_kind,
    .indexes = {{"object_key", false, {COLUMN(hold, object_key, RECORD_INT)}},
                {"status", false, {COLUMN(hold, status, RECORD_ENUM)}}},
};
