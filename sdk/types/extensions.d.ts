// SPDX-License-Identifier: Apache-2.0
// Generated from `model/` by `tools/modelgen.py --public`; change it there.

import type { Decimal } from './stdlib.js';

/** Who calls, and when; the same for every point. */
export interface Context {
  type: 'script';
  /** The script's id. */
  id: string;
  livemode: boolean;
  /** The account, 'acct_...'. */
  stripeContext?: string;
  /** The command's now, ISO 8601: the wall's, or the test clock's. */
  clockTime?: string;
}

export namespace Commerce {
  /**
   * Decide how much is taken off one discountable item.
   * Called after the amounts of lines are known and before tax; once for each discount whose coupon names a
   * script.
   *
   * Point commerce.discount_calculation, version 1.
   */
  export interface DiscountCalculation<C = unknown> {
    computeDiscounts(input: DiscountCalculation.DiscountableItem, config: C, context: Context): DiscountCalculation.DiscountResult;
  }
  export namespace DiscountCalculation {
    /** What a discount is computed for: an invoice, or the part of it that the coupon applies to. */
    export interface DiscountableItem {
      /** Sum of the lines before this discount. */
      grossAmount: MonetaryAmount;
      /** The lines behind the amount. */
      lineItems: DiscountableLineItem[];
      /** Who pays. */
      customer?: Customer;
      /** The subscription behind the invoice. */
      subscription?: Subscription;
      /** All subscriptions behind the invoice. */
      subscriptions?: Subscription[];
      /** Why the invoice exists: subscription_cycle, manual ... */
      billingReason?: string;
    }

    /** An amount of money. */
    export interface MonetaryAmount {
      /** In the smallest unit of the currency; may have a fraction. */
      amount: Decimal;
      /** Three letters, lower case. */
      currency: string;
    }

    /** A line of the invoice, before this discount. */
    export interface DiscountableLineItem {
      /** Its amount; discounts before this one are taken off. */
      subtotal: MonetaryAmount;
      /** How many units. */
      quantity?: Decimal;
      /** When it is used. */
      period: DiscountPeriod;
      /** The price behind it. */
      price?: Price;
    }

    /** When a line was or is used. */
    export type DiscountPeriod =
      | { value: 'oneTime'; at: Date }
      | { value: 'timeRange'; startDate: Date; endDate: Date };

    /** The price behind a line. */
    export interface Price {
      /** Its id. */
      id: string;
      /** Its key-value pairs. */
      metadata: Record<string, string>;
      /** How an amount follows from a quantity. */
      billingScheme: 'per_unit' | 'tiered';
      /** Whether it comes back. */
      type: 'recurring' | 'one_time';
      /** Of its amounts. */
      currency: string;
      /** Its steps; none for per_unit prices. */
      tiers: PriceTier[];
      /** How the steps are read. */
      tiersMode?: 'graduated' | 'volume';
      /** Amount of one unit, in the smallest unit of the currency. */
      unitAmount?: Decimal;
      /** What is sold. */
      product?: Product;
      /** How it comes back, of a recurring price. */
      recurring?: PriceRecurring;
    }

    /** One step of a tiered price. */
    export interface PriceTier {
      /** Charged once when the step is entered. */
      flatAmount?: Decimal;
      /** Charged for each unit in the step. */
      unitAmount?: Decimal;
      /** Last unit of the step; absent for the last step. */
      upTo?: Decimal;
    }

    /** What is sold. */
    export interface Product {
      /** Its id. */
      id: string;
      /** Its name. */
      name: string;
      /** Its key-value pairs. */
      metadata: Record<string, string>;
    }

    /** How a recurring price comes back. */
    export interface PriceRecurring {
      /** Unit of the interval. */
      interval: 'day' | 'week' | 'month' | 'year';
      /** How many units. */
      intervalCount: number;
      /** Where the quantity comes from. */
      usageType?: 'licensed' | 'metered';
      /** The meter of a metered price. */
      meter?: string;
    }

    /** Who pays. */
    export interface Customer {
      /** Their id. */
      id: string;
      /** Their key-value pairs. */
      metadata: Record<string, string>;
    }

    /** The subscription behind an invoice. */
    export interface Subscription {
      /** Its id. */
      id: string;
      /** Its key-value pairs. */
      metadata: Record<string, string>;
    }

    /** The answer of a discount script. */
    export interface DiscountResult {
      /** What is taken off. */
      discount: Discount;
      /** How it falls on the lines; without it, in proportion to their amounts. */
      lines?: DiscountLine[];
      /** Why; shown on the invoice. */
      reason?: string;
    }

    /** What is taken off. */
    export interface Discount {
      /** Between 0 and the gross amount, in its currency. */
      amount: MonetaryAmount;
    }

    /** The part of a discount that falls on one line. */
    export interface DiscountLine {
      /** Place of the line in lineItems, from 0. */
      index: number;
      /** The line's part of the discount. */
      amount: MonetaryAmount;
      /** Why; shown on the line. */
      reason?: string;
    }
  }
}
