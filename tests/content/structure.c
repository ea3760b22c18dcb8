/*
 * structure.c - what the processes refer to exists, and every outcome goes somewhere.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bpmn/bpmn.h"
#include "calendar/clock.h"
#include "model.h"

static struct arena *arena;
static struct model *models[32];
static size_t model_count;
static struct csv stages, roles;

static const char *const SERVICES[] = {
    "case.file", "case.reject", "case.close", "case.reopen", "case.assign", "place.own", "case.stamp", "case.rework", "case.return",
    "case.recur", "case.notify", "case.heard", "clock.extend", "clock.pause", "clock.hold", "clock.resume", "party.call", "party.stamp", "party.object", "party.rule",
    "party.active", "party.lead", "party.extend", "party.reviewed", "party.raise",
    "paper.send", "paper.remind", "paper.recall", "response.issue", "response.end",
};
static const char *const LIMITS[] = { "sign", "arrive", "finish", "verify", "intake", "dispatch", "ruling", "callback", "recall", "community", "contact",
                                     "party.sign", "party.contact", "party.arrive", "party.resolve", "item.sign", "item.approval_limit",
                                     "item.review_limit", "item.talk_limit" };
static const char *const DESKS[] = {
    "worker@grid", "desk@community", "intake@street", "dispatch@street", "command@street", "dispatch@district",
    "handle@unit", "leader@unit", "resident",
    "=\"handle@\" + party", "=approver", "=item.reviewer", "=item.ruling", "=facts.reviewer", "=facts.desk",   /* the desks of whistles.csv: test_whistle_table_names_what_exists */
};

static bool listed(const char *const *list, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], text) == 0) return true;
    return false;
}

static int setup(void **state)
{
    struct str *names;

    (void)state;
    arena = arena_open(256 << 20);
    model_count = content_names(arena, "processes", ".bpmn", &names);
    assert_in_range(model_count, 7, COUNT_OF(models));
    for (size_t i = 0; i < model_count; i++) models[i] = model_load(arena, names[i]);
    stages = content_csv(arena, "catalogues/stages.csv");
    roles = content_csv(arena, "roles.csv");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static bool exists(const char *folder, const char *name, const char *suffix)
{
    struct str *names;
    size_t count = content_names(arena, folder, suffix, &names);

    for (size_t i = 0; i < count; i++)
        if (str_is(names[i], name)) return true;
    return false;
}

/* "file#element", for messages. */
static const char *label(const struct model *model, const char *id)
{
    return str_format(arena, "%s#%s", model->file, id).at;
}

static void test_kernel_loads_every_process(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++) {
        struct fault why = { 0 };
        struct bpmn *process = NULL;

        if (bpmn_load(arena, content_text(arena, models[i]->file), &process, &why)) fail_msg("%s: %s", models[i]->file, why.en);
        CHECK(models[i]->file, strcmp(models[i]->file, str_format(arena, "processes/%.*s.bpmn", STR_ARG(bpmn_id(process))).at) == 0);
        CHECK(models[i]->file, bpmn_name(process).len > 0);
    }
}

static bool right_known(const char *right)
{
    for (size_t i = 0; i < roles.rows; i++) {
        struct str rest = csv_get(&roles, i, "rights"), piece;
        while (str_split(&rest, ' ', &piece))
            if (str_is(piece, right)) return true;
    }
    return false;
}

/* A name of the decision `limits`, or an amount and a unit of the clock. */
static bool limit_known(const char *limit)
{
    struct str rest = str_from_c(limit), amount;
    enum clock_unit unit;
    int64_t n;

    if (listed(LIMITS, COUNT_OF(LIMITS), limit)) return true;
    return str_split(&rest, ' ', &amount) && !num_parse_int(amount, 1, 1000, &n) && !clock_unit_parse(rest, &unit, NULL);
}

