// SPDX-License-Identifier: Apache-2.0
export * from './extensions.js';
export * from './stdlib.js';
