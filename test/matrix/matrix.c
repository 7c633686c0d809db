/* SPDX-License-Identifier: Apache-2.0 */
/**
 * matrix.c: every extension point x every way to fail x every policy it allows.
 *
 *   matrix ROOT FOLDER [-p] [FILTER]
 *
 * Points, their methods and their policies come from the engine's own tables,
 * so a new point adds its rows by itself: without FOLDER/<id>.matrix, which
 * says how the point is reached and what each policy leaves behind, it fails.
 * Each cell is a story and ends as all stories do. -p prints them instead.
 *
 * A .matrix file is sections: `--- opening` begins each story; `--- broken
 * NAME OUTCOME METHOD` is the body of a method whose answer has the form of
 * code but breaks the point's shape or contract, NAME beginning with the
 * clause; `--- good METHOD` is what the other methods do; `--- policy NAME` is
 * what then happens; `--- anything` says that {} is an answer; `--- uncalled`
 * says that no room asks the point yet. In them NAME stands for @script,
 * OUTCOME for @outcome.
 *
 * An input that is too big is told with a lowered bound, so that every point
 * reaches it. Under last_good a point without an earlier release that works
 * goes the way of `policy default`; `--- policy last_good` tells of one that
 * has such a release, made of the sections `good`, and is broken at @break.
 */
#include <stdio.h>
#include <string.h>

#include "story.h"
#include "sys/log.h"
#include "sys/sys.h"

#define FILE_BYTES_MAX (1u << 20)

/** A way to fail, whatever the point. */
struct failure_way {
    const char *name;
    const char *outcome;
    const char *body; /**< of the method, TypeScript */
};

static const struct failure_way failure_ways[] = {
    {"throws", "threw", "throw new TypeError(\"on purpose\");"},
    {"loops", "fuel", "for (;;) {}"},
    {"eats memory", "memory",
     "const eaten: number[][] = []; for (;;) { eaten.push(new Array(4096).fill(7)); }"},
    {"recurses", "depth", "const down = (n: number): number => down(n + 1) + 1; return down(0);"},
    {"returns nothing", "bad_shape", "return undefined;"},
    {"returns a number", "bad_shape", "return 42;"},
    {"returns an empty object", "bad_shape", "return {};"},
    {"returns itself", "bad_shape", "const a: any = {}; a.a = a; return a;"},
};

struct section {
    struct text words[4]; /**< of its first line, behind --- */
    struct text body;
};

#define SECTIONS_MAX 64

struct matrix {
    const char *root;
    const char *path; /**< of the point's file */
    const char *filter;
    bool only_print;
    struct arena arena;
    struct section sections[SECTIONS_MAX];
    size_t section_count;
    struct tally tally;
};

/* ---- the file ----------------------------------------------------------------- */

static void
section_begin(struct matrix *matrix, struct text line)
{
    assert(matrix->section_count < SECTIONS_MAX);
    struct section *section = &matrix->sections[matrix->section_count++];
    *section = (struct section){0};
    size_t from = 4;
    for (size_t i = 0; i < COUNT_OF(section->words) && from < line.length; i++) {
        size_t to = text_find(line, ' ', from);
        section->words[i] = text_slice(line, from, to);
        from = to + 1;
    }
}

static void
sections_read(struct matrix *matrix, struct text text)
{
    size_t begin = 0;
    matrix->section_count = 0;
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, '\n', at);
        struct text line = text_slice(text, at, end);
        if (text_has_prefix(line, TEXT("--- "))) {
            section_begin(matrix, line);
            begin = end + 1;
        }
        if (matrix->section_count > 0 && end + 1 > begin) {
            matrix->sections[matrix->section_count - 1].body = text_slice(text, begin, end + 1);
        }
        at = end + 1;
    }
}

static const struct section *
section_find(const struct matrix *matrix, const char *kind, const char *name)
{
    for (size_t i = 0; i < matrix->section_count; i++) {
        const struct section *section = &matrix->sections[i];
        if (text_is(section->words[0], kind) &&
            (name == NULL || text_is(section->words[1], name))) {
            return section;
        }
    }
    return NULL;
}

/* ---- a cell ----------------------------------------------------------------------- */

/** The text with every `word` replaced. */
static struct text
filled(struct matrix *matrix, struct text text, struct text word, struct text with)
{
    struct text_builder out;
    text_builder_init(&out, &matrix->arena, FILE_BYTES_MAX);
    for (size_t i = 0; i < text.length;) {
        if (text_equal(text_slice(text, i, i + word.length), word)) {
            text_builder_add(&out, with);
            i += word.length;
        } else {
            text_builder_add_char(&out, text.bytes[i++]);
        }
    }
    return text_builder_text(&out);
}

