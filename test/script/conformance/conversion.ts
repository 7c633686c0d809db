// SPDX-License-Identifier: Apache-2.0
import { same, throws } from './assert.js';
export default function () {
    same(Number(''), 0); same(Number(' \n12 '), 12); same(Number('0x1f'), 31); same(Number('1_0'), NaN);
    same(Number('Infinity'), Infinity); same(Number(null), 0); same(Number(undefined), NaN);
    same(Number([5]), 5); same(Number([1, 2]), NaN); same(Number(true), 1); same(Number('-0'), -0);
    same(Number('1e1000'), Infinity);
    same(String(-0), '0'); same(String(1e21), '1e+21');
    same(String(123456789012345680000), '123456789012345680000'); same(String(1e-7), '1e-7');
    same(String(0.000001), '0.000001'); same(String([1, [2, 3]]), '1,2,3');
    same(String({}), '[object Object]'); same(String(null), 'null');
    same(!!'', false); same(!!'0', true); same(!!NaN, false); same(!![], true); same(!!-0, false);
    same('5' * '2', 10); same('5' + 2, '52'); same(5 + +'2', 7); same([] + {}, '[object Object]');
    same([] + [], ''); same(1 + null, 1); same(1 + undefined, NaN); same('a' + null, 'anull');
    same(null == undefined, true); same(null == 0, false); same('1' == 1, true); same(true == '1', true);
    same([1] == 1, true); same(NaN == NaN, false); same('a' < 'b', true); same('10' < '9', true);
    same('10' < 9, false); same(null >= 0, true); same(undefined >= 0, false);
    const both = { valueOf() { return 2; }, toString() { return '3'; } }; same(both * 2, 4);
    same(`${both}`, '3'); same(both + '', '2'); same(both == 2, true);
    const hinted = { [Symbol.toPrimitive](hint) { return hint; } }; same(`${hinted}`, 'string');
    same(hinted + '', 'default'); same(+hinted, NaN);
    throws(TypeError, () => +{ valueOf: () => ({}), toString: () => ({}) });
    throws(TypeError, () => null.x); throws(TypeError, () => `${Symbol()}`);
    throws(TypeError, () => undefined());
    same(typeof null, 'object'); same(typeof undefined, 'undefined'); same(typeof (() => 1), 'function');
    same(typeof class { }, 'function'); same(typeof Symbol(), 'symbol');
    same(typeof notDeclaredAnywhere, 'undefined');
    same(Object(1) instanceof Number, true); same(typeof Object('s'), 'object'); same(new Number(5) + 1, 6);
    same(new String('ab').length, 2); same(new String('ab')[1], 'b');
}
