/* SPDX-License-Identifier: Apache-2.0 */
#include "script/string.h"

#include "script/vm.h"

#define FLAT_BYTES offsetof(struct string, right)
/** Shorter results are copied at once: a rope node would cost as much. */
#define ROPE_LENGTH_MIN 24

static size_t
unit_bytes(uint32_t flags)
{
    return (flags & STRING_WIDE) ? 2 : 1;
}

static bool
check_length(struct vm *vm, uint64_t length)
{
    if (length > STRING_LENGTH_MAX) {
        return vm_throw_range(vm, "Invalid string length");
    }
    return true;
}

/** A flat string with its units behind it, to be filled in by the caller. */
static struct string *
flat_new(struct vm *vm, size_t length, uint32_t flags, void **units)
{
    if (!check_length(vm, length)) {
        return NULL;
    }
    struct string *string = heap_alloc(vm, FLAT_BYTES + length * unit_bytes(flags));
    if (string == NULL) {
        return NULL;
    }
    string->length = (uint32_t)length;
    string->hash = 0;
    string->flags = flags;
    string->index = 0;
    *units = (uint8_t *)string + FLAT_BYTES;
    string->latin = *units;
    return string;
}

struct string *
string_from_latin(struct vm *vm, const uint8_t *bytes, size_t length)
{
    void *units;
    struct string *string = flat_new(vm, length, 0, &units);
    if (string != NULL && length > 0) {
        memcpy(units, bytes, length);
    }
    return string;
}

struct string *
string_from_ascii(struct vm *vm, const char *text)
{
    return string_from_latin(vm, (const uint8_t *)text, strlen(text));
}

struct string *
string_from_units(struct vm *vm, const uint16_t *from, size_t length)
{
    uint16_t all = 0;
    for (size_t i = 0; i < length; i++) {
        all |= from[i];
    }
    void *units;
    struct string *string = flat_new(vm, length, all > 0xFF ? STRING_WIDE : 0, &units);
    if (string == NULL) {
        return NULL;
    }
    if (all > 0xFF) {
        memcpy(units, from, length * 2);
    } else {
        for (size_t i = 0; i < length; i++) {
            ((uint8_t *)units)[i] = (uint8_t)from[i];
        }
    }
    return string;
}

struct string *
string_from_unit(struct vm *vm, uint16_t unit)
{
    if (unit <= 0xFF && vm->realm != NULL && vm->realm->units[unit] != NULL) {
        return vm->realm->units[unit];
    }
    return string_from_units(vm, &unit, 1);
}

/* ---- UTF-8 --------------------------------------------------------------- */

/** One code point at *at, which moves on; bad bytes give U+FFFD. Surrogates pass (WTF-8). */
static uint32_t
utf8_next(struct text text, size_t *at)
{
    const uint8_t *bytes = (const uint8_t *)text.bytes + *at;
    size_t left = text.length - *at;
    uint32_t lead = bytes[0];
    size_t count = lead < 0x80   ? 1
                   : lead < 0xC2 ? 0
                   : lead < 0xE0 ? 2
                   : lead < 0xF0 ? 3
                   : lead < 0xF5 ? 4
                                 : 0;
    if (count == 1) {
        *at += 1;
        return lead;
    }
    uint32_t code = count == 2 ? lead & 0x1F : count == 3 ? lead & 0x0F : lead & 0x07;
    bool good = count != 0 && count <= left;
    for (size_t i = 1; good && i < count; i++) {
        good = (bytes[i] & 0xC0) == 0x80;
        code = code << 6 | (bytes[i] & 0x3F);
    }
    if (!good || (count == 3 && code < 0x800) ||
        (count == 4 && (code < 0x10000 || code > 0x10FFFF))) {
        *at += 1;
        return 0xFFFD;
    }
    *at += count;
    return code;
}

/** How many ASCII bytes stand at the beginning: all of them, or some. */
static size_t
ascii_prefix(const void *bytes, size_t length)
{
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
        uint64_t eight;
        memcpy(&eight, (const uint8_t *)bytes + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            return at;
        }
    }
    while (at < length && ((const uint8_t *)bytes)[at] < 0x80) {
        at++;
    }
    return at;
}

