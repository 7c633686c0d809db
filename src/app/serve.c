/* SPDX-License-Identifier: Apache-2.0 */
/**
 * serve.c: three threads. The server's reads requests into a queue; the
 * client's makes webhook calls and puts their results into the same queue;
 * the engine's takes what has come together, runs it as one batch, then what
 * is due, then hands out deliveries. The main thread waits for signals.
 */
#include "app/serve.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/engine.h"
#include "app/trace.h"
#include "http/http.h"
#include "sys/confine.h"
#include "sys/log.h"

#define DELIVERIES_MAX 32
#define TIDY_EVERY_MS  60000
#define TIDY_NEXT_MS   100
#define TENANTS_TOLD   32
#define WAIT_MAX_MS    1000
#define ALLOW_MAX      16

struct service {
    const struct sys *sys;
    struct engine *engine;
    struct http_server *server;
    struct http_client *client;
    struct trace *trace;    /**< NULL: nobody asked for spans */
    struct sys_mutex mutex; /**< over queue, queue_end, stopping */
    struct sys_condition wake;
    struct work *queue;
    struct work **queue_end;
    bool stopping;
    _Atomic bool draining; /**< answers requests, begins nothing of its own */
};

/** A piece in the queue with what it points at. */
struct pending {
    struct work work;
    struct service *service;
    int64_t arrived_ns;
    char problem[256];
};

/* ---- into the queue -------------------------------------------------------- */

static void
queue_add(struct service *service, struct work *work)
{
    sys_mutex_lock(&service->mutex);
    *service->queue_end = work;
    service->queue_end = &work->next;
    sys_condition_signal(&service->wake);
    sys_mutex_unlock(&service->mutex);
}

static void
request_done(struct work *work, const struct http_answer *answer)
{
    struct pending *pending = work->context;
    const struct sys *sys = pending->service->sys;
    int64_t took_ns = sys->monotonic_ns(sys) - pending->arrived_ns;
    struct trace_span span = {.kind = TRACE_SERVER,
                              .name = answer->route == NULL ? "no route" : answer->route,
                              .method = work->request->method,
                              .traceparent = work->request->traceparent,
                              .status = answer->status,
                              .took_ns = took_ns};
    trace_add(pending->service->trace, &span);
    http_answer(work->request, answer);
    metrics_count_latency(engine_metrics(pending->service->engine), took_ns);
    block_free(pending);
}

static void
on_request(void *context, struct http_request *request)
{
    struct service *service = context;
    if (text_is(request->path, "/healthz")) { /* the process lives, whatever the store does */
        struct http_answer alive = {
            .status = 200, .body = TEXT("alive\n"), .content_type = "text/plain; charset=utf-8"};
        http_answer(request, &alive);
        return;
    }
    if (service->draining && text_is(request->path, "/readyz")) {
        struct http_answer draining = {
            .status = 503, .body = TEXT("draining\n"), .content_type = "text/plain; charset=utf-8"};
        http_answer(request, &draining);
        return;
    }
    struct pending *pending = block_alloc(sizeof(*pending));
    if (pending == NULL) {
        struct http_answer refused = {
            .status = 503,
            .body = TEXT("{\"error\":{\"type\":\"api_error\",\"message\":\"The engine is out of "
                         "memory; try again in a moment.\"}}"),
            .content_type = "application/json",
        };
        http_answer(request, &refused);
        return;
    }
    pending->work = (struct work){
        .type = WORK_REQUEST, .request = request, .on_done = request_done, .context = pending};
    pending->service = service;
    pending->arrived_ns = service->sys->monotonic_ns(service->sys);
    queue_add(service, &pending->work);
}

static void
delivered_done(struct work *work, const struct http_answer *answer)
{
    (void)answer;
    block_free(work->context);
}

static void
on_delivered(void *context, int status, struct text answer, struct text problem)
{
    struct pending *pending = context;
    (void)answer;
    size_t length =
        problem.length < sizeof(pending->problem) ? problem.length : sizeof(pending->problem);
    if (length > 0) {
        memcpy(pending->problem, problem.bytes, length);
        pending->work.problem = (struct text){pending->problem, length};
    }
    const struct sys *sys = pending->service->sys;
    struct trace_span span = {.kind = TRACE_CLIENT,
                              .name = "webhook",
                              .method = TEXT("POST"),
                              .status = status,
                              .problem = problem,
                              .took_ns = sys->monotonic_ns(sys) - pending->arrived_ns};
    trace_add(pending->service->trace, &span);
    pending->work.status = status;
    queue_add(pending->service, &pending->work);
}

/* ---- the engine's thread ----------------------------------------------------- */

