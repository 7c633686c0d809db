/* SPDX-License-Identifier: Apache-2.0 */
/** Any bytes: refused at a place within them, or read, written and read again the same. */
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct text
write(struct arena *arena, const struct json *value, bool pretty)
{
    struct json_writer writer;
    json_writer_init(&writer, arena, SIZE_MAX, pretty);
    json_value(&writer, value);
    return json_writer_text(&writer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct text input = {(const char *)bytes, length};
    struct json value, again;
    struct json_error error = {0};
    err_t err = json_parse(&arena, input, &value, &error);
    assert(err == OK || err == ERR_JSON_SYNTAX || err == ERR_OUT_OF_MEMORY);
    if (err == ERR_JSON_SYNTAX) {
        assert(error.expected != NULL);
        assert(error.offset <= length);
    }
    if (err == OK) {
        struct text compact = write(&arena, &value, false), pretty = write(&arena, &value, true);
        err = json_parse(&arena, pretty, &again, &error);
        assert(err == OK);
        assert(text_equal(write(&arena, &again, false), compact));
        struct json_writer writer;
        json_writer_init(&writer, &arena, SIZE_MAX, true);
        json_literal(&writer, input);
        err = json_parse(&arena, json_writer_text(&writer), &again, &error);
        assert(err == OK);
        assert(text_equal(write(&arena, &again, true), pretty));
    }
    arena_free(&arena);
    return 0;
}
