/* SPDX-License-Identifier: Apache-2.0 */
/** release.c: extensions, and the releases that hold their code. */
#include "base/hash.h"
#include "event/event.h"
#include "extend/loaded.h"

/** Diagnostics of one upload, rendered. */
#define DIAGNOSTICS_BYTES_MAX 65536
/** Bindings of one extension that are held against a new release. */
#define UNFIT_SCAN_MAX 10000

err_t
extension_create(struct task *task, const struct point *point, struct text name,
                 struct extension **out)
{
    struct extension *extension = arena_new(task->arena, struct extension);
    if (extension == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an extension");
    }
    extension->id = task_new_id(task);
    extension->created = task->now;
    extension->name = name;
    extension->point = text_of(point->id);
    TRY(record_insert(task, &extension_records, extension));
    *out = extension;
    return event_append(task, EVENT_EXTEND_EXTENSION_CREATED, &extension_records, extension);
}

err_t
release_fail_rejected(struct task *task, const struct script_diagnostics *diagnostics)
{
    struct text_builder message;
    text_builder_init(&message, task->arena, DIAGNOSTICS_BYTES_MAX);
    for (size_t i = 0; i < diagnostics->count; i++) {
        struct text_builder whole = message;
        script_diagnostic_render(&diagnostics->items[i], &message);
        if (message.failed) { /* as many as fit */
            message = whole;
            break;
        }
    }
    return fail(task, ERR_RELEASE_REJECTED, "sources", "%.*s",
                TEXT_ARG(text_builder_text(&message)));
}

/**
 * The entry exports a class that answers every method of the point, or what the older
 * interface asks for, version 0.
 */
static err_t
exports_check(struct task *task, const struct point *point, const struct script_program *program,
              int *version)
{
    *version = point->version;
    for (size_t i = 0; i < point->method_count; i++) {
        const char *method = point->methods[i].name;
        bool has_method;
        enum script_export form = script_program_export(program, text_of(method), &has_method);
        bool is_older =
            form == SCRIPT_EXPORT_FUNCTION || (form == SCRIPT_EXPORT_OBJECT && has_method);
        if (is_older && older_is_spoken(point)) {
            *version = 0;
            continue;
        }
        if (form != SCRIPT_EXPORT_CLASS || (!has_method && !point->methods[i].is_optional)) {
            return fail(task, ERR_EXPORT_MISSING, "sources",
                        "The entry must say: export default class X implements %s<Config> { "
                        "%s(request, config, context) { ... } }",
                        point->interface, method);
        }
    }
    return OK;
}

static err_t
sources_keep(struct task *task, struct release *release, const struct script_source *sources,
             size_t count)
{
    release->sources = arena_alloc(task->arena, count, sizeof(*release->sources));
    if (release->sources == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the sources");
    }
    release->sources_count = count;
    for (size_t i = 0; i < count; i++) {
        release->sources[i] =
            (struct source_file){.path = sources[i].path, .text = sources[i].text};
    }
    return OK;
}

/** The Config type as a schema, so that a configuration that does not fit never reaches a run. */
static err_t
config_describe(struct task *task, struct release *release, const struct script_source *sources,
                size_t count)
{
    struct script_diagnostics diagnostics = {0};
    err_t err = script_config_schema(task->arena, sources, count, &diagnostics,
                                     &release->config_schema, &release->config_ui);
    if (err == ERR_SCRIPT_REJECTED) {
        return release_fail_rejected(task, &diagnostics);
    }
    return err == OK ? OK : fail(task, err, NULL, "the configuration's type could not be read");
}

/** Bindings that a release cannot serve as they are configured. */
struct unfit {
    struct text *ids;
    size_t count;
    struct text problem; /**< of the first one */
};

/** Of those that run whatever release of the extension is active. */
static err_t
bindings_unfit(struct task *task, const struct release *release, struct unfit *out)
{
    struct record_scan scan = {.kind = &binding_records,
                               .index = BINDINGS_BY_EXTENSION,
                               .equals = {release->extension.key},
                               .equals_count = 1,
                               .limit = UNFIT_SCAN_MAX};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    *out = (struct unfit){.ids = arena_alloc(task->arena, count, sizeof(struct text))};
    if (out->ids == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to check the bindings");
    }
    for (size_t i = 0; i < count; i++) {
        const struct binding *binding = found[i];
        struct text problem;
        if (binding->release.key != 0 || binding->status == BINDING_STATUS_RETIRED ||
            configuration_fits(task->arena, release, binding->configuration, &problem)) {
            continue;
        }
        out->problem = out->count == 0 ? problem : out->problem;
        out->ids[out->count++] =
            id_text(task->arena, &task->account->secret, binding_kind.prefix, binding->id.key);
    }
    return OK;
}

