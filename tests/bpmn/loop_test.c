/*
 * loop_test.c - loops, multi-instance, compensation and transactions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#define MULTI(attributes, extension, rest) \
    "<multiInstanceLoopCharacteristics " attributes "><extensionElements>" extension "</extensionElements>" rest "</multiInstanceLoopCharacteristics>"
#define COMPENSATION(id, host, handler) \
    BOUNDARY(id, host, "true", "<compensateEventDefinition/>") "<association id='" id "_a' associationDirection='One' sourceRef='" id "' targetRef='" handler "'/>"
#define HANDLER(id, type) "<serviceTask id='" id "' isForCompensation='true'><extensionElements><z:taskDefinition type='" type "'/></extensionElements></serviceTask>"
#define THROW_COMPENSATION(id) "<intermediateThrowEvent id='" id "'><compensateEventDefinition/></intermediateThrowEvent>"

static void loops(void **unused)
{
    static const struct trace traces[] = {
        { "parallel over a list, results in its order",
          PROCESS("p", START("s") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=units' inputElement='unit' outputCollection='answers' outputElement='={unit: unit, ok: ok}'/>", "")
                  "</userTask>" END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start {units: [\"a\", \"b\"]}", "open u, open u" }, { "done u {ok: 2}", "" }, { "!done u", "" } } },
        { "sequential over a list",
          PROCESS("p", START("s") "<userTask id='u'><extensionElements><z:ioMapping><z:output source='=ok' target='last'/></z:ioMapping></extensionElements>"
                  MULTI("isSequential='true'", "<z:loopCharacteristics inputCollection='=units' inputElement='unit' outputCollection='answers' outputElement='={unit: unit, ok: ok}'/>", "")
                  "</userTask>" END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start {units: [\"a\", \"b\"]}", "open u" }, { "done u {ok: 1}", "open u" }, { "done u {ok: 2}", "ended" },
            { "vars", "{units: [\"a\", \"b\"], last: 2, answers: [{unit: \"a\", ok: 1}, {unit: \"b\", ok: 2}]}" } } },
        { "completion condition cancels the rest",
          PROCESS("p", START("s") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=[1,2,3]'/>", "<completionCondition " FORMAL ">numberOfCompletedInstances &gt;= 1</completionCondition>")
                  "</userTask>" USER("z") FLOW("s", "u") FLOW("u", "z") LAST("z")),
          { { "start", "open u, open u, open u" }, { "done u", "close u, close u, open z" } } },
        { "decided early by the share of answers collected so far",
          PROCESS("p", START("s") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=[1,2,3,4,5]' outputCollection='said' outputElement='=outcome'/>",
                  "<completionCondition " FORMAL ">count(said[item = \"ok\"]) &gt; numberOfInstances / 2 or count(said[item = \"no\"]) &gt;= numberOfInstances / 2</completionCondition>")
                  "</userTask>" USER("z") FLOW("s", "u") FLOW("u", "z") LAST("z")),
          { { "start", "open u, open u, open u, open u, open u" }, { "done u {outcome: \"ok\"}", "" }, { "!done u {outcome: \"ok\"}", "" } } },
        { "an empty list passes; a boundary event ends all",
          "<message id='m' name='stop'/>" PROCESS("p", START("s") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=units'/>", "") "</userTask>"
              BOUNDARY("b", "u", "true", ON_MESSAGE("m")) USER("z") END("e") FLOW("s", "u") FLOW("u", "z") FLOW("b", "e") LAST("z")),
          { { "start {units: [1, 2]}", "wait b:stop, open u, open u" }, { "message stop", "close u, close u, unwait b:stop, ended" } } },
        { "no list is an incident, mended later",
          PROCESS("p", START("s") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=units'/>", "") "</userTask>" END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start", "incident u:loop" }, { "retry u {units: []}", "ended" } } },
        { "too many instances",
          PROCESS("p", START("s") "<userTask id='u'><multiInstanceLoopCharacteristics><loopCardinality " FORMAL ">n</loopCardinality></multiInstanceLoopCharacteristics></userTask>" FLOW("s", "u") LAST("u")),
          { { "start {n: 100000}", "incident u:loop" }, { "retry u {n: -1}", "incident u:loop" }, { "retry u {n: 1}", "open u" } } },
        { "multi-instance call activity, each its own process",
          PROCESS("p", START("s") "<callActivity id='c'><extensionElements><z:calledElement processId='q'/></extensionElements>"
                  MULTI("isSequential='true'", "<z:loopCharacteristics inputCollection='=[1,2]' inputElement='x'/>", "") "</callActivity>" END("e") FLOW("s", "c") FLOW("c", "e"))
          PROCESS("q", START("qs") SERVICE("qa", "go") FLOW("qs", "qa") LAST("qa")),
          { { "start", "service qa:go" }, { "done qa", "service qa:go" }, { "done qa", "ended" } } },
        { "standard loop",
          PROCESS("p", START("s") "<userTask id='u'><standardLoopCharacteristics loopMaximum='3'><loopCondition " FORMAL ">again</loopCondition></standardLoopCharacteristics></userTask>" END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start {again: true}", "open u" }, { "done u", "open u" }, { "done u", "open u" }, { "done u", "ended" } } },
        { "standard loop tested before",
          PROCESS("p", START("s") "<userTask id='u'><standardLoopCharacteristics testBefore='true'><loopCondition " FORMAL ">again</loopCondition></standardLoopCharacteristics></userTask>" END("e") FLOW("s", "u") FLOW("u", "e")),
          { { "start", "ended" } } },
        { "a loop of scripts that never ends is held",
          PROCESS("p", START("s") "<scriptTask id='t'><extensionElements><z:script expression='=1' resultVariable='x'/></extensionElements><standardLoopCharacteristics><loopCondition " FORMAL ">not(stop = true)</loopCondition></standardLoopCharacteristics></scriptTask>"
                  END("e") FLOW("s", "t") FLOW("t", "e")),
          { { "start", "incident t:overrun" }, { "retry t {stop: true}", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void compensation(void **unused)
{
    static const struct trace traces[] = {
        { "handlers run in reverse, one after the other",
          PROCESS("p", START("s") USER("a") USER("b") COMPENSATION("ca", "a", "ha") COMPENSATION("cb", "b", "hb") HANDLER("ha", "undo-a") HANDLER("hb", "undo-b")
                  THROW_COMPENSATION("t") END("e") FLOW("s", "a") FLOW("a", "b") FLOW("b", "t") FLOW("t", "e")),
          { { "start", "open a" }, { "done a", "open b" }, { "done b", "service hb:undo-b" }, { "done hb", "service ha:undo-a" }, { "done ha", "ended" } } },
        { "only one activity",
          PROCESS("p", START("s") USER("a") USER("b") COMPENSATION("ca", "a", "ha") COMPENSATION("cb", "b", "hb") HANDLER("ha", "undo-a") HANDLER("hb", "undo-b")
                  "<endEvent id='e'><compensateEventDefinition activityRef='a'/></endEvent>" FLOW("s", "a") FLOW("a", "b") FLOW("b", "e")),
          { { "start", "open a" }, { "done a", "open b" }, { "done b", "service ha:undo-a" }, { "done ha", "ended" } } },
        { "a completed subprocess is undone inside, with its variables",
          PROCESS("p", START("s") "<subProcess id='sub'><extensionElements><z:ioMapping><z:input source='=7' target='amount'/></z:ioMapping></extensionElements>" START("s2") USER("a") COMPENSATION("ca", "a", "ha")
                  "<scriptTask id='ha' isForCompensation='true'><extensionElements><z:script expression='=amount' resultVariable='undone'/><z:ioMapping><z:output source='=undone' target='back'/></z:ioMapping></extensionElements></scriptTask>"
                  FLOW("s2", "a") "" LAST("a") "</subProcess>" THROW_COMPENSATION("t") USER("z") FLOW("s", "sub") FLOW("sub", "t") FLOW("t", "z") LAST("z")),
          { { "start", "open a" }, { "done a", "open z" }, { "vars", "{back: 7}" } } },
        { "a transaction is cancelled: what is open ends, what is done is undone",
          PROCESS("p", START("s") "<transaction id='x'>" START("s2") "<parallelGateway id='g'/>" USER("a") USER("b") USER("c") COMPENSATION("ca", "a", "ha") HANDLER("ha", "undo-a")
                  "<endEvent id='ce'><cancelEventDefinition/></endEvent>" FLOW("s2", "g") FLOW("g", "a") FLOW("g", "b") FLOW("g", "c") FLOW("b", "ce") "" LAST("a") LAST("c") "</transaction>"
                  BOUNDARY("bc", "x", "true", "<cancelEventDefinition/>") USER("z") END("e") FLOW("s", "x") FLOW("x", "e") FLOW("bc", "z") LAST("z")),
          { { "start", "open a, open b, open c" }, { "done a", "" }, { "done b", "close c, service ha:undo-a" }, { "!done c", "" }, { "done ha", "open z" }, { "done z", "ended" } } },
        { "a thrower that does not wait goes on beside the compensation",
          PROCESS("p", START("s") USER("a") USER("b") COMPENSATION("ca", "a", "ha") COMPENSATION("cb", "b", "hb") HANDLER("ha", "undo-a") HANDLER("hb", "undo-b")
                  "<intermediateThrowEvent id='t'><compensateEventDefinition waitForCompletion='false'/></intermediateThrowEvent>" USER("z") END("e")
                  FLOW("s", "a") FLOW("a", "b") FLOW("b", "t") FLOW("t", "z") FLOW("z", "e")),
          { { "start", "open a" }, { "done a", "open b" }, { "done b", "open z, service hb:undo-b" }, { "done hb", "service ha:undo-a" }, { "done z", "" }, { "done ha", "ended" } } },
        { "the process waits for a compensation nobody waits for",
          PROCESS("p", START("s") "<subProcess id='sub'>" START("s2") USER("a") COMPENSATION("ca", "a", "ha") HANDLER("ha", "undo-a") FLOW("s2", "a") LAST("a") "</subProcess>"
                  "<intermediateThrowEvent id='t'><compensateEventDefinition activityRef='sub' waitForCompletion='false'/></intermediateThrowEvent>" END("e") FLOW("s", "sub") FLOW("sub", "t") FLOW("t", "e")),
          { { "start", "open a" }, { "done a", "service ha:undo-a" }, { "done ha", "ended" } } },
        { "a compensation nobody waits for ends with its scope",
          "<message id='m' name='stop'/>" PROCESS("p", START("s") "<subProcess id='sub'>" START("s2") USER("a") COMPENSATION("ca", "a", "ha") HANDLER("ha", "undo-a")
                  "<intermediateThrowEvent id='t'><compensateEventDefinition waitForCompletion='false'/></intermediateThrowEvent>" USER("b") FLOW("s2", "a") FLOW("a", "t") FLOW("t", "b") LAST("b") "</subProcess>"
                  BOUNDARY("x", "sub", "true", ON_MESSAGE("m")) END("e") FLOW("s", "sub") LAST("sub") FLOW("x", "e")),
          { { "start", "wait x:stop, open a" }, { "done a", "open b, service ha:undo-a" }, { "message stop", "close ha, close b, unwait x:stop, ended" } } },
        { "nothing to undo, nobody waits",
          PROCESS("p", START("s") "<intermediateThrowEvent id='t'><compensateEventDefinition waitForCompletion='false'/></intermediateThrowEvent>" END("e") FLOW("s", "t") FLOW("t", "e")), { { "start", "ended" } } },
        { "nothing to undo passes",
          PROCESS("p", START("s") THROW_COMPENSATION("t") END("e") FLOW("s", "t") FLOW("t", "e")), { { "start", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops),
        cmocka_unit_test(compensation),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
