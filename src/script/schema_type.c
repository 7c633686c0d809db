/* SPDX-License-Identifier: Apache-2.0 */
/* From `implements Point<Config>` to the tree of Config's type, with its JSDoc. */
#include "base/json.h"
#include "script/schema.h"

/** interface X, type X, enum X somewhere in the release. */
struct declared_type {
    struct text name;
    const struct source *source;
    enum { DECLARED_INTERFACE, DECLARED_ALIAS, DECLARED_ENUM } kind;
    struct lexer at; /**< at the token behind the name */
    struct text doc;
    struct declared_type *next;
};

struct reader {
    struct arena *arena;
    struct diagnostic_sink *sink;
    struct name_table names;
    struct source *sources;
    size_t source_count;
    struct declared_type *types;
    struct lexer lexer;
    uint32_t depth;
    bool has_failed;
};

static struct config_type *read_type(struct reader *reader);

static struct config_type *
new_type(struct reader *reader, enum config_kind kind)
{
    struct config_type *type = arena_new(reader->arena, struct config_type);
    if (type == NULL) {
        reader->has_failed = true;
        return NULL;
    }
    type->kind = kind;
    return type;
}

static enum token_kind
kind_at(const struct reader *reader)
{
    return reader->lexer.token.kind;
}

static void
advance(struct reader *reader)
{
    lexer_next(&reader->lexer);
}

static bool
eat(struct reader *reader, enum token_kind kind)
{
    if (kind_at(reader) != kind) {
        return false;
    }
    advance(reader);
    return true;
}

static struct config_type *
refuse(struct reader *reader, const char *what)
{
    const struct token *token = &reader->lexer.token;
    if (!reader->has_failed) {
        diagnose(reader->sink, reader->lexer.source, DIAGNOSTIC_CONFIG_TYPE, token->start,
                 token->end,
                 "%s cannot be configured; use string, number, boolean, Decimal, "
                 "literals, arrays and objects of them",
                 what);
    }
    reader->has_failed = true;
    return NULL;
}

/* ---- JSDoc ------------------------------------------------------------- */

/** The last doc comment in what was skipped before the token. */
static struct text
doc_before(const struct lexer *lexer)
{
    struct text text = lexer->source->text;
    uint32_t from = lexer->previous_end;
    uint32_t to = lexer->token.start;
    struct text doc = NO_TEXT;
    for (uint32_t at = from; at + 5 <= to; at++) {
        if (memcmp(text.bytes + at, "/**", 3) != 0) {
            continue;
        }
        uint32_t end = at + 3;
        while (end + 2 <= to && memcmp(text.bytes + end, "*/", 2) != 0) {
            end++;
        }
        if (end + 2 <= to) {
            doc = text_slice(text, at + 3, end);
            at = end;
        }
    }
    return doc;
}

static void
add_tag(struct reader *reader, struct text line, const struct source *source,
        struct config_tag ***end)
{
    struct config_tag *tag = arena_new(reader->arena, struct config_tag);
    if (tag == NULL) {
        reader->has_failed = true;
        return;
    }
    size_t name_end = 1;
    while (name_end < line.length && line.bytes[name_end] != ' ' && line.bytes[name_end] != '\t') {
        name_end++;
    }
    tag->source = source;
    tag->start = (uint32_t)(line.bytes - source->text.bytes);
    tag->end = tag->start + (uint32_t)line.length;
    tag->name = text_slice(line, 1, name_end);
    tag->value = text_trim(text_slice(line, name_end, line.length));
    tag->target = TEXT("");
    if (tag->value.length > 1 && tag->value.bytes[0] == ':') {
        size_t space = text_find(tag->value, ' ', 0);
        tag->target = text_slice(tag->value, 1, space);
        tag->value = text_trim(text_slice(tag->value, space, tag->value.length));
    }
    **end = tag;
    *end = &tag->next;
}

/** Where a tag begins: an @ behind a space or at the start, a letter behind it. */
static size_t
find_tag(struct text line, size_t from)
{
    for (size_t at = from; at + 1 < line.length; at++) {
        char next = line.bytes[at + 1];
        bool is_apart = at == 0 || line.bytes[at - 1] == ' ' || line.bytes[at - 1] == '\t';
        if (line.bytes[at] == '@' && is_apart && next >= 'a' && next <= 'z') {
            return at;
        }
    }
    return line.length;
}

