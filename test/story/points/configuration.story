story "A configuration that does not fit the script never reaches a run"
  proves EXTEND-1

clock 2026-01-31T00:00:00Z
script off at commerce.discount_calculation {
  import type { Commerce } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export interface Config {
    /**
     * @minimum 0
     * @maximum 100
     */
    percent: number;
    label: string;
  }
  export default class Off implements Commerce.DiscountCalculation<Config> {
    computeDiscounts(request, config, context) {
      const { amount, currency } = request.grossAmount;
      return {
        discount: { amount: { amount: amount.mul(config.percent + 1).div(100, 0, 'half-up'), currency } },
        reason: config.label + config.label.length,
      };
    }
  }
}
POST /v1/coupons { id: "A", duration: "forever", script: { id: $off.id, configuration: { percent: 101, label: "x" } } }
  -> 400 { error.code: "script_configuration_invalid" }
POST /v1/coupons { id: "B", duration: "forever", script: { id: $off.id, configuration: { percent: 10 } } }
  -> 400 { error.code: "script_configuration_invalid" }
POST /v1/coupons { id: "C", duration: "forever", script: { id: $off.id, configuration: { percent: "ten", label: "x" } } }
  -> 400 { error.code: "script_configuration_invalid" }
expect GET /v1/coupons { data.#: 0 }

# Neither does a type that cannot be read: the upload says where.
POST /v1/extend/releases {
  extension: $off.id
  source: "export default class X implements Commerce.DiscountCalculation<Config> { computeDiscounts() {} }\ninterface Config {\n  /** @minimum many */\n  percent: number;\n}\n"
} -> 400 { error.code: "script_rejected" }

# A form knows no types: the script's own type says what "007" and 9 are.
POST /v1/coupons { id: "D", duration: "forever", script: { id: $off.id, configuration: { percent: 9, label: 7 } } }
  -> 200 { script.configuration.percent: 9, script.configuration.label: "7" }
POST /v1/prices { currency: "usd", unit_amount: 1000, recurring: { interval: "month" }, product_data: { name: "Gold" } } -> 200 as price
POST /v1/customers { payment_method: "pm_card_visa", invoice_settings: { default_payment_method: "pm_card_visa" } } -> 200 as customer
POST /v1/subscriptions { customer: $customer.id, items: [{ price: $price.id }], discounts: [{ coupon: "D" }], expand: ["latest_invoice"] }
  -> 200 { latest_invoice.total: 900 }
expect run 1 { outcome: "ok", output.reason: "71" }
