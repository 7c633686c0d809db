import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

export type Item = Billing.Prorations.ProratableItem;
export type Result = Billing.Prorations.ProratedItem;
export type Range = Billing.Prorations.TimeRange;

export const DAY_MS = 24 * 60 * 60 * 1000;

/** What the standard logic would do. */
export const unchanged = (item: Item): Result => ({
  key: item.key,
  prorationFactor: item.currentProrationFactor,
  lineItemPeriod: item.servicePeriod,
});

export const signed = (item: Item, factor: Decimal): Decimal => (item.type === 'credit' ? factor.neg() : factor);

export const lengthMs = ({ startDate, endDate }: Range): number => Math.max(0, endDate.getTime() - startDate.getTime());

/** Metadata of whatever price stands behind an item. */
export function metadataOf(item: Item): Record<string, string> {
  switch (item.priceKind) {
    case 'price':
      return { ...item.price.product?.metadata, ...item.price.metadata };
    case 'licenseFee':
      return item.licenseFee.metadata;
    case 'rateCardRate':
      return item.rateCardRate.metadata;
    case 'customPricingUnitOverageRate':
      return item.customPricingUnitOverageRate.metadata;
    default:
      return {};
  }
}

/** The time that the full price pays: the interval's, or of a credit what its debit charged. */
export function fullLengthMs(item: Item): number {
  return item.correspondingDebit === undefined ? item.priceIntervalDuration * 1000 : lengthMs(item.correspondingDebit.servicePeriod);
}
