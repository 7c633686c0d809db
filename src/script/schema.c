/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration's type as JSON Schema 2020-12 and as JSON Forms UI schema. */
#include "script/schema.h"

#include "base/json.h"

enum { SCHEMA_BYTES_MAX = 1 << 20 };

struct schema_writer {
    struct json_writer json;
    struct diagnostic_sink *sink;
    bool has_failed;
};

/** Tags that become keywords of the same name, and what their values are. */
static const struct keyword {
    const char *name;
    bool is_number, is_count;
} keywords[] = {
    {"minimum", true, false},          {"maximum", true, false},
    {"exclusiveMinimum", true, false}, {"exclusiveMaximum", true, false},
    {"multipleOf", true, false},       {"minLength", true, true},
    {"maxLength", true, true},         {"minItems", true, true},
    {"maxItems", true, true},          {"pattern", false, false},
    {"format", false, false},
};

static bool
is_json_number(struct text text)
{
    struct arena arena;
    struct json json;
    struct json_error error;
    arena_init(&arena, 65536);
    bool answer = json_parse(&arena, text, &json, &error) == OK && json.type == JSON_NUMBER;
    arena_free(&arena);
    return answer;
}

static void
report_tag(struct schema_writer *writer, const struct config_tag *tag, const char *wanted)
{
    diagnose(writer->sink, tag->source, DIAGNOSTIC_CONFIG_TAG, tag->start, tag->end,
             "@%.*s wants %s", TEXT_ARG(tag->name), wanted);
    writer->has_failed = true;
}

static void
write_keywords(struct schema_writer *writer, const struct config_tag *tags, struct text target)
{
    for (size_t i = 0; i < COUNT_OF(keywords); i++) {
        const struct config_tag *tag = schema_tag(tags, keywords[i].name, target);
        int64_t count;
        if (tag == NULL) {
            continue;
        }
        if (keywords[i].is_number && !is_json_number(tag->value)) {
            report_tag(writer, tag, "a number");
            continue;
        }
        if (keywords[i].is_count && (!text_parse_int(tag->value, &count) || count < 0)) {
            report_tag(writer, tag, "a whole number");
            continue;
        }
        json_key_string(&writer->json, keywords[i].name);
        if (keywords[i].is_number) {
            json_literal(&writer->json, tag->value);
        } else {
            json_text(&writer->json, tag->value);
        }
    }
    if (schema_tag(tags, "uniqueItems", target) != NULL) {
        json_key_string(&writer->json, "uniqueItems");
        json_bool(&writer->json, true);
    }
}

/** A default is JSON when it reads as JSON, text otherwise. */
static void
write_default(struct schema_writer *writer, struct text value)
{
    struct arena arena;
    struct json json;
    struct json_error error;
    arena_init(&arena, 1u << 20);
    if (json_parse(&arena, value, &json, &error) == OK) {
        json_value(&writer->json, &json);
    } else {
        json_text(&writer->json, value);
    }
    arena_free(&arena);
}

static void
write_words(struct schema_writer *writer, const struct config_tag *tags, struct text target,
            struct text description)
{
    const struct config_tag *title = schema_tag(tags, "displayName", target);
    const struct config_tag *initial = schema_tag(tags, "defaultValue", target);
    if (title != NULL) {
        json_key_string(&writer->json, "title");
        json_text(&writer->json, title->value);
    }
    if (description.length > 0) {
        json_key_string(&writer->json, "description");
        json_text(&writer->json, description);
    }
    if (initial != NULL) {
        json_key_string(&writer->json, "default");
        write_default(writer, initial->value);
    }
}

static void write_type(struct schema_writer *writer, const struct config_type *type,
                       const struct config_tag *tags, struct text prefix);

static bool
is_left_out(const struct config_type *type)
{
    return type->kind == CONFIG_UNDEFINED;
}

static bool
may_be_undefined(const struct config_type *type)
{
    if (type->kind != CONFIG_UNION) {
        return is_left_out(type);
    }
    for (const struct config_type *option = type->options; option != NULL; option = option->next) {
        if (is_left_out(option)) {
            return true;
        }
    }
    return false;
}

/** Label of a literal: its own, or `@displayName :literal Label` of the member. */
static struct text
literal_label(const struct config_type *option, const struct config_tag *tags)
{
    struct text bare = option->literal;
    if (bare.length >= 2 && bare.bytes[0] == '"') {
        bare = text_slice(bare, 1, bare.length - 1);
    }
    const struct config_tag *tag = schema_tag(tags, "displayName", bare);
    return tag != NULL ? tag->value : option->label;
}

