/*
 * basics.c - nodes, tokens, effects, incidents: the small moves everything is made of.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

#include <stdarg.h>
#include <stdio.h>

const struct bpmn *bpmn_def(const struct bpmn_run *run, const struct bpmn_node *node)
{
    return run->defs[node->process];
}

const struct bpmn_el *bpmn_el(const struct bpmn_run *run, const struct bpmn_node *node)
{
    return &run->defs[node->process]->elements[node->index];
}

const struct bpmn_el *bpmn_el_at(const struct bpmn_run *run, const struct bpmn_node *node, int32_t index)
{
    return &run->defs[node->process]->elements[index];
}

struct bpmn_node *bpmn_parent(const struct bpmn_run *run, const struct bpmn_node *node)
{
    return node->parent ? bpmn_state_node(run->s, node->parent) : NULL;
}

void bpmn_no_memory(struct bpmn_run *run)
{
    if (!run->err) run->err = fault_set(run->why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

struct bpmn_effect *bpmn_emit(struct bpmn_run *run, enum bpmn_effect_kind kind, const struct bpmn_node *node)
{
    struct bpmn_effect *more = bpmn_grow(run->arena, run->effects, run->effect_count, &run->effect_cap, sizeof *more),
                       *effect;

    if (!more)
        bpmn_no_memory(run);
    else
        run->effects = more;
    effect = more ? &run->effects[run->effect_count++] : &run->sink;
    *effect = (struct bpmn_effect){ .kind = kind };
    if (!node) return effect;
    effect->activity = node->id;
    effect->process = bpmn_def(run, node)->id;
    effect->element = node->element;
    effect->name = bpmn_el(run, node)->name;
    return effect;
}

struct bpmn_node *bpmn_node_new(struct bpmn_run *run, const struct bpmn_node *parent, int32_t process, int32_t index,
                                enum bpmn_role role)
{
    struct bpmn_state *s = run->s;
    struct bpmn_node **more =
        bpmn_grow(run->arena, s->nodes, s->node_count, &s->node_cap, sizeof(struct bpmn_node *)); /* NOLINT: pointers */
    struct bpmn_node *node = more ? arena_new(run->arena, struct bpmn_node) : NULL;
    struct bpmn_node *up = parent ? bpmn_state_node(s, parent->id) : NULL;

    if (!node) {
        bpmn_no_memory(run);
        return NULL;
    }
    s->nodes = more;
    s->nodes[s->node_count++] = node;
    run->steps++;
    node->id = ++s->last_id;
    node->parent = up ? up->id : 0;
    node->process = process;
    node->index = index;
    node->element = run->defs[process]->elements[index].id;
    node->role = role;
    node->chosen = BPMN_NONE;
    if (up) up->children++;
    return node;
}

void bpmn_choose(struct bpmn_run *run, struct bpmn_node *node, int32_t index)
{
    node->chosen = index;
    node->chosen_element = index == BPMN_NONE ? STR_NONE : bpmn_el_at(run, node, index)->id;
}

size_t bpmn_node_depth(const struct bpmn_run *run, const struct bpmn_node *node)
{
    size_t depth = 0;

    while (node && depth <= BPMN_DEPTH_MAX) {
        node = bpmn_parent(run, node);
        depth++;
    }
    return depth;
}

void bpmn_push(struct bpmn_run *run, struct bpmn_node *scope, int32_t index, int32_t flow)
{
    struct bpmn_move *more;

    if (run->move_head > 64 && run->move_head * 2 > run->move_count) { /* reuse what was taken */
        run->move_count -= run->move_head;
        for (size_t i = 0; i < run->move_count; i++) run->moves[i] = run->moves[run->move_head + i];
        run->move_head = 0;
    }
    more = bpmn_grow(run->arena, run->moves, run->move_count, &run->move_cap, sizeof *more);
    if (!more) {
        bpmn_no_memory(run);
        return;
    }
    run->moves = more;
    run->moves[run->move_count++] = (struct bpmn_move){ scope->id, index, flow };
    scope->queued++;
}

