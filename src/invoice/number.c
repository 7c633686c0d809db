/* SPDX-License-Identifier: Apache-2.0 */
/** number.c: the numbers printed on invoices, and the rules for them (billing.md 12.3). */
#include "invoice/number.h"

/* ---- rules ------------------------------------------------------------------ */

err_t
invoice_rules_load(struct task *task, struct invoice_rules **out)
{
    void *object = NULL;
    struct id id = {task->account->id}; /* one of them an account, under the account's own key */
    TRY(record_load(task, &invoice_rules_records, id, &object));
    if (object == NULL) {
        struct invoice_rules *rules = arena_new(task->arena, struct invoice_rules);
        if (rules == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        rules->id = id;
        rules->numbering = INVOICE_NUMBERING_CUSTOMER;
        rules->tax_rounding = TAX_ROUNDING_LINE;
        rules->prefix = TEXT("INV");
        rules->next_sequence = 1;
        rules->days_until_due = 30;
        object = rules;
    }
    *out = object;
    return OK;
}

static err_t
rules_save(struct task *task, struct invoice_rules *rules)
{
    return rules->version == 0 ? record_insert(task, &invoice_rules_records, rules)
                               : record_update(task, &invoice_rules_records, rules);
}

err_t
invoice_rules_update(struct task *task, const struct invoice_rules_update_params *params,
                     struct invoice_rules **out)
{
    struct invoice_rules *rules;
    TRY(invoice_rules_load(task, &rules));
    if (params->has_next_sequence != GIVEN_NO && params->next_sequence < rules->next_sequence) {
        return fail(task, ERR_PARAMETER_INVALID, "next_sequence",
                    "The sequence may be raised, never lowered; it stands at %lld.",
                    (long long)rules->next_sequence);
    }
    for (size_t i = 0; params->has_prefix != GIVEN_NO && i < params->prefix.length; i++) {
        char byte = params->prefix.bytes[i];
        if (!((byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'))) {
            return fail(task, ERR_PARAMETER_INVALID, "prefix",
                        "The prefix must be upper-case letters and digits.");
        }
    }
    if (params->has_numbering != GIVEN_NO) {
        rules->numbering = params->numbering;
    }
    if (params->has_tax_rounding != GIVEN_NO) {
        rules->tax_rounding = params->tax_rounding;
    }
    if (params->has_prefix != GIVEN_NO) {
        rules->prefix = params->prefix;
    }
    if (params->has_next_sequence != GIVEN_NO) {
        rules->next_sequence = params->next_sequence;
    }
    if (params->has_days_until_due != GIVEN_NO) {
        rules->days_until_due = params->days_until_due;
    }
    if (params->has_upcoming_days != GIVEN_NO) {
        rules->upcoming_days = params->upcoming_days;
    }
    if (params->has_will_be_due_days != GIVEN_NO) {
        rules->will_be_due_days = params->will_be_due_days;
    }
    *out = rules;
    return rules_save(task, rules);
}

/* ---- numbers ---------------------------------------------------------------- */

/** Whether an invoice whose number a client chose has it. */
static err_t
is_chosen(struct task *task, struct text number, struct id self, bool *out)
{
    void *other = NULL;
    TRY(record_load_text(task, &invoice_records, INVOICE_BY_CUSTOM_NUMBER, number, &other));
    *out = other != NULL && ((const struct invoice *)other)->id.key != self.key;
    return OK;
}

/** "PREFIX-0012" in two parts; false when it is no such number. */
static bool
split_number(struct text number, struct text *prefix, int64_t *sequence)
{
    size_t dash = number.length;
    while (dash > 0 && number.bytes[dash - 1] >= '0' && number.bytes[dash - 1] <= '9') {
        dash--;
    }
    if (dash < 2 || dash == number.length || number.bytes[dash - 1] != '-' ||
        number.length - dash > 12) {
        return false;
    }
    *prefix = text_slice(number, 0, dash - 1);
    *sequence = 0;
    for (size_t i = dash; i < number.length; i++) {
        *sequence = *sequence * 10 + (number.bytes[i] - '0');
    }
    return true;
}

/** Whether a sequence has given this number away already. */
static err_t
was_counted(struct task *task, struct text number, bool *out)
{
    struct text prefix;
    int64_t sequence;
    *out = false;
    if (!split_number(number, &prefix, &sequence)) {
        return OK;
    }
    struct invoice_rules *rules;
    TRY(invoice_rules_load(task, &rules));
    void *customer = NULL;
    TRY(record_load_text(task, &customer_records, CUSTOMERS_BY_INVOICE_PREFIX, prefix, &customer));
    *out =
        (text_equal(prefix, rules->prefix) && sequence < rules->next_sequence) ||
        (customer != NULL && sequence < ((const struct customer *)customer)->next_invoice_sequence);
    return OK;
}

err_t
invoice_choose_number(struct task *task, struct invoice *invoice, struct text number)
{
    bool is_taken = false;
    if (number.bytes != NULL) {
        TRY(is_chosen(task, number, invoice->id, &is_taken));
    }
    if (number.bytes != NULL && !is_taken) {
        TRY(was_counted(task, number, &is_taken));
    }
    if (is_taken) {
        return fail(task, ERR_INVOICE_NUMBER_TAKEN, "number",
                    "The invoice number `%.*s` is used already.", TEXT_ARG(number));
    }
    invoice->number = invoice->custom_number = number;
    return OK;
}

err_t
invoice_take_number(struct task *task, struct invoice *invoice, struct customer *customer)
{
    struct invoice_rules *rules;
    TRY(customer_count_invoice(task, customer));
    if (invoice->number.bytes != NULL) {
        return OK;
    }
    TRY(invoice_rules_load(task, &rules));
    bool is_taken;
    do {
        if (rules->numbering == INVOICE_NUMBERING_CUSTOMER) {
            TRY(customer_take_invoice_number(task, customer, &invoice->number));
        } else {
            invoice->number = text_format(task->arena, "%.*s-%04lld", TEXT_ARG(rules->prefix),
                                          (long long)rules->next_sequence);
            rules->next_sequence++;
            TRY(rules_save(task, rules));
        }
        TRY(is_chosen(task, invoice->number, invoice->id, &is_taken));
    } while (is_taken);
    return OK;
}
