# Several companies in one store: nobody sees, changes or bills what is another's (ADR 0024).

story "Two accounts see nothing of each other"
proves docs/adr/0024-accounts-and-keys.md, ACCOUNT-3, APP-8
POST /v1/customers { name: "Ada" } -> 200 as ada
POST /v1/coupons { id: "OFF", percent_off: 10, duration: forever } -> 200
account bakery
expect GET /v1/customers { data.#: 0 }
expect GET /v1/events { data.#: 0 }
GET /v1/customers/$ada.id -> 404 { error: { code: resource_missing } }
POST /v1/customers/$ada.id { name: "Eve" } -> 404 { error: { code: resource_missing } }
DELETE /v1/customers/$ada.id -> 404
POST /v1/invoices { customer: $ada.id } -> 400 { error: { code: resource_missing, param: customer } }
GET /v1/coupons/OFF -> 404
POST /v1/coupons { id: "OFF", percent_off: 50, duration: once } -> 200
expect GET /v1/coupons/OFF { percent_off: 50 }
account
expect GET /v1/customers { data.#: 1, data.0.name: Ada }
expect GET /v1/coupons/OFF { percent_off: 10 }

story "An idempotency key is its account's own"
POST /v1/customers { name: "Ada" } key "once" -> 200 as ada
account bakery
POST /v1/customers { name: "Bob" } key "once" -> 200 as bob
expect GET /v1/customers { data.#: 1, data.0.name: Bob }

story "Each one's renewals, numbers, books and events are its own, also after a kill"
clock 2026-01-01T00:00:00Z
POST /v1/prices { currency: usd, unit_amount: 1000, recurring: { interval: month }, product_data: { name: Gold } } -> 200 as gold
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $gold.id }] } -> 200 as first
account bakery
POST /v1/prices { currency: usd, unit_amount: 300, recurring: { interval: month }, product_data: { name: Bread } } -> 200 as bread
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $bread.id, quantity: 2 }] } -> 200 as second
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $gold.id }] } -> 400 { error: { code: resource_missing } }
kill
clock 2026-02-01T02:00:00Z
expect GET /v1/invoices { data.#: 2, data.0.status: paid, data.0.total: 600, data.1.total: 600 }
expect GET /v1/charges { data.#: 2 }
account
expect GET /v1/invoices { data.#: 2, data.0.status: paid, data.0.total: 1000, data.1.total: 1000 }
expect charges 2

story "What one uploads does not run for the other"
script off at commerce.discount_calculation {
  export default class Off {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: 100, currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: "SCRIPT", duration: forever, script: { id: $off.id } } -> 200
account bakery
POST /v1/coupons { id: "SCRIPT", duration: forever, script: { id: $off.id } } -> 400
expect GET /v1/extend/extensions { data.#: 0 }

story "Test clocks of two accounts move apart"
clock 2026-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01T00:00:00Z } -> 200 as mine
account bakery
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01T00:00:00Z } -> 200 as theirs
advance theirs to 2026-01-05
GET /v1/test_helpers/test_clocks/$theirs.id -> 200 { frozen_time: 2026-01-05T00:00:00Z }
POST /v1/test_helpers/test_clocks/$mine.id/advance { frozen_time: 2026-01-05T00:00:00Z } -> 404
account
GET /v1/test_helpers/test_clocks/$mine.id -> 200 { frozen_time: 2026-01-01T00:00:00Z }
