/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script bench: what a call costs, and how that grows with the lines of its request. */
#include "cli/trial.h"

enum { REQUEST_BYTES_MAX = 64 << 20 };

struct measure {
    size_t lines;
    uint64_t fuel;
    size_t heap_bytes;
    int64_t time_ns; /**< of one call; the median */
    enum run_outcome outcome;
    bool is_called;
};

/** Fuel and heap that the point allows for so many lines. */
static uint64_t
fuel_allowed(const struct point *point, size_t lines)
{
    return point->fuel + point->fuel_per_line * lines;
}

static size_t
heap_allowed(const struct point *point, size_t lines)
{
    return point->memory_bytes + point->memory_bytes_per_line * lines;
}

static int
compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static struct measure
measure_call(struct trial *trial, const struct trial_call *call, int times)
{
    struct measure measure = {0};
    struct trial_answer answer;
    int64_t *samples = block_alloc((size_t)times * sizeof(int64_t));
    for (int i = 0; i < times && samples != NULL; i++) {
        int64_t start = trial->sys->monotonic_ns(trial->sys);
        trial_call_once(trial, call, &answer);
        samples[i] = trial->sys->monotonic_ns(trial->sys) - start;
        measure.fuel = answer.result.fuel;
        measure.heap_bytes = answer.result.heap_bytes;
        measure.outcome = answer.result.outcome;
        measure.is_called = answer.mistake.bytes == NULL;
        if (!measure.is_called || measure.outcome != RUN_OK) {
            if (i == 0) {
                if (!measure.is_called) {
                    (void)fprintf(stderr, "%.*s\n", TEXT_ARG(answer.mistake));
                } else {
                    failure_print(&trial->arena, &trial->sources, &answer.result);
                }
            }
            times = i + 1;
        }
        arena_reset(&trial->arena);
    }
    if (samples != NULL) {
        qsort(samples, (size_t)times, sizeof(int64_t), compare_times);
        measure.time_ns = samples[times / 2];
    }
    block_free(samples);
    return measure;
}

/** The member of the request whose elements are "lines"; NULL when the point counts none. */
static const char *
lines_member(const struct point *point)
{
    const struct model *model = point->methods[0].input;
    for (size_t i = 0; i < model->count && point->line_count_offset != UINT16_MAX; i++) {
        if (model->fields[i].count_offset == point->line_count_offset) {
            return model->fields[i].name;
        }
    }
    return NULL;
}

/** The request with its lines repeated; no text when it cannot be. */
static struct text
repeat_lines(struct trial *trial, const struct json *request, const char *member, size_t times)
{
    struct json_writer writer;
    json_writer_init(&writer, &trial->program_arena, REQUEST_BYTES_MAX, false);
    json_open_object(&writer);
    for (size_t i = 0; i < request->count; i++) {
        const struct json_member *at = &request->members[i];
        json_key(&writer, at->key);
        if (!text_is(at->key, member) || at->value.type != JSON_ARRAY) {
            json_value(&writer, &at->value);
            continue;
        }
        json_open_array(&writer);
        for (size_t n = 0; n < times; n++) {
            for (size_t k = 0; k < at->value.count; k++) {
                json_value(&writer, &at->value.items[k]);
            }
        }
        json_close_array(&writer);
    }
    json_close_object(&writer);
    return json_writer_text(&writer);
}

/** Tenths of a percent. */
static unsigned long long
share(uint64_t used, uint64_t allowed)
{
    return allowed == 0 ? 0 : used * 1000 / allowed;
}

static void
print_measure(const struct point *point, const struct measure *measure)
{
    unsigned long long fuel = share(measure->fuel, fuel_allowed(point, measure->lines));
    unsigned long long heap = share(measure->heap_bytes, heap_allowed(point, measure->lines));
    (void)printf("%8zu %12llu %4llu.%llu%% %12zu %4llu.%llu%% %8lld.%lld  %s\n", measure->lines,
                 (unsigned long long)measure->fuel, fuel / 10, fuel % 10, measure->heap_bytes,
                 heap / 10, heap % 10, (long long)(measure->time_ns / 1000),
                 (long long)(measure->time_ns / 100 % 10),
                 measure->is_called ? run_outcome_name(measure->outcome) : "bad_call");
}

static int
bench(struct trial *trial)
{
    static const size_t factors[] = {1, 2, 4, 8, 16, 64};
    const struct trial_options *options = &trial->options;
    struct trial_call call = {.method = text_of(options->method)};
    struct json request;
    struct json_error error;
    call.request = trial_text(trial, options->input == NULL ? "-" : options->input);
    call.config = options->config == NULL ? TEXT("") : trial_text(trial, options->config);
    call.context = options->context == NULL ? TEXT("") : trial_text(trial, options->context);
    if (call.request.bytes == NULL || call.config.bytes == NULL || call.context.bytes == NULL) {
        return STATUS_FAILED;
    }
    const char *member = lines_member(trial->point);
    bool is_json = json_parse(&trial->program_arena, call.request, &request, &error) == OK;
    const struct json *lines = is_json && member != NULL ? json_get(&request, member) : NULL;
    size_t count = lines != NULL && lines->type == JSON_ARRAY ? lines->count : 0;
    (void)printf(
        "program %zu bytes\n\n   lines         fuel   used   heap bytes   used    time us\n",
        script_program_bytes(trial->program));
    bool is_fine = true;
    for (size_t i = 0; i < COUNT_OF(factors) && is_fine; i++) {
        if (i > 0 && count == 0) {
            break;
        }
        struct trial_call scaled = call;
        if (i > 0) {
            scaled.request = repeat_lines(trial, &request, member, factors[i]);
        }
        if (scaled.request.bytes == NULL) {
            break;
        }
        struct measure measure = measure_call(trial, &scaled, options->times);
        measure.lines = count * factors[i];
        print_measure(trial->point, &measure);
        is_fine = measure.is_called && measure.outcome == RUN_OK;
    }
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}

int
command_bench(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct trial_options options;
    struct trial trial;
    int status = trial_options_read(command, count, arguments, &options);
    if (status != STATUS_FINE || options.file == NULL) {
        return status;
    }
    status = trial_begin(sys, command, &options, &trial);
    if (status == STATUS_FINE) {
        status = bench(&trial);
    }
    trial_end(&trial);
    return status;
}
