/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lives.c: random lives of subscriptions, and what holds in all of them (billing.md 23.7).
 *
 *   lives [COUNT [SEED]]
 *
 * A life is a seed and a list of steps. What it does is told to an engine as clients tell it, on
 * a test clock of its own. A life that breaks a rule is lived again with fewer steps, until none
 * can be left out, and printed with what it said. The last line is "N passed, N failed".
 * `mutants.py` breaks the engine in one place at a time, and each rule must notice.
 */
#include "living.h"
#include "sys/log.h"

enum { LIVES_A_WORLD = 12, ARENA_BYTES = 1 << 28 };

static const char *const op_names[OP_COUNT] = {
    "advance",   "quantity",   "price",      "add_item", "drop_item", "there_and_back",
    "split",     "same",       "anchor",     "trial",    "trial_now", "period_end",
    "cancel_at", "not_cancel", "collection", "pause",    "resume",    "waiting_change",
    "extra",     "card",       "pay",        "coupon",   "migrate",   "schedule",
    "release",   "wrong",      "again",      "cancel",
};

static const char *const price_forms[PRICES_MADE] = {
    "currency=usd&unit_amount=1000&recurring[interval]=month",
    "currency=usd&unit_amount=1999&recurring[interval]=month",
    "currency=usd&unit_amount=3333&recurring[interval]=month",
    "currency=usd&unit_amount=0&recurring[interval]=month",
    "currency=usd&unit_amount=2500&recurring[interval]=month&recurring[interval_count]=3",
    "currency=usd&unit_amount=10000&recurring[interval]=year",
    "currency=usd&unit_amount=300&recurring[interval]=week",
    "currency=eur&unit_amount=1000&recurring[interval]=month",
    "currency=usd&unit_amount=777",
};

/* ---- a whole life -------------------------------------------------------------------- */

static void
begin_life(struct living *living, const struct life *life)
{
    struct answer made = ask(living, "POST", TEXT("/v1/test_helpers/test_clocks"),
                             SAY(living, "frozen_time=%lld", (long long)START));
    living->clock = text_at(made.json, "id");
    living->now = START;
    made = ask(living, "POST", TEXT("/v1/customers"),
               SAY(living, "test_clock=%.*s", TEXT_ARG(living->clock)));
    living->customer = text_at(made.json, "id");
    if (life->start[0] % 8 != 0) {
        take_card(living, life->start[0] % 8 == 1);
    }
    struct text form = SAY(living, "customer=%.*s&items[0][price]=%.*s&items[0][quantity]=%lld",
                           TEXT_ARG(living->customer), TEXT_ARG(price_of(living, life->start[1])),
                           (long long)(1 + life->start[2] % 5));
    static const char *const more[] = {
        "",
        "&billing_mode[type]=classic",
        "&trial_period_days=10",
        "&backdate_start_date=1764979200",
        "&billing_cycle_anchor=1767571200",
        "&discounts[0][coupon]=TENTH",
        "&collection_method=send_invoice&days_until_due=9",
        "&billing_cycle_anchor_config[day_of_month]=31",
        "&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=pause",
        "&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=cancel",
        "&cancel_at=1768600000",
        "&billing_mode[type]=classic&backdate_start_date=1764979200",
        "&proration_behavior=none&billing_cycle_anchor=1767571200",
        "&cancel_at_period_end=true",
        "&payment_behavior=default_incomplete",
        "&billing_mode[type]=classic&discounts[0][coupon]=THREE"};
    form = SAY(living, "%.*s%s", TEXT_ARG(form), more[life->start[3] % (int64_t)COUNT_OF(more)]);
    if (life->start[4] % 3 == 0) {
        form = SAY(living, "%.*s&items[1][price]=%.*s", TEXT_ARG(form),
                   TEXT_ARG(price_of(living, life->start[4] / 3)));
    }
    made = ask(living, "POST", TEXT("/v1/subscriptions"), form);
    if (made.status == 200) {
        living->subscription = text_at(made.json, "id");
    }
}

