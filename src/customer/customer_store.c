/* SPDX-License-Identifier: Apache-2.0 */
/** customer_store.c: how customers are kept and found. */
#include <stddef.h>

#include "customer/customer.h"
#include "event/event.h"

const struct record_kind customer_records = {
    .kind = &customer_kind,
    .indexes = {[CUSTOMERS_BY_TEST_CLOCK] = {.name = "by_test_clock",
                                             .columns = {{"test_clock", RECORD_INT,
                                                          offsetof(struct customer, test_clock)}}},
                [CUSTOMERS_BY_EMAIL] = {.name = "by_email",
                                        .columns = {{"email", RECORD_TEXT,
                                                     offsetof(struct customer, email)}}},
                [CUSTOMERS_BY_INVOICE_PREFIX] = {.name = "invoice_prefix",
                                                 .is_unique = true,
                                                 .columns = {{"invoice_prefix", RECORD_TEXT,
                                                              offsetof(struct customer,
                                                                       invoice_prefix)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind tax_id_records = {
    .kind = &tax_id_kind,
    .indexes = {[TAX_IDS_BY_CUSTOMER] = {.name = "by_customer",
                                         .columns = {{"customer", RECORD_INT,
                                                      offsetof(struct tax_id, customer)}}}},
};

const struct record_kind customer_balance_transaction_records = {
    .kind = &customer_balance_transaction_kind,
    .indexes = {[BALANCE_TRANSACTIONS_BY_CUSTOMER] =
                    {.name = "by_customer",
                     .columns = {{"customer", RECORD_INT,
                                  offsetof(struct customer_balance_transaction, customer)}}}},
};

err_t
customer_load(struct task *task, struct id id, const char *param, struct customer **out)
{
    void *object = NULL;
    struct text text = TEXT("");
    if (id.key != 0) {
        TRY(record_load(task, &customer_records, id, &object));
        text = id_text(task->arena, &task->account->secret, customer_kind.prefix, id.key);
    }
    if (object == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such customer: '%.*s'", TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

err_t
customer_find(struct task *task, struct text id, const char *param, struct customer **out)
{
    struct id parsed;
    if (!id_parse(&task->account->secret, customer_kind.prefix, id, &parsed.key)) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such customer: '%.*s'", TEXT_ARG(id));
    }
    return customer_load(task, parsed, param, out);
}

err_t
customer_enter(struct task *task, const struct customer *customer)
{
    return customer->test_clock.key == 0 ? OK : test_clock_enter(task, customer->test_clock);
}
