/* SPDX-License-Identifier: Apache-2.0 */
/** router.c: from a request to its handler, over the generated route table. */
#include "api/call.h"
#include "base/hash.h"
#include "payment/payment.h"

#include "limits.model.h"
#include "routes.model.h"

/** Largest answer of a failure, the object that it is about included. */
#define FAILURE_BYTES_MAX 65536

/* ---- matching ---------------------------------------------------------- */

/** A path segment with its percent codes decoded; no text when one is broken. */
static struct text
segment_decode(struct arena *arena, struct text raw)
{
    struct text decoded;
    return percent_decode(arena, raw, false, &decoded) && text_is_utf8(decoded) ? decoded : NO_TEXT;
}

/** The next "/segment" of a path from *at, without its slash; false at the end. */
static bool
segment_next(struct text path, size_t *at, struct text *segment)
{
    if (*at >= path.length || path.bytes[*at] != '/') {
        return false;
    }
    size_t end = text_find(path, '/', *at + 1);
    *segment = text_slice(path, *at + 1, end);
    *at = end;
    return true;
}

/** Number of placeholders when the pattern matches, -1 when it does not. */
static int
pattern_match(struct text pattern, struct text path, struct text values[CALL_PATH_IDS_MAX])
{
    size_t pattern_at = 0;
    size_t path_at = 0;
    int count = 0;
    struct text want;
    struct text have;
    while (segment_next(pattern, &pattern_at, &want)) {
        if (!segment_next(path, &path_at, &have)) {
            return -1;
        }
        if (want.length > 0 && want.bytes[0] == '{') {
            if (have.length == 0 || count == CALL_PATH_IDS_MAX) {
                return -1;
            }
            values[count++] = have;
        } else if (!text_equal(want, have)) {
            return -1;
        }
    }
    return path_at == path.length ? count : -1;
}

const struct route *
route_find(struct arena *arena, struct text method, struct text path,
           struct text path_ids[CALL_PATH_IDS_MAX])
{
    const struct route *best = NULL;
    int best_count = CALL_PATH_IDS_MAX + 1;
    struct text best_values[CALL_PATH_IDS_MAX];
    for (const struct route *route = routes; route->method != NULL; route++) {
        struct text values[CALL_PATH_IDS_MAX];
        if (!text_is(method, route->method)) {
            continue;
        }
        int count = pattern_match(text_of(route->pattern), path, values);
        if (count >= 0 && count < best_count) { /* literal segments win over placeholders */
            best = route;
            best_count = count;
            for (int i = 0; i < count; i++) {
                best_values[i] = values[i];
            }
        }
    }
    for (int i = 0; best != NULL && i < best_count; i++) {
        path_ids[i] = segment_decode(arena, best_values[i]);
        if (path_ids[i].bytes == NULL) {
            return NULL;
        }
    }
    return best;
}

/* ---- parameters that every route knows --------------------------------- */

/** Take a top-level parameter out of the form; NULL when it is not there. */
static struct form_node *
form_take(struct form_node *root, const char *name)
{
    for (struct form_node **link = &root->children; *link != NULL; link = &(*link)->next) {
        struct form_node *node = *link;
        if (text_is(node->key, name)) {
            *link = node->next;
            node->next = NULL;
            return node;
        }
    }
    return NULL;
}

/** A search has pages of its own (search_api.c) in place of a list's cursors. */
static bool
is_search(const struct route *route)
{
    struct text pattern = text_of(route->pattern);
    size_t end = sizeof("/search") - 1;
    return route->is_list && pattern.length > end &&
           text_is(text_slice(pattern, pattern.length - end, pattern.length), "/search");
}

