/* SPDX-License-Identifier: Apache-2.0 */
/** schedule.c: the life of a schedule, phase by phase (billing.md 18). */
#include "base/metadata.h"
#include "workflow/phase.h"

#include "limits.model.h"

static err_t
save(struct task *task, struct subscription_schedule *schedule, enum event_type type)
{
    TRY(record_update(task, &subscription_schedule_records, schedule));
    return event_append(task, type, &subscription_schedule_records, schedule);
}

static err_t
load(struct task *task, struct id id, struct subscription_schedule **out)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_schedule_records, id, &object));
    assert(object != NULL); /* schedules are never deleted */
    *out = object;
    return OK;
}

static bool
has_ended(const struct subscription_schedule *schedule)
{
    return schedule->status != SCHEDULE_STATUS_NOT_STARTED &&
           schedule->status != SCHEDULE_STATUS_ACTIVE;
}

static const struct schedule_phase *
last_phase(const struct subscription_schedule *schedule)
{
    return &schedule->phases[schedule->phases_count - 1];
}

/** The place of the running phase; the first one before it has begun. */
static size_t
current_index(const struct subscription_schedule *schedule)
{
    for (size_t i = 0; schedule->current_phase != NULL && i < schedule->phases_count; i++) {
        if (schedule->phases[i].start_date == schedule->current_phase->start_date) {
            return i;
        }
    }
    return 0;
}

static err_t
set_current(struct task *task, struct subscription_schedule *schedule, size_t index)
{
    struct phase_dates *dates = arena_new(task->arena, struct phase_dates);
    if (dates == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many phases");
    }
    dates->start_date = schedule->phases[index].start_date;
    dates->end_date = schedule->phases[index].end_date;
    schedule->current_phase = dates;
    return OK;
}

/** The next step, and the word of warning before the last one. */
static err_t
put_on_queue(struct task *task, const struct subscription_schedule *schedule)
{
    TRY(job_cancel(task, schedule->id, 0));
    if (has_ended(schedule)) {
        return OK;
    }
    instant_t next = schedule->current_phase != NULL ? schedule->current_phase->end_date
                                                     : schedule->phases[0].start_date;
    instant_t warning = last_phase(schedule)->end_date - LIMIT_SCHEDULE_WARNING_SECONDS;
    TRY(job_add(task, schedule->test_clock, next, JOB_PHASE, schedule->id));
    return warning <= task->now
               ? OK
               : job_add(task, schedule->test_clock, warning, JOB_SCHEDULE_EXPIRING, schedule->id);
}

/** A schedule that ends its subscription lets it know when. */
static err_t
carry_end(struct task *task, const struct subscription_schedule *schedule,
          struct subscription *subscription, enum proration proration, enum change_billing *effect)
{
    bool ends = schedule->end_behavior == SCHEDULE_END_CANCEL && !has_ended(schedule);
    instant_t end = ends ? last_phase(schedule)->end_date : 0;
    if (subscription->cancel_at == end) {
        return OK;
    }
    subscription->cancel_at_period_end = false;
    return end_set(task, subscription, end, proration, effect);
}

/* ---- phases --------------------------------------------------------------------------- */

static err_t
apply_phase(struct task *task, struct subscription_schedule *schedule, size_t index,
            struct subscription *subscription)
{
    const struct schedule_phase *phase = &schedule->phases[index];
    struct subscription old = *subscription;
    struct subscription_item_change_params *items;
    struct addition_in_params *additions;
    enum change_billing effect;
    enum phase_anchor anchor = phase->billing_cycle_anchor != PHASE_ANCHOR_NONE
                                   ? phase->billing_cycle_anchor
                                   : schedule->default_settings.billing_cycle_anchor;
    struct change change = {
        .at = task->now,
        .is_phase = true,
        .is_at_boundary = subscription_boundary(subscription) <= task->now,
        .trial_end = phase->trial_end > task->now ? phase->trial_end : 0,
        .resets_anchor = anchor == PHASE_ANCHOR_PHASE_START,
    };
    TRY(proration_read(task, phase->proration_behavior, "proration_behavior", &change.proration));
    TRY(pending_discard(task, subscription));
    TRY(phase_take_terms(task, schedule, phase, subscription));
    TRY(phase_to_items(task, phase, subscription, &items, &change.item_count));
    change.items = items;
    TRY(phase_to_additions(task, phase, &additions));
    change.additions = additions;
    change.addition_count = phase->add_invoice_items_count;
    TRY(change_apply(task, subscription, &change, &effect));
    TRY(subscription_home_items(task, subscription, old.items, old.items_count));
    TRY(carry_end(task, schedule, subscription, change.proration, &effect));
    TRY(start_discount_ends(task, subscription));
    TRY(save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_UPDATED));
    return change_finish(task, subscription, &change, effect, PAYMENT_BEHAVIOR_ALLOW_INCOMPLETE);
}

