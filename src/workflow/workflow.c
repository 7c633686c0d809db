/* SPDX-License-Identifier: Apache-2.0 */
#include "workflow/step.h"

const struct job_handler workflow_handlers[] = {
    {JOB_DISCOUNT_END, "discount_end", discount_end_run},
    {JOB_RENEW, "renew", renewal_run},
    {JOB_UPCOMING, "upcoming", upcoming_run},
    {JOB_FINALIZE, "finalize", finalize_run},
    {JOB_RETRY, "retry", retry_run},
    {JOB_OVERDUE, "overdue", overdue_run},
    {JOB_EXPIRE_INCOMPLETE, "expire_incomplete", expire_run},
    {JOB_TRIAL_WILL_END, "trial_will_end", trial_warn_run},
    {JOB_WILL_BE_DUE, "will_be_due", will_be_due_run},
    {JOB_OVERDUE_END, "overdue_end", overdue_end_run},
    {JOB_ASK_PAYMENT, "ask_payment", payment_ask_run},
    {JOB_ASK_REFUND, "ask_refund", refund_ask_run},
    {JOB_CHECK_TAX_ID, "check_tax_id", tax_id_run},
    {JOB_BACKTEST, "backtest", backtest_run},
    {JOB_CORRECT, "correct", correction_run},
    {JOB_RESUME_COLLECTION, "resume_collection", collection_resume_run},
    {JOB_EXPIRE_PENDING, "expire_pending", pending_expire_run},
    {JOB_EXPIRE_RESUMPTION, "expire_resumption", resumption_expire_run},
    {JOB_INVOICE_WAITING, "invoice_waiting", interval_run},
    {JOB_THRESHOLD, "threshold", threshold_run},
    {JOB_PHASE, "phase", phase_run},
    {JOB_SCHEDULE_EXPIRING, "schedule_expiring", schedule_warn_run},
    {0, NULL, NULL},
};
