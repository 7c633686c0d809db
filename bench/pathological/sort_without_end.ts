// A comparator that never agrees, over and over.
export default {
  computeDiscounts() {
    const numbers: number[] = [];
    for (let i = 0; i < 1000; i++) numbers.push((i * 7919) % 1000);
    let turn = 0;
    for (;;) numbers.sort((a, b) => ((a ^ b ^ turn++) & 1) - 0.5);
  },
};
