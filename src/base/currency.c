/* SPDX-License-Identifier: Apache-2.0 */
#include "base/currency.h"

#define CHARGE_MAX 99999999

struct row {
    char code[4];
    uint8_t exponent;
    uint8_t charge_step;
    int16_t charge_min;
};

/*
 * Rows are only ever added, at the end: stored bodies may hold their numbers.
 * Where the API names no smallest charge it is one step.
 */
static const struct row rows[] = {
    {"", 2, 1, 0}, /* none */
    {"aed", 2, 1, 200}, {"afn", 2, 1, 1}, {"all", 2, 1, 1}, {"amd", 2, 1, 1}, {"ang", 2, 1, 1},
    {"aoa", 2, 1, 1}, {"ars", 2, 1, 1}, {"aud", 2, 1, 50}, {"awg", 2, 1, 1}, {"azn", 2, 1, 1},
    {"bam", 2, 1, 1}, {"bbd", 2, 1, 1}, {"bdt", 2, 1, 1}, {"bgn", 2, 1, 100}, {"bhd", 3, 10, 10},
    {"bif", 0, 1, 1}, {"bmd", 2, 1, 1}, {"bnd", 2, 1, 1}, {"bob", 2, 1, 1}, {"brl", 2, 1, 50},
    {"bsd", 2, 1, 1}, {"btn", 2, 1, 1}, {"bwp", 2, 1, 1}, {"byn", 2, 1, 1}, {"bzd", 2, 1, 1},
    {"cad", 2, 1, 50}, {"cdf", 2, 1, 1}, {"chf", 2, 1, 50}, {"clp", 0, 1, 1}, {"cny", 2, 1, 1},
    {"cop", 2, 1, 1}, {"crc", 2, 1, 1}, {"cup", 2, 1, 1}, {"cve", 2, 1, 1}, {"czk", 2, 1, 1500},
    {"djf", 0, 1, 1}, {"dkk", 2, 1, 250}, {"dop", 2, 1, 1}, {"dzd", 2, 1, 1}, {"egp", 2, 1, 1},
    {"ern", 2, 1, 1}, {"etb", 2, 1, 1}, {"eur", 2, 1, 50}, {"fjd", 2, 1, 1}, {"fkp", 2, 1, 1},
    {"gbp", 2, 1, 30}, {"gel", 2, 1, 1}, {"ghs", 2, 1, 1}, {"gip", 2, 1, 1}, {"gmd", 2, 1, 1},
    {"gnf", 0, 1, 1}, {"gtq", 2, 1, 1}, {"gyd", 2, 1, 1}, {"hkd", 2, 1, 400}, {"hnl", 2, 1, 1},
    {"hrk", 2, 1, 1}, {"htg", 2, 1, 1}, {"huf", 2, 1, 17500}, {"idr", 2, 1, 1}, {"ils", 2, 1, 1},
    {"inr", 2, 1, 50}, {"iqd", 2, 1, 1}, {"irr", 2, 1, 1}, {"isk", 2, 100, 100}, {"jmd", 2, 1, 1},
    {"jod", 3, 10, 10}, {"jpy", 0, 1, 50}, {"kes", 2, 1, 1}, {"kgs", 2, 1, 1}, {"khr", 2, 1, 1},
    {"kmf", 0, 1, 1}, {"kpw", 2, 1, 1}, {"krw", 0, 1, 1}, {"kwd", 3, 10, 10}, {"kyd", 2, 1, 1},
    {"kzt", 2, 1, 1}, {"lak", 2, 1, 1}, {"lbp", 2, 1, 1}, {"lkr", 2, 1, 1}, {"lrd", 2, 1, 1},
    {"lsl", 2, 1, 1}, {"lyd", 2, 1, 1}, {"mad", 2, 1, 1}, {"mdl", 2, 1, 1}, {"mga", 0, 1, 1},
    {"mkd", 2, 1, 1}, {"mmk", 2, 1, 1}, {"mnt", 2, 1, 1}, {"mop", 2, 1, 1}, {"mru", 2, 1, 1},
    {"mur", 2, 1, 1}, {"mvr", 2, 1, 1}, {"mwk", 2, 1, 1}, {"mxn", 2, 1, 1000}, {"myr", 2, 1, 200},
    {"mzn", 2, 1, 1}, {"nad", 2, 1, 1}, {"ngn", 2, 1, 1}, {"nio", 2, 1, 1}, {"nok", 2, 1, 300},
    {"npr", 2, 1, 1}, {"nzd", 2, 1, 50}, {"omr", 3, 10, 10}, {"pab", 2, 1, 1}, {"pen", 2, 1, 1},
    {"pgk", 2, 1, 1}, {"php", 2, 1, 1}, {"pkr", 2, 1, 1}, {"pln", 2, 1, 200}, {"pyg", 0, 1, 1},
    {"qar", 2, 1, 1}, {"ron", 2, 1, 200}, {"rsd", 2, 1, 1}, {"rub", 2, 1, 1}, {"rwf", 0, 1, 1},
    {"sar", 2, 1, 1}, {"sbd", 2, 1, 1}, {"scr", 2, 1, 1}, {"sdg", 2, 1, 1}, {"sek", 2, 1, 300},
    {"sgd", 2, 1, 50}, {"shp", 2, 1, 1}, {"sle", 2, 1, 1}, {"sll", 2, 1, 1}, {"sos", 2, 1, 1},
    {"srd", 2, 1, 1}, {"ssp", 2, 1, 1}, {"stn", 2, 1, 1}, {"svc", 2, 1, 1}, {"syp", 2, 1, 1},
    {"szl", 2, 1, 1}, {"thb", 2, 1, 1000}, {"tjs", 2, 1, 1}, {"tmt", 2, 1, 1}, {"tnd", 3, 10, 10},
    {"top", 2, 1, 1}, {"try", 2, 1, 1}, {"ttd", 2, 1, 1}, {"twd", 2, 1, 1}, {"tzs", 2, 1, 1},
    {"uah", 2, 1, 1}, {"ugx", 0, 1, 1}, {"usd", 2, 1, 50}, {"uyu", 2, 1, 1}, {"uzs", 2, 1, 1},
    {"ves", 2, 1, 1}, {"vnd", 0, 1, 1}, {"vuv", 0, 1, 1}, {"wst", 2, 1, 1}, {"xaf", 0, 1, 1},
    {"xcd", 2, 1, 1}, {"xof", 0, 1, 1}, {"xpf", 0, 1, 1}, {"yer", 2, 1, 1}, {"zar", 2, 1, 1},
    {"zmw", 2, 1, 1}, {"zwl", 2, 1, 1},
};

