/* SPDX-License-Identifier: Apache-2.0 */
/** payment_store.c: how payment methods, payments and charges are kept and found. */
#include <stddef.h>

#include "payment/payment.h"

const struct record_kind payment_method_records = {
    .kind = &payment_method_kind,
    .indexes = {[PAYMENT_METHODS_BY_CUSTOMER] = {.name = "by_customer",
                                                 .columns = {{"customer", RECORD_INT,
                                                              offsetof(struct payment_method,
                                                                       customer)}}}},
};

const struct record_kind payment_intent_records = {
    .kind = &payment_intent_kind,
    .indexes = {[PAYMENT_INTENTS_BY_CUSTOMER] = {.name = "by_customer",
                                                 .columns = {{"customer", RECORD_INT,
                                                              offsetof(struct payment_intent,
                                                                       customer)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind charge_records = {
    .kind = &charge_kind,
    .indexes = {[CHARGES_BY_CUSTOMER] = {.name = "by_customer",
                                         .columns = {{"customer", RECORD_INT,
                                                      offsetof(struct charge, customer)}}},
                [CHARGES_BY_PAYMENT_INTENT] = {.name = "by_payment_intent",
                                               .columns = {{"payment_intent", RECORD_INT,
                                                            offsetof(struct charge,
                                                                     payment_intent)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind setup_intent_records = {
    .kind = &setup_intent_kind,
    .indexes = {[SETUP_INTENTS_BY_CUSTOMER] = {.name = "by_customer",
                                               .columns = {{"customer", RECORD_INT,
                                                            offsetof(struct setup_intent,
                                                                     customer)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind refund_records = {
    .kind = &refund_kind,
    .indexes = {[REFUNDS_BY_CHARGE] = {.name = "by_charge",
                                       .columns = {{"charge", RECORD_INT,
                                                    offsetof(struct refund, charge)}}},
                {"by_account", false, {{0}}}},
};

static err_t
load(struct task *task, const struct record_kind *kind, struct id id, const char *param, void **out)
{
    struct text text = TEXT("");
    *out = NULL;
    if (id.key != 0) {
        TRY(record_load(task, kind, id, out));
        text = id_text(task->arena, &task->account->secret, kind->kind->prefix, id.key);
    }
    if (*out == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such %s: '%.*s'", kind->kind->object,
                    TEXT_ARG(text));
    }
    return OK;
}

err_t
payment_method_load(struct task *task, struct id id, const char *param, struct payment_method **out)
{
    void *object;
    TRY(load(task, &payment_method_records, id, param, &object));
    *out = object;
    return OK;
}

err_t
payment_intent_load(struct task *task, struct id id, const char *param, struct payment_intent **out)
{
    void *object;
    TRY(load(task, &payment_intent_records, id, param, &object));
    *out = object;
    return OK;
}

err_t
charge_load(struct task *task, struct id id, const char *param, struct charge **out)
{
    void *object;
    TRY(load(task, &charge_records, id, param, &object));
    *out = object;
    return OK;
}

err_t
refund_load(struct task *task, struct id id, const char *param, struct refund **out)
{
    void *object;
    TRY(load(task, &refund_records, id, param, &object));
    *out = object;
    return OK;
}
