/*
 * clean.c - text from outside made harmless and comparable (ICU normal forms).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/buf.h"
#include "text/text.h"

enum { TEXT_MAX = 256 * 1024 };

/* Marks that only change direction or are invisible: U+200B-200F, 202A-202E, 2060-2069, FEFF. */
static bool is_hidden(int32_t c)
{
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

static struct str normalize(struct arena *arena, struct str s, bool compatible)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = compatible ? unorm2_getNFKCCasefoldInstance(&status) : unorm2_getNFCInstance(&status);
    int32_t units = 0, done, bytes = 0;
    UChar *wide, *normal;
    char *out;

    if (U_FAILURE(status) || s.len > TEXT_MAX) return STR_NONE;
    wide = arena_array(arena, UChar, s.len + 1);
    normal = arena_array(arena, UChar, s.len * 4 + 16);
    if (!wide || !normal) return STR_NONE;
    u_strFromUTF8WithSub(wide, (int32_t)s.len + 1, &units, s.at, (int32_t)s.len, 0xFFFD, NULL, &status);
    done = unorm2_normalize(form, wide, units, normal, (int32_t)s.len * 4 + 16, &status);
    if (U_FAILURE(status)) return STR_NONE;
    out = arena_alloc(arena, (size_t)done * 3 + 1);
    if (!out) return STR_NONE;
    u_strToUTF8(out, done * 3 + 1, &bytes, normal, done, &status);
    return U_FAILURE(status) ? STR_NONE : (struct str){ out, (size_t)bytes };
}

struct str text_clean(struct arena *arena, struct str s)
{
    struct buf buf;
    size_t at = 0;
    struct str normal;
    bool ascii = true;

    buf_init(&buf, arena, 0);
    if (s.len > TEXT_MAX) s.len = TEXT_MAX;
    while (at < s.len) {
        int32_t c = utf8_next(s, &at);
        char bytes[4];
        if (c < 0) {
            at += at < s.len;
            continue;
        }
        if (c == '\r') continue;
        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || is_hidden(c)) continue;
        ascii &= c < 0x80;
        buf_bytes(&buf, bytes, utf8_encode(c, bytes));
    }
    if (!buf.len) return buf_ok(&buf) ? STR("") : STR_NONE;
    normal = ascii ? buf_done(&buf) : normalize(arena, buf_done(&buf), false);
    return normal.at ? str_trim(normal) : STR_NONE;
}

struct str text_fold(struct arena *arena, struct str s)
{
    struct str folded = s.len ? normalize(arena, s, true) : STR("");
    struct buf buf;
    size_t at = 0;

    if (!folded.at) return STR_NONE;
    buf_init(&buf, arena, 0);
    while (at < folded.len) {
        size_t from = at;
        int32_t c = utf8_next(folded, &at);
        if (c < 0) {
            at += at < folded.len;
            continue;
        }
        if (c > ' ' && c != 0x3000 && !is_hidden(c)) buf_bytes(&buf, folded.at + from, at - from);
    }
    return buf.len ? buf_done(&buf) : STR("");
}
