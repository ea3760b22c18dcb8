/*
 * operate.h - the row of an operation, and what each does; inside case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_OPERATE_H
#define CASE_OPERATE_H

#include "case/plan.h"

/* ERR_CONFLICT when it is too late or otherwise not possible now, ERR_NOT_FOUND when there is nothing to do it to. */
typedef enum err (*op_may_fn)(struct case_plan *plan, struct fault *why);
/* May the actor do it with this open task?  ERR_FORBIDDEN, ERR_CONFLICT. */
typedef enum err (*op_task_fn)(struct case_plan *plan, const struct task_row *task, struct fault *why);
/* The values a field may have now, added to the list. */
struct op_choices { LIST(struct case_choice) list; };
typedef enum err (*op_choices_fn)(struct case_plan *plan, struct op_choices *out, struct fault *why);
typedef enum err (*op_fn)(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why);

struct case_op {
    const char *name, *zh, *en;
    enum right right, or_right;     /* either is enough; RIGHT_NONE: no second one */
    unsigned states;                /* bits of the life-cycle states it is allowed in */
    const char *message;            /* the process must await it; NULL: none */
    const struct json_field *fields;
    op_fn run;
    bool danger;
    op_may_fn may;                  /* NULL: whenever the rest holds */
    op_task_fn task;                /* of an operation on one open task; NULL: it is about the case */
    op_choices_fn choices;          /* NULL: none */
};

#define OP(name) \
    enum err name(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why) MUST_CHECK
/* operate_steps.c */
enum err op_extension_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_remind_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_force_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_suspension_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_reveal_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_misconduct_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_acquit_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_reopen_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
OP(op_return);
OP(op_extension);
OP(op_message);
OP(op_resume);
OP(op_urge);
enum err op_supervise_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_supervise);
OP(op_misconduct);
OP(op_force_close);
OP(op_note);
OP(op_reveal);
/* operate_route.c */
OP(op_transfer);
OP(op_retype);
OP(op_relocate);
OP(op_place);
/* operate_move.c */
enum err op_back_task(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_back_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
enum err op_withdraw_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_jump_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_jump_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_send_back);
OP(op_to_start);
OP(op_withdraw);
OP(op_jump);
/* operate_task.c */
enum err op_give_task(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_give_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_hand_over);
/* operate_sign.c */
enum err op_sign_task(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_ask_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
enum err op_copy_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_sign);
OP(op_copy);
/* operate_round.c */
enum err op_more_task(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_unsign_task(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_round_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
enum err op_more_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_round);
OP(op_more);
OP(op_unsign);
/* operate_mend.c */
enum err op_choose_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_choose_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
enum err op_mend_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_mend_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_mend);
/* operate_migrate.c */
enum err op_migrate_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
OP(op_migrate);
/* operate_mend.c */
OP(op_choose);
OP(op_suspend);
/* operate_party.c */
enum err op_summon_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_appraise_may(struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_appraise_choices(struct case_plan *plan, struct op_choices *out, struct fault *why) MUST_CHECK;
OP(op_summon);
OP(op_appraise);
/* operate_relate.c */
OP(op_merge);
OP(op_unmerge);
OP(op_link);
OP(op_unlink);
#undef OP

/* The open task an operation is about: the field `task`, else the only one the actor may do it with. */
enum err op_task(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct task_row **out, struct fault *why) MUST_CHECK;
/* Who holds the task, or serves its desk while nobody does. */
enum err op_holder(struct case_plan *plan, const struct task_row *task, struct fault *why) MUST_CHECK;
enum err op_choice(struct case_plan *plan, struct op_choices *out, const char *field, struct str value, struct str zh, struct str en, struct fault *why) MUST_CHECK;
/* The open tasks `may` allows, as values of the field `task`. */
enum err op_task_choices(struct case_plan *plan, op_task_fn may, struct op_choices *out, struct fault *why) MUST_CHECK;

/* ── Whom one asks to sign: operate_ask.c; refusals name `field` ──────── */

/* A person at one of the desks near the task, or a unit's desk. */
struct asked { struct str role; int64_t place, person; };
/* The people at the desks of a place. */
enum err op_near_choices(struct case_plan *plan, int64_t place, const char *field, struct op_choices *out, struct fault *why) MUST_CHECK;
/* A unit of the case's own district. */
enum err op_unit(struct case_plan *plan, struct str code, const char *field, const struct unit **out, struct fault *why) MUST_CHECK;
/* The desk of a unit that is asked as such. */
const char *op_unit_desk(const struct unit *unit);
/* The unit sees the case from now on. */
enum err op_let_see(struct case_plan *plan, int64_t unit, struct fault *why) MUST_CHECK;
enum err op_asked_person(struct case_plan *plan, int64_t place, int64_t person, const char *field, struct asked *out, struct fault *why) MUST_CHECK;
enum err op_asked_unit(struct case_plan *plan, struct str code, const char *field, struct asked *out, struct fault *why) MUST_CHECK;
/* The fields `person` and `unit`, one of which says who is asked. */
enum err op_asked(struct case_plan *plan, const struct task_row *task, const struct json_t *fields, struct asked *out, struct fault *why) MUST_CHECK;
/* What BPMN_SIGN gives a signature: {signature: {kind, role, place, person}}. */
const struct feel_value *op_signature(struct case_plan *plan, const char *kind, const struct asked *asked);

/* The reason of an operation, cleaned. */
struct str op_reason(struct case_plan *plan, const struct json_t *fields, const char *name);

#endif
