/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_date.c: Date. Local time is UTC; nothing here asks what time it is now. */
#include <math.h>

#include "script/builtin.h"
#include "script/date_time.h"

#define OPEN_TIME 1767225600000.0 /* 2026-01-01, where built-ins are open (realm.h) */

struct date_object {
    struct object object;
    double time; /**< NaN: invalid */
};

struct object *
date_new(struct vm *vm, double milliseconds)
{
    struct date_object *date = heap_alloc(vm, sizeof *date);
    if (date == NULL) {
        return NULL;
    }
    *date = (struct date_object){.object = {.kind = OBJECT_DATE, .shape = vm->realm->date_shape},
                                 .time = date_time_clip(milliseconds)};
    return &date->object;
}

double
date_milliseconds(const struct object *date)
{
    assert(date->kind == OBJECT_DATE);
    return ((const struct date_object *)date)->time;
}

double
date_parse_text(struct text text)
{
    return date_time_parse(text);
}

/** There is no clock; open built-ins have one that stands. */
static bool
clock_time(struct vm *vm, const char *what, double *time)
{
    if (vm->realm->is_open) {
        *time = OPEN_TIME;
        return true;
    }
    return vm_throw_type(vm,
                         "%s is not available: a script must give the same answer every time; "
                         "use context.clockTime",
                         what);
}

static bool
this_date(struct vm *vm, const struct call *call, struct date_object **out)
{
    if (!value_is_object(call->this) || value_as_object(call->this)->kind != OBJECT_DATE) {
        return vm_throw_type(vm, "this is not a Date object: %s", value_describe(call->this));
    }
    *out = (struct date_object *)value_as_object(call->this);
    return true;
}

static bool
answer(struct vm *vm, const char *text, size_t length, value_t *out)
{
    return builtin_text(vm, (struct text){text, length}, out);
}

/* ---- making ------------------------------------------------------------------------ */

/** Year, month and so on from arguments on; years 0 to 99 are of the last century. */
static bool
fields_of(struct vm *vm, const struct call *call, double fields[DATE_FIELD_COUNT])
{
    static const double smallest[DATE_FIELD_COUNT] = {NAN, 0, 1, 0, 0, 0, 0};
    memcpy(fields, smallest, sizeof(smallest));
    for (uint32_t i = 0; i < call->count && i < DATE_FIELD_COUNT; i++) {
        if (!value_to_number(vm, call->args[i], &fields[i])) {
            return false;
        }
    }
    double year = trunc(fields[DATE_YEAR]);
    if (year >= 0 && year <= 99) {
        fields[DATE_YEAR] = 1900 + year;
    }
    return true;
}

static bool
parse_value(struct vm *vm, value_t value, double *time)
{
    struct string *string;
    struct text text;
    if (!builtin_to_string(vm, value, &string) || !builtin_utf8(vm, string, &text)) {
        return false;
    }
    *time = date_time_parse(text);
    return true;
}

/** new Date(value): a number, a text, another Date. */
static bool
time_of(struct vm *vm, value_t value, double *time)
{
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_DATE) {
        *time = date_milliseconds(value_as_object(value));
        return true;
    }
    if (!value_to_primitive(vm, value, HINT_DEFAULT, &value)) {
        return false;
    }
    return value_is_string(value) ? parse_value(vm, value, time) : value_to_number(vm, value, time);
}

static bool
date_construct(struct vm *vm, const struct call *call, value_t *out)
{
    double time;
    struct object *proto;
    if (value_is_undefined(call->target)) {
        char text[DATE_TIME_TEXT_MAX];
        return clock_time(vm, "Date()", &time) &&
               answer(vm, text, date_time_render(time, true, true, text), out);
    }
    if (call->count == 0) {
        if (!clock_time(vm, "new Date() without an argument", &time)) {
            return false;
        }
    } else if (call->count == 1) {
        if (!time_of(vm, call->args[0], &time)) {
            return false;
        }
    } else {
        double fields[DATE_FIELD_COUNT];
        if (!fields_of(vm, call, fields)) {
            return false;
        }
        time = date_time_join(fields);
    }
    if (!vm_proto_of_target(vm, call, BUILTIN_DATE, &proto)) {
        return false;
    }
    struct date_object *date = object_new_of(vm, OBJECT_DATE, proto, sizeof(*date));
    if (date == NULL) {
        return false;
    }
    date->time = date_time_clip(time);
    *out = value_of_object(date);
    return true;
}

