/*
 * parse_form.c - the forms with words or brackets: if, for, some, every, lists,
 * contexts, ranges, functions, calls.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/parser.h"
#include "feel/run.h"

#include <string.h>

const struct node *parse_if(struct parser *p)
{
    struct node *node = parse_node(p, NODE_IF, p->now.at);

    if (!node) return NULL;
    parse_advance(p);
    node->a = parse_expression(p);
    if (!parse_expect(p, TOKEN_THEN, "then")) return NULL;
    node->b = parse_expression(p);
    if (!parse_expect(p, TOKEN_ELSE, "else")) return NULL;
    node->c = parse_expression(p);
    return parse_done(p, node, (const struct node *[]){ node->a, node->b, node->c }, 3);
}

/* ── for, some, every ──────────────────────────────────────────────────── */

static bool parse_iterator(struct parser *p, struct pieces *each, struct node *loop)
{
    struct node_iterator *it = pieces_add(p, each);

    if (!it) return false;
    if (p->now.kind != TOKEN_NAME) {
        parse_unexpected(p);
        return false;
    }
    it->name = p->now.text;
    parse_advance(p);
    if (!parse_expect(p, TOKEN_IN, "in")) return false;
    it->from = parse_expression(p);
    if (parse_take(p, TOKEN_DOTDOT)) it->to = parse_expression(p);
    parse_declare(p, it->name);
    return parse_done(p, loop, (const struct node *[]){ it->from, it->to }, 2) != NULL;
}

static const struct node *parse_loop(struct parser *p, enum node_kind kind, enum token_kind closing, const char *word)
{
    struct node *node = parse_node(p, kind, p->now.at);
    struct pieces each = { .size = sizeof(struct node_iterator) };
    const struct local *locals = p->lexer.locals;
    bool saw_partial = p->saw_partial;

    if (!node) return NULL;
    do {
        parse_advance(p);
        if (!parse_iterator(p, &each, node)) return NULL;
    } while (p->now.kind == TOKEN_COMMA);
    p->saw_partial = false;
    if (!parse_expect(p, closing, word)) return NULL;
    node->loop.body = parse_expression(p);
    node->loop.each = each.at;
    node->loop.count = each.count;
    node->flag = p->saw_partial;
    p->saw_partial |= saw_partial;
    p->lexer.locals = locals;
    return parse_done(p, node, &node->loop.body, 1);
}

const struct node *parse_for(struct parser *p)
{
    return parse_loop(p, NODE_FOR, TOKEN_RETURN, "return");
}

const struct node *parse_quantified(struct parser *p)
{
    return parse_loop(p, p->now.kind == TOKEN_SOME ? NODE_SOME : NODE_EVERY, TOKEN_SATISFIES, "satisfies");
}

/* ── Brackets ──────────────────────────────────────────────────────────── */

/* A range of two literals is itself a literal. */
static const struct node *fold_range(struct parser *p, const struct node *range)
{
    const struct node *low = range->range.low, *high = range->range.high;
    struct feel_value *value;
    int order;

    if (!low || !high || low->kind != NODE_LITERAL || high->kind != NODE_LITERAL) return range;
    order = feel_order(low->literal, high->literal);
    if (order == FEEL_UNORDERED || order > 0) return range;
    value = arena_new(p->arena, struct feel_value);
    if (!value) return parse_no_memory(p);
    value->type = FEEL_RANGE;
    value->range = (struct feel_range){ low->literal, high->literal, range->range.low_closed, range->range.high_closed };
    return parse_literal(p, range->at, value);
}

const struct node *parse_range(struct parser *p, size_t at, const struct node *low, bool low_closed)
{
    struct node *node = parse_node(p, NODE_RANGE, at);
    bool range_end = p->range_end;

    if (!node) return NULL;
    parse_advance(p);
    p->range_end = true;
    node->range.low = low;
    bool endless = low && p->grammar->open_ranges && (p->now.kind == TOKEN_RPAREN || p->now.kind == TOKEN_LBRACKET);
    node->range.high = endless ? NULL : parse_expression(p);
    node->range.low_closed = low_closed;
    p->range_end = range_end;
    if (p->err) return NULL;
    node->range.high_closed = p->now.kind == TOKEN_RBRACKET;
    if (p->now.kind != TOKEN_RBRACKET && p->now.kind != TOKEN_RPAREN && p->now.kind != TOKEN_LBRACKET)
        return parse_unexpected(p);
    parse_advance(p);
    if (!parse_done(p, node, (const struct node *[]){ low, node->range.high }, 2)) return NULL;
    return fold_range(p, node);
}

