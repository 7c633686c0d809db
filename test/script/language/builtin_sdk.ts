// SPDX-License-Identifier: Apache-2.0
// Values that the SDK's modules export.
import { Decimal, DEFAULT_DIV_PRECISION, isDecimal } from '@stripe/extensibility-sdk/stdlib';
import type { RoundDirection } from '@stripe/extensibility-sdk/stdlib';

export default {
    run() {
        const direction: RoundDirection = 'half-even';
        console.log(Decimal.from('1').div(Decimal.from('3'), DEFAULT_DIV_PRECISION, direction));
// expect: 0.3333333333333333333333333333333333
        console.log(isDecimal(Decimal.zero), isDecimal(1), isDecimal('1'), isDecimal(undefined));
// expect: true false false false
    },
};
