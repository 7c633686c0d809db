/* SPDX-License-Identifier: Apache-2.0 */
/** Any pattern on any subject: refused with a sentence, or it ends within its fuel. */
#include "script/regexp.h"
#include "script/vm.h"

#define HEAP_BYTES (4 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void *
grow(void *owner, void *old, size_t old_bytes, size_t new_bytes)
{
    return heap_grow(owner, old, old_bytes, new_bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static uint64_t block[HEAP_BYTES / sizeof(uint64_t)];
    static uint32_t captures[2 * (REGEXP_CAPTURES_MAX + 1)];
    struct vm vm = {.fuel = 100000, .exception = VALUE_EMPTY};
    heap_init(&vm.heap, block, sizeof(block));
    if (length < 3 || length > 4000) {
        return 0;
    }
    /* flags, length of the pattern, then units of a byte or (bit 7 of the flags) two */
    bool is_wide = (bytes[0] & 0x80) != 0;
    size_t unit_bytes = is_wide ? 2 : 1;
    size_t count = (length - 2) / unit_bytes;
    size_t pattern = bytes[1] < count ? bytes[1] : count;
    uint16_t *units = heap_alloc_array(&vm, count + 1, sizeof(*units));
    for (size_t i = 0; i < count; i++) {
        units[i] = bytes[2 + i * unit_bytes];
        if (is_wide) {
            units[i] = (uint16_t)(units[i] | bytes[3 + i * unit_bytes] << 8);
        }
    }
    struct regexp_memory memory = {&vm, grow};
    const char *message;
    const struct regexp_program *program =
        regexp_compile(&memory, units, pattern, bytes[0] & 0x7f, &message);
    assert(program != NULL || message != NULL || vm.trap == RUN_MEMORY);
    if (program == NULL) {
        return 0;
    }
    uint32_t subject_length = (uint32_t)(count - pattern);
    struct regexp_subject subject = {
        .latin = is_wide ? NULL : bytes + 2 + pattern,
        .wide = is_wide ? units + pattern : NULL,
        .length = subject_length,
    };
    bool found;
    if (!regexp_search(&vm, program, &subject, 0, (program->flags & REGEXP_STICKY) != 0, captures,
                       &found)) {
        assert(vm.trap == RUN_FUEL || vm.trap == RUN_MEMORY);
        return 0;
    }
    for (uint32_t i = 0; found && i < program->capture_count; i++) {
        uint32_t from = captures[2 * i];
        uint32_t to = captures[2 * i + 1];
        assert(i > 0 || (from != REGEXP_UNSET && to != REGEXP_UNSET));
        assert(from == REGEXP_UNSET || to == REGEXP_UNSET || (from <= to && to <= subject_length));
    }
    return 0;
}
