/*
 * task.c - completing, claiming, releasing and assigning tasks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/task.h"

#include <math.h>

#include "case/form.h"
#include "case/party_rows.h"
#include "case/plan.h"
#include "case/rows.h"

enum { NOTE_MAX = 2000 };

static bool has_flag(struct str flags, const char *flag)
{
    struct str piece;

    while (str_split(&flags, ',', &piece))
        if (str_is(str_trim(piece), flag)) return true;
    return false;
}

size_t task_outcomes(const struct bpmn *process, struct str element, struct outcome out[OUTCOMES_MAX])
{
    size_t found = 0, properties = bpmn_property_count(process, element);

    for (size_t i = 0; i < properties && found < OUTCOMES_MAX; i++) {
        struct str name, value, zh = STR_NONE, en = STR_NONE, flags = STR_NONE;
        bpmn_property_at(process, element, i, &name, &value);
        if (!str_starts(name, STR("outcome:"))) continue;
        if (!str_split(&value, '|', &zh)) continue;
        if (!str_split(&value, '|', &en)) en = zh;
        if (!str_split(&value, '|', &flags)) flags = STR("");
        out[found++] = (struct outcome){
            .code = str_sub(name, 8, name.len), .zh = zh, .en = en, .note = has_flag(flags, "note"),
            .photo = has_flag(flags, "photo"), .unit = has_flag(flags, "unit"), .units = has_flag(flags, "units"), .here = has_flag(flags, "here"),
            .primary = has_flag(flags, "primary"), .danger = has_flag(flags, "danger"),
        };
    }
    return found;
}

size_t task_sign_outcomes(struct str sign, struct outcome out[OUTCOMES_MAX])
{
    if (str_is(sign, "delegate")) {
        out[0] = (struct outcome){ .code = STR("done"), .zh = STR("已办，请确认"), .en = STR("Done, please confirm"), .note = true, .primary = true };
        return 1;
    }
    out[0] = (struct outcome){ .code = STR("agree"), .zh = STR("同意"), .en = STR("Agree"), .primary = true };
    out[1] = (struct outcome){ .code = STR("disagree"), .zh = STR("不同意"), .en = STR("Disagree"), .note = true };
    return 2;
}

static bool serves_desk(const struct user *user, struct str role, int64_t place_id)
{
    for (size_t i = 0; i < user->desk_count; i++)
        if (user->desks[i].place_id == place_id && str_eq(user->desks[i].role, role)) return true;
    return false;
}

/* A grant of the same role above the desk reaches it (a district's dispatcher may help a street). */
static bool reaches_desk(const struct org *org, const struct user *user, const struct case_record *record, struct str role,
                         int64_t place_id)
{
    int64_t unit = org_unit(org, place_id) ? place_id : record->community_id;

    for (size_t i = 0; i < user->grant_count; i++)
        if (str_eq(user->grants[i].role, role) && org_within(org, unit, user->grants[i].unit_id)) return true;
    return false;
}

enum err task_may_act(const struct org *org, const struct user *user, const struct case_record *record, struct str role,
                      int64_t place_id, int64_t assignee, struct fault *why)
{
    if (!user || !user->account_id) return fault_set(why, ERR_FORBIDDEN, "请先登录", "please log in first");
    if (assignee == user->account_id) return ERR_OK;
    if (!serves_desk(user, role, place_id) && !reaches_desk(org, user, record, role, place_id))
        return fault_set(why, ERR_FORBIDDEN, "这一步由别的岗位办理", "this step belongs to another desk");
    if (assignee && !str_is(role, "worker"))
        return fault_set(why, ERR_CONFLICT, "任务已由他人承办，如需接手请先“接手”", "somebody else holds this task; take it over first");
    return ERR_OK;
}

static const struct outcome *find_outcome(const struct outcome *list, size_t count, struct str code)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(list[i].code, code)) return &list[i];
    return NULL;
}

static size_t after_photos(const struct task_answer *answer)
{
    size_t n = 0;

    for (size_t i = 0; i < answer->photo_count; i++) n += str_is(str_from_c(answer->photos[i].kind), "after");
    return n;
}

static enum err check_outcome(struct case_plan *plan, const struct task_row *task, const struct task_answer *answer,
                              struct fault *why)
{
    struct outcome outcomes[OUTCOMES_MAX];
    const struct bpmn *process = world_process(plan->world, task->process, plan->release);
    size_t count = task->sign.len ? task_sign_outcomes(task->sign, outcomes) : process ? task_outcomes(process, task->element, outcomes) : 0;
    const struct outcome *outcome = find_outcome(outcomes, count, answer->outcome);
    const struct unit *unit;

