# What follows when an automatic collection fails (billing.md 14.2, 14.3, 23.5 S1), and how an account chooses it.

clock 2026-01-15T09:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2500, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-15T09:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: active } as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200

story "S1: eight retries within two weeks, then the subscription is canceled"
advance clock to 2026-02-15T10:00:00Z
expect object $sub.id { status: past_due }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 1, next_payment_attempt: 2026-02-16T10:00:00Z } }
advance clock to 2026-02-16T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 2, next_payment_attempt: 2026-02-17T10:00:00Z } }
advance clock to 2026-02-19T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 5, next_payment_attempt: 2026-02-21T10:00:00Z } }
advance clock to 2026-03-01T09:59:59Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 8, next_payment_attempt: 2026-03-01T10:00:00Z } }
expect object $sub.id { status: past_due }
mark before
advance clock to 2026-03-01T10:00:00Z
expect events after before [
  test_helpers.test_clock.advancing
  charge.failed
  payment_intent.payment_failed
  invoice.updated { data.object: { attempt_count: 9, next_payment_attempt: null } }
  invoice.payment_failed
  invoice.updated { data.object.auto_advance: false }
  customer.subscription.deleted { data.object: { status: canceled, cancellation_details.reason: payment_failed } }
  test_helpers.test_clock.ready
]
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: open, attempt_count: 9 } }
expect object $ada.id { delinquent: true }

story "Unpaid: the subscription goes on, its next invoices wait, and paying the latest brings it back"
POST /v1/extend/settings { dunning: { retry_days: [3, 5], subscription_end: unpaid } } -> 200 { dunning: { retry_days: [3, 5], subscription_end: unpaid, invoice_end: open } }
advance clock to 2026-02-18T10:00:00Z
expect object $sub.id { status: past_due }
mark before
advance clock to 2026-02-20T10:00:00Z
expect object $sub.id { status: unpaid }
expect event customer.subscription.updated { data.object.status: unpaid, data.previous_attributes.status: past_due }
advance clock to 2026-03-15T11:00:00Z
GET /v1/invoices?customer=$ada.id -> 200 { data.0: { status: draft, auto_advance: false }, data.1.status: open } as invoices
POST /v1/invoices/$invoices.data.0.id/pay { payment_method: pm_card_visa } -> 200 { status: paid }
expect object $sub.id { status: active }

story "Past due for good, and the invoice is given up"
POST /v1/extend/settings { dunning: { retry_days: "", subscription_end: past_due, invoice_end: uncollectible } } -> 200 { dunning.retry_days: [] }
advance clock to 2026-02-15T10:00:00Z
expect object $sub.id { status: past_due }
expect object $ada.id { delinquent: true }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: uncollectible, status_details.uncollectible.reason: max_payment_attempts, attempt_count: 1 } }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data.4: { name: bad_debt, balance: 2500 } }

story "A card that is refused for good is not asked again until there is another one"
POST /v1/payment_methods/pm_card_authenticationRequired/attach { customer: $ada.id } -> 200 as shy
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $shy.id } } -> 200
advance clock to 2026-02-15T10:00:00Z
expect event invoice.payment_action_required
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 1, next_payment_attempt: 2026-02-16T10:00:00Z } }
mark before
advance clock to 2026-02-17T10:00:00Z
expect events after before [
  test_helpers.test_clock.advancing
  invoice.updated { data.object.attempt_count: 2 }
  invoice.updated { data.object: { attempt_count: 3, next_payment_attempt: 2026-02-18T10:00:00Z } }
  test_helpers.test_clock.ready
]
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 as good
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $good.id } } -> 200
advance clock to 2026-02-18T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, attempt_count: 4, next_payment_attempt: null } }
expect object $sub.id { status: active }

story "Nobody to charge: the schedule goes on without attempts"
POST /v1/payment_methods/$bad.id/detach -> 200
GET /v1/payment_methods?customer=$ada.id -> 200 as methods
POST /v1/payment_methods/$methods.data.0.id/detach -> 200
advance clock to 2026-02-15T10:00:00Z
expect event invoice.payment_failed
expect object $sub.id { status: past_due }
mark before
advance clock to 2026-02-16T10:00:00Z
expect events after before [ test_helpers.test_clock.advancing, invoice.updated { data.object.attempt_count: 2 }, test_helpers.test_clock.ready ]
advance clock to 2026-03-01T10:00:00Z
expect object $sub.id { status: canceled }

story "A bank debit is decided after four days, and not tried again with the same account"
POST /v1/payment_methods/pm_usBankAccount_insufficientFunds/attach { customer: $ada.id } -> 200 as empty
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $empty.id } } -> 200
advance clock to 2026-02-15T10:00:00Z
expect object $sub.id { status: active }
expect GET /v1/charges?customer=$ada.id&limit=1 { data.0.status: pending }
advance clock to 2026-02-19T10:00:00Z
expect object $sub.id { status: past_due }
expect GET /v1/charges?customer=$ada.id&limit=1 { data.0: { status: failed, failure_code: payment_intent_payment_attempt_failed, outcome.reason: insufficient_funds } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: open, attempt_count: 1, next_payment_attempt: 2026-02-20T10:00:00Z } }
advance clock to 2026-02-21T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 3 } }
expect GET /v1/charges?customer=$ada.id { data.#: 2 }
POST /v1/payment_methods/pm_usBankAccount_success/attach { customer: $ada.id } -> 200 as full
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $full.id } } -> 200
advance clock to 2026-02-26T10:00:00Z
expect object $sub.id { status: active }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.status: paid }

story "A sent invoice that nobody pays ends its subscription when the account says so"
POST /v1/extend/settings { overdue: { after_days: 30, subscription_end: cancel } } -> 200 { overdue: { after_days: 30, subscription_end: cancel } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], collection_method: send_invoice, days_until_due: 10 } -> 200 { status: active } as sent
advance clock to 2026-01-30T09:00:00Z
expect object $sent.id { status: past_due }
advance clock to 2026-02-24T08:59:59Z
expect object $sent.id { status: past_due }
advance clock to 2026-02-24T12:00:00Z
expect object $sent.id { status: canceled }
expect object $sent.latest_invoice { status: open }

story "Settings are checked"
POST /v1/extend/settings { dunning: { retry_days: [3, 3] } } -> 400 { error.param: "dunning[retry_days]" }
POST /v1/extend/settings { dunning: { retry_days: [91] } } -> 400 { error.param: "dunning[retry_days]" }
POST /v1/extend/settings { dunning: { subscription_end: explode } } -> 400 { error.param: "dunning[subscription_end]" }
POST /v1/extend/settings { overdue: { after_days: 0 } } -> 400 { error.param: "overdue[after_days]" }
POST /v1/extend/settings { default_currency: eur } -> 200 { default_currency: eur }
POST /v1/customers { balance: -5 } -> 200 { currency: eur, balance: -5 }
