// SPDX-License-Identifier: Apache-2.0
import { about, advance, assert, at, client, eventsOf, monthly, payingCustomer, refused, test } from './harness.mjs';

about('subscriptions');

test('a subscription is paid at once and shows its invoice', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 2000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 3, metadata: { seat: 'yes' } }],
    description: 'Seats',
    metadata: { plan: 'gold' },
    expand: ['latest_invoice', 'latest_invoice.payments', 'latest_invoice.confirmation_secret', 'customer'],
  });
  assert.equal(subscription.status, 'active');
  assert.equal(subscription.customer.id, customer.id);
  assert.equal(subscription.items.object, 'list');
  const [item] = subscription.items.data;
  assert.equal(item.quantity, 3);
  assert.equal(item.price.id, price.id);
  assert.equal(item.plan.id, price.id);
  assert.equal(item.current_period_start, subscription.start_date);
  const invoice = subscription.latest_invoice;
  assert.equal(invoice.status, 'paid');
  assert.equal(invoice.billing_reason, 'subscription_create');
  assert.equal(invoice.total, 6000);
  assert.equal(invoice.amount_paid, 6000);
  assert.equal(invoice.amount_remaining, 0);
  assert.ok(invoice.number);
  assert.equal(invoice.parent.subscription_details.subscription, subscription.id);
  assert.deepEqual({ ...invoice.parent.subscription_details.metadata }, { plan: 'gold' });
  const [payment] = invoice.payments.data;
  assert.equal(payment.status, 'paid');
  assert.equal(payment.amount_paid, 6000);
  assert.equal(payment.payment.type, 'payment_intent');
  const [line] = invoice.lines.data;
  assert.equal(line.amount, 6000);
  assert.equal(line.quantity, 3);
  assert.equal(line.pricing.price_details.price, price.id);
  assert.equal(line.pricing.unit_amount_decimal.toString(), '2000');
  assert.equal(line.parent.subscription_item_details.subscription_item, item.id);
  assert.deepEqual({ ...line.metadata }, { seat: 'yes' });
});

test('subscriptions are listed by customer, price and status', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const gold = await monthly(stripe, 2000);
  const iron = await monthly(stripe, 500);
  const first = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: gold.id }] });
  const second = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: iron.id }] });
  await stripe.subscriptions.cancel(second.id);
  const ids = async (params) => (await stripe.subscriptions.list(params)).data.map(({ id }) => id);
  assert.deepEqual(await ids({ customer: customer.id }), [first.id]);
  assert.deepEqual(await ids({ customer: customer.id, status: 'all' }), [second.id, first.id]);
  assert.deepEqual(await ids({ customer: customer.id, status: 'canceled' }), [second.id]);
  assert.deepEqual(await ids({ price: gold.id }), [first.id]);
});

test('a change of quantity prorates, or is invoiced at once, or is free', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 3000);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const item = subscription.items.data[0].id;
  const free = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, quantity: 2 }],
    proration_behavior: 'none',
  });
  assert.equal(free.items.data[0].quantity, 2);
  assert.equal(free.items.data[0].id, item);
  assert.equal((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data.length, 0);
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 4 }] });
  const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
  assert.equal(pending.data.length, 2);
  assert.ok(pending.data.every(({ proration }) => proration));
  const sum = pending.data.reduce((total, { amount }) => total + amount, 0);
  assert.ok(sum > 8990 && sum <= 9000, `four seats less the one that was billed: ${sum}`);
  const invoiced = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, quantity: 5 }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  assert.equal(invoiced.latest_invoice.billing_reason, 'subscription_update');
  assert.equal(invoiced.latest_invoice.status, 'paid');
  const { total } = invoiced.latest_invoice;
  assert.ok(total > 11980 && total <= 12000, `five seats less the one that was billed: ${total}`);
  assert.equal((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data.length, 0);
});

test('items are added, changed, listed and taken away', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const base = await monthly(stripe, 1000);
  const extra = await monthly(stripe, 250);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: base.id }] });
  const added = await stripe.subscriptionItems.create({
    subscription: subscription.id,
    price: extra.id,
    quantity: 2,
    proration_behavior: 'none',
  });
  assert.equal(added.subscription, subscription.id);
  const changed = await stripe.subscriptionItems.update(added.id, { quantity: 7, proration_behavior: 'none' });
  assert.equal(changed.quantity, 7);
  assert.equal((await stripe.subscriptionItems.retrieve(added.id)).quantity, 7);
  assert.equal((await stripe.subscriptionItems.list({ subscription: subscription.id })).data.length, 2);
  const deleted = await stripe.subscriptionItems.del(added.id, { proration_behavior: 'none' });
  assert.equal(deleted.deleted, true);
  const one = await stripe.subscriptions.retrieve(subscription.id);
  assert.deepEqual(one.items.data.map(({ price }) => price.id), [base.id]);
});

