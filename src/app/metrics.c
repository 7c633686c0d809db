/* SPDX-License-Identifier: Apache-2.0 */
/** metrics.c: counting, and the page in Prometheus' text format. */
#include "app/metrics.h"

/** Upper bounds of the buckets. */
static const struct {
    const char *seconds;
    int64_t nanoseconds;
} bounds[METRICS_BUCKETS_MAX] = {
    {"0.0005", 500000},  {"0.001", 1000000},  {"0.0025", 2500000}, {"0.005", 5000000},
    {"0.01", 10000000},  {"0.025", 25000000}, {"0.05", 50000000},  {"0.1", 100000000},
    {"0.25", 250000000}, {"0.5", 500000000},  {"1", 1000000000},   {"5", 5000000000},
};

void
metrics_count_request(struct metrics *metrics, const char *route, int status)
{
    size_t place = ((uintptr_t)route / 8 * 31 + (size_t)status) & (METRICS_SERIES_MAX - 1);
    struct metrics_series *series = &metrics->series[place];
    while (series->status != 0 && (series->route != route || series->status != status)) {
        place = (place + 1) & (METRICS_SERIES_MAX - 1);
        series = &metrics->series[place];
    }
    if (series->status == 0) {
        if (metrics->series_count == METRICS_SERIES_MAX - 1) {
            return; /* one place stays free for the search to end at */
        }
        metrics->series_count++;
        series->route = route;
        series->status = status;
    }
    series->count++;
}

void
metrics_count_latency(struct metrics *metrics, int64_t nanoseconds)
{
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS_MAX && nanoseconds > bounds[bucket].nanoseconds) {
        bucket++;
    }
    metrics->buckets[bucket]++;
    metrics->nanoseconds += nanoseconds;
}

static void
write_requests(const struct metrics *metrics, const char *name, struct text_builder *out)
{
    for (size_t i = 0; i < METRICS_SERIES_MAX; i++) {
        const struct metrics_series *series = &metrics->series[i];
        if (series->status != 0) {
            text_builder_format(out, "quoin_%s{route=\"%s\",status=\"%d\"} %llu\n", name,
                                series->route == NULL ? "none" : series->route, series->status,
                                (unsigned long long)series->count);
        }
    }
}

static void
write_latencies(const struct metrics *metrics, const char *name, struct text_builder *out)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= METRICS_BUCKETS_MAX; i++) {
        count += metrics->buckets[i];
        text_builder_format(out, "quoin_%s_bucket{le=\"%s\"} %llu\n", name,
                            i < METRICS_BUCKETS_MAX ? bounds[i].seconds : "+Inf",
                            (unsigned long long)count);
    }
    text_builder_format(out, "quoin_%s_sum %lld.%09lld\nquoin_%s_count %llu\n", name,
                        (long long)(metrics->nanoseconds / 1000000000),
                        (long long)(metrics->nanoseconds % 1000000000), name,
                        (unsigned long long)count);
}

void
metrics_write(const struct metrics *metrics, struct text_builder *out)
{
    static const char *const types[] = {
        [MODEL_COUNTER] = "counter", [MODEL_GAUGE] = "gauge", [MODEL_HISTOGRAM] = "histogram"};
    for (enum metric metric = 0; metric < METRIC_COUNT; metric++) {
        const struct model_metric *kind = &model_metrics[metric];
        text_builder_format(out, "# HELP quoin_%s %s\n# TYPE quoin_%s %s\n", kind->name,
                            kind->sentence, kind->name, types[kind->type]);
        if (metric == METRIC_REQUESTS_TOTAL) {
            write_requests(metrics, kind->name, out);
        } else if (metric == METRIC_REQUEST_SECONDS) {
            write_latencies(metrics, kind->name, out);
        } else {
            text_builder_format(out, "quoin_%s %lld\n", kind->name,
                                (long long)metrics->values[metric]);
        }
    }
}
