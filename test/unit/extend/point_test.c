/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/loaded.h"
#include "test.h"

#include "discount_calculation.model.h"

TEST(a_point_is_found_by_its_id_and_by_its_older_ones)
{
    const struct point *point = point_find(TEXT("commerce.discount_calculation"));
    REQUIRE(point != NULL);
    EXPECT(point == point_find(TEXT("billing.bill.discount_calculation")));
    EXPECT(point_find(TEXT("commerce.discount")) == NULL);
    EXPECT(point_find(TEXT("")) == NULL);
    EXPECT(point_find(NO_TEXT) == NULL);
}

TEST(every_point_has_limits_a_contract_and_a_policy)
{
    for (const struct point *const *point = points; *point != NULL; point++) {
        EXPECT((*point)->method_count > 0);
        EXPECT((*point)->fuel > 0);
        EXPECT((*point)->memory_bytes > 0);
        EXPECT((*point)->depth > 0);
        EXPECT((*point)->input_bytes_max > 0);
        EXPECT((*point)->output_bytes_max > 0);
        EXPECT((*point)->on_failure != 0);
        /* A point without standard logic decides nothing of ours: its answers are users' words. */
        EXPECT(((*point)->on_failure & ON_FAILURE_DEFAULT) == 0 || (*point)->contract != NULL);
        EXPECT(((*point)->contract != NULL) == ((*point)->clauses[0] != NULL));
    }
}

TEST(limits_grow_with_the_lines)
{
    const struct point *point = &discount_calculation_point;
    struct discount_item item = {.line_items_count = 0};
    struct script_limits none = point_limits(point, &item);
    item.line_items_count = 250;
    struct script_limits many = point_limits(point, &item);
    EXPECT_INT(none.fuel, point->fuel);
    EXPECT_INT(many.fuel, point->fuel + 250 * point->fuel_per_line);
    EXPECT_INT(many.heap_bytes, point->memory_bytes + 250 * point->memory_bytes_per_line);
    EXPECT_INT(many.depth, none.depth);
    EXPECT(point->fuel_per_line > 0);
}

TEST(what_a_script_is_told_about_its_call_is_always_the_same_text)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    EXPECT_TEXT(context_json(&arena, TEXT("ext_1"), false, NO_TEXT, 1767225600),
                "{\"type\":\"script\",\"id\":\"ext_1\",\"livemode\":false,"
                "\"clockTime\":\"2026-01-01T00:00:00Z\"}");
    EXPECT_TEXT(context_json(&arena, TEXT("ext_1"), true, TEXT("acct_1"), 1767225600),
                "{\"type\":\"script\",\"id\":\"ext_1\",\"livemode\":true,"
                "\"stripeContext\":\"acct_1\",\"clockTime\":\"2026-01-01T00:00:00Z\"}");
    EXPECT(context_json(&arena, NO_TEXT, true, NO_TEXT, 0).length > 0);
    arena_free(&arena);
}

TEST(each_outcome_of_a_run_has_its_word_in_the_journal)
{
    for (int outcome = RUN_OK; outcome <= RUN_REFUSED; outcome++) {
        const char *word = run_outcome_name((enum run_outcome)outcome);
        const char *kind = run_outcome_kind_name(outcome_kind((enum run_outcome)outcome));
        REQUIRE(word != NULL && kind != NULL);
        EXPECT_STRING(kind, word);
    }
}
