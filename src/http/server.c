/* SPDX-License-Identifier: Apache-2.0 */
/**
 * server.c: libmicrohttpd behind http.h.
 *
 * MHD's one epoll thread parses and reads. A request that is whole is
 * suspended and handed on; http_answer makes its response and resumes it, so
 * that answers may wait for the group commit without holding a thread.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <string.h>

#include "http/http.h"
#include "sys/sys.h"

#include "limits.model.h"

/**
 * Most bytes of an overlong body that are read and thrown away, so that the
 * client, which writes before it reads, sees its 413; beyond, the connection is cut.
 */
#define BODY_DISCARD_MAX (64u * 1024 * 1024)

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_server_config config;
    _Atomic int owed; /**< answers not yet given */
    _Atomic bool stopping;
};

/** One request from its first line to its end. */
struct exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct MHD_Response *response; /**< set by http_answer */
    struct http_request request;
    char *target; /**< the request line's, with the query */
    char *body;
    size_t body_length;
    size_t body_capacity;
    size_t discarded;
    unsigned int status;
    bool headers_seen;
};

/* ---- answers -------------------------------------------------------------- */

static struct MHD_Response *
response_new(const struct http_answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.length, (void *)(uintptr_t)answer->body.bytes, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return NULL;
    }
    bool ok = MHD_add_response_header(response, "Content-Type", answer->content_type) == MHD_YES;
    for (size_t i = 0; i < answer->header_count; i++) {
        char name[64];
        char value[512];
        const struct http_header *header = &answer->headers[i];
        if (header->name.length >= sizeof(name) || header->value.length >= sizeof(value)) {
            continue; /* an echo of something absurdly long */
        }
        memcpy(name, header->name.bytes, header->name.length);
        name[header->name.length] = '\0';
        memcpy(value, header->value.bytes, header->value.length);
        value[header->value.length] = '\0';
        /* MHD refuses values with line breaks: nothing can be smuggled into the answer */
        (void)MHD_add_response_header(response, name, value);
    }
    if (!ok) {
        MHD_destroy_response(response);
        return NULL;
    }
    return response;
}

