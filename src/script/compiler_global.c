/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compiler_global.c: names that no scope declares: built-ins, or nothing.
 *
 * Built-ins are frozen, so their names are constants. Only where they are open
 * (realm.h) they are what they are elsewhere: properties of the global object.
 */
#include "script/compiler.h"

static bool
is_known_global(const struct compiler *compiler, struct text name)
{
    return realm_global(compiler->realm, name) != VALUE_EMPTY;
}

static void
load_constant(struct compiler *compiler, struct text name, uint16_t to)
{
    struct constant constant = {.kind = CONSTANT_GLOBAL, .text = name};
    emit(compiler, OP_CONSTANT, to, constant_add(compiler, constant), 0);
}

uint16_t
find_global(struct compiler *compiler, struct text name)
{
    if (!compiler->realm->is_open) {
        return 0;
    }
    uint16_t globals = take(compiler, 2);
    uint16_t has = (uint16_t)(globals + 1);
    load_constant(compiler, TEXT("globalThis"), globals);
    emit(compiler, OP_CONSTANT, has, constant_text(compiler, name), 0);
    emit(compiler, OP_IN, has, has, globals);
    return globals;
}

/** ReferenceError unless find_global, which answered `globals`, found it. */
static void
check_global(struct compiler *compiler, struct text name, uint16_t globals)
{
    struct label is_there = {0};
    emit_jump(compiler, OP_JUMP_TRUE, (uint16_t)(globals + 1), 0, &is_there);
    emit(compiler, OP_THROW_UNKNOWN, constant_text(compiler, name), 0, 0);
    label_here(compiler, &is_there);
}

void
load_global(struct compiler *compiler, struct text name, uint16_t to)
{
    if (compiler->realm->is_open) {
        uint32_t saved = compiler->next;
        uint16_t globals = find_global(compiler, name);
        check_global(compiler, name, globals);
        emit(compiler, OP_GET, to, globals, constant_text(compiler, name));
        compiler->next = saved;
    } else if (is_known_global(compiler, name)) {
        load_constant(compiler, name, to);
    } else {
        emit(compiler, OP_THROW_UNKNOWN, constant_text(compiler, name), 0, 0);
    }
}

void
store_global(struct compiler *compiler, struct text name, uint16_t from, uint16_t globals)
{
    if (compiler->realm->is_open) {
        check_global(compiler, name, globals);
        emit(compiler, OP_PUT, globals, constant_text(compiler, name), from);
    } else {
        emit(compiler, is_known_global(compiler, name) ? OP_THROW_CONST : OP_THROW_UNKNOWN,
             constant_text(compiler, name), 0, 0);
    }
}

void
compile_typeof_global(struct compiler *compiler, struct text name, uint16_t to)
{
    uint32_t saved = compiler->next;
    uint16_t value = take(compiler, 1);
    if (compiler->realm->is_open) {
        emit(compiler, OP_GET, value, find_global(compiler, name), constant_text(compiler, name));
    } else if (is_known_global(compiler, name)) {
        load_constant(compiler, name, value);
    } else {
        emit(compiler, OP_UNDEFINED, value, 0, 0);
    }
    emit(compiler, OP_TYPEOF, to, value, 0);
    compiler->next = saved;
}
