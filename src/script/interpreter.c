/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interpreter.c: the loop.
 *
 * One C call of interpret runs one script call and all script calls below it;
 * natives that call back come through call_at and stand on top of it. R are
 * the registers of the running frame, at the instruction, pc the next one.
 */
#include <math.h>

#include "script/libm.h"
#include "script/machine.h"

/** What the loop keeps in C variables; saved to the frame before anything may look at it. */
#define SAVE() (frame->pc = pc)
#define FAIL_IF(condition)                                                                         \
    do {                                                                                           \
        if (unlikely(condition)) {                                                                 \
            goto failed;                                                                           \
        }                                                                                          \
    } while (0)
/** A call that may look at the frame or throw. */
#define DO(call)                                                                                   \
    do {                                                                                           \
        SAVE();                                                                                    \
        FAIL_IF(!(call));                                                                          \
    } while (0)
#define ENTER_FRAME()                                                                              \
    do {                                                                                           \
        frame = &vm->frames[vm->frame_count - 1];                                                  \
        RESUME();                                                                                  \
    } while (0)
#define RESUME()                                                                                   \
    do {                                                                                           \
        pc = frame->pc;                                                                            \
        R = frame->registers;                                                                      \
        sites = frame->sites;                                                                      \
        K = frame->code->constants;                                                                \
    } while (0)

/** How it goes on: from each instruction to the next, or back to the one switch (adr 0012). */
#ifdef label_address
#define TARGET(name) label_##name:
#define NEXT()                                                                                     \
    do {                                                                                           \
        at = pc++;                                                                                 \
        jump_to(labels[at->op]);                                                                   \
    } while (0)
#else
#define TARGET(name) (void)0
#define NEXT()       break
#endif

/** The innermost handler around the failed instruction; false: leave the frame. */
static bool
find_handler(const struct frame *frame, const struct instruction **target)
{
    const struct function_code *code = frame->code;
    uint32_t pc = (uint32_t)(frame->pc - code->instructions) - 1;
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const struct handler *handler = &code->handlers[i];
        if (pc >= handler->start && pc < handler->end) {
            *target = code->instructions + handler->target;
            return true;
        }
    }
    return false;
}

/** frame_push of a call where nothing is special; NULL: it was not done. */
static inline struct frame *
frame_push_fast(struct vm *vm, struct closure *closure, value_t *base, uint32_t count)
{
    const struct function_code *code = closure->code;
    int64_t fuel = vm->fuel - call_fuel(code);
    if (unlikely(vm->depth >= vm->depth_max ||
                 base + 2 + code->register_count + STACK_SLACK > vm->stack_end || fuel < 0 ||
                 vm->cache->epochs[code->number] != vm->cache->epoch)) {
        return NULL;
    }
    vm->fuel = fuel;
    return frame_fill(vm, closure, base + 2, count, VALUE_UNDEFINED, VALUE_EMPTY);
}

static void
frame_pop(struct vm *vm)
{
    vm->frame_count--;
    vm->depth--;
    if (vm->frame_count > 0) {
        const struct frame *frame = &vm->frames[vm->frame_count - 1];
        vm->stack_top = frame->registers + frame->code->register_count;
    }
}

/** To the handler of the exception, or out of the entry frame (false). */
static bool
unwind(struct vm *vm)
{
    for (;;) {
        struct frame *frame = &vm->frames[vm->frame_count - 1];
        const struct instruction *target;
        if (vm->trap == RUN_NONE && find_handler(frame, &target)) {
            frame->pc = target;
            vm->stack_top = frame->registers + frame->code->register_count;
            return true;
        }
        bool is_entry = (frame->flags & FRAME_ENTRY) != 0;
        frame_pop(vm);
        if (is_entry) {
            return false;
        }
    }
}

static bool
throw_uninitialised(struct vm *vm, value_t name)
{
    char text[64];
    key_render(name, text, sizeof text);
    return vm_throw_error(vm, BUILTIN_REFERENCE_ERROR, "Cannot access '%s' before initialization",
                          text);
}

static bool
throw_named(struct vm *vm, enum builtin_id error, const char *format, value_t name)
{
    char text[64];
    key_render(name, text, sizeof text);
    return error == BUILTIN_TYPE_ERROR ? vm_throw_type(vm, "%s '%s'", format, text)
                                       : vm_throw_error(vm, error, "%s %s", text, format);
}

static bool
throw_broken(struct vm *vm)
{
    return vm_throw_type(vm, "Bytecode and values do not fit");
}

/** Slow halves of arithmetic on numbers. */
static bool
arithmetic(struct vm *vm, uint16_t op, value_t a, value_t b, value_t *out)
{
    double x;
    double y;
    if (!value_to_number(vm, a, &x) || !value_to_number(vm, b, &y)) {
        return false;
    }
    uint32_t left = (uint32_t)number_to_int32(x);
    uint32_t right = (uint32_t)number_to_int32(y);
    double answer = 0;
    switch (op) {
    case OP_SUB:
        answer = x - y;
        break;
    case OP_MUL:
        answer = x * y;
        break;
    case OP_DIV:
        answer = x / y;
        break;
    case OP_REM:
        answer = libm_remainder(x, y);
        break;
    case OP_SHL:
        answer = (int32_t)(left << (right & 31));
        break;
    case OP_SHR:
        answer = (int32_t)left >> (right & 31);
        break;
    case OP_USHR:
        answer = left >> (right & 31);
        break;
    case OP_AND:
        answer = (int32_t)(left & right);
        break;
    case OP_OR:
        answer = (int32_t)(left | right);
        break;
    case OP_XOR:
        answer = (int32_t)(left ^ right);
        break;
    default:
        assert(false);
    }
    *out = value_number(answer);
    return true;
}

/** a OP b for LT, LE, GT, GE of anything. */
static bool
compare(struct vm *vm, uint16_t op, value_t a, value_t b, bool *out)
{
    int order;
    if (!value_compare(vm, a, b, &order)) {
        return false;
    }
    *out = order != 2 && (op == OP_LT   ? order < 0
                          : op == OP_LE ? order <= 0
                          : op == OP_GT ? order > 0
                                        : order >= 0);
    return true;
}

/** What a constructor that answers no object gives: this, unless super() never ran. */
static bool
finish_construct(struct vm *vm, bool derived, value_t answer, value_t this)
{
    if (derived && !value_is_undefined(answer)) {
        return vm_throw_type(vm, "Derived constructors may only return an object or undefined");
    }
    return this != VALUE_EMPTY ||
           vm_throw_error(
               vm, BUILTIN_REFERENCE_ERROR,
               "Must call super constructor before returning from a derived constructor");
}

/** "x.f is not a function": the METHOD that loaded what is called knows its name. */
static bool
throw_not_callable(struct vm *vm, const struct frame *frame, const struct instruction *call)
{
    const struct function_code *code = frame->code;
    value_t callee = frame->registers[call->a];
    for (const struct instruction *at = call; at > code->instructions && call - at < 500; at--) {
        if (at[-1].op == OP_METHOD && at[-1].a == call->a) {
            char text[64];
            key_render(code->constants[at[-1].c], text, sizeof text);
            return vm_throw_type(vm, "%s is not a function (it is %s)", text,
                                 value_describe(callee));
        }
    }
    return operate_not_callable(vm, callee, false);
}

static struct native *
as_native(value_t value)
{
    struct object *object = value_is_object(value) ? value_as_object(value) : NULL;
    return object != NULL && object->kind == OBJECT_NATIVE ? (struct native *)object : NULL;
}

static struct closure *
as_closure(value_t value)
{
    struct object *object = value_is_object(value) ? value_as_object(value) : NULL;
    return object != NULL && object->kind == OBJECT_FUNCTION ? (struct closure *)object : NULL;
}

/** Arguments of an array behind base, for spread calls; base is the top of the stack. */
static bool
spread_arguments(struct vm *vm, value_t *base, value_t arguments, uint32_t *count)
{
    const struct array *array = value_as_array(arguments);
    if (array == NULL) {
        return throw_broken(vm);
    }
    *count = array->length;
    if (!vm_charge(vm, 1 + *count / 8)) {
        return false;
    }
    if ((size_t)(vm->stack_end - base) < (size_t)*count + 2 * STACK_SLACK) {
        return vm_trap(vm, RUN_DEPTH);
    }
    for (uint32_t i = 0; i < *count; i++) {
        base[2 + i] = array_get(array, i);
    }
    return true;
}

