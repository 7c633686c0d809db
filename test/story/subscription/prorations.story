# Every worked example of prorations, by its number in billing.md 23.1, to the cent.

POST /v1/products { name: "Basic" } -> 200 as product

story "P1: the published preview, second by second (flexible)"
clock 2020-08-06T21:28:08Z
POST /v1/test_helpers/test_clocks { frozen_time: 2020-08-06T21:28:08Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3252, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
expect $sub.items.data.0 { current_period_start: 1596749288, current_period_end: 1599427688 }
advance clock to 2020-09-01T17:42:28Z
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_date: 1598982148 } } -> 200 {
  total: 3627
  lines.data.0: { amount: -166, parent.invoice_item_details.proration: true, period: { start: 1598982148, end: 1599427688 } }
  lines.data.1.amount: 541
  lines.data.2: { amount: 3252, parent.subscription_item_details.proration: false }
}
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_date: 1598982148 } -> 200
advance clock to 2020-09-06T22:28:08Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3627, status: paid, lines.data.0.amount: -166, lines.data.1.amount: 541, lines.data.2.amount: 3252 } }

story "P2: exactly half of the period (flexible)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
advance clock to 2025-04-16
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }] } -> 200
advance clock to 2025-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 2500, lines.data.0.amount: -500, lines.data.1.amount: 1000, lines.data.2.amount: 2000 } }

story "P1: the published preview, second by second (classic)"
clock 2020-08-06T21:28:08Z
POST /v1/test_helpers/test_clocks { frozen_time: 2020-08-06T21:28:08Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3252, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }], billing_mode: { type: classic } } -> 200 as sub
expect $sub.items.data.0 { current_period_start: 1596749288, current_period_end: 1599427688 }
advance clock to 2020-09-01T17:42:28Z
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_date: 1598982148 } } -> 200 {
  total: 3627
  lines.data.0: { amount: -166, parent.invoice_item_details.proration: true, period: { start: 1598982148, end: 1599427688 } }
  lines.data.1.amount: 541
  lines.data.2: { amount: 3252, parent.subscription_item_details.proration: false }
}
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_date: 1598982148 } -> 200
advance clock to 2020-09-06T22:28:08Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3627, status: paid, lines.data.0.amount: -166, lines.data.1.amount: 541, lines.data.2.amount: 3252 } }

story "P2: exactly half of the period (classic)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }], billing_mode: { type: classic } } -> 200 as sub
advance clock to 2025-04-16
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }] } -> 200
advance clock to 2025-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 2500, lines.data.0.amount: -500, lines.data.1.amount: 1000, lines.data.2.amount: 2000 } }

story "P3: a change with none, then one that is invoiced (classic)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as back
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }], billing_mode: { type: classic } } -> 200 as sub
advance clock to 2025-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_behavior: none } -> 200
advance clock to 2025-04-21
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $back.id }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -334, billing_reason: subscription_update, lines.data.0.amount: -667, lines.data.1.amount: 333, status: paid } }
expect object $ada.id { balance: -334 }

story "P3: a change with none, then one that is invoiced (flexible)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as back
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
advance clock to 2025-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_behavior: none } -> 200
advance clock to 2025-04-21
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $back.id }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 0, billing_reason: subscription_update, lines.data.0.amount: -333, lines.data.1.amount: 333, status: paid } }
expect object $ada.id { balance: 0 }

story "P4: a coupon of 500 over items of 1000 and 2000, the smaller one is taken away (flexible)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/coupons { id: FIVE, duration: forever, amount_off: 500, currency: usd } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }, { price: $big.id }], discounts: [{ coupon: FIVE }] } -> 200 as sub
expect object $sub.latest_invoice { total: 2500 }
advance clock to 2025-04-16
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, deleted: true }], proration_behavior: always_invoice } -> 200 { items.data.#: 1 }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -417, lines.data: [{ amount: -417 }] } }

story "P5: euros, the 16th of a month of 31 days"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: eur, unit_amount: 5000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: eur, unit_amount: 10000, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
advance clock to 2025-01-16
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }] } -> 200
advance clock to 2025-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 12580, currency: eur, lines.data.0.amount: -2581, lines.data.1.amount: 5161, lines.data.2.amount: 10000 } }

story "P6: three more seats at half of the month"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as seat
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $seat.id, quantity: 10 }] } -> 200 as sub
advance clock to 2025-04-16
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 13 }] } -> 200
advance clock to 2025-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 21750, lines.data.0.amount: -7500, lines.data.1.amount: 9750, lines.data.2.amount: 19500 } }

