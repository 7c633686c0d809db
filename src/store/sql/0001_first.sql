-- SPDX-License-Identifier: Apache-2.0
-- The first schema. One table for each kind of record, written by hand, checked against the rooms'
-- `struct record_kind` when the store is opened.
--
-- The pattern, for `object widget` with
--
--     const struct record_kind widget_records = {
--         .kind = &widget_kind,
--         .indexes = {{"by_account", false, {{0}}},
--                     {"by_owner", false, {{"owner", RECORD_INT, offsetof(struct widget, owner)},
--                                          {"ends_at", RECORD_INT, offsetof(struct widget, ends_at)}}},
--                     {"code", true, {{"code", RECORD_TEXT, offsetof(struct widget, code)}}}},
--     };
--
-- is
--
--     CREATE TABLE widget (
--         account_id INTEGER NOT NULL,
--         id         INTEGER PRIMARY KEY,
--         version    INTEGER NOT NULL,
--         owner      INTEGER NOT NULL,
--         ends_at    INTEGER NOT NULL,
--         code       TEXT,
--         body       BLOB NOT NULL
--     ) STRICT;
--     CREATE INDEX widget_by_account ON widget (account_id);
--     CREATE INDEX widget_by_owner ON widget (account_id, owner, ends_at);
--     CREATE UNIQUE INDEX widget_code ON widget (account_id, code) WHERE code IS NOT NULL;
--
-- Columns: each column of the indexes once; RECORD_TEXT is TEXT and may be NULL, all others are
-- INTEGER NOT NULL. An index is called <table>_<index> and begins with account_id; SQLite puts the
-- id behind the last column by itself, so that rows come in the order of the columns, then the key.
-- An index without columns serves lists of all objects of an account, newest first. Write an index
-- for each query that exists and no other: each one costs a page in every commit that touches it.
-- Once a version is released its file stands still; changes go into 0002_*.sql and so on.

-- ---- event ----------------------------------------------------------------------------------------

