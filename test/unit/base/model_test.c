/* SPDX-License-Identifier: Apache-2.0 */
#include "base/model.h"
#include "base/task.h"
#include "test.h"

#include "walk.model.h"

static struct arena arena;
static struct account account = {.id = 1, .secret = {{1, 2, 3, 4, 5, 6, 7, 8}}};
static struct task task;

static void
begin(void)
{
    arena_free(&arena);
    arena_init(&arena, 8 << 20);
    task = (struct task){.arena = &arena, .account = &account};
}

static struct decimal
decimal_of(const char *digits)
{
    struct decimal out = {0};
    EXPECT_OK(decimal_parse(text_of(digits), &out));
    return out;
}

static struct currency
currency_of(const char *code)
{
    struct currency out = {0};
    EXPECT(currency_parse(text_of(code), &out));
    return out;
}

/* ---- a thing with everything ----------------------------------------------------- */

static struct model_pair pairs[] = {{TEXT_STATIC("b"), TEXT_STATIC("2")},
                                    {TEXT_STATIC("a"), TEXT_STATIC("")}};
static int64_t sizes[] = {0, -1, INT64_MAX, INT64_MIN};
static struct text names[] = {TEXT_STATIC("x"), TEXT_STATIC("")};
static struct id owners[] = {{11}, {12}};
static enum colour colours[] = {COLOUR_SKY_BLUE, COLOUR_RED};
static struct place spare = {.has_floor = GIVEN_VALUE};

static void
fill(struct thing *thing)
{
    static struct part parts[3];
    static struct rate rates[2];
    static struct decimal ratios[2];
    parts[0] = (struct part){.id = {21}, .amount = 5, .owner = {11}, .place = &spare};
    parts[1] = (struct part){.id = {22}, .amount = -5, .owner = {12}};
    parts[2] = (struct part){.id = {23}};
    rates[0] = (struct rate){currency_of("usd"), 7, decimal_of("7.5"), GIVEN_VALUE};
    rates[1] = (struct rate){.currency = currency_of("eur"), .amount = 6};
    ratios[0] = decimal_of("0.000000000001");
    ratios[1] = decimal_of("-99999999999999999999999999.999999999999");
    *thing = (struct thing){
        .id = {1},
        .version = 3,
        .alive = true,
        .has_maybe = GIVEN_VALUE,
        .size = -42,
        .has_weight = GIVEN_VALUE,
        .ratio = decimal_of("1200"),
        .has_share = GIVEN_VALUE,
        .percent = decimal_of("12.5"),
        .name = TEXT("A \"name\""),
        .note = TEXT(""),
        .made = 1767225600,
        .currency = currency_of("jpy"),
        .colour = COLOUR_DARK_GREEN,
        .owner = {11},
        .maker = {12},
        .token = {31},
        .metadata = {pairs, COUNT_OF(pairs)},
        .extra = TEXT("{\"k\":[1,null]}"),
        .place = {.city = TEXT("Bonn"), .has_heated = GIVEN_VALUE, .heated = true},
        .spare = &spare,
        .sizes = sizes,
        .sizes_count = COUNT_OF(sizes),
        .names = names,
        .names_count = COUNT_OF(names),
        .ratios = ratios,
        .ratios_count = COUNT_OF(ratios),
        .owners = owners,
        .owners_count = COUNT_OF(owners),
        .colours = colours,
        .colours_count = COUNT_OF(colours),
        .parts = parts,
        .parts_count = COUNT_OF(parts),
        .rates = rates,
        .rates_count = COUNT_OF(rates),
        .secret = TEXT("s3"),
        .public_id = TEXT("gold"),
    };
}

/* ---- rendering ------------------------------------------------------------------- */

static struct owner ada = {.id = {11}, .name = TEXT_STATIC("Ada"), .boss = {12}};
static struct owner bob = {.id = {12}, .name = TEXT_STATIC("Bob")};
static struct token token = {.id = {31}, .public_id = TEXT_STATIC("FREE"), .worth = 1};
static int loads;

static err_t
load(struct task *of, const struct model_kind *kind, struct id id, void **out)
{
    EXPECT(of == &task);
    loads++;
    *out = NULL;
    if (kind == &owner_kind) {
        *out = id.key == 11 ? &ada : id.key == 12 ? &bob : NULL;
    } else if (kind == &token_kind) {
        *out = &token;
    }
    return OK;
}

static err_t
derive(struct task *of, const struct model_kind *kind, void *object)
{
    EXPECT(of == &task);
    if (kind == &thing_kind) {
        ((struct thing *)object)->total = 77;
    }
    return OK;
}

static struct text
id_of(const char *prefix, int64_t key)
{
    return id_text(&arena, &account.secret, prefix, key);
}

