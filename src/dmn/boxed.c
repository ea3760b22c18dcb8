/*
 * boxed.c - boxed expressions (DMN 1.5, 10.2) as FEEL trees.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/model.h"

#include <string.h>

static const struct node *boxed_literal(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_context(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_list(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_relation(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_invocation(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_conditional(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_filter(struct load *l, const struct xml *x, const struct feel_names *names);
static const struct node *boxed_iterator(struct load *l, const struct xml *x, const struct feel_names *names);

static const struct boxed_row {
    const char *element;
    const struct node *(*load)(struct load *l, const struct xml *x, const struct feel_names *names);
} ROWS[] = {
    { "literalExpression", boxed_literal }, { "decisionTable", load_table },       { "context", boxed_context },
    { "list", boxed_list },                 { "relation", boxed_relation },        { "invocation", boxed_invocation },
    { "functionDefinition", load_function }, { "conditional", boxed_conditional }, { "filter", boxed_filter },
    { "for", boxed_iterator },              { "some", boxed_iterator },            { "every", boxed_iterator },
};

static const struct boxed_row *row_of(const struct xml *x)
{
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        if (xml_is(x, ROWS[i].element)) return &ROWS[i];
    return NULL;
}

const struct xml *boxed_child(const struct xml *parent, const struct xml *skip)
{
    for (const struct xml *x = skip ? skip->next : parent ? parent->first : NULL; x; x = x->next)
        if (row_of(x)) return x;
    return NULL;
}

struct node *load_node(struct load *l, enum node_kind kind)
{
    struct node *node = l->err ? NULL : arena_new(l->arena, struct node);

    if (!node) {
        load_no_memory(l);
        return NULL;
    }
    node->kind = kind;
    return node;
}

const struct node *load_coerced(struct load *l, const struct node *node, const struct feel_kind *type, struct str what)
{
    struct node *coerced;

    if (!type || !node) return node;
    coerced = load_node(l, NODE_COERCE);
    if (!coerced) return NULL;
    coerced->at = node->at;
    coerced->typed.of = node;
    coerced->typed.kind = type;
    coerced->typed.what = what;
    return coerced;
}

static const struct node *null_node(struct load *l)
{
    struct node *node = load_node(l, NODE_LITERAL);

    if (node) node->literal = &FEEL_NULL_VALUE;
    return node;
}

const struct node *load_boxed(struct load *l, const struct xml *x, const struct feel_names *names)
{
    const struct boxed_row *row = row_of(x);
    const struct feel_kind *type;

    if (l->err) return NULL;
    if (!row) {
        load_fail(l, x, ERR_UNSUPPORTED, "不支持这种表达式", "this kind of expression is not supported");
        return NULL;
    }
    type = row->load == load_function ? NULL : load_type_ref(l, x, xml_attr(x, "typeRef"));
    return load_coerced(l, row->load(l, x, names), type, l->owner ? l->owner->name : STR(""));
}

/* The expression inside `x`, or null when it is empty. */
static const struct node *inner(struct load *l, const struct xml *x, const struct feel_names *names)
{
    const struct xml *expression = boxed_child(x, NULL);
    return expression ? load_boxed(l, expression, names) : null_node(l);
}

/* The expression inside child `name` of `x`, which must be there. */
static const struct node *part(struct load *l, const struct xml *x, const char *name, const struct feel_names *names)
{
    const struct xml *child = xml_child(x, name);

    if (!child) {
        load_fail(l, x, ERR_INVALID, "缺少一部分", "a part is missing");
        return NULL;
    }
    return inner(l, child, names);
}

static bool is_feel(struct str language)
{
    return language.len == 0 || str_find(language, STR("FEEL")) >= 0 || str_find(language, STR("feel")) >= 0;
}

static const struct node *boxed_literal(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct str text = xml_child_text(x, "text");

    if (!is_feel(xml_attr(x, "expressionLanguage"))) {
        load_fail(l, x, ERR_UNSUPPORTED, "只支持 FEEL 表达式", "only FEEL expressions are supported");
        return NULL;
    }
    return text.len > 0 ? load_feel(l, x, text, false, names) : null_node(l);
}

/* ── Contexts, lists, relations ────────────────────────────────────────── */

static size_t count_children(const struct xml *x, const char *name)
{
    size_t count = 0;
    for XML_EACH(child, x, name) count++;
    return count;
}

static const struct node *boxed_context(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_CONTEXT);
    size_t count = count_children(x, "contextEntry");
    struct node_entry *entries = arena_array(l->arena, struct node_entry, count);
    struct str *seen = arena_array(l->arena, struct str, count);
    struct feel_names scope = { names, seen, 0 };

    if (!node || !entries || !seen) {
        if (node && count == 0) return node;
        load_no_memory(l);
        return NULL;
    }
    for XML_EACH(entry, x, "contextEntry") {
        const struct xml *variable = xml_child(entry, "variable");
        struct node_entry *out = &entries[node->context.count++];
        struct str name = variable ? feel_name_normal(l->arena, xml_attr(variable, "name")) : STR_NONE;
        struct feel_names *visible = arena_new(l->arena, struct feel_names);
        if (!visible) {
            load_no_memory(l);
            return NULL;
        }
        *visible = scope;
        out->value = inner(l, entry, visible);
        if (variable) {
            out->name = name.at ? name : STR("");
            out->value = load_coerced(l, out->value, load_type_ref(l, variable, xml_attr(variable, "typeRef")), name);
            seen[scope.count++] = name;
        }
        if (l->err) return NULL;
    }
    node->context.entries = entries;
    return node;
}

