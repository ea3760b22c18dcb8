/*
 * stored.c - values as bytes and back, without loss: a kind, then what it is made of.
 *
 * A number that is whole and small is written as such, any other as its 16
 * bytes.  Functions cannot be kept: they become null.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/temporal.h"

#include <string.h>

#include "base/table.h"

/* Part of the stored form: never renumbered. */
enum kind {
    KIND_NULL, KIND_FALSE, KIND_TRUE, KIND_WHOLE, KIND_NUMBER, KIND_STRING, KIND_DATE, KIND_TIME, KIND_DATE_TIME,
    KIND_DAYS, KIND_MONTHS, KIND_RANGE, KIND_LIST, KIND_CONTEXT,
};
enum { HAS_LOW = 1, HAS_HIGH = 2, LOW_CLOSED = 4, HIGH_CLOSED = 8, FEW = 8 };
enum { ZONE_NONE, ZONE_OFFSET, ZONE_NAME };
static const int32_t NANOS_MAX = 999999999;

/* ── Out ───────────────────────────────────────────────────────────────── */

static void put_kind(struct buf *out, enum kind kind)
{
    buf_byte(out, (char)kind);
}

static void put_number(struct buf *out, struct decimal number)
{
    int64_t whole;
    struct decimal same;

    if (decimal_to_int(number, &whole)) {
        same = decimal_from_int(whole);
        if (memcmp(same.bytes, number.bytes, sizeof same.bytes) == 0) {
            put_kind(out, KIND_WHOLE);
            wire_put_signed(out, whole);
            return;
        }
    }
    put_kind(out, KIND_NUMBER);
    buf_bytes(out, number.bytes, sizeof number.bytes);
}

static void put_date(struct buf *out, const struct feel_temporal *t)
{
    wire_put_signed(out, t->year);
    buf_byte(out, (char)t->month);
    buf_byte(out, (char)t->day);
}

static void put_time(struct buf *out, const struct feel_temporal *t)
{
    buf_byte(out, (char)t->hour);
    buf_byte(out, (char)t->minute);
    buf_byte(out, (char)t->second);
    wire_put(out, (uint64_t)t->nanos);
    buf_byte(out, t->zone.len ? ZONE_NAME : t->has_offset ? ZONE_OFFSET : ZONE_NONE);
    if (t->zone.len) wire_put_str(out, t->zone);
    else if (t->has_offset) wire_put_signed(out, t->offset_s);
}

static void put_temporal(struct buf *out, const struct feel_value *value)
{
    put_kind(out, value->type == FEEL_DATE ? KIND_DATE : value->type == FEEL_TIME ? KIND_TIME : KIND_DATE_TIME);
    if (value->type != FEEL_TIME) put_date(out, &value->temporal);
    if (value->type != FEEL_DATE) put_time(out, &value->temporal);
}

static void put_range(struct buf *out, const struct feel_range *range)
{
    put_kind(out, KIND_RANGE);
    buf_byte(out, (char)((range->low ? HAS_LOW : 0) | (range->high ? HAS_HIGH : 0) | (range->low_closed ? LOW_CLOSED : 0) |
                         (range->high_closed ? HIGH_CLOSED : 0)));
    if (range->low) feel_put(out, range->low);
    if (range->high) feel_put(out, range->high);
}

