# Bindings: what a script is bound to, what its failure means, and the ways back.

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
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id, on_failure: last_good } } -> 200 { script.on_failure: last_good }
GET /v1/extend/bindings?scope=OFF -> 200 { data.#: 1, data.0: { status: active, scope: { type: coupon, id: OFF } } } as bindings

story "The last release that worked stands in for one that fails"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect run 1 { outcome: ok, decided: { amount: 100, currency: usd } }
GET /v1/extend/extensions/$off.id -> 200 as before
release off {
  export default class Off {
    computeDiscounts(request: any): any {
      throw new Error('not today');
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, total: 900 } }
expect run 2 { outcome: threw, fell_back: false, on_failure: last_good }
expect run 3 { outcome: ok, fell_back: false, stands_in_for: ? , decided: { amount: 100 } }
expect event extend.run.failed { data.object.outcome: threw }
POST /v1/extend/extensions/$off.id/roll_back -> 200 { active_release: $before.active_release } as back
expect events of back [ extend.release.activated, extend.extension.rolled_back ]
advance clock to 2026-03-31T02:00:00Z
expect runs 4
expect run 4 { outcome: ok, stands_in_for: null }

story "Where no release has worked, the standard logic decides"
release off {
  export default class Off { computeDiscounts(request: any): any { throw new Error('not today'); } }
}
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1000 }
expect run 1 { outcome: threw, fell_back: true, decided: { amount: 0 } }
expect runs 1

story "Above an amount another policy counts"
release off {
  export default class Off { computeDiscounts(request: any): any { throw new Error('not today'); } }
}
POST /v1/extend/bindings/$bindings.data.0.id { on_failure: default, on_failure_above: [{ amount: 1500, currency: usd, on_failure: hold }] } -> 200 {
  on_failure_above: [{ amount: 1500, currency: usd, on_failure: hold }]
}
POST /v1/extend/bindings/$bindings.data.0.id { on_failure_above: [{ amount: 1, currency: usd, on_failure: hold }, { amount: 2, currency: usd, on_failure: fail }] } -> 400 {
  error.param: on_failure_above
}
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1000, status: paid }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }], proration_behavior: none } -> 200
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: draft } }
expect holds 1
expect run 1 { on_failure: default, fell_back: true }
expect run 2 { on_failure: hold, fell_back: false }

story "A binding goes back to the release it ran before, and ends for good when it is retired"
GET /v1/extend/extensions/$off.id -> 200 as first
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(250), currency: 'usd' } } };
    }
  }
}
GET /v1/extend/releases?extension=$off.id -> 200 as releases
POST /v1/extend/bindings/$bindings.data.0.id { script: $first.active_release } -> 200 { release: $first.active_release, previous_release: $releases.data.0.id }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect object $sub.latest_invoice { total: 900 }
POST /v1/extend/bindings/$bindings.data.0.id/roll_back -> 200 { release: $releases.data.0.id } as back
expect events of back [ extend.binding.rolled_back ]
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 750 }
POST /v1/extend/bindings/$bindings.data.0.id/retire -> 200 { status: retired, retired_at: ? } as end
expect events of end [ extend.binding.retired ]
POST /v1/extend/bindings/$bindings.data.0.id { enabled: true } -> 400
POST /v1/extend/bindings/$bindings.data.0.id/roll_back -> 400
expect GET /v1/extend/bindings?status=active { data.#: 0 }
expect GET /v1/extend/bindings?extension=$off.id&status=retired { data.#: 1 }
advance clock to 2026-03-31T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 1000 }
expect runs 2

story "There is nothing to go back to before the second release"
POST /v1/extend/bindings/$bindings.data.0.id/roll_back -> 400 { error.message: ~ "no other release" }
POST /v1/extend/extensions/$off.id/roll_back -> 400

story "What a coupon decides is bound at the coupon; a scope must be one the point has"
POST /v1/extend/bindings { point: commerce.discount_calculation, script: $off.id } -> 400 { error: { param: "scope[type]", message: ~ "/v1/coupons" } }
POST /v1/extend/bindings { point: commerce.nothing, script: $off.id } -> 400 { error.param: point }
POST /v1/extend/bindings { point: commerce.discount_calculation, script: $off.id, scope: { type: customer, id: cus_nobody } } -> 400 { error.param: "scope[id]" }
expect GET /v1/extend/bindings { data.#: 1 }

story "A new release is held against the configurations of its bindings before it becomes active"
script typed at commerce.discount_calculation {
  import type { Commerce } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export interface Config { amount: number; }
  export default class Typed implements Commerce.DiscountCalculation<Config> {
    computeDiscounts(request, config, context) {
      return { discount: { amount: { amount: Decimal.from(config.amount), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: TYPED, duration: forever, script: { id: $typed.id, configuration: { amount: 70 } } } -> 200
GET /v1/extend/bindings?scope=TYPED -> 200 as typed_bindings
POST /v1/extend/releases {
  extension: $typed.id
  source: "import type { Commerce } from '@stripe/extensibility-sdk/extensions';\nimport { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport interface Config { cents: number; }\nexport default class Typed implements Commerce.DiscountCalculation<Config> {\n  computeDiscounts(request, config, context) {\n    return { discount: { amount: { amount: Decimal.from(config.cents), currency: 'usd' } } };\n  }\n}\n"
} -> 200 { status: checked, unfit_bindings: [$typed_bindings.data.0.id] } as second
POST /v1/extend/releases/$second.id/activate -> 400 { error: { code: script_configuration_invalid, message: ~ "script and configuration" } }
expect object $typed.id { active_release: != $second.id }
POST /v1/extend/bindings/$typed_bindings.data.0.id { script: $second.id, configuration: { cents: 80 } } -> 200 { release: $second.id, configuration.cents: 80 }
POST /v1/extend/releases/$second.id/activate -> 200 { status: active }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: TYPED }] } -> 200 as sub
expect object $sub.latest_invoice { total: 920 }
