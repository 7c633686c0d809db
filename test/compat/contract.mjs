// SPDX-License-Identifier: Apache-2.0
// The contract by types: every object that the engine answered is written down as a literal of the client's own type,
// and the TypeScript compiler says whether a key is missing, too many, or of a wrong value. One check is one shape of
// one type.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** What `object` says -> the client's type. */
const TYPES = {
  charge: 'Stripe.Charge',
  coupon: 'Stripe.Coupon',
  customer: 'Stripe.Customer',
  invoice: 'Stripe.Invoice',
  invoice_payment: 'Stripe.InvoicePayment',
  invoiceitem: 'Stripe.InvoiceItem',
  line_item: 'Stripe.InvoiceLineItem',
  payment_intent: 'Stripe.PaymentIntent',
  payment_method: 'Stripe.PaymentMethod',
  price: 'Stripe.Price',
  product: 'Stripe.Product',
  promotion_code: 'Stripe.PromotionCode',
  subscription: 'Stripe.Subscription',
  subscription_item: 'Stripe.SubscriptionItem',
  tax_rate: 'Stripe.TaxRate',
  'test_helpers.test_clock': 'Stripe.TestHelpers.TestClock',
  webhook_endpoint: 'Stripe.WebhookEndpoint',
};

const DELETED = {
  coupon: 'Stripe.DeletedCoupon',
  customer: 'Stripe.DeletedCustomer',
  discount: 'Stripe.DeletedDiscount',
  invoice: 'Stripe.DeletedInvoice',
  invoiceitem: 'Stripe.DeletedInvoiceItem',
  product: 'Stripe.DeletedProduct',
  subscription_item: 'Stripe.DeletedSubscriptionItem',
  'test_helpers.test_clock': 'Stripe.TestHelpers.DeletedTestClock',
  webhook_endpoint: 'Stripe.DeletedWebhookEndpoint',
};

/**
 * On the wire decimals are text, and embedded lists say their total_count, which the types leave out. The client's
 * enums are open for values of later versions; here they are closed. Our own are one key, the script of a coupon, one word,
 * the code of an invoice that waits for a person, and a null: a credit note has no document yet.
 */
const PRELUDE = `// Written by contract.mjs.
import type Stripe from 'stripe';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type Open = string & Record<never, never>;
interface CouponScript { id: string; configuration: unknown; on_failure: 'default' | 'last_good' | 'hold' | 'fail' }
type Keys<T> = { [K in keyof T]: Embedded<Wire<T[K]>> };
type Embedded<T> = T extends { object: 'list'; data: unknown } ? T & { total_count?: number } : T;
type Wire<T> =
  T extends string | number | boolean | null | undefined | void ? (Same<T, Open> extends true ? never : T)
  : T extends Stripe.Decimal ? string
  : T extends (infer U)[] ? Wire<U>[]
  : T extends { object: 'coupon'; duration: unknown } ? Keys<T> & { script?: CouponScript }
  : T extends { object: 'credit_note'; pdf: unknown } ? Keys<Omit<T, 'pdf'>> & { pdf: null }
  : T extends Stripe.Invoice.LastFinalizationError ? Keys<Omit<T, 'code'>> & { code?: Wire<T['code']> | 'extension_held' }
  : T extends object ? Keys<T>
  : T;
type Before<T> = T extends (infer U)[] ? U[] : T extends object ? { [K in keyof T]?: Before<T[K]> | null } : T;
type Told<O> = { object: Wire<O>; previous_attributes?: Before<Wire<O>> };
type WireEvent<E extends Stripe.Event> = E extends { data: { object: infer O } }
  ? Wire<Omit<E, 'data'>> & { data: Told<O> } : never;
type OwnEvent = Wire<Omit<Stripe.EventBase, 'data' | 'type'>> &
  { type: \`extend.\${string}\`; data: { object: { [key: string]: unknown }; previous_attributes?: { [key: string]: unknown } } };
`;

/** The type an answer must have, or null when it is none of the client's. */
function typeOf(body) {
  if (body === null || typeof body !== 'object') return null;
  if (body.object === 'event') {
    return body.type.startsWith('extend.') ? 'OwnEvent' : `WireEvent<Extract<Stripe.Event, { type: '${body.type}' }>>`;
  }
  const name = (body.deleted === true ? DELETED : TYPES)[body.object];
  return name === undefined ? null : `Wire<${name}>`;
}

