/* SPDX-License-Identifier: Apache-2.0 */
/** books.c: the ledger against the objects that it speaks of. */
#include "base/list.h"
#include "world.h"

#include "customer.model.h"
#include "invoice.model.h"
#include "ledger.model.h"

/** One customer's money in one currency, from the ledger and from the objects. */
struct tally {
    int64_t customer;
    struct currency currency;
    int64_t receivable;   /**< in the ledger */
    int64_t remaining;    /**< of open invoices */
    int64_t balance;      /**< in the ledger; above 0 the customer owes */
    int64_t transactions; /**< sum of the balance transactions */
    int64_t ending;       /**< of the last one */
};

struct books {
    struct world *world;
    struct task *task;
    struct {
        struct tally *items;
        size_t count, capacity;
    } tallies;
    struct text problem;
};

static struct tally *
tally_of(struct books *books, int64_t customer, struct currency currency)
{
    for (size_t i = 0; i < books->tallies.count; i++) {
        struct tally *tally = &books->tallies.items[i];
        if (tally->customer == customer && currency_equal(tally->currency, currency)) {
            return tally;
        }
    }
    struct tally *tally = list_add(books->world->arena, &books->tallies);
    assert(tally != NULL);
    tally->customer = customer;
    tally->currency = currency;
    return tally;
}

static void
complain(struct books *books, const char *prefix, int64_t key, const char *what, int64_t is,
         int64_t should)
{
    struct text id = id_text(books->world->arena, &books->task->account->secret, prefix, key);
    if (books->problem.bytes == NULL) {
        books->problem = text_format(books->world->arena, "%.*s: %s: %lld, not %lld", TEXT_ARG(id),
                                     what, (long long)is, (long long)should);
    }
}

/** What a leg adds to an account that grows on its debit side. */
static int64_t
debit_of(const struct ledger_leg *leg, enum ledger_account account)
{
    return leg->debit == account ? leg->amount : leg->credit == account ? -leg->amount : 0;
}

static void
count_transfer(struct books *books, const void *object)
{
    const struct ledger_transfer *transfer = object;
    struct tally *tally = tally_of(books, transfer->customer.key, transfer->currency);
    if (transfer->legs_count == 0) {
        complain(books, "lt", transfer->id.key, "legs", 0, 1);
    }
    for (size_t i = 0; i < transfer->legs_count; i++) {
        const struct ledger_leg *leg = &transfer->legs[i];
        tally->receivable += debit_of(leg, LEDGER_ACCOUNT_RECEIVABLE);
        tally->balance += debit_of(leg, LEDGER_ACCOUNT_CUSTOMER_BALANCE);
        if (leg->amount <= 0 || leg->debit == leg->credit || leg->debit == LEDGER_ACCOUNT_NONE ||
            leg->credit == LEDGER_ACCOUNT_NONE) {
            complain(books, "lt", transfer->id.key, "amount of a leg", leg->amount, 1);
        }
    }
}

static void
count_invoice(struct books *books, const void *object)
{
    const struct invoice *invoice = object;
    struct tally *tally = tally_of(books, invoice->customer.key, invoice->currency);
    tally->remaining += invoice->status == INVOICE_STATUS_OPEN ? invoice->amount_remaining : 0;
}

static void
count_change(struct books *books, const void *object)
{
    const struct customer_balance_transaction *change = object;
    struct tally *tally = tally_of(books, change->customer.key, change->currency);
    tally->transactions += change->amount;
    tally->ending = change->ending_balance;
    if (change->ending_balance != tally->transactions) {
        complain(books, "cbtxn", change->id.key, "ending_balance", change->ending_balance,
                 tally->transactions);
    }
}

static void
check_customer(struct books *books, const void *object)
{
    const struct customer *customer = object;
    const struct tally *tally = tally_of(books, customer->id.key, customer->currency);
    if (tally->ending != customer->balance) {
        complain(books, "cus", customer->id.key, "balance", customer->balance, tally->ending);
    }
}

static void
each(struct books *books, const char *kind, void (*visit)(struct books *books, const void *object))
{
    const struct record_kind *records = world_kind(kind);
    void **objects;
    size_t count;
    int64_t after = 0;
    while ((count = world_scan(books->world, records, after, &books->task, &objects)) > 0) {
        for (size_t i = 0; i < count; i++) {
            visit(books, objects[i]);
            after = ((const struct id *)objects[i])->key;
        }
    }
}

struct text
check_books(struct world *world)
{
    struct books books = {.world = world};
    each(&books, "ledger_transfer", count_transfer);
    each(&books, "invoice", count_invoice);
    each(&books, "customer_balance_transaction", count_change);
    each(&books, "customer", check_customer);
    for (size_t i = 0; i < books.tallies.count; i++) {
        const struct tally *tally = &books.tallies.items[i];
        if (tally->receivable != tally->remaining) {
            complain(&books, "cus", tally->customer, "receivable in the ledger", tally->receivable,
                     tally->remaining);
        }
        if (tally->balance != tally->transactions) {
            complain(&books, "cus", tally->customer, "balance in the ledger", tally->balance,
                     tally->transactions);
        }
    }
    return books.problem;
}