    if (!outcome)
        return fault_field(why, STR("outcome"), fault_set(why, ERR_INVALID, "这一步没有“%.*s”这个选项", "this step has no outcome \"%.*s\"", STR_ARG(answer->outcome)));
    if (outcome->note && !str_trim(answer->note).len)
        return fault_field(why, STR("note"), fault_set(why, ERR_INVALID, "选择“%.*s”时请写明理由", "give the reason for \"%.*s\"", STR_ARG(outcome->zh)));
    if (outcome->photo && !after_photos(answer))
        return fault_field(why, STR("photos"), fault_set(why, ERR_INVALID, "选择“%.*s”时请附处置后照片", "attach a photo taken afterwards for \"%.*s\"", STR_ARG(outcome->zh)));
    if (outcome->unit && !answer->unit.len)
        return fault_field(why, STR("unit"), fault_set(why, ERR_INVALID, "请选择责任单位", "choose the responsible unit"));
    if (outcome->units && !answer->unit_count)
        return fault_field(why, STR("units"), fault_set(why, ERR_INVALID, "请选择单位", "choose the units"));
    for (size_t i = 0; i < answer->unit_count; i++) {
        enum err err = fault_field(why, STR("units"), plan_unit(plan, answer->units[i], &unit, why));
        if (err) return err;
    }
    return answer->unit.len ? fault_field(why, STR("unit"), plan_unit(plan, answer->unit, &unit, why)) : ERR_OK;
}

/* Each chosen unit once. */
static const struct feel_value *units_value(struct arena *a, const struct task_answer *answer)
{
    struct feel_value *items = arena_array(a, struct feel_value, answer->unit_count), *list = arena_new(a, struct feel_value);

    if (!items || !list) return &FEEL_NULL_VALUE;
    list->type = FEEL_LIST;
    list->list.items = items;
    for (size_t i = 0; i < answer->unit_count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++) seen |= str_eq(answer->units[k], answer->units[i]);
        if (!seen) items[list->list.count++] = *feel_string(a, answer->units[i]);
    }
    return list;
}

static const struct feel_value *answer_variables(struct case_plan *plan, const struct task_answer *answer,
                                                 const struct feel_value *fields)
{
    struct arena *a = plan->arena;
    const struct feel_value *all = engine_variables(plan);

    all = feel_with(a, all, "outcome", feel_string(a, answer->outcome));
    all = feel_with(a, all, "note", feel_string(a, STR("")));   /* free text stays in the journal's notes */
    all = feel_with(a, all, "fields", fields);
    if (answer->unit.len) all = feel_with(a, all, "unit", feel_string(a, answer->unit));
    if (answer->unit_count) all = feel_with(a, all, "units", units_value(a, answer));
    return all;
}

static enum err finish_task(struct case_plan *plan, struct task_row *task, const struct task_answer *answer, struct fault *why)
{
    task->state = TASK_DONE;
    task->outcome = answer->outcome;
    task->closed_at = plan->now_ms;
    task->closed_by = plan->actor.user ? plan->actor.user->account_id : 0;
    task->changed = true;
    plan->element = task->element;
    return plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
}

static enum err add_photos(struct case_plan *plan, const struct task_answer *answer, struct str element, struct fault *why)
{
    for (size_t i = 0; i < answer->photo_count; i++) {
        struct file_row *row = LIST_ADD(plan->arena, &plan->files);
        if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *row = (struct file_row){ .digest = answer->photos[i].digest, .kind = answer->photos[i].kind, .element = element };
    }
    return ERR_OK;
}

/* Reads the open task's case and checks version and right. */
static enum err load_task(struct world *world, struct db *db, struct arena *arena, int64_t task_id, int64_t version,
                          const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct task_row **task,
                          struct fault *why)
{
    struct case_plan *plan;
    int64_t case_id, state;
    bool visible;
    enum err err = rows_task_case(db, arena, task_id, &case_id, &state, why);

    if (err) return err;
    err = plan_load(world, db, arena, case_id, actor, now_ms, &plan, why);
    if (err) return err;
    err = actor->user ? case_visible(db, arena, plan->org, actor->user, &plan->now, &visible, why) : ERR_OK;
    if (err) return err;
    if (actor->user && !visible) return fault_set(why, ERR_NOT_FOUND, "没有这个任务", "there is no such task");
    *task = plan_task(plan, task_id);
    if (state != TASK_OPEN || !*task)
        return fault_set(why, ERR_CONFLICT, "这个任务已经办结或撤销", "this task has been done or withdrawn already");
    if (version && (*task)->version != version)
        return fault_set(why, ERR_CONFLICT, "任务刚被别人改过，请刷新后再试", "someone changed this task first; reload and try again");
    *out = plan;
    return ERR_OK;
}

