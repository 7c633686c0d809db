# billing.customer_balance_application: how much of a customer's balance meets an invoice.

clock 2026-01-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, balance: -5000, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "At most so much credit an invoice"
script most at billing.customer_balance_application {
  import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
  import type { MonetaryAmount } from '@stripe/extensibility-sdk/stdlib';

  export interface Config {
    /** @displayName Most credit on an invoice */
    maximum: number;
  }

  export default class MostCredit implements Billing.CustomerBalanceApplication<Config> {
    computeAppliedCustomerBalance(
      input: Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput,
      config: Config,
      _context: Context,
    ): Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult {
      const { amount, currency }: MonetaryAmount = input.customerBalance;
      const total = input.totalAmount.amount;
      let applied = amount;
      if (applied.lt(-config.maximum)) applied = total.sub(total).sub(config.maximum);
      if (applied.isNegative() && applied.lt(total.neg())) applied = total.neg();
      return { appliedCustomerBalance: { amount: applied, currency } };
    }
  }
}
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $most.id, configuration: { maximum: 2000 } } -> 200
POST /v1/products { name: "Seat" } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as monthly
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $monthly.id }] } } -> 200 {
  total: 3000, starting_balance: -5000, ending_balance: -3000, amount_due: 1000
}
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $monthly.id }] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { total: 3000, starting_balance: -5000, ending_balance: -3000, amount_due: 1000, amount_paid: 1000, status: paid }
expect object $ada.id { balance: -3000 }
expect run 1 { outcome: ok, point: billing.customer_balance_application, decided: { amount: -2000, currency: usd } }
advance clock to 2026-03-01T02:00:00Z by month
expect object $ada.id { balance: 0 }
expect runs 3

story "Below an amount nothing is charged yet: the customer owes it"
script later at billing.customer_balance_application {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Later {
    computeAppliedCustomerBalance(input: any, config: any): any {
      const total = input.totalAmount.amount;
      const owed = total.add(input.customerBalance.amount);
      const applied = owed.lt(config.minimum) && total.isPositive() ? total.neg() : input.customerBalance.amount;
      return { appliedCustomerBalance: { amount: applied, currency: 'usd' } };
    }
  }
}
POST /v1/extend/bindings { point: billing.customer_balance_application, script: $later.id, configuration: { minimum: 5000 } } -> 200
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as bob
POST /v1/invoiceitems { customer: $bob.id, amount: 3000, currency: usd } -> 200
POST /v1/invoices { customer: $bob.id, pending_invoice_items_behavior: include } -> 200 as first
POST /v1/invoices/$first.id/finalize -> 200 { status: paid, amount_due: 0, ending_balance: 3000 }
expect object $bob.id { balance: 3000 }
POST /v1/invoiceitems { customer: $bob.id, amount: 2500, currency: usd } -> 200
POST /v1/invoices { customer: $bob.id, pending_invoice_items_behavior: include } -> 200 as second
POST /v1/invoices/$second.id/pay -> 200 { status: paid, total: 2500, amount_due: 5500, amount_paid: 5500, ending_balance: 0 }
expect object $bob.id { balance: 0 }