static err_t
let_go(struct task *task, struct subscription_schedule *schedule, struct subscription *subscription)
{
    schedule->status = SCHEDULE_STATUS_RELEASED;
    schedule->released_at = task->now;
    schedule->released_subscription = schedule->subscription;
    schedule->subscription = (struct id){0};
    schedule->current_phase = NULL;
    TRY(put_on_queue(task, schedule));
    TRY(save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_RELEASED));
    if (subscription == NULL) {
        return OK;
    }
    subscription->schedule = (struct id){0};
    return subscription_save(task, subscription);
}

err_t
schedule_next(struct task *task, const struct subscription *subscription, instant_t *out)
{
    struct subscription_schedule *schedule;
    *out = INT64_MAX;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    bool is_last = current_index(schedule) + 1 == schedule->phases_count;
    if (schedule->status == SCHEDULE_STATUS_ACTIVE &&
        !(is_last && schedule->end_behavior == SCHEDULE_END_CANCEL)) {
        *out = schedule->current_phase->end_date;
    }
    return OK;
}

err_t
schedule_step(struct task *task, struct subscription *subscription)
{
    struct subscription_schedule *schedule;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    while (schedule->status == SCHEDULE_STATUS_ACTIVE &&
           schedule->current_phase->end_date <= task->now) {
        size_t next = current_index(schedule) + 1;
        if (next == schedule->phases_count) {
            return schedule->end_behavior == SCHEDULE_END_RELEASE
                       ? let_go(task, schedule, subscription)
                       : OK; /* it ends with its subscription */
        }
        TRY(set_current(task, schedule, next));
        TRY(put_on_queue(task, schedule));
        TRY(apply_phase(task, schedule, next, subscription));
    }
    return OK;
}

err_t
schedule_note_start(struct task *task, const struct subscription *subscription)
{
    struct subscription_schedule *schedule;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    schedule->subscription = subscription->id;
    schedule->status = SCHEDULE_STATUS_ACTIVE;
    TRY(set_current(task, schedule, 0));
    TRY(put_on_queue(task, schedule));
    return save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_UPDATED);
}

err_t
schedule_first(struct task *task, const struct subscription_schedule *schedule,
               struct subscription_create_params *out)
{
    TRY(phase_to_create(task, schedule, &schedule->phases[0], out));
    if (schedule->end_behavior == SCHEDULE_END_CANCEL) {
        out->has_cancel_at = GIVEN_VALUE;
        out->cancel_at =
            text_format(task->arena, "%lld", (long long)last_phase(schedule)->end_date);
    }
    return OK;
}

/** The subscription of the first phase. */
static err_t
begin(struct task *task, struct subscription_schedule *schedule)
{
    struct subscription_create_params params;
    struct subscription *subscription;
    TRY(schedule_first(task, schedule, &params));
    return start_subscription(task, &params, schedule->id, &subscription);
}

err_t
schedule_prepare(struct task *task, struct subscription *subscription)
{
    struct subscription_schedule *schedule;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    const struct schedule_phase *phase = &schedule->phases[0];
    subscription->canceled_at = 0;
    subscription->cancellation_details.reason = CANCELLATION_REASON_NONE;
    struct schedule_phase terms = *phase;
    terms.discounts_count = 0; /* new ones are there already */
    terms.metadata = (struct model_map){0};
    struct id *discounts = subscription->discounts;
    size_t count = subscription->discounts_count;
    subscription->discounts_count = 0;
    TRY(phase_take_terms(task, schedule, &terms, subscription));
    subscription->discounts = discounts;
    subscription->discounts_count = count;
    return OK;
}

