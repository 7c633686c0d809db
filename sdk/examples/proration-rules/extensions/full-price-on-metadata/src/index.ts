import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { metadataOf, signed, unchanged } from '../../../shared/items.js';

/** Prices that carry a word in their metadata are charged whole, whenever they begin. */
export interface Config {
  /**
   * @displayName Key of the metadata
   * @minLength 1
   * @maxLength 40
   * @defaultValue no_proration
   */
  key: string;
  /** @displayName Values that mean yes @minItems 1 */
  values: string[];
  /**
   * @displayName What happens to credits
   * @displayName :none Nothing is given back
   * @displayName :standard As ever
   */
  credits: 'none' | 'standard';
}

const ONE = Decimal.from(1);

export default class FullPriceOnMetadata implements Billing.Prorations<Config> {
  prorateItems(
    { items }: Billing.Prorations.ProrateItemsInput,
    { key, values, credits }: Config,
    _context: Context,
  ): Billing.Prorations.ProrateItemsResult {
    const yes = new Set(values.map((value) => value.trim().toLowerCase()));
    return {
      items: items.map((item) => {
        const isWhole = item.isProration && yes.has((metadataOf(item)[key] ?? '').toLowerCase());
        if (!isWhole || (item.type === 'credit' && credits === 'standard')) return unchanged(item);
        const prorationFactor = item.type === 'credit' ? Decimal.zero : signed(item, ONE);
        return { ...unchanged(item), prorationFactor };
      }),
    };
  }
}
