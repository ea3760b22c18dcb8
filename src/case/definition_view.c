/*
 * definition_view.c - see definition_view.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/definition_view.h"

enum { LAID_MAX = 500 };

struct laid { struct definition_new definition; const void *parsed; bool tried; };

struct definition_view {
    struct arena *arena;
    struct shelf *shelf;
    int64_t release;
    struct laid *laid;
    size_t count;
};

enum err view_new(struct arena *arena, struct shelf *shelf, int64_t release, struct definition_view **out, struct fault *why)
{
    struct definition_view *view = arena_new(arena, struct definition_view);

    if (view) view->laid = arena_array(arena, struct laid, LAID_MAX);
    if (!view || !view->laid) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    view->arena = arena;
    view->shelf = shelf;
    view->release = release;
    *out = view;
    return ERR_OK;
}

static struct laid *find(const struct definition_view *view, enum definition_kind kind, struct str key)
{
    for (size_t i = view->count; i-- > 0;)
        if (view->laid[i].definition.kind == kind && str_eq(view->laid[i].definition.key, key)) return &view->laid[i];
    return NULL;
}

enum err view_lay(struct definition_view *view, const struct definition_new *definition, struct fault *why)
{
    struct laid *laid = find(view, definition->kind, definition->key);

    if (!laid && view->count == LAID_MAX) return fault_set(why, ERR_TOO_LARGE, "一次的定义太多", "too many definitions at once");
    if (!laid) laid = &view->laid[view->count++];
    *laid = (struct laid){ .definition = *definition };
    return ERR_OK;
}

struct shelf *view_shelf(const struct definition_view *view)
{
    return view->shelf;
}

struct arena *view_arena(const struct definition_view *view)
{
    return view->arena;
}

bool view_is_laid(const struct definition_view *view, enum definition_kind kind, struct str key)
{
    return find(view, kind, key) != NULL;
}

void view_parsed(struct definition_view *view, enum definition_kind kind, struct str key, const void *parsed)
{
    struct laid *laid = find(view, kind, key);

    if (!laid) return;
    laid->parsed = parsed;
    laid->tried = true;
}

struct str view_text(struct definition_view *view, enum definition_kind kind, struct str key)
{
    const struct laid *laid = find(view, kind, key);

    return laid ? laid->definition.text : shelf_text(view->shelf, kind, key, view->release, NULL);
}

static const void *parsed(struct definition_view *view, struct laid *laid)
{
    struct bpmn *bpmn = NULL;
    struct dmn *dmn = NULL;
    struct json_t *json = NULL;

    if (laid->tried) return laid->parsed;
    laid->tried = true;
    switch (laid->definition.kind) {
    case DEFINITION_PROCESS:
        if (!bpmn_load(view->arena, laid->definition.text, &bpmn, NULL)) laid->parsed = bpmn;
        break;
    case DEFINITION_DECISION:
        if (!dmn_load(view->arena, laid->definition.text, &dmn, NULL)) laid->parsed = dmn;
        break;
    case DEFINITION_FORM:
        if (!json_parse(view->arena, laid->definition.text, &json, NULL)) laid->parsed = json;
        break;
    case DEFINITION_CATALOGUE:
    case DEFINITION__KINDS: break;
    }
    return laid->parsed;
}

const struct bpmn *view_process(struct definition_view *view, struct str key)
{
    struct laid *laid = find(view, DEFINITION_PROCESS, key);

    return laid ? parsed(view, laid) : shelf_process(view->shelf, key, view->release);
}

const struct dmn *view_decision(struct definition_view *view, struct str key)
{
    struct laid *laid = find(view, DEFINITION_DECISION, key);

    return laid ? parsed(view, laid) : shelf_decision(view->shelf, key, view->release, NULL);
}

const struct json_t *view_form(struct definition_view *view, struct str key)
{
    struct laid *laid = find(view, DEFINITION_FORM, key);

    return laid ? parsed(view, laid) : shelf_form(view->shelf, key, view->release);
}

enum err view_keys(struct definition_view *view, enum definition_kind kind, struct str **out, size_t *count, struct fault *why)
{
    struct str *keys, *all;
    size_t under, found = 0;
    enum err err = shelf_keys(view->shelf, view->arena, kind, view->release, &keys, &under, why);

    if (err) return err;
    all = arena_array(view->arena, struct str, under + view->count + 1);
    if (!all) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < view->count; i++)
        if (view->laid[i].definition.kind == kind) all[found++] = view->laid[i].definition.key;
    for (size_t i = 0; i < under; i++)
        if (!find(view, kind, keys[i])) all[found++] = keys[i];
    *out = all;
    *count = found;
    return ERR_OK;
}
