/* SPDX-License-Identifier: Apache-2.0 */
/**
 * sample.c: made-up inputs of a point, from the tables of its model.
 *
 * Values come from short lists of likely and of odd ones, not evenly from their
 * range: mistakes live at 0, at 1, at the first fraction and beside the limits.
 * What the types cannot say (sums, signs, order) is set right by `given`.
 */
#include "extend/sample.h"

#include <ctype.h>

enum { WORD_MAX = 24, WORDS_MAX = 64, PAIRS_MAX = 3, JSON_MEMBERS_MAX = 3 };
/** Of made-up times: 2026-01-01. */
static const instant_t epoch = 1767225600;
static const instant_t span_seconds = 730 * 86400;

static size_t
below(struct sampler *sampler, size_t bound)
{
    return (size_t)random_below(&sampler->random, bound);
}

static bool
one_in(struct sampler *sampler, size_t chances)
{
    return below(sampler, chances) == 0;
}

/* ---- words of the script ----------------------------------------------------- */

static bool
is_known(const struct sampler *sampler, struct text word)
{
    for (size_t i = 0; i < sampler->word_count; i++) {
        if (text_equal(sampler->words[i], word)) {
            return true;
        }
    }
    return false;
}

static bool
is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) != 0 || byte == '_' || byte == '-' || byte == ' ';
}

/** Where the word that starts at `from` ends. */
static size_t
word_end(struct text text, size_t from, bool is_quoted)
{
    size_t end = from;
    while (end < text.length && is_word_byte(text.bytes[end]) &&
           (is_quoted || (text.bytes[end] != ' ' && text.bytes[end] != '-'))) {
        end++;
    }
    return end;
}

void
sample_words(struct arena *arena, const struct script_source *sources, size_t count,
             struct sampler *out)
{
    struct text *words = arena_alloc(arena, WORDS_MAX, sizeof(*words));
    out->words = words;
    out->word_count = 0;
    for (size_t i = 0; i < count && words != NULL; i++) {
        struct text text = sources[i].text;
        for (size_t at = 0; at + 1 < text.length && out->word_count < WORDS_MAX; at++) {
            char quote = text.bytes[at];
            bool is_quoted = quote == '\'' || quote == '"' || quote == '`';
            if (!is_quoted && quote != '.') {
                continue;
            }
            size_t end = word_end(text, at + 1, is_quoted);
            struct text word = text_slice(text, at + 1, end);
            bool ends = end < text.length &&
                        (is_quoted ? text.bytes[end] == quote : text.bytes[end] != '(');
            bool is_type = word.length > 0 && isupper((unsigned char)word.bytes[0]) != 0;
            if (ends && !is_type && word.length > 0 && word.length <= WORD_MAX &&
                !is_known(out, word)) {
                words[out->word_count++] = word;
            }
        }
    }
}

static struct text
word(struct sampler *sampler)
{
    static const char *const odd[] = {"",  "0", "1",         "-1",         "3.5",         "true",
                                      "x", "é", "__proto__", "2026-02-28", "a b c d e f", "gold"};
    if (sampler->word_count > 0 && !one_in(sampler, 3)) {
        return sampler->words[below(sampler, sampler->word_count)];
    }
    return text_of(odd[below(sampler, COUNT_OF(odd))]);
}

/* ---- scalars ------------------------------------------------------------------ */

static int64_t
whole(struct sampler *sampler)
{
    static const int64_t likely[] = {0, 1, 2, 3, 5, 7, 10, 12, 30, 100};
    return one_in(sampler, 4) ? random_between(&sampler->random, 0, 1000)
                              : likely[below(sampler, COUNT_OF(likely))];
}

static struct decimal
number(struct sampler *sampler)
{
    static const char *const likely[] = {"0",      "1",        "2",    "3",      "10",
                                         "99",     "100",      "999",  "1000",   "0.5",
                                         "333.33", "0.000001", "12.5", "100000", "99999999"};
    struct decimal value = decimal_from_int(0);
    if (one_in(sampler, 3)) {
        return decimal_from_int(random_between(&sampler->random, 0, 100000));
    }
    bool is_read = decimal_parse(text_of(likely[below(sampler, COUNT_OF(likely))]), &value) == OK;
    assert(is_read);
    return value;
}

