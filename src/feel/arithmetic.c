/*
 * arithmetic.c - + - * / ** and unary minus, by the types of both sides (DMN 1.5, tables 57 to 62).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/hint.h"
#include "feel/run.h"
#include "feel/temporal.h"

#include <string.h>

enum { POWER_MAX = 999999999 };

static const struct decimal *as_number(const struct feel_value *v)
{
    return v->type == FEEL_NUMBER ? &v->number : NULL;
}

static bool is_moment(const struct feel_value *v)
{
    return v->type == FEEL_DATE || v->type == FEEL_DATE_TIME;
}

static bool is_duration(const struct feel_value *v)
{
    return v->type == FEEL_DAYS_DURATION || v->type == FEEL_MONTHS_DURATION;
}

static const struct feel_value *too_far(struct feel_run *run, size_t at)
{
    return feel_note(run, at, "计算结果超出日期或时长的范围", "the result is outside the range of dates or durations");
}

/* ── Numbers and texts ─────────────────────────────────────────────────── */

static const struct feel_value *number_op(struct feel_run *run, enum node_op op, struct decimal a, struct decimal b)
{
    switch ((int)op) {
    case OP_ADD: return feel_make_number(run, decimal_add(a, b));
    case OP_SUB: return feel_make_number(run, decimal_sub(a, b));
    case OP_MUL: return feel_make_number(run, decimal_mul(a, b));
    case OP_DIV:
        if (decimal_is_zero(b)) return feel_note(run, run->at, "不能除以零", "division by zero");
        return feel_make_number(run, decimal_div(a, b));
    default:
        if (decimal_compare(decimal_abs(b), decimal_from_int(POWER_MAX)) > 0) return feel_note(run, run->at, "指数过大", "the exponent is too large");
        return feel_make_number(run, decimal_pow(a, b));
    }
}

static const struct feel_value *join(struct feel_run *run, struct str a, struct str b)
{
    char *text = arena_alloc(run->arena, a.len + b.len + 1);

    if (!text) return feel_make_string(run, STR_NONE);
    memcpy(text, a.at, a.len);
    memcpy(text + a.len, b.at, b.len);
    return feel_make_string(run, (struct str){ text, a.len + b.len });
}

/* ── Durations ─────────────────────────────────────────────────────────── */

static struct decimal days_number(const struct feel_value *v)
{
    struct decimal nanos = decimal_div(decimal_from_int(v->days.nanos), decimal_from_int(1000000000));
    return decimal_add(decimal_from_int(v->days.seconds), nanos);
}

/* A number of seconds as a duration, cut at nanoseconds. */
static const struct feel_value *days_from_number(struct feel_run *run, size_t at, struct decimal seconds)
{
    int64_t whole, nanos;
    struct decimal cut = decimal_round(seconds, 0, ROUND_DOWN);

    if (!decimal_to_int(cut, &whole)) return too_far(run, at);
    cut = decimal_mul(decimal_sub(seconds, cut), decimal_from_int(1000000000));
    if (!decimal_to_int(decimal_round(cut, 0, ROUND_DOWN), &nanos)) return too_far(run, at);
    return feel_make_days(run, whole, (int32_t)nanos);
}

static const struct feel_value *add_days(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b, int sign)
{
    int64_t seconds, other = b->days.seconds, nanos = (int64_t)a->days.nanos + sign * (int64_t)b->days.nanos;

    if (sign < 0 ? __builtin_sub_overflow(a->days.seconds, other, &seconds) : __builtin_add_overflow(a->days.seconds, other, &seconds))
        return too_far(run, at);
    if (__builtin_add_overflow(seconds, nanos / 1000000000, &seconds)) return too_far(run, at);
    return feel_make_days(run, seconds, (int32_t)(nanos % 1000000000));
}

static const struct feel_value *add_months(struct feel_run *run, size_t at, int64_t a, int64_t b, int sign)
{
    int64_t months;

    if (sign < 0 ? __builtin_sub_overflow(a, b, &months) : __builtin_add_overflow(a, b, &months)) return too_far(run, at);
    return feel_make_months(run, months);
}

/* duration × number or duration ÷ number */
static const struct feel_value *scale(struct feel_run *run, size_t at, const struct feel_value *v, struct decimal by, bool divide)
{
    struct decimal size = v->type == FEEL_MONTHS_DURATION ? decimal_from_int(v->months) : days_number(v);
    struct decimal scaled = divide ? decimal_div(size, by) : decimal_mul(size, by);
    int64_t months;

    if (divide && decimal_is_zero(by)) return feel_note(run, at, "不能除以零", "division by zero");
    if (v->type == FEEL_DAYS_DURATION) return days_from_number(run, at, scaled);
    if (!decimal_to_int(decimal_round(scaled, 0, ROUND_DOWN), &months)) return too_far(run, at);
    return feel_make_months(run, months);
}

