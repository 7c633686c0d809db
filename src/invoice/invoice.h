/* SPDX-License-Identifier: Apache-2.0 */
/**
 * invoice.h: statements of amounts, and how they are settled.
 *
 * One path makes every invoice: invoice_begin, lines are added, invoice_price
 * computes discounts and totals; a preview stops there and a real one is
 * inserted. So a preview equals the invoice that follows (INVOICE-1). An
 * invoice holds its lines in its own record. Amounts are minor units of its
 * currency; times are task->now. Rules: billing.md 12.
 */
#pragma once

#include "base/task.h"
#include "customer/customer.h"
#include "event/event.h"
#include "payment/payment.h"
#include "rating/rating.h"
#include "store/store.h"
#include "subscription/subscription.h"

#include "events.model.h"
#include "invoice.model.h"

extern const struct record_kind invoice_records;
extern const struct record_kind invoice_payment_records;
extern const struct record_kind invoiceitem_records;
extern const struct record_kind invoice_rules_records;
extern const struct record_kind credit_note_records;
extern const struct record_kind correction_records;
extern const struct record_kind correction_set_records;

enum { INVOICE_BY_CUSTOMER, INVOICE_BY_CUSTOM_NUMBER };
enum { CREDIT_NOTES_BY_CUSTOMER, CREDIT_NOTES_BY_INVOICE };
enum { CORRECTIONS_BY_SET /**< set, status */, CORRECTIONS_BY_INVOICE /**< invoice, release */ };
enum { INVOICEITEM_BY_CUSTOMER, INVOICEITEM_BY_PENDING /**< customer, is_pending */ };

/** ERR_RESOURCE_MISSING with param. */
must_use err_t invoice_load(struct task *task, struct id id, const char *param,
                            struct invoice **out);
/** Save, and append an event about it. */
must_use err_t invoice_save(struct task *task, struct invoice *invoice, enum event_type type);
/** Fill what is not stored: parents, pricing, what follows from other amounts. */
must_use err_t invoice_derive(struct task *task, struct invoice *invoice);
must_use err_t invoiceitem_derive(struct task *task, struct invoiceitem *item);

/** The account's rules; those that hold without a word when none were set. */
must_use err_t invoice_rules_load(struct task *task, struct invoice_rules **out);
must_use err_t invoice_rules_update(struct task *task,
                                    const struct invoice_rules_update_params *params,
                                    struct invoice_rules **out);

/* ---- drafting ---------------------------------------------------------- */

/**
 * A draft in memory, without lines: of a subscription (collection method,
 * discounts and metadata come from it), or of a customer alone. Discounts are
 * those active now; the customer's when the subscription has none.
 */
must_use err_t invoice_begin(struct task *task, const struct customer *customer,
                             const struct subscription *subscription, struct currency currency,
                             enum billing_reason reason, struct invoice **out);
/** The current period of a subscription's item, prorated when it began after its boundary. */
must_use err_t invoice_add_item(struct task *task, struct invoice *invoice,
                                const struct subscription *subscription,
                                const struct subscription_item *item);
/** Of its lines for a first period that is a part of one, user logic decides the shares. */
must_use err_t invoice_prorate_first(struct task *task, struct invoice *invoice,
                                     const struct subscription *subscription);
/**
 * Lines for what waits for this customer: items bound to the invoice's
 * subscription and unbound ones, in its currency, newest first. They are
 * marked as taken. *count says how many there were.
 */
must_use err_t invoice_add_pending(struct task *task, struct invoice *invoice, size_t *count);
/** The line of an invoice item that stands on this draft: a new one, or the one it has. */
must_use err_t invoice_put_invoiceitem(struct task *task, struct invoice *invoice,
                                       const struct invoiceitem *item);
void invoice_drop_invoiceitem(struct invoice *invoice, struct id item);
/**
 * Discounts and totals of a draft from its lines. User logic runs here; when
 * it could not decide and waits for a person, the draft is parked: not
 * finalized until invoice_rerun or invoice_release_default, whatever changes
 * meanwhile. skip_scripts: what scripts would take is 0.
 */
must_use err_t invoice_price(struct task *task, struct invoice *invoice, bool skip_scripts);
/** The same for a parked draft whose hold a person resolves: decided, it is parked no more. */
must_use err_t invoice_price_again(struct task *task, struct invoice *invoice, bool skip_scripts);
/** What the lines come to before discounts. */
must_use err_t invoice_lines_amount(struct task *task, const struct invoice *invoice,
                                    struct money *out);
/** Store a new draft, tell of it, and hold it when it is parked. */
must_use err_t invoice_insert(struct task *task, struct invoice *invoice);
/** What the lines of a new period cost, by user logic; before they are divided. Held: parked. */
must_use err_t invoice_rate(struct task *task, struct invoice *invoice);
/** Drafts beside the one that is a subscription's latest. */
struct invoice_others {
    struct invoice **items;
    size_t count;
};
/**
 * A draft of a new period, before it is priced: user logic says which of its lines are not
 * made, which wait for the next invoice, and which stand on another one. Held: parked.
 */
