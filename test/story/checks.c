/* SPDX-License-Identifier: Apache-2.0 */
/** checks.c: what holds at the end of every story, whatever it told. */
#include <string.h>
#include <unistd.h>

#include "app/kinds.h" /* tidy: private-header: stories look at every kind of record */
#include "invoice/invoice.h"
#include "world.h"

#include "invoice.model.h"
#include "payment.model.h"

const struct record_kind *
world_kind(const char *name)
{
    const struct record_kind *const *kind = engine_kinds;
    while (*kind != NULL && strcmp((*kind)->kind->name, name) != 0) {
        kind++;
    }
    assert(*kind != NULL);
    return *kind;
}

int64_t
world_count_charges(struct world *world)
{
    void **objects;
    struct task *task;
    size_t count;
    int64_t after = 0;
    int64_t succeeded = 0;
    while ((count = world_scan(world, world_kind("charge"), after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct charge *charge = objects[i];
            succeeded += charge->status == CHARGE_STATUS_SUCCEEDED ? 1 : 0;
            after = charge->id.key;
        }
    }
    return succeeded;
}

/* ---- runs ---------------------------------------------------------------------- */

static struct text
run_check(struct world *world, struct task *task, const struct run *run)
{
    struct replay replay;
    struct text id = id_text(world->arena, &task->account->secret, "run", run->id.key);
    err_t err = run_replay(task, run, &replay);
    if (err != OK) {
        return text_format(world->arena, "replay of %.*s failed: %.*s", TEXT_ARG(id),
                           TEXT_ARG(task->failure.message));
    }
    return replay.is_equal ? NO_TEXT
                           : text_format(world->arena, "replay of %.*s: %.*s", TEXT_ARG(id),
                                         TEXT_ARG(replay.difference));
}

struct text
check_replay(struct world *world)
{
    void **objects;
    struct task *task;
    size_t count;
    int64_t after = 0;
    while ((count = world_scan(world, world_kind("run"), after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct run *run = objects[i];
            struct text problem = run_check(world, task, run);
            if (problem.bytes != NULL) {
                return problem;
            }
            after = run->id.key;
        }
    }
    return NO_TEXT;
}

/* ---- invoices -------------------------------------------------------------------- */

struct sums {
    int64_t amounts;        /**< of lines */
    int64_t line_discounts; /**< all that was taken off lines */
    int64_t taxes;          /**< that come on top, less what exempt customers do not pay */
    int64_t own_discounts;  /**< by discounts that stand on the lines themselves */
};

static bool
line_has_discount(const struct invoice_line *line, struct id discount)
{
    for (size_t i = 0; i < line->discounts_count; i++) {
        if (line->discounts[i].key == discount.key) {
            return true;
        }
    }
    return false;
}

static struct sums
invoice_sums(const struct invoice *invoice)
{
    struct sums sums = {0};
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        sums.amounts += line->amount;
        sums.taxes -= line->tax_waived;
        for (size_t t = 0; t < line->taxes_count; t++) {
            bool is_on_top = line->taxes[t].tax_behavior == TAX_BEHAVIOR_EXCLUSIVE;
            sums.taxes += is_on_top ? line->taxes[t].amount : 0;
        }
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            const struct discount_amount *discount = &line->discount_amounts[d];
            sums.line_discounts += discount->amount;
            sums.own_discounts +=
                line_has_discount(line, discount->discount) ? discount->amount : 0;
        }
    }
    return sums;
}

/** The first identity that does not hold, as a sentence part. */
static const char *
invoice_broken(const struct invoice *invoice)
{
    struct sums sums = invoice_sums(invoice);
    int64_t total_discounts = 0;
    for (size_t i = 0; i < invoice->total_discount_amounts_count; i++) {
        total_discounts += invoice->total_discount_amounts[i].amount;
        if (invoice->total_discount_amounts[i].amount < 0) {
            return "a discount is negative";
        }
    }
    if (sums.line_discounts != total_discounts) {
        return "the discounts of the lines do not add up to total_discount_amounts";
    }
    if (invoice->subtotal != sums.amounts - sums.own_discounts) {
        return "subtotal is not the lines less their own discounts";
    }
    if (invoice->total != sums.amounts - total_discounts + sums.taxes) {
        return "total is not subtotal less discounts, with taxes";
    }
    if (invoice->amount_due < 0 || invoice->amount_paid < 0 || invoice->amount_remaining < 0) {
        return "amount_due, amount_paid or amount_remaining is negative";
    }
    if (invoice->status == INVOICE_STATUS_DRAFT) {
        return !text_equal(invoice->number, invoice->custom_number) ? "a draft has a number" : NULL;
    }
    if (invoice->number.length == 0) {
        return "it is final and has no number";
    }
    if (invoice->has_ending_balance == GIVEN_VALUE && invoice->status != INVOICE_STATUS_VOID &&
        invoice->total + invoice->starting_balance !=
            invoice->amount_due + invoice->ending_balance) {
        return "total + starting_balance is not amount_due + ending_balance";
    }
    if (invoice->status == INVOICE_STATUS_PAID && invoice->amount_remaining != 0) {
        return "it is paid and something remains";
    }
    if (invoice->status == INVOICE_STATUS_OPEN && invoice->amount_remaining == 0) {
        return "it is open and nothing remains";
    }
    if (invoice->amount_remaining !=
        invoice->amount_due - invoice->amount_paid - invoice->pre_payment_credit_notes_amount) {
        return "amount_remaining is not amount_due - amount_paid - what was credited before";
    }
    return NULL;
}

