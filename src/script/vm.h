/* SPDX-License-Identifier: Apache-2.0 */
/**
 * vm.h: the machine that runs verified bytecode, as natives see it.
 *
 * How natives work with it, in one place:
 *
 * - Failing. A function that returns bool gives false when the vm has thrown
 *   (vm->exception) or is trapped (vm->trap: out of fuel, memory, depth; no
 *   script code, not even finally, runs after a trap). Constructors give NULL
 *   then. Return false at once; never clear either.
 * - Throwing. `return vm_throw_type(vm, "Reduce of empty array")`: messages are
 *   sentences without a full stop; printf-like, at most 250 bytes.
 * - Fuel. vm_charge(vm, n) before n units of work; loops over input pay.
 * - Memory. heap_alloc and the constructors; nothing is freed or collected.
 * - Calling back. vm_call runs a function to its end and may be used anywhere;
 *   arguments need not be on the vm's stack. Check value_is_callable before the
 *   loop as the language says.
 * - C recursion of your own (JSON, deep equality): vm_enter / vm_leave count
 *   against the depth limit.
 * - Built-ins are frozen and shared: no state in C globals, none in realm cells.
 * - Text that reaches a log or an answer: string_to_utf8.
 *
 * Number text (number.h), Decimal arithmetic, RegExp, Map and Set tables are the
 * built-ins' own. What the machine needs of them is declared at the end of this
 * file.
 */
#pragma once

#include "script/array.h"
#include "script/function.h"
#include "script/heap.h"
#include "script/object.h"
#include "script/realm.h"
#include "script/script.h"
#include "script/string.h"
#include "script/value.h"

struct program;
struct frame;
struct host;
struct property_cache;
struct function_code;

struct vm {
    int64_t fuel;          /**< left; below zero: trapped */
    value_t exception;     /**< VALUE_EMPTY: none under way */
    enum run_outcome trap; /**< RUN_NONE: none */
    bool has_own_modules;  /**< the top level of the modules ran in this run's heap */
    bool wants_restart;    /**< a shared cell was to be written: run again with own module state */
    struct heap heap;
    const struct realm *realm;
    const struct script_program *program;       /**< NULL while the realm is made */
    const struct intern_table *program_strings; /**< the program's; NULL while it is made */
    struct intern_table strings;                /**< the run's own, in its heap */
    const struct intern_table *host_strings;    /**< names of models; NULL: none */
    value_t *stack, *stack_top, *stack_end;
    struct frame *frames;
    uint32_t frame_count;
    uint32_t depth, depth_max; /**< frames and native calls together; at most as frames has room */
    value_t *globals;          /**< module variables of this run */
    struct transition_table transitions;                /**< shapes made in this run */
    const struct transition_table *program_transitions; /**< NULL: none */
    struct property_cache *cache;
    struct host *host;
    struct text_builder *console; /**< NULL: dropped */
    struct arena *arena;          /**< of the caller: traces, console */
    int64_t fuel_start;
    struct regexp_cache *regexps; /**< literals compiled in this run; NULL: none yet */
    const struct symbol *symbols; /**< of Symbol.for: the run's, then the program's; NULL: none */
    uint32_t *counts;             /**< of marks passed; NULL: nobody counts */
    uint32_t count_of_counts;
    uint32_t c_depth; /**< of C functions that run script functions */
    struct trace_point {
        const struct function_code *code;
        uint32_t pc; /**< behind the instruction in question */
    } trace[12];     /**< where the last exception was thrown, innermost first */
    uint32_t trace_count;
};

/** Natives that call scripts that call natives ...: bounded by the C stack, too. */
#define C_DEPTH_MAX 160

/* ---- failing --------------------------------------------------------------- */

/** Throw a value. Always false. */
must_use bool vm_throw(struct vm *vm, value_t exception);
must_use bool vm_throw_error(struct vm *vm, enum builtin_id error, const char *format, ...)
    printf_like(3, 4);
/** Always false, and the compiler sees it: outputs are not read behind a throw. */
static inline must_use bool
vm_thrown(bool thrown)
{
    return thrown && false;
}
#define vm_throw_type(vm, ...)  vm_thrown(vm_throw_error((vm), BUILTIN_TYPE_ERROR, __VA_ARGS__))
#define vm_throw_range(vm, ...) vm_thrown(vm_throw_error((vm), BUILTIN_RANGE_ERROR, __VA_ARGS__))
#define vm_throw_plain(vm, ...) vm_thrown(vm_throw_error((vm), BUILTIN_ERROR, __VA_ARGS__))
/** Stop the run; nothing catches it. The first trap stays. Always false. */
must_use bool vm_trap(struct vm *vm, enum run_outcome trap);

/* ---- paying ------------------------------------------------------------------ */

