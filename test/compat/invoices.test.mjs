// SPDX-License-Identifier: Apache-2.0
import { about, advance, assert, at, client, monthly, payingCustomer, refused, test } from './harness.mjs';

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

test('a manual invoice is written line by line', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe, { name: 'Lines' });
  const product = await stripe.products.create({ name: 'Desk' });
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 14,
    custom_fields: [{ name: 'PO', value: '77' }],
    footer: 'Thanks',
    rendering: { amount_tax_display: 'include_inclusive_tax', pdf: { page_size: 'a4' } },
    shipping_details: { name: 'Lines', address: { city: 'Berlin', country: 'DE' } },
    effective_at: 1800000000,
  });
  assert.deepEqual(draft.custom_fields.map((field) => ({ ...field })), [{ name: 'PO', value: '77' }]);
  const added = await stripe.invoices.addLines(draft.id, {
    lines: [
      { amount: 1000, description: 'Planning', metadata: { phase: '1' } },
      { price_data: { currency: 'usd', product: product.id, unit_amount: 250 }, quantity: 4 },
      {
        amount: 500,
        tax_amounts: [
          { amount: 35, taxable_amount: 500, tax_rate_data: { display_name: 'Tax', percentage: 7, inclusive: false } },
        ],
      },
    ],
    invoice_metadata: { po: '77' },
  });
  assert.equal(added.total, 2535);
  assert.equal(added.metadata.po, '77');
  const [planning, desks, taxed] = added.lines.data;
  const line = await stripe.invoices.updateLineItem(draft.id, planning.id, { amount: 1100, description: 'Plans' });
  assert.equal(line.object, 'line_item');
  assert.equal(line.amount, 1100);
  const changed = await stripe.invoices.updateLines(draft.id, { lines: [{ id: desks.id, quantity: 2 }] });
  assert.equal(changed.total, 2135);
  const fewer = await stripe.invoices.removeLines(draft.id, { lines: [{ id: taxed.id, behavior: 'delete' }] });
  assert.equal(fewer.total, 1600);
  const sent = await stripe.invoices.sendInvoice(draft.id);
  assert.equal(sent.status, 'open');
  const late = await refused(stripe.invoices.addLines(draft.id, { lines: [{ amount: 1 }] }));
  assert.equal(late.code, 'invoice_not_editable');
  const revision = await stripe.invoices.create({ from_invoice: { action: 'revision', invoice: draft.id } });
  assert.equal(revision.from_invoice.invoice, draft.id);
  await stripe.invoices.finalizeInvoice(revision.id);
  const old = await stripe.invoices.retrieve(draft.id, { expand: ['latest_revision'] });
  assert.equal(old.status, 'void');
  assert.equal(old.latest_revision.id, revision.id);
});

test('a tax inside the price is shown and given back', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: true });
  const draft = await stripe.invoices.create({ customer: customer.id, default_tax_rates: [rate.id] });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1200, description: 'Year' }] });
  const paid = await stripe.invoices.pay(draft.id);
  assert.equal(paid.total, 1200);
  assert.equal(paid.total_excluding_tax, 1000);
  assert.equal(paid.total_taxes[0].amount, 200);
  const wish = {
    invoice: draft.id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: paid.lines.data[0].id, amount: 600 }],
    refund_amount: 600,
  };
  const preview = await stripe.creditNotes.preview(wish);
  const previewLines = await stripe.creditNotes.listPreviewLineItems(wish);
  const note = await stripe.creditNotes.create(wish);
  assert.equal(preview.total, note.total);
  assert.equal(previewLines.data[0].amount, 600);
  assert.equal(note.total_excluding_tax, 500);
  assert.equal(note.lines.data[0].taxes[0].amount, 100);
});

