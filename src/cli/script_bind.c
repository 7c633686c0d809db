/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script bind, releases, activate, rollback: which release decides for whom. */
#include "cli/remote.h"

enum { FORM_BYTES_MAX = 1 << 20 };

/** Ids of one kind begin alike. */
static bool
is_id(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

/** The one argument that is no option; false with a message. */
static bool
take_argument(struct remote *remote, int count, char **arguments, const char *what,
              const char **out)
{
    if (optind + 1 != count) {
        remote->status = command_misuse(remote->command, "which %s?", what);
        return false;
    }
    *out = arguments[optind];
    return true;
}

static bool
only_remote_options(struct remote *remote, int count, char **arguments)
{
    static const struct option options[] = {REMOTE_OPTIONS, {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        if (!remote_option(remote, option)) {
            return false;
        }
    }
    return true;
}

/* ---- bind --------------------------------------------------------------------------- */

struct bind_options {
    const char *script;
    const char *scope;
    const char *config;
    const char *on_failure;
    const char *order;
    bool is_off;
};

static bool
read_bind_options(struct remote *remote, int count, char **arguments, struct bind_options *out)
{
    static const struct option options[] = {REMOTE_OPTIONS,
                                            {"scope", required_argument, NULL, 's'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"on-failure", required_argument, NULL, 'f'},
                                            {"order", required_argument, NULL, 'o'},
                                            {"off", no_argument, NULL, 'x'},
                                            {NULL, 0, NULL, 0}};
    *out = (struct bind_options){0};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        switch (option) {
        case 's':
            out->scope = optarg;
            break;
        case 'c':
            out->config = optarg;
            break;
        case 'f':
            out->on_failure = optarg;
            break;
        case 'o':
            out->order = optarg;
            break;
        case 'x':
            out->is_off = true;
            break;
        default:
            if (!remote_option(remote, option)) {
                return false;
            }
        }
    }
    return take_argument(remote, count, arguments,
                         "SCRIPT (an extension's name or id, or a release)", &out->script);
}

/** customer:cus_1, price:price_1, account; or customer:segment=gold, by metadata. */
static void
add_scope(struct remote *remote, struct text_builder *form, const char *scope)
{
    struct text whole = text_of(scope);
    size_t colon = text_find(whole, ':', 0);
    struct text rest = text_slice(whole, colon + 1, whole.length);
    size_t equals = text_find(rest, '=', 0);
    form_add(form, "scope[type]", text_slice(whole, 0, colon));
    if (equals < rest.length) {
        struct text key =
            text_format(&remote->arena, "scope[metadata][%.*s]", (int)equals, rest.bytes);
        form_add(form, key.bytes, text_slice(rest, equals + 1, rest.length));
    } else if (rest.length > 0) {
        form_add(form, "scope[id]", rest);
    }
}

/** Members of the file's object, as the form has them; false with a message. */
static bool
add_config(struct remote *remote, struct text_builder *form, const char *path)
{
    struct text text;
    struct json json;
    struct json_error error;
    err_t err =
        remote->sys->file_read(remote->sys, &remote->arena, path, COMMAND_FILE_BYTES_MAX, &text);
    remote->status = STATUS_FAILED;
    if (err != OK) {
        (void)fprintf(stderr, "%s: %s\n", path, error_kind(err)->sentence);
        return false;
    }
    if (json_parse(&remote->arena, text, &json, &error) != OK || json.type != JSON_OBJECT) {
        (void)fprintf(stderr, "%s: a JSON object is wanted\n", path);
        return false;
    }
    form_add(form, "configuration", remote_render(remote, &json, false));
    return true;
}

/** What is bound answers at which point: the extension says so, or the release. */
static bool
find_script(struct remote *remote, const char *script, struct text *id, struct text *point)
{
    struct json found;
    if (is_id(script, "rel_")) {
        struct text path = text_format(&remote->arena, "/v1/extend/releases/%s", script);
        if (!remote_get(remote, path, &found)) {
            return false;
        }
    } else if (!remote_extension(remote, text_of(script), &found)) {
        return false;
    }
    *id = remote_text(&found, "id");
    *point = remote_text(&found, "point");
    return true;
}

int
command_bind(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct bind_options options;
    struct text_builder form;
    struct text id;
    struct text point;
    struct json binding;
    remote_begin(&remote, sys, command);
    text_builder_init(&form, &remote.arena, FORM_BYTES_MAX);
    if (!read_bind_options(&remote, count, arguments, &options) ||
        !find_script(&remote, options.script, &id, &point)) {
        return remote_end(&remote);
    }
    form_add(&form, "point", point);
    form_add(&form, "script", id);
    if (options.scope != NULL) {
        add_scope(&remote, &form, options.scope);
    }
    if (options.on_failure != NULL) {
        form_add(&form, "on_failure", text_of(options.on_failure));
    }
    if (options.order != NULL) {
        form_add(&form, "order", text_of(options.order));
    }
    if (options.is_off) {
        form_add(&form, "enabled", TEXT("false"));
    }
    if (options.config != NULL && !add_config(&remote, &form, options.config)) {
        return remote_end(&remote);
    }
    if (remote_post(&remote, TEXT("/v1/extend/bindings"), text_builder_text(&form), &binding) &&
        !remote_told(&remote, &binding)) {
        (void)printf("%s  %s  scope %s %s  on failure %s\n", remote_word(&remote, &binding, "id"),
                     remote_word(&remote, &binding, "point"),
                     remote_word(&remote, &binding, "scope.type"),
                     remote_word(&remote, &binding, "scope.id"),
                     remote_word(&remote, &binding, "on_failure"));
    }
    return remote_end(&remote);
}

/* ---- releases --------------------------------------------------------------------------- */

static void
tell_release(struct remote *remote, const struct json *release)
{
    if (!remote_told(remote, release)) {
        (void)printf("%s  number %s  %s  %s\n", remote_word(remote, release, "id"),
                     remote_word(remote, release, "number"), remote_word(remote, release, "status"),
                     remote_word(remote, release, "hash"));
    }
}

int
command_releases(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct json page;
    struct json extension;
    const char *name;
    remote_begin(&remote, sys, command);
    if (!only_remote_options(&remote, count, arguments) ||
        !take_argument(&remote, count, arguments, "EXTENSION", &name) ||
        !remote_extension(&remote, text_of(name), &extension)) {
        return remote_end(&remote);
    }
    struct text path = text_format(&remote.arena, "/v1/extend/releases?limit=100&extension=%s",
                                   remote_word(&remote, &extension, "id"));
    if (remote_get(&remote, path, &page)) {
        const struct json *data = json_get(&page, "data");
        for (size_t i = 0; data != NULL && i < data->count; i++) {
            tell_release(&remote, &data->items[i]);
        }
    }
    return remote_end(&remote);
}

int
command_activate(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct json release;
    const char *id;
    remote_begin(&remote, sys, command);
    if (only_remote_options(&remote, count, arguments) &&
        take_argument(&remote, count, arguments, "RELEASE", &id)) {
        struct text path = text_format(&remote.arena, "/v1/extend/releases/%s/activate", id);
        if (remote_post(&remote, path, TEXT(""), &release)) {
            tell_release(&remote, &release);
        }
    }
    return remote_end(&remote);
}

int
command_rollback(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct json found;
    const char *name;
    remote_begin(&remote, sys, command);
    if (!only_remote_options(&remote, count, arguments) ||
        !take_argument(&remote, count, arguments, "EXTENSION, BINDING or ROLLOUT", &name)) {
        return remote_end(&remote);
    }
    const char *kind = is_id(name, "bind_") ? "bindings" : is_id(name, "roll_") ? "rollouts" : NULL;
    struct text id = text_of(name);
    if (kind == NULL) {
        if (!remote_extension(&remote, id, &found)) {
            return remote_end(&remote);
        }
        id = remote_text(&found, "id");
    }
    struct text path = text_format(&remote.arena, "/v1/extend/%s/%.*s/roll_back",
                                   kind == NULL ? "extensions" : kind, TEXT_ARG(id));
    if (remote_post(&remote, path, TEXT(""), &found) && !remote_told(&remote, &found)) {
        (void)printf("%s  now %s\n", remote_word(&remote, &found, "id"),
                     kind == NULL           ? remote_word(&remote, &found, "active_release")
                     : is_id(name, "roll_") ? remote_word(&remote, &found, "stage")
                                            : remote_word(&remote, &found, "release"));
    }
    return remote_end(&remote);
}
