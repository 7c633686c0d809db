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

/** Types that extension points share. */
export namespace Core {
  /** Three letters, lower case. */
  export type Currency = string;

  /** An amount of money. */
  export interface MonetaryAmount {
    /** In the smallest unit of the currency; may have a fraction. */
    amount: Decimal;
    /** Three letters, lower case. */
    currency: string;
  }

  /** A span of time. */
  export interface TimeRange {
    /** Its start, included. */
    startDate: Date;
    /** Its end, excluded. */
    endDate: Date;
  }

  /** When something was or is used. */
  export type ServicePeriod =
    | { value: 'oneTime'; at: Date }
    | { value: 'timeRange'; startDate: Date; endDate: Date };
  export type DiscountPeriod = ServicePeriod;

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
  export interface RecurringPrice {
    /** Unit of the interval. */
    interval: RecurringPriceInterval;
    /** How many units. */
    intervalCount: number;
    /** Where the quantity comes from. */
    usageType?: UsageType;
    /** The meter of a metered price. */
    meter?: string;
  }
  export type PriceRecurring = RecurringPrice;

  /** The price behind an item. */
  export interface Price {
    /** Its id. */
    id: string;
    /** Its key-value pairs. */
    metadata: Record<string, string>;
    /** How an amount follows from a quantity. */
    billingScheme: BillingScheme;
    /** Whether it comes back. */
    type: PriceType;
    /** Of its amounts. */
    currency: string;
    /** Its steps; none for per_unit prices. */
    tiers: PriceTier[];
    /** How the steps are read. */
    tiersMode?: TiersMode;
    /** Amount of one unit, in the smallest unit of the currency. */
    unitAmount?: Decimal;
    /** What is sold. */
    product?: Product;
    /** How it comes back, of a recurring price. */
    recurring?: RecurringPrice;
  }

  /** A licence fee of a pricing plan. */
  export interface LicenseFee {
    /** Its id. */
    id: string;
    /** Its key-value pairs. */
    metadata: Record<string, string>;
    /** The key that finds it. */
    lookupKey?: string;
    /** Unit of the interval. */
    serviceInterval: RecurringPriceInterval;
    /** How many units. */
    serviceIntervalCount: number;
    /** How the steps are read. */
    tieringMode?: TiersMode;
    /** Its steps. */
    tiers: PriceTier[];
    /** Of its amounts. */
    currency: string;
  }

  /** The rate card of a rate. */
  export interface RateCard {
    /** Its id. */
    id: string;
    /** Of its amounts. */
    currency: string;
  }

  /** A rate of a rate card. */
  export interface RateCardRate {
    /** Its id. */
    id: string;
    /** Its key-value pairs. */
    metadata: Record<string, string>;
    /** The card it stands on. */
    rateCard: RateCard;
    /** How the steps are read. */
    tieringMode?: TiersMode;
    /** Its steps. */
    tiers: PriceTier[];
  }

  /** What usage beyond a custom pricing unit costs. */
  export interface CustomPricingUnitOverageRate {
    /** Its id. */
    id: string;
    /** Its key-value pairs. */
    metadata: Record<string, string>;
    /** The card it stands on. */
    rateCard: RateCard;
    /** The unit it is about. */
    customPricingUnit: string;
    /** Amount of one unit, in the smallest unit of the currency. */
    unitAmount: Decimal;
  }

  /** The price behind an item, whatever its kind. */
  export type PriceUnion =
    | { priceKind: 'price'; price: Price }
    | { priceKind: 'licenseFee'; licenseFee: LicenseFee }
    | { priceKind: 'rateCardRate'; rateCardRate: RateCardRate }
    | { priceKind: 'customPricingUnitOverageRate'; customPricingUnitOverageRate: CustomPricingUnitOverageRate }
    | { priceKind: 'other'; otherPriceKind: string };

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

  /** Names an item. */
  export interface ItemKey {
    /** The item's key. */
    key: string;
  }

  /** How an amount follows from a quantity. */
  export type BillingScheme = 'per_unit' | 'tiered';

