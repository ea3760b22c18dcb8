/*
 * eval.c - one function per kind of node.
 *
 * Boolean logic has three values: what is neither true nor false counts as null.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/eval.h"
#include "feel/builtin.h"
#include "feel/hint.h"

#include <string.h>

/* ── Leaves ────────────────────────────────────────────────────────────── */

static const struct feel_value *eval_literal(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    (void)run;
    (void)scope;
    return node->literal;
}

static const struct feel_value *eval_name(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *value = feel_find(scope, node->name.text);
    struct feel_function *function;
    struct feel_value *wrapped;

    if (value) return value;
    if (!node->name.builtin)
        return hint_missing(run, node, scope);
    function = arena_new(run->arena, struct feel_function);
    wrapped = feel_new(run, FEEL_FUNCTION);
    if (!function || !wrapped) return &FEEL_NULL_VALUE;
    function->builtin = node->name.builtin;
    wrapped->function = function;
    return wrapped;
}

static const struct feel_value *eval_input(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    (void)scope;
    return run->input ? run->input : feel_note(run, node->at, "“?”只能用在条件格里", "\"?\" only has a meaning in a test");
}

/* ── Operators ─────────────────────────────────────────────────────────── */

static const struct feel_value *eval_negate(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    return feel_negate(run, node->at, feel_eval_node(run, node->a, scope));
}

static const struct feel_value *eval_arithmetic(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *a = feel_eval_node(run, node->a, scope);
    const struct feel_value *b = feel_eval_node(run, node->b, scope);
    return feel_arithmetic(run, node->op, node->at, a, b);
}

/* 1, 0, or -1 where FEEL says null */
static int compare(enum node_op op, const struct feel_value *a, const struct feel_value *b)
{
    int order;

    if (op == OP_EQ || op == OP_NE) {
        order = feel_equal(a, b);
        return order < 0 ? -1 : order == (op == OP_EQ);
    }
    order = feel_order(a, b);
    if (order == FEEL_UNORDERED) return -1;
    return op == OP_LT ? order < 0 : op == OP_LE ? order <= 0 : op == OP_GT ? order > 0 : order >= 0;
}

static const struct feel_value *eval_compare(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *a = feel_eval_node(run, node->a, scope);
    const struct feel_value *b = feel_eval_node(run, node->b, scope);
    uint32_t x = feel_weight(a), y = feel_weight(b);
    int result = feel_charge(run, x < y ? x : y) ? compare(node->op, a, b) : -1;

    return result < 0 ? hint_compare(run, node, a, b) : feel_boolean(result);
}

static const struct feel_value *ternary(int result)
{
    return result < 0 ? &FEEL_NULL_VALUE : feel_boolean(result);
}

/* 1, 0, or -1 for null and for what is no boolean (with a note) */
static int truth(struct feel_run *run, size_t at, const struct feel_value *value)
{
    if (value->type == FEEL_BOOLEAN) return value->boolean;
    if (value->type != FEEL_NULL)
        feel_note(run, at, "这里应当是真或假（true/false），得到的是%s%.0s", "true or false is expected here, found %.0sa %s", feel_type_zh(value->type), feel_type_name(value->type));
    return -1;
}

static const struct feel_value *eval_and(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    int a = truth(run, node->a->at, feel_eval_node(run, node->a, scope)), b;

    if (a == 0) return &FEEL_FALSE_VALUE;
    b = truth(run, node->b->at, feel_eval_node(run, node->b, scope));
    return ternary(b == 0 ? 0 : a < 0 ? a : b);
}

static const struct feel_value *eval_or(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    int a = truth(run, node->a->at, feel_eval_node(run, node->a, scope)), b;

    if (a == 1) return &FEEL_TRUE_VALUE;
    b = truth(run, node->b->at, feel_eval_node(run, node->b, scope));
    return ternary(b == 1 ? 1 : a < 0 ? a : b);
}

