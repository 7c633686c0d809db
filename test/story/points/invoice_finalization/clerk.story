# billing.invoice_finalization: what is written on an invoice at the last moment.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Texts, fields and a due date are written; large invoices wait for a person"
script clerk at billing.invoice_finalization {
  import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';

  export interface Config {
    largest: number;
  }

  export default class Clerk implements Billing.InvoiceFinalization<Config> {
    beforeFinalization(
      input: Billing.InvoiceFinalization.BeforeFinalizationInput,
      config: Config,
      context: Context,
    ): Billing.InvoiceFinalization.BeforeFinalizationResult {
      if (input.totalAmount.amount.gt(config.largest)) {
        return { hold: `above ${config.largest}` };
      }
      const isSent = input.collectionMethod === 'send_invoice';
      const now = new Date(context.clockTime ?? 0);
      return {
        memo: `Thank you, ${input.lines.length} line`,
        customFields: [{ name: 'Order', value: input.metadata['order'] ?? 'none' }],
        ...(isSent ? { dueDate: new Date(now.getTime() + 10 * 86400000) } : {}),
      };
    }
  }
}
POST /v1/extend/bindings { point: billing.invoice_finalization, script: $clerk.id, configuration: { largest: 5000 } } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 3000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, collection_method: send_invoice, days_until_due: 30, pending_invoice_items_behavior: include, metadata: { order: "7" } } -> 200 as small
POST /v1/invoices/$small.id/finalize -> 200 {
  status: open, description: "Thank you, 1 line", custom_fields: [{ name: Order, value: "7" }], due_date: 2026-01-11
}
POST /v1/invoiceitems { customer: $ada.id, amount: 6000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, pending_invoice_items_behavior: include } -> 200 as large
POST /v1/invoices/$large.id/finalize -> 400 { error.code: extension_held }
expect object $large.id { status: draft, number: null, last_finalization_error.message: "above 5000" }
GET /v1/extend/holds -> 200 { data.0: { reason: "above 5000", outcome: ok } } as holds
expect no event extend.run.failed
POST /v1/extend/holds/$holds.data.0.id/release -> 200 { status: released }
POST /v1/invoices/$large.id/finalize -> 200 { status: open, description: null }
