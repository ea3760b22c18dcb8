/*
 * fold.c - NFKC and case folding: by hand for what Chinese text is made of, with ICU for the rest.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

bool text_is_ideographic(int32_t code)
{
    if (code < 0x2e80) return false;
    if (code >= 0x4e00 && code <= 0x9fff) return true;
    return (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7a3) ||
           u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC);
}

static bool is_word(int32_t code)
{
    int8_t type = u_charType(code);

    return u_isalnum(code) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

/* The longest prefix of at most `max` bytes that ends between characters. */
static struct str within(struct str text, size_t max)
{
    size_t len = text.len;

    if (len <= max) return text;
    for (len = max; len > 0 && ((unsigned char)text.at[len] & 0xc0) == 0x80;) len--;
    return str_sub(text, 0, len);
}

static int32_t next_point(const UChar *text, int32_t *at, int32_t length)
{
    int32_t code = text[(*at)++];

    if (code >= 0xd800 && code < 0xdc00 && *at < length && text[*at] >= 0xdc00 && text[*at] < 0xe000)
        code = 0x10000 + ((code - 0xd800) << 10) + (text[(*at)++] - 0xdc00);
    return code;
}

static void put_point(struct folded *points, int32_t code)
{
    if (code != FOLD_SEPARATOR)
        points->at[points->count++] = code;
    else if (points->count > 0 && points->at[points->count - 1] != FOLD_SEPARATOR)
        points->at[points->count++] = FOLD_SEPARATOR;
}

/* What NFKC and case folding make of a code point that no neighbour can change; -1 for one that takes ICU. */
static int32_t simple_point(int32_t code)
{
    if (code >= 0x4e00 && code <= 0x9fff) return code;
    if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;
    if (code < 0x80) {
        if (code >= 'A' && code <= 'Z') return code + 'a' - 'A';
        return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') ? code : FOLD_SEPARATOR;
    }
    if ((code >= 0x3000 && code <= 0x3003) || (code >= 0x3008 && code <= 0x3011) || (code >= 0x2012 && code <= 0x2027))
        return FOLD_SEPARATOR;
    return -1;
}

/* Nearly all text is of simple points; false when this one is not. */
static bool fold_simple(struct str input, struct folded *points)
{
    for (size_t at = 0; at < input.len;) {
        const unsigned char *b = (const unsigned char *)input.at + at;
        int32_t code = b[0];

        if (code < 0x80) {
            at++;
        } else if ((b[0] & 0xf0) == 0xe0 && at + 2 < input.len && (b[1] & 0xc0) == 0x80 && (b[2] & 0xc0) == 0x80) {
            code = (b[0] & 0x0f) << 12 | (b[1] & 0x3f) << 6 | (b[2] & 0x3f);
            if (code < 0x800) return false;
            at += 3;
        } else {
            return false;
        }
        code = simple_point(code);
        if (code < 0) return false;
        put_point(points, code);
    }
    return true;
}

static bool fold_any(struct arena *arena, struct str input, struct folded *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
    int32_t length = 0, folded_length, cap = (int32_t)input.len + 1;
    UChar *raw = arena_array(arena, UChar, (size_t)cap), *folded;
    struct folded points = { 0 };

    if (!raw || U_FAILURE(status)) return false;
    if (input.len > 0) u_strFromUTF8WithSub(raw, cap, &length, input.at, (int32_t)input.len, 0xfffd, NULL, &status);
    if (U_FAILURE(status)) return false;
    /* compatibility forms may be 18 times as long: asked first */
    folded_length = unorm2_normalize(normalizer, raw, length, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) return false;
    status = U_ZERO_ERROR;
    folded = arena_array(arena, UChar, (size_t)folded_length + 1);
    points.at = arena_array(arena, int32_t, (size_t)folded_length + 1);
    if (!folded || !points.at) return false;
    unorm2_normalize(normalizer, raw, length, folded, folded_length + 1, &status);
    if (U_FAILURE(status)) return false;
    for (int32_t i = 0; i < folded_length;) {
        int32_t code = next_point(folded, &i, folded_length);

        put_point(&points, is_word(code) ? code : FOLD_SEPARATOR);
    }
    *out = points;
    return true;
}

bool text_fold(struct arena *arena, struct str text, struct folded *out)
{
    struct str input = within(text, TEXT_INPUT_MAX);
    struct folded points = { .at = arena_raw(arena, (input.len + 1) * sizeof *points.at) };

    if (!points.at) return false;
    if (!fold_simple(input, &points)) return fold_any(arena, input, out);
    *out = points;
    return true;
}

bool text_fold_prefix(struct arena *arena, struct str text, size_t max, struct folded *out)
{
    if (!text_fold(arena, within(text, max * 6), out)) return false;
    if (out->count > max) out->count = max;
    return true;
}
