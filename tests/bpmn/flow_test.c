/*
 * flow_test.c - tasks, flows, gateways, call activities and subprocesses.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

static void tasks_and_flows(void **unused)
{
    static const struct trace traces[] = {
        { "one user task",
          PROCESS("p", START("s") USER("a") END("e") FLOW("s", "a") FLOW("a", "e")),
          { { "start {x: 1}", "open a" }, { "!start", "" }, { "!timer a", "" }, { "!decided a", "" }, { "!message m", "" },
            { "done a {y: 2}", "ended" }, { "vars", "{x: 1, y: 2}" }, { "!done a", "" }, { "!cancel", "" } } },
        { "plain and manual tasks pass",
          PROCESS("p", START("s") "<task id='a'/><manualTask id='b'/>" END("e") FLOW("s", "a") FLOW("a", "b") FLOW("b", "e")),
          { { "start", "ended" } } },
        { "service task answers, fails, is retried",
          PROCESS("p", START("s") SERVICE("a", "case.close") END("e") FLOW("s", "a") FLOW("a", "e")),
          { { "start", "service a:case.close" }, { "fail a down", "incident a:failed" }, { "!retry s", "" },
            { "retry a", "service a:case.close" }, { "!retry a", "" }, { "done a {r: true}", "ended" }, { "vars", "{r: true}" } } },
        { "script and decision",
          PROCESS("p", START("s") SCRIPT("a", "x * 2", "y") WITH("businessRuleTask", "d", "<z:calledDecision decisionId='route' resultVariable='r'/>")
                  END("e") FLOW("s", "a") FLOW("a", "d") FLOW("d", "e")),
          { { "start {x: 21}", "decide d:route" }, { "!done d", "" }, { "decided d {result: {unit: \"a\"}}", "ended" },
            { "vars", "{x: 21, y: 42, r: {unit: \"a\"}}" } } },
        { "exclusive: first that holds, else default",
          PROCESS("p", START("s") "<exclusiveGateway id='g' default='g_c'/>" USER("a") USER("b") USER("c") END("e") FLOW("s", "g")
                  FLOW_IF("g", "a", "=x = 1") FLOW_IF("g", "b", "x &lt; 3") FLOW("g", "c") FLOW("a", "e") FLOW("b", "e") FLOW("c", "e")),
          { { "start {x: 1}", "open a" } } },
        { "exclusive: null counts as false",
          PROCESS("p", START("s") "<exclusiveGateway id='g' default='g_c'/>" USER("a") USER("c") FLOW("s", "g") FLOW_IF("g", "a", "= nothing &gt; 3") FLOW("g", "c") LAST("a") LAST("c")),
          { { "start", "open c" } } },
        { "exclusive without match is mended and resumed",
          PROCESS("p", START("s") "<exclusiveGateway id='g'/>" USER("a") USER("b") FLOW("s", "g") FLOW_IF("g", "a", "x = 1") FLOW_IF("g", "b", "x = 2") LAST("a") LAST("b")),
          { { "start", "incident g:no-flow" }, { "retry g", "incident g:no-flow" }, { "retry g {x: 2}", "open b" } } },
        { "parallel split and join",
          PROCESS("p", START("s") "<parallelGateway id='g'/><parallelGateway id='j'/>" USER("a") USER("b") END("e")
                  FLOW("s", "g") FLOW("g", "a") FLOW("g", "b") FLOW("a", "j") FLOW("b", "j") FLOW("j", "e")),
          { { "start", "open a, open b" }, { "done b", "" }, { "!done b", "" }, { "done a", "ended" } } },
        { "an exclusive join lets every token through",
          PROCESS("p", START("s") "<parallelGateway id='g'/><exclusiveGateway id='j'/>" USER("a") USER("b") USER("c")
                  FLOW("s", "g") FLOW("g", "a") FLOW("g", "b") FLOW("a", "j") FLOW("b", "j") FLOW("j", "c") LAST("c")),
          { { "start", "open a, open b" }, { "done a", "open c" }, { "done b", "open c" } } },
        { "conditions on a task's own flows, with default",
          PROCESS("p", START("s") "<task id='t' default='t_c'/>" USER("a") USER("b") USER("c") FLOW("s", "t")
                  FLOW_IF("t", "a", "x &gt; 1") FLOW_IF("t", "b", "x &gt; 2") FLOW("t", "c") LAST("a") LAST("b") LAST("c")),
          { { "start {x: 3}", "open a, open b" } } },
        { "a join that cannot be filled is an incident",
          PROCESS("p", START("s") "<exclusiveGateway id='g' default='g_b'/><parallelGateway id='j'/>" USER("a") USER("b") END("e") FLOW("s", "g")
                  FLOW_IF("g", "a", "x") FLOW("g", "b") FLOW("a", "j") FLOW("b", "j") FLOW("j", "e")),
          { { "start {x: true}", "open a" }, { "done a", "incident p:deadlock" }, { "cancel", "cancelled" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void inclusive_and_event_gateways(void **unused)
{
#define INCLUSIVE PROCESS("p", START("s") "<inclusiveGateway id='g' default='g_c'/><inclusiveGateway id='j'/>" USER("a") USER("b") USER("c") USER("z") \
          FLOW("s", "g") FLOW_IF("g", "a", "x &gt; 0") FLOW_IF("g", "b", "x &gt; 1") FLOW("g", "c") FLOW("a", "j") FLOW("b", "j") FLOW("c", "j") FLOW("j", "z") LAST("z"))
    static const struct trace traces[] = {
        { "inclusive waits for those that were sent", INCLUSIVE,
          { { "start {x: 2}", "open a, open b" }, { "done b", "" }, { "done a", "open z" }, { "done z", "ended" } } },
        { "inclusive with one", INCLUSIVE, { { "start {x: 1}", "open a" }, { "done a", "open z" } } },
        { "inclusive default", INCLUSIVE, { { "start {x: 0}", "open c" }, { "done c", "open z" } } },
        { "inclusive join in a loop",
          PROCESS("p", START("s") "<inclusiveGateway id='j'/>" USER("a") "<exclusiveGateway id='g' default='g_e'/>" END("e")
                  FLOW("s", "j") FLOW("j", "a") FLOW("a", "g") FLOW_IF("g", "j", "again") FLOW("g", "e")),
          { { "start", "open a" }, { "done a {again: true}", "open a" }, { "done a {again: false}", "ended" } } },
        { "inclusive join waits for a boundary branch",
          "<message id='m' name='m'/>" PROCESS("p", START("s") "<parallelGateway id='f'/><inclusiveGateway id='j'/>" USER("a") USER("b") USER("z")
              BOUNDARY("m1", "b", "true", ON_MESSAGE("m")) FLOW("s", "f") FLOW("f", "a") FLOW("f", "b") FLOW("a", "j") FLOW("m1", "j") FLOW("j", "z") END("e") FLOW("b", "e") LAST("z")),
          { { "start", "open a, wait m1:m, open b" }, { "done a", "" }, { "message m", "close b, unwait m1:m, open z" } } },
        { "event-based: the first wins",
          "<message id='m' name='paid'/><message id='n' name='dropped'/>"
          PROCESS("p", START("s") "<eventBasedGateway id='g'/><receiveTask id='c1' messageRef='m'/>"
                  "<intermediateCatchEvent id='c2'>" TIMER_AFTER("PT1H") "</intermediateCatchEvent><receiveTask id='c3' messageRef='n'/>" USER("a") USER("b") USER("c")
                  FLOW("s", "g") FLOW("g", "c1") FLOW("g", "c2") FLOW("g", "c3") FLOW("c1", "a") FLOW("c2", "b") FLOW("c3", "c") LAST("a") LAST("b") LAST("c")),
          { { "start", "wait c1:paid, timer c2+3600000, wait c3:dropped" }, { "message dropped {n: 1}", "unwait c1:paid, untimer c2, unwait c3:dropped, open c" },
            { "!message paid", "" }, { "!timer c2", "" }, { "vars", "{n: 1}" } } },
        { "complex: two of three, the last is swallowed, then again",
          PROCESS("p", START("s") "<parallelGateway id='f'/><complexGateway id='j'><activationCondition " FORMAL ">activationCount = 2</activationCondition></complexGateway>"
                  USER("a") USER("b") USER("c") USER("z") FLOW("s", "f") FLOW("f", "a") FLOW("f", "b") FLOW("f", "c") FLOW("a", "j") FLOW("b", "j") FLOW("c", "j") FLOW("j", "z") LAST("z")),
          { { "start", "open a, open b, open c" }, { "done b", "" }, { "done a", "open z" }, { "done z", "" }, { "done c", "ended" } } },
        { "start quantity and completion quantity",
          PROCESS("p", START("s") "<task id='t' completionQuantity='3'/><userTask id='u' startQuantity='2'/>" FLOW("s", "t") FLOW("t", "u") LAST("u")),
          { { "start", "open u" }, { "done u", "incident p:deadlock" } } },
        { "a parallel event-based gateway starts the process and waits for the others",
          "<message id='m' name='m'/><message id='n' name='n'/>"
          PROCESS("p", "<eventBasedGateway id='g' instantiate='true' eventGatewayType='Parallel'/><intermediateCatchEvent id='c1'>" ON_MESSAGE("m") "</intermediateCatchEvent><intermediateCatchEvent id='c2'>" ON_MESSAGE("n") "</intermediateCatchEvent>"
                  USER("a") USER("b") FLOW("g", "c1") FLOW("g", "c2") FLOW("c1", "a") FLOW("c2", "b") LAST("a") LAST("b")),
          { { "!start", "" }, { "start@n {x: 1}", "wait c1:m, open b" }, { "done b", "" }, { "!message n", "" }, { "message m", "unwait c1:m, open a" }, { "done a", "ended" } } },
        { "an exclusive one takes the first only",
          "<message id='m' name='m'/><message id='n' name='n'/>"
          PROCESS("p", "<eventBasedGateway id='g' instantiate='true'/><intermediateCatchEvent id='c1'>" ON_MESSAGE("m") "</intermediateCatchEvent><intermediateCatchEvent id='c2'>" ON_MESSAGE("n") "</intermediateCatchEvent>"
                  USER("a") USER("b") FLOW("g", "c1") FLOW("g", "c2") FLOW("c1", "a") FLOW("c2", "b") LAST("a") LAST("b")),
          { { "start@n", "open b" }, { "!message m", "" }, { "done b", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void scopes(void **unused)
{
    static const struct trace traces[] = {
        { "subprocess with own variables by mapping",
          PROCESS("p", START("s") "<subProcess id='sub'><extensionElements><z:ioMapping><z:input source='=x+1' target='inner'/><z:output source='=inner*10' target='out.value'/></z:ioMapping></extensionElements>"
                  START("s2") SCRIPT("t", "inner + 1", "inner") USER("u") END("e2") FLOW("s2", "t") FLOW("t", "u") FLOW("u", "e2") "</subProcess>" END("e") FLOW("s", "sub") FLOW("sub", "e")),
          { { "start {x: 1}", "open u" }, { "done u", "ended" }, { "vars", "{x: 1, out: {value: 30}}" } } },
        { "task output mapping hides the rest",
          PROCESS("p", START("s") WITH("userTask", "u", "<z:ioMapping><z:output source='=outcome' target='decision'/></z:ioMapping>") END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start", "open u" }, { "done u {outcome: \"ok\", note: \"n\"}", "ended" }, { "vars", "{decision: \"ok\"}" } } },
        { "call by expression; the called process sees and gives back variables",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='=item.process'/>") END("e") FLOW("s", "c") FLOW("c", "e"))
          PROCESS("q", START("qs") USER("qa") END("qe") FLOW("qs", "qa") FLOW("qa", "qe")),
          { { "start {item: {process: \"q\"}}", "open qa" }, { "done qa {done: true}", "ended" }, { "vars", "{item: {process: \"q\"}, done: true}" } } },
        { "a global task is called like a process",
          PROCESS("p", START("s") "<callActivity id='c' calledElement='g'/>" END("e") FLOW("s", "c") FLOW("c", "e"))
          "<globalUserTask id='g' name='ask'/>",
          { { "start", "open g_task" }, { "done g_task {x: 1}", "ended" }, { "vars", "{x: 1}" } } },
        { "call that keeps variables apart",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q' propagateAllParentVariables='false' propagateAllChildVariables='false'/>"
                  "<z:ioMapping><z:input source='=x' target='y'/><z:output source='=z' target='result'/></z:ioMapping>") END("e") FLOW("s", "c") FLOW("c", "e"))
          PROCESS("q", START("qs") SCRIPT("qt", "[x, y]", "z") FLOW("qs", "qt") LAST("qt")),
          { { "start {x: 7}", "ended" }, { "vars", "{x: 7, result: [null, 7]}" } } },
        { "a missing process is an incident, resumed when the name is right",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='=which'/>") END("e") FLOW("s", "c") FLOW("c", "e"))
          PROCESS("q", START("qs") END("qe") FLOW("qs", "qe")),
          { { "start {which: \"nowhere\"}", "incident c:no-process" }, { "retry c {which: \"q\"}", "ended" } } },
        { "a process that calls itself stops at the bound",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='p'/>") FLOW("s", "c") LAST("c")),
          { { "start", "incident p:depth" } } },
        { "a runaway loop is held, and can be resumed",
          PROCESS("p", START("s") "<exclusiveGateway id='a'/>" SCRIPT("t", "if x = null then 1 else x + 1", "x") "<exclusiveGateway id='g' default='g_a'/>" END("e")
                  FLOW("s", "a") FLOW("a", "t") FLOW("t", "g") FLOW("g", "a") FLOW_IF("g", "e", "stop")),
          { { "start", "incident p:overrun" }, { "retry p", "incident p:overrun" }, { "retry p {stop: true}", "ended" } } },
        { "interrupting a call activity cancels everything inside",
          "<message id='m' name='withdraw'/>"
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q'/>") BOUNDARY("b", "c", "true", ON_MESSAGE("m")) USER("w") FLOW("s", "c") FLOW("b", "w") LAST("c") LAST("w"))
          PROCESS("q", START("qs") "<parallelGateway id='g'/>" USER("q1") "<subProcess id='sub'>" START("s2") SERVICE("q2", "run") FLOW("s2", "q2") "" LAST("q2") "</subProcess>"
                  BOUNDARY("qb", "q1", "true", TIMER_AFTER("PT1H")) FLOW("qs", "g") FLOW("g", "q1") FLOW("g", "sub") LAST("q1") LAST("sub") LAST("qb")),
          { { "start", "wait b:withdraw, timer qb+3600000, open q1, service q2:run" },
            { "message withdraw {why: \"x\"}", "close q2, close q1, untimer qb, unwait b:withdraw, open w" },
            { "!done q1", "" }, { "!timer qb", "" }, { "vars", "{why: \"x\"}" }, { "done w", "ended" } } },
        { "terminate ends its own scope only",
          PROCESS("p", START("s") "<subProcess id='sub'>" START("s2") "<parallelGateway id='g'/>" USER("a") USER("b")
                  "<endEvent id='t'><terminateEventDefinition/></endEvent>" FLOW("s2", "g") FLOW("g", "a") FLOW("g", "b") FLOW("a", "t") "" LAST("b") "</subProcess>" USER("z") FLOW("s", "sub") FLOW("sub", "z") LAST("z")),
          { { "start", "open a, open b" }, { "done a", "close b, open z" }, { "!done b", "" }, { "done z", "ended" } } },
        { "ad hoc in sequence until the condition holds",
          PROCESS("p", START("s") "<adHocSubProcess id='h' ordering='Sequential'>" USER("a") USER("b") USER("c") "<completionCondition " FORMAL ">enough</completionCondition></adHocSubProcess>" END("e") FLOW("s", "h") FLOW("h", "e")),
          { { "start", "open a" }, { "done a", "open b" }, { "done b {enough: true}", "ended" } } },
        { "ad hoc in parallel, the rest is cancelled",
          PROCESS("p", START("s") "<adHocSubProcess id='h'>" USER("a") USER("b") "<completionCondition " FORMAL ">enough</completionCondition></adHocSubProcess>" END("e") FLOW("s", "h") FLOW("h", "e")),
          { { "start", "open a, open b" }, { "done b {enough: true}", "close a, ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

#define CHOICE(id, expression, ordering, body) \
    "<adHocSubProcess id='" id "' " ordering "><extensionElements><z:adHoc " expression "/></extensionElements>" body "</adHocSubProcess>"
#define UNTIL(feel) "<completionCondition " FORMAL ">" feel "</completionCondition>"
#define AROUND(node) PROCESS("p", START("s") node END("e") FLOW("s", "h") FLOW("h", "e"))

static void choices(void **unused)
{
    static const struct trace traces[] = {
        { "nothing is done until someone chooses; what was chosen is all",
          AROUND(CHOICE("h", "", "", USER("a") USER("b"))),
          { { "start", "" }, { "!choose h zzz", "" }, { "choose h b", "open b" }, { "choose h a {who: 1}", "open a" }, { "done b", "" }, { "done a", "ended" }, { "vars", "{}" } } },
        { "with a condition one chooses until it holds",
          AROUND(CHOICE("h", "", "", USER("a") USER("b") UNTIL("enough"))),
          { { "start", "" }, { "choose h a", "open a" }, { "done a", "" }, { "choose h b", "open b" }, { "choose h a", "open a" }, { "done b {enough: true}", "close a, ended" }, { "!choose h a", "" } } },
        { "one at a time where they go in sequence",
          AROUND(CHOICE("h", "", "ordering='Sequential'", USER("a") USER("b"))),
          { { "start", "" }, { "choose h b", "open b" }, { "!choose h a", "" }, { "done b", "ended" } } },
        { "the model says what is first",
          AROUND(CHOICE("h", "activeElementsCollection='=first'", "", USER("a") USER("b") USER("c") UNTIL("false"))),
          { { "start {first: [\"a\", \"c\"]}", "open a, open c" }, { "choose h b", "open b" }, { "done a", "" }, { "done c", "" }, { "done b", "" }, { "choose h c", "open c" } } },
        { "what the model says must be offered",
          AROUND(CHOICE("h", "activeElementsCollection='=first'", "", USER("a") USER("b") FLOW("a", "b"))),
          { { "start {first: [\"b\"]}", "incident h:choice" }, { "!choose h a", "" }, { "retry h {first: \"a\"}", "incident h:choice" }, { "retry h {first: [\"a\"]}", "open a" }, { "done a", "open b" }, { "done b", "ended" } } },
        { "a choice beside what is done anyway",
          AROUND("<adHocSubProcess id='h'>" USER("a") USER("b") "</adHocSubProcess>"),
          { { "start", "open a, open b" }, { "choose h a", "open a" }, { "done b", "" }, { "done a", "" }, { "!done a", "" } } },
        { "each instance of several has its own choice",
          AROUND("<adHocSubProcess id='h'><extensionElements><z:adHoc/></extensionElements><multiInstanceLoopCharacteristics><loopCardinality " FORMAL ">2</loopCardinality></multiInstanceLoopCharacteristics>" USER("a") "</adHocSubProcess>"),
          { { "start", "" }, { "choose any a", "open a" }, { "done a", "" }, { "choose any a", "open a" }, { "done a", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

/* What may be chosen, from a state that was stored. */
static void choices_listed(void **unused)
{
    struct arena *arena = arena_open(64 * 1024 * 1024);
    struct trace_library list;
    struct bpmn_library library = { trace_find, &list };
    struct bpmn_event event = { .kind = BPMN_START };
    struct bpmn_state *state = NULL, *stored = NULL;
    struct bpmn_effects effects;
    struct bpmn_choice *offered;

    (void)unused;
    list.processes = trace_load(arena, PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q'/>") FLOW("s", "c") LAST("c"))
        PROCESS("q", START("qs") CHOICE("h", "", "ordering='Sequential'", "<userTask id='a' name='勘查'/>" USER("b") USER("c2") FLOW("b", "c2")) FLOW("qs", "h") LAST("h")), &list.count);
    assert_int_equal(bpmn_step(arena, list.processes[0], &library, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
    assert_int_equal(bpmn_state_read(arena, bpmn_state_write(arena, state), &stored, NULL), ERR_OK);
    assert_int_equal(bpmn_state_choices(arena, list.processes[0], &library, stored, &offered), 2);
    assert_true(str_is(offered[0].process, "q") && str_is(offered[0].subprocess, "h") && str_is(offered[0].element, "a") && str_is(offered[0].name, "勘查"));
    assert_true(str_is(offered[1].element, "b") && offered[1].activity == offered[0].activity);
    event = (struct bpmn_event){ .kind = BPMN_ACTIVATE, .activity = offered[1].activity, .name = offered[1].element };
    assert_int_equal(bpmn_step(arena, list.processes[0], &library, stored, &event, 0, &state, &effects, NULL), ERR_OK);
    assert_int_equal(bpmn_state_choices(arena, list.processes[0], &library, state, &offered), 0);
    arena_close(arena);
}

/* An incident shows the expression, the place and what is wrong, in both languages. */
static void incident_texts(void **unused)
{
    static const struct { const char *xml, *zh, *en; } cases[] = {
        { PROCESS("p", START("s") "<exclusiveGateway id='g' name='分流'/>" USER("a") USER("b") FLOW("s", "g") FLOW_IF("g", "a", "amuont &gt; 500") FLOW_IF("g", "b", "amount &lt; 0") LAST("a") LAST("b")),
          "“分流”的流出条件都不成立，也没有默认流；表达式“amuont > 500”第 1 个字：没有名为“amuont”的数据，是不是想写“amount”？",
          "\"分流\" has no outgoing condition that holds, and no default flow; expression \"amuont > 500\", character 1: there is nothing named \"amuont\"; did you mean \"amount\"?" },
        { PROCESS("p", START("s") "<exclusiveGateway id='g' name='分流'/>" USER("a") USER("b") FLOW("s", "g") FLOW_IF("g", "a", "amount &gt; 500") FLOW_IF("g", "b", "amount &lt; 0") LAST("a") LAST("b")),
          "“分流”的流出条件都不成立，也没有默认流", "\"分流\" has no outgoing condition that holds, and no default flow" },
        { PROCESS("p", START("s") WITH("userTask", "a", "<z:taskSchedule dueDate='=\"明天\"'/>") FLOW("s", "a") LAST("a")),
          "“a”的到期时间算不出日期；表达式“\"明天\"”", "\"a\": its due date is no date; expression \"\"明天\"\"" },
        { PROCESS("p", START("s") SCRIPT("a", "amount + level", "x") FLOW("s", "a") LAST("a")),
          "“a”的脚本出错；表达式“amount + level”第 8 个字：文字只能和文字相加；用 string(…) 把另一边变成文字",
          "\"a\": its script failed; expression \"amount + level\", character 8: a string can be added to a string only; make the other side one with string(…)" },
        { PROCESS("p", START("s") "<userTask id='a'><multiInstanceLoopCharacteristics><extensionElements><z:loopCharacteristics inputCollection='=item.units'/></extensionElements></multiInstanceLoopCharacteristics></userTask>" FLOW("s", "a") LAST("a")),
          "“a”的多实例集合不是列表；表达式“item.units”第 5 个字：没有“units”这一项，是不是想写“unit”？",
          "\"a\": its multi-instance collection is not a list; expression \"item.units\", character 5: there is no \"units\" in it; did you mean \"unit\"?" },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_open(64 * 1024 * 1024);
        struct trace_library list;
        struct bpmn_event event = { .kind = BPMN_START, .variables = trace_value(arena, STR("{amount: 100, level: \"A\", item: {unit: 1}}")) };
        struct bpmn_state *state = NULL;
        struct bpmn_effects effects = { 0 };
        struct bpmn_incident *incidents;

        list.processes = trace_load(arena, cases[i].xml, &list.count);
        assert_int_equal(bpmn_step(arena, list.processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
        assert_int_equal(bpmn_state_incidents(arena, state, &incidents), 1);
        if (!str_is(incidents[0].zh, cases[i].zh) || !str_is(incidents[0].en, cases[i].en))
            fail_msg("case %zu:\n%.*s\n%.*s", i, STR_ARG(incidents[0].zh), STR_ARG(incidents[0].en));
        arena_close(arena);
    }
}

/* Call activities that name a version. */
static void bindings(void **unused)
{
    static const struct trace traces[] = {
        { "a tag nobody carries",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q' bindingType='versionTag' versionTag='2'/>")
                  WITH("callActivity", "d", "<z:calledElement processId='q' bindingType='deployment'/>") FLOW("s", "c") FLOW("c", "d") LAST("d"))
          "<process id='q'><extensionElements><z:versionTag value='1'/></extensionElements>" START("s1") USER("first") FLOW("s1", "first") LAST("first") "</process>",
          { { "start", "incident c:no-process" }, { "retry", "incident c:no-process" }, { "cancel", "cancelled" } } },
        { "the version with that tag",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q' bindingType='versionTag' versionTag='1'/>")
                  WITH("callActivity", "d", "<z:calledElement processId='q' bindingType='deployment'/>") FLOW("s", "c") FLOW("c", "d") LAST("d"))
          "<process id='q'><extensionElements><z:versionTag value='1'/></extensionElements>" START("s1") USER("first") FLOW("s1", "first") LAST("first") "</process>",
          { { "start", "open first" }, { "done first", "open first" }, { "done first", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_and_flows),
        cmocka_unit_test(inclusive_and_event_gateways),
        cmocka_unit_test(scopes),
        cmocka_unit_test(choices),
        cmocka_unit_test(choices_listed),
        cmocka_unit_test(bindings),
        cmocka_unit_test(incident_texts),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
