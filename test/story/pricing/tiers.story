# Amounts of prices by unit, package and tier, on invoices (billing.md 6.3, 23.2).

clock 2026-04-01T00:00:00Z
POST /v1/products { name: "Seats", id: seats } -> 200
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "T1: volume: the tier that holds the whole quantity charges every unit"
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: volume
  tiers: [{ up_to: 5, unit_amount: 700 }, { up_to: 10, unit_amount: 650 }, { up_to: inf, unit_amount: 600 }]
} -> 200 { billing_scheme: tiered, tiers_mode: volume, unit_amount: null, unit_amount_decimal: null, tiers: absent } as price
GET /v1/prices/$price.id?expand[]=tiers -> 200 { tiers: [
  { up_to: 5, unit_amount: 700, unit_amount_decimal: "700", flat_amount: null, flat_amount_decimal: null }
  { up_to: 10, unit_amount: 650 }
  { up_to: null, unit_amount: 600 }
] }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.plan: { tiers_mode: volume, amount: null } } as one
expect object $one.latest_invoice { total: 700, lines.data.0: { description: "1 × Seats (Tier 1 at $7.00 / month)", pricing.unit_amount_decimal: null } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 5 }] } -> 200 as five
expect object $five.latest_invoice { total: 3500 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 6 }] } -> 200 as six
expect object $six.latest_invoice { total: 3900, lines.data.0.description: "6 × Seats (Tier 2 at $6.50 / month)" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 20 }] } -> 200 as twenty
expect object $twenty.latest_invoice { total: 12000 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 25 }] } -> 200 as many
expect object $many.latest_invoice { total: 15000 }
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 5, unit_amount: 700 }, { up_to: 10, unit_amount: 650 }, { up_to: inf, unit_amount: 600 }]
} -> 200 as graduated
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $graduated.id, quantity: 6 }] } -> 200 as sub
expect object $sub.latest_invoice { total: 4150, lines.data.#: 1 }

story "T2: graduated: each tier charges the units that fall into it"
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 5, unit_amount: 500 }, { up_to: 10, unit_amount: 400 }, { up_to: 15, unit_amount: 300 }, { up_to: 20, unit_amount: 200 }, { up_to: inf, unit_amount: 100 }]
} -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as one
expect object $one.latest_invoice { total: 500 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 5 }] } -> 200 as five
expect object $five.latest_invoice { total: 2500 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 6 }] } -> 200 as six
expect object $six.latest_invoice { total: 2900 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 12 }] } -> 200 as twelve
expect object $twelve.latest_invoice { total: 5100, lines.data.0.description: "12 × Seats (Tiers 1 to 3 / month)" }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 20 }] } -> 200 as twenty
expect object $twenty.latest_invoice { total: 7000 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 25 }] } -> 200 as many
expect object $many.latest_invoice { total: 7500 }

story "T3: flat amounts are charged as tiers are entered, and the first one for nothing at all"
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: volume
  tiers: [{ up_to: 5, unit_amount: 500, flat_amount: 1000 }, { up_to: 10, unit_amount: 400, flat_amount: 2000 }, { up_to: inf, unit_amount: 300, flat_amount: 3000 }]
} -> 200 as volume
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 5, unit_amount: 500, flat_amount: 1000 }, { up_to: 10, unit_amount: 400, flat_amount: 2000 }, { up_to: inf, unit_amount: 300, flat_amount: 3000 }]
} -> 200 as graduated
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $volume.id, quantity: 12 }] } -> 200 as a
expect object $a.latest_invoice { total: 6600 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $graduated.id, quantity: 12 }] } -> 200 as b
expect object $b.latest_invoice { total: 11100 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $graduated.id, quantity: 0 }] } -> 200 as c
expect object $c.latest_invoice { total: 1000 }

