/* SPDX-License-Identifier: Apache-2.0 */
/** Random documents: written, read and written again they are the same bytes. */
#include "test.h"

#include "base/json.h"
#include "base/random.h"

static void
write_random_text(struct random *random, struct json_writer *writer, bool as_key, int number)
{
    static const char *const pieces[] = {"a", "\"", "\\", "\n", "\x01", "\xc3\xa9",
        "\xf0\x9f\x98\x80", "/", "\x7f", " ", "\\u0000", "{", "}", "[", ",", ":"};
    char bytes[64];
    int length = snprintf(bytes, sizeof(bytes), "%d", number); /* keys differ */
    for (uint64_t left = random_below(random, 8); left > 0; left--) {
        const char *piece = pieces[random_below(random, COUNT_OF(pieces))];
        length += snprintf(bytes + length, sizeof(bytes) - (size_t)length, "%s", piece);
    }
    struct text text = {bytes, (size_t)length};
    if (as_key) {
        json_key(writer, text);
    } else {
        json_text(writer, text);
    }
}

static void
write_random(struct random *random, struct json_writer *writer, int depth)
{
    static const char *const numbers[] = {"0", "-0", "1", "12345678901234567890", "-1.50",
        "1e400", "0.000000000001", "2E-7"};
    uint64_t choice = random_below(random, depth < 6 ? 8 : 6);
    uint64_t count = random_below(random, 25);
    switch (choice) {
    case 0:
        json_null(writer);
        break;
    case 1:
    case 2:
        json_bool(writer, choice == 1);
        break;
    case 3:
        json_literal(writer, text_of(numbers[random_below(random, COUNT_OF(numbers))]));
        break;
    case 4:
        json_int(writer, random_between(random, INT64_MIN, INT64_MAX));
        break;
    case 5:
        write_random_text(random, writer, false, 0);
        break;
    case 6:
        json_open_array(writer);
        for (uint64_t i = 0; i < count / 4; i++) {
            write_random(random, writer, depth + 1);
        }
        json_close_array(writer);
        break;
    default:
        json_open_object(writer);
        for (uint64_t i = 0; i < count / (depth == 0 ? 1 : 4); i++) {
            write_random_text(random, writer, true, (int)i);
            write_random(random, writer, depth + 1);
        }
        json_close_object(writer);
        break;
    }
}

TEST(written_read_and_written_again_documents_are_the_same)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct text forms[2];
        for (int pretty = 0; pretty < 2; pretty++) {
            struct random random;
            random_init(&random, seed);
            struct json_writer writer;
            json_writer_init(&writer, &arena, SIZE_MAX, pretty == 1);
            write_random(&random, &writer, 0);
            forms[pretty] = json_writer_text(&writer);
        }
        for (int from = 0; from < 2; from++) {
            struct json value;
            struct json_error error;
            REQUIRE(json_parse(&arena, forms[from], &value, &error) == OK);
            for (int to = 0; to < 2; to++) {
                struct json_writer writer, copy;
                json_writer_init(&writer, &arena, SIZE_MAX, to == 1);
                json_value(&writer, &value);
                REQUIRE(text_equal(json_writer_text(&writer), forms[to]));
                json_writer_init(&copy, &arena, SIZE_MAX, to == 1);
                json_literal(&copy, forms[from]);
                REQUIRE(text_equal(json_writer_text(&copy), forms[to]));
            }
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/** No input makes the reader read outside, and what it takes it can write. */
TEST(documents_with_one_byte_changed_are_refused_or_read)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct random random;
    random_init(&random, 99);
    int refused = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct json_writer writer;
        json_writer_init(&writer, &arena, SIZE_MAX, false);
        write_random(&random, &writer, 0);
        struct text text = json_writer_text(&writer);
        char *bytes = block_alloc(text.length); /* exactly: the sanitizer guards its end */
        REQUIRE(bytes != NULL);
        memcpy(bytes, text.bytes, text.length);
        bytes[random_below(&random, text.length)] ^= (char)(1 << random_below(&random, 8));
        struct json value;
        struct json_error error = {0};
        err_t err = json_parse(&arena, (struct text){bytes, text.length}, &value, &error);
        if (err != OK) {
            refused++;
            REQUIRE(err == ERR_JSON_SYNTAX && error.expected != NULL);
            REQUIRE(error.offset <= text.length);
        }
        block_free(bytes);
        arena_reset(&arena);
    }
    EXPECT(refused > 500);
    arena_free(&arena);
}
