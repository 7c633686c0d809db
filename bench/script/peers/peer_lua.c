/* SPDX-License-Identifier: Apache-2.0 */
/* peer_lua.c: Lua 5.4, or LuaJIT with -DPEER_LUAJIT (its compiler too with -DPEER_JIT). */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#ifdef PEER_LUAJIT
#include <luajit.h>
#endif

#define FUEL_STEP 1000 /* instructions between two looks at the fuel */

static lua_State *state;
static char *code;
static size_t code_length;

static void *
allocate(void *user, void *block, size_t old, size_t size)
{
    (void)user;
    (void)old;
    return peer_realloc(block, size);
}

#ifndef PEER_JIT
static int64_t fuel;

static void
on_count(lua_State *lua, lua_Debug *debug)
{
    (void)debug;
    fuel -= FUEL_STEP;
    if (fuel < 0) {
        (void)luaL_error(lua, "out of fuel");
    }
}
#endif

/* ---- the host's decimals ---- */

static struct decimal *
argument(lua_State *lua, int at)
{
    return lua_touserdata(lua, at);
}

static int
lua_parse(lua_State *lua)
{
    lua_pushlightuserdata(lua, peer_parse(luaL_checkstring(lua, 1)));
    return 1;
}

static int
lua_add(lua_State *lua)
{
    lua_pushlightuserdata(lua, peer_add(argument(lua, 1), argument(lua, 2)));
    return 1;
}

static int
lua_mul(lua_State *lua)
{
    lua_pushlightuserdata(lua,
                          peer_mul(argument(lua, 1), argument(lua, 2), (int)lua_tointeger(lua, 3)));
    return 1;
}

static int
lua_div(lua_State *lua)
{
    lua_pushlightuserdata(lua,
                          peer_div(argument(lua, 1), argument(lua, 2), (int)lua_tointeger(lua, 3)));
    return 1;
}

static int
lua_round(lua_State *lua)
{
    lua_pushlightuserdata(
        lua, peer_round(argument(lua, 1), (int)lua_tointeger(lua, 2), (int)lua_tointeger(lua, 3)));
    return 1;
}

static int
lua_compare_decimals(lua_State *lua)
{
    lua_pushinteger(lua, decimal_compare(*argument(lua, 1), *argument(lua, 2)));
    return 1;
}

/* ---- a state a call ---- */

static void
check(int status)
{
    if (status != 0) {
        peer_die(lua_tostring(state, -1));
    }
}

static lua_State *
state_new(void)
{
    lua_State *made = lua_newstate(allocate, NULL);
    if (made == NULL) {
        peer_die("no state");
    }
    return made;
}

static int
keep_code(lua_State *lua, const void *bytes, size_t size, void *user)
{
    (void)lua;
    (void)user;
    code = realloc(code, code_length + size);
    memcpy(code + code_length, bytes, size);
    code_length += size;
    return 0;
}

static void
load(const char *source, size_t length)
{
    state = state_new();
    check(luaL_loadbuffer(state, source, length, "workloads.lua"));
#ifdef PEER_LUAJIT
    (void)lua_dump(state, keep_code, NULL);
#else
    (void)lua_dump(state, keep_code, NULL, 1);
#endif
    lua_close(state);
}

static void
library(lua_CFunction open_library, const char *name)
{
    lua_pushcfunction(state, open_library);
    lua_pushstring(state, name);
    lua_call(state, 1, 1);
#ifndef PEER_LUAJIT
    lua_setglobal(state, name);
#else
    lua_pop(state, 1);
#endif
}

static void
open_state(const char *function)
{
    static const luaL_Reg decimals[] = {
        {"parse", lua_parse}, {"add", lua_add},     {"mul", lua_mul},
        {"div", lua_div},     {"round", lua_round}, {"compare", lua_compare_decimals},
    };
    state = state_new();
    library(luaopen_base, "_G");
    library(luaopen_math, "math");
    lua_newtable(state);
    for (size_t i = 0; i < COUNT_OF(decimals); i++) {
        lua_pushcfunction(state, decimals[i].func);
        lua_setfield(state, -2, decimals[i].name);
    }
    lua_setglobal(state, "decimal");
#ifdef PEER_LUAJIT
#ifdef PEER_JIT
    luaJIT_setmode(state, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_ON);
#else
    luaJIT_setmode(state, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
#endif
#endif
#ifndef PEER_JIT
    fuel = 2000000;
    (void)lua_sethook(state, on_count, LUA_MASKCOUNT, FUEL_STEP);
#endif
    check(luaL_loadbuffer(state, code, code_length, "workloads.lua"));
    check(lua_pcall(state, 0, 0, 0));
    lua_getglobal(state, function);
}

static void
call(int count)
{
    check(lua_pcall(state, count, 1, 0));
}

static void
close_state(void)
{
    lua_close(state);
}

/* ---- values ---- */

static void
push_object(void)
{
    lua_newtable(state);
}

static void
push_list(size_t count)
{
    lua_createtable(state, (int)count, 0);
}

static void
push_number(double number)
{
#ifndef PEER_LUAJIT
    if ((double)(lua_Integer)number == number) {
        lua_pushinteger(state, (lua_Integer)number);
        return;
    }
#endif
    lua_pushnumber(state, number);
}

static void
push_text(struct text text)
{
    lua_pushlstring(state, text.bytes, text.length);
}

static void
push_decimal(struct decimal *decimal)
{
    lua_pushlightuserdata(state, decimal);
}

static void
push_null(void)
{
    lua_pushnil(state);
}

static void
set_field(const char *name)
{
    lua_setfield(state, -2, name);
}

static void
set_item(size_t at)
{
    lua_rawseti(state, -2, (int)at + 1);
}

static void
get_field(const char *name)
{
    lua_getfield(state, -1, name);
}

static void
get_item(size_t at)
{
    lua_rawgeti(state, -1, (int)at + 1);
}

static size_t
length_of(void)
{
#ifdef PEER_LUAJIT
    return lua_objlen(state, -1);
#else
    return lua_rawlen(state, -1);
#endif
}

static double
number(void)
{
    return lua_tonumber(state, -1);
}

static const char *
text(void)
{
    return lua_tostring(state, -1);
}

static const struct decimal *
decimal(void)
{
    return lua_touserdata(state, -1);
}

static void
pop(void)
{
    lua_pop(state, 1);
}

const struct peer peer = {
#if defined PEER_JIT
    "LuaJIT, compiling",
    "memory",
#elif defined PEER_LUAJIT
    "LuaJIT, interpreter",
    "fuel, memory",
#else
    "Lua 5.4", "fuel, memory",
#endif
    load,
    open_state,
    call,
    close_state,
    push_object,
    push_list,
    push_number,
    push_text,
    push_decimal,
    push_null,
    set_field,
    set_item,
    get_field,
    get_item,
    length_of,
    number,
    text,
    decimal,
    pop,
};
