/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin_regexp.c: RegExp, and what the methods of String do with one.
 *
 * lastIndex is a property as any other; the pattern and its program never
 * change. A literal's program is compiled once a run, at its first use.
 */
#include <math.h>

#include "script/builtin.h"
#include "script/builtin_string.h"
#include "script/regexp.h"

struct regexp_object {
    struct object object;
    struct string *source; /**< flat, as written */
    const struct regexp_program *program;
};

/** The literals of a run: few, so a list. Keyed by the constants of the program. */
struct regexp_cache {
    const struct string *source;
    const struct string *flags;
    const struct regexp_program *program;
    struct string *flat;
    struct regexp_cache *next;
};

/* ---- making --------------------------------------------------------------------- */

static void *
grow(void *owner, void *old, size_t old_bytes, size_t new_bytes)
{
    return heap_grow(owner, old, old_bytes, new_bytes);
}

/** Classes that ignore case are folded member by member: dear when they reach beyond Latin-1. */
static uint64_t
compile_fuel(const struct string *source, uint32_t flags)
{
    uint64_t fuel = 16 + 4 * (uint64_t)source->length;
    for (uint32_t i = 0; i < source->length && (flags & REGEXP_IGNORE_CASE) != 0; i++) {
        uint16_t unit = string_unit(source, i);
        bool is_long = unit > 0xff || (unit == '\\' && i + 1 < source->length &&
                                       strchr("DSWPpu", string_unit(source, i + 1)) != NULL);
        fuel += is_long ? 4096 : unit == '[' ? 256 : 0;
    }
    return fuel;
}

/** Compile; the scratch above the program is given back. */
static bool
compile(struct vm *vm, const struct string *source, const struct string *flags,
        const struct regexp_program **out)
{
    uint32_t bits = 0;
    char letters[40]; /* more than seven letters are shown in the message */
    size_t count = string_render(flags, letters, sizeof(letters));
    if (flags->length > 7 || !regexp_flags_parse((struct text){letters, count}, &bits)) {
        return vm_throw_error(vm, BUILTIN_SYNTAX_ERROR,
                              "Invalid flags supplied to RegExp constructor '%s'", letters);
    }
    if (source->length > REGEXP_PATTERN_MAX) {
        return vm_throw_error(vm, BUILTIN_SYNTAX_ERROR, "Regular expression too large");
    }
    if (!vm_charge(vm, compile_fuel(source, bits))) {
        return false;
    }
    uint8_t *tip = vm->heap.tip;
    uint16_t *units = heap_alloc_array(vm, (size_t)source->length + 1, sizeof(*units));
    if (units == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < source->length; i++) {
        units[i] = string_unit(source, i);
    }
    struct regexp_memory memory = {vm, grow};
    const char *message;
    struct regexp_program *program = regexp_compile(&memory, units, source->length, bits, &message);
    if (program == NULL) {
        char shown[80];
        (void)string_render(source, shown, sizeof(shown));
        return message != NULL &&
               vm_throw_error(vm, BUILTIN_SYNTAX_ERROR, "Invalid regular expression: /%s/: %s",
                              shown, message);
    }
    size_t bytes = regexp_program_bytes(program);
    heap_release(vm, tip);
    void *place = heap_alloc(vm, bytes);
    if (place == NULL) {
        return false;
    }
    memmove(place, program, bytes);
    *out = place;
    return true;
}

static struct regexp_object *
make(struct vm *vm, struct object *proto, struct string *source,
     const struct regexp_program *program)
{
    struct regexp_object *regexp = object_new_of(vm, OBJECT_REGEXP, proto, sizeof(*regexp));
    if (regexp == NULL || !object_define(vm, &regexp->object, vm_key(vm, NAME_last_index),
                                         value_number(0), ATTRIBUTE_WRITABLE)) {
        return NULL;
    }
    regexp->source = source;
    regexp->program = program;
    return regexp;
}

