# Prices and coupons in several currencies: that of the subscription picks (billing.md 6.2, 7).

clock 2026-01-15T00:00:00Z
POST /v1/products { name: "Team", id: team } -> 200
POST /v1/prices {
  product: team, currency: usd, unit_amount: 1000, recurring: { interval: month }
  currency_options: { eur: { unit_amount: 900, tax_behavior: inclusive }, jpy: { unit_amount_decimal: "150.5" } }
} -> 200 { currency_options: absent } as price
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A subscription in another currency charges that currency's amount"
GET /v1/prices/$price.id?expand[]=currency_options -> 200 {
  currency: usd, unit_amount: 1000
  currency_options: { usd: { unit_amount: 1000 }, eur: { unit_amount: 900, unit_amount_decimal: "900", tax_behavior: inclusive }, jpy: { unit_amount: null, unit_amount_decimal: "150.5" } }
}
POST /v1/subscriptions { customer: $ada.id, currency: eur, items: [{ price: $price.id, quantity: 2 }] } -> 200 { currency: eur } as sub
expect object $sub.latest_invoice { currency: eur, total: 1800, lines.data.0: { description: "2 × Team (at €9.00 / month)", pricing.unit_amount_decimal: "900" } }
POST /v1/customers {} -> 200 as eve
POST /v1/subscriptions { customer: $eve.id, items: [{ price: $price.id }], payment_behavior: default_incomplete } -> 200 { currency: usd } as plain
expect object $plain.latest_invoice { currency: usd, total: 1000 }
POST /v1/subscriptions { customer: $ada.id, currency: gbp, items: [{ price: $price.id }] } -> 400 { error.param: items }

story "Tiers have amounts in each currency"
POST /v1/prices {
  product: team, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 2, unit_amount: 100 }, { up_to: inf, unit_amount: 50 }]
  currency_options: { eur: { tiers: [{ up_to: 2, unit_amount: 90 }, { up_to: inf, unit_amount: 45 }] } }
} -> 200 as tiered
POST /v1/subscriptions { customer: $ada.id, currency: eur, items: [{ price: $tiered.id, quantity: 4 }] } -> 200 as sub
expect object $sub.latest_invoice { total: 270 }

story "A coupon takes its amount in the currency of the invoice"
POST /v1/coupons { id: FIVE, duration: forever, amount_off: 500, currency: usd, currency_options: { eur: { amount_off: 450 } } } -> 200
POST /v1/subscriptions { customer: $ada.id, currency: eur, items: [{ price: $price.id }], discounts: [{ coupon: FIVE }] } -> 200 as sub
expect object $sub.latest_invoice { total: 450, total_discount_amounts.0.amount: 450 }

story "More currencies may be added; those that are there stay as they are"
POST /v1/prices/$price.id { currency_options: { gbp: { unit_amount: 800 } } } -> 200
POST /v1/subscriptions { customer: $ada.id, currency: gbp, items: [{ price: $price.id }] } -> 200 as sub
expect object $sub.latest_invoice { total: 800 }
POST /v1/prices/$price.id { currency_options: { eur: { unit_amount: 1 } } } -> 400 { error.param: "currency_options[eur]" }
POST /v1/prices/$price.id { currency_options: { usd: { unit_amount: 1 } } } -> 400 { error.param: "currency_options[usd]" }

story "A preview, and an invoice item, in another currency"
POST /v1/invoices/create_preview { customer: $ada.id, currency: eur, subscription_details: { items: [{ price: $price.id, quantity: 3 }] } } -> 200 { currency: eur, total: 2700 }
POST /v1/prices { product: team, currency: usd, unit_amount: 70, currency_options: { eur: { unit_amount: 60 } } } -> 200 as once
POST /v1/invoiceitems { customer: $ada.id, currency: eur, pricing: { price: $once.id } } -> 200 { amount: 60, currency: eur }
POST /v1/invoiceitems { customer: $ada.id, currency: gbp, pricing: { price: $once.id } } -> 400 { error.param: currency }
