// SPDX-License-Identifier: Apache-2.0
// The tests' ground: a real engine on a store of its own, the official client, and a memory of every answer it got.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';

export const KEY = 'sk_test_compat_with_the_client';
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const DAY = 86400;

/** Seconds of a UTC date. */
export const at = (text) => Date.parse(text.length > 10 ? text : `${text}T00:00:00Z`) / 1000;
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* ---- tests ------------------------------------------------------------- */

export const tests = [];
let theme = '';

export function about(name) {
  theme = name;
}

/** One test; its name is the sentence that it proves. */
export function test(sentence, run) {
  tests.push({ theme, sentence, run });
}

/* ---- the engine -------------------------------------------------------- */

export let port = 0;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}

function listens(candidate) {
  return new Promise((resolve) => {
    const socket = net.connect(candidate, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export class Engine {
  constructor(program, folder) {
    this.program = program;
    this.folder = folder;
    this.log = path.join(folder, 'engine.log');
  }

  async start() {
    port = await freePort();
    const log = fs.openSync(this.log, 'a');
    this.child = spawn(
      this.program,
      [
        'serve', '--store', path.join(this.folder, 'quoin.db'), '--listen', `127.0.0.1:${port}`, '--api-key', KEY,
        '--webhook-allow', '127.0.0.0/8', '--log-level', 'warn',
      ],
      { stdio: ['ignore', log, log] },
    );
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    this.over = null;
    this.ended.then((end) => (this.over = end));
    for (let tries = 0; tries < 1000; tries++) {
      if (await listens(port)) return;
      if (this.over !== null) break;
      await sleep(10);
    }
    throw new Error(`the engine does not listen:\n${fs.readFileSync(this.log, 'utf8')}`);
  }

  /** How it died, or null while it lives. */
  async death() {
    await sleep(0);
    return this.over === null ? null : `${JSON.stringify(this.over)}\n${fs.readFileSync(this.log, 'utf8').slice(-2000)}`;
  }

  async stop() {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

/* ---- the client -------------------------------------------------------- */

/** Every answer: {method, path, status, body, headers}. */
export const answers = [];

/** The client's own Node client, which remembers what passes. */
class RememberingClient {
  constructor() {
    this.inner = Stripe.createNodeHttpClient(new http.Agent({ keepAlive: true }));
  }

  getClientName() {
    return this.inner.getClientName();
  }

  async makeRequest(host, toPort, url, method, headers, body, protocol, timeout) {
    const response = await this.inner.makeRequest(host, toPort, url, method, headers, body, protocol, timeout);
    const read = response.toJSON.bind(response);
    response.toJSON = async () => {
      const json = await read();
      answers.push({
        method,
        path: url,
        status: response.getStatusCode(),
        body: structuredClone(json),
        headers: { ...response.getHeaders() },
      });
      return json;
    };
    return response;
  }
}

const remembering = new RememberingClient();

export function client(options = {}) {
  const { key = KEY, ...rest } = options;
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: true,
    maxNetworkRetries: 0,
    httpClient: remembering,
    ...rest,
  });
}

export { assert, Stripe };

/** The error that a call ends with. */
export async function refused(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (error) {
    return error;
  }
  assert.fail(`should have been refused, but was answered: ${JSON.stringify(answer).slice(0, 300)}`);
}

/* ---- what most tests begin with ----------------------------------------- */

let serial = 0;

export function unique(word) {
  serial++;
  return `${word}_${process.pid}_${serial}`;
}

export async function payingCustomer(stripe, params = {}) {
  return stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
    ...params,
  });
}

export async function monthly(stripe, unit_amount, params = {}) {
  return stripe.prices.create({
    currency: 'usd',
    unit_amount,
    recurring: { interval: 'month' },
    product_data: { name: unique('Plan') },
    ...params,
  });
}

export async function advance(stripe, clock, to) {
  const begun = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to });
  assert.ok(['advancing', 'ready'].includes(begun.status), begun.status);
  return clockReady(stripe, clock);
}

export async function clockReady(stripe, clock) {
  for (let tries = 0; tries < 1000; tries++) {
    const now = await stripe.testHelpers.testClocks.retrieve(clock.id);
    if (now.status === 'ready') return now;
    assert.equal(now.status, 'advancing');
    await sleep(20);
  }
  assert.fail('the clock never arrives');
}

/** Every event so far whose object, or whose object's customer, is the customer; oldest first. */
export async function eventsOf(stripe, customer) {
  const events = [];
  for await (const event of stripe.events.list({ limit: 100 })) {
    const { object } = event.data;
    if (object.id === customer || object.customer === customer) events.push(event);
  }
  return events.reverse();
}

export function example(name) {
  return fs.readFileSync(path.join(ROOT, 'sdk/examples', name, 'src/index.ts'), 'utf8');
}

/** An extension with one release, ready to be named by a coupon. */
export async function scripted(stripe, source, name = unique('script')) {
  const extension = await stripe.rawRequest('POST', '/v1/extend/extensions', {
    name,
    point: 'commerce.discount_calculation',
  });
  const release = await stripe.rawRequest('POST', '/v1/extend/releases', { extension: extension.id, source });
  return { extension, release };
}

/* ---- a receiver of webhooks --------------------------------------------- */

export class Receiver {
  /** `refuse(count)` says whether the count-th delivery (from 1) is answered with 500. */
  constructor(refuse = () => false) {
    this.refuse = refuse;
    this.count = 0;
    this.deliveries = [];
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        this.count++;
        const status = this.refuse(this.count) ? 500 : 200;
        this.deliveries.push({
          status,
          body: Buffer.concat(chunks),
          signature: request.headers['stripe-signature'],
          contentType: request.headers['content-type'],
        });
        response.writeHead(status, { 'Content-Length': 0 });
        response.end();
      });
    });
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/hook`;
    return this;
  }

  /** Wait until `enough(accepted deliveries)`. */
  async until(enough, seconds = 20) {
    const end = Date.now() + seconds * 1000;
    while (!enough(this.accepted())) {
      if (Date.now() > end) {
        assert.fail(`deliveries stopped at: ${this.accepted().map((one) => JSON.parse(one.body).type).join(' ')}`);
      }
      await sleep(20);
    }
    return this.accepted();
  }

  accepted() {
    return this.deliveries.filter((one) => one.status === 200);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
