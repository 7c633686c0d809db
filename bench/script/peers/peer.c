/* SPDX-License-Identifier: Apache-2.0 */
/* peer.c: measuring one peer; see peer.h. One line each: peer, workload, microseconds. */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECIMALS_MAX 8192
#define BATCHES      9

static struct decimal decimals[DECIMALS_MAX];
static size_t decimal_count;
static size_t bytes_used;

void
peer_die(const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", peer.name, what);
    exit(1);
}

/* ---- memory: a cap, as our runs have one ---- */

struct block {
    size_t size;
    max_align_t bytes[];
};

void *
peer_realloc(void *bytes, size_t size)
{
    struct block *block =
        bytes == NULL ? NULL : (struct block *)((char *)bytes - offsetof(struct block, bytes));
    size_t old = block == NULL ? 0 : block->size;
    if (size == 0) {
        bytes_used -= old;
        free(block);
        return NULL;
    }
    if (bytes_used - old + size > PEER_BYTES_MAX) {
        return NULL;
    }
    struct block *moved = realloc(block, sizeof *moved + size);
    if (moved == NULL) {
        return NULL;
    }
    bytes_used += size - old;
    moved->size = size;
    return moved->bytes;
}

/* ---- decimals ---- */

static struct decimal *
keep(struct decimal value)
{
    if (decimal_count == DECIMALS_MAX) {
        peer_die("too many decimals");
    }
    decimals[decimal_count] = value;
    return &decimals[decimal_count++];
}

static struct decimal *
made(err_t err, struct decimal value)
{
    if (err != OK) {
        peer_die("decimal arithmetic failed");
    }
    return keep(value);
}

struct decimal *
peer_parse(const char *text)
{
    struct decimal value = {0};
    return made(decimal_parse(text_of(text), &value), value);
}

struct decimal *
peer_add(const struct decimal *a, const struct decimal *b)
{
    struct decimal sum = {0};
    return made(decimal_add(*a, *b, &sum), sum);
}

struct decimal *
peer_mul(const struct decimal *a, const struct decimal *b, int rounding)
{
    struct decimal product = {0};
    return made(decimal_mul(*a, *b, (enum rounding)rounding, &product), product);
}

struct decimal *
peer_div(const struct decimal *a, const struct decimal *b, int rounding)
{
    struct decimal quotient = {0};
    return made(decimal_div(*a, *b, (enum rounding)rounding, &quotient), quotient);
}

struct decimal *
peer_round(const struct decimal *a, int places, int rounding)
{
    struct decimal rounded = {0};
    return made(decimal_round(*a, places, (enum rounding)rounding, &rounded), rounded);
}

/* ---- structs to objects, by their models ---- */

static void push_struct(const struct model *model, const uint8_t *value);

static void
push_single(const struct model_field *field, const void *at)
{
    switch ((int)field->type) {
    case MODEL_INT:
        peer.push_number((double)*(const int64_t *)at);
        break;
    case MODEL_DECIMAL:
        peer.push_decimal(keep(*(const struct decimal *)at));
        break;
    case MODEL_TEXT:
        peer.push_text(*(const struct text *)at);
        break;
    case MODEL_TIME:
        peer.push_number((double)*(const instant_t *)at * 1000);
        break;
    case MODEL_CURRENCY:
        peer.push_text(text_of(currency_code(*(const struct currency *)at)));
        break;
    case MODEL_ENUM:
        peer.push_text(text_of(field->values->values[*(const unsigned *)at]));
        break;
    case MODEL_OBJECT:
        push_struct(field->object, at);
        break;
    default:
        peer_die("a type that no workload has");
    }
}

/** The types of these workloads say so by what is zero. */
static bool
is_null(const struct model_field *field, const uint8_t *value)
{
    const void *at = value + field->offset;
    if (field->has_offset != UINT16_MAX) {
        return *(const unsigned *)(const void *)(value + field->has_offset) == GIVEN_NO;
    }
    switch ((int)field->type) {
    case MODEL_TEXT:
        return ((const struct text *)at)->bytes == NULL;
    case MODEL_TIME:
        return *(const instant_t *)at == 0;
    case MODEL_ENUM:
        return *(const unsigned *)at == 0;
    case MODEL_OBJECT:
        return (field->flags & MODEL_POINTER) != 0 && *(void *const *)at == NULL;
    case MODEL_INT:
    case MODEL_DECIMAL:
    case MODEL_CURRENCY:
        return false;
    default:
        return true; /* maps and the like: the workloads leave them out */
    }
}

static size_t
element_bytes(const struct model_field *field)
{
    return field->type == MODEL_OBJECT ? field->object->size_bytes : sizeof(int64_t);
}

