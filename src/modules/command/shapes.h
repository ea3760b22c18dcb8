/*
 * shapes.h - what the routes of 指挥调度 answer, for the API document and the web's types.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SHAPES_H
#define COMMAND_SHAPES_H

#include "http/http.h"

/* Fields of a shape: { "Name", FIELDS{ FIELD("id", ID), TEXT("name"), MANY("items", ROW), { 0 } } }. */
#define FIELDS (const struct json_shape_field[])
#define TEXT(name) { name, JSON_TEXT, false, NULL }
#define FIELD(name, type) { name, JSON_##type, false, NULL }
#define OR_NULL(name, type) { name, JSON_##type, true, NULL }
#define ONE(name, shape) { name, JSON_OBJECT, false, &(shape) }
#define ONE_OR_NULL(name, shape) { name, JSON_OBJECT, true, &(shape) }
#define MANY(name, shape) { name, JSON_LIST, false, &(shape) }

/* What every row that is a case says of it. */
#define CASE_ROW_FIELDS                                                                                                                   \
    FIELD("id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), TEXT("state"), \
    TEXT("stage"), TEXT("stage_zh"), TEXT("stage_en"), TEXT("source"), TEXT("source_name"), TEXT("source_name_en"),                       \
    FIELD("urgency", INT), FIELD("grade", INT), ONE_OR_NULL("street", UNIT_REF), ONE_OR_NULL("community", UNIT_REF),                      \
    ONE_OR_NULL("grid", GRID_REF), ONE_OR_NULL("unit", UNIT_REF), FIELD("opened_at", TIME), OR_NULL("due_at", TIME),                      \
    FIELD("provisional", BOOL), FIELD("overdue", BOOL), TEXT("light"), TEXT("remaining_zh"), TEXT("remaining_en"),                        \
    FIELD("lon", NUMBER), FIELD("lat", NUMBER), FIELD("supervise", INT), FIELD("version", INT)

extern const struct json_shape UNIT_REF, GRID_REF, TASK_ROW, TASK_LIST, TASK_COUNTS, CASE_ROW, CASE_LIST, EVALUATED_CASES, CASE_VIEW, CASE_OPENED,
    STEP_DONE, DIAGRAM_VIEW, DUPLICATE_LIST, PLACE_VIEW, CATALOGUE_VIEW, TYPE_LIST, CASE_GUESS, AREA_COLLECTION, MAP_CASE_LIST,
    DASHBOARD, HOT_SPOT_LIST, SURGE_LIST, PUBLIC_CATALOGUE, SUGGEST_VIEW, OFFER_VIEW, REPORT_DONE, PROGRESS_VIEW, PUBLIC_DONE, FILE_DONE, COPY_LIST, COPY_DONE, INCIDENT_LIST,
    INCIDENT_VIEW, JOB_LIST, JOB_BOARD, JOB_DONE_VIEW, MIGRATION_VIEW, MIGRATIONS_VIEW, MIGRATION_SOURCES;

#endif
