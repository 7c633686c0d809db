// Numbers of as many digits as fit, multiplied, divided and written out without end.
export default {
  computeDiscounts() {
    const wide = Decimal.from('1234567891'.repeat(100));
    for (;;) {
      wide.mul(wide).div(wide, 100, 'half-even').toString();
      (1e21 + 1 / 3).toFixed(20).repeat(1000);
    }
  },
};
