# Least charges, numbers, heads and feet, and currencies with no digits or three (billing.md 6.2, 6.3, 7, 12.3, 12.5, 12.6).

clock 2026-01-15T00:00:00Z
POST /v1/customers { invoice_prefix: ADA, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa, footer: "With thanks", custom_fields: [{ name: Order, value: "17" }] } } -> 200 as ada
POST /v1/products { id: seats, name: "Seats" } -> 200

story "What is less than the least charge of its currency waits in the balance of that currency"
POST /v1/invoices { customer: $ada.id, currency: gbp } -> 200 as a
POST /v1/invoices/$a.id/add_lines { lines: [{ amount: 29 }] } -> 200
POST /v1/invoices/$a.id/finalize -> 200 { status: paid, amount_due: 0, ending_balance: 29 }
POST /v1/invoices { customer: $ada.id, currency: gbp } -> 200 as b
POST /v1/invoices/$b.id/add_lines { lines: [{ amount: 1 }] } -> 200
POST /v1/invoices/$b.id/finalize -> 200 { status: open, starting_balance: 29, amount_due: 30, ending_balance: 0 }
POST /v1/invoices { customer: $ada.id, currency: eur } -> 200 as c
POST /v1/invoices/$c.id/add_lines { lines: [{ amount: 49 }] } -> 200
POST /v1/invoices/$c.id/finalize -> 200 { status: paid, amount_due: 0, ending_balance: 49 }
POST /v1/invoices { customer: $ada.id, currency: huf } -> 200 as d
POST /v1/invoices/$d.id/add_lines { lines: [{ amount: 17499 }] } -> 200
POST /v1/invoices/$d.id/finalize -> 200 { status: paid, amount_due: 0, ending_balance: 17499 }
POST /v1/invoices { customer: $ada.id, currency: mxn } -> 200 as e
POST /v1/invoices/$e.id/add_lines { lines: [{ amount: 1000 }] } -> 200
POST /v1/invoices/$e.id/finalize -> 200 { status: open, amount_due: 1000 }
expect charges 0

story "Yen have no digits, dinars three, and are charged in steps of ten"
POST /v1/prices { product: seats, currency: jpy, unit_amount_decimal: "1234.5", recurring: { interval: month } } -> 200 as yen
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as yoko
POST /v1/coupons { id: THIRD, percent_off: "33.33", duration: forever } -> 200
POST /v1/subscriptions { customer: $yoko.id, items: [{ price: $yen.id, quantity: 3 }], discounts: [{ coupon: THIRD }] } -> 200 as sub
GET /v1/invoices/$sub.latest_invoice -> 200 { currency: jpy, subtotal: 3704, total: 2469, status: paid }
POST /v1/invoices { customer: $yoko.id, currency: jpy } -> 200 as small
POST /v1/invoices/$small.id/add_lines { lines: [{ amount: 49 }] } -> 200
POST /v1/invoices/$small.id/finalize -> 200 { status: paid, amount_due: 0, ending_balance: 49 }
POST /v1/prices { product: seats, currency: kwd, unit_amount: 1234, recurring: { interval: month } } -> 200 as dinar
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as noor
POST /v1/subscriptions { customer: $noor.id, items: [{ price: $dinar.id, quantity: 3 }] } -> 200 as sub
GET /v1/invoices/$sub.latest_invoice -> 200 { currency: kwd, total: 3702, status: paid } as invoice
expect $invoice { amount_due: 3700, ending_balance: 2 }
POST /v1/payment_intents { amount: 1005, currency: kwd } -> 400 { error.param: amount }

story "Numbers by customer, by account, and of one's own"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as a
POST /v1/invoices/$a.id/finalize -> 200 { number: "ADA-0001" }
POST /v1/invoices { customer: $ada.id, currency: usd, number: "2026/7" } -> 200 as own
POST /v1/invoices/$own.id/finalize -> 200 { number: "2026/7" }
POST /v1/invoices { customer: $ada.id, currency: usd, number: "2026/7" } -> 400 { error.param: number }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as b
POST /v1/invoices/$b.id/finalize -> 200 { number: "ADA-0002" }
POST /v1/customers/$ada.id { next_invoice_sequence: 10 } -> 200
POST /v1/customers/$ada.id { next_invoice_sequence: 9 } -> 400 { error.param: next_invoice_sequence }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as c
POST /v1/invoices/$c.id/finalize -> 200 { number: "ADA-0010" }
POST /v1/extend/invoice_rules { numbering: account, prefix: BOOK } -> 200
POST /v1/customers { invoice_prefix: BOB } -> 200 as bob
POST /v1/invoices { customer: $bob.id, currency: usd } -> 200 as d
POST /v1/invoices/$d.id/finalize -> 200 { number: "BOOK-0001" }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as e
POST /v1/invoices/$e.id/finalize -> 200 { number: "BOOK-0002" }
POST /v1/credit_notes { invoice: $e.id, amount: 1 } -> 400
POST /v1/extend/invoice_rules { numbering: customer } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as f
POST /v1/invoices/$f.id/finalize -> 200 { number: "ADA-0011" }

