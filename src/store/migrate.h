/* SPDX-License-Identifier: Apache-2.0 */
/**
 * migrate.h: bring a database to this version's schema, and hold the schema to the records.
 *
 * Migrations are SQL files of src/store/sql/, embedded. The number of those
 * applied is the database's user_version; each runs in one transaction.
 */
#pragma once

#include "store/session.h"

/** ERR_STORE_FOREIGN, _NEWER, or what SQLite said; the sentence in driver->problem. */
must_use err_t migrate(struct driver *driver);

/**
 * Every kind has its table, columns and indexes as declared. ERR_STORE_SCHEMA;
 * *problem names each difference and the statement that would mend it.
 */
must_use err_t migrate_check(struct arena *arena, struct driver *driver,
                             const struct layout *layouts, size_t layout_count,
                             struct text *problem);
