/* SPDX-License-Identifier: Apache-2.0 */
/**
 * prorate.c: what a change of items gives back and charges (billing.md 11).
 *
 * Flexible: every item keeps a ledger of what its current period was charged,
 * net of discounts; a change gives back the unused share of each such charge,
 * so that a credit never exceeds its debit. Classic: the credit is computed
 * from the price that stands now.
 */
#include "invoice/describe.h"
#include "invoice/share.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many prorations");
}

/** Discounts that go on: one for a single invoice has no share in prorations (23.4, D14). */
static void
drop_once(struct rating_discount *discounts, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (discounts[i].coupon->duration != COUPON_DURATION_ONCE) {
            discounts[kept++] = discounts[i];
        }
    }
    *count = kept;
}

static err_t
list_lasting(struct task *task, const struct id *ids, size_t count, instant_t at,
             const struct rating_discount **out, size_t *out_count)
{
    struct rating_discount *list;
    TRY(discount_list_active(task, ids, count, at, &list, out_count));
    drop_once(list, out_count);
    *out = list;
    return OK;
}

/** What whole periods of a subscription's items cost, discounts taken off. */
static err_t
net_amounts(struct task *task, const struct subscription *subscription, instant_t at,
            int64_t *amounts)
{
    struct rating_line lines[LIMIT_SUBSCRIPTION_ITEMS_MAX] = {0};
    struct rating_bill bill = {
        .currency = subscription->currency,
        .lines = lines,
        .line_count = subscription->items_count,
        .cause = {.reason = task->is_preview ? "invoice.preview" : "invoice.finalize",
                  .customer = subscription->customer,
                  .subscription = subscription->id,
                  .test_clock = subscription->test_clock},
    };
    assert(subscription->items_count <= LIMIT_SUBSCRIPTION_ITEMS_MAX);
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        struct price *price;
        struct product *product;
        struct money amount;
        TRY(price_load(task, item->price, "items", &price));
        TRY(product_load(task, price->product, "items", &product));
        TRY(price_amount(task, price, subscription->currency, item->quantity, &amount));
        lines[i] = (struct rating_line){
            .amount = amount.minor,
            .is_discountable = true,
            .price = price,
            .product = product,
            .has_quantity = true,
            .quantity = item->quantity,
            .start = item->current_period_start,
            .end = item->current_period_end,
        };
        TRY(list_lasting(task, item->discounts, item->discounts_count, at, &lines[i].discounts,
                         &lines[i].discount_count));
    }
    TRY(list_lasting(task, subscription->discounts, subscription->discounts_count, at,
                     &bill.discounts, &bill.discount_count));
    const struct id_secret *secret = &task->account->secret;
    struct customer *customer;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    bill.party = (struct rating_party){
        .customer_id = id_text(task->arena, secret, customer_kind.prefix, customer->id.key),
        .customer_metadata = customer->metadata,
        .subscription_id =
            id_text(task->arena, secret, subscription_kind.prefix, subscription->id.key),
        .subscription_metadata = subscription->metadata,
        .billing_reason = TEXT("subscription_update"),
    };
    TRY(rating_discount(task, &bill));
    if (bill.held != NULL) {
        return fail(task, ERR_DISCOUNT_HELD, "items",
                    "The logic behind a coupon could not decide what the change costs.");
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        amounts[i] = lines[i].left;
    }
    return OK;
}

/** The next side of the change; its amount and what it is a share of follow. */
static err_t
part_begin(struct task *task, struct proration_parts *parts,
           const struct subscription *subscription, const struct subscription_item *item,
           instant_t at, struct proration_part **out)
{
    size_t size = sizeof(*parts->items);
    struct proration_part *items =
        arena_grow(task->arena, parts->items, parts->count * size, (parts->count + 1) * size);
    if (items == NULL) {
        return fail_memory(task);
    }
    parts->items = items;
    *out = &items[parts->count++];
    **out = (struct proration_part){
        .subscription = subscription,
        .item = item,
        .id = task_new_id(task),
        .start = at,
        .end = item->current_period_end,
    };
    return OK;
}

