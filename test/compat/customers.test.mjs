// SPDX-License-Identifier: Apache-2.0
import { about, assert, client, eventsOf, monthly, payingCustomer, refused, test, unique } from './harness.mjs';

about('customers');

test('a customer keeps what it was made with', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({
    name: 'Ada Ölander & Co',
    email: 'ada+billing@example.com',
    phone: '+46 8 123 456',
    description: 'line one\nline two',
    address: { line1: '1 Main St', city: 'Berlin', country: 'DE', postal_code: '10115' },
    shipping: { name: 'Ada', phone: '+46 8 123 456', address: { line1: '2 Side St', country: 'SE' } },
    preferred_locales: ['sv', 'en'],
    tax_exempt: 'none',
    balance: -500,
    invoice_prefix: 'ADA' + (Date.now() % 1e8).toString(36).toUpperCase(),
    invoice_settings: { footer: 'Thank you', custom_fields: [{ name: 'PO', value: '42' }] },
    metadata: { tier: 'gold', 'space key': 'a=b&c' },
  });
  assert.match(customer.id, /^cus_/);
  assert.equal(customer.object, 'customer');
  assert.equal(customer.name, 'Ada Ölander & Co');
  assert.equal(customer.email, 'ada+billing@example.com');
  assert.equal(customer.description, 'line one\nline two');
  assert.equal(customer.address.line1, '1 Main St');
  assert.equal(customer.address.line2, null);
  assert.equal(customer.shipping.address.country, 'SE');
  assert.deepEqual(customer.preferred_locales, ['sv', 'en']);
  assert.equal(customer.balance, -500);
  assert.equal(customer.livemode, false);
  assert.deepEqual(customer.invoice_settings.custom_fields, [{ name: 'PO', value: '42' }]);
  assert.deepEqual({ ...customer.metadata }, { tier: 'gold', 'space key': 'a=b&c' });
  assert.equal(customer.lastResponse.statusCode, 200);
  assert.match(customer.lastResponse.requestId, /^req_/);
  assert.equal(customer.lastResponse.apiVersion, '2026-10-28.endive');
  assert.match(customer.lastResponse.idempotencyKey, /^stripe-node-retry-/);
  const again = await stripe.customers.retrieve(customer.id);
  assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(customer)));
});

test('null and the empty text unset a field', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ name: 'N', email: 'n@example.com', phone: '1', description: 'd' });
  const changed = await stripe.customers.update(customer.id, { name: null, phone: '', description: undefined });
  assert.equal(changed.name, null);
  assert.equal(changed.phone, null);
  assert.equal(changed.description, 'd');
  assert.equal(changed.email, 'n@example.com');
});

test('metadata merges, an empty value removes its key, an empty hash removes all', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ metadata: { a: 1, b: '2', c: '3' } });
  assert.deepEqual({ ...customer.metadata }, { a: '1', b: '2', c: '3' });
  const merged = await stripe.customers.update(customer.id, { metadata: { b: '', c: 'new', d: '4' } });
  assert.deepEqual({ ...merged.metadata }, { a: '1', c: 'new', d: '4' });
  const nulled = await stripe.customers.update(customer.id, { metadata: { a: null } });
  assert.deepEqual({ ...nulled.metadata }, { c: 'new', d: '4' });
  const untouched = await stripe.customers.update(customer.id, { name: 'M' });
  assert.deepEqual({ ...untouched.metadata }, { c: 'new', d: '4' });
  const emptied = await stripe.customers.update(customer.id, { metadata: '' });
  assert.deepEqual({ ...emptied.metadata }, {});
});