static instant_t
instant(struct sampler *sampler)
{
    instant_t at = epoch + random_between(&sampler->random, 0, span_seconds);
    return one_in(sampler, 2) ? at - at % 86400 : at;
}

/** Names that must differ. */
static struct text
new_key(struct sampler *sampler, const char *name)
{
    return text_format(sampler->arena, "%s_%u", strcmp(name, "key") == 0 ? "item" : name,
                       ++sampler->next_key);
}

static struct model_map
pairs(struct sampler *sampler)
{
    struct model_map map = {.pairs = arena_alloc(sampler->arena, PAIRS_MAX, sizeof(*map.pairs))};
    size_t wanted = map.pairs == NULL ? 0 : below(sampler, PAIRS_MAX + 1);
    for (size_t i = 0; i < wanted; i++) {
        struct text key = word(sampler);
        bool is_taken = key.length == 0;
        for (size_t k = 0; k < map.count; k++) {
            is_taken |= text_equal(map.pairs[k].key, key);
        }
        if (!is_taken) {
            struct text value = word(sampler);
            map.pairs[map.count++] = (struct model_pair){
                key, value.length > 0 ? value : text_format(sampler->arena, "%d", 7)};
        }
    }
    return map;
}

/** Of a field of any shape: an object of a few words. */
static struct text
document(struct sampler *sampler)
{
    struct json_writer writer;
    struct model_map map = pairs(sampler);
    json_writer_init(&writer, sampler->arena, 1u << 16, false);
    json_open_object(&writer);
    for (size_t i = 0; i < map.count; i++) {
        json_key(&writer, map.pairs[i].key);
        if (one_in(sampler, 2)) {
            json_int(&writer, whole(sampler));
        } else {
            json_text(&writer, map.pairs[i].value);
        }
    }
    json_close_object(&writer);
    return json_writer_text(&writer);
}

/* ---- fields --------------------------------------------------------------------- */

static void fill(struct sampler *sampler, const struct model *model, void *value, bool is_outer);

static void *
member_of(const struct model_field *field, void *value)
{
    return (char *)value + field->offset;
}

static void
count_set(const struct model_field *field, void *value, size_t count)
{
    *(size_t *)(void *)((char *)value + field->count_offset) = count;
}

static void
has_set(const struct model_field *field, void *value, enum given given)
{
    if (field->has_offset != UINT16_MAX) {
        *(enum given *)(void *)((char *)value + field->has_offset) = given;
    }
}

static void
fill_scalar(struct sampler *sampler, const struct model_field *field, void *at)
{
    switch (field->type) {
    case MODEL_BOOL:
        *(bool *)at = one_in(sampler, 2);
        return;
    case MODEL_INT:
        *(int64_t *)at = whole(sampler);
        return;
    case MODEL_DECIMAL:
        *(struct decimal *)at = number(sampler);
        return;
    case MODEL_TEXT:
        *(struct text *)at = strcmp(field->name, "key") == 0 || strcmp(field->name, "id") == 0
                                 ? new_key(sampler, field->name)
                                 : word(sampler);
        return;
    case MODEL_TIME:
        *(instant_t *)at = instant(sampler);
        return;
    case MODEL_CURRENCY:
        *(struct currency *)at = sampler->currency;
        return;
    case MODEL_ENUM:
        *(unsigned *)at = 1 + (unsigned)below(sampler, field->values->count - 1);
        return;
    case MODEL_MAP:
        *(struct model_map *)at = pairs(sampler);
        return;
    case MODEL_JSON:
        *(struct text *)at = document(sampler);
        return;
    case MODEL_OBJECT:
        fill(sampler, field->object, at, false);
        return;
    case MODEL_REF:
    case MODEL_LITERAL:
        return; /* points have none */
    }
}