static enum MHD_Result
refuse(struct exchange *exchange, unsigned int status, const char *message)
{
    char body[512];
    int length = snprintf(body, sizeof(body),
                          "{\n  \"error\": {\n    \"message\": \"%s\",\n    \"type\": "
                          "\"%s\"\n  }\n}",
                          message, status >= 500 ? "api_error" : "invalid_request_error");
    struct http_answer answer = {
        .status = (int)status,
        .body = {body, (size_t)length},
        .content_type = "application/json",
    };
    struct MHD_Response *response = response_new(&answer);
    if (response == NULL) {
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result queued = MHD_queue_response(exchange->connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

void
http_answer(struct http_request *request, const struct http_answer *answer)
{
    struct exchange *exchange = request->connection;
    struct http_server *server = exchange->server;
    exchange->response = response_new(answer);
    exchange->status = (unsigned int)answer->status;
    MHD_resume_connection(exchange->connection);
    atomic_fetch_sub(&server->owed, 1);
}

/* ---- requests ------------------------------------------------------------- */

/** The raw target, before MHD decodes anything; begins the exchange. */
static void *
on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = block_alloc(sizeof(*exchange));
    size_t length = strlen(target);
    if (exchange == NULL) {
        return NULL;
    }
    exchange->server = context;
    exchange->connection = connection;
    exchange->target = block_alloc(length + 1);
    if (exchange->target != NULL) {
        memcpy(exchange->target, target, length);
    }
    return exchange;
}

static void
on_completed(void *context, struct MHD_Connection *connection, void **state,
             enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        return;
    }
    if (exchange->response != NULL) {
        MHD_destroy_response(exchange->response);
    }
    block_free(exchange->target);
    block_free(exchange->body);
    block_free(exchange);
    *state = NULL;
}

static struct text
header_text(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value == NULL ? TEXT("") : text_of(value);
}

/** Refuse by the headers alone what cannot be served; MHD_YES without answer goes on. */
static enum MHD_Result
headers_check(struct exchange *exchange)
{
    exchange->headers_seen = true;
    struct text length_text = header_text(exchange->connection, "Content-Length");
    int64_t length = 0;
    if (length_text.length > 0 && !text_parse_int(length_text, &length)) {
        return refuse(exchange, 400, "The Content-Length header is no number.");
    }
    if (length > (int64_t)(exchange->server->config.body_bytes_max + BODY_DISCARD_MAX)) {
        return refuse(exchange, 413, "The request's body is too big.");
    }
    if (atomic_load(&exchange->server->stopping)) {
        return refuse(exchange, 503, "The engine is stopping; try again in a moment.");
    }
    return MHD_YES;
}

static enum MHD_Result
body_add(struct exchange *exchange, const char *bytes, size_t length)
{
    size_t max = exchange->server->config.body_bytes_max;
    if (exchange->discarded > 0 || exchange->body_length + length > max) {
        exchange->discarded += length;
        return exchange->discarded > BODY_DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    if (exchange->body_length + length > exchange->body_capacity) {
        size_t capacity = exchange->body_capacity * 2;
        capacity =
            capacity < exchange->body_length + length ? exchange->body_length + length : capacity;
        char *body = block_resize(exchange->body, capacity);
        if (body == NULL) {
            return MHD_NO;
        }
        exchange->body = body;
        exchange->body_capacity = capacity;
    }
    memcpy(exchange->body + exchange->body_length, bytes, length);
    exchange->body_length += length;
    return MHD_YES;
}

static void
request_fill(struct exchange *exchange, const char *method)
{
    struct MHD_Connection *connection = exchange->connection;
    struct text target = text_of(exchange->target);
    size_t question = text_find(target, '?', 0);
    size_t query = question < target.length ? question + 1 : question;
    exchange->request = (struct http_request){
        .method = text_of(method),
        .path = text_slice(target, 0, question),
        .query = text_slice(target, query, target.length),
        .body = {exchange->body == NULL ? "" : exchange->body, exchange->body_length},
        .content_type = header_text(connection, "Content-Type"),
        .authorization = header_text(connection, "Authorization"),
        .idempotency_key = header_text(connection, "Idempotency-Key"),
        .stripe_version = header_text(connection, "Stripe-Version"),
        .stripe_account = header_text(connection, "Stripe-Account"),
        .stripe_context = header_text(connection, "Stripe-Context"),
        .user_agent = header_text(connection, "User-Agent"),
        .traceparent = header_text(connection, "traceparent"),
        .connection = exchange,
    };
}

static enum MHD_Result
on_access(void *context, struct MHD_Connection *connection, const char *url, const char *method,
          const char *version, const char *upload, size_t *upload_length, void **state)
{
    (void)url;
    (void)version;
    struct http_server *server = context;
    struct exchange *exchange = *state;
    if (exchange == NULL || exchange->target == NULL) {
        return MHD_NO;
    }
    exchange->connection = connection;
    if (!exchange->headers_seen) {
        return headers_check(exchange);
    }
    if (*upload_length > 0) {
        size_t length = *upload_length;
        *upload_length = 0;
        return body_add(exchange, upload, length);
    }
    if (exchange->discarded > 0) {
        return refuse(exchange, 413, "The request's body is too big.");
    }
    if (exchange->response == NULL && exchange->status == 0) {
        request_fill(exchange, method);
        MHD_suspend_connection(connection);
        atomic_fetch_add(&server->owed, 1);
        server->config.on_request(server->config.context, &exchange->request);
        return MHD_YES;
    }
    if (exchange->response == NULL) {
        return MHD_NO; /* no memory for the answer */
    }
    return MHD_queue_response(connection, exchange->status, exchange->response);
}

/** Paths keep their percent codes; the router decodes segments. */
static size_t
keep_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* ---- life ----------------------------------------------------------------- */

static bool
address_parse(struct text listen, struct sockaddr_storage *out, bool *is_v6)
{
    char host[64];
    size_t colon = listen.length;
    while (colon > 0 && listen.bytes[colon - 1] != ':') {
        colon--;
    }
    int64_t port;
    if (colon == 0 || colon - 1 >= sizeof(host) ||
        !text_parse_int(text_slice(listen, colon, listen.length), &port) || port < 0 ||
        port > 65535) {
        return false;
    }
    struct text name = text_slice(listen, 0, colon - 1);
    if (name.length >= 2 && name.bytes[0] == '[' && name.bytes[name.length - 1] == ']') {
        name = text_slice(name, 1, name.length - 1);
    }
    memcpy(host, name.bytes, name.length);
    host[name.length] = '\0';
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        *is_v6 = false;
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        *is_v6 = true;
        return true;
    }
    return false;
}

err_t
http_server_start(const struct http_server_config *config, struct http_server **out, int *port,
                  struct text *problem)
{
    struct sockaddr_storage address;
    bool is_v6;
    if (!address_parse(config->listen, &address, &is_v6)) {
        *problem = TEXT("listen is ADDRESS:PORT, as 127.0.0.1:8420 or [::1]:8420");
        return ERR_LISTEN;
    }
    struct http_server *server = block_alloc(sizeof(*server));
    if (server == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    server->config = *config;
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                         (is_v6 ? (unsigned int)MHD_USE_IPv6 : 0u);
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, server, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        server, MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, server, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned int)config->connections_max, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned int)config->idle_timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)LIMIT_HEADER_BYTES_MAX, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    if (server->daemon == NULL) {
        block_free(server);
        *problem = TEXT("the address is in use, or may not be used: choose another with --listen");
        return ERR_LISTEN;
    }
    const union MHD_DaemonInfo *bound =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    *port = bound == NULL ? 0 : bound->port;
    *out = server;
    return OK;
}

void
http_server_stop(struct http_server *server, int drain_ms)
{
    atomic_store(&server->stopping, true);
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    for (int waited_ms = 0; waited_ms < drain_ms && atomic_load(&server->owed) > 0;
         waited_ms += 5) {
        sys_sleep_ms(5);
    }
    sys_sleep_ms(20); /* let the last answers leave */
    MHD_stop_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET) {
        sys_close(listening);
    }
    block_free(server);
}
