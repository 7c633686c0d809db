/* SPDX-License-Identifier: Apache-2.0 */
/** workload.h: what is measured: inputs, the C that is the measure, and when two answers are the same. */
#pragma once

#include <stdio.h>

#include "native.h"

#define ITEMS      20
#define TIERS      50
#define QUANTITIES 1000

struct inputs {
    struct discount_item item;
    struct discount_line_item lines[3];
    struct json config;
    struct json context;
    struct workload_request proration;
    struct workload_item items[ITEMS];
    char ids[ITEMS][16];
    struct tier_request tiering;
    struct tier_step tiers[TIERS];
    int64_t quantities[QUANTITIES];
    struct decimal_request decimal;
};

union answer {
    struct discount_result discount;
    struct workload_charges proration;
    struct tier_answer tier;
    struct decimal_answer decimal;
};

struct workload {
    int number; /**< W1 to W4 */
    const char *name;
    const char *file;
    const char *method;
    const struct model *input;
    size_t input_offset; /**< in struct inputs */
    const struct model *output;
    void (*native)(const struct inputs *inputs, struct native_lines *space, union answer *answer);
    bool has_config;
    int calls; /**< in a batch */
    int goal;  /**< times the C, at most */
};

#define WORKLOAD_COUNT 4
extern const struct workload workloads[WORKLOAD_COUNT];

void inputs_make(struct inputs *inputs, struct arena *arena);
/** A line each for peers outside of this process: name, array of the arguments, C's answer. */
void inputs_write(const struct inputs *inputs, FILE *out);
/** In stored form, which says everything. */
bool answers_agree(const struct workload *workload, const union answer *a, const union answer *b,
                   struct arena *arena);
/** CPU time of this process. */
int64_t cpu_ns(void);
int64_t median(int64_t *values, size_t count);
