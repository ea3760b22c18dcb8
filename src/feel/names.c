/*
 * names.c - where a name begins and ends.
 *
 * FEEL names may hold spaces and the characters . / - ' + *.  The longest known
 * name that stands at a place wins (DMN 1.5, 10.3.1.2).  Words that follow one
 * another without an operator between them can only be one name, so unknown
 * words join.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/lexer.h"

#include <string.h>

static const struct { int32_t from, to; } NAME_START[] = {
    { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2FF }, { 0x370, 0x37D }, { 0x37F, 0x1FFF }, { 0x200C, 0x200D },
    { 0x2070, 0x218F }, { 0x2C00, 0x2FEF }, { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFEFE },
    { 0xFF00, 0xFFFD }, { 0x10000, 0xEFFFF },
};

static bool is_name_start(int32_t c)
{
    if (c < 128) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
    for (size_t i = 0; i < COUNT_OF(NAME_START); i++)
        if (c >= NAME_START[i].from && c <= NAME_START[i].to) return c != 0x1680 && c != 0x180E;
    return false;
}

static bool is_name_part(int32_t c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
           c == 0x203F || c == 0x2040;
}

static bool is_space(int32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000 || c == 0xFEFF;
}

static bool is_name_symbol(int32_t c)
{
    return c == '.' || c == '/' || c == '-' || c == '\'' || c == 0x2019 || c == '+' || c == '*';
}

static size_t skip_spaces(struct str text, size_t at)
{
    while (at < text.len) {
        size_t next = at;
        if (!is_space(utf8_next(text, &next))) break;
        at = next;
    }
    return at;
}

static size_t skip_comment(struct str text, size_t at)
{
    if (at + 1 >= text.len || text.at[at] != '/') return at;
    if (text.at[at + 1] == '/') {
        while (at < text.len && text.at[at] != '\n') at++;
    } else if (text.at[at + 1] == '*') {
        ptrdiff_t end = str_find(str_sub(text, at + 2, text.len), STR("*/"));
        at = end < 0 ? text.len : at + 2 + (size_t)end + 2;
    }
    return at;
}

size_t lexer_skip(struct str text, size_t at)
{
    for (;;) {
        size_t next = skip_comment(text, skip_spaces(text, at));
        if (next == at) return at;
        at = next;
    }
}

size_t lexer_word(struct str text, size_t at)
{
    size_t next = at;

    if (at >= text.len || !is_name_start(utf8_next(text, &next))) return at;
    while (next < text.len) {
        size_t after = next;
        if (!is_name_part(utf8_next(text, &after))) break;
        next = after;
    }
    return next;
}

/* Chinese punctuation and full-width signs: the standard counts them among letters, people do not. */
static bool is_wide_sign(int32_t c)
{
    return (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) || (c >= 0x3014 && c <= 0x301F) ||
           (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40 && c != 0xFF3F) ||
           (c >= 0xFF5B && c <= 0xFF65) || (c >= 0xFFE0 && c <= 0xFFE6);
}

size_t lexer_plain_word(struct str text, size_t at)
{
    size_t end = lexer_word(text, at), next = at;

    while (next < end) {
        size_t here = next;
        int32_t c = utf8_next(text, &next);
        if (is_wide_sign(c) || (here == at && c >= 0xFF10 && c <= 0xFF19)) return here;
    }
    return end;
}

bool lexer_raw_name(struct str text, size_t at, const char *stops, struct str *name, size_t *end)
{
    size_t start = skip_spaces(text, at), next = start;

    if (start >= text.len || !is_name_start(utf8_next(text, &next))) return false;
    while (next < text.len && !strchr(stops, text.at[next])) {
        int32_t c = utf8_next(text, &next);
        if (!is_name_part(c) && !is_name_symbol(c) && !is_space(c)) return false;
        if (c == '/' && skip_comment(text, next - 1) != next - 1) return false;
    }
    if (next >= text.len) return false;
    *name = str_sub(text, start, next - start);
    *end = next;
    return true;
}

struct str feel_name_normal(struct arena *arena, struct str raw)
{
    char *out = arena_alloc(arena, raw.len + 1);
    size_t len = 0, at = skip_spaces(raw, 0);

    if (!out) return STR_NONE;
    while (at < raw.len) {
        size_t next = skip_spaces(raw, at);
        if (next > at) {
            if (next < raw.len) out[len++] = ' ';
            at = next;
            continue;
        }
        utf8_next(raw, &next);
        memcpy(out + len, raw.at + at, next - at);
        len += next - at;
        at = next;
    }
    return (struct str){ out, len };
}

size_t lexer_stands(struct str text, size_t at, struct str name)
{
    size_t i = 0;

    if (name.len == 0 || at >= text.len || name.at[0] != text.at[at]) return 0;
    while (i < name.len) {
        size_t skipped = skip_spaces(text, at);
        if (name.at[i] == ' ') {
            bool by_symbol = (i > 0 && is_name_symbol((unsigned char)name.at[i - 1])) ||
                             (i + 1 < name.len && is_name_symbol((unsigned char)name.at[i + 1]));
            if (skipped == at && !by_symbol) return 0;
            at = skipped;
            i++;
            continue;
        }
        if (skipped > at && i > 0 &&
            (is_name_symbol((unsigned char)name.at[i]) || is_name_symbol((unsigned char)name.at[i - 1])))
            at = skipped;
        if (at >= text.len || text.at[at] != name.at[i]) return 0;
        at++;
        i++;
    }
    size_t after = at;
    if (at < text.len && is_name_part(utf8_next(text, &after))) return 0;
    return at;
}

static void try_name(struct str text, size_t at, struct str name, struct named *best)
{
    size_t end = lexer_stands(text, at, name);
    if (end > best->end) *best = (struct named){ end, name };
}

static void try_names(struct str text, size_t at, const struct feel_names *names, struct named *best)
{
    for (; names; names = names->outer)
        for (size_t i = 0; i < names->count; i++) try_name(text, at, names->names[i], best);
}

struct named lexer_longest(const struct lexer *lexer, size_t at)
{
    struct named best = { 0 };

    for (const struct local *local = lexer->locals; local; local = local->next)
        try_name(lexer->text, at, local->name, &best);
    if (lexer->after_dot || lexer->filters > 0) {
        for (const struct local *key = lexer->properties; key; key = key->next)
            try_name(lexer->text, at, key->name, &best);
        try_names(lexer->text, at, lexer->keys, &best);
    }
    try_names(lexer->text, at, lexer->names, &best);
    return best;
}
