/* SPDX-License-Identifier: Apache-2.0 */
/** config.c: flags, environment and file, over one table. */
#include "app/config.h"

#include <stddef.h>

#define CONFIG_FILE_BYTES_MAX 65536

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

struct setting {
    const char *name; /**< as flag, without -- */
    enum setting_kind kind;
    size_t offset;
    const char *value; /**< the default, as it would be written */
    int64_t min, max;
    const char *choices; /**< "a|b|c" of a text, or NULL */
    const char *sentence;
};

#define FIELD(name) offsetof(struct config, name)

static const struct setting settings[] = {
    {"config", SETTING_TEXT, FIELD(config), "", 0, 0, NULL,
     "Configuration file: lines of name = value."},
    {"store", SETTING_TEXT, FIELD(store), "quoin.db", 0, 0, NULL,
     "The SQLite file, made when it is not there; or postgres://user:password@host/database."},
    {"listen", SETTING_TEXT, FIELD(listen), "127.0.0.1:8420", 0, 0, NULL,
     "Address and port of the API; port 0 takes a free one."},
    {"api-key", SETTING_TEXT, FIELD(api_key), "", 0, 0, NULL,
     "A secret key (sk_test_...) that may call the API from now on. Without one, a new store gets "
     "one that is printed once."},
    {"log-level", SETTING_TEXT, FIELD(log_level), "info", 0, 0, "debug|info|warn|error",
     "What is logged to standard error."},
    {"log-format", SETTING_TEXT, FIELD(log_format), "json", 0, 0, "json|text",
     "How a line of the log looks."},
    {"body-bytes-max", SETTING_INT, FIELD(body_bytes_max), "1048576", 1024, 67108864, NULL,
     "Largest body of a request."},
    {"connections-max", SETTING_INT, FIELD(connections_max), "1000", 1, 100000, NULL,
     "Connections open at once."},
    {"idle-timeout-s", SETTING_INT, FIELD(idle_timeout_s), "75", 1, 3600, NULL,
     "Seconds after which an idle connection is closed."},
    {"drain-ms", SETTING_INT, FIELD(drain_ms), "10000", 0, 600000, NULL,
     "How long a stop waits for answers that are owed."},
    {"cache-bytes", SETTING_INT, FIELD(cache_bytes), "67108864", 1048576, 1099511627776, NULL,
     "Memory for pages of the store."},
    {"webhook-timeout-ms", SETTING_INT, FIELD(webhook_timeout_ms), "20000", 100, 120000, NULL,
     "How long a webhook endpoint may take to answer."},
    {"webhook-parallel-max", SETTING_INT, FIELD(webhook_parallel_max), "32", 1, 64, NULL,
     "Endpoints that are told at once."},
    {"webhook-allow", SETTING_TEXT, FIELD(webhook_allow), "", 0, 0, NULL,
     "Address ranges that webhooks may call although they are private, as "
     "127.0.0.0/8,10.1.0.0/16."},
    {"journal-days", SETTING_INT, FIELD(journal_days), "0", 0, 36500, NULL,
     "Days after which a sealed run of user logic leaves the journal and stands in the archive "
     "alone; 0 keeps it."},
    {"archive-days", SETTING_INT, FIELD(archive_days), "0", 0, 36500, NULL,
     "Days after which a segment of the archive of runs is dropped; 0 keeps it."},
    {"trace-url", SETTING_TEXT, FIELD(trace_url), "", 0, 0, NULL,
     "Collector that is told how long requests and webhooks took: OTLP over HTTP in JSON, as "
     "http://127.0.0.1:4318/v1/traces."},
    {"sandbox", SETTING_BOOL, FIELD(sandbox), "true", 0, 0, NULL,
     "Give up what the engine never needs: files outside the store's folder, other programs, "
     "executable memory (Landlock and seccomp, where the kernel has them)."},
    {"panic-file", SETTING_TEXT, FIELD(panic_file), "quoin.panic", 0, 0, NULL,
     "Where quoin keep writes the last words of an engine that crashed."},
    {"fuel-a-minute", SETTING_INT, FIELD(fuel_a_minute), "2000000000", 0, 1000000000000000, NULL,
     "Fuel that the scripts of one account may use in a minute, at least 60000; 0: no bound."},
    {"hints", SETTING_BOOL, FIELD(hints), "false", 0, 0, NULL,
     "Print three things to try at the start."},
};

