/*
 * types.c - item definitions (DMN 1.5, 7.3.2) as FEEL types.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/model.h"

#include <stdio.h>

static void fill_type(struct load *l, const struct xml *x, struct feel_kind *kind, int depth);

/* An item definition found by name, filled first if it has not been yet. */
static const struct feel_kind *own_type(struct load *l, struct str name, int depth)
{
    struct feel_kind *kind = table_get(&l->dmn->types, name);

    if (!kind || kind->form != KIND_UNKNOWN) return kind;
    for XML_EACH(item, l->root, "itemDefinition")
        if (str_eq(feel_name_normal(l->arena, xml_attr(item, "name")), name)) {
            fill_type(l, item, kind, depth);
            break;
        }
    return kind;
}

static const struct feel_kind *type_in(struct load *l, const struct import *import, struct str name)
{
    (void)l;
    return import->model ? table_get(&import->model->types, name) : NULL;
}

/* `prefix:name` or `import.name`: a type of another model, or one of ours with a namespace prefix. */
static const struct feel_kind *foreign_type(struct load *l, struct str ref)
{
    for (size_t i = 0; i < l->dmn->import_count; i++) {
        const struct import *import = &l->dmn->imports[i];
        if (import->name.len > 0 && str_starts(ref, import->name) && ref.len > import->name.len && ref.at[import->name.len] == '.')
            return type_in(l, import, str_sub(ref, import->name.len + 1, ref.len));
    }
    struct str rest = ref, prefix;
    if (!str_split(&rest, ':', &prefix) || prefix.len == ref.len) return NULL;
    for (const struct xml_attr *a = l->root->attrs; a; a = a->next) {
        if (!str_starts(a->name, STR("xmlns:")) || !str_eq(str_sub(a->name, 6, a->name.len), prefix)) continue;
        for (size_t i = 0; i < l->dmn->import_count; i++)
            if (str_eq(l->dmn->imports[i].space, a->value)) return type_in(l, &l->dmn->imports[i], rest);
    }
    return NULL;
}

static const struct feel_kind *find_type(struct load *l, struct str ref, int depth)
{
    struct str local = ref, prefix;
    const struct feel_kind *kind;

    if (str_find(ref, STR(":")) >= 0) str_split(&local, ':', &prefix);
    kind = feel_kind_builtin(local);
    if (!kind) kind = foreign_type(l, ref);
    if (!kind) kind = own_type(l, ref, depth);
    if (!kind) kind = own_type(l, local, depth);
    for (size_t i = 0; i < l->dmn->import_count && !kind; i++)
        if (l->dmn->imports[i].name.len == 0) kind = type_in(l, &l->dmn->imports[i], local);
    return kind;
}

static const struct feel_kind *type_ref(struct load *l, const struct xml *at, struct str ref, int depth)
{
    const struct feel_kind *kind;
    char zh[160], en[160];

    ref = feel_name_normal(l->arena, str_trim(ref));
    if (ref.len == 0) return NULL;
    kind = find_type(l, ref, depth);
    if (kind) return kind->form == KIND_ANY && !kind->allowed && !kind->constraint ? NULL : kind;
    snprintf(zh, sizeof zh, "没有名为“%.*s”的类型", STR_ARG(utf8_prefix(ref, 40)));
    snprintf(en, sizeof en, "there is no type named \"%.*s\"", STR_ARG(utf8_prefix(ref, 40)));
    if (!l->lenient) load_fail(l, at, ERR_INVALID, zh, en);
    return NULL;
}

const struct feel_kind *load_type_ref(struct load *l, const struct xml *at, struct str ref)
{
    return type_ref(l, at, ref, 0);
}

const struct feel_kind *load_variable_type(struct load *l, const struct xml *at)
{
    const struct xml *variable = xml_child(at, "variable");
    return variable ? load_type_ref(l, variable, xml_attr(variable, "typeRef")) : NULL;
}

/* ── Filling ───────────────────────────────────────────────────────────── */

static struct feel_kind *new_kind(struct load *l, enum kind_form form, struct str name)
{
    struct feel_kind *kind = arena_new(l->arena, struct feel_kind);

    if (!kind) {
        load_no_memory(l);
        return NULL;
    }
    kind->form = form;
    kind->name = name;
    return kind;
}

