/*
 * party.c - what happens to the units summoned to a case.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/party.h"

#include "base/civil.h"
#include "base/id.h"
#include "case/party_rows.h"

static const char *const STATE_NAMES[PARTY__STATES] = { "summoned", "excused", "over" };
static const char *const STEP_NAMES[PARTY__STEPS] = { "sign", "contact", "arrive", "resolve" };
static const char *const STAMP_NAMES[PARTY__STEPS] = { "signed", "contacted", "arrived", "resolved" };
static const char *const METRIC_NAMES[PARTY__METRICS] = {
#define X(name, key) key,
    PARTY_METRICS(X)
#undef X
};

const char *party_state_name(enum party_state state)
{
    return state < PARTY__STATES ? STATE_NAMES[state] : "unknown";
}

const char *party_step_name(enum party_step step)
{
    return step < PARTY__STEPS ? STEP_NAMES[step] : "done";
}

const char *party_metric_name(enum party_metric metric)
{
    return metric < PARTY__METRICS ? METRIC_NAMES[metric] : "unknown";
}

enum party_metric party_metric_from(struct str name)
{
    for (size_t i = 0; i < PARTY__METRICS; i++)
        if (str_is(name, METRIC_NAMES[i])) return (enum party_metric)i;
    return PARTY__METRICS;
}

enum party_step party_at(const struct party *party)
{
    enum party_step step = PARTY_SIGN;

    while (step < PARTY__STEPS && party->steps[step].at) step++;
    return step;
}

bool party_in_time(const struct party *party, enum party_step step)
{
    const struct party_stamp *stamp = &party->steps[step];

    return stamp->at && (!stamp->due_at || stamp->at < stamp->due_at);
}

/* ── Figures ───────────────────────────────────────────────────────────── */

bool party_counts(const struct party *p, enum party_metric metric)
{
    bool due = p->state != PARTY_EXCUSED;

    switch (metric) {
    case METRIC_CALLED: return true;
    case METRIC_EXCUSED: return !due;
    case METRIC_DUE: return due;
    case METRIC_SIGNED: return due && party_in_time(p, PARTY_SIGN);
    case METRIC_RESPONDED: return due && party_in_time(p, PARTY_SIGN) && party_in_time(p, PARTY_ARRIVE);
    case METRIC_ARRIVED: return due && party_in_time(p, PARTY_ARRIVE);
    case METRIC_RESOLVED: return due && party_in_time(p, PARTY_RESOLVE);
    case METRIC_REVIEWED: return due && p->reviewed_at != 0;
    case METRIC_SOLVED: return due && p->reviewed_at && p->solved == SOLVED_YES;
    case METRIC_SATISFIED: return due && p->reviewed_at && (p->satisfied == SATISFIED_YES || p->satisfied == SATISFIED_MOSTLY);
    case METRIC_YELLOW: return due && p->supervise == 1;
    case METRIC_ORANGE: return due && p->supervise == 2;
    case METRIC_RED: return due && p->supervise == 3;
    case PARTY__METRICS: break;
    }
    return false;
}

enum err party_count_keys(struct arena *arena, const struct org *org, const struct party *party, struct party_keys *out, struct fault *why)
{
    const struct unit *unit = org_unit(org, party->unit_id), *street = org_unit(org, party->street_id);
    struct party_keys keys = { 0 };
    int year, month, day;

    day_to_ymd(day_of_ms(party->called_at), &year, &month, &day);
    for (size_t i = 0; i < PARTY__METRICS; i++) {
        struct str key;
        if (!party_counts(party, (enum party_metric)i)) continue;
        key = str_format(arena, PARTY_PREFIX "%04d-%02d/%.*s/%.*s/%.*s/%s", year, month, STR_ARG(street ? street->code : STR("0")),
                         STR_ARG(unit ? unit->code : STR("0")), STR_ARG(party->item), METRIC_NAMES[i]);
        if (!key.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        keys.keys[keys.count++] = key;
    }
    *out = keys;
    return ERR_OK;
}

static bool has_key(const struct party_keys *keys, struct str key)
{
    for (size_t i = 0; i < keys->count; i++)
        if (str_eq(keys->keys[i], key)) return true;
    return false;
}

static enum err count_new(struct db *db, const struct party_keys *some, const struct party_keys *others, int64_t delta, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < some->count; i++)
        if (!has_key(others, some->keys[i])) err = store_count(db, some->keys[i], delta, why);
    return err;
}