  /** Whether a price comes back. */
  export type PriceType = 'recurring' | 'one_time';

  /** How tiers are read. */
  export type TiersMode = 'graduated' | 'volume';
  export type TieringMode = TiersMode;

  /** Unit of a billing interval. */
  export type RecurringPriceInterval = 'day' | 'week' | 'month' | 'year';
  export type ServiceInterval = RecurringPriceInterval;

  /** Where a quantity comes from. */
  export type UsageType = 'licensed' | 'metered';

  /** Which way an item goes. */
  export type ItemType = 'debit' | 'credit';

  /** What kind of price stands behind an item. */
  export type PriceKind = 'price' | 'licenseFee' | 'rateCardRate' | 'customPricingUnitOverageRate' | 'other';
}

export namespace Billing {
  export type Currency = Core.Currency;
  export type RecurringPriceInterval = Core.RecurringPriceInterval;
  export type ServiceInterval = Core.ServiceInterval;
  export type UsageType = Core.UsageType;
  export type BillingScheme = Core.BillingScheme;
  export type PriceType = Core.PriceType;
  export type TiersMode = Core.TiersMode;
  export type TieringMode = Core.TieringMode;
  export type PriceKind = Core.PriceKind;
  export type MonetaryAmount = Core.MonetaryAmount;
  export type TimeRange = Core.TimeRange;
  export type ServicePeriod = Core.ServicePeriod;
  export type DiscountPeriod = Core.DiscountPeriod;
  export type PriceTier = Core.PriceTier;
  export type Product = Core.Product;
  export type RecurringPrice = Core.RecurringPrice;
  export type PriceRecurring = Core.PriceRecurring;
  export type Price = Core.Price;
  export type LicenseFee = Core.LicenseFee;
  export type RateCard = Core.RateCard;
  export type RateCardRate = Core.RateCardRate;
  export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
  export type PriceUnion = Core.PriceUnion;
  export type Customer = Core.Customer;
  export type Subscription = Core.Subscription;
  export type ItemKey = Core.ItemKey;

  /**
   * Decide which credit grants pay for which lines.
   * The standard logic uses grants by priority, then those that expire first, then given ones before paid ones,
   * then older ones.
   *
   * Point billing.credit_application, version 1.
   */
  export interface CreditApplication<C = unknown> {
    applyCredits(input: CreditApplication.ApplyCreditsInput, config: C, context: Context): CreditApplication.ApplyCreditsResult;
  }
  export namespace CreditApplication {
    /** The lines of an invoice, and the grants of its customer. */
    export interface ApplyCreditsInput {
      /** Of all amounts. */
      currency: string;
      /** In the order of the invoice. */
      items: CreditableItem[];
      /** Those that are not used up or lost. */
      grants: CreditGrant[];
      /** Who pays. */
      customer?: Customer;
    }

    /** One line that credit may pay for. */
    export type CreditableItem = {
      /** Names the line in the answer. */
      key: string;
      /** After discounts and taxes, in the smallest unit of the currency. */
      amount: Decimal;
    } & PriceUnion;

    /** Credit that may be used. */
    export interface CreditGrant {
      /** Its id. */
      key: string;
      /** What is left, in the smallest unit of the currency. */
      balance: Decimal;
      /** Where it comes from. */
      category: CreditCategory;
      /** Lower numbers are used first. */
      priority: number;
      /** When it is lost. */
      expiresAt?: Date;
      /** When it was given. */
      createdAt: Date;
      /** Prices that it is good for; absent: all. */
      prices?: string[];
    }

    /** The answer of a credit script. */
    export interface ApplyCreditsResult {
      /** In the order in which grants are used. */
      applications: CreditUse[];
    }

    /** A part of a grant that pays for a part of a line. */
    export interface CreditUse {
      /** The grant's key. */
      grant: string;
      /** The line's key. */
      item: string;
      /** Above 0, without a fraction. */
      amount: Decimal;
    }

    /** Where credit comes from. */
    export type CreditCategory = 'paid' | 'promotional';

    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
    export type Customer = Core.Customer;
  }

