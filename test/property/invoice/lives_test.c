/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What holds of every invoice, whatever is done to it: random lives of invoices made by hand, with
 * discounts, taxes, balances, payments and credit notes. A life that breaks a rule is made as short
 * as it still breaks it, and printed with its seed.
 */
#include "base/random.h"
#include "unit/workflow/bench.h"

enum { LIVES = 3000, DEEDS_MAX = 24 };

enum deed {
    DEED_CREATE,
    DEED_ADD_LINE,
    DEED_CHANGE_LINE,
    DEED_REMOVE_LINE,
    DEED_FINALIZE,
    DEED_PAY,
    DEED_PAY_ELSEWHERE,
    DEED_VOID,
    DEED_GIVE_UP,
    DEED_CREDIT,
    DEED_CREDIT_LINE,
    DEED_VOID_CREDIT,
    DEED_ATTACH,
    DEED_BALANCE,
    DEED_COUNT
};

static const char *const deed_names[] = {
    "create", "add_line", "change_line", "remove_line", "finalize",    "pay",    "pay_elsewhere",
    "void",   "give_up",  "credit",      "credit_line", "void_credit", "attach", "balance"};

struct act {
    enum deed deed;
    int64_t a, b;
};

struct life {
    struct act acts[DEEDS_MAX];
    size_t count;
};

/* ---- the rules ------------------------------------------------------------------ */

static const char *
broken_line(const struct invoice_line *line, int64_t *total)
{
    *total = line->amount - line->tax_waived;
    for (size_t i = 0; i < line->discount_amounts_count; i++) {
        if (line->discount_amounts[i].amount < 0) {
            return "a discount is below 0";
        }
        *total -= line->discount_amounts[i].amount;
    }
    if (line->amount > 0 && *total < -line->tax_waived) {
        return "discounts took more than there was";
    }
    for (size_t i = 0; i < line->taxes_count; i++) {
        *total += line->taxes[i].tax_behavior == TAX_BEHAVIOR_EXCLUSIVE ? line->taxes[i].amount : 0;
    }
    return NULL;
}

static const char *
broken_invoice(const struct invoice *invoice)
{
    int64_t total = 0, off_lines = 0, off = 0;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        int64_t line;
        const char *broken = broken_line(&invoice->lines[i], &line);
        if (broken != NULL) {
            return broken;
        }
        total += line;
        for (size_t d = 0; d < invoice->lines[i].discount_amounts_count; d++) {
            off_lines += invoice->lines[i].discount_amounts[d].amount;
        }
    }
    for (size_t d = 0; d < invoice->total_discount_amounts_count; d++) {
        off += invoice->total_discount_amounts[d].amount;
    }
    bool is_final = invoice->status != INVOICE_STATUS_DRAFT;
    bool is_void = invoice->status == INVOICE_STATUS_VOID;
    return total != invoice->total ? "the lines do not add up to the total"
           : off != off_lines      ? "discounts of lines are not those of the invoice"
           : invoice->amount_due < 0 || invoice->amount_paid < 0 || invoice->amount_remaining < 0
               ? "an amount is below 0"
           : invoice->amount_remaining != invoice->amount_due - invoice->amount_paid -
                                              invoice->pre_payment_credit_notes_amount
               ? "due is not paid, remaining and credited"
           : is_final && !is_void &&
                   invoice->total + invoice->starting_balance !=
                       invoice->amount_due + invoice->ending_balance
               ? "the balance does not meet the total"
           : invoice->status == INVOICE_STATUS_PAID && invoice->amount_remaining != 0
               ? "paid, and something remains"
           : invoice->status == INVOICE_STATUS_OPEN && invoice->amount_remaining == 0
               ? "open, and nothing remains"
           : invoice->pre_payment_credit_notes_amount + invoice->post_payment_credit_notes_amount >
                       invoice->total &&
                   invoice->credit_note_count > 0
               ? "more is credited than it came to"
               : NULL;
}

