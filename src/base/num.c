/*
 * num.c - numbers from text, and decimal128 arithmetic.
 *
 * `_Decimal128` (BID encoding, as GCC has it on x86-64) is taken apart into
 * sign, coefficient and exponent for reading, printing and rounding, which are
 * then exact integer work that no locale or rounding mode can change.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"

#include <assert.h>
#include <math.h>
#include <printf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __DECIMAL_BID_FORMAT__
#error "decimal numbers are written for the BID encoding"
#endif

typedef unsigned __int128 u128;

enum { DIGITS = 34, BIAS = 6176, EXPONENT_MAX = 6111, COEFFICIENT_BITS = 113 };

/* Longest number text taken: longer ones are no honest input. */
enum { TEXT_MAX = 1024, DOUBLE_TEXT_MAX = 64 };

/*
 * libdfp teaches printf its own types when it is loaded, and from then on glibc
 * formats everything the slow way.  Decimals are printed below, so it finds
 * these instead of glibc's functions and nothing is registered.
 */
int register_printf_specifier(int specifier, printf_function print, printf_arginfo_size_function arguments)
{
    (void)specifier;
    (void)print;
    (void)arguments;
    return 0;
}

int register_printf_modifier(const wchar_t *modifier)
{
    (void)modifier;
    return 1 << 8;   /* a bit of its own, as the caller asserts */
}

int register_printf_type(printf_va_arg_function take)
{
    (void)take;
    return PA_LAST;
}

enum kind { FINITE, INFINITE, NOT_A_NUMBER };

/* value = (negative ? -1 : 1) * coefficient * 10^exponent */
struct parts {
    enum kind kind;
    bool negative;
    u128 coefficient;
    int64_t exponent;
};

static u128 pow10_of(int n)
{
    u128 p = 1;

    assert(n >= 0 && n <= 38);
    while (n-- > 0) p *= 10;
    return p;
}

/* 10^34: the first coefficient that is too large. */
static const u128 COEFFICIENT_END = (u128)UINT64_C(10000000000000000) * UINT64_C(1000000000000000000);

static _Decimal128 load(struct decimal d)
{
    _Decimal128 value;

    memcpy(&value, d.bytes, sizeof value);
    return value;
}

static struct decimal save(_Decimal128 value)
{
    struct decimal d;

    memcpy(d.bytes, &value, sizeof value);
    return d;
}

static struct parts unpack(struct decimal d)
{
    struct parts p = { FINITE, false, 0, 0 };
    u128 bits;

    memcpy(&bits, d.bytes, sizeof bits);
    p.negative = (bits >> 127) != 0;
    unsigned top = (unsigned)(bits >> 122) & 0x1F;
    if (top == 0x1F || top == 0x1E) {
        p.kind = top == 0x1F ? NOT_A_NUMBER : INFINITE;
        return p;
    }
    if (top >= 0x18) return p;   /* the large form never holds a legal 34-digit coefficient: zero */
    p.exponent = (int64_t)((unsigned)(bits >> COEFFICIENT_BITS) & 0x3FFF) - BIAS;
    p.coefficient = bits & (((u128)1 << COEFFICIENT_BITS) - 1);
    if (p.coefficient >= COEFFICIENT_END) p.coefficient = 0;
    return p;
}

/* Too large becomes infinite; what is below the smallest exponent is cut to zero digits at a time. */
static struct decimal pack(struct parts p)
{
    struct decimal d;
    u128 bits;

    if (p.kind == FINITE && p.coefficient == 0) p.exponent = p.exponent > 0 ? 0 : p.exponent;
    while (p.kind == FINITE && p.exponent > EXPONENT_MAX && p.coefficient < pow10_of(DIGITS - 1)) {
        p.coefficient *= 10;
        p.exponent--;
    }
    while (p.kind == FINITE && p.exponent < -BIAS) {
        p.coefficient /= 10;
        p.exponent = p.coefficient ? p.exponent + 1 : -BIAS;
    }
    if (p.kind == FINITE && p.exponent > EXPONENT_MAX) p.kind = INFINITE;
    if (p.kind == FINITE) bits = (u128)(p.exponent + BIAS) << COEFFICIENT_BITS | p.coefficient;
    else bits = (u128)(p.kind == INFINITE ? 0x1E : 0x1F) << 122;
    if (p.negative) bits |= (u128)1 << 127;
    memcpy(d.bytes, &bits, sizeof bits);
    return d;
}

