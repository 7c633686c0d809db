/* SPDX-License-Identifier: Apache-2.0 */
/**
 * store.h: records and the commands that change them.
 *
 * A record is a struct of a model kind, kept as a compact body under an
 * integer key in time order, with the few columns that its indexes need.
 * A task never writes: its session reads from a snapshot, remembers what it
 * read, and collects changes. store_commit applies the changes of many tasks
 * in one transaction with one fsync (group commit): a task whose reads were
 * overtaken answers ERR_CONFLICT, changes nothing and is run again.
 *
 * So user logic runs while no write transaction is open, a crash leaves whole
 * commands or nothing, and a preview is a command that is not committed.
 *
 * One thread uses a store at a time.
 */
#pragma once

#include "base/model.h"
#include "base/task.h"

#define RECORD_COLUMNS_MAX 4
#define RECORD_INDEXES_MAX 8
/** Tasks of one commit. */
#define STORE_BATCH_MAX 256

enum record_column_type {
    RECORD_INT,  /**< int64_t, struct id, instant_t */
    RECORD_ENUM, /**< an enum */
    RECORD_BOOL,
    RECORD_TEXT, /**< struct text; NULL when no text */
};

struct record_column {
    const char *name;
    enum record_column_type type;
    size_t offset; /**< in the struct */
};

/**
 * Rows in the order of the columns, then the key. Unique ones skip NULL texts.
 * An index without columns serves scans by key alone (index -1), so that one
 * account's list does not walk over the rows of others.
 */
struct record_index {
    const char *name; /**< in SQL: <table>_<name>; NULL behind the last */
    bool is_unique;
    struct record_column columns[RECORD_COLUMNS_MAX];
};

/** How a kind is stored; each room declares its own in <room>_store.c. */
struct record_kind {
    const struct model_kind *kind; /**< kind->name is the table's name */
    struct record_index indexes[RECORD_INDEXES_MAX];
    /**
     * A log: keys rise in the order of commits, so that a reader which keeps
     * the last key it has seen misses nothing. A task whose new keys are below
     * one that is committed already is a conflict and runs again.
     */
    bool keys_rise;
    /** Engines that share a store take turns at its records: store_claim. */
    bool is_claimed;
};

struct store;

struct store_config {
    /** Of the SQLite file, ":memory:" for tests; or "postgres://user:password@host/database". */
    struct text path;
    const struct record_kind *const *kinds; /**< all of them, NULL at the end; borrowed for ever */
    int64_t cache_bytes;
    int checkpoint_pages;
    int64_t owner; /**< names this engine among those that share the store; not 0 */
};

/** Whether a store_config's path names a PostgreSQL server. */
bool store_path_is_server(struct text path);
/** Whether there is a file to open; true of a server. For tools that never make a store. */
bool store_is_there(struct text path);

/** Open or create, migrate, check. ERR_STORE_* with the text in *problem. */
must_use err_t store_open(struct arena *arena, const struct store_config *config,
                          struct store **out, struct text *problem);
void store_close(struct store *store);
/** Other engines may write to it, too. */
bool store_is_shared(const struct store *store);
/** The largest key in use; new keys start above it. */
must_use err_t store_last_key(struct store *store, int64_t *out);

/* ---- sessions ---------------------------------------------------------- */

/**
 * Begin a session for the task; it lives in the task's arena. Running a task
 * again: reset the arena, then session_begin again.
 */
must_use err_t session_begin(struct store *store, struct task *task);

/**
 * A struct of the kind in the task's arena, own changes included; *out is NULL
 * when there is none. Two loads of one record give the same pointer.
 */
must_use err_t record_load(struct task *task, const struct record_kind *kind, struct id id,
                           void **out);
/** By the kind's number, for expansion and events. */
must_use err_t record_load_kind(struct task *task, const struct model_kind *kind, struct id id,
                                void **out);
/** By a unique text index. */
must_use err_t record_load_text(struct task *task, const struct record_kind *kind, int index,
                                struct text value, void **out);

/** object->id must be set (task_new_id); version becomes 1. The struct is borrowed until commit. */
must_use err_t record_insert(struct task *task, const struct record_kind *kind, void *object);
/**
 * The object must have been loaded or inserted by this task; its body is
 * encoded now. When no stored field changed nothing will be written.
 */
must_use err_t record_update(struct task *task, const struct record_kind *kind, void *object);
/** A record that is not there is OK. */
must_use err_t record_delete(struct task *task, const struct record_kind *kind, struct id id);

