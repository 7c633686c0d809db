# Calls on subscriptions, schedules, catalog and payments that are refused by their code or parameter, and change nothing (billing.md 2.4, 9).

clock 2026-02-01T00:00:00Z
POST /v1/products { id: seats, name: "Seats" } -> 200
POST /v1/products { id: gone, name: "Gone" } -> 200
POST /v1/prices { product: seats, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: seats, currency: usd, unit_amount: 2500, recurring: { interval: month } } -> 200 as other
POST /v1/prices { product: seats, currency: usd, unit_amount: 900, recurring: { interval: week } } -> 200 as week
POST /v1/prices { product: seats, currency: usd, unit_amount: 9000, recurring: { interval: year } } -> 200 as year
POST /v1/prices { product: seats, currency: eur, unit_amount: 1400, recurring: { interval: month } } -> 200 as euros
POST /v1/prices { product: seats, currency: usd, unit_amount: 900 } -> 200 as once
POST /v1/prices { product: seats, currency: usd, unit_amount: 1, recurring: { interval: month } } -> 200 as archived
POST /v1/prices/$archived.id { active: false } -> 200
POST /v1/prices { product: gone, currency: usd, unit_amount: 1, recurring: { interval: month } } -> 200 as orphan
POST /v1/products/gone { active: false } -> 200
POST /v1/coupons { id: TENTH, percent_off: 10, duration: forever } -> 200
POST /v1/coupons { id: SPENT, percent_off: 10, max_redemptions: 1 } -> 200
POST /v1/customers { coupon: SPENT } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as vat
POST /v1/tax_rates/$vat.id { active: false } -> 200
POST /v1/test_helpers/test_clocks { frozen_time: 2026-02-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/customers { payment_method: pm_card_visa } -> 200 as bob
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, quantity: 2 }], discounts: [{ coupon: TENTH }] } -> 200 as sub

