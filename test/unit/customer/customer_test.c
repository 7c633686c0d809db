/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "customer/customer.h"
#include "domain.h"
#include "test.h"

static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, DOMAIN_MONEY_KINDS,
                                                  &customer_records, NULL};

static struct customer *
customer_of(struct task *task, const char *form)
{
    struct customer *customer = NULL;
    EXPECT_OK(customer_create(task, PARAMS(task, customer_create, form), &customer));
    return customer;
}

TEST(a_customer_keeps_what_was_said_and_fills_in_the_rest)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer =
        customer_of(task, "name=Ada&email=ada@example.com&address[city]=London&"
                          "address[country]=GB&shipping[name]=Ada&shipping[address][line1]=1&"
                          "preferred_locales[0]=en&preferred_locales[1]=de&"
                          "invoice_settings[footer]=Thanks&"
                          "invoice_settings[custom_fields][0][name]=PO&"
                          "invoice_settings[custom_fields][0][value]=7&metadata[k]=v&phone=1");
    struct id id = customer->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created");

    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_TEXT(customer->name, "Ada");
    EXPECT_TEXT(customer->email, "ada@example.com");
    REQUIRE(customer->address != NULL && customer->shipping != NULL);
    EXPECT_TEXT(customer->address->city, "London");
    EXPECT_TEXT(customer->address->line1, NULL);
    EXPECT_TEXT(customer->shipping->name, "Ada");
    EXPECT_TEXT(customer->shipping->address->line1, "1");
    EXPECT_INT(customer->preferred_locales_count, 2);
    EXPECT_TEXT(customer->invoice_settings.footer, "Thanks");
    REQUIRE(customer->invoice_settings.custom_fields_count == 1);
    EXPECT_TEXT(customer->invoice_settings.custom_fields[0].value, "7");
    EXPECT_TEXT(customer->tax_exempt, "none");
    EXPECT_INT(customer->balance, 0);
    EXPECT_INT(customer->currency.index, 0);
    EXPECT_INT(customer->next_invoice_sequence, 1);
    EXPECT_INT(customer->delinquent, false);
    EXPECT_INT(customer->created, DOMAIN_START);
    EXPECT_INT(customer->test_clock.key, 0);
    domain_end(&domain);
}

TEST(a_random_invoice_prefix_is_eight_capitals_and_follows_the_seed)
{
    struct domain one, two;
    struct task *task = domain_begin(&one, kinds);
    const struct customer *first = customer_of(task, "");
    const struct customer *second = customer_of(task, "");
    EXPECT_INT(first->invoice_prefix.length, 8);
    for (size_t i = 0; i < first->invoice_prefix.length; i++) {
        char byte = first->invoice_prefix.bytes[i];
        EXPECT((byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'));
    }
    EXPECT(!text_equal(first->invoice_prefix, second->invoice_prefix));

    const struct customer *same = customer_of(domain_begin(&two, kinds), "");
    EXPECT(text_equal(first->invoice_prefix, same->invoice_prefix));
    domain_end(&two);
    domain_end(&one);
}

TEST(an_invoice_prefix_belongs_to_one_customer)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer = customer_of(task, "invoice_prefix=ABC");
    struct id id = customer->id;
    task = domain_commit(&domain);
    EXPECT_FAILURE(
        task, customer_create(task, PARAMS(task, customer_create, "invoice_prefix=ABC"), &customer),
        ERR_INVOICE_PREFIX_TAKEN, "invoice_prefix");
    EXPECT_FAILURE(
        task, customer_create(task, PARAMS(task, customer_create, "invoice_prefix=abc"), &customer),
        ERR_INVOICE_PREFIX_INVALID, "invoice_prefix");
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_OK(
        customer_update(task, customer, PARAMS(task, customer_update, "invoice_prefix=ABC"), NULL));
    domain_end(&domain);
}

TEST(invoice_numbers_count_up_and_are_raised_only)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer = customer_of(task, "invoice_prefix=ABC&next_invoice_sequence=9");
    struct id id = customer->id;
    struct text number;
    EXPECT_OK(customer_take_invoice_number(task, customer, &number));
    EXPECT_TEXT(number, "ABC-0009");
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created");
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_OK(customer_take_invoice_number(task, customer, &number));
    EXPECT_TEXT(number, "ABC-0010");
    EXPECT_FAILURE(task,
                   customer_update(task, customer,
                                   PARAMS(task, customer_update, "next_invoice_sequence=10"), NULL),
                   ERR_INVOICE_SEQUENCE_LOWERED, "next_invoice_sequence");
    EXPECT_OK(customer_update(task, customer,
                              PARAMS(task, customer_update, "next_invoice_sequence=12345"), NULL));
    EXPECT_OK(customer_take_invoice_number(task, customer, &number));
    EXPECT_TEXT(number, "ABC-12345");
    domain_end(&domain);
}

