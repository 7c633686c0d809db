# The same request twice under one key is one request (billing.md 2.5).

story "A repeated request gets the first answer, changes nothing and tells nobody"
POST /v1/customers { name: "Ada" } key "once" -> 200 as ada
POST /v1/customers { name: "Ada" } key "once" -> 200 { id: $ada.id, created: $ada.created } as again
expect same $ada and $again
expect events of again []
expect GET /v1/customers { data.#: 1 }

story "After a kill the answer is still there"
# [kill]
POST /v1/customers { name: "Ada" } key "once" -> 200 as ada
kill
POST /v1/customers { name: "Ada" } key "once" -> 200 { id: $ada.id }
expect GET /v1/customers { data.#: 1 }
# [/kill]

story "The key with other parameters, or for another path, is refused"
POST /v1/customers { name: "Ada" } key "once" -> 200
POST /v1/customers { name: "Bob" } key "once" -> 400 { error.type: idempotency_error }
POST /v1/products { name: "Ada" } key "once" -> 400 { error.type: idempotency_error }
expect GET /v1/customers { data.#: 1, data.0.name: Ada }
expect GET /v1/products { data.#: 0 }

story "A request that was refused for its parameters leaves the key free"
POST /v1/customers { nmae: "Ada" } key "free" -> 400 { error: { code: parameter_unknown, param: nmae } }
POST /v1/customers { name: "Ada" } key "free" -> 200

story "A declined payment is an answer like any other: the card is not tried twice"
POST /v1/customers { payment_method: pm_card_chargeCustomerFail, invoice_settings: { default_payment_method: pm_card_chargeCustomerFail } } -> 200 as ada
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/pay {} key "pay" -> 402 { error.code: card_declined }
expect GET /v1/charges?customer=$ada.id { data.#: 1 }
POST /v1/invoices/$invoice.id/pay {} key "pay" -> 402 { error.code: card_declined }
expect GET /v1/charges?customer=$ada.id { data.#: 1 }

story "A day later the key counts as new"
POST /v1/customers { name: "Ada" } key "old" -> 200
wait 25h
POST /v1/customers { name: "Bob" } key "old" -> 200
expect GET /v1/customers { data.#: 2 }
