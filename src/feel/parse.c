/*
 * parse.c - a Pratt parser: one row per token says what it starts and what it joins.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/parser.h"
#include "feel/builtin.h"
#include "feel/temporal.h"

#include <string.h>

/* ── Machinery ─────────────────────────────────────────────────────────── */

const struct node *parse_fail(struct parser *p, size_t at, const char *zh, const char *en)
{
    if (!p->err) p->err = fault_at(p->why, ERR_INVALID, at, "%s%.0s", "%.0s%s", zh, en);
    return NULL;
}

const struct node *parse_no_memory(struct parser *p)
{
    if (!p->err) p->err = fault_set(p->why, ERR_NO_MEMORY, "表达式占用内存过多", "the expression needs too much memory");
    return NULL;
}

const struct node *parse_too_deep(struct parser *p)
{
    if (!p->err)
        p->err = fault_at(p->why, ERR_TOO_LARGE, p->now.at, "表达式嵌套过深", "the expression is nested too deeply");
    return NULL;
}

void parse_go(struct parser *p, size_t at)
{
    p->now = lexer_next(&p->lexer, at);
}

void parse_advance(struct parser *p)
{
    p->last = p->now;
    parse_go(p, p->now.end);
}

bool parse_take(struct parser *p, enum token_kind kind)
{
    if (p->now.kind != kind) return false;
    parse_advance(p);
    return true;
}

bool parse_is_word(const struct parser *p, const char *word)
{
    return p->now.kind == TOKEN_NAME && str_is(p->now.text, word);
}

struct node *parse_node(struct parser *p, enum node_kind kind, size_t at)
{
    struct node *node = arena_new(p->arena, struct node);

    if (!node) {
        parse_no_memory(p);
        return NULL;
    }
    node->kind = kind;
    node->at = (uint32_t)at;
    return node;
}

const struct node *parse_done(struct parser *p, struct node *node, const struct node *const *kids, size_t count)
{
    if (!node || p->err) return NULL;
    for (size_t i = 0; i < count; i++)
        if (kids[i] && kids[i]->depth >= node->depth) node->depth = (uint16_t)(kids[i]->depth + 1);
    return node->depth > FEEL_TREE_MAX ? parse_too_deep(p) : node;
}

const struct node *parse_literal(struct parser *p, size_t at, const struct feel_value *value)
{
    struct node *node = parse_node(p, NODE_LITERAL, at);

    if (!node || !value) return parse_no_memory(p);
    node->literal = value;
    return node;
}

void parse_declare(struct parser *p, struct str name)
{
    struct local *local = arena_new(p->arena, struct local);

    if (!local) {
        parse_no_memory(p);
        return;
    }
    *local = (struct local){ name, p->lexer.locals };
    p->lexer.locals = local;
}

void *pieces_add(struct parser *p, struct pieces *pieces)
{
    if (pieces->count == pieces->cap) {
        size_t cap = pieces->cap ? pieces->cap * 2 : 4;
        void *grown = arena_calloc(p->arena, cap, pieces->size);
        if (!grown) {
            parse_no_memory(p);
            return NULL;
        }
        if (pieces->count) memcpy(grown, pieces->at, pieces->count * pieces->size);
        pieces->at = grown;
        pieces->cap = cap;
    }
    return (char *)pieces->at + pieces->size * pieces->count++;
}

/* ── Literals and names ────────────────────────────────────────────────── */

static const struct node *parse_number(struct parser *p)
{
    struct decimal number;
    size_t at = p->now.at;
    struct str digits = p->now.text;

    if (digits.at[0] == '.') digits = str_format(p->arena, "0%.*s", STR_ARG(digits));
    if (decimal_parse(digits, &number) || !decimal_is_finite(number))
        return parse_fail(p, at, "这个数写得不对", "this number is not well formed");
    parse_advance(p);
    return parse_literal(p, at, feel_number(p->arena, number));
}

static const struct node *parse_string(struct parser *p)
{
    size_t at = p->now.at;
    struct str text = lexer_unescape(p->arena, p->now.text);

    if (!text.at) return parse_no_memory(p);
    parse_advance(p);
    return parse_literal(p, at, feel_string(p->arena, text));
}

