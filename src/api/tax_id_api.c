/* SPDX-License-Identifier: Apache-2.0 */
/** tax_id_api.c: /v1/tax_ids, and those under a customer. */
#include "api/route.h"
#include "customer/customer.h"

#include "routes.model.h"

static err_t
customer_of_path(struct call *call, struct customer **out)
{
    TRY(customer_find(call->task, call->path_ids[0], "id", out));
    return customer_enter(call->task, *out);
}

err_t
api_customer_tax_id_create(struct call *call)
{
    const struct tax_id_data_params *params = call->params;
    struct customer *customer;
    struct tax_id *tax_id;
    TRY(customer_of_path(call, &customer));
    TRY(tax_id_create(call->task, customer, params->type, params->value, &tax_id));
    return call_answer_object(call, &tax_id_kind, tax_id);
}

static err_t
answer_tax_ids(struct call *call, struct id customer)
{
    struct record_scan scan = {.kind = &tax_id_records,
                               .index = TAX_IDS_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_customer_tax_id_list(struct call *call)
{
    struct customer *customer;
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    return answer_tax_ids(call, customer->id);
}

static err_t
tax_id_of_path(struct call *call, struct tax_id **out)
{
    struct customer *customer;
    void *object;
    TRY(customer_of_path(call, &customer));
    TRY(call_path_object(call, 1, &tax_id_records, &object));
    *out = object;
    return (*out)->customer.key == customer->id.key
               ? OK
               : fail(call->task, ERR_RESOURCE_MISSING, "id", "No such tax_id: '%.*s'",
                      TEXT_ARG(call->path_ids[1]));
}

err_t
api_customer_tax_id_retrieve(struct call *call)
{
    struct tax_id *tax_id;
    TRY(tax_id_of_path(call, &tax_id));
    return call_answer_object(call, &tax_id_kind, tax_id);
}

err_t
api_customer_tax_id_delete(struct call *call)
{
    struct tax_id *tax_id;
    TRY(tax_id_of_path(call, &tax_id));
    TRY(tax_id_delete(call->task, tax_id));
    return call_answer_deleted(call, &tax_id_kind, tax_id);
}

/** The customer that an owner names; NULL: the account itself. */
static err_t
owner_find(struct call *call, const struct tax_id_owner_data_params *owner, struct customer **out)
{
    *out = NULL;
    if (owner == NULL || owner->type == TAX_ID_OWNER_TYPE_SELF) {
        return OK;
    }
    if (owner->type != TAX_ID_OWNER_TYPE_CUSTOMER || owner->has_customer == GIVEN_NO) {
        return fail(call->task, ERR_PARAMETER_INVALID, "owner[type]",
                    "A tax id is owned by self, or by a customer with owner[customer].");
    }
    return customer_load(call->task, owner->customer, "owner[customer]", out);
}

err_t
api_tax_id_create(struct call *call)
{
    const struct tax_id_create_params *params = call->params;
    struct customer *customer;
    struct tax_id *tax_id;
    TRY(owner_find(call, params->owner, &customer));
    if (customer != NULL) {
        TRY(customer_enter(call->task, customer));
    }
    TRY(tax_id_create(call->task, customer, params->type, params->value, &tax_id));
    return call_answer_object(call, &tax_id_kind, tax_id);
}

err_t
api_tax_id_list(struct call *call)
{
    const struct tax_id_list_params *params = call->params;
    struct customer *customer;
    TRY(owner_find(call, params->owner, &customer));
    return answer_tax_ids(call, customer == NULL ? (struct id){0} : customer->id);
}

err_t
api_tax_id_retrieve(struct call *call)
{
    void *tax_id;
    TRY(call_path_object(call, 0, &tax_id_records, &tax_id));
    return call_answer_object(call, &tax_id_kind, tax_id);
}

err_t
api_tax_id_delete(struct call *call)
{
    void *tax_id;
    TRY(call_path_object(call, 0, &tax_id_records, &tax_id));
    TRY(tax_id_delete(call->task, tax_id));
    return call_answer_deleted(call, &tax_id_kind, tax_id);
}
