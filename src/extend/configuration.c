/* SPDX-License-Identifier: Apache-2.0 */
/** configuration.c: what a script is configured with, held to the type that it declares. */
#include "extend/loaded.h"

#include "limits.model.h"

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

/** Against the schema, where the script says what its configuration is; typed as it wants. */
static bool
json_fits(struct arena *arena, struct text schema_text, struct json *value, struct text *problem)
{
    struct json schema;
    struct json_error error;
    if (schema_text.length == 0 || json_parse(arena, schema_text, &schema, &error) != OK) {
        return true;
    }
    const struct json *properties = json_get(&schema, "properties");
    if (properties == NULL || properties->count == 0) {
        return true; /* the script names no type */
    }
    configuration_type(value, &schema);
    return script_config_check(arena, schema_text, value, problem);
}

bool
configuration_fits(struct arena *arena, const struct release *release, struct text configuration,
                   struct text *problem)
{
    struct json json = {.type = JSON_OBJECT};
    struct json_error error;
    *problem = TEXT("it is no JSON object");
    return (configuration.length == 0 || json_parse(arena, configuration, &json, &error) == OK) &&
           json_fits(arena, release->config_schema, &json, problem);
}

err_t
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
    const struct release *release;
    struct text problem = NO_TEXT;
    TRY(binding_release(task, binding, &release));
    if (!json_fits(task->arena, release->config_schema, &json, &problem)) {
        return fail(task, ERR_CONFIGURATION_INVALID, param,
                    "The configuration does not fit the script: %.*s.", TEXT_ARG(problem));
    }
    struct json_writer writer;
    json_writer_init(&writer, task->arena, SIZE_MAX, false);
    json_value(&writer, &json);
    binding->configuration = given.length > 0 ? json_writer_text(&writer) : NO_TEXT;
    return OK;
}
