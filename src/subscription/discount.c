/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription.h"

#include "events.model.h"
#include "limits.model.h"

err_t
discount_find(struct task *task, struct id id, struct discount **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &discount_records, id, &object));
    }
    *out = object;
    return OK;
}

static err_t
load(struct task *task, struct id id, const char *param, struct discount **out)
{
    TRY(discount_find(task, id, out));
    if (*out == NULL) {
        struct text text =
            id_text(task->arena, &task->account->secret, discount_kind.prefix, id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such discount: '%.*s'", TEXT_ARG(text));
    }
    return OK;
}

static bool
is_listed(const struct id *ids, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (ids[i].key == id.key) {
            return true;
        }
    }
    return false;
}

/** Those of subscriptions and customers are told of; items and invoices show theirs. */
static bool
is_announced(const struct discount *discount)
{
    return discount->subscription_item.key == 0 && discount->invoice.key == 0 &&
           discount->invoice_item.key == 0;
}

static err_t
create(struct task *task, const struct discount_owner *owner, struct coupon *coupon,
       struct id promotion_code, const char *param, struct discount **out)
{
    TRY(coupon_redeem(task, coupon, param));
    struct discount *discount = arena_new(task->arena, struct discount);
    if (discount == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many discounts");
    }
    discount->id = task_new_id(task);
    discount->customer = owner->customer;
    discount->subscription = owner->subscription;
    discount->subscription_item = owner->subscription_item;
    discount->invoice = owner->invoice;
    discount->invoice_item = owner->invoice_item;
    discount->customer_wide = owner->customer_wide ? owner->customer : (struct id){0};
    discount->source.coupon = coupon->id;
    discount->promotion_code = promotion_code;
    discount->start = task->now;
    if (coupon->duration == COUPON_DURATION_REPEATING) {
        discount->end = instant_add(task->now, INTERVAL_MONTH, coupon->duration_in_months);
    }
    TRY(record_insert(task, &discount_records, discount));
    *out = discount;
    return OK;
}

static err_t
announce(struct task *task, const struct discount *discount, enum event_type type)
{
    if (!is_announced(discount)) {
        return OK;
    }
    return event_append(task, type, &discount_records, discount);
}

/** The coupon behind a promotion code, which is counted as redeemed. */
static err_t
redeem_code(struct task *task, const struct discount_owner *owner, struct text id,
            const char *param, struct promotion_code **out, struct coupon **coupon)
{
    struct customer *customer;
    TRY(promotion_code_find(task, id, param, out));
    TRY(customer_load(task, owner->customer, "customer", &customer));
    struct redemption redemption = {
        .customer = customer->id,
        .is_first = customer->billed_count == 0 && !customer->has_paid,
        .has_amount = owner->amount != NULL,
        .amount = owner->amount != NULL ? *owner->amount : (struct money){0},
    };
    TRY(promotion_code_redeem(task, *out, &redemption, param));
    return coupon_load(task, (*out)->promotion.coupon, param, coupon);
}

static err_t
read_wish(struct task *task, const struct discount_owner *owner,
          const struct discount_in_params *wish, const char *param, const struct id *old,
          size_t old_count, struct discount **out)
{
    if ((wish->has_coupon != GIVEN_NO) + (wish->has_discount != GIVEN_NO) +
            (wish->has_promotion_code != GIVEN_NO) !=
        1) {
        return fail(task, ERR_DISCOUNT_SHAPE, param,
                    "Each element of `%s` must have exactly one of `coupon`, `discount`, or "
                    "`promotion_code`.",
                    param);
    }
    if (wish->has_discount != GIVEN_NO) {
        if (!is_listed(old, old_count, wish->discount)) {
            struct text text = id_text(task->arena, &task->account->secret, discount_kind.prefix,
                                       wish->discount.key);
            return fail(task, ERR_RESOURCE_MISSING, param, "No such discount: '%.*s'",
                        TEXT_ARG(text));
        }
        return load(task, wish->discount, param, out);
    }
    struct coupon *coupon;
    struct promotion_code *code = NULL;
    if (wish->has_promotion_code != GIVEN_NO) {
        TRY(redeem_code(task, owner, wish->promotion_code, param, &code, &coupon));
    } else {
        TRY(coupon_find(task, wish->coupon, param, &coupon));
    }
    TRY(create(task, owner, coupon, code != NULL ? code->id : (struct id){0}, param, out));
    return owner->is_quiet ? OK : announce(task, *out, EVENT_CUSTOMER_DISCOUNT_CREATED);
}

err_t
discount_announce(struct task *task, const struct id *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct discount *discount;
        TRY(load(task, ids[i], NULL, &discount));
        TRY(announce(task, discount, EVENT_CUSTOMER_DISCOUNT_CREATED));
    }
    return OK;
}

