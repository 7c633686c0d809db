/* SPDX-License-Identifier: Apache-2.0 */
/* reads.c: which fields of its input a run has looked at, told by the slots that were filled. */
#include "base/list.h"
#include "base/model.h"
#include "script/array.h"
#include "script/host.h"
#include "script/host_model.h"
#include "script/machine.h"

#define READS_BYTES_MAX 4096
#define DEPTH_MAX       8

/** Views of one model at one path: elements of lists are taken together. */
struct views {
    struct view **items;
    size_t count, capacity;
};

static bool
add_view(struct arena *arena, struct views *views, value_t value)
{
    if (!value_is_object(value) || value_as_object(value)->kind != OBJECT_VIEW) {
        return true;
    }
    struct view **view = list_add(arena, views);
    if (view == NULL) {
        return false;
    }
    *view = (struct view *)value_as_object(value);
    return true;
}

/** The views behind a slot: itself, or the elements of its list. */
static bool
add_children(struct arena *arena, struct views *views, value_t value)
{
    if (!value_is_object(value) || value_as_object(value)->kind != OBJECT_ARRAY) {
        return add_view(arena, views, value);
    }
    const struct array *array = (const struct array *)value_as_object(value);
    for (uint32_t i = 0; i < array->length; i++) {
        if (!add_view(arena, views, array->items[i])) {
            return false;
        }
    }
    return true;
}

static bool
add_paths(struct arena *arena, struct text_builder *out, struct text prefix,
          const struct views *views, int depth)
{
    const struct host_model *model = views->items[0]->model;
    bool found = false;
    for (uint32_t slot = 0; slot < model->count; slot++) {
        struct views children = {0};
        bool is_read = false;
        for (size_t i = 0; i < views->count; i++) {
            value_t value = views->items[i]->object.slots[slot];
            is_read |= value != VALUE_LAZY;
            if (value != VALUE_LAZY && !add_children(arena, &children, value)) {
                return found;
            }
        }
        if (!is_read) {
            continue;
        }
        found = true;
        const char *name = model->fields[slot].field->name;
        struct text path = prefix.length == 0
                               ? text_of(name)
                               : text_format(arena, "%.*s.%s", TEXT_ARG(prefix), name);
        if (children.count == 0 || depth == DEPTH_MAX ||
            !add_paths(arena, out, path, &children, depth + 1)) {
            text_builder_add_string(out, out->length > 0 ? "," : "");
            text_builder_add(out, path);
        }
    }
    return found;
}

struct text
host_reads(value_t input, struct arena *arena)
{
    struct views views = {0};
    struct text_builder out;
    text_builder_init(&out, arena, READS_BYTES_MAX);
    if (!add_view(arena, &views, input) || views.count == 0) {
        return NO_TEXT;
    }
    (void)add_paths(arena, &out, NO_TEXT, &views, 0);
    return out.failed ? TEXT("*") : text_builder_text(&out);
}
