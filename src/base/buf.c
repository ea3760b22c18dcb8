/*
 * buf.c - growing text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CAP_FIRST = 256, SHORT_TEXT = 256 };

void buf_init(struct buf *b, struct arena *arena, size_t max)
{
    *b = (struct buf){ .arena = arena, .max = max };
}

/* Makes room for `more` bytes and a NUL. */
static bool reserve(struct buf *b, size_t more)
{
    size_t most = b->max ? b->max : SIZE_MAX / 4;

    if (b->failed) return false;
    if (more > most || b->len > most - more) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap) return true;

    size_t cap = b->cap ? b->cap * 2 : CAP_FIRST;
    if (cap < need) cap = need;
    if (!arena_grow(b->arena, b->at, b->cap, cap)) {
        char *at = arena_raw(b->arena, cap);
        if (!at && cap > need) {
            cap = need;
            at = arena_raw(b->arena, cap);
        }
        if (!at) {
            b->failed = true;
            return false;
        }
        if (b->len > 0) memcpy(at, b->at, b->len);
        b->at = at;
    }
    b->cap = cap;
    return true;
}

void buf_bytes(struct buf *b, const void *bytes, size_t len)
{
    if (!reserve(b, len)) return;
    if (len > 0) memcpy(b->at + b->len, bytes, len);
    b->len += len;
    b->at[b->len] = '\0';
}

void buf_byte(struct buf *b, char byte)
{
    if (!reserve(b, 1)) return;
    b->at[b->len++] = byte;
    b->at[b->len] = '\0';
}

/* Several times as quick as printf. */
void buf_int(struct buf *b, int64_t value)
{
    char text[20];
    size_t at = sizeof text;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do text[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0) text[--at] = '-';
    buf_bytes(b, text + at, sizeof text - at);
}

void buf_str(struct buf *b, struct str s)
{
    buf_bytes(b, s.at, s.len);
}

void buf_text(struct buf *b, const char *text)
{
    buf_bytes(b, text, strlen(text));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    char text[SHORT_TEXT];
    va_list values, again;

    va_start(values, format);
    va_copy(again, values);
    int n = vsnprintf(text, sizeof text, format, values);
    if (n < 0) {
        b->failed = true;
    } else if ((size_t)n < sizeof text) {
        buf_bytes(b, text, (size_t)n);
    } else if (reserve(b, (size_t)n)) {
        vsnprintf(b->at + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
    va_end(values);
}

bool buf_ok(const struct buf *b)
{
    return !b->failed;
}

struct str buf_done(const struct buf *b)
{
    if (b->failed) return STR_NONE;
    return b->at ? (struct str){ b->at, b->len } : STR("");
}
