/* SPDX-License-Identifier: Apache-2.0 */
/** customer.c: customers, from the first word about them to the last. */
#include "customer/customer.h"

#include "base/change.h"
#include "base/mark.h"
#include "base/metadata.h"
#include "event/event.h"

#define INVOICE_PREFIX_LENGTH 8
#define INVOICE_PREFIX_MIN    3
#define INVOICE_PREFIX_MAX    12

/* ---- parts ------------------------------------------------------------- */

void
address_change(struct address *address, const struct address_data_params *data)
{
    change_text(&address->city, data->has_city, data->city);
    change_text(&address->country, data->has_country, data->country);
    change_text(&address->line1, data->has_line1, data->line1);
    change_text(&address->line2, data->has_line2, data->line2);
    change_text(&address->postal_code, data->has_postal_code, data->postal_code);
    change_text(&address->state, data->has_state, data->state);
}

static err_t
customer_address_change(struct task *task, struct customer *customer, enum given given,
                        const struct address_data_params *data)
{
    if (given == GIVEN_EMPTY) {
        customer->address = NULL;
    } else if (given == GIVEN_VALUE) {
        if (customer->address == NULL) {
            customer->address = arena_new(task->arena, struct address);
        }
        if (customer->address == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "address", NULL);
        }
        address_change(customer->address, data);
    }
    return OK;
}

/** Name and place come together, so that what stood before is replaced. */
static err_t
shipping_change(struct task *task, struct customer *customer, enum given given,
                const struct shipping_data_params *data)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    customer->shipping = NULL;
    if (given == GIVEN_VALUE) {
        struct shipping *shipping = arena_new(task->arena, struct shipping);
        struct address *address = arena_new(task->arena, struct address);
        if (shipping == NULL || address == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "shipping", NULL);
        }
        address_change(address, &data->address);
        shipping->address = address;
        shipping->name = data->name;
        change_text(&shipping->phone, data->has_phone, data->phone);
        customer->shipping = shipping;
    }
    return OK;
}

static err_t
custom_fields_change(struct task *task, struct customer_invoice_settings *settings,
                     const struct customer_invoice_settings_data_params *data)
{
    if (data->has_custom_fields == GIVEN_NO) {
        return OK;
    }
    settings->custom_fields = NULL;
    settings->custom_fields_count = 0;
    if (data->custom_fields_count == 0) {
        return OK;
    }
    settings->custom_fields =
        arena_alloc(task->arena, data->custom_fields_count, sizeof(*settings->custom_fields));
    if (settings->custom_fields == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "invoice_settings[custom_fields]", NULL);
    }
    for (size_t i = 0; i < data->custom_fields_count; i++) {
        settings->custom_fields[i].name = data->custom_fields[i].name;
        settings->custom_fields[i].value = data->custom_fields[i].value;
    }
    settings->custom_fields_count = data->custom_fields_count;
    return OK;
}

static err_t
rendering_change(struct task *task, struct customer_invoice_settings *settings, enum given given,
                 const struct rendering_options_data_params *data)
{
    if (given == GIVEN_EMPTY) {
        settings->rendering_options = NULL;
    } else if (given == GIVEN_VALUE) {
        if (settings->rendering_options == NULL) {
            settings->rendering_options = arena_new(task->arena, struct rendering_options);
        }
        if (settings->rendering_options == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "invoice_settings[rendering_options]", NULL);
        }
        if (data->has_amount_tax_display != GIVEN_NO) {
            settings->rendering_options->amount_tax_display =
                data->has_amount_tax_display == GIVEN_VALUE ? data->amount_tax_display
                                                            : AMOUNT_TAX_DISPLAY_NONE;
        }
        change_text(&settings->rendering_options->template, data->has_template, data->template);
    }
    return OK;
}

static err_t
invoice_settings_change(struct task *task, struct customer *customer,
                        const struct customer_invoice_settings_data_params *data)
{
    if (data == NULL) {
        return OK;
    }
    struct customer_invoice_settings *settings = &customer->invoice_settings;
    TRY(custom_fields_change(task, settings, data));
    change_text(&settings->footer, data->has_footer, data->footer);
    return rendering_change(task, settings, data->has_rendering_options, data->rendering_options);
}

/** One @ with something before and behind it, no blanks: enough to catch a slip. */
static err_t
email_change(struct task *task, struct customer *customer, enum given given, struct text email)
{
    if (given == GIVEN_VALUE) {
        size_t at = text_find(email, '@', 0);
        bool is_blank = text_find(email, ' ', 0) < email.length;
        if (at == 0 || at + 1 >= email.length || text_find(email, '@', at + 1) < email.length ||
            is_blank) {
            return fail(task, ERR_EMAIL_INVALID, "email", "Invalid email address: %.*s",
                        TEXT_ARG(email));
        }
    }
    change_text(&customer->email, given, email);
    return OK;
}

