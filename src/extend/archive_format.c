/* SPDX-License-Identifier: Apache-2.0 */
/** archive_format.c: records, numbers, hashes, and what one sealed run says. */
#include <string.h>

#include "base/model_body.h" /* tidy: private-header: its numbers */
#include "base/pack.h"
#include "extend/archive.h"

/* ---- records --------------------------------------------------------------- */

void
archive_record(struct text_builder *out, char kind, struct text bytes)
{
    uint32_t length = (uint32_t)bytes.length;
    char head[5] = {kind, (char)(length & 0xff), (char)(length >> 8 & 0xff),
                    (char)(length >> 16 & 0xff), (char)(length >> 24 & 0xff)};
    text_builder_add(out, (struct text){head, sizeof(head)});
    text_builder_add(out, bytes);
}

bool
archive_next(struct text bytes, size_t *at, char *kind, struct text *record)
{
    if (bytes.length - *at < 5) {
        return false;
    }
    const unsigned char *head = (const unsigned char *)bytes.bytes + *at;
    size_t length =
        (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
    if (length > bytes.length - *at - 5) {
        return false;
    }
    *kind = (char)head[0];
    *record = (struct text){bytes.bytes + *at + 5, length};
    *at += 5 + length;
    return true;
}

struct text
archive_pack(struct arena *arena, struct text content)
{
    struct text packed = pack(arena, content);
    struct text_builder out;
    text_builder_init(&out, arena, SIZE_MAX);
    text_builder_add_string(&out, ARCHIVE_PACKED);
    text_builder_add(&out, packed);
    return packed.bytes == NULL ? NO_TEXT : text_builder_text(&out);
}

bool
archive_is_first(struct text packed)
{
    return !text_has_prefix(packed, TEXT(ARCHIVE_PACKED));
}

struct text
archive_unpack(struct arena *arena, struct text packed)
{
    return unpack(arena, text_slice(packed, sizeof(ARCHIVE_PACKED) - 1, packed.length),
                  ARCHIVE_CONTENT_MAX);
}

static struct text
hash_text(struct arena *arena, struct text bytes)
{
    struct sha256 hash = sha256_of(bytes);
    return hex_text(arena, hash.bytes, sizeof(hash.bytes));
}

struct text
archive_hash(struct arena *arena, struct text previous, struct text packed)
{
    struct text inner = hash_text(arena, packed);
    return hash_text(
        arena, text_format(arena, ARCHIVE_PACKED "%.*s %.*s", TEXT_ARG(previous), TEXT_ARG(inner)));
}

/* ---- writing ---------------------------------------------------------------- */

static void
add_number(struct text_builder *out, uint64_t number)
{
    for (; number >= 0x80; number >>= 7) {
        text_builder_add_char(out, (char)(number | 0x80));
    }
    text_builder_add_char(out, (char)number);
}

static void
add_signed(struct text_builder *out, int64_t number)
{
    add_number(out, ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0));
}

static void
add_text(struct text_builder *out, struct text text)
{
    add_number(out, text.bytes == NULL ? 0 : text.length + 1);
    text_builder_add(out, text);
}

static void
add_stake(struct text_builder *out, const struct monetary_stake *stake)
{
    if (stake == NULL) {
        add_number(out, 0);
        return;
    }
    add_text(out, text_of(currency_code(stake->currency)));
    add_signed(out, stake->amount);
}

static void
add_error(struct text_builder *out, const struct script_error *error)
{
    add_number(out, error == NULL ? 0 : 1);
    if (error != NULL) {
        add_text(out, error->name);
        add_text(out, error->message);
        add_text(out, error->path);
        add_signed(out, error->line);
        add_signed(out, error->column);
    }
}

static void
add_terms(struct task *task, struct text_builder *out, const struct run *run, size_t configuration)
{
    add_text(out, run->point);
    add_text(out, run->method);
    add_text(out, run->release_hash);
    add_text(out, text_of(run_outcome_kind_name(run->outcome)));
    add_number(out, configuration);
    add_text(out, ref_text(task, binding_kind.prefix, run->binding));
    add_text(out, run->reason);
    add_text(out, text_of(run_stage_name(run->stage)));
    add_text(out, text_of(failure_policy_name(run->on_failure)));
    add_text(out, run->set_aside);
    add_text(out, run->reads);
    add_number(out, run->fell_back ? 1 : 0);
}

