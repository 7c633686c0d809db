/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "bench.h"

/** An endpoint for types divided by blanks. */
static struct id
new_endpoint(struct bench *bench, const char *types)
{
    struct text names[8];
    size_t count = 0;
    for (const char *from = types; *from != '\0';) {
        size_t length = strcspn(from, " ");
        names[count++] = (struct text){from, length};
        from += length + (from[length] == ' ');
    }
    struct webhook_endpoint_create_params params = {.url = TEXT("https://example.com/hook"),
                                                    .enabled_events = names,
                                                    .enabled_events_count = count};
    struct task *task = bench_task(bench, 0);
    struct webhook_endpoint *endpoint;
    assert(webhook_endpoint_create(task, &params, &endpoint) == OK);
    struct id id = endpoint->id;
    assert(bench_commit(bench, task) == OK);
    return id;
}

static struct id
new_customer(struct bench *bench)
{
    struct task *task = bench_task(bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    assert(bench_commit(bench, task) == OK);
    return id;
}

static void
change_customer(struct bench *bench, struct id id)
{
    struct task *task = bench_task(bench, 0);
    struct customer *customer = customer_of(task, id);
    customer->balance++;
    customer_save(task, customer);
    assert(bench_commit(bench, task) == OK);
}

/** What is due; the texts live until the next call. */
static size_t
list_due(struct bench *bench, struct delivery *out, size_t limit, int64_t *next)
{
    struct task *task = bench_task(bench, 1);
    struct model_world world = world_of(task);
    size_t count;
    assert(delivery_list_due(task, &world, NULL, 0, limit, out, &count, next) == OK);
    assert(bench_commit(bench, task) == OK);
    return count;
}

static void
answer(struct bench *bench, const struct delivery *delivery, int status)
{
    struct task *task = bench_task(bench, 2);
    assert(delivery_record(task, delivery->endpoint, delivery->event, status,
                           status == 0 ? TEXT("no answer") : NO_TEXT) == OK);
    assert(bench_commit(bench, task) == OK);
}

static struct webhook_endpoint *
endpoint_of(struct bench *bench, struct id id)
{
    void *found;
    assert(record_load(bench_task(bench, 3), &webhook_endpoint_records, id, &found) == OK);
    return found;
}

static struct text
type_of(struct bench *bench, const struct delivery *delivery)
{
    struct task *task = bench_task(bench, 4);
    struct json json;
    struct json_error problem;
    assert(json_parse(task->arena, delivery->body, &json, &problem) == OK);
    return json_text_at(&json, "type");
}

TEST(an_endpoint_is_told_what_happens_from_now_on_in_order)
{
    struct bench bench;
    bench_begin(&bench);
    struct id customer = new_customer(&bench); /* before it was there */
    struct id endpoint = new_endpoint(&bench, "*");
    struct delivery delivery[4];
    int64_t next;
    EXPECT_INT(list_due(&bench, delivery, 4, &next), 0);
    EXPECT_INT(next, INT64_MAX);
    change_customer(&bench, customer);
    new_customer(&bench);
    static const char *const types[] = {"customer.updated", "customer.created"};
    int64_t last = 0;
    for (size_t i = 0; i < 2; i++) {
        REQUIRE(list_due(&bench, delivery, 4, &next) == 1); /* one at a time */
        EXPECT_INT(delivery[0].endpoint.key, endpoint.key);
        EXPECT_TEXT(delivery[0].url, "https://example.com/hook");
        EXPECT_TEXT(type_of(&bench, &delivery[0]), types[i]);
        EXPECT(delivery[0].event.key > last);
        last = delivery[0].event.key;
        answer(&bench, &delivery[0], i == 0 ? 200 : 299);
    }
    EXPECT_INT(list_due(&bench, delivery, 4, &next), 0);
    bench_end(&bench);
}

TEST(events_that_an_endpoint_did_not_ask_for_pass_by)
{
    struct bench bench;
    bench_begin(&bench);
    struct id picky = new_endpoint(&bench, "invoice.paid customer.updated");
    struct id deaf = new_endpoint(&bench, "invoice.paid");
    struct id customer = new_customer(&bench);
    for (int i = 0; i < 200; i++) {
        new_customer(&bench);
    }
    change_customer(&bench, customer);
    struct delivery delivery[4];
    int64_t next;
    REQUIRE(list_due(&bench, delivery, 4, &next) == 1);
    EXPECT_INT(delivery[0].endpoint.key, picky.key);
    EXPECT_TEXT(type_of(&bench, &delivery[0]), "customer.updated");
    EXPECT_INT(endpoint_of(&bench, deaf)->delivered, delivery[0].event.key); /* it has passed all */
    EXPECT(endpoint_of(&bench, picky)->delivered < delivery[0].event.key);
    bench_end(&bench);
}

TEST(the_body_is_signed_with_the_secret_that_was_given_once)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 5);
    struct webhook_endpoint_create_params params = {.url = TEXT("http://127.0.0.1:9/x"),
                                                    .enabled_events = &(struct text){"*", 1},
                                                    .enabled_events_count = 1};
    struct webhook_endpoint *endpoint;
    EXPECT_OK(webhook_endpoint_create(task, &params, &endpoint));
    struct text secret = endpoint->secret;
    struct id id = endpoint->id;
    EXPECT_INT(secret.length, 6 + 32);
    EXPECT(text_has_prefix(secret, TEXT("whsec_")));
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT(endpoint_of(&bench, id)->secret.bytes == NULL); /* never again */
    new_customer(&bench);
    struct delivery delivery[1];
    int64_t next;
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct text message = text_format(&arena, "1700000000.%.*s", TEXT_ARG(delivery[0].body));
    struct sha256 mac = hmac_sha256(secret, message);
    struct text hex = hex_text(&arena, mac.bytes, sizeof(mac.bytes));
    struct text expected = text_format(&arena, "t=1700000000,v1=%.*s", TEXT_ARG(hex));
    EXPECT_TEXT(delivery[0].signature_header, expected.bytes);
    arena_free(&arena);
    bench_end(&bench);
}

