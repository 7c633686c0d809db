# Changes of a running subscription: what is invoiced when, what waits for a payment, what is refused (billing.md 9.4 to 9.7).

clock 2026-03-01T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as price
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 6200, recurring: { interval: month } } -> 200 as big
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 500 } -> 200 as fee
POST /v1/test_helpers/test_clocks { frozen_time: 2026-03-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: active } as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad

story "A change that waits for its payment: the old state stands until the invoice is paid"
advance clock to 2026-03-11
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
POST /v1/subscriptions/$sub.id {
  items: [{ id: $sub.items.data.0.id, price: $big.id }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice
} -> 200 {
  status: active
  items.data.0.price.id: $price.id
  pending_update: { expires_at: 2026-03-11T23:00:00Z, subscription_items: [{ id: $sub.items.data.0.id, price.id: $big.id }], trial_end: null, billing_cycle_anchor: null }
} as waiting
expect events of waiting [
  invoiceitem.created
  invoiceitem.created
  customer.subscription.updated { data.previous_attributes.pending_update: null }
  invoice.created
  invoice.finalized
  payment_intent.created
  charge.failed
  payment_intent.payment_failed
  invoice.updated
  invoice.payment_failed
  customer.updated
]
expect object $waiting.latest_invoice { status: open, total: 2100, billing_reason: subscription_update, next_payment_attempt: null }
POST /v1/invoices/$waiting.latest_invoice/pay { payment_method: pm_card_visa } -> 200 { status: paid } as paid
expect object $sub.id { pending_update: null, status: active, items.data.0.price.id: $big.id }
expect event customer.subscription.pending_update_applied { data.object.items.data.0.price.id: $big.id }
advance clock to 2026-03-20
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $price.id }], proration_behavior: always_invoice } -> 200 as down
expect object $down.latest_invoice { lines.data.0.amount: -2400, lines.data.1.amount: 1200 }

story "Not paid in 23 hours: the change is dropped and its invoice is void"
advance clock to 2026-03-11
POST /v1/invoiceitems { customer: $ada.id, amount: 700, currency: usd, subscription: $sub.id } -> 200 as earlier
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
advance clock to 2026-03-12
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }, { price: $big.id }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice } -> 200 { pending_update.subscription_items.#: 2, items.data.#: 1 } as waiting
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 3 }], proration_behavior: always_invoice } } -> 200 { total: 4700, lines.data.#: 3 }
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { total: 3800, lines.data.#: 2 }
expect object $waiting.latest_invoice { status: open }
advance clock to 2026-03-12T23:00:00Z
expect object $sub.id { pending_update: null, status: active, items.data.#: 1, items.data.0.quantity: 1 }
expect object $waiting.latest_invoice { status: void }
expect event customer.subscription.pending_update_expired
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data: [{ id: $earlier.id }] }
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: pm_card_visa } } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice } -> 200 { pending_update: null, items.data.0.quantity: 2 }

story "A new change takes the place of one that waits, and voiding its invoice drops it"
advance clock to 2026-03-11
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice } -> 200 as first
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 3 }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice } -> 200 { pending_update.subscription_items.0.quantity: 3 } as second
expect object $first.latest_invoice { status: void }
POST /v1/invoices/$second.latest_invoice/void -> 200
expect object $sub.id { pending_update: null, items.data.0.quantity: 1, status: active }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], metadata: { a: b }, payment_behavior: pending_if_incomplete } -> 400 { error.param: metadata }
POST /v1/subscriptions/$sub.id { billing_cycle_anchor: now, payment_behavior: pending_if_incomplete } -> 200 { pending_update.billing_cycle_anchor: 2026-03-11, billing_cycle_anchor: 2026-03-01 } as third
DELETE /v1/subscriptions/$sub.id -> 200 { status: canceled, pending_update: null }
expect object $third.latest_invoice { status: void }