static const struct setting *
setting_find(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (text_is(name, settings[i].name)) {
            return &settings[i];
        }
    }
    return NULL;
}

static bool
is_choice(const char *choices, struct text value)
{
    struct text all = text_of(choices);
    for (size_t at = 0; at <= all.length;) {
        size_t end = text_find(all, '|', at);
        if (text_equal(text_slice(all, at, end), value)) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/** Set one; `origin` is what to name when the value is wrong. */
static bool
setting_set(struct arena *arena, const struct setting *setting, struct text value,
            struct text origin, struct config *config, struct text *problem)
{
    void *field = (char *)config + setting->offset;
    int64_t number;
    switch (setting->kind) {
    case SETTING_TEXT:
        if (setting->choices != NULL && !is_choice(setting->choices, value)) {
            *problem = text_format(arena, "%.*s: %s is one of %s, not '%.*s'", TEXT_ARG(origin),
                                   setting->name, setting->choices, TEXT_ARG(value));
            return false;
        }
        *(struct text *)field = text_copy(arena, value);
        return true;
    case SETTING_INT:
        if (!text_parse_int(value, &number) || number < setting->min || number > setting->max) {
            *problem = text_format(arena, "%.*s: %s is a number from %lld to %lld, not '%.*s'",
                                   TEXT_ARG(origin), setting->name, (long long)setting->min,
                                   (long long)setting->max, TEXT_ARG(value));
            return false;
        }
        *(int64_t *)field = number;
        return true;
    case SETTING_BOOL:
        if (!text_is(value, "true") && !text_is(value, "false")) {
            *problem = text_format(arena, "%.*s: %s is true or false, not '%.*s'", TEXT_ARG(origin),
                                   setting->name, TEXT_ARG(value));
            return false;
        }
        *(bool *)field = text_is(value, "true");
        return true;
    }
    assert(false);
    return false;
}

static bool
defaults_set(struct arena *arena, struct config *config, struct text *problem)
{
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        if (!setting_set(arena, &settings[i], text_of(settings[i].value), TEXT("default"), config,
                         problem)) {
            return false;
        }
    }
    return true;
}

static bool
file_read(const struct sys *sys, struct arena *arena, struct text path, struct config *config,
          struct text *problem)
{
    struct text bytes;
    if (sys->file_read(sys, arena, path.bytes, CONFIG_FILE_BYTES_MAX, &bytes) != OK) {
        *problem = text_format(arena, "config: %.*s cannot be read", TEXT_ARG(path));
        return false;
    }
    int line_number = 0;
    for (size_t at = 0; at < bytes.length;) {
        size_t end = text_find(bytes, '\n', at);
        struct text line = text_trim(text_slice(bytes, at, end));
        at = end + 1;
        line_number++;
        if (line.length == 0 || line.bytes[0] == '#') {
            continue;
        }
        struct text origin = text_format(arena, "%.*s:%d", TEXT_ARG(path), line_number);
        size_t equals = text_find(line, '=', 0);
        struct text name = text_trim(text_slice(line, 0, equals));
        const struct setting *setting = setting_find(name);
        if (equals == line.length || setting == NULL) {
            *problem = text_format(arena,
                                   "%.*s: '%.*s' is no setting; write name = value, names "
                                   "as in quoin serve --help",
                                   TEXT_ARG(origin), TEXT_ARG(name));
            return false;
        }
        struct text value = text_trim(text_slice(line, equals + 1, line.length));
        if (!setting_set(arena, setting, value, origin, config, problem)) {
            return false;
        }
    }
    return true;
}

/** QUOIN_BODY_BYTES_MAX for body-bytes-max. */
static struct text
variable_name(struct arena *arena, const struct setting *setting)
{
    struct text name = text_format(arena, "QUOIN_%s", setting->name);
    char *bytes = (char *)(uintptr_t)name.bytes; /* made a line above, ours */
    for (size_t i = 6; i < name.length; i++) {
        bytes[i] = bytes[i] == '-' ? '_' : (char)(bytes[i] - ('a' - 'A'));
    }
    return name;
}

static bool
environment_read(struct arena *arena, char *const *environment, bool only_config,
                 struct config *config, struct text *problem)
{
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        struct text name = variable_name(arena, &settings[i]);
        for (char *const *entry = environment; *entry != NULL; entry++) {
            struct text pair = text_of(*entry);
            size_t equals = text_find(pair, '=', 0);
            if (!text_equal(text_slice(pair, 0, equals), name) ||
                (only_config && settings[i].offset != FIELD(config))) {
                continue;
            }
            if (!setting_set(arena, &settings[i], text_slice(pair, equals + 1, pair.length), name,
                             config, problem)) {
                return false;
            }
        }
    }
    return true;
}

