/*
 * table.c - reading a decision table (DMN 1.5, clause 8).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/table.h"

static const struct { const char *name; int value; } POLICIES[] = {
    { "UNIQUE", HIT_UNIQUE },   { "ANY", HIT_ANY },               { "PRIORITY", HIT_PRIORITY },        { "FIRST", HIT_FIRST },
    { "COLLECT", HIT_COLLECT }, { "RULE ORDER", HIT_RULE_ORDER }, { "OUTPUT ORDER", HIT_OUTPUT_ORDER },
}, AGGREGATORS[] = {
    { "SUM", AGGREGATE_SUM }, { "COUNT", AGGREGATE_COUNT }, { "MIN", AGGREGATE_MIN }, { "MAX", AGGREGATE_MAX },
};

static void read_policy(struct load *l, const struct xml *x, struct decision_table *table)
{
    struct str policy = xml_attr(x, "hitPolicy"), aggregation = xml_attr(x, "aggregation");
    bool found = policy.len == 0;

    for (size_t i = 0; i < COUNT_OF(POLICIES); i++)
        if (str_is(policy, POLICIES[i].name)) {
            table->policy = (enum hit_policy)POLICIES[i].value;
            found = true;
        }
    if (!found) load_fail(l, x, ERR_INVALID, "没有这种命中策略", "there is no such hit policy");
    found = aggregation.len == 0;
    for (size_t i = 0; i < COUNT_OF(AGGREGATORS); i++)
        if (str_is(aggregation, AGGREGATORS[i].name)) {
            table->aggregator = (enum aggregator)AGGREGATORS[i].value;
            found = true;
        }
    if (!found) load_fail(l, x, ERR_INVALID, "没有这种汇总方式", "there is no such aggregation");
    if (table->aggregator != AGGREGATE_NONE && table->policy != HIT_COLLECT)
        load_fail(l, x, ERR_INVALID, "只有“收集”策略可以汇总", "only the collect policy can aggregate");
}

static const struct node *read_tests(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct str text = x ? xml_child_text(x, "text") : STR_NONE;
    const struct node *tests;

    if (text.len == 0 || str_is(text, "-")) return NULL;
    tests = load_feel(l, x, text, true, names);
    return tests && tests->kind == NODE_TEST_ANY ? NULL : tests;
}

static const struct node *read_expression(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct str text = x ? xml_child_text(x, "text") : STR_NONE;
    return text.len > 0 && !str_is(text, "-") ? load_feel(l, x, text, false, names) : NULL;
}

static void read_inputs(struct load *l, const struct xml *x, struct decision_table *table, const struct feel_names *names)
{
    for XML_EACH(input, x, "input") {
        struct table_input *in = &table->inputs[table->input_count++];
        const struct xml *expression = xml_child(input, "inputExpression");
        const struct node *node = read_expression(l, expression, names);
        if (l->err) return;
        if (!node) {
            load_fail(l, input, ERR_INVALID, "输入列没有表达式", "the input column has no expression");
            return;
        }
        in->expression = load_coerced(l, node, load_type_ref(l, expression, xml_attr(expression, "typeRef")), xml_child_text(expression, "text"));
        in->allowed = read_tests(l, xml_child(input, "inputValues"), names);
    }
}

/* The values of `tests`, in order, for priorities. */
static void read_order(struct load *l, const struct node *tests, struct table_output *out)
{
    size_t count = !tests ? 0 : tests->kind == NODE_TESTS ? tests->list.count : 1;
    const struct node *const *items = count == 1 && tests->kind != NODE_TESTS ? &tests : count ? tests->list.items : NULL;

    out->order = arena_array(l->arena, const struct node *, count + 1);
    if (!out->order) {
        load_no_memory(l);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (items[i]->kind == NODE_TEST_VALUE) out->order[out->order_count++] = items[i]->a;
}

/* The type of a column of a table of several: its own, or the component of the decision's type. */
static const struct feel_kind *column_type(struct load *l, const struct xml *output, struct str name, size_t columns)
{
    const struct feel_kind *type = load_type_ref(l, output, xml_attr(output, "typeRef")), *whole = l->owner ? l->owner->type : NULL;

    if (type || !whole) return type;
    if (columns == 1) return whole->form == KIND_LIST ? whole->of : whole;
    if (whole->form == KIND_LIST) whole = whole->of;
    for (size_t i = 0; whole->form == KIND_CONTEXT && i < whole->count; i++)
        if (str_eq(whole->fields[i].name, name)) return whole->fields[i].kind;
    return NULL;
}

static void read_outputs(struct load *l, const struct xml *x, struct decision_table *table, size_t columns, const struct feel_names *names)
{
    for XML_EACH(output, x, "output") {
        struct table_output *out = &table->outputs[table->output_count++];
        const struct feel_kind *type;
        if (l->err) return;
        out->name = feel_name_normal(l->arena, xml_attr(output, "name"));
        if (columns > 1 && out->name.len == 0) load_fail(l, output, ERR_INVALID, "输出列没有名称", "the output column has no name");
        out->type = load_type_ref(l, output, xml_attr(output, "typeRef"));
        out->allowed = read_tests(l, xml_child(output, "outputValues"), names);
        type = column_type(l, output, out->name, columns);
        read_order(l, out->allowed ? out->allowed : type ? type->allowed : NULL, out);
        out->fallback = read_expression(l, xml_child(output, "defaultOutputEntry"), names);
    }
}

static struct str annotation_of(const struct xml *rule)
{
    struct str text = xml_child_text(rule, "description");
    const struct xml *entry = xml_child(rule, "annotationEntry");

    if (text.len == 0 && entry) text = xml_child_text(entry, "text");
    return text.at ? text : STR("");
}

static void read_rule(struct load *l, const struct xml *x, const struct decision_table *table, struct table_rule *rule, const struct feel_names *names)
{
    size_t i = 0;

    rule->tests = arena_array(l->arena, const struct node *, table->input_count + 1);
    rule->outputs = arena_array(l->arena, const struct node *, table->output_count + 1);
    if (!rule->tests || !rule->outputs) {
        load_no_memory(l);
        return;
    }
    for XML_EACH(entry, x, "inputEntry") {
        if (i < table->input_count) rule->tests[i] = read_tests(l, entry, names);
        load_go_on(l);
        i++;
    }
    bool fits = i == table->input_count;
    i = 0;
    for XML_EACH(entry, x, "outputEntry") {
        if (i < table->output_count) rule->outputs[i] = read_expression(l, entry, names);
        load_go_on(l);
        i++;
    }
    if (!fits || i != table->output_count)
        load_fail(l, x, ERR_INVALID, "规则的格数与列数不同", "the rule does not have one cell for each column");
    rule->id = xml_attr(x, "id");
    rule->annotation = annotation_of(x);
}

static size_t children(const struct xml *x, const char *name)
{
    size_t count = 0;
    for XML_EACH(child, x, name) count++;
    return count;
}

const struct node *load_table(struct load *l, const struct xml *x, const struct feel_names *names)
{
    struct node *node = load_node(l, NODE_NATIVE);
    struct decision_table *table = arena_new(l->arena, struct decision_table);

    if (!node || !table) {
        load_no_memory(l);
        return NULL;
    }
    table->inputs = arena_array(l->arena, struct table_input, children(x, "input") + 1);
    table->outputs = arena_array(l->arena, struct table_output, children(x, "output") + 1);
    table->rules = arena_array(l->arena, struct table_rule, children(x, "rule") + 1);
    if (!table->inputs || !table->outputs || !table->rules) {
        load_no_memory(l);
        return NULL;
    }
    table->decision = l->owner ? l->owner->id : STR("");
    read_policy(l, x, table);
    read_inputs(l, x, table, names);
    read_outputs(l, x, table, children(x, "output"), names);
    if (!l->err && table->output_count == 0) load_fail(l, x, ERR_INVALID, "决策表没有输出列", "the decision table has no output column");
    for XML_EACH(rule, x, "rule") {
        if (l->err) return NULL;
        read_rule(l, rule, table, &table->rules[table->rule_count++], names);
        load_go_on(l);
    }
    node->native.fn = table_eval;
    node->native.data = table;
    return l->err ? NULL : node;
}
