/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_console.c: console: lines for the run's record, nowhere else. */
#include <math.h>

#include "script/bigdecimal.h"
#include "script/builtin.h"
#include "script/date_time.h"
#include "script/number.h"

/** How deep and how far values are shown. Getters are not called: a log changes nothing. */
#define SHOWN_DEPTH 4
#define SHOWN_ITEMS 100

static bool show(struct string_builder *out, value_t value, int depth);

static bool
add_text(struct string_builder *out, value_t value)
{
    struct string *text;
    if (!value_to_string(out->vm, value, &text)) {
        return false;
    }
    string_builder_add(out, text);
    return true;
}

static void
add_quoted(struct string_builder *out, struct string *text)
{
    string_builder_add_unit(out, '\'');
    string_builder_add(out, text);
    string_builder_add_unit(out, '\'');
}

/** "name: value" of an own property. */
static bool
show_property(struct string_builder *out, struct object *object, value_t name, int depth)
{
    struct vm *vm = out->vm;
    struct key key;
    struct property property;
    bool found;
    if (!key_of(vm, name, &key) || !object_own(vm, object, key, &found, &property)) {
        return false;
    }
    if (value_is_symbol(name)) {
        string_builder_add_ascii(out, "[symbol]");
    } else if (!add_text(out, name)) {
        return false;
    }
    string_builder_add_ascii(out, ": ");
    if (found && (property.attributes & ATTRIBUTE_ACCESSOR) != 0) {
        string_builder_add_ascii(out, "[getter]");
        return true;
    }
    return show(out, found ? property.value : VALUE_UNDEFINED, depth + 1);
}

static bool
show_array(struct string_builder *out, const struct array *array, int depth)
{
    string_builder_add_ascii(out, "[");
    for (uint32_t i = 0; i < array->length && i < SHOWN_ITEMS; i++) {
        string_builder_add_ascii(out, i == 0 ? " " : ", ");
        if (!show(out, array_get(array, i), depth + 1)) {
            return false;
        }
    }
    string_builder_add_ascii(out, array->length > SHOWN_ITEMS ? ", ... ]"
                                  : array->length > 0         ? " ]"
                                                              : "]");
    return true;
}

/** Entries of a Map or Set. */
static bool
show_collection(struct string_builder *out, value_t value, bool is_map, int depth)
{
    struct vm *vm = out->vm;
    struct iterator *iterator =
        iterator_new(vm, is_map ? ITERATE_MAP_ENTRIES : ITERATE_SET_VALUES, value);
    if (iterator == NULL) {
        return false;
    }
    string_builder_add_ascii(out, is_map ? "Map {" : "Set {");
    for (int i = 0;; i++) {
        value_t item;
        bool done;
        if (!iterator_step(vm, iterator, &item, &done)) {
            return false;
        }
        if (done) {
            string_builder_add_ascii(out, i > 0 ? " }" : "}");
            return true;
        }
        if (i == SHOWN_ITEMS) {
            string_builder_add_ascii(out, ", ... }");
            return true;
        }
        string_builder_add_ascii(out, i == 0 ? " " : ", ");
        if (is_map) {
            struct array *pair = value_as_array(item);
            if (!show(out, pair->items[0], depth + 1)) {
                return false;
            }
            string_builder_add_ascii(out, " => ");
            item = pair->items[1];
        }
        if (!show(out, item, depth + 1)) {
            return false;
        }
    }
}

static bool
show_plain(struct string_builder *out, struct object *object, int depth)
{
    struct array *names;
    if (!object_own_keys(out->vm, object, OWN_STRINGS | OWN_ENUMERABLE, &names)) {
        return false;
    }
    string_builder_add_ascii(out, "{");
    for (uint32_t i = 0; i < names->length && i < SHOWN_ITEMS; i++) {
        string_builder_add_ascii(out, i == 0 ? " " : ", ");
        if (!show_property(out, object, array_get(names, i), depth)) {
            return false;
        }
    }
    string_builder_add_ascii(out, names->length > SHOWN_ITEMS ? ", ... }"
                                  : names->length > 0         ? " }"
                                                              : "}");
    return true;
}

