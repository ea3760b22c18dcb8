/*
 * conformance_dmn.c - the DMN technology compatibility kit.
 *
 * A case passes when every result node has the expected value (an error result
 * means null).  Numbers are compared to eight decimal places, as the kit's
 * expected values are written.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conformance.h"

#include "base/io.h"
#include "dmn/dmn.h"
#include "feel/run.h"
#include "feel/temporal.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

enum { MODELS_MAX = 16 };

struct model { struct str file; struct str text; struct dmn *dmn; struct fault why; };

/* One folder of the kit. */
struct folder {
    struct arena *arena;
    const char *path, *label;
    struct model models[MODELS_MAX];
    size_t model_count;
    struct tally *tally;
};

/* ── XML of the cases ──────────────────────────────────────────────────── */

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    for (const xmlNode *c = node ? node->children : NULL; c; c = c->next)
        if (is(c, name)) return c;
    return NULL;
}

static struct str attr(struct arena *arena, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)(uintptr_t)node, (const xmlChar *)name);
    struct str copy = value ? str_dup(arena, str_from_c((char *)value)) : STR_NONE;

    xmlFree(value);
    return copy;
}

static struct str xsi(struct arena *arena, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNsProp((xmlNode *)(uintptr_t)node, (const xmlChar *)name,
                                  (const xmlChar *)"http://www.w3.org/2001/XMLSchema-instance");
    struct str copy = value ? str_dup(arena, str_from_c((char *)value)) : STR_NONE;

    xmlFree(value);
    return copy;
}

static struct str content(struct arena *arena, const xmlNode *node)
{
    xmlChar *value = xmlNodeGetContent(node);
    struct str copy = value ? str_dup(arena, str_from_c((char *)value)) : STR("");

    xmlFree(value);
    return copy;
}

/* ── Values ────────────────────────────────────────────────────────────── */

static struct feel_value value_in(struct arena *arena, const xmlNode *node);

static struct feel_value simple(struct arena *arena, const xmlNode *node)
{
    struct str type = xsi(arena, node, "type"), text = content(arena, node), prefix;
    struct feel_value value = { .type = FEEL_STRING, .string = text };

    if (str_is(xsi(arena, node, "nil"), "true")) return FEEL_NULL_VALUE;
    if (str_find(type, STR(":")) >= 0) str_split(&type, ':', &prefix);
    if (str_is(type, "boolean")) return *feel_boolean(str_is(str_trim(text), "true"));
    if (str_is(type, "decimal") || str_is(type, "double") || str_is(type, "integer") || str_is(type, "int") || str_is(type, "float")) {
        value.type = FEEL_NUMBER;
        if (decimal_parse(str_trim(text), &value.number)) return FEEL_NULL_VALUE;
    } else if (str_is(type, "date") || str_is(type, "time") || str_is(type, "dateTime") || str_is(type, "duration")) {
        if (!temporal_parse(str_trim(text), &value)) return FEEL_NULL_VALUE;
    }
    return value;
}

static struct feel_value list_in(struct arena *arena, const xmlNode *list)
{
    size_t count = 0;
    struct feel_value *items;

    if (str_is(xsi(arena, list, "nil"), "true")) return FEEL_NULL_VALUE;
    for (const xmlNode *c = list->children; c; c = c->next) count += is(c, "item");
    items = arena_array(arena, struct feel_value, count + 1);
    count = 0;
    for (const xmlNode *c = list->children; c; c = c->next)
        if (is(c, "item")) items[count++] = value_in(arena, c);
    return (struct feel_value){ .type = FEEL_LIST, .list = { count, items } };
}

static struct feel_value value_in(struct arena *arena, const xmlNode *node)
{
    const struct feel_value *context = &(struct feel_value){ .type = FEEL_CONTEXT };
    bool components = false;

    if (!node) return FEEL_NULL_VALUE;
    if (child(node, "value")) return simple(arena, child(node, "value"));
    if (child(node, "list")) return list_in(arena, child(node, "list"));
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (!is(c, "component")) continue;
        struct feel_value *value = arena_new(arena, struct feel_value);
        *value = str_is(xsi(arena, c, "nil"), "true") ? FEEL_NULL_VALUE : value_in(arena, c);
        context = feel_context_with(arena, context, attr(arena, c, "name"), value);
        components = true;
    }
    return components ? *context : FEEL_NULL_VALUE;
}

static bool same_number(struct decimal a, struct decimal b)
{
    struct decimal distance = decimal_abs(decimal_sub(a, b)), limit = decimal_from_double(1e-8);
    return decimal_compare(distance, decimal_mul(limit, decimal_add(decimal_abs(b), decimal_from_int(1)))) <= 0;
}

static bool same(const struct feel_value *got, const struct feel_value *want)
{
    if (got->type != want->type) return false;
    if (got->type == FEEL_NUMBER) return same_number(got->number, want->number);
    if (got->type == FEEL_LIST) {
        if (got->list.count != want->list.count) return false;
        for (size_t i = 0; i < got->list.count; i++)
            if (!same(&got->list.items[i], &want->list.items[i])) return false;
        return true;
    }
    if (got->type == FEEL_CONTEXT) {
        if (got->context.count != want->context.count) return false;
        for (size_t i = 0; i < got->context.count; i++) {
            const struct feel_value *other = feel_context_get(want, got->context.entries[i].name);
            if (!other || !same(got->context.entries[i].value, other)) return false;
        }
        return true;
    }
    return feel_equal(got, want) == 1;
}

/* ── Models ────────────────────────────────────────────────────────────── */

