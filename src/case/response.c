/*
 * response.c - an emergency response gives the task lists of its level, and ends what is still under way.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/response.h"

#include "case/paper.h"
#include "case/plan.h"
#include "case/spread.h"

enum err response_table(struct world *world, struct arena *arena, const char *key, int64_t release, struct csv *out, struct fault *why)
{
    struct str text = world_text(world, DEFINITION_CATALOGUE, str_from_c(key), release);

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署应急预案目录“%s”", "the catalogue \"%s\" of emergencies is not deployed", key);
    return csv_parse(arena, text, out, why);
}

bool response_holds(const struct csv *tasks, size_t row, struct str plan, int64_t level, int64_t now_ms)
{
    int64_t from;

    if (!str_eq(csv_get(tasks, row, "plan"), plan) || num_parse_int(csv_get(tasks, row, "level"), 1, RESPONSE_LEVELS, &from)) return false;
    return level <= from && world_row_in_force(tasks, row, now_ms);
}

/* ── One task list becomes an instruction ──────────────────────────────── */

struct issuing { const struct feel_value *facts; const struct unit *area; int64_t level; };

/* "municipal@street": of every street of the area; "water@district": of its district; anything else is a code. */
static void add_named(struct case_plan *plan, struct spread_to *to, struct str name)
{
    ptrdiff_t at = str_find(name, STR("@street"));
    struct str code = str_sub(name, 0, at < 0 ? name.len : (size_t)at);

    for (size_t i = 0; at >= 0 && i < org_unit_count(plan->org) && to->unit_count < SPREAD_UNITS_MAX; i++) {
        const struct unit *street = org_unit_at(plan->org, i), *unit;
        if (street->kind != UNIT_STREET || !org_within(plan->org, street->id, to->area->id)) continue;
        unit = code.len ? org_unit_of(plan->org, street->id, code) : street;
        if (unit) to->units[to->unit_count++] = unit;
    }
    if (at < 0 && to->unit_count < SPREAD_UNITS_MAX) (void)spread_name(plan->world, plan->org, to, name);
}

static enum err whom(struct case_plan *plan, const struct issuing *by, const struct csv *tasks, size_t row, struct spread_to *to, struct fault *why)
{
    struct str names = csv_get(tasks, row, "units"), name;

    *to = (struct spread_to){ .level = csv_get(tasks, row, "to"), .area = by->area, .now_ms = plan->now_ms };
    to->units = arena_array(plan->arena, const struct unit *, SPREAD_UNITS_MAX + 1);
    to->grids = arena_array(plan->arena, const struct grid_row *, 2);
    if (!to->units || !to->grids) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    while (names.len && str_split(&names, '|', &name)) add_named(plan, to, name);
    return ERR_OK;
}

static enum err task_facts(struct case_plan *plan, const struct issuing *by, const struct spread_to *to, int64_t due_at, size_t total, const struct json_t **out,
                           struct fault *why)
{
    struct json_out json;
    struct json_t *facts = NULL;
    struct buf buf;
    enum err err;

    buf_init(&buf, plan->arena, 16 * 1024);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    json_str(&json, "unit", feel_get_str(by->facts, "unit"));
    json_str(&json, "desk", feel_get_str(by->facts, "desk"));
    json_str(&json, "level", to->level);
    json_str(&json, "area", to->area->code);
    json_list(&json, "units");
    for (size_t i = 0; i < to->unit_count; i++) json_str(&json, NULL, to->units[i]->code);
    json_close(&json);
    json_int(&json, "due_at", due_at);
    json_int(&json, "given_at", plan->now_ms);
    json_int(&json, "total", (int64_t)total);
    json_str(&json, "limit", str_format(plan->arena, "%lld minutes", (long long)((due_at - plan->now_ms) / MS_PER_MINUTE + 1)));
    json_close(&json);
    err = json_done(&json) ? json_parse(plan->arena, buf_done(&buf), &facts, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = facts;
    return err;
}

static enum err issue_one(struct case_plan *plan, const struct issuing *by, const struct csv *tasks, size_t row, struct fault *why)
{
    struct case_draft draft = {
        .item = STR(SPREAD_PARENT), .kind = STR("paper"), .source = STR(SOURCE_EMERGENCY), .channel = STR(PAPER_CHANNEL), .staff_chose = true,
        .text = csv_get(tasks, row, "text"), .address = by->area->name, .lon = (double)plan->now.lon_e6 / 1e6, .lat = (double)plan->now.lat_e6 / 1e6, .urgency = plan->now.urgency,
    };
    struct spread_receiver *receivers;
    struct spread_to to;
    int64_t due_at = 0;
    size_t total;
    enum err err = whom(plan, by, tasks, row, &to, why);

