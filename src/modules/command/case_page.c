/*
 * case_page.c - the page of one case: what happened, why it came here, and
 * (case_todo.c) what is to be done and may be done.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"
#include "case/task.h"
#include "modules/command/case_view.h"
#include "modules/command/party_view.h"
#include "text/text.h"

#define EACH_OF(type, list, count, read)                                                                          \
    type *list;                                                                                                   \
    size_t count;                                                                                                 \
    err = read(call->db, call->arena, record->id, &list, &count, why);                                            \
    if (err) return err;

/* The words of the outcome that was chosen, from the model the case runs on. */
static void add_outcome_words(struct call *call, int64_t release, struct str element, const struct json_t *data, struct str *zh, struct str *en)
{
    struct outcome outcomes[OUTCOMES_MAX];
    const struct bpmn *process = world_process(app_of(call)->world, json_get_str(data, "process"), release);
    struct str sign = json_get_str(data, "sign");
    size_t count = sign.len ? task_sign_outcomes(sign, outcomes) : process ? task_outcomes(process, element, outcomes) : 0;
    struct str task = json_get_str(data, "task"), code = json_get_str(data, "outcome"), word_zh = code, word_en = code;

    for (size_t i = 0; i < count; i++) {
        if (!str_eq(outcomes[i].code, code)) continue;
        word_zh = outcomes[i].zh;
        word_en = outcomes[i].en;
    }
    *zh = str_format(call->arena, "%.*s：%.*s", STR_ARG(task), STR_ARG(word_zh));
    *en = str_format(call->arena, "%.*s: %.*s", STR_ARG(world_name_en(app_of(call)->world, task)), STR_ARG(word_en));
}

static enum err write_journal(struct call *call, const struct case_record *record, int64_t release, struct fault *why)
{
    enum err err;
    EACH_OF(struct journal_view, rows, count, list_journal)
    struct str previous = STR("");

    json_list(&call->out, "journal");
    for (size_t i = 0; i < count; i++) {
        const struct journal_view *row = &rows[i];
        struct json_t *data = NULL;
        struct str zh, en;
        if (json_parse(call->arena, row->data, &data, NULL)) data = NULL;
        view_sentence(call, row->kind, data, &zh, &en);
        if (str_is(row->kind, "complete")) add_outcome_words(call, release, row->element, data, &zh, &en);
        json_object(&call->out, NULL);
        json_id(&call->out, "id", row->id);
        json_int(&call->out, "seq", row->seq);
        json_time(&call->out, "at", row->at);
        json_str(&call->out, "kind", row->kind);
        json_str(&call->out, "zh", zh);
        json_str(&call->out, "en", en);
        json_str(&call->out, "actor_name", row->actor_name);
        view_unit(call, "actor_unit", row->unit);
        json_str(&call->out, "note", row->note);
        json_str(&call->out, "element", row->element);
        json_write_node(&call->out, "changes", data);
        json_bool(&call->out, "mac_ok", journal_row_fits(app_of(call)->world, call->arena, record->id, previous, row));
        json_close(&call->out);
        previous = row->mac;
    }
    json_close(&call->out);
    return ERR_OK;
}

