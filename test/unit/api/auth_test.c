/* SPDX-License-Identifier: Apache-2.0 */
#include "api/call.h"
#include "base/hash.h"
#include "test.h"

static struct arena arena;
static struct task task;
static struct api api;

static err_t
sent(struct http_request request)
{
    static const struct account account = {.id = 1};
    arena_free(&arena);
    arena_init(&arena, 1 << 16);
    task = (struct task){.arena = &arena, .account = &account};
    struct sha256 hash = sha256_of(TEXT("sk_test_of_a_test"));
    struct text digits = hex_text(&arena, hash.bytes, sizeof(hash.bytes));
    api = (struct api){.key_count = 2};
    memset(api.key_hashes[0].digits, 'f', 64);
    memcpy(api.key_hashes[1].digits, digits.bytes, digits.length);
    return call_authenticate(&api, &task, &request);
}

static err_t
authorized(const char *header)
{
    return sent((struct http_request){.authorization = text_of(header)});
}

TEST(a_key_is_taken_as_bearer_or_as_the_user_of_basic)
{
    EXPECT_OK(authorized("Bearer sk_test_of_a_test"));
    EXPECT_OK(authorized("bearer  sk_test_of_a_test "));
    EXPECT_OK(authorized("Basic c2tfdGVzdF9vZl9hX3Rlc3Q6"));         /* with its colon */
    EXPECT_OK(authorized("Basic c2tfdGVzdF9vZl9hX3Rlc3Q="));         /* without */
    EXPECT_OK(authorized("Basic c2tfdGVzdF9vZl9hX3Rlc3Q6c2VjcmV0")); /* and a password */
}

TEST(without_a_key_nobody_is_let_in)
{
    static const char *const headers[] = {NULL,
                                          "",
                                          "Bearer",
                                          "Bearer ",
                                          "Basic",
                                          "Basic =",
                                          "Digest sk_test_of_a_test",
                                          "sk_test_of_a_test"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        EXPECT_ERR(authorized(headers[i]), ERR_KEY_MISSING);
        EXPECT_INT(error_kind(ERR_KEY_MISSING)->http_status, 401);
    }
}

TEST(a_wrong_key_is_refused_and_not_repeated)
{
    static const char *const headers[] = {"Bearer sk_test_of_a_tesT", "Bearer sk_test_of_a_test1",
                                          "Bearer sk_test_of_a_tes", "Bearer x"};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        EXPECT_ERR(authorized(headers[i]), ERR_KEY_WRONG);
    }
    EXPECT_ERR(authorized("Bearer sk_test_of_a_secret_kind"), ERR_KEY_WRONG);
    EXPECT_TEXT(task.failure.message, "Invalid API Key provided: sk_test_***kind");
}

TEST(a_publishable_key_is_told_apart)
{
    EXPECT_ERR(authorized("Bearer pk_test_of_a_test"), ERR_KEY_PUBLISHABLE);
}

TEST(another_account_is_refused)
{
    struct http_request request = {.authorization = TEXT("Bearer sk_test_of_a_test")};
    request.stripe_account = TEXT("acct_1");
    EXPECT_ERR(sent(request), ERR_ACCOUNT_UNKNOWN);
    request.stripe_account = NO_TEXT;
    request.stripe_context = TEXT("acct_1");
    EXPECT_ERR(sent(request), ERR_ACCOUNT_UNKNOWN);
}
