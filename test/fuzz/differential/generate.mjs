// SPDX-License-Identifier: Apache-2.0
// generate.mjs [SEED COUNT]: typed programs of the script language from a number, as run_programs reads them. Loops are bounded, nothing asks
// for time or chance, and of Math only what is exact: so its output is one text, on every engine.

/** Numbers from a seed: the same on every machine. */
export class Chance {
    constructor(seed) {
        this.state = (seed * 2654435761 + 12345) >>> 0;
    }
    next() { // mulberry32
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return (t ^ (t >>> 14)) >>> 0;
    }
    below(n) { return this.next() % n; }
    one(list) { return list[this.below(list.length)]; }
    yes(percent) { return this.below(100) < percent; }
}

const NUMBERS = ['0', '-0', '1', '-1', '2', '3', '7', '10', '42', '100', '255', '256', '1000', '0.1', '0.5', '-2.5', '1.005', '1e21',
    '1e-7', '123456789', '2147483647', '-2147483648', '4294967295', '9007199254740991', '9007199254740993', '1.7976931348623157e308',
    '5e-324', '0x1F', '0b101', '0o17', '1_000', 'NaN', 'Infinity', '-Infinity', '33.333', '1e300', '12.345', '0.000001', '1234.5678'];
const STRINGS = ["''", "'a'", "'abc'", "'Hello, World'", "'0'", "'12'", "' 3 '", "'1e3'", "'-7.5'", "'true'", "'null'", "'äöü'", "'\\u{1F600}x'",
    "'a,b,,c'", "'line\\nline'", "'tab\\t'", "'The quick brown fox'", "'x'.repeat(5)", "'ABC'", "'zz top'", "'2024-02-29'", "'\\u0000'", "'ß'", "'İ'",
    "'ﬁ'", "'a-b-c'", "'[1,2]'", "'NaN'", "'Infinity'", "'0x10'", "'\\ud800'"];
const REGEXPS = ['/a/', '/[a-c]+/g', '/(\\w)(\\w)?/', '/\\d+/g', '/(?<first>\\w+)\\s(?<second>\\w+)/', '/^\\s*|\\s*$/g', '/o(?=,)/', '/(?<!l)o/g', '/[^a-z]/gi', '/(a)|(b)/g',
    '/\\b\\w/g', '/./gu', '/(.)\\1/', '/x{2,3}?/', '/[\\p{Lu}]/gu', '/,+/', '/(?:)/g', '/e/y', '/\\u{1F600}/u', '/^l.*$/ms', '/(z+)(?= top)/d'];
const KEYS = ['a', 'b', 'c', 'x', 'y', 'count', 'name', 'total'];

class Generator {
    constructor(seed) {
        this.chance = new Chance(seed);
        this.lines = [];
        this.indent = 1;
        this.names = 0;
        this.scopes = [[]];
        this.depth = 0;
        this.statements = 0;
        this.in_function = 0;
        this.in_loop = 0;
        this.calls = 0;
    }

    // ---- names ----
    fresh(prefix = 'v') { return prefix + this.names++; }
    declare(name, type, mutable = true) { this.scopes.at(-1).push({ name, type, mutable }); }
    find(type, mutable = false) {
        const all = this.scopes.flat().filter(v => v.type === type && (!mutable || v.mutable));
        return all.length > 0 ? this.chance.one(all).name : null;
    }
    emit(line) { this.lines.push('    '.repeat(this.indent) + line); }
    block(head, body, tail = '}') {
        this.emit(head);
        this.indent++;
        this.scopes.push([]);
        body();
        this.scopes.pop();
        this.indent--;
        this.emit(tail);
    }

