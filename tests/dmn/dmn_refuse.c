/*
 * dmn_refuse.c - malformed models are refused naming the element, in both languages;
 * bounds hold; memory may run out anywhere.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "dmn/dmn.h"

static struct arena *arena;

#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define TABLE(attributes, inner) "<decision id='t' name='t'><decisionTable id='tab' " attributes ">" inner "</decisionTable></decision>"
#define INPUT "<input id='c'><inputExpression id='e'><text>1</text></inputExpression></input>"
#define OUTPUT "<output id='o'/>"
#define RULE(in, out) "<rule id='r'><inputEntry id='ri'><text>" in "</text></inputEntry><outputEntry id='ro'><text>" out "</text></outputEntry></rule>"

static struct str model(const char *body)
{
    return str_format(arena, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' id='d' name='m' namespace='urn:m'>%s</definitions>", body);
}

static void test_refused(void **state)
{
    static const struct { const char *name, *body, *id; enum err err; } ROWS[] = {
        { "broken expression", "<decision id='t' name='t'><literalExpression id='x'><text>1 +</text></literalExpression></decision>", "x", ERR_INVALID },
        { "broken cell", TABLE("", INPUT OUTPUT RULE("&lt; ", "1")), "ri", ERR_INVALID },
        { "broken output", TABLE("", INPUT OUTPUT RULE("1", "(")), "ro", ERR_INVALID },
        { "another language", "<decision id='t' name='t'><literalExpression id='x' expressionLanguage='urn:js'><text>1</text></literalExpression></decision>", "x", ERR_UNSUPPORTED },
        { "no such policy", TABLE("hitPolicy='BEST'", INPUT OUTPUT), "tab", ERR_INVALID },
        { "no such aggregation", TABLE("hitPolicy='COLLECT' aggregation='MEAN'", INPUT OUTPUT), "tab", ERR_INVALID },
        { "aggregation without collect", TABLE("hitPolicy='FIRST' aggregation='SUM'", INPUT OUTPUT), "tab", ERR_INVALID },
        { "no output", TABLE("", INPUT), "tab", ERR_INVALID },
        { "input without expression", TABLE("", "<input id='c'/>" OUTPUT), "c", ERR_INVALID },
        { "unnamed output of two", TABLE("", INPUT OUTPUT "<output id='o2' name='b'/>"), "o", ERR_INVALID },
        { "too few cells", TABLE("", INPUT OUTPUT "<rule id='r'><outputEntry><text>1</text></outputEntry></rule>"), "r", ERR_INVALID },
        { "too many cells", TABLE("", INPUT OUTPUT "<rule id='r'><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>"), "r", ERR_INVALID },
        { "unknown type", "<inputData id='i' name='i'><variable id='v' name='i' typeRef='tNone'/></inputData>", "v", ERR_INVALID },
        { "type refers to itself", "<itemDefinition id='i' name='a'><itemComponent id='ic' name='x'><typeRef>tNone</typeRef></itemComponent></itemDefinition>", "ic", ERR_INVALID },
        { "unnamed type", "<itemDefinition id='i'/>", "i", ERR_INVALID },
        { "unnamed element", "<decision id='t'/>", "t", ERR_INVALID },
        { "same name", "<decision id='a' name='x'/><decision id='b' name='x'/>", "b", ERR_INVALID },
        { "same id", "<decision id='a' name='x'/><decision id='a' name='y'/>", "a", ERR_INVALID },
        { "dangling requirement", "<decision id='t' name='t'><informationRequirement id='r'><requiredInput href='#none'/></informationRequirement></decision>", "r", ERR_INVALID },
        { "dangling output decision", "<decisionService id='s' name='s'><outputDecision href='#none'/></decisionService>", "s", ERR_INVALID },
        { "service without output", "<decisionService id='s' name='s'/>", "s", ERR_INVALID },
        { "itself", "<decision id='t' name='t'><informationRequirement><requiredDecision href='#t'/></informationRequirement></decision>", "t", ERR_INVALID },
        { "circle", "<decision id='a' name='a'><informationRequirement><requiredDecision href='#b'/></informationRequirement></decision><decision id='b' name='b'><informationRequirement><requiredDecision href='#a'/></informationRequirement></decision>", "a", ERR_INVALID },
        { "relation row too long", "<decision id='t' name='t'><relation><column name='a'/><row id='w'>" LITERAL("1") LITERAL("2") "</row></relation></decision>", "w", ERR_INVALID },
        { "conditional without else", "<decision id='t' name='t'><conditional id='k'><if>" LITERAL("true") "</if><then>" LITERAL("1") "</then></conditional></decision>", "k", ERR_INVALID },
        { "loop without variable", "<decision id='t' name='t'><for id='k'><in>" LITERAL("[1]") "</in><return>" LITERAL("1") "</return></for></decision>", "k", ERR_INVALID },
        { "invocation of nothing", "<decision id='t' name='t'><invocation id='k'/></decision>", "k", ERR_INVALID },
        { "missing import", "<import id='im' name='b' namespace='urn:b' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>", "im", ERR_INVALID },
        { "broken allowed values", "<itemDefinition id='i' name='a'><typeRef>string</typeRef><allowedValues id='av'><text>\"a\",</text></allowedValues></itemDefinition>", "av", ERR_INVALID },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct dmn *dmn = NULL;
        struct fault why = { 0 };
        enum err err = dmn_load(arena, model(ROWS[i].body), &dmn, &why);
        const char *want = str_format(arena, "element %s: ", ROWS[i].id).at;
        if (err != ROWS[i].err || dmn) fail_msg("%s: %s", ROWS[i].name, err_name(err));
        if (strncmp(why.en, want, strlen(want)) != 0) fail_msg("%s: %s", ROWS[i].name, why.en);
        assert_true(strncmp(why.zh, "元素 ", strlen("元素 ")) == 0);
    }
}

static void test_lenient(void **state)
{
    struct dmn *dmn = NULL;
    struct dmn_result result;
    struct fault why = { 0 };
    const struct feel_value none = { .type = FEEL_CONTEXT };

    (void)state;
    assert_int_equal(dmn_load_lenient(arena, model("<decision id='a' name='a'>" LITERAL("1 +") "</decision><decision id='b' name='b'>" LITERAL("2") "</decision>"), NULL, 0, &dmn, &why), ERR_OK);
    assert_int_equal(dmn_decide(arena, dmn, STR("a"), &none, 0, &result, &why), ERR_OK);
    assert_int_equal(result.value->type, FEEL_NULL);
    assert_int_equal(dmn_decide(arena, dmn, STR("b"), &none, 0, &result, &why), ERR_OK);
    assert_int_equal(result.value->type, FEEL_NUMBER);
}

static struct str repeated(const char *head, const char *piece, size_t n, const char *tail)
{
    struct buf out;

    buf_init(&out, arena, 0);
    buf_text(&out, head);
    for (size_t i = 0; i < n; i++) buf_text(&out, piece);
    buf_text(&out, tail);
    return buf_done(&out);
}

static void test_not_xml(void **state)
{
    const struct { const char *name; struct str xml; enum err err; } ROWS[] = {
        { "empty", STR(""), ERR_INVALID },
        { "text", STR("hello"), ERR_INVALID },
        { "not closed", STR("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>"), ERR_INVALID },
        { "broken UTF-8", STR("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='\xff'/>"), ERR_INVALID },
        { "another vocabulary", STR("<html xmlns='http://www.w3.org/1999/xhtml'/>"), ERR_UNSUPPORTED },
        { "no namespace", STR("<definitions/>"), ERR_UNSUPPORTED },
        { "another root", STR("<decision xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"), ERR_INVALID },
        { "entities", STR("<!DOCTYPE d [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;'>]><definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='&b;'/>"), ERR_INVALID },
        { "outside entity", STR("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"), ERR_INVALID },
        { "too deep", repeated("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>", "<context>", 200, repeated("", "</context>", 200, "</definitions>").at), ERR_TOO_LARGE },
        { "too large", repeated("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>", "<!-- 0123456789012345678901234567890123456789012345678901234567890123456789 -->", 250000, "</definitions>"), ERR_TOO_LARGE },
        { "too many", repeated("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>", "<a/>", 400001, "</definitions>"), ERR_TOO_LARGE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct dmn *dmn = NULL;
        struct fault why = { 0 };
        enum err err = dmn_load(arena, ROWS[i].xml, &dmn, &why);
        if (err != ROWS[i].err || dmn || !why.zh[0] || !why.en[0]) fail_msg("%s: %s", ROWS[i].name, err_name(err));
    }
}

/* A diamond of decisions is evaluated once each, and a chain past the bound is refused. */
static void test_many(void **state)
{
    struct buf out;
    struct dmn *dmn = NULL;
    struct dmn_result result;
    struct fault why = { 0 };
    const struct feel_value none = { .type = FEEL_CONTEXT };

    (void)state;
    for (int chain = 30; chain <= 300; chain += 270) {
        buf_init(&out, arena, 0);
        buf_text(&out, "<decision id='d0' name='d0'>" LITERAL("1") "</decision><decision id='e0' name='e0'>" LITERAL("1") "</decision>");
        for (int i = 1; i < chain; i++)
            for (int k = 0; k < 2; k++)
                buf_printf(&out, "<decision id='%c%d' name='%c%d'><informationRequirement><requiredDecision href='#d%d'/></informationRequirement>"
                                 "<informationRequirement><requiredDecision href='#e%d'/></informationRequirement>"
                                 "<literalExpression><text>d%d + e%d</text></literalExpression></decision>", "de"[k], i, "de"[k], i, i - 1, i - 1, i - 1, i - 1);
        enum err err = dmn_load(arena, model(buf_done(&out).at), &dmn, &why);
        assert_int_equal(err, chain == 30 ? ERR_OK : ERR_TOO_LARGE);
        if (err) continue;
        assert_int_equal(dmn_decide(arena, dmn, STR("d29"), &none, 0, &result, &why), ERR_OK);
        assert_int_equal(feel_equal(result.value, feel_integer(arena, 1 << 29)), 1);
    }
}

