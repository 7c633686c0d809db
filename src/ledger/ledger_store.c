/* SPDX-License-Identifier: Apache-2.0 */
/** ledger_store.c: how transfers are kept and found. */
#include <stddef.h>

#include "ledger/ledger.h"

const struct record_kind ledger_transfer_records = {
    .kind = &ledger_transfer_kind,
    .keys_rise = true,
    .indexes = {[LEDGER_TRANSFERS_BY_ROOT] =
                    {.name = "by_root",
                     .columns = {{"root", RECORD_INT, offsetof(struct ledger_transfer, root)}}},
                [LEDGER_TRANSFERS_BY_CUSTOMER] = {.name = "by_customer",
                                                  .columns = {{"customer", RECORD_INT,
                                                               offsetof(struct ledger_transfer,
                                                                        customer)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind ledger_summary_records = {.kind = &ledger_summary_kind};
