// SPDX-License-Identifier: Apache-2.0
import { about, assert, client, payingCustomer, refused, test } from './harness.mjs';

about('payments');

test('a test card is made from a token, attached, changed and detached', async () => {
  const stripe = client();
  const method = await stripe.paymentMethods.create({
    type: 'card',
    card: { token: 'tok_visa' },
    billing_details: { name: 'Ada', email: 'ada@example.com', address: { country: 'DE' } },
    metadata: { kind: 'main' },
  });
  assert.match(method.id, /^pm_/);
  assert.equal(method.card.brand, 'visa');
  assert.equal(method.card.last4, '4242');
  assert.equal(method.customer, null);
  const customer = await stripe.customers.create();
  const attached = await stripe.paymentMethods.attach(method.id, { customer: customer.id });
  assert.equal(attached.customer, customer.id);
  const changed = await stripe.paymentMethods.update(method.id, {
    card: { exp_month: 12, exp_year: 2040 },
    billing_details: { name: 'Ada L.' },
  });
  assert.equal(changed.card.exp_year, 2040);
  assert.equal(changed.billing_details.name, 'Ada L.');
  assert.equal(changed.billing_details.email, 'ada@example.com');
  const list = await stripe.customers.listPaymentMethods(customer.id, { type: 'card' });
  assert.deepEqual(list.data.map(({ id }) => id), [method.id]);
  assert.equal((await stripe.customers.retrievePaymentMethod(customer.id, method.id)).id, method.id);
  assert.equal((await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })).data.length, 1);
  assert.equal((await stripe.paymentMethods.detach(method.id)).customer, null);
  assert.equal((await refused(stripe.paymentMethods.attach(method.id, { customer: customer.id }))).statusCode, 400);
});

test('test cards are also named by number, and only they', async () => {
  const stripe = client();
  const method = await stripe.paymentMethods.create({
    type: 'card',
    card: { number: '5555555555554444', exp_month: 8, exp_year: 2040, cvc: '314' },
  });
  assert.equal(method.card.brand, 'mastercard');
  const error = await refused(
    stripe.paymentMethods.create({ type: 'card', card: { number: '4111111111111112', exp_month: 8, exp_year: 2040 } }),
  );
  assert.equal(error.type, 'StripeCardError');
  assert.equal(error.code, 'incorrect_number');
});

test('a declined card is a card error with its reason', async () => {
  const stripe = client();
  const customer = await stripe.customers.create();
  const reasons = {
    pm_card_visa_chargeDeclined: ['card_declined', 'generic_decline'],
    pm_card_visa_chargeDeclinedInsufficientFunds: ['card_declined', 'insufficient_funds'],
    pm_card_visa_chargeDeclinedLostCard: ['card_declined', 'lost_card'],
    pm_card_chargeDeclinedExpiredCard: ['expired_card', undefined],
    pm_card_chargeDeclinedIncorrectCvc: ['incorrect_cvc', undefined],
    pm_card_chargeDeclinedProcessingError: ['processing_error', undefined],
  };
  for (const [card, [code, decline]] of Object.entries(reasons)) {
    const error = await refused(stripe.paymentMethods.attach(card, { customer: customer.id }));
    assert.equal(error.type, 'StripeCardError', card);
    assert.equal(error.statusCode, 402);
    assert.equal(error.rawType, 'card_error');
    assert.equal(error.code, code, card);
    if (decline !== undefined) assert.equal(error.decline_code, decline, card);
  }
  assert.equal((await stripe.customers.listPaymentMethods(customer.id)).data.length, 0);
});