test('metadata holds 50 keys and not one more', async () => {
  const stripe = client();
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key_${i}`, String(i)]));
  const customer = await stripe.customers.create({ metadata });
  assert.equal(Object.keys(customer.metadata).length, 50);
  const error = await refused(stripe.customers.update(customer.id, { metadata: { one_more: '1' } }));
  assert.equal(error.type, 'StripeInvalidRequestError');
  const long = await refused(stripe.customers.create({ metadata: { key: 'x'.repeat(501) } }));
  assert.equal(long.statusCode, 400);
});

test('a list filters by e-mail, newest first', async () => {
  const stripe = client();
  const email = `${unique('list')}@example.com`;
  const first = await stripe.customers.create({ email });
  const second = await stripe.customers.create({ email });
  const list = await stripe.customers.list({ email });
  assert.equal(list.object, 'list');
  assert.equal(list.url, '/v1/customers');
  assert.equal(list.has_more, false);
  assert.deepEqual(list.data.map(({ id }) => id), [second.id, first.id]);
  const since = await stripe.customers.list({ email, created: { gte: first.created, lte: second.created } });
  assert.equal(since.data.length, 2);
  const none = await stripe.customers.list({ email, created: { gt: second.created } });
  assert.equal(none.data.length, 0);
});

test('a deleted customer is a stub, and gone from lists', async () => {
  const stripe = client();
  const email = `${unique('gone')}@example.com`;
  const customer = await stripe.customers.create({ email });
  const deleted = await stripe.customers.del(customer.id);
  assert.deepEqual(JSON.parse(JSON.stringify(deleted)), { id: customer.id, object: 'customer', deleted: true });
  const stub = await stripe.customers.retrieve(customer.id);
  assert.equal(stub.deleted, true);
  assert.equal((await stripe.customers.list({ email })).data.length, 0);
  const error = await refused(stripe.customers.update(customer.id, { name: 'no' }));
  assert.equal(error.code, 'resource_missing');
  assert.equal(error.statusCode, 404);
});

test('a coupon on a customer is a discount, and can be taken away', async () => {
  const stripe = client();
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const customer = await stripe.customers.create();
  const changed = await stripe.rawRequest('POST', `/v1/customers/${customer.id}`, {
    coupon: coupon.id,
    expand: ['discount.source.coupon'],
  });
  assert.equal(changed.discount.object, 'discount');
  assert.equal(changed.discount.source.coupon.id, coupon.id);
  assert.equal(changed.discount.customer, customer.id);
  const deleted = await stripe.customers.deleteDiscount(customer.id);
  assert.equal(deleted.deleted, true);
  assert.equal((await stripe.customers.retrieve(customer.id)).discount, null);
});

test('each change tells what it replaced', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ name: 'Old', metadata: { k: 'old' } });
  await stripe.customers.update(customer.id, { name: 'New', metadata: { k: 'new', added: 'x' } });
  await stripe.customers.del(customer.id);
  const events = await eventsOf(stripe, customer.id);
  assert.deepEqual(events.map(({ type }) => type), ['customer.created', 'customer.updated', 'customer.deleted']);
  const [created, updated] = events;
  assert.equal(created.data.previous_attributes, undefined);
  assert.equal(created.data.object.name, 'Old');
  assert.equal(updated.data.object.name, 'New');
  assert.equal(updated.data.previous_attributes.name, 'Old');
  assert.deepEqual({ ...updated.data.previous_attributes.metadata }, { k: 'old', added: null });
  assert.match(updated.request.id, /^req_/);
  assert.match(updated.request.idempotency_key, /^stripe-node-retry-/);
});

test('the subscriptions of a customer are shown when asked for', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 500);
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  assert.equal((await stripe.customers.retrieve(customer.id)).subscriptions, undefined);
  const shown = await stripe.customers.retrieve(customer.id, { expand: ['subscriptions.data.latest_invoice'] });
  assert.deepEqual(shown.subscriptions.data.map((one) => [one.id, one.latest_invoice.status]), [[id, 'paid']]);
  const list = await stripe.rawRequest('GET', shown.subscriptions.url);
  assert.deepEqual(list.data.map((one) => one.id), [id]);
});
