/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever is done with payments, refunds and balances, in any order and with
 * any amounts: no charge gives back more than it took, the ledger says what
 * the objects say and sums to zero, each ending_balance is the one before and
 * its amount, and a call that is refused changes nothing (billing.md 23.7,
 * 4 and 12). A life that breaks something is shrunk to its fewest deeds.
 */
#include "../../unit/payment/bench.h"
#include "base/random.h"

#define LIVES     250
#define DEEDS_MAX 24
#define SCAN_MAX  1000

static const struct record_kind *const kinds[] = {
    DOMAIN_EVENT_KINDS,      DOMAIN_MONEY_KINDS,      &customer_records,
    &payment_method_records, &payment_intent_records, &charge_records,
    &refund_records,         &ledger_summary_records, NULL};

static const char *const tokens[] = {
    "pm_card_visa",
    "pm_card_chargeCustomerFail",
    "pm_card_pendingRefund",
    "pm_card_refundFail",
    "pm_usBankAccount_success",
    "pm_usBankAccount_noAccount",
    "pm_card_authenticationRequired",
};

enum deed_kind { PAY, CAPTURE, CANCEL, SETTLE, ASK, REFUND, REFUND_SETTLE, REFUND_CANCEL, BALANCE };

struct deed {
    enum deed_kind kind;
    uint32_t choice;
    int64_t amount;
    bool flag;
};

struct life {
    struct deed deeds[DEEDS_MAX];
    size_t count;
};

static void **
scan(struct task *task, const struct record_kind *kind, size_t *count)
{
    struct record_scan all = {.kind = kind, .index = -1, .limit = SCAN_MAX};
    void **found = NULL;
    bool has_more;
    *count = 0;
    EXPECT_OK(record_scan(task, &all, &found, count, &has_more));
    return found;
}

/** One of them all; NULL when there are none. */
static void *
choose(struct task *task, const struct record_kind *kind, uint32_t choice)
{
    size_t count;
    void **found = scan(task, kind, &count);
    return count == 0 ? NULL : found[choice % count];
}

/* ---- deeds ---------------------------------------------------------------------- */

static err_t
pay(struct task *task, const struct deed *deed)
{
    char form[256];
    struct payment_intent *intent;
    struct payment_outcome outcome;
    (void)snprintf(form, sizeof(form),
                   "amount=%lld&currency=usd&payment_method=%s&capture_method=%s",
                   (long long)(50 + deed->amount), tokens[deed->choice % COUNT_OF(tokens)],
                   deed->flag ? "manual" : "automatic");
    TRY(payment_intent_create(task, PARAMS(task, payment_intent_create, form), &intent));
    return payment_intent_confirm(task, intent, NULL, false, &outcome);
}

static err_t
refund(struct task *task, const struct deed *deed)
{
    const struct charge *charge = choose(task, &charge_records, deed->choice);
    struct refund_order order = {.amount = deed->flag ? 0 : deed->amount};
    struct refund *made;
    order.charge = charge == NULL ? (struct id){0} : charge->id;
    return refund_create(task, &order, &made);
}

static err_t
balance(struct task *task, const struct deed *deed)
{
    struct customer *customer = choose(task, &customer_records, 0);
    struct balance_change change = {.type = BALANCE_TRANSACTION_TYPE_ADJUSTMENT,
                                    .amount = bench_usd(deed->amount - 1000)};
    return customer_add_balance(task, customer, &change, NULL);
}

static err_t
intent_do(struct task *task, const struct deed *deed)
{
    struct payment_intent *intent = choose(task, &payment_intent_records, deed->choice);
    struct payment_outcome outcome;
    bool is_decided;
    if (intent == NULL) {
        return OK;
    }
    switch ((int)deed->kind) {
    case CAPTURE:
        return payment_intent_capture(task, intent, deed->flag ? 0 : deed->amount);
    case CANCEL:
        return payment_intent_cancel(task, intent, PAYMENT_INTENT_CANCELLATION_REASON_ABANDONED);
    case SETTLE:
        return payment_settle(task, intent, deed->flag, &outcome);
    default:
        return payment_intent_ask(task, intent, &is_decided);
    }
}

static err_t
deed_do(struct task *task, const struct deed *deed)
{
    struct refund *made = choose(task, &refund_records, deed->choice);
    switch (deed->kind) {
    case PAY:
        return pay(task, deed);
    case REFUND:
        return refund(task, deed);
    case BALANCE:
        return balance(task, deed);
    case REFUND_SETTLE:
        return made == NULL ? OK : refund_settle(task, made, deed->flag);
    case REFUND_CANCEL:
        return made == NULL ? OK : refund_cancel(task, made);
    case CAPTURE:
    case CANCEL:
    case SETTLE:
    case ASK:
        break;
    }
    return intent_do(task, deed);
}

/* ---- what must hold --------------------------------------------------------------- */