static inline bool
site_put(const struct vm *vm, const struct site *site, value_t value, value_t x)
{
    struct object *object = value_as_object(value);
    if (unlikely(!value_is_object(value) || object->shape != site->shape || object->flags != 0 ||
                 !heap_owns(&vm->heap, object))) {
        return false;
    }
    object->slots[site->slot] = x;
    return true;
}

/** The method that the site knows; of Decimals, too. */
static inline bool
site_method(const struct vm *vm, const struct site *site, value_t value, value_t *out)
{
    const struct object *object;
    if (likely(value_is_object(value))) {
        object = value_as_object(value);
    } else if (value_is_decimal(value)) {
        object = vm->realm->prototypes[BUILTIN_DECIMAL];
    } else {
        return false;
    }
    *out = site->method;
    return object->shape == site->shape;
}

/** What the hardware computes from values: its NaN is below the tags already. */
static inline value_t
boxed(double number)
{
    value_t value;
    memcpy(&value, &number, sizeof value);
    return value;
}

/** Not negative and below 2^52: its whole part is a conversion away. */
static inline bool
is_modest(double number)
{
    return boxed(number) < UINT64_C(0x4330000000000000);
}

/** What this instruction remembers. */
#define SITE()        site_of(sites, pc - 1)
#define NUMBERS(x, y) (value_is_number(x) && value_is_number(y))
/*
 * To the hardware every value that is no number is a NaN, and so is what it computes from one, and
 * no comparison with it holds. So the answer is looked at, not what it is computed from: what is no
 * NaN came from numbers.
 */
#define ARITHMETIC(operator, slow, right)                                                          \
    do {                                                                                           \
        double answer = value_as_number(R[at->b]) operator value_as_number(right);                 \
        if (likely(answer == answer)) {                                                            \
            R[at->a] = boxed(answer);                                                              \
        } else {                                                                                   \
            DO(arithmetic(vm, slow, R[at->b], right, &R[at->a]));                                  \
        }                                                                                          \
    } while (0)
#define ADD(right)                                                                                 \
    do {                                                                                           \
        double answer = value_as_number(R[at->b]) + value_as_number(right);                        \
        if (likely(answer == answer)) {                                                            \
            R[at->a] = boxed(answer);                                                              \
        } else {                                                                                   \
            DO(value_add(vm, R[at->b], right, &R[at->a]));                                         \
        }                                                                                          \
    } while (0)
#define BITS(x, y, answer)                                                                         \
    do {                                                                                           \
        if (likely(NUMBERS(R[at->b], R[at->c]))) {                                                 \
            int32_t x = number_to_int32(value_as_number(R[at->b]));                                \
            int32_t y = number_to_int32(value_as_number(R[at->c]));                                \
            R[at->a] = boxed(answer);                                                              \
        } else {                                                                                   \
            DO(arithmetic(vm, at->op, R[at->b], R[at->c], &R[at->a]));                             \
        }                                                                                          \
    } while (0)
#define COMPARE_VALUES(answer, operator, slow, x, y)                                               \
    do {                                                                                           \
        answer = value_as_number(x) operator value_as_number(y);                                   \
        if (unlikely(!answer && isunordered(value_as_number(x), value_as_number(y)))) {            \
            DO(compare(vm, slow, x, y, &answer));                                                  \
        }                                                                                          \
    } while (0)
#define COMPARE(operator)                                                                          \
    do {                                                                                           \
        bool answer;                                                                               \
        COMPARE_VALUES(answer, operator, at->op, R[at->b], R[at->c]);                              \
        R[at->a] = value_boolean(answer);                                                          \
    } while (0)
#define COMPARE_JUMP(operator, slow, when, right)                                                  \
    do {                                                                                           \
        bool answer;                                                                               \
        COMPARE_VALUES(answer, operator, slow, R[at->a], right);                                   \
        if (answer == (when)) {                                                                    \
            pc += (int16_t)at->c;                                                                  \
        }                                                                                          \
    } while (0)
/** The loop instruction at pc, if it compares numbers; else it is still to come. */
#define LOOP_BACK(operator)                                                                        \
    do {                                                                                           \
        const struct instruction loop = *pc;                                                       \
        double x = value_as_number(R[loop.a]);                                                     \
        double y = value_as_number(R[loop.b]);                                                     \
        if (likely(x operator y)) {                                                                \
            vm->fuel += (int16_t)loop.c;                                                           \
            pc++;                                                                                  \
            if (unlikely(vm->fuel < 0)) {                                                          \
                DO(vm_trap(vm, RUN_FUEL));                                                         \
            }                                                                                      \
            pc += (int16_t)loop.c;                                                                 \
        } else if (likely(!isunordered(x, y))) {                                                   \
            pc++;                                                                                  \
        }                                                                                          \
    } while (0)
#define LOOP_IF(operator, slow)                                                                    \
    do {                                                                                           \
        bool answer;                                                                               \
        COMPARE_VALUES(answer, operator, slow, R[at->a], R[at->b]);                                \
        if (likely(answer)) {                                                                      \
            vm->fuel += (int16_t)at->c;                                                            \
            if (unlikely(vm->fuel < 0)) {                                                          \
                DO(vm_trap(vm, RUN_FUEL));                                                         \
            }                                                                                      \
            pc += (int16_t)at->c;                                                                  \
        }                                                                                          \
    } while (0)
/** ADD_INT */
#define STEP()                                                                                     \
    double stepped = value_as_number(R[at->b]) + (int16_t)at->c;                                   \
    if (unlikely(stepped != stepped)) {                                                            \
        DO(value_to_number(vm, R[at->b], &stepped));                                               \
        R[at->a] = value_number(stepped + (int16_t)at->c);                                         \
        break;                                                                                     \
    }                                                                                              \
    R[at->a] = boxed(stepped)
#define JUMP_BC_IF(condition)                                                                      \
    do {                                                                                           \
        if (condition) {                                                                           \
            pc += jump_of(at->b, at->c);                                                           \
        }                                                                                          \
    } while (0)

/** a % b; whole numbers without libm. */
static inline bool
remainder_of(struct vm *vm, value_t a, value_t b, value_t *out)
{
    double x = value_as_number(a);
    double y = value_as_number(b);
    if (likely(is_modest(x) && is_modest(y) && y > 0 && (double)(int64_t)x == x &&
               (double)(int64_t)y == y)) {
        *out = boxed((double)((int64_t)x % (int64_t)y));
        return true;
    }
    return arithmetic(vm, OP_REM, a, b, out);
}

/** a === b; ropes are joined, which may trap. */
static inline bool
strictly_equal(struct vm *vm, value_t a, value_t b)
{
    if (likely(NUMBERS(a, b))) {
        return value_as_number(a) == value_as_number(b);
    }
    return a == b || (value_is_string(a) && value_is_string(b) && value_strict_equal(vm, a, b));
}

/* ---- fused instructions: the common case, or the first part alone (fused.def) ---- */

/** GET into `got`; a property that is not where the site says is all that is done now. */
#define FUSED_GET(got)                                                                             \
    value_t got;                                                                                   \
    if (unlikely(!site_get(SITE(), R[at->b], &got))) {                                             \
        DO(get_at_site(vm, SITE(), R[at->b], K[at->c], &R[at->a]));                                \
        break;                                                                                     \
    }                                                                                              \
    R[at->a] = got
/**
 * Of a number: what the site says is in the slot, whatever it is. Then the answer is looked at
 * (ARITHMETIC), and when it is none, FUSED_GET does it properly.
 */
#define GOT_NUMBER(got)                                                                            \
    value_t holder = R[at->b];                                                                     \
    const struct object *object = value_as_object(holder);                                         \
    bool is_there = value_is_object(holder) && object->shape == SITE()->shape;                     \
    double got = likely(is_there) ? value_as_number(object->slots[SITE()->slot]) : (double)NAN
