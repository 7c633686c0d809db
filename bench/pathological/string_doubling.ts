// A string that doubles, and is looked into so that it must exist.
export default {
  computeDiscounts() {
    let s = 'x';
    for (;;) {
      s = s + s;
      s.charCodeAt(s.length - 1);
    }
  },
};
