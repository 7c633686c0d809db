# Schedules: what a subscription will be like, phase by phase (billing.md 18).

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as low
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as middle
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as high
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 30000, recurring: { interval: year } } -> 200 as year
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 500 } -> 200 as fee
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Three phases on boundaries: each begins with its price, without prorations, and then the subscription is free"
POST /v1/subscription_schedules {
  customer: $ada.id, start_date: now, metadata: { plan: ramp }
  phases: [
    { items: [{ price: $low.id }], duration: { interval: month, interval_count: 2 } }
    { items: [{ price: $middle.id, quantity: 2 }], iterations: 1, metadata: { step: two } }
    { items: [{ price: $high.id }], end_date: 2026-05-01 }
  ]
} -> 200 {
  object: subscription_schedule, status: active, end_behavior: release, metadata.plan: ramp
  current_phase: { start_date: 2026-01-01, end_date: 2026-03-01 }
  phases.#: 3
  phases.0: { start_date: 2026-01-01, end_date: 2026-03-01, proration_behavior: create_prorations, items.0: { price: $low.id, plan: $low.id, quantity: 1 } }
  phases.1: { start_date: 2026-03-01, end_date: 2026-04-01, items.0: { price: $middle.id, quantity: 2 } }
  default_settings: { billing_cycle_anchor: automatic, collection_method: charge_automatically }
} as plan
expect events of plan [
  subscription_schedule.created { data.object: { status: not_started, subscription: null } }
  customer.subscription.created { data.object.schedule: $plan.id }
  subscription_schedule.updated { data.object.status: active, data.previous_attributes: { status: not_started, subscription: null } }
  invoice.created { data.object.status: draft }
]
expect object $plan.subscription { status: active, schedule: $plan.id, items.data.0.price.id: $low.id }
advance clock to 2026-01-01T01:00:00Z
expect GET /v1/invoices?customer=$ada.id { data: [{ total: 1000, status: paid }] }
advance clock to 2026-02-01T02:00:00Z
mark third_month
advance clock to 2026-03-01T02:00:00Z
expect events after third_month [
  test_helpers.test_clock.advancing
  subscription_schedule.updated { data.object.current_phase.start_date: 2026-03-01, data.previous_attributes.current_phase: ? }
  customer.subscription.updated { data.object: { items.data.0: { quantity: 2, price.id: $middle.id }, metadata.step: two } }
  customer.subscription.updated { data.object.items.data.0.current_period_start: 2026-03-01 }
  invoice.created
  invoice.updated
  invoice.finalized
  payment_intent.created
  charge.succeeded
  payment_intent.succeeded
  invoice_payment.paid
  invoice.updated
  invoice.paid
  invoice.payment_succeeded
  test_helpers.test_clock.ready
]
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 4000, lines.data.#: 1, lines.data.0.period: { start: 2026-03-01, end: 2026-04-01 } } }
advance clock to 2026-04-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000, lines.data.#: 1 } }
expect no event subscription_schedule.expiring
advance clock to 2026-04-24
expect event subscription_schedule.expiring
advance clock to 2026-05-01T02:00:00Z
expect object $plan.id { status: released, released_subscription: $plan.subscription, released_at: 2026-05-01, subscription: null, current_phase: null }
expect object $plan.subscription { schedule: null, status: active }
expect event subscription_schedule.released
advance clock to 2026-06-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000, status: paid } }
POST /v1/subscription_schedules/$plan.id/cancel {} -> 400
POST /v1/subscription_schedules/$plan.id { metadata: { a: b } } -> 400

