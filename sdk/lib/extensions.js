// SPDX-License-Identifier: Apache-2.0
// The extension points are types only; see ../types/extensions.d.ts.
export {};
