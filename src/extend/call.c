/* SPDX-License-Identifier: Apache-2.0 */
/**
 * call.c: the one way in. Which bindings apply, what each one's script says,
 * what its failure means, and how several answers become one.
 */
#include <string.h>

#include "extend/loaded.h"

/* ---- policies ------------------------------------------------------------- */

/** Of the amount at stake: above a threshold another one counts; else as if above. */
static enum failure_policy
policy_of(const struct binding *binding, const struct extend_cause *cause)
{
    for (size_t i = 0; i < binding->on_failure_above_count; i++) {
        const struct failure_threshold *above = &binding->on_failure_above[i];
        if (currency_equal(above->currency, cause->at_stake.currency)) {
            return cause->at_stake.minor > above->amount ? above->on_failure : binding->on_failure;
        }
    }
    return binding->on_failure_above_count > 0 ? binding->on_failure_above[0].on_failure
                                               : binding->on_failure;
}

/** What the policy says about a run that failed, or whose answer could not be used. */
static err_t
policy_apply(struct task *task, struct run *run, struct extend_verdict *verdict)
{
    switch (run->on_failure) {
    case FAILURE_POLICY_NONE:
    case FAILURE_POLICY_DEFAULT:
    case FAILURE_POLICY_LAST_GOOD:
        run->fell_back = true;
        return OK;
    case FAILURE_POLICY_HOLD:
        verdict->is_held = true;
        return OK;
    case FAILURE_POLICY_FAIL:
        if (task->is_job && (point_find(run->point)->on_failure & ON_FAILURE_HOLD) != 0) {
            verdict->is_held = true; /* nobody asked: there is no command to refuse */
            return OK;
        }
        task->failed_run = run;
        return fail(task, ERR_EXTENSION_FAILED, NULL,
                    "The script at %.*s failed (%s): %.*s. Its policy is to refuse the command.",
                    TEXT_ARG(run->point), run_outcome_kind_name(run->outcome),
                    TEXT_ARG(run->error != NULL ? run->error->message : run->set_aside));
    }
    assert(false);
    return OK;
}

/* ---- one binding ----------------------------------------------------------- */

err_t
binding_release(struct task *task, const struct binding *binding, const struct release **out)
{
    struct id id = binding->release;
    void *loaded;
    if (id.key == 0) {
        TRY(record_load(task, &extension_records, binding->extension, &loaded));
        assert(loaded != NULL); /* extensions are never deleted */
        id = ((const struct extension *)loaded)->active_release;
    }
    TRY(record_load(task, &release_records, id, &loaded));
    assert(loaded != NULL); /* nor are releases */
    *out = loaded;
    return OK;
}

/** Run the release of an asking; *output is untouched unless the run is ok. */
static err_t
ask(struct task *task, const struct asking *asking, void *output, struct run **run)
{
    struct script_result result = {
        .outcome = RUN_REFUSED,
        .error = TEXT("the stored sources are not those that the release was made of")};
    bool is_own;
    TRY(release_is_own(task, asking->release, &is_own));
    if (!is_own) {
        return run_describe(task, asking, output, &result, run);
    }
    const struct script_program *program;
    TRY(release_program(task, asking->release, &program));
    struct extend_trial trial = {
        .program = program,
        .point = asking->point,
        .method = asking->method,
        .input = asking->input,
        .input_body = asking->input_body,
        .configuration = asking->binding->configuration,
        .script_id = ref_text(task, extension_kind.prefix, asking->release->extension),
        .clock_time = task->now,
        .account = account_text(task),
        .livemode = task->account->livemode,
        .input_bytes_max = task->extend->settings.input_bytes_max,
        .kept = task->extend->arguments,
    };
    result.error = TEXT("this release failed too often lately, its breaker is open");
    bool refuses;
    TRY(breaker_refuses(task, asking->release, &refuses));
    if (!refuses) {
        TRY(budget_try(task, &trial, output, &result));
    }
    return run_describe(task, asking, output, &result, run);
}

