/* SPDX-License-Identifier: Apache-2.0 */
/** Ids of random keys come back, sort as their keys, and cannot be altered. */
#include "test.h"

#include "base/id.h"
#include "base/random.h"

static const struct id_secret secret = {"0123456789abcdef"};

TEST(an_id_comes_back_and_sorts_as_its_key)
{
    struct random random;
    random_init(&random, 1);
    for (int i = 0; i < 50000; i++) {
        int64_t a = 1 + (int64_t)(random_next(&random) >> (1 + random_below(&random, 63)));
        int64_t b = i % 2 == 0 ? a + 1 - (a == INT64_MAX) * 2
                               : 1 + (int64_t)(random_next(&random) >> 2);
        char id_a[ID_TEXT_MAX], id_b[ID_TEXT_MAX];
        int64_t back = 0;
        size_t length = id_render(&secret, "in", a, id_a);
        id_render(&secret, "in", b, id_b);
        REQUIRE(length == 27 && strlen(id_a) == 27);
        REQUIRE(id_parse(&secret, "in", (struct text){id_a, length}, &back) && back == a);
        REQUIRE(a == b || (strcmp(id_a, id_b) < 0) == (a < b));
    }
}

TEST(an_id_with_any_character_changed_is_no_id)
{
    struct random random;
    random_init(&random, 2);
    char id[ID_TEXT_MAX];
    for (int i = 0; i < 300; i++) {
        size_t length = id_render(&secret, "cus", (int64_t)(random_next(&random) >> 1) | 1, id);
        for (size_t at = 0; at < length; at++) {
            static const char others[] = "09AZaz_-";
            for (const char *other = others; *other != 0; other++) {
                char old = id[at];
                int64_t key = 77;
                if (old != *other) {
                    id[at] = *other;
                    REQUIRE(!id_parse(&secret, "cus", (struct text){id, length}, &key));
                    REQUIRE(key == 77);
                    id[at] = old;
                }
            }
        }
    }
}
