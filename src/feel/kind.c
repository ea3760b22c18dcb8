/*
 * kind.c - does a value have a type, and the conversions DMN does without being asked
 * (DMN 1.5, 10.3.2.9.4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/run.h"

static bool conforms(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind, bool allowed);

static bool conforms_list(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind, bool allowed)
{
    if (value->type != FEEL_LIST) return false;
    for (size_t i = 0; i < value->list.count; i++)
        if (!conforms(run, &value->list.items[i], kind->of, allowed)) return false;
    return true;
}

static bool conforms_context(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind, bool allowed)
{
    if (value->type != FEEL_CONTEXT) return false;
    for (size_t i = 0; i < kind->count; i++) {
        const struct feel_value *entry = feel_context_get(value, kind->fields[i].name);
        if (!entry || !conforms(run, entry, kind->fields[i].kind, allowed)) return false;
    }
    return true;
}

static bool conforms_range(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind)
{
    const struct feel_range *range = &value->range;

    if (value->type != FEEL_RANGE) return false;
    return (!range->low || conforms(run, range->low, kind->of, false)) && (!range->high || conforms(run, range->high, kind->of, false));
}

static bool is_any(const struct feel_kind *kind)
{
    return !kind || kind->form == KIND_ANY;
}

/* Can a value of type `a` stand wherever one of type `b` may? */
static bool kind_conforms(const struct feel_kind *a, const struct feel_kind *b, int depth)
{
    if (is_any(b) || a == b) return true;
    if (is_any(a) || a->form != b->form || depth > FEEL_DEPTH_MAX) return false;
    if (a->form == KIND_SIMPLE) return a->simple == b->simple;
    if (a->form == KIND_LIST || a->form == KIND_RANGE) return kind_conforms(a->of, b->of, depth + 1);
    for (size_t i = 0; a->form == KIND_CONTEXT && i < b->count; i++) {
        size_t k = 0;
        while (k < a->count && !str_eq(a->fields[k].name, b->fields[i].name)) k++;
        if (k == a->count || !kind_conforms(a->fields[k].kind, b->fields[i].kind, depth + 1)) return false;
    }
    return true;
}

/* Parameters may be wider than asked, never narrower; the result counts where the function states it. */
static bool conforms_function(const struct feel_value *value, const struct feel_kind *kind)
{
    const struct feel_function *f = value->function;

    if (value->type != FEEL_FUNCTION) return false;
    if (!kind->of || f->builtin) return true;
    if (f->param_count != kind->count) return false;
    for (size_t i = 0; i < kind->count; i++)
        if (!kind_conforms(kind->fields[i].kind, f->params[i].kind, 0)) return false;
    return !f->literal || !f->literal->function.result || kind_conforms(f->literal->function.result, kind->of, 0);
}

static bool has_form(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind, bool allowed)
{
    switch (kind->form) {
    case KIND_ANY: return true;
    case KIND_SIMPLE: return value->type == kind->simple;
    case KIND_LIST: return conforms_list(run, value, kind, allowed);
    case KIND_RANGE: return conforms_range(run, value, kind);
    case KIND_CONTEXT: return conforms_context(run, value, kind, allowed);
    case KIND_FUNCTION: return conforms_function(value, kind);
    case KIND_UNKNOWN: break;
    }
    return false;
}

/* `allowed`: the allowed values must hold as well.  Null conforms: it stands for a value not known. */
static bool conforms(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind, bool allowed)
{
    if (!kind || value->type == FEEL_NULL) return true;
    if (run->stopped || ++run->steps > FEEL_STEPS_MAX) return false;
    if (run->depth >= RUN_DEPTH_MAX) return false;
    run->depth++;
    bool fits = (!kind->base || conforms(run, value, kind->base, allowed)) && has_form(run, value, kind, allowed) &&
                (!allowed || !kind->allowed || feel_test_node(run, kind->allowed, value, NULL) == 1) &&
                (!allowed || !kind->constraint || feel_test_node(run, kind->constraint, value, NULL) == 1);
    run->depth--;
    return fits;
}

bool feel_conforms(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind)
{
    return conforms(run, value, kind, false);
}

/* What the conversions make of the value, or NULL. */
static const struct feel_value *convert(struct feel_run *run, const struct feel_value *value, const struct feel_kind *kind)
{
    struct feel_temporal midnight;
    const struct feel_value *item;

    if (conforms(run, value, kind, true)) return value;
    if (kind->form == KIND_LIST && value->type != FEEL_LIST) {
        item = convert(run, value, kind->of);
        item = item ? feel_make_list(run, item, 1) : NULL;
        return item && conforms(run, item, kind, true) ? item : NULL;
    }
    if (kind->form != KIND_LIST && value->type == FEEL_LIST && value->list.count == 1) return convert(run, &value->list.items[0], kind);
    if (kind->form == KIND_SIMPLE && kind->simple == FEEL_DATE_TIME && value->type == FEEL_DATE) {
        midnight = value->temporal;
        midnight.has_offset = true;
        item = feel_make_temporal(run, FEEL_DATE_TIME, &midnight);
        return conforms(run, item, kind, true) ? item : NULL;
    }
    return NULL;
}

const struct feel_value *feel_coerce(struct feel_run *run, size_t at, const struct feel_value *value,
                                     const struct feel_kind *kind, struct str what)
{
    const struct feel_value *converted;

    if (!kind || kind->form == KIND_ANY || value->type == FEEL_NULL) return value;
    converted = convert(run, value, kind);
    if (converted) return converted;
    return feel_note(run, at, "“%.*s”的值不符合类型 %.*s", "the value of \"%.*s\" is not of type %.*s", STR_ARG(what), STR_ARG(kind->name));
}
