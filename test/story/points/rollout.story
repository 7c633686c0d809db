# A candidate on trial: in shadow, as a canary, taken back by a guard, promoted (docs/guides/roll-out-a-release.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id } } -> 200
GET /v1/extend/bindings?scope=OFF -> 200 as bindings
POST /v1/extend/releases { extension: $off.id, source: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Off {\n  computeDiscounts(request: any): any {\n    return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };\n  }\n}\n" } -> 200 { status: checked } as candidate
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub

story "In shadow a candidate runs beside the live release without effect, and its differences are counted"
# [shadow]
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id } -> 200 { stage: shadow, compared: 0, drift: 0 } as rollout
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 900 }
expect run 2 { stage: live, decided.amount: 100, paired_with: ? }
expect run 3 { stage: shadow, decided.amount: 70, release: $candidate.id, paired_with: ? }
expect object $rollout.id { compared: 1, drift: 30, absolute: 30, worst_amount: 30, worst_customer: $ada.id, failed: 0, currency: usd, fuel: > 0, fuel_live: > 0 }
expect GET /v1/extend/rollouts/$rollout.id/differences { data: [{ customer: $ada.id, compared: 1, differing: 1, drift: 30, last_run: ? }] }
# [/shadow]
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id } -> 400 { error.param: binding }
# Promoted, it is what the extension's bindings run.
POST /v1/extend/rollouts/$rollout.id/promote -> 200 { stage: promoted, ended_at: ? } as promoted
expect events of promoted [ extend.binding.updated, extend.release.activated, extend.rollout.promoted ]
expect object $off.id { active_release: $candidate.id }
expect GET /v1/extend/bindings/$bindings.data.0.id { rollout: null }
advance clock to 2026-03-31T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 930 }
expect run 4 { stage: live, paired_with: null }
POST /v1/extend/rollouts/$rollout.id/promote -> 400
# The bill of February by the release that is active now, and by none.
expect GET /v1/extend/releases/$candidate.id/touched { invoices: [{ customer: $ada.id, decided.amount: 70, instead.amount: 100, difference: 30 }], overcharged: 30, undercharged: 0 }
expect GET /v1/extend/releases/$candidate.id/touched?instead=standard { invoices: [{ difference: -70 }], undercharged: 70, instead: standard }

story "A canary decides for its share; the money guard takes it back before the next cycle"
# [canary]
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id, stage: canary, share: 100, guards: { currency: usd, worst_customer: 20 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 930 }
expect run 2 { stage: live, release: $candidate.id }
expect run 3 { stage: control, decided.amount: 100 }
expect object $rollout.id { stage: rolled_back, breached: worst_customer, drift: 30, ended_at: ? }
expect event extend.binding.rolled_back { data.object: { id: $bindings.data.0.id, rollout: null } }
expect event extend.rollout.rolled_back { data.object.breached: worst_customer }
# [/canary]
advance clock to 2026-03-31T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 900 }
expect runs 4
expect GET /v1/extend/releases/$candidate.id/touched { invoices: [{ customer: $ada.id, difference: 30 }], overcharged: 30 }

story "What a guard cannot compare counts as too much"
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id, guards: { total_drift: 20 } } -> 400 { error.param: "guards[currency]" }
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id, stage: canary } -> 400 { error.param: share }
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id, guards: { currency: eur, total_drift: 1000000 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: rolled_back, breached: total_drift, incomparable: 1 }

story "Fuel and failures are guarded too; a person takes a candidate back in one call"
POST /v1/extend/releases { extension: $off.id, source: "export default class Off {\n  computeDiscounts(request: any): any {\n    throw new Error('no');\n  }\n}\n" } -> 200 as broken
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $broken.id, guards: { failure_percent: 10 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 900 }
expect object $rollout.id { stage: rolled_back, breached: failure_share, failed: 1 }
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $candidate.id, guards: { fuel_percent: 1 } } -> 200 as second
POST /v1/extend/rollouts/$second.id { share: 5, stage: canary } -> 200 { stage: canary, share: 5, guards.fuel_percent: 1 }
POST /v1/extend/rollouts/$second.id/roll_back -> 200 { stage: rolled_back, breached: person }
POST /v1/extend/rollouts/$second.id { share: 50 } -> 400
expect GET /v1/extend/rollouts?binding=$bindings.data.0.id { data.#: 2 }