static void
live(struct living *living, const struct life *life)
{
    begin_life(living, life);
    for (int i = 0; i < life->count && living->subscription.length > 0 && living->problem[0] == 0;
         i++) {
        living->at_step = i;
        live_step(living, &life->steps[i]);
        if (living->stops == NULL) {
            living->stands[i] = living->now;
        }
    }
}

/** The same life with stops wherever time moves: it comes to the same. */
static void
live_again(struct living *living, const struct life *life)
{
    struct random stops;
    struct living again = {.world = living->world,
                           .prices = living->prices,
                           .stands = living->stands,
                           .stops = &stops};
    random_init(&stops, life->seed);
    live(&again, life);
    if (again.problem[0] != 0) {
        wrong(living, "with stops: %s", again.problem);
    } else if (living->subscription.length > 0) {
        struct text at_once = picture(living), with_stops = picture(&again);
        size_t i = 0;
        while (i < at_once.length && i < with_stops.length &&
               at_once.bytes[i] == with_stops.bytes[i]) {
            i++;
        }
        if (!text_equal(at_once, with_stops)) {
            size_t begin = i > 60 ? i - 60 : 0;
            struct text a = text_slice(at_once, begin,
                                       begin + 200 < at_once.length ? begin + 200 : at_once.length);
            struct text b =
                text_slice(with_stops, begin,
                           begin + 200 < with_stops.length ? begin + 200 : with_stops.length);
            wrong(living, "at once:\n%.*s\nwith stops:\n%.*s", TEXT_ARG(a), TEXT_ARG(b));
        }
    }
}

/* ---- worlds -------------------------------------------------------------------------- */

static void
furnish(struct living *living, struct text *prices)
{
    (void)ask(living, "POST", TEXT("/v1/products"), TEXT("name=Thing&id=thing"));
    for (size_t i = 0; i < PRICES_MADE; i++) {
        struct answer made = ask(living, "POST", TEXT("/v1/prices"),
                                 SAY(living, "product=thing&%s", price_forms[i]));
        prices[i] = text_at(made.json, "id");
    }
    (void)ask(living, "POST", TEXT("/v1/coupons"),
              TEXT("id=TENTH&percent_off=10&duration=forever"));
    (void)ask(living, "POST", TEXT("/v1/coupons"),
              TEXT("id=THREE&amount_off=300&currency=usd&duration=repeating&duration_in_months=2"));
}

static void
note_world(struct living *living, struct text problem, const char *what)
{
    if (problem.bytes != NULL) {
        wrong(living, "%s: %.*s", what, TEXT_ARG(problem));
    }
}

/** How lives are lived. */
struct way {
    struct arena *arena;
    bool is_told;     /**< each request is printed */
    bool is_thorough; /**< all that was told is compared, which takes half of the time */
};

/** Live some lives in a fresh world; *problem says what was wrong with the first that is. */
static bool
run_lives(const struct life *lives, int count, struct way way, char *problem, size_t size)
{
    struct world world;
    struct text why;
    struct text prices[PRICES_MADE];
    instant_t stands[STEPS_MAX];
    struct living living = {0};
    arena_reset(way.arena);
    if (!world_open(&world, way.arena, START * 1000, &why)) {
        (void)snprintf(problem, size, "no world: %.*s", TEXT_ARG(why));
        return false;
    }
    living.world = &world;
    furnish(&living, prices);
    for (int i = 0; i < count && living.problem[0] == 0; i++) {
        struct living next = {
            .world = &world, .prices = prices, .stands = stands, .is_told = way.is_told};
        live(&next, &lives[i]);
        living = next;
        if (lives[i].seed % 3 == 0 && living.problem[0] == 0) {
            live_again(&living, &lives[i]);
        }
    }
    if (living.problem[0] == 0) {
        hold_periods(&living);
    }
    if (living.problem[0] == 0) {
        hold_credits(&living);
    }
    if (living.problem[0] == 0) {
        note_world(&living, check_invoices(&world), "invoices");
    }
    if (living.problem[0] == 0) {
        note_world(&living, check_books(&world), "books");
    }
    if (living.problem[0] == 0 && way.is_thorough) {
        note_world(&living, check_events(&world), "events");
    }
    (void)snprintf(problem, size, "%s", living.problem);
    world_close(&world);
    return living.problem[0] == 0;
}

