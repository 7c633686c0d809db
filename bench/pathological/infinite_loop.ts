// A loop without an end.
export default {
  computeDiscounts() {
    for (;;) {}
  },
};
