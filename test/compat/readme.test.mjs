// SPDX-License-Identifier: Apache-2.0
// The README's program runs as it stands there; only the port and the key are this engine's.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { KEY, ROOT, about, assert, example, port, test } from './harness.mjs';

about('readme');

test('its ten lines do what they say', async () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, program] = /```js\n(.*?)```/s.exec(readme);
  const here = program.replace(/'sk_test_\w+'/, `'${KEY}'`).replace(/port: \d+/, `port: ${port}`);
  assert.notEqual(here, program);
  const [, promise] = /console\.log\(.*?\); \/\/ (\d+)/.exec(program);
  const printed = [];
  const files = { readFileSync: () => example('percent-off-up-to') };
  const AsyncFunction = (async () => {}).constructor;
  await new AsyncFunction('require', 'fs', 'console', here)(createRequire(import.meta.url), files, {
    log: (...values) => printed.push(values.join(' ')),
  });
  assert.deepEqual(printed, [promise]);
});

test('its script is the one in sdk/examples', () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const [, script] = /```ts\n(.*?)```/s.exec(readme);
  for (const name of ['PercentOffUpTo', 'Commerce.DiscountCalculation<Config>', 'config.max_amount', 'config.percent']) {
    assert.ok(script.includes(name) && example('percent-off-up-to').includes(name), name);
  }
});
