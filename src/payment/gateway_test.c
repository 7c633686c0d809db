/* SPDX-License-Identifier: Apache-2.0 */
/**
 * gateway_test.c: the gateway of test mode: cards that behave as their number
 * says (billing.md 5.3).
 *
 * A card is known by the name behind pm_card_ and tok_, and by its number; the
 * name is what a payment method keeps of it.
 */
#include <string.h>

#include "base/hash.h"
#include "payment/gateway.h"

enum behavior {
    SUCCEEDS,
    FAILS_LATER,                /**< can be attached, every charge is declined */
    REFUSED,                    /**< cannot be attached, every charge is declined */
    AUTHENTICATES,              /**< every payment wants the customer */
    AUTHENTICATES_UNTIL_SET_UP, /**< off session only after a setup intent */
    AUTHENTICATES_ON_SESSION,   /**< set up for payments while the customer is away */
    AUTHENTICATES_THEN_DECLINES,
    SETTLES_LATER,   /**< a bank debit: decided after days */
    REFUNDS_LATER,   /**< paid at once; what is given back is decided after days */
    REFUNDS_IN_VAIN, /**< paid at once; what is given back comes back after days */
};

/** Why a card is declined. */
enum decline {
    NOT_DECLINED,
    GENERIC,
    INSUFFICIENT_FUNDS,
    LOST_CARD,
    STOLEN_CARD,
    VELOCITY_EXCEEDED,
    EXPIRED,
    CVC,
    PROCESSING,
    NUMBER,
    ACCOUNT_CLOSED,
    NO_ACCOUNT,
    ACCOUNT_EMPTY,
    DEBIT_NOT_AUTHORIZED,
};

struct test_card {
    const char *name;
    const char *number;
    const char *brand;
    const char *country;
    enum card_funding funding;
    enum behavior behavior;
    enum decline decline;
};

#define CREDIT  CARD_FUNDING_CREDIT
#define DEBIT   CARD_FUNDING_DEBIT
#define PREPAID CARD_FUNDING_PREPAID