static bool
date_now(struct vm *vm, const struct call *call, value_t *out)
{
    double time;
    (void)call;
    if (!clock_time(vm, "Date.now()", &time)) {
        return false;
    }
    *out = value_number(time);
    return true;
}

static bool
date_parse(struct vm *vm, const struct call *call, value_t *out)
{
    double time;
    if (!parse_value(vm, call_arg(call, 0), &time)) {
        return false;
    }
    *out = value_number(time);
    return true;
}

static bool
date_utc(struct vm *vm, const struct call *call, value_t *out)
{
    double fields[DATE_FIELD_COUNT];
    if (!fields_of(vm, call, fields)) {
        return false;
    }
    *out = value_number(date_time_clip(date_time_join(fields)));
    return true;
}

/* ---- reading fields ------------------------------------------------------------------ */

static bool
get_field(struct vm *vm, const struct call *call, enum date_field field, value_t *out)
{
    struct date_object *date;
    if (!this_date(vm, call, &date)) {
        return false;
    }
    double fields[DATE_FIELD_COUNT];
    *out = value_number(NAN);
    if (!isnan(date->time)) {
        date_time_split(date->time, fields);
        *out = value_number(fields[field]);
    }
    return true;
}

static bool
date_get_full_year(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_YEAR, out);
}

static bool
date_get_month(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_MONTH, out);
}

static bool
date_get_date(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_DAY, out);
}

static bool
date_get_hours(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_HOUR, out);
}

static bool
date_get_minutes(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_MINUTE, out);
}

static bool
date_get_seconds(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_SECOND, out);
}

static bool
date_get_milliseconds(struct vm *vm, const struct call *call, value_t *out)
{
    return get_field(vm, call, DATE_MILLISECOND, out);
}

static bool
date_get_year(struct vm *vm, const struct call *call, value_t *out)
{
    if (!get_field(vm, call, DATE_YEAR, out)) {
        return false;
    }
    *out = value_number(value_as_number(*out) - 1900);
    return true;
}

static bool
date_get_day(struct vm *vm, const struct call *call, value_t *out)
{
    struct date_object *date;
    if (!this_date(vm, call, &date)) {
        return false;
    }
    *out = value_number(isnan(date->time) ? (double)NAN : date_time_weekday(date->time));
    return true;
}

static bool
date_get_time(struct vm *vm, const struct call *call, value_t *out)
{
    struct date_object *date;
    if (!this_date(vm, call, &date)) {
        return false;
    }
    *out = value_number(date->time);
    return true;
}

static bool
date_get_timezone_offset(struct vm *vm, const struct call *call, value_t *out)
{
    struct date_object *date;
    if (!this_date(vm, call, &date)) {
        return false;
    }
    *out = value_number(isnan(date->time) ? NAN : 0);
    return true;
}

/* ---- changing fields ------------------------------------------------------------------ */

static bool
set_time(struct vm *vm, struct date_object *date, double time, value_t *out)
{
    if (!object_check_writable(vm, &date->object)) {
        return false;
    }
    date->time = date_time_clip(time);
    *out = value_number(date->time);
    return true;
}

/** So many fields from `first` on, as many as were given. */
static bool
set_fields(struct vm *vm, const struct call *call, enum date_field first, uint32_t count,
           value_t *out)
{
    struct date_object *date;
    double fields[DATE_FIELD_COUNT];
    if (!this_date(vm, call, &date)) {
        return false;
    }
    bool is_invalid = isnan(date->time);
    date_time_split(is_invalid ? 0 : date->time, fields);
    for (uint32_t i = 0; i < count && (i == 0 || i < call->count); i++) {
        if (!value_to_number(vm, call_arg(call, i), &fields[first + i])) {
            return false;
        }
    }
    /* Setting the year is the one way back from an invalid date; what the conversions did stays. */
    if (is_invalid && first != DATE_YEAR) {
        *out = value_number(NAN);
        return true;
    }
    return set_time(vm, date, date_time_join(fields), out);
}

static bool
date_set_full_year(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_YEAR, 3, out);
}

static bool
date_set_month(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_MONTH, 2, out);
}

static bool
date_set_date(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_DAY, 1, out);
}

static bool
date_set_hours(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_HOUR, 4, out);
}

static bool
date_set_minutes(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_MINUTE, 3, out);
}

