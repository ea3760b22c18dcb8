/*
 * models_view.c - rows as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/models/models_view.h"

#include "text/text.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

static SHAPE(DRAFT_REF_SHAPE, "DraftRef", { "id", JSON_ID }, { "kind", JSON_TEXT }, { "key", JSON_TEXT }, { "name", JSON_TEXT }, { "state", JSON_TEXT },
             { "version", JSON_INT }, { "changed_by_name", JSON_TEXT });

#define MODEL_FIELDS                                                                                                 \
    { "kind", JSON_TEXT }, { "key", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "release", JSON_INT }, { "active_at", JSON_TIME, true }, \
        { "by_name", JSON_TEXT }, { "approved_by_name", JSON_TEXT }, { "note", JSON_TEXT }, { "versions", JSON_INT },  \
        { "drafts", JSON_LIST, false, &DRAFT_REF_SHAPE }
static SHAPE(MODEL_ROW_SHAPE, "ModelRow", MODEL_FIELDS);
SHAPE(MODELS_LIST_SHAPE, "ModelList", { "release", JSON_INT }, { "items", JSON_LIST, false, &MODEL_ROW_SHAPE });
static SHAPE(VERSION_SHAPE, "ModelVersion", { "release", JSON_INT }, { "name", JSON_TEXT }, { "active_at", JSON_TIME, true }, { "by_name", JSON_TEXT },
             { "approved_by_name", JSON_TEXT }, { "note", JSON_TEXT }, { "state", JSON_TEXT }, { "size", JSON_INT });
SHAPE(MODELS_HISTORY_SHAPE, "ModelHistory", MODEL_FIELDS, { "history", JSON_LIST, false, &VERSION_SHAPE });

static SHAPE(PROBLEM_SHAPE, "ModelProblem", { "severity", JSON_TEXT }, { "kind", JSON_TEXT }, { "key", JSON_TEXT }, { "element", JSON_TEXT },
             { "field", JSON_TEXT }, { "line", JSON_INT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT });
SHAPE(MODELS_CHECK_SHAPE, "ModelCheck", { "ok", JSON_BOOL }, { "key", JSON_TEXT }, { "name", JSON_TEXT },
      { "problems", JSON_LIST, false, &PROBLEM_SHAPE });

#define DRAFT_FIELDS                                                                                                 \
    { "id", JSON_ID }, { "kind", JSON_TEXT }, { "key", JSON_TEXT }, { "name", JSON_TEXT }, { "base_release", JSON_INT }, { "behind", JSON_BOOL },    \
        { "state", JSON_TEXT }, { "version", JSON_INT }, { "created_at", JSON_TIME }, { "created_by_name", JSON_TEXT },                              \
        { "changed_at", JSON_TIME }, { "changed_by_name", JSON_TEXT }, { "mine", JSON_BOOL }, { "bundle", JSON_ID, true }, { "note", JSON_TEXT },     \
        { "active_from", JSON_TIME, true }, { "reason", JSON_TEXT }, { "release", JSON_INT, true }
static SHAPE(DRAFT_ROW_SHAPE, "DraftRow", DRAFT_FIELDS);
SHAPE(MODELS_DRAFT_LIST_SHAPE, "DraftList", { "items", JSON_LIST, false, &DRAFT_ROW_SHAPE }, { "next", JSON_ID, true });
SHAPE(MODELS_DRAFT_SHAPE, "DraftView", DRAFT_FIELDS, { "text", JSON_TEXT }, { "bundle_drafts", JSON_LIST, false, &DRAFT_REF_SHAPE },
      { "can_edit", JSON_BOOL }, { "can_submit", JSON_BOOL }, { "can_approve", JSON_BOOL }, { "can_withdraw", JSON_BOOL });

static SHAPE(CHANGE_SHAPE, "ModelChange", { "what", JSON_TEXT }, { "element", JSON_TEXT }, { "type", JSON_TEXT }, { "name", JSON_TEXT }, { "field", JSON_TEXT },
             { "before", JSON_TEXT }, { "after", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT });
SHAPE(MODELS_COMPARE_SHAPE, "ModelComparison", { "same", JSON_BOOL }, { "truncated", JSON_BOOL }, { "changes", JSON_LIST, false, &CHANGE_SHAPE });

#define TYPE_MODEL_FIELDS                                                                                            \
    { "id", JSON_ID }, { "number", JSON_INT }, { "made_at", JSON_TIME }, { "made_by_name", JSON_TEXT }, { "cases", JSON_INT }, { "corrected", JSON_INT },  \
        { "runs", JSON_INT }, { "words_accuracy", JSON_NUMBER }, { "cases_accuracy", JSON_NUMBER }, { "accuracy", JSON_NUMBER }, { "share", JSON_NUMBER }, \
        { "sure", JSON_NUMBER }, { "sure_share", JSON_NUMBER }, { "sure_right", JSON_NUMBER }, { "digest", JSON_TEXT }, { "in_force", JSON_BOOL },         \
        { "can_use", JSON_BOOL }, { "types", JSON_LIST, false, &TYPE_FIGURE_SHAPE }
static SHAPE(TYPE_FIGURE_SHAPE, "TypeFigure", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "texts", JSON_INT }, { "found", JSON_NUMBER },
             { "right", JSON_NUMBER });
SHAPE(TYPE_MODEL_SHAPE, "TypeModel", TYPE_MODEL_FIELDS);
SHAPE(TYPE_MODEL_LIST_SHAPE, "TypeModelList", { "items", JSON_LIST, false, &TYPE_MODEL_SHAPE });

#define PLACE_FIELDS { "process", JSON_TEXT }, { "element", JSON_TEXT }, { "activity", JSON_ID }
static SHAPE(RULE_SHAPE, "RehearsalRule", { "rule", JSON_TEXT }, { "row", JSON_INT }, { "text", JSON_TEXT }, { "text_en", JSON_TEXT });
static SHAPE(DONE_SHAPE, "RehearsalDone", { "kind", JSON_TEXT }, { "process", JSON_TEXT }, { "element", JSON_TEXT }, { "name", JSON_TEXT }, { "zh", JSON_TEXT },
             { "en", JSON_TEXT }, { "inputs", JSON_ANY, true }, { "result", JSON_ANY, true }, { "rules", JSON_LIST, true, &RULE_SHAPE });
static SHAPE(OUTCOME_SHAPE, "RehearsalOutcome", { "code", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT }, { "note", JSON_BOOL }, { "photo", JSON_BOOL },
             { "unit", JSON_BOOL }, { "style", JSON_TEXT });
static SHAPE(TASK_SHAPE, "RehearsalTask", PLACE_FIELDS, { "name", JSON_TEXT }, { "stage", JSON_TEXT }, { "stage_zh", JSON_TEXT }, { "candidates", JSON_TEXT },
             { "assignee", JSON_TEXT }, { "due_at", JSON_TIME, true }, { "form", JSON_ANY, true }, { "outcomes", JSON_LIST, false, &OUTCOME_SHAPE });
static SHAPE(SERVICE_SHAPE, "RehearsalService", PLACE_FIELDS, { "name", JSON_TEXT }, { "headers", JSON_ANY, true }, { "variables", JSON_ANY, true });
static SHAPE(DECISION_SHAPE, "RehearsalDecision", PLACE_FIELDS, { "decision", JSON_TEXT }, { "headers", JSON_ANY, true }, { "variables", JSON_ANY, true });
static SHAPE(WAIT_SHAPE, "RehearsalWait", PLACE_FIELDS, { "name", JSON_TEXT });
static SHAPE(PLACE_SHAPE, "RehearsalPlace", PLACE_FIELDS);
static SHAPE(TIMER_SHAPE, "RehearsalTimer", PLACE_FIELDS, { "due_at", JSON_TIME });
static SHAPE(INCIDENT_SHAPE, "RehearsalIncident", PLACE_FIELDS, { "code", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT });
static SHAPE(CHOICE_SHAPE, "RehearsalChoice", PLACE_FIELDS, { "subprocess", JSON_TEXT }, { "name", JSON_TEXT });
static SHAPE(FLOW_SHAPE, "RehearsalFlow", { "process", JSON_TEXT }, { "flow", JSON_TEXT });
SHAPE(MODELS_REHEARSAL_SHAPE, "Rehearsal", { "state", JSON_TEXT }, { "now", JSON_TIME }, { "ended", JSON_BOOL }, { "done", JSON_LIST, false, &DONE_SHAPE },
      { "flows", JSON_LIST, false, &FLOW_SHAPE }, { "tasks", JSON_LIST, false, &TASK_SHAPE }, { "services", JSON_LIST, false, &SERVICE_SHAPE },
      { "decisions", JSON_LIST, false, &DECISION_SHAPE }, { "messages", JSON_LIST, false, &WAIT_SHAPE }, { "signals", JSON_LIST, false, &WAIT_SHAPE },
      { "places", JSON_LIST, false, &PLACE_SHAPE }, { "timers", JSON_LIST, false, &TIMER_SHAPE }, { "incidents", JSON_LIST, false, &INCIDENT_SHAPE },
      { "choices", JSON_LIST, false, &CHOICE_SHAPE }, { "variables", JSON_ANY });
static SHAPE(FORM_PROBLEM_SHAPE, "FormProblem", { "field", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT });
SHAPE(MODELS_FORM_SHAPE, "FormTrial", { "ok", JSON_BOOL }, { "fields", JSON_ANY, true }, { "problems", JSON_LIST, false, &FORM_PROBLEM_SHAPE }, { "shown", JSON_LIST });

#define REPLAY_WORDS { "before_zh", JSON_TEXT }, { "before_en", JSON_TEXT }, { "after_zh", JSON_TEXT }, { "after_en", JSON_TEXT }
static SHAPE(DIFFERENCE_SHAPE, "ReplayChange", { "field", JSON_TEXT }, { "before", JSON_ANY, true }, { "after", JSON_ANY, true }, REPLAY_WORDS);
static SHAPE(REPLAYED_SHAPE, "Replayed", { "id", JSON_ID }, { "case_id", JSON_ID }, { "number", JSON_TEXT }, { "type", JSON_TEXT }, { "type_name", JSON_TEXT },
             { "street", JSON_TEXT }, { "at", JSON_TIME }, { "changed", JSON_BOOL }, { "rules_before", JSON_LIST, false, &RULE_SHAPE },
             { "rules_after", JSON_LIST, false, &RULE_SHAPE }, { "changes", JSON_LIST, false, &DIFFERENCE_SHAPE }, { "error_zh", JSON_TEXT }, { "error_en", JSON_TEXT });
static SHAPE(TOTAL_SHAPE, "ReplayTotal", { "field", JSON_TEXT }, { "before", JSON_ANY, true }, { "after", JSON_ANY, true }, REPLAY_WORDS, { "count", JSON_INT });
SHAPE(MODELS_REPLAY_SHAPE, "Replay", { "decision", JSON_TEXT }, { "items", JSON_LIST, false, &REPLAYED_SHAPE }, { "compared", JSON_INT }, { "changed", JSON_INT },
      { "failed", JSON_INT }, { "skipped", JSON_INT }, { "next", JSON_ID, true }, { "done", JSON_BOOL }, { "totals", JSON_LIST, false, &TOTAL_SHAPE });

static SHAPE(HEAT_ELEMENT_SHAPE, "HeatElement", { "element", JSON_TEXT }, { "ended", JSON_INT }, { "done", JSON_INT }, { "returned", JSON_INT },
             { "median_s", JSON_INT, true }, { "p95_s", JSON_INT, true });
static SHAPE(HEAT_PASSED_SHAPE, "HeatPassed", { "element", JSON_TEXT }, { "cases", JSON_INT });
static SHAPE(HEAT_FLOW_SHAPE, "HeatFlow", { "flow", JSON_TEXT }, { "cases", JSON_INT });
SHAPE(MODELS_HEAT_SHAPE, "Heat", { "process", JSON_TEXT }, { "from", JSON_TEXT }, { "to", JSON_TEXT }, { "street", JSON_ID, true },
      { "elements", JSON_LIST, false, &HEAT_ELEMENT_SHAPE }, { "passed", JSON_LIST, false, &HEAT_PASSED_SHAPE }, { "flows", JSON_LIST, false, &HEAT_FLOW_SHAPE });

static void write_ref(struct json_out *out, const struct draft_row *draft)
{
    json_object(out, NULL);
    json_id(out, "id", draft->id);
    json_text(out, "kind", definition_kind_name(draft->kind));
    json_str(out, "key", draft->key);
    json_str(out, "name", draft->name);
    json_text(out, "state", draft_state_name(draft->state));
    json_int(out, "version", draft->version);
    json_str(out, "changed_by_name", draft->changed_by_name);
    json_close(out);
}

void models_write_row(struct call *call, const struct version_row *row, const struct draft_row *live, size_t live_count)
{
    struct json_out *out = &call->out;

    json_text(out, "kind", definition_kind_name(row->kind));
    json_str(out, "key", row->key);
    json_str(out, "name", row->name);
    json_str(out, "name_en", world_name_en(app_of(call)->world, row->name));
    json_int(out, "release", row->release);
    json_time(out, "active_at", row->at);
    json_str(out, "by_name", row->by_name);
    json_str(out, "approved_by_name", row->approved_by_name);
    json_str(out, "note", row->note);
    json_int(out, "versions", row->versions);
    json_list(out, "drafts");
    for (size_t i = 0; i < live_count; i++)
        if (live[i].kind == row->kind && str_eq(live[i].key, row->key)) write_ref(out, &live[i]);
    json_close(out);
}

void models_write_version(struct call *call, const struct version_row *row, bool in_force)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    json_int(out, "release", row->release);
    json_str(out, "name", row->name);
    json_time(out, "active_at", row->at);
    json_str(out, "by_name", row->by_name);
    json_str(out, "approved_by_name", row->approved_by_name);
    json_str(out, "note", row->note);
    json_text(out, "state", in_force ? "in_force" : "former");
    json_int(out, "size", row->size);
    json_close(out);
}

void models_write_draft(struct call *call, const struct draft_row *d)
{
    struct json_out *out = &call->out;

    json_id(out, "id", d->id);
    json_text(out, "kind", definition_kind_name(d->kind));
    json_str(out, "key", d->key);
    json_str(out, "name", d->name);
    json_int(out, "base_release", d->base_release);
    json_bool(out, "behind", d->state != DRAFT_RELEASED && d->state != DRAFT_DROPPED && draft_is_behind(app_of(call)->world, d));
    json_text(out, "state", draft_state_name(d->state));
    json_int(out, "version", d->version);
    json_time(out, "created_at", d->created_at);
    json_str(out, "created_by_name", d->created_by_name);
    json_time(out, "changed_at", d->changed_at);
    json_str(out, "changed_by_name", d->changed_by_name);
    json_bool(out, "mine", d->created_by == call->user->account_id || d->changed_by == call->user->account_id);
    json_id(out, "bundle", d->bundle_id);
    json_str(out, "note", d->note);
    json_time(out, "active_from", d->active_from);
    json_str(out, "reason", d->reason);
    if (d->release) json_int(out, "release", d->release);
    else json_null(out, "release");
}

void models_write_rule(struct call *call, struct str rule, int64_t row, struct str annotation)
{
    json_object(&call->out, NULL);
    json_str(&call->out, "rule", rule);
    json_int(&call->out, "row", row);
    json_str(&call->out, "text", text_language(annotation, false));
    json_str(&call->out, "text_en", text_language(annotation, true));
    json_close(&call->out);
}

enum err models_write_draft_view(struct call *call, const struct draft_row *d, struct fault *why)
{
    struct json_out *out = &call->out;
    struct draft_row *bundle = NULL;
    size_t count = 0;
    bool edits = user_has(call->user, RIGHT_MODEL_EDIT), approves = user_has(call->user, RIGHT_MODEL_APPROVE), wrote = true;
    bool under_way = d->state == DRAFT_SUBMITTED || d->state == DRAFT_SCHEDULED || d->state == DRAFT_FAILED;
    enum err err = d->bundle_id ? draft_bundle(call->db, call->arena, d->bundle_id, &bundle, &count, why) : ERR_OK;

    if (!err && approves) err = draft_wrote(call->db, call->arena, bundle, count, call->user->account_id, &wrote, why);
    if (err) return err;
    models_write_draft(call, d);
    json_str(out, "text", d->text);
    json_list(out, "bundle_drafts");
    for (size_t i = 0; i < count; i++) write_ref(out, &bundle[i]);
    json_close(out);
    json_bool(out, "can_edit", edits && d->state == DRAFT_OPEN);
    json_bool(out, "can_submit", edits && d->state == DRAFT_OPEN && !draft_is_behind(app_of(call)->world, d));
    json_bool(out, "can_approve", approves && !wrote && d->state == DRAFT_SUBMITTED);
    json_bool(out, "can_withdraw", (edits || approves) && under_way);
    return ERR_OK;
}

void models_write_check(struct call *call, const struct definition_new *what, const struct definition_check *check)
{
    struct json_out *out = &call->out;

    json_bool(out, "ok", !check->failed);
    json_str(out, "key", what->key.at ? what->key : STR(""));
    json_str(out, "name", what->name.at ? what->name : STR(""));
    json_list(out, "problems");
    for (size_t i = 0; i < check->count && i < FINDINGS_MAX; i++) {
        const struct definition_problem *p = &check->problems[i];
        json_object(out, NULL);
        json_text(out, "severity", p->finding.warning ? "warning" : "error");
        json_text(out, "kind", definition_kind_name(p->kind));
        json_str(out, "key", p->key);
        json_str(out, "element", p->finding.element);
        json_str(out, "field", p->finding.field);
        json_int(out, "line", (int64_t)p->finding.line);
        json_str(out, "zh", p->finding.zh);
        json_str(out, "en", p->finding.en);
        json_close(out);
    }
    json_close(out);
}
