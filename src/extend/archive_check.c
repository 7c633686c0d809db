/* SPDX-License-Identifier: Apache-2.0 */
/** archive_check.c: an exported archive, checked and executed again without a store. */
#include <string.h>

#include "base/pack.h"
#include "extend/archive_first.h"

struct checking {
    struct arena *arena;  /**< of the whole check */
    struct arena segment; /**< of one segment */
    struct arena run;     /**< of one run */
    struct script_runner *runner;
    struct arguments_kept *kept;
    struct map releases; /**< hash to struct exported_release */
    struct archive_finding *finding;
};

struct exported_release {
    struct text json;
    struct script_program *program; /**< NULL: not compiled yet */
};

static void
blame(struct checking *checking, struct text where, struct text what)
{
    if (checking->finding->problem.bytes == NULL) {
        checking->finding->problem =
            text_format(checking->arena, "%.*s: %.*s", TEXT_ARG(where), TEXT_ARG(what));
    }
}

/* ---- releases -------------------------------------------------------------------- */

/** Compile what was exported; NULL when it is not the release of that hash. */
static struct script_program *
release_compile(struct checking *checking, struct text hash, struct text json_text)
{
    struct arena *arena = checking->arena;
    struct json json;
    struct json_error error;
    struct script_diagnostics diagnostics = {0};
    struct script_program *program;
    struct sha256 own;
    if (json_parse(arena, json_text, &json, &error) != OK) {
        return NULL;
    }
    const struct json *language = json_get(&json, "language");
    const struct json *list = json_get(&json, "sources");
    size_t count = list == NULL ? 0 : list->count;
    struct script_source *sources = arena_alloc(arena, count, sizeof(*sources));
    for (size_t i = 0; sources != NULL && i < count; i++) {
        const struct json *path = json_get(&list->items[i], "path");
        const struct json *text = json_get(&list->items[i], "text");
        sources[i].path = path == NULL ? TEXT("") : path->text;
        sources[i].text = text == NULL ? TEXT("") : text->text;
    }
    if (sources == NULL || count == 0 || language == NULL || language->type != JSON_STRING ||
        script_sources_hash(arena, language->text, sources, count, &own) != OK ||
        !text_equal(hex_text(arena, own.bytes, sizeof(own.bytes)), hash) ||
        script_compile(arena, sources, count, &diagnostics, &program) != OK) {
        return NULL;
    }
    return program;
}

static void
release_add(struct checking *checking, struct text record)
{
    struct json json;
    struct json_error error;
    struct exported_release *release = arena_new(checking->arena, struct exported_release);
    const struct json *hash = NULL;
    if (release != NULL && json_parse(checking->arena, record, &json, &error) == OK) {
        hash = json_get(&json, "hash");
    }
    if (hash == NULL || hash->type != JSON_STRING) {
        blame(checking, TEXT("a release"), TEXT("it cannot be read"));
        return;
    }
    release->json = record;
    if (!map_put(&checking->releases, hash->text, release)) {
        blame(checking, TEXT("a release"), TEXT("no memory for it"));
    }
}

static struct script_program *
release_of(struct checking *checking, struct text hash)
{
    struct exported_release *release = map_get(&checking->releases, hash);
    if (release == NULL) {
        return NULL;
    }
    if (release->program == NULL) {
        release->program = release_compile(checking, hash, release->json);
    }
    return release->program;
}

/* ---- a run once more --------------------------------------------------------------- */

static struct text
member(const struct json *run, const char *name)
{
    const struct json *value = json_get(run, name);
    return value == NULL || (value->type != JSON_STRING && value->type != JSON_NUMBER)
               ? NO_TEXT
               : value->text;
}

static struct text
body_named(const struct json *run, const struct map *bodies, const char *name)
{
    struct text hash = member(run, name);
    const struct text *body = hash.bytes == NULL ? NULL : map_get(bodies, hash);
    return body == NULL ? NO_TEXT : *body;
}

/** The point, the method and the program that runs of these terms had; false: not here. */
static bool
terms_resolve(struct checking *checking, struct archive_terms *terms)
{
    if (terms->program != NULL) {
        return true;
    }
    terms->point = point_find(terms->point_id);
    for (size_t i = 0; terms->point != NULL && i < terms->point->method_count; i++) {
        if (text_is(terms->method_name, terms->point->methods[i].name)) {
            terms->method = (int)i;
            terms->program = release_of(checking, terms->release);
        }
    }
    return terms->program != NULL;
}