static const struct feel_value *eval_between(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *value = feel_eval_node(run, node->a, scope);
    const struct feel_value *low = feel_eval_node(run, node->b, scope);
    const struct feel_value *high = feel_eval_node(run, node->c, scope);
    int above = compare(OP_GE, value, low), below = compare(OP_LE, value, high);

    if (above == 0 || below == 0) return &FEEL_FALSE_VALUE;
    if (above < 0) return hint_compare(run, node, value, low);
    return below < 0 ? hint_compare(run, node, value, high) : &FEEL_TRUE_VALUE;
}

static const struct feel_value *eval_in(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *value = feel_eval_node(run, node->a, scope);
    int result = feel_test_node(run, node->b, value, scope);

    if (result >= 0) return feel_boolean(result);
    return feel_note(run, node->at, "不能判断这个%s%.0s是否在其中：类型不同", "whether this %.0s%s is in it cannot be said: the types differ", feel_type_zh(value->type), feel_type_name(value->type));
}

static const struct feel_value *eval_if(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *condition = feel_eval_node(run, node->a, scope);

    if (condition->type != FEEL_BOOLEAN && condition->type != FEEL_NULL) {
        truth(run, node->a->at, condition);
        if (node->flag) return &FEEL_NULL_VALUE;
    }
    return feel_eval_node(run, feel_is_true(condition) ? node->b : node->c, scope);
}

/* ── Collections ───────────────────────────────────────────────────────── */

static const struct feel_value *eval_list(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct feel_value *items = arena_array(run->arena, struct feel_value, node->list.count);

    if (node->list.count && !items) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < node->list.count; i++) items[i] = *feel_eval_node(run, node->list.items[i], scope);
    return feel_make_list(run, items, node->list.count);
}

static bool valid_end(const struct feel_value *end)
{
    return end->type == FEEL_NUMBER || end->type == FEEL_STRING || (end->type >= FEEL_DATE && end->type <= FEEL_MONTHS_DURATION);
}

static const struct feel_value *eval_range(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *low = node->range.low ? feel_eval_node(run, node->range.low, scope) : NULL;
    const struct feel_value *high = node->range.high ? feel_eval_node(run, node->range.high, scope) : NULL;
    struct feel_value *value;
    int order = low && high ? feel_order(low, high) : 0;

    if ((low && !valid_end(low)) || (high && !valid_end(high)) || order == FEEL_UNORDERED)
        return feel_note(run, node->at, "区间的两端应当是可比较的同类值", "the ends of a range must be comparable values of one type");
    if (order > 0) return feel_note(run, node->at, "区间要从小写到大，这里的下限大于上限", "a range goes from the smaller to the greater: this one begins after its end");
    value = feel_new(run, FEEL_RANGE);
    if (!value) return &FEEL_NULL_VALUE;
    value->range = (struct feel_range){ low, high, node->range.low_closed, node->range.high_closed };
    return value;
}

/* A function that is an entry may call itself by the entry's name. */
static void name_function(const struct node *node, const struct feel_value *value, struct str name)
{
    while (node->kind == NODE_COERCE) node = node->typed.of;
    if (node->kind == NODE_FUNCTION && value->type == FEEL_FUNCTION) ((struct feel_function *)(uintptr_t)value->function)->self = name;
}

static const struct feel_value *eval_context(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct feel_entry *entries = arena_array(run->arena, struct feel_entry, node->context.count);
    struct feel_scope inner = { .outer = scope, .names = { 0, entries } };

    if (node->context.count && !entries) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < node->context.count; i++) {
        const struct node_entry *entry = &node->context.entries[i];
        const struct feel_value *value = feel_eval_node(run, entry->value, &inner);
        if (!entry->name.at) return value;
        for (size_t k = 0; k < inner.names.count; k++)
            if (str_eq(entries[k].name, entry->name))
                return feel_note(run, entry->value->at, "“%.*s”写了两次", "\"%.*s\" is given twice", STR_ARG(entry->name));
        name_function(entry->value, value, entry->name);
        entries[inner.names.count++] = (struct feel_entry){ entry->name, value };
    }
    return feel_make_context(run, entries, node->context.count);
}

