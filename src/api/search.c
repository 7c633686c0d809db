/* SPDX-License-Identifier: Apache-2.0 */
/** search.c: reads a query and holds values against its clauses. */
#include "api/search.h"

#include <string.h>

#define SUBSTRING_MIN 3

struct reader {
    struct task *task;
    const struct search_field *fields;
    struct text text;
    size_t at;
};

static err_t
fail_syntax(const struct reader *reader)
{
    return fail(reader->task, ERR_PARAMETER_INVALID, "query",
                "We were unable to parse your search query at character %zu. Try using the format "
                "metadata[\"key\"]:\"value\" to query for metadata or key:\"value\" to query for "
                "other fields.",
                reader->at + 1);
}

static char
peek(const struct reader *reader)
{
    return reader->at < reader->text.length ? reader->text.bytes[reader->at] : '\0';
}

static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void
skip_spaces(struct reader *reader)
{
    while (is_space(peek(reader))) {
        reader->at++;
    }
}

/** Text in double or single quotes, in which a backslash takes the next byte as it is. */
static err_t
read_quoted(struct reader *reader, struct text *out)
{
    struct text_builder builder;
    char quote = peek(reader);
    if (quote != '"' && quote != '\'') {
        return fail_syntax(reader);
    }
    text_builder_init(&builder, reader->task->arena, reader->text.length);
    for (reader->at++; reader->at < reader->text.length && peek(reader) != quote; reader->at++) {
        if (peek(reader) == '\\' && reader->at + 1 < reader->text.length) {
            reader->at++;
        }
        text_builder_add_char(&builder, peek(reader));
    }
    if (reader->at >= reader->text.length) {
        return fail_syntax(reader);
    }
    reader->at++;
    *out = text_builder_text(&builder);
    if (out->bytes == NULL) {
        *out = TEXT("");
    }
    return OK;
}

static bool
is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           byte == '.';
}

static err_t
read_field(struct reader *reader, struct search_clause *clause)
{
    size_t from = reader->at;
    while (is_name_byte(peek(reader))) {
        reader->at++;
    }
    struct text name = text_slice(reader->text, from, reader->at);
    if (name.length == 0) {
        return fail_syntax(reader);
    }
    const struct search_field *field = reader->fields;
    while (field->name != NULL && !text_is(name, field->name)) {
        field++;
    }
    if (field->name == NULL) {
        return fail(reader->task, ERR_PARAMETER_INVALID, "query",
                    "Field `%.*s` is an unsupported search field for this resource.",
                    TEXT_ARG(name));
    }
    clause->field = field;
    if (field->type != SEARCH_METADATA) {
        return OK;
    }
    if (peek(reader) != '[') {
        return fail_syntax(reader);
    }
    reader->at++;
    TRY(read_quoted(reader, &clause->key));
    if (peek(reader) != ']') {
        return fail_syntax(reader);
    }
    reader->at++;
    return OK;
}

static err_t
read_operator(struct reader *reader, struct search_clause *clause)
{
    static const struct {
        const char *text;
        enum search_operator operator_;
    } operators[] = {{":", SEARCH_IS},  {"~", SEARCH_CONTAINS}, {"<=", SEARCH_LE},
                     {">=", SEARCH_GE}, {"<", SEARCH_LT},       {">", SEARCH_GT}};
    struct text rest = text_slice(reader->text, reader->at, reader->text.length);
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (!text_has_prefix(rest, text_of(operators[i].text))) {
            continue;
        }
        enum search_type type = clause->field->type;
        clause->operator_ = operators[i].operator_;
        reader->at += strlen(operators[i].text);
        if (clause->operator_ == SEARCH_IS ||
            (clause->operator_ == SEARCH_CONTAINS ? type == SEARCH_STRING
                                                  : type == SEARCH_NUMBER)) {
            return OK;
        }
        return fail(reader->task, ERR_PARAMETER_INVALID, "query",
                    "Operator: `%s` is not supported for field: `%s`.", operators[i].text,
                    clause->field->name);
    }
    return fail_syntax(reader);
}

static err_t
read_value(struct reader *reader, struct search_clause *clause)
{
    struct task *task = reader->task;
    const char *name = clause->field->name;
    if (peek(reader) == '"' || peek(reader) == '\'') {
        TRY(read_quoted(reader, &clause->value));
    } else {
        size_t from = reader->at;
        while (reader->at < reader->text.length && !is_space(peek(reader))) {
            reader->at++;
        }
        clause->value = text_slice(reader->text, from, reader->at);
        clause->is_null = text_is(clause->value, "null");
        if (clause->value.length == 0) {
            return fail_syntax(reader);
        }
    }
    if (clause->is_null && clause->operator_ != SEARCH_IS) {
        return fail(task, ERR_PARAMETER_INVALID, "query",
                    "Field `%s`: null is compared with `:` alone.", name);
    }
    if (clause->operator_ == SEARCH_CONTAINS && clause->value.length < SUBSTRING_MIN) {
        return fail(task, ERR_PARAMETER_INVALID, "query",
                    "Field `%s`: a part to look for has at least %d characters.", name,
                    SUBSTRING_MIN);
    }
    if (clause->field->type == SEARCH_NUMBER && !clause->is_null &&
        !text_parse_int(clause->value, &clause->number)) {
        return fail(task, ERR_PARAMETER_INVALID, "query",
                    "Field `%s` is compared with an integer; received `%.*s`.", name,
                    TEXT_ARG(clause->value));
    }
    return OK;
}

