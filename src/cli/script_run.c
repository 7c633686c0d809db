/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script run. */
#include "cli/trial.h"

enum { ANSWER_BYTES_MAX = 64 << 20, LINE_BYTES_MAX = 64 << 20 };

static void
write_error(struct json_writer *writer, const struct trial_answer *answer)
{
    const struct script_result *result = &answer->result;
    json_key_string(writer, "error");
    if (answer->mistake.bytes == NULL && result->outcome == RUN_OK) {
        json_null(writer);
        return;
    }
    json_open_object(writer);
    json_key_string(writer, "name");
    json_text(writer, answer->mistake.bytes != NULL ? TEXT("BadCall") : result->error_name);
    json_key_string(writer, "message");
    json_text(writer, answer->mistake.bytes != NULL ? answer->mistake : result->error);
    if (result->line > 0) {
        json_key_string(writer, "path");
        json_text(writer, result->path);
        json_key_string(writer, "line");
        json_int(writer, result->line);
        json_key_string(writer, "column");
        json_int(writer, result->column);
        json_key_string(writer, "stack");
        json_text(writer, result->stack);
    }
    json_close_object(writer);
}

/** {"outcome","output","fuel","heap_bytes","console","error"} on one line. */
static bool
print_json(struct trial *trial, const struct trial_answer *answer)
{
    struct json_writer writer;
    json_writer_init(&writer, &trial->arena, ANSWER_BYTES_MAX, false);
    bool is_called = answer->mistake.bytes == NULL;
    json_open_object(&writer);
    json_key_string(&writer, "outcome");
    json_string(&writer, is_called ? run_outcome_name(answer->result.outcome) : "bad_call");
    json_key_string(&writer, "output");
    if (answer->output == NULL ||
        model_write_wire(answer->method->output, answer->output, &writer) != OK) {
        json_null(&writer);
    }
    json_key_string(&writer, "fuel");
    json_int(&writer, (int64_t)answer->result.fuel);
    json_key_string(&writer, "heap_bytes");
    json_int(&writer, (int64_t)answer->result.heap_bytes);
    json_key_string(&writer, "console");
    json_text(&writer, answer->result.console.bytes == NULL ? TEXT("") : answer->result.console);
    write_error(&writer, answer);
    json_close_object(&writer);
    struct text text = json_writer_text(&writer);
    if (text.bytes == NULL) {
        (void)puts("{\"outcome\":\"bad_call\",\"error\":{\"message\":\"the answer is too long\"}}");
        return false;
    }
    (void)printf("%.*s\n", TEXT_ARG(text));
    return is_called && answer->result.outcome == RUN_OK;
}

static bool
print_report(struct trial *trial, const struct trial_answer *answer)
{
    if (answer->mistake.bytes != NULL) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(answer->mistake));
        return false;
    }
    if (answer->result.console.length > 0) {
        (void)printf(
            "%.*s%s", TEXT_ARG(answer->result.console),
            answer->result.console.bytes[answer->result.console.length - 1] == '\n' ? "" : "\n");
    }
    if (answer->output != NULL) {
        struct json_writer writer;
        json_writer_init(&writer, &trial->arena, ANSWER_BYTES_MAX, true);
        if (model_write_wire(answer->method->output, answer->output, &writer) == OK) {
            (void)printf("%.*s\n", TEXT_ARG(json_writer_text(&writer)));
        }
    }
    (void)fflush(stdout);
    (void)fprintf(stderr, "\n%s.%s: %s, fuel %llu, heap %zu bytes\n", trial->point->id,
                  answer->method->name, run_outcome_name(answer->result.outcome),
                  (unsigned long long)answer->result.fuel, answer->result.heap_bytes);
    if (answer->result.outcome != RUN_OK) {
        failure_print(&trial->arena, &trial->sources, &answer->result);
    }
    return answer->result.outcome == RUN_OK;
}

static int
run_once(struct trial *trial)
{
    const struct trial_options *options = &trial->options;
    struct trial_call call = {.method = text_of(options->method)};
    call.request = trial_text(trial, options->input == NULL ? "-" : options->input);
    call.config = options->config == NULL ? TEXT("") : trial_text(trial, options->config);
    call.context = options->context == NULL ? TEXT("") : trial_text(trial, options->context);
    if (call.request.bytes == NULL || call.config.bytes == NULL || call.context.bytes == NULL) {
        return STATUS_FAILED;
    }
    struct trial_answer answer;
    trial_call_once(trial, &call, &answer);
    bool is_fine = options->as_json ? print_json(trial, &answer) : print_report(trial, &answer);
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}

/* ---- by lines ---------------------------------------------------------- */

/** A member as JSON text; empty when it is absent or null. */
static struct text
member_text(struct arena *arena, const struct json *object, const char *key)
{
    const struct json *value = json_get(object, key);
    struct json_writer writer;
    if (value == NULL || value->type == JSON_NULL) {
        return TEXT("");
    }
    json_writer_init(&writer, arena, LINE_BYTES_MAX, false);
    json_value(&writer, value);
    return json_writer_text(&writer);
}

static bool
run_line(struct trial *trial, struct text line)
{
    struct trial_answer answer = {.mistake = NO_TEXT};
    struct json_error error;
    struct json json;
    if (json_parse(&trial->arena, line, &json, &error) != OK || json.type != JSON_OBJECT) {
        answer.mistake = TEXT("the line is no JSON object");
        return print_json(trial, &answer);
    }
    const struct json *method = json_get(&json, "method");
    struct trial_call call = {
        .method = method != NULL && method->type == JSON_STRING ? method->text
                                                                : text_of(trial->options.method),
        .request = member_text(&trial->arena, &json, "request"),
        .config = member_text(&trial->arena, &json, "config"),
        .context = member_text(&trial->arena, &json, "context"),
    };
    trial_call_once(trial, &call, &answer);
    return print_json(trial, &answer);
}

/** One line of standard input into the block, which grows; false at the end. */
static bool
read_line(char **block, size_t *capacity, size_t *length)
{
    *length = 0;
    for (;;) {
        if (*capacity - *length < 2) {
            size_t wanted = *capacity == 0 ? 65536 : *capacity * 2;
            char *grown = *block == NULL ? block_alloc(wanted) : block_resize(*block, wanted);
            if (grown == NULL || wanted > LINE_BYTES_MAX) {
                return false;
            }
            *block = grown;
            *capacity = wanted;
        }
        if (fgets(*block + *length, (int)(*capacity - *length), stdin) == NULL) {
            return *length > 0;
        }
        *length += strlen(*block + *length);
        if (*length > 0 && (*block)[*length - 1] == '\n') {
            *length -= 1;
            return true;
        }
    }
}

static int
run_lines(struct trial *trial)
{
    char *block = NULL;
    size_t capacity = 0;
    size_t length;
    bool is_fine = true;
    while (read_line(&block, &capacity, &length)) {
        struct text line = text_trim((struct text){block, length});
        if (line.length > 0) {
            is_fine &= run_line(trial, line);
            (void)fflush(stdout);
            arena_reset(&trial->arena);
        }
    }
    block_free(block);
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}

int
command_run(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct trial_options options;
    struct trial trial;
    int status = trial_options_read(command, count, arguments, &options);
    if (status != STATUS_FINE || options.file == NULL) {
        return status;
    }
    status = trial_begin(sys, command, &options, &trial);
    if (status == STATUS_FINE) {
        status = options.by_lines ? run_lines(&trial) : run_once(&trial);
    }
    trial_end(&trial);
    return status;
}
