# Coupons of the three durations, alone and in a row (billing.md 7, 23.4).

clock 2026-01-15T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 10000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-15 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A coupon for once: the first invoice and no other"
POST /v1/coupons { id: ONCE, duration: once, percent_off: 30 } -> 200 { valid: true, times_redeemed: 0 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: ONCE }] } -> 200 as sub
expect object $sub.latest_invoice {
  subtotal: 10000, total: 7000, amount_paid: 7000
  total_discount_amounts.0.amount: 3000
  lines.data.0: { amount: 10000, discount_amounts.0.amount: 3000 }
}
expect object $sub.id { discounts: [] }
expect GET /v1/coupons/ONCE { times_redeemed: 1 }
advance clock to 2026-02-15T01:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 10000, total_discount_amounts: [], status: paid } }

story "D13: a coupon for four months: four invoices of a monthly price"
POST /v1/coupons { id: FOUR, duration: repeating, duration_in_months: 4, amount_off: 2500, currency: usd } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FOUR }] } -> 200 { discounts.#: 1 } as sub
advance clock to 2026-05-15T01:00:00Z by month
expect GET /v1/invoices?customer=$ada.id { data: [
  { total: 10000, lines.data.0.period.start: 2026-05-15 }
  { total: 7500 }
  { total: 7500 }
  { total: 7500 }
  { total: 7500 }
] }
expect object $sub.id { discounts: [] }
expect event customer.discount.deleted

story "A coupon for ever: every invoice, also after a year and after the coupon is gone"
POST /v1/coupons { id: EVER, duration: forever, percent_off: 12.5 } -> 200 { percent_off: 12.5 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: EVER }] } -> 200 as sub
advance clock to 2026-06-15T01:00:00Z by month
DELETE /v1/coupons/EVER -> 200 { deleted: true }
advance clock to 2027-01-15T01:00:00Z by month
expect GET /v1/invoices?customer=$ada.id&limit=100 { data.#: 13, data.0: { total: 8750, status: paid }, data.12: { total: 8750 } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: EVER }] } -> 400

story "D1: the order of discounts is the order in which they work"
POST /v1/coupons { id: FIFTH, duration: forever, percent_off: 20 } -> 200
POST /v1/coupons { id: FIVE, duration: forever, amount_off: 500, currency: usd } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FIFTH }, { coupon: FIVE }] } -> 200 as sub
expect object $sub.latest_invoice { total: 7500, total_discount_amounts.#: 2 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FIVE }, { coupon: FIFTH }] } -> 200 as other
expect object $other.latest_invoice { total: 7600, total_discount_amounts.#: 2 }

story "D11: more off than there is: the rest is lost, nobody gets money"
POST /v1/coupons { id: MUCH, duration: forever, amount_off: 25000, currency: usd } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: MUCH }] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { subtotal: 10000, total: 0, amount_due: 0, status: paid, total_discount_amounts.0.amount: 10000 }
expect object $ada.id { balance: 0 }
expect charges 0

story "D15: a subscription with its own coupon does not take the customer's as well"
POST /v1/coupons { id: MINE, duration: forever, percent_off: 20 } -> 200
POST /v1/coupons { id: ITS, duration: forever, percent_off: 10 } -> 200
POST /v1/customers/$ada.id { coupon: MINE } -> 200 { discount.source.coupon: ? } as with_coupon
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: ITS }] } -> 200 as own
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as none
expect object $own.latest_invoice { total: 9000 }
expect object $none.latest_invoice { total: 8000 }

story "D12: a coupon for one product leaves the others alone"
POST /v1/products { name: "Extra" } -> 200 as extra
POST /v1/prices { product: $extra.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as more
POST /v1/coupons { id: HALF, duration: forever, percent_off: 50, applies_to: { products: [$extra.id] } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }, { price: $more.id }], discounts: [{ coupon: HALF }] } -> 200 as sub
expect object $sub.latest_invoice { subtotal: 13000, total: 11500 }
