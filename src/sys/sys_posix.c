/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/list.h"
#include "sys/sys.h"

#define SECOND_NS      INT64_C(1000000000)
#define MILLISECOND_NS INT64_C(1000000)

/* ---- clocks and entropy ---------------------------------------------------- */

static int64_t
read_clock_ns(clockid_t clock)
{
    struct timespec now;
    int failed = clock_gettime(clock, &now);
    assert(failed == 0);
    (void)failed;
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

static int64_t
wall_ms(const struct sys *sys)
{
    (void)sys;
    return read_clock_ns(CLOCK_REALTIME) / MILLISECOND_NS;
}

static int64_t
monotonic_ns(const struct sys *sys)
{
    (void)sys;
    return read_clock_ns(CLOCK_MONOTONIC);
}

static void
entropy(const struct sys *sys, void *bytes, size_t length)
{
    (void)sys;
    randombytes_buf(bytes, length);
}

static struct timespec
timespec_of(int64_t duration_ns)
{
    return (struct timespec){.tv_sec = (time_t)(duration_ns / SECOND_NS),
                             .tv_nsec = (long)(duration_ns % SECOND_NS)};
}

/** Milliseconds as nanoseconds; longer than a century is a century. */
static int64_t
nanoseconds_of(int64_t duration_ms)
{
    const int64_t century_ms = INT64_C(100) * 366 * 86400 * 1000;
    if (duration_ms < 0) {
        return 0;
    }
    return (duration_ms < century_ms ? duration_ms : century_ms) * MILLISECOND_NS;
}

void
sys_sleep_ms(int64_t duration_ms)
{
    struct timespec rest = timespec_of(nanoseconds_of(duration_ms));
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
    }
}

/* ---- files ------------------------------------------------------------------ */

static err_t
trouble_of(int number)
{
    return number == ENOENT || number == ENOTDIR ? ERR_FILE_MISSING : ERR_FILE_FAILED;
}

void
sys_close(int descriptor)
{
    (void)close(descriptor); /* after EINTR it is closed all the same (Linux) */
}

/** Until the end, or until one byte more than the buffer may hold was seen. */
static err_t
read_all(int descriptor, struct arena *arena, size_t length_max, size_t expected, struct text *out)
{
    size_t capacity = expected + 2, length = 0; /* one to see the end, one for the 0 */
    char *bytes = arena_alloc(arena, capacity, 1);
    for (;;) {
        if (bytes == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        ssize_t got = read(descriptor, bytes + length, capacity - 1 - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return ERR_FILE_FAILED;
        }
        length += (size_t)got;
        if (length > length_max) {
            return ERR_FILE_TOO_LARGE;
        }
        if (got == 0) {
            bytes[length] = 0;
            *out = (struct text){bytes, length};
            return OK;
        }
        if (length == capacity - 1) { /* it grew, or has no size, as in /proc */
            bytes = arena_grow(arena, bytes, capacity, capacity * 2);
            capacity *= 2;
        }
    }
}

static err_t
file_read(const struct sys *sys, struct arena *arena, const char *path, size_t length_max,
          struct text *out)
{
    (void)sys;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return trouble_of(errno);
    }
    struct stat about;
    err_t err = ERR_FILE_FAILED;
    if (fstat(descriptor, &about) == 0 && !S_ISDIR(about.st_mode)) {
        size_t expected = about.st_size > 0 ? (size_t)about.st_size : 0;
        err = expected > length_max ? ERR_FILE_TOO_LARGE
                                    : read_all(descriptor, arena, length_max, expected, out);
    }
    sys_close(descriptor);
    return err;
}

static bool
write_all(int descriptor, struct text content)
{
    while (content.length > 0) {
        ssize_t put = write(descriptor, content.bytes, content.length);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        if (put > 0) {
            content = text_slice(content, (size_t)put, content.length);
        }
    }
    return true;
}

bool
sys_folder_sync(const char *path)
{
    char directory[SYS_PATH_MAX];
    const char *slash = strrchr(path, '/');
    int length = slash == NULL ? snprintf(directory, sizeof(directory), ".")
                               : snprintf(directory, sizeof(directory), "%.*s",
                                          (int)(slash - path) + 1, path);
    if (length < 0 || (size_t)length >= sizeof(directory)) {
        return false;
    }
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    bool synced = fsync(descriptor) == 0;
    sys_close(descriptor);
    return synced;
}

static err_t
file_write(const struct sys *sys, const char *path, struct text content)
{
    (void)sys;
    char draft[SYS_PATH_MAX];
    int length = snprintf(draft, sizeof(draft), "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(draft)) {
        return ERR_FILE_FAILED;
    }
    int descriptor = mkostemp(draft, O_CLOEXEC);
    if (descriptor < 0) {
        return trouble_of(errno);
    }
    bool written = write_all(descriptor, content) && fsync(descriptor) == 0;
    sys_close(descriptor);
    if (!written || rename(draft, path) != 0) {
        (void)unlink(draft);
        return ERR_FILE_FAILED;
    }
    return sys_folder_sync(path) ? OK : ERR_FILE_FAILED;
}

static err_t
folder_make(const struct sys *sys, const char *path)
{
    (void)sys;
    char part[SYS_PATH_MAX];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof(part)) {
        return ERR_FILE_FAILED;
    }
    for (size_t end = 1; end <= length; end++) {
        if (end == length || path[end] == '/') {
            memcpy(part, path, end);
            part[end] = '\0';
            if (mkdir(part, 0777) != 0 && errno != EEXIST) {
                return trouble_of(errno);
            }
        }
    }
    return OK;
}

