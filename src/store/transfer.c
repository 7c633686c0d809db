/* SPDX-License-Identifier: Apache-2.0 */
/**
 * transfer.c: the records of accounts in one file, out of one store and into
 * another, whatever databases they are.
 *
 *   "quoin-export-1\n"
 *   page: packed length, length (4 bytes each), packed bytes, chain
 *   last page: 0, 0, count of records (8 bytes), chain
 *
 * The chain is SHA-256 of the chain before and the bytes since: a file that was
 * cut or changed is refused. A page, unpacked, is a row of records: length of
 * the kind's name (1 byte), of the body (4), account, key, version (8 each), name,
 * body. Numbers are little-endian.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/pack.h"
#include "store/session.h"
#include "sys/sys.h"

#include "limits.model.h"

#define MAGIC            "quoin-export-1\n"
#define MAGIC_BYTES      (sizeof(MAGIC) - 1)
#define PAGE_BYTES       ((size_t)1 << 20) /* a page ends with the record that reaches them */
#define PAGE_BYTES_MAX   ((size_t)1 << 28)
#define PAGE_ARENA_BYTES ((size_t)1 << 30)
#define ROWS_AT_ONCE     500
#define RECORD_BYTES     29
#define NUMBER_BYTES     8

struct transfer {
    struct store *store;
    struct arena arena; /**< of one page */
    FILE *file;
    const char *path;
    struct sha256 chain;
    int64_t records;
    struct text_builder page;
    struct text *problem;
};

static void
put_number(char *out, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        out[i] = (char)(number >> (8 * i));
    }
}

static uint64_t
get_number(const char *in, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number |= (uint64_t)(uint8_t)in[i] << (8 * i);
    }
    return number;
}

static err_t
file_trouble(struct transfer *transfer)
{
    *transfer->problem =
        text_format(transfer->store->arena, "%s: %s", transfer->path, strerror(errno));
    return ERR_STORE_IO;
}

static err_t
file_damaged(struct transfer *transfer)
{
    *transfer->problem = text_format(transfer->store->arena,
                                     "%s: not a whole export; make it again", transfer->path);
    return ERR_STORE_CORRUPT;
}

static err_t
store_trouble(struct transfer *transfer, err_t err)
{
    if (transfer->problem->length == 0) {
        *transfer->problem =
            text_copy(transfer->store->arena, text_of(transfer->store->driver->problem));
    }
    return err;
}

/** The chain with one more piece. False: out of memory. */
static bool
chain_on(struct transfer *transfer, struct text piece)
{
    struct text_builder both;
    text_builder_init(&both, &transfer->arena, PAGE_BYTES_MAX + SHA256_BYTES);
    text_builder_add(&both, (struct text){(const char *)transfer->chain.bytes, SHA256_BYTES});
    text_builder_add(&both, piece);
    struct text bytes = text_builder_text(&both);
    if (bytes.bytes == NULL) {
        return false;
    }
    transfer->chain = sha256_of(bytes);
    return true;
}

/* ---- out ------------------------------------------------------------------- */

static void
page_begin(struct transfer *transfer)
{
    arena_reset(&transfer->arena);
    text_builder_init(&transfer->page, &transfer->arena, PAGE_BYTES_MAX);
}

static err_t
write_piece(struct transfer *transfer, const char *head, size_t head_length, struct text bytes)
{
    if (!chain_on(transfer, bytes)) {
        return ERR_OUT_OF_MEMORY;
    }
    if (fwrite(head, 1, head_length, transfer->file) != head_length ||
        fwrite(bytes.bytes, 1, bytes.length, transfer->file) != bytes.length ||
        fwrite(transfer->chain.bytes, 1, SHA256_BYTES, transfer->file) != SHA256_BYTES) {
        return file_trouble(transfer);
    }
    return OK;
}