story "What happens when a change cannot be paid: it stands, it stands unattempted, or it is refused"
advance clock to 2026-03-11
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
mark before
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], payment_behavior: error_if_incomplete, proration_behavior: always_invoice } -> 402 { error.code: card_declined }
expect events after before []
expect object $sub.id { items.data.0.price.id: $price.id }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], payment_behavior: default_incomplete, proration_behavior: always_invoice } -> 200 { status: past_due, items.data.0.quantity: 2 } as unattempted
expect object $unattempted.latest_invoice { status: open, attempt_count: 0 }
POST /v1/invoices/$unattempted.latest_invoice/pay { payment_method: pm_card_visa } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 3 }], proration_behavior: always_invoice } -> 200 { status: past_due, items.data.0.quantity: 3 }

story "An end in the middle of the period: it is cut, the rest goes back, and can be had again"
POST /v1/subscriptions/$sub.id { cancel_at: 2026-03-16T12:00:00Z } -> 200 {
  cancel_at: 2026-03-16T12:00:00Z, cancel_at_period_end: false, canceled_at: 2026-03-01, items.data.0.current_period_end: 2026-03-16T12:00:00Z
} as cut
expect events of cut [ invoiceitem.created { data.object.amount: -1550 } customer.subscription.updated ]
POST /v1/subscriptions/$sub.id { cancel_at: 2026-03-20, cancel_at_period_end: true } -> 400 { error.param: cancel_at }
POST /v1/subscriptions/$sub.id { cancel_at: 2026-02-20 } -> 400 { error.param: cancel_at }
POST /v1/subscriptions/$sub.id { cancel_at: "" } -> 200 { cancel_at: null, canceled_at: null, cancellation_details.reason: null, items.data.0.current_period_end: 2026-04-01 } as whole
expect events of whole [ invoiceitem.created { data.object: { amount: 1550, period: { start: 2026-03-16T12:00:00Z, end: 2026-04-01 } } } customer.subscription.updated ]
POST /v1/subscriptions/$sub.id { cancel_at: min_period_end } -> 200 { cancel_at: 2026-04-01 }
POST /v1/subscriptions/$sub.id { cancel_at: 2026-04-16 } -> 200 { cancel_at: 2026-04-16, items.data.0.current_period_end: 2026-04-01 }
advance clock to 2026-04-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1550, status: paid, lines.data.2: { amount: 1550, period: { start: 2026-04-01, end: 2026-04-16 } } } }
advance clock to 2026-04-17
expect object $sub.id { status: canceled, ended_at: 2026-04-16 }
expect charges 2

story "An end that is known at the beginning: the first period is cut, prorated or in full"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], cancel_at: 2026-03-16T12:00:00Z } -> 200 { items.data.0.current_period_end: 2026-03-16T12:00:00Z } as half
expect object $half.latest_invoice { total: 1550 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], cancel_at: 2026-03-16T12:00:00Z, proration_behavior: none } -> 200 as full
expect object $full.latest_invoice { total: 3100, lines.data.0.period.end: 2026-03-16T12:00:00Z }
advance clock to 2026-03-17
expect object $half.id { status: canceled }
expect object $full.id { status: canceled, ended_at: 2026-03-16T12:00:00Z }

story "Collection rests: drafts, void or given up; what was made before goes on"
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: keep_as_draft, resumes_at: 2026-04-10 } } -> 200 { status: active, pause_collection: { behavior: keep_as_draft, resumes_at: 2026-04-10 } } as rest
expect events of rest [ customer.subscription.updated { data.previous_attributes.pause_collection: null } ]
advance clock to 2026-04-05
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: draft, auto_advance: false, total: 3100 } }
advance clock to 2026-04-10
expect object $sub.id { pause_collection: null, status: active }
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: void } } -> 200 { pause_collection: { behavior: void, resumes_at: null } }
advance clock to 2026-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: void, total: 3100 } }
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: mark_uncollectible } } -> 200
advance clock to 2026-06-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: uncollectible, status_details.uncollectible.reason: subscription_paused } }
expect object $sub.id { status: active }
POST /v1/subscriptions/$sub.id { pause_collection: "" } -> 200 { pause_collection: null }
advance clock to 2026-07-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid } }
expect charges 2
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: void, resumes_at: 2026-06-01 } } -> 400 { error.param: "pause_collection[resumes_at]" }

