/*
 * staff_grids.c - every grid against the staffing standard (配齐配强), by street above, and the roster of a week.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/staff_view.h"

enum { RULES_MAX = 50, GRIDS_OF_STREET_MAX = 2000 };

static STAFF_SHAPE(RULE_SHAPE, "StaffingRule", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "layer", JSON_TEXT }, { "roles", JSON_TEXT }, { "least", JSON_TEXT },
                   { "source", JSON_TEXT });
static STAFF_SHAPE(ROLE_SHAPE, "StaffRole", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "desk", JSON_BOOL }, { "account", JSON_BOOL }, { "single", JSON_BOOL },
                   { "hint", JSON_TEXT }, { "hint_en", JSON_TEXT });
static STAFF_SHAPE(MISSING_SHAPE, "StaffMissing", { "rule", JSON_TEXT }, { "least", JSON_INT }, { "have", JSON_INT });
static STAFF_SHAPE(GRID_ROW_SHAPE, "StaffGrid", { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "layer", JSON_TEXT }, { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE },
                   { "met", JSON_BOOL }, { "missing", JSON_LIST, false, &MISSING_SHAPE }, { "people", JSON_LIST, false, &STAFF_PLACE_SHAPE });
#define COUNT_FIELDS { "grids", JSON_INT }, { "met", JSON_INT }, { "short", JSON_INT }, { "people", JSON_INT }, { "places", JSON_INT }
static STAFF_SHAPE(COUNTS_SHAPE, "StaffCounts", COUNT_FIELDS, { "ending", JSON_INT }, { "unlisted", JSON_INT });
static STAFF_SHAPE(UNLISTED_SHAPE, "StaffUnlisted", { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "account", JSON_ID }, { "name", JSON_TEXT });
static STAFF_SHAPE(ENDING_SHAPE, "StaffEnding", { "id", JSON_ID }, { "member", JSON_ID }, { "name", JSON_TEXT }, { "kind", JSON_TEXT }, { "kind_name", JSON_TEXT },
                   { "kind_name_en", JSON_TEXT }, { "until", JSON_TEXT }, { "over", JSON_BOOL });
STAFF_SHAPE(STAFF_GRIDS_SHAPE, "StaffGrids", { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "can_tend", JSON_BOOL },
            { "standard", JSON_LIST, false, &RULE_SHAPE }, { "roles", JSON_LIST, false, &ROLE_SHAPE }, { "counts", JSON_OBJECT, false, &COUNTS_SHAPE },
            { "items", JSON_LIST, false, &GRID_ROW_SHAPE }, { "stray", JSON_LIST, false, &STAFF_PLACE_SHAPE }, { "unlisted", JSON_LIST, false, &UNLISTED_SHAPE },
            { "ending", JSON_LIST, false, &ENDING_SHAPE });
static STAFF_SHAPE(STREET_ROW_SHAPE, "StaffStreet", { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, COUNT_FIELDS, { "ending", JSON_INT });
STAFF_SHAPE(STAFF_STREETS_SHAPE, "StaffStreets", { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "items", JSON_LIST, false, &STREET_ROW_SHAPE });

/* ── The standard ──────────────────────────────────────────────────────── */

struct rule { struct str code, roles; enum geo_layer layer; int64_t least; };
struct standard { struct csv csv; struct rule rules[RULES_MAX]; size_t count; };

static enum err read_standard(struct call *call, struct standard *s, struct fault *why)
{
    enum err err = staff_catalogue(call, "staffing", &s->csv, why);

    s->count = 0;
    for (size_t i = 0; !err && i < s->csv.rows && s->count < RULES_MAX; i++) {
        struct rule *rule = &s->rules[s->count];
        size_t row = 0;
        *rule = (struct rule){ .code = csv_get(&s->csv, i, "code"), .roles = csv_get(&s->csv, i, "roles"),
                               .layer = str_is(csv_get(&s->csv, i, "layer"), "dedicated") ? GEO_DEDICATED : GEO_COMPREHENSIVE };
        if (!staff_find(&s->csv, rule->code, call->now_ms, &row) || row != i) continue;
        if (num_parse_int(csv_get(&s->csv, i, "least"), 0, 1000, &rule->least)) return fault_set(why, ERR_INVALID, "staffing.csv 的人数不合法", "staffing.csv has a broken number");
        s->count++;
    }
    return err;
}

/* ── A street's grids with their people ────────────────────────────────── */

struct street_staff { struct staff_place *places; size_t place_count; const struct grid_row **grids; size_t grid_count; };