enum err party_count(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct arena *scratch = store_scratch(db);
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        const struct party_row *row = &plan->parties.at[i];
        struct party_keys was = { 0 }, is = { 0 };
        if (!row->changed && !row->is_new) continue;
        if (!row->is_new) err = party_count_keys(scratch, plan->org, &row->was, &was, why);
        if (!err) err = party_count_keys(scratch, plan->org, &row->now, &is, why);
        if (!err) err = count_new(db, &was, &is, -1, why);
        if (!err) err = count_new(db, &is, &was, 1, why);
    }
    return err;
}

/* ── Rows of a plan ────────────────────────────────────────────────────── */

/* A process that summons units has their list among its variables: the others are not looked for. */
static bool summons(const struct case_plan *plan)
{
    return plan->state && feel_get(bpmn_state_variables(plan->state), STR("parties"))->type == FEEL_LIST;
}

enum err party_load(struct case_plan *plan, struct fault *why)
{
    struct party *parties;
    size_t count;
    enum err err;

    if (plan->parties_loaded || plan->opens || !summons(plan)) return ERR_OK;
    err = party_list(plan->db, plan->arena, plan->now.id, &parties, &count, why);
    for (size_t i = 0; !err && i < count; i++) {
        struct party_row *row = LIST_ADD(plan->arena, &plan->parties);
        if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        row->was = row->now = parties[i];
    }
    plan->parties_loaded = !err;
    return err;
}

struct party_row *party_of(struct case_plan *plan, int64_t unit_id)
{
    for (size_t i = 0; i < plan->parties.count; i++)
        if (plan->parties.at[i].now.unit_id == unit_id) return &plan->parties.at[i];
    return NULL;
}

/* When the limit ends that began with the call; the time of an objection does not count. */
static enum err limit_ends(struct case_plan *plan, const struct party *party, struct str limit, int64_t *due, struct fault *why)
{
    const struct clock_pause pause = { .begin_ms = party->objected_at, .end_ms = party->ruled_at };
    struct clock_facts facts = { .start_ms = party->called_at, .window = STR("urban"), .pauses = &pause, .pause_count = party->ruled_at ? 1 : 0 };
    struct clock_due ends;
    enum err err = limit.len ? deadline_parse(limit, &facts.limit, why) : ERR_OK;

    *due = 0;
    if (err || !limit.len) return err;
    err = clock_due(world_calendar(plan->world), &facts, &ends, why);
    if (!err) *due = ends.due_ms;
    return err;
}

/* The limits of steps not done yet; the street may want it there sooner than the limit says. */
static enum err time_party(struct case_plan *plan, struct party *party, int64_t muster_at, struct fault *why)
{
    for (size_t i = 0; i < PARTY__STEPS; i++) {
        enum err err = party->steps[i].at ? ERR_OK : limit_ends(plan, party, party->steps[i].limit, &party->steps[i].due_at, why);
        if (err) return err;
    }
    if (!party->steps[PARTY_ARRIVE].at && muster_at > party->called_at && !party->ruled_at &&
        (!party->steps[PARTY_ARRIVE].due_at || muster_at < party->steps[PARTY_ARRIVE].due_at))
        party->steps[PARTY_ARRIVE].due_at = muster_at;
    return ERR_OK;
}

static int64_t muster_at(const struct case_plan *plan)
{
    return feel_get_int(feel_get(bpmn_state_variables(plan->state), STR("facts")), "muster_at", 0);
}

static enum err let_see(struct case_plan *plan, int64_t unit_id, struct fault *why)
{
    int64_t *slot;

