/* SPDX-License-Identifier: Apache-2.0 */
/** binding.c: who runs which script, with which configuration, and what failure means. */
#include "event/event.h"
#include "extend/loaded.h"

#include "limits.model.h"

static err_t
fail_script_missing(struct task *task, struct text script_id, const char *param)
{
    return fail(task, ERR_RESOURCE_MISSING, param,
                "No such extension or release: '%.*s'. POST /v1/extend/extensions and "
                "/v1/extend/releases make one.",
                TEXT_ARG(script_id));
}

/** Fill in what the binding runs, from the id of an extension or of a release. */
static err_t
script_resolve(struct task *task, struct text script_id, const char *param, struct binding *binding)
{
    const struct id_secret *secret = &task->account->secret;
    struct id id;
    void *object = NULL;
    struct text point;
    if (id_parse(secret, release_kind.prefix, script_id, &id.key)) {
        TRY(record_load(task, &release_records, id, &object));
        if (object == NULL) {
            return fail_script_missing(task, script_id, param);
        }
        const struct release *release = object;
        binding->release = id;
        binding->extension = release->extension;
        point = release->point;
    } else if (id_parse(secret, extension_kind.prefix, script_id, &id.key)) {
        TRY(record_load(task, &extension_records, id, &object));
        if (object == NULL) {
            return fail_script_missing(task, script_id, param);
        }
        const struct extension *extension = object;
        if (extension->active_release.key == 0) {
            return fail(task, ERR_RESOURCE_MISSING, param,
                        "The extension '%.*s' has no release yet: POST /v1/extend/releases.",
                        TEXT_ARG(script_id));
        }
        binding->release = (struct id){0};
        binding->extension = id;
        point = extension->point;
    } else {
        return fail_script_missing(task, script_id, param);
    }
    if (!text_equal(point, binding->point)) {
        return fail(task, ERR_PARAMETER_INVALID, param,
                    "The script answers %.*s, but %.*s is asked for here.", TEXT_ARG(point),
                    TEXT_ARG(binding->point));
    }
    return OK;
}

static err_t
configuration_check(struct task *task, struct text configuration, const char *param)
{
    if (configuration.length == 0) {
        return OK;
    }
    if (configuration.length > LIMIT_EXTEND_CONFIGURATION_BYTES_MAX) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration has %zu bytes; %d are allowed.", configuration.length,
                    LIMIT_EXTEND_CONFIGURATION_BYTES_MAX);
    }
    struct json json;
    struct json_error error;
    if (json_parse(task->arena, configuration, &json, &error) != OK || json.type != JSON_OBJECT) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration must be a JSON object, as {\"percent\": \"20\"}.");
    }
    return OK;
}

static err_t
policy_check(struct task *task, const struct point *point, enum failure_policy policy)
{
    static const uint32_t bits[] = {
        [FAILURE_POLICY_DEFAULT] = ON_FAILURE_DEFAULT,
        [FAILURE_POLICY_HOLD] = ON_FAILURE_HOLD,
        [FAILURE_POLICY_FAIL] = ON_FAILURE_FAIL,
    };
    if ((point->on_failure & bits[policy]) == 0) {
        return fail(task, ERR_POLICY_NOT_ALLOWED, "on_failure",
                    "The point %s does not allow the failure policy %s.", point->id,
                    failure_policy_name(policy));
    }
    return OK;
}

err_t
binding_create(struct task *task, const struct point *point, struct text script_id,
               struct text configuration_json, enum failure_policy on_failure,
               struct text scope_type, struct text scope_id, const char *param,
               struct binding **out)
{
    struct binding *binding = arena_new(task->arena, struct binding);
    if (binding == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a binding");
    }
    binding->point = text_of(point->id);
    TRY(script_resolve(task, script_id, param, binding));
    TRY(configuration_check(task, configuration_json, "configuration"));
    binding->on_failure = on_failure == FAILURE_POLICY_NONE ? FAILURE_POLICY_DEFAULT : on_failure;
    TRY(policy_check(task, point, binding->on_failure));
    binding->id = task_new_id(task);
    binding->created = task->now;
    binding->configuration = configuration_json;
    binding->enabled = true;
    binding->scope = (struct binding_scope){.type = scope_type, .id = scope_id};
    TRY(record_insert(task, &binding_records, binding));
    *out = binding;
    return event_append(task, EVENT_EXTEND_BINDING_CREATED, &binding_records, binding);
}

err_t
binding_load(struct task *task, struct id id, struct binding **out)
{
    void *loaded;
    TRY(record_load(task, &binding_records, id, &loaded));
    if (loaded == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, NULL, "a binding is gone");
    }
    *out = loaded;
    return OK;
}

err_t
binding_change(struct task *task, struct binding *binding, struct text script_id,
               const struct text *configuration_json, const bool *enabled,
               enum failure_policy on_failure)
{
    const struct point *point = point_find(binding->point);
    assert(point != NULL);
    if (script_id.length > 0) {
        TRY(script_resolve(task, script_id, "script", binding));
    }
    if (configuration_json != NULL) {
        TRY(configuration_check(task, *configuration_json, "configuration"));
        binding->configuration = *configuration_json;
    }
    if (enabled != NULL) {
        binding->enabled = *enabled;
    }
    if (on_failure != FAILURE_POLICY_NONE) {
        TRY(policy_check(task, point, on_failure));
        binding->on_failure = on_failure;
    }
    TRY(record_update(task, &binding_records, binding));
    return event_append(task, EVENT_EXTEND_BINDING_UPDATED, &binding_records, binding);
}
