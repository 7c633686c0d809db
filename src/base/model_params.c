/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "base/model.h"
#include "base/model_member.h"
#include "base/task.h"

#include "limits.model.h"

#define FIELDS_MAX      256
#define SHOWN_BYTES_MAX 100
#define NAME_BYTES_MAX  64
/** Last second of the year 9999. */
#define INSTANT_MAX INT64_C(253402300799)

/* ---- refusing ------------------------------------------------------------------ */

static err_t refuse(struct task *task, err_t code, struct text path, const char *format, ...)
    printf_like(4, 5);

static err_t
refuse(struct task *task, err_t code, struct text path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text message = text_format_list(task->arena, format, arguments);
    va_end(arguments);
    struct text param = text_copy(task->arena, path);
    if (message.bytes == NULL || param.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    return fail(task, code, param.bytes, "%s", message.bytes);
}

/** What a client sent, short enough for a message and whole characters only. */
static struct text
shown(struct text text)
{
    if (text.length > SHOWN_BYTES_MAX) {
        text = text_slice(text, 0, SHOWN_BYTES_MAX);
    }
    return text_slice(text, 0, text_utf8_prefix(text));
}

static struct text
child_path(struct task *task, struct text parent, const char *name)
{
    if (parent.length == 0) {
        return text_of(name);
    }
    return text_format(task->arena, "%.*s[%s]", TEXT_ARG(parent), name);
}

/** Letters to insert, remove or replace to make b of a; of long names the beginning. */
static size_t
edit_distance(struct text a, struct text b)
{
    size_t row[NAME_BYTES_MAX + 1];
    a = text_slice(a, 0, NAME_BYTES_MAX);
    b = text_slice(b, 0, NAME_BYTES_MAX);
    for (size_t j = 0; j <= b.length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            size_t best = corner + (a.bytes[i - 1] != b.bytes[j - 1]);
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            corner = row[j];
            row[j] = best;
        }
    }
    return row[b.length];
}

static err_t
refuse_unknown(struct task *task, const struct model *model, const struct form_node *node)
{
    const char *nearest = NULL;
    size_t nearest_distance = 3;
    for (size_t i = 0; i < model->count; i++) {
        struct text name = text_of(model->fields[i].name);
        size_t distance = edit_distance(node->key, name);
        if (distance < nearest_distance && distance < name.length) {
            nearest = model->fields[i].name;
            nearest_distance = distance;
        }
    }
    struct text path = shown(node->path);
    if (nearest == NULL) {
        return refuse(task, ERR_PARAMETER_UNKNOWN, node->path, "Received unknown parameter: %.*s",
                      TEXT_ARG(path));
    }
    return refuse(task, ERR_PARAMETER_UNKNOWN, node->path,
                  "Received unknown parameter: %.*s. Did you mean %s?", TEXT_ARG(path), nearest);
}

static err_t
refuse_enum(struct task *task, const struct model_field *field, const struct form_node *node)
{
    struct text_builder values;
    size_t count = field->values->count;
    text_builder_init(&values, task->arena, 4096);
    for (size_t i = 1; i < count; i++) {
        text_builder_add_string(&values, i == 1 ? "" : i + 1 == count ? " or " : ", ");
        text_builder_add_string(&values, field->values->values[i]);
    }
    struct text list = text_builder_text(&values);
    struct text value = shown(node->value);
    return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid %s: '%.*s' is none of %.*s",
                  field->name, TEXT_ARG(value), TEXT_ARG(list));
}

/* ---- scalars ------------------------------------------------------------------- */

static size_t
count_characters(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

static err_t
read_text(struct task *task, const struct model_field *field, const struct form_node *node,
          struct text *out)
{
    struct text value = node->value;
    if (!text_is_utf8(value)) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid string: not UTF-8");
    }
    int64_t length = (int64_t)count_characters(value);
    if (length > field->max) {
        return refuse(task, ERR_PARAMETER_TOO_LONG, node->path,
                      "Invalid string: it has %lld characters, at most %lld are allowed",
                      (long long)length, (long long)field->max);
    }
    if (length < field->min) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid string: it has %lld characters, at least %lld are needed",
                      (long long)length, (long long)field->min);
    }
    *out = value;
    return OK;
}

