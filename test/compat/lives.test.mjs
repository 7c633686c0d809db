// SPDX-License-Identifier: Apache-2.0
// Whole lives of subscriptions, as programs of the official client lead them.
import { about, advance, assert, at, client, refused, test } from './harness.mjs';

about('lives');

/** A customer on a clock of its own, with a card. */
async function customerAt(stripe, date, card = 'pm_card_visa') {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at(date) });
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    ...(card && { payment_method: card, invoice_settings: { default_payment_method: card } }),
  });
  return { clock, customer };
}

async function priceOf(stripe, unit_amount, interval = 'month', currency = 'usd', more = {}) {
  const product = await stripe.products.create({ name: 'Plan' });
  return stripe.prices.create({ product: product.id, unit_amount, currency, recurring: { interval }, ...more });
}

const newest = async (stripe, customer) => (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data[0];

test('up and down in the middle of a month: what is used is paid, and no more', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-04-01');
  const small = await priceOf(stripe, 1000);
  const big = await priceOf(stripe, 4000);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
  const [item] = subscription.items.data;
  await advance(stripe, clock, at('2026-04-16'));
  const change = { items: [{ id: item.id, price: big.id }], proration_date: at('2026-04-16') };
  const preview = await stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: { ...change, proration_behavior: 'always_invoice' },
  });
  assert.equal(preview.total, 1500);
  await stripe.subscriptions.update(subscription.id, { ...change, proration_behavior: 'always_invoice' });
  assert.equal((await newest(stripe, customer)).amount_paid, 1500);
  await advance(stripe, clock, at('2026-04-21'));
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item.id, price: small.id }],
    proration_behavior: 'create_prorations',
  });
  await advance(stripe, clock, at('2026-05-01T02:00:00Z'));
  const renewal = await newest(stripe, customer);
  assert.equal(renewal.lines.data.length, 3);
  assert.equal(renewal.total, 1000 - 1333 + 333);
});

test('a trial becomes a paid subscription', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 2500);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 14,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  assert.equal(subscription.status, 'trialing');
  await advance(stripe, clock, at('2026-04-15T02:00:00Z'));
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
  assert.equal((await newest(stripe, customer)).amount_paid, 2500);
});

test('a payment fails, comes after all, and the subscription is left', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 2500);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
  await advance(stripe, clock, at('2026-05-01T02:00:00Z'));
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'past_due');
  const invoice = await newest(stripe, customer);
  await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' });
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
  await stripe.subscriptions.update(subscription.id, {
    cancel_at: at('2026-05-16T12:00:00Z'),
    cancellation_details: { feedback: 'unused', comment: 'moved' },
  });
  await advance(stripe, clock, at('2026-05-17'));
  const end = await stripe.subscriptions.retrieve(subscription.id);
  assert.equal(end.status, 'canceled');
  assert.equal(end.ended_at, at('2026-05-16T12:00:00Z'));
  assert.equal(end.cancellation_details.feedback, 'unused');
});

test('a schedule leads through three phases, and can be released', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-01-01');
  const prices = [await priceOf(stripe, 1000), await priceOf(stripe, 2000), await priceOf(stripe, 3000)];
  const schedule = await stripe.subscriptionSchedules.create({
    customer: customer.id,
    start_date: 'now',
    end_behavior: 'cancel',
    phases: prices.map(({ id }) => ({ items: [{ price: id }], duration: { interval: 'month', interval_count: 1 } })),
  });
  assert.equal(schedule.status, 'active');
  assert.equal(schedule.phases.length, 3);
  await advance(stripe, clock, at('2026-02-01T02:00:00Z'));
  await advance(stripe, clock, at('2026-03-01T02:00:00Z'));
  const totals = (await stripe.invoices.list({ customer: customer.id })).data.map(({ total }) => total);
  assert.deepEqual(totals, [3000, 2000, 1000]);
  const current = await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ['subscription'] });
  assert.equal(current.current_phase.start_date, at('2026-03-01'));
  assert.equal(current.subscription.items.data[0].price.id, prices[2].id);
  const updated = await stripe.subscriptionSchedules.update(schedule.id, { metadata: { note: 'kept' } });
  assert.equal(updated.metadata.note, 'kept');
  const free = await stripe.subscriptionSchedules.release(schedule.id);
  assert.equal(free.status, 'released');
  assert.equal((await stripe.subscriptions.retrieve(free.released_subscription)).cancel_at, null);
  assert.equal((await stripe.subscriptionSchedules.list({ customer: customer.id })).data.length, 1);
  const other = await stripe.subscriptionSchedules.create({
    customer: customer.id,
    start_date: at('2026-04-01'),
    phases: [{ items: [{ price: prices[0].id }], duration: { interval: 'month' } }],
  });
  assert.equal((await stripe.subscriptionSchedules.cancel(other.id)).status, 'canceled');
});