/** Line by line and indented: a } at the margin would end the script. */
static void
add_indented(struct text_builder *out, struct text text)
{
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, '\n', at);
        text_builder_format(out, "      %.*s\n", TEXT_ARG(text_slice(text, at, end)));
        at = end + 1;
    }
}

/** One cell: a method that fails in one way, under one policy. */
struct cell {
    const struct point *point;
    struct text method, name, outcome;
    struct text body;   /**< of the method; no text: it does what its section "good" says */
    const char *policy; /**< of the binding */
    const char *course; /**< the section that says what then happens */
};

/** A class whose method fails; the others do what their section "good" says, or nothing. */
static void
add_class(const struct matrix *matrix, struct text_builder *out, const struct cell *cell)
{
    const struct point *point = cell->point;
    text_builder_add_string(out, "  import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
                                 "  export default class Broken {\n");
    for (size_t i = 0; i < point->method_count; i++) {
        bool fails = text_is(cell->method, point->methods[i].name) && cell->body.length > 0;
        const struct section *good = section_find(matrix, "good", point->methods[i].name);
        struct text other = good == NULL ? TEXT("return {};") : good->body;
        text_builder_format(out, "    %s(request: any, config: any, context: any): any {\n",
                            point->methods[i].name);
        add_indented(out, fails ? cell->body : other);
        text_builder_add_string(out, "    }\n");
    }
    text_builder_add_string(out, "  }\n}\n");
}

/** What happens under the policy; NULL: the file has no such section. */
static const char *
course_of(struct matrix *matrix, const struct cell *cell)
{
    const struct section *course = section_find(matrix, "policy", cell->course);
    struct text_builder release;
    if (course == NULL) {
        return NULL;
    }
    struct text text = filled(matrix, course->body, TEXT("@outcome"), cell->outcome);
    text = filled(matrix, text, TEXT("on_failure: default"),
                  text_format(&matrix->arena, "on_failure: %s", cell->policy));
    text_builder_init(&release, &matrix->arena, FILE_BYTES_MAX);
    text_builder_add_string(&release, "release broken {\n");
    add_class(matrix, &release, cell);
    text = filled(matrix, text, TEXT("@break\n"), text_builder_text(&release));
    return text_format(&matrix->arena, "%.*s", TEXT_ARG(text)).bytes;
}

static void
cell_run(struct matrix *matrix, const struct cell *cell)
{
    const struct section *opening = section_find(matrix, "opening", NULL);
    struct text_builder story;
    const char *course = course_of(matrix, cell);
    bool begins_good = text_is(text_of(cell->course), "last_good");
    struct cell begin = *cell;
    begin.body = begins_good ? NO_TEXT : cell->body;
    text_builder_init(&story, &matrix->arena, FILE_BYTES_MAX);
    text_builder_format(&story, "story \"%s.%.*s %.*s under %s%s\"\n", cell->point->id,
                        TEXT_ARG(cell->method), TEXT_ARG(cell->name), cell->policy,
                        begins_good ? " after one that works" : "");
    if (opening == NULL || course == NULL) {
        printf("%s: no section %s %s\n", matrix->path, opening == NULL ? "opening" : "policy",
               opening == NULL ? "" : cell->course);
        matrix->tally.failed++;
        return;
    }
    text_builder_add(&story, opening->body);
    text_builder_format(&story, "script broken at %s on_failure %s {\n", cell->point->id,
                        cell->policy);
    add_class(matrix, &story, &begin);
    if (cell->body.length == 0) {
        text_builder_add_string(&story, "input_max 8\n");
    }
    text_builder_add_string(&story, course);
    struct text text = text_builder_text(&story);
    if (matrix->only_print) {
        printf("%.*s\n", TEXT_ARG(text));
        return;
    }
    stories_run(matrix->path, text, matrix->filter, matrix->root, &matrix->tally);
}

/** Objects without a member of the answer are answers where all members may be absent. */
static bool
takes_anything(size_t way)
{
    return strstr(failure_ways[way].body, "return {}") != NULL ||
           strstr(failure_ways[way].body, "a.a = a") != NULL;
}

