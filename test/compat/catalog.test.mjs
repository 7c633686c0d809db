// SPDX-License-Identifier: Apache-2.0
import { Stripe, about, assert, client, example, monthly, payingCustomer, refused, scripted, test, unique } from './harness.mjs';

about('catalog');

test('a product is made, changed, listed and deleted', async () => {
  const stripe = client();
  const url = `https://example.com/${unique('product')}`;
  const product = await stripe.products.create({
    name: 'Gold plan',
    description: 'All of it',
    url,
    images: ['https://example.com/a.png'],
    marketing_features: [{ name: 'Fast' }, { name: 'Exact' }],
    statement_descriptor: 'GOLD',
    unit_label: 'seat',
    metadata: { colour: 'gold' },
  });
  assert.match(product.id, /^prod_/);
  assert.deepEqual(product.marketing_features.map(({ name }) => name), ['Fast', 'Exact']);
  const changed = await stripe.products.update(product.id, { active: false, description: '', images: [] });
  assert.equal(changed.active, false);
  assert.equal(changed.description, null);
  assert.deepEqual((await stripe.products.list({ url, active: false })).data.map(({ id }) => id), [product.id]);
  assert.deepEqual((await stripe.products.list({ url, active: true })).data, []);
  assert.equal((await stripe.products.del(product.id)).deleted, true);
  assert.equal((await refused(stripe.products.retrieve(product.id))).code, 'resource_missing');
});

test('a product may have an id of the client and a default price', async () => {
  const stripe = client();
  const id = unique('gold-plan');
  const product = await stripe.products.create({
    id,
    name: 'Gold',
    default_price_data: { currency: 'eur', unit_amount: 990, recurring: { interval: 'year' } },
    expand: ['default_price'],
  });
  assert.equal(product.id, id);
  assert.equal(product.default_price.unit_amount, 990);
  assert.equal(product.default_price.recurring.interval, 'year');
  assert.equal((await stripe.products.retrieve(id)).default_price, product.default_price.id);
  const taken = await refused(stripe.products.create({ id, name: 'Other' }));
  assert.equal(taken.code, 'resource_already_exists');
  const kept = await refused(stripe.products.del(id));
  assert.equal(kept.statusCode, 400);
});

test('prices keep their terms and move their lookup keys', async () => {
  const stripe = client();
  const product = await stripe.products.create({ name: 'Silver' });
  const lookup_key = unique('silver_monthly');
  const old = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month', interval_count: 3 },
    lookup_key,
    nickname: 'Quarterly',
    tax_behavior: 'exclusive',
  });
  assert.equal(old.type, 'recurring');
  assert.equal(old.recurring.interval_count, 3);
  assert.equal(old.recurring.usage_type, 'licensed');
  const fresh = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1200,
    recurring: { interval: 'month', interval_count: 3 },
    lookup_key,
    transfer_lookup_key: true,
  });
  assert.deepEqual((await stripe.prices.list({ lookup_keys: [lookup_key] })).data.map(({ id }) => id), [fresh.id]);
  assert.equal((await stripe.prices.retrieve(old.id)).lookup_key, null);
  const both = await stripe.prices.list({ product: product.id, type: 'recurring', currency: 'usd' });
  assert.deepEqual(both.data.map(({ id }) => id), [fresh.id, old.id]);
  const inactive = await stripe.prices.update(old.id, { active: false, nickname: '' });
  assert.equal(inactive.active, false);
  assert.equal(inactive.nickname, null);
  const fixed = await refused(stripe.prices.update(old.id, { unit_amount: 1 }));
  assert.equal(fixed.code, 'parameter_unknown');
  assert.equal(fixed.param, 'unit_amount');
});

