/*
 * operate_relate.c - merging, relating and grouping cases, and taking them apart.
 *
 * A merged case keeps its process as it stood: its open tasks are set aside
 * (cancelled with the outcome "merged") and come back when it is taken apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/rows.h"

static enum err other_case(struct case_plan *plan, struct str number, struct case_record *other, struct fault *why)
{
    bool visible = true;
    enum err err = case_read_number(plan->db, plan->arena, number, other, why);

    if (!err && plan->actor.user)
        err = case_visible(plan->db, plan->arena, plan->org, plan->actor.user, other, &visible, why);
    if (err == ERR_NOT_FOUND || (!err && !visible))
        return fault_set(why, ERR_INVALID, "没有编号为 %.*s 的办件", "there is no case numbered %.*s", STR_ARG(number));
    if (err) return err;
    if (other->id == plan->now.id) return fault_set(why, ERR_INVALID, "不能与自身关联", "a case cannot relate to itself");
    return ERR_OK;
}

static enum err add_link(struct case_plan *plan, bool add, int64_t other, const char *kind, struct fault *why)
{
    struct link_change *link = LIST_ADD(plan->arena, &plan->links);

    if (!link) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *link = (struct link_change){ .add = add, .case_id = plan->now.id, .other_id = other, .kind = kind };
    return ERR_OK;
}

enum err op_merge(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct case_record other;
    enum err err = fault_field(why, STR("into"), other_case(plan, json_get_str(fields, "into"), &other, why));

    (void)op;
    if (err) return err;
    if (other.state > CASE_PAUSED)
        return fault_set(why, ERR_CONFLICT, "对方办件已结束，不能并入", "the other case has ended; merge into an open one");
    err = plan_move(plan, MOVE_MERGE, why);
    if (err) return err;
    plan->now.merged_into = other.id;
    plan->now.result = STR("merged");
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        if (task->state != TASK_OPEN) continue;
        task->state = TASK_CANCELLED;
        task->outcome = STR("merged");
        task->closed_at = plan->now_ms;
        task->changed = true;
        err = plan_timer(plan, false, TIMER_TASK_DUE, task->id, 0, why);
        if (err) return err;
    }
    err = add_link(plan, true, other.id, "merged", why);
    if (!err) err = deadline_stop(plan, why);
    if (err) return err;
    return plan_journal(plan, "merge", STR(""), plan_data(plan, "into", other.number, NULL), op_reason(plan, fields, "reason"), why);
}

enum err op_unmerge(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t other = plan->now.merged_into;
    enum err err = plan_move(plan, MOVE_UNMERGE, why);

    (void)op, (void)fields;
    if (err) return err;
    err = rows_tasks_aside(plan->db, plan, why);
    if (err) return err;
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        if (!str_is(task->outcome, "merged")) continue;
        task->state = TASK_OPEN;
        task->outcome = STR("");
        task->closed_at = 0;
        task->changed = true;
        err = engine_task_timer(plan, task, why);   /* one that ran out meanwhile fires at once */
        if (err) return err;
    }
    plan->now.merged_into = 0;
    plan->now.result = STR("");
    engine_settle_stage(plan);
    err = add_link(plan, false, other, "merged", why);
    if (!err) err = deadline_recompute(plan, why);
    if (err) return err;
    return plan_journal(plan, "unmerge", STR(""), STR_NONE, STR_NONE, why);
}

enum err op_link(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    struct str kind = json_get_str(fields, "kind");
    const char *word = str_is(kind, "group") ? "group" : "related";
    struct case_record other;
    enum err err = fault_field(why, STR("to"), other_case(plan, json_get_str(fields, "to"), &other, why));

    (void)op;
    if (err) return err;
    if (kind.len && !str_is(kind, "group") && !str_is(kind, "related"))
        return fault_field(why, STR("kind"), fault_set(why, ERR_INVALID, "关系只能是 related 或 group", "the relation is either related or group"));
    err = add_link(plan, true, other.id, word, why);
    if (err) return err;
    return plan_journal(plan, "link", STR(""), plan_data(plan, "to", other.number, "relation", str_from_c(word), NULL), STR_NONE, why);
}

enum err op_unlink(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    static const char *const KINDS[] = { "related", "group", "duplicate" };
    struct case_record other;
    enum err err = fault_field(why, STR("to"), other_case(plan, json_get_str(fields, "to"), &other, why));

    (void)op;
    for (size_t i = 0; !err && i < COUNT_OF(KINDS); i++) err = add_link(plan, false, other.id, KINDS[i], why);
    if (err) return err;
    return plan_journal(plan, "unlink", STR(""), plan_data(plan, "to", other.number, NULL), STR_NONE, why);
}