  /**
   * Decide how much of a customer's balance an invoice takes.
   * Called when an invoice becomes final, and in previews. What is not applied stays on the balance, and what is
   * applied beyond it moves there: credit of the whole total for a customer without any defers the charge.
   *
   * Point billing.customer_balance_application, version 1.
   */
  export interface CustomerBalanceApplication<C = unknown> {
    computeAppliedCustomerBalance(input: CustomerBalanceApplication.CustomerBalanceApplicationInput, config: C, context: Context): CustomerBalanceApplication.CustomerBalanceApplicationResult;
  }
  export namespace CustomerBalanceApplication {
    /** An invoice that is about to be final, and the customer's balance. */
    export interface CustomerBalanceApplicationInput {
      /** The invoice's total, after discounts and taxes. */
      totalAmount: MonetaryAmount;
      /** Above 0 the customer owes it, below 0 it is credit. */
      customerBalance: MonetaryAmount;
    }

    /** The answer of a balance script. */
    export interface CustomerBalanceApplicationResult {
      /** What is added to the total: above 0 a debt, below 0 credit. */
      appliedCustomerBalance: MonetaryAmount;
    }

    export type MonetaryAmount = Core.MonetaryAmount;
  }

  /**
   * Decide what is written on an invoice that is about to be final, and whether a person must look first.
   * Called before an invoice gets its number, and before the customer's balance is applied.
   *
   * Point billing.invoice_finalization, version 1.
   */
  export interface InvoiceFinalization<C = unknown> {
    beforeFinalization(input: InvoiceFinalization.BeforeFinalizationInput, config: C, context: Context): InvoiceFinalization.BeforeFinalizationResult;
  }
  export namespace InvoiceFinalization {
    /** An invoice that is about to be final. */
    export interface BeforeFinalizationInput {
      /** Its id. */
      invoice: string;
      /** After discounts and taxes. */
      totalAmount: MonetaryAmount;
      /** Why it exists: subscription_cycle, manual ... */
      billingReason: string;
      /** How it is paid. */
      collectionMethod: CollectionMethod;
      /** Its description. */
      memo?: string;
      /** Foot of the page. */
      footer?: string;
      /** Its fields. */
      customFields: CustomField[];
      /** When it is due, where that is known. */
      dueDate?: Date;
      /** What stands on it. */
      lines: InvoiceLine[];
      /** Its key-value pairs. */
      metadata: Record<string, string>;
      /** Who pays. */
      customer?: Customer;
      /** The subscription behind it. */
      subscription?: Subscription;
    }

    /** A field of the client's own on the invoice. */
    export interface CustomField {
      /** At most 40 characters. */
      name: string;
      /** At most 140 characters. */
      value: string;
    }

    /** One line. */
    export type InvoiceLine = {
      /** Before discounts, in the smallest unit of the currency. */
      amount: Decimal;
      /** For people. */
      description?: string;
      /** The time it is for. */
      period: ServicePeriod;
    } & PriceUnion;

    /** The answer of a finalization script; what is absent stays as it is. */
    export interface BeforeFinalizationResult {
      /** Its description. */
      memo?: string;
      /** Foot of the page. */
      footer?: string;
      /** All of its fields. */
      customFields?: CustomField[];
      /** When it is due; of sent invoices. */
      dueDate?: Date;
      /** Why a person must look first: the draft waits. */
      hold?: string;
    }

    /** How an invoice is paid. */
    export type CollectionMethod = 'charge_automatically' | 'send_invoice';

    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type MonetaryAmount = Core.MonetaryAmount;
    export type ServicePeriod = Core.ServicePeriod;
    export type DiscountPeriod = Core.DiscountPeriod;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
    export type Customer = Core.Customer;
    export type Subscription = Core.Subscription;
  }

