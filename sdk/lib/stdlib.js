// SPDX-License-Identifier: Apache-2.0
// The standard library of scripts for Node, so that the tests of an extension run on the desk. The engine has its own
// and never loads this file; test/compat/sdk.test.mjs holds both equal.

const EXPONENT_MAX = 1_000_000;
const PLAIN_DIGITS_MAX = 30;
const DIRECTIONS = ['ceil', 'floor', 'round-down', 'round-up', 'half-up', 'half-down', 'half-even'];
const PRESETS = {
  'ubb-usage-count': { mode: 'significant-figures', value: 15 },
  'v1-api': { mode: 'decimal-places', value: 12 },
};

/** Digits of IEEE 754 decimal128. */
export const DEFAULT_DIV_PRECISION = 34;

/** Guards the constructor: instances come from Decimal.from and from arithmetic. */
const inside = Symbol('inside');

const power = (exponent) => 10n ** BigInt(exponent);
const absolute = (value) => (value < 0n ? -value : value);

function checkDirection(direction) {
  if (!DIRECTIONS.includes(direction)) {
    throw new Error(
      'A rounding direction is needed: ceil, floor, round-down, round-up, half-up, half-down or half-even',
    );
  }
}

function checkDigits(digits, what) {
  if (!Number.isInteger(digits) || digits < 0) throw new Error(`${what} must be a non-negative integer`);
  if (digits > EXPONENT_MAX) throw new RangeError(`${what} must be at most ${EXPONENT_MAX}`);
}

/** dividend / divisor as a whole number, rounded. */
function divide(dividend, divisor, direction) {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const away = rest > 0n === divisor > 0n ? 1n : -1n;
  const half = absolute(rest) * 2n - absolute(divisor);
  switch (direction) {
    case 'ceil':
      return away > 0n ? quotient + 1n : quotient;
    case 'floor':
      return away < 0n ? quotient - 1n : quotient;
    case 'round-down':
      return quotient;
    case 'round-up':
      return quotient + away;
    case 'half-up':
      return half >= 0n ? quotient + away : quotient;
    case 'half-down':
      return half > 0n ? quotient + away : quotient;
    default: // half-even
      return half > 0n || (half === 0n && quotient % 2n !== 0n) ? quotient + away : quotient;
  }
}

function parse(text) {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('Cannot parse empty string as Decimal');
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(trimmed);
  if (match === null) throw new Error(`Invalid decimal string: ${text}`);
  const [, sign, whole, fraction = '', power10 = '0'] = match;
  if (Math.abs(Number(power10)) > EXPONENT_MAX) {
    throw new Error(`Exponent out of range: ${power10} exceeds safe integer bounds`);
  }
  const exponent = Number(power10) - fraction.length;
  if (Math.abs(exponent) > EXPONENT_MAX) {
    throw new Error(`Computed exponent out of range: ${exponent} exceeds safe integer bounds`);
  }
  const coefficient = BigInt(whole + fraction);
  return new Decimal(inside, sign === '-' ? -coefficient : coefficient, exponent);
}

/** What `method` was given, as a Decimal. */
function decimalOf(value, method) {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return new Decimal(inside, value, 0);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('Number must be finite');
    return parse(String(value));
  }
  if (typeof value === 'string') return parse(value);
  throw new TypeError(`${method} needs a Decimal, number or string, not ${value === null ? 'null' : typeof value}`);
}

