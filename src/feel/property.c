/*
 * property.c - what stands behind a dot: entries of contexts, parts of dates,
 * times, durations and ranges (DMN 1.5, table 65).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"
#include "feel/temporal.h"

static const struct feel_value *optional(const struct feel_value *value)
{
    return value ? value : &FEEL_NULL_VALUE;
}

static const struct feel_value *zone_of(struct feel_run *run, const struct feel_temporal *t)
{
    return t->zone.len > 0 ? feel_make_string(run, t->zone) : &FEEL_NULL_VALUE;
}

static const struct feel_value *offset_of(struct feel_run *run, const struct feel_value *v)
{
    int32_t offset;
    return temporal_offset(v->type, &v->temporal, &offset) ? feel_make_days(run, offset, 0) : &FEEL_NULL_VALUE;
}

/* Whole seconds and nanoseconds as one number. */
static const struct feel_value *seconds_of(struct feel_run *run, int64_t seconds, int32_t nanos)
{
    struct decimal fraction = decimal_div(decimal_from_int(nanos), decimal_from_int(1000000000));
    return feel_make_number(run, decimal_add(decimal_from_int(seconds), fraction));
}

static const struct feel_value *date_part(struct feel_run *run, const struct feel_temporal *t, struct str name)
{
    if (str_is(name, "year")) return feel_make_integer(run, t->year);
    if (str_is(name, "month")) return feel_make_integer(run, t->month);
    if (str_is(name, "day")) return feel_make_integer(run, t->day);
    if (str_is(name, "weekday")) return feel_make_integer(run, temporal_weekday(t));
    return NULL;
}

static const struct feel_value *time_part(struct feel_run *run, const struct feel_value *v, struct str name)
{
    const struct feel_temporal *t = &v->temporal;

    if (str_is(name, "hour")) return feel_make_integer(run, t->hour);
    if (str_is(name, "minute")) return feel_make_integer(run, t->minute);
    if (str_is(name, "second")) return seconds_of(run, t->second, t->nanos);
    if (str_is(name, "time offset")) return offset_of(run, v);
    if (str_is(name, "timezone")) return zone_of(run, t);
    return NULL;
}

static const struct feel_value *days_part(struct feel_run *run, const struct feel_value *v, struct str name)
{
    int64_t seconds = v->days.seconds;

    if (str_is(name, "days")) return feel_make_integer(run, seconds / SECONDS_PER_DAY);
    if (str_is(name, "hours")) return feel_make_integer(run, seconds % SECONDS_PER_DAY / 3600);
    if (str_is(name, "minutes")) return feel_make_integer(run, seconds % 3600 / 60);
    if (str_is(name, "seconds")) return seconds_of(run, seconds % 60, v->days.nanos);
    return NULL;
}

static const struct feel_value *months_part(struct feel_run *run, const struct feel_value *v, struct str name)
{
    if (str_is(name, "years")) return feel_make_integer(run, v->months / 12);
    if (str_is(name, "months")) return feel_make_integer(run, v->months % 12);
    return NULL;
}

static const struct feel_value *range_part(const struct feel_range *range, struct str name)
{
    if (str_is(name, "start")) return optional(range->low);
    if (str_is(name, "end")) return optional(range->high);
    if (str_is(name, "start included")) return feel_boolean(range->low_closed);
    if (str_is(name, "end included")) return feel_boolean(range->high_closed);
    return NULL;
}

const struct feel_value *feel_property(struct feel_run *run, const struct feel_value *value, struct str name)
{
    const struct feel_value *part;

    switch (value->type) {
    case FEEL_CONTEXT: return feel_context_get(value, name);
    case FEEL_DATE: return date_part(run, &value->temporal, name);
    case FEEL_TIME: return time_part(run, value, name);
    case FEEL_DATE_TIME:
        part = date_part(run, &value->temporal, name);
        return part ? part : time_part(run, value, name);
    case FEEL_DAYS_DURATION: return days_part(run, value, name);
    case FEEL_MONTHS_DURATION: return months_part(run, value, name);
    case FEEL_RANGE: return range_part(&value->range, name);
    case FEEL_NULL: case FEEL_BOOLEAN: case FEEL_NUMBER: case FEEL_STRING: case FEEL_LIST: case FEEL_FUNCTION:
    case FEEL__TYPES: break;
    }
    return NULL;
}
