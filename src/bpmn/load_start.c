/*
 * load_start.c - the ways a process can be started.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

static const enum bpmn_start_kind START_OF[TRIGGER__COUNT] = {
    [TRIGGER_MESSAGE] = BPMN_START_MESSAGE,
    [TRIGGER_SIGNAL] = BPMN_START_SIGNAL,
    [TRIGGER_TIMER] = BPMN_START_TIMER,
    [TRIGGER_CONDITION] = BPMN_START_CONDITION,
};

/* Names of messages that start a process cannot depend on variables: there are none yet. */
static struct str fixed_name(struct loader *l, const struct bpmn_trigger *trigger)
{
    struct feel_scope scope = { 0 };
    struct feel_notes notes = { 0 };
    const struct feel_value *value;

    if (!trigger->value.expr || trigger->kind == TRIGGER_TIMER || trigger->kind == TRIGGER_CONDITION)
        return trigger->value.text;
    value = feel_eval(l->arena, trigger->value.expr, &scope, &notes);
    return value && value->type == FEEL_STRING ? value->string : STR_NONE;
}

static enum err add_triggers(struct loader *l, const struct bpmn_el *el, int32_t flow)
{
    for (size_t i = 0; i < el->trigger_count; i++) {
        struct bpmn_start *start = &l->process->starts[l->process->start_count++];

        start->kind = START_OF[el->triggers[i].kind];
        start->element = el->id;
        start->name = fixed_name(l, &el->triggers[i]);
        start->index = el->index;
        start->trigger = (int32_t)i;
        start->flow = flow;
        if (start->kind == BPMN_START_NONE || start->name.len == 0)
            return bpmn_load_refuse(l, ERR_INVALID, l->nodes[el->index], "不能用这种事件启动流程",
                                    "a process cannot be started by this event");
    }
    return ERR_OK;
}

static enum err add_gateway(struct loader *l, const struct bpmn_el *gateway)
{
    for (size_t i = 0; i < gateway->outgoing_count; i++) {
        int32_t flow = gateway->outgoing[i];
        enum err err = add_triggers(l, &l->process->elements[l->process->flows[flow].target], flow);

        if (err) return err;
    }
    return ERR_OK;
}

static size_t count_triggers(const struct bpmn *process)
{
    size_t count = 0;

    for (int32_t i = 0; i < process->count; i++) count += process->elements[i].trigger_count + 1;
    return count;
}

enum err bpmn_load_starts(struct loader *l)
{
    struct bpmn *process = l->process;
    size_t plain = 0;

    process->starts = arena_array(l->arena, struct bpmn_start, count_triggers(process));
    if (!process->starts) return fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (int32_t i = process->elements[0].first_child; i != BPMN_NONE; i = process->elements[i].next_sibling) {
        const struct bpmn_el *el = &process->elements[i];
        enum err err = ERR_OK;

        if (el->kind == KIND_START && el->trigger_count == 0) {
            process->starts[process->start_count++] = (struct bpmn_start){
                .kind = BPMN_START_NONE, .element = el->id, .index = i, .trigger = BPMN_NONE, .flow = BPMN_NONE
            };
            if (++plain > 1)
                return bpmn_load_refuse(l, ERR_INVALID, l->nodes[i], "流程只能有一个普通开始事件",
                                        "a process can have one plain start event only");
        } else if (el->kind == KIND_START || (el->kind == KIND_RECEIVE_TASK && el->instantiate)) {
            err = add_triggers(l, el, BPMN_NONE);
        } else if (el->kind == KIND_EVENT_GATEWAY && (el->instantiate || el->incoming_count == 0)) {
            err = add_gateway(l, el);
        }
        if (err) return err;
    }
    return ERR_OK;
}
