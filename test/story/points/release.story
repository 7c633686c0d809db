# The life of a release: checked, active, replaced, taken back (docs/concepts/extension-points.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Source that does not compile is refused with the place and the reason, and nothing is kept"
POST /v1/extend/extensions { name: "Broken", point: commerce.discount_calculation } -> 200 as ext
mark before
POST /v1/extend/releases { extension: $ext.id, source: "export default class A {\n  computeDiscounts(request) {\n    return = 1;\n  }\n}\n" } -> 400 {
  error: { type: invalid_request_error, code: script_rejected, message: ~ "src/index.ts:3" }
}
POST /v1/extend/releases { extension: $ext.id, source: "export const a = 1;\n" } -> 400 { error.code: script_rejected }
POST /v1/extend/releases { extension: $ext.id, source: "export default class A { other() { return 1; } }\n" } -> 400 { error: { code: script_rejected, message: ~ "computeDiscounts" } }
expect GET /v1/extend/releases?extension=$ext.id { data.#: 0 }
expect object $ext.id { active_release: null, release_count: 0 }
expect events after before []

story "A coupon without a script to run, or at a point that does not exist, is refused"
POST /v1/extend/extensions { name: "None", point: commerce.nothing } -> 400
POST /v1/extend/extensions { name: "Empty", point: commerce.discount_calculation } -> 200 as ext
POST /v1/coupons { duration: forever, script: { id: $ext.id } } -> 400
POST /v1/coupons { duration: forever, script: { id: ext_nobody } } -> 400 { error.code: resource_missing }
POST /v1/coupons { duration: forever, percent_off: 10, script: { id: $ext.id } } -> 400
expect GET /v1/coupons { data.#: 0 }

story "A new release is what the next renewal runs; the old one can be taken back in one call"
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id } } -> 200
POST /v1/coupons { id: PINNED, duration: forever, script: { id: $off.active_release } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect object $sub.latest_invoice { total: 900 }
expect object $off.active_release { status: active, number: 1, point: commerce.discount_calculation, hash: ? }
GET /v1/extend/releases/$off.active_release -> 200 as first
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(250), currency: 'usd' } } };
    }
  }
}
expect object $off.id { release_count: 2, active_release: != $first.id }
expect object $first.id { status: retired }
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 750 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: PINNED }] } -> 200 as pinned
expect object $pinned.latest_invoice { total: 900 }
POST /v1/extend/releases/$first.id/activate -> 200 { status: active }
expect object $off.id { active_release: $first.id }
advance clock to 2026-03-31T02:00:00Z
expect run -1 { outcome: ok, release: $first.id, release_hash: $first.hash }
expect GET /v1/invoices?subscription=$sub.id&limit=1 { data.0.total: 900 }
# What ran at the time is what a replay runs, whatever is active now.
kill
GET /v1/extend/runs -> 200 as runs
POST /v1/extend/runs/$runs.data.0.id/replay -> 200 { equal: true }

story "A binding can be switched off and on; the policy can be changed"
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id } } -> 200
GET /v1/extend/bindings -> 200 { data.#: 1, data.0: { enabled: true, on_failure: default, scope: { type: coupon, id: OFF }, extension: $off.id, release: null } } as bindings
POST /v1/extend/bindings/$bindings.data.0.id { enabled: false } -> 200 { enabled: false } as change
expect events of change [ extend.binding.updated ]
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1000 }
expect runs 0
POST /v1/extend/bindings/$bindings.data.0.id { enabled: true, on_failure: hold } -> 200 { enabled: true, on_failure: hold }
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 900 }
expect run 1 { outcome: ok, on_failure: hold }

story "Source of several files is one release"
POST /v1/extend/extensions { name: "Two files", point: commerce.discount_calculation } -> 200 as ext
POST /v1/extend/releases {
  extension: $ext.id
  sources: [
    { path: "src/index.ts", text: "import { off } from './off.js';\nexport default class A { computeDiscounts(request: any): any { return { discount: { amount: off(request.grossAmount) } }; } }\n" }
    { path: "src/off.ts", text: "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\nexport const off = (gross: any) => ({ amount: Decimal.from(7), currency: gross.currency });\n" }
  ]
} -> 200 { status: active, entry: "src/index.ts", sources.#: 2, number: 1 } as rel
POST /v1/coupons { id: SEVEN, duration: forever, script: { id: $ext.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: SEVEN }] } -> 200 as sub
expect object $sub.latest_invoice { total: 993 }
