/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription.h"

const struct record_kind subscription_records = {
    .kind = &subscription_kind,
    .indexes = {[SUBSCRIPTION_BY_CUSTOMER] = {.name = "by_customer",
                                              .columns = {{"customer", RECORD_INT,
                                                           offsetof(struct subscription,
                                                                    customer)}}},
                [SUBSCRIPTION_BY_STATUS] = {.name = "by_status",
                                            .columns = {{"status", RECORD_ENUM,
                                                         offsetof(struct subscription, status)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind subscription_schedule_records = {
    .kind = &subscription_schedule_kind,
    .indexes = {{.name = "by_customer",
                 .columns = {{"customer", RECORD_INT,
                              offsetof(struct subscription_schedule, customer)}}},
                {"by_account", false, {{0}}}},
};

const struct record_kind subscription_item_home_records = {
    .kind = &subscription_item_home_kind,
};

const struct record_kind discount_records = {
    .kind = &discount_kind,
    .indexes = {{.name = "by_customer_wide",
                 .columns = {{"customer_wide", RECORD_INT,
                              offsetof(struct discount, customer_wide)}}}},
};
