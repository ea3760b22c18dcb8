/*
 * set_test.c - variables that change from outside (BPMN_SET), and the conditions that hear it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#define CALL_Q(mapping, loop)                                                                                                              \
    "<callActivity id='c'><extensionElements><z:calledElement processId='q' " mapping "</extensionElements>" loop "</callActivity>"
#define EACH(list, name) "<multiInstanceLoopCharacteristics><extensionElements><z:loopCharacteristics inputCollection='=" list "' inputElement='" name "'/></extensionElements></multiInstanceLoopCharacteristics>"
/* A process that shows what it sees as `unit` by the task it opens. */
#define Q PROCESS("q", START("qs") USER("wait") "<exclusiveGateway id='g' default='g_old'/>" USER("new") USER("old") FLOW("qs", "wait") FLOW("wait", "g") \
              FLOW_IF("g", "new", "unit = \"B\"") FLOW("g", "old") LAST("new") LAST("old"))

static void reach(void **unused)
{
    static const struct trace traces[] = {
        { "in a sequence: new names, replaced ones, the ones left alone",
          PROCESS("p", START("s") USER("a") USER("b") FLOW("s", "a") FLOW("a", "b") LAST("b")),
          { { "start {x: 1, y: 2}", "open a" }, { "set {x: 5, z: [1]}", "" }, { "vars", "{x: 5, y: 2, z: [1]}" }, { "set {x: null}", "" },
            { "vars", "{x: null, y: 2, z: [1]}" }, { "done a", "open b" }, { "done b", "ended" }, { "!set {x: 1}", "" } } },
        { "nothing to set changes nothing",
          PROCESS("p", START("s") USER("a") FLOW("s", "a") LAST("a")), { { "start {x: 1}", "open a" }, { "set", "" }, { "set {}", "" }, { "vars", "{x: 1}" } } },
        { "a called process that copied its caller's variables",
          PROCESS("p", START("s") CALL_Q("/>", "") FLOW("s", "c") LAST("c")) Q,
          { { "start {unit: \"A\"}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open new" }, { "done new", "ended" }, { "vars", "{unit: \"B\"}" } } },
        { "a copy that is null is a copy",
          PROCESS("p", START("s") CALL_Q("/>", "") FLOW("s", "c") LAST("c")) Q,
          { { "start {unit: null}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open new" } } },
        { "what the called process was given by a mapping stays its own",
          PROCESS("p", START("s") CALL_Q("/><z:ioMapping><z:input source='=first' target='unit'/></z:ioMapping>", "") FLOW("s", "c") LAST("c")) Q,
          { { "start {unit: \"A\", first: \"C\"}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open old" }, { "vars", "{unit: \"B\", first: \"C\"}" } } },
        { "a called process that copies nothing hears nothing",
          PROCESS("p", START("s") CALL_Q("propagateAllParentVariables='false'/>", "") FLOW("s", "c") LAST("c")) Q,
          { { "start {unit: \"A\"}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open old" } } },
        { "one called process for each unit keeps its unit",
          PROCESS("p", START("s") CALL_Q("/>", EACH("units", "unit")) FLOW("s", "c") LAST("c")) Q,
          { { "start {unit: \"A\", units: [\"A\"]}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open old" } } },
        { "a call inside a called process: copies of copies",
          PROCESS("p", START("s") "<callActivity id='m'><extensionElements><z:calledElement processId='middle'/></extensionElements></callActivity>" FLOW("s", "m") LAST("m"))
          PROCESS("middle", START("ms") CALL_Q("/>", "") FLOW("ms", "c") LAST("c")) Q,
          { { "start {unit: \"A\"}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open new" } } },
        { "a copy of what a loop gave is not touched further in",
          PROCESS("p", START("s") "<callActivity id='m'><extensionElements><z:calledElement processId='middle'/></extensionElements>" EACH("units", "unit") "</callActivity>" FLOW("s", "m") LAST("m"))
          PROCESS("middle", START("ms") CALL_Q("/>", "") FLOW("ms", "c") LAST("c")) Q,
          { { "start {units: [\"A\"]}", "open wait" }, { "set {unit: \"B\"}", "" }, { "done wait", "open old" } } },
        { "the instances of a multi-instance task keep their element, and see what is new",
          PROCESS("p", START("s") "<userTask id='u'><extensionElements><z:ioMapping><z:output source='={unit: unit, level: level}' target='last'/></z:ioMapping></extensionElements>" EACH("units", "unit") "</userTask>" FLOW("s", "u") LAST("u")),
          { { "start {units: [\"A\"]}", "open u" }, { "set {unit: \"B\", level: 3}", "" }, { "done u", "ended" },
            { "vars", "{units: [\"A\"], unit: \"B\", level: 3, last: {unit: \"A\", level: 3}}" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void conditions(void **unused)
{
    static const struct trace traces[] = {
        { "a boundary condition, not interrupting, once each time it becomes true",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", ON_CONDITION("level &gt; 2")) USER("w") FLOW("s", "a") FLOW("b", "w") LAST("a") LAST("w")),
          { { "start {level: 1}", "open a" }, { "set {level: 2}", "" }, { "set {level: 3}", "open w" }, { "set {level: 4}", "" }, { "set {level: 0}", "" },
            { "set {level: 9}", "open w" }, { "set {other: 1}", "" } } },
        { "an interrupting one closes the task",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "true", ON_CONDITION("withdrawn")) END("e") FLOW("s", "a") FLOW("b", "e") LAST("a")),
          { { "start", "open a" }, { "set {withdrawn: false}", "" }, { "set {withdrawn: true}", "close a, ended" } } },
        { "a catch event waits for it",
          PROCESS("p", START("s") "<intermediateCatchEvent id='c'>" ON_CONDITION("count(answers) = 2") "</intermediateCatchEvent>" USER("a") FLOW("s", "c") FLOW("c", "a") LAST("a")),
          { { "start {answers: []}", "" }, { "set {answers: [1]}", "" }, { "set {answers: [1, 2]}", "open a" } } },
        { "an event subprocess starts",
          PROCESS("p", START("s") USER("a") FLOW("s", "a") LAST("a") "<subProcess id='es' triggeredByEvent='true'><startEvent id='ess' isInterrupting='false'>" ON_CONDITION("storm")
                  "</startEvent>" USER("x") FLOW("ess", "x") LAST("x") "</subProcess>"),
          { { "start", "open a" }, { "set {storm: true}", "open x" }, { "done x", "" }, { "done a", "ended" } } },
        { "a condition inside a called process sees its copy",
          PROCESS("p", START("s") CALL_Q("/>", "") FLOW("s", "c") LAST("c"))
          PROCESS("q", START("qs") USER("wait") BOUNDARY("b", "wait", "true", ON_CONDITION("unit = \"B\"")) USER("moved") FLOW("qs", "wait") FLOW("b", "moved") LAST("wait") LAST("moved")),
          { { "start {unit: \"A\"}", "open wait" }, { "set {unit: \"B\"}", "close wait, open moved" } } },
        { "a condition that sees a mapped value does not fire for another's",
          PROCESS("p", START("s") CALL_Q("/><z:ioMapping><z:input source='=\"C\"' target='unit'/></z:ioMapping>", "") FLOW("s", "c") LAST("c"))
          PROCESS("q", START("qs") USER("wait") BOUNDARY("b", "wait", "true", ON_CONDITION("unit = \"B\"")) USER("moved") FLOW("qs", "wait") FLOW("b", "moved") LAST("wait") LAST("moved")),
          { { "start", "open wait" }, { "set {unit: \"B\"}", "" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

/* What does not fit is refused and changes nothing; at the limit, a name that is there can still be replaced. */
static void bounds(void **unused)
{
    struct arena *arena = arena_open(64 * 1024 * 1024);
    struct trace_library list;
    const struct feel_value *many = trace_value(arena, STR("{}")), *old;
    struct bpmn_event event = { .kind = BPMN_START };
    struct bpmn_state *state = NULL, *next = NULL;
    struct bpmn_effects effects;
    struct fault why = { 0 };

    (void)unused;
    list.processes = trace_load(arena, PROCESS("p", START("s") USER("a") FLOW("s", "a") LAST("a")), &list.count);
    for (int i = 0; i < 500; i++) many = feel_context_with(arena, many, str_format(arena, "v%d", i), feel_integer(arena, i));
    event.variables = many;
    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
    old = bpmn_state_variables(state);
    event = (struct bpmn_event){ .kind = BPMN_SET, .variables = trace_value(arena, STR("{v7: 1, more: 1}")) };
    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &next, &effects, &why), ERR_TOO_LARGE);
    assert_null(next);
    assert_true(why.zh[0] && why.en[0]);
    assert_ptr_equal(bpmn_state_variables(state), old);
    event.variables = trace_value(arena, STR("{v7: 1}"));
    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &next, &effects, &why), ERR_OK);
    event.variables = trace_value(arena, STR("[1]"));
    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &next, &effects, &why), ERR_INVALID);
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach),
        cmocka_unit_test(conditions),
        cmocka_unit_test(bounds),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
