/*
 * sign_test.c - BPMN_SIGN and BPMN_UNSIGN: signatures before and after a task, more and fewer instances.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#define LINE(extra) PROCESS("p", START("s") USER("a") USER("u") extra USER("z") END("e") FLOW("s", "a") FLOW("a", "u") FLOW("u", "z") FLOW("z", "e"))
#define MULTI(attributes, extension, rest) \
    "<multiInstanceLoopCharacteristics " attributes "><extensionElements>" extension "</extensionElements>" rest "</multiInstanceLoopCharacteristics>"
#define MANY(attributes, rest) \
    PROCESS("p", START("s") "<userTask id='u'>" MULTI(attributes, "<z:loopCharacteristics inputCollection='=who' inputElement='me' outputCollection='said' outputElement='=me + x'/>", rest) \
            "</userTask>" USER("z") END("e") FLOW("s", "u") FLOW("u", "z") FLOW("z", "e"))

static void before(void **unused)
{
    static const char timed[] = LINE(BOUNDARY("bt", "u", "true", TIMER_AFTER("PT1H")) USER("late") FLOW("bt", "late") LAST("late"));
    static const struct trace traces[] = {
        { "one signs before, then the task is open again", LINE(""),
          { { "start", "open a" }, { "done a", "open u" }, { "sign u before {who: \"x\"}", "hold u, open u:before" }, { "done u {x: 1}", "open u" }, { "vars", "{}" }, { "done u {x: 2}", "open z" }, { "vars", "{x: 2}" }, { "done z", "ended" } } },
        { "several side by side, one taken out", LINE(""),
          { { "start", "open a" }, { "done a", "open u" }, { "sign u before", "hold u, open u:before" }, { "sign u before", "open u:before" }, { "unsign u", "close u" }, { "!unsign u", "" } } },
        { "the last one taken out opens the task again", LINE(""),
          { { "start", "open a" }, { "!sign z before", "" }, { "sign a before", "hold a, open a:before" }, { "unsign a", "close a, open a" }, { "!unsign a", "" }, { "done a", "open u" } } },
        { "sent back while others sign: all is taken back, and what it interrupts too", timed,
          { { "start", "open a" }, { "done a", "timer bt+3600000, open u" }, { "sign u before", "hold u, open u:before" }, { "sign u before", "open u:before" }, { "move u /a", "close u, close u, close u, untimer bt, open a" },
            { "done a", "timer bt+3600000, open u" }, { "sign u before", "hold u, open u:before" }, { "timer bt", "close u, close u, open late" }, { "done late", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void after(void **unused)
{
    static const struct trace traces[] = {
        { "two sign after, one by one", LINE(""),
          { { "start", "open a" }, { "sign a after", "" }, { "sign a after", "" }, { "done a {x: 1}", "open a:after" }, { "done a {x: 2}", "open a:after" }, { "done a", "open u" }, { "vars", "{x: 1}" }, { "!done a", "" } } },
        { "given back: the task is done again, then they sign again", LINE(""),
          { { "start", "open a" }, { "sign a after", "" }, { "done a {x: 1}", "open a:after" }, { "done a back", "open a" }, { "done a {x: 2}", "open a:after" }, { "done a", "open u" }, { "vars", "{x: 2}" } } },
        { "taken out while it is asked, and before it is", LINE(""),
          { { "start", "open a" }, { "sign a after", "" }, { "done a", "open a:after" }, { "sign a after", "" }, { "!sign a before", "" }, { "unsign a", "close a, open a:after" }, { "unsign a", "close a, open u" } } },
        { "before and after", LINE(""),
          { { "start", "open a" }, { "sign a after", "" }, { "sign a before", "hold a, open a:before" }, { "done a", "open a" }, { "done a", "open a:after" }, { "move a /z", "close a, close a, open z" }, { "done z", "ended" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static void instances(void **unused)
{
    static const struct trace traces[] = {
        { "one more of several, each with a result", MANY("", ""),
          { { "start {who: [1]}", "open u" }, { "sign u instance {item: 2}", "open u" }, { "done u {x: 10}", "" }, { "!done u", "" } } },
        { "one fewer: the others go on", MANY("", ""), { { "start {who: [1, 2, 3]}", "open u, open u, open u" }, { "unsign u", "close u" }, { "!unsign u", "" } } },
        { "the last but one taken out ends it when the others are done", MANY("isSequential='true'", ""),
          { { "start {who: [1, 2]}", "open u" }, { "done u {x: 1}", "open u" }, { "unsign u", "close u, open z" }, { "vars", "{who: [1, 2], x: 1, said: [2, null]}" } } },
        { "in sequence one more comes last; one taken out passes to the next", MANY("isSequential='true'", ""),
          { { "start {who: [1, 2]}", "open u" }, { "sign u instance {item: 7}", "" }, { "unsign u", "close u, open u" }, { "done u {x: 1}", "open u" }, { "done u {x: 1}", "open z" }, { "vars", "{who: [1, 2], x: 1, said: [null, 3, 8]}" } } },
        { "somebody has to sign", MANY("", ""), { { "start {who: [1]}", "open u" }, { "!unsign u", "" }, { "!sign z instance", "" }, { "done u {x: 1}", "open z" }, { "!sign z instance", "" } } },
        { "fewer instances decide a share", MANY("", "<completionCondition " FORMAL ">numberOfCompletedInstances / numberOfInstances &gt; 0.5</completionCondition>"),
          { { "start {who: [1, 2]}", "open u, open u" }, { "sign u instance {item: 3}", "open u" }, { "done u {x: 1}", "" } } },
        { "a signature before one of several who sign",  MANY("isSequential='true'", ""),
          { { "start {who: [1, 2]}", "open u" }, { "sign u before", "hold u, open u:before" }, { "done u", "open u" }, { "done u {x: 0}", "open u" }, { "sign u after", "" }, { "done u {x: 0}", "open u:after" }, { "done u", "open z" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(before), cmocka_unit_test(after), cmocka_unit_test(instances) };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
