/* SPDX-License-Identifier: Apache-2.0 */
#include "base/model_body.h"

#include "base/model.h"
#include "base/model_member.h"

#define DECIMAL_FACTOR_MAX 12

/* ---- writing ------------------------------------------------------------------- */

static void
add_varint(struct text_builder *out, uint64_t value)
{
    char bytes[10];
    size_t length = 0;
    while (value >= 0x80) {
        bytes[length++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[length++] = (char)value;
    text_builder_add(out, (struct text){bytes, length});
}

static void
add_signed(struct text_builder *out, int64_t value)
{
    add_varint(out, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

/** The number of zeros taken off, then what is left, 7 bits a byte. */
static void
add_decimal(struct text_builder *out, struct decimal decimal)
{
    int128_t units = decimal.units;
    int zeros = 0;
    while (units != 0 && zeros < DECIMAL_FACTOR_MAX && units % 10 == 0) {
        units /= 10;
        zeros++;
    }
    char bytes[20] = {(char)zeros};
    size_t length = 1;
    uint128_t value = ((uint128_t)units << 1) ^ (units < 0 ? ~(uint128_t)0 : 0);
    while (value >= 0x80) {
        bytes[length++] = (char)((unsigned char)value | 0x80);
        value >>= 7;
    }
    bytes[length++] = (char)(unsigned char)value;
    text_builder_add(out, (struct text){bytes, length});
}

static void
add_sized(struct text_builder *out, struct text text)
{
    add_varint(out, text.length);
    text_builder_add(out, text);
}

/**
 * The length in front of what was written since `from`. One byte was kept free
 * for it, as most things are short; longer ones are moved.
 */
static void
close_length(struct text_builder *out, size_t from)
{
    if (out->failed) {
        return;
    }
    size_t length = out->length - from - 1;
    size_t moved = length;
    size_t extra = 0;
    while (moved >= 0x80) {
        moved >>= 7;
        extra++;
        text_builder_add_char(out, 0);
    }
    if (out->failed) {
        return;
    }
    unsigned char *start = (unsigned char *)out->bytes + from;
    if (extra > 0) {
        memmove(start + 1 + extra, start + 1, length);
    }
    for (size_t i = 0; i < extra; i++) {
        start[i] = (unsigned char)(length | 0x80);
        length >>= 7;
    }
    start[extra] = (unsigned char)length;
}

static size_t
open_length(struct text_builder *out)
{
    size_t from = out->length;
    text_builder_add_char(out, 0);
    return from;
}

static void
add_key(struct text_builder *out, const struct model_field *field, unsigned form)
{
    unsigned key = (unsigned)field->tag << 3 | form;
    char bytes[2] = {(char)(key & 0xff), (char)(key >> 8)};
    text_builder_add(out, (struct text){bytes, sizeof(bytes)});
}

/** The letters of the code, so that the table of currencies may change its order. */
static uint64_t
pack_currency(struct currency currency)
{
    const char *code = currency_code(currency);
    uint64_t packed = 0;
    for (size_t i = 0; code[i] != '\0'; i++) {
        packed = packed << 5 | (uint64_t)(code[i] - 'a' + 1);
    }
    return packed;
}

static void encode_fields(const struct model *model, const void *value, struct text_builder *out,
                          int depth);

static void
encode_map(const struct model_map *map, struct text_builder *out)
{
    size_t from = open_length(out);
    for (size_t i = 0; i < map->count; i++) {
        add_sized(out, map->pairs[i].key);
        add_sized(out, map->pairs[i].value);
    }
    close_length(out, from);
}

/** One value, without its key; `member` is the value itself. */
static void
encode_value(const struct model_field *field, const void *member, struct text_builder *out,
             int depth)
{
    switch (field->type) {
    case MODEL_BOOL:
        add_varint(out, *(const bool *)member);
        break;
    case MODEL_INT:
    case MODEL_TIME:
        add_signed(out, *(const int64_t *)member);
        break;
    case MODEL_DECIMAL:
        add_decimal(out, *(const struct decimal *)member);
        break;
    case MODEL_TEXT:
    case MODEL_JSON:
        add_sized(out, *(const struct text *)member);
        break;
    case MODEL_CURRENCY:
        add_varint(out, pack_currency(*(const struct currency *)member));
        break;
    case MODEL_ENUM:
        add_varint(out, enum_at(member));
        break;
    case MODEL_REF:
        add_signed(out, ((const struct id *)member)->key);
        break;
    case MODEL_MAP:
        encode_map(member, out);
        break;
    case MODEL_OBJECT: {
        size_t from = open_length(out);
        encode_fields(field->object, member, out, depth + 1);
        close_length(out, from);
        break;
    }
    case MODEL_LITERAL:
        assert(field->type != MODEL_LITERAL); /* is not stored, stands in no by_tag */
        break;
    }
}

static unsigned
form_of(const struct model_field *field)
{
    if (is_list(field)) {
        return BODY_BYTES;
    }
    switch (field->type) {
    case MODEL_BOOL:
    case MODEL_INT:
    case MODEL_TIME:
    case MODEL_CURRENCY:
    case MODEL_ENUM:
    case MODEL_REF:
        return BODY_VARINT;
    case MODEL_DECIMAL:
        return BODY_DECIMAL;
    case MODEL_TEXT:
    case MODEL_JSON:
    case MODEL_MAP:
    case MODEL_OBJECT:
    case MODEL_LITERAL:
        break;
    }
    return BODY_BYTES;
}

/** Zero is what a reader finds when the field is not there; nullable fields say it aloud. */
static bool
is_left_out(const struct model_field *field, const void *value)
{
    const void *member = member_of(value, field->offset);
    if (is_null_member(field, value)) {
        return true;
    }
    if (field->has_offset != MODEL_NO_OFFSET || may_be_null(field)) {
        return false;
    }
    if (is_list(field)) {
        return count_of(field, value) == 0;
    }
    switch (field->type) {
    case MODEL_BOOL:
        return !*(const bool *)member;
    case MODEL_INT:
    case MODEL_TIME:
        return *(const int64_t *)member == 0;
    case MODEL_DECIMAL:
        return decimal_is_zero(*(const struct decimal *)member);
    case MODEL_TEXT:
        return ((const struct text *)member)->length == 0;
    case MODEL_MAP:
        return ((const struct model_map *)member)->count == 0;
    case MODEL_CURRENCY:
    case MODEL_ENUM:
    case MODEL_REF:
    case MODEL_JSON:
    case MODEL_OBJECT:
    case MODEL_LITERAL:
        break;
    }
    return false;
}

static void
encode_list(const struct model_field *field, const void *value, struct text_builder *out, int depth)
{
    const char *items = pointer_at(member_of(value, field->offset));
    size_t count = count_of(field, value);
    size_t stride = value_bytes(field);
    size_t from = open_length(out);
    add_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        encode_value(field, items + i * stride, out, depth);
    }
    close_length(out, from);
}

static void
encode_fields(const struct model *model, const void *value, struct text_builder *out, int depth)
{
    assert(depth <= MODEL_DEPTH_MAX);
    for (size_t i = 0; i < model->stored_count; i++) {
        const struct model_field *field = &model->fields[model->by_tag[i]];
        if (is_left_out(field, value)) {
            continue;
        }
        size_t from = out->length;
        add_key(out, field, form_of(field));
        if (is_list(field)) {
            encode_list(field, value, out, depth);
        } else if (field->type == MODEL_OBJECT) {
            encode_value(field, object_of(field, value), out, depth);
            /* A struct by value that holds nothing is nothing: two bytes of key, one of length. */
            if ((field->flags & MODEL_POINTER) == 0 && out->length == from + 3) {
                out->length = from;
            }
        } else {
            encode_value(field, member_of(value, field->offset), out, depth);
        }
    }
}

err_t
model_encode(const struct model *model, const void *value, struct text_builder *out)
{
    encode_fields(model, value, out, 0);
    return out->failed ? ERR_OUT_OF_MEMORY : OK;
}

/* ---- reading ------------------------------------------------------------------- */

bool
body_read_varint(struct body_cursor *cursor, uint64_t *out)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (cursor->at == cursor->end) {
            return false;
        }
        unsigned char byte = *cursor->at++;
        if (shift == 63 && byte > 1) {
            return false;
        }
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = value;
            return true;
        }
    }
    return false;
}

