/* SPDX-License-Identifier: Apache-2.0 */
/** tax_id.c: under which numbers tax offices know a company (billing.md 5.2). */
#include <string.h>

#include "customer/customer.h"
#include "event/event.h"

#define TAX_IDS_MAX 5
/** Own ones of the account, in one list. */
#define TAX_IDS_AT_ONCE 100

/** All types there are, in the order of the alphabet. */
static const char types[] =
    " ad_nrt ae_trn al_tin am_tin ao_tin ar_cuit at_stn au_abn au_arn aw_tin az_tin ba_tin bb_tin "
    "bd_bin bf_ifu bg_uic bh_vat bj_ifu bo_tin br_cnpj br_cpf bs_tin by_tin ca_bn ca_gst_hst "
    "ca_pst_bc ca_pst_mb ca_pst_sk ca_qst cd_nif ch_uid ch_vat cl_tin cm_niu cn_tin co_nit cr_tin "
    "cv_nif cz_vat de_stn do_rcn ec_ruc eg_tin es_cif et_tin eu_oss_vat eu_vat fo_vat gb_vat "
    "ge_vat gi_tin gn_nif hk_br hr_oib hu_tin id_npwp il_vat in_gst is_vat it_cf jp_cn jp_rn "
    "jp_trn ke_pin kg_tin kh_tin kr_brn kz_bin la_tin li_uid li_vat lk_vat ma_vat md_vat me_pib "
    "mk_vat mr_nif mx_rfc my_frp my_itn my_sst ng_tin no_vat no_voec np_pan nz_gst om_vat pe_ruc "
    "ph_tin pl_nip py_ruc ro_tin rs_pib ru_inn ru_kpp sa_vat sg_gst sg_uen si_tin sn_ninea sr_fin "
    "sv_nit th_vat tj_tin tr_tin tw_vat tz_vat ua_vat ug_tin us_ein uy_ruc uz_tin uz_vat ve_rif "
    "vn_tin xi_vat za_vat zm_tin zw_tin ";

static bool
is_type(struct arena *arena, struct text type)
{
    struct text wanted = text_format(arena, " %.*s ", TEXT_ARG(type));
    return text_find(type, ' ', 0) == type.length && wanted.bytes != NULL &&
           strstr(types, wanted.bytes) != NULL;
}

/** Types that a tax office is asked about. */
static bool
is_checked(struct text type)
{
    return text_is(type, "eu_vat") || text_is(type, "gb_vat") || text_is(type, "au_abn");
}

static char
upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

/** Of the type; a European one begins with its country. */
static struct text
country_of(struct arena *arena, struct text type, struct text value)
{
    if (text_is(type, "eu_oss_vat")) {
        return NO_TEXT;
    }
    struct text source = text_is(type, "eu_vat") ? value : type;
    return source.length < 2
               ? NO_TEXT
               : text_format(arena, "%c%c", upper(source.bytes[0]), upper(source.bytes[1]));
}

