/*
 * decide.c - evaluating decisions, knowledge and services.
 *
 * A decision sees only what its requirements name (DMN 1.5, 10.4).  Each
 * element is evaluated once per run; a decision service is a run of its own
 * whose input decisions are given instead of evaluated.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "dmn/model.h"

#include <string.h>

enum { MATCHES_MAX = 64, DECISION_DEPTH = 12 };      /* what one decision counts in the run's depth */

struct memo {
    const struct element *element;
    const struct feel_value *value;                  /* NULL: being evaluated */
    struct memo *next;
};

struct decide {
    const struct feel_value *inputs;                 /* a context */
    struct memo *known;
    struct dmn_result *result;
};

static const struct feel_value *element_value(struct feel_run *run, const struct element *element, struct str import);

void decide_match(struct feel_run *run, const struct dmn_match *match)
{
    struct dmn_result *result = ((struct decide *)run->host)->result;

    size_t count = result->match_count;

    if (count >= MATCHES_MAX) return;
    if ((count & (count - 1)) == 0) {               /* full at each power of two */
        struct dmn_match *grown = arena_array(run->arena, struct dmn_match, count ? 2 * count : 1);
        if (!grown) return;
        if (count) memcpy(grown, result->matches, count * sizeof *grown);
        result->matches = grown;
    }
    result->matches[result->match_count++] = *match;
}

/* ── What an element sees ──────────────────────────────────────────────── */

/* Adds name: value, inside the context named `import` when there is one. */
static bool add_name(struct feel_run *run, struct feel_entry *entries, size_t *count, const struct requirement *need)
{
    const struct feel_value *value = element_value(run, need->to, need->import);
    static const struct feel_value EMPTY = { .type = FEEL_CONTEXT };
    size_t i = 0;

    if (!need->import.at) {
        entries[(*count)++] = (struct feel_entry){ need->to->name, value };
        return true;
    }
    while (i < *count && !str_eq(entries[i].name, need->import)) i++;
    if (i == *count) entries[(*count)++] = (struct feel_entry){ need->import, &EMPTY };
    entries[i].value = feel_context_with(run->arena, entries[i].value, need->to->name, value);
    return entries[i].value->type == FEEL_CONTEXT;
}

/* The names `element` may use, with room for `extra` more. */
static struct feel_entry *frame(struct feel_run *run, const struct element *element, size_t extra, size_t *count)
{
    struct feel_entry *entries = arena_array(run->arena, struct feel_entry, element->need_count + extra + 1);

    *count = 0;
    for (size_t i = 0; entries && i < element->need_count; i++)
        if (!add_name(run, entries, count, &element->needs[i])) entries = NULL;
    if (!entries) feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
    return entries;
}

/* ── Functions ─────────────────────────────────────────────────────────── */

static const struct feel_value *function_of(struct feel_run *run, const struct element *element);

static const struct feel_value *call_knowledge(struct feel_run *run, const void *data, const struct feel_value *const *args)
{
    const struct element *element = data;
    size_t count;
    struct feel_entry *entries = element->logic ? frame(run, element, 1, &count) : NULL;
    struct feel_scope scope = { .now_ms = run->now_ms };

    if (!entries) return &FEEL_NULL_VALUE;
    entries[count++] = (struct feel_entry){ element->name, function_of(run, element) };
    scope.names = (struct feel_context){ count, entries };
    return feel_call(run, 0, feel_eval_node(run, element->logic, &scope), args, element->param_count);
}

static struct memo *remember(struct feel_run *run, const struct element *element, const struct feel_value *value)
{
    struct decide *decide = run->host;
    struct memo *memo = arena_new(run->arena, struct memo);

    if (!memo) {
        feel_stop(run, "计算占用内存过多，已停止", "the evaluation needs too much memory and was stopped");
        return NULL;
    }
    *memo = (struct memo){ element, value, decide->known };
    decide->known = memo;
    return memo;
}

/* The outputs of a service: the value of a single one, or a context of them. */
static const struct feel_value *service_value(struct feel_run *run, const struct element *service)
{
    struct feel_entry *entries = arena_array(run->arena, struct feel_entry, service->output_count);

    if (!entries) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < service->output_count; i++)
        entries[i] = (struct feel_entry){ service->outputs[i]->name, element_value(run, service->outputs[i], STR_NONE) };
    return service->output_count == 1 ? entries[0].value : feel_make_context(run, entries, service->output_count);
}

