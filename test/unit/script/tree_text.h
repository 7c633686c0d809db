/* SPDX-License-Identifier: Apache-2.0 */
/** tree_text.h: a tree as text, so that tests can say what they expect: "(+ a (* b c))". */
#pragma once

#include "script/module.h"
#include "script/number.h"
#include "script/parser.h"

static void tree_write(struct text_builder *out, const struct node *node);

static const char *tree_operator(enum operator operator)
{
    static const char *const texts[] = {
        [OPERATOR_NONE] = "",
        [OPERATOR_ADD] = "+",
        [OPERATOR_SUBTRACT] = "-",
        [OPERATOR_MULTIPLY] = "*",
        [OPERATOR_DIVIDE] = "/",
        [OPERATOR_REMAINDER] = "%",
        [OPERATOR_POWER] = "**",
        [OPERATOR_SHIFT_LEFT] = "<<",
        [OPERATOR_SHIFT_RIGHT] = ">>",
        [OPERATOR_SHIFT_RIGHT_UNSIGNED] = ">>>",
        [OPERATOR_BIT_AND] = "&",
        [OPERATOR_BIT_OR] = "|",
        [OPERATOR_BIT_XOR] = "^",
        [OPERATOR_LESS] = "<",
        [OPERATOR_LESS_EQUAL] = "<=",
        [OPERATOR_GREATER] = ">",
        [OPERATOR_GREATER_EQUAL] = ">=",
        [OPERATOR_EQUAL] = "==",
        [OPERATOR_NOT_EQUAL] = "!=",
        [OPERATOR_STRICT_EQUAL] = "===",
        [OPERATOR_STRICT_NOT_EQUAL] = "!==",
        [OPERATOR_IN] = "in",
        [OPERATOR_INSTANCEOF] = "instanceof",
        [OPERATOR_AND] = "&&",
        [OPERATOR_OR] = "||",
        [OPERATOR_COALESCE] = "??",
        [OPERATOR_PLUS] = "+",
        [OPERATOR_MINUS] = "-",
        [OPERATOR_NOT] = "!",
        [OPERATOR_BIT_NOT] = "~",
        [OPERATOR_TYPEOF] = "typeof",
        [OPERATOR_VOID] = "void",
        [OPERATOR_DELETE] = "delete",
    };
    return texts[operator];
}

static void
tree_write_list(struct text_builder *out, const char *open, const struct node_list *list,
                const char *close)
{
    text_builder_add_string(out, open);
    for (uint32_t i = 0; i < list->count; i++) {
        text_builder_add_string(out, i > 0 ? " " : "");
        if (list->items[i] == NULL) {
            text_builder_add_string(out, "_");
        } else {
            tree_write(out, list->items[i]);
        }
    }
    text_builder_add_string(out, close);
}

static void
tree_write_pair(struct text_builder *out, const char *name, const struct node *left,
                const struct node *right)
{
    text_builder_format(out, "(%s ", name);
    tree_write(out, left);
    if (right != NULL) {
        text_builder_add_string(out, " ");
        tree_write(out, right);
    }
    text_builder_add_string(out, ")");
}

static void
tree_write_function(struct text_builder *out, const struct function *function)
{
    static const char *const kinds[] = {"function",    "=>",      "method", "get",    "set",
                                        "constructor", "derived", "fields", "static", "module"};
    text_builder_format(out, "(%s", kinds[function->kind]);
    if (function->has_own_name) {
        text_builder_format(out, " %.*s", TEXT_ARG(function->name));
    }
    tree_write_list(out, " (", &function->parameters, ")");
    for (uint32_t i = 0; i < function->body.count; i++) {
        text_builder_add_string(out, " ");
        tree_write(out, function->body.items[i]);
    }
    text_builder_add_string(out, ")");
}

