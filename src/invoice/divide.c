/* SPDX-License-Identifier: Apache-2.0 */
/**
 * divide.c: which lines of a new period are made, which wait, and how the rest
 * falls on invoices: billing.recurring_billing_item_handling.
 */
#include "invoice/decide.h"

#include "recurring_billing_item_handling.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

/* ---- what scripts see ---------------------------------------------------------- */

static struct text
key_of(struct task *task, const struct invoice_line *line)
{
    return id_text(task->arena, &task->account->secret, invoice_line_kind.prefix, line->id.key);
}

/** The share of the full price that a line charges; 1 where there is no price to compare with. */
static err_t
factor_of(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
          const struct price *price, struct decimal *out)
{
    struct money whole = {0};
    *out = decimal_from_int(1);
    if (price != NULL) {
        TRY(price_amount(task, price, invoice->currency, line->quantity, &whole));
    }
    return whole.minor == 0 || whole.minor == line->amount
               ? OK
               : decimal_scale(decimal_from_int(line->amount), 1, whole.minor, ROUND_HALF_EVEN,
                               out);
}

static err_t
view_line(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
          struct item_item *view)
{
    struct price *price = NULL;
    struct product *product = NULL;
    if (line->price.key != 0) {
        TRY(price_load(task, line->price, NULL, &price));
        TRY(product_load(task, price->product, NULL, &product));
    }
    view->key = key_of(task, line);
    view->type = line->amount < 0 ? VIEW_ITEM_TYPE_CREDIT : VIEW_ITEM_TYPE_DEBIT;
    view->is_proration = line->proration;
    rating_view_period(line->period.start, line->period.end, &view->service_period);
    TRY(factor_of(task, invoice, line, price, &view->proration_factor));
    return rating_view_priced(task, price, product, invoice->currency, &view->priced);
}

/** Views of the lines that are picked; NULL picks all. */
static err_t
view_lines(struct task *task, const struct invoice *invoice, bool only_new, struct item_item **out,
           size_t *count)
{
    struct item_item *views = arena_alloc(task->arena, invoice->lines_count, sizeof(*views));
    if (views == NULL) {
        return fail_memory(task);
    }
    *count = 0;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (!only_new || invoice->lines[i].invoice_item.key == 0) {
            TRY(view_line(task, invoice, &invoice->lines[i], &views[(*count)++]));
        }
    }
    *out = views;
    return OK;
}

/** What the answer says about each line of the invoice, in the order of lines. */
static size_t
line_of(struct task *task, const struct invoice *invoice, struct text key)
{
    size_t i = 0;
    while (!text_equal(key_of(task, &invoice->lines[i]), key)) {
        i++;
        assert(i < invoice->lines_count); /* the contract holds */
    }
    return i;
}

/** Keep the lines that are marked, in their order. */
static void
keep_lines(struct invoice *invoice, const bool *keeps)
{
    size_t kept = 0;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (keeps[i]) {
            invoice->lines[kept++] = invoice->lines[i];
        }
    }
    invoice->lines_count = kept;
}

/* ---- before items are made -------------------------------------------------------- */

/** Nothing was charged for this period: nothing of it can be given back. */
static void
forget_debits(struct subscription *subscription, const struct invoice_line *line)
{
    struct subscription_item *item = subscription_item_of(
        subscription->items, subscription->items_count, line->subscription_item);
    if (item != NULL) {
        item->debits_count = 0;
    }
}

