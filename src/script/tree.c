/* SPDX-License-Identifier: Apache-2.0 */
#include "script/tree.h"

bool
node_is_anonymous_function(const struct node *node)
{
    if (node->kind == NODE_FUNCTION) {
        return node->function != NULL && !node->function->has_own_name &&
               node->function->name.length == 0;
    }
    if (node->kind == NODE_CLASS) {
        return node->class_node.body != NULL && !node->class_node.body->has_own_name &&
               node->class_node.body->name.length == 0;
    }
    return false;
}
