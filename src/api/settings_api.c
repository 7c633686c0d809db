/* SPDX-License-Identifier: Apache-2.0 */
/** settings_api.c: /v1/extend/settings. */
#include "account/account.h"
#include "api/route.h"

#include "routes.model.h"

err_t
api_settings_retrieve(struct call *call)
{
    struct account_settings *settings;
    TRY(account_settings_load(call->task, &settings));
    return call_answer_object(call, &account_settings_kind, settings);
}

err_t
api_settings_update(struct call *call)
{
    struct account_settings *settings;
    TRY(account_settings_update(call->task, call->params, &settings));
    return call_answer_object(call, &account_settings_kind, settings);
}