static err_t
ask_before(struct task *task, struct invoice *invoice, struct subscription *subscription,
           const struct extend_cause *cause)
{
    struct item_before_input input = {0};
    struct item_before_result result = {0};
    struct extend_verdict verdict = {0};
    TRY(view_lines(task, invoice, true, &input.items, &input.items_count));
    result.items = arena_alloc(task->arena, input.items_count, sizeof(*result.items));
    bool *keeps = arena_alloc(task->arena, invoice->lines_count, sizeof(*keeps));
    if (result.items == NULL || keeps == NULL) {
        return fail_memory(task);
    }
    result.items_count = input.items_count;
    for (size_t i = 0; i < input.items_count; i++) {
        result.items[i] = (struct item_created){
            .key = input.items[i].key, .creation_strategy = ITEM_CREATION_STRATEGY_INVOICE};
    }
    if (input.items_count == 0) {
        return OK;
    }
    TRY(recurring_billing_item_handling_before_item_creation(task, cause, &input, &result,
                                                             &verdict));
    TRY(decide_note(task, invoice, &verdict));
    memset(keeps, true, invoice->lines_count * sizeof(*keeps));
    for (size_t i = 0; i < result.items_count; i++) {
        if (result.items[i].creation_strategy == ITEM_CREATION_STRATEGY_SKIP) {
            size_t line = line_of(task, invoice, result.items[i].key);
            keeps[line] = false;
            forget_debits(subscription, &invoice->lines[line]);
        }
    }
    keep_lines(invoice, keeps);
    return OK;
}

/* ---- what waits ---------------------------------------------------------------------- */

/** A line of a new period becomes an item that waits; its charge stands in the ledger as such. */
static err_t
make_wait(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
          struct subscription *subscription)
{
    struct invoiceitem *item = arena_new(task->arena, struct invoiceitem);
    struct item_debit *debit = arena_new(task->arena, struct item_debit);
    if (item == NULL || debit == NULL) {
        return fail_memory(task);
    }
    *item = (struct invoiceitem){
        .id = task_new_id(task),
        .amount = line->amount,
        .currency = invoice->currency,
        .customer = invoice->customer,
        .date = task->now,
        .description = line->description,
        .discountable = line->discountable,
        .discounts = line->discounts,
        .discounts_count = line->discounts_count,
        .is_pending = true,
        .livemode = invoice->livemode,
        .metadata = line->metadata,
        .period = line->period,
        .price = line->price,
        .quantity = line->quantity,
        .subscription = invoice->subscription,
        .subscription_item = line->subscription_item,
        .tax_rates = line->tax_rates,
        .tax_rates_count = line->tax_rates_count,
        .test_clock = invoice->test_clock,
    };
    TRY(record_insert(task, &invoiceitem_records, item));
    TRY(event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item));
    struct subscription_item *owner = subscription_item_of(
        subscription->items, subscription->items_count, line->subscription_item);
    if (owner != NULL) {
        *debit = (struct item_debit){
            .start = line->period.start,
            .end = line->period.end,
            .amount = line->amount,
            .source = item->id.key,
        };
        owner->debits = debit;
        owner->debits_count = 1;
    }
    return OK;
}

/** An item that was taken from those that wait goes back among them. */
static err_t
wait_again(struct task *task, struct id id)
{
    struct invoiceitem *item;
    TRY(invoiceitem_load(task, id, NULL, &item));
    item->invoice = (struct id){0};
    item->is_pending = true;
    return record_update(task, &invoiceitem_records, item);
}

static err_t
ask_filter(struct task *task, struct invoice *invoice, struct subscription *subscription,
           const struct extend_cause *cause)
{
    struct item_filter_input input = {0};
    struct item_filter_result result = {0};
    struct extend_verdict verdict = {0};
    TRY(view_lines(task, invoice, false, &input.items, &input.items_count));
    result.items = arena_alloc(task->arena, input.items_count, sizeof(*result.items));
    bool *keeps = arena_alloc(task->arena, invoice->lines_count, sizeof(*keeps));
    if (result.items == NULL || keeps == NULL) {
        return fail_memory(task);
    }
    result.items_count = input.items_count;
    for (size_t i = 0; i < input.items_count; i++) {
        result.items[i].key = input.items[i].key;
    }
    if (input.items_count == 0) {
        return OK;
    }
    TRY(recurring_billing_item_handling_filter_items(task, cause, &input, &result, &verdict));
    TRY(decide_note(task, invoice, &verdict));
    for (size_t i = 0; i < result.items_count; i++) {
        keeps[line_of(task, invoice, result.items[i].key)] = true;
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        if (!keeps[i]) {
            TRY(line->invoice_item.key != 0 ? wait_again(task, line->invoice_item)
                                            : make_wait(task, invoice, line, subscription));
        }
    }
    keep_lines(invoice, keeps);
    return OK;
}