/** The first difference between what was sealed and what comes out now; no text: none. */
static struct text
run_difference(struct checking *checking, const struct archive_run *run)
{
    struct archive_terms *terms = run->terms;
    struct script_result result;
    if (text_is(terms->outcome, "refused")) {
        return NO_TEXT; /* nothing was run */
    }
    if (!terms_resolve(checking, terms)) {
        return TEXT("its release, point or input cannot be read by this program");
    }
    const struct point_method *method = &terms->point->methods[terms->method];
    void *input = arena_alloc(&checking->run, 1, method->input->size_bytes);
    void *output = arena_alloc(&checking->run, 1, method->output->size_bytes);
    struct text_builder body;
    if (input == NULL || output == NULL) {
        return TEXT("no memory to run it");
    }
    if (model_decode(&checking->run, method->input, run->input, input) != OK) {
        return TEXT("its release, point or input cannot be read by this program");
    }
    struct extend_trial trial = {.program = terms->program,
                                 .point = terms->point,
                                 .method = terms->method,
                                 .input = input,
                                 .input_body = run->input,
                                 .configuration = terms->configuration,
                                 .context = run->context,
                                 .kept = checking->kept,
                                 .ignores_reads = true};
    if (text_is(terms->outcome, "input_too_big") && run->input.length > 1) {
        trial.input_bytes_max = run->input.length - 1; /* whatever bound was set then */
    }
    extend_try(checking->runner, &trial, &checking->run, output, &result);
    const char *outcome = run_outcome_kind_name(outcome_kind(result.outcome));
    if (!text_is(terms->outcome, outcome)) {
        return text_format(&checking->run, "outcome: %.*s then, %s now", TEXT_ARG(terms->outcome),
                           outcome);
    }
    text_builder_init(&body, &checking->run, SIZE_MAX);
    if (result.outcome == RUN_OK && (model_encode(method->output, output, &body) != OK ||
                                     !text_equal(text_builder_text(&body), run->output))) {
        return TEXT("output: the bytes differ");
    }
    if (run->fuel != result.fuel) {
        return text_format(&checking->run, "fuel: %llu then, %llu now",
                           (unsigned long long)run->fuel, (unsigned long long)result.fuel);
    }
    return NO_TEXT;
}

static void
run_take(struct checking *checking, const struct archive_run *run)
{
    if (checking->runner == NULL) {
        return;
    }
    struct text difference = run_difference(checking, run);
    if (difference.bytes != NULL) {
        checking->finding->differing++;
        blame(checking, run->id, difference);
    }
    checking->finding->replayed++;
}

/** With a runner, each run of a content is executed again. */
static void
runs_take(struct checking *checking, struct text content, const struct archive_content *parts)
{
    size_t at = 0;
    char kind;
    struct text record;
    while (checking->runner != NULL && archive_next(content, &at, &kind, &record)) {
        struct archive_run run;
        if (kind == ARCHIVE_RUN && archive_run_read(parts, record, &run)) {
            arena_reset(&checking->run);
            run_take(checking, &run);
        }
    }
}

/** The same of the first form; each run names bodies of the content only. */
static void
first_runs_take(struct checking *checking, struct text content, const struct map *bodies,
                struct text *problem)
{
    size_t at = 0;
    char kind;
    struct text record;
    while (archive_next(content, &at, &kind, &record)) {
        struct json json;
        struct json_error error;
        int64_t fuel;
        if (kind != ARCHIVE_RUN) {
            continue;
        }
        arena_reset(&checking->run);
        if (json_parse(&checking->run, record, &json, &error) != OK) {
            *problem = TEXT("a run is no JSON");
            return;
        }
        if (!archive_first_run_check(checking->arena, bodies, &json, problem)) {
            return;
        }
        struct archive_terms terms = {.point_id = member(&json, "point"),
                                      .method_name = member(&json, "method"),
                                      .release = member(&json, "release"),
                                      .outcome = member(&json, "outcome"),
                                      .configuration = body_named(&json, bodies, "configuration")};
        struct archive_run run = {.terms = &terms,
                                  .id = member(&json, "id"),
                                  .context = body_named(&json, bodies, "context"),
                                  .input = body_named(&json, bodies, "input"),
                                  .output = body_named(&json, bodies, "output")};
        run.fuel = text_parse_int(member(&json, "fuel"), &fuel) ? (uint64_t)fuel : UINT64_MAX;
        run_take(checking, &run);
    }
}

/* ---- segments ----------------------------------------------------------------------- */

