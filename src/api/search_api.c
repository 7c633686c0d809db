/* SPDX-License-Identifier: Apache-2.0 */
/** search_api.c: /v1/<resource>/search: by what, and the pages of what was found. */
#include "api/search.h"
#include "catalog/catalog.h"
#include "customer/customer.h"
#include "invoice/invoice.h"
#include "payment/payment.h"
#include "subscription/subscription.h"

#include "api.model.h"
#include "routes.model.h"

/** Most objects that one page or one total looks at; the next page goes on behind them. */
#define SEARCH_SCAN_MAX 20000
#define SEARCH_PORTION  200

struct search {
    struct call *call;
    const struct record_kind *kind;
    bool (*hides)(const void *object); /**< what no client sees; NULL: nothing */
    struct search_query query;
};

struct found {
    void **objects;
    size_t count;
    size_t limit;
    bool has_more;
    int64_t last_key; /**< behind which the next page begins */
};

static err_t
value_of(const struct search *search, const struct search_clause *clause, const void *object,
         struct text *out)
{
    const struct model *model = search->kind->kind->model;
    if (clause->field->type != SEARCH_METADATA) {
        return model_peek(search->call->world, model, object, clause->field->name, out);
    }
    const struct model_field *field = model_field_find(model, TEXT("metadata"));
    const struct model_map *map =
        (const struct model_map *)(const void *)((const char *)object + field->offset);
    *out = NO_TEXT;
    for (size_t i = 0; i < map->count; i++) {
        if (text_equal(map->pairs[i].key, clause->key)) {
            *out = map->pairs[i].value;
        }
    }
    return OK;
}

static err_t
object_fits(const struct search *search, const void *object, bool *fits)
{
    const struct search_query *query = &search->query;
    if (search->hides != NULL && search->hides(object)) {
        *fits = false;
        return OK;
    }
    *fits = !query->is_or;
    for (size_t i = 0; i < query->count && *fits != query->is_or; i++) {
        struct text value;
        TRY(value_of(search, &query->clauses[i], object, &value));
        *fits = search_clause_fits(&query->clauses[i], value);
    }
    return OK;
}

/** What fits below a key, newest first; with no room for objects they are counted only. */
static err_t
search_scan(const struct search *search, int64_t below, struct found *found)
{
    struct record_scan scan = {.kind = search->kind,
                               .index = -1,
                               .newest_first = true,
                               .after_key = below,
                               .limit = SEARCH_PORTION,
                               .unwatched = true};
    bool has_more = true;
    for (size_t seen = 0; has_more && seen < SEARCH_SCAN_MAX;) {
        void **objects;
        size_t count;
        TRY(record_scan(search->call->task, &scan, &objects, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            bool fits;
            TRY(object_fits(search, objects[i], &fits));
            if (fits && found->objects != NULL && found->count == found->limit) {
                found->has_more = true;
                return OK;
            }
            scan.after_key = found->last_key = ((const struct id *)objects[i])->key;
            if (fits && found->objects != NULL) {
                found->objects[found->count] = objects[i];
            }
            found->count += fits ? 1 : 0;
        }
        seen += count;
    }
    found->has_more = has_more;
    return OK;
}

static err_t
answer_page(const struct search *search, const struct found *found)
{
    struct call *call = search->call;
    struct task *task = call->task;
    const struct model_kind *kind = search->kind->kind;
    struct json_writer *writer = &call->writer;
    json_open_object(writer);
    json_key_string(writer, "object");
    json_string(writer, "search_result");
    json_key_string(writer, "data");
    json_open_array(writer);
    for (size_t i = 0; i < found->count; i++) {
        TRY(model_render(call->world, kind, found->objects[i], call->expand, writer));
    }
    json_close_array(writer);
    json_key_string(writer, "has_more");
    json_bool(writer, found->has_more);
    json_key_string(writer, "next_page");
    if (found->has_more) {
        json_text(writer,
                  id_text(task->arena, &task->account->secret, kind->prefix, found->last_key));
    } else {
        json_null(writer);
    }
    json_key_string(writer, "url");
    json_text(writer, call->path);
    if (call->expands_total) {
        struct found all = {0};
        TRY(search_scan(search, 0, &all));
        json_key_string(writer, "total_count");
        json_int(writer, (int64_t)all.count);
    }
    json_close_object(writer);
    return OK;
}

static err_t
answer_search(struct call *call, const struct record_kind *kind, const struct search_field *fields,
              bool (*hides)(const void *object))
{
    struct task *task = call->task;
    const struct search_params *params = call->params;
    struct search search = {.call = call, .kind = kind, .hides = hides};
    struct id page = {0};
    TRY(search_parse(task, fields, params->query, &search.query));
    if (params->has_page == GIVEN_VALUE &&
        !id_parse(&task->account->secret, kind->kind->prefix, params->page, &page.key)) {
        return fail(task, ERR_PARAMETER_INVALID, "page",
                    "Invalid page: %.*s. Send the next_page of the page before.",
                    TEXT_ARG(params->page));
    }
    struct found found = {.limit = call->window.limit};
    found.objects = arena_alloc(task->arena, found.limit, sizeof(*found.objects));
    if (found.objects == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "limit", "no memory for a page of %zu", found.limit);
    }
    TRY(search_scan(&search, page.key, &found));
    return answer_page(&search, &found);
}

