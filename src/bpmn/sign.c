/*
 * sign.c - signatures added to an open user task, rounds of them (round.c), and
 * instances of a multi-instance activity: BPMN_SIGN and BPMN_UNSIGN.
 *
 * An added signature is a node inside the task's node (ROLE_SIGN).  Those
 * "before" are open at once, side by side, and the task waits for them; those
 * "after" are opened one by one when the task is done, and it ends with the
 * last.  Who signs after may give the task back: then it is done again first.
 * Cancelling the task cancels its signatures like anything else inside it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/sign.h"

#include "bpmn/behave.h"
#include "bpmn/round.h"

static enum err refused(struct bpmn_run *run, const char *zh, const char *en)
{
    return fault_set(run->why, ERR_CONFLICT, "%s%.0s", "%.0s%s", zh, en);
}

/* The first signature of `task` of that kind, open or (after) not yet; NULL. */
static struct bpmn_node *first_sign(const struct bpmn_run *run, const struct bpmn_node *task, int64_t how, bool open)
{
    for (size_t i = 0; i < run->s->node_count; i++) {
        struct bpmn_node *node = run->s->nodes[i];
        if (!node->gone && node->parent == task->id && node->role == ROLE_SIGN && node->number == how && (node->stage == STAGE_ACTIVE) == open)
            return node;
    }
    return NULL;
}

bool bpmn_sign_waits(const struct bpmn_run *run, const struct bpmn_node *task)
{
    return first_sign(run, task, BPMN_SIGN_BEFORE, true) || first_sign(run, task, BPMN_SIGN_AFTER, true) || bpmn_round_of(run, task);
}

static void open_sign(struct bpmn_run *run, struct bpmn_node *sign)
{
    struct bpmn_effect *effect;

    sign->stage = STAGE_ACTIVE;
    effect = bpmn_emit(run, BPMN_TASK_OPEN, sign);
    effect->text = sign->number == BPMN_SIGN_BEFORE ? STR("before") : STR("after");
    effect->variables = bpmn_visible(run, sign);
}

bool bpmn_sign_after(struct bpmn_run *run, struct bpmn_node *task)
{
    struct bpmn_node *next = first_sign(run, task, BPMN_SIGN_AFTER, false);

    if (next) open_sign(run, next);
    return next != NULL;
}

/* What a signature that is over leaves behind: the task opens again, the next signs, or the task ends. */
static void go_on(struct bpmn_run *run, struct bpmn_node *task, int64_t how)
{
    if (bpmn_sign_waits(run, task)) return;
    if (how == BPMN_SIGN_BEFORE)
        bpmn_user_enter(run, task);
    else if (!bpmn_sign_after(run, task))
        bpmn_complete(run, task);
}

void bpmn_sign_done(struct bpmn_run *run, struct bpmn_node *sign, struct str answer)
{
    struct bpmn_node *task = bpmn_parent(run, sign);
    int64_t how = sign->number;
    bool back = str_is(answer, "back");

    if (how == BPMN_SIGN_VOTE) {
        task = bpmn_parent(run, task);
        if (bpmn_round_vote(run, sign, str_is(answer, "against"))) go_on(run, task, BPMN_SIGN_BEFORE);
        return;
    }
    bpmn_emit(run, BPMN_LEAVE, sign);
    if (back && how == BPMN_SIGN_AFTER) {
        sign->stage = STAGE_ENTERING; /* signs again when the task is done again */
        bpmn_user_enter(run, task);
        return;
    }
    bpmn_remove(run, sign);
    go_on(run, task, how);
}

/* The open user task that `node` is or signs; NULL: none that anything can be added to. */
static struct bpmn_node *signed_task(const struct bpmn_run *run, struct bpmn_node *node)
{
    while (node && (node->role == ROLE_SIGN || node->role == ROLE_ROUND)) node = bpmn_parent(run, node);
    return node && bpmn_el(run, node)->kind == KIND_USER_TASK && bpmn_works(run, node) && !node->stuck ? node : NULL;
}

static enum err sign_before_or_after(struct bpmn_run *run, struct bpmn_node *task, const struct bpmn_event *event)
{
    bool before = str_is(event->name, "before");
    struct bpmn_node *sign;

    if (before && !bpmn_sign_waits(run, task)) bpmn_emit(run, BPMN_TASK_HOLD, task);
    sign = bpmn_node_new(run, task, task->process, task->index, ROLE_SIGN);
    if (!sign) return run->err;
    sign->number = before ? BPMN_SIGN_BEFORE : BPMN_SIGN_AFTER;
    if (!bpmn_merge_local(run, sign, event->variables))
        return fault_set(run->why, ERR_TOO_LARGE, "变量过大或过多", "the variables are too large or too many");
    bpmn_emit(run, BPMN_ENTER, sign);
    if (before) open_sign(run, sign);
    return ERR_OK;
}

static enum err open_round(struct bpmn_run *run, struct bpmn_node *task, const struct bpmn_event *event)
{
    if (bpmn_round_of(run, task)) return refused(run, "这个任务正在会签", "a countersignature of this task goes on already");
    if (!bpmn_sign_waits(run, task)) bpmn_emit(run, BPMN_TASK_HOLD, task);
    return bpmn_round_open(run, task, event->variables);
}

enum err bpmn_on_sign(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = bpmn_state_node(run->s, event->activity), *task = signed_task(run, node), *round = task ? bpmn_round_of(run, task) : NULL;
    bool after = str_is(event->name, "after");

    if (node && str_is(event->name, "instance")) {
        while (node && node->role != ROLE_BODY) node = bpmn_parent(run, node);
        return node && bpmn_loop_add(run, node, event->variables) ? ERR_OK : refused(run, "这里不能再增加会签人", "no instance can be added here");
    }
    if (task && str_is(event->name, "voter")) return round ? bpmn_round_add(run, round, event->variables) : refused(run, "这个任务没有在会签", "no countersignature of this task goes on");
    if (!task || (!after && !str_is(event->name, "before") && !str_is(event->name, "round")))
        return refused(run, "这个任务现在不能加签", "no signature can be added to this task now");
    if (!after && first_sign(run, task, BPMN_SIGN_AFTER, true)) return refused(run, "任务已办完，正在后加签，不能再前加签", "the task is done and signed after; nobody can sign before it any more");
    if (task->children >= BPMN_SIGNATURES_MAX) return refused(run, "加签的人太多", "too many sign this task");
    return str_is(event->name, "round") ? open_round(run, task, event) : sign_before_or_after(run, task, event);
}

enum err bpmn_on_unsign(struct bpmn_run *run, const struct bpmn_event *event)
{
    struct bpmn_node *node = bpmn_state_node(run->s, event->activity), *task;
    int64_t how;

    if (node && node->role == ROLE_INNER)
        return bpmn_loop_drop(run, node) ? ERR_OK : refused(run, "会签至少要留一个人", "somebody has to sign; the last one cannot be taken out");
    if (!node || node->role != ROLE_SIGN) return refused(run, "这个任务不是加签的", "this task is no added signature");
    if (node->number == BPMN_SIGN_VOTE) {
        task = bpmn_parent(run, bpmn_parent(run, node));
        if (bpmn_round_drop(run, node)) go_on(run, task, BPMN_SIGN_BEFORE);
        return ERR_OK;
    }
    task = bpmn_parent(run, node);
    how = node->stage == STAGE_ACTIVE ? node->number : 0;
    bpmn_cancel_node(run, node);
    if (how) go_on(run, task, how);
    return ERR_OK;
}
