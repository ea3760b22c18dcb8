/*
 * str.c - borrowed text: comparing, cutting, searching.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct str str_from_c(const char *text)
{
    return text ? (struct str){ text, strlen(text) } : STR_NONE;
}

struct str str_dup(struct arena *arena, struct str s)
{
    char *copy = arena_copy(arena, s.at, s.len);

    return copy ? (struct str){ copy, s.len } : STR_NONE;
}

const char *str_c(struct arena *arena, struct str s)
{
    return arena_copy(arena, s.at, s.len);
}

struct str str_format(struct arena *arena, const char *format, ...)
{
    char text[256];
    va_list values, again;
    struct str out = STR_NONE;

    va_start(values, format);
    va_copy(again, values);
    int n = vsnprintf(text, sizeof text, format, values);
    if (n >= 0 && (size_t)n < sizeof text) {
        out = str_dup(arena, (struct str){ text, (size_t)n });
    } else if (n >= 0) {
        char *at = arena_alloc(arena, (size_t)n + 1);
        if (at) {
            vsnprintf(at, (size_t)n + 1, format, again);
            out = (struct str){ at, (size_t)n };
        }
    }
    va_end(again);
    va_end(values);
    return out;
}

/* Removes what is left of a character that did not fit: `text` filled its `size` bytes. */
static void cut_at_character(char *text, size_t size)
{
    size_t end = size - 1, start = end;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) start--;
    if (start == 0) return;
    start--;
    unsigned char lead = (unsigned char)text[start];
    size_t need = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (end - start < need) text[start] = '\0';
}

void str_print(char *text, size_t size, const char *format, va_list values)
{
    int n = vsnprintf(text, size, format, values);

    if (n < 0) text[0] = '\0';
    else if ((size_t)n >= size) cut_at_character(text, size);
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(struct str a, const char *text)
{
    return str_eq(a, str_from_c(text));
}

int str_compare(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common > 0 ? memcmp(a.at, b.at, common) : 0;

    if (order != 0) return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, suffix.len), suffix);
}

struct str str_sub(struct str s, size_t from, size_t len)
{
    if (!s.at) return STR_NONE;
    if (from > s.len) from = s.len;
    if (len > s.len - from) len = s.len - from;
    return (struct str){ s.at + from, len };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.at[s.len - 1])) s.len--;
    while (s.len > 0 && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    return s;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0) return 0;
    if (needle.len > s.len) return -1;
    const char *hit = memmem(s.at, s.len, needle.at, needle.len);
    return hit ? hit - s.at : -1;
}

bool str_split(struct str *rest, char by, struct str *piece)
{
    *piece = STR_NONE;
    if (!rest->at) return false;
    const char *hit = rest->len > 0 ? memchr(rest->at, by, rest->len) : NULL;
    if (!hit) {
        *piece = *rest;
        *rest = STR_NONE;
        return true;
    }
    size_t len = (size_t)(hit - rest->at);
    *piece = (struct str){ rest->at, len };
    *rest = (struct str){ hit + 1, rest->len - len - 1 };
    return true;
}

bool str_among(struct str list, char by, struct str word)
{
    struct str piece;

    while (str_split(&list, by, &piece))
        if (str_eq(str_trim(piece), word)) return true;
    return false;
}

/* FNV-1a with a last mix, because tables look at the low bits. */
uint64_t str_hash(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * UINT64_C(1099511628211);
    h ^= h >> 32;
    h *= UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 29);
}
