# Recorded decisions taken again by a candidate (docs/guides/roll-out-a-release.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/customers { test_clock: $clock.id, metadata: { tier: gold }, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200
advance clock to 2026-12-31T02:00:00Z by month

story "A year of decisions again: exact differences for each customer"
POST /v1/extend/releases { extension: $off.id, source: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Off {\n  computeDiscounts(request: any): any {\n    const gold = request.customer.metadata.tier === 'gold';\n    return { discount: { amount: { amount: Decimal.from(gold ? 150 : 100), currency: 'usd' } } };\n  }\n}\n" } -> 200 as candidate
POST /v1/extend/backtests { candidate: $candidate.id } -> 200 { status: running, over: $off.active_release } as backtest
expect object $backtest.id { status: finished, done: 24, changed: 12, failed: 0, incomparable: 0, drift: -600, absolute: 600, currency: usd, finished_at: ? }
expect event extend.backtest.finished { data.object.id: $backtest.id }
GET /v1/extend/backtests/$backtest.id/differences -> 200 { data.#: 2 } as rows
expect $rows.data { 0.customer: ?, 0.done: 12, 1.done: 12 }
expect runs 24
expect GET /v1/extend/backtests { data.#: 1 }
POST /v1/extend/backtests/$backtest.id/cancel -> 200 { status: finished }
# Of one month only, and of a candidate that fails: the standard logic would have decided.
POST /v1/extend/releases { extension: $off.id, source: "export default class Off {\n  computeDiscounts(request: any): any {\n    throw new Error('no');\n  }\n}\n" } -> 200 as broken
POST /v1/extend/backtests { candidate: $broken.id, created_from: 2026-03-01, created_until: 2026-04-01 } -> 200 as second
expect object $second.id { status: finished, done: 2, failed: 2, drift: 200 }
POST /v1/extend/backtests { candidate: rel_nobody } -> 400 { error.param: candidate }