static const struct test_card cards[] = {
    {"visa", "4242424242424242", "visa", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"visa_debit", "4000056655665556", "visa", "US", DEBIT, SUCCEEDS, NOT_DECLINED},
    {"mastercard", "5555555555554444", "mastercard", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"mastercard_debit", "5200828282828210", "mastercard", "US", DEBIT, SUCCEEDS, NOT_DECLINED},
    {"mastercard_prepaid", "5105105105105100", "mastercard", "US", PREPAID, SUCCEEDS, NOT_DECLINED},
    {"amex", "378282246310005", "amex", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"discover", "6011111111111117", "discover", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"diners", "3056930009020004", "diners", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"jcb", "3566002020360505", "jcb", "JP", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"unionpay", "6200000000000005", "unionpay", "CN", CREDIT, SUCCEEDS, NOT_DECLINED},

    /* By country. */
    {"us", "4242424242424242", "visa", "US", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"at", "4000000400000008", "visa", "AT", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"au", "4000000360000006", "visa", "AU", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"be", "4000000560000004", "visa", "BE", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"br", "4000000760000002", "visa", "BR", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"ca", "4000001240000000", "visa", "CA", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"ch", "4000007560000009", "visa", "CH", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"cz", "4000002030000002", "visa", "CZ", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"de", "4000002760000016", "visa", "DE", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"dk", "4000002080000001", "visa", "DK", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"es", "4000007240000007", "visa", "ES", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"fi", "4000002460000001", "visa", "FI", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"fr", "4000002500000003", "visa", "FR", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"gb", "4000008260000000", "visa", "GB", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"hk", "4000003440000004", "visa", "HK", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"ie", "4000003720000005", "visa", "IE", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"in", "4000003560000008", "visa", "IN", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"it", "4000003800000008", "visa", "IT", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"jp", "4000003920000003", "visa", "JP", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"mx", "4000004840008001", "visa", "MX", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"nl", "4000005280000002", "visa", "NL", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"no", "4000005780000007", "visa", "NO", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"nz", "4000005540000008", "visa", "NZ", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"pl", "4000006160000005", "visa", "PL", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"pt", "4000006200000007", "visa", "PT", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"se", "4000007520000008", "visa", "SE", CREDIT, SUCCEEDS, NOT_DECLINED},
    {"sg", "4000007020000003", "visa", "SG", CREDIT, SUCCEEDS, NOT_DECLINED},

    /* Paid; the refund takes its time, or comes back. */
    {"pendingRefund", "4000000000007726", "visa", "US", CREDIT, REFUNDS_LATER, NOT_DECLINED},
    {"refundFail", "4000000000005126", "visa", "US", CREDIT, REFUNDS_IN_VAIN, NOT_DECLINED},

    /* Attached today, declined tomorrow: what dunning is tried with. */
    {"chargeCustomerFail", "4000000000000341", "visa", "US", CREDIT, FAILS_LATER, GENERIC},

    /* Declined at once. */
    {"visa_chargeDeclined", "4000000000000002", "visa", "US", CREDIT, REFUSED, GENERIC},
    {"visa_chargeDeclinedInsufficientFunds", "4000000000009995", "visa", "US", CREDIT, REFUSED,
     INSUFFICIENT_FUNDS},
    {"visa_chargeDeclinedLostCard", "4000000000009987", "visa", "US", CREDIT, REFUSED, LOST_CARD},
    {"visa_chargeDeclinedStolenCard", "4000000000009979", "visa", "US", CREDIT, REFUSED,
     STOLEN_CARD},
    {"visa_chargeDeclinedVelocityLimitExceeded", "4000000000006975", "visa", "US", CREDIT, REFUSED,
     VELOCITY_EXCEEDED},
    {"chargeDeclinedExpiredCard", "4000000000000069", "visa", "US", CREDIT, REFUSED, EXPIRED},
    {"chargeDeclinedIncorrectCvc", "4000000000000127", "visa", "US", CREDIT, REFUSED, CVC},
    {"chargeDeclinedProcessingError", "4000000000000119", "visa", "US", CREDIT, REFUSED,
     PROCESSING},
    {"chargeDeclinedIncorrectNumber", "4242424242424241", "visa", "US", CREDIT, REFUSED, NUMBER},

    /* The bank wants to see the customer. */
    {"authenticationRequired", "4000002760003184", "visa", "DE", CREDIT, AUTHENTICATES,
     NOT_DECLINED},
    {"authenticationRequiredOnSetup", "4000002500003155", "visa", "FR", CREDIT,
     AUTHENTICATES_UNTIL_SET_UP, NOT_DECLINED},
    {"authenticationRequiredSetupForOffSession", "4000003800000446", "visa", "IT", CREDIT,
     AUTHENTICATES_ON_SESSION, NOT_DECLINED},
    {"authenticationRequiredChargeDeclinedInsufficientFunds", "4000008260003178", "visa", "GB",
     CREDIT, AUTHENTICATES_THEN_DECLINES, INSUFFICIENT_FUNDS},
    {"threeDSecure2Required", "4000000000003220", "visa", "US", CREDIT, AUTHENTICATES,
     NOT_DECLINED},
};

/** Other spellings of the same cards. */
static const struct {
    const char *name;
    const char *of;
} aliases[] = {
    {"chargeDeclined", "visa_chargeDeclined"},
    {"chargeDeclinedInsufficientFunds", "visa_chargeDeclinedInsufficientFunds"},
    {"chargeDeclinedLostCard", "visa_chargeDeclinedLostCard"},
    {"chargeDeclinedStolenCard", "visa_chargeDeclinedStolenCard"},
    {"chargeDeclinedVelocityLimitExceeded", "visa_chargeDeclinedVelocityLimitExceeded"},
    {"visa_chargeDeclinedExpiredCard", "chargeDeclinedExpiredCard"},
    {"visa_chargeDeclinedIncorrectCvc", "chargeDeclinedIncorrectCvc"},
    {"visa_chargeDeclinedProcessingError", "chargeDeclinedProcessingError"},
    {"authenticationRequiredChargeDeclined",
     "authenticationRequiredChargeDeclinedInsufficientFunds"},
};

