/* SPDX-License-Identifier: Apache-2.0 */
/**
 * trace.h: what took how long, told to a collector: OTLP over HTTP in JSON.
 *
 * One span for each request (kind SERVER; a child of the client's, when it sent
 * a traceparent) and for each call of a webhook (kind CLIENT). The shapes are those of
 * OpenTelemetry's protocol 1.3 (opentelemetry/proto/trace/v1), the names of
 * attributes those of its semantic conventions for HTTP, the header W3C's
 * Trace Context. What the collector does not take is lost, and counted in the log:
 * tracing never makes an answer wait.
 */
#pragma once

#include "http/http.h"
#include "sys/sys.h"

/** Spans that wait for the next call; more are dropped. */
#define TRACE_SPANS_MAX 2048

struct trace;

enum trace_kind { TRACE_SERVER = 2, TRACE_CLIENT = 3 };

struct trace_span {
    enum trace_kind kind;
    const char *name;        /**< borrowed for ever: the name of a route */
    struct text method;      /**< of HTTP */
    struct text traceparent; /**< as it came; what is not well-formed counts as none */
    struct text problem;     /**< why no answer came */
    int status;              /**< of HTTP; 0: no answer */
    int64_t took_ns;         /**< up to now */
};

/** `url` is the collector's, as http://127.0.0.1:4318/v1/traces. ERR_URL_... with *problem. */
must_use err_t trace_start(const struct sys *sys, struct text url, struct trace **out,
                           struct text *problem);
/** From any thread. A trace that is NULL takes nothing. */
void trace_add(struct trace *trace, const struct trace_span *span);
/** Send what has come together, when the last call was answered. From one thread. */
void trace_flush(struct trace *trace);
/** Waits for nobody. */
void trace_stop(struct trace *trace);
