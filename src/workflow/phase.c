/* SPDX-License-Identifier: Apache-2.0 */
/** phase.c: a subscription takes what a phase says (billing.md 18). */
#include "workflow/phase.h"

#include "base/metadata.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many phases");
}

/** The discount of a subscription or item that comes from a coupon or code already. */
static err_t
find_kept(struct task *task, const struct phase_discount *from, const struct id *old,
          size_t old_count, struct id *out)
{
    *out = (struct id){0};
    for (size_t i = 0; i < old_count; i++) {
        struct discount *discount;
        TRY(discount_find(task, old[i], &discount));
        bool is_it =
            discount != NULL && (discount->id.key == from->discount.key ||
                                 (from->promotion_code.key != 0
                                      ? discount->promotion_code.key == from->promotion_code.key
                                      : discount->source.coupon.key == from->coupon.key));
        *out = is_it ? old[i] : *out;
    }
    return OK;
}

/** Discounts of a phase as a request would name them, but for those that are gone. */
static err_t
to_discounts(struct task *task, const struct phase_discount *from, size_t count,
             const struct id *old, size_t old_count, struct discount_in_params **out,
             size_t *out_count)
{
    *out = arena_alloc(task->arena, count, sizeof(**out));
    if (*out == NULL) {
        return fail_memory(task);
    }
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct discount_in_params wish = {0};
        struct id kept;
        TRY(find_kept(task, &from[i], old, old_count, &kept));
        if (kept.key != 0) {
            wish = (struct discount_in_params){.has_discount = GIVEN_VALUE, .discount = kept};
        } else if (from[i].coupon.key != 0) {
            struct coupon *coupon;
            TRY(coupon_load(task, from[i].coupon, "discounts", &coupon));
            wish.has_coupon =
                coupon_is_valid(coupon, task->now) && !coupon->is_deleted ? GIVEN_VALUE : GIVEN_NO;
            wish.coupon = coupon->public_id;
        } else if (from[i].promotion_code.key != 0) {
            struct text id = id_text(task->arena, &task->account->secret,
                                     promotion_code_kind.prefix, from[i].promotion_code.key);
            struct promotion_code *code;
            bool is_active;
            TRY(promotion_code_find(task, id, "discounts", &code));
            TRY(promotion_code_is_active(task, code, &is_active));
            wish.has_promotion_code = is_active ? GIVEN_VALUE : GIVEN_NO;
            wish.promotion_code = id;
        }
        if (wish.has_coupon != GIVEN_NO || wish.has_discount != GIVEN_NO ||
            wish.has_promotion_code != GIVEN_NO) {
            (*out)[(*out_count)++] = wish;
        }
    }
    return OK;
}

/* ---- items ------------------------------------------------------------------------- */

static err_t
to_item(struct task *task, const struct phase_item *from, const struct subscription_item *old,
        struct subscription_item_change_params *out)
{
    *out = (struct subscription_item_change_params){
        .has_id = old != NULL ? GIVEN_VALUE : GIVEN_NO,
        .id = old != NULL ? old->id : (struct id){0},
        .has_price = GIVEN_VALUE,
        .price = from->price,
        .has_quantity = from->has_quantity,
        .quantity = from->quantity,
        .has_metadata = from->metadata.count > 0 ? GIVEN_VALUE : GIVEN_NO,
        .metadata = from->metadata,
        .has_tax_rates = from->tax_rates_count > 0 ? GIVEN_VALUE : GIVEN_EMPTY,
        .tax_rates = from->tax_rates,
        .tax_rates_count = from->tax_rates_count,
    };
    TRY(to_discounts(task, from->discounts, from->discounts_count,
                     old != NULL ? old->discounts : NULL, old != NULL ? old->discounts_count : 0,
                     &out->discounts, &out->discounts_count));
    bool is_changed = out->discounts_count > 0 || (old != NULL && old->discounts_count > 0);
    out->has_discounts = is_changed ? GIVEN_VALUE : GIVEN_NO;
    return OK;
}

/** The old item that becomes the phase's item: one of its price, else one that nothing needs. */
static const struct subscription_item *
item_for(const struct schedule_phase *phase, size_t index, const struct subscription *subscription,
         const bool *taken, bool by_price)
{
    for (size_t k = 0; k < subscription->items_count; k++) {
        const struct subscription_item *old = &subscription->items[k];
        bool is_it = old->price.key == phase->items[index].price.key;
        if (!taken[k] && (is_it || !by_price)) {
            return old;
        }
    }
    return NULL;
}

