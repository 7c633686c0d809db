-- SPDX-License-Identifier: Apache-2.0
-- A store of several accounts: the list of one must not walk over the rows of the others.

CREATE INDEX IF NOT EXISTS product_by_account ON product (account_id);
CREATE INDEX IF NOT EXISTS price_by_account ON price (account_id);
CREATE INDEX IF NOT EXISTS coupon_by_account ON coupon (account_id);
CREATE INDEX IF NOT EXISTS promotion_code_by_account ON promotion_code (account_id);
CREATE INDEX IF NOT EXISTS customer_by_account ON customer (account_id);
CREATE INDEX IF NOT EXISTS subscription_by_account ON subscription (account_id);
CREATE INDEX IF NOT EXISTS subscription_schedule_by_account ON subscription_schedule (account_id);
CREATE INDEX IF NOT EXISTS invoice_by_account ON invoice (account_id);
CREATE INDEX IF NOT EXISTS invoiceitem_by_account ON invoiceitem (account_id);
CREATE INDEX IF NOT EXISTS credit_note_by_account ON credit_note (account_id);
CREATE INDEX IF NOT EXISTS charge_by_account ON charge (account_id);
CREATE INDEX IF NOT EXISTS payment_intent_by_account ON payment_intent (account_id);
CREATE INDEX IF NOT EXISTS refund_by_account ON refund (account_id);
CREATE INDEX IF NOT EXISTS setup_intent_by_account ON setup_intent (account_id);
CREATE INDEX IF NOT EXISTS run_by_account ON run (account_id);
CREATE INDEX IF NOT EXISTS idempotent_answer_by_account ON idempotent_answer (account_id);
CREATE INDEX IF NOT EXISTS ledger_transfer_by_account ON ledger_transfer (account_id);
CREATE INDEX IF NOT EXISTS webhook_endpoint_by_account ON webhook_endpoint (account_id);
CREATE INDEX IF NOT EXISTS account_settings_by_account ON account_settings (account_id);
