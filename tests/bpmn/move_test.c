/*
 * move_test.c - BPMN_MOVE in sequence, parallel, multi-instance, subprocess and called-process positions.
 *
 * Each trace goes on to the end of the process, so that a lost token (it never
 * ends) and a doubled one (something is opened twice) are both seen.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#define FORK(id) "<parallelGateway id='" id "'/>"
#define SUB(id, body) "<subProcess id='" id "'>" body "</subProcess>"
#define MULTI(attributes, extension, rest) \
    "<multiInstanceLoopCharacteristics " attributes "><extensionElements>" extension "</extensionElements>" rest "</multiInstanceLoopCharacteristics>"

/* t0 → fork → (a1 → a2, b) → join → c → end; c may lead back before the fork */
#define BLOCK(rest) START("s") USER("t0") "<manualTask id='m'/>" FORK("f") USER("a1") USER("a2") USER("b") FORK("j") USER("c") \
    FLOW("s", "t0") FLOW("t0", "m") FLOW("m", "f") FLOW("f", "a1") FLOW("a1", "a2") FLOW("f", "b") FLOW("a2", "j") FLOW("b", "j") FLOW("j", "c") rest
#define STRAIGHT PROCESS("p", BLOCK(END("e") FLOW("c", "e")))
#define AROUND PROCESS("p", BLOCK("<exclusiveGateway id='x' default='x_e'/>" END("e") FLOW("c", "x") FLOW_IF("x", "m", "again") FLOW("x", "e")))

