// SPDX-License-Identifier: Apache-2.0
// The same types under the names that extensions written for Stripe import.
declare module '@stripe/extensibility-sdk' {
  export * from '@quoin/sdk';
}
declare module '@stripe/extensibility-sdk/extensions' {
  export * from '@quoin/sdk/extensions';
}
declare module '@stripe/extensibility-sdk/stdlib' {
  export * from '@quoin/sdk/stdlib';
}