#define GET_JUMP_IF(condition)                                                                     \
    {                                                                                              \
        FUSED_GET(got);                                                                            \
        pc += (condition) ? 1 + jump_of(pc->b, pc->c) : 1;                                         \
        NEXT();                                                                                    \
    }
#define GET_JUMP_UNLESS(operator)                                                                  \
    {                                                                                              \
        GOT_NUMBER(number);                                                                        \
        double x = value_as_number(R[pc->a]);                                                      \
        if (x operator number) {                                                                   \
            R[at->a] = boxed(number);                                                              \
            pc++;                                                                                  \
            NEXT();                                                                                \
        }                                                                                          \
        if (likely(!isunordered(x, number))) {                                                     \
            R[at->a] = boxed(number);                                                              \
            pc += 1 + (int16_t)pc->c;                                                              \
            NEXT();                                                                                \
        }                                                                                          \
        FUSED_GET(got);                                                                            \
        NEXT();                                                                                    \
    }
/** x operator what was got */
#define GET_ARITHMETIC(operator)                                                                   \
    {                                                                                              \
        GOT_NUMBER(number);                                                                        \
        double answer = value_as_number(R[pc->b]) operator number;                                 \
        if (likely(answer == answer)) {                                                            \
            R[at->a] = boxed(number);                                                              \
            R[pc->a] = boxed(answer);                                                              \
            pc++;                                                                                  \
            NEXT();                                                                                \
        }                                                                                          \
        FUSED_GET(got);                                                                            \
        NEXT();                                                                                    \
    }

/** The first part of MUL_..., a product of two numbers. */
#define MULTIPLY(product)                                                                          \
    double product = value_as_number(R[at->b]) * value_as_number(K[at->c]);                        \
    if (unlikely(product != product)) {                                                            \
        DO(arithmetic(vm, OP_MUL, R[at->b], K[at->c], &R[at->a]));                                 \
        break;                                                                                     \
    }                                                                                              \
    R[at->a] = boxed(product)
/** The first two parts of DIV_FLOOR...; pc goes behind them. */
#define DIV_FLOOR(whole)                                                                           \
    double quotient = value_as_number(R[at->b]) / value_as_number(K[at->c]);                       \
    double whole;                                                                                  \
    if (likely(is_modest(quotient))) {                                                             \
        whole = (double)(int64_t)quotient;                                                         \
    } else if (quotient != quotient) {                                                             \
        DO(arithmetic(vm, OP_DIV, R[at->b], K[at->c], &R[at->a]));                                 \
        break;                                                                                     \
    } else {                                                                                       \
        whole = floor(quotient);                                                                   \
    }                                                                                              \
    R[at->a] = boxed(quotient);                                                                    \
    R[pc->a] = boxed(whole);                                                                       \
    pc++
#define DIV_FLOOR_THEN(operator)                                                                   \
    {                                                                                              \
        DIV_FLOOR(whole);                                                                          \
        double answer = value_as_number(R[pc->b]) operator whole;                                  \
        if (likely(answer == answer)) {                                                            \
            R[pc->a] = boxed(answer);                                                              \
            pc++;                                                                                  \
        }                                                                                          \
        NEXT();                                                                                    \
    }

/** Math.ceil, round or trunc of a modest number. */
static inline double
whole_of(enum math_member member, double number)
{
    double whole = (double)(int64_t)number;
    if (member == MATH_CEIL) {
        return whole + (whole < number ? 1 : 0);
    }
    return whole + (member == MATH_ROUND && number - whole >= 0.5 ? 1 : 0);
}

static inline bool
truthy(value_t value)
{
    return value_is_boolean(value) ? value == VALUE_TRUE : value_truthy(value);
}