static void
tree_write_property(struct text_builder *out, const struct node *node)
{
    uint32_t flags = node->property.flags;
    text_builder_add_string(out, flags & PROPERTY_STATIC ? "static:" : "");
    text_builder_add_string(out, flags & PROPERTY_GETTER ? "get:" : "");
    text_builder_add_string(out, flags & PROPERTY_SETTER ? "set:" : "");
    if (flags & PROPERTY_PRIVATE) {
        text_builder_format(out, "#%.*s", TEXT_ARG(node->property.private_name->name));
    } else if (node->property.key == NULL) {
        text_builder_add_string(out, "[key]");
    } else if (flags & PROPERTY_COMPUTED && node->property.key->kind != NODE_PROPERTY) {
        text_builder_add_string(out, "[");
        tree_write(out, node->property.key);
        text_builder_add_string(out, "]");
    } else if (node->property.key->kind == NODE_STRING) {
        text_builder_format(out, "%.*s", TEXT_ARG(node->property.key->text));
    } else if (node->property.key->kind == NODE_NUMBER) {
        tree_write(out, node->property.key);
    }
    if (node->property.value != NULL) {
        text_builder_add_string(out, "=");
        tree_write(out, node->property.value);
    }
}

static void
tree_write_class(struct text_builder *out, const struct class_body *body)
{
    text_builder_add_string(out, "(class");
    if (body->has_own_name) {
        text_builder_format(out, " %.*s", TEXT_ARG(body->name));
    }
    if (body->heritage != NULL) {
        text_builder_add_string(out, " extends ");
        tree_write(out, body->heritage);
    }
    const struct function *parts[] = {body->constructor, body->fields, body->static_part};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i] != NULL) {
            text_builder_add_string(out, " ");
            tree_write_function(out, parts[i]);
        }
    }
    if (body->members.count > 0) {
        tree_write_list(out, " ", &body->members, "");
    }
    text_builder_add_string(out, ")");
}

static void
tree_write_template(struct text_builder *out, const struct node *node)
{
    text_builder_add_string(out, "(`");
    if (node->template.tag != NULL) {
        text_builder_add_string(out, " ");
        tree_write(out, node->template.tag);
    }
    for (uint32_t i = 0; i <= node->template.values.count; i++) {
        struct text text = node->template.cooked[i];
        text_builder_format(out, text.bytes == NULL ? " broken" : " '%.*s'", TEXT_ARG(text));
        if (i < node->template.values.count) {
            text_builder_add_string(out, " ");
            tree_write(out, node->template.values.items[i]);
        }
    }
    text_builder_add_string(out, ")");
}

static void
tree_write_loop(struct text_builder *out, const char *name, const struct node *node)
{
    text_builder_format(out, "(%s", name);
    const struct node *parts[] = {node->loop.init, node->loop.test, node->loop.update,
                                  node->loop.body};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        text_builder_add_string(out, " ");
        if (parts[i] == NULL) {
            text_builder_add_string(out, "_");
        } else {
            tree_write(out, parts[i]);
        }
    }
    text_builder_add_string(out, ")");
}

static void
tree_write_number(struct text_builder *out, double number)
{
    char digits[SCRIPT_NUMBER_TEXT_MAX];
    size_t length = script_number_render(number, digits);
    text_builder_add(out, (struct text){digits, length});
}

static void
tree_write_try(struct text_builder *out, const struct node *node)
{
    text_builder_add_string(out, "(try ");
    tree_write(out, node->try_node.block);
    if (node->try_node.handler != NULL) {
        text_builder_add_string(out, " (catch ");
        if (node->try_node.target != NULL) {
            tree_write(out, node->try_node.target);
            text_builder_add_string(out, " ");
        }
        tree_write(out, node->try_node.handler);
        text_builder_add_string(out, ")");
    }
    if (node->try_node.finalizer != NULL) {
        tree_write_pair(out, " finally", node->try_node.finalizer, NULL);
    }
    text_builder_add_string(out, ")");
}

