/* SPDX-License-Identifier: Apache-2.0 */
/**
 * http.h: bytes to requests and back; requests to others.
 *
 * The server is libmicrohttpd: it parses, we bound. A request that is whole
 * is handed to the handler once and its connection is suspended; the answer
 * may come later from another thread (group commit), which resumes it.
 */
#pragma once

#include "base/model.h"

/* ---- server ------------------------------------------------------------ */

struct http_header {
    struct text name;
    struct text value;
};

/** A whole request; texts live until it was answered. */
struct http_request {
    struct text method;
    struct text path;  /**< without the query, percent-encoding kept */
    struct text query; /**< raw, behind the "?" */
    struct text body;
    struct text content_type;
    struct text authorization;
    struct text idempotency_key;
    struct text stripe_version;
    struct text stripe_account;
    struct text stripe_context;
    struct text user_agent;
    struct text traceparent; /**< W3C Trace Context */
    void *connection;        /**< the server's */
};

struct http_answer {
    int status;
    struct text body; /**< copied */
    const char *content_type;
    struct http_header headers[8];
    size_t header_count;
    const char *route; /**< the name of what answered, for metrics; may be NULL */
};

struct http_server;

struct http_server_config {
    struct text listen; /**< "127.0.0.1:8420", "[::1]:0" */
    size_t body_bytes_max;
    size_t connections_max;
    int idle_timeout_s;
    /** Called on the server's thread with a whole request; must not block. */
    void (*on_request)(void *context, struct http_request *request);
    /** The shape of the server's own refusals (413, 503 ...): a JSON error body. */
    void *context;
};

/** ERR_LISTEN with the reason in *problem. *port is the one in use (for port 0). */
must_use err_t http_server_start(const struct http_server_config *config, struct http_server **out,
                                 int *port, struct text *problem);
/** From any thread, exactly once for each request given to on_request. */
void http_answer(struct http_request *request, const struct http_answer *answer);
/** Stop accepting, let the answers that are owed go out (at most drain_ms), close. */
void http_server_stop(struct http_server *server, int drain_ms);

/* ---- forms ------------------------------------------------------------- */

/**
 * Decode a form body and a query into one tree. Spellings: dependencies.md
 * 2.5. ERR_FORM_* (too many keys, too deep, bad percent code, bad UTF-8) with
 * the key in *problem.
 */
must_use err_t form_parse(struct arena *arena, struct text body, struct form_node **root,
                          struct text *problem);
/** Add the pairs of another text (the query) to a tree. */
must_use err_t form_parse_more(struct arena *arena, struct text body, struct form_node *root,
                               struct text *problem);

/** Add "key=value" to a form, encoded, with & before it when it is not the first. */
void form_add(struct text_builder *form, const char *key, struct text value);

/** Decode %XX, and + when it stands for a space. False: a broken code, or no memory. */
must_use bool percent_decode(struct arena *arena, struct text raw, bool plus_is_space,
                             struct text *out);

/* ---- signatures -------------------------------------------------------- */

/** "t=<time>,v1=<hex>" over "<time>.<body>", one v1 a secret. */
struct text signature_header(struct arena *arena, const struct text *secrets, size_t secret_count,
                             int64_t time_s, struct text body);

/* ---- client ------------------------------------------------------------ */

struct http_client; /**< its own thread, libcurl multi */

struct http_client_config {
    /** Addresses that may be called although they are private: "127.0.0.1/32", ... */
    const struct text *allow;
    size_t allow_count;
    int timeout_ms;
    size_t answer_bytes_max;
    size_t parallel_max;
};

struct http_call {
    struct text url;
    struct text body; /**< POST, application/json; copied */
    struct http_header headers[8];
    size_t header_count;
    void *context;
    /** On the client's thread: status 0 with a problem when no answer came. */
    void (*on_done)(void *context, int status, struct text answer, struct text problem);
};

must_use err_t http_client_start(const struct http_client_config *config, struct http_client **out);
must_use err_t http_client_call(struct http_client *client, const struct http_call *call);
void http_client_stop(struct http_client *client);
/** One request by a person, answered before the function returns; any address may be asked. */
struct http_question {
    const char *method;
    struct text url;
    struct text user; /**< of HTTP Basic, without a password; no text: none */
    struct text body; /**< a form, of a POST */
    int timeout_ms;
    size_t answer_bytes_max;
};
/** ERR_UNREACHABLE with the reason in *problem: no answer came, or it is too long. */
must_use err_t http_ask(struct arena *arena, const struct http_question *question, int *status,
                        struct text *answer, struct text *problem);
/** Whether an url is one we would call: http(s), a host, no user part; the reason in *problem. */
must_use err_t url_check(struct text url, struct text *problem);
