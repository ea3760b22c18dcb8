/*
 * clean.c - what may be stored of what people send.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/buf.h"
#include "text/text.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { ACCENTS_MAX = 4 };

/* Characters that show nothing and can only mislead: marks of direction, fillers, tags, noncharacters. */
static bool is_unwanted(int32_t code)
{
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
    if (code == 0x200c || code == 0x200d) return false;   /* joiners: emoji and some scripts need them */
    if (code == 0xad || code == 0x34f || code == 0x61c || code == 0x115f || code == 0x1160 || code == 0x17b4 ||
        code == 0x17b5 || code == 0x180e || code == 0x2028 || code == 0x2029 || code == 0x3164 || code == 0xfeff ||
        code == 0xffa0)
        return true;
    if ((code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
        (code >= 0xfff0 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff))
        return true;
    return (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef) || u_charType(code) == U_SURROGATE ||
           u_charType(code) == U_PRIVATE_USE_CHAR;
}

static bool is_accent(int32_t code)
{
    int8_t type = u_charType(code);

    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

/* Composed form; the text is well-formed. */
static bool compose(struct arena *arena, struct str text, struct str *out)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
    int32_t length = 0, composed_length, bytes = 0;
    UChar *raw = arena_array(arena, UChar, text.len + 1), *composed;
    char *utf8;

    if (!raw || U_FAILURE(status) || text.len > INT32_MAX / 4) return false;
    if (text.len > 0) u_strFromUTF8(raw, (int32_t)text.len + 1, &length, text.at, (int32_t)text.len, &status);
    composed = arena_array(arena, UChar, (size_t)length * 3 + 1);   /* NFC grows at most threefold */
    utf8 = arena_alloc(arena, (size_t)length * 9 + 1);
    if (!composed || !utf8 || U_FAILURE(status)) return false;
    composed_length = unorm2_normalize(normalizer, raw, length, composed, length * 3 + 1, &status);
    u_strToUTF8(utf8, length * 9 + 1, &bytes, composed, composed_length, &status);
    if (U_FAILURE(status)) return false;
    *out = (struct str){ utf8, (size_t)bytes };
    return true;
}

/* Appends what is wanted of `text`; blanks at line ends and surplus empty lines are held back. */
static void filter(struct buf *out, struct str text, bool one_line)
{
    size_t blanks = 0, lines = 0, accents = 0;

    for (size_t at = 0; at < text.len;) {
        int32_t code = utf8_next(text, &at);
        char bytes[4];

        if (code == '\r') code = at < text.len && text.at[at] == '\n' ? ' ' : '\n';
        if (code == '\t' || (one_line && code == '\n')) code = ' ';
        if (code == '\n') {
            lines++;
            accents = blanks = 0;
            continue;
        }
        if (is_unwanted(code)) continue;
        accents = is_accent(code) ? accents + 1 : 0;
        if (accents > ACCENTS_MAX) continue;
        if (u_isblank(code)) {
            blanks++;
            continue;
        }
        if (out->len > 0) {
            for (size_t i = 0; i < lines && i < 2; i++) buf_byte(out, '\n');
            if (blanks > 0) buf_byte(out, ' ');
        }
        lines = blanks = 0;
        buf_bytes(out, bytes, utf8_encode(code, bytes));
    }
}

static enum err clean(struct arena *arena, struct str text, size_t max, bool one_line, struct str *out,
                      struct fault *why)
{
    struct buf kept;
    struct str composed;

    if (!utf8_valid(text)) return fault_set(why, ERR_INVALID, "文字不是有效的 UTF-8", "the text is not valid UTF-8");
    /* Composed before too, so that accents are counted as they will stand: cleaning twice changes nothing more. */
    buf_init(&kept, arena, 0);
    if (compose(arena, text, &composed)) filter(&kept, composed, one_line);
    else kept.failed = true;
    if (!buf_ok(&kept) || !compose(arena, buf_done(&kept), &composed))
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (max > 0 && utf8_length(composed) > max)
        return fault_set(why, ERR_TOO_LARGE, "文字过长（最多 %zu 字）", "the text is too long (at most %zu characters)", max);
    *out = composed;
    return ERR_OK;
}

enum err text_clean(struct arena *arena, struct str text, size_t max, struct str *out, struct fault *why)
{
    return clean(arena, text, max, false, out, why);
}

enum err text_clean_line(struct arena *arena, struct str text, size_t max, struct str *out, struct fault *why)
{
    return clean(arena, text, max, true, out, why);
}