static inline must_use bool
vm_charge(struct vm *vm, uint64_t units)
{
    if (unlikely((uint64_t)vm->fuel < units || vm->fuel < 0)) {
        return vm_trap(vm, RUN_FUEL);
    }
    vm->fuel -= (int64_t)units;
    return true;
}

/**
 * 8-byte aligned, not zeroed. NULL when the cap would be passed: then the vm is
 * trapped (RUN_MEMORY) and the caller returns false (or NULL) at once, without
 * throwing. Fuel is not charged here; natives that fill n elements charge n.
 */
static inline must_use void *
heap_alloc(struct vm *vm, size_t bytes)
{
    struct heap *heap = &vm->heap;
    size_t rounded = (bytes + 7) & ~(size_t)7;
    if (unlikely(rounded > (size_t)(heap->end - heap->tip) || rounded < bytes)) {
        (void)!vm_trap(vm, RUN_MEMORY);
        return NULL;
    }
    void *cell = heap->tip;
    heap->tip += rounded;
    return cell;
}

/** A place that is counted was passed. */
static inline void
vm_mark(struct vm *vm, uint32_t mark)
{
    if (mark < vm->count_of_counts && vm->counts[mark] < UINT32_MAX) {
        vm->counts[mark]++;
    }
}

/** One level of C recursion; false: RUN_DEPTH. Each true needs its vm_leave. */
must_use bool vm_enter(struct vm *vm);
void vm_leave(struct vm *vm);

/* ---- calling ------------------------------------------------------------------ */

/** TypeError when `function` cannot be called. */
must_use bool vm_call(struct vm *vm, value_t function, value_t this, const value_t *args,
                      uint32_t count, value_t *out);
/** new constructor(...args); target is new.target, usually the constructor itself. */
must_use bool vm_construct(struct vm *vm, value_t constructor, const value_t *args, uint32_t count,
                           value_t target, value_t *out);
/** v.name(...args) */
must_use bool vm_call_method(struct vm *vm, value_t value, struct key key, const value_t *args,
                             uint32_t count, value_t *out);
/** For native constructors: call->target.prototype, or the builtin's own. False: thrown. */
must_use bool vm_proto_of_target(struct vm *vm, const struct call *call, enum builtin_id builtin,
                                 struct object **out);

/* ---- strings of the realm ---------------------------------------------------- */

static inline value_t
vm_name(const struct vm *vm, enum name_id name)
{
    return vm->realm->names[name];
}

static inline struct key
vm_key(const struct vm *vm, enum name_id name)
{
    return (struct key){vm->realm->names[name], 0};
}

static inline struct key
vm_symbol_key(const struct vm *vm, enum symbol_id symbol)
{
    return (struct key){vm->realm->symbols[symbol], 0};
}

/** {value, done} */
must_use bool vm_iterator_result(struct vm *vm, value_t value, bool done, value_t *out);

/** "    at f (src/a.ts:3:5)" lines of the call stack, for Error's stack. NULL: trapped. */
must_use struct string *vm_stack_trace(struct vm *vm);
/** A line of console output; cut at the limit without error. Charges by length. */
must_use bool vm_console(struct vm *vm, struct string *line);

/* ---- what the built-ins give to the machine --------------------------------------
 * number.h, decimal.c, date.c, error.c, regexp.c, collection.c (Map, Set)
 * script_number_render and script_number_parse of number.h are used as they stand.
 */

/** A Decimal from text of its grammar; false: not of it (nothing thrown) or trapped. decimal.c */
must_use bool decimal_of_text(struct vm *vm, struct text text, value_t *out);
/** units * 10^-places, normalised. NULL: trapped. */
must_use struct big_decimal *decimal_of_units(struct vm *vm, int128_t units, int places);
/**
 * Towards zero to 12 places into *units (host.c reads answers with it); *inexact
 * when something was cut off; false when it does not fit 128 bits.
 */
must_use bool decimal_to_units(struct vm *vm, const struct big_decimal *decimal, int128_t *units,
                               bool *inexact);
/** A Date of milliseconds since 1970. NULL: trapped. date.c */
must_use struct object *date_new(struct vm *vm, double milliseconds);
/** The milliseconds of an OBJECT_DATE; NaN when invalid. */
double date_milliseconds(const struct object *date);
/** Date.parse of ISO text; NaN. */
double date_parse_text(struct text text);
/** An Error of a class with a message; its stack is vm_stack_trace. NULL: trapped. */
must_use struct object *error_new(struct vm *vm, enum builtin_id error, struct string *message);
/** A RegExp from a literal; the pattern was checked at compile time. regexp.c */
must_use struct object *regexp_new(struct vm *vm, struct string *source, struct string *flags);
/** One step of a Map's or Set's or matchAll's iterator (kinds MAP, SET, REGEXP). */
must_use bool collection_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done);
