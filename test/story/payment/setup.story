# Payment methods that are kept for later, and money that is taken later (billing.md 5.3, 14.1).

clock 2026-01-15T00:00:00Z
POST /v1/customers { name: "Ada" } -> 200 as ada

story "A card is kept: attached, and the customer agreed"
POST /v1/setup_intents { customer: $ada.id } -> 200 { object: setup_intent, status: requires_payment_method, usage: off_session, client_secret: ~ "_secret_", payment_method_types: [card] } as intent
POST /v1/setup_intents/$intent.id/confirm -> 400 { error: { code: setup_intent_unexpected_state, param: payment_method } }
POST /v1/setup_intents/$intent.id { description: "Main card", metadata: { k: v } } -> 200 { description: "Main card", metadata.k: v }
POST /v1/setup_intents/$intent.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded, payment_method: ? } as kept
expect events of kept [ payment_method.attached setup_intent.succeeded ]
expect GET /v1/payment_methods?customer=$ada.id { data: [{ id: $kept.payment_method }] }
POST /v1/setup_intents/$intent.id/cancel -> 400 { error.code: setup_intent_unexpected_state }
POST /v1/setup_intents/$intent.id { description: "x" } -> 400
POST /v1/test_helpers/setup_intents/$intent.id/settle { outcome: succeeded } -> 400
expect GET /v1/setup_intents?customer=$ada.id { data: [{ id: $intent.id }] }

story "A bank that wants to see the customer once, and then never again"
POST /v1/setup_intents { customer: $ada.id, payment_method: pm_card_authenticationRequiredOnSetup, confirm: true } -> 200 { status: requires_action, next_action.type: use_stripe_sdk } as intent
POST /v1/test_helpers/setup_intents/$intent.id/settle { outcome: failed } -> 200 { status: requires_payment_method, last_setup_error.code: setup_intent_authentication_failure } as failed
expect events of failed [ setup_intent.setup_failed ]
POST /v1/setup_intents/$intent.id/confirm { payment_method: pm_card_authenticationRequiredOnSetup } -> 200 { status: requires_action }
POST /v1/test_helpers/setup_intents/$intent.id/settle { outcome: succeeded } -> 200 { status: succeeded, next_action: null } as done
POST /v1/payment_intents { amount: 900, currency: usd, customer: $ada.id, payment_method: $done.payment_method, confirm: true, off_session: true } -> 200 { status: succeeded }
POST /v1/payment_intents { amount: 900, currency: usd, customer: $ada.id, payment_method: pm_card_authenticationRequiredOnSetup, confirm: true, off_session: true } -> 402 { error.code: authentication_required }

story "A card that is refused is a 402, and the intent remembers why"
POST /v1/setup_intents { customer: $ada.id } -> 200 as intent
POST /v1/setup_intents/$intent.id/confirm { payment_method: pm_card_visa_chargeDeclinedInsufficientFunds } -> 402 { error: { code: card_declined, decline_code: insufficient_funds } }
expect object $intent.id { status: requires_payment_method, payment_method: null, last_setup_error: { code: card_declined, decline_code: insufficient_funds } }
expect GET /v1/payment_methods?customer=$ada.id { data: [] }
POST /v1/setup_intents/$intent.id/cancel { cancellation_reason: abandoned } -> 200 { status: canceled, cancellation_reason: abandoned } as canceled
expect events of canceled [ setup_intent.canceled ]
POST /v1/setup_intents { customer: $ada.id, payment_method: pm_nothing } -> 400 { error.param: payment_method }

story "Money is authorized first and taken later"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_visa, capture_method: manual, confirm: true, expand: [latest_charge] } -> 200 {
  status: requires_capture, amount_capturable: 2000, amount_received: 0, latest_charge: { captured: false, amount_captured: 0, status: succeeded }
} as pi
expect events of pi [ payment_intent.created charge.succeeded payment_intent.amount_capturable_updated ]
expect GET /v1/extend/ledger/accounts { data: [] }
POST /v1/refunds { payment_intent: $pi.id } -> 400 { error.code: charge_not_refundable }
POST /v1/payment_intents/$pi.id/capture { amount_to_capture: 2001 } -> 400 { error.param: amount_to_capture }
POST /v1/payment_intents/$pi.id/capture { amount_to_capture: 1500 } -> 200 { status: succeeded, amount_received: 1500, amount_capturable: 0 } as taken
expect events of taken [ charge.captured payment_intent.succeeded ]
POST /v1/payment_intents/$pi.id/capture -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/refunds { payment_intent: $pi.id } -> 200 { amount: 1500 }
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_visa, capture_method: manual, confirm: true } -> 200 as other
POST /v1/payment_intents/$other.id/cancel -> 200 { status: canceled, amount_capturable: 0 } as let_go
expect events of let_go [ charge.refunded payment_intent.canceled ]

story "A subscription that costs nothing yet asks for something to be paid with later"
POST /v1/products { name: "Team" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 0, recurring: { interval: month } } -> 200 as free
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 10, payment_settings: { save_default_payment_method: on_subscription }, expand: [pending_setup_intent] } -> 200 {
  status: trialing, pending_setup_intent: { object: setup_intent, status: requires_payment_method, customer: $ada.id, usage: off_session }
} as trial
expect events of trial [
  customer.subscription.created { data.object.pending_setup_intent: $trial.pending_setup_intent.id }
  invoice.created, invoice.finalized, invoice.paid, invoice.payment_succeeded, setup_intent.created
]
POST /v1/setup_intents/$trial.pending_setup_intent.id/confirm { payment_method: pm_card_visa_chargeDeclined } -> 402
expect object $trial.id { pending_setup_intent: $trial.pending_setup_intent.id, default_payment_method: null }
POST /v1/setup_intents/$trial.pending_setup_intent.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded } as kept
expect events of kept [ payment_method.attached, setup_intent.succeeded, customer.subscription.updated { data.previous_attributes.pending_setup_intent: $kept.id } ]
expect object $trial.id { pending_setup_intent: null, default_payment_method: $kept.payment_method }
wait 10d
wait 2h
expect GET /v1/invoices?subscription=$trial.id&limit=1 { data.0: { total: 1500, status: paid } }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $free.id }] } -> 200 { status: active, pending_setup_intent: ? } as gift
POST /v1/setup_intents/$gift.pending_setup_intent/cancel -> 200 { status: canceled }
expect object $gift.id { pending_setup_intent: null }
POST /v1/customers { balance: -5000 } -> 200 as rich
POST /v1/subscriptions { customer: $rich.id, items: [{ price: $price.id }] } -> 200 { status: active, pending_setup_intent: ? } as covered
expect events of covered [
  customer.subscription.created { data.object: { status: incomplete, pending_setup_intent: null } }
  invoice.created, invoice.finalized, customer.updated, invoice.paid, invoice.payment_succeeded
  customer.subscription.updated { data.object.status: active }
  setup_intent.created
]
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], trial_period_days: 10 } -> 200 { pending_setup_intent: null }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], trial_period_days: 10, collection_method: send_invoice, days_until_due: 3 } -> 200 { pending_setup_intent: null }
