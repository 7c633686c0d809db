/* SPDX-License-Identifier: Apache-2.0 */
#include "workflow/step.h"

const struct job_handler workflow_handlers[] = {
    {JOB_DISCOUNT_END, "discount_end", discount_end_run, &discount_kind},
    {JOB_RENEW, "renew", renewal_run, &subscription_kind},
    {JOB_UPCOMING, "upcoming", upcoming_run, &subscription_kind},
    {JOB_FINALIZE, "finalize", finalize_run, &invoice_kind},
    {JOB_RETRY, "retry", retry_run, &invoice_kind},
    {JOB_OVERDUE, "overdue", overdue_run, &invoice_kind},
    {JOB_EXPIRE_INCOMPLETE, "expire_incomplete", expire_run, &subscription_kind},
    {JOB_TRIAL_WILL_END, "trial_will_end", trial_warn_run, &subscription_kind},
    {JOB_WILL_BE_DUE, "will_be_due", will_be_due_run, &invoice_kind},
    {JOB_OVERDUE_END, "overdue_end", overdue_end_run, &invoice_kind},
    {JOB_ASK_PAYMENT, "ask_payment", payment_ask_run, &payment_intent_kind},
    {JOB_ASK_REFUND, "ask_refund", refund_ask_run, &refund_kind},
    {JOB_CHECK_TAX_ID, "check_tax_id", tax_id_run, &tax_id_kind},
    {JOB_BACKTEST, "backtest", backtest_run, &backtest_kind},
    {JOB_CORRECT, "correct", correction_run, &correction_set_kind},
    {JOB_RESUME_COLLECTION, "resume_collection", collection_resume_run, &subscription_kind},
    {JOB_EXPIRE_PENDING, "expire_pending", pending_expire_run, &subscription_kind},
    {JOB_EXPIRE_RESUMPTION, "expire_resumption", resumption_expire_run, &subscription_kind},
    {JOB_INVOICE_WAITING, "invoice_waiting", interval_run, &subscription_kind},
    {JOB_THRESHOLD, "threshold", threshold_run, &subscription_kind},
    {JOB_PHASE, "phase", phase_run, &subscription_schedule_kind},
    {JOB_SCHEDULE_EXPIRING, "schedule_expiring", schedule_warn_run, &subscription_schedule_kind},
    {0, NULL, NULL, NULL},
};
