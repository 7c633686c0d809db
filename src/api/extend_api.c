/* SPDX-License-Identifier: Apache-2.0 */
/** extend_api.c: /v1/extend: points, extensions, releases, runs. */
#include "api/call.h"
#include "api/route.h"
#include "extend/extend.h"

#include "routes.model.h"

/* ---- points ------------------------------------------------------------ */

static void
scopes_render(struct json_writer *writer, const struct point *point)
{
    json_key_string(writer, "scopes");
    json_open_array(writer);
    for (unsigned scope = SCOPE_TYPE_ACCOUNT; scope <= SCOPE_TYPE_CUSTOMER; scope++) {
        if ((point->scopes & 1u << scope) != 0) {
            json_string(writer, scope_type_name((enum scope_type)scope));
        }
    }
    json_close_array(writer);
}

static void
deprecation_render(struct json_writer *writer, const struct point_deprecation *old)
{
    json_open_object(writer);
    json_key_string(writer, "instead");
    json_string(writer, old->instead);
    json_key_string(writer, "since");
    json_string(writer, old->since);
    json_key_string(writer, "sunset");
    json_string(writer, old->sunset);
    json_key_string(writer, "version");
    json_int(writer, old->version);
    json_close_object(writer);
}

static void
point_render(struct json_writer *writer, const struct point *point)
{
    json_open_object(writer);
    json_key_string(writer, "id");
    json_string(writer, point->id);
    json_key_string(writer, "object");
    json_string(writer, "extend.point");
    static const char *const compositions[] = {[COMPOSE_FIRST] = "first",
                                               [COMPOSE_CHAIN] = "chain",
                                               [COMPOSE_MIN] = "min",
                                               [COMPOSE_MAX] = "max",
                                               [COMPOSE_SUM] = "sum"};
    json_key_string(writer, "composition");
    json_string(writer, compositions[point->composition]);
    json_key_string(writer, "depth");
    json_int(writer, point->depth);
    json_key_string(writer, "deprecated");
    json_open_array(writer);
    for (const struct point_deprecation *old = point->deprecated; old->instead != NULL; old++) {
        deprecation_render(writer, old);
    }
    json_close_array(writer);
    json_key_string(writer, "fuel");
    json_int(writer, (int64_t)point->fuel);
    json_key_string(writer, "fuel_per_line");
    json_int(writer, (int64_t)point->fuel_per_line);
    json_key_string(writer, "input_bytes_max");
    json_int(writer, (int64_t)point->input_bytes_max);
    json_key_string(writer, "interface");
    json_string(writer, point->interface);
    json_key_string(writer, "memory_bytes");
    json_int(writer, (int64_t)point->memory_bytes);
    json_key_string(writer, "memory_bytes_per_line");
    json_int(writer, (int64_t)point->memory_bytes_per_line);
    json_key_string(writer, "methods");
    json_open_array(writer);
    for (size_t i = 0; i < point->method_count; i++) {
        json_string(writer, point->methods[i].name);
    }
    json_close_array(writer);
    json_key_string(writer, "money");
    json_text(writer, text_of(point->money));
    json_key_string(writer, "on_failure");
    json_open_array(writer);
    static const struct {
        uint32_t bit;
        const char *name;
    } policies[] = {{ON_FAILURE_DEFAULT, "default"},
                    {ON_FAILURE_DEFAULT, "last_good"}, /* which ends in the default */
                    {ON_FAILURE_HOLD, "hold"},
                    {ON_FAILURE_FAIL, "fail"}};
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        if ((point->on_failure & policies[i].bit) != 0) {
            json_string(writer, policies[i].name);
        }
    }
    json_close_array(writer);
    json_key_string(writer, "output_bytes_max");
    json_int(writer, (int64_t)point->output_bytes_max);
    json_key_string(writer, "owner");
    json_string(writer, point->owner);
    scopes_render(writer, point);
    json_key_string(writer, "since");
    json_string(writer, point->since);
    json_key_string(writer, "stability");
    json_string(writer, point_stability_name(point->stability));
    json_key_string(writer, "version");
    json_int(writer, point->version);
    json_close_object(writer);
}

err_t
api_point_list(struct call *call)
{
    struct json_writer *writer = &call->writer;
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "list");
    json_key_string(writer, "data");
    json_open_array(writer);
    for (const struct point *const *point = points; *point != NULL; point++) {
        point_render(writer, *point);
    }
    json_close_array(writer);
    json_key_string(writer, "has_more");
    json_bool(writer, false);
    json_key_string(writer, "url");
    json_text(writer, call->path);
    json_close_object(writer);
    return OK;
}

