/* SPDX-License-Identifier: Apache-2.0 */
/**
 * statement.h: the text of the statements on a kind's table, and which ones are prepared.
 *
 * A shape is a statement of a kind: the verb, and the bits that make its text
 * differ. Parameters stand in the order in which they are bound.
 */
#pragma once

#include "base/text.h"
#include "store/driver.h"

/** What differs between databases. */
struct dialect {
    char parameter;      /**< before its number */
    bool has_index_hint; /**< INDEXED BY: the planner knows nothing about our rows */
    bool has_limit;      /**< rows come all at once: the last parameter of a scan is their number */
};

#define SHAPE_FIND   0x10000u
#define SHAPE_INSERT 0x20000u
#define SHAPE_DELETE 0x30000u
#define SHAPE_UPDATE 0x40000u /* with a bit for each column that it sets */
#define SHAPE_SCAN   0x80000u /* with the bits of scan_shape */
#define SHAPE_ALL    0x90000u
#define SHAPE_CLAIM  0xa0000u

struct statement {
    uint32_t shape;
    void *prepared; /**< the driver's */
};

/**
 * What the builder holds, terminated. Every statement of a kind names the account: a
 * database that is spread over machines by account sends it to one of them, and no
 * fault of a caller reads another's rows. Only the check of everything does not.
 */
struct text statement_text(struct text_builder *sql, uint32_t shape);
uint32_t scan_shape(const struct bounds *bounds);
struct statement *statement_find(struct layout *layout, uint32_t shape);
/** NULL on exhaustion. */
struct statement *statement_add(struct arena *arena, struct layout *layout, uint32_t shape,
                                void *prepared);

/** account, key */
void statement_write_find(struct text_builder *sql, const struct dialect *dialect,
                          const struct layout *layout);
/** account, equals, min, max, above, below, limit, as far as they are there */
void statement_write_scan(struct text_builder *sql, const struct dialect *dialect,
                          const struct layout *layout, const struct bounds *bounds);
/** account, key, version, body, columns */
void statement_write_insert(struct text_builder *sql, const struct dialect *dialect,
                            const struct layout *layout);
/** account, key, version before, version, body, changed columns */
void statement_write_update(struct text_builder *sql, const struct dialect *dialect,
                            const struct layout *layout, uint32_t changed);
/** account, key, version before */
void statement_write_delete(struct text_builder *sql, const struct dialect *dialect,
                            const struct layout *layout);
void statement_write_all(struct text_builder *sql, const struct dialect *dialect,
                         const struct layout *layout);
