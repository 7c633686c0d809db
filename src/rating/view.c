/* SPDX-License-Identifier: Apache-2.0 */
/** view.c: what scripts see of prices and periods, whatever the point. */
#include "rating/rating.h"

static_assert((int)VIEW_INTERVAL_YEAR == (int)INTERVAL_YEAR &&
                  (int)VIEW_INTERVAL_DAY == (int)INTERVAL_DAY,
              "the script's intervals stand in the catalog's order");
static_assert((int)VIEW_USAGE_TYPE_METERED == (int)USAGE_TYPE_METERED,
              "the script's usage types stand in the catalog's order");
static_assert((int)VIEW_TIERS_MODE_VOLUME == (int)TIERS_MODE_VOLUME &&
                  (int)VIEW_TIERS_MODE_GRADUATED == (int)TIERS_MODE_GRADUATED,
              "the script's modes of tiers stand in the catalog's order");

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "a script's input is too big");
}

static err_t
view_recurring(struct task *task, const struct price_recurring *recurring,
               struct view_recurring **out)
{
    if (recurring == NULL) {
        return OK;
    }
    struct view_recurring *view = arena_new(task->arena, struct view_recurring);
    if (view == NULL) {
        return fail_memory(task);
    }
    view->interval = (enum view_interval)recurring->interval;
    view->interval_count = recurring->interval_count;
    view->usage_type = (enum view_usage_type)recurring->usage_type;
    *out = view;
    return OK;
}

static err_t
view_tiers(struct task *task, const struct price_tier *tiers, size_t count, struct view_price *out)
{
    struct view_tier *views = arena_alloc(task->arena, count, sizeof(*views));
    if (views == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct view_tier){
            .has_flat_amount = tiers[i].has_flat_amount_decimal,
            .flat_amount = tiers[i].flat_amount_decimal,
            .has_unit_amount = tiers[i].has_unit_amount_decimal,
            .unit_amount = tiers[i].unit_amount_decimal,
            .has_up_to = tiers[i].has_up_to,
            .up_to = decimal_from_int(tiers[i].up_to),
        };
    }
    out->tiers = views;
    out->tiers_count = count;
    return OK;
}

err_t
rating_view_price(struct task *task, const struct price *price, const struct product *product,
                  struct currency currency, struct view_price **out)
{
    struct view_price *view = arena_new(task->arena, struct view_price);
    if (view == NULL) {
        return fail_memory(task);
    }
    view->id = id_text(task->arena, &task->account->secret, price_kind.prefix, price->id.key);
    view->metadata = price->metadata;
    view->billing_scheme = price->billing_scheme == BILLING_SCHEME_TIERED
                               ? VIEW_BILLING_SCHEME_TIERED
                               : VIEW_BILLING_SCHEME_PER_UNIT;
    view->type =
        price->type == PRICE_TYPE_RECURRING ? VIEW_PRICE_TYPE_RECURRING : VIEW_PRICE_TYPE_ONE_TIME;
    struct price_currency_option amounts = price_amounts(price, currency);
    view->currency = currency;
    view->has_unit_amount = amounts.has_unit_amount_decimal; /* none with tiers */
    view->unit_amount = amounts.unit_amount_decimal;
    view->tiers_mode = (enum view_tiers_mode)price->tiers_mode;
    TRY(view_tiers(task, amounts.tiers, amounts.tiers_count, view));
    if (product != NULL) {
        view->product = arena_new(task->arena, struct view_product);
        if (view->product == NULL) {
            return fail_memory(task);
        }
        view->product->id = product_public_id(task, product);
        view->product->name = product->name;
        view->product->metadata = product->metadata;
    }
    *out = view;
    return view_recurring(task, price->recurring, &view->recurring);
}

err_t
rating_view_priced(struct task *task, const struct price *price, const struct product *product,
                   struct currency currency, struct view_priced *out)
{
    if (price == NULL) {
        out->price_kind = VIEW_PRICE_KIND_OTHER;
        out->other_price_kind = TEXT("invoice_item");
        return OK;
    }
    out->price_kind = VIEW_PRICE_KIND_PRICE;
    return rating_view_price(task, price, product, currency, &out->price);
}

void
rating_view_period(instant_t start, instant_t end, struct view_period *out)
{
    if (start == end) {
        *out = (struct view_period){.value = VIEW_PERIOD_VALUE_ONE_TIME, .at = start};
    } else {
        *out = (struct view_period){
            .value = VIEW_PERIOD_VALUE_TIME_RANGE, .start_date = start, .end_date = end};
    }
}
