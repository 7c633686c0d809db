/* SPDX-License-Identifier: Apache-2.0 */
/** runner.h: the memory of a thread's runs; between call.c and program.c. */
#pragma once

#include "script/host.h"
#include "script/machine.h"

#define STACK_VALUES (64 * 1024)
#define FRAMES_MAX   2048

#define ARGUMENTS_MAX   8
#define BEGINNING_BYTES 32768 /* of a heap that is kept; longer ones are made each time */

/** What a run's heap held when its arguments were made, for the next run with the same ones. */
struct beginning {
    bool is_known;
    size_t count;
    uint64_t numbers[ARGUMENTS_MAX];           /**< of arguments that are JSON */
    const struct model *models[ARGUMENTS_MAX]; /**< of those that are structs */
    value_t values[ARGUMENTS_MAX];
    value_t *globals;
    struct intern_table strings;
    struct transition_table transitions;
    int64_t fuel; /**< that it took */
    size_t peak_bytes;
    size_t length;
    uint8_t *bytes;
};

struct script_runner {
    struct vm vm;
    struct beginning beginning;
    uint64_t last_number;
    struct property_cache cache;
    struct host *host;
    void *heap_block;
    size_t heap_bytes;
    value_t *stack;
    struct frame *frames;
};

/** A fresh machine on a heap; nothing of an earlier run is left but warm caches. */
void runner_begin(struct script_runner *runner, const struct script_program *program,
                  const struct script_limits *limits, struct arena *arena);
void runner_end(struct script_runner *runner);
/** Run the top level of all modules in the vm's heap. */
must_use bool program_run_modules(struct vm *vm, const struct script_program *program);
/** The default export as this run sees it. */
value_t program_default(const struct vm *vm, const struct script_program *program);
/** Name and message of what was thrown, for people. */
void exception_describe(struct vm *vm, value_t exception, struct arena *arena, struct text *name,
                        struct text *message);