TEST(what_is_no_email_address_or_tax_status_is_refused)
{
    static const char *const emails[] = {"email=ada", "email=@x", "email=a@", "email=a@b@c",
                                         "email=a%20b@c"};
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer;
    for (size_t i = 0; i < COUNT_OF(emails); i++) {
        EXPECT_FAILURE(task,
                       customer_create(task, PARAMS(task, customer_create, emails[i]), &customer),
                       ERR_EMAIL_INVALID, "email");
    }
    EXPECT_FAILURE(
        task, customer_create(task, PARAMS(task, customer_create, "tax_exempt=yes"), &customer),
        ERR_PARAMETER_INVALID, "tax_exempt");
    EXPECT_TEXT(customer_of(task, "tax_exempt=reverse")->tax_exempt, "reverse");
    domain_end(&domain);
}

TEST(an_update_merges_hashes_and_empty_values_unset)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer =
        customer_of(task, "name=Ada&email=a@b&address[city]=London&address[line1]=1&"
                          "invoice_settings[footer]=F&shipping[name]=A&shipping[address][city]=X&"
                          "tax_exempt=exempt");
    struct id id = customer->id;
    task = domain_commit(&domain);
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_OK(customer_update(
        task, customer,
        PARAMS(task, customer_update,
               "address[city]=&address[country]=GB&email=&shipping=&tax_exempt=&"
               "invoice_settings[rendering_options][amount_tax_display]=exclude_tax&"
               "metadata[a]=b&balance=-500"),
        NULL));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created customer.updated");
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_TEXT(customer->name, "Ada");
    EXPECT_TEXT(customer->email, NULL);
    REQUIRE(customer->address != NULL);
    EXPECT_TEXT(customer->address->city, NULL);
    EXPECT_TEXT(customer->address->line1, "1");
    EXPECT_TEXT(customer->address->country, "GB");
    EXPECT(customer->shipping == NULL);
    EXPECT_TEXT(customer->tax_exempt, "none");
    EXPECT_TEXT(customer->invoice_settings.footer, "F");
    REQUIRE(customer->invoice_settings.rendering_options != NULL);
    EXPECT_INT(customer->invoice_settings.rendering_options->amount_tax_display,
               AMOUNT_TAX_DISPLAY_EXCLUDE_TAX);
    EXPECT_INT(customer->balance, -500);
    domain_end(&domain);
}

TEST(defaults_of_an_update_come_with_its_one_event)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer = customer_of(task, "");
    struct id id = customer->id;
    struct customer_defaults defaults = {
        .has_payment_method = true, .payment_method = {11}, .has_source = true, .source = {12}};
    EXPECT_OK(customer_update(task, customer, PARAMS(task, customer_update, "name=B"), &defaults));
    EXPECT_OK(customer_touch_payment_method(task, customer, (struct id){11}));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created customer.updated");
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_INT(customer->invoice_settings.default_payment_method.key, 11);
    EXPECT_INT(customer->default_source.key, 12);
    EXPECT_OK(customer_forget_payment_method(task, customer, (struct id){12}));
    EXPECT_OK(customer_forget_payment_method(task, customer, (struct id){13}));
    EXPECT_INT(customer->default_source.key, 0);
    EXPECT_INT(customer->invoice_settings.default_payment_method.key, 11);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.updated");
    domain_end(&domain);
}

