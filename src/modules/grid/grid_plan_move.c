/*
 * grid_plan_move.c - plans on their way into force: submitted, approved by a second person, rejected, withdrawn.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_plan_view.h"

/* What a step needs: the plan as it shall be, where it goes, the next map when it comes into force. */
struct step { struct grid_plan plan; enum grid_plan_state to; struct grid_effect *effect; const char *action; };

static enum err begin(struct call *call, enum right right, const char *action, struct step **out, struct fault *why)
{
    struct step *step = arena_new(call->arena, struct step);
    enum err err = step ? plan_of_path(call, call->arena, right, &step->plan, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    if (step->plan.version != json_get_int(call->body, "version", 0))
        return fault_set(why, ERR_CONFLICT, "方案刚被别人改过，请刷新后再试", "someone changed this plan first; reload and try again");
    step->action = action;
    step->plan.changed_at = call->now_ms;
    step->plan.changed_by = call->user->account_id;
    step->plan.reason = STR("");
    call->work = step;
    call->key = GRID_PLAN_JOB_KEY;
    *out = step;
    return ERR_OK;
}

/* Drawn on the map as it is, and without faults. */
static enum err fits(struct call *call, const struct grid_plan *plan, struct fault *why)
{
    struct grid_parts parts;
    struct grid_check check;
    struct arena *arena;
    bool behind = false;
    enum err err = world_reload_grids(app_of(call)->world, call->db, call->now_ms, NULL, why);

    if (!err) err = plan_is_behind(call, plan, &behind, why);
    if (!err && behind)
        return fault_set(why, ERR_CONFLICT, "这个社区已有别的方案生效，请在新的网格上重画", "another plan of this community came into force; redraw it on the grids as they are");
    if (!err) err = plan_arena(call, &arena, why);
    if (!err) err = grid_parts_parse(arena, plan->parts, &parts, why);
    if (!err) err = grid_check(arena, world_grids(app_of(call)->world), call->org, plan->community_id, &parts, &check, why);
    return err ? err : grid_check_fault(&check, &parts, why);
}

enum err grid_plan_step_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct step *step = call->work;
    enum err err = step->effect ? grid_effect_apply(db, step->effect, why) : grid_plan_move(db, &step->plan, step->to, why);

    return err ? err : plan_audit(db, call, step->action, step->plan.id, why);
}

/* ── POST /api/grid-plans/{id}/submit: 409 stale or behind, 422 with faults ── */

enum err grid_plan_submit_prepare(struct call *call, struct fault *why)
{
    struct str from = json_get_str(call->body, "active_from");
    struct step *step = NULL;
    int64_t at = 0;
    enum err err = begin(call, RIGHT_GRID_PLAN, "grid.plan.submit", &step, why);

    if (err) return err;
    if (step->plan.state != GRID_PLAN_OPEN) return fault_set(why, ERR_CONFLICT, "方案已经提交", "the plan is submitted already");
    if (from.len && time_parse(from, &at)) return fault_field(why, STR("active_from"), fault_set(why, ERR_INVALID, "生效时间不合法", "active_from is no time"));
    if (from.len && at <= call->now_ms) return fault_field(why, STR("active_from"), fault_set(why, ERR_UNPROCESSABLE, "生效时间应在将来", "active_from must lie in the future"));
    step->plan.active_from = at;
    step->plan.submitted_at = call->now_ms;
    step->plan.submitted_by = call->user->account_id;
    step->to = GRID_PLAN_SUBMITTED;
    return fits(call, &step->plan, why);
}

/* ── POST /api/grid-plans/{id}/approve: 403 for whoever wrote to it; 409 not submitted, stale or behind; 422 with faults ── */

enum err grid_plan_approve_prepare(struct call *call, struct fault *why)
{
    struct arena *arena;
    struct step *step = NULL;
    bool wrote = true;
    enum err err = begin(call, RIGHT_GRID_APPROVE, "grid.plan.approve", &step, why);

    if (!err) err = grid_plan_wrote(call->db, call->arena, step->plan.id, call->user->account_id, &wrote, why);
    if (err) return err;
    if (wrote) return fault_set(why, ERR_FORBIDDEN, "编制或提交过的人不能批准，请由另一人批准", "whoever wrote to it cannot approve it; a second person must");
    if (step->plan.state != GRID_PLAN_SUBMITTED) return fault_set(why, ERR_CONFLICT, "不在待批准状态", "it is not waiting for approval");
    err = fits(call, &step->plan, why);
    if (err) return err;
    step->plan.decided_at = call->now_ms;
    step->plan.decided_by = call->user->account_id;
    step->to = GRID_PLAN_SCHEDULED;
    if (step->plan.active_from > call->now_ms) return ERR_OK;
    err = plan_arena(call, &arena, why);
    return err ? err : grid_effect_prepare(arena, app_of(call)->world, call->org, &step->plan, call->now_ms, &step->effect, why);
}

/* The new map is in use before the answer is sent; other servers follow within seconds. */
enum err grid_plan_approve_reply(struct call *call, struct fault *why)
{
    enum err err = world_reload_grids(app_of(call)->world, call->db, call->now_ms, NULL, why);

    return err ? err : grid_plan_reply(call, why);
}

/* ── POST /api/grid-plans/{id}/reject, …/withdraw: 409 not on its way, or stale ── */

enum err grid_plan_reject_prepare(struct call *call, struct fault *why)
{
    struct step *step = NULL;
    enum err err = begin(call, RIGHT_GRID_APPROVE, "grid.plan.reject", &step, why);

    if (err) return err;
    if (step->plan.state != GRID_PLAN_SUBMITTED) return fault_set(why, ERR_CONFLICT, "不在待批准状态", "it is not waiting for approval");
    step->plan.reason = json_get_str(call->body, "reason");
    step->plan.decided_at = call->now_ms;
    step->plan.decided_by = call->user->account_id;
    step->to = GRID_PLAN_OPEN;
    return ERR_OK;
}

enum err grid_plan_withdraw_prepare(struct call *call, struct fault *why)
{
    struct step *step = NULL;
    enum err err = begin(call, RIGHT_GRID_PLAN, "grid.plan.withdraw", &step, why);

    if (err) return err;
    if (step->plan.state != GRID_PLAN_SUBMITTED && step->plan.state != GRID_PLAN_SCHEDULED && step->plan.state != GRID_PLAN_FAILED)
        return fault_set(why, ERR_CONFLICT, "现在不能撤回", "it cannot be withdrawn now");
    step->to = GRID_PLAN_OPEN;
    return ERR_OK;
}