static bool
read_signed(struct body_cursor *cursor, int64_t *out)
{
    uint64_t value;
    if (!body_read_varint(cursor, &value)) {
        return false;
    }
    *out = (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
    return true;
}

static bool
read_decimal(struct body_cursor *cursor, struct decimal *out)
{
    if (cursor->at == cursor->end || *cursor->at > DECIMAL_FACTOR_MAX) {
        return false;
    }
    int zeros = *cursor->at++;
    uint128_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (cursor->at == cursor->end || shift > 126) {
            return false;
        }
        unsigned char byte = *cursor->at++;
        if (shift == 126 && byte > 3) {
            return false;
        }
        value |= (uint128_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            break;
        }
    }
    int128_t units = (int128_t)(value >> 1) ^ -(int128_t)(value & 1);
    for (; zeros > 0; zeros--) {
        if (__builtin_mul_overflow(units, (int128_t)10, &units)) {
            return false;
        }
    }
    out->units = units;
    return true;
}

bool
body_read_sized(struct body_cursor *cursor, struct body_cursor *out)
{
    uint64_t length;
    if (!body_read_varint(cursor, &length) || length > (uint64_t)(cursor->end - cursor->at)) {
        return false;
    }
    out->at = cursor->at;
    out->end = cursor->at + length;
    cursor->at = out->end;
    return true;
}

