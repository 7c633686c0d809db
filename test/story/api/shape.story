# What every object and every error has in common (billing.md 2.3, 2.4, 2.8, 2.9).

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/customers { name: "Ada", payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub

story "References are ids, and objects where somebody asks for them"
expect GET /v1/subscriptions/$sub.id { customer: $ada.id, latest_invoice: $sub.latest_invoice }
expect GET /v1/subscriptions/$sub.id?expand[]=customer { customer: { id: $ada.id, object: customer, name: Ada } }
expect GET /v1/subscriptions/$sub.id?expand[]=latest_invoice.customer&expand[]=items.data.price.product {
  latest_invoice: { object: invoice, customer: { object: customer } }
  items.data.0.price.product: { object: product, name: Basic }
}
expect GET /v1/subscriptions?expand[]=data.latest_invoice.payments { data.0.latest_invoice.payments.data.0: { object: invoice_payment, status: paid, amount_paid: 1000 } }
expect GET /v1/invoices/$sub.latest_invoice?expand[]=payments.data.payment.payment_intent { payments.data.0.payment.payment_intent: { object: payment_intent, status: succeeded } }
GET /v1/subscriptions/$sub.id?expand[]=nonsense -> 400 { error.param: expand }
GET /v1/subscriptions/$sub.id?expand[]=status -> 400
GET /v1/subscriptions/$sub.id?expand[]=latest_invoice.subscription.latest_invoice.customer.test_clock -> 400
POST /v1/customers/$ada.id { name: "Ada L.", expand: [invoice_settings.default_payment_method] } -> 200 { invoice_settings.default_payment_method: { object: payment_method, card: { brand: visa, last4: "4242" } } }

story "Metadata is merged, one key or all of it can be taken away"
POST /v1/customers/$ada.id { metadata: { team: blue, since: "2019" } } -> 200 { metadata: { team: blue, since: "2019" } }
POST /v1/customers/$ada.id { metadata: { team: red } } -> 200 { metadata: { team: red, since: "2019" }, metadata.#: 2 } as change
expect events of change [ customer.updated { data.previous_attributes.metadata: { team: blue } } ]
POST /v1/customers/$ada.id { metadata: { since: "" } } -> 200 { metadata: { team: red }, metadata.#: 1 }
POST /v1/customers/$ada.id { name: "Ada" } -> 200 { metadata.#: 1 }
POST /v1/customers/$ada.id { metadata: "" } -> 200 { metadata.#: 0 }
POST /v1/customers/$ada.id { metadata: { a23456789012345678901234567890123456789012: "41 letters and more" } } -> 400

story "A change that changes nothing is no event"
mark before
POST /v1/customers/$ada.id { name: "Ada" } -> 200
POST /v1/customers/$ada.id { metadata: { none: "" } } -> 200
expect events after before []
POST /v1/customers/$ada.id { name: "Ada B." } -> 200
expect events after before [ customer.updated { data: { object.name: "Ada B.", previous_attributes: { name: Ada }, previous_attributes.#: 1 } } ]

story "What is wrong is named, with its place"
POST /v1/customers { nme: "Ada" } -> 400 { error: { type: invalid_request_error, code: parameter_unknown, param: nme } }
POST /v1/prices { product: $product.id, unit_amount: 1 } -> 400 { error: { code: parameter_missing, param: currency } }
POST /v1/prices { product: $product.id, currency: usd, unit_amount: "ten" } -> 400 { error: { code: parameter_invalid_integer, param: unit_amount } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }, { price: price_none }] } -> 400 { error: { code: resource_missing, param: "items[1][price]" } }
POST /v1/subscriptions { customer: cus_none, items: [{ price: $price.id }] } -> 400 { error: { code: resource_missing, param: customer } }
GET /v1/customers/cus_none -> 404 { error: { code: resource_missing, param: id, message: "No such customer: 'cus_none'" } }
GET /v1/custmers -> 404 { error.type: invalid_request_error }
POST /v1/customers { email: "no address" } -> 400 { error.param: email }
expect GET /v1/customers { data.#: 1 }

story "Each change is told once, with what was before"
POST /v1/customers/$ada.id { name: "Ada King", invoice_settings: { footer: "Thank you" } } -> 200 as change
expect events of change [
  customer.updated {
    object: event, api_version: "2026-10-28.endive", livemode: false, request: { id: ?, idempotency_key: null }
    data: {
      object: { id: $ada.id, name: "Ada King", invoice_settings.footer: "Thank you" }
      previous_attributes: { name: Ada, invoice_settings: { footer: null } }
    }
  }
]
expect GET /v1/events?type=customer.* { data.#: 5 }
expect GET /v1/events?type=customer.updated { data.#: 2, data.1.data.previous_attributes: { invoice_settings: { default_payment_method: null } } }
expect GET /v1/events?types[]=customer.created&types[]=product.created { data.#: 2 }