static size_t
size_of(const struct model_field *field)
{
    static const size_t sizes[] = {
        [MODEL_BOOL] = sizeof(bool),
        [MODEL_INT] = sizeof(int64_t),
        [MODEL_DECIMAL] = sizeof(struct decimal),
        [MODEL_TEXT] = sizeof(struct text),
        [MODEL_TIME] = sizeof(instant_t),
        [MODEL_CURRENCY] = sizeof(struct currency),
        [MODEL_ENUM] = sizeof(unsigned),
        [MODEL_JSON] = sizeof(struct text),
    };
    return field->type == MODEL_OBJECT ? field->object->size_bytes : sizes[field->type];
}

static void
fill_list(struct sampler *sampler, const struct model_field *field, void *value, bool is_outer)
{
    bool is_bare = !is_outer || (field->flags & MODEL_NULLABLE) != 0;
    size_t most = is_outer ? sampler->list_max : 3;
    size_t count = is_bare ? below(sampler, most + 1) : 1 + below(sampler, most);
    size_t size = size_of(field);
    char *items = arena_alloc(sampler->arena, count + 1, size);
    if (items == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        fill_scalar(sampler, field, items + i * size);
    }
    *(void **)member_of(field, value) = items;
    count_set(field, value, count);
}

static void
fill(struct sampler *sampler, const struct model *model, void *value, bool is_outer)
{
    memset(value, 0, model->size_bytes);
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        if ((field->flags & MODEL_NULLABLE) != 0 && one_in(sampler, 4)) {
            continue;
        }
        has_set(field, value, GIVEN_VALUE);
        if ((field->flags & MODEL_LIST) != 0) {
            fill_list(sampler, field, value, is_outer);
        } else if ((field->flags & MODEL_POINTER) != 0) {
            void *object = arena_alloc(sampler->arena, 1, field->object->size_bytes);
            if (object != NULL) {
                fill(sampler, field->object, object, false);
                *(void **)member_of(field, value) = object;
            }
        } else {
            fill_scalar(sampler, field, member_of(field, value));
        }
    }
}

void *
sample_input(struct sampler *sampler, const struct point *point, int method)
{
    static const char *const currencies[] = {"usd", "eur", "jpy", "kwd"};
    const struct model *model = point->methods[method].input;
    void *value = arena_alloc(sampler->arena, 1, model->size_bytes);
    if (value == NULL) {
        return NULL;
    }
    sampler->next_key = 0;
    bool is_known_code = currency_parse(text_of(currencies[below(sampler, COUNT_OF(currencies))]),
                                        &sampler->currency);
    assert(is_known_code);
    fill(sampler, model, value, true);
    given_views(model, value, sampler->arena);
    if (point->given != NULL) {
        point->given(method, value, sampler->arena);
    }
    return value;
}

/* ---- configurations ---------------------------------------------------------------- */

static void write_schema(struct sampler *sampler, const struct json *schema, const char *name,
                         struct json_writer *writer);

static bool
is_string(const struct json *schema, const char *key, const char *value)
{
    const struct json *found = json_get(schema, key);
    return found != NULL && found->type == JSON_STRING && text_is(found->text, value);
}

static bool
bound(const struct json *schema, const char *key, struct decimal *out)
{
    const struct json *found = json_get(schema, key);
    return found != NULL && (found->type == JSON_NUMBER || found->type == JSON_STRING) &&
           decimal_parse(found->text, out) == OK;
}

/** Often a bound, else something between them; without bounds a plain number to 100. */
static struct decimal
number_within(struct sampler *sampler, const struct json *schema)
{
    struct decimal low = decimal_from_int(0), high = decimal_from_int(100), step, value = low;
    bool has_low = bound(schema, "minimum", &low) || bound(schema, "exclusiveMinimum", &low);
    bool has_high = bound(schema, "maximum", &high) || bound(schema, "exclusiveMaximum", &high);
    if (has_low && !has_high && decimal_add(low, decimal_from_int(100), &high) != OK) {
        high = low;
    }
    if (decimal_compare(low, high) > 0) {
        low = high;
    }
    switch (below(sampler, 4)) {
    case 0:
        value = low;
        break;
    case 1:
        value = high;
        break;
    default:
        if (decimal_sub(high, low, &value) != OK ||
            decimal_scale(value, (int64_t)below(sampler, 101), 100, ROUND_FLOOR, &value) != OK ||
            decimal_add(value, low, &value) != OK) {
            value = low;
        }
        if (!one_in(sampler, 4) && decimal_round(value, 0, ROUND_CEILING, &value) != OK) {
            value = low;
        }
    }
    if (bound(schema, "multipleOf", &step) && !decimal_is_zero(step)) {
        struct decimal times;
        bool is_multiple = decimal_div(value, step, ROUND_DOWN, &times) == OK &&
                           decimal_round(times, 0, ROUND_CEILING, &times) == OK &&
                           decimal_mul(times, step, ROUND_DOWN, &value) == OK;
        value = is_multiple ? value : low;
    }
    return value;
}

