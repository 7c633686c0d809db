/* SPDX-License-Identifier: Apache-2.0 */
/** correct.c: quoin corrections, quoin holds: after a bad release, from the command line. */
#include "app/correct.h"

#include <stdio.h>
#include <string.h>

#include "app/inside.h"

#define ROWS_MAX 100000

/* ---- corrections ----------------------------------------------------------------- */

static const char corrections_help[] =
    "quoin corrections --store FILE --key KEY --release RELEASE [--instead RELEASE|standard]\n"
    "                  [--memo TEXT] [--issue balance|refund] [--json FILE]\n"
    "quoin corrections --store FILE --key KEY --set SET [--issue balance|refund] [--json FILE]\n\n"
    "Bills every invoice that a release decided on once more by the release before it (or the\n"
    "one of --instead) and drafts the differences, or takes a set that was drafted. With --issue\n"
    "they are approved and issued: what was too much goes to the customers' balances, or back to\n"
    "where it came from. Each is issued once, however often this is said.\n";

struct correct {
    const char *store, *key, *release, *instead, *set, *memo, *issue, *json;
};

/** Percent signs and the like of a text in a form. */
static struct text
encoded(struct arena *arena, const char *text)
{
    struct text_builder out;
    text_builder_init(&out, arena, strlen(text) * 3 + 1);
    for (const char *c = text; *c != '\0'; c++) {
        text_builder_format(&out, "%%%02X", (unsigned)(unsigned char)*c);
    }
    return text_builder_text(&out);
}

/** Do a deed to the set, and wait until it is done. */
static bool
set_do(struct inside *inside, const char *path, const char *deed, const char *form,
       struct json *set)
{
    static const char *const busy[] = {"drafting", "approving", "issuing"};
    const char *whole = text_format(&inside->arena, "%s%s", path, deed).bytes;
    return (deed[0] == '\0' || inside_ask(inside, "POST", whole, form, set)) &&
           inside_wait(inside, path, busy, COUNT_OF(busy), set);
}

static bool
set_make(struct inside *inside, const struct correct *wish, const char **path, struct json *set)
{
    struct text id = text_of(wish->set == NULL ? "" : wish->set);
    if (wish->set == NULL) {
        struct text form = text_format(
            &inside->arena, "release=%s%s%s%s%.*s", wish->release,
            wish->instead == NULL ? "" : "&instead=", wish->instead == NULL ? "" : wish->instead,
            wish->memo == NULL ? "" : "&memo=",
            TEXT_ARG(encoded(&inside->arena, wish->memo == NULL ? "" : wish->memo)));
        if (!inside_ask(inside, "POST", "/v1/extend/correction_sets", form.bytes, set)) {
            return false;
        }
        id = inside_text(set, "id");
    }
    *path = text_format(&inside->arena, "/v1/extend/correction_sets/%.*s", TEXT_ARG(id)).bytes;
    return set_do(inside, *path, "", "", set);
}

static void
set_print(const struct json *set, const struct json *rows, size_t count)
{
    const struct json *sums = json_get(set, "sums");
    (void)printf("%.*s: %.*s\n\n", TEXT_ARG(inside_text(set, "id")),
                 TEXT_ARG(inside_text(set, "status")));
    (void)printf("  decisions looked at %8lld\n", (long long)inside_int(set, "looked_at"));
    (void)printf("  would be the same   %8lld\n", (long long)inside_int(set, "unchanged"));
    (void)printf("  corrections         %8lld\n", (long long)inside_int(set, "drafted"));
    (void)printf("  issued              %8lld\n", (long long)inside_int(set, "issued"));
    (void)printf("  for a person        %8lld\n", (long long)inside_int(set, "unclear"));
    for (size_t i = 0; sums != NULL && i < sums->count; i++) {
        const struct json *sum = &sums->members[i].value;
        (void)printf("  too much, too little: %lld, %lld %.*s\n",
                     (long long)inside_int(sum, "overcharged"),
                     (long long)inside_int(sum, "undercharged"), TEXT_ARG(sums->members[i].key));
    }
    (void)printf("\n  %-32s %-32s %12s %12s %12s  %s\n", "invoice", "customer", "was", "would be",
                 "too much", "status");
    for (size_t i = 0; i < count; i++) {
        (void)printf(
            "  %-32.*s %-32.*s %12lld %12lld %12lld  %.*s %.*s\n",
            TEXT_ARG(inside_text(&rows[i], "invoice")), TEXT_ARG(inside_text(&rows[i], "customer")),
            (long long)inside_int(&rows[i], "was"), (long long)inside_int(&rows[i], "now"),
            (long long)inside_int(&rows[i], "amount"), TEXT_ARG(inside_text(&rows[i], "status")),
            TEXT_ARG(inside_text(&rows[i], "problem")));
    }
}