static void
write_literals(struct schema_writer *writer, const struct config_type *type,
               const struct config_tag *tags)
{
    bool has_labels = false;
    for (const struct config_type *option = type->options; option != NULL; option = option->next) {
        has_labels |= literal_label(option, tags).length > 0;
    }
    json_key_string(&writer->json, has_labels ? "oneOf" : "enum");
    json_open_array(&writer->json);
    for (const struct config_type *option = type->options; option != NULL; option = option->next) {
        struct text literal = option->kind == CONFIG_NULL ? TEXT("null") : option->literal;
        if (is_left_out(option)) {
            continue;
        }
        if (!has_labels) {
            json_literal(&writer->json, literal);
            continue;
        }
        json_open_object(&writer->json);
        json_key_string(&writer->json, "const");
        json_literal(&writer->json, literal);
        struct text label = literal_label(option, tags);
        if (label.length > 0) {
            json_key_string(&writer->json, "title");
            json_text(&writer->json, label);
        }
        json_close_object(&writer->json);
    }
    json_close_array(&writer->json);
}

static void
write_union(struct schema_writer *writer, const struct config_type *type,
            const struct config_tag *tags, struct text prefix)
{
    bool is_literal = true;
    size_t count = 0;
    const struct config_type *only = NULL;
    for (const struct config_type *option = type->options; option != NULL; option = option->next) {
        if (!is_left_out(option)) {
            is_literal &= option->kind == CONFIG_LITERAL || option->kind == CONFIG_NULL;
            only = option;
            count++;
        }
    }
    if (is_literal) {
        write_literals(writer, type, tags);
        return;
    }
    if (count == 1) {
        write_type(writer, only, tags, prefix);
        return;
    }
    json_key_string(&writer->json, "anyOf");
    json_open_array(&writer->json);
    for (const struct config_type *option = type->options; option != NULL; option = option->next) {
        if (!is_left_out(option)) {
            json_open_object(&writer->json);
            write_type(writer, option, tags, prefix);
            json_close_object(&writer->json);
        }
    }
    json_close_array(&writer->json);
}

/** "amount" below "" is "amount"; below "limit" it is "limit.amount". */
static struct text
join(struct schema_writer *writer, struct text prefix, struct text name)
{
    return prefix.length == 0
               ? name
               : text_format(writer->sink->arena, "%.*s.%.*s", TEXT_ARG(prefix), TEXT_ARG(name));
}

/** "metadataKey" is metadata_key on the wire. */
static struct text
wire_name(struct schema_writer *writer, struct text name)
{
    struct text_builder wire;
    text_builder_init(&wire, writer->sink->arena, 2 * name.length + 1);
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper && i > 0 && name.bytes[i - 1] != '_' &&
            !(name.bytes[i - 1] >= 'A' && name.bytes[i - 1] <= 'Z')) {
            text_builder_add_char(&wire, '_');
        }
        text_builder_add_char(&wire, is_upper ? (char)(c + ('a' - 'A')) : c);
    }
    struct text made = text_builder_text(&wire);
    return made.bytes == NULL ? name : made;
}

static void
write_member(struct schema_writer *writer, const struct config_member *member,
             const struct config_tag *outer, struct text prefix)
{
    struct text target = join(writer, prefix, member->name);
    struct text wire = wire_name(writer, member->name);
    json_key(&writer->json, wire);
    json_open_object(&writer->json);
    if (!text_equal(wire, member->name)) {
        json_key_string(&writer->json, "x-quoin-name");
        json_text(&writer->json, member->name);
    }
    struct text description =
        member->description.length > 0 ? member->description : member->type->description;
    write_words(writer, member->tags, TEXT(""), description);
    write_type(writer, member->type, member->tags, TEXT(""));
    write_keywords(writer, member->tags, TEXT(""));
    if (target.length > 0) { /* tags of an object around, aimed here */
        write_keywords(writer, outer, target);
    }
    json_close_object(&writer->json);
}

static void
write_object(struct schema_writer *writer, const struct config_type *type,
             const struct config_tag *tags, struct text prefix)
{
    json_key_string(&writer->json, "type");
    json_string(&writer->json, "object");
    json_key_string(&writer->json, "properties");
    json_open_object(&writer->json);
    for (const struct config_member *member = type->members; member != NULL;
         member = member->next) {
        write_member(writer, member, tags, prefix);
    }
    json_close_object(&writer->json);
    json_key_string(&writer->json, "required");
    json_open_array(&writer->json);
    for (const struct config_member *member = type->members; member != NULL;
         member = member->next) {
        if (!member->is_optional && !may_be_undefined(member->type)) {
            json_text(&writer->json, wire_name(writer, member->name));
        }
    }
    json_close_array(&writer->json);
    if (!type->is_open) {
        json_key_string(&writer->json, "additionalProperties");
        json_bool(&writer->json, false);
    }
}

