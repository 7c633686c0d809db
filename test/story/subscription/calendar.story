# The examples of billing.md 23.3 that anchor.story and trial.story do not tell, by their numbers.

POST /v1/products { name: "Basic" } -> 200 as product

story "A5: a month from 30 January ends on the last day of February, then on the 30th"
clock 2025-01-30T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-30 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2025-02-28 } as sub
advance clock to 2025-02-28
expect object $sub.id { items.data.0.current_period_end: 2025-03-30 }
advance clock to 2025-03-30
expect object $sub.id { items.data.0.current_period_end: 2025-04-30 }

story "A7: a month and a quarter in one subscription: the invoice of 1 February has the month alone"
clock 2024-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2024-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2500, recurring: { interval: month, interval_count: 3 } } -> 200 as quarter
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }, { price: $quarter.id }] } -> 200 { items.data.0.current_period_end: 1706745600, items.data.1.current_period_end: 1711929600 } as sub
expect object $sub.latest_invoice { total: 3500 }
advance clock to 2024-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1000, lines.data.#: 1 } }
advance clock to 2024-04-01T02:00:00Z by month
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3500, lines.data.#: 2 } }

story "A9: two months, the 31st, made in February: it begins on the last day, and is counted from 31 August"
clock 2025-02-10T09:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-10T09:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month, interval_count: 2 } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], billing_cycle_anchor_config: { day_of_month: 31 } } -> 200 {
  billing_cycle_anchor: 2025-08-31T09:00:00Z
  billing_cycle_anchor_config: { day_of_month: 31, hour: 9, minute: 0, second: 0, month: null }
  items.data.0: { current_period_start: 2025-02-10T09:00:00Z, current_period_end: 2025-02-28T09:00:00Z }
} as sub
advance clock to 2025-02-28T11:00:00Z
expect object $sub.id { items.data.0: { current_period_start: 2025-02-28T09:00:00Z, current_period_end: 2025-04-30T09:00:00Z } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 1000 }
advance clock to 2025-06-30T09:00:00Z by month
expect object $sub.id { items.data.0: { current_period_start: 2025-06-30T09:00:00Z, current_period_end: 2025-08-31T09:00:00Z } }

story "An anchor in words: day, hour and month, and what does not go together"
clock 2025-02-10T09:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-10T09:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 12000, recurring: { interval: year } } -> 200 as year
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: week } } -> 200 as week
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }], billing_cycle_anchor_config: { day_of_month: 1, month: 1, hour: 0, minute: 0, second: 0 } } -> 200 {
  billing_cycle_anchor: 2026-01-01, items.data.0.current_period_end: 2026-01-01
}
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor_config: { day_of_month: 1 } } -> 200 { billing_cycle_anchor: 2025-03-01T09:00:00Z }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor_config: { day_of_month: 1, month: 3 } } -> 400 { error.param: "billing_cycle_anchor_config[month]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $week.id }], billing_cycle_anchor_config: { day_of_month: 1 } } -> 400 { error.param: billing_cycle_anchor_config }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor_config: { day_of_month: 32 } } -> 400
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor_config: { day_of_month: 1 }, billing_cycle_anchor: 2025-03-01 } -> 400 { error.code: parameters_exclusive }

story "R1: free for a week, then the time to the anchor, then whole months"
clock 2025-03-15T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-03-15 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 7, billing_cycle_anchor: 2025-04-01 } -> 200 { status: trialing } as sub
expect object $sub.latest_invoice { total: 0, status: paid }
advance clock to 2025-03-22T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1000, status: paid, lines.data.0.period: { start: 2025-03-22, end: 2025-04-01 } } }
advance clock to 2025-04-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3100 } }

story "R3: free time in the middle of a subscription: nothing on the old boundary, and a new anchor"
clock 2025-06-23T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-06-23 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2025-07-23 } as sub
advance clock to 2025-07-15
POST /v1/subscriptions/$sub.id { trial_end: 2025-08-01, proration_behavior: none } -> 200 {
  status: trialing, trial_end: 2025-08-01, trial_start: 2025-07-15, billing_cycle_anchor: 2025-08-01, items.data.0.current_period_end: 2025-08-01
} as free
expect events of free [
  invoice.created
  invoice.finalized
  invoice.paid
  invoice.payment_succeeded
  customer.subscription.updated { data.object.status: trialing, data.previous_attributes: { status: active, trial_end: null } }
]
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 0, status: paid, lines.data.0: { description: "Free trial for 1 × Basic" } } }
advance clock to 2025-07-31
expect GET /v1/invoices?customer=$ada.id { data.#: 2 }
expect event customer.subscription.trial_will_end
advance clock to 2025-08-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000, status: paid, lines.data.0.period: { start: 2025-08-01, end: 2025-09-01 } } }
expect object $sub.id { status: active }

