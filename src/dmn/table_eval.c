/*
 * table_eval.c - which rules match, and what the hit policy makes of them (DMN 1.5, 8.2.8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/table.h"

enum { HITS_ON_STACK = 32 };

struct hits { size_t *rows; size_t count; };

/* One evaluation of a table. */
struct evaluation {
    struct feel_run *run;
    const struct decision_table *table;
    const struct feel_scope *scope;
    const struct feel_value **inputs;
};

static const struct feel_value *no_memory(struct feel_run *run)
{
    feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
    return &FEEL_NULL_VALUE;
}

static bool read_inputs(const struct evaluation *e)
{
    for (size_t i = 0; i < e->table->input_count; i++) {
        const struct table_input *input = &e->table->inputs[i];
        e->inputs[i] = feel_eval_node(e->run, input->expression, e->scope);
        if (input->allowed && e->inputs[i]->type != FEEL_NULL &&
            feel_test_node(e->run, input->allowed, e->inputs[i], e->scope) != 1) {
            feel_note(e->run, 0, "第 %zu 个输入的值不在允许的范围内", "the value of input %zu is not an allowed one", i + 1);
            return false;
        }
    }
    return true;
}

static bool matches(const struct evaluation *e, size_t row)
{
    const struct table_rule *rule = &e->table->rules[row];
    bool all = true;

    e->run->row = (uint32_t)row + 1;
    for (size_t i = 0; all && i < e->table->input_count; i++)
        all = !rule->tests[i] || feel_test_node(e->run, rule->tests[i], e->inputs[i], e->scope) == 1;
    e->run->row = 0;
    return all;
}

static void explain(const struct evaluation *e, size_t row)
{
    const struct table_rule *rule = &e->table->rules[row];
    struct dmn_match match = { e->table->decision, rule->id, row + 1, rule->annotation };

    if (match.rule.len == 0) match.rule = str_format(e->run->arena, "%zu", row + 1);
    decide_match(e->run, &match);
}

/* ── Outputs ───────────────────────────────────────────────────────────── */

static const struct feel_value *cell(const struct evaluation *e, const struct table_output *output, const struct node *node)
{
    const struct feel_value *value = node ? feel_eval_node(e->run, node, e->scope) : &FEEL_NULL_VALUE;

    if (output->type) value = feel_coerce(e->run, 0, value, output->type, output->name);
    if (output->allowed && value->type != FEEL_NULL && feel_test_node(e->run, output->allowed, value, e->scope) != 1)
        return feel_note(e->run, 0, "输出“%.*s”的值不在允许的范围内", "the value of output \"%.*s\" is not an allowed one", STR_ARG(output->name));
    return value;
}

static const struct feel_value *cells(const struct evaluation *e, const struct table_rule *rule)
{
    const struct decision_table *table = e->table;
    struct feel_entry *entries;

    if (table->output_count == 1) return cell(e, &table->outputs[0], rule ? rule->outputs[0] : table->outputs[0].fallback);
    entries = arena_array(e->run->arena, struct feel_entry, table->output_count);
    if (!entries) return no_memory(e->run);
    for (size_t i = 0; i < table->output_count; i++) {
        const struct table_output *output = &table->outputs[i];
        entries[i] = (struct feel_entry){ output->name, cell(e, output, rule ? rule->outputs[i] : output->fallback) };
    }
    return feel_make_context(e->run, entries, table->output_count);
}

/* The value of a row, or of the default outputs when `rule` is NULL. */
static const struct feel_value *outcome(const struct evaluation *e, const struct table_rule *rule)
{
    const struct feel_value *value;

    e->run->row = rule ? (uint32_t)(rule - e->table->rules) + 1 : 0;
    value = cells(e, rule);
    e->run->row = 0;
    return value;
}

static bool has_default(const struct decision_table *table)
{
    for (size_t i = 0; i < table->output_count; i++)
        if (table->outputs[i].fallback) return true;
    return false;
}

static const struct feel_value *output_at(const struct decision_table *table, const struct feel_value *outcome, size_t i)
{
    if (table->output_count == 1 || outcome->type != FEEL_CONTEXT) return outcome;
    return outcome->context.entries[i].value;
}

/* ── Priorities ────────────────────────────────────────────────────────── */

static size_t rank(const struct evaluation *e, const struct table_output *output, const struct feel_value *value)
{
    for (size_t i = 0; i < output->order_count; i++)
        if (feel_matches(value, feel_eval_node(e->run, output->order[i], e->scope)) == 1) return i;
    return output->order_count;
}

