/* SPDX-License-Identifier: Apache-2.0 */
/** extend.c: the room's life, and the releases that are loaded. */
#include "base/hash.h"
#include "extend/loaded.h"

err_t
extend_open(size_t heap_bytes_max, struct extend **out)
{
    struct extend *extend = block_alloc(sizeof(*extend));
    if (extend == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    extend->releases = block_alloc(LOADED_RELEASES_MAX * sizeof(*extend->releases));
    extend->arguments = arguments_new();
    err_t err = ERR_OUT_OF_MEMORY;
    if (extend->releases != NULL && extend->arguments != NULL) {
        err = script_runner_new(heap_bytes_max, &extend->runner);
    }
    if (err != OK) {
        arguments_free(extend->arguments);
        block_free(extend->releases);
        block_free(extend);
        return err;
    }
    *out = extend;
    return OK;
}

void
extend_configure(struct extend *extend, const struct extend_settings *settings)
{
    extend->settings = *settings;
}

static void
loaded_clear(struct extend *extend)
{
    arguments_forget(extend->arguments);
    for (size_t i = 0; i < LOADED_RELEASES_MAX; i++) {
        if (extend->releases[i].key != 0) {
            script_program_free(extend->releases[i].program);
            extend->releases[i] = (struct loaded_release){0};
        }
    }
    extend->count = 0;
}

struct extend_counts
extend_counted(const struct extend *extend)
{
    return extend->counts;
}

void
extend_close(struct extend *extend)
{
    loaded_clear(extend);
    script_runner_free(extend->runner);
    arguments_free(extend->arguments);
    block_free(extend->releases);
    block_free(extend);
}

struct loaded_release *
loaded_find(struct extend *extend, int64_t key)
{
    size_t at = (size_t)((uint64_t)key * 0x9e3779b97f4a7c15u >> 40) & (LOADED_RELEASES_MAX - 1);
    while (extend->releases[at].key != 0 && extend->releases[at].key != key) {
        at = (at + 1) & (LOADED_RELEASES_MAX - 1);
    }
    return &extend->releases[at];
}

static err_t
sources_of(struct task *task, const struct release *release, struct script_source **out)
{
    struct script_source *sources =
        arena_alloc(task->arena, release->sources_count, sizeof(*sources));
    if (sources == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to load a release");
    }
    for (size_t i = 0; i < release->sources_count; i++) {
        sources[i] = (struct script_source){release->sources[i].path, release->sources[i].text};
    }
    *out = sources;
    return OK;
}

err_t
release_is_own(struct task *task, const struct release *release, bool *is_own)
{
    struct script_source *sources;
    struct sha256 hash;
    *is_own = loaded_find(task->extend, release->id.key)->key != 0; /* held to it before */
    if (*is_own) {
        return OK;
    }
    TRY(sources_of(task, release, &sources));
    TRY(script_sources_hash(task->arena, release->language, sources, release->sources_count,
                            &hash));
    *is_own = text_equal(hex_text(task->arena, hash.bytes, sizeof(hash.bytes)), release->hash);
    return OK;
}

err_t
release_program(struct task *task, const struct release *release, const struct script_program **out)
{
    struct extend *extend = task->extend;
    struct loaded_release *loaded = loaded_find(extend, release->id.key);
    if (loaded->key != 0) {
        *out = loaded->program;
        return OK;
    }
    if (extend->count >= LOADED_RELEASES_MAX / 2) { /* rare: begin anew rather than keep ages */
        loaded_clear(extend);
        loaded = loaded_find(extend, release->id.key);
    }
    bool is_own;
    TRY(release_is_own(task, release, &is_own));
    if (!is_own) {
        return fail(task, ERR_BODY_CORRUPT, NULL,
                    "the stored sources are not those of release %.*s",
                    TEXT_ARG(ref_text(task, release_kind.prefix, release->id)));
    }
    struct script_source *sources;
    TRY(sources_of(task, release, &sources));
    struct script_diagnostics diagnostics = {0};
    struct script_program *program;
    err_t err =
        script_compile(task->arena, sources, release->sources_count, &diagnostics, &program);
    if (err != OK) {
        return fail(task, err, NULL, "a release that was accepted does not compile any more");
    }
    *loaded = (struct loaded_release){
        .key = release->id.key, .account = task->account->id, .program = program};
    extend->count++;
    *out = program;
    return OK;
}