story "New subscriptions"
mark before
POST /v1/subscriptions { items: [{ price: $month.id }] } -> 400 { error: { code: parameter_missing, param: customer } }
POST /v1/subscriptions { customer: $ada.id } -> 400 { error: { code: parameter_missing, param: items } }
POST /v1/subscriptions { customer: cus_none, items: [{ price: $month.id }] } -> 400 { error: { code: resource_missing, param: customer } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: price_none }] } -> 400 { error: { code: resource_missing, param: "items[0][price]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ quantity: 3 }] } -> 400 { error: { code: parameter_missing, param: "items[0][price]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, plan: $month.id }] } -> 400 { error: { code: parameters_exclusive, param: "items[0][plan]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $archived.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $orphan.id }] } -> 400 { error: { code: product_inactive, param: "items[0][price]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $once.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, quantity: -1 }] } -> 400 { error.param: "items[0][quantity]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, quantity: "1.5" }] } -> 400 { error: { code: parameter_invalid_integer, param: "items[0][quantity]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }, { price: $month.id }] } -> 400 { error.param: items }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }, { price: $euros.id }] } -> 400 { error.param: items }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], currency: eur } -> 400 { error.param: items }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }, { price: $week.id }] } -> 400 { error.param: items }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }, { price: $year.id }], billing_mode: { type: classic } } -> 400 { error.param: items }
POST /v1/subscriptions { customer: $ada.id, items: [{ price_data: { currency: usd, product: seats, unit_amount: 5 } }] } -> 400 { error: { code: parameter_missing, param: "items[0][price_data][recurring]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, tax_rates: [$vat.id] }] } -> 400 { error.param: "items[0][tax_rates]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, discounts: [{ coupon: NONE }] }] } -> 400 { error: { code: resource_missing, param: "items[0][discounts]" } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id, billing_thresholds: { usage_gte: 5 } }] } -> 400 { error.param: "items[0][billing_thresholds]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], discounts: [{ coupon: SPENT }] } -> 400 { error: { code: coupon_expired, param: discounts } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], discounts: [{ coupon: TENTH }, { coupon: TENTH }] } -> 400 { error.param: discounts }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], coupon: TENTH, discounts: [{ coupon: TENTH }] } -> 400 { error.code: parameters_exclusive }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], default_tax_rates: [$vat.id] } -> 400 { error.param: default_tax_rates }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], default_payment_method: pm_none } -> 400 { error: { code: resource_missing, param: default_payment_method } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], days_until_due: 5 } -> 400 { error.param: days_until_due }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], collection_method: send_invoice } -> 400 { error: { code: parameter_missing, param: days_until_due } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], payment_behavior: pending_if_incomplete } -> 400 { error.param: payment_behavior }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], proration_behavior: sometimes } -> 400 { error.param: proration_behavior }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor: 2026-01-01 } -> 400 { error.param: billing_cycle_anchor }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor: 2026-04-01 } -> 400 { error.param: billing_cycle_anchor }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor: 2026-02-10, billing_cycle_anchor_config: { day_of_month: 5 } } -> 400 { error.code: parameters_exclusive }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor_config: { day_of_month: 32 } } -> 400 { error.param: "billing_cycle_anchor_config[day_of_month]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $week.id }], billing_cycle_anchor_config: { day_of_month: 5 } } -> 400 { error.param: billing_cycle_anchor_config }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_period_days: 731 } -> 400 { error.param: trial_period_days }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_end: 2026-01-01 } -> 400 { error.param: trial_end }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_end: 2029-01-01 } -> 400 { error.param: trial_end }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_end: 2026-03-01, trial_period_days: 5 } -> 400 { error.code: parameters_exclusive }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_end: 2026-02-20, billing_cycle_anchor: 2026-02-10 } -> 400 { error.param: billing_cycle_anchor }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], cancel_at: 2026-01-01 } -> 400 { error.param: cancel_at }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], cancel_at: tomorrow } -> 400 { error.param: cancel_at }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], cancel_at: 2026-03-05, cancel_at_period_end: true } -> 400 { error.param: cancel_at }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], backdate_start_date: 2026-03-01 } -> 400 { error.param: backdate_start_date }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_thresholds: { amount_gte: 49 } } -> 400 { error.param: "billing_thresholds[amount_gte]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], pending_invoice_item_interval: { interval: month, interval_count: 13 } } -> 400 { error.param: "pending_invoice_item_interval[interval_count]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_mode: { type: classic, flexible: { proration_discounts: included } } } -> 400 { error.param: "billing_mode[flexible]" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], add_invoice_items: [{ price: $month.id }] } -> 400
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], metadata: { "a[b]": c } } -> 400
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], colour: red } -> 400 { error: { code: parameter_unknown, param: colour } }
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $month.id }], payment_behavior: error_if_incomplete } -> 400
POST /v1/subscriptions {
  customer: $ada.id
  items: [
    { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }
    { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }
    { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }, { price: $month.id }
  ]
} -> 400 { error.param: items }
expect events after before []
expect GET /v1/subscriptions?customer=$ada.id { data: [{ id: $sub.id }] }
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }

