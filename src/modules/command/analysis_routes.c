/*
 * analysis_routes.c - 分析研判: the route table of related cases and briefings, its fields and its shapes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/command.h"
#include "modules/command/shapes.h"

#define LIMIT { "limit", JSON_INT, 1, 200, true, "每页条数", "rows of a page" }
#define AFTER { "after", JSON_TEXT, 1, 64, true, "从哪里接着", "cursor of the page before" }
static const struct json_shape REASON = { "RelatedReason", FIELDS{ TEXT("kind"), TEXT("zh"), TEXT("en"), { 0 } } };
static const struct json_shape REPEAT = { "Repeat", FIELDS{ FIELD("count", INT), FIELD("days", INT), FIELD("radius_m", INT), TEXT("zh"), TEXT("en"), TEXT("whistle"), { 0 } } };
static const struct json_shape RELATED_ROW = { "RelatedRow", FIELDS{
    CASE_ROW_FIELDS, FIELD("likely", BOOL), FIELD("ended", BOOL), OR_NULL("linked", TEXT), FIELD("distance_m", INT), MANY("reasons", REASON), { 0 },
} };
static const struct json_shape RELATED_LIST = { "RelatedList", FIELDS{ ONE_OR_NULL("repeat", REPEAT), MANY("items", RELATED_ROW), { 0 } } };

#define SPAN TEXT("kind"), TEXT("from"), TEXT("to"), FIELD("made_at", TIME), FIELD("whole", BOOL)

static const struct json_shape BRIEF_ROW = { "BriefRow", FIELDS{
    FIELD("id", ID), SPAN, FIELD("reported", INT), FIELD("closed", INT), FIELD("open", INT), FIELD("overdue", INT), { 0 },
} };
static const struct json_shape BRIEF_LIST = { "BriefList", FIELDS{ ONE("area", UNIT_REF), FIELD("has", BOOL), MANY("items", BRIEF_ROW), OR_NULL("next", TEXT), { 0 } } };
static const struct json_shape BRIEF_MEASURE = { "BriefMeasure", FIELDS{ TEXT("code"), TEXT("name"), TEXT("name_en"), { 0 } } };
static const struct json_shape BRIEF_RATE = { "BriefRate", FIELDS{ TEXT("code"), TEXT("name"), TEXT("name_en"), OR_NULL("target", NUMBER), TEXT("numerator"), { 0 } } };
static const struct json_shape BRIEF_LINE = { "BriefLine", FIELDS{
    TEXT("key"), TEXT("name"), TEXT("name_en"), OR_NULL("since", INT), OR_NULL("until", INT), FIELD("figures", ANY), FIELD("rates", ANY), { 0 },
} };
static const struct json_shape BRIEF_GROUP = { "BriefGroup", FIELDS{ TEXT("by"), MANY("items", BRIEF_LINE), { 0 } } };
static const struct json_shape BRIEF = { "Brief", FIELDS{
    FIELD("id", ID), ONE("area", UNIT_REF), SPAN, FIELD("since", INT), FIELD("until", INT), FIELD("by_clock", BOOL), FIELD("open", INT), FIELD("overdue", INT),
    MANY("measures", BRIEF_MEASURE), MANY("indicators", BRIEF_RATE), FIELD("figures", ANY), FIELD("before", ANY), FIELD("rates", ANY), FIELD("rates_before", ANY),
    MANY("groups", BRIEF_GROUP), { 0 },
} };

static const struct json_shape HOT_TIE = { "HotTie", FIELDS{ FIELD("same", BOOL), { 0 } } };
static const struct json_field TIE_BODY[] = {
    { "a", JSON_ID, 1, INT64_MAX, false, "办件", "a case of one hot spot" }, { "b", JSON_ID, 1, INT64_MAX, false, "另一办件", "a case of the other" },
    { "same", JSON_BOOL, 0, 0, true, "是同一热点", "they are one (when absent), or they are not" }, { 0 },
};
static const struct json_field BRIEFS_QUERY[] = {
    { "area", JSON_ID, 1, INT64_MAX, true, "辖区", "a street, a district or the city; the highest of the user's own when absent" },
    { "kind", JSON_TEXT, 1, 8, true, "期别", "day (when absent), week or month" }, LIMIT, AFTER, { 0 },
};
static const struct json_field BRIEF_BODY[] = {
    { "area", JSON_ID, 1, INT64_MAX, true, "辖区", "a street, a district or the city; the highest of the user's own when absent" },
    { "kind", JSON_TEXT, 1, 8, false, "期别", "day, week or month" },
    { "day", JSON_TEXT, 10, 10, true, "日期", "a day of it, 2026-03-02; today when absent" }, { 0 },
};
static const struct json_field FILE_QUERY[] = { { "lang", JSON_TEXT, 2, 2, true, "语言", "zh (when absent) or en" }, { 0 } };

static const struct route ROUTES[] = {
    { .method = HTTP_POST, .path = "/api/hotspots/ties", .right = RIGHT_CASE_DISPATCH, .body = TIE_BODY, .gives = &HOT_TIE, .prepare = hot_tie_prepare, .apply = hot_tie_apply,
      .reply = hot_tie_reply, .zh = "认定两个热点是不是同一个；已这样认定时 409", .en = "say that two hot spots are one, or not; 409 when that was said before" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/related", .right = RIGHT_CASE_READ, .gives = &RELATED_LIST, .read = case_related,
      .zh = "疑似重复、文字相近、同一地点和同一联系人的办件，附理由；同点多发时的处置要求", .en = "probable duplicates, like words, the same place or reporter, with reasons; what is due when it keeps coming back" },
    { .method = HTTP_GET, .path = "/api/briefs", .right = RIGHT_STATISTICS, .query = BRIEFS_QUERY, .gives = &BRIEF_LIST, .read = brief_list_show,
      .zh = "辖区的日报、周报、月报", .en = "the briefings of an area, newest first" },
    { .method = HTTP_POST, .path = "/api/briefs", .right = RIGHT_STATISTICS, .body = BRIEF_BODY, .gives = &BRIEF, .status = 201, .prepare = brief_make_prepare,
      .apply = brief_make_apply, .reply = brief_make_reply, .zh = "现在编制一份；已有满期的那份时 409", .en = "make one now; 409 when the final one is there" },
    { .method = HTTP_GET, .path = "/api/briefs/{id}", .right = RIGHT_STATISTICS, .gives = &BRIEF, .read = brief_show, .zh = "一份简报", .en = "one briefing" },
    { .method = HTTP_GET, .path = "/api/briefs/{id}/pdf", .right = RIGHT_STATISTICS, .query = FILE_QUERY, .read = brief_pdf, .zh = "简报的 PDF", .en = "a briefing as PDF" },
    { .method = HTTP_GET, .path = "/api/briefs/{id}/xlsx", .right = RIGHT_STATISTICS, .query = FILE_QUERY, .read = brief_workbook, .zh = "简报的表格（XLSX）", .en = "a briefing as a workbook (XLSX)" },
};

const struct module ANALYSIS_MODULE = {
    .name = "analysis",
    .zh = "分析研判",
    .routes = ROUTES,
    .route_count = COUNT_OF(ROUTES),
};
