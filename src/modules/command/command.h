/*
 * command.h - 指挥调度: reports, worklists, cases, the map and the figures.
 *
 * The desk of the command centre and the public counter: everything here reads
 * checked input, calls one function of the spine and writes the reply.
 *
 * Glossary: report 上报, task 任务, dispatch 派遣, return 退单, urge 催办,
 * supervise 督办, dashboard 看板, whistle 吹哨, party 应哨单位, muster 集结.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "modules/app.h"

/* Reports, cases and whistles; and what the centre itself does on duty: supervision 督办, instructions 工作布置 … */
extern const struct module COMMAND_MODULE, DUTY_MODULE;
/* What is kept of 分析研判: briefings 简报. */
extern const struct module ANALYSIS_MODULE;
/* 派遣台、快速反应 and what grows from them. */
extern const struct module DISPATCH_MODULE;
/* 应急处置, with stocks and the duty roster 值班表. */
extern const struct module EMERGENCY_MODULE;
/* 矛盾纠纷: the register and the persons of a dispute (mediation.h). */
extern const struct module MEDIATION_MODULE;

/* Handlers, by file; named in command_routes.c. */
#define READ(name) enum err name(struct call *call, struct fault *why) MUST_CHECK
#define APPLY(name) enum err name(struct db *db, struct call *call, struct fault *why) MUST_CHECK
/* task_handlers.c */
READ(task_list);
READ(task_counts);
READ(task_complete_prepare);
READ(task_hold_prepare);
/* mediation.c */
READ(mediations_list);
READ(mediation_show);
READ(person_add_prepare);
READ(person_drop_prepare);
READ(person_look_prepare);
APPLY(person_apply);
READ(person_reply);
READ(person_look_reply);
/* job_handlers.c */
READ(jobs_activate_prepare);
APPLY(jobs_activate_apply);
READ(jobs_activate_reply);
READ(job_answer_prepare);
READ(job_answer_reply);
/* case_handlers.c */
READ(case_open_prepare);
READ(case_open_reply);
READ(case_show);
READ(case_op_prepare);
READ(case_op_reply);
READ(duplicate_list);
/* case_list_handlers.c */
READ(case_list);
/* process_handlers.c */
READ(case_diagram);
READ(case_guess);
READ(migration_show);
READ(migrations_list);
READ(migrations_run);
/* stuck_handlers.c */
READ(incidents_list);
READ(incident_show);
READ(jobs_list);
/* copy_handlers.c */
READ(copies_list);
READ(copies_read_prepare);
APPLY(copies_read_apply);
READ(copies_read_reply);
/* case_handlers.c */
READ(step_reply);
APPLY(plan_apply);
/* public_handlers.c */
READ(public_catalogue);
READ(public_suggest);
READ(places_offered);
READ(public_report_prepare);
READ(public_report_reply);
READ(public_progress);
READ(public_rate_prepare);
READ(public_reopen_prepare);
READ(public_done_reply);
/* page_handlers.c */
READ(page_report);
READ(page_report_prepare);
READ(page_report_reply);
/* page_progress.c */
READ(page_progress);
READ(page_rate_prepare);
READ(page_rate_reply);
READ(page_reopen_prepare);
READ(page_reopen_reply);
/* file_handlers.c */
READ(file_upload_prepare);
APPLY(file_upload_apply);
READ(file_upload_reply);
READ(file_show);
/* place_handlers.c */
READ(place_locate);
READ(catalogue_list);
READ(classify_text);
READ(map_areas);
READ(public_areas);
READ(map_cases);
/* figure_handlers.c */
READ(dashboard_show);
/* evaluation.c, evaluation_cases.c */
READ(evaluation_show);
READ(evaluation_cases);
/* screen.c */
READ(screen_show);
READ(screen_points);
/* whistle.c, whistle_lists.c, whistle_figures.c */
READ(whistle_types);
READ(whistle_blow_prepare);
APPLY(whistle_blow_apply);
READ(whistle_parties);
READ(whistle_blown);
READ(whistle_figures);
READ(hot_spot_list);
READ(hot_tie_prepare);
APPLY(hot_tie_apply);
READ(hot_tie_reply);
/* instruction.c */
READ(instruction_give_prepare);
READ(instruction_give_reply);
READ(instruction_list);
READ(instruction_show);
READ(instruction_receivers);
/* roster.c */
READ(roster_list);
READ(roster_people_list);
READ(roster_add_prepare);
APPLY(roster_add_apply);
READ(roster_reply);
READ(roster_drop_prepare);
APPLY(roster_drop_apply);
READ(roster_drop_reply);
/* emergency.c, stock.c */
READ(emergency_plans);
READ(emergency_activate_prepare);
READ(emergency_activate_reply);
READ(emergency_list);
READ(emergency_show);
READ(stock_list);
READ(stock_save_prepare);
APPLY(stock_save_apply);
READ(stock_reply);
/* dispatch.c */
READ(dispatch_queue);
/* callback.c */
READ(callback_queue);
READ(near_list);
/* order.c */
READ(order_list);
READ(order_of_case);
READ(surge_list);
/* related.c */
READ(case_related);
/* brief_handlers.c */
READ(brief_list_show);
READ(brief_show);
READ(brief_pdf);
READ(brief_workbook);
READ(brief_make_prepare);
APPLY(brief_make_apply);
READ(brief_make_reply);
#undef READ
#undef APPLY

#endif
