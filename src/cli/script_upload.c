/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoin script upload: an author's tree becomes releases of a running engine.
 *
 * The sources of each extension go with its tests; the engine compiles, tests and fuzzes
 * them and answers with what it found. What it has already is not sent again.
 */
#include "base/hash.h"
#include "base/list.h"
#include "cli/manifest.h"
#include "cli/remote.h"
#include "cli/trial.h"

enum { FORM_BYTES_MAX = 64 << 20 };

struct upload_options {
    const char *folder;
    const char *name;
    const char *point;
    const char *tests;
    const char *fuzz;
    const char *seed;
    bool activates;
};

/** One extension on its way. */
struct upload {
    struct remote *remote;
    const struct upload_options *options;
    struct text root; /**< with a slash behind it; paths are told from there */
    struct text name;
    struct text point;
    struct text entry;
    struct source_set sources;
    struct source_set tests;
    struct text hash;
};

static bool
read_options(struct remote *remote, int count, char **arguments, struct upload_options *out)
{
    static const struct option options[] = {REMOTE_OPTIONS,
                                            {"activate", no_argument, NULL, 'a'},
                                            {"name", required_argument, NULL, 'n'},
                                            {"point", required_argument, NULL, 'p'},
                                            {"tests", required_argument, NULL, 't'},
                                            {"fuzz", required_argument, NULL, 'f'},
                                            {"seed", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    *out = (struct upload_options){.folder = "."};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'a':
            out->activates = true;
            break;
        case 'n':
            out->name = optarg;
            break;
        case 'p':
            out->point = optarg;
            break;
        case 't':
            out->tests = optarg;
            break;
        case 'f':
            out->fuzz = optarg;
            break;
        case 's':
            out->seed = optarg;
            break;
        default:
            if (!remote_option(remote, option)) {
                return false;
            }
        }
    }
    if (optind < count) {
        out->folder = arguments[optind++];
    }
    if (optind < count) {
        remote->status = command_misuse(remote->command, "one FOLDER at a time");
        return false;
    }
    return true;
}

/* ---- what is sent ---------------------------------------------------------------- */

static struct text
folder_of(struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/') {
        end--;
    }
    return text_slice(path, 0, end > 0 ? end - 1 : 0);
}

static struct text
without_root(const struct upload *upload, struct text path)
{
    if (text_has_prefix(path, upload->root)) {
        return text_slice(path, upload->root.length, path.length);
    }
    return text_has_prefix(path, TEXT("./")) ? text_slice(path, 2, path.length) : path;
}

static bool
has_source(const struct source_set *set, struct text path)
{
    for (size_t i = 0; i < set->count; i++) {
        if (text_equal(set->items[i].path, path)) {
            return true;
        }
    }
    return false;
}

/** The tests beside an entry, and what only they import. */
static bool
find_tests(struct upload *upload)
{
    struct remote *remote = upload->remote;
    struct file_list paths = {0};
    struct text folder = folder_of(upload->entry);
    if (path_ends_with(folder, "/src")) {
        folder = folder_of(folder);
    }
    folder = folder.length == 0 ? TEXT(".") : text_copy(&remote->arena, folder);
    files_find(remote->sys, &remote->arena, folder, true, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        struct source_set files;
        if (!sources_load(remote->sys, &remote->arena, paths.items[i], &files)) {
            return false;
        }
        for (size_t k = 0; k < files.count; k++) {
            if (has_source(&upload->sources, files.items[k].path) ||
                has_source(&upload->tests, files.items[k].path)) {
                continue;
            }
            struct script_source *item = list_add(&remote->arena, &upload->tests);
            if (item == NULL) {
                return false;
            }
            *item = files.items[k];
        }
    }
    return true;
}

/** Paths as the release has them; the hash that it will have. */
static bool
prepare(struct upload *upload)
{
    struct remote *remote = upload->remote;
    if (!sources_load(remote->sys, &remote->arena, upload->entry, &upload->sources) ||
        !find_tests(upload)) {
        return false;
    }
    struct source_set *sets[] = {&upload->sources, &upload->tests};
    for (size_t s = 0; s < COUNT_OF(sets); s++) {
        for (size_t i = 0; i < sets[s]->count; i++) {
            sets[s]->items[i].path = without_root(upload, sets[s]->items[i].path);
        }
    }
    struct script_program *program = program_load(&remote->arena, &upload->sources, false);
    if (program == NULL) {
        return false;
    }
    struct sha256 hash;
    script_program_hash(program, &hash);
    script_program_free(program);
    upload->hash = hex_text(&remote->arena, hash.bytes, sizeof(hash.bytes));
    if (upload->point.length == 0) {
        const struct point *point = trial_point(upload->sources.items[0].text);
        upload->point = point == NULL ? NO_TEXT : text_of(point->id);
    }
    if (upload->point.bytes == NULL) {
        remote->status =
            command_misuse(remote->command, "%.*s implements no interface of a point; say --point",
                           TEXT_ARG(upload->entry));
        return false;
    }
    return true;
}

