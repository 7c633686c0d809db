/* SPDX-License-Identifier: Apache-2.0 */
#include "app/config.h"
#include "test.h"

static struct arena arena;
static struct config config;
static struct text problem;
static char folder[] = "/tmp/quoin-config-XXXXXX";
static char file_path[64];

static bool
read_with(const char *const *flags, const char *const *environment)
{
    static const char *const nothing[] = {NULL};
    int count = 0;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    while (flags != NULL && flags[count] != NULL) {
        count++;
    }
    problem = NO_TEXT;
    /* main() has them writable, and nobody writes */
    char *const *arguments = (char *const *)(uintptr_t)flags;
    char *const *variables =
        (char *const *)(uintptr_t)(environment == NULL ? nothing : environment);
    return config_read(sys_posix(), &arena, count, arguments, variables, &config, &problem);
}

/** A file in a folder of our own, named in file_path. */
static void
file_with(const char *content)
{
    if (file_path[0] == '\0') {
        REQUIRE(mkdtemp(folder) != NULL);
        (void)snprintf(file_path, sizeof(file_path), "%s/quoin.conf", folder);
    }
    EXPECT_OK(sys_posix()->file_write(sys_posix(), file_path, text_of(content)));
}

TEST(without_anything_the_defaults_hold)
{
    EXPECT(read_with(NULL, NULL));
    EXPECT_TEXT(config.store, "quoin.db");
    EXPECT_TEXT(config.listen, "127.0.0.1:8420");
    EXPECT_INT(config.body_bytes_max, 1048576);
    EXPECT(!config.hints);
}

TEST(a_flag_has_two_spellings)
{
    const char *const flags[] = {"--store", "a.db",         "--listen=:9000",
                                 "--hints", "--drain-ms=5", NULL};
    EXPECT(read_with(flags, NULL));
    EXPECT_TEXT(config.store, "a.db");
    EXPECT_TEXT(config.listen, ":9000");
    EXPECT(config.hints);
    EXPECT_INT(config.drain_ms, 5);
}

TEST(a_flag_wins_over_the_environment_and_that_over_the_file)
{
    file_with("# of the file\nstore = file.db\n  listen =  1.2.3.4:5 \n\nlog-level=warn\n");
    char path[80];
    (void)snprintf(path, sizeof(path), "--config=%s", file_path);
    const char *const flags[] = {path, "--store=flag.db", NULL};
    const char *const environment[] = {"QUOIN_STORE=environment.db", "QUOIN_LISTEN=environment:1",
                                       "HOME=/", NULL};
    EXPECT(read_with(flags, environment));
    EXPECT_TEXT(config.store, "flag.db");
    EXPECT_TEXT(config.listen, "environment:1");
    EXPECT_TEXT(config.log_level, "warn");
}

TEST(the_environment_may_name_the_file)
{
    file_with("store = file.db\n");
    char variable[80];
    (void)snprintf(variable, sizeof(variable), "QUOIN_CONFIG=%s", file_path);
    const char *const environment[] = {variable, "QUOIN_BODY_BYTES_MAX=2048", NULL};
    EXPECT(read_with(NULL, environment));
    EXPECT_TEXT(config.store, "file.db");
    EXPECT_INT(config.body_bytes_max, 2048);
}

TEST(what_is_wrong_is_named_with_its_place)
{
    static const struct {
        const char *flag;
        const char *problem;
    } cases[] = {
        {"--nothing=1", "--nothing=1: no such flag; see quoin serve --help"},
        {"serve", "serve: no such flag; see quoin serve --help"},
        {"--store", "--store: a value is missing"},
        {"--drain-ms=soon", "--drain-ms: drain-ms is a number from 0 to 600000, not 'soon'"},
        {"--drain-ms=600001", "--drain-ms: drain-ms is a number from 0 to 600000, not '600001'"},
        {"--drain-ms=-1", "--drain-ms: drain-ms is a number from 0 to 600000, not '-1'"},
        {"--hints=maybe", "--hints: hints is true or false, not 'maybe'"},
        {"--log-level=loud", "--log-level: log-level is one of debug|info|warn|error, not 'loud'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char flag[40];
        (void)snprintf(flag, sizeof(flag), "%s", cases[i].flag);
        const char *const flags[] = {flag, NULL};
        EXPECT(!read_with(flags, NULL));
        EXPECT_TEXT(problem, cases[i].problem);
    }
    const char *const environment[] = {"QUOIN_DRAIN_MS=soon", NULL};
    EXPECT(!read_with(NULL, environment));
    EXPECT_TEXT(problem, "QUOIN_DRAIN_MS: drain-ms is a number from 0 to 600000, not 'soon'");
}

TEST(a_bad_line_of_the_file_is_named_with_its_number)
{
    char path[80];
    const char *const flags[] = {path, NULL};
    file_with("store = a\n\nnothing = 1\n");
    (void)snprintf(path, sizeof(path), "--config=%s", file_path);
    EXPECT(!read_with(flags, NULL));
    EXPECT_TEXT(text_slice(problem, strlen(file_path), problem.length),
                ":3: 'nothing' is no setting; write name = value, names as in quoin serve --help");
    file_with("just words\n");
    EXPECT(!read_with(flags, NULL));
    file_with("drain-ms = soon\n");
    EXPECT(!read_with(flags, NULL));
    (void)snprintf(path, sizeof(path), "--config=%s/none", folder);
    EXPECT(!read_with(flags, NULL));
    (void)unlink(file_path);
    (void)rmdir(folder);
}

TEST(the_help_names_every_setting)
{
    struct text_builder out;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    text_builder_init(&out, &arena, 1 << 16);
    config_help(&out);
    struct text help = text_builder_text(&out);
    REQUIRE(help.bytes != NULL);
    EXPECT(strstr(help.bytes, "--body-bytes-max") != NULL);
    EXPECT(strstr(help.bytes, "127.0.0.1:8420") != NULL);
    EXPECT(strstr(help.bytes, "debug|info|warn|error") != NULL ||
           strstr(help.bytes, "--log-level"));
}
