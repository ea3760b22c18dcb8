/*
 * place.c - places as they are: listed, one with its cases and versions, the classes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/place.h"

#include "base/table.h"

static STAFF_SHAPE(VERSION_SHAPE, "PlaceVersion", { "version", JSON_INT }, { "was", JSON_ANY }, { "reason", JSON_TEXT }, { "changed_at", JSON_TIME });
STAFF_SHAPE(PLACE_CASE_SHAPE, "PlaceCase", { "id", JSON_ID }, { "number", JSON_TEXT }, { "type_name", JSON_TEXT }, { "type_name_en", JSON_TEXT }, { "state", JSON_TEXT }, { "stage_zh", JSON_TEXT },
                   { "stage_en", JSON_TEXT }, { "opened_at", JSON_TIME });
#define PLACE_FIELDS                                                                                                                                              \
    { "id", JSON_ID }, { "code", JSON_TEXT }, { "kind", JSON_TEXT }, { "class", JSON_TEXT }, { "class_name", JSON_TEXT }, { "class_name_en", JSON_TEXT }, { "name", JSON_TEXT }, \
        { "address", JSON_TEXT }, { "lon", JSON_NUMBER }, { "lat", JSON_NUMBER }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE },                                  \
        { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "owner", JSON_OBJECT, true, &GRID_UNIT_SHAPE },  \
        { "maintainer", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "state", JSON_TEXT }, { "from", JSON_TEXT }, { "until", JSON_TEXT, true }, { "attributes", JSON_ANY }, \
        { "source", JSON_TEXT }, { "version", JSON_INT }, { "changed_at", JSON_TIME }, { "can_tend", JSON_BOOL }
STAFF_SHAPE(PLACE_SHAPE, "PlaceRecord", PLACE_FIELDS);
STAFF_SHAPE(PLACE_VIEW_SHAPE, "PlaceView", PLACE_FIELDS, { "cases", JSON_LIST, false, &PLACE_CASE_SHAPE }, { "next", JSON_ID, true }, { "versions", JSON_LIST, false, &VERSION_SHAPE });
STAFF_SHAPE(PLACES_SHAPE, "Places", { "unit", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "can_tend", JSON_BOOL }, { "items", JSON_LIST, false, &PLACE_SHAPE }, { "next", JSON_ID, true });
static STAFF_SHAPE(CLASS_SHAPE, "PlaceClass", { "kind", JSON_TEXT }, { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "group", JSON_TEXT }, { "group_en", JSON_TEXT },
                   { "type", JSON_TEXT }, { "form", JSON_TEXT });
STAFF_SHAPE(PLACE_CLASSES_SHAPE, "PlaceClasses", { "items", JSON_LIST, false, &CLASS_SHAPE }, { "forms", JSON_ANY });

bool place_seen(const struct call *call, const struct place_record *p)
{
    return user_may(call->org, call->user, RIGHT_CASE_READ, p->community_id ? p->community_id : p->street_id) ||
           (p->owner_id && user_may(call->org, call->user, RIGHT_CASE_READ, p->owner_id)) ||
           (p->maintainer_id && user_may(call->org, call->user, RIGHT_CASE_READ, p->maintainer_id));
}

bool place_tended(const struct call *call, const struct place_record *p)
{
    return p->state != PLACE_RETIRED && user_may(call->org, call->user, RIGHT_PLACE_TEND, p->community_id ? p->community_id : p->street_id);
}

/* Attributes are JSON of ours. */
void place_write(struct call *call, const struct csv *classes, const struct place_record *p)
{
    struct json_out *out = &call->out;
    double lon = p->lon_e6 / 1e6, lat = p->lat_e6 / 1e6;
    size_t row = 0;
    bool known = place_class_row(classes, p->class, &row);

    json_id(out, "id", p->id);
    json_str(out, "code", p->code);
    json_str(out, "kind", p->kind);
    json_str(out, "class", p->class);
    json_str(out, "class_name", known ? csv_get(classes, row, "zh") : p->class);
    json_str(out, "class_name_en", known ? csv_get(classes, row, "en") : p->class);
    json_str(out, "name", p->name);
    json_str(out, "address", p->address);
    json_double(out, "lon", lon, 6);
    json_double(out, "lat", lat, 6);
    grid_write_ref(call, "grid", grids_locate(world_grids(app_of(call)->world), lon, lat, NULL));
    grid_write_unit(call, "community", p->community_id);
    grid_write_unit(call, "street", p->street_id);
    grid_write_unit(call, "owner", p->owner_id);
    grid_write_unit(call, "maintainer", p->maintainer_id);
    json_text(out, "state", place_state_name(p->state));
    day_write(out, "from", p->from);
    if (p->until.since_epoch == PLACE_OPEN) json_null(out, "until");
    else day_write(out, "until", p->until);
    json_raw(out, "attributes", p->attributes);
    json_str(out, "source", p->source);
    json_int(out, "version", p->version);
    json_time(out, "changed_at", p->changed_at);
    json_bool(out, "can_tend", place_tended(call, p));
}

