// An object a million levels deep, written out.
export default {
  computeDiscounts() {
    let inner: unknown = {};
    for (let i = 0; i < 1000000; i++) inner = { inner };
    return JSON.stringify(inner);
  },
};