static void
deliver(struct service *service, const struct delivery *delivery)
{
    struct pending *pending = block_alloc(sizeof(*pending));
    if (pending == NULL) {
        return; /* the endpoint stays busy until the next start; memory is gone anyway */
    }
    pending->service = service;
    pending->arrived_ns = service->sys->monotonic_ns(service->sys);
    pending->work = (struct work){
        .type = WORK_DELIVERED,
        .account = delivery->account,
        .endpoint = delivery->endpoint,
        .event = delivery->event,
        .on_done = delivered_done,
        .context = pending,
    };
    struct http_call call = {
        .url = delivery->url,
        .body = delivery->body,
        .headers = {{TEXT("Stripe-Signature"), delivery->signature_header}},
        .header_count = 1,
        .context = pending,
        .on_done = on_delivered,
    };
    err_t err = http_client_call(service->client, &call);
    if (err != OK) {
        on_delivered(pending, 0, NO_TEXT, text_of(error_kind(err)->sentence));
    }
}

/** Wait until there is something to do; take what came. False: stopping, and nothing came. */
static bool
queue_take(struct service *service, int64_t wake_ms, struct work **works)
{
    sys_mutex_lock(&service->mutex);
    for (;;) {
        int64_t wait_ms = wake_ms - service->sys->wall_ms(service->sys);
        if (service->queue != NULL || service->stopping || wait_ms <= 0) {
            break;
        }
        (void)sys_condition_wait_ms(&service->wake, &service->mutex,
                                    wait_ms < WAIT_MAX_MS ? wait_ms : WAIT_MAX_MS);
    }
    *works = service->queue;
    service->queue = NULL;
    service->queue_end = &service->queue;
    bool goes_on = !service->stopping || *works != NULL;
    sys_mutex_unlock(&service->mutex);
    return goes_on;
}

/** What nobody asked for: jobs that are due, webhooks. When it is to be looked at again. */
static int64_t
own_work(struct service *service, int64_t wall_ms)
{
    struct delivery deliveries[DELIVERIES_MAX];
    int64_t next_due_ms;
    int64_t next_delivery_ms;
    bool worked = engine_run_due(service->engine, wall_ms, &next_due_ms);
    size_t count = 1;
    for (int told = 0; told < TENANTS_TOLD && count > 0; told++) {
        count = engine_deliveries(service->engine, wall_ms, deliveries, DELIVERIES_MAX,
                                  &next_delivery_ms);
        for (size_t i = 0; i < count; i++) {
            deliver(service, &deliveries[i]);
        }
    }
    return worked ? 0 : next_due_ms < next_delivery_ms ? next_due_ms : next_delivery_ms;
}

static void
engine_loop(void *argument)
{
    struct service *service = argument;
    bool is_asked = false; /* something waits in the engine */
    int64_t last_ms = 0;
    int64_t wake_ms = 0;
    int64_t tidy_ms = 0;
    for (;;) {
        struct work *works;
        if (!queue_take(service, wake_ms, &works) && !is_asked) {
            return;
        }
        int64_t wall_ms = service->sys->wall_ms(service->sys);
        wall_ms = wall_ms > last_ms ? wall_ms : last_ms; /* time never goes back for the engine */
        last_ms = wall_ms;
        while (works != NULL) {
            struct work *work = works;
            works = work->next;
            engine_add(service->engine, wall_ms, work);
        }
        is_asked = engine_run_asked(service->engine, wall_ms);
        wake_ms = service->draining ? INT64_MAX : own_work(service, wall_ms);
        if (wall_ms >= tidy_ms) {
            bool goes_on = engine_tidy_up(service->engine, wall_ms);
            tidy_ms = wall_ms + (goes_on ? TIDY_NEXT_MS : TIDY_EVERY_MS);
        }
        trace_flush(service->trace);
        wake_ms = is_asked ? 0 : wake_ms < tidy_ms ? wake_ms : tidy_ms;
    }
}

/* ---- the sandbox ------------------------------------------------------------ */

/** Where the file of a path stands. */
static struct text
folder_of(struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/') {
        end--;
    }
    return end == 0 ? TEXT(".") : text_slice(path, 0, end);
}

/** Give up rights before anything of the world outside is read. */
static bool
confine(const struct config *config)
{
    struct text folder = folder_of(config->store);
    struct confined walls;
    if (!config->sandbox) {
        return true;
    }
    if (sys_confine(&folder, store_path_is_server(config->store) ? 0 : 1, &walls) != OK) {
        log_write(LOG_ERROR, "cannot start", "why",
                  "the kernel refused the sandbox; --sandbox=false goes without");
        return false;
    }
    if (!walls.files || !walls.calls) {
        log_write(LOG_WARN, "the kernel has no whole sandbox", "files", walls.files, "calls",
                  walls.calls);
    }
    return true;
}

/* ---- life -------------------------------------------------------------------- */

static bool
client_start(struct service *service, const struct config *config)
{
    struct text allow[ALLOW_MAX];
    size_t allow_count = 0;
    for (size_t at = 0; at < config->webhook_allow.length;) {
        size_t end = text_find(config->webhook_allow, ',', at);
        if (allow_count < ALLOW_MAX) {
            allow[allow_count++] = text_trim(text_slice(config->webhook_allow, at, end));
        }
        at = end + 1;
    }
    struct http_client_config client = {
        .allow = allow,
        .allow_count = allow_count,
        .timeout_ms = (int)config->webhook_timeout_ms,
        .answer_bytes_max = 4096,
        .parallel_max = (size_t)config->webhook_parallel_max,
    };
    if (http_client_start(&client, &service->client) != OK) {
        log_write(LOG_ERROR, "cannot start", "why",
                  "webhook-allow: ranges are written as 127.0.0.0/8,10.1.0.0/16");
        return false;
    }
    return true;
}

