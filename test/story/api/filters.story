# Every filter of every list, each with something that it must leave out (billing.md 2.6, 21, 22.2).

clock 2026-01-01T00:00:00Z
POST /v1/products { id: gold, name: "Gold", shippable: true, url: "https://gold.example" } -> 200
wait 1s
POST /v1/products { id: tin, name: "Tin", active: false, type: good } -> 200
POST /v1/prices { product: gold, currency: usd, unit_amount: 1000, recurring: { interval: month }, lookup_key: monthly } -> 200 as month
wait 1s
POST /v1/prices { product: gold, currency: eur, unit_amount: 9000, recurring: { interval: year }, lookup_key: yearly } -> 200 as year
wait 1s
POST /v1/prices { product: gold, currency: usd, unit_amount: 500 } -> 200 as once
POST /v1/prices/$once.id { active: false } -> 200
POST /v1/customers { name: "Ada", payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
wait 1s
POST /v1/customers { name: "Bob" } -> 200 as bob
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { name: "Eve", test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as eve

story "Products: active, ids, shippable, type, url, created"
expect GET /v1/products?active=true { data: [{ id: gold }] }
expect GET /v1/products?active=false { data: [{ id: tin }] }
expect GET /v1/products?ids[]=tin&ids[]=none { data: [{ id: tin }] }
expect GET /v1/products?ids[]=tin&active=true { data: [] }
expect GET /v1/products?shippable=true { data: [{ id: gold }] }
expect GET /v1/products?shippable=false { data: [{ id: tin }] }
expect GET /v1/products?type=good { data: [{ id: tin }] }
expect GET /v1/products?url=https%3A%2F%2Fgold.example { data: [{ id: gold }] }
expect GET /v1/products?url=https%3A%2F%2Ftin.example { data: [] }
expect GET /v1/products?created[gt]=1767225600 { data: [{ id: tin }] }
expect GET /v1/products?created[lte]=1767225600 { data: [{ id: gold }] }
expect GET /v1/products?limit=1&starting_after=tin { data: [{ id: gold }], has_more: false }
expect GET /v1/products?ending_before=gold { data: [{ id: tin }] }

story "Prices and plans: active, currency, product, type, lookup_keys, recurring, created"
expect GET /v1/prices?active=true { data: [{ id: $year.id }, { id: $month.id }] }
expect GET /v1/prices?active=false { data: [{ id: $once.id }] }
expect GET /v1/prices?currency=eur { data: [{ id: $year.id }] }
expect GET /v1/prices?product=tin { data: [] }
expect GET /v1/prices?product=gold&type=one_time { data: [{ id: $once.id }] }
expect GET /v1/prices?type=recurring { data.#: 2 }
expect GET /v1/prices?lookup_keys[]=yearly { data: [{ id: $year.id }] }
expect GET /v1/prices?lookup_keys[]=yearly&lookup_keys[]=monthly&lookup_keys[]=never { data.#: 2 }
expect GET /v1/prices?recurring[interval]=month { data: [{ id: $month.id }] }
expect GET /v1/prices?recurring[usage_type]=licensed { data.#: 2 }
expect GET /v1/prices?recurring[usage_type]=metered { data: [] }
expect GET /v1/prices?recurring[meter]=mtr_none { data: [] }
expect GET /v1/prices?created=$month.created { data: [{ id: $month.id }] }
expect GET /v1/prices?created[gte]=$year.created&type=recurring { data: [{ id: $year.id }] }
expect GET /v1/plans?active=true { data: [{ id: $year.id }, { id: $month.id }] }
expect GET /v1/plans?active=false { data: [] }
expect GET /v1/plans?product=tin { data: [] }
expect GET /v1/plans?created[lt]=$year.created { data: [{ id: $month.id }] }
GET /v1/prices?lookup_keys[]=1&lookup_keys[]=2&lookup_keys[]=3&lookup_keys[]=4&lookup_keys[]=5&lookup_keys[]=6&lookup_keys[]=7&lookup_keys[]=8&lookup_keys[]=9&lookup_keys[]=10&lookup_keys[]=11 -> 400 { error.param: lookup_keys }

story "Coupons, promotion codes and tax rates"
POST /v1/coupons { id: FIRST, percent_off: 10 } -> 200
wait 1s
POST /v1/coupons { id: SECOND, percent_off: 20 } -> 200 as second
POST /v1/promotion_codes { promotion: { type: coupon, coupon: FIRST }, code: ONE } -> 200 as one
wait 1s
POST /v1/promotion_codes { promotion: { type: coupon, coupon: SECOND }, code: TWO, customer: $ada.id } -> 200 as two
POST /v1/promotion_codes/$two.id { active: false } -> 200
expect GET /v1/coupons?created[gte]=$second.created { data: [{ id: SECOND }] }
expect GET /v1/coupons?starting_after=SECOND { data: [{ id: FIRST }] }
expect GET /v1/promotion_codes?active=true { data: [{ id: $one.id }] }
expect GET /v1/promotion_codes?active=false { data: [{ id: $two.id }] }
expect GET /v1/promotion_codes?code=two { data: [{ id: $two.id }] }
expect GET /v1/promotion_codes?coupon=FIRST { data: [{ id: $one.id }] }
expect GET /v1/promotion_codes?customer=$ada.id { data: [{ id: $two.id }] }
expect GET /v1/promotion_codes?customer=$bob.id { data: [] }
expect GET /v1/promotion_codes?created[gt]=$one.created { data: [{ id: $two.id }] }
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: true } -> 200 as inside
wait 1s
POST /v1/tax_rates { display_name: Tax, percentage: 7, inclusive: false, active: false } -> 200 as above
expect GET /v1/tax_rates?active=true { data: [{ id: $inside.id }] }
expect GET /v1/tax_rates?inclusive=false { data: [{ id: $above.id }] }
expect GET /v1/tax_rates?inclusive=true&active=false { data: [] }
expect GET /v1/tax_rates?created[gt]=$inside.created { data: [{ id: $above.id }] }

story "Subscriptions: customer, price, plan, status, collection, periods, clock, automatic tax, created"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as paid
wait 1d
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $year.id }], trial_period_days: 10 } -> 200 as trial
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $month.id }], payment_behavior: default_incomplete } -> 200 as waiting
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $month.id }], collection_method: send_invoice, days_until_due: 5 } -> 200 as sent
DELETE /v1/subscriptions/$sent.id -> 200
POST /v1/subscriptions { customer: $eve.id, items: [{ price: $month.id }] } -> 200 as clocked
expect GET /v1/subscriptions { data: [{ id: $waiting.id }, { id: $trial.id }, { id: $paid.id }] }
expect GET /v1/subscriptions?customer=$ada.id { data: [{ id: $trial.id }, { id: $paid.id }] }
expect GET /v1/subscriptions?customer=$eve.id { data: [{ id: $clocked.id }] }
expect GET /v1/subscriptions?test_clock=$clock.id { data: [{ id: $clocked.id }] }
expect GET /v1/subscriptions?price=$year.id { data: [{ id: $trial.id }] }
expect GET /v1/subscriptions?plan=$year.id { data: [{ id: $trial.id }] }
expect GET /v1/subscriptions?status=all { data.#: 4 }
expect GET /v1/subscriptions?status=active { data: [{ id: $paid.id }] }
expect GET /v1/subscriptions?status=trialing { data: [{ id: $trial.id }] }
expect GET /v1/subscriptions?status=incomplete { data: [{ id: $waiting.id }] }
expect GET /v1/subscriptions?status=canceled { data: [{ id: $sent.id }] }
expect GET /v1/subscriptions?status=ended { data: [{ id: $sent.id }] }
expect GET /v1/subscriptions?status=past_due { data: [] }
expect GET /v1/subscriptions?status=unpaid { data: [] }
expect GET /v1/subscriptions?status=paused { data: [] }
expect GET /v1/subscriptions?status=incomplete_expired { data: [] }
expect GET /v1/subscriptions?collection_method=send_invoice&status=all { data: [{ id: $sent.id }] }
expect GET /v1/subscriptions?collection_method=charge_automatically { data.#: 3 }
expect GET /v1/subscriptions?current_period_end[lt]=$paid.items.data.0.current_period_end { data: [{ id: $trial.id }] }
expect GET /v1/subscriptions?current_period_end=$paid.items.data.0.current_period_end { data: [{ id: $paid.id }] }
expect GET /v1/subscriptions?current_period_start[gt]=$paid.items.data.0.current_period_start { data: [{ id: $waiting.id }, { id: $trial.id }] }
expect GET /v1/subscriptions?created[gt]=$paid.created&customer=$ada.id { data: [{ id: $trial.id }] }
expect GET /v1/subscriptions?limit=1&starting_after=$trial.id { data: [{ id: $paid.id }] }
expect GET /v1/subscriptions?ending_before=$trial.id { data: [{ id: $waiting.id }] }
expect GET /v1/subscriptions?automatic_tax[enabled]=true { data: [] }
expect GET /v1/subscriptions?automatic_tax[enabled]=false { data.#: 3 }
expect GET /v1/subscription_items?subscription=$paid.id { data: [{ id: $paid.items.data.0.id }] }
expect GET /v1/customers/$ada.id/subscriptions { data.#: 2 }
GET /v1/subscription_items -> 400 { error: { code: parameter_missing, param: subscription } }
GET /v1/subscriptions?status=happy -> 400 { error.param: status }
GET /v1/subscriptions?current_period_end[near]=5 -> 400 { error.code: parameter_unknown }

story "Invoices, their items, lines, payments and credit notes"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $month.id }] } -> 200 as sub
GET /v1/invoices/$sub.latest_invoice?expand[]=payments -> 200 as paid
wait 1d
POST /v1/invoices { customer: $bob.id, currency: usd, collection_method: send_invoice, due_date: 2026-02-01 } -> 200 as open
POST /v1/invoices/$open.id/add_lines { lines: [{ amount: 700 }, { amount: 800 }, { amount: 900 }] } -> 200
POST /v1/invoices/$open.id/finalize -> 200
POST /v1/invoices { customer: $bob.id, currency: usd } -> 200 as draft
POST /v1/invoiceitems { customer: $bob.id, amount: 100, currency: usd } -> 200 as waiting
POST /v1/subscriptions { customer: $eve.id, items: [{ price: $month.id }] } -> 200 as clocked
expect GET /v1/invoices { data: [{ id: $draft.id }, { id: $open.id }, { id: $paid.id }] }
expect GET /v1/invoices?customer=$bob.id { data: [{ id: $draft.id }, { id: $open.id }] }
expect GET /v1/invoices?customer=$eve.id { data: [{ id: $clocked.latest_invoice }] }
expect GET /v1/invoices?test_clock=$clock.id { data: [{ id: $clocked.latest_invoice }] }
expect GET /v1/invoices?subscription=$sub.id { data: [{ id: $paid.id }] }
expect GET /v1/invoices?status=draft { data: [{ id: $draft.id }] }
expect GET /v1/invoices?status=open { data: [{ id: $open.id }] }
expect GET /v1/invoices?status=paid { data: [{ id: $paid.id }] }
expect GET /v1/invoices?status=void { data: [] }
expect GET /v1/invoices?status=uncollectible { data: [] }
expect GET /v1/invoices?collection_method=send_invoice { data: [{ id: $open.id }] }
expect GET /v1/invoices?due_date=1769904000 { data: [{ id: $open.id }] }
expect GET /v1/invoices?due_date[lt]=1769904000 { data: [] }
expect GET /v1/invoices?created[lte]=$paid.created { data: [{ id: $paid.id }] }
expect GET /v1/invoices?starting_after=$open.id { data: [{ id: $paid.id }] }
expect GET /v1/invoices?ending_before=$open.id { data: [{ id: $draft.id }] }
GET /v1/invoices/$open.id/lines?limit=2 -> 200 { data: [{ amount: 700 }, { amount: 800 }], has_more: true } as page
expect GET /v1/invoices/$open.id/lines?limit=2&starting_after=$page.data.1.id { data: [{ amount: 900 }], has_more: false }
expect GET /v1/invoices/$open.id/lines?ending_before=$page.data.1.id { data: [{ amount: 700 }] }
expect GET /v1/invoiceitems?customer=$bob.id&pending=true { data: [{ id: $waiting.id }] }
expect GET /v1/invoiceitems?pending=false { data.#: 3 }
expect GET /v1/invoiceitems?invoice=$open.id { data.#: 3 }
expect GET /v1/invoiceitems?customer=$ada.id { data: [] }
expect GET /v1/invoiceitems?created[lt]=$waiting.date { data: [] }
expect GET /v1/invoice_payments?invoice=$paid.id { data: [{ status: paid }] }
expect GET /v1/invoice_payments?invoice=$paid.id&status=open { data: [] }
expect GET /v1/invoice_payments?status=open { data: [{ invoice: $open.id }] }
expect GET /v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=$paid.payments.data.0.payment.payment_intent { data: [{ invoice: $paid.id }] }
expect GET /v1/invoice_payments?invoice=$open.id&created[gt]=$draft.created { data: [] }
POST /v1/credit_notes { invoice: $open.id, amount: 50 } -> 200 as first
wait 1s
POST /v1/credit_notes { invoice: $paid.id, amount: 60, credit_amount: 60 } -> 200 as second
expect GET /v1/credit_notes?customer=$bob.id { data: [{ id: $first.id }] }
expect GET /v1/credit_notes?invoice=$paid.id { data: [{ id: $second.id }] }
expect GET /v1/credit_notes?created[gt]=$first.created { data: [{ id: $second.id }] }
expect GET /v1/credit_notes/$first.id/lines?limit=1 { data.#: 1 }
expect GET /v1/customers/$ada.id/balance_transactions { data: [{ type: credit_note }] }
expect GET /v1/customers/$ada.id/balance_transactions?invoice=$open.id { data: [] }
expect GET /v1/customers/$ada.id/balance_transactions?created[lt]=$first.created { data: [] }

story "Payments, charges, refunds, methods, setups"
POST /v1/payment_intents { customer: $ada.id, amount: 500, currency: usd, payment_method: pm_card_visa, confirm: true } -> 200 as first
wait 1s
POST /v1/payment_intents { amount: 900, currency: usd, payment_method: pm_card_visa, confirm: true } -> 200 as second
expect GET /v1/payment_intents?customer=$ada.id { data: [{ id: $first.id }] }
expect GET /v1/payment_intents?created[gt]=$first.created { data: [{ id: $second.id }] }
expect GET /v1/charges?customer=$ada.id { data: [{ amount: 500 }] }
expect GET /v1/charges?payment_intent=$second.id { data: [{ amount: 900 }] }
expect GET /v1/charges?created[lte]=$first.created { data: [{ amount: 500 }] }
POST /v1/refunds { payment_intent: $first.id, amount: 1 } -> 200 as back
POST /v1/refunds { payment_intent: $second.id, amount: 2 } -> 200
expect GET /v1/refunds?payment_intent=$first.id { data: [{ amount: 1 }] }
expect GET /v1/refunds?charge=$second.latest_charge { data: [{ amount: 2 }] }
expect GET /v1/refunds?created[lt]=$back.created { data: [] }
POST /v1/setup_intents { customer: $ada.id } -> 200 as setup
POST /v1/setup_intents {} -> 200
expect GET /v1/setup_intents?customer=$ada.id { data: [{ id: $setup.id }] }
expect GET /v1/payment_methods?customer=$ada.id&type=card { data.#: 1 }
expect GET /v1/payment_methods?customer=$ada.id&type=us_bank_account { data: [] }
expect GET /v1/customers/$ada.id/payment_methods?type=card { data.#: 1 }
expect GET /v1/payment_methods { data: [] }

story "Schedules, events, clocks"
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2026-02-01, phases: [{ items: [{ price: $month.id }], duration: { interval: month } }] } -> 200 as ahead
wait 1s
POST /v1/subscription_schedules { customer: $bob.id, start_date: 2026-02-01, phases: [{ items: [{ price: $month.id }], duration: { interval: month } }] } -> 200 as gone
POST /v1/subscription_schedules/$gone.id/cancel {} -> 200 as gone
POST /v1/subscription_schedules { customer: $ada.id, start_date: 2026-02-01, phases: [{ items: [{ price: $month.id }], duration: { interval: month } }] } -> 200 as free
POST /v1/subscription_schedules/$free.id/release {} -> 200 as free
expect GET /v1/subscription_schedules?customer=$bob.id { data: [{ id: $gone.id }] }
expect GET /v1/subscription_schedules?scheduled=true { data: [{ id: $ahead.id }] }
expect GET /v1/subscription_schedules?scheduled=false { data.#: 2 }
expect GET /v1/subscription_schedules?canceled_at[gte]=$gone.canceled_at { data: [{ id: $gone.id }] }
expect GET /v1/subscription_schedules?canceled_at[lt]=$gone.canceled_at { data: [] }
expect GET /v1/subscription_schedules?released_at=$free.released_at { data: [{ id: $free.id }] }
expect GET /v1/subscription_schedules?completed_at[gt]=0 { data: [] }
expect GET /v1/subscription_schedules?created[gt]=$ahead.created { data.#: 2 }
expect GET /v1/events?type=subscription_schedule.canceled { data: [{ data.object.id: $gone.id }] }
expect GET /v1/events?type=subscription_schedule.* { data.#: 5 }
expect GET /v1/events?types[]=subscription_schedule.canceled&types[]=subscription_schedule.released { data.#: 2 }
expect GET /v1/events?created[lt]=1767225600 { data: [] }
expect GET /v1/test_helpers/test_clocks?limit=1 { data: [{ id: $clock.id }] }
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "12-3456789" } -> 200 as ein
expect GET /v1/customers/$ada.id/tax_ids { data: [{ id: $ein.id }] }
expect GET /v1/tax_ids { data: [] }
