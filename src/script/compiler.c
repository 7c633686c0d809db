/* SPDX-License-Identifier: Apache-2.0 */
/* compiler.c: emitting, functions, scopes, statements. Expressions: compiler_expression.c. */
#include "script/compiler.h"

#include "script/number.h"

/* ---- emitting -------------------------------------------------------------- */

static void
too_much(struct compiler *compiler, const char *problem)
{
    if (compiler->problem == NULL) {
        compiler->problem = problem;
    }
}

uint32_t
code_here(const struct compiler *compiler)
{
    return (uint32_t)compiler->draft->code.count;
}

void
at_node(struct compiler *compiler, const struct node *node)
{
    compiler->place = node->start;
}

static void
add_position(struct compiler *compiler)
{
    if (compiler->place == compiler->last_place) {
        return;
    }
    compiler->last_place = compiler->place;
    int line = 0;
    int column = 0;
    source_place(compiler->source, compiler->place, &line, &column);
    struct position *position = list_add(compiler->arena, &compiler->draft->positions);
    if (position != NULL) {
        *position = (struct position){code_here(compiler), (uint32_t)line, (uint32_t)column};
    }
}

uint32_t
emit(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b, uint32_t c)
{
    add_position(compiler);
    struct instruction *instruction = list_add(compiler->arena, &compiler->draft->code);
    if (instruction == NULL || compiler->draft->code.count > INSTRUCTIONS_MAX) {
        too_much(compiler, "The function is too long");
        return 0;
    }
    *instruction = (struct instruction){(uint16_t)op, (uint16_t)a, (uint16_t)b, (uint16_t)c};
    return code_here(compiler) - 1;
}

static void
jump_set(struct compiler *compiler, uint32_t at, uint32_t target)
{
    if (compiler->problem != NULL) {
        return;
    }
    struct instruction *instruction = &compiler->draft->code.items[at];
    int32_t distance = (int32_t)(target - at - 1);
    uint16_t high = (uint16_t)((uint32_t)distance >> 16);
    uint16_t low = (uint16_t)distance;
    switch (jump_form(instruction->op)) {
    case JUMP_AB:
        instruction->a = high;
        instruction->b = low;
        break;
    case JUMP_BC:
        instruction->b = high;
        instruction->c = low;
        break;
    case JUMP_C:
        instruction->c = low;
        if (distance != (int16_t)distance) {
            compiler->too_far = true;
        }
        break;
    case JUMP_NO:
        assert(false);
    }
}

void
emit_jump(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b, struct label *label)
{
    uint32_t at = emit(compiler, op, a, b, 0);
    uint32_t *jump = list_add(compiler->arena, &label->jumps);
    if (jump == NULL) {
        too_much(compiler, "Out of memory");
        return;
    }
    *jump = at;
}

void
label_here(struct compiler *compiler, struct label *label)
{
    for (size_t i = 0; i < label->jumps.count; i++) {
        jump_set(compiler, label->jumps.items[i], code_here(compiler));
    }
    label->jumps.count = 0;
}

void
emit_loop(struct compiler *compiler, enum opcode op, uint32_t a, uint32_t b, uint32_t target)
{
    uint32_t at = emit(compiler, op, a, b, 0);
    jump_set(compiler, at, target);
}

uint32_t
mark_branch(struct compiler *compiler)
{
    return compiler->marks == NULL ? 0 : ++compiler->marks->branch_count;
}

void
mark_here(struct compiler *compiler, enum script_mark_kind kind, const struct node *node,
          uint32_t branch)
{
    if (compiler->marks == NULL) {
        return;
    }
    int line = 0;
    int column = 0;
    source_place(compiler->source, node == NULL ? compiler->place : node->start, &line, &column);
    uint32_t number = (uint32_t)compiler->marks->count;
    struct script_mark *mark = list_add(compiler->arena, compiler->marks);
    if (mark == NULL) {
        too_much(compiler, "Out of memory");
        return;
    }
    *mark = (struct script_mark){.kind = kind,
                                 .source = compiler->module->source,
                                 .line = (uint32_t)line,
                                 .branch = branch,
                                 .name = compiler->draft->name};
    emit(compiler, OP_MARK, number >> 16, number & 0xffff, 0);
}

void
add_handler(struct compiler *compiler, uint32_t start, uint32_t end, uint32_t target)
{
    if (start == end) {
        return;
    }
    struct handler *handler = list_add(compiler->arena, &compiler->draft->handlers);
    if (handler == NULL) {
        too_much(compiler, "Out of memory");
        return;
    }
    *handler = (struct handler){start, end, target};
}

uint16_t
take(struct compiler *compiler, uint32_t n)
{
    uint32_t first = compiler->next;
    compiler->next += n;
    if (compiler->next > REGISTERS_MAX) {
        too_much(compiler, "The function has too many variables or its expressions are too deep");
        compiler->next = first;
        return 0;
    }
    if (compiler->next > compiler->draft->register_count) {
        compiler->draft->register_count = compiler->next;
    }
    return (uint16_t)first;
}

/* ---- constants ---------------------------------------------------------------- */