/* ── GET /api/places ───────────────────────────────────────────────────── */

enum err place_asked(struct call *call, struct place_ask *ask, struct fault *why)
{
    static const enum place_by BY[UNIT__KINDS] = {
        [UNIT_DISTRICT] = PLACE_BY_DISTRICT, [UNIT_STEERING] = PLACE_BY_STEERING,  [UNIT_STREET] = PLACE_BY_STREET, [UNIT_COMMUNITY] = PLACE_BY_COMMUNITY,
        [UNIT_DEPARTMENT] = PLACE_BY_CALLED, [UNIT_TEAM] = PLACE_BY_CALLED,
    };
    int64_t parent = json_get_id(call->query, "parent");
    const struct unit *unit = org_unit(call->org, parent ? parent : call->user->unit_id);
    struct str kind = json_get_str(call->query, "kind"), class = json_get_str(call->query, "class");

    if (!unit || !user_may(call->org, call->user, RIGHT_CASE_READ, unit->id))
        return fault_field(why, STR("parent"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    if (unit->kind == UNIT_CITY) return fault_field(why, STR("parent"), fault_set(why, ERR_UNPROCESSABLE, "请选择一个区或街道", "choose a district or a street"));
    *ask = (struct place_ask){ .by = BY[unit->kind], .unit_id = unit->id, .kind = kind.len ? kind : STR("component"), .class = class.at ? class : STR("") };
    return ERR_OK;
}

/* One place by its code, or nothing. */
static enum err write_by_code(struct call *call, const struct csv *classes, struct str code, struct fault *why)
{
    struct place_record place;
    enum err err = place_read_code(call->db, call->arena, code, &place, NULL);

    if (err && err != ERR_NOT_FOUND) return fault_set(why, err, "读取失败", "it could not be read");
    if (err || !place_seen(call, &place)) return ERR_OK;
    json_object(&call->out, NULL);
    place_write(call, classes, &place);
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_list(struct call *call, const struct csv *classes, struct place_ask *ask, int64_t *next, struct fault *why)
{
    int64_t limit = json_get_int(call->query, "limit", 20), after = json_get_id(call->query, "after");
    struct place_record *list, last;
    size_t count;
    enum err err = after ? place_read(call->db, call->arena, after, &last, why) : ERR_OK;

    if (err) return err;
    if (after) {
        ask->after_class = last.class;
        ask->after_code = last.code;
    }
    ask->limit = limit + 1;
    err = places_list(call->db, call->arena, ask, &list, &count, why);
    for (size_t i = 0; !err && i < count && (int64_t)i < limit; i++) {
        json_object(&call->out, NULL);
        place_write(call, classes, &list[i]);
        json_close(&call->out);
        *next = (int64_t)count > limit ? list[i].id : 0;
    }
    return err;
}

enum err places_show(struct call *call, struct fault *why)
{
    struct str code = str_trim(json_get_str(call->query, "code"));
    struct place_ask ask;
    struct csv classes;
    int64_t next = 0;
    enum err err = place_asked(call, &ask, why);

    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err) return err;
    grid_write_unit(call, "unit", ask.unit_id);
    json_bool(&call->out, "can_tend", user_may(call->org, call->user, RIGHT_PLACE_TEND, ask.unit_id));
    json_list(&call->out, "items");
    err = code.len ? write_by_code(call, &classes, code, why) : write_list(call, &classes, &ask, &next, why);
    json_close(&call->out);
    json_id(&call->out, "next", next);
    return err;
}

/* ── GET /api/places/{id} ──────────────────────────────────────────────── */

enum err place_write_cases(struct call *call, int64_t place_id, int64_t *next, struct fault *why)
{
    enum { SHOWN = 20 };
    struct world *world = app_of(call)->world;
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err = case_place_cases(call->db, call->arena, place_id, json_get_id(call->query, "after"), SHOWN + 1, &ids, &count, why);

    json_list(&call->out, "cases");
    for (size_t i = 0; !err && i < count && i < SHOWN; i++) {
        struct case_record r;
        const struct item *item;
        bool visible = false;
        err = case_read(call->db, call->arena, ids[i], &r, why);
        if (!err) err = case_visible(call->db, call->arena, call->org, call->user, &r, &visible, why);
        if (count > SHOWN) *next = ids[i];
        if (err || !visible) continue;
        item = world_item(world, r.item);
        json_object(&call->out, NULL);
        json_id(&call->out, "id", r.id);
        json_str(&call->out, "number", r.number);
        json_str(&call->out, "type_name", item ? item->name : r.item);
        json_str(&call->out, "type_name_en", item ? item->name_en : r.item);
        json_text(&call->out, "state", case_state_name(r.state));
        json_str(&call->out, "stage_zh", world_stage_zh(world, r.stage));
        json_str(&call->out, "stage_en", world_stage_en(world, r.stage));
        json_time(&call->out, "opened_at", r.opened_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

static enum err write_versions(struct call *call, int64_t place_id, struct fault *why)
{
    struct place_was *list = NULL;
    size_t count = 0;
    enum err err = place_versions(call->db, call->arena, place_id, &list, &count, why);

    json_list(&call->out, "versions");
    for (size_t i = 0; !err && i < count; i++) {
        json_object(&call->out, NULL);
        json_int(&call->out, "version", list[i].version);
        json_raw(&call->out, "was", list[i].was);
        json_str(&call->out, "reason", list[i].reason);
        json_time(&call->out, "changed_at", list[i].changed_at);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

enum err place_show(struct call *call, struct fault *why)
{
    struct place_record place;
    struct csv classes;
    int64_t next = 0;
    enum err err = place_read(call->db, call->arena, call->path_id, &place, why);

    if (!err && !place_seen(call, &place)) err = staff_gone(why);
    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err) return err;
    place_write(call, &classes, &place);
    err = place_write_cases(call, place.id, &next, why);
    json_id(&call->out, "next", next);
    return err ? err : write_versions(call, place.id, why);
}

/* ── GET /api/place-classes ────────────────────────────────────────────── */

/* With the forms they name. */
enum err place_classes_show(struct call *call, struct fault *why)
{
    static const char *const TEXTS[] = { "kind", "group", "group_en", "type", "form", NULL };
    struct world *world = app_of(call)->world;
    struct csv classes;
    struct table written;
    enum err err = place_classes(world, call->arena, &classes, why);

    if (err) return err;
    staff_write_rows(call, "items", &classes, NULL, TEXTS);
    table_init(&written, call->arena);
    json_object(&call->out, "forms");
    for (size_t i = 0; i < classes.rows; i++) {
        struct str form = csv_get(&classes, i, "form");
        const struct json_t *schema = form.len && !table_get(&written, form) ? world_form(world, form, world_release(world)) : NULL;
        if (!schema) continue;
        if (table_put(&written, form, &written)) return staff_no_memory(why);
        json_write_node(&call->out, str_c(call->arena, form), schema);
    }
    json_close(&call->out);
    return ERR_OK;
}
