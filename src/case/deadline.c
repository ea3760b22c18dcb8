/*
 * deadline.c - the clock of a case: parts are the truth, due_at is computed.
 *
 * A limit is written "2 work-hours".  Warnings, the due time and the red line
 * are timers, set anew whenever the due time moves.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"
#include "case/rows.h"

/* What the lights after green mean for the clock: yellow, orange, red (content/calendars/lights.csv). */
static const enum timer_kind CLOCK_TIMERS[] = { TIMER_CLOCK_WARN, TIMER_CLOCK_DUE, TIMER_CLOCK_RED };

enum err deadline_parse(struct str text, struct clock_limit *out, struct fault *why)
{
    struct str rest = str_trim(text), amount = STR_NONE;
    struct clock_limit limit;
    enum err err;

    if (!str_split(&rest, ' ', &amount))
        return fault_set(why, ERR_INVALID, "时限“%.*s”写法不对", "the limit \"%.*s\" is not well formed", STR_ARG(text));
    err = num_parse_int(amount, 0, 1000000, &limit.amount);
    if (err)
        return fault_set(why, ERR_INVALID, "时限“%.*s”的数量不对", "the amount of the limit \"%.*s\" is wrong", STR_ARG(text));
    err = clock_unit_parse(str_trim(rest), &limit.unit, why);
    if (err) return err;
    *out = limit;
    return ERR_OK;
}

enum err deadline_limit(struct case_plan *plan, struct str limit, int64_t start_ms, int64_t *due_ms, bool *provisional,
                        struct fault *why)
{
    struct clock_facts facts = { .start_ms = start_ms, .window = STR("urban") };
    struct clock_due due;
    enum err err;

    if (!limit.len) {
        *due_ms = TASK_NO_DUE;
        return ERR_OK;
    }
    err = deadline_parse(limit, &facts.limit, why);
    if (err) return err;
    err = clock_due(world_calendar(plan->world), &facts, &due, why);
    if (err) return err;
    *due_ms = due.due_ms;
    if (provisional) *provisional = due.provisional;
    return ERR_OK;
}

static enum err facts_load(struct case_plan *plan, struct fault *why)
{
    if (plan->facts_loaded || plan->opens) return ERR_OK;
    plan->facts_loaded = true;
    return rows_clock(plan->db, plan, why);
}

/* Timers of the clock stand in the database, or were set earlier in this plan. */
static bool has_timers(const struct case_plan *plan)
{
    if (!plan->opens && plan->before.clock_start) return true;
    for (size_t i = 0; i < plan->timers.count; i++)
        if (plan->timers.at[i].set && plan->timers.at[i].kind >= TIMER_CLOCK_WARN) return true;
    return false;
}

/* One timer for each light after the first: warning, due, red. */
static enum err set_timers(struct case_plan *plan, const struct clock_facts *facts, const struct clock_due *due, struct fault *why)
{
    size_t count;
    const struct clock_light *lights = world_lights(plan->world, &count);
    bool had = has_timers(plan);
    enum err err = ERR_OK;

    for (size_t i = 1; !err && i < count && i <= COUNT_OF(CLOCK_TIMERS); i++) {
        int64_t at = CLOCK_NEVER;
        if (had) err = plan_timer(plan, false, CLOCK_TIMERS[i - 1], 0, 0, why);
        if (!err) err = clock_light_starts(world_calendar(plan->world), facts, due, &lights[i], &at, why);
        if (!err && at < CLOCK_NEVER && at > plan->now_ms)
            err = plan_timer(plan, true, CLOCK_TIMERS[i - 1], 0, at, why);
    }
    return err;
}

/* Extensions in the limit's unit add up; those granted when it was another keep their own. */
static enum err sort_extensions(struct case_plan *plan, struct clock_facts *facts, struct fault *why)
{
    size_t count = plan->clock_extensions.count;
    int64_t *same = arena_array(plan->arena, int64_t, count + 1);
    struct clock_limit *others = arena_array(plan->arena, struct clock_limit, count + 1);

    if (!same || !others) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        struct clock_limit extension = plan->clock_extensions.at[i];
        if (extension.unit == facts->limit.unit) same[facts->extension_count++] = extension.amount;
        else others[facts->other_count++] = extension;
    }
    facts->extensions = same;
    facts->others = others;
    return ERR_OK;
}

enum err deadline_recompute(struct case_plan *plan, struct fault *why)
{
    struct clock_facts facts = { .start_ms = plan->now.clock_start, .window = STR("urban") };
    struct clock_due due;
    enum err err;