test('an invoice is paid in parts', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 10000 }] });
  await stripe.invoices.finalizeInvoice(draft.id);
  const pay = (amount) =>
    stripe.paymentIntents.create({
      customer: customer.id,
      amount,
      currency: 'usd',
      payment_method: customer.invoice_settings.default_payment_method,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
  const first = await pay(4000);
  const part = await stripe.invoices.attachPayment(draft.id, { payment_intent: first.id });
  assert.equal(part.status, 'open');
  assert.equal(part.amount_remaining, 6000);
  const second = await pay(7000);
  const paid = await stripe.invoices.attachPayment(draft.id, { payment_intent: second.id });
  assert.equal(paid.status, 'paid');
  assert.equal(paid.amount_overpaid, 1000);
  assert.equal((await stripe.customers.retrieve(customer.id)).balance, -1000);
  const payments = await stripe.invoicePayments.list({ invoice: draft.id, status: 'paid' });
  assert.deepEqual(payments.data.map(({ amount_paid }) => amount_paid), [7000, 4000]);
  const one = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: first.id } });
  assert.equal(one.data[0].invoice, draft.id);
});

test('a credit note explains a refund, and one before payment can be void', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 5000, description: 'Work' }] });
  await stripe.invoices.finalizeInvoice(draft.id);
  const early = await stripe.creditNotes.create({ invoice: draft.id, amount: 1000, reason: 'order_change' });
  assert.equal(early.type, 'pre_payment');
  assert.equal((await stripe.creditNotes.voidCreditNote(early.id)).status, 'void');
  const paid = await stripe.invoices.pay(draft.id, { expand: ['payments'] });
  const refund = await stripe.refunds.create({ payment_intent: paid.payments.data[0].payment.payment_intent, amount: 1500 });
  const note = await stripe.creditNotes.create({
    invoice: draft.id,
    amount: 2000,
    refunds: [{ refund: refund.id }],
    credit_amount: 500,
    memo: 'Sorry',
    expand: ['customer_balance_transaction', 'refunds.refund'],
  });
  assert.equal(note.type, 'post_payment');
  assert.match(note.number, /-CN-02$/);
  assert.equal(note.refunds[0].refund.id, refund.id);
  assert.equal(note.customer_balance_transaction.type, 'credit_note');
  assert.equal((await stripe.creditNotes.update(note.id, { memo: 'Filed' })).memo, 'Filed');
  assert.equal((await stripe.creditNotes.list({ invoice: draft.id })).data.length, 2);
  assert.equal((await stripe.creditNotes.listLineItems(note.id)).data[0].amount, 2000);
  assert.equal((await stripe.creditNotes.retrieve(note.id)).invoice, draft.id);
  const wrong = await refused(stripe.creditNotes.create({ invoice: draft.id, amount: 4000, out_of_band_amount: 4000 }));
  assert.equal(wrong.statusCode, 400);
  assert.equal(wrong.param, 'amount');
});

test('the account has rules for its invoices', async () => {
  const stripe = client();
  const rules = await stripe.rawRequest('GET', '/v1/extend/invoice_rules');
  assert.equal(rules.numbering, 'customer');
  const changed = await stripe.rawRequest('POST', '/v1/extend/invoice_rules', { will_be_due_days: 3 });
  assert.equal(changed.will_be_due_days, 3);
  await stripe.rawRequest('POST', '/v1/extend/invoice_rules', { will_be_due_days: 0 });
});

test('an invoice explains itself, and so does a preview', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1500);
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id, quantity: 3 }] });
  const explanation = await stripe.rawRequest('GET', `/v1/invoices/${subscription.latest_invoice}/explanation`);
  assert.equal(explanation.object, 'extend.invoice_explanation');
  assert.equal(explanation.matches, true);
  assert.equal(explanation.lines[0].steps[0].text, '3 units at 1500');
  const next = await stripe.rawRequest('POST', '/v1/invoices/create_preview/explanation', { subscription: subscription.id });
  assert.equal(next.matches, true);
  assert.equal(next.total, 4500);
});

/* An amount as a fraction of whole numbers, so that nothing is lost on the way. */
const fraction = (text) => {
  const [whole, digits = ''] = String(text).replace('-', '').split('.');
  const sign = String(text).startsWith('-') ? -1n : 1n;
  return [sign * BigInt(whole + digits), 10n ** BigInt(digits.length)];
};
const plus = ([a, b], [c, d]) => [a * d + c * b, b * d];
const times = ([a, b], [c, d]) => [a * c, b * d];
/** Half away from zero. */
const rounded = ([a, b]) => Number(a < 0n ? -((-a * 2n + b) / (2n * b)) : (a * 2n + b) / (2n * b));

