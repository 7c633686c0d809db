/* SPDX-License-Identifier: Apache-2.0 */
/** archive.c: quoin archive, verify-archive and replay: what was decided, held to account. */
#include "app/archive.h"

#include <stdio.h>
#include <string.h>

#include "app/engine.h"

#define HEAP_BYTES_MAX    ((size_t)64 << 20)
#define ARCHIVE_BYTES_MAX ((size_t)4 << 30)
#define ARENA_BYTES       ((size_t)8 << 30)
#define REPLAY_PORTION    200
#define DIFFERENCES_SHOWN 20

static const char help[] =
    "quoin archive export --store FILE [--out FILE]   the sealed runs and their releases, as one "
    "file\n"
    "quoin archive verify FILE                     hold such a file to its hashes; needs no store\n"
    "quoin verify-archive FILE | --store FILE         the same, and execute every run again: the "
    "gate\n"
    "                                              before this program takes over from an older "
    "one\n"
    "quoin replay --store FILE [RUN]                  execute the journal's runs again, bit for "
    "bit\n\n"
    "The exit status is 0 only when nothing is wrong and nothing differs.\n";

static int
misuse(void)
{
    (void)fputs(help, stderr);
    return 2;
}

/* ---- the store ------------------------------------------------------------------ */

static bool
store_begin(const struct sys *sys, struct text store, struct engine **engine)
{
    struct engine_config config = {
        .store = store, .heap_bytes_max = HEAP_BYTES_MAX, .cache_bytes = (int64_t)64 << 20};
    struct text problem = NO_TEXT;
    if (!store_is_there(store)) {
        (void)fprintf(stderr, "quoin: there is no store %.*s\n", TEXT_ARG(store));
        return false;
    }
    sys->entropy(sys, &config.seed, sizeof(config.seed));
    sys->entropy(sys, config.secret, sizeof(config.secret));
    if (engine_open(&config, sys->wall_ms(sys), engine, &problem) != OK) {
        (void)fprintf(stderr, "quoin: %.*s\n", TEXT_ARG(problem));
        return false;
    }
    return true;
}

/** Seal what waits and write the archive into the builder. */
static bool
archive_bytes(const struct sys *sys, struct text store, struct arena *arena, struct text *out)
{
    struct engine *engine;
    struct task *task;
    struct text_builder builder;
    text_builder_init(&builder, arena, ARCHIVE_BYTES_MAX);
    if (!store_begin(sys, store, &engine)) {
        return false;
    }
    while (engine_seal(engine, sys->wall_ms(sys))) {
        /* a segment at a time */
    }
    err_t err = engine_read(engine, sys->wall_ms(sys), &task);
    if (err == OK) {
        err = archive_export(task, &builder);
    }
    if (err != OK) {
        (void)fprintf(stderr, "quoin: %.*s\n", TEXT_ARG(task->failure.message));
    }
    engine_close(engine);
    *out = text_builder_text(&builder);
    return err == OK && out->bytes != NULL;
}

/* ---- archive ---------------------------------------------------------------------- */

static int
export_archive(const struct sys *sys, struct text store, const char *path)
{
    struct arena arena;
    struct text bytes;
    int status = 1;
    arena_init(&arena, ARENA_BYTES);
    if (archive_bytes(sys, store, &arena, &bytes)) {
        bool is_written = path == NULL
                              ? fwrite(bytes.bytes, 1, bytes.length, stdout) == bytes.length
                              : sys->file_write(sys, path, bytes) == OK;
        if (!is_written) {
            (void)fprintf(stderr, "quoin: %s cannot be written\n", path == NULL ? "-" : path);
        }
        status = is_written ? 0 : 1;
    }
    arena_free(&arena);
    return status;
}

static int
finding_print(const struct archive_finding *finding, bool with_replay)
{
    (void)printf("%zu segments, %zu runs", finding->segments, finding->runs);
    if (with_replay) {
        (void)printf(", %zu executed again, %zu differ", finding->replayed, finding->differing);
    }
    (void)printf("\n");
    if (finding->problem.bytes != NULL) {
        (void)printf("WRONG: %.*s\n", TEXT_ARG(finding->problem));
        return 1;
    }
    (void)printf("%s\n", with_replay ? "intact, and every amount is what it was" : "intact");
    return 0;
}

static int
check_archive(const struct sys *sys, struct text store, const char *path, bool with_replay)
{
    struct arena arena;
    struct text bytes = NO_TEXT;
    struct archive_finding finding;
    struct script_runner *runner = NULL;
    int status = 1;
    arena_init(&arena, ARENA_BYTES);
    bool is_read = path == NULL
                       ? archive_bytes(sys, store, &arena, &bytes)
                       : sys->file_read(sys, &arena, path, ARCHIVE_BYTES_MAX, &bytes) == OK;
    if (!is_read) {
        (void)fprintf(stderr, "quoin: the archive cannot be read\n");
    } else if (with_replay && script_runner_new(HEAP_BYTES_MAX, &runner) != OK) {
        (void)fprintf(stderr, "quoin: not enough memory for a script's heap\n");
    } else {
        archive_check(&arena, bytes, runner, &finding);
        status = finding_print(&finding, with_replay);
    }
    if (runner != NULL) {
        script_runner_free(runner);
    }
    arena_free(&arena);
    return status;
}