test('decimal amounts are Decimal objects in the client', async () => {
  const stripe = client();
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount_decimal: Stripe.Decimal.from('0.000000000125'),
    recurring: { interval: 'month' },
    product_data: { name: 'Calls' },
  });
  assert.equal(price.unit_amount, null);
  assert.equal(typeof price.unit_amount_decimal.div, 'function');
  assert.ok(price.unit_amount_decimal.eq(Stripe.Decimal.from('0.000000000125')));
  const packages = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    transform_quantity: { divide_by: 10, round: 'up' },
    recurring: { interval: 'month' },
    product_data: { name: 'Tens' },
  });
  assert.equal(packages.transform_quantity.divide_by, 10);
  assert.equal(packages.unit_amount_decimal.toString(), '500');
});

test('a one-time price in a currency without fractions', async () => {
  const stripe = client();
  const price = await stripe.prices.create({ currency: 'jpy', unit_amount: 5000, product_data: { name: 'Tea' } });
  assert.equal(price.type, 'one_time');
  assert.equal(price.recurring, null);
  assert.equal(price.currency, 'jpy');
});

test('coupons take off a share or an amount', async () => {
  const stripe = client();
  const percent = await stripe.coupons.create({ percent_off: 12.5, duration: 'repeating', duration_in_months: 3 });
  assert.equal(percent.percent_off, 12.5);
  assert.equal(percent.duration_in_months, 3);
  assert.equal(percent.valid, true);
  assert.equal(percent.times_redeemed, 0);
  const product = await stripe.products.create({ name: 'Only this' });
  const amount = await stripe.coupons.create({
    id: unique('SPRING'),
    amount_off: 500,
    currency: 'usd',
    duration: 'once',
    name: 'Spring',
    max_redemptions: 1,
    applies_to: { products: [product.id] },
    currency_options: { eur: { amount_off: 450 } },
    expand: ['applies_to', 'currency_options'],
  });
  assert.deepEqual(amount.applies_to.products, [product.id]);
  assert.equal(amount.currency_options.eur.amount_off, 450);
  const renamed = await stripe.coupons.update(amount.id, { name: 'Summer', metadata: { season: 'summer' } });
  assert.equal(renamed.name, 'Summer');
  assert.equal((await stripe.coupons.retrieve(amount.id)).name, 'Summer');
  assert.equal(renamed.applies_to, undefined);
  assert.ok((await stripe.coupons.list({ limit: 100 })).data.some(({ id }) => id === amount.id));
  assert.equal((await stripe.coupons.del(amount.id)).deleted, true);
  assert.equal((await refused(stripe.coupons.retrieve(amount.id))).statusCode, 404);
  const both = await refused(stripe.coupons.create({ percent_off: 1, amount_off: 1, currency: 'usd' }));
  assert.equal(both.statusCode, 400);
});

test('a coupon may name a script, which is compiled, verified and configured', async () => {
  const stripe = client();
  const { extension, release } = await scripted(stripe, example('percent-off-up-to'), 'Cap');
  assert.equal(release.status, 'active');
  assert.equal(release.point, 'commerce.discount_calculation');
  assert.match(release.hash, /^[0-9a-f]{64}$/);
  const coupon = await stripe.coupons.create({
    duration: 'forever',
    script: { id: extension.id, configuration: { percent: 20, max_amount: 1500 } },
  });
  assert.equal(coupon.percent_off, null);
  assert.equal(coupon.script.id, extension.id);
  assert.equal(coupon.script.on_failure, 'default');
  const bindings = await stripe.rawRequest('GET', '/v1/extend/bindings?limit=100');
  const binding = bindings.data.find(({ scope }) => scope.id === coupon.id);
  assert.equal(binding.extension, extension.id);
  assert.equal(binding.enabled, true);
  assert.deepEqual(await stripe.rawRequest('GET', `/v1/extend/bindings/${binding.id}`), binding);
});

test('sources that do not compile are refused with a place', async () => {
  const stripe = client();
  const extension = await stripe.rawRequest('POST', '/v1/extend/extensions', {
    name: 'Broken',
    point: 'commerce.discount_calculation',
  });
  const error = await refused(
    stripe.rawRequest('POST', '/v1/extend/releases', { extension: extension.id, source: 'export default class {\n  a( {' }),
  );
  assert.equal(error.type, 'StripeInvalidRequestError');
  assert.equal(error.code, 'script_rejected');
  assert.match(error.message, /index\.ts:2:/);
});