/** What the steps of a line come to, from the numbers that they name. */
function amountOf(steps) {
  let sum = [0n, 1n];
  for (const step of steps) {
    if (step.kind === 'tier') {
      const [, units, price] = /^tier \d+: (\d+) units? at ([\d.]+)$/.exec(step.text);
      sum = plus(sum, times(fraction(units), fraction(price)));
    } else if (step.kind === 'flat_fee' || step.kind === 'amount' || step.kind === 'units') {
      sum = plus(sum, fraction(step.amount_decimal));
    } else if (step.kind === 'base') {
      sum = fraction(step.amount_decimal);
    } else if (step.kind === 'share') {
      const sign = step.text.startsWith('gives back') ? -1n : 1n;
      sum = times(sum, [sign * BigInt(step.numerator), BigInt(step.denominator)]);
    }
  }
  return rounded(sum);
}

/** One discount over all lines that it reached: each line's share is cut, the last one takes the rest. */
function sharesOf(lines, place, left) {
  const reached = lines.map((line, i) => i).filter((i) => lines[i].discounts.length > place);
  const [{ percent_off, amount_off }] = reached.map((i) => lines[i].discounts[place]);
  const base = reached.reduce((sum, i) => sum + left[i], 0);
  const total = percent_off === null ? Math.min(amount_off, base) : rounded(times([BigInt(base), 100n], fraction(percent_off)));
  const shares = reached.map((i) => Math.floor((total * left[i]) / base));
  shares[shares.length - 1] += total - shares.reduce((sum, share) => sum + share, 0);
  return { base, reached, shares };
}

test('every number of a complicated invoice can be computed again from its explanation', async () => {
  const stripe = client();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2026-04-01') });
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  });
  const product = await stripe.products.create({ name: 'Seats' });
  const tiered = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    recurring: { interval: 'month' },
    tiers: [
      { up_to: 5, unit_amount: 500, flat_amount: 1001 },
      { up_to: 10, unit_amount_decimal: '433.3' },
      { up_to: 'inf', unit_amount_decimal: '299.99' },
    ],
  });
  const flat = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 1999, recurring: { interval: 'month' } });
  const third = await stripe.coupons.create({ percent_off: 33.3, duration: 'forever' });
  const seven = await stripe.coupons.create({ amount_off: 777, currency: 'usd', duration: 'forever' });
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: true });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: tiered.id, quantity: 7 }, { price: flat.id }],
    discounts: [{ coupon: third.id }, { coupon: seven.id }],
    default_tax_rates: [vat.id],
  });
  const item = subscription.items.data.find((one) => one.price.id === tiered.id);
  await advance(stripe, clock, at('2026-04-12T13:14:15Z'));
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item.id, quantity: 13 }] });
  await advance(stripe, clock, at('2026-05-01T02:00:00Z'));
  const [invoice] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  const { lines, matches, total } = await stripe.rawRequest('GET', `/v1/invoices/${invoice.id}/explanation`);
  assert.ok(matches);
  assert.equal(lines.length, 4);
  assert.equal(lines.filter((line) => line.discounts.length === 2).length, 2);

  for (const [i, line] of lines.entries()) {
    assert.equal(amountOf(line.steps), line.amount, JSON.stringify(line.steps));
    assert.equal(line.amount, invoice.lines.data[i].amount);
  }
  const left = lines.map((line) => line.amount);
  for (const place of [0, 1]) {
    const { base, reached, shares } = sharesOf(lines, place, left);
    for (const [k, i] of reached.entries()) {
      assert.equal(lines[i].discounts[place].base, base);
      assert.equal(lines[i].discounts[place].amount, shares[k]);
      left[i] -= shares[k];
    }
  }
  for (const [i, line] of lines.entries()) {
    const [tax] = line.taxes;
    assert.equal(line.total, left[i]);
    assert.equal(tax.inclusive, true);
    assert.equal(tax.amount, rounded(times([BigInt(left[i]), 1n], [19n, 119n])));
    assert.equal(tax.base, left[i]);
  }
  assert.equal(left.reduce((sum, one) => sum + one, 0), total);
  assert.equal(total, invoice.total);
  assert.equal(lines.reduce((sum, line) => sum + line.taxes[0].amount, 0), invoice.total_taxes[0].amount);
});