static const struct feel_value *ratio(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    bool months = a->type == FEEL_MONTHS_DURATION;
    struct decimal x = months ? decimal_from_int(a->months) : days_number(a);
    struct decimal y = months ? decimal_from_int(b->months) : days_number(b);

    if (decimal_is_zero(y)) return feel_note(run, at, "不能除以零", "division by zero");
    return feel_make_number(run, decimal_div(x, y));
}

/* ── Dates and times ───────────────────────────────────────────────────── */

static const struct feel_value *shift(struct feel_run *run, size_t at, const struct feel_value *v, const struct feel_value *by, int sign)
{
    struct feel_temporal t = v->temporal;
    bool fits;

    if (by->type == FEEL_MONTHS_DURATION) {
        if (v->type == FEEL_TIME) return NULL;
        fits = by->months > INT64_MIN && temporal_add_months(&t, sign * by->months);
    } else {
        fits = by->days.seconds > INT64_MIN && temporal_add_seconds(v->type, &t, sign * by->days.seconds, sign * by->days.nanos);
    }
    return fits ? feel_make_temporal(run, v->type, &t) : too_far(run, at);
}

/* A date counts as its midnight in UTC beside a moment with a zone. */
static const struct feel_value *distance(struct feel_run *run, const struct feel_value *a, const struct feel_value *b)
{
    bool a_zone = a->type == FEEL_DATE || temporal_has_zone(&a->temporal);
    bool b_zone = b->type == FEEL_DATE || temporal_has_zone(&b->temporal);
    int64_t seconds = temporal_seconds(a->type, &a->temporal) - temporal_seconds(b->type, &b->temporal);
    int64_t nanos = (int64_t)a->temporal.nanos - b->temporal.nanos;

    return a_zone == b_zone ? feel_make_days(run, seconds, (int32_t)nanos) : NULL;
}

/* ── By operator; NULL when the types do not fit ───────────────────────── */

static const struct feel_value *add(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    if (a->type == FEEL_STRING && b->type == FEEL_STRING) return join(run, a->string, b->string);
    if (a->type == FEEL_DAYS_DURATION && b->type == FEEL_DAYS_DURATION) return add_days(run, at, a, b, 1);
    if (a->type == FEEL_MONTHS_DURATION && b->type == FEEL_MONTHS_DURATION) return add_months(run, at, a->months, b->months, 1);
    if ((is_moment(a) || a->type == FEEL_TIME) && is_duration(b)) return shift(run, at, a, b, 1);
    if ((is_moment(b) || b->type == FEEL_TIME) && is_duration(a)) return shift(run, at, b, a, 1);
    return NULL;
}

static const struct feel_value *subtract(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    if (a->type == FEEL_DAYS_DURATION && b->type == FEEL_DAYS_DURATION) return add_days(run, at, a, b, -1);
    if (a->type == FEEL_MONTHS_DURATION && b->type == FEEL_MONTHS_DURATION) return add_months(run, at, a->months, b->months, -1);
    if ((is_moment(a) || a->type == FEEL_TIME) && is_duration(b)) return shift(run, at, a, b, -1);
    if ((is_moment(a) && is_moment(b)) || (a->type == FEEL_TIME && b->type == FEEL_TIME)) return distance(run, a, b);
    return NULL;
}

static const struct feel_value *multiply(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    if (is_duration(a) && as_number(b)) return scale(run, at, a, b->number, false);
    if (is_duration(b) && as_number(a)) return scale(run, at, b, a->number, false);
    return NULL;
}

static const struct feel_value *divide(struct feel_run *run, size_t at, const struct feel_value *a, const struct feel_value *b)
{
    if (is_duration(a) && as_number(b)) return scale(run, at, a, b->number, true);
    if (is_duration(a) && a->type == b->type) return ratio(run, at, a, b);
    return NULL;
}

const struct feel_value *feel_arithmetic(struct feel_run *run, enum node_op op, size_t at,
                                         const struct feel_value *a, const struct feel_value *b)
{
    const struct feel_value *result = NULL;

    run->at = (uint32_t)at;
    if (a->type == FEEL_NUMBER && b->type == FEEL_NUMBER) return number_op(run, op, a->number, b->number);
    if (op == OP_ADD) result = add(run, at, a, b);
    else if (op == OP_SUB) result = subtract(run, at, a, b);
    else if (op == OP_MUL) result = multiply(run, at, a, b);
    else if (op == OP_DIV) result = divide(run, at, a, b);
    if (result) return result;
    return hint_arithmetic(run, op, at, a, b);
}

const struct feel_value *feel_negate(struct feel_run *run, size_t at, const struct feel_value *a)
{
    if (a->type == FEEL_NUMBER) return feel_make_number(run, decimal_neg(a->number));
    if (a->type == FEEL_MONTHS_DURATION && a->months > INT64_MIN) return feel_make_months(run, -a->months);
    if (a->type == FEEL_DAYS_DURATION && a->days.seconds > INT64_MIN) return feel_make_days(run, -a->days.seconds, -a->days.nanos);
    return feel_note(run, at, "%s%.0s没有相反数", "%.0sa %s cannot be negated", feel_type_zh(a->type), feel_type_name(a->type));
}