static struct text
render(const struct model_kind *kind, void *object, const char *path_a, const char *path_b)
{
    struct text paths[] = {text_of(path_a), text_of(path_b)};
    struct model_expand *expand = NULL;
    struct json_writer writer;
    struct model_world world = {&task, &account.secret, load, derive};
    size_t count = path_a == NULL ? 0 : path_b == NULL ? 1 : 2;
    EXPECT_OK(model_expand_parse(&task, kind, paths, count, &expand));
    json_writer_init(&writer, &arena, 1 << 20, false);
    EXPECT_OK(model_render(&world, kind, object, expand, &writer));
    return json_writer_text(&writer);
}

static void
expect_place(struct text whole, const char *format, const char *a, const char *b)
{
    struct text part = text_format(&arena, "%s%s%s", format, a, b);
    EXPECT(memmem(whole.bytes, whole.length, part.bytes, part.length) != NULL);
    if (memmem(whole.bytes, whole.length, part.bytes, part.length) == NULL) {
        fprintf(stderr, "  %.*s\n  is not in %.*s\n", TEXT_ARG(part), TEXT_ARG(whole));
    }
}

static bool
holds(struct text whole, const char *part)
{
    return memmem(whole.bytes, whole.length, part, strlen(part)) != NULL;
}

TEST(an_object_is_rendered_field_by_field_in_the_order_of_its_model)
{
    begin();
    struct thing thing;
    fill(&thing);
    struct text bob_id = id_of("own", 12), ada_id = id_of("own", 11);
    struct text part_a = id_of("prt", 21), part_b = id_of("prt", 22);
    struct text expected = text_format(
        &arena,
        "{\"id\":\"gold\",\"object\":\"test.thing\",\"alive\":true,\"maybe\":false,\"size\":-42,"
        "\"weight\":0,\"ratio\":\"1200\",\"share\":\"0\",\"percent\":12.5,"
        "\"name\":\"A \\\"name\\\"\",\"note\":\"\",\"made\":1767225600,\"ended\":null,"
        "\"currency\":\"jpy\",\"colour\":\"dark_green\",\"shade\":null,\"owner\":\"%s\","
        "\"keeper\":null,\"maker\":{\"id\":\"%s\",\"object\":\"owner\",\"name\":\"Bob\","
        "\"boss\":null,\"lodge\":{\"city\":null,\"floor\":null,\"height\":null,\"heated\":null}},"
        "\"token\":\"FREE\",\"metadata\":{\"b\":\"2\",\"a\":\"\"},\"extra\":{\"k\":[1,null]},"
        "\"place\":{\"city\":\"Bonn\",\"floor\":null,\"height\":null,\"heated\":true},"
        "\"spare\":{\"city\":null,\"floor\":0,\"height\":null,\"heated\":null},"
        "\"sizes\":[0,-1,9223372036854775807,-9223372036854775808],\"names\":[\"x\",\"\"],"
        "\"ratios\":[\"0.000000000001\",\"-99999999999999999999999999.999999999999\"],"
        "\"owners\":[\"%s\",\"%s\"],\"colours\":[\"skyBlue\",\"red\"],"
        "\"parts\":{\"object\":\"list\",\"data\":["
        "{\"id\":\"%s\",\"object\":\"walk_part\",\"amount\":5,\"owner\":\"%s\",\"place\":"
        "{\"city\":null,\"floor\":0,\"height\":null,\"heated\":null}},"
        "{\"id\":\"%s\",\"object\":\"walk_part\",\"amount\":-5,\"owner\":\"%s\",\"place\":null}],"
        "\"has_more\":true,\"total_count\":3,\"url\":\"/v1/things/gold/parts\"},"
        "\"rates\":{\"usd\":{\"amount\":7,\"exact\":\"7.5\"},\"eur\":{\"amount\":6,\"exact\":null}}"
        ","
        "\"total\":77,\"livemode\":false,\"nothing\":null,\"default\":null}",
        ada_id.bytes, bob_id.bytes, ada_id.bytes, bob_id.bytes, part_a.bytes, ada_id.bytes,
        part_b.bytes, bob_id.bytes);
    EXPECT_TEXT(render(&thing_kind, &thing, NULL, NULL), expected.bytes);
}

TEST(an_id_that_was_not_chosen_is_the_encoded_key)
{
    begin();
    struct thing thing;
    fill(&thing);
    thing.public_id = NO_TEXT;
    expect_place(render(&thing_kind, &thing, NULL, NULL), "{\"id\":\"", id_of("thg", 1).bytes,
                 "\"");
}

TEST(a_path_expands_ids_through_structs_arrays_and_envelopes)
{
    begin();
    struct thing thing;
    fill(&thing);
    struct text bob_id = id_of("own", 12);
    struct text whole = render(&thing_kind, &thing, "parts.data.owner.boss", "owners");
    expect_place(whole, "\"amount\":5,\"owner\":{\"id\":\"", id_of("own", 11).bytes,
                 "\",\"object\":\"owner\",\"name\":\"Ada\",\"boss\":{\"id\":\"");
    expect_place(whole, "\"owners\":[{\"id\":\"", id_of("own", 11).bytes,
                 "\",\"object\":\"owner\",\"name\":\"Ada\",\"boss\":\"");
    expect_place(whole, "\"boss\":{\"id\":\"", bob_id.bytes, "\",\"object\":\"owner\"");
    expect_place(render(&thing_kind, &thing, "maker.boss", "parts.owner"),
                 "\"amount\":5,\"owner\":{", "", "");
}

