/* SPDX-License-Identifier: Apache-2.0 */
/**
 * disk.h: a disk for SQLite that loses power when it is told to.
 *
 * Files live in memory, twice: as the system shows them, and as they lie on the
 * platter. A write shows at once and reaches the platter at a sync, or some day.
 * When the power goes, each write that was not synced is kept, lost or torn
 * at a sector, in any order; what was synced stays. A process that only
 * crashes loses nothing that it had written. Handles of before are dead.
 *
 * The disk counts its calls. Any of them may be told to be the last one before
 * a crash, or to fail, once or from there on.
 */
#pragma once

#include "base/random.h"
#include "base/text.h"

struct disk;

enum disk_death {
    DISK_PROCESS_GONE, /**< what was written stays, synced or not */
    DISK_POWER_GONE,   /**< what was not synced has a fate of its own */
};

/** How a call fails. */
enum disk_fault {
    DISK_HEALTHY,
    DISK_IO,        /**< SQLITE_IOERR, whatever the call is */
    DISK_FULL,      /**< writes find no room; everything else works */
    DISK_READ_ONLY, /**< nothing can be written */
};

/** The disk is SQLite's default from now on. */
struct disk *disk_new(uint64_t seed);
void disk_free(struct disk *disk);

int64_t disk_calls(const struct disk *disk);
/** The process or the power is gone at the call of this number, which does nothing any more. */
void disk_die_at(struct disk *disk, int64_t call);
bool disk_is_dead(const struct disk *disk);
/** The machine is up again; only what survived is left. */
void disk_revive(struct disk *disk, enum disk_death death);

/** The call of that number fails, and with `for_ever` all behind it. DISK_HEALTHY: none. */
void disk_fail_at(struct disk *disk, enum disk_fault fault, int64_t call, bool for_ever);
/** How many calls have failed by disk_fail_at. */
int64_t disk_failures(const struct disk *disk);
/** Fewer bytes than this fit; 0: any number. */
void disk_limit(struct disk *disk, int64_t bytes);
/** Says that it synced and did not: a seeded bug. */
void disk_lie(struct disk *disk);

/** All that is in a file, as the system shows it; no text when there is none. */
struct text disk_file(const struct disk *disk, const char *name);
/** Flip a bit; false when the file is not that long. */
bool disk_flip(struct disk *disk, const char *name, size_t byte, int bit);
