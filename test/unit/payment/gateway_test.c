/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

static bool
describe(struct arena *arena, const char *token, struct payment_method *method)
{
    *method = (struct payment_method){0};
    return gateway_test.describe(arena, text_of(token), DOMAIN_START, method);
}

TEST(every_test_card_behaves_as_its_name_says)
{
    static const struct {
        const char *token;
        const char *last4;
        enum payment_result kept;    /**< when it is attached */
        enum payment_result present; /**< charged while the customer is there */
        enum payment_result absent;
        const char *code;
        const char *decline_code;
        bool is_hard;
    } cases[] = {
        {"visa", "4242", PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, NULL, NULL,
         false},
        {"mastercard", "4444", PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, NULL, NULL,
         false},
        {"amex", "0005", PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, NULL, NULL,
         false},
        {"de", "0016", PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, PAYMENT_SUCCEEDED, NULL, NULL, false},
        {"chargeCustomerFail", "0341", PAYMENT_SUCCEEDED, PAYMENT_FAILED, PAYMENT_FAILED,
         "card_declined", "generic_decline", false},
        {"visa_chargeDeclined", "0002", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "card_declined", "generic_decline", false},
        {"chargeDeclined", "0002", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED, "card_declined",
         "generic_decline", false},
        {"visa_chargeDeclinedInsufficientFunds", "9995", PAYMENT_FAILED, PAYMENT_FAILED,
         PAYMENT_FAILED, "card_declined", "insufficient_funds", false},
        {"visa_chargeDeclinedLostCard", "9987", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "card_declined", "lost_card", true},
        {"visa_chargeDeclinedStolenCard", "9979", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "card_declined", "stolen_card", true},
        {"visa_chargeDeclinedVelocityLimitExceeded", "6975", PAYMENT_FAILED, PAYMENT_FAILED,
         PAYMENT_FAILED, "card_declined", "card_velocity_exceeded", false},
        {"chargeDeclinedExpiredCard", "0069", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "expired_card", "expired_card", false},
        {"chargeDeclinedIncorrectCvc", "0127", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "incorrect_cvc", "incorrect_cvc", false},
        {"chargeDeclinedProcessingError", "0119", PAYMENT_FAILED, PAYMENT_FAILED, PAYMENT_FAILED,
         "processing_error", "processing_error", false},
        {"authenticationRequired", "3184", PAYMENT_SUCCEEDED, PAYMENT_REQUIRES_ACTION,
         PAYMENT_REQUIRES_ACTION, NULL, NULL, false},
        {"authenticationRequiredOnSetup", "3155", PAYMENT_SUCCEEDED, PAYMENT_REQUIRES_ACTION,
         PAYMENT_REQUIRES_ACTION, NULL, NULL, false},
        {"authenticationRequiredSetupForOffSession", "0446", PAYMENT_SUCCEEDED,
         PAYMENT_REQUIRES_ACTION, PAYMENT_SUCCEEDED, NULL, NULL, false},
        {"authenticationRequiredChargeDeclinedInsufficientFunds", "3178", PAYMENT_SUCCEEDED,
         PAYMENT_REQUIRES_ACTION, PAYMENT_REQUIRES_ACTION, NULL, NULL, false},
    };
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct payment_method method, twin;
        EXPECT(describe(&arena, text_format(&arena, "pm_card_%s", cases[i].token).bytes, &method));
        EXPECT(describe(&arena, text_format(&arena, "tok_%s", cases[i].token).bytes, &twin));
        REQUIRE(method.card != NULL && twin.card != NULL);
        EXPECT_TEXT(method.card->last4, cases[i].last4);
        EXPECT(text_equal(method.card->fingerprint, twin.card->fingerprint));
        EXPECT(text_equal(method.gateway_token, twin.gateway_token));

        struct gateway_answer answer;
        gateway_test.verify(&method, &answer);
        EXPECT_INT(answer.result, cases[i].kept);
        struct gateway_request request = {.method = &method, .off_session = true};
        gateway_test.authorize(&request, &answer);
        EXPECT_INT(answer.result, cases[i].absent);
        request.off_session = false;
        gateway_test.authorize(&request, &answer);
        EXPECT_INT(answer.result, cases[i].present);
        EXPECT_STRING(answer.decline_code, cases[i].decline_code);
        EXPECT_INT(answer.is_hard, cases[i].is_hard);
        if (cases[i].code != NULL) {
            EXPECT_STRING(error_kind(answer.error)->api_code, cases[i].code);
            EXPECT_INT(error_kind(answer.error)->http_status, 402);
        }
    }
    arena_free(&arena);
}

TEST(authentication_is_finished_with_money_or_a_decline)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct payment_method method;
    struct gateway_request request = {.method = &method};
    struct gateway_answer answer;
    REQUIRE(describe(&arena, "pm_card_authenticationRequired", &method));
    gateway_test.finish(&request, &answer);
    EXPECT_INT(answer.result, PAYMENT_SUCCEEDED);
    REQUIRE(
        describe(&arena, "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", &method));
    gateway_test.finish(&request, &answer);
    EXPECT_INT(answer.result, PAYMENT_FAILED);
    EXPECT_STRING(answer.decline_code, "insufficient_funds");
    arena_free(&arena);
}

TEST(a_card_number_may_be_written_in_groups)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct payment_method method;
    EXPECT(describe(&arena, "4242 4242-4242 4242", &method));
    EXPECT_TEXT(method.gateway_token, "visa");
    EXPECT_INT(method.card->exp_month, 1);
    EXPECT_INT(method.card->exp_year, 2027);
    EXPECT(!describe(&arena, "42424242424242421", &method));
    EXPECT(!describe(&arena, "424242424242424", &method));
    EXPECT(!describe(&arena, "", &method));
    arena_free(&arena);
}

TEST(what_is_no_token_is_not_known)
{
    static const char *const others[] = {
        "visa", "pm_card_", "tok_", "pm_card_visax", "pm_visa", "card_visa", "4111111111111111"};
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct payment_method method;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        EXPECT(!describe(&arena, others[i], &method));
    }
    arena_free(&arena);
}

TEST(bank_debits_are_decided_later)
{
    static const char *const tokens[] = {"pm_usBankAccount_success", "pm_sepaDebit_success"};
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        struct payment_method method;
        struct gateway_request request = {.method = &method, .off_session = true};
        struct gateway_answer answer;
        REQUIRE(describe(&arena, tokens[i], &method));
        EXPECT(method.type != PAYMENT_METHOD_TYPE_CARD && method.card == NULL);
        gateway_test.authorize(&request, &answer);
        EXPECT_INT(answer.result, PAYMENT_PROCESSING);
    }
    arena_free(&arena);
}

TEST(live_mode_has_no_gateway_and_takes_no_test_card)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    EXPECT(gateway_of(task) == &gateway_test);
    domain.account.livemode = true;
    EXPECT(gateway_of(task) == &gateway_none);
    struct payment_method *method;
    EXPECT_FAILURE(task, payment_method_find(task, TEXT("pm_card_visa"), "payment_method", &method),
                   ERR_RESOURCE_MISSING, "payment_method");
    struct gateway_answer answer;
    struct gateway_request request = {0};
    gateway_none.authorize(&request, &answer);
    EXPECT_INT(answer.result, PAYMENT_FAILED);
    EXPECT_INT(answer.is_hard, true);
    domain_end(&domain);
}
