/* SPDX-License-Identifier: Apache-2.0 */
/** oracles.c: what holds in every life (billing.md 23.7). */
#include "base/list.h"
#include "invoice/invoice.h"

enum { PAGES_MAX = 100 };
#include "living.h"

/** Lines of two invoices, without their ids. */
static bool
same_lines(const struct json *a, const struct json *b)
{
    const struct json *x = elements_of(a, "lines"), *y = elements_of(b, "lines");
    if (x == NULL || y == NULL || x->count != y->count) {
        return false;
    }
    for (size_t i = 0; i < x->count; i++) {
        const struct json *p = &x->items[i], *q = &y->items[i];
        if (int_at(p, "amount") != int_at(q, "amount") ||
            int_at(at(p, "period"), "start") != int_at(at(q, "period"), "start") ||
            int_at(at(p, "period"), "end") != int_at(at(q, "period"), "end") ||
            !text_equal(text_at(p, "description"), text_at(q, "description"))) {
            return false;
        }
    }
    return int_at(a, "total") == int_at(b, "total");
}

void
expect_same(struct living *living, const struct json *preview, const struct json *invoice,
            const char *what)
{
    if (!same_lines(preview, invoice)) {
        wrong(living, "the preview of %s is of %lld in %zu lines, the invoice of %lld in %zu", what,
              (long long)int_at(preview, "total"),
              elements_of(preview, "lines") == NULL ? 0 : elements_of(preview, "lines")->count,
              (long long)int_at(invoice, "total"),
              elements_of(invoice, "lines") == NULL ? 0 : elements_of(invoice, "lines")->count);
    }
}

/** The period of an item that was told last. */
struct told_period {
    struct text id;
    instant_t start, end;
};

struct told_periods {
    struct told_period *items;
    size_t count, capacity;
};

static void
note_period(struct living *living, struct told_periods *all, const struct json *item,
            instant_t told, bool is_paused)
{
    struct text id = text_at(item, "id");
    instant_t start = int_at(item, "current_period_start");
    instant_t end = int_at(item, "current_period_end");
    struct told_period *last = NULL;
    for (size_t i = 0; i < all->count && last == NULL; i++) {
        last = text_equal(all->items[i].id, id) ? &all->items[i] : NULL;
    }
    if (last == NULL) {
        last = list_add(living->world->arena, all);
        assert(last != NULL);
        last->id = id;
    } else if (last->start <= told && (start > last->end || start < last->start)) {
        wrong(living, "after a period from %lld to %lld comes one from %lld",
              (long long)last->start, (long long)last->end, (long long)start);
    }
    if (end < start) {
        wrong(living, "a period from %lld ends at %lld", (long long)start, (long long)end);
    }
    last->start = start;
    last->end = is_paused ? INT64_MAX : end; /* what follows begins later */
}

void
hold_periods(struct living *living)
{
    struct text after = NO_TEXT;
    const struct json *pages[PAGES_MAX];
    size_t page_count = 0;
    struct told_periods all = {0};
    for (bool has_more = true; has_more && page_count < COUNT_OF(pages);) {
        struct text path = SAY(living,
                               "/v1/events?limit=100&types[0]=customer.subscription.created&"
                               "types[1]=customer.subscription.updated%s%.*s",
                               after.bytes == NULL ? "" : "&starting_after=", TEXT_ARG(after));
        const struct json *page = get(living, path);
        const struct json *data = at(page, "data");
        has_more = data != NULL && data->count == 100;
        pages[page_count++] = data;
        after = data == NULL || data->count == 0 ? NO_TEXT
                                                 : text_at(&data->items[data->count - 1], "id");
    }
    for (size_t p = page_count; p-- > 0;) {
        for (size_t e = pages[p] == NULL ? 0 : pages[p]->count; e-- > 0;) {
            const struct json *event = &pages[p]->items[e];
            const struct json *object = at(at(event, "data"), "object");
            const struct json *items = elements_of(object, "items");
            bool is_paused = text_is(text_at(object, "status"), "paused");
            for (size_t i = 0; items != NULL && i < items->count; i++) {
                note_period(living, &all, &items->items[i], int_at(event, "created"), is_paused);
            }
        }
    }
}

