/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: runs from one number.
 *
 *   sim SEED [COUNT] [-v] [-q]   COUNT seeds from SEED on; -v tells them; -q runs each once only
 *   sim kept FILE                the seeds of a file that have failed before
 *   sim faults                   each call of each command to disk or memory fails
 *   sim sabotage [NAME]          bugs on purpose: every checker must catch its own
 *
 * Each seed runs twice and must say the same both times. The last line is "N passed, N failed".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"
#include "sys/log.h"

/** A bug shows when something of its kind happens: not in every run. */
#define SABOTAGE_SEEDS 8

static bool
seed_run(struct sim *sim, uint64_t seed, bool is_verbose, bool is_quick)
{
    bool passed = sim_run(sim, seed, SABOTAGE_NONE, is_verbose);
    uint64_t trace = sim->trace;
    if (!passed) {
        printf("FAIL seed %llu step %d: %s: %s\n", (unsigned long long)seed, sim->step,
               sim->checker, sim->problem);
        return false;
    }
    if (!is_quick && (!sim_run(sim, seed, SABOTAGE_NONE, false) || sim->trace != trace)) {
        printf("FAIL seed %llu: determinism: %016llx, then %016llx\n", (unsigned long long)seed,
               (unsigned long long)trace, (unsigned long long)sim->trace);
        return false;
    }
    return true;
}

/** Bugs on purpose: each is caught, by the checker that is there for it, by some seed. */
static bool
sabotage_run(struct sim *sim, enum sabotage sabotage)
{
    for (uint64_t seed = 1; seed <= SABOTAGE_SEEDS; seed++) {
        if (!sim_run(sim, seed, sabotage, false) &&
            strcmp(sim->checker, sabotage_checker(sabotage)) == 0) {
            printf("ok   %s: seed %llu, %s: %s\n", sabotage_name(sabotage),
                   (unsigned long long)seed, sim->checker, sim->problem);
            return true;
        }
        if (sim_is_wrong(sim)) {
            printf("     %s: seed %llu, %s: %s\n", sabotage_name(sabotage),
                   (unsigned long long)seed, sim->checker, sim->problem);
        }
    }
    printf("FAIL %s: the checker %s does not see it\n", sabotage_name(sabotage),
           sabotage_checker(sabotage));
    return false;
}

/** Seeds that failed once, each with its sentence behind it. */
static void
kept_run(struct sim *sim, const char *path, size_t *passed, size_t *failed)
{
    char line[512];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        printf("FAIL %s cannot be read\n", path);
        (*failed)++;
        return;
    }
    while (fgets(line, sizeof(line), file) != NULL) {
        if (line[0] >= '0' && line[0] <= '9') {
            *(seed_run(sim, strtoull(line, NULL, 10), false, false) ? passed : failed) += 1;
        }
    }
    (void)fclose(file);
}

int
main(int count, char **arguments)
{
    static struct sim sim; /* too large for the stack */
    uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
    uint64_t runs = count > 2 && arguments[2][0] != '-' ? strtoull(arguments[2], NULL, 10) : 1;
    bool is_verbose = false, is_quick = false;
    size_t passed = 0, failed = 0;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    for (int i = 2; i < count; i++) {
        is_verbose = is_verbose || strcmp(arguments[i], "-v") == 0;
        is_quick = is_quick || strcmp(arguments[i], "-q") == 0;
    }
    struct log_config log = {
        .level = LOG_ERROR, .human = true, .descriptor = is_verbose ? 1 : nowhere};
    log_init(&log);
    if (count > 2 && strcmp(arguments[1], "kept") == 0) {
        kept_run(&sim, arguments[2], &passed, &failed);
        runs = 0;
    }
    if (count > 1 && strcmp(arguments[1], "faults") == 0) {
        bool is_well = sim_run_faults(&sim, is_verbose);
        printf("%d faults\n", sim.fault_count);
        if (!is_well) {
            printf("FAIL faults: %s: %s\n", sim.checker, sim.problem);
        }
        *(is_well ? &passed : &failed) += 1;
        runs = 0;
    }
    if (count > 1 && strcmp(arguments[1], "sabotage") == 0) {
        for (int i = SABOTAGE_NONE + 1; i < SABOTAGE_COUNT; i++) {
            if (count > 2 && strcmp(arguments[2], sabotage_name((enum sabotage)i)) != 0) {
                continue;
            }
            *(sabotage_run(&sim, (enum sabotage)i) ? &passed : &failed) += 1;
            (void)fflush(stdout);
        }
        runs = 0;
    }
    for (uint64_t i = 0; i < runs; i++) {
        *(seed_run(&sim, seed + i, is_verbose, is_quick) ? &passed : &failed) += 1;
        (void)fflush(stdout);
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
