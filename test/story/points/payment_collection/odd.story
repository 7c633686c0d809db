# billing.payment_collection, odd answers.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200

story "A time that is past is no time to try again: the standard logic plans"
script past at billing.payment_collection {
  export default class Past {
    planNextAttempt(input: any): any {
      return { nextAttempt: input.failedAt };
    }
  }
}
POST /v1/extend/bindings { point: billing.payment_collection, script: $past.id } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: open, next_payment_attempt: > 1769900000 } }
expect run 1 { outcome: broke_contract, fell_back: true }
expect event extend.run.failed

story "A failed payment refuses nothing, and waits for nobody"
script thrown at billing.payment_collection {
  export default class Thrown { planNextAttempt(): any { throw new Error('no'); } }
}
POST /v1/extend/bindings { point: billing.payment_collection, script: $thrown.id, on_failure: fail } -> 400 { error.param: on_failure }
POST /v1/extend/bindings { point: billing.payment_collection, script: $thrown.id, on_failure: hold } -> 400 { error.param: on_failure }
