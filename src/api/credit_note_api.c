/* SPDX-License-Identifier: Apache-2.0 */
/** credit_note_api.c: /v1/credit_notes. */
#include "api/route.h"
#include "invoice/invoice.h"
#include "workflow/workflow.h"

#include "routes.model.h"

static err_t
note_of_path(struct call *call, struct credit_note **out)
{
    void *object;
    TRY(call_path_object(call, 0, &credit_note_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_credit_note_create(struct call *call)
{
    struct credit_note *note;
    TRY(workflow_credit_note_create(call->task, call->params, &note));
    return call_answer_object(call, &credit_note_kind, note);
}

err_t
api_credit_note_retrieve(struct call *call)
{
    void *note;
    TRY(call_path_object(call, 0, &credit_note_records, &note));
    return call_answer_object(call, &credit_note_kind, note);
}

err_t
api_credit_note_update(struct call *call)
{
    struct credit_note *note;
    TRY(note_of_path(call, &note));
    TRY(credit_note_update(call->task, note, call->params));
    return call_answer_object(call, &credit_note_kind, note);
}

err_t
api_credit_note_void(struct call *call)
{
    struct credit_note *note;
    TRY(note_of_path(call, &note));
    TRY(credit_note_void(call->task, note));
    return call_answer_object(call, &credit_note_kind, note);
}

err_t
api_credit_note_preview(struct call *call)
{
    struct credit_note *note;
    TRY(workflow_credit_note_preview(call->task, call->params, &note));
    TRY(call_answer_object(call, &credit_note_kind, note));
    session_drop_changes(call->task);
    return OK;
}

err_t
api_credit_note_preview_lines(struct call *call)
{
    struct credit_note *note;
    TRY(workflow_credit_note_preview(call->task, call->params, &note));
    TRY(credit_note_derive(call->task, note));
    TRY(call_answer_elements(call, &credit_note_line_model, note->lines, note->lines_count));
    session_drop_changes(call->task);
    return OK;
}

err_t
api_credit_note_line_list(struct call *call)
{
    void *object;
    TRY(call_path_object(call, 0, &credit_note_records, &object));
    struct credit_note *note = object;
    TRY(credit_note_derive(call->task, note));
    return call_answer_elements(call, &credit_note_line_model, note->lines, note->lines_count);
}

/** Those on clocks are left out unless a customer or an invoice is named. */
static bool
note_fits(const void *object, const void *filter)
{
    const struct credit_note *note = object;
    const struct credit_note_list_params *params = filter;
    bool is_named = params->has_customer != GIVEN_NO || params->has_invoice != GIVEN_NO;
    return (is_named || note->test_clock.key == 0) &&
           (params->has_customer == GIVEN_NO || note->customer.key == params->customer.key) &&
           (params->has_invoice == GIVEN_NO || note->invoice.key == params->invoice.key);
}

err_t
api_credit_note_list(struct call *call)
{
    const struct credit_note_list_params *params = call->params;
    struct record_scan scan = {.kind = &credit_note_records, .index = -1};
    if (params->has_invoice != GIVEN_NO || params->has_customer != GIVEN_NO) {
        bool is_by_invoice = params->has_invoice != GIVEN_NO;
        scan.index = is_by_invoice ? CREDIT_NOTES_BY_INVOICE : CREDIT_NOTES_BY_CUSTOMER;
        scan.equals[0] = is_by_invoice ? params->invoice.key : params->customer.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, note_fits, params);
}
