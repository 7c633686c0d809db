# What pays an invoice: its own payment, and others that a client made (billing.md 12.10, 23.5 I1, I2).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoices/$invoice.id/add_lines { lines: [{ amount: 10000 }] } -> 200

story "I1: two payments pay an invoice in parts"
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, amount_remaining: 10000 }
POST /v1/payment_intents { customer: $ada.id, amount: 4000, currency: usd, payment_method: $ada.invoice_settings.default_payment_method, confirm: true } -> 200 { status: succeeded } as first
POST /v1/payment_intents { customer: $ada.id, amount: 6000, currency: usd, payment_method: $ada.invoice_settings.default_payment_method, confirm: true } -> 200 { status: succeeded } as second
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $first.id } -> 200 { status: open, amount_paid: 4000, amount_remaining: 6000 } as part
expect events of part [ invoice_payment.paid, invoice.updated ]
GET /v1/invoice_payments?invoice=$invoice.id&status=open -> 200 { data: [{ is_default: true, amount_requested: 6000, amount_paid: null }] } as own
expect object $own.data.0.payment.payment_intent { amount: 6000, status: requires_payment_method }
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $first.id } -> 400 { error.param: payment_intent }
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $second.id } -> 200 { status: paid, amount_paid: 10000, amount_remaining: 0, amount_overpaid: 0 } as paid
expect events of paid [ invoice_payment.paid, payment_intent.canceled, invoice.updated, invoice.paid, invoice.payment_succeeded ]
expect GET /v1/invoice_payments?invoice=$invoice.id&status=paid { data: [{ amount_paid: 6000, is_default: false }, { amount_paid: 4000, payment.payment_intent: $first.id }] }
expect GET /v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=$second.id { data: [{ amount_paid: 6000, invoice: $invoice.id }] }
expect object $own.data.0.payment.payment_intent { status: canceled }
expect charges 2

story "I2: more than an invoice wants is the customer's credit"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/payment_intents { customer: $ada.id, amount: 12000, currency: usd, payment_method: $ada.invoice_settings.default_payment_method, confirm: true } -> 200 as intent
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 200 { status: paid, amount_paid: 10000, amount_overpaid: 2000, amount_remaining: 0 } as paid
expect events of paid [ invoice_payment.paid, payment_intent.canceled, invoice.updated, invoice.overpaid, invoice.paid, invoice.payment_succeeded, customer.updated ]
expect object $ada.id { balance: -2000 }
expect GET /v1/invoice_payments?invoice=$invoice.id&status=paid { data: [{ amount_paid: 12000 }] }

story "A payment that is made later counts when it is made, and pay takes the rest"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/payment_intents { customer: $ada.id, amount: 2500, currency: usd } -> 200 as intent
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 200 { status: open, amount_remaining: 10000 }
expect GET /v1/invoice_payments?invoice=$invoice.id&status=open { data.#: 2, data.0.amount_requested: 2500 }
POST /v1/payment_intents/$intent.id/confirm { payment_method: pm_card_chargeDeclined } -> 402
expect object $invoice.id { status: open, amount_remaining: 10000, attempt_count: 0 }
POST /v1/payment_intents/$intent.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded } as made
expect object $invoice.id { status: open, amount_remaining: 7500 }
POST /v1/invoices/$invoice.id/void -> 400
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, amount_paid: 10000 }
expect GET /v1/invoice_payments?invoice=$invoice.id&status=paid { data: [{ amount_paid: 2500 }, { amount_paid: 7500, is_default: true }] }
expect charges 2

story "What was paid elsewhere is the rest; payments that were attached are let go"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/payment_intents { customer: $ada.id, amount: 2500, currency: usd } -> 200 as intent
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 200
POST /v1/invoices/$invoice.id/pay { paid_out_of_band: true } -> 200 { status: paid, amount_paid: 10000 }
expect GET /v1/invoice_payments?invoice=$invoice.id { data: [{ status: canceled }, { status: canceled }] }
POST /v1/payment_intents/$intent.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded }
expect object $invoice.id { amount_overpaid: 0 }

story "An attached payment that comes in after the invoice was paid is credit"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/payment_intents { customer: $ada.id, amount: 2500, currency: usd } -> 200 as intent
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 200
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid }
POST /v1/payment_intents/$intent.id/confirm { payment_method: pm_card_visa } -> 200 as late
expect events after late []
expect object $invoice.id { status: paid, amount_overpaid: 2500, amount_paid: 10000 }
expect object $ada.id { balance: -2500 }

story "What cannot be attached"
POST /v1/payment_intents { customer: $ada.id, amount: 2500, currency: usd } -> 200 as intent
POST /v1/payment_intents { customer: $ada.id, amount: 2500, currency: eur } -> 200 as euros
POST /v1/payment_intents { amount: 2500, currency: usd } -> 200 as strangers
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 400
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $euros.id } -> 400 { error.param: payment_intent }
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $strangers.id } -> 400 { error.param: payment_intent }
POST /v1/invoices/$invoice.id/attach_payment { payment_record: prec_1 } -> 400 { error: { code: resource_missing, param: payment_record } }
POST /v1/invoices/$invoice.id/attach_payment -> 400
POST /v1/payment_intents/$intent.id/cancel -> 200
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $intent.id } -> 400
expect object $invoice.id { amount_remaining: 10000 }