/* @"…": a date, time or duration; what is none of them is null. */
static const struct node *parse_at_literal(struct parser *p)
{
    size_t at = p->now.at;
    struct str text = lexer_unescape(p->arena, p->now.text);
    struct feel_value *value = arena_new(p->arena, struct feel_value);

    if (!text.at || !value) return parse_no_memory(p);
    if (!temporal_parse(text, value)) *value = FEEL_NULL_VALUE;
    parse_advance(p);
    return parse_literal(p, at, value);
}

static const struct node *parse_constant(struct parser *p)
{
    static const struct feel_value *const VALUES[TOKEN__KINDS] = {
        [TOKEN_TRUE] = &FEEL_TRUE_VALUE, [TOKEN_FALSE] = &FEEL_FALSE_VALUE, [TOKEN_NULL] = &FEEL_NULL_VALUE,
    };
    struct token token = p->now;

    parse_advance(p);
    return parse_literal(p, token.at, VALUES[token.kind]);
}

static const struct node *parse_name(struct parser *p)
{
    struct node *node = parse_node(p, NODE_NAME, p->now.at);

    if (!node || (p->now.joined && parse_explain_words(p, &p->now))) return NULL;
    node->name.text = p->now.text;
    node->name.builtin = builtin_find(p->now.text);
    if (str_is(p->now.text, "partial")) p->saw_partial = true;
    parse_advance(p);
    return node;
}

static const struct node *parse_input(struct parser *p)
{
    struct node *node = parse_node(p, NODE_INPUT, p->now.at);

    p->saw_input = true;
    parse_advance(p);
    return node;
}

/* ── Operators ─────────────────────────────────────────────────────────── */

static const struct node *parse_minus(struct parser *p)
{
    struct node *node = parse_node(p, NODE_NEGATE, p->now.at);
    const struct node *of;

    if (!node) return NULL;
    parse_advance(p);
    of = parse_at(p, BIND_NEGATE);
    if (!of) return NULL;
    if (of->kind == NODE_LITERAL && of->literal->type == FEEL_NUMBER)
        return parse_literal(p, node->at, feel_number(p->arena, decimal_neg(of->literal->number)));
    node->a = of;
    return parse_done(p, node, &of, 1);
}

static const struct { enum node_kind kind; enum node_op op; enum precedence binds; } BINARY[TOKEN__KINDS] = {
    [TOKEN_OR]    = { NODE_OR, OP_NONE, BIND_OR },         [TOKEN_AND]   = { NODE_AND, OP_NONE, BIND_AND },
    [TOKEN_EQ]    = { NODE_COMPARE, OP_EQ, BIND_COMPARE }, [TOKEN_NE]    = { NODE_COMPARE, OP_NE, BIND_COMPARE },
    [TOKEN_LT]    = { NODE_COMPARE, OP_LT, BIND_COMPARE }, [TOKEN_LE]    = { NODE_COMPARE, OP_LE, BIND_COMPARE },
    [TOKEN_GT]    = { NODE_COMPARE, OP_GT, BIND_COMPARE }, [TOKEN_GE]    = { NODE_COMPARE, OP_GE, BIND_COMPARE },
    [TOKEN_PLUS]  = { NODE_ARITHMETIC, OP_ADD, BIND_SUM }, [TOKEN_MINUS] = { NODE_ARITHMETIC, OP_SUB, BIND_SUM },
    [TOKEN_STAR]  = { NODE_ARITHMETIC, OP_MUL, BIND_PRODUCT }, [TOKEN_SLASH] = { NODE_ARITHMETIC, OP_DIV, BIND_PRODUCT },
    [TOKEN_POWER] = { NODE_ARITHMETIC, OP_POW, BIND_POWER },
};

static const struct node *parse_binary(struct parser *p, const struct node *left)
{
    enum token_kind token = p->now.kind;
    struct node *node = parse_node(p, BINARY[token].kind, p->now.at);

    if (!node) return NULL;
    parse_advance(p);
    node->op = BINARY[token].op;
    node->a = left;
    node->b = parse_at(p, BINARY[token].binds);
    return parse_done(p, node, (const struct node *[]){ node->a, node->b }, 2);
}

static const struct node *parse_between(struct parser *p, const struct node *left)
{
    struct node *node = parse_node(p, NODE_BETWEEN, p->now.at);

    if (!node) return NULL;
    parse_advance(p);
    node->a = left;
    node->b = parse_at(p, BIND_COMPARE);
    if (!parse_expect(p, TOKEN_AND, "and")) return NULL;
    node->c = parse_at(p, BIND_COMPARE);
    return parse_done(p, node, (const struct node *[]){ node->a, node->b, node->c }, 3);
}

