/* SPDX-License-Identifier: Apache-2.0 */
/** adoption_api.c: /v1/extend/adoption: who uses which point in which version. */
#include "api/route.h"
#include "extend/extend.h"

#include "routes.model.h"

/** A share of one with four places: "0.0312"; null of nothing. */
static void
share_render(struct json_writer *writer, struct arena *arena, int64_t part, int64_t whole)
{
    struct decimal share;
    char digits[DECIMAL_TEXT_MAX];
    if (whole == 0 ||
        decimal_scale(decimal_from_int(part), 1, whole, ROUND_HALF_UP, &share) != OK ||
        decimal_round(share, 4, ROUND_HALF_UP, &share) != OK) {
        json_null(writer);
        return;
    }
    size_t length = decimal_render(share, digits);
    json_text(writer, text_copy(arena, (struct text){digits, length}));
}

static void
deprecated_render(struct json_writer *writer, const struct point_deprecation *old)
{
    if (old == NULL) {
        json_null(writer);
        return;
    }
    json_open_object(writer);
    json_key_string(writer, "instead");
    json_string(writer, old->instead);
    json_key_string(writer, "since");
    json_string(writer, old->since);
    json_key_string(writer, "sunset");
    json_string(writer, old->sunset);
    json_close_object(writer);
}

static void
row_render(struct json_writer *writer, struct arena *arena, const struct adoption *row)
{
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {
        {"extensions", row->extensions}, {"failed", row->failed}, {"fell_back", row->fell_back}};
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "extend.adoption");
    json_key_string(writer, "accounts");
    json_int(writer, row->releases > 0);
    json_key_string(writer, "bindings");
    json_int(writer, row->bindings);
    json_key_string(writer, "complete");
    json_bool(writer, !row->is_cut);
    json_key_string(writer, "decided");
    json_open_array(writer);
    for (size_t i = 0; i < row->decided_count; i++) {
        json_open_object(writer);
        json_key_string(writer, "amount");
        json_int(writer, row->decided[i].minor);
        json_key_string(writer, "currency");
        json_string(writer, currency_code(row->decided[i].currency));
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key_string(writer, "deprecated");
    deprecated_render(writer, row->deprecated);
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        json_key_string(writer, counts[i].name);
        json_int(writer, counts[i].value);
    }
    json_key_string(writer, "fallback_share");
    share_render(writer, arena, row->fell_back, row->runs);
    json_key_string(writer, "owner");
    json_string(writer, row->point->owner);
    json_key_string(writer, "point");
    json_string(writer, row->point->id);
    json_key_string(writer, "releases");
    json_int(writer, row->releases);
    json_key_string(writer, "runs");
    json_int(writer, row->runs);
    json_key_string(writer, "stability");
    json_string(writer, point_stability_name(row->point->stability));
    json_key_string(writer, "users");
    json_open_array(writer);
    for (size_t i = 0; i < row->user_count; i++) {
        json_text(writer, row->users[i]);
    }
    json_close_array(writer);
    json_key_string(writer, "version");
    json_int(writer, row->version);
    json_close_object(writer);
}

err_t
api_adoption(struct call *call)
{
    const struct adoption_list_params *params = call->params;
    struct json_writer *writer = &call->writer;
    struct adoption *rows;
    size_t count;
    instant_t from = params->has_created_from == GIVEN_VALUE ? params->created_from : 0;
    TRY(adoption_report(call->task, from, &rows, &count));
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "list");
    json_key_string(writer, "data");
    json_open_array(writer);
    for (size_t i = 0; i < count; i++) {
        row_render(writer, call->task->arena, &rows[i]);
    }
    json_close_array(writer);
    json_key_string(writer, "has_more");
    json_bool(writer, false);
    json_key_string(writer, "url");
    json_text(writer, call->path);
    json_close_object(writer);
    return OK;
}
