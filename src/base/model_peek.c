/* SPDX-License-Identifier: Apache-2.0 */
/** model_peek.c: one member of an object by its dotted path, as text. */
#include "base/model_member.h"
#include "base/task.h"

/** The id that clients know: the chosen one, for which the object is read, else the encoded one. */
static err_t
peek_ref(const struct model_world *world, const struct model_kind *kind, struct id id,
         struct text *out)
{
    void *object = NULL;
    *out = NO_TEXT;
    if (kind->public_id_offset != MODEL_NO_OFFSET) {
        TRY(world->load(world->task, kind, id, &object));
    }
    if (object != NULL) {
        *out = *(const struct text *)member_of(object, kind->public_id_offset);
    }
    if (out->length == 0 && kind->prefix != NULL) {
        *out = id_text(world->task->arena, world->secret, kind->prefix, id.key);
    }
    return OK;
}

static err_t
peek_member(const struct model_world *world, const struct model_field *field, const void *member,
            struct text *out)
{
    struct arena *arena = world->task->arena;
    switch (field->type) {
    case MODEL_BOOL:
        *out = *(const bool *)member ? TEXT("true") : TEXT("false");
        break;
    case MODEL_INT:
    case MODEL_TIME: /* both are int64_t */
        *out = text_format(arena, "%lld", (long long)*(const int64_t *)member);
        break;
    case MODEL_TEXT:
        *out = *(const struct text *)member;
        break;
    case MODEL_CURRENCY:
        *out = text_of(currency_code(*(const struct currency *)member));
        break;
    case MODEL_ENUM:
        *out = text_of(field->values->values[enum_at(member)]);
        break;
    case MODEL_REF:
        return peek_ref(world, field->kind[0], *(const struct id *)member, out);
    case MODEL_LITERAL:
        if (strcmp(field->literal, "null") != 0) {
            *out = text_of(field->literal);
        }
        break;
    case MODEL_DECIMAL:
    case MODEL_MAP:
    case MODEL_JSON:
    case MODEL_OBJECT:
        break;
    }
    return OK;
}

err_t
model_peek(const struct model_world *world, const struct model *model, const void *object,
           const char *path, struct text *out)
{
    *out = NO_TEXT;
    for (struct text rest = text_of(path);;) {
        size_t end = text_find(rest, '.', 0);
        end = end > rest.length ? rest.length : end;
        const struct model_field *field = model_field_find(model, text_slice(rest, 0, end));
        if (field == NULL || is_list(field) || is_null_member(field, object)) {
            return OK;
        }
        const void *member = member_of(object, field->offset);
        if (end == rest.length) {
            return peek_member(world, field, member, out);
        }
        if (field->type != MODEL_OBJECT) {
            return OK;
        }
        object = (field->flags & MODEL_POINTER) != 0 ? pointer_at(member) : member;
        model = field->object;
        rest = text_slice(rest, end + 1, rest.length);
    }
}