TEST(a_refused_event_is_sent_again_later_and_later_and_holds_the_line)
{
    struct bench bench;
    bench_begin(&bench);
    new_endpoint(&bench, "*");
    struct id calm = new_endpoint(&bench, "*");
    new_customer(&bench);
    new_customer(&bench);
    struct delivery delivery[4];
    int64_t next, expected = 1;
    struct id stuck = {0};
    for (int attempt = 1; attempt <= 15; attempt++) {
        size_t count = list_due(&bench, delivery, 4, &next);
        REQUIRE(count >= 1);
        for (size_t i = 0; i < count; i++) {
            if (delivery[i].endpoint.key == calm.key) { /* the other one is not held up */
                EXPECT(attempt <= 2);
                answer(&bench, &delivery[i], 200);
            } else {
                EXPECT(attempt == 1 || delivery[i].event.key == stuck.key);
                stuck = delivery[i].event;
                answer(&bench, &delivery[i], attempt % 3 == 0 ? 0 : attempt % 3 == 1 ? 500 : 302);
            }
        }
        if (attempt >= 2) {
            EXPECT_INT(list_due(&bench, delivery, 4, &next), 0);
            EXPECT_INT(next - bench.wall_ms, expected * 1000);
        } else {
            (void)list_due(&bench, delivery, 4, &next);
        }
        bench.wall_ms += expected * 1000;
        expected = expected * 2 > 3600 ? 3600 : expected * 2;
    }
    bench_end(&bench);
}

