/* SPDX-License-Identifier: Apache-2.0 */
/** ask.c: one request by a person at a command line; whoever is asked was named by them. */
#include <curl/curl.h>

#include "http/http.h"

struct asked {
    struct text_builder answer;
};

static size_t
on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct asked *asked = context;
    text_builder_add(&asked->answer, (struct text){bytes, size * count});
    return asked->answer.failed ? 0 : size * count;
}

static err_t
ask(CURL *easy, struct arena *arena, const struct http_question *question, struct asked *asked,
    struct text *problem)
{
    char error[CURL_ERROR_SIZE] = {0};
    struct text url = text_copy(arena, question->url);
    struct text user = text_copy(arena, question->user);
    bool is_post = strcmp(question->method, "POST") == 0;
    bool ok = url.bytes != NULL && curl_easy_setopt(easy, CURLOPT_URL, url.bytes) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    if (user.length > 0) {
        ok = ok && curl_easy_setopt(easy, CURLOPT_USERNAME, user.bytes) == CURLE_OK &&
             curl_easy_setopt(easy, CURLOPT_PASSWORD, "") == CURLE_OK;
    }
    if (is_post) {
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                               question->body.bytes == NULL ? "" : question->body.bytes);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                               (curl_off_t)question->body.length);
    }
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)question->timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, asked);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "quoin/0.1");
    CURLcode code = ok ? curl_easy_perform(easy) : CURLE_URL_MALFORMAT;
    if (code == CURLE_OK) {
        return OK;
    }
    *problem = text_format(arena, "%s", error[0] != '\0' ? error : curl_easy_strerror(code));
    return ERR_UNREACHABLE;
}

err_t
http_ask(struct arena *arena, const struct http_question *question, int *status,
         struct text *answer, struct text *problem)
{
    struct asked asked;
    long code = 0;
    text_builder_init(&asked.answer, arena, question->answer_bytes_max);
    CURL *easy = curl_easy_init();
    if (easy == NULL) {
        *problem = TEXT("not enough memory");
        return ERR_UNREACHABLE;
    }
    err_t err = ask(easy, arena, question, &asked, problem);
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_cleanup(easy);
    TRY(err);
    *status = (int)code;
    *answer = text_builder_text(&asked.answer);
    return OK;
}
