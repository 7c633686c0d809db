/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is: by what everybody had, whatever else is in the queues. */
#include "app/turns.h"
#include "base/random.h"
#include "test.h"

#define TENANTS 50
#define ROUNDS  20000

static struct turns turns;
static struct tenant tenants[TENANTS];

static void
turns_begin(void)
{
    turns_free(&turns);
    turns_init(&turns);
    memset(tenants, 0, sizeof(tenants));
    REQUIRE(turns_reserve(&turns, TENANTS));
}

TEST(an_agenda_gives_the_lowest_number_first_and_equal_ones_in_order)
{
    int64_t keys[TENANTS];
    bool is_in[TENANTS] = {false};
    struct random random;
    random_init(&random, 7);
    turns_begin();
    for (int round = 0; round < ROUNDS; round++) {
        size_t at = (size_t)(random_next(&random) % TENANTS);
        if (random_next(&random) % 4 == 0) {
            agenda_remove(&turns.due, &tenants[at]);
            is_in[at] = false;
        } else {
            keys[at] = (int64_t)(random_next(&random) % 20);
            agenda_put(&turns.due, &tenants[at], keys[at]);
            is_in[at] = true;
        }
        int64_t least = INT64_MAX;
        size_t count = 0;
        size_t of_least = 0;
        for (size_t i = 0; i < TENANTS; i++) {
            if (is_in[i]) {
                count++;
                of_least = keys[i] == least ? of_least + 1 : keys[i] < least ? 1 : of_least;
                least = keys[i] < least ? keys[i] : least;
            }
        }
        EXPECT_INT(turns.due.count, count);
        EXPECT_INT(agenda_first_key(&turns.due), least);
        EXPECT((agenda_second_key(&turns.due) == least) == (of_least > 1));
    }
    turns_begin();
    for (size_t i = 0; i < TENANTS; i++) {
        agenda_put(&turns.due, &tenants[(i * 7) % TENANTS], 5);
    }
    for (size_t i = 0; i < TENANTS; i++) {
        EXPECT(agenda_first(&turns.due) == &tenants[(i * 7) % TENANTS]);
        agenda_remove(&turns.due, &tenants[(i * 7) % TENANTS]);
    }
}

/** The next one does a piece; whoever has more stays in line. */
static struct tenant *
piece(int64_t fuel_of_first)
{
    struct tenant *tenant = turns_next(&turns, &turns.jobs);
    turns_charge(&turns, tenant, (tenant == &tenants[0] ? fuel_of_first : 0) + PIECE_COST);
    return tenant;
}

TEST(who_has_endless_work_gets_no_more_than_a_share)
{
    int64_t pieces[3] = {0};
    turns_begin();
    for (size_t i = 0; i < 3; i++) {
        turns_enter(&turns, &turns.jobs, &tenants[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        pieces[piece(9 * PIECE_COST) - tenants]++;
    }
    /* the first one's pieces cost ten times as much */
    EXPECT(pieces[0] >= ROUNDS / 21 - 2 && pieces[0] <= ROUNDS / 21 + 2);
    EXPECT(pieces[1] - pieces[2] <= 10 && pieces[2] - pieces[1] <= 10);
}

TEST(who_was_idle_is_next_and_stays_so_for_a_while_only)
{
    turns_begin();
    turns_enter(&turns, &turns.jobs, &tenants[0]);
    for (int round = 0; round < ROUNDS; round++) {
        EXPECT(piece(40 * PIECE_COST) == &tenants[0]);
    }
    turns_enter(&turns, &turns.jobs, &tenants[1]);
    int64_t pieces = 0;
    while (piece(40 * PIECE_COST) == &tenants[1]) {
        pieces++;
    }
    EXPECT(pieces > 100);
    EXPECT(pieces <= TURNS_CREDIT / PIECE_COST + 42); /* and the last piece of the other */
}

TEST(a_batch_has_room_for_what_fits_and_always_for_one)
{
    turns_begin();
    turns_enter(&turns, &turns.jobs, &tenants[0]);
    EXPECT_INT(turns_share(&turns, &tenants[0], 256, BATCH_FUEL, true), 256);
    tenants[0].fuel_a_job = 99999;
    EXPECT_INT(turns_share(&turns, &tenants[0], 256, BATCH_FUEL, true), 20);
    tenants[0].fuel_a_job = 5 * BATCH_FUEL;
    EXPECT_INT(turns_share(&turns, &tenants[0], 256, BATCH_FUEL, true), 1);
    EXPECT_INT(turns_share(&turns, &tenants[0], 256, BATCH_FUEL, false), 0);
    tenants[0].fuel_a_job = 0;
    turns_enter(&turns, &turns.jobs,
                &tenants[1]); /* behind by nothing: one, then the other's turn */
    EXPECT_INT(turns_share(&turns, &tenants[0], 256, BATCH_FUEL, true), 1);
}