struct test_bank {
    const char *token;
    enum payment_method_type type;
    const char *last4;
    const char *country;
    enum decline later; /**< what the bank says after days */
    bool is_silent;     /**< it never says anything */
};

#define US   PAYMENT_METHOD_TYPE_US_BANK_ACCOUNT
#define SEPA PAYMENT_METHOD_TYPE_SEPA_DEBIT

static const struct test_bank banks[] = {
    {"pm_usBankAccount_success", US, "6789", "US", NOT_DECLINED, false},
    {"pm_usBankAccount", US, "6789", "US", NOT_DECLINED, false},
    {"pm_usBankAccount_processing", US, "6789", "US", NOT_DECLINED, true},
    {"pm_usBankAccount_accountClosed", US, "3335", "US", ACCOUNT_CLOSED, false},
    {"pm_usBankAccount_noAccount", US, "1116", "US", NO_ACCOUNT, false},
    {"pm_usBankAccount_insufficientFunds", US, "2227", "US", ACCOUNT_EMPTY, false},
    {"pm_usBankAccount_debitNotAuthorized", US, "4440", "US", DEBIT_NOT_AUTHORIZED, false},
    {"pm_sepaDebit_success", SEPA, "3000", "DE", NOT_DECLINED, false},
    {"pm_sepaDebit", SEPA, "3000", "DE", NOT_DECLINED, false},
    {"pm_sepaDebit_failed", SEPA, "3001", "DE", ACCOUNT_EMPTY, false},
};

/* ---- finding ----------------------------------------------------------- */

static const struct test_card *
card_by_name(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(aliases); i++) {
        if (text_is(name, aliases[i].name)) {
            name = text_of(aliases[i].of);
            break;
        }
    }
    for (size_t i = 0; i < COUNT_OF(cards); i++) {
        if (text_is(name, cards[i].name)) {
            return &cards[i];
        }
    }
    return NULL;
}

/** Blanks and hyphens in a number do not count. */
static bool
number_equal(struct text text, const char *number)
{
    size_t place = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == ' ' || text.bytes[i] == '-') {
            continue;
        }
        if (number[place] == 0 || text.bytes[i] != number[place]) {
            return false;
        }
        place++;
    }
    return number[place] == 0;
}

static const struct test_card *
card_find(struct text text)
{
    if (text_has_prefix(text, TEXT("pm_card_"))) {
        return card_by_name(text_slice(text, strlen("pm_card_"), text.length));
    }
    if (text_has_prefix(text, TEXT("tok_"))) {
        return card_by_name(text_slice(text, strlen("tok_"), text.length));
    }
    for (size_t i = 0; i < COUNT_OF(cards); i++) {
        if (number_equal(text, cards[i].number)) {
            return &cards[i];
        }
    }
    return NULL;
}

/** Sixteen characters, the same for the same number. */
static struct text
fingerprint(struct arena *arena, const char *number)
{
    struct sha256 hash = sha256_of(text_of(number));
    return hex_text(arena, hash.bytes, 8);
}

static bool
describe_card(struct arena *arena, const struct test_card *test, instant_t now,
              struct payment_method *out)
{
    struct payment_card *card = arena_new(arena, struct payment_card);
    struct text *networks = arena_alloc(arena, 1, sizeof(*networks));
    if (card == NULL || networks == NULL) {
        return false;
    }
    struct date date = instant_to_date(now);
    networks[0] = text_of(test->brand);
    card->brand = text_of(test->brand);
    card->display_brand = card->brand;
    card->country = text_of(test->country);
    card->checks.cvc_check = CARD_CHECK_PASS;
    card->exp_month = date.month;
    card->exp_year = date.year + 1;
    card->fingerprint = fingerprint(arena, test->number);
    card->funding = test->funding;
    card->last4 = text_of(test->number + strlen(test->number) - 4);
    card->networks.available = networks;
    card->networks.available_count = 1;
    card->three_d_secure_usage.supported = true;
    out->type = PAYMENT_METHOD_TYPE_CARD;
    out->card = card;
    out->gateway_token = text_of(test->name);
    return true;
}

