/* SPDX-License-Identifier: Apache-2.0 */
/** settings_api.c: /v1/extend/settings. */
#include "account/account.h"
#include "api/call.h"
#include "extend/extend.h"

#include "routes.model.h"

err_t
api_settings_retrieve(struct call *call)
{
    struct account_settings *settings;
    TRY(account_settings_load(call->task, &settings));
    return call_answer_object(call, &account_settings_kind, settings);
}

static bool
is_named(const struct text *names, size_t count, const struct point *point)
{
    for (size_t i = 0; i < count; i++) {
        if (point_find(names[i]) == point) {
            return true;
        }
    }
    return false;
}

err_t
point_is_open(struct task *task, const struct point *point)
{
    struct account_settings *settings;
    if (point->stability != POINT_STABILITY_EXPERIMENTAL) {
        return OK;
    }
    TRY(account_settings_load(task, &settings));
    if (is_named(settings->experimental_points, settings->experimental_points_count, point)) {
        return OK;
    }
    return fail(task, ERR_POINT_EXPERIMENTAL, "point",
                "%s is experimental: all of it may still change. Switch it on for the account by "
                "POST /v1/extend/settings, experimental_points.",
                point->id);
}

/** Nobody loses a script unasked: a point is switched off when nothing is bound there. */
static err_t
points_check(struct task *task, const struct account_settings *settings,
             const struct account_settings_update_params *params)
{
    for (size_t i = 0; i < params->experimental_points_count; i++) {
        struct text id = params->experimental_points[i];
        if (point_find(id) == NULL) {
            return fail(task, ERR_POINT_UNKNOWN, "experimental_points",
                        "No such extension point: '%.*s'. GET /v1/extend/points lists them.",
                        TEXT_ARG(id));
        }
    }
    for (size_t i = 0; i < settings->experimental_points_count; i++) {
        const struct point *point = point_find(settings->experimental_points[i]);
        bool is_bound = false;
        if (point == NULL || point->stability != POINT_STABILITY_EXPERIMENTAL ||
            is_named(params->experimental_points, params->experimental_points_count, point)) {
            continue;
        }
        TRY(binding_any(task, point, &is_bound));
        if (is_bound) {
            return fail(task, ERR_POINT_IN_USE, "experimental_points",
                        "Scripts are bound at %s; retire their bindings first.", point->id);
        }
    }
    return OK;
}

err_t
api_settings_update(struct call *call)
{
    const struct account_settings_update_params *params = call->params;
    struct account_settings *settings;
    if (params->has_experimental_points != GIVEN_NO) {
        TRY(account_settings_load(call->task, &settings));
        TRY(points_check(call->task, settings, params));
    }
    TRY(account_settings_update(call->task, call->params, &settings));
    return call_answer_object(call, &account_settings_kind, settings);
}
