/* SPDX-License-Identifier: Apache-2.0 */
#include "http/address.h"
#include "test.h"

static struct text problem;

static bool
callable(const char *address, const char *allow)
{
    struct address_range range;
    struct address_range allowed;
    bool parsed = address_range_parse(text_of(address), &range);
    EXPECT(parsed);
    EXPECT(allow == NULL || address_range_parse(text_of(allow), &allowed));
    return address_is_callable(range.bytes, &allowed, allow == NULL ? 0 : 1);
}

TEST(urls_of_http_with_a_host_are_called)
{
    static const char *const urls[] = {"https://example.com", "http://example.com:8080/hook?a=b",
                                       "https://[2606:2800:220:1::1]/", "HTTPS://Example.com/x"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        EXPECT_OK(url_check(text_of(urls[i]), &problem));
        EXPECT(problem.bytes == NULL);
    }
}

TEST(other_urls_are_refused_with_a_sentence)
{
    static const char *const urls[] = {"",
                                       "example.com",
                                       "ftp://example.com/",
                                       "file:///etc/passwd",
                                       "https://",
                                       "javascript:alert(1)",
                                       "gopher://127.0.0.1:70/",
                                       "https://ada@example.com/",
                                       "not an url",
                                       "https://a:b@example.com/",
                                       "https://exa mple.com/"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        EXPECT_ERR(url_check(text_of(urls[i]), &problem), ERR_URL_INVALID);
        EXPECT(problem.length > 0);
    }
}

TEST(a_nul_byte_does_not_hide_the_rest_of_an_url)
{
    struct text url = {"https://example.com\0@10.0.0.1/", 30};
    EXPECT_ERR(url_check(url, &problem), ERR_URL_INVALID);
}

TEST(an_url_of_2048_characters_is_the_longest)
{
    char url[2050] = "https://example.com/";
    memset(url + 20, 'a', sizeof(url) - 20);
    EXPECT_OK(url_check((struct text){url, 2048}, &problem));
    EXPECT_ERR(url_check((struct text){url, 2049}, &problem), ERR_URL_INVALID);
}

TEST(public_addresses_are_callable)
{
    static const char *const addresses[] = {
        "93.184.216.34",   "8.8.8.8",         "172.15.255.255",      "172.32.0.1",
        "192.167.1.1",     "100.63.255.255",  "100.128.0.1",         "198.17.0.1",
        "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888"};
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        if (!callable(addresses[i], NULL)) {
            TEST_FAILED("%s is refused", addresses[i]);
        }
    }
}

TEST(addresses_of_this_machine_and_of_private_networks_are_not)
{
    static const char *const addresses[] = {
        "127.0.0.1",   "127.255.255.254", "0.0.0.0",         "10.0.0.1",         "10.255.255.255",
        "172.16.0.1",  "172.31.255.255",  "192.168.0.1",     "169.254.169.254",  "100.64.0.1",
        "192.0.0.1",   "192.0.2.1",       "198.18.0.1",      "198.51.100.1",     "203.0.113.7",
        "224.0.0.1",   "239.255.255.250", "255.255.255.255", "240.0.0.1",        "::",
        "::1",         "fc00::1",         "fdff::1",         "fe80::1",          "ff02::1",
        "2001:db8::1", "2002:7f00:1::1",  "64:ff9b::a00:1",  "::ffff:127.0.0.1", "::ffff:10.1.2.3"};
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        if (callable(addresses[i], NULL)) {
            TEST_FAILED("%s is called", addresses[i]);
        }
    }
}

TEST(an_operator_allows_a_range_and_no_more)
{
    EXPECT(callable("10.1.2.3", "10.1.0.0/16"));
    EXPECT(!callable("10.2.2.3", "10.1.0.0/16"));
    EXPECT(callable("127.0.0.1", "127.0.0.1"));
    EXPECT(!callable("127.0.0.2", "127.0.0.1"));
    EXPECT(callable("fd00::5", "fd00::/8"));
    EXPECT(!callable("fe80::5", "fd00::/8"));
    EXPECT(callable("192.168.9.9", "0.0.0.0/0"));
}

TEST(ranges_are_read_strictly)
{
    struct address_range range;
    static const char *const bad[] = {"",           "10",        "10.0.0.0/33", "10.0.0.0/-1",
                                      "::1/129",    "10.0.0.0/", "10.0.0.0/8x", "localhost",
                                      "10.0.0.256", "::g",       "10.0.0.0/8/8"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (address_range_parse(text_of(bad[i]), &range)) {
            TEST_FAILED("%s is read", bad[i]);
        }
    }
    EXPECT(address_range_parse(TEXT("10.0.0.0/8"), &range));
    EXPECT_INT(range.bits, 96 + 8);
    EXPECT(address_range_parse(TEXT("fc00::/7"), &range));
    EXPECT_INT(range.bits, 7);
}
