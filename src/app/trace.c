/* SPDX-License-Identifier: Apache-2.0 */
/** trace.c: a list of spans, and its form for a collector. */
#include "app/trace.h"

#include "base/hash.h"
#include "base/json.h"
#include "sys/log.h"

#define TRACE_ID_BYTES  16
#define SPAN_ID_BYTES   8
#define TIMEOUT_MS      5000
#define BODY_BYTES_MAX  ((size_t)8 << 20)
#define PROBLEM_BYTES   128
#define METHOD_BYTES    12
#define STATUS_ERROR    2
#define FIRST_ERROR     500
#define NANOSECONDS     1000000
#define TRACEPARENT_LEN 55 /* 00-<32>-<16>-<2> */

struct stored_span {
    enum trace_kind kind;
    const char *name;
    char trace_id[2 * TRACE_ID_BYTES];
    char parent[2 * SPAN_ID_BYTES]; /**< has_parent */
    uint8_t span_id[SPAN_ID_BYTES];
    bool has_parent;
    int status;
    int64_t start_ns, end_ns;
    char method[METHOD_BYTES];
    char problem[PROBLEM_BYTES];
};

struct trace {
    const struct sys *sys;
    struct http_client *client;
    struct text url;
    struct arena arena;     /**< the url */
    struct arena body;      /**< of one call */
    struct sys_mutex mutex; /**< over what follows */
    struct stored_span spans[TRACE_SPANS_MAX];
    size_t count;
    int64_t dropped;
    bool is_calling;
};

/* ---- spans ------------------------------------------------------------------- */

static bool
is_hex(struct text text)
{
    bool is_zero = true; /* forbidden: no id */
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
        is_zero = is_zero && c == '0';
    }
    return !is_zero;
}

/** W3C Trace Context, version 00: whose child the span is. */
static void
parent_read(struct stored_span *span, struct text header)
{
    if (header.length != TRACEPARENT_LEN || !text_has_prefix(header, TEXT("00-")) ||
        header.bytes[35] != '-' || header.bytes[52] != '-') {
        return;
    }
    struct text trace_id = text_slice(header, 3, 3 + sizeof(span->trace_id));
    struct text parent = text_slice(header, 36, 36 + sizeof(span->parent));
    if (is_hex(trace_id) && is_hex(parent)) {
        memcpy(span->trace_id, trace_id.bytes, trace_id.length);
        memcpy(span->parent, parent.bytes, parent.length);
        span->has_parent = true;
    }
}

static void
hex_write(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}

void
trace_add(struct trace *trace, const struct trace_span *span)
{
    struct stored_span stored = {.kind = span->kind, .name = span->name, .status = span->status};
    uint8_t trace_id[TRACE_ID_BYTES];
    if (trace == NULL) {
        return;
    }
    stored.end_ns = trace->sys->wall_ms(trace->sys) * NANOSECONDS;
    stored.start_ns = stored.end_ns - span->took_ns;
    trace->sys->entropy(trace->sys, stored.span_id, sizeof(stored.span_id));
    trace->sys->entropy(trace->sys, trace_id, sizeof(trace_id));
    hex_write(trace_id, sizeof(trace_id), stored.trace_id);
    parent_read(&stored, span->traceparent);
    snprintf(stored.method, sizeof(stored.method), "%.*s", TEXT_ARG(span->method));
    snprintf(stored.problem, sizeof(stored.problem), "%.*s", TEXT_ARG(span->problem));
    sys_mutex_lock(&trace->mutex);
    if (trace->count < TRACE_SPANS_MAX) {
        trace->spans[trace->count++] = stored;
    } else {
        trace->dropped++;
    }
    sys_mutex_unlock(&trace->mutex);
}

/* ---- the collector's form ------------------------------------------------------- */

static void
attribute(struct json_writer *out, const char *key, const char *type, struct text value)
{
    json_open_object(out);
    json_key_string(out, "key");
    json_string(out, key);
    json_key_string(out, "value");
    json_open_object(out);
    json_key_string(out, type);
    json_text(out, value);
    json_close_object(out);
    json_close_object(out);
}

/** 64-bit numbers are texts in this form. */
static void
number_member(struct json_writer *out, struct arena *arena, const char *key, int64_t value)
{
    json_key_string(out, key);
    json_text(out, text_format(arena, "%lld", (long long)value));
}

