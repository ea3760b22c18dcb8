/*
 * lexer.c - tokens of FEEL (DMN 1.5, 10.3.1.2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/lexer.h"
#include "feel/builtin.h"

#include <string.h>

static const struct { const char *word; enum token_kind kind; } KEYWORDS[] = {
    { "true", TOKEN_TRUE },         { "false", TOKEN_FALSE },     { "null", TOKEN_NULL },
    { "if", TOKEN_IF },             { "then", TOKEN_THEN },       { "else", TOKEN_ELSE },
    { "for", TOKEN_FOR },           { "in", TOKEN_IN },           { "return", TOKEN_RETURN },
    { "some", TOKEN_SOME },         { "every", TOKEN_EVERY },     { "satisfies", TOKEN_SATISFIES },
    { "and", TOKEN_AND },           { "or", TOKEN_OR },           { "between", TOKEN_BETWEEN },
    { "function", TOKEN_FUNCTION }, { "instance", TOKEN_INSTANCE },
};

/* Longest first, so that the first that fits is the one. */
static const struct { const char *text; enum token_kind kind; } SYMBOLS[] = {
    { "**", TOKEN_POWER }, { "!=", TOKEN_NE },      { "<=", TOKEN_LE },      { ">=", TOKEN_GE },
    { "..", TOKEN_DOTDOT }, { "+", TOKEN_PLUS },    { "-", TOKEN_MINUS },    { "*", TOKEN_STAR },
    { "/", TOKEN_SLASH },  { "=", TOKEN_EQ },       { "<", TOKEN_LT },       { ">", TOKEN_GT },
    { "(", TOKEN_LPAREN }, { ")", TOKEN_RPAREN },   { "[", TOKEN_LBRACKET }, { "]", TOKEN_RBRACKET },
    { "{", TOKEN_LBRACE }, { "}", TOKEN_RBRACE },   { ",", TOKEN_COMMA },    { ":", TOKEN_COLON },
    { ".", TOKEN_DOT },
};

/* Not of this language, but of others: one token, so that it can be explained (explain.c). */
static const char *const FOREIGN[] = { "==", "=>", "=<", "&&", "||" };

static bool is_digit(struct str text, size_t at)
{
    return at < text.len && text.at[at] >= '0' && text.at[at] <= '9';
}

static size_t skip_digits(struct str text, size_t at)
{
    while (is_digit(text, at)) at++;
    return at;
}

static struct token number(struct str text, size_t at)
{
    size_t end = skip_digits(text, at);

    if (end < text.len && text.at[end] == '.' && is_digit(text, end + 1)) end = skip_digits(text, end + 1);
    if (end < text.len && (text.at[end] == 'e' || text.at[end] == 'E')) {
        size_t sign = end + 1;
        if (sign < text.len && (text.at[sign] == '+' || text.at[sign] == '-')) sign++;
        if (is_digit(text, sign)) end = skip_digits(text, sign);
    }
    return (struct token){ TOKEN_NUMBER, at, end, .text = str_sub(text, at, end - at) };
}

/* `from` is the opening quote; `start` where the token begins (the @ of an at-literal). */
static struct token string(struct str text, size_t start, size_t from, enum token_kind kind)
{
    size_t at = from + 1;

    while (at < text.len && text.at[at] != '"') at += text.at[at] == '\\' ? 2 : 1;
    if (at >= text.len) return (struct token){ TOKEN_BAD, start, text.len, .text = str_sub(text, start, text.len) };
    return (struct token){ kind, start, at + 1, .text = str_sub(text, from + 1, at - from - 1) };
}

static enum token_kind keyword(struct str word)
{
    if (word.len < 2 || word.len > 9) return TOKEN_NAME;
    for (size_t i = 0; i < COUNT_OF(KEYWORDS); i++)
        if (KEYWORDS[i].word[0] == word.at[0] && str_is(word, KEYWORDS[i].word)) return KEYWORDS[i].kind;
    return TOKEN_NAME;
}

/* Words that follow `end` with only white space between them: one unknown name. */
static struct token joined(const struct lexer *lexer, size_t at, size_t end)
{
    size_t first_end = end;

    for (;;) {
        size_t next = lexer_skip(lexer->text, end), word = lexer_plain_word(lexer->text, next);
        if (word == next || next == end) break;
        if (keyword(str_sub(lexer->text, next, word - next)) != TOKEN_NAME) break;
        end = word;
    }
    struct str name = str_sub(lexer->text, at, end - at);
    if (end != first_end) name = feel_name_normal(lexer->arena, name);
    return (struct token){ TOKEN_NAME, at, end, end != first_end && !lexer->after_dot, name };
}

static struct token word(const struct lexer *lexer, size_t at, size_t end)
{
    struct str text = str_sub(lexer->text, at, end - at);
    enum token_kind kind = lexer->after_dot ? TOKEN_NAME : keyword(text);
    struct named named;

