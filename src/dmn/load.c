/*
 * load.c - from a DMN file to an immutable model.
 *
 * In this order: imports, types, elements, then requirements and logic, so
 * that whatever an expression may name is known when it is parsed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/model.h"

#include <stdio.h>
#include <string.h>

enum { NEEDS_DEPTH_MAX = 200 };
enum { MARK_NONE, MARK_OPEN, MARK_DONE };      /* while looking for circles */

/* ── Failing ───────────────────────────────────────────────────────────── */

static struct str nearest_id(const struct xml *x)
{
    for (; x; x = x->parent) {
        struct str id = xml_attr(x, "id");
        if (id.len > 0) return utf8_prefix(id, 60);
    }
    return STR("?");
}

void load_fail(struct load *l, const struct xml *at, enum err code, const char *zh, const char *en)
{
    struct str id = nearest_id(at);

    if (l->err) return;
    l->err = fault_at(l->why, code, at->line, "元素 %.*s：%s%.0s", "element %.*s: %.0s%s", STR_ARG(id), zh, en);
    if (l->findings) findings_fault(l->findings, id, at->line, l->why);
}

void load_go_on(struct load *l)
{
    if (l->findings && finding_is_mistake(l->err)) l->err = ERR_OK;
}

/* The end of a part: what follows needs all of it. */
static void load_settle(struct load *l)
{
    if (!l->err && l->findings && l->findings->failed) l->err = fault_set(l->why, ERR_INVALID, "决策里有错误", "the decision model has mistakes");
}

