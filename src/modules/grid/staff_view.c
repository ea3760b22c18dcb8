/*
 * staff_view.c - people and places as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/staff_view.h"

#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

#define MEMBER_FIELDS                                                                                              \
    { "id", JSON_ID }, { "name", JSON_TEXT }, { "account", JSON_ID, true }, { "category", JSON_TEXT }, { "category_name", JSON_TEXT }, { "category_name_en", JSON_TEXT }, \
        { "sender", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "phone", JSON_TEXT }, { "from", JSON_TEXT }, { "until", JSON_TEXT, true }, { "end_reason", JSON_TEXT },     \
        { "version", JSON_INT }, { "places", JSON_INT }, { "records_over", JSON_INT }
#define CODED_FIELDS { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }

static STAFF_SHAPE(SHIFT_SHAPE, "StaffShift", { "day", JSON_INT }, { "from", JSON_TEXT }, { "to", JSON_TEXT });
STAFF_SHAPE(STAFF_MEMBER_SHAPE, "StaffMember", MEMBER_FIELDS);
STAFF_SHAPE(STAFF_PLACE_SHAPE, "StaffPlace", { "id", JSON_ID }, { "member", JSON_ID }, { "name", JSON_TEXT }, { "phone", JSON_TEXT }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE },
            { "community", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "role", JSON_TEXT }, { "role_name", JSON_TEXT }, { "role_name_en", JSON_TEXT }, { "desk", JSON_BOOL },
            { "from", JSON_TEXT }, { "until", JSON_TEXT, true }, { "stands_for", JSON_ID, true }, { "stands_for_name", JSON_TEXT, true }, { "begun", JSON_BOOL },
            { "retired", JSON_BOOL }, { "ended", JSON_BOOL }, { "end_reason", JSON_TEXT }, { "week", JSON_LIST, false, &SHIFT_SHAPE }, { "version", JSON_INT });
static STAFF_SHAPE(CATEGORY_SHAPE, "PostCategory", CODED_FIELDS, { "establishment", JSON_TEXT });
STAFF_SHAPE(STAFF_PEOPLE_SHAPE, "StaffPeople", { "items", JSON_LIST, false, &STAFF_MEMBER_SHAPE }, { "next", JSON_ID, true }, { "categories", JSON_LIST, false, &CATEGORY_SHAPE });
static STAFF_SHAPE(RECORD_SHAPE, "StaffRecord", { "id", JSON_ID }, { "kind", JSON_TEXT }, { "kind_name", JSON_TEXT }, { "kind_name_en", JSON_TEXT }, { "got", JSON_TEXT },
                   { "until", JSON_TEXT, true }, { "over", JSON_BOOL }, { "note", JSON_TEXT });
static STAFF_SHAPE(KIND_SHAPE, "StaffKind", CODED_FIELDS, { "months", JSON_TEXT });
static STAFF_SHAPE(LACK_SHAPE, "StaffLack", CODED_FIELDS);
STAFF_SHAPE(STAFF_PERSON_SHAPE, "StaffPerson", MEMBER_FIELDS, { "held", JSON_LIST, false, &STAFF_PLACE_SHAPE }, { "records", JSON_LIST, false, &RECORD_SHAPE },
            { "lacking", JSON_LIST, false, &LACK_SHAPE }, { "kinds", JSON_LIST, false, &KIND_SHAPE });
static STAFF_SHAPE(CANDIDATE_SHAPE, "StaffCandidate", { "account", JSON_ID }, { "name", JSON_TEXT }, { "login", JSON_TEXT });
STAFF_SHAPE(STAFF_CANDIDATES_SHAPE, "StaffCandidates", { "items", JSON_LIST, false, &CANDIDATE_SHAPE });

enum err staff_names(struct call *call, struct staff_names *out, struct fault *why)
{
    enum err err = staff_catalogue(call, "staff_roles", &out->roles, why);

    if (!err) err = staff_catalogue(call, "post_categories", &out->categories, why);
    return err ? err : staff_catalogue(call, "qualifications", &out->kinds, why);
}

void staff_write_name(struct call *call, const char *key, const struct csv *csv, struct str code)
{
    struct arena *a = call->arena;
    size_t row = 0;
    bool known = staff_find(csv, code, call->now_ms, &row);

    json_str(&call->out, key, code);
    json_str(&call->out, str_format(a, "%s_name", key).at, known ? csv_get(csv, row, "zh") : code);
    json_str(&call->out, str_format(a, "%s_name_en", key).at, known ? csv_get(csv, row, "en") : code);
}

void staff_write_day(struct call *call, const char *key, bool given, struct day day)
{
    if (given) day_write(&call->out, key, day);
    else json_null(&call->out, key);
}

void staff_write_member(struct call *call, const struct staff_names *names, const struct staff_member *m)
{
    struct json_out *out = &call->out;

    json_id(out, "id", m->id);
    json_str(out, "name", m->name);
    json_id(out, "account", m->account_id);
    staff_write_name(call, "category", &names->categories, m->category);
    grid_write_unit(call, "sender", m->sender_id);
    json_str(out, "phone", m->phone_masked);
    day_write(out, "from", m->from);
    staff_write_day(call, "until", m->left, m->until);
    json_str(out, "end_reason", m->end_reason);
    json_int(out, "version", m->version);
    json_int(out, "places", m->places);
    json_int(out, "records_over", m->records_over);
}

void staff_write_place(struct call *call, const struct staff_names *names, const struct staff_place *p)
{
    struct json_out *out = &call->out;
    const struct grid_row *grid = grids_find(world_grids(app_of(call)->world), p->grid_id);

    json_id(out, "id", p->id);
    json_id(out, "member", p->member_id);
    json_str(out, "name", p->name);
    json_str(out, "phone", p->phone_masked);
    grid_write_ref(call, "grid", grid);
    grid_write_unit(call, "community", p->community_id);
    staff_write_name(call, "role", &names->roles, p->role);
    json_bool(out, "desk", p->desk);
    day_write(out, "from", p->from);
    staff_write_day(call, "until", p->has_until, p->until);
    json_id(out, "stands_for", p->stands_for);
    json_str(out, "stands_for_name", p->stands_for_name);
    json_bool(out, "begun", p->begun);
    json_bool(out, "retired", grid && grid->retired_at);
    json_bool(out, "ended", p->ended_at != 0);
    json_str(out, "end_reason", p->end_reason);
    json_raw(out, "week", p->week);
    json_int(out, "version", p->version);
}

enum err staff_above(const struct call *call, int64_t *parent, struct fault *why)
{
    int64_t asked = json_get_id(call->query, "parent");

    *parent = asked ? asked : call->user->unit_id;
    if (org_unit(call->org, *parent) && user_may(call->org, call->user, RIGHT_GRID_DAY, *parent)) return ERR_OK;
    return fault_field(why, STR("parent"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
}

/* ── GET /api/staff/people, …/{id}, /api/staff/candidates ──────────────── */

