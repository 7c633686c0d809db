// SPDX-License-Identifier: Apache-2.0
// compare.mjs RUNNER [COUNT [SEED]] [--typescript FOLDER]: the same generated programs here, in Node, and in the engine.
// Each must write the same text, or both must refuse it. Prints the first programs that differ; one alone: COUNT 1.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { generate } from './generate.mjs';

const [runner, count = '2000', seed = '1'] = process.argv.slice(2);
const require = createRequire(new URL('../../compat/', import.meta.url));
const ts = require('typescript');
const BATCH = 500;
const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, useDefineForClassFields: true, removeComments: false };

/** What the programs write here; null: one runs too long. One compilation for all of them. */
function here(programs) {
    const bodies = programs.map(({ source }) => `programs.push(function () {\n${source.replace('export default function', 'return function')}});\n`);
    const { outputText } = ts.transpileModule('declare const programs: any[];\n' + bodies.join(''), { compilerOptions: OPTIONS });
    const context = vm.createContext({ programs: [], lines: [] });
    vm.runInContext("'use strict'; const console = { log(text) { lines.push(text); } };\n" + outputText, context);
    return programs.map((_, i) => {
        try {
            vm.runInContext(`lines.length = 0; programs[${i}]()();`, context, { timeout: 2000 });
        } catch (error) {
            if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
            return `refused: ${error.name}`;
        }
        return context.lines.map(line => line + '\n').join('');
    });
}

/** Outcome and text of every program of a batch, from one process. */
function there(programs) {
    return new Promise((resolve, reject) => {
        const child = spawn(runner, { stdio: ['pipe', 'pipe', 'inherit'] });
        const parts = [];
        child.stdout.on('data', part => parts.push(part));
        child.on('error', reject);
        child.on('close', code => {
            const bytes = Buffer.concat(parts);
            const answers = new Map();
            for (let at = 0; at < bytes.length;) {
                const end = bytes.indexOf(10, at);
                const [path, outcome, , , length] = bytes.toString('latin1', at, end).split(' ');
                answers.set(path, { outcome, text: bytes.toString('utf8', end + 1, end + 1 + Number(length)) });
                at = end + 1 + Number(length);
            }
            if (code !== 0) console.error(`the runner ended with ${code} after ${answers.size} of ${programs.length} programs`);
            resolve(answers);
        });
        for (const { path, source } of programs) {
            const bytes = Buffer.from(source);
            child.stdin.write(`${path} ${bytes.length}\n`);
            child.stdin.write(bytes);
        }
        child.stdin.end();
    });
}

/** The first line that differs, of both. */
function difference(a, b) {
    const as = a.split('\n'), bs = b.split('\n');
    const at = as.findIndex((line, i) => line !== bs[i]);
    return `line ${at + 1}: node ${JSON.stringify(as[at])}, quoin ${JSON.stringify(bs[at])}`;
}

let same = 0, differ = 0, skipped = 0, both_refused = 0;
const first = Number(seed), last = first + Number(count);
for (let from = first; from < last; from += BATCH) {
    const programs = [];
    for (let i = from; i < Math.min(from + BATCH, last); i++) programs.push({ path: `${i}.ts`, seed: i, source: generate(i) });
    const answering = there(programs);
    here(programs).forEach((text, i) => { programs[i].here = text; });
    const answers = await answering;
    for (const program of programs) {
        const { outcome, text } = answers.get(program.path) ?? { outcome: 'crash', text: '' };
        const refused = program.here?.startsWith('refused: ');
        if (program.here === null || ['fuel', 'memory', 'depth'].includes(outcome)) skipped++;
        else if (refused && (outcome === 'rejected' || text.includes(`\n${program.here.slice('refused: '.length)}: `))) both_refused++;
        else if (outcome === 'ok' && program.here === text) same++;
        else {
            differ++;
            if (differ <= 20) console.log(`${program.path}: ${outcome}: ${outcome === 'ok' ? difference(program.here, text) : program.here.slice(0, 80) + ' / ' + text.slice(0, 400)}`);
            if (Number(count) === 1) console.log(program.source, '\n---- node\n' + program.here, '\n---- quoin\n' + text);
        }
    }
}
console.log(`${same} programs wrote the same, ${both_refused} were refused by both, ${skipped} ran into a limit`);
console.log(`${same + both_refused} passed, ${differ} failed`);
process.exitCode = differ > 0 ? 1 : 0;