static err_t
verdict_note(struct task *task, struct extend_verdict *verdict, struct run *run)
{
    size_t bytes = verdict->run_count * sizeof(struct run *);
    struct run **runs = arena_grow(task->arena, verdict->runs, bytes, bytes + sizeof(struct run *));
    if (runs == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal");
    }
    runs[verdict->run_count++] = run;
    verdict->runs = runs;
    verdict->run = run;
    return OK;
}

/** Whether one of a release's newest runs was ok. */
static err_t
release_works(struct task *task, const struct release *release, bool *works)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {release->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = LAST_GOOD_RUNS,
                               .unwatched = true};
    void **runs;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &runs, &count, &has_more));
    *works = false;
    for (size_t i = 0; i < count && !*works; i++) {
        *works = ((const struct run *)runs[i])->outcome == RUN_OUTCOME_KIND_OK;
    }
    return OK;
}

/** The newest earlier release of the extension that works; NULL: there is none. */
static err_t
last_good_find(struct task *task, const struct release *failed, const struct release **out)
{
    struct record_scan scan = {.kind = &release_records,
                               .equals = {failed->extension.key},
                               .equals_count = 1,
                               .after_key = failed->id.key,
                               .newest_first = true,
                               .limit = LAST_GOOD_LOOK_MAX};
    void **found;
    size_t count;
    bool works = false;
    bool has_more;
    *out = NULL;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count && !works; i++) {
        TRY(release_works(task, found[i], &works));
        *out = works ? found[i] : NULL;
    }
    return OK;
}

/** Ask the last good release in place of the one that failed; the verdict's run is then its. */
static err_t
ask_last_good(struct task *task, const struct asking *asking, void *output,
              struct extend_verdict *verdict)
{
    const struct release *good;
    struct run *run;
    TRY(last_good_find(task, asking->release, &good));
    if (good == NULL) {
        return OK;
    }
    struct asking second = *asking;
    second.release = good;
    second.stands_in_for = verdict->run->id;
    TRY(ask(task, &second, output, &run));
    run->fell_back = run->outcome != RUN_OUTCOME_KIND_OK;
    verdict->run->fell_back = run->fell_back;
    return verdict_note(task, verdict, run);
}

/**
 * During a rollout: ask the live release and the candidate. A canary's customers get the
 * candidate's answer, all others the live one; the other run has no effect.
 */
static err_t
ask_both(struct task *task, struct asking *asking, const struct rollout *rollout, void *output,
         struct extend_verdict *verdict, struct run **run)
{
    bool is_canary = rollout->stage == ROLLOUT_STAGE_CANARY;
    struct asking other = *asking;
    void *candidate;
    if (is_canary && !rollout_takes(rollout, asking->cause)) {
        return ask(task, asking, output, run);
    }
    size_t bytes = asking->point->methods[asking->method].output->size_bytes;
    void *unused = arena_copy(task->arena, output, bytes);
    struct run **silent =
        arena_grow(task->arena, verdict->silent, verdict->silent_count * sizeof(struct run *),
                   (verdict->silent_count + 1) * sizeof(struct run *));
    if (unused == NULL || silent == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a rollout");
    }
    TRY(record_load(task, &release_records, rollout->candidate, &candidate));
    assert(candidate != NULL); /* releases are never deleted */
    if (is_canary) {
        asking->release = candidate;
        other.stage = RUN_STAGE_CONTROL;
    } else {
        other.release = candidate;
        other.stage = RUN_STAGE_SHADOW;
    }
    TRY(ask(task, asking, output, run));
    TRY(ask(task, &other, unused, &silent[verdict->silent_count]));
    silent[verdict->silent_count]->paired_with = (*run)->id;
    (*run)->paired_with = silent[verdict->silent_count]->id;
    verdict->silent = silent;
    verdict->silent_count++;
    return OK;
}

