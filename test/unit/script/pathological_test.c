/* SPDX-License-Identifier: Apache-2.0 */
/* pathological_test.c: what would hang, fill or fell an engine is stopped, always the same way. */
#include "pathological_scripts.h"
#include "script/script.h"
#include "test.h"

#include "discount_calculation.model.h"

#define HEAP_BYTES (4 << 20)

static const char good_source[] =
    "export default { computeDiscounts(input: any) { return { discount: { amount: "
    "input.grossAmount } }; } };";

struct fixture {
    struct arena arena;
    struct script_runner *runner;
    struct script_program *good;
    struct discount_item item;
};

static struct script_program *
compile(struct fixture *fixture, const char *name, const char *source)
{
    struct script_source file = {text_of(name), text_of(source)};
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    EXPECT_OK(script_compile(&fixture->arena, &file, 1, &diagnostics, &program));
    return program;
}

/** With the limits of the point. */
static struct script_result
call(struct fixture *fixture, const struct script_program *program, struct discount_result *answer)
{
    struct script_argument argument = {.model = &discount_item_model, .value = &fixture->item};
    struct script_limits limits = {.fuel = 2000000,
                                   .heap_bytes = HEAP_BYTES,
                                   .depth = 256,
                                   .output_bytes = 262144,
                                   .console_bytes = 16384};
    struct script_result result;
    script_call(fixture->runner, program, TEXT("computeDiscounts"), &argument, 1, &limits,
                &fixture->arena, &discount_result_model, answer, &result);
    return result;
}

static void
expect_good(struct fixture *fixture)
{
    struct discount_result answer = {0};
    struct script_result result = call(fixture, fixture->good, &answer);
    EXPECT_INT(result.outcome, RUN_OK);
    EXPECT_INT(decimal_compare(answer.discount.amount.amount, decimal_from_int(6000)), 0);
}

static struct fixture *
fixture_new(void)
{
    struct fixture *fixture = block_alloc(sizeof *fixture);
    arena_init(&fixture->arena, 64 << 20);
    EXPECT_OK(script_runner_new(HEAP_BYTES, &fixture->runner));
    fixture->item.gross_amount.amount = decimal_from_int(6000);
    EXPECT(currency_parse(TEXT("eur"), &fixture->item.gross_amount.currency));
    fixture->good = compile(fixture, "good.ts", good_source);
    return fixture;
}

static void
fixture_free(struct fixture *fixture)
{
    script_program_free(fixture->good);
    script_runner_free(fixture->runner);
    arena_free(&fixture->arena);
    block_free(fixture);
}

TEST(every_pathological_script_is_stopped_the_same_way_each_time)
{
    struct fixture *fixture = fixture_new();
    struct discount_result answer;
    size_t count = 0;
    expect_good(fixture);
    for (; pathological_files[count].name != NULL; count++) {
        const struct embedded_file *file = &pathological_files[count];
        struct script_program *program = compile(fixture, file->name, file->bytes);
        REQUIRE(program != NULL);
        struct discount_result untouched;
        memset(&answer, 0x5a, sizeof answer);
        memset(&untouched, 0x5a, sizeof untouched);
        struct script_result first = call(fixture, program, &answer);
        expect_good(fixture);
        struct script_result again = call(fixture, program, &answer);
        expect_good(fixture);
        if (first.outcome != RUN_FUEL && first.outcome != RUN_MEMORY &&
            first.outcome != RUN_DEPTH) {
            TEST_FAILED("%s: %s %.*s", file->name, run_outcome_name(first.outcome),
                        TEXT_ARG(first.error));
        }
        EXPECT(first.fuel <= 2000000 && first.heap_bytes <= HEAP_BYTES);
        EXPECT_INT(again.outcome, first.outcome);
        EXPECT_INT(again.fuel, first.fuel);
        EXPECT_INT(again.heap_bytes, first.heap_bytes);
        EXPECT(memcmp(&answer, &untouched, sizeof answer) == 0);
        script_program_free(program);
    }
    EXPECT_INT(count, 13);
    fixture_free(fixture);
}