static void
span_write(struct json_writer *out, struct arena *arena, const struct stored_span *span)
{
    json_open_object(out);
    json_key_string(out, "traceId");
    json_text(out, (struct text){span->trace_id, sizeof(span->trace_id)});
    json_key_string(out, "spanId");
    json_text(out, hex_text(arena, span->span_id, sizeof(span->span_id)));
    if (span->has_parent) {
        json_key_string(out, "parentSpanId");
        json_text(out, (struct text){span->parent, sizeof(span->parent)});
    }
    json_key_string(out, "name");
    json_string(out, span->name);
    json_key_string(out, "kind");
    json_int(out, span->kind);
    number_member(out, arena, "startTimeUnixNano", span->start_ns);
    number_member(out, arena, "endTimeUnixNano", span->end_ns);
    json_key_string(out, "attributes");
    json_open_array(out);
    attribute(out, "http.request.method", "stringValue", text_of(span->method));
    if (span->status != 0) {
        attribute(out, "http.response.status_code", "intValue",
                  text_format(arena, "%d", span->status));
    }
    if (span->kind == TRACE_SERVER) {
        attribute(out, "http.route", "stringValue", text_of(span->name));
    }
    json_close_array(out);
    json_key_string(out, "status");
    json_open_object(out);
    if (span->status == 0 || span->status >= FIRST_ERROR) {
        json_key_string(out, "code");
        json_int(out, STATUS_ERROR);
        json_key_string(out, "message");
        json_string(out, span->problem);
    }
    json_close_object(out);
    json_close_object(out);
}

static struct text
body_write(struct arena *arena, const struct stored_span *spans, size_t count)
{
    struct json_writer out;
    json_writer_init(&out, arena, BODY_BYTES_MAX, false);
    json_open_object(&out);
    json_key_string(&out, "resourceSpans");
    json_open_array(&out);
    json_open_object(&out);
    json_key_string(&out, "resource");
    json_open_object(&out);
    json_key_string(&out, "attributes");
    json_open_array(&out);
    attribute(&out, "service.name", "stringValue", TEXT("quoin"));
    json_close_array(&out);
    json_close_object(&out);
    json_key_string(&out, "scopeSpans");
    json_open_array(&out);
    json_open_object(&out);
    json_key_string(&out, "scope");
    json_open_object(&out);
    json_key_string(&out, "name");
    json_string(&out, "quoin");
    json_close_object(&out);
    json_key_string(&out, "spans");
    json_open_array(&out);
    for (size_t i = 0; i < count; i++) {
        span_write(&out, arena, &spans[i]);
    }
    json_close_array(&out);
    json_close_object(&out);
    json_close_array(&out);
    json_close_object(&out);
    json_close_array(&out);
    json_close_object(&out);
    return json_writer_text(&out);
}

/* ---- calls ------------------------------------------------------------------------ */

static void
on_called(void *context, int status, struct text answer, struct text problem)
{
    struct trace *trace = context;
    (void)answer;
    if (status / 100 != 2) {
        log_write(LOG_WARN, "the collector took no spans", "status", status, "why", problem);
    }
    sys_mutex_lock(&trace->mutex);
    trace->is_calling = false;
    sys_mutex_unlock(&trace->mutex);
}

void
trace_flush(struct trace *trace)
{
    if (trace == NULL) {
        return;
    }
    arena_reset(&trace->body);
    sys_mutex_lock(&trace->mutex);
    bool goes = trace->count > 0 && !trace->is_calling;
    int64_t dropped = trace->dropped;
    struct text body = NO_TEXT;
    if (goes) {
        body = body_write(&trace->body, trace->spans, trace->count);
        trace->is_calling = true;
        trace->count = 0;
        trace->dropped = 0;
    }
    sys_mutex_unlock(&trace->mutex);
    if (!goes) {
        return;
    }
    if (dropped > 0) {
        log_write(LOG_WARN, "spans were dropped", "count", dropped);
    }
    struct http_call call = {
        .url = trace->url, .body = body, .context = trace, .on_done = on_called};
    if (body.bytes == NULL || http_client_call(trace->client, &call) != OK) {
        on_called(trace, 0, NO_TEXT, TEXT("out of memory"));
    }
}

err_t
trace_start(const struct sys *sys, struct text url, struct trace **out, struct text *problem)
{
    static const struct text everywhere = {"::/0", 4}; /* the operator chose the collector */
    struct http_client_config config = {.allow = &everywhere,
                                        .allow_count = 1,
                                        .timeout_ms = TIMEOUT_MS,
                                        .answer_bytes_max = 4096,
                                        .parallel_max = 1};
    TRY(url_check(url, problem));
    struct trace *trace = block_alloc(sizeof(*trace));
    if (trace == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    trace->sys = sys;
    arena_init(&trace->arena, (size_t)1 << 16);
    arena_init(&trace->body, 4 * BODY_BYTES_MAX);
    sys_mutex_init(&trace->mutex);
    trace->url = text_copy(&trace->arena, url);
    err_t err = http_client_start(&config, &trace->client);
    if (err != OK || trace->url.bytes == NULL) {
        block_free(trace);
        return err != OK ? err : ERR_OUT_OF_MEMORY;
    }
    *out = trace;
    return OK;
}

void
trace_stop(struct trace *trace)
{
    if (trace == NULL) {
        return;
    }
    http_client_stop(trace->client);
    sys_mutex_free(&trace->mutex);
    arena_free(&trace->arena);
    arena_free(&trace->body);
    block_free(trace);
}
