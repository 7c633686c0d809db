/* SPDX-License-Identifier: Apache-2.0 */
#include "workload.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the four, in C ----------------------------------------------------------------- */

static void
percent_off_in_c(const struct inputs *inputs, struct native_lines *space, union answer *answer)
{
    (void)space;
    native_percent_off(&inputs->item, &inputs->config, &answer->discount);
}

static void
proration_in_c(const struct inputs *inputs, struct native_lines *space, union answer *answer)
{
    native_proration(&inputs->proration, space, &answer->proration);
}

static void
tiers_in_c(const struct inputs *inputs, struct native_lines *space, union answer *answer)
{
    (void)space;
    native_tiers(&inputs->tiering, &answer->tier);
}

static void
decimals_in_c(const struct inputs *inputs, struct native_lines *space, union answer *answer)
{
    (void)space;
    native_decimals(&inputs->decimal, &answer->decimal);
}

const struct workload workloads[WORKLOAD_COUNT] = {
    {.number = 1,
     .name = "W1 percent off, fresh heap",
     .file = "percent_off.ts",
     .method = "computeDiscounts",
     .input = &discount_item_model,
     .input_offset = offsetof(struct inputs, item),
     .output = &discount_result_model,
     .native = percent_off_in_c,
     .has_config = true,
     .calls = 2000,
     .goal = 12},
    {.number = 2,
     .name = "W2 proration of 20 lines",
     .file = "proration.ts",
     .method = "prorate",
     .input = &workload_request_model,
     .input_offset = offsetof(struct inputs, proration),
     .output = &workload_charges_model,
     .native = proration_in_c,
     .calls = 200,
     .goal = 12},
    {.number = 3,
     .name = "W3 50 tiers, 1000 times",
     .file = "tiers.ts",
     .method = "price",
     .input = &tier_request_model,
     .input_offset = offsetof(struct inputs, tiering),
     .output = &tier_answer_model,
     .native = tiers_in_c,
     .calls = 10,
     .goal = 24},
    {.number = 4,
     .name = "W4 1000 Decimal operations",
     .file = "decimals.ts",
     .method = "calculate",
     .input = &decimal_request_model,
     .input_offset = offsetof(struct inputs, decimal),
     .output = &decimal_answer_model,
     .native = decimals_in_c,
     .calls = 50,
     .goal = 9},
};

/* ---- inputs ------------------------------------------------------------------------- */

static struct decimal
decimal_of(const char *text)
{
    struct decimal decimal = {0};
    if (decimal_parse(text_of(text), &decimal) != OK) {
        exit(1);
    }
    return decimal;
}

static struct json
json_of(struct arena *arena, const char *text)
{
    struct json json = {0};
    struct json_error error;
    if (json_parse(arena, text_of(text), &json, &error) != OK) {
        exit(1);
    }
    return json;
}

