# /v1/plans, the older view of recurring prices (billing.md 6.2).

clock 2026-01-15T00:00:00Z

story "A plan is a recurring price, with its id"
POST /v1/plans { amount: 500, currency: usd, interval: month, product: { name: "Gold" }, nickname: "n", metadata: { a: "b" } } -> 200 {
  object: plan, active: true, amount: 500, amount_decimal: "500", billing_scheme: per_unit, currency: usd, interval: month, interval_count: 1
  usage_type: licensed, tiers: absent, tiers_mode: null, transform_usage: null, trial_period_days: null, nickname: "n", product: ?
} as plan
expect event price.created
GET /v1/prices/$plan.id -> 200 { object: price, unit_amount: 500, recurring: { interval: month }, product: $plan.product }
GET /v1/plans/$plan.id?expand[]=product -> 200 { id: $plan.id, product: { name: "Gold" } }
POST /v1/plans/$plan.id { nickname: "m", active: false } -> 200 { nickname: "m", active: false }
POST /v1/plans/$plan.id { amount: 6 } -> 400 { error.param: amount }
POST /v1/plans/$plan.id { active: true } -> 200
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ plan: $plan.id, quantity: 3 }] } -> 200 { items.data.0: { plan: { id: $plan.id, object: plan, amount: 500 }, price.id: $plan.id } } as sub
expect object $sub.latest_invoice { total: 1500 }

story "Plans are listed without prices that do not recur, and a deleted one is gone while its subscriptions go on"
POST /v1/products { name: "P", id: p } -> 200
POST /v1/prices { product: p, currency: usd, unit_amount: 5 } -> 200 as once
POST /v1/plans { amount: 1, currency: usd, interval: day, product: p } -> 200 as first
POST /v1/plans {
  currency: usd, interval: year, product: p, billing_scheme: tiered, tiers_mode: volume
  tiers: [{ up_to: 2, unit_amount: 5 }, { up_to: inf, flat_amount: 9 }], expand: [tiers]
} -> 200 { tiers: [{ up_to: 2 }, { up_to: null, flat_amount: 9 }], amount: null } as second
GET /v1/plans?product=p -> 200 { object: list, data: [{ id: $second.id }, { id: $first.id }] }
GET /v1/plans?limit=1 -> 200 { data: [{ id: $second.id }], has_more: true, url: "/v1/plans" }
GET /v1/plans?starting_after=$second.id -> 200 { data: [{ id: $first.id, object: plan }] }
GET /v1/plans/$once.id -> 404
DELETE /v1/plans/$first.id -> 200 { id: $first.id, object: plan, deleted: true }
GET /v1/plans/$first.id -> 404 { error: { code: resource_missing, message: ~ "No such plan" } }
GET /v1/plans -> 200 { data.#: 1 }
GET /v1/prices/$first.id -> 200 { active: false }
POST /v1/prices/$first.id { active: true } -> 400 { error.param: active }
POST /v1/plans { id: gold, amount: 1, currency: usd, interval: day, product: p } -> 400 { error: { code: parameter_unknown, param: id } }
POST /v1/plans { amount: 1, currency: usd, interval: month, product: p, usage_type: metered } -> 400 { error.param: "recurring[usage_type]" }
