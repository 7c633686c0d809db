/* SPDX-License-Identifier: Apache-2.0 */
/* coverage.c: what the tests of scripts passed, from the marks of their programs. */
#include "cli/test_suite.h"

/** A mark of a file, over all test files that import it. */
struct coverage_mark {
    struct script_mark mark;
    uint64_t count;
};

struct coverage_file {
    struct text path;
    struct {
        struct coverage_mark *items;
        size_t count, capacity;
    } marks;
};

/** Found and passed, of one kind. */
struct share {
    size_t found, passed;
};

static struct coverage_file *
find_file(struct arena *arena, struct coverage *coverage, struct text path)
{
    for (size_t i = 0; i < coverage->files.count; i++) {
        if (text_equal(coverage->files.items[i].path, path)) {
            return &coverage->files.items[i];
        }
    }
    struct coverage_file *file = list_add(arena, &coverage->files);
    if (file != NULL) {
        file->path = path;
    }
    return file;
}

void
coverage_add(struct arena *arena, struct coverage *coverage, const struct source_set *sources,
             const struct script_program *program, const uint32_t *counts)
{
    size_t count;
    const struct script_mark *marks = script_program_marks(program, &count);
    struct coverage_file *file = NULL;
    bool is_new = false;
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || marks[i].source != marks[i - 1].source) {
            file = find_file(arena, coverage, sources->items[marks[i].source].path);
            is_new = file != NULL && file->marks.count == 0;
            next = 0;
        }
        if (file == NULL) {
            return;
        }
        /* The same source has the same marks in the same order, in every program. */
        if (is_new && list_add(arena, &file->marks) != NULL) {
            file->marks.items[next].mark = marks[i];
            file->marks.items[next].mark.name = text_copy(arena, marks[i].name);
        }
        if (next < file->marks.count) {
            file->marks.items[next++].count += counts[i];
        }
    }
}

/** Lines where a statement begins; its first one says whether the line was passed. */
static bool
is_first_of_line(const struct coverage_file *file, size_t at)
{
    for (size_t i = at; i > 0 && at - i < 64; i--) {
        const struct script_mark *before = &file->marks.items[i - 1].mark;
        if (before->kind == SCRIPT_MARK_STATEMENT &&
            before->line == file->marks.items[at].mark.line) {
            return false;
        }
    }
    return true;
}

static struct share
share_of(const struct coverage_file *file, enum script_mark_kind kind, bool is_lines)
{
    struct share share = {0};
    for (size_t i = 0; i < file->marks.count; i++) {
        const struct coverage_mark *mark = &file->marks.items[i];
        if (mark->mark.kind == kind && (!is_lines || is_first_of_line(file, i))) {
            share.found++;
            share.passed += mark->count > 0;
        }
    }
    return share;
}

/* ---- table ------------------------------------------------------------- */

static void
add_percent(struct text_builder *out, struct share share)
{
    size_t hundredths = share.found == 0 ? 10000 : share.passed * 10000 / share.found;
    if (hundredths % 100 == 0) {
        text_builder_format(out, " | %7zu", hundredths / 100);
    } else {
        text_builder_format(out, " | %4zu.%02zu", hundredths / 100, hundredths % 100);
    }
}

/** "12-14,20": lines that no test reached. */
static void
add_missed(struct text_builder *out, const struct coverage_file *file)
{
    uint32_t from = 0;
    uint32_t to = 0;
    bool is_first = true;
    for (size_t i = 0; i <= file->marks.count; i++) {
        const struct coverage_mark *mark = i < file->marks.count ? &file->marks.items[i] : NULL;
        bool is_line = mark != NULL && mark->mark.kind == SCRIPT_MARK_STATEMENT;
        if (mark != NULL && (!is_line || mark->mark.line == to)) {
            continue;
        }
        bool is_missed = mark != NULL && mark->count == 0;
        if (from != 0 && !is_missed) {
            text_builder_format(out, "%s%u", is_first ? "" : ",", from);
            if (to != from) {
                text_builder_format(out, "-%u", to);
            }
            is_first = false;
            from = 0;
        }
        if (is_missed) {
            from = from == 0 ? mark->mark.line : from;
            to = mark->mark.line;
        }
    }
}

static void
add_row(struct text_builder *out, int width, struct text name, const struct share shares[4])
{
    text_builder_format(out, " %-*.*s", width, TEXT_ARG(name));
    for (size_t i = 0; i < 4; i++) {
        add_percent(out, shares[i]);
    }
}

