/* SPDX-License-Identifier: Apache-2.0 */
/* disk.c: a VFS of SQLite over memory, with power that goes. */
#include "disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define FILES_MAX    8
#define NAME_BYTES   96
#define SECTOR       512
#define SHM_REGIONS  64
#define JULIAN_START INT64_C(212634460800000) /* some day, in ms */

/** A write that the platter has not seen; no bytes: the file was cut to `offset`. */
struct pending {
    int64_t offset;
    size_t length;
    unsigned char *bytes;
};

struct bytes {
    unsigned char *items;
    size_t count, capacity;
};

struct disk_file {
    char name[NAME_BYTES];
    bool is_shown; /**< there is such a file */
    bool is_kept;  /**< there will be one after the power is back */
    struct bytes shown, platter;
    struct pending *pending;
    size_t pending_count, pending_capacity;
    void *regions[SHM_REGIONS];
};

struct disk {
    sqlite3_vfs vfs;
    struct random random;
    struct disk_file files[FILES_MAX];
    int64_t calls;
    int64_t die_at, fail_at; /**< 0: never */
    bool fails_for_ever;
    enum disk_fault fault;
    int64_t failures;
    int64_t limit;
    bool lies;
    bool is_dead;
    int epoch; /**< handles of an earlier one are dead */
};

struct handle {
    sqlite3_file base;
    struct disk *disk;
    struct disk_file *file;
    int epoch;
    bool goes_away; /**< deleted when it is closed */
};

/* ---- bytes -------------------------------------------------------------- */

static bool
bytes_resize(struct bytes *bytes, size_t count)
{
    if (count > bytes->capacity) {
        size_t capacity = count < 65536 ? 65536 : count + count / 2;
        unsigned char *grown = block_resize(bytes->items, capacity);
        if (grown == NULL) {
            return false;
        }
        memset(grown + bytes->capacity, 0, capacity - bytes->capacity);
        bytes->items = grown;
        bytes->capacity = capacity;
    }
    if (count < bytes->count) {
        memset(bytes->items + count, 0, bytes->count - count);
    }
    bytes->count = count;
    return true;
}

static bool
bytes_put(struct bytes *bytes, size_t offset, const void *from, size_t length)
{
    if (offset + length > bytes->count && !bytes_resize(bytes, offset + length)) {
        return false;
    }
    memcpy(bytes->items + offset, from, length);
    return true;
}

static bool
bytes_copy(struct bytes *to, const struct bytes *from)
{
    if (!bytes_resize(to, from->count)) {
        return false;
    }
    if (from->count > 0) {
        memcpy(to->items, from->items, from->count);
    }
    return true;
}

/* ---- the platter ---------------------------------------------------------- */

static void
pending_drop(struct disk_file *file)
{
    for (size_t i = 0; i < file->pending_count; i++) {
        block_free(file->pending[i].bytes);
    }
    file->pending_count = 0;
}

static bool
pending_add(struct disk_file *file, int64_t offset, const void *bytes, size_t length)
{
    if (file->pending_count == file->pending_capacity) {
        size_t capacity = file->pending_capacity == 0 ? 64 : file->pending_capacity * 2;
        struct pending *grown = block_resize(file->pending, capacity * sizeof(*grown));
        if (grown == NULL) {
            return false;
        }
        file->pending = grown;
        file->pending_capacity = capacity;
    }
    struct pending pending = {.offset = offset, .length = length};
    if (bytes != NULL) {
        pending.bytes = block_alloc(length);
        if (pending.bytes == NULL) {
            return false;
        }
        memcpy(pending.bytes, bytes, length);
    }
    file->pending[file->pending_count++] = pending;
    return true;
}

static void
platter_write(struct disk_file *file, const struct pending *pending, size_t from, size_t to)
{
    bool written = pending->bytes == NULL
                       ? bytes_resize(&file->platter, (size_t)pending->offset)
                       : bytes_put(&file->platter, (size_t)pending->offset + from,
                                   pending->bytes + from, to - from);
    assert(written); /* a test has the memory for its disk */
    (void)written;
}

/** What is pending reaches the platter, in order and whole. */
static void
platter_sync(struct disk_file *file)
{
    for (size_t i = 0; i < file->pending_count; i++) {
        platter_write(file, &file->pending[i], 0, file->pending[i].length);
    }
    pending_drop(file);
    file->is_kept = file->is_shown;
}