static struct parts without_trailing_zeros(struct parts p)
{
    if (p.kind != FINITE) return p;
    if (p.coefficient == 0) return (struct parts){ FINITE, false, 0, 0 };
    while (p.coefficient % 10 == 0) {
        p.coefficient /= 10;
        p.exponent++;
    }
    return p;
}

/* ── Text to number ────────────────────────────────────────────────────── */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum err num_parse_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.len > 0 && s.at[0] == '-';
    int64_t n = 0;

    if (s.len == (negative ? 1u : 0u) || s.len > 64) return ERR_INVALID;
    for (size_t i = negative; i < s.len; i++) {
        if (!is_digit(s.at[i])) return ERR_INVALID;
        int digit = s.at[i] - '0';
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, negative ? -digit : digit, &n))
            return ERR_INVALID;
    }
    if (n < min || n > max) return ERR_INVALID;
    *out = n;
    return ERR_OK;
}

/* Counts the digits at `*at`, moving past them. */
static size_t skip_digits(struct str s, size_t *at)
{
    size_t from = *at;

    while (*at < s.len && is_digit(s.at[*at])) (*at)++;
    return *at - from;
}

/* [-] digits [. digits] or . digits, then [e [+-] digits], and nothing else. */
static bool is_number(struct str s)
{
    size_t at = 0;

    if (s.len == 0 || s.len > TEXT_MAX) return false;
    if (s.at[at] == '-') at++;
    size_t whole = skip_digits(s, &at);
    if (at < s.len && s.at[at] == '.') {
        at++;
        if (skip_digits(s, &at) == 0) return false;
    } else if (whole == 0) {
        return false;
    }
    if (at < s.len && (s.at[at] == 'e' || s.at[at] == 'E')) {
        at++;
        if (at < s.len && (s.at[at] == '+' || s.at[at] == '-')) at++;
        if (skip_digits(s, &at) == 0) return false;
    }
    return at == s.len;
}

enum err num_parse_double(struct str s, double min, double max, double *out)
{
    char text[DOUBLE_TEXT_MAX + 1];

    if (s.len > DOUBLE_TEXT_MAX || !is_number(s)) return ERR_INVALID;
    memcpy(text, s.at, s.len);
    text[s.len] = '\0';
    double value = strtod(text, NULL);
    if (!isfinite(value) || value < min || value > max) return ERR_INVALID;
    *out = value;
    return ERR_OK;
}

/* The digits of a checked number gathered into 34, the first lost one and whether more followed. */
struct gathered {
    struct parts parts;
    int digits, next;
    bool more;
};

static void gather_digit(struct gathered *g, int digit, bool after_point)
{
    struct parts *p = &g->parts;

    if (g->digits < DIGITS) {
        p->coefficient = p->coefficient * 10 + (unsigned)digit;
        if (p->coefficient) g->digits++;
        if (after_point) p->exponent--;
        return;
    }
    if (g->digits == DIGITS) g->next = digit;
    else if (digit) g->more = true;
    g->digits++;
    if (!after_point) p->exponent++;
}

static int64_t exponent_of(struct str s, size_t at)
{
    bool negative = false;
    int64_t n = 0;

    if (at < s.len && (s.at[at] == '+' || s.at[at] == '-')) negative = s.at[at++] == '-';
    for (; at < s.len && n < 1000000; at++) n = n * 10 + (s.at[at] - '0');
    return negative ? -n : n;
}

/* Half to even, as arithmetic does. */
static void round_gathered(struct gathered *g)
{
    struct parts *p = &g->parts;
    bool odd = p->coefficient % 2 == 1;

    if (g->next > 5 || (g->next == 5 && (g->more || odd))) p->coefficient++;
    if (p->coefficient == pow10_of(DIGITS)) {
        p->coefficient /= 10;
        p->exponent++;
    }
}

enum err decimal_parse(struct str s, struct decimal *out)
{
    struct gathered g = { .digits = 0 };
    bool after_point = false;
    size_t at = 0;

    if (!is_number(s)) return ERR_INVALID;
    if (s.at[0] == '-') {
        g.parts.negative = true;
        at++;
    }
    for (; at < s.len && s.at[at] != 'e' && s.at[at] != 'E'; at++) {
        if (s.at[at] == '.') after_point = true;
        else gather_digit(&g, s.at[at] - '0', after_point);
    }
    if (at < s.len) g.parts.exponent += exponent_of(s, at + 1);
    round_gathered(&g);
    struct decimal d = pack(g.parts);
    if (!decimal_is_finite(d)) return ERR_INVALID;
    *out = d;
    return ERR_OK;
}

