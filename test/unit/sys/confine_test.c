/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/confine.h"
#include "sys/process.h"
#include "sys/sys.h"
#include "test.h"

/** What a confined child tried: bit i of its exit status says that attempt i went otherwise. */
enum attempt { WRITES_INSIDE, WRITES_OUTSIDE, READS_OUTSIDE, RUNS, FORKS, EXECUTABLE, PACKETS };

static bool
opens(const char *path, int flags)
{
    int descriptor = open(path, flags | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return descriptor >= 0;
}

static bool
forks(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid > 0;
}

static int
confined_child(const char *inside, const char *outside)
{
    char path[128];
    int wrong = 0;
    struct confined walls;
    struct text folder = text_of(inside);
    if (sys_confine(&folder, 1, &walls) != OK) {
        return 255;
    }
    snprintf(path, sizeof(path), "%s/in", inside);
    wrong |= (int)!opens(path, O_CREAT | O_WRONLY) << WRITES_INSIDE;
    snprintf(path, sizeof(path), "%s/out", outside);
    if (walls.files) {
        wrong |= (int)opens(path, O_CREAT | O_WRONLY) << WRITES_OUTSIDE;
        snprintf(path, sizeof(path), "%s/secret", outside);
        wrong |= (int)opens(path, O_RDONLY) << READS_OUTSIDE;
    }
    if (walls.calls) {
        wrong |= (int)(execl("/bin/true", "true", (char *)NULL) != -1 || errno != EPERM) << RUNS;
        wrong |= (int)forks() << FORKS;
        wrong |= (int)(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
                 << EXECUTABLE;
        wrong |= (int)(socket(AF_PACKET, SOCK_RAW, 0) != -1 || errno != EPERM) << PACKETS;
    }
    return wrong;
}

TEST(a_confined_process_writes_its_folder_and_nothing_else)
{
    char inside[] = "/tmp/quoin-inside-XXXXXX";
    char outside[] = "/tmp/quoin-outside-XXXXXX";
    char path[128];
    EXPECT(mkdtemp(inside) != NULL && mkdtemp(outside) != NULL);
    snprintf(path, sizeof(path), "%s/secret", outside);
    EXPECT(opens(path, O_CREAT | O_WRONLY));
    pid_t pid = fork();
    if (pid == 0) {
        _exit(confined_child(inside, outside));
    }
    int status = -1;
    EXPECT(waitpid(pid, &status, 0) == pid);
    EXPECT(WIFEXITED(status));
    EXPECT_INT(WEXITSTATUS(status), 0);
    EXPECT(remove(path) == 0);
    EXPECT(rmdir(outside) == 0);
    snprintf(path, sizeof(path), "%s/in", inside);
    EXPECT(remove(path) == 0);
    EXPECT(rmdir(inside) == 0);
}

static int
speaks_and_crashes(void *argument)
{
    (void)argument;
    EXPECT(write(2, "last words\n", 11) == 11);
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    return 0;
}

static int
waits_for_a_signal(void *argument)
{
    (void)argument;
    EXPECT(write(2, "ready", 5) == 5);
    return sys_signal_wait(-1) == SIGTERM ? 7 : 8;
}

TEST(a_child_that_crashes_is_heard_first)
{
    struct sys_process process;
    struct sys_process_report report;
    char bytes[64] = "";
    EXPECT_OK(sys_process_start(&process, speaks_and_crashes, NULL));
    sys_process_wait(&process, bytes, sizeof(bytes), &report);
    EXPECT_INT(report.news, SYS_PROCESS_WROTE);
    EXPECT(strncmp(bytes, "last words\n", 11) == 0);
    sys_process_wait(&process, bytes, sizeof(bytes), &report);
    EXPECT_INT(report.news, SYS_PROCESS_KILLED);
    EXPECT(strcmp(sys_signal_name(report.number), "SIGABRT") == 0);
}

TEST(a_signal_reaches_the_child_by_hand_only)
{
    struct sys_process process;
    struct sys_process_report report;
    char bytes[64];
    sys_signals_hold();
    EXPECT_OK(sys_process_start(&process, waits_for_a_signal, NULL));
    sys_process_wait(&process, bytes, sizeof(bytes), &report);
    EXPECT_INT(report.news, SYS_PROCESS_WROTE);
    EXPECT(kill(getpid(), SIGTERM) == 0);
    sys_process_wait(&process, bytes, sizeof(bytes), &report);
    EXPECT_INT(report.news, SYS_PROCESS_SIGNAL);
    EXPECT_INT(report.number, SIGTERM);
    sys_process_signal(&process, SIGTERM);
    sys_process_wait(&process, bytes, sizeof(bytes), &report);
    EXPECT_INT(report.news, SYS_PROCESS_EXITED);
    EXPECT_INT(report.number, 7);
}