static const struct node *parse_in(struct parser *p, const struct node *left)
{
    struct node *node = parse_node(p, NODE_IN, p->now.at);

    if (!node) return NULL;
    parse_advance(p);
    node->a = left;
    node->b = parse_in_tests(p);
    return parse_done(p, node, (const struct node *[]){ node->a, node->b }, 2);
}

static const struct node *parse_instance(struct parser *p, const struct node *left)
{
    struct node *node = parse_node(p, NODE_INSTANCE, p->now.at);

    if (!node) return NULL;
    parse_advance(p);
    if (lexer_word(p->lexer.text, p->now.at) != p->now.at + 2 || !str_starts(str_sub(p->lexer.text, p->now.at, 2), STR("of")))
        return parse_fail(p, p->now.at, "这里应当是“of”", "\"of\" is expected here");
    parse_go(p, p->now.at + 2);
    node->typed.of = left;
    node->typed.kind = parse_kind(p);
    return parse_done(p, node, &left, 1);
}

static const struct node *parse_path(struct parser *p, const struct node *left)
{
    struct node *node = parse_node(p, NODE_PATH, p->now.at);

    if (!node) return NULL;
    p->lexer.after_dot = true;
    parse_advance(p);
    p->lexer.after_dot = false;
    if (p->now.kind != TOKEN_NAME) return parse_unexpected(p);
    node->path.of = left;
    node->path.name = p->now.text;
    parse_advance(p);
    return parse_done(p, node, &left, 1);
}

static const struct node *parse_filter(struct parser *p, const struct node *left)
{
    struct node *node = parse_node(p, NODE_FILTER, p->now.at);
    bool range_end = p->range_end;

    if (!node) return NULL;
    p->range_end = false;
    p->lexer.filters++;
    parse_advance(p);
    node->a = left;
    node->b = parse_expression(p);
    p->lexer.filters--;
    p->range_end = range_end;
    if (!parse_expect(p, TOKEN_RBRACKET, "]")) return NULL;
    return parse_done(p, node, (const struct node *[]){ node->a, node->b }, 2);
}

/* ── The table ─────────────────────────────────────────────────────────── */

static const struct token_row {
    const struct node *(*prefix)(struct parser *p);
    const struct node *(*infix)(struct parser *p, const struct node *left);
    enum precedence binds;                /* how tightly it holds its left side */
} ROWS[TOKEN__KINDS] = {
    [TOKEN_NUMBER]   = { parse_number, NULL, BIND_ALL },
    [TOKEN_STRING]   = { parse_string, NULL, BIND_ALL },
    [TOKEN_AT]       = { parse_at_literal, NULL, BIND_ALL },
    [TOKEN_NAME]     = { parse_name, NULL, BIND_ALL },
    [TOKEN_INPUT]    = { parse_input, NULL, BIND_ALL },
    [TOKEN_TRUE]     = { parse_constant, NULL, BIND_ALL },
    [TOKEN_FALSE]    = { parse_constant, NULL, BIND_ALL },
    [TOKEN_NULL]     = { parse_constant, NULL, BIND_ALL },
    [TOKEN_IF]       = { parse_if, NULL, BIND_ALL },
    [TOKEN_FOR]      = { parse_for, NULL, BIND_ALL },
    [TOKEN_SOME]     = { parse_quantified, NULL, BIND_ALL },
    [TOKEN_EVERY]    = { parse_quantified, NULL, BIND_ALL },
    [TOKEN_FUNCTION] = { parse_function, NULL, BIND_ALL },
    [TOKEN_LBRACE]   = { parse_context, NULL, BIND_ALL },
    [TOKEN_LBRACKET] = { parse_list, parse_filter, BIND_POSTFIX },
    [TOKEN_RBRACKET] = { parse_open_range, NULL, BIND_ALL },
    [TOKEN_LPAREN]   = { parse_group, parse_call, BIND_POSTFIX },
    [TOKEN_DOT]      = { NULL, parse_path, BIND_POSTFIX },
    [TOKEN_OR]       = { NULL, parse_binary, BIND_OR },
    [TOKEN_AND]      = { NULL, parse_binary, BIND_AND },
    [TOKEN_EQ]       = { NULL, parse_binary, BIND_COMPARE },
    [TOKEN_NE]       = { NULL, parse_binary, BIND_COMPARE },
    [TOKEN_LT]       = { parse_half_range, parse_binary, BIND_COMPARE },
    [TOKEN_LE]       = { parse_half_range, parse_binary, BIND_COMPARE },
    [TOKEN_GT]       = { parse_half_range, parse_binary, BIND_COMPARE },
    [TOKEN_GE]       = { parse_half_range, parse_binary, BIND_COMPARE },
    [TOKEN_BETWEEN]  = { NULL, parse_between, BIND_COMPARE },
    [TOKEN_IN]       = { NULL, parse_in, BIND_COMPARE },
    [TOKEN_PLUS]     = { NULL, parse_binary, BIND_SUM },
    [TOKEN_MINUS]    = { parse_minus, parse_binary, BIND_SUM },
    [TOKEN_STAR]     = { NULL, parse_binary, BIND_PRODUCT },
    [TOKEN_SLASH]    = { NULL, parse_binary, BIND_PRODUCT },
    [TOKEN_POWER]    = { NULL, parse_binary, BIND_POWER },
    [TOKEN_INSTANCE] = { NULL, parse_instance, BIND_INSTANCE },
};

