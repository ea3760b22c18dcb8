/*
 * parser.h - what the files of the parser share.
 *
 * Errors stick: the first one fills `why`, and every function gives NULL after it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FEEL_PARSER_H
#define FEEL_PARSER_H

#include "feel/lexer.h"

struct parser {
    struct lexer lexer;
    struct token now;                     /* the token not yet taken */
    struct token last;                    /* the one taken before it, TOKEN_END at the beginning */
    const struct feel_grammar *grammar;
    struct arena *arena;
    struct fault *why;
    enum err err;
    int depth;
    bool saw_input, saw_partial;          /* `?` or `partial` since last cleared */
    bool range_end;                       /* a `[` here may close a range */
    bool cell;                            /* the text is unary tests, as in a table's cell */
};

/* How tightly operators bind; a prefix form parses its operand at the next level. */
enum precedence {
    BIND_ALL, BIND_OR, BIND_AND, BIND_COMPARE, BIND_SUM, BIND_PRODUCT, BIND_POWER, BIND_NEGATE, BIND_INSTANCE, BIND_POSTFIX
};

const struct node *parse_at(struct parser *p, enum precedence above);
#define parse_expression(p) parse_at((p), BIND_ALL)

void parse_advance(struct parser *p);
/* Continues with the token at or after byte `at`. */
void parse_go(struct parser *p, size_t at);
bool parse_take(struct parser *p, enum token_kind kind);           /* takes it if it is there */
bool parse_expect(struct parser *p, enum token_kind kind, const char *what);
bool parse_is_word(const struct parser *p, const char *word);
const struct node *parse_fail(struct parser *p, size_t at, const char *zh, const char *en);
const struct node *parse_no_memory(struct parser *p);
const struct node *parse_too_deep(struct parser *p);
/* Says what is wrong with the token: explain.c. */
const struct node *parse_unexpected(struct parser *p);
/* Fails when a word of the name is an operator in other words, as in `a AND b`. */
bool parse_explain_words(struct parser *p, const struct token *name);

struct node *parse_node(struct parser *p, enum node_kind kind, size_t at);        /* NULL when out of memory */
/* Sets the node's depth from its children; NULL past FEEL_TREE_MAX. */
const struct node *parse_done(struct parser *p, struct node *node, const struct node *const *kids, size_t count);
const struct node *parse_literal(struct parser *p, size_t at, const struct feel_value *value);
void parse_declare(struct parser *p, struct str name);

/* Pieces being collected; grows in the arena. */
struct pieces { void *at; size_t count, cap, size; };
void *pieces_add(struct parser *p, struct pieces *pieces);          /* a zeroed slot, NULL when out of memory */

/* Prefix forms: the token is not yet taken. */
const struct node *parse_if(struct parser *p);
const struct node *parse_for(struct parser *p);
const struct node *parse_quantified(struct parser *p);
const struct node *parse_context(struct parser *p);
const struct node *parse_function(struct parser *p);
const struct node *parse_list(struct parser *p);
const struct node *parse_group(struct parser *p);
const struct node *parse_open_range(struct parser *p);
const struct node *parse_half_range(struct parser *p);
/* After the low end, with `..` not yet taken. */
const struct node *parse_range(struct parser *p, size_t at, const struct node *low, bool low_closed);

const struct node *parse_call(struct parser *p, const struct node *callee);
const struct feel_kind *parse_kind(struct parser *p);

/* Unary tests up to the end of the text, and the right side of `in`. */
const struct node *parse_tests(struct parser *p);
const struct node *parse_in_tests(struct parser *p);

#endif
