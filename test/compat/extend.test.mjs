// SPDX-License-Identifier: Apache-2.0
import {
  about, advance, assert, at, client, eventsOf, example, monthly, payingCustomer, refused, scripted, test,
} from './harness.mjs';

about('extend');

const get = (stripe, path) => stripe.rawRequest('GET', path);
const post = (stripe, path, params) => stripe.rawRequest('POST', path, params);

test('the README: twenty percent, stopped at 15.00', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, example('percent-off-up-to'), 'Cap');
  const coupon = await stripe.coupons.create({
    duration: 'forever',
    script: { id: extension.id, configuration: { percent: 20, max_amount: 1500 } },
  });
  const price = await monthly(stripe, 9900);
  const customer = await payingCustomer(stripe);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.latest_invoice.total, 8400);
  assert.equal(subscription.latest_invoice.status, 'paid');

  const runs = await get(stripe, `/v1/extend/runs?invoice=${subscription.latest_invoice.id}`);
  assert.equal(runs.data.length, 1);
  const [run] = runs.data;
  assert.equal(run.object, 'extend.run');
  assert.equal(run.outcome, 'ok');
  assert.equal(run.fell_back, false);
  assert.equal(run.method, 'computeDiscounts');
  assert.equal(run.invoice, subscription.latest_invoice.id);
  assert.equal(run.customer, customer.id);
  assert.ok(run.fuel > 0);
  const whole = await get(stripe, `/v1/extend/runs/${run.id}?expand[0]=release.extension&expand[1]=binding`);
  assert.equal(whole.input.gross_amount.amount, '9900');
  assert.equal(whole.output.discount.amount.amount, '1500');
  assert.equal(whole.release.extension.id, extension.id);
  const replay = await post(stripe, `/v1/extend/runs/${run.id}/replay`);
  assert.equal(replay.equal, true);
  assert.equal(replay.outcome, 'ok');
  assert.equal(replay.fuel, run.fuel);
});

test('a preview runs the same script', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, example('buy-x-get-y-off'));
  const coupon = await stripe.coupons.create({
    duration: 'forever',
    script: { id: extension.id, configuration: { buy: 5, free: 1 } },
  });
  const price = await monthly(stripe, 100);
  const customer = await payingCustomer(stripe);
  const order = { items: [{ price: price.id, quantity: 12 }] };
  const preview = await stripe.invoices.createPreview({
    customer: customer.id,
    subscription_details: order,
    discounts: [{ coupon: coupon.id }],
  });
  assert.equal(preview.total, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    ...order,
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice.discounts.source.coupon'],
  });
  assert.equal(subscription.latest_invoice.total, 1000);
  assert.equal(subscription.latest_invoice.discounts[0].source.coupon.script.id, extension.id);
});

test('points, extensions, releases and bindings are read and listed', async () => {
  const stripe = client();
  const points = await get(stripe, '/v1/extend/points');
  assert.ok(points.data.some(({ id }) => id === 'commerce.discount_calculation'));
  const point = await get(stripe, '/v1/extend/points/commerce.discount_calculation');
  assert.deepEqual(point.methods, ['computeDiscounts']);
  const { extension, release } = await scripted(stripe, example('percent-off-up-to'));
  const second = await post(stripe, '/v1/extend/releases', {
    extension: extension.id,
    sources: [
      { path: 'src/index.ts', text: `import { half } from './half.js';\n${NONE.replace('Decimal.zero', 'half(request.grossAmount.amount)')}` },
      { path: 'src/half.ts', text: HALF },
    ],
  });
  assert.equal(second.number, 2);
  assert.equal(second.status, 'checked');
  assert.equal((await get(stripe, `/v1/extend/extensions/${extension.id}`)).active_release, release.id);
  const active = await post(stripe, `/v1/extend/releases/${second.id}/activate`);
  assert.equal(active.status, 'active');
  assert.equal((await get(stripe, `/v1/extend/releases/${release.id}`)).status, 'retired');
  const releases = await get(stripe, `/v1/extend/releases?extension=${extension.id}`);
  assert.deepEqual(releases.data.map(({ number }) => number), [2, 1]);
  const listed = await get(stripe, '/v1/extend/extensions?point=commerce.discount_calculation&limit=100');
  assert.ok(listed.data.some(({ id }) => id === extension.id));
  const unknown = await refused(post(stripe, '/v1/extend/extensions', { name: 'x', point: 'no.such_point' }));
  assert.equal(unknown.param, 'point');
});