TEST(an_includable_field_appears_only_when_it_is_expanded)
{
    begin();
    struct thing thing;
    fill(&thing);
    EXPECT(!holds(render(&thing_kind, &thing, NULL, NULL), "\"others\""));
    expect_place(render(&thing_kind, &thing, "others", NULL),
                 "\"others\":{\"object\":\"list\",\"data\":[],\"has_more\":false,\"total_count\":0,"
                 "\"url\":\"/v1/others?thing=gold\"}",
                 "", "");
}

TEST(a_null_target_stays_null_and_a_deleted_one_becomes_a_stub_when_expanded)
{
    begin();
    struct thing thing;
    fill(&thing);
    thing.owner.key = 99;
    struct text whole = render(&thing_kind, &thing, "owner", "keeper");
    expect_place(whole, "\"owner\":{\"id\":\"", id_of("own", 99).bytes,
                 "\",\"object\":\"owner\",\"deleted\":true},\"keeper\":null");
}

static void
expect_refused_expand(const char *path, const char *message)
{
    begin();
    struct text text = text_of(path);
    struct model_expand *expand = NULL;
    EXPECT_ERR(model_expand_parse(&task, &thing_kind, &text, 1, &expand), ERR_EXPAND_UNKNOWN);
    EXPECT_TEXT(task.failure.param, "expand");
    EXPECT_TEXT(task.failure.message, message);
}

TEST(a_path_that_cannot_be_expanded_is_named)
{
    expect_refused_expand("colour",
                          "This property cannot be expanded (colour): it is always whole.");
    expect_refused_expand("place", "This property cannot be expanded (place): it is always whole.");
    expect_refused_expand(
        "owner.nope", "This property cannot be expanded (owner.nope): there is no such property.");
    expect_refused_expand("secret",
                          "This property cannot be expanded (secret): there is no such property.");
    expect_refused_expand(
        "owner..boss",
        "This property cannot be expanded (owner..boss): there is no such property.");
    expect_refused_expand(
        "colour.x", "This property cannot be expanded (colour.x): there is no such property.");
    expect_refused_expand(
        "owner.boss.boss.boss.boss",
        "This property cannot be expanded (owner.boss.boss.boss.boss): at most four "
        "levels are expanded.");
    expect_refused_expand("", "This property cannot be expanded (): it is always whole.");
}

/* ---- bodies ---------------------------------------------------------------------- */

static struct text
encode(const struct model *model, const void *value)
{
    struct text_builder out;
    text_builder_init(&out, &arena, 1 << 20);
    EXPECT_OK(model_encode(model, value, &out));
    return out.length == 0 ? TEXT("") : text_builder_text(&out);
}

TEST(what_was_stored_comes_back_and_the_same_value_gives_the_same_bytes)
{
    begin();
    struct thing thing, back;
    fill(&thing);
    struct text body = encode(&thing_model, &thing);
    REQUIRE(model_decode(&arena, &thing_model, body, &back) == OK);
    EXPECT_INT(back.id.key, 0); /* the record's, not the body's */
    back.id = thing.id;
    EXPECT(text_equal(render(&thing_kind, &back, "others", NULL),
                      render(&thing_kind, &thing, "others", NULL)));
    EXPECT_TEXT(back.secret, "s3");
    EXPECT_INT(back.parts[2].id.key, 23);
    EXPECT_INT(back.total, 77); /* that render derived it; the body has none */
    REQUIRE(model_decode(&arena, &thing_model, body, &back) == OK);
    EXPECT_INT(back.total, 0);
    EXPECT(text_equal(encode(&thing_model, &back), body));
}

TEST(null_and_empty_are_told_apart_where_both_exist)
{
    begin();
    struct thing thing = {0}, back;
    EXPECT_INT(encode(&thing_model, &thing).length, 0);
    thing.note = TEXT("");
    thing.names = names;
    thing.has_weight = GIVEN_VALUE;
    struct place empty = {0};
    thing.spare = &empty;
    REQUIRE(model_decode(&arena, &thing_model, encode(&thing_model, &thing), &back) == OK);
    EXPECT(back.note.bytes != NULL && back.note.length == 0);
    EXPECT(back.nick.bytes == NULL);
    EXPECT(back.names != NULL && back.names_count == 0);
    EXPECT_INT(back.has_weight, GIVEN_VALUE);
    EXPECT_INT(back.has_maybe, GIVEN_NO);
    EXPECT(back.spare != NULL);
}

