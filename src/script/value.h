/* SPDX-License-Identifier: Apache-2.0 */
/**
 * value.h: what a script's values are made of.
 *
 * A value is 64 bits. Everything below 0xFFF9... is a double as it stands;
 * above it the top 16 bits are a tag and the low 48 a pointer or a constant.
 * There are no small integers: a number is a double, always. A computed NaN is
 * 0x7FF8... or 0xFFF8..., both below the tags; doubles that come from outside
 * go through value_number, which makes any other NaN one of these.
 *
 * Nothing is collected: a cell lives until its heap is reset, so C code may
 * hold pointers to cells as it likes.
 */
#pragma once

#include "base/base.h"
#include "base/text.h"

typedef uint64_t value_t;

struct vm;
struct object;
struct string;
struct symbol;
struct big_decimal;
struct cell;

enum value_tag {
    TAG_CONSTANT = 0xFFF9,
    TAG_STRING = 0xFFFA,
    TAG_SYMBOL = 0xFFFB,
    TAG_OBJECT = 0xFFFC,
    TAG_DECIMAL = 0xFFFD,
    TAG_BIGINT = 0xFFFE, /**< reserved */
    TAG_CELL = 0xFFFF,   /**< a captured variable; never seen by scripts */
};

#define VALUE_OF_TAG(tag, payload) (((value_t)(tag) << 48) | (value_t)(payload))
#define VALUE_POINTER_MASK         UINT64_C(0x0000FFFFFFFFFFFF)

#define VALUE_NULL      VALUE_OF_TAG(TAG_CONSTANT, 0)
#define VALUE_UNDEFINED VALUE_OF_TAG(TAG_CONSTANT, 1)
#define VALUE_FALSE     VALUE_OF_TAG(TAG_CONSTANT, 2)
#define VALUE_TRUE      VALUE_OF_TAG(TAG_CONSTANT, 3)
/** A hole of an array, a variable before its declaration, "no value": never handed to scripts. */
#define VALUE_EMPTY VALUE_OF_TAG(TAG_CONSTANT, 4)
/** A field of a host view that was not read yet (host.c). */
#define VALUE_LAZY VALUE_OF_TAG(TAG_CONSTANT, 5)
/** A field of a host view that is not there: read as undefined, no own key. */
#define VALUE_ABSENT VALUE_OF_TAG(TAG_CONSTANT, 6)

static inline bool
value_is_number(value_t value)
{
    return value < ((value_t)TAG_CONSTANT << 48);
}

static inline enum value_tag
value_tag(value_t value) /* of values that are no numbers */
{
    return (enum value_tag)(value >> 48);
}

static inline bool
value_is_string(value_t value)
{
    return value >> 48 == TAG_STRING;
}

static inline bool
value_is_symbol(value_t value)
{
    return value >> 48 == TAG_SYMBOL;
}

static inline bool
value_is_object(value_t value)
{
    return value >> 48 == TAG_OBJECT;
}

static inline bool
value_is_decimal(value_t value)
{
    return value >> 48 == TAG_DECIMAL;
}

static inline bool
value_is_cell(value_t value)
{
    return value >> 48 == TAG_CELL;
}

static inline bool
value_is_undefined(value_t value)
{
    return value == VALUE_UNDEFINED;
}

static inline bool
value_is_null(value_t value)
{
    return value == VALUE_NULL;
}

/** null or undefined */
static inline bool
value_is_nullish(value_t value)
{
    return (value | 1) == VALUE_UNDEFINED;
}

static inline bool
value_is_boolean(value_t value)
{
    return (value | 1) == VALUE_TRUE;
}

static inline double
value_as_number(value_t value)
{
    double number;
    memcpy(&number, &value, sizeof number);
    return number;
}

static inline value_t
value_number(double number)
{
    value_t value;
    if (unlikely(number != number)) {
        return UINT64_C(0x7FF8000000000000);
    }
    memcpy(&value, &number, sizeof value);
    return value;
}

static inline value_t
value_boolean(bool truth)
{
    return truth ? VALUE_TRUE : VALUE_FALSE;
}

static inline void *
value_as_pointer(value_t value)
{
    return (void *)(uintptr_t)(value & VALUE_POINTER_MASK);
}

static inline struct string *
value_as_string(value_t value)
{
    return value_as_pointer(value);
}

static inline struct symbol *
value_as_symbol(value_t value)
{
    return value_as_pointer(value);
}

static inline struct object *
value_as_object(value_t value)
{
    return value_as_pointer(value);
}

static inline struct big_decimal *
value_as_decimal(value_t value)
{
    return value_as_pointer(value);
}