static void test_no_memory(void **state)
{
    struct str xml = model("<itemDefinition name='tN'><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues></itemDefinition>"
        "<inputData id='i' name='x y'><variable name='x y' typeRef='tN'/></inputData>"
        "<decision id='t' name='t'><informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<knowledgeRequirement><requiredKnowledge href='#k'/></knowledgeRequirement>"
        "<decisionTable hitPolicy='COLLECT'><input><inputExpression><text>x y</text></inputExpression></input><output/>"
        RULE("&gt; 1", "k(x y)") RULE("-", "{a: x y}.a") "</decisionTable></decision>"
        "<businessKnowledgeModel id='k' name='k'><encapsulatedLogic><formalParameter name='p'/>" LITERAL("p * 2") "</encapsulatedLogic></businessKnowledgeModel>");

    (void)state;
    for (size_t n = 1; n < 5000; n++) {
        struct arena *own = arena_open(4u << 20);
        struct dmn *dmn = NULL;
        struct dmn_result result = { 0 };
        struct fault why = { 0 };
        const struct feel_value five = { .type = FEEL_NUMBER, .number = decimal_from_int(5) };
        const struct feel_entry entry = { STR("x y"), &five };
        const struct feel_value inputs = { .type = FEEL_CONTEXT, .context = { 1, &entry } };
        arena_fail_after(n);
        enum err err = dmn_load(own, xml, &dmn, &why);
        if (!err) err = dmn_decide(own, dmn, STR("t"), &inputs, 0, &result, &why);
        arena_fail_after(0);
        bool whole = !err && result.value->type == FEEL_LIST && result.value->list.count == 2 && result.match_count == 2 && result.notes.count == 0;
        arena_close(own);
        if (whole) return;
    }
    fail_msg("never succeeded");
}

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(512u << 20);
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused), cmocka_unit_test(test_lenient), cmocka_unit_test(test_not_xml), cmocka_unit_test(test_many),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests_name("dmn", tests, open_arena, close_arena);
}
