/*
 * round.c - a countersignature (会签) opened on a running user task, with its
 * own people and its own rule.
 *
 * A round is a node inside the task's node (ROLE_ROUND), its votes are
 * signatures inside the round.  It passes when agreed ≥ need and fails when
 * that cannot come any more: agreed + open < need, where need is the share of
 * all who are asked (voted or open), rounded up, at least one.  So a share of
 * 100 wants all, 0 anyone.  Whoever is added or taken out changes the need.
 * The round is over as soon as it is decided: votes still open are cancelled,
 * the figures stay with the task as its own variable `countersign`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/round.h"

#include "bpmn/behave.h"

enum { WHOLE = 100 };
struct tally { int64_t share, agreed, refused, open; };

static const struct str FIGURES = { "countersign", 11 };

static enum err refused(struct bpmn_run *run, const char *zh, const char *en)
{
    return fault_set(run->why, ERR_CONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

static enum err too_large(struct bpmn_run *run)
{
    return run->err ? run->err : fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
}

/* A whole number of a context between 0 and `max`; `absent` when it is none. */
static int64_t figure(const struct feel_value *context, struct str name, int64_t max, int64_t absent)
{
    const struct feel_value *value = context && context->type == FEEL_CONTEXT ? feel_get(context, name) : NULL;
    int64_t number;

    if (!value || value->type != FEEL_NUMBER || !decimal_to_int(value->number, &number)) return absent;
    return number < 0 || number > max ? absent : number;
}

static const struct feel_value *kept(const struct bpmn_node *node)
{
    const struct feel_value *figures = node->variables ? feel_get(node->variables, FIGURES) : NULL;

    return figures && figures->type == FEEL_CONTEXT ? figures : NULL;
}

static struct tally tally_of(const struct bpmn_node *round)
{
    const struct feel_value *figures = kept(round);

    return (struct tally){ figure(figures, STR("share"), WHOLE, WHOLE), figure(figures, STR("agreed"), BPMN_SIGNATURES_MAX, 0),
                           figure(figures, STR("refused"), BPMN_SIGNATURES_MAX, 0), round->children };
}

static const struct feel_value *with(struct bpmn_run *run, const struct feel_value *context, struct str name, int64_t number)
{
    const struct feel_value *value = feel_integer(run->arena, number);

    context = context && value ? feel_context_with(run->arena, context, name, value) : NULL;
    if (!context) bpmn_no_memory(run);
    return context;
}

/* Leaves the figures with `node`: the round while it goes on, then its task. */
static const struct feel_value *keep(struct bpmn_run *run, struct bpmn_node *node, const struct tally *tally, struct str result)
{
    const struct feel_value *figures = with(run, bpmn_empty(), STR("share"), tally->share), *word;

    figures = with(run, figures, STR("agreed"), tally->agreed);
    figures = with(run, figures, STR("refused"), tally->refused);
    if (result.len) {
        word = feel_string(run->arena, result);
        figures = with(run, figures, STR("asked"), tally->agreed + tally->refused + tally->open);
        figures = figures && word ? feel_context_with(run->arena, figures, STR("result"), word) : NULL;
    }
    if (!figures) bpmn_no_memory(run);
    else if (!bpmn_set_local(run, node, FIGURES, figures) && !run->err) run->err = too_large(run);
    return figures;
}

struct bpmn_node *bpmn_round_of(const struct bpmn_run *run, const struct bpmn_node *task)
{
    for (size_t i = 0; i < run->s->node_count; i++) {
        struct bpmn_node *node = run->s->nodes[i];
        if (!node->gone && node->parent == task->id && node->role == ROLE_ROUND) return node;
    }
    return NULL;
}

/* STR_NONE while it is open. */
static struct str outcome(const struct tally *tally)
{
    int64_t asked = tally->agreed + tally->refused + tally->open, need = (asked * tally->share + WHOLE - 1) / WHOLE;

    if (asked == 0) return STR("void");
    if (need < 1) need = 1;
    if (tally->agreed >= need) return STR("agreed");
    return tally->agreed + tally->open < need ? STR("refused") : STR_NONE;
}

static bool settle(struct bpmn_run *run, struct bpmn_node *round, const struct tally *tally)
{
    struct str result = outcome(tally);
    struct bpmn_node *task = bpmn_parent(run, round);
    const struct feel_value *figures;
    struct bpmn_effect *effect;

    if (!result.at) return false;
    bpmn_cancel_inside(run, round, NULL);
    bpmn_emit(run, BPMN_LEAVE, round);
    bpmn_remove(run, round);
    figures = keep(run, task, tally, result);
    effect = bpmn_emit(run, BPMN_ROUND, task);
    effect->text = result;
    effect->variables = figures;
    return true;
}