story "Prices charged once: with the first invoice, and with the next one"
POST /v1/subscriptions {
  customer: $ada.id, items: [{ price: $price.id }]
  add_invoice_items: [{ price: $fee.id, quantity: 2 }, { price_data: { product: $product.id, currency: usd, unit_amount: 250 } }]
} -> 200 as new
expect object $new.latest_invoice { total: 4350, lines.data.#: 3 }
POST /v1/subscriptions/$new.id { add_invoice_items: [{ price: $fee.id }] } -> 200
expect GET /v1/invoices?subscription=$new.id { data.#: 1 }
POST /v1/subscriptions/$new.id { add_invoice_items: [{ price: $fee.id, quantity: 3 }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?subscription=$new.id&limit=1 { data.0: { total: 2000, status: paid } }
POST /v1/subscriptions/$new.id { add_invoice_items: [{ price: $price.id }] } -> 400 { error.param: "add_invoice_items[0]" }
POST /v1/subscriptions/$new.id { add_invoice_items: [{ quantity: 1 }] } -> 400

story "A price made for the item, and items changed by their own route"
POST /v1/subscriptions/$sub.id { items: [{ price_data: { product: $product.id, currency: usd, unit_amount: 777, recurring: { interval: month } }, quantity: 2 }] } -> 200 {
  items.data.#: 2, items.data.1: { quantity: 2, price.unit_amount: 777 }
}
POST /v1/subscription_items { subscription: $sub.id, price_data: { product: $product.id, currency: usd, unit_amount: 888, recurring: { interval: month } } } -> 200 { price.unit_amount: 888, quantity: 1 } as item
POST /v1/subscription_items/$item.id { price_data: { product: $product.id, currency: usd, unit_amount: 999, recurring: { interval: month } }, quantity: 4 } -> 200 { price.unit_amount: 999, quantity: 4 }
DELETE /v1/subscription_items/$item.id -> 200 { deleted: true }
POST /v1/subscriptions/$sub.id { items: [{ price_data: { product: $product.id, currency: usd, unit_amount: 777 } }] } -> 400 { error.param: ~ "price_data" }

story "Free time from the price, longer free time, and an end of it that keeps the anchor"
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month, trial_period_days: 10 } } -> 200 as with_trial
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $with_trial.id }], trial_from_plan: true } -> 200 { status: trialing, trial_end: 2026-03-11 } as free
advance clock to 2026-03-05
POST /v1/subscriptions/$free.id { trial_end: 2026-03-20 } -> 200 { status: trialing, trial_start: 2026-03-01, trial_end: 2026-03-20, billing_cycle_anchor: 2026-03-20 }
POST /v1/subscriptions/$free.id { billing_cycle_anchor: now } -> 400 { error.param: billing_cycle_anchor }
advance clock to 2026-03-20T02:00:00Z
expect object $free.id { status: active, items.data.0.current_period_end: 2026-04-20 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 5, trial_settings: { end_behavior: { billing_cycle_anchor: unchanged } } } -> 200 { billing_cycle_anchor: 2026-03-20T02:00:00Z } as kept
advance clock to 2026-03-25T04:00:00Z
expect GET /v1/invoices?subscription=$kept.id&limit=1 { data.0: { total: 2600, lines.data.0.period.end: 2026-04-20T02:00:00Z } }

