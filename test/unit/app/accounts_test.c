/* SPDX-License-Identifier: Apache-2.0 */
/* Several accounts in one store: keys that come and go, stores from before there were several. */
#include "account/account.h"
#include "app/engine.h"
#include "app/kinds.h"
#include "test.h"

#include "limits.model.h"

#define START     ((int64_t)1767225600) /* 2026-01-01 */
#define OLD_KEY   "sk_test_of_an_old_store"
#define ROUND_MAX 1000

static struct engine *
open_engine(struct text store, const char *key, int64_t wall_ms)
{
    struct engine_config config = {.store = store,
                                   .api_key = text_of(key),
                                   .heap_bytes_max = 1u << 20,
                                   .cache_bytes = 4 << 20,
                                   .seed = 1,
                                   .secret = {1}};
    struct text problem = NO_TEXT;
    struct engine *engine = NULL;
    EXPECT_OK(engine_open(&config, wall_ms, &engine, &problem));
    return engine;
}

static int
status_of(struct engine *engine, int64_t wall_ms, const char *key, const char *method)
{
    struct http_answer answer;
    if (engine_speak(engine, wall_ms, text_of(key)) != OK) {
        return 0;
    }
    answer = engine_request(engine, wall_ms, method, TEXT("/v1/customers"), TEXT(""), NO_TEXT);
    return answer.status;
}

static int64_t
account_add(struct engine *engine, int64_t wall_ms, const struct api_key_wish *wish)
{
    struct task *task;
    struct account_record *account;
    struct api_key *key;
    EXPECT_OK(engine_directory(engine, wall_ms, &task));
    EXPECT_OK(
        account_create(task, TEXT("Bakery"), false, (const uint8_t *)"sixteen of them!", &account));
    struct api_key_wish made = *wish;
    made.account = account->number;
    EXPECT_OK(api_key_create(task, &made, &key));
    int64_t number = account->number;
    EXPECT_OK(engine_directory_commit(engine));
    return number;
}

TEST(a_key_ends_when_it_expires_or_is_revoked)
{
    int64_t wall_ms = START * 1000;
    struct engine *engine = open_engine(TEXT(":memory:"), OLD_KEY, wall_ms);
    struct api_key_wish wish = {.key = TEXT("sk_test_of_a_bakery_1"), .expires = START + 60};
    EXPECT_INT(account_add(engine, wall_ms, &wish), 2);
    EXPECT_INT(status_of(engine, wall_ms, "sk_test_of_a_bakery_1", "GET"), 200);
    EXPECT_INT(status_of(engine, wall_ms + 59000, "sk_test_of_a_bakery_1", "GET"), 200);
    EXPECT_INT(status_of(engine, wall_ms + 60000, "sk_test_of_a_bakery_1", "GET"), 401);

    wish = (struct api_key_wish){.key = TEXT("rk_test_of_a_bakery_2"), .reads_only = true};
    EXPECT_INT(account_add(engine, wall_ms, &wish), 3);
    EXPECT_INT(status_of(engine, wall_ms, "rk_test_of_a_bakery_2", "GET"), 200);
    EXPECT_INT(status_of(engine, wall_ms, "rk_test_of_a_bakery_2", "POST"), 403);

    struct task *task;
    struct api_key *key;
    REQUIRE(engine_directory(engine, wall_ms, &task) == OK);
    EXPECT_OK(api_key_find(task, api_key_hash(task->arena, wish.key), &key));
    EXPECT_OK(api_key_revoke(task, key));
    EXPECT_OK(engine_directory_commit(engine));
    wall_ms += LIMIT_API_KEY_SEEN_MS; /* from then on nobody believes it any more */
    EXPECT_INT(status_of(engine, wall_ms, "rk_test_of_a_bakery_2", "GET"), 401);
    EXPECT_INT(status_of(engine, wall_ms, OLD_KEY, "POST"), 200);
    EXPECT_INT(status_of(engine, wall_ms, "sk_test_of_nobody_at_all", "GET"), 0);
    engine_close(engine);
}

TEST(a_key_of_another_account_is_not_given_away)
{
    int64_t wall_ms = START * 1000;
    struct engine *engine = open_engine(TEXT(":memory:"), OLD_KEY, wall_ms);
    struct api_key_wish wish = {.key = TEXT(OLD_KEY), .account = 7};
    struct api_key *key;
    struct task *task;
    REQUIRE(engine_directory(engine, wall_ms, &task) == OK);
    EXPECT_ERR(api_key_create(task, &wish, &key), ERR_KEY_WRONG);
    engine_close(engine);
}

