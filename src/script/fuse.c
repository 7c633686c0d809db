/* SPDX-License-Identifier: Apache-2.0 */
/* fuse.c: the last stage of the compiler: what often stands in a row becomes one instruction. */
#include "script/bytecode.h"

static bool
is_linked(const struct instruction *part, enum fused_link link)
{
    uint16_t written = part[0].a; /* all first and second parts that are linked write there */
    switch (link) {
    case LINK_NONE:
        return true;
    case LINK_A:
        return part[1].a == written;
    case LINK_B:
        return part[1].b == written;
    case LINK_C:
        return part[1].c == written;
    }
    return false;
}

bool
opcodes_follow(const struct instruction *first, uint32_t left, const struct fused *fused)
{
    return left > 1 && first[1].op == fused->second &&
           is_linked(first, (enum fused_link)fused->link) &&
           (fused->third == OP_NOP || (left > 2 && first[2].op == fused->third &&
                                       is_linked(first + 1, (enum fused_link)fused->third_link)));
}

void
opcodes_fuse(struct instruction *instructions, uint32_t count)
{
    for (uint32_t pc = 0; pc < count; pc++) {
        for (uint16_t op = OP_PLAIN_COUNT; op < OP_COUNT; op++) {
            const struct fused *fused = &fused_opcodes[op - OP_PLAIN_COUNT];
            if (instructions[pc].op == fused->first &&
                opcodes_follow(instructions + pc, count - pc, fused)) {
                instructions[pc].op = op;
                pc += fused->third == OP_NOP ? 1 : 2; /* its parts stay as they are */
                break;
            }
        }
    }
}