static void check_user_task(const struct model *model, const struct model_node *node)
{
    const char *name = label(model, node->id), *stage = model_property(arena, node, "stage"), *limit = model_property(arena, node, "limit");
    const char *right = model_property(arena, node, "right"), *form;
    xmlNode *desk = model_below(node->xml, "assignmentDefinition", NULL), *formed = model_below(node->xml, "formDefinition", NULL);
    const char *groups = desk ? model_attr(arena, desk, "candidateGroups") : "";
    size_t outcomes = 0, primary = 0;

    CHECK(name, listed(DESKS, COUNT_OF(DESKS), groups));
    CHECK(name, content_row(&stages, "code", str_from_c(stage)) >= 0);
    CHECK(name, !*limit || limit_known(limit));
    CHECK(name, strcmp(groups, "resident") == 0 ? !*right : right_known(right));
    for (xmlNode *at = model_below(node->xml, "property", NULL); at; at = model_below(node->xml, "property", at)) {
        struct str rest = str_from_c(model_attr(arena, at, "value")), zh = STR_NONE, en = STR_NONE;
        if (strncmp(model_attr(arena, at, "name"), "outcome:", 8) != 0) continue;
        CHECK(name, str_split(&rest, '|', &zh) && str_split(&rest, '|', &en) && zh.len && en.len);
        primary += str_find(rest, STR("primary")) >= 0;
        outcomes++;
    }
    CHECK(name, outcomes >= 1 && primary == 1);
    form = formed ? model_attr(arena, formed, "formId") : NULL;
    CHECK(name, !form || exists("forms", form, ".form"));
}

static void test_elements_refer_to_what_exists(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++)
        for (size_t j = 0; j < models[i]->node_count; j++) {
            const struct model_node *node = &models[i]->nodes[j];
            const char *name = label(models[i], node->id);
            xmlNode *at;

            if (strstr(node->type, "Task") || strcmp(node->type, "callActivity") == 0) CHECK(name, *node->name);
            if (strcmp(node->type, "userTask") == 0) check_user_task(models[i], node);
            if (strcmp(node->type, "serviceTask") == 0) {
                at = model_below(node->xml, "taskDefinition", NULL);
                CHECK(name, at && listed(SERVICES, COUNT_OF(SERVICES), model_attr(arena, at, "type")));
            }
            if (strcmp(node->type, "businessRuleTask") == 0) {
                at = model_below(node->xml, "calledDecision", NULL);
                CHECK(name, at && exists("decisions", model_attr(arena, at, "decisionId"), ".dmn"));
            }
            if (strcmp(node->type, "callActivity") == 0) {
                at = model_below(node->xml, "calledElement", NULL);
                CHECK(name, at);
                if (strcmp(model_attr(arena, at, "processId"), "=item.process") != 0)
                    CHECK(name, exists("processes", model_attr(arena, at, "processId"), ".bpmn"));
            }
            if (*model_property(arena, node, "stage"))
                CHECK(name, content_row(&stages, "code", str_from_c(model_property(arena, node, "stage"))) >= 0);
        }
}

/* An outcome with which one process calls another ("rectify", "danger", "repair"). */
static bool outcome_anywhere(const char *code)
{
    for (size_t i = 0; i < model_count; i++)
        for (size_t j = 0; j < models[i]->node_count; j++)
            if (*model_property(arena, &models[i]->nodes[j], str_format(arena, "outcome:%s", code).at)) return true;
    return false;
}