    if (kind == TOKEN_NAME && str_is(text, "?")) kind = TOKEN_INPUT;
    if (kind != TOKEN_NAME) return (struct token){ kind, at, end, .text = text };
    named = lexer_longest(lexer, at);
    if (!lexer->after_dot) {
        struct str builtin = builtin_longest(str_sub(lexer->text, at, lexer->text.len));
        if (builtin.len > 0 && at + builtin.len > named.end) named = (struct named){ at + builtin.len, builtin };
    }
    if (named.end > end || (named.end == end && !lexer->after_dot))
        return (struct token){ TOKEN_NAME, at, named.end, .text = named.name };
    return joined(lexer, at, end);
}

static struct token symbol(struct str text, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(FOREIGN); i++)
        if (text.at[at] == FOREIGN[i][0] && at + 1 < text.len && text.at[at + 1] == FOREIGN[i][1])
            return (struct token){ TOKEN_BAD, at, at + 2, .text = str_sub(text, at, 2) };
    for (size_t i = 0; i < COUNT_OF(SYMBOLS); i++) {
        size_t len = strlen(SYMBOLS[i].text);
        if (text.at[at] == SYMBOLS[i].text[0] && str_starts(str_sub(text, at, 2), str_from_c(SYMBOLS[i].text)))
            return (struct token){ SYMBOLS[i].kind, at, at + len, .text = str_sub(text, at, len) };
    }
    size_t end = at;
    utf8_next(text, &end);
    return (struct token){ TOKEN_BAD, at, end > at ? end : at + 1, .text = str_sub(text, at, end - at) };
}

struct token lexer_next(const struct lexer *lexer, size_t from)
{
    struct str text = lexer->text;
    size_t at = lexer_skip(text, from), end;
    struct named named;

    if (at >= text.len) return (struct token){ TOKEN_END, text.len, text.len, .text = STR_NONE };
    if (is_digit(text, at) || (text.at[at] == '.' && is_digit(text, at + 1))) return number(text, at);
    if (text.at[at] == '"') return string(text, at, at, TOKEN_STRING);
    if (text.at[at] == '@') {
        size_t quote = lexer_skip(text, at + 1);
        if (quote < text.len && text.at[quote] == '"') return string(text, at, quote, TOKEN_AT);
    }
    end = lexer_plain_word(text, at);
    if (end > at) return word(lexer, at, end);
    named = lexer_word(text, at) > at ? lexer_longest(lexer, at) : (struct named){ 0 };
    if (named.end > at) return (struct token){ TOKEN_NAME, at, named.end, .text = named.name };
    return symbol(text, at);
}

static int32_t hex(struct str raw, size_t at, size_t digits)
{
    int32_t code = 0;

    if (at + digits > raw.len) return -1;
    for (size_t i = 0; i < digits; i++) {
        char c = raw.at[at + i];
        int32_t digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* The code point of \uXXXX or \UXXXXXX at `at` (the backslash); -1 when it is none.  Surrogate pairs are joined. */
static int32_t escaped_code(struct str raw, size_t at, size_t *used)
{
    bool wide = raw.at[at + 1] == 'U';
    int32_t code = hex(raw, at + 2, wide ? 6 : 4);

    *used = wide ? 8 : 6;
    if (code >= 0xD800 && code < 0xDC00 && at + 7 < raw.len && raw.at[at + 6] == '\\' && raw.at[at + 7] == 'u') {
        int32_t low = hex(raw, at + 8, 4);
        if (low >= 0xDC00 && low < 0xE000) {
            *used = 12;
            return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return code;
}

/* One escape at `at`; gives the bytes written and moves *at past it. */
static size_t unescape_one(struct str raw, size_t *at, char *out)
{
    static const char FROM[] = "\"'\\nrt", TO[] = "\"'\\\n\r\t";
    char c = raw.at[*at + 1];
    const char *found = strchr(FROM, c);
    size_t used, written;

    if (c && found) {
        out[0] = TO[found - FROM];
        *at += 2;
        return 1;
    }
    if (c == 'u' || c == 'U') {
        int32_t code = escaped_code(raw, *at, &used);
        written = code >= 0 ? utf8_encode(code, out) : 0;
        if (written > 0) {
            *at += used;
            return written;
        }
    }
    out[0] = '\\';
    *at += 1;
    return 1;
}

struct str lexer_unescape(struct arena *arena, struct str raw)
{
    char *out;
    size_t len = 0, at = 0;

    if (raw.len == 0 || !memchr(raw.at, '\\', raw.len)) return raw;
    out = arena_alloc(arena, raw.len + 1);
    if (!out) return STR_NONE;
    while (at < raw.len) {
        if (raw.at[at] == '\\' && at + 1 < raw.len) len += unescape_one(raw, &at, out + len);
        else out[len++] = raw.at[at++];
    }
    return (struct str){ out, len };
}
