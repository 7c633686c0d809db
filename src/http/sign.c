/* SPDX-License-Identifier: Apache-2.0 */
/** sign.c: signatures of webhooks and remote functions (billing.md 20.2). */
#include "base/hash.h"
#include "http/http.h"

struct text
signature_header(struct arena *arena, const struct text *secrets, size_t secret_count,
                 int64_t time_s, struct text body)
{
    struct text_builder signed_text;
    text_builder_init(&signed_text, arena, SIZE_MAX);
    text_builder_add_int(&signed_text, time_s);
    text_builder_add_char(&signed_text, '.');
    text_builder_add(&signed_text, body);

    struct text_builder header;
    text_builder_init(&header, arena, SIZE_MAX);
    text_builder_format(&header, "t=%lld", (long long)time_s);
    for (size_t i = 0; i < secret_count; i++) {
        struct sha256 mac = hmac_sha256(secrets[i], text_builder_text(&signed_text));
        text_builder_add(&header, TEXT(",v1="));
        text_builder_add(&header, hex_text(arena, mac.bytes, sizeof(mac.bytes)));
    }
    return signed_text.failed ? NO_TEXT : text_builder_text(&header);
}