static bool
constant_equal(const struct constant *a, const struct constant *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case CONSTANT_NUMBER:
        return memcmp(&a->number, &b->number, sizeof a->number) == 0;
    case CONSTANT_TEXT:
    case CONSTANT_GLOBAL:
        return text_equal(a->text, b->text);
    case CONSTANT_PRIVATE:
        return a->id == b->id;
    case CONSTANT_TEMPLATE:
        return a->node == b->node;
    }
    return false;
}

uint16_t
constant_add(struct compiler *compiler, struct constant constant)
{
    struct draft *draft = compiler->draft;
    for (size_t i = draft->constants.count; i > 0; i--) {
        if (constant_equal(&draft->constants.items[i - 1], &constant)) {
            return (uint16_t)(i - 1);
        }
        if (draft->constants.count - i > 500) {
            break; /* long tables of literals: duplicates cost less than the search */
        }
    }
    struct constant *added = list_add(compiler->arena, &draft->constants);
    if (added == NULL || draft->constants.count > UINT16_MAX) {
        too_much(compiler, "The function has too many constants");
        return 0;
    }
    *added = constant;
    return (uint16_t)(draft->constants.count - 1);
}

uint16_t
constant_text(struct compiler *compiler, struct text text)
{
    return constant_add(compiler, (struct constant){.kind = CONSTANT_TEXT, .text = text});
}

uint16_t
constant_number(struct compiler *compiler, double number)
{
    return constant_add(compiler, (struct constant){.kind = CONSTANT_NUMBER, .number = number});
}

uint16_t
constant_private(struct compiler *compiler, const struct private_name *name)
{
    return constant_add(
        compiler, (struct constant){.kind = CONSTANT_PRIVATE, .id = name->id, .text = name->name});
}

/* ---- scopes -------------------------------------------------------------------- */

/** Put an initial value into a binding of the function's own registers. */
static void
binding_start(struct compiler *compiler, const struct binding *binding, uint16_t from)
{
    if (binding->is_module) {
        emit(compiler, OP_VARIABLE_SET, binding->slot, from, 0);
    } else if (binding->is_captured) {
        emit(compiler, OP_CELL_NEW, binding->slot, from, 0);
    } else if (binding->slot != from) {
        emit(compiler, OP_MOVE, binding->slot, from, 0);
    }
}

void
store_binding(struct compiler *compiler, const struct binding *binding, uint16_t from)
{
    if (binding->is_module) {
        emit(compiler, OP_VARIABLE_SET, binding->slot, from, 0);
    } else if (binding->is_captured) {
        emit(compiler, OP_CELL_SET, binding->slot, from, 0);
    } else if (binding->slot != from) {
        emit(compiler, OP_MOVE, binding->slot, from, 0);
    }
}

/** Made by the prologue from what the call brought, not here. */
static bool
is_prologue_binding(const struct binding *binding)
{
    switch (binding->kind) {
    case BINDING_THIS:
    case BINDING_ARGUMENTS:
    case BINDING_NEW_TARGET:
    case BINDING_HOME:
    case BINDING_CALLEE:
    case BINDING_SELF:
    case BINDING_IMPORT:
    case BINDING_MEMBER:
        return true;
    case BINDING_VAR:
    case BINDING_LET:
    case BINDING_CONST:
    case BINDING_CLASS:
    case BINDING_FUNCTION:
    case BINDING_PARAMETER:
    case BINDING_CATCH:
    case BINDING_CLASS_SELF:
    case BINDING_KEY:
        return false;
    }
    return false;
}

static void
declare_binding(struct compiler *compiler, const struct binding *binding)
{
    bool is_var = binding->kind == BINDING_VAR;
    if (is_prologue_binding(binding) ||
        (!binding->is_captured && !binding->needs_initialised_mark && binding->copy_of == NULL) ||
        (is_var && binding->is_module)) {
        return; /* registers and program variables are undefined to begin with */
    }
    uint32_t saved = compiler->next;
    uint16_t value = take(compiler, 1);
    if (binding->copy_of != NULL) {
        const struct binding *from = binding->copy_of;
        if (from->is_captured) {
            emit(compiler, OP_CELL_GET, value, from->slot, 0);
        } else {
            value = (uint16_t)from->slot;
        }
    } else {
        bool mark = binding->needs_initialised_mark && !is_var;
        emit(compiler, mark ? OP_EMPTY : OP_UNDEFINED, value, 0, 0);
    }
    binding_start(compiler, binding, value);
    compiler->next = saved;
}

static void
make_functions(struct compiler *compiler, const struct scope *scope)
{
    for (uint32_t i = 0; i < scope->functions.count; i++) {
        const struct node *node = scope->functions.items[i];
        uint32_t saved = compiler->next;
        uint16_t value = take(compiler, 1);
        uint16_t code = compile_function(compiler, node->function, NULL);
        emit(compiler, OP_CLOSURE, value, code, 0);
        if (node->function->declared != NULL) {
            store_binding(compiler, node->function->declared, value);
        }
        compiler->next = saved;
    }
}