/* Does a user task from which the token came, through tasks that ask nobody, have this outcome? */
static bool outcome_reaches(const struct model *model, const char *target, const char *code, int depth)
{
    if (depth > 8) return false;
    for (size_t i = 0; i < model->flow_count; i++) {
        const struct model_node *source;
        if (strcmp(model->flows[i].target, target) != 0) continue;
        source = model_find(model, model->flows[i].source);
        if (strcmp(source->type, "userTask") == 0) {
            if (*model_property(arena, source, str_format(arena, "outcome:%s", code).at)) return true;
        } else if (strcmp(source->type, "callActivity") == 0) {
            if (outcome_anywhere(code)) return true;   /* what it called ends with it */
        } else if (outcome_reaches(model, source->id, code, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* Calls `seen` with each quoted word of a condition on `outcome`. */
static void each_outcome(const struct model *model, const struct model_flow *flow, void (*seen)(const struct model *, const struct model_flow *, const char *))
{
    const char *at = flow->condition;

    if (!strstr(at, "outcome")) return;
    if (strstr(at, " and ")) at = arena_copy(arena, at, (size_t)(strstr(at, " and ") - at));
    while ((at = strchr(at, '"'))) {
        const char *end = strchr(at + 1, '"');
        assert_non_null(end);
        seen(model, flow, arena_copy(arena, at + 1, (size_t)(end - at - 1)));
        at = end + 1;
    }
}

static void outcome_is_possible(const struct model *model, const struct model_flow *flow, const char *code)
{
    bool from_caller = strncmp(flow->source, "gw_start", 8) == 0 || strcmp(flow->source, "gw_handled") == 0;

    CHECK(label(model, flow->id), from_caller ? outcome_anywhere(code) : outcome_reaches(model, flow->source, code, 0));
}

static void test_gateways_ask_for_outcomes_that_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++)
        for (size_t j = 0; j < models[i]->flow_count; j++) each_outcome(models[i], &models[i]->flows[j], outcome_is_possible);
}

static size_t outgoing(const struct model *model, const char *id, const struct model_flow **last)
{
    size_t n = 0;

    for (size_t i = 0; i < model->flow_count; i++)
        if (strcmp(model->flows[i].source, id) == 0) {
            n++;
            *last = &model->flows[i];
        }
    return n;
}

/* Every way out of an exclusive gateway has a condition, save the default one. */
static void test_every_gateway_has_a_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++)
        for (size_t j = 0; j < models[i]->node_count; j++) {
            const struct model_node *node = &models[i]->nodes[j];
            const struct model_flow *flow = NULL;

            if (strcmp(node->type, "exclusiveGateway") != 0 || outgoing(models[i], node->id, &flow) < 2) continue;
            CHECK(label(models[i], node->id), *node->default_flow);
            for (size_t k = 0; k < models[i]->flow_count; k++) {
                flow = &models[i]->flows[k];
                if (strcmp(flow->source, node->id) != 0) continue;
                CHECK(label(models[i], flow->id), (strcmp(flow->id, node->default_flow) == 0) == !*flow->condition);
            }
        }
}

/* A task with several outcomes leads to a gateway that tells them apart. */
static void test_every_choice_is_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++)
        for (size_t j = 0; j < models[i]->node_count; j++) {
            const struct model_node *node = &models[i]->nodes[j], *target;
            const struct model_flow *flow = NULL;
            size_t outcomes = 0;

            if (strcmp(node->type, "userTask") != 0) continue;
            for (xmlNode *at = model_below(node->xml, "property", NULL); at; at = model_below(node->xml, "property", at))
                outcomes += strncmp(model_attr(arena, at, "name"), "outcome:", 8) == 0;
            CHECK(label(models[i], node->id), outgoing(models[i], node->id, &flow) == 1);
            if (outcomes < 2) continue;
            target = model_find(models[i], flow->target);
            while (strcmp(target->type, "exclusiveGateway") != 0 && outgoing(models[i], target->id, &flow) == 1)
                target = model_find(models[i], flow->target);
            /* mediation-agreement, enforce: what they differ in is the record, and what the caller does with the word. */
            if (strcmp(node->id, "agreement") == 0 || strcmp(node->id, "enforce") == 0) continue;
            CHECK(label(models[i], node->id), strcmp(target->type, "exclusiveGateway") == 0);
        }
}

struct box { double x, y, w, h; };

static struct box bounds(xmlNode *shape)
{
    xmlNode *at = model_below(shape, "Bounds", NULL);

    return (struct box){ strtod(model_attr(arena, at, "x"), NULL), strtod(model_attr(arena, at, "y"), NULL),
                         strtod(model_attr(arena, at, "width"), NULL), strtod(model_attr(arena, at, "height"), NULL) };
}

