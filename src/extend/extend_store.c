/* SPDX-License-Identifier: Apache-2.0 */
/** extend_store.c: how the room's records are kept. */
#include <stddef.h>

#include "extend/loaded.h"

#define COLUMN(kind, field, type)                                                                  \
    {                                                                                              \
#field, type, offsetof(struct kind, field)                                                 \
    }

const struct record_kind extension_records = {.kind = &extension_kind};

const struct record_kind release_records = {
    .kind = &release_kind,
    .indexes = {{"by_extension", false, {COLUMN(release, extension, RECORD_INT)}}},
};

/* In the order of BINDINGS_BY_... in extend.h. */
const struct record_kind binding_records = {
    .kind = &binding_kind,
    .indexes = {{"by_general", false, {COLUMN(binding, is_general, RECORD_BOOL)}},
                {"by_extension", false, {COLUMN(binding, extension, RECORD_INT)}}},
};

/* In the order of RUNS_BY_... in extend.h. */
const struct record_kind run_records = {
    .kind = &run_kind,
    .indexes = {{"by_invoice", false, {COLUMN(run, invoice_key, RECORD_INT)}},
                {"by_customer", false, {COLUMN(run, customer_key, RECORD_INT)}},
                {"by_outcome", false, {COLUMN(run, outcome, RECORD_ENUM)}},
                {"by_release", false, {COLUMN(run, release_key, RECORD_INT)}},
                {"by_account", false, {{0}}}},
    .keys_rise = true,
};

const struct record_kind backtest_records = {.kind = &backtest_kind};

const struct record_kind backtest_difference_records = {
    .kind = &backtest_difference_kind,
    .indexes = {{"by_customer",
                 false,
                 {COLUMN(backtest_difference, backtest, RECORD_INT),
                  COLUMN(backtest_difference, customer_key, RECORD_INT)}}},
};

const struct record_kind backtest_line_records = {
    .kind = &backtest_line_kind,
    .indexes = {{"by_backtest", false, {COLUMN(backtest_line, backtest, RECORD_INT)}}},
};

const struct record_kind breaker_records = {
    .kind = &breaker_kind,
    .indexes = {{"by_release", false, {COLUMN(breaker, release, RECORD_INT)}}},
};

/* In the order of ROLLOUTS_BY_... in extend.h. */
const struct record_kind rollout_records = {
    .kind = &rollout_kind,
    .indexes = {{"by_open", false, {COLUMN(rollout, is_open, RECORD_BOOL)}},
                {"by_binding", false, {COLUMN(rollout, binding, RECORD_INT)}}},
};

const struct record_kind rollout_difference_records = {
    .kind = &rollout_difference_kind,
    .indexes = {{"by_customer",
                 false,
                 {COLUMN(rollout_difference, rollout, RECORD_INT),
                  COLUMN(rollout_difference, customer_key, RECORD_INT)}}},
};

const struct record_kind archive_segment_records = {
    .kind = &archive_segment_kind,
    .indexes = {{"by_account", false, {{0}}}},
};

/* In the order of HOLDS_BY_... in extend.h. */
const struct record_kind hold_records = {
    .kind = &hold_kind,
    .indexes = {{"by_object", false, {COLUMN(hold, object_key, RECORD_INT)}},
                {"by_status", false, {COLUMN(hold, status, RECORD_ENUM)}}},
};
