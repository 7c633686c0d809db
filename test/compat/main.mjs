// SPDX-License-Identifier: Apache-2.0
// node main.mjs PROGRAM FOLDER [WORD]: every test, or those whose theme or sentence holds WORD; then the contract.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { contract } from './contract.mjs';
import { Engine, Stripe, answers, tests } from './harness.mjs';

const [program, folder, word = ''] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));

let passed = 0;
let failed = 0;

function report(ok, name, detail) {
  if (ok) {
    passed++;
    console.log(`ok      ${name}`);
  } else {
    failed++;
    console.log(`FAILED  ${name}\n${String(detail).replace(/^/gm, '        ')}`);
  }
}

function explain(error) {
  const raw = error.raw?.message === undefined ? '' : `\n${JSON.stringify({ ...error.raw, headers: undefined })}`;
  const place = (error.stack ?? '').split('\n').filter((line) => line.includes('.test.mjs')).join('\n');
  return `${error.name}: ${error.message}${raw}\n${place}`;
}

function limited(promise, seconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

for (const file of fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort()) {
  await import(pathToFileURL(path.join(here, file)));
}

const engine = new Engine(program, folder);
await engine.start();
for (const { theme, sentence, run } of tests) {
  const name = `${theme}: ${sentence}`;
  if (!name.includes(word)) continue;
  try {
    await limited(run(), 60);
    report(true, name);
  } catch (error) {
    report(false, name, explain(error));
  }
  const death = await engine.death();
  if (death !== null) {
    report(false, `${name}: the engine lives`, death);
    await engine.start();
  }
}
const end = await engine.stop();
report(end.code === 0, 'engine: stops in good order', `${JSON.stringify(end)}\n${fs.readFileSync(engine.log, 'utf8')}`);

for (const { name, problem } of contract(folder, answers, word === '')) report(problem === null, name, problem);

const routes = new Set(
  answers.map(({ method, path: url }) => {
    const parts = url.split('?')[0].split('/').map((part) => (/^[a-z_]+$|^v1$/.test(part) ? part : '{id}'));
    return `${method} ${parts.join('/')}`;
  }),
);
console.log(`stripe ${Stripe.PACKAGE_VERSION}: ${answers.length} calls of ${routes.size} routes`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