static err_t
read_int(struct task *task, const struct model_field *field, const struct form_node *node,
         int64_t *out)
{
    struct text value = shown(node->value);
    if ((field->flags & MODEL_OR_INF) != 0 && text_is(node->value, "inf")) {
        *out = MODEL_INF;
        return OK;
    }
    if ((value.length > 0 && value.bytes[0] == '+') || !text_parse_int(node->value, out)) {
        return refuse(task, ERR_PARAMETER_INVALID_INTEGER, node->path, "Invalid integer: %.*s",
                      TEXT_ARG(value));
    }
    if (*out < field->min) {
        return refuse(task, ERR_PARAMETER_INVALID_INTEGER, node->path,
                      "Invalid integer: %.*s is less than %lld", TEXT_ARG(value),
                      (long long)field->min);
    }
    if (*out > field->max) {
        return refuse(task, ERR_PARAMETER_INVALID_INTEGER, node->path,
                      "Invalid integer: %.*s is greater than %lld", TEXT_ARG(value),
                      (long long)field->max);
    }
    return OK;
}

static err_t
read_time(struct task *task, const struct model_field *field, const struct form_node *node,
          instant_t *out)
{
    if ((field->flags & MODEL_OR_NOW) != 0 && text_is(node->value, "now")) {
        *out = MODEL_NOW;
        return OK;
    }
    struct text value = shown(node->value);
    if ((value.length > 0 && value.bytes[0] == '+') || !text_parse_int(node->value, out) ||
        *out < 0 || *out > INSTANT_MAX) {
        return refuse(task, ERR_PARAMETER_INVALID_INTEGER, node->path,
                      "Invalid timestamp: '%.*s' is no number of seconds since 1970%s",
                      TEXT_ARG(value), (field->flags & MODEL_OR_NOW) != 0 ? ", and not 'now'" : "");
    }
    return OK;
}

static err_t
read_decimal(struct task *task, const struct model_field *field, const struct form_node *node,
             struct decimal *out)
{
    struct text value = shown(node->value);
    err_t err = decimal_parse(node->value, out);
    if (err == ERR_DECIMAL_OVERFLOW) {
        return refuse(task, err, node->path, "Invalid decimal: %.*s has too many digits",
                      TEXT_ARG(value));
    }
    if (err != OK) {
        return refuse(task, ERR_DECIMAL_SYNTAX, node->path,
                      "Invalid decimal: '%.*s' is not digits with at most 12 decimal places",
                      TEXT_ARG(value));
    }
    if ((field->min != INT64_MIN && decimal_compare(*out, decimal_from_int(field->min)) < 0) ||
        (field->max != INT64_MAX && decimal_compare(*out, decimal_from_int(field->max)) > 0)) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid decimal: %.*s is not between %lld and %lld", TEXT_ARG(value),
                      (long long)field->min, (long long)field->max);
    }
    return OK;
}

static err_t
read_bool(struct task *task, const struct form_node *node, bool *out)
{
    bool yes = text_is(node->value, "true") || text_is(node->value, "True");
    if (!yes && !text_is(node->value, "false") && !text_is(node->value, "False")) {
        struct text value = shown(node->value);
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid boolean: '%.*s' is neither true nor false", TEXT_ARG(value));
    }
    *out = yes;
    return OK;
}

static err_t
read_ref(struct task *task, const struct model_field *field, const struct form_node *node,
         struct id *out)
{
    const struct model_kind *kind = *field->kind;
    if (kind->prefix == NULL ||
        !id_parse(&task->account->secret, kind->prefix, node->value, &out->key)) {
        struct text value = shown(node->value);
        return refuse(task, ERR_RESOURCE_MISSING, node->path, "No such %s: '%.*s'", kind->name,
                      TEXT_ARG(value));
    }
    return OK;
}

