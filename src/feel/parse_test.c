/*
 * parse_test.c - unary tests: the cells of a decision table and the right side of `in`.
 *
 * `-` passes all; `not(…)` turns round; the others are comparisons, ranges and
 * expressions, divided by commas, of which one must pass.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/parser.h"

static enum node_op comparison(enum token_kind token)
{
    static const enum node_op OPS[TOKEN__KINDS] = {
        [TOKEN_EQ] = OP_EQ, [TOKEN_NE] = OP_NE, [TOKEN_LT] = OP_LT, [TOKEN_LE] = OP_LE, [TOKEN_GT] = OP_GT, [TOKEN_GE] = OP_GE,
    };
    return OPS[token];
}

/* Reads p->saw_input after the value was parsed. */
static const struct node *test_value(struct parser *p, const struct node *value)
{
    struct node *node;

    if (!value) return NULL;
    node = parse_node(p, NODE_TEST_VALUE, value->at);
    if (!node) return NULL;
    node->a = value;
    node->flag = p->saw_input;
    return parse_done(p, node, &value, 1);
}

/* One test; what it compares with is parsed at `above`. */
static const struct node *parse_test(struct parser *p, enum precedence above)
{
    enum node_op op = comparison(p->now.kind);
    bool saw_input = p->saw_input;
    struct node *node;
    const struct node *value;

    if (op != OP_NONE) {
        node = parse_node(p, NODE_TEST_COMPARE, p->now.at);
        if (!node) return NULL;
        parse_advance(p);
        node->op = op;
        node->a = parse_at(p, BIND_COMPARE);
        return parse_done(p, node, &node->a, 1);
    }
    p->saw_input = false;
    value = test_value(p, parse_at(p, above));
    p->saw_input |= saw_input;
    return value;
}

static struct node *parse_test_list(struct parser *p, const struct node *first)
{
    struct node *node = parse_node(p, NODE_TESTS, first ? first->at : p->now.at);
    struct pieces tests = { .size = sizeof(struct node *) };

    while (node && !p->err) {
        const struct node *test = first ? first : parse_test(p, BIND_ALL), **slot;
        first = NULL;
        if (!test) return NULL;
        slot = pieces_add(p, &tests);
        if (!slot) return NULL;
        *slot = test;
        if (!parse_take(p, TOKEN_COMMA)) break;
    }
    if (!node) return NULL;
    node->list.items = tests.at;
    node->list.count = tests.count;
    return parse_done(p, node, node->list.items, tests.count) ? node : NULL;
}

/* After `in`: tests in parentheses, a range, or one expression. */
const struct node *parse_in_tests(struct parser *p)
{
    size_t at = p->now.at;
    const struct node *tests, *first;

    if (p->now.kind != TOKEN_LPAREN) return parse_test(p, BIND_COMPARE);
    if (p->depth >= FEEL_DEPTH_MAX) return parse_too_deep(p);
    p->depth++;
    parse_advance(p);
    first = parse_test(p, BIND_ALL);
    if (first && first->kind == NODE_TEST_VALUE && p->now.kind == TOKEN_DOTDOT)
        tests = test_value(p, parse_range(p, at, first->a, false));
    else if (first) {
        tests = parse_test_list(p, first);
        if (!parse_expect(p, TOKEN_RPAREN, ")")) tests = NULL;
    } else
        tests = NULL;
    p->depth--;
    return tests;
}

/* `not(…)` over the whole text; false (with nothing taken) when the text goes on behind it. */
static bool parse_not(struct parser *p, const struct node **out)
{
    struct parser saved = *p;
    struct node *node;

    parse_advance(p);
    parse_advance(p);
    p->why = NULL;
    node = parse_test_list(p, NULL);
    p->why = saved.why;
    if (p->err == ERR_OK && p->now.kind == TOKEN_RPAREN) {
        parse_advance(p);
        if (p->now.kind == TOKEN_END) {
            node->flag = true;
            *out = node;
            return true;
        }
    }
    *p = saved;
    return false;
}

const struct node *parse_tests(struct parser *p)
{
    struct node *list;
    const struct node *node = NULL;
    struct token next = lexer_next(&p->lexer, p->now.end);

    if (p->now.kind == TOKEN_MINUS && next.kind == TOKEN_END) {
        node = parse_node(p, NODE_TEST_ANY, p->now.at);
        parse_advance(p);
        return node;
    }
    if (parse_is_word(p, "not") && next.kind == TOKEN_LPAREN && parse_not(p, &node)) return node;
    list = parse_test_list(p, NULL);
    return list && list->list.count == 1 ? list->list.items[0] : list;
}