struct object *
regexp_new(struct vm *vm, struct string *source, struct string *flags)
{
    struct regexp_cache *cached = vm->regexps;
    while (cached != NULL && (cached->source != source || cached->flags != flags)) {
        cached = cached->next;
    }
    if (cached == NULL) {
        const struct regexp_program *program;
        struct string *flat;
        struct string *flat_flags;
        if (!string_flatten(vm, source, &flat) || !string_flatten(vm, flags, &flat_flags) ||
            !compile(vm, flat, flat_flags, &program)) {
            return NULL;
        }
        cached = heap_alloc(vm, sizeof(*cached));
        if (cached == NULL) {
            return NULL;
        }
        *cached = (struct regexp_cache){source, flags, program, flat, vm->regexps};
        vm->regexps = cached;
    }
    struct regexp_object *regexp =
        make(vm, vm->realm->prototypes[BUILTIN_REGEXP], cached->flat, cached->program);
    return regexp == NULL ? NULL : &regexp->object;
}

static struct regexp_object *
as_regexp(value_t value)
{
    bool is = value_is_object(value) && value_as_object(value)->kind == OBJECT_REGEXP;
    return is ? (struct regexp_object *)value_as_object(value) : NULL;
}

static const char flag_letters[] = "dgimsuy";

static size_t
flags_text(const struct regexp_program *program, char out[8])
{
    size_t length = 0;
    for (size_t i = 0; flag_letters[i] != '\0'; i++) {
        if ((program->flags >> i & 1) != 0) {
            out[length++] = flag_letters[i];
        }
    }
    out[length] = '\0';
    return length;
}

static bool
regexp_construct(struct vm *vm, const struct call *call, value_t *out)
{
    value_t pattern = call_arg(call, 0);
    value_t flags = call_arg(call, 1);
    struct regexp_object *other = as_regexp(pattern);
    struct object *proto = vm->realm->prototypes[BUILTIN_REGEXP];
    struct string *source = value_as_string(vm_name(vm, NAME_empty));
    struct string *letters = source;
    if (other != NULL && value_is_undefined(call->target) && value_is_undefined(flags)) {
        *out = pattern;
        return true;
    }
    if (!value_is_undefined(call->target) &&
        !vm_proto_of_target(vm, call, BUILTIN_REGEXP, &proto)) {
        return false;
    }
    if (other != NULL) {
        source = other->source;
    } else if (!value_is_undefined(pattern) && !builtin_to_string(vm, pattern, &source)) {
        return false;
    }
    const struct regexp_program *program;
    if (other != NULL && value_is_undefined(flags)) {
        program = other->program;
    } else {
        if (!value_is_undefined(flags) && !builtin_to_string(vm, flags, &letters)) {
            return false;
        }
        if (!compile(vm, source, letters, &program)) {
            return false;
        }
    }
    struct regexp_object *regexp = make(vm, proto, source, program);
    *out = value_of_object(regexp);
    return regexp != NULL;
}

/* ---- one match ------------------------------------------------------------------------ */

/** Places of groups in a flat subject; the room is in the heap. */
struct found {
    bool is;
    const struct regexp_object *regexp;
    struct string *subject;
    uint32_t *captures;
};

static bool
search(struct vm *vm, const struct regexp_object *regexp, struct string *subject, uint32_t from,
       struct found *found)
{
    bool is_wide = (subject->flags & STRING_WIDE) != 0;
    struct regexp_subject units = {
        .latin = is_wide ? NULL : subject->latin,
        .wide = is_wide ? subject->wide : NULL,
        .length = subject->length,
    };
    found->regexp = regexp;
    found->subject = subject;
    return regexp_search(vm, regexp->program, &units, from,
                         (regexp->program->flags & REGEXP_STICKY) != 0, found->captures,
                         &found->is);
}

static bool
captures_new(struct vm *vm, const struct regexp_object *regexp, struct found *found)
{
    found->captures =
        heap_alloc_array(vm, (size_t)regexp->program->capture_count * 2, sizeof(uint32_t));
    return found->captures != NULL;
}