static int64_t have(const struct street_staff *s, const struct grid_row *grid, struct str roles)
{
    int64_t count = 0;

    for (size_t i = 0; i < s->place_count; i++)   /* whoever stands in makes nobody more */
        count += s->places[i].grid_id == grid->id && s->places[i].begun && !s->places[i].stands_for && str_among(roles, '|', s->places[i].role);
    return count;
}

static bool met(const struct street_staff *s, const struct standard *standard, const struct grid_row *grid)
{
    for (size_t i = 0; i < standard->count; i++)
        if (standard->rules[i].layer == grid->layer && have(s, grid, standard->rules[i].roles) < standard->rules[i].least) return false;
    return true;
}

static enum err read_street(struct call *call, const struct unit *area, struct street_staff *s, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    enum err err = staff_places(call->db, call->arena, area->kind == UNIT_STREET ? STAFF_OF_STREET : STAFF_OF_COMMUNITY, area->id, &s->places, &s->place_count, why);

    if (err) return err;
    s->grids = arena_array(call->arena, const struct grid_row *, GRIDS_OF_STREET_MAX);
    if (!s->grids) return staff_no_memory(why);
    s->grid_count = 0;
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        if (unit->kind != UNIT_COMMUNITY || (unit != area && unit->street_id != area->id)) continue;
        for (int layer = 0; layer < GEO__LAYERS; layer++)
            s->grid_count += grids_of(grids, unit->id, (enum geo_layer)layer, &s->grids[s->grid_count], GRIDS_OF_STREET_MAX - s->grid_count);
    }
    return ERR_OK;
}

struct tally { int64_t grids, met, people, places, ending; };

static struct tally tally_of(const struct street_staff *s, const struct standard *standard)
{
    struct tally t = { .grids = (int64_t)s->grid_count, .places = (int64_t)s->place_count };

    for (size_t i = 0; i < s->grid_count; i++) t.met += met(s, standard, s->grids[i]);
    for (size_t i = 0; i < s->place_count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++) seen = s->places[k].member_id == s->places[i].member_id;
        t.people += !seen;
    }
    return t;
}

static void write_tally(struct call *call, const struct tally *t)
{
    json_int(&call->out, "grids", t->grids);
    json_int(&call->out, "met", t->met);
    json_int(&call->out, "short", t->grids - t->met);
    json_int(&call->out, "people", t->people);
    json_int(&call->out, "places", t->places);
    json_int(&call->out, "ending", t->ending);
}

/* ── GET /api/staff/grids ──────────────────────────────────────────────── */

static void write_grid(struct call *call, const struct staff_names *names, const struct street_staff *s, const struct standard *standard, const struct grid_row *grid)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    grid_write_ref(call, "grid", grid);
    json_text(out, "layer", grid->layer == GEO_DEDICATED ? "dedicated" : "comprehensive");
    grid_write_unit(call, "community", grid->community_id);
    json_bool(out, "met", met(s, standard, grid));
    json_list(out, "missing");
    for (size_t i = 0; i < standard->count; i++) {
        const struct rule *rule = &standard->rules[i];
        if (rule->layer != grid->layer || have(s, grid, rule->roles) >= rule->least) continue;
        json_object(out, NULL);
        json_str(out, "rule", rule->code);
        json_int(out, "least", rule->least);
        json_int(out, "have", have(s, grid, rule->roles));
        json_close(out);
    }
    json_close(out);
    json_list(out, "people");
    for (size_t i = 0; i < s->place_count; i++) {
        if (s->places[i].grid_id != grid->id) continue;
        json_object(out, NULL);
        staff_write_place(call, names, &s->places[i]);
        json_close(out);
    }
    json_close(out);
    json_close(out);
}

