/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"
#include "invoice/decide.h"
#include "invoice/invoice.h"
#include "invoice/snapshot.h"

err_t
invoice_finish_preview(struct task *task, struct invoice *invoice, const struct customer *customer)
{
    invoice->billing_reason = BILLING_REASON_UPCOMING;
    int64_t applied;
    TRY(snapshot_take(task, invoice, customer));
    TRY(decide_balance(task, invoice, customer, &applied));
    return balance_apply(task, invoice, customer, applied);
}

/** A kind like `kind` whose ids have another prefix. */
static err_t
copy_kind(struct task *task, const struct model_kind *kind, const char *prefix,
          struct model_kind **out, struct model **out_model)
{
    *out = arena_copy(task->arena, kind, sizeof(*kind));
    *out_model = arena_copy(task->arena, kind->model, sizeof(*kind->model));
    if (*out == NULL || *out_model == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "the answer is too big");
    }
    (*out)->prefix = prefix;
    (*out)->model = *out_model;
    (*out_model)->kind = *out;
    return OK;
}

err_t
invoice_preview_kind(struct task *task, const struct model_kind **out,
                     const struct model **out_lines)
{
    struct model_kind *kind, *line_kind;
    struct model *model, *line_model;
    TRY(copy_kind(task, &invoice_kind, "upcoming_in", &kind, &model));
    TRY(copy_kind(task, &invoice_line_kind, "il_tmp", &line_kind, &line_model));

    struct model_field *fields =
        arena_copy(task->arena, model->fields, model->count * sizeof(*model->fields));
    if (fields == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "the answer is too big");
    }
    for (size_t i = 0; i < model->count; i++) {
        if (fields[i].object == &invoice_line_model) {
            fields[i].object = line_model;
        }
    }
    model->fields = fields;
    *out = kind;
    *out_lines = line_model;
    return OK;
}