static bool
capture_value(struct vm *vm, const struct found *found, uint32_t number, value_t *out)
{
    uint32_t from = found->captures[2 * number];
    uint32_t to = found->captures[2 * number + 1];
    if (from == REGEXP_UNSET || to == REGEXP_UNSET) {
        *out = VALUE_UNDEFINED;
        return true;
    }
    if (from == to) {
        *out = vm_name(vm, NAME_empty);
        return true;
    }
    struct string *part = string_slice(vm, found->subject, from, to);
    *out = value_of_string(part);
    return part != NULL;
}

/** {name: value} of the named groups, or undefined. */
static bool
groups_value(struct vm *vm, const struct regexp_program *program, const value_t *values,
             value_t *out)
{
    *out = VALUE_UNDEFINED;
    if (program->name_count == 0) {
        return true;
    }
    struct object *groups = object_new_with(vm, NULL);
    if (groups == NULL) {
        return false;
    }
    *out = value_of_object(groups);
    const struct regexp_name *names = regexp_program_names(program);
    const uint16_t *units = regexp_program_name_units(program);
    for (uint32_t i = 0; i < program->name_count; i++) {
        struct string *name =
            string_from_units(vm, units + names[i].unit_start, names[i].unit_count);
        struct key key;
        if (name == NULL || !key_of(vm, value_of_string(name), &key) ||
            !object_define(vm, groups, key, values[names[i].capture], ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    return true;
}

/** [from, to] of each group, for the flag d. */
static bool
set_indices(struct vm *vm, const struct found *found, value_t result)
{
    const struct regexp_program *program = found->regexp->program;
    struct array *indices = array_new(vm, program->capture_count);
    value_t groups;
    struct string *name = string_intern_ascii(vm, "indices");
    if (indices == NULL || name == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < program->capture_count; i++) {
        value_t value = VALUE_UNDEFINED;
        if (found->captures[2 * i] != REGEXP_UNSET && found->captures[2 * i + 1] != REGEXP_UNSET) {
            struct array *pair = array_from(vm,
                                            (value_t[]){value_number(found->captures[2 * i]),
                                                        value_number(found->captures[2 * i + 1])},
                                            2);
            if (pair == NULL) {
                return false;
            }
            value = value_of_object(pair);
        }
        if (!array_set(vm, indices, i, value)) {
            return false;
        }
    }
    return groups_value(vm, program, indices->items, &groups) &&
           value_put_name(vm, value_of_object(indices), NAME_groups, groups) &&
           value_put(vm, result, key_name(value_of_string(name)), value_of_object(indices));
}

/** What exec answers: the texts, index, input, groups. */
static bool
result_value(struct vm *vm, const struct found *found, value_t *out)
{
    const struct regexp_program *program = found->regexp->program;
    struct array *result = array_new(vm, program->capture_count);
    value_t groups;
    if (result == NULL || !vm_charge(vm, program->capture_count)) {
        return false;
    }
    for (uint32_t i = 0; i < program->capture_count; i++) {
        value_t value;
        if (!capture_value(vm, found, i, &value) || !array_set(vm, result, i, value)) {
            return false;
        }
    }
    *out = value_of_object(result);
    return value_put_name(vm, *out, NAME_index, value_number(found->captures[0])) &&
           value_put_name(vm, *out, NAME_input, value_of_string(found->subject)) &&
           groups_value(vm, program, result->items, &groups) &&
           value_put_name(vm, *out, NAME_groups, groups) &&
           ((program->flags & REGEXP_INDICES) == 0 || set_indices(vm, found, *out));
}

static bool
last_index(struct vm *vm, struct regexp_object *regexp, double *out)
{
    value_t value;
    if (!value_get_name(vm, value_of_object(regexp), NAME_last_index, &value) ||
        !value_to_integer(vm, value, out)) {
        return false;
    }
    *out = *out < 0 ? 0 : *out;
    return true;
}

static bool
set_last_index(struct vm *vm, struct regexp_object *regexp, double place)
{
    return value_put_name(vm, value_of_object(regexp), NAME_last_index, value_number(place));
}

/** exec without its answer: global and sticky ones go on from lastIndex and move it. */
static bool
step(struct vm *vm, struct regexp_object *regexp, struct string *subject, struct found *found)
{
    bool moves = (regexp->program->flags & (REGEXP_GLOBAL | REGEXP_STICKY)) != 0;
    double from = 0;
    if (moves && !last_index(vm, regexp, &from)) {
        return false;
    }
    found->is = false;
    if (from <= subject->length && !search(vm, regexp, subject, (uint32_t)from, found)) {
        return false;
    }
    return !moves || set_last_index(vm, regexp, found->is ? found->captures[1] : 0);
}

static bool
this_regexp(struct vm *vm, const struct call *call, struct regexp_object **out)
{
    *out = as_regexp(call->this);
    return *out != NULL ||
           vm_throw_type(vm, "A method of RegExp was called on %s", value_describe(call->this));
}

static bool
regexp_exec(struct vm *vm, const struct call *call, value_t *out)
{
    struct regexp_object *regexp;
    struct string *subject;
    struct found found;
    *out = VALUE_NULL;
    return this_regexp(vm, call, &regexp) && builtin_to_string(vm, call_arg(call, 0), &subject) &&
           captures_new(vm, regexp, &found) && step(vm, regexp, subject, &found) &&
           (!found.is || result_value(vm, &found, out));
}

static bool
regexp_test(struct vm *vm, const struct call *call, value_t *out)
{
    struct regexp_object *regexp;
    struct string *subject;
    struct found found;
    if (!this_regexp(vm, call, &regexp) || !builtin_to_string(vm, call_arg(call, 0), &subject)) {
        return false;
    }
    uint8_t *tip = vm->heap.tip;
    if (!captures_new(vm, regexp, &found) || !step(vm, regexp, subject, &found)) {
        return false;
    }
    if ((regexp->program->flags & (REGEXP_GLOBAL | REGEXP_STICKY)) == 0) {
        heap_release(vm, tip);
    }
    *out = value_boolean(found.is);
    return true;
}

/* ---- what String does with them -------------------------------------------------------- */

/** Where the search goes on after a match that took nothing. */
static uint32_t
advance(const struct regexp_object *regexp, const struct string *subject, uint32_t at)
{
    bool is_unicode = (regexp->program->flags & REGEXP_UNICODE) != 0;
    bool is_pair = is_unicode && at < subject->length && string_code_point(subject, at) > 0xffff;
    return at + 1 + is_pair;
}

bool
regexp_is_global(const struct object *regexp)
{
    return (((const struct regexp_object *)regexp)->program->flags & REGEXP_GLOBAL) != 0;
}

bool
regexp_match(struct vm *vm, struct object *object, struct string *subject, value_t *out)
{
    struct regexp_object *regexp = (struct regexp_object *)object;
    struct found found;
    *out = VALUE_NULL;
    if (!captures_new(vm, regexp, &found)) {
        return false;
    }
    if (!regexp_is_global(object)) {
        return step(vm, regexp, subject, &found) && (!found.is || result_value(vm, &found, out));
    }
    struct array *matches = array_new(vm, 0);
    if (matches == NULL || !set_last_index(vm, regexp, 0)) {
        return false;
    }
    for (uint32_t from = 0; from <= subject->length;) {
        value_t text;
        if (!search(vm, regexp, subject, from, &found)) {
            return false;
        }
        if (!found.is) {
            break;
        }
        if (!capture_value(vm, &found, 0, &text) || !array_push(vm, matches, text)) {
            return false;
        }
        from = found.captures[1];
        if (found.captures[0] == from) {
            from = advance(regexp, subject, from);
        }
    }
    if (matches->length > 0) {
        *out = value_of_object(matches);
    }
    return true;
}

bool
regexp_find(struct vm *vm, struct object *object, struct string *subject, value_t *out)
{
    struct regexp_object *regexp = (struct regexp_object *)object;
    struct found found;
    if (!captures_new(vm, regexp, &found) || !search(vm, regexp, subject, 0, &found)) {
        return false;
    }
    *out = value_number(found.is ? (double)found.captures[0] : -1);
    return true;
}

bool
regexp_match_all(struct vm *vm, struct object *object, struct string *subject, value_t *out)
{
    struct regexp_object *regexp = (struct regexp_object *)object;
    double from;
    if (!last_index(vm, regexp, &from)) {
        return false;
    }
    struct iterator *iterator = iterator_new(vm, ITERATE_REGEXP_MATCHES, value_of_string(subject));
    if (iterator == NULL) {
        return false;
    }
    iterator->extra = value_of_object(regexp);
    iterator->position = from > subject->length ? UINT32_MAX : (uint32_t)from;
    *out = value_of_object(iterator);
    return true;
}

bool
regexp_matches_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    struct regexp_object *regexp = (struct regexp_object *)value_as_object(iterator->extra);
    struct string *subject = value_as_string(iterator->source);
    struct found found = {.is = false};
    if (!captures_new(vm, regexp, &found) ||
        (iterator->position <= subject->length &&
         !search(vm, regexp, subject, iterator->position, &found))) {
        return false;
    }
    *done = !found.is;
    if (*done) {
        return true;
    }
    iterator->position = found.captures[1];
    if (found.captures[0] == found.captures[1]) {
        iterator->position = advance(regexp, subject, found.captures[1]);
    }
    return result_value(vm, &found, out);
}

bool
regexp_split(struct vm *vm, struct object *object, struct string *subject, double limit,
             value_t *out)
{
    struct regexp_object *regexp = (struct regexp_object *)object;
    struct found found;
    struct array *parts = array_new(vm, 0);
    if (parts == NULL || !captures_new(vm, regexp, &found)) {
        return false;
    }
    *out = value_of_object(parts);
    if (limit == 0) {
        return true;
    }
    if (subject->length == 0) {
        return search(vm, regexp, subject, 0, &found) &&
               (found.is || array_push(vm, parts, value_of_string(subject)));
    }
    uint32_t from = 0; /* start of the part under way */
    for (uint32_t at = 0; at < subject->length;) {
        if (!search(vm, regexp, subject, at, &found)) {
            return false;
        }
        if (!found.is) {
            if ((regexp->program->flags & REGEXP_STICKY) != 0) {
                at = advance(regexp, subject, at); /* sticky ones are tried at each place */
                continue;
            }
            break;
        }
        uint32_t end = found.captures[1];
        if (end == from || found.captures[0] >= subject->length) {
            at = advance(regexp, subject, found.captures[0] > at ? found.captures[0] : at);
            if (found.captures[0] >= subject->length) {
                break;
            }
            continue;
        }
        value_t part = vm_name(vm, NAME_empty);
        if (found.captures[0] > from) {
            struct string *text = string_slice(vm, subject, from, found.captures[0]);
            if (text == NULL) {
                return false;
            }
            part = value_of_string(text);
        }
        if (!array_push(vm, parts, part)) {
            return false;
        }
        from = end;
        for (uint32_t i = 1; i < regexp->program->capture_count && parts->length < limit; i++) {
            if (!capture_value(vm, &found, i, &part) || !array_push(vm, parts, part)) {
                return false;
            }
        }
        if (parts->length >= limit) {
            return true;
        }
        at = found.captures[0] == end ? advance(regexp, subject, end) : end;
    }
    struct string *rest = string_slice(vm, subject, from, subject->length);
    return rest != NULL && array_push(vm, parts, value_of_string(rest));
}

/** What stands for one match: the function's answer, or the template filled in. */
static bool
add_replacement(struct string_builder *builder, const struct found *found, value_t function,
                const struct string *template)
{
    struct vm *vm = builder->vm;
    const struct regexp_program *program = found->regexp->program;
    uint32_t count = program->capture_count;
    value_t groups;
    value_t answer;
    struct string *text;
    value_t *values = heap_alloc_array(vm, (size_t)count + 3, sizeof(*values));
    if (values == NULL || !vm_charge(vm, count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!capture_value(vm, found, i, &values[i])) {
            return false;
        }
    }
    if (!groups_value(vm, program, values, &groups)) {
        return false;
    }
    if (template != NULL) {
        return string_expand(builder, template, found->subject, found->captures[0],
                             found->captures[1], values + 1, count - 1, groups);
    }
    values[count] = value_number(found->captures[0]);
    values[count + 1] = value_of_string(found->subject);
    values[count + 2] = groups;
    if (!vm_call(vm, function, VALUE_UNDEFINED, values, count + 2 + !value_is_undefined(groups),
                 &answer) ||
        !value_to_string(vm, answer, &text)) {
        return false;
    }
    string_builder_add(builder, text);
    return true;
}

bool
regexp_replace(struct vm *vm, struct object *object, struct string *subject, value_t replacement,
               value_t *out)
{
    struct regexp_object *regexp = (struct regexp_object *)object;
    bool is_global = regexp_is_global(object);
    struct string *template = NULL;
    struct found found;
    struct string_builder builder;
    double start = 0;
    if (!captures_new(vm, regexp, &found) ||
        (!value_is_callable(replacement) && !builtin_to_string(vm, replacement, &template))) {
        return false;
    }
    bool is_sticky = (regexp->program->flags & REGEXP_STICKY) != 0;
    if (is_global ? !set_last_index(vm, regexp, 0) : is_sticky && !last_index(vm, regexp, &start)) {
        return false;
    }
    string_builder_init(&builder, vm);
    uint32_t copied = 0;
    uint32_t from = start > subject->length ? UINT32_MAX : (uint32_t)start;
    found.is = false;
    while (from <= subject->length) {
        if (!search(vm, regexp, subject, from, &found)) {
            return false;
        }
        if (!found.is) {
            break;
        }
        uint32_t end = found.captures[1];
        bool is_empty = found.captures[0] == end;
        string_builder_add_slice(&builder, subject, copied, found.captures[0]);
        if (!vm_charge(vm, 2) || !add_replacement(&builder, &found, replacement, template)) {
            return false;
        }
        copied = end;
        if (!is_global || builder.failed) {
            break;
        }
        from = is_empty ? advance(regexp, subject, end) : end;
    }
    if (is_sticky && !is_global && !set_last_index(vm, regexp, found.is ? copied : 0)) {
        return false;
    }
    string_builder_add_slice(&builder, subject, copied, subject->length);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

/* ---- members ------------------------------------------------------------------------------ */

/** The pattern as it may stand between slashes. */
static void
add_source(struct string_builder *builder, const struct string *source)
{
    bool in_class = false;
    if (source->length == 0) {
        string_builder_add_ascii(builder, "(?:)");
    }
    for (uint32_t i = 0; i < source->length && !builder->failed; i++) {
        uint16_t unit = string_unit(source, i);
        if (unit == '\\' && i + 1 < source->length && string_unit(source, i + 1) != '\n') {
            string_builder_add_slice(builder, source, i, i + 2);
            i++;
            continue;
        }
        in_class = unit == '[' || (in_class && unit != ']');
        if (unit == '\n') {
            string_builder_add_ascii(builder, "\\n");
        } else if (unit == '/' && !in_class) {
            string_builder_add_ascii(builder, "\\/");
        } else {
            string_builder_add_unit(builder, unit);
        }
    }
}

/** RegExp.prototype is no expression, but its getters answer. */
static bool
is_prototype(const struct vm *vm, const struct call *call)
{
    return call->this == value_of_object(vm->realm->prototypes[BUILTIN_REGEXP]);
}

static bool
regexp_source(struct vm *vm, const struct call *call, value_t *out)
{
    struct regexp_object *regexp;
    struct string_builder builder;
    if (is_prototype(vm, call)) {
        return builtin_text(vm, TEXT("(?:)"), out);
    }
    if (!this_regexp(vm, call, &regexp)) {
        return false;
    }
    string_builder_init(&builder, vm);
    add_source(&builder, regexp->source);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
regexp_flags(struct vm *vm, const struct call *call, value_t *out)
{
    static const struct {
        const char *name;
        char letter;
    } flags[] = {{"hasIndices", 'd'}, {"global", 'g'},  {"ignoreCase", 'i'}, {"multiline", 'm'},
                 {"dotAll", 's'},     {"unicode", 'u'}, {"sticky", 'y'}};
    const struct regexp_object *regexp = as_regexp(call->this);
    char letters[8];
    size_t length = 0;
    if (regexp != NULL) {
        length = flags_text(regexp->program, letters);
        return builtin_text(vm, (struct text){letters, length}, out);
    }
    if (!value_is_object(call->this)) {
        return vm_throw_type(vm, "RegExp.prototype.flags getter called on non-object");
    }
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        value_t value;
        struct string *name = string_intern_ascii(vm, flags[i].name);
        if (name == NULL || !value_get(vm, call->this, key_name(value_of_string(name)), &value)) {
            return false;
        }
        if (value_truthy(value)) {
            letters[length++] = flags[i].letter;
        }
    }
    return builtin_text(vm, (struct text){letters, length}, out);
}

static bool
regexp_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct regexp_object *regexp;
    struct string_builder builder;
    char letters[8];
    if (!this_regexp(vm, call, &regexp)) {
        return false;
    }
    (void)flags_text(regexp->program, letters);
    string_builder_init(&builder, vm);
    string_builder_add_unit(&builder, '/');
    add_source(&builder, regexp->source);
    string_builder_add_unit(&builder, '/');
    string_builder_add_ascii(&builder, letters);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
has_flag(struct vm *vm, const struct call *call, enum regexp_flag flag, value_t *out)
{
    struct regexp_object *regexp;
    if (is_prototype(vm, call)) {
        return true;
    }
    if (!this_regexp(vm, call, &regexp)) {
        return false;
    }
    *out = value_boolean((regexp->program->flags & flag) != 0);
    return true;
}

#define FLAG_GETTER(name, flag)                                                                    \
    static bool regexp_##name(struct vm *vm, const struct call *call, value_t *out)                \
    {                                                                                              \
        return has_flag(vm, call, flag, out);                                                      \
    }

FLAG_GETTER(has_indices, REGEXP_INDICES)
FLAG_GETTER(global, REGEXP_GLOBAL)
FLAG_GETTER(ignore_case, REGEXP_IGNORE_CASE)
FLAG_GETTER(multiline, REGEXP_MULTILINE)
FLAG_GETTER(dot_all, REGEXP_DOT_ALL)
FLAG_GETTER(unicode, REGEXP_UNICODE)
FLAG_GETTER(sticky, REGEXP_STICKY)

static const struct builtin_member members[] = {
    {"exec", MEMBER_METHOD, 1, regexp_exec, 0},
    {"test", MEMBER_METHOD, 1, regexp_test, 0},
    {"toString", MEMBER_METHOD, 0, regexp_to_string, 0},
    {"dotAll", MEMBER_GETTER, 0, regexp_dot_all, 0},
    {"flags", MEMBER_GETTER, 0, regexp_flags, 0},
    {"global", MEMBER_GETTER, 0, regexp_global, 0},
    {"hasIndices", MEMBER_GETTER, 0, regexp_has_indices, 0},
    {"ignoreCase", MEMBER_GETTER, 0, regexp_ignore_case, 0},
    {"multiline", MEMBER_GETTER, 0, regexp_multiline, 0},
    {"source", MEMBER_GETTER, 0, regexp_source, 0},
    {"sticky", MEMBER_GETTER, 0, regexp_sticky, 0},
    {"unicode", MEMBER_GETTER, 0, regexp_unicode, 0},
    {0},
};

const struct builtin builtin_regexp = {
    .name = "RegExp",
    .construct = regexp_construct,
    .length = 2,
    .members = members,
};
