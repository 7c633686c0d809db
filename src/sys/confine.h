/* SPDX-License-Identifier: Apache-2.0 */
/**
 * confine.h: a process takes rights from itself that it never needs again.
 *
 * Two walls of the kernel, behind the virtual machine that is the first one:
 * Landlock over files, seccomp over system calls (kernel documents
 * userspace-api/landlock and userspace-api/seccomp_filter).
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#define CONFINED_FOLDERS_MAX 16

/** What stands now; both false on a kernel that has neither. */
struct confined {
    bool files; /**< reads the system's folders, writes the given ones, runs no program */
    bool calls; /**< no other process, no executable memory, sockets of the network and Unix only */
};

/**
 * From now on, for this process and all its threads, until it ends: files are
 * written below `folders` only; what libraries read (/etc, /usr, /run, the
 * list of processors) can be read; no program is started, no memory becomes
 * executable, no other process is made, traced or signalled. Call it before
 * other threads are started: Landlock is inherited, not spread.
 *
 * A kernel without a wall is no error, *out says so. ERR_CONFINE_FAILED when
 * the kernel has it but refused: the process must not go on.
 * A folder that is not there gives no right.
 */
must_use err_t sys_confine(const struct text *folders, size_t count, struct confined *out);
