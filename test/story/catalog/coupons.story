# Coupons as clients make, read and stop them (billing.md 7).

clock 2026-01-15T00:00:00Z

story "A coupon says what it takes off and for how long"
POST /v1/coupons { percent_off: "12.5", duration: repeating, duration_in_months: 3, max_redemptions: 2 } -> 200 {
  percent_off: 12.5, amount_off: null, currency: null, duration_in_months: 3, valid: true, times_redeemed: 0, applies_to: absent
} as share
expect event coupon.created
POST /v1/coupons { id: FIVE, amount_off: 500, currency: usd, currency_options: { eur: { amount_off: 450 } }, expand: [currency_options] } -> 200 {
  id: FIVE, duration: once, currency: usd, currency_options: { eur: { amount_off: 450 } }
}
GET /v1/coupons/FIVE -> 200 { currency_options: absent }
POST /v1/coupons/FIVE { name: "Five off", metadata: { a: "b" } } -> 200 { name: "Five off", amount_off: 500 }
POST /v1/coupons/FIVE { percent_off: 10 } -> 400 { error: { code: parameter_unknown, param: percent_off } }
POST /v1/coupons { id: FIVE, percent_off: 1 } -> 400 { error.code: resource_already_exists }
POST /v1/coupons { percent_off: 10, amount_off: 5, currency: usd } -> 400 { error.code: parameters_exclusive }
POST /v1/coupons { amount_off: 5 } -> 400 { error: { code: parameter_missing, param: currency } }
GET /v1/coupons -> 200 { data.#: 2, data.0.id: FIVE }
DELETE /v1/coupons/FIVE -> 200 { id: FIVE, deleted: true }
GET /v1/coupons/FIVE -> 404
GET /v1/coupons -> 200 { data.#: 1 }

story "A coupon is redeemed as often as it allows, and then it is not valid"
POST /v1/coupons { id: ONE, percent_off: 10, max_redemptions: 1 } -> 200
POST /v1/customers { coupon: ONE } -> 200 { discount: { source.coupon: ONE, object: discount } } as ada
GET /v1/coupons/ONE -> 200 { times_redeemed: 1, valid: false }
POST /v1/customers { coupon: ONE } -> 400 { error: { code: coupon_expired, param: coupon } }
DELETE /v1/customers/$ada.id/discount -> 200 { object: discount, deleted: true }
GET /v1/customers/$ada.id -> 200 { discount: null }
POST /v1/customers { coupon: NOTHING } -> 400 { error: { code: resource_missing, param: coupon } }

story "A coupon names a script that is there"
POST /v1/coupons { script: { id: ext_nothing } } -> 400 { error: { code: resource_missing, param: "script[id]" } }
POST /v1/coupons { percent_off: 5, script: { id: ext_nothing } } -> 400 { error.code: parameters_exclusive }