static inline struct cell *
value_as_cell(value_t value)
{
    return value_as_pointer(value);
}

static inline value_t
value_of_string(const struct string *string)
{
    return VALUE_OF_TAG(TAG_STRING, (uintptr_t)string);
}

static inline value_t
value_of_symbol(const struct symbol *symbol)
{
    return VALUE_OF_TAG(TAG_SYMBOL, (uintptr_t)symbol);
}

/** Any struct that begins with struct object. */
static inline value_t
value_of_object(const void *object)
{
    return VALUE_OF_TAG(TAG_OBJECT, (uintptr_t)object);
}

static inline value_t
value_of_decimal(const struct big_decimal *decimal)
{
    return VALUE_OF_TAG(TAG_DECIMAL, (uintptr_t)decimal);
}

static inline value_t
value_of_cell(const struct cell *cell)
{
    return VALUE_OF_TAG(TAG_CELL, (uintptr_t)cell);
}

/** A variable that closures share. */
struct cell {
    value_t value;
};

/** What Symbol() gives, and the names of #private members. */
struct symbol {
    struct string *description;           /**< NULL: none */
    bool is_private;                      /**< a #name: no enumeration lists it, no proxy sees it */
    const struct symbol *next_registered; /**< of Symbol.for: the one registered before it */
};

/**
 * A Decimal: (-1)^negative * limbs * 10^exponent, immutable. Normal form, kept
 * by decimal_new alone: no trailing zero digit in the coefficient, zero is
 * count 0, exponent 0, not negative; limbs[count - 1] != 0. Coefficients of at
 * most 2 limbs (38 digits) take the fast path of the arithmetic.
 * To scripts it is an object of class Decimal (typeof "object"), compared by
 * identity under ===, without own properties.
 */
struct big_decimal {
    int32_t exponent;
    uint32_t count; /**< of limbs */
    bool negative;
    uint64_t limbs[]; /**< magnitude, least significant first */
};

/* ---- conversions, value.c ----------------------------------------------
 * Those that can throw (through valueOf, toString, Symbols) return false then;
 * the rest cannot fail.
 */

enum value_hint { HINT_DEFAULT, HINT_NUMBER, HINT_STRING };

bool value_truthy(value_t value);
must_use bool value_to_primitive(struct vm *vm, value_t value, enum value_hint hint, value_t *out);
must_use bool value_to_number(struct vm *vm, value_t value, double *out);
/** ToIntegerOrInfinity; NaN gives 0. */
must_use bool value_to_integer(struct vm *vm, value_t value, double *out);
must_use bool value_to_int32(struct vm *vm, value_t value, int32_t *out);
must_use bool value_to_uint32(struct vm *vm, value_t value, uint32_t *out);
must_use bool value_to_string(struct vm *vm, value_t value, struct string **out);
/** Wrapper objects for primitives; TypeError for null and undefined. */
must_use bool value_to_object(struct vm *vm, value_t value, struct object **out);
/** Modular conversion of a number, as ToInt32 has it. */
int32_t number_to_int32(double number);

/** A whole number in 0 to 2^32 - 2, as array elements are numbered. */
static inline bool
number_is_index(double number, uint32_t *index)
{
    double shifted = number + 4503599627370496.0; /* whole ones show in the low bits */
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    *index = (uint32_t)bits;
    return shifted - 4503599627370496.0 == number && bits >> 32 == 0x43300000 &&
           *index != UINT32_MAX;
}

/** "undefined", "boolean", "number", "string", "symbol", "function", "object" */
const char *value_typeof(value_t value);
unsigned typeof_index(value_t value); /**< into realm->type_names */
bool value_is_callable(value_t value);
bool value_is_constructor(value_t value);
/*
 * These three join ropes to compare them; when that runs out of memory or fuel
 * they answer false and the vm is trapped, which its next step notices.
 */
bool value_strict_equal(struct vm *vm, value_t a, value_t b);
bool value_same(struct vm *vm, value_t a, value_t b);      /**< Object.is */
bool value_same_zero(struct vm *vm, value_t a, value_t b); /**< as Map, Set and includes compare */
must_use bool value_loose_equal(struct vm *vm, value_t a, value_t b, bool *out);
/** -1, 0, 1; 2 when a NaN is in it. Left operand first, as < evaluates. */
must_use bool value_compare(struct vm *vm, value_t a, value_t b, int *out);
must_use bool value_add(struct vm *vm, value_t a, value_t b, value_t *out);
must_use bool value_instance_of(struct vm *vm, value_t value, value_t constructor, bool *out);

/** A short name of a value for messages: "undefined", "a number", "an object". */
const char *value_describe(value_t value);
