/* SPDX-License-Identifier: Apache-2.0 */
/**
 * bytecode.h: compiled functions and programs.
 *
 * An instruction is 8 bytes: a number of opcode.def and three 16-bit operands.
 * Instructions behind a fused one (fused.def) are part of it and stand by themselves.
 * Registers of a function start with the raw arguments; the two below register
 * 0 are the callee and `this` (CALLEE, THIS read them). A function's registers
 * are undefined on entry. Nothing runs that verify.c has not seen.
 *
 * Fuel is static: a call costs the function's number of instructions and an
 * eighth of its registers, a LOOP the number of instructions that it goes back
 * over. So fuel depends on the path taken, on nothing else.
 */
#pragma once

#include "script/function.h"
#include "script/realm.h"
#include "script/vm.h"

enum opcode {
#define OP(name, a, b, c) OP_##name,
#include "script/opcode.def"
#undef OP
    OP_PLAIN_COUNT,
    OP_BEFORE_FUSED = OP_PLAIN_COUNT - 1,
#define FUSED(name, first, second, link, third, third_link) OP_##name,
#include "script/fused.def"
#undef FUSED
    OP_COUNT,
};

/** Operand c of MATH. */
enum math_member { MATH_CEIL, MATH_ROUND, MATH_TRUNC, MATH_ABS };

struct instruction {
    uint16_t op;
    uint16_t a;
    uint16_t b;
    uint16_t c;
};

/** Functions of at most so many registers; a program's variables are elsewhere. */
#define REGISTERS_MAX    16000
#define INSTRUCTIONS_MAX (1u << 24)

/** What a fused instruction stands for; third: OP_NOP when it is two. */
struct fused {
    uint16_t first;
    uint16_t second;
    uint16_t link; /**< the operand that the part before wrote */
    uint16_t third;
    uint16_t third_link;
};
enum fused_link { LINK_NONE, LINK_A, LINK_B, LINK_C };
extern const struct fused fused_opcodes[];
/** The instruction whose operands it has: itself unless it is fused. */
uint16_t opcode_plain(uint16_t op);
/** Whether the other parts stand behind the first; `left` instructions, with the first. */
bool opcodes_follow(const struct instruction *first, uint32_t left, const struct fused *fused);
/** Put fused instructions where their parts stand in a row. */
void opcodes_fuse(struct instruction *instructions, uint32_t count);

/** Where an instruction keeps its target. */
enum jump_form { JUMP_NO, JUMP_AB, JUMP_BC, JUMP_C };
enum jump_form jump_form(uint16_t op);

static inline int32_t
jump_of(uint16_t high, uint16_t low)
{
    return (int32_t)((uint32_t)high << 16 | low);
}

/** While the running instruction is in [start, end), exceptions go to target. Inner ones first. */
struct handler {
    uint32_t start;
    uint32_t end;
    uint32_t target; /**< a CATCH */
};

/** Where an instruction comes from; sorted by pc, valid up to the next one. */
struct position {
    uint32_t pc;
    uint32_t line;
    uint32_t column;
};

struct capture_from {
    uint16_t from_parent_capture;
    uint16_t index;
};

enum code_flag {
    CODE_CONSTRUCTOR = 1 << 0, /**< may be called with new */
    CODE_CLASS = 1 << 1,       /**< must be called with new */
    CODE_DERIVED = 1 << 2,     /**< this is empty until super() */
    CODE_ARROW = 1 << 3,
    CODE_METHOD = 1 << 4,
    CODE_ARGUMENTS = 1 << 5,                    /**< all arguments are kept: ARGUMENTS, REST */
    CODE_UNUSUAL = CODE_CLASS | CODE_ARGUMENTS, /**< calls of these take longer */
};

struct function_code {
    const struct instruction *instructions;
    uint32_t count;
    uint32_t register_count;
    uint32_t parameter_count; /**< raw arguments kept in registers */
    uint32_t length;          /**< the `length` property */
    uint32_t flags;
    uint32_t constant_count;
    uint32_t function_count;
    uint32_t shape_count;
    uint32_t capture_count;
    uint32_t handler_count;
    uint32_t position_count;
    uint32_t number;     /**< among the program's functions */
    uint32_t first_site; /**< of its instructions, among the program's */
    const value_t *constants;
    struct function_code *const *functions;
    struct shape *const *shapes;
    const struct capture_from *captures;
    const struct handler *handlers;
    const struct position *positions;
    struct string *name;
    struct text path; /**< of the module */
};

struct script_program {
    void *block;
    char *config_bytes;
    struct text config; /**< its configuration's schema, in config_bytes */
    struct heap heap;
    size_t bytes;
    struct intern_table strings;
    struct transition_table transitions;
    struct function_code **modules; /**< top levels, in order of evaluation */
    uint32_t module_count;
    value_t *variables; /**< as the top level left them */
    uint32_t variable_count;
    uint32_t function_count;      /**< in all modules */
    uint32_t instruction_count;   /**< of all of them */
    const struct symbol *symbols; /**< that its top level asked Symbol.for for */
    uint32_t default_variable;    /**< of the default export; UINT32_MAX: none */
    value_t default_value;        /**< when it is a built-in or namespace; VALUE_EMPTY */
    uint64_t serial;              /**< differs between programs of the process */
    uint64_t top_level_fuel;
    const struct script_mark *marks; /**< of counted sources; NULL: none */
    uint32_t mark_count;
    uint8_t hash[32];
};

/** Everything in reach of a function, itself included; `variable_count` of the program. */
must_use bool bytecode_verify(const struct function_code *code, uint32_t variable_count,
                              struct text *problem);

enum frame_flag {
    FRAME_ENTRY = 1 << 0,     /**< return leaves the C function interpret */
    FRAME_CONSTRUCT = 1 << 1, /**< a non-object answer is replaced by this */
};

/** One running function. */
struct frame {
    const struct function_code *code;
    const struct instruction *pc; /**< of the call in flight, or the next instruction */
    value_t *registers;
    uintptr_t sites; /**< see site_of, machine.h */
    struct closure *closure;
    value_t target;    /**< new.target */
    value_t arguments; /**< array of all arguments when the code asks; else empty */
    uint32_t count;    /**< of arguments given */
    uint32_t flags;    /**< of enum frame_flag */
};

/** The stack as text; the line of the innermost frame in *line, *column, *path. */
struct text trace_render(struct vm *vm, struct arena *arena, int *line, int *column,
                         struct text *path);
