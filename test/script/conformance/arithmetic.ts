// SPDX-License-Identifier: Apache-2.0
import { same } from './assert.js';
export default function () {
    same(0.1 + 0.2, 0.30000000000000004); same(1 / 0, Infinity); same(-1 / 0, -Infinity); same(0 / 0, NaN);
    same(1 / -0, -Infinity); same(-0 + -0, -0); same(0 - 0, 0); same(-0 * 1, -0);
    same(5 % 3, 2); same(-5 % 3, -2); same(5 % -3, 2); same(-4 % 2, -0); same(5.5 % 2, 1.5);
    same(1 % Infinity, 1); same(Infinity % 1, NaN); same(1 % 0, NaN); same(-0 % 1, -0);
    same(2 ** 10, 1024); same(2 ** 3 ** 2, 512); same((-2) ** 3, -8); same(2 ** -1, 0.5); same(NaN ** 0, 1);
    same(1 ** Infinity, NaN); same((-0) ** 3, -0);
    same(5 & 3, 1); same(5 | 3, 7); same(5 ^ 3, 6); same(~5, -6); same(1 << 31, -2147483648);
    same(1 << 32, 1); same(-1 >> 1, -1); same(-1 >>> 0, 4294967295); same(-1 >>> 28, 15);
    same(4294967296.5 | 0, 0); same(NaN | 0, 0); same(1e20 | 0, 1661992960);
    let i = 5; same(i++ + ++i, 12); same(i, 7); same(i-- - --i, 2); let s = '5'; s++; same(s, 6); let u;
    u++; same(u, NaN);
    let x = 10; x += 5; x -= 3; x *= 2; x /= 4; x %= 4; x **= 3; x <<= 2; x >>= 1; x >>>= 1; x |= 1; x &= 7;
    x ^= 2; same(x, 3);
    same(+'', 0); same(-'5', -5); same(+true, 1); same(- -1, 1); same(!0, true); same(void 0, undefined);
    same((1, 2, 3), 3);
    same(2147483647 + 1, 2147483648); same(-2147483648 - 1, -2147483649); same(65536 * 65536, 4294967296);
    same(9007199254740991 + 2, 9007199254740992); same(0x7fffffff * 2 + 1, 4294967295);
    same(-2147483648 / -1, 2147483648); same(-(-2147483648), 2147483648); same(0 * -1, -0);
}
