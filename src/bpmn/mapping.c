/*
 * mapping.c - input and output mappings (zeebe:ioMapping), as Zeebe does them.
 *
 * An input sets a variable of the activity itself.  An output is evaluated
 * inside the activity and set outside it: where the name is found, else in the process.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

static bool too_large(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_stage stage, struct str name)
{
    if (!run->err)
        bpmn_stick(run, node, stage, "variable", "变量“%.*s”过大、过深或变量过多",
                   "variable \"%.*s\" is too large or too deep, or there are too many", STR_ARG(utf8_prefix(name, 80)));
    return false;
}

/* `context` with `value` at the dotted path. */
static const struct feel_value *with_path(struct bpmn_run *run, const struct feel_value *context, struct str path,
                                          const struct feel_value *value)
{
    ptrdiff_t dot = str_find(path, STR("."));
    struct str head = dot < 0 ? path : str_sub(path, 0, (size_t)dot);
    const struct feel_value *result;

    if (dot >= 0) {
        const struct feel_value *inner = feel_get(context, head);
        value = with_path(run, inner->type == FEEL_CONTEXT ? inner : bpmn_empty(),
                          str_sub(path, (size_t)dot + 1, path.len), value);
    }
    result = feel_context_with(run->arena, context, head, value);
    if (result) return result;
    bpmn_no_memory(run);
    return bpmn_empty();
}

/* The first name of the target and the value it gets, given the variables it lies in. */
static struct str targeted(struct bpmn_run *run, const struct feel_value *around, struct str target,
                           const struct feel_value **value)
{
    ptrdiff_t dot = str_find(target, STR("."));
    struct str head = dot < 0 ? target : str_sub(target, 0, (size_t)dot);
    const struct feel_value *old;

    if (dot < 0) return head;
    old = feel_get(around, head);
    *value = with_path(run, old->type == FEEL_CONTEXT ? old : bpmn_empty(),
                       str_sub(target, (size_t)dot + 1, target.len), *value);
    return head;
}

bool bpmn_map_inputs(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    for (size_t i = 0; i < el->input_count; i++) {
        const struct feel_value *value = bpmn_eval_text(run, node, &el->inputs[i].source, NULL);
        struct str name = targeted(run, node->variables ? node->variables : bpmn_empty(), el->inputs[i].target, &value);

        if (!bpmn_set_local(run, node, name, value)) return too_large(run, node, STAGE_ENTERING, name);
    }
    return true;
}

bool bpmn_map_outputs(struct bpmn_run *run, struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);
    struct bpmn_node *parent = bpmn_parent(run, node);

    for (size_t i = 0; parent && i < el->output_count; i++) {
        const struct feel_value *value = bpmn_eval_text(run, node, &el->outputs[i].source, NULL);
        struct str name = targeted(run, bpmn_visible(run, parent), el->outputs[i].target, &value);

        if (!bpmn_set_outwards(run, parent, name, value)) return too_large(run, node, STAGE_COMPLETING, name);
    }
    return true;
}

bool bpmn_take_outcome(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *variables)
{
    bool kept = bpmn_el(run, node)->output_count ? bpmn_merge_local(run, node, variables)
                                                 : bpmn_merge_outwards(run, node, variables);

    return kept || too_large(run, node, STAGE_COMPLETING, STR("…"));
}
