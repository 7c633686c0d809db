/* SPDX-License-Identifier: Apache-2.0 */
/* host.c: views of C structs. Answers are read in answer.c. */
#include "script/host.h"

#include "base/model.h"
#include "script/host_model.h"
#include "script/machine.h"

#define HOST_BYTES   (512 * 1024)
#define HOST_BUCKETS 128

struct host {
    struct heap heap; /**< of shapes and names; forgotten when another program comes */
    void *block;
    struct intern_table strings;
    struct host_model *buckets[HOST_BUCKETS];
    const struct script_program *program;
    const void *program_block;
    uint8_t program_hash[32];
};

struct host *
host_new(void)
{
    struct host *host = block_alloc(sizeof *host);
    void *block = block_alloc(HOST_BYTES);
    if (host == NULL || block == NULL) {
        block_free(host);
        block_free(block);
        return NULL;
    }
    host->block = block;
    heap_init(&host->heap, block, HOST_BYTES);
    return host;
}

void
host_free(struct host *host)
{
    if (host != NULL) {
        block_free(host->block);
        block_free(host);
    }
}

bool
host_begin(struct host *host, const struct script_program *program)
{
    /* Same place, same content: what was learnt about it is still true. */
    if (host->program == program && host->program_block == program->block &&
        memcmp(host->program_hash, program->hash, sizeof host->program_hash) == 0) {
        return false;
    }
    host->program = program;
    host->program_block = program->block;
    memcpy(host->program_hash, program->hash, sizeof host->program_hash);
    heap_init(&host->heap, host->block, HOST_BYTES);
    host->strings = (struct intern_table){0};
    memset(host->buckets, 0, sizeof host->buckets);
    return true;
}

const struct intern_table *
host_strings(const struct host *host)
{
    return &host->strings;
}

/* ---- models --------------------------------------------------------------------- */

static bool
is_visible(const struct model_field *field)
{
    return (field->flags & MODEL_HIDDEN) == 0;
}

/** A single value of which no content stands for null (is_null). */
static bool
is_plain(const struct model_field *field)
{
    return field->flags == 0 && field->has_offset == UINT16_MAX &&
           (field->type == MODEL_BOOL || field->type == MODEL_INT || field->type == MODEL_DECIMAL ||
            field->type == MODEL_TEXT || field->type == MODEL_TIME || field->type == MODEL_OBJECT);
}

static bool
layout_fill(struct vm *vm, struct host_model *layout)
{
    const struct model *model = layout->model;
    value_t *names = heap_alloc_array(vm, model->count, sizeof *names);
    if (names == NULL) {
        return false;
    }
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        if (!is_visible(field)) {
            continue;
        }
        struct string *name = string_intern_ascii(vm, field->camel);
        struct string *alias = string_intern_ascii(vm, field->name);
        if (name == NULL || alias == NULL) {
            return false;
        }
        uint32_t slot = layout->count++;
        names[slot] = value_of_string(name);
        layout->fields[slot] = (struct host_field){field, value_of_string(name),
                                                   value_of_string(alias), is_plain(field)};
    }
    layout->shape = shape_of_keys(vm, vm->realm->prototypes[BUILTIN_OBJECT], names, layout->count,
                                  ATTRIBUTE_ENUMERABLE);
    return layout->shape != NULL;
}

/** The models within a model, so that its names are known before a run makes any of its own. */
static bool
inner_models(struct vm *vm, const struct model *model)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        if (is_visible(field) && field->object != NULL && host_model(vm, field->object) == NULL) {
            return false;
        }
    }
    return true;
}

/** The layout of a model under the running program; made at first sight, not in the run's heap. */
const struct host_model *
host_model(struct vm *vm, const struct model *model)
{
    struct host *host = vm->host;
    struct host_model **bucket = &host->buckets[((uintptr_t)model >> 4) % HOST_BUCKETS];
    for (struct host_model *layout = *bucket; layout != NULL; layout = layout->next) {
        if (layout->model == model) {
            return layout;
        }
    }
    struct heap heap = vm->heap;
    struct intern_table strings = vm->strings;
    int64_t fuel = vm->fuel;
    vm->heap = host->heap;
    vm->strings = host->strings;
    vm->fuel = INT64_MAX;
    struct host_model *layout =
        heap_alloc(vm, sizeof *layout + model->count * sizeof *layout->fields);
    if (layout != NULL) {
        *layout = (struct host_model){.model = model};
        if (!layout_fill(vm, layout)) {
            layout = NULL;
        }
    }
    host->heap = vm->heap;
    host->strings = vm->strings;
    vm->heap = heap;
    vm->strings = strings;
    vm->fuel = fuel;
    if (layout != NULL) {
        layout->next = *bucket;
        *bucket = layout;
        if (!inner_models(vm, model)) {
            return NULL;
        }
    }
    return layout;
}

