/* SPDX-License-Identifier: Apache-2.0 */
/**
 * form.c: application/x-www-form-urlencoded with brackets, as a tree.
 *
 * Spellings of clients (dependencies.md 2.5): literal or percent-encoded
 * brackets, a[]=x, a[0]=x and bare repeats, + and %20. A bracket pair inside
 * brackets belongs to the key: metadata[e[f]] has the key "e[f]".
 */
#include "http/http.h"

#include "limits.model.h"

struct form {
    struct arena *arena;
    struct form_node *root;
    struct text *problem;
};

/** A key's levels, outermost first. */
struct key_path {
    struct text levels[LIMIT_FORM_DEPTH_MAX];
    int count;
};

/** Decode + and %XX; ERR_FORM_ENCODING for a broken code, bytes that are no UTF-8, or NUL. */
static err_t
part_decode(struct form *form, struct text raw, struct text *out)
{
    if (!percent_decode(form->arena, raw, true, out)) {
        if (form->arena->exhausted) {
            return ERR_OUT_OF_MEMORY;
        }
        *form->problem = text_format(form->arena, "A percent code is broken near '%.*s'.",
                                     (int)(raw.length > 40 ? 40 : raw.length), raw.bytes);
        return ERR_FORM_ENCODING;
    }
    if (!text_is_utf8(*out) || text_find(*out, '\0', 0) != out->length) {
        *form->problem = TEXT("The parameters must be UTF-8 without NUL characters.");
        return ERR_FORM_ENCODING;
    }
    return OK;
}

static err_t
key_split(struct form *form, struct text key, struct key_path *path)
{
    size_t open = text_find(key, '[', 0);
    path->levels[0] = text_slice(key, 0, open);
    path->count = 1;
    while (open < key.length) {
        int nesting = 0;
        size_t at = open;
        do {
            if (at == key.length) {
                break;
            }
            nesting += key.bytes[at] == '[' ? 1 : 0;
            nesting -= key.bytes[at] == ']' ? 1 : 0;
            at++;
        } while (nesting > 0);
        if (nesting > 0 || (at < key.length && key.bytes[at] != '[')) {
            *form->problem = text_format(form->arena, "The brackets of '%.*s' do not match.",
                                         (int)(key.length > 80 ? 80 : key.length), key.bytes);
            return ERR_FORM_BRACKETS;
        }
        if (path->count == LIMIT_FORM_DEPTH_MAX) {
            *form->problem = text_format(
                form->arena, "Parameters are nested at most %d deep: '%.*s'.", LIMIT_FORM_DEPTH_MAX,
                (int)(key.length > 80 ? 80 : key.length), key.bytes);
            return ERR_FORM_BRACKETS;
        }
        path->levels[path->count++] = text_slice(key, open + 1, at - 1);
        open = at;
    }
    return OK;
}

static struct form_node *
child_find(const struct form_node *parent, struct text key)
{
    for (struct form_node *child = parent->children; child != NULL; child = child->next) {
        if (text_equal(child->key, key)) {
            return child;
        }
    }
    return NULL;
}

static struct form_node *
child_add(struct form *form, struct form_node *parent, struct text key)
{
    struct form_node *child = arena_new(form->arena, struct form_node);
    if (child == NULL) {
        return NULL;
    }
    struct form_node **link = &parent->children;
    size_t index = 0;
    while (*link != NULL) {
        link = &(*link)->next;
        index++;
    }
    *link = child;
    child->key = key;
    if (parent == form->root) {
        child->path = key;
    } else if (key.length == 0) {
        child->path = text_format(form->arena, "%.*s[%zu]", TEXT_ARG(parent->path), index);
    } else {
        child->path = text_format(form->arena, "%.*s[%.*s]", TEXT_ARG(parent->path), TEXT_ARG(key));
    }
    return child->path.bytes == NULL ? NULL : child;
}

/** Whether an element that was begun by a[] already holds what the rest of a key names. */
static bool
element_holds(const struct form_node *element, const struct key_path *path, int level)
{
    for (; level < path->count; level++) {
        if (path->levels[level].length == 0) {
            return false; /* a[][b][] only appends */
        }
        element = child_find(element, path->levels[level]);
        if (element == NULL) {
            return false;
        }
    }
    return element->has_value;
}

