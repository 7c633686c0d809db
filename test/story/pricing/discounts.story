# Discounts over lines and periods (billing.md 7, 23.4).

clock 2026-01-15T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-15 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/products { name: "A", id: a } -> 200
POST /v1/products { name: "B", id: b } -> 200

story "D9: 100 off three lines: shares are cut, the last line takes the rest"
POST /v1/coupons { id: HUNDRED, amount_off: 100, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 334, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 333, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 333, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ coupon: HUNDRED }] } -> 200 {
  subtotal: 1000, total: 900, total_discount_amounts: [{ amount: 100 }]
  lines.data: [ { discount_amounts.0.amount: 33 }, { discount_amounts.0.amount: 33 }, { amount: 334, discount_amounts.0.amount: 34 } ]
}

story "D12: 50 % off for A leaves B alone"
POST /v1/prices { product: a, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price_a
POST /v1/prices { product: b, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as price_b
POST /v1/coupons { id: HALF, percent_off: 50, applies_to: { products: [a] } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price_a.id }, { price: $price_b.id }], discounts: [{ coupon: HALF }] } -> 200 as sub
expect object $sub.latest_invoice { subtotal: 4000, total: 3500, total_discount_amounts: [{ amount: 500 }] }

story "D13: four months from January 15: one invoice of a yearly price"
POST /v1/coupons { id: FOUR, duration: repeating, duration_in_months: 4, percent_off: 10 } -> 200
POST /v1/prices { product: a, currency: usd, unit_amount: 10000, recurring: { interval: year } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FOUR }] } -> 200 as sub
expect object $sub.latest_invoice { total: 9000 }
advance clock to 2027-01-15T02:00:00Z by month
expect GET /v1/invoices?customer=$ada.id { data: [ { total: 10000, status: paid }, { total: 9000 } ] }

story "D13: four months from January 15: every weekly invoice before May 15"
POST /v1/coupons { id: FOUR, duration: repeating, duration_in_months: 4, percent_off: 10 } -> 200
POST /v1/prices { product: a, currency: usd, unit_amount: 1000, recurring: { interval: week } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FOUR }] } -> 200 { discounts.#: 1 } as sub
advance clock to 2026-05-21T02:00:00Z by 7d
GET /v1/invoices?customer=$ada.id&limit=100 -> 200 { data.#: 19, data.0: { total: 1000, period_end: 2026-05-21 }, data.1: { total: 900, period_end: 2026-05-14 }, data.18: { total: 900 } }
expect object $sub.id { discounts: [] }

story "D14: once, 50 %: the proration in the first renewal is not discounted, and the next renewal not at all"
POST /v1/prices { product: a, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/prices { product: a, currency: usd, unit_amount: 1600, recurring: { interval: month } } -> 200 as more
POST /v1/coupons { id: HALF, percent_off: 50 } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
advance clock to 2026-01-30T12:00:00Z # half of the period
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $more.id }] } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $price.id }], proration_behavior: none, discounts: [{ coupon: HALF }] } -> 200 { discounts.#: 1 }
advance clock to 2026-02-15T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: {
  status: paid, subtotal: 1300, total: 800, total_discount_amounts: [{ amount: 500 }]
  lines.data: [
    { amount: -500, discountable: false, discount_amounts: [] }
    { amount: 800, discountable: false, discount_amounts: [] }
    { amount: 1000, discount_amounts: [{ amount: 500 }] }
  ]
} }
advance clock to 2026-03-15T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1000, total_discount_amounts: [] } }

story "D15: a subscription with its own 10 % does not take the customer's 20 %"
POST /v1/prices { product: a, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/coupons { id: ITS, percent_off: 10, duration: forever } -> 200
POST /v1/coupons { id: MINE, percent_off: 20, duration: forever } -> 200
POST /v1/customers/$ada.id { coupon: MINE } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: ITS }] } -> 200 as sub
expect object $sub.latest_invoice { total: 900, total_discount_amounts: [{ amount: 100 }] }