story "From classic to flexible, and no way back"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], billing_mode: { type: classic } } -> 200 as old
POST /v1/subscriptions/$old.id/pause {} -> 400
advance clock to 2026-03-11
POST /v1/subscriptions/$old.id/migrate { billing_mode: { type: flexible } } -> 200 { billing_mode: { type: flexible, updated_at: 2026-03-11 } }
POST /v1/subscriptions/$old.id/migrate { billing_mode: { type: flexible } } -> 400 { error.param: "billing_mode[type]" }
POST /v1/subscriptions/$sub.id/migrate { billing_mode: { type: classic } } -> 400
POST /v1/subscriptions/$old.id { items: [{ id: $old.items.data.0.id, quantity: 2 }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?subscription=$old.id&limit=1 { data.0: { total: 2100, lines.data.0.amount: -2100 } }

story "Classic: from free to paid, the anchor becomes now"
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 0, recurring: { interval: month } } -> 200 as free
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $free.id }], billing_mode: { type: classic } } -> 200 as old
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $free.id }] } -> 200 as new
advance clock to 2026-03-11
POST /v1/subscriptions/$old.id { items: [{ id: $old.items.data.0.id, price: $price.id }] } -> 200 { billing_cycle_anchor: 2026-03-11 }
expect GET /v1/invoices?subscription=$old.id&limit=1 { data.0: { total: 3100, status: paid } }
POST /v1/subscriptions/$new.id { items: [{ id: $new.items.data.0.id, price: $price.id }] } -> 200 { billing_cycle_anchor: 2026-03-01 }
expect GET /v1/invoices?subscription=$new.id { data.#: 1 }

story "What waits is invoiced every week, and when it comes to an amount"
POST /v1/subscriptions/$sub.id { pending_invoice_item_interval: { interval: week } } -> 200 {
  pending_invoice_item_interval: { interval: week, interval_count: 1 }, next_pending_invoice_item_invoice: 2026-03-08
}
POST /v1/invoiceitems { customer: $ada.id, amount: 300, currency: usd, subscription: $sub.id } -> 200
advance clock to 2026-03-08T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 300, status: paid, billing_reason: automatic_pending_invoice_item_invoice } }
expect object $sub.id { next_pending_invoice_item_invoice: 2026-03-15 }
POST /v1/subscriptions/$sub.id { pending_invoice_item_interval: "", billing_thresholds: { amount_gte: 1000 } } -> 200 {
  pending_invoice_item_interval: null, next_pending_invoice_item_invoice: null, billing_thresholds: { amount_gte: 1000, reset_billing_cycle_anchor: false }
}
POST /v1/subscriptions/$sub.id { billing_thresholds: { amount_gte: 49 } } -> 400
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 200
advance clock to 2026-03-08T04:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { billing_reason: subscription_threshold, status: paid, threshold_reason: { amount_gte: 1000, item_reasons: [] } } }

story "Calls that make no sense change nothing and tell nobody"
POST /v1/prices { product: $product.id, currency: eur, unit_amount: 3100, recurring: { interval: month } } -> 200 as euro
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as gone
POST /v1/prices/$gone.id { active: false } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as over
DELETE /v1/subscriptions/$over.id -> 200
mark before
POST /v1/subscriptions/$sub.id { items: [{ price: $euro.id }] } -> 400 { error.param: items, error.message: ~ "currencies of `eur`" }
POST /v1/subscriptions/$sub.id { items: [{ price: $gone.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: -1 }] } -> 400 { error.param: "items[0][quantity]" }
POST /v1/subscriptions/$sub.id { items: [{ price: $price.id }] } -> 400 { error.message: ~ "same price" }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, deleted: true }] } -> 400
POST /v1/subscriptions/$sub.id { items: [{ id: si_wrong, quantity: 2 }] } -> 400
POST /v1/subscriptions/$sub.id { items: [{ price: $fee.id }] } -> 400 { error.param: "items[0][price]" }
POST /v1/subscriptions/$sub.id { proration_date: 2026-01-01, items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 400 { error.param: proration_date }
POST /v1/subscriptions/$sub.id { trial_end: now } -> 400 { error.param: trial_end }
POST /v1/subscriptions/$sub.id { trial_end: 2025-01-01 } -> 400 { error.param: trial_end }
POST /v1/subscriptions/$sub.id { days_until_due: 3 } -> 400 { error.param: days_until_due }
POST /v1/subscriptions/$sub.id { payment_behavior: whenever } -> 400 { error.param: payment_behavior }
POST /v1/subscriptions/$sub.id/resume {} -> 400
POST /v1/subscriptions/$over.id/pause {} -> 400
POST /v1/subscriptions/$over.id { items: [{ id: $over.items.data.0.id, quantity: 2 }] } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions/$over.id { description: "late" } -> 400 { error.code: invalid_canceled_subscription_fields }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], backdate_start_date: 2026-04-01 } -> 400 { error.param: backdate_start_date }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], billing_cycle_anchor: 2026-05-01 } -> 400 { error.param: billing_cycle_anchor }
expect events after before []