/** Lines without their stars: words up to the first tag are the description. */
static void
read_doc(struct reader *reader, struct text doc, const struct source *source,
         struct text *description, struct config_tag **tags)
{
    struct text_builder words;
    text_builder_init(&words, reader->arena, 4096);
    struct config_tag **end = tags;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    bool has_tags = false;
    for (size_t at = 0; at < doc.length;) {
        size_t stop = text_find(doc, '\n', at);
        struct text line = text_trim(text_slice(doc, at, stop));
        at = stop + 1;
        if (line.length > 0 && line.bytes[0] == '*') {
            line = text_trim(text_slice(line, 1, line.length));
        }
        size_t tag = find_tag(line, 0);
        if (tag > 0 && !has_tags) {
            text_builder_add_string(&words, words.length > 0 ? " " : "");
            text_builder_add(&words, text_trim(text_slice(line, 0, tag)));
        }
        while (tag < line.length) { /* a line may hold several */
            size_t next = find_tag(line, tag + 1);
            has_tags = true;
            add_tag(reader, text_trim(text_slice(line, tag, next)), source, &end);
            tag = next;
        }
    }
    if (words.length > 0) {
        *description = text_builder_text(&words);
    }
}

const struct config_tag *
schema_tag(const struct config_tag *tags, const char *name, struct text target)
{
    for (; tags != NULL; tags = tags->next) {
        if (text_is(tags->name, name) && text_equal(tags->target, target)) {
            return tags;
        }
    }
    return NULL;
}

/* ---- finding declarations ---------------------------------------------- */

static void
note_types(struct reader *reader, const struct source *source)
{
    struct lexer lexer;
    if (!lexer_init(&lexer, source, &reader->names, reader->sink)) {
        return;
    }
    struct lexer_skimmer skimmer = {.lexer = &lexer};
    struct text doc = NO_TEXT;
    for (lexer_skim(&skimmer); lexer.token.kind != TOKEN_END && !lexer.out_of_memory;) {
        struct token token = lexer.token;
        bool is_prefix = token.kind == TOKEN_EXPORT || token.kind == TOKEN_CONST ||
                         (token.kind == TOKEN_IDENTIFIER && text_is(token.text, "declare"));
        struct text own = doc_before(&lexer);
        doc = own.bytes != NULL ? own : doc;
        bool is_alias = token.kind == TOKEN_IDENTIFIER && text_is(token.text, "type");
        lexer_skim(&skimmer);
        bool declares = (token.kind == TOKEN_INTERFACE || token.kind == TOKEN_ENUM || is_alias) &&
                        lexer.token.kind == TOKEN_IDENTIFIER;
        if (declares) {
            struct declared_type *type = arena_new(reader->arena, struct declared_type);
            if (type == NULL) {
                reader->has_failed = true;
                return;
            }
            type->name = lexer.token.text;
            type->source = source;
            type->kind = is_alias                        ? DECLARED_ALIAS
                         : token.kind == TOKEN_INTERFACE ? DECLARED_INTERFACE
                                                         : DECLARED_ENUM;
            lexer_skim(&skimmer);
            type->at = lexer;
            type->doc = doc;
            type->next = reader->types;
            bool is_import = is_alias && lexer.token.kind != TOKEN_ASSIGN &&
                             lexer.token.kind != TOKEN_LESS; /* import { type Name } */
            reader->types = is_import ? type->next : type;
        }
        if (!is_prefix) {
            doc = NO_TEXT;
        }
    }
}

/** Of the same file when it has one, else of any. */
static const struct declared_type *
find_type(const struct reader *reader, struct text name)
{
    const struct declared_type *other = NULL;
    for (const struct declared_type *type = reader->types; type != NULL; type = type->next) {
        if (text_equal(type->name, name)) {
            if (type->source == reader->lexer.source) {
                return type;
            }
            other = type;
        }
    }
    return other;
}

/* ---- reading types ----------------------------------------------------- */

static struct text
json_of(struct reader *reader, const struct token *token, bool is_negative)
{
    struct json_writer writer;
    if (token->kind == TOKEN_NUMBER) {
        return text_format(reader->arena, "%s%.*s", is_negative ? "-" : "",
                           (int)(token->end - token->start),
                           reader->lexer.source->text.bytes + token->start);
    }
    json_writer_init(&writer, reader->arena, 65536, false);
    json_text(&writer, token->text);
    return json_writer_text(&writer);
}