/* ---- on several invoices ------------------------------------------------------------ */

/** A draft like `invoice` with some of its lines; items that were taken are its own. */
static err_t
branch_off(struct task *task, const struct invoice *invoice, const struct item_group *group,
           struct invoice **out)
{
    struct invoice *other = arena_copy(task->arena, invoice, sizeof(*invoice));
    struct invoice_line *lines = arena_alloc(task->arena, group->items_count, sizeof(*lines));
    if (other == NULL || lines == NULL) {
        return fail_memory(task);
    }
    other->id = task_new_id(task);
    other->version = 0;
    other->lines = lines;
    other->lines_count = group->items_count;
    for (size_t i = 0; i < group->items_count; i++) {
        lines[i] = invoice->lines[line_of(task, invoice, group->items[i].key)];
        if (lines[i].invoice_item.key != 0) {
            struct invoiceitem *item;
            TRY(invoiceitem_load(task, lines[i].invoice_item, NULL, &item));
            item->invoice = other->id;
            TRY(record_update(task, &invoiceitem_records, item));
        }
    }
    *out = other;
    return OK;
}

static err_t
spread(struct task *task, struct invoice *invoice, const struct item_group_result *result,
       struct invoice_others *others)
{
    const struct item_group *latest = NULL;
    others->items = arena_alloc(task->arena, result->groups_count, sizeof(*others->items));
    bool *keeps = arena_alloc(task->arena, invoice->lines_count, sizeof(*keeps));
    if (others->items == NULL || keeps == NULL) {
        return fail_memory(task);
    }
    for (size_t g = 0; g < result->groups_count; g++) {
        if (result->groups[g].sets_latest_invoice) {
            latest = &result->groups[g];
        } else {
            TRY(branch_off(task, invoice, &result->groups[g], &others->items[others->count++]));
        }
    }
    for (size_t i = 0; latest != NULL && i < latest->items_count; i++) {
        keeps[line_of(task, invoice, latest->items[i].key)] = true;
    }
    keep_lines(invoice, keeps);
    return OK;
}

static err_t
ask_group(struct task *task, struct invoice *invoice, const struct extend_cause *cause,
          struct invoice_others *others)
{
    struct item_group_input input = {0};
    struct item_group group = {.sets_latest_invoice = true};
    struct item_group_result result = {.groups = &group, .groups_count = 1};
    struct extend_verdict verdict = {0};
    TRY(view_lines(task, invoice, false, &input.items, &input.items_count));
    group.items = arena_alloc(task->arena, input.items_count, sizeof(*group.items));
    if (group.items == NULL) {
        return fail_memory(task);
    }
    group.items_count = input.items_count;
    for (size_t i = 0; i < input.items_count; i++) {
        group.items[i].key = input.items[i].key;
    }
    if (input.items_count == 0) {
        return OK;
    }
    TRY(recurring_billing_item_handling_group_items(task, cause, &input, &result, &verdict));
    TRY(decide_note(task, invoice, &verdict));
    return spread(task, invoice, &result, others);
}

/* ---- all of it ------------------------------------------------------------------------ */

err_t
invoice_divide(struct task *task, struct invoice *invoice, struct subscription *subscription,
               struct invoice_others *others)
{
    struct extend_cause cause;
    struct money amount;
    bool is_asked;
    *others = (struct invoice_others){0};
    TRY(invoice_lines_amount(task, invoice, &amount));
    TRY(decide_cause(task, invoice, "subscription.renew", amount.minor, &cause));
    TRY(decide_is_asked(task, &recurring_billing_item_handling_point, invoice, &cause, &is_asked));
    invoice->is_undivided = is_asked; /* held: until a person has looked */
    if (!is_asked) {
        return OK;
    }
    TRY(ask_before(task, invoice, subscription, &cause));
    if (!invoice->parked) {
        TRY(ask_filter(task, invoice, subscription, &cause));
    }
    if (!invoice->parked) {
        TRY(ask_group(task, invoice, &cause, others));
    }
    invoice->is_undivided = invoice->parked;
    return OK;
}