story "P7: one second more than half"
clock 2025-01-31T10:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-31T10:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 4999, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
advance clock to 2025-02-14T10:00:01Z
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1499, lines.data.0.amount: -1000, lines.data.1.amount: 2499 } }

story "P8: from a month to a year, classic: the anchor moves and all is invoiced now"
clock 2026-03-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-03-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 30000, recurring: { interval: year } } -> 200 as year
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_mode: { type: classic } } -> 200 as sub
advance clock to 2026-03-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $year.id }] } -> 200 { billing_cycle_anchor: 2026-03-11, items.data.0: { current_period_start: 2026-03-11, current_period_end: 2027-03-11 } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 27968, amount_paid: 27968, lines.data.0: { amount: -2032, parent.invoice_item_details.proration: true }, lines.data.1: { amount: 30000, period: { start: 2026-03-11, end: 2027-03-11 } } } }
expect charges 2

story "P8: from a month to a year, flexible: the anchor stays and the year is cut to it"
clock 2026-03-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-03-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 30000, recurring: { interval: year } } -> 200 as year
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2026-03-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $year.id }], proration_behavior: always_invoice } -> 200 { billing_cycle_anchor: 2026-03-01, items.data.0: { current_period_start: 2026-03-11, current_period_end: 2027-03-01 } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 27146, lines.data.0.amount: -2032, lines.data.1: { amount: 29178, period: { start: 2026-03-11, end: 2027-03-01 } } } }
advance clock to 2027-03-01T02:00:00Z by month
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 30000, lines.data.0.period: { start: 2027-03-01, end: 2028-03-01 } } }

story "P9: the anchor becomes now, in the words of today"
clock 2026-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2026-04-16
POST /v1/subscriptions/$sub.id { billing_cycle_anchor: { type: now } } -> 200 { billing_cycle_anchor: 2026-04-16, items.data.0: { current_period_start: 2026-04-16, current_period_end: 2026-05-16 } } as reset
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1500, status: paid, lines.data.0.amount: -1500, lines.data.1: { amount: 3000, period: { start: 2026-04-16, end: 2026-05-16 } } } }
advance clock to 2026-05-16T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000, lines.data.#: 1 } }

story "P9: the anchor becomes now, in the older spelling"
clock 2026-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2026-04-16
POST /v1/subscriptions/$sub.id { billing_cycle_anchor: now } -> 200 { billing_cycle_anchor: 2026-04-16, items.data.0: { current_period_start: 2026-04-16, current_period_end: 2026-05-16 } } as reset
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1500, status: paid, lines.data.0.amount: -1500, lines.data.1: { amount: 3000, period: { start: 2026-04-16, end: 2026-05-16 } } } }
advance clock to 2026-05-16T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3000, lines.data.#: 1 } }

story "P10: canceled at half of the period, prorated and invoiced: the customer has credit"
clock 2026-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2026-04-16
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200 { status: canceled }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -1500, amount_due: 0, status: paid, ending_balance: -1500 } }
expect object $ada.id { balance: -1500 }

story "P10b: canceled in the middle of a day"
clock 2025-06-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-06-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 9999, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2025-06-10T12:34:56Z
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -6825 } }

story "P11: a first period up to an anchor ahead"
clock 2025-01-15T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-15T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_cycle_anchor: 2025-02-01 } -> 200 as sub
expect object $sub.latest_invoice { total: 1700, lines.data.0.period: { start: 2025-01-15, end: 2025-02-01 } }
advance clock to 2025-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 3100 } }

story "P12: backdated by half a February, anchored today (classic)"
clock 2025-03-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-03-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_mode: { type: classic }, backdate_start_date: 2025-02-15 } -> 200 as sub
expect $sub { start_date: 2025-02-15, billing_cycle_anchor: 2025-03-01, items.data.0: { current_period_start: 2025-03-01, current_period_end: 2025-04-01 } }
expect object $sub.latest_invoice { total: 1500, lines.data: [
  { amount: 1000, period: { start: 2025-03-01, end: 2025-04-01 } }
  { amount: 500, period: { start: 2025-02-15, end: 2025-03-01 } }
] }

story "P12: backdated from 1 February to 15 January (classic)"
clock 2025-02-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], billing_mode: { type: classic }, backdate_start_date: 2025-01-15 } -> 200 as sub
expect object $sub.latest_invoice { total: 1548, lines.data.1.amount: 548 }

