/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdarg.h>

#include "cli/command.h"
#include "cli/remote.h"

static const struct command commands[] = {
    {"new", "FOLDER [options]", "Write a project that passes check and test as it stands.",
     "The folder's name becomes the extension's. In it: the manifest, the script, its tests, and "
     "what\n"
     "npm, tsc, vitest and eslint want to know.\n"
     "  --point ID        what it is for (default: commerce.discount_calculation)\n"
     "  --sdk WHERE       what package.json asks npm for (default: npm:@quoin/sdk@^0.1.0);\n"
     "                    file:PATH takes the sdk folder of a checkout\n",
     command_new},
    {"run", "FILE [options]", "Run a script on an input, exactly as the engine would.",
     "  --point ID        the extension point (default: the one the script implements)\n"
     "  --method NAME     its method (default: the first)\n"
     "  --input FILE      the request, JSON in wire form (default: standard input)\n"
     "  --config FILE     the configuration, JSON (default: {})\n"
     "  --context FILE    the context, JSON (default: made up, clock of the wall)\n"
     "  --json            one JSON object as the answer: outcome, output, fuel, heap_bytes,\n"
     "                    console, error; or outcome \"rejected\" and diagnostics\n"
     "  --lines           one {\"method\",\"request\",\"config\",\"context\"} a line from "
     "standard\n"
     "                    input, one answer a line; compiled once, a fresh heap for each\n\n"
     "The exit status is 0 only when every outcome is ok.\n",
     command_run},
    {"check", "FILE|FOLDER...", "Show everything that is wrong with scripts.",
     "Compiles each script with what it imports, runs its top level, and reads the type of its\n"
     "configuration. A folder with stripe-app.yaml has the scripts that it names; one with\n"
     "src/index.ts or index.ts is one script; otherwise each of its\n"
     ".ts files is.\n",
     command_check},
    {"test", "[FILE|FOLDER...] [options]", "Run the tests of scripts (*.test.ts).",
     "Tests import describe, test, it, expect and their kin from 'vitest', or use them as "
     "globals,\n"
     "and run on the engine's own machine: the same numbers, limits and determinism.\n"
     "  -t, --filter TEXT only tests whose full name contains it\n"
     "  --coverage[=DIR]  lines and branches that were passed; DIR/lcov.info (default: .)\n"
     "  --reporter NAME   tree (default) or json, in the form of vitest's own; --json is short\n"
     "  --output FILE     the JSON report into a file, the tree as ever\n"
     "  --fuel N          budget of one test (default 200000000)\n",
     command_test},
    {"fuzz", "FILE|FOLDER... [options]", "Run scripts on made-up inputs, held to their contract.",
     "Inputs and configurations are made up from the types of the point and of the script. An\n"
     "input that the script does not answer as it must is made as simple as it can be and shown.\n"
     "The same seed makes the same inputs, on every machine; an upload runs the first 100.\n"
     "  --cases N         so many inputs for each script (default 500)\n"
     "  --seed N          other inputs (default 1)\n"
     "  --config FILE     this configuration for all of them\n"
     "  --point ID        the extension point (default: the one the script implements)\n"
     "  --json            one JSON object a script on a line\n\n"
     "The exit status is 0 only when nothing was found.\n",
     command_fuzz},
    {"bench", "FILE [options]", "Measure fuel, memory and time, and how they grow with lines.",
     "  --point, --method, --input, --config, --context   as for run\n"
     "  --times N         calls a measurement (default 200)\n",
     command_bench},
    {"schema", "FILE|FOLDER [-o FILE]", "Print what a script's configuration looks like.",
     "One JSON object: schema is JSON Schema 2020-12, ui_schema a JSON Forms UI schema; both from\n"
     "the type of the configuration and its JSDoc tags.\n",
     command_schema},
    {"form", "FILE|FOLDER [-o FILE]", "Print the form of a script's configuration, as a page.",
     "HTML that needs nothing else: open it, fill it in, copy the JSON.\n", command_form},
    {"upload", "[FOLDER] [options]", "Send a tree of extensions to a running engine, as releases.",
     "Each extension that stripe-app.yaml names is sent with what it imports and with its tests; "
     "a\n"
     "folder with src/index.ts is one extension. The engine compiles, tests and fuzzes it. What "
     "it\n"
     "has already is left alone.\n" REMOTE_HELP
     "  --activate        run it from now on; the first release always is\n"
     "  --tests MODE      enforce (default), report or skip: what failing tests mean\n"
     "  --fuzz MODE       report (default), enforce or skip: what answers against the contract "
     "mean\n"
     "  --seed N          other made-up inputs (default 1)\n"
     "  --name NAME       the extension, for a folder without a manifest (default: the folder)\n"
     "  --point ID        its point (default: the one the script implements)\n\n"
     "The exit status is 0 only when every extension was taken.\n",
     command_upload},
    {"releases", "EXTENSION [options]", "List the releases of an extension, the newest first.",
     REMOTE_HELP, command_releases},
    {"activate", "RELEASE [options]", "Make a release the one that its extension runs.",
     REMOTE_HELP, command_activate},
    {"rollback", "EXTENSION|BINDING|ROLLOUT [options]", "Go back to what ran before.",
     "An extension by its name or id goes back to the release before, a binding to what it was\n"
     "pinned to, a rollout ends.\n" REMOTE_HELP,
     command_rollback},
    {"bind", "SCRIPT [options]", "Have decisions of a scope run a script.",
     "SCRIPT is an extension, by name or id (its active release, whichever that is then), or a\n"
     "release (that one). Scripts of coupons are bound by their coupon.\n" REMOTE_HELP
     "  --scope SCOPE     account (default), or TYPE:ID as customer:cus_1, or by metadata:\n"
     "                    customer:segment=gold; TYPE is product, price, subscription, customer\n"
     "  --config FILE     its configuration, JSON\n"
     "  --on-failure P    default, last_good, hold or fail\n"
     "  --order N         lower numbers come first (default 100)\n"
     "  --off             bind it, but do not run it yet\n",
     command_bind},
    {"shadow", "BINDING RELEASE | ROLLOUT [options]", "Run a candidate beside the live release.",
     "BINDING and RELEASE begin a rollout: in shadow, without effect. ROLLOUT shows one, with "
     "what\n"
     "each customer would pay more or less.\n" REMOTE_HELP
     "  --canary SHARE    let it decide for so many percent of the customers\n"
     "  --guard NAME=N    currency, total_drift, absolute_drift, worst_customer, failure_percent,\n"
     "                    fuel_percent, min_runs; may stand several times\n"
     "  --promote         make the candidate what the binding runs\n\n"
     "quoin script rollback ROLLOUT takes it back.\n",
     command_shadow},
    {"runs", "[RUN] [options]", "List what scripts decided, or look at one decision.",
     REMOTE_HELP
     "  --customer ID, --invoice ID, --release ID, --outcome NAME   only those\n"
     "  --limit N         at most so many, to 100 (default 20)\n"
     "  --save FOLDER     of one RUN: input.json and config.json, for quoin script run\n",
     command_runs},
    {"adoption", "[options]", "Say who uses which point, in which version of its interface.",
     "Accounts, releases, runs, failures, the share that fell back, the money that was decided,\n"
     "and who still uses what is deprecated.\n" REMOTE_HELP
     "                    several --key are several accounts, added up\n"
     "  --from TIME       only runs from then on, in seconds\n",
     command_adoption},
    {"costs", "", "Print what things cost in fuel, as Markdown.", "", command_costs},
    {"diagnostics", "[CODE]", "Explain one diagnostic, or all, as Markdown.", "",
     command_diagnostics},
};

