/* SPDX-License-Identifier: Apache-2.0 */
#include "regexp_vectors.h"
#include "script/regexp.h"
#include "script/unicode.h"
#include "script/vm.h"
#include "test.h"

#define HEAP_BYTES (16 << 20)
#define UNITS_MAX  (1 << 16)

static void *
grow(void *owner, void *old, size_t old_bytes, size_t new_bytes)
{
    return heap_grow(owner, old, old_bytes, new_bytes);
}

/** UTF-8 to units; answers how many. */
static size_t
units_of(struct text text, uint16_t *units)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length;) {
        uint32_t code = unicode_decode(text, &at);
        if (code > 0xffff) {
            units[count++] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
            code = 0xdc00 + ((code - 0x10000) & 0x3ff);
        }
        units[count++] = (uint16_t)code;
    }
    return count;
}

struct trial {
    struct vm vm;
    void *block;
    uint16_t *units;
    const struct regexp_program *program;
    const char *message;
    uint32_t captures[2 * REGEXP_CAPTURES_MAX];
    bool found;
};

static void
trial_init(struct trial *trial, int64_t fuel)
{
    trial->block = block_alloc(HEAP_BYTES);
    trial->units = block_alloc(2 * UNITS_MAX * sizeof(uint16_t));
    trial->vm = (struct vm){.fuel = fuel, .exception = VALUE_EMPTY};
    heap_init(&trial->vm.heap, trial->block, HEAP_BYTES);
}

static void
trial_free(struct trial *trial)
{
    block_free(trial->block);
    block_free(trial->units);
}

static bool
compile(struct trial *trial, const char *pattern, const char *flags)
{
    uint32_t bits = 0;
    EXPECT(regexp_flags_parse(text_of(flags), &bits));
    struct regexp_memory memory = {&trial->vm, grow};
    size_t length = units_of(text_of(pattern), trial->units);
    trial->program = regexp_compile(&memory, trial->units, length, bits, &trial->message);
    return trial->program != NULL;
}

/** False: trapped. */
static bool
search(struct trial *trial, struct text subject)
{
    uint16_t *units = trial->units + UNITS_MAX;
    size_t length = units_of(subject, units);
    struct regexp_subject seen = {.wide = units, .length = (uint32_t)length};
    return regexp_search(&trial->vm, trial->program, &seen, 0,
                         (trial->program->flags & REGEXP_STICKY) != 0, trial->captures,
                         &trial->found);
}

/** "0-2,u,1-2" */
static void
describe(const struct trial *trial, struct text_builder *out)
{
    if (!trial->found) {
        text_builder_add_string(out, "null");
        return;
    }
    for (uint32_t i = 0; i < trial->program->capture_count; i++) {
        uint32_t from = trial->captures[2 * i];
        uint32_t to = trial->captures[2 * i + 1];
        text_builder_add_string(out, i > 0 ? "," : "");
        if (from == REGEXP_UNSET || to == REGEXP_UNSET) {
            text_builder_add_string(out, "u");
        } else {
            text_builder_format(out, "%u-%u", from, to);
        }
    }
}

TEST(patterns_match_as_they_do_elsewhere)
{
    struct trial *trial = block_alloc(sizeof(*trial));
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(regexp_vectors); i++) {
        struct text_builder got;
        text_builder_init(&got, &arena, 10000);
        trial_init(trial, 50000000);
        bool fits = compile(trial, regexp_vectors[i].pattern, regexp_vectors[i].flags);
        if (!fits) {
            EXPECT(trial->message != NULL);
            text_builder_add_string(&got, "!");
        } else {
            if (search(trial, text_of(regexp_vectors[i].subject))) {
                describe(trial, &got);
            } else {
                text_builder_add_string(&got, "out of fuel");
            }
        }
        struct text answer = text_builder_text(&got);
        if (!test_text_is(answer, regexp_vectors[i].answer)) {
            TEST_FAILED("/%s/%s on \"%s\" is %.*s, expected %s", regexp_vectors[i].pattern,
                        regexp_vectors[i].flags, regexp_vectors[i].subject, TEXT_ARG(answer),
                        regexp_vectors[i].answer);
        }
        /* The parser's check refuses the same ones. */
        const char *message = NULL;
        EXPECT_INT(regexp_check(text_of(regexp_vectors[i].pattern),
                                text_of(regexp_vectors[i].flags), &message),
                   fits);
        EXPECT_INT(message == NULL, fits);
        trial_free(trial);
    }
    arena_free(&arena);
    block_free(trial);
}