static enum err street_of(struct call *call, struct day_scope *scope, struct fault *why)
{
    return day_scope(call, RIGHT_GRID_DAY, scope, why);
}

enum err staff_people(struct call *call, struct fault *why)
{
    int64_t after = json_get_id(call->query, "after"), limit = json_get_int(call->query, "limit", 100);
    struct staff_member *list = NULL;
    struct staff_names names;
    struct day_scope scope;
    size_t count = 0;
    enum err err = street_of(call, &scope, why);

    if (!err && !user_may(call->org, call->user, RIGHT_GRID_DAY, scope.street->id))
        err = fault_field(why, STR("parent"), fault_set(why, ERR_NOT_FOUND, "人员名册按街道管理，不在您的范围内", "the register of people is the street's, out of your reach"));
    if (!err) err = staff_names(call, &names, why);
    if (!err) err = staff_members_of(call->db, call->arena, scope.street->id, after, limit + 1, scope.day, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count && i < (size_t)limit; i++) {
        json_object(&call->out, NULL);
        staff_write_member(call, &names, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", count > (size_t)limit ? list[limit - 1].id : 0);
    staff_write_rows(call, "categories", &names.categories, NULL, (const char *const[]){ "establishment", NULL });
    return ERR_OK;
}

static void write_records(struct call *call, const struct staff_names *names, const struct staff_record *list, size_t count)
{
    int32_t today = day_of_ms(call->now_ms).since_epoch;

    json_list(&call->out, "records");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "id", list[i].id);
        staff_write_name(call, "kind", &names->kinds, list[i].kind);
        day_write(&call->out, "got", list[i].got);
        staff_write_day(call, "until", list[i].has_until, list[i].until);
        json_bool(&call->out, "over", list[i].has_until && list[i].until.since_epoch < today);
        json_str(&call->out, "note", list[i].note);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* What the roles a person has now ask for and nothing valid proves. */
static void write_lacking(struct call *call, const struct staff_names *names, const struct staff_place *places, size_t place_count,
                          const struct staff_record *records, size_t record_count)
{
    const struct csv *kinds = &names->kinds;
    int32_t today = day_of_ms(call->now_ms).since_epoch;

    json_list(&call->out, "lacking");
    for (size_t k = 0; k < kinds->rows; k++) {
        struct str code = csv_get(kinds, k, "code");
        bool asked = false, proven = false;
        size_t row;
        if (!staff_find(kinds, code, call->now_ms, &row) || row != k) continue;
        for (size_t i = 0; i < place_count; i++) asked |= !places[i].ended_at && str_among(csv_get(kinds, k, "roles"), '|', places[i].role);
        for (size_t i = 0; i < record_count; i++)
            proven |= str_eq(records[i].kind, code) && (!records[i].has_until || records[i].until.since_epoch >= today);
        if (!asked || proven) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", code);
        json_str(&call->out, "name", csv_get(kinds, k, "zh"));
        json_str(&call->out, "name_en", csv_get(kinds, k, "en"));
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_person(struct call *call, const struct staff_member *m, struct fault *why)
{
    struct staff_place *places = NULL;
    struct staff_record *records = NULL;
    struct staff_names names;
    size_t place_count = 0, record_count = 0;
    enum err err = staff_names(call, &names, why);

    if (!err) err = staff_places_of_member(call->db, call->arena, m->id, &places, &place_count, why);
    if (!err) err = staff_records_of(call->db, call->arena, m->id, &records, &record_count, why);
    if (err) return err;
    staff_write_member(call, &names, m);
    json_list(&call->out, "held");
    for (size_t i = 0; i < place_count; i++) {
        json_object(&call->out, NULL);
        staff_write_place(call, &names, &places[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    write_records(call, &names, records, record_count);
    write_lacking(call, &names, places, place_count, records, record_count);
    staff_write_rows(call, "kinds", &names.kinds, NULL, (const char *const[]){ "months", NULL });
    return ERR_OK;
}

enum err staff_person(struct call *call, struct fault *why)
{
    struct staff_member member;
    enum err err = staff_member_reach(call, RIGHT_GRID_DAY, call->path_id, &member, why);

    return err ? err : write_person(call, &member, why);
}

enum err staff_person_reply(struct call *call, struct fault *why)
{
    const int64_t *id = call->work;   /* every change of a person begins with its id */
    struct staff_member member;
    enum err err = staff_member_read(call->db, call->arena, *id, &member, why);

    return err ? err : write_person(call, &member, why);
}

enum err staff_candidates_list(struct call *call, struct fault *why)
{
    struct staff_candidate *list = NULL;
    struct day_scope scope;
    size_t count = 0;
    enum err err = day_scope(call, RIGHT_GRID_TEND, &scope, why);

    if (!err) err = staff_candidates(call->db, call->arena, scope.street->id, &list, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_id(&call->out, "account", list[i].account_id);
        json_str(&call->out, "name", list[i].name);
        json_str(&call->out, "login", list[i].login);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
