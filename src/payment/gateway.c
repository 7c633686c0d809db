/* SPDX-License-Identifier: Apache-2.0 */
/** gateway.c: which provider an account has; the one that is none. */
#include "payment/gateway.h"

static bool
describe_nothing(struct arena *arena, struct text text, instant_t now, struct payment_method *out)
{
    (void)arena;
    (void)text;
    (void)now;
    (void)out;
    return false;
}

static void
refuse(struct gateway_answer *out)
{
    *out = (struct gateway_answer){.result = PAYMENT_FAILED,
                                   .error = ERR_GATEWAY_TEST_ONLY,
                                   .decline_code = "processing_error",
                                   .message = "There is no payment gateway in live mode.",
                                   .is_hard = true};
}

static void
refuse_method(const struct payment_method *method, struct gateway_answer *out)
{
    (void)method;
    refuse(out);
}

static void
refuse_request(const struct gateway_request *request, struct gateway_answer *out)
{
    (void)request;
    refuse(out);
}

const struct gateway gateway_none = {
    .name = "none",
    .describe = describe_nothing,
    .verify = refuse_method,
    .set_up = refuse_method,
    .authorize = refuse_request,
    .finish = refuse_request,
    .ask = refuse_request,
    .refund = refuse_request,
    .ask_refund = refuse_request,
};

const struct gateway *
gateway_of(const struct task *task)
{
    if (task->gateway != NULL) {
        return task->gateway;
    }
    return task->account->livemode ? &gateway_none : &gateway_test;
}