TEST(latin_and_wide_subjects_match_alike)
{
    struct trial *trial = block_alloc(sizeof(*trial));
    trial_init(trial, 1000000);
    REQUIRE(compile(trial, "(\xc3\xa9+)([a-z]*)$", "i"));
    static const uint8_t latin[] = {'x', 0xe9, 0xc9, 'A', 'b'};
    struct regexp_subject seen = {.latin = latin, .length = sizeof(latin)};
    EXPECT(
        regexp_search(&trial->vm, trial->program, &seen, 0, false, trial->captures, &trial->found));
    EXPECT(trial->found);
    EXPECT_INT(trial->captures[2], 1);
    EXPECT_INT(trial->captures[3], 3);
    EXPECT_INT(trial->captures[5], 5);
    EXPECT(search(trial, TEXT("x\xc3\xa9\xc3\x89"
                              "Ab")));
    EXPECT_INT(trial->captures[3], 3);
    trial_free(trial);
    block_free(trial);
}

TEST(catastrophic_patterns_stop_by_fuel_and_cost_the_same_each_time)
{
    static const char *const patterns[] = {"^(a+)+$",    "(a|a)*b",         "(a|aa)+$",
                                           "(.*)*x",     "(?:a?){40}a{40}", "^(?:a*?)*?b",
                                           "(?=(a+)+b)", "(?<=(a+)+)b",     "(x+x+)+y|(a+a+)+b"};
    struct trial *trial = block_alloc(sizeof(*trial));
    char subject[60];
    memset(subject, 'a', sizeof(subject));
    subject[50] = '!';
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        size_t peaks[2];
        for (int turn = 0; turn < 2; turn++) {
            trial_init(trial, 300000);
            REQUIRE(compile(trial, patterns[i], ""));
            if (search(trial, (struct text){subject, 51})) {
                EXPECT_INT(trial->vm.trap, RUN_NONE); /* fast after all */
            } else {
                EXPECT_INT(trial->vm.trap, RUN_FUEL);
            }
            peaks[turn] = heap_used(&trial->vm.heap) + (size_t)trial->vm.fuel;
            trial_free(trial);
        }
        EXPECT_INT(peaks[0], peaks[1]);
    }
    block_free(trial);
}

TEST(a_long_match_takes_its_stack_from_the_heap)
{
    struct trial *trial = block_alloc(sizeof(*trial));
    char *subject = block_alloc(UNITS_MAX - 1);
    memset(subject, 'a', UNITS_MAX - 1);
    struct text text = {subject, UNITS_MAX - 1};
    trial_init(trial, 10000000);
    REQUIRE(compile(trial, "(?:a|b)*c|a+$", ""));
    EXPECT(search(trial, text));
    EXPECT(trial->found);
    EXPECT_INT(trial->captures[1], UNITS_MAX - 1);
    trial_free(trial);

    trial_init(trial, 10000000);
    trial->vm.heap.end = trial->vm.heap.start + 65536;
    REQUIRE(compile(trial, "(?:a|b)*c", ""));
    EXPECT(!search(trial, text));
    EXPECT_INT(trial->vm.trap, RUN_MEMORY);
    trial_free(trial);
    block_free(subject);
    block_free(trial);
}

TEST(limits_refuse_with_a_sentence)
{
    const char *message = NULL;
    char deep[1000];
    memset(deep, '(', 300);
    memset(deep + 300, ')', 300);
    EXPECT(!regexp_check((struct text){deep, 600}, TEXT(""), &message));
    EXPECT_STRING(message, "Too many groups inside groups");
    EXPECT(!regexp_check(TEXT("a"), TEXT("gg"), &message));
    EXPECT_STRING(message, "Invalid regular expression flags");
    EXPECT(!regexp_check(TEXT("a"), TEXT("v"), &message));
    EXPECT(regexp_check(TEXT("(?<year>\\d{4})"), TEXT("dgimsuy"), &message));
    EXPECT(message == NULL);
    char *many = block_alloc(4000);
    for (int i = 0; i < 1001; i++) {
        memcpy(many + 2 * i, "()", 2);
    }
    EXPECT(!regexp_check((struct text){many, 2002}, TEXT(""), &message));
    EXPECT_STRING(message, "Too many captures");
    block_free(many);
}

TEST(names_of_groups_are_kept_as_units)
{
    struct trial *trial = block_alloc(sizeof(*trial));
    trial_init(trial, 1000000);
    REQUIRE(compile(trial, "(?<year>\\d)(x)(?<\xc3\xa4\\u{62}>y)", "u"));
    EXPECT_INT(trial->program->name_count, 2);
    const struct regexp_name *names = regexp_program_names(trial->program);
    const uint16_t *units = regexp_program_name_units(trial->program);
    EXPECT_INT(names[0].capture, 1);
    EXPECT_INT(names[0].unit_count, 4);
    EXPECT_INT(units[names[0].unit_start], 'y');
    EXPECT_INT(names[1].capture, 3);
    EXPECT_INT(names[1].unit_count, 2);
    EXPECT_INT(units[names[1].unit_start], 0xe4);
    EXPECT_INT(units[names[1].unit_start + 1], 'b');
    trial_free(trial);
    block_free(trial);
}
