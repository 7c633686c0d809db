/* SPDX-License-Identifier: Apache-2.0 */
/** derive.c: the transient fields of every kind, and how this room sees objects. */
#include "api/call.h"
#include "catalog/catalog.h"
#include "event/event.h"
#include "extend/extend.h"
#include "invoice/invoice.h"
#include "payment/payment.h"
#include "subscription/subscription.h"

/** The coupon on a customer belongs to a room above the customer's own. */
static err_t
customer_derive(struct task *task, struct customer *customer)
{
    struct discount *discount;
    TRY(discount_of_customer(task, customer->id, &discount));
    customer->discount = discount == NULL ? (struct id){0} : discount->id;
    return OK;
}

err_t
object_derive(struct task *task, const struct model_kind *kind, void *object)
{
    if (kind == &customer_kind) {
        return customer_derive(task, object);
    }
    if (kind == &invoice_kind) {
        return invoice_derive(task, object);
    }
    if (kind == &subscription_kind) {
        return subscription_derive(task, object);
    }
    if (kind == &coupon_kind) {
        return coupon_derive(task, object);
    }
    if (kind == &payment_intent_kind) {
        return payment_intent_derive(task, object);
    }
    if (kind == &charge_kind) {
        return charge_derive(task, object);
    }
    if (kind == &invoiceitem_kind) {
        return invoiceitem_derive(task, object);
    }
    if (kind == &run_kind) {
        return run_derive(task, object);
    }
    if (kind == &event_kind) {
        struct model_world world = api_world(task);
        return event_derive(&world, object);
    }
    return OK;
}

struct model_world
api_world(struct task *task)
{
    return (struct model_world){
        .task = task,
        .secret = &task->account->secret,
        .load = record_load_kind,
        .derive = object_derive,
    };
}
