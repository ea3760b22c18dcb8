/*
 * throws.c - errors, escalations, signals and the other events that are thrown.
 *
 * A thrown event acts only after every token of the step has come to rest, so
 * that a catcher reached at the same moment hears it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

void bpmn_throw_later(struct bpmn_run *run, struct bpmn_node *node)
{
    int64_t *more = bpmn_grow(run->arena, run->throws, run->throw_count, &run->throw_cap, sizeof *more);

    if (!more) {
        bpmn_no_memory(run);
        return;
    }
    run->throws = more;
    run->throws[run->throw_count++] = node->id;
}

static bool catches(const struct bpmn_trigger *trigger, enum bpmn_trigger_kind kind, struct str code, bool exact)
{
    if (trigger->kind != kind) return false;
    return exact ? str_eq(trigger->code, code) : trigger->code.len == 0;
}

static bool event_catches(const struct bpmn_el *el, enum bpmn_trigger_kind kind, struct str code, bool exact)
{
    for (size_t i = 0; i < el->trigger_count; i++)
        if (catches(&el->triggers[i], kind, code, exact)) return true;
    return false;
}

/* The boundary event of the node's element that catches it, the one naming the code first. */
static const struct bpmn_el *find_boundary(const struct bpmn_run *run, const struct bpmn_node *node,
                                           enum bpmn_trigger_kind kind, struct str code)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < el->boundary_count; i++) {
            const struct bpmn_el *boundary = bpmn_el_at(run, node, el->boundaries[i]);
            if (event_catches(boundary, kind, code, exact)) return boundary;
        }
    return NULL;
}

static const struct bpmn_el *find_event_subprocess(const struct bpmn_run *run, const struct bpmn_node *scope,
                                                   enum bpmn_trigger_kind kind, struct str code)
{
    const struct bpmn *def = bpmn_def(run, scope);

    for (int exact = 1; exact >= 0; exact--)
        for (int32_t i = scope->index + 1; i < def->count; i++) {
            const struct bpmn_el *el = &def->elements[i];
            if (el->kind == KIND_START && def->elements[el->parent].kind == KIND_EVENT_SUBPROCESS &&
                def->elements[el->parent].parent == scope->index && event_catches(el, kind, code, exact))
                return el;
        }
    return NULL;
}

/*
 * Goes outwards from `node` to the first that catches.  What an event
 * subprocess throws is not caught by its own siblings: its scope is passed over.
 */
static bool throw_outwards(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_trigger_kind kind, struct str code,
                           const struct feel_value *variables)
{
    bool from_handler = false;

    for (struct bpmn_node *at = node, *up; at; at = up) {
        const struct bpmn_el *found = NULL;

        up = bpmn_parent(run, at);
        if (at != node && !from_handler) found = find_event_subprocess(run, at, kind, code);
        if (found) {
            bpmn_fire_event_subprocess(run, at, found, variables);
            return true;
        }
        if (at->role != ROLE_INNER && at->role != ROLE_HANDLER) found = find_boundary(run, at, kind, code);
        if (found) {
            bpmn_fire_boundary(run, at, found, variables);
            return true;
        }
        from_handler = bpmn_el(run, at)->kind == KIND_EVENT_SUBPROCESS;
    }
    return false;
}

bool bpmn_throw_error(struct bpmn_run *run, struct bpmn_node *node, struct str code, const struct feel_value *variables)
{
    return throw_outwards(run, node, TRIGGER_ERROR, code, variables);
}

bool bpmn_throw_escalation(struct bpmn_run *run, struct bpmn_node *node, struct str code,
                           const struct feel_value *variables)
{
    return throw_outwards(run, node, TRIGGER_ESCALATION, code, variables);
}

static void throw_signal(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_trigger *trigger)
{
    struct str name = bpmn_eval_str(run, node, &trigger->value);
    struct bpmn_effect *effect = bpmn_emit(run, BPMN_BROADCAST, node);

    effect->name = name;
    effect->variables = node->variables;
    bpmn_signal(run, name, node->variables);
}

