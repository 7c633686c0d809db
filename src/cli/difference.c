/* SPDX-License-Identifier: Apache-2.0 */
/* difference.c: two texts line by line. */
#include "cli/test_suite.h"

/** Longer texts are shown whole, one behind the other. */
enum { LINES_MAX = 600, LINES_AROUND = 5 };

struct lines {
    struct text *items;
    size_t count;
};

static bool
split(struct arena *arena, struct text text, struct lines *out)
{
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++) {
        count += text.bytes[i] == '\n';
    }
    out->items = arena_alloc(arena, count, sizeof(*out->items));
    out->count = 0;
    for (size_t at = 0; out->items != NULL && out->count < count;) {
        size_t end = text_find(text, '\n', at);
        out->items[out->count++] = text_slice(text, at, end);
        at = end + 1;
    }
    return out->items != NULL;
}

/** A line of the result: ' ', '-' or '+'. */
struct step {
    char mark;
    struct text line;
};

struct steps {
    struct step *items;
    size_t count;
};

static void
step_add(struct steps *steps, char mark, struct text line)
{
    steps->items[steps->count++] = (struct step){mark, line};
}

/** The longest common row of lines stays; lengths[i][k] is that of a[i..] and b[k..]. */
static bool
compare(struct arena *arena, const struct lines *a, const struct lines *b, struct steps *out)
{
    size_t width = b->count + 1;
    uint16_t *lengths = arena_alloc(arena, (a->count + 1) * width, sizeof(*lengths));
    out->items = arena_alloc(arena, a->count + b->count, sizeof(*out->items));
    if (lengths == NULL || out->items == NULL) {
        return false;
    }
    memset(lengths, 0, (a->count + 1) * width * sizeof(*lengths));
    for (size_t i = a->count; i-- > 0;) {
        for (size_t k = b->count; k-- > 0;) {
            uint16_t below = lengths[(i + 1) * width + k];
            uint16_t beside = lengths[i * width + k + 1];
            lengths[i * width + k] = text_equal(a->items[i], b->items[k])
                                         ? (uint16_t)(lengths[(i + 1) * width + k + 1] + 1)
                                     : below > beside ? below
                                                      : beside;
        }
    }
    size_t i = 0;
    size_t k = 0;
    while (i < a->count || k < b->count) {
        if (i < a->count && k < b->count && text_equal(a->items[i], b->items[k])) {
            step_add(out, ' ', a->items[i++]);
            k++;
        } else if (i < a->count &&
                   (k == b->count || lengths[(i + 1) * width + k] >= lengths[i * width + k + 1])) {
            step_add(out, '-', a->items[i++]);
        } else {
            step_add(out, '+', b->items[k++]);
        }
    }
    return true;
}

/** Is there a change so near that the line is shown? */
static bool
is_near(const struct steps *steps, size_t at)
{
    size_t from = at < LINES_AROUND ? 0 : at - LINES_AROUND;
    size_t to = at + LINES_AROUND < steps->count ? at + LINES_AROUND : steps->count - 1;
    for (size_t i = from; i <= to; i++) {
        if (steps->items[i].mark != ' ') {
            return true;
        }
    }
    return false;
}

static void
render_whole(const struct lines *lines, char mark, struct text_builder *out)
{
    for (size_t i = 0; i < lines->count; i++) {
        text_builder_format(out, "%c %.*s\n", mark, TEXT_ARG(lines->items[i]));
    }
}

void
difference_render(struct arena *arena, struct text expected, struct text actual,
                  struct text_builder *out)
{
    struct lines a;
    struct lines b;
    struct steps steps = {0};
    if (!split(arena, expected, &a) || !split(arena, actual, &b)) {
        return;
    }
    text_builder_add_string(out, "- Expected\n+ Received\n\n");
    if (a.count > LINES_MAX || b.count > LINES_MAX || !compare(arena, &a, &b, &steps)) {
        render_whole(&a, '-', out);
        render_whole(&b, '+', out);
        return;
    }
    bool is_skipping = false;
    for (size_t i = 0; i < steps.count; i++) {
        if (is_near(&steps, i)) {
            text_builder_format(out, "%c %.*s\n", steps.items[i].mark,
                                TEXT_ARG(steps.items[i].line));
            is_skipping = false;
        } else if (!is_skipping) {
            text_builder_add_string(out, "  ...\n");
            is_skipping = true;
        }
    }
}
