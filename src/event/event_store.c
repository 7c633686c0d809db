/* SPDX-License-Identifier: Apache-2.0 */
/* event_store.c: how the kinds of this room are stored. */
#include "event/queue.h"

const struct record_kind event_records = {
    .kind = &event_kind,
    .indexes = {{"by_account", false, {{0}}}},
    .keys_rise = true, /* endpoints keep the last key they were told */
};

const struct record_kind job_records = {
    .kind = &job_kind,
    .is_claimed = true,
    .indexes = {[JOBS_BY_DUE] = {"by_due",
                                 false,
                                 {{"test_clock", RECORD_INT, offsetof(struct job, test_clock)},
                                  {"run_at", RECORD_INT, offsetof(struct job, run_at)},
                                  {"kind", RECORD_INT, offsetof(struct job, kind)}}},
                [JOBS_BY_SUBJECT] = {"by_subject",
                                     false,
                                     {{"subject", RECORD_INT, offsetof(struct job, subject)}}}},
};

const struct record_kind test_clock_records = {
    .kind = &test_clock_kind,
    .indexes = {[CLOCKS_BY_STATUS] = {"by_status",
                                      false,
                                      {{"status", RECORD_ENUM,
                                        offsetof(struct test_clock, status)}}}},
};

const struct record_kind webhook_endpoint_records = {
    .kind = &webhook_endpoint_kind, .is_claimed = true, .indexes = {{"by_account", false, {{0}}}}};

const struct record_kind delivery_failure_records = {
    .kind = &delivery_failure_kind,
    .indexes = {[DELIVERY_FAILURES_BY_ENDPOINT] = {"by_endpoint",
                                                   false,
                                                   {{"webhook_endpoint", RECORD_INT,
                                                     offsetof(struct delivery_failure,
                                                              webhook_endpoint)}}}},
};
