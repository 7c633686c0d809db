/* SPDX-License-Identifier: Apache-2.0 */
/**
 * credit_line.c: lines of a credit note, with the discounts and taxes that belong to them.
 *
 * A line gives back a part of an invoice's line. Of each discount and tax it
 * gives back what makes all notes together stand at the same part, so that
 * notes in whatever steps come to exactly what the line came to.
 */
#include "invoice/credit.h"
#include "invoice/total.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the credit note is too big");
}

err_t
credit_book_read(struct task *task, const struct invoice *invoice, struct credit_book *out)
{
    struct record_scan scan = {
        .kind = &credit_note_records,
        .index = CREDIT_NOTES_BY_INVOICE,
        .equals = {invoice->id.key},
        .equals_count = 1,
        .limit = LIMIT_CREDIT_NOTES_MAX,
    };
    void **objects;
    size_t count;
    bool has_more;
    *out = (struct credit_book){.invoice = invoice};
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    out->notes = arena_alloc(task->arena, count, sizeof(struct credit_note *));
    if (out->notes == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        struct credit_note *note = objects[i];
        if (note->status == CREDIT_NOTE_STATUS_ISSUED) {
            out->notes[out->note_count++] = note;
            out->credited += note->total;
        }
    }
    return OK;
}

/* ---- what is credited already ---------------------------------------------------- */

struct sums {
    int64_t gross;
    int64_t quantity;
    int64_t waived;
};

/** The next line of a note that gives back this invoice line. */
static const struct credit_note_line *
next_credit(const struct credit_note *note, struct id line, size_t *place)
{
    while (*place < note->lines_count) {
        const struct credit_note_line *credit = &note->lines[(*place)++];
        if (credit->invoice_line_item.key == line.key) {
            return credit;
        }
    }
    return NULL;
}

static struct sums
credited(const struct credit_book *book, struct id line)
{
    struct sums sums = {0};
    for (size_t i = 0; i < book->note_count; i++) {
        size_t place = 0;
        const struct credit_note_line *credit;
        while ((credit = next_credit(book->notes[i], line, &place)) != NULL) {
            sums.gross += credit->amount;
            sums.quantity += credit->quantity;
            sums.waived += credit->tax_waived;
        }
    }
    return sums;
}

static int64_t
credited_discount(const struct credit_book *book, struct id line, struct id discount)
{
    int64_t sum = 0;
    for (size_t i = 0; i < book->note_count; i++) {
        size_t place = 0;
        const struct credit_note_line *credit;
        while ((credit = next_credit(book->notes[i], line, &place)) != NULL) {
            for (size_t d = 0; d < credit->discount_amounts_count; d++) {
                bool is_it = credit->discount_amounts[d].discount.key == discount.key;
                sum += is_it ? credit->discount_amounts[d].amount : 0;
            }
        }
    }
    return sum;
}

static struct line_tax
credited_tax(const struct credit_book *book, struct id line, struct id rate)
{
    struct line_tax sum = {0};
    for (size_t i = 0; i < book->note_count; i++) {
        size_t place = 0;
        const struct credit_note_line *credit;
        while ((credit = next_credit(book->notes[i], line, &place)) != NULL) {
            for (size_t t = 0; t < credit->taxes_count; t++) {
                bool is_it = credit->taxes[t].tax_rate_details.tax_rate.key == rate.key;
                sum.amount += is_it ? credit->taxes[t].amount : 0;
                sum.taxable_amount += is_it ? credit->taxes[t].taxable_amount : 0;
            }
        }
    }
    return sum;
}

/* ---- a part of an invoice's line --------------------------------------------------- */

/** How much of the line all notes give back with this one. */
struct part {
    int64_t done;  /**< gross amount */
    int64_t whole; /**< of the line; above 0 */
};

/** amount * part / whole, rounded half away from zero. */
static int64_t
portion(int64_t amount, int64_t part, int64_t whole)
{
    return rating_share(amount, 0, whole, whole - part);
}

/** What of `amount` is still to be given back so that it stands at the part. */
static int64_t
step(int64_t amount, int64_t before, struct part part)
{
    int64_t wanted = portion(amount, part.done, part.whole) - before;
    return wanted < 0 ? 0 : wanted; /* a note that became void may have left a cent too much */
}

