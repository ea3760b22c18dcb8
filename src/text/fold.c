/*
 * fold.c - NFKC and case folding with ICU.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

bool text_is_ideographic(int32_t code)
{
    if (code < 0x2e80) return false;
    return (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7a3) ||
           u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC);
}

static bool is_word(int32_t code)
{
    int8_t type = u_charType(code);

    return u_isalnum(code) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

/* The longest prefix within the limit that ends between characters. */
static struct str within_limit(struct str text)
{
    size_t len = text.len;

    if (len <= TEXT_INPUT_MAX) return text;
    for (len = TEXT_INPUT_MAX; len > 0 && ((unsigned char)text.at[len] & 0xc0) == 0x80;) len--;
    return str_sub(text, 0, len);
}

static int32_t next_point(const UChar *text, int32_t *at, int32_t length)
{
    int32_t code = text[(*at)++];

    if (code >= 0xd800 && code < 0xdc00 && *at < length && text[*at] >= 0xdc00 && text[*at] < 0xe000)
        code = 0x10000 + ((code - 0xd800) << 10) + (text[(*at)++] - 0xdc00);
    return code;
}

bool text_fold(struct arena *arena, struct str text, struct folded *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
    struct str input = within_limit(text);
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

        if (is_word(code))
            points.at[points.count++] = code;
        else if (points.count > 0 && points.at[points.count - 1] != FOLD_SEPARATOR)
            points.at[points.count++] = FOLD_SEPARATOR;
    }
    *out = points;
    return true;
}
