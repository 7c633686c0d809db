// A pattern that tries 2^40 ways to fail.
export default {
  computeDiscounts() {
    return /^(a+)+$/.test('a'.repeat(40) + 'b');
  },
};