static struct config_type *
read_literal(struct reader *reader, bool is_negative)
{
    struct config_type *type = new_type(reader, CONFIG_LITERAL);
    if (type != NULL) {
        type->literal = json_of(reader, &reader->lexer.token, is_negative);
    }
    advance(reader);
    return type;
}

/** A member's name; false when it is none that JSON can have. */
static bool
read_key(struct reader *reader, struct text *name)
{
    const struct token *token = &reader->lexer.token;
    if (token->kind != TOKEN_STRING && !token_is_name(token->kind)) {
        return false;
    }
    *name = token->text;
    advance(reader);
    return true;
}

/** { [key: string]: T } */
static struct config_type *
read_index(struct reader *reader)
{
    struct config_type *type = new_type(reader, CONFIG_RECORD);
    while (kind_at(reader) != TOKEN_BRACKET_CLOSE && kind_at(reader) != TOKEN_END) {
        advance(reader);
    }
    advance(reader);
    if (!eat(reader, TOKEN_COLON) || type == NULL) {
        return refuse(reader, "this member");
    }
    type->item = read_type(reader);
    return type;
}

static struct config_type *
read_members(struct reader *reader)
{
    struct config_type *type = new_type(reader, CONFIG_OBJECT);
    struct config_member **end = type == NULL ? NULL : &type->members;
    advance(reader); /* { */
    while (type != NULL && kind_at(reader) != TOKEN_BRACE_CLOSE && kind_at(reader) != TOKEN_END &&
           !reader->has_failed) {
        struct text doc = doc_before(&reader->lexer);
        const struct source *source = reader->lexer.source;
        if (kind_at(reader) == TOKEN_IDENTIFIER && text_is(reader->lexer.token.text, "readonly")) {
            struct lexer before = reader->lexer;
            advance(reader);
            if (kind_at(reader) == TOKEN_COLON || kind_at(reader) == TOKEN_QUESTION) {
                reader->lexer = before; /* a member called readonly */
            }
        }
        if (kind_at(reader) == TOKEN_BRACKET_OPEN) {
            type = read_index(reader);
        } else {
            struct config_member *member = arena_new(reader->arena, struct config_member);
            if (member == NULL || !read_key(reader, &member->name)) {
                return refuse(reader, "this member");
            }
            read_doc(reader, doc, source, &member->description, &member->tags);
            member->is_optional = eat(reader, TOKEN_QUESTION);
            if (!eat(reader, TOKEN_COLON)) {
                return refuse(reader, "a method");
            }
            member->type = read_type(reader);
            *end = member;
            end = &member->next;
        }
        (void)(eat(reader, TOKEN_SEMICOLON) || eat(reader, TOKEN_COMMA));
    }
    (void)eat(reader, TOKEN_BRACE_CLOSE);
    return type;
}

static struct config_type *
read_enum(struct reader *reader)
{
    struct config_type *type = new_type(reader, CONFIG_UNION);
    struct config_type **end = type == NULL ? NULL : &type->options;
    int64_t next = 0;
    advance(reader);
    while (type != NULL && kind_at(reader) != TOKEN_BRACE_CLOSE && kind_at(reader) != TOKEN_END) {
        struct text doc = doc_before(&reader->lexer);
        const struct source *source = reader->lexer.source;
        struct text name;
        if (!read_key(reader, &name)) {
            return refuse(reader, "this member of an enum");
        }
        struct config_type *option = new_type(reader, CONFIG_LITERAL);
        if (option == NULL) {
            return NULL;
        }
        option->literal = text_format(reader->arena, "%lld", (long long)next);
        if (eat(reader, TOKEN_ASSIGN)) {
            bool is_negative = eat(reader, TOKEN_MINUS);
            if (kind_at(reader) != TOKEN_STRING && kind_at(reader) != TOKEN_NUMBER) {
                return refuse(reader, "a computed member of an enum");
            }
            option->literal = json_of(reader, &reader->lexer.token, is_negative);
            if (!text_parse_int(option->literal, &next)) {
                next = 0;
            }
            advance(reader);
        }
        next++;
        read_doc(reader, doc, source, &option->description, &option->tags);
        const struct config_tag *label = schema_tag(option->tags, "displayName", TEXT(""));
        option->label = label != NULL ? label->value : name;
        *end = option;
        end = &option->next;
        (void)eat(reader, TOKEN_COMMA);
    }
    (void)eat(reader, TOKEN_BRACE_CLOSE);
    return type;
}

