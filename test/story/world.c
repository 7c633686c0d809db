/* SPDX-License-Identifier: Apache-2.0 */
/** world.c: the engine of a story, its files, its clock. */
#include "world.h"

#include <string.h>
#include <unistd.h>

#include "account/account.h"
#include "app/kinds.h" /* tidy: private-header: stories look at every kind of record */
#include "base/hash.h"

#define HEAP_BYTES_MAX (64u << 20)
#define CACHE_BYTES    (4 << 20)
#define DUE_ROUNDS_MAX 100000
#define PAGE           200
#define COPY_BYTES_MAX (256u << 20)

static bool
engine_start(struct world *world, struct text *problem)
{
    struct engine_config config = {
        .store = text_of(world->db),
        .api_key = text_of(world->keys[0]),
        .heap_bytes_max = HEAP_BYTES_MAX,
        .cache_bytes = CACHE_BYTES,
        .seed = 7u + (uint64_t)world->opened++,
        .secret = "story for secret",
        .extend.input_bytes_max = world->input_bytes_max,
    };
    *problem = NO_TEXT;
    err_t err = engine_open(&config, world->wall_ms, &world->engine, problem);
    if (err != OK && problem->bytes == NULL) {
        *problem = text_of(error_kind(err)->sentence);
    }
    if (err != OK) {
        world->engine = NULL;
    }
    if (err == OK) {
        world_speak(world, world->account);
    }
    return err == OK;
}

bool
world_open(struct world *world, struct arena *arena, int64_t wall_ms, struct text *problem)
{
    *world = (struct world){.arena = arena, .wall_ms = wall_ms, .account_count = 1};
    (void)snprintf(world->keys[0], sizeof(world->keys[0]), "sk_test_of_a_story");
    if (postgres_test_server() != NULL) {
        if (!postgres_test_begin(world->db, world->schema)) {
            *problem = TEXT("no schema for the store");
            return false;
        }
        return engine_start(world, problem);
    }
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(world->folder, sizeof(world->folder), "%s/quoin-story-XXXXXX", base);
    if (mkdtemp(world->folder) == NULL) {
        *problem = TEXT("no folder for the store");
        return false;
    }
    (void)snprintf(world->db, sizeof(world->db), "%s/story.db", world->folder);
    return engine_start(world, problem);
}

static void
engine_stop(struct world *world)
{
    if (world->engine != NULL) {
        engine_close(world->engine);
        world->engine = NULL;
    }
}

static void
files_remove(struct world *world, const char *db)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[POSTGRES_URL_MAX + 8];
        (void)snprintf(path, sizeof(path), "%s%s", db, endings[i]);
        (void)unlink(path);
    }
    (void)world;
}

void
world_close(struct world *world)
{
    engine_stop(world);
    if (world->schema[0] != '\0') {
        postgres_test_end(world->schema);
        return;
    }
    files_remove(world, world->db);
    (void)rmdir(world->folder);
}

bool
world_restart(struct world *world, struct text *problem)
{
    engine_stop(world);
    return engine_start(world, problem);
}

/** Copies a file that may not exist. */
static bool
file_copy(const char *from, const char *to)
{
    char buffer[65536];
    size_t length;
    bool copied = true;
    FILE *source = fopen(from, "rb");
    if (source == NULL) {
        return true;
    }
    FILE *target = fopen(to, "wb");
    while (target != NULL && (length = fread(buffer, 1, sizeof(buffer), source)) > 0) {
        copied = copied && fwrite(buffer, 1, length, target) == length;
    }
    copied = copied && target != NULL && fclose(target) == 0;
    (void)fclose(source);
    return copied;
}

bool
world_kill(struct world *world, struct text *problem)
{
    char db[sizeof(world->folder) + 24];
    char from[sizeof(world->db) + 8];
    char to[sizeof(db) + 8];
    if (world->schema[0] != '\0') {
        return world_restart(world, problem); /* the server has all that was acknowledged */
    }
    (void)snprintf(db, sizeof(db), "%s/after-%d.db", world->folder, world->opened);
    (void)snprintf(from, sizeof(from), "%s-wal", world->db);
    (void)snprintf(to, sizeof(to), "%s-wal", db);
    if (!file_copy(world->db, db) || !file_copy(from, to)) {
        *problem = TEXT("the store's files cannot be copied");
        return false;
    }
    engine_stop(world); /* whatever it still writes goes into the files that nobody reads again */
    files_remove(world, world->db);
    (void)snprintf(world->db, sizeof(world->db), "%s", db);
    return engine_start(world, problem);
}

