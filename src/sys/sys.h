/* SPDX-License-Identifier: Apache-2.0 */
/**
 * sys.h: the world: clocks, entropy, files, threads, signals.
 *
 * What decides an answer (time, chance, files) stands in a table, struct sys,
 * so that a simulated world can take its place; its functions get the table
 * itself first. Threads, locks and sleep are plain functions. errno stops here.
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#include <pthread.h>

struct sys {
    /** Milliseconds since 1970; may jump. */
    int64_t (*wall_ms)(const struct sys *sys);
    /** Nanoseconds since some start; never goes back. */
    int64_t (*monotonic_ns)(const struct sys *sys);
    /** Bytes that nobody can guess. */
    void (*entropy)(const struct sys *sys, void *bytes, size_t length);
    /**
     * A whole file into the arena, with a 0 byte behind it. ERR_FILE_MISSING,
     * ERR_FILE_TOO_LARGE above length_max, ERR_FILE_FAILED, ERR_OUT_OF_MEMORY.
     */
    err_t (*file_read)(const struct sys *sys, struct arena *arena, const char *path,
                       size_t length_max, struct text *out);
    /** Replaces the file at once or not at all, and is on the disk when it returns; mode 0600. */
    err_t (*file_write)(const struct sys *sys, const char *path, struct text content);
    /** A directory with those above it; one that is there already is fine. */
    err_t (*folder_make)(const struct sys *sys, const char *path);
    /** Names in a directory in bytewise order, without "." and ".."; directories end in "/". */
    err_t (*directory_list)(const struct sys *sys, struct arena *arena, const char *path,
                            struct text **names, size_t *count);
};

/** The real one. Readies libsodium; call it first in main(). */
const struct sys *sys_posix(void);

/** Paths of files longer than this are ERR_FILE_FAILED. */
#define SYS_PATH_MAX 4096

/** The variable of the environment, or no text. */
struct text sys_environment(const char *name);
void sys_sleep_ms(int64_t duration_ms);
/** Closes a file descriptor, once, whatever close() says. */
void sys_close(int descriptor);
bool sys_is_terminal(int descriptor);
/** The name of a new file is on the disk only when its folder was synced. */
must_use bool sys_folder_sync(const char *path);

/* ---- threads ------------------------------------------------------------- */

/** Lives where its owner put it, until it was joined. */
struct sys_thread {
    pthread_t thread;
    void (*run)(void *argument);
    void *argument;
};

/** ERR_THREAD_FAILED when the system has no more. `name`: up to 15 characters are seen in tools. */
must_use err_t sys_thread_start(struct sys_thread *thread, const char *name,
                                void (*run)(void *argument), void *argument);
void sys_thread_join(struct sys_thread *thread);

struct sys_mutex {
    pthread_mutex_t mutex;
};

void sys_mutex_init(struct sys_mutex *mutex);
void sys_mutex_free(struct sys_mutex *mutex);
void sys_mutex_lock(struct sys_mutex *mutex);
void sys_mutex_unlock(struct sys_mutex *mutex);

struct sys_condition {
    pthread_cond_t condition;
};

void sys_condition_init(struct sys_condition *condition);
void sys_condition_free(struct sys_condition *condition);
/** May return for no reason: look at what you wait for, in a loop. */
void sys_condition_wait(struct sys_condition *condition, struct sys_mutex *mutex);
/** False when the time was over. */
bool sys_condition_wait_ms(struct sys_condition *condition, struct sys_mutex *mutex,
                           int64_t timeout_ms);
void sys_condition_signal(struct sys_condition *condition);
void sys_condition_broadcast(struct sys_condition *condition);

/* ---- signals ------------------------------------------------------------- */

/**
 * SIGTERM, SIGINT and SIGHUP wait for sys_signal_wait from now on, SIGPIPE is
 * ignored. Before any thread is started: they inherit it.
 */
void sys_signals_hold(void);
/** The next of them, or 0 when none came in time. Negative: wait for ever. */
int sys_signal_wait(int64_t timeout_ms);