const HALF = `import { Decimal } from '@stripe/extensibility-sdk/stdlib';
export const half = (amount: Decimal): Decimal => amount.div(2, 0, 'floor');
`;
const NONE = `import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
export default class Chosen implements Commerce.DiscountCalculation {
  computeDiscounts(request: Commerce.DiscountCalculation.DiscountableItem, _config: unknown, _context: Context) {
    return { discount: { amount: { amount: Decimal.zero, currency: request.grossAmount.currency } } };
  }
}
`;

test('a script that loops falls back loudly', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, example('never-ends'));
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id } });
  const price = await monthly(stripe, 1000);
  const customer = await payingCustomer(stripe);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.status, 'active');
  assert.equal(subscription.latest_invoice.total, 1000);
  const [run] = (await get(stripe, `/v1/extend/runs?invoice=${subscription.latest_invoice.id}&outcome=fuel`)).data;
  assert.equal(run.outcome, 'fuel');
  assert.equal(run.fell_back, true);
  assert.equal(run.at_stake.amount, 1000);
  const [told] = (await stripe.events.list({ type: 'extend.run.failed', limit: 1 })).data;
  assert.equal(told.data.object.id, run.id);
  const replay = await post(stripe, `/v1/extend/runs/${run.id}/replay`);
  assert.equal(replay.equal, true);
  assert.equal(replay.outcome, 'fuel');
});

/** A renewal that is held because its script loops. */
async function heldRenewal(stripe) {
  const { extension, release } = await scripted(stripe, NONE);
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id, on_failure: 'hold' } });
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at('2027-03-01') });
  const customer = await payingCustomer(stripe, { test_clock: clock.id });
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
  });
  assert.equal(subscription.status, 'active');
  const broken = await post(stripe, '/v1/extend/releases', {
    extension: extension.id,
    source: example('never-ends'),
    activate: true,
  });
  assert.equal(broken.status, 'active');
  await advance(stripe, clock, at('2027-04-01T02:00:00Z'));
  const [invoice] = (await stripe.invoices.list({ customer: customer.id, limit: 1 })).data;
  assert.equal(invoice.status, 'draft');
  assert.ok(invoice.last_finalization_error, 'the invoice says why it waits');
  const holds = await get(stripe, '/v1/extend/holds?status=held&limit=100');
  const hold = holds.data.find(({ object_id }) => object_id === invoice.id);
  assert.equal(hold.object, 'extend.hold');
  assert.equal(hold.object_type, 'invoice');
  assert.equal(hold.outcome, 'fuel');
  assert.equal((await get(stripe, `/v1/extend/holds/${hold.id}?expand[0]=run`)).run.invoice, invoice.id);
  return { extension, release, clock, customer, subscription, invoice, hold };
}

test('a held invoice is released with the default logic', async () => {
  const stripe = client();
  const { invoice, hold, customer, clock } = await heldRenewal(stripe);
  const released = await post(stripe, `/v1/extend/holds/${hold.id}/release`, { note: 'no discount this month' });
  assert.equal(released.status, 'released');
  assert.equal(released.note, 'no discount this month');
  assert.ok(released.resolved_at);
  await advance(stripe, clock, at('2027-04-01T04:00:00Z'));
  const paid = await stripe.invoices.retrieve(invoice.id);
  assert.equal(paid.status, 'paid');
  assert.equal(paid.total, 1000);
  assert.equal(paid.last_finalization_error, null);
  const again = await refused(post(stripe, `/v1/extend/holds/${hold.id}/release`));
  assert.equal(again.statusCode, 400);
  const types = (await eventsOf(stripe, customer.id)).map(({ type }) => type);
  assert.ok(types.includes('invoice.finalization_failed') || types.includes('invoice.updated'));
  assert.ok((await stripe.events.list({ type: 'extend.hold.resolved', limit: 1 })).data[0].data.object.id === hold.id);
});

