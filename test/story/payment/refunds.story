# Money that is given back (billing.md 14.1, 20.5).

clock 2026-01-15T00:00:00Z
POST /v1/customers { name: "Ada", payment_method: pm_card_visa } -> 200 as ada
POST /v1/payment_intents { amount: 2000, currency: usd, customer: $ada.id, payment_method: pm_card_visa, confirm: true } -> 200 as pi

story "A charge is given back in parts, and not twice"
POST /v1/refunds { charge: $pi.latest_charge, amount: 500, reason: requested_by_customer, metadata: { ticket: "7" } } -> 200 {
  object: refund, amount: 500, currency: usd, charge: $pi.latest_charge, payment_intent: $pi.id, customer: $ada.id
  status: succeeded, reason: requested_by_customer, metadata.ticket: "7", pending_reason: absent
} as part
expect events of part [ charge.refunded refund.created ]
expect GET /v1/charges/$pi.latest_charge?expand[]=refunds { amount_refunded: 500, refunded: false, refunds.data: [{ id: $part.id }] }
POST /v1/refunds { payment_intent: $pi.id, amount: 1501 } -> 400 { error: { param: amount, message: ~ "greater than unrefunded amount" } } as refused
expect events of refused []
POST /v1/refunds { payment_intent: $pi.id } -> 200 { amount: 1500, reason: null } as rest
expect GET /v1/charges/$pi.latest_charge { amount_refunded: 2000, refunded: true, status: succeeded }
POST /v1/refunds { payment_intent: $pi.id, amount: 1 } -> 400 { error: { code: charge_already_refunded, param: charge } }
expect GET /v1/refunds?payment_intent=$pi.id { data: [{ id: $rest.id }, { id: $part.id }] }
expect GET /v1/charges/$pi.latest_charge/refunds { data.#: 2 }
POST /v1/refunds/$part.id { metadata: { ticket: "8" } } -> 200 { metadata.ticket: "8" } as changed
expect events of changed [ refund.updated { data.previous_attributes.metadata.ticket: "7" } ]
POST /v1/refunds/$part.id/cancel -> 400 { error.message: ~ "status of succeeded" }

story "A refund asks for a charge that took money"
POST /v1/refunds {} -> 400 { error: { code: parameter_missing, param: charge } }
POST /v1/refunds { charge: ch_nothing } -> 400 { error.param: charge }
POST /v1/refunds { charge: $pi.latest_charge, amount: 0 } -> 400 { error.param: amount }
POST /v1/payment_intents { amount: 900, currency: usd } -> 200 as other
POST /v1/refunds { payment_intent: $other.id } -> 400 { error: { code: charge_not_refundable, param: payment_intent } }
POST /v1/refunds { charge: $pi.latest_charge, payment_intent: $other.id } -> 400 { error.param: payment_intent }
POST /v1/payment_intents/$other.id/confirm { payment_method: pm_card_chargeCustomerFail } -> 402 as declined
GET /v1/charges?payment_intent=$other.id -> 200 as charges
POST /v1/refunds { charge: $charges.data.0.id } -> 400 { error.code: charge_not_refundable }
expect no event refund.created

story "A refund that the bank decides later"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_pendingRefund, confirm: true } -> 200 { status: succeeded } as slow
POST /v1/refunds { payment_intent: $slow.id, amount: 700 } -> 200 { status: pending, pending_reason: processing } as one
expect GET /v1/charges/$slow.latest_charge { amount_refunded: 700 }
POST /v1/refunds/$one.id/cancel -> 200 { status: canceled } as canceled
expect events of canceled [ charge.updated refund.updated charge.refund.updated ]
expect GET /v1/charges/$slow.latest_charge { amount_refunded: 0 }
POST /v1/refunds/$one.id/cancel -> 400
POST /v1/refunds { payment_intent: $slow.id } -> 200 { status: pending, amount: 2000 } as two
POST /v1/test_helpers/refunds/$two.id/settle { outcome: succeeded } -> 200 { status: succeeded }
POST /v1/test_helpers/refunds/$two.id/settle { outcome: succeeded } -> 400

story "A refund that comes back leaves the charge as it was"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_refundFail, confirm: true } -> 200 as vain
POST /v1/refunds { payment_intent: $vain.id } -> 200 { status: succeeded } as one
POST /v1/test_helpers/refunds/$one.id/settle { outcome: failed } -> 200 { status: failed, failure_reason: unknown } as back
expect events of back [ charge.updated refund.updated charge.refund.updated refund.failed ]
expect GET /v1/charges/$vain.latest_charge { amount_refunded: 0, refunded: false }
POST /v1/refunds { payment_intent: $vain.id, amount: 2000 } -> 200 { status: succeeded }

story "What a bank says later comes by itself"
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_pendingRefund, confirm: true } -> 200 as slow
POST /v1/refunds { payment_intent: $slow.id } -> 200 { status: pending } as late
POST /v1/payment_intents { amount: 2000, currency: usd, payment_method: pm_card_refundFail, confirm: true } -> 200 as vain
POST /v1/refunds { payment_intent: $vain.id } -> 200 { status: succeeded } as back
wait 119h
expect object $late.id { status: pending }
wait 1h
expect object $late.id { status: succeeded }
expect object $back.id { status: failed }
expect object $vain.latest_charge { amount_refunded: 0, refunded: false }

story "Only a refund that waits for its customer expires"
POST /v1/payment_intents { amount: 900, currency: usd, payment_method: pm_card_visa, confirm: true } -> 200 as paid
POST /v1/refunds { payment_intent: $paid.id } -> 200 { status: succeeded } as made
mark before
POST /v1/test_helpers/refunds/$made.id/expire -> 400 { error.message: ~ "requires_action" }
POST /v1/test_helpers/refunds/re_none/expire -> 404 { error.code: resource_missing }
expect events after before []
expect object $made.id { status: succeeded }
