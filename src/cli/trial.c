/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/trial.h"

#include <getopt.h>

/** Lines of a request for which the block of a run is made. */
enum { LINES_FORESEEN = 20000, INPUT_BYTES_MAX = 64 << 20 };

int
trial_options_read(const struct command *command, int count, char **arguments,
                   struct trial_options *out)
{
    static const struct option options[] = {
        {"point", required_argument, NULL, 'p'},   {"method", required_argument, NULL, 'm'},
        {"input", required_argument, NULL, 'i'},   {"config", required_argument, NULL, 'c'},
        {"context", required_argument, NULL, 'x'}, {"json", no_argument, NULL, 'j'},
        {"lines", no_argument, NULL, 'l'},         {"times", required_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
    };
    *out = (struct trial_options){.times = 200};
    optind = 1;
    for (;;) {
        int64_t number;
        switch (getopt_long(count, arguments, "h", options, NULL)) {
        case -1:
            if (optind != count - 1) {
                return command_misuse(command, optind < count ? "one FILE, please" : "which FILE?");
            }
            out->file = arguments[optind];
            return STATUS_FINE;
        case 'p':
            out->point = optarg;
            break;
        case 'm':
            out->method = optarg;
            break;
        case 'i':
            out->input = optarg;
            break;
        case 'c':
            out->config = optarg;
            break;
        case 'x':
            out->context = optarg;
            break;
        case 'j':
            out->as_json = true;
            break;
        case 'l':
            out->by_lines = true;
            break;
        case 't':
            if (!text_parse_int(text_of(optarg), &number) || number < 1 || number > 1000000) {
                return command_misuse(command, "--times wants a number from 1 to 1000000");
            }
            out->times = (int)number;
            break;
        case 'h':
            (void)command_help(command, false);
            out->file = NULL;
            return STATUS_FINE;
        default:
            return command_help(command, true);
        }
    }
}

static bool
implements(struct text source, const char *interface)
{
    struct text word = text_of(interface);
    for (size_t at = text_find(source, word.bytes[0], 0); at + word.length <= source.length;
         at = text_find(source, word.bytes[0], at + 1)) {
        char next = at + word.length < source.length ? source.bytes[at + word.length] : ' ';
        bool is_end = next == '<' || next == ' ' || next == '\n' || next == '{' || next == ',';
        if (memcmp(source.bytes + at, word.bytes, word.length) == 0 && is_end) {
            return true;
        }
    }
    return false;
}

const struct point *
trial_point(struct text entry)
{
    for (const struct point *const *point = points; *point != NULL; point++) {
        if (implements(entry, (*point)->interface)) {
            return *point;
        }
    }
    return NULL;
}

static const struct point *
find_point(const struct trial *trial)
{
    if (trial->options.point != NULL) {
        return point_find(text_of(trial->options.point));
    }
    return trial_point(trial->sources.items[0].text);
}

static int
report_point(const struct command *command, const char *wanted)
{
    if (wanted == NULL) {
        (void)command_misuse(command, "the script implements no interface of a point; say --point");
    } else {
        (void)command_misuse(command, "there is no point %s", wanted);
    }
    for (const struct point *const *point = points; *point != NULL; point++) {
        (void)fprintf(stderr, "  %-44s %s\n", (*point)->id, (*point)->interface);
    }
    return STATUS_MISUSED;
}

int
trial_begin(const struct sys *sys, const struct command *command,
            const struct trial_options *options, struct trial *out)
{
    *out = (struct trial){.sys = sys, .command = command, .options = *options};
    arena_init(&out->program_arena, COMMAND_ARENA_BYTES);
    arena_init(&out->arena, COMMAND_ARENA_BYTES);
    struct text entry = sources_entry(sys, &out->program_arena, options->file);
    if (entry.bytes == NULL) {
        return command_misuse(command, "%s has no src/index.ts", options->file);
    }
    if (!sources_load(sys, &out->program_arena, entry, &out->sources)) {
        return STATUS_FAILED;
    }
    out->point = find_point(out);
    out->program =
        program_load(&out->program_arena, &out->sources, options->as_json || options->by_lines);
    if (out->program == NULL) {
        return STATUS_FAILED;
    }
    if (out->point == NULL) {
        return report_point(command, options->point);
    }
    size_t heap = out->point->memory_bytes + out->point->memory_bytes_per_line * LINES_FORESEEN;
    if (script_runner_new(heap, &out->runner) != OK) {
        (void)fprintf(stderr, "not enough memory for the script's heap\n");
        return STATUS_FAILED;
    }
    return STATUS_FINE;
}

void
trial_end(struct trial *trial)
{
    if (trial->runner != NULL) {
        script_runner_free(trial->runner);
    }
    if (trial->program != NULL) {
        script_program_free(trial->program);
    }
    arena_free(&trial->arena);
    arena_free(&trial->program_arena);
}

struct text
trial_text(struct trial *trial, const char *path)
{
    struct text text;
    bool is_input = strcmp(path, "-") == 0;
    if (is_input) {
        char block[65536];
        struct text_builder out;
        text_builder_init(&out, &trial->program_arena, INPUT_BYTES_MAX);
        for (size_t got; (got = fread(block, 1, sizeof(block), stdin)) > 0;) {
            text_builder_add(&out, (struct text){block, got});
        }
        text = text_builder_text(&out);
        if (text.bytes == NULL) {
            (void)fprintf(stderr, "standard input is too long\n");
        }
        return text;
    }
    err_t err =
        trial->sys->file_read(trial->sys, &trial->program_arena, path, INPUT_BYTES_MAX, &text);
    if (err != OK) {
        (void)fprintf(stderr, "%s: %s\n", path, error_kind(err)->sentence);
        return NO_TEXT;
    }
    return text;
}

/* ---- one call ---------------------------------------------------------- */

static const struct point_method *
find_method(const struct point *point, struct text name, int *index)
{
    for (size_t i = 0; i < point->method_count; i++) {
        if (name.bytes == NULL || text_is(name, point->methods[i].name)) {
            *index = (int)i;
            return &point->methods[i];
        }
    }
    return NULL;
}

/** clockTime of a context that was given, so that the context made up elsewhere agrees. */
static instant_t
clock_of(const struct json *context, const struct sys *sys)
{
    const struct json *clock = json_get(context, "clockTime");
    instant_t instant;
    if (clock != NULL && clock->type == JSON_STRING && instant_parse(clock->text, &instant)) {
        return instant;
    }
    return (instant_t)(sys->wall_ms(sys) / 1000);
}

static bool
parse(struct trial *trial, const char *what, struct text text, struct json *out,
      struct trial_answer *answer)
{
    struct json_error error;
    if (json_parse(&trial->arena, text, out, &error) == OK) {
        return true;
    }
    answer->mistake =
        text_format(&trial->arena, "the %s is no JSON: expected %s at byte %zu", what,
                    error.expected == NULL ? "a value" : error.expected, error.offset);
    return false;
}

void
trial_call_once(struct trial *trial, const struct trial_call *call, struct trial_answer *out)
{
    struct json request;
    struct json config;
    struct json context = {.type = JSON_OBJECT};
    int method = 0;
    *out = (struct trial_answer){.mistake = NO_TEXT};
    out->method = find_method(trial->point, call->method, &method);
    if (out->method == NULL) {
        out->mistake = text_format(&trial->arena, "%s has no method %.*s", trial->point->id,
                                   TEXT_ARG(call->method));
        return;
    }
    if (!parse(trial, "request", call->request, &request, out) ||
        (call->config.length > 0 && !parse(trial, "config", call->config, &config, out)) ||
        (call->context.length > 0 && !parse(trial, "context", call->context, &context, out))) {
        return;
    }
    void *input = arena_alloc(&trial->arena, 1, out->method->input->size_bytes);
    void *output = arena_alloc(&trial->arena, 1, out->method->output->size_bytes);
    struct text problem = NO_TEXT;
    if (input == NULL || output == NULL) {
        out->mistake = TEXT("not enough memory");
        return;
    }
    if (model_read_wire(&trial->arena, out->method->input, &request, input, &problem) != OK) {
        out->mistake =
            text_format(&trial->arena, "the request is refused: %.*s", TEXT_ARG(problem));
        return;
    }
    struct extend_trial extend_trial = {
        .program = trial->program,
        .point = trial->point,
        .method = method,
        .input = input,
        .configuration = call->config,
        .context = call->context,
        .script_id = TEXT("script_local"),
        .clock_time = clock_of(&context, trial->sys),
    };
    extend_try(trial->runner, &extend_trial, &trial->arena, output, &out->result);
    if (out->result.outcome == RUN_OK) {
        out->output = output;
    }
}