static const struct feel_value *property_or_note(struct feel_run *run, const struct node *node, const struct feel_value *of)
{
    const struct feel_value *value = feel_property(run, of, node->path.name);

    return value ? value : hint_property(run, node, of);
}

static const struct feel_value *eval_path(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *of = feel_eval_node(run, node->path.of, scope);
    struct feel_value *items;

    if (!feel_charge(run, of->type == FEEL_LIST ? 4 * of->list.count : of->type == FEEL_CONTEXT ? of->context.count : 0)) return &FEEL_NULL_VALUE;
    if (of->type != FEEL_LIST) return property_or_note(run, node, of);
    items = arena_array(run->arena, struct feel_value, of->list.count);
    if (of->list.count && !items) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < of->list.count; i++) items[i] = *property_or_note(run, node, &of->list.items[i]);
    return feel_make_list(run, items, of->list.count);
}

/* ── Functions and types ───────────────────────────────────────────────── */

/* Frames live on the C stack: what a function closes over is copied, and the entries that will hold other values. */
static const struct feel_scope *keep_scope(struct feel_run *run, const struct feel_scope *scope)
{
    struct feel_scope *copy;

    if (!scope) return NULL;
    copy = arena_new(run->arena, struct feel_scope);
    if (!copy) return NULL;
    *copy = *scope;
    if (scope->passing && scope->names.count) {
        struct feel_entry *entries = arena_array(run->arena, struct feel_entry, scope->names.count);
        if (!entries) return NULL;
        memcpy(entries, scope->names.entries, scope->names.count * sizeof *entries);
        copy->names.entries = entries;
        copy->passing = false;
    }
    copy->outer = keep_scope(run, scope->outer);
    return copy;
}

static const struct feel_value *eval_function(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    struct feel_function *function = arena_new(run->arena, struct feel_function);
    struct feel_value *value = feel_new(run, FEEL_FUNCTION);

    if (!function || !value) return &FEEL_NULL_VALUE;
    *function = (struct feel_function){ .literal = node, .scope = keep_scope(run, scope), .input = run->input,
                                        .params = node->function.params, .param_count = node->function.count };
    value->function = function;
    return value;
}

static const struct feel_value *eval_instance(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *value = feel_eval_node(run, node->typed.of, scope);
    const struct feel_kind *kind = node->typed.kind;

    if (kind->form == KIND_UNKNOWN || feel_kind_is_bare(kind))
        return feel_note(run, node->at, "没有名为“%.*s”的类型", "there is no type named \"%.*s\"", STR_ARG(kind->name));
    if (value->type == FEEL_NULL) return feel_boolean(kind->form == KIND_SIMPLE && kind->simple == FEEL_NULL);
    return feel_boolean(feel_conforms(run, value, kind));
}

static const struct feel_value *eval_coerce(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    return feel_coerce(run, node->at, feel_eval_node(run, node->typed.of, scope), node->typed.kind, node->typed.what);
}

static const struct feel_value *eval_native(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    return node->native.fn(run, node->native.data, scope);
}

static const struct feel_value *eval_test(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *input = run->input ? run->input : &FEEL_NULL_VALUE;
    return ternary(feel_test_node(run, node, input, scope));
}

/* ── Unary tests ───────────────────────────────────────────────────────── */

static int test_value(struct feel_run *run, const struct node *node, const struct feel_value *input, const struct feel_scope *scope)
{
    const struct feel_value *value = feel_eval_node(run, node->a, scope);

    /* With `?` the cell is a condition; without, a value to compare with, or a condition on something else. */
    if (node->flag && value->type == FEEL_BOOLEAN) return value->boolean;
    if (node->flag && value->type == FEEL_NULL) return -1;
    if (value->type == FEEL_BOOLEAN && input->type != FEEL_BOOLEAN && value->boolean) return 1;
    return feel_charge(run, feel_weight(value)) ? feel_matches(input, value) : -1;
}