static err_t
credit_discounts(struct task *task, const struct credit_book *book, const struct invoice_line *line,
                 struct part part, struct credit_note_line *out)
{
    out->discount_amounts_count = line->discount_amounts_count;
    out->discount_amounts =
        arena_copy(task->arena, line->discount_amounts,
                   line->discount_amounts_count * sizeof(*line->discount_amounts));
    if (out->discount_amounts == NULL && line->discount_amounts_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < out->discount_amounts_count; i++) {
        struct discount_amount *amount = &out->discount_amounts[i];
        int64_t before = credited_discount(book, line->id, amount->discount);
        amount->amount = step(amount->amount, before, part);
        out->discount_amount += amount->amount;
    }
    return OK;
}

static err_t
credit_taxes(struct task *task, const struct credit_book *book, const struct invoice_line *line,
             struct part part, struct credit_note_line *out)
{
    out->taxes_count = line->taxes_count;
    out->taxes = arena_copy(task->arena, line->taxes, line->taxes_count * sizeof(struct line_tax));
    out->tax_rates = arena_alloc(task->arena, line->taxes_count, sizeof(struct id));
    if ((out->taxes == NULL || out->tax_rates == NULL) && line->taxes_count > 0) {
        return fail_memory(task);
    }
    out->tax_rates_count = line->taxes_count;
    for (size_t i = 0; i < out->taxes_count; i++) {
        struct line_tax *tax = &out->taxes[i];
        struct line_tax before = credited_tax(book, line->id, tax->tax_rate_details.tax_rate);
        tax->amount = step(tax->amount, before.amount, part);
        tax->taxable_amount = step(tax->taxable_amount, before.taxable_amount, part);
        out->tax_rates[i] = tax->tax_rate_details.tax_rate;
    }
    return OK;
}

/** Taxes that a request computed itself. */
static err_t
take_taxes(struct task *task, const struct credit_note_line_in_params *in,
           struct credit_note_line *out)
{
    if (in->has_tax_amounts != GIVEN_VALUE) {
        return OK;
    }
    out->taxes_count = out->tax_rates_count = in->tax_amounts_count;
    out->taxes = arena_alloc(task->arena, in->tax_amounts_count, sizeof(struct line_tax));
    out->tax_rates = arena_alloc(task->arena, in->tax_amounts_count, sizeof(struct id));
    if (out->taxes == NULL || out->tax_rates == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < in->tax_amounts_count; i++) {
        const struct credit_tax_in_params *tax = &in->tax_amounts[i];
        struct tax_rate *rate;
        TRY(tax_rate_load(task, tax->tax_rate, "lines[tax_amounts][tax_rate]", &rate));
        out->tax_rates[i] = rate->id;
        out->taxes[i] = (struct line_tax){
            .amount = tax->amount,
            .tax_behavior = rate->inclusive ? TAX_BEHAVIOR_INCLUSIVE : TAX_BEHAVIOR_EXCLUSIVE,
            .tax_rate_details.tax_rate = rate->id,
            .taxability_reason = TAXABILITY_REASON_STANDARD_RATED,
            .taxable_amount = tax->taxable_amount,
        };
    }
    return OK;
}

const struct invoice_line *
credited_line(const struct invoice *invoice, struct id id)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (invoice->lines[i].id.key == id.key) {
            return &invoice->lines[i];
        }
    }
    return NULL;
}

/** The gross amount that a request wants back of a line, by amount or by quantity. */
static err_t
wanted_amount(struct task *task, const struct credit_note_line_in_params *in,
              const struct invoice_line *line, struct sums before, int64_t *out)
{
    if ((in->has_amount != GIVEN_NO) == (in->has_quantity != GIVEN_NO)) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "lines[amount]",
                    "Give exactly one of `amount` and `quantity` for a line of an invoice.");
    }
    if (in->has_quantity != GIVEN_NO && in->quantity > line->quantity - before.quantity) {
        return fail(task, ERR_CREDIT_NOTE_LINE, "lines[quantity]",
                    "The line has %lld left to credit.",
                    (long long)(line->quantity - before.quantity));
    }
    *out = in->has_amount != GIVEN_NO
               ? in->amount
               : portion(line->amount, before.quantity + in->quantity, line->quantity) -
                     portion(line->amount, before.quantity, line->quantity);
    if (*out > line->amount - before.gross) {
        return fail(task, ERR_CREDIT_NOTE_LINE, "lines[amount]",
                    "The line has an amount of %lld left to credit.",
                    (long long)(line->amount - before.gross));
    }
    return OK;
}