/**
 * For events: the object's body now, and the one at the last record_mark of
 * this task, or else as it was loaded or first inserted. Equal when nothing
 * changed since; after a delete `after` is the last body it had. Both are no
 * text when the task does not know the object.
 */
must_use err_t record_bodies(struct task *task, const struct record_kind *kind, struct id id,
                             struct text *before, struct text *after);
/** Whether this task has inserted it: nobody else has seen it yet. */
bool record_is_new(struct task *task, const struct record_kind *kind, struct id id);
/** The changes up to here were told: later record_bodies begin from here. */
void record_mark(struct task *task, const struct record_kind *kind, struct id id);
/** The record kind of a model kind, NULL when it is not stored. */
const struct record_kind *record_kind_of(struct task *task, const struct model_kind *kind);

struct record_scan {
    const struct record_kind *kind;
    int index;                          /**< into kind->indexes; -1: by key alone */
    int64_t equals[RECORD_COLUMNS_MAX]; /**< leading columns, int-like */
    struct text text;                   /**< for a leading text column instead of equals[0] */
    int equals_count;
    bool has_min, has_max; /**< inclusive bounds on the next column */
    int64_t min, max;
    int64_t after_key; /**< with newest_first: keys below it; else keys above it; 0: from the end */
    int64_t before_key; /**< the other bound */
    bool newest_first;  /**< descending; default ascending */
    size_t limit;       /**< at least 1 */
    /**
     * The commit does not check whether rows came into the range or changed
     * since: for lists that are only shown, and for readers of logs.
     */
    bool unwatched;
};

/** Objects in order, own changes merged in; *has_more when the limit cut. */
must_use err_t record_scan(struct task *task, const struct record_scan *scan, void ***objects,
                           size_t *count, bool *has_more);

/**
 * Of records that this engine wants to work on, keep those that no other engine has
 * claimed, up to the limit and in their order, and claim them for a while. It
 * only saves engines from doing the same work: who works on a record whose claim has
 * run out, or was never made, is overtaken at the commit like anybody else.
 */
must_use err_t store_claim(struct task *task, const struct record_kind *kind, struct id *ids,
                           size_t *count, size_t limit, int64_t lease_ms);

/* ---- commit ------------------------------------------------------------ */

/** Bracket the loading of a batch: reads between them see one snapshot and share its cost. */
must_use err_t store_snapshot_begin(struct store *store);
void store_snapshot_end(struct store *store);

/**
 * Commit the changes of many tasks, in order, with one fsync. results[i]: OK,
 * ERR_CONFLICT (run it again), ERR_UNIQUE (a unique index refused), or a store
 * error; then nothing of task i is stored. The return value is for the whole:
 * when it is not OK nothing at all was stored.
 */
must_use err_t store_commit(struct store *store, struct task **tasks, size_t count, err_t *results);
/** Whether the task collected any change. */
bool session_has_changes(const struct task *task);
/** Drop the collected changes but keep the session, for commands that failed. */
void session_drop_changes(struct task *task);

/**
 * Copy the write-ahead log into the database. store_commit does it by itself
 * at checkpoint_pages; an idle engine may do it earlier, when a commit waits
 * for nobody: with more than `pages_min` pages in the log, otherwise nothing.
 */
must_use err_t store_checkpoint(struct store *store, int pages_min);

/**
 * For doctor and tests: SQLite's own check, every body can be read, every
 * column equals its field. ERR_STORE_CORRUPT with what is wrong in *problem.
 */
must_use err_t store_check_integrity(struct store *store, struct text *problem);

/**
 * Copy a SQLite store, as of one instant, while engines write to it. The copy
 * is checked before it gets its name; what stands under that name stays.
 */
must_use err_t store_backup(struct arena *arena, const struct store_config *config, struct text to,
                            struct text *problem);

/**
 * Every record of the accounts as of one instant, in one file that any store can
 * take in, whatever its database. Engines go on meanwhile. The file is there whole or not at all;
 * what stands under that name stays. *records counts them.
 */
must_use err_t store_export(struct store *store, const int64_t *accounts, size_t count,
                            struct text to, int64_t *records, struct text *problem);

/**
 * Take such a file in: the whole of it is held to its hashes first. Each account is one
 * transaction, in the order of the file; ERR_UNIQUE when the store has records of one.
 * No engine may serve these accounts meanwhile.
 */
must_use err_t store_import(struct store *store, struct text from, int64_t *records,
                            struct text *problem);
