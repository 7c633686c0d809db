// A needle of 2 MB that is almost everywhere in 4 MB.
export default {
  computeDiscounts() {
    const hay = 'a'.repeat(4000000);
    const needle = 'a'.repeat(1999999) + 'b';
    return hay.indexOf(needle);
  },
};
