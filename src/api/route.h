/* SPDX-License-Identifier: Apache-2.0 */
/**
 * route.h: one API call, as the handlers of the resources see it.
 *
 * The route table is generated from the "route" blocks of model/. The router
 * has authenticated, matched the path, decoded and checked the parameters and
 * begun a session before it calls a handler; the handler calls its room and
 * gives one answer. A handler runs again from the start when its reads were
 * overtaken, and its changes are dropped when it answers an error (unless
 * task->keep_changes).
 */
#pragma once

#include "base/model.h"
#include "base/task.h"
#include "store/store.h"

#define CALL_PATH_IDS_MAX 3

struct call;

struct route {
    const char *method;  /**< "GET" */
    const char *pattern; /**< "/v1/customers/{id}" */
    const char *name;    /**< handler's name, for logs and metrics */
    err_t (*handler)(struct call *call);
    const struct model *params;    /**< NULL: takes none beyond expand and list windows */
    const struct model_kind *kind; /**< of the answer, for expand; may be NULL */
    bool is_list;                  /**< takes limit, starting_after, ending_before, created */
};

/** What a list call asked for (billing.md 2.6). */
struct call_window {
    size_t limit; /**< 1 to 100, default 10 */
    struct text starting_after;
    struct text ending_before;
    bool has_created_min, has_created_max;
    instant_t created_min, created_max; /**< inclusive */
};

struct call {
    struct task *task;
    const struct route *route;
    struct text path_ids[CALL_PATH_IDS_MAX]; /**< what stands for {id}, percent-decoded */
    const void *params;                      /**< the route's params struct */
    const struct model_expand *expand;
    const struct model_world *world;
    struct call_window window;
    bool expands_total;        /**< of a search: total_count was asked for */
    struct text path;          /**< of the request, for the url of lists */
    struct json_writer writer; /**< the answer's body */
    int status;                /**< of the answer; 200 unless set */
};

/** The id in the path, of a kind; 404 resource_missing "No such customer: 'x'" with param id. */
must_use err_t call_path_id(struct call *call, int index, const struct model_kind *kind,
                            struct id *out);
/** The object that the path names, loaded; the same 404 when it is gone. */
must_use err_t call_path_object(struct call *call, int index, const struct record_kind *kind,
                                void **out);

/** Exactly one of these ends a handler. */
must_use err_t call_answer_object(struct call *call, const struct model_kind *kind, void *object);
must_use err_t call_answer_deleted(struct call *call, const struct model_kind *kind,
                                   const void *object);
/**
 * A page over an index: scan.kind, index, equals are set by the handler, the
 * window by the call. `keep` may refuse objects (a filter that has no index);
 * NULL keeps all. Newest first.
 */
must_use err_t call_answer_list(struct call *call, const struct record_scan *scan,
                                bool (*keep)(const void *object, const void *filter),
                                const void *filter);
/** The same, each object shown as something else: `view` makes it, of that kind. */
must_use err_t call_answer_views(struct call *call, const struct record_scan *scan,
                                 bool (*keep)(const void *object, const void *filter),
                                 const void *filter, const struct model_kind *kind,
                                 err_t (*view)(struct task *task, const void *object, void **out));
/** A list whose objects are at hand, as lines of an invoice; each begins with its struct id. */
must_use err_t call_answer_elements(struct call *call, const struct model *element,
                                    const void *items, size_t count);
