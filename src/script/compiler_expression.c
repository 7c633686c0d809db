/* SPDX-License-Identifier: Apache-2.0 */
/* compiler_expression.c: values, references, operators, calls. */
#include "script/compiler.h"

/* ---- references --------------------------------------------------------------- */

static void
check_initialised(struct compiler *compiler, const struct reference *reference, uint16_t value)
{
    if (!reference->check_initialised) {
        return;
    }
    if (reference->binding->kind == BINDING_THIS) {
        emit(compiler, OP_CHECK_THIS, value, 0, 0);
    } else {
        emit(compiler, OP_CHECK, value, constant_text(compiler, reference->name), 0);
    }
}

void
load_reference(struct compiler *compiler, const struct reference *reference, uint16_t to)
{
    switch (reference->kind) {
    case REFERENCE_LOCAL:
        if (reference->binding->is_captured) {
            emit(compiler, OP_CELL_GET, to, reference->index, 0);
        } else if (reference->index != to) {
            emit(compiler, OP_MOVE, to, reference->index, 0);
        }
        break;
    case REFERENCE_CAPTURE:
        emit(compiler, OP_CAPTURE_GET, to, reference->index, 0);
        break;
    case REFERENCE_MODULE:
        emit(compiler, OP_VARIABLE_GET, to, reference->index, 0);
        break;
    case REFERENCE_NAMESPACE:
        emit(compiler, OP_VARIABLE_GET, to,
             compiler->graph->variable_count + reference->module->number, 0);
        return;
    case REFERENCE_GLOBAL:
    case REFERENCE_BUILTIN:
    case REFERENCE_NONE:
        load_global(compiler, reference->name, to);
        return;
    }
    check_initialised(compiler, reference, to);
}

static bool
is_constant_binding(const struct binding *binding)
{
    return binding->kind == BINDING_CONST || binding->kind == BINDING_SELF ||
           binding->kind == BINDING_CLASS_SELF;
}

void
store_reference(struct compiler *compiler, const struct reference *reference, uint16_t from,
                bool is_declaration)
{
    const struct binding *binding = reference->binding;
    if (binding == NULL) {
        store_global(compiler, reference->name, from, find_global(compiler, reference->name));
        return;
    }
    if (!is_declaration && reference->check_initialised) {
        uint32_t saved = compiler->next;
        load_reference(compiler, reference, take(compiler, 1));
        compiler->next = saved;
    }
    if (!is_declaration && is_constant_binding(binding)) {
        emit(compiler, OP_THROW_CONST, constant_text(compiler, reference->name), 0, 0);
        return;
    }
    switch (reference->kind) {
    case REFERENCE_LOCAL:
        if (binding->is_captured) {
            emit(compiler, OP_CELL_SET, reference->index, from, 0);
        } else if (reference->index != from) {
            emit(compiler, OP_MOVE, reference->index, from, 0);
        }
        break;
    case REFERENCE_CAPTURE:
        emit(compiler, OP_CAPTURE_SET, reference->index, from, 0);
        break;
    case REFERENCE_MODULE:
        emit(compiler, OP_VARIABLE_SET, reference->index, from, 0);
        break;
    case REFERENCE_NONE:
    case REFERENCE_NAMESPACE:
    case REFERENCE_GLOBAL:
    case REFERENCE_BUILTIN:
        emit(compiler, OP_THROW_CONST, constant_text(compiler, reference->name), 0, 0);
        break;
    }
}

/* ---- operands -------------------------------------------------------------------- */

static bool may_assign(const struct node *node);

static bool
list_may_assign(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] != NULL && may_assign(list->items[i])) {
            return true;
        }
    }
    return false;
}

/** Whether evaluating it could change a variable's own register. Says yes when in doubt. */
static bool
may_assign(const struct node *node)
{
    switch ((int)node->kind) {
    case NODE_NULL:
    case NODE_UNDEFINED:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_IDENTIFIER:
    case NODE_THIS:
    case NODE_FUNCTION:
    case NODE_REGEXP:
        return false;
    case NODE_UNARY:
    case NODE_SPREAD:
    case NODE_OPTIONAL_CHAIN:
        return may_assign(node->unary.operand);
    case NODE_BINARY:
    case NODE_LOGICAL:
        return may_assign(node->binary.left) || may_assign(node->binary.right);
    case NODE_MEMBER:
        return may_assign(node->member.object);
    case NODE_INDEX:
        return may_assign(node->index.object) || may_assign(node->index.key);
    case NODE_CONDITIONAL:
        return may_assign(node->branch.test) || may_assign(node->branch.then) ||
               may_assign(node->branch.otherwise);
    case NODE_CALL:
    case NODE_NEW:
        return may_assign(node->call.callee) || list_may_assign(&node->call.arguments);
    case NODE_ARRAY:
        return list_may_assign(&node->list);
    default:
        return true;
    }
}

uint16_t
compile_operand(struct compiler *compiler, const struct node *node, const struct node *then)
{
    bool is_name = node->kind == NODE_IDENTIFIER || node->kind == NODE_THIS;
    if (is_name && node->reference.kind == REFERENCE_LOCAL &&
        !node->reference.binding->is_captured && node->reference.index < REGISTERS_MAX &&
        (then == NULL || !node->reference.binding->is_assigned || !may_assign(then))) {
        at_node(compiler, node);
        check_initialised(compiler, &node->reference, (uint16_t)node->reference.index);
        return (uint16_t)node->reference.index;
    }
    uint16_t to = take(compiler, 1);
    compile_expression(compiler, node, to);
    return to;
}

void
compile_effect(struct compiler *compiler, const struct node *node)
{
    uint32_t saved = compiler->next;
    if (node->kind == NODE_UPDATE) {
        /* x++ for its effect alone is ++x */
        struct node prefix = *node;
        prefix.update.is_prefix = true;
        compile_expression(compiler, &prefix, NOWHERE);
    } else if (node->kind == NODE_ASSIGN && node->assign.target->kind != NODE_ARRAY_PATTERN &&
               node->assign.target->kind != NODE_OBJECT_PATTERN) {
        compile_expression(compiler, node, NOWHERE);
    } else {
        compile_expression(compiler, node, take(compiler, 1));
    }
    compiler->next = saved;
}

/* ---- operators --------------------------------------------------------------------- */