test('an end with the period can be asked for and taken back', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const ending = await stripe.subscriptions.update(subscription.id, {
    cancel_at_period_end: true,
    cancellation_details: { comment: 'too dear', feedback: 'too_expensive' },
  });
  assert.equal(ending.status, 'active');
  assert.equal(ending.cancel_at_period_end, true);
  assert.equal(ending.cancel_at, ending.items.data[0].current_period_end);
  assert.ok(ending.canceled_at);
  assert.equal(ending.cancellation_details.feedback, 'too_expensive');
  const staying = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
  assert.equal(staying.cancel_at_period_end, false);
  assert.equal(staying.cancel_at, null);
  assert.equal(staying.canceled_at, null);
});

test('canceling ends it now, once', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const canceled = await stripe.subscriptions.cancel(subscription.id, {
    invoice_now: true,
    prorate: true,
    cancellation_details: { comment: 'bye' },
  });
  assert.equal(canceled.status, 'canceled');
  assert.ok(canceled.ended_at);
  assert.equal(canceled.cancellation_details.reason, 'cancellation_requested');
  const again = await refused(stripe.subscriptions.cancel(subscription.id));
  assert.equal(again.statusCode, 404);
  assert.equal(again.code, 'resource_missing');
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  assert.equal(types.filter((type) => type === 'customer.subscription.deleted').length, 1);
});

test('a first payment that fails leaves it incomplete, and paying makes it active', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({
    payment_method: 'pm_card_chargeCustomerFail',
    invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
  });
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.status, 'incomplete');
  assert.equal(subscription.latest_invoice.status, 'open');
  assert.equal(subscription.latest_invoice.attempted, true);
  const failed = await refused(stripe.invoices.pay(subscription.latest_invoice.id));
  assert.equal(failed.type, 'StripeCardError');
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const paid = await stripe.invoices.pay(subscription.latest_invoice.id, { payment_method: method.id });
  assert.equal(paid.status, 'paid');
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
});

test('error_if_incomplete refuses with the card error and makes nothing', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({
    payment_method: 'pm_card_chargeCustomerFail',
    invoice_settings: { default_payment_method: 'pm_card_chargeCustomerFail' },
  });
  const price = await monthly(stripe, 1000);
  const error = await refused(
    stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      payment_behavior: 'error_if_incomplete',
    }),
  );
  assert.equal(error.type, 'StripeCardError');
  assert.equal(error.statusCode, 402);
  assert.equal((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data.length, 0);
  assert.equal((await stripe.invoices.list({ customer: customer.id })).data.length, 0);
});

test('default_incomplete waits for the client to confirm', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1500);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
  });
  assert.equal(subscription.status, 'incomplete');
  const secret = subscription.latest_invoice.confirmation_secret.client_secret;
  const intent = subscription.latest_invoice.payments.data[0].payment.payment_intent;
  assert.ok(secret.startsWith(`${intent}_secret_`));
  const confirmed = await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });
  assert.equal(confirmed.status, 'succeeded');
  const active = await stripe.subscriptions.retrieve(subscription.id);
  assert.equal(active.status, 'active');
  assert.equal(active.default_payment_method, confirmed.payment_method);
});

test('discounts apply in order, and once is once', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 10000);
  const half = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
  const ten = await stripe.coupons.create({ amount_off: 1000, currency: 'usd', duration: 'once' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: half.id }, { coupon: ten.id }],
    expand: ['discounts', 'latest_invoice.discounts', 'latest_invoice.total_discount_amounts.discount'],
  });
  const invoice = subscription.latest_invoice;
  assert.equal(invoice.subtotal, 10000);
  assert.equal(invoice.total, 4000);
  assert.deepEqual(invoice.total_discount_amounts.map(({ amount }) => amount), [5000, 1000]);
  assert.equal(invoice.total_discount_amounts[0].discount.source.coupon, half.id);
  assert.deepEqual(subscription.discounts.map(({ source }) => source.coupon), [half.id]);
  assert.equal((await stripe.coupons.retrieve(ten.id)).times_redeemed, 1);
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
  assert.equal(preview.total, 5000);
  const cleared = await stripe.subscriptions.update(subscription.id, { discounts: '' });
  assert.deepEqual(cleared.discounts, []);
});

test('a currency without fractions is rounded to whole units', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 5001, { currency: 'jpy' });
  const coupon = await stripe.coupons.create({ percent_off: 33.33, duration: 'forever' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.currency, 'jpy');
  assert.equal(subscription.latest_invoice.total, 5001 - 1667);
  assert.equal(subscription.latest_invoice.status, 'paid');
});

