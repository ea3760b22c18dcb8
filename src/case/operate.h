/*
 * operate.h - the row of an operation, and what each does; inside case/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_OPERATE_H
#define CASE_OPERATE_H

#include "case/plan.h"

/* ERR_CONFLICT when it is too late or otherwise not possible now, ERR_NOT_FOUND when there is nothing to do it to. */
typedef enum err (*op_may_fn)(const struct case_plan *plan, struct fault *why);
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
};

#define OP(name) \
    enum err name(struct case_plan *plan, const struct case_op *op, const struct json_t *fields, struct fault *why) MUST_CHECK
/* operate_steps.c */
enum err op_extension_may(const struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_suspension_may(const struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_reveal_may(const struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err op_reopen_may(const struct case_plan *plan, struct fault *why) MUST_CHECK;
OP(op_return);
OP(op_extension);
OP(op_message);
OP(op_resume);
OP(op_urge);
OP(op_supervise);
OP(op_force_close);
OP(op_note);
OP(op_reveal);
/* operate_route.c */
OP(op_transfer);
OP(op_retype);
OP(op_relocate);
/* operate_relate.c */
OP(op_merge);
OP(op_unmerge);
OP(op_link);
OP(op_unlink);
#undef OP

/* The reason of an operation, cleaned. */
struct str op_reason(struct case_plan *plan, const struct json_t *fields, const char *name);

#endif
