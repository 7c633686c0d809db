/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_json.c: JSON of the language, over values (base/json.h is for the engine's own). */
#include <math.h>

#include "script/bigdecimal.h"
#include "script/builtin.h"
#include "script/number.h"

/* ---- parse ----------------------------------------------------------------------- */

struct reader {
    struct vm *vm;
    const struct string *text; /**< flat */
    uint32_t at;
    uint32_t paid; /**< up to this unit */
};

static uint32_t
peek(const struct reader *reader)
{
    return reader->at < reader->text->length ? string_unit(reader->text, reader->at) : UINT32_MAX;
}

static bool
unexpected(struct reader *reader)
{
    uint32_t unit = peek(reader);
    if (unit == UINT32_MAX) {
        return vm_throw_error(reader->vm, BUILTIN_SYNTAX_ERROR, "Unexpected end of JSON input");
    }
    if (unit >= 0x20 && unit < 0x7f) {
        return vm_throw_error(reader->vm, BUILTIN_SYNTAX_ERROR,
                              "Unexpected token '%c' in JSON at position %u", (char)unit,
                              reader->at);
    }
    return vm_throw_error(reader->vm, BUILTIN_SYNTAX_ERROR,
                          "Unexpected character U+%04X in JSON at position %u", unit, reader->at);
}

static void
skip_space(struct reader *reader)
{
    for (;; reader->at++) {
        uint32_t unit = peek(reader);
        if (unit != ' ' && unit != '\n' && unit != '\t' && unit != '\r') {
            return;
        }
    }
}

static bool
take(struct reader *reader, uint32_t unit)
{
    if (peek(reader) != unit) {
        return false;
    }
    reader->at++;
    return true;
}

static bool
take_word(struct reader *reader, const char *word)
{
    for (; *word != '\0'; word++) {
        if (!take(reader, (uint8_t)*word)) {
            return unexpected(reader);
        }
    }
    return true;
}

static bool
take_digits(struct reader *reader)
{
    if (peek(reader) - '0' > 9u) {
        return unexpected(reader);
    }
    while (peek(reader) - '0' <= 9u) {
        reader->at++;
    }
    return true;
}

static bool
parse_number(struct reader *reader, value_t *out)
{
    uint32_t start = reader->at;
    (void)take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader)) {
        return false;
    }
    if (take(reader, '.') && !take_digits(reader)) {
        return false;
    }
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+')) {
            (void)take(reader, '-');
        }
        if (!take_digits(reader)) {
            return false;
        }
    }
    /* Only ASCII by now. */
    uint32_t length = reader->at - start;
    char small[64];
    char *bytes = small;
    uint8_t *tip = reader->vm->heap.tip;
    if (length > sizeof(small)) {
        bytes = heap_alloc(reader->vm, length);
        if (bytes == NULL) {
            return false;
        }
    }
    for (uint32_t i = 0; i < length; i++) {
        bytes[i] = (char)string_unit(reader->text, start + i);
    }
    double number;
    bool fine = script_number_parse((struct text){bytes, length}, &number);
    assert(fine);
    heap_release(reader->vm, tip);
    *out = value_number(number);
    return true;
}

static bool
parse_escape(struct reader *reader, struct string_builder *builder)
{
    uint32_t unit = peek(reader);
    switch (unit) {
    case '"':
    case '\\':
    case '/':
        break;
    case 'b':
        unit = '\b';
        break;
    case 'f':
        unit = '\f';
        break;
    case 'n':
        unit = '\n';
        break;
    case 'r':
        unit = '\r';
        break;
    case 't':
        unit = '\t';
        break;
    case 'u':
        unit = 0;
        for (int i = 0; i < 4; i++) {
            reader->at++;
            uint32_t digit = peek(reader);
            uint32_t letter = digit | 0x20;
            if (digit - '0' <= 9u) {
                unit = unit * 16 + (digit - '0');
            } else if (digit < 0x80 && letter >= 'a' && letter <= 'f') {
                unit = unit * 16 + (letter - 'a' + 10);
            } else {
                return unexpected(reader);
            }
        }
        break;
    default:
        return unexpected(reader);
    }
    reader->at++;
    string_builder_add_unit(builder, (uint16_t)unit);
    return true;
}