err_t
phase_run(struct task *task, const struct job *job)
{
    struct subscription_schedule *schedule;
    struct subscription *subscription;
    TRY(load(task, (struct id){job->subject}, &schedule));
    if (schedule->status == SCHEDULE_STATUS_NOT_STARTED) {
        return schedule->phases[0].start_date <= task->now ? begin(task, schedule) : OK;
    }
    if (schedule->status != SCHEDULE_STATUS_ACTIVE) {
        return OK;
    }
    TRY(subscription_load(task, schedule->subscription, NULL, &subscription));
    if (subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE || subscription->ended_at != 0) {
        return OK;
    }
    return schedule_step(task, subscription);
}

err_t
schedule_warn_run(struct task *task, const struct job *job)
{
    struct subscription_schedule *schedule;
    TRY(load(task, (struct id){job->subject}, &schedule));
    if (schedule->status != SCHEDULE_STATUS_ACTIVE) {
        return OK;
    }
    return save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_EXPIRING);
}

/* ---- with its subscription --------------------------------------------------------------- */

err_t
schedule_end_with(struct task *task, struct subscription *subscription,
                  enum cancellation_reason reason)
{
    struct subscription_schedule *schedule;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    if (schedule->status != SCHEDULE_STATUS_ACTIVE) {
        return OK;
    }
    bool is_done = last_phase(schedule)->end_date <= task->now &&
                   schedule->end_behavior == SCHEDULE_END_CANCEL;
    bool is_aborted = reason == CANCELLATION_REASON_PAYMENT_FAILED;
    schedule->current_phase = NULL;
    schedule->status = is_done ? SCHEDULE_STATUS_COMPLETED : SCHEDULE_STATUS_CANCELED;
    schedule->completed_at = is_done ? task->now : 0;
    schedule->canceled_at = is_done ? 0 : task->now;
    TRY(put_on_queue(task, schedule));
    return save(task, schedule,
                is_done      ? EVENT_SUBSCRIPTION_SCHEDULE_COMPLETED
                : is_aborted ? EVENT_SUBSCRIPTION_SCHEDULE_ABORTED
                             : EVENT_SUBSCRIPTION_SCHEDULE_CANCELED);
}

/** The end that a client wished for the subscription is that of the schedule. */
static err_t
follow_end(struct task *task, struct subscription_schedule *schedule,
           const struct subscription *subscription)
{
    size_t index = current_index(schedule);
    if (subscription->cancel_at == 0) {
        schedule->end_behavior = SCHEDULE_END_RELEASE;
        return OK;
    }
    while (index + 1 < schedule->phases_count &&
           schedule->phases[index].end_date < subscription->cancel_at) {
        index++;
    }
    schedule->phases_count = index + 1;
    schedule->phases[index].end_date = subscription->cancel_at;
    schedule->end_behavior = SCHEDULE_END_CANCEL;
    return set_current(task, schedule, current_index(schedule));
}

err_t
schedule_follow(struct task *task, struct subscription *subscription,
                const struct subscription_update_params *params)
{
    struct subscription_schedule *schedule;
    struct schedule_phase now;
    if (subscription->schedule.key == 0) {
        return OK;
    }
    TRY(load(task, subscription->schedule, &schedule));
    if (schedule->status != SCHEDULE_STATUS_ACTIVE) {
        return OK;
    }
    struct schedule_phase *phase = &schedule->phases[current_index(schedule)];
    TRY(phase_of_subscription(task, subscription, &now));
    if (params->has_items != GIVEN_NO) {
        phase->items = now.items;
        phase->items_count = now.items_count;
    }
    if (params->has_discounts != GIVEN_NO || params->has_coupon != GIVEN_NO ||
        params->has_promotion_code != GIVEN_NO) {
        phase->discounts = now.discounts;
        phase->discounts_count = now.discounts_count;
    }
    if (params->has_default_tax_rates != GIVEN_NO) {
        phase->default_tax_rates = now.default_tax_rates;
        phase->default_tax_rates_count = now.default_tax_rates_count;
    }
    if (params->has_trial_end != GIVEN_NO) {
        phase->trial_end = now.trial_end;
    }
    if (params->has_cancel_at != GIVEN_NO || params->has_cancel_at_period_end != GIVEN_NO) {
        TRY(follow_end(task, schedule, subscription));
        TRY(put_on_queue(task, schedule));
    }
    return save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_UPDATED);
}

/* ---- commands ---------------------------------------------------------------------------- */

