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
/* grid_duty_list.c */
READ(duty_day);
/* grid_log.c */
READ(grid_log_prepare);
APPLY(grid_log_apply);
READ(grid_log_reply);
READ(grid_logs_mine);
READ(grid_logs_day);
/* service.c */
READ(service_add_prepare);
APPLY(service_add_apply);
READ(service_reply);
READ(service_save_prepare);
READ(service_end_prepare);
APPLY(service_save_apply);
READ(service_reveal_prepare);
APPLY(service_reveal_apply);
READ(service_reveal_reply);
READ(service_visit_prepare);
APPLY(service_visit_apply);
/* service_view.c */
READ(services_list);
READ(services_mine);
/* patrol_route.c */
READ(patrol_routes_list);
READ(patrol_route_add_prepare);
APPLY(patrol_route_add_apply);
READ(patrol_route_reply);
READ(patrol_route_save_prepare);
APPLY(patrol_route_save_apply);
READ(patrol_route_drop_prepare);
APPLY(patrol_route_drop_apply);
READ(patrol_route_drop_reply);
READ(patrol_route_propose);
/* patrol_run.c */
READ(patrol_mark_prepare);
APPLY(patrol_mark_apply);
READ(patrol_finish_prepare);
APPLY(patrol_finish_apply);
READ(patrol_run_reply);
READ(patrols_mine);
READ(patrols_day);
/* grid_list.c */
READ(grids_list);
READ(grid_show);
READ(desk_members);
/* grid_plan_edit.c */
READ(grid_plans_list);
READ(grid_plan_create_prepare);
APPLY(grid_plan_create_apply);
READ(grid_plan_create_reply);
READ(grid_plan_show);
READ(grid_plan_reply);
READ(grid_plan_save_prepare);
APPLY(grid_plan_save_apply);
READ(grid_plan_drop_prepare);
APPLY(grid_plan_drop_apply);
READ(grid_plan_check);
READ(grid_plan_reshape);
/* grid_plan_move.c */
APPLY(grid_plan_step_apply);
READ(grid_plan_submit_prepare);
READ(grid_plan_approve_prepare);
READ(grid_plan_approve_reply);
READ(grid_plan_reject_prepare);
READ(grid_plan_withdraw_prepare);
/* grid_preview.c */
READ(grid_plan_preview);
READ(grid_versions_list);
/* grid_import.c */
READ(grid_plan_import);
READ(grids_export);
/* staff_view.c */
READ(staff_people);
READ(staff_person);
READ(staff_person_reply);
READ(staff_candidates_list);
/* staff_grids.c */
READ(staff_grids);
READ(staff_streets);
/* staff_people.c */
READ(staff_member_add_prepare);
APPLY(staff_member_add_apply);
READ(staff_member_save_prepare);
READ(staff_member_end_prepare);
APPLY(staff_member_save_apply);
READ(staff_record_add_prepare);
APPLY(staff_record_add_apply);
READ(staff_record_drop_prepare);
APPLY(staff_record_drop_apply);
/* staff_place.c */
READ(staff_place_add_prepare);
APPLY(staff_place_add_apply);
READ(staff_place_reply);
READ(staff_week_prepare);
APPLY(staff_week_apply);
/* staff_leave.c */
READ(staff_holds);
READ(staff_end_prepare);
APPLY(staff_end_apply);
READ(staff_end_reply);
/* post.c */
READ(posts_show);
READ(posts_streets);
READ(posts_reply);
READ(post_basis_prepare);
APPLY(post_basis_apply);
READ(post_ask_prepare);
APPLY(post_ask_apply);
READ(post_approve_prepare);
READ(post_reject_prepare);
READ(post_withdraw_prepare);
APPLY(post_decide_apply);
/* partner.c */
READ(partners_list);
READ(partners_reply);
READ(partner_add_prepare);
APPLY(partner_add_apply);
READ(partner_add_reply);
READ(partner_save_prepare);
READ(partner_end_prepare);
APPLY(partner_save_apply);
READ(partner_agree_prepare);
APPLY(partner_agree_apply);
READ(partner_reveal_prepare);
APPLY(partner_reveal_apply);
READ(partner_reveal_reply);
#undef READ
#undef APPLY

#endif
