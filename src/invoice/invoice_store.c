/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/invoice.h"

const struct record_kind invoice_records = {
    .kind = &invoice_kind,
    .indexes = {[INVOICE_BY_CUSTOMER] = {.name = "by_customer",
                                         .columns = {{"customer", RECORD_INT,
                                                      offsetof(struct invoice, customer)}}},
                [INVOICE_BY_CUSTOM_NUMBER] = {.name = "custom_number",
                                              .is_unique = true,
                                              .columns = {{"custom_number", RECORD_TEXT,
                                                           offsetof(struct invoice,
                                                                    custom_number)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind invoice_rules_records = {.kind = &invoice_rules_kind};

const struct record_kind invoice_payment_records = {
    .kind = &invoice_payment_kind,
};

const struct record_kind credit_note_records = {
    .kind = &credit_note_kind,
    .indexes = {[CREDIT_NOTES_BY_CUSTOMER] =
                    {.name = "by_customer",
                     .columns = {{"customer", RECORD_INT, offsetof(struct credit_note, customer)}}},
                [CREDIT_NOTES_BY_INVOICE] = {.name = "by_invoice",
                                             .columns = {{"invoice", RECORD_INT,
                                                          offsetof(struct credit_note, invoice)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind correction_records =
    {
        .kind = &correction_kind,
        .indexes =
            {
                [CORRECTIONS_BY_SET] = {.name = "by_set",
                                        .columns = {{"correction_set", RECORD_INT,
                                                     offsetof(struct correction, correction_set)},
                                                    {"status", RECORD_ENUM,
                                                     offsetof(struct correction, status)}}},
                [CORRECTIONS_BY_INVOICE] =
                    {.name = "by_invoice",
                     .columns = {{"invoice", RECORD_INT, offsetof(struct correction, invoice)},
                                 {"release", RECORD_INT, offsetof(struct correction, release)}}},
            },
};

const struct record_kind correction_set_records = {.kind = &correction_set_kind};

const struct record_kind invoiceitem_records = {
    .kind = &invoiceitem_kind,
    .indexes = {[INVOICEITEM_BY_CUSTOMER] = {.name = "by_customer",
                                             .columns = {{"customer", RECORD_INT,
                                                          offsetof(struct invoiceitem, customer)}}},
                [INVOICEITEM_BY_PENDING] =
                    {.name = "by_pending",
                     .columns = {{"customer", RECORD_INT, offsetof(struct invoiceitem, customer)},
                                 {"is_pending", RECORD_BOOL,
                                  offsetof(struct invoiceitem, is_pending)}}},
                {"by_account", false, {{0}}}},
};

err_t
invoice_load(struct task *task, struct id id, const char *param, struct invoice **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &invoice_records, id, &object));
    }
    if (object == NULL) {
        struct text text =
            id.key == 0 ? TEXT("")
                        : id_text(task->arena, &task->account->secret, invoice_kind.prefix, id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such invoice: '%.*s'", TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

err_t
invoice_save(struct task *task, struct invoice *invoice, enum event_type type)
{
    TRY(record_update(task, &invoice_records, invoice));
    return event_append(task, type, &invoice_records, invoice);
}
