/* SPDX-License-Identifier: Apache-2.0 */
/**
 * model_member.h: how the walkers reach the members that a table describes.
 * Private to base/model_*.c; everybody else has the struct itself.
 */
#pragma once

#include <string.h>

#include "base/model.h"

static_assert(sizeof(enum given) == sizeof(unsigned), "enums are read as unsigned");

#define MODEL_NO_OFFSET UINT16_MAX
/** Nesting of structs within structs; deeper bodies and forms are refused. */
#define MODEL_DEPTH_MAX 32

static inline void *
member_of(const void *value, size_t offset)
{
    return (char *)(uintptr_t)value + offset;
}

static inline bool
is_list(const struct model_field *field)
{
    return (field->flags & MODEL_LIST) != 0;
}

static inline bool
may_be_null(const struct model_field *field)
{
    return (field->flags & (MODEL_NULLABLE | MODEL_OPTIONAL)) != 0;
}

static inline enum given
given_of(const struct model_field *field, const void *value)
{
    enum given given;
    memcpy(&given, member_of(value, field->has_offset), sizeof(given));
    return given;
}

static inline void
set_given(const struct model_field *field, void *value, enum given given)
{
    if (field->has_offset != MODEL_NO_OFFSET) {
        memcpy(member_of(value, field->has_offset), &given, sizeof(given));
    }
}

static inline unsigned
enum_at(const void *member)
{
    unsigned index;
    memcpy(&index, member, sizeof(index));
    return index;
}

static inline size_t
count_of(const struct model_field *field, const void *value)
{
    size_t count;
    memcpy(&count, member_of(value, field->count_offset), sizeof(count));
    return count;
}

/** The elements of a list, or what a pointer member points at. */
static inline void *
pointer_at(const void *member)
{
    void *pointer;
    memcpy(&pointer, member, sizeof(pointer));
    return pointer;
}

static inline void
set_list(const struct model_field *field, void *value, void *items, size_t count)
{
    memcpy(member_of(value, field->offset), &items, sizeof(items));
    memcpy(member_of(value, field->count_offset), &count, sizeof(count));
}

/** Bytes of one value of the field's type: of the member, or of a list's element. */
static inline size_t
value_bytes(const struct model_field *field)
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
        break;
    }
    return 0;
}

/** Whether the member says "null" by the table of base/model.h. */
static inline bool
is_null_member(const struct model_field *field, const void *value)
{
    const void *member = member_of(value, field->offset);
    if (field->has_offset != MODEL_NO_OFFSET && given_of(field, value) != GIVEN_VALUE) {
        return true;
    }
    if (is_list(field)) {
        return may_be_null(field) && pointer_at(member) == NULL;
    }
    switch (field->type) {
    case MODEL_BOOL:
    case MODEL_INT:
    case MODEL_DECIMAL:
    case MODEL_LITERAL:
        return false;
    case MODEL_TEXT:
        return may_be_null(field) && ((const struct text *)member)->bytes == NULL;
    case MODEL_JSON:
        return ((const struct text *)member)->bytes == NULL;
    case MODEL_TIME:
        return may_be_null(field) && *(const instant_t *)member == 0;
    case MODEL_CURRENCY:
        return ((const struct currency *)member)->index == 0;
    case MODEL_ENUM:
        return enum_at(member) == 0;
    case MODEL_REF:
        return ((const struct id *)member)->key == 0;
    case MODEL_MAP:
        return may_be_null(field) && ((const struct model_map *)member)->pairs == NULL;
    case MODEL_OBJECT:
        return (field->flags & MODEL_POINTER) != 0 && pointer_at(member) == NULL;
    }
    return false;
}

/** The struct that an OBJECT member holds or points at; not null. */
static inline void *
object_of(const struct model_field *field, const void *value)
{
    void *member = member_of(value, field->offset);
    return (field->flags & MODEL_POINTER) != 0 ? pointer_at(member) : member;
}
