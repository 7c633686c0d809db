// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';

type Handling<C> = Billing.RecurringBillingItemHandling<C>;

/** Every item is made, billed now, and stands on one invoice. */
export default class BuiltIn implements Handling<Record<string, never>> {
  beforeItemCreation(
    input: Billing.RecurringBillingItemHandling.BeforeItemCreationInput,
  ): Billing.RecurringBillingItemHandling.BeforeItemCreationResult {
    return { items: input.items.map(({ key }) => ({ key, creationStrategy: 'invoice' })) };
  }

  filterItems(
    input: Billing.RecurringBillingItemHandling.FilterItemsInput,
  ): Billing.RecurringBillingItemHandling.FilterItemsResult {
    return { items: input.items.map(({ key }) => ({ key })) };
  }

  groupItems(
    input: Billing.RecurringBillingItemHandling.GroupItemsInput,
  ): Billing.RecurringBillingItemHandling.GroupItemsResult {
    return { groups: [{ items: input.items.map(({ key }) => ({ key })), setsLatestInvoice: true }] };
  }
}
