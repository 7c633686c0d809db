// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';

/** Every change is allowed, at once. */
export default class BuiltIn implements Billing.SubscriptionChange<Record<string, never>> {
  decideChange(
    _input: Billing.SubscriptionChange.DecideChangeInput,
  ): Billing.SubscriptionChange.DecideChangeResult {
    return { decision: 'allow', effective: 'now' };
  }
}
