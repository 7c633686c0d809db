// SPDX-License-Identifier: Apache-2.0
import { about, assert, client, monthly, payingCustomer, refused, test } from './harness.mjs';

about('invoices');

test('an invoice made by hand goes from draft to paid', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe, { name: 'Hand', email: 'hand@example.com' });
  const item = await stripe.invoiceItems.create({
    customer: customer.id,
    amount: 1500,
    currency: 'usd',
    description: 'Work',
    metadata: { ticket: '1' },
  });
  assert.equal(item.invoice, null);
  const draft = await stripe.invoices.create({
    customer: customer.id,
    pending_invoice_items_behavior: 'include',
    auto_advance: false,
    description: 'By hand',
    metadata: { po: '9' },
  });
  assert.equal(draft.status, 'draft');
  assert.equal(draft.billing_reason, 'manual');
  assert.equal(draft.number, null);
  assert.equal(draft.total, 1500);
  const late = await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 250, currency: 'usd' });
  assert.equal(late.invoice, draft.id);
  const lines = await stripe.invoices.listLineItems(draft.id);
  assert.deepEqual(lines.data.map(({ amount }) => amount).sort((a, b) => a - b), [250, 1500]);
  assert.equal(lines.data[0].object, 'line_item');
  const changed = await stripe.invoices.update(draft.id, { footer: 'Thanks', metadata: { po: '10' } });
  assert.equal(changed.footer, 'Thanks');
  const open = await stripe.invoices.finalizeInvoice(draft.id, { auto_advance: false });
  assert.equal(open.status, 'open');
  assert.ok(open.number);
  assert.equal(open.amount_due, 1750);
  assert.equal(open.customer_name, 'Hand');
  assert.ok(open.status_transitions.finalized_at);
  const paid = await stripe.invoices.pay(draft.id, { expand: ['payments.data.payment.payment_intent.latest_charge'] });
  assert.equal(paid.status, 'paid');
  assert.equal(paid.payments.data[0].payment.payment_intent.latest_charge.amount, 1750);
  const again = await refused(stripe.invoices.pay(draft.id));
  assert.equal(again.type, 'StripeInvalidRequestError');
  const edit = await refused(stripe.invoices.update(draft.id, { discounts: [] , due_date: 1 }));
  assert.equal(edit.statusCode, 400);
  const payments = await stripe.invoicePayments.list({ invoice: draft.id });
  assert.equal(payments.data.length, 1);
  assert.equal((await stripe.invoicePayments.retrieve(payments.data[0].id)).invoice, draft.id);
});

test('invoices are listed and read', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 800);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const manual = await stripe.invoices.create({ customer: customer.id });
  const ids = async (params) => (await stripe.invoices.list(params)).data.map(({ id }) => id);
  assert.deepEqual(await ids({ customer: customer.id }), [manual.id, subscription.latest_invoice]);
  assert.deepEqual(await ids({ subscription: subscription.id }), [subscription.latest_invoice]);
  assert.deepEqual(await ids({ customer: customer.id, status: 'draft' }), [manual.id]);
  const one = await stripe.invoices.retrieve(subscription.latest_invoice, { expand: ['customer', 'lines.data.discounts'] });
  assert.equal(one.customer.id, customer.id);
  assert.equal(one.lines.url, `/v1/invoices/${one.id}/lines`);
});

test('what waits can be changed and taken away', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const item = await stripe.invoiceItems.create({
    customer: customer.id,
    currency: 'usd',
    unit_amount_decimal: '12.5',
    quantity: 3,
  });
  assert.equal(item.amount, 38);
  const changed = await stripe.invoiceItems.update(item.id, { quantity: 4, description: 'Four' });
  assert.equal(changed.amount, 50);
  assert.equal((await stripe.invoiceItems.retrieve(item.id)).description, 'Four');
  assert.equal((await stripe.invoiceItems.del(item.id)).deleted, true);
  assert.equal((await refused(stripe.invoiceItems.retrieve(item.id))).statusCode, 404);
});

test('a draft can be deleted, a final invoice only made void', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id });
  assert.equal((await stripe.invoices.del(draft.id)).deleted, true);
  await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: 'usd' });
  const next = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
  await stripe.invoices.finalizeInvoice(next.id, { auto_advance: false });
  const kept = await refused(stripe.invoices.del(next.id));
  assert.equal(kept.statusCode, 400);
  const voided = await stripe.invoices.voidInvoice(next.id);
  assert.equal(voided.status, 'void');
  assert.ok(voided.status_transitions.voided_at);
  assert.equal((await refused(stripe.invoices.pay(next.id))).statusCode, 400);
});