/**
 * Ask one binding's script. *output holds the default and is replaced when
 * there is an answer, *is_answered; runs are noted in the verdict, not kept yet.
 */
static err_t
binding_ask(struct task *task, struct asking *asking, void *output, struct extend_verdict *verdict,
            bool *is_answered)
{
    struct run *run;
    struct rollout *rollout;
    if (task->instead != NULL) {
        return instead_ask(task, asking, output, is_answered);
    }
    asking->policy = policy_of(asking->binding, asking->cause);
    TRY(binding_release(task, asking->binding, &asking->release));
    TRY(rollout_of(task, asking->binding, &rollout));
    if (rollout == NULL) {
        TRY(ask(task, asking, output, &run));
    } else {
        TRY(ask_both(task, asking, rollout, output, verdict, &run));
    }
    TRY(verdict_note(task, verdict, run));
    *is_answered = run->outcome == RUN_OUTCOME_KIND_OK;
    if (*is_answered) {
        return OK;
    }
    if (asking->policy == FAILURE_POLICY_LAST_GOOD) {
        run->fell_back = true;
        TRY(ask_last_good(task, asking, output, verdict));
        *is_answered = verdict->run->outcome == RUN_OUTCOME_KIND_OK;
        return OK;
    }
    return policy_apply(task, run, verdict);
}

/* ---- several --------------------------------------------------------------- */

/** What is asked, and where the answers gather. */
struct composing {
    const struct point *point;
    int method;
    const struct extend_cause *cause;
    const struct model *output_model;
    const void *output; /**< the default */
    void *gathered;     /**< the answer so far */
    bool has_answer;
};

/** Right by itself, an answer cannot be used with the others: as if its script had failed. */
static err_t
set_aside(struct task *task, struct extend_verdict *verdict, struct text why)
{
    verdict->run->set_aside = why;
    return policy_apply(task, verdict->run, verdict);
}

/** Add an answer to the sum; the contract holds for the sum too. */
static err_t
answer_add(struct task *task, struct composing *composing, const void *input, const void *answer,
           struct extend_verdict *verdict)
{
    const struct point *point = composing->point;
    size_t bytes = composing->output_model->size_bytes;
    struct text problem = TEXT("the amounts are too large to add up");
    void *sum = arena_alloc(task->arena, 1, bytes);
    struct text body;
    if (sum == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an answer");
    }
    TRY(body_of(task, composing->output_model, composing->gathered, &body)); /* a deep copy */
    TRY(model_decode(task->arena, composing->output_model, body, sum));
    bool fits = point_money_add(point, composing->method, sum, answer);
    if (fits && point->contract != NULL) {
        problem = NO_TEXT;
        fits = point->contract(composing->method, input, sum, task->arena, &problem);
    }
    if (!fits) {
        return set_aside(task, verdict,
                         text_format(task->arena, "together with the answers before it: %.*s",
                                     TEXT_ARG(problem)));
    }
    memcpy(composing->gathered, sum, bytes);
    return OK;
}

static err_t
answer_compare(struct task *task, struct composing *composing, const void *answer,
               struct extend_verdict *verdict)
{
    struct currency usual = composing->cause->at_stake.currency;
    struct money left;
    struct money right;
    if (!point_money(composing->point, composing->method, composing->gathered, usual, &left) ||
        !point_money(composing->point, composing->method, answer, usual, &right) ||
        !currency_equal(left.currency, right.currency)) {
        return set_aside(task, verdict, TEXT("its amount cannot be compared with the others'"));
    }
    bool takes = composing->point->composition == COMPOSE_MIN ? right.minor < left.minor
                                                              : right.minor > left.minor;
    if (takes) {
        memcpy(composing->gathered, answer, composing->output_model->size_bytes);
    }
    return OK;
}