static void
add_files(struct remote *remote, struct text_builder *form, const char *list,
          const struct source_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        form_add(form, text_format(&remote->arena, "%s[%zu][path]", list, i).bytes,
                 set->items[i].path);
        form_add(form, text_format(&remote->arena, "%s[%zu][text]", list, i).bytes,
                 set->items[i].text);
    }
}

static struct text
release_form(struct upload *upload, struct text extension)
{
    const struct upload_options *options = upload->options;
    struct remote *remote = upload->remote;
    struct text_builder form;
    text_builder_init(&form, &remote->arena, FORM_BYTES_MAX);
    form_add(&form, "extension", extension);
    if (options->activates) {
        form_add(&form, "activate", TEXT("true"));
    }
    if (options->tests != NULL) {
        form_add(&form, "checks[tests]", text_of(options->tests));
    }
    if (options->fuzz != NULL) {
        form_add(&form, "checks[fuzz]", text_of(options->fuzz));
    }
    if (options->seed != NULL) {
        form_add(&form, "checks[seed]", text_of(options->seed));
    }
    add_files(remote, &form, "sources", &upload->sources);
    add_files(remote, &form, "tests", &upload->tests);
    return text_builder_text(&form);
}

/* ---- what came of it ------------------------------------------------------------------ */

static void
tell_failures(struct remote *remote, const struct json *release)
{
    const struct json *failed = remote_at(release, "checks.tests.failures");
    for (size_t i = 0; failed != NULL && i < failed->count; i++) {
        const struct json *failure = &failed->items[i];
        (void)printf("  %s:%s - %s: %s\n", remote_word(remote, failure, "path"),
                     remote_word(remote, failure, "line"), remote_word(remote, failure, "name"),
                     remote_word(remote, failure, "message"));
    }
    const struct json *fuzzed = remote_at(release, "checks.fuzz.failures");
    for (size_t i = 0; fuzzed != NULL && i < fuzzed->count; i++) {
        const struct json *failure = &fuzzed->items[i];
        struct text input = remote_render(remote, remote_at(failure, "input"), false);
        struct text configuration =
            remote_render(remote, remote_at(failure, "configuration"), false);
        (void)printf(
            "  %s %s: %s\n    input: %.*s\n    configuration: %.*s\n",
            remote_word(remote, failure, "method"), remote_word(remote, failure, "outcome"),
            remote_word(remote, failure, "message"), TEXT_ARG(input), TEXT_ARG(configuration));
    }
}

static void
tell(struct upload *upload, const struct json *release, bool is_new)
{
    struct remote *remote = upload->remote;
    if (remote_told(remote, release)) {
        return;
    }
    (void)printf("%.*s  %s  number %s  %s  %s%s\n", TEXT_ARG(upload->name),
                 remote_word(remote, release, "id"), remote_word(remote, release, "number"),
                 remote_word(remote, release, "status"), remote_word(remote, release, "hash"),
                 is_new ? "" : "  unchanged");
    if (!is_new) {
        return;
    }
    if (remote_text(release, "checks.tests.files").bytes != NULL) {
        (void)printf("  tests: %s passed, %s failed, %s skipped\n",
                     remote_word(remote, release, "checks.tests.passed"),
                     remote_word(remote, release, "checks.tests.failed"),
                     remote_word(remote, release, "checks.tests.skipped"));
    }
    const struct json *failures = remote_at(release, "checks.fuzz.failures");
    if (failures != NULL) {
        (void)printf("  fuzz: %s cases, %zu finding%s\n",
                     remote_word(remote, release, "checks.fuzz.cases"), failures->count,
                     failures->count == 1 ? "" : "s");
    }
    tell_failures(remote, release);
}

/** The newest release, when its sources are these. */
static bool
find_same(struct upload *upload, const struct json *extension, struct json *release, bool *found)
{
    struct remote *remote = upload->remote;
    struct json page;
    struct text path = text_format(&remote->arena, "/v1/extend/releases?limit=1&extension=%s",
                                   remote_word(remote, extension, "id"));
    *found = false;
    if (!remote_get(remote, path, &page)) {
        return false;
    }
    const struct json *newest = remote_at(&page, "data.0");
    if (newest != NULL && text_equal(remote_text(newest, "hash"), upload->hash)) {
        *release = *newest;
        *found = true;
    }
    return true;
}