err_t
phase_to_items(struct task *task, const struct schedule_phase *phase,
               const struct subscription *subscription,
               struct subscription_item_change_params **items, size_t *count)
{
    bool taken[LIMIT_SUBSCRIPTION_ITEMS_MAX] = {false};
    const struct subscription_item *chosen[LIMIT_SUBSCRIPTION_ITEMS_MAX] = {NULL};
    struct subscription_item_change_params *list =
        arena_alloc(task->arena, phase->items_count + subscription->items_count, sizeof(*list));
    if (list == NULL) {
        return fail_memory(task);
    }
    assert(phase->items_count <= LIMIT_SUBSCRIPTION_ITEMS_MAX);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < phase->items_count; i++) {
            const struct subscription_item *old =
                chosen[i] != NULL ? NULL : item_for(phase, i, subscription, taken, pass == 0);
            if (old != NULL) {
                chosen[i] = old;
                taken[old - subscription->items] = true;
            }
        }
    }
    *count = 0;
    for (size_t k = 0; k < subscription->items_count; k++) {
        if (!taken[k]) {
            list[(*count)++] = (struct subscription_item_change_params){
                .has_id = GIVEN_VALUE,
                .id = subscription->items[k].id,
                .has_deleted = GIVEN_VALUE,
                .deleted = true,
            };
        }
    }
    for (size_t i = 0; i < phase->items_count; i++) {
        TRY(to_item(task, &phase->items[i], chosen[i], &list[(*count)++]));
    }
    *items = list;
    return OK;
}

err_t
phase_to_additions(struct task *task, const struct schedule_phase *phase,
                   struct addition_in_params **out)
{
    size_t count = phase->add_invoice_items_count;
    *out = arena_alloc(task->arena, count, sizeof(**out));
    if (*out == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        const struct phase_addition *from = &phase->add_invoice_items[i];
        struct addition_period_in_params *period =
            arena_new(task->arena, struct addition_period_in_params);
        if (period == NULL) {
            return fail_memory(task);
        }
        bool is_phase_start = from->period.start.type == ADDITION_START_PHASE_START;
        bool is_phase_end = from->period.end.type == ADDITION_END_PHASE_END;
        bool has_start = is_phase_start || from->period.start.type == ADDITION_START_TIMESTAMP;
        bool has_end = is_phase_end || from->period.end.type == ADDITION_END_TIMESTAMP;
        *period = (struct addition_period_in_params){
            .start = {.type = has_start ? ADDITION_START_TIMESTAMP : from->period.start.type,
                      .has_timestamp = has_start ? GIVEN_VALUE : GIVEN_NO,
                      .timestamp =
                          is_phase_start ? phase->start_date : from->period.start.timestamp},
            .end = {.type = has_end ? ADDITION_END_TIMESTAMP : from->period.end.type,
                    .has_timestamp = has_end ? GIVEN_VALUE : GIVEN_NO,
                    .timestamp = is_phase_end ? phase->end_date : from->period.end.timestamp},
        };
        (*out)[i] = (struct addition_in_params){
            .has_discountable = from->has_discountable,
            .discountable = from->discountable,
            .has_metadata = from->metadata.count > 0 ? GIVEN_VALUE : GIVEN_NO,
            .metadata = from->metadata,
            .has_period = GIVEN_VALUE,
            .period = period,
            .has_price = GIVEN_VALUE,
            .price = from->price,
            .has_quantity = from->has_quantity,
            .quantity = from->quantity,
            .has_tax_rates = from->tax_rates_count > 0 ? GIVEN_VALUE : GIVEN_NO,
            .tax_rates = from->tax_rates,
            .tax_rates_count = from->tax_rates_count,
        };
        TRY(to_discounts(task, from->discounts, from->discounts_count, NULL, 0,
                         &(*out)[i].discounts, &(*out)[i].discounts_count));
        (*out)[i].has_discounts = (*out)[i].discounts_count > 0 ? GIVEN_VALUE : GIVEN_NO;
    }
    return OK;
}

/* ---- terms ------------------------------------------------------------------------- */

static enum collection_method
collection_of(const struct subscription_schedule *schedule, const struct schedule_phase *phase)
{
    return phase->collection_method != COLLECTION_METHOD_NONE
               ? phase->collection_method
               : schedule->default_settings.collection_method;
}