test('a held invoice is rerun when the script is mended', async () => {
  const stripe = client();
  const { extension, invoice, hold, clock } = await heldRenewal(stripe);
  const still = await post(stripe, `/v1/extend/holds/${hold.id}/rerun`);
  assert.equal(still.status, 'held');
  assert.equal((await stripe.invoices.retrieve(invoice.id)).status, 'draft');
  await post(stripe, '/v1/extend/releases', {
    extension: extension.id,
    activate: true,
    sources: [
      { path: 'src/index.ts', text: `import { half } from './half.js';\n${NONE.replace('Decimal.zero', 'half(request.grossAmount.amount)')}` },
      { path: 'src/half.ts', text: HALF },
    ],
  });
  const rerun = await post(stripe, `/v1/extend/holds/${hold.id}/rerun`, { note: 'mended' });
  assert.equal(rerun.status, 'rerun');
  await advance(stripe, clock, at('2027-04-01T04:00:00Z'));
  const paid = await stripe.invoices.retrieve(invoice.id);
  assert.equal(paid.status, 'paid');
  assert.equal(paid.total, 500);
});

test('a binding can be switched off, repinned and reconfigured', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, example('percent-off-up-to'));
  const coupon = await stripe.coupons.create({
    duration: 'forever',
    script: { id: extension.id, configuration: { percent: 50, max_amount: 100000 } },
  });
  const binding = (await get(stripe, '/v1/extend/bindings?limit=100')).data.find(({ scope }) => scope.id === coupon.id);
  const price = await monthly(stripe, 1000);
  const customer = await payingCustomer(stripe);
  const total = async () =>
    (
      await stripe.invoices.createPreview({
        customer: customer.id,
        subscription_details: { items: [{ price: price.id }] },
        discounts: [{ coupon: coupon.id }],
      })
    ).total;
  assert.equal(await total(), 500);
  await post(stripe, `/v1/extend/bindings/${binding.id}`, { configuration: { percent: 10, max_amount: 100000 } });
  assert.equal(await total(), 900);
  const off = await post(stripe, `/v1/extend/bindings/${binding.id}`, { enabled: false });
  assert.equal(off.enabled, false);
  assert.equal(await total(), 1000);
});

test('bindings: filters, thresholds, roll back, retirement', async () => {
  const stripe = client();
  const { extension, release } = await scripted(stripe, NONE);
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id, on_failure: 'last_good' } });
  const [binding] = (await get(stripe, `/v1/extend/bindings?scope=${coupon.id}&status=active`)).data;
  assert.deepEqual(binding.scope, { type: 'coupon', id: coupon.id, metadata: {} });
  assert.equal((await get(stripe, `/v1/extend/bindings/${binding.id}`)).on_failure, 'last_good');
  const changed = await post(stripe, `/v1/extend/bindings/${binding.id}`, {
    order: 5,
    on_failure_above: [{ amount: 10000, currency: 'eur', on_failure: 'hold' }],
  });
  assert.equal(changed.order, 5);
  assert.deepEqual(changed.on_failure_above, [{ amount: 10000, currency: 'eur', on_failure: 'hold' }]);
  const second = await post(stripe, '/v1/extend/releases', { extension: extension.id, source: example('never-ends'), activate: true });
  assert.deepEqual(second.unfit_bindings, []);
  const back = await post(stripe, `/v1/extend/extensions/${extension.id}/roll_back`);
  assert.equal(back.active_release, release.id);
  const pinned = await post(stripe, `/v1/extend/bindings/${binding.id}/roll_back`);
  assert.equal(pinned.release, second.id);
  assert.equal((await post(stripe, `/v1/extend/bindings/${binding.id}/retire`)).status, 'retired');
  const wrong = await refused(post(stripe, '/v1/extend/bindings', { point: 'commerce.discount_calculation', script: extension.id }));
  assert.equal(wrong.param, 'scope[type]');
});

test('the archive: sealed segments, held to their hashes', async () => {
  const stripe = client();
  await post(stripe, '/v1/extend/archive/seal');
  const { data: segments } = await get(stripe, '/v1/extend/archive/segments?limit=2');
  assert.ok(segments.length > 0);
  const segment = await get(stripe, `/v1/extend/archive/segments/${segments[0].id}`);
  assert.equal(segment.object, 'extend.archive_segment');
  assert.match(segment.hash, /^[0-9a-f]{64}$/);
  const finding = await get(stripe, '/v1/extend/archive/verify');
  assert.equal(finding.intact, true);
});

