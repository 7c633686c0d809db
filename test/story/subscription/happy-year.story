story "A year that begins on the 31st: thirteen invoices, all paid, each on the month's last day"


clock 2023-10-31T10:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2023-10-31T10:00:00Z, name: "Year" } -> 200 as year
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/customers {
  name: "Ada"
  email: "ada@example.com"
  invoice_prefix: ADA
  test_clock: $year.id
  payment_method: pm_card_visa
  invoice_settings: { default_payment_method: pm_card_visa }
} -> 200 { balance: 0, delinquent: false, next_invoice_sequence: 1, created: 2023-10-31T10:00:00Z } as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 {
  status: active
  billing_cycle_anchor: 2023-10-31T10:00:00Z
  items.data.0.current_period_start: 2023-10-31T10:00:00Z
  items.data.0.current_period_end: 2023-11-30T10:00:00Z
  collection_method: charge_automatically
} as sub

expect events of sub [
  customer.subscription.created { data.object.status: incomplete }
  invoice.created
  invoice.finalized
  payment_intent.created
  charge.succeeded
  payment_intent.succeeded
  invoice_payment.paid
  invoice.updated
  invoice.paid
  invoice.payment_succeeded
  customer.subscription.updated { data.object.status: active, data.previous_attributes.status: incomplete }
]
expect object $sub.latest_invoice {
  status: paid
  number: ADA-0001
  billing_reason: subscription_create
  total: 1000
  amount_paid: 1000
  lines.data: [{ amount: 1000, period: { start: 2023-10-31T10:00:00Z, end: 2023-11-30T10:00:00Z } }]
}

# The draft stands for an hour, then it is final and paid.
mark renewal
advance year to 2023-11-30T10:00:00Z
expect GET /v1/invoices?customer=$ada.id&status=draft {
  data.#: 1
  data.0.number: null
  data.0.billing_reason: subscription_cycle
  data.0.auto_advance: true
  data.0.automatically_finalizes_at: 2023-11-30T11:00:00Z
  data.0.next_payment_attempt: 2023-11-30T11:00:00Z
  data.0.period_start: 2023-10-31T10:00:00Z
  data.0.period_end: 2023-11-30T10:00:00Z
  data.0.lines.data.0.period: { start: 2023-11-30T10:00:00Z, end: 2023-12-31T10:00:00Z }
}
expect charges 1
advance year to 2023-11-30T11:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, number: ADA-0002, attempt_count: 1 } }
expect charges 2
expect events after renewal [
  test_helpers.test_clock.advancing
  customer.subscription.updated
  invoice.created
  test_helpers.test_clock.ready
  test_helpers.test_clock.advancing
  invoice.updated
  invoice.finalized
  payment_intent.created
  charge.succeeded
  payment_intent.succeeded
  invoice_payment.paid
  invoice.updated
  invoice.paid
  invoice.payment_succeeded
  test_helpers.test_clock.ready
]

# [leap]
# Boundaries come from the 31st, never from the boundary before: the leap year has its 29th.
advance year to 2024-01-31T11:00:00Z by month
expect object $sub.id { items.data.0.current_period_end: 2024-02-29T10:00:00Z }
advance year to 2024-02-29T11:00:00Z
expect object $sub.id { items.data.0: { current_period_start: 2024-02-29T10:00:00Z, current_period_end: 2024-03-31T10:00:00Z } }
kill
advance year to 2024-03-31T11:00:00Z
expect object $sub.id { items.data.0.current_period_end: 2024-04-30T10:00:00Z }
# [/leap]
advance year to 2024-10-31T12:00:00Z by month

expect charges 13
expect object $sub.id { status: active, items.data.0.current_period_end: 2024-11-30T10:00:00Z }
expect object $ada.id { next_invoice_sequence: 14, delinquent: false, balance: 0 }
expect GET /v1/invoices?customer=$ada.id&limit=100 {
  data.#: 13
  has_more: false
  data: [
    { number: ADA-0013, status: paid, total: 1000, lines.data.0.period.start: 2024-10-31T10:00:00Z }
    { number: ADA-0012, status: paid, total: 1000, lines.data.0.period.start: 2024-09-30T10:00:00Z }
    { number: ADA-0011, status: paid, total: 1000, lines.data.0.period.start: 2024-08-31T10:00:00Z }
    { number: ADA-0010, status: paid, total: 1000, lines.data.0.period.start: 2024-07-31T10:00:00Z }
    { number: ADA-0009, status: paid, total: 1000, lines.data.0.period.start: 2024-06-30T10:00:00Z }
    { number: ADA-0008, status: paid, total: 1000, lines.data.0.period.start: 2024-05-31T10:00:00Z }
    { number: ADA-0007, status: paid, total: 1000, lines.data.0.period.start: 2024-04-30T10:00:00Z }
    { number: ADA-0006, status: paid, total: 1000, lines.data.0.period.start: 2024-03-31T10:00:00Z }
    { number: ADA-0005, status: paid, total: 1000, lines.data.0.period.start: 2024-02-29T10:00:00Z }
    { number: ADA-0004, status: paid, total: 1000, lines.data.0.period.start: 2024-01-31T10:00:00Z }
    { number: ADA-0003, status: paid, total: 1000, lines.data.0.period.start: 2023-12-31T10:00:00Z }
    { number: ADA-0002, status: paid, total: 1000, lines.data.0.period.start: 2023-11-30T10:00:00Z }
    { number: ADA-0001, status: paid, total: 1000, lines.data.0.period.start: 2023-10-31T10:00:00Z }
  ]
}
