# What a renewal will charge is told some days before, when the account wants it (billing.md 19, 20.4, 20.5).

clock 2026-04-01T00:00:00Z
POST /v1/extend/invoice_rules { upcoming_days: 7 } -> 200 { upcoming_days: 7 }
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, balance: -500, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Seven days before the renewal, with what waits and the balance, and nothing is changed"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 10 }] } -> 200 as sub
POST /v1/invoiceitems { customer: $ada.id, amount: 250, currency: usd, description: "Training" } -> 200
mark before
advance clock to 2026-04-23T23:00:00Z
expect no event invoice.upcoming
advance clock to 2026-04-25
expect event invoice.upcoming {
  data.object: { id: absent, object: invoice, billing_reason: upcoming, status: draft, number: null, total: 15250, amount_due: 15250, customer: $ada.id, lines.data.#: 2 }
}
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data.#: 1 }
expect GET /v1/subscriptions/$sub.id { items.data.0.current_period_end: 2026-05-01 }
advance clock to 2026-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 15250, status: paid } }
advance clock to 2026-05-26
expect GET /v1/events?type=invoice.upcoming { data.#: 2 }

story "Nothing is told of a subscription that ends, or that is sent its invoices"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], cancel_at_period_end: true } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], collection_method: send_invoice, days_until_due: 5 } -> 200
advance clock to 2026-04-30
expect no event invoice.upcoming