test('rollouts, what-if, explanations, touched invoices and breakers', async () => {
  const stripe = client();
  const { extension } = await scripted(stripe, NONE);
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id } });
  const [binding] = (await get(stripe, `/v1/extend/bindings?scope=${coupon.id}`)).data;
  const candidate = await post(stripe, '/v1/extend/releases', {
    extension: extension.id,
    source: NONE.replace('Decimal.zero', 'Decimal.from(70)'),
  });
  const rollout = await post(stripe, '/v1/extend/rollouts', {
    binding: binding.id,
    candidate: candidate.id,
    guards: { currency: 'usd', total_drift: 1000 },
  });
  assert.equal(rollout.stage, 'shadow');
  const price = await monthly(stripe, 1000);
  const customer = await payingCustomer(stripe);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ coupon: coupon.id }],
  });
  const runs = (await get(stripe, `/v1/extend/runs?customer=${customer.id}`)).data;
  assert.deepEqual(runs.map(({ stage }) => stage).sort(), ['live', 'shadow']);
  const live = runs.find(({ stage }) => stage === 'live');
  const counted = await get(stripe, `/v1/extend/rollouts/${rollout.id}`);
  assert.equal(counted.compared, 1);
  assert.equal(counted.drift, -70);
  assert.equal((await get(stripe, `/v1/extend/rollouts/${rollout.id}/differences`)).data[0].customer, customer.id);
  const what = await post(stripe, `/v1/extend/runs/${live.id}/what_if`, { release: candidate.id });
  assert.equal(what.decided.amount, 70);
  assert.deepEqual(what.differences, [{ path: 'discount.amount.amount', was: '0', is: '70' }]);
  assert.equal((await get(stripe, `/v1/extend/runs/${live.id}/explanation`)).source.path, 'src/index.ts');
  const backtest = await post(stripe, '/v1/extend/backtests', { candidate: candidate.id });
  assert.equal(backtest.over, live.release);
  const whole = await get(stripe, `/v1/extend/backtests/${backtest.id}`);
  assert.ok(['running', 'finished'].includes(whole.status));
  assert.equal((await get(stripe, `/v1/extend/backtests/${backtest.id}/differences`)).object, 'list');
  assert.ok(['canceled', 'finished'].includes((await post(stripe, `/v1/extend/backtests/${backtest.id}/cancel`)).status));
  assert.ok((await get(stripe, '/v1/extend/backtests')).data.length > 0);
  const canary = await post(stripe, `/v1/extend/rollouts/${rollout.id}`, { stage: 'canary', share: 10 });
  assert.equal(canary.share, 10);
  assert.equal((await post(stripe, `/v1/extend/rollouts/${rollout.id}/roll_back`)).breached, 'person');
  const second = await post(stripe, '/v1/extend/rollouts', { binding: binding.id, candidate: candidate.id });
  assert.equal((await post(stripe, `/v1/extend/rollouts/${second.id}/promote`)).stage, 'promoted');
  assert.equal((await get(stripe, `/v1/extend/rollouts?binding=${binding.id}`)).data.length, 2);
  const touched = await get(stripe, `/v1/extend/releases/${live.release}/touched`);
  assert.equal(touched.invoices[0].invoice, subscription.latest_invoice);
  assert.equal(touched.overcharged, 70);
  assert.equal((await get(stripe, '/v1/extend/breakers')).object, 'list');
  assert.equal((await refused(get(stripe, '/v1/extend/breakers/brk_nobody'))).statusCode, 404);
  assert.equal((await refused(post(stripe, '/v1/extend/breakers/brk_nobody/close'))).statusCode, 404);
  assert.equal((await refused(post(stripe, '/v1/extend/holds/hold_nobody/discard'))).statusCode, 404);
  assert.equal((await post(stripe, '/v1/extend/holds/rerun', { dry_run: true, outcome: 'depth' })).data.length, 0);
});
