/* SPDX-License-Identifier: Apache-2.0 */
/**
 * compiler.h: from a resolved tree to drafts of functions.
 *
 * A draft lives in the arena of the compilation and knows texts, not strings;
 * program.c makes the program's own cells of it. Temporaries are registers
 * behind the bindings' own, handed out like a stack.
 */
#pragma once

#include "base/list.h"
#include "script/bytecode.h"
#include "script/source.h"
#include "script/tree.h"

enum constant_kind {
    CONSTANT_NUMBER,
    CONSTANT_TEXT,     /**< interned: value or key */
    CONSTANT_PRIVATE,  /**< symbol of a #name */
    CONSTANT_GLOBAL,   /**< a built-in, by name */
    CONSTANT_TEMPLATE, /**< strings of a tagged template */
};

struct constant {
    enum constant_kind kind;
    uint32_t id;
    double number;
    struct text text;
    const struct node *node;
};

struct draft {
    struct {
        struct instruction *items;
        size_t count, capacity;
    } code;
    struct {
        struct constant *items;
        size_t count, capacity;
    } constants;
    struct {
        struct draft **items;
        size_t count, capacity;
    } functions;
    struct {
        struct handler *items;
        size_t count, capacity;
    } handlers;
    struct {
        struct position *items;
        size_t count, capacity;
    } positions;
    /** Of object literals: keys are constants of the draft. */
    struct {
        struct draft_shape {
            uint16_t *keys;
            uint32_t count;
        } * items;
        size_t count, capacity;
    } shapes;
    struct capture_from *captures;
    uint32_t capture_count;
    uint32_t register_count;
    uint32_t parameter_count;
    uint32_t length;
    uint32_t flags;
    struct text name;
    struct text path;
};

/** Jumps to one place that is not reached yet. */
struct label {
    struct {
        uint32_t *items;
        size_t count, capacity;
    } jumps;
};

enum control_kind { CONTROL_TARGET, CONTROL_ITERATOR, CONTROL_FINALLY };

/** Something that break, continue and return pass on their way out. */
struct control {
    enum control_kind kind;
    struct control *outer;
    const struct node *node; /**< TARGET: what a jump aims at */
    struct label *break_label;
    struct label *continue_label; /**< NULL: switch, labeled block */
    uint16_t base;                /**< ITERATOR: its registers; FINALLY: kind, value */
    struct label *finally_label;
    struct {
        struct leave *items;
        size_t count, capacity;
    } leaves; /**< ways through a finally */
};

/** A way out: where to, once the finally blocks are through. */
struct leave {
    struct control *target; /**< NULL: return */
    bool is_continue;
};

/** Marks of a whole program, in the order of their numbers. */
struct mark_list {
    struct script_mark *items;
    size_t count, capacity;
    uint32_t branch_count;
};

struct compiler {
    struct arena *arena;
    const struct realm *realm;
    const struct module_graph *graph;
    const struct module *module;
    const struct source *source;
    struct compiler *parent;
    const struct function *function; /**< NULL: a default constructor */
    const struct class_body *class_body;
    struct draft *draft;
    struct mark_list *marks; /**< of the program; NULL: this module is not counted */
    struct control *control;
    struct label *chain; /**< where ?. goes on null */
    uint32_t next;       /**< first free register */
    uint32_t place;      /**< offset in the source of what is compiled now */
    uint32_t last_place;
    bool no_short_jumps; /**< a 16-bit jump did not fit: compiled again without */
    bool too_far;
    const char *problem; /**< too many registers and the like; NULL: fine */
};

/** The top level of one module. NULL: *problem says which limit, or memory ran out. */
struct draft *compile_module(struct arena *arena, const struct realm *realm,
                             const struct module_graph *graph, const struct module *module,
                             struct mark_list *marks, const char **problem);

/* ---- between the files of the compiler ---------------------------------------- */

uint32_t emit(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b, uint32_t c);
/** A jump to a label; a, b as the instruction has them before its target. */
void emit_jump(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b,
               struct label *label);
