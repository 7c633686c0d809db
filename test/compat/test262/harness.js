// SPDX-License-Identifier: Apache-2.0
// What tests of test262 expect to find, in our own words. assert.js, sta.js and compareArray.js of
// the suite may be replaced by the host (INTERPRETING.md); this file stands in front of each test.
class Test262Error {
    constructor(message) {
        this.message = message || '';
    }
    toString() {
        return 'Test262Error: ' + this.message;
    }
    static thrower(message) {
        throw new Test262Error(message);
    }
}

Test262Error.prototype.name = 'Test262Error';

function $DONOTEVALUATE() {
    throw 'the test was evaluated although it must not compile';
}

function show(value) {
    if (typeof value === 'string') return JSON.stringify(value);
    if (value === 0 && 1 / value < 0) return '-0';
    if (typeof value === 'symbol') return value.toString();
    if (Array.isArray(value)) {
        let text = '';
        for (let i = 0; i < value.length && i < 40; i++) text += (i > 0 ? ', ' : '') + show(value[i]);
        return '[' + text + ']';
    }
    try {
        return String(value);
    } catch (error) {
        return typeof value;
    }
}

function fail(message, text) {
    throw new Test262Error(message === undefined ? text : message + ': ' + text);
}

function assert(mustBeTrue, message) {
    if (mustBeTrue !== true) fail(message, 'expected true, got ' + show(mustBeTrue));
}

function isSame(a, b) {
    return a === b ? a !== 0 || 1 / a === 1 / b : a !== a && b !== b;
}

assert._isSameValue = isSame;

assert.sameValue = function (actual, expected, message) {
    if (!isSame(actual, expected)) fail(message, 'got ' + show(actual) + ', expected ' + show(expected));
};

assert.notSameValue = function (actual, unexpected, message) {
    if (isSame(actual, unexpected)) fail(message, 'got ' + show(actual) + ', which is not expected');
};

assert._toString = show;

assert.throws = function (expected, func, message) {
    if (typeof func !== 'function') fail(message, 'assert.throws needs a function');
    try {
        func();
    } catch (thrown) {
        if (typeof thrown !== 'object' || thrown === null) fail(message, 'threw ' + show(thrown));
        if (thrown.constructor !== expected) {
            fail(message, 'expected ' + expected.name + ', threw ' + show(thrown));
        }
        return;
    }
    fail(message, 'expected ' + expected.name + ', nothing was thrown');
};

function isPrimitive(value) {
    return value === null || (typeof value !== 'function' && typeof value !== 'object');
}

function compareArray(a, b) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
        if (!isSame(a[i], b[i])) return false;
    }
    return true;
}

compareArray.format = function (list) {
    return show(Array.from(list));
};

assert.compareArray = function (actual, expected, message) {
    if (isPrimitive(actual) || isPrimitive(expected)) fail(message, 'compareArray needs arrays');
    if (!compareArray(actual, expected)) {
        fail(message, 'got ' + show(Array.from(actual)) + ', expected ' + show(Array.from(expected)));
    }
};