struct string *
string_from_utf8(struct vm *vm, struct text text)
{
    size_t length = ascii_prefix(text.bytes, text.length);
    uint32_t widest = 0;
    for (size_t at = length; at < text.length;) {
        if ((uint8_t)text.bytes[at] < 0x80) {
            at++;
            length++;
            continue;
        }
        uint32_t code = utf8_next(text, &at);
        widest = code > widest ? code : widest;
        length += code > 0xFFFF ? 2 : 1;
    }
    void *units;
    struct string *string = flat_new(vm, length, widest > 0xFF ? STRING_WIDE : 0, &units);
    if (string == NULL) {
        return NULL;
    }
    if (length == text.length) {
        if (length > 0) {
            memcpy(units, text.bytes, length);
        }
        return string;
    }
    size_t out = 0;
    for (size_t at = 0; at < text.length;) {
        uint32_t code = utf8_next(text, &at);
        if (widest <= 0xFF) {
            ((uint8_t *)units)[out++] = (uint8_t)code;
        } else if (code > 0xFFFF) {
            ((uint16_t *)units)[out++] = (uint16_t)(0xD800 + ((code - 0x10000) >> 10));
            ((uint16_t *)units)[out++] = (uint16_t)(0xDC00 + ((code - 0x10000) & 0x3FF));
        } else {
            ((uint16_t *)units)[out++] = (uint16_t)code;
        }
    }
    return string;
}

