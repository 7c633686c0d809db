/* SPDX-License-Identifier: Apache-2.0 */
/** session.h: the parts of the store room: the store, a task's session, an entry for a record. */
#pragma once

#include "store/driver.h"
#include "store/layout.h"
#include "store/recent.h"

#define STORE_LAYOUT_SLOTS 512

struct store {
    struct arena *arena; /**< the program's */
    struct driver *driver;
    struct layout *layouts;
    size_t layout_count;
    uint16_t by_number[STORE_LAYOUT_SLOTS]; /**< 1 + place, open addressing by kind number */
    struct recent recent;
    int64_t number; /**< of the last commit */
    /** Numbers above the first, up to the second, were given to commits that were taken back. */
    int64_t void_from, void_to;
    /** What the transaction has touched, to be told to others; kept between commits. */
    struct {
        uint64_t *items;
        size_t count, capacity;
        bool is_incomplete;
    } touched;
    bool in_snapshot;
    int checkpoint_pages; /**< copy the log when it has as many pages */
    int checkpoint_at;    /**< the same, put off while a reader holds the log back */
};

enum change { CHANGE_NONE, CHANGE_INSERT, CHANGE_UPDATE, CHANGE_DELETE };

/** What a session knows about one record, or about its absence. */
struct record_entry {
    struct layout *layout;
    int64_t key;
    int64_t version;    /**< in the store; 0: it is not there */
    void *object;       /**< NULL: absent, or not decoded yet */
    struct text loaded; /**< body in the store */
    struct text body;   /**< the newest body */
    struct text marked; /**< the body up to which changes were told */
    struct column_value *loaded_values;
    struct column_value *values;
    enum change change;
    bool is_watched;                  /**< a commit that touched it since overtakes this session */
    bool is_linked;                   /**< in the list of changes */
    struct record_entry *next_change; /**< in the order of first changes */
    struct record_entry *next;        /**< all entries */
};

/** A range that was read. */
struct watch {
    uint64_t hash;
    struct watch *next;
};

struct session {
    struct store *store;
    int64_t start; /**< the last commit when it began */
    int64_t account_id;
    struct record_entry **slots; /**< open addressing by record */
    size_t slot_count;
    size_t entry_count;
    struct record_entry *entries;
    struct record_entry *first_change, **end_change;
    struct watch *watches;
};

struct layout *store_layout(struct store *store, const struct model_kind *kind);

/** The entry, new and empty when *is_new; NULL when the arena is exhausted. */
struct record_entry *session_entry(struct task *task, struct layout *layout, int64_t key,
                                   bool *is_new);
/** Fill an entry from a row of its table. */
must_use err_t entry_fill(struct task *task, struct record_entry *entry, const struct row *row);
/** The decoded struct; NULL when there is no such record. */
must_use err_t entry_object(struct task *task, struct record_entry *entry, void **out);
/** Note that the session has read a range. */
must_use err_t session_watch(struct task *task, struct layout *layout, size_t slot,
                             const struct column_value *prefix, size_t count);
/** Say in the task what the database said. */
must_use err_t store_fail(struct task *task, err_t code);