static enum opcode opcode_of(enum operator operator)
{
    switch (operator) {
    case OPERATOR_ADD:
        return OP_ADD;
    case OPERATOR_SUBTRACT:
        return OP_SUB;
    case OPERATOR_MULTIPLY:
        return OP_MUL;
    case OPERATOR_DIVIDE:
        return OP_DIV;
    case OPERATOR_REMAINDER:
        return OP_REM;
    case OPERATOR_POWER:
        return OP_POW;
    case OPERATOR_SHIFT_LEFT:
        return OP_SHL;
    case OPERATOR_SHIFT_RIGHT:
        return OP_SHR;
    case OPERATOR_SHIFT_RIGHT_UNSIGNED:
        return OP_USHR;
    case OPERATOR_BIT_AND:
        return OP_AND;
    case OPERATOR_BIT_OR:
        return OP_OR;
    case OPERATOR_BIT_XOR:
        return OP_XOR;
    case OPERATOR_LESS:
        return OP_LT;
    case OPERATOR_LESS_EQUAL:
        return OP_LE;
    case OPERATOR_GREATER:
        return OP_GT;
    case OPERATOR_GREATER_EQUAL:
        return OP_GE;
    case OPERATOR_EQUAL:
        return OP_EQ;
    case OPERATOR_NOT_EQUAL:
        return OP_NE;
    case OPERATOR_STRICT_EQUAL:
        return OP_SEQ;
    case OPERATOR_STRICT_NOT_EQUAL:
        return OP_SNE;
    case OPERATOR_IN:
        return OP_IN;
    case OPERATOR_INSTANCEOF:
        return OP_INSTANCEOF;
    case OPERATOR_MINUS:
        return OP_NEG;
    case OPERATOR_PLUS:
        return OP_TO_NUMBER;
    case OPERATOR_NOT:
        return OP_NOT;
    case OPERATOR_BIT_NOT:
        return OP_BIT_NOT;
    case OPERATOR_TYPEOF:
        return OP_TYPEOF;
    case OPERATOR_NONE:
    case OPERATOR_AND:
    case OPERATOR_OR:
    case OPERATOR_COALESCE:
    case OPERATOR_VOID:
    case OPERATOR_DELETE:
        break;
    }
    assert(false);
    return OP_NOP;
}

static bool
small_int(const struct node *node, int *out)
{
    if (node->kind != NODE_NUMBER || !(node->number >= -32000 && node->number <= 32000) ||
        (double)(int)node->number != node->number) {
        return false;
    }
    *out = (int)node->number;
    return *out != 0;
}

/** The form of an instruction whose last operand is a constant; NOP: there is none. */
static enum opcode
opcode_with_constant(enum opcode op)
{
    switch ((int)op) {
    case OP_ADD:
        return OP_ADD_CONST;
    case OP_SUB:
        return OP_SUB_CONST;
    case OP_MUL:
        return OP_MUL_CONST;
    case OP_DIV:
        return OP_DIV_CONST;
    case OP_REM:
        return OP_REM_CONST;
    case OP_JUMP_LT:
        return OP_JUMP_LT_CONST;
    case OP_JUMP_LE:
        return OP_JUMP_LE_CONST;
    case OP_JUMP_GT:
        return OP_JUMP_GT_CONST;
    case OP_JUMP_GE:
        return OP_JUMP_GE_CONST;
    case OP_JUMP_NOT_LT:
        return OP_JUMP_NOT_LT_CONST;
    case OP_JUMP_NOT_LE:
        return OP_JUMP_NOT_LE_CONST;
    case OP_JUMP_NOT_GT:
        return OP_JUMP_NOT_GT_CONST;
    case OP_JUMP_NOT_GE:
        return OP_JUMP_NOT_GE_CONST;
    case OP_JUMP_SEQ:
        return OP_JUMP_SEQ_CONST;
    case OP_JUMP_SNE:
        return OP_JUMP_SNE_CONST;
    default:
        return OP_NOP;
    }
}

static bool
is_literal(const struct node *node)
{
    return node->kind == NODE_NUMBER || node->kind == NODE_STRING;
}

static uint16_t
constant_literal(struct compiler *compiler, const struct node *node)
{
    return node->kind == NODE_NUMBER ? constant_number(compiler, node->number)
                                     : constant_text(compiler, node->text);
}

/** to = left operator right, the left one in a register. */
static void
emit_binary(struct compiler *compiler, const struct node *node, enum operator operator, uint16_t to,
            uint16_t left, const struct node *right_node)
{
    enum opcode op = opcode_of(operator);
    enum opcode with_constant = opcode_with_constant(op);
    int small;
    if (operator== OPERATOR_SUBTRACT && small_int(right_node, &small)) {
        at_node(compiler, node);
        emit(compiler, OP_ADD_INT, to, left, (uint16_t)(int16_t)-small);
    } else if (with_constant != OP_NOP && is_literal(right_node)) {
        at_node(compiler, node);
        emit(compiler, with_constant, to, left, constant_literal(compiler, right_node));
    } else {
        uint16_t right = compile_operand(compiler, right_node, NULL);
        at_node(compiler, node);
        emit(compiler, op, to, left, right);
    }
}

static void
compile_binary(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    const struct node *left = node->binary.left;
    const struct node *right = node->binary.right;
    if (node->binary.operator== OPERATOR_MULTIPLY &&
        left->kind == NODE_NUMBER && !is_literal(right)) {
        left = node->binary.right; /* a product of numbers is the same either way */
        right = node->binary.left;
    }
    emit_binary(compiler, node, node->binary.operator, to, compile_operand(compiler, left, right),
                right);
    compiler->next = saved;
}

static enum opcode jump_of_logical(enum operator operator)
{
    return operator== OPERATOR_AND ? OP_JUMP_FALSE :
           operator== OPERATOR_OR  ? OP_JUMP_TRUE
                                   : OP_JUMP_NOT_NULLISH;
}

/** An operand of && || ?? is evaluated; one that is such an expression has marks of its own. */
static void
mark_operand(struct compiler *compiler, const struct node *operand, uint32_t branch)
{
    if (operand->kind != NODE_LOGICAL) {
        mark_here(compiler, SCRIPT_MARK_BRANCH, operand, branch);
    }
}

static void
compile_logical(struct compiler *compiler, const struct node *node, uint16_t to)
{
    struct label end = {0};
    uint32_t branch = mark_branch(compiler);
    mark_operand(compiler, node->binary.left, branch);
    compile_expression(compiler, node->binary.left, to);
    emit_jump(compiler, jump_of_logical(node->binary.operator), to, 0, &end);
    mark_operand(compiler, node->binary.right, branch);
    compile_expression(compiler, node->binary.right, to);
    label_here(compiler, &end);
}