static void
write_number(struct sampler *sampler, const struct json *schema, struct json_writer *writer)
{
    char digits[DECIMAL_TEXT_MAX];
    size_t length = decimal_render(number_within(sampler, schema), digits);
    struct text text = text_copy(sampler->arena, (struct text){digits, length});
    if (is_string(schema, "format", "decimal")) {
        json_text(writer, text);
    } else {
        json_literal(writer, text);
    }
}

static void
write_text(struct sampler *sampler, const struct json *schema, const char *name,
           struct json_writer *writer)
{
    char clock[INSTANT_TEXT_MAX];
    if (is_string(schema, "format", "decimal")) {
        write_number(sampler, schema, writer);
    } else if (is_string(schema, "format", "date-time")) {
        size_t length = instant_render(instant(sampler), clock);
        json_text(writer, (struct text){clock, length});
    } else if (strcmp(name, "currency") == 0) {
        json_string(writer, one_in(sampler, 2) ? "usd" : "eur");
    } else {
        json_text(writer, word(sampler));
    }
}

static void
write_members(struct sampler *sampler, const struct json *schema, struct json_writer *writer)
{
    const struct json *properties = json_get(schema, "properties");
    const struct json *required = json_get(schema, "required");
    json_open_object(writer);
    for (size_t i = 0; properties != NULL && i < properties->count; i++) {
        const struct json_member *member = &properties->members[i];
        bool is_required = false;
        for (size_t k = 0; required != NULL && k < required->count; k++) {
            is_required |= text_equal(required->items[k].text, member->key);
        }
        if (is_required || one_in(sampler, 2)) {
            struct text name = text_copy(sampler->arena, member->key);
            json_key(writer, member->key);
            write_schema(sampler, &member->value, name.bytes == NULL ? "" : name.bytes, writer);
        }
    }
    const struct json *rest = json_get(schema, "additionalProperties");
    for (size_t i = 0; rest != NULL && rest->type == JSON_OBJECT && i < JSON_MEMBERS_MAX; i++) {
        struct text key = word(sampler);
        if (i == 0 && key.length > 0) {
            json_key(writer, key);
            write_schema(sampler, rest, "", writer);
        }
    }
    json_close_object(writer);
}

static void
write_items(struct sampler *sampler, const struct json *schema, struct json_writer *writer)
{
    const struct json *items = json_get(schema, "items");
    struct decimal least = decimal_from_int(0), most = decimal_from_int(3);
    int64_t low = 0, high = 3;
    bool has_low = bound(schema, "minItems", &least);
    bool has_high = bound(schema, "maxItems", &most);
    if (decimal_to_int(least, ROUND_DOWN, &low) != OK ||
        decimal_to_int(most, ROUND_DOWN, &high) != OK || high > 1000) {
        high = low;
    }
    if (has_low && !has_high) {
        high = low + 3;
    }
    int64_t count = low > high ? low : random_between(&sampler->random, low, high);
    json_open_array(writer);
    for (int64_t i = 0; items != NULL && i < count; i++) {
        write_schema(sampler, items, "", writer);
    }
    json_close_array(writer);
}