/* ---- the state of a subscription -------------------------------------------------------- */

/** Boundary k is the anchor and k intervals, but where something else ends the period. */
static void
hold_boundary(struct living *living, const struct json *subscription, const struct json *item)
{
    const struct json *recurring = at(at(item, "price"), "recurring");
    enum interval interval;
    instant_t start = int_at(item, "current_period_start");
    instant_t end = int_at(item, "current_period_end");
    instant_t first, last;
    if (!interval_parse(text_at(recurring, "interval"), &interval)) {
        wrong(living, "an item has no interval");
        return;
    }
    instant_period(int_at(subscription, "billing_cycle_anchor"), interval,
                   (int)int_at(recurring, "interval_count"), end - 1, &first, &last);
    if (end != last && end != int_at(subscription, "cancel_at") &&
        end != int_at(subscription, "trial_end")) {
        wrong(living, "a period from %lld ends at %lld, which is no boundary", (long long)start,
              (long long)end);
    }
}

void
hold_state(struct living *living)
{
    const struct json *subscription = subscription_now(living);
    const struct json *items = elements_of(subscription, "items");
    struct text status = text_at(subscription, "status");
    bool is_over = text_is(status, "canceled") || text_is(status, "incomplete_expired");
    if (living->is_over && !is_over) {
        wrong(living, "what was over is %.*s", TEXT_ARG(status));
    }
    living->is_over = is_over;
    bool is_charged = text_is(status, "active") || text_is(status, "past_due") ||
                      text_is(status, "unpaid") || text_is(status, "incomplete");
    for (size_t i = 0; is_charged && !living->has_free_time && items != NULL && i < items->count;
         i++) {
        hold_boundary(living, subscription, &items->items[i]);
    }
}

/* ---- what goes back --------------------------------------------------------------------- */

/** What was charged for an item's time, and what of it goes back. */
struct item_charge {
    int64_t key; /**< of the line or the waiting item */
    int64_t amount, given_back;
    struct period period;
};

struct given_back {
    int64_t source;
    struct period period;
};

struct charges {
    struct {
        struct item_charge *items;
        size_t count, capacity;
    } charges;
    struct {
        struct given_back *items;
        size_t count, capacity;
    } givens;
    struct {
        int64_t *items;
        size_t count, capacity;
    } voided;
};

static void
note_charge(struct living *living, struct charges *all, int64_t key, int64_t amount,
            struct period period)
{
    struct item_charge *charge = list_add(living->world->arena, &all->charges);
    assert(charge != NULL);
    *charge = (struct item_charge){.key = key, .amount = amount, .period = period};
}

static void
gather_invoice(struct living *living, struct charges *all, const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        int64_t amount = line->amount;
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            amount -= line->discount_amounts[d].amount;
        }
        if (line->invoice_item.key == 0) {
            note_charge(living, all, line->id.key, amount, line->period);
        }
    }
    if (invoice->status == INVOICE_STATUS_VOID) {
        int64_t *key = list_add(living->world->arena, &all->voided);
        assert(key != NULL);
        *key = invoice->id.key;
    }
}

static bool
is_void(const struct charges *all, int64_t invoice)
{
    for (size_t i = 0; i < all->voided.count; i++) {
        if (all->voided.items[i] == invoice) {
            return true;
        }
    }
    return false;
}

