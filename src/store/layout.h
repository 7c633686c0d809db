/* SPDX-License-Identifier: Apache-2.0 */
/**
 * layout.h: a kind's table, worked out once from its record_kind.
 *
 * A column that stands in several indexes is one column of the table. Values
 * of columns are taken out of a struct into an array, so that the old and the
 * new ones can be compared after the caller has changed the struct.
 */
#pragma once

#include "store/store.h"

#define LAYOUT_COLUMNS_MAX 16
/** Which prefixes of an index are scanned; the last slot is that of the key alone. */
#define LAYOUT_SLOTS    (RECORD_INDEXES_MAX + 1)
#define LAYOUT_SLOT_KEY RECORD_INDEXES_MAX

/** How every record's struct begins. */
struct record_head {
    struct id id;
    int64_t version;
};

/** A text: bytes, or NULL for SQL's NULL, and the length in number. Else the number. */
struct column_value {
    int64_t number;
    const char *bytes;
};

struct layout_index {
    const char *name;
    bool is_unique;
    uint8_t columns[RECORD_COLUMNS_MAX]; /**< into layout.columns */
    size_t column_count;
};

struct statement;

struct layout {
    const struct record_kind *record;
    const char *table;
    struct record_column columns[LAYOUT_COLUMNS_MAX];
    size_t column_count;
    struct layout_index indexes[RECORD_INDEXES_MAX];
    size_t index_count;
    int key_index; /**< the index without columns, or -1 */
    /** Bit n of a slot: scans with n equal leading columns have happened. */
    uint8_t watched[LAYOUT_SLOTS];
    int64_t last_key;    /**< keys_rise: the newest committed one */
    int64_t pending_key; /**< the same of the batch that is being committed */
    /** The driver's prepared statements, by shape. */
    struct {
        struct statement *items;
        size_t count, capacity;
    } statements;
};

void layout_init(struct layout *layout, const struct record_kind *record);

/** The columns of an object, in the arena; NULL only when it is exhausted. Texts are borrowed. */
struct column_value *layout_values(const struct layout *layout, struct arena *arena,
                                   const void *object);

static inline bool
layout_is_text(const struct layout *layout, size_t column)
{
    return layout->columns[column].type == RECORD_TEXT;
}

/** As SQLite orders them: NULL first, texts bytewise, a shorter one first. */
int column_compare(bool is_text, struct column_value a, struct column_value b);

/** Columns that differ, as bits: only their indexes are touched. */
uint32_t layout_changed_columns(const struct layout *layout, const struct column_value *before,
                                const struct column_value *values);

/** Identity of a record, and of a range of an index: what conflicts are found by. */
uint64_t layout_record_hash(const struct layout *layout, int64_t key);
uint64_t layout_prefix_hash(const struct layout *layout, int64_t account_id, size_t slot,
                            const struct column_value *prefix, size_t count);
