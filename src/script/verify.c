/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.c: nothing runs that was not looked at here.
 *
 * What is proved for each function: every operand names something that exists,
 * every jump and handler aims inside, the code cannot run off its end, going
 * back costs fuel, captures fit the function around. What instructions find in
 * registers (a cell, an array, an iterator) they check when they run.
 */
#include "script/bytecode.h"

enum operand {
    OPERAND_NONE,
    OPERAND_SET,
    OPERAND_GET,
    OPERAND_BOTH,
    OPERAND_ROW2,
    OPERAND_ROW3,
    OPERAND_ROWC,
    OPERAND_ROWS,
    OPERAND_ROW2SET,
    OPERAND_ROW3SET,
    OPERAND_CALL,
    OPERAND_CONST,
    OPERAND_KEY,
    OPERAND_CODE,
    OPERAND_SHAPE,
    OPERAND_SLOT,
    OPERAND_CAPTURE,
    OPERAND_VARIABLE,
    OPERAND_FLAGS,
    OPERAND_COUNT,
    OPERAND_NUMBER,
    OPERAND_JUMP,
    OPERAND_JUMP32,
    OPERAND_JUMPLOW,
};

static const uint8_t forms[OP_PLAIN_COUNT][3] = {
#define OP(name, a, b, c) {OPERAND_##a, OPERAND_##b, OPERAND_##c},
#include "script/opcode.def"
#undef OP
};

