/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/json.h"

static struct arena arena;

static err_t
parse(const char *bytes, size_t length, struct json *out, struct json_error *error)
{
    arena_free(&arena);
    arena_init(&arena, 8 << 20);
    *error = (struct json_error){0};
    return json_parse(&arena, (struct text){bytes, length}, out, error);
}

static void
expect_string(const char *document, const char *bytes, size_t length)
{
    struct json value;
    struct json_error error;
    EXPECT_OK(parse(document, strlen(document), &value, &error));
    EXPECT_INT(value.type, JSON_STRING);
    EXPECT(text_equal(value.text, (struct text){bytes, length}));
}

TEST(a_document_becomes_a_tree_that_keeps_order_and_the_text_of_numbers)
{
    struct json value;
    struct json_error error;
    const char *document = " {\"b\": [1, -2.50e+7 , \"x\\n\"], \"a\": {\"t\":true,\"f\":false, "
                           "\"n\":null}, \"big\": 123456789012345678901234567890, \"e\": []} \n";
    REQUIRE(parse(document, strlen(document), &value, &error) == OK);
    EXPECT_INT(value.type, JSON_OBJECT);
    REQUIRE(value.count == 4);
    EXPECT_TEXT(value.members[0].key, "b");
    EXPECT_TEXT(value.members[1].key, "a");
    const struct json *list = json_get(&value, "b");
    REQUIRE(list != NULL && list->type == JSON_ARRAY && list->count == 3);
    EXPECT_TEXT(list->items[1].text, "-2.50e+7");
    EXPECT_TEXT(list->items[2].text, "x\n");
    EXPECT_TEXT(json_get(&value, "big")->text, "123456789012345678901234567890");
    EXPECT_INT(json_get(json_get(&value, "a"), "t")->type, JSON_TRUE);
    EXPECT_INT(json_get(json_get(&value, "a"), "f")->type, JSON_FALSE);
    EXPECT_INT(json_get(json_get(&value, "a"), "n")->type, JSON_NULL);
    EXPECT_INT(json_get(&value, "e")->count, 0);
    EXPECT(json_get(&value, "none") == NULL && json_get(list, "b") == NULL);
    EXPECT(json_get(NULL, "b") == NULL);
    arena_free(&arena);
}

TEST(strings_are_decoded)
{
    expect_string("\"\"", "", 0);
    expect_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    expect_string("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", 6);
    expect_string("\"\\ud83d\\uDE00!\"", "\xf0\x9f\x98\x80!", 5);
    expect_string("\"a\\u0000b\"", "a\0b", 3);
    expect_string("\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80", 4);
    expect_string("\"\x7f/\"", "\x7f/", 2);
    arena_free(&arena);
}