/* The task a signature gives back goes to who did it. */
static enum err last_done(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    enum err err = rows_tasks_done(plan->db, plan, why);

    for (size_t i = 0; !err && !plan->back && i < plan->done.count; i++)
        if (str_eq(plan->done.at[i].element, task->element) && str_eq(plan->done.at[i].process, task->process)) plan->back = &plan->done.at[i];
    return err;
}

/* `apart`: "opener" may not be who opened the case, "signers" nobody who has done this step in it already. */
static enum err check_apart(struct case_plan *plan, const struct task_row *task, struct fault *why)
{
    const struct bpmn *process = world_process(plan->world, task->process, plan->release);
    struct str apart = process && !task->sign.len ? bpmn_property(process, task->element, STR("apart")) : STR_NONE;
    int64_t actor = plan->actor.user->account_id;
    enum err err = ERR_OK;

    if (has_flag(apart, "opener") && plan->now.created_by == actor)
        return fault_set(why, ERR_FORBIDDEN, "发起人不能自己审批", "who opened the case cannot approve it");
    if (has_flag(apart, "signers")) err = rows_tasks_done(plan->db, plan, why);
    for (size_t i = 0; !err && i < plan->done.count; i++)
        if (has_flag(apart, "signers") && str_eq(plan->done.at[i].element, task->element) && plan->done.at[i].closed_by == actor)
            return fault_set(why, ERR_FORBIDDEN, "您已经签过，须由另一人签", "you have signed already; another person must");
    return err;
}

/* What must be done at the place of the case: elsewhere, or long before the time set, it is refused, and that is recorded. */
static enum err check_place(struct case_plan *plan, const struct task_row *task, const struct task_answer *answer, struct fault *why)
{
    struct outcome outcomes[OUTCOMES_MAX];
    const struct bpmn *process = world_process(plan->world, task->process, plan->release);
    const struct outcome *outcome = find_outcome(outcomes, process && !task->sign.len ? task_outcomes(process, task->element, outcomes) : 0, answer->outcome);
    const struct item *item = world_item(plan->world, plan->now.item);
    int64_t muster_at = feel_get_int(feel_get(bpmn_state_variables(plan->state), STR("facts")), "muster_at", 0);
    struct case_away away;
    enum err err;

    if (!outcome || !outcome->here) return ERR_OK;
    if (!answer->has_position)
        return fault_field(why, STR("position"), fault_set(why, ERR_INVALID, "请打开定位后再打卡", "check in with your position"));
    away.radius_m = item ? feel_get_int(item->row, "radius_m", 0) : 0;
    if (!away.radius_m) away.radius_m = org_setting(plan->org, "arrive.radius", 200);
    away.distance_m = (int64_t)(desk_distance_m((int32_t)lround(answer->lon * 1e6), (int32_t)lround(answer->lat * 1e6), plan->now.lon_e6, plan->now.lat_e6) + 0.5);
    away.early = muster_at && plan->now_ms < muster_at - (item ? feel_get_int(item->row, "early_minutes", 0) : 0) * MS_PER_MINUTE;
    away.refused = away.early || away.distance_m > away.radius_m;
    plan->away = away;
    if (!away.refused) return ERR_OK;
    err = party_refused(plan, task->place_id, why);
    return err ? err
               : plan_journal(plan, "away", task->element,
                              plan_data(plan, "task", task->name, "distance", str_format(plan->arena, "%lld", (long long)away.distance_m), "radius",
                                        str_format(plan->arena, "%lld", (long long)away.radius_m), "early", away.early ? STR("yes") : STR_NONE, NULL),
                              STR_NONE, why);
}

