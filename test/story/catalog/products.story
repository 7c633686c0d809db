# Products and prices as clients make, read and change them (billing.md 6).

clock 2026-01-15T00:00:00Z

story "A product with its default price in one request"
POST /v1/products {
  name: "Gold"
  id: gold
  metadata: { tier: "1" }
  default_price_data: { currency: usd, unit_amount: 1500, recurring: { interval: month } }
  expand: [default_price]
} -> 200 {
  id: gold, active: true, type: service, created: 2026-01-15, updated: 2026-01-15
  default_price: { product: gold, unit_amount: 1500, unit_amount_decimal: "1500", type: recurring, recurring.usage_type: licensed }
} as gold
expect events of gold [ product.created price.created { data.object.product: gold } ]
GET /v1/prices?product=gold -> 200 { data.#: 1, data.0.id: $gold.default_price.id }
POST /v1/products { name: "Other", id: gold } -> 400 { error: { code: resource_already_exists, param: id } }
GET /v1/products/silver -> 404 { error: { code: resource_missing, param: id } }

story "A product with prices is archived, one without is deleted"
POST /v1/products { name: "Sold", id: sold } -> 200
POST /v1/products { name: "Unsold", id: unsold } -> 200
POST /v1/prices { currency: usd, unit_amount: 5, product: sold } -> 200 as price
DELETE /v1/products/sold -> 400 { error.message: ~ "Make it inactive" }
POST /v1/products/sold { active: false } -> 200 { active: false } as archived
expect event product.updated { data.previous_attributes: { active: true } }
POST /v1/prices { currency: usd, unit_amount: 6, product: sold } -> 400 { error: { code: product_inactive, param: product } }
GET /v1/products?active=true -> 200 { data.#: 1, data.0.id: unsold }
DELETE /v1/products/unsold -> 200 { id: unsold, object: product, deleted: true }
GET /v1/products/unsold -> 404

story "A lookup key moves to the new price of a product"
POST /v1/products { name: "P", id: p } -> 200
POST /v1/prices { currency: usd, unit_amount: 100, product: p, lookup_key: pro, recurring: { interval: month } } -> 200 as old
POST /v1/prices { currency: usd, unit_amount: 200, product: p, lookup_key: pro, recurring: { interval: month } } -> 400 { error: { code: resource_already_exists, param: lookup_key } }
POST /v1/prices { currency: usd, unit_amount: 200, product: p, lookup_key: pro, transfer_lookup_key: true, recurring: { interval: month } } -> 200 as new
GET /v1/prices?lookup_keys[]=pro -> 200 { data.#: 1, data.0.unit_amount: 200 }
GET /v1/prices/$old.id -> 200 { lookup_key: null, active: true }

story "What is not billed yet is refused by name"
POST /v1/products { name: "P", id: p } -> 200
POST /v1/prices { currency: usd, unit_amount: 1, product: p, recurring: { interval: month, usage_type: metered } } -> 400 { error: { param: "recurring[usage_type]", message: ~ "not supported yet" } }

story "A price says what a fraction of a cent costs"
POST /v1/products { name: "Calls", id: calls } -> 200
POST /v1/prices { currency: usd, unit_amount_decimal: "0.05", product: calls, recurring: { interval: month } } -> 200 { unit_amount: null, unit_amount_decimal: "0.05" } as price
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 2050 }] } -> 200 as sub
expect object $sub.latest_invoice { total: 103 } # 102.5, half away from zero
