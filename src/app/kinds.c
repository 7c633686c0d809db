/* SPDX-License-Identifier: Apache-2.0 */
/** kinds.c: every kind of record, for the store. */
#include "app/kinds.h"

#include "account/account.h"
#include "api/api.h"
#include "event/event.h"
#include "extend/extend.h"
#include "workflow/workflow.h"

const struct record_kind *const engine_kinds[] = {
    &account_records,
    &account_settings_records,
    &api_key_records,
    &archive_segment_records,
    &backtest_difference_records,
    &backtest_line_records,
    &backtest_records,
    &binding_records,
    &breaker_records,
    &charge_records,
    &correction_records,
    &correction_set_records,
    &coupon_records,
    &credit_note_records,
    &customer_balance_transaction_records,
    &customer_records,
    &delivery_failure_records,
    &discount_records,
    &event_records,
    &extension_records,
    &hold_records,
    &idempotent_answer_records,
    &invoice_payment_records,
    &invoice_records,
    &invoice_rules_records,
    &invoiceitem_records,
    &job_records,
    &ledger_summary_records,
    &ledger_transfer_records,
    &payment_intent_records,
    &payment_method_records,
    &price_records,
    &product_records,
    &promotion_code_records,
    &refund_records,
    &release_records,
    &rollout_difference_records,
    &rollout_records,
    &run_records,
    &setup_intent_records,
    &subscription_item_home_records,
    &subscription_records,
    &subscription_schedule_records,
    &tax_id_records,
    &tax_rate_records,
    &test_clock_records,
    &webhook_endpoint_records,
    NULL,
};
