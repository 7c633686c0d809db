/* SPDX-License-Identifier: Apache-2.0 */
/** keeper.c: the engine as a child process, its crashes and the file that tells of the last. */
#include "app/keeper.h"

#include <signal.h>

#include "base/instant.h"
#include "sys/log.h"
#include "sys/process.h"

#define LAST_WORDS_BYTES 16384
#define PAUSE_MS         1000
/** One that ran so long begins with the short pause again. */
#define STEADY_MS 60000

struct keeper {
    const struct sys *sys;
    struct text panic_file;
    char last_words[LAST_WORDS_BYTES]; /**< the end of what the child wrote */
    size_t length;
    int crashes;
    bool stopping;
};

static void
remember(struct keeper *keeper, const char *bytes, size_t length)
{
    size_t over =
        keeper->length + length > LAST_WORDS_BYTES ? keeper->length + length - LAST_WORDS_BYTES : 0;
    memmove(keeper->last_words, keeper->last_words + over, keeper->length - over);
    memcpy(keeper->last_words + keeper->length - over, bytes, length);
    keeper->length += length - over;
}

static void
panic_write(struct keeper *keeper, int number, int64_t ran_ms)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct text_builder out;
    text_builder_init(&out, &arena, (size_t)1 << 16);
    char now[INSTANT_TEXT_MAX];
    (void)instant_render(keeper->sys->wall_ms(keeper->sys) / 1000, now);
    text_builder_format(&out,
                        "time: %s\nended by: %s (%d)\nran for: %lld ms\ncrashes since the keeper "
                        "started: %d\nlast words:\n%.*s",
                        now, sys_signal_name(number), number, (long long)ran_ms, keeper->crashes,
                        (int)keeper->length, keeper->last_words);
    struct text path = text_copy(&arena, keeper->panic_file); /* ends in a 0 byte */
    if (path.bytes == NULL ||
        keeper->sys->file_write(keeper->sys, path.bytes, text_builder_text(&out)) != OK) {
        log_write(LOG_ERROR, "the last words cannot be kept", "panic-file", keeper->panic_file);
    }
    arena_free(&arena);
}

/** One life of the child. True: it crashed, `*status` is the signal. */
static bool
live(struct keeper *keeper, struct sys_process *process, int *status)
{
    char bytes[4096];
    struct sys_process_report report;
    for (;;) {
        sys_process_wait(process, bytes, sizeof(bytes), &report);
        switch (report.news) {
        case SYS_PROCESS_WROTE:
            remember(keeper, bytes, report.length);
            log_pass(bytes, report.length);
            break;
        case SYS_PROCESS_SIGNAL:
            keeper->stopping = report.number != SIGHUP; /* that one only drains */
            sys_process_signal(process, report.number);
            break;
        case SYS_PROCESS_EXITED:
        case SYS_PROCESS_KILLED:
            *status = report.number;
            return report.news == SYS_PROCESS_KILLED;
        }
    }
}

int
keeper(const struct sys *sys, const struct config *config, int (*run)(void *argument),
       void *argument)
{
    struct keeper keeper = {.sys = sys, .panic_file = config->panic_file};
    int64_t pause_ms = PAUSE_MS;
    sys_signals_hold();
    for (;;) {
        struct sys_process process;
        int64_t start_ns = sys->monotonic_ns(sys);
        int status = 1;
        keeper.length = 0;
        if (sys_process_start(&process, run, argument) != OK) {
            log_write(LOG_ERROR, "cannot start", "why", "the system gave no further process");
            return 1;
        }
        if (!live(&keeper, &process, &status)) {
            return status;
        }
        int64_t ran_ms = (sys->monotonic_ns(sys) - start_ns) / 1000000;
        keeper.crashes++;
        panic_write(&keeper, status, ran_ms);
        if (keeper.stopping) {
            return 1;
        }
        pause_ms = ran_ms >= STEADY_MS ? PAUSE_MS : pause_ms;
        log_write(LOG_ERROR, "the engine crashed and starts again", "signal",
                  sys_signal_name(status), "ran_ms", ran_ms, "pause_ms", pause_ms, "panic-file",
                  keeper.panic_file);
        if (sys_signal_wait(pause_ms) != 0) {
            return 1;
        }
        pause_ms = pause_ms * 2 < KEEPER_PAUSE_MS_MAX ? pause_ms * 2 : KEEPER_PAUSE_MS_MAX;
    }
}