static err_t
tax_exempt_change(struct task *task, struct customer *customer, enum given given, struct text value)
{
    if (given == GIVEN_VALUE && !text_is(value, "none") && !text_is(value, "exempt") &&
        !text_is(value, "reverse")) {
        return fail(task, ERR_PARAMETER_INVALID, "tax_exempt",
                    "Invalid tax_exempt: must be one of none, exempt, or reverse");
    }
    if (given != GIVEN_NO) {
        customer->tax_exempt = given == GIVEN_EMPTY ? TEXT("none") : value;
    }
    return OK;
}

static void
locales_change(struct customer *customer, enum given given, struct text *locales, size_t count)
{
    if (given != GIVEN_NO) {
        customer->preferred_locales = locales;
        customer->preferred_locales_count = count;
    }
}

/* ---- invoice numbers --------------------------------------------------- */

static err_t
invoice_prefix_take(struct task *task, struct customer *customer, struct text prefix)
{
    bool is_legal = prefix.length >= INVOICE_PREFIX_MIN && prefix.length <= INVOICE_PREFIX_MAX;
    for (size_t i = 0; i < prefix.length; i++) {
        char byte = prefix.bytes[i];
        is_legal = is_legal && ((byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'));
    }
    if (!is_legal) {
        return fail(task, ERR_INVOICE_PREFIX_INVALID, "invoice_prefix",
                    "An invoice prefix is %d to %d upper-case letters and digits: '%.*s'",
                    INVOICE_PREFIX_MIN, INVOICE_PREFIX_MAX, TEXT_ARG(prefix));
    }
    void *other = NULL;
    TRY(record_load_text(task, &customer_records, CUSTOMERS_BY_INVOICE_PREFIX, prefix, &other));
    if (other != NULL && other != customer) {
        return fail(task, ERR_INVOICE_PREFIX_TAKEN, "invoice_prefix",
                    "Another customer already uses the invoice prefix '%.*s'.", TEXT_ARG(prefix));
    }
    customer->invoice_prefix = prefix;
    return OK;
}

/** Eight random ones: unlike a counter, they do not tell how many customers there are. */
static err_t
invoice_prefix_choose(struct task *task, struct customer *customer)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (;;) {
        char *bytes = arena_alloc(task->arena, INVOICE_PREFIX_LENGTH, 1);
        if (bytes == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "invoice_prefix", NULL);
        }
        for (size_t i = 0; i < INVOICE_PREFIX_LENGTH; i++) {
            bytes[i] = alphabet[random_below(&task->random, sizeof(alphabet) - 1)];
        }
        struct text prefix = {bytes, INVOICE_PREFIX_LENGTH};
        void *other = NULL;
        TRY(record_load_text(task, &customer_records, CUSTOMERS_BY_INVOICE_PREFIX, prefix, &other));
        if (other == NULL) {
            customer->invoice_prefix = prefix;
            return OK;
        }
        MARK("customer.random_prefix_taken");
    }
}

