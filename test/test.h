/* SPDX-License-Identifier: Apache-2.0 */
/**
 * test.h: a test is a sentence, an expectation that fails names its line.
 *
 *   #include "test.h"
 *   TEST(a_split_adds_up_to_the_whole)
 *   {
 *       EXPECT_INT(sum, 100);           // actual first, expected second
 *   }
 *
 * Included by one .c file per program, which gets its main() from here. All
 * tests run, in the order of the file; an argument selects those whose name
 * contains it, "-v" names each one. The last line is "N passed, N failed".
 * EXPECT_* go on after a failure, REQUIRE leaves the test (void functions only).
 */
#pragma once

#include "base/base.h"
#include "base/mark.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};

static struct test *test_first, **test_end = &test_first;
static const char *volatile test_running = "before the first test";
static volatile int test_failure_count;

#define TEST(title)                                                                                \
    static void title(void);                                                                       \
    __attribute__((constructor)) static void title##_register(void)                                \
    {                                                                                              \
        static struct test test = {#title, title, NULL};                                           \
        *test_end = &test;                                                                         \
        test_end = &test.next;                                                                     \
    }                                                                                              \
    static void title(void)

#define TEST_FAILED(...)                                                                           \
    (test_failure_count++, printf("%s:%d: %s: ", __FILE__, __LINE__, test_running),                \
     printf(__VA_ARGS__), (void)printf("\n"))

#define EXPECT(condition) ((condition) ? (void)0 : TEST_FAILED("expected %s", #condition))

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            TEST_FAILED("required %s", #condition);                                                \
            return;                                                                                \
        }                                                                                          \
    } while (0)

#define EXPECT_INT(actual, expected)                                                               \
    do {                                                                                           \
        long long test_a = (long long)(actual), test_e = (long long)(expected);                    \
        if (test_a != test_e) {                                                                    \
            TEST_FAILED("%s is %lld, expected %lld", #actual, test_a, test_e);                     \
        }                                                                                          \
    } while (0)

/** A struct text against a terminated string; NULL expects no text. */
#define EXPECT_TEXT(actual, expected)                                                              \
    do {                                                                                           \
        struct text test_a = (actual);                                                             \
        const char *test_e = (expected);                                                           \
        if (!test_text_is(test_a, test_e)) {                                                       \
            TEST_FAILED("%s is \"%.*s\"%s, expected \"%s\"", #actual, (int)test_a.length,          \
                        test_a.bytes == NULL ? "" : test_a.bytes,                                  \
                        test_a.bytes == NULL ? " (no text)" : "",                                  \
                        test_e == NULL ? "(no text)" : test_e);                                    \
        }                                                                                          \
    } while (0)

/** Two terminated strings. */
#define EXPECT_STRING(actual, expected)                                                            \
    do {                                                                                           \
        const char *test_s = (actual);                                                             \
        EXPECT_TEXT(((struct text){test_s, test_s == NULL ? 0 : strlen(test_s)}), expected);       \
    } while (0)

#define EXPECT_OK(call) EXPECT_INT(call, 0)
#define EXPECT_ERR(call, code) EXPECT_INT(call, code)

/** An assert inside the statement must stop the process (a child of ours). */
#define EXPECT_ASSERT(statement)                                                                   \
    do {                                                                                           \
        fflush(stdout);                                                                            \
        pid_t test_child = fork();                                                                 \
        if (test_child == 0) {                                                                     \
            signal(SIGABRT, SIG_DFL);                                                              \
            close(2);                                                                              \
            statement;                                                                             \
            _exit(0);                                                                              \
        }                                                                                          \
        int test_status = 0;                                                                       \
        waitpid(test_child, &test_status, 0);                                                      \
        if (!WIFSIGNALED(test_status) || WTERMSIG(test_status) != SIGABRT) {                       \
            TEST_FAILED("no assert stopped %s", #statement);                                       \
        }                                                                                          \
    } while (0)

/** The line that carries the rule was passed; without marks (release builds) nothing is asked. */
#ifdef QUOIN_MARKS
#define EXPECT_MARK(name) EXPECT(mark_was_hit(name))
#else
#define EXPECT_MARK(name) ((void)0)
#endif

__attribute__((unused)) static bool
test_text_is(struct text actual, const char *expected)
{
    if (actual.bytes == NULL || expected == NULL) {
        return actual.bytes == NULL && expected == NULL;
    }
    return actual.length == strlen(expected) &&
           memcmp(actual.bytes, expected, actual.length) == 0;
}

static void
test_aborted(int number)
{
    (void)number;
    fflush(stdout);
    fprintf(stderr, "aborted in %s\n", test_running);
    signal(SIGABRT, SIG_DFL);
    abort();
}

int
main(int argc, char **argv)
{
    int passed = 0, failed = 0;
    bool named = argc > 1 && strcmp(argv[1], "-v") == 0;
    const char *filter = argc > 1 + named ? argv[1 + named] : "";

    signal(SIGABRT, test_aborted);
    for (struct test *test = test_first; test != NULL; test = test->next) {
        if (strstr(test->name, filter) == NULL) {
            continue;
        }
        int before = test_failure_count;
        test_running = test->name;
        test->run();
        *(test_failure_count == before ? &passed : &failed) += 1;
        if (named || test_failure_count != before) {
            printf("%s %s\n", test_failure_count == before ? "ok  " : "FAIL", test->name);
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