test('tiers are shown when asked for, and add up', async () => {
  const stripe = client();
  const tiers = [
    { up_to: 10, unit_amount: 100, flat_amount: 500 },
    { up_to: 100, unit_amount_decimal: '50.5' },
    { up_to: 'inf', unit_amount: 10 },
  ];
  const totals = {};
  for (const tiers_mode of ['graduated', 'volume']) {
    const price = await stripe.prices.create({
      currency: 'usd',
      billing_scheme: 'tiered',
      tiers_mode,
      tiers,
      recurring: { interval: 'month' },
      product_data: { name: `Tiers ${tiers_mode}` },
      expand: ['tiers'],
    });
    assert.equal(price.tiers_mode, tiers_mode);
    assert.equal(price.unit_amount, null);
    assert.deepEqual(price.tiers.map(({ up_to }) => up_to), [10, 100, null]);
    assert.equal(price.tiers[1].unit_amount, null);
    assert.equal(price.tiers[1].unit_amount_decimal.toString(), '50.5');
    assert.equal((await stripe.prices.retrieve(price.id)).tiers, undefined);
    const customer = await payingCustomer(stripe);
    const preview = await stripe.invoices.createPreview({
      customer: customer.id,
      subscription_details: { items: [{ price: price.id, quantity: 13 }] },
    });
    totals[tiers_mode] = preview.total;
  }
  assert.deepEqual(totals, { graduated: 500 + 1000 + 152, volume: 657 });
});

test('a price may have amounts in other currencies, and the subscription says which', async () => {
  const stripe = client();
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Everywhere' },
    currency_options: { eur: { unit_amount: 900 }, jpy: { unit_amount: 150000 } },
    expand: ['currency_options'],
  });
  assert.deepEqual(Object.keys(price.currency_options).sort(), ['eur', 'jpy', 'usd']);
  assert.equal(price.currency_options.eur.unit_amount, 900);
  const customer = await payingCustomer(stripe);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    currency: 'eur',
    items: [{ price: price.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(subscription.currency, 'eur');
  assert.equal(subscription.latest_invoice.total, 900);
  assert.equal(subscription.latest_invoice.currency, 'eur');
});

test('tax rates are on top of an amount, or inside it', async () => {
  const stripe = client();
  const vat = await stripe.taxRates.create({
    display_name: 'VAT',
    percentage: 19,
    inclusive: false,
    country: 'DE',
    jurisdiction: 'Germany',
    tax_type: 'vat',
    metadata: { office: 'Berlin' },
  });
  const inside = await stripe.taxRates.create({ display_name: 'GST', percentage: 7.25, inclusive: true });
  assert.equal(inside.percentage, 7.25);
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_tax_rates: [vat.id],
    expand: ['latest_invoice'],
  });
  const invoice = subscription.latest_invoice;
  assert.equal(invoice.total, 1190);
  assert.equal(invoice.total_excluding_tax, 1000);
  assert.equal(invoice.total_taxes[0].amount, 190);
  assert.equal(invoice.total_taxes[0].tax_rate_details.tax_rate, vat.id);
  assert.equal(subscription.default_tax_rates[0].id, vat.id);
  const preview = await stripe.invoices.createPreview({
    customer: customer.id,
    subscription_details: { items: [{ price: price.id, tax_rates: [inside.id] }] },
  });
  assert.equal(preview.total, 1000);
  assert.equal(preview.total_taxes[0].amount, 68);
  assert.equal(preview.total_taxes[0].tax_behavior, 'inclusive');
  const archived = await stripe.taxRates.update(vat.id, { active: false, display_name: 'Old VAT' });
  assert.equal(archived.active, false);
  assert.equal((await stripe.taxRates.retrieve(vat.id)).display_name, 'Old VAT');
  assert.ok((await stripe.taxRates.list({ active: true, limit: 100 })).data.some(({ id }) => id === inside.id));
});

