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

/** The schema that a binding's configuration must fit: of its release, or of the active one. */
static err_t
schema_of(struct task *task, const struct binding *binding, struct text *schema)
{
    struct id id = binding->release;
    void *object;
    if (id.key == 0) {
        TRY(record_load(task, &extension_records, binding->extension, &object));
        assert(object != NULL);
        id = ((const struct extension *)object)->active_release;
    }
    TRY(record_load(task, &release_records, id, &object));
    assert(object != NULL);
    *schema = ((const struct release *)object)->config_schema;
    return OK;
}

/**
 * A form knows no types: where the schema wants a string, a number or a
 * boolean was meant as one; its text is kept as it was written.
 */
static void
configuration_type(struct json *value, const struct json *schema)
{
    const struct json *type = json_get(schema, "type");
    const struct json *properties = json_get(schema, "properties");
    const struct json *items = json_get(schema, "items");
    if (type != NULL && text_is(type->text, "string")) {
        if (value->type == JSON_TRUE || value->type == JSON_FALSE) {
            value->text = value->type == JSON_TRUE ? TEXT("true") : TEXT("false");
            value->type = JSON_STRING;
        } else if (value->type == JSON_NUMBER) {
            value->type = JSON_STRING;
        }
    }
    for (size_t i = 0; properties != NULL && value->type == JSON_OBJECT && i < value->count; i++) {
        for (size_t p = 0; p < properties->count; p++) {
            if (text_equal(properties->members[p].key, value->members[i].key)) {
                configuration_type(&value->members[i].value, &properties->members[p].value);
            }
        }
    }
    for (size_t i = 0; items != NULL && value->type == JSON_ARRAY && i < value->count; i++) {
        configuration_type(&value->items[i], items);
    }
}

/** Against the schema, where the script says what its configuration is. */
static err_t
configuration_fit(struct task *task, const struct binding *binding, struct json *value,
                  const char *param)
{
    struct text text = NO_TEXT;
    struct json schema;
    struct json_error error;
    TRY(schema_of(task, binding, &text));
    if (text.length == 0 || json_parse(task->arena, text, &schema, &error) != OK) {
        return OK;
    }
    const struct json *properties = json_get(&schema, "properties");
    if (properties == NULL || properties->count == 0) {
        return OK; /* the script names no type */
    }
    configuration_type(value, &schema);
    struct text problem = NO_TEXT;
    if (!script_config_check(task->arena, text, value, &problem)) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration does not fit the script: %.*s.", TEXT_ARG(problem));
    }
    return OK;
}

/** Check what was given, or nothing as {}, and keep it in one written form. */
static err_t
configuration_set(struct task *task, struct binding *binding, struct text given, const char *param)
{
    if (given.length > LIMIT_EXTEND_CONFIGURATION_BYTES_MAX) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration has %zu bytes; %d are allowed.", given.length,
                    LIMIT_EXTEND_CONFIGURATION_BYTES_MAX);
    }
    struct json json = {.type = JSON_OBJECT};
    struct json_error error;
    if (given.length > 0 &&
        (json_parse(task->arena, given, &json, &error) != OK || json.type != JSON_OBJECT)) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration must be a JSON object, as {\"percent\": 20}.");
    }
    TRY(configuration_fit(task, binding, &json, param));
    struct json_writer writer;
    json_writer_init(&writer, task->arena, SIZE_MAX, false);
    json_value(&writer, &json);
    binding->configuration = given.length > 0 ? json_writer_text(&writer) : NO_TEXT;
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
    TRY(configuration_set(task, binding, configuration_json, "script[configuration]"));
    binding->on_failure = on_failure == FAILURE_POLICY_NONE ? FAILURE_POLICY_DEFAULT : on_failure;
    TRY(policy_check(task, point, binding->on_failure));
    binding->id = task_new_id(task);
    binding->created = task->now;
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
    struct text configuration =
        configuration_json != NULL ? *configuration_json : binding->configuration;
    if (script_id.length > 0) {
        TRY(script_resolve(task, script_id, "script", binding));
    }
    if (script_id.length > 0 || configuration_json != NULL) {
        TRY(configuration_set(task, binding, configuration, "configuration"));
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
