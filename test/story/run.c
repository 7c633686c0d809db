/* SPDX-License-Identifier: Apache-2.0 */
/** run.c: from a text to stories, and what is asked of each when it has ended. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mark.h"
#include "story.h"

#define ARENA_BYTES_MAX    (1u << 30)
#define TIME_LIMIT_SECONDS 120
#define DEFAULT_CLOCK      1767225600 /* 2026-01-01T00:00:00Z */

/* ---- names ------------------------------------------------------------------------ */

static const struct json *
look_up(void *context, struct text path)
{
    struct story *story = context;
    size_t dot = text_find(path, '.', 0);
    struct text name = text_slice(path, 0, dot);
    for (size_t i = 0; i < story->name_count; i++) {
        if (text_equal(story->names[i].name, name) && story->names[i].json != NULL) {
            return json_at(story->names[i].json, text_slice(path, dot + 1, path.length));
        }
    }
    return NULL;
}

/* ---- the end of a story ------------------------------------------------------------- */

static void
check(struct story *story, const char *what, struct text problem)
{
    if (problem.bytes != NULL) {
        story_wrong(story, "%s: %.*s", what, TEXT_ARG(problem));
    }
}

/** The expectations behind the last step, once more. */
static void
expect_again(struct story *story)
{
    story->again = true;
    story->reader.at = story->last_at;
    story->reader.line = story->last_line;
    while (story_step(story)) {
        /* only expectations stand here */
    }
}

static void
checks_run(struct story *story)
{
    struct world *world = &story->world;
    struct text problem = NO_TEXT;
    size_t account = world->account;
    for (size_t i = 0; i < world->account_count; i++) {
        world_speak(world, i);
        check(story, "replay", check_replay(world));
        check(story, "invoices", check_invoices(world));
        check(story, "books", check_books(world));
        check(story, "credit notes", check_credit_notes(world));
        check(story, "events", check_events(world));
    }
    world_speak(world, account);
    struct text before = world_digest(world);
    check(story, "store", check_store(world));
    if (!world_restart(world, &problem)) {
        story_stop(story, "the engine does not start again: %.*s", TEXT_ARG(problem));
        return;
    }
    if (!text_equal(before, world_digest(world))) {
        story_wrong(story, "the records differ after a stop and a start");
    }
    world_run_due(world);
    int line = story->line;
    bool failed = story->failed;
    story->failed = false;
    expect_again(story);
    if (story->failed) {
        printf("    (the engine had been stopped and started on the same store)\n");
    }
    story->failed = story->failed || failed;
    story->line = line;
}

static bool
file_contains(const char *root, const char *path, struct text part)
{
    char whole[512];
    char line[4096];
    (void)snprintf(whole, sizeof(whole), "%s/%s", root, path);
    FILE *file = fopen(whole, "rb");
    bool found = false;
    if (file == NULL) {
        return false;
    }
    char word[128];
    (void)snprintf(word, sizeof(word), "%.*s", TEXT_ARG(part));
    while (!found && fgets(line, sizeof(line), file) != NULL) {
        found = strstr(line, word) != NULL;
    }
    (void)fclose(file);
    return found || part.length == 0;
}