static void
add_rest(struct text_builder *out, const struct run *run)
{
    add_signed(out, run->created);
    add_signed(out, run->clock_time);
    add_signed(out, run->heap_bytes);
    add_stake(out, &run->at_stake);
    add_stake(out, run->decided);
    add_stake(out, run->standard);
    add_text(out, run->customer);
    add_text(out, run->subscription);
    add_text(out, run->invoice);
    add_error(out, run->error);
}

void
archive_writer_init(struct archive_writer *writer, struct arena *arena)
{
    *writer = (struct archive_writer){.context_at = 0};
    text_builder_init(&writer->out, arena, ARCHIVE_CONTENT_MAX);
    text_builder_init(&writer->record, arena, ARCHIVE_CONTENT_MAX);
    map_init(&writer->bodies.places, arena, 1);
    map_init(&writer->terms.places, arena, 1);
}

/** The number of a text, written at its first sight; 0: memory is gone. `is_lent`: copy it. */
static size_t
number_of(struct archive_writer *writer, struct archive_numbers *numbers, char kind,
          struct text text, bool is_lent)
{
    if (numbers->last_number > 0 && text_equal(numbers->last, text)) {
        return numbers->last_number;
    }
    size_t *number = map_get(&numbers->places, text);
    if (number == NULL) {
        struct text key = is_lent ? text_copy(writer->out.arena, text) : text;
        number = arena_new(writer->out.arena, size_t);
        if (number == NULL || key.bytes == NULL || !map_put(&numbers->places, key, number)) {
            return 0;
        }
        *number = ++numbers->count;
        numbers->last = key;
        archive_record(&writer->out, kind, text);
    } else if (!is_lent) {
        numbers->last = text;
    } else {
        return *number;
    }
    numbers->last_number = *number;
    return *number;
}

/** No text has the number 0; false: memory is gone. */
static bool
body_number(struct archive_writer *writer, struct text body, size_t *out)
{
    *out = body.bytes == NULL ? 0 : number_of(writer, &writer->bodies, ARCHIVE_BODY, body, false);
    return body.bytes == NULL || *out > 0;
}

static struct text
context_of(struct task *task, struct archive_writer *writer, const struct run *run,
           const struct release *release)
{
    if (writer->context.bytes == NULL || writer->context_of.key != release->extension.key ||
        writer->context_at != run->clock_time) {
        writer->context =
            context_json(task->arena, ref_text(task, extension_kind.prefix, release->extension),
                         task->account->livemode, account_text(task), run->clock_time);
        writer->context_of = release->extension;
        writer->context_at = run->clock_time;
    }
    return writer->context;
}

/** A run that was ok has an answer, though it may be empty. */
static struct text
output_of(const struct run *run)
{
    return run->output_body.bytes == NULL && run->outcome == RUN_OUTCOME_KIND_OK ? TEXT("")
                                                                                 : run->output_body;
}

bool
archive_add_run(struct task *task, struct archive_writer *writer, const struct run *run,
                const struct release *release)
{
    struct text_builder *record = &writer->record;
    size_t configuration, context, input, output, console;
    if (!body_number(writer, run->configuration, &configuration) ||
        !body_number(writer, context_of(task, writer, run, release), &context) ||
        !body_number(writer, run->input_body, &input) ||
        !body_number(writer, output_of(run), &output) ||
        !body_number(writer, run->console, &console)) {
        return false;
    }
    record->length = 0;
    add_terms(task, record, run, configuration);
    size_t terms =
        number_of(writer, &writer->terms, ARCHIVE_TERMS, text_builder_text(record), true);
    record->length = 0;
    add_number(record, terms);
    add_number(record, context);
    add_number(record, input);
    add_number(record, output);
    add_number(record, console);
    add_number(record, (uint64_t)run->fuel);
    add_text(record, ref_text(task, run_kind.prefix, run->id));
    add_rest(record, run);
    archive_record(&writer->out, ARCHIVE_RUN, text_builder_text(record));
    return terms > 0 && !record->failed && !writer->out.failed;
}

/* ---- reading ----------------------------------------------------------------- */

static struct body_cursor
cursor_of(struct text text)
{
    const unsigned char *at = (const unsigned char *)text.bytes;
    return (struct body_cursor){at, at + text.length};
}

static bool
read_text(struct body_cursor *cursor, struct text *out)
{
    uint64_t length;
    if (!body_read_varint(cursor, &length) || length > (uint64_t)(cursor->end - cursor->at) + 1) {
        return false;
    }
    *out = length == 0 ? NO_TEXT : (struct text){(const char *)cursor->at, (size_t)length - 1};
    cursor->at += length == 0 ? 0 : length - 1;
    return true;
}