int
command_help(const struct command *command, bool is_misuse)
{
    (void)fprintf(is_misuse ? stderr : stdout, "quoin script %s %s\n\n%s\n%s%s", command->name,
                  command->usage, command->summary, command->help[0] == '\0' ? "" : "\n",
                  command->help);
    return is_misuse ? STATUS_MISUSED : STATUS_FINE;
}

int
command_misuse(const struct command *command, const char *format, ...)
{
    va_list arguments;
    (void)fprintf(stderr, "quoin script %s: ", command->name);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "\nTry quoin script %s --help.\n", command->name);
    return STATUS_MISUSED;
}

static int
print_commands(FILE *file, int status)
{
    (void)fprintf(file, "quoin script: work on extension scripts.\n\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        (void)fprintf(file, "  quoin script %-12s %s\n", commands[i].name, commands[i].summary);
    }
    (void)fprintf(file, "\nEach command explains itself with --help.\n");
    return status;
}

int
cli(const struct sys *sys, int count, char **arguments)
{
    if (count < 1 || strcmp(arguments[0], "script") != 0) {
        (void)fprintf(stderr, "quoin: there is no verb \"%s\". Try quoin help.\n",
                      count < 1 ? "" : arguments[0]);
        return STATUS_MISUSED;
    }
    if (count < 2 || strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "help") == 0) {
        return count < 2 ? print_commands(stderr, STATUS_MISUSED)
                         : print_commands(stdout, STATUS_FINE);
    }
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(arguments[1], commands[i].name) == 0) {
            return commands[i].run(sys, &commands[i], count - 1, arguments + 1);
        }
    }
    (void)fprintf(stderr, "quoin script: there is no command \"%s\".\n\n", arguments[1]);
    return print_commands(stderr, STATUS_MISUSED);
}