static err_t
read_scalar(struct task *task, const struct model_field *field, const struct form_node *node,
            void *member)
{
    struct text value = shown(node->value);
    unsigned index;
    switch (field->type) {
    case MODEL_BOOL:
        return read_bool(task, node, member);
    case MODEL_INT:
        return read_int(task, field, node, member);
    case MODEL_DECIMAL:
        return read_decimal(task, field, node, member);
    case MODEL_TEXT:
        return read_text(task, field, node, member);
    case MODEL_TIME:
        return read_time(task, field, node, member);
    case MODEL_CURRENCY:
        if (!currency_parse(node->value, member)) {
            return refuse(task, ERR_PARAMETER_INVALID, node->path,
                          "Invalid currency: '%.*s' is no three-letter code of a supported "
                          "currency",
                          TEXT_ARG(value));
        }
        return OK;
    case MODEL_ENUM:
        for (index = 1; index < field->values->count; index++) {
            if (text_is(node->value, field->values->values[index])) {
                memcpy(member, &index, sizeof(index));
                return OK;
            }
        }
        return refuse_enum(task, field, node);
    case MODEL_REF:
        return read_ref(task, field, node, member);
    case MODEL_MAP:
    case MODEL_JSON:
    case MODEL_OBJECT:
    case MODEL_LITERAL:
        break;
    }
    return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid value");
}

/* ---- hashes and arrays --------------------------------------------------------- */

static bool
is_sent_empty(const struct form_node *node)
{
    return node->children == NULL && node->value.length == 0;
}

/** What stands in the last pair of brackets: form.c leaves the key of array elements empty. */
static struct text
last_key(const struct form_node *node)
{
    size_t open = node->path.length;
    if (node->key.length != 0 || open == 0) {
        return node->key;
    }
    while (open > 0 && node->path.bytes[open - 1] != '[') {
        open--;
    }
    return text_slice(node->path, open, node->path.length - 1);
}

static err_t
read_pair(struct task *task, const struct form_node *node, struct model_pair *out)
{
    out->key = last_key(node);
    out->value = node->value.bytes == NULL ? TEXT("") : node->value;
    struct text key = shown(out->key);
    if (node->children != NULL) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid string: the value of %.*s must be a string, not a hash",
                      TEXT_ARG(key));
    }
    if (!text_is_utf8(out->key) || !text_is_utf8(out->value)) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid string: not UTF-8");
    }
    if (out->key.length == 0 || count_characters(out->key) > LIMIT_METADATA_KEY_LENGTH_MAX ||
        text_find(out->key, '[', 0) != out->key.length ||
        text_find(out->key, ']', 0) != out->key.length) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid key: '%.*s' must have 1 to %d characters and no square brackets",
                      TEXT_ARG(key), LIMIT_METADATA_KEY_LENGTH_MAX);
    }
    if (count_characters(out->value) > LIMIT_METADATA_VALUE_LENGTH_MAX) {
        return refuse(task, ERR_PARAMETER_TOO_LONG, node->path,
                      "Invalid string: the value of %.*s has more than %d characters",
                      TEXT_ARG(key), LIMIT_METADATA_VALUE_LENGTH_MAX);
    }
    return OK;
}

static size_t
count_children(const struct form_node *node)
{
    size_t count = 0;
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        count++;
    }
    return count;
}

static err_t
read_map(struct task *task, const struct form_node *node, struct model_map *out)
{
    size_t count = count_children(node);
    if (count == 0) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid hash: keys and values are needed");
    }
    if (count > LIMIT_METADATA_KEYS_MAX) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid hash: it has %zu keys, at most %d are allowed", count,
                      LIMIT_METADATA_KEYS_MAX);
    }
    out->pairs = arena_alloc(task->arena, count, sizeof(*out->pairs));
    if (out->pairs == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        TRY(read_pair(task, child, &out->pairs[out->count]));
        out->count++;
    }
    return OK;
}

static bool
is_element(const struct form_node *node)
{
    for (size_t i = 0; i < node->key.length; i++) {
        if (node->key.bytes[i] < '0' || node->key.bytes[i] > '9') {
            return false;
        }
    }
    return true;
}

/** Written as JSON writes a number or a boolean: 20, -0.5, true. */
static bool
is_json_scalar(struct arena *arena, struct text value)
{
    struct json json;
    struct json_error error;
    return value.length > 0 && value.length <= 40 &&
           json_parse(arena, value, &json, &error) == OK &&
           (json.type == JSON_NUMBER || json.type == JSON_TRUE || json.type == JSON_FALSE);
}

