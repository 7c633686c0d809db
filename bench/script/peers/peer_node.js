// SPDX-License-Identifier: Apache-2.0
// peer_node.js SCRIPT INPUTS [isolated-vm]: the measured scripts in node's vm module, or in isolated-vm, each call
// in a fresh context, code cached, arguments and answers as JSON, decimals as BigInt. INPUTS is what
// `bench_workloads --inputs` wrote: arguments and C's answer, one line a workload.
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');

/** The host's decimals, as a script of the context: units of 10^-12. */
const decimals = `
var decimal = (function () {
  var ONE = 1000000000000n;
  function divide(n, d, mode) { // HALF_UP 4, HALF_EVEN 6
    var negative = n < 0n !== d < 0n;
    if (n < 0n) n = -n;
    if (d < 0n) d = -d;
    var q = n / d, twice = (n % d) * 2n;
    if (twice > d || (twice === d && (mode === 4 || q % 2n === 1n))) q += 1n;
    return negative ? -q : q;
  }
  function parse(text) {
    var parts = text.split('.');
    var size = BigInt(parts[0].replace('-', '')) * ONE + BigInt(((parts[1] || '') + '000000000000').slice(0, 12));
    return text[0] === '-' ? -size : size;
  }
  function give(v) {
    var size = v < 0n ? -v : v;
    var places = (size % ONE).toString().padStart(12, '0').replace(/0+$/, '');
    return (v < 0n ? '-' : '') + size / ONE + (places ? '.' + places : '');
  }
  return {
    parse: parse, take: parse, give: give,
    add: function (a, b) { return a + b; },
    mul: function (a, b, mode) { return divide(a * b, ONE, mode); },
    div: function (a, b, mode) { return divide(a * ONE, b, mode); },
    round: function (a, places, mode) { var unit = 10n ** BigInt(12 - places); return divide(a, unit, mode) * unit; },
    compare: function (a, b) { return a < b ? -1 : a > b ? 1 : 0; }
  };
})();
`;
const [, , script, inputs, isolated] = process.argv;
const source = decimals + fs.readFileSync(script, 'utf8');
const functions = { W1: 'percentOff', W2: 'prorate', W3: 'price', W4: 'calculate' };
const calls = { W1: 60, W2: 60, W3: 40, W4: 40 };

function nodeVm() {
  const first = new vm.Script(source);
  const cachedData = first.createCachedData();
  return (name, text) => {
    const context = vm.createContext({ text });
    new vm.Script(source, { cachedData }).runInContext(context);
    return vm.runInContext(`JSON.stringify(${name}.apply(null, JSON.parse(text)))`, context, { timeout: 1000 });
  };
}

function isolatedVm() {
  const ivm = require('isolated-vm');
  const maker = new ivm.Isolate({ memoryLimit: 8 });
  const cachedData = maker.compileScriptSync(source, { produceCachedData: true }).cachedData;
  return (name, text) => {
    const isolate = new ivm.Isolate({ memoryLimit: 8 });
    const context = isolate.createContextSync();
    isolate.compileScriptSync(source, { cachedData }).runSync(context);
    context.global.setSync('text', text);
    const answer = context.evalSync(`JSON.stringify(${name}.apply(null, JSON.parse(text)))`, { timeout: 1000 });
    context.release();
    isolate.dispose();
    return answer;
  };
}

const call = isolated ? isolatedVm() : nodeVm();
for (const line of fs.readFileSync(inputs, 'utf8').trim().split('\n')) {
  const [name, given, wanted] = line.split('\t');
  const run = () => call(functions[name], given);
  const flat = v => JSON.stringify(v, (k, x) => (typeof x === 'number' ? String(x) : x));
  const got = flat(JSON.parse(run()));
  if (got !== flat(JSON.parse(wanted))) {
    console.error(`${name}: answers differently than C: ${got} ${wanted}`);
    process.exit(1);
  }
  const batches = [];
  for (let batch = 0; batch < 9; batch++) {
    const start = process.cpuUsage();
    for (let i = 0; i < calls[name]; i++) run();
    const used = process.cpuUsage(start);
    batches.push((used.user + used.system) / calls[name]);
  }
  batches.sort((a, b) => a - b);
  const limits = isolated ? 'time, memory' : 'time';
  console.log(`${isolated ? 'isolated-vm' : 'node vm'}\t${limits}\t${name}\t${batches[4].toFixed(3)}`);
}
