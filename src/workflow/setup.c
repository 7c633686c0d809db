/* SPDX-License-Identifier: Apache-2.0 */
/** setup.c: what a subscription that costs nothing yet will be paid with (billing.md 9.1). */
#include "workflow/step.h"

err_t
setup_want(struct task *task, struct subscription *subscription, struct setup_intent **out)
{
    struct invoice nobodys = {.customer = subscription->customer,
                              .default_payment_method = subscription->default_payment_method};
    struct payment_method *method;
    *out = NULL;
    if (subscription->collection_method != COLLECTION_METHOD_CHARGE_AUTOMATICALLY ||
        subscription->pending_setup_intent.key != 0) {
        return OK;
    }
    TRY(collect_choose_method(task, &nobodys, &method));
    if (method != NULL) {
        return OK;
    }
    TRY(setup_intent_create_for(task, subscription->customer, subscription->id, out));
    subscription->pending_setup_intent = (*out)->id;
    return OK;
}

err_t
workflow_setup_changed(struct task *task, const struct setup_intent *intent)
{
    struct subscription *subscription;
    bool is_over = intent->status == SETUP_INTENT_STATUS_SUCCEEDED ||
                   intent->status == SETUP_INTENT_STATUS_CANCELED;
    if (intent->subscription.key == 0 || !is_over) {
        return OK;
    }
    TRY(subscription_load(task, intent->subscription, NULL, &subscription));
    if (subscription->pending_setup_intent.key != intent->id.key || subscription->ended_at != 0) {
        return OK;
    }
    subscription->pending_setup_intent = (struct id){0};
    if (intent->status == SETUP_INTENT_STATUS_SUCCEEDED &&
        subscription->payment_settings.save_default_payment_method ==
            SAVE_PAYMENT_METHOD_ON_SUBSCRIPTION) {
        subscription->default_payment_method = intent->payment_method;
    }
    return subscription_save(task, subscription);
}