static void sequence(void **unused)
{
    static const char line[] = "<message id='m' name='stop'/>" PROCESS("p", START("s") USER("a") USER("b")
        BOUNDARY("t", "b", "false", TIMER_AFTER("PT1H")) USER("late") "<receiveTask id='r' messageRef='m'/>" USER("c") END("e")
        FLOW("s", "a") FLOW("a", "b") FLOW("b", "r") FLOW("r", "c") FLOW("c", "e") FLOW("t", "late") LAST("late"));
    static const struct trace traces[] = {
        { "back to the one before, with its timer", line,
          { { "start", "open a" }, { "done a", "timer t+3600000, open b" }, { "move b /a", "close b, untimer t, open a" },
            { "done a", "timer t+3600000, open b" }, { "done b", "untimer t, wait r:stop" }, { "move - /a", "unwait r:stop, open a" },
            { "move a /c", "close a, open c" }, { "done c", "ended" } } },
        { "what a boundary event opened beside is taken back with it", line,
          { { "start", "open a" }, { "done a", "timer t+3600000, open b" }, { "timer t", "open late" }, { "move b /a", "close b, close late, open a" },
            { "done a", "timer t+3600000, open b" }, { "timer t", "open late" }, { "move late /b", "close late, close b, timer t+3600000, open b" },
            { "done b", "untimer t, wait r:stop" } } },
        { "nothing left: what the target leads to is taken back", line,
          { { "start", "open a" }, { "done a", "timer t+3600000, open b" }, { "move - /a {x: 1}", "close b, untimer t, open a" }, { "vars", "{x: 1}" },
            { "move * /s", "close a, open a" }, { "move a a", "close a, open a" } } },
        { "to the end", line, { { "start", "open a" }, { "move a /e", "close a, ended" } } },
        { "refused", line,
          { { "start", "open a" }, { "!move a /nothing", "" }, { "!move a /t", "" }, { "!move a /a/b", "" }, { "!move a /", "" }, { "!move b", "" },
            { "done a", "timer t+3600000, open b" }, { "!move a /c", "" }, { "!move b /p", "" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void parallel(void **unused)
{
    static const struct trace traces[] = {
        { "inside a branch the other one stays", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done a1", "open a2" }, { "move a2 /a1", "close a2, open a1" },
            { "done b", "" }, { "done a1", "open a2" }, { "move a2 /a1", "close a2, open a1" }, { "done a1", "open a2" }, { "done a2", "open c" }, { "done c", "ended" } } },
        { "before the fork both branches are taken back, with what waits at the join", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done b", "" }, { "move a1 /t0", "close a1, open t0" },
            { "done t0", "open a1, open b" }, { "done a1", "open a2" }, { "done a2", "" }, { "done b", "open c" }, { "done c", "ended" } } },
        { "back into a branch of a joined block: the other one counts as done", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done a1", "open a2" }, { "done a2", "" }, { "done b", "open c" },
            { "move c /a2", "close c, open a2" }, { "done a2", "open c" }, { "move c /b", "close c, open b" }, { "done b", "open c" },
            { "move c /t0", "close c, open t0" }, { "done t0", "open a1, open b" }, { "done b", "" }, { "done a1", "open a2" }, { "done a2", "open c" }, { "done c", "ended" } } },
        { "ahead over the join: the other branch is given up", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "move a1 /c", "close a1, close b, open c" }, { "done c", "ended" } } },
        { "ahead over the join where the other branch waits already", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done b", "" }, { "move a1 /c", "close a1, open c" }, { "done c", "ended" } } },
        { "ahead into a branch: the other one counts as done", STRAIGHT,
          { { "start", "open t0" }, { "move t0 /a2", "close t0, open a2" }, { "done a2", "open c" }, { "done c", "ended" } } },
        { "across to the other branch, which is done again; the one left counts as done", STRAIGHT,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done b", "" }, { "move a1 /b", "close a1, open b" }, { "done b", "open c" }, { "done c", "ended" } } },
        { "to the join itself", STRAIGHT, { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "move a1 /j", "close a1, close b, open c" }, { "done c", "ended" } } },
        { "in a loop: inside a branch the other one stays", AROUND,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done a1", "open a2" }, { "done b", "" }, { "move a2 /a1", "close a2, open a1" }, { "done a1", "open a2" },
            { "done a2", "open c" }, { "done c {again: true}", "open a1, open b" }, { "done b", "" }, { "move a1 /t0", "close a1, open t0" }, { "done t0 {again: false}", "open a1, open b" },
            { "done a1", "open a2" }, { "done a2", "" }, { "done b", "open c" }, { "done c", "ended" } } },
        { "in a loop: back into a branch of the joined block", AROUND,
          { { "start", "open t0" }, { "done t0", "open a1, open b" }, { "done a1", "open a2" }, { "done a2", "" }, { "done b", "open c" }, { "move c /a1", "close c, open a1" },
            { "done a1", "open a2" }, { "done a2", "open c" }, { "done c {again: true}", "open a1, open b" }, { "move a1 /c", "close a1, close b, open c" }, { "done c {again: false}", "ended" } } },
        { "a block in a branch of a block",
          PROCESS("p", START("s") FORK("f1") FORK("f2") USER("a") USER("b") FORK("j2") USER("c") USER("d") FORK("j1") USER("z") END("e")
                  FLOW("s", "f1") FLOW("f1", "f2") FLOW("f2", "a") FLOW("f2", "b") FLOW("a", "j2") FLOW("b", "j2") FLOW("j2", "c") FLOW("f1", "d") FLOW("c", "j1") FLOW("d", "j1") FLOW("j1", "z") FLOW("z", "e")),
          { { "start", "open d, open a, open b" }, { "done a", "" }, { "done b", "open c" }, { "move c /a", "close c, open a" }, { "done d", "" }, { "done a", "open c" }, { "done c", "open z" },
            { "move z /b", "close z, open b" }, { "done b", "open c" }, { "done c", "open z" }, { "move z /d", "close z, open d" }, { "done d", "open z" }, { "move z /f2", "close z, open a, open b" },
            { "move a /z", "close a, close b, open z" }, { "done z", "ended" } } },
        { "an inclusive join waits for who still comes, and for nobody else",
          PROCESS("p", START("s") "<inclusiveGateway id='f'/>" USER("a1") USER("a2") USER("b") "<inclusiveGateway id='j'/>" USER("c") END("e")
                  FLOW("s", "f") FLOW("f", "a1") FLOW("f", "b") FLOW("a1", "a2") FLOW("a2", "j") FLOW("b", "j") FLOW("j", "c") FLOW("c", "e")),
          { { "start", "open a1, open b" }, { "done a1", "open a2" }, { "move a2 /a1", "close a2, open a1" }, { "done b", "" }, { "done a1", "open a2" }, { "done a2", "open c" },
            { "move c /a2", "close c, open a2" }, { "done a2", "open c" }, { "done c", "ended" } } },
        { "a complex join of two out of three",
          PROCESS("p", START("s") FORK("f") USER("a") USER("b") USER("c") "<complexGateway id='k'><activationCondition " FORMAL ">activationCount &gt;= 2</activationCondition></complexGateway>" USER("z") END("e")
                  FLOW("s", "f") FLOW("f", "a") FLOW("f", "b") FLOW("f", "c") FLOW("a", "k") FLOW("b", "k") FLOW("c", "k") FLOW("k", "z") FLOW("z", "e")),
          { { "start", "open a, open b, open c" }, { "done a", "" }, { "done b", "open z" }, { "move z /a", "close z, open a" }, { "done a", "open z" }, { "done c", "" }, { "done z", "ended" } } },
        { "into a branch from outside, and with everything left",
          PROCESS("p", START("ps") USER("t") SUB("o", BLOCK(END("e") FLOW("c", "e"))) END("pe") FLOW("ps", "t") FLOW("t", "o") FLOW("o", "pe")),
          { { "start", "open t" }, { "move t /a2", "close t, open a2" }, { "done a2", "open c" }, { "move * /b", "close c, open b" }, { "done b", "open c" }, { "done c", "ended" } } },
        { "a deadlock is mended by going on behind it",
          PROCESS("p", START("s") "<exclusiveGateway id='x' default='x_a'/>" USER("a") USER("b") FORK("j") USER("c") END("e")
                  FLOW("s", "x") FLOW("x", "a") FLOW_IF("x", "b", "other") FLOW("a", "j") FLOW("b", "j") FLOW("j", "c") FLOW("c", "e")),
          { { "start", "open a" }, { "done a", "incident p:deadlock" }, { "move * /c", "open c" }, { "done c", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void multi(void **unused)
{
    static const char signing[] = PROCESS("p", START("s") USER("t") "<userTask id='u'>" MULTI("", "<z:loopCharacteristics inputCollection='=who' inputElement='me' outputCollection='said' outputElement='=x'/>", "")
        "</userTask>" BOUNDARY("bt", "u", "true", TIMER_AFTER("PT1H")) USER("z") END("e") FLOW("s", "t") FLOW("t", "u") FLOW("u", "z") FLOW("z", "e") FLOW("bt", "e"));
    static const char each[] = PROCESS("p", START("s") USER("t") "<subProcess id='m'>" START("ms") USER("m1") USER("m2") END("me") FLOW("ms", "m1") FLOW("m1", "m2") FLOW("m2", "me")
        MULTI("", "<z:loopCharacteristics inputCollection='=[1,2]' inputElement='n'/>", "") "</subProcess>" USER("z") END("e") FLOW("s", "t") FLOW("t", "m") FLOW("m", "z") FLOW("z", "e"));
    static const struct trace traces[] = {
        { "one of several who sign sends back: all signatures are taken back", signing,
          { { "start {who: [\"a\", \"b\", \"c\"]}", "open t" }, { "done t", "timer bt+3600000, open u, open u, open u" }, { "done u {x: 1}", "" },
            { "!move u /t", "" } } },
        { "… the same by one who has not signed", signing,
          { { "start {who: [\"a\", \"b\"]}", "open t" }, { "done t", "timer bt+3600000, open u, open u" }, { "move u /t", "close u, close u, untimer bt, open t" },
            { "done t", "timer bt+3600000, open u, open u" }, { "move u /u", "close u, close u, untimer bt, timer bt+3600000, open u, open u" }, { "move u /z", "close u, close u, untimer bt, open z" },
            { "move z /u", "close z, timer bt+3600000, open u, open u" }, { "timer bt", "close u, close u, ended" } } },
        { "inside one instance the others stay", each,
          { { "start", "open t" }, { "done t", "open m1, open m1" }, { "done m1", "open m2" }, { "move m2 m1", "close m2, open m1" }, { "done m1", "open m2" }, { "done m2", "" },
            { "move - /m", "close m1, open m1, open m1" }, { "move m1 /t", "close m1, close m1, open t" } } },
        { "into the instances from behind: each goes on there", each,
          { { "start", "open t" }, { "move t /m2", "close t, open m2, open m2" }, { "done m2", "" }, { "move - /t", "close m2, open t" }, { "move t /z", "close t, open z" },
            { "move z /m2", "close z, open m2, open m2" }, { "move m2 /z", "close m2, close m2, open z" }, { "done z", "ended" } } },
        { "a standard loop starts there in its first round only",
          PROCESS("p", START("s") USER("t") "<subProcess id='m'>" START("ms") USER("m1") USER("m2") END("me") FLOW("ms", "m1") FLOW("m1", "m2") FLOW("m2", "me")
                  "<standardLoopCharacteristics loopMaximum='2'/></subProcess>" END("e") FLOW("s", "t") FLOW("t", "m") FLOW("m", "e")),
          { { "start", "open t" }, { "move t /m2", "close t, open m2" }, { "done m2", "open m1" }, { "done m1", "open m2" }, { "done m2", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void scopes(void **unused)
{
    static const char nested[] = "<message id='m' name='stop'/>" PROCESS("p", START("s") USER("t") "<subProcess id='o'>" START("os") USER("o1")
        "<subProcess id='i'>" START("is") USER("i1") FORK("f") USER("i2") USER("i3") FORK("j") END("ie") FLOW("is", "i1") FLOW("i1", "f") FLOW("f", "i2") FLOW("f", "i3") FLOW("i2", "j") FLOW("i3", "j") FLOW("j", "ie") "</subProcess>"
        BOUNDARY("it", "i", "true", TIMER_AFTER("PT1H")) END("oe") FLOW("os", "o1") FLOW("o1", "i") FLOW("i", "oe") FLOW("it", "oe") "</subProcess>" USER("z") END("e") FLOW("s", "t") FLOW("t", "o") FLOW("o", "z") FLOW("z", "e"));
    static const char calling[] = PROCESS("p", START("s") USER("t") "<callActivity id='c'><extensionElements><z:calledElement processId='=which'/></extensionElements></callActivity>"
        BOUNDARY("ct", "c", "true", TIMER_AFTER("PT1H")) USER("z") END("e") FLOW("s", "t") FLOW("t", "c") FLOW("c", "z") FLOW("z", "e") FLOW("ct", "e"))
        PROCESS("q", START("qs") USER("q1") USER("q2") END("qe") FLOW("qs", "q1") FLOW("q1", "q2") FLOW("q2", "qe"));
    static const char events[] = "<message id='m' name='stop'/>" PROCESS("p", START("s") USER("a") USER("b") END("e") FLOW("s", "a") FLOW("a", "b") FLOW("b", "e")
        "<subProcess id='es' triggeredByEvent='true'><startEvent id='ess'>" ON_MESSAGE("m") "</startEvent>" USER("x") END("ese") FLOW("ess", "x") FLOW("x", "ese") "</subProcess>");
    static const struct trace traces[] = {
        { "inside, out of, and into subprocesses", nested,
          { { "start", "open t" }, { "done t", "open o1" }, { "done o1", "timer it+3600000, open i1" }, { "done i1", "open i2, open i3" }, { "move i2 /i1", "close i2, close i3, open i1" },
            { "done i1", "open i2, open i3" }, { "move i3 /o1", "close i3, close i2, untimer it, open o1" }, { "move o1 /t", "close o1, open t" }, { "move t /i3", "close t, timer it+3600000, open i3" },
            { "move i3 /z", "close i3, untimer it, open z" }, { "move z /i1", "close z, timer it+3600000, open i1" }, { "done i1", "open i2, open i3" }, { "done i2", "" }, { "done i3", "untimer it, open z" }, { "done z", "ended" } } },
        { "inside, out of, and into called processes", calling,
          { { "start {which: \"q\"}", "open t" }, { "done t", "timer ct+3600000, open q1" }, { "done q1", "open q2" }, { "move q2 /c/q1", "close q2, open q1" }, { "done q1", "open q2" }, { "move q2 /c/q2", "close q2, open q2" },
            { "move q2 /t", "close q2, untimer ct, open t" }, { "move t /c/q2", "close t, timer ct+3600000, open q2" }, { "done q2", "untimer ct, open z" }, { "move z /c/q1", "close z, timer ct+3600000, open q1" },
            { "timer ct", "close q1, ended" } } },
        { "an element the called process has not", calling, { { "start {which: \"q\"}", "open t" }, { "move t /c/zz", "close t, timer ct+3600000, incident q:no-element" }, { "move q /t", "untimer ct, open t" } } },
        { "a called process that is not known, then it is", calling, { { "start", "open t" }, { "move t /c/q2", "close t, timer ct+3600000, incident c:expression" }, { "retry c {which: \"q\"}", "open q2" }, { "done q2", "untimer ct, open z" } } },
        { "out of an interrupting event subprocess the events are heard again", events,
          { { "start", "wait ess:stop, open a" }, { "message stop", "close a, unwait ess:stop, open x" }, { "move x /b", "close x, wait ess:stop, open b" }, { "!move b /x", "" }, { "!move b /es", "" }, { "message stop", "close b, unwait ess:stop, open x" },
            { "move x x", "close x, open x" }, { "done x", "ended" } } },
        { "ad hoc: another of its activities, and out of it",
          PROCESS("p", START("s") USER("t") "<adHocSubProcess id='h'><extensionElements><z:adHoc activeElementsCollection='=[]'/></extensionElements>" USER("a") USER("b") "</adHocSubProcess>" END("e") FLOW("s", "t") FLOW("t", "h") FLOW("h", "e")),
          { { "start", "open t" }, { "done t", "" }, { "choose h a", "open a" }, { "move a /b", "close a, open b" }, { "move b /t", "close b, open t" }, { "move t /a", "close t, open a" }, { "done a", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sequence), cmocka_unit_test(parallel), cmocka_unit_test(multi), cmocka_unit_test(scopes) };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