void
enter_scope(struct compiler *compiler, const struct scope *scope)
{
    if (scope == NULL) {
        return;
    }
    for (uint32_t i = 0; i < scope->binding_count; i++) {
        declare_binding(compiler, scope->bindings[i]);
    }
    make_functions(compiler, scope);
}

/** New cells for the variables of a loop, with their values (next) or without (element). */
static void
refresh_scope(struct compiler *compiler, const struct scope *scope, bool keep_values)
{
    if (scope == NULL || !scope->has_captured) {
        return;
    }
    for (uint32_t i = 0; i < scope->binding_count; i++) {
        const struct binding *binding = scope->bindings[i];
        if (!binding->is_captured) {
            continue;
        }
        if (keep_values) {
            emit(compiler, OP_CELL_FRESH, binding->slot, 0, 0);
        } else {
            declare_binding(compiler, binding);
        }
    }
}

/* ---- leaving ----------------------------------------------------------------------- */

/**
 * Leave to a target (NULL: return `value`), through what lies between. A finally
 * on the way is entered with a number that says how to go on behind it.
 */
void
compile_leave(struct compiler *compiler, struct control *target, bool is_continue, uint16_t value)
{
    for (struct control *control = compiler->control; control != NULL; control = control->outer) {
        if (control == target) {
            emit_jump(compiler, OP_JUMP, 0, 0,
                      is_continue ? control->continue_label : control->break_label);
            return;
        }
        if (control->kind == CONTROL_ITERATOR) {
            if (is_continue && control->outer == target) {
                continue; /* its own loop goes on */
            }
            emit(compiler, OP_CLOSE, control->base, 0, 0);
        } else if (control->kind == CONTROL_FINALLY) {
            size_t way = 0;
            while (way < control->leaves.count &&
                   (control->leaves.items[way].target != target ||
                    control->leaves.items[way].is_continue != is_continue)) {
                way++;
            }
            if (way == control->leaves.count) {
                struct leave *leave = list_add(compiler->arena, &control->leaves);
                if (leave == NULL) {
                    too_much(compiler, "Out of memory");
                    return;
                }
                *leave = (struct leave){target, is_continue};
            }
            if (target == NULL && value != control->base + 1) {
                emit(compiler, OP_MOVE, control->base + 1U, value, 0);
            }
            emit(compiler, OP_INT, control->base, (uint32_t)way + 2, 0);
            emit_jump(compiler, OP_JUMP, 0, 0, control->finally_label);
            return;
        }
    }
    assert(target == NULL);
    const struct function *function = compiler->function;
    if (function->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        uint32_t saved = compiler->next;
        uint16_t this_value = take(compiler, 1);
        const struct binding *binding = function->this_binding;
        if (binding == NULL) {
            emit(compiler, OP_EMPTY, this_value, 0, 0);
        } else if (binding->is_captured) {
            emit(compiler, OP_CELL_GET, this_value, binding->slot, 0);
        } else {
            this_value = (uint16_t)binding->slot;
        }
        emit(compiler, OP_RETURN_DERIVED, value, this_value, 0);
        compiler->next = saved;
        return;
    }
    emit(compiler, OP_RETURN, value, 0, 0);
}

static struct control *
find_target(const struct compiler *compiler, const struct node *node)
{
    struct control *control = compiler->control;
    while (control != NULL && control->node != node) {
        control = control->outer;
    }
    assert(control != NULL);
    return control;
}

/* ---- statements ---------------------------------------------------------------------- */

static void
compile_variables(struct compiler *compiler, const struct node *node)
{
    for (uint32_t i = 0; i < node->variables.declarators.count; i++) {
        const struct node *declarator = node->variables.declarators.items[i];
        const struct node *target = declarator->binary.left;
        const struct node *value = declarator->binary.right;
        if (value == NULL) {
            if (node->variables.kind == VARIABLES_VAR) {
                continue;
            }
        }
        at_node(compiler, declarator);
        uint32_t saved = compiler->next;
        const struct reference *reference = &target->reference;
        bool direct = target->kind == NODE_IDENTIFIER && reference->kind == REFERENCE_LOCAL &&
                      !reference->binding->is_captured && node->variables.kind != VARIABLES_VAR &&
                      !reference->binding->needs_initialised_mark;
        uint16_t to = direct ? (uint16_t)reference->index : take(compiler, 1);
        if (value == NULL) {
            emit(compiler, OP_UNDEFINED, to, 0, 0);
        } else {
            compile_expression(compiler, value, to);
        }
        if (!direct) {
            compile_target(compiler, target, to, true);
        }
        compiler->next = saved;
    }
}

static void
push_target(struct compiler *compiler, struct control *control, const struct node *node,
            struct label *break_label, struct label *continue_label)
{
    *control = (struct control){.kind = CONTROL_TARGET,
                                .outer = compiler->control,
                                .node = node,
                                .break_label = break_label,
                                .continue_label = continue_label};
    compiler->control = control;
}

