// SPDX-License-Identifier: Apache-2.0
import { about, assert, client, payingCustomer, refused, test } from './harness.mjs';

about('ledger');

test('what an invoice came to is traced to its transfers, and the accounts balance', async () => {
  const stripe = client();
  const customer = await payingCustomer(stripe);
  const invoice = await stripe.invoices.create({ customer: customer.id, currency: 'usd' });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 1500, currency: 'usd' });
  assert.equal((await stripe.invoices.pay(invoice.id)).status, 'paid');
  const transfers = await stripe.rawRequest('GET', `/v1/extend/ledger/transfers?object=${invoice.id}`);
  assert.deepEqual(
    transfers.data.flatMap(({ legs }) => legs.map(({ debit, credit, amount }) => [debit, credit, amount])),
    [
      ['receivable', 'revenue', 1500],
      ['cash', 'unapplied_payments', 1500],
      ['unapplied_payments', 'receivable', 1500],
    ],
  );
  const [transfer] = transfers.data;
  assert.deepEqual(await stripe.rawRequest('GET', `/v1/extend/ledger/transfers/${transfer.id}`), transfer);
  const accounts = await stripe.rawRequest('GET', '/v1/extend/ledger/accounts?limit=100');
  const sums = {};
  for (const { currency, debits, credits } of accounts.data) sums[currency] = (sums[currency] ?? 0) + debits - credits;
  assert.deepEqual([...new Set(Object.values(sums))], [0]);
});

test('balance transactions are made, read, described and listed', async () => {
  const stripe = client();
  const customer = await stripe.customers.create({ balance: -500 });
  const made = await stripe.customers.createBalanceTransaction(customer.id, {
    amount: -700,
    currency: 'usd',
    description: 'Thanks',
    metadata: { ticket: '7' },
  });
  assert.match(made.id, /^cbtxn_/);
  assert.equal(made.type, 'adjustment');
  assert.equal(made.ending_balance, -1200);
  const changed = await stripe.customers.updateBalanceTransaction(customer.id, made.id, { metadata: { ticket: '8' } });
  assert.equal(changed.metadata.ticket, '8');
  assert.deepEqual((await stripe.customers.retrieveBalanceTransaction(customer.id, made.id)).metadata, changed.metadata);
  const all = await stripe.customers.listBalanceTransactions(customer.id);
  assert.deepEqual(all.data.map(({ type, amount }) => [type, amount]), [['adjustment', -700], ['initial', -500]]);
  assert.equal((await stripe.customers.retrieve(customer.id)).balance, -1200);
  assert.equal((await refused(stripe.customers.createBalanceTransaction(customer.id, { amount: 0, currency: 'usd' }))).param, 'amount');
});

test('settings of the account are read and changed', async () => {
  const stripe = client();
  const before = await stripe.rawRequest('GET', '/v1/extend/settings');
  assert.equal(before.object, 'extend.settings');
  assert.deepEqual(before.dunning.retry_days, [1, 2, 3, 4, 6, 8, 11, 14]);
  const after = await stripe.rawRequest('POST', '/v1/extend/settings', { dunning: { retry_days: [1, 5], subscription_end: 'unpaid' } });
  assert.deepEqual(after.dunning.retry_days, [1, 5]);
  await stripe.rawRequest('POST', '/v1/extend/settings', { dunning: { retry_days: before.dunning.retry_days, subscription_end: 'cancel' } });
  const error = await refused(stripe.rawRequest('POST', '/v1/extend/settings', { dunning: { retry_days: [5, 1] } }));
  assert.equal(error.param, 'dunning[retry_days]');
});