void
inputs_make(struct inputs *inputs, struct arena *arena)
{
    struct currency eur = {0};
    if (!currency_parse(TEXT("eur"), &eur)) {
        exit(1);
    }
    for (int i = 0; i < 3; i++) {
        inputs->lines[i].subtotal =
            (struct view_monetary_amount){decimal_from_int(1999 * (i + 1)), eur};
        inputs->lines[i].quantity = decimal_from_int(i + 1);
        inputs->lines[i].has_quantity = GIVEN_VALUE;
        inputs->lines[i].period = (struct view_period){.value = VIEW_PERIOD_VALUE_TIME_RANGE,
                                                       .start_date = 1767225600,
                                                       .end_date = 1769904000};
    }
    inputs->item = (struct discount_item){.gross_amount = {decimal_from_int(11994), eur},
                                          .line_items = inputs->lines,
                                          .line_items_count = 3};
    inputs->config = json_of(arena, "{\"percent\":\"12.5\",\"max\":\"5000\"}");
    inputs->context = json_of(arena, "{\"type\":\"script\",\"id\":\"ext_1\",\"livemode\":false,"
                                     "\"clockTime\":\"2026-01-20T10:00:00.000Z\"}");
    inputs->proration =
        (struct workload_request){.now = 1768903200, .items = inputs->items, .items_count = ITEMS};
    for (int i = 0; i < ITEMS; i++) {
        int length = snprintf(inputs->ids[i], sizeof inputs->ids[i], "il_%04d", i * 37);
        bool is_over = i % 7 == 6; /* two ended before their period began, one begins later */
        inputs->items[i] = (struct workload_item){
            .id = {inputs->ids[i], (size_t)length},
            .amount = 990 + 510 * i,
            .quantity = 1 + i % 4,
            .anchor = 1764547200 + 90061 * i,
            .months = 1 + i % 3,
            .from = i == 19 ? 1769000000 : 1764547200 + 95000 * i,
            .until = is_over      ? 1764600000
                     : i % 5 == 0 ? 1768800000
                                  : 0,
        };
    }
    inputs->tiering = (struct tier_request){.tiers = inputs->tiers,
                                            .tiers_count = TIERS,
                                            .quantities = inputs->quantities,
                                            .quantities_count = QUANTITIES};
    for (int i = 0; i < TIERS; i++) {
        inputs->tiers[i] = (struct tier_step){.up_to = 20 * (i + 1),
                                              .has_up_to = i < TIERS - 1 ? GIVEN_VALUE : GIVEN_NO,
                                              .unit_amount = 500 - 7 * i,
                                              .flat_amount = i % 3 == 0 ? 100 : 0};
    }
    for (int i = 0; i < QUANTITIES; i++) {
        inputs->quantities[i] = (i * 7919) % 1061 + 1;
    }
    inputs->decimal = (struct decimal_request){.start = decimal_of("1234567.891"),
                                               .rate = decimal_of("1.0375"),
                                               .back = decimal_of("1.0379"),
                                               .turns = 333};
}

/* ---- as JSON ------------------------------------------------------------------------- */

static const char *
text_of_decimal(struct decimal value, char out[DECIMAL_TEXT_MAX])
{
    (void)decimal_render(value, out);
    return out;
}

static void
write_percent_off(const struct inputs *inputs, FILE *out)
{
    char text[DECIMAL_TEXT_MAX];
    struct discount_result answer;
    (void)fprintf(out,
                  "W1\t[{\"grossAmount\":{\"amount\":\"%s\",\"currency\":\"eur\"},\"lineItems\":[",
                  text_of_decimal(inputs->item.gross_amount.amount, text));
    for (size_t i = 0; i < inputs->item.line_items_count; i++) {
        const struct discount_line_item *line = &inputs->item.line_items[i];
        (void)fprintf(out, "%s{\"subtotal\":{\"amount\":\"%s\",\"currency\":\"eur\"}",
                      i == 0 ? "" : ",", text_of_decimal(line->subtotal.amount, text));
        (void)fprintf(out,
                      ",\"quantity\":\"%s\",\"period\":{\"startDate\":%" PRId64
                      "000,\"endDate\":%" PRId64 "000}}",
                      text_of_decimal(line->quantity, text), line->period.start_date,
                      line->period.end_date);
    }
    (void)fprintf(out, "]},{\"percent\":\"12.5\",\"max\":\"5000\"},{\"type\":\"script\",\"id\":"
                       "\"ext_1\",\"livemode\":false,"
                       "\"clockTime\":\"2026-01-20T10:00:00.000Z\"}]\t");
    native_percent_off(&inputs->item, &inputs->config, &answer);
    (void)fprintf(out, "{\"discount\":{\"amount\":{\"amount\":\"%s\",\"currency\":\"eur\"}}}\n",
                  text_of_decimal(answer.discount.amount.amount, text));
}

