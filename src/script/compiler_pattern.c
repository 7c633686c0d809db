/* SPDX-License-Identifier: Apache-2.0 */
/* compiler_pattern.c: destructuring, and classes. */
#include "script/compiler.h"

/** An element of a pattern: its target, taken apart in the order of the language. */
struct element {
    const struct node *target;
    const struct node *otherwise; /**< default value or NULL */
    bool has_place;
    struct place place; /**< of members: object and key are evaluated before the value is read */
};

static void
element_begin(struct compiler *compiler, const struct node *node, struct element *element)
{
    *element = (struct element){.target = node};
    if (node->kind == NODE_DEFAULT) {
        element->target = node->binary.left;
        element->otherwise = node->binary.right;
    }
    int kind = (int)element->target->kind;
    element->has_place =
        kind != NODE_IDENTIFIER && kind != NODE_ARRAY_PATTERN && kind != NODE_OBJECT_PATTERN;
    if (element->has_place) {
        place_prepare(compiler, element->target, element->target, &element->place);
    }
}

/** The value is in a temporary register. */
static void
element_end(struct compiler *compiler, const struct element *element, uint16_t value,
            bool is_declaration)
{
    if (element->otherwise != NULL) {
        struct label given = {0};
        emit_jump(compiler, OP_JUMP_NOT_UNDEFINED, value, 0, &given);
        mark_here(compiler, SCRIPT_MARK_BRANCH, element->otherwise, mark_branch(compiler));
        compile_expression(compiler, element->otherwise, value);
        label_here(compiler, &given);
    }
    if (element->has_place) {
        place_store(compiler, &element->place, value);
    } else {
        compile_target(compiler, element->target, value, is_declaration);
    }
}

static void
compile_default(struct compiler *compiler, const struct node *node, uint16_t from,
                bool is_declaration)
{
    uint32_t saved = compiler->next;
    struct element element;
    element_begin(compiler, node, &element);
    uint16_t value = take(compiler, 1);
    emit(compiler, OP_MOVE, value, from, 0);
    element_end(compiler, &element, value, is_declaration);
    compiler->next = saved;
}

static void
compile_array_pattern(struct compiler *compiler, const struct node *node, uint16_t from,
                      bool is_declaration)
{
    uint32_t saved = compiler->next;
    uint16_t base = take(compiler, 3);
    uint16_t value = (uint16_t)(base + 2);
    at_node(compiler, node);
    emit(compiler, OP_ITERATE, base, from, 0);
    uint32_t start = code_here(compiler);
    for (uint32_t i = 0; i < node->list.count; i++) {
        const struct node *item = node->list.items[i];
        uint32_t inner = compiler->next;
        bool is_rest = item != NULL && item->kind == NODE_REST;
        struct element element;
        if (item != NULL) {
            element_begin(compiler, is_rest ? item->unary.operand : item, &element);
        }
        emit(compiler, is_rest ? OP_NEXT_REST : OP_NEXT_VALUE, base, 0, 0);
        if (item != NULL) {
            element_end(compiler, &element, value, is_declaration);
        }
        compiler->next = inner;
    }
    uint32_t end = code_here(compiler);
    struct label done = {0};
    emit(compiler, OP_CLOSE, base, 0, 0);
    emit_jump(compiler, OP_JUMP, 0, 0, &done);
    uint32_t handler = emit(compiler, OP_CATCH, value, 0, 0);
    emit(compiler, OP_CLOSE, base, 1, 0);
    emit(compiler, OP_RETHROW, value, 0, 0);
    add_handler(compiler, start, end, handler);
    label_here(compiler, &done);
    compiler->next = saved;
}

static bool
has_rest(const struct node *node)
{
    uint32_t count = node->list.count;
    return count > 0 && node->list.items[count - 1]->kind == NODE_REST;
}