static const struct node *boxed_list(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_LIST);
    const struct node **items;
    size_t count = 0;

    for (const struct xml *item = boxed_child(x, NULL); item; item = boxed_child(x, item)) count++;
    items = arena_array(l->arena, const struct node *, count + 1);
    if (!node || !items) {
        load_no_memory(l);
        return NULL;
    }
    for (const struct xml *item = boxed_child(x, NULL); item && !l->err; item = boxed_child(x, item))
        items[node->list.count++] = load_boxed(l, item, names);
    node->list.items = items;
    return node;
}

/* One row of a relation as a context. */
static const struct node *relation_row(struct load *l, const struct xml *relation, const struct xml *row, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_CONTEXT);
    struct node_entry *entries = arena_array(l->arena, struct node_entry, count_children(relation, "column") + 1);
    const struct xml *cell = boxed_child(row, NULL);

    if (!node || !entries) {
        load_no_memory(l);
        return NULL;
    }
    for XML_EACH(column, relation, "column") {
        struct str name = feel_name_normal(l->arena, xml_attr(column, "name"));
        const struct node *value = cell ? load_boxed(l, cell, names) : null_node(l);
        value = load_coerced(l, value, load_type_ref(l, column, xml_attr(column, "typeRef")), name);
        entries[node->context.count++] = (struct node_entry){ name, value };
        cell = cell ? boxed_child(row, cell) : NULL;
        if (l->err) return NULL;
    }
    if (cell) load_fail(l, row, ERR_INVALID, "这一行的格数多于列数", "the row has more cells than there are columns");
    node->context.entries = entries;
    return node;
}

static const struct node *boxed_relation(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_LIST);
    const struct node **items = arena_array(l->arena, const struct node *, count_children(x, "row") + 1);

    if (!node || !items) {
        load_no_memory(l);
        return NULL;
    }
    for XML_EACH(row, x, "row") {
        if (l->err) return NULL;
        items[node->list.count++] = relation_row(l, x, row, names);
    }
    node->list.items = items;
    return node;
}

/* ── Functions ─────────────────────────────────────────────────────────── */

static const struct node *boxed_invocation(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_CALL);
    size_t count = count_children(x, "binding");
    const struct node **args = arena_array(l->arena, const struct node *, count + 1);
    struct str *params = arena_array(l->arena, struct str, count + 1);
    const struct xml *callee = boxed_child(x, NULL);

    if (!node || !args || !params) {
        load_no_memory(l);
        return NULL;
    }
    if (!callee) {
        load_fail(l, x, ERR_INVALID, "没有写要调用的函数", "the function to call is missing");
        return NULL;
    }
    node->call.callee = load_boxed(l, callee, names);
    for XML_EACH(binding, x, "binding") {
        const struct xml *param = xml_child(binding, "parameter");
        if (l->err) return NULL;
        params[node->call.count] = param ? feel_name_normal(l->arena, xml_attr(param, "name")) : STR("");
        args[node->call.count++] = inner(l, binding, names);
    }
    node->call.args = args;
    node->call.names = count ? params : NULL;
    return node;
}

const struct node *load_function(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_FUNCTION);
    size_t count = count_children(x, "formalParameter");
    struct node_param *params = arena_array(l->arena, struct node_param, count + 1);
    struct str *seen = arena_array(l->arena, struct str, count + 1);
    struct str language = xml_attr(x, "kind");
    struct feel_names *scope = arena_new(l->arena, struct feel_names);

    if (!node || !params || !seen || !scope) {
        load_no_memory(l);
        return NULL;
    }
    for XML_EACH(param, x, "formalParameter") {
        seen[node->function.count] = feel_name_normal(l->arena, xml_attr(param, "name"));
        params[node->function.count] = (struct node_param){ seen[node->function.count], load_type_ref(l, param, xml_attr(param, "typeRef")) };
        node->function.count++;
    }
    *scope = (struct feel_names){ names, seen, count };
    node->function.params = params;
    if (language.len == 0 || str_is(language, "FEEL")) node->function.body = inner(l, x, scope);
    return node;
}

/* ── DMN 1.4: conditional, filter, for, some, every ────────────────────── */

static const struct node *boxed_conditional(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_IF);

    if (!node) return NULL;
    node->a = part(l, x, "if", names);
    node->b = part(l, x, "then", names);
    node->c = part(l, x, "else", names);
    node->flag = true;
    return node;
}

static const struct node *boxed_filter(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_FILTER);

    if (!node) return NULL;
    node->a = part(l, x, "in", names);
    node->b = part(l, x, "match", names);
    return node;
}

static const struct node *boxed_iterator(struct load *l, const struct xml *x, const struct feel_names *names)
{
    bool is_for = xml_is(x, "for");
    struct node *node = load_node(l, is_for ? NODE_FOR : xml_is(x, "some") ? NODE_SOME : NODE_EVERY);
    struct node_iterator *each = arena_new(l->arena, struct node_iterator);
    struct feel_names *scope = arena_new(l->arena, struct feel_names);

    if (!node || !each || !scope) {
        load_no_memory(l);
        return NULL;
    }
    each->name = feel_name_normal(l->arena, xml_attr(x, "iteratorVariable"));
    if (each->name.len == 0) {
        load_fail(l, x, ERR_INVALID, "没有写循环变量", "the iterator variable is missing");
        return NULL;
    }
    each->from = part(l, x, "in", names);
    *scope = (struct feel_names){ names, &each->name, 1 };
    node->loop.each = each;
    node->loop.count = 1;
    node->loop.body = part(l, x, is_for ? "return" : "satisfies", scope);
    node->flag = is_for;                /* `partial` may be meant inside */
    return node;
}
