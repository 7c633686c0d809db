# billing.subscription_change, odd answers.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
script mute at billing.subscription_change {
  export default class Mute {
    decideChange(): any {
      return { decision: 'refuse' };
    }
  }
}

story "A refusal without a reason is none"
POST /v1/extend/bindings { point: billing.subscription_change, script: $mute.id } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 200 { items.data.0.quantity: 2 }
expect run 1 { outcome: broke_contract, fell_back: true }

story "Under fail the change is refused all the same, with another message"
POST /v1/extend/bindings { point: billing.subscription_change, script: $mute.id, on_failure: fail } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 422 { error: { code: extension_failed, message: ~ "needs a reason" } }
expect object $sub.id { items.data.0.quantity: 1 }
