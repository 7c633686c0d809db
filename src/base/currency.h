/* SPDX-License-Identifier: Apache-2.0 */
/**
 * currency.h: the currencies, their exponents and charge limits.
 *
 * The table is the API's list (billing.md 6.3), not ISO 4217's: ISK, HUF, TWD
 * and UGX have peculiarities there. Codes are lower case, as on the wire.
 */
#pragma once

#include "base/text.h"

struct currency {
    uint8_t index; /**< into the table; 0 is no currency */
};

/** Case is folded; false when unknown. */
must_use bool currency_parse(struct text code, struct currency *out);
/** Lower case, three letters, terminated; "" for none. */
const char *currency_code(struct currency currency);
/** 0, 2 or 3: digits of the minor unit. */
int currency_exponent(struct currency currency);
/** Smallest amount that can be charged, in minor units; one step where no limit is published. */
int64_t currency_charge_min(struct currency currency);
/** Largest amount that can be charged: 99999999. */
int64_t currency_charge_max(struct currency currency);
/** Charges must be a multiple of it: 10 where the exponent is 3, 100 for ISK, else 1. */
int64_t currency_charge_step(struct currency currency);
bool currency_equal(struct currency a, struct currency b);
