/* SPDX-License-Identifier: Apache-2.0 */
/* peer_duktape.c: Duktape; its packaged build has no hook that could count. */
#include <duktape.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

static duk_context *state;
static char *code;
static size_t code_length;

static void *
allocate(void *user, duk_size_t size)
{
    (void)user;
    return peer_realloc(NULL, size);
}

static void *
reallocate(void *user, void *block, duk_size_t size)
{
    (void)user;
    return peer_realloc(block, size);
}

static void
release(void *user, void *block)
{
    (void)user;
    (void)peer_realloc(block, 0);
}

static void
fatal(void *user, const char *message)
{
    (void)user;
    peer_die(message);
}

/* ---- the host's decimals ---- */

static duk_ret_t
give(struct decimal *value)
{
    duk_push_pointer(state, value);
    return 1;
}

static duk_ret_t
duk_parse(duk_context *context)
{
    return give(peer_parse(duk_require_string(context, 0)));
}

static duk_ret_t
duk_add(duk_context *context)
{
    return give(peer_add(duk_require_pointer(context, 0), duk_require_pointer(context, 1)));
}

static duk_ret_t
duk_mul(duk_context *context)
{
    return give(peer_mul(duk_require_pointer(context, 0), duk_require_pointer(context, 1),
                         duk_require_int(context, 2)));
}

static duk_ret_t
duk_div(duk_context *context)
{
    return give(peer_div(duk_require_pointer(context, 0), duk_require_pointer(context, 1),
                         duk_require_int(context, 2)));
}

static duk_ret_t
duk_round(duk_context *context)
{
    return give(peer_round(duk_require_pointer(context, 0), duk_require_int(context, 1),
                           duk_require_int(context, 2)));
}

static duk_ret_t
duk_compare_decimals(duk_context *context)
{
    const struct decimal *a = duk_require_pointer(context, 0);
    const struct decimal *b = duk_require_pointer(context, 1);
    duk_push_int(context, decimal_compare(*a, *b));
    return 1;
}

static duk_ret_t
duk_same(duk_context *context)
{
    duk_dup(context, 0);
    return 1;
}

/* ---- a heap a call ---- */

static duk_context *
state_new(void)
{
    duk_context *made = duk_create_heap(allocate, reallocate, release, NULL, fatal);
    if (made == NULL) {
        peer_die("no heap");
    }
    return made;
}

static void
load(const char *source, size_t length)
{
    state = state_new();
    if (duk_pcompile_lstring(state, 0, source, length) != 0) {
        peer_die(duk_safe_to_string(state, -1));
    }
    duk_dump_function(state);
    const void *bytes = duk_require_buffer_data(state, -1, &code_length);
    code = malloc(code_length);
    memcpy(code, bytes, code_length);
    duk_destroy_heap(state);
}

static void
open_state(const char *function)
{
    static const duk_function_list_entry decimals[] = {
        {"parse", duk_parse, 1}, {"add", duk_add, 2},     {"mul", duk_mul, 3},
        {"div", duk_div, 3},     {"round", duk_round, 3}, {"compare", duk_compare_decimals, 2},
        {"take", duk_same, 1},   {"give", duk_same, 1},   {NULL, NULL, 0},
    };
    state = state_new();
    duk_push_object(state);
    duk_put_function_list(state, -1, decimals);
    duk_put_global_string(state, "decimal");
    memcpy(duk_push_fixed_buffer(state, code_length), code, code_length);
    duk_load_function(state);
    duk_call(state, 0);
    duk_pop(state);
    duk_get_global_string(state, function);
}

static void
call(int count)
{
    if (duk_pcall(state, count) != 0) {
        peer_die(duk_safe_to_string(state, -1));
    }
}

static void
close_state(void)
{
    duk_destroy_heap(state);
}

/* ---- values ---- */

static void
push_object(void)
{
    (void)duk_push_object(state);
}

static void
push_list(size_t count)
{
    (void)count;
    (void)duk_push_array(state);
}

static void
push_number(double value)
{
    duk_push_number(state, value);
}

static void
push_text(struct text value)
{
    (void)duk_push_lstring(state, value.bytes, value.length);
}

static void
push_decimal(struct decimal *value)
{
    duk_push_pointer(state, value);
}

static void
push_null(void)
{
    duk_push_null(state);
}

static void
set_field(const char *name)
{
    (void)duk_put_prop_string(state, -2, name);
}

static void
set_item(size_t at)
{
    (void)duk_put_prop_index(state, -2, (duk_uarridx_t)at);
}

static void
get_field(const char *name)
{
    (void)duk_get_prop_string(state, -1, name);
}

static void
get_item(size_t at)
{
    (void)duk_get_prop_index(state, -1, (duk_uarridx_t)at);
}

static size_t
length_of(void)
{
    return duk_get_length(state, -1);
}

static double
number(void)
{
    return duk_get_number(state, -1);
}

static const char *
text(void)
{
    return duk_require_string(state, -1);
}

static const struct decimal *
decimal(void)
{
    return duk_require_pointer(state, -1);
}

static void
pop(void)
{
    duk_pop(state);
}

const struct peer peer = {
    "Duktape", "memory",    load,      open_state,   call,      close_state, push_object,
    push_list, push_number, push_text, push_decimal, push_null, set_field,   set_item,
    get_field, get_item,    length_of, number,       text,      decimal,     pop,
};