/** EXPLAIN-1: computed anew from what is stored, it comes out the same. */
static const char *
explanation_broken(struct task *task, const struct invoice *invoice)
{
    struct invoice_explanation *explanation;
    if (invoice_explain(task, invoice, &explanation) != OK) {
        return "it cannot be explained";
    }
    return explanation->matches ? NULL : "its explanation comes to something else";
}

struct text
check_invoices(struct world *world)
{
    void **objects;
    struct task *task;
    size_t count;
    int64_t after = 0;
    while ((count = world_scan(world, world_kind("invoice"), after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct invoice *invoice = objects[i];
            const char *broken = invoice_broken(invoice);
            broken = broken == NULL ? explanation_broken(task, invoice) : broken;
            if (broken != NULL) {
                return text_format(
                    world->arena, "%.*s: %s",
                    TEXT_ARG(id_text(world->arena, &task->account->secret, "in", invoice->id.key)),
                    broken);
            }
            after = invoice->id.key;
        }
    }
    return NO_TEXT;
}

/* ---- credit notes ------------------------------------------------------------------ */

static const char *
note_broken(const struct credit_note *note)
{
    int64_t total = 0;
    for (size_t i = 0; i < note->lines_count; i++) {
        const struct credit_note_line *line = &note->lines[i];
        total += line->amount - line->discount_amount - line->tax_waived;
        for (size_t t = 0; t < line->taxes_count; t++) {
            bool is_on_top = line->taxes[t].tax_behavior == TAX_BEHAVIOR_EXCLUSIVE;
            total += is_on_top ? line->taxes[t].amount : 0;
        }
    }
    if (note->total != total) {
        return "total is not its lines less discounts, with taxes";
    }
    return note->pre_payment_amount + note->post_payment_amount == note->total
               ? NULL
               : "total is not what it took off before and after payment";
}

/** What all notes of this one's invoice credit, as far as they hold, stands on the invoice. */
static const char *
note_sums_broken(struct task *task, const struct credit_note *note)
{
    struct record_scan scan = {.kind = world_kind("credit_note"),
                               .index = CREDIT_NOTES_BY_INVOICE,
                               .equals = {note->invoice.key},
                               .equals_count = 1,
                               .limit = 100,
                               .unwatched = true};
    void **notes, *object;
    size_t count;
    bool has_more;
    int64_t pre = 0, post = 0;
    if (record_scan(task, &scan, &notes, &count, &has_more) != OK ||
        record_load(task, world_kind("invoice"), note->invoice, &object) != OK) {
        return "it cannot be read";
    }
    const struct invoice *invoice = object;
    for (size_t i = 0; i < count; i++) {
        const struct credit_note *other = notes[i];
        bool holds = other->status == CREDIT_NOTE_STATUS_ISSUED;
        pre += holds ? other->pre_payment_amount : 0;
        post += holds ? other->post_payment_amount : 0;
    }
    if (pre != invoice->pre_payment_credit_notes_amount ||
        post != invoice->post_payment_credit_notes_amount) {
        return "the credit notes of its invoice do not add up to what that says";
    }
    return pre + post <= invoice->total ? NULL : "more is credited than its invoice came to";
}

struct text
check_credit_notes(struct world *world)
{
    void **objects;
    struct task *task;
    size_t count;
    int64_t after = 0;
    while ((count = world_scan(world, world_kind("credit_note"), after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct credit_note *note = objects[i];
            const char *broken = note_broken(note);
            broken = broken == NULL ? note_sums_broken(task, note) : broken;
            if (broken != NULL) {
                return text_format(
                    world->arena, "%.*s: %s",
                    TEXT_ARG(id_text(world->arena, &task->account->secret, "cn", note->id.key)),
                    broken);
            }
            after = note->id.key;
        }
    }
    return NO_TEXT;
}

/* ---- the store --------------------------------------------------------------------- */

struct text
check_store(struct world *world)
{
    struct store *store;
    struct text problem = NO_TEXT;
    struct store_config config = {.path = text_of(world->db),
                                  .kinds = engine_kinds,
                                  .cache_bytes = 1 << 20,
                                  .checkpoint_pages = 1000};
    engine_close(world->engine);
    world->engine = NULL;
    err_t err = store_open(world->arena, &config, &store, &problem);
    if (err == OK) {
        err = store_check_integrity(store, &problem);
        problem = problem.bytes == NULL ? NO_TEXT : text_copy(world->arena, problem);
        store_close(store);
    }
    if (err != OK && problem.bytes == NULL) {
        problem = text_of(error_kind(err)->sentence);
    }
    return err == OK ? NO_TEXT : problem;
}
