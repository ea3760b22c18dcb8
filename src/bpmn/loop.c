/*
 * loop.c - standard loops and multi-instance activities.
 *
 * The body node stands for the whole; each instance is a node inside it with
 * its own loopCounter and element.  Instances start through the queue of
 * moving tokens, so that a long loop neither nests nor escapes the bounds.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

static bool set_count(struct bpmn_run *run, struct bpmn_node *node, const char *name, int64_t number)
{
    const struct feel_value *value = feel_integer(run->arena, number);

    if (!value) bpmn_no_memory(run);
    return value && bpmn_set_local(run, node, str_from_c(name), value);
}

/* The counters conditions may use. */
static void publish(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_iteration *loop = body->loop;

    set_count(run, body, "numberOfInstances", loop->total);
    set_count(run, body, "numberOfActiveInstances", loop->started - loop->completed - loop->terminated - loop->dropped);
    set_count(run, body, "numberOfCompletedInstances", loop->completed);
    set_count(run, body, "numberOfTerminatedInstances", loop->terminated);
}

static void stick(struct bpmn_run *run, struct bpmn_node *body, const struct feel_expr *expr, const char *zh,
                  const char *en)
{
    bpmn_stick_feel(run, body, STAGE_STARTING, "loop", zh, en, expr);
}

/* The number of instances; false: stuck. */
static bool count_instances(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    const struct feel_value *value;

    if (loop->collection) {
        value = bpmn_eval(run, body, loop->collection, NULL);
        if (value->type != FEEL_LIST) {
            stick(run, body, loop->collection, "的多实例集合不是列表", ": its multi-instance collection is not a list");
            return false;
        }
        body->loop->items = value;
        body->loop->total = (int64_t)value->list.count;
    } else {
        value = bpmn_eval(run, body, loop->cardinality, NULL);
        if (value->type != FEEL_NUMBER || !decimal_to_int(value->number, &body->loop->total) || body->loop->total < 0) {
            stick(run, body, loop->cardinality, "的实例数不是非负整数", ": its number of instances is not a whole number from 0");
            return false;
        }
    }
    if (body->loop->total > BPMN_INSTANCES_MAX || (body->loop->items && !bpmn_value_fits(body->loop->items))) {
        stick(run, body, NULL, "的实例过多", ": it has too many instances");
        return false;
    }
    return true;
}

static void finish(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_node *scope = bpmn_parent(run, body);

    bpmn_cancel_inside(run, body, NULL);
    if (loop->collected.len && body->loop->results && scope &&
        !bpmn_set_outwards(run, scope, loop->collected, body->loop->results)) {
        stick(run, body, NULL, "的结果列表过大", ": its list of results is too large");
        return;
    }
    bpmn_complete(run, body);
}

/* Standard loop: one more round? */
static bool goes_on(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;

    if (loop->maximum && body->loop->started >= loop->maximum) return false;
    if (body->loop->started == 0 && !loop->test_before) return true;
    set_count(run, body, "loopCounter", body->loop->started);
    return loop->condition ? bpmn_holds(run, body, loop->condition) : loop->maximum > 0;
}

/* The items of a list made in this step, which nobody shares yet. */
static struct feel_value *results_at(const struct feel_value *list)
{
    return (struct feel_value *)(uintptr_t)list->list.items;
}

/* A list of nulls that the instances fill. */
static const struct feel_value *blank_results(struct bpmn_run *run, int64_t count)
{
    struct feel_value *items = arena_array(run->arena, struct feel_value, (size_t)count + 1);
    struct feel_value *list = arena_new(run->arena, struct feel_value);

    if (!items || !list) {
        bpmn_no_memory(run);
        return NULL;
    }
    for (int64_t i = 0; i < count; i++) items[i] = FEEL_NULL_VALUE;
    *list = (struct feel_value){ .type = FEEL_LIST, .list = feel_list_of(items, (size_t)count) };
    return list;
}

/* Keeps the instance's output at its place; false: it cannot be kept. */
bool bpmn_loop_collect(struct bpmn_run *run, struct bpmn_node *body, struct bpmn_node *inner)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_iteration *state = body->loop;
    const struct feel_value *old = state->results, *value;

    if (!loop->output || !old || inner->number < 1 || (size_t)inner->number > old->list.count) return true;
    value = bpmn_eval(run, inner, loop->output, NULL);
    if (!bpmn_value_fits(value)) {
        bpmn_stick(run, inner, STAGE_COMPLETING, "variable", "第 %lld 个实例的结果过大",
                   "the result of instance %lld is too large", (long long)inner->number);
        return false;
    }
    if (state->owner != run) { /* shared with the state before: one copy a step */
        const struct feel_value *copy = blank_results(run, (int64_t)old->list.count);
        if (!copy) return false;
        for (size_t i = 0; i < old->list.count; i++) results_at(copy)[i] = old->list.items[i];
        state->results = copy;
        state->owner = run;
    }
    results_at(state->results)[inner->number - 1] = *value;
    return true;
}

void bpmn_loop_enter(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    int64_t first;

    body->loop = arena_new(run->arena, struct bpmn_iteration);
    if (!body->loop) {
        bpmn_no_memory(run);
        return;
    }
    if (loop->kind == LOOP_STANDARD) {
        if (goes_on(run, body))
            bpmn_push(run, body, body->index, BPMN_NONE);
        else
            finish(run, body);
        return;
    }
    if (!count_instances(run, body)) {
        body->loop = NULL;
        return;
    }
    if (loop->collected.len && loop->output) body->loop->results = blank_results(run, body->loop->total);
    publish(run, body);
    if (body->loop->total == 0) {
        finish(run, body);
        return;
    }
    first = loop->kind == LOOP_SEQUENTIAL ? 1 : body->loop->total;
    for (int64_t i = 0; i < first; i++) bpmn_push(run, body, body->index, BPMN_NONE);
}

