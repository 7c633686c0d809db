// SPDX-License-Identifier: Apache-2.0
import {
  Receiver, Stripe, about, advance, assert, at, client, eventsOf, monthly, payingCustomer, refused, sleep, test,
} from './harness.mjs';

about('events');

test('a sign-up tells its story in order', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 900);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  const story = [
    'customer.created', 'customer.subscription.created', 'invoice.created', 'invoice.finalized', 'payment_intent.created',
    'charge.succeeded', 'payment_intent.succeeded', 'invoice.paid', 'invoice.payment_succeeded',
    'customer.subscription.updated',
  ];
  assert.deepEqual(types.filter((type) => story.includes(type)), story);
  const updated = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data[0];
  assert.equal(updated.data.object.id, subscription.id);
  assert.equal(updated.data.previous_attributes.status, 'incomplete');
  assert.equal(updated.data.object.status, 'active');
});

test('events are listed by type, by several types and by a family', async () => {
  const stripe = client();
  const product = await stripe.products.create({ name: 'Told' });
  await stripe.products.update(product.id, { name: 'Retold' });
  const created = await stripe.events.list({ type: 'product.created', limit: 1 });
  assert.equal(created.data[0].data.object.id, product.id);
  const two = await stripe.events.list({ types: ['product.created', 'product.updated'], limit: 2 });
  assert.deepEqual(two.data.map(({ type }) => type), ['product.updated', 'product.created']);
  const family = await stripe.events.list({ type: 'product.*', limit: 2 });
  assert.deepEqual(family.data.map(({ id }) => id), two.data.map(({ id }) => id));
  const one = await stripe.events.retrieve(two.data[0].id);
  assert.equal(one.object, 'event');
  assert.equal(one.data.previous_attributes.name, 'Told');
  assert.equal(one.api_version, '2026-10-28.endive');
  assert.equal(one.pending_webhooks, 0);
  assert.equal((await refused(stripe.events.retrieve('evt_nothing'))).statusCode, 404);
});

test('a call that changes nothing tells nothing', async () => {
  const stripe = client();
  const product = await stripe.products.create({ name: 'Same' });
  const [newest] = (await stripe.events.list({ limit: 1 })).data;
  await stripe.products.update(product.id, { name: 'Same' });
  const [after] = (await stripe.events.list({ limit: 1 })).data;
  assert.equal(after.id, newest.id, `${after.type} ${after.data.object.id}`);
});

test('what the scheduler did has no request behind it', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 900);
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  const renewal = (await eventsOf(stripe, customer.id)).filter(({ created }) => created >= at('2027-04-01'));
  assert.ok(renewal.length > 4);
  for (const { request, type } of renewal) {
    assert.equal(request?.id ?? null, null, type);
  }
});

about('webhooks');

test('deliveries are signed for the client and come in order', async () => {
  const stripe = client();
  const receiver = await new Receiver().listen();
  const endpoint = await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['*'],
    description: 'Test',
    metadata: { team: 'billing' },
  });
  try {
    assert.match(endpoint.secret, /^whsec_/);
    assert.equal(endpoint.status, 'enabled');
    const customer = await payingCustomer(stripe);
    const price = await monthly(stripe, 900);
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const expected = await eventsOf(stripe, customer.id);
    const mine = ({ body }) => {
      const { object } = JSON.parse(body).data;
      return object.id === customer.id || object.customer === customer.id;
    };
    const deliveries = (await receiver.until((all) => all.filter(mine).length >= expected.length)).filter(mine);
    assert.deepEqual(deliveries.map(({ body }) => JSON.parse(body).id), expected.map(({ id }) => id));
    for (const { body, signature, contentType } of deliveries) {
      const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret);
      assert.equal(event.object, 'event');
      assert.match(contentType, /^application\/json/);
    }
    const shown = JSON.parse(deliveries[0].body);
    const read = JSON.parse(JSON.stringify(await stripe.events.retrieve(shown.id)));
    assert.deepEqual({ ...shown, pending_webhooks: 0 }, { ...read, pending_webhooks: 0 });
    const error = await refused(
      (async () => stripe.webhooks.constructEvent(deliveries[0].body, deliveries[0].signature, 'whsec_other'))(),
    );
    assert.ok(error instanceof Stripe.errors.StripeSignatureVerificationError);
  } finally {
    await stripe.webhookEndpoints.del(endpoint.id);
    receiver.close();
  }
});

test('a delivery that fails is repeated before anything later is sent', async () => {
  const stripe = client();
  const receiver = await new Receiver((count) => count === 2).listen();
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['product.created', 'product.updated'] });
  try {
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await stripe.products.create({ name: `P${i}` })).id);
    await receiver.until((all) => all.length >= 5);
    assert.deepEqual(receiver.accepted().map(({ body }) => JSON.parse(body).data.object.id), made);
    assert.ok(receiver.count >= 6);
    const [refusedOne] = receiver.deliveries.filter(({ status }) => status === 500);
    const repeats = receiver.deliveries.filter(({ body }) => JSON.parse(body).id === JSON.parse(refusedOne.body).id);
    assert.deepEqual(repeats.map(({ status }) => status), [500, 200]);
    for (const { body, signature } of receiver.deliveries) {
      stripe.webhooks.constructEvent(body, signature, endpoint.secret);
    }
  } finally {
    await stripe.webhookEndpoints.del(endpoint.id);
    receiver.close();
  }
});

test('an endpoint hears only what it asked for, and nothing while disabled', async () => {
  const stripe = client();
  const receiver = await new Receiver().listen();
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['coupon.created'] });
  try {
    await stripe.customers.create();
    const coupon = await stripe.coupons.create({ percent_off: 5, duration: 'once' });
    const [delivery] = await receiver.until((all) => all.length >= 1);
    assert.equal(JSON.parse(delivery.body).data.object.id, coupon.id);
    const disabled = await stripe.webhookEndpoints.update(endpoint.id, { disabled: true, enabled_events: ['*'] });
    assert.equal(disabled.status, 'disabled');
    assert.equal(disabled.secret, undefined);
    await stripe.customers.create();
    await sleep(300);
    assert.equal(receiver.count, 1);
    assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).id, endpoint.id);
    assert.ok((await stripe.webhookEndpoints.list()).data.some(({ id }) => id === endpoint.id));
  } finally {
    assert.equal((await stripe.webhookEndpoints.del(endpoint.id)).deleted, true);
    receiver.close();
  }
});

test('an address that may not be called is refused', async () => {
  const stripe = client();
  for (const url of ['ftp://example.com/', 'not a url']) {
    const error = await refused(stripe.webhookEndpoints.create({ url, enabled_events: ['*'] }));
    assert.equal(error.type, 'StripeInvalidRequestError', url);
    assert.equal(error.param, 'url', url);
  }
  const type = await refused(stripe.webhookEndpoints.create({ url: 'https://example.com/', enabled_events: ['nothing'] }));
  assert.equal(type.statusCode, 400);
});
