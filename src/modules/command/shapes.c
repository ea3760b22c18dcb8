/*
 * shapes.c - reply shapes, a table each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/shapes.h"

#include "modules/command/party_view.h"

#define TEXT_OR_NULL(name) { name, JSON_TEXT, true, NULL }

const struct json_shape UNIT_REF = { "UnitRef", FIELDS{
    FIELD("id", ID), TEXT("code"), TEXT("name"), TEXT("kind"), { 0 },
} };
const struct json_shape GRID_REF = { "GridRef", FIELDS{
    FIELD("id", ID), TEXT("code"), TEXT("name"), { 0 },
} };
const struct json_shape TASK_ROW = { "TaskRow", FIELDS{
    FIELD("id", ID), FIELD("case_id", ID), TEXT("number"), TEXT("name"), TEXT("name_en"), TEXT("stage"), TEXT("stage_zh"),
    TEXT("stage_en"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), ONE_OR_NULL("street",
    UNIT_REF), ONE_OR_NULL("community", UNIT_REF), ONE_OR_NULL("grid", GRID_REF), ONE_OR_NULL("unit", UNIT_REF),
    TEXT("role"), OR_NULL("assignee", ID), TEXT("assignee_name"), FIELD("opened_at", TIME), OR_NULL("due_at", TIME), FIELD("provisional",
    BOOL), TEXT("light"), TEXT("remaining_zh"), TEXT("remaining_en"), FIELD("urgency", INT), FIELD("urged", INT), FIELD("unsure", BOOL),
    FIELD("supervise", INT), FIELD("version", INT), FIELD("case_version", INT), FIELD("lon", NUMBER), FIELD("lat",
    NUMBER), FIELD("mine", BOOL), { 0 },
} };
const struct json_shape TASK_LIST = { "TaskList", FIELDS{
    MANY("items", TASK_ROW), TEXT_OR_NULL("next"), { 0 },
} };
static const struct json_shape STAGE_COUNT = { "StageCount", FIELDS{
    TEXT("stage"), TEXT("zh"), TEXT("en"), FIELD("count", INT), { 0 },
} };
const struct json_shape TASK_COUNTS = { "TaskCounts", FIELDS{
    MANY("by_stage", STAGE_COUNT), FIELD("total", INT), FIELD("overdue", INT), FIELD("soon", INT), { 0 },
} };
const struct json_shape CASE_ROW = { "CaseRow", FIELDS{ CASE_ROW_FIELDS, { 0 } } };
const struct json_shape CASE_LIST = { "CaseList", FIELDS{
    MANY("items", CASE_ROW), OR_NULL("next", ID), { 0 },
} };
const struct json_shape EVALUATED_CASES = { "EvaluatedCases", FIELDS{
    MANY("items", CASE_ROW), TEXT_OR_NULL("next"), { 0 },
} };
static const struct json_shape OUTCOME_VIEW = { "Outcome", FIELDS{
    TEXT("code"), TEXT("zh"), TEXT("en"), FIELD("note", BOOL), FIELD("photo", BOOL), FIELD("unit", BOOL),
    FIELD("units", BOOL), FIELD("here", BOOL), TEXT("style"), { 0 },
} };
static const struct json_shape PROPOSAL_VIEW = { "Proposal", FIELDS{
    ONE("unit", UNIT_REF), TEXT_OR_NULL("reason"), TEXT_OR_NULL("reason_en"), { 0 },
} };
static const struct json_shape TASK_VIEW = { "Task", FIELDS{
    FIELD("id", ID), FIELD("case_id", ID), TEXT("number"), TEXT("name"), TEXT("name_en"), TEXT("stage"), TEXT("stage_zh"),
    TEXT("stage_en"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), ONE_OR_NULL("street",
    UNIT_REF), ONE_OR_NULL("community", UNIT_REF), ONE_OR_NULL("grid", GRID_REF), ONE_OR_NULL("unit", UNIT_REF),
    TEXT("role"), OR_NULL("assignee", ID), TEXT("assignee_name"), FIELD("opened_at", TIME), OR_NULL("due_at", TIME), FIELD("provisional",
    BOOL), TEXT("light"), TEXT("remaining_zh"), TEXT("remaining_en"), FIELD("urgency", INT), FIELD("urged", INT), FIELD("unsure", BOOL),
    FIELD("supervise", INT), FIELD("version", INT), FIELD("case_version", INT), FIELD("lon", NUMBER), FIELD("lat",
    NUMBER), FIELD("mine", BOOL), TEXT("element"), TEXT("process"), FIELD("can_act", BOOL), FIELD("can_claim",
    BOOL), FIELD("can_assign", BOOL), TEXT("why_not_zh"), TEXT("why_not_en"), TEXT("headline"), TEXT("headline_en"), MANY("outcomes", OUTCOME_VIEW), ONE_OR_NULL("proposal", PROPOSAL_VIEW), OR_NULL("form",
    ANY), OR_NULL("seen", ANY), { 0 },
} };
static const struct json_shape ROUND_VIEW = { "Countersign", FIELDS{
    FIELD("activity", ID), TEXT("element"), TEXT("name"), TEXT("name_en"), FIELD("share", INT), FIELD("asked", INT), FIELD("agreed", INT),
    FIELD("refused", INT), TEXT("result"), { 0 },
} };
static const struct json_shape ACTION_OPTION = { "ActionOption", FIELDS{ TEXT("value"), TEXT("zh"), TEXT("en"), { 0 } } };
static const struct json_shape ACTION_FIELD = { "ActionField", FIELDS{
    TEXT("name"), TEXT("zh"), TEXT("en"), TEXT("type"), FIELD("required", BOOL), FIELD("max", INT), MANY("options", ACTION_OPTION), { 0 },
} };
static const struct json_shape ACTION_VIEW = { "Action", FIELDS{
    TEXT("op"), TEXT("zh"), TEXT("en"), FIELD("danger", BOOL), MANY("fields", ACTION_FIELD), { 0 },
} };
static const struct json_shape PAUSE_VIEW = { "Pause", FIELDS{
    TEXT("kind"), TEXT("reason"), FIELD("begin", TIME), OR_NULL("end", TIME), { 0 },
} };
static const struct json_shape EXTENSION_VIEW = { "Extension", FIELDS{
    FIELD("amount", INT), TEXT("unit"), TEXT("reason"), FIELD("at", TIME), { 0 },
} };
static const struct json_shape CLOCK_VIEW = { "Clock", FIELDS{
    OR_NULL("start", TIME), TEXT("limit"), OR_NULL("due_at", TIME), FIELD("provisional", BOOL), MANY("pauses",
    PAUSE_VIEW), MANY("extensions", EXTENSION_VIEW), { 0 },
} };
static const struct json_shape PHOTO_VIEW = { "Photo", FIELDS{
    TEXT("digest"), TEXT("kind"), TEXT_OR_NULL("media"), FIELD("at", TIME), OR_NULL("by", ID), { 0 },
} };
static const struct json_shape JOURNAL_VIEW = { "JournalRow", FIELDS{
    FIELD("id", ID), FIELD("seq", INT), FIELD("at", TIME), TEXT("kind"), TEXT("zh"), TEXT("en"),
    TEXT_OR_NULL("actor_name"), ONE_OR_NULL("actor_unit", UNIT_REF), TEXT_OR_NULL("note"), TEXT("element"),
    OR_NULL("changes", ANY), FIELD("mac_ok", BOOL), { 0 },
} };
static const struct json_shape MATCH_VIEW = { "Match", FIELDS{
    TEXT("decision"), TEXT("rule"), FIELD("row", INT), TEXT_OR_NULL("annotation"), TEXT_OR_NULL("annotation_en"), { 0 },
} };
static const struct json_shape DECISION_VIEW = { "DecisionRow", FIELDS{
    FIELD("at", TIME), TEXT("decision"), TEXT("name"), TEXT("name_en"), FIELD("version", INT), FIELD("inputs", ANY),
    OR_NULL("result", ANY), MANY("matches", MATCH_VIEW), { 0 },
} };
static const struct json_shape RELATED_VIEW = { "Related", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("kind"), TEXT("type_name"), TEXT("type_name_en"), TEXT("stage_zh"), TEXT("stage_en"), { 0 },
} };
static const struct json_shape RATING_VIEW = { "Rating", FIELDS{
    FIELD("score", INT), FIELD("solved", INT), { 0 },
} };
static const struct json_shape REPORTER_VIEW = { "Reporter", FIELDS{
    TEXT("name"), TEXT("phone"), { 0 },
} };
const struct json_shape CASE_VIEW = { "CaseView", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), TEXT("state"),
    TEXT("stage"), TEXT("stage_zh"), TEXT("stage_en"), TEXT("source"), TEXT("source_name"), TEXT("source_name_en"), FIELD("urgency", INT),
    FIELD("grade", INT), ONE_OR_NULL("street", UNIT_REF), ONE_OR_NULL("community", UNIT_REF), ONE_OR_NULL("grid",
    GRID_REF), ONE_OR_NULL("unit", UNIT_REF), FIELD("opened_at", TIME), OR_NULL("due_at", TIME),
    FIELD("provisional", BOOL), FIELD("overdue", BOOL), TEXT("light"), TEXT("remaining_zh"), TEXT("remaining_en"),
    FIELD("lon", NUMBER), FIELD("lat", NUMBER), FIELD("supervise", INT), FIELD("version", INT),
    ONE_OR_NULL("district", UNIT_REF), ONE_OR_NULL("steering", UNIT_REF), TEXT("channel"), FIELD("public", BOOL),
    TEXT("result"), TEXT("result_zh"), TEXT("result_en"), OR_NULL("filed_at", TIME), OR_NULL("dispatched_at", TIME),
    OR_NULL("accepted_at", TIME), OR_NULL("arrived_at", TIME), OR_NULL("feedback_at", TIME), OR_NULL("verified_at",
    TIME), OR_NULL("closed_at", TIME), FIELD("return_count", INT), FIELD("rework_count", INT),
    FIELD("extension_count", INT), FIELD("reopen_count", INT), ONE_OR_NULL("rating", RATING_VIEW), OR_NULL("item",
    ANY), ONE_OR_NULL("reporter", REPORTER_VIEW), MANY("co_units", UNIT_REF), MANY("parties", PARTY_VIEW), OR_NULL("muster_at", TIME), MANY("tasks", TASK_VIEW), MANY("countersigns", ROUND_VIEW),
    MANY("actions", ACTION_VIEW), ONE("clock", CLOCK_VIEW), MANY("photos", PHOTO_VIEW), MANY("journal",
    JOURNAL_VIEW), MANY("decisions", DECISION_VIEW), MANY("related", RELATED_VIEW), { 0 },
} };
const struct json_shape CASE_OPENED = { "CaseOpened", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("code"), TEXT("type"), ONE_OR_NULL("grid", GRID_REF), TEXT("stage"),
    OR_NULL("due_at", TIME), FIELD("duplicate", BOOL), FIELD("existing", BOOL), { 0 },
} };
static const struct json_shape COPY_ROW = { "CopyRow", FIELDS{
    FIELD("id", ID), FIELD("case_id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("stage"),
    TEXT("stage_zh"), TEXT("stage_en"), TEXT("text"), TEXT("by_name"), FIELD("at", TIME), OR_NULL("read_at", TIME), { 0 },
} };
const struct json_shape COPY_LIST = { "CopyList", FIELDS{ MANY("items", COPY_ROW), OR_NULL("next", ID), { 0 } } };
#define STUCK_AT                                                                                                                \
    FIELD("case_id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("stage"), TEXT("stage_zh"), \
    TEXT("stage_en"), TEXT("process"), TEXT("process_name"), TEXT("process_name_en"), TEXT("element"), TEXT("element_name"),     \
    TEXT("element_name_en")
static const struct json_shape INCIDENT_ROW = { "IncidentRow", FIELDS{
    FIELD("id", ID), STUCK_AT, FIELD("activity", ID), TEXT("zh"), TEXT("en"), FIELD("at", TIME), { 0 },
} };
const struct json_shape INCIDENT_LIST = { "IncidentList", FIELDS{ MANY("items", INCIDENT_ROW), OR_NULL("next", ID), { 0 } } };
const struct json_shape INCIDENT_VIEW = { "Incident", FIELDS{
    FIELD("id", ID), STUCK_AT, FIELD("activity", ID), TEXT("zh"), TEXT("en"), FIELD("at", TIME), FIELD("version", INT), FIELD("variables", OBJECT), { 0 },
} };
static const struct json_shape JOB_KIND = { "JobKind", FIELDS{
    TEXT("type"), TEXT("zh"), TEXT("en"), FIELD("waiting", INT), FIELD("locked", INT), FIELD("failed", INT), { 0 },
} };
static const struct json_shape JOB_LINE = { "JobLine", FIELDS{
    FIELD("id", ID), TEXT("job"), STUCK_AT, FIELD("retries", INT), TEXT("worker"), TEXT("error"), FIELD("created_at", TIME), OR_NULL("ready_at", TIME),
    OR_NULL("lock_until", TIME), OR_NULL("incident", ID), { 0 },
} };
const struct json_shape JOB_BOARD = { "JobBoard", FIELDS{ MANY("kinds", JOB_KIND), MANY("items", JOB_LINE), OR_NULL("next", ID), { 0 } } };
#undef STUCK_AT
static const struct json_shape JOB_ROW = { "Job", FIELDS{
    FIELD("id", ID), TEXT("token"), TEXT("type"), FIELD("case_id", ID), TEXT("number"), TEXT("process"), TEXT("element"), FIELD("retries", INT),
    FIELD("lock_until", TIME), FIELD("variables", OBJECT), FIELD("headers", OBJECT), { 0 },
} };
const struct json_shape JOB_LIST = { "JobList", FIELDS{ MANY("items", JOB_ROW), { 0 } } };
const struct json_shape JOB_DONE_VIEW = { "JobDone", FIELDS{ FIELD("id", ID), { 0 } } };
static const struct json_shape MISFIT_ROW = { "Misfit", FIELDS{ TEXT("process"), TEXT("element"), TEXT("name"), TEXT("zh"), TEXT("en"), { 0 } } };
const struct json_shape MIGRATION_VIEW = { "Migration", FIELDS{ FIELD("from", INT), FIELD("release", INT), FIELD("fits", BOOL), MANY("misfits", MISFIT_ROW), { 0 } } };
static const struct json_shape MIGRATED_CASE = { "MigratedCase", FIELDS{ FIELD("case_id", ID), TEXT("number"), FIELD("from", INT), FIELD("fits", BOOL), FIELD("done", BOOL),
    TEXT("zh"), TEXT("en"), MANY("misfits", MISFIT_ROW), { 0 } } };
const struct json_shape MIGRATIONS_VIEW = { "Migrations", FIELDS{ FIELD("release", INT), MANY("items", MIGRATED_CASE), FIELD("done", INT), TEXT_OR_NULL("next"), { 0 } } };
static const struct json_shape MIGRATION_SOURCE = { "MigrationSource", FIELDS{ TEXT("process"), TEXT("name"), TEXT("name_en"), FIELD("release", INT), { 0 } } };
const struct json_shape MIGRATION_SOURCES = { "MigrationSources", FIELDS{ FIELD("release", INT), MANY("items", MIGRATION_SOURCE), { 0 } } };
const struct json_shape COPY_DONE = { "CopyDone", FIELDS{ FIELD("id", ID), { 0 } } };
/* A step that must be done on site was refused: nothing but that is recorded. */
static const struct json_shape AWAY_VIEW = { "Away", FIELDS{ FIELD("early", BOOL), FIELD("distance_m", INT), FIELD("radius_m", INT), { 0 } } };
const struct json_shape STEP_DONE = { "StepDone", FIELDS{
    FIELD("case_id", ID), TEXT("number"), TEXT("state"), TEXT("stage"), TEXT("stage_zh"), TEXT("stage_en"), FIELD("version", INT),
    ONE_OR_NULL("contact", REPORTER_VIEW), ONE_OR_NULL("away", AWAY_VIEW), { 0 },
} };
static const struct json_shape LABEL_VIEW = { "Label", FIELDS{ TEXT("zh"), TEXT("en"), { 0 } } };
static const struct json_shape PROCESS_VIEW = { "ProcessView", FIELDS{
    TEXT("id"), TEXT("name"), TEXT("name_en"), TEXT_OR_NULL("xml"), MANY("labels", LABEL_VIEW), FIELD("current", LIST), FIELD("done", LIST),
    FIELD("flows", LIST), { 0 },
} };
const struct json_shape DIAGRAM_VIEW = { "Diagram", FIELDS{
    MANY("processes", PROCESS_VIEW), { 0 },
} };
static const struct json_shape DUPLICATE_VIEW = { "Duplicate", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("type_name"), TEXT("type_name_en"), FIELD("distance_m", INT), FIELD("opened_at", TIME),
    TEXT("stage_zh"), TEXT("stage_en"), { 0 },
} };
const struct json_shape DUPLICATE_LIST = { "DuplicateList", FIELDS{
    MANY("items", DUPLICATE_VIEW), { 0 },
} };
const struct json_shape PLACE_VIEW = { "Place", FIELDS{
    FIELD("in_city", BOOL), ONE_OR_NULL("district", UNIT_REF), ONE_OR_NULL("steering", UNIT_REF),
    ONE_OR_NULL("street", UNIT_REF), ONE_OR_NULL("community", UNIT_REF), ONE_OR_NULL("grid", GRID_REF),
    ONE_OR_NULL("dedicated", GRID_REF), { 0 },
} };
static const struct json_shape SOURCE_VIEW = { "Source", FIELDS{
    TEXT("code"), TEXT("zh"), TEXT("en"), FIELD("staff", BOOL), { 0 },
} };
const struct json_shape CATALOGUE_VIEW = { "Catalogue", FIELDS{
    FIELD("items", LIST), MANY("sources", SOURCE_VIEW), { 0 },
} };
static const struct json_shape TYPE_GUESS = { "TypeGuess", FIELDS{
    TEXT("code"), TEXT("name"), TEXT("name_en"), FIELD("score", NUMBER), FIELD("by_words", NUMBER), FIELD("by_cases", NUMBER),
    TEXT("matched"), FIELD("words", LIST), { 0 },
} };
const struct json_shape TYPE_LIST = { "TypeList", FIELDS{
    MANY("types", TYPE_GUESS), FIELD("sure", BOOL), OR_NULL("model", INT), { 0 },
} };
const struct json_shape CASE_GUESS = { "CaseGuess", FIELDS{
    MANY("types", TYPE_GUESS), FIELD("sure", BOOL), OR_NULL("model", INT), TEXT("type"), FIELD("chosen", BOOL), FIELD("unsure", BOOL), FIELD("corrected", BOOL), { 0 },
} };
const struct json_shape AREA_COLLECTION = { "AreaCollection", FIELDS{
    TEXT("type"), FIELD("features", LIST), { 0 },
} };
const struct json_shape MAP_CASE_LIST = { "MapCaseList", FIELDS{
    MANY("items", CASE_ROW), FIELD("truncated", BOOL), { 0 },
} };
static const struct json_shape HOT_DAY = { "HotDay", FIELDS{
    TEXT("day"), FIELD("count", INT), { 0 },
} };
static const struct json_shape HOT_SPOT = { "HotSpot", FIELDS{
    TEXT("place"), TEXT("subject"), FIELD("size", INT), FIELD("open", INT), FIELD("people", INT), FIELD("rise", INT), FIELD("heat", NUMBER), FIELD("first_at", TIME),
    FIELD("last_at", TIME), FIELD("lon", NUMBER), FIELD("lat", NUMBER), MANY("days", HOT_DAY), MANY("cases", CASE_ROW), { 0 },
} };
#define SURGE_TYPE TEXT("type"), TEXT("type_name"), TEXT("type_name_en")
static const struct json_shape WEEK_COUNT = { "WeekCount", FIELDS{ FIELD("ago", INT), FIELD("count", INT), { 0 } } };
static const struct json_shape SURGE_ALERT = { "SurgeAlert", FIELDS{
    SURGE_TYPE, TEXT("source"), TEXT("source_name"), TEXT("source_name_en"), ONE("area", UNIT_REF), FIELD("count", INT), FIELD("expected", NUMBER),
    FIELD("one_in", INT), MANY("weeks", WEEK_COUNT), MANY("cases", CASE_ROW), { 0 },
} };
static const struct json_shape SURGE_AHEAD = { "SurgeAhead", FIELDS{
    SURGE_TYPE, FIELD("expected", NUMBER), FIELD("ready", INT), MANY("weeks", WEEK_COUNT), { 0 },
} };
const struct json_shape SURGE_LIST = { "SurgeList", FIELDS{
    FIELD("hours", INT), FIELD("weeks", INT), FIELD("looked_at", INT), FIELD("truncated", BOOL), MANY("items", SURGE_ALERT), MANY("ahead", SURGE_AHEAD), { 0 },
} };
static const struct json_shape HOT_KIN = { "HotKin", FIELDS{ FIELD("a", ID), FIELD("b", ID), FIELD("alike", INT), { 0 } } };
const struct json_shape HOT_SPOT_LIST = { "HotSpotList", FIELDS{
    FIELD("days", INT), FIELD("looked_at", INT), FIELD("added", INT), FIELD("gathered", BOOL), FIELD("truncated", BOOL), MANY("items", HOT_SPOT), MANY("kin", HOT_KIN), { 0 },
} };
static const struct json_shape FIGURE_ROW = { "FigureRow", FIELDS{
    TEXT("key"), TEXT("name"), TEXT("name_en"), FIELD("opened", INT), FIELD("open", INT), FIELD("closed", INT), FIELD("overdue",
    INT), OR_NULL("on_time_rate", NUMBER), { 0 },
} };
static const struct json_shape UNIT_NAME = { "UnitName", FIELDS{
    FIELD("id", ID), TEXT("code"), TEXT("name"), { 0 },
} };
const struct json_shape DASHBOARD = { "Dashboard", FIELDS{
    ONE("unit", UNIT_NAME), FIELD("opened", INT), FIELD("open", INT), FIELD("closed", INT), FIELD("overdue", INT),
    OR_NULL("on_time_rate", NUMBER), MANY("by_street", FIGURE_ROW), MANY("by_type", FIGURE_ROW), MANY("by_source",
    FIGURE_ROW), MANY("by_day", FIGURE_ROW), { 0 },
} };
static const struct json_shape PUBLIC_TYPE = { "PublicType", FIELDS{
    TEXT("code"), TEXT("name"), TEXT("name_en"), TEXT("hint"), TEXT("hint_en"), TEXT("icon"), { 0 },
} };
const struct json_shape PUBLIC_CATALOGUE = { "PublicCatalogue", FIELDS{
    MANY("types", PUBLIC_TYPE), { 0 },
} };
static const struct json_shape NEAR_VIEW = { "Near", FIELDS{
    TEXT("number"), TEXT("type"), TEXT("type_en"), FIELD("distance_m", INT), FIELD("opened_at", TIME), TEXT("stage"), TEXT("stage_en"), { 0 },
} };
static const struct json_shape PLACE_NEAR_VIEW = { "PlaceNear", FIELDS{
    TEXT("code"), TEXT("name"), TEXT("class_name"), TEXT("class_name_en"), FIELD("distance_m", INT), FIELD("taken", BOOL), { 0 },
} };
const struct json_shape OFFER_VIEW = { "PlacesOffered", FIELDS{ MANY("places", PLACE_NEAR_VIEW), { 0 } } };
const struct json_shape SUGGEST_VIEW = { "Suggestion", FIELDS{
    MANY("types", TYPE_GUESS), ONE_OR_NULL("place", PLACE_VIEW), MANY("duplicates", NEAR_VIEW), MANY("places", PLACE_NEAR_VIEW), { 0 },
} };
const struct json_shape REPORT_DONE = { "ReportDone", FIELDS{
    TEXT("number"), TEXT("code"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), ONE_OR_NULL("grid", GRID_REF), OR_NULL("due_at",
    TIME), OR_NULL("verify_due_at", TIME), { 0 },
} };
static const struct json_shape STEP_TEXT = { "Step", FIELDS{
    FIELD("at", TIME), TEXT("zh"), TEXT("en"), { 0 },
} };
static const struct json_shape PUBLIC_PHOTO = { "PublicPhoto", FIELDS{
    TEXT("src"), TEXT("kind"), { 0 },
} };
const struct json_shape PROGRESS_VIEW = { "Progress", FIELDS{
    TEXT("number"), TEXT("type"), TEXT("type_en"), TEXT("stage"), TEXT("stage_zh"), TEXT("stage_en"), TEXT("state"),
    FIELD("opened_at", TIME), OR_NULL("due_at", TIME), TEXT("light"), MANY("steps", STEP_TEXT), TEXT("result"),
    TEXT("result_zh"), TEXT("result_en"), OR_NULL("verify_due_at", TIME), FIELD("can_rate", BOOL), FIELD("can_reopen", BOOL), OR_NULL("reopen_until", TIME),
    MANY("photos", PUBLIC_PHOTO), { 0 },
} };
const struct json_shape PUBLIC_DONE = { "PublicDone", FIELDS{
    TEXT("number"), TEXT("state"), TEXT("stage"), { 0 },
} };
const struct json_shape FILE_DONE = { "FileDone", FIELDS{
    TEXT("token"), TEXT("digest"), TEXT("media"), FIELD("width", INT), FIELD("height", INT), FIELD("size", INT), { 0
    },
} };
