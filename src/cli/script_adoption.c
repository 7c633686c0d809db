/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script adoption: who uses which point in which version, over one account or several. */
#include "base/decimal.h"
#include "base/list.h"
#include "cli/remote.h"

enum { KEYS_MAX = 100, TEXT_BYTES_MAX = 1 << 16 };

/** A version of a point, over all accounts. */
struct tally {
    const struct json *first; /**< for words that are the same in all of them */
    int64_t accounts, extensions, releases, bindings, runs, failed, fell_back;
    bool is_cut;
    struct {
        struct tally_money {
            struct text currency;
            int64_t amount;
        } * items;
        size_t count, capacity;
    } decided;
    struct text_builder users;
};

struct tallies {
    struct tally *items;
    size_t count, capacity;
};

struct adoption_options {
    const char *keys[KEYS_MAX];
    size_t key_count;
    const char *from;
};

static bool
read_options(struct remote *remote, int count, char **arguments, struct adoption_options *out)
{
    static const struct option options[] = {
        REMOTE_OPTIONS, {"from", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
    *out = (struct adoption_options){0};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        if (option == 'f') {
            out->from = optarg;
        } else if (!remote_option(remote, option)) {
            return false;
        } else if (option == 'K' && out->key_count < KEYS_MAX) {
            out->keys[out->key_count++] = optarg;
        }
    }
    if (optind < count) {
        remote->status = command_misuse(remote->command, "there is nothing to name");
        return false;
    }
    if (out->key_count == 0) {
        out->keys[out->key_count++] = remote->key;
    }
    return true;
}

static int64_t
number(const struct json *json, const char *path)
{
    int64_t value = 0;
    return text_parse_int(remote_text(json, path), &value) ? value : 0;
}

static struct tally *
tally_of(struct remote *remote, struct tallies *tallies, const struct json *row)
{
    for (size_t i = 0; i < tallies->count; i++) {
        const struct json *first = tallies->items[i].first;
        if (text_equal(remote_text(first, "point"), remote_text(row, "point")) &&
            number(first, "version") == number(row, "version")) {
            return &tallies->items[i];
        }
    }
    struct tally *tally = list_add(&remote->arena, tallies);
    if (tally != NULL) {
        *tally = (struct tally){.first = row};
        text_builder_init(&tally->users, &remote->arena, TEXT_BYTES_MAX);
    }
    return tally;
}

static void
money_add(struct remote *remote, struct tally *tally, const struct json *decided)
{
    for (size_t i = 0; decided != NULL && i < decided->count; i++) {
        struct text currency = remote_text(&decided->items[i], "currency");
        size_t k = 0;
        while (k < tally->decided.count &&
               !text_equal(tally->decided.items[k].currency, currency)) {
            k++;
        }
        if (k == tally->decided.count) {
            struct tally_money *money = list_add(&remote->arena, &tally->decided);
            if (money == NULL) {
                return;
            }
            *money = (struct tally_money){.currency = currency};
        }
        tally->decided.items[k].amount += number(&decided->items[i], "amount");
    }
}

static void
take(struct remote *remote, struct tallies *tallies, const struct json *row)
{
    struct tally *tally = tally_of(remote, tallies, row);
    const struct json *users = remote_at(row, "users");
    if (tally == NULL) {
        return;
    }
    tally->accounts += number(row, "accounts");
    tally->extensions += number(row, "extensions");
    tally->releases += number(row, "releases");
    tally->bindings += number(row, "bindings");
    tally->runs += number(row, "runs");
    tally->failed += number(row, "failed");
    tally->fell_back += number(row, "fell_back");
    tally->is_cut |= text_is(remote_text(row, "complete"), "false");
    money_add(remote, tally, remote_at(row, "decided"));
    for (size_t i = 0; users != NULL && i < users->count; i++) {
        text_builder_format(&tally->users, "%s%.*s", tally->users.length > 0 ? " " : "",
                            TEXT_ARG(users->items[i].text));
    }
}

static void
tell(struct remote *remote, const struct tally *tally)
{
    (void)printf("%s version %s  %s\n", remote_word(remote, tally->first, "point"),
                 remote_word(remote, tally->first, "version"),
                 remote_word(remote, tally->first, "stability"));
    (void)printf("  %lld accounts, %lld extensions, %lld releases, %lld bindings\n",
                 (long long)tally->accounts, (long long)tally->extensions,
                 (long long)tally->releases, (long long)tally->bindings);
    if (tally->runs > 0) {
        long long share = (long long)(tally->fell_back * 10000 / tally->runs);
        (void)printf("  %lld runs%s, %lld failed, %lld fell back (%lld.%02lld%%)\n",
                     (long long)tally->runs, tally->is_cut ? " (the newest)" : "",
                     (long long)tally->failed, (long long)tally->fell_back, share / 100,
                     share % 100);
    }
    for (size_t i = 0; i < tally->decided.count; i++) {
        (void)printf("  decided %lld %.*s\n", (long long)tally->decided.items[i].amount,
                     TEXT_ARG(tally->decided.items[i].currency));
    }
    if (remote_text(tally->first, "deprecated.sunset").bytes != NULL) {
        struct text users = text_builder_text(&tally->users);
        (void)printf("  deprecated, until %s: %s\n",
                     remote_word(remote, tally->first, "deprecated.sunset"),
                     remote_word(remote, tally->first, "deprecated.instead"));
        if (users.length > 0) {
            (void)printf("  still used by %.*s\n", TEXT_ARG(users));
        }
    }
}

int
command_adoption(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct adoption_options options;
    struct tallies tallies = {0};
    remote_begin(&remote, sys, command);
    if (!read_options(&remote, count, arguments, &options)) {
        return remote_end(&remote);
    }
    for (size_t i = 0; i < options.key_count; i++) {
        struct json *page = arena_new(&remote.arena, struct json);
        struct text path = text_format(
            &remote.arena, "/v1/extend/adoption%s%s",
            options.from == NULL ? "" : "?created_from=", options.from == NULL ? "" : options.from);
        remote.key = options.keys[i];
        if (page == NULL || !remote_get(&remote, path, page)) {
            return remote_end(&remote);
        }
        const struct json *data = json_get(page, "data");
        bool is_told = remote_told(&remote, page);
        for (size_t k = 0; data != NULL && !is_told && k < data->count; k++) {
            take(&remote, &tallies, &data->items[k]);
        }
    }
    for (size_t i = 0; i < tallies.count; i++) {
        tell(&remote, &tallies.items[i]);
    }
    return remote_end(&remote);
}
