// SPDX-License-Identifier: Apache-2.0

/** A flat configuration of ESLint: what the engine refuses. */
export interface ExtensionRules {
  rules: Record<string, 'error' | ['error', ...unknown[]]>;
}
export const extensions: ExtensionRules;
export default extensions;