test('a year with inclusive tax', async () => {
  const stripe = client();
  const { customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 12000, 'year');
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: true });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_tax_rates: [rate.id],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.latest_invoice.total, 12000);
  assert.equal(subscription.latest_invoice.total_excluding_tax, 10000);
  assert.equal(subscription.latest_invoice.total_taxes[0].amount, 2000);
});

for (const [currency, amount, half] of [['jpy', 1501, 751], ['kwd', 1234, 617]]) {
  test(`${currency.toUpperCase()} is counted in its own smallest unit`, async () => {
    const stripe = client();
    const { clock, customer } = await customerAt(stripe, '2026-04-01');
    const price = await priceOf(stripe, amount, 'month', currency);
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await advance(stripe, clock, at('2026-04-16'));
    await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
    const invoice = await newest(stripe, customer);
    assert.equal(invoice.currency, currency);
    assert.equal(invoice.total, -half);
  });
}

test('a promotion code at sign-up', async () => {
  const stripe = client();
  const { customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 1000);
  const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'once' });
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ promotion_code: code.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.latest_invoice.total, 750);
});

test('paused, resumed, and moved to flexible billing', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 3000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    billing_mode: { type: 'classic' },
  });
  const moved = await stripe.subscriptions.migrate(subscription.id, { billing_mode: { type: 'flexible' } });
  assert.equal(moved.billing_mode.type, 'flexible');
  await advance(stripe, clock, at('2026-04-16'));
  const paused = await stripe.subscriptions.pause(subscription.id, { type: 'subscription' });
  assert.equal(paused.status, 'paused');
  await advance(stripe, clock, at('2026-04-20'));
  const resumed = await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type: 'now' } });
  assert.equal(resumed.status, 'active');
  assert.equal((await newest(stripe, customer)).total, 1500);
  assert.equal((await refused(stripe.subscriptions.resume(subscription.id))).statusCode, 400);
});

test('yen without fractions, dinars with three digits', async () => {
  const stripe = client();
  const { clock, customer } = await customerAt(stripe, '2026-04-01');
  const small = await priceOf(stripe, 1000, 'month', 'jpy');
  const big = await priceOf(stripe, 2500, 'month', 'jpy');
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
  assert.equal(subscription.currency, 'jpy');
  await advance(stripe, clock, at('2026-04-21'));
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0].id, price: big.id }],
    proration_behavior: 'always_invoice',
  });
  const change = await newest(stripe, customer);
  assert.deepEqual(change.lines.data.map((line) => line.amount), [-333, 833]); // a third of 1000 and of 2500
  assert.equal(change.amount_paid, 500);
  const [charge] = (await stripe.charges.list({ customer: customer.id, limit: 1 })).data;
  assert.deepEqual([charge.currency, charge.amount], ['jpy', 500]);

  const { clock: other, customer: noor } = await customerAt(stripe, '2026-04-01');
  const dinars = await priceOf(stripe, 1234, 'month', 'kwd');
  await stripe.subscriptions.create({ customer: noor.id, items: [{ price: dinars.id, quantity: 3 }] });
  const first = await newest(stripe, noor);
  assert.deepEqual([first.total, first.amount_due, first.ending_balance], [3702, 3700, 2]); // charged in steps of ten
  await advance(stripe, other, at('2026-05-01T02:00:00Z'));
  const second = await newest(stripe, noor);
  assert.deepEqual([second.total, second.starting_balance, second.amount_due, second.ending_balance], [3702, 2, 3700, 4]);
});

test('a refund, and the credit note that explains it', async () => {
  const stripe = client();
  const { customer } = await customerAt(stripe, '2026-04-01');
  const price = await priceOf(stripe, 3000);
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const invoice = await newest(stripe, customer);
  const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id })).data;
  const refund = await stripe.refunds.create({ payment_intent: payment.payment.payment_intent, amount: 1000 });
  const params = { invoice: invoice.id, amount: 1000, refunds: [{ refund: refund.id }] };
  const preview = await stripe.creditNotes.preview(params);
  const note = await stripe.creditNotes.create(params);
  assert.equal(note.total, preview.total);
  assert.equal(note.post_payment_amount, 1000);
  assert.equal(note.refunds[0].refund, refund.id);
  assert.equal((await stripe.invoices.retrieve(invoice.id)).post_payment_credit_notes_amount, 1000);
  const error = await refused(stripe.creditNotes.create({ invoice: invoice.id, amount: 2001, refund_amount: 2001 }));
  assert.equal(error.param, 'amount');
});
