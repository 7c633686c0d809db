/* SPDX-License-Identifier: Apache-2.0 */
#include "app/tenants.h"

#include <string.h>

#define ACCOUNTS_PORTION 1000

struct tenant *
tenant_of(const struct tenants *tenants, int64_t number)
{
    if (number < ACCOUNT_FIRST || number > LIMIT_ACCOUNTS_MAX) {
        return NULL;
    }
    struct tenant *page = tenants->pages[number / TENANTS_PAGE];
    struct tenant *tenant = page == NULL ? NULL : &page[number % TENANTS_PAGE];
    return tenant == NULL || tenant->account.id == 0 ? NULL : tenant;
}

/** Its place; what is written there stays there. */
static struct tenant *
tenant_add(struct tenants *tenants, int64_t number)
{
    struct tenant **page = &tenants->pages[number / TENANTS_PAGE];
    if (*page == NULL) {
        *page = block_alloc(TENANTS_PAGE * sizeof(**page));
    }
    if (tenants->count == tenants->capacity) {
        size_t capacity = tenants->capacity == 0 ? 16 : tenants->capacity * 2;
        struct tenant **items = block_resize(tenants->items, capacity * sizeof(*items));
        if (items == NULL) {
            return NULL;
        }
        tenants->items = items;
        tenants->capacity = capacity;
    }
    if (*page == NULL) {
        return NULL;
    }
    struct tenant *tenant = &(*page)[number % TENANTS_PAGE];
    tenants->items[tenants->count++] = tenant;
    return tenant;
}

err_t
tenants_meet(struct tenants *tenants, struct task *task)
{
    bool has_more = true;
    while (has_more) {
        struct account_record **accounts;
        size_t count;
        TRY(account_list(task, tenants->last_key, ACCOUNTS_PORTION, &accounts, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            struct account account;
            TRY(account_read(task, accounts[i], &account));
            if (tenant_of(tenants, account.id) == NULL) {
                struct tenant *tenant = tenant_add(tenants, account.id);
                if (tenant == NULL) {
                    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for an account");
                }
                tenant->account = account;
            }
            tenants->last_key = accounts[i]->id.key;
        }
    }
    return OK;
}

err_t
tenants_find_key(struct tenants *tenants, struct task *task, struct text key,
                 const struct key_seen **out)
{
    struct sha256 hash = sha256_of(key);
    size_t place = (size_t)(hash.bytes[0] | hash.bytes[1] << 8) & (KEYS_SEEN - 1);
    struct key_seen *seen = &tenants->keys[place];
    struct api_key *record;
    *out = seen;
    if (seen->tenant != NULL && memcmp(&seen->hash, &hash, sizeof(hash)) == 0 &&
        task->wall_ms - seen->seen_ms < LIMIT_API_KEY_SEEN_MS) {
        return OK;
    }
    *out = NULL;
    TRY(api_key_find(task, hex_text(task->arena, hash.bytes, sizeof(hash.bytes)), &record));
    if (record == NULL) {
        return OK;
    }
    if (tenant_of(tenants, record->account) == NULL) {
        TRY(tenants_meet(tenants, task)); /* made by another program a moment ago */
    }
    struct tenant *tenant = tenant_of(tenants, record->account);
    if (tenant == NULL) {
        return OK;
    }
    *seen = (struct key_seen){.hash = hash,
                              .tenant = tenant,
                              .reads_only = record->reads_only,
                              .is_revoked = record->revoked != 0,
                              .expires = record->expires,
                              .seen_ms = task->wall_ms};
    *out = seen;
    return OK;
}

void
tenants_free(struct tenants *tenants)
{
    for (size_t i = 0; i < TENANTS_PAGES; i++) {
        block_free(tenants->pages[i]);
    }
    block_free(tenants->items);
}
