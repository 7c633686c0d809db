/* SPDX-License-Identifier: Apache-2.0 */
/**
 * metrics.h: what the engine counts, and its page in Prometheus' text format.
 *
 * The words are the `metric` blocks of model/app.model. The engine's thread alone counts
 * and writes the page.
 */
#pragma once

#include "base/text.h"

#include "metrics.model.h"

#define METRICS_SERIES_MAX  1024 /**< a power of two */
#define METRICS_BUCKETS_MAX 12

/** Requests of one route that were answered with one status. */
struct metrics_series {
    const char *route; /**< NULL: none was found */
    int status;        /**< 0: the place is free */
    uint64_t count;
};

struct metrics {
    int64_t values[METRIC_COUNT];
    struct metrics_series series[METRICS_SERIES_MAX];
    size_t series_count;
    uint64_t buckets[METRICS_BUCKETS_MAX + 1]; /**< the last: slower than all bounds */
    int64_t nanoseconds;                       /**< the sum of all latencies */
};

void metrics_count_request(struct metrics *metrics, const char *route, int status);
void metrics_count_latency(struct metrics *metrics, int64_t nanoseconds);
void metrics_write(const struct metrics *metrics, struct text_builder *out);
