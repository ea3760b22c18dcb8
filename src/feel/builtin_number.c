/*
 * builtin_number.c - numbers (DMN 1.5, table 76).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"

/* The exponents of decimal128, which bound what a scale can mean. */
enum { SCALE_MIN = -6111, SCALE_MAX = 6176 };

static const struct feel_value *rounded(struct feel_run *run, const struct feel_value *const *args, bool scale_optional,
                                        enum decimal_rounding how)
{
    struct decimal number;
    int64_t scale = 0;

    if (!feel_arg_number(run, args, 0, &number)) return &FEEL_NULL_VALUE;
    if ((!scale_optional || args[1]) && !feel_arg_int(run, args, 1, &scale)) return &FEEL_NULL_VALUE;
    if (scale < SCALE_MIN || scale > SCALE_MAX) return feel_arg_unfit(run, 1, "-6111 到 6176 之间的数", "between -6111 and 6176");
    return feel_make_number(run, decimal_round(number, scale, how));
}

static const struct feel_value *fn_decimal(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, false, ROUND_HALF_EVEN);
}

static const struct feel_value *fn_floor(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, true, ROUND_FLOOR);
}

static const struct feel_value *fn_ceiling(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, true, ROUND_CEILING);
}

static const struct feel_value *fn_round_up(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, false, ROUND_UP);
}

static const struct feel_value *fn_round_down(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, false, ROUND_DOWN);
}

static const struct feel_value *fn_round_half_up(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, false, ROUND_HALF_UP);
}

static const struct feel_value *fn_round_half_down(struct feel_run *run, const struct feel_value *const *args)
{
    return rounded(run, args, false, ROUND_HALF_DOWN);
}

static const struct feel_value *fn_abs(struct feel_run *run, const struct feel_value *const *args)
{
    const struct feel_value *n = feel_arg_single(args, 0);

    if (n->type == FEEL_NUMBER) return feel_make_number(run, decimal_abs(n->number));
    if (n->type == FEEL_DAYS_DURATION) return n->days.seconds < 0 || n->days.nanos < 0 ? feel_negate(run, run->at, n) : n;
    if (n->type == FEEL_MONTHS_DURATION) return n->months < 0 ? feel_negate(run, run->at, n) : n;
    return feel_arg_wrong(run, 0, "数或时长", "a number or duration");
}

static const struct feel_value *fn_modulo(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal a, b;

    if (!feel_arg_number(run, args, 0, &a) || !feel_arg_number(run, args, 1, &b)) return &FEEL_NULL_VALUE;
    if (decimal_is_zero(b)) return feel_arg_unfit(run, 1, "非零的数", "a number other than zero");
    return feel_make_number(run, decimal_sub(a, decimal_mul(b, decimal_floor(decimal_div(a, b)))));
}

static const struct feel_value *fn_sqrt(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal n;

    if (!feel_arg_number(run, args, 0, &n)) return &FEEL_NULL_VALUE;
    if (decimal_compare(n, decimal_from_int(0)) < 0) return feel_arg_unfit(run, 0, "不小于零的数", "a number not below zero");
    return feel_make_number(run, decimal_sqrt(n));
}

static const struct feel_value *fn_log(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal n;

    if (!feel_arg_number(run, args, 0, &n)) return &FEEL_NULL_VALUE;
    if (decimal_compare(n, decimal_from_int(0)) <= 0) return feel_arg_unfit(run, 0, "大于零的数", "a number above zero");
    return feel_make_number(run, decimal_log(n));
}

static const struct feel_value *fn_exp(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal n;

    if (!feel_arg_number(run, args, 0, &n)) return &FEEL_NULL_VALUE;
    return feel_make_number(run, decimal_exp(n));
}

/* 0 even, 1 odd, -1 neither */
static int parity(struct decimal n)
{
    struct decimal two = decimal_from_int(2), half = decimal_div(n, two);

    if (decimal_compare(decimal_floor(n), n) != 0) return -1;
    return decimal_compare(decimal_floor(half), half) != 0;
}

static const struct feel_value *fn_odd(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal n;
    return feel_arg_number(run, args, 0, &n) ? feel_boolean(parity(n) == 1) : &FEEL_NULL_VALUE;
}

static const struct feel_value *fn_even(struct feel_run *run, const struct feel_value *const *args)
{
    struct decimal n;
    return feel_arg_number(run, args, 0, &n) ? feel_boolean(parity(n) == 0) : &FEEL_NULL_VALUE;
}

static const struct builtin ROWS[] = {
    { "decimal", "n,scale", 2, 2, fn_decimal },
    { "floor", "n,scale", 1, 2, fn_floor },
    { "ceiling", "n,scale", 1, 2, fn_ceiling },
    { "round up", "n,scale", 2, 2, fn_round_up },
    { "round down", "n,scale", 2, 2, fn_round_down },
    { "round half up", "n,scale", 2, 2, fn_round_half_up },
    { "round half down", "n,scale", 2, 2, fn_round_half_down },
    { "abs", "n|number", 1, 1, fn_abs },
    { "modulo", "dividend,divisor", 2, 2, fn_modulo },
    { "sqrt", "number", 1, 1, fn_sqrt },
    { "log", "number", 1, 1, fn_log },
    { "exp", "number", 1, 1, fn_exp },
    { "odd", "number", 1, 1, fn_odd },
    { "even", "number", 1, 1, fn_even },
};

const struct builtin_table BUILTIN_NUMBERS = { ROWS, COUNT_OF(ROWS) };