/** A page that exists, an invariant of a room's README, or a mark that was passed. */
static void
prove(struct story *story, const char *root, struct text what)
{
    char path[256];
    bool holds = true;
    size_t dash = text_find(what, '-', 0);
    if (text_find(what, '/', 0) < what.length) {
        (void)snprintf(path, sizeof(path), "%.*s", TEXT_ARG(what));
        holds = file_contains(root, path, NO_TEXT);
    } else if (text_find(what, '.', 0) < what.length) {
#ifdef QUOIN_MARKS
        (void)snprintf(path, sizeof(path), "%.*s", TEXT_ARG(what));
        holds = mark_was_hit(path);
#endif
    } else if (dash < what.length) {
        char room[32] = {0};
        for (size_t i = 0; i < dash && i + 1 < sizeof(room); i++) {
            char byte = what.bytes[i];
            room[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
        }
        (void)snprintf(path, sizeof(path), "src/%s/README.md", room);
        holds = file_contains(root, path, what);
    }
    if (!holds) {
        story_wrong(story, "it does not prove %.*s", TEXT_ARG(what));
    }
}

/* ---- one story ------------------------------------------------------------------------ */

/** A piece of a file, and the line on which it begins. */
struct piece {
    struct text text;
    int line;
};

/** The first clock of a story is the time at which its engine starts. */
static bool
first_clock(struct text text, int64_t *time)
{
    struct text word = TEXT("\nclock ");
    for (size_t i = 0; i + word.length < text.length; i++) {
        if (text_equal(text_slice(text, i, i + word.length), word)) {
            size_t end = text_find(text, '\n', i + word.length);
            return notation_time(text_trim(text_slice(text, i + word.length, end)), time);
        }
    }
    return false;
}

static void
piece_tell(struct story *story, struct piece piece)
{
    story->reader = (struct reader){.arena = &story->arena,
                                    .text = piece.text,
                                    .line = piece.line,
                                    .look_up = look_up,
                                    .context = story};
    story->last_at = 0;
    story->last_line = piece.line;
    while (story_step(story)) {
        /* one after the other */
    }
}

static bool
story_run(const char *path, struct text title, struct piece opening, struct piece body,
          const char *root)
{
    static struct story story; /* too large for the stack; one story a process */
    struct text problem = NO_TEXT;
    int64_t time = DEFAULT_CLOCK;
    story = (struct story){.path = path, .title = title, .line = body.line};
    arena_init(&story.arena, ARENA_BYTES_MAX);
    if (!first_clock(opening.text, &time)) {
        (void)first_clock(body.text, &time);
    }
    if (!world_open(&story.world, &story.arena, time * 1000, &problem)) {
        story_stop(&story, "the engine does not start: %.*s", TEXT_ARG(problem));
    }
    piece_tell(&story, opening);
    piece_tell(&story, body);
    if (!story.over) {
        checks_run(&story);
    }
    for (size_t i = 0; i < story.prove_count; i++) {
        prove(&story, root, story.proves[i]);
    }
    world_close(&story.world);
    arena_free(&story.arena);
    return !story.failed;
}

static void
aborted(int number)
{
    (void)number;
    (void)fflush(stdout);
    (void)signal(SIGABRT, SIG_DFL);
    (void)raise(SIGABRT);
}

static bool
story_run_apart(const char *path, struct text title, struct piece opening, struct piece body,
                const char *root)
{
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGABRT, aborted);
        (void)alarm(TIME_LIMIT_SECONDS);
        bool passed = story_run(path, title, opening, body, root);
        (void)fflush(stdout);
        _exit(passed ? 0 : 1);
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("%s:%d: story \"%.*s\": the process ended by signal %d\n", path, body.line,
               TEXT_ARG(title), WTERMSIG(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- all of a file -------------------------------------------------------------------- */

static bool
starts_story(struct text text, size_t at)
{
    return text_equal(text_slice(text, at, at + 7), TEXT("story \""));
}

/** From the line at `at` to the next that begins a story; *line goes along. */
static size_t
piece_end(struct text text, size_t at, int *line)
{
    while (at < text.length && !starts_story(text, at)) {
        at = text_find(text, '\n', at) + 1;
        (*line)++;
    }
    return at < text.length ? at : text.length;
}

void
stories_run(const char *path, struct text text, const char *filter, const char *root,
            struct tally *tally)
{
    int line = 1;
    size_t at = piece_end(text, 0, &line);
    struct piece opening = {text_slice(text, 0, at), 1};
    while (at < text.length) {
        struct text title = text_slice(text, at + 7, text_find(text, '"', at + 7));
        size_t from = text_find(text, '\n', at);
        char name[256];
        (void)snprintf(name, sizeof(name), "%.*s", TEXT_ARG(title));
        struct piece body = {NO_TEXT, line++};
        at = piece_end(text, from + 1, &line);
        body.text = text_slice(text, from, at);
        if (strstr(name, filter) == NULL && strstr(path, filter) == NULL) {
            continue;
        }
        bool passed = story_run_apart(path, title, opening, body, root);
        *(passed ? &tally->passed : &tally->failed) += 1;
        printf("%s %s\n", passed ? "ok  " : "FAIL", name);
    }
}