static err_t
answer_gather(struct task *task, struct composing *composing, const void *input, const void *answer,
              struct extend_verdict *verdict)
{
    enum point_composition composition = composing->point->composition;
    if (!composing->has_answer || composition == COMPOSE_CHAIN) {
        memcpy(composing->gathered, answer, composing->output_model->size_bytes);
        composing->has_answer = true;
        return OK;
    }
    return composition == COMPOSE_SUM ? answer_add(task, composing, input, answer, verdict)
                                      : answer_compare(task, composing, answer, verdict);
}

/** A copy of the input that a chain may write into; pointers in it are shared and never written. */
static err_t
input_copy(struct task *task, const struct model *model, const void *input, void **out)
{
    *out = arena_copy(task->arena, input, model->size_bytes);
    return *out != NULL ? OK : fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an input");
}

static err_t
compose(struct task *task, struct composing *composing, struct binding **bindings, size_t count,
        const void *input, struct extend_verdict *verdict)
{
    const struct point *point = composing->point;
    const struct model *input_model = point->methods[composing->method].input;
    size_t bytes = composing->output_model->size_bytes;
    bool chains = point->composition == COMPOSE_CHAIN;
    for (size_t i = 0; i < count && !verdict->is_held; i++) {
        struct asking asking = {.point = point,
                                .method = composing->method,
                                .cause = composing->cause,
                                .binding = bindings[i],
                                .standard = composing->output,
                                .stage = RUN_STAGE_LIVE,
                                .input = input};
        bool is_answered;
        const void *begin = chains ? composing->gathered : composing->output;
        void *answer = arena_copy(task->arena, begin, bytes);
        if (answer == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an answer");
        }
        TRY(body_of(task, input_model, input, &asking.input_body));
        TRY(binding_ask(task, &asking, answer, verdict, &is_answered));
        if (!is_answered) {
            continue;
        }
        TRY(answer_gather(task, composing, input, answer, verdict));
        if (chains && i + 1 < count) {
            void *next;
            TRY(input_copy(task, input_model, input, &next));
            point->chain(composing->method, answer, next);
            input = next;
        }
    }
    return OK;
}

/* ---- the call --------------------------------------------------------------- */

static err_t
bindings_of(struct task *task, const struct point *point, const struct extend_cause *cause,
            struct binding ***out, size_t *count)
{
    if (cause->binding.key == 0) {
        return binding_find(task, point, cause, out, count);
    }
    *out = arena_alloc(task->arena, 1, sizeof(struct binding *));
    if (*out == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a binding");
    }
    TRY(binding_load(task, cause->binding, *out));
    if (task->instead != NULL && instead_knows(task->instead, cause->binding)) {
        *count = 1;
        return OK;
    }
    *count = (*out)[0]->enabled && (*out)[0]->status == BINDING_STATUS_ACTIVE ? 1 : 0;
    return OK;
}

err_t
extend_call(struct task *task, const struct point *point, int method,
            const struct extend_cause *cause, const void *input, void *output,
            struct extend_verdict *verdict)
{
    struct binding **bindings;
    size_t count;
    *verdict = (struct extend_verdict){0};
    TRY(bindings_of(task, point, cause, &bindings, &count));
    if (count == 0) {
        return OK;
    }
    if (point->composition == COMPOSE_FIRST) {
        count = 1;
    }
    struct composing composing = {.point = point,
                                  .method = method,
                                  .cause = cause,
                                  .output_model = point->methods[method].output,
                                  .output = output};
    composing.gathered = arena_copy(task->arena, output, composing.output_model->size_bytes);
    if (composing.gathered == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an answer");
    }
    TRY(compose(task, &composing, bindings, count, input, verdict));
    if (composing.has_answer && !verdict->is_held) {
        memcpy(output, composing.gathered, composing.output_model->size_bytes);
    }
    for (size_t i = 0; i < verdict->run_count && !task->is_preview; i++) {
        TRY(run_keep(task, verdict->runs[i]));
    }
    for (size_t i = 0; i < verdict->silent_count && !task->is_preview; i++) {
        TRY(run_keep(task, verdict->silent[i]));
    }
    return OK;
}