void load_no_memory(struct load *l)
{
    if (!l->err) l->err = fault_set(l->why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Types for `instance of` ───────────────────────────────────────────── */

static const struct feel_kind *find_kind(void *data, struct str name)
{
    struct load *l = data;
    struct fault ignored = { 0 };
    struct load quiet = *l;
    const struct feel_kind *kind;

    quiet.why = &ignored;
    quiet.lenient = false;
    quiet.findings = NULL;
    if (str_is(name, "Any")) return NULL;
    kind = load_type_ref(&quiet, l->root, name);
    return quiet.err ? NULL : kind;
}

const struct node *load_feel(struct load *l, const struct xml *at, struct str text, bool tests, const struct feel_names *names)
{
    struct feel_grammar grammar = { .names = names, .keys = &l->properties, .find_kind = find_kind, .data = l };
    struct fault why = { 0 };
    const struct node *node = NULL;
    struct feel_spot spot;
    char zh[480], en[480];

    if (l->err || feel_parse_with(l->arena, text, &grammar, tests, &node, &why) == ERR_OK) return node;
    spot = feel_spot(text, why.at);
    snprintf(zh, sizeof zh, "表达式“%s”第 %zu 个字：%s", spot.text, spot.character, why.zh);
    snprintf(en, sizeof en, "expression \"%s\", character %zu: %s", spot.text, spot.character, why.en);
    load_fail(l, at, why.code, zh, en);
    return NULL;
}

/* ── Imports ───────────────────────────────────────────────────────────── */

static void load_imports(struct load *l, const struct dmn *const *models, size_t model_count)
{
    size_t count = 0;

    for XML_EACH(x, l->root, "import") count++;
    l->dmn->imports = arena_array(l->arena, struct import, count + 1);
    if (!l->dmn->imports) load_no_memory(l);
    for XML_EACH(x, l->root, "import") {
        struct import *import;
        if (l->err) return;
        if (str_find(xml_attr(x, "importType"), STR("/DMN/")) < 0) continue;      /* a schema or PMML: nothing FEEL could use */
        import = &l->dmn->imports[l->dmn->import_count++];
        import->name = feel_name_normal(l->arena, xml_attr(x, "name"));
        import->space = xml_attr(x, "namespace");
        for (size_t i = 0; i < model_count; i++)
            if (str_eq(models[i]->space, import->space)) import->model = models[i];
        if (!import->model) load_fail(l, x, ERR_INVALID, "没有找到要导入的模型", "the imported model was not found");
    }
}

/* ── Elements ──────────────────────────────────────────────────────────── */

static const struct { const char *name; enum element_kind kind; } ELEMENTS[] = {
    { "inputData", ELEMENT_INPUT }, { "decision", ELEMENT_DECISION },
    { "businessKnowledgeModel", ELEMENT_KNOWLEDGE }, { "decisionService", ELEMENT_SERVICE },
};

static int element_kind(const struct xml *x)
{
    for (size_t i = 0; i < COUNT_OF(ELEMENTS); i++)
        if (xml_is(x, ELEMENTS[i].name)) return (int)ELEMENTS[i].kind;
    return -1;
}

static void load_element(struct load *l, const struct xml *x, enum element_kind kind)
{
    struct element *element = &l->dmn->elements[l->dmn->element_count];
    struct str name = feel_name_normal(l->arena, xml_attr(x, "name"));

    *element = (struct element){ .kind = kind, .model = l->dmn, .id = xml_attr(x, "id"), .name = name, .source = x };
    if (name.len == 0) {
        load_fail(l, x, ERR_INVALID, "没有名称", "it has no name");
        return;
    }
    if (table_get(&l->dmn->by_name, name) && !l->lenient) {
        load_fail(l, x, ERR_INVALID, "名称与另一个元素相同", "another element has the same name");
        return;
    }
    if (element->id.len > 0 && table_get(&l->dmn->by_id, element->id)) {
        load_fail(l, x, ERR_INVALID, "编号与另一个元素相同", "another element has the same id");
        return;
    }
    element->type = load_variable_type(l, x);
    if (!table_get(&l->dmn->by_name, name) && table_put(&l->dmn->by_name, name, element)) load_no_memory(l);
    if (element->id.len > 0 && table_put(&l->dmn->by_id, element->id, element)) load_no_memory(l);
    l->dmn->element_count++;
}

static void load_elements(struct load *l)
{
    size_t count = 0;

    for (const struct xml *x = l->root->first; x; x = x->next) count += element_kind(x) >= 0;
    l->dmn->elements = arena_array(l->arena, struct element, count + 1);
    if (!l->dmn->elements) load_no_memory(l);
    for (const struct xml *x = l->root->first; x && !l->err; x = x->next) {
        int kind = element_kind(x);
        if (kind >= 0) load_element(l, x, (enum element_kind)kind);
        load_go_on(l);
    }
}

/* ── Requirements ──────────────────────────────────────────────────────── */

/* What `#id` or `namespace#id` points at. */
static bool resolve(struct load *l, const struct xml *x, struct requirement *out)
{
    struct str href = xml_attr(x, "href"), space, id = href;

    *out = (struct requirement){ 0 };
    if (!str_split(&id, '#', &space)) space = STR("");
    if (id.len == 0) {                      /* DMN 1.1 tools also wrote the bare id */
        id = space;
        space = STR("");
    }
    if (space.len == 0 || str_eq(space, l->dmn->space)) out->to = table_get(&l->dmn->by_id, id);
    for (size_t i = 0; i < l->dmn->import_count && !out->to; i++) {
        const struct import *import = &l->dmn->imports[i];
        if (!str_eq(import->space, space)) continue;
        out->to = table_get(&import->model->by_id, id);
        out->import = import->name.len > 0 ? import->name : STR_NONE;
    }
    if (!out->to) load_fail(l, x, ERR_INVALID, "所指的元素不存在", "it refers to an element that does not exist");
    return out->to != NULL;
}

static const struct { const char *outer; const char *inner[2]; } REQUIREMENTS[] = {
    { "informationRequirement", { "requiredInput", "requiredDecision" } },
    { "knowledgeRequirement", { "requiredKnowledge", NULL } },
};

static void load_needs(struct load *l, struct element *element)
{
    struct requirement *needs;
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(REQUIREMENTS); i++)
        for XML_EACH(x, element->source, REQUIREMENTS[i].outer) count++;
    needs = arena_array(l->arena, struct requirement, count + 1);
    if (!needs) load_no_memory(l);
    for (size_t i = 0; i < COUNT_OF(REQUIREMENTS); i++)
        for XML_EACH(x, element->source, REQUIREMENTS[i].outer)
            for (size_t k = 0; k < 2 && REQUIREMENTS[i].inner[k] && !l->err; k++) {
                const struct xml *to = xml_child(x, REQUIREMENTS[i].inner[k]);
                if (to && element->need_count < count && resolve(l, to, &needs[element->need_count])) element->need_count++;
            }
    element->needs = needs;
}

/* The elements that children `name` of a service point at. */
static const struct element **pointed(struct load *l, const struct xml *x, const char *const *names, size_t *count)
{
    const struct element **out;
    struct requirement to;
    size_t most = 0;

    *count = 0;
    for (size_t i = 0; names[i]; i++)
        for XML_EACH(child, x, names[i]) most++;
    out = arena_array(l->arena, const struct element *, most + 1);
    if (!out) load_no_memory(l);
    for (size_t i = 0; names[i]; i++)
        for XML_EACH(child, x, names[i]) {
            if (l->err || !resolve(l, child, &to)) return out;
            out[(*count)++] = to.to;
        }
    return out;
}

static void load_service(struct load *l, struct element *service)
{
    static const char *const INPUTS[] = { "inputData", "inputDecision", NULL }, *const OUTPUTS[] = { "outputDecision", NULL };
    struct node_param *params;

    service->inputs = pointed(l, service->source, INPUTS, &service->param_count);
    service->outputs = pointed(l, service->source, OUTPUTS, &service->output_count);
    params = arena_array(l->arena, struct node_param, service->param_count + 1);
    if (!params) load_no_memory(l);
    if (l->err) return;
    if (service->output_count == 0) load_fail(l, service->source, ERR_INVALID, "决策服务没有输出决策", "the decision service has no output decision");
    for (size_t i = 0; i < service->param_count; i++)
        params[i] = (struct node_param){ service->inputs[i]->name, service->inputs[i]->type };
    service->params = params;
}

/* No decision may need itself, however far round. */
static void check_cycle(struct load *l, struct element *element, int depth)
{
    element->mark = MARK_OPEN;
    for (size_t i = 0; i < element->need_count && !l->err; i++) {
        struct element *to = (struct element *)(uintptr_t)element->needs[i].to;
        if (to->kind != ELEMENT_DECISION || to->model != l->dmn) continue;
        if (to->mark == MARK_OPEN) load_fail(l, to->source, ERR_INVALID, "决策绕了一圈又依赖自己", "the decision depends on itself");
        else if (to->mark == MARK_NONE && depth <= NEEDS_DEPTH_MAX) check_cycle(l, to, depth + 1);
        if (to->height >= element->height) element->height = to->height + 1;
    }
    if (element->height > NEEDS_DEPTH_MAX || depth > NEEDS_DEPTH_MAX)
        load_fail(l, element->source, ERR_TOO_LARGE, "决策的依赖链过长", "the chain of requirements is too long");
    element->mark = MARK_DONE;
}

/* ── Logic ─────────────────────────────────────────────────────────────── */

/* The names the logic of `element` may use. */
static const struct feel_names *visible(struct load *l, const struct element *element)
{
    struct feel_names *names = arena_new(l->arena, struct feel_names);
    struct str *list = arena_array(l->arena, struct str, element->need_count + 1);

    if (!names || !list) {
        load_no_memory(l);
        return NULL;
    }
    for (size_t i = 0; i < element->need_count; i++)
        list[i] = element->needs[i].import.at ? element->needs[i].import : element->needs[i].to->name;
    list[element->need_count] = element->name;
    *names = (struct feel_names){ NULL, list, element->need_count + (element->kind == ELEMENT_KNOWLEDGE) };
    return names;
}

/* A knowledge model's variable may be typed as the function or, as in DMN 1.1, as its result. */
static const struct node *load_knowledge(struct load *l, struct element *element, const struct xml *logic, const struct feel_names *names)
{
    struct node *function = (struct node *)(uintptr_t)load_function(l, logic, names);
    const struct feel_kind *type = element->type;

    if (!function) return NULL;
    if (type) function->function.result = type->form == KIND_FUNCTION ? type->of : type;
    element->params = function->function.params;
    element->param_count = function->function.count;
    return function;
}

static void load_logic(struct load *l, struct element *element)
{
    const struct feel_names *names = visible(l, element);
    const struct xml *logic = element->kind == ELEMENT_KNOWLEDGE ? xml_child(element->source, "encapsulatedLogic")
                                                                 : boxed_child(element->source, NULL);

    if (!names || !logic) return;
    l->owner = element;
    if (element->kind == ELEMENT_KNOWLEDGE) element->logic = load_knowledge(l, element, logic, names);
    else element->logic = load_coerced(l, load_boxed(l, logic, names), element->type, element->name);
    l->owner = NULL;
    if (l->lenient && (l->err == ERR_INVALID || l->err == ERR_UNSUPPORTED)) {
        static const struct node NULL_NODE = { .kind = NODE_LITERAL, .literal = &FEEL_NULL_VALUE };
        l->err = ERR_OK;
        element->logic = &NULL_NODE;
    }
}

/* Names of components, columns, entries and outputs: they may follow a dot or stand in a filter. */
static void collect_keys(struct load *l, const struct xml *x, struct str *out, size_t *count)
{
    for (const struct xml *child = x->first; child; child = child->next) {
        bool key = xml_is(child, "itemComponent") || xml_is(child, "column") || xml_is(child, "output") || xml_is(child, "variable");
        struct str name = key ? xml_attr(child, "name") : STR_NONE;
        if (name.len > 0 && out) out[*count] = feel_name_normal(l->arena, name);
        *count += name.len > 0;
        collect_keys(l, child, out, count);
    }
}

static void load_keys(struct load *l)
{
    size_t count = 0, filled = 0;
    struct str *keys;

    collect_keys(l, l->root, NULL, &count);
    for (size_t i = 0; i < l->dmn->import_count; i++) count += l->dmn->imports[i].model->element_count;
    keys = arena_array(l->arena, struct str, count + 1);
    if (!keys) {
        load_no_memory(l);
        return;
    }
    collect_keys(l, l->root, keys, &filled);
    for (size_t i = 0; i < l->dmn->import_count; i++)
        for (size_t k = 0; k < l->dmn->imports[i].model->element_count; k++) keys[filled++] = l->dmn->imports[i].model->elements[k].name;
    l->properties = (struct feel_names){ NULL, keys, filled };
}

static void load_model(struct load *l, const struct dmn *const *imports, size_t import_count)
{
    load_imports(l, imports, import_count);
    if (!l->err) load_keys(l);
    if (!l->err) load_types(l);
    if (!l->err) load_elements(l);
    load_settle(l);
    for (size_t i = 0; i < l->dmn->element_count && !l->err; i++) {
        struct element *element = &l->dmn->elements[i];
        if (element->kind == ELEMENT_SERVICE) load_service(l, element);
        else if (element->kind != ELEMENT_INPUT) load_needs(l, element);
        load_go_on(l);
    }
    load_settle(l);
    for (size_t i = 0; i < l->dmn->element_count && !l->err; i++)
        if (l->dmn->elements[i].kind == ELEMENT_DECISION && l->dmn->elements[i].mark == MARK_NONE) check_cycle(l, &l->dmn->elements[i], 0);
    for (size_t i = 0; i < l->dmn->element_count && !l->err; i++) {
        if (l->dmn->elements[i].kind != ELEMENT_INPUT && l->dmn->elements[i].kind != ELEMENT_SERVICE) load_logic(l, &l->dmn->elements[i]);
        load_go_on(l);
    }
    load_settle(l);
    for (size_t i = 0; i < l->dmn->element_count; i++) l->dmn->elements[i].source = NULL;
}

static enum err load(struct arena *arena, struct str xml, const struct dmn *const *imports, size_t import_count,
                     bool lenient, struct findings *findings, struct dmn **out, struct fault *why)
{
    struct load l = { .arena = arena, .why = why, .lenient = lenient, .findings = findings };
    enum err err = xml_read(arena, xml, &l.root, why);

    if (err) return err;
    if (!xml_is(l.root, "definitions")) return fault_set(why, ERR_INVALID, "根元素应当是 definitions", "the root element must be definitions");
    l.dmn = arena_new(arena, struct dmn);
    if (!l.dmn) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    l.dmn->arena = arena;
    l.dmn->name = xml_attr(l.root, "name");
    l.dmn->space = xml_attr(l.root, "namespace");
    table_init(&l.dmn->types, arena);
    table_init(&l.dmn->by_id, arena);
    table_init(&l.dmn->by_name, arena);
    load_model(&l, imports, import_count);
    if (!l.err) *out = l.dmn;
    return l.err;
}

enum err dmn_load_with(struct arena *arena, struct str xml, const struct dmn *const *imports, size_t import_count,
                       struct dmn **out, struct fault *why)
{
    return load(arena, xml, imports, import_count, false, NULL, out, why);
}

enum err dmn_load_lenient(struct arena *arena, struct str xml, const struct dmn *const *imports, size_t import_count,
                          struct dmn **out, struct fault *why)
{
    return load(arena, xml, imports, import_count, true, NULL, out, why);
}

enum err dmn_load(struct arena *arena, struct str xml, struct dmn **out, struct fault *why)
{
    return dmn_load_with(arena, xml, NULL, 0, out, why);
}

enum err dmn_check(struct arena *arena, struct str xml, struct findings *findings, struct dmn **out, struct fault *why)
{
    struct fault own = { 0 };
    size_t before = findings->count;
    enum err err = load(arena, xml, NULL, 0, false, findings, out, &own);

    if (!err) return ERR_OK;
    if (finding_is_mistake(err) && findings->count == before) findings_fault(findings, STR_NONE, own.at, &own);
    if (why) *why = own;
    return err;
}

bool dmn_has(const struct dmn *dmn, struct str decision)
{
    const struct element *element = table_get(&dmn->by_id, decision);

    return element && (element->kind == ELEMENT_DECISION || element->kind == ELEMENT_SERVICE);
}

struct str dmn_name(const struct dmn *dmn)
{
    return dmn->name;
}

struct str dmn_namespace(const struct dmn *dmn)
{
    return dmn->space;
}
