/* SPDX-License-Identifier: Apache-2.0 */
#include "api/call.h"
#include "test.h"

#include "routes.model.h"

static struct arena arena;
static struct text ids[CALL_PATH_IDS_MAX];

static const char *
handler(const char *method, const char *path)
{
    arena_free(&arena);
    arena_init(&arena, 1 << 16);
    const struct route *route = route_find(&arena, text_of(method), text_of(path), ids);
    return route == NULL ? NULL : route->name;
}

TEST(a_path_and_a_method_find_their_handler)
{
    EXPECT_STRING(handler("GET", "/v1/customers"), "api_customer_list");
    EXPECT_STRING(handler("POST", "/v1/customers"), "api_customer_create");
    EXPECT_STRING(handler("POST", "/v1/customers/cus_1"), "api_customer_update");
    EXPECT_TEXT(ids[0], "cus_1");
    EXPECT_STRING(handler("DELETE", "/v1/customers/cus_1/discount"),
                  "api_customer_discount_delete");
}

TEST(two_ids_stand_in_their_order)
{
    EXPECT_STRING(handler("GET", "/v1/customers/cus_1/payment_methods/pm_2"),
                  "api_customer_payment_method_retrieve");
    EXPECT_TEXT(ids[0], "cus_1");
    EXPECT_TEXT(ids[1], "pm_2");
}

TEST(a_literal_wins_over_an_id)
{
    EXPECT_STRING(handler("POST", "/v1/invoices/create_preview"), "api_invoice_preview");
    EXPECT_STRING(handler("POST", "/v1/invoices/in_1"), "api_invoice_update");
}

TEST(an_id_is_decoded)
{
    EXPECT(handler("GET", "/v1/coupons/20%25%20off") != NULL);
    EXPECT_TEXT(ids[0], "20% off");
    EXPECT(handler("GET", "/v1/coupons/a%2Fb") != NULL);
    EXPECT_TEXT(ids[0], "a/b");
}

TEST(what_is_not_there_is_not_found)
{
    static const char *const paths[] = {"",
                                        "/",
                                        "/v1",
                                        "/v1/",
                                        "/v1/customer",
                                        "/v1/customers/",
                                        "/v1/customers//discount",
                                        "/v1/customers/a/b/c/d",
                                        "v1/customers",
                                        "/V1/customers",
                                        "/v1/coupons/%zz",
                                        "/v1/coupons/%ff",
                                        "/v1/customersx"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        if (handler("GET", paths[i]) != NULL) {
            TEST_FAILED("GET %s is found", paths[i]);
        }
    }
    EXPECT(handler("PUT", "/v1/customers") == NULL);
    EXPECT(handler("get", "/v1/customers") == NULL);
    EXPECT(handler("DELETE", "/v1/customers") == NULL);
}

TEST(every_route_finds_itself)
{
    for (const struct route *route = routes; route->method != NULL; route++) {
        struct text_builder path;
        struct arena own;
        arena_init(&own, 1 << 16);
        text_builder_init(&path, &own, 1000);
        for (const char *byte = route->pattern; *byte != '\0'; byte++) {
            if (*byte == '{') {
                text_builder_add_char(&path, 'x');
                byte = strchr(byte, '}');
            } else {
                text_builder_add_char(&path, *byte);
            }
        }
        const struct route *found =
            route_find(&own, text_of(route->method), text_builder_text(&path), ids);
        if (found != route) {
            TEST_FAILED("%s %s finds %s", route->method, route->pattern,
                        found == NULL ? "nothing" : found->pattern);
        }
        arena_free(&own);
    }
}
