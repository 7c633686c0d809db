// SPDX-License-Identifier: Apache-2.0
import { about, assert, client, monthly, payingCustomer, refused, test, unique } from './harness.mjs';

about('lists');

const COUNT = 123;
const email = `${unique('pages')}@example.com`;
let made = null;

/** Many customers of one address, newest first. */
async function many(stripe) {
  if (made === null) {
    made = [];
    for (let i = 0; i < COUNT; i += 10) {
      const batch = Array.from({ length: Math.min(10, COUNT - i) }, () => stripe.customers.create({ email }));
      made.push(...(await Promise.all(batch)).map(({ id }) => id));
    }
  }
  return made;
}

test('iterating walks all pages, each object once', async () => {
  const stripe = client();
  const ids = await many(stripe);
  const seen = [];
  for await (const customer of stripe.customers.list({ email, limit: 50 })) seen.push(customer.id);
  assert.equal(seen.length, COUNT);
  assert.deepEqual([...seen].sort(), [...ids].sort());
});

test('autoPagingToArray stops at its limit', async () => {
  const stripe = client();
  await many(stripe);
  const some = await stripe.customers.list({ email, limit: 40 }).autoPagingToArray({ limit: 105 });
  assert.equal(some.length, 105);
  assert.equal(new Set(some.map(({ id }) => id)).size, 105);
  const each = [];
  await stripe.customers.list({ email, limit: 100 }).autoPagingEach((customer) => {
    each.push(customer.id);
    return each.length < 101;
  });
  assert.equal(each.length, 101);
});

test('ending_before walks back to the newest', async () => {
  const stripe = client();
  await many(stripe);
  const forward = await stripe.customers.list({ email, limit: 100 }).autoPagingToArray({ limit: 1000 });
  const backward = [];
  for await (const customer of stripe.customers.list({ email, limit: 30, ending_before: forward[COUNT - 1].id })) {
    backward.push(customer.id);
  }
  assert.deepEqual(backward.reverse(), forward.slice(0, COUNT - 1).map(({ id }) => id));
  const page = await stripe.customers.list({ email, limit: 3, ending_before: forward[10].id });
  assert.deepEqual(page.data.map(({ id }) => id), forward.slice(7, 10).map(({ id }) => id));
  assert.equal(page.has_more, true);
});

test('a page is bounded and its cursors are checked', async () => {
  const stripe = client();
  const ids = await many(stripe);
  assert.equal((await stripe.customers.list({ email })).data.length, 10);
  assert.equal((await stripe.customers.list({ email, limit: 1 })).has_more, true);
  for (const limit of [0, 101]) {
    const error = await refused(stripe.customers.list({ limit }));
    assert.equal(error.param, 'limit');
  }
  const missing = await refused(stripe.customers.list({ starting_after: 'cus_nothing' }));
  assert.equal(missing.code, 'resource_missing');
  assert.equal(missing.param, 'starting_after');
  assert.equal(missing.statusCode, 400);
  const both = await refused(stripe.customers.list({ starting_after: ids[0], ending_before: ids[1] }));
  assert.equal(both.statusCode, 400);
});

about('expand');

test('objects open to four levels', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 900);
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const subscription = await stripe.subscriptions.retrieve(id, {
    expand: [
      'customer.invoice_settings.default_payment_method',
      'items.data.price.product',
      'latest_invoice.payments.data.payment.payment_intent',
      'latest_invoice.customer.invoice_settings.default_payment_method',
    ],
  });
  assert.equal(subscription.customer.invoice_settings.default_payment_method.card.last4, '4242');
  assert.equal(subscription.items.data[0].price.product.object, 'product');
  assert.equal(subscription.latest_invoice.payments.data[0].payment.payment_intent.status, 'succeeded');
  assert.equal(subscription.latest_invoice.customer.invoice_settings.default_payment_method.object, 'payment_method');
  const list = await stripe.subscriptions.list({
    customer: customer.id,
    expand: ['data.latest_invoice.payments', 'data.latest_invoice.customer.invoice_settings.default_payment_method'],
  });
  assert.equal(list.data[0].latest_invoice.customer.invoice_settings.default_payment_method.card.brand, 'visa');
  assert.equal(list.data[0].latest_invoice.payments.object, 'list');
});

test('a null stays null, and what cannot be expanded is named', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ expand: ['test_clock', 'invoice_settings.default_payment_method'] });
  assert.equal(customer.test_clock, null);
  assert.equal(customer.invoice_settings.default_payment_method, null);
  for (const path of ['nonsense', 'name', 'invoice_settings.nonsense']) {
    const error = await refused(stripe.customers.retrieve(customer.id, { expand: [path] }));
    assert.equal(error.statusCode, 400, path);
    assert.equal(error.param, 'expand', path);
  }
});

test('a deleted object expands to its stub', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const invoice = await stripe.invoices.create({ customer: customer.id });
  await stripe.customers.del(customer.id);
  const expanded = await stripe.invoices.retrieve(invoice.id, { expand: ['customer'] });
  assert.equal(expanded.customer.deleted, true);
});

about('search');

test('a search finds what was just made, and walks its pages', async () => {
  const stripe = client();
  const team = unique('team');
  for (let i = 0; i < 3; i++) await stripe.customers.create({ name: `Member ${i}`, metadata: { team } });
  const query = `metadata["team"]:"${team}"`;
  const first = await stripe.customers.search({ query, limit: 2, expand: ['total_count'] });
  assert.equal(first.object, 'search_result');
  assert.equal(first.total_count, 3);
  const names = [];
  for await (const customer of stripe.customers.search({ query, limit: 2 })) names.push(customer.name);
  assert.deepEqual(names, ['Member 2', 'Member 1', 'Member 0']);
  assert.equal((await refused(stripe.customers.search({ query: 'name' }))).param, 'query');
});

test('every searchable resource answers the official client', async () => {
  const stripe = client();
  for (const name of ['invoices', 'subscriptions', 'products', 'prices', 'charges', 'paymentIntents']) {
    const found = await stripe[name].search({ query: 'metadata["nobody"]:"has this"' });
    assert.deepEqual(found.data, [], name);
  }
});
