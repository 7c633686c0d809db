/* SPDX-License-Identifier: Apache-2.0 */
/** Ids, hashes, chance and the task that carries them. */
#include "test.h"

#include "base/hash.h"
#include "base/task.h"

#include <pthread.h>

static const char alphabet[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const struct id_secret secret = {"0123456789abcdef"};
static const struct id_secret other_secret = {"0123456789abcdeg"};

TEST(an_id_is_a_prefix_and_24_characters)
{
    char id[ID_TEXT_MAX];
    EXPECT_INT(id_render(&secret, "cus", 1, id), 28);
    EXPECT(memcmp(id, "cus_00000000001", 15) == 0);
    EXPECT_INT(strspn(id + 4, alphabet), 24);
    id_render(&secret, "cus", 61, id);
    EXPECT(memcmp(id, "cus_0000000000z", 15) == 0);
    id_render(&secret, "cus", INT64_MAX, id);
    EXPECT(memcmp(id, "cus_AzL8n0Y58m7", 15) == 0);
    EXPECT_ASSERT((void)id_render(&secret, "cus", 0, id));
}

/** An id must mean the same on every machine and after every release. */
TEST(ids_never_change)
{
    char id[ID_TEXT_MAX];
    id_render(&secret, "cus", INT64_C(1800000000000) << 20, id);
    EXPECT_STRING(id, "cus_2FQTnIs31sWWAtqiIMoZ7aqp");
}

TEST(an_id_of_another_kind_secret_or_length_is_no_id)
{
    char id[ID_TEXT_MAX];
    int64_t key = 77;
    size_t length = id_render(&secret, "in", 12345, id);
    EXPECT(!id_parse(&secret, "ii", (struct text){id, length}, &key));
    EXPECT(!id_parse(&secret, "i", (struct text){id, length}, &key));
    EXPECT(!id_parse(&other_secret, "in", (struct text){id, length}, &key));
    EXPECT(!id_parse(&secret, "in", (struct text){id, length - 1}, &key));
    EXPECT(!id_parse(&secret, "in", (struct text){id, length + 1}, &key));
    EXPECT(!id_parse(&secret, "in", NO_TEXT, &key));
    EXPECT(!id_parse(&secret, "in", TEXT("in_zzzzzzzzzzz0000000000000"), &key)); /* above 2^64 */
    EXPECT(!id_parse(&secret, "in", TEXT("in_000000000000000000000000"), &key));
    EXPECT_INT(key, 77);
    EXPECT(id_parse(&secret, "in", (struct text){id, length}, &key));
    EXPECT_INT(key, 12345);

    /* an id of one kind is not an id of another under its prefix */
    memcpy(id, "ii", 2);
    EXPECT(!id_parse(&secret, "ii", (struct text){id, length}, &key));
}

TEST(keys_rise_with_time_and_never_stand_still)
{
    struct id_source source = {0};
    int64_t first = id_next(&source, 1000);
    EXPECT_INT(first, 1000 << 20);
    EXPECT_INT(id_next(&source, 1000), first + 1);
    EXPECT_INT(id_next(&source, 10), first + 2); /* a clock set back changes nothing */
    EXPECT_INT(id_next(&source, 1001), INT64_C(1001) << 20);
    EXPECT(id_next(&source, 0) > 0);
}

static struct id_source shared_source;
static int64_t drawn[4][20000];

static void *
draw_keys(void *argument)
{
    int64_t *keys = argument;
    for (int i = 0; i < 20000; i++) {
        keys[i] = id_next(&shared_source, 5);
    }
    return NULL;
}

TEST(threads_never_draw_the_same_key)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        REQUIRE(pthread_create(&threads[i], NULL, draw_keys, drawn[i]) == 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    static bool seen[80001];
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 20000; j++) {
            int64_t place = drawn[i][j] - (5 << 20);
            REQUIRE(place >= 0 && place < 80000 && !seen[place]);
            EXPECT(j == 0 || drawn[i][j] > drawn[i][j - 1]);
            seen[place] = true;
        }
    }
}

