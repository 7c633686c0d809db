/* SPDX-License-Identifier: Apache-2.0 */
/** binding_api.c: /v1/extend/bindings: which script decides for whom. */
#include "api/call.h"
#include "extend/extend.h"

#include "limits.model.h"
#include "routes.model.h"

err_t
api_binding_retrieve(struct call *call)
{
    void *binding;
    TRY(call_path_object(call, 0, &binding_records, &binding));
    return call_answer_object(call, &binding_kind, binding);
}

/** The object that a scope names, by its kind's own ids. */
static err_t
scope_read(struct task *task, const struct binding_scope_data_params *given,
           struct binding_wish *wish)
{
    wish->scope = (struct binding_scope){
        .type = given->type,
        .id = given->id.length > 0 ? given->id : NO_TEXT,
        .metadata = given->metadata,
    };
    if (given->id.length == 0 || given->type == SCOPE_TYPE_ACCOUNT) {
        return OK;
    }
    void *object;
    const char *name = scope_type_name(given->type);
    const struct record_kind *kind = record_kind_of(task, model_kind_by_object(name));
    TRY(object_find(task, kind, given->id, &object));
    if (object == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, "scope[id]", "No such %s: '%.*s'", name,
                    TEXT_ARG(given->id));
    }
    wish->scope_object = *(const struct id *)object; /* every object's struct begins with its id */
    return OK;
}

static err_t
above_read(struct task *task, const struct failure_threshold_data_params *given, size_t count,
           const struct failure_threshold **out)
{
    struct failure_threshold *above = arena_alloc(task->arena, count, sizeof(*above));
    if (above == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "on_failure_above", NULL);
    }
    for (size_t i = 0; i < count; i++) {
        above[i] = (struct failure_threshold){.amount = given[i].amount,
                                              .currency = given[i].currency,
                                              .on_failure = given[i].on_failure};
    }
    *out = above;
    return OK;
}

err_t
api_binding_create(struct call *call)
{
    const struct binding_create_params *params = call->params;
    struct task *task = call->task;
    struct binding_wish wish = {
        .point = point_find(params->point),
        .script = params->script,
        .script_param = "script",
        .configuration = params->configuration,
        .configuration_param = "configuration",
        .on_failure = params->on_failure,
        .above_count = params->on_failure_above_count,
        .scope = {.type = SCOPE_TYPE_ACCOUNT},
        .order =
            params->has_order == GIVEN_VALUE ? params->order : LIMIT_EXTEND_BINDING_ORDER_USUAL,
        .is_off = params->has_enabled == GIVEN_VALUE && !params->enabled,
    };
    if (wish.point == NULL) {
        return fail(task, ERR_POINT_UNKNOWN, "point",
                    "No such extension point: '%.*s'. GET /v1/extend/points lists them.",
                    TEXT_ARG(params->point));
    }
    TRY(point_is_open(task, wish.point));
    if (params->has_scope == GIVEN_VALUE) {
        TRY(scope_read(task, params->scope, &wish));
    }
    TRY(above_read(task, params->on_failure_above, wish.above_count, &wish.above));
    struct binding *binding;
    TRY(binding_create(task, &wish, &binding));
    return call_answer_object(call, &binding_kind, binding);
}

err_t
api_binding_update(struct call *call)
{
    const struct binding_update_params *params = call->params;
    void *binding;
    TRY(call_path_object(call, 0, &binding_records, &binding));
    struct binding_change change = {
        .script = params->script,
        .configuration = params->configuration.length > 0 ? &params->configuration : NULL,
        .enabled = params->has_enabled == GIVEN_VALUE ? &params->enabled : NULL,
        .on_failure = params->on_failure,
        .has_above = params->has_on_failure_above != GIVEN_NO,
        .above_count = params->on_failure_above_count,
        .order = params->has_order == GIVEN_VALUE ? &params->order : NULL,
    };
    TRY(above_read(call->task, params->on_failure_above, change.above_count, &change.above));
    TRY(binding_change(call->task, binding, &change));
    return call_answer_object(call, &binding_kind, binding);
}

err_t
api_binding_retire(struct call *call)
{
    void *binding;
    TRY(call_path_object(call, 0, &binding_records, &binding));
    TRY(binding_retire(call->task, binding));
    return call_answer_object(call, &binding_kind, binding);
}

err_t
api_binding_roll_back(struct call *call)
{
    void *binding;
    TRY(call_path_object(call, 0, &binding_records, &binding));
    TRY(binding_roll_back(call->task, binding));
    return call_answer_object(call, &binding_kind, binding);
}

static bool
binding_fits(const void *object, const void *filter)
{
    const struct binding *binding = object;
    const struct binding_list_params *params = filter;
    return (params->point.length == 0 || text_equal(binding->point, params->point)) &&
           (params->scope.length == 0 || text_equal(binding->scope.id, params->scope)) &&
           (params->status == BINDING_STATUS_NONE || binding->status == params->status);
}

err_t
api_binding_list(struct call *call)
{
    const struct binding_list_params *params = call->params;
    struct record_scan scan = {.kind = &binding_records, .index = -1};
    if (params->extension.key != 0) {
        scan.index = BINDINGS_BY_EXTENSION;
        scan.equals[0] = params->extension.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, binding_fits, params);
}
