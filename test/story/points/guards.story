# Each guard of a rollout, by itself: what it lets pass, what it stops, and what is told (docs/guides/roll-out-a-release.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, metadata: { off: "130" }, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/customers { test_clock: $clock.id, metadata: { off: "70" }, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
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
# 30 more for the one, 30 less for the other: together nothing.
POST /v1/extend/releases { extension: $off.id, source: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Off {\n  computeDiscounts(request: any): any {\n    return { discount: { amount: { amount: Decimal.from(request.customer.metadata.off), currency: 'usd' } } };\n  }\n}\n" } -> 200 as own
# 30 more for everybody.
POST /v1/extend/releases { extension: $off.id, source: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Off {\n  computeDiscounts(request: any): any {\n    return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };\n  }\n}\n" } -> 200 as less
# The same for everybody, by a detour.
POST /v1/extend/releases { extension: $off.id, source: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport default class Off {\n  computeDiscounts(request: any): any {\n    let sum = 0;\n    for (let i = 0; i < 1000; i++) sum += i;\n    return { discount: { amount: { amount: Decimal.from(sum > 0 ? 100 : 0), currency: 'usd' } } };\n  }\n}\n" } -> 200 as slow
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200

story "Total drift lets errors cancel out, up to the amount"
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $own.id, guards: { currency: usd, total_drift: 0 } } -> 200 as rollout
expect events of rollout [ extend.binding.updated, extend.rollout.created ]
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: shadow, compared: 2, drift: 0, absolute: 60, breached: null }
POST /v1/extend/rollouts/$rollout.id/roll_back -> 200 as back
expect events of back [ extend.binding.rolled_back, extend.rollout.rolled_back { data.object.breached: person } ]
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $less.id, guards: { currency: usd, total_drift: 59 } } -> 200 as second
advance clock to 2026-03-31T02:00:00Z
expect object $second.id { stage: rolled_back, breached: total_drift, drift: 60 }
expect event extend.rollout.rolled_back { data.object: { id: $second.id, breached: total_drift } }
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $less.id, guards: { currency: usd, total_drift: 60 } } -> 200 as third
advance clock to 2026-04-30T02:00:00Z
expect object $third.id { stage: shadow, drift: 60, breached: null }

story "Absolute drift does not"
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $own.id, guards: { currency: usd, absolute_drift: 59 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: rolled_back, breached: absolute_drift, drift: 0, absolute: 60 }
expect event extend.rollout.rolled_back { data.object: { id: $rollout.id, breached: absolute_drift } }

story "The worst customer counts over all decisions, also when the sum is nothing"
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $own.id, guards: { currency: usd, worst_customer: 59, total_drift: 0 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: shadow, worst_amount: ?, breached: null }
advance clock to 2026-03-31T02:00:00Z
expect object $rollout.id { stage: rolled_back, breached: worst_customer, drift: 0 }

story "Failures count from a number of runs on"
POST /v1/extend/releases { extension: $off.id, source: "export default class Off {\n  computeDiscounts(request: any): any {\n    if (request.customer.metadata.off === '70') throw new Error('no');\n    return { discount: { amount: { amount: 100, currency: 'usd' } } };\n  }\n}\n" } -> 200 as broken
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $broken.id, guards: { failure_percent: 49, min_runs: 3 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: shadow, compared: 2, failed: 1 }
advance clock to 2026-03-31T02:00:00Z
expect object $rollout.id { stage: rolled_back, breached: failure_share, failed: 2, compared: 4 }
expect event extend.rollout.rolled_back { data.object: { id: $rollout.id, breached: failure_share } }

story "Fuel is guarded although every amount is the same"
POST /v1/extend/rollouts { binding: $bindings.data.0.id, candidate: $slow.id, guards: { fuel_percent: 200, currency: usd, absolute_drift: 0 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: rolled_back, breached: fuel, drift: 0, absolute: 0 }
expect event extend.rollout.rolled_back { data.object: { id: $rollout.id, breached: fuel } }

story "Where a point has no amount, another answer cannot be compared: a guard of money stops it, one of failures does not"
script note at billing.invoice_finalization {
  export default class Note {
    beforeFinalization(request: any): any {
      return { footer: 'a' };
    }
  }
}
POST /v1/extend/bindings { point: billing.invoice_finalization, script: $note.id } -> 200 as binding
POST /v1/extend/releases { extension: $note.id, source: "export default class Note {\n  beforeFinalization(request: any): any {\n    return { footer: 'a' };\n  }\n}\n\n" } -> 200 as same
POST /v1/extend/releases { extension: $note.id, source: "export default class Note {\n  beforeFinalization(request: any): any {\n    return { footer: 'b' };\n  }\n}\n" } -> 200 as other
POST /v1/extend/rollouts { binding: $binding.id, candidate: $same.id, guards: { currency: usd, total_drift: 0 } } -> 200 as rollout
advance clock to 2026-02-28T02:00:00Z
expect object $rollout.id { stage: shadow, compared: 2, incomparable: 0 }
POST /v1/extend/rollouts/$rollout.id { guards: { failure_percent: 0 } } -> 200 as change
expect events of change [ extend.rollout.updated ]
POST /v1/extend/rollouts/$rollout.id/promote -> 200 as promoted
expect events of promoted [ extend.binding.updated, extend.release.activated, extend.rollout.promoted ]
POST /v1/extend/rollouts { binding: $binding.id, candidate: $other.id, guards: { failure_percent: 0 } } -> 200 as second
advance clock to 2026-03-31T02:00:00Z
expect object $second.id { stage: shadow, compared: 2, incomparable: 2 }
POST /v1/extend/rollouts/$second.id { guards: { currency: usd, worst_customer: 1000000 } } -> 200
advance clock to 2026-04-30T02:00:00Z
expect object $second.id { stage: rolled_back, breached: worst_customer }