/** One write when the power goes: kept, lost, or only some of its sectors. */
static void
fate_decide(struct disk *disk, struct disk_file *file, const struct pending *pending)
{
    uint64_t fate = random_below(&disk->random, 4);
    if (fate == 0) {
        return;
    }
    if (fate == 1 || pending->bytes == NULL) {
        platter_write(file, pending, 0, pending->length);
        return;
    }
    bool is_prefix = fate == 2; /* else any of its sectors */
    size_t cut = (size_t)random_below(&disk->random, pending->length / SECTOR + 1) * SECTOR;
    for (size_t at = 0; at < pending->length;) {
        /* sectors lie at their place in the file, not in the write */
        size_t end = at + SECTOR - ((size_t)pending->offset + at) % SECTOR;
        end = end < pending->length ? end : pending->length;
        if (is_prefix ? at < cut : random_below(&disk->random, 2) == 0) {
            platter_write(file, pending, at, end);
        }
        at = end;
    }
}

static void
file_lose_power(struct disk *disk, struct disk_file *file)
{
    /* in an order of its own: a late write may have been the only one */
    for (size_t i = file->pending_count; i > 1; i--) {
        size_t other = (size_t)random_below(&disk->random, i);
        struct pending swapped = file->pending[i - 1];
        file->pending[i - 1] = file->pending[other];
        file->pending[other] = swapped;
    }
    for (size_t i = 0; i < file->pending_count; i++) {
        fate_decide(disk, file, &file->pending[i]);
    }
    pending_drop(file);
    if (file->is_shown != file->is_kept && random_below(&disk->random, 2) == 0) {
        file->is_kept = file->is_shown; /* the directory got through */
    }
    if (!file->is_kept) {
        (void)bytes_resize(&file->platter, 0);
    }
    file->is_shown = file->is_kept;
    bool copied = bytes_copy(&file->shown, &file->platter);
    assert(copied);
    (void)copied;
}

static void
regions_free(struct disk_file *file)
{
    for (size_t i = 0; i < SHM_REGIONS; i++) {
        block_free(file->regions[i]);
        file->regions[i] = NULL;
    }
}

/* ---- calls ------------------------------------------------------------------ */

/** Count a call; SQLITE_OK, or how it fails. */
static int
call_begin(struct disk *disk, int epoch, bool writes, int code)
{
    if (disk->is_dead || epoch != disk->epoch) {
        return code;
    }
    disk->calls++;
    if (disk->calls == disk->die_at) {
        disk->is_dead = true;
        return code;
    }
    bool fails =
        disk->fault != DISK_HEALTHY &&
        (disk->fails_for_ever ? disk->calls >= disk->fail_at : disk->calls == disk->fail_at);
    if (!fails || (disk->fault != DISK_IO && !writes)) {
        return SQLITE_OK;
    }
    disk->failures++;
    return disk->fault == DISK_IO ? code : disk->fault == DISK_FULL ? SQLITE_FULL : SQLITE_READONLY;
}

static struct handle *
handle_of(sqlite3_file *file)
{
    return (struct handle *)file;
}

static int
file_close(sqlite3_file *base)
{
    struct handle *handle = handle_of(base);
    if (handle->goes_away && handle->epoch == handle->disk->epoch) {
        handle->file->is_shown = handle->file->is_kept = false;
        pending_drop(handle->file);
    }
    return SQLITE_OK;
}

static int
file_read(sqlite3_file *base, void *out, int length, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    const struct bytes *shown = &handle->file->shown;
    int rc = call_begin(handle->disk, handle->epoch, false, SQLITE_IOERR_READ);
    if (rc != SQLITE_OK) {
        return rc;
    }
    size_t from = (size_t)offset;
    size_t there = from >= shown->count ? 0 : shown->count - from;
    there = there < (size_t)length ? there : (size_t)length;
    if (there > 0) {
        memcpy(out, shown->items + from, there);
    }
    memset((char *)out + there, 0, (size_t)length - there);
    return there == (size_t)length ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int64_t
bytes_used(const struct disk *disk)
{
    int64_t used = 0;
    for (size_t i = 0; i < FILES_MAX; i++) {
        used += disk->files[i].is_shown ? (int64_t)disk->files[i].shown.count : 0;
    }
    return used;
}

static int
file_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset)
{
    struct handle *handle = handle_of(base);
    struct disk *disk = handle->disk;
    struct disk_file *file = handle->file;
    int rc = call_begin(disk, handle->epoch, true, SQLITE_IOERR_WRITE);
    if (rc != SQLITE_OK) {
        return rc;
    }
    int64_t more = offset + length - (int64_t)file->shown.count;
    if (disk->limit > 0 && more > 0 && bytes_used(disk) + more > disk->limit) {
        disk->failures++;
        return SQLITE_FULL;
    }
    return bytes_put(&file->shown, (size_t)offset, bytes, (size_t)length) &&
                   pending_add(file, offset, bytes, (size_t)length)
               ? SQLITE_OK
               : SQLITE_IOERR_NOMEM;
}