static err_t
expand_read(struct call *call, struct form_node *root)
{
    struct task *task = call->task;
    struct form_node *node = form_take(root, "expand");
    if (node == NULL) {
        return OK;
    }
    size_t count = node->has_value ? 1 : 0;
    for (struct form_node *child = node->children; child != NULL; child = child->next) {
        count++;
    }
    struct text *paths = arena_alloc(task->arena, count, sizeof(*paths));
    if (paths == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "expand", "too many paths to expand");
    }
    size_t used = 0;
    if (node->has_value && node->value.length > 0) {
        paths[used++] = node->value;
    }
    for (struct form_node *child = node->children; child != NULL; child = child->next) {
        if (!child->has_value) {
            return fail(task, ERR_EXPAND_UNKNOWN, "expand", "expand is a list of paths");
        }
        struct text path = child->value;
        if (is_search(call->route) && text_is(path, "total_count")) {
            call->expands_total = true;
            continue;
        }
        if (call->route->is_list) {
            if (!text_has_prefix(path, TEXT("data."))) {
                return fail(task, ERR_EXPAND_UNKNOWN, "expand",
                            "This property cannot be expanded (%.*s). In lists, paths begin with "
                            "data., as in data.customer.",
                            TEXT_ARG(path));
            }
            path = text_slice(path, 5, path.length);
        }
        paths[used++] = path;
    }
    if (used > 0 && call->route->kind == NULL) {
        return fail(task, ERR_EXPAND_UNKNOWN, "expand",
                    "This route's answer has nothing to expand.");
    }
    struct model_expand *expand = NULL;
    if (used > 0) {
        TRY(model_expand_parse(task, call->route->kind, paths, used, &expand));
    }
    call->expand = expand;
    return OK;
}

static err_t
int_read(struct task *task, const struct form_node *node, int64_t *out)
{
    if (!node->has_value || !text_parse_int(node->value, out)) {
        return fail(task, ERR_PARAMETER_INVALID_INTEGER,
                    text_format(task->arena, "%.*s", TEXT_ARG(node->path)).bytes,
                    "Invalid integer: %.*s", TEXT_ARG(node->value));
    }
    return OK;
}

/** created=ts, or created[gt|gte|lt|lte]=ts. */
static err_t
created_read(struct call *call, struct form_node *root)
{
    struct form_node *node = form_take(root, "created");
    if (node == NULL) {
        return OK;
    }
    struct call_window *window = &call->window;
    int64_t value;
    if (node->children == NULL) {
        TRY(int_read(call->task, node, &value));
        window->has_created_min = window->has_created_max = true;
        window->created_min = window->created_max = value;
        return OK;
    }
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        TRY(int_read(call->task, child, &value));
        if (text_is(child->key, "gt") || text_is(child->key, "gte")) {
            window->has_created_min = true;
            window->created_min = value + (text_is(child->key, "gt") ? 1 : 0);
        } else if (text_is(child->key, "lt") || text_is(child->key, "lte")) {
            window->has_created_max = true;
            window->created_max = value - (text_is(child->key, "lt") ? 1 : 0);
        } else {
            return fail(call->task, ERR_PARAMETER_UNKNOWN,
                        text_format(call->task->arena, "%.*s", TEXT_ARG(child->path)).bytes,
                        "Received unknown parameter: %.*s. created takes gt, gte, lt and lte.",
                        TEXT_ARG(child->path));
        }
    }
    return OK;
}

static err_t
window_read(struct call *call, struct form_node *root)
{
    struct task *task = call->task;
    struct call_window *window = &call->window;
    window->limit = LIMIT_API_LIST_LIMIT_DEFAULT;
    struct form_node *node = form_take(root, "limit");
    if (node != NULL) {
        int64_t limit;
        TRY(int_read(task, node, &limit));
        if (limit < 1 || limit > LIMIT_API_LIST_LIMIT_MAX) {
            return fail(task, ERR_PARAMETER_INVALID_INTEGER, "limit",
                        "limit is from 1 to %d; received %lld", LIMIT_API_LIST_LIMIT_MAX,
                        (long long)limit);
        }
        window->limit = (size_t)limit;
    }
    if (is_search(call->route)) {
        return OK;
    }
    node = form_take(root, "starting_after");
    window->starting_after = node == NULL ? NO_TEXT : node->value;
    node = form_take(root, "ending_before");
    window->ending_before = node == NULL ? NO_TEXT : node->value;
    if (window->starting_after.bytes != NULL && window->ending_before.bytes != NULL) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "ending_before",
                    "Give starting_after or ending_before, not both.");
    }
    return created_read(call, root);
}

/* ---- the call ---------------------------------------------------------- */

/** The form of the query, and of the body where the method has one. */
static err_t
form_read(struct task *task, const struct http_request *request, struct form_node **root)
{
    struct text problem = NO_TEXT;
    bool has_body = request->body.length > 0;
    if (has_body && request->content_type.length > 0 &&
        !text_has_prefix(request->content_type, TEXT("application/x-www-form-urlencoded"))) {
        return fail(task, ERR_CONTENT_TYPE_UNKNOWN, NULL,
                    "Send the body as application/x-www-form-urlencoded, not as %.*s.",
                    TEXT_ARG(request->content_type));
    }
    err_t err = form_parse(task->arena, has_body ? request->body : TEXT(""), root, &problem);
    if (err == OK) {
        err = form_parse_more(task->arena, request->query, *root, &problem);
    }
    if (err != OK) {
        return fail(task, err, NULL, "%.*s", TEXT_ARG(problem));
    }
    return OK;
}