static xmlNode *drawn(const struct model *model, const char *kind, const char *id)
{
    xmlNode *root = xmlDocGetRootElement(model->doc);

    for (xmlNode *at = model_below(root, kind, NULL); at; at = model_below(root, kind, at))
        if (strcmp(model_attr(arena, at, "bpmnElement"), id) == 0) return at;
    return NULL;
}

static void test_diagrams_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < model_count; i++) {
        const struct model *model = models[i];

        for (size_t j = 0; j < model->flow_count; j++) {
            xmlNode *edge = drawn(model, "BPMNEdge", model->flows[j].id), *first = edge ? model_below(edge, "waypoint", NULL) : NULL;
            CHECK(label(model, model->flows[j].id), first && model_below(edge, "waypoint", first));
        }
        for (size_t j = 0; j < model->node_count; j++) {
            xmlNode *shape = drawn(model, "BPMNShape", model->nodes[j].id);
            struct box a;

            CHECK(label(model, model->nodes[j].id), shape);
            a = bounds(shape);
            for (size_t k = 0; k < j; k++) {
                struct box b = bounds(drawn(model, "BPMNShape", model->nodes[k].id));
                bool attached = strcmp(model->nodes[j].type, "boundaryEvent") == 0 || strcmp(model->nodes[k].type, "boundaryEvent") == 0;
                bool apart = a.x >= b.x + b.w || b.x >= a.x + a.w || a.y >= b.y + b.h || b.y >= a.y + a.h;
                CHECK(label(model, model->nodes[j].id), attached || apart);
            }
        }
    }
}

static void test_forms_are_well_formed(void **state)
{
    static const char *const TYPES[] = { "text", "textfield", "textarea", "number", "select", "radio", "checkbox", "datetime" };
    struct str *names;
    size_t count = content_names(arena, "forms", ".form", &names);

    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_t *form;
        struct fault why = { 0 };
        const struct json_t *components;
        struct str path = str_format(arena, "forms/%.*s.form", STR_ARG(names[i]));

        if (json_parse(arena, content_text(arena, path.at), &form, &why)) fail_msg("%s: %s", path.at, why.en);
        CHECK(path.at, str_eq(json_get_str(form, "id"), names[i]));
        components = json_get(form, "components");
        CHECK(path.at, json_count(components) > 0);
        for (size_t j = 0; j < json_count(components); j++) {
            const struct json_t *c = json_at(components, j);
            const char *type = str_c(arena, json_get_str(c, "type"));
            CHECK(path.at, listed(TYPES, COUNT_OF(TYPES), type));
            if (strcmp(type, "text") == 0) continue;
            CHECK(path.at, json_get_str(c, "key").len && json_get_str(c, "label").len);
            CHECK(path.at, (strcmp(type, "select") != 0 && strcmp(type, "radio") != 0) || json_count(json_get(c, "values")) > 1);
            for (size_t k = 0; k < j; k++)
                CHECK(path.at, !str_eq(json_get_str(json_at(components, k), "key"), json_get_str(c, "key")));
        }
    }
}

static void check_name(const struct csv *names, struct str file, struct str name)
{
    ptrdiff_t row = content_row(names, "zh", name);

    if (row < 0 || !csv_get(names, (size_t)row, "en").len) fail_msg("%.*s: “%.*s” has no English in names.csv", STR_ARG(file), STR_ARG(name));
}