story "A phase that begins inside of a period: prorated as it says, and ended with the schedule"
POST /v1/subscription_schedules {
  customer: $ada.id, start_date: now, end_behavior: cancel
  phases: [
    { items: [{ price: $low.id }], end_date: 2026-01-16T12:00:00Z }
    { items: [{ price: $high.id }], end_date: 2026-02-15, proration_behavior: always_invoice, add_invoice_items: [{ price: $fee.id }] }
  ]
} -> 200 as plan
expect object $plan.subscription { cancel_at: 2026-02-15 }
advance clock to 2026-01-16T14:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1500, status: paid, billing_reason: subscription_update, lines.data.#: 3, lines.data.0: { amount: 500, period: { start: 2026-01-16T12:00:00Z, end: 2026-02-15 } } } }
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1500, lines.data.0.period: { start: 2026-02-01, end: 2026-02-15 } } }
mark last
advance clock to 2026-02-15T02:00:00Z
expect events after last [
  test_helpers.test_clock.advancing
  subscription_schedule.expiring
  customer.subscription.deleted
  subscription_schedule.completed
  test_helpers.test_clock.ready
]
expect object $plan.id { status: completed, completed_at: 2026-02-15 }
expect object $plan.subscription { status: canceled, ended_at: 2026-02-15 }

story "A start ahead: nothing until then, a draft for an hour, and a wrong start"
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2026-02-10, phases: [{ items: [{ price: $low.id }], duration: { interval: month } }] } -> 200 { status: not_started, subscription: null, current_phase: null } as plan
expect GET /v1/subscription_schedules?customer=$ada.id&scheduled=true { data: [{ id: $plan.id }] }
advance clock to 2026-02-10
expect object $plan.id { status: active, subscription: ? }
expect GET /v1/invoices?customer=$ada.id { data: [{ status: draft, automatically_finalizes_at: 2026-02-10T01:00:00Z }] }
expect GET /v1/subscription_schedules?customer=$ada.id&scheduled=true { data: [] }
advance clock to 2026-02-10T02:00:00Z
expect charges 1
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2026-03-10, phases: [{ items: [{ price: $low.id }], duration: { interval: month } }] } -> 200 as other
POST /v1/subscription_schedules/$other.id/cancel {} -> 200 { status: canceled, canceled_at: 2026-02-10T02:00:00Z } as end
expect events of end [ subscription_schedule.canceled ]
advance clock to 2026-03-11
expect object $other.id { subscription: null }

story "A start in the past: the subscription is backdated"
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2025-12-15, phases: [{ items: [{ price: $low.id }], duration: { interval: month, interval_count: 3 } }] } -> 200 { current_phase.start_date: 2025-12-15 } as plan
expect object $plan.subscription { start_date: 2025-12-15, billing_cycle_anchor: 2025-12-15, items.data.0: { current_period_start: 2025-12-15, current_period_end: 2026-01-15 } }
expect GET /v1/invoices?customer=$ada.id { data: [{ total: 1000 }] }