/** Every invoice of the customer keeps the rules, and can be explained. */
static const char *
broken_customer(struct bench *bench)
{
    struct record_scan scan = {.kind = &invoice_records,
                               .index = INVOICE_BY_CUSTOMER,
                               .equals = {bench->customer.key},
                               .equals_count = 1,
                               .limit = 100};
    void **objects;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench->task, &scan, &objects, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        const struct invoice *invoice = objects[i];
        struct invoice_explanation *explanation;
        const char *broken = broken_invoice(invoice);
        if (broken != NULL) {
            return broken;
        }
        if (invoice_explain(bench->task, invoice, &explanation) != OK || !explanation->matches) {
            return "its explanation comes to something else";
        }
    }
    return NULL;
}

/* ---- the deeds -------------------------------------------------------------------- */

static const char *
id_of(struct bench *bench, const struct model_kind *kind, int64_t key)
{
    return id_text(bench->task->arena, &bench->task->account->secret, kind->prefix, key).bytes;
}

/** One of the customer's invoices, NULL when there is none. */
static struct invoice *
some_invoice(struct bench *bench, int64_t which)
{
    struct record_scan scan = {.kind = &invoice_records,
                               .index = INVOICE_BY_CUSTOMER,
                               .equals = {bench->customer.key},
                               .equals_count = 1,
                               .limit = 100};
    void **objects;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench->task, &scan, &objects, &count, &has_more));
    return count == 0 ? NULL : objects[(size_t)which % count];
}

static err_t
create(struct bench *bench, const struct act *act)
{
    static const char *const more[] = {"", "&discounts[0][coupon]=tenth",
                                       "&discounts[0][coupon]=five&discounts[1][coupon]=tenth",
                                       "&discounts[0][coupon]=third"};
    struct invoice *invoice;
    const char *form = FORM(bench, "customer=%s&currency=usd%s",
                            id_of(bench, &customer_kind, bench->customer.key), more[act->a % 4]);
    if (act->b % 3 != 0) {
        form = FORM(bench, "%s&default_tax_rates[0]=%s", form,
                    id_of(bench, &tax_rate_kind, bench->prices[6 + act->b % 3 - 1].key));
    }
    return workflow_invoice_create(bench->task, PARAMS(bench->task, invoice_create, form),
                                   &invoice);
}

static err_t
credit(struct bench *bench, struct invoice *invoice, const struct act *act)
{
    struct credit_note *note;
    const char *id = id_of(bench, &invoice_kind, invoice->id.key);
    int64_t amount = 1 + act->a % 6000;
    int64_t post = amount > invoice->amount_remaining ? amount - invoice->amount_remaining : 0;
    const char *form = FORM(bench, "invoice=%s&amount=%lld&%s=%lld", id, (long long)amount,
                            act->b % 3 == 0   ? "credit_amount"
                            : act->b % 3 == 1 ? "refund_amount"
                                              : "out_of_band_amount",
                            (long long)post);
    return workflow_credit_note_create(bench->task, PARAMS(bench->task, credit_note_create, form),
                                       &note);
}

static err_t
credit_line(struct bench *bench, struct invoice *invoice, const struct act *act)
{
    struct credit_note *note;
    if (invoice->lines_count == 0) {
        return OK;
    }
    const struct invoice_line *line = &invoice->lines[(size_t)act->b % invoice->lines_count];
    const char *form =
        FORM(bench,
             "invoice=%s&lines[0][type]=invoice_line_item&lines[0]"
             "[invoice_line_item]=%s&lines[0][amount]=%lld",
             id_of(bench, &invoice_kind, invoice->id.key),
             id_of(bench, &invoice_line_kind, line->id.key), (long long)(1 + act->a % 4000));
    return workflow_credit_note_create(bench->task, PARAMS(bench->task, credit_note_create, form),
                                       &note);
}

static err_t
void_credit(struct bench *bench, struct invoice *invoice)
{
    struct record_scan scan = {.kind = &credit_note_records,
                               .index = CREDIT_NOTES_BY_INVOICE,
                               .equals = {invoice->id.key},
                               .equals_count = 1,
                               .limit = 1};
    void **notes;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench->task, &scan, &notes, &count, &has_more));
    return count == 0 ? OK : credit_note_void(bench->task, notes[0]);
}