TEST(an_account_has_so_many_keys_and_no_more)
{
    int64_t wall_ms = START * 1000;
    struct engine *engine = open_engine(TEXT(":memory:"), OLD_KEY, wall_ms);
    struct task *task;
    struct api_key *key = NULL;
    REQUIRE(engine_directory(engine, wall_ms, &task) == OK);
    for (int i = 1; i < LIMIT_API_KEYS_MAX; i++) {
        struct api_key_wish wish = {.account = 1, .key = api_key_make(task, false, false)};
        EXPECT_OK(api_key_create(task, &wish, &key));
    }
    struct api_key_wish wish = {.account = 1, .key = TEXT("sk_test_one_more_than_that")};
    struct api_key *more;
    EXPECT_ERR(api_key_create(task, &wish, &more), ERR_API_KEYS_MANY);
    task_clear_failure(task);
    EXPECT_OK(api_key_revoke(task, key));
    EXPECT_OK(api_key_create(task, &wish, &more));
    EXPECT_OK(engine_directory_commit(engine));
    engine_close(engine);
}

/** As it was before there was a directory: account and key stand among account 1's records. */
static void
old_store_make(struct text path)
{
    struct arena arena;
    struct store *store;
    struct text problem = NO_TEXT;
    struct id_source ids = {0};
    err_t result = ERR_CONFLICT;
    const struct account first = {.id = 1};
    arena_init(&arena, 64u << 20);
    struct store_config config = {.path = path,
                                  .kinds = engine_kinds,
                                  .cache_bytes = 4 << 20,
                                  .checkpoint_pages = 1000,
                                  .owner = 1};
    struct task task = {.arena = &arena, .account = &first, .now = START, .ids = &ids};
    task.wall_ms = START * 1000;
    REQUIRE(store_open(&arena, &config, &store, &problem) == OK);
    REQUIRE(session_begin(store, &task) == OK);
    struct account_record account = {.id = task_new_id(&task),
                                     .created = START,
                                     .secret = TEXT("00112233445566778899aabbccddeeff")};
    struct api_key key = {.id = task_new_id(&task),
                          .created = START,
                          .hash = api_key_hash(&arena, TEXT(OLD_KEY)),
                          .hint = TEXT("sk_test_***tore")};
    EXPECT_OK(record_insert(&task, &account_records, &account));
    EXPECT_OK(record_insert(&task, &api_key_records, &key));
    struct task *tasks[] = {&task};
    EXPECT_OK(store_commit(store, tasks, 1, &result));
    EXPECT_OK(result);
    store_close(store);
    arena_free(&arena);
}

TEST(a_store_of_one_account_opens_with_its_key_and_its_secret)
{
    char path[] = "/tmp/quoin-accounts-XXXXXX";
    int64_t wall_ms = START * 1000 + 5000;
    REQUIRE(mkdtemp(path) != NULL);
    char file[sizeof(path) + 16];
    (void)snprintf(file, sizeof(file), "%s/old.db", path);
    old_store_make(text_of(file));
    for (int i = 0; i < 2; i++) { /* the second start takes nothing over again */
        struct engine *engine = open_engine(text_of(file), NULL, wall_ms);
        struct account_record **accounts;
        struct api_key **keys;
        struct task *task;
        size_t count;
        bool has_more;
        EXPECT_INT(engine_new_key(engine).length, 0);
        EXPECT_INT(status_of(engine, wall_ms, OLD_KEY, "GET"), 200);
        REQUIRE(engine_read(engine, wall_ms, &task) == OK);
        EXPECT_INT(task->account->id, 1);
        EXPECT_INT(task->account->secret.bytes[1], 0x11);
        EXPECT_INT(task->account->secret.bytes[15], 0xff);
        REQUIRE(engine_directory(engine, wall_ms, &task) == OK);
        EXPECT_OK(account_list(task, 0, ROUND_MAX, &accounts, &count, &has_more));
        EXPECT_INT(count, 1);
        EXPECT_OK(api_key_list(task, 1, &keys, &count));
        EXPECT_INT(count, 1);
        engine_close(engine);
        wall_ms += 1000;
    }
    char command[64];
    (void)snprintf(command, sizeof(command), "rm -r %s", path);
    EXPECT_INT(system(command), 0);
}