static void
compile_object_pattern(struct compiler *compiler, const struct node *node, uint16_t from,
                       bool is_declaration)
{
    uint32_t saved = compiler->next;
    bool rest = has_rest(node);
    uint32_t keys = node->list.count;
    uint16_t row = 0;
    at_node(compiler, node);
    emit(compiler, OP_REQUIRE_OBJECT, from, 0, 0);
    if (rest) { /* the object and the keys taken from it, in a row */
        row = take(compiler, keys);
        emit(compiler, OP_MOVE, row, from, 0);
    }
    for (uint32_t i = 0; i < node->list.count; i++) {
        const struct node *item = node->list.items[i];
        uint32_t inner = compiler->next;
        uint16_t value = take(compiler, 1);
        at_node(compiler, item);
        if (item->kind == NODE_REST) {
            emit(compiler, OP_OMIT, value, row, keys);
            compile_target(compiler, item->unary.operand, value, is_declaration);
            compiler->next = inner;
            continue;
        }
        bool computed = (item->property.flags & PROPERTY_COMPUTED) != 0;
        uint16_t key = rest ? (uint16_t)(row + 1 + i) : take(compiler, 1);
        bool by_register = computed || rest || item->property.key->kind != NODE_STRING;
        if (by_register) {
            compile_key(compiler, item->property.key, computed, key);
        }
        struct element element;
        element_begin(compiler, item->property.value, &element);
        at_node(compiler, item);
        if (by_register) {
            emit(compiler, OP_GET_INDEX, value, from, key);
        } else {
            emit(compiler, OP_GET, value, from, constant_text(compiler, item->property.key->text));
        }
        element_end(compiler, &element, value, is_declaration);
        compiler->next = inner;
    }
    compiler->next = saved;
}

void
compile_target(struct compiler *compiler, const struct node *target, uint16_t from,
               bool is_declaration)
{
    uint32_t saved = compiler->next;
    switch ((int)target->kind) {
    case NODE_IDENTIFIER:
        store_reference(compiler, &target->reference, from, is_declaration);
        break;
    case NODE_DEFAULT:
        compile_default(compiler, target, from, is_declaration);
        break;
    case NODE_ARRAY_PATTERN:
        compile_array_pattern(compiler, target, from, is_declaration);
        break;
    case NODE_OBJECT_PATTERN:
        compile_object_pattern(compiler, target, from, is_declaration);
        break;
    default: {
        struct place place;
        place_prepare(compiler, target, NULL, &place);
        place_store(compiler, &place, from);
        break;
    }
    }
    compiler->next = saved;
}

/* ---- classes ---------------------------------------------------------------------- */

/** constructor(...args) { super(...args); } or an empty one, with the fields either way. */
static uint16_t
default_constructor(struct compiler *compiler, const struct class_body *body)
{
    struct draft *draft = arena_new(compiler->arena, struct draft);
    if (draft == NULL) {
        compiler->problem = "Out of memory";
        return 0;
    }
    bool derived = body->heritage != NULL;
    struct compiler inner = *compiler;
    inner.parent = compiler;
    inner.function = NULL;
    inner.draft = draft;
    inner.control = NULL;
    inner.chain = NULL;
    inner.next = 0;
    inner.place = body->start;
    inner.last_place = UINT32_MAX;
    draft->name = body->name;
    draft->path = compiler->module->path;
    draft->flags = CODE_CONSTRUCTOR | CODE_CLASS;
    uint16_t callee = take(&inner, 4);
    emit(&inner, OP_CALLEE, callee, 0, 0);
    uint16_t this_value = (uint16_t)(callee + 1);
    if (derived) {
        draft->flags |= CODE_DERIVED | CODE_ARGUMENTS;
        emit(&inner, OP_PARENT, this_value, callee, 0);
        emit(&inner, OP_NEW_TARGET, this_value + 1U, 0, 0);
        emit(&inner, OP_REST, this_value + 2U, 0, 0);
        emit(&inner, OP_CONSTRUCT_SPREAD, this_value, 0, this_value);
    } else {
        emit(&inner, OP_THIS, this_value, 0, 0);
    }
    if (derived || body->fields != NULL) {
        compile_init_fields(&inner, this_value, callee);
    }
    emit(&inner, OP_RETURN, this_value, 0, 0);
    if (inner.problem != NULL) {
        compiler->problem = inner.problem;
    }
    return add_draft(compiler, draft);
}

static void
compile_member_key(struct compiler *compiler, const struct node *member, uint16_t to)
{
    if (member->property.flags & PROPERTY_PRIVATE) {
        const struct private_name *name = member->property.private_name;
        if (name->binding == NULL) {
            emit(compiler, OP_CONSTANT, to, constant_private(compiler, name), 0);
        } else {
            load_reference(compiler, &member->property.key_reference, to);
        }
    } else {
        compile_key(compiler, member->property.key,
                    (member->property.flags & PROPERTY_COMPUTED) != 0, to);
    }
}