bool
interpret(struct vm *vm, value_t *out)
{
    struct frame *frame;
    const struct instruction *pc;
    value_t *R;
    const value_t *K;
    uintptr_t sites;
    const struct instruction *at;
#ifdef label_address
    static const void *const labels[OP_COUNT] = {
#define OP(name, a, b, c) label_address(label_##name),
#include "script/opcode.def"
#undef OP
#define FUSED(name, first, second, link, third, third_link) label_address(label_##name),
#include "script/fused.def"
#undef FUSED
    };
#endif
    ENTER_FRAME();
    for (;;) {
        at = pc++;
        switch ((enum opcode)at->op) {
        case OP_NOP:
            TARGET(NOP);
            NEXT();
        case OP_MARK:
            TARGET(MARK);
            vm_mark(vm, (uint32_t)at->a << 16 | at->b);
            NEXT();
        case OP_MOVE:
            TARGET(MOVE);
            R[at->a] = R[at->b];
            NEXT();
        case OP_CONSTANT:
            TARGET(CONSTANT);
            R[at->a] = K[at->b];
            NEXT();
        case OP_UNDEFINED:
            TARGET(UNDEFINED);
            R[at->a] = VALUE_UNDEFINED;
            NEXT();
        case OP_NULL:
            TARGET(NULL);
            R[at->a] = VALUE_NULL;
            NEXT();
        case OP_TRUE:
            TARGET(TRUE);
            R[at->a] = VALUE_TRUE;
            NEXT();
        case OP_FALSE:
            TARGET(FALSE);
            R[at->a] = VALUE_FALSE;
            NEXT();
        case OP_EMPTY:
            TARGET(EMPTY);
            R[at->a] = VALUE_EMPTY;
            NEXT();
        case OP_INT:
            TARGET(INT);
            R[at->a] = boxed((int16_t)at->b);
            NEXT();
        case OP_THIS:
            TARGET(THIS);
            R[at->a] = R[-1];
            NEXT();
        case OP_CALLEE:
            TARGET(CALLEE);
            R[at->a] = value_of_object(frame->closure);
            NEXT();
        case OP_HOME:
            TARGET(HOME);
            R[at->a] = frame->closure->home == NULL ? VALUE_UNDEFINED
                                                    : value_of_object(frame->closure->home);
            NEXT();
        case OP_NEW_TARGET:
            TARGET(NEW_TARGET);
            R[at->a] = frame->target;
            NEXT();
        case OP_ARGUMENTS:
            TARGET(ARGUMENTS);
            DO(operate_arguments_object(vm, frame, &R[at->a]));
            NEXT();
        case OP_REST:
            TARGET(REST);
            DO(operate_arguments(vm, frame, at->b, &R[at->a]));
            NEXT();
        case OP_CHECK:
            TARGET(CHECK);
            if (unlikely(R[at->a] == VALUE_EMPTY)) {
                DO(throw_uninitialised(vm, K[at->b]));
            }
            NEXT();
        case OP_CHECK_THIS:
            TARGET(CHECK_THIS);
            if (unlikely(R[at->a] == VALUE_EMPTY)) {
                DO(vm_throw_error(vm, BUILTIN_REFERENCE_ERROR,
                                  "Must call super constructor before accessing 'this'"));
            }
            NEXT();
        case OP_CHECK_NO_THIS:
            TARGET(CHECK_NO_THIS);
            if (unlikely(R[at->a] != VALUE_EMPTY)) {
                DO(vm_throw_error(vm, BUILTIN_REFERENCE_ERROR, "Super constructor called twice"));
            }
            NEXT();
        case OP_THROW_CONST:
            TARGET(THROW_CONST);
            DO(throw_named(vm, BUILTIN_TYPE_ERROR, "Assignment to constant variable", K[at->a]));
            NEXT();
        case OP_THROW_UNKNOWN:
            TARGET(THROW_UNKNOWN);
            DO(throw_named(vm, BUILTIN_REFERENCE_ERROR, "is not defined", K[at->a]));
            NEXT();

        /* variables */
        case OP_CELL_NEW: {
            TARGET(CELL_NEW);
            struct cell *cell = heap_alloc(vm, sizeof *cell);
            FAIL_IF(cell == NULL);
            cell->value = R[at->b];
            R[at->a] = value_of_cell(cell);
            NEXT();
        }
        case OP_CELL_FRESH: {
            TARGET(CELL_FRESH);
            struct cell *cell = heap_alloc(vm, sizeof *cell);
            FAIL_IF(cell == NULL);
            FAIL_IF(!value_is_cell(R[at->a]));
            cell->value = value_as_cell(R[at->a])->value;
            R[at->a] = value_of_cell(cell);
            NEXT();
        }
        case OP_CELL_GET:
            TARGET(CELL_GET);
            if (unlikely(!value_is_cell(R[at->b]))) {
                DO(throw_broken(vm));
            }
            R[at->a] = value_as_cell(R[at->b])->value;
            NEXT();
        case OP_CELL_SET:
            TARGET(CELL_SET);
            if (unlikely(!value_is_cell(R[at->a]))) {
                DO(throw_broken(vm));
            }
            value_as_cell(R[at->a])->value = R[at->b];
            NEXT();
        case OP_CAPTURE_GET:
            TARGET(CAPTURE_GET);
            R[at->a] = frame->closure->captures[at->b]->value;
            NEXT();
        case OP_CAPTURE_SET: {
            TARGET(CAPTURE_SET);
            struct cell *cell = frame->closure->captures[at->a];
            if (unlikely(!heap_owns(&vm->heap, cell))) {
                DO(object_shared_write(vm));
            }
            cell->value = R[at->b];
            NEXT();
        }
        case OP_VARIABLE_GET:
            TARGET(VARIABLE_GET);
            R[at->a] = vm->globals[at->b];
            NEXT();
        case OP_VARIABLE_SET:
            TARGET(VARIABLE_SET);
            vm->globals[at->a] = R[at->b];
            NEXT();

        /* arithmetic */
        case OP_ADD:
            TARGET(ADD);
            ADD(R[at->c]);
            NEXT();
        case OP_ADD_CONST:
            TARGET(ADD_CONST);
            ADD(K[at->c]);
            NEXT();
        case OP_SUB:
            TARGET(SUB);
            ARITHMETIC(-, OP_SUB, R[at->c]);
            NEXT();
        case OP_SUB_CONST:
            TARGET(SUB_CONST);
            ARITHMETIC(-, OP_SUB, K[at->c]);
            NEXT();
        case OP_MUL:
            TARGET(MUL);
            ARITHMETIC(*, OP_MUL, R[at->c]);
            NEXT();
        case OP_MUL_CONST:
            TARGET(MUL_CONST);
            ARITHMETIC(*, OP_MUL, K[at->c]);
            NEXT();
        case OP_DIV:
            TARGET(DIV);
            ARITHMETIC(/, OP_DIV, R[at->c]);
            NEXT();
        case OP_DIV_CONST:
            TARGET(DIV_CONST);
            ARITHMETIC(/, OP_DIV, K[at->c]);
            NEXT();
        case OP_REM:
            TARGET(REM);
            DO(remainder_of(vm, R[at->b], R[at->c], &R[at->a]));
            NEXT();
        case OP_REM_CONST:
            TARGET(REM_CONST);
            DO(remainder_of(vm, R[at->b], K[at->c], &R[at->a]));
            NEXT();
        case OP_FLOOR: {
            TARGET(FLOOR);
            double number = value_as_number(R[at->b]);
            if (likely(is_modest(number))) {
                R[at->a] = boxed((double)(int64_t)number);
                NEXT();
            }
            DO(value_to_number(vm, R[at->b], &number));
            R[at->a] = value_number(floor(number));
            NEXT();
        }
        case OP_MATH: {
            TARGET(MATH);
            double number = value_as_number(R[at->b]);
            if (likely(is_modest(number) && at->c != MATH_ABS)) {
                R[at->a] = boxed(whole_of((enum math_member)at->c, number));
                NEXT();
            }
            DO(value_to_number(vm, R[at->b], &number));
            R[at->a] = value_number(math_of((enum math_member)at->c, number));
            NEXT();
        }
        case OP_MIN:
        case OP_MAX: {
            TARGET(MIN);
            TARGET(MAX);
            double x = value_as_number(R[at->b]);
            double y = value_as_number(R[at->c]);
            if (likely(x < y || x > y)) { /* so both are numbers */
                R[at->a] = (x < y) == (at->op == OP_MIN) ? R[at->b] : R[at->c];
                NEXT();
            }
            DO(value_to_number(vm, R[at->b], &x) && value_to_number(vm, R[at->c], &y));
            R[at->a] = value_number(math_extreme(x, y, at->op == OP_MIN ? -1 : 1));
            NEXT();
        }
        case OP_POW:
            TARGET(POW);
            DO(operate_power(vm, R[at->b], R[at->c], &R[at->a]));
            NEXT();
        case OP_SHL:
            TARGET(SHL);
            BITS(x, y, (int32_t)((uint32_t)x << (y & 31)));
            NEXT();
        case OP_SHR:
            TARGET(SHR);
            BITS(x, y, x >> (y & 31));
            NEXT();
        case OP_USHR:
            TARGET(USHR);
            BITS(x, y, (uint32_t)x >> (y & 31));
            NEXT();
        case OP_AND:
            TARGET(AND);
            BITS(x, y, x & y);
            NEXT();
        case OP_OR:
            TARGET(OR);
            BITS(x, y, x | y);
            NEXT();
        case OP_XOR:
            TARGET(XOR);
            BITS(x, y, x ^ y);
            NEXT();
        case OP_ADD_INT: {
            TARGET(ADD_INT);
            STEP();
            NEXT();
        }
        case OP_NEG: {
            TARGET(NEG);
            double number;
            DO(value_to_number(vm, R[at->b], &number));
            R[at->a] = value_number(-number);
            NEXT();
        }
        case OP_BIT_NOT: {
            TARGET(BIT_NOT);
            int32_t whole;
            DO(value_to_int32(vm, R[at->b], &whole));
            R[at->a] = value_number(~whole);
            NEXT();
        }
        case OP_NOT:
            TARGET(NOT);
            R[at->a] = value_boolean(!truthy(R[at->b]));
            NEXT();
        case OP_TO_NUMBER:
            TARGET(TO_NUMBER);
            if (likely(value_is_number(R[at->b]))) {
                R[at->a] = R[at->b];
            } else {
                double number;
                DO(value_to_number(vm, R[at->b], &number));
                R[at->a] = value_number(number);
            }
            NEXT();
        case OP_TO_STRING: {
            TARGET(TO_STRING);
            struct string *string;
            if (value_is_string(R[at->b])) {
                R[at->a] = R[at->b];
                NEXT();
            }
            DO(value_to_string(vm, R[at->b], &string));
            R[at->a] = value_of_string(string);
            NEXT();
        }
        case OP_TO_KEY: {
            TARGET(TO_KEY);
            struct key key;
            DO(key_of(vm, R[at->b], &key) && key_to_value(vm, key, &R[at->a]));
            NEXT();
        }
        case OP_KEY_OF: {
            TARGET(KEY_OF);
            struct key key;
            if (likely(!value_is_object(R[at->b]))) {
                R[at->a] = R[at->b];
                NEXT();
            }
            if (value_is_nullish(R[at->c])) {
                DO(vm_throw_type(vm, "Cannot read properties of %s", value_describe(R[at->c])));
            }
            DO(key_of(vm, R[at->b], &key) && key_to_value(vm, key, &R[at->a]));
            NEXT();
        }
        case OP_TYPEOF:
            TARGET(TYPEOF);
            R[at->a] = vm->realm->type_names[typeof_index(R[at->b])];
            NEXT();
        case OP_CONCAT:
            TARGET(CONCAT);
            DO(operate_concat(vm, R + at->b, at->c, &R[at->a]));
            NEXT();

        /* comparing */
        case OP_LT:
            TARGET(LT);
            COMPARE(<);
            NEXT();
        case OP_LE:
            TARGET(LE);
            COMPARE(<=);
            NEXT();
        case OP_GT:
            TARGET(GT);
            COMPARE(>);
            NEXT();
        case OP_GE:
            TARGET(GE);
            COMPARE(>=);
            NEXT();
        case OP_EQ:
        case OP_NE: {
            TARGET(EQ);
            TARGET(NE);
            bool equal;
            DO(value_loose_equal(vm, R[at->b], R[at->c], &equal));
            R[at->a] = value_boolean(equal == (at->op == OP_EQ));
            NEXT();
        }
        case OP_SEQ:
        case OP_SNE: {
            TARGET(SEQ);
            TARGET(SNE);
            bool equal = value_strict_equal(vm, R[at->b], R[at->c]);
            SAVE();
            FAIL_IF(vm->trap != RUN_NONE);
            R[at->a] = value_boolean(equal == (at->op == OP_SEQ));
            NEXT();
        }
        case OP_IN: {
            TARGET(IN);
            struct key key;
            bool found;
            DO(value_is_object(R[at->c]) || value_is_decimal(R[at->c]) ||
               vm_throw_type(vm, "Cannot use 'in' to search in %s", value_describe(R[at->c])));
            DO(key_of(vm, R[at->b], &key) && value_has(vm, R[at->c], key, &found));
            R[at->a] = value_boolean(found);
            NEXT();
        }
        case OP_INSTANCEOF: {
            TARGET(INSTANCEOF);
            bool is_one;
            DO(value_instance_of(vm, R[at->b], R[at->c], &is_one));
            R[at->a] = value_boolean(is_one);
            NEXT();
        }

        /* jumping */
        case OP_JUMP:
            TARGET(JUMP);
            pc += jump_of(at->a, at->b);
            NEXT();
        case OP_LOOP: {
            TARGET(LOOP);
            int32_t distance = jump_of(at->a, at->b);
            vm->fuel += distance; /* it is negative */
            if (unlikely(vm->fuel < 0)) {
                DO(vm_trap(vm, RUN_FUEL));
            }
            pc += distance;
            NEXT();
        }
        case OP_LOOP_LT:
            TARGET(LOOP_LT);
            LOOP_IF(<, OP_LT);
            NEXT();
        case OP_LOOP_LE:
            TARGET(LOOP_LE);
            LOOP_IF(<=, OP_LE);
            NEXT();
        case OP_LOOP_GT:
            TARGET(LOOP_GT);
            LOOP_IF(>, OP_GT);
            NEXT();
        case OP_LOOP_GE:
            TARGET(LOOP_GE);
            LOOP_IF(>=, OP_GE);
            NEXT();
        case OP_JUMP_NULL:
            TARGET(JUMP_NULL);
            JUMP_BC_IF(R[at->a] == VALUE_NULL);
            NEXT();
        case OP_JUMP_NOT_NULL:
            TARGET(JUMP_NOT_NULL);
            JUMP_BC_IF(R[at->a] != VALUE_NULL);
            NEXT();
        case OP_JUMP_TRUE:
            TARGET(JUMP_TRUE);
            JUMP_BC_IF(truthy(R[at->a]));
            NEXT();
        case OP_JUMP_FALSE:
            TARGET(JUMP_FALSE);
            JUMP_BC_IF(!truthy(R[at->a]));
            NEXT();
        case OP_JUMP_NULLISH:
            TARGET(JUMP_NULLISH);
            JUMP_BC_IF(value_is_nullish(R[at->a]));
            NEXT();
        case OP_JUMP_NOT_NULLISH:
            TARGET(JUMP_NOT_NULLISH);
            JUMP_BC_IF(!value_is_nullish(R[at->a]));
            NEXT();
        case OP_JUMP_UNDEFINED:
            TARGET(JUMP_UNDEFINED);
            JUMP_BC_IF(R[at->a] == VALUE_UNDEFINED);
            NEXT();
        case OP_JUMP_NOT_UNDEFINED:
            TARGET(JUMP_NOT_UNDEFINED);
            JUMP_BC_IF(R[at->a] != VALUE_UNDEFINED);
            NEXT();
        case OP_JUMP_LT:
            TARGET(JUMP_LT);
            COMPARE_JUMP(<, OP_LT, true, R[at->b]);
            NEXT();
        case OP_JUMP_LT_CONST:
            TARGET(JUMP_LT_CONST);
            COMPARE_JUMP(<, OP_LT, true, K[at->b]);
            NEXT();
        case OP_JUMP_LE:
            TARGET(JUMP_LE);
            COMPARE_JUMP(<=, OP_LE, true, R[at->b]);
            NEXT();
        case OP_JUMP_LE_CONST:
            TARGET(JUMP_LE_CONST);
            COMPARE_JUMP(<=, OP_LE, true, K[at->b]);
            NEXT();
        case OP_JUMP_GT:
            TARGET(JUMP_GT);
            COMPARE_JUMP(>, OP_GT, true, R[at->b]);
            NEXT();
        case OP_JUMP_GT_CONST:
            TARGET(JUMP_GT_CONST);
            COMPARE_JUMP(>, OP_GT, true, K[at->b]);
            NEXT();
        case OP_JUMP_GE:
            TARGET(JUMP_GE);
            COMPARE_JUMP(>=, OP_GE, true, R[at->b]);
            NEXT();
        case OP_JUMP_GE_CONST:
            TARGET(JUMP_GE_CONST);
            COMPARE_JUMP(>=, OP_GE, true, K[at->b]);
            NEXT();
        case OP_JUMP_NOT_LT:
            TARGET(JUMP_NOT_LT);
            COMPARE_JUMP(<, OP_LT, false, R[at->b]);
            NEXT();
        case OP_JUMP_NOT_LT_CONST:
            TARGET(JUMP_NOT_LT_CONST);
            COMPARE_JUMP(<, OP_LT, false, K[at->b]);
            NEXT();
        case OP_JUMP_NOT_LE:
            TARGET(JUMP_NOT_LE);
            COMPARE_JUMP(<=, OP_LE, false, R[at->b]);
            NEXT();
        case OP_JUMP_NOT_LE_CONST:
            TARGET(JUMP_NOT_LE_CONST);
            COMPARE_JUMP(<=, OP_LE, false, K[at->b]);
            NEXT();
        case OP_JUMP_NOT_GT:
            TARGET(JUMP_NOT_GT);
            COMPARE_JUMP(>, OP_GT, false, R[at->b]);
            NEXT();
        case OP_JUMP_NOT_GT_CONST:
            TARGET(JUMP_NOT_GT_CONST);
            COMPARE_JUMP(>, OP_GT, false, K[at->b]);
            NEXT();
        case OP_JUMP_NOT_GE:
            TARGET(JUMP_NOT_GE);
            COMPARE_JUMP(>=, OP_GE, false, R[at->b]);
            NEXT();
        case OP_JUMP_NOT_GE_CONST:
            TARGET(JUMP_NOT_GE_CONST);
            COMPARE_JUMP(>=, OP_GE, false, K[at->b]);
            NEXT();
        case OP_JUMP_SEQ:
        case OP_JUMP_SNE:
        case OP_JUMP_SEQ_CONST:
        case OP_JUMP_SNE_CONST: {
            TARGET(JUMP_SEQ);
            TARGET(JUMP_SNE);
            TARGET(JUMP_SEQ_CONST);
            TARGET(JUMP_SNE_CONST);
            bool with_constant = at->op == OP_JUMP_SEQ_CONST || at->op == OP_JUMP_SNE_CONST;
            value_t y = with_constant ? K[at->b] : R[at->b];
            bool equal = strictly_equal(vm, R[at->a], y);
            if (unlikely(vm->trap != RUN_NONE)) { /* joining ropes */
                goto failed;
            }
            if (equal == (at->op == OP_JUMP_SEQ || at->op == OP_JUMP_SEQ_CONST)) {
                pc += (int16_t)at->c;
            }
            NEXT();
        }

        /* properties */
        case OP_GET:
            TARGET(GET);
            if (likely(site_get(SITE(), R[at->b], &R[at->a]))) {
                NEXT();
            }
            DO(get_at_site(vm, SITE(), R[at->b], K[at->c], &R[at->a]));
            NEXT();
        case OP_PUT:
            TARGET(PUT);
            if (likely(site_put(vm, SITE(), R[at->a], R[at->c]))) {
                NEXT();
            }
            DO(put_at_site(vm, SITE(), R[at->a], K[at->b], R[at->c]));
            NEXT();
        case OP_GET_INDEX: {
            TARGET(GET_INDEX);
            value_t object = R[at->b];
            value_t key = R[at->c];
            uint32_t index;
            if (likely(value_is_number(key) && value_is_object(object) &&
                       value_as_object(object)->kind == OBJECT_ARRAY &&
                       number_is_index(value_as_number(key), &index))) {
                const struct array *array = (struct array *)value_as_object(object);
                if (likely(array_has(array, index))) {
                    R[at->a] = array->items[index];
                    NEXT();
                }
            }
            DO(operate_get_index(vm, object, key, &R[at->a]));
            NEXT();
        }
        case OP_PUT_INDEX: {
            TARGET(PUT_INDEX);
            value_t object = R[at->a];
            value_t key = R[at->b];
            uint32_t index;
            if (likely(value_is_number(key) && value_is_object(object) &&
                       value_as_object(object)->kind == OBJECT_ARRAY &&
                       number_is_index(value_as_number(key), &index))) {
                struct array *array = (struct array *)value_as_object(object);
                if (likely(index < array->length && index < array->capacity &&
                           array->object.flags == 0 && heap_owns(&vm->heap, array))) {
                    array->items[index] = R[at->c];
                    NEXT();
                }
            }
            DO(operate_put_index(vm, object, key, R[at->c]));
            NEXT();
        }
        case OP_GET_LENGTH: {
            TARGET(GET_LENGTH);
            value_t object = R[at->b];
            if (value_is_object(object) && value_as_object(object)->kind == OBJECT_ARRAY) {
                R[at->a] = boxed(((struct array *)value_as_object(object))->length);
            } else if (value_is_string(object)) {
                R[at->a] = value_number(value_as_string(object)->length);
            } else {
                DO(get_at_site(vm, SITE(), object, K[at->c], &R[at->a]));
            }
            NEXT();
        }
        case OP_METHOD: {
            TARGET(METHOD);
            value_t object = R[at->b];
            value_t method;
            if (unlikely(!site_method(vm, SITE(), object, &method))) {
                DO(method_at_site(vm, SITE(), object, K[at->c], &method));
            }
            R[at->a] = method;
            R[at->a + 1] = object;
            NEXT();
        }
        case OP_METHOD_INDEX: {
            TARGET(METHOD_INDEX);
            value_t object = R[at->b];
            value_t method;
            DO(operate_get_index(vm, object, R[at->c], &method));
            R[at->a] = method;
            R[at->a + 1] = object;
            NEXT();
        }
        case OP_GET_SUPER:
            TARGET(GET_SUPER);
            DO(operate_get_super(vm, R + at->b, &R[at->a]));
            NEXT();
        case OP_PUT_SUPER:
            TARGET(PUT_SUPER);
            DO(operate_put_super(vm, R + at->b, R[at->a]));
            NEXT();
        case OP_GET_PRIVATE: {
            TARGET(GET_PRIVATE);
            if (likely(site_get(SITE(), R[at->b], &R[at->a]))) {
                NEXT();
            }
            value_t object = R[at->b];
            DO(operate_get_private(vm, object, K[at->c], &R[at->a]));
            site_learn(vm, SITE(), object, K[at->c]);
            NEXT();
        }
        case OP_PUT_PRIVATE:
            TARGET(PUT_PRIVATE);
            DO(operate_put_private(vm, R[at->a], K[at->b], R[at->c]));
            NEXT();
        case OP_HAS_PRIVATE:
            TARGET(HAS_PRIVATE);
            DO(operate_has_private(vm, R[at->b], K[at->c], &R[at->a]));
            NEXT();
        case OP_ADD_PRIVATE:
            TARGET(ADD_PRIVATE);
            DO(operate_add_private(vm, R[at->a], K[at->b], R[at->c]));
            NEXT();
        case OP_GET_PRIVATE_OF:
            TARGET(GET_PRIVATE_OF);
            DO(operate_get_private(vm, R[at->b], R[at->c], &R[at->a]));
            NEXT();
        case OP_PUT_PRIVATE_OF:
            TARGET(PUT_PRIVATE_OF);
            DO(operate_put_private(vm, R[at->a], R[at->b], R[at->c]));
            NEXT();
        case OP_HAS_PRIVATE_OF:
            TARGET(HAS_PRIVATE_OF);
            DO(operate_has_private(vm, R[at->b], R[at->c], &R[at->a]));
            NEXT();
        case OP_ADD_PRIVATE_OF:
            TARGET(ADD_PRIVATE_OF);
            DO(operate_add_private(vm, R[at->a], R[at->b], R[at->c]));
            NEXT();
        case OP_PRIVATE_NAME:
            TARGET(PRIVATE_NAME);
            DO(operate_private_name(vm, K[at->b], &R[at->a]));
            NEXT();
        case OP_ADD_METHODS:
            TARGET(ADD_METHODS);
            DO(operate_add_methods(vm, R[at->a], R[at->b]));
            NEXT();
        case OP_DELETE:
            TARGET(DELETE);
            DO(operate_delete(vm, R[at->b], R[at->c], &R[at->a]));
            NEXT();

        /* making */
        case OP_OBJECT: {
            TARGET(OBJECT);
            struct object *object = object_new(vm);
            FAIL_IF(object == NULL);
            R[at->a] = value_of_object(object);
            NEXT();
        }
        case OP_OBJECT_SHAPED: {
            TARGET(OBJECT_SHAPED);
            struct shape *shape = frame->code->shapes[at->b];
            struct object *object = object_new_shaped(vm, shape, shape->count);
            FAIL_IF(object == NULL);
            R[at->a] = value_of_object(object);
            NEXT();
        }
        case OP_SLOT: {
            TARGET(SLOT);
            struct object *object = value_is_object(R[at->a]) ? value_as_object(R[at->a]) : NULL;
            if (unlikely(object == NULL || object->kind != OBJECT_PLAIN ||
                         at->b >= object->shape->count ||
                         object->shape->keys[at->b].attributes != ATTRIBUTE_PLAIN ||
                         object->flags != 0 || !heap_owns(&vm->heap, object))) {
                DO(throw_broken(vm));
            }
            object->slots[at->b] = R[at->c];
            NEXT();
        }
        case OP_OBJECT_OF: {
            TARGET(OBJECT_OF);
            struct shape *shape = frame->code->shapes[at->b];
            struct object *object =
                heap_alloc(vm, sizeof *object + shape->count * sizeof *object->slots);
            FAIL_IF(object == NULL);
            *object = (struct object){.kind = OBJECT_PLAIN,
                                      .slot_capacity = shape->count,
                                      .shape = shape,
                                      .slots = (value_t *)(object + 1)};
            for (uint32_t i = 0; i < shape->count; i++) {
                object->slots[i] = R[at->c + i];
            }
            R[at->a] = value_of_object(object);
            NEXT();
        }
        case OP_ARRAY: {
            TARGET(ARRAY);
            struct array *array = array_from(vm, R + at->b, at->c);
            FAIL_IF(array == NULL);
            R[at->a] = value_of_object(array);
            NEXT();
        }
        case OP_ARRAY_PUSH:
        case OP_ARRAY_HOLE: {
            TARGET(ARRAY_PUSH);
            TARGET(ARRAY_HOLE);
            struct array *array = value_as_array(R[at->a]);
            if (unlikely(array == NULL)) {
                DO(throw_broken(vm));
            }
            DO(array_push(vm, array, at->op == OP_ARRAY_HOLE ? VALUE_EMPTY : R[at->b]));
            NEXT();
        }
        case OP_ARRAY_SPREAD:
            TARGET(ARRAY_SPREAD);
            DO(operate_array_spread(vm, R[at->a], R[at->b]));
            NEXT();
        case OP_DEFINE:
            TARGET(DEFINE);
            DO(operate_define(vm, R[at->a], K[at->b], R[at->c]));
            NEXT();
        case OP_DEFINE_INDEX:
            TARGET(DEFINE_INDEX);
            DO(operate_define(vm, R[at->a], R[at->b], R[at->c]));
            NEXT();
        case OP_DEFINE_METHOD:
            TARGET(DEFINE_METHOD);
            DO(operate_define_method(vm, R + at->a, R[at->b], at->c));
            NEXT();
        case OP_SET_PROTO:
            TARGET(SET_PROTO);
            DO(operate_set_proto(vm, R[at->a], R[at->b]));
            NEXT();
        case OP_SPREAD:
            TARGET(SPREAD);
            DO(operate_spread(vm, R[at->a], R[at->b]));
            NEXT();
        case OP_OMIT:
            TARGET(OMIT);
            DO(operate_omit(vm, R + at->b, at->c, &R[at->a]));
            NEXT();
        case OP_CLOSURE:
            TARGET(CLOSURE);
            DO(operate_closure(vm, frame, frame->code->functions[at->b], &R[at->a]));
            NEXT();
        case OP_NAME:
            TARGET(NAME);
            DO(operate_name(vm, R[at->a], R[at->b], at->c));
            NEXT();
        case OP_REGEXP: {
            TARGET(REGEXP);
            SAVE();
            struct object *regexp =
                regexp_new(vm, value_as_string(K[at->b]), value_as_string(K[at->c]));
            FAIL_IF(regexp == NULL);
            R[at->a] = value_of_object(regexp);
            NEXT();
        }
        case OP_CLASS:
            TARGET(CLASS);
            DO(operate_class(vm, frame, R[at->b], frame->code->functions[at->c], &R[at->a]));
            NEXT();
        case OP_FIELDS: {
            TARGET(FIELDS);
            struct closure *class = as_closure(R[at->a]);
            if (unlikely(class == NULL || !heap_owns(&vm->heap, class))) {
                DO(throw_broken(vm));
            }
            class->fields = as_closure(R[at->b]);
            NEXT();
        }
        case OP_FIELDS_OF: {
            TARGET(FIELDS_OF);
            const struct closure *class = as_closure(R[at->b]);
            R[at->a] = class == NULL || class->fields == NULL ? VALUE_UNDEFINED
                                                              : value_of_object(class->fields);
            NEXT();
        }
        case OP_PARENT:
            TARGET(PARENT);
            operate_parent(R[at->b], &R[at->a]);
            NEXT();

        /* calling */
        case OP_CALL: {
            TARGET(CALL);
            value_t *base = R + at->a;
            SAVE();
            struct closure *closure = as_closure(base[0]);
            if (closure != NULL && likely((closure->code->flags & CODE_UNUSUAL) == 0)) {
                struct frame *next = frame_push_fast(vm, closure, base, at->b);
                if (likely(next != NULL)) {
                    frame = next;
                    RESUME();
                    NEXT();
                }
            }
            if (closure != NULL && (closure->code->flags & CODE_CLASS) == 0) {
                FAIL_IF(!frame_push(vm, closure, base, at->b, VALUE_UNDEFINED));
                ENTER_FRAME();
                NEXT();
            }
            struct native *native = as_native(base[0]);
            if (likely(native != NULL)) {
                FAIL_IF(!call_native(vm, native, base, at->b, VALUE_UNDEFINED, &R[at->c]));
                NEXT();
            }
            if (unlikely(!value_is_callable(base[0]))) {
                FAIL_IF(!throw_not_callable(vm, frame, pc - 1));
            }
            FAIL_IF(!call_at(vm, base, at->b, &R[at->c]));
            NEXT();
        }
        case OP_CALL_SPREAD: {
            TARGET(CALL_SPREAD);
            uint32_t count;
            value_t *base = vm->stack_top;
            base[0] = R[at->a];
            base[1] = R[at->a + 1];
            DO(spread_arguments(vm, base, R[at->a + 2], &count) &&
               call_at(vm, base, count, &R[at->c]));
            NEXT();
        }
        case OP_CONSTRUCT: {
            TARGET(CONSTRUCT);
            value_t *base = R + at->a;
            SAVE();
            struct closure *closure = as_closure(base[0]);
            value_t target = base[1];
            if (closure != NULL && (closure->code->flags & CODE_CONSTRUCTOR) != 0) {
                FAIL_IF(!construct_this(vm, closure, target, &base[1]) ||
                        !frame_push(vm, closure, base, at->b, target));
                vm->frames[vm->frame_count - 1].flags = FRAME_CONSTRUCT;
                ENTER_FRAME();
                NEXT();
            }
            FAIL_IF(!construct_at(vm, base, at->b, target, &R[at->c]));
            NEXT();
        }
        case OP_CONSTRUCT_SPREAD: {
            TARGET(CONSTRUCT_SPREAD);
            uint32_t count;
            value_t *base = vm->stack_top;
            base[0] = R[at->a];
            base[1] = VALUE_UNDEFINED;
            DO(spread_arguments(vm, base, R[at->a + 2], &count) &&
               construct_at(vm, base, count, R[at->a + 1], &R[at->c]));
            NEXT();
        }
        case OP_RETURN:
            TARGET(RETURN);
            if (likely(frame->flags == 0)) {
                value_t answer = R[at->a];
                vm->frame_count--;
                vm->depth--;
                frame--;
                RESUME();
                vm->stack_top = R + frame->code->register_count;
                R[pc[-1].c] = answer;
                NEXT();
            }
            fall_through;
        case OP_RETURN_UNDEFINED:
        case OP_RETURN_DERIVED: {
            TARGET(RETURN_UNDEFINED);
            TARGET(RETURN_DERIVED);
            value_t answer = at->op == OP_RETURN_UNDEFINED ? VALUE_UNDEFINED : R[at->a];
            bool is_entry = (frame->flags & FRAME_ENTRY) != 0;
            if (unlikely((frame->flags & FRAME_CONSTRUCT) != 0) && !value_is_object(answer)) {
                SAVE();
                value_t this = at->op == OP_RETURN_DERIVED ? R[at->b] : R[-1];
                bool good = finish_construct(vm, at->op == OP_RETURN_DERIVED, answer, this);
                answer = this;
                if (unlikely(!good)) { /* thrown where `new` stands, not in here */
                    frame_pop(vm);
                    if (is_entry) {
                        return false;
                    }
                    ENTER_FRAME();
                    goto failed;
                }
            }
            frame_pop(vm);
            if (is_entry) {
                *out = answer;
                return true;
            }
            ENTER_FRAME();
            R[pc[-1].c] = answer;
            NEXT();
        }
        case OP_THROW:
            TARGET(THROW);
            DO(vm_throw(vm, R[at->a]));
            NEXT();
        case OP_CATCH:
            TARGET(CATCH);
            if (unlikely(vm->exception == VALUE_EMPTY)) {
                DO(throw_broken(vm));
            }
            R[at->a] = vm->exception;
            vm->exception = VALUE_EMPTY;
            NEXT();
        case OP_RETHROW:
            TARGET(RETHROW);
            SAVE();
            vm->exception = R[at->a];
            goto failed;

        /* iterating */
        case OP_ITERATE: {
            TARGET(ITERATE);
            struct iteration iteration;
            DO(iteration_begin(vm, R[at->b], &iteration));
            R[at->a] = iteration.iterator;
            R[at->a + 1] = iteration.next;
            NEXT();
        }
        case OP_ITERATE_KEYS:
            TARGET(ITERATE_KEYS);
            DO(operate_keys(vm, R[at->b], &R[at->a]));
            NEXT();
        case OP_NEXT: {
            TARGET(NEXT);
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            bool done;
            DO(iteration_step(vm, &iteration, &R[at->a + 2], &done));
            R[at->a + 1] = iteration.next;
            JUMP_BC_IF(done);
            NEXT();
        }
        case OP_NEXT_VALUE: {
            TARGET(NEXT_VALUE);
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            bool done = true;
            R[at->a] = VALUE_EMPTY; /* should it throw, there is nothing to close */
            value_t value = VALUE_UNDEFINED;
            if (iteration.iterator != VALUE_EMPTY) {
                DO(iteration_step(vm, &iteration, &value, &done));
            }
            R[at->a] = done ? VALUE_EMPTY : iteration.iterator;
            R[at->a + 1] = iteration.next;
            R[at->a + 2] = done ? VALUE_UNDEFINED : value;
            NEXT();
        }
        case OP_NEXT_REST: {
            TARGET(NEXT_REST);
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            struct array *rest = array_new(vm, 0);
            FAIL_IF(rest == NULL);
            R[at->a] = VALUE_EMPTY;
            bool done = iteration.iterator == VALUE_EMPTY;
            while (!done) {
                value_t value;
                DO(vm_charge(vm, 1) && iteration_step(vm, &iteration, &value, &done) &&
                   (done || array_push(vm, rest, value)));
            }
            R[at->a + 2] = value_of_object(rest);
            NEXT();
        }
        case OP_CLOSE: {
            TARGET(CLOSE);
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            R[at->a] = VALUE_EMPTY;
            if (iteration.iterator == VALUE_EMPTY) {
                NEXT();
            }
            SAVE();
            if (at->b != 0) { /* an exception is under way; it counts more than one of return() */
                bool good = iteration_close(vm, &iteration);
                FAIL_IF(vm->trap != RUN_NONE);
                if (!good) {
                    vm->exception = VALUE_EMPTY;
                }
            } else {
                FAIL_IF(!iteration_close(vm, &iteration));
            }
            NEXT();
        }
        case OP_REQUIRE_OBJECT:
            TARGET(REQUIRE_OBJECT);
            if (unlikely(value_is_nullish(R[at->a]))) {
                DO(vm_throw_type(vm, "Cannot destructure %s", value_describe(R[at->a])));
            }
            NEXT();
        case OP_SWITCH:
            TARGET(SWITCH);
            if (R[at->a] == boxed(at->b)) {
                pc += (int16_t)at->c;
            }
            NEXT();

        /* fused: the second part is *pc */
        case OP_STEP_TO_LENGTH: {
            TARGET(STEP_TO_LENGTH);
            STEP();
            value_t object = R[pc->b];
            const struct array *array = (const struct array *)value_as_object(object);
            if (unlikely(!value_is_object(object) || array->object.kind != OBJECT_ARRAY)) {
                NEXT();
            }
            R[pc->a] = boxed(array->length);
            pc++;
            LOOP_BACK(<);
            NEXT();
        }
        case OP_STEP_LOOP: {
            TARGET(STEP_LOOP);
            STEP();
            LOOP_BACK(<);
            NEXT();
        }
        case OP_GET_JUMP_NULL:
            TARGET(GET_JUMP_NULL);
            GET_JUMP_IF(got == VALUE_NULL);
        case OP_GET_JUMP_NOT_NULL:
            TARGET(GET_JUMP_NOT_NULL);
            GET_JUMP_IF(got != VALUE_NULL);
        case OP_GET_JUMP_UNDEFINED:
            TARGET(GET_JUMP_UNDEFINED);
            GET_JUMP_IF(got == VALUE_UNDEFINED);
        case OP_GET_JUMP_NOT_UNDEFINED:
            TARGET(GET_JUMP_NOT_UNDEFINED);
            GET_JUMP_IF(got != VALUE_UNDEFINED);
        case OP_GET_JUMP_NOT_LT:
            TARGET(GET_JUMP_NOT_LT);
            GET_JUMP_UNLESS(<);
        case OP_GET_JUMP_NOT_LE:
            TARGET(GET_JUMP_NOT_LE);
            GET_JUMP_UNLESS(<=);
        case OP_GET_JUMP_NOT_GT:
            TARGET(GET_JUMP_NOT_GT);
            GET_JUMP_UNLESS(>);
        case OP_GET_JUMP_NOT_GE:
            TARGET(GET_JUMP_NOT_GE);
            GET_JUMP_UNLESS(>=);
        case OP_GET_SUB: {
            TARGET(GET_SUB);
            GOT_NUMBER(number);
            double answer = number - value_as_number(R[pc->c]);
            if (likely(answer == answer)) {
                R[at->a] = boxed(number);
                R[pc->a] = boxed(answer);
                pc++;
                NEXT();
            }
            FUSED_GET(got);
            NEXT();
        }
        case OP_GET_MUL:
            TARGET(GET_MUL);
            GET_ARITHMETIC(*);
        case OP_GET_ADD:
            TARGET(GET_ADD);
            GET_ARITHMETIC(+);
        case OP_GET_ADD_ADD: {
            TARGET(GET_ADD_ADD);
            GOT_NUMBER(number);
            double sum = value_as_number(R[pc->b]) + number;
            if (unlikely(sum != sum)) {
                FUSED_GET(got);
                NEXT();
            }
            R[at->a] = boxed(number);
            R[pc->a] = boxed(sum);
            pc++;
            double answer = value_as_number(R[pc->b]) + sum;
            if (likely(answer == answer)) {
                R[pc->a] = boxed(answer);
                pc++;
            }
            NEXT();
        }
        case OP_VARIABLE_CHECK:
            TARGET(VARIABLE_CHECK);
            R[at->a] = vm->globals[at->b];
            pc += likely(R[at->a] != VALUE_EMPTY) ? 1 : 0;
            NEXT();
        case OP_VARIABLE_CALLEE_MOVE:
            TARGET(VARIABLE_CALLEE_MOVE);
            R[at->a] = vm->globals[at->b];
            R[pc->a] = VALUE_UNDEFINED;
            R[pc[1].a] = R[pc[1].b];
            pc += 2;
            NEXT();
        case OP_MOVE_MOVE:
            TARGET(MOVE_MOVE);
            R[at->a] = R[at->b];
            R[pc->a] = R[pc->b];
            pc++;
            NEXT();
        case OP_INT_JUMP:
            TARGET(INT_JUMP);
            R[at->a] = boxed((int16_t)at->b);
            pc += 1 + jump_of(pc->a, pc->b);
            NEXT();
        case OP_VARIABLE_CALLEE:
            TARGET(VARIABLE_CALLEE);
            R[at->a] = vm->globals[at->b];
            R[pc->a] = VALUE_UNDEFINED;
            pc++;
            NEXT();
        case OP_ADD_DIV_FLOOR: {
            TARGET(ADD_DIV_FLOOR);
            double sum = value_as_number(R[at->b]) + value_as_number(K[at->c]);
            double quotient = sum / value_as_number(K[pc->c]);
            if (unlikely(!is_modest(quotient))) { /* one part after the other */
                ADD(K[at->c]);
                NEXT();
            }
            R[at->a] = boxed(sum);
            R[pc->a] = boxed(quotient);
            R[pc[1].a] = boxed((double)(int64_t)quotient);
            pc += 2;
            NEXT();
        }
        case OP_DIV_FLOOR_ADD:
            TARGET(DIV_FLOOR_ADD);
            DIV_FLOOR_THEN(+);
        case OP_DIV_FLOOR_SUB:
            TARGET(DIV_FLOOR_SUB);
            DIV_FLOOR_THEN(-);
        case OP_DIV_FLOOR: {
            TARGET(DIV_FLOOR);
            DIV_FLOOR(whole);
            (void)whole;
            NEXT();
        }
        case OP_MUL_ADD_CONST: {
            TARGET(MUL_ADD_CONST);
            MULTIPLY(product);
            double sum = product + value_as_number(K[pc->c]);
            if (likely(sum == sum)) {
                R[pc->a] = boxed(sum);
                pc++;
            }
            NEXT();
        }
        case OP_MUL_ADD: {
            TARGET(MUL_ADD);
            MULTIPLY(product);
            double sum = product + value_as_number(R[pc->c]);
            if (likely(sum == sum)) {
                R[pc->a] = boxed(sum);
                pc++;
            }
            NEXT();
        }
        case OP_MUL_SUB: {
            TARGET(MUL_SUB);
            MULTIPLY(product);
            double rest = value_as_number(R[pc->b]) - product;
            if (likely(rest == rest)) {
                R[pc->a] = boxed(rest);
                pc++;
            }
            NEXT();
        }
        case OP_COUNT:
        default:
            never_reached();
        }
        continue;

    failed:
        frame->pc = pc;
        if (unlikely(vm->trap == RUN_NONE && vm->exception == VALUE_EMPTY)) {
            (void)!throw_broken(vm);
        }
        /* A frame that failed to be pushed is not there; the caller's is on top. */
        if (!unwind(vm)) {
            return false;
        }
        ENTER_FRAME();
    }
}