TEST(a_customer_on_a_clock_lives_in_its_time)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct test_clock *clock;
    REQUIRE(test_clock_create(task, 2000000000, TEXT("c"), &clock) == OK);
    struct id clock_id = clock->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    struct text form =
        text_format(task->arena, "test_clock=%s",
                    id_text(task->arena, &domain.account.secret, "clock", clock_id.key).bytes);
    struct customer *customer = customer_of(task, form.bytes);
    EXPECT_INT(task->now, 2000000000);
    EXPECT_INT(customer->created, 2000000000);
    EXPECT_INT(customer->test_clock.key, clock_id.key);
    struct id id = customer->id;

    task = domain_commit(&domain);
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_INT(task->now, DOMAIN_START);
    EXPECT_OK(customer_enter(task, customer));
    EXPECT_INT(task->now, 2000000000);
    EXPECT_FAILURE(task, customer_put_on_clock(task, customer, clock_id), ERR_PARAMETER_INVALID,
                   "customer");
    struct record_scan scan = {.kind = &customer_records,
                               .index = CUSTOMERS_BY_TEST_CLOCK,
                               .equals = {0},
                               .equals_count = 1,
                               .limit = 10};
    void **found;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &found, &count, &has_more));
    EXPECT_INT(count, 0);
    domain_end(&domain);
}

TEST(nothing_is_written_for_a_customer_whose_clock_advances)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct test_clock *clock;
    REQUIRE(test_clock_create(task, 2000000000, NO_TEXT, &clock) == OK);
    struct id clock_id = clock->id;
    struct customer *customer = customer_of(task, "name=A");
    EXPECT_OK(customer_put_on_clock(task, customer, clock_id));
    EXPECT_OK(test_clock_advance(task, clock, 2000000100, 2100000000));
    struct id id = customer->id;
    task = domain_commit(&domain);
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    EXPECT_INT(customer_enter(task, customer), ERR_CLOCK_ADVANCING);
    domain_end(&domain);
}

static err_t
add(struct task *task, struct customer *customer, int64_t amount, struct currency currency)
{
    struct balance_change change = {.type = BALANCE_TRANSACTION_TYPE_ADJUSTMENT,
                                    .amount = money_of(amount, currency)};
    return customer_add_balance(task, customer, &change, NULL);
}

TEST(each_currency_has_a_balance_of_its_own)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct currency usd, eur;
    REQUIRE(currency_parse(TEXT("usd"), &usd) && currency_parse(TEXT("eur"), &eur));
    struct customer *customer = customer_of(task, "balance=100");
    EXPECT(currency_equal(customer->currency, usd)); /* the account's default */
    EXPECT_OK(customer_touch_currency(task, customer, eur));
    EXPECT(currency_equal(customer->currency, usd));
    EXPECT_OK(add(task, customer, -300, usd));
    EXPECT_INT(customer->balance, -200);
    EXPECT_OK(add(task, customer, 0, eur));
    EXPECT_OK(add(task, customer, 5, eur));
    EXPECT_OK(add(task, customer, 2, eur));
    EXPECT_INT(customer_balance_in(customer, eur), 7);
    EXPECT_FAILURE(task, add(task, customer, INT64_MIN, usd), ERR_MONEY_OVERFLOW, "amount");
    EXPECT_INT(customer->balance, -200);
    EXPECT_INT(customer_balance_in(customer, usd), -200);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created customer.updated customer.updated customer.updated");
    domain_end(&domain);
}

TEST(delinquency_is_told_when_it_changes)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer = customer_of(task, "");
    EXPECT_OK(customer_touch_delinquent(task, customer, false));
    EXPECT_OK(customer_touch_delinquent(task, customer, true));
    EXPECT_OK(customer_touch_delinquent(task, customer, true));
    EXPECT_OK(customer_touch_delinquent(task, customer, false));
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created customer.updated customer.updated");
    domain_end(&domain);
}

TEST(a_deleted_customer_is_missing)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, kinds);
    struct customer *customer = customer_of(task, "");
    struct id id = customer->id;
    task = domain_commit(&domain);
    REQUIRE(customer_load(task, id, NULL, &customer) == OK);
    struct text name = id_text(&domain.arena, &domain.account.secret, "cus", id.key);
    EXPECT_OK(customer_delete(task, customer));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "customer.created customer.deleted");
    EXPECT_FAILURE(task, customer_load(task, id, "customer", &customer), ERR_RESOURCE_MISSING,
                   "customer");
    EXPECT_FAILURE(task, customer_find(task, name, "id", &customer), ERR_RESOURCE_MISSING, "id");
    EXPECT_FAILURE(task, customer_find(task, TEXT("cus_nobody"), "id", &customer),
                   ERR_RESOURCE_MISSING, "id");
    domain_end(&domain);
}