must_use err_t invoice_divide(struct task *task, struct invoice *invoice,
                              struct subscription *subscription, struct invoice_others *others);
/** What its items' lines charged, for later credits: into the items' ledgers. */
must_use err_t invoice_note_debits(struct task *task, const struct invoice *invoice,
                                   struct subscription *subscription);
/** How a preview shows: the customer's balance is counted in, ids are those of previews. */
must_use err_t invoice_finish_preview(struct task *task, struct invoice *invoice,
                                      const struct customer *customer);
/** The kind under which a preview is rendered: upcoming_in_ and il_tmp_. */
must_use err_t invoice_preview_kind(struct task *task, const struct model_kind **out,
                                    const struct model **out_lines);

/* ---- the life of an invoice --------------------------------------------- */

/**
 * Draft to open: number, the customer's data and balance, and, when something
 * is due, its payment intent. Nothing due: paid at once. ERR_INVOICE_HELD when parked.
 */
must_use err_t invoice_finalize(struct task *task, struct invoice *invoice);
/** The attempt succeeded: open or uncollectible to paid. */
must_use err_t invoice_settle(struct task *task, struct invoice *invoice);
/** A payment came in: the invoice is paid by it, in part or whole; what is too much is credit. */
must_use err_t invoice_receive(struct task *task, struct invoice *invoice,
                               struct invoice_payment *payment, int64_t amount);
/** One more payment of an open invoice, made by a client; a paid one counts at once. */
must_use err_t invoice_attach_payment(struct task *task, struct invoice *invoice,
                                      struct payment_intent *intent);
/** The invoice's payment by an intent, or NULL. */
must_use err_t invoice_find_payment(struct task *task, const struct invoice *invoice,
                                    struct id intent, struct invoice_payment **out);
/** Paid elsewhere: its payment is canceled. */
must_use err_t invoice_settle_out_of_band(struct task *task, struct invoice *invoice);
/** The attempt failed, or wants the customer: counted and told; next: the next try, or 0. */
must_use err_t invoice_note_failure(struct task *task, struct invoice *invoice, bool is_automatic,
                                    bool needs_action, instant_t next);
/** Open or uncollectible to void: counts as zero; what the balance gave goes back. */
must_use err_t invoice_void(struct task *task, struct invoice *invoice);
must_use err_t invoice_mark_uncollectible(struct task *task, struct invoice *invoice,
                                          enum uncollectible_reason reason);
/** Nobody will decide a parked draft any more: its hold is over. Not parked: OK. */
must_use err_t invoice_discard_hold(struct task *task, const struct invoice *invoice);
/** A draft that no subscription made; its items wait again. */
must_use err_t invoice_delete(struct task *task, struct invoice *invoice);

/** Who waits on a parked draft: ask user logic again. Still held: the draft stays parked, OK. */
must_use err_t invoice_rerun(struct task *task, struct invoice *invoice);
/** Let a parked draft go on with the default logic: scripts take nothing. */
must_use err_t invoice_release_default(struct task *task, struct invoice *invoice);

/** By hand; with from_invoice a copy of a final one, which becomes void once the copy is final. */
must_use err_t invoice_create(struct task *task, const struct invoice_create_params *params,
                              struct id payment_method, struct invoice **out);
must_use err_t invoice_update(struct task *task, struct invoice *invoice,
                              const struct invoice_update_params *params, struct id payment_method);

/** What names other accounts, tax engines or mandates is refused: there are none. */
must_use err_t invoice_check_supported(struct task *task, const struct invoice_update_params *wish);

/**
 * How the amounts of an invoice, or of a preview, came about, computed anew
 * from what is stored and held against it (EXPLAIN-1).
 */
must_use err_t invoice_explain(struct task *task, const struct invoice *invoice,
                               struct invoice_explanation **out);

/* ---- credit notes --------------------------------------------------------- */

must_use err_t credit_note_load(struct task *task, struct id id, const char *param,
                                struct credit_note **out);
/** What credit_note_create would make, in memory; nothing is given back. */
must_use err_t credit_note_preview(struct task *task,
                                   const struct credit_note_create_params *params,
                                   struct credit_note **out);
/**
 * Correct a final invoice: what remains to be paid is lowered, and what is
 * paid is given back as the request says. The invoice may be paid by it.
 */
must_use err_t credit_note_create(struct task *task, const struct credit_note_create_params *params,
                                  struct invoice *invoice, struct credit_note **out);
must_use err_t credit_note_update(struct task *task, struct credit_note *note,
                                  const struct credit_note_update_params *params);
/** What it lowered remains to be paid again. ERR_CREDIT_NOTE_NOT_VOIDABLE. */
must_use err_t credit_note_void(struct task *task, struct credit_note *note);
must_use err_t credit_note_derive(struct task *task, struct credit_note *note);
/** Credit notes lowered what remains (below 0: no more), or gave back what was paid. */
must_use err_t invoice_count_credit(struct task *task, struct invoice *invoice, int64_t pre_payment,
                                    int64_t post_payment);

