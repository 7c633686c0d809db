/* SPDX-License-Identifier: Apache-2.0 */
#include "api/call.h"
#include "test.h"

static struct arena arena;
static struct task task;
static struct caller caller;

/** As the engine does it: whom the directory knows by the request's key. */
static err_t
sent(struct http_request request)
{
    static const struct account account = {.id = 1};
    arena_free(&arena);
    arena_init(&arena, 1 << 16);
    task = (struct task){.arena = &arena, .account = &account};
    caller.is_known = text_is(api_key_of(&arena, &request), "sk_test_of_a_test");
    return call_authenticate(&caller, &task, &request);
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

TEST(a_key_that_is_over_is_told_so)
{
    caller.is_expired = true;
    EXPECT_ERR(authorized("Bearer sk_test_of_a_test"), ERR_KEY_EXPIRED);
    EXPECT_TEXT(task.failure.message, "Expired API Key provided: sk_test_***test");
    caller.is_expired = false;
}

TEST(a_key_that_reads_changes_nothing)
{
    struct http_request request = {.authorization = TEXT("Bearer sk_test_of_a_test"),
                                   .method = TEXT("GET")};
    caller.reads_only = true;
    EXPECT_OK(sent(request));
    request.method = TEXT("POST");
    EXPECT_ERR(sent(request), ERR_KEY_READS_ONLY);
    request.method = TEXT("DELETE");
    EXPECT_ERR(sent(request), ERR_KEY_READS_ONLY);
    caller.reads_only = false;
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
