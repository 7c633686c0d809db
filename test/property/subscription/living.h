/* SPDX-License-Identifier: Apache-2.0 */
/** living.h: a random life of a subscription, and how it is lived (billing.md 23.7). */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "world.h"

enum {
    STEPS_MAX = 24,
    HOUR = 3600,
    DAY = 86400,
};

static const instant_t START = 1767225600; /* 2026-01-01 */

enum op {
    OP_ADVANCE, /* first, so that it is drawn as often as its share says */
    OP_QUANTITY,
    OP_PRICE,
    OP_ADD_ITEM,
    OP_DROP_ITEM,
    OP_THERE_AND_BACK,
    OP_SPLIT,
    OP_SAME,
    OP_ANCHOR,
    OP_TRIAL,
    OP_TRIAL_NOW,
    OP_PERIOD_END,
    OP_CANCEL_AT,
    OP_NOT_CANCEL,
    OP_COLLECTION,
    OP_PAUSE,
    OP_RESUME,
    OP_WAITING_CHANGE,
    OP_EXTRA,
    OP_CARD,
    OP_PAY,
    OP_COUPON,
    OP_MIGRATE,
    OP_SCHEDULE,
    OP_RELEASE,
    OP_WRONG,
    OP_AGAIN,
    OP_CANCEL,
    OP_COUNT,
};

struct step {
    enum op op;
    int64_t a, b;
};

struct life {
    uint64_t seed;
    int64_t start[6]; /**< what it begins with */
    struct step steps[STEPS_MAX];
    int count;
};

enum { PRICE_COUNT = 7, PRICE_EURO = PRICE_COUNT, PRICE_FEE, PRICES_MADE };

/** How far things have come: what was told last, and the version of the subscription. */
struct mark {
    int64_t event, version;
};

/** A life as it is lived. */
struct living {
    struct world *world;
    const struct text *prices;
    struct text clock, customer, subscription, schedule;
    instant_t now;
    bool has_bad_card;
    bool has_coupon;    /**< what is charged for a change is less than what goes back */
    int changes;        /**< each may move a cent of what a later one gives back */
    bool has_free_time; /**< some time has no charge that could go back */
    instant_t ahead;    /**< a change counts from then; until then it is charged as before */
    bool is_over;       /**< canceled or expired */
    bool is_told;       /**< each request is printed */
    /** Where the clock stood behind each step; a life lived again gets there with stops. */
    instant_t *stands;
    struct random *stops; /**< NULL: none */
    int at_step;
    const struct json *shown; /**< the subscription, as it was at the mark */
    struct mark shown_at;
    char problem[600];
};

/* ---- living.c: asking -------------------------------------------------------- */

void wrong(struct living *living, const char *format, ...) printf_like(2, 3);
struct answer ask(struct living *living, const char *method, struct text path, struct text form);
/** A POST that may be refused: then nothing has changed and nobody was told. */
struct answer tell(struct living *living, struct text path, struct text form);
struct answer change(struct living *living, struct text form);
const struct json *get(struct living *living, struct text path);
const struct json *subscription_now(struct living *living);
/** NULL: there is none. */
const struct json *latest_invoice(struct living *living);
struct mark mark_now(struct living *living);
bool mark_equal(struct mark a, struct mark b);
/** What waits for the customer's next invoice. */
int64_t waiting_sum(struct living *living);

#define SAY(living, ...) text_format((living)->world->arena, __VA_ARGS__)

const struct json *at(const struct json *json, const char *key);
struct text text_at(const struct json *json, const char *key);
int64_t int_at(const struct json *json, const char *key);
const struct json *elements_of(const struct json *json, const char *key);
/** The first end of a period of its items, and the last beginning. */
instant_t next_boundary(const struct json *subscription);
instant_t last_start(const struct json *subscription);
const char *proration_name(int64_t which);
struct text price_of(const struct living *living, int64_t which);

/* ---- deeds.c ------------------------------------------------------------------- */

void take_card(struct living *living, bool is_bad);
void live_step(struct living *living, const struct step *step);

/* ---- oracles.c: what holds ----------------------------------------------------- */

/** A preview and the invoice that came are the same but for ids. */
void expect_same(struct living *living, const struct json *preview, const struct json *invoice,
                 const char *what);
/** Periods of items are those of their anchor and price, and what has ended stays so. */
void hold_state(struct living *living);
/** Periods of all items, as events told them: each begins before the one before it has ended. */
void hold_periods(struct living *living);
/** Nothing goes back twice, or more than was charged. */
void hold_credits(struct living *living);
/** What can be seen of a life, but for ids. */
struct text picture(struct living *living);