static void
compile_for(struct compiler *compiler, const struct node *node)
{
    struct label end = {0};
    struct label next = {0};
    struct control control;
    enter_scope(compiler, node->loop.scope);
    if (node->loop.init != NULL) {
        if (node->loop.init->kind == NODE_VARIABLES) {
            compile_variables(compiler, node->loop.init);
        } else {
            compile_effect(compiler, node->loop.init);
        }
        refresh_scope(compiler, node->loop.scope, true);
    }
    push_target(compiler, &control, node, &end, &next);
    /* The test stands at the end: one jump less each time round. */
    struct label test = {0};
    if (node->loop.test != NULL) {
        emit_jump(compiler, OP_JUMP, 0, 0, &test);
    }
    uint32_t start = code_here(compiler);
    compile_statement(compiler, node->loop.body);
    label_here(compiler, &next);
    refresh_scope(compiler, node->loop.scope, true);
    if (node->loop.update != NULL) {
        compile_effect(compiler, node->loop.update);
    }
    if (node->loop.test != NULL) {
        label_here(compiler, &test);
        compile_loop(compiler, node->loop.test, start);
    } else {
        emit_loop(compiler, OP_LOOP, 0, 0, start);
    }
    label_here(compiler, &end);
    compiler->control = control.outer;
}

static void
compile_while(struct compiler *compiler, const struct node *node)
{
    struct label end = {0};
    struct label next = {0};
    struct control control;
    push_target(compiler, &control, node, &end, &next);
    if (node->kind == NODE_WHILE) {
        emit_jump(compiler, OP_JUMP, 0, 0, &next);
    }
    uint32_t start = code_here(compiler);
    compile_statement(compiler, node->loop.body);
    label_here(compiler, &next);
    compile_loop(compiler, node->loop.test, start);
    label_here(compiler, &end);
    compiler->control = control.outer;
}

static void
loop_target(struct compiler *compiler, const struct node *target, uint16_t from)
{
    if (target->kind == NODE_VARIABLES) {
        const struct node *declarator = target->variables.declarators.items[0];
        compile_target(compiler, declarator->binary.left, from, true);
    } else {
        compile_target(compiler, target, from, false);
    }
}

static void
compile_for_each(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    bool is_of = node->kind == NODE_FOR_OF;
    struct label end = {0};
    struct label next = {0};
    struct control target;
    struct control iterator;
    uint16_t base = take(compiler, 3);
    enter_scope(compiler, node->loop.scope);
    compile_expression(compiler, node->loop.test, (uint16_t)(base + 2));
    at_node(compiler, node->loop.test);
    emit(compiler, is_of ? OP_ITERATE : OP_ITERATE_KEYS, base, base + 2U, 0);
    /* A jump to the loop itself (continue, and break once closed) stays outside `iterator`. */
    push_target(compiler, &target, node, &end, &next);
    uint32_t start = code_here(compiler);
    emit_jump(compiler, OP_NEXT, base, 0, &end);
    uint32_t body = code_here(compiler);
    iterator = (struct control){.kind = CONTROL_ITERATOR, .outer = &target, .base = base};
    if (is_of) {
        compiler->control = &iterator;
    }
    refresh_scope(compiler, node->loop.scope, false);
    loop_target(compiler, node->loop.init, (uint16_t)(base + 2));
    compile_statement(compiler, node->loop.body);
    compiler->control = &target;
    uint32_t body_end = code_here(compiler);
    label_here(compiler, &next);
    emit_loop(compiler, OP_LOOP, 0, 0, start);
    if (is_of) {
        uint32_t handler = emit(compiler, OP_CATCH, base + 2U, 0, 0);
        emit(compiler, OP_CLOSE, base, 1, 0);
        emit(compiler, OP_RETHROW, base + 2U, 0, 0);
        add_handler(compiler, body, body_end, handler);
    }
    label_here(compiler, &end);
    compiler->control = target.outer;
    compiler->next = saved;
}

static void
compile_switch(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    struct label end = {0};
    struct control control;
    uint16_t value = take(compiler, 1);
    compile_expression(compiler, node->switch_node.value, value);
    enter_scope(compiler, node->switch_node.scope);
    push_target(compiler, &control, node, &end, NULL);
    uint32_t count = node->switch_node.cases.count;
    struct label *labels = arena_alloc(compiler->arena, count + 1, sizeof *labels);
    if (labels == NULL) {
        too_much(compiler, "Out of memory");
        return;
    }
    uint32_t otherwise = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct node *test = node->switch_node.cases.items[i]->case_node.test;
        if (test == NULL) {
            otherwise = i;
            continue;
        }
        uint32_t inner = compiler->next;
        uint16_t with = compile_operand(compiler, test, NULL);
        if (compiler->no_short_jumps) {
            uint16_t same = take(compiler, 1);
            emit(compiler, OP_SEQ, same, value, with);
            emit_jump(compiler, OP_JUMP_TRUE, same, 0, &labels[i]);
        } else {
            emit_jump(compiler, OP_JUMP_SEQ, value, with, &labels[i]);
        }
        compiler->next = inner;
    }
    emit_jump(compiler, OP_JUMP, 0, 0, otherwise == count ? &end : &labels[otherwise]);
    uint32_t branch = mark_branch(compiler);
    for (uint32_t i = 0; i < count; i++) {
        label_here(compiler, &labels[i]);
        mark_here(compiler, SCRIPT_MARK_BRANCH, node->switch_node.cases.items[i], branch);
        compile_statements(compiler, &node->switch_node.cases.items[i]->case_node.statements);
    }
    label_here(compiler, &end);
    compiler->control = control.outer;
    compiler->next = saved;
}