static void
write_simple(struct schema_writer *writer, const char *type, const char *format)
{
    json_key_string(&writer->json, "type");
    json_string(&writer->json, type);
    if (format != NULL) {
        json_key_string(&writer->json, "format");
        json_string(&writer->json, format);
    }
}

static void
write_type(struct schema_writer *writer, const struct config_type *type,
           const struct config_tag *tags, struct text prefix)
{
    switch (type->kind) {
    case CONFIG_STRING:
        write_simple(writer, "string", NULL);
        break;
    case CONFIG_NUMBER:
        write_simple(writer, "number", NULL);
        break;
    case CONFIG_BOOLEAN:
        write_simple(writer, "boolean", NULL);
        break;
    case CONFIG_DECIMAL:
        write_simple(writer, "string", "decimal");
        json_key_string(&writer->json, "x-quoin-kind");
        json_string(&writer->json, "decimal");
        break;
    case CONFIG_DATE:
        write_simple(writer, "string", "date-time");
        json_key_string(&writer->json, "x-quoin-kind");
        json_string(&writer->json, "date");
        break;
    case CONFIG_NULL:
    case CONFIG_UNDEFINED:
        write_simple(writer, "null", NULL);
        break;
    case CONFIG_ANY:
        break;
    case CONFIG_NEVER:
        json_key_string(&writer->json, "not");
        json_open_object(&writer->json);
        json_close_object(&writer->json);
        break;
    case CONFIG_LITERAL:
        json_key_string(&writer->json, "const");
        json_literal(&writer->json, type->literal);
        break;
    case CONFIG_ARRAY:
        write_simple(writer, "array", NULL);
        json_key_string(&writer->json, "items");
        json_open_object(&writer->json);
        write_type(writer, type->item, tags, prefix);
        json_close_object(&writer->json);
        break;
    case CONFIG_RECORD:
        write_simple(writer, "object", NULL);
        json_key_string(&writer->json, "additionalProperties");
        if (type->item->kind == CONFIG_NEVER) {
            json_bool(&writer->json, false);
            break;
        }
        json_open_object(&writer->json);
        write_type(writer, type->item, tags, prefix);
        json_close_object(&writer->json);
        break;
    case CONFIG_OBJECT:
        write_object(writer, type, tags, prefix);
        break;
    case CONFIG_UNION:
        write_union(writer, type, tags, prefix);
        break;
    }
}

/* ---- forms ------------------------------------------------------------- */

/** "@showWhen mode tiered": shown while the member mode is "tiered". */
static void
write_rule(struct schema_writer *writer, const struct config_tag *tag)
{
    size_t end = 0;
    while (end < tag->value.length && tag->value.bytes[end] != ' ' &&
           tag->value.bytes[end] != '=') {
        end++;
    }
    struct text field = text_slice(tag->value, 0, end);
    while (end < tag->value.length &&
           (tag->value.bytes[end] == ' ' || tag->value.bytes[end] == '=')) {
        end++;
    }
    field = wire_name(writer, field);
    struct text value = text_trim(text_slice(tag->value, end, tag->value.length));
    if (value.length >= 2 && value.bytes[0] == '\'') {
        value = text_slice(value, 1, value.length - 1);
    }
    json_key_string(&writer->json, "rule");
    json_open_object(&writer->json);
    json_key_string(&writer->json, "effect");
    json_string(&writer->json, "SHOW");
    json_key_string(&writer->json, "condition");
    json_open_object(&writer->json);
    json_key_string(&writer->json, "scope");
    json_text(&writer->json,
              text_format(writer->sink->arena, "#/properties/%.*s", TEXT_ARG(field)));
    json_key_string(&writer->json, "schema");
    json_open_object(&writer->json);
    json_key_string(&writer->json, "const");
    write_default(writer, value.length == 0 ? TEXT("true") : value);
    json_close_object(&writer->json);
    json_close_object(&writer->json);
    json_close_object(&writer->json);
}