TEST(after_three_days_an_event_is_given_up_visibly_and_the_line_goes_on)
{
    struct bench bench;
    bench_begin(&bench);
    struct id endpoint = new_endpoint(&bench, "*");
    new_customer(&bench);
    new_customer(&bench);
    struct delivery delivery[2];
    int64_t next, start = bench.wall_ms;
    REQUIRE(list_due(&bench, delivery, 2, &next) == 1);
    struct id first = delivery[0].event;
    int attempts = 0;
    while (delivery[0].event.key == first.key && attempts < 1000) {
        answer(&bench, &delivery[0], 503);
        attempts++;
        if (list_due(&bench, delivery, 2, &next) == 0) {
            bench.wall_ms = next;
            REQUIRE(list_due(&bench, delivery, 2, &next) == 1);
        }
    }
    EXPECT_INT((bench.wall_ms - start) / 1000 / 86400, 3);
    EXPECT(attempts > 70 && attempts < 100);
    struct task *task = bench_task(&bench, 0);
    struct record_scan scan = {.kind = &delivery_failure_records,
                               .index = DELIVERY_FAILURES_BY_ENDPOINT,
                               .equals = {endpoint.key},
                               .equals_count = 1,
                               .limit = 10};
    void **failures;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &failures, &count, &has_more));
    REQUIRE(count == 1);
    const struct delivery_failure *failure = failures[0];
    EXPECT_INT(failure->event.key, first.key);
    EXPECT_INT(failure->status_code, 503);
    EXPECT_INT(failure->attempts, attempts);
    answer(&bench, &delivery[0], 200);
    EXPECT_INT(list_due(&bench, delivery, 2, &next), 0);
    EXPECT_INT(endpoint_of(&bench, endpoint)->attempts, 0);
    bench_end(&bench);
}

TEST(the_days_of_patience_begin_anew_with_each_event)
{
    struct bench bench;
    bench_begin(&bench);
    struct id endpoint = new_endpoint(&bench, "*");
    new_customer(&bench);
    struct delivery delivery[1];
    int64_t next;
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    answer(&bench, delivery, 500);
    bench.wall_ms += 1000;
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    answer(&bench, delivery, 200);
    bench.wall_ms += (int64_t)4 * 86400 * 1000;
    new_customer(&bench);
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    answer(&bench, delivery, 500);
    EXPECT(endpoint_of(&bench, endpoint)->delivered < delivery[0].event.key);
    EXPECT_INT(endpoint_of(&bench, endpoint)->attempts, 1);
    bench_end(&bench);
}

TEST(an_event_that_would_appear_behind_a_cursor_is_made_again_before_it)
{
    struct bench bench;
    bench_begin(&bench);
    struct id endpoint = new_endpoint(&bench, "*");
    struct task *slow = bench_task(&bench, 10);
    customer_add(slow, "slow"); /* its event has a key now, and commits later */
    new_customer(&bench);
    struct delivery delivery[1];
    int64_t next;
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    answer(&bench, delivery, 200);
    EXPECT_ERR(bench_commit(&bench, slow), ERR_CONFLICT);
    slow = bench_task(&bench, 10);
    customer_add(slow, "slow");
    EXPECT_OK(bench_commit(&bench, slow));
    EXPECT_INT(list_due(&bench, delivery, 1, &next), 1);
    EXPECT(delivery[0].event.key > endpoint_of(&bench, endpoint)->delivered);
    bench_end(&bench);
}

TEST(a_late_or_repeated_result_changes_nothing)
{
    struct bench bench;
    bench_begin(&bench);
    struct id endpoint = new_endpoint(&bench, "*");
    new_customer(&bench);
    struct delivery delivery[1];
    int64_t next;
    REQUIRE(list_due(&bench, delivery, 1, &next) == 1);
    answer(&bench, delivery, 200);
    answer(&bench, delivery, 500);
    EXPECT_INT(endpoint_of(&bench, endpoint)->attempts, 0);
    EXPECT_INT(endpoint_of(&bench, endpoint)->delivered, delivery[0].event.key);
    struct task *task = bench_task(&bench, 0);
    void *found;
    EXPECT_OK(record_load(task, &webhook_endpoint_records, endpoint, &found));
    EXPECT_OK(webhook_endpoint_delete(task, found));
    EXPECT_OK(bench_commit(&bench, task));
    answer(&bench, delivery, 200); /* its endpoint is gone */
    bench_end(&bench);
}