TEST(fields_that_a_reader_does_not_know_are_skipped)
{
    begin();
    struct thing thing;
    struct owner owner;
    fill(&thing);
    /* A thing's body read as an owner: only `name` has the same tag. */
    REQUIRE(model_decode(&arena, &owner_model, encode(&thing_model, &thing), &owner) == OK);
    EXPECT_TEXT(owner.name, "A \"name\"");
    EXPECT_INT(owner.boss.key, 0);
}

TEST(every_beginning_of_a_body_and_every_flipped_bit_is_read_or_refused_never_worse)
{
    begin();
    struct thing thing, back;
    fill(&thing);
    struct text body = encode(&thing_model, &thing);
    size_t refused = 0;
    for (size_t length = 0; length < body.length; length++) {
        struct arena small;
        arena_init(&small, 1 << 20);
        err_t err = model_decode(&small, &thing_model, text_slice(body, 0, length), &back);
        EXPECT(err == OK || err == ERR_BODY_CORRUPT);
        refused += err != OK;
        arena_free(&small);
    }
    EXPECT(refused > body.length / 2);
    char *broken = arena_copy(&arena, body.bytes, body.length);
    for (size_t bit = 0; bit < body.length * 8; bit++) {
        struct arena small;
        arena_init(&small, 1 << 20);
        broken[bit / 8] = (char)(broken[bit / 8] ^ (1 << bit % 8));
        err_t err = model_decode(&small, &thing_model, (struct text){broken, body.length}, &back);
        EXPECT(err == OK || err == ERR_BODY_CORRUPT || err == ERR_OUT_OF_MEMORY);
        broken[bit / 8] = (char)(broken[bit / 8] ^ (1 << bit % 8));
        arena_free(&small);
    }
}

static err_t
decode_bytes(const struct model *model, const char *bytes, size_t length)
{
    struct thing room;
    return model_decode(&arena, model, (struct text){bytes, length}, &room);
}

TEST(a_body_that_lies_about_its_lengths_is_corrupt)
{
    begin();
    struct owner owner = {.name = TEXT("Al")};
    struct text body = encode(&owner_model, &owner);
    REQUIRE(body.length == 5);
    char bytes[16];
    memcpy(bytes, body.bytes, 5);
    EXPECT_OK(decode_bytes(&owner_model, bytes, 5));
    bytes[2] = 3; /* longer than what is there */
    EXPECT_ERR(decode_bytes(&owner_model, bytes, 5), ERR_BODY_CORRUPT);
    bytes[2] = 1; /* one byte is left over */
    EXPECT_ERR(decode_bytes(&owner_model, bytes, 5), ERR_BODY_CORRUPT);
    memcpy(bytes + 5, body.bytes, 5);
    bytes[2] = 2; /* the same tag twice */
    EXPECT_ERR(decode_bytes(&owner_model, bytes, 10), ERR_BODY_CORRUPT);
    bytes[0] ^= 2; /* another form than the field's */
    EXPECT_ERR(decode_bytes(&owner_model, bytes, 5), ERR_BODY_CORRUPT);
}

TEST(a_long_value_gets_a_long_length)
{
    begin();
    char *bytes = arena_alloc(&arena, 100000, 1);
    memset(bytes, 'x', 100000);
    struct place far = {.city = {bytes, 100000}};
    struct thing thing = {.place = far, .spare = &far}, back;
    struct text body = encode(&thing_model, &thing);
    REQUIRE(model_decode(&arena, &thing_model, body, &back) == OK);
    EXPECT_INT(back.place.city.length, 100000);
    EXPECT(text_equal(back.spare->city, far.city));
}

TEST(a_delta_keeps_what_changed_and_undoes_the_change_to_the_byte)
{
    begin();
    struct thing before, after;
    fill(&before);
    after = before;
    after.name = TEXT("Other"); /* changed */
    after.weight = 9;           /* changed */
    after.note = NO_TEXT;       /* gone */
    after.ended = 1767225601;   /* new */
    after.shade = COLOUR_RED;   /* new */
    after.metadata = (struct model_map){pairs, 1};
    struct text old_body = encode(&thing_model, &before), new_body = encode(&thing_model, &after);
    struct text_builder delta, patched;
    text_builder_init(&delta, &arena, 1 << 20);
    text_builder_init(&patched, &arena, 1 << 20);
    EXPECT_OK(model_delta(old_body, new_body, &delta));
    EXPECT(delta.length < old_body.length / 4);
    EXPECT_OK(model_patch(new_body, text_builder_text(&delta), &patched));
    EXPECT(text_equal(text_builder_text(&patched), old_body));

    /* To nothing and back; no change is no delta. */
    struct text_builder all, none, again;
    text_builder_init(&all, &arena, 1 << 20);
    text_builder_init(&none, &arena, 1 << 20);
    text_builder_init(&again, &arena, 1 << 20);
    EXPECT_OK(model_delta(old_body, TEXT(""), &all));
    EXPECT(text_equal(text_builder_text(&all), old_body));
    EXPECT_OK(model_delta(TEXT(""), old_body, &none));
    EXPECT_OK(model_patch(old_body, text_builder_text(&none), &again));
    EXPECT_INT(again.length, 0);
    EXPECT_OK(model_delta(old_body, old_body, &again));
    EXPECT_INT(again.length, 0);
    EXPECT_ERR(model_patch(old_body, TEXT("x"), &again), ERR_BODY_CORRUPT);
    /* A delta is no body: the marker of absence is refused there. */
    struct thing back;
    EXPECT_ERR(model_decode(&arena, &thing_model, text_builder_text(&none), &back),
               ERR_BODY_CORRUPT);
}