static void
push_struct(const struct model *model, const uint8_t *value)
{
    peer.push_object();
    for (size_t i = 0; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        const uint8_t *at = value + field->offset;
        if (field->flags & MODEL_LIST) {
            const uint8_t *items = *(const uint8_t *const *)(const void *)at;
            size_t count = *(const size_t *)(const void *)(value + field->count_offset);
            peer.push_list(count);
            for (size_t item = 0; item < count; item++) {
                push_single(field, items + item * element_bytes(field));
                peer.set_item(item);
            }
        } else if (is_null(field, value)) {
            if (field->flags & MODEL_OPTIONAL) {
                continue;
            }
            peer.push_null();
        } else {
            push_single(field, (field->flags & MODEL_POINTER)
                                   ? *(const uint8_t *const *)(const void *)at
                                   : at);
        }
        peer.set_field(field->camel);
    }
}

/** Configuration and the like. */
static void
push_json(const struct json *json)
{
    peer.push_object();
    for (size_t i = 0; i < json->count; i++) {
        const struct json *value = &json->members[i].value;
        if (value->type == JSON_STRING) {
            peer.push_text(value->text);
        } else {
            peer.push_null();
        }
        char name[32];
        (void)snprintf(name, sizeof name, "%.*s", TEXT_ARG(json->members[i].key));
        peer.set_field(name);
    }
}

/* ---- answers to structs ---- */

static double
number_at(const char *name)
{
    peer.get_field(name);
    double number = peer.number();
    peer.pop();
    return number;
}

static struct decimal
decimal_at(const char *name)
{
    peer.get_field(name);
    struct decimal decimal = *peer.decimal();
    peer.pop();
    return decimal;
}

/** Copied into 24 bytes. */
static struct text
text_at(const char *name, char *out)
{
    peer.get_field(name);
    size_t length = (size_t)snprintf(out, 24, "%s", peer.text());
    peer.pop();
    return (struct text){out, length};
}

static void
read_answer(const struct workload *workload, union answer *answer)
{
    static struct workload_line lines[LINES_MAX];
    static char texts[LINES_MAX][2][24];
    char currency[24];
    switch (workload->number) {
    case 1:
        answer->discount = (struct discount_result){0};
        peer.get_field("discount");
        peer.get_field("amount");
        answer->discount.discount.amount.amount = decimal_at("amount");
        if (!currency_parse(text_at("currency", currency),
                            &answer->discount.discount.amount.currency)) {
            peer_die("no currency");
        }
        peer.pop();
        peer.pop();
        break;
    case 2:
        answer->proration.total = decimal_from_int((int64_t)number_at("total"));
        peer.get_field("lines");
        answer->proration.lines = lines;
        answer->proration.lines_count = peer.length();
        for (size_t i = 0; i < answer->proration.lines_count && i < LINES_MAX; i++) {
            peer.get_item(i);
            lines[i] = (struct workload_line){
                .id = text_at("id", texts[i][0]),
                .amount = decimal_from_int((int64_t)number_at("amount")),
                .days = (int64_t)number_at("days"),
                .label = text_at("label", texts[i][1]),
            };
            peer.pop();
        }
        peer.pop();
        break;
    case 3:
        answer->tier.total = decimal_from_int((int64_t)number_at("total"));
        break;
    default:
        answer->decimal.amount = decimal_at("amount");
        break;
    }
    peer.pop();
}

/* ---- measuring ---- */

static void
call(const struct workload *workload, const struct inputs *inputs, union answer *answer)
{
    static const char *const functions[] = {"percentOff", "prorate", "price", "calculate"};
    decimal_count = 0;
    peer.open(functions[workload->number - 1]);
    push_struct(workload->input, (const uint8_t *)inputs + workload->input_offset);
    if (workload->has_config) {
        push_json(&inputs->config);
        push_json(&inputs->context);
    }
    peer.call(workload->has_config ? 3 : 1);
    read_answer(workload, answer);
    peer.close();
}

static char *
file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    if (file == NULL || bytes == NULL) {
        peer_die("no source");
    }
    *length = fread(bytes, 1, (1 << 20) - 1, file);
    bytes[*length] = 0;
    (void)fclose(file);
    return bytes;
}

int
main(int count, char **arguments)
{
    static struct inputs inputs;
    static struct native_lines space;
    static union answer native;
    static union answer answer;
    struct arena arena;
    size_t length;
    if (count != 2) {
        peer_die("which source?");
    }
    arena_init(&arena, 16 << 20);
    inputs_make(&inputs, &arena);
    const char *source = file_read(arguments[1], &length);
    peer.load(source, length);
    for (size_t i = 0; i < WORKLOAD_COUNT; i++) {
        const struct workload *workload = &workloads[i];
        int64_t batches[BATCHES];
        call(workload, &inputs, &answer);
        workload->native(&inputs, &space, &native);
        if (!answers_agree(workload, &answer, &native, &arena)) {
            peer_die("answers differently than C");
        }
        int calls = workload->calls / 5 > 0 ? workload->calls / 5 : 1;
        for (int batch = 0; batch < BATCHES; batch++) {
            int64_t start = cpu_ns();
            for (int turn = 0; turn < calls; turn++) {
                call(workload, &inputs, &answer);
            }
            batches[batch] = (cpu_ns() - start) / calls;
        }
        printf("%s\t%s\tW%d\t%.3f\n", peer.name, peer.limits, workload->number,
               (double)median(batches, BATCHES) / 1e3);
    }
    arena_free(&arena);
    return 0;
}