void
coverage_table(const struct coverage *coverage, struct text_builder *out)
{
    struct share all[4] = {{0}};
    int width = 10;
    for (size_t i = 0; i < coverage->files.count; i++) {
        int length = (int)coverage->files.items[i].path.length;
        width = length > width ? length : width;
    }
    text_builder_format(out, "\n %-*s | %7s | %7s | %7s | %7s | %s\n", width, "File", "% Stmts",
                        "% Branch", "% Funcs", "% Lines", "Missed lines");
    for (size_t i = 0; i < coverage->files.count; i++) {
        const struct coverage_file *file = &coverage->files.items[i];
        struct share shares[4] = {share_of(file, SCRIPT_MARK_STATEMENT, false),
                                  share_of(file, SCRIPT_MARK_BRANCH, false),
                                  share_of(file, SCRIPT_MARK_FUNCTION, false),
                                  share_of(file, SCRIPT_MARK_STATEMENT, true)};
        for (size_t k = 0; k < COUNT_OF(shares); k++) {
            all[k].found += shares[k].found;
            all[k].passed += shares[k].passed;
        }
        add_row(out, width, file->path, shares);
        text_builder_add_string(out, " | ");
        add_missed(out, file);
        text_builder_add_char(out, '\n');
    }
    add_row(out, width, TEXT("All files"), all);
    text_builder_add_string(out, " |\n");
}

/* ---- lcov -------------------------------------------------------------- */

static void
add_functions(struct text_builder *out, const struct coverage_file *file)
{
    for (size_t i = 0; i < file->marks.count; i++) {
        const struct coverage_mark *mark = &file->marks.items[i];
        if (mark->mark.kind == SCRIPT_MARK_FUNCTION) {
            bool is_named = mark->mark.name.length > 0;
            struct text name = is_named ? mark->mark.name : TEXT("(anonymous)");
            text_builder_format(out, "FN:%u,%.*s_%zu\nFNDA:%llu,%.*s_%zu\n", mark->mark.line,
                                TEXT_ARG(name), i, (unsigned long long)mark->count, TEXT_ARG(name),
                                i);
        }
    }
}

/** Ways of a decision follow each other, though not at once; each is numbered within it. */
static void
add_branches(struct text_builder *out, const struct coverage_file *file)
{
    for (size_t i = 0; i < file->marks.count; i++) {
        const struct coverage_mark *mark = &file->marks.items[i];
        if (mark->mark.kind != SCRIPT_MARK_BRANCH) {
            continue;
        }
        size_t way = 0;
        bool is_reached = false;
        uint32_t line = mark->mark.line;
        for (size_t k = 0; k < file->marks.count; k++) {
            const struct coverage_mark *other = &file->marks.items[k];
            if (other->mark.kind == SCRIPT_MARK_BRANCH && other->mark.branch == mark->mark.branch) {
                way += k < i;
                is_reached |= other->count > 0;
                line = other->mark.line < line ? other->mark.line : line;
            }
        }
        text_builder_format(out, "BRDA:%u,%u,%zu,", line, mark->mark.branch, way);
        if (is_reached) {
            text_builder_format(out, "%llu\n", (unsigned long long)mark->count);
        } else {
            text_builder_add_string(out, "-\n");
        }
    }
}

static void
add_share(struct text_builder *out, const char *found, const char *passed, struct share share)
{
    text_builder_format(out, "%s:%zu\n%s:%zu\n", found, share.found, passed, share.passed);
}

void
coverage_lcov(const struct coverage *coverage, struct text_builder *out)
{
    for (size_t i = 0; i < coverage->files.count; i++) {
        const struct coverage_file *file = &coverage->files.items[i];
        text_builder_format(out, "TN:\nSF:%.*s\n", TEXT_ARG(file->path));
        add_functions(out, file);
        add_share(out, "FNF", "FNH", share_of(file, SCRIPT_MARK_FUNCTION, false));
        add_branches(out, file);
        add_share(out, "BRF", "BRH", share_of(file, SCRIPT_MARK_BRANCH, false));
        for (size_t k = 0; k < file->marks.count; k++) {
            const struct coverage_mark *mark = &file->marks.items[k];
            if (mark->mark.kind == SCRIPT_MARK_STATEMENT && is_first_of_line(file, k)) {
                text_builder_format(out, "DA:%u,%llu\n", mark->mark.line,
                                    (unsigned long long)mark->count);
            }
        }
        add_share(out, "LF", "LH", share_of(file, SCRIPT_MARK_STATEMENT, true));
        text_builder_add_string(out, "end_of_record\n");
    }
}
