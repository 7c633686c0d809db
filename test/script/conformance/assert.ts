// SPDX-License-Identifier: Apache-2.0
// What the files of this folder hold their answers against.
export function same(got, want, what = '') {
    if (!Object.is(got, want)) throw new Error(`${what}: got ${String(got)}, expected ${String(want)}`);
}

export function list(got, want, what = '') {
    same(got.length, want.length, what + ' (length)');
    for (let i = 0; i < want.length; i++) same(got[i], want[i], `${what} [${i}]`);
}

export function throws(type, call, what = '') {
    try {
        call();
    } catch (error) {
        if (error.constructor !== type) throw new Error(`${what}: threw ${String(error)}, expected ${type.name}`);
        return;
    }
    throw new Error(`${what}: nothing was thrown, expected ${type.name}`);
}
