# billing.rating: what the lines of a new period cost.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A minimum commitment is charged where the price alone comes to less"
script least at billing.rating {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';

  export default class Least implements Billing.Rating<Record<string, never>> {
    rateItems(input: Billing.Rating.RateItemsInput): Billing.Rating.RateItemsResult {
      return {
        items: input.items.map((item) => {
          const least = item.priceKind === 'price' ? item.price.product?.metadata['least'] : undefined;
          const isLess = least !== undefined && item.standardAmount.lt(Decimal.from(least));
          return isLess
            ? { key: item.key, amount: Decimal.from(least), description: 'Seats, at least 25.00' }
            : { key: item.key, amount: item.standardAmount };
        }),
      };
    }
  }
}
POST /v1/extend/bindings { point: billing.rating, script: $least.id } -> 200
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $monthly.id }] } } -> 200 { total: 2500 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id, quantity: 2 }] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { total: 2500, amount_paid: 2500, lines.data.0: { amount: 2500, description: "Seats, at least 25.00" } }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 4 }], proration_behavior: none } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 4000, status: paid } }
expect run 1 { point: billing.rating, outcome: ok, at_stake: { amount: 2000, currency: usd } }