/**
 * A form's subtree as JSON: hashes, arrays, and leaves. A form knows no types:
 * what is written as a number or a boolean becomes one, all else is a string.
 */
static void
write_json(struct json_writer *writer, const struct form_node *node)
{
    if (node->has_value && is_json_scalar(writer->out.arena, node->value)) {
        json_literal(writer, node->value);
        return;
    }
    if (node->children == NULL) {
        json_text(writer, node->value.bytes == NULL ? TEXT("") : node->value);
        return;
    }
    bool is_array = is_element(node->children);
    if (is_array) {
        json_open_array(writer);
    } else {
        json_open_object(writer);
    }
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        if (!is_array) {
            json_key(writer, last_key(child));
        }
        write_json(writer, child);
    }
    if (is_array) {
        json_close_array(writer);
    } else {
        json_close_object(writer);
    }
}

/** A hash becomes an object; a text that is an object or array is taken as JSON. */
static err_t
read_json(struct task *task, const struct form_node *node, struct text *out)
{
    struct json_writer writer;
    struct text value = text_trim(node->value);
    json_writer_init(&writer, task->arena, 1 << 20, false);
    if (node->children == NULL && value.length > 0 &&
        (value.bytes[0] == '{' || value.bytes[0] == '[')) {
        struct json json;
        struct json_error error;
        err_t err = json_parse(task->arena, value, &json, &error);
        if (err == ERR_JSON_SYNTAX) {
            return refuse(task, ERR_PARAMETER_INVALID, node->path,
                          "Invalid JSON: expected %s at byte %zu", error.expected, error.offset);
        }
        TRY(err);
        json_value(&writer, &json);
    } else {
        write_json(&writer, node);
    }
    *out = json_writer_text(&writer);
    return out->bytes == NULL ? ERR_OUT_OF_MEMORY : OK;
}

static err_t read_fields(struct task *task, const struct model *model, const struct form_node *form,
                         struct text path, void *out, size_t skipped, int depth);

static err_t
read_object(struct task *task, const struct model_field *field, const struct form_node *node,
            void *out, int depth)
{
    if (node->children != NULL) {
        return read_fields(task, field->object, node, node->path, out, 0, depth + 1);
    }
    if ((field->flags & MODEL_OR_SCALAR) != 0) {
        const struct model_field *first = &field->object->fields[0];
        set_given(first, out, GIVEN_VALUE);
        return read_scalar(task, first, node, member_of(out, first->offset));
    }
    return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid object: a hash is needed");
}

/** One value: a member, or an element of a list. */
static err_t
read_value(struct task *task, const struct model_field *field, const struct form_node *node,
           void *member, int depth)
{
    switch (field->type) {
    case MODEL_MAP:
        return read_map(task, node, member);
    case MODEL_JSON:
        return read_json(task, node, member);
    case MODEL_OBJECT:
        return read_object(task, field, node, member, depth);
    case MODEL_BOOL:
    case MODEL_INT:
    case MODEL_DECIMAL:
    case MODEL_TEXT:
    case MODEL_TIME:
    case MODEL_CURRENCY:
    case MODEL_ENUM:
    case MODEL_REF:
    case MODEL_LITERAL:
        break;
    }
    if (node->children != NULL) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid value: a single value is needed, not a hash or an array");
    }
    if (is_sent_empty(node)) {
        return refuse(task, ERR_PARAMETER_EMPTY, node->path,
                      "The parameter %.*s was sent empty, which would unset it, and it cannot be "
                      "unset; leave it out or give it a value",
                      TEXT_ARG(node->path));
    }
    return read_scalar(task, field, node, member);
}

/** {T}: the bracket's word is the first field of the element. */
static err_t
read_keyed(struct task *task, const struct model_field *field, const struct form_node *node,
           void *item, int depth)
{
    const struct model_field *key = &field->object->fields[0];
    struct form_node word = {.path = node->path, .value = last_key(node), .has_value = true};
    TRY(read_scalar(task, key, &word, member_of(item, key->offset)));
    return read_fields(task, field->object, node, node->path, item, 1, depth + 1);
}

