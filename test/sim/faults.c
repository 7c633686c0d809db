/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faults.c: every call that a command makes to the disk or for memory fails, the first, the
 * second and so on, once and from there on. Each time the answer is an error of the API's shape or
 * a success, and the same request with the same key succeeds at last.
 */
#include <stdio.h>
#include <string.h>

#include "sim.h"

/** A command that makes more calls than this is not tried further. */
#define CALLS_MAX 400

/* ---- memory: the linker gives the rooms' blocks to us first (--wrap) --------- */

static struct {
    bool is_on, for_ever;
    long left, failures;
} memory;

void *real_block(size_t bytes) __asm__("__real_malloc");
void *real_zeroed(size_t count, size_t bytes) __asm__("__real_calloc");
void *real_resized(void *block, size_t bytes) __asm__("__real_realloc");
void *our_block(size_t bytes) __asm__("__wrap_malloc");
void *our_zeroed(size_t count, size_t bytes) __asm__("__wrap_calloc");
void *our_resized(void *block, size_t bytes) __asm__("__wrap_realloc");

static bool
memory_fails(void)
{
    if (!memory.is_on) {
        return false;
    }
    memory.left--;
    bool fails = memory.left == 0 || (memory.for_ever && memory.left < 0);
    memory.failures += fails ? 1 : 0;
    return fails;
}

void *
our_block(size_t bytes)
{
    return memory_fails() ? NULL : real_block(bytes);
}

void *
our_zeroed(size_t count, size_t bytes)
{
    return memory_fails() ? NULL : real_zeroed(count, bytes);
}

void *
our_resized(void *block, size_t bytes)
{
    return memory_fails() ? NULL : real_resized(block, bytes);
}

/* ---- one command --------------------------------------------------------------------------- */

enum fault { FAULT_IO, FAULT_FULL, FAULT_MEMORY, FAULT_COUNT };
static const char *const fault_names[] = {"disk call", "write to a full disk", "allocation"};

struct heard {
    struct sim *sim;
    struct http_answer answer;
};

static void
fault_begin(struct sim *sim, enum fault fault, int64_t number, bool for_ever)
{
    if (fault == FAULT_MEMORY) {
        memory.for_ever = for_ever;
        memory.left = number;
        memory.failures = 0;
        memory.is_on = true;
    } else {
        disk_fail_at(sim->disk, fault == FAULT_IO ? DISK_IO : DISK_FULL,
                     disk_calls(sim->disk) + number, for_ever);
    }
}

/** Everything is well again; true when something has failed since fault_begin. */
static bool
fault_end(struct sim *sim, int64_t failures_before)
{
    bool has_failed = memory.failures > 0 || disk_failures(sim->disk) > failures_before;
    memory.is_on = false;
    memory.failures = 0;
    disk_fail_at(sim->disk, DISK_HEALTHY, 0, false);
    return has_failed;
}

static void
heard_done(struct work *work, const struct http_answer *answer)
{
    struct heard *heard = work->context;
    memory.is_on = false; /* the client's memory is its own */
    heard->answer = *answer;
    heard->answer.body = text_copy(&heard->sim->arena, answer->body);
}

static void
request_run(struct sim *sim, const struct sim_call *call, struct http_answer *out)
{
    struct heard heard = {.sim = sim};
    bool is_post = strcmp(call->method, "POST") == 0;
    struct http_request request = {
        .method = text_of(call->method),
        .path = text_of(call->path),
        .query = is_post ? TEXT("") : text_of(call->form),
        .body = is_post ? text_of(call->form) : TEXT(""),
        .authorization = TEXT("Bearer sk_test_of_a_story"),
        .idempotency_key = text_of(call->key),
    };
    struct work work = {
        .type = WORK_REQUEST, .request = &request, .on_done = heard_done, .context = &heard};
    struct work *works[] = {&work}, *again[1];
    while (engine_run(sim->world.engine, sim->world.wall_ms, works, 1, again) > 0) {
        /* overtaken by what is committed now */
    }
    *out = heard.answer;
}

/** Fail its n-th call, for every n, until it makes no n-th call. */
static void
command_try(struct sim *sim, struct sim_call *call, enum fault fault, bool for_ever)
{
    for (int64_t n = 1; n < CALLS_MAX && !sim_is_wrong(sim); n++) {
        struct http_answer answer;
        int64_t failures = disk_failures(sim->disk);
        sim->world.wall_ms += 10;
        sim->fault_count++;
        fault_begin(sim, fault, n, for_ever);
        request_run(sim, call, &answer);
        bool has_failed = fault_end(sim, failures);
        if (answer.status < 500) {
            sim_check_answer(sim, call, &answer);
            if (!has_failed || call->status == 200) {
                return;
            }
        } else if (!has_failed) {
            sim_wrong(sim, "retry", "%s %s {%s} answers %d when nothing fails: %.*s", call->method,
                      call->path, call->form, answer.status, TEXT_ARG(answer.body));
        } else {
            struct json json;
            struct json_error error;
            if (json_parse(&sim->arena, answer.body, &json, &error) != OK ||
                json_get(&json, "error") == NULL) {
                sim_wrong(sim, "shape", "%s %s answers %d at the %lld. %s: %.*s", call->method,
                          call->path, answer.status, (long long)n, fault_names[fault],
                          TEXT_ARG(answer.body));
            }
        }
    }
}

bool
sim_fail_each(struct sim *sim, struct sim_call *(*next)(struct sim *sim, int number))
{
    for (int fault = 0; fault < FAULT_COUNT; fault++) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            for (int number = 0; !sim_is_wrong(sim); number++) {
                arena_reset(&sim->arena);
                struct sim_call *call = next(sim, number);
                if (call == NULL) {
                    break;
                }
                (void)snprintf(call->key, sizeof(call->key), "fault-%lld",
                               (long long)++sim->key_count);
                command_try(sim, call, (enum fault)fault, for_ever == 1);
                sim_work(sim);
            }
            if (!sim_is_wrong(sim)) {
                sim_check_all(sim);
            }
        }
    }
    return !sim_is_wrong(sim);
}
