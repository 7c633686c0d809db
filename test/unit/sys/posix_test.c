/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "sys/sys.h"

#include <sys/stat.h>

static char folder[64];
static struct arena arena;

static const char *
path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void
set_up(void)
{
    snprintf(folder, sizeof(folder), "/tmp/quoin-sys-XXXXXX");
    EXPECT(mkdtemp(folder) != NULL);
    arena_init(&arena, 1 << 20);
}

static void
tear_down(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        EXPECT(remove(path_of(names[i])) == 0);
    }
    EXPECT(rmdir(folder) == 0); /* nothing else was left */
    arena_free(&arena);
}

TEST(a_written_file_is_read_back_and_replaced_whole)
{
    const struct sys *sys = sys_posix();
    set_up();
    struct text out = NO_TEXT;
    EXPECT_OK(sys->file_write(sys, path_of("a"), TEXT("first\0bytes")));
    EXPECT_OK(sys->file_read(sys, &arena, path_of("a"), 100, &out));
    EXPECT(text_equal(out, TEXT("first\0bytes")));
    EXPECT_INT(out.bytes[out.length], 0);
    EXPECT_OK(sys->file_write(sys, path_of("a"), TEXT("")));
    EXPECT_OK(sys->file_read(sys, &arena, path_of("a"), 0, &out));
    EXPECT_TEXT(out, "");
    struct stat about;
    EXPECT(stat(path_of("a"), &about) == 0);
    EXPECT_INT(about.st_mode & 0777, 0600);
    tear_down((const char *[]){"a"}, 1);
}

TEST(reading_has_a_limit_and_says_what_is_wrong)
{
    const struct sys *sys = sys_posix();
    set_up();
    struct text out = TEXT("untouched");
    EXPECT_OK(sys->file_write(sys, path_of("a"), TEXT("12345")));
    EXPECT_ERR(sys->file_read(sys, &arena, path_of("a"), 4, &out), ERR_FILE_TOO_LARGE);
    EXPECT_ERR(sys->file_read(sys, &arena, path_of("b"), 4, &out), ERR_FILE_MISSING);
    EXPECT_ERR(sys->file_read(sys, &arena, path_of("a/b"), 4, &out), ERR_FILE_MISSING);
    EXPECT_ERR(sys->file_read(sys, &arena, folder, 4, &out), ERR_FILE_FAILED);
    EXPECT_ERR(sys->file_write(sys, path_of("none/a"), TEXT("x")), ERR_FILE_MISSING);
    EXPECT_ERR(sys->file_write(sys, folder, TEXT("x")), ERR_FILE_FAILED);
    EXPECT_TEXT(out, "untouched");
    char drafts[160]; /* a failed write leaves no draft behind */
    snprintf(drafts, sizeof(drafts), "ls %s.* 2>/dev/null | grep -q .", folder);
    EXPECT(system(drafts) != 0);
    struct arena small;
    arena_init(&small, 0);
    EXPECT_ERR(sys->file_read(sys, &small, path_of("a"), 5, &out), ERR_OUT_OF_MEMORY);
    EXPECT_OK(sys->file_read(sys, &arena, path_of("a"), 5, &out));
    EXPECT_TEXT(out, "12345");
    tear_down((const char *[]){"a"}, 1);
}

TEST(files_without_a_size_are_read_to_their_end)
{
    const struct sys *sys = sys_posix();
    arena_init(&arena, 1 << 20);
    struct text out = NO_TEXT;
    EXPECT_OK(sys->file_read(sys, &arena, "/proc/self/status", 1 << 19, &out));
    EXPECT(out.length > 100 && text_has_prefix(out, TEXT("Name:")));
    EXPECT_INT(strlen(out.bytes), out.length);
    EXPECT_ERR(sys->file_read(sys, &arena, "/dev/zero", 100000, &out), ERR_FILE_TOO_LARGE);
    arena_free(&arena);
}