test('a payment is made and confirmed at once', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer: customer.id,
    payment_method: customer.invoice_settings.default_payment_method,
    off_session: true,
    confirm: true,
    metadata: { order: '7' },
    expand: ['latest_charge'],
  });
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.amount_received, 2000);
  assert.equal(intent.latest_charge.paid, true);
  assert.equal(intent.latest_charge.payment_method_details.card.last4, '4242');
  assert.equal((await stripe.charges.retrieve(intent.latest_charge.id)).payment_intent, intent.id);
  assert.equal((await stripe.charges.list({ payment_intent: intent.id })).data.length, 1);
  const charge = await stripe.charges.update(intent.latest_charge.id, { description: 'Order 7', metadata: { order: '7' } });
  assert.equal(charge.description, 'Order 7');
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).latest_charge, charge.id);
  assert.equal((await stripe.paymentMethods.retrieve(charge.payment_method)).card.last4, '4242');
  assert.deepEqual((await stripe.paymentIntents.list({ customer: customer.id })).data.map(({ id }) => id), [intent.id]);
});

test('a payment waits for its method, is confirmed later, or canceled', async () => {
  const stripe = client();
  const intent = await stripe.paymentIntents.create({ amount: 900, currency: 'eur', automatic_payment_methods: { enabled: true } });
  assert.equal(intent.status, 'requires_payment_method');
  assert.match(intent.client_secret, new RegExp(`^${intent.id}_secret_`));
  const described = await stripe.paymentIntents.update(intent.id, { description: 'Later' });
  assert.equal(described.description, 'Later');
  const confirmed = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' });
  assert.equal(confirmed.status, 'succeeded');
  const other = await stripe.paymentIntents.create({ amount: 900, currency: 'eur' });
  const canceled = await stripe.paymentIntents.cancel(other.id, { cancellation_reason: 'abandoned' });
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.cancellation_reason, 'abandoned');
  const error = await refused(stripe.paymentIntents.confirm(other.id));
  assert.equal(error.code, 'payment_intent_unexpected_state');
});

test('a payment that the bank declines is a card error that names the payment', async () => {
  const stripe = client();
  const customer = await stripe.customers.create();
  const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
  const error = await refused(
    stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer: customer.id,
      payment_method: method.id,
      confirm: true,
    }),
  );
  assert.equal(error.type, 'StripeCardError');
  assert.equal(error.code, 'card_declined');
  assert.equal(error.decline_code, 'generic_decline');
  const [intent] = (await stripe.paymentIntents.list({ customer: customer.id })).data;
  assert.equal(intent.status, 'requires_payment_method');
  assert.equal(intent.last_payment_error.code, 'card_declined');
  assert.deepEqual(error.payment_intent, JSON.parse(JSON.stringify(intent)));
  assert.equal((await stripe.charges.retrieve(intent.latest_charge)).status, 'failed');
});

test('an authentication is asked for, and can be played in test mode', async () => {
  const stripe = client();
  const intent = await stripe.paymentIntents.create({
    amount: 700,
    currency: 'usd',
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
  });
  assert.equal(intent.status, 'requires_action');
  assert.ok(intent.next_action);
  const settled = await stripe.rawRequest('POST', `/v1/test_helpers/payment_intents/${intent.id}/settle`, {
    outcome: 'succeeded',
  });
  assert.equal(settled.status, 'succeeded');
});

test('a payment is given back in parts, never more than was paid', async () => {
  const stripe = client();
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true });
  const part = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 500,
    reason: 'requested_by_customer',
    metadata: { ticket: '7' },
  });
  assert.match(part.id, /^re_/);
  assert.equal(part.status, 'succeeded');
  assert.equal((await refused(stripe.refunds.create({ charge: intent.latest_charge, amount: 1501 }))).param, 'amount');
  const rest = await stripe.refunds.create({ charge: intent.latest_charge });
  assert.equal(rest.amount, 1500);
  assert.equal((await refused(stripe.refunds.create({ charge: intent.latest_charge }))).code, 'charge_already_refunded');
  const charge = await stripe.charges.retrieve(intent.latest_charge, { expand: ['refunds'] });
  assert.equal(charge.refunded, true);
  assert.equal(charge.amount_refunded, 2000);
  assert.deepEqual(charge.refunds.data.map(({ id }) => id), [rest.id, part.id]);
  assert.deepEqual((await stripe.refunds.list({ payment_intent: intent.id })).data.map(({ id }) => id), [rest.id, part.id]);
  assert.equal((await stripe.rawRequest('GET', `/v1/charges/${charge.id}/refunds`)).data.length, 2);
  assert.equal((await stripe.refunds.update(part.id, { metadata: { ticket: '8' } })).metadata.ticket, '8');
  assert.equal((await stripe.refunds.retrieve(part.id)).metadata.ticket, '8');
});