test('a promotion code is a word for a coupon', async () => {
  const stripe = client();
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'forever' });
  const code = unique('SAVE');
  const promotion = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code,
    max_redemptions: 1,
    restrictions: { first_time_transaction: true },
    expand: ['promotion.coupon'],
  });
  assert.equal(promotion.promotion.coupon.id, coupon.id);
  assert.equal(promotion.active, true);
  const found = await stripe.promotionCodes.list({ code: code.toLowerCase() });
  assert.deepEqual(found.data.map(({ id }) => id), [promotion.id]);
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 1000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    discounts: [{ promotion_code: promotion.id }],
    expand: ['latest_invoice', 'discounts.promotion_code'],
  });
  assert.equal(subscription.latest_invoice.total, 800);
  assert.equal(subscription.discounts[0].promotion_code.code, code);
  const used = await stripe.promotionCodes.retrieve(promotion.id);
  assert.equal(used.times_redeemed, 1);
  assert.equal(used.active, false);
  const other = await payingCustomer(stripe);
  const error = await refused(
    stripe.subscriptions.create({
      customer: other.id,
      items: [{ price: price.id }],
      discounts: [{ promotion_code: promotion.id }],
    }),
  );
  assert.equal(error.statusCode, 400);
  const spare = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } });
  assert.equal(spare.code.length, 8);
  assert.equal((await stripe.promotionCodes.update(spare.id, { active: false, metadata: { a: 'b' } })).active, false);
});

test('a price says which of its terms contradict each other', async () => {
  const stripe = client();
  const { id: product } = await stripe.products.create({ name: 'Terms' });
  const terms = { currency: 'usd', product };
  const monthlyTerms = { ...terms, recurring: { interval: 'month' } };
  const open = [{ up_to: 'inf', unit_amount: 1 }];
  const wrong = [
    [{ ...terms }, 'unit_amount'],
    [{ ...terms, unit_amount: -1 }, 'unit_amount'],
    [{ ...terms, unit_amount: 1, unit_amount_decimal: '1' }, 'unit_amount_decimal'],
    [{ ...terms, unit_amount_decimal: '0.1234567890123' }, 'unit_amount_decimal'],
    [{ ...monthlyTerms, billing_scheme: 'tiered', tiers: open }, 'tiers_mode'],
    [{ ...monthlyTerms, billing_scheme: 'tiered', tiers_mode: 'volume' }, 'tiers'],
    [
      { ...monthlyTerms, billing_scheme: 'tiered', tiers_mode: 'volume', tiers: open,
        transform_quantity: { divide_by: 2, round: 'up' } },
      'transform_quantity',
    ],
    [{ ...terms, unit_amount: 1, recurring: { interval: 'month', interval_count: 37 } }, 'recurring[interval_count]'],
    [{ ...terms, unit_amount: 1, recurring: { interval: 'week', interval_count: 157 } }, 'recurring[interval_count]'],
    [{ ...terms, unit_amount: 1, recurring: { interval: 'month', usage_type: 'metered' } }, 'recurring[usage_type]'],
    [{ currency: 'usd', unit_amount: 1 }, 'product'],
    [{ ...terms, unit_amount: 1, lookup_key: 'k'.repeat(201) }, 'lookup_key'],
  ];
  for (const [params, param] of wrong) {
    const error = await refused(stripe.prices.create(params));
    assert.equal(error.statusCode, 400, JSON.stringify(params));
    assert.equal(error.param, param, JSON.stringify(params));
  }
  assert.deepEqual((await stripe.prices.list({ product })).data, []);
});

