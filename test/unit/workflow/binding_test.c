/* SPDX-License-Identifier: Apache-2.0 */
/* Bindings by scope: which apply to a decision, and how their answers become one. */
#include "base/hash.h"
#include "decisions.h"

/** What three scripts come to: 300, one that throws, 100. */
static int64_t
composed(struct bench *bench, enum point_composition composition, size_t *runs)
{
    struct point point = point_as(composition);
    struct extend_verdict verdict;
    decisions_bind(bench, &point, everywhere(1), "Decimal.from(300)");
    decisions_bind(bench, &point, everywhere(2), "undefined.x");
    decisions_bind(bench, &point, everywhere(3), "amount.div(10, 0, 'floor')");
    int64_t amount = decisions_take(bench, &point, &verdict);
    *runs = verdict.run_count;
    EXPECT(!verdict.is_held);
    bench_drop(bench);
    return amount;
}

TEST(several_answers_become_one_as_the_point_says)
{
    struct bench bench;
    size_t runs;
    decisions_begin(&bench);
    EXPECT_INT(composed(&bench, COMPOSE_FIRST, &runs), 300);
    EXPECT_INT(runs, 1);
    EXPECT_INT(composed(&bench, COMPOSE_SUM, &runs), 400);
    EXPECT_INT(runs, 3);
    EXPECT_INT(composed(&bench, COMPOSE_MIN, &runs), 100);
    EXPECT_INT(composed(&bench, COMPOSE_MAX, &runs), 300);
    decisions_end(&bench);
}

TEST(a_sum_that_breaks_the_contract_leaves_the_answer_out_loudly)
{
    struct bench bench;
    struct point point = point_as(COMPOSE_SUM);
    struct extend_verdict verdict;
    decisions_begin(&bench);
    decisions_bind(&bench, &point, everywhere(1), "Decimal.from(700)");
    decisions_bind(&bench, &point, everywhere(2), "Decimal.from(301)");
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 700);
    REQUIRE(verdict.run_count == 2);
    EXPECT(verdict.runs[1]->outcome == RUN_OUTCOME_KIND_OK);
    EXPECT(verdict.runs[1]->fell_back);
    EXPECT_TEXT(verdict.runs[1]->set_aside,
                "together with the answers before it: discount.amount is 1001, more than the gross "
                "amount, 1000");
    decisions_end(&bench);
}

static void
take_off(int method, const void *output, void *input)
{
    const struct discount_result *result = output;
    struct discount_item *next = input;
    EXPECT_INT(method, 0);
    EXPECT_OK(decimal_sub(next->gross_amount.amount, result->discount.amount.amount,
                          &next->gross_amount.amount));
}

TEST(a_chain_hands_each_answer_on)
{
    struct bench bench;
    struct point point = point_as(COMPOSE_CHAIN);
    struct extend_verdict verdict;
    point.chain = take_off;
    decisions_begin(&bench);
    decisions_bind(&bench, &point, everywhere(1), "amount.div(2, 0, 'floor')");
    decisions_bind(&bench, &point, everywhere(2),
                   "amount.div(5, 0, 'floor')"); /* of what is left: 500 */
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 100);
    EXPECT(decimal_compare(item.gross_amount.amount, decimal_from_int(1000)) == 0);
    decisions_end(&bench);
}

static size_t
found(struct bench *bench, const struct point *point, const struct extend_cause *cause,
      struct binding ***out)
{
    size_t count;
    EXPECT_OK(binding_find(bench->task, point, cause, out, &count));
    return count;
}

TEST(the_narrower_scope_comes_first_unless_the_order_says_otherwise)
{
    struct bench bench;
    struct point point = point_as(COMPOSE_FIRST);
    struct binding **list;
    decisions_begin(&bench);
    struct id customer = bench.customer;
    struct binding *all = decisions_bind(&bench, &point, everywhere(100), "amount");
    struct binding *one = decisions_bind(&bench, &point,
                                         (struct binding_wish){.scope.type = SCOPE_TYPE_CUSTOMER,
                                                               .scope_object = customer,
                                                               .order = 100},
                                         "amount");
    struct binding *other = decisions_bind(&bench, &point,
                                           (struct binding_wish){.scope.type = SCOPE_TYPE_CUSTOMER,
                                                                 .scope_object = {customer.key + 1},
                                                                 .order = 100},
                                           "amount");
    struct extend_cause cause = {.customer = customer};
    REQUIRE(found(&bench, &point, &cause, &list) == 2);
    EXPECT(list[0] == one && list[1] == all);
    int64_t first = 1;
    EXPECT_OK(binding_change(bench.task, all, &(struct binding_change){.order = &first}));
    REQUIRE(found(&bench, &point, &cause, &list) == 2);
    EXPECT(list[0] == all);
    EXPECT_OK(binding_retire(bench.task, all));
    EXPECT_INT(found(&bench, &point, &cause, &list), 1);
    cause.customer.key++;
    REQUIRE(found(&bench, &point, &cause, &list) == 1);
    EXPECT(list[0] == other);
    decisions_end(&bench);
}

