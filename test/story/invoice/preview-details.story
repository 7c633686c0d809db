# What a preview can be asked: new subscriptions, changes in full, schedules, nobody in particular (billing.md 12.9, 22.2).

clock 2026-04-01T00:00:00Z
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 9000, recurring: { interval: month } } -> 200 as high
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 700 } -> 200 as fee
POST /v1/coupons { id: TENTH, duration: forever, percent_off: 10 } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: true } -> 200 as vat
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A new subscription: items with discounts and taxes, default rates and metadata, as it then comes"
mark before
POST /v1/invoices/create_preview {
  customer: $ada.id
  subscription_details: { items: [{ price: $price.id, quantity: 2, discounts: [{ coupon: TENTH }] }, { price: $high.id, tax_rates: [$vat.id], metadata: { seat: a } }], default_tax_rates: [$vat.id], metadata: { plan: gold } }
} -> 200 { total: 14400, amount_due: 14400, lines.data.#: 2, parent: null, billing_reason: upcoming, number: null } as preview
expect events after before []
POST /v1/subscriptions {
  customer: $ada.id, items: [{ price: $price.id, quantity: 2, discounts: [{ coupon: TENTH }] }, { price: $high.id, tax_rates: [$vat.id], metadata: { seat: a } }], default_tax_rates: [$vat.id], metadata: { plan: gold }
} -> 200 as sub
GET /v1/invoices/$sub.latest_invoice -> 200 { total: 14400, status: paid } as invoice
expect same $preview.lines.data and $invoice.lines.data except [id, invoice, subscription, subscription_item]
expect same $preview.total_taxes and $invoice.total_taxes

story "A new subscription whose anchor lies ahead: the stub, prorated or free"
POST /v1/invoices/create_preview {
  customer: $ada.id, subscription_details: { items: [{ price: $price.id }], billing_cycle_anchor: { type: timestamp, timestamp: 2026-04-16 } }
} -> 200 { total: 1452, lines.data.0.period: { start: 2026-04-01, end: 2026-04-16 } } as preview
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], billing_cycle_anchor: 2026-04-16 } -> 200 as sub
GET /v1/invoices/$sub.latest_invoice -> 200 as invoice
expect same $preview.lines.data and $invoice.lines.data except [id, invoice, subscription, subscription_item]
POST /v1/invoices/create_preview {
  customer: $ada.id, subscription_details: { items: [{ price: $price.id }], billing_cycle_anchor: { type: timestamp, timestamp: 2026-04-16 }, proration_behavior: none }
} -> 200 { total: 3000, period_end: 2026-04-16, lines.data.0.period: { start: 2026-04-16, end: 2026-05-16 } }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], billing_cycle_anchor: { type: timestamp } } } -> 400 { error: { code: parameter_missing, param: "subscription_details[billing_cycle_anchor][timestamp]" } }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], billing_cycle_anchor: { type: timestamp, timestamp: 2026-06-16 } } } -> 400 { error.param: "subscription_details[billing_cycle_anchor]" }

story "A new subscription with free time, with an end, in the past and in the future"
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], trial_end: 2026-04-11 } } -> 200 { total: 0, lines.data.0: { amount: 0, period.end: 2026-04-11 } }
POST /v1/invoices/create_preview { customer: $ada.id, preview_mode: recurring, subscription_details: { items: [{ price: $price.id }], trial_end: 2026-04-11 } } -> 200 { total: 3000, lines.data.0.period: { start: 2026-04-11, end: 2026-05-11 } }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], cancel_at: 2026-04-16 } } -> 200 { total: 1500, lines.data.0.period.end: 2026-04-16 }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], cancel_at_period_end: true } } -> 200 { total: 3000 }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], start_date: 2026-03-15 } } -> 200 { total: 3000, lines.data.#: 1, lines.data.0.period: { start: 2026-03-15, end: 2026-04-15 } }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], start_date: 2026-07-05 } } -> 200 { total: 3000, lines.data.0.period: { start: 2026-07-05, end: 2026-08-05 } }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], billing_mode: { type: classic }, trial_end: 2026-04-11 } } -> 200 { lines.data.0.description: "Trial period for Seats" }

story "Nobody in particular: an address, an exemption and tax ids make a customer for the preview alone"
mark before
POST /v1/invoices/create_preview {
  customer_details: { address: { country: DE, city: Berlin }, tax_exempt: reverse, tax_ids: [{ type: eu_vat, value: DE123456789 }] }
  currency: usd
  subscription_details: { items: [{ price: $price.id }], default_tax_rates: [$vat.id] }
} -> 200 {
  customer: null, customer_address: { country: DE, city: Berlin }, customer_tax_exempt: reverse, customer_tax_ids: [{ type: eu_vat, value: DE123456789 }]
  subtotal: 3000, total: 2521, total_taxes.0: { amount: 0, taxability_reason: reverse_charge }
}
POST /v1/invoices/create_preview { customer_details: { address: { country: DE } }, currency: eur, invoice_items: [{ amount: 500 }, { unit_amount: 20, quantity: 3 }] } -> 200 { customer: null, currency: eur, total: 560 }
POST /v1/invoices/create_preview/explanation { customer_details: { tax_exempt: none }, subscription_details: { items: [{ price: $price.id, quantity: 3 }] } } -> 200 { matches: true, total: 9000 }
expect events after before []
expect GET /v1/customers { data: [] }
POST /v1/invoices/create_preview { customer_details: { tax_exempt: often } } -> 400 { error.param: "customer_details[tax_exempt]" }
POST /v1/invoices/create_preview { customer_details: { tax_ids: [{ type: rocket, value: "1" }] } } -> 400 { error.param: "customer_details[tax_ids][type]" }
POST /v1/invoices/create_preview { customer_details: { address: { country: DE } } } -> 404 { error.code: invoice_upcoming_none }
POST /v1/invoices/create_preview { currency: usd } -> 400 { error: { code: parameter_missing, param: customer } }

story "A customer with something else than what it has"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], default_tax_rates: [$vat.id] } -> 200 as sub
POST /v1/invoices/create_preview { customer: $ada.id, subscription: $sub.id, customer_details: { tax_exempt: exempt, address: { city: Paris } } } -> 200 { customer: $ada.id, customer_address.city: Paris, total: 2521, total_taxes.0.taxability_reason: customer_exempt }
POST /v1/invoices/create_preview { customer: $ada.id, subscription: $sub.id } -> 200 { customer_address: null, total: 3000 }
expect object $ada.id { address: null, tax_exempt: none }

