/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

TEST(an_event_has_the_shape_of_the_api)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    task->request_id = TEXT("req_1");
    task->idempotency_key = TEXT("key-1");
    customer_add(task, "Ada");
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    size_t count;
    struct event **events = events_of(task, &count);
    REQUIRE(count == 1);
    struct json json = event_json(task, events[0]);
    EXPECT(text_has_prefix(json_text_at(&json, "id"), TEXT("evt_")));
    EXPECT_TEXT(json_text_at(&json, "object"), "event");
    EXPECT_TEXT(json_text_at(&json, "api_version"), "2026-10-28.endive");
    EXPECT_TEXT(json_text_at(&json, "created"), "1700000000");
    EXPECT_TEXT(json_text_at(&json, "pending_webhooks"), "0");
    EXPECT_TEXT(json_text_at(&json, "request.id"), "req_1");
    EXPECT_TEXT(json_text_at(&json, "request.idempotency_key"), "key-1");
    EXPECT_TEXT(json_text_at(&json, "type"), "customer.created");
    EXPECT_INT(json_at(&json, "livemode")->type, JSON_FALSE);
    EXPECT_TEXT(json_text_at(&json, "data.object.object"), "customer");
    EXPECT_TEXT(json_text_at(&json, "data.object.name"), "Ada");
    EXPECT(text_has_prefix(json_text_at(&json, "data.object.id"), TEXT("cus_")));
    EXPECT(json_at(&json, "data.previous_attributes") == NULL);
    EXPECT_INT(json.count, 9);
    bench_end(&bench);
}

TEST(an_event_shows_the_object_as_it_was_then)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    struct customer *customer = customer_of(task, id);
    customer->name = TEXT("Grace");
    customer_save(task, customer);
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    customer = customer_of(task, id);
    EXPECT_OK(record_delete(task, &customers, id));
    EXPECT_OK(event_append(task, EVENT_CUSTOMER_DELETED, &customers, customer));
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    size_t count;
    struct event **events = events_of(task, &count);
    REQUIRE(count == 3);
    static const char *const names[] = {"Ada", "Grace", "Grace"};
    for (size_t i = 0; i < 3; i++) {
        struct json json = event_json(task, events[i]);
        EXPECT_TEXT(json_text_at(&json, "data.object.name"), names[i]);
        EXPECT((json_at(&json, "data.previous_attributes") != NULL) == (i == 1));
    }
    bench_end(&bench);
}

TEST(previous_attributes_hold_what_the_update_replaced_and_nothing_else)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct customer *customer = customer_add(task, "Ada");
    struct address address = {.city = TEXT("Paris"), .line1 = TEXT("rue 1")};
    struct model_pair pairs[] = {{TEXT("a"), TEXT("1")}, {TEXT("b"), TEXT("2")}};
    customer->address = &address;
    customer->metadata = (struct model_map){pairs, 2};
    customer->preferred_locales = &(struct text){"fr", 2};
    customer->preferred_locales_count = 1;
    EXPECT_OK(record_update(task, &customers, customer));
    struct id id = customer->id;
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 0);
    customer = customer_of(task, id);
    customer->name = TEXT("Grace");
    customer->address->city = TEXT("Lyon");
    customer->address->state = TEXT("ARA");
    struct model_pair changed[] = {{TEXT("a"), TEXT("1")}, {TEXT("c"), TEXT("3")}};
    customer->metadata = (struct model_map){changed, 2};
    struct text locales[] = {TEXT("fr"), TEXT("en")};
    customer->preferred_locales = locales;
    customer->preferred_locales_count = 2;
    customer->shipping = &(struct shipping){.name = TEXT("Ada")};
    customer_save(task, customer);
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    size_t count;
    struct event **events = events_of(task, &count);
    REQUIRE(count == 2);
    struct json json = event_json(task, events[1]);
    const struct json *previous = json_at(&json, "data.previous_attributes");
    REQUIRE(previous != NULL);
    EXPECT_TEXT(json_text_at(&json, "data.object.name"), "Grace");
    EXPECT_INT(previous->count, 5);
    EXPECT_TEXT(json_text_at(previous, "name"), "Ada");
    EXPECT_TEXT(json_text_at(previous, "address.city"), "Paris");
    EXPECT_TEXT(json_text_at(previous, "address.state"), "null");
    EXPECT_INT(json_at(previous, "address")->count, 2); /* line1 stayed */
    EXPECT_TEXT(json_text_at(previous, "metadata.b"), "2");
    EXPECT_TEXT(json_text_at(previous, "metadata.c"), "null");
    EXPECT_INT(json_at(previous, "metadata")->count, 2);
    EXPECT_INT(json_at(previous, "preferred_locales")->type, JSON_ARRAY);
    EXPECT_INT(json_at(previous, "preferred_locales")->count, 1); /* the whole old array */
    EXPECT_TEXT(json_text_at(previous, "shipping"), "null");
    bench_end(&bench);
}