const struct fused fused_opcodes[] = {
#define FUSED(name, first, second, link, third, third_link)                                        \
    {OP_##first, OP_##second, LINK_##link, OP_##third, LINK_##third_link},
#include "script/fused.def"
#undef FUSED
};

uint16_t
opcode_plain(uint16_t op)
{
    return op < OP_PLAIN_COUNT ? op : fused_opcodes[op - OP_PLAIN_COUNT].first;
}

enum jump_form
jump_form(uint16_t op)
{
    assert(op < OP_COUNT);
    op = opcode_plain(op);
    return forms[op][0] == OPERAND_JUMP32   ? JUMP_AB
           : forms[op][1] == OPERAND_JUMP32 ? JUMP_BC
           : forms[op][2] == OPERAND_JUMP   ? JUMP_C
                                            : JUMP_NO;
}

struct check {
    const struct function_code *code;
    uint32_t variable_count;
    uint32_t depth;
    struct text *problem;
};

static bool
bad(struct check *check, struct text problem)
{
    *check->problem = problem;
    return false;
}

static bool
row_fits(const struct check *check, uint32_t first, uint32_t count)
{
    return first + count <= check->code->register_count;
}

static bool
constant_is_key(value_t constant)
{
    return value_is_symbol(constant) ||
           (value_is_string(constant) && (value_as_string(constant)->flags & STRING_INTERNED) != 0);
}

static bool
check_operand(struct check *check, const struct instruction *at, enum operand form,
              uint32_t operand)
{
    const struct function_code *code = check->code;
    bool good = false;
    switch (form) {
    case OPERAND_NONE:
        good = operand == 0;
        break;
    case OPERAND_SET:
    case OPERAND_GET:
    case OPERAND_BOTH:
        good = row_fits(check, operand, 1);
        break;
    case OPERAND_ROW2:
    case OPERAND_ROW2SET:
        good = row_fits(check, operand, 2);
        break;
    case OPERAND_ROW3:
    case OPERAND_ROW3SET:
        good = row_fits(check, operand, 3);
        break;
    case OPERAND_ROWC:
        good = row_fits(check, operand, at->c);
        break;
    case OPERAND_ROWS:
        good = at->b < code->shape_count && code->shapes[at->b] != NULL &&
               row_fits(check, operand, code->shapes[at->b]->count);
        break;
    case OPERAND_CALL:
        good = row_fits(check, operand, 2U + at->b);
        break;
    case OPERAND_CONST:
        good = operand < code->constant_count;
        break;
    case OPERAND_KEY:
        good = operand < code->constant_count && constant_is_key(code->constants[operand]);
        break;
    case OPERAND_CODE:
        good = operand < code->function_count;
        break;
    case OPERAND_SHAPE:
        good = operand < code->shape_count;
        break;
    case OPERAND_CAPTURE:
        good = operand < code->capture_count;
        break;
    case OPERAND_VARIABLE:
        good = operand < check->variable_count;
        break;
    case OPERAND_FLAGS:
        good = operand < 8;
        break;
    case OPERAND_SLOT:
    case OPERAND_COUNT:
    case OPERAND_NUMBER:
    case OPERAND_JUMP: /* targets are checked as a whole */
    case OPERAND_JUMP32:
    case OPERAND_JUMPLOW:
        good = true;
        break;
    }
    return good || bad(check, TEXT("operand out of range"));
}

static bool
check_jump(struct check *check, uint32_t pc)
{
    const struct instruction *at = &check->code->instructions[pc];
    int64_t distance = 0;
    switch (jump_form(at->op)) {
    case JUMP_NO:
        return true;
    case JUMP_AB:
        distance = jump_of(at->a, at->b);
        break;
    case JUMP_BC:
        distance = jump_of(at->b, at->c);
        break;
    case JUMP_C:
        distance = (int16_t)at->c;
        break;
    }
    int64_t target = (int64_t)pc + 1 + distance;
    if (target < 0 || target >= (int64_t)check->code->count) {
        return bad(check, TEXT("jump out of the function"));
    }
    bool is_loop = at->op == OP_LOOP || at->op == OP_LOOP_LT || at->op == OP_LOOP_LE ||
                   at->op == OP_LOOP_GT || at->op == OP_LOOP_GE;
    if ((distance < 0) != is_loop) {
        return bad(check, TEXT("jump in the wrong direction"));
    }
    return true;
}

/** The parts behind a fused instruction are there; they are checked in their turn. */
static bool
check_fused(struct check *check, uint32_t pc)
{
    const struct instruction *at = &check->code->instructions[pc];
    const struct fused *fused = &fused_opcodes[at->op - OP_PLAIN_COUNT];
    return opcodes_follow(at, check->code->count - pc, fused) ||
           bad(check, TEXT("parts of a fused instruction do not follow"));
}

static bool
check_instruction(struct check *check, uint32_t pc)
{
    const struct instruction *at = &check->code->instructions[pc];
    if (at->op >= OP_COUNT) {
        return bad(check, TEXT("unknown instruction"));
    }
    const uint8_t *form = forms[opcode_plain(at->op)];
    if (!check_operand(check, at, form[0], at->a) || !check_operand(check, at, form[1], at->b) ||
        !check_operand(check, at, form[2], at->c) || !check_jump(check, pc)) {
        return false;
    }
    if (at->op >= OP_PLAIN_COUNT && !check_fused(check, pc)) {
        return false;
    }
    if (at->op == OP_REGEXP && (!value_is_string(check->code->constants[at->b]) ||
                                !value_is_string(check->code->constants[at->c]))) {
        return bad(check, TEXT("regular expression of no text"));
    }
    if ((at->op == OP_OMIT && at->c == 0) || (at->op == OP_CONCAT && at->c == 0)) {
        return bad(check, TEXT("empty row"));
    }
    return true;
}

/** The last instruction must not go on to the next. */
static bool
ends(uint16_t op)
{
    return op == OP_RETURN || op == OP_RETURN_DERIVED || op == OP_RETURN_UNDEFINED ||
           op == OP_JUMP || op == OP_LOOP || op == OP_THROW || op == OP_RETHROW;
}

static bool
check_inner(struct check *check, const struct function_code *inner)
{
    const struct function_code *code = check->code;
    if (inner == NULL) {
        return bad(check, TEXT("function missing"));
    }
    for (uint32_t i = 0; i < inner->capture_count; i++) {
        const struct capture_from *from = &inner->captures[i];
        uint32_t limit = from->from_parent_capture ? code->capture_count : code->register_count;
        if (from->index >= limit) {
            return bad(check, TEXT("capture out of range"));
        }
    }
    return true;
}

static bool check_code(struct check *check);

static bool
check_functions(struct check *check)
{
    const struct function_code *code = check->code;
    for (uint32_t i = 0; i < code->function_count; i++) {
        if (!check_inner(check, code->functions[i])) {
            return false;
        }
        struct check inner = *check;
        inner.code = code->functions[i];
        inner.depth++;
        if (inner.depth > 2000) {
            return bad(check, TEXT("functions too deep"));
        }
        if (!check_code(&inner)) {
            return false;
        }
    }
    return true;
}

static bool
check_code(struct check *check)
{
    const struct function_code *code = check->code;
    if (code->count == 0 || code->count > INSTRUCTIONS_MAX ||
        code->register_count > REGISTERS_MAX || code->parameter_count > code->register_count ||
        code->name == NULL || !ends(code->instructions[code->count - 1].op)) {
        return bad(check, TEXT("function without proper bounds"));
    }
    for (uint32_t pc = 0; pc < code->count; pc++) {
        if (!check_instruction(check, pc)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < code->shape_count; i++) {
        const struct shape *shape = code->shapes[i];
        bool is_good = shape != NULL && !shape->unique;
        for (uint32_t k = 0; is_good && k < shape->count; k++) {
            is_good = shape->keys[k].attributes == ATTRIBUTE_PLAIN;
        }
        if (!is_good) {
            return bad(check, TEXT("shape missing"));
        }
    }
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const struct handler *handler = &code->handlers[i];
        if (handler->start >= handler->end || handler->end > code->count ||
            handler->target >= code->count || code->instructions[handler->target].op != OP_CATCH ||
            handler->target < handler->end) {
            return bad(check, TEXT("handler out of range"));
        }
    }
    return check_functions(check);
}

bool
bytecode_verify(const struct function_code *code, uint32_t variable_count, struct text *problem)
{
    struct check check = {.code = code, .variable_count = variable_count, .problem = problem};
    if (code->capture_count != 0) {
        return bad(&check, TEXT("captures without a function around"));
    }
    return check_code(&check);
}