static int test_list(struct feel_run *run, const struct node *node, const struct feel_value *input, const struct feel_scope *scope)
{
    int result = 0;

    for (size_t i = 0; i < node->list.count && result != 1; i++) {
        int one = feel_test_node(run, node->list.items[i], input, scope);
        if (one != 0) result = one;
    }
    return node->flag && result >= 0 ? !result : result;
}

int feel_test_node(struct feel_run *run, const struct node *tests, const struct feel_value *input, const struct feel_scope *scope)
{
    const struct feel_value *outer = run->input;
    int result = -1;

    run->input = input;
    switch ((int)tests->kind) {
    case NODE_TEST_ANY: result = 1; break;
    case NODE_TEST_COMPARE: result = compare(tests->op, input, feel_eval_node(run, tests->a, scope)); break;
    case NODE_TESTS: result = test_list(run, tests, input, scope); break;
    case NODE_TEST_VALUE: result = test_value(run, tests, input, scope); break;
    default: result = truth(run, tests->at, feel_eval_node(run, tests, scope)); break;
    }
    run->input = outer;
    return result;
}

/* ── The table ─────────────────────────────────────────────────────────── */

static const struct feel_value *(*const EVAL[NODE__KINDS])(struct feel_run *, const struct node *, const struct feel_scope *) = {
    [NODE_LITERAL] = eval_literal,       [NODE_NAME] = eval_name,         [NODE_INPUT] = eval_input,
    [NODE_NEGATE] = eval_negate,         [NODE_ARITHMETIC] = eval_arithmetic, [NODE_COMPARE] = eval_compare,
    [NODE_AND] = eval_and,               [NODE_OR] = eval_or,             [NODE_BETWEEN] = eval_between,
    [NODE_IN] = eval_in,                 [NODE_IF] = eval_if,             [NODE_FOR] = eval_for,
    [NODE_SOME] = eval_quantified,       [NODE_EVERY] = eval_quantified,  [NODE_RANGE] = eval_range,
    [NODE_LIST] = eval_list,             [NODE_CONTEXT] = eval_context,   [NODE_PATH] = eval_path,
    [NODE_FILTER] = eval_filter,         [NODE_CALL] = eval_call,         [NODE_FUNCTION] = eval_function,
    [NODE_INSTANCE] = eval_instance,     [NODE_TESTS] = eval_test,        [NODE_TEST_COMPARE] = eval_test,
    [NODE_TEST_ANY] = eval_test,         [NODE_TEST_VALUE] = eval_test,   [NODE_COERCE] = eval_coerce,
    [NODE_NATIVE] = eval_native,
};

const struct feel_value *feel_eval_node(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct feel_value *value;

    if (++run->steps > FEEL_STEPS_MAX || run->depth >= RUN_DEPTH_MAX) {
        run->at = node->at;
        feel_stop(run, "计算步骤过多或嵌套过深，已停止", "too many steps or too deep, evaluation was stopped");
        run->steps = FEEL_STEPS_MAX;
        return &FEEL_NULL_VALUE;
    }
    run->depth++;
    value = EVAL[node->kind](run, node, scope);
    run->depth--;
    return value;
}

const struct feel_value *feel_eval(struct arena *arena, const struct feel_expr *expr,
                                   const struct feel_scope *scope, struct feel_notes *notes)
{
    struct feel_run run = { .arena = arena, .notes = notes, .now_ms = scope ? scope->now_ms : 0 };
    const struct feel_value *value = feel_eval_node(&run, expr->root, scope);

    return run.stopped ? &FEEL_NULL_VALUE : value;
}

bool feel_test(struct arena *arena, const struct feel_expr *tests, const struct feel_value *input,
               const struct feel_scope *scope, struct feel_notes *notes)
{
    struct feel_run run = { .arena = arena, .notes = notes, .now_ms = scope ? scope->now_ms : 0 };
    int result = feel_test_node(&run, tests->root, input, scope);

    return result == 1 && !run.stopped;
}
