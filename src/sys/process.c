/* SPDX-License-Identifier: Apache-2.0 */
/** process.c: fork, a pipe for standard error, a descriptor for signals. */
#include "sys/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/sys.h"

static sigset_t
watched_signals(void)
{
    sigset_t set;
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGCHLD);
    int failed = pthread_sigmask(SIG_BLOCK, &end, &set); /* beside those that are held */
    assert(failed == 0);
    (void)failed;
    sigaddset(&set, SIGCHLD);
    return set;
}

static _Noreturn void
child_run(int output, int parent, int (*run)(void *argument), void *argument)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(output, 2) < 0) {
        _exit(1);
    }
    sys_close(output);
    exit(run(argument));
}

err_t
sys_process_start(struct sys_process *process, int (*run)(void *argument), void *argument)
{
    int ends[2];
    int parent = getpid();
    sigset_t set = watched_signals();
    *process = (struct sys_process){.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
    if (process->signals < 0) {
        return ERR_PROCESS_FAILED;
    }
    if (pipe(ends) != 0) {
        sys_close(process->signals);
        return ERR_PROCESS_FAILED;
    }
    (void)fflush(NULL); /* or both would write it */
    process->pid = fork();
    if (process->pid == 0) {
        sys_close(ends[0]);
        sys_close(process->signals);
        child_run(ends[1], parent, run, argument);
    }
    sys_close(ends[1]);
    process->output = ends[0];
    if (process->pid < 0) {
        sys_close(process->output);
        sys_close(process->signals);
        return ERR_PROCESS_FAILED;
    }
    return OK;
}

/** The child's end, when it has come. */
static bool
reap(struct sys_process *process, struct sys_process_report *out)
{
    int status;
    pid_t pid;
    do {
        pid = waitpid(process->pid, &status, process->output < 0 ? 0 : WNOHANG);
    } while (pid < 0 && errno == EINTR);
    if (pid != process->pid) {
        return false;
    }
    *out = WIFSIGNALED(status)
               ? (struct sys_process_report){SYS_PROCESS_KILLED, 0, WTERMSIG(status)}
               : (struct sys_process_report){SYS_PROCESS_EXITED, 0, WEXITSTATUS(status)};
    sys_close(process->signals);
    return true;
}

void
sys_process_wait(struct sys_process *process, char *bytes, size_t size,
                 struct sys_process_report *out)
{
    for (;;) {
        if (process->output < 0 && reap(process, out)) { /* it wrote its last, so it ends */
            return;
        }
        struct pollfd fds[] = {{process->output, POLLIN, 0}, {process->signals, POLLIN, 0}};
        if (poll(fds, COUNT_OF(fds), -1) < 0) {
            continue;
        }
        struct signalfd_siginfo info;
        if (fds[1].revents != 0 &&
            read(process->signals, &info, sizeof(info)) == (ssize_t)sizeof(info) &&
            info.ssi_signo != SIGCHLD) {
            *out = (struct sys_process_report){SYS_PROCESS_SIGNAL, 0, (int)info.ssi_signo};
            return;
        }
        if (fds[0].revents != 0) {
            ssize_t got = read(process->output, bytes, size);
            if (got > 0) {
                *out = (struct sys_process_report){SYS_PROCESS_WROTE, (size_t)got, 0};
                return;
            }
            if (got == 0) {
                sys_close(process->output);
                process->output = -1;
            }
        }
    }
}

void
sys_process_signal(const struct sys_process *process, int number)
{
    (void)kill(process->pid, number);
}

const char *
sys_signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
                 {SIGILL, "SIGILL"},   {SIGKILL, "SIGKILL"}, {SIGSEGV, "SIGSEGV"},
                 {SIGSYS, "SIGSYS"},   {SIGTRAP, "SIGTRAP"}, {SIGTERM, "SIGTERM"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].number == number) {
            return names[i].name;
        }
    }
    return "signal";
}
