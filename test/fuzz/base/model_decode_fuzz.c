/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Any bytes are a body or ERR_BODY_CORRUPT, for every kind of object. What was
 * read is written, read and written again: both writings are equal. Deltas
 * between the body and an older one undo the change to the byte.
 */
#include "base/model.h"

#include "kinds.model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct text
encode(struct arena *arena, const struct model *model, const void *value)
{
    struct text_builder out;
    text_builder_init(&out, arena, 1 << 22);
    err_t err = model_encode(model, value, &out);
    assert(err == OK || arena->exhausted);
    return err != OK || out.length == 0 ? TEXT("") : text_builder_text(&out);
}

static void
check_delta(struct arena *arena, struct text before, struct text after)
{
    struct text_builder delta, back;
    text_builder_init(&delta, arena, 1 << 22);
    text_builder_init(&back, arena, 1 << 22);
    if (model_delta(before, after, &delta) == OK &&
        model_patch(after, delta.length == 0 ? TEXT("") : text_builder_text(&delta), &back) == OK) {
        assert(back.length == before.length);
        assert(back.length == 0 || memcmp(back.bytes, before.bytes, before.length) == 0);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return 0;
    }
    const struct model_kind *kind = model_kinds[bytes[0] % MODEL_KIND_COUNT];
    struct text body = {(const char *)bytes + 1, length - 1};
    struct arena arena;
    arena_init(&arena, 16 << 20);
    void *value = arena_alloc(&arena, 1, kind->model->size_bytes);
    void *again = arena_alloc(&arena, 1, kind->model->size_bytes);
    err_t err = model_decode(&arena, kind->model, body, value);
    assert(err == OK || err == ERR_BODY_CORRUPT || err == ERR_OUT_OF_MEMORY);
    if (err == OK) {
        struct text first = encode(&arena, kind->model, value);
        err = model_decode(&arena, kind->model, first, again);
        assert(err == OK || arena.exhausted);
        if (err == OK) {
            struct text second = encode(&arena, kind->model, again);
            assert(text_equal(first, second) || arena.exhausted);
        }
        check_delta(&arena, first, body);
    }
    check_delta(&arena, body, text_slice(body, body.length / 2, body.length));
    arena_free(&arena);
    return 0;
}
