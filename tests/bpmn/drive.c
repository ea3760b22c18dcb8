/*
 * drive.c - see drive.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drive.h"

#define MESSAGES "<message id='m' name='m'/><message id='n' name='n'/><signal id='g' name='g'/><error id='e1' errorCode='E1'/><escalation id='u1' escalationCode='U1'/>"

const char *const DRIVE_MODELS[] = {
    MESSAGES PROCESS("p", START("s") "<parallelGateway id='f'/><inclusiveGateway id='j'/>" USER("a") SERVICE("b", "x")
        BOUNDARY("bt", "a", "false", "<timerEventDefinition><timeCycle " FORMAL ">R/PT1M</timeCycle></timerEventDefinition>") BOUNDARY("bm", "b", "true", ON_MESSAGE("m"))
        BOUNDARY("be", "b", "true", "<errorEventDefinition errorRef='e1'/>") USER("c") USER("d") "<exclusiveGateway id='g2' default='g2_e'/>" END("e")
        FLOW("s", "f") FLOW("f", "a") FLOW("f", "b") FLOW("a", "j") FLOW("b", "j") FLOW("bt", "d") FLOW("bm", "c") FLOW("be", "j") FLOW("c", "j")
        FLOW("j", "g2") FLOW_IF("g2", "f", "x = 1") FLOW("g2", "e") LAST("d")),
    MESSAGES PROCESS("p", START("s") "<callActivity id='c'><extensionElements><z:calledElement processId='q'/></extensionElements><multiInstanceLoopCharacteristics><loopCardinality " FORMAL ">3</loopCardinality>"
        "<completionCondition " FORMAL ">x = 2</completionCondition></multiInstanceLoopCharacteristics></callActivity>" BOUNDARY("b", "c", "false", ON_MESSAGE("m"))
        BOUNDARY("b2", "c", "true", "<escalationEventDefinition escalationRef='u1'/>") USER("w") END("e") FLOW("s", "c") FLOW("c", "e") FLOW("b", "w") FLOW("b2", "w") LAST("w"))
    PROCESS("q", START("qs") "<eventBasedGateway id='qg'/><intermediateCatchEvent id='q1'>" ON_MESSAGE("n") "</intermediateCatchEvent><intermediateCatchEvent id='q2'>" TIMER_AFTER("PT1H")
        "</intermediateCatchEvent>" USER("qa") "<endEvent id='qe'><escalationEventDefinition escalationRef='u1'/></endEvent>" END("qe2")
        FLOW("qs", "qg") FLOW("qg", "q1") FLOW("qg", "q2") FLOW("q1", "qa") FLOW("q2", "qe") FLOW("qa", "qe2")),
    MESSAGES PROCESS("p", START("s") "<transaction id='t'>" START("s2") USER("a") BOUNDARY("ca", "a", "true", "<compensateEventDefinition/>")
        "<userTask id='h' isForCompensation='true'/><association id='as' sourceRef='ca' targetRef='h'/><exclusiveGateway id='x' default='x_ok'/>" USER("ok") "<endEvent id='no'><cancelEventDefinition/></endEvent>"
        FLOW("s2", "a") FLOW("a", "x") FLOW("x", "ok") FLOW_IF("x", "no", "x = 2") "" LAST("ok") "</transaction>" BOUNDARY("bc", "t", "true", "<cancelEventDefinition/>") USER("z")
        "<subProcess id='es' triggeredByEvent='true'><startEvent id='ess' isInterrupting='false'><signalEventDefinition signalRef='g'/></startEvent>" USER("ea") FLOW("ess", "ea") "" LAST("ea") "</subProcess>"
        "<intermediateThrowEvent id='th'><compensateEventDefinition/></intermediateThrowEvent>" END("e") FLOW("s", "t") FLOW("t", "th") FLOW("th", "e") FLOW("bc", "z") LAST("z")),
    MESSAGES PROCESS("p", START("s") "<adHocSubProcess id='h'>" USER("a") SERVICE("b", "x") "<completionCondition " FORMAL ">x = 2</completionCondition></adHocSubProcess>"
        "<userTask id='l'><standardLoopCharacteristics><loopCondition " FORMAL ">x = 1</loopCondition></standardLoopCharacteristics></userTask>"
        "<complexGateway id='k'><activationCondition " FORMAL ">activationCount &gt;= x</activationCondition></complexGateway><parallelGateway id='f'/>" USER("u") USER("v")
        "<intermediateCatchEvent id='co'><conditionalEventDefinition><condition " FORMAL ">x = 3</condition></conditionalEventDefinition></intermediateCatchEvent>" END("e")
        FLOW("s", "h") FLOW("h", "l") FLOW("l", "f") FLOW("f", "u") FLOW("f", "v") FLOW("f", "co") FLOW("u", "k") FLOW("v", "k") FLOW("co", "k") FLOW("k", "e")),
    MESSAGES PROCESS("p", "<eventBasedGateway id='g0' instantiate='true' eventGatewayType='Parallel'/><intermediateCatchEvent id='c1'>" ON_MESSAGE("m") "</intermediateCatchEvent><intermediateCatchEvent id='c2'>" ON_MESSAGE("n") "</intermediateCatchEvent>"
        "<adHocSubProcess id='h'><extensionElements><z:adHoc activeElementsCollection='=if x = 1 then [&quot;a&quot;] else []'/></extensionElements>" USER("a") SERVICE("b", "x") "<callActivity id='cq'><extensionElements><z:calledElement processId='q' bindingType='deployment'/></extensionElements></callActivity>"
        "<completionCondition " FORMAL ">x = 2</completionCondition></adHocSubProcess>" BOUNDARY("hc", "h", "false", ON_CONDITION("x = 3")) USER("w") END("e") END("e2")
        FLOW("g0", "c1") FLOW("g0", "c2") FLOW("c1", "h") FLOW("h", "e") FLOW("c2", "e2") FLOW("hc", "w") LAST("w"))
    PROCESS("q", START("qs") USER("qa") BOUNDARY("ca", "qa", "true", "<compensateEventDefinition/>") "<userTask id='qh' isForCompensation='true'/><association id='as' sourceRef='ca' targetRef='qh'/>"
        "<intermediateThrowEvent id='qt'><compensateEventDefinition waitForCompletion='false'/></intermediateThrowEvent>" USER("qb") END("qe") FLOW("qs", "qa") FLOW("qa", "qt") FLOW("qt", "qb") FLOW("qb", "qe")),
};
const size_t DRIVE_MODEL_COUNT = COUNT_OF(DRIVE_MODELS);

uint64_t drive_random(struct drive *d, uint64_t below)
{
    d->seed ^= d->seed << 13;
    d->seed ^= d->seed >> 7;
    d->seed ^= d->seed << 17;
    return d->seed % below;
}

static bool offers_choice(const struct drive *d, const struct bpmn_effect *effect)
{
    const struct bpmn *process = d->library ? trace_find(&(struct bpmn_wanted){ .id = effect->process }, d->library) : NULL;
    ptrdiff_t at = process ? bpmn_element_find(process, effect->element) : -1;

    return at >= 0 && str_is(bpmn_element_at(process, (size_t)at).type, "adHocSubProcess");
}

void drive_learn(struct drive *d, const struct bpmn_effects *effects)
{
    static const struct { enum bpmn_effect_kind effect; enum bpmn_event_kind event; } answers[] = {
        { BPMN_TASK_OPEN, BPMN_COMPLETE }, { BPMN_SERVICE, BPMN_COMPLETE },      { BPMN_SERVICE, BPMN_FAIL },     { BPMN_TASK_OPEN, BPMN_ESCALATE },
        { BPMN_TIMER_SET, BPMN_TIMER },    { BPMN_WAIT_MESSAGE, BPMN_MESSAGE }, { BPMN_WAIT_SIGNAL, BPMN_SIGNAL }, { BPMN_INCIDENT, BPMN_RETRY },
        { BPMN_DECIDE, BPMN_DECIDED },     { BPMN_ENTER, BPMN_ACTIVATE },
        { BPMN_TASK_OPEN, BPMN_MOVE },     { BPMN_TASK_OPEN, BPMN_SIGN },      { BPMN_TASK_OPEN, BPMN_UNSIGN },  { BPMN_TIMER_SET, BPMN_MOVE },
    };

    for (size_t i = 0; i < effects->count; i++) {
        if (effects->items[i].kind == BPMN_ENTER && !offers_choice(d, &effects->items[i])) continue;
        for (size_t j = 0; j < COUNT_OF(answers); j++)
            if (effects->items[i].kind == answers[j].effect)
                d->hints[d->hint_count++ % COUNT_OF(d->hints)] = (struct drive_hint){
                    { .kind = answers[j].event, .activity = effects->items[i].activity, .name = effects->items[i].name },
                    effects->items[i].process, effects->items[i].element };
    }
}

/* One of the outcomes the task offers, or STR_NONE. */
static struct str random_outcome(struct drive *d, const struct drive_hint *hint)
{
    const struct bpmn *process = d->library ? trace_find(&(struct bpmn_wanted){ .id = hint->process }, d->library) : NULL;
    struct str codes[24], name, value;
    size_t count = 0;