/** Everything that can refuse a request before it takes effect (billing.md 2.5, step 1). */
static err_t
call_prepare(const struct caller *caller, const struct http_request *request, struct call *call)
{
    struct task *task = call->task;
    TRY(call_authenticate(caller, task, request));
    call->route = route_find(task->arena, request->method, request->path, call->path_ids);
    if (call->route == NULL) {
        return fail(task, ERR_ROUTE_UNKNOWN, NULL,
                    "Unrecognized request URL (%.*s: %.*s). See docs/reference/routes.md for the "
                    "routes of this engine.",
                    TEXT_ARG(request->method), TEXT_ARG(request->path));
    }
    if (request->idempotency_key.length > 255) {
        return fail(task, ERR_IDEMPOTENCY_KEY_LONG, NULL,
                    "An Idempotency-Key has at most 255 characters; this one has %zu.",
                    request->idempotency_key.length);
    }
    struct form_node *root;
    TRY(form_read(task, request, &root));
    TRY(expand_read(call, root));
    if (call->route->is_list) {
        TRY(window_read(call, root));
    }
    static const struct model no_params = {.name = "none", .size_bytes = 1};
    const struct model *model = call->route->params == NULL ? &no_params : call->route->params;
    void *params = arena_alloc(task->arena, 1, model->size_bytes);
    if (params == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "the request's parameters need too much memory");
    }
    TRY(model_read_params(task, model, root, params));
    call->params = params;
    return OK;
}

static void
answer_header(struct http_answer *answer, const char *name, struct text value)
{
    if (value.length > 0) {
        assert(answer->header_count < COUNT_OF(answer->headers));
        answer->headers[answer->header_count++] = (struct http_header){text_of(name), value};
    }
}

static void
answer_add_headers(struct task *task, const struct http_request *request,
                   struct http_answer *answer)
{
    answer->content_type = "application/json";
    answer_header(answer, "Request-Id", task->request_id);
    answer_header(answer, "Stripe-Version",
                  request->stripe_version.length > 0 ? request->stripe_version : TEXT(API_VERSION));
    if (text_is(request->method, "POST")) {
        answer_header(answer, "Idempotency-Key", request->idempotency_key);
    }
}

/** What the path names and is not there is 404; what a parameter names is a bad parameter. */
static int
failure_status(const struct failure *failure)
{
    bool is_parameter = failure->param.length > 0 && !text_is(failure->param, "id");
    return failure->code == ERR_RESOURCE_MISSING && is_parameter
               ? 400
               : error_kind(failure->code)->http_status;
}

/** The payment that an error is about, NULL when it went with the command's changes. */
static void *
failure_payment(struct task *task)
{
    struct id id;
    void *intent = NULL;
    if (!id_parse(&task->account->secret, payment_intent_kind.prefix, task->failure.payment_intent,
                  &id.key) ||
        record_load(task, &payment_intent_records, id, &intent) != OK) {
        return NULL;
    }
    return intent;
}

/** {"error": ...}, with the payment when there is one. */
static err_t
failure_render(struct task *task, void *payment, struct json_writer *writer)
{
    const struct failure *failure = &task->failure;
    const struct error_kind *kind = error_kind(failure->code);
    json_writer_init(writer, task->arena, FAILURE_BYTES_MAX, true);
    json_open_object(writer);
    json_key_string(writer, "error");
    json_open_object(writer);
    if (kind->api_code != NULL) {
        json_key_string(writer, "code");
        json_string(writer, kind->api_code);
        json_key_string(writer, "doc_url");
        json_text(writer, text_format(task->arena, "docs/reference/errors.md#%s", kind->name));
    }
    if (failure->decline_code.length > 0) {
        json_key_string(writer, "decline_code");
        json_text(writer, failure->decline_code);
    }
    json_key_string(writer, "message");
    json_text(writer, failure->message.length > 0 ? failure->message : text_of(kind->sentence));
    if (failure->param.length > 0) {
        json_key_string(writer, "param");
        json_text(writer, failure->param);
    }
    if (payment != NULL) {
        struct model_world world = api_world(task);
        json_key_string(writer, "payment_intent");
        TRY(model_render(&world, &payment_intent_kind, payment, NULL, writer));
    }
    json_key_string(writer, "type");
    json_string(writer, kind->type);
    json_close_object(writer);
    json_close_object(writer);
    return OK;
}

