/* SPDX-License-Identifier: Apache-2.0 */
/**
 * host.h: C structs seen by scripts, and answers read into C structs.
 *
 * A view is a frozen plain object whose slots are filled from the struct when
 * they are read. Names are the model's camelCase ones; those with another
 * snake_case form also answer to that (no own key). What absent things look
 * like: an OPTIONAL field that is null has no own key; a NULLABLE one is null.
 *
 * Decimals of more than 12 places in an answer are cut to 12 and, when
 * something was lost, the last digit is made sticky: a 0 or 5 there moves one
 * up in magnitude, so that a later rounding to fewer places (half modes
 * included) goes where the exact number would have gone.
 */
#pragma once

#include "script/realm.h"

struct host_model;
struct model;

struct view {
    struct object object;
    const struct host_model *model;
    const void *value; /**< the C struct, borrowed */
};

struct host; /**< of one runner: shapes of the models that its program saw */
struct script_program;

must_use struct host *host_new(void);
void host_free(struct host *host);
/** Before a run: shapes of another program are forgotten. True when they were. */
bool host_begin(struct host *host, const struct script_program *program);
/** Names of models, interned beside the program's; string.c looks here last. */
const struct intern_table *host_strings(const struct host *host);

struct model;
/** An argument as a value. False: trapped. */
must_use bool host_view(struct vm *vm, const struct model *model, const void *value, value_t *out);
struct json;
must_use bool host_json(struct vm *vm, const struct json *json, value_t *out);
/** JSON as a schema of script_config_schema says; NULL: as it is. */
must_use bool host_config(struct vm *vm, const struct json *json, const struct json *schema,
                          value_t *out);
/** Fill the slot of a view that is VALUE_LAZY. */
must_use bool host_resolve(struct vm *vm, struct view *view, uint32_t slot);
/**
 * Which fields of an argument were read so far, by their snake_case paths with commas between:
 * "gross_amount.amount,line_items.quantity"; "*" when they are too many to tell.
 */
struct text host_reads(value_t input, struct arena *arena);
/** A field by its snake_case name; *found false when there is none. */
must_use bool host_get_alias(struct vm *vm, struct view *view, value_t name, bool *found,
                             value_t *out);

/**
 * Read an answer through a model into `out` (all of it in the arena). On false
 * either the vm has failed or *problem says path and reason (bad shape), or
 * *too_big is set.
 */
struct arena;
struct host_answer {
    struct arena *arena;
    size_t bytes_left; /**< of the wire form, counted down */
    bool too_big;
    struct text problem; /**< NO_TEXT: none */
};
must_use bool host_read(struct vm *vm, struct host_answer *answer, const struct model *model,
                        value_t value, void *out);
