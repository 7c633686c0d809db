# How a subscription ends (billing.md 9.6).

clock 2026-03-01T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-03-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: active } as sub

story "Cancelled at the end of the period: it runs until then and is not billed again"
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true, cancellation_details: { comment: "too dear", feedback: too_expensive } } -> 200 {
  status: active, cancel_at_period_end: true, cancel_at: 2026-04-01, canceled_at: 2026-03-01
  cancellation_details: { reason: cancellation_requested, comment: "too dear", feedback: too_expensive }
} as wish
expect events of wish [ customer.subscription.updated { data.previous_attributes.cancel_at_period_end: false } ]
advance clock to 2026-03-31
expect object $sub.id { status: active }
mark before_the_end
advance clock to 2026-04-01T02:00:00Z
expect object $sub.id { status: canceled, ended_at: 2026-04-01, canceled_at: 2026-03-01 }
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
expect events after before_the_end [
  test_helpers.test_clock.advancing
  customer.subscription.deleted { data.object.status: canceled }
  test_helpers.test_clock.ready
]
expect GET /v1/subscriptions?customer=$ada.id { data.#: 0 }
expect GET /v1/subscriptions?customer=$ada.id&status=all { data.#: 1 }
expect charges 1

story "The wish to cancel is taken back: the next period is billed as ever"
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true } -> 200 { cancel_at: 2026-04-01 }
advance clock to 2026-03-20
POST /v1/subscriptions/$sub.id { cancel_at_period_end: false } -> 200 { cancel_at_period_end: false, cancel_at: null, canceled_at: null }
advance clock to 2026-04-01T02:00:00Z
expect object $sub.id { status: active, items.data.0.current_period_end: 2026-05-01 }
expect charges 2

story "Cancelled now: it is over at once, and can hardly be changed any more"
advance clock to 2026-03-11
DELETE /v1/subscriptions/$sub.id -> 200 { status: canceled, ended_at: 2026-03-11, canceled_at: 2026-03-11 } as ended
expect events of ended [ customer.subscription.deleted ]
POST /v1/subscriptions/$sub.id { metadata: { why: "moved" } } -> 200 { metadata.why: moved }
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true } -> 400
DELETE /v1/subscriptions/$sub.id -> 404
advance clock to 2026-05-01
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
expect charges 1

story "P10: cancelled at half of the period with prorate and invoice_now, the rest becomes credit"
advance clock to 2026-03-16T12:00:00Z
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200 { status: canceled }
expect object $ada.id { balance: -1000 }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -1000, amount_due: 0, status: paid, ending_balance: -1000 } }
expect charges 1

story "A shorter price without prorations waits for the time that is paid for, also when the end is taken back"
POST /v1/products { name: "Pool" } -> 200 as pool
POST /v1/prices { product: $pool.id, currency: usd, unit_amount: 36500, recurring: { interval: year } } -> 200 as year
POST /v1/prices { product: $pool.id, currency: usd, unit_amount: 300, recurring: { interval: week } } -> 200 as week
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }] } -> 200 as sub
POST /v1/subscriptions/$sub.id { cancel_at: 2026-06-01 } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $week.id }], proration_behavior: none } -> 200 { items.data.0: { price.id: $week.id, current_period_start: 2026-03-01, current_period_end: 2026-06-01 } }
POST /v1/subscriptions/$sub.id { cancel_at: null } -> 200 { cancel_at: null, items.data.0: { current_period_start: 2026-03-01, current_period_end: 2026-06-01 } }