/** The child for a level of a key: a[] appends, or goes on with the last element. */
static struct form_node *
level_enter(struct form *form, struct form_node *parent, const struct key_path *path, int level)
{
    struct text key = path->levels[level];
    if (key.length > 0) {
        struct form_node *child = child_find(parent, key);
        return child != NULL ? child : child_add(form, parent, key);
    }
    struct form_node *last = NULL;
    for (struct form_node *child = parent->children; child != NULL; child = child->next) {
        last = child->key.length == 0 ? child : last;
    }
    if (last == NULL || level + 1 == path->count || element_holds(last, path, level + 1)) {
        return child_add(form, parent, key);
    }
    return last;
}

static err_t
value_set(struct form *form, struct form_node *node, struct text value)
{
    if (!node->has_value && node->children == NULL) {
        node->has_value = true;
        node->value = value;
        return OK;
    }
    /* a bare repeat, a=x&a=y: an array */
    if (node->has_value) {
        struct form_node *first = child_add(form, node, TEXT(""));
        if (first == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        first->has_value = true;
        first->value = node->value;
        node->has_value = false;
        node->value = NO_TEXT;
    }
    struct form_node *next = child_add(form, node, TEXT(""));
    if (next == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    next->has_value = true;
    next->value = value;
    return OK;
}

static err_t
pair_add(struct form *form, struct text pair)
{
    size_t equals = text_find(pair, '=', 0);
    struct text key;
    struct text value;
    TRY(part_decode(form, text_slice(pair, 0, equals), &key));
    TRY(part_decode(form, text_slice(pair, equals < pair.length ? equals + 1 : equals, pair.length),
                    &value));
    struct key_path path;
    TRY(key_split(form, key, &path));
    struct form_node *node = form->root;
    for (int level = 0; level < path.count; level++) {
        node = level_enter(form, node, &path, level);
        if (node == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
    }
    return value_set(form, node, value);
}

/** Children whose keys are all indexes are put in the order of their index. */
static void
elements_sort(struct form_node *node)
{
    bool all_indexes = node->children != NULL;
    for (struct form_node *child = node->children; child != NULL; child = child->next) {
        int64_t index;
        elements_sort(child);
        all_indexes = all_indexes && child->key.length > 0 && child->key.length < 10 &&
                      text_parse_int(child->key, &index) && index >= 0;
    }
    if (!all_indexes) {
        return;
    }
    struct form_node *sorted = NULL; /* insertion sort: they nearly always come in order */
    while (node->children != NULL) {
        struct form_node *child = node->children;
        node->children = child->next;
        int64_t index = 0;
        bool parsed = text_parse_int(child->key, &index);
        struct form_node **link = &sorted;
        while (*link != NULL) {
            int64_t other = 0;
            parsed = parsed && text_parse_int((*link)->key, &other);
            if (other > index) {
                break;
            }
            link = &(*link)->next;
        }
        assert(parsed);
        child->next = *link;
        *link = child;
    }
    node->children = sorted;
}

err_t
form_parse_more(struct arena *arena, struct text body, struct form_node *root, struct text *problem)
{
    struct form form = {.arena = arena, .root = root, .problem = problem};
    *problem = NO_TEXT;
    size_t pair_count = 0;
    for (size_t at = 0; at < body.length;) {
        size_t end = text_find(body, '&', at);
        struct text pair = text_slice(body, at, end);
        at = end + 1;
        if (pair.length == 0) {
            continue;
        }
        if (++pair_count > LIMIT_FORM_PAIRS_MAX) {
            *problem =
                text_format(arena, "A request has at most %d parameters.", LIMIT_FORM_PAIRS_MAX);
            return ERR_FORM_TOO_MANY;
        }
        TRY(pair_add(&form, pair));
    }
    elements_sort(root);
    return OK;
}

err_t
form_parse(struct arena *arena, struct text body, struct form_node **root, struct text *problem)
{
    *root = arena_new(arena, struct form_node);
    if (*root == NULL) {
        *problem = NO_TEXT;
        return ERR_OUT_OF_MEMORY;
    }
    return form_parse_more(arena, body, *root, problem);
}

void
form_add(struct text_builder *form, const char *key, struct text value)
{
    static const char hex[] = "0123456789ABCDEF";
    text_builder_format(form, "%s%s=", form->length > 0 ? "&" : "", key);
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.bytes[i];
        bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                        (byte >= 'A' && byte <= 'Z') || strchr("-_.~", byte) != NULL;
        if (is_plain && byte != 0) {
            text_builder_add_char(form, (char)byte);
        } else {
            text_builder_add_char(form, '%');
            text_builder_add_char(form, hex[byte >> 4]);
            text_builder_add_char(form, hex[byte & 15]);
        }
    }
}