test('two items, one with a discount of its own, and another coupon on the whole', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const [base, extra] = [await monthly(stripe, 1000), await monthly(stripe, 400)];
  const quarter = await stripe.coupons.create({ percent_off: 25, duration: 'forever' });
  const hundred = await stripe.coupons.create({ amount_off: 100, currency: 'usd', duration: 'forever' });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }, { price: extra.id, quantity: 2, discounts: [{ coupon: quarter.id }] }],
    discounts: [{ coupon: hundred.id }],
    expand: ['latest_invoice', 'items.data.discounts'],
  });
  const invoice = subscription.latest_invoice;
  assert.equal(invoice.total, 1000 + 600 - 100);
  const item = subscription.items.data.find(({ price }) => price.id === extra.id);
  assert.equal(item.discounts[0].source.coupon, quarter.id);
  const whole = invoice.lines.data.reduce((sum, line) => sum + line.amount, 0);
  const off = invoice.lines.data.flatMap((line) => line.discount_amounts).reduce((sum, { amount }) => sum + amount, 0);
  assert.equal(whole - off, invoice.total);
  assert.equal(invoice.total_discount_amounts.reduce((sum, { amount }) => sum + amount, 0), 300);
});

test('a change costs what its preview said', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-04-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const [small, large] = [await monthly(stripe, 1000), await monthly(stripe, 3252)];
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
  const proration_date = at('2027-04-16');
  await advance(stripe, clock, proration_date);
  const change = {
    items: [{ id: subscription.items.data[0].id, price: large.id }],
    proration_behavior: 'always_invoice',
    proration_date,
  };
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change });
  const changed = await stripe.subscriptions.update(subscription.id, { ...change, expand: ['latest_invoice'] });
  const invoice = changed.latest_invoice;
  assert.equal(invoice.total, -500 + 1626);
  const amounts = ({ lines }) => lines.data.map(({ amount, period, description }) => [amount, period.start, period.end, description]);
  assert.deepEqual(amounts(preview), amounts(invoice));
  assert.equal(preview.total, invoice.total);
  assert.equal(changed.items.data[0].price.id, large.id);
  await stripe.testHelpers.testClocks.del(clock.id);
});

test('a sent invoice gives days to pay, and is overdue after them', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-04-01') });
  const customer = await stripe.customers.create({ email: 'later@example.com', test_clock: clock.id });
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    collection_method: 'send_invoice',
    days_until_due: 5,
  });
  assert.equal(subscription.status, 'active');
  assert.equal(subscription.days_until_due, 5);
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  const open = await stripe.invoices.retrieve(subscription.latest_invoice);
  assert.equal(open.status, 'open');
  assert.equal(open.due_date, open.status_transitions.finalized_at + 5 * 86400);
  await advance(stripe, clock, at('2027-04-08'));
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'past_due');
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  assert.ok(types.includes('invoice.sent'));
  assert.ok(types.includes('invoice.overdue'));
  await stripe.invoices.pay(open.id, { paid_out_of_band: true });
  assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'active');
});

test('the spellings of older clients are understood', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever' });
  const subscription = await stripe.rawRequest('POST', '/v1/subscriptions', {
    customer: customer.id,
    items: [{ plan: price.id }],
    coupon: coupon.id,
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.latest_invoice.total, 900);
  const raised = await stripe.rawRequest('POST', `/v1/subscriptions/${subscription.id}`, {
    items: [{ id: subscription.items.data[0].id, quantity: 2 }],
    prorate: false,
  });
  assert.equal(raised.items.data[0].quantity, 2);
  const item = await stripe.rawRequest('POST', '/v1/invoiceitems', {
    customer: customer.id,
    currency: 'usd',
    unit_amount: 50,
    quantity: 3,
  });
  assert.equal(item.amount, 150);
  assert.equal((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data.length, 1);
});

test('the discounts of a subscription can be taken away', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'repeating', duration_in_months: 2 });
  const { id } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
  });
  const deleted = await stripe.subscriptions.deleteDiscount(id);
  assert.equal(deleted.deleted, true);
  assert.equal(deleted.source.coupon, coupon.id);
  assert.deepEqual((await stripe.subscriptions.retrieve(id)).discounts, []);
  assert.equal((await refused(stripe.subscriptions.deleteDiscount(id))).statusCode, 404);
});

test('a trial is free, announces its end, and is charged after it', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-04-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_period_days: 14,
    trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.status, 'trialing');
  assert.equal(subscription.trial_end, at('2027-04-15'));
  assert.equal(subscription.trial_settings.end_behavior.missing_payment_method, 'cancel');
  assert.equal(subscription.latest_invoice.total, 0);
  assert.equal(subscription.latest_invoice.status, 'paid');
  await advance(stripe, clock, at('2027-04-15T02:00:00Z'));
  const active = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
  assert.equal(active.status, 'active');
  assert.equal(active.latest_invoice.total, 1000);
  assert.equal(active.items.data[0].current_period_end, at('2027-05-15'));
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  assert.ok(types.includes('customer.subscription.trial_will_end'));
  const other = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    trial_end: at('2027-05-01'),
  });
  const ended = await stripe.subscriptions.update(other.id, { trial_end: 'now', expand: ['latest_invoice'] });
  assert.equal(ended.status, 'active');
  assert.equal(ended.latest_invoice.total, 1000);
  await stripe.testHelpers.testClocks.del(clock.id);
});