/* ── Number to text and to other types ─────────────────────────────────── */

static int digits_print(u128 n, char out[40])
{
    char reversed[40];
    int len = 0;

    for (; n > UINT64_MAX; n /= 10) reversed[len++] = (char)('0' + (int)(n % 10));
    for (uint64_t rest = (uint64_t)n; rest || !len; rest /= 10) reversed[len++] = (char)('0' + (int)(rest % 10));
    for (int i = 0; i < len; i++) out[i] = reversed[len - 1 - i];
    return len;
}

/* digits * 10^exponent without trailing zeros: plain when it is short that way, else d.dddE±n. */
static int finite_print(struct parts p, char out[DECIMAL_TEXT_SIZE])
{
    static const char ZEROS[] = "0000000000000000000000000000000000";
    char digits[40];
    int len = digits_print(p.coefficient, digits), exponent = (int)p.exponent;
    int before_point = len + exponent;   /* digits before the point; negative: zeros after it */
    const char *sign = p.negative ? "-" : "";
    const size_t size = DECIMAL_TEXT_SIZE;

    if (exponent >= 0 && before_point <= DIGITS)
        return snprintf(out, size, "%s%.*s%.*s", sign, len, digits, exponent, ZEROS);
    if (exponent < 0 && before_point > 0)
        return snprintf(out, size, "%s%.*s.%.*s", sign, before_point, digits, len - before_point, digits + before_point);
    if (exponent < 0 && (before_point > -7 || -exponent <= DIGITS))
        return snprintf(out, size, "%s0.%.*s%.*s", sign, -before_point, ZEROS, len, digits);
    return snprintf(out, size, "%s%.1s%s%.*sE%+d", sign, digits, len > 1 ? "." : "", len - 1, digits + 1,
                    before_point - 1);
}

/* Most numbers are whole: without printf. */
static int whole_print(struct parts p, char out[DECIMAL_TEXT_SIZE])
{
    int len = 0;

    if (p.negative) out[len++] = '-';
    len += digits_print(p.coefficient, out + len);
    out[len] = '\0';
    return len;
}

size_t decimal_print(struct decimal d, char *out, size_t size)
{
    struct parts p = without_trailing_zeros(unpack(d));
    char text[DECIMAL_TEXT_SIZE];
    int len;

    if (p.kind == NOT_A_NUMBER) len = snprintf(text, sizeof text, "NaN");
    else if (p.kind == INFINITE) len = snprintf(text, sizeof text, "%sInfinity", p.negative ? "-" : "");
    else if (p.exponent == 0 && p.coefficient <= INT64_MAX) len = whole_print(p, text);
    else len = finite_print(p, text);
    if (len < 0 || (size_t)len >= size) {
        if (size > 0) out[0] = '\0';
        return 0;
    }
    memcpy(out, text, (size_t)len + 1);
    return (size_t)len;
}

struct decimal decimal_from_int(int64_t n)
{
    u128 size = n < 0 ? (u128)0 - (u128)n : (u128)n;

    return pack((struct parts){ FINITE, n < 0, size, 0 });
}

bool decimal_to_int(struct decimal d, int64_t *out)
{
    struct parts p = without_trailing_zeros(unpack(d));

    if (p.kind != FINITE || p.exponent < 0 || p.exponent > 19 || p.coefficient > (u128)INT64_MAX + 1) return false;
    u128 size = p.coefficient * pow10_of((int)p.exponent);
    if (size > (u128)INT64_MAX + (p.negative ? 1 : 0)) return false;
    *out = p.negative ? -(int64_t)(size - 1) - 1 : (int64_t)size;
    return true;
}

double decimal_to_double(struct decimal d)
{
    return (double)load(d);
}

/* The shortest decimal that reads back as the same double: 0.1 gives 0.1. */
struct decimal decimal_from_double(double value)
{
    char text[32];
    struct decimal d = pack((struct parts){ NOT_A_NUMBER, false, 0, 0 });

    if (!isfinite(value)) return d;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (strtod(text, NULL) == value) break;
    }
    (void)!decimal_parse(str_from_c(text), &d);
    return d;
}

/* ── Arithmetic ────────────────────────────────────────────────────────── */