/* A move into a body starts its next instance. */
void bpmn_loop_spawn(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_node *inner = bpmn_node_new(run, body, body->process, body->index, ROLE_INNER);
    int64_t number;

    if (!inner) return;
    number = ++body->loop->started;
    inner->number = number;
    inner->aim = body->aim;
    if (loop->kind == LOOP_STANDARD) body->aim = STR_NONE; /* only the first round goes on from there */
    set_count(run, inner, "loopCounter", number);
    if (loop->kind != LOOP_STANDARD) publish(run, body);
    if (loop->item.len && body->loop->items && (size_t)number <= body->loop->items->list.count)
        bpmn_set_local(run, inner, loop->item, &body->loop->items->list.items[number - 1]);
    bpmn_begin(run, inner);
}

/*
 * Events that instances throw while the activity goes on.  True: a rule of
 * behavior Complex held; it ends the activity, the other instances with it.
 */
static bool throw_progress(struct bpmn_run *run, struct bpmn_node *body)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    bool ends = false;

    if (loop->behavior == BEHAVIOR_NONE || (loop->behavior == BEHAVIOR_ONE && body->loop->completed == 1)) {
        if (loop->thrown) bpmn_throw_implicit(run, body, loop->thrown);
    } else if (loop->behavior == BEHAVIOR_COMPLEX) {
        for (size_t i = 0; i < loop->rule_count; i++) {
            if (!bpmn_holds(run, body, loop->rules[i].condition)) continue;
            bpmn_throw_implicit(run, body, &loop->rules[i].thrown);
            ends = true;
        }
    }
    return ends;
}

/* The completion condition sees what the instance sees, and the results collected so far. */
static bool completion_holds(struct bpmn_run *run, const struct bpmn_node *body, const struct bpmn_node *inner)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_node view = { .parent = inner->id, .process = inner->process, .index = inner->index };

    if (!loop->completion) return false;
    if (!loop->collected.len || !body->loop->results) return bpmn_holds(run, inner, loop->completion);
    view.variables = feel_context_with(run->arena, bpmn_empty(), loop->collected, body->loop->results);
    if (!view.variables) bpmn_no_memory(run);
    return view.variables && bpmn_holds(run, &view, loop->completion);
}

void bpmn_loop_child_done(struct bpmn_run *run, struct bpmn_node *body, struct bpmn_node *inner)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    bool ends;

    body->loop->completed++;
    if (loop->kind != LOOP_STANDARD) publish(run, body);
    ends = completion_holds(run, body, inner);
    bpmn_remove(run, inner);
    if (loop->kind == LOOP_STANDARD) {
        if (goes_on(run, body))
            bpmn_push(run, body, body->index, BPMN_NONE);
        else
            finish(run, body);
        return;
    }
    ends |= throw_progress(run, body);
    if (ends) body->loop->terminated = body->loop->started - body->loop->completed - body->loop->dropped;
    if (ends || body->loop->completed >= body->loop->total)
        finish(run, body);
    else if (loop->kind == LOOP_SEQUENTIAL)
        bpmn_push(run, body, body->index, BPMN_NONE);
}

/* ── Changed while it runs ─────────────────────────────────────────────── */

static const struct feel_value *with_one_more(struct bpmn_run *run, const struct feel_value *list, const struct feel_value *last)
{
    const struct feel_value *longer = blank_results(run, (int64_t)list->list.count + 1);

    if (!longer) return list;
    for (size_t i = 0; i < list->list.count; i++) results_at(longer)[i] = list->list.items[i];
    results_at(longer)[list->list.count] = *last;
    return longer;
}

bool bpmn_loop_add(struct bpmn_run *run, struct bpmn_node *body, const struct feel_value *variables)
{
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_iteration *state = body->loop;
    const struct feel_value *item = &FEEL_NULL_VALUE;

    if (loop->kind == LOOP_STANDARD || !state || body->stage != STAGE_ACTIVE || body->stuck || state->total >= BPMN_INSTANCES_MAX) return false;
    if (variables && variables->type == FEEL_CONTEXT) item = feel_get(variables, STR("item"));
    if (state->items) {
        const struct feel_value *items = with_one_more(run, state->items, item);
        if (!bpmn_value_fits(items)) return false;
        state->items = items;
    }
    if (state->results) {
        state->results = with_one_more(run, state->results, &FEEL_NULL_VALUE);
        state->owner = run;
    }
    state->total++;
    publish(run, body);
    if (loop->kind == LOOP_PARALLEL) bpmn_push(run, body, body->index, BPMN_NONE);
    return true;
}

bool bpmn_loop_drop(struct bpmn_run *run, struct bpmn_node *inner)
{
    struct bpmn_node *body = bpmn_parent(run, inner);
    const struct bpmn_loop *loop = bpmn_el(run, body)->loop;
    struct bpmn_iteration *state = body->loop;

    if (loop->kind == LOOP_STANDARD || !state || state->total <= 1) return false;
    state->total--;
    state->dropped++;
    bpmn_cancel_node(run, inner);
    publish(run, body);
    if (state->completed >= state->total || (state->completed && completion_holds(run, body, body)))
        finish(run, body);
    else if (loop->kind == LOOP_SEQUENTIAL)
        bpmn_push(run, body, body->index, BPMN_NONE);
    return true;
}