/** Members of bases come first; a member declared again takes the place of theirs. */
static void
inherit(struct config_type *type, const struct config_type *base, struct reader *reader)
{
    struct config_member *own = type->members;
    struct config_member **end = &type->members;
    for (const struct config_member *member = base->members; member != NULL;
         member = member->next) {
        bool is_replaced = false;
        for (const struct config_member *at = own; at != NULL; at = at->next) {
            is_replaced |= text_equal(at->name, member->name);
        }
        struct config_member *copy = arena_new(reader->arena, struct config_member);
        if (is_replaced || copy == NULL) {
            continue;
        }
        *copy = *member;
        *end = copy;
        end = &copy->next;
    }
    *end = own;
}

static struct config_type *read_name(struct reader *reader);

static struct config_type *
read_interface(struct reader *reader)
{
    struct config_type *bases[16];
    size_t base_count = 0;
    bool is_open = false;
    if (eat(reader, TOKEN_EXTENDS)) {
        do {
            struct config_type *base = read_name(reader);
            if (base != NULL && base->kind == CONFIG_RECORD) {
                is_open =
                    true; /* Record<string, unknown>: other members are none of our business */
                continue;
            }
            if (base == NULL || base->kind != CONFIG_OBJECT || base_count == COUNT_OF(bases)) {
                return refuse(reader, "an interface with this base");
            }
            is_open |= base->is_open;
            bases[base_count++] = base;
        } while (eat(reader, TOKEN_COMMA));
    }
    if (kind_at(reader) != TOKEN_BRACE_OPEN) {
        return refuse(reader, "a generic interface");
    }
    struct config_type *type = read_members(reader);
    for (size_t i = base_count; type != NULL && i > 0; i--) {
        inherit(type, bases[i - 1], reader);
    }
    if (type != NULL) {
        type->is_open = is_open;
    }
    return type;
}

static struct config_type *
read_declared(struct reader *reader, const struct declared_type *declared)
{
    struct lexer back = reader->lexer;
    struct config_type *type = NULL;
    if (reader->depth >= SCHEMA_DEPTH_MAX) {
        return refuse(reader, "a type that contains itself");
    }
    reader->depth++;
    reader->lexer = declared->at;
    if (declared->kind == DECLARED_INTERFACE) {
        type = read_interface(reader);
    } else if (declared->kind == DECLARED_ENUM) {
        type =
            kind_at(reader) == TOKEN_BRACE_OPEN ? read_enum(reader) : refuse(reader, "this enum");
    } else if (eat(reader, TOKEN_ASSIGN)) {
        type = read_type(reader);
    } else {
        type = refuse(reader, "a generic type");
    }
    reader->depth--;
    reader->lexer = back;
    if (type != NULL) {
        type->name = declared->name;
        read_doc(reader, declared->doc, declared->source, &type->description, &type->tags);
    }
    return type;
}

static struct config_type *
wrap(struct reader *reader, enum config_kind kind, struct config_type *item)
{
    struct config_type *type = new_type(reader, kind);
    if (type != NULL) {
        type->item = item;
    }
    return item == NULL ? NULL : type;
}

static struct config_type *
set_optional(struct reader *reader, struct config_type *type, bool is_optional)
{
    struct config_type *copy = type == NULL ? NULL : new_type(reader, CONFIG_OBJECT);
    if (copy == NULL || type->kind != CONFIG_OBJECT) {
        return refuse(reader, "this type");
    }
    *copy = *type;
    copy->members = NULL;
    struct config_member **end = &copy->members;
    for (const struct config_member *member = type->members; member != NULL;
         member = member->next) {
        struct config_member *twin = arena_new(reader->arena, struct config_member);
        if (twin == NULL) {
            reader->has_failed = true;
            return NULL;
        }
        *twin = *member;
        twin->is_optional = is_optional;
        *end = twin;
        end = &twin->next;
    }
    return copy;
}

