/* SPDX-License-Identifier: Apache-2.0 */
/**
 * host_config.c: a configuration as its type declares it. On the wire names are
 * snake_case and decimals are text; the schema says what the script calls a
 * member ("x-quoin-name") and which texts are a Decimal or a Date.
 */
#include "base/json.h"
#include "script/host.h"
#include "script/machine.h"

/** The schema of a member, by its name on the wire or in the script, and the latter. */
static const struct json *
property_of(const struct json *schema, struct text key, struct text *name)
{
    const struct json *properties = json_get(schema, "properties");
    *name = key;
    for (size_t i = 0; properties != NULL && i < properties->count; i++) {
        const struct json *property = &properties->members[i].value;
        const struct json *own = json_get(property, "x-quoin-name");
        if (text_equal(properties->members[i].key, key) ||
            (own != NULL && text_equal(own->text, key))) {
            *name = own != NULL ? own->text : properties->members[i].key;
            return property;
        }
    }
    const struct json *choices = json_get(schema, "anyOf");
    for (size_t i = 0; choices != NULL && i < choices->count; i++) {
        const struct json *property = property_of(&choices->items[i], key, name);
        if (property != NULL) {
            return property;
        }
    }
    const struct json *others = json_get(schema, "additionalProperties");
    return others != NULL && others->type == JSON_OBJECT ? others : NULL;
}

static bool
config_object(struct vm *vm, const struct json *json, const struct json *schema, value_t *out)
{
    struct object *object = object_new(vm);
    if (object == NULL || !vm_charge(vm, 1 + json->count)) {
        return false;
    }
    *out = value_of_object(object);
    for (size_t i = 0; i < json->count; i++) {
        struct text name;
        const struct json *rule = property_of(schema, json->members[i].key, &name);
        struct string *string = string_from_utf8(vm, name);
        value_t value;
        struct key key;
        if (string == NULL || !key_of(vm, value_of_string(string), &key) ||
            !host_config(vm, &json->members[i].value, rule, &value) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    return object_restrict(vm, object, OBJECT_FROZEN);
}

static bool
config_array(struct vm *vm, const struct json *json, const struct json *schema, value_t *out)
{
    struct array *array = array_new(vm, (uint32_t)json->count);
    if (array == NULL || !vm_charge(vm, 1 + json->count)) {
        return false;
    }
    *out = value_of_object(array);
    for (size_t i = 0; i < json->count; i++) {
        value_t item;
        if (!host_config(vm, &json->items[i], json_get(schema, "items"), &item)) {
            return false;
        }
        array->items[i] = item;
    }
    return object_restrict(vm, &array->object, OBJECT_FROZEN);
}

/** A text or a number is of this kind by the schema, or by one of its alternatives. */
static bool
is_of_kind(const struct json *schema, const char *kind)
{
    const struct json *own = json_get(schema, "x-quoin-kind");
    const struct json *choices = json_get(schema, "anyOf");
    if (own != NULL && text_is(own->text, kind)) {
        return true;
    }
    for (size_t i = 0; choices != NULL && i < choices->count; i++) {
        if (is_of_kind(&choices->items[i], kind)) {
            return true;
        }
    }
    return false;
}

bool
host_config(struct vm *vm, const struct json *json, const struct json *schema, value_t *out)
{
    if (schema == NULL || schema->type != JSON_OBJECT) {
        return host_json(vm, json, out);
    }
    if (json->type == JSON_OBJECT) {
        return config_object(vm, json, schema, out);
    }
    if (json->type == JSON_ARRAY) {
        return config_array(vm, json, schema, out);
    }
    bool is_text = json->type == JSON_STRING;
    if ((is_text || json->type == JSON_NUMBER) && is_of_kind(schema, "decimal") &&
        decimal_of_text(vm, json->text, out)) {
        return true;
    }
    instant_t time;
    if (vm->trap == RUN_NONE && is_text && is_of_kind(schema, "date") &&
        instant_parse(json->text, &time)) {
        struct object *date = date_new(vm, (double)time * 1000);
        *out = value_of_object(date);
        return date != NULL;
    }
    return vm->trap == RUN_NONE && host_json(vm, json, out);
}