/** Trouble that passes: the same request may succeed in a moment, so its key stays free. */
static bool
failure_is_passing(err_t code)
{
    int status = error_kind(code)->http_status;
    return status == 409 || status == 429 || status == 503;
}

void
api_answer_failure(struct task *task, const struct http_request *request,
                   struct http_answer *answer)
{
    const struct failure *failure = &task->failure;
    struct json_writer writer;
    void *payment = failure_payment(task);
    err_t err = failure_render(task, payment, &writer);
    if (err != OK) {
        err = failure_render(task, NULL, &writer); /* the failure itself is what matters */
    }
    assert(err == OK);

    *answer = (struct http_answer){.status = failure_status(failure)};
    answer->body = json_writer_text(&writer);
    if (answer->body.bytes == NULL) { /* the task's memory is gone: an answer that needs none */
        answer->body =
            TEXT("{\n  \"error\": {\n    \"message\": \"The request needed more memory than "
                 "one request may use.\",\n    \"type\": \"api_error\"\n  }\n}");
    }
    answer_add_headers(task, request, answer);
    if (failure_is_passing(failure->code)) {
        answer_header(answer, "Stripe-Should-Retry",
                      TEXT("true")); /* else clients give up at 429 */
    }
}

/** Nothing of a preview stays; what is kept from here on (the answer under its key) does. */
static void
preview_forget(struct task *task)
{
    session_drop_changes(task);
    task->failed_run = NULL;
    task->is_preview = false;
}

/** The handler and its answer, under the request's idempotency key. */
static err_t
call_execute(struct call *call, const struct http_request *request, struct http_answer *answer)
{
    struct task *task = call->task;
    bool has_key = text_is(request->method, "POST") && request->idempotency_key.length > 0;
    if (has_key) {
        struct idempotent_answer *found;
        TRY(idempotency_find(task, request, &found));
        if (found != NULL) {
            *answer = (struct http_answer){.status = (int)found->status, .body = found->body};
            answer_add_headers(task, request, answer);
            answer_header(answer, "Idempotent-Replayed", TEXT("true"));
            answer_header(answer, "Original-Request", found->request_id);
            return OK;
        }
    }
    json_writer_init(&call->writer, task->arena, LIMIT_ANSWER_BYTES_MAX, true);
    call->status = 200;
    err_t err = call->route->handler(call);
    if (err == OK) {
        struct text body = json_writer_text(&call->writer);
        if (body.bytes == NULL) {
            err = fail(task, ERR_ANSWER_TOO_BIG, NULL,
                       "The answer is too big; ask for fewer "
                       "objects with limit, or for fewer paths with expand.");
        } else {
            *answer = (struct http_answer){.status = call->status, .body = body};
            answer_add_headers(task, request, answer);
        }
    }
    if (err == ERR_CONFLICT) {
        return err;
    }
    if (task->is_preview) {
        preview_forget(task);
    }
    if (err != OK) {
        assert(task->failure.code != OK);
        if (!task->keep_changes) {
            session_drop_changes(task);
        }
        api_answer_failure(task, request, answer);
        if (failure_is_passing(task->failure.code)) {
            return OK;
        }
    }
    return has_key ? idempotency_keep(task, request, answer) : OK;
}

static err_t
call_run(const struct caller *caller, struct call *call, const struct http_request *request,
         struct http_answer *answer)
{
    struct task *task = call->task;
    err_t err = call_prepare(caller, request, call);
    if (err == OK) {
        err = call_execute(call, request, answer);
        if (err == OK || err == ERR_CONFLICT) {
            return err;
        }
        session_drop_changes(task);
    }
    if (err == ERR_CONFLICT) {
        return err;
    }
    if (task->failure.code == OK) {
        task->failure.code = err;
    }
    api_answer_failure(task, request, answer);
    return OK;
}

err_t
api_run(const struct caller *caller, struct task *task, const struct http_request *request,
        struct http_answer *answer)
{
    struct model_world world = api_world(task);
    struct call call = {.task = task, .world = &world, .path = request->path};
    task->idempotency_key = text_is(request->method, "POST") ? request->idempotency_key : NO_TEXT;
    err_t err = call_run(caller, &call, request, answer);
    answer->route = call.route == NULL ? NULL : call.route->name;
    return err;
}