/** The code point at *at of a flat string; lone surrogates give U+FFFD. */
static uint32_t
code_point_next(const struct string *string, uint32_t *at)
{
    uint32_t unit = string_unit(string, (*at)++);
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    if (unit < 0xDC00 && *at < string->length) {
        uint32_t low = string_unit(string, *at);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            (*at)++;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return 0xFFFD;
}

static size_t
utf8_put(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/** Copy the units of any string, ropes included, out as code units. */
static void
units_copy(const struct string *string, void *units, bool wide)
{
    if (!wide) {
        memcpy(units, string->latin, string->length);
    } else if (string->flags & STRING_WIDE) {
        memcpy(units, string->wide, (size_t)string->length * 2);
    } else {
        for (uint32_t i = 0; i < string->length; i++) {
            ((uint16_t *)units)[i] = string->latin[i];
        }
    }
}

/**
 * Join a rope into units. Long chains on either side are followed in the loop;
 * only the shorter of two ropes is gone into, so recursion is logarithmic.
 */
static void
rope_copy(const struct string *rope, void *units, bool wide)
{
    size_t size = wide ? 2 : 1;
    uint8_t *low = units;
    uint8_t *high = low + rope->length * size;
    while (rope->flags & STRING_ROPE) {
        const struct string *left = rope->left;
        const struct string *right = rope->right;
        bool take_left = (left->flags & STRING_ROPE) == 0 ||
                         ((right->flags & STRING_ROPE) != 0 && left->length <= right->length);
        const struct string *taken = take_left ? left : right;
        if (!take_left) {
            high -= right->length * size;
        }
        if (taken->flags & STRING_ROPE) {
            rope_copy(taken, take_left ? low : high, wide);
        } else if (taken->length > 0) {
            units_copy(taken, take_left ? low : high, wide);
        }
        if (take_left) {
            low += left->length * size;
        }
        rope = take_left ? right : left;
    }
    if (rope->length > 0) {
        units_copy(rope, low, wide);
    }
}

bool
string_flatten(struct vm *vm, struct string *string, struct string **out)
{
    *out = string;
    if ((string->flags & STRING_ROPE) == 0) {
        return true;
    }
    if (!vm_charge(vm, 1 + string->length / 8)) {
        return false;
    }
    void *units;
    struct string *flat = flat_new(vm, string->length, string->flags & STRING_WIDE, &units);
    if (flat == NULL) {
        return false;
    }
    rope_copy(string, units, (string->flags & STRING_WIDE) != 0);
    if (heap_owns(&vm->heap, string)) {
        string->latin = units;
        string->flags &= ~(uint32_t)STRING_ROPE;
        string->right = NULL;
    } else {
        *out = flat;
    }
    return true;
}

struct string *
string_concat(struct vm *vm, struct string *left, struct string *right)
{
    if (left->length == 0) {
        return right;
    }
    if (right->length == 0) {
        return left;
    }
    uint64_t length = (uint64_t)left->length + right->length;
    if (!check_length(vm, length)) {
        return NULL;
    }
    uint32_t wide = (left->flags | right->flags) & STRING_WIDE;
    if (length < ROPE_LENGTH_MIN) {
        void *units;
        struct string *string = flat_new(vm, (size_t)length, wide, &units);
        if (string == NULL) {
            return NULL;
        }
        uint8_t *second = (uint8_t *)units + left->length * unit_bytes(wide);
        if (((left->flags | right->flags) & STRING_ROPE) == 0) {
            units_copy(left, units, wide != 0);
            units_copy(right, second, wide != 0);
        } else {
            rope_copy(left, units, wide != 0);
            rope_copy(right, second, wide != 0);
        }
        return string;
    }
    struct string *rope = heap_alloc(vm, sizeof *rope);
    if (rope == NULL) {
        return NULL;
    }
    *rope = (struct string){
        .length = (uint32_t)length, .flags = wide | STRING_ROPE, .left = left, .right = right};
    return rope;
}

struct string *
string_concat_all(struct vm *vm, const value_t *row, uint32_t count)
{
    uint64_t length = 0;
    uint32_t flags = 0;
    for (uint32_t i = 0; i < count; i++) {
        length += value_as_string(row[i])->length;
        flags |= value_as_string(row[i])->flags;
    }
    if (length >= ROPE_LENGTH_MIN || (flags & (STRING_ROPE | STRING_WIDE)) != 0) {
        struct string *sum = value_as_string(row[0]);
        for (uint32_t i = 1; i < count && sum != NULL; i++) {
            sum = string_concat(vm, sum, value_as_string(row[i]));
        }
        return sum;
    }
    void *units;
    struct string *sum = flat_new(vm, (size_t)length, 0, &units);
    uint8_t *at = units;
    for (uint32_t i = 0; sum != NULL && i < count; i++) {
        const struct string *part = value_as_string(row[i]);
        memcpy(at, part->latin, part->length);
        at += part->length;
    }
    return sum;
}

struct string *
string_slice(struct vm *vm, struct string *string, uint32_t from, uint32_t to)
{
    assert(from <= to && to <= string->length);
    if (to - from == string->length) {
        return string;
    }
    if (!string_flatten(vm, string, &string)) {
        return NULL;
    }
    uint32_t length = to - from;
    if (length <= 1) {
        return length == 0 ? value_as_string(vm_name(vm, NAME_empty))
                           : string_from_unit(vm, string_unit(string, from));
    }
    if (length * unit_bytes(string->flags) <= 16) {
        if (string->flags & STRING_WIDE) {
            return string_from_units(vm, string->wide + from, length);
        }
        return string_from_latin(vm, string->latin + from, length);
    }
    struct string *slice = heap_alloc(vm, FLAT_BYTES);
    if (slice == NULL) {
        return NULL;
    }
    slice->length = length;
    slice->hash = 0;
    slice->flags = string->flags & STRING_WIDE;
    slice->index = 0;
    if (string->flags & STRING_WIDE) {
        slice->wide = string->wide + from;
    } else {
        slice->latin = string->latin + from;
    }
    return slice;
}

/* ---- comparing ------------------------------------------------------------ */

uint32_t
string_hash(struct string *string, bool may_write)
{
    if (string->hash != 0) {
        return string->hash;
    }
    uint64_t hash = 0x9E3779B97F4A7C15 ^ string->length;
    for (uint32_t i = 0; i < string->length; i++) {
        hash = (hash ^ string_unit(string, i)) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 29;
    }
    uint32_t folded = (uint32_t)(hash ^ hash >> 32);
    folded = folded == 0 ? 1 : folded;
    if (may_write) {
        string->hash = folded;
    }
    return folded;
}

static bool
flat_equal(const struct string *a, const struct string *b)
{
    if (a->length != b->length) {
        return false;
    }
    if (((a->flags ^ b->flags) & STRING_WIDE) == 0) {
        return a->length == 0 || memcmp(a->latin, b->latin, a->length * unit_bytes(a->flags)) == 0;
    }
    for (uint32_t i = 0; i < a->length; i++) {
        if (string_unit(a, i) != string_unit(b, i)) {
            return false;
        }
    }
    return true;
}

bool
string_equal(struct vm *vm, struct string *a, struct string *b, bool *equal)
{
    *equal = a == b;
    if (a == b || a->length != b->length || (a->flags & b->flags & STRING_INTERNED) != 0) {
        return true;
    }
    if (a->length > 64 && !vm_charge(vm, a->length / 16)) {
        return false;
    }
    if (!string_flatten(vm, a, &a) || !string_flatten(vm, b, &b)) {
        return false;
    }
    *equal = flat_equal(a, b);
    return true;
}

bool
string_compare(struct vm *vm, struct string *a, struct string *b, int *order)
{
    if (!string_flatten(vm, a, &a) || !string_flatten(vm, b, &b)) {
        return false;
    }
    uint32_t shorter = a->length < b->length ? a->length : b->length;
    if (shorter > 64 && !vm_charge(vm, shorter / 16)) {
        return false;
    }
    for (uint32_t i = 0; i < shorter; i++) {
        uint16_t x = string_unit(a, i);
        uint16_t y = string_unit(b, i);
        if (x != y) {
            *order = x < y ? -1 : 1;
            return true;
        }
    }
    *order = a->length < b->length ? -1 : a->length > b->length;
    return true;
}

bool
string_is(const struct string *string, const char *ascii)
{
    if (strlen(ascii) != string->length) {
        return false;
    }
    if ((string->flags & STRING_WIDE) == 0) {
        return memcmp(string->latin, ascii, string->length) == 0;
    }
    uint32_t i = 0;
    while (i < string->length && string->wide[i] == (uint8_t)ascii[i]) {
        i++;
    }
    return i == string->length;
}

/* ---- interning --------------------------------------------------------------- */

static struct string *
intern_find(const struct intern_table *table, const struct string *string, uint32_t hash,
            uint32_t *probes)
{
    if (table->slot_count == 0) {
        return NULL;
    }
    uint32_t mask = table->slot_count - 1;
    for (uint32_t at = hash & mask; table->slots[at] != NULL; at = (at + 1) & mask) {
        struct string *found = table->slots[at];
        if (found->hash == hash && flat_equal(found, string)) {
            return found;
        }
        ++*probes;
    }
    return NULL;
}

static struct string *
intern_find_all(const struct vm *vm, const struct string *string, uint32_t hash, uint32_t *probes)
{
    const struct intern_table *program = vm->program_strings;
    struct string *found = NULL;
    if (program != NULL) {
        found = intern_find(program, string, hash, probes);
    }
    if (found == NULL && vm->realm != NULL) {
        found = intern_find(&vm->realm->strings, string, hash, probes);
    }
    return found != NULL ? found : intern_find(&vm->strings, string, hash, probes);
}

struct string *
string_find_interned(const struct vm *vm, const struct string *string)
{
    if (string->flags & STRING_INTERNED) {
        return (struct string *)(uintptr_t)string;
    }
    uint32_t probes = 0;
    uint32_t hash = string_hash((struct string *)(uintptr_t)string, false);
    return intern_find_all(vm, string, hash, &probes);
}

static bool
intern_grow(struct vm *vm, struct intern_table *table)
{
    uint32_t slot_count = table->slot_count == 0 ? 64 : table->slot_count * 2;
    struct string **slots = heap_alloc_array(vm, slot_count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, slot_count * sizeof *slots);
    for (uint32_t i = 0; i < table->slot_count; i++) {
        if (table->slots[i] != NULL) {
            uint32_t at = table->slots[i]->hash & (slot_count - 1);
            uint32_t probes = 0;
            for (; slots[at] != NULL; at = (at + 1) & (slot_count - 1)) {
                probes++;
            }
            if (probes > 16 && !vm_charge(vm, probes)) {
                return false;
            }
            slots[at] = table->slots[i];
        }
    }
    table->slots = slots;
    table->slot_count = slot_count;
    return true;
}

/** "0", "7", "4294967294": no leading zero, below 2^32 - 1. */
static bool
text_is_index(const struct string *string, uint32_t *index)
{
    if (string->length == 0 || string->length > 10 ||
        (string->length > 1 && string_unit(string, 0) == '0')) {
        return false;
    }
    uint64_t value = 0;
    for (uint32_t i = 0; i < string->length; i++) {
        uint16_t unit = string_unit(string, i);
        if (unit < '0' || unit > '9') {
            return false;
        }
        value = value * 10 + (unit - '0');
    }
    *index = (uint32_t)value;
    return value < UINT32_MAX;
}

struct string *
string_intern(struct vm *vm, struct string *string)
{
    if (string->flags & STRING_INTERNED) {
        return string;
    }
    if (!string_flatten(vm, string, &string)) {
        return NULL;
    }
    bool own = heap_owns(&vm->heap, string);
    uint32_t hash = string_hash(string, own);
    uint32_t probes = 0;
    struct string *found = intern_find_all(vm, string, hash, &probes);
    /* Texts chosen to collide pay for the search. */
    if (!vm_charge(vm, 1 + string->length / 16 + (probes > 16 ? probes : 0))) {
        return NULL;
    }
    if (found != NULL) {
        return found;
    }
    /*
     * Names of models are the runner's, from this run or an earlier one. Whatever
     * it remembers, memory used must be the same: the name is entered as any other.
     */
    struct string *of_host =
        vm->host_strings == NULL ? NULL : intern_find(vm->host_strings, string, hash, &probes);
    if (!own) {
        struct string *copy = heap_alloc(vm, FLAT_BYTES);
        if (copy == NULL) {
            return NULL;
        }
        memcpy(copy, string, FLAT_BYTES);
        string = copy;
    }
    struct intern_table *table = &vm->strings;
    if ((table->count + 1) * 2 > table->slot_count && !intern_grow(vm, table)) {
        return NULL;
    }
    uint32_t index = 0;
    string->hash = hash;
    if (of_host == NULL) {
        string->flags |= STRING_INTERNED | (text_is_index(string, &index) ? STRING_INDEX : 0);
        string->index = index;
    }
    if (of_host != NULL) {
        string = of_host;
    }
    uint32_t at = hash & (table->slot_count - 1);
    while (table->slots[at] != NULL) {
        at = (at + 1) & (table->slot_count - 1);
    }
    table->slots[at] = string;
    table->count++;
    return string;
}

struct string *
string_intern_ascii(struct vm *vm, const char *text)
{
    struct string *string = string_from_ascii(vm, text);
    return string == NULL ? NULL : string_intern(vm, string);
}

/* ---- out of the machine ----------------------------------------------------------- */

static void
utf8_add(struct text_builder *builder, const struct string *string)
{
    if (string->flags & STRING_ROPE) {
        return;
    }
    for (uint32_t at = 0; at < string->length;) {
        char bytes[4];
        size_t count = utf8_put(code_point_next(string, &at), bytes);
        text_builder_add(builder, (struct text){bytes, count});
    }
}

struct text
string_to_utf8(struct arena *arena, const struct string *string)
{
    if (string->flags & STRING_ROPE) {
        size_t size = (string->flags & STRING_WIDE) ? 2 : 1;
        void *units = arena_alloc(arena, (size_t)string->length + 1, size);
        if (units == NULL) {
            return NO_TEXT;
        }
        rope_copy(string, units, size == 2);
        struct string flat = {
            .length = string->length, .flags = string->flags & STRING_WIDE, .latin = units};
        return string_to_utf8(arena, &flat);
    }
    if ((string->flags & STRING_WIDE) == 0) {
        size_t high = 0;
        for (size_t i = ascii_prefix(string->latin, string->length); i < string->length; i++) {
            high += string->latin[i] >> 7;
        }
        char *bytes = arena_alloc(arena, string->length + high + 1, 1);
        if (bytes == NULL) {
            return NO_TEXT;
        }
        if (high == 0) {
            memcpy(bytes, string->latin, string->length);
            return (struct text){bytes, string->length};
        }
        size_t length = 0;
        for (uint32_t i = 0; i < string->length; i++) {
            length += utf8_put(string->latin[i], bytes + length);
        }
        return (struct text){bytes, length};
    }
    struct text_builder builder;
    text_builder_init(&builder, arena, SIZE_MAX);
    utf8_add(&builder, string);
    text_builder_add_char(&builder, 0);
    struct text text = text_builder_text(&builder);
    if (text.bytes != NULL) {
        text.length--;
    }
    return text;
}

size_t
string_render(const struct string *string, char *out, size_t size)
{
    assert(size > 4);
    size_t length = 0;
    while (string->flags & STRING_ROPE) {
        string = string->left; /* a message shows its beginning only */
    }
    for (uint32_t at = 0; at < string->length && length + 5 < size;) {
        length += utf8_put(code_point_next(string, &at), out + length);
    }
    out[length] = 0;
    return length;
}

/* ---- builder ---------------------------------------------------------------------- */

void
string_builder_init(struct string_builder *builder, struct vm *vm)
{
    *builder = (struct string_builder){.vm = vm};
}

static bool
builder_reserve(struct string_builder *builder, size_t more, bool wide)
{
    struct vm *vm = builder->vm;
    if (builder->failed) {
        return false;
    }
    builder->failed = true;
    if (!check_length(vm, (uint64_t)builder->length + more) || !vm_charge(vm, 1 + more / 8)) {
        return false;
    }
    uint32_t needed = builder->length + (uint32_t)more;
    size_t old_size = builder->wide ? 2 : 1;
    size_t new_size = builder->wide || wide ? 2 : 1;
    if (needed <= builder->capacity && old_size == new_size) {
        builder->failed = false;
        return true;
    }
    uint32_t capacity = needed < 24                   ? 24
                        : needed <= builder->capacity ? builder->capacity
                                                      : needed + needed / 2;
    if (old_size == new_size) {
        void *units =
            heap_grow(vm, builder->units, builder->capacity * old_size, capacity * new_size);
        if (units == NULL) {
            return false;
        }
        builder->units = units;
    } else {
        uint16_t *units = heap_alloc_array(vm, capacity, sizeof *units);
        if (units == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < builder->length; i++) {
            units[i] = ((uint8_t *)builder->units)[i];
        }
        builder->units = units;
        builder->wide = true;
    }
    builder->capacity = capacity;
    builder->failed = false;
    return true;
}

void
string_builder_add_unit(struct string_builder *builder, uint16_t unit)
{
    if (!builder->failed && builder->length < builder->capacity &&
        (builder->wide || unit <= 0xFF) && (builder->length & 7) != 0) {
        /* room, and paid for with the last eighth unit */
    } else if (!builder_reserve(builder, 1, unit > 0xFF)) {
        return;
    }
    if (builder->wide) {
        ((uint16_t *)builder->units)[builder->length++] = unit;
    } else {
        ((uint8_t *)builder->units)[builder->length++] = (uint8_t)unit;
    }
}

void
string_builder_add_code_point(struct string_builder *builder, uint32_t code_point)
{
    if (code_point > 0xFFFF) {
        string_builder_add_unit(builder, (uint16_t)(0xD800 + ((code_point - 0x10000) >> 10)));
        string_builder_add_unit(builder, (uint16_t)(0xDC00 + ((code_point - 0x10000) & 0x3FF)));
    } else {
        string_builder_add_unit(builder, (uint16_t)code_point);
    }
}

void
string_builder_add_latin(struct string_builder *builder, const uint8_t *bytes, size_t length)
{
    if (length == 0 || !builder_reserve(builder, length, false)) {
        return;
    }
    if (builder->wide) {
        for (size_t i = 0; i < length; i++) {
            ((uint16_t *)builder->units)[builder->length + i] = bytes[i];
        }
    } else {
        memcpy((uint8_t *)builder->units + builder->length, bytes, length);
    }
    builder->length += (uint32_t)length;
}

void
string_builder_add_ascii(struct string_builder *builder, const char *text)
{
    string_builder_add_latin(builder, (const uint8_t *)text, strlen(text));
}

void
string_builder_add(struct string_builder *builder, struct string *string)
{
    bool wide = (string->flags & STRING_WIDE) != 0;
    if (string->length == 0 || !builder_reserve(builder, string->length, wide)) {
        return;
    }
    uint8_t *to = (uint8_t *)builder->units + (size_t)builder->length * (builder->wide ? 2 : 1);
    rope_copy(string, to, builder->wide);
    builder->length += string->length;
}

void
string_builder_add_slice(struct string_builder *builder, const struct string *flat, uint32_t from,
                         uint32_t to)
{
    assert(from <= to && to <= flat->length && (flat->flags & STRING_ROPE) == 0);
    struct string part = {.length = to - from, .flags = flat->flags & STRING_WIDE};
    if (flat->flags & STRING_WIDE) {
        part.wide = flat->wide + from;
    } else {
        part.latin = flat->latin + from;
    }
    string_builder_add(builder, &part);
}

struct string *
string_builder_end(struct string_builder *builder)
{
    struct vm *vm = builder->vm;
    if (builder->failed) {
        return NULL;
    }
    if (builder->length == 0) {
        return value_as_string(vm_name(vm, NAME_empty));
    }
    /* Give the unused end back when nothing was allocated behind it. */
    size_t size = builder->wide ? 2 : 1;
    uint8_t *end = (uint8_t *)builder->units + ((builder->capacity * size + 7) & ~(size_t)7);
    if (end == vm->heap.tip) {
        heap_release(vm, (uint8_t *)builder->units + ((builder->length * size + 7) & ~(size_t)7));
    }
    struct string *string = heap_alloc(vm, FLAT_BYTES);
    if (string == NULL) {
        return NULL;
    }
    string->length = builder->length;
    string->hash = 0;
    string->flags = builder->wide ? STRING_WIDE : 0;
    string->index = 0;
    string->latin = builder->units;
    return string;
}
