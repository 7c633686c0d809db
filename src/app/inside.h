/* SPDX-License-Identifier: Apache-2.0 */
/** inside.h: verbs that open a store's engine themselves and ask it as a client would. */
#pragma once

#include "app/engine.h"
#include "sys/sys.h"

struct inside {
    const struct sys *sys;
    struct engine *engine;
    struct arena arena; /**< answers live as long as it does */
    const char *verb;   /**< for what is said when something is wrong */
    struct text body;   /**< of the newest answer */
};

/** A flag with its value: --store FILE. */
struct inside_flag {
    const char *flag;
    const char **value;
};
/** Every argument is a known flag or its value. */
bool inside_flags(int count, char *const *arguments, const struct inside_flag *flags,
                  size_t flag_count);

/** False, and says why. */
bool inside_open(const struct sys *sys, const char *verb, const char *store, const char *key,
                 struct inside *out);
void inside_close(struct inside *inside);
/** A request; false, and says why, when the answer is not 200. */
bool inside_ask(struct inside *inside, const char *method, const char *path, const char *form,
                struct json *out);
/** Run what is due, until the object at the path has none of the states given; then *out is it. */
bool inside_wait(struct inside *inside, const char *path, const char *const *busy, size_t count,
                 struct json *out);
/** All elements of a list, at most `most`. */
bool inside_list(struct inside *inside, const char *path, const char *query, size_t most,
                 const struct json **out, size_t *count);

struct text inside_text(const struct json *json, const char *key);
int64_t inside_int(const struct json *json, const char *key);
/** A file, when a path is given. */
bool inside_keep(struct inside *inside, const char *path, struct text text);