story "Items that are only in the preview stand where they would stand; those that wait can be changed in it"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
POST /v1/invoiceitems { customer: $ada.id, amount: 250, currency: usd, description: "Training" } -> 200 as waiting
POST /v1/invoices/create_preview {
  subscription: $sub.id
  invoice_items: [
    { price: $fee.id, quantity: 2, discountable: false }
    { price_data: { currency: usd, product: $product.id, unit_amount: 45 }, period: { start: 2026-04-01, end: 2026-04-03 }, metadata: { a: b } }
    { amount: -100, tax_rates: [$vat.id], description: "Sorry" }
    { invoiceitem: $waiting.id, amount: 300, discounts: [{ coupon: TENTH }] }
  ]
  discounts: [{ coupon: TENTH }]
} -> 200 {
  lines.data.#: 5, subtotal: 4615, total: 4283
  lines.data.0: { amount: 1400, discountable: false, pricing.price_details.price: $fee.id }
  lines.data.1: { amount: 45, period.end: 2026-04-03, metadata.a: b }
  lines.data.2: { amount: -100, description: "Sorry" }
  lines.data.3: { amount: 300, description: "Training" }
  lines.data.4.amount: 3000
} as preview
expect object $waiting.id { amount: 250, invoice: null, discounts: [] }
POST /v1/invoices/create_preview { subscription: $sub.id, invoice_items: [{ amount: 1, currency: eur }] } -> 400 { error.param: "invoice_items[0][currency]" }
POST /v1/invoices/create_preview { subscription: $sub.id, invoice_items: [{ amount: 1 }, { amount: 1, unit_amount: 4 }] } -> 400 { error: { code: parameters_exclusive, param: "invoice_items[1][amount]" } }
POST /v1/invoices/create_preview { subscription: $sub.id, invoice_items: [{ price: $high.id }] } -> 400 { error.param: "invoice_items[0][pricing][price]" }
POST /v1/invoices/create_preview { subscription: $sub.id, invoice_items: [{ invoiceitem: ii_none }] } -> 400 { error: { code: resource_missing } }
POST /v1/invoices/create_preview { subscription: $sub.id, on_behalf_of: acct_1 } -> 400 { error: { code: resource_missing, param: on_behalf_of } }
POST /v1/invoices/create_preview { subscription: $sub.id, issuer: { type: account } } -> 400 { error.param: "issuer[type]" }
POST /v1/invoices/create_preview { subscription: $sub.id, automatic_tax: { enabled: true } } -> 400 { error.param: "automatic_tax[enabled]" }