    if (!plan->now.clock_start || !plan->now.clock_limit.len) return ERR_OK;
    err = facts_load(plan, why);
    if (err) return err;
    err = deadline_parse(plan->now.clock_limit, &facts.limit, why);
    if (err) return err;
    facts.pauses = plan->clock_pauses.at;
    facts.pause_count = plan->clock_pauses.count;
    err = sort_extensions(plan, &facts, why);
    if (!err) err = clock_due(world_calendar(plan->world), &facts, &due, why);
    if (err) return err;
    plan->now.due_at = due.due_ms;
    plan->now.provisional = due.provisional;
    /* A limit that has passed already has no timer to say so; work handed in before it was in time. */
    if (!due.stopped) plan->now.overdue = due.due_ms <= (plan->now.feedback_at ? plan->now.feedback_at : plan->now_ms);
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        if (task->state != TASK_OPEN || !str_is(task->due_limit, "finish")) continue;
        task->due_at = due.due_ms;
        task->changed = true;
    }
    return set_timers(plan, &facts, &due, why);
}

enum err deadline_start(struct case_plan *plan, struct str limit, struct fault *why)
{
    plan->now.clock_start = plan->now_ms;
    plan->now.clock_limit = limit;
    if (!limit.len) {
        plan->now.due_at = 0;
        return ERR_OK;
    }
    return deadline_recompute(plan, why);
}

enum err deadline_pause(struct case_plan *plan, const char *kind, struct str reason, struct fault *why)
{
    struct pause_change *change;
    struct clock_pause *pause;
    struct str *pause_kind;
    enum err err = facts_load(plan, why);

    if (err) return err;
    for (size_t i = 0; i < plan->clock_pauses.count; i++)   /* what stands already is not stopped twice */
        if (plan->clock_pauses.at[i].end_ms == CLOCK_OPEN && str_is(plan->pause_kinds.at[i], kind)) return ERR_OK;
    change = LIST_ADD(plan->arena, &plan->pauses);
    pause = LIST_ADD(plan->arena, &plan->clock_pauses);
    pause_kind = LIST_ADD(plan->arena, &plan->pause_kinds);
    if (!change || !pause || !pause_kind) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *change = (struct pause_change){ .kind = kind, .reason = reason.at ? reason : STR("") };
    *pause = (struct clock_pause){ .begin_ms = plan->now_ms, .end_ms = CLOCK_OPEN };
    *pause_kind = str_from_c(kind);
    return deadline_recompute(plan, why);
}

enum err deadline_resume(struct case_plan *plan, const char *kind, struct fault *why)
{
    struct pause_change *change;
    enum err err = facts_load(plan, why);
    bool any = false;

    if (err) return err;
    for (size_t i = 0; i < plan->clock_pauses.count; i++) {
        if (plan->clock_pauses.at[i].end_ms != CLOCK_OPEN || (kind && !str_is(plan->pause_kinds.at[i], kind))) continue;
        plan->clock_pauses.at[i].end_ms = plan->now_ms;
        any = true;
    }
    if (!any) return ERR_OK;
    change = LIST_ADD(plan->arena, &plan->pauses);
    if (!change) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *change = (struct pause_change){ .end = true, .kind = kind };
    return deadline_recompute(plan, why);
}

enum err deadline_extend(struct case_plan *plan, int64_t amount, struct str unit, struct str reason, struct fault *why)
{
    struct clock_limit granted = { .amount = amount };
    struct extension_row *row;
    struct clock_limit *extension;
    enum err err = clock_unit_parse(unit, &granted.unit, why);

    if (!err) err = facts_load(plan, why);
    if (err) return err;
    row = LIST_ADD(plan->arena, &plan->extensions);
    extension = LIST_ADD(plan->arena, &plan->clock_extensions);
    if (!row || !extension) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *row = (struct extension_row){ .amount = amount, .unit = unit, .reason = reason.at ? reason : STR("") };
    *extension = granted;
    plan->now.extension_count++;
    return deadline_recompute(plan, why);
}

enum err deadline_stop(struct case_plan *plan, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(CLOCK_TIMERS); i++)
        err = plan_timer(plan, false, CLOCK_TIMERS[i], 0, 0, why);
    return err;
}

enum err deadline_back(struct case_plan *plan, int64_t since, struct fault *why)
{
    int64_t *const stamps[] = { &plan->now.dispatched_at, &plan->now.accepted_at, &plan->now.arrived_at, &plan->now.feedback_at, &plan->now.verified_at };
    bool verified = plan->now.verified_at != 0, held = false;
    enum err err = facts_load(plan, why);

    if (err) return err;
    for (size_t i = 0; i < COUNT_OF(stamps); i++)
        if (*stamps[i] >= since) *stamps[i] = 0;
    if (verified && !plan->now.verified_at) plan->now.verified = false;
    for (size_t i = 0; i < plan->clock_pauses.count; i++)
        held |= str_is(plan->pause_kinds.at[i], "check") && plan->clock_pauses.at[i].end_ms == CLOCK_OPEN && plan->clock_pauses.at[i].begin_ms >= since;
    return held ? deadline_resume(plan, "check", why) : ERR_OK;
}
