// The default order of half a million texts, without a line of script.
export default {
  computeDiscounts() {
    const texts = new Array(500000).fill('').map((_, i) => 'key-' + ((i * 7919) % 500000));
    for (;;) texts.slice().sort();
  },
};