    if (!err) err = spread_receivers(plan->world, plan->db, plan->arena, plan->org, &to, &receivers, &total, why);
    if (err || !total) return err;
    err = deadline_limit(plan, csv_get(tasks, row, "within"), plan->now_ms, &due_at, NULL, why);
    if (!err) err = task_facts(plan, by, &to, due_at, total, &draft.facts, why);
    if (err) return err;
    draft.source_no = str_format(plan->arena, "%.*s/%.*s", STR_ARG(plan->now.number), STR_ARG(csv_get(tasks, row, "key")));
    if (!draft.source_no.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return paper_open(plan, &draft, "group", why);
}

enum err response_service_issue(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    static const char *const ROMAN[RESPONSE_LEVELS] = { "I", "II", "III", "IV" };
    struct issuing by = { .facts = feel_get(effect->variables, STR("facts")) };
    struct csv tasks;
    enum err err = response_table(plan->world, plan->arena, "emergency_tasks", plan->release, &tasks, why);

    if (err) return err;
    by.area = org_unit_by_code(plan->org, feel_get_str(by.facts, "area"));
    by.level = feel_get_int(effect->variables, "level", feel_get_int(by.facts, "level", RESPONSE_LEVELS));
    if (by.level < 1 || by.level > RESPONSE_LEVELS) return fault_set(why, ERR_UNPROCESSABLE, "响应等级只有一至四级", "a response has the levels I to IV");
    if (!by.area) return fault_set(why, ERR_UNPROCESSABLE, "没有这个辖区", "there is no such area");
    for (size_t i = 0; !err && i < tasks.rows; i++)
        if (response_holds(&tasks, i, feel_get_str(by.facts, "plan"), by.level, plan->now_ms)) err = issue_one(plan, &by, &tasks, i, why);
    if (!err) err = plan_journal(plan, "response", effect->element, plan_data(plan, "level", str_from_c(ROMAN[by.level - 1]), NULL), STR_NONE, why);
    if (err) return err;
    *result = feel_with(plan->arena, &FEEL_NULL_VALUE, "level", feel_integer(plan->arena, by.level));
    return *result ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── The end ───────────────────────────────────────────────────────────── */

static enum err end_one(struct case_plan *child, struct fault *why)
{
    enum err err = plan_journal(child, "recalled", STR(""), STR_NONE, STR_NONE, why);

    return err ? err : engine_message(child, STR("end"), NULL, why);
}

/* Each instruction still followed up recalls its receivers, batch by batch, on its own; one still being sent out cannot be ended yet. */
enum err response_service_end(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why)
{
    struct case_record *papers;
    size_t count;
    enum err err = paper_of_case(plan->db, plan->arena, STR(SOURCE_EMERGENCY), plan->now.number, STR_NONE, RESPONSE_TASKS_MAX, &papers, &count, why);

    (void)effect;
    (void)result;
    for (size_t i = 0; !err && i < count; i++) {
        if (papers[i].state > CASE_PAUSED) continue;
        err = spread_change(plan, &papers[i], end_one, why);
        if (err == ERR_CONFLICT)
            return fault_set(why, ERR_CONFLICT, "任务单还在下达，请稍后再终止响应", "task lists are still being sent out; end the response in a moment");
    }
    return err;
}