static err_t
attach(struct bench *bench, struct invoice *invoice, const struct act *act)
{
    struct payment_intent *intent;
    struct payment_outcome outcome;
    struct customer *customer;
    struct payment_method *method;
    const char *form =
        FORM(bench, "customer=%s&currency=usd&amount=%lld",
             id_of(bench, &customer_kind, bench->customer.key), (long long)(50 + act->a % 9000));
    EXPECT_OK(customer_load(bench->task, bench->customer, NULL, &customer));
    EXPECT_OK(payment_method_load(bench->task, customer->invoice_settings.default_payment_method,
                                  NULL, &method));
    EXPECT_OK(payment_intent_create(bench->task, PARAMS(bench->task, payment_intent_create, form),
                                    &intent));
    EXPECT_OK(payment_intent_confirm(bench->task, intent, method, true, &outcome));
    form = FORM(bench, "payment_intent=%s", id_of(bench, &payment_intent_kind, intent->id.key));
    return workflow_invoice_attach_payment(bench->task, invoice,
                                           PARAMS(bench->task, invoice_attach_payment, form));
}

static err_t
change_lines(struct bench *bench, struct invoice *invoice, const struct act *act)
{
    if (act->deed == DEED_ADD_LINE || invoice->lines_count == 0) {
        const char *form =
            act->b % 3 == 0
                ? FORM(bench, "lines[0][unit_amount_decimal]=%lld.%lld&lines[0][quantity]=%lld",
                       (long long)(act->a % 900), (long long)(act->a % 97),
                       (long long)(act->b % 17))
                : FORM(bench, "lines[0][amount]=%lld&lines[0][discountable]=%s",
                       (long long)(act->a % 9000 - 1500), act->b % 5 == 0 ? "false" : "true");
        return invoice_add_lines(bench->task, invoice,
                                 PARAMS(bench->task, invoice_add_lines, form));
    }
    const char *line = id_of(bench, &invoice_line_kind,
                             invoice->lines[(size_t)act->b % invoice->lines_count].id.key);
    if (act->deed == DEED_REMOVE_LINE) {
        const char *form = FORM(bench, "lines[0][id]=%s&lines[0][behavior]=delete", line);
        return invoice_remove_lines(bench->task, invoice,
                                    PARAMS(bench->task, invoice_remove_lines, form));
    }
    const char *form =
        FORM(bench, "lines[0][id]=%s&lines[0][amount]=%lld", line, (long long)(act->a % 7000));
    return invoice_update_lines(bench->task, invoice,
                                PARAMS(bench->task, invoice_update_lines, form));
}

static err_t
change_balance(struct bench *bench, const struct act *act)
{
    struct customer *customer;
    EXPECT_OK(customer_load(bench->task, bench->customer, NULL, &customer));
    const char *form = FORM(bench, "balance=%lld", (long long)(act->a % 6000 - 3000));
    return customer_update(bench->task, customer, PARAMS(bench->task, customer_update, form), NULL);
}

static err_t
act_on(struct bench *bench, struct invoice *invoice, const struct act *act)
{
    switch (act->deed) {
    case DEED_ADD_LINE:
    case DEED_CHANGE_LINE:
    case DEED_REMOVE_LINE:
        return change_lines(bench, invoice, act);
    case DEED_FINALIZE:
        return workflow_invoice_finalize(bench->task, invoice,
                                         PARAMS(bench->task, invoice_finalize, ""));
    case DEED_PAY:
        return workflow_invoice_pay(bench->task, invoice, PARAMS(bench->task, invoice_pay, ""));
    case DEED_PAY_ELSEWHERE:
        return workflow_invoice_pay(bench->task, invoice,
                                    PARAMS(bench->task, invoice_pay, "paid_out_of_band=true"));
    case DEED_VOID:
        return workflow_invoice_void(bench->task, invoice);
    case DEED_GIVE_UP:
        return workflow_invoice_mark_uncollectible(bench->task, invoice);
    case DEED_CREDIT:
        return credit(bench, invoice, act);
    case DEED_CREDIT_LINE:
        return credit_line(bench, invoice, act);
    case DEED_VOID_CREDIT:
        return void_credit(bench, invoice);
    case DEED_ATTACH:
        return attach(bench, invoice, act);
    case DEED_CREATE:
    case DEED_BALANCE:
    case DEED_COUNT:
        break;
    }
    return OK;
}