static bool
days_of(const struct subscription_schedule *schedule, const struct schedule_phase *phase,
        int64_t *days)
{
    const struct schedule_invoice_settings *all = &schedule->default_settings.invoice_settings;
    if (phase->invoice_settings != NULL &&
        phase->invoice_settings->has_days_until_due == GIVEN_VALUE) {
        *days = phase->invoice_settings->days_until_due;
        return true;
    }
    *days = all->has_days_until_due == GIVEN_VALUE ? all->days_until_due : 30;
    return all->has_days_until_due == GIVEN_VALUE;
}

/** What neither a new subscription nor an old one asks for in its parameters. */
static err_t
take_settings(struct task *task, const struct subscription_schedule *schedule,
              const struct schedule_phase *phase, struct subscription *subscription)
{
    const struct schedule_settings *all = &schedule->default_settings;
    enum collection_method method = collection_of(schedule, phase);
    if (method != COLLECTION_METHOD_NONE) {
        subscription->collection_method = method;
    }
    bool is_sent = subscription->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    subscription->has_days_until_due = is_sent ? GIVEN_VALUE : GIVEN_NO;
    (void)days_of(schedule, phase, &subscription->days_until_due);
    subscription->days_until_due = is_sent ? subscription->days_until_due : 0;
    struct id payment = phase->default_payment_method.key != 0 ? phase->default_payment_method
                                                               : all->default_payment_method;
    if (payment.key != 0) {
        subscription->default_payment_method = payment;
    }
    struct text description =
        phase->description.bytes != NULL ? phase->description : all->description;
    if (description.bytes != NULL) {
        subscription->description = description;
    }
    subscription->billing_thresholds =
        phase->billing_thresholds != NULL ? phase->billing_thresholds : all->billing_thresholds;
    struct text text = phase->invoice_settings != NULL ? phase->invoice_settings->description
                                                       : all->invoice_settings.description;
    struct text footer = phase->invoice_settings != NULL ? phase->invoice_settings->footer
                                                         : all->invoice_settings.footer;
    subscription->invoice_settings.description = text;
    subscription->invoice_settings.footer = footer;
    subscription->default_tax_rates = phase->default_tax_rates;
    subscription->default_tax_rates_count = phase->default_tax_rates_count;
    return metadata_merge(task, &subscription->metadata, &phase->metadata,
                          phase->metadata.count > 0 ? GIVEN_VALUE : GIVEN_NO,
                          &subscription->metadata);
}

err_t
phase_take_terms(struct task *task, const struct subscription_schedule *schedule,
                 const struct schedule_phase *phase, struct subscription *subscription)
{
    struct discount_in_params *wishes;
    size_t count;
    struct discount_owner owner = {.customer = subscription->customer,
                                   .subscription = subscription->id};
    TRY(take_settings(task, schedule, phase, subscription));
    TRY(to_discounts(task, phase->discounts, phase->discounts_count, subscription->discounts,
                     subscription->discounts_count, &wishes, &count));
    return discount_replace(task, &owner, wishes, count, "discounts", subscription->discounts,
                            subscription->discounts_count, &subscription->discounts,
                            &subscription->discounts_count);
}

static err_t
copy_items(struct task *task, const struct schedule_phase *phase,
           struct subscription_create_params *out)
{
    struct subscription_item_in_params *items =
        arena_alloc(task->arena, phase->items_count, sizeof(*items));
    if (items == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < phase->items_count; i++) {
        struct subscription_item_change_params item;
        TRY(to_item(task, &phase->items[i], NULL, &item));
        items[i] = (struct subscription_item_in_params){
            .has_discounts = item.has_discounts,
            .discounts = item.discounts,
            .discounts_count = item.discounts_count,
            .has_metadata = item.has_metadata,
            .metadata = item.metadata,
            .has_price = GIVEN_VALUE,
            .price = item.price,
            .has_quantity = item.has_quantity,
            .quantity = item.quantity,
            .has_tax_rates = item.has_tax_rates,
            .tax_rates = item.tax_rates,
            .tax_rates_count = item.tax_rates_count,
        };
    }
    out->items = items;
    out->items_count = phase->items_count;
    return OK;
}