/* ---- wire forms ------------------------------------------------------------------ */

static struct text
wire_of(const struct model *model, const void *value)
{
    struct json_writer writer;
    json_writer_init(&writer, &arena, 1 << 20, false);
    EXPECT_OK(model_write_wire(model, value, &writer));
    return json_writer_text(&writer);
}

static err_t
read_wire(const char *document, const struct model *model, void *out, struct text *problem)
{
    struct json json;
    struct json_error error;
    EXPECT_OK(json_parse(&arena, text_of(document), &json, &error));
    return model_read_wire(&arena, model, &json, out, problem);
}

TEST(a_struct_goes_out_in_wire_form_and_comes_back)
{
    begin();
    struct rate rate = {currency_of("usd"), 3, decimal_of("0.5"), GIVEN_VALUE}, back;
    struct text problem;
    EXPECT_TEXT(wire_of(&rate_model, &rate),
                "{\"currency\":\"usd\",\"amount\":3,\"exact\":\"0.5\"}");
    EXPECT_OK(read_wire("{\"exact\":0.5,\"currency\":\"USD\",\"amount\":3}", &rate_model, &back,
                        &problem));
    EXPECT(text_equal(wire_of(&rate_model, &back), wire_of(&rate_model, &rate)));
    EXPECT_OK(read_wire("{\"currency\":\"usd\",\"amount\":3}", &rate_model, &back, &problem));
    EXPECT_INT(back.has_exact, GIVEN_NO);
}

TEST(values_of_enums_are_snake_case_outside_and_read_in_three_spellings)
{
    EXPECT_STRING(colour_enum.wire[COLOUR_SKY_BLUE], "sky_blue");
    EXPECT_INT(model_enum_find(&colour_enum, TEXT("skyBlue")), COLOUR_SKY_BLUE);
    EXPECT_INT(model_enum_find(&colour_enum, TEXT("sky_blue")), COLOUR_SKY_BLUE);
    EXPECT_INT(model_enum_find(&colour_enum, TEXT("SKY_BLUE")), COLOUR_SKY_BLUE);
    EXPECT_INT(model_enum_find(&colour_enum, TEXT("Sky_Blue")), 0);
    EXPECT_INT(model_enum_find(&colour_enum, TEXT("")), 0);
    EXPECT_STRING(colour_name(COLOUR_DARK_GREEN), "dark_green");
    EXPECT_STRING(colour_name(COLOUR_NONE), "none");
    enum colour colour = COLOUR_RED;
    EXPECT(!colour_parse(TEXT("mauve"), &colour));
    EXPECT_INT(colour, COLOUR_RED);
}

static void
expect_shape(const struct model *model, const char *document, const char *expected)
{
    static struct thing room;
    struct text problem;
    EXPECT_ERR(read_wire(document, model, &room, &problem), ERR_MODEL_SHAPE);
    EXPECT_TEXT(problem, expected);
}

TEST(a_wrong_shape_is_refused_with_path_and_reason)
{
    begin();
    expect_shape(&rate_model, "[]", "the answer: expected an object");
    expect_shape(&rate_model, "{\"amount\":1}", "currency: is missing");
    expect_shape(&rate_model, "{\"currency\":\"xxz\",\"amount\":1}",
                 "currency: expected a currency");
    expect_shape(&rate_model, "{\"currency\":\"usd\",\"amount\":1.5}",
                 "amount: expected a whole number");
    expect_shape(&rate_model, "{\"currency\":\"usd\",\"amount\":null}",
                 "amount: expected a whole number");
    expect_shape(&rate_model, "{\"currency\":\"usd\",\"amount\":1,\"more\":1}",
                 "more: is not known");
    expect_shape(&rate_model, "{\"currency\":\"usd\",\"amount\":1,\"exact\":\"1e3\"}",
                 "exact: expected a decimal with at most 12 decimal places");
    expect_shape(&thing_create_params_model,
                 "{\"name\":\"x\",\"rates\":{\"usd\":{\"amount\":\"1\"}}}",
                 "rates.usd.amount: expected a whole number");
    expect_shape(&thing_create_params_model, "{\"name\":\"x\",\"sizes\":[1,2,true]}",
                 "sizes[2]: expected a whole number");
    expect_shape(&thing_create_params_model, "{\"name\":\"x\",\"colour\":\"mauve\"}",
                 "colour: expected a value of colour");
    expect_shape(&thing_create_params_model, "{\"name\":\"x\",\"metadata\":{\"a\":1}}",
                 "metadata.a: expected a string");
}

