// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** Values added up, events counted, or the newest value. */
export default class BuiltIn implements Billing.UsageAggregation<Record<string, never>> {
  aggregateUsage(input: Billing.UsageAggregation.AggregateUsageInput): Billing.UsageAggregation.AggregateUsageResult {
    const used = input.buckets.filter((bucket) => bucket.count > 0);
    switch (input.formula) {
      case 'sum':
        return { quantity: used.reduce((sum, bucket) => sum.add(bucket.sum), Decimal.zero) };
      case 'count':
        return { quantity: Decimal.from(used.reduce((count, bucket) => count + bucket.count, 0)) };
      case 'last':
        return { quantity: used[used.length - 1]?.last ?? Decimal.zero };
    }
  }
}