static err_t
bindings_check(struct task *task, struct release *release)
{
    struct unfit unfit;
    TRY(bindings_unfit(task, release, &unfit));
    release->unfit_bindings = unfit.ids;
    release->unfit_bindings_count = unfit.count;
    return OK;
}

err_t
release_create(struct task *task, struct extension *extension, const struct script_source *sources,
               size_t source_count, struct release_checks *checks, bool activate,
               struct release **out)
{
    const struct point *point = point_find(extension->point);
    assert(point != NULL);
    struct script_diagnostics diagnostics = {0};
    struct script_program *program;
    err_t err = script_compile(task->arena, sources, source_count, &diagnostics, &program);
    if (err == ERR_SCRIPT_REJECTED) {
        return release_fail_rejected(task, &diagnostics);
    }
    if (err != OK) {
        return fail(task, err, NULL, "the sources could not be compiled");
    }
    struct sha256 hash;
    script_program_hash(program, &hash);
    size_t program_bytes = script_program_bytes(program);
    int version;
    err = exports_check(task, point, program, &version);
    script_program_free(program);
    TRY(err);

    struct release *release = arena_new(task->arena, struct release);
    if (release == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a release");
    }
    release->id = task_new_id(task);
    release->created = task->now;
    release->checks = checks;
    release->entry = sources[0].path;
    release->extension = extension->id;
    release->hash = hex_text(task->arena, hash.bytes, sizeof(hash.bytes));
    release->language = script_language();
    release->number = ++extension->release_count;
    release->point = extension->point;
    release->point_version = version;
    release->program_bytes = (int64_t)program_bytes;
    release->status = RELEASE_STATUS_CHECKED;
    TRY(config_describe(task, release, sources, source_count));
    TRY(bindings_check(task, release));
    TRY(sources_keep(task, release, sources, source_count));
    TRY(record_insert(task, &release_records, release));
    TRY(record_update(task, &extension_records, extension));
    TRY(event_append(task, EVENT_EXTEND_RELEASE_CREATED, &release_records, release));
    if (activate || extension->active_release.key == 0) {
        TRY(release_activate(task, release));
    }
    *out = release;
    return OK;
}

/** Another release is what the extension's bindings run from now on. */
static err_t
active_set(struct task *task, struct extension *extension, struct release *release)
{
    void *loaded;
    if (extension->active_release.key != 0) {
        TRY(record_load(task, &release_records, extension->active_release, &loaded));
        struct release *before = loaded;
        before->status = RELEASE_STATUS_RETIRED;
        TRY(record_update(task, &release_records, before));
    }
    extension->previous_release = extension->active_release;
    extension->active_release = release->id;
    TRY(record_update(task, &extension_records, extension));
    release->status = RELEASE_STATUS_ACTIVE;
    TRY(record_update(task, &release_records, release));
    return event_append(task, EVENT_EXTEND_RELEASE_ACTIVATED, &release_records, release);
}

err_t
release_activate(struct task *task, struct release *release)
{
    void *loaded;
    TRY(record_load(task, &extension_records, release->extension, &loaded));
    assert(loaded != NULL);
    struct extension *extension = loaded;
    if (extension->active_release.key == release->id.key) {
        return OK;
    }
    struct unfit unfit;
    TRY(bindings_unfit(task, release, &unfit));
    if (unfit.count > 0) {
        return fail(task, ERR_CONFIGURATION_INVALID, NULL,
                    "The configuration of %.*s%s does not fit this release: %.*s. Change it "
                    "together with its script: POST /v1/extend/bindings/{id}, script and "
                    "configuration.",
                    TEXT_ARG(unfit.ids[0]), unfit.count > 1 ? " (and of others)" : "",
                    TEXT_ARG(unfit.problem));
    }
    return active_set(task, extension, release);
}

err_t
extension_roll_back(struct task *task, struct extension *extension)
{
    void *loaded;
    if (extension->previous_release.key == 0) {
        return fail(task, ERR_NOTHING_BEFORE, NULL, "No other release was active before.");
    }
    TRY(record_load(task, &release_records, extension->previous_release, &loaded));
    assert(loaded != NULL); /* releases are never deleted */
    TRY(active_set(task, extension, loaded));
    return event_append(task, EVENT_EXTEND_EXTENSION_ROLLED_BACK, &extension_records, extension);
}