  /**
   * Decide what the lines of a new period cost.
   * Called when a period is invoiced, before its lines are divided, discounted and taxed. Prorations of a change
   * are shares
   * of what the price's own rule says.
   *
   * Point billing.rating, version 1.
   */
  export interface Rating<C = unknown> {
    rateItems(input: Rating.RateItemsInput, config: C, context: Context): Rating.RateItemsResult;
  }
  export namespace Rating {
    /** The priced lines of one invoice, together, so that bundles and minimums can be seen. */
    export interface RateItemsInput {
      /** Of all amounts. */
      currency: string;
      /** In the order of the invoice. */
      items: RatedItem[];
      /** Who pays. */
      customer?: Customer;
      /** The subscription behind the invoice. */
      subscription?: Subscription;
    }

    /** One line to be rated. */
    export type RatedItem = {
      /** Names the line in the answer. */
      key: string;
      /** How many units. */
      quantity: Decimal;
      /** What the price's own rule says, in the smallest unit of the currency. */
      standardAmount: Decimal;
      /** The time it is for. */
      servicePeriod: ServicePeriod;
    } & PriceUnion;

    /** The answer of a rating script. */
    export interface RateItemsResult {
      /** Each line once. */
      items: ItemAmount[];
    }

    /** What one line costs. */
    export interface ItemAmount {
      /** The line's key. */
      key: string;
      /** In the smallest unit of the currency, without a fraction. */
      amount: Decimal;
      /** Stands on the line in place of the standard one. */
      description?: string;
    }

    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type ServicePeriod = Core.ServicePeriod;
    export type DiscountPeriod = Core.DiscountPeriod;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
    export type Customer = Core.Customer;
    export type Subscription = Core.Subscription;
  }

  /**
   * Decide when a failed payment is tried again, and what becomes of the subscription.
   * Called when an attempt of the engine's own failed.
   *
   * Point billing.payment_collection, version 1.
   */
  export interface PaymentCollection<C = unknown> {
    planNextAttempt(input: PaymentCollection.PlanNextAttemptInput, config: C, context: Context): PaymentCollection.PlanNextAttemptResult;
  }
  export namespace PaymentCollection {
    /** An invoice whose payment failed. */
    export interface PlanNextAttemptInput {
      /** Its id. */
      invoice: string;
      /** What is left to pay. */
      amountRemaining: MonetaryAmount;
      /** Attempts so far, this one counted. */
      attemptCount: number;
      /** Why it failed: card_declined ... */
      failureCode?: string;
      /** What the bank said: insufficient_funds ... */
      declineCode?: string;
      /** Whether there was anything to charge. */
      hasPaymentMethod: boolean;
      /** When it failed. */
      failedAt: Date;
      /** When the standard logic tries again; absent: not at all. */
      standardNextAttempt?: Date;
      /** Why the invoice exists. */
      billingReason: string;
      /** Who pays. */
      customer?: Customer;
      /** The subscription behind the invoice. */
      subscription?: Subscription;
    }

    /** The answer of a collection script. */
    export interface PlanNextAttemptResult {
      /** When to try next; absent: not at all. */
      nextAttempt?: Date;
      /** standard unless it says otherwise. */
      subscription?: SubscriptionStep;
    }

    /** What becomes of the subscription behind an invoice. */
    export type SubscriptionStep = 'standard' | 'pastDue' | 'cancel';

    export type MonetaryAmount = Core.MonetaryAmount;
    export type Customer = Core.Customer;
    export type Subscription = Core.Subscription;
  }

  /**
   * Decide which share of a price a change charges or gives back.
   * Called when a change of a subscription, or its beginning in the middle of a period, makes prorated lines;
   * once for all of them.
   *
   * Point billing.prorations, version 1.
   */
  export interface Prorations<C = unknown> {
    prorateItems(input: Prorations.ProrateItemsInput, config: C, context: Context): Prorations.ProrateItemsResult;
  }
  export namespace Prorations {
    /** All items of one change. */
    export interface ProrateItemsInput {
      /** In the order of the change. */
      items: ProratableItem[];
    }

