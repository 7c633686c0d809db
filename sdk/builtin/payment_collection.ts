// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';

/** As the account's settings plan it. */
export default class BuiltIn implements Billing.PaymentCollection<Record<string, never>> {
  planNextAttempt(
    input: Billing.PaymentCollection.PlanNextAttemptInput,
  ): Billing.PaymentCollection.PlanNextAttemptResult {
    const next = input.standardNextAttempt;
    return next === undefined ? { subscription: 'standard' } : { nextAttempt: next, subscription: 'standard' };
  }
}