/** So many rows from the first on stand in the order of their codes. */
#define ROWS_IN_ORDER 157

static_assert(COUNT_OF(rows) <= UINT8_MAX, "an index is one byte");

static const struct row *
find_row(struct currency currency)
{
    assert(currency.index < COUNT_OF(rows));
    return &rows[currency.index];
}

/** Three letters as one lower-case number; 0 when they are not letters. */
static uint32_t
pack(const char *code)
{
    uint32_t packed = 0;
    for (size_t i = 0; i < 3; i++) {
        uint32_t letter = (uint32_t)(unsigned char)code[i] | 0x20;
        if (letter < 'a' || letter > 'z') {
            return 0;
        }
        packed = packed << 8 | letter;
    }
    return packed;
}

bool
currency_parse(struct text code, struct currency *out)
{
    uint32_t wanted = code.length == 3 ? pack(code.bytes) : 0;
    if (wanted == 0) {
        return false;
    }
    size_t low = 1;
    for (size_t high = ROWS_IN_ORDER + 1; low < high;) {
        size_t middle = (low + high) / 2;
        bool is_below = pack(rows[middle].code) < wanted;
        low = is_below ? middle + 1 : low;
        high = is_below ? high : middle;
    }
    for (size_t i = low; i < COUNT_OF(rows); i = i <= ROWS_IN_ORDER ? ROWS_IN_ORDER + 1 : i + 1) {
        if (pack(rows[i].code) == wanted) {
            out->index = (uint8_t)i;
            return true;
        }
    }
    return false;
}

const char *
currency_code(struct currency currency)
{
    return find_row(currency)->code;
}

int
currency_exponent(struct currency currency)
{
    return find_row(currency)->exponent;
}

int64_t
currency_charge_min(struct currency currency)
{
    return find_row(currency)->charge_min;
}

int64_t
currency_charge_max(struct currency currency)
{
    (void)currency; /* the same for all, so far; the API's list has exceptions upwards only */
    return CHARGE_MAX;
}

int64_t
currency_charge_step(struct currency currency)
{
    return find_row(currency)->charge_step;
}

bool
currency_equal(struct currency a, struct currency b)
{
    return a.index == b.index;
}
