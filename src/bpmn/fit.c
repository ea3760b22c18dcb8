/*
 * fit.c - would an instance go on with other versions of its processes?
 *
 * An instance refers to elements by id, so it fits a version in which every
 * element it stands on is still there, of the same type and in the same scope:
 * under its own id, or under the one that a rename gives it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/run.h"

struct fitting {
    struct bpmn_run *run;                  /* bound to the old versions */
    const struct bpmn **now;               /* the new ones, by the state's processes */
    const struct bpmn_renames *renames;    /* or NULL */
    struct bpmn_misfit *items;
    size_t count, cap;
};

static void add(struct fitting *f, const struct bpmn *was, struct str element, struct str name, const char *zh, const char *en)
{
    struct bpmn_misfit *more;

    for (size_t i = 0; i < f->count; i++)
        if (str_eq(f->items[i].process, was->id) && str_eq(f->items[i].element, element)) return;
    more = bpmn_grow(f->run->arena, f->items, f->count, &f->cap, sizeof *more);
    if (!more) {
        bpmn_no_memory(f->run);
        return;
    }
    f->items = more;
    more[f->count++] = (struct bpmn_misfit){ was->id, element, name, str_from_c(zh), str_from_c(en) };
}

/* Does a rename give the id of `old`, which keeps its own, to something else? */
static bool is_taken(const struct fitting *f, const struct bpmn *was, struct str id)
{
    for (size_t i = 0; f->renames && i < f->renames->count; i++) {
        const struct bpmn_rename *one = &f->renames->at[i];
        if (str_eq(one->to, id) && !str_eq(one->from, id) && (!one->process.len || str_eq(one->process, was->id))) return true;
    }
    return false;
}

/* The element of the same id in the new version, when it is the same thing; NULL: a misfit was noted. */
static const struct bpmn_el *same(struct fitting *f, int32_t process, int32_t index)
{
    const struct bpmn *was = f->run->defs[process], *now = f->now[process];
    const struct bpmn_el *old = &was->elements[index], *old_parent = index ? &was->elements[old->parent] : NULL;
    struct str id = index ? bpmn_renamed(f->renames, was->id, old->id) : old->id;
    const struct bpmn_el *el = now ? table_get(&now->by_id, id) : NULL;

    if (str_eq(id, old->id) && is_taken(f, was, id)) add(f, was, old->id, old->name, "新版本里这个编号已对应另一个环节", "another element is given this id in the new version");
    else if (!el) add(f, was, old->id, old->name, "新版本里没有这个环节", "the new version does not have it");
    else if (!str_eq(el->type, old->type)) add(f, was, old->id, old->name, "新版本里是另一种环节", "it is something else in the new version");
    else if (index && old->parent != 0 && !str_eq(now->elements[el->parent].id, bpmn_renamed(f->renames, was->id, old_parent->id))) add(f, was, old->id, old->name, "新版本里换了位置", "it lies elsewhere in the new version");
    else if (!el->loop != !old->loop) add(f, was, old->id, old->name, "新版本里改了多实例", "it is repeated in another way in the new version");
    else return el;
    return NULL;
}

static bool has_flow(const struct bpmn *def, const struct bpmn_el *el, struct str flow)
{
    for (size_t i = 0; i < el->incoming_count; i++)
        if (str_eq(def->flows[el->incoming[i]].id, flow)) return true;
    return false;
}

static void check_parts(struct fitting *f)
{
    const struct bpmn_state *s = f->run->s;

    for (size_t i = 0; i < s->node_count; i++) (void)same(f, s->nodes[i]->process, s->nodes[i]->index);
    for (size_t i = 0; i < s->token_count; i++) {
        const struct bpmn_token *token = &s->tokens[i];
        const struct bpmn_el *el = same(f, token->process, token->index);

        if (el && token->flow_id.len && !has_flow(f->now[token->process], el, bpmn_renamed(f->renames, f->run->defs[token->process]->id, token->flow_id)))
            add(f, f->run->defs[token->process], token->flow_id, el->name, "新版本里没有这条流", "the new version does not have this flow");
    }
    for (size_t i = 0; i < s->wait_count; i++) {
        const struct bpmn_wait *wait = &s->waits[i];
        const struct bpmn_el *el = same(f, wait->process, wait->index);

        if (el && ((size_t)wait->trigger >= el->trigger_count || el->triggers[wait->trigger].kind != wait->kind))
            add(f, f->run->defs[wait->process], wait->element, el->name, "新版本里等的不是同一种事件", "it waits for another kind of event in the new version");
    }
    for (size_t i = 0; i < s->past_count; i++) (void)same(f, s->pasts[i].process, s->pasts[i].index);
}

static bool has_id(const struct bpmn *def, struct str id)
{
    if (table_get(&def->by_id, id)) return true;
    for (int32_t i = 0; i < def->flow_count; i++)
        if (str_eq(def->flows[i].id, id)) return true;
    return false;
}

/* A rename that names nothing is a slip of the pen; those of processes that the instance does not run are for others. */
static void check_renames(struct fitting *f)
{
    const struct bpmn_state *s = f->run->s;

    for (size_t i = 0; f->renames && i < f->renames->count; i++) {
        const struct bpmn_rename *one = &f->renames->at[i];
        const struct bpmn *in = NULL;
        bool known = false;

        for (size_t p = 0; p < s->process_count; p++) {
            if (one->process.len && !str_eq(one->process, f->run->defs[p]->id)) continue;
            in = f->run->defs[p];
            known |= has_id(in, one->from);
        }
        if (in && !known) add(f, in, one->from, STR(""), "旧版本里没有这个编号", "the old version has no such id");
    }
}

enum err bpmn_state_misfits(struct arena *arena, const struct bpmn_state *state, const struct bpmn *was, const struct bpmn_library *was_library,
                            const struct bpmn *now, const struct bpmn_library *now_library, const struct bpmn_renames *renames,
                            struct bpmn_misfit **out, size_t *count, struct fault *why)
{
    struct bpmn_run run = { .arena = arena, .root = was, .library = was_library, .why = why };
    struct fitting f = { .run = &run, .renames = renames };
    enum err err;

    run.s = bpmn_state_copy(arena, state);
    err = run.s ? bpmn_bind(&run) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (err) return err;
    f.now = arena_array(arena, const struct bpmn *, run.s->process_count + 1);
    if (!f.now) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < run.s->process_count; i++)
        f.now[i] = i == 0 ? now : now_library ? now_library->find(&run.s->processes[i].wanted, now_library->arg) : NULL;
    check_parts(&f);
    check_renames(&f);
    if (run.err) return run.err;
    *out = f.items;
    *count = f.count;
    return ERR_OK;
}