/**
 * Names that a run makes before the layout that has them would be other strings than the
 * layout's: all that a call may need is laid out before it begins.
 */
/* ---- values ------------------------------------------------------------------------- */

bool
host_view(struct vm *vm, const struct model *model, const void *value, value_t *out)
{
    const struct host_model *layout = host_model(vm, model);
    if (layout == NULL || !vm_charge(vm, 2)) {
        return false;
    }
    struct view *view = heap_alloc(vm, sizeof *view + layout->count * sizeof(value_t));
    if (view == NULL) {
        return false;
    }
    value_t *slots = (value_t *)(view + 1);
    *view = (struct view){
        .object = {.kind = OBJECT_VIEW,
                   .flags = OBJECT_FROZEN | OBJECT_SEALED | OBJECT_NOT_EXTENSIBLE,
                   .slot_capacity = layout->count,
                   .shape = layout->shape,
                   .slots = slots},
        .model = layout,
        .value = value,
    };
    for (uint32_t i = 0; i < layout->count; i++) {
        slots[i] = VALUE_LAZY;
    }
    *out = value_of_object(view);
    return true;
}

static bool
text_value(struct vm *vm, struct text text, value_t *out)
{
    if (!vm_charge(vm, 1 + text.length / 8)) {
        return false;
    }
    struct string *string = string_from_utf8(vm, text);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
decimal_value(struct vm *vm, struct decimal decimal, bool as_number, value_t *out)
{
    struct big_decimal *cell = decimal_of_units(vm, decimal.units, DECIMAL_PLACES);
    if (cell == NULL) {
        return false;
    }
    *out = value_of_decimal(cell);
    if (!as_number) {
        return true;
    }
    char text[DECIMAL_TEXT_MAX];
    size_t length = decimal_render(decimal, text);
    struct string *string = string_from_latin(vm, (const uint8_t *)text, length);
    double number;
    if (string == NULL || !value_to_number(vm, value_of_string(string), &number)) {
        return false;
    }
    *out = value_number(number);
    return true;
}

/** Frozen plain object of the pairs, in their order. */
static bool
map_value(struct vm *vm, const struct model_map *map, value_t *out)
{
    struct object *object = object_new(vm);
    if (object == NULL || !vm_charge(vm, 1 + map->count)) {
        return false;
    }
    *out = value_of_object(object);
    for (size_t i = 0; i < map->count; i++) {
        value_t name;
        value_t value;
        struct key key;
        if (!text_value(vm, map->pairs[i].key, &name) ||
            !text_value(vm, map->pairs[i].value, &value) || !key_of(vm, name, &key) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    return object_restrict(vm, object, OBJECT_FROZEN);
}

static bool
json_text_value(struct vm *vm, struct text text, value_t *out)
{
    struct json json;
    struct json_error error;
    *out = VALUE_NULL;
    if (json_parse(vm->arena, text, &json, &error) != OK) {
        return !vm->arena->exhausted || vm_trap(vm, RUN_MEMORY);
    }
    return host_json(vm, &json, out);
}

/** A single value of a field's type at `at`; absent ones were dealt with. */
static bool
single_value(struct vm *vm, const struct model_field *field, const void *at, value_t *out)
{
    switch (field->type) {
    case MODEL_BOOL:
        *out = value_boolean(*(const bool *)at);
        return true;
    case MODEL_INT:
        *out = value_number((double)*(const int64_t *)at);
        return true;
    case MODEL_DECIMAL:
        return decimal_value(vm, *(const struct decimal *)at, (field->flags & MODEL_NUMBER) != 0,
                             out);
    case MODEL_TEXT:
        return text_value(vm, *(const struct text *)at, out);
    case MODEL_TIME: {
        struct object *date = date_new(vm, (double)*(const instant_t *)at * 1000);
        *out = value_of_object(date);
        return date != NULL;
    }
    case MODEL_CURRENCY:
        return text_value(vm, text_of(currency_code(*(const struct currency *)at)), out);
    case MODEL_ENUM: {
        unsigned index = *(const unsigned *)at;
        if (index == 0 || index >= field->values->count) {
            *out = VALUE_NULL;
            return true;
        }
        return text_value(vm, text_of(field->values->values[index]), out);
    }
    case MODEL_MAP:
        return map_value(vm, at, out);
    case MODEL_JSON:
        return json_text_value(vm, *(const struct text *)at, out);
    case MODEL_OBJECT:
        return host_view(vm, field->object, at, out);
    case MODEL_LITERAL:
        return json_text_value(vm, text_of(field->literal), out);
    case MODEL_REF:
        *out = VALUE_NULL; /* public ids need the account's secret; points carry them as text */
        return true;
    }
    return false;
}

size_t
host_element_bytes(const struct model_field *field)
{
    switch (field->type) {
    case MODEL_BOOL:
        return sizeof(bool);
    case MODEL_INT:
        return sizeof(int64_t);
    case MODEL_DECIMAL:
        return sizeof(struct decimal);
    case MODEL_TEXT:
    case MODEL_JSON:
        return sizeof(struct text);
    case MODEL_TIME:
        return sizeof(instant_t);
    case MODEL_CURRENCY:
        return sizeof(struct currency);
    case MODEL_ENUM:
        return sizeof(unsigned);
    case MODEL_REF:
        return sizeof(struct id);
    case MODEL_MAP:
        return sizeof(struct model_map);
    case MODEL_OBJECT:
        return field->object->size_bytes;
    case MODEL_LITERAL:
        return 0;
    }
    return 0;
}

static bool
list_value(struct vm *vm, const struct model_field *field, const uint8_t *items, size_t count,
           value_t *out)
{
    if (count > UINT32_MAX / 2 || !vm_charge(vm, 1 + count)) {
        return vm_trap(vm, RUN_MEMORY);
    }
    struct array *array = array_new(vm, (uint32_t)count);
    if (array == NULL) {
        return false;
    }
    *out = value_of_object(array);
    size_t size = host_element_bytes(field);
    for (size_t i = 0; i < count; i++) {
        value_t item;
        if (!single_value(vm, field, items + i * size, &item)) {
            return false;
        }
        array->items[i] = item;
    }
    return object_restrict(vm, &array->object, OBJECT_FROZEN);
}

/** {T}: keys are the elements' first field. */
static bool
keyed_value(struct vm *vm, const struct model_field *field, const uint8_t *items, size_t count,
            value_t *out)
{
    struct object *object = object_new(vm);
    if (object == NULL || !vm_charge(vm, 1 + count)) {
        return false;
    }
    *out = value_of_object(object);
    const struct model_field *first = &field->object->fields[0];
    for (size_t i = 0; i < count; i++) {
        const uint8_t *item = items + i * field->object->size_bytes;
        value_t name;
        value_t value;
        struct key key;
        if (!single_value(vm, first, item + first->offset, &name) ||
            !single_value(vm, field, item, &value) || !key_of(vm, name, &key) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    return object_restrict(vm, object, OBJECT_FROZEN);
}

/** As base/model.h says how a null stands in the struct. */
static bool
is_null(const struct model_field *field, const uint8_t *value)
{
    const void *at = value + field->offset;
    bool may_be_null = (field->flags & (MODEL_NULLABLE | MODEL_OPTIONAL)) != 0;
    if (field->has_offset != UINT16_MAX) {
        return *(const unsigned *)(const void *)(value + field->has_offset) == GIVEN_NO;
    }
    if (field->flags & MODEL_LIST) {
        return may_be_null && *(void *const *)at == NULL;
    }
    switch (field->type) {
    case MODEL_TEXT:
        return may_be_null && ((const struct text *)at)->bytes == NULL;
    case MODEL_JSON:
        return ((const struct text *)at)->bytes == NULL;
    case MODEL_TIME:
        return may_be_null && *(const instant_t *)at == 0;
    case MODEL_CURRENCY:
        return ((const struct currency *)at)->index == 0;
    case MODEL_ENUM:
        return *(const unsigned *)at == 0;
    case MODEL_REF:
        return ((const struct id *)at)->key == 0;
    case MODEL_MAP:
        return may_be_null && ((const struct model_map *)at)->pairs == NULL;
    case MODEL_OBJECT:
        return (field->flags & MODEL_POINTER) != 0 && *(void *const *)at == NULL;
    case MODEL_BOOL:
    case MODEL_INT:
    case MODEL_DECIMAL:
    case MODEL_LITERAL:
        break;
    }
    return false;
}

static bool
field_value(struct vm *vm, const struct model_field *field, const uint8_t *value, value_t *out)
{
    if (is_null(field, value)) {
        *out = (field->flags & MODEL_OPTIONAL) ? VALUE_ABSENT : VALUE_NULL;
        return true;
    }
    const uint8_t *at = value + field->offset;
    if (field->flags & MODEL_LIST) {
        const uint8_t *items = *(const uint8_t *const *)(const void *)at;
        size_t count = *(const size_t *)(const void *)(value + field->count_offset);
        return (field->flags & MODEL_KEYED) ? keyed_value(vm, field, items, count, out)
                                            : list_value(vm, field, items, count, out);
    }
    if ((field->flags & MODEL_POINTER) != 0) {
        at = *(const uint8_t *const *)(const void *)at;
    }
    return single_value(vm, field, at, out);
}

bool
host_resolve(struct vm *vm, struct view *view, uint32_t slot)
{
    assert(view->object.kind == OBJECT_VIEW && slot < view->model->count);
    const struct host_field *field = &view->model->fields[slot];
    const uint8_t *from = view->value;
    value_t value;
    if (!vm_charge(vm, 1) ||
        !(field->is_plain ? single_value(vm, field->field, from + field->field->offset, &value)
                          : field_value(vm, field->field, from, &value))) {
        return false;
    }
    view->object.slots[slot] = value;
    return true;
}

bool
host_get_alias(struct vm *vm, struct view *view, value_t name, bool *found, value_t *out)
{
    *found = false;
    for (uint32_t i = 0; i < view->model->count && name != VALUE_EMPTY; i++) {
        if (view->model->fields[i].alias != name) {
            continue;
        }
        if (view->object.slots[i] == VALUE_LAZY && !host_resolve(vm, view, i)) {
            return false;
        }
        value_t value = view->object.slots[i];
        *out = value == VALUE_ABSENT ? VALUE_UNDEFINED : value;
        *found = true;
        return true;
    }
    return true;
}

/* ---- JSON --------------------------------------------------------------------------------- */

static bool
json_object(struct vm *vm, const struct json *json, value_t *out)
{
    struct object *object = object_new(vm);
    if (object == NULL) {
        return false;
    }
    *out = value_of_object(object);
    for (size_t i = 0; i < json->count; i++) {
        value_t name;
        value_t value;
        struct key key;
        if (!text_value(vm, json->members[i].key, &name) || !key_of(vm, name, &key) ||
            !host_json(vm, &json->members[i].value, &value) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    return object_restrict(vm, object, OBJECT_FROZEN);
}

static bool
json_array(struct vm *vm, const struct json *json, value_t *out)
{
    struct array *array = array_new(vm, (uint32_t)json->count);
    if (array == NULL) {
        return false;
    }
    *out = value_of_object(array);
    for (size_t i = 0; i < json->count; i++) {
        value_t item;
        if (!host_json(vm, &json->items[i], &item)) {
            return false;
        }
        array->items[i] = item;
    }
    return object_restrict(vm, &array->object, OBJECT_FROZEN);
}

bool
host_json(struct vm *vm, const struct json *json, value_t *out)
{
    if (!vm_charge(vm, 1 + json->count)) {
        return false;
    }
    switch (json->type) {
    case JSON_NULL:
        *out = VALUE_NULL;
        return true;
    case JSON_FALSE:
    case JSON_TRUE:
        *out = value_boolean(json->type == JSON_TRUE);
        return true;
    case JSON_NUMBER: {
        double number;
        struct string *string =
            string_from_latin(vm, (const uint8_t *)json->text.bytes, json->text.length);
        if (string == NULL || !value_to_number(vm, value_of_string(string), &number)) {
            return false;
        }
        *out = value_number(number);
        return true;
    }
    case JSON_STRING:
        return text_value(vm, json->text, out);
    case JSON_ARRAY: /* json_parse bounds the depth */
        return json_array(vm, json, out);
    case JSON_OBJECT:
        return json_object(vm, json, out);
    }
    return false;
}
