# What a customer's balance holds, and why (billing.md 5.1, 23.7 item 4).

clock 2026-01-15T00:00:00Z
POST /v1/customers { name: "Ada", balance: -500 } -> 200 { balance: -500, currency: usd } as ada

story "Each change of the balance is a transaction"
POST /v1/customers/$ada.id/balance_transactions { amount: -700, currency: usd, description: "Thanks", metadata: { k: v } } -> 200 {
  object: customer_balance_transaction, id: ~ "cbtxn_", type: adjustment, amount: -700, ending_balance: -1200, customer: $ada.id
  currency: usd, description: "Thanks", invoice: null, credit_note: null, metadata.k: v
} as thanks
expect events of thanks [ customer.updated { data.previous_attributes.balance: -500 } ]
POST /v1/customers/$ada.id { balance: 300 } -> 200 { balance: 300 }
GET /v1/customers/$ada.id/balance_transactions -> 200 { data: [
  { type: adjustment, amount: 1500, ending_balance: 300 }
  { id: $thanks.id }
  { type: initial, amount: -500, ending_balance: -500 }
] }
POST /v1/customers/$ada.id/balance_transactions/$thanks.id { description: "Sorry", metadata: { k: "" } } -> 200 { description: "Sorry", metadata.k: absent, amount: -700 }
expect GET /v1/customers/$ada.id/balance_transactions/$thanks.id { description: "Sorry" }

story "A balance in each currency"
POST /v1/customers/$ada.id/balance_transactions { amount: -700, currency: eur } -> 200 { ending_balance: -700 }
expect GET /v1/customers/$ada.id?expand[]=invoice_credit_balance { balance: -500, currency: usd, invoice_credit_balance: { usd: 500, eur: 700 } }
POST /v1/invoices { customer: $ada.id, currency: eur } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: eur } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { amount_due: 300, starting_balance: -700, ending_balance: 0 }
GET /v1/customers/$ada.id/balance_transactions?invoice=$invoice.id -> 200 { data: [{ type: applied_to_invoice, amount: 700, ending_balance: 0, currency: eur }] }
POST /v1/invoices/$invoice.id/void -> 200
GET /v1/customers/$ada.id/balance_transactions?limit=1 -> 200 { data: [{ type: unapplied_from_invoice, amount: -700, ending_balance: -700, invoice: $invoice.id }] }

story "What is too small or too large waits in the balance"
POST /v1/customers { name: "Bob" } -> 200 as bob
POST /v1/invoices { customer: $bob.id, currency: usd } -> 200 as small
POST /v1/invoiceitems { customer: $bob.id, invoice: $small.id, amount: 30, currency: usd } -> 200
POST /v1/invoices/$small.id/finalize -> 200 { amount_due: 0, status: paid, ending_balance: 30 }
POST /v1/invoices { customer: $bob.id, currency: usd } -> 200 as large
POST /v1/invoiceitems { customer: $bob.id, invoice: $large.id, amount: 100000000, currency: usd } -> 200
POST /v1/invoices/$large.id/finalize -> 200 { amount_due: 99999999, ending_balance: 31 }
GET /v1/customers/$bob.id/balance_transactions -> 200 { data: [
  { type: invoice_too_large, amount: 31, ending_balance: 31 }, { type: applied_to_invoice, amount: -30, ending_balance: 0 }
  { type: invoice_too_small, amount: 30 }
] }

story "Wrong calls change nothing"
POST /v1/customers/$ada.id/balance_transactions { amount: 0, currency: usd } -> 400 { error.param: amount }
POST /v1/customers/$ada.id/balance_transactions { amount: 5 } -> 400 { error: { code: parameter_missing, param: currency } }
POST /v1/customers/$ada.id/balance_transactions { amount: 5, currency: xxx } -> 400 { error.param: currency }
POST /v1/customers/$ada.id/balance_transactions { amount: 9223372036854775807, currency: usd } -> 200 { ending_balance: 9223372036854775307 }
POST /v1/customers/$ada.id/balance_transactions { amount: 9223372036854775807, currency: usd } -> 400 { error.param: amount }
GET /v1/customers/$ada.id/balance_transactions/cbtxn_nothing -> 404
POST /v1/customers { name: "Bob" } -> 200 as bob
GET /v1/customers/$ada.id/balance_transactions -> 200 { data.#: 2 } as all
GET /v1/customers/$bob.id/balance_transactions/$all.data.0.id -> 404