static void
give_back(struct living *living, struct charges *all, const struct invoiceitem *item)
{
    int64_t source =
        item->credited_item.key != 0 ? item->credited_item.key : item->credited_line.key;
    struct item_charge *charge = NULL;
    if (is_void(all, item->invoice.key)) {
        return; /* of a change that did not come about, or that nobody shall pay */
    }
    for (size_t i = 0; i < all->charges.count && charge == NULL; i++) {
        charge = all->charges.items[i].key == source ? &all->charges.items[i] : NULL;
    }
    if (charge == NULL) {
        wrong(living, "%lld goes back of nothing", (long long)-item->amount);
        return;
    }
    charge->given_back -= item->amount;
    if (charge->given_back > charge->amount) {
        wrong(living, "of %lld for the time from %lld go back %lld", (long long)charge->amount,
              (long long)charge->period.start, (long long)charge->given_back);
    }
    if (item->period.start < charge->period.start || item->period.end > charge->period.end) {
        wrong(living, "a charge to %lld gives back to %lld", (long long)charge->period.end,
              (long long)item->period.end);
    }
    for (size_t i = 0; i < all->givens.count; i++) {
        const struct given_back *other = &all->givens.items[i];
        if (other->source == source && other->period.start < item->period.end &&
            item->period.start < other->period.end) {
            wrong(living, "the time from %lld goes back twice", (long long)item->period.start);
        }
    }
    struct given_back *given = list_add(living->world->arena, &all->givens);
    assert(given != NULL);
    *given = (struct given_back){.source = source, .period = item->period};
}

void
hold_credits(struct living *living)
{
    struct charges all = {0};
    struct task *task;
    void **objects;
    size_t count;
    int64_t after = 0;
    while ((count = world_scan(living->world, world_kind("invoice"), after, &task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            gather_invoice(living, &all, objects[i]);
            after = ((const struct id *)objects[i])->key;
        }
    }
    for (int pass = 0; pass < 2; pass++) { /* charges first: a credit may be older than its page */
        after = 0;
        while ((count = world_scan(living->world, world_kind("invoiceitem"), after, &task,
                                   &objects)) > 0) {
            for (size_t i = 0; i < count; i++) {
                const struct invoiceitem *item = objects[i];
                bool is_credit = item->credited_item.key != 0 || item->credited_line.key != 0;
                after = item->id.key;
                if (pass == 0 && !is_credit) {
                    note_charge(living, &all, item->id.key, item->amount, item->period);
                } else if (pass == 1 && is_credit) {
                    give_back(living, &all, item);
                }
            }
        }
    }
}

/* ---- pictures ------------------------------------------------------------------------- */

/** What can be seen of a life, but for ids. */
struct text
picture(struct living *living)
{
    const struct json *list = get(
        living, SAY(living, "/v1/invoices?customer=%.*s&limit=100", TEXT_ARG(living->customer)));
    const struct json *data = at(list, "data");
    const struct json *subscription = subscription_now(living);
    const struct json *items = elements_of(subscription, "items");
    const struct json *customer =
        get(living, SAY(living, "/v1/customers/%.*s", TEXT_ARG(living->customer)));
    struct text_builder out;
    text_builder_init(&out, living->world->arena, 1 << 20);
    text_builder_format(&out, "%.*s %lld ends %lld waiting %lld balance %lld\n",
                        TEXT_ARG(text_at(subscription, "status")),
                        (long long)int_at(subscription, "billing_cycle_anchor"),
                        (long long)int_at(subscription, "cancel_at"),
                        (long long)waiting_sum(living), (long long)int_at(customer, "balance"));
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        text_builder_format(&out, "%lld from %lld to %lld\n",
                            (long long)int_at(&items->items[i], "quantity"),
                            (long long)int_at(&items->items[i], "current_period_start"),
                            (long long)int_at(&items->items[i], "current_period_end"));
    }
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        const struct json *invoice = &data->items[i];
        const struct json *lines = elements_of(invoice, "lines");
        text_builder_format(
            &out,
            "%.*s %lld %lld left %lld tries %lld next %lld:", TEXT_ARG(text_at(invoice, "status")),
            (long long)int_at(invoice, "created"), (long long)int_at(invoice, "total"),
            (long long)int_at(invoice, "amount_remaining"),
            (long long)int_at(invoice, "attempt_count"),
            (long long)int_at(invoice, "next_payment_attempt"));
        for (size_t k = 0; lines != NULL && k < lines->count; k++) {
            const struct json *period = at(&lines->items[k], "period");
            text_builder_format(
                &out, " %lld %lld-%lld", (long long)int_at(&lines->items[k], "amount"),
                (long long)int_at(period, "start"), (long long)int_at(period, "end"));
        }
        text_builder_add_char(&out, '\n');
    }
    return text_builder_text(&out);
}