/** What a part of a whole period is, until the item's period ends. */
static err_t
part_of_period(struct task *task, struct proration_part *part, int64_t net, instant_t at)
{
    struct price *price;
    instant_t start, end;
    TRY(price_load(task, part->item->price, "items", &price));
    instant_period(part->subscription->billing_cycle_anchor, price->recurring->interval,
                   (int)price->recurring->interval_count, at, &start, &end);
    part->whole = rating_part(net, start, end, start, part->end);
    part->whole_start = start;
    part->whole_end = part->end;
    part->amount = rating_part(net, start, end, at, part->end);
    return OK;
}

/** What of a charge is for the time behind `at`. */
static int64_t
debit_left(const struct item_debit *debit, instant_t at)
{
    return at <= debit->start ? debit->amount
                              : rating_share(debit->amount, debit->start, debit->end, at);
}

/** PRORATION-1: flexible credits give back shares of what was charged, and nothing else. */
static err_t
credit_item(struct task *task, struct proration_parts *parts,
            const struct subscription *subscription, const struct subscription_item *item,
            int64_t net, instant_t at)
{
    struct proration_part *part;
    bool has_credit = false;
    bool is_classic = subscription->billing_mode.type == BILLING_MODE_TYPE_CLASSIC;
    for (size_t d = 0; d < item->debits_count && !is_classic; d++) {
        const struct item_debit *debit = &item->debits[d];
        if (debit->end > at) {
            TRY(part_begin(task, parts, subscription, item, at, &part));
            part->is_credit = true;
            part->credited = debit;
            part->whole = debit->amount;
            part->whole_start = debit->start;
            part->whole_end = debit->end;
            part->start = at > debit->start ? at : debit->start;
            part->end = debit->end; /* the item's period may have been cut without prorations */
            part->amount = -debit_left(debit, at);
            has_credit = true;
        }
    }
    if (has_credit) {
        return OK;
    }
    TRY(part_begin(task, parts, subscription, item, at, &part));
    part->is_credit = true;
    if (is_classic) {
        TRY(part_of_period(task, part, net, at));
        part->amount = -part->amount;
    }
    return OK;
}

static err_t
debit_item(struct task *task, struct proration_parts *parts,
           const struct subscription *subscription, struct subscription_item *item, int64_t net,
           instant_t at)
{
    struct proration_part *part;
    TRY(part_begin(task, parts, subscription, item, at, &part));
    part->debited = item;
    return part_of_period(task, part, net, at);
}

/** What does not change is seen by user logic, and stays as it is. */
static err_t
pass_along(struct task *task, struct proration_parts *parts,
           const struct subscription *subscription, const struct subscription_item *item,
           int64_t net)
{
    struct proration_part *part;
    TRY(part_begin(task, parts, subscription, item, item->current_period_start, &part));
    part->is_along = true;
    part->whole = net;
    part->whole_start = item->current_period_start;
    part->whole_end = item->current_period_end;
    return OK;
}

static err_t
insert_part(struct task *task, const struct proration_part *part, instant_t at)
{
    struct price *price;
    struct product *product;
    TRY(price_load(task, part->item->price, "items", &price));
    TRY(product_load(task, price->product, "items", &product));
    struct invoiceitem *item = arena_new(task->arena, struct invoiceitem);
    if (item == NULL) {
        return fail_memory(task);
    }
    item->id = part->id;
    item->amount = part->amount;
    item->currency = part->subscription->currency;
    item->customer = part->subscription->customer;
    item->subscription = part->subscription->id;
    item->subscription_item = part->item->id;
    item->test_clock = part->subscription->test_clock;
    item->date = task->now;
    item->livemode = task->account->livemode;
    item->price = part->item->price;
    item->quantity = part->item->quantity;
    item->metadata = part->item->metadata;
    item->tax_rates = part->item->tax_rates;
    item->tax_rates_count = part->item->tax_rates_count;
    item->period = (struct period){.start = part->start, .end = part->end};
    item->proration = true;
    item->is_pending = true;
    item->description =
        describe_proration(task, product, part->item->quantity, part->is_credit, at);
    if (part->credited != NULL && part->credited->invoice.key != 0) {
        item->credited_invoice = part->credited->invoice;
        item->credited_line = (struct id){part->credited->source};
    } else if (part->credited != NULL) {
        item->credited_item = (struct id){part->credited->source};
    }
    TRY(share_of_part(task, part, at, &item->share));
    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
}

