/* SPDX-License-Identifier: Apache-2.0 */
/** confine.c: Landlock by its three system calls, seccomp by libseccomp. */
#include "sys/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "sys/sys.h"

/* Rights that headers of older kernels do not name. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (UINT64_C(1) << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#endif

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES                                                                                     \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                               \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)
/** Handled, and given to nobody. */
#define NEVER                                                                                      \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |    \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* ---- files ------------------------------------------------------------------ */

/** What the C library, TLS and name resolution read. */
static const char *const readable[] = {
    "/etc", "/usr", "/lib", "/lib64", "/run", "/dev", "/sys/devices/system/cpu"};

static err_t
rule_add(int ruleset, const char *path, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = rights};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) {
        return OK; /* not there: no right */
    }
    long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    sys_close(rule.parent_fd);
    return failed == 0 ? OK : ERR_CONFINE_FAILED;
}

static err_t
rules_add(int ruleset, const struct text *folders, size_t count, uint64_t handled)
{
    char path[SYS_PATH_MAX];
    for (size_t i = 0; i < COUNT_OF(readable); i++) {
        TRY(rule_add(ruleset, readable[i], READS));
    }
    TRY(rule_add(ruleset, "/dev/null", (READS | WRITES) & LANDLOCK_ACCESS_FS_WRITE_FILE));
    for (size_t i = 0; i < count; i++) {
        if (folders[i].length >= sizeof(path)) {
            return ERR_CONFINE_FAILED;
        }
        memcpy(path, folders[i].bytes, folders[i].length);
        path[folders[i].length] = '\0';
        TRY(rule_add(ruleset, path, handled & ~(uint64_t)NEVER));
    }
    return OK;
}

static err_t
confine_files(const struct text *folders, size_t count, bool *out)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *out = false;
    if (version < 1) {
        return OK;
    }
    struct landlock_ruleset_attr rules = {.handled_access_fs = READS | WRITES | NEVER};
    rules.handled_access_fs |= version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
    rules.handled_access_fs |= version >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
    if (ruleset < 0) {
        return ERR_CONFINE_FAILED;
    }
    err_t err = rules_add(ruleset, folders, count, rules.handled_access_fs);
    if (err == OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        err = ERR_CONFINE_FAILED;
    }
    sys_close(ruleset);
    *out = err == OK;
    return err;
}

/* ---- system calls ------------------------------------------------------------- */

/** Whatever their arguments. Names that a machine does not have are passed over. */
static const char *const allowed[] = {
    /* files */
    "access", "chmod", "chown", "close", "close_range", "dup", "dup2", "dup3", "faccessat",
    "faccessat2", "fadvise64", "fallocate", "fchmod", "fchmodat", "fchown", "fchownat", "fcntl",
    "fdatasync", "flock", "fstat", "fstatfs", "fsync", "ftruncate", "getcwd", "getdents64", "link",
    "linkat", "lseek", "lstat", "mkdir", "mkdirat", "newfstatat", "open", "openat", "openat2",
    "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readlink",
    "readlinkat", "readv", "rename", "renameat", "renameat2", "rmdir", "sendfile", "stat", "statfs",
    "statx", "sync_file_range", "truncate", "umask", "unlink", "unlinkat", "utimensat", "write",
    "writev",
    /* memory */
    "brk", "madvise", "membarrier", "mincore", "mlock", "mlock2", "mremap", "msync", "munlock",
    "munmap",
    /* threads, time, signals */
    "clock_getres", "clock_gettime", "clock_nanosleep", "exit", "exit_group", "futex",
    "get_robust_list", "getpriority", "gettimeofday", "getrandom", "nanosleep", "restart_syscall",
    "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
    "rt_sigtimedwait", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_yield",
    "set_robust_list", "set_tid_address", "sigaltstack", "time", "times",
    /* who one is */
    "getegid", "geteuid", "getgid", "getgroups", "getpid", "getppid", "getresgid", "getresuid",
    "getrlimit", "getrusage", "gettid", "getuid", "sysinfo", "ugetrlimit", "uname",
    /* network and waiting */
    "accept", "accept4", "bind", "connect", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "getpeername",
    "getsockname", "getsockopt", "listen", "pipe", "pipe2", "poll", "ppoll", "pselect6", "recvfrom",
    "recvmmsg", "recvmsg", "select", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    "socketpair"};

static err_t
allow(scmp_filter_ctx filter, const char *name, unsigned count, const struct scmp_arg_cmp *when)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) {
        return OK;
    }
    int failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, count, when);
    return failed == 0 || failed == -EDOM ? OK : ERR_CONFINE_FAILED;
}

static err_t
allow_when(scmp_filter_ctx filter, const char *name, struct scmp_arg_cmp when)
{
    return allow(filter, name, 1, &when);
}

static err_t
allow_some(scmp_filter_ctx filter)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX,
                                   AF_NETLINK}; /* names are asked by netlink */
    static const unsigned long requests[] = {FIONREAD, FIONBIO, TCGETS, TIOCGWINSZ};
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        TRY(allow_when(filter, "socket", SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)families[i], 0)));
    }
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        TRY(allow_when(filter, "ioctl", SCMP_A1_64(SCMP_CMP_EQ, requests[i], 0)));
    }
    TRY(allow_when(filter, "mmap", SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
    TRY(allow_when(filter, "mprotect", SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
    TRY(allow_when(filter, "clone", SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)));
    TRY(allow_when(filter, "prctl", SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME, 0)));
    TRY(allow_when(filter, "prlimit64", SCMP_A2_64(SCMP_CMP_EQ, 0, 0))); /* asks, does not set */
    TRY(allow_when(filter, "tgkill", SCMP_A0_64(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)));
    /* its flags cannot be looked at: the C library goes on with clone */
    int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return failed == 0 || failed == -EDOM ? OK : ERR_CONFINE_FAILED;
}

static err_t
confine_calls(bool *out)
{
    *out = false;
    if (prctl(PR_GET_SECCOMP) < 0) {
        return OK;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    err_t err = filter == NULL ? ERR_CONFINE_FAILED : allow_some(filter);
    for (size_t i = 0; err == OK && i < COUNT_OF(allowed); i++) {
        err = allow(filter, allowed[i], 0, NULL);
    }
    if (err == OK &&
        (seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) != 0 || seccomp_load(filter) != 0)) {
        err = ERR_CONFINE_FAILED;
    }
    seccomp_release(filter);
    *out = err == OK;
    return err;
}

err_t
sys_confine(const struct text *folders, size_t count, struct confined *out)
{
    *out = (struct confined){false, false};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return ERR_CONFINE_FAILED;
    }
    TRY(confine_files(folders, count, &out->files));
    return confine_calls(&out->calls);
}
