// SPDX-License-Identifier: Apache-2.0
// node parity.mjs PROGRAM FOLDER...: the tests below each folder under vitest in Node and under `quoin script test`.
// The same tests must be there, with the same names, and each must end the same way in both. A test that fails with
// "VERDICTS ..." tells many at once: those must be the same, too.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const SDK = path.join(here, '../../sdk');
const [program, ...folders] = process.argv.slice(2);

/** A copy where vitest and the SDK are installed, as an author would have them. */
function installed(folder, tree) {
  fs.cpSync(tree, folder, { recursive: true, filter: (source) => path.basename(source) !== 'node_modules' });
  const modules = path.join(folder, 'node_modules');
  for (const scope of ['@stripe', '@quoin']) fs.mkdirSync(path.join(modules, scope), { recursive: true });
  fs.symlinkSync(SDK, path.join(modules, '@stripe/extensibility-sdk'));
  fs.symlinkSync(SDK, path.join(modules, '@quoin/sdk'));
  fs.symlinkSync(path.join(here, 'node_modules/vitest'), path.join(modules, 'vitest'));
  const manifest = path.join(folder, 'package.json');
  if (!fs.existsSync(manifest)) fs.writeFileSync(manifest, '{ "type": "module" }');
}

function report(command, args, cwd, output) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (error) {
    if (!fs.existsSync(output)) throw new Error(`${command} ${args.join(' ')}\n${error.stdout}\n${error.stderr}`);
  }
  return JSON.parse(fs.readFileSync(output, 'utf8'));
}

/** path > name -> verdict; twins are counted. */
function verdicts(json, root) {
  const all = new Map();
  for (const file of json.testResults) {
    const name = path.relative(root, path.resolve(root, file.name));
    if (file.assertionResults.length === 0) all.set(name, `${file.status} without tests`);
    for (const test of file.assertionResults) {
      const full = [name, ...test.ancestorTitles, test.title].join(' > ');
      let key = full;
      for (let twin = 2; all.has(key); twin++) key = `${full} #${twin}`;
      const [told] = test.failureMessages?.join('\n').match(/VERDICTS .*/) ?? [''];
      all.set(key, `${test.status === 'pending' ? 'skipped' : test.status}${told}`);
    }
  }
  return all;
}

let passed = 0;
let failed = 0;
for (const tree of folders) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quoin-vitest-')));
  try {
    installed(folder, tree);
    const ours = verdicts(report(path.resolve(program), ['script', 'test', '--output', 'quoin.json', '.'], folder, `${folder}/quoin.json`), folder);
    const theirs = verdicts(report(process.execPath, [path.join(here, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--globals',
      '--reporter=json', `--outputFile=${folder}/vitest.json`], folder, `${folder}/vitest.json`), folder);
    for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
      if (theirs.get(name) === ours.get(name)) {
        passed++;
      } else {
        failed++;
        console.log(`FAILED  ${name}\n        vitest: ${theirs.get(name) ?? 'has no such test'}, quoin: ${ours.get(name) ?? 'has no such test'}`);
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