static err_t
page_write(struct transfer *transfer)
{
    struct text raw = text_builder_text(&transfer->page);
    char head[NUMBER_BYTES];
    if (raw.bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    if (raw.length == 0) {
        return OK;
    }
    struct text packed = pack(&transfer->arena, raw);
    if (packed.bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    put_number(head, packed.length, 4);
    put_number(head + 4, raw.length, 4);
    TRY(write_piece(transfer, head, sizeof(head), packed));
    page_begin(transfer);
    return OK;
}

static void
record_put(struct transfer *transfer, const char *kind, int64_t account, const struct row *row)
{
    char head[RECORD_BYTES];
    put_number(head, strlen(kind), 1);
    put_number(head + 1, row->body.length, 4);
    put_number(head + 5, (uint64_t)account, NUMBER_BYTES);
    put_number(head + 13, (uint64_t)row->key, NUMBER_BYTES);
    put_number(head + 21, (uint64_t)row->version, NUMBER_BYTES);
    text_builder_add(&transfer->page, (struct text){head, sizeof(head)});
    text_builder_add_string(&transfer->page, kind);
    text_builder_add(&transfer->page, row->body);
    transfer->records++;
}

/** The next rows of a kind behind *key; *key is 0 when there was none. */
static err_t
rows_put(struct transfer *transfer, struct layout *layout, int64_t account, int64_t *key)
{
    struct driver *driver = transfer->store->driver;
    struct bounds bounds = {.index = -1, .above_key = *key, .limit = ROWS_AT_ONCE};
    struct cursor cursor;
    struct row row;
    bool found = true;
    size_t count = 0;
    *key = 0;
    TRY(driver->calls->scan(driver, layout, account, &bounds, &cursor));
    err_t err = OK;
    while (err == OK && count < ROWS_AT_ONCE) {
        err = driver->calls->next(driver, &cursor, &row, &found);
        if (err != OK || !found) {
            break;
        }
        count++;
        *key = row.key;
        record_put(transfer, layout->table, account, &row);
    }
    driver->calls->close_cursor(&cursor);
    *key = err == OK && count == ROWS_AT_ONCE ? *key : 0;
    return err;
}

static err_t
account_put(struct transfer *transfer, int64_t account)
{
    for (size_t i = 0; i < transfer->store->layout_count; i++) {
        int64_t key = 0;
        do {
            err_t err = rows_put(transfer, &transfer->store->layouts[i], account, &key);
            if (err != OK) {
                return store_trouble(transfer, err);
            }
            if (text_builder_text(&transfer->page).length >= PAGE_BYTES) {
                TRY(page_write(transfer));
            }
        } while (key != 0);
    }
    return OK;
}

static err_t
export_put(struct transfer *transfer, const int64_t *accounts, size_t count)
{
    char end[NUMBER_BYTES] = {0};
    char records[NUMBER_BYTES];
    if (fwrite(MAGIC, 1, MAGIC_BYTES, transfer->file) != MAGIC_BYTES) {
        return file_trouble(transfer);
    }
    page_begin(transfer);
    for (size_t i = 0; i < count; i++) {
        TRY(account_put(transfer, accounts[i]));
    }
    TRY(page_write(transfer));
    put_number(records, (uint64_t)transfer->records, NUMBER_BYTES);
    TRY(write_piece(transfer, end, sizeof(end), (struct text){records, NUMBER_BYTES}));
    if (fflush(transfer->file) != 0 || fsync(fileno(transfer->file)) != 0) {
        return file_trouble(transfer);
    }
    return OK;
}

err_t
store_export(struct store *store, const int64_t *accounts, size_t count, struct text to,
             int64_t *records, struct text *problem)
{
    struct transfer transfer = {.store = store, .problem = problem};
    const char *path = text_copy(store->arena, to).bytes;
    const char *part = text_format(store->arena, "%.*s.part", TEXT_ARG(to)).bytes;
    *problem = NO_TEXT;
    if (path == NULL || part == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    transfer.path = access(path, F_OK) == 0 ? path : part;
    if (transfer.path == path) {
        errno = EEXIST;
        return file_trouble(&transfer);
    }
    mode_t mask = umask(0077);
    transfer.file = fopen(part, "wbxe");
    umask(mask);
    if (transfer.file == NULL) {
        return file_trouble(&transfer);
    }
    arena_init(&transfer.arena, PAGE_ARENA_BYTES);
    err_t err = store_snapshot_begin(store);
    if (err == OK) {
        err = export_put(&transfer, accounts, count);
        store_snapshot_end(store);
    }
    (void)fclose(transfer.file);
    if (err == OK && (rename(part, path) != 0 || !sys_folder_sync(path))) {
        err = file_trouble(&transfer);
    }
    if (err != OK) {
        (void)unlink(part);
    }
    arena_free(&transfer.arena);
    *records = transfer.records;
    return err;
}

/* ---- in -------------------------------------------------------------------- */

struct import {
    struct transfer transfer;
    int64_t account; /**< whose transaction is open; -1: none is */
    int64_t last_key, log_last_key;
};

static struct layout *
layout_of(struct store *store, struct text table)
{
    for (size_t i = 0; i < store->layout_count; i++) {
        if (text_is(table, store->layouts[i].table)) {
            return &store->layouts[i];
        }
    }
    return NULL;
}

/** An account comes into a store that has nothing of it. */
static err_t
account_must_be_new(struct import *import, int64_t account)
{
    struct driver *driver = import->transfer.store->driver;
    for (size_t i = 0; i < import->transfer.store->layout_count; i++) {
        struct bounds bounds = {.index = -1, .limit = 1};
        struct cursor cursor;
        struct row row;
        bool found = false;
        TRY(driver->calls->scan(driver, &import->transfer.store->layouts[i], account, &bounds,
                                &cursor));
        err_t err = driver->calls->next(driver, &cursor, &row, &found);
        driver->calls->close_cursor(&cursor);
        TRY(err);
        if (found) {
            *import->transfer.problem =
                text_format(import->transfer.store->arena,
                            "account %lld has records here already; import into a new store",
                            (long long)account);
            return ERR_UNIQUE;
        }
    }
    return OK;
}

static err_t
account_end(struct import *import)
{
    struct driver *driver = import->transfer.store->driver;
    if (import->account < 0) {
        return OK;
    }
    if (driver->is_shared) {
        struct driver_tale tale = {.last_key = import->last_key,
                                   .log_last_key = import->log_last_key};
        TRY(driver->calls->tell(driver, &tale));
    }
    TRY(driver->calls->flush(driver));
    TRY(driver->calls->verb(driver, DRIVER_COMMIT));
    import->account = -1;
    return OK;
}

static err_t
account_begin(struct import *import, int64_t account)
{
    struct driver_news news;
    TRY(account_end(import));
    TRY(account_must_be_new(import, account));
    TRY(import->transfer.store->driver->calls->begin_write(import->transfer.store->driver, account,
                                                           &news));
    import->account = account;
    import->last_key = import->log_last_key = 0;
    return OK;
}

static err_t
record_take(struct import *import, struct layout *layout, const struct row *row)
{
    struct transfer *transfer = &import->transfer;
    struct driver *driver = transfer->store->driver;
    const struct model *model = layout->record->kind->model;
    void *object = arena_alloc(&transfer->arena, 1, model->size_bytes);
    if (object == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    if (model_decode(&transfer->arena, model, row->body, object) != OK) {
        return file_damaged(transfer);
    }
    const struct column_value *values = layout_values(layout, &transfer->arena, object);
    if (values == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    TRY(driver->calls->insert(driver, layout, import->account, row, values));
    import->last_key = row->key > import->last_key ? row->key : import->last_key;
    if (layout->record->keys_rise && row->key > import->log_last_key) {
        import->log_last_key = row->key;
    }
    transfer->records++;
    return OK;
}

static err_t
page_take(struct import *import, struct text page)
{
    struct transfer *transfer = &import->transfer;
    for (size_t at = 0; at < page.length;) {
        const char *head = page.bytes + at;
        if (page.length - at < RECORD_BYTES) {
            return file_damaged(transfer);
        }
        size_t name_length = get_number(head, 1);
        size_t body_length = get_number(head + 1, 4);
        int64_t account = (int64_t)get_number(head + 5, NUMBER_BYTES);
        struct row row = {.key = (int64_t)get_number(head + 13, NUMBER_BYTES),
                          .version = (int64_t)get_number(head + 21, NUMBER_BYTES)};
        at += RECORD_BYTES;
        if (page.length - at < name_length + body_length || account < 0) {
            return file_damaged(transfer);
        }
        struct text name = text_slice(page, at, at + name_length);
        row.body = text_slice(page, at + name_length, at + name_length + body_length);
        at += name_length + body_length;
        struct layout *layout = layout_of(transfer->store, name);
        if (layout == NULL) {
            *transfer->problem = text_format(
                transfer->store->arena,
                "%s: records of kind %.*s are not known; it was written by a newer version",
                transfer->path, TEXT_ARG(name));
            return ERR_STORE_NEWER;
        }
        if (account != import->account) {
            TRY(account_begin(import, account));
        }
        TRY(record_take(import, layout, &row));
    }
    return OK;
}

/** The next piece of the file, held to the chain. */
static err_t
read_piece(struct transfer *transfer, size_t length, struct text *out)
{
    struct sha256 chain;
    char *bytes = arena_alloc(&transfer->arena, length, 1);
    if (bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    *out = (struct text){bytes, length};
    if (fread(bytes, 1, length, transfer->file) != length ||
        fread(chain.bytes, 1, SHA256_BYTES, transfer->file) != SHA256_BYTES) {
        return file_damaged(transfer);
    }
    if (!chain_on(transfer, *out)) {
        return ERR_OUT_OF_MEMORY;
    }
    return memcmp(chain.bytes, transfer->chain.bytes, SHA256_BYTES) == 0 ? OK
                                                                         : file_damaged(transfer);
}

/** Hands each page to the import, or only looks at it when there is none. */
static err_t
pages_read(struct transfer *transfer, struct import *import, int64_t *records)
{
    char magic[MAGIC_BYTES];
    char head[NUMBER_BYTES];
    if (fread(magic, 1, MAGIC_BYTES, transfer->file) != MAGIC_BYTES ||
        memcmp(magic, MAGIC, MAGIC_BYTES) != 0) {
        return file_damaged(transfer);
    }
    transfer->chain = (struct sha256){{0}};
    for (;;) {
        struct text piece;
        arena_reset(&transfer->arena);
        if (fread(head, 1, sizeof(head), transfer->file) != sizeof(head)) {
            return file_damaged(transfer);
        }
        size_t packed = get_number(head, 4);
        size_t length = get_number(head + 4, 4);
        if (packed > PAGE_BYTES_MAX || length > PAGE_BYTES_MAX) {
            return file_damaged(transfer);
        }
        TRY(read_piece(transfer, packed == 0 ? NUMBER_BYTES : packed, &piece));
        if (packed == 0) {
            *records = (int64_t)get_number(piece.bytes, NUMBER_BYTES);
            return fgetc(transfer->file) == EOF ? OK : file_damaged(transfer);
        }
        struct text page = unpack(&transfer->arena, piece, length);
        if (page.bytes == NULL || page.length != length) {
            return file_damaged(transfer);
        }
        if (import != NULL) {
            TRY(page_take(import, page));
        }
    }
}

static err_t
import_run(struct import *import)
{
    int64_t records = 0;
    TRY(pages_read(&import->transfer, NULL, &records)); /* whole, before anything is stored */
    rewind(import->transfer.file);
    TRY(pages_read(&import->transfer, import, &records));
    if (records != import->transfer.records) {
        return file_damaged(&import->transfer);
    }
    return account_end(import);
}

err_t
store_import(struct store *store, struct text from, int64_t *records, struct text *problem)
{
    struct import import = {.transfer = {.store = store, .problem = problem}, .account = -1};
    struct transfer *transfer = &import.transfer;
    transfer->path = text_copy(store->arena, from).bytes;
    *problem = NO_TEXT;
    if (transfer->path == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    transfer->file = fopen(transfer->path, "rbe");
    if (transfer->file == NULL) {
        return file_trouble(transfer);
    }
    arena_init(&transfer->arena, PAGE_ARENA_BYTES);
    err_t err = import_run(&import);
    if (err != OK) {
        err = store_trouble(transfer, err);
        if (import.account >= 0) {
            store->driver->calls->rollback(store->driver);
        }
    }
    (void)fclose(transfer->file);
    arena_free(&transfer->arena);
    *records = transfer->records;
    return err;
}
