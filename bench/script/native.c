/* SPDX-License-Identifier: Apache-2.0 */
/* native.c: the measured scripts in C. */
#include "native.h"

#define DAY 86400

void
native_percent_off(const struct discount_item *request, const struct json *config,
                   struct discount_result *answer)
{
    struct decimal percent;
    struct decimal max;
    struct decimal off = {0};
    struct decimal hundred = decimal_from_int(100);
    err_t err = decimal_parse(json_get(config, "percent")->text, &percent) |
                decimal_parse(json_get(config, "max")->text, &max);
    for (size_t i = 0; i < request->line_items_count; i++) {
        struct decimal part;
        err |= decimal_mul(request->line_items[i].subtotal.amount, percent, ROUND_HALF_UP, &part);
        err |= decimal_div(part, hundred, ROUND_HALF_UP, &part);
        err |= decimal_round(part, 0, ROUND_HALF_UP, &part);
        err |= decimal_add(off, part, &off);
    }
    assert(err == OK);
    *answer = (struct discount_result){0};
    answer->discount.amount = (struct view_monetary_amount){
        decimal_compare(off, max) > 0 ? max : off, request->gross_amount.currency};
}

/* ---- the calendar, as the script has it -------------------------------------------- */

struct civil {
    int64_t year;
    int64_t month;
    int64_t day;
};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct civil
civil_from_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    int64_t month = shifted + (shifted < 10 ? 3 : -9);
    return (struct civil){year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
                          day_of_year - (153 * shifted + 2) / 5 + 1};
}

static int64_t
month_length(int64_t year, int64_t month)
{
    if (month == 2) {
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static int64_t
add_months(int64_t anchor, int64_t months)
{
    int64_t days = floor_div(anchor, DAY);
    struct civil start = civil_from_days(days);
    int64_t index = start.year * 12 + start.month - 1 + months;
    int64_t year = floor_div(index, 12);
    int64_t month = index - year * 12 + 1;
    int64_t length = month_length(year, month);
    return days_from_civil(year, month, start.day < length ? start.day : length) * DAY +
           (anchor - days * DAY);
}

static struct text
label_write(struct civil civil, char *out)
{
    out[0] = (char)('0' + civil.year / 1000);
    out[1] = (char)('0' + civil.year / 100 % 10);
    out[2] = (char)('0' + civil.year / 10 % 10);
    out[3] = (char)('0' + civil.year % 10);
    out[4] = '-';
    out[5] = (char)('0' + civil.month / 10);
    out[6] = (char)('0' + civil.month % 10);
    out[7] = '-';
    out[8] = (char)('0' + civil.day / 10);
    out[9] = (char)('0' + civil.day % 10);
    out[10] = '\0';
    return (struct text){out, 10};
}

void
native_proration(const struct workload_request *request, struct native_lines *space,
                 struct workload_charges *answer)
{
    int64_t total = 0;
    size_t count = 0;
    assert(request->items_count <= LINES_MAX);
    for (size_t i = 0; i < request->items_count; i++) {
        const struct workload_item *item = &request->items[i];
        int64_t turn = 0;
        int64_t start = item->anchor;
        int64_t end = add_months(item->anchor, item->months);
        while (end <= request->now) {
            turn += item->months;
            start = end;
            end = add_months(item->anchor, turn + item->months);
        }
        int64_t begin = start > item->from ? start : item->from;
        int64_t until = item->until != 0 ? item->until : end;
        int64_t stop = request->now < until ? request->now : until;
        if (stop <= begin) {
            continue;
        }
        int64_t whole = item->amount * item->quantity * (stop - begin);
        int64_t amount = (2 * whole + (end - start)) / (2 * (end - start)); /* none is negative */
        total += amount;
        space->lines[count] = (struct workload_line){
            .id = item->id,
            .amount = decimal_from_int(amount),
            .days = (stop - begin + DAY - 1) / DAY,
            .label = label_write(civil_from_days(floor_div(stop, DAY)), space->labels[count]),
        };
        count++;
    }
    *answer = (struct workload_charges){
        .total = decimal_from_int(total), .lines = space->lines, .lines_count = count};
}

void
native_tiers(const struct tier_request *request, struct tier_answer *answer)
{
    int64_t total = 0;
    for (size_t q = 0; q < request->quantities_count; q++) {
        int64_t quantity = request->quantities[q];
        int64_t below = 0;
        for (size_t i = 0; i < request->tiers_count; i++) {
            const struct tier_step *tier = &request->tiers[i];
            if (tier->has_up_to != GIVEN_VALUE || quantity <= tier->up_to) {
                total += (quantity - below) * tier->unit_amount + tier->flat_amount;
                break;
            }
            total += (tier->up_to - below) * tier->unit_amount + tier->flat_amount;
            below = tier->up_to;
        }
    }
    answer->total = decimal_from_int(total);
}

void
native_decimals(const struct decimal_request *request, struct decimal_answer *answer)
{
    struct decimal amount = request->start;
    err_t err = OK;
    for (int64_t i = 0; i < request->turns; i++) {
        err |= decimal_mul(amount, request->rate, ROUND_HALF_EVEN, &amount);
        err |= decimal_round(amount, 12, ROUND_HALF_EVEN, &amount);
        err |= decimal_div(amount, request->back, ROUND_HALF_EVEN, &amount);
    }
    assert(err == OK);
    answer->amount = amount;
}
