/* SPDX-License-Identifier: Apache-2.0 */
#include "base/model.h"
#include "base/model_member.h"
#include "base/task.h"

/** What stays the same while one object is written. */
struct render {
    const struct model_world *world;
    struct json_writer *writer;
    const struct model_kind *kind; /**< of the object with a record; its path and id make urls */
    struct text id;
};

static err_t render_fields(const struct render *render, const struct model *model, void *value,
                           const struct model_expand *expand);

static const struct model_expand *
find_expand(const struct model_expand *expand, const char *name)
{
    for (; expand != NULL; expand = expand->next) {
        if (text_is(expand->name, name)) {
            return expand;
        }
    }
    return NULL;
}

/**
 * The public id: the chosen one when there is one, else the key's encoding in
 * `buffer`. `object` may be NULL for kinds whose ids are always encoded.
 */
static struct text
public_id(const struct model_world *world, const struct model_kind *kind, struct id id,
          const void *object, char buffer[ID_TEXT_MAX])
{
    if (object != NULL && kind->public_id_offset != MODEL_NO_OFFSET) {
        struct text chosen;
        memcpy(&chosen, member_of(object, kind->public_id_offset), sizeof(chosen));
        if (chosen.bytes != NULL) {
            return chosen;
        }
    }
    if (kind->prefix == NULL || id.key <= 0) {
        return NO_TEXT;
    }
    size_t length = id_render(world->secret, kind->prefix, id.key, buffer);
    return (struct text){buffer, length};
}

void
model_render_deleted(const struct model_world *world, const struct model_kind *kind, struct id id,
                     struct json_writer *writer)
{
    char buffer[ID_TEXT_MAX];
    json_open_object(writer);
    json_key_string(writer, "id");
    json_text(writer, public_id(world, kind, id, NULL, buffer));
    json_key_string(writer, "object");
    json_string(writer, kind->object);
    json_key_string(writer, "deleted");
    json_bool(writer, true);
    json_close_object(writer);
}

static err_t
render_ref(const struct render *render, const struct model_field *field, struct id id,
           const struct model_expand *expand)
{
    const struct model_world *world = render->world;
    const struct model_kind *kind = *field->kind;
    bool whole = !kind->is_nested && (expand != NULL || (field->flags & MODEL_EMBEDDED) != 0);
    void *object = NULL;
    if (id.key == 0) {
        json_null(render->writer);
        return OK;
    }
    if (whole || (kind->public_id_offset != MODEL_NO_OFFSET && !kind->is_nested)) {
        TRY(world->load(world->task, kind, id, &object));
    }
    if (!whole) {
        char buffer[ID_TEXT_MAX];
        json_text(render->writer, public_id(world, kind, id, object, buffer));
        return OK;
    }
    if (object == NULL) {
        model_render_deleted(world, kind, id, render->writer);
        return OK;
    }
    return model_render(world, kind, object, expand == NULL ? NULL : expand->children,
                        render->writer);
}

/** A nested struct; with an id of its own when its model says so. */
static err_t
render_struct(const struct render *render, const struct model *model, void *value,
              const struct model_expand *expand)
{
    json_open_object(render->writer);
    if (model->kind != NULL) {
        char buffer[ID_TEXT_MAX];
        struct id id;
        memcpy(&id, value, sizeof(id));
        json_key_string(render->writer, "id");
        json_text(render->writer, public_id(render->world, model->kind, id, value, buffer));
        json_key_string(render->writer, "object");
        json_string(render->writer, model->kind->object);
    }
    TRY(render_fields(render, model, value, expand));
    json_close_object(render->writer);
    return OK;
}

static void
render_map(struct json_writer *writer, const struct model_map *map)
{
    json_open_object(writer);
    for (size_t i = 0; i < map->count; i++) {
        json_key(writer, map->pairs[i].key);
        json_text(writer, map->pairs[i].value);
    }
    json_close_object(writer);
}

static void
render_decimal(struct json_writer *writer, const struct model_field *field, struct decimal decimal)
{
    char buffer[DECIMAL_TEXT_MAX];
    struct text text = {buffer, decimal_render(decimal, buffer)};
    if ((field->flags & MODEL_NUMBER) != 0) {
        json_literal(writer, text);
    } else {
        json_text(writer, text);
    }
}

/** One value that is not null; `member` is the value itself. */
static err_t
render_value(const struct render *render, const struct model_field *field, void *member,
             const struct model_expand *expand)
{
    struct json_writer *writer = render->writer;
    switch (field->type) {
    case MODEL_BOOL:
        json_bool(writer, *(const bool *)member);
        break;
    case MODEL_INT:
    case MODEL_TIME:
        json_int(writer, *(const int64_t *)member);
        break;
    case MODEL_DECIMAL:
        render_decimal(writer, field, *(const struct decimal *)member);
        break;
    case MODEL_TEXT: {
        struct text text = *(const struct text *)member;
        json_text(writer, text.bytes == NULL ? TEXT("") : text);
        break;
    }
    case MODEL_CURRENCY:
        json_string(writer, currency_code(*(const struct currency *)member));
        break;
    case MODEL_ENUM:
        assert(enum_at(member) < field->values->count);
        json_string(writer, field->values->values[enum_at(member)]);
        break;
    case MODEL_REF:
        return render_ref(render, field, *(const struct id *)member, expand);
    case MODEL_MAP:
        render_map(writer, member);
        break;
    case MODEL_JSON:
        json_literal(writer, *(const struct text *)member);
        break;
    case MODEL_OBJECT:
        return render_struct(render, field->object, member,
                             expand == NULL ? NULL : expand->children);
    case MODEL_LITERAL:
        json_literal(writer, text_of(field->literal));
        break;
    }
    return OK;
}