static err_t
value_check(struct task *task, struct text type, struct text value)
{
    size_t signs = 0;
    for (size_t i = 0; i < value.length; i++) {
        char byte = upper(value.bytes[i]);
        signs += (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ? 1 : 0;
    }
    bool has_country = value.length >= 2 && upper(value.bytes[0]) >= 'A' &&
                       upper(value.bytes[0]) <= 'Z' && upper(value.bytes[1]) >= 'A' &&
                       upper(value.bytes[1]) <= 'Z';
    return signs < 4 || (text_is(type, "eu_vat") && !has_country)
               ? fail(task, ERR_TAX_ID_INVALID, "value", "Invalid value for %.*s.", TEXT_ARG(type))
               : OK;
}

static err_t
begin_check(struct task *task, const struct customer *customer, struct tax_id *tax_id)
{
    if (!is_checked(tax_id->type)) {
        return OK;
    }
    tax_id->verification = arena_new(task->arena, struct tax_id_verification);
    if (tax_id->verification == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    tax_id->verification->status = TAX_ID_VERIFICATION_STATUS_PENDING;
    return job_add(task, customer == NULL ? (struct id){0} : customer->test_clock, task->now,
                   JOB_CHECK_TAX_ID, tax_id->id);
}

static err_t
count_change(struct task *task, struct id id, int64_t change)
{
    void *object;
    TRY(record_load(task, &customer_records, id, &object));
    struct customer *customer = object;
    if (customer == NULL) {
        return OK;
    }
    customer->tax_id_count += change;
    return record_update(task, &customer_records, customer);
}

err_t
tax_id_create(struct task *task, const struct customer *customer, struct text type,
              struct text value, struct tax_id **out)
{
    struct tax_id *tax_id = arena_new(task->arena, struct tax_id);
    if (tax_id == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    if (!is_type(task->arena, type)) {
        return fail(task, ERR_TAX_ID_INVALID, "type", "Invalid type of a tax id: %.*s",
                    TEXT_ARG(type));
    }
    TRY(value_check(task, type, value));
    if (customer != NULL && customer->tax_id_count >= TAX_IDS_MAX) {
        return fail(task, ERR_TAX_IDS_MANY, NULL, "A customer has at most %d tax ids.",
                    TAX_IDS_MAX);
    }
    tax_id->id = task_new_id(task);
    tax_id->created = task->now;
    tax_id->livemode = task->account->livemode;
    tax_id->type = type;
    tax_id->value = value;
    tax_id->country = country_of(task->arena, type, value);
    tax_id->owner.type = customer == NULL ? TAX_ID_OWNER_TYPE_SELF : TAX_ID_OWNER_TYPE_CUSTOMER;
    if (customer != NULL) {
        tax_id->customer = customer->id;
        tax_id->owner.customer = customer->id;
        TRY(count_change(task, customer->id, 1));
    }
    TRY(begin_check(task, customer, tax_id));
    TRY(record_insert(task, &tax_id_records, tax_id));
    *out = tax_id;
    return customer == NULL
               ? OK
               : event_append(task, EVENT_CUSTOMER_TAX_ID_CREATED, &tax_id_records, tax_id);
}

err_t
tax_id_delete(struct task *task, struct tax_id *tax_id)
{
    TRY(job_cancel(task, tax_id->id, JOB_CHECK_TAX_ID));
    TRY(record_delete(task, &tax_id_records, tax_id->id));
    if (tax_id->customer.key == 0) {
        return OK;
    }
    TRY(count_change(task, tax_id->customer, -1));
    return event_append(task, EVENT_CUSTOMER_TAX_ID_DELETED, &tax_id_records, tax_id);
}

/** What an office says of the values that are made for tests; of others nobody knows. */
static enum tax_id_verification_status
status_of(struct text value)
{
    static const struct {
        const char *digits;
        enum tax_id_verification_status status;
    } tests[] = {{"000000000", TAX_ID_VERIFICATION_STATUS_VERIFIED},
                 {"111111111", TAX_ID_VERIFICATION_STATUS_UNVERIFIED},
                 {"222222222", TAX_ID_VERIFICATION_STATUS_PENDING}};
    for (size_t i = 0; i < COUNT_OF(tests); i++) {
        size_t length = strlen(tests[i].digits);
        for (size_t at = 0; at + length <= value.length; at++) {
            if (text_is(text_slice(value, at, at + length), tests[i].digits)) {
                return tests[i].status;
            }
        }
    }
    return TAX_ID_VERIFICATION_STATUS_UNAVAILABLE;
}

err_t
tax_id_check(struct task *task, struct tax_id *tax_id)
{
    assert(tax_id->verification != NULL);

    tax_id->verification->status = status_of(tax_id->value);
    if (tax_id->verification->status == TAX_ID_VERIFICATION_STATUS_VERIFIED) {
        tax_id->verification->verified_name = TEXT("TEST");
        tax_id->verification->verified_address = TEXT("TEST");
    }
    TRY(record_update(task, &tax_id_records, tax_id));
    return tax_id->customer.key == 0
               ? OK
               : event_append(task, EVENT_CUSTOMER_TAX_ID_UPDATED, &tax_id_records, tax_id);
}

err_t
tax_id_list(struct task *task, struct id customer, struct tax_id ***out, size_t *count)
{
    struct record_scan scan = {.kind = &tax_id_records,
                               .index = TAX_IDS_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = TAX_IDS_AT_ONCE};
    void **found;
    bool has_more;
    TRY(record_scan(task, &scan, &found, count, &has_more));
    *out = arena_alloc(task->arena, *count, sizeof(**out));
    if (*out == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = found[i];
    }
    return OK;
}

err_t
tax_id_list_take(struct task *task, const struct id *ids, size_t count, const char *param,
                 struct id **out, size_t *out_count)
{
    for (size_t i = 0; i < count; i++) {
        void *object = NULL;
        TRY(record_load(task, &tax_id_records, ids[i], &object));
        const struct tax_id *tax_id = object;
        if (tax_id == NULL || tax_id->customer.key != 0) {
            struct text text =
                id_text(task->arena, &task->account->secret, tax_id_kind.prefix, ids[i].key);
            return fail(task, ERR_RESOURCE_MISSING, param, "The account has no tax id '%.*s'",
                        TEXT_ARG(text));
        }
    }
    *out = count == 0 ? NULL : arena_copy(task->arena, ids, count * sizeof(*ids));
    *out_count = count;
    return *out != NULL || count == 0 ? OK : fail(task, ERR_OUT_OF_MEMORY, param, NULL);
}
