// SPDX-License-Identifier: Apache-2.0
// node project.test.mjs PROGRAM: what `quoin script new` writes passes everything that an author would run, and ESLint
// refuses there what the engine refuses.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const SDK = path.join(here, '../../sdk');
const program = path.resolve(process.argv[2]);
const POINTS = ['commerce.discount_calculation', 'billing.prorations', 'billing.customer_balance_application', 'billing.recurring_billing_item_handling'];

let passed = 0;
let failed = 0;

function run(name, command, args, cwd, { status = 0, says = [] } = {}) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, CI: '1' } });
  const output = `${done.stdout}${done.stderr}`;
  const isFine = done.status === status && says.every((word) => output.includes(word));
  if (isFine) passed++;
  else failed++;
  console.log(isFine ? `ok      ${name}` : `FAILED  ${name}\n${output}`);
}

/** Node resolves what is linked from here as if npm had installed it. */
function install(folder) {
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(path.join(modules, '@stripe'), { recursive: true });
  fs.symlinkSync(SDK, path.join(modules, '@stripe/extensibility-sdk'));
  for (const name of ['vitest', 'typescript', 'eslint', 'typescript-eslint']) {
    fs.symlinkSync(path.join(here, 'node_modules', name), path.join(modules, name));
  }
}

const node = (name, ...args) => [process.execPath, [path.join(here, 'node_modules', name), ...args]];
const REFUSED = `
export const now = Date.now();
export const also = new Date();
export const luck = Math.random();
export const run = (text: string) => eval(text);
export const made = new Function('return 1');
export async function later() { await fetch('https://example.com'); }
setTimeout(() => {}, 1);
export function* list() { yield 1n; }
export const lazy = () => import('./index.js');
`;

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quoin-project-')));
try {
  for (const point of POINTS) {
    const project = path.join(folder, point.replace(/\W/g, '-'));
    run(`${point}: new`, program, ['script', 'new', project, '--point', point, '--sdk', `file:${SDK}`], folder);
    install(project);
    run(`${point}: check`, program, ['script', 'check', '.'], project);
    run(`${point}: test`, program, ['script', 'test'], project);
    run(`${point}: form`, program, ['script', 'form', `extensions/${path.basename(project)}`], project, { says: ['<!doctype html>'] });
    run(`${point}: vitest`, ...node('vitest/vitest.mjs', 'run'), project);
    run(`${point}: tsc --strict`, ...node('typescript/bin/tsc', '-p', '.'), project);
    run(`${point}: eslint`, ...node('eslint/bin/eslint.js', '.'), project);
  }
  const project = path.join(folder, POINTS[0].replace(/\W/g, '-'));
  fs.writeFileSync(path.join(project, 'extensions/refused.ts'), REFUSED);
  run('eslint refuses what the engine refuses', ...node('eslint/bin/eslint.js', 'extensions/refused.ts'), project, {
    status: 1,
    says: ['2:20', '3:21', '4:21', '5:38', '6:21', '7:8', '7:33', '8:1', '9:8', '9:33', '10:27'],
  });
} finally {
  fs.rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