CREATE TABLE event (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX event_by_account ON event (account_id);

CREATE TABLE job (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    test_clock INTEGER NOT NULL,
    run_at     INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    subject    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX job_by_due ON job (account_id, test_clock, run_at, kind);
CREATE INDEX job_by_subject ON job (account_id, subject);

CREATE TABLE test_clock (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX test_clock_by_status ON test_clock (account_id, status);

CREATE TABLE webhook_endpoint (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE delivery_failure (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    webhook_endpoint INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX delivery_failure_by_endpoint ON delivery_failure (account_id, webhook_endpoint);

-- ---- ledger ---------------------------------------------------------------------------------------

CREATE TABLE ledger_transfer (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    root       INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_transfer_by_root ON ledger_transfer (account_id, root);
CREATE INDEX ledger_transfer_by_customer ON ledger_transfer (account_id, customer);

CREATE TABLE ledger_summary (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

-- ---- account --------------------------------------------------------------------------------------

CREATE TABLE account_settings (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

-- ---- subscription ---------------------------------------------------------------------------------

CREATE TABLE subscription (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX subscription_by_customer ON subscription (account_id, customer);
CREATE INDEX subscription_by_status ON subscription (account_id, status);

CREATE TABLE subscription_schedule (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX subscription_schedule_by_customer ON subscription_schedule (account_id, customer);

CREATE TABLE subscription_item_home (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE discount (
    account_id    INTEGER NOT NULL,
    id            INTEGER PRIMARY KEY,
    version       INTEGER NOT NULL,
    customer_wide INTEGER NOT NULL,
    body          BLOB NOT NULL
) STRICT;
CREATE INDEX discount_by_customer_wide ON discount (account_id, customer_wide);

-- ---- invoice --------------------------------------------------------------------------------------

CREATE TABLE invoice (
    account_id    INTEGER NOT NULL,
    id            INTEGER PRIMARY KEY,
    version       INTEGER NOT NULL,
    customer      INTEGER NOT NULL,
    custom_number TEXT,
    body          BLOB NOT NULL
) STRICT;
CREATE INDEX invoice_by_customer ON invoice (account_id, customer);
CREATE UNIQUE INDEX invoice_custom_number ON invoice (account_id, custom_number)
    WHERE custom_number IS NOT NULL;

CREATE TABLE invoice_payment (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE invoice_rules (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE credit_note (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    invoice    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX credit_note_by_customer ON credit_note (account_id, customer);
CREATE INDEX credit_note_by_invoice ON credit_note (account_id, invoice);

CREATE TABLE correction (
    account_id     INTEGER NOT NULL,
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    correction_set INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    invoice        INTEGER NOT NULL,
    release        INTEGER NOT NULL,
    body           BLOB NOT NULL
) STRICT;
CREATE INDEX correction_by_set ON correction (account_id, correction_set, status);
CREATE INDEX correction_by_invoice ON correction (account_id, invoice, release);

CREATE TABLE correction_set (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE invoiceitem (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    is_pending INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX invoiceitem_by_customer ON invoiceitem (account_id, customer);
CREATE INDEX invoiceitem_by_pending ON invoiceitem (account_id, customer, is_pending);

-- ---- catalog -------------------------------------------------------------------------------------

CREATE TABLE product (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    public_id  TEXT,
    body       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX product_public_id ON product (account_id, public_id)
    WHERE public_id IS NOT NULL;

CREATE TABLE price (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    product    INTEGER NOT NULL,
    lookup_key TEXT,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX price_by_product ON price (account_id, product);
CREATE UNIQUE INDEX price_lookup_key ON price (account_id, lookup_key)
    WHERE lookup_key IS NOT NULL;

CREATE TABLE coupon (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    public_id  TEXT,
    body       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX coupon_public_id ON coupon (account_id, public_id)
    WHERE public_id IS NOT NULL;

CREATE TABLE promotion_code (
    account_id  INTEGER NOT NULL,
    id          INTEGER PRIMARY KEY,
    version     INTEGER NOT NULL,
    folded_code TEXT,
    body        BLOB NOT NULL
) STRICT;
CREATE INDEX promotion_code_by_code ON promotion_code (account_id, folded_code);

CREATE TABLE tax_rate (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

-- ---- customer ------------------------------------------------------------------------------------

CREATE TABLE customer (
    account_id     INTEGER NOT NULL,
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    test_clock     INTEGER NOT NULL,
    email          TEXT,
    invoice_prefix TEXT,
    body           BLOB NOT NULL
) STRICT;
CREATE INDEX customer_by_test_clock ON customer (account_id, test_clock);
CREATE INDEX customer_by_email ON customer (account_id, email);
CREATE UNIQUE INDEX customer_invoice_prefix ON customer (account_id, invoice_prefix)
    WHERE invoice_prefix IS NOT NULL;

CREATE TABLE tax_id (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX tax_id_by_customer ON tax_id (account_id, customer);

CREATE TABLE customer_balance_transaction (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX customer_balance_transaction_by_customer
    ON customer_balance_transaction (account_id, customer);

-- ---- payment -------------------------------------------------------------------------------------

CREATE TABLE payment_method (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX payment_method_by_customer ON payment_method (account_id, customer);

CREATE TABLE payment_intent (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX payment_intent_by_customer ON payment_intent (account_id, customer);

CREATE TABLE charge (
    account_id     INTEGER NOT NULL,
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    customer       INTEGER NOT NULL,
    payment_intent INTEGER NOT NULL,
    body           BLOB NOT NULL
) STRICT;
CREATE INDEX charge_by_customer ON charge (account_id, customer);
CREATE INDEX charge_by_payment_intent ON charge (account_id, payment_intent);

CREATE TABLE setup_intent (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX setup_intent_by_customer ON setup_intent (account_id, customer);

CREATE TABLE refund (
    account_id     INTEGER NOT NULL,
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL,
    charge         INTEGER NOT NULL,
    body           BLOB NOT NULL
) STRICT;
CREATE INDEX refund_by_charge ON refund (account_id, charge);

-- ---- extend ---------------------------------------------------------------------------------------

CREATE TABLE extension (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE release (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    extension  INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX release_by_extension ON release (account_id, extension);

CREATE TABLE binding (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    is_general INTEGER NOT NULL,
    extension  INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX binding_by_general ON binding (account_id, is_general);
CREATE INDEX binding_by_extension ON binding (account_id, extension);

CREATE TABLE run (
    account_id   INTEGER NOT NULL,
    id           INTEGER PRIMARY KEY,
    version      INTEGER NOT NULL,
    invoice_key  INTEGER NOT NULL,
    customer_key INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,
    release_key  INTEGER NOT NULL,
    body         BLOB NOT NULL
) STRICT;
CREATE INDEX run_by_invoice ON run (account_id, invoice_key);
CREATE INDEX run_by_customer ON run (account_id, customer_key);
CREATE INDEX run_by_outcome ON run (account_id, outcome);
CREATE INDEX run_by_release ON run (account_id, release_key);

CREATE TABLE backtest (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE backtest_difference (
    account_id   INTEGER NOT NULL,
    id           INTEGER PRIMARY KEY,
    version      INTEGER NOT NULL,
    backtest     INTEGER NOT NULL,
    customer_key INTEGER NOT NULL,
    body         BLOB NOT NULL
) STRICT;
CREATE INDEX backtest_difference_by_customer ON backtest_difference (account_id, backtest, customer_key);

CREATE TABLE backtest_line (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    backtest   INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX backtest_line_by_backtest ON backtest_line (account_id, backtest);

CREATE TABLE breaker (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    release    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX breaker_by_release ON breaker (account_id, release);

CREATE TABLE rollout (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    is_open    INTEGER NOT NULL,
    binding    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX rollout_by_open ON rollout (account_id, is_open);
CREATE INDEX rollout_by_binding ON rollout (account_id, binding);

CREATE TABLE rollout_difference (
    account_id   INTEGER NOT NULL,
    id           INTEGER PRIMARY KEY,
    version      INTEGER NOT NULL,
    rollout      INTEGER NOT NULL,
    customer_key INTEGER NOT NULL,
    body         BLOB NOT NULL
) STRICT;
CREATE INDEX rollout_difference_by_customer ON rollout_difference (account_id, rollout, customer_key);

CREATE TABLE archive_segment (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX archive_segment_by_account ON archive_segment (account_id);

CREATE TABLE hold (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    object_key INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX hold_by_object ON hold (account_id, object_key);
CREATE INDEX hold_by_status ON hold (account_id, status);

-- ---- api ------------------------------------------------------------------------------------------

CREATE TABLE account_record (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

CREATE TABLE api_key (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    hash       TEXT,
    body       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_key_by_hash ON api_key (account_id, hash) WHERE hash IS NOT NULL;

CREATE TABLE idempotent_answer (
    account_id INTEGER NOT NULL,
    id         INTEGER PRIMARY KEY,
    version    INTEGER NOT NULL,
    key        TEXT,
    body       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotent_answer_by_key ON idempotent_answer (account_id, key)
    WHERE key IS NOT NULL;
