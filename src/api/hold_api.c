/* SPDX-License-Identifier: Apache-2.0 */
/** hold_api.c: /v1/extend/holds: what waits for a person, and the ways on. */
#include "api/route.h"
#include "extend/extend.h"
#include "workflow/workflow.h"

#include "routes.model.h"

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
