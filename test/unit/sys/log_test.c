/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/json.h"
#include "sys/log.h"
#include "sys/sys.h"

#include <fcntl.h>

static struct arena arena;
static int pipe_ends[2];

static void
open_log(enum log_level level, bool human)
{
    arena_free(&arena);
    arena_init(&arena, 8 << 20);
    REQUIRE(pipe(pipe_ends) == 0);
    log_init(&(struct log_config){.level = level, .human = human, .descriptor = pipe_ends[1]});
}

static struct text
read_log(void)
{
    static char bytes[65536];
    close(pipe_ends[1]);
    ssize_t got, length = 0;
    while ((got = read(pipe_ends[0], bytes + length, sizeof(bytes) - (size_t)length)) > 0) {
        length += got;
    }
    close(pipe_ends[0]);
    return (struct text){bytes, (size_t)length};
}

/** The one line of the log as JSON. */
static struct json
read_line(void)
{
    struct json value = {.type = JSON_NULL};
    struct json_error error;
    struct text text = read_log();
    EXPECT(text.length > 0 && text.length <= LOG_LINE_MAX && text.bytes[text.length - 1] == '\n');
    EXPECT_OK(json_parse(&arena, text_trim(text), &value, &error));
    return value;
}

static struct text
field(const struct json *line, const char *key)
{
    const struct json *value = json_get(line, key);
    return value == NULL ? NO_TEXT : value->text;
}

TEST(a_line_is_json_with_time_level_message_and_values)
{
    open_log(LOG_INFO, false);
    size_t size = 5;
    bool yes = size > 0; /* `true` itself is an int */
    char local[] = "x";
    log_write(LOG_WARN, "webhook \"refused\"", "int", INT64_MIN, "size", size, "yes", yes, "text",
              TEXT("a\nb\x01"), "string", "s\\t", "local", local);
    struct json line = read_line();
    EXPECT_INT(line.count, 9);
    EXPECT_TEXT(line.members[0].key, "time");
    EXPECT_INT(field(&line, "time").length, 24);
    EXPECT_TEXT(field(&line, "level"), "warn");
    EXPECT_TEXT(field(&line, "message"), "webhook \"refused\"");
    EXPECT_TEXT(field(&line, "int"), "-9223372036854775808");
    EXPECT_TEXT(field(&line, "size"), "5");
    EXPECT_INT(json_get(&line, "yes")->type, JSON_TRUE);
    EXPECT_TEXT(field(&line, "text"), "a\nb\x01");
    EXPECT_TEXT(field(&line, "string"), "s\\t");
    EXPECT_TEXT(field(&line, "local"), "x");
    arena_free(&arena);
}

TEST(levels_below_the_least_are_not_written)
{
    open_log(LOG_WARN, false);
    log_write(LOG_DEBUG, "one");
    log_write(LOG_INFO, "two", "a", 1);
    EXPECT(!log_is_on(LOG_INFO) && log_is_on(LOG_ERROR));
    EXPECT_INT(read_log().length, 0);
    open_log(LOG_DEBUG, false);
    log_write(LOG_DEBUG, "three");
    struct json line = read_line();
    EXPECT_INT(line.count, 3);
    enum log_level level = LOG_DEBUG;
    EXPECT(log_level_parse(TEXT("error"), &level));
    EXPECT_INT(level, LOG_ERROR);
    EXPECT(!log_level_parse(TEXT("Error"), &level) && !log_level_parse(NO_TEXT, &level));
    arena_free(&arena);
}

TEST(secrets_are_masked_wherever_they_stand)
{
    open_log(LOG_INFO, false);
    log_write(LOG_INFO, "key sk_live_abcDEF123 used", "a", "Bearer sk_test_51abc, rk_live_9", "b",
              TEXT("pi_3abc_secret_XyZ9"), "c", "whsec_MfKQ+x", "authorization",
              "Basic QWxhZGRpbg==", "secret", 12345);
    struct json line = read_line();
    EXPECT_TEXT(field(&line, "message"), "key sk_live_*** used");
    EXPECT_TEXT(field(&line, "a"), "Bearer sk_test_***, rk_live_***");
    EXPECT_TEXT(field(&line, "b"), "pi_3abc_secret_***");
    EXPECT_TEXT(field(&line, "c"), "whsec_***+x");
    EXPECT_TEXT(field(&line, "authorization"), "***");
    EXPECT_TEXT(field(&line, "secret"), "***");
    arena_free(&arena);
}

TEST(values_of_any_bytes_and_length_stay_one_line_of_json)
{
    static char noise[20000];
    for (size_t i = 0; i < sizeof(noise); i++) {
        noise[i] = (char)(i * 7 + i / 256);
    }
    struct text all = {noise, sizeof(noise)};
    open_log(LOG_INFO, false);
    log_write(LOG_INFO, "noise", "a", all, "b", all, "c", all, "d", all, "e", all, "f", all);
    struct json line = read_line();
    EXPECT(field(&line, "a").length > 500);
    EXPECT(json_get(&line, "cut") != NULL && json_get(&line, "f") == NULL);
    open_log(LOG_INFO, false);
    log_write(LOG_INFO, "cut in the middle", "a", TEXT("\xc3\xa9\xe2\x82\xac\xe2\x82"), "b",
              NO_TEXT);
    line = read_line();
    EXPECT_TEXT(field(&line, "a"), "\xc3\xa9\xe2\x82\xac??");
    EXPECT_INT(json_get(&line, "b")->type, JSON_NULL);
    arena_free(&arena);
}

TEST(people_get_columns)
{
    open_log(LOG_INFO, true);
    log_write(LOG_ERROR, "job put off", "job", 7, "why", "x y");
    struct text text = read_log();
    REQUIRE(text.length > 13);
    EXPECT_TEXT(text_slice(text, 13, text.length), "error job put off job=7 why=\"x y\"\n");
    arena_free(&arena);
}

static void
write_lines(void *argument)
{
    for (int i = 0; i < 100; i++) {
        log_write(LOG_INFO, "line", "thread", (const char *)argument, "i", i);
    }
}

TEST(lines_of_threads_do_not_mix)
{
    struct sys_thread threads[4];
    open_log(LOG_INFO, false);
    static char name[] = "some thread with a rather long name";
    for (int i = 0; i < 4; i++) {
        REQUIRE(sys_thread_start(&threads[i], "writer", write_lines, name) == OK);
    }
    for (int i = 0; i < 4; i++) {
        sys_thread_join(&threads[i]);
    }
    struct text text = read_log();
    size_t lines = 0;
    for (size_t at = 0; at < text.length; lines++) {
        size_t end = text_find(text, '\n', at);
        struct json value;
        struct json_error error;
        REQUIRE(json_parse(&arena, text_slice(text, at, end), &value, &error) == OK);
        EXPECT_TEXT(field(&value, "thread"), name);
        at = end + 1;
    }
    EXPECT_INT(lines, 400);
    arena_free(&arena);
}