static bool
describe_bank(struct arena *arena, const struct test_bank *bank, struct payment_method *out)
{
    out->type = bank->type;
    out->gateway_token = text_of(bank->token);
    if (bank->type == PAYMENT_METHOD_TYPE_SEPA_DEBIT) {
        struct payment_sepa_debit *debit = arena_new(arena, struct payment_sepa_debit);
        if (debit == NULL) {
            return false;
        }
        debit->bank_code = TEXT("37040044");
        debit->country = text_of(bank->country);
        debit->fingerprint = fingerprint(arena, bank->token);
        debit->last4 = text_of(bank->last4);
        out->sepa_debit = debit;
        return true;
    }
    struct payment_bank_account *account = arena_new(arena, struct payment_bank_account);
    if (account == NULL) {
        return false;
    }
    account->account_holder_type = TEXT("individual");
    account->account_type = TEXT("checking");
    account->bank_name = TEXT("TEST BANK");
    account->fingerprint = fingerprint(arena, bank->token);
    account->last4 = text_of(bank->last4);
    account->routing_number = TEXT("110000000");
    out->us_bank_account = account;
    return true;
}

static bool
describe(struct arena *arena, struct text text, instant_t now, struct payment_method *out)
{
    for (size_t i = 0; i < COUNT_OF(banks); i++) {
        if (text_is(text, banks[i].token)) {
            return describe_bank(arena, &banks[i], out);
        }
    }
    const struct test_card *card = card_find(text);
    return card != NULL && describe_card(arena, card, now, out);
}

/* ---- answering --------------------------------------------------------- */

static void
answer_decline(enum decline decline, struct gateway_answer *out)
{
    static const struct {
        err_t error;
        const char *decline_code;
        const char *message;
        bool is_hard;
    } declines[] = {
        [GENERIC] = {ERR_CARD_DECLINED, "generic_decline", "Your card was declined.", false},
        [INSUFFICIENT_FUNDS] = {ERR_CARD_DECLINED, "insufficient_funds",
                                "Your card has insufficient funds.", false},
        [LOST_CARD] = {ERR_CARD_DECLINED, "lost_card", "Your card was declined.", true},
        [STOLEN_CARD] = {ERR_CARD_DECLINED, "stolen_card", "Your card was declined.", true},
        [VELOCITY_EXCEEDED] = {ERR_CARD_DECLINED, "card_velocity_exceeded",
                               "Your card was declined for making repeated attempts too "
                               "frequently or exceeding its amount limit.",
                               false},
        [EXPIRED] = {ERR_CARD_EXPIRED, "expired_card", "Your card has expired.", false},
        [CVC] = {ERR_CARD_CVC_INCORRECT, "incorrect_cvc", "Your card's security code is incorrect.",
                 false},
        [PROCESSING] = {ERR_CARD_PROCESSING, "processing_error",
                        "An error occurred while processing your card. Try again in a little "
                        "bit.",
                        false},
        [ACCOUNT_CLOSED] = {ERR_BANK_DEBIT_FAILED, "account_closed",
                            "The customer's bank account has been closed.", true},
        [NO_ACCOUNT] = {ERR_BANK_DEBIT_FAILED, "no_account",
                        "The customer's bank account could not be located.", true},
        [ACCOUNT_EMPTY] = {ERR_BANK_DEBIT_FAILED, "insufficient_funds",
                           "The customer's account has insufficient funds.", true},
        [DEBIT_NOT_AUTHORIZED] = {ERR_BANK_DEBIT_FAILED, "debit_not_authorized",
                                  "The customer notified their bank that this payment was "
                                  "unauthorized.",
                                  true},
        [NUMBER] = {ERR_CARD_NUMBER_INCORRECT, "incorrect_number", "Your card number is incorrect.",
                    true},
    };
    assert(decline != NOT_DECLINED);
    *out = (struct gateway_answer){.result = PAYMENT_FAILED,
                                   .error = declines[decline].error,
                                   .decline_code = declines[decline].decline_code,
                                   .message = declines[decline].message,
                                   .is_hard = declines[decline].is_hard};
}

static void
answer(enum payment_result result, struct gateway_answer *out)
{
    *out = (struct gateway_answer){.result = result};
}

