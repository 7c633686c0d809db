// An array that only grows.
export default {
  computeDiscounts() {
    const all: unknown[] = [];
    for (;;) all.push([all.length, { a: 1 }, 'x']);
  },
};
