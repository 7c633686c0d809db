# Payment methods, payments and charges by themselves (billing.md 5.3, 14.1).

clock 2026-01-15T00:00:00Z
POST /v1/customers { name: "Ada" } -> 200 as ada

story "A test token becomes a fresh payment method each time it is attached"
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 { id: ~ "pm_", customer: $ada.id, type: card, card: { brand: visa, last4: "4242" } } as one
POST /v1/payment_methods/pm_card_visa/attach { customer: $ada.id } -> 200 { id: != "pm_card_visa" } as two
GET /v1/payment_methods?customer=$ada.id&type=card -> 200 { data: [{ id: $two.id }, { id: $one.id }] }
GET /v1/payment_methods?customer=$ada.id&type=sepa_debit -> 200 { data: [] }
GET /v1/payment_methods -> 200 { data: [] }
POST /v1/payment_methods/$one.id { card: { exp_year: 2040 }, billing_details: { name: "Ada" } } -> 200 { card.exp_year: 2040, billing_details.name: "Ada" }
POST /v1/payment_methods/$one.id/detach -> 200 { customer: null } as gone
expect events of gone [ payment_method.detached ]
POST /v1/payment_methods/$one.id/attach { customer: $ada.id } -> 400 { error.code: payment_method_unexpected_state }
POST /v1/payment_methods/pm_card_visa_chargeDeclinedInsufficientFunds/attach { customer: $ada.id } -> 402 { error.decline_code: insufficient_funds }
POST /v1/payment_methods/pm_card_nothing/attach { customer: $ada.id } -> 404

story "Only test cards are taken"
POST /v1/payment_methods { type: card, card: { number: "4242 4242 4242 4242", exp_month: 8, exp_year: 2030, cvc: "314" } } -> 200 { card.last4: "4242", customer: null }
POST /v1/payment_methods { type: card, card: { token: tok_amex } } -> 200 { card.brand: amex }
POST /v1/payment_methods { type: card, card: { number: "4111111111111111", exp_month: 8, exp_year: 2030 } } -> 402 { error.code: incorrect_number }
POST /v1/payment_methods { type: card, card: { number: "4242424242424242", exp_month: 8, exp_year: 2020 } } -> 402 { error: { code: expired_card, param: "card[exp_year]" } }

story "A payment that a client makes and confirms"
POST /v1/payment_intents { amount: 2000, currency: usd, customer: $ada.id, setup_future_usage: off_session } -> 200 { status: requires_payment_method, client_secret: ~ "_secret_", latest_charge: null } as pi
POST /v1/payment_intents/$pi.id/confirm -> 400 { error: { code: payment_intent_unexpected_state, param: payment_method } }
POST /v1/payment_intents/$pi.id/confirm { payment_method: pm_card_visa, expand: [latest_charge] } -> 200 {
  status: succeeded, amount_received: 2000
  latest_charge: { status: succeeded, paid: true, amount: 2000, outcome.type: authorized, payment_method_details.card.last4: "4242", payment_intent: $pi.id }
} as paid
expect events of paid [ charge.succeeded payment_intent.succeeded payment_method.attached ]
POST /v1/payment_intents/$pi.id/confirm -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/payment_intents/$pi.id/cancel -> 400
expect charges 1

story "A decline is a 402 that keeps the charge"
POST /v1/payment_intents { amount: 2000, currency: usd, customer: $ada.id } -> 200 as pi
POST /v1/payment_intents/$pi.id/confirm { payment_method: pm_card_chargeCustomerFail } -> 402 {
  error: { type: card_error, code: card_declined, decline_code: generic_decline, payment_intent.id: $pi.id }
} as declined
expect events of declined [ charge.failed payment_intent.payment_failed ]
GET /v1/payment_intents/$pi.id -> 200 {
  status: requires_payment_method, payment_method: null
  last_payment_error: { code: card_declined, decline_code: generic_decline, type: card_error, payment_method.card.last4: "0341" }
}
GET /v1/charges?payment_intent=$pi.id -> 200 { data: [{ status: failed, paid: false, failure_code: card_declined, outcome.type: issuer_declined }] }
POST /v1/payment_intents/$pi.id/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded, last_payment_error: null }
GET /v1/charges?customer=$ada.id -> 200 { data: [{ status: succeeded }, { status: failed }] }

story "A bank that wants to see the customer"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_authenticationRequired, confirm: true } -> 200 { status: requires_action, next_action.type: use_stripe_sdk } as pi
expect charges 0
POST /v1/test_helpers/payment_intents/$pi.id/settle { outcome: failed } -> 200 { status: requires_payment_method, last_payment_error.code: authentication_required }
POST /v1/payment_intents/$pi.id/confirm { payment_method: pm_card_authenticationRequired } -> 200 { status: requires_action }
POST /v1/test_helpers/payment_intents/$pi.id/settle { outcome: succeeded } -> 200 { status: succeeded, next_action: null }
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_authenticationRequired, confirm: true, off_session: true } -> 402 { error.code: authentication_required }

story "A bank debit is pending until the bank decides"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_success, confirm: true, expand: [latest_charge] } -> 200 { status: processing, latest_charge.status: pending } as pi
POST /v1/payment_intents/$pi.id/cancel -> 400 { error.code: payment_intent_unexpected_state }
POST /v1/test_helpers/payment_intents/$pi.id/settle { outcome: succeeded } -> 200 { status: succeeded, latest_charge: $pi.latest_charge.id }

story "A bank says what it decided after four days"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_success, confirm: true } -> 200 { status: processing } as good
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_accountClosed, confirm: true } -> 200 { status: processing } as closed
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_processing, confirm: true } -> 200 { status: processing } as silent
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_noAccount, confirm: true } -> 200 as none
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_usBankAccount_debitNotAuthorized, confirm: true } -> 200 as refused
POST /v1/payment_intents { amount: 2000, currency: eur, payment_method: pm_sepaDebit_failed, confirm: true } -> 200 as sepa
wait 96h
expect object $good.id { status: succeeded }
expect object $closed.id { status: requires_payment_method, last_payment_error: { code: payment_intent_payment_attempt_failed, decline_code: account_closed } }
expect object $silent.id { status: processing }
expect object $none.id { last_payment_error.decline_code: no_account }
expect object $refused.id { last_payment_error.decline_code: debit_not_authorized }
expect object $sepa.id { last_payment_error.decline_code: insufficient_funds }

story "An invoice whose payment the client confirms is paid"
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions {
  customer: $ada.id, items: [{ price: $price.id }], payment_behavior: default_incomplete
  expand: [latest_invoice.confirmation_secret, latest_invoice.payments]
} -> 200 { status: incomplete, latest_invoice: { status: open, payments.data.0.payment.payment_intent: ? } } as sub
POST /v1/payment_intents/$sub.latest_invoice.payments.data.0.payment.payment_intent/cancel -> 400 { error.message: ~ "void the Invoice" }
POST /v1/payment_intents/$sub.latest_invoice.payments.data.0.payment.payment_intent/confirm { payment_method: pm_card_visa } -> 200 { status: succeeded }
GET /v1/invoices/$sub.latest_invoice.id -> 200 { status: paid, amount_paid: 1000 }
GET /v1/subscriptions/$sub.id -> 200 { status: active }
