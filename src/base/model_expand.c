/* SPDX-License-Identifier: Apache-2.0 */
#include "base/model.h"
#include "base/task.h"

#define EXPAND_LEVELS_MAX 4

static struct model_expand *
find_child(struct model_expand *first, struct text name)
{
    for (; first != NULL; first = first->next) {
        if (text_equal(first->name, name)) {
            return first;
        }
    }
    return NULL;
}

/** The child of that name, made when it is not there yet; NULL on exhaustion. */
static struct model_expand *
add_child(struct task *task, struct model_expand **first, struct text name)
{
    struct model_expand *child = find_child(*first, name);
    if (child == NULL) {
        child = arena_new(task->arena, struct model_expand);
        if (child != NULL) {
            child->name = text_copy(task->arena, name);
            child->next = *first;
            *first = child;
        }
    }
    return child;
}

static err_t
refuse(struct task *task, struct text path, const char *why)
{
    return fail(task, ERR_EXPAND_UNKNOWN, "expand", "This property cannot be expanded (%.*s): %s.",
                TEXT_ARG(path), why);
}

static bool
is_expandable(const struct model_field *field)
{
    if ((field->flags & MODEL_INCLUDABLE) != 0) {
        return true;
    }
    return field->type == MODEL_REF && !(*field->kind)->is_nested;
}

/** The fields that the next name of a path may mean; NULL behind scalars. */
static const struct model *
model_behind(const struct model_field *field)
{
    if (field->type == MODEL_REF) {
        return (*field->kind)->is_nested ? NULL : (*field->kind)->model;
    }
    return field->type == MODEL_OBJECT ? field->object : NULL;
}

/** "data" behind a list envelope is a level of the answer, but none of the tree. */
static struct text
next_name(struct text path, size_t *at, const struct model_field *behind)
{
    size_t end = text_find(path, '.', *at);
    struct text name = text_slice(path, *at, end);
    *at = end < path.length ? end + 1 : path.length;
    if (behind != NULL && (behind->flags & MODEL_ENVELOPE) != 0 && text_is(name, "data") &&
        end < path.length) {
        end = text_find(path, '.', *at);
        name = text_slice(path, *at, end);
        *at = end < path.length ? end + 1 : path.length;
    }
    return name;
}

static err_t
add_path(struct task *task, const struct model *model, struct text path, struct model_expand **tree)
{
    const struct model_field *field = NULL;
    int levels = 0;
    bool expands = false;
    for (size_t at = 0; at < path.length;) {
        struct text name = next_name(path, &at, field);
        if (field != NULL && (field->flags & MODEL_ENVELOPE) != 0 && at == path.length &&
            text_is(name, "data")) {
            break; /* "lines.data" is "lines" */
        }
        field = model == NULL ? NULL : model_field_find(model, name);
        if (field == NULL || (field->flags & MODEL_HIDDEN) != 0) {
            return refuse(task, path, "there is no such property");
        }
        if (++levels > EXPAND_LEVELS_MAX) {
            return refuse(task, path, "at most four levels are expanded");
        }
        struct model_expand *child = add_child(task, tree, name);
        if (child == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        tree = &child->children;
        expands = is_expandable(field);
        model = model_behind(field);
    }
    if (!expands) {
        return refuse(task, path, "it is always whole");
    }
    return OK;
}

err_t
model_expand_parse(struct task *task, const struct model_kind *kind, const struct text *paths,
                   size_t count, struct model_expand **out)
{
    struct model_expand *tree = NULL;
    for (size_t i = 0; i < count; i++) {
        TRY(add_path(task, kind == NULL ? NULL : kind->model, paths[i], &tree));
    }
    *out = tree;
    return OK;
}