static void
write_proration(const struct inputs *inputs, FILE *out)
{
    static struct native_lines space;
    struct workload_charges answer;
    char text[DECIMAL_TEXT_MAX];
    (void)fprintf(out, "W2\t[{\"now\":%" PRId64 "000,\"items\":[", inputs->proration.now);
    for (size_t i = 0; i < ITEMS; i++) {
        const struct workload_item *item = &inputs->items[i];
        (void)fprintf(out,
                      "%s{\"id\":\"%s\",\"amount\":%" PRId64 ",\"quantity\":%" PRId64
                      ",\"anchor\":%" PRId64 "000,\"months\":%" PRId64 ",\"from\":%" PRId64 "000",
                      i == 0 ? "" : ",", item->id.bytes, item->amount, item->quantity, item->anchor,
                      item->months, item->from);
        if (item->until != 0) {
            (void)fprintf(out, ",\"until\":%" PRId64 "000", item->until);
        }
        (void)fprintf(out, "}");
    }
    native_proration(&inputs->proration, &space, &answer);
    (void)fprintf(out, "]}]\t{\"total\":%s,\"lines\":[", text_of_decimal(answer.total, text));
    for (size_t i = 0; i < answer.lines_count; i++) {
        const struct workload_line *line = &answer.lines[i];
        (void)fprintf(out, "%s{\"id\":\"%s\",\"amount\":%s,\"days\":%" PRId64 ",\"label\":\"%s\"}",
                      i == 0 ? "" : ",", line->id.bytes, text_of_decimal(line->amount, text),
                      line->days, line->label.bytes);
    }
    (void)fprintf(out, "]}\n");
}

static void
write_tiers(const struct inputs *inputs, FILE *out)
{
    struct tier_answer answer;
    char text[DECIMAL_TEXT_MAX];
    (void)fprintf(out, "W3\t[{\"tiers\":[");
    for (size_t i = 0; i < TIERS; i++) {
        const struct tier_step *tier = &inputs->tiers[i];
        (void)fprintf(out, "%s{\"upTo\":", i == 0 ? "" : ",");
        if (tier->has_up_to == GIVEN_VALUE) {
            (void)fprintf(out, "%" PRId64, tier->up_to);
        } else {
            (void)fprintf(out, "null");
        }
        (void)fprintf(out, ",\"unitAmount\":%" PRId64 ",\"flatAmount\":%" PRId64 "}",
                      tier->unit_amount, tier->flat_amount);
    }
    (void)fprintf(out, "],\"quantities\":[");
    for (size_t i = 0; i < QUANTITIES; i++) {
        (void)fprintf(out, "%s%" PRId64, i == 0 ? "" : ",", inputs->quantities[i]);
    }
    native_tiers(&inputs->tiering, &answer);
    (void)fprintf(out, "]}]\t{\"total\":%s}\n", text_of_decimal(answer.total, text));
}

static void
write_decimals(const struct inputs *inputs, FILE *out)
{
    struct decimal_answer answer;
    char start[DECIMAL_TEXT_MAX];
    char rate[DECIMAL_TEXT_MAX];
    char back[DECIMAL_TEXT_MAX];
    (void)fprintf(
        out, "W4\t[{\"start\":\"%s\",\"rate\":\"%s\",\"back\":\"%s\",\"turns\":%" PRId64 "}]",
        text_of_decimal(inputs->decimal.start, start), text_of_decimal(inputs->decimal.rate, rate),
        text_of_decimal(inputs->decimal.back, back), inputs->decimal.turns);
    native_decimals(&inputs->decimal, &answer);
    (void)fprintf(out, "\t{\"amount\":\"%s\"}\n", text_of_decimal(answer.amount, start));
}

void
inputs_write(const struct inputs *inputs, FILE *out)
{
    write_percent_off(inputs, out);
    write_proration(inputs, out);
    write_tiers(inputs, out);
    write_decimals(inputs, out);
}

/* ---- answers and time ------------------------------------------------------------------ */

bool
answers_agree(const struct workload *workload, const union answer *a, const union answer *b,
              struct arena *arena)
{
    struct text_builder first;
    struct text_builder second;
    text_builder_init(&first, arena, 1 << 20);
    text_builder_init(&second, arena, 1 << 20);
    return model_encode(workload->output, a, &first) == OK &&
           model_encode(workload->output, b, &second) == OK &&
           text_equal(text_builder_text(&first), text_builder_text(&second));
}

int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t
median(int64_t *values, size_t count)
{
    qsort(values, count, sizeof values[0], by_size);
    return values[count / 2];
}
