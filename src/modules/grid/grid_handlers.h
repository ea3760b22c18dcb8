/*
 * grid_handlers.h - the handlers named in the route table; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_HANDLERS_H
#define GRID_GRID_HANDLERS_H

#include "modules/app.h"

#define READ(name) enum err name(struct call *call, struct fault *why) MUST_CHECK
#define APPLY(name) enum err name(struct db *db, struct call *call, struct fault *why) MUST_CHECK
/* grid_duty.c */
READ(duty_show);
READ(duty_change_prepare);
APPLY(duty_change_apply);
READ(duty_fix_prepare);
APPLY(duty_fix_apply);
/* grid_list.c */
READ(grids_list);
READ(grid_show);
READ(desk_members);
#undef READ
#undef APPLY

#endif