static bool
read_text(struct body_cursor *cursor, struct text *out)
{
    struct body_cursor inside;
    if (!body_read_sized(cursor, &inside)) {
        return false;
    }
    *out = (struct text){(const char *)inside.at, (size_t)(inside.end - inside.at)};
    return true;
}

bool
body_read_key(struct body_cursor *cursor, uint16_t *tag, unsigned *form)
{
    if (cursor->end - cursor->at < 2) {
        return false;
    }
    unsigned key = (unsigned)cursor->at[0] | (unsigned)cursor->at[1] << 8;
    cursor->at += 2;
    *tag = (uint16_t)(key >> 3);
    *form = key & 7;
    return *tag != 0;
}

bool
body_skip(struct body_cursor *cursor, unsigned form)
{
    uint64_t number;
    struct decimal decimal;
    struct body_cursor inside;
    switch (form) {
    case BODY_VARINT:
        return body_read_varint(cursor, &number);
    case BODY_BYTES:
        return body_read_sized(cursor, &inside);
    case BODY_DECIMAL:
        return read_decimal(cursor, &decimal);
    default:
        return false;
    }
}

static bool
unpack_currency(uint64_t packed, struct currency *out)
{
    char code[3];
    for (size_t i = 3; i-- > 0; packed >>= 5) {
        code[i] = (char)('a' + (packed & 31) - 1);
    }
    return packed == 0 && currency_parse((struct text){code, sizeof(code)}, out);
}

static err_t decode_fields(struct arena *arena, const struct model *model,
                           struct body_cursor cursor, void *out, int depth);

static err_t
decode_map(struct arena *arena, struct body_cursor *cursor, struct model_map *out)
{
    struct body_cursor inside;
    if (!body_read_sized(cursor, &inside)) {
        return ERR_BODY_CORRUPT;
    }
    size_t count = 0;
    for (struct body_cursor probe = inside; probe.at != probe.end; count++) {
        struct model_pair pair;
        if (!read_text(&probe, &pair.key) || !read_text(&probe, &pair.value)) {
            return ERR_BODY_CORRUPT;
        }
    }
    out->pairs = arena_alloc(arena, count, sizeof(*out->pairs));
    if (out->pairs == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        if (!read_text(&inside, &out->pairs[i].key) || !read_text(&inside, &out->pairs[i].value)) {
            return ERR_BODY_CORRUPT;
        }
    }
    return OK;
}