static void fill_components(struct load *l, const struct xml *x, struct feel_kind *kind, int depth)
{
    struct kind_field *fields;
    size_t count = 0;

    for XML_EACH(component, x, "itemComponent") count++;
    fields = arena_array(l->arena, struct kind_field, count);
    if (!fields) {
        load_no_memory(l);
        return;
    }
    kind->form = KIND_CONTEXT;
    kind->fields = fields;
    for XML_EACH(component, x, "itemComponent") {
        struct feel_kind *of = new_kind(l, KIND_UNKNOWN, feel_name_normal(l->arena, xml_attr(component, "name")));
        if (!of) return;
        fields[kind->count++] = (struct kind_field){ of->name, of };
        fill_type(l, component, of, depth + 1);
    }
}

static void fill_function(struct load *l, const struct xml *item, struct feel_kind *kind)
{
    struct kind_field *params;
    size_t count = 0;

    for XML_EACH(param, item, "parameters") count++;
    params = arena_array(l->arena, struct kind_field, count);
    if (count && !params) load_no_memory(l);
    kind->form = KIND_FUNCTION;
    kind->fields = params;
    for XML_EACH(param, item, "parameters")
        if (params) params[kind->count++] = (struct kind_field){ xml_attr(param, "name"), load_type_ref(l, param, xml_attr(param, "typeRef")) };
    kind->of = load_type_ref(l, item, xml_attr(item, "outputTypeRef"));
    if (!kind->of) kind->of = feel_kind_builtin(STR("Any"));
}

static const struct node *tests_of(struct load *l, const struct xml *x, const char *name)
{
    const struct xml *tests = xml_child(x, name);
    struct str text = tests ? xml_child_text(tests, "text") : STR_NONE;

    return text.len > 0 ? load_feel(l, tests, text, true, NULL) : NULL;
}

/* The type without isCollection: components, a function, or a narrowing of typeRef. */
static void fill_single(struct load *l, const struct xml *x, struct feel_kind *kind, int depth)
{
    const struct xml *function = xml_child(x, "functionItem");
    struct str ref = xml_child_text(x, "typeRef");
    const struct feel_kind *base = NULL;

    kind->form = KIND_ANY;              /* what refers back to it while it is being filled finds no more */
    if (xml_child(x, "itemComponent")) fill_components(l, x, kind, depth);
    else if (function) fill_function(l, function, kind);
    else if (ref.len > 0) base = type_ref(l, x, ref, depth + 1);
    if (base) {
        kind->form = base->form;
        kind->simple = base->simple;
        kind->of = base->of;
        kind->fields = base->fields;
        kind->count = base->count;
        kind->base = base->allowed || base->constraint || base->base ? base : NULL;
    }
    kind->allowed = tests_of(l, x, "allowedValues");
}

static void fill_type(struct load *l, const struct xml *x, struct feel_kind *kind, int depth)
{
    struct feel_kind *of;

    if (depth > 64) {
        load_fail(l, x, ERR_TOO_LARGE, "类型嵌套过深或循环引用", "types are nested too deeply or refer to themselves");
        return;
    }
    if (!str_is(xml_attr(x, "isCollection"), "true")) {
        fill_single(l, x, kind, depth);
    } else {
        of = new_kind(l, KIND_UNKNOWN, kind->name);
        if (!of) return;
        kind->form = KIND_LIST;
        kind->of = of;
        fill_single(l, x, of, depth);
    }
    kind->constraint = tests_of(l, x, "typeConstraint");
}

void load_types(struct load *l)
{
    for XML_EACH(item, l->root, "itemDefinition") {
        struct str name = feel_name_normal(l->arena, xml_attr(item, "name"));
        struct feel_kind *kind = new_kind(l, KIND_UNKNOWN, name);
        if (!kind) return;
        if (name.len == 0) {
            load_fail(l, item, ERR_INVALID, "类型没有名称", "the item definition has no name");
            return;
        }
        if (table_put(&l->dmn->types, name, kind)) load_no_memory(l);
    }
    for XML_EACH(item, l->root, "itemDefinition") {
        if (l->err) return;
        (void)own_type(l, feel_name_normal(l->arena, xml_attr(item, "name")), 0);
    }
}
