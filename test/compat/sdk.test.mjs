// SPDX-License-Identifier: Apache-2.0
// What authors of scripts get: types that check, and a Decimal for their desk that is the engine's.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import typescript from 'typescript';
import { Decimal } from '../../sdk/lib/stdlib.js';
import { ROOT, Stripe, about, assert, client, example, monthly, payingCustomer, scripted, test } from './harness.mjs';

about('sdk');

const SDK = path.join(ROOT, 'sdk');
const DIRECTIONS = ['ceil', 'floor', 'round-down', 'round-up', 'half-up', 'half-down', 'half-even'];

/** xorshift32: the same cases in every run. */
function randomOf(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function decimalText(random) {
  const digits = Array.from({ length: 1 + random(random(4) === 0 ? 40 : 8) }, () => random(10)).join('');
  const point = random(digits.length + 1);
  const whole = digits.slice(0, point) || '0';
  const fraction = digits.slice(point);
  const exponent = random(5) === 0 ? `e${random(90) - 45}` : '';
  return `${['', '-', '+'][random(3)]}${whole}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}

function compile(project) {
  return spawnSync(process.execPath, [path.join(ROOT, 'test/compat/node_modules/typescript/bin/tsc'), '-p', project], {
    encoding: 'utf8',
  });
}

/** A script as Node runs it: types erased, the SDK found under its other name too. */
async function onTheDesk(source) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quoin-desk-'));
  try {
    fs.mkdirSync(path.join(folder, 'node_modules/@stripe'), { recursive: true });
    fs.symlinkSync(SDK, path.join(folder, 'node_modules/@stripe/extensibility-sdk'));
    const { outputText } = typescript.transpileModule(source, {
      compilerOptions: { target: 'es2022', module: 'esnext', verbatimModuleSyntax: true },
    });
    const file = path.join(folder, 'index.mjs');
    fs.writeFileSync(file, outputText);
    return new (await import(pathToFileURL(file))).default();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('the examples pass the strictest check', () => {
  const { status, stdout } = compile(path.join(SDK, 'examples'));
  assert.equal(status, 0, stdout);
});

test('the check finds mistakes in scripts', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quoin-types-'));
  const source = example('percent-off-up-to');
  const mistakes = {
    number: source.replace('amount: discount, currency', 'amount: 5, currency'),
    direction: source.replace("'half-up'", "'half'"),
    field: source.replace('request.grossAmount', 'request.gross_amount'),
    name: source.replace('computeDiscounts', 'computeDiscount'),
    clock: source.replace('const HUNDRED', 'const now = window.now;\nconst HUNDRED'),
  };
  for (const [name, text] of Object.entries(mistakes)) {
    assert.notEqual(text, source, name);
    fs.writeFileSync(path.join(folder, `${name}.ts`), text);
  }
  const tsconfig = JSON.parse(fs.readFileSync(path.join(SDK, 'examples/tsconfig.json'), 'utf8'));
  for (const [name, [place]] of Object.entries(tsconfig.compilerOptions.paths)) {
    tsconfig.compilerOptions.paths[name] = [path.join(SDK, 'examples', place)];
  }
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const { stdout } = compile(folder);
  for (const name of Object.keys(mistakes)) assert.match(stdout, new RegExp(`${name}\\.ts\\(\\d+,\\d+\\): error`));
  fs.rmSync(folder, { recursive: true });
});

test("the desk's Decimal is the client's, over many cases", () => {
  const random = randomOf(20261028);
  const same = (ours, theirs, what) => {
    const outcome = (run) => {
      try {
        return String(run());
      } catch (error) {
        return `throws ${error.message}`;
      }
    };
    assert.equal(outcome(ours), outcome(theirs), what);
  };
  for (let i = 0; i < 4000; i++) {
    const [x, y] = [decimalText(random), decimalText(random)];
    const [a, b] = [Decimal.from(x), Decimal.from(y)];
    const [c, d] = [Stripe.Decimal.from(x), Stripe.Decimal.from(y)];
    const direction = DIRECTIONS[random(7)];
    const places = random(40);
    const precision = [
      'v1-api',
      'ubb-usage-count',
      { mode: 'decimal-places', value: places },
      { mode: 'significant-figures', value: places },
    ][random(4)];
    for (const method of ['add', 'sub', 'mul', 'cmp', 'eq', 'lt', 'lte', 'gt', 'gte']) {
      same(() => a[method](b), () => c[method](d), `${x} ${method} ${y}`);
    }
    for (const method of ['neg', 'abs', 'isZero', 'isNegative', 'isPositive', 'toString', 'toJSON', 'toNumber', 'valueOf']) {
      same(() => a[method](), () => c[method](), `${x} ${method}`);
    }
    same(() => a.div(b, places, direction), () => c.div(d, places, direction), `${x} / ${y} to ${places} ${direction}`);
    same(() => a.round(direction, precision), () => c.round(direction, precision), `${x} round ${direction} ${JSON.stringify(precision)}`);
    same(() => a.toFixed(places, direction), () => c.toFixed(places, direction), `${x} toFixed ${places} ${direction}`);
  }
  for (const bad of ['', ' ', 'x', '1.', '.5', '1e', '0x1', '1e1000001', NaN, Infinity, '--1', '1_000']) {
    same(() => Decimal.from(bad), () => Stripe.Decimal.from(bad), JSON.stringify(bad));
  }
  for (const number of [0.1, 1e21, 1e-7, 123456789.123, -0, 5e-324]) {
    same(() => Decimal.from(number), () => Stripe.Decimal.from(number), String(number));
  }
});

/** The run that an invoice's script had in the engine. */
async function inTheEngine(stripe, source, configuration) {
  const { extension } = await scripted(stripe, source);
  const coupon = await stripe.coupons.create({ duration: 'forever', script: { id: extension.id, configuration } });
  const customer = await payingCustomer(stripe);
  const price = await monthly(stripe, 9900);
  const { latest_invoice: invoice } = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 3 }],
    discounts: [{ coupon: coupon.id }],
  });
  const { data } = await stripe.rawRequest('GET', `/v1/extend/runs?invoice=${invoice}`);
  assert.equal(data[0].outcome, 'ok', JSON.stringify(data[0].error));
  return stripe.rawRequest('GET', `/v1/extend/runs/${data[0].id}`);
}

test('an example answers on the desk what it answers in the engine', async () => {
  const configuration = { percent: 33, max_amount: 5000 };
  const run = await inTheEngine(client(), example('percent-off-up-to'), configuration);
  const script = await onTheDesk(example('percent-off-up-to'));
  const { amount, currency } = run.input.gross_amount;
  const result = script.computeDiscounts({ grossAmount: { amount: Decimal.from(amount), currency }, lineItems: [] }, configuration);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), JSON.parse(JSON.stringify(run.output)));
});

test("the desk's Decimal is the engine's, over many cases", async () => {
  const random = randomOf(31415926);
  const cases = Array.from({ length: 150 }, () => [
    decimalText(random), decimalText(random), random(30), DIRECTIONS[random(7)],
  ]);
  const source = `
import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

const CASES: [string, string, number, Parameters<Decimal['div']>[2]][] = ${JSON.stringify(cases)};

function outcome(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    return 'throws ' + (error as Error).message;
  }
}

export default class All implements Commerce.DiscountCalculation {
  computeDiscounts(request: Commerce.DiscountCalculation.DiscountableItem, _config: unknown, _context: Context) {
    const results: string[] = [];
    for (const [x, y, places, direction] of CASES) {
      const a = Decimal.from(x);
      const b = Decimal.from(y);
      results.push(
        outcome(() => a.add(b)), outcome(() => a.sub(b)), outcome(() => a.mul(b)), outcome(() => a.cmp(b)),
        outcome(() => a.div(b, places, direction)), outcome(() => a.toFixed(places, direction)),
        outcome(() => a.round(direction, { mode: 'significant-figures', value: places })),
        outcome(() => a.round(direction, 'v1-api')), outcome(() => a.toNumber()), outcome(() => a.neg()),
      );
    }
    for (const bad of ['', 'x', '1.', NaN]) results.push(outcome(() => Decimal.from(bad)));
    results.push(outcome(() => Decimal.zero.div(0, 2, 'ceil')), outcome(() => Decimal.zero.toFixed(-1, 'ceil')));
    return {
      discount: { amount: { amount: Decimal.zero, currency: request.grossAmount.currency } },
      reason: results.join('\\n'),
    };
  }
}
`;
  const run = await inTheEngine(client(), source, {});
  const desk = await onTheDesk(source);
  const { reason } = desk.computeDiscounts({ grossAmount: { currency: 'usd' } });
  const [engineLines, deskLines] = [run.output.reason.split('\n'), reason.split('\n')];
  engineLines.forEach((line, i) => assert.equal(line, deskLines[i], `case ${i}: ${JSON.stringify(cases[Math.floor(i / 10)])}`));
  assert.equal(engineLines.length, deskLines.length);
});