/** x == null and x != null */
static bool
compare_nullish(struct compiler *compiler, const struct node *node, bool when, struct label *label)
{
    bool equal = node->binary.operator== OPERATOR_EQUAL;
    if ((!equal && node->binary.operator!= OPERATOR_NOT_EQUAL) ||
        (node->binary.right->kind != NODE_NULL && node->binary.right->kind != NODE_UNDEFINED)) {
        return false;
    }
    uint32_t saved = compiler->next;
    uint16_t left = compile_operand(compiler, node->binary.left, NULL);
    emit_jump(compiler, equal == when ? OP_JUMP_NULLISH : OP_JUMP_NOT_NULLISH, left, 0, label);
    compiler->next = saved;
    return true;
}

/** Back to `start` while the condition holds. */
void
compile_loop(struct compiler *compiler, const struct node *test, uint32_t start)
{
    enum opcode op = OP_NOP;
    if (test->kind == NODE_BINARY) {
        switch ((int)test->binary.operator) {
        case OPERATOR_LESS:
            op = OP_LOOP_LT;
            break;
        case OPERATOR_LESS_EQUAL:
            op = OP_LOOP_LE;
            break;
        case OPERATOR_GREATER:
            op = OP_LOOP_GT;
            break;
        case OPERATOR_GREATER_EQUAL:
            op = OP_LOOP_GE;
            break;
        default:
            break;
        }
    }
    if (op == OP_NOP || compiler->no_short_jumps) {
        struct label end = {0};
        compile_condition(compiler, test, false, &end);
        emit_loop(compiler, OP_LOOP, 0, 0, start);
        label_here(compiler, &end);
        return;
    }
    uint32_t saved = compiler->next;
    uint16_t left = compile_operand(compiler, test->binary.left, test->binary.right);
    uint16_t right = compile_operand(compiler, test->binary.right, NULL);
    at_node(compiler, test);
    emit_loop(compiler, op, left, right, start);
    compiler->next = saved;
}

/** A comparison and a jump in one instruction; false when the operator has none. */
static bool
compile_compare_jump(struct compiler *compiler, const struct node *node, bool when,
                     struct label *label)
{
    enum opcode op;
    if (compare_nullish(compiler, node, when, label)) {
        return true;
    }
    if (compiler->no_short_jumps) {
        return false;
    }
    switch ((int)node->binary.operator) {
    case OPERATOR_LESS:
        op = when ? OP_JUMP_LT : OP_JUMP_NOT_LT;
        break;
    case OPERATOR_LESS_EQUAL:
        op = when ? OP_JUMP_LE : OP_JUMP_NOT_LE;
        break;
    case OPERATOR_GREATER:
        op = when ? OP_JUMP_GT : OP_JUMP_NOT_GT;
        break;
    case OPERATOR_GREATER_EQUAL:
        op = when ? OP_JUMP_GE : OP_JUMP_NOT_GE;
        break;
    case OPERATOR_STRICT_EQUAL:
        op = when ? OP_JUMP_SEQ : OP_JUMP_SNE;
        break;
    case OPERATOR_STRICT_NOT_EQUAL:
        op = when ? OP_JUMP_SNE : OP_JUMP_SEQ;
        break;
    default:
        return false;
    }
    uint32_t saved = compiler->next;
    uint16_t left = compile_operand(compiler, node->binary.left, node->binary.right);
    const struct node *right_node = node->binary.right;
    bool strict = op == OP_JUMP_SEQ || op == OP_JUMP_SNE;
    if (strict && right_node->kind == NODE_UNDEFINED) {
        emit_jump(compiler, op == OP_JUMP_SEQ ? OP_JUMP_UNDEFINED : OP_JUMP_NOT_UNDEFINED, left, 0,
                  label);
    } else if (strict && right_node->kind == NODE_NULL) {
        emit_jump(compiler, op == OP_JUMP_SEQ ? OP_JUMP_NULL : OP_JUMP_NOT_NULL, left, 0, label);
    } else if (is_literal(right_node)) {
        at_node(compiler, node);
        emit_jump(compiler, opcode_with_constant(op), left, constant_literal(compiler, right_node),
                  label);
    } else {
        uint16_t right = compile_operand(compiler, right_node, NULL);
        at_node(compiler, node);
        emit_jump(compiler, op, left, right, label);
    }
    compiler->next = saved;
    return true;
}

void
compile_condition(struct compiler *compiler, const struct node *node, bool when,
                  struct label *label)
{
    if (node->kind == NODE_UNARY && node->unary.operator== OPERATOR_NOT) {
        compile_condition(compiler, node->unary.operand, !when, label);
        return;
    }
    if (node->kind == NODE_LOGICAL && node->binary.operator!= OPERATOR_COALESCE) {
        bool is_and = node->binary.operator== OPERATOR_AND;
        uint32_t branch = mark_branch(compiler);
        mark_operand(compiler, node->binary.left, branch);
        if (is_and == when) {
            struct label end = {0};
            compile_condition(compiler, node->binary.left, !when, &end);
            mark_operand(compiler, node->binary.right, branch);
            compile_condition(compiler, node->binary.right, when, label);
            label_here(compiler, &end);
        } else {
            compile_condition(compiler, node->binary.left, when, label);
            mark_operand(compiler, node->binary.right, branch);
            compile_condition(compiler, node->binary.right, when, label);
        }
        return;
    }
    if (node->kind == NODE_TRUE || node->kind == NODE_FALSE) {
        if ((node->kind == NODE_TRUE) == when) {
            emit_jump(compiler, OP_JUMP, 0, 0, label);
        }
        return;
    }
    if (node->kind == NODE_BINARY && compile_compare_jump(compiler, node, when, label)) {
        return;
    }
    uint32_t saved = compiler->next;
    uint16_t value = compile_operand(compiler, node, NULL);
    emit_jump(compiler, when ? OP_JUMP_TRUE : OP_JUMP_FALSE, value, 0, label);
    compiler->next = saved;
}