static int
file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct handle *handle = handle_of(base);
    int rc = call_begin(handle->disk, handle->epoch, true, SQLITE_IOERR_TRUNCATE);
    if (rc != SQLITE_OK) {
        return rc;
    }
    if ((size_t)size >= handle->file->shown.count) {
        return SQLITE_OK;
    }
    return bytes_resize(&handle->file->shown, (size_t)size) &&
                   pending_add(handle->file, size, NULL, 0)
               ? SQLITE_OK
               : SQLITE_IOERR_NOMEM;
}

/** A sync of any file brings what was deleted before it: file systems keep that order. */
static void
directory_sync(struct disk *disk)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (!disk->files[i].is_shown) {
            platter_sync(&disk->files[i]);
        }
    }
}

static int
file_sync(sqlite3_file *base, int flags)
{
    struct handle *handle = handle_of(base);
    (void)flags;
    int rc = call_begin(handle->disk, handle->epoch, true, SQLITE_IOERR_FSYNC);
    if (rc == SQLITE_OK && !handle->disk->lies) {
        platter_sync(handle->file);
        directory_sync(handle->disk);
    }
    return rc;
}

static int
file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    struct handle *handle = handle_of(base);
    int rc = call_begin(handle->disk, handle->epoch, false, SQLITE_IOERR_FSTAT);
    *size = rc == SQLITE_OK ? (sqlite3_int64)handle->file->shown.count : 0;
    return rc;
}

/* One connection at a time is open: every lock is free. */

static int
file_lock(sqlite3_file *base, int level)
{
    (void)base, (void)level;
    return SQLITE_OK;
}

static int
file_is_reserved(sqlite3_file *base, int *out)
{
    (void)base;
    *out = 0;
    return SQLITE_OK;
}

static int
file_control(sqlite3_file *base, int what, void *argument)
{
    (void)base, (void)what, (void)argument;
    return SQLITE_NOTFOUND;
}

static int
file_sector(sqlite3_file *base)
{
    (void)base;
    return SECTOR;
}

static int
file_traits(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as SQLite takes real disks to be */
}

static int
shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    struct disk_file *file = handle_of(base)->file;
    *out = NULL;
    if (region >= SHM_REGIONS) {
        return SQLITE_IOERR_SHMMAP;
    }
    if (file->regions[region] == NULL && extend) {
        file->regions[region] = block_alloc((size_t)size);
        if (file->regions[region] == NULL) {
            return SQLITE_IOERR_NOMEM;
        }
    }
    *out = file->regions[region];
    return SQLITE_OK;
}

static int
shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    (void)base, (void)offset, (void)count, (void)flags;
    return SQLITE_OK;
}

static void
shm_barrier(sqlite3_file *base)
{
    (void)base;
}

static int
shm_unmap(sqlite3_file *base, int goes_away)
{
    struct handle *handle = handle_of(base);
    if (goes_away && handle->epoch == handle->disk->epoch) {
        regions_free(handle->file);
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- the file system ---------------------------------------------------------- */

static struct disk *
disk_of(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static struct disk_file *
file_find(const struct disk *disk, const char *name)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (strcmp(disk->files[i].name, name) == 0) {
            return (struct disk_file *)&disk->files[i];
        }
    }
    return NULL;
}

static struct disk_file *
file_make(struct disk *disk, const char *name)
{
    struct disk_file *file = file_find(disk, name);
    file = file == NULL ? file_find(disk, "") : file;
    assert(file != NULL); /* a database has a handful of files */
    (void)snprintf(file->name, sizeof(file->name), "%s", name);
    return file;
}

static int
vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
    struct disk *disk = disk_of(vfs);
    struct handle *handle = handle_of(base);
    const char *known = name == NULL ? "a file without a name" : name;
    int rc = call_begin(disk, disk->epoch, false, SQLITE_CANTOPEN);
    base->pMethods = NULL;
    if (rc != SQLITE_OK) {
        return rc;
    }
    struct disk_file *file = file_make(disk, known);
    if (!file->is_shown) {
        bool may_write = disk->fault != DISK_READ_ONLY;
        if ((flags & SQLITE_OPEN_CREATE) == 0 || !may_write) {
            return SQLITE_CANTOPEN;
        }
        file->is_shown = true;
        (void)bytes_resize(&file->shown, 0);
    }
    *handle = (struct handle){.base.pMethods = &methods,
                              .disk = disk,
                              .file = file,
                              .epoch = disk->epoch,
                              .goes_away = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
    if (out_flags != NULL) {
        *out_flags = flags;
    }
    return SQLITE_OK;
}

static int
vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    struct disk *disk = disk_of(vfs);
    struct disk_file *file = file_find(disk, name);
    int rc = call_begin(disk, disk->epoch, true, SQLITE_IOERR_DELETE);
    if (rc != SQLITE_OK) {
        return rc;
    }
    if (file == NULL || !file->is_shown) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    file->is_shown = false;
    (void)bytes_resize(&file->shown, 0);
    (void)pending_add(file, 0, NULL, 0);
    if (sync) {
        platter_sync(file);
    }
    return SQLITE_OK;
}

