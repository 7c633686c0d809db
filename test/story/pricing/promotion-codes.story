# Promotion codes: words that stand for coupons, and who may redeem them (billing.md 7).

clock 2026-01-15T00:00:00Z
POST /v1/products { name: "Team", id: team } -> 200
POST /v1/prices { product: team, currency: usd, unit_amount: 1000, recurring: { interval: month }, currency_options: { eur: { unit_amount: 900 } } } -> 200 as price
POST /v1/coupons { id: TENTH, percent_off: 10, duration: forever } -> 200
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A code is redeemed on a subscription, and the discount says which"
POST /v1/promotion_codes { promotion: { type: coupon, coupon: TENTH }, code: "Hello-2026", max_redemptions: 1, metadata: { a: "b" } } -> 200 {
  object: promotion_code, active: true, code: "Hello-2026", promotion: { type: coupon, coupon: TENTH }, times_redeemed: 0, max_redemptions: 1
  customer: null, expires_at: null, restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null }
} as code
expect event promotion_code.created
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ promotion_code: $code.id }], expand: [discounts] } -> 200 {
  discounts: [{ promotion_code: $code.id, source: { coupon: TENTH, type: coupon } }]
} as sub
expect object $sub.latest_invoice { total: 900 }
GET /v1/promotion_codes/$code.id -> 200 { times_redeemed: 1, active: false }
GET /v1/coupons/TENTH -> 200 { times_redeemed: 1 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ promotion_code: $code.id }] } -> 400 { error: { param: discounts, message: ~ "used up" } }
POST /v1/promotion_codes/$code.id { active: false } -> 200 { active: false }
POST /v1/promotion_codes/$code.id { active: true } -> 400 { error.param: active }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ promotion_code: promo_nothing }] } -> 400 { error.code: resource_missing }

story "Among active codes a word is unique, in capitals or not"
POST /v1/promotion_codes { promotion: { type: coupon, coupon: TENTH }, code: "SPRING" } -> 200 as first
POST /v1/promotion_codes { coupon: TENTH, code: "spring" } -> 400 { error: { code: resource_already_exists, param: code } }
POST /v1/promotion_codes { coupon: TENTH, code: "spring", customer: $ada.id } -> 200 { customer: $ada.id } as hers
POST /v1/promotion_codes/$first.id { active: false } -> 200 { active: false }
expect event promotion_code.updated
POST /v1/promotion_codes { coupon: TENTH, code: "spring" } -> 200 as second
POST /v1/promotion_codes/$first.id { active: true } -> 400 { error.code: resource_already_exists }
GET /v1/promotion_codes?code=Spring -> 200 { data.#: 3 }
GET /v1/promotion_codes?code=Spring&active=true -> 200 { data.#: 2 }
GET /v1/promotion_codes?customer=$ada.id&coupon=TENTH -> 200 { data: [{ id: $hers.id }] }
POST /v1/promotion_codes { coupon: TENTH } -> 200 { code: ? }
POST /v1/promotion_codes { coupon: TENTH, code: "no blanks" } -> 400 { error.param: code }
POST /v1/promotion_codes { code: "x" } -> 400 { error: { code: parameter_missing, param: "promotion[coupon]" } }
POST /v1/promotion_codes { coupon: NOTHING } -> 400 { error.code: resource_missing }

story "A code for one customer is for nobody else"
POST /v1/promotion_codes { coupon: TENTH, customer: $ada.id } -> 200 as code
POST /v1/customers { promotion_code: $code.id } -> 400 { error.param: promotion_code }
POST /v1/customers/$ada.id { promotion_code: $code.id } -> 200 { discount: { promotion_code: $code.id, source.coupon: TENTH } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
expect object $sub.latest_invoice { total: 900 }

story "A code for the first purchase: whoever was billed before is refused, unless it was void"
POST /v1/promotion_codes { coupon: TENTH, restrictions: { first_time_transaction: true } } -> 200 { restrictions.first_time_transaction: true } as code
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include } -> 200 as invoice
POST /v1/invoices/$invoice.id/finalize { auto_advance: false } -> 200 { status: open }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ promotion_code: $code.id }] } -> 400 { error: { param: discounts, message: ~ "prior transactions" } }
POST /v1/invoices/$invoice.id/void {} -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], promotion_code: $code.id } -> 200 as sub
expect object $sub.latest_invoice { total: 900 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], promotion_code: $code.id } -> 400 { error.param: promotion_code }
POST /v1/customers {} -> 200 as eve
POST /v1/payment_intents { customer: $eve.id, amount: 500, currency: usd, payment_method: pm_card_visa, confirm: true } -> 200 { status: succeeded }
POST /v1/customers/$eve.id { promotion_code: $code.id } -> 400 { error.param: promotion_code }