/* Every word of a drawing: of tasks, gateways, events and flows. */
static void check_drawing(const struct csv *names, struct str file)
{
    static const char *const UNSEEN[] = { "message ", "error ", "escalation ", "signal " };
    struct str rest = content_text(arena, str_format(arena, "processes/%s.bpmn", str_c(arena, file)).at), tag;
    size_t seen = 0;

    while (str_split(&rest, '<', &tag)) {
        ptrdiff_t end = str_find(tag, STR(">")), at;
        bool unseen = !str_starts(tag, STR("bpmn:"));
        tag = str_sub(tag, 0, end < 0 ? 0 : (size_t)end);
        for (size_t i = 0; i < COUNT_OF(UNSEEN); i++) unseen |= str_starts(str_sub(tag, 5, tag.len), str_from_c(UNSEEN[i]));
        at = str_find(tag, STR(" name=\""));
        if (unseen || at < 0) continue;
        tag = str_sub(tag, (size_t)at + 7, tag.len);
        check_name(names, file, str_sub(tag, 0, (size_t)str_find(tag, STR("\""))));
        seen++;
    }
    assert_true(seen >= 4);
}

/* Whatever a page takes from a model can be said in English. */
static void test_names_and_reasons_have_english(void **state)
{
    struct csv names = content_csv(arena, "catalogues/names.csv"), events = content_csv(arena, "catalogues/events.csv");
    struct str *files, rest, piece;
    size_t count = content_names(arena, "processes", ".bpmn", &files), rules = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct bpmn *process;
        assert_int_equal(bpmn_load(arena, content_text(arena, str_format(arena, "processes/%s.bpmn", str_c(arena, files[i])).at), &process, NULL), ERR_OK);
        check_name(&names, files[i], bpmn_name(process));
        for (size_t k = 0; k < bpmn_element_count(process); k++)
            if (str_is(bpmn_element_at(process, k).type, "userTask")) check_name(&names, files[i], bpmn_element_at(process, k).name);
        check_drawing(&names, files[i]);
    }
    for (size_t i = 0; i < events.rows; i++)
        CHECK(str_c(arena, csv_get(&events, i, "code")), csv_get(&events, i, "name_en").len && csv_get(&events, i, "hint_en").len);
    count = content_names(arena, "decisions", ".dmn", &files);
    for (size_t i = 0; i < count; i++) {
        struct str text = content_text(arena, str_format(arena, "decisions/%s.dmn", str_c(arena, files[i])).at);
        ptrdiff_t at;
        for (rest = text; (at = str_find(rest, STR("<decision id="))) >= 0; rest = str_sub(rest, (size_t)at + 1, rest.len)) {
            piece = str_sub(rest, (size_t)at, rest.len);
            piece = str_sub(piece, (size_t)str_find(piece, STR(" name=\"")) + 7, piece.len);
            check_name(&names, files[i], str_sub(piece, 0, (size_t)str_find(piece, STR("\""))));
        }
        for (rest = text; (at = str_find(rest, STR("<rule id="))) >= 0; rest = str_sub(rest, (size_t)at + 1, rest.len), rules++) {
            piece = str_sub(rest, (size_t)at, rest.len);
            piece = str_sub(piece, 0, (size_t)str_find(piece, STR("</description>")));
            if (str_find(piece, STR(" | ")) < 0) fail_msg("%.*s: %.*s", STR_ARG(files[i]), STR_ARG(piece));
        }
    }
    assert_true(rules > 100);
}