err_t
discount_replace(struct task *task, const struct discount_owner *owner,
                 const struct discount_in_params *wishes, size_t wish_count, const char *param,
                 const struct id *old, size_t old_count, struct id **ids, size_t *count)
{
    if (wish_count > LIMIT_RATING_DISCOUNTS_MAX) {
        return fail(task, ERR_DISCOUNT_TOO_MANY, param, "`%s` has at most %d elements.", param,
                    LIMIT_RATING_DISCOUNTS_MAX);
    }
    struct id *list = arena_alloc(task->arena, wish_count, sizeof(*list));
    struct id *coupons = arena_alloc(task->arena, wish_count, sizeof(*coupons));
    if (list == NULL || coupons == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many discounts");
    }
    for (size_t i = 0; i < wish_count; i++) {
        struct discount *discount;
        TRY(read_wish(task, owner, &wishes[i], param, old, old_count, &discount));
        if (is_listed(coupons, i, discount->source.coupon)) {
            return fail(task, ERR_DISCOUNT_DUPLICATE, param,
                        "A coupon stands in `%s` more than once.", param);
        }
        list[i] = discount->id;
        coupons[i] = discount->source.coupon;
    }
    for (size_t i = 0; i < old_count; i++) {
        if (!is_listed(list, wish_count, old[i])) {
            struct discount *ended;
            TRY(load(task, old[i], param, &ended));
            ended->end = task->now;
            TRY(record_update(task, &discount_records, ended));
            TRY(announce(task, ended, EVENT_CUSTOMER_DISCOUNT_DELETED));
        }
    }
    *ids = list;
    *count = wish_count;
    return OK;
}

err_t
discount_of_customer(struct task *task, struct id customer, struct discount **out)
{
    struct record_scan scan = {
        .kind = &discount_records,
        .index = 0,
        .equals = {customer.key},
        .equals_count = 1,
        .newest_first = true,
        .limit = 1,
    };
    void **objects;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    *out = count == 0 ? NULL : objects[0];
    return OK;
}

err_t
discount_put_on_customer(struct task *task, struct id customer,
                         const struct discount_in_params *wish, struct discount **out)
{
    struct discount *old;
    struct discount_owner owner = {.customer = customer, .customer_wide = true};
    const char *param = wish->has_coupon != GIVEN_NO ? "coupon" : "promotion_code";
    TRY(discount_of_customer(task, customer, &old));
    if (old != NULL) {
        TRY(discount_end(task, old->id));
    }
    return read_wish(task, &owner, wish, param, NULL, 0, out);
}

err_t
discount_list_active(struct task *task, const struct id *ids, size_t count, instant_t at,
                     struct rating_discount **out, size_t *out_count)
{
    struct rating_discount *list = arena_alloc(task->arena, count, sizeof(*list));
    if (list == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many discounts");
    }
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct discount *discount;
        struct coupon *coupon;
        TRY(load(task, ids[i], NULL, &discount));
        if (discount->consumed || (discount->end != 0 && at >= discount->end)) {
            continue;
        }
        TRY(coupon_load(task, discount->source.coupon, NULL, &coupon));
        list[(*out_count)++] = (struct rating_discount){discount->id, coupon};
    }
    *out = list;
    return OK;
}

/** Take an id out of a list, in place; true when it was there. */
static bool
list_remove(struct id *ids, size_t *count, struct id id)
{
    for (size_t i = 0; i < *count; i++) {
        if (ids[i].key == id.key) {
            memmove(&ids[i], &ids[i + 1], (*count - i - 1) * sizeof(*ids));
            (*count)--;
            return true;
        }
    }
    return false;
}

static bool
leave_subscription(struct subscription *subscription, struct id discount)
{
    bool has_left = list_remove(subscription->discounts, &subscription->discounts_count, discount);
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        has_left = list_remove(item->discounts, &item->discounts_count, discount) || has_left;
    }
    return has_left;
}

err_t
discount_consume(struct task *task, struct subscription *subscription, const struct id *ids,
                 size_t count)
{
    bool has_left = false;
    for (size_t i = 0; i < count; i++) {
        struct discount *discount;
        struct coupon *coupon;
        TRY(load(task, ids[i], NULL, &discount));
        TRY(coupon_load(task, discount->source.coupon, NULL, &coupon));
        if (coupon->duration != COUPON_DURATION_ONCE || discount->consumed) {
            continue;
        }
        discount->consumed = true;
        discount->customer_wide = (struct id){0};
        TRY(record_update(task, &discount_records, discount));
        TRY(announce(task, discount, EVENT_CUSTOMER_DISCOUNT_DELETED));
        if (subscription != NULL) {
            has_left = leave_subscription(subscription, discount->id) || has_left;
        }
    }
    return has_left ? subscription_save(task, subscription) : OK;
}

err_t
discount_end(struct task *task, struct id id)
{
    struct discount *discount;
    TRY(discount_find(task, id, &discount));
    if (discount == NULL) {
        return OK;
    }
    discount->customer_wide = (struct id){0};
    discount->end = discount->end == 0 || discount->end > task->now ? task->now : discount->end;
    TRY(record_update(task, &discount_records, discount));
    TRY(announce(task, discount, EVENT_CUSTOMER_DISCOUNT_DELETED));
    if (discount->subscription.key != 0) {
        struct subscription *subscription;
        TRY(subscription_load(task, discount->subscription, NULL, &subscription));
        if (leave_subscription(subscription, id) && subscription_is_live(subscription)) {
            TRY(subscription_save(task, subscription));
        }
    }
    return OK;
}
