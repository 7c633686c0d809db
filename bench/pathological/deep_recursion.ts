// A function that only calls itself.
function down(n: number): number {
  return down(n + 1) + 1;
}
export default {
  computeDiscounts() {
    return down(0);
  },
};
