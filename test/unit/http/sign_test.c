/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"
#include "test.h"

TEST(the_signature_is_an_hmac_of_time_and_body_under_the_whole_secret)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct text secrets[] = {TEXT("whsec_test")};
    struct text header =
        signature_header(&arena, secrets, 1, 1767225600, TEXT("{\"id\":\"evt_1\"}"));
    /* printf '1767225600.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test */
    EXPECT_TEXT(header,
                "t=1767225600,v1=45b40331de0325606dc5400202ade162460fbe48daf9401adfdcd0d7b4f35470");
    arena_free(&arena);
}

TEST(while_a_secret_is_changed_there_is_a_signature_for_each)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct text secrets[] = {TEXT("whsec_new"), TEXT("whsec_old")};
    struct text both = signature_header(&arena, secrets, 2, 5, TEXT("body"));
    struct text first = signature_header(&arena, secrets, 1, 5, TEXT("body"));
    struct text second = signature_header(&arena, secrets + 1, 1, 5, TEXT("body"));
    EXPECT_INT(both.length, 3 + 2 * (4 + 64));
    EXPECT(text_has_prefix(both, first));
    EXPECT(text_equal(text_slice(both, first.length, both.length),
                      text_slice(second, 3, second.length)));
    arena_free(&arena);
}

TEST(another_time_or_body_or_secret_is_another_signature)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct text a[] = {TEXT("whsec_a")};
    struct text b[] = {TEXT("whsec_b")};
    struct text one = signature_header(&arena, a, 1, 15, TEXT("body"));
    EXPECT(!text_equal(one, signature_header(&arena, b, 1, 15, TEXT("body"))));
    EXPECT(!text_equal(one, signature_header(&arena, a, 1, 15, TEXT("bodY"))));
    EXPECT(!text_equal(text_slice(one, 5, 69),
                       text_slice(signature_header(&arena, a, 1, 16, TEXT("body")), 5, 69)));
    arena_free(&arena);
}
