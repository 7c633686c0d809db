/* SPDX-License-Identifier: Apache-2.0 */
/** address.h: ranges of network addresses; IPv4 stands as ::ffff:a.b.c.d. Private to http. */
#pragma once

#include "http/http.h"

struct address_range {
    uint8_t bytes[16];
    int bits; /**< leading bits that count */
};

/** "10.0.0.0/8", "::1", "fc00::/7". */
must_use bool address_range_parse(struct text text, struct address_range *out);
/** Global unicast, or in a range that the operator allowed. */
bool address_is_callable(const uint8_t address[16], const struct address_range *allow,
                         size_t allow_count);
