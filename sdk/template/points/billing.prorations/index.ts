import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';

/** What is set where the script is used; it becomes a form. */
export interface Config {
  /** @displayName Is anything given back when less is used? @defaultValue true */
  gives_credit: boolean;
}

export default class {{class}} implements Billing.Prorations<Config> {
  prorateItems(
    request: Billing.Prorations.ProrateItemsInput,
    config: Config,
    _context: Context,
  ): Billing.Prorations.ProrateItemsResult {
    return {
      items: request.items.map((item) => ({
        key: item.key,
        prorationFactor: this.#isKept(item, config) ? item.currentProrationFactor : item.currentProrationFactor.mul(0),
        lineItemPeriod: item.servicePeriod,
      })),
    };
  }

  #isKept(item: Billing.Prorations.ProratableItem, config: Config): boolean {
    return config.gives_credit || !item.isProration || item.type === 'debit';
  }
}