/** {T}: the first field of an element is its key, the others its value. */
static err_t
render_keyed(const struct render *render, const struct model_field *field, char *items,
             size_t count, const struct model_expand *expand)
{
    const struct model_field *key = &field->object->fields[0];
    struct model rest = *field->object;
    rest.fields++;
    rest.count--;
    json_open_object(render->writer);
    for (size_t i = 0; i < count; i++) {
        void *item = items + i * field->object->size_bytes;
        const void *member = member_of(item, key->offset);
        if (key->type == MODEL_CURRENCY) {
            json_key_string(render->writer, currency_code(*(const struct currency *)member));
        } else {
            json_key(render->writer, *(const struct text *)member);
        }
        TRY(render_struct(render, &rest, item, expand == NULL ? NULL : expand->children));
    }
    json_close_object(render->writer);
    return OK;
}

static void
render_url(const struct render *render, const struct model_field *field)
{
    struct arena *arena = render->world->task->arena;
    struct text url;
    if (field->url != NULL) {
        struct text pattern = text_of(field->url);
        const char *place = strstr(field->url, "{id}");
        size_t head = place == NULL ? pattern.length : (size_t)(place - field->url);
        url = place == NULL ? pattern
                            : text_format(arena, "%.*s%.*s%s", (int)head, field->url,
                                          TEXT_ARG(render->id), place + strlen("{id}"));
    } else {
        const char *path = render->kind->path == NULL ? "" : render->kind->path;
        url = text_format(arena, "%s/%.*s/%s", path, TEXT_ARG(render->id), field->name);
    }
    json_key_string(render->writer, "url");
    json_text(render->writer, url);
}

static err_t
render_list(const struct render *render, const struct model_field *field, void *value,
            const struct model_expand *expand)
{
    struct json_writer *writer = render->writer;
    char *items = pointer_at(member_of(value, field->offset));
    size_t count = count_of(field, value);
    size_t stride = value_bytes(field);
    bool is_envelope = (field->flags & MODEL_ENVELOPE) != 0;
    if ((field->flags & MODEL_KEYED) != 0) {
        return render_keyed(render, field, items, count, expand);
    }
    size_t shown = is_envelope && field->first != 0 && count > field->first ? field->first : count;
    if (is_envelope) {
        json_open_object(writer);
        json_key_string(writer, "object");
        json_string(writer, "list");
        json_key_string(writer, "data");
    }
    json_open_array(writer);
    for (size_t i = 0; i < shown; i++) {
        TRY(render_value(render, field, items + i * stride, expand));
    }
    json_close_array(writer);
    if (is_envelope) {
        json_key_string(writer, "has_more");
        json_bool(writer, shown < count);
        json_key_string(writer, "total_count");
        json_int(writer, (int64_t)count);
        render_url(render, field);
        json_close_object(writer);
    }
    return OK;
}

static err_t
render_field(const struct render *render, const struct model_field *field, void *value,
             const struct model_expand *expand)
{
    struct json_writer *writer = render->writer;
    const struct model_expand *child = expand == NULL ? NULL : find_expand(expand, field->name);
    if ((field->flags & MODEL_HIDDEN) != 0 ||
        ((field->flags & MODEL_INCLUDABLE) != 0 && child == NULL)) {
        return OK;
    }
    if (field->type == MODEL_LITERAL) {
        json_key_string(writer, field->name);
        json_literal(writer, text_of(field->literal));
        return OK;
    }
    if (is_null_member(field, value)) {
        if ((field->flags & MODEL_OPTIONAL) == 0) {
            json_key_string(writer, field->name);
            json_null(writer);
        }
        return OK;
    }
    json_key_string(writer, field->name);
    if (is_list(field)) {
        return render_list(render, field, value, child);
    }
    void *member =
        field->type == MODEL_OBJECT ? object_of(field, value) : member_of(value, field->offset);
    return render_value(render, field, member, child);
}

static err_t
render_fields(const struct render *render, const struct model *model, void *value,
              const struct model_expand *expand)
{
    for (size_t i = 0; i < model->count; i++) {
        TRY(render_field(render, &model->fields[i], value, expand));
    }
    return OK;
}

err_t
model_render(const struct model_world *world, const struct model_kind *kind, void *object,
             const struct model_expand *expand, struct json_writer *writer)
{
    if (world->derive != NULL) {
        TRY(world->derive(world->task, kind, object));
    }
    char buffer[ID_TEXT_MAX];
    struct id id;
    memcpy(&id, object, sizeof(id));
    struct render render = {world, writer, kind, public_id(world, kind, id, object, buffer)};
    json_open_object(writer);
    if (render.id.bytes != NULL) { /* what is only foretold has none */
        json_key_string(writer, "id");
        json_text(writer, render.id);
    }
    json_key_string(writer, "object");
    json_string(writer, kind->object);
    TRY(render_fields(&render, kind->model, object, expand));
    json_close_object(writer);
    return OK;
}