static int
vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    struct disk *disk = disk_of(vfs);
    const struct disk_file *file = file_find(disk, name);
    int rc = call_begin(disk, disk->epoch, false, SQLITE_IOERR_ACCESS);
    (void)flags;
    *out = rc == SQLITE_OK && file != NULL && file->is_shown;
    return rc;
}

static int
vfs_full_name(sqlite3_vfs *vfs, const char *name, int length, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)length, "%s", name);
    return SQLITE_OK;
}

static int
vfs_random(sqlite3_vfs *vfs, int length, char *out)
{
    struct disk *disk = disk_of(vfs);
    for (int i = 0; i < length; i++) {
        out[i] = (char)random_next(&disk->random);
    }
    return length;
}

static int
vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int
vfs_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = JULIAN_START;
    return SQLITE_OK;
}

static int
vfs_last_error(sqlite3_vfs *vfs, int length, char *out)
{
    (void)vfs, (void)length, (void)out;
    return 0;
}

struct disk *
disk_new(uint64_t seed)
{
    struct disk *disk = block_alloc(sizeof(*disk));
    assert(disk != NULL);
    random_init(&disk->random, seed);
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = sizeof(struct handle),
        .mxPathname = NAME_BYTES - 1,
        .zName = "quoin-sim",
        .pAppData = disk,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_name,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time_ms,
    };
    int rc = sqlite3_vfs_register(&disk->vfs, 1);
    assert(rc == SQLITE_OK);
    (void)rc;
    return disk;
}

void
disk_free(struct disk *disk)
{
    (void)sqlite3_vfs_unregister(&disk->vfs);
    for (size_t i = 0; i < FILES_MAX; i++) {
        struct disk_file *file = &disk->files[i];
        pending_drop(file);
        regions_free(file);
        block_free(file->pending);
        block_free(file->shown.items);
        block_free(file->platter.items);
    }
    block_free(disk);
}

/* ---- what tests do with it -------------------------------------------------- */

int64_t
disk_calls(const struct disk *disk)
{
    return disk->calls;
}

void
disk_die_at(struct disk *disk, int64_t call)
{
    disk->die_at = call;
}

bool
disk_is_dead(const struct disk *disk)
{
    return disk->is_dead;
}

void
disk_revive(struct disk *disk, enum disk_death death)
{
    for (size_t i = 0; i < FILES_MAX; i++) {
        regions_free(&disk->files[i]);
        if (death == DISK_POWER_GONE) {
            file_lose_power(disk, &disk->files[i]);
        }
    }
    disk->is_dead = false;
    disk->die_at = 0;
    disk->epoch++;
}

void
disk_fail_at(struct disk *disk, enum disk_fault fault, int64_t call, bool for_ever)
{
    disk->fault = fault;
    disk->fail_at = call;
    disk->fails_for_ever = for_ever;
}

int64_t
disk_failures(const struct disk *disk)
{
    return disk->failures;
}

void
disk_limit(struct disk *disk, int64_t bytes)
{
    disk->limit = bytes;
}

void
disk_lie(struct disk *disk)
{
    disk->lies = true;
}

struct text
disk_file(const struct disk *disk, const char *name)
{
    const struct disk_file *file = file_find(disk, name);
    return file == NULL || !file->is_shown
               ? NO_TEXT
               : (struct text){(const char *)file->shown.items, file->shown.count};
}

bool
disk_flip(struct disk *disk, const char *name, size_t byte, int bit)
{
    struct disk_file *file = file_find(disk, name);
    if (file == NULL || byte >= file->shown.count) {
        return false;
    }
    file->shown.items[byte] ^= (unsigned char)(1u << bit);
    return true;
}
