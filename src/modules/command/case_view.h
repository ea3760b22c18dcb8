/*
 * case_view.h - cases and tasks as JSON (docs/spine.md §5: TaskRow, CaseRow, CaseView).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_CASE_VIEW_H
#define COMMAND_CASE_VIEW_H

#include "case/list.h"
#include "modules/app.h"

/* Each writes the fields of its shape into the object that is open. */
void view_task_row(struct call *call, const struct task_view *task);
void view_case_row(struct call *call, const struct case_record *record);
/* The whole page of one case: reads what it shows. */
enum err view_case(struct call *call, const struct case_record *record, struct fault *why) MUST_CHECK;
/* Of it the tasks, countersignatures and actions: case_todo.c. */
enum err view_todo(struct call *call, const struct case_record *record, const struct instance_view *instance, struct fault *why) MUST_CHECK;
/* {id, code, name, kind} under `key`, or null. */
/* type_name and type_name_en of a catalogue code. */
void view_type_name(struct call *call, struct str code);
void view_unit(struct call *call, const char *key, int64_t unit_id);
void view_grid(struct call *call, const char *key, int64_t grid_id);

/* A journal row as a sentence in both languages. */
void view_sentence(struct call *call, struct str kind, const struct json_t *data, struct str *zh, struct str *en);

#endif
