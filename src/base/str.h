/*
 * str.h - borrowed UTF-8 text: a pointer and a length.
 *
 * A `struct str` owns nothing and may contain NUL; the bytes must outlive it.
 * C strings appear only at library borders (`str_c`).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"
#include "base/base.h"

#include <stdarg.h>

struct str {
    const char *at;
    size_t len;
};

#define STR(literal) ((struct str){ "" literal "", sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).len, (s).at ? (s).at : ""

struct str str_from_c(const char *text);                       /* NULL gives STR_NONE */
struct str str_dup(struct arena *arena, struct str s);         /* NUL-terminated copy; at==NULL when out of memory */
const char *str_c(struct arena *arena, struct str s);          /* C string copy; NULL when out of memory */
struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* Fills a fixed array, NUL-terminated; what does not fit is cut at a character. */
void str_print(char *text, size_t size, const char *format, va_list values) PRINTF_LIKE(3, 0);

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *text);                   /* equal to a C string */
int str_compare(struct str a, struct str b);                   /* bytes, then length; <0, 0, >0 */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_sub(struct str s, size_t from, size_t len);     /* clamped */
struct str str_trim(struct str s);                             /* ASCII white space */
ptrdiff_t str_find(struct str s, struct str needle);           /* byte offset or -1 */
/* Cuts the piece before the next `by` off `rest`; false, and an empty piece, when `rest` was used up. */
bool str_split(struct str *rest, char by, struct str *piece);
/* Is `word` a piece of `list` ("a|b|c")?  White space around a piece does not count. */
bool str_among(struct str list, char by, struct str word);
uint64_t str_hash(struct str s);

/* True when `s` is well-formed UTF-8 (no surrogates, no overlong forms). */
bool utf8_valid(struct str s);
/* The code point at `*at`, which moves past it; -1 at the end (no move) or on a broken byte (one byte past it). */
int32_t utf8_next(struct str s, size_t *at);
/* Number of code points; broken bytes count one each. */
size_t utf8_length(struct str s);
/* Writes 1-4 bytes of `code` to `out` and returns how many; 0 for an invalid code. */
size_t utf8_encode(int32_t code, char out[4]);
/* The longest prefix of at most `max` code points. */
struct str utf8_prefix(struct str s, size_t max);

#endif
