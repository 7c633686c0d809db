# billing.prorations, odd answers: they are not used, the change is charged by the second or refused.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
script forgets at billing.prorations {
  export default class Forgets {
    prorateItems(input: any): any {
      return { items: input.items.slice(1).map((i: any) => ({ key: i.key, prorationFactor: i.currentProrationFactor, lineItemPeriod: i.servicePeriod })) };
    }
  }
}
advance clock to 2026-01-11

story "A script that forgets an item decides nothing"
POST /v1/extend/bindings { point: billing.prorations, script: $forgets.id } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], proration_behavior: always_invoice } -> 200 as changed
expect object $changed.latest_invoice { total: 2100 }
expect run 1 { outcome: broke_contract, fell_back: true, error.message: ~ "is missing from the answer" }
expect event extend.run.failed

story "Under the policy fail the change is refused and nothing is half done"
POST /v1/extend/bindings { point: billing.prorations, script: $forgets.id, on_failure: fail } -> 200
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], proration_behavior: always_invoice } -> 422 { error.code: extension_failed }
expect object $sub.id { items.data.0.quantity: 1, latest_invoice: $sub.latest_invoice }
expect GET /v1/invoiceitems?customer=$ada.id { data: [] }
expect run 1 { outcome: broke_contract, fell_back: false }

story "A change has nothing to park"
POST /v1/extend/bindings { point: billing.prorations, script: $forgets.id, on_failure: hold } -> 400 { error.param: on_failure }
