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
        pc = frame->pc;                                                                            \
        R = frame->registers;                                                                      \
        sites = frame->sites;                                                                      \
        K = frame->code->constants;                                                                \
    } while (0)

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
        bool is_entry = frame->is_entry;
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

/** What this instruction remembers. */
#define SITE()        site_of(sites, pc - 1)
#define NUMBERS(x, y) (value_is_number(x) && value_is_number(y))
#define ARITHMETIC(operator, slow, right)                                                          \
    do {                                                                                           \
        value_t x = R[at->b];                                                                      \
        value_t y = (right);                                                                       \
        if (likely(NUMBERS(x, y))) {                                                               \
            R[at->a] = boxed(value_as_number(x) operator value_as_number(y));                      \
        } else {                                                                                   \
            DO(arithmetic(vm, slow, x, y, &R[at->a]));                                             \
        }                                                                                          \
    } while (0)
#define ADD(right)                                                                                 \
    do {                                                                                           \
        value_t x = R[at->b];                                                                      \
        value_t y = (right);                                                                       \
        if (likely(NUMBERS(x, y))) {                                                               \
            R[at->a] = boxed(value_as_number(x) + value_as_number(y));                             \
        } else {                                                                                   \
            DO(value_add(vm, x, y, &R[at->a]));                                                    \
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
#define COMPARE(operator)                                                                          \
    do {                                                                                           \
        value_t x = R[at->b];                                                                      \
        value_t y = R[at->c];                                                                      \
        bool answer;                                                                               \
        if (likely(NUMBERS(x, y))) {                                                               \
            answer = value_as_number(x) operator value_as_number(y);                               \
        } else {                                                                                   \
            DO(compare(vm, at->op, x, y, &answer));                                                \
        }                                                                                          \
        R[at->a] = value_boolean(answer);                                                          \
    } while (0)
#define COMPARE_JUMP(operator, slow, when, right)                                                  \
    do {                                                                                           \
        value_t x = R[at->a];                                                                      \
        value_t y = (right);                                                                       \
        bool answer;                                                                               \
        if (likely(NUMBERS(x, y))) {                                                               \
            answer = value_as_number(x) operator value_as_number(y);                               \
        } else {                                                                                   \
            DO(compare(vm, slow, x, y, &answer));                                                  \
        }                                                                                          \
        if (answer == (when)) {                                                                    \
            pc += (int16_t)at->c;                                                                  \
        }                                                                                          \
    } while (0)
/** The loop instruction at pc, if it compares numbers; else it is still to come. */
#define LOOP_BACK(operator)                                                                        \
    do {                                                                                           \
        const struct instruction loop = *pc;                                                       \
        value_t x = R[loop.a];                                                                     \
        value_t y = R[loop.b];                                                                     \
        if (unlikely(!NUMBERS(x, y))) {                                                            \
            break;                                                                                 \
        }                                                                                          \
        pc++;                                                                                      \
        if (likely(value_as_number(x) operator value_as_number(y))) {                              \
            vm->fuel += (int16_t)loop.c;                                                           \
            if (unlikely(vm->fuel < 0)) {                                                          \
                DO(vm_trap(vm, RUN_FUEL));                                                         \
            }                                                                                      \
            pc += (int16_t)loop.c;                                                                 \
        }                                                                                          \
    } while (0)
#define LOOP_IF(operator, slow)                                                                    \
    do {                                                                                           \
        value_t x = R[at->a];                                                                      \
        value_t y = R[at->b];                                                                      \
        bool answer;                                                                               \
        if (likely(NUMBERS(x, y))) {                                                               \
            answer = value_as_number(x) operator value_as_number(y);                               \
        } else {                                                                                   \
            DO(compare(vm, slow, x, y, &answer));                                                  \
        }                                                                                          \
        if (likely(answer)) {                                                                      \
            vm->fuel += (int16_t)at->c;                                                            \
            if (unlikely(vm->fuel < 0)) {                                                          \
                DO(vm_trap(vm, RUN_FUEL));                                                         \
            }                                                                                      \
            pc += (int16_t)at->c;                                                                  \
        }                                                                                          \
    } while (0)
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
    if (likely(NUMBERS(a, b) && a >> 63 == 0 && x <= 4503599627370496.0 && y > 0 &&
               y <= 4503599627370496.0 && (double)(int64_t)x == x && (double)(int64_t)y == y)) {
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
/** Of a number; so a value that is not there yet needs no test of its own. */
#define FUSED_GET_NUMBER(got)                                                                      \
    value_t got;                                                                                   \
    if (unlikely(!site_get_number(SITE(), R[at->b], &got))) {                                      \
        DO(get_at_site(vm, SITE(), R[at->b], K[at->c], &R[at->a]));                                \
        break;                                                                                     \
    }                                                                                              \
    R[at->a] = got
#define GET_JUMP_IF(condition)                                                                     \
    {                                                                                              \
        FUSED_GET(got);                                                                            \
        pc += (condition) ? 1 + jump_of(pc->b, pc->c) : 1;                                         \
        break;                                                                                     \
    }
#define GET_JUMP_UNLESS(operator)                                                                  \
    {                                                                                              \
        FUSED_GET_NUMBER(got);                                                                     \
        value_t x = R[pc->a];                                                                      \
        if (likely(value_is_number(x))) {                                                          \
            pc += value_as_number(x) operator value_as_number(got) ? 1 : 1 + (int16_t)pc->c;       \
        }                                                                                          \
        break;                                                                                     \
    }
/** x operator what was got */
#define GET_ARITHMETIC(operator)                                                                   \
    {                                                                                              \
        FUSED_GET_NUMBER(got);                                                                     \
        value_t x = R[pc->b];                                                                      \
        if (likely(value_is_number(x))) {                                                          \
            R[pc->a] = boxed(value_as_number(x) operator value_as_number(got));                    \
            pc++;                                                                                  \
        }                                                                                          \
        break;                                                                                     \
    }

/** The first part of MUL_..., a product of two numbers. */
#define MULTIPLY(product)                                                                          \
    value_t factor = R[at->b];                                                                     \
    if (unlikely(!NUMBERS(factor, K[at->c]))) {                                                    \
        DO(arithmetic(vm, OP_MUL, factor, K[at->c], &R[at->a]));                                   \
        break;                                                                                     \
    }                                                                                              \
    double product = value_as_number(factor) * value_as_number(K[at->c]);                          \
    R[at->a] = boxed(product)
/** The first two parts of DIV_FLOOR...; pc goes behind them. */
#define DIV_FLOOR(whole)                                                                           \
    value_t dividend = R[at->b];                                                                   \
    if (unlikely(!NUMBERS(dividend, K[at->c]))) {                                                  \
        DO(arithmetic(vm, OP_DIV, dividend, K[at->c], &R[at->a]));                                 \
        break;                                                                                     \
    }                                                                                              \
    double quotient = value_as_number(dividend) / value_as_number(K[at->c]);                       \
    double whole = floor_of(quotient);                                                             \
    R[at->a] = boxed(quotient);                                                                    \
    R[pc->a] = boxed(whole);                                                                       \
    pc++
#define DIV_FLOOR_THEN(operator)                                                                   \
    {                                                                                              \
        DIV_FLOOR(whole);                                                                          \
        value_t x = R[pc->b];                                                                      \
        if (likely(value_is_number(x))) {                                                          \
            R[pc->a] = boxed(value_as_number(x) operator whole);                                   \
            pc++;                                                                                  \
        }                                                                                          \
        break;                                                                                     \
    }

/** floor, for what most numbers are: 1.5 * 2^52 leaves of them the nearest whole one. */
static inline double
floor_of(double number)
{
    if (unlikely(!(number > -2251799813685248.0 && number < 2251799813685248.0))) {
        return floor(number);
    }
    double nearest = (number + 6755399441055744.0) - 6755399441055744.0;
    return copysign(nearest - (nearest > number ? 1 : 0), number);
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
    ENTER_FRAME();
    for (;;) {
        const struct instruction *at = pc++;
        switch ((enum opcode)at->op) {
        case OP_NOP:
            break;
        case OP_MARK:
            vm_mark(vm, (uint32_t)at->a << 16 | at->b);
            break;
        case OP_MOVE:
            R[at->a] = R[at->b];
            break;
        case OP_CONSTANT:
            R[at->a] = K[at->b];
            break;
        case OP_UNDEFINED:
            R[at->a] = VALUE_UNDEFINED;
            break;
        case OP_NULL:
            R[at->a] = VALUE_NULL;
            break;
        case OP_TRUE:
            R[at->a] = VALUE_TRUE;
            break;
        case OP_FALSE:
            R[at->a] = VALUE_FALSE;
            break;
        case OP_EMPTY:
            R[at->a] = VALUE_EMPTY;
            break;
        case OP_INT:
            R[at->a] = boxed((int16_t)at->b);
            break;
        case OP_THIS:
            R[at->a] = R[-1];
            break;
        case OP_CALLEE:
            R[at->a] = value_of_object(frame->closure);
            break;
        case OP_HOME:
            R[at->a] = frame->closure->home == NULL ? VALUE_UNDEFINED
                                                    : value_of_object(frame->closure->home);
            break;
        case OP_NEW_TARGET:
            R[at->a] = frame->target;
            break;
        case OP_ARGUMENTS:
            DO(operate_arguments_object(vm, frame, &R[at->a]));
            break;
        case OP_REST:
            DO(operate_arguments(vm, frame, at->b, &R[at->a]));
            break;
        case OP_CHECK:
            if (unlikely(R[at->a] == VALUE_EMPTY)) {
                DO(throw_uninitialised(vm, K[at->b]));
            }
            break;
        case OP_CHECK_THIS:
            if (unlikely(R[at->a] == VALUE_EMPTY)) {
                DO(vm_throw_error(vm, BUILTIN_REFERENCE_ERROR,
                                  "Must call super constructor before accessing 'this'"));
            }
            break;
        case OP_CHECK_NO_THIS:
            if (unlikely(R[at->a] != VALUE_EMPTY)) {
                DO(vm_throw_error(vm, BUILTIN_REFERENCE_ERROR, "Super constructor called twice"));
            }
            break;
        case OP_THROW_CONST:
            DO(throw_named(vm, BUILTIN_TYPE_ERROR, "Assignment to constant variable", K[at->a]));
            break;
        case OP_THROW_UNKNOWN:
            DO(throw_named(vm, BUILTIN_REFERENCE_ERROR, "is not defined", K[at->a]));
            break;

        /* variables */
        case OP_CELL_NEW: {
            struct cell *cell = heap_alloc(vm, sizeof *cell);
            FAIL_IF(cell == NULL);
            cell->value = R[at->b];
            R[at->a] = value_of_cell(cell);
            break;
        }
        case OP_CELL_FRESH: {
            struct cell *cell = heap_alloc(vm, sizeof *cell);
            FAIL_IF(cell == NULL);
            FAIL_IF(!value_is_cell(R[at->a]));
            cell->value = value_as_cell(R[at->a])->value;
            R[at->a] = value_of_cell(cell);
            break;
        }
        case OP_CELL_GET:
            if (unlikely(!value_is_cell(R[at->b]))) {
                DO(throw_broken(vm));
            }
            R[at->a] = value_as_cell(R[at->b])->value;
            break;
        case OP_CELL_SET:
            if (unlikely(!value_is_cell(R[at->a]))) {
                DO(throw_broken(vm));
            }
            value_as_cell(R[at->a])->value = R[at->b];
            break;
        case OP_CAPTURE_GET:
            R[at->a] = frame->closure->captures[at->b]->value;
            break;
        case OP_CAPTURE_SET: {
            struct cell *cell = frame->closure->captures[at->a];
            if (unlikely(!heap_owns(&vm->heap, cell))) {
                DO(object_shared_write(vm));
            }
            cell->value = R[at->b];
            break;
        }
        case OP_VARIABLE_GET:
            R[at->a] = vm->globals[at->b];
            break;
        case OP_VARIABLE_SET:
            vm->globals[at->a] = R[at->b];
            break;

        /* arithmetic */
        case OP_ADD:
            ADD(R[at->c]);
            break;
        case OP_ADD_CONST:
            ADD(K[at->c]);
            break;
        case OP_SUB:
            ARITHMETIC(-, OP_SUB, R[at->c]);
            break;
        case OP_SUB_CONST:
            ARITHMETIC(-, OP_SUB, K[at->c]);
            break;
        case OP_MUL:
            ARITHMETIC(*, OP_MUL, R[at->c]);
            break;
        case OP_MUL_CONST:
            ARITHMETIC(*, OP_MUL, K[at->c]);
            break;
        case OP_DIV:
            ARITHMETIC(/, OP_DIV, R[at->c]);
            break;
        case OP_DIV_CONST:
            ARITHMETIC(/, OP_DIV, K[at->c]);
            break;
        case OP_REM:
            DO(remainder_of(vm, R[at->b], R[at->c], &R[at->a]));
            break;
        case OP_REM_CONST:
            DO(remainder_of(vm, R[at->b], K[at->c], &R[at->a]));
            break;
        case OP_FLOOR:
            if (likely(value_is_number(R[at->b]))) {
                R[at->a] = boxed(floor_of(value_as_number(R[at->b])));
            } else {
                double number;
                DO(value_to_number(vm, R[at->b], &number));
                R[at->a] = value_number(floor(number));
            }
            break;
        case OP_MATH: {
            double number;
            DO(value_to_number(vm, R[at->b], &number));
            R[at->a] = value_number(math_of((enum math_member)at->c, number));
            break;
        }
        case OP_MIN:
        case OP_MAX: {
            double x;
            double y;
            DO(value_to_number(vm, R[at->b], &x) && value_to_number(vm, R[at->c], &y));
            R[at->a] = value_number(math_extreme(x, y, at->op == OP_MIN ? -1 : 1));
            break;
        }
        case OP_POW:
            DO(operate_power(vm, R[at->b], R[at->c], &R[at->a]));
            break;
        case OP_SHL:
            BITS(x, y, (int32_t)((uint32_t)x << (y & 31)));
            break;
        case OP_SHR:
            BITS(x, y, x >> (y & 31));
            break;
        case OP_USHR:
            BITS(x, y, (uint32_t)x >> (y & 31));
            break;
        case OP_AND:
            BITS(x, y, x & y);
            break;
        case OP_OR:
            BITS(x, y, x | y);
            break;
        case OP_XOR:
            BITS(x, y, x ^ y);
            break;
        case OP_ADD_INT:
            if (likely(value_is_number(R[at->b]))) {
                R[at->a] = boxed(value_as_number(R[at->b]) + (int16_t)at->c);
            } else {
                double number;
                DO(value_to_number(vm, R[at->b], &number));
                R[at->a] = value_number(number + (int16_t)at->c);
            }
            break;
        case OP_NEG: {
            double number;
            DO(value_to_number(vm, R[at->b], &number));
            R[at->a] = value_number(-number);
            break;
        }
        case OP_BIT_NOT: {
            int32_t whole;
            DO(value_to_int32(vm, R[at->b], &whole));
            R[at->a] = value_number(~whole);
            break;
        }
        case OP_NOT:
            R[at->a] = value_boolean(!truthy(R[at->b]));
            break;
        case OP_TO_NUMBER:
            if (likely(value_is_number(R[at->b]))) {
                R[at->a] = R[at->b];
            } else {
                double number;
                DO(value_to_number(vm, R[at->b], &number));
                R[at->a] = value_number(number);
            }
            break;
        case OP_TO_STRING: {
            struct string *string;
            DO(value_to_string(vm, R[at->b], &string));
            R[at->a] = value_of_string(string);
            break;
        }
        case OP_TO_KEY: {
            struct key key;
            DO(key_of(vm, R[at->b], &key) && key_to_value(vm, key, &R[at->a]));
            break;
        }
        case OP_KEY_OF: {
            struct key key;
            if (likely(!value_is_object(R[at->b]))) {
                R[at->a] = R[at->b];
                break;
            }
            if (value_is_nullish(R[at->c])) {
                DO(vm_throw_type(vm, "Cannot read properties of %s", value_describe(R[at->c])));
            }
            DO(key_of(vm, R[at->b], &key) && key_to_value(vm, key, &R[at->a]));
            break;
        }
        case OP_TYPEOF:
            R[at->a] = vm->realm->type_names[typeof_index(R[at->b])];
            break;
        case OP_CONCAT:
            DO(operate_concat(vm, R + at->b, at->c, &R[at->a]));
            break;

        /* comparing */
        case OP_LT:
            COMPARE(<);
            break;
        case OP_LE:
            COMPARE(<=);
            break;
        case OP_GT:
            COMPARE(>);
            break;
        case OP_GE:
            COMPARE(>=);
            break;
        case OP_EQ:
        case OP_NE: {
            bool equal;
            DO(value_loose_equal(vm, R[at->b], R[at->c], &equal));
            R[at->a] = value_boolean(equal == (at->op == OP_EQ));
            break;
        }
        case OP_SEQ:
        case OP_SNE: {
            bool equal = value_strict_equal(vm, R[at->b], R[at->c]);
            SAVE();
            FAIL_IF(vm->trap != RUN_NONE);
            R[at->a] = value_boolean(equal == (at->op == OP_SEQ));
            break;
        }
        case OP_IN: {
            struct key key;
            bool found;
            DO(value_is_object(R[at->c]) || value_is_decimal(R[at->c]) ||
               vm_throw_type(vm, "Cannot use 'in' to search in %s", value_describe(R[at->c])));
            DO(key_of(vm, R[at->b], &key) && value_has(vm, R[at->c], key, &found));
            R[at->a] = value_boolean(found);
            break;
        }
        case OP_INSTANCEOF: {
            bool is_one;
            DO(value_instance_of(vm, R[at->b], R[at->c], &is_one));
            R[at->a] = value_boolean(is_one);
            break;
        }

        /* jumping */
        case OP_JUMP:
            pc += jump_of(at->a, at->b);
            break;
        case OP_LOOP: {
            int32_t distance = jump_of(at->a, at->b);
            vm->fuel += distance; /* it is negative */
            if (unlikely(vm->fuel < 0)) {
                DO(vm_trap(vm, RUN_FUEL));
            }
            pc += distance;
            break;
        }
        case OP_LOOP_LT:
            LOOP_IF(<, OP_LT);
            break;
        case OP_LOOP_LE:
            LOOP_IF(<=, OP_LE);
            break;
        case OP_LOOP_GT:
            LOOP_IF(>, OP_GT);
            break;
        case OP_LOOP_GE:
            LOOP_IF(>=, OP_GE);
            break;
        case OP_JUMP_NULL:
            JUMP_BC_IF(R[at->a] == VALUE_NULL);
            break;
        case OP_JUMP_NOT_NULL:
            JUMP_BC_IF(R[at->a] != VALUE_NULL);
            break;
        case OP_JUMP_TRUE:
            JUMP_BC_IF(truthy(R[at->a]));
            break;
        case OP_JUMP_FALSE:
            JUMP_BC_IF(!truthy(R[at->a]));
            break;
        case OP_JUMP_NULLISH:
            JUMP_BC_IF(value_is_nullish(R[at->a]));
            break;
        case OP_JUMP_NOT_NULLISH:
            JUMP_BC_IF(!value_is_nullish(R[at->a]));
            break;
        case OP_JUMP_UNDEFINED:
            JUMP_BC_IF(R[at->a] == VALUE_UNDEFINED);
            break;
        case OP_JUMP_NOT_UNDEFINED:
            JUMP_BC_IF(R[at->a] != VALUE_UNDEFINED);
            break;
        case OP_JUMP_LT:
            COMPARE_JUMP(<, OP_LT, true, R[at->b]);
            break;
        case OP_JUMP_LT_CONST:
            COMPARE_JUMP(<, OP_LT, true, K[at->b]);
            break;
        case OP_JUMP_LE:
            COMPARE_JUMP(<=, OP_LE, true, R[at->b]);
            break;
        case OP_JUMP_LE_CONST:
            COMPARE_JUMP(<=, OP_LE, true, K[at->b]);
            break;
        case OP_JUMP_GT:
            COMPARE_JUMP(>, OP_GT, true, R[at->b]);
            break;
        case OP_JUMP_GT_CONST:
            COMPARE_JUMP(>, OP_GT, true, K[at->b]);
            break;
        case OP_JUMP_GE:
            COMPARE_JUMP(>=, OP_GE, true, R[at->b]);
            break;
        case OP_JUMP_GE_CONST:
            COMPARE_JUMP(>=, OP_GE, true, K[at->b]);
            break;
        case OP_JUMP_NOT_LT:
            COMPARE_JUMP(<, OP_LT, false, R[at->b]);
            break;
        case OP_JUMP_NOT_LT_CONST:
            COMPARE_JUMP(<, OP_LT, false, K[at->b]);
            break;
        case OP_JUMP_NOT_LE:
            COMPARE_JUMP(<=, OP_LE, false, R[at->b]);
            break;
        case OP_JUMP_NOT_LE_CONST:
            COMPARE_JUMP(<=, OP_LE, false, K[at->b]);
            break;
        case OP_JUMP_NOT_GT:
            COMPARE_JUMP(>, OP_GT, false, R[at->b]);
            break;
        case OP_JUMP_NOT_GT_CONST:
            COMPARE_JUMP(>, OP_GT, false, K[at->b]);
            break;
        case OP_JUMP_NOT_GE:
            COMPARE_JUMP(>=, OP_GE, false, R[at->b]);
            break;
        case OP_JUMP_NOT_GE_CONST:
            COMPARE_JUMP(>=, OP_GE, false, K[at->b]);
            break;
        case OP_JUMP_SEQ:
        case OP_JUMP_SNE:
        case OP_JUMP_SEQ_CONST:
        case OP_JUMP_SNE_CONST: {
            bool with_constant = at->op == OP_JUMP_SEQ_CONST || at->op == OP_JUMP_SNE_CONST;
            value_t y = with_constant ? K[at->b] : R[at->b];
            bool equal = strictly_equal(vm, R[at->a], y);
            if (unlikely(vm->trap != RUN_NONE)) { /* joining ropes */
                goto failed;
            }
            if (equal == (at->op == OP_JUMP_SEQ || at->op == OP_JUMP_SEQ_CONST)) {
                pc += (int16_t)at->c;
            }
            break;
        }

        /* properties */
        case OP_GET:
            if (likely(site_get(SITE(), R[at->b], &R[at->a]))) {
                break;
            }
            DO(get_at_site(vm, SITE(), R[at->b], K[at->c], &R[at->a]));
            break;
        case OP_PUT:
            if (likely(site_put(vm, SITE(), R[at->a], R[at->c]))) {
                break;
            }
            DO(put_at_site(vm, SITE(), R[at->a], K[at->b], R[at->c]));
            break;
        case OP_GET_INDEX: {
            value_t object = R[at->b];
            value_t key = R[at->c];
            uint32_t index;
            if (likely(value_is_number(key) && value_is_object(object) &&
                       value_as_object(object)->kind == OBJECT_ARRAY &&
                       number_is_index(value_as_number(key), &index))) {
                const struct array *array = (struct array *)value_as_object(object);
                if (likely(array_has(array, index))) {
                    R[at->a] = array->items[index];
                    break;
                }
            }
            DO(operate_get_index(vm, object, key, &R[at->a]));
            break;
        }
        case OP_PUT_INDEX: {
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
                    break;
                }
            }
            DO(operate_put_index(vm, object, key, R[at->c]));
            break;
        }
        case OP_GET_LENGTH: {
            value_t object = R[at->b];
            if (value_is_object(object) && value_as_object(object)->kind == OBJECT_ARRAY) {
                R[at->a] = boxed(((struct array *)value_as_object(object))->length);
            } else if (value_is_string(object)) {
                R[at->a] = value_number(value_as_string(object)->length);
            } else {
                DO(get_at_site(vm, SITE(), object, K[at->c], &R[at->a]));
            }
            break;
        }
        case OP_METHOD: {
            value_t object = R[at->b];
            value_t method;
            if (unlikely(!site_method(vm, SITE(), object, &method))) {
                DO(method_at_site(vm, SITE(), object, K[at->c], &method));
            }
            R[at->a] = method;
            R[at->a + 1] = object;
            break;
        }
        case OP_METHOD_INDEX: {
            value_t object = R[at->b];
            value_t method;
            DO(operate_get_index(vm, object, R[at->c], &method));
            R[at->a] = method;
            R[at->a + 1] = object;
            break;
        }
        case OP_GET_SUPER:
            DO(operate_get_super(vm, R + at->b, &R[at->a]));
            break;
        case OP_PUT_SUPER:
            DO(operate_put_super(vm, R + at->b, R[at->a]));
            break;
        case OP_GET_PRIVATE: {
            if (likely(site_get(SITE(), R[at->b], &R[at->a]))) {
                break;
            }
            value_t object = R[at->b];
            DO(operate_get_private(vm, object, K[at->c], &R[at->a]));
            site_learn(vm, SITE(), object, K[at->c]);
            break;
        }
        case OP_PUT_PRIVATE:
            DO(operate_put_private(vm, R[at->a], K[at->b], R[at->c]));
            break;
        case OP_HAS_PRIVATE:
            DO(operate_has_private(vm, R[at->b], K[at->c], &R[at->a]));
            break;
        case OP_ADD_PRIVATE:
            DO(operate_add_private(vm, R[at->a], K[at->b], R[at->c]));
            break;
        case OP_GET_PRIVATE_OF:
            DO(operate_get_private(vm, R[at->b], R[at->c], &R[at->a]));
            break;
        case OP_PUT_PRIVATE_OF:
            DO(operate_put_private(vm, R[at->a], R[at->b], R[at->c]));
            break;
        case OP_HAS_PRIVATE_OF:
            DO(operate_has_private(vm, R[at->b], R[at->c], &R[at->a]));
            break;
        case OP_ADD_PRIVATE_OF:
            DO(operate_add_private(vm, R[at->a], R[at->b], R[at->c]));
            break;
        case OP_PRIVATE_NAME:
            DO(operate_private_name(vm, K[at->b], &R[at->a]));
            break;
        case OP_ADD_METHODS:
            DO(operate_add_methods(vm, R[at->a], R[at->b]));
            break;
        case OP_DELETE:
            DO(operate_delete(vm, R[at->b], R[at->c], &R[at->a]));
            break;

        /* making */
        case OP_OBJECT: {
            struct object *object = object_new(vm);
            FAIL_IF(object == NULL);
            R[at->a] = value_of_object(object);
            break;
        }
        case OP_OBJECT_SHAPED: {
            struct shape *shape = frame->code->shapes[at->b];
            struct object *object = object_new_shaped(vm, shape, shape->count);
            FAIL_IF(object == NULL);
            R[at->a] = value_of_object(object);
            break;
        }
        case OP_SLOT: {
            struct object *object = value_is_object(R[at->a]) ? value_as_object(R[at->a]) : NULL;
            if (unlikely(object == NULL || object->kind != OBJECT_PLAIN ||
                         at->b >= object->shape->count ||
                         object->shape->keys[at->b].attributes != ATTRIBUTE_PLAIN ||
                         object->flags != 0 || !heap_owns(&vm->heap, object))) {
                DO(throw_broken(vm));
            }
            object->slots[at->b] = R[at->c];
            break;
        }
        case OP_OBJECT_OF: {
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
            break;
        }
        case OP_ARRAY: {
            struct array *array = array_from(vm, R + at->b, at->c);
            FAIL_IF(array == NULL);
            R[at->a] = value_of_object(array);
            break;
        }
        case OP_ARRAY_PUSH:
        case OP_ARRAY_HOLE: {
            struct array *array = value_as_array(R[at->a]);
            if (unlikely(array == NULL)) {
                DO(throw_broken(vm));
            }
            DO(array_push(vm, array, at->op == OP_ARRAY_HOLE ? VALUE_EMPTY : R[at->b]));
            break;
        }
        case OP_ARRAY_SPREAD:
            DO(operate_array_spread(vm, R[at->a], R[at->b]));
            break;
        case OP_DEFINE:
            DO(operate_define(vm, R[at->a], K[at->b], R[at->c]));
            break;
        case OP_DEFINE_INDEX:
            DO(operate_define(vm, R[at->a], R[at->b], R[at->c]));
            break;
        case OP_DEFINE_METHOD:
            DO(operate_define_method(vm, R + at->a, R[at->b], at->c));
            break;
        case OP_SET_PROTO:
            DO(operate_set_proto(vm, R[at->a], R[at->b]));
            break;
        case OP_SPREAD:
            DO(operate_spread(vm, R[at->a], R[at->b]));
            break;
        case OP_OMIT:
            DO(operate_omit(vm, R + at->b, at->c, &R[at->a]));
            break;
        case OP_CLOSURE:
            DO(operate_closure(vm, frame, frame->code->functions[at->b], &R[at->a]));
            break;
        case OP_NAME:
            DO(operate_name(vm, R[at->a], R[at->b], at->c));
            break;
        case OP_REGEXP: {
            SAVE();
            struct object *regexp =
                regexp_new(vm, value_as_string(K[at->b]), value_as_string(K[at->c]));
            FAIL_IF(regexp == NULL);
            R[at->a] = value_of_object(regexp);
            break;
        }
        case OP_CLASS:
            DO(operate_class(vm, frame, R[at->b], frame->code->functions[at->c], &R[at->a]));
            break;
        case OP_FIELDS: {
            struct closure *class = as_closure(R[at->a]);
            if (unlikely(class == NULL || !heap_owns(&vm->heap, class))) {
                DO(throw_broken(vm));
            }
            class->fields = as_closure(R[at->b]);
            break;
        }
        case OP_FIELDS_OF: {
            const struct closure *class = as_closure(R[at->b]);
            R[at->a] = class == NULL || class->fields == NULL ? VALUE_UNDEFINED
                                                              : value_of_object(class->fields);
            break;
        }
        case OP_PARENT:
            operate_parent(R[at->b], &R[at->a]);
            break;

        /* calling */
        case OP_CALL: {
            value_t *base = R + at->a;
            SAVE();
            struct closure *closure = as_closure(base[0]);
            if (closure != NULL && (closure->code->flags & CODE_CLASS) == 0) {
                FAIL_IF(!frame_push(vm, closure, base, at->b, VALUE_UNDEFINED));
                ENTER_FRAME();
                break;
            }
            struct native *native = as_native(base[0]);
            if (likely(native != NULL)) {
                FAIL_IF(!call_native(vm, native, base, at->b, VALUE_UNDEFINED, &R[at->c]));
                break;
            }
            if (unlikely(!value_is_callable(base[0]))) {
                FAIL_IF(!throw_not_callable(vm, frame, pc - 1));
            }
            FAIL_IF(!call_at(vm, base, at->b, &R[at->c]));
            break;
        }
        case OP_CALL_SPREAD: {
            uint32_t count;
            value_t *base = vm->stack_top;
            base[0] = R[at->a];
            base[1] = R[at->a + 1];
            DO(spread_arguments(vm, base, R[at->a + 2], &count) &&
               call_at(vm, base, count, &R[at->c]));
            break;
        }
        case OP_CONSTRUCT: {
            value_t *base = R + at->a;
            SAVE();
            struct closure *closure = as_closure(base[0]);
            value_t target = base[1];
            if (closure != NULL && (closure->code->flags & CODE_CONSTRUCTOR) != 0) {
                FAIL_IF(!construct_this(vm, closure, target, &base[1]) ||
                        !frame_push(vm, closure, base, at->b, target));
                vm->frames[vm->frame_count - 1].is_construct = true;
                ENTER_FRAME();
                break;
            }
            FAIL_IF(!construct_at(vm, base, at->b, target, &R[at->c]));
            break;
        }
        case OP_CONSTRUCT_SPREAD: {
            uint32_t count;
            value_t *base = vm->stack_top;
            base[0] = R[at->a];
            base[1] = VALUE_UNDEFINED;
            DO(spread_arguments(vm, base, R[at->a + 2], &count) &&
               construct_at(vm, base, count, R[at->a + 1], &R[at->c]));
            break;
        }
        case OP_RETURN:
        case OP_RETURN_UNDEFINED:
        case OP_RETURN_DERIVED: {
            value_t answer = at->op == OP_RETURN_UNDEFINED ? VALUE_UNDEFINED : R[at->a];
            bool is_entry = frame->is_entry;
            if (unlikely(frame->is_construct) && !value_is_object(answer)) {
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
            break;
        }
        case OP_THROW:
            DO(vm_throw(vm, R[at->a]));
            break;
        case OP_CATCH:
            if (unlikely(vm->exception == VALUE_EMPTY)) {
                DO(throw_broken(vm));
            }
            R[at->a] = vm->exception;
            vm->exception = VALUE_EMPTY;
            break;
        case OP_RETHROW:
            SAVE();
            vm->exception = R[at->a];
            goto failed;

        /* iterating */
        case OP_ITERATE: {
            struct iteration iteration;
            DO(iteration_begin(vm, R[at->b], &iteration));
            R[at->a] = iteration.iterator;
            R[at->a + 1] = iteration.next;
            break;
        }
        case OP_ITERATE_KEYS:
            DO(operate_keys(vm, R[at->b], &R[at->a]));
            break;
        case OP_NEXT: {
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            bool done;
            DO(iteration_step(vm, &iteration, &R[at->a + 2], &done));
            R[at->a + 1] = iteration.next;
            JUMP_BC_IF(done);
            break;
        }
        case OP_NEXT_VALUE: {
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
            break;
        }
        case OP_NEXT_REST: {
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
            break;
        }
        case OP_CLOSE: {
            struct iteration iteration = {R[at->a], R[at->a + 1]};
            R[at->a] = VALUE_EMPTY;
            if (iteration.iterator == VALUE_EMPTY) {
                break;
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
            break;
        }
        case OP_REQUIRE_OBJECT:
            if (unlikely(value_is_nullish(R[at->a]))) {
                DO(vm_throw_type(vm, "Cannot destructure %s", value_describe(R[at->a])));
            }
            break;
        case OP_SWITCH:
            if (R[at->a] == boxed(at->b)) {
                pc += (int16_t)at->c;
            }
            break;

        /* fused: the second part is *pc */
        case OP_STEP_TO_LENGTH: {
            value_t i = R[at->b];
            value_t object = R[pc->b];
            const struct array *array = (const struct array *)value_as_object(object);
            if (unlikely(!value_is_number(i))) {
                double number;
                DO(value_to_number(vm, i, &number));
                R[at->a] = value_number(number + (int16_t)at->c);
                break;
            }
            R[at->a] = boxed(value_as_number(i) + (int16_t)at->c);
            if (unlikely(!value_is_object(object) || array->object.kind != OBJECT_ARRAY)) {
                break;
            }
            R[pc->a] = boxed(array->length);
            pc++;
            LOOP_BACK(<);
            break;
        }
        case OP_STEP_LOOP:
            if (unlikely(!value_is_number(R[at->b]))) {
                double number;
                DO(value_to_number(vm, R[at->b], &number));
                R[at->a] = value_number(number + (int16_t)at->c);
                break;
            }
            R[at->a] = boxed(value_as_number(R[at->b]) + (int16_t)at->c);
            LOOP_BACK(<);
            break;
        case OP_GET_JUMP_NULL:
            GET_JUMP_IF(got == VALUE_NULL);
        case OP_GET_JUMP_NOT_NULL:
            GET_JUMP_IF(got != VALUE_NULL);
        case OP_GET_JUMP_UNDEFINED:
            GET_JUMP_IF(got == VALUE_UNDEFINED);
        case OP_GET_JUMP_NOT_UNDEFINED:
            GET_JUMP_IF(got != VALUE_UNDEFINED);
        case OP_GET_JUMP_NOT_LT:
            GET_JUMP_UNLESS(<);
        case OP_GET_JUMP_NOT_LE:
            GET_JUMP_UNLESS(<=);
        case OP_GET_JUMP_NOT_GT:
            GET_JUMP_UNLESS(>);
        case OP_GET_JUMP_NOT_GE:
            GET_JUMP_UNLESS(>=);
        case OP_GET_SUB: {
            FUSED_GET_NUMBER(got);
            value_t y = R[pc->c];
            if (likely(value_is_number(y))) {
                R[pc->a] = boxed(value_as_number(got) - value_as_number(y));
                pc++;
            }
            break;
        }
        case OP_GET_MUL:
            GET_ARITHMETIC(*);
        case OP_GET_ADD:
            GET_ARITHMETIC(+);
        case OP_GET_ADD_ADD: {
            FUSED_GET_NUMBER(got);
            value_t x = R[pc->b];
            if (unlikely(!value_is_number(x))) {
                break;
            }
            value_t sum = boxed(value_as_number(x) + value_as_number(got));
            R[pc->a] = sum;
            pc++;
            x = R[pc->b];
            if (likely(value_is_number(x))) {
                R[pc->a] = boxed(value_as_number(x) + value_as_number(sum));
                pc++;
            }
            break;
        }
        case OP_VARIABLE_CHECK:
            R[at->a] = vm->globals[at->b];
            pc += likely(R[at->a] != VALUE_EMPTY) ? 1 : 0;
            break;
        case OP_VARIABLE_CALLEE:
            R[at->a] = vm->globals[at->b];
            R[pc->a] = VALUE_UNDEFINED;
            pc++;
            break;
        case OP_ADD_DIV_FLOOR: {
            value_t x = R[at->b];
            value_t y = K[at->c];
            value_t divisor = K[pc->c];
            if (unlikely(!NUMBERS(x, y) || !value_is_number(divisor))) {
                DO(value_add(vm, x, y, &R[at->a]));
                break;
            }
            double sum = value_as_number(x) + value_as_number(y);
            double quotient = sum / value_as_number(divisor);
            R[at->a] = boxed(sum);
            R[pc->a] = boxed(quotient);
            R[pc[1].a] = boxed(floor_of(quotient));
            pc += 2;
            break;
        }
        case OP_DIV_FLOOR_ADD:
            DIV_FLOOR_THEN(+);
        case OP_DIV_FLOOR_SUB:
            DIV_FLOOR_THEN(-);
        case OP_DIV_FLOOR: {
            DIV_FLOOR(whole);
            (void)whole;
            break;
        }
        case OP_MUL_ADD_CONST: {
            MULTIPLY(product);
            value_t y = K[pc->c];
            if (likely(value_is_number(y))) {
                R[pc->a] = boxed(product + value_as_number(y));
                pc++;
            }
            break;
        }
        case OP_MUL_ADD: {
            MULTIPLY(product);
            value_t y = R[pc->c];
            if (likely(value_is_number(y))) {
                R[pc->a] = boxed(product + value_as_number(y));
                pc++;
            }
            break;
        }
        case OP_MUL_SUB: {
            MULTIPLY(product);
            value_t x = R[pc->b];
            if (likely(value_is_number(x))) {
                R[pc->a] = boxed(value_as_number(x) - product);
                pc++;
            }
            break;
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
