// SPDX-License-Identifier: Apache-2.0
import { DAY, about, advance, assert, at, client, eventsOf, monthly, payingCustomer, refused, test } from './harness.mjs';

about('test clocks');

const date = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

test('a month is billed in a second, and the anchor day survives February', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-01-31T10:00:00Z'), name: 'Months' });
  assert.match(clock.id, /^clock_/);
  assert.equal(clock.status, 'ready');
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  assert.equal(customer.test_clock, clock.id);
  assert.equal(customer.created, at('2027-01-31T10:00:00Z'));
  const price = await monthly(stripe, 3000);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  assert.equal(date(subscription.items.data[0].current_period_end), '2027-02-28');
  await advance(stripe, clock, at('2027-02-28T11:30:00Z'));
  await advance(stripe, clock, at('2027-03-31T11:30:00Z'));
  const ready = await advance(stripe, clock, at('2027-04-30T11:30:00Z'));
  assert.equal(ready.frozen_time, at('2027-04-30T11:30:00Z'));
  const invoices = (await stripe.invoices.list({ customer: customer.id })).data;
  assert.equal(invoices.length, 4);
  assert.ok(invoices.every(({ status, total }) => status === 'paid' && total === 3000));
  assert.deepEqual(invoices.map(({ billing_reason }) => billing_reason), [
    'subscription_cycle', 'subscription_cycle', 'subscription_cycle', 'subscription_create',
  ]);
  assert.deepEqual(invoices.map(({ lines }) => date(lines.data[0].period.start)), [
    '2027-04-30', '2027-03-31', '2027-02-28', '2027-01-31',
  ]);
  assert.deepEqual(invoices.map(({ number }) => Number(number.split('-')[1])), [4, 3, 2, 1]);
  const now = await stripe.subscriptions.retrieve(subscription.id);
  assert.equal(date(now.items.data[0].current_period_end), '2027-05-31');
  assert.equal(now.latest_invoice, invoices[0].id);
  const deleted = await stripe.testHelpers.testClocks.del(clock.id);
  assert.equal(deleted.deleted, true);
});

test('a renewal waits an hour as a draft', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1100);
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  await advance(stripe, clock, at('2027-04-01T00:10:00Z'));
  const [draft] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  assert.equal(draft.status, 'draft');
  assert.equal(draft.auto_advance, true);
  assert.equal(draft.automatically_finalizes_at, at('2027-04-01T01:00:00Z'));
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 400, currency: 'usd' });
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  const paid = await stripe.invoices.retrieve(draft.id);
  assert.equal(paid.status, 'paid');
  assert.equal(paid.total, 1500);
  assert.equal(paid.status_transitions.finalized_at, at('2027-04-01T01:00:00Z'));
});

test('a renewal that fails is past due, tried again, and paid with a new card', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1100);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: failing.id } });
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  const late = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  assert.equal(late.status, 'past_due');
  assert.equal(late.latest_invoice.status, 'open');
  assert.equal(late.latest_invoice.attempt_count, 1);
  assert.ok(late.latest_invoice.next_payment_attempt > at('2027-04-01'));
  const good = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
  await advance(stripe, clock, late.latest_invoice.next_payment_attempt + 60);
  assert.equal((await stripe.invoices.retrieve(late.latest_invoice.id)).status, 'paid');
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  for (const type of ['invoice.payment_failed', 'charge.failed', 'invoice.payment_succeeded', 'invoice.paid']) {
    assert.ok(types.includes(type), type);
  }
});

test('a failed payment, its recovery, and the cancellation when nothing pays any more', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1100);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const pays = async (card) => {
    const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  };
  await pays('pm_card_chargeCustomerFail');
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'past_due');
  await pays('pm_card_visa');
  await advance(stripe, clock, at('2027-04-02T02:00:00Z'));
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
  await pays('pm_card_chargeCustomerFail');
  await advance(stripe, clock, at('2027-05-15T02:00:00Z'));
  const ended = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  assert.equal(ended.status, 'canceled');
  assert.equal(ended.cancellation_details.reason, 'payment_failed');
  assert.equal(ended.latest_invoice.status, 'open');
  assert.equal(ended.latest_invoice.attempt_count, 9);
  assert.equal((await stripe.customers.retrieve(customer.id)).delinquent, true);
});

test('an end with the period comes', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1100);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    cancel_at_period_end: true,
  });
  await advance(stripe, clock, at('2027-04-02'));
  const ended = await stripe.subscriptions.retrieve(subscription.id);
  assert.equal(ended.status, 'canceled');
  assert.equal(ended.ended_at, at('2027-04-01'));
  assert.equal((await stripe.invoices.list({ customer: customer.id })).data.length, 1);
});

test('a first payment has 23 hours', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    payment_method: 'pm_card_chargeCustomerFail',
    invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
  });
  const price = await monthly(stripe, 1100);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  assert.equal(subscription.status, 'incomplete');
  await advance(stripe, clock, at('2027-03-01') + DAY);
  const expired = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  assert.equal(expired.status, 'incomplete_expired');
  assert.equal(expired.latest_invoice.status, 'void');
});

test('clocks go forward only, are listed, and take their customers with them', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const back = await refused(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: at('2027-02-01') }));
  assert.equal(back.statusCode, 400);
  const far = await refused(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: at('2037-02-01') }));
  assert.equal(far.statusCode, 400);
  assert.ok((await stripe.testHelpers.testClocks.list({ limit: 100 })).data.some(({ id }) => id === clock.id));
  assert.deepEqual((await stripe.customers.list({ test_clock: clock.id })).data.map(({ id }) => id), [customer.id]);
  assert.ok(!(await stripe.customers.list({ limit: 100 })).data.some(({ id }) => id === customer.id));
  await stripe.testHelpers.testClocks.del(clock.id);
  assert.equal((await refused(stripe.testHelpers.testClocks.retrieve(clock.id))).code, 'resource_missing');
  const gone = await stripe.customers.retrieve(customer.id).catch((error) => error);
  assert.ok(gone.deleted === true || gone.code === 'resource_missing');
});

test('advancing in two steps is advancing in one', async () => {
  const stripe = client();
  const price = await monthly(stripe, 1234);
  const bill = async (steps) => {
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
    const customer = await payingCustomer(stripe, { test_clock: clock.id });
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    for (const step of steps) await advance(stripe, clock, at(step));
    const events = await eventsOf(stripe, customer.id);
    await stripe.testHelpers.testClocks.del(clock.id);
    return events.map(({ type, created }) => `${type} ${created}`);
  };
  assert.deepEqual(await bill(['2027-04-10', '2027-05-01']), await bill(['2027-03-20', '2027-04-01', '2027-05-01']));
});
