/*
 * load_walk.c - playing model cases.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/load_walk.h"

#include "case/list.h"
#include "case/plan.h"
#include "case/task.h"
#include "commands/acting.h"
#include "commands/load_store.h"

enum { STEPS_MAX = 60, STEP_MEMORY = 32 << 20 };

struct player {
    const struct walk_set *set;
    struct arena *keep, *arena;       /* for stencils; for one step */
    struct chance *chance;
    struct db *db;
    int64_t case_id, now_ms, until_ms;
    LIST(struct stencil) stencils;
};

static struct store *store_of(const struct player *p)
{
    return world_store(p->set->world);
}

static enum err apply_plan(struct db *db, struct store_job *job, struct fault *why)
{
    return case_apply(db, job->arg, why);
}

/* Writes a plan and takes the case as it stands then; readers see a snapshot, so each step takes a new one. */
static enum err step_done(struct player *p, struct case_plan *plan, struct fault *why)
{
    struct stencil *stencil;
    enum err err;

    store_reader_give(store_of(p), p->db);
    err = store_transact(store_of(p), case_plan_key(plan), apply_plan, plan, why);
    p->db = store_reader_take(store_of(p));
    if (err) return err;
    p->case_id = case_plan_record(plan)->id;
    stencil = LIST_ADD(p->keep, &p->stencils);
    if (!stencil) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = stencil_take(p->db, p->keep, p->set->world, p->set->people, p->case_id, p->now_ms, stencil, why);
    if (p->stencils.count > 1) stencil[-1].until_ms = stencil->from_ms;
    return err;
}

/* ── Who ───────────────────────────────────────────────────────────────── */

static enum err actor_at(struct player *p, struct str role, int64_t place_id, int64_t assignee, struct case_actor *out, struct fault *why)
{
    int64_t account = assignee ? assignee : people_find(p->set->people, role, place_id, 0);
    struct org *org = world_org(p->set->world);
    const struct user *user = NULL;
    enum err err = account ? org_user(p->db, p->arena, org, account, &user, why) : ERR_OK;

    org_unref(org);
    if (err) return err;
    *out = (struct case_actor){ .user = user, .unit_id = user ? user->unit_id : 0, .system = user == NULL };
    return ERR_OK;
}

static enum err opener(struct player *p, struct str source, const struct place *place, struct case_actor *out, struct fault *why)
{
    if (str_is(source, "worker")) return actor_at(p, STR("worker"), place->grid_id, 0, out, why);
    if (str_is(source, "resident") || str_is(source, "camera")) {
        *out = (struct case_actor){ .system = !str_is(source, "resident") };
        return ERR_OK;
    }
    return actor_at(p, STR("clerk"), place->street_id, 0, out, why);
}

/* ── Opening ───────────────────────────────────────────────────────────── */

static enum err play_open(struct player *p, struct str item, double lon, double lat, struct fault *why)
{
    struct str source = wheel_spin(p->set->sources, p->chance);
    struct case_draft draft = { .item = item, .lon = lon, .lat = lat, .source = source, .address = STR("") };
    struct case_plan *plan;
    struct case_actor actor;
    struct place place;
    enum err err;

    if (!world_locate(p->set->world, lon, lat, &place))
        return fault_set(why, ERR_INVALID, "示例点不在市内", "the model's place lies outside the city");
    err = opener(p, source, &place, &actor, why);
    draft.text = sentences_report(p->set->sentences, p->arena, p->chance, item);
    draft.is_public = str_is(source, "resident");
    draft.staff_chose = str_is(source, "worker") || str_is(source, "walkin");
    draft.on_spot = str_is(source, "worker") && chance_percent(p->chance, 30);
    draft.confidence = str_is(source, "camera") ? 0.7 + 0.29 * chance_unit(p->chance) : 0;
    if (draft.on_spot || str_is(source, "camera")) {
        draft.photos = p->set->photos;
        draft.photo_count = 1;
    }
    if (!err) err = case_plan_open(p->set->world, p->db, p->arena, &draft, &actor, p->now_ms, &plan, why);
    return err ? err : step_done(p, plan, why);
}

/* ── Tasks ─────────────────────────────────────────────────────────────── */

