/* SPDX-License-Identifier: Apache-2.0 */
/** Any bytes as the types of a configuration: schema and form are JSON, or diagnostics say why. */
#include "base/json.h"
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct script_source sources[] = {
        {TEXT("a.ts"), TEXT("class X implements P<C> {}")},
        {TEXT("b.ts"), {(const char *)bytes, length}},
    };
    struct script_diagnostics diagnostics = {0};
    struct text schema, form, problem;
    err_t err =
        script_config_schema(&arena, sources, COUNT_OF(sources), &diagnostics, &schema, &form);
    assert(err == OK || err == ERR_SCRIPT_REJECTED || err == ERR_OUT_OF_MEMORY);
    assert((err == ERR_SCRIPT_REJECTED) == (diagnostics.count > 0) || err == ERR_OUT_OF_MEMORY);
    if (err == OK) {
        struct json json;
        struct json_error error;
        struct json value = {.type = JSON_OBJECT};
        err = json_parse(&arena, form, &json, &error);
        assert(err == OK || err == ERR_OUT_OF_MEMORY || json.type == JSON_OBJECT);
        err = json_parse(&arena, schema, &json, &error);
        assert(err == OK || err == ERR_OUT_OF_MEMORY);
        (void)script_config_check(&arena, schema, &value, &problem);
    }
    arena_free(&arena);
    return 0;
}
