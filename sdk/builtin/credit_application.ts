// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

type Grant = Billing.CreditApplication.CreditGrant;
type Item = Billing.CreditApplication.CreditableItem;

const never = 8.64e15;
const order = (grant: Grant): number[] => [
  grant.priority,
  grant.expiresAt?.getTime() ?? never,
  grant.category === 'promotional' ? 0 : 1,
  grant.createdAt.getTime(),
];

/** By priority, then those that expire first, then given ones before paid ones, then older ones. */
function compare(left: Grant, right: Grant): number {
  const a = order(left);
  const b = order(right);
  const place = a.findIndex((value, i) => value !== b[i]);
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

function isGoodFor(grant: Grant, item: Item): boolean {
  return grant.prices === undefined || (item.priceKind === 'price' && grant.prices.includes(item.price.id));
}

/** Each grant pays for the lines that it is good for, in their order, until it is used up. */
export default class BuiltIn implements Billing.CreditApplication<Record<string, never>> {
  applyCredits(input: Billing.CreditApplication.ApplyCreditsInput): Billing.CreditApplication.ApplyCreditsResult {
    const open = new Map(input.items.map((item) => [item.key, item.amount]));
    const applications: Billing.CreditApplication.CreditUse[] = [];
    for (const grant of [...input.grants].sort(compare)) {
      let left = grant.balance;
      for (const item of input.items.filter((item) => isGoodFor(grant, item))) {
        const wanted = open.get(item.key) ?? Decimal.zero;
        const amount = left.lt(wanted) ? left.round('floor', { mode: 'decimal-places', value: 0 }) : wanted;
        if (!amount.isPositive() || amount.isZero()) continue;
        applications.push({ grant: grant.key, item: item.key, amount });
        open.set(item.key, wanted.sub(amount));
        left = left.sub(amount);
      }
    }
    return { applications };
  }
}
