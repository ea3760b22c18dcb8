/*
 * stuck_handlers.c - for the administrator of processes: what stands still (流程受阻), and the jobs of outside workers (外部作业).
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "case/incident.h"
#include "case/job.h"
#include "case/list.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

/* Number, type and stage of the case, and the step of its process in words. */
struct stuck_at { struct str number, item, stage, process, element; };

static void write_place(struct call *call, int64_t case_id, const struct stuck_at *at)
{
    struct world *world = app_of(call)->world;
    const struct item *item = world_item(world, at->item);
    const struct bpmn *process = world_process(world, at->process, world_release(world));
    ptrdiff_t index = process ? bpmn_element_find(process, at->element) : -1;
    struct str name = index >= 0 ? bpmn_element_at(process, (size_t)index).name : STR_NONE;

    json_id(&call->out, "case_id", case_id);
    json_str(&call->out, "number", at->number);
    json_str(&call->out, "type", at->item);
    json_str(&call->out, "type_name", item ? item->name : at->item);
    json_str(&call->out, "type_name_en", item ? item->name_en : at->item);
    json_str(&call->out, "stage", at->stage);
    json_str(&call->out, "stage_zh", world_stage_zh(world, at->stage));
    json_str(&call->out, "stage_en", world_stage_en(world, at->stage));
    json_str(&call->out, "process", at->process);
    json_str(&call->out, "process_name", process ? bpmn_name(process) : at->process);
    json_str(&call->out, "process_name_en", process ? world_name_en(world, bpmn_name(process)) : at->process);
    json_str(&call->out, "element", at->element);
    json_str(&call->out, "element_name", name.len ? name : at->element);
    json_str(&call->out, "element_name_en", name.len ? world_name_en(world, name) : at->element);
}

/* ── Incidents ─────────────────────────────────────────────────────────── */

static void write_incident(struct call *call, const struct incident_view *incident)
{
    json_id(&call->out, "id", incident->id);
    write_place(call, incident->case_id, &(struct stuck_at){ incident->number, incident->item, incident->stage, incident->process, incident->element });
    json_id(&call->out, "activity", incident->activity);
    json_str(&call->out, "zh", incident->text);
    json_str(&call->out, "en", incident->text_en);
    json_time(&call->out, "at", incident->at);
}

enum err incidents_list(struct call *call, struct fault *why)
{
    struct incident_view *list;
    int64_t limit, after, next;
    size_t count;
    enum err err = command_page(call, &limit, &after, why);

    if (!err) err = incident_list(call->db, call->arena, call->org, call->user, after, limit, &list, &count, &next, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        write_incident(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", next);
    return ERR_OK;
}

/* What the process knows besides the facts of the case, which nobody mends here. */
static enum err write_variables(struct call *call, int64_t case_id, struct fault *why)
{
    struct instance_view instance;
    struct bpmn_state *state;
    const struct json_t *step = NULL, *value;
    struct json_t *all = NULL;
    struct str name;
    enum err err = list_instance(call->db, call->arena, case_id, &instance, why);

    if (!err) err = bpmn_state_read(call->arena, instance.state, &state, why);
    if (!err) err = json_parse(call->arena, feel_json_text(call->arena, bpmn_state_variables(state), 0), &all, why);
    if (err) return err;
    json_object(&call->out, "variables");
    while (json_next(all, &step, &name, &value))
        if (!str_is(name, "case") && !str_is(name, "item")) json_write_node(&call->out, str_c(call->arena, name), value);
    json_close(&call->out);
    return ERR_OK;
}

enum err incident_show(struct call *call, struct fault *why)
{
    struct incident_view incident;
    enum err err = incident_read(call->db, call->arena, call->org, call->user, call->path_id, &incident, why);
    struct case_record record;

    if (!err) err = case_read(call->db, call->arena, incident.case_id, &record, why);
    if (err) return err;
    write_incident(call, &incident);
    json_int(&call->out, "version", record.version);
    return write_variables(call, incident.case_id, why);
}

/* ── Jobs ──────────────────────────────────────────────────────────────── */

static const char *const PHASES[] = { "waiting", "locked", "failed" };

static void write_kind(struct call *call, struct str type, struct str zh, struct str en, const struct job_figure *figure)
{
    json_object(&call->out, NULL);
    json_str(&call->out, "type", type);
    json_str(&call->out, "zh", zh);
    json_str(&call->out, "en", en);
    for (int phase = 0; phase < JOB_PHASE__COUNT; phase++) json_int(&call->out, PHASES[phase], figure ? figure->counts[phase] : 0);
    json_close(&call->out);
}

/* The declared kinds in the catalogue's order, then those that are declared no longer and still have jobs. */
static enum err write_kinds(struct call *call, const struct job_figure *figures, size_t count, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("jobs"), world_release(world));
    struct csv csv = { 0 };
    enum err err = text.len ? csv_parse(call->arena, text, &csv, why) : ERR_OK;

    if (err) return err;
    json_list(&call->out, "kinds");
    for (size_t i = 0; i < csv.rows; i++) {
        struct str code = csv_get(&csv, i, "code");
        const struct job_figure *figure = NULL;
        for (size_t k = 0; k < count; k++)
            if (str_eq(figures[k].type, code)) figure = &figures[k];
        write_kind(call, code, csv_get(&csv, i, "zh"), csv_get(&csv, i, "en"), figure);
    }
    for (size_t k = 0; k < count; k++) {
        bool declared = false;
        for (size_t i = 0; i < csv.rows; i++) declared |= str_eq(csv_get(&csv, i, "code"), figures[k].type);
        if (!declared) write_kind(call, figures[k].type, figures[k].type, figures[k].type, &figures[k]);
    }
    json_close(&call->out);
    return ERR_OK;
}

static void write_job(struct call *call, const struct job_line *job)
{
    json_object(&call->out, NULL);
    json_id(&call->out, "id", job->id);
    json_str(&call->out, "job", job->type);
    write_place(call, job->case_id, &(struct stuck_at){ job->number, job->item, job->stage, job->process, job->element });
    json_int(&call->out, "retries", job->retries);
    json_str(&call->out, "worker", job->worker);
    json_str(&call->out, "error", job->error);
    json_time(&call->out, "created_at", job->created_at);
    json_time(&call->out, "ready_at", job->ready_at);
    json_time(&call->out, "lock_until", job->lock_until);
    json_id(&call->out, "incident", job->incident_id);
    json_close(&call->out);
}

enum err jobs_list(struct call *call, struct fault *why)
{
    struct str phase = json_get_str(call->query, "state");
    struct job_filter filter = { .phase = JOB_PHASE_WAITING, .type = json_get_str(call->query, "type") };
    struct job_figure *figures;
    struct job_line *list;
    size_t count, figure_count, at = 0;
    int64_t next;
    enum err err = command_page(call, &filter.limit, &filter.after, why);

    while (phase.len && at < COUNT_OF(PHASES) && !str_is(phase, PHASES[at])) at++;
    if (at == COUNT_OF(PHASES))
        return fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "状态应为 waiting、locked 或 failed", "the state is waiting, locked or failed"));
    filter.phase = (enum job_phase)at;
    if (!err) err = job_figures(call->db, call->arena, call->org, call->user, &figures, &figure_count, why);
    if (!err) err = job_list(call->db, call->arena, call->org, call->user, &filter, &list, &count, &next, why);
    if (!err) err = write_kinds(call, figures, figure_count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) write_job(call, &list[i]);
    json_close(&call->out);
    json_id(&call->out, "next", next);
    return ERR_OK;
}