TEST(hashes_are_the_published_ones)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct sha256 hash = sha256_of(TEXT("abc"));
    EXPECT_TEXT(hex_text(&arena, hash.bytes, SHA256_BYTES),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash = sha256_of(NO_TEXT);
    EXPECT_TEXT(hex_text(&arena, hash.bytes, SHA256_BYTES),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hash = hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?")); /* RFC 4231, case 2 */
    EXPECT_TEXT(hex_text(&arena, hash.bytes, SHA256_BYTES),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    char key[131]; /* RFC 4231, case 6: a key longer than a block */
    memset(key, 0xaa, sizeof(key));
    hash = hmac_sha256((struct text){key, sizeof(key)},
                       TEXT("Test Using Larger Than Block-Size Key - Hash Key First"));
    EXPECT_TEXT(hex_text(&arena, hash.bytes, SHA256_BYTES),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    /* SipHash-2-4, appendix A: key 00..0f, input 00..0e */
    unsigned char bytes[16];
    for (unsigned char i = 0; i < 16; i++) {
        bytes[i] = i;
    }
    uint64_t sip_key[2];
    memcpy(sip_key, bytes, sizeof(sip_key));
    EXPECT(siphash64(sip_key, (struct text){(char *)bytes, 15}) == UINT64_C(0xa129ca6149be45e5));
    arena_free(&arena);
}

TEST(secrets_are_equal_only_byte_by_byte)
{
    EXPECT(secret_equal(TEXT("whsec_1"), TEXT("whsec_1")));
    EXPECT(!secret_equal(TEXT("whsec_1"), TEXT("whsec_2")));
    EXPECT(!secret_equal(TEXT("whsec_1"), TEXT("whsec_11")));
    EXPECT(secret_equal(TEXT(""), NO_TEXT));
}

/** The sequence is part of what a replay needs. */
TEST(chance_is_the_same_for_the_same_seed)
{
    struct random a, b;
    random_init(&a, 0);
    EXPECT(a.state[0] == UINT64_C(0xe220a8397b1dcdaf)); /* splitmix64 of 0, published */
    EXPECT(a.state[1] == UINT64_C(0x6e789e6aa1b965f4));
    EXPECT(random_next(&a) == UINT64_C(0x99ec5f36cb75f2b4)); /* xoshiro256** so seeded, published */
    random_init(&a, 7);
    random_init(&b, 8);
    EXPECT(random_next(&a) != random_next(&b));
}

TEST(draws_stay_in_their_range_and_reach_its_ends)
{
    struct random random;
    random_init(&random, 3);
    int seen[10] = {0};
    for (int i = 0; i < 10000; i++) {
        seen[random_below(&random, 10)]++;
        int64_t value = random_between(&random, -1, 1);
        EXPECT(value >= -1 && value <= 1);
    }
    for (int i = 0; i < 10; i++) {
        EXPECT(seen[i] > 850 && seen[i] < 1150);
    }
    EXPECT_INT(random_below(&random, 1), 0);
    int low_third = 0; /* without drawing again it would be one half */
    for (int i = 0; i < 10000; i++) {
        low_third += random_below(&random, UINT64_C(3) << 62) < UINT64_C(1) << 62;
    }
    EXPECT(low_third > 3100 && low_third < 3570);
    EXPECT_INT(random_between(&random, 5, 5), 5);
    bool low = false, high = false;
    for (int i = 0; i < 100; i++) {
        int64_t value = random_between(&random, INT64_MIN, INT64_MAX);
        low = low || value < 0;
        high = high || value > 0;
    }
    EXPECT(low && high);
    EXPECT_ASSERT((void)random_below(&random, 0));
}

TEST(the_first_failure_is_kept_with_its_words)
{
    struct arena arena;
    arena_init(&arena, 4096);
    struct task task = {.arena = &arena};
    EXPECT_ERR(fail(&task, ERR_PARAMETER_INVALID, "items[0][price]", "price is %d", 7),
               ERR_PARAMETER_INVALID);
    EXPECT_ERR(fail(&task, ERR_RESOURCE_MISSING, NULL, "second"), ERR_RESOURCE_MISSING);
    EXPECT_INT(task.failure.code, ERR_PARAMETER_INVALID);
    EXPECT_TEXT(task.failure.message, "price is 7");
    EXPECT_TEXT(task.failure.param, "items[0][price]");
    task_clear_failure(&task);
    EXPECT_INT(task.failure.code, OK);
    EXPECT_TEXT(task.failure.message, NULL);
    EXPECT_ERR(fail(&task, ERR_RESOURCE_MISSING, NULL, "third"), ERR_RESOURCE_MISSING);
    EXPECT_TEXT(task.failure.message, "third");
    EXPECT_TEXT(task.failure.param, NULL);
    arena_free(&arena);
}

TEST(a_failure_without_memory_still_says_what_happened)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct task task = {.arena = &arena};
    EXPECT_ERR(fail(&task, ERR_OUT_OF_MEMORY, "x", "%s", "long words"), ERR_OUT_OF_MEMORY);
    EXPECT_TEXT(task.failure.message, error_kind(ERR_OUT_OF_MEMORY)->sentence);
    arena_free(&arena);
}

TEST(every_code_has_a_kind)
{
    EXPECT_STRING(error_kind(ERR_RESOURCE_MISSING)->name, "resource_missing");
    EXPECT_INT(error_kind(ERR_RESOURCE_MISSING)->http_status, 404);
    EXPECT_STRING(error_kind(ERR_RESOURCE_MISSING)->api_code, "resource_missing");
    for (err_t code = 1; code < error_kind_count; code++) {
        EXPECT(error_kind(code)->http_status >= 400 && error_kind(code)->http_status < 600);
        EXPECT(error_kind(code)->sentence[0] != 0);
    }
    EXPECT_ASSERT((void)error_kind(OK));
    EXPECT_ASSERT((void)error_kind(error_kind_count));
}

TEST(a_task_draws_keys_and_secrets)
{
    struct arena arena;
    arena_init(&arena, 4096);
    struct id_source ids = {0};
    struct task task = {.arena = &arena, .ids = &ids, .wall_ms = 2000};
    EXPECT_INT(task_new_id(&task).key, 2000 << 20);
    struct text a = task_secret_text(&task, 32), b = task_secret_text(&task, 32);
    EXPECT_INT(a.length, 32);
    EXPECT(!text_equal(a, b));
    EXPECT_INT(strspn(a.bytes, alphabet), 32);
    EXPECT_TEXT(task_secret_text(&task, 10000), NULL);
    arena_free(&arena);
}

TEST(marks_remember_the_lines_that_were_passed)
{
    MARK("identity_test.here");
    MARK("identity_test.here");
    EXPECT_MARK("identity_test.here");
#ifdef QUOIN_MARKS
    EXPECT(!mark_was_hit("identity_test.nowhere"));
#endif
}
