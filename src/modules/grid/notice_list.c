/*
 * notice_list.c - the notices told to me, those a unit published, and who read one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/notice.h"

#include <stdlib.h>

#include "case/plan.h"

#include "modules/grid/grid_view.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }
#define NOTICE_FIELDS                                                                                              \
    { "id", JSON_ID }, { "unit", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "title", JSON_TEXT }, { "text", JSON_TEXT }, { "from", JSON_TIME }, { "until", JSON_TIME }, \
        { "must_confirm", JSON_BOOL }, { "made_by_name", JSON_TEXT }, { "made_at", JSON_TIME }

static SHAPE(MINE_SHAPE, "NoticeToMe", NOTICE_FIELDS, { "read_at", JSON_TIME, true }, { "confirmed_at", JSON_TIME, true });
SHAPE(NOTICES_MINE_SHAPE, "NoticesToMe", { "items", JSON_LIST, false, &MINE_SHAPE });
SHAPE(NOTICE_SHAPE, "NoticeMade", { "id", JSON_ID });
SHAPE(NOTICE_MARK_SHAPE, "NoticeMark", { "id", JSON_ID }, { "at", JSON_TIME });
#define ROW_FIELDS NOTICE_FIELDS, { "roles", JSON_TEXT }, { "withdrawn_at", JSON_TIME, true }, { "version", JSON_INT }, { "readers", JSON_INT }, { "confirmed", JSON_INT }
static SHAPE(ROW_SHAPE, "NoticeRow", ROW_FIELDS);
SHAPE(NOTICES_SHAPE, "Notices", { "unit", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "can_publish", JSON_BOOL }, { "items", JSON_LIST, false, &ROW_SHAPE }, { "next", JSON_ID, true });
static SHAPE(PLACE_SHAPE, "NoticePlace", { "name", JSON_TEXT }, { "grid", JSON_BOOL });
static SHAPE(READER_SHAPE, "NoticeReader", { "id", JSON_ID }, { "name", JSON_TEXT }, { "unit", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "read_at", JSON_TIME, true },
             { "confirmed_at", JSON_TIME, true });
SHAPE(NOTICE_FULL_SHAPE, "Notice", ROW_FIELDS, { "can_withdraw", JSON_BOOL }, { "places", JSON_LIST, false, &PLACE_SHAPE }, { "audience", JSON_INT }, { "truncated", JSON_BOOL },
      { "people", JSON_LIST, false, &READER_SHAPE });

static void write_notice(struct call *call, const struct notice *n)
{
    struct json_out *out = &call->out;

    json_id(out, "id", n->id);
    grid_write_unit(call, "unit", n->unit_id);
    json_str(out, "title", n->title);
    json_str(out, "text", n->text);
    json_time(out, "from", n->from_at);
    json_time(out, "until", n->until_at);
    json_bool(out, "must_confirm", n->must_confirm);
    json_str(out, "made_by_name", n->made_by_name);
    json_time(out, "made_at", n->made_at);
}

static void write_row(struct call *call, const struct notice *n)
{
    write_notice(call, n);
    json_str(&call->out, "roles", n->roles);
    json_time(&call->out, "withdrawn_at", n->withdrawn_at);
    json_int(&call->out, "version", n->version);
    json_int(&call->out, "readers", n->readers);
    json_int(&call->out, "confirmed", n->confirmed);
}

/* ── GET /api/notices/mine ─────────────────────────────────────────────── */

struct mine { LIST(struct notice) all; };

static enum err look_at(struct call *call, struct mine *m, int64_t place, struct str role, struct fault *why)
{
    struct notice *list = NULL;
    size_t count = 0;
    enum err err = notices_at(call->db, call->arena, place, call->now_ms, &list, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        bool known = false;
        struct notice *slot;
        for (size_t k = 0; k < m->all.count; k++) known |= m->all.at[k].id == list[i].id;
        if (known || !notice_names(list[i].roles, role)) continue;
        slot = LIST_ADD(call->arena, &m->all);
        if (!slot) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        *slot = list[i];
    }
    return err;
}