static void
tree_write(struct text_builder *out, const struct node *node)
{
    static const char *const variables[] = {"var", "let", "const"};
    char name[16];
    switch ((int)node->kind) {
    case NODE_NULL:
        text_builder_add_string(out, "null");
        break;
    case NODE_UNDEFINED:
        text_builder_add_string(out, "undefined");
        break;
    case NODE_TRUE:
        text_builder_add_string(out, "true");
        break;
    case NODE_FALSE:
        text_builder_add_string(out, "false");
        break;
    case NODE_THIS:
        text_builder_add_string(out, "this");
        break;
    case NODE_NEW_TARGET:
        text_builder_add_string(out, "new.target");
        break;
    case NODE_EMPTY:
        text_builder_add_string(out, ";");
        break;
    case NODE_DEBUGGER:
        text_builder_add_string(out, "debugger");
        break;
    case NODE_NUMBER:
        tree_write_number(out, node->number);
        break;
    case NODE_STRING:
        text_builder_format(out, "'%.*s'", TEXT_ARG(node->text));
        break;
    case NODE_REGEXP:
        text_builder_format(out, "/%.*s/%.*s", TEXT_ARG(node->regexp.pattern),
                            TEXT_ARG(node->regexp.flags));
        break;
    case NODE_IDENTIFIER:
        text_builder_add(out, node->reference.name);
        break;
    case NODE_TEMPLATE:
    case NODE_TAGGED_TEMPLATE:
        tree_write_template(out, node);
        break;
    case NODE_ARRAY:
    case NODE_ARRAY_PATTERN:
        tree_write_list(out, node->kind == NODE_ARRAY ? "[" : "[: ", &node->list, "]");
        break;
    case NODE_OBJECT:
    case NODE_OBJECT_PATTERN:
        tree_write_list(out, node->kind == NODE_OBJECT ? "{" : "{: ", &node->list, "}");
        break;
    case NODE_SEQUENCE:
        tree_write_list(out, "(, ", &node->list, ")");
        break;
    case NODE_FUNCTION:
    case NODE_FUNCTION_DECLARATION:
        tree_write_function(out, node->function);
        break;
    case NODE_CLASS:
    case NODE_CLASS_DECLARATION:
        tree_write_class(out, node->class_node.body);
        break;
    case NODE_UNARY:
        tree_write_pair(out, tree_operator(node->unary.operator), node->unary.operand, NULL);
        break;
    case NODE_UPDATE:
        snprintf(name, sizeof(name), "%s%s", node->update.is_prefix ? "" : "post",
                 node->update.is_increment ? "++" : "--");
        tree_write_pair(out, name, node->update.target, NULL);
        break;
    case NODE_BINARY:
    case NODE_LOGICAL:
        tree_write_pair(out, tree_operator(node->binary.operator), node->binary.left,
                        node->binary.right);
        break;
    case NODE_ASSIGN:
        snprintf(name, sizeof(name), "%s=", tree_operator(node->assign.operator));
        tree_write_pair(out, name, node->assign.target, node->assign.value);
        break;
    case NODE_DEFAULT:
        tree_write_pair(out, "default", node->binary.left, node->binary.right);
        break;
    case NODE_DECLARATOR:
        if (node->binary.right == NULL) {
            tree_write(out, node->binary.left);
        } else {
            tree_write_pair(out, "=", node->binary.left, node->binary.right);
        }
        break;
    case NODE_CONDITIONAL:
    case NODE_IF:
        text_builder_add_string(out, node->kind == NODE_IF ? "(if " : "(? ");
        tree_write(out, node->branch.test);
        text_builder_add_string(out, " ");
        tree_write(out, node->branch.then);
        if (node->branch.otherwise != NULL) {
            text_builder_add_string(out, " ");
            tree_write(out, node->branch.otherwise);
        }
        text_builder_add_string(out, ")");
        break;
    case NODE_MEMBER:
        text_builder_add_string(out, node->member.is_optional ? "(?. " : "(. ");
        tree_write(out, node->member.object);
        text_builder_format(out, " %.*s)", TEXT_ARG(node->member.name));
        break;
    case NODE_INDEX:
        tree_write_pair(out, node->index.is_optional ? "?.[]" : "[]", node->index.object,
                        node->index.key);
        break;
    case NODE_PRIVATE_MEMBER:
    case NODE_PRIVATE_IN:
        text_builder_format(out, "(%s%.*s ", node->kind == NODE_PRIVATE_IN ? "in#" : "#",
                            TEXT_ARG(node->private_member.name));
        tree_write(out, node->private_member.object);
        text_builder_add_string(out, ")");
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
        tree_write_pair(out, "super", node->super_member.key, NULL);
        break;
    case NODE_SUPER_CALL:
        tree_write_list(out, "(super() ", &node->super_call.arguments, ")");
        break;
    case NODE_CALL:
    case NODE_NEW:
        text_builder_add_string(out, node->kind == NODE_NEW   ? "(new "
                                     : node->call.is_optional ? "(?.call "
                                                              : "(call ");
        tree_write(out, node->call.callee);
        tree_write_list(out, node->call.arguments.count > 0 ? " " : "", &node->call.arguments, ")");
        break;
    case NODE_OPTIONAL_CHAIN:
        tree_write_pair(out, "chain", node->unary.operand, NULL);
        break;
    case NODE_SPREAD:
    case NODE_REST:
        tree_write_pair(out, "...", node->unary.operand, NULL);
        break;
    case NODE_PROPERTY:
    case NODE_FIELD:
        tree_write_property(out, node);
        break;
    case NODE_EXPRESSION:
        tree_write(out, node->unary.operand);
        break;
    case NODE_VARIABLES:
        text_builder_format(out, "(%s ", variables[node->variables.kind]);
        tree_write_list(out, "", &node->variables.declarators, ")");
        break;
    case NODE_BLOCK:
        tree_write_list(out, "(block ", &node->block.statements, ")");
        break;
    case NODE_FOR:
        tree_write_loop(out, "for", node);
        break;
    case NODE_FOR_IN:
        tree_write_loop(out, "for-in", node);
        break;
    case NODE_FOR_OF:
        tree_write_loop(out, "for-of", node);
        break;
    case NODE_WHILE:
        tree_write_loop(out, "while", node);
        break;
    case NODE_DO_WHILE:
        tree_write_loop(out, "do", node);
        break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        text_builder_format(out, "(%s%s%.*s)", node->kind == NODE_BREAK ? "break" : "continue",
                            node->jump.label.bytes == NULL ? "" : " ", (int)node->jump.label.length,
                            node->jump.label.bytes == NULL ? "" : node->jump.label.bytes);
        break;
    case NODE_RETURN:
        if (node->unary.operand == NULL) {
            text_builder_add_string(out, "(return)");
        } else {
            tree_write_pair(out, "return", node->unary.operand, NULL);
        }
        break;
    case NODE_THROW:
        tree_write_pair(out, "throw", node->unary.operand, NULL);
        break;
    case NODE_TRY:
        tree_write_try(out, node);
        break;
    case NODE_SWITCH:
        text_builder_add_string(out, "(switch ");
        tree_write(out, node->switch_node.value);
        tree_write_list(out, " ", &node->switch_node.cases, ")");
        break;
    case NODE_CASE:
        text_builder_add_string(out, "(case ");
        if (node->case_node.test != NULL) {
            tree_write(out, node->case_node.test);
        } else {
            text_builder_add_string(out, "default");
        }
        tree_write_list(out, " ", &node->case_node.statements, ")");
        break;
    case NODE_LABELED:
        text_builder_format(out, "(%.*s: ", TEXT_ARG(node->labeled.label));
        tree_write(out, node->labeled.body);
        text_builder_add_string(out, ")");
        break;
    case NODE_EXPORT_DEFAULT:
        tree_write_pair(out, "export-default", node->export_default.value, NULL);
        break;
    case NODE_IMPORT:
        text_builder_format(out, "(import '%.*s'", TEXT_ARG(node->import.specifier));
        if (node->import.default_name.bytes != NULL) {
            text_builder_format(out, " default:%.*s", TEXT_ARG(node->import.default_name));
        }
        if (node->import.namespace_name.bytes != NULL) {
            text_builder_format(out, " *:%.*s", TEXT_ARG(node->import.namespace_name));
        }
        for (uint32_t i = 0; i < node->import.item_count; i++) {
            text_builder_format(out, " %.*s:%.*s", TEXT_ARG(node->import.items[i].name),
                                TEXT_ARG(node->import.items[i].alias));
        }
        text_builder_add_string(out, ")");
        break;
    case NODE_EXPORT:
        text_builder_add_string(out, "(export)");
        break;
    default:
        text_builder_format(out, "?%d", (int)node->kind);
        break;
    }
}
