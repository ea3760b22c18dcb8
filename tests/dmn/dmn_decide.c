/*
 * dmn_decide.c - decisions, hit policies, boxed expressions, services, imports, explanation.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/io.h"
#include "dmn/dmn.h"
#include "feel/run.h"

static struct arena *arena;
static const char *folder;

static const struct feel_value *feel(const char *text)
{
    const struct feel_expr *expr = NULL;
    struct feel_notes notes = { 0 };
    struct feel_scope scope = { 0 };
    struct fault why = { 0 };

    if (feel_parse(arena, str_from_c(text), NULL, &expr, &why)) fail_msg("%s: %s", text, why.en);
    return feel_eval(arena, expr, &scope, &notes);
}

static const char *printed(const struct feel_value *value)
{
    struct buf out;

    buf_init(&out, arena, 0);
    feel_print(&out, value);
    return str_c(arena, buf_done(&out));
}

/* A model of the given body; `extra` are attributes of definitions. */
static struct str model(const char *body)
{
    return str_format(arena, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' id='d' name='m' namespace='urn:m'>%s</definitions>", body);
}

static struct dmn *load(struct str xml)
{
    struct dmn *dmn = NULL;
    struct fault why = { 0 };

    if (dmn_load(arena, xml, &dmn, &why)) fail_msg("%s", why.en);
    return dmn;
}

static void expect(const char *row, const struct dmn *dmn, const char *decision, const char *inputs, const char *want, struct dmn_result *result)
{
    struct dmn_result own;
    struct fault why = { 0 };

    if (!result) result = &own;
    assert_int_equal(dmn_decide(arena, dmn, str_from_c(decision), feel(inputs), 0, result, &why), ERR_OK);
    if (!feel_same(result->value, feel(want)))
        fail_msg("%s: got %s, expected %s (%s)", row, printed(result->value), want, result->notes.count ? result->notes.first[0].en : "");
}

static void test_route(void **state)
{
    struct str xml;
    struct fault why = { 0 };
    struct dmn_result result;

    (void)state;
    assert_int_equal(io_read(arena, str_format(arena, "%s/route.dmn", folder).at, 1 << 20, &xml, &why), ERR_OK);
    struct dmn *dmn = load(xml);
    assert_true(str_is(dmn_name(dmn), "派单") && str_is(dmn_namespace(dmn), "urn:test:route"));
    expect("rule", dmn, "unit", "{case data: {event type: \"占道经营\", amount: 5}, level: \"normal\"}", "\"城管\"", &result);
    assert_int_equal(result.match_count, 1);
    assert_true(str_is(result.matches[0].decision, "unit") && str_is(result.matches[0].rule, "r2") && result.matches[0].row == 2);
    assert_true(str_is(result.matches[0].annotation, "街面"));
    expect("first of two", dmn, "Unit", "{case data: {event type: \"占道经营\", amount: 5000}, level: \"normal\"}", "\"领导\"", &result);
    assert_true(result.match_count == 1 && str_is(result.matches[0].annotation, "大额"));
    expect("condition cell", dmn, "unit", "{case data: {event type: \"消防通道\", amount: 0}, level: \"low\"}", "\"消防队\"", &result);
    assert_true(str_is(result.matches[0].rule, "3"));
    expect("default", dmn, "unit", "{case data: {event type: \"其他\", amount: 0}, level: \"low\"}", "\"中心\"", &result);
    assert_int_equal(result.match_count, 0);
    expect("value not allowed is null, so not low", dmn, "unit", "{case data: {event type: \"占道经营\", amount: 5}, level: \"whatever\"}", "\"城管\"", &result);
    assert_true(result.notes.count > 0);
    expect("wrong type", dmn, "unit", "{case data: 7, level: \"normal\"}", "\"中心\"", &result);
    expect("nothing given", dmn, "unit", "{}", "\"中心\"", NULL);
    expect("decision needs decision", dmn, "line", "{case data: {event type: \"其他\", amount: 0}, level: \"low\"}", "\"中心!\"", NULL);
    expect("service: the decision is given", dmn, "svc", "{Unit: \"给定\"}", "\"给定!\"", &result);
    assert_int_equal(result.match_count, 0);
    expect("knowledge called", dmn, "shout", "{who: \"a\"}", "\"a!\"", NULL);
    expect("knowledge, wrong type", dmn, "shout", "{who: 1}", "null", NULL);
    assert_int_equal(dmn_decide(arena, dmn, STR("nowhere"), feel("{}"), 0, &result, &why), ERR_NOT_FOUND);
    assert_int_equal(dmn_decide(arena, dmn, STR("in1"), feel("{}"), 0, &result, &why), ERR_NOT_FOUND);
}

/* ── Hit policies: x in 1..4 matches rule 1 (< 4), rule 2 (> 1), rule 3 (= 2) ── */

static struct dmn *policy_model(const char *attributes, const char *output_values, const char *fallback)
{
    return load(model(str_format(arena,
        "<inputData id='i' name='x'/><decision id='t' name='t'><informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<decisionTable %s><input><inputExpression><text>x</text></inputExpression></input>"
        "<output>%s%s</output>"
        "<rule><inputEntry><text>&lt; 4</text></inputEntry><outputEntry><text>10</text></outputEntry></rule>"
        "<rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>30</text></outputEntry></rule>"
        "<rule><inputEntry><text>2</text></inputEntry><outputEntry><text>20</text></outputEntry></rule>"
        "</decisionTable></decision>", attributes, output_values, fallback).at));
}

static void test_policies(void **state)
{
    static const char *const VALUES = "<outputValues><text>30, 20, 10</text></outputValues>";
    static const char *const FALLBACK = "<defaultOutputEntry><text>-1</text></defaultOutputEntry>";
    static const struct { const char *name, *attributes; bool values, fallback; const char *x[5]; size_t matches_of_2; } ROWS[] = {
        /*                                                          x = 1      x = 2           x = 3       x = 5   null */
        { "unique",       "hitPolicy='UNIQUE'",       false, false, { "10",    "null",         "null",     "30",   "null" }, 3 },
        { "unique is the default", "",                false, true,  { "10",    "null",         "null",     "30",   "-1" },   3 },
        { "any",          "hitPolicy='ANY'",          false, false, { "10",    "null",         "null",     "30",   "null" }, 2 },
        { "first",        "hitPolicy='FIRST'",        false, true,  { "10",    "10",           "10",       "30",   "-1" },   1 },
        { "priority",     "hitPolicy='PRIORITY'",     true,  false, { "10",    "30",           "30",       "30",   "null" }, 1 },
        { "rule order",   "hitPolicy='RULE ORDER'",   false, false, { "[10]",  "[10, 30, 20]", "[10, 30]", "[30]", "null" }, 3 },
        { "output order", "hitPolicy='OUTPUT ORDER'", true,  false, { "[10]",  "[30, 20, 10]", "[30, 10]", "[30]", "null" }, 3 },
        { "collect",      "hitPolicy='COLLECT'",      false, false, { "[10]",  "[10, 30, 20]", "[10, 30]", "[30]", "null" }, 3 },
        { "sum",          "hitPolicy='COLLECT' aggregation='SUM'",   false, true,  { "10", "60", "40", "30", "-1" },   3 },
        { "count",        "hitPolicy='COLLECT' aggregation='COUNT'", false, false, { "1",  "3",  "2",  "1",  "null" }, 3 },
        { "min",          "hitPolicy='COLLECT' aggregation='MIN'",   false, false, { "10", "10", "10", "30", "null" }, 3 },
        { "max",          "hitPolicy='COLLECT' aggregation='MAX'",   false, false, { "10", "30", "30", "30", "null" }, 3 },
    };
    static const char *const X[] = { "{x: 1}", "{x: 2}", "{x: 3}", "{x: 5}", "{x: null}" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct dmn *dmn = policy_model(ROWS[i].attributes, ROWS[i].values ? VALUES : "", ROWS[i].fallback ? FALLBACK : "");
        for (size_t k = 0; k < COUNT_OF(X); k++) {
            struct dmn_result result;
            expect(ROWS[i].name, dmn, "t", X[k], ROWS[i].x[k], &result);
            if (k == 1 && result.match_count != ROWS[i].matches_of_2) fail_msg("%s: %zu matches", ROWS[i].name, result.match_count);
            if (result.value->type == FEEL_NULL) assert_true(result.notes.count > 0 && strncmp(result.notes.first[0].en, "t: ", 3) == 0);
        }
    }
}

/* ── Boxed expressions ─────────────────────────────────────────────────── */

#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define DECISION(logic) "<decision id='t' name='t'>" logic "</decision>"

static void test_boxed(void **state)
{
    static const struct { const char *name, *body, *want; } ROWS[] = {
        { "literal", DECISION(LITERAL("1 + 2")), "3" },
        { "empty literal", DECISION("<literalExpression><text/></literalExpression>"), "null" },
        { "no logic takes the input", "<decision id='t' name='t'/>", "7" },
        { "variable narrows", "<decision id='t' name='t'><variable name='t' typeRef='string'/>" LITERAL("1") "</decision>", "null" },
        { "list of one opened", "<decision id='t' name='t'><variable name='t' typeRef='number'/>" LITERAL("[1]") "</decision>", "1" },
        { "context", DECISION("<context><contextEntry><variable name='a b'/>" LITERAL("1") "</contextEntry><contextEntry><variable name='c'/>" LITERAL("a b + 1") "</contextEntry></context>"), "{\"a b\": 1, c: 2}" },
        { "context with result", DECISION("<context><contextEntry><variable name='a'/>" LITERAL("1") "</contextEntry><contextEntry>" LITERAL("a + 5") "</contextEntry></context>"), "6" },
        { "list", DECISION("<list>" LITERAL("1") LITERAL("\"x\"") "</list>"), "[1, \"x\"]" },
        { "relation", DECISION("<relation><column name='n'/><column name='m'/><row>" LITERAL("1") LITERAL("2") "</row><row>" LITERAL("3") LITERAL("4") "</row></relation>"), "[{n: 1, m: 2}, {n: 3, m: 4}]" },
        { "function", DECISION("<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='x' typeRef='number'/>" LITERAL("x * 2") "</functionDefinition></contextEntry><contextEntry>" LITERAL("f(4)") "</contextEntry></context>"), "8" },
        { "invocation", DECISION("<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='x'/>" LITERAL("x * 2") "</functionDefinition></contextEntry><contextEntry><invocation>" LITERAL("f") "<binding><parameter name='x'/>" LITERAL("5") "</binding></invocation></contextEntry></context>"), "10" },
        { "conditional", DECISION("<conditional><if>" LITERAL("1 = 1") "</if><then>" LITERAL("\"y\"") "</then><else>" LITERAL("\"n\"") "</else></conditional>"), "\"y\"" },
        { "conditional on no boolean", DECISION("<conditional><if>" LITERAL("1") "</if><then>" LITERAL("1") "</then><else>" LITERAL("2") "</else></conditional>"), "null" },
        { "filter", DECISION("<filter><in>" LITERAL("[1, 2, 3]") "</in><match>" LITERAL("item &gt; 1") "</match></filter>"), "[2, 3]" },
        { "for", DECISION("<for iteratorVariable='k'><in>" LITERAL("[1, 2]") "</in><return>" LITERAL("k + count(partial)") "</return></for>"), "[1, 3]" },
        { "some", DECISION("<some iteratorVariable='k'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL("k = 2") "</satisfies></some>"), "true" },
        { "every", DECISION("<every iteratorVariable='k'><in>" LITERAL("[1, 2]") "</in><satisfies>" LITERAL("k = 2") "</satisfies></every>"), "false" },
        { "java is never run", DECISION("<context><contextEntry><variable name='f'/><functionDefinition kind='Java'><formalParameter name='x'/>" LITERAL("{class: \"a\"}") "</functionDefinition></contextEntry><contextEntry>" LITERAL("f(4)") "</contextEntry></context>"), "null" },
        { "only what is required is seen", "<decision id='a' name='a'>" LITERAL("1") "</decision>" DECISION(LITERAL("a")), "null" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) expect(ROWS[i].name, load(model(ROWS[i].body)), "t", "{t: 7}", ROWS[i].want, NULL);
}

static void test_imports(void **state)
{
    struct dmn *base = load(STR("<definitions xmlns='http://www.omg.org/spec/DMN/20180521/MODEL/' name='base' namespace='urn:base'>"
        "<itemDefinition name='tAge'><typeRef>number</typeRef></itemDefinition>"
        "<inputData id='i' name='age'><variable name='age' typeRef='tAge'/></inputData>"
        "<decision id='d' name='Is Adult'><informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<literalExpression><text>age &gt;= 18</text></literalExpression></decision></definitions>"));
    struct str xml = STR("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='top' namespace='urn:top'>"
        "<import name='b' namespace='urn:base' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>"
        "<decision id='t' name='t'><variable name='t' typeRef='string'/><informationRequirement><requiredDecision href='urn:base#d'/></informationRequirement>"
        "<literalExpression><text>if b.Is Adult then \"yes\" else \"no\"</text></literalExpression></decision></definitions>");
    const struct dmn *imports[] = { base };
    struct dmn *top = NULL;
    struct fault why = { 0 };

    (void)state;
    assert_int_equal(dmn_load_with(arena, xml, imports, 1, &top, &why), ERR_OK);
    expect("by name", top, "t", "{age: 20}", "\"yes\"", NULL);
    expect("inside the import", top, "t", "{b: {age: 3}}", "\"no\"", NULL);
    top = NULL;
    assert_int_equal(dmn_load(arena, xml, &top, &why), ERR_INVALID);
    assert_null(top);
}

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(256u << 20);
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* A note names the decision and the rule whose cell is wrong; a refusal names the element, the expression and the place. */
static void test_messages(void **state)
{
    static const char TABLE[] = "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'><inputData id='i' name='amount'><variable name='amount'/></inputData>"
        "<decision id='d' name='路由'><informationRequirement><requiredInput href='#i'/></informationRequirement><decisionTable hitPolicy='FIRST'><input><inputExpression><text>amount</text></inputExpression></input><output/>"
        "<rule><inputEntry><text>%s</text></inputEntry><outputEntry><text>1</text></outputEntry></rule><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>%s</text></outputEntry></rule></decisionTable></decision></definitions>";
    struct arena *own = arena_open(8u << 20);
    const struct feel_value *inputs = feel_context_with(own, &FEEL_NULL_VALUE, STR("amount"), feel_integer(own, 5));
    struct dmn_result result = { 0 };
    struct fault why = { 0 };
    struct dmn *dmn = NULL;

    (void)state;
    assert_int_equal(dmn_load(own, str_format(own, TABLE, "&gt; 100", "amont + 1"), &dmn, &why), ERR_OK);
    assert_int_equal(dmn_decide(own, dmn, STR("d"), inputs, 0, &result, &why), ERR_OK);
    assert_string_equal(result.notes.first[0].zh, "路由 第 2 条：没有名为“amont”的数据，是不是想写“amount”？");
    assert_string_equal(result.notes.first[0].en, "路由, rule 2: there is nothing named \"amont\"; did you mean \"amount\"?");
    dmn = NULL;
    assert_int_equal(dmn_load(own, str_format(own, TABLE, "=&gt; 100", "1"), &dmn, &why), ERR_INVALID);
    assert_null(dmn);
    if (!strstr(why.zh, "表达式“=> 100”第 1 个字：“大于或等于”写成 >=") || !strstr(why.en, "expression \"=> 100\", character 1: \"greater or equal\" is written >="))
        fail_msg("%s | %s", why.zh, why.en);
    arena_close(own);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_route), cmocka_unit_test(test_policies), cmocka_unit_test(test_boxed), cmocka_unit_test(test_imports),
        cmocka_unit_test(test_messages),
    };

    folder = argc > 1 ? argv[1] : "tests/dmn/models";
    return cmocka_run_group_tests_name("dmn", tests, open_arena, close_arena);
}
