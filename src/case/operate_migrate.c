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

/* ── The mapping ───────────────────────────────────────────────────────── */

enum { RENAMES_MAX = 200 };

static enum err wrong_line(struct fault *why, size_t line, const char *zh, const char *en)
{
    return fault_field(why, STR("mapping"), fault_set(why, ERR_INVALID, "第 %zu 行：%s%.0s", "line %zu: %.0s%s", line, zh, en));
}

/* Two may not become one, and names are not exchanged in one step. */
static enum err check_rename(const struct case_plan *plan, const struct bpmn_rename *one, size_t line, struct fault *why)
{
    for (size_t i = 0; i < plan->renames.count; i++) {
        const struct bpmn_rename *other = &plan->renames.at[i];
        if (one->process.len && other->process.len && !str_eq(one->process, other->process)) continue;
        if (str_eq(one->from, other->from)) return wrong_line(why, line, "同一个旧编号写了两次", "this old id is given twice");
        if (str_eq(one->to, other->to)) return wrong_line(why, line, "两个旧编号不能对应同一个新编号", "two old ids cannot become one");
        if (str_eq(one->to, other->from) || str_eq(one->from, other->to)) return wrong_line(why, line, "编号不能互换或连环", "ids cannot be exchanged or chained");
    }
    return ERR_OK;
}

static enum err read_mapping(struct case_plan *plan, struct str text, struct fault *why)
{
    struct str row, process, from;

    for (size_t line = 1; str_split(&text, '\n', &row); line++) {
        struct bpmn_rename one = { .process = STR("") }, *slot;
        enum err err;

        row = str_trim(row);
        if (!row.len) continue;
        if (!str_split(&row, '=', &from)) return wrong_line(why, line, "应写成 旧=新", "write OLD=NEW");
        one.to = str_trim(row);
        one.from = str_trim(from);
        if (str_find(one.from, STR("/")) >= 0 && str_split(&one.from, '/', &process)) one.process = str_trim(process);
        one.from = str_trim(one.from);
        if (!one.from.len || !one.to.len || str_eq(one.from, one.to)) return wrong_line(why, line, "应写成 旧=新", "write OLD=NEW");
        err = check_rename(plan, &one, line, why);
        if (err) return err;
        if (plan->renames.count >= RENAMES_MAX) return wrong_line(why, line, "改名过多", "too many renames");
        slot = LIST_ADD(plan->arena, &plan->renames);
        if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *slot = one;
    }
    return ERR_OK;
}

/* ── One case ──────────────────────────────────────────────────────────── */

static enum err case_misfits(struct case_plan *plan, int64_t release, struct bpmn_misfit **out, size_t *count, struct fault *why)
{
    const struct bpmn_renames renames = { plan->renames.at, plan->renames.count };
    struct side was = { plan->world, plan->release }, now = { plan->world, release };
    const struct bpmn_library was_library = { find_at, &was }, now_library = { find_at, &now };
    const struct bpmn *process = world_process(plan->world, bpmn_id(plan->process), release);

    if (!process || release > world_release(plan->world)) return fault_field(why, STR("release"), fault_set(why, ERR_INVALID, "没有这个版本", "there is no such release"));
    return bpmn_state_misfits(plan->arena, plan->state, plan->process, &was_library, process, &now_library, &renames, out, count, why);
}

enum err case_plan_migration(struct world *world, struct db *db, struct arena *arena, int64_t case_id, int64_t release, struct str mapping,
                             int64_t now_ms, struct case_migration *out, struct fault *why)
{
    const struct case_actor system = { .system = true };
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, case_id, &system, now_ms, &plan, why);

    if (!err) err = read_mapping(plan, mapping, why);
    if (err) return err;
    *out = (struct case_migration){ .from = plan->release, .release = release ? release : world_release(world) };
    return case_misfits(plan, out->release, &out->misfits, &out->count, why);
}

enum err op_migrate_may(struct case_plan *plan, struct fault *why)
{
    if (bpmn_state_ended(plan->state)) return fault_set(why, ERR_CONFLICT, "流程已结束", "the process has ended");
    return plan->release < world_release(plan->world) ? ERR_OK : fault_set(why, ERR_CONFLICT, "已经是最新版本", "the case runs on the newest release already");
}

/* The state and what is open go under their new names; rename_write does the rest. */
static enum err rename_open(struct case_plan *plan, struct fault *why)
{
    const struct bpmn_renames renames = { plan->renames.at, plan->renames.count };

    if (!renames.count) return ERR_OK;
    plan->state = bpmn_state_rename(plan->arena, plan->state, &renames);
    if (!plan->state) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < plan->tasks.count; i++) {
        struct task_row *task = &plan->tasks.at[i];
        for (size_t r = 0; r < renames.count; r++)
            if (str_eq(renames.at[r].from, task->element) && (!renames.at[r].process.len || str_eq(renames.at[r].process, task->process))) {
                task->element = renames.at[r].to;
                break;
            }
    }
    return ERR_OK;
}

enum err op_migrate(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why)
{
    int64_t release = json_get_int(fields, "release", world_release(plan->world)), before = plan->release;
    struct bpmn_event event = { .kind = BPMN_SET };
    struct bpmn_misfit *misfits;
    size_t count;
    enum err err;

    (void)op;
    err = read_mapping(plan, json_get_str(fields, "mapping"), why);
    if (err) return err;
    if (release == plan->release) return fault_set(why, ERR_CONFLICT, "已经在这个版本上", "the case runs on this release already");
    err = case_misfits(plan, release, &misfits, &count, why);
    if (err) return err;
    if (count)
        return fault_set(why, ERR_CONFLICT, "不能迁移：“%s”（共 %zu 处）%s%.0s", "it cannot be migrated: \"%s\" (%zu in all)%.0s %s",
                         str_c(plan->arena, misfits[0].name.len ? misfits[0].name : misfits[0].element), count, str_c(plan->arena, misfits[0].zh), str_c(plan->arena, misfits[0].en));
    err = rename_open(plan, why);
    if (err) return err;
    plan->release = release;
    plan->process = world_process(plan->world, bpmn_id(plan->process), release);
    event.variables = engine_variables(plan);
    err = plan_journal(plan, "migrate", STR(""),
                       plan_data(plan, "from", str_format(plan->arena, "%lld", (long long)before), "release", str_format(plan->arena, "%lld", (long long)release),
                                 "renamed", plan->renames.count ? str_dup(plan->arena, json_get_str(fields, "mapping")) : STR_NONE, NULL),
                       op_reason(plan, fields, "reason"), why);
    return err ? err : engine_run(plan, &event, why);
}
