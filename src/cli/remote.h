/* SPDX-License-Identifier: Apache-2.0 */
/** remote.h: commands that ask a running engine. Private to the room. */
#pragma once

#include <getopt.h>

#include "base/json.h"
#include "cli/command.h"
#include "http/http.h"

/** An engine, and how a command's answers are told. */
struct remote {
    const struct sys *sys;
    const struct command *command;
    struct arena arena;
    const char *url; /**< --url, else QUOIN_URL, else http://127.0.0.1:8420 */
    const char *key; /**< --key, else QUOIN_API_KEY */
    bool as_json;    /**< --json: answers as they come, one object a line */
    int status;      /**< what the command exits with */
};

/** Options that all of these commands have; behind them each puts its own. */
#define REMOTE_OPTIONS                                                                             \
    {"url", required_argument, NULL, 'U'}, {"key", required_argument, NULL, 'K'},                  \
        {"json", no_argument, NULL, 'J'},                                                          \
    {                                                                                              \
        "help", no_argument, NULL, 'h'                                                             \
    }
#define REMOTE_HELP                                                                                \
    "  --url URL         the engine (default: QUOIN_URL, else http://127.0.0.1:8420)\n"            \
    "  --key KEY         a secret key (default: QUOIN_API_KEY)\n"                                  \
    "  --json            the engine's answers, one object a line\n"

void remote_begin(struct remote *remote, const struct sys *sys, const struct command *command);
/** Take one of REMOTE_OPTIONS. False: help was wanted or misused, remote->status says so. */
must_use bool remote_option(struct remote *remote, int option);
/** Ends it; answers the exit status. */
int remote_end(struct remote *remote);

/** POST a form. False with the engine's words on standard error. */
must_use bool remote_post(struct remote *remote, struct text path, struct text form,
                          struct json *out);
must_use bool remote_get(struct remote *remote, struct text path, struct json *out);
/** "a.b.0.c" of an answer as text: strings, numbers, true, false; no text for null or none. */
struct text remote_text(const struct json *json, const char *path);
const struct json *remote_at(const struct json *json, const char *path);
/** The same for printf: a dash where there is nothing. */
const char *remote_word(struct remote *remote, const struct json *json, const char *path);
/** With --json, print the answer; true then. */
bool remote_told(struct remote *remote, const struct json *json);
/** A document in one line or in many. */
struct text remote_render(struct remote *remote, const struct json *json, bool pretty);

/** The extension of that id or name, by all pages of the list. False with a message. */
must_use bool remote_extension(struct remote *remote, struct text name, struct json *out);
/** The same without a message; *found says whether there is one. False: the engine failed. */
must_use bool remote_find_extension(struct remote *remote, struct text name, struct text point,
                                    struct json *out, bool *found);
