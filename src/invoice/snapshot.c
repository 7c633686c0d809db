/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/snapshot.h"

static err_t
take_tax_ids(struct task *task, struct invoice *invoice, const struct customer *customer)
{
    struct tax_id **tax_ids;
    size_t count;
    if (customer->tax_id_count == 0) {
        return OK;
    }
    TRY(tax_id_list(task, customer->id, &tax_ids, &count));
    struct customer_tax_id *taken = arena_alloc(task->arena, count, sizeof(*taken));
    if (taken == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        taken[i].type = tax_ids[i]->type;
        taken[i].value = tax_ids[i]->value;
    }
    invoice->customer_tax_ids = taken;
    invoice->customer_tax_ids_count = count;
    return OK;
}

err_t
snapshot_take(struct task *task, struct invoice *invoice, const struct customer *customer)
{
    invoice->customer_email = customer->email;
    invoice->customer_name = customer->name;
    invoice->customer_phone = customer->phone;
    invoice->customer_address = customer->address;
    invoice->customer_shipping = customer->shipping;
    return take_tax_ids(task, invoice, customer);
}