story "A change whose draft waits is dropped: the draft is empty, and what had waited before, in the same second, waits again"
advance clock to 2026-03-11
POST /v1/subscriptions/$sub.id { pause_collection: { behavior: keep_as_draft } } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 700, currency: usd, subscription: $sub.id } -> 200 as earlier
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], payment_behavior: pending_if_incomplete, proration_behavior: always_invoice } -> 200 as waiting
expect object $waiting.latest_invoice { status: draft, total: 2800, lines.data.#: 3 }
POST /v1/subscriptions/$sub.id/pause {} -> 200 { pending_update: null, items.data.0: { quantity: 1, current_period_end: 2026-03-11 } } as paused
expect event invoiceitem.deleted { data.object.amount: -2100 }
expect object $waiting.latest_invoice { status: draft, total: 0, lines.data.#: 0, auto_advance: false }
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data: [{ amount: -2100 }, { id: $earlier.id }] }

story "Paused before a change that counts from later: no period ends before it begins"
POST /v1/subscriptions/$sub.id { items: [{ price: $big.id }], proration_date: 2026-03-20 } -> 200 { items.data.1.current_period_start: 2026-03-20 }
POST /v1/subscriptions/$sub.id/pause {} -> 200 { items.data.1: { current_period_start: 2026-03-01, current_period_end: 2026-03-01 } }

story "A resumption that is not paid takes along what was to begin later"
POST /v1/subscriptions/$sub.id/pause { bill_for: { unused_time_from: { type: none } } } -> 200 { status: paused }
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200
POST /v1/subscriptions/$sub.id/resume { payment_behavior: resume_on_payment_success } -> 200 { status: paused, items.data.0.current_period_end: 2026-04-01 }
POST /v1/subscriptions/$sub.id { items: [{ price: $big.id }], proration_date: 2026-03-20 } -> 200 { items.data.1.current_period_start: 2026-03-20 }
advance clock to 2026-03-02
expect object $sub.id { status: paused, items.data.1: { current_period_start: 2026-03-01T23:00:00Z, current_period_end: 2026-03-01T23:00:00Z } }

story "A threshold that begins a new period: what is unused goes back, and the cycle counts from then on"
POST /v1/subscriptions/$sub.id { billing_thresholds: { amount_gte: 1000, reset_billing_cycle_anchor: true } } -> 200 { billing_thresholds: { amount_gte: 1000, reset_billing_cycle_anchor: true } } as before
advance clock to 2026-03-11
POST /v1/invoiceitems { customer: $ada.id, amount: 1700, currency: usd, subscription: $sub.id } -> 200
POST /v1/subscriptions/$sub.id { metadata: { seen: now } } -> 200
mark reached
advance clock to 2026-03-11T03:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as made
expect $made.data.0 { billing_reason: subscription_threshold, status: paid, threshold_reason.amount_gte: 1000, lines.data.#: 3 }
GET /v1/subscriptions/$sub.id -> 200 { latest_invoice: $made.data.0.id } as after
expect $after.items.data.0 { current_period_start: $after.billing_cycle_anchor, current_period_end: > 1775779199 }
expect $made.data.0.lines.data.2 { amount: > 0, period: { start: $after.billing_cycle_anchor, end: $after.items.data.0.current_period_end } }