static const struct feel_value *call_service(struct feel_run *run, const void *data, const struct feel_value *const *args)
{
    const struct element *service = data;
    static const struct feel_value EMPTY = { .type = FEEL_CONTEXT };
    struct decide own = { .inputs = &EMPTY, .result = ((struct decide *)run->host)->result };
    void *host = run->host;
    const struct feel_value *value;

    run->host = &own;
    for (size_t i = 0; i < service->param_count; i++) remember(run, service->inputs[i], args[i]);
    value = service_value(run, service);
    run->host = host;
    return feel_coerce(run, 0, value, service->type && service->type->form == KIND_FUNCTION ? service->type->of : service->type, service->name);
}

static const struct feel_value *function_of(struct feel_run *run, const struct element *element)
{
    struct feel_function *function = arena_new(run->arena, struct feel_function);
    struct feel_value *value = feel_new(run, FEEL_FUNCTION);

    if (!function || !value) return &FEEL_NULL_VALUE;
    function->params = element->params;
    function->param_count = element->param_count;
    function->native = element->kind == ELEMENT_SERVICE ? call_service : call_knowledge;
    function->data = element;
    value->function = function;
    return value;
}

/* ── Values ────────────────────────────────────────────────────────────── */

/* From the inputs by name; for an element of another model also inside the context of its import. */
static const struct feel_value *given(struct feel_run *run, const struct element *element, struct str import)
{
    const struct decide *decide = run->host;
    const struct feel_value *value = feel_context_get(decide->inputs, element->name);

    if (!value && import.at) value = feel_context_get(feel_get(decide->inputs, import), element->name);
    if (!value) return &FEEL_NULL_VALUE;
    return feel_coerce(run, 0, value, element->type, element->name);
}

static const struct feel_value *decision_value(struct feel_run *run, const struct element *element)
{
    size_t count;
    struct feel_entry *entries;
    struct feel_scope scope = { .now_ms = run->now_ms };
    const struct feel_value *value = &FEEL_NULL_VALUE;

    if (!element->logic) return given(run, element, STR_NONE);
    if (run->depth + DECISION_DEPTH > RUN_DEPTH_MAX) {
        feel_stop(run, "决策嵌套过深，已停止", "decisions are nested too deeply, evaluation was stopped");
        return value;
    }
    run->depth += DECISION_DEPTH;
    entries = frame(run, element, 0, &count);
    if (entries) {
        struct str where = run->where;
        uint32_t row = run->row;
        run->where = element->name;
        run->row = 0;
        scope.names = (struct feel_context){ count, entries };
        value = feel_eval_node(run, element->logic, &scope);
        run->where = where;
        run->row = row;
    }
    run->depth -= DECISION_DEPTH;
    return value;
}

static const struct feel_value *element_value(struct feel_run *run, const struct element *element, struct str import)
{
    struct memo *memo;

    for (memo = ((struct decide *)run->host)->known; memo; memo = memo->next)
        if (memo->element == element) return memo->value ? memo->value : feel_note(run, 0, "决策互相依赖", "decisions depend on one another");
    if (element->kind == ELEMENT_KNOWLEDGE || element->kind == ELEMENT_SERVICE) return function_of(run, element);
    if (element->kind == ELEMENT_INPUT) return given(run, element, import);
    memo = remember(run, element, NULL);
    if (!memo) return &FEEL_NULL_VALUE;
    memo->value = decision_value(run, element);
    return memo->value;
}

/* A service, or knowledge, called with the inputs that bear its parameters' names. */
static const struct feel_value *invoke(struct feel_run *run, const struct element *element, const struct feel_value *inputs)
{
    const struct feel_value **args = arena_array(run->arena, const struct feel_value *, element->param_count + 1);

    if (!args) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < element->param_count; i++) args[i] = feel_get(inputs, element->params[i].name);
    return feel_call(run, 0, function_of(run, element), args, element->param_count);
}

enum err dmn_decide(struct arena *arena, const struct dmn *dmn, struct str decision,
                    const struct feel_value *inputs, int64_t now_ms, struct dmn_result *out, struct fault *why)
{
    const struct element *element = table_get(&dmn->by_id, decision);
    struct decide decide = { .inputs = inputs, .result = out };
    struct feel_run run = { .arena = arena, .now_ms = now_ms, .host = &decide };

    if (!element) element = table_get(&dmn->by_name, decision);
    if (!element || element->kind == ELEMENT_INPUT)
        return fault_set(why, ERR_NOT_FOUND, "没有名为“%.*s”的决策", "there is no decision \"%.*s\"", STR_ARG(utf8_prefix(decision, 60)));
    *out = (struct dmn_result){ .value = &FEEL_NULL_VALUE };
    run.notes = &out->notes;
    out->value = element->kind == ELEMENT_DECISION ? element_value(&run, element, STR_NONE) : invoke(&run, element, inputs);
    if (run.stopped) out->value = &FEEL_NULL_VALUE;
    return ERR_OK;
}
