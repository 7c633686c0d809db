# billing.customer_balance_application, odd answers: the draft waits at the last step, and nothing moves.

clock 2026-01-01T00:00:00Z
POST /v1/customers { balance: -500, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script greedy at billing.customer_balance_application {
  export default class Greedy {
    computeAppliedCustomerBalance(input: any): any {
      return { appliedCustomerBalance: { amount: input.totalAmount.amount.neg().sub(1), currency: 'usd' } };
    }
  }
}
POST /v1/invoiceitems { customer: $ada.id, amount: 3000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, pending_invoice_items_behavior: include } -> 200 as invoice

story "More credit than the total is not applied; the standard logic decides"
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $greedy.id } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, amount_due: 2500 }
expect run 1 { outcome: broke_contract, fell_back: true, error.message: ~ "credit is at most the total" }

story "Under hold the draft waits for a person, who lets it go on by the standard logic"
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $greedy.id, on_failure: hold } -> 200
POST /v1/invoices/$invoice.id/finalize -> 400 { error.code: extension_held }
expect object $invoice.id { status: draft, number: null, last_finalization_error.code: extension_held }
expect object $ada.id { balance: -500 }
expect holds 1
expect event invoice.finalization_failed
POST /v1/invoices/$invoice.id/pay -> 400
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/release -> 200 { status: released }
expect runs 1
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, amount_paid: 2500 }
expect runs 1
expect charges 1

story "A better release decides when the hold is rerun"
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $greedy.id, on_failure: hold } -> 200
POST /v1/invoices/$invoice.id { auto_advance: true } -> 200
POST /v1/invoices/$invoice.id/finalize -> 400 { error.code: extension_held }
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: held }
expect runs 2
release greedy {
  export default class Modest {
    computeAppliedCustomerBalance(input: any): any {
      return { appliedCustomerBalance: { amount: -100, currency: 'usd' } };
    }
  }
}
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
expect object $invoice.id { status: paid, amount_paid: 2900, ending_balance: -400 }
expect object $ada.id { balance: -400 }
expect charges 1

story "Under fail the command is refused"
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $greedy.id, on_failure: fail } -> 200
POST /v1/invoices/$invoice.id/finalize -> 422 { error.code: extension_failed }
expect object $invoice.id { status: draft, last_finalization_error: null }
expect runs 1
