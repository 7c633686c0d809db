# Invoices that somebody makes (billing.md 12.1, 12.3, 12.7, 12.8).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", invoice_prefix: HAND, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "From draft over open to paid, with a number only when it is final"
POST /v1/invoices { customer: $ada.id, currency: eur } -> 200 { status: draft, number: null, auto_advance: false, billing_reason: manual, total: 0 } as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 700, currency: eur, description: "A morning" } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 800, currency: eur } -> 200 as second
expect object $invoice.id { total: 1500, lines.#: ?, lines.data.#: 2, lines.data.0.description: "A morning" }
DELETE /v1/invoiceitems/$second.id -> 200 { deleted: true }
expect object $invoice.id { total: 700, lines.data.#: 1 }
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, number: HAND-0001, amount_due: 700, amount_remaining: 700, status_transitions.finalized_at: 2026-02-01 }
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 800, currency: eur } -> 400
POST /v1/invoices/$invoice.id/finalize -> 400
DELETE /v1/invoices/$invoice.id -> 400
wait 2h
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, status_transitions.paid_at: 2026-02-01T02:00:00Z }
POST /v1/invoices/$invoice.id/pay -> 400
POST /v1/invoices/$invoice.id/void -> 400
expect object $invoice.id { status: paid, attempt_count: 1 }
expect charges 1

story "Pending items are taken only by an invoice that asks for them"
POST /v1/invoiceitems { customer: $ada.id, amount: 400, currency: usd } -> 200 { invoice: null } as item
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 { total: 0, lines.data.#: 0 }
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include } -> 200 { total: 400, lines.data.#: 1 } as taker
expect object $item.id { invoice: $taker.id }
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include } -> 200 { total: 0 }

story "With auto_advance a draft is final and paid after an hour, without it never"
POST /v1/invoices { customer: $ada.id, currency: usd, auto_advance: true } -> 200 { automatically_finalizes_at: 2026-02-01T01:00:00Z } as moving
POST /v1/invoiceitems { customer: $ada.id, invoice: $moving.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 { automatically_finalizes_at: null } as resting
POST /v1/invoiceitems { customer: $ada.id, invoice: $resting.id, amount: 1000, currency: usd } -> 200
wait 59m
expect object $moving.id { status: draft }
wait 1m
expect object $moving.id { status: paid, number: HAND-0001 }
wait 60d
expect object $resting.id { status: draft, number: null }
expect charges 1

story "Void and uncollectible are ends"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as first
POST /v1/invoiceitems { customer: $ada.id, invoice: $first.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$first.id/mark_uncollectible -> 400
POST /v1/invoices/$first.id/finalize -> 200
POST /v1/invoices/$first.id/mark_uncollectible -> 200 { status: uncollectible } as given_up
expect events of given_up [ invoice.marked_uncollectible ]
POST /v1/invoices/$first.id/pay -> 200 { status: paid }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as second
POST /v1/invoiceitems { customer: $ada.id, invoice: $second.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$second.id/void -> 400
POST /v1/invoices/$second.id/finalize -> 200 { number: HAND-0002 }
POST /v1/invoices/$second.id/void -> 200 { status: void, status_transitions.voided_at: 2026-02-01 }
POST /v1/invoices/$second.id/pay -> 400
expect charges 1

story "Paid elsewhere: nobody is charged"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/pay { paid_out_of_band: true } -> 200 { status: paid, amount_remaining: 0 }
expect charges 0

story "A sent invoice is due after its days, and overdue behind them"
POST /v1/invoices { customer: $ada.id, currency: usd, collection_method: send_invoice, days_until_due: 10 } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/send -> 200 { status: open, due_date: 2026-02-11 } as sent
expect event invoice.sent
wait 9d
expect no event invoice.overdue
wait 2d
expect event invoice.overdue
expect object $invoice.id { status: open }
expect charges 0

story "An invoice without lines is paid when it becomes final"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoices/$invoice.id/finalize -> 200 { status: paid, total: 0, number: HAND-0001 }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as draft
DELETE /v1/invoices/$draft.id -> 200 { deleted: true }
GET /v1/invoices/$draft.id -> 404 { error.code: resource_missing }
