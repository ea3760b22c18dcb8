/*
 * shapes.h - what the routes of 指挥调度 answer, for the API document and the web's types.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SHAPES_H
#define COMMAND_SHAPES_H

#include "http/http.h"

extern const struct json_shape TASK_ROW, TASK_LIST, TASK_COUNTS, CASE_ROW, CASE_LIST, CASE_VIEW, CASE_OPENED,
    STEP_DONE, DIAGRAM_VIEW, DUPLICATE_LIST, PLACE_VIEW, CATALOGUE_VIEW, TYPE_LIST, AREA_COLLECTION, MAP_CASE_LIST,
    DASHBOARD, PUBLIC_CATALOGUE, SUGGEST_VIEW, REPORT_DONE, PROGRESS_VIEW, PUBLIC_DONE, FILE_DONE, COPY_LIST, COPY_DONE, INCIDENT_LIST;

#endif
