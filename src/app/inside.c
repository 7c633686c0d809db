/* SPDX-License-Identifier: Apache-2.0 */
#include "app/inside.h"

#include <stdio.h>
#include <string.h>

#define HEAP_BYTES  ((size_t)64 << 20)
#define CACHE_BYTES ((int64_t)64 << 20)
#define ARENA_BYTES ((size_t)1 << 30)

bool
inside_flags(int count, char *const *arguments, const struct inside_flag *flags, size_t flag_count)
{
    for (int i = 0; i + 1 < count; i += 2) {
        size_t at = 0;
        while (at < flag_count && strcmp(arguments[i], flags[at].flag) != 0) {
            at++;
        }
        if (at == flag_count) {
            return false;
        }
        *flags[at].value = arguments[i + 1];
    }
    return count % 2 == 0;
}

bool
inside_open(const struct sys *sys, const char *verb, const char *store, const char *key,
            struct inside *out)
{
    struct text problem = NO_TEXT;
    struct engine_config config = {.store = text_of(store),
                                   .api_key = text_of(key),
                                   .heap_bytes_max = HEAP_BYTES,
                                   .cache_bytes = CACHE_BYTES};
    *out = (struct inside){.sys = sys, .verb = verb};
    sys->entropy(sys, &config.seed, sizeof(config.seed));
    sys->entropy(sys, config.secret, sizeof(config.secret));
    if (engine_open(&config, sys->wall_ms(sys), &out->engine, &problem) != OK) {
        (void)fprintf(stderr, "quoin %s: %.*s\n", verb, TEXT_ARG(problem));
        return false;
    }
    arena_init(&out->arena, ARENA_BYTES);
    return true;
}

void
inside_close(struct inside *inside)
{
    engine_close(inside->engine);
    arena_free(&inside->arena);
}

bool
inside_ask(struct inside *inside, const char *method, const char *path, const char *form,
           struct json *out)
{
    struct json_error error;
    struct http_answer answer = engine_request(inside->engine, inside->sys->wall_ms(inside->sys),
                                               method, text_of(path), text_of(form), NO_TEXT);
    inside->body = text_copy(&inside->arena, answer.body);
    if (answer.status != 200) {
        (void)fprintf(stderr, "quoin %s: %.*s\n", inside->verb, TEXT_ARG(inside->body));
        return false;
    }
    return json_parse(&inside->arena, inside->body, out, &error) == OK;
}

bool
inside_wait(struct inside *inside, const char *path, const char *const *busy, size_t count,
            struct json *out)
{
    int64_t next_due_ms;
    bool is_busy;
    do {
        if (!inside_ask(inside, "GET", path, "", out)) {
            return false;
        }
        is_busy = false;
        for (size_t i = 0; i < count; i++) {
            is_busy = is_busy || text_is(inside_text(out, "status"), busy[i]);
        }
    } while (is_busy &&
             engine_run_due(inside->engine, inside->sys->wall_ms(inside->sys), &next_due_ms));
    return true;
}

bool
inside_list(struct inside *inside, const char *path, const char *query, size_t most,
            const struct json **out, size_t *count)
{
    struct text after = TEXT("");
    struct json *items = arena_alloc(&inside->arena, most, sizeof(*items));
    *count = 0;
    *out = items;
    for (bool has_more = items != NULL; has_more && *count < most;) {
        struct json list;
        struct text form =
            text_format(&inside->arena, "limit=100%s%s%s%.*s", query[0] == '\0' ? "" : "&", query,
                        after.length > 0 ? "&starting_after=" : "", TEXT_ARG(after));
        if (!inside_ask(inside, "GET", path, form.bytes, &list)) {
            return false;
        }
        const struct json *data = json_get(&list, "data");
        has_more = json_get(&list, "has_more")->type == JSON_TRUE;
        for (size_t i = 0; i < data->count && *count < most; i++) {
            after = inside_text(&data->items[i], "id");
            items[(*count)++] = data->items[i];
        }
    }
    return items != NULL;
}

struct text
inside_text(const struct json *json, const char *key)
{
    const struct json *value = json_get(json, key);
    return value == NULL || value->type == JSON_NULL ? TEXT("") : value->text;
}

int64_t
inside_int(const struct json *json, const char *key)
{
    int64_t number = 0;
    return text_parse_int(inside_text(json, key), &number) ? number : 0;
}

bool
inside_keep(struct inside *inside, const char *path, struct text text)
{
    if (path == NULL) {
        return true;
    }
    if (text.bytes == NULL || inside->sys->file_write(inside->sys, path, text) != OK) {
        (void)fprintf(stderr, "quoin %s: %s cannot be written\n", inside->verb, path);
        return false;
    }
    return true;
}
