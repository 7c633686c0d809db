/* SPDX-License-Identifier: Apache-2.0 */
#include "store/layout.h"

#include "base/hash.h"

static size_t
add_column(struct layout *layout, const struct record_column *column)
{
    for (size_t i = 0; i < layout->column_count; i++) {
        if (strcmp(layout->columns[i].name, column->name) == 0) {
            assert(layout->columns[i].offset == column->offset);
            assert(layout->columns[i].type == column->type);
            return i;
        }
    }
    assert(layout->column_count < LAYOUT_COLUMNS_MAX);
    layout->columns[layout->column_count] = *column;
    return layout->column_count++;
}

void
layout_init(struct layout *layout, const struct record_kind *record)
{
    assert(record->kind != NULL && !record->kind->is_nested);

    *layout = (struct layout){.record = record, .table = record->kind->name, .key_index = -1};
    for (size_t i = 0; i < RECORD_INDEXES_MAX && record->indexes[i].name != NULL; i++) {
        const struct record_index *from = &record->indexes[i];
        struct layout_index *index = &layout->indexes[layout->index_count++];
        index->name = from->name;
        index->is_unique = from->is_unique;
        for (size_t c = 0; c < RECORD_COLUMNS_MAX && from->columns[c].name != NULL; c++) {
            index->columns[c] = (uint8_t)add_column(layout, &from->columns[c]);
            index->column_count++;
        }
        if (index->column_count == 0) {
            assert(layout->key_index < 0 && !index->is_unique);
            layout->key_index = (int)i;
        }
    }
}

struct column_value *
layout_values(const struct layout *layout, struct arena *arena, const void *object)
{
    struct column_value *values =
        arena_alloc(arena, layout->column_count, sizeof(struct column_value));
    if (values == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < layout->column_count; i++) {
        const char *member = (const char *)object + layout->columns[i].offset;
        switch (layout->columns[i].type) {
        case RECORD_INT:
            memcpy(&values[i].number, member, sizeof(int64_t));
            break;
        case RECORD_ENUM: {
            unsigned number;
            memcpy(&number, member, sizeof(number));
            values[i].number = number;
            break;
        }
        case RECORD_BOOL: {
            bool is_set;
            memcpy(&is_set, member, sizeof(is_set));
            values[i].number = is_set;
            break;
        }
        case RECORD_TEXT: {
            struct text text;
            memcpy(&text, member, sizeof(text));
            values[i].bytes = text.bytes;
            values[i].number = text.bytes == NULL ? 0 : (int64_t)text.length;
            break;
        }
        }
    }
    return values;
}

int
column_compare(bool is_text, struct column_value a, struct column_value b)
{
    if (!is_text) {
        return (a.number > b.number) - (a.number < b.number);
    }
    if (a.bytes == NULL || b.bytes == NULL) {
        return (a.bytes != NULL) - (b.bytes != NULL);
    }
    size_t common = (size_t)(a.number < b.number ? a.number : b.number);
    int order = common == 0 ? 0 : memcmp(a.bytes, b.bytes, common);
    return order != 0 ? order : (a.number > b.number) - (a.number < b.number);
}

uint32_t
layout_changed_columns(const struct layout *layout, const struct column_value *before,
                       const struct column_value *values)
{
    uint32_t changed = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        if (column_compare(layout_is_text(layout, i), before[i], values[i]) != 0) {
            changed |= 1u << i;
        }
    }
    return changed;
}

static uint64_t
mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

/* Engines of one database compare them: they name kinds by numbers that do not change. */

uint64_t
layout_record_hash(const struct layout *layout, int64_t key)
{
    return mix(mix(0x6b656b73u, (uint64_t)layout->record->kind->number), (uint64_t)key);
}

uint64_t
layout_prefix_hash(const struct layout *layout, int64_t account_id, size_t slot,
                   const struct column_value *prefix, size_t count)
{
    /* Equal hashes of unequal things only make a task run again: a fixed key is good enough. */
    static const uint64_t text_key[2] = {0x7072656669786573u, 0x6f66696e64657865u};

    uint64_t hash = mix(0x70726566u, (uint64_t)layout->record->kind->number * LAYOUT_SLOTS + slot);
    hash = mix(mix(hash, (uint64_t)account_id), count);
    for (size_t i = 0; i < count; i++) {
        if (layout_is_text(layout, layout->indexes[slot].columns[i])) {
            struct text text = {prefix[i].bytes, (size_t)prefix[i].number};
            hash = mix(hash, text.bytes == NULL ? 0 : siphash64(text_key, text));
        } else {
            hash = mix(hash, (uint64_t)prefix[i].number);
        }
    }
    return hash;
}