static void
compile_delete(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    if (node->kind == NODE_OPTIONAL_CHAIN) {
        struct label *outer = compiler->chain;
        struct label none = {0};
        compiler->chain = &none;
        emit(compiler, OP_TRUE, to, 0, 0);
        uint16_t answer = take(compiler, 1);
        compile_delete(compiler, node->unary.operand, answer);
        emit(compiler, OP_MOVE, to, answer, 0);
        label_here(compiler, &none);
        compiler->chain = outer;
    } else if (node->kind == NODE_MEMBER || node->kind == NODE_INDEX) {
        bool is_member = node->kind == NODE_MEMBER;
        uint16_t object = take(compiler, 2);
        compile_expression(compiler, is_member ? node->member.object : node->index.object, object);
        if (is_member ? node->member.is_optional : node->index.is_optional) {
            emit_jump(compiler, OP_JUMP_NULLISH, object, 0, compiler->chain);
        }
        if (is_member) {
            emit(compiler, OP_CONSTANT, object + 1U, constant_text(compiler, node->member.name), 0);
        } else {
            compile_expression(compiler, node->index.key, (uint16_t)(object + 1));
        }
        at_node(compiler, node);
        emit(compiler, OP_DELETE, to, object, object + 1U);
    } else if (node->kind == NODE_SUPER_MEMBER || node->kind == NODE_SUPER_INDEX) {
        uint16_t this_value = take(compiler, 1);
        load_reference(compiler, &node->super_member.this_value, this_value);
        emit(compiler, OP_THROW_UNKNOWN, constant_text(compiler, TEXT("super property")), 0, 0);
    } else {
        compile_effect(compiler, node);
        emit(compiler, OP_TRUE, to, 0, 0);
    }
    compiler->next = saved;
}

static void
compile_unary(struct compiler *compiler, const struct node *node, uint16_t to)
{
    const struct node *operand = node->unary.operand;
    if (node->unary.operator== OPERATOR_VOID) {
        compile_effect(compiler, operand);
        emit(compiler, OP_UNDEFINED, to, 0, 0);
        return;
    }
    if (node->unary.operator== OPERATOR_DELETE) {
        compile_delete(compiler, operand, to);
        return;
    }
    if (node->unary.operator== OPERATOR_TYPEOF && operand->kind == NODE_IDENTIFIER &&
        operand->reference.kind == REFERENCE_GLOBAL) {
        compile_typeof_global(compiler, operand->reference.name, to);
        return;
    }
    if (node->unary.operator== OPERATOR_MINUS && operand->kind == NODE_NUMBER) {
        emit(compiler, OP_CONSTANT, to, constant_number(compiler, -operand->number), 0);
        return;
    }
    uint32_t saved = compiler->next;
    uint16_t value = compile_operand(compiler, operand, NULL);
    at_node(compiler, node);
    emit(compiler, opcode_of(node->unary.operator), to, value, 0);
    compiler->next = saved;
}

/* ---- private names ------------------------------------------------------------------ */

uint16_t
private_operand(struct compiler *compiler, const struct private_name *name,
                const struct reference *reference)
{
    if (name->binding == NULL) {
        return constant_private(compiler, name);
    }
    uint16_t key = take(compiler, 1);
    load_reference(compiler, reference, key);
    return key;
}

static uint16_t
private_key(struct compiler *compiler, const struct node *node)
{
    return private_operand(compiler, node->private_member.private_name,
                           &node->private_member.name_reference);
}

static bool
has_own_names(const struct node *node)
{
    return node->private_member.private_name->binding != NULL;
}

/* ---- places: what = and ++ work on ------------------------------------------------------ */

void
place_prepare(struct compiler *compiler, const struct node *node, const struct node *then,
              struct place *place)
{
    *place = (struct place){.node = node};
    switch ((int)node->kind) {
    case NODE_MEMBER:
        place->object = compile_operand(compiler, node->member.object, then);
        break;
    case NODE_INDEX:
        place->object = compile_operand(compiler, node->index.object, then);
        if (may_assign(node->index.key)) {
            uint16_t object = take(compiler, 1);
            emit(compiler, OP_MOVE, object, place->object, 0);
            place->object = object;
        }
        place->key = compile_operand(compiler, node->index.key, then);
        break;
    case NODE_PRIVATE_MEMBER:
        place->object = compile_operand(compiler, node->private_member.object, then);
        place->key = private_key(compiler, node);
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
        place->object = take(compiler, 3);
        load_reference(compiler, &node->super_member.home, place->object);
        load_reference(compiler, &node->super_member.this_value, (uint16_t)(place->object + 1));
        compile_expression(compiler, node->super_member.key, (uint16_t)(place->object + 2));
        break;
    default:
        assert(node->kind == NODE_IDENTIFIER);
        if (node->reference.kind == REFERENCE_GLOBAL) {
            place->object = find_global(compiler, node->reference.name);
        }
        break;
    }
}

static void
place_load(struct compiler *compiler, const struct place *place, uint16_t to)
{
    const struct node *node = place->node;
    at_node(compiler, node);
    switch ((int)node->kind) {
    case NODE_MEMBER:
        emit(compiler, OP_GET, to, place->object, constant_text(compiler, node->member.name));
        break;
    case NODE_INDEX:
        emit(compiler, OP_GET_INDEX, to, place->object, place->key);
        break;
    case NODE_PRIVATE_MEMBER:
        emit(compiler, has_own_names(node) ? OP_GET_PRIVATE_OF : OP_GET_PRIVATE, to, place->object,
             place->key);
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
        emit(compiler, OP_GET_SUPER, to, place->object, 0);
        break;
    default:
        load_reference(compiler, &node->reference, to);
        break;
    }
}

/** Read and written: an object as key is converted once only. */
static void
place_fix_key(struct compiler *compiler, struct place *place)
{
    if (place->node->kind == NODE_INDEX && place->node->index.key->kind != NODE_STRING &&
        place->node->index.key->kind != NODE_NUMBER) {
        uint16_t key = take(compiler, 1);
        emit(compiler, OP_KEY_OF, key, place->key, place->object);
        place->key = key;
    }
}

void
place_store(struct compiler *compiler, const struct place *place, uint16_t from)
{
    const struct node *node = place->node;
    at_node(compiler, node);
    switch ((int)node->kind) {
    case NODE_MEMBER:
        emit(compiler, OP_PUT, place->object, constant_text(compiler, node->member.name), from);
        break;
    case NODE_INDEX:
        emit(compiler, OP_PUT_INDEX, place->object, place->key, from);
        break;
    case NODE_PRIVATE_MEMBER:
        emit(compiler, has_own_names(node) ? OP_PUT_PRIVATE_OF : OP_PUT_PRIVATE, place->object,
             place->key, from);
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
        emit(compiler, OP_PUT_SUPER, from, place->object, 0);
        break;
    default:
        if (node->reference.kind == REFERENCE_GLOBAL) {
            store_global(compiler, node->reference.name, from, place->object);
        } else {
            store_reference(compiler, &node->reference, from, false);
        }
        break;
    }
}

static bool
is_plain_local(const struct node *node)
{
    return node->kind == NODE_IDENTIFIER && node->reference.kind == REFERENCE_LOCAL &&
           !node->reference.binding->is_captured && !node->reference.check_initialised &&
           !is_constant_binding(node->reference.binding);
}

