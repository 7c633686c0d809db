/* SPDX-License-Identifier: Apache-2.0 */
/** binding.c: who runs which script, with which configuration, and what failure means. */
#include "event/event.h"
#include "extend/loaded.h"

#include "limits.model.h"

static err_t
fail_script_missing(struct task *task, struct text script_id, const char *param)
{
    return fail(task, ERR_RESOURCE_MISSING, param,
                "No such extension or release: '%.*s'. POST /v1/extend/extensions and "
                "/v1/extend/releases make one.",
                TEXT_ARG(script_id));
}

/** Fill in what the binding runs, from the id of an extension or of a release. */
static err_t
script_resolve(struct task *task, struct text script_id, const char *param, struct binding *binding)
{
    const struct id_secret *secret = &task->account->secret;
    struct id id;
    void *object = NULL;
    struct text point;
    if (id_parse(secret, release_kind.prefix, script_id, &id.key)) {
        TRY(record_load(task, &release_records, id, &object));
        if (object == NULL) {
            return fail_script_missing(task, script_id, param);
        }
        const struct release *release = object;
        binding->release = id;
        binding->extension = release->extension;
        point = release->point;
    } else if (id_parse(secret, extension_kind.prefix, script_id, &id.key)) {
        TRY(record_load(task, &extension_records, id, &object));
        if (object == NULL) {
            return fail_script_missing(task, script_id, param);
        }
        const struct extension *extension = object;
        if (extension->active_release.key == 0) {
            return fail(task, ERR_RESOURCE_MISSING, param,
                        "The extension '%.*s' has no release yet: POST /v1/extend/releases.",
                        TEXT_ARG(script_id));
        }
        binding->release = (struct id){0};
        binding->extension = id;
        point = extension->point;
    } else {
        return fail_script_missing(task, script_id, param);
    }
    if (!text_equal(point, binding->point)) {
        return fail(task, ERR_PARAMETER_INVALID, param,
                    "The script answers %.*s, but %.*s is asked for here.", TEXT_ARG(point),
                    TEXT_ARG(binding->point));
    }
    return OK;
}

/* ---- parts ------------------------------------------------------------- */

static err_t
policy_check(struct task *task, const struct point *point, enum failure_policy policy,
             const char *param)
{
    static const uint32_t bits[] = {
        [FAILURE_POLICY_DEFAULT] = ON_FAILURE_DEFAULT,
        [FAILURE_POLICY_LAST_GOOD] = ON_FAILURE_DEFAULT, /* which it ends in */
        [FAILURE_POLICY_HOLD] = ON_FAILURE_HOLD,
        [FAILURE_POLICY_FAIL] = ON_FAILURE_FAIL,
    };
    if ((point->on_failure & bits[policy]) == 0) {
        return fail(task, ERR_POLICY_NOT_ALLOWED, param,
                    "The point %s does not allow the failure policy %s.", point->id,
                    failure_policy_name(policy));
    }
    return OK;
}

static err_t
above_set(struct task *task, const struct point *point, const struct failure_threshold *above,
          size_t count, struct binding *binding)
{
    for (size_t i = 0; i < count; i++) {
        TRY(policy_check(task, point, above[i].on_failure, "on_failure_above"));
        for (size_t k = 0; k < i; k++) {
            if (currency_equal(above[k].currency, above[i].currency)) {
                return fail(task, ERR_PARAMETER_INVALID, "on_failure_above",
                            "One amount for each currency: %s stands here twice.",
                            currency_code(above[i].currency));
            }
        }
    }
    binding->on_failure_above = arena_copy(task->arena, above, count * sizeof(*above));
    binding->on_failure_above_count = count;
    return binding->on_failure_above != NULL
               ? OK
               : fail(task, ERR_OUT_OF_MEMORY, "on_failure_above", "no memory for a binding");
}

static err_t
scope_check(struct task *task, const struct binding_wish *wish)
{
    const struct binding_scope *scope = &wish->scope;
    if ((wish->point->scopes & 1u << scope->type) == 0) {
        return fail(task, ERR_SCOPE_UNKNOWN, "scope[type]",
                    "Bindings of the point %s do not apply to a %s.%s", wish->point->id,
                    scope_type_name(scope->type),
                    wish->point->scopes == 1u << SCOPE_TYPE_COUPON
                        ? " Name the script at a coupon: POST /v1/coupons, script[id]."
                        : "");
    }
    int named = (wish->scope_object.key != 0 ? 1 : 0) + (scope->metadata.count > 0 ? 1 : 0);
    if (named != (scope->type == SCOPE_TYPE_ACCOUNT ? 0 : 1)) {
        return fail(task, ERR_SCOPE_UNKNOWN, "scope",
                    scope->type == SCOPE_TYPE_ACCOUNT
                        ? "The scope account is everything: it has neither id nor metadata."
                        : "Say which: scope[id], or scope[metadata] that its metadata must have.");
    }
    return OK;
}

