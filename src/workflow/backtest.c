/* SPDX-License-Identifier: Apache-2.0 */
/**
 * backtest.c: a backtest is a job that puts itself on the queue again, a portion at a time.
 * Invoices are billed once more here, where billing is known.
 */
#include "extend/extend.h"
#include "workflow/step.h"

#define INVOICES_AT_ONCE 50

/** The first decision of the release behind the invoice: so each is taken once. */
static err_t
is_first(struct task *task, const struct invoice *invoice, const struct run *run, bool *out)
{
    struct extend_instead all = {0};
    *out = false;
    TRY(instead_runs(task, invoice->decisions, invoice->decisions_count, &all));
    TRY(instead_runs(task, invoice->runs, invoice->runs_count, &all));
    for (size_t i = 0; i < all.run_count; i++) {
        if (all.runs[i].run->release.key == run->release.key) {
            *out = all.runs[i].run->id.key == run->id.key;
            return OK;
        }
    }
    return OK;
}

static err_t
keep_line(struct task *task, const struct backtest *backtest, const struct invoice *invoice,
          const struct run *run, const struct correction_line *line)
{
    const struct id_secret *secret = &task->account->secret;
    struct backtest_line *row = arena_new(task->arena, struct backtest_line);
    if (row == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a backtest");
    }
    *row = (struct backtest_line){
        .id = task_new_id(task),
        .backtest = backtest->id,
        .billed_at = invoice->status_transitions.finalized_at,
        .currency = invoice->currency,
        .customer = run->customer,
        .description = line->description,
        .difference = -line->total,
        .invoice = run->invoice,
        .invoice_line =
            id_text(task->arena, secret, invoice_line_kind.prefix, line->invoice_line.key),
        .now = line->now,
        .was = line->was,
    };
    return record_insert(task, &backtest_line_records, row);
}

/** Bill it once more with the candidate. */
static err_t
invoice_take(struct task *task, struct backtest *backtest, const struct invoice *invoice,
             const struct run *run)
{
    void *over, *candidate;
    struct rebilled rebilled;
    struct correction_line *lines = NULL;
    size_t count = 0;
    TRY(record_load(task, &release_records, backtest->over, &over));
    TRY(record_load(task, &release_records, backtest->candidate, &candidate));
    struct extend_instead told = {
        .of = over,
        .by = candidate,
        .configuration = backtest->configuration.length > 0 ? &backtest->configuration : NULL};
    TRY(invoice_rebill(task, invoice, &told, &rebilled));
    struct backtest_case taken = {.run = run,
                                  .is_known = rebilled.is_known,
                                  .is_failed = told.failed > 0,
                                  .currency = invoice->currency,
                                  .fuel = told.fuel,
                                  .fuel_then = told.fuel_then};
    if (rebilled.is_known) {
        TRY(rebilled_differences(task, &rebilled, &lines, &count));
        taken.difference = rebilled.now->total - rebilled.was->total;
    }
    taken.is_changed = count > 0;
    for (size_t i = 0; i < count; i++) {
        TRY(keep_line(task, backtest, invoice, run, &lines[i]));
    }
    return backtest_count(task, backtest, &taken);
}

static err_t
invoices_step(struct task *task, struct backtest *backtest, bool *goes_on)
{
    const struct run **runs;
    size_t count;
    TRY(backtest_runs(task, backtest, INVOICES_AT_ONCE, &runs, &count, goes_on));
    for (size_t i = 0; i < count; i++) {
        void *object = NULL;
        bool takes = false;
        if (runs[i]->invoice_key != 0) {
            TRY(record_load(task, &invoice_records, (struct id){runs[i]->invoice_key}, &object));
        }
        const struct invoice *invoice = object;
        if (invoice != NULL && invoice->status != INVOICE_STATUS_DRAFT &&
            invoice->status != INVOICE_STATUS_VOID) {
            TRY(is_first(task, invoice, runs[i], &takes));
        }
        if (takes) {
            TRY(invoice_take(task, backtest, invoice, runs[i]));
        }
    }
    return backtest_save(task, backtest, *goes_on);
}

err_t
backtest_run(struct task *task, const struct job *job)
{
    struct id id = {job->subject};
    struct backtest *backtest;
    bool goes_on;
    TRY(backtest_load(task, id, &backtest));
    if (backtest == NULL) {
        return OK;
    }
    TRY(backtest->subject == BACKTEST_SUBJECT_INVOICES ? invoices_step(task, backtest, &goes_on)
                                                       : backtest_step(task, backtest, &goes_on));
    return goes_on ? job_add(task, (struct id){0}, task->now, JOB_BACKTEST, id) : OK;
}
