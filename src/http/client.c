/* SPDX-License-Identifier: Apache-2.0 */
/**
 * client.c: outgoing POSTs over libcurl's multi interface, on one thread.
 *
 * Whatever name an url holds, the guard looks at the address that the name
 * resolved to, at the moment its socket is opened: private networks are not
 * reached by clever names or by redirects (none are followed).
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>

#include "http/address.h"
#include "sys/sys.h"

#define ALLOW_MAX          16
#define WAITING_MAX        4096
#define CONNECT_TIMEOUT_MS 5000

struct outgoing {
    struct outgoing *next;
    struct http_client *client;
    struct http_call call;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    char *answer;
    size_t answer_length;
    bool refused; /**< the guard said no */
    char error[CURL_ERROR_SIZE];
};

struct http_client {
    CURLM *multi;
    struct http_client_config config;
    struct address_range allow[ALLOW_MAX];
    struct sys_thread thread;
    struct sys_mutex mutex; /**< over waiting and stopping */
    struct outgoing *waiting;
    struct outgoing **waiting_end;
    size_t waiting_count;
    bool stopping;
    size_t running; /**< the thread's own */
};

/* ---- the guard ------------------------------------------------------------ */

static curl_socket_t
on_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct outgoing *outgoing = context;
    uint8_t bytes[16] = {0};
    (void)purpose;
    if (address->family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&address->addr;
        bytes[10] = bytes[11] = 0xff;
        memcpy(bytes + 12, &v4->sin_addr, 4);
    } else if (address->family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&address->addr;
        memcpy(bytes, &v6->sin6_addr, 16);
    } else {
        return CURL_SOCKET_BAD;
    }
    const struct http_client *client = outgoing->client;
    if (!address_is_callable(bytes, client->allow, client->config.allow_count)) {
        outgoing->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t
on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct outgoing *outgoing = context;
    size_t length = size * count;
    size_t room = outgoing->client->config.answer_bytes_max - outgoing->answer_length;
    size_t kept = length < room ? length : room; /* the rest is of no interest */
    if (kept > 0) {
        char *answer = block_resize(outgoing->answer, outgoing->answer_length + kept);
        if (answer == NULL) {
            return 0;
        }
        memcpy(answer + outgoing->answer_length, bytes, kept);
        outgoing->answer = answer;
        outgoing->answer_length += kept;
    }
    return length;
}

/* ---- one call ------------------------------------------------------------- */

static void
outgoing_free(struct outgoing *outgoing)
{
    if (outgoing->easy != NULL) {
        curl_easy_cleanup(outgoing->easy);
    }
    curl_slist_free_all(outgoing->headers);
    block_free(outgoing->body);
    block_free(outgoing->answer);
    block_free(outgoing);
}

static bool
header_add(struct outgoing *outgoing, struct text name, struct text value)
{
    char line[1024];
    int length = snprintf(line, sizeof(line), "%.*s: %.*s", TEXT_ARG(name), TEXT_ARG(value));
    if (length < 0 || (size_t)length >= sizeof(line)) {
        return false;
    }
    struct curl_slist *headers = curl_slist_append(outgoing->headers, line);
    if (headers == NULL) {
        return false;
    }
    outgoing->headers = headers;
    return true;
}

static bool
outgoing_set_up(struct outgoing *outgoing, const struct http_call *call)
{
    const struct http_client_config *config = &outgoing->client->config;
    char url[2049];
    CURL *easy = curl_easy_init();
    outgoing->easy = easy;
    outgoing->body = block_alloc(call->body.length + 1);
    if (easy == NULL || outgoing->body == NULL || call->url.length >= sizeof(url)) {
        return false;
    }
    memcpy(url, call->url.bytes, call->url.length);
    url[call->url.length] = '\0';
    memcpy(outgoing->body, call->body.bytes, call->body.length);
    bool ok = header_add(outgoing, TEXT("Content-Type"), TEXT("application/json; charset=utf-8")) &&
              header_add(outgoing, TEXT("Expect"), TEXT(""));
    for (size_t i = 0; i < call->header_count; i++) {
        ok = ok && header_add(outgoing, call->headers[i].name, call->headers[i].value);
    }
    ok = ok && curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
    ok = ok && curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, outgoing->body);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.length);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, outgoing->headers);
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)config->timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, outgoing);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, outgoing);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, outgoing->error);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, outgoing);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "quoin/0.1 (+webhooks)");
    return ok;
}

