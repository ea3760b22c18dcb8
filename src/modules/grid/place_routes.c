/*
 * place_routes.c - the routes of 部件与场所, a row each.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid.h"
#include "modules/grid/place.h"

#define VERSION_FIELD { "version", JSON_INT, 1, INT64_MAX, false, "版本", "row version seen" }
#define REASON_FIELD { "reason", JSON_TEXT, 1, 200, false, "原因", "why" }
#define WHAT_FIELDS                                                                                                                                   \
    { "parent", JSON_ID, 1, INT64_MAX, true, "机构", "a district, street or community: what stands in it; a department or team: what it keeps or owns; absent: one's own" },   \
        { "kind", JSON_TEXT, 1, 20, true, "类别", "component (absent), key, enterprise, station or self" },                                          \
        { "class", JSON_TEXT, 1, 40, true, "小类", "code of content/catalogues/place_classes.csv" }
#define SAID_FIELDS(known)                                                                                                                            \
    { "class", JSON_TEXT, 1, 40, known, "小类", "code of content/catalogues/place_classes.csv" }, { "name", JSON_TEXT, 1, 100, known, "名称", "what it is called" }, \
        { "address", JSON_TEXT, 0, 200, true, "地址", "where" }, { "lon", JSON_NUMBER, -180, 180, known, "经度", "WGS-84" },                             \
        { "lat", JSON_NUMBER, -90, 90, known, "纬度", "WGS-84" }, { "owner", JSON_TEXT, 0, 60, true, "权属单位", "code of a unit, or as water@district; empty: not known" }, \
        { "maintainer", JSON_TEXT, 0, 60, true, "养护单位", "the same; empty: the owner" }, { "state", JSON_TEXT, 1, 10, true, "状态", "use or stopped" },  \
        { "from", JSON_TEXT, 10, 10, true, "启用日期", "absent: today" }, { "until", JSON_TEXT, 0, 10, true, "截止日期", "the last day; empty: open" },      \
        { "attributes", JSON_OBJECT, 0, 0, true, "属性", "fields of the form of the class" }, { "source", JSON_TEXT, 0, 200, true, "来源", "where the data comes from" }

static const struct json_field LIST_QUERY[] = {
    WHAT_FIELDS, { "code", JSON_TEXT, 1, 40, true, "编码", "the one with this code, wherever it stands" },
    { "limit", JSON_INT, 1, 100, true, "每页条数", "rows a page (20)" }, { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next` of the page before" }, { 0 },
};
static const struct json_field FILE_QUERY[] = { WHAT_FIELDS, { 0 } };
static const struct json_field ONE_QUERY[] = { { "after", JSON_ID, 1, INT64_MAX, true, "翻页标记", "`next`: older cases" }, { 0 } };
static const struct json_field MAP_QUERY[] = {
    { "kind", JSON_TEXT, 1, 20, false, "类别", "component, key, enterprise, station or self" }, { "west", JSON_NUMBER, -180, 180, false, "西", "degrees" },
    { "south", JSON_NUMBER, -90, 90, false, "南", "degrees" }, { "east", JSON_NUMBER, -180, 180, false, "东", "degrees" },
    { "north", JSON_NUMBER, -90, 90, false, "北", "degrees" }, { 0 },
};
static const struct json_field ADD_BODY[] = {
    { "kind", JSON_TEXT, 1, 20, true, "类别", "absent: as the class" }, { "code", JSON_TEXT, 0, 40, true, "编码", "of a component 16 digits; else empty: one is made" }, SAID_FIELDS(false), { 0 },
};
static const struct json_field SAVE_BODY[] = { VERSION_FIELD, REASON_FIELD, SAID_FIELDS(true), { 0 } };
static const struct json_field RETIRE_BODY[] = { VERSION_FIELD, REASON_FIELD, { 0 } };
enum { CSV_MAX = 6 << 20 };
static const struct json_field IMPORT_BODY[] = {
    { "csv", JSON_TEXT, 1, CSV_MAX, false, "表格", "a CSV file with a header row: code, class, name, lon, lat and, when known, the rest as in the export" },
    { "dry_run", JSON_BOOL, 0, 0, true, "试导入", "true (absent): nothing is written" }, { 0 },
};

static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/places", .right = RIGHT_CASE_READ, .query = LIST_QUERY, .gives = &PLACES_SHAPE, .read = places_show,
      .zh = "一个区域的部件与场所，或一个单位管养的", .en = "the components and places of an area, or those in a unit's hands; 422 the whole city" },
    { .method = HTTP_GET, .path = "/api/places/{id}", .right = RIGHT_CASE_READ, .query = ONE_QUERY, .gives = &PLACE_VIEW_SHAPE, .read = place_show,
      .zh = "一个部件或场所，及其办件和变更", .en = "one component or place, with its cases and changes" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/place", .right = RIGHT_CASE_READ, .query = ONE_QUERY, .gives = &PLACE_OF_CASE_SHAPE, .read = place_of_case,
      .zh = "办件关联的部件或场所，及其历次办件", .en = "the component or place a case is about, with the cases of it" },
    { .method = HTTP_GET, .path = "/api/cases/{id}/places", .right = RIGHT_CASE_READ, .gives = &PLACES_BY_CASE_SHAPE, .read = places_by_case,
      .zh = "办件附近可以关联的部件与场所", .en = "the components and places near a case that it may be about" },
    { .method = HTTP_GET, .path = "/api/place-classes", .right = RIGHT_CASE_READ, .gives = &PLACE_CLASSES_SHAPE, .read = place_classes_show,
      .zh = "部件与场所的小类和属性表", .en = "the classes of components and places, and the forms of their attributes" },
    { .method = HTTP_GET, .path = "/api/places/map", .right = RIGHT_CASE_READ, .query = MAP_QUERY, .gives = &PLACE_MAP_SHAPE, .read = places_map,
      .zh = "地图范围内的部件与场所；太多时按格聚合", .en = "places in a box of the map, or how many stand where when they are too many; 422 too large a box" },
    { .method = HTTP_GET, .path = "/api/places/csv", .right = RIGHT_CASE_READ, .query = FILE_QUERY, .read = places_csv,
      .zh = "导出为 CSV", .en = "as a CSV file; 413 too many rows" },
    { .method = HTTP_GET, .path = "/api/places/geojson", .right = RIGHT_CASE_READ, .query = FILE_QUERY, .read = places_geojson,
      .zh = "导出为 GeoJSON", .en = "as a GeoJSON file; 413 too many rows" },
    { .method = HTTP_POST, .path = "/api/places", .right = RIGHT_PLACE_TEND, .body = ADD_BODY, .status = 201, .gives = &PLACE_SHAPE,
      .prepare = place_add_prepare, .apply = place_add_apply, .reply = place_reply, .zh = "登记一个部件或场所", .en = "take in a component or place; 409 the code is used before" },
    { .method = HTTP_POST, .path = "/api/places/import", .right = RIGHT_PLACE_TEND, .body = IMPORT_BODY, .body_max = CSV_MAX + 64 * 1024, .gives = &PLACE_IMPORT_SHAPE, .read = places_import,
      .zh = "导入 CSV；先试导入，逐行说明退回原因", .en = "import a CSV file, tried first; what is refused is told with its line; 413 too many rows" },
    { .method = HTTP_POST, .path = "/api/places/{id}", .right = RIGHT_PLACE_TEND, .body = SAVE_BODY, .gives = &PLACE_SHAPE,
      .prepare = place_save_prepare, .apply = place_save_apply, .reply = place_reply, .zh = "修改一个部件或场所", .en = "change a component or place; 409 stale or retired" },
    { .method = HTTP_POST, .path = "/api/places/{id}/retire", .right = RIGHT_PLACE_TEND, .body = RETIRE_BODY, .gives = &PLACE_SHAPE,
      .prepare = place_retire_prepare, .apply = place_save_apply, .reply = place_reply, .zh = "注销一个部件或场所", .en = "retire a component or place; 409 stale or retired" },
};
const struct module PLACE_MODULE = { "place", "部件与场所", ROUTES, COUNT_OF(ROUTES) };
