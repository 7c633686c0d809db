/* SPDX-License-Identifier: Apache-2.0 */
/** tax_rate.c: shares of a line's amount for a tax office; how they apply stands in rating. */
#include "base/change.h"
#include "base/metadata.h"
#include "catalog/catalog.h"
#include "event/event.h"

#include "limits.model.h"

#define PERCENT_PLACES_MAX 4

static err_t
percentage_check(struct task *task, struct decimal percentage)
{
    struct decimal rounded;
    TRY(decimal_round(percentage, PERCENT_PLACES_MAX, ROUND_DOWN, &rounded));
    if (decimal_compare(percentage, decimal_from_int(0)) < 0 ||
        decimal_compare(percentage, decimal_from_int(100)) > 0 ||
        decimal_compare(percentage, rounded) != 0) {
        return fail(task, ERR_TAX_RATE_TERMS, "percentage",
                    "percentage is from 0 to 100, with at most %d decimal places.",
                    PERCENT_PLACES_MAX);
    }
    return OK;
}

err_t
tax_rate_create(struct task *task, const struct tax_rate_create_params *params,
                struct tax_rate **out)
{
    TRY(percentage_check(task, params->percentage));
    struct tax_rate *rate = arena_new(task->arena, struct tax_rate);
    if (rate == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    rate->id = task_new_id(task);
    rate->active = params->has_active == GIVEN_VALUE ? params->active : true;
    rate->country = params->country;
    rate->created = task->now;
    rate->description = params->description;
    rate->display_name = params->display_name;
    rate->inclusive = params->inclusive;
    rate->jurisdiction = params->jurisdiction;
    rate->livemode = task->account->livemode;
    rate->percentage = params->percentage;
    rate->state = params->state;
    rate->tax_type = params->tax_type;
    TRY(metadata_merge(task, &rate->metadata, &params->metadata, params->has_metadata,
                       &rate->metadata));
    TRY(record_insert(task, &tax_rate_records, rate));
    *out = rate;
    return event_append(task, EVENT_TAX_RATE_CREATED, &tax_rate_records, rate);
}

err_t
tax_rate_update(struct task *task, struct tax_rate *rate,
                const struct tax_rate_update_params *params)
{
    change_bool(&rate->active, params->has_active, params->active);
    change_text(&rate->description, params->has_description, params->description);
    change_text(&rate->display_name, params->has_display_name, params->display_name);
    change_text(&rate->jurisdiction, params->has_jurisdiction, params->jurisdiction);
    if (params->has_tax_type == GIVEN_VALUE) {
        rate->tax_type = params->tax_type;
    }
    TRY(metadata_merge(task, &rate->metadata, &params->metadata, params->has_metadata,
                       &rate->metadata));
    TRY(record_update(task, &tax_rate_records, rate));
    return event_append(task, EVENT_TAX_RATE_UPDATED, &tax_rate_records, rate);
}

err_t
tax_rate_list_take(struct task *task, const struct id *ids, size_t count, const char *param,
                   struct id **out, size_t *out_count)
{
    struct id *list = arena_alloc(task->arena, count, sizeof(*list));
    if (list == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, param, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        struct tax_rate *rate;
        TRY(tax_rate_load(task, ids[i], param, &rate));
        if (!rate->active) {
            return fail(task, ERR_TAX_RATE_INACTIVE, param,
                        "The tax rate %.*s is archived, so nothing new can use it.",
                        TEXT_ARG(id_text(task->arena, &task->account->secret, tax_rate_kind.prefix,
                                         rate->id.key)));
        }
        for (size_t k = 0; k < i; k++) {
            if (ids[k].key == ids[i].key) {
                return fail(task, ERR_TAX_RATE_DUPLICATE, param,
                            "A tax rate stands in `%s` more than once.", param);
            }
        }
        list[i] = ids[i];
    }
    *out = list;
    *out_count = count;
    return OK;
}
