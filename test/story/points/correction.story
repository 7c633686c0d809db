# What a bad release billed is found, approved and made good (docs/guides/roll-out-a-release.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 999, recurring: { interval: month } } -> 200 as price
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 501, recurring: { interval: month } } -> 200 as small
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as vat
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
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }, { price: $small.id }], default_tax_rates: [$vat.id], discounts: [{ coupon: OFF }] } -> 200 as sub

story "What a release charged too much is credited to the cent, once"
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
# 1500 less 70 with 19 % is 1702; less 100 it is 1666.
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1702, status: paid } }
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as bad
POST /v1/extend/extensions/$off.id/roll_back -> 200
# [correction]
POST /v1/extend/correction_sets { release: $off.active_release, memo: "Your discount was too small." } -> 200 { status: drafting } as set
expect object $set.id { status: drafted, drafted: 1, unclear: 0, unchanged: 0, sums.usd: { corrections: 1, overcharged: 36, undercharged: 0 } }
GET /v1/extend/corrections?correction_set=$set.id -> 200 { data.#: 1, data.0: { status: drafted, was: 1702, now: 1666, amount: 36, invoice: $bad.data.0.id, customer: $ada.id } } as drafts
# Line by line: 30 less of discount, 20 of it on one line and 10 on the other, and the tax of it.
expect $drafts.data.0 { lines.#: 2, lines.0: { amount: 10, total: 12, discount: -10 }, lines.1: { amount: 20, total: 24, discount: -20 } }
# [/correction]
POST /v1/extend/corrections/$drafts.data.0.id/issue -> 400 { error.code: correction_status }
POST /v1/extend/correction_sets/$set.id/approve -> 200 { status: approving }
expect object $set.id { status: approved, approved: 1 }
POST /v1/extend/correction_sets/$set.id/issue { overcharges: refund } -> 200 { status: issuing } as issue
expect object $set.id { status: issued, issued: 1, unclear: 0 }
expect object $drafts.data.0.id { status: issued, credit_note: ?, supplement: null, issued_at: 2026-02-28T02:00:00Z }
expect GET /v1/credit_notes?invoice=$bad.data.0.id { data.#: 1, data.0: { total: 36, total_excluding_tax: 30, memo: "Your discount was too small.", refunds.#: 1, refunds.0.amount_refunded: 36 } }
expect event extend.correction.issued { data.object: { invoice: $bad.data.0.id, amount: 36 } }
# Once: issued again, drafted again, nothing comes of it.
POST /v1/extend/corrections/$drafts.data.0.id/issue -> 200 { status: issued }
POST /v1/extend/correction_sets/$set.id/issue -> 200
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as second
expect object $second.id { status: drafted, drafted: 0 }
expect GET /v1/credit_notes?invoice=$bad.data.0.id { data.#: 1 }
# The books stand as if two months had been billed with 100 off: no account tells of the correction.
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data: [
  { name: receivable, balance: 0 }, { name: cash, balance: 3332 }, { name: unapplied_payments, balance: 0 }
  { name: revenue, balance: 200 }, { name: deferred_revenue, balance: 2800 }, { name: discounts, balance: 200 }
  { name: tax_payable, balance: 532 }, { name: credit_notes, balance: 0 }, { name: refunds, balance: 0 }
] }

story "Without a target it goes to the balance; an invoice that is still owed is lowered first"
POST /v1/payment_methods/pm_card_chargeCustomerFail/attach { customer: $ada.id } -> 200 as bad_card
POST /v1/customers/$ada.id { invoice_settings: { default_payment_method: $bad_card.id } } -> 200
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(0), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 { data.0: { status: open, total: 1785, amount_remaining: 1785 } } as open
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as set
expect object $set.id { status: drafted, drafted: 1, sums.usd.overcharged: 119 }
POST /v1/extend/correction_sets/$set.id/approve -> 200
POST /v1/extend/correction_sets/$set.id/issue -> 200
expect object $open.data.0.id { status: open, amount_remaining: 1666, pre_payment_credit_notes_amount: 119 }
expect object $ada.id { balance: 0 }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data: [
  { name: receivable, balance: 1666 }, { name: cash, balance: 1666 }, { name: unapplied_payments, balance: 0 }
  { name: revenue, balance: 200 }, { name: deferred_revenue, balance: 2800 }, { name: discounts, balance: 200 }
  { name: tax_payable, balance: 532 }, { name: credit_notes, balance: 0 }
] }

story "What it charged too little is charged by one more invoice, with the tax that was missing"
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(333), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1389, status: paid } }
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as set
expect object $set.id { status: drafted, drafted: 1, sums.usd: { overcharged: 0, undercharged: 277 } }
POST /v1/extend/correction_sets/$set.id/approve -> 200
POST /v1/extend/correction_sets/$set.id/issue -> 200
GET /v1/extend/corrections?correction_set=$set.id -> 200 { data.0: { status: issued, amount: -277, credit_note: null, supplement: ? } } as corrections
expect object $corrections.data.0.supplement { status: paid, total: 277, amount_paid: 277, billing_reason: manual, subtotal: 233, lines.data.#: 2, discounts: [] }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data: [
  { name: receivable, balance: 0 }, { name: cash, balance: 3332 }, { name: unapplied_payments, balance: 0 }
  { name: revenue, balance: 200 }, { name: deferred_revenue, balance: 2800 }, { name: discounts, balance: 200 }
  { name: tax_payable, balance: 532 }, { name: credit_notes, balance: 0 }
] }

