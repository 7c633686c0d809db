/* SPDX-License-Identifier: Apache-2.0 */
/* remote.c: a running engine, asked over its API. */
#include "cli/remote.h"

enum { ANSWER_BYTES_MAX = 32 << 20, TIMEOUT_MS = 120000 };
#define URL_USUAL "http://127.0.0.1:8420"

void
remote_begin(struct remote *remote, const struct sys *sys, const struct command *command)
{
    struct text url = sys_environment("QUOIN_URL");
    *remote = (struct remote){.sys = sys,
                              .command = command,
                              .url = url.length > 0 ? url.bytes : URL_USUAL,
                              .key = sys_environment("QUOIN_API_KEY").bytes,
                              .status = STATUS_FINE};
    arena_init(&remote->arena, COMMAND_ARENA_BYTES);
    optind = 1;
}

bool
remote_option(struct remote *remote, int option)
{
    switch (option) {
    case 'U':
        remote->url = optarg;
        return true;
    case 'K':
        remote->key = optarg;
        return true;
    case 'J':
        remote->as_json = true;
        return true;
    default:
        remote->status = command_help(remote->command, option != 'h');
        return false;
    }
}

int
remote_end(struct remote *remote)
{
    arena_free(&remote->arena);
    return remote->status;
}

/* ---- answers --------------------------------------------------------------------- */

const struct json *
remote_at(const struct json *json, const char *path)
{
    struct text whole = text_of(path);
    for (size_t at = 0; json != NULL && at < whole.length;) {
        size_t end = text_find(whole, '.', at);
        struct text step = text_slice(whole, at, end);
        int64_t index;
        const struct json *next = NULL;
        if (json->type == JSON_ARRAY && text_parse_int(step, &index) && index >= 0 &&
            (uint64_t)index < json->count) {
            next = &json->items[index];
        }
        for (size_t i = 0; json->type == JSON_OBJECT && i < json->count; i++) {
            if (text_equal(json->members[i].key, step)) {
                next = &json->members[i].value;
            }
        }
        json = next;
        at = end + 1;
    }
    return json;
}

struct text
remote_text(const struct json *json, const char *path)
{
    const struct json *found = remote_at(json, path);
    if (found == NULL) {
        return NO_TEXT;
    }
    switch (found->type) {
    case JSON_TRUE:
        return TEXT("true");
    case JSON_FALSE:
        return TEXT("false");
    case JSON_NUMBER:
    case JSON_STRING:
        return found->text;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        return NO_TEXT;
    }
    return NO_TEXT;
}

const char *
remote_word(struct remote *remote, const struct json *json, const char *path)
{
    struct text text = text_copy(&remote->arena, remote_text(json, path));
    return text.length == 0 ? "-" : text.bytes;
}

struct text
remote_render(struct remote *remote, const struct json *json, bool pretty)
{
    struct json_writer writer;
    json_writer_init(&writer, &remote->arena, ANSWER_BYTES_MAX, pretty);
    json_value(&writer, json);
    return json_writer_text(&writer);
}

bool
remote_told(struct remote *remote, const struct json *json)
{
    if (remote->as_json) {
        struct text text = remote_render(remote, json, false);
        (void)printf("%.*s\n", TEXT_ARG(text));
    }
    return remote->as_json;
}

/* ---- requests --------------------------------------------------------------------- */

/** The engine's own words, as they are for people. */
static void
tell_refusal(int status, const struct json *answer)
{
    struct text message = remote_text(answer, "error.message");
    struct text code = remote_text(answer, "error.code");
    struct text param = remote_text(answer, "error.param");
    if (message.bytes == NULL) {
        (void)fprintf(stderr, "The engine answered %d.\n", status);
        return;
    }
    (void)fprintf(stderr, "%.*s\n", TEXT_ARG(message));
    (void)fprintf(stderr, "(%d%s%.*s%s%.*s)\n", status, code.length > 0 ? ", " : "",
                  (int)code.length, code.length > 0 ? code.bytes : "",
                  param.length > 0 ? ", at " : "", (int)param.length,
                  param.length > 0 ? param.bytes : "");
}

static bool
ask(struct remote *remote, const char *method, struct text path, struct text form, struct json *out)
{
    int status = 0;
    struct text answer;
    struct text problem;
    struct json_error error;
    struct http_question question = {
        .method = method,
        .url = text_format(&remote->arena, "%s%.*s", remote->url, TEXT_ARG(path)),
        .user = text_of(remote->key),
        .body = form,
        .timeout_ms = TIMEOUT_MS,
        .answer_bytes_max = ANSWER_BYTES_MAX,
    };
    remote->status = STATUS_FAILED;
    if (remote->key == NULL) {
        remote->status = command_misuse(remote->command, "which key? Say --key or QUOIN_API_KEY");
        return false;
    }
    if (http_ask(&remote->arena, &question, &status, &answer, &problem) != OK) {
        (void)fprintf(stderr, "%s: %.*s\n", remote->url, TEXT_ARG(problem));
        return false;
    }
    if (json_parse(&remote->arena, answer, out, &error) != OK) {
        (void)fprintf(stderr, "%s: the answer (%d) is no JSON; is that an engine?\n", remote->url,
                      status);
        return false;
    }
    if (status != 200) {
        tell_refusal(status, out);
        return false;
    }
    remote->status = STATUS_FINE;
    return true;
}

bool
remote_post(struct remote *remote, struct text path, struct text form, struct json *out)
{
    return ask(remote, "POST", path, form, out);
}

bool
remote_get(struct remote *remote, struct text path, struct json *out)
{
    return ask(remote, "GET", path, NO_TEXT, out);
}

/* ---- extensions by name ---------------------------------------------------------------- */

bool
remote_find_extension(struct remote *remote, struct text name, struct text point, struct json *out,
                      bool *found)
{
    struct text after = TEXT("");
    *found = false;
    for (;;) {
        struct json page;
        struct text path = text_format(&remote->arena, "/v1/extend/extensions?limit=100%s%.*s",
                                       after.length > 0 ? "&starting_after=" : "", TEXT_ARG(after));
        if (!remote_get(remote, path, &page)) {
            return false;
        }
        const struct json *data = json_get(&page, "data");
        for (size_t i = 0; data != NULL && i < data->count; i++) {
            const struct json *extension = &data->items[i];
            after = remote_text(extension, "id");
            if ((text_equal(remote_text(extension, "name"), name) || text_equal(after, name)) &&
                (point.bytes == NULL || text_equal(remote_text(extension, "point"), point))) {
                *out = *extension;
                *found = true;
                return true;
            }
        }
        if (!text_is(remote_text(&page, "has_more"), "true")) {
            return true;
        }
    }
}

bool
remote_extension(struct remote *remote, struct text name, struct json *out)
{
    bool found;
    if (!remote_find_extension(remote, name, NO_TEXT, out, &found)) {
        return false;
    }
    if (!found) {
        (void)fprintf(stderr, "there is no extension %.*s\n", TEXT_ARG(name));
        remote->status = STATUS_FAILED;
    }
    return found;
}