story "From a subscription: its state is the first phase, later ones are added"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $low.id, quantity: 2 }] } -> 200 as sub
POST /v1/subscription_schedules { from_subscription: $sub.id, end_behavior: cancel } -> 400 { error.param: from_subscription }
POST /v1/subscription_schedules { from_subscription: $sub.id } -> 200 {
  status: active, subscription: $sub.id, phases: [{ start_date: 2026-01-01, end_date: 2026-02-01, items: [{ price: $low.id, quantity: 2 }] }]
} as plan
expect object $sub.id { schedule: $plan.id }
POST /v1/subscription_schedules { from_subscription: $sub.id } -> 400
POST /v1/subscriptions/$sub.id/pause {} -> 400
POST /v1/subscription_schedules/$plan.id {
  phases: [
    { items: [{ price: $low.id, quantity: 2 }], start_date: 2026-01-01, end_date: 2026-02-01 }
    { items: [{ price: $high.id }], duration: { interval: month, interval_count: 1 } }
  ]
} -> 200 { phases.#: 2 } as longer
expect events of longer [ subscription_schedule.updated ]
POST /v1/subscription_schedules/$plan.id { phases: [{ items: [{ price: $low.id }], start_date: 2026-01-02, end_date: 2026-02-01 }] } -> 400 { error.param: "phases[0][start_date]" }
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000 } }
advance clock to 2026-02-11
POST /v1/subscription_schedules/$plan.id { proration_behavior: none, phases: [{ items: [{ price: $middle.id }], start_date: 2026-02-01, end_date: 2026-03-01 }] } -> 200 { phases.#: 2, phases.1.items.0.price: $middle.id }
expect object $sub.id { items.data.0.price.id: $middle.id }
advance clock to 2026-03-01T02:00:00Z
expect object $plan.id { status: released }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 2000, lines.data.#: 1 } }

story "A change of the subscription changes its phase; its end is the schedule's"
POST /v1/subscription_schedules { customer: $ada.id, start_date: now, phases: [{ items: [{ price: $low.id }], end_date: 2026-03-01 }, { items: [{ price: $high.id }], end_date: 2026-06-01 }] } -> 200 as plan
GET /v1/subscriptions/$plan.subscription -> 200 as sub
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 4 }] } -> 200 as changed
expect object $plan.id { phases.0.items.0.quantity: 4 }
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true } -> 200 { cancel_at: 2026-02-01 } as ending
expect object $plan.id { end_behavior: cancel, phases.#: 1, phases.0.end_date: 2026-02-01 }
advance clock to 2026-02-01T02:00:00Z
expect object $plan.id { status: completed }
expect object $sub.id { status: canceled }

story "Released by hand: the end that it would have brought goes, or stays"
POST /v1/subscription_schedules { customer: $ada.id, start_date: now, end_behavior: cancel, phases: [{ items: [{ price: $low.id }], end_date: 2026-01-20 }] } -> 200 as first
expect object $first.subscription { items.data.0.current_period_end: 2026-01-20 }
POST /v1/subscription_schedules/$first.id/release {} -> 200 { status: released, released_subscription: $first.subscription }
expect object $first.subscription { schedule: null, cancel_at: null, items.data.0.current_period_end: 2026-02-01 }
POST /v1/subscription_schedules { customer: $ada.id, start_date: now, end_behavior: cancel, phases: [{ items: [{ price: $low.id }], end_date: 2026-01-20 }] } -> 200 as second
POST /v1/subscription_schedules/$second.id/release { preserve_cancel_date: true } -> 200
expect object $second.subscription { schedule: null, cancel_at: 2026-01-20 }
POST /v1/subscription_schedules/$second.id/release {} -> 400

story "Canceled: the unused time goes back at once, unless it shall not"
POST /v1/subscription_schedules { customer: $ada.id, start_date: now, phases: [{ items: [{ price: $high.id }], end_date: 2026-03-01 }] } -> 200 as plan
advance clock to 2026-01-16T12:00:00Z
POST /v1/subscription_schedules/$plan.id/cancel {} -> 200 { status: canceled, canceled_at: 2026-01-16T12:00:00Z } as end
expect object $plan.subscription { status: canceled }
expect object $ada.id { balance: -1500 }
expect event subscription_schedule.canceled

story "A trial as a phase, a coupon in the next one, and another interval that moves the anchor"
POST /v1/coupons { id: TEN, duration: forever, percent_off: 10 } -> 200
POST /v1/subscription_schedules {
  customer: $ada.id, start_date: now
  phases: [
    { items: [{ price: $low.id }], end_date: 2026-01-15, trial: true }
    { items: [{ price: $low.id }], duration: { interval: month, interval_count: 1 }, discounts: [{ coupon: TEN }] }
    { items: [{ price: $year.id }], duration: { interval: year } }
  ]
} -> 200 { phases.0: { trial_end: 2026-01-15 }, phases.1.discounts.0.coupon: TEN } as plan
expect object $plan.subscription { status: trialing, trial_end: 2026-01-15 }
advance clock to 2026-01-15T02:00:00Z
expect object $plan.subscription { status: active, discounts.#: 1 }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 900, status: paid, lines.data.0.period: { start: 2026-01-15, end: 2026-02-15 } } }
advance clock to 2026-02-15T02:00:00Z
expect object $plan.subscription { billing_cycle_anchor: 2026-02-15, items.data.0.current_period_end: 2027-02-15, discounts: [] }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 30000, status: paid, lines.data.#: 1 } }

story "A phase that starts the cycle anew, and settings that phases inherit"
POST /v1/subscription_schedules {
  customer: $ada.id, start_date: now, default_settings: { collection_method: send_invoice, invoice_settings: { days_until_due: 10 }, description: "of the plan" }
  phases: [
    { items: [{ price: $low.id }], end_date: 2026-01-16T12:00:00Z }
    { items: [{ price: $low.id }], end_date: 2026-03-16T12:00:00Z, billing_cycle_anchor: phase_start, description: "of the phase", collection_method: charge_automatically }
  ]
} -> 200 as plan
expect object $plan.subscription { collection_method: send_invoice, days_until_due: 10, description: "of the plan" }
advance clock to 2026-01-16T14:00:00Z
expect object $plan.subscription { billing_cycle_anchor: 2026-01-16T12:00:00Z, collection_method: charge_automatically, days_until_due: null, description: "of the phase", items.data.0.current_period_end: 2026-02-16T12:00:00Z }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 500, lines.data.0.amount: -500, lines.data.1.amount: 1000 } }

