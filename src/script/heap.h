/* SPDX-License-Identifier: Apache-2.0 */
/**
 * heap.h: memory of one run, one program or the built-ins.
 *
 * A block that is filled from its start and forgotten at once. There is no
 * collector: a run that allocates more than its cap is stopped. Memory is not
 * zeroed: whoever allocates writes every byte that is ever read.
 */
#pragma once

#include "base/base.h"

struct vm;

struct heap {
    uint8_t *start;
    uint8_t *tip;
    uint8_t *end;      /**< start + cap */
    size_t peak_bytes; /**< kept by heap_reset */
};

void heap_init(struct heap *heap, void *block, size_t bytes);

static inline size_t
heap_used(const struct heap *heap)
{
    return (size_t)(heap->tip - heap->start);
}

/** Whether a cell lives in this heap, and so may be written. */
static inline bool
heap_owns(const struct heap *heap, const void *pointer)
{
    return (uintptr_t)pointer - (uintptr_t)heap->start < (uintptr_t)(heap->end - heap->start);
}

/** heap_alloc, which is in vm.h, with count * size checked for overflow. */
must_use void *heap_alloc_array(struct vm *vm, size_t count, size_t size_bytes);
/** Grow in place when it is the newest cell, else move; the old bytes are kept. */
must_use void *heap_grow(struct vm *vm, void *old, size_t old_bytes, size_t new_bytes);
/** Give back what was allocated since `tip`; only for scratch that nothing points to. */
void heap_release(struct vm *vm, uint8_t *tip);
