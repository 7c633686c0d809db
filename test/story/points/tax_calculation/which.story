# billing.tax_calculation: the taxes of an invoice's lines.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as full
POST /v1/tax_rates { display_name: VAT, percentage: 7, inclusive: false } -> 200 as reduced

story "One of two rates counts, by who pays"
script which at billing.tax_calculation {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';

  export default class Which implements Billing.TaxCalculation<Record<string, never>> {
    calculateTaxes(input: Billing.TaxCalculation.CalculateTaxesInput): Billing.TaxCalculation.CalculateTaxesResult {
      const wanted = input.customer?.metadata['kind'] === 'school' ? 7 : 19;
      return {
        items: input.items.map((item) => ({
          key: item.key,
          taxes: item.rates
            .filter((rate) => rate.percentage.eq(wanted))
            .map((rate) => ({
              rate: rate.id,
              amount: item.amount.mul(rate.percentage).div(100, 0, 'half-up'),
              taxableAmount: item.amount,
            })),
        })),
      };
    }
  }
}
POST /v1/extend/bindings { point: billing.tax_calculation, script: $which.id } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], default_tax_rates: [$full.id, $reduced.id] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { subtotal: 1000, total: 1190, total_taxes: [{ amount: 190, taxable_amount: 1000 }] }
POST /v1/customers/$ada.id { metadata: { kind: school } } -> 200
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { total: 1070 }
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1070, status: paid } }
expect run -1 { point: billing.tax_calculation, outcome: ok, at_stake: { amount: 1000 } }