static void
compile_catch(struct compiler *compiler, const struct node *node, uint32_t start)
{
    uint32_t end = code_here(compiler);
    struct label done = {0};
    emit_jump(compiler, OP_JUMP, 0, 0, &done);
    uint32_t saved = compiler->next;
    uint16_t value = take(compiler, 1);
    uint32_t target = emit(compiler, OP_CATCH, value, 0, 0);
    add_handler(compiler, start, end, target);
    enter_scope(compiler, node->try_node.scope);
    if (node->try_node.target != NULL) {
        compile_target(compiler, node->try_node.target, value, true);
    }
    compile_statement(compiler, node->try_node.handler);
    compiler->next = saved;
    label_here(compiler, &done);
}

static void
compile_try(struct compiler *compiler, const struct node *node)
{
    if (node->try_node.finalizer == NULL) {
        uint32_t start = code_here(compiler);
        compile_statement(compiler, node->try_node.block);
        compile_catch(compiler, node, start);
        return;
    }
    uint32_t saved = compiler->next;
    struct label finally = {0};
    struct control control = {.kind = CONTROL_FINALLY,
                              .outer = compiler->control,
                              .base = take(compiler, 2),
                              .finally_label = &finally};
    compiler->control = &control;
    uint32_t start = code_here(compiler);
    compile_statement(compiler, node->try_node.block);
    if (node->try_node.handler != NULL) {
        compile_catch(compiler, node, start);
    }
    emit(compiler, OP_INT, control.base, 0, 0);
    uint32_t end = code_here(compiler);
    emit_jump(compiler, OP_JUMP, 0, 0, &finally);
    uint32_t target = emit(compiler, OP_CATCH, control.base + 1U, 0, 0);
    emit(compiler, OP_INT, control.base, 1, 0);
    add_handler(compiler, start, end, target);
    label_here(compiler, &finally);
    compiler->control = control.outer;
    compile_statement(compiler, node->try_node.finalizer);
    /* How it came in says how it goes on. */
    struct label rethrow = {0};
    struct label normal = {0};
    struct label *ways = arena_alloc(compiler->arena, control.leaves.count + 1, sizeof *ways);
    if (ways == NULL) {
        too_much(compiler, "Out of memory");
        return;
    }
    emit_jump(compiler, OP_SWITCH, control.base, 1, &rethrow);
    for (size_t i = 0; i < control.leaves.count; i++) {
        emit_jump(compiler, OP_SWITCH, control.base, (uint32_t)i + 2, &ways[i]);
    }
    emit_jump(compiler, OP_JUMP, 0, 0, &normal);
    for (size_t i = 0; i < control.leaves.count; i++) {
        label_here(compiler, &ways[i]);
        compile_leave(compiler, control.leaves.items[i].target, control.leaves.items[i].is_continue,
                      (uint16_t)(control.base + 1));
    }
    label_here(compiler, &rethrow);
    emit(compiler, OP_RETHROW, control.base + 1U, 0, 0);
    label_here(compiler, &normal);
    compiler->next = saved;
}

static void
compile_if(struct compiler *compiler, const struct node *node)
{
    struct label otherwise = {0};
    uint32_t branch = mark_branch(compiler);
    compile_condition(compiler, node->branch.test, false, &otherwise);
    mark_here(compiler, SCRIPT_MARK_BRANCH, node, branch);
    compile_statement(compiler, node->branch.then);
    if (node->branch.otherwise == NULL && compiler->marks == NULL) {
        label_here(compiler, &otherwise);
        return;
    }
    struct label end = {0};
    emit_jump(compiler, OP_JUMP, 0, 0, &end);
    label_here(compiler, &otherwise);
    mark_here(compiler, SCRIPT_MARK_BRANCH, node, branch);
    if (node->branch.otherwise != NULL) {
        compile_statement(compiler, node->branch.otherwise);
    }
    label_here(compiler, &end);
}

static void
compile_return(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    uint16_t value;
    if (node->unary.operand == NULL) {
        value = take(compiler, 1);
        emit(compiler, OP_UNDEFINED, value, 0, 0);
    } else if (compiler->control == NULL) {
        value = compile_operand(compiler, node->unary.operand, NULL);
    } else {
        /* On its way out through a finally the value must not be a variable. */
        value = take(compiler, 1);
        compile_expression(compiler, node->unary.operand, value);
    }
    compile_leave(compiler, NULL, false, value);
    compiler->next = saved;
}