/* 2.2 of the domain: who may blow, who approves, the limits and the desks of each whistle. */
static void test_whistle_table_names_what_exists(void **state)
{
    static const char *const LIMIT_COLUMNS[] = { "sign", "contact", "arrive", "resolve", "object", "approval_limit" };
    struct csv whistles = content_csv(arena, "catalogues/whistles.csv");

    (void)state;
    assert_int_equal(whistles.rows, 4);
    for (size_t i = 0; i < whistles.rows; i++) {
        const char *code = str_c(arena, csv_get(&whistles, i, "code"));
        struct str rest = csv_get(&whistles, i, "blowers"), piece, role;
        while (str_split(&rest, '|', &piece)) CHECK(code, content_row(&roles, "role", piece) >= 0 && str_find(csv_get(&roles, (size_t)content_row(&roles, "role", piece), "rights"), STR("whistle.blow")) >= 0);
        for (rest = csv_get(&whistles, i, "approvers"); rest.len && str_split(&rest, '|', &piece);)
            CHECK(code, str_split(&piece, '@', &role) && content_row(&roles, "role", role) >= 0 && str_is(piece, "street"));
        for (size_t k = 0; k < 2; k++) {
            piece = csv_get(&whistles, i, k ? "ruling" : "reviewer");
            CHECK(code, str_split(&piece, '@', &role) && content_row(&roles, "role", role) >= 0);
        }
        for (size_t k = 0; k < COUNT_OF(LIMIT_COLUMNS); k++) {
            struct str limit = csv_get(&whistles, i, LIMIT_COLUMNS[k]);
            CHECK(code, !limit.len || limit_known(str_c(arena, limit)));
        }
        CHECK(code, csv_get(&whistles, i, "name_en").len && csv_get(&whistles, i, "hint_en").len && csv_get(&whistles, i, "source").len && csv_get(&whistles, i, "effective_from").len);
        CHECK(code, exists("processes", str_c(arena, csv_get(&whistles, i, "process")), ".bpmn") && exists("decisions", str_c(arena, csv_get(&whistles, i, "guard")), ".dmn"));
    }
}

/* 2.3 of the domain: each level has its row, its threshold is that of the light, and what it names exists. */
static void test_supervision_names_what_exists(void **state)
{
    struct csv levels = content_csv(arena, "catalogues/supervision.csv"), lights = content_csv(arena, "calendars/lights.csv"), papers = content_csv(arena, "catalogues/papers.csv");

    (void)state;
    assert_int_equal(levels.rows, 4);
    for (size_t i = 0; i < levels.rows; i++) {
        const char *code = str_c(arena, csv_get(&levels, i, "code"));
        struct str rest = csv_get(&levels, i, "notify_roles"), piece, role, paper = csv_get(&levels, i, "paper");
        CHECK(code, str_eq(csv_get(&lights, i, "code"), csv_get(&levels, i, "code")) && str_eq(csv_get(&lights, i, "colour"), csv_get(&levels, i, "colour")));
        CHECK(code, str_eq(csv_get(&lights, i, "threshold_pct"), csv_get(&levels, i, "threshold_pct")) && str_eq(csv_get(&lights, i, "threshold_fixed"), csv_get(&levels, i, "threshold_fixed")));
        CHECK(code, !paper.len || content_row(&papers, "code", paper) >= 0);
        while (rest.len && str_split(&rest, '|', &piece)) CHECK(code, str_split(&piece, '@', &role) && content_row(&roles, "role", role) >= 0);
    }
    for (size_t i = 0; i < papers.rows; i++) {
        static const char *const LIMIT_COLUMNS[] = { "finish", "review_limit", "talk_limit" };
        const char *code = str_c(arena, csv_get(&papers, i, "code"));
        for (size_t k = 0; k < COUNT_OF(LIMIT_COLUMNS); k++) {
            struct str limit = csv_get(&papers, i, LIMIT_COLUMNS[k]);
            CHECK(code, !limit.len || limit_known(str_c(arena, limit)));
        }
        CHECK(code, exists("processes", str_c(arena, csv_get(&papers, i, "process")), ".bpmn"));
        CHECK(code, csv_get(&papers, i, "name_en").len && csv_get(&papers, i, "hint_en").len && csv_get(&papers, i, "source").len && csv_get(&papers, i, "effective_from").len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_loads_every_process),
        cmocka_unit_test(test_elements_refer_to_what_exists),
        cmocka_unit_test(test_gateways_ask_for_outcomes_that_exist),
        cmocka_unit_test(test_every_gateway_has_a_default),
        cmocka_unit_test(test_every_choice_is_told_apart),
        cmocka_unit_test(test_diagrams_are_whole),
        cmocka_unit_test(test_forms_are_well_formed),
        cmocka_unit_test(test_names_and_reasons_have_english),
        cmocka_unit_test(test_whistle_table_names_what_exists),
        cmocka_unit_test(test_supervision_names_what_exists),
    };
    return cmocka_run_group_tests_name("content", tests, setup, teardown);
}