/* ---- replay ------------------------------------------------------------------------ */

struct tally {
    size_t runs, differing;
};

static err_t
replay_one(struct task *task, const struct run *run, struct tally *tally)
{
    struct replay replay;
    TRY(run_replay(task, run, &replay));
    tally->runs++;
    if (!replay.is_equal && tally->differing++ < DIFFERENCES_SHOWN) {
        struct text id = id_text(task->arena, &task->account->secret, run_kind.prefix, run->id.key);
        (void)printf("%.*s: %.*s\n", TEXT_ARG(id), TEXT_ARG(replay.difference));
    }
    return OK;
}

/** A portion of the journal behind *after, in a task of its own. */
static err_t
replay_portion(struct engine *engine, int64_t wall_ms, int64_t *after, bool *has_more,
               struct tally *tally)
{
    struct task *task;
    struct record_scan scan = {.kind = &run_records,
                               .index = -1,
                               .after_key = *after,
                               .limit = REPLAY_PORTION,
                               .unwatched = true};
    void **found;
    size_t count;
    TRY(engine_read(engine, wall_ms, &task));
    TRY(record_scan(task, &scan, &found, &count, has_more));
    for (size_t i = 0; i < count; i++) {
        *after = ((const struct run *)found[i])->id.key;
        TRY(replay_one(task, found[i], tally));
    }
    return OK;
}

static err_t
replay_named(struct engine *engine, int64_t wall_ms, struct text name, struct tally *tally)
{
    struct task *task;
    struct id id;
    void *run = NULL;
    TRY(engine_read(engine, wall_ms, &task));
    if (id_parse(&task->account->secret, run_kind.prefix, name, &id.key)) {
        TRY(record_load(task, &run_records, id, &run));
    }
    if (run == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, NULL, "there is no run %.*s", TEXT_ARG(name));
    }
    return replay_one(task, run, tally);
}

static int
replay_journal(const struct sys *sys, struct text store, const char *name)
{
    struct engine *engine;
    struct tally tally = {0};
    int64_t after = 0;
    int64_t wall_ms = sys->wall_ms(sys);
    bool has_more = name == NULL;
    if (!store_begin(sys, store, &engine)) {
        return 1;
    }
    err_t err = name == NULL ? OK : replay_named(engine, wall_ms, text_of(name), &tally);
    while (err == OK && has_more) {
        err = replay_portion(engine, wall_ms, &after, &has_more, &tally);
    }
    engine_close(engine);
    if (err != OK) {
        (void)fprintf(stderr, "quoin replay: %s\n", error_kind(err)->sentence);
        return 1;
    }
    (void)printf("%zu runs, %zu differ\n", tally.runs, tally.differing);
    return tally.differing == 0 ? 0 : 1;
}

/* ---- the verbs ---------------------------------------------------------------------- */

/** --store FILE, --out FILE, and at most one word. */
struct words {
    struct text store;
    const char *out;
    const char *word;
};

static bool
words_read(int count, char *const *arguments, struct words *out)
{
    *out = (struct words){.store = NO_TEXT};
    for (int i = 0; i < count; i++) {
        bool has_value = i + 1 < count;
        if (strcmp(arguments[i], "--store") == 0 && has_value) {
            out->store = text_of(arguments[++i]);
        } else if (strcmp(arguments[i], "--out") == 0 && has_value) {
            out->out = arguments[++i];
        } else if (arguments[i][0] == '-' || out->word != NULL) {
            return false;
        } else {
            out->word = arguments[i];
        }
    }
    return true;
}

int
archive_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct words words;
    if (count == 1 && strcmp(arguments[0], "--help") == 0) {
        (void)fputs(help, stdout);
        return 0;
    }
    if (count < 1 || !words_read(count - 1, arguments + 1, &words)) {
        return misuse();
    }
    if (strcmp(arguments[0], "export") == 0 && words.store.length > 0) {
        return export_archive(sys, words.store, words.out);
    }
    if (strcmp(arguments[0], "verify") == 0 && words.word != NULL) {
        return check_archive(sys, NO_TEXT, words.word, false);
    }
    return misuse();
}

int
verify_archive_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct words words;
    if (!words_read(count, arguments, &words) ||
        (words.word == NULL) == (words.store.length == 0)) {
        return misuse();
    }
    return check_archive(sys, words.store, words.word, true);
}

int
replay_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct words words;
    if (!words_read(count, arguments, &words) || words.store.length == 0) {
        return misuse();
    }
    return replay_journal(sys, words.store, words.word);
}