static err_t
point_named(struct task *task, struct text id, const char *param, const struct point **out)
{
    *out = point_find(id);
    return *out != NULL ? OK
                        : fail(task, ERR_POINT_UNKNOWN, param,
                               "No such extension point: '%.*s'. GET /v1/extend/points lists them.",
                               TEXT_ARG(id));
}

err_t
api_point_retrieve(struct call *call)
{
    const struct point *point = point_find(call->path_ids[0]);
    if (point == NULL) {
        return fail(call->task, ERR_RESOURCE_MISSING, "id", "No such extension point: '%.*s'",
                    TEXT_ARG(call->path_ids[0]));
    }
    point_render(&call->writer, point);
    return OK;
}

/* ---- extensions and releases -------------------------------------------- */

err_t
api_extension_create(struct call *call)
{
    const struct extension_create_params *params = call->params;
    const struct point *point;
    TRY(point_named(call->task, params->point, "point", &point));
    TRY(point_is_open(call->task, point));
    struct extension *extension;
    TRY(extension_create(call->task, point, params->name, &extension));
    extension->metadata = params->metadata;
    TRY(record_update(call->task, &extension_records, extension));
    return call_answer_object(call, &extension_kind, extension);
}

err_t
api_extension_roll_back(struct call *call)
{
    void *extension;
    TRY(call_path_object(call, 0, &extension_records, &extension));
    TRY(extension_roll_back(call->task, extension));
    return call_answer_object(call, &extension_kind, extension);
}

err_t
api_extension_retrieve(struct call *call)
{
    void *extension;
    TRY(call_path_object(call, 0, &extension_records, &extension));
    return call_answer_object(call, &extension_kind, extension);
}

static bool
extension_fits(const void *object, const void *filter)
{
    const struct extension *extension = object;
    const struct text *point = filter;
    return text_equal(extension->point, *point);
}

err_t
api_extension_list(struct call *call)
{
    const struct extension_list_params *params = call->params;
    struct record_scan scan = {.kind = &extension_records, .index = -1};
    return call_answer_list(call, &scan, params->point.length > 0 ? extension_fits : NULL,
                            &params->point);
}

/** Sources as they were sent. */
static err_t
sources_read(struct task *task, const struct source_file_upload_params *given, size_t count,
             struct script_source **out)
{
    *out = arena_alloc(task->arena, count + 1, sizeof(**out));
    if (*out == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "sources", "no memory for %zu sources", count);
    }
    for (size_t i = 0; i < count; i++) {
        (*out)[i] = (struct script_source){.path = given[i].path, .text = given[i].text};
    }
    return OK;
}

static err_t
check(struct call *call, const struct extension *extension, const struct script_source *sources,
      size_t count, struct release_checks **out)
{
    const struct release_create_params *params = call->params;
    const struct release_checks_data_params *given = params->checks;
    struct script_source *tests;
    TRY(sources_read(call->task, params->tests, params->tests_count, &tests));
    struct release_check_wish wish = {
        .tests = tests,
        .test_count = params->tests_count,
        .on_tests = CHECK_MODE_ENFORCE,
        .on_fuzz = CHECK_MODE_REPORT,
        .seed = 1,
    };
    if (params->has_checks == GIVEN_VALUE) {
        wish.on_tests = given->tests == CHECK_MODE_NONE ? wish.on_tests : given->tests;
        wish.on_fuzz = given->fuzz == CHECK_MODE_NONE ? wish.on_fuzz : given->fuzz;
        wish.seed = given->has_seed == GIVEN_VALUE ? (uint64_t)given->seed : wish.seed;
    }
    const struct point *point = point_find(extension->point);
    assert(point != NULL);
    return release_check(call->task, point, sources, count, &wish, out);
}

