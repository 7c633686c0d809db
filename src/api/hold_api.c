/* SPDX-License-Identifier: Apache-2.0 */
/** hold_api.c: /v1/extend/holds: what waits for a person, and the ways on. */
#include "api/route.h"
#include "extend/extend.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/** Holds that one request runs again, and those it looks at to find them. */
#define HOLDS_AT_ONCE   100
#define HOLDS_LOOKED_AT 5000

err_t
api_hold_retrieve(struct call *call)
{
    void *hold;
    TRY(call_path_object(call, 0, &hold_records, &hold));
    return call_answer_object(call, &hold_kind, hold);
}

err_t
api_hold_list(struct call *call)
{
    const struct hold_list_params *params = call->params;
    struct record_scan scan = {.kind = &hold_records, .index = -1};
    if (params->status != HOLD_STATUS_NONE) {
        scan.index = HOLDS_BY_STATUS;
        scan.equals[0] = (int64_t)params->status;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, NULL, NULL);
}

/** The hold of the path, still open, and the invoice that it parks; in the time of its clock. */
static err_t
held_invoice(struct call *call, struct hold **hold, struct invoice **invoice)
{
    struct task *task = call->task;
    void *loaded;
    TRY(call_path_object(call, 0, &hold_records, &loaded));
    *hold = loaded;
    if ((*hold)->status != HOLD_STATUS_HELD) {
        return fail(task, ERR_HOLD_RESOLVED, NULL, "This hold is %s already.",
                    hold_status_name((*hold)->status));
    }
    TRY(invoice_load(task, (struct id){(*hold)->object_key}, "id", invoice));
    return test_clock_enter(task, (*invoice)->test_clock);
}

static struct text
note_of(const struct call *call)
{
    const struct hold_resolve_params *params = call->params;
    return params->note.length > 0 ? params->note : NO_TEXT;
}

err_t
api_hold_rerun(struct call *call)
{
    struct hold *hold;
    struct invoice *invoice;
    TRY(held_invoice(call, &hold, &invoice));
    TRY(workflow_invoice_rerun(call->task, invoice));
    if (!invoice->parked) { /* else its script failed again, and the hold stays */
        TRY(hold_resolve(call->task, hold, HOLD_STATUS_RERUN, note_of(call)));
    }
    return call_answer_object(call, &hold_kind, hold);
}

err_t
api_hold_release(struct call *call)
{
    struct hold *hold;
    struct invoice *invoice;
    TRY(held_invoice(call, &hold, &invoice));
    TRY(workflow_invoice_release(call->task, invoice));
    TRY(hold_resolve(call->task, hold, HOLD_STATUS_RELEASED, note_of(call)));
    return call_answer_object(call, &hold_kind, hold);
}

err_t
api_hold_discard(struct call *call)
{
    struct hold *hold;
    struct invoice *invoice;
    TRY(held_invoice(call, &hold, &invoice));
    TRY(workflow_invoice_discard(call->task, invoice)); /* a deleted one takes its hold along */
    if (hold->status == HOLD_STATUS_HELD) {
        TRY(hold_resolve(call->task, hold, HOLD_STATUS_DISCARDED, note_of(call)));
    }
    return call_answer_object(call, &hold_kind, hold);
}

/* ---- all of a cause ----------------------------------------------------------------- */

static void
amount_write(struct json_writer *writer, const char *key, bool is_known, int64_t amount)
{
    json_key_string(writer, key);
    if (is_known) {
        json_int(writer, amount);
    } else {
        json_null(writer);
    }
}

/** What the hold's script says now, beside what the standard logic says; then run it for real. */
static err_t
hold_rerun_one(struct call *call, struct hold *hold, const struct run *run, bool is_dry,
               struct text note)
{
    struct task *task = call->task;
    struct json_writer *writer = &call->writer;
    struct what_if what = {0};
    struct binding *binding;
    TRY(binding_load(task, run->binding, &binding));
    TRY(binding_release(task, binding, &what.release));
    what.configuration = &binding->configuration;
    TRY(run_what_if(task, run, &what));
    if (!is_dry) {
        struct invoice *invoice;
        TRY(invoice_load(task, (struct id){hold->object_key}, "id", &invoice));
        TRY(test_clock_enter(task, invoice->test_clock));
        TRY(workflow_invoice_rerun(task, invoice));
        if (!invoice->parked) {
            TRY(hold_resolve(task, hold, HOLD_STATUS_RERUN, note));
        }
    }
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "extend.hold_rerun");
    amount_write(writer, "decided", what.has_money, what.money.minor);
    json_key_string(writer, "hold");
    json_text(writer, id_text(task->arena, &task->account->secret, hold_kind.prefix, hold->id.key));
    json_key_string(writer, "invoice");
    json_text(writer, hold->object_id);
    json_key_string(writer, "outcome");
    json_string(writer, run_outcome_name(what.result.outcome));
    json_key_string(writer, "outcome_then");
    json_string(writer, run_outcome_kind_name(run->outcome));
    amount_write(writer, "standard", run->standard != NULL,
                 run->standard == NULL ? 0 : run->standard->amount);
    json_key_string(writer, "status");
    json_string(writer, hold_status_name(hold->status));
    json_close_object(writer);
    return OK;
}

err_t
api_hold_rerun_all(struct call *call)
{
    const struct hold_bulk_params *params = call->params;
    struct task *task = call->task;
    instant_t now = task->now;
    size_t limit = params->has_limit == GIVEN_VALUE ? (size_t)params->limit : HOLDS_AT_ONCE;
    bool is_dry = params->has_dry_run == GIVEN_VALUE && params->dry_run;
    struct record_scan scan = {.kind = &hold_records,
                               .index = HOLDS_BY_STATUS,
                               .equals = {HOLD_STATUS_HELD},
                               .equals_count = 1,
                               .limit = HOLDS_LOOKED_AT};
    void **found;
    size_t count;
    size_t done = 0;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    json_open_object(&call->writer);
    json_key_string(&call->writer, "object");
    json_string(&call->writer, "extend.hold_reruns");
    json_key_string(&call->writer, "data");
    json_open_array(&call->writer);
    for (size_t i = 0; i < count && done < limit; i++) {
        struct hold *hold = found[i];
        void *run;
        TRY(record_load(task, &run_records, hold->run, &run));
        bool fits =
            run != NULL &&
            (params->outcome == RUN_OUTCOME_KIND_NONE || hold->outcome == params->outcome) &&
            (params->release.key == 0 || ((struct run *)run)->release.key == params->release.key);
        if (fits) {
            task->now = now; /* each in the time of its own clock */
            TRY(hold_rerun_one(call, hold, run, is_dry,
                               params->note.length > 0 ? params->note : NO_TEXT));
            done++;
        }
    }
    json_close_array(&call->writer);
    json_close_object(&call->writer);
    return OK;
}
