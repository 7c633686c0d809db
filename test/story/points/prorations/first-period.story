# billing.prorations: a subscription that begins in the middle of a period.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script half at billing.prorations {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Half implements Billing.Prorations<Record<string, never>> {
    prorateItems(input: Billing.Prorations.ProrateItemsInput): Billing.Prorations.ProrateItemsResult {
      return {
        items: input.items.map((item) => ({
          key: item.key,
          prorationFactor: item.isProration && item.type === 'debit' ? Decimal.from('0.5') : item.currentProrationFactor,
          lineItemPeriod: item.servicePeriod,
        })),
      };
    }
  }
}

story "Without a script the first period costs its share; a script that echoes changes nothing"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], billing_cycle_anchor: 2026-01-11T00:00:00Z } -> 200 as sub
expect object $sub.latest_invoice { total: 1000, lines.data.0.period: { start: 2026-01-01, end: 2026-01-11 } }
expect runs 0

story "A script decides the share of the first period; what is given back later is a share of that"
POST /v1/extend/bindings { point: billing.prorations, script: $half.id, on_failure: fail } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], billing_cycle_anchor: 2026-01-11T00:00:00Z } -> 200 as sub
expect object $sub.latest_invoice { total: 1550, status: paid }
expect run 1 { outcome: ok, reason: subscription.create, method: prorateItems, subscription: $sub.id, customer: $ada.id, at_stake: { amount: 1000, currency: usd } }
expect runs 1
# Half of the ten days is over: half of 1550 goes back.
advance clock to 2026-01-06
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 200
expect GET /v1/invoiceitems?customer=$ada.id { data.#: 2, data.0: { amount: -775 }, data.1: { amount: 3100 } }

story "A whole first period, a free one and a trial ask nothing"
POST /v1/extend/bindings { point: billing.prorations, script: $half.id, on_failure: fail } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
expect object $sub.latest_invoice { total: 3100 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], billing_cycle_anchor: 2026-01-11T00:00:00Z, proration_behavior: none } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }], trial_period_days: 5 } -> 200
expect runs 0
