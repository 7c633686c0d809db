/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script schema, quoin script form: what a configuration looks like. */
#include <getopt.h>

#include "base/json.h"
#include "cli/command.h"
#include "form.h"

enum { PAGE_BYTES_MAX = 4 << 20 };

struct schemas {
    struct text schema;
    struct text ui;
};

/** Both texts of the entry's Config type; false with a message. */
static bool
read_schemas(const struct sys *sys, struct arena *arena, const char *path, struct schemas *out)
{
    struct source_set sources;
    struct script_diagnostics found = {0};
    struct text entry = sources_entry(sys, arena, path);
    if (entry.bytes == NULL) {
        (void)fprintf(stderr, "%s: there is no index.ts\n", path);
        return false;
    }
    if (!sources_load(sys, arena, entry, &sources)) {
        return false;
    }
    err_t err =
        script_config_schema(arena, sources.items, sources.count, &found, &out->schema, &out->ui);
    diagnostics_print(arena, &found);
    if (err != OK && found.count == 0) {
        (void)fprintf(stderr, "%s: %s\n", path, error_kind(err)->sentence);
    }
    return err == OK;
}

static bool
write_output(const struct sys *sys, const char *path, struct text text)
{
    if (text.bytes == NULL) {
        (void)fprintf(stderr, "not enough memory\n");
        return false;
    }
    if (path == NULL) {
        (void)printf("%.*s\n", TEXT_ARG(text));
        return true;
    }
    if (sys->file_write(sys, path, text) != OK) {
        (void)fprintf(stderr, "%s: cannot be written\n", path);
        return false;
    }
    return true;
}

static struct text
both(struct arena *arena, const struct schemas *schemas)
{
    struct json_writer writer;
    json_writer_init(&writer, arena, PAGE_BYTES_MAX, true);
    json_open_object(&writer);
    json_key_string(&writer, "schema");
    json_literal(&writer, schemas->schema);
    json_key_string(&writer, "ui_schema");
    json_literal(&writer, schemas->ui);
    json_close_object(&writer);
    return json_writer_text(&writer);
}

/** JSON inside of a page: nothing in it can end the element around it. */
static void
add_json(struct text_builder *out, struct text json)
{
    for (size_t i = 0; i < json.length; i++) {
        if (json.bytes[i] == '<') {
            text_builder_add_string(out, "\\u003c");
        } else {
            text_builder_add_char(out, json.bytes[i]);
        }
    }
}

static struct text
page(struct arena *arena, const struct schemas *schemas)
{
    static const char schema_place[] = "{{schema}}";
    static const char ui_place[] = "{{ui}}";
    const char *start = form_files[0].bytes;
    const char *schema = strstr(start, schema_place);
    const char *ui = schema == NULL ? NULL : strstr(schema, ui_place);
    struct text_builder out;
    assert(ui != NULL);
    text_builder_init(&out, arena, PAGE_BYTES_MAX);
    text_builder_add(&out, (struct text){start, (size_t)(schema - start)});
    add_json(&out, schemas->schema);
    schema += sizeof schema_place - 1;
    text_builder_add(&out, (struct text){schema, (size_t)(ui - schema)});
    add_json(&out, schemas->ui);
    text_builder_add_string(&out, ui + sizeof ui_place - 1);
    return text_builder_text(&out);
}

static int
run(const struct sys *sys, const struct command *command, int count, char **arguments,
    struct text (*render)(struct arena *, const struct schemas *))
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *output = NULL;
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, "o:h", options, NULL)) != -1;) {
        if (option != 'o') {
            return command_help(command, option != 'h');
        }
        output = optarg;
    }
    if (optind + 1 != count) {
        return command_misuse(command, "which FILE or FOLDER?");
    }
    struct arena arena;
    struct schemas schemas;
    arena_init(&arena, COMMAND_ARENA_BYTES);
    bool is_fine = read_schemas(sys, &arena, arguments[optind], &schemas) &&
                   write_output(sys, output, render(&arena, &schemas));
    arena_free(&arena);
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}

int
command_schema(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    return run(sys, command, count, arguments, both);
}

int
command_form(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    return run(sys, command, count, arguments, page);
}