    for (size_t i = 0; process && i < bpmn_property_count(process, hint->element) && count < COUNT_OF(codes); i++) {
        bpmn_property_at(process, hint->element, i, &name, &value);
        if (str_starts(name, STR("outcome:"))) codes[count++] = str_sub(name, 8, name.len);
    }
    return count ? codes[drive_random(d, count)] : STR_NONE;
}

static const struct feel_value *random_variables(struct drive *d, struct arena *arena, struct str outcome)
{
    static const char *const results[] = { "\"verify\"", "\"self\"", "\"file\"", "{unit: \"u\", auto: true}", "true", "null", "[1, date(\"2026-01-05\"), 1.5]" };
    const struct feel_value *all = trace_value(arena, STR("{}"));

    if (outcome.len) return feel_context_with(arena, all, STR("outcome"), feel_string(arena, outcome));
    all = feel_context_with(arena, all, STR("x"), feel_integer(arena, (int64_t)drive_random(d, 4)));
    return feel_context_with(arena, all, STR("result"), trace_value(arena, str_from_c(results[drive_random(d, COUNT_OF(results))])));
}

/* A path of one or two elements of the hint's process, or of any. */
static struct str random_element(struct drive *d, struct arena *arena, const struct drive_hint *hint)
{
    const struct bpmn *process = d->library && hint->process.len ? trace_find(&(struct bpmn_wanted){ .id = hint->process }, d->library) : NULL;
    size_t count;
    struct str one, two;