story "Changes of a subscription"
GET /v1/subscriptions/$sub.id -> 200 as was
mark before
POST /v1/subscriptions/sub_none { metadata: { a: b } } -> 404 { error: { code: resource_missing, param: id } }
POST /v1/subscriptions/$sub.id { items: [{ id: si_none, quantity: 2 }] } -> 400 { error: { code: resource_missing, param: "items[0][id]" } }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, deleted: true }] } -> 400 { error: { code: parameter_missing, param: items } }
POST /v1/subscriptions/$sub.id { items: [{ deleted: true }] } -> 400 { error: { code: parameter_missing, param: "items[0][id]" } }
POST /v1/subscriptions/$sub.id { items: [{ price: $month.id }] } -> 400 { error.param: items }
POST /v1/subscriptions/$sub.id { items: [{ price: $euros.id }] } -> 400 { error.param: items }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $euros.id }] } -> 400 { error.param: items }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $archived.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $orphan.id }] } -> 400 { error: { code: product_inactive, param: "items[0][price]" } }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $once.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: -4 }] } -> 400 { error.param: "items[0][quantity]" }
POST /v1/subscriptions/$sub.id { items: [{ price: $week.id }] } -> 400 { error.param: items }
POST /v1/subscriptions/$sub.id { proration_date: 2026-01-01, items: [{ id: $sub.items.data.0.id, quantity: 4 }] } -> 400 { error.param: proration_date }
POST /v1/subscriptions/$sub.id { proration_date: 2026-03-01, items: [{ id: $sub.items.data.0.id, quantity: 4 }] } -> 400 { error.param: proration_date }
POST /v1/subscriptions/$sub.id { proration_behavior: maybe } -> 400 { error.param: proration_behavior }
POST /v1/subscriptions/$sub.id { trial_end: now } -> 400 { error.param: trial_end }
POST /v1/subscriptions/$sub.id { trial_end: 2026-01-15 } -> 400 { error.param: trial_end }
POST /v1/subscriptions/$sub.id { billing_cycle_anchor: yesterday } -> 400
POST /v1/subscriptions/$sub.id { cancel_at: 2026-01-01 } -> 400 { error.param: cancel_at }
POST /v1/subscriptions/$sub.id { cancel_at: 2026-02-20, cancel_at_period_end: true } -> 400 { error.param: cancel_at }
POST /v1/subscriptions/$sub.id { collection_method: send_invoice } -> 400 { error: { code: parameter_missing, param: days_until_due } }
POST /v1/subscriptions/$sub.id { days_until_due: 3 } -> 400 { error.param: days_until_due }
POST /v1/subscriptions/$sub.id { default_payment_method: pm_none } -> 400 { error: { code: resource_missing, param: default_payment_method } }
POST /v1/subscriptions/$sub.id { default_tax_rates: [$vat.id] } -> 400 { error.param: default_tax_rates }
POST /v1/subscriptions/$sub.id { discounts: [{ coupon: SPENT }] } -> 400 { error: { code: coupon_expired, param: discounts } }
POST /v1/subscriptions/$sub.id { discounts: [{ discount: di_none }] } -> 400
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: forget } } -> 400 { error.param: "pause_collection[behavior]" }
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: void, resumes_at: 2026-01-01 } } -> 400 { error.param: "pause_collection[resumes_at]" }
POST /v1/subscriptions/$sub.id { payment_behavior: pending_if_incomplete, metadata: { a: b } } -> 400 { error.param: metadata }
POST /v1/subscriptions/$sub.id { payment_behavior: pending_if_incomplete, description: x } -> 400 { error.param: description }
POST /v1/subscriptions/$sub.id { billing_thresholds: { amount_gte: 10 } } -> 400 { error.param: "billing_thresholds[amount_gte]" }
POST /v1/subscriptions/$sub.id { invoice_settings: { issuer: { type: account } } } -> 400 { error.param: "invoice_settings[issuer][type]" }
POST /v1/subscriptions/$sub.id { customer: $bob.id } -> 400 { error: { code: parameter_unknown, param: customer } }
POST /v1/subscriptions/$sub.id { currency: eur } -> 400 { error: { code: parameter_unknown, param: currency } }
POST /v1/subscriptions/$sub.id/resume {} -> 400
POST /v1/subscriptions/$sub.id/migrate { billing_mode: { type: flexible } } -> 400 { error.param: "billing_mode[type]" }
POST /v1/subscriptions/$sub.id/migrate { billing_mode: { type: classic } } -> 400 { error.param: "billing_mode[type]" }
POST /v1/subscription_items { subscription: $sub.id } -> 400
POST /v1/subscription_items { price: $other.id } -> 400 { error: { code: parameter_missing, param: subscription } }
POST /v1/subscription_items { subscription: $sub.id, price: $other.id, quantity: -1 } -> 400 { error.param: quantity }
DELETE /v1/subscription_items/$sub.items.data.0.id -> 400
GET /v1/subscription_items/si_none -> 404 { error.code: resource_missing }
expect events after before []
expect same $was and GET /v1/subscriptions/$sub.id
expect GET /v1/invoiceitems?customer=$ada.id { data: [] }

