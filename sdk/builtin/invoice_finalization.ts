// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';

/** Nothing is written, and nobody needs to look. */
export default class BuiltIn implements Billing.InvoiceFinalization<Record<string, never>> {
  beforeFinalization(
    _input: Billing.InvoiceFinalization.BeforeFinalizationInput,
  ): Billing.InvoiceFinalization.BeforeFinalizationResult {
    return {};
  }
}