static struct text
segment_read(struct checking *checking, const struct json *head, struct text packed,
             struct text previous, struct text *problem)
{
    struct arena *arena = &checking->segment;
    struct map bodies;
    struct archive_content parts;
    int64_t run_count;
    struct text said = member(head, "previous");
    struct text hash = member(head, "hash");
    bool is_first = checking->finding->segments == 0; /* retention may have taken those before */
    const struct json *before = json_get(head, "previous");
    bool begins =
        is_first && before != NULL && (before->type == JSON_NULL || before->type == JSON_STRING);
    if (!begins && (is_first || !text_equal(said, previous))) {
        *problem = TEXT("it does not follow the one before it");
        return NO_TEXT;
    }
    struct text content = NO_TEXT;
    bool is_first_form = archive_is_first(packed);
    if (is_first_form) {
        content = unpack(arena, packed, ARCHIVE_CONTENT_MAX);
    } else if (text_equal(archive_hash(arena, said, packed), hash)) {
        content = archive_unpack(arena, packed);
    }
    if (content.bytes == NULL || !text_parse_int(member(head, "run_count"), &run_count) ||
        (is_first_form && !text_equal(archive_first_hash(arena, said, content), hash))) {
        *problem = TEXT("its content is not what was sealed");
        return NO_TEXT;
    }
    bool is_whole =
        is_first_form
            ? archive_first_content_check(arena, content, (size_t)run_count, &bodies, problem)
            : archive_content_read(arena, content, (size_t)run_count, &parts, problem);
    if (!is_whole) {
        return NO_TEXT;
    }
    checking->finding->segments++;
    checking->finding->runs += (size_t)run_count;
    if (is_first_form) {
        first_runs_take(checking, content, &bodies, problem);
    } else {
        runs_take(checking, content, &parts);
    }
    return problem->bytes != NULL ? NO_TEXT : hash;
}

static void
segments_check(struct checking *checking, struct text exported)
{
    size_t at = sizeof(ARCHIVE_MAGIC) - 1; /* both are as long */
    struct text previous = NO_TEXT;
    struct text head = NO_TEXT;
    char kind;
    struct text record;
    bool goes_on = true;
    while (goes_on && archive_next(exported, &at, &kind, &record)) {
        struct json json;
        struct json_error error;
        struct text problem = NO_TEXT;
        if (kind == ARCHIVE_RELEASE) {
            release_add(checking, record);
        } else if (kind == ARCHIVE_HEAD && head.bytes == NULL) {
            head = record;
        } else if (kind != ARCHIVE_CONTENT || head.bytes == NULL) {
            goes_on = false;
            blame(checking, TEXT("the archive"), TEXT("it has a record that does not belong here"));
        } else {
            arena_reset(&checking->segment);
            if (json_parse(&checking->segment, head, &json, &error) != OK) {
                problem = TEXT("its head is no JSON");
            } else {
                previous = text_copy(checking->arena,
                                     segment_read(checking, &json, record, previous, &problem));
            }
            head = NO_TEXT;
            if (problem.bytes != NULL) {
                blame(checking,
                      text_format(checking->arena, "segment %zu", checking->finding->segments + 1),
                      problem);
                goes_on = false;
            }
        }
    }
    if (goes_on && (at != exported.length || head.bytes != NULL)) {
        blame(checking, TEXT("the archive"), TEXT("it is cut off or damaged"));
    }
}

void
archive_check(struct arena *arena, struct text exported, struct script_runner *runner,
              struct archive_finding *out)
{
    struct checking checking = {
        .arena = arena, .runner = runner, .kept = arguments_new(), .finding = out};
    *out = (struct archive_finding){0};
    if (!text_has_prefix(exported, TEXT(ARCHIVE_MAGIC)) &&
        !text_has_prefix(exported, TEXT(ARCHIVE_MAGIC_FIRST))) {
        out->problem = TEXT("this is no archive of quoin");
        arguments_free(checking.kept);
        return;
    }
    arena_init(&checking.segment, 8 * ARCHIVE_CONTENT_MAX);
    arena_init(&checking.run, 4 * ARCHIVE_CONTENT_MAX);
    map_init(&checking.releases, arena, 1);
    segments_check(&checking, exported);
    for (size_t i = 0; i < checking.releases.count; i++) {
        struct exported_release *release = checking.releases.entries[i].value;
        if (release->program != NULL) {
            script_program_free(release->program);
        }
    }
    arguments_free(checking.kept);
    arena_free(&checking.segment);
    arena_free(&checking.run);
}
