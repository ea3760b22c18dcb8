/*
 * place_case.c - the component or place a case is about, and those it may be about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/place.h"

#include <stdlib.h>

#include "case/plan.h"
#include "base/table.h"

STAFF_SHAPE(PLACE_OF_CASE_SHAPE, "PlaceOfCase", { "how", JSON_TEXT }, { "place", JSON_OBJECT, true, &PLACE_SHAPE }, { "cases", JSON_LIST, false, &PLACE_CASE_SHAPE }, { "next", JSON_ID, true });
static STAFF_SHAPE(CHOICE_SHAPE, "PlaceChoice", { "code", JSON_TEXT }, { "kind", JSON_TEXT }, { "class_name", JSON_TEXT }, { "class_name_en", JSON_TEXT }, { "name", JSON_TEXT },
                   { "distance_m", JSON_INT }, { "called", JSON_OBJECT, true, &GRID_UNIT_SHAPE });
STAFF_SHAPE(PLACES_BY_CASE_SHAPE, "PlacesByCase", { "within_m", JSON_INT }, { "items", JSON_LIST, false, &CHOICE_SHAPE });

static enum err read_seen_case(struct call *call, struct case_record *r, struct fault *why)
{
    bool visible = false;
    enum err err = case_read(call->db, call->arena, call->path_id, r, why);

    if (!err) err = case_visible(call->db, call->arena, call->org, call->user, r, &visible, why);
    if (err || visible) return err;
    return fault_set(why, ERR_NOT_FOUND, "没有这个办件，或不在您的范围内", "no such case within your reach");
}

/* GET /api/cases/{id}/place: what a case is about, to whoever sees the case, with the cases of the same place they see. */
enum err place_of_case(struct call *call, struct fault *why)
{
    struct case_record r;
    struct place_record place;
    struct csv classes;
    struct str how;
    int64_t id = 0, next = 0;
    enum err err = read_seen_case(call, &r, why);

    if (!err) err = case_place_of(call->db, call->arena, r.id, &id, &how, why);
    if (!err && id) err = place_read(call->db, call->arena, id, &place, why);
    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err) return err;
    json_str(&call->out, "how", how);
    if (id) {
        json_object(&call->out, "place");
        place_write(call, &classes, &place);
        json_close(&call->out);
    } else {
        json_null(&call->out, "place");
    }
    err = place_write_cases(call, id, &next, why);
    json_id(&call->out, "next", next);
    return err;
}

/* ── GET /api/cases/{id}/places ────────────────────────────────────────── */

static int by_distance(const void *a, const void *b)
{
    double x = ((const struct place_near *)a)->distance_m, y = ((const struct place_near *)b)->distance_m;

    return (x > y) - (x < y);
}

static void write_choice(struct call *call, const struct csv *classes, const struct place_near *near)
{
    const struct place_record *p = &near->place;
    struct json_out *out = &call->out;
    size_t row = 0;
    bool known = place_class_row(classes, p->class, &row);

    json_object(out, NULL);
    json_str(out, "code", p->code);
    json_str(out, "kind", p->kind);
    json_str(out, "class_name", known ? csv_get(classes, row, "zh") : p->class);
    json_str(out, "class_name_en", known ? csv_get(classes, row, "en") : p->class);
    json_str(out, "name", p->name);
    json_int(out, "distance_m", (int64_t)(near->distance_m + 0.5));
    grid_write_unit(call, "called", place_called(p));
    json_close(out);
}

/* What a dispatcher may choose from, nearest first, whatever the type of the case: components and places in use within
   setting place.choose, of the same street, as the operation `place` asks. */
enum err places_by_case(struct call *call, struct fault *why)
{
    enum { SHOWN = 20 };
    int64_t within_m = org_setting(call->org, "place.choose", 60);
    LIST(struct place_near) found = { 0 };
    struct case_record r;
    struct csv classes;
    struct table kinds;
    enum err err = read_seen_case(call, &r, why);

    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err) return err;
    table_init(&kinds, call->arena);
    for (size_t i = 0; i < classes.rows; i++) {
        struct str kind = csv_get(&classes, i, "kind");
        struct place_near near[PLACES_NEAR_MAX];
        size_t count = 0;
        if (table_get(&kinds, kind)) continue;
        if (table_put(&kinds, kind, &kinds)) return staff_no_memory(why);
        err = places_near(call->db, call->arena, kind, r.lon_e6 / 1e6, r.lat_e6 / 1e6, (double)within_m, r.street_id, day_of_ms(call->now_ms), near, PLACES_NEAR_MAX, &count, why);
        for (size_t n = 0; !err && n < count; n++) {
            struct place_near *one = LIST_ADD(call->arena, &found);
            if (!one) return staff_no_memory(why);
            *one = near[n];
        }
        if (err) return err;
    }
    if (found.count > 1) qsort(found.at, found.count, sizeof *found.at, by_distance);
    json_int(&call->out, "within_m", within_m);
    json_list(&call->out, "items");
    for (size_t i = 0; i < found.count && i < SHOWN; i++) write_choice(call, &classes, &found.at[i]);
    json_close(&call->out);
    return ERR_OK;
}
