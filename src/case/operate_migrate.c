/*
 * operate_migrate.c - a running case goes on with a newer release of its processes (流程迁移).
 *
 * What is open stays as it is; boundary events and forms the new release adds
 * hold from the next entry on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"

struct side { struct world *world; int64_t release; };

static const struct bpmn *find_at(const struct bpmn_wanted *wanted, void *arg)
{
    const struct side *side = arg;

    return world_process(side->world, wanted->id, side->release);
}

static enum err case_misfits(struct case_plan *plan, int64_t release, struct bpmn_misfit **out, size_t *count, struct fault *why)
{
    struct side was = { plan->world, plan->release }, now = { plan->world, release };
    const struct bpmn_library was_library = { find_at, &was }, now_library = { find_at, &now };
    const struct bpmn *process = world_process(plan->world, bpmn_id(plan->process), release);

    if (!process || release > world_release(plan->world)) return fault_set(why, ERR_INVALID, "没有这个版本", "there is no such release");
    return bpmn_state_misfits(plan->arena, plan->state, plan->process, &was_library, process, &now_library, out, count, why);
}

enum err case_plan_migration(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t release, int64_t now_ms,
                             struct case_migration *out, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, case_id, &system, now_ms, &plan, why);

    if (err) return err;
    *out = (struct case_migration){ .from = plan->release, .release = release ? release : world_release(world) };
    return case_misfits(plan, out->release, &out->misfits, &out->count, why);
}

enum err op_migrate_may(struct case_plan *plan, struct fault *why)
{
    if (bpmn_state_ended(plan->state)) return fault_set(why, ERR_CONFLICT, "流程已结束", "the process has ended");
    return plan->release < world_release(plan->world) ? ERR_OK : fault_set(why, ERR_CONFLICT, "已经是最新版本", "the case runs on the newest release already");
}

enum err op_migrate(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t release = json_get_int(fields, "release", world_release(plan->world)), before = plan->release;
    struct bpmn_event event = { .kind = BPMN_SET };
    struct bpmn_misfit *misfits;
    size_t count;
    enum err err;

    (void)op;
    if (release == plan->release) return fault_set(why, ERR_CONFLICT, "已经在这个版本上", "the case runs on this release already");
    err = case_misfits(plan, release, &misfits, &count, why);
    if (err) return err;
    if (count)
        return fault_set(why, ERR_CONFLICT, "不能迁移：“%s”（共 %zu 处）%s%.0s", "it cannot be migrated: \"%s\" (%zu in all)%.0s %s",
                         str_c(plan->arena, misfits[0].name.len ? misfits[0].name : misfits[0].element), count, str_c(plan->arena, misfits[0].zh), str_c(plan->arena, misfits[0].en));
    plan->release = release;
    plan->process = world_process(plan->world, bpmn_id(plan->process), release);
    event.variables = engine_variables(plan);
    err = plan_journal(plan, "migrate", STR(""),
                       plan_data(plan, "from", str_format(plan->arena, "%lld", (long long)before), "release", str_format(plan->arena, "%lld", (long long)release), NULL),
                       op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}