/** What makes two values one shape: keys, kinds, and words that may be enums; never ids, texts or numbers. */
function shapeOf(value, key) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${[...new Set(value.map((one) => shapeOf(one, key)))].sort().join()}]`;
  if (typeof value !== 'object') {
    if (typeof value !== 'string') return typeof value;
    return /^[a-z][a-z_.]{1,40}$/.test(value) && key !== 'currency' ? value : 'text';
  }
  if (['metadata', 'configuration'].includes(key)) return 'map';
  return `{${Object.keys(value).sort().map((name) => `${name}:${shapeOf(value[name], name)}`).join()}}`;
}

/** Lists are checked as an envelope and as their elements. */
function* objectsOf({ body, path: url }) {
  if (body?.object !== 'list') {
    yield body;
    return;
  }
  if (!url.startsWith('/v1/extend/')) yield body;
  yield* body.data;
}

function literalsOf(answers) {
  const seen = new Map();
  for (const answer of answers) {
    if (answer.status >= 300) continue;
    for (const body of objectsOf(answer)) {
      let type = typeOf(body);
      let value = body;
      if (body?.object === 'list') {
        const element = body.data.length === 0 ? 'unknown' : typeOf(body.data[0]);
        type = `Wire<Stripe.ApiList<unknown>>`;
        value = { ...body, data: [] };
        if (element === null) continue;
      }
      if (type === null) continue;
      const shape = `${type} ${shapeOf(value)}`;
      if (!seen.has(shape)) seen.set(shape, { type, value, from: `${answer.method} ${answer.path.split('?')[0]}` });
    }
  }
  return [...seen.values()];
}

/** Answers that are wrong on purpose, so that a compiler that sees nothing is seen. */
function wrongLiterals(literals) {
  const subscription = literals.find(({ type }) => type === 'Wire<Stripe.Subscription>');
  const event = literals.find(({ type }) => type.includes("'customer.updated'"));
  if (subscription === undefined || event === undefined) return [];
  const spoilt = [
    ['a key too many', subscription, (value) => (value.surplus = null)],
    ['a key too many, deep inside', subscription, (value) => (value.items.data[0].price.surplus = null)],
    ['a missing key', subscription, (value) => delete value.collection_method],
    ['a wrong word', subscription, (value) => (value.status = 'asleep')],
    ['a wrong kind', subscription, (value) => (value.created = '1')],
    ['a null where none may be', subscription, (value) => (value.start_date = null)],
    ['a wrong previous value', event, (value) => (value.data.previous_attributes = { nme: 'x' })],
  ];
  return spoilt.map(([wrong, { type, value: right }, spoil]) => {
    const value = structuredClone(right);
    spoil(value);
    return { type, value, wrong };
  });
}

/** Check all answers; one {name, problem} for each shape. `isWhole`: they are of all tests. */
export function contract(folder, answers, isWhole) {
  const literals = literalsOf(answers);
  literals.push(...wrongLiterals(literals));
  const lines = PRELUDE.split('\n');
  literals.forEach((literal, index) => {
    literal.begin = lines.length + 1;
    lines.push(`export const x${index}: ${literal.type} = ${JSON.stringify(literal.value, null, 1)};`);
    lines.splice(lines.length - 1, 1, ...lines[lines.length - 1].split('\n'));
    literal.end = lines.length;
    literal.problems = [];
  });
  const work = path.join(folder, 'contract');
  fs.mkdirSync(work);
  fs.writeFileSync(path.join(work, 'answers.ts'), lines.join('\n'));
  fs.writeFileSync(
    path.join(work, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', lib: ['es2022', 'dom'], types: [],
        module: 'preserve', moduleResolution: 'bundler',
        paths: { stripe: [path.join(here, 'node_modules/stripe/esm/stripe.esm.node.d.ts')] },
      },
      files: ['answers.ts'],
    }),
  );
  const compiler = path.join(here, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', work, '--pretty', 'false'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const stray = [];
  for (const line of `${run.stdout}${run.stderr}`.split(/\n(?! )/)) {
    const match = /answers\.ts\((\d+),\d+\): (.*)/s.exec(line);
    const literal = match && literals.find(({ begin, end }) => begin <= +match[1] && +match[1] <= end);
    if (literal) literal.problems.push(`${lines[+match[1] - 1].trim()}\n  ${match[2]}`);
    else if (line.trim() !== '') stray.push(line);
  }
  const checks = literals.map(({ type, from, problems, wrong }, index) =>
    wrong === undefined
      ? { name: `contract: ${from} answers x${index}, ${type}`, problem: problems.length === 0 ? null : problems.join('\n') }
      : { name: `contract: notices ${wrong}`, problem: problems.length > 0 ? null : 'the compiler saw nothing' },
  );
  const seen = new Set(literals.map(({ type }) => type));
  const unseen = [...Object.values(TYPES), ...Object.values(DELETED)].filter((name) => !seen.has(`Wire<${name}>`));
  if (isWhole) {
    checks.push({ name: 'contract: every type was seen', problem: unseen.length === 0 ? null : `not seen: ${unseen.join(' ')}` });
  }
  checks.push({ name: 'contract: the compiler ran', problem: stray.length === 0 && literals.length > 0 ? null : stray.join('\n') });
  return checks;
}