test('a refund that waits is taken back, one that was made may fail', async () => {
  const stripe = client();
  const pay = (payment_method) => stripe.paymentIntents.create({ amount: 2000, currency: 'usd', payment_method, confirm: true });
  const pending = await stripe.refunds.create({ payment_intent: (await pay('pm_card_pendingRefund')).id });
  assert.equal(pending.status, 'pending');
  assert.equal((await stripe.refunds.cancel(pending.id)).status, 'canceled');
  assert.equal((await refused(stripe.refunds.cancel(pending.id))).statusCode, 400);
  const made = await stripe.refunds.create({ payment_intent: (await pay('pm_card_refundFail')).id });
  assert.equal(made.status, 'succeeded');
  const back = await stripe.rawRequest('POST', `/v1/test_helpers/refunds/${made.id}/settle`, { outcome: 'failed' });
  assert.equal(back.status, 'failed');
  assert.equal((await stripe.charges.retrieve(made.charge)).amount_refunded, 0);
});

test('a card is kept by a setup intent and becomes the default', async () => {
  const stripe = client();
  const customer = await stripe.customers.create();
  const intent = await stripe.setupIntents.create({ customer: customer.id, metadata: { k: 'v' } });
  assert.equal(intent.status, 'requires_payment_method');
  await stripe.setupIntents.update(intent.id, { description: 'Main card' });
  const kept = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
  assert.equal(kept.status, 'succeeded');
  const updated = await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: kept.payment_method } });
  assert.equal(updated.invoice_settings.default_payment_method, kept.payment_method);
  assert.equal((await stripe.setupIntents.retrieve(intent.id)).description, 'Main card');
  assert.equal((await stripe.setupIntents.list({ customer: customer.id })).data.length, 1);
  const other = await stripe.setupIntents.create({ payment_method: 'pm_card_authenticationRequired', confirm: true });
  assert.equal(other.status, 'requires_action');
  const settled = await stripe.rawRequest('POST', `/v1/test_helpers/setup_intents/${other.id}/settle`, { outcome: 'failed' });
  assert.equal(settled.last_setup_error.code, 'setup_intent_authentication_failure');
  assert.equal((await stripe.setupIntents.cancel(other.id, { cancellation_reason: 'abandoned' })).status, 'canceled');
  const error = await refused(stripe.setupIntents.create({ payment_method: 'pm_card_visa_chargeDeclined', confirm: true }));
  assert.equal(error.code, 'card_declined');
});

test('money is authorized first and captured later', async () => {
  const stripe = client();
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    capture_method: 'manual',
    confirm: true,
  });
  assert.equal(intent.status, 'requires_capture');
  const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
  assert.equal(captured.amount_received, 1500);
});

test('tax ids of a customer and of the account', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ tax_id_data: [{ type: 'us_ein', value: '12-3456789' }] });
  const made = await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'DE000000000' });
  assert.equal((await stripe.customers.retrieveTaxId(customer.id, made.id)).verification.status, 'verified');
  assert.equal((await stripe.customers.listTaxIds(customer.id)).data.length, 2);
  assert.equal((await stripe.customers.deleteTaxId(customer.id, made.id)).deleted, true);
  const own = await stripe.taxIds.create({ type: 'de_stn', value: '1234567890' });
  assert.equal((await stripe.taxIds.retrieve(own.id)).owner.type, 'self');
  assert.ok((await stripe.taxIds.list()).data.some(({ id }) => id === own.id));
  assert.equal((await stripe.taxIds.del(own.id)).deleted, true);
  assert.equal((await refused(stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: '1' }))).code, 'tax_id_invalid');
});