void label_here(struct compiler *compiler, struct label *label);
/** Back to target, which is behind. */
void emit_loop(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b, uint32_t target);
uint32_t code_here(const struct compiler *compiler);
/** Count, when the module is counted, that a run came here. */
void mark_here(struct compiler *compiler, enum script_mark_kind kind, const struct node *node,
               uint32_t branch);
/** A number for a decision. */
uint32_t mark_branch(struct compiler *compiler);
/** n registers in a row. */
uint16_t take(struct compiler *compiler, uint32_t n);
uint16_t constant_text(struct compiler *compiler, struct text text);
uint16_t constant_number(struct compiler *compiler, double number);
uint16_t constant_private(struct compiler *compiler, const struct private_name *name);
uint16_t constant_add(struct compiler *compiler, struct constant constant);
void at_node(struct compiler *compiler, const struct node *node);
void add_handler(struct compiler *compiler, uint32_t start, uint32_t end, uint32_t target);

/** `to` of an assignment or update whose value nobody wants. */
#define NOWHERE UINT16_MAX

void compile_expression(struct compiler *compiler, const struct node *node, uint16_t to);
/** A register that holds the value: a local's own when nothing in `then` assigns it. */
uint16_t compile_operand(struct compiler *compiler, const struct node *node,
                         const struct node *then);
void compile_effect(struct compiler *compiler, const struct node *node);
/** Jump to the label when the truth of the condition is `when`. */
void compile_condition(struct compiler *compiler, const struct node *node, bool when,
                       struct label *label);
void compile_loop(struct compiler *compiler, const struct node *test, uint32_t start);
void compile_statements(struct compiler *compiler, const struct node_list *list);
void compile_statement(struct compiler *compiler, const struct node *node);
void load_reference(struct compiler *compiler, const struct reference *reference, uint16_t to);
/* compiler_global.c: names that no scope declares. */
void load_global(struct compiler *compiler, struct text name, uint16_t to);
/** Before the value of an assignment: registers in which store_global finds whether it is there. */
uint16_t find_global(struct compiler *compiler, struct text name);
void store_global(struct compiler *compiler, struct text name, uint16_t from, uint16_t globals);
void compile_typeof_global(struct compiler *compiler, struct text name, uint16_t to);
void store_reference(struct compiler *compiler, const struct reference *reference, uint16_t from,
                     bool is_declaration);
/** Give a target (pattern, identifier, member, default) the value of a register. */
void compile_target(struct compiler *compiler, const struct node *target, uint16_t from,
                    bool is_declaration);
/** A target whose object and key stand in registers, evaluated once. */
struct place {
    const struct node *node;
    uint16_t object; /**< super: home, this, key in a row */
    uint16_t key;
};
/** A private name: a constant, or a register when each evaluation of its class has its own. */
uint16_t private_operand(struct compiler *compiler, const struct private_name *name,
                         const struct reference *reference);
/** `then` is evaluated between; NULL: nothing that assigns. */
void place_prepare(struct compiler *compiler, const struct node *node, const struct node *then,
                   struct place *place);
void place_store(struct compiler *compiler, const struct place *place, uint16_t from);
void store_binding(struct compiler *compiler, const struct binding *binding, uint16_t from);
uint16_t compile_function(struct compiler *compiler, const struct function *function,
                          const struct class_body *class_body);
void compile_class(struct compiler *compiler, const struct class_body *body, uint16_t to);
void compile_leave(struct compiler *compiler, struct control *target, bool is_continue,
                   uint16_t value);
void enter_scope(struct compiler *compiler, const struct scope *scope);
/** Evaluate a literal's or class member's key. */
void compile_key(struct compiler *compiler, const struct node *key, bool computed, uint16_t to);
/** Run the field initialisers of class `callee` on this_value, if it has any. */
void compile_init_fields(struct compiler *compiler, uint16_t this_value, uint16_t callee);
uint16_t add_draft(struct compiler *compiler, struct draft *draft);
