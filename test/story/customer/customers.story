# Customers as clients make, read, change and delete them (billing.md 5.1).

clock 2026-01-15T00:00:00Z

story "A customer from nothing"
POST /v1/customers {} -> 200 {
  object: customer, balance: 0, currency: null, delinquent: false, email: null, discount: null, tax_exempt: none
  next_invoice_sequence: 1, invoice_prefix: ?, preferred_locales: [], metadata: {}, test_clock: null, livemode: false
  created: 2026-01-15, business_name: absent
} as nobody
expect events of nobody [ customer.created ]

story "An update changes what it names; empty values unset; the event says what was before"
POST /v1/customers {
  name: "Ada", email: "ada@example.com", metadata: { a: "1", b: "2" }
  address: { city: "London", line1: "1" }, invoice_settings: { footer: "Thanks" }
} -> 200 as ada
POST /v1/customers/$ada.id { email: "", metadata: { a: "", c: "3" }, address: { city: "Bath" } } -> 200 {
  name: "Ada", email: null, metadata: { a: absent, b: "2", c: "3" }, address: { city: "Bath", line1: "1" }
  invoice_settings.footer: "Thanks"
}
expect event customer.updated { data.previous_attributes: { email: "ada@example.com", metadata.a: "1", metadata.c: null, name: absent } }
POST /v1/customers/$ada.id { metadata: "" } -> 200 { metadata: {} }
POST /v1/customers/$ada.id { email: "ada" } -> 400 { error: { code: email_invalid, param: email } }
POST /v1/customers/$ada.id { nam: "x" } -> 400 { error: { code: parameter_unknown, param: nam } }
POST /v1/customers/$ada.id { next_invoice_sequence: 5 } -> 200 { next_invoice_sequence: 5 }
POST /v1/customers/$ada.id { next_invoice_sequence: 4 } -> 400 { error.param: next_invoice_sequence }

story "A customer comes with a payment method, which is its default"
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 {
  invoice_settings.default_payment_method: ?, default_source: null
} as ada
expect events of ada [ customer.created payment_method.attached customer.updated ]
GET /v1/customers/$ada.id/payment_methods -> 200 { data.#: 1, data.0: { id: $ada.invoice_settings.default_payment_method, card.last4: "4242" } }
POST /v1/customers { source: tok_mastercard } -> 200 { default_source: ? } as bob
GET /v1/payment_methods/$bob.default_source -> 200 { customer: $bob.id, card.brand: mastercard }
POST /v1/customers { payment_method: pm_card_chargeDeclined } -> 402 { error: { type: card_error, code: card_declined, decline_code: generic_decline } }
GET /v1/customers -> 200 { data.#: 2 }
POST /v1/customers/$bob.id { invoice_settings: { default_payment_method: $ada.invoice_settings.default_payment_method } } -> 400 {
  error.param: "invoice_settings[default_payment_method]"
}

story "A deleted customer leaves a stub, its subscriptions end, its payment methods are free"
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 { status: active } as sub
GET /v1/customers/$ada.id?expand[]=subscriptions.data.latest_invoice&expand[]=invoice_credit_balance -> 200 {
  currency: usd, invoice_credit_balance: { usd: 0 }
  subscriptions: { object: list, data: [{ id: $sub.id, latest_invoice.status: paid }], has_more: false }
} as expanded
GET $expanded.subscriptions.url -> 200 { data: [{ id: $sub.id }] }
GET /v1/customers/$ada.id -> 200 { subscriptions: absent, cash_balance: absent }
DELETE /v1/customers/$ada.id -> 200 { id: $ada.id, object: customer, deleted: true }
GET /v1/customers/$ada.id -> 200 { id: $ada.id, object: customer, deleted: true, name: absent }
GET /v1/subscriptions/$sub.id -> 200 { status: canceled }
GET /v1/payment_methods/$ada.invoice_settings.default_payment_method -> 200 { customer: null }
GET /v1/invoices/$sub.latest_invoice -> 200 { status: paid }
POST /v1/customers/$ada.id { name: "x" } -> 404 { error.code: resource_missing }

story "Lists: newest first, by address, and without those on clocks"
POST /v1/test_helpers/test_clocks { frozen_time: 2027-01-01 } -> 200 as clock
POST /v1/customers { name: "one", email: "x@example.com" } -> 200 as one
POST /v1/customers { name: "two", email: "y@example.com" } -> 200 as two
POST /v1/customers { name: "three", email: "x@example.com" } -> 200 as three
POST /v1/customers { name: "clocked", email: "x@example.com", test_clock: $clock.id } -> 200 { created: 2027-01-01 } as clocked
GET /v1/customers -> 200 { data.#: 3, data.0.name: three, data.2.name: one, has_more: false, url: /v1/customers }
GET /v1/customers?email=x@example.com -> 200 { data: [{ name: three }, { name: one }] }
GET /v1/customers?test_clock=$clock.id -> 200 { data: [{ name: clocked }] }
GET /v1/customers?limit=1 -> 200 { data: [{ name: three }], has_more: true }
GET /v1/customers?limit=1&starting_after=$three.id -> 200 { data: [{ name: two }], has_more: true }
GET /v1/customers?limit=1&ending_before=$one.id -> 200 { data: [{ name: two }], has_more: true }
DELETE /v1/test_helpers/test_clocks/$clock.id -> 200 { deleted: true }
GET /v1/customers/$clocked.id -> 200 { deleted: true }