void bpmn_token_add(struct bpmn_run *run, struct bpmn_node *scope, enum bpmn_token_kind kind, int32_t index,
                    int32_t flow)
{
    struct bpmn_state *s = run->s;
    struct bpmn_token *more = bpmn_grow(run->arena, s->tokens, s->token_count, &s->token_cap, sizeof *more);
    const struct bpmn *def = bpmn_def(run, scope);

    if (!more) {
        bpmn_no_memory(run);
        return;
    }
    s->tokens = more;
    s->tokens[s->token_count++] = (struct bpmn_token){ .scope = scope->id,
                                                       .kind = kind,
                                                       .process = scope->process,
                                                       .index = index,
                                                       .flow = flow,
                                                       .element = def->elements[index].id,
                                                       .flow_id = flow == BPMN_NONE ? STR_NONE : def->flows[flow].id };
    if (kind != TOKEN_SPENT) scope->tokens++;
}

void bpmn_token_drop(struct bpmn_run *run, size_t at)
{
    struct bpmn_state *s = run->s;
    struct bpmn_node *scope = bpmn_state_node(s, s->tokens[at].scope);

    if (scope && s->tokens[at].kind != TOKEN_SPENT) scope->tokens--;
    for (size_t i = at + 1; i < s->token_count; i++) s->tokens[i - 1] = s->tokens[i];
    s->token_count--;
}

static PRINTF_LIKE(2, 0) struct str formatted(struct bpmn_run *run, const char *format, va_list values)
{
    char text[480];
    int len = vsnprintf(text, sizeof text, format, values);
    struct str copy = str_dup(run->arena, str_sub(str_from_c(text), 0, len > 0 ? (size_t)len : 0));

    if (!copy.at) {
        bpmn_no_memory(run);
        return STR("");
    }
    while (copy.len > 0 && !utf8_valid(copy)) copy.len--; /* cut at a character */
    return copy;
}

/* The element's name, else its id. */
struct str bpmn_label(const struct bpmn_run *run, const struct bpmn_node *node)
{
    const struct bpmn_el *el = bpmn_el(run, node);

    return utf8_prefix(el->name.len ? el->name : el->id, 40);
}

void bpmn_stick_feel(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_stage stage, const char *code,
                     const char *zh, const char *en, const struct feel_expr *expr)
{
    struct feel_notes notes = { 0 };
    struct str label = bpmn_label(run, node);
    struct feel_spot spot;

    if (!expr) {
        bpmn_stick(run, node, stage, code, "“%.*s”%s%.0s", "\"%.*s\"%.0s%s", STR_ARG(label), zh, en);
        return;
    }
    (void)bpmn_eval(run, node, expr, &notes);
    spot = feel_spot(feel_text(expr), notes.count ? notes.first[0].at : 0);
    if (notes.count)
        bpmn_stick(run, node, stage, code, "“%.*s”%s%.0s；表达式“%s”第 %zu 个字：%s%.0s",
                   "\"%.*s\"%.0s%s; expression \"%s\", character %zu: %.0s%s", STR_ARG(label), zh, en, spot.text,
                   spot.character, notes.first[0].zh, notes.first[0].en);
    else
        bpmn_stick(run, node, stage, code, "“%.*s”%s%.0s；表达式“%s”", "\"%.*s\"%.0s%s; expression \"%s\"",
                   STR_ARG(label), zh, en, spot.text);
}

void bpmn_stick(struct bpmn_run *run, struct bpmn_node *node, enum bpmn_stage stage, const char *code, const char *zh,
                const char *en, ...)
{
    struct bpmn_stuck *stuck = arena_new(run->arena, struct bpmn_stuck);
    struct bpmn_effect *effect;
    va_list values;

    if (!stuck) {
        bpmn_no_memory(run);
        return;
    }
    stuck->code = str_from_c(code);
    va_start(values, en);
    stuck->zh = formatted(run, zh, values);
    va_end(values);
    va_start(values, en);
    stuck->en = formatted(run, en, values);
    va_end(values);
    node->stage = stage;
    node->stuck = stuck;
    effect = bpmn_emit(run, BPMN_INCIDENT, node);
    effect->code = stuck->code;
    effect->text = stuck->zh;
    effect->text_en = stuck->en;
}