static err_t
room_check(struct task *task)
{
    struct record_scan scan = {.kind = &binding_records,
                               .index = BINDINGS_BY_GENERAL,
                               .equals = {1},
                               .equals_count = 1,
                               .limit = LIMIT_EXTEND_BINDINGS_MAX};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    return count < LIMIT_EXTEND_BINDINGS_MAX
               ? OK
               : fail(task, ERR_PARAMETER_INVALID, NULL,
                      "This account has %d bindings; retire one first.", LIMIT_EXTEND_BINDINGS_MAX);
}

/* ---- deeds ------------------------------------------------------------- */

err_t
binding_create(struct task *task, const struct binding_wish *wish, struct binding **out)
{
    struct binding *binding = arena_new(task->arena, struct binding);
    if (binding == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a binding");
    }
    binding->point = text_of(wish->point->id);
    TRY(scope_check(task, wish));
    TRY(script_resolve(task, wish->script, wish->script_param, binding));
    TRY(configuration_set(task, binding, wish->configuration, wish->configuration_param));
    binding->on_failure =
        wish->on_failure == FAILURE_POLICY_NONE ? FAILURE_POLICY_DEFAULT : wish->on_failure;
    TRY(policy_check(task, wish->point, binding->on_failure, "on_failure"));
    TRY(above_set(task, wish->point, wish->above, wish->above_count, binding));
    binding->id = task_new_id(task);
    binding->created = task->now;
    binding->enabled = !wish->is_off;
    binding->order = wish->order;
    binding->scope = wish->scope;
    binding->scope_key = wish->scope_object.key;
    binding->status = BINDING_STATUS_ACTIVE;
    binding->is_general = wish->scope.type != SCOPE_TYPE_COUPON;
    if (binding->is_general) {
        TRY(room_check(task));
    }
    task->bindings = NULL;
    TRY(record_insert(task, &binding_records, binding));
    *out = binding;
    return event_append(task, EVENT_EXTEND_BINDING_CREATED, &binding_records, binding);
}

err_t
binding_load(struct task *task, struct id id, struct binding **out)
{
    void *loaded;
    TRY(record_load(task, &binding_records, id, &loaded));
    if (loaded == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, NULL, "a binding is gone");
    }
    *out = loaded;
    return OK;
}

static err_t
binding_save(struct task *task, struct binding *binding, enum event_type type)
{
    task->bindings = NULL;
    TRY(record_update(task, &binding_records, binding));
    return event_append(task, type, &binding_records, binding);
}

static err_t
fail_retired(struct task *task)
{
    return fail(task, ERR_BINDING_RETIRED, NULL, "This binding is retired; make a new one.");
}

err_t
binding_change(struct task *task, struct binding *binding, const struct binding_change *change)
{
    const struct point *point = point_find(binding->point);
    assert(point != NULL);
    if (binding->status == BINDING_STATUS_RETIRED) {
        return fail_retired(task);
    }
    struct text configuration =
        change->configuration != NULL ? *change->configuration : binding->configuration;
    if (change->script.length > 0) {
        const struct release *before;
        TRY(binding_release(task, binding, &before));
        TRY(script_resolve(task, change->script, "script", binding));
        binding->previous_release = before->id;
    }
    if (change->script.length > 0 || change->configuration != NULL) {
        TRY(configuration_set(task, binding, configuration, "configuration"));
    }
    if (change->enabled != NULL) {
        binding->enabled = *change->enabled;
    }
    if (change->order != NULL) {
        binding->order = *change->order;
    }
    if (change->on_failure != FAILURE_POLICY_NONE) {
        TRY(policy_check(task, point, change->on_failure, "on_failure"));
        binding->on_failure = change->on_failure;
    }
    if (change->has_above) {
        TRY(above_set(task, point, change->above, change->above_count, binding));
    }
    return binding_save(task, binding, EVENT_EXTEND_BINDING_UPDATED);
}

err_t
binding_retire(struct task *task, struct binding *binding)
{
    if (binding->status == BINDING_STATUS_RETIRED) {
        return OK;
    }
    binding->status = BINDING_STATUS_RETIRED;
    binding->retired_at = task->now;
    binding->is_general = false;
    return binding_save(task, binding, EVENT_EXTEND_BINDING_RETIRED);
}

err_t
binding_roll_back(struct task *task, struct binding *binding)
{
    if (binding->status == BINDING_STATUS_RETIRED) {
        return fail_retired(task);
    }
    const struct release *now;
    void *loaded;
    struct id to = binding->previous_release;
    TRY(binding_release(task, binding, &now));
    if (to.key == 0) {
        TRY(record_load(task, &extension_records, binding->extension, &loaded));
        to = ((const struct extension *)loaded)->previous_release;
    }
    if (to.key == 0) {
        return fail(task, ERR_NOTHING_BEFORE, NULL,
                    "This binding has run no other release: switch it off with enabled=false.");
    }
    TRY(record_load(task, &release_records, to, &loaded));
    assert(loaded != NULL); /* releases are never deleted */
    binding->previous_release = now->id;
    binding->release = to;
    binding->extension = ((const struct release *)loaded)->extension;
    return binding_save(task, binding, EVENT_EXTEND_BINDING_ROLLED_BACK);
}
