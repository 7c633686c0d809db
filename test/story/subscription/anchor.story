# Boundary k comes from the anchor, never from boundary k - 1; days clamp to the month (billing.md 10 and 23.3).
# The engine adds nothing by the hour of the day or by daylight saving: all is UTC.

POST /v1/products { name: "Basic" } -> 200 as product

story "A1: a month from 31 January ends on the last day of February, then on 31 March"
clock 2025-01-31T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-31T00:00:00Z } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2025-02-28 } as sub
advance clock to 2025-02-28
expect object $sub.id { items.data.0: { current_period_start: 2025-02-28, current_period_end: 2025-03-31 } }
advance clock to 2025-03-31
expect object $sub.id { items.data.0: { current_period_start: 2025-03-31, current_period_end: 2025-04-30 } }
advance clock to 2025-04-30
expect object $sub.id { items.data.0: { current_period_start: 2025-04-30, current_period_end: 2025-05-31 } }
expect object $sub.id { billing_cycle_anchor: 2025-01-31 }

story "A2: a year from 29 February ends on the 28th, and every fourth year on the 29th"
clock 2024-02-29T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2024-02-29 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 12000, recurring: { interval: year } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2025-02-28 } as sub
advance clock to 2025-02-28
expect object $sub.id { items.data.0: { current_period_start: 2025-02-28, current_period_end: 2026-02-28 } }
advance clock to 2026-02-28
expect object $sub.id { items.data.0.current_period_end: 2027-02-28 }
advance clock to 2027-02-28
expect object $sub.id { items.data.0.current_period_end: 2028-02-29 }
advance clock to 2028-02-29
expect object $sub.id { items.data.0: { current_period_start: 2028-02-29, current_period_end: 2029-02-28 } }

story "A3: three months from 30 November end on 28 February, then on the 30th again"
clock 2025-11-30T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-11-30 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month, interval_count: 3 } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2026-02-28 } as sub
advance clock to 2026-02-28
expect object $sub.id { items.data.0.current_period_end: 2026-05-30 }
advance clock to 2026-05-30
expect object $sub.id { items.data.0.current_period_end: 2026-08-30 }
advance clock to 2026-08-30
expect object $sub.id { items.data.0.current_period_end: 2026-11-30 }

story "A4: three months from 31 January end on 30 April, 31 July, 31 October"
clock 2025-01-31T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month, interval_count: 3 } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { items.data.0.current_period_end: 2025-04-30 } as sub
advance clock to 2025-04-30
expect object $sub.id { items.data.0.current_period_end: 2025-07-31 }
advance clock to 2025-07-31
expect object $sub.id { items.data.0.current_period_end: 2025-10-31 }
advance clock to 2025-10-31
expect object $sub.id { items.data.0.current_period_end: 2026-01-31 }

story "A6: a month and a week keep their hour over a change to daylight saving"
clock 2025-03-01T05:30:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 1740807000 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: week } } -> 200 as weekly
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 { items.data.0.current_period_end: 1743485400 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $weekly.id }] } -> 200 { items.data.0.current_period_end: 1741411800 } as weekly_sub
advance clock to 2025-03-09T12:00:00Z
expect object $weekly_sub.id { items.data.0: { current_period_start: 1741411800, current_period_end: 1742016600 } }

story "A8: a clock goes two intervals of the shortest subscription at most, and says how far"
clock 2024-11-23T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 1732320000 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200
POST /v1/test_helpers/test_clocks/$clock.id/advance { frozen_time: 1737590401 } -> 400 { error.message: ~ "1737590400" }
POST /v1/test_helpers/test_clocks/$clock.id/advance { frozen_time: 1732320000 } -> 400
expect object $clock.id { status: ready, frozen_time: 1732320000 }
advance clock to 2025-01-23

story "Advancing by A and then by B gives what advancing by A + B gives, ids aside"
clock 2025-01-31T08:00:00Z
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/coupons { id: QUARTER, duration: repeating, duration_in_months: 1, percent_off: 25 } -> 200
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-31T08:00:00Z } -> 200 as small_steps
POST /v1/test_helpers/test_clocks { frozen_time: 2025-01-31T08:00:00Z } -> 200 as one_step
POST /v1/customers { name: "Same", test_clock: $small_steps.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/customers { name: "Same", test_clock: $one_step.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 3 }], discounts: [{ coupon: QUARTER }] } -> 200 as of_ada
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id, quantity: 3 }], discounts: [{ coupon: QUARTER }] } -> 200 as of_bob
advance small_steps to 2025-02-10
advance small_steps to 2025-02-28T08:00:00Z
advance small_steps to 2025-02-28T08:59:59Z
advance small_steps to 2025-03-31T08:00:00Z by 5d
advance one_step to 2025-03-31T08:00:00Z
expect same GET /v1/invoices?customer=$ada.id and GET /v1/invoices?customer=$bob.id except [number, url]
expect same GET /v1/subscriptions/$of_ada.id and GET /v1/subscriptions/$of_bob.id except [url]
expect same GET /v1/customers/$ada.id and GET /v1/customers/$bob.id except [invoice_prefix]
expect same GET /v1/charges?customer=$ada.id and GET /v1/charges?customer=$bob.id except [description, invoice_prefix, url]