static void
print_hints(int port, struct text key)
{
    printf("\nThree things to try, in another terminal:\n\n"
           "  1. See which invoices wait for a person, with curl:\n"
           "     curl -s http://127.0.0.1:%d/v1/extend/holds -u %.*s:\n\n"
           "  2. Use the official client (npm install stripe):\n"
           "     node -e \"const s=new (require('stripe'))('%.*s',{host:'127.0.0.1',port:%d,"
           "protocol:'http'}); "
           "s.coupons.list().then(l=>l.data.forEach(c=>console.log(c.id,c.name)))\"\n\n"
           "  3. Change a discount script and run it as the engine would:\n"
           "     build/quoin script run sdk/examples/percent-off-up-to/src/index.ts "
           "--point commerce.discount_calculation \\\n"
           "       --input sdk/examples/percent-off-up-to/input.json --config "
           "sdk/examples/percent-off-up-to/config.json\n\n",
           port, TEXT_ARG(key), TEXT_ARG(key), port);
    (void)fflush(stdout);
}

static bool
service_open(struct service *service, const struct config *config, struct arena *arena)
{
    struct engine_config engine = {
        .store = config->store,
        .api_key = config->api_key,
        .heap_bytes_max = 64u << 20,
        .cache_bytes = config->cache_bytes,
        .extend = {.journal_days = config->journal_days,
                   .archive_days = config->archive_days,
                   .fuel_a_minute = config->fuel_a_minute},
    };
    service->sys->entropy(service->sys, &engine.seed, sizeof(engine.seed));
    service->sys->entropy(service->sys, engine.secret, sizeof(engine.secret));
    struct text problem = NO_TEXT;
    err_t err =
        engine_open(&engine, service->sys->wall_ms(service->sys), &service->engine, &problem);
    if (err != OK) {
        problem = problem.length > 0 ? problem : text_of(error_kind(err)->sentence);
        log_write(LOG_ERROR, "cannot start", "store", config->store, "why",
                  text_copy(arena, problem));
        return false;
    }
    return true;
}

static bool
trace_begin(struct service *service, const struct config *config)
{
    struct text problem = NO_TEXT;
    if (config->trace_url.length > 0 &&
        trace_start(service->sys, config->trace_url, &service->trace, &problem) != OK) {
        log_write(LOG_ERROR, "cannot start", "trace-url", config->trace_url, "why", problem);
        return false;
    }
    return true;
}

static bool
server_start(struct service *service, const struct config *config)
{
    struct http_server_config server = {
        .listen = config->listen,
        .body_bytes_max = (size_t)config->body_bytes_max,
        .connections_max = (size_t)config->connections_max,
        .idle_timeout_s = (int)config->idle_timeout_s,
        .on_request = on_request,
        .context = service,
    };
    struct text problem = NO_TEXT;
    int port = 0;
    if (http_server_start(&server, &service->server, &port, &problem) != OK) {
        log_write(LOG_ERROR, "cannot listen", "listen", config->listen, "why", problem);
        return false;
    }
    struct text key = engine_new_key(service->engine);
    if (key.length > 0) {
        printf("API key, shown only now: %.*s\n", TEXT_ARG(key));
    }
    log_write(LOG_INFO, "listening", "listen", config->listen, "port", port);
    if (config->hints) {
        print_hints(port, key.length > 0 ? key : config->api_key);
    }
    (void)fflush(stdout);
    return true;
}

int
serve(const struct sys *sys, const struct config *config)
{
    struct service service = {.sys = sys};
    struct arena arena;
    struct sys_thread thread;
    arena_init(&arena, 1u << 20);
    service.queue_end = &service.queue;
    sys_signals_hold();
    sys_mutex_init(&service.mutex);
    sys_condition_init(&service.wake);
    if (!confine(config) || !service_open(&service, config, &arena) ||
        !client_start(&service, config) || !trace_begin(&service, config)) {
        return 1;
    }
    if (sys_thread_start(&thread, "quoin-engine", engine_loop, &service) != OK ||
        !server_start(&service, config)) {
        return 1;
    }
    while (sys_signal_wait(-1) == SIGHUP) {
        service.draining = true;
        log_write(LOG_INFO, "draining");
    }
    log_write(LOG_INFO, "stopping");
    http_server_stop(service.server, (int)config->drain_ms);
    sys_mutex_lock(&service.mutex);
    service.stopping = true;
    sys_condition_signal(&service.wake);
    sys_mutex_unlock(&service.mutex);
    sys_thread_join(&thread);
    http_client_stop(service.client);
    trace_flush(service.trace);
    trace_stop(service.trace);
    engine_close(service.engine);
    arena_free(&arena);
    log_write(LOG_INFO, "stopped");
    return 0;
}
