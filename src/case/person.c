/*
 * person.c - adding a person to a case, taking one out, looking at one in clear.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/person.h"

#include "base/id.h"
#include "case/operate.h"
#include "case/personal.h"

enum err person_roles(struct world *world, struct arena *arena, struct csv *out, struct fault *why)
{
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("person_roles"), world_release(world));

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署当事人角色目录", "the catalogue of persons' roles is not deployed");
    return csv_parse(arena, text, out, why);
}

bool person_role_fits(const struct csv *roles, size_t row, struct str process, int64_t now_ms)
{
    struct str list = csv_get(roles, row, "processes"), one;

    if (!world_row_in_force(roles, row, now_ms)) return false;
    while (str_split(&list, '|', &one))
        if (str_eq(one, process)) return true;
    return false;
}

static enum err check_actor(struct case_plan *plan, struct fault *why)
{
    const struct case_record *r = &plan->now;

    if (plan->actor.user && user_may(plan->org, plan->actor.user, RIGHT_CONTACT_REVEAL, r->community_id)) return ERR_OK;
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].state == TASK_OPEN && op_holder(plan, &plan->tasks.at[i], NULL) == ERR_OK) return ERR_OK;
    return fault_set(why, ERR_FORBIDDEN, "只有正在办理这件的人和有权查看联系方式的人可以", "only whoever does this case now, or may see contacts");
}

/* The role must be one the process has; nothing is kept without a stated purpose. */
static enum err check_role(struct case_plan *plan, struct str role, struct fault *why)
{
    const struct item *item = world_item(plan->world, plan->now.item);
    struct csv roles;
    enum err err = person_roles(plan->world, plan->arena, &roles, why);

    if (err) return err;
    for (size_t i = 0; item && i < roles.rows; i++)
        if (str_eq(csv_get(&roles, i, "code"), role) && person_role_fits(&roles, i, item->process, plan->now_ms)) return ERR_OK;
    return fault_field(why, STR("role"), fault_set(why, ERR_UNPROCESSABLE, "这类办件不登记这种当事人", "this kind of case keeps no such person"));
}

static enum err add(struct case_plan *plan, const struct person_step *step, struct fault *why)
{
    struct arena *a = plan->arena;
    const struct purpose *purpose = world_purpose(plan->world, STR("party"));
    struct str name = str_trim(plan_words(a, step->name)), phone = str_trim(plan_words(a, step->phone)), address = str_trim(plan_words(a, step->address)), plain;
    struct case_person *person, *there;
    size_t count = 0;
    enum err err = check_role(plan, step->role, why);

    if (err) return err;
    if (plan->now.state > CASE_PAUSED) return fault_set(why, ERR_CONFLICT, "已办结，不再登记当事人", "the case is over");
    if (!name.len) return fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请写姓名", "a name is needed"));
    err = person_list(plan->db, a, plan->now.id, &there, &count, why);
    if (!err && count >= PERSONS_MAX) err = fault_set(why, ERR_CONFLICT, "当事人太多", "too many persons");
    if (err) return err;
    person = LIST_ADD(a, &plan->persons);
    if (!person || !purpose) return person ? fault_set(why, ERR_UNPROCESSABLE, "未声明收集目的，不能保存", "no purpose is stated, so none can be kept") : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *person = (struct case_person){ .id = id_new(), .case_id = plan->now.id, .role = step->role, .added_at = plan->now_ms,
                                    .added_by = plan->actor.user ? plan->actor.user->account_id : 0 };
    plain = personal_json(a, name, phone.at ? phone : STR(""), address.at ? address : STR(""));
    person->masked = personal_json(a, personal_mask_name(a, name), personal_mask_phone(a, phone), address.len ? STR("***") : STR(""));
    person->purpose = str_format(a, "%.*s %.*s", STR_ARG(purpose->zh), STR_ARG(purpose->en));
    if (!plain.at || !person->masked.at || !person->purpose.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = personal_seal(a, plan->world, plain, &person->sealed, why);
    if (!err) err = personal_until(plan->world, STR("party"), plan->now_ms, &person->until, why);
    return err ? err : plan_journal(plan, "person-add", STR(""), plan_data(plan, "role", step->role, NULL), STR_NONE, why);
}

static enum err of_person(struct case_plan *plan, const struct person_step *step, struct fault *why)
{
    struct case_person person;
    enum err err = person_read(plan->db, plan->arena, plan->now.id, step->person, &person, why);
    int64_t *gone;

    if (err) return err;
    if (step->change == PERSON_DROP) {
        gone = LIST_ADD(plan->arena, &plan->persons_gone);
        if (!gone) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *gone = person.id;
    }
    return plan_journal(plan, step->change == PERSON_DROP ? "person-drop" : "person-look", STR(""), plan_data(plan, "role", person.role, NULL), plan_words(plan->arena, step->reason), why);
}

enum err case_plan_person(struct world *world, struct db *db, struct arena *arena, int64_t case_id, const struct case_actor *actor, const struct person_step *step,
                          int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, case_id, actor, now_ms, &plan, why);

    if (!err) err = check_actor(plan, why);
    if (!err) err = step->change == PERSON_ADD ? add(plan, step, why) : of_person(plan, step, why);
    return err ? err : plan_finish(plan, out, why);
}

enum err person_may(struct world *world, struct db *db, struct arena *arena, int64_t case_id, const struct case_actor *actor, int64_t now_ms, bool *out, struct fault *why)
{
    struct case_plan *plan;
    enum err err = plan_load(world, db, arena, case_id, actor, now_ms, &plan, why);

    if (!err) *out = check_actor(plan, NULL) == ERR_OK;
    return err;
}