    // ---- expressions by type ----
    of(type, depth = 3) {
        if (this.chance.yes(35) || depth <= 0) {
            const name = this.find(type);
            if (name !== null) return name;
        }
        return this[type](depth - 1);
    }
    number(d) {
        const c = this.chance;
        if (d <= 0) return c.one(NUMBERS);
        const n = () => this.of('number', d), s = () => this.of('string', d), b = () => this.of('boolean', d), a = () => this.of('numbers', d);
        switch (c.below(40)) {
        case 0: case 1: case 2: return `(${n()} ${c.one(['+', '-', '*', '/', '%'])} ${n()})`;
        case 3: return `(${n()} ${c.one(['&', '|', '^', '<<', '>>', '>>>'])} +${n()})`; // << ( looks like type arguments to tsc
        case 4: return `(${c.one(['-', '+', '~'])}(${n()}))`;
        case 5: return `Math.${c.one(['floor', 'ceil', 'round', 'trunc', 'abs', 'sign', 'sqrt', 'fround', 'clz32'])}(${n()})`;
        case 6: return `Math.${c.one(['min', 'max'])}(${n()}, ${n()})`;
        case 7: return `Math.imul(${n()}, ${n()})`;
        case 8: return `${s()}.length`;
        case 9: return `${a()}.length`;
        case 10: return `(${b()} ? ${n()} : ${n()})`;
        case 11: return `${s()}.${c.one(['indexOf', 'lastIndexOf', 'search'])}(${s()}.slice(0, 2).replace(/[^a-z]/g, ''))`;
        case 12: return `${s()}.charCodeAt(${c.below(4)})`;
        case 13: return `Number(${c.one([s(), b(), 'null', 'undefined', n()])})`;
        case 14: return `parseInt(${s()}${c.yes(50) ? ', ' + c.one(['10', '16', '2', '36', '0']) : ''})`;
        case 15: return `parseFloat(${s()})`;
        case 16: return `${a()}.reduce((acc: number, x: number) => acc ${c.one(['+', '*', '-'])} x, ${n()})`;
        case 17: return `(${a()}[${c.below(5)}] ?? ${n()})`;
        case 18: return `${a()}.${c.one(['indexOf', 'lastIndexOf'])}(${n()})`;
        case 19: return `Number((${n()}).toFixed(${c.below(8)}))`;
        case 20: return `(${s()}.codePointAt(${c.below(3)}) ?? -1)`;
        case 21: return `${this.of('record', d)}.${c.one(['a', 'count'])}`;
        case 22: return `(${this.of('maybe', d)}?.a ?? ${n()})`;
        case 23: return `${this.of('map', d)}.size`;
        case 24: return `(${this.of('map', d)}.get(${s()}) ?? ${n()})`;
        case 25: return `new Date(Date.UTC(${c.below(80) + 1970}, ${c.below(14)}, ${c.below(33)}, ${c.below(26)})).${c.one(['getTime', 'getUTCDay', 'getUTCDate', 'getUTCMonth', 'getUTCFullYear', 'valueOf'])}()`;
        case 26: return `Date.parse('${1990 + c.below(60)}-0${1 + c.below(9)}-${10 + c.below(19)}${c.one(['', 'T12:34Z', `T2${c.below(5)}:3${c.below(10)}:00.5Z`, 'T01:02:03.004+05:30'])}')`;
        case 27: return `(Math.trunc(${n()} % 1000) ** ${c.below(4)})`;
        case 28: { const f = this.find('fn'); return f === null ? n() : `${f}(${n()}, ${n()})`; }
        case 29: { const o = this.find('instance'); return o === null ? n() : `${o}.${c.one(['step(2)', 'value', 'twice()', 'total'])}`; }
        case 30: { const f = this.find('counter'); return f === null ? n() : `${f}()`; }
        case 31: return `[${n()}, ${n()}].at(${c.one(['0', '-1', '1'])})!`;
        case 32: return `${a()}.findIndex(x => x > ${n()})`;
        case 33: return `(${this.set('number', true)})`;
        case 34: return `(void 0, ${n()})`;
        case 35: return `Number(${b()})`;
        case 36: return `((x: number, y = x + 1, ...rest: number[]) => x + y + rest.length)(${n()}${c.yes(50) ? ', undefined, 1' : ''})`;
        case 37: return `(${s()} as any * 1)`;
        case 38: return `[...${s()}].length`;
        default: return `Object.keys(${this.of('record', d)}).length`;
        }
    }
    string(d) {
        const c = this.chance;
        if (d <= 0) return c.one(STRINGS);
        const n = () => this.of('number', d), s = () => this.of('string', d), b = () => this.of('boolean', d);
        switch (c.below(36)) {
        case 0: case 1: return `(${s()} + ${s()})`;
        case 2: return `\`\${${n()}}|\${${s()}}\``;
        case 3: return `String(${c.one([n(), b(), 'null', 'undefined', this.of('numbers', d)])})`;
        case 4: return `${s()}.${c.one(['toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'toString', 'normalize'])}()`;
        case 5: return `${s()}.slice(${c.below(7) - 3}${c.yes(60) ? `, ${c.below(9) - 3}` : ''})`;
        case 6: return `${s()}.substring(${c.below(6) - 1}, ${c.below(6)})`;
        case 7: return `${s()}.${c.one(['padStart', 'padEnd'])}(${c.below(12)}, ${c.one(["'*'", "'ab'", "' '"])})`;
        case 8: return `${s()}.split(${c.one(["','", "''", "' '", '/[,-]/', '/(o)/'])}).join('/')`;
        case 9: return `${s()}.replace(${c.one([...REGEXPS, "'a'"])}, ${c.one(["'<$&>'", "'$1-$2'", "'[$`]'", "\"$'\"", "'$$'", "(m: string) => m.toUpperCase()", "(m: string, ...g: any[]) => '(' + g.filter(x => typeof x !== 'object').join() + ')'"])})`;
        case 10: return `${s()}.replaceAll('a', ${s()}.slice(0, 3))`;
        case 11: return c.one([`(${n()}).toString(${c.one(['', '10'])})`, `Math.trunc(${n()} % 1e15).toString(${c.one(['2', '16', '36', '7'])})`]);
        case 12: return `(${n()}).toFixed(${c.below(10)})`;
        case 13: return `(${n()}).toPrecision(${1 + c.below(20)})`;
        case 14: return `(${n()}).toExponential(${c.one(['', '0', '3', '10'])})`;
        case 15: return `JSON.stringify(${c.one([this.of('record', d), this.of('numbers', d), s(), n(), 'undefined'])})`;
        case 16: return `JSON.stringify(${this.of('record', d)}, ${c.one(['null', "['a', 'name']", "(k: string, v: any) => typeof v === 'number' ? v + 1 : v"])}, ${c.one(['0', '2', "'--'"])})`;
        case 17: return `(${b()} ? ${s()} : ${s()})`;
        case 18: return `${this.of('strings', d)}.join(${c.one(["'-'", "''", ''])})`;
        case 19: return `typeof ${c.one([n(), s(), b(), this.of('record', d), 'undefined', 'null', '(() => 1)', 'Symbol.iterator'])}`.replace(/^(.*)$/, '($1)');
        case 20: return `(${s()}.match(${c.one(REGEXPS)}) ?? ['none']).join('|')`;
        case 21: return `[...${s()}.matchAll(${c.one(REGEXPS.filter(r => /\/[a-z]*g[a-z]*$/.test(r)))})].map(m => m.index + ':' + m[0]).join()`;
        case 22: return `${this.of('record', d)}.name`;
        case 23: return `Object.entries(${this.of('record', d)}).map(([k, v]) => k + '=' + v).join('&')`;
        case 24: return `${s()}.at(${c.below(5) - 2})!`;
        case 25: return `[...${s()}].reverse().join('')`;
        case 26: return `new Date(${n()}).toJSON()!`;
        case 27: return `String.fromCharCode(${n()}, 65 + (${n()} & 15))`;
        case 28: return `tag\`a\${${n()}}b\${${s()}}c\``;
        case 29: { const o = this.find('instance'); return o === null ? s() : `String(${o})`; }
        case 30: return `encodeURIComponent(${s()}.replace(/[\\ud800-\\udfff]/g, ''))`;
        case 31: return `(${s()} || ${s()})`;
        case 32: return `[...${this.of('map', d)}].flat().join()`;
        case 33: return `(${this.set('string', true)})`;
        case 34: return `show(${c.one([n(), this.of('numbers', d), this.of('record', d), this.of('map', d), this.of('strings', d)])})`;
        default: return `${s()}.concat(${n()} as any, ${s()})`;
        }
    }
    boolean(d) {
        const c = this.chance;
        if (d <= 0) return c.one(['true', 'false']);
        const n = () => this.of('number', d), s = () => this.of('string', d), b = () => this.of('boolean', d);
        switch (c.below(16)) {
        case 0: case 1: return `(${n()} ${c.one(['<', '>', '<=', '>=', '===', '!=='])} ${n()})`;
        case 2: return `(${s()} ${c.one(['<', '>', '===', '!==', '<=', '>='])} ${s()})`;
        case 3: return `!${b()}`;
        case 4: return `(${b()} ${c.one(['&&', '||'])} ${b()})`;
        case 5: return `${s()}.${c.one(['includes', 'startsWith', 'endsWith'])}(${s()}.slice(0, 1))`;
        case 6: return `${this.of('numbers', d)}.${c.one(['some', 'every'])}(x => x ${c.one(['>', '<', '==='])} ${n()})`;
        case 7: return `${this.of('numbers', d)}.includes(${n()})`;
        case 8: return `Number.${c.one(['isInteger', 'isFinite', 'isNaN', 'isSafeInteger'])}(${n()})`;
        case 9: return `(${c.one(KEYS.map(k => `'${k}'`))} in ${this.of('record', d)})`;
        case 10: return `${c.one(REGEXPS.filter(r => !/\/[a-z]*[gy][a-z]*$/.test(r)))}.test(${s()})`;
        case 11: return `((${c.one([n(), s(), b(), 'null'])} as any) ${c.one(['==', '!=', '<', '>='])} (${c.one([n(), s(), b(), 'null', 'undefined'])} as any))`;
        case 12: return `${this.of('map', d)}.has(${s()})`;
        case 13: return `Array.isArray(${c.one([n(), this.of('numbers', d)])})`;
        case 14: return `Object.is(${n()}, ${n()})`;
        default: return `Boolean(${c.one([n(), s()])})`;
        }
    }
    numbers(d) {
        const c = this.chance;
        const n = () => this.of('number', d), a = () => this.of('numbers', d);
        if (d <= 0) return `[${Array.from({ length: c.below(5) }, () => c.one(NUMBERS)).join(', ')}]`;
        switch (c.below(22)) {
        case 0: case 1: return `[${Array.from({ length: c.below(5) }, n).join(', ')}]`;
        case 2: return `${a()}.map((x, i) => x ${c.one(['+', '*', '-'])} ${c.one(['i', n()])})`;
        case 3: return `${a()}.filter(x => x ${c.one(['>', '<=', '!=='])} ${n()})`;
        case 4: return `${a()}.slice(${c.below(5) - 2})`;
        case 5: return `${a()}.filter(x => x === x).sort(${c.one(['', '(x, y) => x - y', '(x, y) => y - x', '(x, y) => String(x).length - String(y).length'])})`;
        case 6: return `[...${a()}, ${n()}, ...${a()}]`;
        case 7: return `${a()}.concat(${n()}, ${a()})`;
        case 8: return `[...${a()}].reverse()`;
        case 9: return `Array.from({ length: ${c.below(5)} }, (_, i) => i * ${n()})`;
        case 10: return `[...new Set(${a()})]`;
        case 11: return `${a()}.flatMap(x => [x, x ${c.one(['+', '*'])} 2])`;
        case 12: return `[...${this.of('map', d)}.values()]`;
        case 13: return `[...${a()}].splice(${c.below(4) - 1}, ${c.below(3)})`;
        case 14: return `Object.values({ p: ${n()}, q: ${n()}, 7: ${n()}, 3: 1 })`;
        case 15: return `[...${a()}].fill(${n()}, ${c.below(3)}, ${c.below(5)})`;
        case 16: return `[...range(${c.below(4)}, ${c.below(6)})]`;
        case 17: return `JSON.parse(JSON.stringify(${a()}))`;
        case 18: return `[...${a()}].copyWithin(${c.below(3)}, ${c.below(3)})`;
        case 19: return `[[1, ${n()}], [${n()}]].flat()`;
        case 20: return `[${n()}, , ${n()}].map(x => x! + 1)`;
        default: return `((...args: number[]) => args.slice(1))(${n()}, ...${a()})`;
        }
    }
    strings(d) {
        const c = this.chance;
        const s = () => this.of('string', d);
        if (d <= 0) return `[${Array.from({ length: c.below(4) }, () => c.one(STRINGS)).join(', ')}]`;
        switch (c.below(9)) {
        case 0: return `[${Array.from({ length: c.below(4) }, s).join(', ')}]`;
        case 1: return `${s()}.split(${c.one(["','", "''", "' '", "'a'", '/\\s|,/', '/(,)/'])}${c.yes(20) ? ', 3' : ''})`;
        case 2: return `Object.keys(${this.of('record', d)})`;
        case 3: return `[...${this.of('strings', d)}].sort()`;
        case 4: return `${this.of('numbers', d)}.map(String)`;
        case 5: return `[...${s()}]`;
        case 6: return `(${s()}.match(/\\w+/g) ?? [])`;
        case 7: return `[...${this.of('map', d)}.keys()]`;
        default: return `${this.of('strings', d)}.filter(Boolean)`;
        }
    }
    record(d) {
        const c = this.chance;
        const fields = () => `a: ${this.of('number', d)}, name: ${this.of('string', d)}, count: ${this.of('number', d)}`;
        if (d <= 0) return `{ a: ${c.one(NUMBERS)}, name: ${c.one(STRINGS)}, count: ${c.one(NUMBERS)} }`.replace(/^(.*)$/, '($1)');
        switch (c.below(9)) {
        case 0: case 1: case 2: return `({ ${fields()} })`;
        case 3: return `({ ...${this.of('record', d)}, ${c.one(['a', 'count'])}: ${this.of('number', d)} })`;
        case 4: return `({ ${fields()}, get total() { return this.a; }, [${this.of('string', d)}]: ${this.of('number', d)} } as Rec)`;
        case 5: return `Object.assign({}, ${this.of('record', d)}, { count: ${this.of('number', d)} })`;
        case 6: return `(JSON.parse(JSON.stringify(${this.of('record', d)})) as Rec)`;
        case 7: return `(Object.fromEntries(Object.entries(${this.of('record', d)})) as Rec)`;
        default: return `Object.freeze({ ${fields()} })`;
        }
    }
    maybe(d) { return this.chance.yes(40) ? '(null as Rec | null)' : `(${this.of('record', d)} as Rec | undefined)`; }
    map(d) {
        const c = this.chance;
        if (d <= 0) return 'new Map<string, number>()';
        return c.one([`new Map<string, number>([[${this.of('string', d)}, ${this.of('number', d)}], ['k', ${this.of('number', d)}]])`,
            `new Map<string, number>(Object.entries(${this.of('record', d)}).filter(e => typeof e[1] === 'number') as any)`]);
    }
    /** An assignment to a variable, as an expression. */
    set(type, safe = false) {
        const c = this.chance;
        const name = this.find(type, true);
        if (name === null) return this.of(type, 1);
        if (type === 'number') return c.yes(40) ? c.one([`${name}++`, `++${name}`, `${name}--`]) : `${name} ${c.one(['=', '+=', '-=', '*=', '%=', '|=', '>>=', '&&=', '||=', '??='])} ${this.of('number', 2)}`;
        if (type === 'string') return safe ? `${name} = ${this.of('string', 1)}` : `${name} = (${name} ${c.one(['+', '+', '||'])} ${this.of('string', 2)}).slice(0, 200)`;
        return `${name} = ${this.of(type, 2)}`;
    }

    // ---- statements ----
    statement(depth) {
        const c = this.chance;
        this.statements++;
        if (depth <= 0 || this.statements > 60) return this.simple();
        switch (c.below(33)) {
        case 0: case 1: case 2: case 3: return this.simple();
        case 26: return this.coercion();
        case 27: return this.iterator();
        case 28: return this.odd_array();
        case 29: return this.leaving(depth);
        case 30: return this.dates();
        case 31: return this.patterns();
        case 32: return this.modules();
        case 4: case 5: return this.variable();
        case 6:
            this.block(`if (${this.of('boolean')}) {`, () => this.body(depth - 1), '} else {');
            this.indent++; this.scopes.push([]); this.body(depth - 1); this.scopes.pop(); this.indent--;
            return this.emit('}');
        case 7: {
            const i = this.fresh('i');
            return this.block(`for (let ${i} = 0; ${i} < ${1 + c.below(4)}; ${i}++) {`, () => { this.declare(i, 'number', false); this.loop(depth); });
        }
        case 8: {
            const x = this.fresh('x');
            return this.block(`for (const ${x} of ${this.of('numbers')}.slice(0, 4)) {`, () => { this.declare(x, 'number', false); this.loop(depth); });
        }
        case 9: {
            const k = this.fresh('k');
            return this.block(`for (const ${k} in ${this.of('record')}) {`, () => { this.declare(k, 'string', false); this.loop(depth); });
        }
        case 10: {
            const i = this.fresh('n');
            this.emit(`let ${i} = ${c.below(4)};`);
            return this.block(`while (${i}-- > 0) {`, () => { this.declare(i, 'number', false); this.loop(depth); });
        }
        case 11: {
            const i = this.fresh('n');
            this.emit(`let ${i} = 0;`);
            return this.block('do {', () => this.loop(depth), `} while (++${i} < ${c.below(3)} && ${this.of('boolean', 2)});`);
        }
        case 12:
            this.block(`switch (${this.of('number', 2)}) {`, () => {
                for (let i = 0; i < 3; i++) {
                    this.emit(`case ${c.one(NUMBERS)}:`);
                    this.indent++; this.simple(); if (c.yes(60)) this.emit('break;'); this.indent--;
                }
                this.emit('default:'); this.indent++; this.simple(); this.indent--;
            });
            return;
        case 13:
            this.block('try {', () => { this.body(depth - 1); if (c.yes(50)) this.emit(c.one([`throw new ${c.one(['Error', 'TypeError', 'RangeError'])}(${this.of('string', 1)});`, `throw ${this.of('number', 1)};`, '(null as any).x;', '(undefined as any)();', `new Array(-1);`, `'x'.repeat(-1);`, `(1).toFixed(101);`, `null as any instanceof (1 as any);`, `JSON.parse('{');`, `Symbol() + '';`])); }, '} catch (e: any) {');
            this.indent++; this.emit("out('caught ' + (e instanceof Error ? e.constructor.name : show(e)));"); this.body(depth - 2); this.indent--;
            if (c.yes(50)) { this.emit('} finally {'); this.indent++; this.simple(); this.indent--; }
            return this.emit('}');
        case 14: return this.fn(depth);
        case 15: return this.klass(depth);
        case 16: return this.destructure();
        case 17: {
            const f = this.fresh('count'), n = this.fresh('c');
            this.emit(`let ${n} = ${this.of('number', 1)};`);
            this.emit(`const ${f} = () => ${n} ${c.one(['+=', '-=', '*='])} ${this.of('number', 1)};`);
            return this.declare(f, 'counter', false);
        }
        case 18: {
            const fs = this.fresh('fs'), i = this.fresh('i');
            this.emit(`const ${fs}: (() => number)[] = [];`);
            this.emit(`for (${c.one(['let', 'let', 'var'])} ${i} = 0; ${i} < 3; ${i}++) ${fs}.push(() => ${i} * ${this.of('number', 1)});`);
            return this.emit(`out(${fs}.map(f => f()));`);
        }
        case 19: {
            const label = this.fresh('label'), i = this.fresh('i'), j = this.fresh('j');
            return this.block(`${label}: for (let ${i} = 0; ${i} < 3; ${i}++) {`, () => {
                this.declare(i, 'number', false);
                this.block(`for (const ${j} of [1, 2, 3]) {`, () => {
                    this.declare(j, 'number', false);
                    this.emit(`if (${i} * ${j} === ${c.below(5)}) ${c.one(['continue', 'break'])} ${label};`);
                    this.simple();
                });
            });
        }
        case 20: {
            const e = this.fresh('E');
            this.emit(`${c.one(['enum', 'const enum'])} ${e} { A, B = ${c.below(9)}, C, D = 'd', F = A | 4 }`);
            return this.emit(`out([${e}.A, ${e}.B, ${e}.C, ${e}.D, ${e}.F]);`);
        }
        case 21: {
            const o = this.fresh('o'), v = this.fresh('p');
            this.emit(`const ${o} = { _v: ${this.of('number', 2)}, get v() { return this._v + 1; }, set v(x: number) { this._v = x * 2; }, m(this: any, k = ${this.of('number', 1)}) { return this.v + k; }, ['c' + 'd']: 3 };`);
            this.emit(`${o}.v = ${this.of('number', 2)};`);
            this.emit(`out([${o}.v, ${o}.m(), ${o}.m(2), Object.keys(${o})]);`);
            this.emit(`delete (${o} as any)._v; const ${v} = ${o}.v;`);
            return this.declare(v, 'number', false);
        }
        case 22: {
            const m = this.find('map');
            if (m === null) return this.variable();
            this.emit(`${m}.${c.one([`set(${this.of('string', 1)}, ${this.of('number', 1)})`, `delete(${this.of('string', 1)})`])};`);
            return this.emit(`${m}.forEach((v, k) => out(k + ':' + show(v)));`);
        }
        case 23: {
            const a = this.find('numbers', true);
            if (a === null) return this.variable();
            return this.emit(c.one([`${a}.push(${this.of('number', 2)}, 1);`, `out(${a}.pop());`, `out(${a}.shift());`, `${a}.unshift(${this.of('number', 1)});`, `out(${a}.splice(${c.below(3)}, ${c.below(3)}, ${this.of('number', 1)}));`,
                `${a}.length = Math.min(${a}.length, ${c.below(4)});`, `${a}[${c.below(6)}] = ${this.of('number', 2)};`, `${a}.sort();`, `${a}.reverse();`, `delete (${a} as any)[${c.below(4)}];`]));
        }
        case 24: return this.block('{', () => this.body(depth - 1));
        default: return this.emit(`(${this.set(c.one(['number', 'string']))});`);
        }
    }
    /** Objects that say how they become primitives, in every operator. */
    coercion() {
        const c = this.chance, o = this.fresh('co');
        this.emit(`const ${o}: any = { ${c.yes(60) ? `valueOf() { out('valueOf'); return ${c.one([this.of('number', 1), this.of('string', 1), '{}', 'null'])}; }, ` : ''}${c.yes(60) ? `toString() { out('toString'); return ${c.one([this.of('string', 1), this.of('number', 1), 'undefined'])}; }, ` : ''}${c.yes(30) ? `[Symbol.toPrimitive](hint: string) { return hint + ${this.of('number', 1)}; }, ` : ''}${c.yes(30) ? `toJSON(key: string) { return key + ${this.of('number', 1)}; }` : ''} };`);
        const uses = [`${o} + 1`, `${o} * 2`, `\`\${${o}}\``, `${o} == ${this.of('number', 1)}`, `${o} < ${this.of('string', 1)}`, `[${o}] + ''`, `JSON.stringify({ k: ${o} })`, `-${o}`, `({ a: 1, '1': 2 } as any)[${o}]`, `String(${o})`, `Number(${o})`, `[${o}, 1].join()`, `new Date(Number(${o})).getTime()`, `'abc'.slice(${o})`, `${o} & 7`, `Math.max(${o}, 1)`, `isNaN(${o})`, `'x'.repeat(${o} as any > 5 ? 1 : 2)`];
        for (let i = 0; i < 3; i++) this.emit(`try { out(${c.one(uses)}); } catch (e: any) { out(e.constructor.name); }`);
    }
    /** Iterators of the script's own: who calls next and return, and when. */
    iterator() {
        const c = this.chance, it = this.fresh('it'), a = this.fresh('q'), b = this.fresh('q');
        this.emit(`const ${it} = { [Symbol.iterator]() { let n = 0; return { next() { out('next'); ${c.yes(20) ? "if (n > 1) throw new RangeError('in next');" : ''} return { value: n++ * ${this.of('number', 1)}, done: n > ${1 + c.below(5)} }; }, ${c.yes(80) ? `return() { out('return'); ${c.yes(10) ? "throw new SyntaxError('in return');" : ''} return ${c.one(['{}', '{}', '{}', '1 as any'])}; }` : ''} }; } };`);
        this.block('try {', () => {
            this.emit(c.one([`const [${a}, ${b} = 5] = ${it} as any; out([${a}, ${b}]);`, `const [${a}, ...${b}] = ${it} as any; out([${a}, ${b}]);`, `for (const ${a} of ${it} as any) { out(${a}); ${c.one(['break;', 'continue;', "throw new TypeError('body');", `if (${a} > 3) break;`])} }`,
                `out([...(${it} as any)]);`, `out(Math.max(...(${it} as any)));`, `out([...new Set(${it} as any)]);`, `out(Array.from(${it} as any, (x: any) => x + 1));`, `const [] = ${it} as any;`, `let ${a}: any, ${b}: any; [${a}, [${b}] = [7]] = ${it} as any; out(${b});`, `new Map(${it} as any);`, `const [{ ${a} = 3 }] = ${it} as any; out(${a});`]));
        }, `} catch (e: any) { out('iterator: ' + e.constructor.name); }`);
    }
    /** Holes, accessors, fixed elements, lengths. */
    odd_array() {
        const c = this.chance, a = this.fresh('h');
        this.emit(`const ${a}: any = ${c.one(['[1, , 3]', '[, , 2, , ]', 'new Array(3)', '[5, 4, 3, 2, 1]', `${this.of('numbers', 1)}`])};`);
        const changes = [`${a}[7] = 1`, `${a}.length = 2`, `delete ${a}[0]`, `Object.defineProperty(${a}, 1, { get() { return 10; }, configurable: ${c.yes(70)}, enumerable: ${c.yes(70)} })`, `Object.defineProperty(${a}, 0, { value: 8, writable: false })`, c.one([`Object.freeze(${a})`, `Object.preventExtensions(${a})`]), `${a}[20000] = 2`, `${a}.extra = 1`, `Object.defineProperty(${a}, 'length', { writable: false })`, `Object.setPrototypeOf(${a}, Object.create(Array.prototype, { 1: { value: 'proto', writable: true } }))`, `Object.defineProperty(${a}, 2, { set(x: any) { out('set ' + x); }, get: undefined })`];
        const uses = [`${a}.push(1)`, `${a}.pop()`, `${a}.shift()`, `${a}.unshift(0)`, `${a}.splice(1, 1, 'n', 'm')`, `${a}.reverse()`, `${a}.length > 1 && ${a}.sort()`, `${a}.fill(7, 1)`, `${a}.map((x: any) => x)`, `${a}.concat([9])`, `${a}.indexOf(undefined)`, `${a}.includes(undefined)`, `Object.keys(${a})`, `${a}.join('-')`, `${a}.flat()`, `${a}.copyWithin(0, 1)`, `${a}.reduce((x: any, y: any) => x + y, '')`, `${a}.findLast(() => true)`, `JSON.stringify(${a})`, `[...${a}]`, `Object.entries(${a})`, `${a}.slice(1)`, `${a}[1] = 'w'`, `Object.isExtensible(${a})`, `Object.getOwnPropertyDescriptor(${a}, 1)`, `Object.getOwnPropertyNames(${a})`, `${a}.at(-1)`, `${a}.toSorted`, `${a}.forEach((x: any, i: any) => out(i))`, `${a}.length`, `1 in ${a}`];
        for (let i = 1 + c.below(3); i > 0 && changes.length > 0; i--) this.emit(`try { ${changes.splice(c.below(changes.length), 1)[0]}; } catch (e: any) { out(e.constructor.name); }`);
        for (let i = 0; i < 3; i++) this.emit(`try { out(${c.one(uses)}); out(${a}.slice(0, 9)); out(${a}.length); } catch (e: any) { out(e.constructor.name); }`);
    }
    /** try, finally, return, break in each other. */
    leaving(depth) {
        const c = this.chance, f = this.fresh('leave'), l = this.fresh('l');
        const way = () => c.one(['return 1;', 'break;', 'continue;', `continue ${l};`, `break ${l};`, "throw new RangeError('t');", '', '', 'x += 10;']);
        this.emit(`const ${f} = (x: number): number => { ${l}: for (let i = 0; i < 3; i++) { do { try { x++; if (x > ${c.below(4)}) { ${way()} } try { ${way()} } finally { x += 100; if (i === ${c.below(3)}) { ${way()} } } } catch (e) { x += 1000; ${way()} } finally { x += 10000; if (x > 60000) ${c.one(['break;', 'return x;', 'x = 5;'])} } } while (x++ < 2); } return x; };`);
        this.emit(`for (const x of [0, 1, 2]) try { out(${f}(x)); } catch (e: any) { out(e.constructor.name); }`);
    }
    dates() {
        const c = this.chance, d = this.fresh('date');
        this.emit(`const ${d} = new Date(${c.one(['0', '951782400000', `Date.UTC(${1900 + c.below(300)}, ${c.below(12)}, ${1 + c.below(28)})`, "'2024-02-29T10:20:30.400Z'", `${this.of('number', 1)}`])});`);
        for (let i = c.below(3); i > 0; i--) this.emit(`${d}.${c.one(['setUTCMonth', 'setUTCDate', 'setUTCHours', 'setUTCFullYear', 'setUTCMinutes', 'setUTCSeconds', 'setUTCMilliseconds', 'setTime'])}(${c.one([c.below(40) - 5, c.below(400), 'NaN', this.of('number', 1)])}${c.yes(30) ? `, ${c.below(40)}` : ''});`);
        this.emit(`try { out([${d}.getTime(), ${d}.getUTCDay(), ${d}.getUTCFullYear(), ${d}.toISOString(), ${d}.toUTCString(), JSON.stringify(${d})]); } catch (e: any) { out(e.constructor.name); }`);
    }
    /** Regular expressions with state, groups, lookaround; replace and split with them. */
    patterns() {
        const c = this.chance, r = this.fresh('re');
        const atom = d => c.one(['a', 'b', '.', '\\w', '\\d', '[a-m]', '[^,]', '\\s', '\\b', 'o', 'e|l', '', '\\1', d > 0 ? `(${part(d - 1)})` : 'x', d > 0 ? `(?:${part(d - 1)})` : 'y', d > 0 ? `(?=${part(d - 1)})` : 'z', d > 0 ? `(?!${part(d - 1)})` : 'z', d > 0 ? `(?<=${part(d - 1)})` : 'z', d > 0 ? `(?<n${this.names++}>${part(d - 1)})` : 'q', '$', '^']);
        const quantified = d => { const a = atom(d); return a + (/^[\\]?[^\\^$|?bB]$|\)$|\]$/.test(a) && !/^\(\?[=!<]/.test(a) && !a.startsWith('\\b') ? c.one(['', '', '*', '+', '?', '*?', '{1,2}', '{2}', '+?']) : ''); };
        const part = d => Array.from({ length: 1 + c.below(3) }, () => quantified(d)).join('');
        const flags = [...'gimsuy'].filter(() => c.yes(25)).join('');
        const source = part(2).replace(/\\1/g, flags.includes('u') || true ? 'c' : '\\1');
        this.block('try {', () => {
            this.emit(`const ${r} = new RegExp(${JSON.stringify(source)}, '${flags}');`);
            this.emit(`const text = ${this.of('string', 1)}.slice(0, 30);`);
            for (let i = 0; i < 2; i++) {
                this.emit(c.one([`out(${r}.exec(text)); out(${r}.lastIndex);`, `out(${r}.test(text)); out(${r}.test(text)); out(${r}.lastIndex);`, `out(text.replace(${r}, '[$&|$1|$\`]'));`, `out(text.split(${r}));`, `out(text.split(${r}, 3));`, `out(text.match(${r}));`, `out(text.search(${r}));`, `out({ ...${r}.exec(text)?.groups });`, `out(${r}.exec(text)?.index);`, `out(text.replace(${r}, (...all: any[]) => show(all)));`, `out(String(${r}));`]));
            }
        }, `} catch (e: any) { out('pattern: ' + e.constructor.name); }`);
    }
    /** Namespaces, abstract and generic classes, assertions, overloads: what only TypeScript has. */
    modules() {
        const c = this.chance, n = this.fresh('N');
        this.emit(c.one([
            `abstract class ${n}<T, in out U = T> { protected abstract readonly kind: string; declare ghost: T; constructor(protected readonly item?: T, private other = ${this.of('number', 1)}) { } show<V extends U>(this: ${n}<T, U>, v?: V): string { return this.kind + show(this.item) + show(this.other) + v; } } class ${n}b extends ${n}<number> { kind = 'b' as const; } out(new ${n}b(${this.of('number', 1)}).show<number>(1)); out(Object.keys(new ${n}b()));`,
            `function ${n}(x: number): number; function ${n}(x: string): string; function ${n}(x: any): any { return typeof x === 'number' ? x + 1 : x + '!'; } out(${n}(${this.of('number', 1)})); out(${n}(${this.of('string', 1)}));`,
            `type ${n} = { [K in 'a' | 'b']?: \`\${K}-\${number}\` } & Partial<Rec>; const is${n} = (x: unknown): x is ${n} => typeof x === 'object' && x !== null; out(is${n}(${this.of('record', 1)} satisfies Rec as any as ${n}));`,
            `const ${n} = <const T,>(x: T, ...y: readonly [first?: number, ...rest: string[]]): T => (y.length, x); out(${n}<number>(${this.of('number', 1)})!); out(${n}({ a: 1 } as const)!.a satisfies number);`,
            `enum ${n} { Left = 1 << 2, Right, Neg = -1, Len = 'abc'.length } out(${n}[4]); out(${n}.Len); out(${n}[${n}.Neg]); out(Object.keys(${n}));`,
            `let ${n}!: number; ${n} = ${this.of('number', 1)}; const ${n}a: any = { f: { g: (x?: number) => x ?? 'none' }, n: null }; out(${n}a?.f?.g?.(${n})); out(${n}a.n?.g.h.i()); out(${n}a?.['f']!.g()); out(delete ${n}a?.n);`,
            `const ${n} = function <T extends { a: number }>(this: any, { a, ...rest }: T, [b = a, { c: d = b } = { c: 1 }]: any[] = []): any { return [a, rest, b, d, arguments.length]; }; out(${n}({ a: 1, z: 2 })); out(${n}.call(null, { a: 3 }, [, { }])); out(${n}.length);`,
        ]));
    }
    loop(depth) {
        this.in_loop++;
        if (this.chance.yes(25)) this.emit(`if (${this.of('boolean', 2)}) ${this.chance.one(['continue', 'break'])};`);
        this.body(depth - 1);
        this.in_loop--;
    }
    body(depth) {
        for (let i = this.chance.below(3); i >= 0; i--) this.statement(depth);
    }
    simple() {
        const c = this.chance;
        if (c.yes(25)) return this.emit(`(${this.set(c.one(['number', 'string', 'numbers', 'record']))});`);
        this.emit(`out(${this.of(c.one(['number', 'number', 'string', 'string', 'boolean', 'numbers', 'strings', 'record', 'map']))});`);
    }
    variable() {
        const c = this.chance;
        const type = c.one(['number', 'number', 'string', 'string', 'boolean', 'numbers', 'strings', 'record', 'map']);
        const types = { number: 'number', string: 'string', boolean: 'boolean', numbers: 'number[]', strings: 'string[]', record: 'Rec', map: 'Map<string, number>' };
        const name = this.fresh();
        const kind = c.one(['let', 'let', 'const', 'var']);
        const value = this.of(type);
        this.emit(`${kind} ${name}: ${types[type]} = ${value};`);
        this.declare(name, type, kind !== 'const');
    }
    fn(depth) {
        const c = this.chance;
        const name = this.fresh('f'), x = this.fresh('x'), y = this.fresh('y');
        if (this.in_function > 1) return this.simple();
        const before = this.scopes;
        this.in_function++;
        const generic = c.yes(30) ? '<T extends number = number>' : '';
        const head = c.one([
            `function ${name}${generic}(${x}: number, ${y}: number = ${this.of('number', 1)}): number {`,
            `const ${name} = ${generic}(${x}: number, ${y} = ${x}): number => {`,
            `const ${name} = function ${generic}(this: void, ${x}: number, ...[${y} = 3]: number[]): number {`,
        ]);
        // Only what was declared before may be called from here: no recursion.
        this.block(head, () => {
            this.declare(x, 'number'); this.declare(y, 'number');
            const loops = this.in_loop; this.in_loop = 0;
            const fs = this.scopes.flat().filter(v => v.type === 'fn').length;
            if (fs > 3) this.simple(); else this.body(depth - 2);
            if (c.yes(40)) this.emit(`if (${this.of('boolean', 2)}) return ${this.of('number', 2)};`);
            this.emit(`return ${this.of('number', 2)};`);
            this.in_loop = loops;
        }, head.startsWith('function') ? '}' : '};');
        this.in_function--;
        this.scopes = before;
        this.declare(name, 'fn', false);
        this.emit(`out(${name}(${this.of('number', 1)}, ${this.of('number', 1)}));`);
    }
    klass() {
        const c = this.chance;
        const name = this.fresh('K'), o = this.fresh('o');
        const parent = this.find('class');
        const derived = parent !== null && c.yes(60);
        this.block(`class ${name}${derived ? ` extends ${parent}` : ''} {`, () => {
            this.emit(`static made = ${c.below(5)};`);
            this.emit(`static { this.made += ${c.below(5)}; }`);
            this.emit(`#secret = ${this.of('number', 1)};`);
            this.emit(`${derived ? 'override ' : ''}value: number = ${this.of('number', 1)};`);
            if (derived) this.emit(`constructor(start = ${this.of('number', 1)}) { super(start); this.#secret += 1; ${name}.made++; }`);
            else this.emit(`constructor(public start: number = ${this.of('number', 1)}) { this.value += start; ${name}.made++; }`);
            this.emit(`#hidden(k: number) { return this.#secret ${c.one(['+', '*', '-'])} k; }`);
            this.emit(`${derived ? 'override ' : ''}step(k: number): number { return this.#hidden(k) + ${derived ? 'super.step(k)' : 'this.value'}; }`);
            this.emit(`${derived ? 'override ' : ''}get total(): number { return this.value + this.start${derived && c.yes(50) ? ' + super.total' : ''}; }`);
            this.emit(`${derived ? 'override ' : ''}set total(x: number) { this.#secret = x; }`);
            this.emit(`${derived ? 'override ' : ''}twice = () => this.value * 2;`);
            this.emit(`static of(x: number) { return new this(x); }`);
            this.emit(`${derived ? 'override ' : ''}toString(): string { return '${name}:' + this.value + (#secret in this); }`);
        });
        this.declare(name, 'class', false);
        this.emit(`const ${o} = ${c.one([`new ${name}(${this.of('number', 1)})`, `new ${name}()`, `${name}.of(${this.of('number', 1)})`])};`);
        this.emit(`${o}.total = ${this.of('number', 1)};`);
        this.emit(`out([${o}.value, ${o}.total, ${o}.step(3), ${o}.twice(), String(${o}), ${name}.made, Object.keys(${o}), ${o} instanceof ${derived ? parent : name}, JSON.stringify(${o})]);`);
        this.declare(o, 'instance', false);
    }
    destructure() {
        const c = this.chance;
        const a = this.fresh('d'), b = this.fresh('d'), rest = this.fresh('r');
        if (c.yes(50)) {
            this.emit(`${c.one(['const', 'let'])} [${a} = ${this.of('number', 1)}, ${c.yes(30) ? ', ' : ''}${b} = ${a}, ...${rest}]: number[] = ${this.of('numbers')};`);
            this.declare(rest, 'numbers', false);
        } else {
            this.emit(`const { a: ${a} = 1, ${c.one(['missing', 'count'])}: ${b} = ${this.of('number', 1)}, ...${rest} } = ${this.of('record')} as any;`);
            this.emit(`out(Object.keys(${rest}));`);
        }
        this.declare(a, 'number', false);
        this.declare(b, 'number', false);
    }

    program() {
        for (let i = 0; i < 4; i++) this.variable();
        const count = 4 + this.chance.below(12);
        for (let i = 0; i < count; i++) this.statement(3);
        return PRELUDE + 'function main(): void {\n' + this.lines.join('\n') + '\n}\n' + 'export default function (): void {\n    try {\n        main();\n' +
            "    } catch (e: any) {\n        out('threw ' + (e instanceof Error ? e.constructor.name : show(e)));\n    }\n}\n";
    }
}

