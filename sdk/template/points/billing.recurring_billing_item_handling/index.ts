import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';

/** What is set where the script is used; it becomes a form. */
export interface Config {
  /** @displayName Key of the price's metadata that keeps an item off invoices @minLength 1 @defaultValue hidden */
  key: string;
}

type Item = Billing.RecurringBillingItemHandling.Item;
const keyOf = ({ key }: Item) => ({ key });

export default class {{class}} implements Billing.RecurringBillingItemHandling<Config> {
  beforeItemCreation(
    { items }: Billing.RecurringBillingItemHandling.BeforeItemCreationInput,
    { key }: Config,
    _context: Context,
  ): Billing.RecurringBillingItemHandling.BeforeItemCreationResult {
    const isHidden = (item: Item) => item.priceKind === 'price' && item.price.metadata[key] !== undefined;
    return { items: items.map((item) => ({ key: item.key, creationStrategy: isHidden(item) ? 'skip' : 'invoice' })) };
  }

  filterItems({ items }: Billing.RecurringBillingItemHandling.FilterItemsInput): Billing.RecurringBillingItemHandling.FilterItemsResult {
    return { items: items.map(keyOf) };
  }

  groupItems({ items }: Billing.RecurringBillingItemHandling.GroupItemsInput): Billing.RecurringBillingItemHandling.GroupItemsResult {
    return { groups: [{ items: items.map(keyOf), setsLatestInvoice: true }] };
  }
}
