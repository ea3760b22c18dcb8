/*
 * waits.c - timers, messages, signals and conditions that are listened to.
 *
 * A wait belongs to a node (the event itself, the activity a boundary event
 * sits on, the scope an event subprocess lies in, an event-based gateway) and
 * names the event element it will trigger.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"
#include "bpmn/timer.h"

struct bpmn_wait *bpmn_wait_find(const struct bpmn_run *run, int64_t id)
{
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].id == id) return &run->s->waits[i];
    return NULL;
}

bool bpmn_waits(const struct bpmn_run *run, const struct bpmn_node *node)
{
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].node == node->id) return true;
    return false;
}

static struct bpmn_effect *emit_wait(struct bpmn_run *run, enum bpmn_effect_kind kind, const struct bpmn_node *owner,
                                     const struct bpmn_wait *wait)
{
    struct bpmn_effect *effect = bpmn_emit(run, kind, owner);

    effect->activity = wait->id;
    effect->element = wait->element;
    effect->name = wait->name.len ? wait->name : bpmn_el_at(run, owner, wait->index)->name;
    effect->due_ms = wait->due_ms;
    return effect;
}

static void emit_clear(struct bpmn_run *run, const struct bpmn_node *owner, const struct bpmn_wait *wait)
{
    if (wait->kind == TRIGGER_TIMER)
        emit_wait(run, BPMN_TIMER_CLEAR, owner, wait);
    else if (wait->kind != TRIGGER_CONDITION)
        emit_wait(run, BPMN_WAIT_CLEAR, owner, wait);
}

static bool is_waiting(enum bpmn_trigger_kind kind)
{
    return kind == TRIGGER_TIMER || kind == TRIGGER_MESSAGE || kind == TRIGGER_SIGNAL || kind == TRIGGER_CONDITION;
}

static bool stick(struct bpmn_run *run, struct bpmn_node *owner, const struct bpmn_trigger *definition)
{
    bpmn_stick_feel(run, owner, STAGE_ENTERING, "expression", "的时间、消息名或信号名算不出来",
                    ": a time, message or signal name cannot be evaluated", definition->value.expr);
    return false;
}

static bool arm_one(struct bpmn_run *run, struct bpmn_node *owner, const struct bpmn_el *el, size_t trigger)
{
    const struct bpmn_trigger *definition = &el->triggers[trigger];
    struct bpmn_wait wait = { .node = owner->id,
                              .kind = definition->kind,
                              .process = owner->process,
                              .index = el->index,
                              .trigger = (int32_t)trigger,
                              .element = el->id };
    struct bpmn_wait *more;

    if (!is_waiting(definition->kind)) return true;
    if (definition->kind == TRIGGER_TIMER) {
        struct bpmn_due due;
        if (!bpmn_timer_due(run->arena, definition->timer, bpmn_eval_text(run, owner, &definition->value, NULL),
                            run->now, &due))
            return stick(run, owner, definition);
        wait.due_ms = due.at_ms;
        wait.left = due.left;
        wait.every = due.every;
    } else if (definition->kind != TRIGGER_CONDITION) {
        wait.name = bpmn_eval_str(run, owner, &definition->value);
        if (!wait.name.len) return stick(run, owner, definition);
    }
    more = bpmn_grow(run->arena, run->s->waits, run->s->wait_count, &run->s->wait_cap, sizeof *more);
    if (!more) {
        bpmn_no_memory(run);
        return false;
    }
    run->s->waits = more;
    wait.id = ++run->s->last_id;
    more[run->s->wait_count++] = wait;
    if (wait.kind == TRIGGER_TIMER) emit_wait(run, BPMN_TIMER_SET, owner, &wait);
    if (wait.kind == TRIGGER_SIGNAL) emit_wait(run, BPMN_WAIT_SIGNAL, owner, &wait);
    if (wait.kind == TRIGGER_CONDITION) run->conditions = true;
    if (wait.kind == TRIGGER_MESSAGE)
        emit_wait(run, BPMN_WAIT_MESSAGE, owner, &wait)->text = bpmn_eval_str(run, owner, &definition->key);
    return true;
}

bool bpmn_arm(struct bpmn_run *run, struct bpmn_node *owner, int32_t index)
{
    const struct bpmn_el *el = bpmn_el_at(run, owner, index);

    for (size_t i = 0; i < el->trigger_count; i++)
        if (!arm_one(run, owner, el, i)) return false;
    return true;
}

void bpmn_disarm(struct bpmn_run *run, struct bpmn_node *owner, int32_t index)
{
    struct bpmn_state *s = run->s;
    size_t kept = 0;

    for (size_t i = 0; i < s->wait_count; i++) {
        struct bpmn_wait wait = s->waits[i];

        if (wait.node == owner->id && (index == BPMN_NONE || wait.index == index)) {
            if (!wait.fired || wait.kind == TRIGGER_CONDITION) emit_clear(run, owner, &wait);
            continue;
        }
        s->waits[kept++] = wait;
    }
    s->wait_count = kept;
}

bool bpmn_arm_boundaries(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    for (size_t i = 0; i < el->boundary_count; i++)
        if (!bpmn_arm(run, node, el->boundaries[i])) return false;
    return true;
}

/* The next start event of an event subprocess in `scope` after `at`; BPMN_NONE at the end. */
static int32_t next_event_start(const struct bpmn_run *run, const struct bpmn_node *scope, int32_t at)
{
    const struct bpmn *def = bpmn_def(run, scope);

    for (int32_t i = at + 1; i < def->count; i++) {
        const struct bpmn_el *el = &def->elements[i], *parent;

        if (el->kind != KIND_START) continue;
        parent = &def->elements[el->parent];
        if (parent->kind == KIND_EVENT_SUBPROCESS && parent->parent == scope->index) return i;
    }
    return BPMN_NONE;
}