static void
write_control(struct schema_writer *writer, const struct config_member *member)
{
    const struct config_tag *title = schema_tag(member->tags, "displayName", TEXT(""));
    const struct config_tag *hint = schema_tag(member->tags, "placeholder", TEXT(""));
    const struct config_tag *format = schema_tag(member->tags, "format", TEXT(""));
    const struct config_tag *rule = schema_tag(member->tags, "showWhen", TEXT(""));
    struct text name = wire_name(writer, member->name);
    json_open_object(&writer->json);
    json_key_string(&writer->json, "type");
    json_string(&writer->json, "Control");
    json_key_string(&writer->json, "scope");
    json_text(&writer->json, text_format(writer->sink->arena, "#/properties/%.*s", TEXT_ARG(name)));
    if (title != NULL) {
        json_key_string(&writer->json, "label");
        json_text(&writer->json, title->value);
    }
    if (hint != NULL || format != NULL) {
        json_key_string(&writer->json, "options");
        json_open_object(&writer->json);
        if (hint != NULL) {
            json_key_string(&writer->json, "placeholder");
            json_text(&writer->json, hint->value);
        }
        if (format != NULL) {
            json_key_string(&writer->json, "format");
            json_text(&writer->json, format->value);
        }
        json_close_object(&writer->json);
    }
    if (rule != NULL) {
        write_rule(writer, rule);
    }
    json_close_object(&writer->json);
}

static struct text
group_of(const struct config_member *member)
{
    const struct config_tag *tag = schema_tag(member->tags, "group", TEXT(""));
    return tag == NULL ? TEXT("") : tag->value;
}

/** Members of one group stand together, where the first of them stands. */
static void
write_form(struct schema_writer *writer, const struct config_type *type)
{
    json_open_object(&writer->json);
    json_key_string(&writer->json, "type");
    json_string(&writer->json, "VerticalLayout");
    json_key_string(&writer->json, "elements");
    json_open_array(&writer->json);
    for (const struct config_member *member = type->members; member != NULL;
         member = member->next) {
        struct text group = group_of(member);
        if (group.length == 0) {
            write_control(writer, member);
            continue;
        }
        bool is_first = true;
        for (const struct config_member *at = type->members; at != member; at = at->next) {
            is_first &= !text_equal(group_of(at), group);
        }
        if (!is_first) {
            continue;
        }
        json_open_object(&writer->json);
        json_key_string(&writer->json, "type");
        json_string(&writer->json, "Group");
        json_key_string(&writer->json, "label");
        json_text(&writer->json, group);
        json_key_string(&writer->json, "elements");
        json_open_array(&writer->json);
        for (const struct config_member *at = member; at != NULL; at = at->next) {
            if (text_equal(group_of(at), group)) {
                write_control(writer, at);
            }
        }
        json_close_array(&writer->json);
        json_close_object(&writer->json);
    }
    json_close_array(&writer->json);
    json_close_object(&writer->json);
}

/* ---- entry ------------------------------------------------------------- */

err_t
script_config_schema(struct arena *arena, const struct script_source *sources, size_t source_count,
                     struct script_diagnostics *diagnostics, struct text *schema,
                     struct text *ui_schema)
{
    struct diagnostic_sink sink = {.arena = arena, .out = diagnostics};
    struct config_type *type;
    struct config_type none = {.kind = CONFIG_OBJECT};
    size_t before = diagnostics->count;
    if (!schema_read(arena, sources, source_count, &sink, &type)) {
        return diagnostics->count > before ? ERR_SCRIPT_REJECTED : ERR_OUT_OF_MEMORY;
    }
    if (type == NULL) {
        type = &none;
    }
    struct schema_writer writer = {.sink = &sink};
    json_writer_init(&writer.json, arena, SCHEMA_BYTES_MAX, false);
    json_open_object(&writer.json);
    json_key_string(&writer.json, "$schema");
    json_string(&writer.json, "https://json-schema.org/draft/2020-12/schema");
    write_words(&writer, type->tags, TEXT(""), type->description);
    write_type(&writer, type, type->tags, TEXT(""));
    json_close_object(&writer.json);
    *schema = json_writer_text(&writer.json);

    struct schema_writer form = {.sink = &sink};
    json_writer_init(&form.json, arena, SCHEMA_BYTES_MAX, false);
    write_form(&form, type);
    *ui_schema = json_writer_text(&form.json);
    if (writer.has_failed || diagnostics->count > before) {
        return ERR_SCRIPT_REJECTED;
    }
    return schema->bytes == NULL || ui_schema->bytes == NULL ? ERR_OUT_OF_MEMORY : OK;
}
