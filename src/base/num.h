/*
 * num.h - numbers from outside, with bounds, and decimal128.
 *
 * Counts and ids are int64; money and FEEL numbers are IEEE decimal128.  Only
 * num.c and libdfp know the decimal type's arithmetic helpers; `struct decimal`
 * is 16 opaque bytes elsewhere, so that clang (which lacks _Decimal128) can
 * compile everything else.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/err.h"
#include "base/str.h"

/* Decimal digits with an optional minus sign, the whole of `s`; ERR_INVALID otherwise or out of range. */
enum err num_parse_int(struct str s, int64_t min, int64_t max, int64_t *out) MUST_CHECK;
/* A finite decimal number such as 118.796, no hex, inf or nan. */
enum err num_parse_double(struct str s, double min, double max, double *out) MUST_CHECK;

struct decimal {
    _Alignas(16) unsigned char bytes[16];
};

/* JSON/FEEL number grammar (digits, one point, exponent); ERR_INVALID otherwise. */
enum err decimal_parse(struct str s, struct decimal *out) MUST_CHECK;
struct decimal decimal_from_int(int64_t n);
/*
 * Plain digits, no exponent up to 34 digits, trailing zeros kept off;
 * NUL-terminated.  Returns the length; 0 when `size` is too small, which
 * DECIMAL_TEXT_SIZE never is.
 */
enum { DECIMAL_TEXT_SIZE = 64 };
size_t decimal_print(struct decimal d, char *out, size_t size);
/* False when not an integer or out of int64. */
bool decimal_to_int(struct decimal d, int64_t *out);
double decimal_to_double(struct decimal d);
struct decimal decimal_from_double(double d);

int decimal_compare(struct decimal a, struct decimal b);
bool decimal_is_zero(struct decimal d);
bool decimal_is_finite(struct decimal d);
struct decimal decimal_add(struct decimal a, struct decimal b);
struct decimal decimal_sub(struct decimal a, struct decimal b);
struct decimal decimal_mul(struct decimal a, struct decimal b);
struct decimal decimal_div(struct decimal a, struct decimal b);       /* by zero: not finite */
struct decimal decimal_pow(struct decimal a, struct decimal b);
struct decimal decimal_neg(struct decimal a);
struct decimal decimal_abs(struct decimal a);
struct decimal decimal_floor(struct decimal a);
struct decimal decimal_sqrt(struct decimal a);
struct decimal decimal_exp(struct decimal a);
struct decimal decimal_log(struct decimal a);
/* To `scale` digits after the point (may be negative). */
enum decimal_rounding { ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_UP, ROUND_DOWN, ROUND_FLOOR, ROUND_CEILING };
struct decimal decimal_round(struct decimal a, int64_t scale, enum decimal_rounding how);

#endif