/** The value of an assignment, where it is wanted. */
static void
move_to(struct compiler *compiler, uint16_t to, uint16_t from)
{
    if (to != NOWHERE && to != from) {
        emit(compiler, OP_MOVE, to, from, 0);
    }
}

static void
compile_update(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t step = (uint16_t)(int16_t)(node->update.is_increment ? 1 : -1);
    const struct node *target = node->update.target;
    if (is_plain_local(target)) {
        uint16_t local = (uint16_t)target->reference.index;
        at_node(compiler, node);
        if (!node->update.is_prefix) {
            emit(compiler, OP_TO_NUMBER, to, local, 0);
            emit(compiler, OP_ADD_INT, local, to, step);
        } else {
            emit(compiler, OP_ADD_INT, local, local, step);
            move_to(compiler, to, local);
        }
        compiler->next = saved;
        return;
    }
    struct place place;
    place_prepare(compiler, target, NULL, &place);
    place_fix_key(compiler, &place);
    uint16_t value = take(compiler, 2);
    place_load(compiler, &place, value);
    emit(compiler, OP_TO_NUMBER, value, value, 0);
    emit(compiler, OP_ADD_INT, value + 1U, value, step);
    place_store(compiler, &place, (uint16_t)(value + 1));
    move_to(compiler, to, (uint16_t)(node->update.is_prefix ? value + 1 : value));
    compiler->next = saved;
}

static bool
is_pattern(const struct node *node)
{
    return node->kind == NODE_ARRAY_PATTERN || node->kind == NODE_OBJECT_PATTERN;
}

/** Values whose last instruction alone writes their register: safe to aim at a variable. */
static bool
writes_at_end(const struct node *node)
{
    switch ((int)node->kind) {
    case NODE_BINARY:
    case NODE_CALL:
    case NODE_NEW:
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_NULL:
    case NODE_UNDEFINED:
    case NODE_ARRAY:
    case NODE_FUNCTION:
    case NODE_IDENTIFIER:
        return true;
    default:
        return false;
    }
}

static bool
has_spread(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] == NULL || list->items[i]->kind == NODE_SPREAD) {
            return true;
        }
    }
    return false;
}

static void
compile_assign(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    const struct node *target = node->assign.target;
    const struct node *value_node = node->assign.value;
    enum operator operator= node->assign.operator;
    if (operator== OPERATOR_NONE && is_pattern(target)) {
        compile_expression(compiler, value_node, to);
        compile_target(compiler, target, to, false);
        compiler->next = saved;
        return;
    }
    struct place place;
    if (operator== OPERATOR_NONE) {
        if (is_plain_local(target) && writes_at_end(value_node) &&
            !(value_node->kind == NODE_ARRAY && has_spread(&value_node->list))) {
            uint16_t local = (uint16_t)target->reference.index;
            compile_expression(compiler, value_node, local);
            move_to(compiler, to, local);
            compiler->next = saved;
            return;
        }
        place_prepare(compiler, target, value_node, &place);
        uint16_t value = compile_operand(compiler, value_node, NULL);
        place_store(compiler, &place, value);
        move_to(compiler, to, value);
        compiler->next = saved;
        return;
    }
    place_prepare(compiler, target, value_node, &place);
    place_fix_key(compiler, &place);
    uint16_t value = take(compiler, 1);
    if (operator== OPERATOR_AND || operator== OPERATOR_OR || operator== OPERATOR_COALESCE) {
        struct label end = {0};
        place_load(compiler, &place, value);
        emit_jump(compiler, jump_of_logical(operator), value, 0, &end);
        compile_expression(compiler, value_node, value);
        place_store(compiler, &place, value);
        label_here(compiler, &end);
        move_to(compiler, to, value);
        compiler->next = saved;
        return;
    }
    if (is_plain_local(target) && !may_assign(value_node)) {
        uint16_t local = (uint16_t)target->reference.index;
        emit_binary(compiler, node, operator, local, local, value_node);
        move_to(compiler, to, local);
        compiler->next = saved;
        return;
    }
    place_load(compiler, &place, value);
    emit_binary(compiler, node, operator, value, value, value_node);
    place_store(compiler, &place, value);
    move_to(compiler, to, value);
    compiler->next = saved;
}

/* ---- calls --------------------------------------------------------------------------------- */

/** The values of a list with spreads and holes, as a fresh array. */
static void
compile_array_into(struct compiler *compiler, const struct node_list *list, uint16_t to)
{
    uint32_t saved = compiler->next;
    emit(compiler, OP_ARRAY, to, to, 0);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct node *item = list->items[i];
        if (item == NULL) {
            emit(compiler, OP_ARRAY_HOLE, to, 0, 0);
            continue;
        }
        bool spread = item->kind == NODE_SPREAD;
        uint16_t value = compile_operand(compiler, spread ? item->unary.operand : item, NULL);
        at_node(compiler, item);
        emit(compiler, spread ? OP_ARRAY_SPREAD : OP_ARRAY_PUSH, to, value, 0);
        compiler->next = saved;
    }
}

#define ARRAY_ROW_MAX 64

static void
compile_array(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint32_t count = node->list.count;
    if (has_spread(&node->list) || count > ARRAY_ROW_MAX) {
        uint16_t array = take(compiler, 1);
        compile_array_into(compiler, &node->list, array);
        emit(compiler, OP_MOVE, to, array, 0);
    } else {
        uint16_t row = count == 0 ? to : take(compiler, count);
        for (uint32_t i = 0; i < count; i++) {
            compile_expression(compiler, node->list.items[i], (uint16_t)(row + i));
        }
        emit(compiler, OP_ARRAY, to, row, count);
    }
    compiler->next = saved;
}