err_t
phase_to_create(struct task *task, const struct subscription_schedule *schedule,
                const struct schedule_phase *phase, struct subscription_create_params *out)
{
    struct billing_mode_in_params *mode = arena_new(task->arena, struct billing_mode_in_params);
    if (mode == NULL) {
        return fail_memory(task);
    }
    mode->type = schedule->billing_mode.type;
    bool is_sent = collection_of(schedule, phase) == COLLECTION_METHOD_SEND_INVOICE;
    *out = (struct subscription_create_params){
        .customer = schedule->customer,
        .has_billing_mode = GIVEN_VALUE,
        .billing_mode = mode,
        .has_currency = GIVEN_VALUE,
        .currency = phase->currency,
        .has_collection_method = is_sent ? GIVEN_VALUE : GIVEN_NO,
        .collection_method = COLLECTION_METHOD_SEND_INVOICE,
        .has_days_until_due = is_sent ? GIVEN_VALUE : GIVEN_NO,
        .has_metadata = phase->metadata.count > 0 ? GIVEN_VALUE : GIVEN_NO,
        .metadata = phase->metadata,
        .has_proration_behavior = GIVEN_VALUE,
        .proration_behavior = phase->proration_behavior,
        .has_trial_end = phase->trial_end > task->now ? GIVEN_VALUE : GIVEN_NO,
        .trial_end = phase->trial_end,
        .has_backdate_start_date = phase->start_date < task->now ? GIVEN_VALUE : GIVEN_NO,
        .backdate_start_date = phase->start_date,
        .has_default_tax_rates = phase->default_tax_rates_count > 0 ? GIVEN_VALUE : GIVEN_NO,
        .default_tax_rates = phase->default_tax_rates,
        .default_tax_rates_count = phase->default_tax_rates_count,
    };
    (void)days_of(schedule, phase, &out->days_until_due);
    TRY(copy_items(task, phase, out));
    TRY(to_discounts(task, phase->discounts, phase->discounts_count, NULL, 0, &out->discounts,
                     &out->discounts_count));
    out->has_discounts = out->discounts_count > 0 ? GIVEN_VALUE : GIVEN_NO;
    TRY(phase_to_additions(task, phase, &out->add_invoice_items));
    out->add_invoice_items_count = phase->add_invoice_items_count;
    out->has_add_invoice_items = out->add_invoice_items_count > 0 ? GIVEN_VALUE : GIVEN_NO;
    return OK;
}

/* ---- the other way round -------------------------------------------------------------- */

static err_t
from_discounts(struct task *task, const struct id *ids, size_t count, struct phase_discount **out)
{
    *out = arena_alloc(task->arena, count, sizeof(**out));
    for (size_t i = 0; *out != NULL && i < count; i++) {
        (*out)[i] = (struct phase_discount){.discount = ids[i]};
    }
    return *out != NULL ? OK : fail_memory(task);
}

err_t
phase_of_subscription(struct task *task, const struct subscription *subscription,
                      struct schedule_phase *out)
{
    struct phase_item *items = arena_alloc(task->arena, subscription->items_count, sizeof(*items));
    if (items == NULL) {
        return fail_memory(task);
    }
    *out = (struct schedule_phase){
        .start_date = INT64_MAX,
        .end_date = subscription_boundary(subscription),
        .currency = subscription->currency,
        .proration_behavior = TEXT("create_prorations"),
        .items = items,
        .items_count = subscription->items_count,
        .default_tax_rates = subscription->default_tax_rates,
        .default_tax_rates_count = subscription->default_tax_rates_count,
        .discounts_count = subscription->discounts_count,
        .trial_end =
            subscription->status == SUBSCRIPTION_STATUS_TRIALING ? subscription->trial_end : 0,
        .billing_thresholds = subscription->billing_thresholds,
    };
    TRY(from_discounts(task, subscription->discounts, subscription->discounts_count,
                       &out->discounts));
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        items[i] = (struct phase_item){
            .price = item->price,
            .plan = item->price,
            .has_quantity = item->has_quantity,
            .quantity = item->quantity,
            .metadata = item->metadata,
            .tax_rates = item->tax_rates,
            .tax_rates_count = item->tax_rates_count,
            .discounts_count = item->discounts_count,
        };
        TRY(from_discounts(task, item->discounts, item->discounts_count, &items[i].discounts));
        if (item->current_period_start < out->start_date) {
            out->start_date = item->current_period_start;
        }
    }
    return OK;
}
