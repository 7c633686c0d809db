# A payment that fails, and what comes after it (billing.md 9.1, 14.2, 20.5, 23.5 S1 to S3).

POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2500, recurring: { interval: month } } -> 200 as price

story "A renewal is declined: the subscription is past due until a new card pays"
clock 2026-01-15T09:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-15T09:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: active } as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
advance clock to 2026-02-15T09:00:00Z
mark due
advance clock to 2026-02-15T10:00:00Z
expect events after due [
  test_helpers.test_clock.advancing
  invoice.updated
  invoice.finalized
  payment_intent.created
  charge.failed
  payment_intent.payment_failed
  invoice.updated
  invoice.payment_failed
  customer.subscription.updated { data.object.status: past_due, data.previous_attributes.status: active }
  customer.updated { data.object.delinquent: true, data.previous_attributes.delinquent: false }
  test_helpers.test_clock.ready
]
expect object $sub.id { status: past_due }
expect object $ada.id { delinquent: true }
expect GET /v1/invoices?customer=$ada.id&limit=1 {
  data.0: { status: open, attempted: true, attempt_count: 1, amount_remaining: 2500, amount_paid: 0, next_payment_attempt: ? }
}
expect charges 1

GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as invoices
POST /v1/invoices/$invoices.data.0.id/pay -> 402 {
  error: { type: card_error, code: card_declined, decline_code: generic_decline, message: ? }
}
expect object $invoices.data.0.id { status: open, attempt_count: 1 }

POST /v1/payment_methods/pm_card_mastercard/attach { customer: $ada.id } -> 200 as good
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $good.id } } -> 200
POST /v1/invoices/$invoices.data.0.id/pay -> 200 { status: paid, amount_paid: 2500, amount_remaining: 0 } as paid
expect events of paid [
  charge.succeeded
  payment_intent.succeeded
  invoice_payment.paid
  invoice.updated
  invoice.paid
  invoice.payment_succeeded
  customer.subscription.updated { data.object.status: active, data.previous_attributes.status: past_due }
  customer.updated { data.object.delinquent: false }
]
expect object $sub.id { status: active }
expect object $ada.id { delinquent: false }
expect charges 2

story "A declined renewal is tried once more after a day"
clock 2026-01-15T09:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-15T09:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
advance clock to 2026-02-15T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: open, attempt_count: 1, next_payment_attempt: 2026-02-16T10:00:00Z } }
advance clock to 2026-02-16T09:59:59Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 1 } }
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 as good
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $good.id } } -> 200
advance clock to 2026-02-16T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, attempt_count: 2, next_payment_attempt: null } }
expect object $sub.id { status: active }
expect charges 2

story "A first payment is declined: the subscription waits 23 hours and then ends without a debt"
clock 2026-01-15T09:00:00Z
POST /v1/customers { payment_method: pm_card_chargeCustomerFail, invoice_settings: { default_payment_method: pm_card_chargeCustomerFail } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: incomplete } as sub
expect events of sub [
  customer.subscription.created
  invoice.created
  invoice.finalized
  payment_intent.created
  charge.failed
  payment_intent.payment_failed
  invoice.updated
  invoice.payment_failed
  customer.updated { data.object.delinquent: true }
]
expect object $sub.latest_invoice { status: open, amount_due: 2500, attempt_count: 1 }
wait 22h
expect object $sub.id { status: incomplete }
mark before_the_end
wait 1h
expect events after before_the_end [
  invoice.voided
  payment_intent.canceled
  customer.subscription.updated { data.object.status: incomplete_expired, data.previous_attributes.status: incomplete }
]
expect object $sub.id { status: incomplete_expired }
expect object $sub.latest_invoice { status: void, auto_advance: false, status_transitions.voided_at: ? }
wait 31d
expect object $sub.id { status: incomplete_expired }
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
expect charges 0

story "A first payment is declined, and a second card comes in time"
clock 2026-01-15T09:00:00Z
POST /v1/customers { payment_method: pm_card_chargeCustomerFail, invoice_settings: { default_payment_method: pm_card_chargeCustomerFail } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: incomplete } as sub
wait 3h
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 as good
POST /v1/invoices/$sub.latest_invoice/pay { payment_method: $good.id } -> 200 { status: paid }
expect object $sub.id { status: active }
wait 24h
expect object $sub.id { status: active, items.data.0.current_period_end: 2026-02-15T09:00:00Z }
expect charges 1

story "With error_if_incomplete a declined payment is a 402 and nothing was made"
clock 2026-01-15T09:00:00Z
POST /v1/customers { payment_method: pm_card_chargeCustomerFail, invoice_settings: { default_payment_method: pm_card_chargeCustomerFail } } -> 200 as ada
mark before
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], payment_behavior: error_if_incomplete } -> 402 { error: { code: card_declined, type: card_error } }
expect GET /v1/subscriptions?customer=$ada.id&status=all { data.#: 0 }
expect GET /v1/invoices?customer=$ada.id { data.#: 0 }
expect GET /v1/charges?customer=$ada.id { data.#: 0 }
expect object $ada.id { next_invoice_sequence: 1 }
expect events after before []

story "With default_incomplete nothing is tried until the client confirms"
clock 2026-01-15T09:00:00Z
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions {
  customer: $ada.id, items: [{ price: $price.id }], payment_behavior: default_incomplete
  expand: [latest_invoice.confirmation_secret]
} -> 200 { status: incomplete, latest_invoice: { status: open, attempt_count: 0, confirmation_secret: { type: payment_intent, client_secret: ? } } } as sub
expect charges 0
GET /v1/payment_intents?customer=$ada.id -> 200 { data.#: 1 } as intents
POST /v1/payment_intents/$intents.data.0.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded, amount_received: 2500 }
expect object $sub.id { status: active }
expect object $sub.latest_invoice.id { status: paid }
expect charges 1

story "A free subscription is active at once and nobody is charged"
clock 2026-01-15T09:00:00Z
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 0, recurring: { interval: month } } -> 200 as free
POST /v1/customers { name: "Ada" } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $free.id }] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { status: paid, total: 0, amount_due: 0, attempted: true }
expect charges 0
expect event invoice.paid
expect no event payment_intent.created