/** Too many charges of one period: the two oldest become one. */
static void
merge_oldest(struct item_debit *debits, size_t *count)
{
    debits[0].end = debits[1].end > debits[0].end ? debits[1].end : debits[0].end;
    debits[0].amount += debits[1].amount;
    memmove(&debits[1], &debits[2], (*count - 2) * sizeof(*debits));
    (*count)--;
}

/** The charges of an item as they are once all behind `at` was given back; room for one more. */
static err_t
cut_debits(struct task *task, const struct subscription_item *before, instant_t at,
           struct subscription_item *item)
{
    size_t count = 0;
    struct item_debit *debits = arena_alloc(task->arena, before->debits_count + 1, sizeof(*debits));
    if (debits == NULL) {
        return fail_memory(task);
    }
    for (size_t d = 0; d < before->debits_count; d++) {
        struct item_debit debit = before->debits[d];
        if (debit.end > at) {
            debit.amount -= debit_left(&debit, at);
            debit.end = at;
        }
        if (debit.end > debit.start && debit.end > before->current_period_start) {
            debits[count++] = debit;
        }
    }
    while (count >= LIMIT_ITEM_DEBITS_MAX) {
        merge_oldest(debits, &count);
    }
    item->debits = debits;
    item->debits_count = count;
    return OK;
}

/** What a debit charged, for later credits: over the time of its line, and `at`. */
static void
note_debit(const struct proration_part *part, instant_t at)
{
    struct subscription_item *item = part->debited;
    item->debits[item->debits_count++] = (struct item_debit){
        .start = part->start < at ? part->start : at,
        .end = part->end > at ? part->end : item->current_period_end,
        .amount = part->amount,
        .source = part->id.key,
    };
}

static bool
is_same_charge(const struct subscription_item *a, const struct subscription_item *b)
{
    return a->price.key == b->price.key && a->quantity == b->quantity &&
           a->current_period_end == b->current_period_end;
}

err_t
invoiceitem_prorate(struct task *task, const struct subscription *old, struct subscription *changed,
                    instant_t at)
{
    static const struct subscription_item none;
    int64_t old_net[LIMIT_SUBSCRIPTION_ITEMS_MAX], new_net[LIMIT_SUBSCRIPTION_ITEMS_MAX];
    TRY(net_amounts(task, old, at, old_net));
    TRY(net_amounts(task, changed, at, new_net));
    struct proration_parts parts = {0};
    /* Invoices take the newest first: the debit is made first, to stand behind its credit. */
    for (size_t i = 0; i < changed->items_count; i++) {
        struct subscription_item *item = &changed->items[i];
        const struct subscription_item *before =
            subscription_item_of(old->items, old->items_count, item->id);
        if (before != NULL && is_same_charge(before, item)) {
            TRY(pass_along(task, &parts, changed, item, new_net[i]));
            continue;
        }
        TRY(cut_debits(task, before == NULL ? &none : before, at, item));
        if (item->current_period_end > at) {
            TRY(debit_item(task, &parts, changed, item, new_net[i], at));
        }
        if (before != NULL && before->current_period_end > at) {
            TRY(credit_item(task, &parts, old, before, old_net[before - old->items], at));
        }
    }
    for (size_t k = 0; k < old->items_count; k++) {
        const struct subscription_item *gone = &old->items[k];
        if (gone->current_period_end > at &&
            subscription_item_of(changed->items, changed->items_count, gone->id) == NULL) {
            TRY(credit_item(task, &parts, old, gone, old_net[k], at));
        }
    }
    TRY(prorate_ask(task, old, "subscription.update", &parts));
    for (size_t i = 0; i < parts.count; i++) {
        if (parts.items[i].is_along) {
            continue;
        }
        TRY(insert_part(task, &parts.items[i], at));
        if (parts.items[i].debited != NULL) {
            note_debit(&parts.items[i], at);
        }
    }
    return OK;
}