static void
compile_class_member(struct compiler *compiler, const struct node *member, uint16_t class_value)
{
    uint32_t saved = compiler->next;
    uint32_t flags = member->property.flags;
    at_node(compiler, member);
    if (flags & PROPERTY_FIELD) {
        if (member->property.key_binding != NULL) {
            uint16_t key = take(compiler, 1);
            compile_key(compiler, member->property.key, true, key);
            store_binding(compiler, member->property.key_binding, key);
        }
        compiler->next = saved;
        return;
    }
    uint16_t row = take(compiler, 3);
    bool is_static = (flags & PROPERTY_STATIC) != 0;
    emit(compiler, OP_MOVE, row, is_static ? class_value : class_value + 1U, 0);
    compile_member_key(compiler, member, (uint16_t)(row + 1));
    compile_expression(compiler, member->property.value, (uint16_t)(row + 2));
    at_node(compiler, member);
    uint32_t kind = (flags & PROPERTY_GETTER) ? 1 : (flags & PROPERTY_SETTER) ? 2 : 0;
    bool is_held = !is_static && (flags & PROPERTY_PRIVATE) != 0; /* for the instances */
    emit(compiler, OP_DEFINE_METHOD, row, row + 2U, is_held ? kind | 4 : kind);
    compiler->next = saved;
}

/** The names that this evaluation of the class has for itself. */
static void
compile_private_names(struct compiler *compiler, const struct class_body *body)
{
    uint32_t saved = compiler->next;
    uint16_t key = take(compiler, 1);
    const struct private_name *name = body->private_names;
    for (; name != NULL && name->binding != NULL; name = name->next) {
        emit(compiler, OP_PRIVATE_NAME, key, constant_private(compiler, name), 0);
        store_binding(compiler, name->binding, key);
    }
    compiler->next = saved;
}

/** The class in `to`, its prototype in `to` + 1 (both are the caller's). */
void
compile_class(struct compiler *compiler, const struct class_body *body, uint16_t to)
{
    uint32_t saved = compiler->next;
    enter_scope(compiler, body->scope);
    uint16_t parent = take(compiler, 1);
    if (body->heritage != NULL) {
        compile_expression(compiler, body->heritage, parent);
    } else {
        emit(compiler, OP_EMPTY, parent, 0, 0);
    }
    compile_private_names(compiler, body);
    uint16_t code = body->constructor == NULL ? default_constructor(compiler, body)
                                              : compile_function(compiler, body->constructor, body);
    compiler->place = body->start;
    emit(compiler, OP_CLASS, to, parent, code);
    for (uint32_t i = 0; i < body->members.count; i++) {
        compile_class_member(compiler, body->members.items[i], to);
    }
    if (body->self != NULL) {
        store_binding(compiler, body->self, to);
    }
    if (body->fields != NULL) {
        uint16_t row = take(compiler, 3);
        emit(compiler, OP_MOVE, row, to + 1U, 0);
        emit(compiler, OP_EMPTY, row + 1U, 0, 0);
        emit(compiler, OP_CLOSURE, row + 2U, compile_function(compiler, body->fields, body), 0);
        emit(compiler, OP_DEFINE_METHOD, row, row + 2U, 3);
        emit(compiler, OP_FIELDS, to, row + 2U, 0);
    }
    if (body->static_part != NULL) {
        uint16_t row = take(compiler, 3);
        emit(compiler, OP_MOVE, row, to, 0);
        emit(compiler, OP_EMPTY, row + 1U, 0, 0);
        emit(compiler, OP_CLOSURE, row + 2U, compile_function(compiler, body->static_part, body),
             0);
        emit(compiler, OP_DEFINE_METHOD, row, row + 2U, 3);
        uint16_t call = take(compiler, 2);
        emit(compiler, OP_MOVE, call, row + 2U, 0);
        emit(compiler, OP_MOVE, call + 1U, to, 0);
        emit(compiler, OP_CALL, call, 0, call);
    }
    compiler->next = saved;
}
