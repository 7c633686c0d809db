/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>

#include "base/model.h"

const struct model_kind *
model_kind_by_number(uint16_t number)
{
    for (size_t i = 0; model_kinds[i] != NULL; i++) {
        if (model_kinds[i]->number == number) {
            return model_kinds[i];
        }
    }
    return NULL;
}

const struct model_kind *
model_kind_by_object(const char *object)
{
    for (size_t i = 0; model_kinds[i] != NULL; i++) {
        if (strcmp(model_kinds[i]->object, object) == 0) {
            return model_kinds[i];
        }
    }
    return NULL;
}

const struct model_field *
model_field_find(const struct model *model, struct text name)
{
    for (size_t i = 0; i < model->count; i++) {
        if (text_is(name, model->fields[i].name)) {
            return &model->fields[i];
        }
    }
    return NULL;
}

static bool
is_upper_of(struct text text, const char *lower)
{
    size_t i = 0;
    for (; i < text.length && lower[i] != '\0'; i++) {
        if (text.bytes[i] != (char)toupper((unsigned char)lower[i])) {
            return false;
        }
    }
    return i == text.length && lower[i] == '\0';
}

unsigned
model_enum_find(const struct model_enum *values, struct text text)
{
    for (size_t i = 1; i < values->count; i++) {
        if (text_is(text, values->values[i]) || text_is(text, values->wire[i]) ||
            is_upper_of(text, values->wire[i])) {
            return (unsigned)i;
        }
    }
    return 0;
}

bool
model_may_change(const struct model_states *states, unsigned from, unsigned to)
{
    for (size_t i = 0; i < states->count; i++) {
        if (states->moves[i][0] == from && states->moves[i][1] == to) {
            return true;
        }
    }
    return false;
}
