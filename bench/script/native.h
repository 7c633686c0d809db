/* SPDX-License-Identifier: Apache-2.0 */
/** native.h: the measured scripts written in C over the same structs: the ceiling. */
#pragma once

#include "base/json.h"
#include "base/model.h"

#include "discount_calculation.model.h"
#include "workload.model.h"

#define LINES_MAX 64

/** Memory that a C caller would have at hand. */
struct native_lines {
    struct workload_line lines[LINES_MAX];
    char labels[LINES_MAX][16];
};

void native_percent_off(const struct discount_item *request, const struct json *config,
                        struct discount_result *answer);
void native_proration(const struct workload_request *request, struct native_lines *space,
                      struct workload_charges *answer);
void native_tiers(const struct tier_request *request, struct tier_answer *answer);
void native_decimals(const struct decimal_request *request, struct decimal_answer *answer);
