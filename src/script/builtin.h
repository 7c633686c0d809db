/* SPDX-License-Identifier: Apache-2.0 */
/**
 * builtin.h: what the files of the built-in objects share.
 *
 * Tables of members stand at the end of each file (realm.h); prose about them
 * is docs/reference/built-ins.md. False and NULL mean what vm.h says.
 */
#pragma once

#include "script/vm.h"

/* ---- arguments ------------------------------------------------------------ */

/** TypeError unless it can be called. */
must_use bool builtin_need_function(struct vm *vm, value_t value);
/** An argument that counts from the end when negative, within 0..length; undefined: `missing`. */
must_use bool builtin_place(struct vm *vm, value_t value, double length, double missing,
                            double *out);
/** `this` as a string, TypeError for null and undefined; flat. */
must_use bool builtin_this_string(struct vm *vm, const struct call *call, const char *method,
                                  struct string **out);
/** ToString, flat. */
must_use bool builtin_to_string(struct vm *vm, value_t value, struct string **out);
/** ASCII or any text of C as a value. */
must_use bool builtin_text(struct vm *vm, struct text text, value_t *out);
/**
 * The units of a string as UTF-8 in the heap; strings of ASCII are not copied.
 * Lone surrogates give U+FFFD.
 */
must_use bool builtin_utf8(struct vm *vm, struct string *string, struct text *out);

/* ---- arrays and what looks like them --------------------------------------- */

/** An array, or any object with a length. */
struct items {
    struct vm *vm;
    value_t value;       /**< the object */
    struct array *array; /**< NULL: through properties */
    double length;       /**< when it was opened */
};

must_use bool items_open(struct vm *vm, value_t value, struct items *items);
must_use bool items_has(const struct items *items, double at, bool *has);
/** Holes are undefined. */
must_use bool items_get(const struct items *items, double at, value_t *out);
must_use bool items_set(const struct items *items, double at, value_t value);
must_use bool items_remove(const struct items *items, double at);
must_use bool items_set_length(const struct items *items, double length);
/** All elements as values (holes undefined), in the heap: for apply, sort and the like. */
must_use bool items_values(const struct items *items, value_t **out, uint32_t *count);

/* ---- other natives ------------------------------------------------------------ */

/** For Array.prototype.toString of things that are no arrays, and Object's own. */
native_function object_to_string;
native_function error_to_string;
/** Of Decimal, and what an import of the SDK means. */
native_function decimal_is_decimal;
/** Members of Number and global functions both. */
native_function global_parse_int;
native_function global_parse_float;
/** One compiled expression's answer: replace, match and split of String go through these. */
struct regexp_object;
must_use bool regexp_replace(struct vm *vm, struct object *regexp, struct string *subject,
                             value_t replacement, value_t *out);
must_use bool regexp_match_all(struct vm *vm, struct object *regexp, struct string *subject,
                               value_t *out);
must_use bool regexp_match(struct vm *vm, struct object *regexp, struct string *subject,
                           value_t *out);
must_use bool regexp_find(struct vm *vm, struct object *regexp, struct string *subject,
                          value_t *out);
must_use bool regexp_split(struct vm *vm, struct object *regexp, struct string *subject,
                           double limit, value_t *out);
bool regexp_is_global(const struct object *regexp);
/** One match of matchAll; *done at the end. */
must_use bool regexp_matches_step(struct vm *vm, struct iterator *iterator, value_t *out,
                                  bool *done);
/**
 * $1 $& $` $' $<name> of a replacement text. captures: values of groups 1..count;
 * groups: the object of named ones or undefined.
 */
must_use bool string_expand(struct string_builder *out, const struct string *template,
                            const struct string *subject, uint32_t from, uint32_t to,
                            const value_t *captures, uint32_t capture_count, value_t groups);
