/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "domain.h"
#include "ledger/ledger.h"
#include "test.h"

#include "kinds.model.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, &ledger_transfer_records,
                                                  &ledger_summary_records, NULL};

/** A posting about an invoice of customer 7. */
static struct ledger_posting
posting_of(enum ledger_reason reason)
{
    struct ledger_posting posting = {.reason = reason,
                                     .source_kind = &invoice_kind,
                                     .source = {4711},
                                     .root = {4711},
                                     .invoice = {4711},
                                     .customer = {7}};
    EXPECT(currency_parse(TEXT("usd"), &posting.currency));
    return posting;
}

static err_t
post(struct task *task, enum ledger_reason reason, enum ledger_account debit,
     enum ledger_account credit, int64_t amount)
{
    struct ledger_posting posting = posting_of(reason);
    EXPECT_OK(ledger_move(task, &posting, debit, credit, amount, NULL));
    return ledger_post(task, &posting);
}

static err_t
finalize(struct task *task, int64_t amount)
{
    return post(task, LEDGER_REASON_INVOICE_FINALIZED, LEDGER_ACCOUNT_RECEIVABLE,
                LEDGER_ACCOUNT_REVENUE, amount);
}

static int64_t
balance_in(struct task *task, struct id customer, enum ledger_account account)
{
    struct ledger_balance *balances = NULL;
    size_t count = 0;
    EXPECT_OK(ledger_balances(task, customer, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        if (balances[i].name == account) {
            return balances[i].balance;
        }
    }
    return 0;
}

static size_t
count_transfers(struct task *task)
{
    struct record_scan scan = {.kind = &ledger_transfer_records, .index = -1, .limit = 100};
    void **found;
    size_t count = 0;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &found, &count, &has_more));
    return count;
}

TEST(what_one_command_moves_for_one_object_is_one_transfer)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    EXPECT_OK(finalize(task, 1500));
    EXPECT_OK(post(task, LEDGER_REASON_INVOICE_PAID, LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS,
                   LEDGER_ACCOUNT_RECEIVABLE, 1500));
    EXPECT_INT(count_transfers(task), 1);
    task = domain_commit(&domain);
    EXPECT_INT(balance_in(task, (struct id){0}, LEDGER_ACCOUNT_REVENUE), 1500);
    EXPECT_INT(balance_in(task, (struct id){7}, LEDGER_ACCOUNT_RECEIVABLE), 0);
    EXPECT_INT(balance_in(task, (struct id){8}, LEDGER_ACCOUNT_REVENUE), 0);
    EXPECT_OK(post(task, LEDGER_REASON_INVOICE_GIVEN_UP, LEDGER_ACCOUNT_BAD_DEBT,
                   LEDGER_ACCOUNT_RECEIVABLE, 1));
    EXPECT_INT(count_transfers(task), 2); /* the committed one is not touched */
    domain_end(&domain);
}

TEST(the_same_again_books_nothing_and_another_says_what_differs)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    EXPECT_OK(finalize(task, 1500));
    EXPECT_OK(finalize(task, 1500));
    task = domain_commit(&domain);
    EXPECT_OK(finalize(task, 1500));
    EXPECT_INT(balance_in(task, (struct id){0}, LEDGER_ACCOUNT_REVENUE), 1500);

    EXPECT_INT(finalize(task, 1501), ERR_LEDGER_DIFFERS);
    EXPECT(strstr(task->failure.message.bytes, "amount") != NULL);
    task_clear_failure(task);
    EXPECT_INT(post(task, LEDGER_REASON_INVOICE_FINALIZED, LEDGER_ACCOUNT_CASH,
                    LEDGER_ACCOUNT_REVENUE, 1500),
               ERR_LEDGER_DIFFERS);
    EXPECT(strstr(task->failure.message.bytes, "debit") != NULL);
    task_clear_failure(task);
    struct ledger_posting more = posting_of(LEDGER_REASON_INVOICE_FINALIZED);
    EXPECT_OK(
        ledger_move(task, &more, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE, 1500, NULL));
    EXPECT_OK(ledger_move(task, &more, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE, 1, NULL));
    EXPECT_INT(ledger_post(task, &more), ERR_LEDGER_DIFFERS);
    EXPECT(strstr(task->failure.message.bytes, "number of legs") != NULL);
    task_clear_failure(task);
    struct ledger_posting other = posting_of(LEDGER_REASON_INVOICE_FINALIZED);
    other.customer.key = 8;
    EXPECT_OK(
        ledger_move(task, &other, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE, 1500, NULL));
    EXPECT_INT(ledger_post(task, &other), ERR_LEDGER_DIFFERS);
    EXPECT(strstr(task->failure.message.bytes, "customer") != NULL);
    domain_end(&domain);
}

TEST(amounts_are_unsigned_and_nothing_moves_nothing)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct ledger_posting posting = posting_of(LEDGER_REASON_INVOICE_FINALIZED);
    struct ledger_leg *leg;
    EXPECT_OK(
        ledger_move(task, &posting, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE, 0, &leg));
    EXPECT(leg == NULL);
    EXPECT_OK(ledger_post(task, &posting));
    EXPECT_INT(count_transfers(task), 0);
    EXPECT_OK(
        ledger_move(task, &posting, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE, -5, &leg));
    EXPECT_INT(leg->amount, 5);
    EXPECT_INT(leg->debit, LEDGER_ACCOUNT_REVENUE);
    EXPECT_INT(leg->credit, LEDGER_ACCOUNT_RECEIVABLE);
    domain_end(&domain);
}

TEST(taking_back_nets_what_was_booked_and_taken_back_before)
{
    static const enum ledger_reason reasons[] = {LEDGER_REASON_INVOICE_FINALIZED,
                                                 LEDGER_REASON_CREDIT_NOTE_ISSUED};
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    EXPECT_OK(finalize(task, 1500));
    EXPECT_OK(post(task, LEDGER_REASON_CREDIT_NOTE_ISSUED, LEDGER_ACCOUNT_REVENUE,
                   LEDGER_ACCOUNT_RECEIVABLE, 400));
    task = domain_commit(&domain);
    struct ledger_posting back = posting_of(LEDGER_REASON_INVOICE_VOIDED);
    EXPECT_OK(ledger_reverse(task, &back, reasons, 2));
    REQUIRE(back.leg_count == 1);
    EXPECT_INT(back.legs[0].amount, 1100);
    EXPECT_INT(back.legs[0].debit, LEDGER_ACCOUNT_REVENUE);
    EXPECT_OK(ledger_post(task, &back));
    EXPECT_INT(balance_in(task, (struct id){7}, LEDGER_ACCOUNT_RECEIVABLE), 0);
    domain_end(&domain);
}

TEST(the_summary_and_what_came_since_are_the_whole)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    for (int64_t i = 1; i <= 7; i++) {
        struct ledger_posting posting = posting_of(LEDGER_REASON_INVOICE_FINALIZED);
        posting.source.key = posting.root.key = posting.invoice.key = i;
        EXPECT_OK(ledger_move(task, &posting, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_REVENUE,
                              i * 100, NULL));
        EXPECT_OK(ledger_post(task, &posting));
        task = domain_commit(&domain);
        size_t count;
        if (i == 3 || i == 5) {
            EXPECT_OK(ledger_sum_up(task, 500, &count));
            EXPECT_INT(count, i == 3 ? 3 : 2);
            task = domain_commit(&domain);
        }
        EXPECT_INT(balance_in(task, (struct id){0}, LEDGER_ACCOUNT_REVENUE), i * (i + 1) * 50);
    }
    domain_end(&domain);
}
