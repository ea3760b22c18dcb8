/*
 * utf8.c - code points in borrowed text (Unicode table 3-7: well-formed bytes).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/str.h"

#include <string.h>

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The code point that starts at `at` (< s.len) and its size; -1 and size 1 when broken. */
static int32_t decode(struct str s, size_t at, size_t *size)
{
    const unsigned char *p = (const unsigned char *)s.at + at;
    size_t left = s.len - at;
    int32_t code;

    *size = 1;
    if (p[0] < 0x80) return p[0];
    if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && is_tail(p[1])) {
        *size = 2;
        return (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if ((p[0] & 0xF0) == 0xE0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
        code = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        if (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF)) return -1;
        *size = 3;
        return code;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
        code = (p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F);
        if (code < 0x10000 || code > 0x10FFFF) return -1;
        *size = 4;
        return code;
    }
    return -1;
}

int32_t utf8_next(struct str s, size_t *at)
{
    size_t size;

    if (*at >= s.len) return -1;
    int32_t code = decode(s, *at, &size);
    *at += size;
    return code;
}

/* Three bytes that need no closer look: U+1000-U+CFFF, where nearly all Chinese text lies. */
static bool is_common_han(const unsigned char *p, size_t left)
{
    return left >= 3 && p[0] > 0xE0 && p[0] < 0xED && is_tail(p[1]) && is_tail(p[2]);
}

/* Are the next eight bytes ASCII? */
static bool is_plain_word(const unsigned char *p, size_t left)
{
    uint64_t word;

    if (left < sizeof word) return false;
    memcpy(&word, p, sizeof word);
    return !(word & UINT64_C(0x8080808080808080));
}

bool utf8_valid(struct str s)
{
    for (size_t at = 0; at < s.len;) {
        const unsigned char *p = (const unsigned char *)s.at + at;
        size_t size = 1;
        if (is_plain_word(p, s.len - at)) size = sizeof(uint64_t);
        else if (is_common_han(p, s.len - at)) size = 3;
        else if (p[0] >= 0x80 && decode(s, at, &size) < 0) return false;
        at += size;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len; n++) (void)utf8_next(s, &at);
    return n;
}

size_t utf8_encode(int32_t code, char out[4])
{
    if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((0xF00 >> size & 0xF0) | code);
    return size;
}

struct str utf8_prefix(struct str s, size_t max)
{
    size_t at = 0;

    for (size_t n = 0; n < max && at < s.len; n++) (void)utf8_next(s, &at);
    return str_sub(s, 0, at);
}
