/* SPDX-License-Identifier: Apache-2.0 */
/**
 * arguments.c: configurations and contexts, parsed once. A binding's configuration is the same in
 * every call, and the decisions of one moment share their context.
 */
#include <string.h>

#include "base/hash.h"
#include "extend/loaded.h"

#define CONFIGURATIONS  256 /* a power of two; two that meet in a place replace each other */
#define BYTES_MAX       ((size_t)8 << 20)
#define ARENA_BYTES_MAX ((size_t)64 << 20)

struct configuration_kept {
    const struct script_program *program; /**< NULL: free */
    struct text text;
    struct json value, schema;
    bool has_schema;
    uint64_t number;
};

struct arguments_kept {
    struct arena arena; /**< of configurations; all are forgotten when it is full */
    struct configuration_kept configurations[CONFIGURATIONS];
    struct arena context_arena; /**< of the one context */
    struct text context;        /**< NO_TEXT: none yet */
    struct text script_id;      /**< what it was made from, where it was made here */
    struct text account;
    bool livemode, is_made;
    instant_t clock_time;
    struct json context_value;
    uint64_t context_number;
};

struct arguments_kept *
arguments_new(void)
{
    struct arguments_kept *kept = block_alloc(sizeof(*kept));
    if (kept != NULL) {
        arena_init(&kept->arena, ARENA_BYTES_MAX);
        arena_init(&kept->context_arena, ARENA_BYTES_MAX);
    }
    return kept;
}

void
arguments_free(struct arguments_kept *kept)
{
    if (kept != NULL) {
        arena_free(&kept->arena);
        arena_free(&kept->context_arena);
        block_free(kept);
    }
}

void
arguments_forget(struct arguments_kept *kept)
{
    memset(kept->configurations, 0, sizeof(kept->configurations));
    arena_reset(&kept->arena);
}

/* ---- configurations ----------------------------------------------------------- */

static bool
configuration_parse(struct arena *arena, const struct script_program *program, struct text text,
                    struct configuration_kept *out)
{
    struct json_error error;
    struct text schema = script_program_config(program);
    *out = (struct configuration_kept){.program = program, .value = {.type = JSON_OBJECT}};
    out->text = text_copy(arena, text);
    out->has_schema = schema.length > 0 && json_parse(arena, schema, &out->schema, &error) == OK;
    return text.length == 0 ||
           (out->text.bytes != NULL && json_parse(arena, out->text, &out->value, &error) == OK);
}

static const struct configuration_kept *
configuration_find(struct arguments_kept *kept, struct script_runner *runner,
                   const struct script_program *program, struct text text)
{
    uint64_t key[2] = {(uintptr_t)program, text.length};
    size_t place = (size_t)siphash64(key, text) & (CONFIGURATIONS - 1);
    struct configuration_kept *found = &kept->configurations[place];
    if (found->program == program && text_equal(found->text, text)) {
        return found;
    }
    if (kept->arena.used_bytes > BYTES_MAX) {
        arguments_forget(kept);
    }
    if (!configuration_parse(&kept->arena, program, text, found)) {
        found->program = NULL;
        return NULL;
    }
    found->number = script_runner_number(runner);
    return found;
}

bool
argument_configuration(struct arguments_kept *kept, struct script_runner *runner,
                       const struct extend_trial *trial, struct arena *arena,
                       struct script_argument *out)
{
    const struct configuration_kept *found;
    if (kept != NULL) {
        found = configuration_find(kept, runner, trial->program, trial->configuration);
    } else {
        struct configuration_kept *own = arena_new(arena, struct configuration_kept);
        found = own != NULL && configuration_parse(arena, trial->program, trial->configuration, own)
                    ? own
                    : NULL;
    }
    if (found == NULL) {
        return false;
    }
    *out = (struct script_argument){.json = &found->value,
                                    .schema = found->has_schema ? &found->schema : NULL,
                                    .number = found->number};
    return true;
}

/* ---- contexts -------------------------------------------------------------------- */

static bool
context_is(const struct arguments_kept *kept, const struct extend_trial *trial)
{
    if (kept->context.bytes == NULL) {
        return false;
    }
    return trial->context.length > 0 ? text_equal(kept->context, trial->context)
                                     : kept->is_made && kept->clock_time == trial->clock_time &&
                                           kept->livemode == trial->livemode &&
                                           text_equal(kept->script_id, trial->script_id) &&
                                           text_equal(kept->account, trial->account);
}

static struct text
context_text(struct arena *arena, const struct extend_trial *trial)
{
    return trial->context.length > 0 ? text_copy(arena, trial->context)
                                     : context_json(arena, trial->script_id, trial->livemode,
                                                    trial->account, trial->clock_time);
}

static bool
context_keep(struct arguments_kept *kept, struct script_runner *runner,
             const struct extend_trial *trial)
{
    struct arena *arena = &kept->context_arena;
    struct json_error error;
    arena_reset(arena);
    kept->context = NO_TEXT;
    kept->is_made = trial->context.length == 0;
    kept->clock_time = trial->clock_time;
    kept->livemode = trial->livemode;
    kept->script_id = text_copy(arena, trial->script_id);
    kept->account = text_copy(arena, trial->account);
    struct text text = context_text(arena, trial);
    if (text.bytes == NULL || json_parse(arena, text, &kept->context_value, &error) != OK) {
        return false;
    }
    kept->context = text;
    kept->context_number = script_runner_number(runner);
    return true;
}

bool
argument_context(struct arguments_kept *kept, struct script_runner *runner,
                 const struct extend_trial *trial, struct arena *arena, struct script_argument *out)
{
    if (kept != NULL) {
        if (!context_is(kept, trial) && !context_keep(kept, runner, trial)) {
            return false;
        }
        *out =
            (struct script_argument){.json = &kept->context_value, .number = kept->context_number};
        return true;
    }
    struct json *value = arena_new(arena, struct json);
    struct json_error error;
    *out = (struct script_argument){.json = value};
    return value != NULL && json_parse(arena, context_text(arena, trial), value, &error) == OK;
}