/* ---- parameters ------------------------------------------------------------------ */

/** As http/form.c makes it: elements of arrays have an empty key, paths are as sent. */
static void
form_add(struct form_node *root, const char *name, const char *value)
{
    struct form_node *node = root;
    struct text left = text_of(name);
    for (size_t at = 0; at < left.length;) {
        size_t end = at;
        while (end < left.length && left.bytes[end] != '[' && left.bytes[end] != ']') {
            end++;
        }
        struct text key = text_slice(left, at, end);
        size_t path_end = end < left.length && left.bytes[end] == ']' ? end + 1 : end;
        struct text path = text_slice(left, 0, path_end);
        bool is_digit = key.length > 0 && key.bytes[0] >= '0' && key.bytes[0] <= '9';
        struct form_node **link = &node->children;
        while (*link != NULL && !text_equal((*link)->path, path)) {
            link = &(*link)->next;
        }
        if (*link == NULL) {
            *link = arena_new(&arena, struct form_node);
            (*link)->key = is_digit ? TEXT("") : key;
            (*link)->path = path;
        }
        node = *link;
        at = path_end < left.length && left.bytes[path_end] == '[' ? path_end + 1 : left.length;
    }
    node->value = text_of(value);
    node->has_value = true;
}

static err_t
read_params(const char *const (*fields)[2], size_t count, struct thing_create_params *out)
{
    struct form_node root = {0};
    for (size_t i = 0; i < count; i++) {
        form_add(&root, fields[i][0], fields[i][1]);
    }
    return model_read_params(&task, &thing_create_params_model, &root, out);
}

#define READ(out, ...)                                                                             \
    read_params((const char *const[][2]){__VA_ARGS__},                                             \
                COUNT_OF(((const char *const[][2]){__VA_ARGS__})), (out))

static void
expect_refused(const char *name, const char *value, err_t code, const char *param,
               const char *message)
{
    begin();
    struct thing_create_params params;
    EXPECT_ERR(READ(&params, {"name", "n"}, {name, value}), code);
    EXPECT_INT(task.failure.code, code);
    EXPECT_TEXT(task.failure.param, param);
    EXPECT_TEXT(task.failure.message, message);
}

TEST(parameters_of_every_type_are_read)
{
    begin();
    struct thing_create_params params;
    struct text owner = id_of("own", 5);
    REQUIRE(READ(&params, {"name", "Älpha"}, {"alive", "True"}, {"size", "0"}, {"up_to", "inf"},
                 {"ratio", "-0.5"}, {"ended", "now"}, {"currency", "EUR"}, {"colour", "skyBlue"},
                 {"owner", owner.bytes}, {"metadata[a]", "1"}, {"metadata[b]", ""},
                 {"metadata[0]", "z"}, {"extra[x][0]", "1"}, {"extra[y]", "2"},
                 {"place[floor]", "-1"}, {"parts[0][amount]", "1"}, {"parts[1][amount]", "100"},
                 {"parts[1][owner]", owner.bytes}, {"sizes[0]", "4"}, {"sizes[1]", "5"},
                 {"rates[usd][amount]", "3"}, {"created[gt]", "7"}, {"default", "8"}) == OK);
    EXPECT_TEXT(params.name, "Älpha");
    EXPECT(params.alive && params.has_alive == GIVEN_VALUE);
    EXPECT(params.size == 0 && params.has_size == GIVEN_VALUE);
    EXPECT_INT(params.up_to, MODEL_INF);
    EXPECT_INT(decimal_compare(params.ratio, decimal_of("-0.5")), 0);
    EXPECT_INT(params.has_share, GIVEN_NO);
    EXPECT_INT(params.has_note, GIVEN_NO);
    EXPECT_INT(params.ended, MODEL_NOW);
    EXPECT_STRING(currency_code(params.currency), "eur");
    EXPECT_INT(params.colour, COLOUR_SKY_BLUE);
    EXPECT_INT(params.owner.key, 5);
    REQUIRE(params.metadata.count == 3);
    EXPECT_TEXT(params.metadata.pairs[0].value, "1");
    EXPECT_INT(params.metadata.pairs[1].value.length, 0);
    EXPECT_TEXT(params.metadata.pairs[2].key, "0");
    EXPECT_TEXT(params.extra, "{\"x\":[1],\"y\":2}");
    REQUIRE(params.place != NULL);
    EXPECT(params.place->floor == -1 && params.place->has_floor == GIVEN_VALUE);
    EXPECT_INT(params.place->has_heated, GIVEN_NO);
    REQUIRE(params.parts_count == 2);
    EXPECT_INT(params.parts[1].amount, 100);
    EXPECT_INT(params.parts[1].owner.key, 5);
    REQUIRE(params.sizes_count == 2 && params.sizes[1] == 5);
    REQUIRE(params.rates_count == 1);
    EXPECT_STRING(currency_code(params.rates[0].currency), "usd");
    EXPECT_INT(params.rates[0].amount, 3);
    REQUIRE(params.created != NULL);
    EXPECT(params.created->gt == 7 && params.created->has_eq == GIVEN_NO);
    EXPECT_INT(params.default_, 8);
}