/* In `]1..5[` the last bracket closes; it would be a filter if an expression followed it. */
static bool closes_range(const struct parser *p)
{
    static const char *const WORDS[] = { "and", "or", "then", "else", "return", "satisfies", "in", "instance", "between" };
    size_t at;
    struct str rest;

    if (!p->range_end || p->now.kind != TOKEN_LBRACKET) return false;
    at = lexer_skip(p->lexer.text, p->now.end);
    if (at >= p->lexer.text.len || strchr("),]}=!<>", p->lexer.text.at[at])) return true;
    rest = str_sub(p->lexer.text, at, lexer_word(p->lexer.text, at) - at);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_is(rest, WORDS[i])) return true;
    return false;
}

const struct node *parse_at(struct parser *p, enum precedence above)
{
    const struct node *left;

    if (p->err) return NULL;
    if (!ROWS[p->now.kind].prefix) return parse_unexpected(p);
    if (p->depth >= FEEL_DEPTH_MAX) return parse_too_deep(p);
    p->depth++;
    left = ROWS[p->now.kind].prefix(p);
    while (left && !p->err && ROWS[p->now.kind].infix && ROWS[p->now.kind].binds > above && !closes_range(p))
        left = ROWS[p->now.kind].infix(p, left);
    p->depth--;
    return p->err ? NULL : left;
}

enum err feel_parse_with(struct arena *arena, struct str text, const struct feel_grammar *grammar, bool tests,
                         const struct node **out, struct fault *why)
{
    struct parser p = { .lexer = { .text = text, .arena = arena, .names = grammar->names, .keys = grammar->keys }, .grammar = grammar,
                        .arena = arena, .why = why, .now = { .kind = TOKEN_END }, .cell = tests };
    const struct node *root;

    if (text.len > FEEL_TEXT_MAX)
        return fault_set(why, ERR_TOO_LARGE, "表达式超过 %d 个字节", "the expression is longer than %d bytes", FEEL_TEXT_MAX);
    if (!utf8_valid(text)) return fault_set(why, ERR_INVALID, "表达式不是有效的 UTF-8", "the expression is not valid UTF-8");
    parse_go(&p, 0);
    root = tests ? parse_tests(&p) : parse_expression(&p);
    if (!p.err && p.now.kind != TOKEN_END) parse_unexpected(&p);
    if (p.err) return p.err;
    *out = root;
    return ERR_OK;
}

static enum err parse_expr(struct arena *arena, struct str text, const struct feel_names *names, bool tests,
                           const struct feel_expr **out, struct fault *why)
{
    struct feel_grammar grammar = { .names = names };
    struct feel_expr *expr = arena_new(arena, struct feel_expr);
    enum err err;

    if (!expr) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    expr->tests = tests;
    expr->text = text;
    err = feel_parse_with(arena, text, &grammar, tests, &expr->root, why);
    if (err) return err;
    *out = expr;
    return ERR_OK;
}

enum err feel_parse(struct arena *arena, struct str text, const struct feel_names *names,
                    const struct feel_expr **out, struct fault *why)
{
    return parse_expr(arena, text, names, false, out, why);
}

enum err feel_parse_tests(struct arena *arena, struct str text, const struct feel_names *names,
                          const struct feel_expr **out, struct fault *why)
{
    return parse_expr(arena, text, names, true, out, why);
}