TEST(a_directory_is_listed_in_order)
{
    const struct sys *sys = sys_posix();
    set_up();
    struct text *names = NULL;
    size_t count = 77;
    EXPECT_OK(sys->directory_list(sys, &arena, folder, &names, &count));
    EXPECT_INT(count, 0);
    EXPECT_OK(sys->file_write(sys, path_of("b.ts"), TEXT("")));
    EXPECT_OK(sys->file_write(sys, path_of("B.ts"), TEXT("")));
    EXPECT(mkdir(path_of("a"), 0700) == 0);
    EXPECT_OK(sys->directory_list(sys, &arena, folder, &names, &count));
    REQUIRE(count == 3);
    EXPECT_TEXT(names[0], "B.ts");
    EXPECT_TEXT(names[1], "a/");
    EXPECT_TEXT(names[2], "b.ts");
    EXPECT_ERR(sys->directory_list(sys, &arena, path_of("none"), &names, &count), ERR_FILE_MISSING);
    tear_down((const char *[]){"b.ts", "B.ts", "a"}, 3);
}

TEST(a_directory_is_made_with_those_above_it)
{
    const struct sys *sys = sys_posix();
    set_up();
    EXPECT_OK(sys->folder_make(sys, path_of("a/b")));
    EXPECT_OK(sys->folder_make(sys, path_of("a/b")));
    EXPECT_OK(sys->file_write(sys, path_of("a/b/c"), TEXT("")));
    EXPECT_ERR(sys->folder_make(sys, ""), ERR_FILE_FAILED);
    tear_down((const char *[]){"a/b/c", "a/b", "a"}, 3);
}

TEST(clocks_go_forward_and_entropy_differs)
{
    const struct sys *sys = sys_posix();
    EXPECT(sys->wall_ms(sys) > INT64_C(1700000000000));
    int64_t before = sys->monotonic_ns(sys);
    sys_sleep_ms(3);
    EXPECT(sys->monotonic_ns(sys) - before >= 3000000);
    uint64_t a[2] = {0}, b[2] = {0};
    sys->entropy(sys, a, sizeof(a));
    sys->entropy(sys, b, sizeof(b));
    EXPECT(memcmp(a, b, sizeof(a)) != 0);
    EXPECT_TEXT(sys_environment("QUOIN_NOT_SET_ANYWHERE"), NULL);
    EXPECT(sys_environment("PATH").length > 0);
}

struct counter {
    struct sys_mutex mutex;
    struct sys_condition condition;
    int value;
};

static void
count_up(void *argument)
{
    struct counter *counter = argument;
    for (int i = 0; i < 10000; i++) {
        sys_mutex_lock(&counter->mutex);
        counter->value++;
        sys_condition_signal(&counter->condition);
        sys_mutex_unlock(&counter->mutex);
    }
}

TEST(threads_exclude_and_wake_each_other)
{
    struct counter counter = {.value = 0};
    struct sys_thread threads[4];
    sys_mutex_init(&counter.mutex);
    sys_condition_init(&counter.condition);
    for (int i = 0; i < 4; i++) {
        REQUIRE(sys_thread_start(&threads[i], "a_very_long_name_of_a_thread", count_up, &counter) ==
                OK);
    }
    sys_mutex_lock(&counter.mutex);
    while (counter.value < 40000) {
        sys_condition_wait(&counter.condition, &counter.mutex);
    }
    sys_mutex_unlock(&counter.mutex);
    for (int i = 0; i < 4; i++) {
        sys_thread_join(&threads[i]);
    }
    EXPECT_INT(counter.value, 40000);
    sys_condition_free(&counter.condition);
    sys_mutex_free(&counter.mutex);
}

TEST(waiting_ends_with_its_time)
{
    const struct sys *sys = sys_posix();
    struct counter counter = {.value = 0};
    sys_mutex_init(&counter.mutex);
    sys_condition_init(&counter.condition);
    sys_mutex_lock(&counter.mutex);
    int64_t before = sys->monotonic_ns(sys);
    while (sys_condition_wait_ms(&counter.condition, &counter.mutex, 5)) {
    }
    EXPECT(sys->monotonic_ns(sys) - before >= 5000000);
    EXPECT(!sys_condition_wait_ms(&counter.condition, &counter.mutex, -1));
    sys_mutex_unlock(&counter.mutex);
    sys_condition_free(&counter.condition);
    sys_mutex_free(&counter.mutex);
}

TEST(held_signals_wait_until_they_are_asked_for)
{
    sys_signals_hold();
    EXPECT_INT(sys_signal_wait(0), 0);
    raise(SIGTERM);
    raise(SIGPIPE);
    EXPECT_INT(sys_signal_wait(-1), SIGTERM);
    EXPECT_INT(sys_signal_wait(1), 0);
}