static bool
date_set_seconds(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_SECOND, 2, out);
}

static bool
date_set_milliseconds(struct vm *vm, const struct call *call, value_t *out)
{
    return set_fields(vm, call, DATE_MILLISECOND, 1, out);
}

static bool
date_set_time(struct vm *vm, const struct call *call, value_t *out)
{
    struct date_object *date;
    double time;
    return this_date(vm, call, &date) && value_to_number(vm, call_arg(call, 0), &time) &&
           set_time(vm, date, time, out);
}

/* ---- text -------------------------------------------------------------------------------- */

enum date_style { STYLE_FULL, STYLE_DATE, STYLE_CLOCK, STYLE_UTC };

static bool
render(struct vm *vm, const struct call *call, enum date_style style, bool plain, value_t *out)
{
    struct date_object *date;
    char text[DATE_TIME_TEXT_MAX];
    if (!this_date(vm, call, &date)) {
        return false;
    }
    if (plain && (!value_is_undefined(call_arg(call, 1)) ||
                  (!value_is_undefined(call_arg(call, 0)) && !value_is_string(call->args[0])))) {
        return vm_throw_type(vm, "Options of toLocaleString need Intl, which is not available: "
                                 "write the parts with getUTCFullYear() and its kin");
    }
    if (isnan(date->time)) {
        return answer(vm, "Invalid Date", 12, out);
    }
    size_t length;
    bool has_date = style != STYLE_CLOCK;
    bool has_clock = style != STYLE_DATE;
    if (style == STYLE_UTC) {
        length = date_time_render_utc(date->time, text);
    } else if (plain) {
        length = date_time_render_plain(date->time, has_date, has_clock, text);
    } else {
        length = date_time_render(date->time, has_date, has_clock, text);
    }
    return answer(vm, text, length, out);
}

static bool
date_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_FULL, false, out);
}

static bool
date_to_date_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_DATE, false, out);
}

static bool
date_to_time_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_CLOCK, false, out);
}

static bool
date_to_utc_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_UTC, false, out);
}

static bool
date_to_locale_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_FULL, true, out);
}

static bool
date_to_locale_date_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_DATE, true, out);
}

static bool
date_to_locale_time_string(struct vm *vm, const struct call *call, value_t *out)
{
    return render(vm, call, STYLE_CLOCK, true, out);
}

static bool
date_to_iso_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct date_object *date;
    char text[DATE_TIME_TEXT_MAX];
    if (!this_date(vm, call, &date)) {
        return false;
    }
    if (isnan(date->time)) {
        return vm_throw_range(vm, "Invalid time value");
    }
    return answer(vm, text, date_time_render_iso(date->time, text), out);
}

static bool
date_to_json(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    value_t time;
    if (!value_to_object(vm, call->this, &object) ||
        !value_to_primitive(vm, value_of_object(object), HINT_NUMBER, &time)) {
        return false;
    }
    *out = VALUE_NULL;
    return (value_is_number(time) && !isfinite(value_as_number(time))) ||
           vm_call_method(vm, value_of_object(object), vm_key(vm, NAME_to_iso_string), NULL, 0,
                          out);
}

static bool
date_to_primitive(struct vm *vm, const struct call *call, value_t *out)
{
    value_t hint = call_arg(call, 0);
    struct string *name = NULL;
    if (!value_is_object(call->this)) {
        return vm_throw_type(vm, "this is not an object: %s", value_describe(call->this));
    }
    if (value_is_string(hint) && !builtin_to_string(vm, hint, &name)) {
        return false;
    }
    bool number_first = name != NULL && string_is(name, "number");
    if (!number_first &&
        (name == NULL || (!string_is(name, "string") && !string_is(name, "default")))) {
        return vm_throw_type(vm, "Invalid hint: %s", value_describe(hint));
    }
    for (int i = 0; i < 2; i++) {
        enum name_id method = (i == 0) == number_first ? NAME_value_of : NAME_to_string;
        value_t function;
        if (!value_get_name(vm, call->this, method, &function)) {
            return false;
        }
        if (value_is_callable(function)) {
            if (!vm_call(vm, function, call->this, NULL, 0, out)) {
                return false;
            }
            if (!value_is_object(*out)) {
                return true;
            }
        }
    }
    return vm_throw_type(vm, "Cannot convert object to primitive value");
}