/** R[base] = function, R[base + 1] = this. may_miss: behind ?.() nothing need be there. */
static void
compile_callee(struct compiler *compiler, const struct node *node, bool may_miss, uint16_t base)
{
    uint32_t saved = compiler->next;
    switch ((int)node->kind) {
    case NODE_MEMBER: {
        uint16_t object = compile_operand(compiler, node->member.object, NULL);
        at_node(compiler, node);
        if (node->member.is_optional) {
            emit_jump(compiler, OP_JUMP_NULLISH, object, 0, compiler->chain);
        }
        uint16_t name = constant_text(compiler, node->member.name);
        if (may_miss) {
            emit(compiler, OP_MOVE, base + 1U, object, 0);
            emit(compiler, OP_GET, base, object, name);
        } else {
            emit(compiler, OP_METHOD, base, object, name);
        }
        break;
    }
    case NODE_INDEX: {
        uint16_t object = compile_operand(compiler, node->index.object, node->index.key);
        if (node->index.is_optional) {
            emit_jump(compiler, OP_JUMP_NULLISH, object, 0, compiler->chain);
        }
        uint16_t key = compile_operand(compiler, node->index.key, NULL);
        at_node(compiler, node);
        emit(compiler, OP_METHOD_INDEX, base, object, key);
        break;
    }
    case NODE_PRIVATE_MEMBER:
        compile_expression(compiler, node->private_member.object, (uint16_t)(base + 1));
        at_node(compiler, node);
        if (node->private_member.is_optional) {
            emit_jump(compiler, OP_JUMP_NULLISH, base + 1U, 0, compiler->chain);
        }
        emit(compiler, has_own_names(node) ? OP_GET_PRIVATE_OF : OP_GET_PRIVATE, base, base + 1U,
             private_key(compiler, node));
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX: {
        struct place place;
        place_prepare(compiler, node, NULL, &place);
        place_load(compiler, &place, base);
        emit(compiler, OP_MOVE, base + 1U, place.object + 1U, 0);
        break;
    }
    case NODE_OPTIONAL_CHAIN: {
        struct label *outer = compiler->chain;
        struct label none = {0};
        struct label end = {0};
        compiler->chain = &none;
        compile_callee(compiler, node->unary.operand, true, base);
        emit_jump(compiler, OP_JUMP, 0, 0, &end);
        label_here(compiler, &none);
        emit(compiler, OP_UNDEFINED, base, 0, 0);
        emit(compiler, OP_UNDEFINED, base + 1U, 0, 0);
        label_here(compiler, &end);
        compiler->chain = outer;
        break;
    }
    default:
        compile_expression(compiler, node, base);
        emit(compiler, OP_UNDEFINED, base + 1U, 0, 0);
        break;
    }
    compiler->next = saved;
}

/** Arguments behind R[base + 1]; answers whether they are in an array. */
static bool
compile_arguments(struct compiler *compiler, const struct node_list *list, uint32_t *count)
{
    *count = list->count;
    if (has_spread(list) || list->count > ARRAY_ROW_MAX) {
        compile_array_into(compiler, list, take(compiler, 1));
        return true;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        compile_expression(compiler, list->items[i], take(compiler, 1));
    }
    return false;
}

/** Math.floor(x) and a few more: a frozen Math's names say what is called. */
static bool
compile_math(struct compiler *compiler, const struct node *node, uint16_t to)
{
    static const struct {
        const char *name;
        uint16_t op;
        uint16_t member;
        uint32_t count;
    } members[] = {
        {"floor", OP_FLOOR, 0, 1},
        {"ceil", OP_MATH, MATH_CEIL, 1},
        {"round", OP_MATH, MATH_ROUND, 1},
        {"trunc", OP_MATH, MATH_TRUNC, 1},
        {"abs", OP_MATH, MATH_ABS, 1},
        {"min", OP_MIN, 0, 2},
        {"max", OP_MAX, 0, 2},
    };
    const struct node *callee = node->call.callee;
    const struct node_list *arguments = &node->call.arguments;
    if (compiler->realm->is_open || callee->kind != NODE_MEMBER || callee->member.is_optional ||
        node->call.is_optional || callee->member.object->kind != NODE_IDENTIFIER ||
        callee->member.object->reference.kind != REFERENCE_GLOBAL ||
        !text_is(callee->member.object->reference.name, "Math") || has_spread(arguments)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (!text_is(callee->member.name, members[i].name) ||
            arguments->count != members[i].count) {
            continue;
        }
        uint32_t saved = compiler->next;
        const struct node *second = members[i].count == 2 ? arguments->items[1] : NULL;
        uint16_t x = compile_operand(compiler, arguments->items[0], second);
        uint16_t y = second == NULL ? members[i].member : compile_operand(compiler, second, NULL);
        at_node(compiler, node);
        emit(compiler, (enum opcode)members[i].op, to, x, y);
        compiler->next = saved;
        return true;
    }
    return false;
}

static void
compile_call(struct compiler *compiler, const struct node *node, uint16_t to)
{
    if (compile_math(compiler, node, to)) {
        return;
    }
    uint32_t saved = compiler->next;
    uint16_t base = take(compiler, 2);
    uint32_t count;
    compile_callee(compiler, node->call.callee, node->call.is_optional, base);
    if (node->call.is_optional) {
        emit_jump(compiler, OP_JUMP_NULLISH, base, 0, compiler->chain);
    }
    bool spread = compile_arguments(compiler, &node->call.arguments, &count);
    at_node(compiler, node);
    emit(compiler, spread ? OP_CALL_SPREAD : OP_CALL, base, spread ? 0 : count, to);
    compiler->next = saved;
}

static void
compile_new(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t base = take(compiler, 2);
    uint32_t count;
    compile_expression(compiler, node->call.callee, base);
    emit(compiler, OP_MOVE, base + 1U, base, 0);
    bool spread = compile_arguments(compiler, &node->call.arguments, &count);
    at_node(compiler, node);
    emit(compiler, spread ? OP_CONSTRUCT_SPREAD : OP_CONSTRUCT, base, spread ? 0 : count, to);
    compiler->next = saved;
}

static void
compile_super_call(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t callee = take(compiler, 1);
    uint16_t base = take(compiler, 2);
    uint32_t count;
    load_reference(compiler, &node->super_call.callee, callee);
    emit(compiler, OP_PARENT, base, callee, 0);
    load_reference(compiler, &node->super_call.new_target, (uint16_t)(base + 1));
    bool spread = compile_arguments(compiler, &node->super_call.arguments, &count);
    at_node(compiler, node);
    emit(compiler, spread ? OP_CONSTRUCT_SPREAD : OP_CONSTRUCT, base, spread ? 0 : count, base);
    struct reference this_value = node->super_call.this_value;
    this_value.check_initialised = false;
    uint16_t before = take(compiler, 1);
    load_reference(compiler, &this_value, before);
    emit(compiler, OP_CHECK_NO_THIS, before, 0, 0);
    store_reference(compiler, &this_value, base, true);
    compile_init_fields(compiler, base, callee);
    emit(compiler, OP_MOVE, to, base, 0);
    compiler->next = saved;
}

/* ---- literals ------------------------------------------------------------- */

void
compile_key(struct compiler *compiler, const struct node *key, bool computed, uint16_t to)
{
    if (computed) {
        compile_expression(compiler, key, to);
        emit(compiler, OP_TO_KEY, to, to, 0);
    } else if (key->kind == NODE_NUMBER) {
        emit(compiler, OP_CONSTANT, to, constant_number(compiler, key->number), 0);
        emit(compiler, OP_TO_KEY, to, to, 0);
    } else {
        emit(compiler, OP_CONSTANT, to, constant_text(compiler, key->text), 0);
    }
}