static int
compare_names(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static bool
is_directory(DIR *directory, const char *name)
{
    struct stat about;
    return fstatat(dirfd(directory), name, &about, 0) == 0 && S_ISDIR(about.st_mode);
}

static err_t
read_names(DIR *directory, struct arena *arena, struct text **names, size_t *count)
{
    struct {
        struct text *items;
        size_t count, capacity;
    } list = {0};
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        struct text *name = list_add(arena, &list);
        if (name != NULL) {
            *name = text_format(arena, "%s%s", entry->d_name,
                                is_directory(directory, entry->d_name) ? "/" : "");
        }
        if (name == NULL || name->bytes == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
    }
    if (errno != 0) {
        return ERR_FILE_FAILED;
    }
    if (list.count > 0) {
        qsort(list.items, list.count, sizeof(*list.items), compare_names);
    }
    *names = list.items;
    *count = list.count;
    return OK;
}

static err_t
directory_list(const struct sys *sys, struct arena *arena, const char *path, struct text **names,
               size_t *count)
{
    (void)sys;
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return trouble_of(errno);
    }
    err_t err = read_names(directory, arena, names, count);
    (void)closedir(directory);
    return err;
}

const struct sys *
sys_posix(void)
{
    static const struct sys posix = {
        .wall_ms = wall_ms,
        .monotonic_ns = monotonic_ns,
        .entropy = entropy,
        .file_read = file_read,
        .file_write = file_write,
        .folder_make = folder_make,
        .directory_list = directory_list,
    };
    int failed = sodium_init(); /* 1 when it was called before */
    assert(failed >= 0);
    (void)failed;
    return &posix;
}

struct text
sys_environment(const char *name)
{
    return text_of(getenv(name));
}

bool
sys_is_terminal(int descriptor)
{
    return isatty(descriptor) == 1;
}

/* ---- threads ------------------------------------------------------------------ */

static void *
run_thread(void *argument)
{
    struct sys_thread *thread = argument;
    thread->run(thread->argument);
    return NULL;
}

err_t
sys_thread_start(struct sys_thread *thread, const char *name, void (*run)(void *argument),
                 void *argument)
{
    *thread = (struct sys_thread){.run = run, .argument = argument};
    if (pthread_create(&thread->thread, NULL, run_thread, thread) != 0) {
        return ERR_THREAD_FAILED;
    }
    char short_name[16];
    snprintf(short_name, sizeof(short_name), "%.15s", name);
    (void)pthread_setname_np(thread->thread, short_name);
    return OK;
}

/** Locks fail only when they are used wrongly. */
static void
must_work(int number)
{
    assert(number == 0);
    (void)number;
}

void
sys_thread_join(struct sys_thread *thread)
{
    must_work(pthread_join(thread->thread, NULL));
}

void
sys_mutex_init(struct sys_mutex *mutex)
{
    must_work(pthread_mutex_init(&mutex->mutex, NULL));
}

void
sys_mutex_free(struct sys_mutex *mutex)
{
    must_work(pthread_mutex_destroy(&mutex->mutex));
}

void
sys_mutex_lock(struct sys_mutex *mutex)
{
    must_work(pthread_mutex_lock(&mutex->mutex));
}

void
sys_mutex_unlock(struct sys_mutex *mutex)
{
    must_work(pthread_mutex_unlock(&mutex->mutex));
}

void
sys_condition_init(struct sys_condition *condition)
{
    pthread_condattr_t attributes;
    must_work(pthread_condattr_init(&attributes));
    must_work(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)); /* the wall may jump */
    must_work(pthread_cond_init(&condition->condition, &attributes));
    must_work(pthread_condattr_destroy(&attributes));
}

void
sys_condition_free(struct sys_condition *condition)
{
    must_work(pthread_cond_destroy(&condition->condition));
}

void
sys_condition_wait(struct sys_condition *condition, struct sys_mutex *mutex)
{
    must_work(pthread_cond_wait(&condition->condition, &mutex->mutex));
}

bool
sys_condition_wait_ms(struct sys_condition *condition, struct sys_mutex *mutex, int64_t timeout_ms)
{
    struct timespec until =
        timespec_of(read_clock_ns(CLOCK_MONOTONIC) + nanoseconds_of(timeout_ms));
    int number = pthread_cond_timedwait(&condition->condition, &mutex->mutex, &until);
    assert(number == 0 || number == ETIMEDOUT);
    return number == 0;
}

void
sys_condition_signal(struct sys_condition *condition)
{
    must_work(pthread_cond_signal(&condition->condition));
}

void
sys_condition_broadcast(struct sys_condition *condition)
{
    must_work(pthread_cond_broadcast(&condition->condition));
}

/* ---- signals -------------------------------------------------------------------- */

static sigset_t
held_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

void
sys_signals_hold(void)
{
    sigset_t set = held_signals();
    must_work(pthread_sigmask(SIG_BLOCK, &set, NULL));
    (void)signal(SIGPIPE, SIG_IGN);
}

int
sys_signal_wait(int64_t timeout_ms)
{
    sigset_t set = held_signals();
    struct timespec timeout = timespec_of(nanoseconds_of(timeout_ms));
    int number;
    do {
        number = timeout_ms < 0 ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &timeout);
    } while (number < 0 && errno == EINTR);
    return number < 0 ? 0 : number;
}