static err_t
read_list(struct task *task, const struct model_field *field, const struct form_node *node,
          void *out, int depth)
{
    bool keyed = (field->flags & MODEL_KEYED) != 0;
    size_t count = count_children(node);
    if (count == 0 || (!keyed && !is_element(node->children))) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path, "Invalid %s",
                      keyed ? "object: a hash is needed" : "array");
    }
    if ((int64_t)count > field->max || (int64_t)count < field->min) {
        return refuse(task, ERR_PARAMETER_INVALID, node->path,
                      "Invalid array: it has %zu elements, %lld to %lld are allowed", count,
                      (long long)field->min, (long long)field->max);
    }
    /* An element's own bounds are not written down: the list's bounds are its count. */
    struct model_field element = *field;
    element.flags &= ~(uint32_t)(MODEL_LIST | MODEL_OPTIONAL);
    element.has_offset = MODEL_NO_OFFSET;
    element.min = field->type == MODEL_TEXT ? 0 : INT64_MIN;
    element.max = field->type == MODEL_TEXT ? 5000 : INT64_MAX;
    size_t stride = value_bytes(field);
    char *items = arena_alloc(task->arena, count, stride);
    if (items == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    char *item = items;
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        if (keyed) {
            TRY(read_keyed(task, field, child, item, depth));
        } else {
            TRY(read_value(task, &element, child, item, depth));
        }
        item += stride;
    }
    set_list(field, out, items, count);
    return OK;
}

static err_t
read_field(struct task *task, const struct model_field *field, const struct form_node *node,
           void *out, int depth)
{
    if (is_sent_empty(node)) {
        bool may_unset = (field->flags & (MODEL_UNSETTABLE | MODEL_NULLABLE)) != 0 ||
                         (field->type == MODEL_MAP && field->has_offset != MODEL_NO_OFFSET);
        if (may_unset) {
            if ((field->flags & MODEL_NULLABLE) == 0) {
                set_given(field, out, GIVEN_EMPTY);
            }
            return OK;
        }
        return refuse(task, ERR_PARAMETER_EMPTY, node->path,
                      "The parameter %.*s was sent empty, which would unset it, and it cannot be "
                      "unset; leave it out or give it a value",
                      TEXT_ARG(node->path));
    }
    set_given(field, out, GIVEN_VALUE);
    if (is_list(field)) {
        return read_list(task, field, node, out, depth);
    }
    void *member = member_of(out, field->offset);
    if ((field->flags & MODEL_POINTER) != 0) {
        void *object = arena_alloc(task->arena, 1, field->object->size_bytes);
        if (object == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        memcpy(member, &object, sizeof(object));
        member = object;
    }
    return read_value(task, field, node, member, depth);
}

/** The first `skipped` fields are already there. */
static err_t
read_fields(struct task *task, const struct model *model, const struct form_node *form,
            struct text path, void *out, size_t skipped, int depth)
{
    bool seen[FIELDS_MAX] = {false};
    assert(model->count <= FIELDS_MAX);
    if (depth > MODEL_DEPTH_MAX) {
        return refuse(task, ERR_PARAMETER_INVALID, path, "Invalid object: nested too deep");
    }
    for (const struct form_node *node = form->children; node != NULL; node = node->next) {
        const struct model_field *field = model_field_find(model, node->key);
        if (field == NULL || field->type == MODEL_LITERAL || (field->flags & MODEL_HIDDEN) != 0 ||
            field < model->fields + skipped) {
            return refuse_unknown(task, model, node);
        }
        seen[field - model->fields] = true;
        TRY(read_field(task, field, node, out, depth));
    }
    for (size_t i = skipped; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        if (!seen[i] && !may_be_null(field) && field->type != MODEL_LITERAL &&
            (field->flags & MODEL_HIDDEN) == 0) {
            struct text missing = child_path(task, path, field->name);
            return refuse(task, ERR_PARAMETER_MISSING, missing, "Missing required param: %.*s.",
                          TEXT_ARG(missing));
        }
    }
    return OK;
}

err_t
model_read_params(struct task *task, const struct model *model, const struct form_node *form,
                  void *out)
{
    static const struct form_node nothing = {0};
    memset(out, 0, model->size_bytes);
    return read_fields(task, model, form == NULL ? &nothing : form, NO_TEXT, out, 0, 0);
}
