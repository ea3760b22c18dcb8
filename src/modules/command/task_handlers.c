/*
 * task_handlers.c - the worklist and what people do with a task.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

/* What is due by then is due soon. */
static int64_t soon_ms(const struct call *call)
{
    return call->now_ms + org_setting(call->org, "task.soon", 2) * MS_PER_HOUR;
}

/* "due-id" of the last row. */
static enum err read_cursor(struct str cursor, int64_t *due, int64_t *id, struct fault *why)
{
    struct str rest = cursor, piece;

    if (!cursor.len) return ERR_OK;
    if (!str_split(&rest, '-', &piece) || num_parse_int(piece, 0, INT64_MAX, due) || num_parse_int(rest, 0, INT64_MAX, id))
        return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页标记不对", "the cursor is not valid"));
    return ERR_OK;
}

enum err task_list(struct call *call, struct fault *why)
{
    struct task_filter filter = {
        .stage = json_get_str(call->query, "stage"), .item = json_get_str(call->query, "type"),
        .words = str_trim(json_get_str(call->query, "q")), .world = app_of(call)->world,
        .mine = json_get_bool(call->query, "mine", false), .limit = json_get_int(call->query, "limit", 20),
    };
    struct str light = json_get_str(call->query, "light");
    struct task_view *tasks;
    size_t count;
    bool more;
    enum err err = read_cursor(json_get_str(call->query, "after"), &filter.after_due, &filter.after_id, why);

    if (err) return err;
    if (str_is(light, "overdue")) filter.due_before = call->now_ms;
    if (str_is(light, "soon")) filter.due_before = soon_ms(call);
    if (str_is(light, "soon")) filter.due_from = call->now_ms;
    if (light.len && !filter.due_before)
        return fault_field(why, STR("light"), fault_set(why, ERR_INVALID, "时限灯应为 overdue 或 soon", "the light is overdue or soon"));
    err = list_tasks(call->db, call->arena, call->user, &filter, &tasks, &count, &more, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        view_task_row(call, &tasks[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    if (more)
        json_str(&call->out, "next", str_format(call->arena, "%lld-%lld", (long long)tasks[count - 1].due_at, (long long)tasks[count - 1].id));
    else
        json_null(&call->out, "next");
    return ERR_OK;
}

enum err task_counts(struct call *call, struct fault *why)
{
    struct stage_count *stages;
    size_t count;
    int64_t total = 0, overdue = 0, soon = 0;
    enum err err = list_task_counts(call->db, call->arena, call->user, call->now_ms, soon_ms(call), &stages, &count, why);

    if (err) return err;
    json_list(&call->out, "by_stage");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "stage", stages[i].stage);
        json_str(&call->out, "zh", world_stage_zh(app_of(call)->world, stages[i].stage));
        json_str(&call->out, "en", world_stage_en(app_of(call)->world, stages[i].stage));
        json_int(&call->out, "count", stages[i].count);
        json_close(&call->out);
        total += stages[i].count;
        overdue += stages[i].overdue;
        soon += stages[i].soon;
    }
    json_close(&call->out);
    json_int(&call->out, "total", total);
    json_int(&call->out, "overdue", overdue);
    json_int(&call->out, "soon", soon - overdue);
    return ERR_OK;
}

static enum err read_units(struct call *call, struct task_answer *answer, struct fault *why)
{
    const struct json_t *list = json_get(call->body, "units");
    struct str *codes = arena_array(call->arena, struct str, json_count(list) + 1);

    if (!codes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < json_count(list); i++)
        if (!json_is_text(json_at(list, i), &codes[i])) return fault_field(why, STR("units"), fault_set(why, ERR_INVALID, "单位须是编码", "units are codes"));
    answer->units = codes;
    answer->unit_count = json_count(list);
    return ERR_OK;
}

static enum err read_position(struct call *call, struct task_answer *answer, struct fault *why)
{
    static const struct json_field FIELDS[] = {
        { "lon", JSON_NUMBER, -180, 180, false, "经度", "WGS-84" }, { "lat", JSON_NUMBER, -90, 90, false, "纬度", "WGS-84" }, { 0 },
    };
    const struct json_t *position = json_get(call->body, "position");
    enum err err = position ? fault_field(why, STR("position"), json_check(position, FIELDS, why)) : ERR_OK;

    if (err || !position) return err;
    answer->has_position = true;
    answer->lon = json_get_number(position, "lon", 0);
    answer->lat = json_get_number(position, "lat", 0);
    return ERR_OK;
}

enum err task_complete_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor actor = work_actor(call);
    struct task_answer answer = {
        .task_id = call->path_id, .version = json_get_int(call->body, "version", 0),
        .outcome = json_get_str(call->body, "outcome"), .note = json_get_str(call->body, "note"),
        .fields = json_get(call->body, "fields"), .unit = json_get_str(call->body, "unit"),
    };
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = read_units(call, &answer, why);
    if (!err) err = read_position(call, &answer, why);
    if (err) return err;
    err = work_photos(call, work, json_get(call->body, "photos"), "after", &answer.photos, &answer.photo_count, why);
    if (!err)
        err = case_plan_complete(app_of(call)->world, call->db, call->arena, &answer, &actor, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err task_hold_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor actor = work_actor(call);
    struct str path = str_from_c(call->route->path);
    enum task_hold how = str_ends(path, STR("/claim")) ? TASK_CLAIM : str_ends(path, STR("/release")) ? TASK_RELEASE : TASK_ASSIGN;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = case_plan_hold(app_of(call)->world, call->db, call->arena, how, call->path_id, json_get_int(call->body, "version", 0),
                         json_get_id(call->body, "account"), json_get_str(call->body, "reason"), &actor, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

/* What every step answers. */
enum err step_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;
    const struct case_record *r = case_plan_record(work->plan);

    (void)why;
    json_id(&call->out, "case_id", r->id);
    json_str(&call->out, "number", r->number);
    json_text(&call->out, "state", case_state_name(r->state));
    json_str(&call->out, "stage", r->stage);
    json_str(&call->out, "stage_zh", world_stage_zh(app_of(call)->world, r->stage));
    json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, r->stage));
    json_int(&call->out, "version", r->version);
    if (!case_plan_away(work->plan)->refused) {
        json_null(&call->out, "away");
        return ERR_OK;
    }
    json_object(&call->out, "away");
    json_bool(&call->out, "early", case_plan_away(work->plan)->early);
    json_int(&call->out, "distance_m", case_plan_away(work->plan)->distance_m);
    json_int(&call->out, "radius_m", case_plan_away(work->plan)->radius_m);
    json_close(&call->out);
    return ERR_OK;
}
