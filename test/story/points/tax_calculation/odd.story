# billing.tax_calculation, odd answers.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as full
script greedy at billing.tax_calculation {
  export default class Greedy {
    calculateTaxes(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, taxes: [{ rate: item.rates[0].id, amount: item.amount.add(1), taxableAmount: item.amount }] })) };
    }
  }
}

story "A tax above its line is not used"
POST /v1/extend/bindings { point: billing.tax_calculation, script: $greedy.id } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], default_tax_rates: [$full.id] } -> 200 as sub
expect object $sub.latest_invoice { total: 1190, status: paid }
expect run 1 { outcome: broke_contract, fell_back: true, error.message: ~ "more than its line" }

story "Without a rate there is nothing to ask"
POST /v1/extend/bindings { point: billing.tax_calculation, script: $greedy.id, on_failure: fail } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 { status: active }
expect runs 0