/** What the invoice's payments took and did not give back yet. */
must_use err_t invoice_refundable(struct task *task, const struct invoice *invoice, int64_t *out);

/* ---- what others would have decided ----------------------------------------- */

/** A final invoice as it is, and as it would have been. */
struct rebilled {
    const struct invoice *was, *now; /**< copies; NULL unless is_known */
    bool is_known;
    struct text problem; /**< why it is not */
};
/**
 * Bill a final invoice once more with the decisions of a release taken by another, or by the
 * standard logic; `instead` says which, and what came of it. Nothing is changed (REBILL-1).
 */
must_use err_t invoice_rebill(struct task *task, const struct invoice *invoice,
                              struct extend_instead *instead, struct rebilled *out);
/** Its lines that differ. */
must_use err_t rebilled_differences(struct task *task, const struct rebilled *rebilled,
                                    struct correction_line **out, size_t *count);

must_use err_t correction_set_load(struct task *task, struct id id, struct correction_set **out);
/** The correction of an invoice for a release that still counts, or NULL. */
must_use err_t correction_find(struct task *task, struct id invoice, struct id release,
                               struct correction **out);
/** What the invoice would have been; *out is NULL when it would have been the same. */
must_use err_t correction_draft(struct task *task, const struct correction_set *set,
                                const struct invoice *invoice, const struct release *release,
                                const struct release *instead, struct correction **out);
must_use err_t correction_approve(struct task *task, struct correction *correction);
must_use err_t correction_dismiss(struct task *task, struct correction *correction);
/** It could not be issued: a person has to look. */
must_use err_t correction_note_problem(struct task *task, struct correction *correction,
                                       struct text problem);
/** The credit note that gives back what was too much; *is_wanted: there is such. */
must_use err_t correction_credit(struct task *task, const struct correction *correction,
                                 const struct invoice *invoice, enum correction_target target,
                                 struct text memo, struct credit_note_create_params *params,
                                 bool *is_wanted);
/** A draft that charges what was too little, by this payment method; NULL: nothing was. */
must_use err_t correction_supplement(struct task *task, const struct correction *correction,
                                     const struct invoice *invoice, struct id method,
                                     struct text memo, struct invoice **out);
/** Both are made (NULL: it was not wanted): book what they should have been, and tell. */
must_use err_t correction_finish(struct task *task, struct correction *correction,
                                 const struct invoice *invoice, const struct credit_note *note,
                                 const struct invoice *supplement);

/* ---- lines by hand -------------------------------------------------------- */

/** Lines of a draft are added, changed, taken away; its amounts follow, told of once. */
must_use err_t invoice_add_lines(struct task *task, struct invoice *invoice,
                                 const struct invoice_add_lines_params *params);
must_use err_t invoice_update_lines(struct task *task, struct invoice *invoice,
                                    const struct invoice_update_lines_params *params);
must_use err_t invoice_remove_lines(struct task *task, struct invoice *invoice,
                                    const struct invoice_remove_lines_params *params);
must_use err_t invoice_update_line(struct task *task, struct invoice *invoice,
                                   struct invoice_line *line,
                                   const struct invoice_line_data_params *data);
/** ERR_RESOURCE_MISSING with param. */
must_use err_t invoice_line_find(struct task *task, struct invoice *invoice, struct id id,
                                 const char *param, struct invoice_line **out);
/** ERR_INVOICE_LINES_MANY when `count` more lines by hand are too many. */
must_use err_t invoice_check_room(struct task *task, const struct invoice *invoice, size_t count,
                                  const char *param);

/* ---- what waits for an invoice ------------------------------------------ */

must_use err_t invoiceitem_load(struct task *task, struct id id, const char *param,
                                struct invoiceitem **out);
must_use err_t invoiceitem_create(struct task *task, const struct invoiceitem_create_params *params,
                                  struct invoiceitem **out);
must_use err_t invoiceitem_update(struct task *task, struct invoiceitem *item,
                                  const struct invoiceitem_update_params *params);
must_use err_t invoiceitem_delete(struct task *task, struct invoiceitem *item);

/** Prices charged once with the next invoice of a subscription, bound to it. */
must_use err_t invoiceitem_add(struct task *task, const struct subscription *subscription,
                               const struct addition_in_params *wishes, size_t count);
/**
 * Credits and debits for a change of a subscription's items at `at`: what was
 * charged for the time behind it goes back, what is wanted now is charged
 * (billing.md 11). `changed` carries the new items, whose ledgers are written.
 * An item whose period ends elsewhere than before is credited and charged to
 * these ends; one that is not among `changed` is credited alone.
 */
must_use err_t invoiceitem_prorate(struct task *task, const struct subscription *old,
                                   struct subscription *changed, instant_t at);
