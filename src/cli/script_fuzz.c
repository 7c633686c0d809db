/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script fuzz: scripts on made-up inputs, as an upload runs them. */
#include <getopt.h>

#include "base/json.h"
#include "base/list.h"
#include "cli/trial.h"

enum { CASES_USUAL = 500, CASES_MAX = 1000000, REPORT_BYTES_MAX = 8 << 20 };

struct fuzz_options {
    const struct command *command;
    struct trial_options trial;
    int64_t seed;
    int64_t cases;
};

static bool
read_options(const struct command *command, int count, char **arguments, struct fuzz_options *out,
             int *status)
{
    static const struct option options[] = {{"point", required_argument, NULL, 'p'},
                                            {"config", required_argument, NULL, 'c'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"cases", required_argument, NULL, 'n'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    *out = (struct fuzz_options){.command = command, .seed = 1, .cases = CASES_USUAL};
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'p':
            out->trial.point = optarg;
            break;
        case 'c':
            out->trial.config = optarg;
            break;
        case 's':
            if (!text_parse_int(text_of(optarg), &out->seed) || out->seed < 0) {
                *status = command_misuse(command, "--seed wants a whole number");
                return false;
            }
            break;
        case 'n':
            if (!text_parse_int(text_of(optarg), &out->cases) || out->cases < 1 ||
                out->cases > CASES_MAX) {
                *status = command_misuse(command, "--cases wants a number from 1 to %d", CASES_MAX);
                return false;
            }
            break;
        case 'j':
            out->trial.as_json = true;
            break;
        default:
            *status = command_help(command, option != 'h');
            return false;
        }
    }
    if (optind >= count) {
        *status = command_misuse(command, "which FILE or FOLDER?");
        return false;
    }
    return true;
}

static void
add_finding(struct json_writer *writer, const struct point *point,
            const struct fuzz_finding *finding)
{
    json_open_object(writer);
    json_key_string(writer, "method");
    json_string(writer, point->methods[finding->method].name);
    json_key_string(writer, "outcome");
    json_string(writer, run_outcome_name(finding->result.outcome));
    json_key_string(writer, "error");
    json_text(writer, finding->result.error);
    json_key_string(writer, "path");
    json_text(writer, finding->result.path);
    json_key_string(writer, "line");
    json_int(writer, finding->result.line);
    json_key_string(writer, "case");
    json_int(writer, (int64_t)finding->number);
    json_key_string(writer, "input");
    json_literal(writer, finding->input.bytes == NULL ? TEXT("null") : finding->input);
    json_key_string(writer, "configuration");
    json_literal(writer, finding->configuration);
    json_close_object(writer);
}

/** One object on a line. */
static void
print_json(struct trial *trial, const struct fuzz_report *report)
{
    struct json_writer writer;
    json_writer_init(&writer, &trial->program_arena, REPORT_BYTES_MAX, false);
    json_open_object(&writer);
    json_key_string(&writer, "script");
    json_text(&writer, trial->sources.items[0].path);
    json_key_string(&writer, "point");
    json_string(&writer, trial->point->id);
    json_key_string(&writer, "seed");
    json_int(&writer, (int64_t)report->seed);
    json_key_string(&writer, "cases");
    json_int(&writer, (int64_t)report->cases);
    json_key_string(&writer, "fuel");
    json_int(&writer, (int64_t)report->fuel);
    json_key_string(&writer, "fuel_max");
    json_int(&writer, (int64_t)report->fuel_max);
    json_key_string(&writer, "problem");
    json_text(&writer, report->problem);
    json_key_string(&writer, "findings");
    json_open_array(&writer);
    for (size_t i = 0; i < report->finding_count; i++) {
        add_finding(&writer, trial->point, &report->findings[i]);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    (void)printf("%.*s\n", TEXT_ARG(json_writer_text(&writer)));
}

static struct text
pretty(struct arena *arena, struct text document)
{
    struct json_writer writer;
    json_writer_init(&writer, arena, REPORT_BYTES_MAX, true);
    json_literal(&writer, document);
    return json_writer_text(&writer);
}

static void
print_report(struct trial *trial, const struct fuzz_report *report)
{
    (void)printf("%.*s  %s  %zu cases, %zu finding%s, fuel %llu\n",
                 TEXT_ARG(trial->sources.items[0].path), trial->point->id, report->cases,
                 report->finding_count, report->finding_count == 1 ? "" : "s",
                 (unsigned long long)report->fuel);
    (void)fflush(stdout);
    if (report->problem.length > 0) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(report->problem));
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct fuzz_finding *finding = &report->findings[i];
        struct text input = pretty(&trial->program_arena, finding->input);
        struct text configuration = pretty(&trial->program_arena, finding->configuration);
        (void)fputs("\n", stderr);
        failure_print(&trial->program_arena, &trial->sources, &finding->result);
        (void)fprintf(stderr, "%s, case %zu of seed %llu\ninput: %.*s\nconfig: %.*s\n",
                      trial->point->methods[finding->method].name, finding->number,
                      (unsigned long long)report->seed, TEXT_ARG(input), TEXT_ARG(configuration));
    }
}

static int
fuzz_entry(const struct sys *sys, const struct fuzz_options *options, struct text entry)
{
    struct trial trial;
    struct fuzz_report report;
    struct trial_options trial_options = options->trial;
    trial_options.file = entry.bytes;
    int status = trial_begin(sys, options->command, &trial_options, &trial);
    if (status == STATUS_FINE) {
        struct fuzz_wish wish = {.program = trial.program,
                                 .point = trial.point,
                                 .schema = script_program_config(trial.program),
                                 .sources = trial.sources.items,
                                 .source_count = trial.sources.count,
                                 .seed = (uint64_t)options->seed,
                                 .cases = (size_t)options->cases};
        if (trial_options.config != NULL) {
            wish.configuration = trial_text(&trial, trial_options.config);
            status = wish.configuration.bytes == NULL ? STATUS_FAILED : STATUS_FINE;
        }
        if (status == STATUS_FINE) {
            extend_fuzz(trial.runner, &wish, &trial.program_arena, &report);
            if (trial_options.as_json) {
                print_json(&trial, &report);
            } else {
                print_report(&trial, &report);
            }
            status =
                report.finding_count > 0 || report.problem.length > 0 ? STATUS_FAILED : STATUS_FINE;
        }
    }
    trial_end(&trial);
    return status;
}

int
command_fuzz(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct arena arena;
    struct file_list entries = {0};
    struct fuzz_options options;
    int status = STATUS_FINE;
    if (!read_options(command, count, arguments, &options, &status)) {
        return status;
    }
    arena_init(&arena, COMMAND_ARENA_BYTES);
    for (int i = optind; i < count; i++) {
        if (!entries_find(sys, &arena, arguments[i], &entries)) {
            status = STATUS_FAILED;
        }
    }
    for (size_t i = 0; i < entries.count; i++) {
        int one = fuzz_entry(sys, &options, entries.items[i]);
        status = one > status ? one : status;
    }
    arena_free(&arena);
    return status;
}
