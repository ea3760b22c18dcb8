/*
 * definition_check.c - see definition_check.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/definition_check.h"

#include "case/form.h"

enum { PROBLEMS_MAX = 400 };

struct checking {
    struct definition_view *view;
    const struct org *org;
    struct definition_check check;
};

/* ── One text alone ────────────────────────────────────────────────────── */

/* A form has no name of its own: the heading it begins with, up to a bracket. */
static struct str form_name(const struct json_t *form)
{
    struct str text = json_get_str(json_at(json_get(form, "components"), 0), "text");
    ptrdiff_t bracket, line;

    if (!str_starts(text, STR("#"))) return STR_NONE;
    while (text.len && text.at[0] == '#') text = str_sub(text, 1, text.len);
    line = str_find(text, STR("\n"));
    if (line >= 0) text = str_sub(text, 0, (size_t)line);
    bracket = str_find(text, STR("（"));
    return str_trim(bracket > 0 ? str_sub(text, 0, (size_t)bracket) : text);
}

void definition_identify(struct arena *arena, struct definition_new *d)
{
    struct bpmn *bpmn;
    struct dmn *dmn;
    struct json_t *form;

    if (d->kind == DEFINITION_PROCESS && !bpmn_load(arena, d->text, &bpmn, NULL)) {
        d->key = bpmn_id(bpmn);
        d->name = bpmn_name(bpmn).len ? bpmn_name(bpmn) : d->key;
    } else if (d->kind == DEFINITION_DECISION && !dmn_load(arena, d->text, &dmn, NULL)) {
        if (dmn_name(dmn).len) d->name = dmn_name(dmn);
    } else if (d->kind == DEFINITION_FORM && !json_parse(arena, d->text, &form, NULL)) {
        if (json_get_str(form, "id").len) d->key = json_get_str(form, "id");
        if (form_name(form).len) d->name = form_name(form);
    }
    if (!d->name.len) d->name = d->key;
}

static void found_key(struct findings *findings, struct str is, struct str key)
{
    struct arena *a = findings->arena;
    const struct finding finding = { .code = ERR_INVALID, .element = is, .field = STR("id"),
                                     .zh = str_format(a, "编号是“%.*s”，应为“%.*s”", STR_ARG(is), STR_ARG(key)),
                                     .en = str_format(a, "its id is \"%.*s\", it should be \"%.*s\"", STR_ARG(is), STR_ARG(key)) };

    findings_add(findings, &finding);
}

/* Through the loader that will run it; what it made is kept for the references. */
static enum err check_alone(struct definition_view *view, const struct definition_new *d, struct findings *findings, struct fault *why)
{
    struct arena *a = view_arena(view);
    struct bpmn *bpmn = NULL;
    struct dmn *dmn = NULL;
    struct str id = STR_NONE;
    enum err err = ERR_OK;

    switch (d->kind) {
    case DEFINITION_PROCESS:
        err = bpmn_check(a, d->text, findings, &bpmn, why);
        view_parsed(view, d->kind, d->key, err ? NULL : bpmn);
        if (!err && !str_eq(bpmn_id(bpmn), d->key)) found_key(findings, bpmn_id(bpmn), d->key);
        break;
    case DEFINITION_DECISION:
        err = dmn_check(a, d->text, findings, &dmn, why);
        view_parsed(view, d->kind, d->key, err ? NULL : dmn);
        break;
    case DEFINITION_FORM:
        form_check(a, d->text, findings, &id);
        if (id.at && !str_eq(id, d->key)) found_key(findings, id, d->key);
        break;
    case DEFINITION_CATALOGUE:
    case DEFINITION__KINDS: break;
    }
    return err && !finding_is_mistake(err) ? err : ERR_OK;
}

/* ── What it names ─────────────────────────────────────────────────────── */

static bool noted(const struct findings *list, const struct finding *finding)
{
    for (size_t i = 0; list && i < list->count; i++)
        if (str_eq(list->at[i].element, finding->element) && str_eq(list->at[i].zh, finding->zh)) return true;
    return false;
}

/* Copies findings into the report, but those that were there `before`. */
static void report(struct checking *c, enum definition_kind kind, struct str key, const struct findings *list, const struct findings *before)
{
    for (size_t i = 0; i < list->count; i++) {
        if (noted(before, &list->at[i])) continue;
        if (!list->at[i].warning) c->check.failed = true;
        if (c->check.count < PROBLEMS_MAX) c->check.problems[c->check.count++] = (struct definition_problem){ kind, key, list->at[i] };
    }
}

/* A process that is not changed may have had its faults before. */
static void check_unchanged(struct checking *c, struct definition_view *under, struct str key)
{
    struct findings before = { .arena = view_arena(c->view) }, after = before;

    check_process(c->view, c->org, key, &after);
    check_circles(c->view, key, &after);
    if (!after.count) return;
    check_process(under, c->org, key, &before);
    check_circles(under, key, &before);
    report(c, DEFINITION_PROCESS, key, &after, &before);
}

static enum err check_others(struct checking *c, struct shelf *shelf, struct fault *why)
{
    struct definition_view *under;
    struct str *keys;
    size_t count;
    enum err err = view_new(view_arena(c->view), shelf, INT64_MAX, &under, why);

    if (!err) err = view_keys(c->view, DEFINITION_PROCESS, &keys, &count, why);
    for (size_t i = 0; !err && i < count; i++)
        if (!view_is_laid(c->view, DEFINITION_PROCESS, keys[i])) check_unchanged(c, under, keys[i]);
    return err;
}

static enum err check_one(struct checking *c, struct shelf *shelf, const struct definition_new *d, struct fault *why)
{
    struct findings findings = { .arena = view_arena(c->view) };
    enum err err = check_alone(c->view, d, &findings, why);

    if (err) return err;
    if (d->kind == DEFINITION_PROCESS) {
        check_process(c->view, c->org, d->key, &findings);
        check_circles(c->view, d->key, &findings);
    }
    if (d->kind == DEFINITION_DECISION) check_decision(c->view, c->org, d->key, &findings);
    if (d->kind == DEFINITION_CATALOGUE) check_catalogue(c->view, shelf, d->key, &findings);
    report(c, d->kind, d->key, &findings, NULL);
    return ERR_OK;
}

enum err definition_check(struct definition_view *view, const struct org *org, const struct definition_new *changed, size_t count,
                          struct definition_check *out, struct fault *why)
{
    struct checking c = { .view = view, .org = org };
    struct shelf *shelf = view_shelf(view);
    enum err err = ERR_OK;

    c.check.problems = arena_array(view_arena(view), struct definition_problem, PROBLEMS_MAX);
    if (!c.check.problems) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < count; i++) err = view_lay(view, &changed[i], why);
    for (size_t i = 0; !err && i < count; i++) err = check_one(&c, shelf, &changed[i], why);
    if (!err) err = check_others(&c, shelf, why);
    if (!err) *out = c.check;
    return err;
}

enum err definition_check_fault(const struct definition_check *check, struct fault *why)
{
    for (size_t i = 0; i < check->count; i++) {
        const struct definition_problem *p = &check->problems[i];
        bool large = p->finding.code == ERR_TOO_LARGE;
        if (p->finding.warning) continue;
        return fault_at(why, large ? ERR_TOO_LARGE : ERR_UNPROCESSABLE, p->finding.line, "%s %.*s：%s%.0s", "%s %.*s: %.0s%s",
                        definition_kind_name(p->kind), STR_ARG(p->key), p->finding.zh.at, p->finding.en.at);
    }
    return ERR_OK;
}