    for (size_t i = 0; i < plan->co_units.count; i++)
        if (plan->co_units.at[i] == unit_id) return ERR_OK;
    slot = LIST_ADD(plan->arena, &plan->co_units);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = unit_id;
    plan->reach_changed = true;
    return ERR_OK;
}

enum err party_summon(struct case_plan *plan, const struct unit *unit, struct fault *why)
{
    const struct feel_value *limits = feel_get(bpmn_state_variables(plan->state), STR("limits"));
    static const char *const LIMITS[PARTY__STEPS] = { "sign", "contact", "arrive", "finish" };
    struct party_row *row;
    enum err err = party_load(plan, why);

    if (err || party_of(plan, unit->id)) return err;
    if (unit->kind < UNIT_STREET && unit->kind != UNIT_DISTRICT && unit->kind != UNIT_STEERING)
        return fault_set(why, ERR_UNPROCESSABLE, "%s不能被通知", "%s cannot be summoned", str_c(plan->arena, unit->name));
    row = LIST_ADD(plan->arena, &plan->parties);
    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    row->is_new = true;
    row->now = (struct party){ .id = id_new(), .case_id = plan->now.id, .unit_id = unit->id, .street_id = plan->now.street_id,
                               .item = plan->now.item, .called_at = plan->now_ms };
    for (size_t i = 0; i < PARTY__STEPS; i++) {
        struct str limit = feel_get_str(limits, LIMITS[i]);
        row->now.steps[i].limit = limit.at ? limit : STR("");
    }
    err = time_party(plan, &row->now, muster_at(plan), why);
    if (!err) err = let_see(plan, unit->id, why);
    return err ? err : plan_journal(plan, "party-call", STR(""), plan_data(plan, "unit", unit->code, "unit_name", unit->name, NULL), STR_NONE, why);
}

enum err party_limit(struct case_plan *plan, int64_t unit_id, struct str step, int64_t *due_at, struct fault *why)
{
    struct party_row *row;
    enum err err = party_load(plan, why);

    *due_at = TASK_NO_DUE;
    if (err || !(row = party_of(plan, unit_id))) return err;
    for (size_t i = 0; i < PARTY__STEPS; i++)
        if (str_is(step, STEP_NAMES[i]) && row->now.steps[i].due_at) *due_at = row->now.steps[i].due_at;
    return ERR_OK;
}

enum err party_raise(struct case_plan *plan, int64_t unit_id, int64_t level, struct fault *why)
{
    struct party_row *row;
    enum err err = party_load(plan, why);

    if (err || !(row = party_of(plan, unit_id)) || level <= row->now.supervise) return err;
    row->now.supervise = level;
    row->changed = true;
    return ERR_OK;
}

enum err party_refused(struct case_plan *plan, int64_t unit_id, struct fault *why)
{
    struct party_row *row;
    enum err err = party_load(plan, why);

    if (err || !(row = party_of(plan, unit_id))) return err;
    row->now.refused_count++;
    row->changed = true;
    return ERR_OK;
}

enum err party_end(struct case_plan *plan, struct fault *why)
{
    enum err err = party_load(plan, why);

    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        if (plan->parties.at[i].now.state != PARTY_SUMMONED) continue;
        plan->parties.at[i].now.state = PARTY_OVER;
        plan->parties.at[i].changed = true;
    }
    return err;
}

/* ── Services ──────────────────────────────────────────────────────────── */

#define SERVICE(name) enum err name(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)

SERVICE(party_service_call)
{
    const struct feel_value *units = feel_get(effect->variables, STR("parties"));
    size_t count = units->type == FEEL_LIST ? units->list.count : 0;

    (void)result;
    if (!count) return fault_set(why, ERR_UNPROCESSABLE, "没有选应哨单位", "no unit is summoned");
    if (count > ANSWER_UNITS_MAX) return fault_set(why, ERR_TOO_LARGE, "一次最多通知 %d 个单位", "at most %d units are summoned at once", ANSWER_UNITS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct unit *unit = desk_unit(plan, feel_str(&units->list.items[i]));
        enum err err = unit ? party_summon(plan, unit, why) : fault_set(why, ERR_UNPROCESSABLE, "没有这个应哨单位", "there is no such unit to summon");
        if (err) return err;
    }
    return ERR_OK;
}