TEST(what_is_not_json_is_refused_at_its_place)
{
    static const struct {
        const char *document;
        size_t offset;
    } bad[] = {{"", 0}, {" ", 1}, {"{", 1}, {"[", 1}, {"[1", 2}, {"[1,", 3}, {"[1,]", 3},
        {"{\"a\"}", 4}, {"{\"a\":}", 5}, {"{\"a\":1,}", 7}, {"{a:1}", 1}, {"{'a':1}", 1},
        {"[1 2]", 3}, {"1 2", 2}, {"tru", 0}, {"True", 0}, {"nul", 0}, {"nullx", 4}, {"01", 1},
        {"-", 1}, {"-01", 2}, {"+1", 0}, {".5", 0}, {"1.", 2}, {"1.e1", 2}, {"1e", 2}, {"1e+", 3},
        {"0x1", 1}, {"NaN", 0}, {"\"", 1}, {"\"a", 2}, {"\"\\", 2}, {"\"\\x\"", 1},
        {"\"\\u12\"", 1}, {"\"\\u12g4\"", 1}, {"\"\\ud800\"", 1}, {"\"\\ud800\\u0041\"", 1},
        {"\"\\udc00\"", 1}, {"\"\\ud800\\\"", 9}, {"\"a\nb\"", 2}, {"\"\t\"", 1}, {"[\"\xff\"]", 2},
        {"\"\xed\xa0\x80\"", 1}, {"\xef\xbb\xbf{}", 0}, {"{} {}", 3}, {"// x\n1", 0},
        {"{\"a\":1,\"a\":2}", 0}, {"[{\"k\":{\"a\":1,\"b\":2,\"\\u0061\":3}}]", 6}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        size_t length = strlen(bad[i].document);
        char *exact = block_alloc(length); /* the sanitizer guards its end */
        REQUIRE(exact != NULL);
        memcpy(exact, bad[i].document, length);
        struct json value = {.count = 77};
        struct json_error error;
        EXPECT_ERR(parse(exact, length, &value, &error), ERR_JSON_SYNTAX);
        if (error.offset != bad[i].offset) {
            TEST_FAILED("%s stopped at %zu, not %zu", bad[i].document, error.offset, bad[i].offset);
        }
        EXPECT(error.expected != NULL);
        EXPECT_INT(value.count, 77);
        block_free(exact);
    }
    struct json value;
    struct json_error error;
    EXPECT_ERR(parse("1\0", 2, &value, &error), ERR_JSON_SYNTAX);
    EXPECT_ERR(parse("\"\0\"", 3, &value, &error), ERR_JSON_SYNTAX);
    EXPECT_ERR(parse("\"\\\0\"", 4, &value, &error), ERR_JSON_SYNTAX);
    arena_free(&arena);
}

TEST(duplicate_keys_are_found_in_large_objects_too)
{
    struct arena own;
    arena_init(&own, 8 << 20);
    for (int duplicate = 0; duplicate < 2; duplicate++) {
        struct text_builder builder;
        text_builder_init(&builder, &own, SIZE_MAX);
        text_builder_add_char(&builder, '{');
        for (int i = 0; i < 3000; i++) {
            text_builder_format(&builder, "\"k%d\":%d,", i * 7919 % 3000, i);
        }
        text_builder_add_string(&builder, duplicate ? "\"k1234\":0}" : "\"other\":0}");
        struct text text = text_builder_text(&builder);
        struct json value;
        struct json_error error;
        EXPECT_ERR(parse(text.bytes, text.length, &value, &error),
                   duplicate ? ERR_JSON_SYNTAX : OK);
    }
    arena_free(&own);
    arena_free(&arena);
}

TEST(depth_is_limited_to_64)
{
    char document[200];
    struct json value;
    struct json_error error;
    memset(document, '[', 64);
    memset(document + 64, ']', 64);
    EXPECT_OK(parse(document, 128, &value, &error));
    memset(document, '[', 65);
    memset(document + 65, ']', 65);
    EXPECT_ERR(parse(document, 130, &value, &error), ERR_JSON_SYNTAX);
    EXPECT_INT(error.offset, 64);
    arena_free(&arena);
}

TEST(a_small_arena_is_an_error_not_a_crash)
{
    struct text document = TEXT("{\"a\":[1,2,3,{\"b\":\"x\\ny\"}],\"c\":[[[[1]]]]}");
    bool succeeded = false;
    for (size_t limit = 0; limit < 8192; limit += 16) {
        struct arena small;
        arena_init(&small, limit);
        struct json value;
        struct json_error error;
        err_t err = json_parse(&small, document, &value, &error);
        EXPECT(err == OK || err == ERR_OUT_OF_MEMORY);
        EXPECT(err == OK || !succeeded);
        succeeded = err == OK;
        arena_free(&small);
    }
    EXPECT(succeeded);
}

