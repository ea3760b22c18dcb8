/*
 * case_view.c - rows of lists, and the pieces of a case page that come from the row itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/case_view.h"

#include "case/plan.h"

static const char *const UNIT_KINDS[UNIT__KINDS] = { "city", "district", "steering", "street", "community", "department", "team" };

void view_unit(struct call *call, const char *key, int64_t unit_id)
{
    const struct unit *unit = unit_id ? org_unit(call->org, unit_id) : NULL;

    if (!unit) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    json_id(&call->out, "id", unit->id);
    json_str(&call->out, "code", unit->code);
    json_str(&call->out, "name", unit->name);
    json_text(&call->out, "kind", UNIT_KINDS[unit->kind]);
    json_close(&call->out);
}

void view_grid(struct call *call, const char *key, int64_t grid_id)
{
    const struct grid_row *entry = grid_id ? grids_find(world_grids(app_of(call)->world), grid_id) : NULL;

    if (!entry) {
        json_null(&call->out, key);
        return;
    }
    json_object(&call->out, key);
    json_id(&call->out, "id", grid_id);
    json_str(&call->out, "code", entry->code);
    json_str(&call->out, "name", entry->name);
    json_close(&call->out);
}

static void write_left(struct call *call, int64_t start, struct str limit, int64_t due)
{
    struct time_left left;

    case_time_left(app_of(call)->world, start, limit, due, call->now_ms, &left);
    json_str(&call->out, "light", left.light);
    json_text(&call->out, "remaining_zh", left.words.zh);
    json_text(&call->out, "remaining_en", left.words.en);
}

static int64_t shown_due(int64_t due)
{
    return due >= TASK_NO_DUE || due >= CLOCK_NEVER ? 0 : due;
}

void view_type_name(struct call *call, struct str code)
{
    const struct item *item = world_item(app_of(call)->world, code);

    json_str(&call->out, "type_name", item ? item->name : code);
    json_str(&call->out, "type_name_en", item ? item->name_en : code);
}

void view_task_row(struct call *call, const struct task_view *task)
{
    struct json_out *out = &call->out;
    struct world *world = app_of(call)->world;
    bool finish = str_is(task->due_limit, "finish");

    json_id(out, "id", task->id);
    json_id(out, "case_id", task->case_id);
    json_str(out, "number", task->number);
    json_str(out, "name", task->name);
    json_str(out, "name_en", world_name_en(world, task->name));
    json_str(out, "stage", task->stage);
    json_str(out, "stage_zh", world_stage_zh(world, task->stage));
    json_str(out, "stage_en", world_stage_en(world, task->stage));
    json_str(out, "type", task->item);
    view_type_name(call, task->item);
    json_str(out, "text", utf8_prefix(task->text, 200));
    json_str(out, "address", task->address);
    view_unit(call, "street", task->street_id);
    view_unit(call, "community", task->community_id);
    view_grid(call, "grid", task->grid_id);
    view_unit(call, "unit", task->unit_id);
    json_str(out, "role", task->role);
    json_id(out, "assignee", task->assignee);
    json_str(out, "assignee_name", task->assignee_name);
    json_time(out, "opened_at", task->opened_at);
    json_time(out, "due_at", shown_due(task->due_at));
    json_bool(out, "provisional", task->provisional && finish);
    write_left(call, finish ? task->clock_start : task->opened_at, finish ? task->clock_limit : STR(""), task->due_at);
    json_int(out, "urgency", task->urgency);
    json_int(out, "urged", task->urged);
    json_bool(out, "unsure", task->unsure);
    json_int(out, "supervise", task->supervise);
    json_int(out, "version", task->version);
    json_int(out, "case_version", task->case_version);
    json_double(out, "lon", (double)task->lon_e6 / 1e6, 6);
    json_double(out, "lat", (double)task->lat_e6 / 1e6, 6);
    json_bool(out, "mine", task->assignee == call->user->account_id);
}

void view_case_row(struct call *call, const struct case_record *r)
{
    struct json_out *out = &call->out;
    struct world *world = app_of(call)->world;
    const struct source *source = world_source(world, r->source);

    json_id(out, "id", r->id);
    json_str(out, "number", r->number);
    json_str(out, "type", r->item);
    view_type_name(call, r->item);
    json_str(out, "text", r->text);
    json_str(out, "address", r->address);
    json_text(out, "state", case_state_name(r->state));
    json_str(out, "stage", r->stage);
    json_str(out, "stage_zh", world_stage_zh(world, r->stage));
    json_str(out, "stage_en", world_stage_en(world, r->stage));
    json_str(out, "source", r->source);
    json_str(out, "source_name", source ? source->name : r->source);
    json_str(out, "source_name_en", source ? source->en : r->source);
    json_int(out, "urgency", r->urgency);
    json_int(out, "grade", r->grade);
    view_unit(call, "street", r->street_id);
    view_unit(call, "community", r->community_id);
    view_grid(call, "grid", r->grid_id);
    view_unit(call, "unit", r->unit_id);
    json_time(out, "opened_at", r->opened_at);
    json_time(out, "due_at", shown_due(r->due_at));
    json_bool(out, "provisional", r->provisional);
    json_bool(out, "overdue", r->overdue);
    if (r->state <= CASE_PAUSED && !r->feedback_at) {
        write_left(call, r->clock_start, r->clock_limit, r->due_at);
    } else {
        json_text(out, "light", r->overdue ? "orange" : "none");
        json_text(out, "remaining_zh", "");
        json_text(out, "remaining_en", "");
    }
    json_double(out, "lon", (double)r->lon_e6 / 1e6, 6);
    json_double(out, "lat", (double)r->lat_e6 / 1e6, 6);
    json_int(out, "supervise", r->supervise);
    json_int(out, "version", r->version);
}