void feel_put(struct buf *out, const struct feel_value *value)
{
    switch (value->type) {
    case FEEL_NULL:
    case FEEL_FUNCTION:
    case FEEL__TYPES: put_kind(out, KIND_NULL); break;
    case FEEL_BOOLEAN: put_kind(out, value->boolean ? KIND_TRUE : KIND_FALSE); break;
    case FEEL_NUMBER: put_number(out, value->number); break;
    case FEEL_STRING:
        put_kind(out, KIND_STRING);
        wire_put_str(out, value->string);
        break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME: put_temporal(out, value); break;
    case FEEL_DAYS_DURATION:
        put_kind(out, KIND_DAYS);
        wire_put_signed(out, value->days.seconds);
        wire_put_signed(out, value->days.nanos);
        break;
    case FEEL_MONTHS_DURATION:
        put_kind(out, KIND_MONTHS);
        wire_put_signed(out, value->months);
        break;
    case FEEL_RANGE: put_range(out, &value->range); break;
    case FEEL_LIST:
        put_kind(out, KIND_LIST);
        wire_put(out, value->list.count);
        for (size_t i = 0; i < value->list.count; i++) feel_put(out, &value->list.items[i]);
        break;
    case FEEL_CONTEXT:
        put_kind(out, KIND_CONTEXT);
        wire_put(out, value->context.count);
        for (size_t i = 0; i < value->context.count; i++) {
            wire_put_str(out, value->context.entries[i].name);
            feel_put(out, value->context.entries[i].value);
        }
        break;
    }
}

/* ── In: true when read, `in` or memory tells why not ──────────────────── */

static bool fill(struct arena *arena, struct wire *in, int depth, struct feel_value *out);

static bool broken(struct wire *in)
{
    in->broken = true;
    return false;
}

static bool fill_number(struct wire *in, struct feel_value *out)
{
    struct str bytes = wire_get_bytes(in, sizeof out->number.bytes);

    if (in->broken) return false;
    memcpy(out->number.bytes, bytes.at, bytes.len);
    return decimal_is_finite(out->number) || broken(in);
}

static bool fill_temporal(struct wire *in, struct feel_value *out)
{
    struct feel_temporal t = { 0 };
    unsigned char zone;

    if (out->type != FEEL_TIME) {
        t.year = wire_get_signed(in);
        t.month = (int8_t)wire_get_upto(in, 12);
        t.day = (int8_t)wire_get_upto(in, 31);
        if (!temporal_valid_date(t.year, t.month, t.day)) return broken(in);
    }
    if (out->type != FEEL_DATE) {
        t.hour = (int8_t)wire_get_upto(in, 23);
        t.minute = (int8_t)wire_get_upto(in, 59);
        t.second = (int8_t)wire_get_upto(in, 59);
        t.nanos = (int32_t)wire_get_upto(in, (uint64_t)NANOS_MAX);
        zone = wire_get_byte(in);
        t.has_offset = zone == ZONE_OFFSET;
        if (zone == ZONE_OFFSET) {
            int64_t offset = wire_get_signed(in);
            if (offset < -OFFSET_MAX || offset > OFFSET_MAX) return broken(in);
            t.offset_s = (int32_t)offset;
        } else if (zone == ZONE_NAME) {
            t.zone = wire_get_str(in);
            if (!zone_known(t.zone)) return broken(in);
        } else if (zone != ZONE_NONE) {
            return broken(in);
        }
    }
    out->temporal = t;
    return !in->broken;
}

static bool fill_days(struct wire *in, struct feel_value *out)
{
    int64_t nanos;

    out->days.seconds = wire_get_signed(in);
    nanos = wire_get_signed(in);
    if (nanos < -NANOS_MAX || nanos > NANOS_MAX || (nanos > 0 && out->days.seconds < 0) || (nanos < 0 && out->days.seconds > 0)) return broken(in);
    out->days.nanos = (int32_t)nanos;
    return !in->broken;
}

static bool fill_end(struct arena *arena, struct wire *in, int depth, const struct feel_value **out)
{
    struct feel_value *end = arena_new(arena, struct feel_value);

    *out = end;
    return end && fill(arena, in, depth + 1, end);
}

static bool fill_range(struct arena *arena, struct wire *in, int depth, struct feel_value *out)
{
    unsigned flags = (unsigned)wire_get_upto(in, HAS_LOW | HAS_HIGH | LOW_CLOSED | HIGH_CLOSED);

    out->range = (struct feel_range){ .low_closed = flags & LOW_CLOSED, .high_closed = flags & HIGH_CLOSED };
    if (flags & HAS_LOW && !fill_end(arena, in, depth, &out->range.low)) return false;
    if (flags & HAS_HIGH && !fill_end(arena, in, depth, &out->range.high)) return false;
    return !in->broken;
}