/** Array<T>, Record<string, T>, Partial<T> ...: the token is the first <. */
static struct config_type *
read_generic(struct reader *reader, struct text name)
{
    advance(reader);
    struct config_type *first = read_type(reader);
    struct config_type *type = NULL;
    if (text_is(name, "Array") || text_is(name, "ReadonlyArray")) {
        type = wrap(reader, CONFIG_ARRAY, first);
    } else if (text_is(name, "Readonly")) {
        type = first;
    } else if (text_is(name, "Partial") || text_is(name, "Required")) {
        type = set_optional(reader, first, text_is(name, "Partial"));
    } else if (text_is(name, "Record") && eat(reader, TOKEN_COMMA)) {
        type = wrap(reader, CONFIG_RECORD, read_type(reader));
    } else {
        return refuse(reader, "a generic type");
    }
    return eat(reader, TOKEN_GREATER) ? type : refuse(reader, "this type");
}

/** { amount: Decimal; currency: string } */
static struct config_type *
monetary_amount(struct reader *reader)
{
    struct config_type *type = new_type(reader, CONFIG_OBJECT);
    struct config_member *members = arena_alloc(reader->arena, 2, sizeof(*members));
    if (type == NULL || members == NULL) {
        return NULL;
    }
    members[0] =
        (struct config_member){.name = TEXT("amount"),
                               .description = TEXT("In the smallest unit of the currency."),
                               .type = new_type(reader, CONFIG_DECIMAL),
                               .next = &members[1]};
    members[1] = (struct config_member){.name = TEXT("currency"),
                                        .description = TEXT("Three letters, lower case."),
                                        .type = new_type(reader, CONFIG_STRING)};
    type->members = members;
    return members[0].type == NULL || members[1].type == NULL ? NULL : type;
}

static struct config_type *
read_name(struct reader *reader)
{
    static const struct {
        const char *name;
        enum config_kind kind;
    } known[] = {
        {"string", CONFIG_STRING},       {"number", CONFIG_NUMBER}, {"boolean", CONFIG_BOOLEAN},
        {"undefined", CONFIG_UNDEFINED}, {"Date", CONFIG_DATE},     {"Decimal", CONFIG_DECIMAL},
        {"never", CONFIG_NEVER},         {"unknown", CONFIG_ANY},   {"any", CONFIG_ANY},
    };
    struct token token = reader->lexer.token;
    if (!token_is_name(token.kind)) {
        return refuse(reader, "this type");
    }
    advance(reader);
    while (eat(reader, TOKEN_DOT)) { /* Namespace.Name */
        token = reader->lexer.token;
        advance(reader);
    }
    if (kind_at(reader) == TOKEN_LESS) {
        return read_generic(reader, token.text);
    }
    const struct declared_type *declared = find_type(reader, token.text);
    if (declared != NULL) {
        return read_declared(reader, declared);
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (text_is(token.text, known[i].name)) {
            return new_type(reader, known[i].kind);
        }
    }
    if (text_is(token.text, "MonetaryAmount")) { /* of the SDK */
        return monetary_amount(reader);
    }
    if (!reader->has_failed) {
        diagnose(reader->sink, reader->lexer.source, DIAGNOSTIC_CONFIG_UNKNOWN, token.start,
                 token.end, "the type %.*s is not declared in this release", TEXT_ARG(token.text));
    }
    reader->has_failed = true;
    return NULL;
}

static struct config_type *
read_primary(struct reader *reader)
{
    struct config_type *type;
    switch ((int)kind_at(reader)) {
    case TOKEN_STRING:
    case TOKEN_NUMBER:
        return read_literal(reader, false);
    case TOKEN_MINUS:
        advance(reader);
        return read_literal(reader, true);
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        type = new_type(reader, CONFIG_LITERAL);
        if (type != NULL) {
            type->literal = text_of(token_kind_text(kind_at(reader)));
        }
        advance(reader);
        return type;
    case TOKEN_NULL:
        advance(reader);
        return new_type(reader, CONFIG_NULL);
    case TOKEN_TEMPLATE:
        while (reader->lexer.token.template_continues) { /* `${number}%`: any text will do */
            advance(reader);
            (void)read_type(reader);
            if (kind_at(reader) != TOKEN_BRACE_CLOSE) {
                return refuse(reader, "this type");
            }
            lexer_rescan_template(&reader->lexer);
        }
        advance(reader);
        return new_type(reader, CONFIG_STRING);
    case TOKEN_BRACE_OPEN:
        return read_members(reader);
    case TOKEN_PAREN_OPEN:
        advance(reader);
        type = read_type(reader);
        return eat(reader, TOKEN_PAREN_CLOSE) ? type : refuse(reader, "a function");
    default:
        return read_name(reader);
    }
}