TEST(an_empty_value_unsets_where_the_model_allows_it)
{
    begin();
    struct thing_create_params params;
    REQUIRE(READ(&params, {"name", "n"}, {"note", ""}, {"ended", ""}, {"place", ""}, {"parts", ""},
                 {"metadata", ""}) == OK);
    EXPECT_INT(params.has_note, GIVEN_EMPTY);
    EXPECT_INT(params.has_ended, GIVEN_EMPTY);
    EXPECT_INT(params.has_place, GIVEN_EMPTY);
    EXPECT_INT(params.has_parts, GIVEN_EMPTY);
    EXPECT_INT(params.has_metadata, GIVEN_EMPTY);
    EXPECT(params.place == NULL && params.parts_count == 0);
    const char *message =
        "The parameter size was sent empty, which would unset it, and it cannot be "
        "unset; leave it out or give it a value";
    expect_refused("size", "", ERR_PARAMETER_EMPTY, "size", message);
}

TEST(a_bare_value_may_stand_for_a_hash)
{
    begin();
    struct thing_create_params params;
    REQUIRE(READ(&params, {"name", "n"}, {"created", "12"}, {"extra", "[1, {\"a\": 2}]"}) == OK);
    REQUIRE(params.created != NULL);
    EXPECT(params.created->eq == 12 && params.created->has_eq == GIVEN_VALUE);
    EXPECT_TEXT(params.extra, "[1,{\"a\":2}]");
    expect_refused("created", "soon", ERR_PARAMETER_INVALID_INTEGER, "created",
                   "Invalid timestamp: 'soon' is no number of seconds since 1970");
}

TEST(unknown_and_missing_parameters_are_named_with_their_path)
{
    begin();
    struct thing_create_params params;
    EXPECT_ERR(READ(&params, {"size", "1"}), ERR_PARAMETER_MISSING);
    EXPECT_TEXT(task.failure.param, "name");
    EXPECT_TEXT(task.failure.message, "Missing required param: name.");
    char owner[ID_TEXT_MAX];
    id_render(&account.secret, "own", 5, owner);
    expect_refused("parts[0][owner]", owner, ERR_PARAMETER_MISSING, "parts[0][amount]",
                   "Missing required param: parts[0][amount].");
    expect_refused("rates[usd][exact]", "1", ERR_PARAMETER_MISSING, "rates[usd][amount]",
                   "Missing required param: rates[usd][amount].");
    expect_refused("colr", "red", ERR_PARAMETER_UNKNOWN, "colr",
                   "Received unknown parameter: colr. Did you mean colour?");
    expect_refused("zzz", "red", ERR_PARAMETER_UNKNOWN, "zzz", "Received unknown parameter: zzz");
    expect_refused("parts[0][amout]", "1", ERR_PARAMETER_UNKNOWN, "parts[0][amout]",
                   "Received unknown parameter: parts[0][amout]. Did you mean amount?");
    expect_refused("rates[usd][currency]", "eur", ERR_PARAMETER_UNKNOWN, "rates[usd][currency]",
                   "Received unknown parameter: rates[usd][currency]. Did you mean currency?");
}

