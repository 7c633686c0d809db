/* SPDX-License-Identifier: Apache-2.0 */
/**
 * builtin.c: the standard logic and its script in sdk/builtin/ are equal.
 *
 *   builtin ROOT FOLDER...
 *
 * Every story below the folders is told once more with the built-in scripts
 * bound at all points of the account. They decide, and everything must come out
 * as it does without them: each amount, line, date, event and state.
 */
#include <stdio.h>
#include <string.h>

#include "story.h"
#include "sys/log.h"
#include "sys/sys.h"

#define FILE_BYTES_MAX (1u << 20)

/** Points that are asked for the whole account, and the files of their scripts. */
static const struct {
    const char *point, *file;
} scripts[] = {
    {"billing.customer_balance_application", "customer_balance_application"},
    {"billing.invoice_finalization", "invoice_finalization"},
    {"billing.payment_collection", "payment_collection"},
    {"billing.prorations", "prorations"},
    {"billing.rating", "item_rating"},
    {"billing.recurring_billing_item_handling", "recurring_billing_item_handling"},
    {"billing.subscription_change", "subscription_change"},
    {"billing.tax_calculation", "tax_calculation"},
};

static bool
add_script(const struct sys *sys, struct arena *arena, const char *root, size_t index,
           struct text_builder *out)
{
    struct text path = text_format(arena, "%s/sdk/builtin/%s.ts", root, scripts[index].file);
    struct text source;
    if (sys->file_read(sys, arena, path.bytes, FILE_BYTES_MAX, &source) != OK) {
        printf("%s cannot be read\n", path.bytes);
        return false;
    }
    text_builder_format(
        out, "script builtin%zu at %s on_failure %s {\n", index, scripts[index].point,
        point_find(text_of(scripts[index].point))->on_failure & ON_FAILURE_FAIL ? "fail"
                                                                                : "default");
    for (size_t at = 0; at < source.length;) {
        size_t end = text_find(source, '\n', at);
        text_builder_format(out, "  %.*s\n", TEXT_ARG(text_slice(source, at, end)));
        at = end + 1;
    }
    text_builder_format(out,
                        "}\nPOST /v1/extend/bindings { point: %s, script: $builtin%zu.id, "
                        "on_failure: $builtin%zu.on_failure } -> 200\n",
                        scripts[index].point, index, index);
    return true;
}

/** The file with the scripts behind the first clock of its opening, or else of each story. */
static struct text
with_scripts(struct arena *arena, struct text text, struct text setup)
{
    struct text_builder out;
    text_builder_init(&out, arena, 16 * FILE_BYTES_MAX);
    bool is_in_opening = true, is_placed = false, is_placed_in_opening = false;
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, '\n', at);
        struct text line = text_slice(text, at, end);
        if (text_has_prefix(line, TEXT("story "))) {
            is_placed_in_opening = is_in_opening ? is_placed : is_placed_in_opening;
            is_in_opening = false;
            is_placed = is_placed_in_opening;
        }
        text_builder_format(&out, "%.*s\n", TEXT_ARG(line));
        if (!is_placed && text_has_prefix(line, TEXT("clock "))) {
            text_builder_add(&out, setup);
            is_placed = true;
        }
        at = end + 1;
    }
    return text_builder_text(&out);
}

int
main(int argument_count, char **arguments)
{
    const struct sys *sys = sys_posix();
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    struct tally tally = {0};
    struct arena arena;
    struct text_builder setup;
    log_init(&log);
    arena_init(&arena, 512u << 20);
    text_builder_init(&setup, &arena, FILE_BYTES_MAX);
    if (argument_count < 3) {
        printf("builtin ROOT STORY...\n");
        return 2;
    }
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        if (!add_script(sys, &arena, arguments[1], i, &setup)) {
            return 1;
        }
    }
    for (int i = 2; i < argument_count; i++) {
        struct text text;
        if (sys->file_read(sys, &arena, arguments[i], FILE_BYTES_MAX, &text) != OK) {
            printf("%s cannot be read\n", arguments[i]);
            return 1;
        }
        text = with_scripts(&arena, text, text_builder_text(&setup));
        stories_run(arguments[i], text, "", arguments[1], &tally);
    }
    arena_free(&arena);
    printf("%d passed, %d failed\n", tally.passed, tally.failed);
    return tally.failed == 0 ? 0 : 1;
}