static int64_t
held(struct task *task, enum ledger_account account)
{
    struct ledger_balance *balances = NULL;
    size_t count = 0;
    int64_t sum = 0;
    EXPECT_OK(ledger_balances(task, (struct id){0}, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        sum += balances[i].name == account ? balances[i].balance : 0;
    }
    return sum;
}

static int64_t
out_of_balance(struct task *task)
{
    struct ledger_balance *balances = NULL;
    size_t count = 0;
    int64_t sum = 0;
    EXPECT_OK(ledger_balances(task, (struct id){0}, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        sum += balances[i].debits - balances[i].credits;
    }
    return sum;
}

/** What refunds of a charge (NULL: of all) took, that did not end in vain. */
static int64_t
given_back(struct task *task, const struct charge *charge, bool only_done)
{
    size_t count;
    int64_t sum = 0;
    void **refunds = scan(task, &refund_records, &count);
    for (size_t i = 0; i < count; i++) {
        const struct refund *one = refunds[i];
        bool is_done = one->status == REFUND_STATUS_SUCCEEDED;
        bool is_alive = is_done || one->status == REFUND_STATUS_PENDING;
        if ((charge == NULL || one->charge.key == charge->id.key) &&
            (only_done ? is_done : is_alive)) {
            sum += one->amount;
        }
    }
    return sum;
}

static const char *
charges_broken(struct task *task)
{
    size_t count;
    void **charges = scan(task, &charge_records, &count);
    for (size_t i = 0; i < count; i++) {
        const struct charge *charge = charges[i];
        int64_t back = given_back(task, charge, false);
        if (back > charge->amount_captured || charge->amount_captured > charge->amount) {
            return "a charge gave back more than it took";
        }
        if (charge->captured && charge->amount_refunded != back) {
            return "amount_refunded is not the sum of the refunds";
        }
    }
    return NULL;
}

static const char *
balance_broken(struct task *task)
{
    size_t count;
    int64_t ending = 0;
    void **changes = scan(task, &customer_balance_transaction_records, &count);
    for (size_t i = 0; i < count; i++) {
        const struct customer_balance_transaction *change = changes[i];
        ending += change->amount;
        if (change->ending_balance != ending) {
            return "ending_balance is not the one before and the amount";
        }
    }
    const struct customer *customer = choose(task, &customer_records, 0);
    return customer->balance != ending                              ? "balance is not the sum"
           : held(task, LEDGER_ACCOUNT_CUSTOMER_BALANCE) != -ending ? "the ledger's balance differs"
                                                                    : NULL;
}

static const char *
ledger_broken(struct task *task)
{
    size_t count;
    int64_t received = 0;
    int64_t captured = 0;
    void **charges = scan(task, &charge_records, &count);
    for (size_t i = 0; i < count; i++) {
        captured += ((const struct charge *)charges[i])->amount_captured;
    }
    void **intents = scan(task, &payment_intent_records, &count);
    for (size_t i = 0; i < count; i++) {
        received += ((const struct payment_intent *)intents[i])->amount_received;
    }
    int64_t alive = given_back(task, NULL, false);
    int64_t done = given_back(task, NULL, true);
    return captured != received        ? "charges and payments differ"
           : out_of_balance(task) != 0 ? "the ledger does not balance"
           : held(task, LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS) != received ? "received money differs"
           : held(task, LEDGER_ACCOUNT_CASH) != received - done        ? "cash differs"
           : held(task, LEDGER_ACCOUNT_REFUNDS) != alive               ? "refunds differ"
           : held(task, LEDGER_ACCOUNT_REFUNDS_PENDING) != alive - done
               ? "refunds on their way differ"
               : NULL;
}

static const char *
broken(struct task *task)
{
    const char *charges = charges_broken(task);
    const char *balances = balance_broken(task);
    return charges != NULL ? charges : balances != NULL ? balances : ledger_broken(task);
}

/* ---- lives -------------------------------------------------------------------------- */

static size_t
count_events(struct task *task)
{
    size_t count;
    (void)scan(task, &event_records, &count);
    return count;
}

/** What a life breaks first; NULL: nothing. */
static const char *
live(const struct life *life)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    (void)bench_customer(task);
    task = domain_commit(&domain);
    const char *problem = NULL;
    for (size_t i = 0; i < life->count && problem == NULL; i++) {
        size_t events = count_events(task);
        if (deed_do(task, &life->deeds[i]) == OK) {
            task = domain_commit(&domain);
            problem = broken(task);
        } else {
            task = domain_task(&domain);
            problem = count_events(task) != events ? "a refused call left an event" : broken(task);
        }
    }
    domain_end(&domain);
    return problem;
}

static struct life
life_draw(uint64_t seed)
{
    struct random random;
    struct life life = {0};
    random_init(&random, seed);
    life.count = 1 + random_below(&random, DEEDS_MAX);
    for (size_t i = 0; i < life.count; i++) {
        life.deeds[i] = (struct deed){
            .kind = (enum deed_kind)(i < 2 ? PAY : random_below(&random, BALANCE + 1)),
            .choice = (uint32_t)random_below(&random, 1000),
            .amount = (int64_t)random_below(&random, 2000),
            .flag = random_below(&random, 3) == 0,
        };
    }
    return life;
}

/** Leave out every deed without which it still breaks. */
static struct life
shrink(struct life life)
{
    for (size_t i = life.count; i > 0; i--) {
        struct life less = life;
        memmove(&less.deeds[i - 1], &less.deeds[i], (less.count - i) * sizeof(less.deeds[0]));
        less.count--;
        if (live(&less) != NULL) {
            life = less;
        }
    }
    return life;
}

TEST(money_is_where_the_books_say_whatever_is_done)
{
    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        struct life life = life_draw(seed);
        if (live(&life) == NULL) {
            continue;
        }
        life = shrink(life);
        printf("seed %llu, shrunk to %zu deeds: %s\n", (unsigned long long)seed, life.count,
               live(&life));
        for (size_t i = 0; i < life.count; i++) {
            const struct deed *deed = &life.deeds[i];
            printf("  deed %d, choice %u, amount %lld, flag %d\n", (int)deed->kind, deed->choice,
                   (long long)deed->amount, (int)deed->flag);
        }
        EXPECT(false);
        return;
    }
}