story "Head and foot: the customer's, the subscription's, the invoice's own"
POST /v1/prices { product: seats, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/tax_ids { type: eu_vat, value: DE123456789 } -> 200 as vat
POST /v1/customers/$ada.id/tax_ids { type: us_ein, value: "12-3456789" } -> 200 as ein
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 { footer: "With thanks", custom_fields: [{ name: Order, value: "17" }], account_tax_ids: null } as bill
POST /v1/invoices/$bill.id { footer: "", custom_fields: "", account_tax_ids: [$vat.id] } -> 200 { footer: null, custom_fields: null, account_tax_ids: [$vat.id] }
POST /v1/invoices/$bill.id { account_tax_ids: [$ein.id] } -> 400 { error: { code: resource_missing, param: account_tax_ids } }
POST /v1/invoices { customer: $ada.id, currency: usd, footer: "Mine", account_tax_ids: [$vat.id], custom_fields: [{ name: A, value: B }] } -> 200 { footer: "Mine", custom_fields: [{ name: A, value: B }], account_tax_ids: [$vat.id] } as own
GET /v1/invoices/$own.id?expand[]=account_tax_ids -> 200 { account_tax_ids: [{ object: tax_id, value: DE123456789 }] }
POST /v1/invoices/$own.id/finalize -> 200 { account_tax_ids: [$vat.id], customer_tax_ids: [{ type: us_ein, value: "12-3456789" }] }
POST /v1/invoices/$own.id { account_tax_ids: "" } -> 400 { error.code: invoice_not_editable }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], invoice_settings: { footer: "Team", custom_fields: [{ name: Team, value: "9" }], account_tax_ids: [$vat.id] } } -> 200 {
  invoice_settings: { footer: "Team", custom_fields: [{ name: Team, value: "9" }], account_tax_ids: [$vat.id] }
} as sub
expect object $sub.latest_invoice { footer: "Team", custom_fields: [{ name: Team, value: "9" }], account_tax_ids: [$vat.id], number: ? }
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { footer: "Team", account_tax_ids: [$vat.id], customer_tax_ids.#: 1 }
POST /v1/subscriptions/$sub.id { invoice_settings: { custom_fields: "", account_tax_ids: "" } } -> 200 { invoice_settings: { footer: "Team", custom_fields: null, account_tax_ids: null } }
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { footer: "Team", custom_fields: [{ name: Order, value: "17" }], account_tax_ids: null }
POST /v1/subscriptions/$sub.id { invoice_settings: { account_tax_ids: [txi_none] } } -> 400 { error: { code: resource_missing, param: "invoice_settings[account_tax_ids][0]" } }

story "Lookup keys, more currencies, and least amounts of codes"
POST /v1/prices { product: seats, currency: usd, unit_amount: 100, lookup_key: old, currency_options: { eur: { unit_amount: 90 } } } -> 200 as a
POST /v1/prices { product: seats, currency: usd, unit_amount: 200, lookup_key: new } -> 200 as b
POST /v1/prices/$b.id { lookup_key: old } -> 400 { error: { code: resource_already_exists, param: lookup_key } }
POST /v1/prices/$b.id { lookup_key: old, transfer_lookup_key: true } -> 200 { lookup_key: old }
expect GET /v1/prices?lookup_keys[]=old { data: [{ id: $b.id }] }
expect GET /v1/prices?lookup_keys[]=new { data: [] }
GET /v1/prices/$a.id?expand[]=currency_options -> 200 { lookup_key: null, currency_options: { eur: { unit_amount: 90 }, usd: { unit_amount: 100 } } }
POST /v1/prices/$a.id { currency_options: { eur: { unit_amount: 95 } } } -> 400 { error.param: "currency_options[eur]" }
POST /v1/prices/$a.id { tax_behavior: inclusive, nickname: "First" } -> 200 { tax_behavior: inclusive, nickname: "First" }
POST /v1/prices/$a.id { tax_behavior: exclusive } -> 400 { error.param: tax_behavior }
POST /v1/coupons { id: FIVE, amount_off: 500, currency: usd } -> 200
POST /v1/coupons/FIVE { currency_options: { eur: { amount_off: 400 } }, expand: [currency_options] } -> 200 { currency_options: { eur: { amount_off: 400 } } }
POST /v1/coupons { percent_off: 5, currency_options: { eur: { amount_off: 4 } } } -> 400
POST /v1/promotion_codes { promotion: { type: coupon, coupon: FIVE }, restrictions: { minimum_amount: 1000, minimum_amount_currency: usd, currency_options: { eur: { minimum_amount: 900 } } } } -> 200 { restrictions: { minimum_amount: 1000, minimum_amount_currency: usd } } as code
POST /v1/promotion_codes/$code.id { restrictions: { currency_options: { eur: { minimum_amount: 800 } } } } -> 200
POST /v1/promotion_codes { promotion: { type: coupon, coupon: FIVE }, restrictions: { minimum_amount: 1000 } } -> 400 { error: { code: parameter_missing, param: "restrictions[minimum_amount_currency]" } }