static void
verify(const struct payment_method *method, struct gateway_answer *out)
{
    const struct test_card *card = card_by_name(method->gateway_token);
    if (card != NULL && card->behavior == REFUSED) {
        answer_decline(card->decline, out);
    } else {
        answer(PAYMENT_SUCCEEDED, out);
    }
}

static enum behavior
behavior_of(const struct payment_method *method, const struct test_card **card)
{
    *card = card_by_name(method->gateway_token);
    return *card == NULL ? SETTLES_LATER : (*card)->behavior;
}

static void
set_up(const struct payment_method *method, struct gateway_answer *out)
{
    const struct test_card *card;
    enum behavior behavior = behavior_of(method, &card);
    bool wants_customer = behavior == AUTHENTICATES || behavior == AUTHENTICATES_UNTIL_SET_UP ||
                          behavior == AUTHENTICATES_THEN_DECLINES;
    verify(method, out);
    if (out->result == PAYMENT_SUCCEEDED && wants_customer) {
        answer(PAYMENT_REQUIRES_ACTION, out);
    }
}

static void
authorize(const struct gateway_request *request, struct gateway_answer *out)
{
    const struct test_card *card;
    switch (behavior_of(request->method, &card)) {
    case SUCCEEDS:
    case REFUNDS_LATER:
    case REFUNDS_IN_VAIN:
        answer(PAYMENT_SUCCEEDED, out);
        return;
    case FAILS_LATER:
    case REFUSED:
        answer_decline(card->decline, out);
        return;
    case AUTHENTICATES:
    case AUTHENTICATES_THEN_DECLINES:
        answer(PAYMENT_REQUIRES_ACTION, out);
        return;
    case AUTHENTICATES_UNTIL_SET_UP:
        answer(request->off_session && request->method->is_set_up ? PAYMENT_SUCCEEDED
                                                                  : PAYMENT_REQUIRES_ACTION,
               out);
        return;
    case AUTHENTICATES_ON_SESSION:
        answer(request->off_session ? PAYMENT_SUCCEEDED : PAYMENT_REQUIRES_ACTION, out);
        return;
    case SETTLES_LATER:
        answer(PAYMENT_PROCESSING, out);
        return;
    }
}

static void
finish(const struct gateway_request *request, struct gateway_answer *out)
{
    const struct test_card *card;
    if (behavior_of(request->method, &card) == AUTHENTICATES_THEN_DECLINES) {
        answer_decline(card->decline, out);
    } else {
        answer(PAYMENT_SUCCEEDED, out);
    }
}

static void
ask(const struct gateway_request *request, struct gateway_answer *out)
{
    for (size_t i = 0; i < COUNT_OF(banks); i++) {
        if (!text_is(request->method->gateway_token, banks[i].token)) {
            continue;
        }
        if (banks[i].later != NOT_DECLINED) {
            answer_decline(banks[i].later, out);
        } else {
            answer(banks[i].is_silent ? PAYMENT_PROCESSING : PAYMENT_SUCCEEDED, out);
        }
        return;
    }
    answer(PAYMENT_SUCCEEDED, out);
}

static void
refund(const struct gateway_request *request, struct gateway_answer *out)
{
    const struct test_card *card;
    enum behavior behavior = behavior_of(request->method, &card);
    answer(behavior == REFUNDS_LATER ? PAYMENT_PROCESSING : PAYMENT_SUCCEEDED, out);
    out->is_watched = behavior == REFUNDS_LATER || behavior == REFUNDS_IN_VAIN;
}

static void
ask_refund(const struct gateway_request *request, struct gateway_answer *out)
{
    const struct test_card *card;
    bool is_in_vain = behavior_of(request->method, &card) == REFUNDS_IN_VAIN;
    answer(is_in_vain ? PAYMENT_FAILED : PAYMENT_SUCCEEDED, out);
}

const struct gateway gateway_test = {
    .name = "test",
    .describe = describe,
    .verify = verify,
    .set_up = set_up,
    .authorize = authorize,
    .finish = finish,
    .ask = ask,
    .refund = refund,
    .ask_refund = ask_refund,
};