TEST(a_disabled_endpoint_waits_and_a_busy_one_is_left_alone)
{
    struct bench bench;
    bench_begin(&bench);
    struct id endpoint = new_endpoint(&bench, "*");
    struct webhook_endpoint_update_params params = {.has_disabled = GIVEN_VALUE, .disabled = true};
    for (int pass = 0; pass < 2; pass++) {
        struct task *task = bench_task(&bench, 0);
        void *found;
        EXPECT_OK(record_load(task, &webhook_endpoint_records, endpoint, &found));
        EXPECT_OK(webhook_endpoint_update(task, found, &params));
        EXPECT_OK(bench_commit(&bench, task));
        struct delivery delivery[1];
        int64_t next;
        if (pass == 0) {
            new_customer(&bench);
            EXPECT_INT(list_due(&bench, delivery, 1, &next), 0);
        } else {
            struct model_world world;
            size_t count;
            task = bench_task(&bench, 1);
            world = world_of(task);
            EXPECT_OK(delivery_list_due(task, &world, &endpoint, 1, 1, delivery, &count, &next));
            EXPECT_INT(count, 0);
            EXPECT_INT(list_due(&bench, delivery, 1, &next), 1); /* it had waited in line */
        }
        params.disabled = false;
    }
    bench_end(&bench);
}

TEST(pending_webhooks_count_the_endpoints_that_have_not_acknowledged)
{
    struct bench bench;
    bench_begin(&bench);
    new_endpoint(&bench, "*");
    new_endpoint(&bench, "customer.created");
    new_endpoint(&bench, "invoice.paid");
    new_customer(&bench);
    struct delivery delivery[4];
    int64_t next;
    for (int64_t pending = 2; pending >= 0; pending--) {
        struct task *task = bench_task(&bench, 0);
        size_t count;
        struct event **events = events_of(task, &count);
        struct json json = event_json(task, events[0]);
        char expected[8];
        snprintf(expected, sizeof(expected), "%d", (int)pending);
        EXPECT_TEXT(json_text_at(&json, "pending_webhooks"), expected);
        if (pending > 0) {
            REQUIRE(list_due(&bench, delivery, 4, &next) == (size_t)pending);
            answer(&bench, &delivery[0], 200);
        }
    }
    bench_end(&bench);
}

TEST(endpoints_are_checked_when_they_are_made_and_changed)
{
    struct bench bench;
    bench_begin(&bench);
    struct text types[] = {TEXT("customer.created"), TEXT("Customer created")};
    struct webhook_endpoint_create_params params = {
        .url = TEXT("ftp://example.com"), .enabled_events = types, .enabled_events_count = 1};
    struct webhook_endpoint *endpoint;
    struct task *task = bench_task(&bench, 0);
    EXPECT_ERR(webhook_endpoint_create(task, &params, &endpoint), ERR_ENDPOINT_URL);
    EXPECT_TEXT(task->failure.param, "url");
    params.url = TEXT("https://example.com");
    params.enabled_events_count = 2;
    task_clear_failure(task);
    EXPECT_ERR(webhook_endpoint_create(task, &params, &endpoint), ERR_ENDPOINT_EVENT_UNKNOWN);
    EXPECT_TEXT(task->failure.param, "enabled_events[1]");
    task_clear_failure(task);
    params.enabled_events_count = 1;
    for (int i = 0; i < 16; i++) {
        EXPECT_OK(webhook_endpoint_create(task, &params, &endpoint));
    }
    struct webhook_endpoint *one_more;
    EXPECT_ERR(webhook_endpoint_create(task, &params, &one_more), ERR_ENDPOINT_TOO_MANY);
    task_clear_failure(task);
    struct webhook_endpoint_update_params update = {.has_description = GIVEN_VALUE,
                                                    .description = TEXT("mine"),
                                                    .has_url = GIVEN_VALUE,
                                                    .url = TEXT("https://example.com/2")};
    EXPECT_OK(webhook_endpoint_update(task, endpoint, &update));
    EXPECT_TEXT(endpoint->description, "mine");
    EXPECT_TEXT(endpoint->url, "https://example.com/2");
    EXPECT_INT(endpoint->enabled_events_count, 1);
    update = (struct webhook_endpoint_update_params){.has_description = GIVEN_EMPTY};
    EXPECT_OK(webhook_endpoint_update(task, endpoint, &update));
    EXPECT_TEXT(endpoint->description, NULL);
    bench_end(&bench);
}