/* `]1..5]` */
const struct node *parse_open_range(struct parser *p)
{
    size_t at = p->now.at;
    const struct node *low;

    parse_advance(p);
    if (p->now.kind == TOKEN_DOTDOT && p->grammar->open_ranges) return parse_range(p, at, NULL, false);
    low = parse_expression(p);
    if (!low) return NULL;
    if (p->now.kind != TOKEN_DOTDOT) return parse_unexpected(p);
    return parse_range(p, at, low, false);
}

/* `< 5` and the like as a value: a range without the other end. */
const struct node *parse_half_range(struct parser *p)
{
    struct node *node = parse_node(p, NODE_RANGE, p->now.at);
    enum token_kind op = p->now.kind;
    const struct node *end;

    if (!node) return NULL;
    if (op == TOKEN_GT && p->last.kind == TOKEN_LT && p->last.end == p->now.at) /* `<>` as in `function<>` is two tokens */
        return parse_fail(p, p->last.at, "“不等于”写成 !=", "\"not equal\" is written !=");
    parse_advance(p);
    end = parse_at(p, BIND_COMPARE);
    if (op == TOKEN_LT || op == TOKEN_LE) node->range.high = end;
    else node->range.low = end;
    node->range.low_closed = op == TOKEN_GE;
    node->range.high_closed = op == TOKEN_LE;
    return parse_done(p, node, &end, 1);
}

/* `(expression)` or `(1..5]` */
const struct node *parse_group(struct parser *p)
{
    size_t at = p->now.at;
    const struct node *inner;
    bool range_end = p->range_end;

    parse_advance(p);
    if (p->now.kind == TOKEN_DOTDOT && p->grammar->open_ranges) return parse_range(p, at, NULL, false);
    p->range_end = false;
    inner = parse_expression(p);
    p->range_end = range_end;
    if (!inner) return NULL;
    if (p->now.kind == TOKEN_DOTDOT) return parse_range(p, at, inner, false);
    return parse_expect(p, TOKEN_RPAREN, ")") ? inner : NULL;
}

/* `[1, 2]` or `[1..5)` */
const struct node *parse_list(struct parser *p)
{
    struct node *node = parse_node(p, NODE_LIST, p->now.at);
    struct pieces items = { .size = sizeof(struct node *) };
    bool range_end = p->range_end;

    if (!node) return NULL;
    p->range_end = false;
    parse_advance(p);
    while (p->now.kind != TOKEN_RBRACKET || items.count) {
        const struct node *item = parse_expression(p), **slot;
        if (!item) return NULL;
        if (items.count == 0 && p->now.kind == TOKEN_DOTDOT) {
            p->range_end = range_end;
            return parse_range(p, node->at, item, true);
        }
        slot = pieces_add(p, &items);
        if (!slot) return NULL;
        *slot = item;
        if (!parse_take(p, TOKEN_COMMA)) break;
    }
    p->range_end = range_end;
    if (!parse_expect(p, TOKEN_RBRACKET, "]")) return NULL;
    node->list.items = items.at;
    node->list.count = items.count;
    return parse_done(p, node, node->list.items, items.count);
}

/* ── Contexts ──────────────────────────────────────────────────────────── */

static bool parse_no_key(struct parser *p)
{
    parse_fail(p, p->now.at, "花括号里写 {名称: 值}，名称和值之间用冒号", "braces hold {name: value}, with a colon between name and value");
    return false;
}

/* The key at byte `at`; leaves the parser on the token after the colon. */
static bool parse_key(struct parser *p, size_t at, struct str *key)
{
    struct token token;
    size_t end;

    at = lexer_skip(p->lexer.text, at);
    if (at < p->lexer.text.len && p->lexer.text.at[at] == '"') {
        token = lexer_next(&p->lexer, at);
        *key = lexer_unescape(p->arena, token.text);
        if (!key->at) parse_no_memory(p);
        end = lexer_skip(p->lexer.text, token.end);
    } else if (lexer_raw_name(p->lexer.text, at, ":", key, &end)) {
        *key = feel_name_normal(p->arena, *key);
        if (!key->at) parse_no_memory(p);
    } else {
        parse_go(p, at);
        if (p->now.kind == TOKEN_NAME) parse_advance(p);
        return p->now.kind == TOKEN_BAD || p->now.kind == TOKEN_END ? parse_unexpected(p) != NULL : parse_no_key(p);
    }
    parse_go(p, end);
    return p->now.kind == TOKEN_COLON ? parse_expect(p, TOKEN_COLON, ":") : parse_no_key(p);
}

static void parse_remember_key(struct parser *p, struct str key)
{
    struct local *local = arena_new(p->arena, struct local);

    parse_declare(p, key);
    if (!local) return;
    *local = (struct local){ key, p->lexer.properties };
    p->lexer.properties = local;
}