err_t
customer_take_invoice_number(struct task *task, struct customer *customer, struct text *number)
{
    assert(customer->next_invoice_sequence >= 1);

    struct text taken = text_format(task->arena, "%.*s-%04lld", TEXT_ARG(customer->invoice_prefix),
                                    (long long)customer->next_invoice_sequence);
    if (taken.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    customer->next_invoice_sequence++;
    *number = taken;
    return record_update(task, &customer_records, customer);
}

err_t
customer_count_invoice(struct task *task, struct customer *customer)
{
    customer->billed_count++;
    return record_update(task, &customer_records, customer);
}

err_t
customer_forget_invoice(struct task *task, struct customer *customer)
{
    assert(customer->billed_count > 0);

    customer->billed_count--;
    return record_update(task, &customer_records, customer);
}

err_t
customer_note_payment(struct task *task, struct customer *customer)
{
    customer->has_paid = true;
    return record_update(task, &customer_records, customer);
}

/* ---- life -------------------------------------------------------------- */

err_t
customer_create(struct task *task, const struct customer_create_params *params,
                struct customer **out)
{
    if (params->has_test_clock == GIVEN_VALUE) {
        struct test_clock *clock;
        TRY(test_clock_load(task, params->test_clock, "test_clock", &clock));
        TRY(test_clock_enter(task, params->test_clock));
    }
    struct customer *customer = arena_new(task->arena, struct customer);
    if (customer == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    customer->id = task_new_id(task);
    customer->created = task->now;
    customer->livemode = task->account->livemode;
    customer->test_clock = params->test_clock;
    customer->business_name = params->business_name;
    customer->description = params->description;
    customer->individual_name = params->individual_name;
    customer->name = params->name;
    customer->phone = params->phone;
    customer->tax_exempt = TEXT("none");
    customer->next_invoice_sequence =
        params->has_next_invoice_sequence == GIVEN_VALUE ? params->next_invoice_sequence : 1;
    TRY(customer_address_change(task, customer, params->has_address, params->address));
    TRY(shipping_change(task, customer, params->has_shipping, params->shipping));
    TRY(invoice_settings_change(task, customer, params->invoice_settings));
    TRY(email_change(task, customer, params->has_email, params->email));
    TRY(tax_exempt_change(task, customer, params->has_tax_exempt, params->tax_exempt));
    locales_change(customer, params->has_preferred_locales, params->preferred_locales,
                   params->preferred_locales_count);
    if (params->has_invoice_prefix == GIVEN_VALUE) {
        TRY(invoice_prefix_take(task, customer, params->invoice_prefix));
    } else {
        TRY(invoice_prefix_choose(task, customer));
    }
    TRY(metadata_merge(task, &customer->metadata, &params->metadata, params->has_metadata,
                       &customer->metadata));
    TRY(record_insert(task, &customer_records, customer));
    if (params->has_balance == GIVEN_VALUE) {
        TRY(customer_set_balance(task, customer, params->balance,
                                 BALANCE_TRANSACTION_TYPE_INITIAL));
    }
    TRY(event_append(task, EVENT_CUSTOMER_CREATED, &customer_records, customer));
    *out = customer;
    return OK;
}

static err_t
customer_save(struct task *task, struct customer *customer)
{
    TRY(record_update(task, &customer_records, customer));
    return event_append(task, EVENT_CUSTOMER_UPDATED, &customer_records, customer);
}

static err_t
sequence_raise(struct task *task, struct customer *customer, enum given given, int64_t value)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    if (value < customer->next_invoice_sequence) {
        return fail(task, ERR_INVOICE_SEQUENCE_LOWERED, "next_invoice_sequence",
                    "next_invoice_sequence can only be raised; it is %lld now.",
                    (long long)customer->next_invoice_sequence);
    }
    customer->next_invoice_sequence = value;
    return OK;
}

err_t
customer_update(struct task *task, struct customer *customer,
                const struct customer_update_params *params,
                const struct customer_defaults *defaults)
{
    TRY(customer_address_change(task, customer, params->has_address, params->address));
    TRY(shipping_change(task, customer, params->has_shipping, params->shipping));
    TRY(invoice_settings_change(task, customer, params->invoice_settings));
    TRY(email_change(task, customer, params->has_email, params->email));
    TRY(tax_exempt_change(task, customer, params->has_tax_exempt, params->tax_exempt));
    TRY(sequence_raise(task, customer, params->has_next_invoice_sequence,
                       params->next_invoice_sequence));
    if (params->has_invoice_prefix == GIVEN_VALUE) {
        TRY(invoice_prefix_take(task, customer, params->invoice_prefix));
    }
    change_text(&customer->business_name, params->has_business_name, params->business_name);
    change_text(&customer->description, params->has_description, params->description);
    change_text(&customer->individual_name, params->has_individual_name, params->individual_name);
    change_text(&customer->name, params->has_name, params->name);
    change_text(&customer->phone, params->has_phone, params->phone);
    locales_change(customer, params->has_preferred_locales, params->preferred_locales,
                   params->preferred_locales_count);
    TRY(metadata_merge(task, &customer->metadata, &params->metadata, params->has_metadata,
                       &customer->metadata));
    if (defaults != NULL && defaults->has_payment_method) {
        customer->invoice_settings.default_payment_method = defaults->payment_method;
    }
    if (defaults != NULL && defaults->has_source) {
        customer->default_source = defaults->source;
    }
    if (params->has_balance == GIVEN_VALUE) {
        TRY(customer_set_balance(task, customer, params->balance,
                                 BALANCE_TRANSACTION_TYPE_ADJUSTMENT));
    }
    return customer_save(task, customer);
}

err_t
customer_delete(struct task *task, struct customer *customer)
{
    TRY(record_delete(task, &customer_records, customer->id));
    return event_append(task, EVENT_CUSTOMER_DELETED, &customer_records, customer);
}

err_t
customer_put_on_clock(struct task *task, struct customer *customer, struct id test_clock)
{
    if (customer->test_clock.key != 0) {
        return fail(task, ERR_PARAMETER_INVALID, "customer",
                    "The customer lives on a test clock already.");
    }
    customer->test_clock = test_clock;
    return customer_save(task, customer);
}

/* ---- what other rooms change ------------------------------------------- */

err_t
customer_touch_currency(struct task *task, struct customer *customer, struct currency currency)
{
    assert(currency.index != 0);

    if (customer->currency.index != 0) {
        return OK;
    }
    customer->currency = currency;
    return record_update(task, &customer_records, customer);
}

err_t
customer_touch_delinquent(struct task *task, struct customer *customer, bool delinquent)
{
    if (customer->delinquent == delinquent) {
        return OK;
    }
    customer->delinquent = delinquent;
    return customer_save(task, customer);
}

err_t
customer_touch_payment_method(struct task *task, struct customer *customer,
                              struct id payment_method)
{
    if (customer->invoice_settings.default_payment_method.key == payment_method.key) {
        return OK;
    }
    customer->invoice_settings.default_payment_method = payment_method;
    return customer_save(task, customer);
}

err_t
customer_forget_payment_method(struct task *task, struct customer *customer,
                               struct id payment_method)
{
    struct id *method = &customer->invoice_settings.default_payment_method;
    struct id *source = &customer->default_source;
    if (method->key != payment_method.key && source->key != payment_method.key) {
        return OK;
    }
    if (method->key == payment_method.key) {
        *method = (struct id){0};
    }
    if (source->key == payment_method.key) {
        *source = (struct id){0};
    }
    return customer_save(task, customer);
}
