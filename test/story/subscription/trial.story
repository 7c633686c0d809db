# Trials (billing.md 9.8, 23.3 R2, R5, R6).

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "R2: seven days of trial: a warning three days before the end, a draft at the end, a charge an hour later"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 7 } -> 200 {
  status: trialing, trial_start: 2026-01-01, trial_end: 2026-01-08, billing_cycle_anchor: 2026-01-08
  items.data.0: { current_period_start: 2026-01-01, current_period_end: 2026-01-08 }
} as sub
expect events of sub [
  customer.subscription.created { data.object.status: trialing }
  invoice.created
  invoice.finalized
  invoice.paid
  invoice.payment_succeeded
]
expect object $sub.latest_invoice { total: 0, status: paid, lines.data: [{ amount: 0, period: { start: 2026-01-01, end: 2026-01-08 } }] }
expect charges 0
advance clock to 2026-01-04T23:59:59Z
expect no event customer.subscription.trial_will_end
advance clock to 2026-01-05
expect event customer.subscription.trial_will_end
advance clock to 2026-01-08
expect object $sub.id { status: active, items.data.0: { current_period_start: 2026-01-08, current_period_end: 2026-02-08 } }
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: draft, total: 3100, billing_reason: subscription_cycle } }
expect charges 0
advance clock to 2026-01-08T01:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, amount_paid: 3100 } }
advance clock to 2026-02-08T01:00:00Z
expect charges 2

story "R5: a trial shorter than three days warns at once"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 2 } -> 200 { status: trialing }
expect event customer.subscription.trial_will_end

story "R6: a trial ends without a payment method: the invoice is drafted, fails, and the subscription is past due"
POST /v1/customers { test_clock: $clock.id } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], trial_period_days: 7 } -> 200 { status: trialing } as sub
advance clock to 2026-01-08
expect GET /v1/invoices?customer=$bob.id&limit=1 { data.0: { status: draft, total: 3100 } }
advance clock to 2026-01-08T01:00:00Z
expect GET /v1/invoices?customer=$bob.id&limit=1 { data.0: { status: open, amount_remaining: 3100 } }
expect object $sub.id { status: past_due }
expect charges 0

story "R6: a trial ends without a payment method, and cancels if that was the wish"
POST /v1/customers { test_clock: $clock.id } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method: cancel } } } -> 200 { status: trialing } as sub
advance clock to 2026-01-08T01:00:00Z
expect object $sub.id { status: canceled, ended_at: 2026-01-08 }
expect GET /v1/invoices?customer=$bob.id { data.#: 1 }
expect charges 0

story "A script's coupon in a trial: nothing to take off, and once it is over the discount"
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      return { discount: { amount: { amount: amount.div(Decimal.from(10), 0, 'half-up'), currency } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id, on_failure: hold } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 7, discounts: [{ coupon: OFF }] } -> 200 { status: trialing }
advance clock to 2026-01-08T01:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, total: 2790 } }
expect holds 0