/* The party whose branch of the process this is. */
static enum err own_party(struct case_plan *plan, const struct bpmn_effect *effect, struct party_row **out, const struct unit **unit, struct fault *why)
{
    enum err err = party_load(plan, why);

    if (err) return err;
    *unit = org_unit_by_code(plan->org, feel_get_str(effect->variables, "party"));
    *out = *unit ? party_of(plan, (*unit)->id) : NULL;
    if (!*out) return fault_set(why, ERR_UNPROCESSABLE, "这个单位没有被吹哨", "this unit was not summoned");
    (*out)->changed = true;
    return ERR_OK;
}

SERVICE(party_service_stamp)
{
    struct str name = feel_get_str(effect->headers, "name");
    struct party_row *row;
    const struct unit *unit;
    enum err err = own_party(plan, effect, &row, &unit, why);

    (void)result;
    if (err) return err;
    for (size_t i = 0; i < PARTY__STEPS; i++) {
        if (!str_is(name, STAMP_NAMES[i])) continue;
        row->now.steps[i].at = plan->now_ms;
        return plan_journal(plan, "party-step", effect->element,
                            plan_data(plan, "unit", unit->code, "unit_name", unit->name, "step", name, "late",
                                      party_in_time(&row->now, (enum party_step)i) ? STR_NONE : STR("yes"), NULL), STR_NONE, why);
    }
    return fault_set(why, ERR_UNPROCESSABLE, "流程里的时间戳“%.*s”未知", "the model stamps an unknown time \"%.*s\"", STR_ARG(name));
}

/* 职责异议: once, and within the limit of the matter's table. */
SERVICE(party_service_object)
{
    const struct item *item = world_item(plan->world, plan->now.item);
    struct str limit = item ? feel_get_str(item->row, "object") : STR_NONE;
    struct party_row *row;
    const struct unit *unit;
    int64_t until;
    enum err err = own_party(plan, effect, &row, &unit, why);

    (void)result;
    if (err) return err;
    if (row->now.objected_at) return fault_set(why, ERR_CONFLICT, "职责异议只能提一次", "a unit may object only once");
    err = limit_ends(plan, &row->now, limit.at ? limit : STR(""), &until, why);
    if (err) return err;
    if (until && plan->now_ms >= until)
        return fault_set(why, ERR_CONFLICT, "已过提出职责异议的时限（%s）", "the time to object has passed (%s)", str_c(plan->arena, limit));
    row->now.objected_at = plan->now_ms;
    return plan_journal(plan, "party-object", effect->element, plan_data(plan, "unit", unit->code, "unit_name", unit->name, NULL), STR_NONE, why);
}

SERVICE(party_service_rule)
{
    bool upheld = str_is(feel_get_str(effect->headers, "ruling"), "upheld");
    struct party_row *row;
    const struct unit *unit;
    enum err err = own_party(plan, effect, &row, &unit, why);

    if (err) return err;
    row->now.ruled_at = plan->now_ms;
    row->now.ruling = upheld ? RULING_UPHELD : RULING_DISMISSED;
    if (upheld) row->now.state = PARTY_EXCUSED;
    else err = time_party(plan, &row->now, 0, why);
    if (err) return err;
    *result = feel_with(plan->arena, &FEEL_NULL_VALUE, "party_next", feel_string(plan->arena, str_from_c(party_step_name(party_at(&row->now)))));
    return plan_journal(plan, "party-rule", effect->element,
                        plan_data(plan, "unit", unit->code, "unit_name", unit->name, "ruling", upheld ? STR("upheld") : STR("dismissed"), NULL), STR_NONE, why);
}

