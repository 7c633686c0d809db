/* SPDX-License-Identifier: Apache-2.0 */
/**
 * extend.h: user-authored logic, contained.
 *
 * The domain fills `output` with the default answer and calls the point's
 * generated function, which ends in extend_call: find the binding, run its
 * release within its budget, check shape and contract, apply the failure
 * policy, and journal the run in the session that commits the decision.
 * Guarantees: G1 to G8 of docs/concepts/extension-points.md.
 */
#pragma once

#include "base/model.h"
#include "base/task.h"
#include "script/script.h"
#include "store/store.h"

#include "extend.model.h"

/* ---- points ------------------------------------------------------------ */

enum on_failure_bit { ON_FAILURE_DEFAULT = 1, ON_FAILURE_HOLD = 2, ON_FAILURE_FAIL = 4 };

struct point_method {
    const char *name; /**< "computeDiscounts" */
    const struct model *input;
    const struct model *output;
};

/** A decision that user logic may take; generated from model/points/. */
struct point {
    const char *id;        /**< "commerce.discount_calculation" */
    const char *const *also; /**< older ids, NULL at the end */
    const char *interface; /**< "Commerce.DiscountCalculation" */
    int version;
    const struct point_method *methods;
    size_t method_count;
    uint64_t fuel, fuel_per_line;
    size_t memory_bytes, memory_bytes_per_line;
    size_t input_bytes_max, output_bytes_max;
    uint32_t depth;
    uint32_t on_failure; /**< the policies it allows, bits */
    /** The count of what "per line" means: offset of an x_count in the first method's input, or UINT16_MAX. */
    uint16_t line_count_offset;
    /** Meaning of an answer; *problem says what it broke. NULL: none. Declared by the point's room in extend/contract.c. */
    bool (*contract)(int method, const void *input, const void *output, struct arena *arena,
                     struct text *problem);
};

extern const struct point *const points[]; /**< all, NULL at the end; generated */
/** By id or older id; NULL when unknown. */
const struct point *point_find(struct text id);

/* ---- calling ----------------------------------------------------------- */

/** For whom and why a decision is taken. */
struct extend_cause {
    struct id release; /**< what to run; none: nothing is bound, the default stands */
    struct text configuration; /**< JSON */
    enum failure_policy policy;
    struct id customer;
    struct id subscription;
    struct id invoice;  /**< none in previews */
    struct id coupon_key; /**< record key of the coupon, when a coupon names the script */
    struct money at_stake; /**< money that the default would decide */
};

/**
 * Run what the cause names. `output` comes in holding the default answer and is
 * left so on failure; it is never half written. OK with *held set when the
 * policy parks the object; ERR_EXTENSION_FAILED when the policy refuses the command.
 * *run is the journal's record (transient in previews), NULL when nothing is bound.
 */
must_use err_t extend_call(struct task *task, const struct point *point, int method,
                           const struct extend_cause *cause, const void *input, void *output,
                           struct run **run, bool *held);

/** One run outside billing: quoin script run, replay. Pure; same path as extend_call. */
struct extend_trial {
    const struct script_program *program;
    const struct point *point;
    int method;
    const void *input;
    struct text configuration; /**< JSON; no text: {} */
    struct text context;       /**< JSON; no text: made from clock_time */
    instant_t clock_time;
};
void extend_try(struct script_runner *runner, const struct extend_trial *trial, struct arena *arena,
                void *output, struct script_result *result);