static void
compile_field(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    uint16_t this_value = take(compiler, 3);
    uint16_t key = (uint16_t)(this_value + 1);
    uint16_t value = (uint16_t)(this_value + 2);
    emit(compiler, OP_THIS, this_value, 0, 0);
    bool is_private = (node->property.flags & PROPERTY_PRIVATE) != 0;
    bool computed = (node->property.flags & PROPERTY_COMPUTED) != 0;
    if (computed) {
        load_reference(compiler, &node->property.key_reference, key);
    }
    if (node->property.value == NULL) {
        emit(compiler, OP_UNDEFINED, value, 0, 0);
    } else {
        compile_expression(compiler, node->property.value, value);
        if (computed && node_is_anonymous_function(node->property.value)) {
            emit(compiler, OP_NAME, value, key, 0);
        }
    }
    at_node(compiler, node);
    if (is_private) {
        const struct private_name *name = node->property.private_name;
        uint16_t private_key = private_operand(compiler, name, &node->property.key_reference);
        emit(compiler, name->binding == NULL ? OP_ADD_PRIVATE : OP_ADD_PRIVATE_OF, this_value,
             private_key, value);
    } else if (!computed && node->property.key->kind == NODE_STRING) {
        emit(compiler, OP_DEFINE, this_value, constant_text(compiler, node->property.key->text),
             value);
    } else {
        if (!computed) {
            compile_key(compiler, node->property.key, false, key);
        }
        emit(compiler, OP_DEFINE_INDEX, this_value, key, value);
    }
    compiler->next = saved;
}

static void
compile_declared_class(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    uint16_t value = take(compiler, 2);
    compile_class(compiler, node->class_node.body, value);
    store_reference(compiler, &node->class_node.reference, value, true);
    compiler->next = saved;
}

static void
compile_labeled(struct compiler *compiler, const struct node *node)
{
    struct label end = {0};
    struct control control;
    push_target(compiler, &control, node, &end, NULL);
    compile_statement(compiler, node->labeled.body);
    label_here(compiler, &end);
    compiler->control = control.outer;
}

void
compile_statements(struct compiler *compiler, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        compile_statement(compiler, list->items[i]);
    }
}

/** Statements that do something when they are reached. */
static bool
is_counted(const struct node *node)
{
    switch ((int)node->kind) {
    case NODE_EXPRESSION:
    case NODE_VARIABLES:
    case NODE_CLASS_DECLARATION:
    case NODE_IF:
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
    case NODE_WHILE:
    case NODE_DO_WHILE:
    case NODE_BREAK:
    case NODE_CONTINUE:
    case NODE_RETURN:
    case NODE_THROW:
    case NODE_TRY:
    case NODE_SWITCH:
    case NODE_EXPORT_DEFAULT:
        return true;
    default:
        return false;
    }
}

void
compile_statement(struct compiler *compiler, const struct node *node)
{
    if (compiler->problem != NULL) {
        return;
    }
    uint32_t saved = compiler->next;
    at_node(compiler, node);
    if (is_counted(node)) {
        mark_here(compiler, SCRIPT_MARK_STATEMENT, node, 0);
    }
    switch ((int)node->kind) {
    case NODE_EXPRESSION:
        compile_effect(compiler, node->unary.operand);
        break;
    case NODE_VARIABLES:
        compile_variables(compiler, node);
        break;
    case NODE_CLASS_DECLARATION:
        compile_declared_class(compiler, node);
        break;
    case NODE_BLOCK:
        enter_scope(compiler, node->block.scope);
        compile_statements(compiler, &node->block.statements);
        break;
    case NODE_IF:
        compile_if(compiler, node);
        break;
    case NODE_FOR:
        compile_for(compiler, node);
        break;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        compile_for_each(compiler, node);
        break;
    case NODE_WHILE:
    case NODE_DO_WHILE:
        compile_while(compiler, node);
        break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        compile_leave(compiler, find_target(compiler, node->jump.target),
                      node->kind == NODE_CONTINUE, 0);
        break;
    case NODE_RETURN:
        compile_return(compiler, node);
        break;
    case NODE_THROW: {
        uint16_t value = compile_operand(compiler, node->unary.operand, NULL);
        at_node(compiler, node);
        emit(compiler, OP_THROW, value, 0, 0);
        break;
    }
    case NODE_TRY:
        compile_try(compiler, node);
        break;
    case NODE_SWITCH:
        compile_switch(compiler, node);
        break;
    case NODE_LABELED:
        compile_labeled(compiler, node);
        break;
    case NODE_FIELD:
        compile_field(compiler, node);
        break;
    case NODE_EXPORT_DEFAULT: {
        uint16_t value = take(compiler, 1);
        compile_expression(compiler, node->export_default.value, value);
        store_reference(compiler, &node->export_default.reference, value, true);
        break;
    }
    default: /* functions were made on entry; imports, exports, ; and debugger do nothing */
        break;
    }
    compiler->next = saved;
}

/* ---- functions ------------------------------------------------------------------------------ */

static void
prologue_binding(struct compiler *compiler, const struct binding *binding, enum opcode op)
{
    if (binding == NULL) {
        return;
    }
    uint32_t saved = compiler->next;
    uint16_t value =
        binding->is_captured || binding->is_module ? take(compiler, 1) : (uint16_t)binding->slot;
    emit(compiler, op, value, 0, 0);
    binding_start(compiler, binding, value);
    compiler->next = saved;
}

