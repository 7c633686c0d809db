# How an invoice's amounts came about, computed anew from what is stored (issue 4, explain).

clock 2026-04-01T00:00:00Z
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Tiers, packages and fractions: every step with its exact value, and the rounding"
POST /v1/prices {
  product: $product.id, currency: usd, billing_scheme: tiered, tiers_mode: graduated, recurring: { interval: month }
  tiers: [{ up_to: 5, unit_amount_decimal: "500", flat_amount: 1000 }, { up_to: inf, unit_amount_decimal: "33.3" }]
} -> 200 as tiered
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $tiered.id, quantity: 8 }] } -> 200 as sub
GET /v1/invoices/$sub.latest_invoice/explanation -> 200 {
  object: extend.invoice_explanation, matches: true, total: 3600, invoice: $sub.latest_invoice
  lines: [{
    amount: 3600, matches: true
    steps: [
      { kind: flat_fee, amount_decimal: "1000", text: "the fee of tier 1" }
      { kind: tier, amount_decimal: "2500", text: "tier 1: 5 units at 500" }
      { kind: tier, amount_decimal: "99.9", text: "tier 2: 3 units at 33.3" }
      { kind: rounding, amount_decimal: "3600", text: "3599.9 rounded half away from zero" }
    ]
  }]
}
POST /v1/prices { product: $product.id, currency: usd, unit_amount_decimal: "0.5", transform_quantity: { divide_by: 60, round: up } } -> 200 as packages
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ pricing: { price: $packages.id }, quantity: 150 }, { unit_amount_decimal: "12.5", quantity: 3 }, { amount: 70 }] } -> 200
expect GET /v1/invoices/$bill.id/explanation {
  matches: true, total: 110
  lines.0.steps: [{ kind: package, amount_decimal: "3", text: "150 in packages of 60, rounded up" }, { kind: units, amount_decimal: "1.5" }, { kind: rounding, amount_decimal: "2" }]
  lines.1.steps: [{ kind: units, amount_decimal: "37.5", text: "3 units at 12.5" }, { kind: rounding, amount_decimal: "38" }]
  lines.2.steps: [{ kind: amount, amount_decimal: "70" }]
}

story "A share of a period is an exact fraction of seconds"
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as small
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 2000, recurring: { interval: month } } -> 200 as big
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/coupons { id: TENTH, percent_off: 10, duration: forever } -> 200
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $small.id }], discounts: [{ coupon: TENTH }] } -> 200 as sub
advance clock to 2026-04-11
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $big.id }], proration_behavior: always_invoice } -> 200 as changed
expect GET /v1/invoices/$changed.latest_invoice/explanation {
  matches: true, total: 600
  lines.0: {
    amount: -600
    steps: [
      { kind: units, amount_decimal: "1000" }
      { kind: base, amount_decimal: "900", text: "what was charged for the period" }
      { kind: share, amount_decimal: "-600", numerator: 1728000, denominator: 2592000
        text: "gives back its share of 1728000 of 2592000 seconds, 2026-04-11T00:00:00Z to 2026-05-01T00:00:00Z" }
      { kind: rounding, amount_decimal: "-600" }
    ]
  }
  lines.1: { amount: 1200, steps.1: { kind: base, amount_decimal: "1800" }, steps.2: { kind: share, amount_decimal: "1200", numerator: 1728000 } }
}
POST /v1/invoices/create_preview/explanation { subscription: $sub.id } -> 200 {
  matches: true, total: 1800, lines: [{ amount: 2000, discounts: [{ amount: 200, base: 2000, percent_off: 10, coupon: TENTH }], total: 1800 }]
}

story "Discounts say what they worked on, taxes what they are a share of"
POST /v1/coupons { id: FIVE, amount_off: 500, currency: usd, duration: forever } -> 200
POST /v1/coupons { id: FIFTH, percent_off: 20, duration: forever } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as vat
POST /v1/tax_rates { display_name: Old, percentage: 7, inclusive: true } -> 200 as inside
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: FIVE }, { coupon: FIFTH }], default_tax_rates: [$inside.id, $vat.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 1000 }, { amount: 2000 }] } -> 200
POST /v1/invoices/$bill.id/finalize -> 200
expect GET /v1/invoices/$bill.id/explanation {
  matches: true
  lines.0.discounts: [{ coupon: FIVE, base: 3000, amount: 166, amount_off: 500 }, { coupon: FIFTH, base: 2500, amount: 166, percent_off: 20 }]
  lines.1.discounts: [{ base: 3000, amount: 334 }, { base: 2500, amount: 334 }]
  lines.0.taxes: [{ inclusive: true, base: 668, amount: 44, unrounded: "43.700934579439" }, { inclusive: false, base: 624, amount: 119, unrounded: "118.56" }]
  balance: { starting_balance: 0, ending_balance: 0 }
}
POST /v1/credit_notes { invoice: $bill.id, amount: 100 } -> 200 as note
expect GET /v1/invoices/$bill.id/explanation { matches: true, credit_notes: [{ number: $note.number, pre_payment_amount: 100, status: issued }] }

story "What a script took is shown with its run and its reason"
script tenner at commerce.discount_calculation {
  import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';

  export default class Tenner implements Commerce.DiscountCalculation<{ off: number }> {
    computeDiscounts(
      request: Commerce.DiscountCalculation.DiscountableItem,
      config: { off: number },
      _context: Context,
    ): Commerce.DiscountCalculation.DiscountResult {
      return { discount: { amount: { amount: Decimal.from(config.off), currency: request.grossAmount.currency } }, reason: 'a tenner' };
    }
  }
}
POST /v1/coupons { id: TENNER, duration: once, script: { id: $tenner.id, configuration: { off: 1000 } } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: TENNER }] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 5000 }] } -> 200 { total: 4000 }
POST /v1/invoices/$bill.id/finalize -> 200
expect GET /v1/invoices/$bill.id/explanation {
  matches: true, runs.#: 1
  lines.0.discounts: [{ coupon: TENNER, base: 5000, amount: 1000, reason: "a tenner", run: ? }]
}
GET /v1/invoices/in_none/explanation -> 404 { error.code: resource_missing }
