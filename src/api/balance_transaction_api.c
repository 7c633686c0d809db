/* SPDX-License-Identifier: Apache-2.0 */
/** balance_transaction_api.c: /v1/customers/{id}/balance_transactions. */
#include "api/route.h"
#include "base/metadata.h"
#include "customer/customer.h"

#include "routes.model.h"

err_t
api_balance_transaction_create(struct call *call)
{
    const struct balance_transaction_create_params *params = call->params;
    struct customer *customer;
    struct customer_balance_transaction *transaction;
    struct balance_change change = {.type = BALANCE_TRANSACTION_TYPE_ADJUSTMENT,
                                    .amount = money_of(params->amount, params->currency),
                                    .description = params->description};
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    TRY(customer_enter(call->task, customer));
    TRY(metadata_merge(call->task, &change.metadata, &params->metadata, params->has_metadata,
                       &change.metadata));
    TRY(customer_add_balance(call->task, customer, &change, &transaction));
    if (transaction == NULL) {
        return fail(call->task, ERR_PARAMETER_INVALID, "amount",
                    "An amount of 0 does not change the balance.");
    }
    return call_answer_object(call, &customer_balance_transaction_kind, transaction);
}

/** Those of a customer that is deleted can still be read. */
static err_t
transaction_of_path(struct call *call, struct customer_balance_transaction **out)
{
    struct id customer;
    void *object;
    TRY(call_path_id(call, 0, &customer_kind, &customer));
    TRY(call_path_object(call, 1, &customer_balance_transaction_records, &object));
    *out = object;
    if ((*out)->customer.key != customer.key) {
        return fail(call->task, ERR_RESOURCE_MISSING, "id",
                    "No such customer_balance_transaction: '%.*s'", TEXT_ARG(call->path_ids[1]));
    }
    return OK;
}

err_t
api_balance_transaction_retrieve(struct call *call)
{
    struct customer_balance_transaction *transaction;
    TRY(transaction_of_path(call, &transaction));
    return call_answer_object(call, &customer_balance_transaction_kind, transaction);
}

err_t
api_balance_transaction_update(struct call *call)
{
    struct customer_balance_transaction *transaction;
    TRY(transaction_of_path(call, &transaction));
    TRY(balance_transaction_update(call->task, transaction, call->params));
    return call_answer_object(call, &customer_balance_transaction_kind, transaction);
}

static bool
transaction_fits(const void *object, const void *filter)
{
    const struct customer_balance_transaction *transaction = object;
    const struct balance_transaction_list_params *params = filter;
    return params->has_invoice == GIVEN_NO || transaction->invoice.key == params->invoice.key;
}

err_t
api_balance_transaction_list(struct call *call)
{
    struct id customer;
    TRY(call_path_id(call, 0, &customer_kind, &customer));
    struct record_scan scan = {.kind = &customer_balance_transaction_records,
                               .index = BALANCE_TRANSACTIONS_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, transaction_fits, call->params);
}