/* ---- accounts ---------------------------------------------------------------- */

void
world_speak(struct world *world, size_t account)
{
    err_t err = engine_speak(world->engine, world->wall_ms, text_of(world->keys[account]));
    assert(err == OK);
    (void)err;
    world->account = account;
}

static err_t
account_make(struct world *world, struct text key)
{
    static const uint8_t secret[16] = "story of another";
    struct account_record *account;
    struct api_key *made;
    struct task *task;
    uint8_t own[16];
    memcpy(own, secret, sizeof(own));
    own[0] = (uint8_t)world->account_count;
    TRY(engine_directory(world->engine, world->wall_ms, &task));
    TRY(account_create(task, key, false, own, &account));
    struct api_key_wish wish = {.account = account->number, .key = key};
    TRY(api_key_create(task, &wish, &made));
    return engine_directory_commit(world->engine);
}

bool
world_account(struct world *world, struct text name)
{
    char key[sizeof(world->keys[0])];
    size_t place = 0;
    (void)snprintf(key, sizeof(key), "sk_test_of_a_story%s%.*s", name.length > 0 ? "_" : "",
                   TEXT_ARG(name));
    while (place < world->account_count && strcmp(world->keys[place], key) != 0) {
        place++;
    }
    if (place == WORLD_ACCOUNTS_MAX) {
        return false;
    }
    if (place == world->account_count) {
        if (account_make(world, text_of(key)) != OK) {
            return false;
        }
        (void)snprintf(world->keys[place], sizeof(world->keys[place]), "%s", key);
        world->account_count++;
    }
    world_speak(world, place);
    return true;
}

/* ---- requests --------------------------------------------------------------- */

void
world_run_due(struct world *world)
{
    int64_t next_due_ms;
    int rounds = 0;
    while (engine_run_due(world->engine, world->wall_ms, &next_due_ms)) {
        assert(++rounds < DUE_ROUNDS_MAX); /* what is due is done at some time */
    }
}

struct answer
world_request(struct world *world, const char *method, struct text path, struct text form,
              struct text idempotency_key)
{
    struct json_error error;
    struct answer answer = {0};
    struct http_answer raw =
        engine_request(world->engine, world->wall_ms, method, path, form, idempotency_key);
    answer.status = raw.status;
    answer.body = text_copy(world->arena, raw.body);
    struct json *json = arena_new(world->arena, struct json);
    assert(json != NULL);
    if (json_parse(world->arena, answer.body, json, &error) == OK) {
        answer.json = json;
    }
    world->wall_ms++;
    return answer;
}

/* ---- records ----------------------------------------------------------------- */

size_t
world_scan(struct world *world, const struct record_kind *kind, int64_t after, struct task **task,
           void ***objects)
{
    bool has_more;
    size_t count = 0;
    err_t err = engine_read(world->engine, world->wall_ms, task);
    struct record_scan scan = {
        .kind = kind, .index = -1, .after_key = after, .limit = PAGE, .unwatched = true};
    if (err == OK) {
        err = record_scan(*task, &scan, objects, &count, &has_more);
    }
    assert(err == OK); /* the store of a story can be read */
    return count;
}

/** The records of the account that speaks, one after another. */
static void
digest_account(struct world *world, struct sha256 *digest)
{
    for (const struct record_kind *const *kind = engine_kinds; *kind != NULL; kind++) {
        void **objects;
        struct task *task;
        size_t count;
        int64_t after = 0;
        while ((count = world_scan(world, *kind, after, &task, &objects)) > 0) {
            struct text_builder body;
            text_builder_init(&body, task->arena, COPY_BYTES_MAX);
            text_builder_add(&body, (struct text){(const char *)digest->bytes, SHA256_BYTES});
            for (size_t i = 0; i < count; i++) {
                const struct id *id = objects[i];
                text_builder_add_int(&body, id->key);
                err_t err = model_encode((*kind)->kind->model, objects[i], &body);
                assert(err == OK);
                after = id->key;
            }
            *digest = sha256_of(text_builder_text(&body));
        }
    }
}

struct text
world_digest(struct world *world)
{
    struct sha256 digest = {{0}};
    size_t account = world->account;
    for (size_t i = 0; i < world->account_count; i++) {
        world_speak(world, i);
        digest_account(world, &digest);
    }
    world_speak(world, account);
    return hex_text(world->arena, digest.bytes, SHA256_BYTES);
}
