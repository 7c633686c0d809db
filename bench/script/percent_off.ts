// W1: percent off up to a maximum, said for each line.
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

const hundred = Decimal.from(100);

export default class PercentOff implements Commerce.DiscountCalculation<{ percent: string; max: string }> {
  computeDiscounts(request, config, context) {
    const { amount, currency } = request.grossAmount;
    const percent = Decimal.from(config.percent);
    const max = Decimal.from(config.max);
    let off = Decimal.zero;
    for (const line of request.lineItems) {
      off = off.add(line.subtotal.amount.mul(percent).div(hundred, 0, 'half-up'));
    }
    return { discount: { amount: { amount: off.gt(max) ? max : off, currency } } };
  }
}