story "Changes: another price, an item away, the anchor, a trial, an end, and all of it nothing more than looked at"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }, { price: $high.id }] } -> 200 as sub
advance clock to 2026-04-16
mark before
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.1.id, deleted: true, clear_usage: true }], proration_behavior: always_invoice } } -> 200 { total: -4500, amount_due: 0, ending_balance: -4500 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { billing_cycle_anchor: now } } -> 200 { total: 6000, lines.data.#: 4 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { billing_cycle_anchor: { type: unchanged } } } -> 200 { total: 12000, lines.data.#: 2 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { trial_end: 2026-04-26, proration_behavior: none } } -> 200 { total: 0, lines.data.0.period.end: 2026-04-26 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_at: 2026-04-21, proration_behavior: always_invoice } } -> 200 { total: -4000 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_now: true } } -> 200 { total: -6000, billing_reason: upcoming }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_now: true, proration_behavior: none } } -> 404 { error.code: invoice_upcoming_none }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_at_period_end: true } } -> 404 { error.code: invoice_upcoming_none }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 4 }] }, preview_mode: recurring } -> 200 { total: 21000, lines.data.#: 2 }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, price: $fee.id }] } } -> 400 { error.param: "subscription_details[items][0][price]" }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { start_date: 2026-04-01 } } -> 400 { error.param: "subscription_details[start_date]" }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { resume_at: now } } -> 400 { error.param: "subscription_details[resume_at]" }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { proration_date: 2026-03-01 } } -> 400 { error.param: "subscription_details[proration_date]" }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 2 }], cancel_now: true } } -> 400 { error.param: "subscription_details[cancel_now]" }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } } -> 400 { error.param: "subscription_details[items][0][id]" }
expect events after before []
expect object $sub.id { items.data.#: 2, cancel_at: null, trial_end: null, billing_cycle_anchor: 2026-04-01 }

story "An end now, and a pause, cost what they then cost"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $high.id }] } -> 200 as sub
advance clock to 2026-04-11
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { pause: { invoicing_behavior: invoice } } } -> 200 { total: -6000 } as paused
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_now: true } } -> 200 { total: -6000 } as preview
POST /v1/subscriptions/$sub.id/pause { invoicing_behavior: invoice } -> 200 as rest
GET /v1/invoices/$rest.latest_invoice -> 200 { total: -6000 } as credit
expect same $paused.lines.data and $credit.lines.data except [id, invoice, invoice_item]
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { resume_at: now } } -> 200 { total: 9000, starting_balance: -6000, amount_due: 3000, lines.data.0.period: { start: 2026-04-11, end: 2026-05-11 } } as resumed
POST /v1/subscriptions/$sub.id/resume {} -> 200 { status: active } as again
GET /v1/invoices/$again.latest_invoice -> 200 { amount_due: 3000 } as invoice
expect same $resumed.lines.data and $invoice.lines.data except [id, invoice]
advance clock to 2026-04-21
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_now: true } } -> 200 as preview
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200 as ended
GET /v1/invoices/$ended.latest_invoice -> 200 { total: $preview.total } as last
expect same $preview.lines.data and $last.lines.data except [id, invoice, invoice_item]

story "Nothing goes back of a trial that is ended early"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $high.id }], trial_period_days: 20, billing_mode: { type: classic } } -> 200 as sub
advance clock to 2026-04-11
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { cancel_now: true } } -> 404 { error.code: invoice_upcoming_none }

