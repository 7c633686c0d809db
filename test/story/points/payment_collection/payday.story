# billing.payment_collection: what follows a payment that failed.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad.id } } -> 200

story "Tried again on payday, given up after the second time"
script payday at billing.payment_collection {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';

  export default class Payday implements Billing.PaymentCollection<Record<string, never>> {
    planNextAttempt(input: Billing.PaymentCollection.PlanNextAttemptInput): Billing.PaymentCollection.PlanNextAttemptResult {
      if (input.attemptCount >= 2) return { subscription: 'cancel' };
      const day = input.failedAt;
      return { nextAttempt: new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 15, 9)) };
    }
  }
}
POST /v1/extend/bindings { point: billing.payment_collection, script: $payday.id } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: open, attempt_count: 1, next_payment_attempt: 2026-02-15T09:00:00Z } }
expect object $sub.id { status: past_due }
expect run 1 { outcome: ok, reason: invoice.collect, point: billing.payment_collection }
advance clock to 2026-02-15T10:00:00Z
expect object $sub.id { status: canceled, cancellation_details.reason: payment_failed }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { attempt_count: 2, next_payment_attempt: null } }
expect runs 2