static err_t
credit_line(struct task *task, const struct credit_book *book,
            const struct credit_note_line_in_params *in, struct credit_note_line *out)
{
    const struct invoice_line *line = in->has_invoice_line_item == GIVEN_NO
                                          ? NULL
                                          : credited_line(book->invoice, in->invoice_line_item);
    if (line == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, "lines[invoice_line_item]",
                    "No such line item on this invoice.");
    }
    if (in->has_unit_amount != GIVEN_NO || in->has_unit_amount_decimal != GIVEN_NO ||
        in->has_tax_rates == GIVEN_VALUE) {
        return fail(task, ERR_PARAMETER_INVALID, "lines[unit_amount]",
                    "unit_amount and tax_rates belong to lines of type custom_line_item.");
    }
    if (line->amount <= 0) {
        return fail(task, ERR_CREDIT_NOTE_LINE, "lines[invoice_line_item]",
                    "Only a line that charges something can be credited.");
    }
    struct sums before = credited(book, line->id);
    TRY(wanted_amount(task, in, line, before, &out->amount));
    struct part part = {.done = before.gross + out->amount, .whole = line->amount};
    out->type = CREDIT_LINE_TYPE_INVOICE_LINE_ITEM;
    out->invoice_line_item = line->id;
    out->description = in->has_description != GIVEN_NO ? in->description : line->description;
    out->has_quantity = in->has_quantity;
    out->quantity = in->quantity;
    out->tax_waived = step(line->tax_waived, before.waived, part);
    TRY(credit_discounts(task, book, line, part, out));
    return in->has_tax_amounts == GIVEN_VALUE ? OK : credit_taxes(task, book, line, part, out);
}

/* ---- a line of its own -------------------------------------------------------------- */

static err_t
rate_taxes(struct task *task, const struct invoice *invoice, struct credit_note_line *out)
{
    struct rating_line line = {.left = out->amount, .rate_count = out->tax_rates_count};
    struct rating_bill bill = {.lines = &line,
                               .line_count = 1,
                               .exemption = tax_exemption_of(invoice->customer_tax_exempt)};
    TRY(tax_rates_read(task, out->tax_rates, out->tax_rates_count, &line.rates));
    TRY(rating_tax(task, &bill));
    out->tax_waived = line.waived;
    return line_taxes_write(task, &line, &out->taxes, &out->taxes_count);
}

static err_t
custom_line(struct task *task, const struct credit_book *book,
            const struct credit_note_line_in_params *in, struct credit_note_line *out)
{
    struct money amount;
    if (in->has_amount != GIVEN_NO || in->has_invoice_line_item != GIVEN_NO) {
        return fail(task, ERR_PARAMETER_INVALID, "lines[amount]",
                    "amount and invoice_line_item belong to lines of type invoice_line_item.");
    }
    if ((in->has_unit_amount != GIVEN_NO) == (in->has_unit_amount_decimal != GIVEN_NO)) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "lines[unit_amount]",
                    "Give exactly one of `unit_amount` and `unit_amount_decimal`.");
    }
    out->type = CREDIT_LINE_TYPE_CUSTOM_LINE_ITEM;
    out->description = in->description;
    out->has_quantity = GIVEN_VALUE;
    out->quantity = in->has_quantity != GIVEN_NO ? in->quantity : 1;
    out->has_unit_amount = in->has_unit_amount;
    out->unit_amount = in->unit_amount;
    out->has_unit_amount_decimal = GIVEN_VALUE;
    out->unit_amount_decimal = in->has_unit_amount != GIVEN_NO ? decimal_from_int(in->unit_amount)
                                                               : in->unit_amount_decimal;
    TRY(money_multiply(out->unit_amount_decimal, out->quantity, book->invoice->currency,
                       ROUND_HALF_UP, &amount));
    out->amount = amount.minor;
    bool is_tax_alone = out->amount == 0 && in->has_tax_amounts == GIVEN_VALUE;
    if (out->amount <= 0 && !is_tax_alone) {
        return fail(task, ERR_CREDIT_NOTE_LINE, "lines[unit_amount]",
                    "A line of a credit note gives back more than 0.");
    }
    if (in->has_tax_rates == GIVEN_VALUE && in->has_tax_amounts != GIVEN_VALUE) {
        TRY(tax_rate_list_take(task, in->tax_rates, in->tax_rates_count, "lines[tax_rates]",
                               &out->tax_rates, &out->tax_rates_count));
        return rate_taxes(task, book->invoice, out);
    }
    return OK;
}

/* ---- all of them ----------------------------------------------------------------------- */

static err_t
read_line(struct task *task, const struct credit_book *book,
          const struct credit_note_line_in_params *in, struct credit_note_line *out)
{
    out->id = task_new_id(task);
    out->metadata = in->metadata;
    TRY(in->type == CREDIT_LINE_TYPE_CUSTOM_LINE_ITEM ? custom_line(task, book, in, out)
                                                      : credit_line(task, book, in, out));
    return take_taxes(task, in, out);
}

