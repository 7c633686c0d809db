/* SPDX-License-Identifier: Apache-2.0 */
#include "store/statement.h"

#include "base/list.h"

/* ---- which are prepared -------------------------------------------------- */

uint32_t
scan_shape(const struct bounds *bounds)
{
    return SHAPE_SCAN | (uint32_t)(bounds->index + 1) << 8 | (uint32_t)bounds->equals_count << 5 |
           (uint32_t)bounds->has_min << 4 | (uint32_t)bounds->has_max << 3 |
           (uint32_t)(bounds->above_key != 0) << 2 | (uint32_t)(bounds->below_key != 0) << 1 |
           (uint32_t)bounds->newest_first;
}

struct statement *
statement_find(struct layout *layout, uint32_t shape)
{
    for (size_t i = 0; i < layout->statements.count; i++) {
        if (layout->statements.items[i].shape == shape) {
            return &layout->statements.items[i];
        }
    }
    return NULL;
}

struct statement *
statement_add(struct arena *arena, struct layout *layout, uint32_t shape, void *prepared)
{
    struct statement *statement = list_add(arena, &layout->statements);
    if (statement != NULL) {
        *statement = (struct statement){.shape = shape, .prepared = prepared};
    }
    return statement;
}

/* ---- texts ---------------------------------------------------------------- */

static void
add_parameter(struct text_builder *sql, const struct dialect *dialect, int place)
{
    text_builder_format(sql, "%c%d", dialect->parameter, place);
}

/** `"name" <operator> ?n` */
static void
add_condition(struct text_builder *sql, const struct dialect *dialect, const char *name,
              const char *operator, int place)
{
    text_builder_format(sql, " AND \"%s\" %s ", name, operator);
    add_parameter(sql, dialect, place);
}

struct text
statement_text(struct text_builder *sql, uint32_t shape)
{
    text_builder_add_char(sql, '\0');
    struct text text = text_builder_text(sql);
    assert(text.bytes != NULL);
    assert(shape == SHAPE_ALL || strstr(text.bytes, "account_id") != NULL);
    return text;
}

static void
add_record(struct text_builder *sql, const struct dialect *dialect, bool has_version)
{
    text_builder_add_string(sql, " WHERE account_id = ");
    add_parameter(sql, dialect, 1);
    add_condition(sql, dialect, "id", "=", 2);
    if (has_version) {
        add_condition(sql, dialect, "version", "=", 3);
    }
}

void
statement_write_find(struct text_builder *sql, const struct dialect *dialect,
                     const struct layout *layout)
{
    text_builder_format(sql, "SELECT id, version, body FROM \"%s\"", layout->table);
    add_record(sql, dialect, false);
}

void
statement_write_scan(struct text_builder *sql, const struct dialect *dialect,
                     const struct layout *layout, const struct bounds *bounds)
{
    const struct layout_index *index = bounds->index < 0 ? NULL : &layout->indexes[bounds->index];
    const char *direction = bounds->newest_first ? " DESC" : "";
    int place = 1;

    text_builder_format(sql, "SELECT id, version, body FROM \"%s\"", layout->table);
    if (dialect->has_index_hint && index == NULL) {
        text_builder_add_string(sql, " NOT INDEXED");
    } else if (dialect->has_index_hint) {
        text_builder_format(sql, " INDEXED BY \"%s_%s\"", layout->table, index->name);
    }
    text_builder_add_string(sql, " WHERE account_id = ");
    add_parameter(sql, dialect, place++);
    for (size_t i = 0; i < bounds->equals_count; i++) {
        add_condition(sql, dialect, layout->columns[index->columns[i]].name, "=", place++);
    }
    if (bounds->has_min) {
        add_condition(sql, dialect, layout->columns[index->columns[bounds->equals_count]].name,
                      ">=", place++);
    }
    if (bounds->has_max) {
        add_condition(sql, dialect, layout->columns[index->columns[bounds->equals_count]].name,
                      "<=", place++);
    }
    if (bounds->above_key != 0) {
        add_condition(sql, dialect, "id", ">", place++);
    }
    if (bounds->below_key != 0) {
        add_condition(sql, dialect, "id", "<", place++);
    }
    text_builder_add_string(sql, " ORDER BY ");
    for (size_t i = bounds->equals_count; index != NULL && i < index->column_count; i++) {
        text_builder_format(sql, "\"%s\"%s, ", layout->columns[index->columns[i]].name, direction);
    }
    text_builder_format(sql, "id%s", direction);
    if (dialect->has_limit) {
        text_builder_add_string(sql, " LIMIT ");
        add_parameter(sql, dialect, place);
    }
}

void
statement_write_insert(struct text_builder *sql, const struct dialect *dialect,
                       const struct layout *layout)
{
    text_builder_format(sql, "INSERT INTO \"%s\" (account_id, id, version, body", layout->table);
    for (size_t i = 0; i < layout->column_count; i++) {
        text_builder_format(sql, ", \"%s\"", layout->columns[i].name);
    }
    text_builder_add_string(sql, ") VALUES (");
    for (size_t i = 0; i < layout->column_count + 4; i++) {
        text_builder_add_string(sql, i == 0 ? "" : ", ");
        add_parameter(sql, dialect, (int)i + 1);
    }
    text_builder_add_char(sql, ')');
}

void
statement_write_update(struct text_builder *sql, const struct dialect *dialect,
                       const struct layout *layout, uint32_t changed)
{
    int place = 6;
    text_builder_format(sql, "UPDATE \"%s\" SET version = ", layout->table);
    add_parameter(sql, dialect, 4);
    text_builder_add_string(sql, ", body = ");
    add_parameter(sql, dialect, 5);
    for (size_t i = 0; i < layout->column_count; i++) {
        if ((changed >> i & 1) != 0) {
            text_builder_format(sql, ", \"%s\" = ", layout->columns[i].name);
            add_parameter(sql, dialect, place++);
        }
    }
    add_record(sql, dialect, true);
}

void
statement_write_delete(struct text_builder *sql, const struct dialect *dialect,
                       const struct layout *layout)
{
    text_builder_format(sql, "DELETE FROM \"%s\"", layout->table);
    add_record(sql, dialect, true);
}

void
statement_write_all(struct text_builder *sql, const struct dialect *dialect,
                    const struct layout *layout)
{
    text_builder_add_string(sql, "SELECT id, version, body");
    for (size_t i = 0; i < layout->column_count; i++) {
        text_builder_format(sql, ", \"%s\"", layout->columns[i].name);
    }
    text_builder_format(sql, " FROM \"%s\"%s", layout->table,
                        dialect->has_index_hint ? " NOT INDEXED" : "");
}
