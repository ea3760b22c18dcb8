/*
 * engine.c - runs the process kernel and carries its effects into the plan.
 *
 * Service tasks and decisions are answered at once, so one call goes on until
 * the process waits for people, time or messages.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/engine.h"
#include "case/job_rows.h"
#include "case/path.h"

enum { KERNEL_EVENTS_MAX = 400 };

/* Answers to effects, in the order they are due. */
struct queue { LIST(struct bpmn_event) events; size_t next; };

struct finder { struct world *world; int64_t release; };

/* A case keeps its release, so every binding means the version of that release; a tag must be the one it carries. */
static const struct bpmn *find_process(const struct bpmn_wanted *wanted, void *arg)
{
    struct finder *finder = arg;
    const struct bpmn *process = world_process(finder->world, wanted->id, finder->release);

    return process && wanted->tag.len && !str_eq(bpmn_version_tag(process), wanted->tag) ? NULL : process;
}

enum err engine_urgency(struct case_plan *plan, const struct feel_value **decided, int64_t *urgency, struct fault *why)
{
    const struct feel_value *value;
    enum err err = decide_run(plan, STR("urgency"), engine_seen(plan), &value, why);

    if (err) return err;
    *decided = value;
    *urgency = decide_figure(value, "urgency", 1, 3, 3);
    return ERR_OK;
}

static enum err incident(struct case_plan *plan, const struct bpmn_effect *effect, struct fault *why)
{
    struct incident_row *row = LIST_ADD(plan->arena, &plan->incidents);

    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct incident_row){ .activity = effect->activity, .process = effect->process, .element = effect->element, .text = effect->text, .text_en = effect->text_en };
    return plan_journal(plan, "incident", effect->element, plan_data(plan, "text", effect->text, NULL), STR_NONE, why);
}

static enum err answer(struct case_plan *plan, struct queue *queue, enum bpmn_event_kind kind, int64_t activity,
                       const struct feel_value *variables, struct fault *why)
{
    struct bpmn_event *event = LIST_ADD(plan->arena, &queue->events);

    if (!event) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *event = (struct bpmn_event){ .kind = kind, .activity = activity, .variables = variables };
    return ERR_OK;
}

static enum err fail(struct case_plan *plan, struct queue *queue, int64_t activity, struct str reason, struct fault *why)
{
    struct bpmn_event *event = LIST_ADD(plan->arena, &queue->events);

    if (!event) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *event = (struct bpmn_event){ .kind = BPMN_FAIL, .activity = activity, .name = reason };
    return ERR_OK;
}

/* What a model or its data did wrong; the rest is our own trouble and passes. */
static bool is_the_models(enum err err)
{
    return err == ERR_UNPROCESSABLE || err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND;
}

static enum err run_service(struct case_plan *plan, struct queue *queue, const struct bpmn_effect *effect, struct fault *why)
{
    const struct feel_value *result = NULL;
    struct fault failed = { 0 };
    bool outside = false;
    enum err err = handler_known(effect->name) ? ERR_OK : job_open(plan, effect, &outside, why);

    if (err || outside) return err;   /* a worker answers later */
    err = plan->steps > KERNEL_EVENTS_MAX ? ERR_UNPROCESSABLE : handler_run(plan, effect, &result, &failed);

    if (plan->steps > KERNEL_EVENTS_MAX)   /* a runaway model stops here, whoever set it going */
        return fail(plan, queue, effect->activity, STR("流程在一步中循环过多 (the process loops too often in one step)"), why);
    if (err && plan->alone && is_the_models(err)) return fail(plan, queue, effect->activity, str_dup(plan->arena, str_from_c(failed.zh)), why);
    if (err && why) *why = failed;
    if (err) return err;
    return answer(plan, queue, BPMN_COMPLETE, effect->activity, facts_merge(plan->arena, engine_variables(plan), result), why);
}

static enum err run_decision(struct case_plan *plan, struct queue *queue, const struct bpmn_effect *effect, struct fault *why)
{
    const struct feel_value *result = NULL, *seen = facts_merge(plan->arena, effect->variables, engine_variables(plan));
    enum err err;

    err = decide_run(plan, effect->name, seen, &result, why);
    if (err) return err;
    return answer(plan, queue, BPMN_DECIDED, effect->activity,
                  feel_with(plan->arena, feel_from_json(plan->arena, NULL), "result", result), why);
}

