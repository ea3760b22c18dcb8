/*
 * check_process.c - what a process names exists.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/csv.h"
#include "base/table.h"
#include "case/definition_check.h"
#include "case/job_rows.h"
#include "case/plan.h"
#include "case/task.h"

struct check {
    struct definition_view *view;
    const struct org *org;
    struct findings *findings;
    const struct bpmn *process;
    struct csv stages;
    struct bpmn_element element;
};

static void found(struct check *c, const char *field, bool warning, struct str value, const char *zh, const char *en)
{
    struct arena *a = view_arena(c->view);
    struct str id = c->element.id, shown = utf8_prefix(value, 60);
    const struct finding finding = {
        .code = ERR_INVALID, .warning = warning, .element = id, .field = str_from_c(field),
        .zh = shown.len ? str_format(a, "元素 %.*s：%s“%.*s”", STR_ARG(id), zh, STR_ARG(shown)) : str_format(a, "元素 %.*s：%s", STR_ARG(id), zh),
        .en = shown.len ? str_format(a, "element %.*s: %s \"%.*s\"", STR_ARG(id), en, STR_ARG(shown)) : str_format(a, "element %.*s: %s", STR_ARG(id), en),
    };

    findings_add(c->findings, &finding);
}

static bool is_feel(struct str text)
{
    return str_starts(str_trim(text), STR("="));
}

/* "dispatch@street": see docs/spine.md §2. */
static bool desk_known(const struct check *c, struct str desk)
{
    static const char *const PLACES[] = { "grid", "community", "street", "district", "unit" };
    struct str place = desk, name;
    const struct role *role;

    if (str_is(desk, "resident")) return true;
    if (!str_split(&place, '@', &name) || !place.len) return false;
    role = c->org ? org_role(c->org, name) : NULL;
    if (c->org && org_role_count(c->org) && (!role || role->desk == ROLE_DESK_NONE)) return false;
    for (size_t i = 0; i < COUNT_OF(PLACES); i++)
        if (str_is(place, PLACES[i])) return true;
    return false;
}

static void check_desk(struct check *c)
{
    struct str desk = str_trim(c->element.candidates);

    if (is_feel(desk)) return;
    if (!desk.len) found(c, "candidateGroups", false, STR_NONE, "没有指定岗位，谁也收不到这个任务", "no desk is named, nobody would get the task");
    else if (!desk_known(c, desk)) found(c, "candidateGroups", false, desk, "没有这个岗位", "there is no desk");
}

static bool stage_known(const struct check *c, struct str stage)
{
    for (size_t i = 0; i < c->stages.rows; i++)
        if (str_eq(csv_get(&c->stages, i, "code"), stage)) return true;
    return false;
}

static void check_stage(struct check *c, bool wanted)
{
    struct str stage = bpmn_property(c->process, c->element.id, STR("stage"));

    if (!stage.at && wanted) found(c, "stage", true, STR_NONE, "没有写环节（stage），按“处置中”显示", "it has no stage and will be shown as PROCESSING");
    if (stage.at && !stage_known(c, stage)) found(c, "stage", false, stage, "环节表里没有", "the table of stages does not have");
}

static void check_outcomes(struct check *c)
{
    struct outcome outcomes[OUTCOMES_MAX];
    size_t count = task_outcomes(c->process, c->element.id, outcomes), primary = 0, written = 0;

    for (size_t i = 0; i < bpmn_property_count(c->process, c->element.id); i++) {
        struct str name, value;
        bpmn_property_at(c->process, c->element.id, i, &name, &value);
        written += str_starts(name, STR("outcome:"));
    }
    for (size_t i = 0; i < count; i++) {
        primary += outcomes[i].primary;
        if (!outcomes[i].code.len || !outcomes[i].zh.len || !outcomes[i].en.len)
            found(c, "outcome", false, outcomes[i].code, "选项应写作“中文|English|标志”", "an outcome is written \"中文|English|flags\"");
    }
    if (!count) found(c, "outcome", false, STR_NONE, "没有可选的结果（outcome:…），任务无法办结", "it has no outcomes (outcome:…), so it could never be completed");
    else if (written > OUTCOMES_MAX) found(c, "outcome", false, STR_NONE, "可选的结果超过 12 个", "it has more than 12 outcomes");
    else if (primary != 1) found(c, "outcome", true, STR_NONE, "应有且只有一个主要选项（primary）", "exactly one outcome should be the primary one");
}