story "A code with a least amount looks at what is bought, in its currency"
POST /v1/promotion_codes { coupon: TENTH, restrictions: { minimum_amount: 2000, minimum_amount_currency: usd } } -> 200 { restrictions.minimum_amount: 2000 } as code
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ promotion_code: $code.id }] } -> 400 { error: { param: discounts, message: ~ "at least 2000" } }
POST /v1/subscriptions { customer: $ada.id, currency: eur, items: [{ price: $price.id, quantity: 9 }], discounts: [{ promotion_code: $code.id }] } -> 400 { error.param: discounts }
POST /v1/promotion_codes/$code.id { restrictions: { currency_options: { eur: { minimum_amount: 1700 } } } } -> 200
POST /v1/subscriptions { customer: $ada.id, currency: eur, items: [{ price: $price.id, quantity: 2 }], discounts: [{ promotion_code: $code.id }] } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 2 }], discounts: [{ promotion_code: $code.id }] } -> 200 as sub
POST /v1/subscriptions/$sub.id { discounts: [{ promotion_code: $code.id }] } -> 400 { error: { param: discounts, message: ~ "minimum_amount" } }
POST /v1/customers/$ada.id { promotion_code: $code.id } -> 400 { error.param: promotion_code }
POST /v1/subscription_items/$sub.items.data.0.id { discounts: [{ promotion_code: $code.id }] } -> 400
POST /v1/invoiceitems { customer: $ada.id, amount: 1999, currency: usd } -> 200 as item
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ promotion_code: $code.id }] } -> 400
POST /v1/invoiceitems/$item.id { amount: 2000 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ promotion_code: $code.id }] } -> 200 { total: 1800 }
POST /v1/promotion_codes { coupon: TENTH, restrictions: { minimum_amount: 2000 } } -> 400 { error.param: "restrictions[minimum_amount_currency]" }

story "A code lasts no longer than its coupon, and ends with it"
POST /v1/coupons { id: SHORT, percent_off: 5, redeem_by: 2026-02-01, max_redemptions: 3 } -> 200
POST /v1/promotion_codes { coupon: SHORT } -> 200 { expires_at: 2026-02-01, active: true } as code
POST /v1/promotion_codes { coupon: SHORT, expires_at: 2026-02-02 } -> 400 { error.param: expires_at }
POST /v1/promotion_codes { coupon: SHORT, max_redemptions: 4 } -> 400 { error.param: max_redemptions }
DELETE /v1/coupons/SHORT -> 200
GET /v1/promotion_codes/$code.id -> 200 { active: false }
POST /v1/customers/$ada.id { promotion_code: $code.id } -> 400 { error.param: promotion_code }

story "A coupon and its own promotion code do not stand in one list"
POST /v1/promotion_codes { coupon: TENTH } -> 200 as code
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: TENTH }, { promotion_code: $code.id }] } -> 400 { error.param: discounts }
GET /v1/promotion_codes/$code.id -> 200 { times_redeemed: 0 }

story "A preview looks at a code as the purchase will, and does not use it up"
POST /v1/promotion_codes { coupon: TENTH, max_redemptions: 1, restrictions: { minimum_amount: 2000, minimum_amount_currency: usd } } -> 200 as code
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }] }, discounts: [{ promotion_code: $code.id }] } -> 400 { error.param: discounts }
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id, quantity: 2 }] }, discounts: [{ promotion_code: $code.id }] } -> 200 { total: 1800 }
GET /v1/promotion_codes/$code.id -> 200 { times_redeemed: 0, active: true }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 2 }], discounts: [{ promotion_code: $code.id }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1800 }
GET /v1/promotion_codes/$code.id -> 200 { times_redeemed: 1, active: false }