    /** One item to prorate: a debit for the time to come, or a credit for time that was charged and is not used. */
    export type ProratableItem = {
      /** Names the item in the answer. */
      key: string;
      /** Whether it is charged or given back. */
      type: ItemType;
      /** Whether it is for a part of a period; others are only passed along. */
      isProration: boolean;
      /** The time it is for. */
      servicePeriod: TimeRange;
      /** What the standard logic says; below 0 for credits. */
      currentProrationFactor: Decimal;
      /** Length of the price's period, in seconds. */
      priceIntervalDuration: number;
      /** Of a credit: what it gives back a part of. */
      correspondingDebit?: CorrespondingDebit;
    } & PriceUnion;

    /** What a credit gives back a part of. */
    export interface CorrespondingDebit {
      /** The time that was charged. */
      servicePeriod: TimeRange;
    }

    /** The answer of a proration script. */
    export interface ProrateItemsResult {
      /** Each item once. */
      items: ProratedItem[];
    }

    /** What becomes of one item. */
    export interface ProratedItem {
      /** The item's key. */
      key: string;
      /** Times the full price; of a credit: times what its debit charged. */
      prorationFactor: Decimal;
      /** The time that the line shows. */
      lineItemPeriod: TimeRange;
    }

    export type ItemType = Core.ItemType;
    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type TimeRange = Core.TimeRange;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
  }

  /**
   * Decide which items of a subscription's new period are billed, which wait, and how they fall on invoices.
   * Called when a period begins: before its items are made, then for those that could be billed, then for those
   * that are.
   *
   * Point billing.recurring_billing_item_handling, version 1.
   */
  export interface RecurringBillingItemHandling<C = unknown> {
    beforeItemCreation(input: RecurringBillingItemHandling.BeforeItemCreationInput, config: C, context: Context): RecurringBillingItemHandling.BeforeItemCreationResult;
    filterItems(input: RecurringBillingItemHandling.FilterItemsInput, config: C, context: Context): RecurringBillingItemHandling.FilterItemsResult;
    groupItems(input: RecurringBillingItemHandling.GroupItemsInput, config: C, context: Context): RecurringBillingItemHandling.GroupItemsResult;
  }
  export namespace RecurringBillingItemHandling {
    /** The items of a new period, before they are made. */
    export interface BeforeItemCreationInput {
      /** In the order of the invoice. */
      items: Item[];
    }

    /** One item that a subscription would bill. */
    export type Item = {
      /** Names the item in the answer. */
      key: string;
      /** Whether it is charged or given back. */
      type: ItemType;
      /** Whether it is for a part of a period. */
      isProration: boolean;
      /** The time it is for. */
      servicePeriod: ServicePeriod;
      /** The share of the full price that it charges. */
      prorationFactor: Decimal;
    } & PriceUnion;

    /** What becomes of each item. */
    export interface BeforeItemCreationResult {
      /** Each item once. */
      items: ItemCreation[];
    }

    /** What becomes of one item. */
    export interface ItemCreation {
      /** The item's key. */
      key: string;
      /** invoice, or skip. */
      creationStrategy: CreationStrategy;
    }

    /** The items that could be billed now. */
    export interface FilterItemsInput {
      /** In the order of the invoice. */
      items: Item[];
    }

    /** Which items are billed now. */
    export interface FilterItemsResult {
      /** The others are kept for the next invoice. */
      items: ItemKey[];
    }

    /** The items that are billed now. */
    export interface GroupItemsInput {
      /** In the order of the invoice. */
      items: Item[];
    }

    /** How the items fall on invoices. */
    export interface GroupItemsResult {
      /** An invoice each; the items of all of them together are the items that came in. */
      groups: ItemGroup[];
    }

    /** One invoice. */
    export interface ItemGroup {
      /** What stands on it. */
      items: ItemKey[];
      /** Whether it is the subscription's latest invoice. */
      setsLatestInvoice: boolean;
    }

    /** What becomes of an item before it exists. */
    export type CreationStrategy = 'invoice' | 'skip';

    export type ItemType = Core.ItemType;
    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type ServicePeriod = Core.ServicePeriod;
    export type DiscountPeriod = Core.DiscountPeriod;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
    export type ItemKey = Core.ItemKey;
  }