TEST(values_of_the_wrong_type_are_refused_with_what_would_be_right)
{
    expect_refused("size", "1.0", ERR_PARAMETER_INVALID_INTEGER, "size", "Invalid integer: 1.0");
    expect_refused("size", "+1", ERR_PARAMETER_INVALID_INTEGER, "size", "Invalid integer: +1");
    expect_refused("size", "1001", ERR_PARAMETER_INVALID_INTEGER, "size",
                   "Invalid integer: 1001 is greater than 1000");
    expect_refused("size", "-1", ERR_PARAMETER_INVALID_INTEGER, "size",
                   "Invalid integer: -1 is less than 0");
    expect_refused("size", "99999999999999999999", ERR_PARAMETER_INVALID_INTEGER, "size",
                   "Invalid integer: 99999999999999999999");
    expect_refused("parts[0][amount]", "x", ERR_PARAMETER_INVALID_INTEGER, "parts[0][amount]",
                   "Invalid integer: x");
    expect_refused("alive", "yes", ERR_PARAMETER_INVALID, "alive",
                   "Invalid boolean: 'yes' is neither true nor false");
    expect_refused(
        "ratio", "0.0000000000001", ERR_DECIMAL_SYNTAX, "ratio",
        "Invalid decimal: '0.0000000000001' is not digits with at most 12 decimal places");
    expect_refused("share", "100.1", ERR_PARAMETER_INVALID, "share",
                   "Invalid decimal: 100.1 is not between 0 and 100");
    expect_refused("currency", "xxx", ERR_PARAMETER_INVALID, "currency",
                   "Invalid currency: 'xxx' is no three-letter code of a supported currency");
    expect_refused("colour", "RED", ERR_PARAMETER_INVALID, "colour",
                   "Invalid colour: 'RED' is none of red, dark_green or skyBlue");
    expect_refused("ended", "later", ERR_PARAMETER_INVALID_INTEGER, "ended",
                   "Invalid timestamp: 'later' is no number of seconds since 1970, and not 'now'");
    expect_refused("owner", "own_x", ERR_RESOURCE_MISSING, "owner", "No such owner: 'own_x'");
    expect_refused("note", "\xff", ERR_PARAMETER_INVALID, "note", "Invalid string: not UTF-8");
    expect_refused("name", "123456789012345678901", ERR_PARAMETER_TOO_LONG, "name",
                   "Invalid string: it has 21 characters, at most 20 are allowed");
    expect_refused("place", "x", ERR_PARAMETER_INVALID, "place",
                   "Invalid object: a hash is needed");
    expect_refused("sizes", "4", ERR_PARAMETER_INVALID, "sizes", "Invalid array");
    expect_refused("sizes[a]", "4", ERR_PARAMETER_INVALID, "sizes", "Invalid array");
    expect_refused("size[a]", "4", ERR_PARAMETER_INVALID, "size",
                   "Invalid value: a single value is needed, not a hash or an array");
    expect_refused("rates[xxx][amount]", "4", ERR_PARAMETER_INVALID, "rates[xxx]",
                   "Invalid currency: 'xxx' is no three-letter code of a supported currency");
    expect_refused("extra", "{1", ERR_PARAMETER_INVALID, "extra",
                   "Invalid JSON: expected a key in quotes at byte 1");
}

TEST(the_bounds_of_arrays_and_metadata_hold)
{
    begin();
    struct thing_create_params params;
    EXPECT_ERR(READ(&params, {"name", "n"}, {"parts[0][amount]", "1"}, {"parts[1][amount]", "1"},
                    {"parts[2][amount]", "1"}, {"parts[3][amount]", "1"}),
               ERR_PARAMETER_INVALID);
    EXPECT_TEXT(task.failure.message, "Invalid array: it has 4 elements, 1 to 3 are allowed");
    expect_refused("metadata[a][b]", "1", ERR_PARAMETER_INVALID, "metadata[a]",
                   "Invalid string: the value of a must be a string, not a hash");
    expect_refused("metadata[x2345678901234567890123456789012345678901]", "1",
                   ERR_PARAMETER_INVALID, "metadata[x2345678901234567890123456789012345678901]",
                   "Invalid key: 'x2345678901234567890123456789012345678901' must have 1 to 40 "
                   "characters and no square brackets");
    char value[502];
    memset(value, 'v', 501);
    value[501] = '\0';
    expect_refused("metadata[a]", value, ERR_PARAMETER_TOO_LONG, "metadata[a]",
                   "Invalid string: the value of a has more than 500 characters");
    begin();
    struct form_node root = {0};
    form_add(&root, "name", "n");
    for (int i = 0; i <= 50; i++) {
        form_add(&root, text_format(&arena, "metadata[k%d]", i).bytes, "v");
    }
    EXPECT_ERR(model_read_params(&task, &thing_create_params_model, &root, &params),
               ERR_PARAMETER_INVALID);
    EXPECT_TEXT(task.failure.message, "Invalid hash: it has 51 keys, at most 50 are allowed");
}

/* ---- looking up ------------------------------------------------------------------ */

TEST(every_kind_is_found_by_its_number_and_its_object)
{
    for (size_t i = 0; model_kinds[i] != NULL; i++) {
        EXPECT(model_kind_by_number(model_kinds[i]->number) == model_kinds[i]);
        EXPECT(model_kind_by_object(model_kinds[i]->object) == model_kinds[i]);
        EXPECT(!model_kinds[i]->is_nested);
    }
    EXPECT(model_kind_by_object("no such object") == NULL);
    EXPECT(model_kind_by_number(0) == NULL);
}

TEST(a_state_moves_only_where_the_model_says)
{
    static const uint16_t moves[][2] = {{0, 1}, {1, 2}};
    static const struct model_states states = {"thing", "colour", moves, COUNT_OF(moves)};
    EXPECT(model_may_change(&states, 0, 1));
    EXPECT(model_may_change(&states, 1, 2));
    EXPECT(!model_may_change(&states, 2, 1));
    EXPECT(!model_may_change(&states, 1, 1));
}