static err_t
decode_value(struct arena *arena, const struct model_field *field, struct body_cursor *cursor,
             void *member, int depth)
{
    uint64_t number;
    bool fine = true;
    switch (field->type) {
    case MODEL_BOOL:
        fine = body_read_varint(cursor, &number) && number <= 1;
        if (fine) {
            *(bool *)member = number == 1;
        }
        break;
    case MODEL_INT:
    case MODEL_TIME:
        fine = read_signed(cursor, member);
        break;
    case MODEL_DECIMAL:
        fine = read_decimal(cursor, member);
        break;
    case MODEL_TEXT:
    case MODEL_JSON:
        fine = read_text(cursor, member);
        break;
    case MODEL_CURRENCY:
        fine = body_read_varint(cursor, &number) && unpack_currency(number, member);
        break;
    case MODEL_ENUM:
        fine = body_read_varint(cursor, &number) && number < field->values->count;
        if (fine) {
            unsigned index = (unsigned)number;
            memcpy(member, &index, sizeof(index));
        }
        break;
    case MODEL_REF:
        fine = read_signed(cursor, &((struct id *)member)->key);
        break;
    case MODEL_MAP:
        return decode_map(arena, cursor, member);
    case MODEL_OBJECT: {
        struct body_cursor inside;
        if (!body_read_sized(cursor, &inside)) {
            return ERR_BODY_CORRUPT;
        }
        return decode_fields(arena, field->object, inside, member, depth + 1);
    }
    case MODEL_LITERAL:
        fine = false;
        break;
    }
    return fine ? OK : ERR_BODY_CORRUPT;
}

static err_t
decode_list(struct arena *arena, const struct model_field *field, struct body_cursor *cursor,
            void *out, int depth)
{
    struct body_cursor inside;
    uint64_t count;
    /* An element takes at least one byte: a count beyond the bytes is a lie, not an allocation. */
    if (!body_read_sized(cursor, &inside) || !body_read_varint(&inside, &count) ||
        count > (uint64_t)(inside.end - inside.at)) {
        return ERR_BODY_CORRUPT;
    }
    size_t stride = value_bytes(field);
    char *items = arena_alloc(arena, (size_t)count, stride);
    if (items == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        TRY(decode_value(arena, field, &inside, items + i * stride, depth));
    }
    if (inside.at != inside.end) {
        return ERR_BODY_CORRUPT;
    }
    set_list(field, out, items, (size_t)count);
    return OK;
}

static err_t
decode_field(struct arena *arena, const struct model_field *field, struct body_cursor *cursor,
             void *out, int depth)
{
    set_given(field, out, GIVEN_VALUE);
    if (is_list(field)) {
        return decode_list(arena, field, cursor, out, depth);
    }
    void *member = member_of(out, field->offset);
    if ((field->flags & MODEL_POINTER) != 0) {
        void *object = arena_alloc(arena, 1, field->object->size_bytes);
        if (object == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        memcpy(member, &object, sizeof(object));
        member = object;
    }
    return decode_value(arena, field, cursor, member, depth);
}

static err_t
decode_fields(struct arena *arena, const struct model *model, struct body_cursor cursor, void *out,
              int depth)
{
    size_t next = 0;
    uint16_t tag = 0;
    if (depth > MODEL_DEPTH_MAX) {
        return ERR_BODY_CORRUPT;
    }
    while (cursor.at != cursor.end) {
        uint16_t last = tag;
        unsigned form;
        if (!body_read_key(&cursor, &tag, &form) || tag <= last) {
            return ERR_BODY_CORRUPT;
        }
        while (next < model->stored_count && model->fields[model->by_tag[next]].tag < tag) {
            next++;
        }
        const struct model_field *field =
            next < model->stored_count ? &model->fields[model->by_tag[next]] : NULL;
        if (field == NULL || field->tag != tag) {
            if (!body_skip(&cursor, form)) {
                return ERR_BODY_CORRUPT;
            }
            continue;
        }
        if (form != form_of(field)) {
            return ERR_BODY_CORRUPT;
        }
        TRY(decode_field(arena, field, &cursor, out, depth));
    }
    return OK;
}

err_t
model_decode(struct arena *arena, const struct model *model, struct text body, void *out)
{
    memset(out, 0, model->size_bytes);
    const unsigned char *bytes = arena_copy(arena, body.bytes, body.length);
    if (bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    return decode_fields(arena, model, (struct body_cursor){bytes, bytes + body.length}, out, 0);
}
