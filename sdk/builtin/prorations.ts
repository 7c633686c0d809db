// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** Of each item the share of its period that is left, by the second; of a credit that of what its debit charged. */
export default class BuiltIn implements Billing.Prorations<Record<string, never>> {
  prorateItems(input: Billing.Prorations.ProrateItemsInput): Billing.Prorations.ProrateItemsResult {
    return {
      items: input.items.map((item) => ({
        key: item.key,
        prorationFactor: item.isProration ? share(item) : item.currentProrationFactor,
        lineItemPeriod: item.servicePeriod,
      })),
    };
  }
}

function seconds(period: Billing.TimeRange): Decimal {
  return Decimal.from((period.endDate.getTime() - period.startDate.getTime()) / 1000);
}

function share(item: Billing.Prorations.ProratableItem): Decimal {
  const left = seconds(item.servicePeriod);
  if (item.type === 'debit') {
    return left.div(item.priceIntervalDuration, 34, 'round-down');
  }
  if (item.correspondingDebit === undefined) {
    // Nothing was charged, or, in the classic mode, the whole price was.
    return item.currentProrationFactor;
  }
  return left.div(seconds(item.correspondingDebit.servicePeriod), 34, 'round-down').neg();
}
