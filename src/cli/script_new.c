/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script new: a project that passes check and test as it stands. */
#include <getopt.h>

#include "cli/command.h"
#include "extend/extend.h"
#include "template.h"

#define SDK_DEFAULT "npm:@quoin/sdk@^0.1.0"

enum { FILE_BYTES_MAX = 64 << 10, NAME_MAX_LENGTH = 60 };

struct project {
    const struct sys *sys;
    struct arena arena;
    const char *folder;
    const struct point *point;
    struct text id;         /**< "my-rule" */
    struct text class_name; /**< "MyRule" */
    const char *sdk;        /**< what package.json asks for */
};

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/** The folder's last part, as an id: letters, digits and hyphens, a letter first. */
static bool
name_project(struct project *project)
{
    struct text path = text_of(project->folder);
    while (path.length > 1 && path.bytes[path.length - 1] == '/') {
        path.length--;
    }
    size_t start = path.length;
    while (start > 0 && path.bytes[start - 1] != '/') {
        start--;
    }
    project->id = text_slice(path, start, path.length);
    struct text_builder class_name;
    text_builder_init(&class_name, &project->arena, 1024);
    bool is_first = true;
    for (size_t i = 0; i < project->id.length; i++) {
        char byte = project->id.bytes[i];
        bool is_digit = byte >= '0' && byte <= '9';
        if (byte == '-' || byte == '_') {
            is_first = true;
        } else if (is_letter(byte) || is_digit) {
            bool is_lower = byte >= 'a' && byte <= 'z';
            text_builder_add_char(&class_name, is_first && is_lower ? (char)(byte - 32) : byte);
            is_first = false;
        } else {
            return false;
        }
    }
    project->class_name = text_builder_text(&class_name);
    return project->id.length > 0 && project->id.length <= NAME_MAX_LENGTH &&
           is_letter(project->id.bytes[0]);
}

static struct text
methods(struct project *project)
{
    struct text_builder out;
    text_builder_init(&out, &project->arena, FILE_BYTES_MAX);
    for (size_t i = 0; i < project->point->method_count; i++) {
        text_builder_format(&out, "%s      %s:\n        implementation_type: script",
                            i == 0 ? "" : "\n", project->point->methods[i].name);
    }
    return text_builder_text(&out);
}

/** What {{word}} stands for; no text for words that are none of ours. */
static struct text
word_text(struct project *project, struct text word)
{
    return text_is(word, "id")        ? project->id
           : text_is(word, "class")   ? project->class_name
           : text_is(word, "point")   ? text_of(project->point->id)
           : text_is(word, "sdk")     ? text_of(project->sdk)
           : text_is(word, "methods") ? methods(project)
                                      : NO_TEXT;
}

static struct text
filled(struct project *project, struct text text)
{
    struct text_builder out;
    text_builder_init(&out, &project->arena, FILE_BYTES_MAX);
    for (size_t at = 0; at < text.length;) {
        const char *open = strstr(text.bytes + at, "{{");
        const char *close = open == NULL ? NULL : strstr(open, "}}");
        struct text value = NO_TEXT;
        if (close != NULL) {
            value = word_text(project, (struct text){open + 2, (size_t)(close - open) - 2});
        }
        size_t end = value.bytes != NULL ? (size_t)(open - text.bytes) : text.length;
        text_builder_add(&out, text_slice(text, at, end));
        text_builder_add(&out, value.bytes == NULL ? TEXT("") : value);
        at = value.bytes == NULL ? text.length : (size_t)(close - text.bytes) + 2;
    }
    return text_builder_text(&out);
}

/** Of "project/package.json", "points/POINT/index.ts": its place; no text: it is not wanted. */
static struct text
place_of(struct project *project, struct text name)
{
    if (text_is(name, "project/gitignore")) {
        return text_format(&project->arena, "%s/.gitignore", project->folder);
    }
    if (text_has_prefix(name, TEXT("project/"))) {
        return text_format(&project->arena, "%s/%.*s", project->folder, (int)(name.length - 8),
                           name.bytes + 8);
    }
    struct text own = text_format(&project->arena, "points/%s/", project->point->id);
    if (own.bytes == NULL || !text_has_prefix(name, own)) {
        return NO_TEXT;
    }
    return text_format(&project->arena, "%s/extensions/%.*s/src/%.*s", project->folder,
                       TEXT_ARG(project->id), (int)(name.length - own.length),
                       name.bytes + own.length);
}

static bool
write_project(struct project *project)
{
    struct text source = text_format(&project->arena, "%s/extensions/%.*s/src", project->folder,
                                     TEXT_ARG(project->id));
    if (source.bytes == NULL || project->sys->folder_make(project->sys, source.bytes) != OK) {
        (void)fprintf(stderr, "%s: cannot be made\n", project->folder);
        return false;
    }
    for (const struct embedded_file *file = template_files; file->name != NULL; file++) {
        struct text place = place_of(project, text_of(file->name));
        if (place.bytes == NULL) {
            continue;
        }
        struct text text = filled(project, (struct text){file->bytes, file->length});
        if (text.bytes == NULL || project->sys->file_write(project->sys, place.bytes, text) != OK) {
            (void)fprintf(stderr, "%.*s: cannot be written\n", TEXT_ARG(place));
            return false;
        }
        (void)printf("  %.*s\n", TEXT_ARG(place));
    }
    return true;
}

static bool
has_template(const struct point *point)
{
    for (const struct embedded_file *file = template_files; file->name != NULL; file++) {
        size_t length = strlen(point->id);
        if (strncmp(file->name, "points/", 7) == 0 &&
            strncmp(file->name + 7, point->id, length) == 0 && file->name[7 + length] == '/') {
            return true;
        }
    }
    return false;
}

static int
report_points(const struct command *command)
{
    (void)command_misuse(command, "--point is one of");
    for (const struct point *const *point = points; *point != NULL; point++) {
        if (has_template(*point)) {
            (void)fprintf(stderr, "  %s\n", (*point)->id);
        }
    }
    return STATUS_MISUSED;
}

static int
make(struct project *project, const struct command *command)
{
    struct text *names;
    size_t count;
    if (!name_project(project)) {
        return command_misuse(command, "the name is letters, digits and hyphens, a letter first");
    }
    if (project->sys->directory_list(project->sys, &project->arena, project->folder, &names,
                                     &count) == OK &&
        count > 0) {
        return command_misuse(command, "%s is there already and is not empty", project->folder);
    }
    if (!write_project(project)) {
        return STATUS_FAILED;
    }
    (void)printf("\nNext: cd %s && quoin script test\n", project->folder);
    return STATUS_FINE;
}

int
command_new(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    static const struct option options[] = {{"point", required_argument, NULL, 'p'},
                                            {"sdk", required_argument, NULL, 's'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    struct project project = {.sys = sys, .sdk = SDK_DEFAULT};
    const char *id = "commerce.discount_calculation";
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        if (option == 'p') {
            id = optarg;
        } else if (option == 's') {
            project.sdk = optarg;
        } else {
            return command_help(command, option != 'h');
        }
    }
    if (optind + 1 != count) {
        return command_misuse(command, "which FOLDER?");
    }
    project.folder = arguments[optind];
    project.point = point_find(text_of(id));
    if (project.point == NULL || !has_template(project.point)) {
        return report_points(command);
    }
    arena_init(&project.arena, COMMAND_ARENA_BYTES);
    int status = make(&project, command);
    arena_free(&project.arena);
    return status;
}