/* An instance of a multi-instance activity reports: a boundary event that hears it does not interrupt. */
void bpmn_throw_implicit(struct bpmn_run *run, struct bpmn_node *body, const struct bpmn_trigger *trigger)
{
    const struct bpmn_el *el = bpmn_el(run, body);
    struct str name = bpmn_eval_str(run, body, &trigger->value);

    for (size_t i = 0; i < el->boundary_count; i++) {
        const struct bpmn_el *boundary = bpmn_el_at(run, body, el->boundaries[i]);

        for (size_t t = 0; t < boundary->trigger_count; t++) {
            const struct bpmn_trigger *caught = &boundary->triggers[t];
            if (caught->kind != trigger->kind || !str_eq(trigger->code, caught->code)) continue;
            if (!str_eq(name, bpmn_eval_str(run, body, &caught->value))) continue;
            bpmn_pass(run, bpmn_parent(run, body), boundary->index, NULL);
            break;
        }
    }
}

static void throw_link(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_trigger *trigger)
{
    struct bpmn_node *scope = bpmn_parent(run, node);
    const struct bpmn *def = bpmn_def(run, node);

    for (int32_t i = bpmn_el(run, scope)->first_child; i != BPMN_NONE; i = def->elements[i].next_sibling) {
        const struct bpmn_el *el = &def->elements[i];

        if (el->kind != KIND_CATCH || !el->trigger_count || el->triggers[0].kind != TRIGGER_LINK ||
            !str_eq(el->triggers[0].code, trigger->code))
            continue;
        bpmn_push(run, scope, i, BPMN_NONE);
        return;
    }
}

static void terminate(struct bpmn_run *run, struct bpmn_node *node)
{
    struct bpmn_node *scope = bpmn_parent(run, node);

    bpmn_emit(run, BPMN_LEAVE, node);
    bpmn_remove(run, node);
    bpmn_cancel_inside(run, scope, NULL);
    scope->stage = STAGE_ACTIVE;
    scope->stuck = NULL;
    bpmn_settle(run, scope);
}

static void throw_error(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_trigger *trigger)
{
    if (bpmn_throw_error(run, node, trigger->code, node->variables)) return;
    bpmn_stick(run, node, STAGE_STARTING, "error", "错误“%.*s”没有边界事件或事件子流程处理",
               "nothing catches error \"%.*s\"", STR_ARG(trigger->code));
}

/* True: the node goes on to the next definition; false: it is gone, stuck or waits. */
static bool throw_one(struct bpmn_run *run, struct bpmn_node *node, const struct bpmn_trigger *trigger)
{
    struct bpmn_effect *effect;

    switch (trigger->kind) {
    case TRIGGER_MESSAGE:
        effect = bpmn_emit(run, BPMN_SEND, node);
        effect->name = bpmn_eval_str(run, node, &trigger->value);
        effect->text = bpmn_eval_str(run, node, &trigger->key);
        effect->variables = bpmn_visible(run, node);
        break;
    case TRIGGER_SIGNAL: throw_signal(run, node, trigger); break;
    case TRIGGER_ESCALATION: (void)bpmn_throw_escalation(run, node, trigger->code, node->variables); break;
    case TRIGGER_LINK: throw_link(run, node, trigger); break;
    case TRIGGER_ERROR: throw_error(run, node, trigger); return false;
    case TRIGGER_TERMINATE: terminate(run, node); return false;
    case TRIGGER_CANCEL: bpmn_transaction_cancel(run, node); return false;
    case TRIGGER_COMPENSATION: return bpmn_compensate(run, node, trigger);
    case TRIGGER_TIMER:
    case TRIGGER_CONDITION:
    case TRIGGER__COUNT: break;
    }
    return !node->gone && !run->err;
}

void bpmn_throw_now(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    if (node->past) {
        bpmn_compensate_next(run, node);
        return;
    }
    for (size_t i = 0; i < el->trigger_count; i++)
        if (!throw_one(run, node, &el->triggers[i])) return;
    bpmn_complete(run, node);
}