/* The rules that matched, as kept, their reasons in both languages. */
static void write_matches(struct call *call, struct str kept)
{
    struct json_t *list = NULL;

    if (json_parse(call->arena, kept, &list, NULL)) list = NULL;
    json_list(&call->out, "matches");
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_t *match = json_at(list, i);
        struct str annotation = json_get_str(match, "annotation");
        json_object(&call->out, NULL);
        json_str(&call->out, "decision", json_get_str(match, "decision"));
        json_str(&call->out, "rule", json_get_str(match, "rule"));
        json_int(&call->out, "row", json_get_int(match, "row", 0));
        json_str(&call->out, "annotation", text_language(annotation, false));
        json_str(&call->out, "annotation_en", text_language(annotation, true));
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_decisions(struct call *call, const struct case_record *record, struct fault *why)
{
    enum err err;
    EACH_OF(struct decision_view, rows, count, list_decisions)

    json_list(&call->out, "decisions");
    for (size_t i = 0; i < count; i++) {
        const struct dmn *dmn = world_decision(app_of(call)->world, rows[i].decision, rows[i].release, NULL);
        json_object(&call->out, NULL);
        json_time(&call->out, "at", rows[i].at);
        json_str(&call->out, "decision", rows[i].decision);
        json_str(&call->out, "name", dmn ? dmn_name(dmn) : rows[i].decision);
        json_str(&call->out, "name_en", dmn ? world_name_en(app_of(call)->world, dmn_name(dmn)) : rows[i].decision);
        json_int(&call->out, "version", rows[i].release);
        json_raw(&call->out, "inputs", rows[i].inputs);
        json_raw(&call->out, "result", rows[i].result);
        write_matches(call, rows[i].matches);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_related(struct call *call, const struct case_record *record, struct fault *why)
{
    enum err err;
    EACH_OF(struct link_view, rows, count, list_links)
    struct world *world = app_of(call)->world;

    json_list(&call->out, "related");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", rows[i].id);
        json_str(&call->out, "number", rows[i].number);
        json_str(&call->out, "kind", rows[i].kind);
        view_type_name(call, rows[i].item);
        json_str(&call->out, "stage_zh", world_stage_zh(world, rows[i].stage));
        json_str(&call->out, "stage_en", world_stage_en(world, rows[i].stage));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_photos(struct call *call, const struct case_record *record, struct fault *why)
{
    enum err err;
    EACH_OF(struct file_view, rows, count, list_files)

    json_list(&call->out, "photos");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "digest", rows[i].digest);
        json_str(&call->out, "kind", rows[i].kind);
        json_str(&call->out, "media", rows[i].media);
        json_time(&call->out, "at", rows[i].at);
        json_id(&call->out, "by", rows[i].by);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_clock(struct call *call, const struct case_record *record, struct fault *why)
{
    enum err err;
    EACH_OF(struct pause_view, pauses, pause_count, list_pauses)
    EACH_OF(struct extension_view, extensions, extension_count, list_extensions)

    json_object(&call->out, "clock");
    json_time(&call->out, "start", record->clock_start);
    json_str(&call->out, "limit", record->clock_limit);
    json_time(&call->out, "due_at", record->due_at >= CLOCK_NEVER ? 0 : record->due_at);
    json_bool(&call->out, "provisional", record->provisional);
    json_list(&call->out, "pauses");
    for (size_t i = 0; i < pause_count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "kind", pauses[i].kind);
        json_str(&call->out, "reason", pauses[i].reason);
        json_time(&call->out, "begin", pauses[i].begin_at);
        json_time(&call->out, "end", pauses[i].end_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_list(&call->out, "extensions");
    for (size_t i = 0; i < extension_count; i++) {
        json_object(&call->out, NULL);
        json_int(&call->out, "amount", extensions[i].amount);
        json_str(&call->out, "unit", extensions[i].unit);
        json_str(&call->out, "reason", extensions[i].reason);
        json_time(&call->out, "at", extensions[i].at);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_people(struct call *call, const struct case_record *record, struct fault *why)
{
    struct str masked, sealed;
    int64_t *units;
    size_t count;
    enum err err = list_contact(call->db, call->arena, record->id, &masked, &sealed, why);

    if (!err) err = list_co_units(call->db, call->arena, record->id, &units, &count, why);
    if (err) return err;
    if (masked.at) json_raw(&call->out, "reporter", masked);
    else json_null(&call->out, "reporter");
    json_list(&call->out, "co_units");
    for (size_t i = 0; i < count; i++) view_unit(call, NULL, units[i]);
    json_close(&call->out);
    return ERR_OK;
}

/* The units summoned and when they are to be there; of a process that summons none there is nothing to read. */
static enum err write_parties(struct call *call, const struct case_record *record, const struct instance_view *instance, struct fault *why)
{
    struct bpmn_state *state;
    const struct feel_value *variables = NULL;

    if (bpmn_state_read(call->arena, instance->state, &state, NULL) == ERR_OK) variables = bpmn_state_variables(state);
    json_time(&call->out, "muster_at", variables ? feel_get_int(feel_get(variables, STR("facts")), "muster_at", 0) : 0);
    if (variables && feel_get(variables, STR("parties"))->type == FEEL_LIST) return view_parties(call, record->id, why);
    json_list(&call->out, "parties");
    json_close(&call->out);
    return ERR_OK;
}

static void write_stamps(struct call *call, const struct case_record *r)
{
    const struct { const char *name; int64_t at; } stamps[] = {
        { "filed_at", r->filed_at }, { "dispatched_at", r->dispatched_at }, { "accepted_at", r->accepted_at },
        { "arrived_at", r->arrived_at }, { "feedback_at", r->feedback_at }, { "verified_at", r->verified_at },
        { "closed_at", r->closed_at },
    };

    for (size_t i = 0; i < COUNT_OF(stamps); i++) json_time(&call->out, stamps[i].name, stamps[i].at);
    json_int(&call->out, "return_count", r->return_count);
    json_int(&call->out, "rework_count", r->rework_count);
    json_int(&call->out, "extension_count", r->extension_count);
    json_int(&call->out, "reopen_count", r->reopen_count);
}

static void write_item(struct call *call, const struct case_record *record)
{
    const struct item *item = world_item(app_of(call)->world, record->item);

    if (item) feel_to_json(&call->out, "item", item->row);
    else json_null(&call->out, "item");
}

enum err view_case(struct call *call, const struct case_record *record, struct fault *why)
{
    struct instance_view instance = { 0 };
    enum err err = list_instance(call->db, call->arena, record->id, &instance, why);

    if (err) return err;
    view_case_row(call, record);
    view_unit(call, "district", record->district_id);
    view_unit(call, "steering", record->steering_id);
    json_str(&call->out, "channel", record->channel);
    json_bool(&call->out, "public", record->is_public);
    json_str(&call->out, "result", record->result);
    json_str(&call->out, "result_zh", record->result.len ? world_result_zh(app_of(call)->world, record->result) : STR(""));
    json_str(&call->out, "result_en", record->result.len ? world_result_en(app_of(call)->world, record->result) : STR(""));
    write_stamps(call, record);
    if (record->rating) {
        json_object(&call->out, "rating");
        json_int(&call->out, "score", record->rating);
        json_int(&call->out, "solved", record->solved);
        json_close(&call->out);
    } else {
        json_null(&call->out, "rating");
    }
    write_item(call, record);
    err = write_people(call, record, why);
    if (!err) err = write_parties(call, record, &instance, why);
    if (!err) err = view_todo(call, record, &instance, why);
    if (!err) err = write_clock(call, record, why);
    if (!err) err = write_photos(call, record, why);
    if (!err) err = write_journal(call, record, instance.release, why);
    if (!err) err = write_decisions(call, record, why);
    if (!err) err = write_related(call, record, why);
    return err;
}