static void
outgoing_done(struct outgoing *outgoing, CURLcode code)
{
    long status = 0;
    struct text problem = NO_TEXT;
    if (code == CURLE_OK) {
        (void)curl_easy_getinfo(outgoing->easy, CURLINFO_RESPONSE_CODE, &status);
    } else if (outgoing->refused) {
        problem = TEXT("the address is private; allow its range with --webhook-allow");
    } else {
        problem = text_of(outgoing->error[0] != '\0' ? outgoing->error : curl_easy_strerror(code));
    }
    struct text answer = {outgoing->answer == NULL ? "" : outgoing->answer,
                          outgoing->answer_length};
    outgoing->call.on_done(outgoing->call.context, (int)status, answer, problem);
}

/* ---- the thread ------------------------------------------------------------ */

/** Begin what waits, as far as parallel_max allows; true when stopping. */
static bool
waiting_start(struct http_client *client)
{
    sys_mutex_lock(&client->mutex);
    bool stopping = client->stopping;
    while (client->waiting != NULL && client->running < client->config.parallel_max) {
        struct outgoing *outgoing = client->waiting;
        client->waiting = outgoing->next;
        if (client->waiting == NULL) {
            client->waiting_end = &client->waiting;
        }
        client->waiting_count--;
        client->running++;
        CURLMcode added = curl_multi_add_handle(client->multi, outgoing->easy);
        assert(added == CURLM_OK);
    }
    sys_mutex_unlock(&client->mutex);
    return stopping;
}

static void
done_collect(struct http_client *client)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        char *context = NULL;
        CURLcode code = message->data.result;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
        struct outgoing *outgoing = (struct outgoing *)(void *)context;
        (void)curl_multi_remove_handle(client->multi, outgoing->easy);
        client->running--;
        outgoing_done(outgoing, code);
        outgoing_free(outgoing);
    }
}

static void
client_run(void *argument)
{
    struct http_client *client = argument;
    while (!waiting_start(client)) {
        int running;
        (void)curl_multi_perform(client->multi, &running);
        done_collect(client);
        (void)curl_multi_poll(client->multi, NULL, 0, 1000, NULL);
    }
}

/* ---- life ------------------------------------------------------------------ */

err_t
http_client_start(const struct http_client_config *config, struct http_client **out)
{
    struct http_client *client = block_alloc(sizeof(*client));
    if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        block_free(client);
        return ERR_OUT_OF_MEMORY;
    }
    client->config = *config;
    client->waiting_end = &client->waiting;
    for (size_t i = 0; i < config->allow_count; i++) {
        if (i == ALLOW_MAX || !address_range_parse(config->allow[i], &client->allow[i])) {
            block_free(client);
            return ERR_URL_INVALID;
        }
    }
    client->multi = curl_multi_init();
    sys_mutex_init(&client->mutex);
    if (client->multi == NULL ||
        sys_thread_start(&client->thread, "quoin-client", client_run, client) != OK) {
        sys_mutex_free(&client->mutex);
        block_free(client);
        return ERR_OUT_OF_MEMORY;
    }
    *out = client;
    return OK;
}

err_t
http_client_call(struct http_client *client, const struct http_call *call)
{
    struct outgoing *outgoing = block_alloc(sizeof(*outgoing));
    if (outgoing == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    outgoing->client = client;
    outgoing->call = *call;
    if (!outgoing_set_up(outgoing, call)) {
        outgoing_free(outgoing);
        return ERR_URL_INVALID;
    }
    sys_mutex_lock(&client->mutex);
    bool accepted = client->waiting_count < WAITING_MAX && !client->stopping;
    if (accepted) {
        *client->waiting_end = outgoing;
        client->waiting_end = &outgoing->next;
        client->waiting_count++;
    }
    sys_mutex_unlock(&client->mutex);
    if (!accepted) {
        outgoing_free(outgoing);
        return ERR_CLIENT_BUSY;
    }
    (void)curl_multi_wakeup(client->multi);
    return OK;
}

void
http_client_stop(struct http_client *client)
{
    sys_mutex_lock(&client->mutex);
    client->stopping = true;
    sys_mutex_unlock(&client->mutex);
    (void)curl_multi_wakeup(client->multi);
    sys_thread_join(&client->thread);
    while (client->waiting != NULL) {
        struct outgoing *outgoing = client->waiting;
        client->waiting = outgoing->next;
        outgoing_free(outgoing);
    }
    /* calls that are under way are cut; their deliveries are made again after the next start */
    (void)curl_multi_cleanup(client->multi);
    sys_mutex_free(&client->mutex);
    curl_global_cleanup();
    block_free(client);
}