static bool
activate(struct upload *upload, struct json *release)
{
    struct remote *remote = upload->remote;
    if (!upload->options->activates || text_is(remote_text(release, "status"), "active")) {
        return true;
    }
    struct text path = text_format(&remote->arena, "/v1/extend/releases/%s/activate",
                                   remote_word(remote, release, "id"));
    return remote_post(remote, path, TEXT(""), release);
}

static bool
send(struct upload *upload)
{
    struct remote *remote = upload->remote;
    struct json extension;
    struct json release;
    bool is_known;
    bool is_same = false;
    if (!remote_find_extension(remote, upload->name, upload->point, &extension, &is_known)) {
        return false;
    }
    if (!is_known) {
        struct text_builder form;
        text_builder_init(&form, &remote->arena, FORM_BYTES_MAX);
        form_add(&form, "name", upload->name);
        form_add(&form, "point", upload->point);
        if (!remote_post(remote, TEXT("/v1/extend/extensions"), text_builder_text(&form),
                         &extension)) {
            return false;
        }
    } else if (!find_same(upload, &extension, &release, &is_same)) {
        return false;
    }
    if (is_same ? !activate(upload, &release)
                : !remote_post(remote, TEXT("/v1/extend/releases"),
                               release_form(upload, remote_text(&extension, "id")), &release)) {
        return false;
    }
    tell(upload, &release, !is_same);
    return true;
}

static bool
upload_one(struct remote *remote, const struct upload_options *options, struct text root,
           const struct manifest_extension *extension, struct text entry)
{
    struct upload upload = {.remote = remote,
                            .options = options,
                            .root = root,
                            .name = options->name != NULL ? text_of(options->name) : extension->id,
                            .point = options->point != NULL ? text_of(options->point)
                                                            : extension->interface_id,
                            .entry = entry};
    struct text ignored;
    const struct point *point = point_find(upload.point);
    upload.point = point == NULL ? upload.point : text_of(point->id); /* older ids, too */
    if (remote->sys->file_read(remote->sys, &remote->arena, entry.bytes, COMMAND_FILE_BYTES_MAX,
                               &ignored) != OK) {
        (void)fprintf(stderr, "%.*s: cannot be read\n", TEXT_ARG(entry));
        remote->status = STATUS_FAILED;
        return false;
    }
    if (upload.name.length == 0) {
        remote->status =
            command_misuse(remote->command, "%.*s has no id; say --name", TEXT_ARG(entry));
        return false;
    }
    if (!prepare(&upload)) {
        remote->status = remote->status == STATUS_FINE ? STATUS_FAILED : remote->status;
        return false;
    }
    return send(&upload);
}

/** The last name of a path that says something: of ".../late-fees/src/index.ts", late-fees. */
static struct text
name_of(struct text path)
{
    struct text folder = folder_of(path);
    if (path_ends_with(folder, "/src") || text_is(folder, "src")) {
        folder = folder_of(folder);
    }
    struct text parent = folder_of(folder);
    struct text name =
        text_slice(folder, parent.length == 0 ? 0 : parent.length + 1, folder.length);
    return text_is(name, ".") || text_is(name, "..") ? NO_TEXT : name;
}

static void
upload_all(struct remote *remote, const struct upload_options *options)
{
    struct manifest manifest;
    struct arena *arena = &remote->arena;
    int status = STATUS_FINE;
    if (manifest_read(remote->sys, arena, options->folder, &manifest) && manifest.count > 0) {
        struct text root = text_format(arena, "%s/", options->folder);
        for (size_t i = 0; i < manifest.count; i++) {
            struct text entry =
                text_format(arena, "%s/%.*s", options->folder, TEXT_ARG(manifest.items[i].content));
            remote->status = STATUS_FINE;
            if (!upload_one(remote, options, root, &manifest.items[i], entry)) {
                status = remote->status > status ? remote->status : status;
            }
        }
        remote->status = status;
        return;
    }
    struct text entry = sources_entry(remote->sys, arena, options->folder);
    if (entry.bytes == NULL) {
        remote->status = command_misuse(
            remote->command, "%s has no stripe-app.yaml and no src/index.ts", options->folder);
        return;
    }
    struct text folder = folder_of(entry);
    if (path_ends_with(folder, "/src")) {
        folder = folder_of(folder);
    }
    struct text root =
        folder.length == 0 ? TEXT("") : text_format(arena, "%.*s/", TEXT_ARG(folder));
    struct manifest_extension alone = {.id = name_of(entry)};
    if (!upload_one(remote, options, root, &alone, entry) && remote->status == STATUS_FINE) {
        remote->status = STATUS_FAILED;
    }
}

int
command_upload(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct upload_options options;
    remote_begin(&remote, sys, command);
    if (read_options(&remote, count, arguments, &options)) {
        upload_all(&remote, &options);
    }
    return remote_end(&remote);
}
