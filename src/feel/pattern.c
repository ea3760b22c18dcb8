/*
 * pattern.c - the differences between XPath's and ICU's regular expressions.
 *
 * XPath knows fewer escapes, no back-reference inside brackets, subtraction
 * `[a-z-[aeiou]]` where ICU writes `--`, blocks as \p{IsX} where ICU writes
 * \p{InX}, and `$` only at the very end.  Under flag x white space outside
 * brackets is dropped.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/pattern.h"

#include "base/buf.h"

#include <string.h>

struct translator {
    struct str in;
    size_t at;
    unsigned flags;
    int brackets;           /* depth of [ ] */
    struct buf out;
    bool wrong;
};

bool pattern_flags(struct str text, unsigned *flags)
{
    *flags = 0;
    for (size_t i = 0; i < text.len; i++) {
        switch (text.at[i]) {
        case 's': *flags |= PATTERN_DOT_ALL; break;
        case 'm': *flags |= PATTERN_MULTILINE; break;
        case 'i': *flags |= PATTERN_CASELESS; break;
        case 'x': *flags |= PATTERN_NO_SPACE; break;
        default: return false;
        }
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The pattern without white space outside brackets. */
static struct str without_space(struct arena *arena, struct str pattern)
{
    char *out = arena_alloc(arena, pattern.len + 1);
    size_t len = 0;
    int brackets = 0;

    for (size_t i = 0; out && i < pattern.len; i++) {
        char c = pattern.at[i];
        if (c == '[') brackets++;
        else if (c == ']') brackets--;
        if (brackets > 0 || !is_space(c)) out[len++] = c;
    }
    return (struct str){ out, len };
}

/* \p{…}: a block name loses its Is and gets ICU's In. */
static void property(struct translator *t)
{
    struct str rest = str_sub(t->in, t->at + 2, t->in.len);
    ptrdiff_t close = str_find(rest, STR("}"));

    if (rest.len == 0 || rest.at[0] != '{' || close < 2) {
        t->wrong = true;
        return;
    }
    struct str name = str_sub(rest, 1, (size_t)close - 1);
    for (size_t i = 0; i < name.len; i++)
        if (is_space(name.at[i]) || name.at[i] == '^') t->wrong = true;
    buf_bytes(&t->out, t->in.at + t->at, 2);
    buf_byte(&t->out, '{');
    if (str_starts(name, STR("Is"))) {
        buf_text(&t->out, "In");
        name = str_sub(name, 2, name.len);
    }
    buf_str(&t->out, name);
    buf_byte(&t->out, '}');
    t->at += 2 + (size_t)close + 1;
}

static void escape(struct translator *t)
{
    char c = t->at + 1 < t->in.len ? t->in.at[t->at + 1] : 0;
    static const struct { char c; const char *text; } NAMES[] = {       /* characters of XML names */
        { 'i', "[\\p{L}_:]" }, { 'I', "[^\\p{L}_:]" }, { 'c', "[\\p{L}\\p{Nd}\\p{M}_:.\\-]" }, { 'C', "[^\\p{L}\\p{Nd}\\p{M}_:.\\-]" },
    };

    if (c == 'p' || c == 'P') {
        property(t);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (c == NAMES[i].c) {
            buf_text(&t->out, NAMES[i].text);
            t->at += 2;
            return;
        }
    bool reference = c >= '1' && c <= '9' && t->brackets == 0;
    if (c == 0 || (!reference && !strchr("nrt\\|.-^?*+{}()[]$sSdDwW", c))) t->wrong = true;
    buf_byte(&t->out, '\\');
    buf_byte(&t->out, c);
    t->at += 2;
}

static void in_brackets(struct translator *t)
{
    char c = t->in.at[t->at++];

    if (c == '-' && t->at < t->in.len && t->in.at[t->at] == '[') {
        buf_text(&t->out, "--");
        return;
    }
    if (c == '[') t->brackets++;
    if (c == ']') t->brackets--;
    if (c == '&') buf_byte(&t->out, '\\');        /* && would intersect */
    buf_byte(&t->out, c);
}

static void outside(struct translator *t)
{
    char c = t->in.at[t->at++];
    char next = t->at < t->in.len ? t->in.at[t->at] : 0;

    if (c == '[') t->brackets++;
    if (c == ']') t->wrong = true;
    if (c == '(' && next == '?' && !str_starts(str_sub(t->in, t->at, 2), STR("?:"))) t->wrong = true;
    if (strchr("*+?}", c) && next == '+') t->wrong = true;       /* ICU's possessive quantifiers */
    if (c == '$' && !(t->flags & PATTERN_MULTILINE)) buf_text(&t->out, "\\z");
    else buf_byte(&t->out, c);
    if (c == '[' && next == '^') {
        buf_byte(&t->out, '^');
        t->at++;
    }
}

struct str pattern_translate(struct arena *arena, struct str pattern, unsigned flags)
{
    struct translator t = { .flags = flags };

    t.in = flags & PATTERN_NO_SPACE ? without_space(arena, pattern) : pattern;
    if (!t.in.at) return STR_NONE;
    buf_init(&t.out, arena, 0);
    buf_text(&t.out, "");
    while (t.at < t.in.len && !t.wrong) {
        if (t.in.at[t.at] == '\\') escape(&t);
        else if (t.brackets > 0) in_brackets(&t);
        else outside(&t);
    }
    if (t.wrong || t.brackets != 0 || !buf_ok(&t.out)) return STR_NONE;
    return t.in.len == 0 ? STR("(?:)") : buf_done(&t.out);        /* ICU opens no empty pattern */
}
