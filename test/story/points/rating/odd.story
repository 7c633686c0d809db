# billing.rating, odd answers.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script half at billing.rating {
  export default class Half {
    rateItems(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, amount: 10.5 })) };
    }
  }
}

story "A fraction of a cent is no amount"
POST /v1/extend/bindings { point: billing.rating, script: $half.id } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1000, status: paid }
expect run 1 { outcome: broke_contract, fell_back: true, error.message: ~ "round it" }

story "Held, it is rated again before it goes on"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
POST /v1/extend/bindings { point: billing.rating, script: $half.id, on_failure: hold } -> 200
advance clock to 2026-02-01T02:00:00Z
GET /v1/extend/holds -> 200 as holds
expect holds 1
release half {
  export default class Ten {
    rateItems(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, amount: 10 * 123 })) };
    }
  }
}
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1230, status: paid } }
