/* SPDX-License-Identifier: Apache-2.0 */
/**
 * correction.c: what a release decided wrongly is made good.
 *
 * A correction holds an invoice against what it would have been by another
 * logic, line by line. Issued, it is a credit note for what was too much, one
 * more invoice for what was too little, and a posting that puts what both
 * booked where the lines should have put it: every account then holds what it
 * would have held (CORRECTION-1).
 */
#include "invoice/credit.h"
#include "invoice/invoice.h"
#include "invoice/item_wish.h"
#include "invoice/post.h"

#define ITEMS_AT_ONCE 100

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a correction");
}

err_t
correction_set_load(struct task *task, struct id id, struct correction_set **out)
{
    void *object;
    TRY(record_load(task, &correction_set_records, id, &object));
    *out = object;
    return object != NULL ? OK
                          : fail(task, ERR_RESOURCE_MISSING, NULL, "No such set of corrections.");
}

/* ---- drafting ----------------------------------------------------------------- */

err_t
correction_find(struct task *task, struct id invoice, struct id release, struct correction **out)
{
    struct record_scan scan = {.kind = &correction_records,
                               .index = CORRECTIONS_BY_INVOICE,
                               .equals = {invoice.key, release.key},
                               .equals_count = 2,
                               .newest_first = true,
                               .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    *out = NULL;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    if (count == 0) {
        return OK;
    }
    struct correction *correction = found[0];
    struct correction_set *set;
    TRY(correction_set_load(task, correction->correction_set, &set));
    bool is_over = correction->status != CORRECTION_STATUS_ISSUED &&
                   (correction->status == CORRECTION_STATUS_DISMISSED ||
                    set->status == CORRECTION_SET_STATUS_CANCELED);
    *out = is_over ? NULL : correction;
    return OK;
}

static bool
has_difference(const struct correction *correction, struct id line)
{
    for (size_t i = 0; i < correction->lines_count; i++) {
        if (correction->lines[i].invoice_line.key == line.key) {
            return true;
        }
    }
    return false;
}

/** A later change of the subscription gave back a share of what a line charged: of too much. */
static err_t
was_given_back(struct task *task, const struct correction *correction, bool *out)
{
    struct record_scan scan = {.kind = &invoiceitem_records,
                               .index = INVOICEITEM_BY_CUSTOMER,
                               .equals = {correction->customer.key},
                               .equals_count = 1,
                               .after_key = correction->invoice.key,
                               .limit = ITEMS_AT_ONCE,
                               .unwatched = true};
    bool has_more = true;
    *out = false;
    while (has_more && !*out) {
        void **found;
        size_t count;
        TRY(record_scan(task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count && !*out; i++) {
            const struct invoiceitem *item = found[i];
            scan.after_key = item->id.key;
            *out = item->credited_invoice.key == correction->invoice.key &&
                   has_difference(correction, item->credited_line);
        }
    }
    return OK;
}

/** The lines, or why they cannot be said. */
static err_t
draft_lines(struct task *task, const struct extend_instead *told, const struct rebilled *rebilled,
            struct correction *correction)
{
    bool was_changed;
    if (!rebilled->is_known || told->failed > 0) {
        correction->status = CORRECTION_STATUS_UNCLEAR;
        correction->problem = rebilled->problem;
        return OK;
    }
    TRY(rebilled_differences(task, rebilled, &correction->lines, &correction->lines_count));
    correction->now = rebilled->now->total;
    TRY(was_given_back(task, correction, &was_changed));
    if (was_changed) {
        correction->status = CORRECTION_STATUS_UNCLEAR;
        correction->problem =
            TEXT("a change of its subscription gave back a share of what was charged");
    }
    return OK;
}

err_t
correction_draft(struct task *task, const struct correction_set *set, const struct invoice *invoice,
                 const struct release *release, const struct release *instead,
                 struct correction **out)
{
    struct extend_instead told = {.of = release, .by = instead};
    struct rebilled rebilled;
    struct correction *correction = arena_new(task->arena, struct correction);
    if (correction == NULL) {
        return fail_memory(task);
    }
    *out = NULL;
    TRY(invoice_rebill(task, invoice, &told, &rebilled));
    correction->status = CORRECTION_STATUS_DRAFTED;
    correction->customer = invoice->customer;
    correction->invoice = invoice->id;
    correction->was = correction->now = invoice->total;
    TRY(draft_lines(task, &told, &rebilled, correction));
    if (correction->status == CORRECTION_STATUS_DRAFTED && correction->lines_count == 0) {
        return OK;
    }
    correction->id = task_new_id(task);
    correction->created = task->now;
    correction->amount = correction->was - correction->now;
    correction->correction_set = set->id;
    correction->currency = invoice->currency;
    correction->instead = set->instead;
    correction->livemode = invoice->livemode;
    correction->release = set->release;
    *out = correction;
    return record_insert(task, &correction_records, correction);
}

/* ---- approved ------------------------------------------------------------------ */

static err_t
fail_status(struct task *task, const struct correction *correction)
{
    return fail(task, ERR_CORRECTION_STATUS, NULL, "This correction is %s.",
                correction_status_name(correction->status));
}

err_t
correction_approve(struct task *task, struct correction *correction)
{
    if (correction->status == CORRECTION_STATUS_APPROVED) {
        return OK;
    }
    if (correction->status != CORRECTION_STATUS_DRAFTED) {
        return fail_status(task, correction);
    }
    correction->status = CORRECTION_STATUS_APPROVED;
    correction->approved_at = task->now;
    return record_update(task, &correction_records, correction);
}

err_t
correction_dismiss(struct task *task, struct correction *correction)
{
    if (correction->status == CORRECTION_STATUS_ISSUED) {
        return fail_status(task, correction);
    }
    correction->status = CORRECTION_STATUS_DISMISSED;
    return record_update(task, &correction_records, correction);
}

err_t
correction_note_problem(struct task *task, struct correction *correction, struct text problem)
{
    correction->status = CORRECTION_STATUS_UNCLEAR;
    correction->problem = problem;
    return record_update(task, &correction_records, correction);
}

/* ---- what the documents say ------------------------------------------------------ */

/** An amount with its taxes, all of one sign. */
struct part {
    const struct correction_line *line; /**< NULL: of several lines */
    int64_t amount, total;
    struct correction_tax *taxes;
    size_t tax_count;
};

/** What is too much, and (turned round) what is too little. */
struct parts {
    struct part *over, *under;
    size_t over_count, under_count;
    int64_t over_total;
};

/** Signs in a line: bit 1 above 0, bit 2 below. */
static unsigned
signs_of(int64_t amount, const struct correction_tax *taxes, size_t count)
{
    unsigned signs = amount > 0 ? 1 : amount < 0 ? 2 : 0;
    for (size_t i = 0; i < count; i++) {
        signs |= taxes[i].amount > 0 ? 1 : taxes[i].amount < 0 ? 2 : 0;
    }
    return signs;
}

/** Keep what has the sign, as amounts above 0. A part of 0 is left out. */
static err_t
part_add(struct task *task, const struct correction_line *line, int64_t amount,
         const struct correction_tax *taxes, size_t count, int64_t sign, struct part *parts,
         size_t *part_count)
{
    struct part part = {.line = line, .amount = amount * sign > 0 ? amount * sign : 0};
    part.total = part.amount;
    part.taxes = arena_alloc(task->arena, count, sizeof(*part.taxes));
    if (part.taxes == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        if (taxes[i].amount * sign > 0) {
            struct correction_tax *tax = &part.taxes[part.tax_count++];
            *tax = taxes[i];
            tax->amount *= sign;
            tax->taxable_amount *= sign;
            part.total += tax->inclusive ? 0 : tax->amount;
        }
    }
    if (part.amount != 0 || part.tax_count > 0) {
        parts[(*part_count)++] = part;
    }
    return OK;
}

/** All lines as one amount, with the sum of each tax. */
static err_t
fold(struct task *task, const struct correction *correction, int64_t *amount,
     struct correction_tax **taxes, size_t *count)
{
    size_t most = 0;
    *amount = 0;
    *count = 0;
    for (size_t i = 0; i < correction->lines_count; i++) {
        most += correction->lines[i].taxes_count;
    }
    *taxes = arena_alloc(task->arena, most, sizeof(**taxes));
    if (*taxes == NULL && most > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < correction->lines_count; i++) {
        const struct correction_line *line = &correction->lines[i];
        *amount += line->amount;
        for (size_t t = 0; t < line->taxes_count; t++) {
            size_t at = 0;
            while (at < *count && (*taxes)[at].tax_rate.key != line->taxes[t].tax_rate.key) {
                at++;
            }
            if (at == *count) {
                (*taxes)[(*count)++] = line->taxes[t];
            } else {
                (*taxes)[at].amount += line->taxes[t].amount;
                (*taxes)[at].taxable_amount += line->taxes[t].taxable_amount;
            }
        }
    }
    return OK;
}

/** Line by line when all lines go one way; else their sum, so that nobody pays to be paid back. */
static err_t
parts_of(struct task *task, const struct correction *correction, struct parts *out)
{
    unsigned signs = 0;
    size_t most = correction->lines_count + 1;
    *out = (struct parts){.over = arena_alloc(task->arena, most, sizeof(*out->over)),
                          .under = arena_alloc(task->arena, most, sizeof(*out->under))};
    if (out->over == NULL || out->under == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < correction->lines_count; i++) {
        const struct correction_line *line = &correction->lines[i];
        signs |= signs_of(line->amount, line->taxes, line->taxes_count);
    }
    if (signs == 3) {
        int64_t amount;
        struct correction_tax *taxes;
        size_t count;
        TRY(fold(task, correction, &amount, &taxes, &count));
        TRY(part_add(task, NULL, amount, taxes, count, 1, out->over, &out->over_count));
        TRY(part_add(task, NULL, amount, taxes, count, -1, out->under, &out->under_count));
    }
    for (size_t i = 0; signs != 3 && i < correction->lines_count; i++) {
        const struct correction_line *line = &correction->lines[i];
        bool is_over = signs == 1;
        TRY(part_add(task, line, line->amount, line->taxes, line->taxes_count, is_over ? 1 : -1,
                     is_over ? out->over : out->under,
                     is_over ? &out->over_count : &out->under_count));
    }
    for (size_t i = 0; i < out->over_count; i++) {
        out->over_total += out->over[i].total;
    }
    return OK;
}

static struct text
part_text(struct task *task, const struct invoice *invoice, const struct part *part)
{
    return part->line == NULL || part->line->description.bytes == NULL
               ? text_format(task->arena, "Correction of invoice %.*s", TEXT_ARG(invoice->number))
               : text_format(task->arena, "Correction: %.*s", TEXT_ARG(part->line->description));
}

/* ---- what was too much ----------------------------------------------------------- */

static err_t
note_lines(struct task *task, const struct invoice *invoice, const struct parts *parts,
           struct credit_note_create_params *params)
{
    params->has_lines = GIVEN_VALUE;
    params->lines_count = parts->over_count;
    params->lines = arena_alloc(task->arena, parts->over_count, sizeof(*params->lines));
    if (params->lines == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < parts->over_count; i++) {
        const struct part *part = &parts->over[i];
        struct credit_tax_in_params *taxes =
            arena_alloc(task->arena, part->tax_count, sizeof(*taxes));
        if (taxes == NULL && part->tax_count > 0) {
            return fail_memory(task);
        }
        for (size_t t = 0; t < part->tax_count; t++) {
            taxes[t] =
                (struct credit_tax_in_params){.amount = part->taxes[t].amount,
                                              .taxable_amount = part->taxes[t].taxable_amount,
                                              .tax_rate = part->taxes[t].tax_rate};
        }
        params->lines[i] = (struct credit_note_line_in_params){
            .type = CREDIT_LINE_TYPE_CUSTOM_LINE_ITEM,
            .has_description = GIVEN_VALUE,
            .description = part_text(task, invoice, part),
            .has_unit_amount = GIVEN_VALUE,
            .unit_amount = part->amount,
            .has_tax_amounts = GIVEN_VALUE,
            .tax_amounts = taxes,
            .tax_amounts_count = part->tax_count,
        };
    }
    return OK;
}

err_t
correction_credit(struct task *task, const struct correction *correction,
                  const struct invoice *invoice, enum correction_target target, struct text memo,
                  struct credit_note_create_params *params, bool *is_wanted)
{
    struct parts parts;
    int64_t refundable = 0;
    TRY(parts_of(task, correction, &parts));
    *is_wanted = parts.over_count > 0;
    if (!*is_wanted) {
        return OK;
    }
    *params = (struct credit_note_create_params){
        .invoice = invoice->id,
        .has_memo = memo.length > 0 ? GIVEN_VALUE : GIVEN_NO,
        .memo = memo,
    };
    TRY(note_lines(task, invoice, &parts, params));
    int64_t left = parts.over_total - invoice->amount_remaining;
    left = left > 0 ? left : 0;
    if (target == CORRECTION_TARGET_REFUND) {
        TRY(invoice_refundable(task, invoice, &refundable));
    }
    params->refund_amount = refundable < left ? refundable : left;
    params->has_refund_amount = params->refund_amount > 0 ? GIVEN_VALUE : GIVEN_NO;
    params->credit_amount = left - params->refund_amount;
    params->has_credit_amount = params->credit_amount > 0 ? GIVEN_VALUE : GIVEN_NO;
    return OK;
}

/* ---- what was too little --------------------------------------------------------- */

static err_t
add_part(struct task *task, struct invoice *supplement, struct customer *customer,
         const struct invoice *invoice, const struct part *part)
{
    struct invoiceitem *item;
    const struct invoice_line *line =
        part->line == NULL ? NULL : credited_line(invoice, part->line->invoice_line);
    struct invoiceitem_period_params period = {0};
    if (line != NULL) {
        period = (struct invoiceitem_period_params){.start = line->period.start,
                                                    .end = line->period.end};
    }
    struct item_wish wish = {
        .has_amount = GIVEN_VALUE,
        .amount = part->amount,
        .has_description = GIVEN_VALUE,
        .description = part_text(task, invoice, part),
        .has_discountable = GIVEN_VALUE,
        .has_period = line != NULL ? GIVEN_VALUE : GIVEN_NO,
        .period = &period,
    };
    TRY(item_make(task, &wish, customer, supplement->currency, &item));
    item->is_pending = false;
    item->invoice = supplement->id;
    TRY(item_insert(task, item));
    TRY(invoice_put_invoiceitem(task, supplement, item));
    struct invoice_line *added = &supplement->lines[supplement->lines_count - 1];
    added->tax_given = arena_alloc(task->arena, part->tax_count, sizeof(*added->tax_given));
    if (added->tax_given == NULL && part->tax_count > 0) {
        return fail_memory(task);
    }
    added->tax_given_count = part->tax_count;
    for (size_t i = 0; i < part->tax_count; i++) {
        const struct correction_tax *tax = &part->taxes[i];
        added->tax_given[i] = (struct line_tax){
            .amount = tax->amount,
            .tax_behavior = tax->inclusive ? TAX_BEHAVIOR_INCLUSIVE : TAX_BEHAVIOR_EXCLUSIVE,
            .tax_rate_details.tax_rate = tax->tax_rate,
            .taxability_reason = TAXABILITY_REASON_STANDARD_RATED,
            .taxable_amount = tax->taxable_amount,
        };
    }
    return OK;
}

err_t
correction_supplement(struct task *task, const struct correction *correction,
                      const struct invoice *invoice, struct id method, struct text memo,
                      struct invoice **out)
{
    struct parts parts;
    struct customer *customer;
    *out = NULL;
    TRY(parts_of(task, correction, &parts));
    if (parts.under_count == 0) {
        return OK;
    }
    bool is_sent = invoice->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    struct invoice_create_params params = {
        .has_customer = GIVEN_VALUE,
        .customer = invoice->customer,
        .has_currency = GIVEN_VALUE,
        .currency = invoice->currency,
        .has_auto_advance = GIVEN_VALUE,
        .auto_advance = true,
        .has_collection_method = GIVEN_VALUE,
        .collection_method = invoice->collection_method,
        .has_days_until_due = is_sent ? GIVEN_VALUE : GIVEN_NO,
        .days_until_due = invoice->has_days_until_due == GIVEN_VALUE ? invoice->days_until_due : 30,
        .has_description = memo.length > 0 ? GIVEN_VALUE : GIVEN_NO,
        .description = memo,
        .has_default_payment_method = method.key != 0 ? GIVEN_VALUE : GIVEN_NO,
        .has_discounts = GIVEN_EMPTY,
    };
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    TRY(invoice_create(task, &params, method, out));
    for (size_t i = 0; i < parts.under_count; i++) {
        TRY(add_part(task, *out, customer, invoice, &parts.under[i]));
    }
    TRY(invoice_price(task, *out, false));
    return invoice_insert(task, *out);
}

/* ---- issued ---------------------------------------------------------------------- */

/**
 * What its items remember of the period's charge follows, so that a later change gives back
 * shares of what was charged in the end.
 */
static err_t
correct_debits(struct task *task, const struct correction *correction,
               const struct invoice *invoice)
{
    void *object = NULL;
    bool is_changed = false;
    if (invoice->subscription.key != 0) {
        TRY(record_load(task, &subscription_records, invoice->subscription, &object));
    }
    struct subscription *subscription = object;
    for (size_t i = 0; subscription != NULL && i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        for (size_t d = 0; d < item->debits_count; d++) {
            for (size_t n = 0; n < correction->lines_count; n++) {
                const struct correction_line *line = &correction->lines[n];
                bool is_it = item->debits[d].invoice.key == invoice->id.key &&
                             item->debits[d].source == line->invoice_line.key;
                item->debits[d].amount -= is_it ? line->amount : 0;
                is_changed = is_changed || is_it;
            }
        }
    }
    return is_changed ? record_update(task, &subscription_records, subscription) : OK;
}

err_t
correction_finish(struct task *task, struct correction *correction, const struct invoice *invoice,
                  const struct credit_note *note, const struct invoice *supplement)
{
    TRY(post_correction(task, invoice, correction, supplement));
    TRY(correct_debits(task, correction, invoice));
    correction->credit_note = note == NULL ? (struct id){0} : note->id;
    correction->supplement = supplement == NULL ? (struct id){0} : supplement->id;
    correction->status = CORRECTION_STATUS_ISSUED;
    correction->issued_at = task->now;
    TRY(record_update(task, &correction_records, correction));
    return event_append(task, EVENT_EXTEND_CORRECTION_ISSUED, &correction_records, correction);
}
