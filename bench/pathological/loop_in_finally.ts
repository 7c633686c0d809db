// A loop that catches what stops it, and goes on in finally.
function spin(): never {
  try {
    for (;;) {}
  } catch {
    return spin();
  } finally {
    for (;;) {}
  }
}
export default { computeDiscounts: spin };
