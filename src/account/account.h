/* SPDX-License-Identifier: Apache-2.0 */
/**
 * account.h: which companies use the engine, who speaks for them, and what each
 * has chosen for all its customers.
 *
 * The directory is account 0: a company that bills nobody and whose records are
 * the accounts and their keys. What asks it wants a task of account 0.
 *
 * Settings are one record an account; before the first change it has none and the defaults
 * hold. The struct that account_settings_load gives is the session's own.
 */
#pragma once

#include "base/task.h"
#include "store/store.h"

#include "account.model.h"

extern const struct record_kind account_settings_records;

/** Never NULL: the defaults when nothing was ever chosen. */
must_use err_t account_settings_load(struct task *task, struct account_settings **out);
/** ERR_RETRY_DAYS_INVALID. */
must_use err_t account_settings_update(struct task *task,
                                       const struct account_settings_update_params *params,
                                       struct account_settings **out);

/* ---- the directory (ADR 0024) ------------------------------------------------ */

#define ACCOUNT_DIRECTORY 0
/** Of a new store, and of stores from before there were several. */
#define ACCOUNT_FIRST 1

extern const struct record_kind account_records;
extern const struct record_kind api_key_records;

/** Its number is the next free one. ERR_ACCOUNTS_MANY. */
must_use err_t account_create(struct task *task, struct text name, bool livemode,
                              const uint8_t secret[16], struct account_record **out);
/** Those behind a key, in the order of their making. */
must_use err_t account_list(struct task *task, int64_t after_key, size_t limit,
                            struct account_record ***out, size_t *count, bool *has_more);
/** What tasks of the account carry. ERR_BODY_CORRUPT. */
must_use err_t account_read(struct task *task, const struct account_record *record,
                            struct account *out);

/** What a new key says. */
struct api_key_wish {
    int64_t account;
    struct text key; /**< whole; only its hash is kept */
    bool reads_only;
    instant_t expires; /**< 0: never */
};
/** A fresh key from the system's entropy; no text on exhaustion. */
struct text api_key_make(struct task *task, bool livemode, bool reads_only);
/** One that the account has already is OK. ERR_KEY_WRONG, ERR_API_KEYS_MANY. */
must_use err_t api_key_create(struct task *task, const struct api_key_wish *wish,
                              struct api_key **out);
/** By its hash; NULL: nobody's. */
must_use err_t api_key_find(struct task *task, struct text hash, struct api_key **out);
must_use err_t api_key_list(struct task *task, int64_t account, struct api_key ***out,
                            size_t *count);
/** Revoked before: OK. */
must_use err_t api_key_revoke(struct task *task, struct api_key *key);
bool api_key_is_valid(const struct api_key *key, instant_t now);
struct text api_key_hash(struct arena *arena, struct text key);
/** The key with all but its ends hidden, for messages. */
struct text api_key_hint(struct arena *arena, struct text key);

/**
 * A store from before there were several accounts has its account and its keys among the
 * records of account 1: copy them into a directory that is empty.
 */
must_use err_t directory_take_over(struct task *directory, struct task *first);
