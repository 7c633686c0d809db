/* SPDX-License-Identifier: Apache-2.0 */
/**
 * peer.h: an embedded engine that runs the measured scripts beside ours.
 *
 * For every call a peer makes a fresh state and loads its code (compiled before,
 * where it has a form for that); peer.c turns the struct into the engine's
 * objects, calls, and reads the answer into the same struct, with the functions
 * below, which all work on the top of the engine's stack. Decimals are the
 * host's in every peer: pointers that live as long as the call.
 */
#pragma once

#include "workload.h"

#define PEER_BYTES_MAX (4 << 20)

struct peer {
    const char *name;
    const char *limits; /**< what of fuel and memory is held */
    void (*load)(const char *source, size_t length);
    void (*open)(const char *function); /**< a fresh state; the function on its stack */
    void (*call)(int count);            /**< with so many arguments behind it */
    void (*close)(void);

    void (*push_object)(void);
    void (*push_list)(size_t count);
    void (*push_number)(double number);
    void (*push_text)(struct text text);
    void (*push_decimal)(struct decimal *decimal);
    void (*push_null)(void);
    void (*set_field)(const char *name); /**< of the object below, from the top */
    void (*set_item)(size_t at);

    void (*get_field)(const char *name); /**< push a field of the top */
    void (*get_item)(size_t at);
    size_t (*length)(void);
    double (*number)(void);
    const char *(*text)(void);
    const struct decimal *(*decimal)(void);
    void (*pop)(void);
};

extern const struct peer peer;

/* ---- what the host gives ---- */

/** realloc with a sum that may not pass PEER_BYTES_MAX; size 0 frees. */
void *peer_realloc(void *block, size_t size);
struct decimal *peer_parse(const char *text);
struct decimal *peer_add(const struct decimal *a, const struct decimal *b);
struct decimal *peer_mul(const struct decimal *a, const struct decimal *b, int rounding);
struct decimal *peer_div(const struct decimal *a, const struct decimal *b, int rounding);
struct decimal *peer_round(const struct decimal *a, int places, int rounding);
no_return void peer_die(const char *what);