/** The discount stands on the invoice's line itself, not on the whole invoice. */
static bool
is_own_discount(const struct invoice *invoice, struct id line_id, struct id discount)
{
    const struct invoice_line *line = credited_line(invoice, line_id);
    for (size_t i = 0; line != NULL && i < line->discounts_count; i++) {
        if (line->discounts[i].key == discount.key) {
            return true;
        }
    }
    return false;
}

static err_t
add_discount(struct task *task, struct credit_note *note, const struct discount_amount *amount)
{
    for (size_t i = 0; i < note->discount_amounts_count; i++) {
        if (note->discount_amounts[i].discount.key == amount->discount.key) {
            note->discount_amounts[i].amount += amount->amount;
            return OK;
        }
    }
    size_t size = sizeof(*note->discount_amounts);
    struct discount_amount *grown =
        arena_grow(task->arena, note->discount_amounts, note->discount_amounts_count * size,
                   (note->discount_amounts_count + 1) * size);
    if (grown == NULL) {
        return fail_memory(task);
    }
    grown[note->discount_amounts_count++] = *amount;
    note->discount_amounts = grown;
    return OK;
}

/** CREDIT-1: a note's total is its lines less their discounts, with exclusive taxes. */
static err_t
sum_up(struct task *task, const struct invoice *invoice, struct credit_note *note)
{
    note->has_subtotal_excluding_tax = note->has_total_excluding_tax = GIVEN_VALUE;
    for (size_t i = 0; i < note->lines_count; i++) {
        const struct credit_note_line *line = &note->lines[i];
        if (__builtin_add_overflow(note->subtotal, line->amount, &note->subtotal)) {
            return fail(task, ERR_MONEY_OVERFLOW, "lines", "the lines add up to too much");
        }
        note->total += line->amount - line->discount_amount - line->tax_waived;
        note->discount_amount += line->discount_amount;
        note->subtotal_excluding_tax -= line->tax_waived;
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            const struct discount_amount *amount = &line->discount_amounts[d];
            bool is_own = is_own_discount(invoice, line->invoice_line_item, amount->discount);
            note->subtotal -= is_own ? amount->amount : 0;
            TRY(add_discount(task, note, amount));
        }
        for (size_t t = 0; t < line->taxes_count; t++) {
            bool is_inside = line->taxes[t].tax_behavior == TAX_BEHAVIOR_INCLUSIVE;
            note->total += is_inside ? 0 : line->taxes[t].amount;
            note->total_excluding_tax -= line->taxes[t].amount;
            note->subtotal_excluding_tax -= is_inside ? line->taxes[t].amount : 0;
        }
    }
    note->subtotal_excluding_tax += note->subtotal;
    note->total_excluding_tax += note->total;
    note->amount = note->total;
    return OK;
}

static err_t
check_once(struct task *task, const struct credit_note *note, const struct credit_note_line *line)
{
    for (const struct credit_note_line *other = note->lines; other < line; other++) {
        if (line->invoice_line_item.key != 0 &&
            other->invoice_line_item.key == line->invoice_line_item.key) {
            return fail(task, ERR_CREDIT_NOTE_LINE, "lines[invoice_line_item]",
                        "A line of the invoice stands in the credit note more than once.");
        }
    }
    return OK;
}

err_t
credit_lines_read(struct task *task, const struct credit_book *book,
                  const struct credit_note_create_params *params, struct credit_note *note)
{
    bool has_lines = params->has_lines != GIVEN_NO && params->lines_count > 0;
    if (has_lines == (params->has_amount != GIVEN_NO)) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "amount",
                    "Give exactly one of `amount` and `lines`.");
    }
    struct credit_note_line_in_params whole = {.type = CREDIT_LINE_TYPE_CUSTOM_LINE_ITEM,
                                               .has_unit_amount = GIVEN_VALUE,
                                               .unit_amount = params->amount};
    const struct credit_note_line_in_params *wishes = has_lines ? params->lines : &whole;
    size_t count = has_lines ? params->lines_count : 1;
    note->lines = arena_alloc(task->arena, count, sizeof(*note->lines));
    if (note->lines == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(read_line(task, book, &wishes[i], &note->lines[i]));
        TRY(check_once(task, note, &note->lines[i]));
        note->lines_count++;
    }
    return sum_up(task, book->invoice, note);
}