bool bpmn_arm_event_subprocesses(struct bpmn_run *run, struct bpmn_node *scope)
{
    for (int32_t i = next_event_start(run, scope, scope->index); i != BPMN_NONE; i = next_event_start(run, scope, i))
        if (!bpmn_arm(run, scope, i)) return false;
    return true;
}

void bpmn_disarm_event_subprocesses(struct bpmn_run *run, struct bpmn_node *scope)
{
    for (int32_t i = next_event_start(run, scope, scope->index); i != BPMN_NONE; i = next_event_start(run, scope, i))
        bpmn_disarm(run, scope, i);
}

/* ── Firing ────────────────────────────────────────────────────────────── */

/* A cycle goes on; any other timer is used up. */
static void timer_next(struct bpmn_run *run, struct bpmn_node *owner, struct bpmn_wait *wait, bool *again)
{
    int64_t next;

    *again = wait->left != 0 && bpmn_timer_add(run->arena, wait->due_ms, wait->every, &next);
    if (!*again) return;
    if (next <= run->now && !bpmn_timer_add(run->arena, run->now, wait->every, &next)) return;
    if (wait->left > 0) wait->left--;
    wait->due_ms = next;
    emit_wait(run, BPMN_TIMER_SET, owner, wait);
}

/* Parallel multiple: has every definition of the event fired? */
static bool all_fired(const struct bpmn_run *run, int64_t owner, int32_t index)
{
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].node == owner && run->s->waits[i].index == index && !run->s->waits[i].fired) return false;
    return true;
}

static void reset_fired(struct bpmn_run *run, struct bpmn_node *owner, int32_t index)
{
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].node == owner->id && run->s->waits[i].index == index) run->s->waits[i].fired = false;
}

static void drop_wait(struct bpmn_run *run, int64_t id)
{
    struct bpmn_state *s = run->s;
    size_t kept = 0;

    for (size_t i = 0; i < s->wait_count; i++)
        if (s->waits[i].id != id) s->waits[kept++] = s->waits[i];
    s->wait_count = kept;
}

void bpmn_wait_fire(struct bpmn_run *run, int64_t id, const struct feel_value *variables)
{
    struct bpmn_wait *wait = bpmn_wait_find(run, id);
    struct bpmn_node *owner = wait ? bpmn_state_node(run->s, wait->node) : NULL;
    const struct bpmn_el *el;
    bool again = false;
    int32_t index;

    if (!owner) return;
    index = wait->index;
    el = bpmn_el_at(run, owner, index);
    if (el->parallel_multiple && el->trigger_count > 1) {
        wait->fired = true;
        if (!all_fired(run, owner->id, index)) {
            if (!bpmn_take_outcome(run, owner, variables)) return;
            return;
        }
        reset_fired(run, owner, index);
    } else if (wait->kind == TRIGGER_TIMER) {
        timer_next(run, owner, wait, &again);
        if (!again) drop_wait(run, id);
    }
    if (el->kind == KIND_BOUNDARY)
        bpmn_fire_boundary(run, owner, el, variables);
    else if (el->kind == KIND_START && owner->index != index)
        bpmn_fire_event_subprocess(run, owner, el, variables);
    else if (owner->index != index)
        bpmn_event_gateway_fired(run, owner, index, variables);
    else {
        bpmn_disarm(run, owner, index);
        if (bpmn_take_outcome(run, owner, variables)) bpmn_complete(run, owner);
    }
}

void bpmn_signal(struct bpmn_run *run, struct str name, const struct feel_value *variables)
{
    size_t count = 0;
    int64_t *ids = arena_array(run->arena, int64_t, run->s->wait_count + 1);

    if (!ids) {
        bpmn_no_memory(run);
        return;
    }
    for (size_t i = 0; i < run->s->wait_count; i++)
        if (run->s->waits[i].kind == TRIGGER_SIGNAL && !run->s->waits[i].fired && str_eq(run->s->waits[i].name, name))
            ids[count++] = run->s->waits[i].id;
    for (size_t i = 0; i < count && !run->err; i++) bpmn_wait_fire(run, ids[i], variables);
}

bool bpmn_check_conditions(struct bpmn_run *run)
{
    for (size_t i = 0; i < run->s->wait_count; i++) {
        struct bpmn_wait *wait = &run->s->waits[i];
        struct bpmn_node *owner = wait->kind == TRIGGER_CONDITION ? bpmn_state_node(run->s, wait->node) : NULL;
        const struct bpmn_el *el;
        bool holds;

        if (!owner) continue;
        el = bpmn_el_at(run, owner, wait->index);
        holds = bpmn_holds(run, owner, el->triggers[wait->trigger].value.expr);
        if (holds && !wait->fired) {
            wait->fired = true;
            bpmn_wait_fire(run, wait->id, NULL);
            return true;
        }
        if (!(el->parallel_multiple && el->trigger_count > 1)) wait->fired = holds;
    }
    run->conditions = false;
    return false;
}
