/*
 * event_test.c - timers, messages, signals, conditions, errors, escalations, event subprocesses, links.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#define MESSAGE_M "<message id='m' name='return'/>"
#define EVENT_SUB(id, interrupting, definition, body) \
    "<subProcess id='" id "' triggeredByEvent='true'><startEvent id='" id "s' isInterrupting='" interrupting "'>" definition "</startEvent>" body "</subProcess>"

static void timers(void **unused)
{
    static const struct trace traces[] = {
        { "interrupting boundary timer",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "true", TIMER_AFTER("PT2H")) USER("late") FLOW("s", "a") FLOW("b", "late") LAST("a") LAST("late")),
          { { "start", "timer b+7200000, open a" }, { "at 7200000", "" }, { "timer b", "close a, open late" }, { "!timer b", "" }, { "!done a", "" } } },
        { "the timer goes when the task is done",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "true", TIMER_AFTER("=limit")) USER("late") FLOW("s", "a") FLOW("b", "late") LAST("a") LAST("late")),
          { { "start {limit: duration(\"P1D\")}", "timer b+86400000, open a" }, { "done a", "untimer b, ended" }, { "!timer b", "" } } },
        { "a cycle in cron goes on without end, over the weekend",   /* from Thursday 08:00 */
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", "<timerEventDefinition><timeCycle " FORMAL ">0 30 8 ? * MON-FRI</timeCycle></timerEventDefinition>")
                  END("e") END("f") FLOW("s", "a") FLOW("a", "e") FLOW("b", "f")),
          { { "start", "timer b+1800000, open a" }, { "at 1800000", "" }, { "timer b", "timer b+86400000" }, { "at 88200000", "" }, { "timer b", "timer b+259200000" }, { "at 400000000", "" }, { "timer b", "timer b+33800000" },
            { "done a", "untimer b, ended" } } },
        { "non-interrupting, three times",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", "<timerEventDefinition><timeCycle " FORMAL ">R3/PT10M</timeCycle></timerEventDefinition>")
                  SERVICE("urge", "urge") FLOW("s", "a") FLOW("b", "urge") LAST("a") LAST("urge")),
          { { "start", "timer b+600000, open a" }, { "at 600000", "" }, { "timer b", "timer b+600000, service urge:urge" }, { "at 1200000", "" },
            { "timer b", "timer b+600000, service urge:urge" }, { "done urge", "" }, { "at 1800000", "" }, { "timer b", "service urge:urge" }, { "!timer b", "" },
            { "done a", "" } } },
        { "non-interrupting once",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", TIMER_AFTER("PT1H")) USER("c") FLOW("s", "a") FLOW("b", "c") LAST("a") LAST("c")),
          { { "start", "timer b+3600000, open a" }, { "timer b", "open c" }, { "!timer b", "" }, { "done a", "" }, { "done c", "ended" } } },
        { "intermediate date, in the zone of the office",
          PROCESS("p", START("s") "<intermediateCatchEvent id='t'><timerEventDefinition><timeDate " FORMAL ">2026-01-01T10:00:00</timeDate></timerEventDefinition></intermediateCatchEvent>"
                  END("e") FLOW("s", "t") FLOW("t", "e")),
          { { "start", "timer t+7200000" }, { "timer t", "ended" } } },
        { "months end with the month",
          PROCESS("p", START("s") "<intermediateCatchEvent id='t'>" TIMER_AFTER("=duration(\"P1M\")") "</intermediateCatchEvent>" FLOW("s", "t") LAST("t")),
          { { "start", "timer t+2678400000" } } },
        { "a time that is none is an incident, then mended",
          PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "true", TIMER_AFTER("=limit")) FLOW("s", "a") END("e") FLOW("b", "e") LAST("a")),
          { { "start", "incident a:expression" }, { "retry a {limit: \"PT1H\"}", "timer b+3600000, open a" }, { "timer b", "close a, ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void messages(void **unused)
{
    static const struct trace traces[] = {
        { "intermediate message with variables",
          MESSAGE_M PROCESS("p", START("s") "<intermediateCatchEvent id='c'>" ON_MESSAGE("m") "</intermediateCatchEvent>" USER("a") FLOW("s", "c") FLOW("c", "a") LAST("a")),
          { { "start", "wait c:return" }, { "!message other", "" }, { "message return {reason: \"r\"}", "unwait c:return, open a" }, { "!message return", "" },
            { "vars", "{reason: \"r\"}" } } },
        { "non-interrupting boundary message, repeated",
          MESSAGE_M PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", ON_MESSAGE("m")) USER("c") FLOW("s", "a") FLOW("b", "c") LAST("a") LAST("c")),
          { { "start", "wait b:return, open a" }, { "message return", "open c" }, { "message return", "open c" }, { "done a", "unwait b:return" }, { "!message return", "" } } },
        { "the oldest activity takes the message",
          MESSAGE_M PROCESS("p", START("s") "<parallelGateway id='g'/><receiveTask id='r1' messageRef='m'/><receiveTask id='r2' messageRef='m'/>" USER("a") USER("b")
              FLOW("s", "g") FLOW("g", "r1") FLOW("g", "r2") FLOW("r1", "a") FLOW("r2", "b") LAST("a") LAST("b")),
          { { "start", "wait r1:return, wait r2:return" }, { "message return", "unwait r1:return, open a" }, { "message return", "unwait r2:return, open b" } } },
        { "started by message; one thrown at the end",
          MESSAGE_M "<message id='n' name='answer'/>"
          PROCESS("p", "<startEvent id='s'>" ON_MESSAGE("m") "</startEvent>" USER("a") "<endEvent id='e'>" ON_MESSAGE("n") "</endEvent>" FLOW("s", "a") FLOW("a", "e")),
          { { "!start", "" }, { "!start@answer", "" }, { "start@return {x: 1}", "open a" }, { "done a", "send e:answer, ended" }, { "vars", "{x: 1}" } } },
        { "signal reaches all inside, at once",
          "<signal id='g' name='storm'/>"
          PROCESS("p", START("s") "<parallelGateway id='f'/><intermediateThrowEvent id='t'><signalEventDefinition signalRef='g'/></intermediateThrowEvent>"
                  "<intermediateCatchEvent id='c'><signalEventDefinition signalRef='g'/></intermediateCatchEvent>" USER("a") USER("b")
                  BOUNDARY("x", "a", "true", "<signalEventDefinition signalRef='g'/>") USER("y") USER("z")
                  FLOW("s", "f") FLOW("f", "t") FLOW("f", "c") FLOW("f", "a") FLOW("t", "b") FLOW("c", "z") FLOW("x", "y") LAST("a") LAST("b") LAST("y") LAST("z")),
          { { "start", "signal c:storm, signal x:storm, open a, broadcast t:storm, unwait c:storm, close a, unwait x:storm, open z, open y, open b" } } },
        { "signal from outside",
          "<signal id='g' name='storm'/>" PROCESS("p", START("s") USER("a") BOUNDARY("x", "a", "false", "<signalEventDefinition signalRef='g'/>") USER("y") FLOW("s", "a") FLOW("x", "y") LAST("a") LAST("y")),
          { { "start", "signal x:storm, open a" }, { "signal storm", "open y" }, { "!signal calm", "" }, { "signal storm", "open y" } } },
        { "condition when a variable changes, once each time it becomes true",
          PROCESS("p", START("s") "<parallelGateway id='g'/>" USER("a") USER("b") BOUNDARY("c", "b", "false", "<conditionalEventDefinition><condition " FORMAL ">x &gt; 1</condition></conditionalEventDefinition>") USER("d")
                  USER("a2") USER("a3") FLOW("s", "g") FLOW("g", "a") FLOW("g", "b") FLOW("a", "a2") FLOW("a2", "a3") FLOW("c", "d") LAST("b") LAST("d") LAST("a3")),
          { { "start {x: 0}", "open a, open b" }, { "done a {x: 2}", "open a2, open d" }, { "done a2 {x: 3}", "open a3" } } },
        { "links",
          PROCESS("p", START("s") "<intermediateThrowEvent id='t'><linkEventDefinition name='L'/></intermediateThrowEvent><intermediateCatchEvent id='c'><linkEventDefinition name='L'/></intermediateCatchEvent>"
                  USER("a") FLOW("s", "t") FLOW("c", "a") LAST("a")),
          { { "start", "open a" }, { "done a", "ended" } } },
        { "a process that starts when both have come",
          MESSAGE_M "<signal id='g' name='storm'/>"
          PROCESS("p", "<startEvent id='s' parallelMultiple='true'>" ON_MESSAGE("m") "<signalEventDefinition signalRef='g'/></startEvent>" USER("a") FLOW("s", "a") LAST("a")),
          { { "start@storm {x: 1}", "wait s:return, signal s:storm" }, { "signal storm", "" }, { "message return {y: 2}", "unwait s:return, unwait s:storm, open a" }, { "vars", "{x: 1, y: 2}" },
            { "done a", "ended" } } },
        { "a process that starts when one of two has come",
          MESSAGE_M "<signal id='g' name='storm'/>"
          PROCESS("p", "<startEvent id='s'>" ON_MESSAGE("m") "<signalEventDefinition signalRef='g'/></startEvent>" USER("a") FLOW("s", "a") LAST("a")),
          { { "start@return", "open a" }, { "!signal storm", "" }, { "done a", "ended" } } },
        { "parallel multiple needs both",
          MESSAGE_M "<signal id='g' name='storm'/>"
          PROCESS("p", START("s") "<intermediateCatchEvent id='c' parallelMultiple='true'>" ON_MESSAGE("m") "<signalEventDefinition signalRef='g'/></intermediateCatchEvent>" END("e") FLOW("s", "c") FLOW("c", "e")),
          { { "start", "wait c:return, signal c:storm" }, { "signal storm", "" }, { "message return", "unwait c:return, unwait c:storm, ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void errors(void **unused)
{
#define FAULTS "<error id='e1' errorCode='E1'/><error id='e2' errorCode='E2'/><escalation id='u1' escalationCode='U1'/>"
    static const struct trace traces[] = {
        { "a service's error goes to the boundary that names it",
          FAULTS PROCESS("p", START("s") SERVICE("a", "do") BOUNDARY("b1", "a", "true", "<errorEventDefinition errorRef='e1'/>") BOUNDARY("b2", "a", "true", "<errorEventDefinition/>")
              USER("x") USER("y") FLOW("s", "a") FLOW("b1", "x") FLOW("b2", "y") LAST("a") LAST("x") LAST("y")),
          { { "start", "service a:do" }, { "fail a E1 {m: 1}", "close a, open x" }, { "vars", "{m: 1}" } } },
        { "any other error goes to the one that names none",
          FAULTS PROCESS("p", START("s") SERVICE("a", "do") BOUNDARY("b2", "a", "true", "<errorEventDefinition/>") BOUNDARY("b1", "a", "true", "<errorEventDefinition errorRef='e1'/>")
              USER("x") USER("y") FLOW("s", "a") FLOW("b1", "x") FLOW("b2", "y") LAST("a") LAST("x") LAST("y")),
          { { "start", "service a:do" }, { "fail a E2", "close a, open y" } } },
        { "an error end event leaves a called process",
          FAULTS PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='q'/>") BOUNDARY("b", "c", "true", "<errorEventDefinition errorRef='e1'/>") USER("x") FLOW("s", "c") FLOW("b", "x") LAST("c") LAST("x"))
          PROCESS("q", START("qs") USER("qa") "<endEvent id='qe'><errorEventDefinition errorRef='e1'/></endEvent>" FLOW("qs", "qa") FLOW("qa", "qe")),
          { { "start", "open qa" }, { "done qa", "open x" } } },
        { "an error nobody catches is an incident",
          FAULTS PROCESS("p", START("s") "<endEvent id='e'><errorEventDefinition errorRef='e2'/></endEvent>" FLOW("s", "e")),
          { { "start", "incident e:error" }, { "retry", "incident e:error" }, { "cancel", "cancelled" } } },
        { "an error event subprocess replaces its scope; its own errors go further out",
          FAULTS PROCESS("p", START("s") "<subProcess id='sub'>" START("s2") SERVICE("a", "do") FLOW("s2", "a")
              EVENT_SUB("es", "true", "<errorEventDefinition/>", SERVICE("h", "mend") FLOW("ess", "h") LAST("h")) "" LAST("a") "</subProcess>"
              BOUNDARY("b", "sub", "true", "<errorEventDefinition/>") USER("x") FLOW("s", "sub") END("e") FLOW("sub", "e") FLOW("b", "x") LAST("x")),
          { { "start", "service a:do" }, { "fail a E1", "close a, service h:mend" }, { "fail h E2", "close h, open x" } } },
        { "escalation leaves the task open",
          FAULTS PROCESS("p", START("s") USER("a") BOUNDARY("b", "a", "false", "<escalationEventDefinition escalationRef='u1'/>") USER("x") FLOW("s", "a") FLOW("b", "x") LAST("a") LAST("x")),
          { { "start", "open a" }, { "!escalate a U2", "" }, { "escalate a U1 {who: 1}", "open x" }, { "escalate a U1", "open x" }, { "done a", "" } } },
        { "escalation thrown inside, caught by an event subprocess of the process",
          FAULTS PROCESS("p", START("s") "<subProcess id='sub'>" START("s2") "<intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='u1'/></intermediateThrowEvent>" USER("a")
              FLOW("s2", "t") FLOW("t", "a") "" LAST("a") "</subProcess>" EVENT_SUB("es", "false", "<escalationEventDefinition escalationRef='u1'/>", USER("x") FLOW("ess", "x") LAST("x")) FLOW("s", "sub") LAST("sub")),
          { { "start", "open a, open x" }, { "done a", "" }, { "done x", "ended" } } },
        { "message event subprocess interrupts all but itself",
          MESSAGE_M PROCESS("p", START("s") USER("a") FLOW("s", "a") EVENT_SUB("es", "true", ON_MESSAGE("m"), USER("x") END("xe") FLOW("ess", "x") FLOW("x", "xe"))
              EVENT_SUB("et", "false", TIMER_AFTER("PT1H"), USER("y") FLOW("ets", "y") LAST("y")) LAST("a")),
          { { "start", "wait ess:return, timer ets+3600000, open a" }, { "timer ets", "open y" },
            { "message return {r: 1}", "close y, close a, unwait ess:return, open x" }, { "!message return", "" }, { "done x", "ended" }, { "vars", "{r: 1}" } } },
        { "an event subprocess whose start event maps the message",
          MESSAGE_M PROCESS("p", START("s") USER("a") FLOW("s", "a") LAST("a")
              "<subProcess id='es' triggeredByEvent='true'><startEvent id='ess' isInterrupting='false'><extensionElements><z:ioMapping><z:output source='=reason' target='why'/></z:ioMapping></extensionElements>"
              ON_MESSAGE("m") "</startEvent>" USER("x") FLOW("ess", "x") LAST("x") "</subProcess>"),
          { { "start", "wait ess:return, open a" }, { "message return {reason: \"r\", secret: 1}", "open x" }, { "vars", "{why: \"r\"}" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers),
        cmocka_unit_test(messages),
        cmocka_unit_test(errors),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