static err_t
read_end_behavior(struct task *task, struct text value, enum schedule_end *out)
{
    if (value.bytes == NULL) {
        return OK;
    }
    if (text_is(value, "release") || text_is(value, "none")) {
        *out = SCHEDULE_END_RELEASE;
    } else if (text_is(value, "cancel")) {
        *out = SCHEDULE_END_CANCEL;
    } else {
        return fail(task, ERR_PARAMETER_INVALID, "end_behavior",
                    "Invalid end_behavior: must be one of cancel or release");
    }
    return OK;
}

static err_t
make(struct task *task, const struct customer *customer, struct subscription_schedule **out)
{
    struct subscription_schedule *schedule = arena_new(task->arena, struct subscription_schedule);
    struct billing_mode_flexible *flexible = arena_new(task->arena, struct billing_mode_flexible);
    if (schedule == NULL || flexible == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    flexible->proration_discounts = PRORATION_DISCOUNTS_INCLUDED;
    *schedule = (struct subscription_schedule){
        .id = task_new_id(task),
        .billing_mode = {.type = BILLING_MODE_TYPE_FLEXIBLE, .flexible = flexible},
        .created = task->now,
        .customer = customer->id,
        .default_settings = {.billing_cycle_anchor = PHASE_ANCHOR_AUTOMATIC,
                             .collection_method = COLLECTION_METHOD_CHARGE_AUTOMATICALLY,
                             .invoice_settings = {.issuer = {.type = ISSUER_TYPE_SELF}}},
        .end_behavior = SCHEDULE_END_RELEASE,
        .livemode = task->account->livemode,
        .status = SCHEDULE_STATUS_NOT_STARTED,
        .test_clock = customer->test_clock,
    };
    *out = schedule;
    return OK;
}

static err_t
make_from_subscription(struct task *task, const struct subscription_schedule_create_params *params,
                       struct subscription_schedule **out)
{
    struct subscription *subscription;
    struct customer *customer;
    if (params->has_customer != GIVEN_NO || params->has_phases != GIVEN_NO ||
        params->has_default_settings != GIVEN_NO || params->has_end_behavior != GIVEN_NO ||
        params->has_start_date != GIVEN_NO || params->has_billing_mode != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "from_subscription",
                    "With from_subscription nothing else can be given; update the schedule then.");
    }
    TRY(subscription_load(task, params->from_subscription, "from_subscription", &subscription));
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    if (subscription->schedule.key != 0 || !subscription_is_live(subscription) ||
        subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE) {
        return fail(task, ERR_SCHEDULE_EXISTS, "from_subscription",
                    "The subscription has a schedule already, or is %s.",
                    subscription_status_name(subscription->status));
    }
    TRY(make(task, customer, out));
    struct subscription_schedule *schedule = *out;
    schedule->phases = arena_new(task->arena, struct schedule_phase);
    if (schedule->phases == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    schedule->phases_count = 1;
    TRY(phase_of_subscription(task, subscription, &schedule->phases[0]));
    schedule->billing_mode = subscription->billing_mode;
    schedule->default_settings.collection_method = subscription->collection_method;
    schedule->default_settings.default_payment_method = subscription->default_payment_method;
    schedule->default_settings.invoice_settings.has_days_until_due =
        subscription->has_days_until_due;
    schedule->default_settings.invoice_settings.days_until_due = subscription->days_until_due;
    if (subscription->cancel_at != 0) {
        schedule->end_behavior = SCHEDULE_END_CANCEL;
        schedule->phases[0].end_date = subscription->cancel_at;
    }
    schedule->status = SCHEDULE_STATUS_ACTIVE;
    schedule->subscription = subscription->id;
    TRY(set_current(task, schedule, 0));
    TRY(record_insert(task, &subscription_schedule_records, schedule));
    TRY(event_append(task, EVENT_SUBSCRIPTION_SCHEDULE_CREATED, &subscription_schedule_records,
                     schedule));
    TRY(put_on_queue(task, schedule));
    subscription->schedule = schedule->id;
    return subscription_save(task, subscription);
}

err_t
schedule_make(struct task *task, const struct subscription_schedule_create_params *params,
              struct subscription_schedule **out)
{
    struct customer *customer;
    if (params->has_customer == GIVEN_NO || params->has_phases == GIVEN_NO ||
        params->phases_count == 0) {
        return fail(task, ERR_PARAMETER_MISSING,
                    params->has_customer == GIVEN_NO ? "customer" : "phases",
                    "A schedule needs a customer and phases, or from_subscription.");
    }
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    TRY(make(task, customer, out));
    struct subscription_schedule *schedule = *out;
    TRY(read_end_behavior(task, params->end_behavior, &schedule->end_behavior));
    if (params->has_billing_mode != GIVEN_NO &&
        params->billing_mode->type == BILLING_MODE_TYPE_CLASSIC) {
        schedule->billing_mode =
            (struct billing_mode){.type = BILLING_MODE_TYPE_CLASSIC, .flexible = NULL};
    }
    if (params->has_default_settings != GIVEN_NO) {
        TRY(phase_read_settings(task, params->default_settings, customer,
                                &schedule->default_settings));
    }
    struct phase_frame frame = {.start = params->has_start_date == GIVEN_NO ||
                                                 params->start_date == MODEL_NOW
                                             ? task->now
                                             : params->start_date,
                                .end_behavior = schedule->end_behavior,
                                .customer = customer};
    TRY(phase_read_all(task, &frame, params->phases, params->phases_count, &schedule->phases));
    schedule->phases_count = params->phases_count;
    TRY(metadata_merge(task, &schedule->metadata, &params->metadata, params->has_metadata,
                       &schedule->metadata));
    TRY(customer_touch_currency(task, customer, schedule->phases[0].currency));
    TRY(record_insert(task, &subscription_schedule_records, schedule));
    return event_append(task, EVENT_SUBSCRIPTION_SCHEDULE_CREATED, &subscription_schedule_records,
                        schedule);
}

err_t
workflow_schedule_create(struct task *task,
                         const struct subscription_schedule_create_params *params,
                         struct subscription_schedule **out)
{
    if (params->has_from_subscription != GIVEN_NO) {
        return make_from_subscription(task, params, out);
    }
    TRY(schedule_make(task, params, out));
    return (*out)->phases[0].start_date <= task->now ? begin(task, *out) : put_on_queue(task, *out);
}

/** All phases from the current one on; those that have passed stay. */
static err_t
replace_phases(struct task *task, struct subscription_schedule *schedule,
               const struct subscription_schedule_update_params *params)
{
    struct customer *customer;
    struct schedule_phase *fresh;
    size_t past = current_index(schedule);
    bool has_running = schedule->status == SCHEDULE_STATUS_ACTIVE;
    TRY(customer_load(task, schedule->customer, "customer", &customer));
    struct phase_frame frame = {.start = schedule->phases[past].start_date,
                                .end_behavior = schedule->end_behavior,
                                .has_running = has_running,
                                .customer = customer};
    const struct phase_in_params *first = &params->phases[0];
    if (!has_running && first->has_start_date != GIVEN_NO) {
        frame.start = first->start_date == MODEL_NOW ? task->now : first->start_date;
    }
    if (params->phases_count == 0 || (!has_running && frame.start < task->now)) {
        return fail(task, ERR_SCHEDULE_PHASES, "phases",
                    "A schedule needs at least one phase, and cannot begin in the past any more.");
    }
    TRY(phase_read_all(task, &frame, params->phases, params->phases_count, &fresh));
    if (!currency_equal(fresh[0].currency, schedule->phases[0].currency)) {
        return fail(task, ERR_SUBSCRIPTION_CURRENCY_MIXED, "phases",
                    "All phases of a schedule have one currency.");
    }
    struct schedule_phase *all =
        arena_alloc(task->arena, past + params->phases_count, sizeof(*all));
    if (all == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many phases");
    }
    memcpy(all, schedule->phases, past * sizeof(*all));
    memcpy(all + past, fresh, params->phases_count * sizeof(*all));
    schedule->phases = all;
    schedule->phases_count = past + params->phases_count;
    return has_running ? set_current(task, schedule, past) : OK;
}

err_t
schedule_carry(struct task *task, struct subscription_schedule *schedule,
               struct text proration_behavior, struct subscription **out, struct change *change,
               enum change_billing *effect)
{
    struct subscription *subscription;
    struct subscription old;
    struct subscription_item_change_params *items;
    const struct schedule_phase *phase = &schedule->phases[current_index(schedule)];
    *change = (struct change){.at = task->now};
    TRY(subscription_load(task, schedule->subscription, NULL, &subscription));
    TRY(proration_read(task, proration_behavior, "proration_behavior", &change->proration));
    TRY(pending_discard(task, subscription));
    TRY(phase_take_terms(task, schedule, phase, subscription));
    TRY(phase_to_items(task, phase, subscription, &items, &change->item_count));
    change->items = items;
    old = *subscription;
    TRY(change_apply(task, subscription, change, effect));
    TRY(subscription_home_items(task, subscription, old.items, old.items_count));
    *out = subscription;
    return carry_end(task, schedule, subscription, change->proration, effect);
}

/** The current phase changed: so does the subscription. */
static err_t
update_subscription(struct task *task, struct subscription_schedule *schedule,
                    struct text proration_behavior)
{
    struct subscription *subscription;
    struct change change;
    enum change_billing effect;
    TRY(schedule_carry(task, schedule, proration_behavior, &subscription, &change, &effect));
    TRY(start_discount_ends(task, subscription));
    return change_finish(task, subscription, &change, effect, PAYMENT_BEHAVIOR_ALLOW_INCOMPLETE);
}

static err_t
check_open(struct task *task, const struct subscription_schedule *schedule)
{
    return has_ended(schedule) ? fail(task, ERR_SCHEDULE_ENDED, NULL,
                                      "You cannot change a subscription schedule that is %s.",
                                      schedule_status_name(schedule->status))
                               : OK;
}

err_t
schedule_change(struct task *task, struct subscription_schedule *schedule,
                const struct subscription_schedule_update_params *params)
{
    TRY(check_open(task, schedule));
    TRY(read_end_behavior(task, params->end_behavior, &schedule->end_behavior));
    if (params->has_default_settings != GIVEN_NO) {
        struct customer *customer;
        TRY(customer_load(task, schedule->customer, "customer", &customer));
        TRY(phase_read_settings(task, params->default_settings, customer,
                                &schedule->default_settings));
    }
    if (params->has_phases != GIVEN_NO) {
        TRY(replace_phases(task, schedule, params));
    }
    TRY(metadata_merge(task, &schedule->metadata, &params->metadata, params->has_metadata,
                       &schedule->metadata));
    TRY(save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_UPDATED));
    return put_on_queue(task, schedule);
}

