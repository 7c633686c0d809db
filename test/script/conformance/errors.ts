// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    const e = new TypeError('message', { cause: 'why' }); same(e.message, 'message');
    same(e.name, 'TypeError'); same(e.cause, 'why');
    same(e instanceof TypeError && e instanceof Error, true); same(Object.keys(e).length, 0);
    same(String(e), 'TypeError: message'); same(String(new Error()), 'Error');
    same(Error('called') instanceof Error, true); same(Object.hasOwn(new Error(), 'message'), false);
    same(Object.hasOwn(new Error('x'), 'cause'), false);
    same(Object.prototype.toString.call(e), '[object Error]'); same(Error.prototype.name, 'Error');
    same(RangeError.prototype.name, 'RangeError'); same(Object.getPrototypeOf(RangeError), Error);
    same(new AggregateError([1, 2], 'm').errors.length, 2);
    for (const type of [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) same(new type('q').name, type.name);
    const caught = f => { try { f(); } catch (error) { return error; } };
    same(caught(() => { throw 5; }), 5); same(caught(() => { throw undefined; }), undefined);
    same(caught(() => null.x).name, 'TypeError'); same(caught(() => missing).name, 'ReferenceError');
    same(caught(() => [].length = -1).name, 'RangeError');
    same(caught(() => (123).toFixed(200)).name, 'RangeError'); same(caught(() => 'x'()).name, 'TypeError');
    same(caught(() => new (class { constructor() { this.x(); } })()).name, 'TypeError');
    same(caught(() => Symbol() + 1).name, 'TypeError');
    same(caught(() => new Array(-1)).name, 'RangeError');
    same(caught(() => decodeURIComponent('%')).name, 'URIError');
    same(caught(() => JSON.parse('{')).name, 'SyntaxError');
    same(caught(() => new RegExp('(')).name, 'SyntaxError'); const { random } = Math;
    same(caught(() => random()).name, 'TypeError');
    class Custom extends Error { get name() { return 'Custom'; } }
    same(String(new Custom('c')), 'Custom: c');
    same(caught(() => { throw new Custom('c'); }) instanceof Custom, true);
    const trace = [];
    const deep = n => { try { if (n === 0) throw 'bottom'; deep(n - 1); } finally { trace.push(n); } };
    same(caught(() => deep(3)), 'bottom'); list(trace, [0, 1, 2, 3]);
    const rethrow = caught(() => { try { throw new Error('a'); } catch (error) { error.message += 'b'; throw error; } });
    same(rethrow.message, 'ab'); same(caught(() => { try { throw 1; } finally { } }), 1);
    same(caught(() => [1, 2].map(x => { if (x === 2) throw 'in map'; return x; })), 'in map');
    same(caught(() => ({ get x() { throw 'getter'; } }).x), 'getter');
    same(caught(() => `${{ toString() { throw 'toString'; } }}`), 'toString');
    same(caught(() => { for (const x of { [Symbol.iterator]() { throw 'iterator'; } }); }), 'iterator');
    same(caught(() => [3, 1].sort(() => { throw 'compare'; })), 'compare');
    same(caught(() => 'a'.replace('a', () => { throw 'replace'; })), 'replace');
    same(caught(() => JSON.stringify({ toJSON() { throw 'toJSON'; } })), 'toJSON');
    throws(TypeError, () => { throw new TypeError(); });
}
