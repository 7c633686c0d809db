/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script shadow: a candidate beside the live release, and what it would change. */
#include "cli/remote.h"

enum { FORM_BYTES_MAX = 1 << 16, GUARDS_MAX = 16 };

struct shadow_options {
    const char *canary;
    const char *guards[GUARDS_MAX]; /**< "worst_customer=20" */
    size_t guard_count;
    bool promotes;
};

static bool
read_options(struct remote *remote, int count, char **arguments, struct shadow_options *out)
{
    static const struct option options[] = {REMOTE_OPTIONS,
                                            {"canary", required_argument, NULL, 'c'},
                                            {"guard", required_argument, NULL, 'g'},
                                            {"promote", no_argument, NULL, 'p'},
                                            {NULL, 0, NULL, 0}};
    *out = (struct shadow_options){0};
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'c':
            out->canary = optarg;
            break;
        case 'g':
            if (out->guard_count == GUARDS_MAX || strchr(optarg, '=') == NULL) {
                remote->status = command_misuse(remote->command, "--guard wants NAME=NUMBER");
                return false;
            }
            out->guards[out->guard_count++] = optarg;
            break;
        case 'p':
            out->promotes = true;
            break;
        default:
            if (!remote_option(remote, option)) {
                return false;
            }
        }
    }
    if (optind >= count || optind + 2 < count) {
        remote->status =
            command_misuse(remote->command, "say BINDING and RELEASE to begin, or a ROLLOUT");
        return false;
    }
    return true;
}

static struct text
change_form(struct remote *remote, const struct shadow_options *options, const char *binding,
            const char *candidate)
{
    struct text_builder form;
    text_builder_init(&form, &remote->arena, FORM_BYTES_MAX);
    if (binding != NULL) {
        form_add(&form, "binding", text_of(binding));
        form_add(&form, "candidate", text_of(candidate));
    }
    if (options->canary != NULL) {
        form_add(&form, "stage", TEXT("canary"));
        form_add(&form, "share", text_of(options->canary));
    }
    for (size_t i = 0; i < options->guard_count; i++) {
        struct text guard = text_of(options->guards[i]);
        size_t equals = text_find(guard, '=', 0);
        struct text key = text_format(&remote->arena, "guards[%.*s]", (int)equals, guard.bytes);
        form_add(&form, key.bytes, text_slice(guard, equals + 1, guard.length));
    }
    return text_builder_text(&form);
}

static void
tell(struct remote *remote, const struct json *rollout)
{
    struct json page;
    if (remote_told(remote, rollout)) {
        return;
    }
    (void)printf(
        "%s  %s  %s%% of the customers\n"
        "  %s decisions compared, %s failed, %s incomparable\n"
        "  drift %s, absolute %s %s; worst customer %s: %s\n",
        remote_word(remote, rollout, "id"), remote_word(remote, rollout, "stage"),
        remote_word(remote, rollout, "share"), remote_word(remote, rollout, "compared"),
        remote_word(remote, rollout, "failed"), remote_word(remote, rollout, "incomparable"),
        remote_word(remote, rollout, "drift"), remote_word(remote, rollout, "absolute"),
        remote_word(remote, rollout, "currency"), remote_word(remote, rollout, "worst_customer"),
        remote_word(remote, rollout, "worst_amount"));
    if (remote_text(rollout, "breached").bytes != NULL) {
        (void)printf("  taken back by %s\n", remote_word(remote, rollout, "breached"));
    }
    struct text path = text_format(&remote->arena, "/v1/extend/rollouts/%s/differences?limit=20",
                                   remote_word(remote, rollout, "id"));
    if (!remote_get(remote, path, &page)) {
        return;
    }
    const struct json *data = json_get(&page, "data");
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        const struct json *item = &data->items[i];
        (void)printf("  %s  %s of %s decisions differ, %s %s\n",
                     remote_word(remote, item, "customer"), remote_word(remote, item, "differing"),
                     remote_word(remote, item, "compared"), remote_word(remote, item, "drift"),
                     remote_word(remote, item, "currency"));
    }
}

static void
show(struct remote *remote, const struct shadow_options *options, const char *id)
{
    struct json rollout;
    struct text path = text_format(&remote->arena, "/v1/extend/rollouts/%s", id);
    bool changes = options->canary != NULL || options->guard_count > 0;
    bool ok = true;
    if (changes) {
        ok = remote_post(remote, path, change_form(remote, options, NULL, NULL), &rollout);
    }
    if (ok && options->promotes) {
        struct text promote = text_format(&remote->arena, "/v1/extend/rollouts/%s/promote", id);
        ok = remote_post(remote, promote, TEXT(""), &rollout);
    } else if (ok && !changes) {
        ok = remote_get(remote, path, &rollout);
    }
    if (ok) {
        tell(remote, &rollout);
    }
}

int
command_shadow(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct remote remote;
    struct shadow_options options;
    struct json rollout;
    remote_begin(&remote, sys, command);
    if (!read_options(&remote, count, arguments, &options)) {
        return remote_end(&remote);
    }
    if (optind + 1 == count) {
        show(&remote, &options, arguments[optind]);
    } else if (remote_post(&remote, TEXT("/v1/extend/rollouts"),
                           change_form(&remote, &options, arguments[optind], arguments[optind + 1]),
                           &rollout)) {
        tell(&remote, &rollout);
    }
    return remote_end(&remote);
}