/* Places at grids that are no more: their people are to be placed anew. */
static void write_stray(struct call *call, const struct staff_names *names, const struct street_staff *s)
{
    const struct grids *grids = world_grids(app_of(call)->world);

    json_list(&call->out, "stray");
    for (size_t i = 0; i < s->place_count; i++) {
        const struct grid_row *grid = grids_find(grids, s->places[i].grid_id);
        if (grid && !grid->retired_at) continue;
        json_object(&call->out, NULL);
        staff_write_place(call, names, &s->places[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static int64_t write_unlisted(struct call *call, const struct unit *area, const struct staff_unlisted *list, size_t count)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    int64_t written = 0;

    json_list(&call->out, "unlisted");
    for (size_t i = 0; i < count; i++) {
        const struct grid_row *grid = grids_find(grids, list[i].grid_id);
        if (!grid || grid->retired_at || !org_within(call->org, grid->community_id, area->id)) continue;
        written++;
        json_object(&call->out, NULL);
        grid_write_ref(call, "grid", grid);
        json_id(&call->out, "account", list[i].account_id);
        json_str(&call->out, "name", list[i].name);
        json_close(&call->out);
    }
    json_close(&call->out);
    return written;
}

static void write_ending(struct call *call, const struct staff_names *names, const struct staff_record *list, size_t count)
{
    const int32_t today = day_of_ms(call->now_ms).since_epoch;

    json_list(&call->out, "ending");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", list[i].id);
        json_id(&call->out, "member", list[i].member_id);
        json_str(&call->out, "name", list[i].name);
        staff_write_name(call, "kind", &names->kinds, list[i].kind);
        day_write(&call->out, "until", list[i].until);
        json_bool(&call->out, "over", list[i].until.since_epoch < today);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static struct day ending_before(const struct call *call, struct day today)
{
    return (struct day){ today.since_epoch + (int32_t)org_setting(call->org, "staff.expiry", 30) + 1 };
}

enum err staff_grids(struct call *call, struct fault *why)
{
    struct staff_unlisted *unlisted = NULL;
    struct staff_record *ending = NULL;
    struct street_staff s = { 0 };
    struct standard standard;
    struct staff_names names;
    struct day_scope scope;
    struct tally tally;
    size_t unlisted_count = 0, ending_count = 0;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (!err) err = read_standard(call, &standard, why);
    if (!err) err = staff_names(call, &names, why);
    if (!err) err = read_street(call, scope.area, &s, why);
    if (!err) err = staff_unlisted(call->db, call->arena, scope.street->id, &unlisted, &unlisted_count, why);
    if (!err && user_may(call->org, call->user, RIGHT_GRID_DAY, scope.street->id))
        err = staff_records_ending(call->db, call->arena, scope.street->id, ending_before(call, scope.day), &ending, &ending_count, why);
    if (err) return err;
    tally = tally_of(&s, &standard);
    tally.ending = (int64_t)ending_count;
    grid_write_unit(call, "area", scope.area->id);
    grid_write_unit(call, "street", scope.street->id);
    json_bool(&call->out, "can_tend", user_may(call->org, call->user, RIGHT_GRID_TEND, scope.street->id));
    staff_write_rows(call, "standard", &standard.csv, NULL, (const char *const[]){ "layer", "roles", "least", "source", NULL });
    staff_write_rows(call, "roles", &names.roles, (const char *const[]){ "desk", "account", "single", NULL }, (const char *const[]){ "hint", "hint_en", NULL });
    json_list(&call->out, "items");
    for (size_t i = 0; i < s.grid_count; i++) write_grid(call, &names, &s, &standard, s.grids[i]);
    json_close(&call->out);
    write_stray(call, &names, &s);
    write_ending(call, &names, ending, ending_count);
    {
        int64_t count = write_unlisted(call, scope.area, unlisted, unlisted_count);
        json_object(&call->out, "counts");
        write_tally(call, &tally);
        json_int(&call->out, "unlisted", count);
        json_close(&call->out);
    }
    return ERR_OK;
}

/* ── GET /api/staff/streets ────────────────────────────────────────────── */

static enum err write_street(struct call *call, const struct unit *street, const struct standard *standard, struct fault *why)
{
    struct street_staff s = { 0 };
    struct staff_record *ending = NULL;
    struct tally tally;
    size_t count = 0;
    enum err err = read_street(call, street, &s, why);

    if (!err) err = staff_records_ending(call->db, call->arena, street->id, ending_before(call, day_of_ms(call->now_ms)), &ending, &count, why);
    if (err) return err;
    tally = tally_of(&s, standard);
    tally.ending = (int64_t)count;
    json_object(&call->out, NULL);
    grid_write_unit(call, "street", street->id);
    write_tally(call, &tally);
    json_close(&call->out);
    return ERR_OK;
}

/* The streets of a district, of the city or of one's own reach. */
enum err staff_streets(struct call *call, struct fault *why)
{
    int64_t parent;
    struct standard standard;
    enum err err = read_standard(call, &standard, why);

    if (!err) err = staff_above(call, &parent, why);
    if (err) return err;
    grid_write_unit(call, "area", parent);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        if (unit->kind == UNIT_STREET && org_within(call->org, unit->id, parent)) err = write_street(call, unit, &standard, why);
    }
    json_close(&call->out);
    return err;
}
