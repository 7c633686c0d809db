/* SPDX-License-Identifier: Apache-2.0 */
/** url.c: which urls we would call, and which addresses (no requests into private networks). */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

#include "http/address.h"

static int
hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool
percent_decode(struct arena *arena, struct text raw, bool plus_is_space, struct text *out)
{
    char *bytes = arena_alloc(arena, raw.length + 1, 1);
    size_t length = 0;
    for (size_t i = 0; bytes != NULL && i < raw.length; i++) {
        char byte = raw.bytes[i];
        if (byte == '+' && plus_is_space) {
            byte = ' ';
        } else if (byte == '%') {
            int high = raw.length - i > 2 ? hex_digit(raw.bytes[i + 1]) : -1;
            int low = raw.length - i > 2 ? hex_digit(raw.bytes[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            byte = (char)(high * 16 + low);
            i += 2;
        }
        bytes[length++] = byte;
    }
    *out = (struct text){bytes, length};
    return bytes != NULL;
}

err_t
url_check(struct text url, struct text *problem)
{
    char copy[2049];
    *problem = NO_TEXT;
    if (url.length == 0 || url.length >= sizeof(copy)) {
        *problem = TEXT("An url has 1 to 2048 characters.");
        return ERR_URL_INVALID;
    }
    memcpy(copy, url.bytes, url.length);
    copy[url.length] = '\0';
    CURLU *parsed = curl_url();
    if (parsed == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    char *scheme = NULL;
    char *host = NULL;
    char *user = NULL;
    if (strlen(copy) != url.length || curl_url_set(parsed, CURLUPART_URL, copy, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        *problem = TEXT("Not a valid URL: write it as https://host/path.");
    } else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0) {
        *problem = TEXT("Only http and https URLs can be called.");
    } else if (curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_OK) {
        *problem = TEXT("An URL here has no user name and no password.");
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(parsed);
    return problem->bytes == NULL ? OK : ERR_URL_INVALID;
}

/* ---- addresses ----------------------------------------------------------- */

static bool
bits_equal(const uint8_t *a, const uint8_t *b, int bits)
{
    int whole = bits / 8;
    int rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0) {
        return false;
    }
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return rest == 0 || (a[whole] & mask) == (b[whole] & mask);
}

bool
address_range_parse(struct text text, struct address_range *out)
{
    char copy[64];
    if (text.length == 0 || text.length >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    size_t slash = text_find(text, '/', 0);
    copy[slash] = '\0';
    uint8_t v4[4];
    int64_t bits;
    if (inet_pton(AF_INET, copy, v4) == 1) {
        *out = (struct address_range){.bits = 96 + 32};
        memcpy(out->bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
        memcpy(out->bytes + 12, v4, 4);
        bits = 32;
    } else if (inet_pton(AF_INET6, copy, out->bytes) == 1) {
        out->bits = 128;
        bits = 128;
    } else {
        return false;
    }
    if (slash < text.length) {
        int64_t given;
        if (!text_parse_int(text_slice(text, slash + 1, text.length), &given) || given < 0 ||
            given > bits) {
            return false;
        }
        out->bits = (int)(128 - bits + given);
    }
    return true;
}

bool
address_is_callable(const uint8_t address[16], const struct address_range *allow,
                    size_t allow_count)
{
    for (size_t i = 0; i < allow_count; i++) {
        if (bits_equal(address, allow[i].bytes, allow[i].bits)) {
            return true;
        }
    }
    /* Everything that is not global unicast: IANA's special-purpose registries (RFC 6890). */
    static const char *const refused[] = {
        "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
        "::/128",        "::1/128",         "64:ff9b::/96",   "64:ff9b:1::/48", "100::/64",
        "2001::/23",     "2001:db8::/32",   "2002::/16",      "fc00::/7",       "fe80::/10",
        "ff00::/8",
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct address_range range;
        bool parsed = address_range_parse(text_of(refused[i]), &range);
        assert(parsed);
        if (bits_equal(address, range.bytes, range.bits)) {
            return false;
        }
    }
    return true;
}
