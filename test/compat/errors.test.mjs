// SPDX-License-Identifier: Apache-2.0
import {
  KEY, Stripe, about, advance, assert, at, client, clockReady, example, monthly, payingCustomer, refused, scripted, test,
  unique,
} from './harness.mjs';

about('errors');

test('parameters: unknown, missing, empty, of the wrong kind', async () => {
  const stripe = client();
  const cases = [
    [() => stripe.customers.create({ nonsense: 1 }), 'parameter_unknown', 'nonsense'],
    [() => stripe.customers.create({ address: { planet: 'Mars' } }), 'parameter_unknown', 'address[planet]'],
    [() => stripe.prices.create({ unit_amount: 1 }), 'parameter_missing', 'currency'],
    [() => stripe.prices.create({ currency: 'usd', unit_amount: 'x', product_data: { name: 'n' } }), 'parameter_invalid_integer', 'unit_amount'],
    [() => stripe.prices.create({ currency: 'usd', unit_amount: 1.5, product_data: { name: 'n' } }), 'parameter_invalid_integer', 'unit_amount'],
    [() => stripe.products.create({ name: '' }), 'parameter_invalid_empty', 'name'],
    [() => stripe.subscriptions.create({ customer: 'cus_nothing', items: [{ price: 'price_nothing' }] }), 'resource_missing', 'customer'],
    [() => stripe.customers.create({ email: 'no address' }), 'email_invalid', 'email'],
  ];
  for (const [call, code, param] of cases) {
    const error = await refused(call());
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError, `${code}: ${error.type}`);
    assert.equal(error.statusCode, 400, `${code} ${param}`);
    assert.equal(error.rawType, 'invalid_request_error');
    assert.equal(error.code, code, param);
    assert.equal(error.param, param);
    assert.match(error.requestId, /^req_/);
    assert.ok(error.message.length > 10);
  }
});

test('a wrong enumeration says what is allowed', async () => {
  const stripe = client();
  const error = await refused(stripe.coupons.create({ percent_off: 5, duration: 'sometimes' }));
  assert.equal(error.param, 'duration');
  assert.match(error.message, /forever.*once.*repeating/);
});

test('a place in an array is named in brackets', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 100);
  const error = await refused(
    stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }, { price: 'price_nothing' }] }),
  );
  assert.equal(error.param, 'items[1][price]');
});

test('what is not there is 404', async () => {
  const stripe = client();
  for (const call of [
    () => stripe.customers.retrieve('cus_nothing'),
    () => stripe.invoices.retrieve('in_nothing'),
    () => stripe.subscriptions.update('sub_nothing', { metadata: { a: 'b' } }),
    () => stripe.products.del('prod_nothing'),
  ]) {
    const error = await refused(call());
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError);
    assert.equal(error.statusCode, 404);
    assert.equal(error.code, 'resource_missing');
    assert.equal(error.param, 'id');
  }
  const route = await refused(stripe.rawRequest('GET', '/v1/nothing/here'));
  assert.equal(route.statusCode, 404);
  assert.ok(route instanceof Stripe.errors.StripeInvalidRequestError);
  const later = await refused(stripe.payouts.list());
  assert.equal(later.statusCode, 404);
});

test('a wrong key is an authentication error, and is not shown', async () => {
  const wrong = 'sk_test_this_one_is_wrong_42';
  const error = await refused(client({ key: wrong }).customers.list());
  assert.ok(error instanceof Stripe.errors.StripeAuthenticationError);
  assert.equal(error.statusCode, 401);
  assert.ok(!error.message.includes(wrong));
});

test('a publishable key and another account are permission errors', async () => {
  const publishable = await refused(client({ key: 'pk_test_publishable_key' }).customers.list());
  assert.ok(publishable instanceof Stripe.errors.StripePermissionError);
  assert.equal(publishable.code, 'secret_key_required');
  const account = await refused(client().customers.list({}, { stripeAccount: 'acct_other' }));
  assert.ok(account instanceof Stripe.errors.StripePermissionError);
  assert.equal(account.statusCode, 403);
  const context = await refused(client({ stripeContext: 'acct_other' }).customers.list());
  assert.ok(context instanceof Stripe.errors.StripePermissionError);
});

test('user logic that refuses a command is an error of the API, and nothing is made', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, example('never-ends'));
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id, on_failure: 'fail' } });
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const error = await refused(
    stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], discounts: [{ coupon: coupon.id }] }),
  );
  assert.ok(error instanceof Stripe.errors.StripeAPIError);
  assert.equal(error.statusCode, 422);
  assert.equal(error.code, 'extension_failed');
  assert.equal((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data.length, 0);
  assert.equal((await stripe.invoices.list({ customer: customer.id })).data.length, 0);
});

test('an engine that is not there is a connection error', async () => {
  const error = await refused(client({ port: 1 }).customers.list());
  assert.ok(error instanceof Stripe.errors.StripeConnectionError);
});