/* Most act well within the limit, some at the last moment, a few too late. */
static int64_t pause_before(struct player *p, const struct task_view *task)
{
    int64_t left = task->due_at >= TASK_NO_DUE ? 3 * MS_PER_HOUR : task->due_at - p->now_ms;
    double share = chance_percent(p->chance, 93) ? 0.05 + 0.8 * chance_unit(p->chance) : 1.1 + chance_unit(p->chance);

    if (str_is(task->role, "resident")) return (1 + (int64_t)chance_below(p->chance, 60)) * MS_PER_HOUR;
    if (left < 10 * MS_PER_MINUTE) left = 10 * MS_PER_MINUTE;
    if (left > 2 * MS_PER_DAY) left = 2 * MS_PER_DAY;
    return (int64_t)((double)left * share);
}

static struct str unit_code(struct player *p, const struct case_record *record, const struct instance_view *instance)
{
    struct org *org = world_org(p->set->world);
    struct bpmn_state *state;
    const struct unit *unit = NULL;
    struct str code;

    if (bpmn_state_read(p->arena, instance->state, &state, NULL) == ERR_OK)
        unit = case_unit_named(org, record, feel_get_str(feel_get(bpmn_state_variables(state), STR("route")), "unit"));
    if (!unit) unit = org_unit_of(org, record->street_id, STR("enforcement"));
    code = unit ? str_dup(p->arena, unit->code) : STR("");
    org_unref(org);
    return code;
}

static enum err answer_task(struct player *p, const struct task_view *task, struct task_answer *answer, struct fault *why)
{
    struct outcome outcomes[OUTCOMES_MAX];
    struct way ways[OUTCOMES_MAX];
    struct case_record record;
    struct instance_view instance;
    const struct bpmn *process;
    const struct outcome *chosen;
    struct json_t *fields;
    size_t count;
    enum err err = case_read(p->db, p->arena, p->case_id, &record, why);

    if (!err) err = list_instance(p->db, p->arena, p->case_id, &instance, why);
    if (err) return err;
    process = world_process(p->set->world, task->process, instance.release);
    count = process ? task_outcomes(process, task->element, outcomes) : 0;
    if (!count) return fault_set(why, ERR_INTERNAL, "任务没有选项", "the task has no outcome");
    /* Whoever looks back finds it in order: a recurrence would open a case that nobody plays. */
    if (str_is(task->stage, "LOOKBACK")) count = 1;
    for (size_t i = 0; i < count; i++) ways[i] = (struct way){ outcomes[i].primary, outcomes[i].danger };
    chosen = &outcomes[acting_choose(p->chance, ways, count)];
    *answer = (struct task_answer){ .task_id = task->id, .version = task->version, .outcome = chosen->code };
    if (chosen->note) answer->note = sentences_note(p->set->sentences, p->chance, chosen->code);
    if (chosen->unit) answer->unit = unit_code(p, &record, &instance);
    if (chosen->photo) {
        answer->photos = p->set->photos + chance_below(p->chance, p->set->photo_count);
        answer->photo_count = 1;
    }
    struct str form = bpmn_element_at(process, (size_t)bpmn_element_find(process, task->element)).form;
    err = json_parse(p->arena, acting_fields(p->arena, p->chance, form.len ? world_form(p->set->world, form, instance.release) : NULL), &fields, why);
    answer->fields = fields;
    return err;
}

static enum err act(struct player *p, const struct task_view *task, struct fault *why)
{
    struct task_answer answer;
    struct case_actor actor;
    struct case_plan *plan;
    enum err err;

    if (str_is(task->role, "resident")) {
        int64_t score = 1 + (int64_t)chance_below(p->chance, 5);
        err = case_plan_rate(p->set->world, p->db, p->arena, p->case_id, score, score > 2 ? 1 : 2,
                             sentences_note(p->set->sentences, p->chance, STR("rate")), p->now_ms, &plan, why);
        return err ? err : step_done(p, plan, why);
    }
    err = actor_at(p, task->role, task->place_id, task->assignee, &actor, why);
    if (!err) err = answer_task(p, task, &answer, why);
    if (!err) err = case_plan_complete(p->set->world, p->db, p->arena, &answer, &actor, p->now_ms, &plan, why);
    return err ? err : step_done(p, plan, why);
}