/* ---- the resources (billing.md 2.7) ----------------------------------------- */

err_t
api_customer_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"created", SEARCH_NUMBER}, {"email", SEARCH_STRING}, {"metadata", SEARCH_METADATA},
        {"name", SEARCH_STRING},    {"phone", SEARCH_STRING}, {0},
    };
    return answer_search(call, &customer_records, fields, NULL);
}

err_t
api_invoice_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"created", SEARCH_NUMBER}, {"currency", SEARCH_TOKEN},
        {"customer", SEARCH_TOKEN}, {"metadata", SEARCH_METADATA},
        {"number", SEARCH_STRING},  {"receipt_number", SEARCH_STRING},
        {"status", SEARCH_STRING},  {"subscription", SEARCH_STRING},
        {"total", SEARCH_NUMBER},   {0},
    };
    return answer_search(call, &invoice_records, fields, NULL);
}

/** Prices made for one line are not in lists either. */
static bool
price_is_hidden(const void *object)
{
    return ((const struct price *)object)->is_inline;
}

err_t
api_price_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"active", SEARCH_TOKEN},
        {"currency", SEARCH_TOKEN},
        {"lookup_key", SEARCH_STRING},
        {"metadata", SEARCH_METADATA},
        {"product", SEARCH_STRING},
        {"type", SEARCH_TOKEN},
        {0},
    };
    return answer_search(call, &price_records, fields, price_is_hidden);
}

err_t
api_product_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"active", SEARCH_TOKEN},
        {"description", SEARCH_STRING},
        {"metadata", SEARCH_METADATA},
        {"name", SEARCH_STRING},
        {"shippable", SEARCH_TOKEN},
        {"url", SEARCH_STRING},
        {0},
    };
    return answer_search(call, &product_records, fields, NULL);
}

err_t
api_subscription_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"created", SEARCH_NUMBER},
        {"metadata", SEARCH_METADATA},
        {"status", SEARCH_STRING},
        {0},
    };
    return answer_search(call, &subscription_records, fields, NULL);
}

err_t
api_payment_intent_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"amount", SEARCH_NUMBER},
        {"created", SEARCH_NUMBER},
        {"currency", SEARCH_TOKEN},
        {"customer", SEARCH_TOKEN},
        {"metadata", SEARCH_METADATA},
        {"status", SEARCH_TOKEN},
        {0},
    };
    return answer_search(call, &payment_intent_records, fields, NULL);
}

#define CHARGE_CARD "payment_method_details.card."

err_t
api_charge_search(struct call *call)
{
    static const struct search_field fields[] = {
        {"amount", SEARCH_NUMBER},
        {"billing_details.address.postal_code", SEARCH_TOKEN},
        {"created", SEARCH_NUMBER},
        {"currency", SEARCH_TOKEN},
        {"customer", SEARCH_TOKEN},
        {"disputed", SEARCH_TOKEN},
        {"metadata", SEARCH_METADATA},
        {CHARGE_CARD "brand", SEARCH_TOKEN},
        {CHARGE_CARD "exp_month", SEARCH_TOKEN},
        {CHARGE_CARD "exp_year", SEARCH_TOKEN},
        {CHARGE_CARD "fingerprint", SEARCH_TOKEN},
        {CHARGE_CARD "last4", SEARCH_TOKEN},
        {"refunded", SEARCH_TOKEN},
        {"status", SEARCH_TOKEN},
        {0},
    };
    return answer_search(call, &charge_records, fields, NULL);
}