story "A phase that begins with a month gives back what is left of a year, whether the cycle begins anew or not"
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 300, recurring: { interval: week } } -> 200 as week
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 36500, recurring: { interval: year } } -> 200 as long
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $long.id }, { price: $low.id }] } -> 200 as sub
POST /v1/subscription_schedules { from_subscription: $sub.id } -> 200 as plan
POST /v1/subscription_schedules/$plan.id {
  phases: [
    { items: [{ price: $long.id }, { price: $low.id }], start_date: 2026-01-01, end_date: 2026-02-01 }
    { items: [{ price: $middle.id }, { price: $low.id }], end_date: 2026-03-01 }
    { items: [{ price: $low.id }, { price: $long.id }], end_date: 2026-04-01, proration_behavior: none }
    { items: [{ price: $week.id, quantity: 2 }], duration: { interval: day, interval_count: 45 } }
  ]
} -> 200
POST /v1/subscriptions/$sub.id { cancel_at: 2026-07-01, proration_behavior: none } -> 200
advance clock to 2026-02-01
expect object $sub.id { billing_cycle_anchor: 2026-01-01, items.data.0: { price.id: $middle.id, current_period_start: 2026-02-01, current_period_end: 2026-03-01 }, items.data.1: { current_period_start: 2026-02-01, current_period_end: 2026-03-01 } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -30400, lines.data.#: 3, lines.data.0: { amount: -33400, period: { start: 2026-02-01, end: 2027-01-01 } }, lines.data.1.amount: 2000, lines.data.2.amount: 1000 } }
advance clock to 2026-03-01
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 13200, lines.data.#: 2 } }
advance clock to 2026-04-01
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -8500, lines.data.#: 2, lines.data.0.amount: -9100, lines.data.1.amount: 600 } }
expect object $sub.id { billing_cycle_anchor: 2026-04-01, items.data: [{ price.id: $week.id, current_period_start: 2026-04-01, current_period_end: 2026-04-08 }] }

story "Phases that make no sense are refused"
POST /v1/prices { product: $product.id, currency: eur, unit_amount: 1000, recurring: { interval: month } } -> 200 as euro
mark before
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $low.id }], end_date: 2025-12-01 }] } -> 400 { error.param: "phases[0][end_date]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $low.id }] }, { items: [{ price: $low.id }], end_date: 2026-12-01 }] } -> 400 { error.param: "phases[0][end_date]" }
POST /v1/subscription_schedules { customer: $ada.id, end_behavior: cancel, phases: [{ items: [{ price: $low.id }] }] } -> 400
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $fee.id }], end_date: 2026-12-01 }] } -> 400 { error.param: "phases[0][items]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $euro.id }], iterations: 1 }] } -> 400 { error.param: "phases[1][items]" }
POST /v1/subscription_schedules { customer: $ada.id } -> 400 { error.param: phases }
POST /v1/subscription_schedules { phases: [{ items: [{ price: $low.id }], iterations: 1 }] } -> 400 { error.param: customer }
POST /v1/subscription_schedules { customer: $ada.id, end_behavior: renew, phases: [{ items: [{ price: $low.id }], iterations: 1 }] } -> 400 { error.param: end_behavior }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }, { items: [{ price: $low.id }], iterations: 1 }] } -> 400 { error.param: phases }
GET /v1/subscription_schedules/sub_sched_none -> 404
expect events after before []
