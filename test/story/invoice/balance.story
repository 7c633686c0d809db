# The customer's balance: below zero it is a credit, above zero a debt (billing.md 12.5, 23.5 B1 to B6).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "B1: a credit smaller than the invoice lowers what is due"
POST /v1/customers/$ada.id { balance: -1000 } -> 200 { balance: -1000 }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1500, currency: usd } -> 200
POST /v1/invoices/$invoice.id/pay -> 200 { total: 1500, amount_due: 500, starting_balance: -1000, ending_balance: 0, amount_paid: 500, status: paid }
expect object $ada.id { balance: 0 }
expect charges 1

story "B2: a credit larger than the invoice pays it without a card, and the rest stays"
POST /v1/customers/$ada.id { balance: -2000 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1500, currency: usd } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { total: 1500, amount_due: 0, status: paid, starting_balance: -2000, ending_balance: -500 }
expect object $ada.id { balance: -500 }
expect charges 0

story "B3: a debt is added to what is due"
POST /v1/customers/$ada.id { balance: 300 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/pay -> 200 { total: 1000, amount_due: 1300, amount_paid: 1300, starting_balance: 300, ending_balance: 0 }
expect object $ada.id { balance: 0 }
expect charges 1

story "B4: less than a card can pay waits for the next invoice"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as small
POST /v1/invoiceitems { customer: $ada.id, invoice: $small.id, amount: 30, currency: usd } -> 200
POST /v1/invoices/$small.id/finalize -> 200 { total: 30, amount_due: 0, status: paid, ending_balance: 30 }
expect object $ada.id { balance: 30 }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as next
POST /v1/invoiceitems { customer: $ada.id, invoice: $next.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$next.id/pay -> 200 { total: 1000, amount_due: 1030, starting_balance: 30, ending_balance: 0 }
expect object $ada.id { balance: 0 }
expect charges 1

story "B5: an invoice below zero becomes a credit"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: -334, currency: usd } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { total: -334, amount_due: 0, status: paid, starting_balance: 0, ending_balance: -334 }
expect object $ada.id { balance: -334 }
expect charges 0

story "B6: a void invoice gives the credit back that it used"
POST /v1/customers/$ada.id { balance: -1000 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1500, currency: usd } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, amount_due: 500 }
expect object $ada.id { balance: 0 }
POST /v1/invoices/$invoice.id/void -> 200 { status: void }
expect object $ada.id { balance: -1000 }
expect charges 0
