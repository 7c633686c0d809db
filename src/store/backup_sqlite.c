/* SPDX-License-Identifier: Apache-2.0 */
/* backup_sqlite.c: a copy of the file as of one instant, while engines write to it. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"
#include "sys/sys.h"

#include "limits.model.h"

/**
 * All pages in one step: in WAL mode that is one read transaction, which no
 * writer waits for and none restarts.
 */
static int
copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL) {
        return sqlite3_errcode(to);
    }
    int rc = sqlite3_backup_step(backup, -1);
    int end = sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? end : rc;
}

static err_t
copy_file(struct arena *arena, const char *from_path, const char *to_path, struct text *problem)
{
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const char *path = from_path;
    int rc = sqlite3_open_v2(from_path, &from, flags, NULL); /* never makes one */
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(from, LIMIT_STORE_BUSY_MS);
        path = to_path;
        rc = sqlite3_open_v2(to_path, &to, flags, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = copy_pages(from, to);
    }
    if (rc != SQLITE_OK) {
        *problem = text_format(arena, "%s: %s", path, sqlite3_errstr(rc));
    }
    sqlite3_close(from);
    sqlite3_close(to);
    return rc == SQLITE_OK ? OK : ERR_STORE_IO;
}

static err_t
refuse(struct arena *arena, const char *path, struct text *problem)
{
    *problem = text_format(arena, "%s: %s", path, strerror(errno));
    return ERR_STORE_UNWRITABLE;
}

static err_t
check_copy(struct arena *arena, const struct store_config *config, const char *path,
           struct text *problem)
{
    struct store_config copy = *config;
    struct store *store;
    copy.path = text_of(path);
    TRY(store_open(arena, &copy, &store, problem));
    err_t err = store_check_integrity(store, problem);
    store_close(store);
    return err;
}

err_t
store_backup(struct arena *arena, const struct store_config *config, struct text to,
             struct text *problem)
{
    const char *from_path = text_copy(arena, config->path).bytes;
    const char *to_path = text_copy(arena, to).bytes;
    const char *part_path = text_format(arena, "%.*s.part", TEXT_ARG(to)).bytes;
    *problem = NO_TEXT;
    if (from_path == NULL || to_path == NULL || part_path == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    if (store_path_is_server(config->path)) {
        *problem = TEXT("a PostgreSQL database is backed up with its own tools, such as pg_dump");
        return ERR_STORE_UNWRITABLE;
    }
    if (access(to_path, F_OK) == 0) {
        errno = EEXIST;
        return refuse(arena, to_path, problem);
    }
    int descriptor = open(part_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return refuse(arena, part_path, problem);
    }
    close(descriptor);
    err_t err = copy_file(arena, from_path, part_path, problem);
    if (err == OK) {
        err = check_copy(arena, config, part_path, problem);
    }
    if (err == OK && (rename(part_path, to_path) != 0 || !sys_folder_sync(to_path))) {
        err = refuse(arena, to_path, problem);
    }
    if (err != OK) {
        (void)unlink(part_path);
    }
    return err;
}