static bool
take_word(struct reader *reader, const char *word)
{
    struct text rest = text_slice(reader->text, reader->at, reader->text.length);
    size_t length = strlen(word);
    bool is_there = rest.length > length && text_is(text_slice(rest, 0, length), word) &&
                    is_space(rest.bytes[length]);
    if (is_there) {
        reader->at += length;
        skip_spaces(reader);
    }
    return is_there;
}

/** What joins a clause to the one before it: a space or AND, or else OR, for the whole query. */
static err_t
read_joint(struct reader *reader, struct search_query *query)
{
    bool is_or = take_word(reader, "OR");
    if (!is_or) {
        (void)take_word(reader, "AND");
    }
    if (query->count > 1 && is_or != query->is_or) {
        return fail(reader->task, ERR_PARAMETER_INVALID, "query",
                    "You cannot combine AND and OR in the same query.");
    }
    query->is_or = is_or;
    return OK;
}

err_t
search_parse(struct task *task, const struct search_field *fields, struct text text,
             struct search_query *out)
{
    struct reader reader = {.task = task, .fields = fields, .text = text};
    *out = (struct search_query){0};
    skip_spaces(&reader);
    do {
        if (out->count == SEARCH_CLAUSES_MAX) {
            return fail(task, ERR_PARAMETER_INVALID, "query", "A query has at most %d clauses.",
                        SEARCH_CLAUSES_MAX);
        }
        if (out->count > 0) {
            TRY(read_joint(&reader, out));
        }
        struct search_clause *clause = &out->clauses[out->count++];
        clause->is_negated = peek(&reader) == '-';
        reader.at += clause->is_negated ? 1 : 0;
        TRY(read_field(&reader, clause));
        TRY(read_operator(&reader, clause));
        TRY(read_value(&reader, clause));
        if (reader.at < text.length && !is_space(peek(&reader))) {
            return fail_syntax(&reader);
        }
        skip_spaces(&reader);
    } while (reader.at < text.length);
    return OK;
}

/* ---- values against a clause ------------------------------------------------ */

static bool
is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte & 0x80) != 0;
}

/** The next word of a text from *at on; NO_TEXT at its end. */
static struct text
next_word(struct text text, size_t *at)
{
    while (*at < text.length && !is_word_byte(text.bytes[*at])) {
        (*at)++;
    }
    size_t from = *at;
    while (*at < text.length && is_word_byte(text.bytes[*at])) {
        (*at)++;
    }
    return from == *at ? NO_TEXT : text_slice(text, from, *at);
}

/** Whether the words of a part are those of the text from `at` on. */
static bool
words_begin(struct text text, size_t at, struct text part)
{
    for (size_t part_at = 0;;) {
        struct text wanted = next_word(part, &part_at);
        if (wanted.length == 0) {
            return true;
        }
        if (!text_equal_fold(next_word(text, &at), wanted)) {
            return false;
        }
    }
}

static bool
has_words(struct text text, struct text part)
{
    for (size_t at = 0;;) {
        if (words_begin(text, at, part)) {
            return true;
        }
        if (next_word(text, &at).length == 0) {
            return false;
        }
    }
}

static bool
has_part(struct text text, struct text part)
{
    for (size_t at = 0; at + part.length <= text.length; at++) {
        if (text_equal_fold(text_slice(text, at, at + part.length), part)) {
            return true;
        }
    }
    return false;
}

static bool
number_fits(const struct search_clause *clause, struct text value)
{
    int64_t number;
    if (!text_parse_int(value, &number)) {
        return false;
    }
    switch (clause->operator_) {
    case SEARCH_LT:
        return number < clause->number;
    case SEARCH_LE:
        return number <= clause->number;
    case SEARCH_GT:
        return number > clause->number;
    case SEARCH_GE:
        return number >= clause->number;
    case SEARCH_IS:
    case SEARCH_CONTAINS:
        break;
    }
    return number == clause->number;
}

static bool
value_fits(const struct search_clause *clause, struct text value)
{
    if (clause->is_null || value.bytes == NULL) {
        return clause->is_null && value.bytes == NULL;
    }
    switch (clause->field->type) {
    case SEARCH_NUMBER:
        return number_fits(clause, value);
    case SEARCH_STRING:
        return clause->operator_ == SEARCH_CONTAINS ? has_part(value, clause->value)
                                                    : has_words(value, clause->value);
    case SEARCH_TOKEN:
    case SEARCH_METADATA:
        break;
    }
    return text_equal_fold(value, clause->value);
}

bool
search_clause_fits(const struct search_clause *clause, struct text value)
{
    return value_fits(clause, value) != clause->is_negated;
}