TEST(a_scope_may_match_metadata_and_products_are_found_by_their_prices)
{
    struct bench bench;
    struct point point = point_as(COMPOSE_FIRST);
    struct binding **list;
    decisions_begin(&bench);
    struct model_pair gold = {TEXT("tier"), TEXT("gold")};
    struct binding_scope golden = {.type = SCOPE_TYPE_CUSTOMER, .metadata = {&gold, 1}};
    decisions_bind(&bench, &point, (struct binding_wish){.scope = golden}, "amount");
    struct extend_cause cause = {.customer = bench.customer};
    EXPECT_INT(found(&bench, &point, &cause, &list), 0);
    struct customer *customer;
    EXPECT_OK(customer_load(bench.task, bench.customer, NULL, &customer));
    customer->metadata = (struct model_map){&gold, 1};
    EXPECT_OK(record_update(bench.task, &customer_records, customer));
    EXPECT_INT(found(&bench, &point, &cause, &list), 1);

    struct price *price;
    EXPECT_OK(price_load(bench.task, bench.prices[0], NULL, &price));
    decisions_bind(
        &bench, &point,
        (struct binding_wish){.scope.type = SCOPE_TYPE_PRODUCT, .scope_object = price->product},
        "amount");
    EXPECT_INT(found(&bench, &point, &cause, &list), 1);
    cause.prices = &price->id;
    cause.price_count = 1;
    EXPECT_INT(found(&bench, &point, &cause, &list), 2);
    decisions_end(&bench);
}

TEST(above_an_amount_another_policy_counts)
{
    struct bench bench;
    struct point point = point_as(COMPOSE_FIRST);
    struct extend_verdict verdict;
    struct failure_threshold above = {
        .amount = 1000, .currency = usd, .on_failure = FAILURE_POLICY_HOLD};
    decisions_begin(&bench);
    struct binding_wish wish = everywhere(1);
    wish.above = &above;
    wish.above_count = 1;
    struct binding *binding = decisions_bind(&bench, &point, wish, "undefined.x");
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 0);
    EXPECT(!verdict.is_held && verdict.run->fell_back); /* 1000 is not above 1000 */
    above.amount = 999;
    EXPECT_OK(binding_change(
        bench.task, binding,
        &(struct binding_change){.has_above = true, .above = &above, .above_count = 1}));
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 0);
    EXPECT(verdict.is_held);
    EXPECT(currency_parse(TEXT("eur"), &above.currency)); /* cannot be compared: as if above */
    above.amount = 100000;
    EXPECT_OK(binding_change(
        bench.task, binding,
        &(struct binding_change){.has_above = true, .above = &above, .above_count = 1}));
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 0);
    EXPECT(verdict.is_held);
    decisions_end(&bench);
}

/** Change something of a stored release behind its back, and decide. */
static void
tampered(struct bench *bench, void (*change)(struct arena *arena, struct release *release),
         bool is_own)
{
    struct point point = point_as(COMPOSE_FIRST);
    struct extend_verdict verdict;
    const struct release *stored;
    struct binding_wish wish = everywhere(1);
    wish.on_failure = FAILURE_POLICY_HOLD;
    struct binding *binding = decisions_bind(bench, &point, wish, "Decimal.from(300)");
    EXPECT_OK(binding_release(bench->task, binding, &stored));
    void *changed;
    EXPECT_OK(record_load(bench->task, &release_records, stored->id, &changed));
    change(bench->task->arena, changed);
    EXPECT_OK(record_update(bench->task, &release_records, changed));
    EXPECT_INT(decisions_take(bench, &point, &verdict), is_own ? 300 : 0);
    EXPECT(verdict.is_held == !is_own);
    EXPECT(verdict.run->outcome == (is_own ? RUN_OUTCOME_KIND_OK : RUN_OUTCOME_KIND_REFUSED));
    struct what_if what = {.release = changed};
    EXPECT(run_what_if(bench->task, verdict.run, &what) == (is_own ? OK : ERR_BODY_CORRUPT));
    bench_drop(bench);
}

static void
change_nothing(struct arena *arena, struct release *release)
{
    (void)arena;
    release->number++;
}

static void
change_text(struct arena *arena, struct release *release)
{
    struct text *source = &release->sources[0].text;
    *source = text_format(arena, "%.*s// no change of what it does", TEXT_ARG(*source));
}

static void
change_path(struct arena *arena, struct release *release)
{
    (void)arena;
    release->sources[0].path = TEXT("src/other.ts");
}

/** As the hash was before an upgrade of the language. */
static void
change_language(struct arena *arena, struct release *release)
{
    struct sha256 hash;
    struct script_source source = {release->sources[0].path, release->sources[0].text};
    release->language = TEXT("quoin-script-1");
    EXPECT_OK(script_sources_hash(arena, release->language, &source, 1, &hash));
    release->hash = hex_text(arena, hash.bytes, sizeof hash.bytes);
}

TEST(a_release_whose_stored_sources_were_changed_is_not_run)
{
    struct bench bench;
    decisions_begin(&bench);
    tampered(&bench, change_nothing, true);
    tampered(&bench, change_text, false);
    tampered(&bench, change_path, false);
    tampered(&bench, change_language, true);
    decisions_end(&bench);
}