static bool
text_looks_like_index(struct text text)
{
    return text.length > 0 && text.bytes[0] >= '0' && text.bytes[0] <= '9';
}

/** The leading properties that a shape made at compile time can hold. */
static uint32_t
shaped_prefix(struct compiler *compiler, const struct node *node, uint16_t *shape)
{
    struct {
        uint16_t *items;
        size_t count, capacity;
    } keys = {0};
    for (uint32_t i = 0; i < node->list.count; i++) {
        const struct node *property = node->list.items[i];
        if (property->kind != NODE_PROPERTY ||
            (property->property.flags & ~(uint32_t)PROPERTY_SHORTHAND) != 0 ||
            property->property.key->kind != NODE_STRING ||
            text_looks_like_index(property->property.key->text)) {
            break;
        }
        uint16_t key = constant_text(compiler, property->property.key->text);
        bool is_double = false;
        for (size_t k = 0; k < keys.count; k++) {
            is_double |= keys.items[k] == key;
        }
        if (is_double || keys.count == 200) {
            break;
        }
        uint16_t *place = list_add(compiler->arena, &keys);
        if (place == NULL) {
            return 0;
        }
        *place = key;
    }
    if (keys.count == 0) {
        return 0;
    }
    struct draft *draft = compiler->draft;
    struct draft_shape *added = list_add(compiler->arena, &draft->shapes);
    if (added == NULL || draft->shapes.count > UINT16_MAX) {
        return 0;
    }
    *added = (struct draft_shape){keys.items, (uint32_t)keys.count};
    *shape = (uint16_t)(draft->shapes.count - 1);
    return (uint32_t)keys.count;
}

static void
compile_property(struct compiler *compiler, const struct node *node, uint16_t object)
{
    uint32_t saved = compiler->next;
    uint32_t flags = node->property.flags;
    const struct node *value_node = node->property.value;
    if (flags & PROPERTY_PROTO) {
        uint16_t proto = compile_operand(compiler, value_node, NULL);
        emit(compiler, OP_SET_PROTO, object, proto, 0);
        compiler->next = saved;
        return;
    }
    bool computed = (flags & PROPERTY_COMPUTED) != 0;
    if (flags & (PROPERTY_METHOD | PROPERTY_GETTER | PROPERTY_SETTER)) {
        uint16_t row = take(compiler, 3);
        emit(compiler, OP_MOVE, row, object, 0);
        compile_key(compiler, node->property.key, computed, (uint16_t)(row + 1));
        compile_expression(compiler, value_node, (uint16_t)(row + 2));
        at_node(compiler, node);
        uint32_t kind = (flags & PROPERTY_GETTER) ? 1 : (flags & PROPERTY_SETTER) ? 2 : 0;
        emit(compiler, OP_DEFINE_METHOD, row, row + 2U, kind | 4);
    } else if (!computed && node->property.key->kind == NODE_STRING) {
        uint16_t value = compile_operand(compiler, value_node, NULL);
        at_node(compiler, node);
        emit(compiler, OP_DEFINE, object, constant_text(compiler, node->property.key->text), value);
    } else {
        uint16_t key = take(compiler, 2);
        uint16_t value = (uint16_t)(key + 1);
        compile_key(compiler, node->property.key, computed, key);
        compile_expression(compiler, value_node, value);
        if ((flags & PROPERTY_NAMES) != 0 || node_is_anonymous_function(value_node)) {
            emit(compiler, OP_NAME, value, key, 0);
        }
        at_node(compiler, node);
        emit(compiler, OP_DEFINE_INDEX, object, key, value);
    }
    compiler->next = saved;
}

static void
compile_object(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t shape = 0;
    uint32_t shaped = shaped_prefix(compiler, node, &shape);
    if (shaped > 0 && shaped == node->list.count && shaped <= ARRAY_ROW_MAX) {
        uint16_t row = take(compiler, shaped);
        for (uint32_t i = 0; i < shaped; i++) {
            compile_expression(compiler, node->list.items[i]->property.value, (uint16_t)(row + i));
        }
        at_node(compiler, node);
        emit(compiler, OP_OBJECT_OF, to, shape, row);
        compiler->next = saved;
        return;
    }
    uint16_t object = take(compiler, 1);
    if (shaped > 0) {
        emit(compiler, OP_OBJECT_SHAPED, object, shape, 0);
    } else {
        emit(compiler, OP_OBJECT, object, 0, 0);
    }
    for (uint32_t i = 0; i < node->list.count; i++) {
        const struct node *item = node->list.items[i];
        uint32_t inner = compiler->next;
        if (item->kind == NODE_SPREAD) {
            uint16_t from = compile_operand(compiler, item->unary.operand, NULL);
            at_node(compiler, item);
            emit(compiler, OP_SPREAD, object, from, 0);
        } else if (i < shaped) {
            uint16_t value = compile_operand(compiler, item->property.value, NULL);
            emit(compiler, OP_SLOT, object, i, value);
        } else {
            compile_property(compiler, item, object);
        }
        compiler->next = inner;
    }
    if (object != to) {
        emit(compiler, OP_MOVE, to, object, 0);
    }
    compiler->next = saved;
}

static void
compile_template(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint32_t count = node->template.values.count;
    struct {
        uint16_t first;
        uint32_t count;
    } row = {(uint16_t)compiler->next, 0};
    for (uint32_t i = 0; i <= count; i++) {
        if (node->template.cooked[i].length > 0) {
            emit(compiler, OP_CONSTANT, take(compiler, 1),
                 constant_text(compiler, node->template.cooked[i]), 0);
            row.count++;
        }
        if (i < count) {
            uint16_t value = take(compiler, 1);
            compile_expression(compiler, node->template.values.items[i], value);
            at_node(compiler, node->template.values.items[i]);
            emit(compiler, OP_TO_STRING, value, value, 0);
            row.count++;
        }
    }
    if (row.count == 0) {
        emit(compiler, OP_CONSTANT, to, constant_text(compiler, TEXT("")), 0);
    } else if (row.count == 1) {
        emit(compiler, OP_MOVE, to, row.first, 0);
    } else {
        emit(compiler, OP_CONCAT, to, row.first, row.count);
    }
    compiler->next = saved;
}