  /**
   * Decide whether the items of a subscription may change, and from when the change is charged.
   * Called when a command changes prices or quantities, before anything is prorated; in previews too.
   *
   * Point billing.subscription_change, version 1.
   */
  export interface SubscriptionChange<C = unknown> {
    decideChange(input: SubscriptionChange.DecideChangeInput, config: C, context: Context): SubscriptionChange.DecideChangeResult;
  }
  export namespace SubscriptionChange {
    /** A change that a command asks for. */
    export interface DecideChangeInput {
      /** What changes. */
      subscription: Subscription;
      /** Where it stands in its life. */
      status: string;
      /** Its items. */
      currentItems: SubscriptionItem[];
      /** What they shall be. */
      wantedItems: SubscriptionItem[];
      /** The instant of the change. */
      changeDate: Date;
      /** End of the period that is paid for. */
      currentPeriodEnd: Date;
      /** Whose it is. */
      customer?: Customer;
    }

    /** One item. */
    export type SubscriptionItem = {
      /** Its id. */
      key: string;
      /** How many units. */
      quantity: number;
    } & PriceUnion;

    /** The answer of a change script. */
    export interface DecideChangeResult {
      /** allow, or refuse. */
      decision: ChangeDecision;
      /** Why it is refused; the command's answer says so. */
      reason?: string;
      /** now, unless it says nextPeriod. */
      effective?: ChangeEffect;
    }

    /** What becomes of a change. */
    export type ChangeDecision = 'allow' | 'refuse';

    /** When a change counts for what is charged. */
    export type ChangeEffect = 'now' | 'nextPeriod';

    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type Subscription = Core.Subscription;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
    export type Customer = Core.Customer;
  }

  /**
   * Decide the taxes of an invoice's lines.
   * Called when an invoice is priced, after discounts, unless no line has a rate.
   *
   * Point billing.tax_calculation, version 1.
   */
  export interface TaxCalculation<C = unknown> {
    calculateTaxes(input: TaxCalculation.CalculateTaxesInput, config: C, context: Context): TaxCalculation.CalculateTaxesResult;
  }
  export namespace TaxCalculation {
    /** The lines of one invoice. */
    export interface CalculateTaxesInput {
      /** Of all amounts. */
      currency: string;
      /** In the order of the invoice. */
      items: TaxableItem[];
      /** Whether the account rounds the sum of a rate, not each line; its largest line takes the rest. */
      roundedAtEnd: boolean;
      /** Who pays. */
      customer?: TaxedCustomer;
    }

    /** One line, after discounts. */
    export type TaxableItem = {
      /** Names the line in the answer. */
      key: string;
      /** In the smallest unit of the currency. */
      amount: Decimal;
      /** The time it is for. */
      servicePeriod: ServicePeriod;
      /** The rates that the line may use: its own, or those of the invoice. */
      rates: TaxRate[];
      /** What the standard logic says. */
      standardTaxes: TaxAmount[];
    } & PriceUnion;

    /** A tax rate that may be used. */
    export interface TaxRate {
      /** Its id. */
      id: string;
      /** 19 is a fifth less a hundredth. */
      percentage: Decimal;
      /** Whether amounts contain it. */
      inclusive: boolean;
    }

    /** What one rate makes of a line. */
    export interface TaxAmount {
      /** Id of the rate. */
      rate: string;
      /** The tax, in the smallest unit of the currency, without a fraction. */
      amount: Decimal;
      /** What it is a share of, without a fraction. */
      taxableAmount: Decimal;
    }

    /** Who pays. */
    export interface TaxedCustomer {
      /** Their id. */
      id: string;
      /** Their key-value pairs. */
      metadata: Record<string, string>;
      /** none, exempt or reverse. */
      taxExempt?: string;
    }

    /** The answer of a tax script. */
    export interface CalculateTaxesResult {
      /** Each line once. */
      items: ItemTaxes[];
    }

    /** The taxes of one line. */
    export interface ItemTaxes {
      /** The line's key. */
      key: string;
      /** One for each rate that counts; none: no tax. */
      taxes: TaxAmount[];
    }