test('an invoice can be given up, and paid outside after all', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ email: 'slow@example.com' });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 900, currency: 'eur' });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 30,
    pending_invoice_items_behavior: 'include',
  });
  const sent = await stripe.invoices.sendInvoice(draft.id);
  assert.equal(sent.status, 'open');
  assert.ok(sent.due_date);
  const lost = await stripe.invoices.markUncollectible(draft.id);
  assert.equal(lost.status, 'uncollectible');
  const paid = await stripe.invoices.pay(draft.id, { paid_out_of_band: true });
  assert.equal(paid.status, 'paid');
  assert.equal(paid.currency, 'eur');
});

test('a preview changes nothing and equals the invoice', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 4200);
  const coupon = await stripe.coupons.create({ percent_off: 15, duration: 'forever' });
  const details = { items: [{ price: price.id, quantity: 2 }] };
  const preview = await stripe.invoices.createPreview({
    customer: customer.id,
    subscription_details: details,
    discounts: [{ coupon: coupon.id }],
  });
  assert.equal(preview.object, 'invoice');
  assert.equal(preview.total, 7140);
  assert.equal((await stripe.invoices.list({ customer: customer.id })).data.length, 0);
  assert.equal((await stripe.subscriptions.list({ customer: customer.id })).data.length, 0);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    ...details,
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.latest_invoice.total, preview.total);
  const next = await stripe.invoices.createPreview({ subscription: subscription.id });
  assert.equal(next.total, 7140);
  assert.equal(next.period_start, subscription.items.data[0].current_period_start);
  const change = await stripe.invoices.createPreview({
    subscription: subscription.id,
    subscription_details: {
      items: [{ id: subscription.items.data[0].id, quantity: 3 }],
      proration_behavior: 'create_prorations',
    },
  });
  assert.equal(change.lines.data.filter(({ parent }) => parent.invoice_item_details?.proration || parent.subscription_item_details?.proration).length, 2);
  const idle = await stripe.customers.create();
  const none = await refused(stripe.invoices.createPreview({ customer: idle.id }));
  assert.equal(none.code, 'invoice_upcoming_none');
  assert.equal(none.statusCode, 404);
});

test('the balance of a customer pays first', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe, { balance: -700 });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 1000, currency: 'usd' });
  const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  assert.equal(open.starting_balance, -700);
  assert.equal(open.ending_balance, 0);
  assert.equal(open.amount_due, 300);
  assert.equal((await stripe.customers.retrieve(customer.id)).balance, 0);
});

test('a long invoice embeds its first lines, and all of them are a list', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id });
  for (let i = 1; i <= 23; i++) {
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: i, currency: 'usd' });
  }
  const invoice = await stripe.invoices.retrieve(draft.id);
  assert.equal(invoice.total, 276);
  assert.equal(invoice.lines.data.length, 10);
  assert.equal(invoice.lines.has_more, true);
  assert.equal(invoice.lines.total_count, 23);
  const lines = [];
  for await (const line of stripe.invoices.listLineItems(draft.id, { limit: 5 })) lines.push(line);
  assert.equal(lines.length, 23);
  assert.equal(new Set(lines.map(({ id }) => id)).size, 23);
  assert.equal(lines.reduce((sum, { amount }) => sum + amount, 0), 276);
  assert.deepEqual(lines.slice(0, 10).map(({ id }) => id), invoice.lines.data.map(({ id }) => id));
  const items = await stripe.invoiceItems.list({ invoice: draft.id, limit: 100 }).autoPagingToArray({ limit: 1000 });
  assert.equal(items.length, 23);
});

test('an invoice item may be a price, a quantity and a discount of its own', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await stripe.prices.create({ currency: 'usd', unit_amount: 300, product_data: { name: 'Hour' } });
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
  const item = await stripe.invoiceItems.create({
    customer: customer.id,
    pricing: { price: price.id },
    quantity: 4,
    discounts: [{ coupon: coupon.id }],
    period: { start: 1800000000, end: 1800003600 },
    expand: ['discounts'],
  });
  assert.equal(item.amount, 1200);
  assert.equal(item.pricing.price_details.price, price.id);
  assert.equal(item.discounts[0].source.coupon, coupon.id);
  const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' });
  assert.equal(draft.total, 600);
  assert.deepEqual(draft.lines.data[0].discount_amounts.map(({ amount }) => amount), [600]);
  assert.deepEqual({ ...draft.lines.data[0].period }, { start: 1800000000, end: 1800003600 });
});
