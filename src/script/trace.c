/* SPDX-License-Identifier: Apache-2.0 */
/* trace.c: where in the sources the machine is. */
#include "script/bytecode.h"

static const struct position *
position_of(const struct function_code *code, uint32_t pc)
{
    uint32_t low = 0;
    uint32_t high = code->position_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (code->positions[middle].pc < pc) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &code->positions[low - 1];
}

static size_t
line_render(const struct trace_point *point, char *out, size_t size)
{
    char name[80];
    const struct position *position = position_of(point->code, point->pc);
    string_render(point->code->name, name, sizeof name);
    struct text path = point->code->path;
    unsigned line = position == NULL ? 0 : position->line;
    unsigned column = position == NULL ? 0 : position->column;
    int length =
        name[0] == 0
            ? snprintf(out, size, "    at %.*s:%u:%u", TEXT_ARG(path), line, column)
            : snprintf(out, size, "    at %s (%.*s:%u:%u)", name, TEXT_ARG(path), line, column);
    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

struct text
trace_render(struct vm *vm, struct arena *arena, int *line, int *column, struct text *path)
{
    struct text_builder builder;
    text_builder_init(&builder, arena, SIZE_MAX);
    for (uint32_t i = 0; i < vm->trace_count; i++) {
        char text[400];
        size_t length = line_render(&vm->trace[i], text, sizeof text);
        if (i > 0) {
            text_builder_add_char(&builder, '\n');
        }
        text_builder_add(&builder, (struct text){text, length});
    }
    *line = 0;
    *column = 0;
    *path = NO_TEXT;
    if (vm->trace_count > 0) {
        const struct position *position = position_of(vm->trace[0].code, vm->trace[0].pc);
        *path = text_copy(arena, vm->trace[0].code->path);
        *line = position == NULL ? 0 : (int)position->line;
        *column = position == NULL ? 0 : (int)position->column;
    }
    return builder.length == 0 ? NO_TEXT : text_builder_text(&builder);
}

struct string *
vm_stack_trace(struct vm *vm)
{
    struct string_builder builder;
    string_builder_init(&builder, vm);
    uint32_t lines = 0;
    for (uint32_t i = vm->frame_count; i > 0 && lines < 10; i--, lines++) {
        const struct frame *frame = &vm->frames[i - 1];
        struct trace_point point = {frame->code, (uint32_t)(frame->pc - frame->code->instructions)};
        char text[400];
        size_t length = line_render(&point, text, sizeof text);
        if (lines > 0) {
            string_builder_add_unit(&builder, '\n');
        }
        struct string *line = string_from_utf8(vm, (struct text){text, length});
        if (line == NULL) {
            return NULL;
        }
        string_builder_add(&builder, line);
    }
    return string_builder_end(&builder);
}
