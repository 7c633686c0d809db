/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Any form is read into every params struct or refused with a code, a sentence
 * and a parameter: from the bytes of a request to the room's struct.
 */
#include "base/model.h"
#include "base/task.h"
#include "http/http.h"

#include "kinds.model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    size_t count = 0;
    while (model_params[count] != NULL) {
        count++;
    }
    if (length == 0) {
        return 0;
    }
    const struct model *model = model_params[bytes[0] % count];
    struct arena arena;
    struct account account = {.id = 1};
    struct task task = {.arena = &arena, .account = &account};
    struct form_node *root;
    struct text problem;
    arena_init(&arena, 16 << 20);
    void *params = arena_alloc(&arena, 1, model->size_bytes);
    struct text body = {(const char *)bytes + 1, length - 1};
    if (form_parse(&arena, body, &root, &problem) == OK) {
        err_t err = model_read_params(&task, model, root, params);
        assert(err == OK || err == task.failure.code || arena.exhausted);
        assert(err == OK || task.failure.message.bytes != NULL || arena.exhausted);
        assert(text_is_utf8(task.failure.message));
    }
    arena_free(&arena);
    return 0;
}