    export type PriceKind = Core.PriceKind;
    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type ServicePeriod = Core.ServicePeriod;
    export type DiscountPeriod = Core.DiscountPeriod;
    export type PriceUnion = Core.PriceUnion;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type LicenseFee = Core.LicenseFee;
    export type RateCardRate = Core.RateCardRate;
    export type RateCard = Core.RateCard;
    export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
  }

  /**
   * Decide the billable quantity of a meter.
   * The standard logic adds up, counts, or takes the newest value, as the meter says.
   *
   * Point billing.usage_aggregation, version 1.
   */
  export interface UsageAggregation<C = unknown> {
    aggregateUsage(input: UsageAggregation.AggregateUsageInput, config: C, context: Context): UsageAggregation.AggregateUsageResult;
  }
  export namespace UsageAggregation {
    /** The usage of one customer at one meter in one period. */
    export interface AggregateUsageInput {
      /** The meter's id. */
      meter: string;
      /** What it counts. */
      eventName: string;
      /** How it counts. */
      formula: UsageFormula;
      /** The period that is billed. */
      period: TimeRange;
      /** In the order of time. */
      buckets: UsageBucket[];
      /** What the standard logic says. */
      standardQuantity: Decimal;
      /** Whose usage it is. */
      customer?: Customer;
    }

    /** Events of a span of time. */
    export interface UsageBucket {
      /** Its start, included. */
      startDate: Date;
      /** Its end, excluded. */
      endDate: Date;
      /** How many events. */
      count: number;
      /** Their values added up. */
      sum: Decimal;
      /** The value of the newest. */
      last: Decimal;
    }

    /** The answer of a usage script. */
    export interface AggregateUsageResult {
      /** What is billed. */
      quantity: Decimal;
    }

    /** How events become a quantity by the standard logic. */
    export type UsageFormula = 'sum' | 'count' | 'last';

    export type TimeRange = Core.TimeRange;
    export type Customer = Core.Customer;
  }
}

export namespace Commerce {
  export type Currency = Core.Currency;
  export type RecurringPriceInterval = Core.RecurringPriceInterval;
  export type ServiceInterval = Core.ServiceInterval;
  export type UsageType = Core.UsageType;
  export type BillingScheme = Core.BillingScheme;
  export type PriceType = Core.PriceType;
  export type TiersMode = Core.TiersMode;
  export type TieringMode = Core.TieringMode;
  export type PriceKind = Core.PriceKind;
  export type MonetaryAmount = Core.MonetaryAmount;
  export type TimeRange = Core.TimeRange;
  export type ServicePeriod = Core.ServicePeriod;
  export type DiscountPeriod = Core.DiscountPeriod;
  export type PriceTier = Core.PriceTier;
  export type Product = Core.Product;
  export type RecurringPrice = Core.RecurringPrice;
  export type PriceRecurring = Core.PriceRecurring;
  export type Price = Core.Price;
  export type LicenseFee = Core.LicenseFee;
  export type RateCard = Core.RateCard;
  export type RateCardRate = Core.RateCardRate;
  export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
  export type PriceUnion = Core.PriceUnion;
  export type Customer = Core.Customer;
  export type Subscription = Core.Subscription;
  export type ItemKey = Core.ItemKey;

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

    /** A line of the invoice, before this discount. */
    export interface DiscountableLineItem {
      /** Its amount; discounts before this one are taken off. */
      subtotal: MonetaryAmount;
      /** How many units. */
      quantity?: Decimal;
      /** When it is used. */
      period: ServicePeriod;
      /** The price behind it. */
      price?: Price;
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