static void
compile_parameters(struct compiler *compiler, const struct function *function)
{
    const struct scope *scope = function->scope;
    for (uint32_t i = 0; scope != NULL && i < scope->binding_count; i++) {
        const struct binding *binding = scope->bindings[i];
        bool is_raw = function->has_simple_parameters && binding->slot < function->parameter_count;
        if (!is_raw && binding->kind == BINDING_PARAMETER) {
            declare_binding(compiler, binding);
        }
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const struct node *parameter = function->parameters.items[i];
        at_node(compiler, parameter);
        if (parameter->kind == NODE_REST) {
            emit(compiler, OP_REST, i, i, 0);
            compiler->draft->flags |= CODE_ARGUMENTS;
            compile_target(compiler, parameter->unary.operand, (uint16_t)i, true);
        } else if (parameter->kind == NODE_IDENTIFIER && function->has_simple_parameters) {
            binding_start(compiler, parameter->reference.binding, (uint16_t)i);
        } else {
            compile_target(compiler, parameter, (uint16_t)i, true);
        }
    }
}

/** A base class's constructor begins with its fields. */
void
compile_init_fields(struct compiler *compiler, uint16_t this_value, uint16_t callee)
{
    uint32_t saved = compiler->next;
    struct label none = {0};
    uint16_t base = take(compiler, 2);
    emit(compiler, OP_FIELDS_OF, base, callee, 0);
    emit_jump(compiler, OP_JUMP_UNDEFINED, base, 0, &none);
    emit(compiler, OP_MOVE, base + 1U, this_value, 0);
    emit(compiler, OP_CALL, base, 0, base);
    label_here(compiler, &none);
    compiler->next = saved;
}

static void
compile_own_fields(struct compiler *compiler)
{
    uint32_t saved = compiler->next;
    uint16_t values = take(compiler, 2);
    emit(compiler, OP_THIS, values, 0, 0);
    emit(compiler, OP_CALLEE, values + 1U, 0, 0);
    compile_init_fields(compiler, values, (uint16_t)(values + 1));
    compiler->next = saved;
}

static bool
has_private_methods(const struct class_body *body)
{
    const struct private_name *name = body->private_names;
    while (name != NULL && (name->kind == PRIVATE_FIELD || name->is_static)) {
        name = name->next;
    }
    return name != NULL;
}

/** Before an object's fields it gets the private methods of its class. */
static void
compile_add_methods(struct compiler *compiler)
{
    uint32_t saved = compiler->next;
    uint16_t row = take(compiler, 2);
    emit(compiler, OP_THIS, row, 0, 0);
    emit(compiler, OP_HOME, row + 1U, 0, 0);
    emit(compiler, OP_ADD_METHODS, row, row + 1U, 0);
    compiler->next = saved;
}

static void
compile_body(struct compiler *compiler)
{
    const struct function *function = compiler->function;
    if (function->self_scope != NULL && function->self_scope->binding_count > 0) {
        prologue_binding(compiler, function->self_scope->bindings[0], OP_CALLEE);
    }
    bool derived = function->kind == FUNCTION_DERIVED_CONSTRUCTOR;
    bool is_module = function->kind == FUNCTION_MODULE;
    prologue_binding(compiler, function->this_binding,
                     derived     ? OP_EMPTY
                     : is_module ? OP_UNDEFINED
                                 : OP_THIS);
    prologue_binding(compiler, function->new_target_binding, OP_NEW_TARGET);
    prologue_binding(compiler, function->home_binding, OP_HOME);
    prologue_binding(compiler, function->callee_binding, OP_CALLEE);
    if (function->arguments_binding != NULL) {
        compiler->draft->flags |= CODE_ARGUMENTS;
        prologue_binding(compiler, function->arguments_binding, OP_ARGUMENTS);
    }
    if (function->kind == FUNCTION_CONSTRUCTOR && compiler->class_body != NULL &&
        compiler->class_body->fields != NULL) {
        compile_own_fields(compiler);
    }
    if (function->kind == FUNCTION_FIELDS && has_private_methods(compiler->class_body)) {
        compile_add_methods(compiler);
    }
    if (!is_module && function->kind != FUNCTION_FIELDS && function->kind != FUNCTION_STATIC) {
        mark_here(compiler, SCRIPT_MARK_FUNCTION, NULL, 0);
    }
    compile_parameters(compiler, function);
    enter_scope(compiler, function->body_scope);
    compile_statements(compiler, &function->body);
}

/** import * as x of this module: an object of all exports, kept behind the program's variables. */
static void
compile_namespace(struct compiler *compiler)
{
    const struct module *module = compiler->module;
    if (!module->is_used_as_namespace) {
        return;
    }
    uint16_t object = take(compiler, 2);
    emit(compiler, OP_OBJECT, object, 0, 0);
    for (uint32_t i = 0; i < module->export_count; i++) {
        load_reference(compiler, &module->exports[i].reference, (uint16_t)(object + 1));
        emit(compiler, OP_DEFINE, object, constant_text(compiler, module->exports[i].name),
             object + 1U);
    }
    emit(compiler, OP_VARIABLE_SET, compiler->graph->variable_count + module->number, object, 0);
}

