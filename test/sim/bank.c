/* SPDX-License-Identifier: Apache-2.0 */
/* bank.c: test cards whose money moves over a bad network. */
#include "bank.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

/* A table of functions has no context: the bank of the simulation that runs. */
static struct bank *open_bank;

void
bank_open(struct bank *bank, const struct disk *disk, uint64_t seed)
{
    *bank = (struct bank){.disk = disk, .seed = seed};
    bank->moves = block_alloc(BANK_MOVES_MAX * sizeof(*bank->moves));
    assert(bank->moves != NULL);
    open_bank = bank;
}

void
bank_close(struct bank *bank)
{
    block_free(bank->moves);
    bank->moves = NULL;
    open_bank = NULL;
}

struct bank_move *
bank_find(const struct bank *bank, struct text key)
{
    for (size_t i = 0; i < bank->count; i++) {
        if (text_is(key, bank->moves[i].key)) {
            return &bank->moves[i];
        }
    }
    return NULL;
}

/** What becomes of a key hangs on the key alone, not on who asks when. */
static struct bank_move *
move_of(struct bank *bank, struct text key, int64_t amount, bool is_refund)
{
    const uint64_t secret[2] = {bank->seed, 0};
    struct bank_move *move = bank_find(bank, key);
    if (move != NULL) {
        return move;
    }
    assert(bank->count < BANK_MOVES_MAX && key.length < ID_TEXT_MAX);
    uint64_t fate = siphash64(secret, key);
    move = &bank->moves[bank->count++];
    *move = (struct bank_move){.amount = amount,
                               .is_refund = is_refund,
                               .slow = (int)(fate % 3),
                               .forgets = fate / 3 % 3 == 0};
    (void)snprintf(move->key, sizeof(move->key), "%.*s", TEXT_ARG(key));
    return move;
}

static void
decide(const struct gateway_request *request, bool is_refund, struct gateway_answer *out)
{
    struct bank *bank = open_bank;
    *out = (struct gateway_answer){.result = PAYMENT_PROCESSING, .is_watched = true};
    if (disk_is_dead(bank->disk)) {
        return; /* nobody asks */
    }
    struct bank_move *move =
        move_of(bank, request->idempotency_key, request->amount.minor, is_refund);
    assert(move->amount == request->amount.minor && move->is_refund == is_refund);
    if (++move->asked <= move->slow) {
        return;
    }
    struct gateway_answer answer;
    gateway_test.authorize(request, &answer);
    bool refused = !is_refund && answer.result == PAYMENT_FAILED;
    if (!move->is_decided || bank->forgets_keys) {
        move->is_refused = refused;
        move->times += refused ? 0 : 1;
    }
    bool is_first = !move->is_decided;
    move->is_decided = true;
    if (is_first && move->forgets) {
        return; /* the money has moved, the answer is lost */
    }
    if (refused) {
        *out = answer;
    } else {
        out->result = PAYMENT_SUCCEEDED;
    }
}

static void
begin(const struct gateway_request *request, struct gateway_answer *out)
{
    (void)request;
    *out = (struct gateway_answer){.result = PAYMENT_PROCESSING, .is_watched = true};
}

static void
ask(const struct gateway_request *request, struct gateway_answer *out)
{
    decide(request, false, out);
}

static void
ask_refund(const struct gateway_request *request, struct gateway_answer *out)
{
    decide(request, true, out);
}

static bool
describe(struct arena *arena, struct text text, instant_t now, struct payment_method *out)
{
    return gateway_test.describe(arena, text, now, out);
}

static void
verify(const struct payment_method *method, struct gateway_answer *out)
{
    gateway_test.verify(method, out);
}

static void
set_up(const struct payment_method *method, struct gateway_answer *out)
{
    gateway_test.set_up(method, out);
}

static const struct gateway gateway = {
    .name = "bank",
    .describe = describe,
    .verify = verify,
    .set_up = set_up,
    .authorize = begin,
    .finish = begin,
    .ask = ask,
    .refund = begin,
    .ask_refund = ask_refund,
};

const struct gateway *
bank_gateway(void)
{
    return &gateway;
}