static struct text
set_json(struct inside *inside, const struct json *set, const struct json *rows, size_t count)
{
    struct json_writer writer;
    json_writer_init(&writer, &inside->arena, SIZE_MAX, true);
    json_open_object(&writer);
    json_key_string(&writer, "correction_set");
    json_value(&writer, set);
    json_key_string(&writer, "corrections");
    json_open_array(&writer);
    for (size_t i = 0; i < count; i++) {
        json_value(&writer, &rows[i]);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return json_writer_text(&writer);
}

static bool
correct(struct inside *inside, const struct correct *wish)
{
    struct json set;
    const char *path;
    const struct json *rows;
    size_t count;
    if (!set_make(inside, wish, &path, &set)) {
        return false;
    }
    if (wish->issue != NULL &&
        (!set_do(inside, path, "/approve", "", &set) ||
         !set_do(inside, path, "/issue",
                 text_format(&inside->arena, "overcharges=%s", wish->issue).bytes, &set))) {
        return false;
    }
    struct text filter =
        text_format(&inside->arena, "correction_set=%.*s", TEXT_ARG(inside_text(&set, "id")));
    if (!inside_list(inside, "/v1/extend/corrections", filter.bytes, ROWS_MAX, &rows, &count)) {
        return false;
    }
    set_print(&set, rows, count);
    return inside_keep(inside, wish->json, set_json(inside, &set, rows, count));
}

int
corrections_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct correct wish = {0};
    struct inside inside;
    struct inside_flag flags[] = {{"--store", &wish.store},     {"--key", &wish.key},
                                  {"--release", &wish.release}, {"--instead", &wish.instead},
                                  {"--set", &wish.set},         {"--memo", &wish.memo},
                                  {"--issue", &wish.issue},     {"--json", &wish.json}};
    if (!inside_flags(count, arguments, flags, COUNT_OF(flags)) || wish.store == NULL ||
        wish.key == NULL || (wish.release == NULL) == (wish.set == NULL)) {
        bool is_asked = count == 1 && strcmp(arguments[0], "--help") == 0;
        (void)fputs(corrections_help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    if (!inside_open(sys, "corrections", wish.store, wish.key, &inside)) {
        return 1;
    }
    bool is_done = correct(&inside, &wish);
    inside_close(&inside);
    return is_done ? 0 : 1;
}

/* ---- holds ----------------------------------------------------------------------- */

static const char holds_help[] =
    "quoin holds --store FILE --key KEY [--outcome OUTCOME] [--release RELEASE]\n"
    "            [--rerun yes] [--note TEXT]\n\n"
    "What the scripts of all holds of a cause say now, beside what the standard logic says; with\n"
    "--rerun yes the invoices whose script succeeds go on with its answer.\n";

struct holds {
    const char *store, *key, *outcome, *release, *rerun, *note;
};

static struct text
holds_form(struct inside *inside, const struct holds *wish)
{
    return text_format(
        &inside->arena, "dry_run=%s%s%s%s%s%s%.*s", wish->rerun == NULL ? "true" : "false",
        wish->outcome == NULL ? "" : "&outcome=", wish->outcome == NULL ? "" : wish->outcome,
        wish->release == NULL ? "" : "&release=", wish->release == NULL ? "" : wish->release,
        wish->note == NULL ? "" : "&note=",
        TEXT_ARG(encoded(&inside->arena, wish->note == NULL ? "" : wish->note)));
}

static bool
holds_print(struct inside *inside, const struct holds *wish)
{
    struct json answer;
    struct text form = holds_form(inside, wish);
    if (!inside_ask(inside, "POST", "/v1/extend/holds/rerun", form.bytes, &answer)) {
        return false;
    }
    const struct json *rows = json_get(&answer, "data");
    (void)printf("%-32s %-32s %-16s %-16s %12s %12s  %s\n", "hold", "invoice", "then", "now",
                 "decided", "standard", "status");
    for (size_t i = 0; i < rows->count; i++) {
        const struct json *row = &rows->items[i];
        (void)printf("%-32.*s %-32.*s %-16.*s %-16.*s %12.*s %12.*s  %.*s\n",
                     TEXT_ARG(inside_text(row, "hold")), TEXT_ARG(inside_text(row, "invoice")),
                     TEXT_ARG(inside_text(row, "outcome_then")),
                     TEXT_ARG(inside_text(row, "outcome")), TEXT_ARG(inside_text(row, "decided")),
                     TEXT_ARG(inside_text(row, "standard")), TEXT_ARG(inside_text(row, "status")));
    }
    return true;
}

int
holds_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct holds wish = {0};
    struct inside inside;
    struct inside_flag flags[] = {{"--store", &wish.store},     {"--key", &wish.key},
                                  {"--outcome", &wish.outcome}, {"--release", &wish.release},
                                  {"--rerun", &wish.rerun},     {"--note", &wish.note}};
    if (!inside_flags(count, arguments, flags, COUNT_OF(flags)) || wish.store == NULL ||
        wish.key == NULL || (wish.rerun != NULL && strcmp(wish.rerun, "yes") != 0)) {
        bool is_asked = count == 1 && strcmp(arguments[0], "--help") == 0;
        (void)fputs(holds_help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    if (!inside_open(sys, "holds", wish.store, wish.key, &inside)) {
        return 1;
    }
    bool is_done = holds_print(&inside, &wish);
    inside_close(&inside);
    return is_done ? 0 : 1;
}
