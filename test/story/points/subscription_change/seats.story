# billing.subscription_change: whether a change is allowed, and from when it is charged.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id, quantity: 5 }] } -> 200 as sub

story "Fewer seats count from the next period, and never fewer than three"
script seats at billing.subscription_change {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';
  type Items = Billing.SubscriptionChange.SubscriptionItem[];
  const seats = (items: Items): number => items.reduce((sum, item) => sum + item.quantity, 0);

  export default class Seats implements Billing.SubscriptionChange<Record<string, never>> {
    decideChange(input: Billing.SubscriptionChange.DecideChangeInput): Billing.SubscriptionChange.DecideChangeResult {
      const wanted = seats(input.wantedItems);
      if (wanted < 3) return { decision: 'refuse', reason: `The contract is for 3 seats, not ${wanted}.` };
      return { decision: 'allow', effective: wanted < seats(input.currentItems) ? 'nextPeriod' : 'now' };
    }
  }
}
POST /v1/extend/bindings { point: billing.subscription_change, script: $seats.id } -> 200
advance clock to 2026-01-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 400 { error: { message: "The contract is for 3 seats, not 2.", param: items } }
expect object $sub.id { items.data.0.quantity: 5 }
expect run 1 { outcome: ok, reason: subscription.update }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 4 }], proration_behavior: always_invoice } -> 200 { items.data.0.quantity: 4, latest_invoice: $sub.latest_invoice }
expect GET /v1/invoiceitems?customer=$ada.id { data: [] }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 6 }], proration_behavior: always_invoice } -> 200 { latest_invoice: != $sub.latest_invoice }
POST /v1/subscriptions/$sub.id { metadata: { a: b } } -> 200
expect runs 3
