import type { Commerce } from '@stripe/extensibility-sdk/extensions';

/** A bug on purpose: shows what the failure policies do. */
export default class NeverEnds implements Commerce.DiscountCalculation<Record<string, never>> {
  computeDiscounts(): Commerce.DiscountCalculation.DiscountResult {
    for (;;) {
      // waits for a discount that never comes
    }
  }
}
