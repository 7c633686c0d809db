/* SPDX-License-Identifier: Apache-2.0 */
/**
 * config.h: the settings of quoin serve.
 *
 * One table says everything: name, kind, default, bounds, sentence. A setting
 * `body-bytes-max` is the flag --body-bytes-max, the environment variable
 * QUOIN_BODY_BYTES_MAX and the line `body-bytes-max = 1048576` of the
 * configuration file; the flag wins over the environment, that over the file.
 */
#pragma once

#include "base/text.h"
#include "sys/sys.h"

#define CONFIG_LIST_MAX 16

struct config {
    struct text config; /**< path of the configuration file */
    struct text store;
    struct text listen;
    struct text api_key;
    struct text log_level;
    struct text log_format;
    int64_t body_bytes_max;
    int64_t connections_max;
    int64_t idle_timeout_s;
    int64_t drain_ms;
    int64_t cache_bytes;
    int64_t webhook_timeout_ms;
    int64_t webhook_parallel_max;
    struct text webhook_allow; /**< address ranges, separated by commas */
    int64_t journal_days;
    int64_t archive_days;
    bool sandbox;
    struct text trace_url;
    struct text panic_file;
    int64_t fuel_a_minute;
    bool hints;
};

/**
 * Read flags, environment and file. False when something is wrong: *problem
 * names the flag, variable or file:line, and what to write instead.
 */
must_use bool config_read(const struct sys *sys, struct arena *arena, int argument_count,
                          char *const *arguments, char *const *environment, struct config *out,
                          struct text *problem);

/** The table as help text: flags, environment, defaults, sentences. */
void config_help(struct text_builder *out);