story "A subscription that has ended, or has never begun"
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true } -> 200
DELETE /v1/subscriptions/$sub.id -> 200 as was
mark before
POST /v1/subscriptions/$sub.id { items: [{ price: $other.id }] } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { cancel_at_period_end: false } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { trial_end: 2026-03-01 } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { default_payment_method: "" } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { discounts: "" } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: void } } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$sub.id { collection_method: charge_automatically } -> 400 { error.code: invalid_canceled_subscription_fields }
DELETE /v1/subscriptions/$sub.id -> 404 { error.code: resource_missing }
POST /v1/subscriptions/$sub.id/pause {} -> 400
POST /v1/subscriptions/$sub.id/resume {} -> 400
POST /v1/subscription_items { subscription: $sub.id, price: $other.id } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscription_items/$sub.items.data.0.id { quantity: 5 } -> 400 { error.code: invalid_canceled_subscription_fields }
DELETE /v1/subscription_items/$sub.items.data.0.id -> 400
POST /v1/subscription_schedules { from_subscription: $sub.id } -> 400 { error.param: from_subscription }
POST /v1/invoices/create_preview { subscription: $sub.id } -> 404 { error.code: invoice_upcoming_none }
expect events after before []
expect same $was and GET /v1/subscriptions/$sub.id
POST /v1/subscriptions/$sub.id { metadata: { why: over }, cancellation_details: { comment: "too late" } } -> 200 { status: canceled, metadata.why: over, cancellation_details.comment: "too late" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], payment_behavior: default_incomplete } -> 200 { status: incomplete } as first
mark waiting
POST /v1/subscriptions/$first.id { items: [{ id: $first.items.data.0.id, quantity: 2 }] } -> 400
POST /v1/subscriptions/$first.id { trial_end: 2026-03-01 } -> 400
POST /v1/subscriptions/$first.id { cancel_at_period_end: true } -> 400
POST /v1/subscriptions/$first.id/pause {} -> 400
POST /v1/subscription_schedules { from_subscription: $first.id } -> 400
expect events after waiting []
expect same $first and GET /v1/subscriptions/$first.id

