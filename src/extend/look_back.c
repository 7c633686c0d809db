/* SPDX-License-Identifier: Apache-2.0 */
/** look_back.c: recorded decisions taken again with something changed, and what a release did. */
#include <string.h>

#include "extend/loaded.h"

#define PORTION 200

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to look back");
}

/* ---- what if ------------------------------------------------------------------- */

/** The input: the run's, or what was given in wire form. */
static err_t
input_read(struct task *task, const struct run *run, const struct what_if *what,
           const struct model *model, void **out)
{
    struct text problem = NO_TEXT;
    *out = arena_alloc(task->arena, 1, model->size_bytes);
    if (*out == NULL) {
        return fail_memory(task);
    }
    if (what->input == NULL) {
        return model_decode(task->arena, model, run->input_body, *out);
    }
    if (model_read_wire(task->arena, model, what->input, *out, &problem) != OK) {
        return fail(task, ERR_PARAMETER_INVALID, "input", "%.*s", TEXT_ARG(problem));
    }
    return OK;
}

static err_t
release_of(struct task *task, const struct run *run, const struct what_if *what,
           const struct release **out)
{
    void *loaded;
    if (what->release != NULL) {
        *out = what->release;
        return OK;
    }
    TRY(record_load(task, &release_records, run->release, &loaded));
    assert(loaded != NULL); /* releases are never deleted */
    *out = loaded;
    return OK;
}

err_t
run_what_if(struct task *task, const struct run *run, struct what_if *what)
{
    const struct point *point;
    const struct release *release;
    int method;
    void *input;
    struct extend_trial trial = {.account = account_text(task),
                                 .clock_time = run->clock_time,
                                 .livemode = task->account->livemode,
                                 .kept = task->extend->arguments};
    TRY(run_method(task, run, &point, &method));
    TRY(release_of(task, run, what, &release));
    const struct model *output_model = point->methods[method].output;
    TRY(input_read(task, run, what, point->methods[method].input, &input));
    TRY(release_program(task, release, &trial.program));
    void *output = arena_alloc(task->arena, 1, output_model->size_bytes);
    if (output == NULL) {
        return fail_memory(task);
    }
    trial.point = point;
    trial.method = method;
    trial.input = input;
    trial.input_body = what->input == NULL ? run->input_body : NO_TEXT;
    trial.configuration = what->configuration != NULL ? *what->configuration : run->configuration;
    trial.script_id = ref_text(task, extension_kind.prefix, release->extension);
    trial.input_bytes_max = task->extend->settings.input_bytes_max;
    TRY(budget_try(task, &trial, output, &what->result));
    if (what->result.outcome != RUN_OK) {
        return OK;
    }
    struct json_writer writer;
    json_writer_init(&writer, task->arena, SIZE_MAX, false);
    TRY(model_write_wire(output_model, output, &writer));
    what->output = json_writer_text(&writer);
    what->has_money = point_money(point, method, output, run->at_stake.currency, &what->money);
    return what->output.bytes == NULL ? fail_memory(task) : OK;
}

/* ---- what a release touched ------------------------------------------------------- */

static bool
is_seen(const struct touched *rows, size_t count, const struct run *run)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].run->invoice_key == run->invoice_key &&
            rows[i].run->binding.key == run->binding.key) {
            return true;
        }
    }
    return false;
}

/** What the other logic makes of the same decision. */
static err_t
row_fill(struct task *task, const struct release *instead, struct touched *row)
{
    const struct run *run = row->run;
    const struct point *point = point_find(run->point);
    if (run->decided == NULL || point == NULL) {
        return OK;
    }
    row->decided = money_of(run->decided->amount, run->decided->currency);
    if (instead == NULL) {
        row->is_known = run->standard != NULL;
        row->instead =
            row->is_known ? money_of(run->standard->amount, run->standard->currency) : row->decided;
    } else {
        struct what_if what = {.release = instead};
        TRY(run_what_if(task, run, &what));
        row->is_known = what.has_money;
        row->instead = what.has_money ? what.money : row->decided;
    }
    row->difference = row->decided.minor - row->instead.minor;
    row->difference = point->money_is_less ? -row->difference : row->difference;
    return OK;
}

err_t
release_touched(struct task *task, const struct release *release, const struct release *instead,
                size_t limit, struct touched **out, size_t *count)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {release->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = PORTION,
                               .unwatched = true};
    struct touched *rows = arena_alloc(task->arena, limit, sizeof(*rows));
    bool has_more = true;
    size_t looked_at = 0;
    *count = 0;
    if (rows == NULL) {
        return fail_memory(task);
    }
    while (has_more && looked_at < limit) {
        void **found;
        size_t found_count;
        TRY(record_scan(task, &scan, &found, &found_count, &has_more));
        for (size_t i = 0; i < found_count && looked_at < limit; i++) {
            const struct run *run = found[i];
            scan.after_key = run->id.key;
            looked_at++;
            if (run->stage == RUN_STAGE_LIVE && run->invoice_key != 0 &&
                run->outcome == RUN_OUTCOME_KIND_OK && !is_seen(rows, *count, run)) {
                rows[*count].run = run;
                TRY(row_fill(task, instead, &rows[*count]));
                (*count)++;
            }
        }
    }
    *out = rows;
    return OK;
}
