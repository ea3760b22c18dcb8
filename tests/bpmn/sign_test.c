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

/* Opens a round of n on u; everything after says how it is decided. */
#define ROUND(share, voters) "sign u round {share: " share ", voters: " voters "}"
#define THREE "hold u, open u:vote, open u:vote, open u:vote"
#define AT_U { "start", "open a" }, { "done a", "open u" }

static void rounds(void **unused)
{
    static const char timed[] = LINE(BOUNDARY("bt", "u", "true", TIMER_AFTER("PT1H")) USER("late") FLOW("bt", "late") LAST("late"));
    static const struct trace traces[] = {
        { "all must agree: the last one decides", LINE(""),
          { AT_U, { ROUND("100", "[{}, {}, {}]"), THREE }, { "done u", "" }, { "!unsign u", "" }, { "!done u", "" } } },
        { "all must agree: one against is enough, the others are closed", LINE(""),
          { AT_U, { ROUND("100", "[{}, {}, {}]"), THREE }, { "done u against", "close u, close u, round u:refused, open u" }, { "!unsign u", "" }, { "done u {x: 1}", "open z" }, { "vars", "{x: 1}" } } },
        { "any one: the first who agrees decides", LINE(""),
          { AT_U, { ROUND("0", "[{}, {}, {}]"), THREE }, { "done u", "close u, close u, round u:agreed, open u" }, { "done u", "open z" } } },
        { "one alone", LINE(""), { AT_U, { ROUND("100", "[{}]"), "hold u, open u:vote" }, { "done u", "round u:agreed, open u" }, { "done u", "open z" } } },
        { "a share of two thirds of four: one against leaves it open", LINE(""),
          { AT_U, { ROUND("66", "[{}, {}, {}]"), THREE }, { "sign u voter {}", "open u:vote" }, { "done u against", "" }, { "!done u", "" } } },
        { "one more, taken out again", LINE(""),
          { AT_U, { ROUND("50", "[{}, {}]"), "hold u, open u:vote, open u:vote" }, { "sign u voter {}", "open u:vote" }, { "unsign u", "close u" }, { "!unsign u", "" } } },
        { "the last one taken out: nobody was asked", LINE(""),
          { AT_U, { ROUND("100", "[{}]"), "hold u, open u:vote" }, { "unsign u", "close u, round u:void, open u" }, { "done u", "open z" } } },
        { "refused: no people, no share, twice, a voter without a round", LINE(""),
          { AT_U, { "!" ROUND("100", "[]"), "" }, { "!" ROUND("101", "[{}]"), "" }, { "!" ROUND("\"a\"", "[{}]"), "" }, { "!sign u round", "" }, { "!sign u voter {}", "" }, { "!" ROUND("100", "[1]"), "" },
            { ROUND("100", "[{}, {}]"), "hold u, open u:vote, open u:vote" }, { "!" ROUND("100", "[{}]"), "" }, { "!sign z round {share: 1, voters: [{}]}", "" } } },
        { "somebody signs before as well: the task waits for both", LINE(""),
          { AT_U, { ROUND("100", "[{}]"), "hold u, open u:vote" }, { "done u", "round u:agreed, open u" }, { "sign u after", "" }, { ROUND("0", "[{}]"), "hold u, open u:vote" }, { "sign u before", "open u:before" },
            { "done u", "" }, { "!done u", "" } } },
        { "a round again after the first", LINE(""),
          { AT_U, { ROUND("100", "[{}]"), "hold u, open u:vote" }, { "done u against", "round u:refused, open u" }, { ROUND("100", "[{}]"), "hold u, open u:vote" }, { "done u", "round u:agreed, open u" }, { "done u", "open z" } } },
        { "sent back, jumped on and interrupted while it goes on", timed,
          { { "start", "open a" }, { "done a", "timer bt+3600000, open u" }, { ROUND("100", "[{}, {}]"), "hold u, open u:vote, open u:vote" }, { "move u /a", "close u, close u, close u, untimer bt, open a" },
            { "done a", "timer bt+3600000, open u" }, { ROUND("0", "[{}]"), "hold u, open u:vote" }, { "timer bt", "close u, close u, open late" }, { "done late", "ended" } } },
        { "in one of several who sign: the others are not asked", MANY("", ""),
          { { "start {who: [1, 2]}", "open u, open u" }, { ROUND("100", "[{}, {}]"), "hold u, open u:vote, open u:vote" }, { "done u against", "close u, round u:refused, open u" }, { "done u {x: 1}", "" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

static struct bpmn_round only_round(struct arena *arena, const struct bpmn_state *state)
{
    struct bpmn_round *rounds;

    assert_int_equal(bpmn_state_rounds(arena, state, &rounds), 1);
    return rounds[0];
}

/* The rule against counting by hand: every share of up to nine, every order of answers as a bit pattern. */
static void every_share(void **unused)
{
    static const char *const lists[] = { "[{}]", "[{}, {}]", "[{}, {}, {}]", "[{}, {}, {}, {}]", "[{}, {}, {}, {}, {}]", "[{}, {}, {}, {}, {}, {}]" };

    (void)unused;
    for (int n = 1; n <= (int)COUNT_OF(lists); n++)
        for (int share = 0; share <= 100; share += 5)
            for (unsigned answers = 0; answers < 1u << n; answers++) {
                struct arena *arena = arena_open(64 * 1024 * 1024);
                struct trace_library list;
                struct bpmn_state *state = NULL;
                struct bpmn_effects effects;
                struct bpmn_event event = { .kind = BPMN_START };
                int64_t task, votes[8];
                int agreed = 0, refused = 0, given = 0, need = 1;

                while (need < n && need * 100 < n * share) need++;
                list.processes = trace_load(arena, PROCESS("p", START("s") USER("u") END("e") FLOW("s", "u") FLOW("u", "e")), &list.count);
                assert_int_equal(bpmn_step(arena, list.processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
                task = effects.items[effects.count - 1].activity;
                event = (struct bpmn_event){ BPMN_SIGN, task, STR("round"), trace_value(arena, str_format(arena, "{share: %d, voters: %s}", share, lists[n - 1])) };
                assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &state, &effects, NULL), ERR_OK);
                for (size_t i = 0, k = 0; i < effects.count; i++)
                    if (effects.items[i].kind == BPMN_TASK_OPEN) votes[k++] = effects.items[i].activity;
                while (agreed < need && agreed + (n - given) >= need) {
                    bool against = answers >> given & 1;
                    struct bpmn_round round = only_round(arena, state);

                    assert_true(bpmn_state_signed(state, votes[given]) == task && round.task == task && !round.result.len);
                    assert_true(round.agreed == agreed && round.refused == refused && round.asked == n && round.share == share);
                    event = (struct bpmn_event){ BPMN_COMPLETE, votes[given], against ? STR("against") : STR_NONE, NULL };
                    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &state, &effects, NULL), ERR_OK);
                    given++;
                    if (against) refused++;
                    else agreed++;
                }
                {
                    struct bpmn_round round = only_round(arena, state);

                    if (!str_is(round.result, agreed >= need ? "agreed" : "refused")) fail_msg("%d of %d agreed, %d %%: %.*s", agreed, n, share, STR_ARG(round.result));
                    assert_true(round.agreed == agreed && round.refused == refused && round.asked == n);
                }
                for (int k = given; k < n; k++) {
                    event = (struct bpmn_event){ BPMN_COMPLETE, votes[k], STR_NONE, NULL };
                    assert_int_equal(bpmn_step(arena, list.processes[0], NULL, state, &event, 0, &state, &effects, NULL), ERR_CONFLICT);
                }
                arena_close(arena);
            }
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(before), cmocka_unit_test(after), cmocka_unit_test(rounds), cmocka_unit_test(every_share), cmocka_unit_test(instances) };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