/* A handler may hand the case back instead; where the model does not await that, nothing happens. */
static enum err maybe_return(struct player *p, const struct task_view *task, bool *returned, struct fault *why)
{
    struct case_actor actor;
    struct case_plan *plan;
    struct json_t *fields;
    struct str reason, body;
    enum err err;

    *returned = false;
    if (!str_is(task->stage, "DISPATCHED") || !chance_percent(p->chance, 7)) return ERR_OK;
    reason = sentences_note(p->set->sentences, p->chance, STR("return"));
    body = str_format(p->arena, "{\"reason\":\"%.*s\"}", STR_ARG(reason));
    err = json_parse(p->arena, body, &fields, why);
    if (!err) err = actor_at(p, task->role, task->place_id, task->assignee, &actor, why);
    if (err) return err;
    err = case_plan_op(p->set->world, p->db, p->arena, case_op_find(STR("return")), p->case_id, 0, fields, &actor, p->now_ms, &plan, why);
    if (err == ERR_CONFLICT || err == ERR_FORBIDDEN) return ERR_OK;
    *returned = !err;
    return err ? err : step_done(p, plan, why);
}

/* ── The walk ──────────────────────────────────────────────────────────── */

static enum err fire(struct player *p, const struct rows *timers, struct fault *why)
{
    const struct timer_row timer = { row_int(timers, 0, 0), row_int(timers, 0, 1), row_int(timers, 0, 2), row_int(timers, 0, 3),
                                     row_int(timers, 0, 4) };
    struct case_plan *plan = NULL;
    enum err err;

    if (timer.due_at > p->now_ms) p->now_ms = timer.due_at;
    err = case_plan_timer(p->set->world, p->db, p->arena, &timer, p->now_ms, &plan, why);
    return err ? err : step_done(p, plan, why);
}

/* One step: whichever comes first, a person or a timer.  *ended when nothing is left, or it lies past the end. */
static enum err play_step(struct player *p, bool *ended, struct fault *why)
{
    struct task_view *tasks;
    struct rows timers;
    size_t count, pick;
    int64_t at = INT64_MAX;
    bool returned = false;
    enum err err = list_case_tasks(p->db, p->arena, p->case_id, &tasks, &count, why);

    if (!err) err = load_timers(p->db, p->arena, p->case_id, &timers, why);
    if (err) return err;
    *ended = true;
    pick = count ? chance_below(p->chance, count) : 0;
    if (count && (!str_is(tasks[pick].role, "resident") || chance_percent(p->chance, 35)))
        at = p->now_ms + pause_before(p, &tasks[pick]);
    if (timers.count && row_int(&timers, 0, 4) <= at) {
        if (row_int(&timers, 0, 4) >= p->until_ms) return ERR_OK;
        *ended = false;
        return fire(p, &timers, why);
    }
    if (at >= p->until_ms) return ERR_OK;
    *ended = false;
    p->now_ms = at;
    err = maybe_return(p, &tasks[pick], &returned, why);
    return err || returned ? err : act(p, &tasks[pick], why);
}

static enum err play(struct player *p, struct str item, double lon, double lat, struct fault *why)
{
    bool ended = false;
    enum err err = play_open(p, item, lon, lat, why);

    for (int i = 0; !err && !ended && i < STEPS_MAX; i++) {
        arena_reset(p->arena);
        err = play_step(p, &ended, why);
    }
    return err;
}

enum err walk_play(const struct walk_set *set, struct arena *arena, struct chance *chance, struct str item, double lon, double lat,
                   int64_t opened_ms, int64_t until_ms, struct walk *out, struct fault *why)
{
    struct player p = { .set = set, .keep = arena, .arena = arena_open(STEP_MEMORY), .chance = chance, .now_ms = opened_ms,
                        .until_ms = until_ms };
    enum err err;

    if (!p.arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    p.db = store_reader_take(store_of(&p));
    err = play(&p, item, lon, lat, why);
    store_reader_give(store_of(&p), p.db);
    arena_close(p.arena);
    *out = (struct walk){ p.stencils.at, p.stencils.count, item };
    return err;
}
