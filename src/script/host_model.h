/* SPDX-License-Identifier: Apache-2.0 */
/** host_model.h: how a model looks to the running program; for host.c and answer.c. */
#pragma once

#include "base/model.h"
#include "script/host.h"

struct host_field {
    const struct model_field *field;
    value_t name;  /**< camelCase */
    value_t alias; /**< snake_case; the same as name when there is no difference */
    bool is_plain; /**< one value, always there */
};

struct host_model {
    const struct model *model;
    struct shape *shape; /**< slot i is field i */
    struct host_model *next;
    uint32_t count; /**< of visible fields */
    struct host_field fields[];
};

/** NULL: trapped. */
must_use const struct host_model *host_model(struct vm *vm, const struct model *model);
/** Of an element of a list field. */
size_t host_element_bytes(const struct model_field *field);
