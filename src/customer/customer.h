/* SPDX-License-Identifier: Apache-2.0 */
/**
 * customer.h: who is billed.
 *
 * The pointers that these functions give are the session's own, so that two
 * loads of one customer see each other's changes. Every function that changes
 * something stores it; those that say so append customer.updated. A customer
 * may live on a test clock, then everything that happens to it happens in the
 * clock's time: customer_enter before changing anything. Rules: billing.md 5.1.
 */
#pragma once

#include "base/money.h"
#include "base/task.h"
#include "ledger/ledger.h"
#include "store/store.h"

#include "customer.model.h"

extern const struct record_kind customer_records;
extern const struct record_kind customer_balance_transaction_records;

/** Indexes, for scans. */
enum { CUSTOMERS_BY_TEST_CLOCK, CUSTOMERS_BY_EMAIL, CUSTOMERS_BY_INVOICE_PREFIX };

extern const struct record_kind tax_id_records;
enum { BALANCE_TRANSACTIONS_BY_CUSTOMER };
enum { TAX_IDS_BY_CUSTOMER };

/** A job of this room; the workflow's table runs it. Stored: never renumber. */
enum customer_job { JOB_CHECK_TAX_ID = 43 /**< subject: tax_id */ };

/* ---- life -------------------------------------------------------------- */

/**
 * Make a customer, on its test clock when it names one: task->now is that
 * clock's then. The parameters payment_method, source and
 * invoice_settings[default_payment_method] are the payment room's business.
 */
must_use err_t customer_create(struct task *task, const struct customer_create_params *params,
                               struct customer **out);

/** Payment methods that an update names, looked up by who knows them. */
struct customer_defaults {
    bool has_payment_method;
    struct id payment_method; /**< none: unset */
    bool has_source;
    struct id source;
};

/** Appends customer.updated. `defaults` may be NULL. */
must_use err_t customer_update(struct task *task, struct customer *customer,
                               const struct customer_update_params *params,
                               const struct customer_defaults *defaults);
/** Delete the record; subscriptions and payment methods are dealt with before. */
must_use err_t customer_delete(struct task *task, struct customer *customer);

/** ERR_RESOURCE_MISSING blaming `param`, also for deleted ones. */
must_use err_t customer_load(struct task *task, struct id id, const char *param,
                             struct customer **out);
/** By what clients call it. */
must_use err_t customer_find(struct task *task, struct text id, const char *param,
                             struct customer **out);
/** Go to the customer's time; ERR_CLOCK_ADVANCING while its clock runs. */
must_use err_t customer_enter(struct task *task, const struct customer *customer);
/** Put a customer that lives in real time on a clock. Appends customer.updated. */
must_use err_t customer_put_on_clock(struct task *task, struct customer *customer,
                                     struct id test_clock);

/* ---- tax ids ------------------------------------------------------------ */

/** Of a customer, or (NULL) of the account itself. ERR_TAX_ID_INVALID, ERR_TAX_IDS_MANY. */
must_use err_t tax_id_create(struct task *task, const struct customer *customer, struct text type,
                             struct text value, struct tax_id **out);
must_use err_t tax_id_delete(struct task *task, struct tax_id *tax_id);
/** The tax office has answered (test values: billing.md 5.2). Appends customer.tax_id.updated. */
must_use err_t tax_id_check(struct task *task, struct tax_id *tax_id);
/** Own tax ids of the account that a request names; those of customers are not among them. */
must_use err_t tax_id_list_take(struct task *task, const struct id *ids, size_t count,
                                const char *param, struct id **out, size_t *out_count);
/** All of a customer's, newest first. */
must_use err_t tax_id_list(struct task *task, struct id customer, struct tax_id ***out,
                           size_t *count);

/* ---- the balance ------------------------------------------------------- */

/** A change of a balance (positive: owed), and why. */
struct balance_change {
    enum balance_transaction_type type;
    struct money amount;
    struct id invoice; /**< behind it; may be none */
    struct id credit_note;
    struct text description;
    struct model_map metadata;
};

/** What the customer's balance holds in a currency; each one has its own. */
int64_t customer_balance_in(const struct customer *customer, struct currency currency);
/**
 * Change the balance, keep a balance transaction of it and book it in the
 * ledger. Appends customer.updated. 0 changes nothing: *out is NULL then; out
 * may be NULL.
 */
must_use err_t customer_add_balance(struct task *task, struct customer *customer,
                                    const struct balance_change *change,
                                    struct customer_balance_transaction **out);
/** Make it hold this, in its first currency or, unused so far, the account's default. */
must_use err_t customer_set_balance(struct task *task, struct customer *customer, int64_t balance,
                                    enum balance_transaction_type type);
must_use err_t balance_transaction_update(struct task *task,
                                          struct customer_balance_transaction *transaction,
                                          const struct balance_transaction_update_params *params);

/* ---- what other rooms change ------------------------------------------- */

/** "PREFIX-0001", and the sequence moves on. No event: it is part of finalizing an invoice. */
must_use err_t customer_take_invoice_number(struct task *task, struct customer *customer,
                                            struct text *number);
/** An invoice became final: the customer is no new one any more. No event. */
must_use err_t customer_count_invoice(struct task *task, struct customer *customer);
/** One of its final invoices became void: it does not count as billed any more. No event. */
must_use err_t customer_forget_invoice(struct task *task, struct customer *customer);
/** A payment without an invoice came in. No event. */
must_use err_t customer_note_payment(struct task *task, struct customer *customer);
/** The first currency used is the balance's; later ones change nothing. No event. */
must_use err_t customer_touch_currency(struct task *task, struct customer *customer,
                                       struct currency currency);
/** Appends customer.updated when it was otherwise. */
must_use err_t customer_touch_delinquent(struct task *task, struct customer *customer,
                                         bool delinquent);
/** Make it the default for subscriptions and invoices. Appends customer.updated when it changed. */
must_use err_t customer_touch_payment_method(struct task *task, struct customer *customer,
                                             struct id payment_method);
/** It was detached: no default points at it any longer. Appends customer.updated when one did. */
must_use err_t customer_forget_payment_method(struct task *task, struct customer *customer,
                                              struct id payment_method);

/** Apply what a request says about an address; parts not given stay. */
void address_change(struct address *address, const struct address_data_params *data);