story "A person approves and dismisses one by one; a canceled set leaves nothing behind and may be drafted anew"
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-03-31T02:00:00Z by month
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as set
GET /v1/extend/corrections?correction_set=$set.id -> 200 { data.#: 2 } as drafts
POST /v1/extend/corrections/$drafts.data.0.id/approve -> 200 { status: approved }
POST /v1/extend/corrections/$drafts.data.1.id/dismiss -> 200 { status: dismissed }
POST /v1/extend/corrections/$drafts.data.1.id/approve -> 400 { error.code: correction_status }
POST /v1/extend/correction_sets/$set.id/cancel -> 200 { status: canceled } as cancel
expect events of cancel [ extend.correction_set.canceled ]
POST /v1/extend/corrections/$drafts.data.0.id/issue -> 400 { error.code: correction_status }
POST /v1/extend/correction_sets/$set.id/issue -> 400
expect GET /v1/credit_notes?customer=$ada.id { data: [] }
POST /v1/extend/correction_sets { release: $off.active_release, instead: standard } -> 200 as anew
expect object $anew.id { status: drafted, drafted: 2, instead: null, sums.usd: { overcharged: 0, undercharged: 166 } }
POST /v1/extend/correction_sets { release: $off.active_release, instead: $off.active_release } -> 400 { error.param: instead }

story "What cannot be said is left to a person, and the others go on"
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-03-31T02:00:00Z by month
GET /v1/invoices?customer=$ada.id&limit=2 -> 200 as bad
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as set
# One of the invoices is credited by hand meanwhile: nothing is left of it to correct.
POST /v1/credit_notes { invoice: $bad.data.0.id, amount: 1702, credit_amount: 1702 } -> 200
POST /v1/extend/correction_sets/$set.id/approve -> 200
POST /v1/extend/correction_sets/$set.id/issue -> 200
expect object $set.id { status: issued, issued: 1, unclear: 1 }
expect GET /v1/extend/corrections?invoice=$bad.data.0.id { data: [{ status: unclear, problem: ~ "left to credit" }] }
expect GET /v1/extend/corrections?invoice=$bad.data.1.id { data: [{ status: issued }] }

story "A release of the tax point, and one that rated lines: each line has the difference that it made"
script taxes at billing.tax_calculation {
  export default class Taxes {
    calculateTaxes(request: any): any {
      return { items: request.items.map((i: any) => ({ key: i.key, taxes: i.standardTaxes })) };
    }
  }
}
script rates at billing.rating {
  export default class Rates {
    rateItems(request: any): any {
      return { items: request.items.map((i: any) => ({ key: i.key, amount: i.standardAmount })) };
    }
  }
}
POST /v1/extend/bindings { point: billing.tax_calculation, script: $taxes.id } -> 200
POST /v1/extend/bindings { point: billing.rating, script: $rates.id } -> 200
release taxes {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Taxes {
    calculateTaxes(request: any): any {
      return { items: request.items.map((i: any) => ({ key: i.key, taxes: i.standardTaxes.map((t: any) => ({ ...t, amount: t.amount.add(7) })) })) };
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1680, status: paid } }
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as february
POST /v1/extend/extensions/$taxes.id/roll_back -> 200
release rates {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Rates {
    rateItems(request: any): any {
      return { items: request.items.map((i: any) => ({ key: i.key, amount: i.standardAmount.eq(999) ? Decimal.from(1111) : Decimal.from(451) })) };
    }
  }
}
advance clock to 2026-03-31T02:00:00Z
# 1562 less 100 with 19 %: the discount falls otherwise on the lines, and the taxes follow.
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1739, status: paid } }
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as march
POST /v1/extend/correction_sets { release: $taxes.active_release } -> 200 as set
expect object $set.id { status: drafted, drafted: 1, sums.usd: { overcharged: 14, undercharged: 0 } }
POST /v1/extend/correction_sets/$set.id/approve -> 200
POST /v1/extend/correction_sets/$set.id/issue { overcharges: refund } -> 200
expect GET /v1/credit_notes?invoice=$february.data.0.id { data: [{ total: 14, total_excluding_tax: 0 }] }
POST /v1/extend/correction_sets { release: $rates.active_release } -> 200 as second
expect object $second.id { status: drafted, drafted: 1, sums.usd: { corrections: 1, overcharged: 73, undercharged: 0 } }
GET /v1/extend/corrections?correction_set=$second.id -> 200 { data.0: { was: 1739, now: 1666, amount: 73, lines.#: 2 } } as corrections
POST /v1/extend/correction_sets/$second.id/approve -> 200
POST /v1/extend/correction_sets/$second.id/issue { overcharges: refund } -> 200
# One line was too much, the other too little: nobody pays to be paid back, one note has the sum.
expect GET /v1/credit_notes?invoice=$march.data.0.id { data: [{ total: 73, lines.data.#: 1 }] }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data: [
  { name: receivable, balance: 0 }, { name: cash, balance: 4998 }, { name: unapplied_payments, balance: 0 }
  { name: revenue, balance: 300 }, { name: deferred_revenue, balance: 4200 }, { name: discounts, balance: 300 }
  { name: tax_payable, balance: 798 }, { name: credit_notes, balance: 0 }, { name: refunds, balance: 0 }
] }

story "What a later change has given back in part is left to a person"
release off {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };
    }
  }
}
advance clock to 2026-02-28T02:00:00Z
advance clock to 2026-03-10
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 2 }] } -> 200
POST /v1/extend/correction_sets { release: $off.active_release } -> 200 as set
expect object $set.id { status: drafted, drafted: 0, unclear: 1 }
GET /v1/extend/corrections?correction_set=$set.id -> 200 { data.0: { status: unclear, problem: ~ "gave back a share" } } as corrections
POST /v1/extend/corrections/$corrections.data.0.id/approve -> 400 { error.code: correction_status }