story "R3 with prorations: the rest of the month comes back as credit"
clock 2025-06-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-06-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
advance clock to 2025-06-16
POST /v1/subscriptions/$sub.id { trial_end: 2025-06-20 } -> 200 { status: trialing }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -1500, lines.data.#: 2 } }
expect object $ada.id { balance: -1500 }

story "R4: paused on 1 February, resumed on the 15th: a new period begins"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
advance clock to 2025-02-01T00:00:00Z
POST /v1/subscriptions/$sub.id/pause {} -> 200 {
  status: paused, items.data.0.current_period_end: 2025-02-01
  status_details.paused: { subscription.type: pause_requested, transitioned_at: 2025-02-01, type: subscription }
} as pause
expect events of pause [
  invoiceitem.created { data.object: { amount: -3000, proration: true } }
  customer.subscription.updated { data.previous_attributes.status: active }
  customer.subscription.paused
]
advance clock to 2025-02-15
expect GET /v1/invoices?customer=$ada.id { data.#: 2 }
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: active, billing_cycle_anchor: 2025-02-15, items.data.0: { current_period_start: 2025-02-15, current_period_end: 2025-03-15 }, status_details: absent } as resume
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 0, lines.data.0.amount: -3000, lines.data.1: { amount: 3000, period: { start: 2025-02-15, end: 2025-03-15 } } } }
expect event customer.subscription.resumed
POST /v1/subscriptions/$sub.id/resume {} -> 400

story "R4: resumed with the old boundaries and without prorations: nothing now, the next whole month then"
clock 2025-02-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 5000, recurring: { interval: month, interval_count: 2 } } -> 200 as two
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as monthly
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $two.id }] } -> 200 as other
POST /v1/subscriptions/$monthly.id/pause { bill_for: { unused_time_from: { type: none } } } -> 200 { status: paused }
POST /v1/subscriptions/$other.id/pause { bill_for: { unused_time_from: { type: none } } } -> 200 { status: paused }
advance clock to 2025-02-15
POST /v1/subscriptions/$monthly.id/resume { billing_cycle_anchor: { type: unchanged }, proration_behavior: none } -> 200 { status: active, billing_cycle_anchor: 2025-02-01, items.data.0: { current_period_start: 2025-02-15, current_period_end: 2025-03-01 } }
POST /v1/subscriptions/$other.id/resume { billing_cycle_anchor: unchanged, proration_behavior: none } -> 200 { status: active, items.data.0.current_period_end: 2025-04-01 }
expect GET /v1/invoices?customer=$ada.id { data.#: 2 }
advance clock to 2025-03-01T02:00:00Z
expect GET /v1/invoices?subscription=$monthly.id&limit=1 { data.0: { total: 3000, lines.data.0.period: { start: 2025-03-01, end: 2025-04-01 } } }
advance clock to 2025-04-01T02:00:00Z
expect GET /v1/invoices?subscription=$other.id&limit=1 { data.0: { total: 5000, lines.data.0.period: { start: 2025-04-01, end: 2025-06-01 } } }

story "R6: a trial ends and there is nothing to pay with: paused, and resumed with a card"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: pause } } } -> 200 { status: trialing } as sub
mark trial_end
advance clock to 2025-01-08T02:00:00Z
expect object $sub.id { status: paused, status_details.paused.subscription.type: trial_end_without_payment_method, trial_end: 2025-01-08 }
expect events after trial_end [
  test_helpers.test_clock.advancing
  customer.subscription.trial_will_end
  customer.subscription.updated { data.previous_attributes.status: trialing }
  customer.subscription.paused
  test_helpers.test_clock.ready
]
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
advance clock to 2025-01-20
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 as card
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $card.id } } -> 200
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: active, items.data.0: { current_period_start: 2025-01-20, current_period_end: 2025-02-20 } }
expect charges 1

story "Resumed without anything to pay with: it stays paused, and after 23 hours the invoice is void"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: pause } } } -> 200 as sub
advance clock to 2025-01-10
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: paused } as resumption
expect object $resumption.latest_invoice { status: open, total: 3000 }
POST /v1/subscriptions/$sub.id/resume {} -> 400
advance clock to 2025-01-10T23:00:00Z
expect object $resumption.latest_invoice { status: void }
expect object $sub.id { status: paused }
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: paused } as again
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 as card
POST /v1/invoices/$again.latest_invoice/pay { payment_method: $card.id } -> 200 { status: paid }
expect object $sub.id { status: active }
expect event customer.subscription.resumed

story "Resumed with a card that fails: active at the attempt, and past due"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
advance clock to 2025-01-16
POST /v1/subscriptions/$sub.id/pause { bill_for: { unused_time_from: { type: none } } } -> 200
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
POST /v1/subscriptions/$sub.id/resume { payment_behavior: resume_on_payment_success } -> 200 { status: paused }
advance clock to 2025-01-18
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: past_due }