/* The unit and all it lies in, by statute and by steering. */
static enum err look_up(struct call *call, struct mine *m, int64_t unit_id, struct str role, struct fault *why)
{
    const struct unit *unit = org_unit(call->org, unit_id);
    const int64_t above[] = { unit_id, unit ? unit->parent_id : 0, unit ? unit->street_id : 0, unit ? unit->district_id : 0, unit ? unit->steering_id : 0 };
    enum err err = ERR_OK;

    for (size_t i = 0; !err && i < COUNT_OF(above); i++) {
        bool before = !above[i];
        for (size_t k = 0; k < i; k++) before |= above[k] == above[i];
        if (!before) err = look_at(call, m, above[i], role, why);
    }
    return err;
}

static int newest_first(const void *a, const void *b)
{
    const struct notice *x = a, *y = b;

    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

enum err notices_mine(struct call *call, struct fault *why)
{
    struct mine m = { 0 };
    struct notice_mark *marks = NULL;
    size_t count = 0;
    enum err err = notice_marks_of(call->db, call->arena, call->user->account_id, &marks, &count, why);

    for (size_t i = 0; !err && i < call->user->grant_count; i++) err = look_up(call, &m, call->user->grants[i].unit_id, call->user->grants[i].role, why);
    for (size_t i = 0; !err && i < call->user->desk_count; i++)
        if (!org_unit(call->org, call->user->desks[i].place_id)) err = look_at(call, &m, call->user->desks[i].place_id, call->user->desks[i].role, why);
    if (err) return err;
    if (m.all.count) qsort(m.all.at, m.all.count, sizeof *m.all.at, newest_first);
    json_list(&call->out, "items");
    for (size_t i = 0; i < m.all.count && i < NOTICES_SHOWN; i++) {
        const struct notice_mark *mark = NULL;
        for (size_t k = 0; k < count; k++)
            if (marks[k].notice_id == m.all.at[i].id) mark = &marks[k];
        json_object(&call->out, NULL);
        write_notice(call, &m.all.at[i]);
        json_time(&call->out, "read_at", mark ? mark->read_at : 0);
        json_time(&call->out, "confirmed_at", mark ? mark->confirmed_at : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* ── GET /api/notices ──────────────────────────────────────────────────── */

enum err notices_list(struct call *call, struct fault *why)
{
    int64_t unit = json_get_id(call->query, "unit"), limit = json_get_int(call->query, "limit", 50), after = json_get_id(call->query, "after");
    struct notice *list = NULL;
    size_t count = 0;
    enum err err;

    for (size_t i = 0; !unit && i < call->user->grant_count; i++)
        if (call->user->grants[i].rights >> RIGHT_GRID_DAY & 1) unit = call->user->grants[i].unit_id;
    if (!unit || !user_may(call->org, call->user, RIGHT_GRID_DAY, unit))
        return fault_field(why, STR("unit"), fault_set(why, ERR_NOT_FOUND, "没有这个机构，或不在您的范围内", "no such unit within your reach"));
    err = notices_of_unit(call->db, call->arena, unit, after ? after : INT64_MAX, limit + 1, &list, &count, why);
    if (err) return err;
    grid_write_unit(call, "unit", unit);
    json_bool(&call->out, "can_publish", user_may(call->org, call->user, RIGHT_GRID_TEND, unit));
    json_list(&call->out, "items");
    for (size_t i = 0; i < count && i < (size_t)limit; i++) {
        json_object(&call->out, NULL);
        write_row(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_id(&call->out, "next", count > (size_t)limit ? list[limit - 1].id : 0);
    return ERR_OK;
}

/* ── GET /api/notices/{id} ─────────────────────────────────────────────── */

struct audience { struct notice_person *at; size_t count, room; bool truncated; };

static enum err gather(struct call *call, const struct notice *n, int64_t place, struct audience *a, struct fault *why)
{
    struct notice_person *people = NULL;
    size_t count = 0;
    enum err err = org_unit(call->org, place) ? notice_people_of_unit(call->db, call->arena, place, &people, &count, why)
                                              : notice_people_of_grid(call->db, call->arena, place, &people, &count, why);

    if (err) return err;
    a->truncated |= count >= NOTICE_AUDIENCE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!notice_names(n->roles, people[i].role)) continue;
        if (a->count == a->room) {
            a->truncated = true;
            break;
        }
        a->at[a->count++] = people[i];
    }
    return ERR_OK;
}

static int by_account(const void *a, const void *b)
{
    const struct notice_person *x = a, *y = b;

    return x->account_id < y->account_id ? -1 : x->account_id > y->account_id;
}

/* The people in order, each once, with their marks, which come in the same order. */
static void write_people(struct call *call, struct audience *a, const struct notice_mark *marks, size_t count)
{
    int64_t people = 0;
    size_t at = 0;

    json_list(&call->out, "people");
    for (size_t i = 0; i < a->count; i++) {
        if (i && a->at[i].account_id == a->at[i - 1].account_id) continue;
        people++;
        while (at < count && marks[at].account_id < a->at[i].account_id) at++;
        json_object(&call->out, NULL);
        json_id(&call->out, "id", a->at[i].account_id);
        json_str(&call->out, "name", a->at[i].name);
        grid_write_unit(call, "unit", a->at[i].unit_id);
        json_time(&call->out, "read_at", at < count && marks[at].account_id == a->at[i].account_id ? marks[at].read_at : 0);
        json_time(&call->out, "confirmed_at", at < count && marks[at].account_id == a->at[i].account_id ? marks[at].confirmed_at : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_int(&call->out, "audience", people);
    json_bool(&call->out, "truncated", a->truncated);
}

static void write_places(struct call *call, const int64_t *places, size_t count)
{
    json_list(&call->out, "places");
    for (size_t i = 0; i < count; i++) {
        const struct unit *unit = org_unit(call->org, places[i]);
        const struct grid_row *grid = unit ? NULL : grids_find(world_grids(app_of(call)->world), places[i]);
        json_object(&call->out, NULL);
        json_str(&call->out, "name", unit ? unit->name : grid ? grid->name : STR(""));
        json_bool(&call->out, "grid", grid != NULL);
        json_close(&call->out);
    }
    json_close(&call->out);
}

enum err notice_show(struct call *call, struct fault *why)
{
    struct audience a = { .room = NOTICE_AUDIENCE_MAX };
    struct notice_mark *marks = NULL;
    struct notice n = { 0 };
    int64_t *places = NULL;
    size_t count = 0, marked = 0;
    enum err err = notice_read(call->db, call->arena, call->path_id, &n, why);

    if (!err && !user_may(call->org, call->user, RIGHT_GRID_DAY, n.unit_id)) err = fault_set(why, ERR_NOT_FOUND, "没有这条通知，或不在您的范围内", "there is no such notice within your reach");
    if (!err) err = notice_places(call->db, call->arena, n.id, &places, &count, why);
    if (!err) err = notice_marks_on(call->db, call->arena, n.id, &marks, &marked, why);
    if (err) return err;
    a.at = arena_array(call->arena, struct notice_person, a.room);
    if (!a.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < count; i++) err = gather(call, &n, places[i], &a, why);
    if (err) return err;
    if (a.count) qsort(a.at, a.count, sizeof *a.at, by_account);
    write_row(call, &n);
    json_bool(&call->out, "can_withdraw", !n.withdrawn_at && user_may(call->org, call->user, RIGHT_GRID_TEND, n.unit_id));
    write_places(call, places, count);
    write_people(call, &a, marks, marked);
    return ERR_OK;
}