const PRELUDE = `interface Rec { a: number; name: string; count: number }
function show(v: any): string {
    if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
    if (typeof v === 'string') return JSON.stringify(v);
    if (typeof v === 'function') return 'function ' + v.name;
    if (typeof v === 'symbol') return String(v);
    if (Array.isArray(v)) {
        let text = '';
        for (let i = 0; i < v.length && i < 50; i++) text += (i > 0 ? ', ' : '') + (i in v ? show(v[i]) : 'hole');
        return '[' + text + ']';
    }
    if (v instanceof Map) return 'Map(' + [...v].map(e => show(e[0]) + ' => ' + show(e[1])).join(', ') + ')';
    if (v === null || typeof v !== 'object') return String(v);
    return '{' + Object.keys(v).map(k => JSON.stringify(k) + ': ' + show(v[k])).join(', ') + '}';
}
let written = 0;
function out(v: any): void {
    if (++written <= 300) console.log(show(v));
    if (written > 3000) throw new RangeError('too much');
}
function tag(parts: TemplateStringsArray, ...values: any[]): string {
    return parts.raw.join('_') + values.map(show).join();
}
function range(from: number, to: number): Iterable<number> {
    return { [Symbol.iterator]() { let at = from; return { next: () => at < to ? { done: false, value: at++ } : { done: true, value: undefined as any } }; } };
}
`;

export function generate(seed) {
    return new Generator(seed).program();
}

if (process.argv[1]?.endsWith('generate.mjs')) {
    const [seed, count] = process.argv.slice(2).map(Number);
    for (let i = seed; i < seed + count; i++) {
        const source = generate(i);
        process.stdout.write(`${i}.ts ${Buffer.byteLength(source)}\n${source}`);
    }
}