    export type BillingScheme = Core.BillingScheme;
    export type PriceType = Core.PriceType;
    export type TiersMode = Core.TiersMode;
    export type TieringMode = Core.TieringMode;
    export type RecurringPriceInterval = Core.RecurringPriceInterval;
    export type ServiceInterval = Core.ServiceInterval;
    export type UsageType = Core.UsageType;
    export type MonetaryAmount = Core.MonetaryAmount;
    export type ServicePeriod = Core.ServicePeriod;
    export type DiscountPeriod = Core.DiscountPeriod;
    export type Price = Core.Price;
    export type PriceTier = Core.PriceTier;
    export type Product = Core.Product;
    export type RecurringPrice = Core.RecurringPrice;
    export type PriceRecurring = Core.PriceRecurring;
    export type Customer = Core.Customer;
    export type Subscription = Core.Subscription;
  }
}

export namespace Extend.Workflows {
  export type Currency = Core.Currency;
  export type RecurringPriceInterval = Core.RecurringPriceInterval;
  export type ServiceInterval = Core.ServiceInterval;
  export type UsageType = Core.UsageType;
  export type BillingScheme = Core.BillingScheme;
  export type PriceType = Core.PriceType;
  export type TiersMode = Core.TiersMode;
  export type TieringMode = Core.TieringMode;
  export type PriceKind = Core.PriceKind;
  export type MonetaryAmount = Core.MonetaryAmount;
  export type TimeRange = Core.TimeRange;
  export type ServicePeriod = Core.ServicePeriod;
  export type DiscountPeriod = Core.DiscountPeriod;
  export type PriceTier = Core.PriceTier;
  export type Product = Core.Product;
  export type RecurringPrice = Core.RecurringPrice;
  export type PriceRecurring = Core.PriceRecurring;
  export type Price = Core.Price;
  export type LicenseFee = Core.LicenseFee;
  export type RateCard = Core.RateCard;
  export type RateCardRate = Core.RateCardRate;
  export type CustomPricingUnitOverageRate = Core.CustomPricingUnitOverageRate;
  export type PriceUnion = Core.PriceUnion;
  export type Customer = Core.Customer;
  export type Subscription = Core.Subscription;
  export type ItemKey = Core.ItemKey;

  /**
   * Do one step of a workflow, and say how its form looks while it is filled in.
   * The engine has no workflows yet: extensions are checked and kept, nothing calls them.
   *
   * Point extend.workflows.custom_action, version 1.
   */
  export interface CustomAction<C = unknown> {
    execute(input: CustomAction.ExecuteCustomActionRequest, config: C, context: Context): CustomAction.ExecuteCustomActionResponse | Promise<CustomAction.ExecuteCustomActionResponse>;
    getFormState?(input: CustomAction.GetFormStateRequest, config: C, context: Context): CustomAction.GetFormStateResponse | Promise<CustomAction.GetFormStateResponse>;
  }
  export namespace CustomAction {
    /** A step that is to be done. */
    export interface ExecuteCustomActionRequest<I = Record<string, unknown>> {
      /** What the workflow's author entered in the action's form. */
      customInput?: I;
    }

    /** What the step gives to the steps behind it. */
    export interface ExecuteCustomActionResponse {
      [key: string]: unknown;
    }

    /** A form that is being filled in. */
    export interface GetFormStateRequest<V = Record<string, unknown>> {
      /** What the form holds. */
      values: V;
      /** The field that was changed last; null when the form opens. */
      changedField: string | null;
    }

    /** How the form looks now. */
    export interface GetFormStateResponse {
      /** Values in place of those that it holds. */
      values?: unknown;
      /** By field, for those that look different than their schema says. */
      config: Record<string, FieldConfig>;
    }

    /** How one field of the form looks now. */
    export interface FieldConfig {
      /** What may be chosen. */
      options?: FieldOption[];
      /** JSON Schema of a field that is an object. */
      schema?: Record<string, unknown> | null;
      disabled?: boolean;
      hidden?: boolean;
      /** What may be wrong with its value. */
      warning?: string;
      /** What is wrong with its value. */
      error?: string;
    }

    /** A choice of a field. */
    export interface FieldOption {
      /** What is entered. */
      value: string;
      /** What is shown. */
      label: string;
    }
  }
}

export namespace Billing.Bill {
  /** The older name of Commerce.DiscountCalculation. */
  export import DiscountCalculation = Commerce.DiscountCalculation;
}
