// SPDX-License-Identifier: Apache-2.0
// node main.mjs PROGRAM FOLDER [WORD]: every test, or those whose theme or sentence holds WORD; then the contract.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { contract } from './contract.mjs';
import { Engine, ROOT, Stripe, answers, tests } from './harness.mjs';

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

/** The routes of docs/reference/routes.md, each with how often it was called. */
const calls = new Map();
for (const [, route] of fs.readFileSync(path.join(ROOT, 'docs/reference/routes.md'), 'utf8').matchAll(/^### ([A-Z]+ \/.*)$/gm)) {
  const pattern = new RegExp(`^${route.replace(/\{[a-z]+\}/g, '[^/]+')}$`);
  const count = answers.filter(({ method, path: url }) => pattern.test(`${method} ${url.split('?')[0]}`)).length;
  calls.set(route, count);
}
const uncalled = [...calls].filter(([, count]) => count === 0).map(([route]) => route);
console.log(`stripe ${Stripe.PACKAGE_VERSION}: ${answers.length} calls of ${calls.size - uncalled.length} of ${calls.size} routes`);
if (word === '') for (const route of uncalled) console.log(`not called: ${route}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
