/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script runs: decisions that scripts took, and one of them on files. */
#include "cli/remote.h"

enum { PATH_BYTES_MAX = 4096 };

struct runs_options {
    const char *customer;
    const char *invoice;
    const char *outcome;
    const char *release;
    const char *limit;
    const char *save;
    const char *run;
};

static bool
read_options(struct remote *remote, int count, char **arguments, struct runs_options *out)
{
    static const struct option options[] = {REMOTE_OPTIONS,
                                            {"customer", required_argument, NULL, 'c'},
                                            {"invoice", required_argument, NULL, 'i'},
                                            {"outcome", required_argument, NULL, 'o'},
                                            {"release", required_argument, NULL, 'r'},
                                            {"limit", required_argument, NULL, 'l'},
                                            {"save", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    *out = (struct runs_options){.limit = "20"};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'c':
            out->customer = optarg;
            break;
        case 'i':
            out->invoice = optarg;
            break;
        case 'o':
            out->outcome = optarg;
            break;
        case 'r':
            out->release = optarg;
            break;
        case 'l':
            out->limit = optarg;
            break;
        case 's':
            out->save = optarg;
            break;
        default:
            if (!remote_option(remote, option)) {
                return false;
            }
        }
    }
    out->run = optind < count ? arguments[optind++] : NULL;
    if (optind < count || (out->save != NULL && out->run == NULL)) {
        remote->status = command_misuse(remote->command, out->save != NULL && out->run == NULL
                                                             ? "--save wants one RUN"
                                                             : "one RUN at a time");
        return false;
    }
    return true;
}

static void
tell_line(struct remote *remote, const struct json *run)
{
    if (remote_told(remote, run)) {
        return;
    }
    (void)printf("%s  %s  %-14s  %s %s  %s  %s%s%s\n", remote_word(remote, run, "id"),
                 remote_word(remote, run, "point"), remote_word(remote, run, "outcome"),
                 remote_word(remote, run, "decided.amount"),
                 remote_word(remote, run, "decided.currency"), remote_word(remote, run, "invoice"),
                 remote_word(remote, run, "stage"),
                 text_is(remote_text(run, "fell_back"), "true") ? "  fell back" : "",
                 text_is(remote_text(run, "stage"), "live") ? "" : "  (without effect)");
}

static void
list(struct remote *remote, const struct runs_options *options)
{
    const struct {
        const char *name;
        const char *value;
    } filters[] = {{"customer", options->customer},
                   {"invoice", options->invoice},
                   {"outcome", options->outcome},
                   {"release", options->release},
                   {"limit", options->limit}};
    struct text_builder query;
    struct json page;
    text_builder_init(&query, &remote->arena, PATH_BYTES_MAX);
    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        if (filters[i].value != NULL) {
            form_add(&query, filters[i].name, text_of(filters[i].value));
        }
    }
    struct text text = text_builder_text(&query);
    if (!remote_get(remote, text_format(&remote->arena, "/v1/extend/runs?%.*s", TEXT_ARG(text)),
                    &page)) {
        return;
    }
    const struct json *data = json_get(&page, "data");
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        tell_line(remote, &data->items[i]);
    }
}

static bool
save(struct remote *remote, const char *folder, const char *name, const struct json *value)
{
    struct text path = text_format(&remote->arena, "%s/%s", folder, name);
    struct text text = value == NULL ? TEXT("{}") : remote_render(remote, value, true);
    if (path.bytes == NULL || remote->sys->file_write(remote->sys, path.bytes, text) != OK) {
        (void)fprintf(stderr, "%s/%s: cannot be written\n", folder, name);
        remote->status = STATUS_FAILED;
        return false;
    }
    return true;
}

static void
show(struct remote *remote, const struct runs_options *options)
{
    struct json run;
    struct text path = text_format(&remote->arena, "/v1/extend/runs/%s", options->run);
    if (!remote_get(remote, path, &run)) {
        return;
    }
    if (options->save != NULL) {
        const struct json *configuration = json_get(&run, "configuration");
        bool is_null = configuration == NULL || configuration->type == JSON_NULL;
        if (!save(remote, options->save, "input.json", json_get(&run, "input")) ||
            !save(remote, options->save, "config.json", is_null ? NULL : configuration)) {
            return;
        }
    }
    if (remote_told(remote, &run)) {
        return;
    }
    tell_line(remote, &run);
    struct text input = remote_render(remote, remote_at(&run, "input"), true);
    (void)printf("release %s, fuel %s, reads %s\ninput: %.*s\n",
                 remote_word(remote, &run, "release"), remote_word(remote, &run, "fuel"),
                 remote_word(remote, &run, "reads"), TEXT_ARG(input));
    const struct json *output = json_get(&run, "output");
    if (output != NULL && output->type != JSON_NULL) {
        struct text text = remote_render(remote, output, true);
        (void)printf("output: %.*s\n", TEXT_ARG(text));
    }
    if (remote_text(&run, "error.message").bytes != NULL) {
        (void)printf("%s:%s - %s: %s\n", remote_word(remote, &run, "error.path"),
                     remote_word(remote, &run, "error.line"),
                     remote_word(remote, &run, "error.name"),
                     remote_word(remote, &run, "error.message"));
    }
}

int
command_runs(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct runs_options options;
    remote_begin(&remote, sys, command);
    if (read_options(&remote, count, arguments, &options)) {
        if (options.run != NULL) {
            show(&remote, &options);
        } else {
            list(&remote, &options);
        }
    }
    return remote_end(&remote);
}