const struct node *parse_context(struct parser *p)
{
    struct node *node = parse_node(p, NODE_CONTEXT, p->now.at);
    struct pieces entries = { .size = sizeof(struct node_entry) };
    const struct local *locals = p->lexer.locals;
    size_t at = p->now.end;

    if (!node) return NULL;
    parse_go(p, at);
    while (!p->err && (p->now.kind != TOKEN_RBRACE || entries.count)) {
        struct node_entry *entry = pieces_add(p, &entries);
        if (!entry || !parse_key(p, at, &entry->name)) return NULL;
        entry->value = parse_expression(p);
        if (!entry->value || !parse_done(p, node, &entry->value, 1)) return NULL;
        parse_remember_key(p, entry->name);
        if (p->now.kind != TOKEN_COMMA) break;
        at = p->now.end;
    }
    p->lexer.locals = locals;
    if (!parse_expect(p, TOKEN_RBRACE, "}")) return NULL;
    node->context.entries = entries.at;
    node->context.count = entries.count;
    return node;
}

/* ── Functions ─────────────────────────────────────────────────────────── */

static bool parse_params(struct parser *p, struct pieces *params)
{
    size_t at = p->now.at, end;

    while (p->now.kind != TOKEN_RPAREN) {
        struct node_param *param = pieces_add(p, params);
        if (!param) return false;
        if (!lexer_raw_name(p->lexer.text, at, ":,)", &param->name, &end)) {
            parse_fail(p, p->now.at, "函数的参数写成 function(a, b) …", "parameters are written function(a, b) …");
            return false;
        }
        param->name = feel_name_normal(p->arena, param->name);
        parse_go(p, end);
        if (parse_take(p, TOKEN_COLON)) param->kind = parse_kind(p);
        if (p->err || p->now.kind != TOKEN_COMMA) break;
        at = p->now.end;
        parse_go(p, at);
    }
    for (size_t i = 0; i < params->count; i++) parse_declare(p, ((struct node_param *)params->at)[i].name);
    return parse_expect(p, TOKEN_RPAREN, ")");
}

const struct node *parse_function(struct parser *p)
{
    struct node *node = parse_node(p, NODE_FUNCTION, p->now.at);
    struct pieces params = { .size = sizeof(struct node_param) };
    const struct local *locals = p->lexer.locals;
    const struct node *body;

    if (!node) return NULL;
    parse_advance(p);
    if (!parse_expect(p, TOKEN_LPAREN, "(") || !parse_params(p, &params)) return NULL;
    if (parse_take(p, TOKEN_COLON)) node->function.result = parse_kind(p);
    if (parse_is_word(p, "external")) {
        parse_advance(p);
        node->flag = true;          /* runs outside: never here */
    }
    body = parse_expression(p);
    node->function.params = params.at;
    node->function.count = params.count;
    node->function.body = node->flag ? NULL : body;
    p->lexer.locals = locals;
    return parse_done(p, node, &body, 1);
}

/* One argument; its name when it is written `name: value`. */
static const struct node *parse_argument(struct parser *p, struct str *name)
{
    size_t end;

    *name = STR_NONE;
    if (p->now.kind != TOKEN_END && lexer_raw_name(p->lexer.text, p->now.at, ":", name, &end)) {
        *name = feel_name_normal(p->arena, *name);
        if (!name->at) return parse_no_memory(p);
        parse_go(p, end + 1);
    } else {
        *name = STR_NONE;
    }
    return parse_expression(p);
}

const struct node *parse_call(struct parser *p, const struct node *callee)
{
    struct node *node = parse_node(p, NODE_CALL, p->now.at);
    struct pieces args = { .size = sizeof(struct node *) }, names = { .size = sizeof(struct str) };
    size_t named = 0;
    bool range_end = p->range_end;

    if (!node) return NULL;
    p->range_end = false;
    parse_advance(p);
    while (p->now.kind != TOKEN_RPAREN || args.count) {
        const struct node **arg = pieces_add(p, &args);
        struct str *name = pieces_add(p, &names);
        size_t at = p->now.at;
        if (!arg || !name) return NULL;
        *arg = parse_argument(p, name);
        if (!*arg) return NULL;
        named += name->at != NULL;
        if (named != 0 && named != args.count)
            return parse_fail(p, at, "参数要么都写名称，要么都不写", "name all arguments or none");
        if (!parse_take(p, TOKEN_COMMA)) break;
    }
    p->range_end = range_end;
    if (!parse_expect(p, TOKEN_RPAREN, ")")) return NULL;
    node->at = callee->at;
    node->call.callee = callee;
    node->call.args = args.at;
    node->call.names = named ? names.at : NULL;
    node->call.count = args.count;
    parse_done(p, node, &callee, 1);
    return parse_done(p, node, node->call.args, args.count);
}