bool bpmn_round_vote(struct bpmn_run *run, struct bpmn_node *vote, bool against)
{
    struct bpmn_node *round = bpmn_parent(run, vote);
    struct tally tally;

    bpmn_emit(run, BPMN_LEAVE, vote);
    bpmn_remove(run, vote);
    tally = tally_of(round);
    if (against) tally.refused++;
    else tally.agreed++;
    if (settle(run, round, &tally)) return true;
    (void)keep(run, round, &tally, STR_NONE);
    return false;
}

bool bpmn_round_drop(struct bpmn_run *run, struct bpmn_node *vote)
{
    struct bpmn_node *round = bpmn_parent(run, vote);
    struct tally tally;

    bpmn_cancel_node(run, vote);
    tally = tally_of(round);
    return settle(run, round, &tally);
}

enum err bpmn_round_add(struct bpmn_run *run, struct bpmn_node *round, const struct feel_value *variables)
{
    struct tally tally = tally_of(round);
    struct bpmn_effect *effect;
    struct bpmn_node *vote;

    if (tally.agreed + tally.refused + tally.open >= BPMN_SIGNATURES_MAX) return refused(run, "会签的人太多", "too many are asked to sign");
    if (variables && variables->type != FEEL_CONTEXT) return refused(run, "会签人应是一个上下文", "a signer must be a context");
    vote = bpmn_node_new(run, round, round->process, round->index, ROLE_SIGN);
    if (!vote) return run->err;
    vote->number = BPMN_SIGN_VOTE;
    vote->stage = STAGE_ACTIVE;
    if (!bpmn_merge_local(run, vote, variables)) return too_large(run);
    bpmn_emit(run, BPMN_ENTER, vote);
    effect = bpmn_emit(run, BPMN_TASK_OPEN, vote);
    effect->text = STR("vote");
    effect->variables = bpmn_visible(run, vote);
    return ERR_OK;
}

enum err bpmn_round_open(struct bpmn_run *run, struct bpmn_node *task, const struct feel_value *variables)
{
    const struct feel_value *voters = variables && variables->type == FEEL_CONTEXT ? feel_get(variables, STR("voters")) : NULL;
    struct tally tally = { .share = figure(variables, STR("share"), WHOLE, -1) };
    struct bpmn_node *round;
    enum err err = ERR_OK;

    if (!voters || voters->type != FEEL_LIST || voters->list.count == 0) return refused(run, "会签至少要有一个人", "somebody has to be asked to sign");
    if (tally.share < 0) return refused(run, "会签比例应在 0 到 100 之间", "the share must be between 0 and 100");
    round = bpmn_node_new(run, task, task->process, task->index, ROLE_ROUND);
    if (!round) return run->err;
    round->stage = STAGE_ACTIVE;
    (void)keep(run, round, &tally, STR_NONE);
    bpmn_emit(run, BPMN_ENTER, round);
    for (size_t i = 0; !err && i < voters->list.count; i++) err = bpmn_round_add(run, round, &voters->list.items[i]);
    return err;
}

/* ── What callers may ask ──────────────────────────────────────────────── */

int64_t bpmn_state_signed(const struct bpmn_state *state, int64_t activity)
{
    const struct bpmn_node *node = bpmn_state_node(state, activity);

    if (!node || node->role != ROLE_SIGN) return 0;
    node = bpmn_state_node(state, node->parent);
    return !node ? 0 : node->role == ROLE_ROUND ? node->parent : node->id;
}

/* The figures of a round that goes on, or of the last one of a task; false: it has none. */
static bool read_round(const struct bpmn_state *state, const struct bpmn_node *node, struct bpmn_round *out)
{
    const struct feel_value *figures = kept(node), *word = figures ? feel_get(figures, STR("result")) : NULL;
    struct tally tally;

    *out = (struct bpmn_round){ .process = state->processes[node->process].wanted.id, .element = node->element, .result = STR("") };
    if (node->role == ROLE_ROUND) {
        tally = tally_of(node);
        out->task = node->parent;
        out->asked = tally.agreed + tally.refused + tally.open;
    } else {
        if (!word || word->type != FEEL_STRING || !word->string.len) return false;
        tally = (struct tally){ figure(figures, STR("share"), WHOLE, WHOLE), figure(figures, STR("agreed"), BPMN_SIGNATURES_MAX, 0), figure(figures, STR("refused"), BPMN_SIGNATURES_MAX, 0), 0 };
        out->task = node->id;
        out->result = word->string;
        out->asked = figure(figures, STR("asked"), BPMN_SIGNATURES_MAX, 0);
    }
    out->share = tally.share;
    out->agreed = tally.agreed;
    out->refused = tally.refused;
    return true;
}

size_t bpmn_state_rounds(struct arena *arena, const struct bpmn_state *state, struct bpmn_round **out)
{
    size_t count = 0;

    *out = arena_array(arena, struct bpmn_round, state->node_count + 1);
    for (size_t i = 0; *out && i < state->node_count; i++) {
        const struct bpmn_node *node = state->nodes[i];
        if (!node->gone && node->index && node->role != ROLE_SIGN) count += read_round(state, node, &(*out)[count]);
    }
    return count;
}
