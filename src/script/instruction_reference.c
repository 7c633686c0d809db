/* SPDX-License-Identifier: Apache-2.0 */
/* The instructions of the machine as a table of Markdown, from opcode.def. */
#include "base/text.h"
#include "script/script.h"

static const struct {
    const char *name;
    const char *operands[3];
} instructions[] = {
#define OP(name, a, b, c) {#name, {#a, #b, #c}},
#include "script/opcode.def"
#undef OP
};

void
script_instructions_reference(struct text_builder *out)
{
    text_builder_add_string(out, "| instruction | operands |\n| --- | --- |\n");
    for (size_t i = 0; i < COUNT_OF(instructions); i++) {
        text_builder_format(out, "| `%s` |", instructions[i].name);
        for (size_t k = 0; k < 3; k++) {
            if (strcmp(instructions[i].operands[k], "NONE") != 0) {
                text_builder_format(out, " %s", instructions[i].operands[k]);
            }
        }
        text_builder_add_string(out, " |\n");
    }
}
