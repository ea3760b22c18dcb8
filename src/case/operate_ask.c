/*
 * operate_ask.c - whom one may ask to sign, and how a signature says who it is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/operate.h"
#include "case/rows.h"
#include "case/task.h"

/* ── People near the task ──────────────────────────────────────────────── */

/* The desks of the place where the task waits. */
static const char *const NEAR[] = { "handle", "leader", "desk", "intake", "dispatch", "command", "worker", "district" };

typedef enum err (*take_member)(struct case_plan *plan, struct str role, const struct member *member, void *arg, struct fault *why);

static enum err each_near(struct case_plan *plan, int64_t place, take_member take, void *arg, struct fault *why)
{
    for (size_t i = 0; i < COUNT_OF(NEAR); i++) {
        struct member *members;
        size_t count;
        enum err err = org_desk_members(plan->db, plan->arena, str_from_c(NEAR[i]), place, plan->now_ms, &members, &count, why);

        for (size_t m = 0; !err && m < count; m++) err = take(plan, str_from_c(NEAR[i]), &members[m], arg, why);
        if (err) return err;
    }
    return ERR_OK;
}

struct taken { struct op_choices *out; const char *field; };

static enum err take_choice(struct case_plan *plan, struct str role, const struct member *member, void *arg, struct fault *why)
{
    const struct taken *taken = arg;
    struct op_choices *out = taken->out;
    struct str value = str_format(plan->arena, "%lld", (long long)member->account_id);

    (void)role;
    if (plan->actor.user && member->account_id == plan->actor.user->account_id) return ERR_OK;
    for (size_t i = 0; i < out->list.count; i++)
        if (str_eq(out->list.at[i].value, value) && str_is(str_from_c(out->list.at[i].field), taken->field)) return ERR_OK;
    return op_choice(plan, out, taken->field, value, member->name, STR(""), why);
}

enum err op_near_choices(struct case_plan *plan, int64_t place, const char *field, struct op_choices *out, struct fault *why)
{
    return each_near(plan, place, take_choice, &(struct taken){ out, field }, why);
}

static enum err holder_choices(struct case_plan *plan, const char *field, struct op_choices *out, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && !op_holder(plan, &plan->tasks.at[i], NULL))
            err = op_near_choices(plan, plan->tasks.at[i].place_id, field, out, why);
    return err;
}

enum err op_ask_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    return holder_choices(plan, "person", out, why);
}

enum err op_round_choices(struct case_plan *plan, struct op_choices *out, struct fault *why)
{
    enum err err = holder_choices(plan, "people", out, why);

    if (!err) err = op_choice(plan, out, "rule", STR("all"), STR("全部同意"), STR("all agree"), why);
    if (!err) err = op_choice(plan, out, "rule", STR("any"), STR("任一人同意"), STR("anyone agrees"), why);
    return err ? err : op_choice(plan, out, "rule", STR("share"), STR("按比例同意"), STR("a share agrees"), why);
}

static enum err take_asked(struct case_plan *plan, struct str role, const struct member *member, void *arg, struct fault *why)
{
    struct asked *asked = arg;

    (void)plan, (void)why;
    if (member->account_id == asked->person && !asked->role.len) asked->role = role;
    return ERR_OK;
}

/* The unit sees the case from now on. */
enum err op_let_see(struct case_plan *plan, int64_t unit, struct fault *why)
{
    int64_t *slot;

    for (size_t i = 0; i < plan->co_units.count; i++)
        if (plan->co_units.at[i] == unit) return ERR_OK;
    if (unit == plan->now.unit_id) return ERR_OK;
    slot = LIST_ADD(plan->arena, &plan->co_units);
    if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *slot = unit;
    plan->reach_changed = true;
    return ERR_OK;
}

/* ── Who is asked ──────────────────────────────────────────────────────── */

enum err op_unit(struct case_plan *plan, struct str code, const char *field, const struct unit **out, struct fault *why)
{
    *out = org_unit_by_code(plan->org, code);
    if (!*out || (*out)->kind < UNIT_STREET) return fault_field(why, str_from_c(field), fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit"));
    if (!org_within(plan->org, (*out)->id, plan->now.district_id) && !org_within(plan->org, (*out)->id, plan->now.steering_id))
        return fault_field(why, str_from_c(field), fault_set(why, ERR_UNPROCESSABLE, "只能选本区的单位", "only units of the case's own district can be asked"));
    return ERR_OK;
}

enum err op_asked_person(struct case_plan *plan, int64_t place, int64_t person, const char *field, struct asked *out, struct fault *why)
{
    enum err err;

    *out = (struct asked){ .role = STR(""), .place = place, .person = person };
    if (plan->actor.user && person == plan->actor.user->account_id) return fault_field(why, str_from_c(field), fault_set(why, ERR_INVALID, "不能选自己", "choose somebody else"));
    err = each_near(plan, place, take_asked, out, why);
    if (err || out->role.len) return err;
    return fault_field(why, str_from_c(field), fault_set(why, ERR_INVALID, "此人不在这个单位的岗位上", "this person serves no desk of this unit"));
}

const char *op_unit_desk(const struct unit *unit)
{
    return unit->kind == UNIT_STREET ? "command" : unit->kind == UNIT_COMMUNITY ? "desk" : "leader";
}

enum err op_asked_unit(struct case_plan *plan, struct str code, const char *field, struct asked *out, struct fault *why)
{
    const struct unit *unit;
    enum err err = op_unit(plan, code, field, &unit, why);

    if (err) return err;
    *out = (struct asked){ .role = str_from_c(op_unit_desk(unit)), .place = unit->id };
    return op_let_see(plan, unit->id, why);
}

enum err op_asked(struct case_plan *plan, const struct task_row *task, const struct json_t *fields, struct asked *out, struct fault *why)
{
    int64_t person = json_get_id(fields, "person");
    struct str code = json_get_str(fields, "unit");

    if (!person == !code.len) return fault_field(why, STR("person"), fault_set(why, ERR_INVALID, "请选择一个人或一个单位", "choose one person or one unit"));
    return person ? op_asked_person(plan, task->place_id, person, "person", out, why) : op_asked_unit(plan, code, "unit", out, why);
}

const struct feel_value *op_signature(struct case_plan *plan, const char *kind, const struct asked *asked)
{
    struct arena *a = plan->arena;
    const struct feel_value *sign = feel_from_json(a, NULL);

    sign = feel_with(a, sign, "kind", feel_string(a, str_from_c(kind)));
    sign = feel_with(a, sign, "role", feel_string(a, asked->role));
    sign = feel_with(a, sign, "place", feel_integer(a, asked->place));
    sign = feel_with(a, sign, "person", feel_integer(a, asked->person));
    return feel_with(a, feel_from_json(a, NULL), "signature", sign);
}
