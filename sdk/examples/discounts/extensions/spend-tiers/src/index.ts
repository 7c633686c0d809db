import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { ConfigError, money, percentOf, show, within } from '../../../shared/money.js';

interface Step {
  /**
   * @displayName From, in the smallest unit
   * @minimum 0
   */
  from: number;
  /**
   * @displayName Percent off
   * @minimum 0
   * @maximum 100
   */
  percent: number;
}

/** The invoice's total finds its step; the step's percentage is taken off. */
export interface Config {
  /**
   * @displayName Steps
   * @minItems 1
   */
  steps: Step[];
  /**
   * @displayName What the percentage applies to
   * @displayName :whole The whole amount
   * @displayName :above The part above the step
   * @defaultValue whole
   */
  mode: 'whole' | 'above';
}

class Ladder {
  readonly #steps: readonly { from: Decimal; percent: Decimal }[];

  constructor(steps: readonly Step[]) {
    if (steps.length === 0) throw new ConfigError('steps', 'at least one is needed');
    this.#steps = [...steps]
      .sort((a, b) => b.from - a.from)
      .map(({ from, percent }) => ({ from: Decimal.from(from), percent: Decimal.from(percent) }));
  }

  /** The highest step that the amount reaches. */
  stepOf(amount: Decimal) {
    return this.#steps.find(({ from }) => amount.gte(from));
  }
}

export default class SpendTiers implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount, currency } = request.grossAmount;
    const step = new Ladder(config.steps).stepOf(amount);
    if (step === undefined) {
      return { discount: { amount: money(0, currency) } };
    }
    const base = config.mode === 'above' ? amount.sub(step.from) : amount;
    const off = within(percentOf(base, step.percent), amount);
    return {
      discount: { amount: money(off, currency) },
      reason: `${step.percent}% off ${config.mode === 'above' ? 'above' : 'from'} ${show(money(step.from, currency))}`,
    };
  }
}