static bool
flags_read(struct arena *arena, int argument_count, char *const *arguments, bool only_config,
           struct config *config, struct text *problem)
{
    for (int i = 0; i < argument_count; i++) {
        struct text argument = text_of(arguments[i]);
        size_t equals = text_find(argument, '=', 0);
        struct text flag = text_slice(argument, 0, equals);
        const struct setting *setting = NULL;
        if (text_has_prefix(flag, TEXT("--"))) {
            setting = setting_find(text_slice(flag, 2, flag.length));
        }
        if (setting == NULL) {
            *problem = text_format(arena, "%.*s: no such flag; see quoin serve --help",
                                   TEXT_ARG(argument));
            return false;
        }
        struct text value = text_slice(argument, equals + 1, argument.length);
        if (equals == argument.length && setting->kind == SETTING_BOOL) {
            value = TEXT("true");
        } else if (equals == argument.length) {
            if (i + 1 == argument_count) {
                *problem = text_format(arena, "%.*s: a value is missing", TEXT_ARG(flag));
                return false;
            }
            value = text_of(arguments[++i]);
        }
        if ((!only_config || setting->offset == FIELD(config)) &&
            !setting_set(arena, setting, value, flag, config, problem)) {
            return false;
        }
    }
    return true;
}

bool
config_read(const struct sys *sys, struct arena *arena, int argument_count, char *const *arguments,
            char *const *environment, struct config *out, struct text *problem)
{
    *out = (struct config){0};
    /* the file first, so that environment and flags win over it; but they may name it */
    return defaults_set(arena, out, problem) &&
           environment_read(arena, environment, true, out, problem) &&
           flags_read(arena, argument_count, arguments, true, out, problem) &&
           (out->config.length == 0 || file_read(sys, arena, out->config, out, problem)) &&
           environment_read(arena, environment, false, out, problem) &&
           flags_read(arena, argument_count, arguments, false, out, problem);
}

void
config_help(struct text_builder *out)
{
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        const struct setting *setting = &settings[i];
        text_builder_format(out, "  --%s", setting->name);
        if (setting->kind != SETTING_BOOL) {
            text_builder_format(out, " %s",
                                setting->choices != NULL       ? setting->choices
                                : setting->kind == SETTING_INT ? "N"
                                                               : "TEXT");
        }
        text_builder_format(out, "\n        %s", setting->sentence);
        if (setting->value[0] != '\0') {
            text_builder_format(out, " Default: %s.", setting->value);
        }
        text_builder_add_char(out, '\n');
    }
}