static void
write_schema(struct sampler *sampler, const struct json *schema, const char *name,
             struct json_writer *writer)
{
    static const char *const choices[] = {"oneOf", "anyOf", "enum"};
    const struct json *constant = json_get(schema, "const");
    if (constant != NULL) {
        json_value(writer, constant);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        const struct json *options = json_get(schema, choices[i]);
        if (options != NULL && options->type == JSON_ARRAY && options->count > 0) {
            const struct json *option = &options->items[below(sampler, options->count)];
            if (strcmp(choices[i], "enum") == 0) {
                json_value(writer, option);
            } else {
                write_schema(sampler, option, name, writer);
            }
            return;
        }
    }
    if (is_string(schema, "type", "object")) {
        write_members(sampler, schema, writer);
    } else if (is_string(schema, "type", "array")) {
        write_items(sampler, schema, writer);
    } else if (is_string(schema, "type", "boolean")) {
        json_bool(writer, one_in(sampler, 2));
    } else if (is_string(schema, "type", "string")) {
        write_text(sampler, schema, name, writer);
    } else if (is_string(schema, "type", "null")) {
        json_null(writer);
    } else {
        write_number(sampler, schema, writer);
    }
}

struct text
sample_configuration(struct sampler *sampler, struct text schema)
{
    enum { TRIES = 50 };
    struct json parsed, value;
    struct json_error error;
    if (schema.length == 0) {
        return TEXT("{}");
    }
    if (json_parse(sampler->arena, schema, &parsed, &error) != OK) {
        return NO_TEXT;
    }
    for (int i = 0; i < TRIES; i++) {
        struct json_writer writer;
        struct text problem;
        json_writer_init(&writer, sampler->arena, 1u << 16, false);
        write_schema(sampler, &parsed, "", &writer);
        struct text text = json_writer_text(&writer);
        if (text.bytes != NULL && json_parse(sampler->arena, text, &value, &error) == OK &&
            script_config_check(sampler->arena, schema, &value, &problem)) {
            return text;
        }
    }
    return NO_TEXT;
}

/* ---- simpler ones ----------------------------------------------------------------------- */

void *
sample_copy(struct arena *arena, const struct model *model, const void *value)
{
    struct text_builder body;
    void *copy = arena_alloc(arena, 1, model->size_bytes);
    text_builder_init(&body, arena, SIZE_MAX);
    if (copy == NULL || model_encode(model, value, &body) != OK ||
        model_decode(arena, model, text_builder_text(&body), copy) != OK) {
        return NULL;
    }
    return copy;
}

/** Whether this is the move that is wanted; counts down to it. */
static bool
is_turn(size_t *n)
{
    return (*n)-- == 0;
}

static bool simpler(const struct model *model, void *value, size_t *n, bool is_outer);

static void
clear(const struct model_field *field, void *value)
{
    void *at = member_of(field, value);
    has_set(field, value, GIVEN_NO);
    if ((field->flags & MODEL_LIST) != 0) {
        *(void **)at = NULL;
        count_set(field, value, 0);
    } else if ((field->flags & MODEL_POINTER) != 0) {
        *(void **)at = NULL;
    } else {
        memset(at, 0, size_of(field));
    }
}

static bool
is_present(const struct model_field *field, void *value)
{
    void *at = member_of(field, value);
    if (field->has_offset != UINT16_MAX) {
        return *(enum given *)(void *)((char *)value + field->has_offset) == GIVEN_VALUE;
    }
    if ((field->flags & (MODEL_LIST | MODEL_POINTER)) != 0) {
        return *(void **)at != NULL;
    }
    switch (field->type) {
    case MODEL_TEXT:
    case MODEL_JSON:
        return ((struct text *)at)->bytes != NULL;
    case MODEL_TIME:
        return *(instant_t *)at != 0;
    case MODEL_ENUM:
        return *(unsigned *)at != 0;
    case MODEL_BOOL:
    case MODEL_INT:
    case MODEL_DECIMAL:
    case MODEL_CURRENCY:
    case MODEL_REF:
    case MODEL_MAP:
    case MODEL_OBJECT:
    case MODEL_LITERAL:
        return true;
    }
    return true;
}

