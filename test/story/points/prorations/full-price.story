# billing.prorations: a script decides which share of a price a change charges and gives back.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/products { name: "Setup", metadata: { proration: "none" } } -> 200 as whole
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 3100, recurring: { interval: month } } -> 200 as monthly
POST /v1/prices { product: $whole.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as full
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 as sub

story "Products that say so are charged and given back whole, others by the second"
  proves docs/reference/points.md

script whole at billing.prorations {
  import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';

  export interface Config {
    metadata_key: string;
  }

  export default class WholePrice implements Billing.Prorations<Config> {
    prorateItems(input: Billing.Prorations.ProrateItemsInput, config: Config, _context: Context): Billing.Prorations.ProrateItemsResult {
      const one = Decimal.from(1);
      return {
        items: input.items.map((item) => {
          const metadata = item.priceKind === 'price' ? item.price.product?.metadata : undefined;
          const isWhole = item.isProration && metadata?.[config.metadata_key] === 'none';
          return {
            key: item.key,
            prorationFactor: !isWhole ? item.currentProrationFactor : item.type === 'credit' ? one.neg() : one,
            lineItemPeriod: item.servicePeriod,
          };
        }),
      };
    }
  }
}
POST /v1/extend/bindings { point: billing.prorations, script: $whole.id, configuration: { metadata_key: "proration" } } -> 200 as binding
advance clock to 2026-01-11
# 21 of 31 days are left: 2100 of 3100, and 1000 whole.
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { items: [{ price: $full.id }, { id: $sub.items.data.0.id, quantity: 2 }], proration_behavior: always_invoice } } -> 200 as preview
POST /v1/subscriptions/$sub.id { items: [{ price: $full.id }, { id: $sub.items.data.0.id, quantity: 2 }], proration_behavior: always_invoice } -> 200 as changed
expect object $changed.latest_invoice { total: 3100, lines.data.#: 3 }
expect $preview { total: 3100 }
expect run 1 {
  outcome: ok, point: billing.prorations, reason: subscription.update, method: prorateItems, subscription: $sub.id
  input: ?, output: ?, fell_back: false
}
expect runs 1
# It goes away again at once: everything that was charged for it is given back.
GET /v1/subscriptions/$sub.id -> 200 as now
POST /v1/subscriptions/$sub.id { items: [{ id: $now.items.data.1.id, deleted: true }], proration_behavior: always_invoice } -> 200 as less
expect object $less.latest_invoice { total: -1000 }
expect runs 2

story "The script of one customer leaves others alone, and unchanged factors cost what they cost without a script"
script same at billing.prorations {
  export default class Same {
    prorateItems(input: any): any {
      return { items: input.items.map((i: any) => ({ key: i.key, prorationFactor: i.currentProrationFactor.toNumber(), lineItemPeriod: i.servicePeriod })) };
    }
  }
}
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $monthly.id }] } -> 200 as other
POST /v1/extend/bindings { point: billing.prorations, script: $same.id, scope: { type: customer, id: $ada.id } } -> 200
advance clock to 2026-01-11T01:02:03Z
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 3 }], proration_behavior: always_invoice } -> 200 as a
POST /v1/subscriptions/$other.id { items: [{ id: $other.items.data.0.id, quantity: 3 }], proration_behavior: always_invoice } -> 200 as b
GET /v1/invoices/$a.latest_invoice -> 200 as a1
expect object $b.latest_invoice { total: $a1.total }
expect runs 1
