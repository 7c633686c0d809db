// SPDX-License-Identifier: Apache-2.0
// Whatever is asked for, in any order: asked again with its key it changes nothing and tells nothing (billing.md 23.7, 8).
import { about, assert, client, test, unique } from './harness.mjs';

const LIVES = 4;
const DEEDS = 30;

/** A sequence that a seed repeats (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What may be done to the things of a life; each draws its parameters and returns the call. */
const deeds = {
  customer: (stripe, life, draw) => {
    const balance = draw(1000) - 500;
    return async (options) => life.keep('customers', await stripe.customers.create({ balance }, options));
  },
  balance: (stripe, life, draw) => {
    const { id } = life.choose('customers', draw);
    const amount = draw(4000) - 2000;
    return (options) => stripe.customers.createBalanceTransaction(id, { amount, currency: 'usd' }, options);
  },
  price: (stripe, life, draw) => {
    const params = { currency: 'usd', unit_amount: draw(5000), product_data: { name: unique('replay') } };
    return async (options) => life.keep('prices', await stripe.prices.create(params, options));
  },
  priceChange: (stripe, life, draw) => {
    const { id } = life.choose('prices', draw);
    const nickname = unique('nick');
    return (options) => stripe.prices.update(id, { nickname }, options);
  },
  coupon: (stripe, life, draw) => {
    const params = draw(2) === 0 ? { percent_off: 1 + draw(100) } : { amount_off: 1 + draw(900), currency: 'usd' };
    return async (options) => life.keep('coupons', await stripe.coupons.create(params, options));
  },
  code: (stripe, life, draw) => {
    const promotion = { type: 'coupon', coupon: life.choose('coupons', draw).id };
    return (options) => stripe.promotionCodes.create({ promotion }, options);
  },
  item: (stripe, life, draw) => {
    const params = { customer: life.choose('customers', draw).id, amount: draw(3000) - 500, currency: 'usd' };
    return (options) => stripe.invoiceItems.create(params, options);
  },
  invoice: (stripe, life, draw) => {
    const params = {
      customer: life.choose('customers', draw).id,
      pending_invoice_items_behavior: 'include',
      auto_advance: false,
      collection_method: 'send_invoice',
      days_until_due: draw(30),
    };
    return async (options) => life.keep('invoices', await stripe.invoices.create(params, options));
  },
  finalize: (stripe, life, draw) => {
    const { id } = life.choose('invoices', draw);
    return (options) => stripe.invoices.finalizeInvoice(id, { auto_advance: false }, options);
  },
  void: (stripe, life, draw) => {
    const { id } = life.choose('invoices', draw);
    return (options) => stripe.invoices.voidInvoice(id, {}, options);
  },
  paid: (stripe, life, draw) => {
    const { id } = life.choose('invoices', draw);
    return (options) => stripe.invoices.pay(id, { paid_out_of_band: true }, options);
  },
  credit: (stripe, life, draw) => {
    const { id } = life.choose('invoices', draw);
    const amount = 1 + draw(50);
    const params = { invoice: id, amount, ...(draw(2) === 0 ? { credit_amount: amount } : {}) };
    return (options) => stripe.creditNotes.create(params, options);
  },
};

class Life {
  constructor() {
    this.things = {};
  }

  /** A replayed answer names what is kept already. */
  keep(kind, thing) {
    const kept = (this.things[kind] ??= []);
    if (!kept.some(({ id }) => id === thing.id)) kept.push(thing);
    return thing;
  }

  choose(kind, draw) {
    const kept = this.things[kind];
    return kept[draw(kept.length)];
  }
}

/** The answer or the refusal, without what every request has of its own. */
async function outcome(call, options) {
  try {
    return JSON.parse(JSON.stringify(await call(options)));
  } catch (error) {
    assert.ok(error.statusCode < 500, `${error.message}`);
    return { status: error.statusCode, code: error.code, param: error.param, message: error.message };
  }
}

/** All that a life's deeds can have changed. */
async function world(stripe, life) {
  const states = { event: (await stripe.events.list({ limit: 1 })).data.map(({ id }) => id) };
  for (const { id } of life.things.customers) {
    states[id] = [
      await stripe.customers.retrieve(id),
      await stripe.customers.listBalanceTransactions(id, { limit: 100 }),
      await stripe.invoices.list({ customer: id, limit: 100 }),
      await stripe.invoiceItems.list({ customer: id, limit: 100 }),
      await stripe.creditNotes.list({ customer: id, limit: 100 }),
    ];
  }
  for (const kind of ['prices', 'coupons']) {
    states[kind] = await stripe[kind].list({ limit: 100 });
  }
  return JSON.parse(JSON.stringify(states));
}

/** billing.md 23.7, 4: a balance is the sum of its transactions, each of which says what came of it. */
function balanceHolds(states, { id }) {
  const [customer, transactions] = states[id];
  let ending = 0;
  for (const one of transactions.data.toReversed()) {
    ending += one.amount;
    assert.equal(one.ending_balance, ending, id);
  }
  assert.equal(customer.balance, ending, id);
}

about('replay');

for (let seed = 1; seed <= LIVES; seed++) {
  test(`a call made again with its key changes nothing and tells nothing, life ${seed}`, async () => {
    const stripe = client({ telemetry: false });
    const draw = randomOf(seed);
    const life = new Life();
    const first = ['customer', 'price', 'coupon', 'item', 'invoice', 'finalize', 'credit', 'credit'];
    const told = [];
    for (let i = 0; i < DEEDS; i++) {
      const name = first[i] ?? Object.keys(deeds)[draw(Object.keys(deeds).length)];
      const call = deeds[name](stripe, life, draw);
      const options = { idempotencyKey: unique('replay') };
      const once = await outcome(call, options);
      const before = await world(stripe, life);
      const again = await outcome(call, options);
      told.push(name);
      assert.deepEqual(again, once, told.join(' '));
      assert.deepEqual(await world(stripe, life), before, told.join(' '));
      life.things.customers.forEach((customer) => balanceHolds(before, customer));
    }
  });
}