static bool
read_body(const struct archive_content *content, struct body_cursor *cursor, struct text *out)
{
    uint64_t number;
    if (!body_read_varint(cursor, &number) || number > content->body_count) {
        return false;
    }
    *out = content->bodies[number];
    return true;
}

static bool
terms_read(const struct archive_content *content, struct text record, struct archive_terms *out)
{
    struct body_cursor cursor = cursor_of(record);
    uint64_t configuration;
    *out = (struct archive_terms){.record = record};
    if (!read_text(&cursor, &out->point_id) || !read_text(&cursor, &out->method_name) ||
        !read_text(&cursor, &out->release) || !read_text(&cursor, &out->outcome) ||
        !body_read_varint(&cursor, &configuration) || configuration > content->body_count) {
        return false;
    }
    out->configuration_number = (size_t)configuration;
    out->configuration = content->bodies[configuration];
    return true;
}

bool
archive_run_read(const struct archive_content *content, struct text record, struct archive_run *out)
{
    struct body_cursor cursor = cursor_of(record);
    uint64_t terms;
    if (!body_read_varint(&cursor, &terms) || terms == 0 || terms > content->terms_count ||
        !read_body(content, &cursor, &out->context) || !read_body(content, &cursor, &out->input) ||
        !read_body(content, &cursor, &out->output) || !read_body(content, &cursor, &out->console) ||
        !body_read_varint(&cursor, &out->fuel) || !read_text(&cursor, &out->id)) {
        return false;
    }
    out->terms = &content->terms[terms];
    out->rest = (struct text){(const char *)cursor.at, (size_t)(cursor.end - cursor.at)};
    return true;
}

bool
archive_content_read(struct arena *arena, struct text content, size_t run_count,
                     struct archive_content *out, struct text *problem)
{
    size_t counts[256] = {0};
    size_t at = 0;
    char kind;
    struct text record;
    while (archive_next(content, &at, &kind, &record)) {
        counts[(unsigned char)kind]++;
    }
    size_t runs = counts[ARCHIVE_RUN];
    if (at != content.length || runs != run_count) {
        *problem = text_format(arena, "it has %zu runs where %zu were sealed", runs, run_count);
        return false;
    }
    *out = (struct archive_content){
        .bodies = arena_alloc(arena, counts[ARCHIVE_BODY] + 1, sizeof(*out->bodies)),
        .terms = arena_alloc(arena, counts[ARCHIVE_TERMS] + 1, sizeof(*out->terms))};
    if (out->bodies == NULL || out->terms == NULL) {
        *problem = TEXT("no memory to check a segment");
        return false;
    }
    bool is_whole = true;
    for (at = 0; is_whole && archive_next(content, &at, &kind, &record);) {
        struct archive_run run;
        if (kind == ARCHIVE_BODY) {
            out->bodies[++out->body_count] = record;
        } else if (kind == ARCHIVE_TERMS) {
            out->terms_count++;
            is_whole = terms_read(out, record, &out->terms[out->terms_count]);
        } else {
            is_whole = kind == ARCHIVE_RUN && archive_run_read(out, record, &run);
        }
    }
    if (!is_whole) {
        *problem = TEXT("it has a record that does not belong here");
    }
    return is_whole;
}

bool
archive_run_matches(struct task *task, const struct archive_run *sealed, const struct run *run,
                    const struct release *release, bool *is_same)
{
    struct text_builder terms, rest;
    struct text script = ref_text(task, extension_kind.prefix, release->extension);
    text_builder_init(&terms, task->arena, ARCHIVE_CONTENT_MAX);
    text_builder_init(&rest, task->arena, ARCHIVE_CONTENT_MAX);
    add_terms(task, &terms, run, sealed->terms->configuration_number);
    add_rest(&rest, run);
    struct text context = context_json(task->arena, script, task->account->livemode,
                                       account_text(task), run->clock_time);
    *is_same = text_equal(text_builder_text(&terms), sealed->terms->record) &&
               text_equal(text_builder_text(&rest), sealed->rest) &&
               text_equal(run->configuration, sealed->terms->configuration) &&
               text_equal(context, sealed->context) && text_equal(run->input_body, sealed->input) &&
               text_equal(output_of(run), sealed->output) &&
               text_equal(run->console, sealed->console) && (uint64_t)run->fuel == sealed->fuel;
    return !terms.failed && !rest.failed && context.bytes != NULL;
}