TEST(an_update_of_nothing_is_no_event_and_several_updates_are_told_together)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 0);
    struct customer *customer = customer_of(task, id);
    customer_save(task, customer);
    size_t count;
    (void)events_of(task, &count);
    EXPECT_INT(count, 1);
    customer->name = TEXT("Grace");
    EXPECT_OK(record_update(task, &customers, customer));
    customer->balance = 5;
    customer_save(task, customer);
    customer->balance = 7;
    customer_save(task, customer);
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 0);
    struct event **events = events_of(task, &count);
    REQUIRE(count == 3);
    struct json first = event_json(task, events[1]), second = event_json(task, events[2]);
    EXPECT_TEXT(json_text_at(&first, "data.previous_attributes.name"), "Ada");
    EXPECT_TEXT(json_text_at(&first, "data.previous_attributes.balance"), "0");
    EXPECT_TEXT(json_text_at(&first, "data.object.balance"), "5");
    EXPECT(json_at(&second, "data.previous_attributes.name") == NULL);
    EXPECT_TEXT(json_text_at(&second, "data.previous_attributes.balance"), "5");
    EXPECT_TEXT(json_text_at(&second, "data.object.balance"), "7");
    bench_end(&bench);
}

TEST(events_come_in_the_order_in_which_they_happened_also_within_a_task)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *tasks[2];
    err_t results[2];
    for (size_t i = 0; i < 2; i++) {
        tasks[i] = bench_task(&bench, i);
        struct customer *customer = customer_add(tasks[i], "Ada");
        customer->balance = 1;
        customer_save(tasks[i], customer);
    }
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT(results[0] == OK && results[1] == OK);
    struct task *task = bench_task(&bench, 2);
    size_t count;
    struct event **events = events_of(task, &count);
    REQUIRE(count == 4);
    int64_t subject = 0;
    for (size_t i = 0; i < 4; i++) {
        EXPECT_STRING(event_type_name(event_type_of(events[i])),
                      i % 2 == 0 ? "customer.created" : "customer.updated");
        EXPECT(i == 0 || events[i]->id.key > events[i - 1]->id.key);
        EXPECT(i % 2 == 0 || events[i]->object_key == subject);
        subject = events[i]->object_key;
    }
    bench_end(&bench);
}

TEST(an_event_of_a_task_that_fails_is_not_stored)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    EXPECT_OK(bench_commit(&bench, task));
    struct task *first = bench_task(&bench, 0), *second = bench_task(&bench, 1);
    customer_of(first, id)->balance = 1;
    customer_save(first, customer_of(first, id));
    customer_of(second, id)->balance = 2;
    customer_save(second, customer_of(second, id));
    struct task *tasks[] = {first, second};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_ERR(results[1], ERR_CONFLICT);
    size_t count;
    (void)events_of(bench_task(&bench, 2), &count);
    EXPECT_INT(count, 2);
    bench_end(&bench);
}

TEST(events_are_kept_for_thirty_days)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    customer_add(task, "old");
    EXPECT_OK(bench_commit(&bench, task));
    bench.wall_ms += (int64_t)20 * 86400 * 1000;
    task = bench_task(&bench, 0);
    customer_add(task, "new");
    EXPECT_OK(bench_commit(&bench, task));
    size_t count;
    EXPECT_OK(event_prune(bench_task(&bench, 0), 10, &count));
    EXPECT_INT(count, 0);
    bench.wall_ms += (int64_t)11 * 86400 * 1000;
    task = bench_task(&bench, 0);
    EXPECT_OK(event_prune(task, 10, &count));
    EXPECT_INT(count, 1);
    EXPECT_OK(bench_commit(&bench, task));
    (void)events_of(bench_task(&bench, 0), &count);
    EXPECT_INT(count, 1);
    bench_end(&bench);
}

TEST(an_event_of_an_unknown_type_is_an_error_and_not_a_crash)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct model_world world = world_of(task);
    struct event event = {.id = {1}, .type_number = 0};
    struct json_writer writer;
    json_writer_init(&writer, task->arena, 10000, false);
    EXPECT_ERR(event_render(&world, &event, &writer), ERR_EVENT_UNREADABLE);
    bench_end(&bench);
}
