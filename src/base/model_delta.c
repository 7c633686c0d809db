/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/model.h"
#include "base/model_body.h"

/** One field of a body or delta, with its key. */
struct part {
    uint16_t tag; /**< 0 behind the last */
    unsigned form;
    struct text bytes;
};

static err_t
read_part(struct body_cursor *cursor, bool in_delta, struct part *out)
{
    uint16_t last = out->tag;
    if (cursor->at == cursor->end) {
        *out = (struct part){0};
        return OK;
    }
    const unsigned char *start = cursor->at;
    if (!body_read_key(cursor, &out->tag, &out->form) || out->tag <= last) {
        return ERR_BODY_CORRUPT;
    }
    if (!(in_delta && out->form == BODY_ABSENT) && !body_skip(cursor, out->form)) {
        return ERR_BODY_CORRUPT;
    }
    out->bytes = (struct text){(const char *)start, (size_t)(cursor->at - start)};
    return OK;
}

static struct body_cursor
cursor_of(struct text body)
{
    const unsigned char *bytes = (const unsigned char *)body.bytes;
    return (struct body_cursor){bytes, body.length == 0 ? bytes : bytes + body.length};
}

/** Whether a's tag comes before b's; behind the last part comes nothing. */
static bool
is_before(const struct part *a, const struct part *b)
{
    return a->tag != 0 && (b->tag == 0 || a->tag < b->tag);
}

static void
add_absent(struct text_builder *out, uint16_t tag)
{
    unsigned key = (unsigned)tag << 3 | BODY_ABSENT;
    char bytes[2] = {(char)(key & 0xff), (char)(key >> 8)};
    text_builder_add(out, (struct text){bytes, sizeof(bytes)});
}

err_t
model_delta(struct text before, struct text after, struct text_builder *out)
{
    struct body_cursor old_cursor = cursor_of(before), new_cursor = cursor_of(after);
    struct part old_part = {0}, new_part = {0};
    TRY(read_part(&old_cursor, false, &old_part));
    TRY(read_part(&new_cursor, false, &new_part));
    while (old_part.tag != 0 || new_part.tag != 0) {
        if (is_before(&old_part, &new_part)) {
            text_builder_add(out, old_part.bytes);
            TRY(read_part(&old_cursor, false, &old_part));
        } else if (is_before(&new_part, &old_part)) {
            add_absent(out, new_part.tag);
            TRY(read_part(&new_cursor, false, &new_part));
        } else {
            if (!text_equal(old_part.bytes, new_part.bytes)) {
                text_builder_add(out, old_part.bytes);
            }
            TRY(read_part(&old_cursor, false, &old_part));
            TRY(read_part(&new_cursor, false, &new_part));
        }
    }
    return out->failed ? ERR_OUT_OF_MEMORY : OK;
}

err_t
model_patch(struct text after, struct text delta, struct text_builder *out)
{
    struct body_cursor new_cursor = cursor_of(after), delta_cursor = cursor_of(delta);
    struct part new_part = {0}, change = {0};
    TRY(read_part(&new_cursor, false, &new_part));
    TRY(read_part(&delta_cursor, true, &change));
    while (new_part.tag != 0 || change.tag != 0) {
        if (is_before(&new_part, &change)) {
            text_builder_add(out, new_part.bytes);
            TRY(read_part(&new_cursor, false, &new_part));
            continue;
        }
        if (new_part.tag == change.tag) {
            TRY(read_part(&new_cursor, false, &new_part));
        }
        if (change.form != BODY_ABSENT) {
            text_builder_add(out, change.bytes);
        }
        TRY(read_part(&delta_cursor, true, &change));
    }
    return out->failed ? ERR_OUT_OF_MEMORY : OK;
}
