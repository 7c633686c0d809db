/* SPDX-License-Identifier: Apache-2.0 */
/* peer_mujs.c: MuJS; it has no form for compiled code and nothing that counts. */
#include <mujs.h>
#include <stdlib.h>

#include "peer.h"

static js_State *state;
static const char *code;

static void *
allocate(void *user, void *block, int size)
{
    (void)user;
    return peer_realloc(block, (size_t)size);
}

/* ---- the host's decimals ---- */

static void
give(js_State *js, struct decimal *value)
{
    js_pushnull(js);
    js_newuserdata(js, "decimal", value, NULL);
}

static struct decimal *
argument(js_State *js, int at)
{
    return js_touserdata(js, at, "decimal");
}

static void
mujs_parse(js_State *js)
{
    give(js, peer_parse(js_tostring(js, 1)));
}

static void
mujs_add(js_State *js)
{
    give(js, peer_add(argument(js, 1), argument(js, 2)));
}

static void
mujs_mul(js_State *js)
{
    give(js, peer_mul(argument(js, 1), argument(js, 2), js_tointeger(js, 3)));
}

static void
mujs_div(js_State *js)
{
    give(js, peer_div(argument(js, 1), argument(js, 2), js_tointeger(js, 3)));
}

static void
mujs_round(js_State *js)
{
    give(js, peer_round(argument(js, 1), js_tointeger(js, 2), js_tointeger(js, 3)));
}

static void
mujs_compare(js_State *js)
{
    js_pushnumber(js, decimal_compare(*argument(js, 1), *argument(js, 2)));
}

static void
mujs_same(js_State *js)
{
    js_copy(js, 1);
}

/* ---- a state a call ---- */

static void
load(const char *source, size_t length)
{
    (void)length;
    code = source;
}

static void
open_state(const char *function)
{
    static const struct {
        const char *name;
        js_CFunction function;
        int count;
    } decimals[] = {
        {"parse", mujs_parse, 1}, {"add", mujs_add, 2},     {"mul", mujs_mul, 3},
        {"div", mujs_div, 3},     {"round", mujs_round, 3}, {"compare", mujs_compare, 2},
        {"take", mujs_same, 1},   {"give", mujs_same, 1},
    };
    state = js_newstate(allocate, NULL, JS_STRICT);
    if (state == NULL) {
        peer_die("no state");
    }
    js_newobject(state);
    for (size_t i = 0; i < COUNT_OF(decimals); i++) {
        js_newcfunction(state, decimals[i].function, decimals[i].name, decimals[i].count);
        js_setproperty(state, -2, decimals[i].name);
    }
    js_setglobal(state, "decimal");
    if (js_ploadstring(state, "workloads.js", code) != 0) {
        peer_die(js_tostring(state, -1));
    }
    js_pushundefined(state);
    if (js_pcall(state, 0) != 0) {
        peer_die(js_tostring(state, -1));
    }
    js_pop(state, 1);
    js_getglobal(state, function);
    js_pushundefined(state);
}

static void
call(int count)
{
    if (js_pcall(state, count) != 0) {
        peer_die(js_tostring(state, -1));
    }
}

static void
close_state(void)
{
    js_freestate(state);
}

/* ---- values ---- */

static void
push_object(void)
{
    js_newobject(state);
}

static void
push_list(size_t count)
{
    (void)count;
    js_newarray(state);
}

static void
push_number(double value)
{
    js_pushnumber(state, value);
}

static void
push_text(struct text value)
{
    js_pushlstring(state, value.bytes, (int)value.length);
}

static void
push_decimal(struct decimal *value)
{
    give(state, value);
}

static void
push_null(void)
{
    js_pushnull(state);
}

static void
set_field(const char *name)
{
    js_setproperty(state, -2, name);
}

static void
set_item(size_t at)
{
    js_setindex(state, -2, (int)at);
}

static void
get_field(const char *name)
{
    js_getproperty(state, -1, name);
}

static void
get_item(size_t at)
{
    js_getindex(state, -1, (int)at);
}

static size_t
length_of(void)
{
    return (size_t)js_getlength(state, -1);
}

static double
number(void)
{
    return js_tonumber(state, -1);
}

static const char *
text(void)
{
    return js_tostring(state, -1);
}

static const struct decimal *
decimal(void)
{
    return argument(state, -1);
}

static void
pop(void)
{
    js_pop(state, 1);
}

const struct peer peer = {
    "MuJS",    "memory",    load,      open_state,   call,      close_state, push_object,
    push_list, push_number, push_text, push_decimal, push_null, set_field,   set_item,
    get_field, get_item,    length_of, number,       text,      decimal,     pop,
};
