/* SPDX-License-Identifier: Apache-2.0 */
#include "script/heap.h"

#include "script/vm.h"

void
heap_init(struct heap *heap, void *block, size_t bytes)
{
    heap->start = block;
    heap->tip = heap->start;
    heap->end = heap->start + (bytes & ~(size_t)7);
    heap->peak_bytes = 0;
}

void *
heap_alloc_array(struct vm *vm, size_t count, size_t size_bytes)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size_bytes, &bytes)) {
        (void)!vm_trap(vm, RUN_MEMORY);
        return NULL;
    }
    return heap_alloc(vm, bytes);
}

void *
heap_grow(struct vm *vm, void *old, size_t old_bytes, size_t new_bytes)
{
    struct heap *heap = &vm->heap;
    size_t old_rounded = (old_bytes + 7) & ~(size_t)7;
    size_t new_rounded = (new_bytes + 7) & ~(size_t)7;
    assert(new_bytes >= old_bytes && new_rounded >= new_bytes);
    if (old != NULL && (uint8_t *)old + old_rounded == heap->tip) {
        if (new_rounded - old_rounded > (size_t)(heap->end - heap->tip)) {
            (void)!vm_trap(vm, RUN_MEMORY);
            return NULL;
        }
        heap->tip += new_rounded - old_rounded;
        return old;
    }
    void *cell = heap_alloc(vm, new_bytes);
    if (cell != NULL && old_bytes > 0) {
        memcpy(cell, old, old_bytes);
    }
    return cell;
}

void
heap_release(struct vm *vm, uint8_t *tip)
{
    struct heap *heap = &vm->heap;
    assert(tip >= heap->start && tip <= heap->tip);
    if (heap_used(heap) > heap->peak_bytes) {
        heap->peak_bytes = heap_used(heap);
    }
    heap->tip = tip;
}