TEST(a_pretty_body_looks_like_the_apis)
{
    struct json_writer writer;
    arena_init(&arena, 1 << 20);
    json_writer_init(&writer, &arena, SIZE_MAX, true);
    json_open_object(&writer);
    json_key_string(&writer, "id");
    json_string(&writer, "cus_1");
    json_key_string(&writer, "livemode");
    json_bool(&writer, false);
    json_key_string(&writer, "name");
    json_text(&writer, NO_TEXT);
    json_key_string(&writer, "data");
    json_open_array(&writer);
    json_int(&writer, -5);
    json_open_object(&writer);
    json_close_object(&writer);
    json_open_array(&writer);
    json_close_array(&writer);
    json_literal(&writer, TEXT("{\"a\":[1,{\"b c\":\"}\\\"\"}],\"d\":{}}"));
    json_close_array(&writer);
    json_key(&writer, TEXT("metadata"));
    json_literal(&writer, TEXT("{ }"));
    json_close_object(&writer);
    EXPECT_TEXT(json_writer_text(&writer), "{\n"
                                           "  \"id\": \"cus_1\",\n"
                                           "  \"livemode\": false,\n"
                                           "  \"name\": null,\n"
                                           "  \"data\": [\n"
                                           "    -5,\n"
                                           "    {},\n"
                                           "    [],\n"
                                           "    {\n"
                                           "      \"a\": [\n"
                                           "        1,\n"
                                           "        {\n"
                                           "          \"b c\": \"}\\\"\"\n"
                                           "        }\n"
                                           "      ],\n"
                                           "      \"d\": {}\n"
                                           "    }\n"
                                           "  ],\n"
                                           "  \"metadata\": {}\n"
                                           "}");
    arena_free(&arena);
}

TEST(a_compact_document_has_no_space_and_escapes_what_must_be)
{
    struct json_writer writer;
    arena_init(&arena, 1 << 20);
    json_writer_init(&writer, &arena, SIZE_MAX, false);
    json_open_object(&writer);
    json_key(&writer, TEXT("a\"b"));
    json_text(&writer, TEXT("\b\f\n\r\t\x01\x1f\\/\x7f\xc3\xa9\0"));
    json_key_string(&writer, "x");
    json_literal(&writer, TEXT(" [ 1 , \"a b\" , { } ]\n"));
    json_key_string(&writer, "y");
    json_literal(&writer, TEXT("1.50"));
    json_key_string(&writer, "z");
    json_null(&writer);
    json_close_object(&writer);
    EXPECT_TEXT(json_writer_text(&writer),
                "{\"a\\\"b\":\"\\b\\f\\n\\r\\t\\u0001\\u001f\\\\/\x7f\xc3\xa9\\u0000\","
                "\"x\":[1,\"a b\",{}],\"y\":1.50,\"z\":null}");
    arena_free(&arena);
}

TEST(a_writer_past_its_limit_or_depth_gives_no_text)
{
    struct json_writer writer;
    arena_init(&arena, 1 << 20);
    json_writer_init(&writer, &arena, 4, false);
    json_string(&writer, "abc");
    EXPECT_TEXT(json_writer_text(&writer), NULL);

    for (int depth = 64; depth <= 70; depth++) {
        json_writer_init(&writer, &arena, SIZE_MAX, true);
        for (int i = 0; i < depth; i++) {
            json_open_array(&writer);
        }
        for (int i = 0; i < depth; i++) {
            json_close_array(&writer);
        }
        EXPECT((json_writer_text(&writer).bytes == NULL) == (depth > 64));
    }
    arena_free(&arena);
}

TEST(a_writer_used_wrongly_is_a_bug)
{
    struct json_writer writer;
    arena_init(&arena, 1 << 20);
    json_writer_init(&writer, &arena, SIZE_MAX, false);
    EXPECT_ASSERT(json_close_array(&writer));
    EXPECT_ASSERT(json_key_string(&writer, "x"));
    json_open_object(&writer);
    EXPECT_ASSERT((void)json_writer_text(&writer));
    json_key_string(&writer, "x");
    EXPECT_ASSERT(json_close_object(&writer));
    arena_free(&arena);
}