story "P12: backdated by half a February, anchored today (flexible)"
clock 2025-03-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-03-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], backdate_start_date: 2025-02-15, billing_cycle_anchor: 2025-03-01 } -> 200 as sub
expect $sub { start_date: 2025-02-15, billing_cycle_anchor: 2025-03-01, items.data.0: { current_period_start: 2025-03-01, current_period_end: 2025-04-01 } }
expect object $sub.latest_invoice { total: 1500, lines.data: [
  { amount: 1000, period: { start: 2025-03-01, end: 2025-04-01 } }
  { amount: 500, period: { start: 2025-02-15, end: 2025-03-01 } }
] }

story "P12: backdated from 1 February to 15 January (flexible)"
clock 2025-02-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }], backdate_start_date: 2025-01-15, billing_cycle_anchor: 2025-02-01 } -> 200 as sub
expect object $sub.latest_invoice { total: 1548, lines.data.1.amount: 548 }

story "P13: a leap year has 366 days"
clock 2024-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2024-01-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 36600, recurring: { interval: year } } -> 200 as year
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }] } -> 200 as sub
advance clock to 2024-03-01
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: -30600 }

story "P13: another year has 365"
clock 2025-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 36500, recurring: { interval: year } } -> 200 as year
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }] } -> 200 as sub
advance clock to 2025-03-01
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: -30600 }

story "P14: a quarter of 91 days"
clock 2024-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2024-01-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 10000, recurring: { interval: month, interval_count: 3 } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 20000, recurring: { interval: month, interval_count: 3 } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
advance clock to 2024-02-15
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 5055, lines.data.0.amount: -5055, lines.data.1.amount: 10110 } }

story "P15: tiers: the amounts of the whole quantities are prorated"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices {
  product: $product.id, currency: usd, recurring: { interval: month }, billing_scheme: tiered, tiers_mode: graduated
  tiers: [{ up_to: 5, unit_amount: 500 }, { up_to: 10, unit_amount: 400 }, { up_to: 15, unit_amount: 300 }, { up_to: 20, unit_amount: 200 }, { up_to: inf, unit_amount: 100 }]
} -> 200 as seat
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $seat.id, quantity: 6 }] } -> 200 as sub
expect object $sub.latest_invoice { total: 2900 }
advance clock to 2025-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 12 }], proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1467, lines.data.0.amount: -1933, lines.data.1.amount: 3400 } }

story "P16: a year that begins at eight, changed on 1 July at midnight"
clock 2025-01-15T08:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-15T08:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 12000, recurring: { interval: year } } -> 200 as year
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }] } -> 200 as sub
advance clock to 2025-07-01
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: -6521 }

story "P17: yen have no cents"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: jpy, unit_amount: 1000, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2025-04-21
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: -333, currency: jpy } }

story "P18: the published case of 28 days"
clock 2017-02-14T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2017-02-14T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $small.id }] } -> 200 as sub
expect $sub.items.data.0 { current_period_end: 1489449600 }
advance clock to 2017-03-03T19:14:48Z
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_date: 1488568488, proration_behavior: always_invoice } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { lines.data.0.amount: -364, lines.data.1.amount: 728 } }

story "P19: two changes in one period (classic)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as one
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as two
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 500, recurring: { interval: month } } -> 200 as half
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $one.id }], billing_mode: { type: classic } } -> 200 as sub
advance clock to 2025-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $two.id }] } -> 200
advance clock to 2025-04-21
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $half.id }] } -> 200
advance clock to 2025-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 666, lines.data.0.amount: -667, lines.data.1.amount: 167, lines.data.2.amount: -667, lines.data.3.amount: 1333, lines.data.4.amount: 500 } }

story "P19: two changes in one period (flexible)"
clock 2025-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-04-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as one
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as two
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 500, recurring: { interval: month } } -> 200 as half
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $one.id }] } -> 200 as sub
advance clock to 2025-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $two.id }] } -> 200
advance clock to 2025-04-21
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $half.id }] } -> 200
advance clock to 2025-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 666, lines.data.0.amount: -667, lines.data.1.amount: 167, lines.data.2.amount: -667, lines.data.3.amount: 1333, lines.data.4.amount: 500 } }

story "P20: a February of 29 days"
clock 2024-02-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2024-02-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2900, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2024-02-11
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: -1900 }

story "P20: a February of 28 days"
clock 2025-02-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-02-01T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2800, recurring: { interval: month } } -> 200 as month
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
advance clock to 2025-02-11
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: -1800 }