static bool fill_list(struct arena *arena, struct wire *in, int depth, struct feel_value *out)
{
    size_t count = wire_get_count(in, 1);
    struct feel_value *items = arena_array(arena, struct feel_value, count);

    if (!items || in->broken) return false;
    for (size_t i = 0; i < count; i++)
        if (!fill(arena, in, depth + 1, &items[i])) return false;
    out->list = feel_list_of(items, count);
    return true;
}

/* Names are unique; a few are compared, many go through a table. */
static bool unique(struct arena *arena, const struct feel_entry *entries, size_t count)
{
    struct table names;

    if (count <= FEW) {
        for (size_t i = 1; i < count; i++)
            for (size_t j = 0; j < i; j++)
                if (str_eq(entries[i].name, entries[j].name)) return false;
        return true;
    }
    table_init(&names, arena);
    for (size_t i = 0; i < count; i++)
        if (table_get(&names, entries[i].name) || table_put(&names, entries[i].name, &names)) return false;
    return true;
}

static bool fill_context(struct arena *arena, struct wire *in, int depth, struct feel_value *out)
{
    size_t count = wire_get_count(in, 2);
    struct feel_entry *entries = arena_array(arena, struct feel_entry, count);
    struct feel_value *values = arena_array(arena, struct feel_value, count);

    if (!entries || !values || in->broken) return false;
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct feel_entry){ wire_get_str(in), &values[i] };
        if (!fill(arena, in, depth + 1, &values[i])) return false;
    }
    out->context = feel_context_of(entries, count);
    return unique(arena, entries, count) || broken(in);
}

static bool fill(struct arena *arena, struct wire *in, int depth, struct feel_value *out)
{
    static const enum feel_type types[] = {
        [KIND_NULL] = FEEL_NULL, [KIND_FALSE] = FEEL_BOOLEAN, [KIND_TRUE] = FEEL_BOOLEAN, [KIND_WHOLE] = FEEL_NUMBER,
        [KIND_NUMBER] = FEEL_NUMBER, [KIND_STRING] = FEEL_STRING, [KIND_DATE] = FEEL_DATE, [KIND_TIME] = FEEL_TIME,
        [KIND_DATE_TIME] = FEEL_DATE_TIME, [KIND_DAYS] = FEEL_DAYS_DURATION, [KIND_MONTHS] = FEEL_MONTHS_DURATION,
        [KIND_RANGE] = FEEL_RANGE, [KIND_LIST] = FEEL_LIST, [KIND_CONTEXT] = FEEL_CONTEXT,
    };
    enum kind kind = (enum kind)wire_get_upto(in, KIND_CONTEXT);

    if (in->broken || depth > FEEL_STORED_DEPTH_MAX) return broken(in);
    *out = (struct feel_value){ .type = types[kind] };
    switch (kind) {
    case KIND_NULL:
    case KIND_FALSE: return true;
    case KIND_TRUE: out->boolean = true; return true;
    case KIND_WHOLE: out->number = decimal_from_int(wire_get_signed(in)); return !in->broken;
    case KIND_NUMBER: return fill_number(in, out);
    case KIND_STRING: out->string = wire_get_str(in); return !in->broken;
    case KIND_DATE:
    case KIND_TIME:
    case KIND_DATE_TIME: return fill_temporal(in, out);
    case KIND_DAYS: return fill_days(in, out);
    case KIND_MONTHS: out->months = wire_get_signed(in); return !in->broken;
    case KIND_RANGE: return fill_range(arena, in, depth, out);
    case KIND_LIST: return fill_list(arena, in, depth, out);
    case KIND_CONTEXT: return fill_context(arena, in, depth, out);
    default: return broken(in);
    }
}

const struct feel_value *feel_take(struct arena *arena, struct wire *in)
{
    struct feel_value *value = arena_new(arena, struct feel_value);

    return value && fill(arena, in, 0, value) ? value : NULL;
}