bool decimal_is_zero(struct decimal d)
{
    struct parts p = unpack(d);

    return p.kind == FINITE && p.coefficient == 0;
}

bool decimal_is_finite(struct decimal d)
{
    return unpack(d).kind == FINITE;
}

int decimal_compare(struct decimal a, struct decimal b)
{
    struct parts p = unpack(a), q = unpack(b);
    bool a_is_number = p.kind != NOT_A_NUMBER, b_is_number = q.kind != NOT_A_NUMBER;

    if (!a_is_number || !b_is_number) return a_is_number - b_is_number;
    /* Numbers of one exponent, as most are that meet, compare by their digits. */
    if (p.kind == FINITE && q.kind == FINITE && p.exponent == q.exponent && !p.negative && !q.negative)
        return (p.coefficient > q.coefficient) - (p.coefficient < q.coefficient);
    _Decimal128 x = load(a), y = load(b);
    return (x > y) - (x < y);
}

struct decimal decimal_add(struct decimal a, struct decimal b)
{
    return save(load(a) + load(b));
}

struct decimal decimal_sub(struct decimal a, struct decimal b)
{
    return save(load(a) - load(b));
}

struct decimal decimal_mul(struct decimal a, struct decimal b)
{
    return save(load(a) * load(b));
}

struct decimal decimal_div(struct decimal a, struct decimal b)
{
    return save(load(a) / load(b));
}

/* By squaring: exact while the digits suffice, which powd128 is not. */
static _Decimal128 whole_power(_Decimal128 base, uint64_t n)
{
    _Decimal128 result = 1.DL;

    for (; n > 0; n >>= 1) {
        if (n & 1) result *= base;
        if (n > 1) base *= base;
    }
    return result;
}

struct decimal decimal_pow(struct decimal a, struct decimal b)
{
    static const int64_t WHOLE_MAX = 1000000;
    int64_t n;

    if (decimal_to_int(b, &n) && n >= -WHOLE_MAX && n <= WHOLE_MAX) {
        _Decimal128 power = whole_power(load(a), (uint64_t)(n < 0 ? -n : n));
        return save(n < 0 ? 1.DL / power : power);
    }
    return save(powd128(load(a), load(b)));
}

struct decimal decimal_neg(struct decimal a)
{
    return decimal_is_zero(a) ? a : save(-load(a));
}

struct decimal decimal_abs(struct decimal a)
{
    struct parts p = unpack(a);

    p.negative = false;
    return pack(p);
}

struct decimal decimal_floor(struct decimal a)
{
    return decimal_round(a, 0, ROUND_FLOOR);
}

struct decimal decimal_sqrt(struct decimal a)
{
    return save(sqrtd128(load(a)));
}

struct decimal decimal_exp(struct decimal a)
{
    return save(expd128(load(a)));
}

struct decimal decimal_log(struct decimal a)
{
    return save(logd128(load(a)));
}

/* Whether |value| goes up by one, when `half` compares what is cut off with a half (-1, 0, 1; never nothing). */
static bool rounds_away(enum decimal_rounding how, bool negative, bool odd, int half)
{
    switch (how) {
    case ROUND_HALF_EVEN: return half > 0 || (half == 0 && odd);
    case ROUND_HALF_UP: return half >= 0;
    case ROUND_HALF_DOWN: return half > 0;
    case ROUND_UP: return true;
    case ROUND_DOWN: return false;
    case ROUND_FLOOR: return negative;
    case ROUND_CEILING: return !negative;
    }
    return false;
}

struct decimal decimal_round(struct decimal a, int64_t scale, enum decimal_rounding how)
{
    struct parts p = unpack(a);

    if (p.kind != FINITE || p.coefficient == 0 || scale >= BIAS || -scale <= p.exponent) return a;
    if (scale < -EXPONENT_MAX - DIGITS) scale = -EXPONENT_MAX - DIGITS;
    int64_t drop = -scale - p.exponent;
    u128 unit = pow10_of(drop > DIGITS + 1 ? DIGITS + 1 : (int)drop);
    u128 kept = p.coefficient / unit, cut = p.coefficient % unit;
    p.exponent = -scale;
    if (cut) {
        int half = cut < unit / 2 ? -1 : cut > unit / 2;
        if (rounds_away(how, p.negative, kept % 2 == 1, half)) kept++;
    }
    p.coefficient = kept;
    if (kept == 0) p.negative = false;
    return pack(p);
}