/** Behind the opening quote. */
static bool
parse_string(struct reader *reader, struct string **out)
{
    struct vm *vm = reader->vm;
    uint32_t start = reader->at;
    while (reader->at < reader->text->length) {
        uint16_t unit = string_unit(reader->text, reader->at);
        if (unit == '"') { /* nothing to decode: a part of the whole */
            *out = start == reader->at ? value_as_string(vm_name(vm, NAME_empty))
                                       : string_slice(vm, (struct string *)(uintptr_t)reader->text,
                                                      start, reader->at);
            reader->at++;
            return *out != NULL;
        }
        if (unit == '\\' || unit < 0x20) {
            break;
        }
        reader->at++;
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    for (;;) {
        string_builder_add_slice(&builder, reader->text, start, reader->at);
        if (take(reader, '"')) {
            *out = string_builder_end(&builder);
            return *out != NULL;
        }
        if (!take(reader, '\\')) {
            return unexpected(reader);
        }
        if (!parse_escape(reader, &builder)) {
            return false;
        }
        start = reader->at;
        while (peek(reader) != '"' && peek(reader) != '\\' && peek(reader) >= 0x20 &&
               peek(reader) != UINT32_MAX) {
            reader->at++;
        }
    }
}

static bool parse_value(struct reader *reader, value_t *out);

static bool
parse_array(struct reader *reader, value_t *out)
{
    struct array *array = array_new(reader->vm, 0);
    if (array == NULL) {
        return false;
    }
    *out = value_of_object(array);
    skip_space(reader);
    if (take(reader, ']')) {
        return true;
    }
    for (;;) {
        value_t item;
        if (!parse_value(reader, &item) || !array_push(reader->vm, array, item)) {
            return false;
        }
        skip_space(reader);
        if (take(reader, ']')) {
            return true;
        }
        if (!take(reader, ',')) {
            return unexpected(reader);
        }
    }
}

static bool
parse_object(struct reader *reader, value_t *out)
{
    struct vm *vm = reader->vm;
    struct object *object = object_new(vm);
    if (object == NULL) {
        return false;
    }
    *out = value_of_object(object);
    skip_space(reader);
    if (take(reader, '}')) {
        return true;
    }
    for (;;) {
        struct string *name;
        struct key key;
        value_t value;
        skip_space(reader);
        if (!take(reader, '"')) {
            return unexpected(reader);
        }
        if (!parse_string(reader, &name)) {
            return false;
        }
        skip_space(reader);
        if (!take(reader, ':')) {
            return unexpected(reader);
        }
        if (!parse_value(reader, &value) || !key_of(vm, value_of_string(name), &key) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            return false;
        }
        skip_space(reader);
        if (take(reader, '}')) {
            return true;
        }
        if (!take(reader, ',')) {
            return unexpected(reader);
        }
    }
}

static bool
parse_value(struct reader *reader, value_t *out)
{
    struct vm *vm = reader->vm;
    skip_space(reader);
    uint64_t due = 2 + (reader->at - reader->paid) / 4;
    reader->paid = reader->at;
    if (!vm_charge(vm, due)) {
        return false;
    }
    switch (peek(reader)) {
    case '{':
    case '[': {
        bool is_array = peek(reader) == '[';
        reader->at++;
        if (!vm_enter(vm)) {
            return false;
        }
        bool fine = is_array ? parse_array(reader, out) : parse_object(reader, out);
        vm_leave(vm);
        return fine;
    }
    case '"': {
        struct string *string;
        reader->at++;
        if (!parse_string(reader, &string)) {
            return false;
        }
        *out = value_of_string(string);
        return true;
    }
    case 't':
        *out = VALUE_TRUE;
        return take_word(reader, "true");
    case 'f':
        *out = VALUE_FALSE;
        return take_word(reader, "false");
    case 'n':
        *out = VALUE_NULL;
        return take_word(reader, "null");
    default:
        if (peek(reader) != '-' && peek(reader) - '0' > 9u) {
            return unexpected(reader);
        }
        return parse_number(reader, out);
    }
}

static bool revive(struct vm *vm, value_t reviver, value_t holder, value_t name, value_t *out);

/** All properties of an object through the reviver; undefined takes one away. */
static bool
revive_inside(struct vm *vm, value_t reviver, value_t object)
{
    struct array *names;
    if (!object_own_keys(vm, value_as_object(object), OWN_STRINGS | OWN_ENUMERABLE, &names)) {
        return false;
    }
    for (uint32_t i = 0; i < names->length; i++) {
        value_t name = array_get(names, i);
        value_t answer;
        struct key key;
        bool deleted;
        if (!revive(vm, reviver, object, name, &answer) || !key_of(vm, name, &key) ||
            (value_is_undefined(answer) ? !object_delete(vm, value_as_object(object), key, &deleted)
                                        : !value_put(vm, object, key, answer))) {
            return false;
        }
    }
    return true;
}

/** Let the reviver see every value, innermost first. */
static bool
revive(struct vm *vm, value_t reviver, value_t holder, value_t name, value_t *out)
{
    struct key key;
    value_t value;
    if (!vm_charge(vm, 2) || !key_of(vm, name, &key) || !value_get(vm, holder, key, &value)) {
        return false;
    }
    if (value_is_object(value)) {
        if (!vm_enter(vm)) {
            return false;
        }
        bool fine = revive_inside(vm, reviver, value);
        vm_leave(vm);
        if (!fine) {
            return false;
        }
    }
    value_t args[] = {name, value};
    return vm_call(vm, reviver, holder, args, 2, out);
}

static bool
json_parse_native(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    if (!builtin_to_string(vm, call_arg(call, 0), &text)) {
        return false;
    }
    struct reader reader = {vm, text, 0, 0};
    if (!parse_value(&reader, out)) {
        return false;
    }
    skip_space(&reader);
    if (reader.at != text->length) {
        return unexpected(&reader);
    }
    if (!vm_charge(vm, (reader.at - reader.paid) / 4)) {
        return false;
    }
    if (!value_is_callable(call_arg(call, 1))) {
        return true;
    }
    struct object *root = object_new(vm);
    value_t name = vm_name(vm, NAME_empty);
    return root != NULL && object_define(vm, root, key_name(name), *out, ATTRIBUTE_PLAIN) &&
           revive(vm, call->args[1], value_of_object(root), name, out);
}

/* ---- stringify ---------------------------------------------------------------------- */

struct writer {
    struct vm *vm;
    struct string_builder builder;
    value_t replacer;        /**< a function, or undefined */
    struct array *names;     /**< the only properties written; NULL: all */
    struct string *indent;   /**< of one level; NULL: none */
    const struct open *open; /**< objects being written, for circles */
    uint32_t level;
};

/** An object around the one being written. */
struct open {
    value_t object;
    const struct open *outer;
};

static void
write_string(struct writer *writer, const struct string *string)
{
    struct string_builder *out = &writer->builder;
    static const char hex[] = "0123456789abcdef";
    string_builder_add_unit(out, '"');
    uint32_t plain = 0;
    for (uint32_t i = 0; i < string->length; i++) {
        uint16_t unit = string_unit(string, i);
        bool is_pair = unit >> 10 == 0x36 && i + 1 < string->length &&
                       string_unit(string, i + 1) >> 10 == 0x37;
        if (is_pair) {
            i++;
            continue;
        }
        bool is_lone = unit >> 11 == 0x1b;
        if (unit != '"' && unit != '\\' && unit >= 0x20 && !is_lone) {
            continue;
        }
        string_builder_add_slice(out, string, plain, i);
        plain = i + 1;
        string_builder_add_unit(out, '\\');
        switch (unit) {
        case '"':
        case '\\':
            string_builder_add_unit(out, unit);
            break;
        case '\b':
            string_builder_add_unit(out, 'b');
            break;
        case '\f':
            string_builder_add_unit(out, 'f');
            break;
        case '\n':
            string_builder_add_unit(out, 'n');
            break;
        case '\r':
            string_builder_add_unit(out, 'r');
            break;
        case '\t':
            string_builder_add_unit(out, 't');
            break;
        default:
            string_builder_add_unit(out, 'u');
            for (int shift = 12; shift >= 0; shift -= 4) {
                string_builder_add_unit(out, (uint16_t)hex[unit >> shift & 15]);
            }
            break;
        }
    }
    string_builder_add_slice(out, string, plain, string->length);
    string_builder_add_unit(out, '"');
}

static void
write_break(struct writer *writer)
{
    if (writer->indent == NULL) {
        return;
    }
    string_builder_add_unit(&writer->builder, '\n');
    for (uint32_t i = 0; i < writer->level && !writer->builder.failed; i++) {
        string_builder_add(&writer->builder, writer->indent);
    }
}

/** toJSON, the replacer, wrappers: what is really written for holder[key]. */
static bool
prepare(struct writer *writer, value_t holder, value_t name, value_t *value)
{
    struct vm *vm = writer->vm;
    if (value_is_object(*value) || value_is_decimal(*value)) {
        value_t method;
        if (!value_get_name(vm, *value, NAME_to_json, &method)) {
            return false;
        }
        if (value_is_callable(method) && !vm_call(vm, method, *value, &name, 1, value)) {
            return false;
        }
    }
    if (!value_is_undefined(writer->replacer)) {
        value_t args[] = {name, *value};
        if (!vm_call(vm, writer->replacer, holder, args, 2, value)) {
            return false;
        }
    }
    if (value_is_object(*value) && value_as_object(*value)->kind == OBJECT_WRAPPER) {
        value_t primitive = ((struct wrapper *)value_as_object(*value))->primitive;
        double number;
        struct string *string;
        if (value_is_number(primitive)) {
            if (!value_to_number(vm, *value, &number)) {
                return false;
            }
            primitive = value_number(number);
        } else if (value_is_string(primitive)) {
            if (!value_to_string(vm, *value, &string)) {
                return false;
            }
            primitive = value_of_string(string);
        }
        *value = primitive;
    }
    return true;
}

static bool write_value(struct writer *writer, value_t value);

/** Nothing to be written: undefined, functions, symbols. */
static bool
is_left_out(value_t value)
{
    return value_is_undefined(value) || value_is_symbol(value) || value_is_callable(value);
}

/** "name": value, unless the value is left out. */
static bool
write_member(struct writer *writer, value_t object, value_t name, bool *is_first)
{
    struct vm *vm = writer->vm;
    value_t value;
    struct key key;
    struct string *flat;
    if (!vm_charge(vm, 2) || !key_of(vm, name, &key) || !value_get(vm, object, key, &value) ||
        !prepare(writer, object, name, &value)) {
        return false;
    }
    if (is_left_out(value)) {
        return true;
    }
    if (!*is_first) {
        string_builder_add_unit(&writer->builder, ',');
    }
    *is_first = false;
    write_break(writer);
    if (!string_flatten(vm, value_as_string(name), &flat)) {
        return false;
    }
    write_string(writer, flat);
    string_builder_add_ascii(&writer->builder, writer->indent == NULL ? ":" : ": ");
    return write_value(writer, value) && !writer->builder.failed;
}

/** All members, by the names given or the object's own. */
static bool
write_members(struct writer *writer, value_t value, bool *is_first)
{
    struct object *object = value_as_object(value);
    struct array *names = writer->names;
    /* A plain object's shape has its names in order: no list of them needs to be made. What is
     * taken away meanwhile reads as undefined and is left out, what comes later is not seen. */
    const struct shape *shape = object->shape;
    if (names == NULL && object->kind == OBJECT_PLAIN && !shape->has_index_keys && !shape->unique) {
        for (uint32_t i = 0; i < shape->count; i++) {
            if (value_is_string(shape->keys[i].name) &&
                (shape->keys[i].attributes & ATTRIBUTE_ENUMERABLE) != 0 &&
                !write_member(writer, value, shape->keys[i].name, is_first)) {
                return false;
            }
        }
        return true;
    }
    if (names == NULL &&
        !object_own_keys(writer->vm, object, OWN_STRINGS | OWN_ENUMERABLE, &names)) {
        return false;
    }
    for (uint32_t i = 0; i < names->length; i++) {
        if (!write_member(writer, value, array_get(names, i), is_first)) {
            return false;
        }
    }
    return true;
}

static bool
write_object(struct writer *writer, value_t object)
{
    bool is_first = true;
    string_builder_add_unit(&writer->builder, '{');
    writer->level++;
    if (!write_members(writer, object, &is_first)) {
        return false;
    }
    writer->level--;
    if (!is_first) {
        write_break(writer);
    }
    string_builder_add_unit(&writer->builder, '}');
    return true;
}

static bool
write_array(struct writer *writer, value_t object)
{
    struct vm *vm = writer->vm;
    struct items items;
    if (!items_open(vm, object, &items)) {
        return false;
    }
    string_builder_add_unit(&writer->builder, '[');
    writer->level++;
    for (double i = 0; i < items.length; i++) {
        value_t value;
        value_t name = VALUE_UNDEFINED;
        if (!vm_charge(vm, 2) || !items_get(&items, i, &value)) {
            return false;
        }
        if (value_is_object(value) || value_is_decimal(value) ||
            !value_is_undefined(writer->replacer)) {
            struct string *text;
            if (!value_to_string(vm, value_number(i), &text)) {
                return false;
            }
            name = value_of_string(text);
        }
        if (!prepare(writer, object, name, &value)) {
            return false;
        }
        if (i > 0) {
            string_builder_add_unit(&writer->builder, ',');
        }
        write_break(writer);
        if (!write_value(writer, is_left_out(value) ? VALUE_NULL : value) ||
            writer->builder.failed) {
            return false;
        }
    }
    writer->level--;
    if (items.length > 0) {
        write_break(writer);
    }
    string_builder_add_unit(&writer->builder, ']');
    return true;
}

static bool
write_nested(struct writer *writer, value_t value)
{
    struct vm *vm = writer->vm;
    for (const struct open *open = writer->open; open != NULL; open = open->outer) {
        if (open->object == value) {
            return vm_throw_type(vm, "Converting circular structure to JSON");
        }
    }
    struct open open = {value, writer->open};
    if (!vm_enter(vm) || !vm_charge(vm, 1 + writer->level / 4)) {
        return false;
    }
    writer->open = &open;
    bool fine =
        value_as_array(value) != NULL ? write_array(writer, value) : write_object(writer, value);
    writer->open = open.outer;
    vm_leave(vm);
    return fine;
}

static bool
write_value(struct writer *writer, value_t value)
{
    struct vm *vm = writer->vm;
    struct string_builder *out = &writer->builder;
    if (value_is_string(value)) {
        struct string *flat;
        if (!string_flatten(vm, value_as_string(value), &flat) ||
            !vm_charge(vm, flat->length / 8)) {
            return false;
        }
        write_string(writer, flat);
    } else if (value_is_number(value)) {
        char text[SCRIPT_NUMBER_TEXT_MAX];
        double number = value_as_number(value);
        size_t length = isfinite(number) ? script_number_render(number, text) : 0;
        string_builder_add_latin(out, (const uint8_t *)(length > 0 ? text : "null"),
                                 length > 0 ? length : 4);
    } else if (value_is_boolean(value)) {
        string_builder_add_ascii(out, value == VALUE_TRUE ? "true" : "false");
    } else if (value_is_object(value)) {
        return write_nested(writer, value);
    } else if (value_is_decimal(value)) { /* a replacer's answer: no second toJSON */
        string_builder_add_ascii(out, "{}");
    } else {
        string_builder_add_ascii(out, "null");
    }
    return !out->failed;
}

/** A list as replacer: the names to keep, each once. */
static bool
set_names(struct writer *writer, value_t list)
{
    struct vm *vm = writer->vm;
    struct items items;
    struct array *names = array_new(vm, 0);
    if (names == NULL || !items_open(vm, list, &items)) {
        return false;
    }
    for (double i = 0; i < items.length; i++) {
        value_t item;
        struct string *text;
        if (!vm_charge(vm, 1 + names->length / 8) || !items_get(&items, i, &item)) {
            return false;
        }
        bool is_wrapper = value_is_object(item) && value_as_object(item)->kind == OBJECT_WRAPPER;
        if (!value_is_string(item) && !value_is_number(item) && !is_wrapper) {
            continue;
        }
        if (!value_to_string(vm, item, &text)) {
            return false;
        }
        text = string_intern(vm, text);
        if (text == NULL) {
            return false;
        }
        bool is_known = false;
        for (uint32_t j = 0; j < names->length && !is_known; j++) {
            is_known = names->items[j] == value_of_string(text);
        }
        if (!is_known && !array_push(vm, names, value_of_string(text))) {
            return false;
        }
    }
    writer->names = names;
    return true;
}

static bool
set_indent(struct writer *writer, value_t space)
{
    struct vm *vm = writer->vm;
    double count;
    if (value_is_object(space) && value_as_object(space)->kind == OBJECT_WRAPPER) {
        value_t primitive = ((struct wrapper *)value_as_object(space))->primitive;
        struct string *text;
        if (value_is_number(primitive)) {
            if (!value_to_number(vm, space, &count)) {
                return false;
            }
            space = value_number(count);
        } else if (value_is_string(primitive)) {
            if (!value_to_string(vm, space, &text)) {
                return false;
            }
            space = value_of_string(text);
        }
    }
    if (value_is_number(space)) {
        if (!value_to_integer(vm, space, &count)) {
            return false;
        }
        if (count >= 1) {
            size_t length = (size_t)fmin(count, 10);
            writer->indent = string_from_latin(vm, (const uint8_t *)"          ", length);
            return writer->indent != NULL;
        }
    } else if (value_is_string(space) && value_as_string(space)->length > 0) {
        struct string *string = value_as_string(space);
        uint32_t length = string->length < 10 ? string->length : 10;
        writer->indent = string_slice(vm, string, 0, length);
        return writer->indent != NULL && string_flatten(vm, writer->indent, &writer->indent);
    }
    return true;
}

static bool
json_stringify(struct vm *vm, const struct call *call, value_t *out)
{
    struct writer writer = {.vm = vm, .replacer = VALUE_UNDEFINED};
    value_t value = call_arg(call, 0);
    value_t replacer = call_arg(call, 1);
    value_t name = vm_name(vm, NAME_empty);
    if (value_is_callable(replacer)) {
        writer.replacer = replacer;
    } else if (value_as_array(replacer) != NULL && !set_names(&writer, replacer)) {
        return false;
    }
    if (!set_indent(&writer, call_arg(call, 2))) {
        return false;
    }
    value_t holder = VALUE_UNDEFINED;
    if (!value_is_undefined(writer.replacer)) {
        struct object *root = object_new(vm);
        if (root == NULL || !object_define(vm, root, key_name(name), value, ATTRIBUTE_PLAIN)) {
            return false;
        }
        holder = value_of_object(root);
    }
    string_builder_init(&writer.builder, vm);
    if (!prepare(&writer, holder, name, &value)) {
        return false;
    }
    *out = VALUE_UNDEFINED;
    if (is_left_out(value)) {
        return true;
    }
    if (!write_value(&writer, value) && !writer.builder.failed) {
        return false;
    }
    struct string *string = string_builder_end(&writer.builder);
    *out = value_of_string(string);
    return string != NULL;
}

static const struct builtin_member members[] = {
    {"parse", MEMBER_METHOD, 2, json_parse_native, 0},
    {"stringify", MEMBER_METHOD, 3, json_stringify, 0},
    {"@@to_string_tag\0JSON", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_json = {.name = "JSON", .no_prototype = true, .members = members};