static enum err carry_out(struct case_plan *plan, struct queue *queue, const struct bpmn_effect *effect, struct fault *why)
{
    switch (effect->kind) {
    case BPMN_TASK_OPEN: return engine_open_task(plan, effect, why);
    case BPMN_TASK_CANCEL: return engine_close_task(plan, effect->activity, why);
    case BPMN_TASK_HOLD: return engine_hold_task(plan, effect->activity, why);
    case BPMN_ROUND: return engine_round_over(plan, effect, why);
    case BPMN_SERVICE: return run_service(plan, queue, effect, why);
    case BPMN_DECIDE: return run_decision(plan, queue, effect, why);
    case BPMN_TIMER_SET: return plan_timer(plan, true, TIMER_PROCESS, effect->activity, effect->due_ms, why);
    case BPMN_TIMER_CLEAR: return plan_timer(plan, false, TIMER_PROCESS, effect->activity, 0, why);
    case BPMN_ENTER: path_add(&plan->path, '+', effect->process, effect->element); return ERR_OK;
    case BPMN_FLOW: path_add(&plan->path, '>', effect->process, effect->element); return ERR_OK;
    case BPMN_INCIDENT: return incident(plan, effect, why);
    case BPMN_WAIT_MESSAGE:
    case BPMN_WAIT_CLEAR:
    case BPMN_WAIT_SIGNAL:
    case BPMN_SEND:
    case BPMN_BROADCAST:
    case BPMN_LEAVE:
    case BPMN_ENDED: return ERR_OK;
    default: return ERR_OK;
    }
}

enum err engine_run(struct case_plan *plan, const struct bpmn_event *event, struct fault *why)
{
    struct finder finder = { plan->world, plan->release };
    const struct bpmn_library library = { find_process, &finder };
    struct queue queue = { 0 };
    struct bpmn_event *first = LIST_ADD(plan->arena, &queue.events);

    if (!first) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *first = *event;
    while (queue.next < queue.events.count) {
        struct bpmn_event next = queue.events.at[queue.next++];
        struct bpmn_effects effects = { 0 };
        struct bpmn_state *state = NULL;
        enum err err;

        if (++plan->steps > 2 * KERNEL_EVENTS_MAX)
            return fault_set(why, ERR_UNPROCESSABLE, "流程在一步中循环过多，请管理员检查模型", "the process loops too often in one step; an administrator must look at the model");
        err = bpmn_step(plan->arena, plan->process, &library, plan->state, &next, plan->now_ms, &state, &effects, why);
        if (err) return err;
        plan->state = state;
        plan->state_changed = true;
        for (size_t i = 0; i < effects.count; i++) {
            err = carry_out(plan, &queue, &effects.items[i], why);
            if (err) return err;
        }
    }
    return ERR_OK;
}

enum err engine_message(struct case_plan *plan, struct str name, const struct feel_value *variables, struct fault *why)
{
    struct bpmn_event event = { .kind = BPMN_MESSAGE, .name = name };

    if (!bpmn_state_awaits(plan->state, name))
        return fault_set(why, ERR_CONFLICT, "现在这一步不能这样操作", "this cannot be done at the present step");
    event.variables = facts_merge(plan->arena, engine_variables(plan), variables);
    return engine_run(plan, &event, why);
}

enum err engine_move(struct case_plan *plan, int64_t activity, struct str path, struct fault *why)
{
    const struct bpmn_event event = { .kind = BPMN_MOVE, .activity = activity, .name = path, .variables = engine_variables(plan) };
    size_t before = plan->incidents.count;
    enum err err = engine_run(plan, &event, why);

    if (err) return err;
    if (bpmn_state_ended(plan->state) && plan->now.state == CASE_OPEN)
        return fault_set(why, ERR_CONFLICT, "到那里流程就结束了，而办件还没有结案；请用强制结案", "the process would end there and the case stay open; close it by order instead");
    if (plan->incidents.count > before)
        return fault_set(why, ERR_CONFLICT, "流程到那里会受阻：%s%.0s", "the process would get stuck there: %.0s%s",
                         str_c(plan->arena, plan->incidents.at[before].text), str_c(plan->arena, plan->incidents.at[before].text_en));
    return ERR_OK;
}

enum err engine_targets(struct case_plan *plan, int64_t activity, struct bpmn_target **out, size_t *count, struct fault *why)
{
    struct finder finder = { plan->world, plan->release };
    const struct bpmn_library library = { find_process, &finder };

    return bpmn_state_targets(plan->arena, plan->process, &library, plan->state, activity, out, count, why);
}

enum err engine_choices(struct case_plan *plan, struct bpmn_choice **out, size_t *count, struct fault *why)
{
    struct finder finder = { plan->world, plan->release };
    const struct bpmn_library library = { find_process, &finder };

    *count = bpmn_state_choices(plan->arena, plan->process, &library, plan->state, out);
    return *count == 0 || *out ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}