static const struct builtin_member members[] = {
    {"UTC", MEMBER_STATIC, 7, date_utc, 0},
    {"now", MEMBER_STATIC, 0, date_now, 0},
    {"parse", MEMBER_STATIC, 1, date_parse, 0},
    {"getUTCFullYear", MEMBER_METHOD, 0, date_get_full_year, 0},
    {"getFullYear", MEMBER_METHOD, 0, date_get_full_year, 0},
    {"getUTCMonth", MEMBER_METHOD, 0, date_get_month, 0},
    {"getMonth", MEMBER_METHOD, 0, date_get_month, 0},
    {"getUTCDate", MEMBER_METHOD, 0, date_get_date, 0},
    {"getDate", MEMBER_METHOD, 0, date_get_date, 0},
    {"getUTCHours", MEMBER_METHOD, 0, date_get_hours, 0},
    {"getHours", MEMBER_METHOD, 0, date_get_hours, 0},
    {"getUTCMinutes", MEMBER_METHOD, 0, date_get_minutes, 0},
    {"getMinutes", MEMBER_METHOD, 0, date_get_minutes, 0},
    {"getUTCSeconds", MEMBER_METHOD, 0, date_get_seconds, 0},
    {"getSeconds", MEMBER_METHOD, 0, date_get_seconds, 0},
    {"getUTCMilliseconds", MEMBER_METHOD, 0, date_get_milliseconds, 0},
    {"getMilliseconds", MEMBER_METHOD, 0, date_get_milliseconds, 0},
    {"getUTCDay", MEMBER_METHOD, 0, date_get_day, 0},
    {"getDay", MEMBER_METHOD, 0, date_get_day, 0},
    {"getTime", MEMBER_METHOD, 0, date_get_time, 0},
    {"valueOf", MEMBER_METHOD, 0, date_get_time, 0},
    {"getTimezoneOffset", MEMBER_METHOD, 0, date_get_timezone_offset, 0},
    {"getYear", MEMBER_METHOD, 0, date_get_year, 0},
    {"setUTCFullYear", MEMBER_METHOD, 3, date_set_full_year, 0},
    {"setFullYear", MEMBER_METHOD, 3, date_set_full_year, 0},
    {"setUTCMonth", MEMBER_METHOD, 2, date_set_month, 0},
    {"setMonth", MEMBER_METHOD, 2, date_set_month, 0},
    {"setUTCDate", MEMBER_METHOD, 1, date_set_date, 0},
    {"setDate", MEMBER_METHOD, 1, date_set_date, 0},
    {"setUTCHours", MEMBER_METHOD, 4, date_set_hours, 0},
    {"setHours", MEMBER_METHOD, 4, date_set_hours, 0},
    {"setUTCMinutes", MEMBER_METHOD, 3, date_set_minutes, 0},
    {"setMinutes", MEMBER_METHOD, 3, date_set_minutes, 0},
    {"setUTCSeconds", MEMBER_METHOD, 2, date_set_seconds, 0},
    {"setSeconds", MEMBER_METHOD, 2, date_set_seconds, 0},
    {"setUTCMilliseconds", MEMBER_METHOD, 1, date_set_milliseconds, 0},
    {"setMilliseconds", MEMBER_METHOD, 1, date_set_milliseconds, 0},
    {"setTime", MEMBER_METHOD, 1, date_set_time, 0},
    {"toDateString", MEMBER_METHOD, 0, date_to_date_string, 0},
    {"toISOString", MEMBER_METHOD, 0, date_to_iso_string, 0},
    {"toJSON", MEMBER_METHOD, 1, date_to_json, 0},
    {"toLocaleDateString", MEMBER_METHOD, 0, date_to_locale_date_string, 0},
    {"toLocaleString", MEMBER_METHOD, 0, date_to_locale_string, 0},
    {"toLocaleTimeString", MEMBER_METHOD, 0, date_to_locale_time_string, 0},
    {"toString", MEMBER_METHOD, 0, date_to_string, 0},
    {"toTimeString", MEMBER_METHOD, 0, date_to_time_string, 0},
    {"toUTCString", MEMBER_METHOD, 0, date_to_utc_string, 0},
    {"@@to_primitive", MEMBER_METHOD, 1, date_to_primitive, 0},
    {0},
};

const struct builtin builtin_date = {
    .name = "Date",
    .construct = date_construct,
    .length = 7,
    .members = members,
};