err_t
api_release_create(struct call *call)
{
    const struct release_create_params *params = call->params;
    struct task *task = call->task;
    void *extension;
    TRY(record_load(task, &extension_records, params->extension, &extension));
    if (extension == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, "extension", "No such extension.");
    }
    bool single = params->source.length > 0;
    if (single == (params->sources_count > 0)) {
        return fail(task, single ? ERR_PARAMETERS_EXCLUSIVE : ERR_PARAMETER_MISSING, "source",
                    "Give source (one file) or sources (several, the entry first).");
    }
    size_t count = single ? 1 : params->sources_count;
    struct source_file_upload_params alone = {.path = TEXT("src/index.ts"), .text = params->source};
    struct script_source *sources;
    TRY(sources_read(task, single ? &alone : params->sources, count, &sources));
    struct release_checks *checks;
    TRY(check(call, extension, sources, count, &checks));
    struct release *release;
    TRY(release_create(task, extension, sources, count, checks,
                       params->has_activate == GIVEN_VALUE && params->activate, &release));
    return call_answer_object(call, &release_kind, release);
}

err_t
api_release_retrieve(struct call *call)
{
    void *release;
    TRY(call_path_object(call, 0, &release_records, &release));
    return call_answer_object(call, &release_kind, release);
}

err_t
api_release_list(struct call *call)
{
    const struct release_list_params *params = call->params;
    struct record_scan scan = {.kind = &release_records, .index = -1};
    if (params->extension.key != 0) {
        scan.index = 0;
        scan.equals[0] = params->extension.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_release_activate(struct call *call)
{
    void *release;
    TRY(call_path_object(call, 0, &release_records, &release));
    TRY(release_activate(call->task, release));
    return call_answer_object(call, &release_kind, release);
}

/* ---- runs ---------------------------------------------------------------- */

err_t
api_run_retrieve(struct call *call)
{
    void *run;
    TRY(call_path_object(call, 0, &run_records, &run));
    return call_answer_object(call, &run_kind, run);
}

struct run_filter {
    int64_t customer;
    int64_t invoice;
    int64_t release;
    enum run_outcome_kind outcome;
};

static bool
run_fits(const void *object, const void *filter)
{
    const struct run *run = object;
    const struct run_filter *want = filter;
    return (want->customer == 0 || run->customer_key == want->customer) &&
           (want->invoice == 0 || run->invoice_key == want->invoice) &&
           (want->release == 0 || run->release_key == want->release) &&
           (want->outcome == RUN_OUTCOME_KIND_NONE || run->outcome == want->outcome);
}

static err_t
filter_key(struct task *task, const char *prefix, struct text text, const char *param, int64_t *key)
{
    if (text.length > 0 && !id_parse(&task->account->secret, prefix, text, key)) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such %s: '%.*s'", param, TEXT_ARG(text));
    }
    return OK;
}

err_t
api_run_list(struct call *call)
{
    const struct run_list_params *params = call->params;
    struct run_filter filter = {.release = params->release.key, .outcome = params->outcome};
    TRY(filter_key(call->task, "cus", params->customer, "customer", &filter.customer));
    TRY(filter_key(call->task, "in", params->invoice, "invoice", &filter.invoice));
    struct record_scan scan = {.kind = &run_records, .index = -1, .equals_count = 0};
    if (filter.invoice != 0) {
        scan.index = RUNS_BY_INVOICE;
        scan.equals[0] = filter.invoice;
        scan.equals_count = 1;
    } else if (filter.release != 0) {
        scan.index = RUNS_BY_RELEASE;
        scan.equals[0] = filter.release;
        scan.equals_count = 1;
    } else if (filter.customer != 0) {
        scan.index = RUNS_BY_CUSTOMER;
        scan.equals[0] = filter.customer;
        scan.equals_count = 1;
    } else if (filter.outcome != RUN_OUTCOME_KIND_NONE) {
        scan.index = RUNS_BY_OUTCOME;
        scan.equals[0] = (int64_t)filter.outcome;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, run_fits, &filter);
}

err_t
api_run_replay(struct call *call)
{
    void *run;
    TRY(call_path_object(call, 0, &run_records, &run));
    struct replay replay;
    TRY(run_replay(call->task, run, &replay));
    struct json_writer *writer = &call->writer;
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "extend.replay");
    json_key_string(writer, "difference");
    json_text(writer, replay.difference);
    json_key_string(writer, "equal");
    json_bool(writer, replay.is_equal);
    json_key_string(writer, "fuel");
    json_int(writer, (int64_t)replay.result.fuel);
    json_key_string(writer, "outcome");
    json_string(writer, run_outcome_name(replay.result.outcome));
    json_key_string(writer, "run");
    json_text(writer, call->path_ids[0]);
    json_close_object(writer);
    return OK;
}
