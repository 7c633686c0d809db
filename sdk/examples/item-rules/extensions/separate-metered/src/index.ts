import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { type ItemsInput, isMetered, keyOf, partition } from '../../../shared/items.js';

/** Metered items come on an invoice of their own, so that fixed fees are paid while usage is still discussed. */
export interface Config {
  /**
   * @displayName The subscription's latest invoice is
   * @displayName :fixed The one with the fixed fees
   * @displayName :metered The one with the usage
   */
  latest: 'fixed' | 'metered';
}

export default class SeparateMetered implements Billing.RecurringBillingItemHandling<Config> {
  beforeItemCreation({ items }: Billing.RecurringBillingItemHandling.BeforeItemCreationInput) {
    return { items: items.map(({ key }) => ({ key, creationStrategy: 'invoice' as const })) };
  }

  filterItems({ items }: ItemsInput): Billing.RecurringBillingItemHandling.FilterItemsResult {
    return { items: items.map(keyOf) };
  }

  groupItems(
    { items }: Billing.RecurringBillingItemHandling.GroupItemsInput,
    { latest }: Config,
    _context: Context,
  ): Billing.RecurringBillingItemHandling.GroupItemsResult {
    const [metered, fixed] = partition(items, isMetered);
    const groups = [
      { items: fixed.map(keyOf), setsLatestInvoice: latest === 'fixed' },
      { items: metered.map(keyOf), setsLatestInvoice: latest === 'metered' },
    ].filter((group) => group.items.length > 0);
    if (groups.length === 1) groups[0]!.setsLatestInvoice = true;
    return { groups };
  }
}