enum err case_plan_complete(struct world *world, struct db *db, struct arena *arena, const struct task_answer *answer,
                            const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan = NULL;
    struct task_row *task = NULL;
    struct bpmn_event event = { .kind = BPMN_COMPLETE };
    struct form_answer form_answer;
    const struct feel_value *fields = NULL;
    struct bpmn_element element;
    const struct bpmn *process;
    struct str note = plan_words(arena, answer->note), was_stage;
    enum err err = load_task(world, db, arena, answer->task_id, answer->version, actor, now_ms, &plan, &task, why);

    if (err) return err;
    if (!actor->system) {
        err = task_may_act(plan->org, actor->user, &plan->now, task->role, task->place_id, task->assignee, why);
        if (!err) err = check_apart(plan, task, why);
        if (err) return err;
    }
    if (utf8_length(note) > NOTE_MAX) return fault_field(why, STR("note"), fault_set(why, ERR_TOO_LARGE, "说明超过 2000 字", "the note is longer than 2,000 characters"));
    err = check_outcome(plan, task, answer, why);
    if (err) return err;
    process = world_process(world, task->process, plan->release);
    element = bpmn_element_at(process, (size_t)bpmn_element_find(process, task->element));
    form_answer = (struct form_answer){ answer->fields, engine_seen(plan), now_ms };
    err = fault_field(why, STR("fields"), form_fill(arena, element.form.len && !task->sign.len ? world_form(world, element.form, plan->release) : NULL, &form_answer, NULL,
                                                    &fields, why));
    if (err) return err;
    err = check_place(plan, task, answer, why);
    if (err) return err;
    if (plan->away.refused) return plan_finish(plan, out, why);
    was_stage = task->stage;
    event.activity = task->activity;
    if (str_is(task->sign, "vote") && str_is(answer->outcome, "disagree")) event.name = STR("against");
    if (str_is(task->sign, "after") && str_is(answer->outcome, "disagree")) {
        event.name = STR("back");
        err = last_done(plan, task, why);
        if (err) return err;
    }
    err = finish_task(plan, task, answer, why);
    if (!err) err = add_photos(plan, answer, plan->element, why);
    if (!err)
        err = plan_journal(plan, "complete", plan->element,
                           plan_data(plan, "task", element.name, "outcome", answer->outcome, "stage", was_stage,
                                     "process", bpmn_id(process), "sign", task->sign.len ? task->sign : STR_NONE, NULL),
                           note, why);
    if (err) return err;
    plan->outcome = answer->outcome;
    plan->cause_id = answer->task_id;
    event.variables = answer_variables(plan, answer, fields);
    err = engine_run(plan, &event, why);
    if (err) return err;
    return plan_finish(plan, out, why);
}

enum err task_may_give(const struct org *org, const struct user *user, const struct case_record *record, struct str role,
                       int64_t place_id, struct fault *why)
{
    bool leads = org_unit(org, place_id) ? user_may(org, user, RIGHT_CASE_LEAD, place_id)
                                         : user_may(org, user, RIGHT_CASE_COMMUNITY, record->community_id);

    return leads ? ERR_OK : task_may_act(org, user, record, role, place_id, 0, why);
}

enum err task_members(struct world *world, struct db *db, struct arena *arena, const struct user *user, int64_t task_id,
                      int64_t now_ms, struct member **out, size_t *count, struct fault *why)
{
    const struct case_actor actor = { .user = user };
    struct case_plan *plan = NULL;
    struct task_row *task = NULL;
    struct member *members;
    size_t found;
    enum err err = load_task(world, db, arena, task_id, 0, &actor, now_ms, &plan, &task, why);

    if (!err) err = task_may_give(plan->org, user, &plan->now, task->role, task->place_id, why);
    if (!err) err = org_desk_members(db, arena, task->role, task->place_id, now_ms, &members, &found, why);
    if (err) return err;
    for (size_t i = 0; i < found; i++) {
        err = rows_open_tasks(db, arena, members[i].account_id, &members[i].open_tasks, why);
        if (err) return err;
    }
    *out = members;
    *count = found;
    return ERR_OK;
}

enum err case_plan_hold(struct world *world, struct db *db, struct arena *arena, enum task_hold how, int64_t task_id,
                        int64_t version, int64_t account_id, struct str reason, const struct case_actor *actor,
                        int64_t now_ms, struct case_plan **out, struct fault *why)
{
    static const char *const KINDS[] = { "claim", "release", "assign-person" };
    struct case_plan *plan = NULL;
    struct task_row *task = NULL;
    struct member *members;
    size_t count;
    bool member = false;
    enum err err = load_task(world, db, arena, task_id, version, actor, now_ms, &plan, &task, why);

    if (err) return err;
    err = how == TASK_ASSIGN ? task_may_give(plan->org, actor->user, &plan->now, task->role, task->place_id, why)
                             : task_may_act(plan->org, actor->user, &plan->now, task->role, task->place_id,
                                            how == TASK_RELEASE ? task->assignee : 0, why);
    if (err) return err;
    if (how == TASK_CLAIM) account_id = actor->user->account_id;
    if (how == TASK_RELEASE) account_id = 0;
    if (how == TASK_ASSIGN) {
        err = org_desk_members(db, arena, task->role, task->place_id, now_ms, &members, &count, why);
        if (err) return err;
        for (size_t i = 0; i < count; i++) member |= members[i].account_id == account_id;
        if (!member) return fault_field(why, STR("account"), fault_set(why, ERR_INVALID, "此人不在这个岗位", "this person does not serve this desk"));
    }
    task->assignee = account_id;
    task->taken_at = how == TASK_CLAIM ? now_ms : 0;
    task->changed = true;
    err = plan_journal(plan, KINDS[how], task->element, plan_data(plan, "task", task->name, NULL), plan_words(arena, reason), why);
    if (err) return err;
    return plan_finish(plan, out, why);
}