story "A schedule: its first invoice, the invoice of the phase that comes next, and one that is changed in the preview"
POST /v1/subscription_schedules {
  customer: $ada.id, start_date: 2026-04-10, end_behavior: cancel
  phases: [
    { items: [{ price: $price.id, quantity: 2 }], duration: { interval: month }, discounts: [{ coupon: TENTH }], add_invoice_items: [{ price: $fee.id }] }
    { items: [{ price: $high.id }], duration: { interval: month }, default_tax_rates: [$vat.id] }
  ]
} -> 200 as plan
mark before
POST /v1/invoices/create_preview { schedule: $plan.id } -> 200 { customer: $ada.id, total: 6030, lines.data.#: 2, lines.data.1.period: { start: 2026-04-10, end: 2026-05-10 } } as first
POST /v1/invoices/create_preview { schedule: $plan.id, schedule_details: { phases: [{ items: [{ price: $high.id, quantity: 3 }], start_date: 2026-04-12, duration: { interval: month } }] } } -> 200 { total: 27000, lines.data.0.period.start: 2026-04-12 }
expect events after before []
expect object $plan.id { phases.#: 2, status: not_started }
advance clock to 2026-04-10T02:00:00Z
GET /v1/invoices?customer=$ada.id -> 200 { data.#: 1 } as made
expect same $first.lines.data and $made.data.0.lines.data except [id, invoice, invoice_item, subscription, subscription_item]
expect $made.data.0 { total: 6030, status: paid }
POST /v1/invoices/create_preview { schedule: $plan.id } -> 200 { total: 9000, lines.data.#: 1 } as second
POST /v1/invoices/create_preview { schedule: $plan.id, preview_mode: recurring } -> 200 { total: 5400, lines.data.#: 1 }
mark middle
POST /v1/invoices/create_preview {
  schedule: $plan.id
  schedule_details: { phases: [{ items: [{ price: $price.id, quantity: 5 }], start_date: 2026-04-10, end_date: 2026-05-10, discounts: [{ coupon: TENTH }] }], end_behavior: release, proration_behavior: always_invoice }
} -> 200 { lines.data.#: 2 } as changed
expect events after middle []
POST /v1/subscription_schedules/$plan.id { phases: [{ items: [{ price: $price.id, quantity: 5 }], start_date: 2026-04-10, end_date: 2026-05-10, discounts: [{ coupon: TENTH }] }, { items: [{ price: $high.id }], duration: { interval: month }, default_tax_rates: [$vat.id] }], proration_behavior: always_invoice } -> 200
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as made
expect same $changed.lines.data and $made.data.0.lines.data except [id, invoice, invoice_item]
expect $made.data.0 { total: $changed.total, status: paid }
advance clock to 2026-05-10T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as made
expect same $second.lines.data and $made.data.0.lines.data except [id, invoice]
POST /v1/subscription_schedules/$plan.id/cancel {} -> 200
POST /v1/invoices/create_preview { schedule: $plan.id } -> 404 { error.code: invoice_upcoming_none }

story "A schedule that is not there yet, for a customer and for nobody"
mark before
POST /v1/invoices/create_preview {
  customer: $ada.id
  schedule_details: { end_behavior: cancel, phases: [{ items: [{ price: $price.id }], duration: { interval: month }, trial: true }, { items: [{ price: $high.id }], duration: { interval: month } }] }
} -> 200 { total: 0, lines.data.0.description: "Free trial for 1 × Seats" }
POST /v1/invoices/create_preview { customer_details: { address: { country: DE } }, schedule_details: { phases: [{ items: [{ price: $price.id }], start_date: 2026-06-01, end_date: 2026-07-01 }] } } -> 200 { customer: null, total: 3000, lines.data.0.period: { start: 2026-06-01, end: 2026-07-01 } }
POST /v1/invoices/create_preview { customer: $ada.id, schedule_details: { phases: [{ items: [{ price: $fee.id }], duration: { interval: month } }] } } -> 400 { error.param: "schedule_details[phases][0][items]" }
POST /v1/invoices/create_preview { customer: $ada.id, schedule_details: { end_behavior: renew } } -> 400
POST /v1/invoices/create_preview { customer: $ada.id, schedule: sub_sched_none } -> 400 { error: { code: resource_missing, param: schedule } }
POST /v1/invoices/create_preview { customer: $ada.id, schedule_details: { end_behavior: cancel }, subscription_details: { cancel_now: true } } -> 400 { error: { code: parameters_exclusive, param: schedule_details } }
expect events after before []
expect GET /v1/subscription_schedules?customer=$ada.id { data: [] }

story "The older spelling, GET /v1/invoices/upcoming, sees the same"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
advance clock to 2026-04-16
mark before
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 3 }], proration_date: 2026-04-16 }, discounts: [{ coupon: TENTH }] } -> 200 { lines.data.#: 3, total: 11100 } as today
GET /v1/invoices/upcoming?customer=$ada.id&subscription=$sub.id&subscription_items[0][id]=$sub.items.data.0.id&subscription_items[0][quantity]=3&subscription_proration_date=1776297600&coupon=TENTH -> 200 { object: invoice, billing_reason: upcoming, total: 11100 } as older
expect same $today.lines.data and $older.lines.data except [id, invoice, invoice_item, discount, discounts]
GET /v1/invoices/upcoming/lines?subscription=$sub.id&limit=1 -> 200 { object: list, data.#: 1, has_more: false, url: "/v1/invoices/upcoming/lines", data.0: { amount: 3000, id: ~ "il_tmp_" } }
GET /v1/invoices/upcoming/lines?subscription=$sub.id&subscription_items[0][id]=$sub.items.data.0.id&subscription_items[0][quantity]=3&limit=2 -> 200 { data.#: 2, has_more: true }
GET /v1/invoices/upcoming?subscription=$sub.id&subscription_prorate=false&subscription_items[0][id]=$sub.items.data.0.id&subscription_items[0][quantity]=3 -> 200 { total: 9000, lines.data.#: 1 }
GET /v1/invoices/upcoming?subscription=$sub.id&subscription_billing_cycle_anchor=now -> 200 { total: 1500 }
GET /v1/invoices/upcoming?subscription=$sub.id&subscription_billing_cycle_anchor=soon -> 400 { error.param: subscription_billing_cycle_anchor }
GET /v1/invoices/upcoming?subscription=$sub.id&subscription_cancel_at_period_end=true -> 404 { error.code: invoice_upcoming_none }
GET /v1/invoices/upcoming?subscription=$sub.id&subscription_trial_end=now&subscription_details[cancel_now]=true -> 400 { error: { code: parameters_exclusive, param: subscription_details } }
GET /v1/invoices/upcoming -> 400 { error.param: customer }
expect events after before []