static void
compile_tagged(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t base = take(compiler, 2);
    compile_callee(compiler, node->template.tag, false, base);
    emit(compiler, OP_CONSTANT, take(compiler, 1),
         constant_add(compiler, (struct constant){.kind = CONSTANT_TEMPLATE, .node = node}), 0);
    for (uint32_t i = 0; i < node->template.values.count; i++) {
        compile_expression(compiler, node->template.values.items[i], take(compiler, 1));
    }
    at_node(compiler, node);
    emit(compiler, OP_CALL, base, node->template.values.count + 1, to);
    compiler->next = saved;
}

static void
compile_chain(struct compiler *compiler, const struct node *node, uint16_t to)
{
    struct label *outer = compiler->chain;
    struct label none = {0};
    struct label end = {0};
    compiler->chain = &none;
    compile_expression(compiler, node->unary.operand, to);
    emit_jump(compiler, OP_JUMP, 0, 0, &end);
    label_here(compiler, &none);
    emit(compiler, OP_UNDEFINED, to, 0, 0);
    label_here(compiler, &end);
    compiler->chain = outer;
}

static void
compile_member(struct compiler *compiler, const struct node *node, uint16_t to)
{
    uint32_t saved = compiler->next;
    struct place place;
    bool optional = node->kind == NODE_MEMBER           ? node->member.is_optional
                    : node->kind == NODE_INDEX          ? node->index.is_optional
                    : node->kind == NODE_PRIVATE_MEMBER ? node->private_member.is_optional
                                                        : false;
    if (optional && node->kind == NODE_INDEX) {
        /* the key is evaluated only when there is an object */
        place = (struct place){.node = node};
        place.object = compile_operand(compiler, node->index.object, node->index.key);
        emit_jump(compiler, OP_JUMP_NULLISH, place.object, 0, compiler->chain);
        place.key = compile_operand(compiler, node->index.key, NULL);
    } else {
        place_prepare(compiler, node, NULL, &place);
        if (optional) {
            emit_jump(compiler, OP_JUMP_NULLISH, place.object, 0, compiler->chain);
        }
    }
    if (node->kind == NODE_MEMBER && text_is(node->member.name, "length")) {
        at_node(compiler, node);
        emit(compiler, OP_GET_LENGTH, to, place.object, constant_text(compiler, node->member.name));
    } else {
        place_load(compiler, &place, to);
    }
    compiler->next = saved;
}

static void
compile_number(struct compiler *compiler, double number, uint16_t to)
{
    if (number >= -32768 && number <= 32767 && (double)(int)number == number &&
        (number != 0 || value_number(number) == 0)) {
        emit(compiler, OP_INT, to, (uint16_t)(int16_t)number, 0);
    } else {
        emit(compiler, OP_CONSTANT, to, constant_number(compiler, number), 0);
    }
}

void
compile_expression(struct compiler *compiler, const struct node *node, uint16_t to)
{
    if (compiler->problem != NULL) {
        return;
    }
    uint32_t saved = compiler->next;
    at_node(compiler, node);
    switch ((int)node->kind) {
    case NODE_NULL:
        emit(compiler, OP_NULL, to, 0, 0);
        break;
    case NODE_UNDEFINED:
        emit(compiler, OP_UNDEFINED, to, 0, 0);
        break;
    case NODE_TRUE:
        emit(compiler, OP_TRUE, to, 0, 0);
        break;
    case NODE_FALSE:
        emit(compiler, OP_FALSE, to, 0, 0);
        break;
    case NODE_NUMBER:
        compile_number(compiler, node->number, to);
        break;
    case NODE_STRING:
        emit(compiler, OP_CONSTANT, to, constant_text(compiler, node->text), 0);
        break;
    case NODE_TEMPLATE:
        compile_template(compiler, node, to);
        break;
    case NODE_TAGGED_TEMPLATE:
        compile_tagged(compiler, node, to);
        break;
    case NODE_REGEXP:
        emit(compiler, OP_REGEXP, to, constant_text(compiler, node->regexp.pattern),
             constant_text(compiler, node->regexp.flags));
        break;
    case NODE_IDENTIFIER:
    case NODE_THIS:
    case NODE_NEW_TARGET:
        load_reference(compiler, &node->reference, to);
        break;
    case NODE_ARRAY:
        compile_array(compiler, node, to);
        break;
    case NODE_OBJECT:
        compile_object(compiler, node, to);
        break;
    case NODE_FUNCTION:
        emit(compiler, OP_CLOSURE, to, compile_function(compiler, node->function, NULL), 0);
        break;
    case NODE_CLASS: {
        uint16_t value = take(compiler, 2);
        compile_class(compiler, node->class_node.body, value);
        emit(compiler, OP_MOVE, to, value, 0);
        break;
    }
    case NODE_UNARY:
        compile_unary(compiler, node, to);
        break;
    case NODE_UPDATE:
        compile_update(compiler, node, to);
        break;
    case NODE_BINARY:
        compile_binary(compiler, node, to);
        break;
    case NODE_LOGICAL:
        compile_logical(compiler, node, to);
        break;
    case NODE_ASSIGN:
        compile_assign(compiler, node, to);
        break;
    case NODE_CONDITIONAL: {
        struct label otherwise = {0};
        struct label end = {0};
        uint32_t branch = mark_branch(compiler);
        compile_condition(compiler, node->branch.test, false, &otherwise);
        mark_here(compiler, SCRIPT_MARK_BRANCH, node->branch.then, branch);
        compile_expression(compiler, node->branch.then, to);
        emit_jump(compiler, OP_JUMP, 0, 0, &end);
        label_here(compiler, &otherwise);
        mark_here(compiler, SCRIPT_MARK_BRANCH, node->branch.otherwise, branch);
        compile_expression(compiler, node->branch.otherwise, to);
        label_here(compiler, &end);
        break;
    }
    case NODE_SEQUENCE:
        for (uint32_t i = 0; i + 1 < node->list.count; i++) {
            compile_effect(compiler, node->list.items[i]);
        }
        compile_expression(compiler, node->list.items[node->list.count - 1], to);
        break;
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_PRIVATE_MEMBER:
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
        compile_member(compiler, node, to);
        break;
    case NODE_PRIVATE_IN: {
        uint16_t object = compile_operand(compiler, node->private_member.object, NULL);
        emit(compiler, has_own_names(node) ? OP_HAS_PRIVATE_OF : OP_HAS_PRIVATE, to, object,
             private_key(compiler, node));
        break;
    }
    case NODE_CALL:
        compile_call(compiler, node, to);
        break;
    case NODE_NEW:
        compile_new(compiler, node, to);
        break;
    case NODE_SUPER_CALL:
        compile_super_call(compiler, node, to);
        break;
    case NODE_OPTIONAL_CHAIN:
        compile_chain(compiler, node, to);
        break;
    default:
        assert(false);
    }
    compiler->next = saved;
}