test('what lives on an advancing clock is locked, which is a rate limit error', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await stripe.prices.create({
    currency: 'usd', unit_amount: 100, recurring: { interval: 'day' }, product_data: { name: unique('Daily') },
  });
  await Promise.all(
    Array.from({ length: 30 }, () => stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })),
  );
  const advancing = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: at('2027-03-02T12:00:00Z') });
  assert.equal(advancing.status, 'advancing');
  assert.equal(advancing.status_details.advancing.target_frozen_time, at('2027-03-02T12:00:00Z'));
  const patient = client({ maxNetworkRetries: 5 });
  const later = patient.customers.update(customer.id, { metadata: { patient: 'yes' } });
  const outcome = await stripe.customers.update(customer.id, { name: 'Locked' }).catch((error) => error);
  if (outcome instanceof Error) {
    assert.ok(outcome instanceof Stripe.errors.StripeRateLimitError, outcome.type);
    assert.equal(outcome.code, 'lock_timeout');
    assert.equal(outcome.headers['stripe-should-retry'], 'true');
    assert.equal(outcome.statusCode, 429);
  } else {
    assert.equal((await stripe.testHelpers.testClocks.retrieve(clock.id)).status, 'ready');
  }
  assert.equal((await later).metadata.patient, 'yes');
  await clockReady(stripe, clock);
  await advance(stripe, clock, at('2027-03-02T13:00:00Z'));
});

about('idempotency');

test('the same key twice is one effect and one answer', async () => {
  const stripe = client();
  const idempotencyKey = unique('once');
  const email = `${unique('once')}@example.com`;
  const first = await stripe.customers.create({ email }, { idempotencyKey });
  const second = await stripe.customers.create({ email }, { idempotencyKey });
  assert.equal(second.id, first.id);
  assert.deepEqual(JSON.parse(JSON.stringify(second)), JSON.parse(JSON.stringify(first)));
  assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(second.lastResponse.headers['original-request'], first.lastResponse.requestId);
  assert.equal(second.lastResponse.headers['idempotency-key'], idempotencyKey);
  assert.equal((await stripe.customers.list({ email })).data.length, 1);
});

test('the same key with another body or path is an idempotency error', async () => {
  const stripe = client();
  const idempotencyKey = unique('body');
  await stripe.customers.create({ name: 'One' }, { idempotencyKey });
  for (const call of [
    () => stripe.customers.create({ name: 'Two' }, { idempotencyKey }),
    () => stripe.products.create({ name: 'One' }, { idempotencyKey }),
  ]) {
    const error = await refused(call());
    assert.ok(error instanceof Stripe.errors.StripeIdempotencyError);
    assert.equal(error.statusCode, 400);
    assert.equal(error.rawType, 'idempotency_error');
  }
});

test('two at once with one key are one effect', async () => {
  const email = `${unique('race')}@example.com`;
  for (let round = 0; round < 10; round++) {
    const stripe = client({ maxNetworkRetries: 3 });
    const idempotencyKey = unique('race');
    const [a, b, c] = await Promise.all([0, 1, 2].map(() => stripe.customers.create({ email }, { idempotencyKey })));
    assert.equal(a.id, b.id);
    assert.equal(b.id, c.id);
  }
  const made = await client().customers.list({ email, limit: 100 });
  assert.equal(made.data.length, 10);
});

test('many at once, of all kinds, are all answered', async () => {
  const stripe = client({ telemetry: false }); // it warns when it cannot send its times fast enough
  const price = await monthly(stripe, 700);
  const sign = async (i) => {
    const customer = await payingCustomer(stripe, { name: `Storm ${i}` });
    const [subscription] = await Promise.all([
      stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }], expand: ['latest_invoice'] }),
      stripe.invoices.createPreview({ customer: customer.id, subscription_details: { items: [{ price: price.id }] } }),
      stripe.customers.list({ limit: 3 }),
      stripe.products.create({ name: `Storm ${i}` }),
      refused(stripe.invoices.retrieve('in_nothing')),
    ]);
    return subscription.latest_invoice;
  };
  const invoices = await Promise.all(Array.from({ length: 40 }, (_, i) => sign(i)));
  assert.ok(invoices.every(({ status, total }) => status === 'paid' && total === 700));
  assert.equal(new Set(invoices.map(({ number }) => number)).size, 40);
  const listed = await stripe.subscriptions.list({ price: price.id, limit: 20 }).autoPagingToArray({ limit: 1000 });
  assert.equal(listed.length, 40);
});

test('a refused parameter does not use the key up, a decline does', async () => {
  const stripe = client();
  const idempotencyKey = unique('free');
  await refused(stripe.customers.create({ nonsense: 1 }, { idempotencyKey }));
  const customer = await stripe.customers.create({ name: 'Now' }, { idempotencyKey });
  assert.equal(customer.name, 'Now');
  const decline = unique('decline');
  const attach = () =>
    stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: customer.id }, { idempotencyKey: decline });
  const first = await refused(attach());
  const second = await refused(attach());
  assert.equal(second.code, first.code);
  assert.equal(second.headers['idempotent-replayed'], 'true');
});

test('the key may also come as Basic, and the version of the request is answered', async () => {
  const stripe = client();
  const price = await stripe.prices.create(
    { currency: 'usd', unit_amount: 1, product_data: { name: 'v' } },
    { apiVersion: '2024-06-20' },
  );
  assert.equal(price.unit_amount, 1);
  const { port } = await import('./harness.mjs');
  const response = await fetch(`http://127.0.0.1:${port}/v1/customers?limit=1`, {
    headers: { Authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` },
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('request-id'), /^req_/);
  assert.equal(response.headers.get('stripe-version'), '2026-10-28.endive');
});