/** All ways of all methods to fail, under one policy. */
static void
policy_run(struct matrix *matrix, const struct point *point, const char *policy, const char *course)
{
    struct cell cell = {.point = point, .policy = policy, .course = course};
    for (size_t m = 0; m < point->method_count; m++) {
        cell.method = text_of(point->methods[m].name);
        for (size_t i = 0; i < COUNT_OF(failure_ways); i++) {
            if (takes_anything(i) && section_find(matrix, "anything", NULL) != NULL) {
                continue;
            }
            cell.name = text_of(failure_ways[i].name);
            cell.outcome = text_of(failure_ways[i].outcome);
            cell.body = text_of(failure_ways[i].body);
            cell_run(matrix, &cell);
        }
        for (size_t i = 0; i < matrix->section_count; i++) {
            const struct section *section = &matrix->sections[i];
            if (text_is(section->words[0], "broken") &&
                text_equal(section->words[3], cell.method)) {
                cell.name = section->words[1];
                cell.outcome = section->words[2];
                cell.body = section->body;
                cell_run(matrix, &cell);
            }
        }
    }
    if (strcmp(course, "last_good") != 0) { /* no release takes an input that is too big */
        cell.method = text_of(point->methods[0].name);
        cell.name = TEXT("is given too much");
        cell.outcome = TEXT("input_too_big");
        cell.body = NO_TEXT;
        cell_run(matrix, &cell);
    }
}

/** Is there a section `broken CLAUSE[-...] OUTCOME METHOD`? Words that are NULL fit all. */
static bool
is_broken(const struct matrix *matrix, const char *clause, const char *outcome, const char *method)
{
    for (size_t i = 0; i < matrix->section_count; i++) {
        const struct text *words = matrix->sections[i].words;
        size_t length = clause == NULL ? 0 : strlen(clause);
        bool fits =
            text_is(words[0], "broken") && (method == NULL || text_is(words[3], method)) &&
            text_is(words[2], outcome) &&
            (clause == NULL || (text_has_prefix(words[1], text_of(clause)) &&
                                (words[1].length == length || words[1].bytes[length] == '-')));
        if (fits) {
            return true;
        }
    }
    return false;
}

/** Every clause of the contract is broken somewhere, and each method in shape and in size. */
static void
completeness_check(struct matrix *matrix, const struct point *point)
{
    for (const char *const *clause = point->clauses; *clause != NULL; clause++) {
        if (!is_broken(matrix, *clause, "broke_contract", NULL)) {
            printf("%s: no section broken %s broke_contract: what would break that clause?\n",
                   matrix->path, *clause);
            matrix->tally.failed++;
        }
    }
    static const char *const outcomes[] = {"bad_shape", "output_too_big"};
    for (size_t m = 0; m < point->method_count; m++) {
        for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
            if (!is_broken(matrix, NULL, outcomes[i], point->methods[m].name)) {
                printf("%s: no section broken ... %s %s\n", matrix->path, outcomes[i],
                       point->methods[m].name);
                matrix->tally.failed++;
            }
        }
    }
}

static void
point_run(struct matrix *matrix, const struct sys *sys, const char *folder,
          const struct point *point)
{
    static const struct {
        uint32_t bit;
        const char *name, *course;
    } policies[] = {{ON_FAILURE_DEFAULT, "default", "default"},
                    {ON_FAILURE_DEFAULT, "last_good", "default"}, /* with no release to go to */
                    {ON_FAILURE_DEFAULT, "last_good", "last_good"},
                    {ON_FAILURE_HOLD, "hold", "hold"},
                    {ON_FAILURE_FAIL, "fail", "fail"}};
    struct text text;
    arena_reset(&matrix->arena);
    matrix->path = text_format(&matrix->arena, "%s/%s.matrix", folder, point->id).bytes;
    if (sys->file_read(sys, &matrix->arena, matrix->path, FILE_BYTES_MAX, &text) != OK) {
        printf("%s: the point has no such file: say how it is reached and what each policy "
               "leaves\n",
               matrix->path);
        matrix->tally.failed++;
        return;
    }
    sections_read(matrix, text);
    if (section_find(matrix, "uncalled", NULL) != NULL) {
        return;
    }
    completeness_check(matrix, point);
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        if ((point->on_failure & policies[i].bit) != 0) {
            policy_run(matrix, point, policies[i].name, policies[i].course);
        }
    }
}

int
main(int argument_count, char **arguments)
{
    static struct matrix matrix; /* sections are too many for the stack */
    const struct sys *sys = sys_posix();
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    log_init(&log);
    if (argument_count < 3) {
        printf("matrix ROOT FOLDER [-p] [FILTER]\n");
        return 2;
    }
    matrix.root = arguments[1];
    matrix.only_print = argument_count > 3 && strcmp(arguments[3], "-p") == 0;
    matrix.filter = argument_count > 3 + matrix.only_print ? arguments[3 + matrix.only_print] : "";
    arena_init(&matrix.arena, FILE_BYTES_MAX * 64);
    for (const struct point *const *point = points; *point != NULL; point++) {
        point_run(&matrix, sys, arguments[2], *point);
    }
    arena_free(&matrix.arena);
    printf("%d passed, %d failed\n", matrix.tally.passed, matrix.tally.failed);
    return matrix.tally.failed == 0 ? 0 : 1;
}
