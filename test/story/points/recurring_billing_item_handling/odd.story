# billing.recurring_billing_item_handling, odd answers: the renewal is one invoice, or waits whole.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as a
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 500, recurring: { interval: month } } -> 200 as b
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $a.id }, { price: $b.id }] } -> 200 { status: active } as sub
script odd at billing.recurring_billing_item_handling {
  export default class Odd {
    beforeItemCreation(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, creationStrategy: 'INVOICE' })) };
    }
    filterItems(input: any): any {
      return { items: input.items };
    }
    groupItems(input: any): any {
      return { groups: input.items.map((item: any) => ({ items: [{ key: item.key }], setsLatestInvoice: true })) };
    }
  }
}

story "Two latest invoices are none: it stays one invoice"
POST /v1/extend/bindings { point: billing.recurring_billing_item_handling, script: $odd.id } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id { data.#: 2, data.0: { status: paid, total: 1500 } }
expect run 3 { method: groupItems, outcome: broke_contract, fell_back: true, error.message: ~ "exactly one does" }

story "A better release divides what a person runs again"
POST /v1/extend/bindings { point: billing.recurring_billing_item_handling, script: $odd.id, on_failure: hold } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id { data.#: 2, data.0: { status: draft, total: 1500 } }
expect holds 1
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: held }
release odd {
  export default class Split {
    beforeItemCreation(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, creationStrategy: 'invoice' })) };
    }
    filterItems(input: any): any {
      return { items: input.items };
    }
    groupItems(input: any): any {
      return { groups: input.items.map((item: any, i: number) => ({ items: [{ key: item.key }], setsLatestInvoice: i === 0 })) };
    }
  }
}
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
GET /v1/subscriptions/$sub.id -> 200 as now
expect object $now.latest_invoice { status: paid, lines.data.#: 1 }
advance clock to 2026-02-01T04:00:00Z
expect GET /v1/invoices?customer=$ada.id { data.#: 3, data.0.status: paid, data.1.status: paid }
expect charges 3