static uint32_t
flags_of(enum function_kind kind)
{
    switch (kind) {
    case FUNCTION_NORMAL:
        return CODE_CONSTRUCTOR;
    case FUNCTION_ARROW:
        return CODE_ARROW;
    case FUNCTION_METHOD:
    case FUNCTION_GETTER:
    case FUNCTION_SETTER:
    case FUNCTION_FIELDS:
    case FUNCTION_STATIC:
    case FUNCTION_MODULE:
        return CODE_METHOD;
    case FUNCTION_CONSTRUCTOR:
        return CODE_CONSTRUCTOR | CODE_CLASS;
    case FUNCTION_DERIVED_CONSTRUCTOR:
        return CODE_CONSTRUCTOR | CODE_CLASS | CODE_DERIVED;
    }
    return 0;
}

static struct draft *
draft_function(struct compiler *compiler)
{
    const struct function *function = compiler->function;
    struct draft *draft = arena_new(compiler->arena, struct draft);
    if (draft == NULL) {
        too_much(compiler, "Out of memory");
        return NULL;
    }
    compiler->draft = draft;
    compiler->last_place = UINT32_MAX;
    draft->name = function->name;
    draft->path = compiler->module->path;
    draft->length = function->length;
    draft->flags = flags_of(function->kind);
    if (draft->flags & CODE_CLASS) {
        draft->name = compiler->class_body->name; /* what the constructor is known as */
    }
    draft->parameter_count = function->parameter_count;
    draft->capture_count = function->capture_count;
    draft->captures =
        arena_alloc(compiler->arena, function->capture_count, sizeof *draft->captures);
    for (uint32_t i = 0; draft->captures != NULL && i < function->capture_count; i++) {
        draft->captures[i] = (struct capture_from){function->captures[i].from_parent_capture,
                                                   (uint16_t)function->captures[i].index};
    }
    compiler->next = 0;
    (void)take(compiler, function->local_count);
    compile_body(compiler);
    if (function->kind == FUNCTION_MODULE) {
        compile_namespace(compiler);
    }
    uint16_t value = take(compiler, 1);
    emit(compiler, OP_UNDEFINED, value, 0, 0);
    compile_leave(compiler, NULL, false, value);
    if (compiler->arena->exhausted) {
        too_much(compiler, "Out of memory");
    }
    return draft;
}

static struct draft *
compile_again(struct compiler *compiler)
{
    struct compiler attempt = *compiler;
    size_t mark_count = compiler->marks == NULL ? 0 : compiler->marks->count;
    struct draft *draft = draft_function(&attempt);
    if (attempt.too_far && attempt.problem == NULL) {
        attempt = *compiler;
        if (compiler->marks != NULL) {
            compiler->marks->count = mark_count;
        }
        attempt.no_short_jumps = true;
        draft = draft_function(&attempt);
    }
    if (attempt.too_far) {
        too_much(&attempt, "The function is too long");
    }
    compiler->problem = attempt.problem;
    if (attempt.problem == NULL) {
        opcodes_fuse(draft->code.items, (uint32_t)draft->code.count);
    }
    return draft;
}

uint16_t
add_draft(struct compiler *compiler, struct draft *draft)
{
    struct draft **place = list_add(compiler->arena, &compiler->draft->functions);
    if (place == NULL || compiler->draft->functions.count > UINT16_MAX) {
        too_much(compiler, "The function has too many functions inside");
        return 0;
    }
    *place = draft;
    return (uint16_t)(compiler->draft->functions.count - 1);
}

uint16_t
compile_function(struct compiler *compiler, const struct function *function,
                 const struct class_body *class_body)
{
    struct compiler inner = {.arena = compiler->arena,
                             .realm = compiler->realm,
                             .graph = compiler->graph,
                             .module = compiler->module,
                             .source = compiler->source,
                             .marks = compiler->marks,
                             .place = compiler->place,
                             .parent = compiler,
                             .function = function,
                             .class_body = class_body};
    struct draft *draft = compile_again(&inner);
    if (inner.problem != NULL) {
        too_much(compiler, inner.problem);
        return 0;
    }
    return add_draft(compiler, draft);
}

struct draft *
compile_module(struct arena *arena, const struct realm *realm, const struct module_graph *graph,
               const struct module *module, struct mark_list *marks, const char **problem)
{
    struct source source;
    if (!source_init(&source, arena, module->path, module->text)) {
        *problem = "Out of memory";
        return NULL;
    }
    struct compiler compiler = {.arena = arena,
                                .realm = realm,
                                .graph = graph,
                                .module = module,
                                .source = &source,
                                .marks = module->is_counted ? marks : NULL,
                                .function = module->function};
    struct draft *draft = compile_again(&compiler);
    *problem = compiler.problem;
    return compiler.problem == NULL ? draft : NULL;
}