err_t
workflow_schedule_update(struct task *task, struct subscription_schedule *schedule,
                         const struct subscription_schedule_update_params *params)
{
    TRY(schedule_change(task, schedule, params));
    return schedule->status == SCHEDULE_STATUS_ACTIVE
               ? update_subscription(task, schedule, params->proration_behavior)
               : OK;
}

err_t
workflow_schedule_cancel(struct task *task, struct subscription_schedule *schedule,
                         const struct subscription_schedule_cancel_params *params)
{
    TRY(check_open(task, schedule));
    if (schedule->status == SCHEDULE_STATUS_ACTIVE) {
        struct subscription *subscription;
        struct subscription_cancel_params cancel = {
            .has_invoice_now = GIVEN_VALUE,
            .invoice_now = params->has_invoice_now == GIVEN_NO || params->invoice_now,
            .has_prorate = GIVEN_VALUE,
            .prorate = params->has_prorate == GIVEN_NO || params->prorate,
        };
        TRY(subscription_load(task, schedule->subscription, NULL, &subscription));
        return workflow_cancel(task, subscription, &cancel);
    }
    schedule->status = SCHEDULE_STATUS_CANCELED;
    schedule->canceled_at = task->now;
    TRY(put_on_queue(task, schedule));
    return save(task, schedule, EVENT_SUBSCRIPTION_SCHEDULE_CANCELED);
}

err_t
workflow_schedule_release(struct task *task, struct subscription_schedule *schedule,
                          const struct subscription_schedule_release_params *params)
{
    struct subscription *subscription = NULL;
    enum change_billing effect = CHANGE_QUIET;
    TRY(check_open(task, schedule));
    bool keeps_end = params->has_preserve_cancel_date != GIVEN_NO && params->preserve_cancel_date;
    if (schedule->status == SCHEDULE_STATUS_ACTIVE) {
        TRY(subscription_load(task, schedule->subscription, NULL, &subscription));
        if (subscription->cancel_at != 0 && !keeps_end) {
            subscription->cancel_at_period_end = false;
            subscription->canceled_at = 0;
            TRY(end_set(task, subscription, 0, PRORATION_CREATE, &effect));
            TRY(renewal_schedule(task, subscription));
        }
    }
    return let_go(task, schedule, subscription);
}