static bool
simpler_decimal(struct decimal *value, size_t *n)
{
    struct decimal half, rounded;
    struct decimal small[] = {decimal_from_int(0), decimal_from_int(1), decimal_from_int(100)};
    for (size_t i = 0; i < COUNT_OF(small); i++) {
        if (decimal_compare(small[i], *value) < 0 && is_turn(n)) {
            *value = small[i];
            return true;
        }
    }
    if (decimal_round(*value, 0, ROUND_DOWN, &rounded) == OK &&
        decimal_compare(rounded, *value) != 0 && is_turn(n)) {
        *value = rounded;
        return true;
    }
    if (decimal_scale(*value, 1, 2, ROUND_DOWN, &half) == OK &&
        decimal_round(half, 0, ROUND_DOWN, &half) == OK && decimal_compare(half, *value) != 0 &&
        decimal_compare(half, decimal_from_int(1)) > 0 && is_turn(n)) {
        *value = half;
        return true;
    }
    return false;
}

static bool
simpler_map(struct model_map *map, size_t *n)
{
    for (size_t i = 0; i < map->count; i++) {
        if (is_turn(n)) {
            map->count--;
            memmove(&map->pairs[i], &map->pairs[i + 1], (map->count - i) * sizeof(*map->pairs));
            return true;
        }
    }
    return false;
}

static bool
simpler_scalar(const struct model_field *field, void *at, size_t *n)
{
    struct text *text = at;
    switch (field->type) {
    case MODEL_BOOL:
        if (*(bool *)at && is_turn(n)) {
            *(bool *)at = false;
            return true;
        }
        return false;
    case MODEL_INT:
        if (*(int64_t *)at > 1 && is_turn(n)) {
            *(int64_t *)at = 1;
            return true;
        }
        if (*(int64_t *)at > 3 && is_turn(n)) {
            *(int64_t *)at /= 2;
            return true;
        }
        return false;
    case MODEL_DECIMAL:
        return simpler_decimal(at, n);
    case MODEL_TEXT:
        if (text->length > 0 && strcmp(field->name, "key") != 0 && strcmp(field->name, "id") != 0 &&
            is_turn(n)) {
            *text = TEXT("");
            return true;
        }
        return false;
    case MODEL_TIME:
        if (*(instant_t *)at > epoch && is_turn(n)) {
            *(instant_t *)at = epoch;
            return true;
        }
        return false;
    case MODEL_ENUM:
        if (*(unsigned *)at > 1 && is_turn(n)) {
            *(unsigned *)at = 1;
            return true;
        }
        return false;
    case MODEL_MAP:
        return simpler_map(at, n);
    case MODEL_JSON:
        if (!text_is(*text, "{}") && is_turn(n)) {
            *text = TEXT("{}");
            return true;
        }
        return false;
    case MODEL_OBJECT:
        return simpler(field->object, at, n, false);
    case MODEL_CURRENCY:
    case MODEL_REF:
    case MODEL_LITERAL:
        return false;
    }
    return false;
}

static bool
simpler_list(const struct model_field *field, void *value, size_t *n, bool is_outer)
{
    char *items = *(char **)member_of(field, value);
    size_t count = *(size_t *)(void *)((char *)value + field->count_offset);
    size_t size = size_of(field);
    size_t least = is_outer && (field->flags & MODEL_NULLABLE) == 0 ? 1 : 0;
    for (size_t i = 0; i < count && count > least; i++) {
        if (is_turn(n)) {
            memmove(items + i * size, items + (i + 1) * size, (count - i - 1) * size);
            count_set(field, value, count - 1);
            return true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (simpler_scalar(field, items + i * size, n)) {
            return true;
        }
    }
    return false;
}

static bool
simpler(const struct model *model, void *value, size_t *n, bool is_outer)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        void *at = member_of(field, value);
        bool is_optional = (field->flags & MODEL_NULLABLE) != 0;
        if (is_optional && !is_present(field, value)) {
            continue;
        }
        if (is_optional && is_turn(n)) {
            clear(field, value);
            return true;
        }
        if ((field->flags & MODEL_LIST) != 0) {
            if (simpler_list(field, value, n, is_outer)) {
                return true;
            }
        } else if (simpler_scalar(field, (field->flags & MODEL_POINTER) != 0 ? *(void **)at : at,
                                  n)) {
            return true;
        }
    }
    return false;
}

bool
sample_simpler(const struct model *model, void *value, size_t n)
{
    return simpler(model, value, &n, true);
}