story "Pauses and schedules"
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2026-03-01, phases: [{ items: [{ price: $month.id }], duration: { interval: month } }] } -> 200 as plan
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], trial_period_days: 5 } -> 200 as trial
mark before
POST /v1/subscriptions/$trial.id/pause {} -> 400
POST /v1/subscriptions/$trial.id { billing_cycle_anchor: now } -> 400 { error.param: billing_cycle_anchor }
POST /v1/subscriptions/$sub.id/pause { type: everything } -> 400 { error.param: type }
POST /v1/subscriptions/$sub.id/pause { bill_for: { unused_time_from: { type: yesterday } } } -> 400 { error.param: "bill_for[unused_time_from][type]" }
POST /v1/subscription_schedules {} -> 400 { error: { code: parameter_missing, param: customer } }
POST /v1/subscription_schedules { customer: $ada.id } -> 400 { error: { code: parameter_missing, param: phases } }
POST /v1/subscription_schedules { customer: $ada.id, from_subscription: $sub.id } -> 400 { error: { code: parameters_exclusive, param: from_subscription } }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $month.id }], end_date: 2026-01-01 }] } -> 400 { error.param: "phases[0][end_date]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $month.id }], duration: { interval: month }, end_date: 2026-04-01 }] } -> 400 { error: { code: parameters_exclusive, param: "phases[0][end_date]" } }
POST /v1/subscription_schedules { customer: $ada.id, end_behavior: cancel, phases: [{ items: [{ price: $month.id }] }] } -> 400 { error: { code: parameter_missing, param: "phases[0][end_date]" } }
POST /v1/subscription_schedules { customer: $ada.id, end_behavior: explode, phases: [{ items: [{ price: $month.id }] }] } -> 400 { error.param: end_behavior }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $once.id }] }] } -> 400 { error.param: "phases[0][items]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $archived.id }] }] } -> 400 { error.param: "phases[0][items]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $month.id }], duration: { interval: month } }, { items: [{ price: $euros.id }] }] } -> 400 { error.param: "phases[1][items]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $month.id, quantity: -1 }] }] } -> 400 { error.param: "phases[0][items][0][quantity]" }
POST /v1/subscription_schedules { customer: $ada.id, phases: [{ items: [{ price: $month.id }], trial: true, trial_end: 2026-02-05 }] } -> 400 { error.param: "phases[0][trial_end]" }
POST /v1/subscription_schedules/$plan.id { phases: [{ items: [{ price: $euros.id }], duration: { interval: month } }] } -> 400
POST /v1/subscription_schedules/$plan.id { end_behavior: renewed } -> 400 { error.param: end_behavior }
POST /v1/subscription_schedules/sub_sched_none/release {} -> 404 { error.code: resource_missing }
expect events after before []
expect same $plan and GET /v1/subscription_schedules/$plan.id
expect same $trial and GET /v1/subscriptions/$trial.id

story "The catalog: what cannot change does not, what contradicts itself is not made"
GET /v1/prices/$month.id -> 200 as was
mark before
POST /v1/prices/$month.id { unit_amount: 5 } -> 400 { error: { code: parameter_unknown, param: unit_amount } }
POST /v1/prices/$month.id { currency: eur } -> 400 { error: { code: parameter_unknown, param: currency } }
POST /v1/prices/$month.id { recurring: { interval: year } } -> 400 { error: { code: parameter_unknown, param: recurring } }
POST /v1/prices/$month.id { product: gone } -> 400 { error: { code: parameter_unknown, param: product } }
POST /v1/prices/$month.id { billing_scheme: tiered } -> 400 { error: { code: parameter_unknown, param: billing_scheme } }
POST /v1/prices/$month.id { tiers: [{ up_to: inf, unit_amount: 4 }] } -> 400 { error.code: parameter_unknown }
POST /v1/prices/$month.id { currency_options: { usd: { unit_amount: 4 } } } -> 400
DELETE /v1/prices/$month.id -> 404
POST /v1/prices { product: seats, currency: usd, unit_amount: -5 } -> 400 { error.param: unit_amount }
POST /v1/prices { product: seats, currency: usd, unit_amount: 5, unit_amount_decimal: "5" } -> 400 { error.code: parameters_exclusive }
POST /v1/prices { product: seats, currency: usd } -> 400 { error.code: parameter_missing }
POST /v1/prices { product: seats, currency: usd, unit_amount_decimal: "1.0000000000001" } -> 400 { error.param: unit_amount_decimal }
POST /v1/prices { product: seats, currency: usd, unit_amount: 5, recurring: { interval: month, interval_count: 37 } } -> 400 { error.param: "recurring[interval_count]" }
POST /v1/prices { product: seats, currency: usd, unit_amount: 5, recurring: { interval: fortnight } } -> 400 { error.param: "recurring[interval]" }
POST /v1/prices { product: none, currency: usd, unit_amount: 5 } -> 400 { error: { code: resource_missing, param: product } }
POST /v1/prices { product: gone, currency: usd, unit_amount: 5 } -> 400 { error: { code: product_inactive, param: product } }
POST /v1/products {} -> 400 { error: { code: parameter_missing, param: name } }
POST /v1/products { name: "" } -> 400 { error.param: name }
DELETE /v1/products/seats -> 400
POST /v1/coupons {} -> 400
POST /v1/coupons { percent_off: 101 } -> 400 { error.param: percent_off }
POST /v1/coupons { percent_off: 0 } -> 400 { error.param: percent_off }
POST /v1/coupons { amount_off: -5, currency: usd } -> 400 { error.param: amount_off }
POST /v1/coupons { percent_off: 5, duration: repeating } -> 400 { error: { code: parameter_missing, param: duration_in_months } }
POST /v1/coupons { percent_off: 5, duration_in_months: 3 } -> 400 { error.param: duration_in_months }
POST /v1/coupons { percent_off: 5, redeem_by: 2020-01-01 } -> 400 { error.param: redeem_by }
POST /v1/coupons { percent_off: 5, max_redemptions: 0 } -> 400 { error.param: max_redemptions }
POST /v1/coupons { percent_off: 5, applies_to: { products: [none] } } -> 400 { error.code: resource_missing }
POST /v1/tax_rates { display_name: V, percentage: 101, inclusive: true } -> 400 { error.param: percentage }
POST /v1/tax_rates { display_name: V, percentage: -1, inclusive: true } -> 400 { error.param: percentage }
POST /v1/tax_rates { display_name: V, percentage: 5 } -> 400 { error: { code: parameter_missing, param: inclusive } }
POST /v1/tax_rates/$vat.id { percentage: 5 } -> 400 { error: { code: parameter_unknown, param: percentage } }
POST /v1/tax_rates/$vat.id { inclusive: true } -> 400 { error: { code: parameter_unknown, param: inclusive } }
expect events after before []
expect same $was and GET /v1/prices/$month.id

story "Payments, customers, clocks"
POST /v1/payment_intents { customer: $bob.id, amount: 500, currency: usd, payment_method: pm_card_visa, confirm: true } -> 200 { status: succeeded } as paid
GET /v1/customers/$ada.id -> 200 as was
mark before
POST /v1/payment_intents { amount: 0, currency: usd } -> 400 { error.param: amount }
POST /v1/payment_intents { amount: 30, currency: usd } -> 400 { error: { code: amount_too_small, param: amount } }
POST /v1/payment_intents { amount: 100000000, currency: usd } -> 400 { error: { code: amount_too_large, param: amount } }
POST /v1/payment_intents { amount: 500 } -> 400 { error: { code: parameter_missing, param: currency } }
POST /v1/payment_intents/$paid.id/confirm {} -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/payment_intents/$paid.id/cancel {} -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/payment_intents/$paid.id/capture {} -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/refunds {} -> 400 { error: { code: parameter_missing, param: charge } }
POST /v1/refunds { payment_intent: $paid.id, amount: 501 } -> 400 { error.param: amount }
POST /v1/refunds { payment_intent: $paid.id, amount: -1 } -> 400 { error.param: amount }
POST /v1/refunds { charge: ch_none } -> 400 { error: { code: resource_missing, param: charge } }
POST /v1/customers/$ada.id { email: "not an address" } -> 400 { error: { code: email_invalid, param: email } }
POST /v1/customers/$ada.id { invoice_prefix: a } -> 400 { error.param: invoice_prefix }
POST /v1/customers/$ada.id { next_invoice_sequence: 0 } -> 400 { error.param: next_invoice_sequence }
POST /v1/customers/$ada.id { tax_exempt: perhaps } -> 400 { error.param: tax_exempt }
POST /v1/customers/$ada.id { test_clock: $clock.id } -> 400 { error: { code: parameter_unknown, param: test_clock } }
POST /v1/customers/$ada.id { invoice_settings: { custom_fields: [{ name: a, value: b }, { name: a, value: b }, { name: a, value: b }, { name: a, value: b }, { name: a, value: b }] } } -> 400 { error.param: "invoice_settings[custom_fields]" }
POST /v1/customers/$ada.id/tax_ids { type: eu_vat } -> 400 { error: { code: parameter_missing, param: value } }
POST /v1/customers/$ada.id/balance_transactions { amount: 5 } -> 400
POST /v1/payment_methods/pm_none/attach { customer: $ada.id } -> 404 { error.code: resource_missing }
POST /v1/test_helpers/test_clocks/$clock.id/advance { frozen_time: 2026-01-31 } -> 400 { error.param: frozen_time }
POST /v1/test_helpers/test_clocks/$clock.id/advance { frozen_time: 2026-05-01 } -> 400 { error.param: frozen_time }
expect events after before []
expect same $was and GET /v1/customers/$ada.id