/* Loads each model as soon as what it imports is there. */
static void load_models(struct folder *f)
{
    bool progress = true;

    while (progress) {
        const struct dmn *loaded[MODELS_MAX];
        size_t count = 0;
        progress = false;
        for (size_t i = 0; i < f->model_count; i++)
            if (f->models[i].dmn) loaded[count++] = f->models[i].dmn;
        for (size_t i = 0; i < f->model_count; i++) {
            if (f->models[i].dmn) continue;
            if (dmn_load_lenient(f->arena, f->models[i].text, loaded, count, &f->models[i].dmn, &f->models[i].why) == ERR_OK) progress = true;
        }
    }
}

static const struct model *model_named(const struct folder *f, struct str file)
{
    for (size_t i = 0; i < f->model_count; i++)
        if (str_eq(f->models[i].file, file)) return &f->models[i];
    return NULL;
}

/* ── Cases ─────────────────────────────────────────────────────────────── */

static struct str printed(struct arena *arena, const struct feel_value *value)
{
    struct buf out;

    buf_init(&out, arena, 0);
    feel_print(&out, value);
    return utf8_prefix(buf_done(&out), 200);
}

struct test { const struct folder *folder; struct str file, id, invocable; const struct dmn *dmn; const struct feel_value *inputs; };

/* Null when the result node is as expected, else what is wrong with it. */
static const char *check_result(struct arena *arena, const struct test *test, const xmlNode *node)
{
    struct dmn_result result = { 0 };
    struct fault why = { 0 };
    struct str name = attr(arena, node, "name");
    struct feel_value want = value_in(arena, child(node, "expected"));
    const struct feel_value *got = &FEEL_NULL_VALUE, *named;
    enum err err = dmn_decide(arena, test->dmn, test->invocable.len ? test->invocable : name, test->inputs, 1700000000000, &result, &why);

    if (!err) got = result.value;
    named = test->invocable.len && got->type == FEEL_CONTEXT ? feel_context_get(got, name) : NULL;
    if (named) got = named;
    if (same(got, &want) && !(err && want.type != FEEL_NULL)) return NULL;
    return str_format(arena, "%.*s: expected %.*s, got %.*s (%s)", STR_ARG(name), STR_ARG(printed(arena, &want)),
                      STR_ARG(printed(arena, got)), err ? why.en : result.notes.count ? result.notes.first[0].en : "").at;
}

static void run_case(struct folder *f, const xmlNode *node, struct test test)
{
    struct arena *arena = arena_open(64u << 20);
    const struct feel_value *inputs = &(struct feel_value){ .type = FEEL_CONTEXT };
    const char *wrong = NULL;

    test.id = attr(arena, node, "id");
    test.invocable = attr(arena, node, "invocableName");
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (!is(c, "inputNode")) continue;
        struct feel_value *value = arena_new(arena, struct feel_value);
        *value = value_in(arena, c);
        inputs = feel_context_with(arena, inputs, attr(arena, c, "name"), value);
    }
    test.inputs = inputs;
    for (const xmlNode *c = node->children; c; c = c->next)
        if (is(c, "resultNode") && !wrong) wrong = check_result(arena, &test, c);
    conformance_case(f->tally, str_from_c(f->label), str_format(arena, "%.*s %.*s", STR_ARG(test.file), STR_ARG(test.id)), !wrong, "%s", wrong);
    arena_close(arena);
}

static void run_file(struct folder *f, struct str file)
{
    struct str path = str_format(f->arena, "%s/%.*s", f->path, STR_ARG(file));
    xmlDoc *doc = xmlReadFile(path.at, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    const xmlNode *name = child(root, "modelName");
    const struct model *model = name ? model_named(f, str_trim(content(f->arena, name))) : NULL;
    struct test test = { .folder = f, .file = file, .dmn = model ? model->dmn : NULL };

    for (const xmlNode *c = root ? root->children : NULL; c; c = c->next) {
        if (!is(c, "testCase")) continue;
        if (test.dmn) run_case(f, c, test);
        else conformance_case(f->tally, str_from_c(f->label), file, false, "%s", model ? model->why.en : "no such model");
    }
    xmlFreeDoc(doc);
}

static void run_folder(const char *path, const char *label, struct tally *tally)
{
    struct folder f = { .arena = arena_open(256u << 20), .path = path, .label = label, .tally = tally };
    struct str *names;
    size_t count;
    struct fault why;

    if (io_list(f.arena, path, STR(".dmn"), &names, &count, &why) == ERR_OK)
        for (size_t i = 0; i < count && i < MODELS_MAX; i++) {
            struct model *model = &f.models[f.model_count++];
            struct str full = str_format(f.arena, "%s/%.*s", path, STR_ARG(names[i]));
            model->file = names[i];
            if (io_read(f.arena, full.at, 16u << 20, &model->text, &model->why)) f.model_count--;
        }
    load_models(&f);
    if (io_list(f.arena, path, STR(".xml"), &names, &count, &why) == ERR_OK)
        for (size_t i = 0; i < count; i++)
            if (str_find(names[i], STR("-test")) >= 0) run_file(&f, names[i]);
    arena_close(f.arena);
}

bool conformance_dmn(const char *dir, struct tally *tally)
{
    static const char *const LEVELS[] = { "compliance-level-2", "compliance-level-3" };
    struct arena *arena = arena_open(4u << 20);
    bool found = false;

    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) {
        struct str level = str_format(arena, "%s/%s", dir, LEVELS[i]), *folders;
        size_t count;
        if (conformance_folders(arena, level.at, &folders, &count)) continue;
        for (size_t k = 0; k < count; k++) run_folder(folders[k].at, folders[k].at + strlen(dir) + 1, tally);
        found = found || count > 0;
    }
    arena_close(arena);
    return found;
}
