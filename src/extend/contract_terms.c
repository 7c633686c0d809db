/* SPDX-License-Identifier: Apache-2.0 */
/** contract_terms.c: points that decide about words, dates and steps, not amounts. */
#include "extend/contract.h"

#include "invoice_finalization.model.h"
#include "payment_collection.model.h"
#include "subscription_change.model.h"

enum { FIELDS_MAX = 4, FIELD_NAME_MAX = 40, FIELD_VALUE_MAX = 140 };
enum { MEMO_MAX = 1500, FOOTER_MAX = 5000, REASON_MAX = 500 };
static const int64_t ATTEMPT_SECONDS_MAX = 60 * 86400;

/** Characters, not bytes. */
static size_t
text_characters(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

static bool
text_fits(struct text text, size_t most, const char *name, struct arena *arena,
          struct text *problem)
{
    if (text.bytes == NULL || text_characters(text) <= most) {
        return true;
    }
    *problem = text_format(arena, "%s has %zu characters; %zu are allowed", name,
                           text_characters(text), most);
    return false;
}

bool
invoice_finalization_contract(int method, const void *input, const void *output,
                              struct arena *arena, struct text *problem)
{
    const struct finalization_input *request = input;
    const struct finalization_result *result = output;
    assert(method == 0);
    if (result->custom_fields_count > FIELDS_MAX) {
        *problem = text_format(arena, "there are %zu custom fields; %d are allowed",
                               result->custom_fields_count, FIELDS_MAX);
        return false;
    }
    for (size_t i = 0; i < result->custom_fields_count; i++) {
        const struct finalization_field *field = &result->custom_fields[i];
        if (field->name.length == 0 || field->value.length == 0) {
            *problem = text_format(arena, "customFields[%zu] needs a name and a value", i);
            return false;
        }
        if (!text_fits(field->name, FIELD_NAME_MAX, "a field's name", arena, problem) ||
            !text_fits(field->value, FIELD_VALUE_MAX, "a field's value", arena, problem)) {
            return false;
        }
    }
    if (result->due_date != 0 &&
        request->collection_method != FINALIZATION_COLLECTION_SEND_INVOICE) {
        *problem = TEXT("dueDate is for invoices that are sent");
        return false;
    }
    return text_fits(result->memo, MEMO_MAX, "memo", arena, problem) &&
           text_fits(result->hold, MEMO_MAX, "hold", arena, problem) &&
           text_fits(result->footer, FOOTER_MAX, "footer", arena, problem);
}

bool
subscription_change_contract(int method, const void *input, const void *output, struct arena *arena,
                             struct text *problem)
{
    const struct change_result *result = output;
    (void)input;
    assert(method == 0);
    if (result->decision == CHANGE_DECISION_REFUSE && result->reason.length == 0) {
        *problem = TEXT("a refusal needs a reason");
        return false;
    }
    return text_fits(result->reason, REASON_MAX, "reason", arena, problem);
}

bool
payment_collection_contract(int method, const void *input, const void *output, struct arena *arena,
                            struct text *problem)
{
    const struct collection_input *request = input;
    const struct collection_result *result = output;
    (void)arena;
    assert(method == 0);
    if (result->next_attempt != 0 &&
        (result->next_attempt <= request->failed_at ||
         result->next_attempt > request->failed_at + ATTEMPT_SECONDS_MAX)) {
        *problem = TEXT("nextAttempt lies behind failedAt, by at most 60 days");
        return false;
    }
    return true;
}