static bool
show_object(struct string_builder *out, value_t value, int depth)
{
    struct vm *vm = out->vm;
    struct object *object = value_as_object(value);
    struct property property;
    bool found;
    switch ((enum object_kind)object->kind) {
    case OBJECT_ERROR:
        if (!object_own(vm, object, vm_key(vm, NAME_stack), &found, &property)) {
            return false;
        }
        if (found && value_is_string(property.value)) {
            string_builder_add(out, value_as_string(property.value));
            return true;
        }
        return show_plain(out, object, depth);
    case OBJECT_DATE: {
        char text[DATE_TIME_TEXT_MAX] = "Invalid Date";
        double time = date_milliseconds(object);
        if (!isnan(time)) {
            (void)date_time_render_iso(time, text);
        }
        string_builder_add_ascii(out, text);
        return true;
    }
    case OBJECT_FUNCTION:
    case OBJECT_NATIVE:
    case OBJECT_BOUND:
        string_builder_add_ascii(out, "[function]");
        return true;
    case OBJECT_REGEXP:
        return add_text(out, value);
    case OBJECT_WRAPPER:
        return show(out, ((struct wrapper *)object)->primitive, depth);
    case OBJECT_ARRAY:
    case OBJECT_MAP:
    case OBJECT_SET:
    case OBJECT_PLAIN:
    case OBJECT_VIEW:
    case OBJECT_ITERATOR:
    case OBJECT_ARGUMENTS:
    case OBJECT_OTHER:
        break;
    }
    if (depth >= SHOWN_DEPTH) {
        string_builder_add_ascii(out, value_as_array(value) != NULL ? "[array]" : "[object]");
        return true;
    }
    if (value_as_array(value) != NULL) {
        return show_array(out, value_as_array(value), depth);
    }
    if (object->kind == OBJECT_MAP || object->kind == OBJECT_SET) {
        return show_collection(out, value, object->kind == OBJECT_MAP, depth);
    }
    return show_plain(out, object, depth);
}

static bool
show(struct string_builder *out, value_t value, int depth)
{
    if (!vm_charge(out->vm, 1) || out->failed) {
        return false;
    }
    if (value_is_string(value)) {
        if (depth == 0) {
            string_builder_add(out, value_as_string(value));
        } else {
            add_quoted(out, value_as_string(value));
        }
        return true;
    }
    if (value_is_decimal(value)) {
        struct text text;
        if (!bigdecimal_render(out->vm, value_as_decimal(value), &text)) {
            return false;
        }
        string_builder_add_latin(out, (const uint8_t *)text.bytes, text.length);
        return true;
    }
    if (value_is_number(value) && value == value_number(-0.0)) {
        string_builder_add_ascii(out, "-0");
        return true;
    }
    if (value_is_symbol(value)) {
        string_builder_add_ascii(out, "Symbol(");
        if (value_as_symbol(value)->description != NULL) {
            string_builder_add(out, value_as_symbol(value)->description);
        }
        string_builder_add_unit(out, ')');
        return true;
    }
    return value_is_object(value) ? show_object(out, value, depth) : add_text(out, value);
}

static bool
console_write(struct vm *vm, const struct call *call, value_t *out)
{
    struct string_builder builder;
    (void)out;
    /* Made even when nobody listens: fuel must not depend on that. */
    string_builder_init(&builder, vm);
    for (uint32_t i = 0; i < call->count; i++) {
        if (i > 0) {
            string_builder_add_unit(&builder, ' ');
        }
        if (!show(&builder, call->args[i], 0)) {
            return false;
        }
    }
    struct string *line = string_builder_end(&builder);
    return line != NULL && vm_console(vm, line);
}

static const struct builtin_member members[] = {
    {"log", MEMBER_METHOD, 0, console_write, 0},
    {"debug", MEMBER_METHOD, 0, console_write, 0},
    {"error", MEMBER_METHOD, 0, console_write, 0},
    {"info", MEMBER_METHOD, 0, console_write, 0},
    {"trace", MEMBER_METHOD, 0, console_write, 0},
    {"warn", MEMBER_METHOD, 0, console_write, 0},
    {0},
};

const struct builtin builtin_console = {
    .name = "console",
    .no_prototype = true,
    .members = members,
};