/* ---- making, shrinking ------------------------------------------------------ */

static struct life
make_life(uint64_t seed)
{
    struct life life = {.seed = seed};
    struct random random;
    random_init(&random, seed);
    for (size_t i = 0; i < COUNT_OF(life.start); i++) {
        life.start[i] = random_between(&random, 0, 1 << 20);
    }
    life.count = (int)random_between(&random, 4, STEPS_MAX);
    for (int i = 0; i < life.count; i++) {
        uint64_t drawn = random_below(&random, OP_COUNT + 8);
        life.steps[i] = (struct step){
            .op = drawn >= OP_COUNT ? OP_ADVANCE : (enum op)drawn,
            .a = random_between(&random, 0, 1 << 20),
            .b = random_between(&random, 0, 1 << 30),
        };
    }
    return life;
}

static void
show(const struct life *life, const char *problem)
{
    printf("seed %llu: %s\n  starts %lld %lld %lld %lld %lld;", (unsigned long long)life->seed,
           problem, (long long)(life->start[0] % 8), (long long)(life->start[1] % PRICE_COUNT),
           (long long)(life->start[2] % 5), (long long)(life->start[3] % 16),
           (long long)(life->start[4] % 3 == 0 ? life->start[4] / 3 % PRICE_COUNT : -1));
    for (int i = 0; i < life->count; i++) {
        printf(" %s(%lld,%lld)", op_names[life->steps[i].op], (long long)life->steps[i].a,
               (long long)life->steps[i].b);
    }
    printf("\n");
    (void)fflush(stdout);
}

static void
shrink(struct life *life, struct arena *arena, char *problem, size_t size)
{
    char other[600];
    struct way way = {.arena = arena, .is_thorough = true};
    for (bool is_smaller = true; is_smaller;) {
        is_smaller = false;
        for (int i = life->count; i-- > 0;) {
            struct life shorter = *life;
            shorter.count--;
            memmove(&shorter.steps[i], &shorter.steps[i + 1],
                    (size_t)(shorter.count - i) * sizeof(struct step));
            if (!run_lives(&shorter, 1, way, other, sizeof(other))) {
                *life = shorter;
                (void)snprintf(problem, size, "%s", other);
                is_smaller = true;
            }
        }
    }
}

/** Which of some lives break a rule, made short and shown; the number of them. */
static int
show_broken(struct life *lives, int count, struct arena *arena, const char *together)
{
    struct way way = {.arena = arena, .is_thorough = true};
    int failed = 0;
    for (int i = 0; i < count; i++) {
        char problem[600];
        if (!run_lives(&lives[i], 1, way, problem, sizeof(problem))) {
            failed++;
            shrink(&lives[i], arena, problem, sizeof(problem));
            show(&lives[i], problem);
            way.is_told = true;
            (void)run_lives(&lives[i], 1, way, problem, sizeof(problem));
            way.is_told = false;
        }
    }
    if (failed == 0) {
        printf("seeds %llu to %llu, together only: %s\n", (unsigned long long)lives[0].seed,
               (unsigned long long)lives[count - 1].seed, together);
        (void)fflush(stdout);
    }
    return failed == 0 ? 1 : failed;
}

int
main(int argument_count, char **arguments)
{
    long count = argument_count > 1 ? strtol(arguments[1], NULL, 10) : 60;
    uint64_t seed = argument_count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    struct arena arena;
    long failed = 0;
    log_init(&log);
    arena_init(&arena, ARENA_BYTES);
    for (long done = 0; done < count;) {
        struct life lives[LIVES_A_WORLD];
        struct way way = {.arena = &arena, .is_thorough = done / LIVES_A_WORLD % 3 == 0};
        char problem[600];
        int size = 0;
        while (size < LIVES_A_WORLD && done + size < count) {
            lives[size] = make_life(seed + (uint64_t)(done + size));
            size++;
        }
        done += size;
        if (!run_lives(lives, size, way, problem, sizeof(problem))) {
            failed += show_broken(lives, size, &arena, problem);
        }
    }
    arena_free(&arena);
    printf("%ld passed, %ld failed\n", count - failed, failed);
    return failed == 0 ? 0 : 1;
}