    if (!process && d->library && d->library->count) process = d->library->processes[drive_random(d, d->library->count)];
    count = process ? bpmn_element_count(process) : 0;
    if (!count) return STR("a");
    one = bpmn_element_at(process, (size_t)drive_random(d, count)).id;
    two = bpmn_element_at(process, (size_t)drive_random(d, count)).id;
    return drive_random(d, 4) ? str_format(arena, "%s%.*s", drive_random(d, 2) ? "/" : "", STR_ARG(one)) : str_format(arena, "/%.*s/%.*s", STR_ARG(one), STR_ARG(two));
}

struct bpmn_event drive_event(struct drive *d, struct arena *arena)
{
    static const char *const names[] = { "m", "n", "g", "E1", "U1", "", "zzz", "a", "b", "cq" };
    struct drive_hint hint = { .event = { .kind = (enum bpmn_event_kind)drive_random(d, BPMN_EVENT__KINDS) } };
    size_t known = d->hint_count < COUNT_OF(d->hints) ? d->hint_count : COUNT_OF(d->hints);
    struct bpmn_event event;
    struct str outcome;

    if (known && drive_random(d, 5)) hint = d->hints[drive_random(d, known)];
    else if (drive_random(d, 3)) hint.event.activity = (int64_t)drive_random(d, 40);
    event = hint.event;
    outcome = hint.element.len ? random_outcome(d, &hint) : STR_NONE;
    if (event.kind == BPMN_FAIL || event.kind == BPMN_ESCALATE || !event.name.len) event.name = str_from_c(names[drive_random(d, COUNT_OF(names))]);
    if (event.kind == BPMN_MOVE) event.name = random_element(d, arena, &hint);
    if (event.kind == BPMN_SIGN) event.name = str_from_c((const char *const[]){ "before", "after", "instance", "round", "voter" }[drive_random(d, 5)]);
    if (event.kind == BPMN_COMPLETE && !drive_random(d, 8)) event.name = drive_random(d, 2) ? STR("back") : STR("against");
    if (outcome.len || event.kind == BPMN_DECIDED || drive_random(d, 3)) event.variables = random_variables(d, arena, outcome);
    if (str_is(event.name, "round")) event.variables = trace_value(arena, str_format(arena, "{share: %d, voters: [{}, {who: 1}, {}]}", (int)drive_random(d, 102)));
    if (event.kind == BPMN_CANCEL && drive_random(d, 10)) event.kind = BPMN_COMPLETE;
    return event;
}
