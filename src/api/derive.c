/* SPDX-License-Identifier: Apache-2.0 */
/** derive.c: the transient fields of every kind, and how this room sees objects. */
#include "api/call.h"
#include "catalog/catalog.h"
#include "event/event.h"
#include "extend/extend.h"
#include "invoice/invoice.h"
#include "payment/payment.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

/** More subscriptions than a customer has; a longer list is read at /v1/subscriptions. */
#define CUSTOMER_SUBSCRIPTIONS_MAX 100
/** A line for each currency there is. */
#define CREDIT_BYTES_MAX 16384

static err_t
customer_derive_subscriptions(struct task *task, struct customer *customer)
{
    struct record_scan scan = {.kind = &subscription_records,
                               .index = SUBSCRIPTION_BY_CUSTOMER,
                               .equals = {customer->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .unwatched = true,
                               .limit = CUSTOMER_SUBSCRIPTIONS_MAX};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    customer->subscriptions = arena_alloc(task->arena, count, sizeof(*customer->subscriptions));
    if (customer->subscriptions == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    customer->subscriptions_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct subscription *subscription = found[i];
        if (subscription->ended_at == 0) {
            customer->subscriptions[customer->subscriptions_count++] = subscription->id;
        }
    }
    return OK;
}

static err_t
customer_derive_tax_ids(struct task *task, struct customer *customer)
{
    struct tax_id **tax_ids;
    size_t count;
    TRY(tax_id_list(task, customer->id, &tax_ids, &count));
    customer->tax_ids = arena_alloc(task->arena, count, sizeof(*customer->tax_ids));
    if (customer->tax_ids == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        customer->tax_ids[i] = tax_ids[i]->id;
    }
    customer->tax_ids_count = count;
    return OK;
}

/** {"usd":100}: what the balances hold for the customer, by currency. */
static err_t
customer_derive_credit(struct task *task, struct customer *customer)
{
    struct json_writer writer;
    json_writer_init(&writer, task->arena, CREDIT_BYTES_MAX, false);
    json_open_object(&writer);
    if (customer->currency.index != 0) {
        json_key_string(&writer, currency_code(customer->currency));
        json_int(&writer, -customer->balance);
    }
    for (size_t i = 0; i < customer->other_balances_count; i++) {
        json_key_string(&writer, currency_code(customer->other_balances[i].currency));
        json_int(&writer, -customer->other_balances[i].amount);
    }
    json_close_object(&writer);
    customer->invoice_credit_balance = json_writer_text(&writer);
    return customer->invoice_credit_balance.bytes == NULL
               ? fail(task, ERR_OUT_OF_MEMORY, NULL, NULL)
               : OK;
}

/** What rooms above the customer's own know about it. */
static err_t
customer_derive(struct task *task, struct customer *customer)
{
    struct discount *discount;
    TRY(discount_of_customer(task, customer->id, &discount));
    customer->discount = discount == NULL ? (struct id){0} : discount->id;
    TRY(customer_derive_credit(task, customer));
    if (customer->tax_id_count > 0) {
        TRY(customer_derive_tax_ids(task, customer));
    }
    return customer_derive_subscriptions(task, customer);
}

static err_t
job_derive(struct task *task, struct job *job)
{
    const struct job_handler *handler = workflow_handlers;
    while (handler->run != NULL && handler->kind != job->kind) {
        handler++;
    }
    job->action = handler->run == NULL ? TEXT("unknown") : text_of(handler->name);
    if (handler->run != NULL) {
        job->about =
            id_text(task->arena, &task->account->secret, handler->about->prefix, job->subject);
        return job->about.bytes == NULL ? fail(task, ERR_OUT_OF_MEMORY, NULL, NULL) : OK;
    }
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
    if (kind == &price_kind) {
        return price_derive(task, object);
    }
    if (kind == &promotion_code_kind) {
        return promotion_code_derive(task, object);
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
    if (kind == &ledger_transfer_kind) {
        return ledger_transfer_derive(task, object);
    }
    if (kind == &setup_intent_kind) {
        return setup_intent_derive(task, object);
    }
    if (kind == &refund_kind) {
        return refund_derive(task, object);
    }
    if (kind == &credit_note_kind) {
        return credit_note_derive(task, object);
    }
    if (kind == &invoiceitem_kind) {
        return invoiceitem_derive(task, object);
    }
    if (kind == &job_kind) {
        return job_derive(task, object);
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
