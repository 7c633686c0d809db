/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"
#include "test.h"

#include "limits.model.h"

static struct arena arena;
static struct text problem;

/** The tree as text: {key:value,key:{...}}; elements without a key as path. */
static void
write_node(struct text_builder *out, const struct form_node *node)
{
    if (node->has_value) {
        text_builder_format(out, "%.*s", TEXT_ARG(node->value));
    }
    if (node->children == NULL) {
        return;
    }
    text_builder_add_char(out, '{');
    for (const struct form_node *child = node->children; child != NULL; child = child->next) {
        text_builder_format(out, "%s%.*s:", child == node->children ? "" : ",",
                            TEXT_ARG(child->key));
        write_node(out, child);
    }
    text_builder_add_char(out, '}');
}

static struct text
parsed(const char *body)
{
    struct form_node *root;
    struct text_builder out;
    arena_free(&arena);
    arena_init(&arena, 16 << 20);
    text_builder_init(&out, &arena, 1 << 20);
    if (form_parse(&arena, text_of(body), &root, &problem) != OK) {
        return TEXT("refused");
    }
    write_node(&out, root);
    return out.length == 0 ? TEXT("") : text_builder_text(&out);
}

static err_t
refusal(struct text body)
{
    struct form_node *root;
    arena_free(&arena);
    arena_init(&arena, 16 << 20);
    return form_parse(&arena, body, &root, &problem);
}

TEST(pairs_become_members_in_the_order_they_came)
{
    EXPECT_TEXT(parsed("a=1&b=2"), "{a:1,b:2}");
    EXPECT_TEXT(parsed("b=2&a=1"), "{b:2,a:1}");
    EXPECT_TEXT(parsed(""), "");
    EXPECT_TEXT(parsed("&&a=1&"), "{a:1}");
}

TEST(a_key_without_a_value_is_an_empty_value)
{
    struct form_node *root;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    EXPECT_OK(form_parse(&arena, TEXT("a=&b"), &root, &problem));
    REQUIRE(root->children != NULL && root->children->next != NULL);
    EXPECT(root->children->has_value);
    EXPECT_INT(root->children->value.length, 0);
    EXPECT(root->children->next->has_value);
}

TEST(plus_and_percent_codes_are_decoded_in_keys_and_values)
{
    EXPECT_TEXT(parsed("name=Ada+King%21"), "{name:Ada King!}");
    EXPECT_TEXT(parsed("items%5B0%5D%5Bprice%5D=p"), "{items:{0:{price:p}}}");
    EXPECT_TEXT(parsed("a=%C3%A9%2B%26"), "{a:\xc3\xa9+&}");
    EXPECT_TEXT(parsed("a=1=2"), "{a:1=2}");
}

TEST(brackets_nest)
{
    EXPECT_TEXT(parsed("a[b][c]=1&a[b][d]=2&a[e]=3"), "{a:{b:{c:1,d:2},e:3}}");
}

TEST(a_bracket_pair_inside_brackets_belongs_to_the_key)
{
    EXPECT_TEXT(parsed("metadata[e[f]]=g"), "{metadata:{e[f]:g}}");
}

TEST(arrays_have_three_spellings)
{
    EXPECT_TEXT(parsed("a[0]=x&a[1]=y"), "{a:{0:x,1:y}}");
    EXPECT_TEXT(parsed("a[]=x&a[]=y"), "{a:{:x,:y}}");
    EXPECT_TEXT(parsed("a=x&a=y&a=z"), "{a:{:x,:y,:z}}");
}

TEST(elements_stand_in_the_order_of_their_index)
{
    EXPECT_TEXT(parsed("a[2]=z&a[0]=x&a[10]=w&a[1]=y"), "{a:{0:x,1:y,2:z,10:w}}");
    EXPECT_TEXT(parsed("a[b]=1&a[0]=2"), "{a:{b:1,0:2}}");
}

TEST(an_appended_hash_takes_keys_until_one_repeats)
{
    EXPECT_TEXT(parsed("items[][price]=p&items[][quantity]=2&items[][price]=q"),
                "{items:{:{price:p,quantity:2},:{price:q}}}");
}

TEST(paths_are_written_as_clients_write_them)
{
    struct form_node *root;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    EXPECT_OK(form_parse(&arena, TEXT("items%5B0%5D%5Bprice%5D=p&e[]=x"), &root, &problem));
    REQUIRE(root->children != NULL && root->children->next != NULL);
    EXPECT_TEXT(root->children->children->children->path, "items[0][price]");
    EXPECT_TEXT(root->children->next->children->path, "e[0]");
}

TEST(the_query_joins_the_body)
{
    struct form_node *root;
    struct text_builder out;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    EXPECT_OK(form_parse(&arena, TEXT("a[x]=1"), &root, &problem));
    EXPECT_OK(form_parse_more(&arena, TEXT("a[y]=2&b=3"), root, &problem));
    text_builder_init(&out, &arena, 1000);
    write_node(&out, root);
    EXPECT_TEXT(text_builder_text(&out), "{a:{x:1,y:2},b:3}");
}

TEST(broken_codes_and_bytes_are_refused_with_a_sentence)
{
    static const char *const bodies[] = {"a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "a=%00", "a=\xc3"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        EXPECT_ERR(refusal(text_of(bodies[i])), ERR_FORM_ENCODING);
        EXPECT(problem.length > 0);
    }
}

TEST(brackets_that_do_not_match_are_refused)
{
    static const char *const bodies[] = {"a[b=1", "a[b]c=1", "a[[b]=1"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        EXPECT_ERR(refusal(text_of(bodies[i])), ERR_FORM_BRACKETS);
        EXPECT(problem.length > 0);
    }
}

static struct text
nested(int depth)
{
    struct text_builder out;
    text_builder_init(&out, &arena, 1000);
    text_builder_add_char(&out, 'a');
    for (int i = 1; i < depth; i++) {
        text_builder_add_string(&out, "[a]");
    }
    text_builder_add_string(&out, "=1");
    return text_builder_text(&out);
}

TEST(nesting_has_its_limit)
{
    struct form_node *root;
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    EXPECT_OK(form_parse(&arena, nested(LIMIT_FORM_DEPTH_MAX), &root, &problem));
    EXPECT_ERR(form_parse(&arena, nested(LIMIT_FORM_DEPTH_MAX + 1), &root, &problem),
               ERR_FORM_BRACKETS);
}

TEST(the_number_of_pairs_has_its_limit)
{
    struct form_node *root;
    struct text_builder out;
    struct arena own;
    arena_init(&own, 1 << 20);
    text_builder_init(&out, &own, 1 << 20);
    for (int i = 0; i < LIMIT_FORM_PAIRS_MAX; i++) {
        text_builder_format(&out, "k%d=1&", i);
    }
    arena_free(&arena);
    arena_init(&arena, 16 << 20);
    EXPECT_OK(form_parse(&arena, text_builder_text(&out), &root, &problem));
    text_builder_add_string(&out, "one=more");
    EXPECT_ERR(form_parse(&arena, text_builder_text(&out), &root, &problem), ERR_FORM_TOO_MANY);
    arena_free(&own);
}

TEST(too_little_memory_is_an_error_and_no_more)
{
    struct text body = TEXT("items[0][price]=price_1&items[0][quantity]=3&metadata[a]=b");
    for (size_t limit = 0; limit < 4096; limit += 64) {
        struct arena small;
        struct form_node *root;
        arena_init(&small, limit);
        err_t err = form_parse(&small, body, &root, &problem);
        EXPECT(err == OK || err == ERR_OUT_OF_MEMORY);
        arena_free(&small);
    }
}
