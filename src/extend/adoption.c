/* SPDX-License-Identifier: Apache-2.0 */
/** adoption.c: who uses which version of which point, and how it went. */
#include "base/list.h"
#include "base/map.h"
#include "extend/loaded.h"

#include "limits.model.h"

enum { PORTION = 100, CURRENCIES_MAX = 16 };

struct report {
    struct task *task;
    instant_t from;
    struct {
        struct adoption *items;
        size_t count, capacity;
    } rows;
};

static err_t
fail_memory(struct report *report)
{
    return fail(report->task, ERR_OUT_OF_MEMORY, NULL, "no memory for a report");
}

static const struct point_deprecation *
deprecation_of(const struct point *point, int version)
{
    for (const struct point_deprecation *old = point->deprecated; old->instead != NULL; old++) {
        if (old->version == version) {
            return old;
        }
    }
    return NULL;
}

/** The row of a version; made when there is none. NULL: no memory. */
static struct adoption *
row_of(struct report *report, const struct point *point, int version)
{
    for (size_t i = 0; i < report->rows.count; i++) {
        struct adoption *row = &report->rows.items[i];
        if (row->point == point && row->version == version) {
            return row;
        }
    }
    struct adoption *row = list_add(report->task->arena, &report->rows);
    struct money *decided = arena_alloc(report->task->arena, CURRENCIES_MAX, sizeof(*row->decided));
    if (row == NULL || decided == NULL) {
        return NULL;
    }
    *row = (struct adoption){.point = point,
                             .version = version,
                             .deprecated = deprecation_of(point, version),
                             .decided = decided};
    return row;
}

static void
money_note(struct adoption *row, const struct run *run)
{
    size_t i = 0;
    if (run->decided == NULL) {
        return;
    }
    while (i < row->decided_count &&
           !currency_equal(row->decided[i].currency, run->decided->currency)) {
        i++;
    }
    if (i == CURRENCIES_MAX) {
        row->is_cut = true;
        return;
    }
    if (i == row->decided_count) {
        row->decided[row->decided_count++] = (struct money){.currency = run->decided->currency};
    }
    row->decided[i].minor += run->decided->amount;
}

static err_t
runs_note(struct report *report, const struct release *release, struct adoption *row)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {release->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = PORTION,
                               .unwatched = true};
    bool has_more = true;
    for (int64_t looked_at = 0; has_more; looked_at += PORTION) {
        void **found;
        size_t count;
        if (looked_at >= LIMIT_EXTEND_ADOPTION_RUNS_MAX) {
            row->is_cut = true;
            return OK;
        }
        TRY(record_scan(report->task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct run *run = found[i];
            scan.after_key = run->id.key;
            if (run->stage == RUN_STAGE_LIVE && run->created >= report->from) {
                row->runs++;
                row->failed += run->outcome != RUN_OUTCOME_KIND_OK;
                row->fell_back += run->fell_back;
                money_note(row, run);
            }
        }
    }
    return OK;
}

static err_t
user_note(struct report *report, const struct release *release, struct adoption *row)
{
    struct text id = ref_text(report->task, extension_kind.prefix, release->extension);
    size_t bytes = row->user_count * sizeof(*row->users);
    for (size_t i = 0; i < row->user_count; i++) {
        if (text_equal(row->users[i], id)) {
            return OK;
        }
    }
    row->users = arena_grow(report->task->arena, row->users, bytes, bytes + sizeof(*row->users));
    if (row->users == NULL) {
        return fail_memory(report);
    }
    row->users[row->user_count++] = id;
    row->extensions++;
    return OK;
}

static err_t
releases_note(struct report *report)
{
    struct record_scan scan = {
        .kind = &release_records, .index = -1, .limit = PORTION, .unwatched = true};
    bool has_more = true;
    while (has_more) {
        void **found;
        size_t count;
        TRY(record_scan(report->task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct release *release = found[i];
            const struct point *point = point_find(release->point);
            scan.after_key = release->id.key;
            if (point == NULL) {
                continue;
            }
            struct adoption *row = row_of(report, point, (int)release->point_version);
            if (row == NULL) {
                return fail_memory(report);
            }
            row->releases++;
            TRY(user_note(report, release, row));
            TRY(runs_note(report, release, row));
        }
    }
    return OK;
}

static err_t
bindings_note(struct report *report)
{
    struct record_scan scan = {
        .kind = &binding_records, .index = -1, .limit = PORTION, .unwatched = true};
    bool has_more = true;
    while (has_more) {
        void **found;
        size_t count;
        TRY(record_scan(report->task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct binding *binding = found[i];
            const struct point *point = point_find(binding->point);
            const struct release *release;
            scan.after_key = binding->id.key;
            if (point == NULL || binding->status == BINDING_STATUS_RETIRED) {
                continue;
            }
            TRY(binding_release(report->task, binding, &release));
            struct adoption *row = row_of(report, point, (int)release->point_version);
            if (row == NULL) {
                return fail_memory(report);
            }
            row->bindings++;
        }
    }
    return OK;
}

err_t
adoption_report(struct task *task, instant_t from, struct adoption **out, size_t *count)
{
    struct report report = {.task = task, .from = from};
    for (const struct point *const *point = points; *point != NULL; point++) {
        if (row_of(&report, *point, (*point)->version) == NULL) {
            return fail_memory(&report);
        }
        for (const struct point_deprecation *old = (*point)->deprecated; old->instead != NULL;
             old++) {
            if (row_of(&report, *point, old->version) == NULL) {
                return fail_memory(&report);
            }
        }
    }
    TRY(releases_note(&report));
    TRY(bindings_note(&report));
    *out = report.rows.items;
    *count = report.rows.count;
    return OK;
}

err_t
binding_any(struct task *task, const struct point *point, bool *out)
{
    struct record_scan scan = {.kind = &binding_records, .index = -1, .limit = PORTION};
    bool has_more = true;
    *out = false;
    while (has_more && !*out) {
        void **found;
        size_t count;
        TRY(record_scan(task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct binding *binding = found[i];
            scan.after_key = binding->id.key;
            *out |=
                point_find(binding->point) == point && binding->status != BINDING_STATUS_RETIRED;
        }
    }
    return OK;
}