/** Digits of a coefficient with a point before the last `places`. */
function pointed(coefficient, places) {
  const sign = coefficient < 0n ? '-' : '';
  const digits = absolute(coefficient).toString().padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export class Decimal {
  /** coefficient x 10^exponent, without zeros at the end. Own properties, so that toEqual of a test compares them. */
  constructor(key, coefficient, exponent) {
    if (key !== inside) throw new TypeError('Decimal is not a constructor: use Decimal.from(value)');
    if (coefficient === 0n) exponent = 0;
    while (coefficient !== 0n && coefficient % 10n === 0n) {
      coefficient /= 10n;
      exponent++;
    }
    this._coefficient = coefficient;
    this._exponent = exponent + 0; // never -0
    Object.freeze(this);
  }

  static from(value) {
    return decimalOf(value, 'Decimal.from');
  }

  static isDecimal(value) {
    return value instanceof Decimal;
  }

  /** Both coefficients at the smaller exponent. */
  #aligned(other, method) {
    const b = decimalOf(other, method);
    const exponent = Math.min(this._exponent, b._exponent);
    return [
      this._coefficient * power(this._exponent - exponent),
      b._coefficient * power(b._exponent - exponent),
      exponent,
    ];
  }

  add(other) {
    const [a, b, exponent] = this.#aligned(other, 'add');
    return new Decimal(inside, a + b, exponent);
  }

  sub(other) {
    const [a, b, exponent] = this.#aligned(other, 'sub');
    return new Decimal(inside, a - b, exponent);
  }

  mul(other) {
    const b = decimalOf(other, 'mul');
    return new Decimal(inside, this._coefficient * b._coefficient, this._exponent + b._exponent);
  }

  div(other, precision, direction) {
    checkDigits(precision, 'precision');
    const b = decimalOf(other, 'div');
    if (b._coefficient === 0n) throw new Error('Division by zero');
    checkDirection(direction);
    const scale = this._exponent - b._exponent + precision;
    const quotient =
      scale >= 0
        ? divide(this._coefficient * power(scale), b._coefficient, direction)
        : divide(this._coefficient, b._coefficient * power(-scale), direction);
    return new Decimal(inside, quotient, -precision);
  }

  #compare(other, method) {
    const [a, b] = this.#aligned(other, method);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  cmp(other) {
    return this.#compare(other, 'cmp');
  }

  eq(other) {
    return this.#compare(other, 'eq') === 0;
  }

  lt(other) {
    return this.#compare(other, 'lt') < 0;
  }

  lte(other) {
    return this.#compare(other, 'lte') <= 0;
  }

  gt(other) {
    return this.#compare(other, 'gt') > 0;
  }

  gte(other) {
    return this.#compare(other, 'gte') >= 0;
  }

  isZero() {
    return this._coefficient === 0n;
  }

  isNegative() {
    return this._coefficient < 0n;
  }

  isPositive() {
    return this._coefficient > 0n;
  }

  neg() {
    return new Decimal(inside, -this._coefficient, this._exponent);
  }

  abs() {
    return this._coefficient < 0n ? this.neg() : this;
  }

  /** The coefficient of this with so many places, rounded. */
  #units(places, direction) {
    const surplus = -this._exponent - places;
    return surplus > 0
      ? divide(this._coefficient, power(surplus), direction)
      : this._coefficient * power(-surplus);
  }

  round(direction, precision) {
    checkDirection(direction);
    if (typeof precision === 'string' && !Object.hasOwn(PRESETS, precision)) {
      throw new Error(`Unknown rounding preset: "${precision}"`);
    }
    if (typeof precision !== 'string' && (typeof precision !== 'object' || precision === null)) {
      throw new Error(
        "A precision is needed: 'v1-api', 'ubb-usage-count' or { mode: 'decimal-places' | 'significant-figures', value }",
      );
    }
    const { mode, value } = typeof precision === 'string' ? PRESETS[precision] : precision;
    checkDigits(value, 'DecimalRoundingOptions.value');
    if (mode === 'decimal-places') {
      return -this._exponent <= value ? this : new Decimal(inside, this.#units(value, direction), -value);
    }
    if (mode !== 'significant-figures') {
      throw new Error("DecimalRoundingOptions.mode must be 'decimal-places' or 'significant-figures'");
    }
    const surplus = absolute(this._coefficient).toString().length - value;
    if (value === 0) return Decimal.zero;
    if (surplus <= 0) return this;
    const rounded = divide(this._coefficient, power(surplus), direction);
    return new Decimal(inside, rounded, this._exponent + surplus);
  }

  toString() {
    const digits = absolute(this._coefficient).toString();
    const sign = this._coefficient < 0n ? '-' : '';
    const exponent = this._exponent;
    const isPlain =
      exponent >= 0 ? digits.length + exponent <= PLAIN_DIGITS_MAX : -exponent - digits.length <= PLAIN_DIGITS_MAX;
    if (isPlain) {
      return exponent >= 0 ? sign + digits + '0'.repeat(exponent) : pointed(this._coefficient, -exponent);
    }
    const first = exponent + digits.length - 1;
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}E${first >= 0 ? '+' : ''}${first}`;
  }

  toJSON() {
    return this.toString();
  }

  toNumber() {
    return Number(this.toString());
  }

  toFixed(decimalPlaces, direction) {
    checkDigits(decimalPlaces, 'decimalPlaces');
    checkDirection(direction);
    return pointed(this.#units(decimalPlaces, direction), decimalPlaces);
  }

  valueOf() {
    return this.toString();
  }

  get [Symbol.toStringTag]() {
    return 'Decimal';
  }

  /** How console.log and the messages of tests show it. */
  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `Decimal(${this})`;
  }

  static zero = new Decimal(inside, 0n, 0);
}

export const isDecimal = Decimal.isDecimal;

Object.defineProperty(Decimal, 'DEFAULT_DIV_PRECISION', { value: DEFAULT_DIV_PRECISION });