static void check_user_task(struct check *c)
{
    struct str limit = bpmn_property(c->process, c->element.id, STR("limit")), right = bpmn_property(c->process, c->element.id, STR("right"));

    check_desk(c);
    check_stage(c, true);
    check_outcomes(c);
    if (limit.len && !engine_limit_known(limit)) found(c, "limit", false, limit, "时限不认识", "there is no limit");
    if (right.len && right_from_key(right) == RIGHT__COUNT) found(c, "right", false, right, "没有这个权限", "there is no right");
    if (c->element.form.len && !view_form(c->view, c->element.form)) found(c, "formId", false, c->element.form, "没有这个表单", "there is no form");
}

/* What is there and does not load is reported once, where it stands. */
static void check_calls(struct check *c)
{
    struct str type = c->element.type, decision = c->element.decision, called = c->element.called, job = c->element.job;
    const struct dmn *dmn;

    if (str_is(type, "serviceTask") && job.len && !is_feel(job) && !handler_known(job) &&
        !job_declared(view_arena(c->view), view_text(c->view, DEFINITION_CATALOGUE, STR("jobs")), job, NULL, NULL))
        found(c, "taskDefinition", false, job, "既不是内置服务，也不在作业目录（jobs.csv）里", "it is no service of ours, and the catalogue of jobs does not declare");
    if (decision.len && !is_feel(decision)) {
        dmn = view_decision(c->view, decision);
        if (dmn ? !dmn_has(dmn, decision) : !view_text(c->view, DEFINITION_DECISION, decision).at) found(c, "decisionId", false, decision, "没有这个决策", "there is no decision");
    }
    if (called.len && !is_feel(called) && !view_text(c->view, DEFINITION_PROCESS, called).at) found(c, "processId", false, called, "没有这个流程", "there is no process");
}

void check_process(struct definition_view *view, const struct org *org, struct str key, struct findings *findings)
{
    struct check c = { .view = view, .org = org, .findings = findings, .process = view_process(view, key) };

    if (!c.process) return;
    if (csv_parse(view_arena(view), view_text(view, DEFINITION_CATALOGUE, STR("stages")), &c.stages, NULL)) c.stages = (struct csv){ 0 };
    for (size_t i = 0; i < bpmn_element_count(c.process); i++) {
        c.element = bpmn_element_at(c.process, i);
        if (str_is(c.element.type, "userTask")) check_user_task(&c);
        else check_stage(&c, false);
        check_calls(&c);
    }
}

/* ── Circles ───────────────────────────────────────────────────────────── */

enum { CIRCLE_DEPTH_MAX = 64 };

struct circle { struct definition_view *view; struct str start, path[CIRCLE_DEPTH_MAX]; size_t depth; struct table seen; };

/* Does a chain of calls at once lead from `key` back to the start? */
static bool leads_back(struct circle *circle, struct str key)
{
    const struct bpmn *process = view_process(circle->view, key);
    struct bpmn_call *calls;
    size_t count = process ? bpmn_calls_at_once(view_arena(circle->view), process, &calls) : 0;

    if (circle->depth == CIRCLE_DEPTH_MAX || table_get(&circle->seen, key) || table_put(&circle->seen, key, circle)) return false;
    circle->path[circle->depth++] = key;
    for (size_t i = 0; i < count; i++) {
        if (is_feel(calls[i].process)) continue;
        if (str_eq(calls[i].process, circle->start) || leads_back(circle, calls[i].process)) return true;
    }
    circle->depth--;
    return false;
}

void check_circles(struct definition_view *view, struct str key, struct findings *findings)
{
    const struct bpmn *process = view_process(view, key);
    struct bpmn_call *calls;
    size_t count = process ? bpmn_calls_at_once(view_arena(view), process, &calls) : 0;

    for (size_t i = 0; i < count; i++) {
        struct circle circle = { .view = view, .start = key };
        struct check c = { .view = view, .findings = findings };
        table_init(&circle.seen, view_arena(view));
        if (is_feel(calls[i].process)) continue;
        if (!str_eq(calls[i].process, key) && !leads_back(&circle, calls[i].process)) continue;
        c.element.id = calls[i].element;
        found(&c, "processId", false, calls[i].process, "流程互相调用，绕回自己而没有任何等待", "the processes call each other in a circle without ever waiting:");
    }
}