/* The units that still take part, as `parties`. */
SERVICE(party_service_active)
{
    struct feel_value *codes, *list = arena_new(plan->arena, struct feel_value);
    size_t count = 0;
    enum err err = party_load(plan, why);

    (void)effect;
    if (err) return err;
    codes = arena_array(plan->arena, struct feel_value, plan->parties.count + 1);
    if (!codes || !list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < plan->parties.count; i++) {
        const struct unit *unit = org_unit(plan->org, plan->parties.at[i].now.unit_id);
        if (unit && plan->parties.at[i].now.state == PARTY_SUMMONED) codes[count++] = *feel_string(plan->arena, unit->code);
    }
    list->type = FEEL_LIST;
    list->list.count = count;
    list->list.items = codes;
    *result = feel_with(plan->arena, &FEEL_NULL_VALUE, "parties", list);
    return ERR_OK;
}

/* The unit chosen leads; it is the responsible one from now on. */
SERVICE(party_service_lead)
{
    const struct unit *unit = desk_unit(plan, feel_get_str(effect->variables, "unit"));
    struct party_row *row;
    enum err err = party_load(plan, why);

    (void)result;
    if (err) return err;
    row = unit ? party_of(plan, unit->id) : NULL;
    if (!row || row->now.state != PARTY_SUMMONED)
        return fault_field(why, STR("unit"), fault_set(why, ERR_UNPROCESSABLE, "主责单位须是应哨单位之一", "the lead must be one of the units that answer"));
    for (size_t i = 0; i < plan->parties.count; i++) {
        plan->parties.at[i].now.lead = &plan->parties.at[i] == row;
        plan->parties.at[i].changed = true;
    }
    plan->now.unit_id = unit->id;
    plan->now.dispatched_at = plan->now_ms;
    plan->reach_changed = true;
    return plan_journal(plan, "party-lead", effect->element, plan_data(plan, "unit", unit->code, "unit_name", unit->name, NULL), STR_NONE, why);
}

/* The case got more time: so have the units that have not finished. */
SERVICE(party_service_extend)
{
    enum err err = party_load(plan, why);

    (void)effect, (void)result;
    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        struct party_row *row = &plan->parties.at[i];
        struct party_stamp *resolve = &row->now.steps[PARTY_RESOLVE];
        if (row->now.state != PARTY_SUMMONED || resolve->at || !resolve->due_at || resolve->due_at >= plan->now.due_at) continue;
        resolve->due_at = plan->now.due_at;
        row->changed = true;
        for (size_t k = 0; !err && k < plan->tasks.count; k++) {
            struct task_row *task = &plan->tasks.at[k];
            if (task->state != TASK_OPEN || task->place_id != row->now.unit_id || !str_is(task->due_limit, "party.resolve")) continue;
            task->due_at = resolve->due_at;
            task->changed = true;
            err = plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
            if (!err) err = engine_task_timer(plan, task, why);
        }
    }
    return err;
}

SERVICE(party_service_reviewed)
{
    enum err err = party_load(plan, why);

    (void)effect, (void)result;
    for (size_t i = 0; !err && i < plan->parties.count; i++) {
        const struct party *party = &plan->parties.at[i].now;
        const struct unit *unit = org_unit(plan->org, party->unit_id);
        if (party->state == PARTY_SUMMONED && !party->reviewed_at)
            return fault_set(why, ERR_CONFLICT, "还没有评价：%s", "not judged yet: %s", unit ? str_c(plan->arena, unit->name) : "?");
    }
    return err;
}

/* 记牌: the level of the case's type is held against its units, unless it stands elsewhere already (facts.counts false). */
SERVICE(party_service_raise)
{
    int64_t level = feel_get_int(feel_get(effect->variables, STR("item")), "level", 0);
    bool counts = feel_get_true(feel_get(effect->variables, STR("facts")), "counts");
    enum err err = party_load(plan, why);

    (void)result;
    if (level > plan->now.supervise) plan->now.supervise = level;
    for (size_t i = 0; !err && counts && i < plan->parties.count; i++) err = party_raise(plan, plan->parties.at[i].now.unit_id, level, why);
    return err;
}
