/*
 * BPMN: any bytes of a state are refused, or they write back as themselves and take any event against a model they may
 * not belong to.
 *
 * Input: a stored state, or (when the first byte is not its version) what is packed in one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/bpmn.h"

#include <assert.h>

#include "base/pack.h"
#include "bpmn/state_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char MODEL[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:z='http://camunda.org/schema/zeebe/1.0' id='file' targetNamespace='urn:f'>"
    "<message id='m' name='m'/><process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f1' sourceRef='s' targetRef='g'/><parallelGateway id='g'/>"
    "<sequenceFlow id='f2' sourceRef='g' targetRef='u'/><sequenceFlow id='f3' sourceRef='g' targetRef='sub'/>"
    "<userTask id='u'><multiInstanceLoopCharacteristics><extensionElements><z:loopCharacteristics inputCollection='=[1,2]' inputElement='x' outputCollection='r' outputElement='=x'/></extensionElements></multiInstanceLoopCharacteristics></userTask>"
    "<boundaryEvent id='b' attachedToRef='u' cancelActivity='false'><timerEventDefinition><timeCycle xsi:type='tFormalExpression'>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>"
    "<sequenceFlow id='f4' sourceRef='b' targetRef='w'/><receiveTask id='w' messageRef='m'/><sequenceFlow id='f5' sourceRef='w' targetRef='e'/>"
    "<subProcess id='sub'><startEvent id='s2'/><sequenceFlow id='f6' sourceRef='s2' targetRef='a'/><serviceTask id='a'><extensionElements><z:taskDefinition type='t'/></extensionElements></serviceTask>"
    "<boundaryEvent id='c' attachedToRef='a'><compensateEventDefinition id='cd'/></boundaryEvent><userTask id='h' isForCompensation='true'/><association id='as' sourceRef='c' targetRef='h'/>"
    "<sequenceFlow id='f7' sourceRef='a' targetRef='e2'/><endEvent id='e2'/></subProcess><sequenceFlow id='f8' sourceRef='u' targetRef='j'/><sequenceFlow id='f9' sourceRef='sub' targetRef='j'/>"
    "<parallelGateway id='j'/><sequenceFlow id='f10' sourceRef='j' targetRef='t'/><intermediateThrowEvent id='t'><compensateEventDefinition id='td' waitForCompletion='false'/></intermediateThrowEvent>"
    "<sequenceFlow id='f11' sourceRef='t' targetRef='ad'/><adHocSubProcess id='ad'><extensionElements><z:adHoc/></extensionElements><userTask id='i'/></adHocSubProcess>"
    "<sequenceFlow id='f12' sourceRef='ad' targetRef='e'/><endEvent id='e'/></process></definitions>";

/* Every kind of event at every id: refused or taken, and what comes of it is a state again. */
static void step_all(struct arena *arena, const struct bpmn *process, const struct bpmn_state *state)
{
    for (int kind = BPMN_START; kind < BPMN_EVENT__KINDS; kind++)
        for (int64_t activity = 0; activity < 10; activity++) {
            struct bpmn_event event = { .kind = (enum bpmn_event_kind)kind, .activity = activity, .name = kind == BPMN_ACTIVATE || kind == BPMN_MOVE ? STR("i") : STR("m") };
            struct bpmn_state *next = NULL, *again;
            struct bpmn_effects effects;
            struct fault why = { 0 };
            struct str text;

            if (bpmn_step(arena, process, NULL, state, &event, 0, &next, &effects, &why)) {
                assert(why.zh[0] && why.en[0] && !next);
                continue;
            }
            text = bpmn_state_write(arena, next);
            assert(!text.at || bpmn_state_read(arena, text, &again, &why) != ERR_INVALID);
        }
}

static struct str stored(struct arena *arena, struct str input)
{
    struct buf out;

    if (input.len && input.at[0] == STATE_VERSION) return input;
    buf_init(&out, arena, 0);
    buf_byte(&out, STATE_VERSION);
    pack(&out, input.len ? str_sub(input, 1, input.len) : input);
    return buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bpmn *process;           /* loaded once */
    struct arena *arena = arena_open(32 << 20);
    struct bpmn_state *state, *again;
    struct fault why = { 0 };

    if (!process && bpmn_load(arena_open(8 << 20), (struct str){ MODEL, sizeof MODEL - 1 }, &process, &why)) __builtin_trap();
    if (bpmn_state_read(arena, stored(arena, (struct str){ (const char *)data, size }), &state, &why) == ERR_OK) {
        struct str written = bpmn_state_write(arena, state);

        if (written.at && bpmn_state_read(arena, written, &again, &why) == ERR_OK) {
            assert(str_eq(bpmn_state_write(arena, again), written));
            step_all(arena, process, again);
        }
    } else {
        assert(why.zh[0] && why.en[0]);
    }
    arena_close(arena);
    return 0;
}