/* <0 when outcome `a` comes before `b`: output columns from left to right */
static int by_priority(const struct evaluation *e, const struct feel_value *a, const struct feel_value *b)
{
    for (size_t i = 0; i < e->table->output_count; i++) {
        const struct table_output *output = &e->table->outputs[i];
        size_t x = rank(e, output, output_at(e->table, a, i)), y = rank(e, output, output_at(e->table, b, i));
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

/* ── Hit policies ──────────────────────────────────────────────────────── */

static const struct feel_value *single(const struct evaluation *e, size_t row)
{
    explain(e, row);
    return outcome(e, &e->table->rules[row]);
}

static const struct feel_value *unique(const struct evaluation *e, const struct hits *hits)
{
    if (hits->count == 1) return single(e, hits->rows[0]);
    for (size_t i = 0; i < hits->count; i++) explain(e, hits->rows[i]);
    return feel_note(e->run, 0, "规则 %zu 和规则 %zu 同时命中，应当只命中一条", "rules %zu and %zu both match, only one may",
                     hits->rows[0] + 1, hits->rows[1] + 1);
}

static const struct feel_value *any(const struct evaluation *e, const struct hits *hits)
{
    const struct feel_value *first = single(e, hits->rows[0]);

    for (size_t i = 1; i < hits->count; i++)
        if (feel_equal(first, single(e, hits->rows[i])) != 1)
            return feel_note(e->run, 0, "同时命中的规则 %zu 和规则 %zu 结果不同", "rules %zu and %zu both match with different results",
                             hits->rows[0] + 1, hits->rows[i] + 1);
    return first;
}

static const struct feel_value *priority(const struct evaluation *e, const struct hits *hits)
{
    size_t best = 0;
    const struct feel_value *value = outcome(e, &e->table->rules[hits->rows[0]]);

    for (size_t i = 1; i < hits->count; i++) {
        const struct feel_value *other = outcome(e, &e->table->rules[hits->rows[i]]);
        if (by_priority(e, other, value) >= 0) continue;
        best = i;
        value = other;
    }
    explain(e, hits->rows[best]);
    return value;
}

/* All outcomes as a list, in the order of the rules. */
static const struct feel_value *collect(const struct evaluation *e, const struct hits *hits)
{
    struct feel_items items = { 0 };

    for (size_t i = 0; i < hits->count; i++)
        if (!feel_items_add(e->run, &items, single(e, hits->rows[i]))) break;
    return feel_make_items(e->run, &items);
}

static const struct feel_value *output_order(const struct evaluation *e, const struct hits *hits)
{
    const struct feel_value *list = collect(e, hits);
    struct feel_value *items;

    if (list->type != FEEL_LIST) return list;
    items = (struct feel_value *)(uintptr_t)list->list.items;
    for (size_t i = 1; i < list->list.count; i++)             /* insertion: stable, and hits are few */
        for (size_t k = i; k > 0 && by_priority(e, &items[k], &items[k - 1]) < 0; k--) {
            struct feel_value swap = items[k];
            items[k] = items[k - 1];
            items[k - 1] = swap;
        }
    return list;
}

/* ── Aggregation ───────────────────────────────────────────────────────── */

static const struct feel_value *fold(const struct evaluation *e, const struct feel_value *a, const struct feel_value *b)
{
    int order;

    if (e->table->aggregator == AGGREGATE_SUM) return feel_arithmetic(e->run, OP_ADD, 0, a, b);
    order = feel_order(b, a);
    if (order == FEEL_UNORDERED) return feel_note(e->run, 0, "输出值不能比较", "the outputs cannot be compared");
    return (e->table->aggregator == AGGREGATE_MIN ? order < 0 : order > 0) ? b : a;
}

static const struct feel_value *aggregate_column(const struct evaluation *e, const struct feel_list *list, size_t column)
{
    const struct feel_value *value = output_at(e->table, &list->items[0], column);

    for (size_t i = 1; i < list->count; i++) value = fold(e, value, output_at(e->table, &list->items[i], column));
    return value;
}

static const struct feel_value *aggregate(const struct evaluation *e, const struct hits *hits)
{
    const struct feel_value *list = collect(e, hits);
    struct feel_entry *entries;

    if (list->type != FEEL_LIST || e->table->aggregator == AGGREGATE_NONE) return list;
    if (e->table->aggregator == AGGREGATE_COUNT) return feel_make_integer(e->run, (int64_t)list->list.count);
    if (e->table->output_count == 1) return aggregate_column(e, &list->list, 0);
    entries = arena_array(e->run->arena, struct feel_entry, e->table->output_count);
    if (!entries) return no_memory(e->run);
    for (size_t i = 0; i < e->table->output_count; i++)
        entries[i] = (struct feel_entry){ e->table->outputs[i].name, aggregate_column(e, &list->list, i) };
    return feel_make_context(e->run, entries, e->table->output_count);
}

static const struct feel_value *none(const struct evaluation *e)
{
    if (has_default(e->table)) return outcome(e, NULL);
    return feel_note(e->run, 0, "决策表没有一条规则命中", "no rule of the decision table matches");
}

static const struct feel_value *apply_policy(const struct evaluation *e, const struct hits *hits)
{
    if (hits->count == 0) return none(e);
    switch (e->table->policy) {
    case HIT_UNIQUE: return unique(e, hits);
    case HIT_ANY: return any(e, hits);
    case HIT_PRIORITY: return priority(e, hits);
    case HIT_FIRST: return single(e, hits->rows[0]);
    case HIT_RULE_ORDER: return collect(e, hits);
    case HIT_OUTPUT_ORDER: return output_order(e, hits);
    case HIT_COLLECT: return aggregate(e, hits);
    }
    return &FEEL_NULL_VALUE;
}

const struct feel_value *table_eval(struct feel_run *run, const void *data, const struct feel_scope *scope)
{
    const struct decision_table *table = data;
    struct evaluation e = { run, table, scope, arena_array(run->arena, const struct feel_value *, table->input_count + 1) };
    size_t stack[HITS_ON_STACK];
    struct hits hits = { stack, 0 };

    if (table->rule_count > HITS_ON_STACK) hits.rows = arena_array(run->arena, size_t, table->rule_count);
    if (!e.inputs || !hits.rows) return no_memory(run);
    if (!read_inputs(&e)) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < table->rule_count && !run->stopped; i++) {
        if (!matches(&e, i)) continue;
        hits.rows[hits.count++] = i;
        if (table->policy == HIT_FIRST) break;
    }
    return run->stopped ? &FEEL_NULL_VALUE : apply_policy(&e, &hits);
}