static struct config_type *
read_postfix(struct reader *reader)
{
    if (kind_at(reader) == TOKEN_IDENTIFIER && text_is(reader->lexer.token.text, "readonly")) {
        advance(reader);
    }
    struct config_type *type = read_primary(reader);
    while (type != NULL && kind_at(reader) == TOKEN_BRACKET_OPEN) {
        advance(reader);
        if (!eat(reader, TOKEN_BRACKET_CLOSE)) {
            return refuse(reader, "a member type");
        }
        type = wrap(reader, CONFIG_ARRAY, type);
    }
    return type;
}

static struct config_type *
read_intersection(struct reader *reader)
{
    struct config_type *type = read_postfix(reader);
    while (type != NULL && eat(reader, TOKEN_AMPERSAND)) {
        struct config_type *other = read_postfix(reader);
        struct config_type *both = new_type(reader, CONFIG_OBJECT);
        if (other == NULL || both == NULL || type->kind != CONFIG_OBJECT ||
            other->kind != CONFIG_OBJECT) {
            return refuse(reader, "this intersection");
        }
        both->members = other->members;
        inherit(both, type, reader);
        type = both;
    }
    return type;
}

static struct config_type *
read_union(struct reader *reader)
{
    (void)eat(reader, TOKEN_PIPE);
    struct config_type *type = read_intersection(reader);
    if (type == NULL || kind_at(reader) != TOKEN_PIPE) {
        return type;
    }
    struct config_type *all = new_type(reader, CONFIG_UNION);
    struct config_type **end = all == NULL ? NULL : &all->options;
    while (all != NULL && type != NULL) {
        struct config_type *copy = new_type(reader, type->kind);
        if (copy == NULL) {
            return NULL;
        }
        *copy = *type;
        copy->next = NULL;
        if (copy->kind == CONFIG_UNION) { /* options of options are options */
            *end = copy->options;
            while (*end != NULL) {
                end = &(*end)->next;
            }
        } else {
            *end = copy;
            end = &copy->next;
        }
        if (!eat(reader, TOKEN_PIPE)) {
            return all;
        }
        type = read_intersection(reader);
    }
    return NULL;
}

static struct config_type *
read_type(struct reader *reader)
{
    if (reader->has_failed || reader->depth >= SCHEMA_DEPTH_MAX) {
        return refuse(reader, "a type this deep");
    }
    reader->depth++;
    struct config_type *type = read_union(reader);
    reader->depth--;
    return type;
}

/* ---- entry ------------------------------------------------------------- */

/** Stand behind `implements A.B<`; false when no class says so. */
static bool
find_implements(struct reader *reader, const struct source *source)
{
    if (!lexer_init(&reader->lexer, source, &reader->names, reader->sink)) {
        return false;
    }
    struct lexer_skimmer skimmer = {.lexer = &reader->lexer};
    for (lexer_skim(&skimmer); kind_at(reader) != TOKEN_END; lexer_skim(&skimmer)) {
        if (kind_at(reader) != TOKEN_IMPLEMENTS) {
            continue;
        }
        advance(reader);
        while (kind_at(reader) == TOKEN_IDENTIFIER || kind_at(reader) == TOKEN_DOT) {
            advance(reader);
        }
        if (eat(reader, TOKEN_LESS)) {
            return true;
        }
    }
    return false;
}

bool
schema_read(struct arena *arena, const struct script_source *sources, size_t source_count,
            struct diagnostic_sink *sink, struct config_type **out)
{
    struct reader reader = {.arena = arena, .sink = sink, .source_count = source_count};
    *out = NULL;
    reader.sources = arena_alloc(arena, source_count, sizeof(struct source));
    if (reader.sources == NULL || !name_table_init(&reader.names, arena)) {
        return false;
    }
    for (size_t i = 0; i < source_count; i++) {
        if (!source_init(&reader.sources[i], arena, sources[i].path, sources[i].text)) {
            return false;
        }
        note_types(&reader, &reader.sources[i]);
    }
    for (size_t i = 0; i < source_count && !reader.has_failed; i++) {
        if (find_implements(&reader, &reader.sources[i])) {
            *out = read_type(&reader);
            return *out != NULL && !reader.has_failed;
        }
    }
    return !reader.has_failed;
}
