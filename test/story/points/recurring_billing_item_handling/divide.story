# billing.recurring_billing_item_handling: which items of a period are billed, which wait, and on which invoices.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/products { name: "Support", metadata: { invoice: "own" } } -> 200 as support
POST /v1/products { name: "Storage", metadata: { invoice: "later" } } -> 200 as storage
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as seats
POST /v1/prices { product: $support.id, currency: usd, unit_amount: 500, recurring: { interval: month } } -> 200 as supports
POST /v1/prices { product: $storage.id, currency: usd, unit_amount: 30, recurring: { interval: month } } -> 200 as storages
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $seats.id }, { price: $supports.id }, { price: $storages.id }] } -> 200 { status: active } as sub

story "What is marked stands on an invoice of its own"
script own at billing.recurring_billing_item_handling {
  import type { Billing } from '@stripe/extensibility-sdk/extensions';
  type Items = Billing.RecurringBillingItemHandling.Item[];
  const isOwn = (item: Items[number]): boolean => item.priceKind === 'price' && item.price.product?.metadata['invoice'] === 'own';

  export default class Own implements Billing.RecurringBillingItemHandling<Record<string, never>> {
    beforeItemCreation(input: Billing.RecurringBillingItemHandling.BeforeItemCreationInput): Billing.RecurringBillingItemHandling.BeforeItemCreationResult {
      return { items: input.items.map((item) => ({ key: item.key, creationStrategy: 'invoice' })) };
    }
    filterItems(input: Billing.RecurringBillingItemHandling.FilterItemsInput): Billing.RecurringBillingItemHandling.FilterItemsResult {
      return { items: input.items.map(({ key }) => ({ key })) };
    }
    groupItems(input: Billing.RecurringBillingItemHandling.GroupItemsInput): Billing.RecurringBillingItemHandling.GroupItemsResult {
      const keys = (items: Items): { key: string }[] => items.map(({ key }) => ({ key }));
      const own = input.items.filter(isOwn);
      const rest = input.items.filter((item) => !isOwn(item));
      const groups = [{ items: keys(rest), setsLatestInvoice: true }, { items: keys(own), setsLatestInvoice: false }];
      return { groups: groups.filter((group) => group.items.length > 0) };
    }
  }
}
POST /v1/extend/bindings { point: billing.recurring_billing_item_handling, script: $own.id } -> 200
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { total: 1030 }
expect runs 0
advance clock to 2026-02-01T02:00:00Z
GET /v1/invoices?customer=$ada.id -> 200 { data.#: 3 } as invoices
GET /v1/subscriptions/$sub.id -> 200 as now
expect object $now.latest_invoice { status: paid, total: 1030, lines.data.#: 2 }
expect $invoices.data.0 { status: paid, total: 500, lines.data.#: 1, billing_reason: subscription_cycle }
expect runs 3
expect run 1 { method: beforeItemCreation, outcome: ok, reason: subscription.renew, at_stake: { amount: 1530 } }
expect run 3 { method: groupItems, outcome: ok }
expect charges 3
# What both charged is given back together.
DELETE /v1/subscriptions/$sub.id { prorate: true, invoice_now: true } -> 200 as gone
expect object $gone.latest_invoice { lines.data.#: 3 }

story "Small amounts wait for another invoice, and free months are not made"
script wait at billing.recurring_billing_item_handling {
  export default class Wait {
    beforeItemCreation(input: any): any {
      return { items: input.items.map((item: any) => ({ key: item.key, creationStrategy: item.price.product.metadata.invoice === 'own' ? 'skip' : 'invoice' })) };
    }
    filterItems(input: any, config: any, context: any): any {
      const isMarch = new Date(context.clockTime).getUTCMonth() === 2;
      return { items: input.items.filter((item: any) => isMarch || item.price.product.metadata.invoice !== 'later').map((item: any) => ({ key: item.key })) };
    }
    groupItems(input: any): any {
      return { groups: [{ items: input.items.map((item: any) => ({ key: item.key })), setsLatestInvoice: true }] };
    }
  }
}
POST /v1/extend/bindings { point: billing.recurring_billing_item_handling, script: $wait.id } -> 200
advance clock to 2026-02-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, total: 1000, lines.data.#: 1 } }
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data.#: 1, data.0: { amount: 30, proration: false } }
advance clock to 2026-03-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, total: 1060, lines.data.#: 3 } }
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data.#: 0 }
