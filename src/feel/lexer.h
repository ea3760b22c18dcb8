/*
 * lexer.h - one token at a time, because what is a name depends on the names known there.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_LEXER_H
#define FEEL_LEXER_H

#include "feel/node.h"

enum token_kind {
    TOKEN_END, TOKEN_NUMBER, TOKEN_STRING, TOKEN_AT, TOKEN_NAME, TOKEN_INPUT, TOKEN_TRUE, TOKEN_FALSE, TOKEN_NULL,
    TOKEN_IF, TOKEN_THEN, TOKEN_ELSE, TOKEN_FOR, TOKEN_IN, TOKEN_RETURN, TOKEN_SOME, TOKEN_EVERY, TOKEN_SATISFIES,
    TOKEN_AND, TOKEN_OR, TOKEN_BETWEEN, TOKEN_INSTANCE, TOKEN_FUNCTION, TOKEN_PLUS, TOKEN_MINUS, TOKEN_STAR,
    TOKEN_SLASH, TOKEN_POWER, TOKEN_EQ, TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE, TOKEN_LPAREN,
    TOKEN_RPAREN, TOKEN_LBRACKET, TOKEN_RBRACKET, TOKEN_LBRACE, TOKEN_RBRACE, TOKEN_COMMA, TOKEN_COLON, TOKEN_DOT,
    TOKEN_DOTDOT, TOKEN_BAD,
    TOKEN__KINDS
};

struct token {
    enum token_kind kind;
    size_t at, end;        /* byte offsets in the text */
    bool joined;           /* several words nobody declared as a name */
    struct str text;       /* a name in its declared form, digits, or the bytes between quotes */
};

/* Names declared inside the expression: iteration variables, parameters, context keys. */
struct local { struct str name; const struct local *next; };

struct lexer {
    struct str text;
    struct arena *arena;
    const struct feel_names *names, *keys;
    const struct local *locals;
    const struct local *properties;   /* keys of context literals seen so far: may follow a dot or stand in a filter */
    int filters;           /* how many filters enclose this place */
    bool after_dot;        /* a property name: any word may follow, and unknown words join */
};

/* The token that starts at or after `from`. */
struct token lexer_next(const struct lexer *lexer, size_t from);
/* The first byte at or after `at` that is neither white space nor comment. */
size_t lexer_skip(struct str text, size_t at);
/* The end of the word (letters and digits of a name) at `at`; `at` itself when there is none. */
size_t lexer_word(struct str text, size_t at);
/* The same up to the first Chinese punctuation mark, which only a declared name can hold. */
size_t lexer_plain_word(struct str text, size_t at);
/* The longest known name that stands at `at`; end 0 when there is none. */
struct named { size_t end; struct str name; };
struct named lexer_longest(const struct lexer *lexer, size_t at);
/*
 * The raw text of a name that ends before one of the bytes `stops`, as in
 * `key :`; its end in *end.  False when what stands there cannot be one.
 */
bool lexer_raw_name(struct str text, size_t at, const char *stops, struct str *name, size_t *end);
/* The end of `name` when it stands at `at`, a space counting as any white space; 0 when it does not. */
size_t lexer_stands(struct str text, size_t at, struct str name);
/* The text of a string literal with its escapes resolved; at == NULL when out of memory. */
struct str lexer_unescape(struct arena *arena, struct str raw);

#endif