test('what may change about a price changes once, or freely, and is found', async () => {
  const stripe = client();
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1,
    recurring: { interval: 'week' },
    lookup_key: unique('once'),
    product_data: { name: 'Once', tax_details: { tax_code: 'txcd_10000000' }, unit_label: 'seat' },
  });
  const product = await stripe.products.retrieve(price.product);
  assert.equal(product.tax_details.tax_code, 'txcd_10000000');
  assert.equal((await stripe.prices.update(price.id, { tax_behavior: 'inclusive' })).tax_behavior, 'inclusive');
  assert.equal((await refused(stripe.prices.update(price.id, { tax_behavior: 'exclusive' }))).param, 'tax_behavior');
  const rival = await refused(
    stripe.prices.create({ currency: 'usd', unit_amount: 2, product: product.id, lookup_key: price.lookup_key }),
  );
  assert.equal(rival.param, 'lookup_key');
  const found = (recurring) => stripe.prices.list({ product: product.id, recurring }).then(({ data }) => data.length);
  assert.equal(await found({ interval: 'week' }), 1);
  assert.equal(await found({ interval: 'month' }), 0);
  assert.equal(await found({ usage_type: 'licensed' }), 1);
  assert.equal(await found({ usage_type: 'metered' }), 0);
  await stripe.products.update(product.id, { active: false });
  const late = await refused(stripe.prices.create({ currency: 'usd', unit_amount: 2, product: product.id }));
  assert.equal(late.code, 'product_inactive');
});

test('coupons, promotion codes and tax rates say which of their terms are wrong', async () => {
  const stripe = client();
  const soon = Math.floor(Date.now() / 1000) + 86400;
  const coupons = [
    [{}, undefined],
    [{ percent_off: 0 }, 'percent_off'],
    [{ percent_off: 101 }, 'percent_off'],
    [{ amount_off: 5 }, 'currency'],
    [{ percent_off: 5, duration: 'repeating' }, 'duration_in_months'],
    [{ percent_off: 5, duration: 'once', duration_in_months: 2 }, 'duration_in_months'],
    [{ percent_off: 5, redeem_by: 1 }, 'redeem_by'],
    [{ percent_off: 5, redeem_by: soon + 6 * 366 * 86400 }, 'redeem_by'],
    [{ percent_off: 5, max_redemptions: 0 }, 'max_redemptions'],
  ];
  for (const [params, param] of coupons) {
    const error = await refused(stripe.coupons.create(params));
    assert.equal(error.statusCode, 400, JSON.stringify(params));
    if (param !== undefined) assert.equal(error.param, param, JSON.stringify(params));
  }
  const coupon = await stripe.coupons.create({ percent_off: 5, redeem_by: soon, max_redemptions: 3 });
  assert.equal((await refused(stripe.coupons.update(coupon.id, { percent_off: 6 }))).param, 'percent_off');
  const promotion = { type: 'coupon', coupon: coupon.id };
  const codes = [
    [{ expires_at: soon + 1 }, 'expires_at'],
    [{ max_redemptions: 4 }, 'max_redemptions'],
    [{ restrictions: { minimum_amount: 5 } }, 'restrictions[minimum_amount_currency]'],
  ];
  for (const [params, param] of codes) {
    assert.equal((await refused(stripe.promotionCodes.create({ promotion, ...params }))).param, param);
  }
  const code = unique('TWICE');
  const first = await stripe.promotionCodes.create({ promotion, code });
  assert.equal(first.expires_at, soon);
  assert.equal((await refused(stripe.promotionCodes.create({ promotion, code: code.toLowerCase() }))).param, 'code');
  const rate = { display_name: 'VAT', percentage: 19, inclusive: false };
  for (const [params, param] of [
    [{ percentage: 101 }, 'percentage'],
    [{ percentage: 1.23456 }, 'percentage'],
    [{ country: 'DEU' }, 'country'],
    [{ tax_type: 'tithe' }, 'tax_type'],
  ]) {
    assert.equal((await refused(stripe.taxRates.create({ ...rate, ...params }))).param, param);
  }
  const { id } = await stripe.taxRates.create({ ...rate, state: 'BE', description: 'Of the city' });
  for (const fixed of [{ percentage: 7 }, { inclusive: true }, { country: 'FR' }, { state: 'HH' }]) {
    assert.equal((await refused(stripe.taxRates.update(id, fixed))).param, Object.keys(fixed)[0]);
  }
});