/** One deed; what is refused leaves nothing behind, and is the client's fault. */
static const char *
do_act(struct bench *bench, const struct act *act)
{
    struct invoice *invoice = some_invoice(bench, act->a / 7);
    err_t err = act->deed == DEED_BALANCE                     ? change_balance(bench, act)
                : act->deed == DEED_CREATE || invoice == NULL ? create(bench, act)
                                                              : act_on(bench, invoice, act);
    if (err == OK) {
        bench_commit(bench);
        return broken_customer(bench);
    }
    int status = error_kind(err)->http_status;
    bench_drop(bench);
    (void)domain_events(&bench->domain);
    return status >= 500 ? "a refusal is no client's fault" : NULL;
}

/* ---- lives ------------------------------------------------------------------------- */

static const char *
live(struct bench *bench, const struct life *life)
{
    bench_customer(bench, "email=ada@example.com");
    for (size_t i = 0; i < life->count; i++) {
        const char *broken = do_act(bench, &life->acts[i]);
        if (broken != NULL) {
            return broken;
        }
    }
    return NULL;
}

static void
random_life(struct random *random, struct life *life)
{
    life->count = 4 + random_below(random, DEEDS_MAX - 3);
    for (size_t i = 0; i < life->count; i++) {
        life->acts[i] = (struct act){
            .deed = (enum deed)random_below(random, DEED_COUNT),
            .a = random_between(random, 0, 100000),
            .b = random_between(random, 0, 100000),
        };
        if (i < 3) {
            life->acts[i].deed = i == 0 ? DEED_CREATE : DEED_ADD_LINE;
        }
    }
}

/** Leave deeds out and make numbers smaller as long as a rule is still broken. */
static const char *
shrink(struct bench *bench, struct life *life, const char *broken)
{
    for (bool is_smaller = true; is_smaller;) {
        is_smaller = false;
        for (size_t i = 0; i < life->count; i++) {
            struct life less = *life;
            memmove(&less.acts[i], &less.acts[i + 1], (less.count - i - 1) * sizeof(struct act));
            less.count--;
            const char *still = live(bench, &less);
            if (still == NULL && (life->acts[i].a > 9 || life->acts[i].b > 9)) {
                less = *life;
                less.acts[i].a /= 2;
                less.acts[i].b /= 2;
                still = live(bench, &less);
            }
            if (still != NULL) {
                *life = less;
                broken = still;
                is_smaller = true;
            }
        }
    }
    return broken;
}

static void
begin(struct bench *bench)
{
    static const char *const rates[] = {"display_name=VAT&percentage=19&inclusive=false",
                                        "display_name=Old&percentage=7.25&inclusive=true"};
    bench_begin(bench, "2025-01-31");
    bench_coupon(bench, "id=tenth&duration=forever&percent_off=10");
    bench_coupon(bench, "id=third&duration=forever&percent_off=33.33");
    bench_coupon(bench, "id=five&duration=forever&amount_off=500&currency=usd");
    for (int i = 0; i < 2; i++) {
        struct tax_rate *rate;
        EXPECT_OK(
            tax_rate_create(bench->task, PARAMS(bench->task, tax_rate_create, rates[i]), &rate));
        bench->prices[6 + i] = rate->id;
        bench_commit(bench);
    }
}

TEST(whatever_is_done_to_an_invoice_it_adds_up)
{
    struct bench bench;
    struct random random;
    begin(&bench);
    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        struct life life;
        random_init(&random, seed);
        random_life(&random, &life);
        const char *broken = live(&bench, &life);
        if (broken == NULL) {
            continue;
        }
        broken = shrink(&bench, &life, broken);
        printf("seed %llu: %s\n", (unsigned long long)seed, broken);
        for (size_t i = 0; i < life.count; i++) {
            printf("    %s %lld %lld\n", deed_names[life.acts[i].deed], (long long)life.acts[i].a,
                   (long long)life.acts[i].b);
        }
        EXPECT(broken == NULL);
        break;
    }
    bench_end(&bench);
}