story "T4: packages: 150 minutes in hours, started ones or whole ones"
POST /v1/prices { product: seats, currency: usd, unit_amount: 1000, recurring: { interval: month }, transform_quantity: { divide_by: 60, round: up } } -> 200 { transform_quantity: { divide_by: 60, round: up } } as up
POST /v1/prices { product: seats, currency: usd, unit_amount: 1000, recurring: { interval: month }, transform_quantity: { divide_by: 60, round: down } } -> 200 as down
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $up.id, quantity: 150 }] } -> 200 as a
expect object $a.latest_invoice { total: 3000 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $down.id, quantity: 150 }] } -> 200 as b
expect object $b.latest_invoice { total: 2000 }

story "T5: fractions of a minor unit are exact until the line is rounded"
POST /v1/prices { product: seats, currency: usd, unit_amount_decimal: "0.05", recurring: { interval: month } } -> 200 { unit_amount: null } as little
POST /v1/prices { product: seats, currency: usd, unit_amount_decimal: "105.5", recurring: { interval: month } } -> 200 as half
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $little.id, quantity: 12345 }] } -> 200 as a
expect object $a.latest_invoice { total: 617 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $half.id, quantity: 3 }] } -> 200 as b
expect object $b.latest_invoice { total: 317 }
POST /v1/prices { product: seats, currency: usd, unit_amount_decimal: "0.0000000000001", recurring: { interval: month } } -> 400 { error.param: unit_amount_decimal }

story "T6: a fee that includes a hundred thousand, then a tenth of a cent each"
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 100000, flat_amount: 20000 }, { up_to: inf, unit_amount_decimal: "0.1" }]
} -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 150000 }] } -> 200 as sub
expect object $sub.latest_invoice { total: 25000 }

story "T10: currencies without a minor unit, and with three digits of it"
POST /v1/prices { product: seats, currency: jpy, unit_amount: 15, recurring: { interval: month } } -> 200 as yen
POST /v1/prices { product: seats, currency: kwd, unit_amount: 1234, recurring: { interval: month } } -> 200 as dinar
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $yen.id, quantity: 7 }] } -> 200 { currency: jpy } as a
expect object $a.latest_invoice { total: 105, currency: jpy }
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as eve
POST /v1/subscriptions { customer: $eve.id, items: [{ price: $dinar.id, quantity: 3 }] } -> 200 as b
expect object $b.latest_invoice { total: 3702, currency: kwd }

story "P15: a change of a graduated quantity gives back and charges shares of the whole"
POST /v1/prices {
  product: seats, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 5, unit_amount: 500 }, { up_to: 10, unit_amount: 400 }, { up_to: 15, unit_amount: 300 }, { up_to: 20, unit_amount: 200 }, { up_to: inf, unit_amount: 100 }]
} -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 6 }] } -> 200 as sub
advance clock to 2026-04-11
POST /v1/invoices/create_preview {
  subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 12 }] }
} -> 200 { lines.data: [{ amount: -1933 }, { amount: 3400 }, { amount: 5100 }], total: 6567 } as preview
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 12 }] } -> 200
advance clock to 2026-05-01T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as invoices
expect $invoices.data.0 { status: paid, total: 6567 }
expect same $preview.lines.data and $invoices.data.0.lines.data except [id, invoice, invoice_item]

story "Tiers that leave a hole, or do not end, are refused by name"
POST /v1/prices { product: seats, currency: usd, billing_scheme: tiered, tiers_mode: volume, tiers: [{ up_to: 5, unit_amount: 1 }] } -> 400 { error.param: "tiers[0][up_to]" }
POST /v1/prices { product: seats, currency: usd, billing_scheme: tiered, tiers_mode: volume, tiers: [{ up_to: 5, unit_amount: 1 }, { up_to: 4, unit_amount: 1 }, { up_to: inf, unit_amount: 1 }] } -> 400 { error.param: "tiers[1][up_to]" }
POST /v1/prices { product: seats, currency: usd, billing_scheme: tiered, tiers: [{ up_to: inf, unit_amount: 1 }] } -> 400 { error: { code: parameter_missing, param: tiers_mode } }
POST /v1/prices { product: seats, currency: usd, billing_scheme: tiered, tiers_mode: volume, tiers: [{ up_to: inf, unit_amount: 1 }], transform_quantity: { divide_by: 2, round: up } } -> 400 { error.param: transform_quantity }
