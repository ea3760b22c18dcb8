/*
 * variables.c - what expressions see and where results go.
 *
 * A variable belongs to the node that set it locally (input mapping, loop
 * element) or to the process.  Expressions see the node and everything around
 * it up to its own process: a called process sees nothing of its caller.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

/* Bounds of a value that is kept; `room` is what is left of its bytes. */
static bool fits(const struct feel_value *value, int depth, size_t *room)
{
    size_t cost = 8;

    if (!value || depth > BPMN_VALUE_DEPTH_MAX) return !value;
    if (value->type == FEEL_STRING) {
        cost += value->string.len;
        for (size_t i = 0; i < value->string.len; i++)
            if (value->string.at[i] == 0) return false;
        if (!utf8_valid(value->string)) return false;
    }
    if (*room < cost) return false;
    *room -= cost;
    if (value->type == FEEL_LIST)
        for (size_t i = 0; i < value->list.count; i++)
            if (!fits(&value->list.items[i], depth + 1, room)) return false;
    if (value->type == FEEL_CONTEXT)
        for (size_t i = 0; i < value->context.count; i++) {
            struct feel_value name = { .type = FEEL_STRING, .string = value->context.entries[i].name };
            if (!fits(&name, depth + 1, room) || !fits(value->context.entries[i].value, depth + 1, room)) return false;
        }
    return true;
}

bool bpmn_value_fits(const struct feel_value *value)
{
    size_t room = BPMN_VALUE_BYTES_MAX;

    return fits(value, 0, &room);
}

/* The node a variable lookup goes on with; none beyond the process. */
static struct bpmn_node *outwards(const struct bpmn_run *run, const struct bpmn_node *node)
{
    return node->index == 0 ? NULL : bpmn_parent(run, node);
}

const struct feel_value *bpmn_eval(struct bpmn_run *run, const struct bpmn_node *node, const struct feel_expr *expr,
                                   struct feel_notes *notes)
{
    struct feel_scope scopes[BPMN_DEPTH_MAX + 2];
    const struct feel_value *value;
    size_t count = 0;

    for (; node && count <= BPMN_DEPTH_MAX; node = outwards(run, node)) {
        if (!node->variables) continue;
        scopes[count++] = (struct feel_scope){ .names = node->variables->context, .now_ms = run->now };
    }
    if (count == 0) scopes[count++] = (struct feel_scope){ .now_ms = run->now };
    for (size_t i = 0; i + 1 < count; i++) scopes[i].outer = &scopes[i + 1];
    value = feel_eval(run->arena, expr, &scopes[0], notes);
    if (value) return value;
    bpmn_no_memory(run);
    return &FEEL_NULL_VALUE;
}

const struct feel_value *bpmn_eval_text(struct bpmn_run *run, const struct bpmn_node *node,
                                        const struct bpmn_text *text, struct feel_notes *notes)
{
    const struct feel_value *value;

    if (text->expr) return bpmn_eval(run, node, text->expr, notes);
    if (!text->text.at) return &FEEL_NULL_VALUE;
    value = feel_string(run->arena, text->text);
    if (value) return value;
    bpmn_no_memory(run);
    return &FEEL_NULL_VALUE;
}

bool bpmn_holds(struct bpmn_run *run, const struct bpmn_node *node, const struct feel_expr *condition)
{
    return feel_is_true(bpmn_eval(run, node, condition, NULL));
}

static void print_plain(struct buf *out, const struct feel_value *value)
{
    if (value->type == FEEL_STRING)
        buf_str(out, value->string);
    else if (value->type == FEEL_LIST)
        for (size_t i = 0; i < value->list.count; i++) {
            if (i) buf_byte(out, ',');
            if (value->list.items[i].type != FEEL_LIST) print_plain(out, &value->list.items[i]);
        }
    else if (value->type == FEEL_NUMBER || value->type == FEEL_BOOLEAN)
        feel_print(out, value);
}

struct str bpmn_eval_str(struct bpmn_run *run, const struct bpmn_node *node, const struct bpmn_text *text)
{
    const struct feel_value *value;
    struct buf out;

    if (!text->text.at) return STR_NONE;
    if (!text->expr) return text->text;
    value = bpmn_eval(run, node, text->expr, NULL);
    if (value->type == FEEL_NULL) return STR_NONE;
    if (value->type == FEEL_STRING) return value->string;
    buf_init(&out, run->arena, BPMN_VALUE_BYTES_MAX);
    print_plain(&out, value);
    return out.len ? buf_done(&out) : STR_NONE;
}

bool bpmn_has(const struct feel_value *context, struct str name)
{
    for (size_t i = 0; context && i < context->context.count; i++)
        if (str_eq(context->context.entries[i].name, name)) return true;
    return false;
}

bool bpmn_set_local(struct bpmn_run *run, struct bpmn_node *node, struct str name, const struct feel_value *value)
{
    const struct feel_value *context = node->variables ? node->variables : bpmn_empty();

    if (!bpmn_value_fits(value) || (context->context.count >= BPMN_VARIABLES_MAX && !bpmn_has(context, name))) return false;
    context = feel_context_with(run->arena, context, name, value);
    if (!context || context->type != FEEL_CONTEXT) {
        bpmn_no_memory(run);
        return false;
    }
    node->variables = context;
    run->conditions = true;
    return true;
}

bool bpmn_set_outwards(struct bpmn_run *run, struct bpmn_node *node, struct str name, const struct feel_value *value)
{
    struct bpmn_node *at = node, *up;

    while (!bpmn_has(at->variables, name) && (up = outwards(run, at))) at = up;
    return bpmn_set_local(run, at, name, value);
}

bool bpmn_merge_local(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *context)
{
    if (!context || context->type != FEEL_CONTEXT) return true;
    for (size_t i = 0; i < context->context.count; i++)
        if (!bpmn_set_local(run, node, context->context.entries[i].name, context->context.entries[i].value))
            return false;
    return true;
}

bool bpmn_merge_outwards(struct bpmn_run *run, struct bpmn_node *node, const struct feel_value *context)
{
    if (!context || context->type != FEEL_CONTEXT) return true;
    for (size_t i = 0; i < context->context.count; i++)
        if (!bpmn_set_outwards(run, node, context->context.entries[i].name, context->context.entries[i].value))
            return false;
    return true;
}

const struct feel_value *bpmn_visible(struct bpmn_run *run, const struct bpmn_node *node)
{
    const struct feel_value *all = NULL;

    for (; node; node = outwards(run, node)) {
        const struct feel_value *own = node->variables;

        if (!own || own->context.count == 0) continue;
        if (!all) {
            all = own;
            continue;
        }
        for (size_t i = 0; i < own->context.count && all; i++)
            if (!bpmn_has(all, own->context.entries[i].name))
                all = feel_context_with(run->arena, all, own->context.entries[i].name, own->context.entries[i].value);
        if (!all) break;
    }
    return all ? all : bpmn_empty();
}
