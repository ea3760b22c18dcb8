/*
 * screen_points.c - the wall's live part: the open cases of an area as points, and the few of them that are listed.
 *
 * A point has a place and a state.  A listed case has its type, community and
 * times as well; no words, no number, no person: a wall hangs where anybody may look.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/evaluation.h"
#include "modules/command/screen.h"
#include "modules/command/screen_store.h"
#include "modules/command/shapes.h"

enum { CASES_MAX = 10000, ALERTS_SHOWN = 12, WHISTLES_SHOWN = 6, LATEST_SHOWN = 8, RED = 3 };

static const struct json_shape LISTED = { "ScreenCase", FIELDS{
    FIELD("id", ID), TEXT("type_name"), TEXT("type_name_en"), FIELD("urgency", INT), FIELD("supervise", INT), FIELD("whistle", BOOL), FIELD("overdue", BOOL), FIELD("opened_at", TIME),
    OR_NULL("due_at", TIME), { "place", JSON_OBJECT, true, &UNIT_REF }, FIELD("lon", NUMBER), FIELD("lat", NUMBER), { 0 },
} };
const struct json_shape SCREEN_CASES_VIEW = { "ScreenCases", FIELDS{
    FIELD("points", ANY), FIELD("truncated", BOOL), FIELD("urgent", INT), FIELD("red", INT), FIELD("whistles", INT), FIELD("whistles_late", INT), MANY("alerts", LISTED), MANY("calls", LISTED), MANY("latest", LISTED), { 0 },
} };

struct points { struct screen_case *at; size_t count; int64_t urgent, red, whistles, whistles_late; bool truncated; };

/* Life at risk first, then the highest supervision, then what waits longest past its time. */
static int by_alarm(const void *a, const void *b)
{
    const struct screen_case *x = a, *y = b;

    if ((x->urgency == 1) != (y->urgency == 1)) return x->urgency == 1 ? -1 : 1;
    if (x->supervise != y->supervise) return x->supervise > y->supervise ? -1 : 1;
    if (x->overdue != y->overdue) return x->overdue ? -1 : 1;
    if (x->due_at != y->due_at) return x->due_at < y->due_at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool is_whistle(const struct call *call, const struct screen_case *one)
{
    const struct item *item = world_item(app_of(call)->world, one->item);

    return item && str_is(item->kind, "whistle");
}

static enum err add_points(struct call *call, const struct unit *area, const struct unit *street, struct points *p, struct fault *why)
{
    struct screen_case *found;
    size_t count;
    enum err err = screen_cases(call->db, call->arena, street->id, (int64_t)(CASES_MAX - p->count) + 1, &found, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct screen_case *one = &found[i];
        bool whistle;
        if (area->kind == UNIT_COMMUNITY && one->community_id != area->id) continue;
        if (p->count == CASES_MAX) {
            p->truncated = true;
            break;
        }
        whistle = is_whistle(call, one);
        p->at[p->count++] = *one;
        p->urgent += one->urgency <= 2;
        p->red += one->supervise >= RED;
        p->whistles += whistle;
        p->whistles_late += whistle && one->overdue;
    }
    return err;
}

/* [lon, lat, state]: 0 in time, 1 urgent, 2 late, 3 paused, 4 whistle. */
static void write_points(struct call *call, const struct points *p)
{
    json_list(&call->out, "points");
    for (size_t i = 0; i < p->count; i++) {
        const struct screen_case *one = &p->at[i];
        json_list(&call->out, NULL);
        json_double(&call->out, NULL, (double)one->lon_e6 / 1e6, 5);
        json_double(&call->out, NULL, (double)one->lat_e6 / 1e6, 5);
        json_int(&call->out, NULL, is_whistle(call, one) ? 4 : one->paused ? 3 : one->overdue ? 2 : one->urgency <= 2 ? 1 : 0);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_listed(struct call *call, const struct screen_case *one)
{
    json_object(&call->out, NULL);
    json_id(&call->out, "id", one->id);
    view_type_name(call, one->item);
    json_int(&call->out, "urgency", one->urgency);
    json_int(&call->out, "supervise", one->supervise);
    json_bool(&call->out, "whistle", is_whistle(call, one));
    json_bool(&call->out, "overdue", one->overdue);
    json_time(&call->out, "opened_at", one->opened_at);
    json_time(&call->out, "due_at", one->due_at >= CLOCK_NEVER ? 0 : one->due_at);
    view_unit(call, "place", one->community_id);
    json_double(&call->out, "lon", (double)one->lon_e6 / 1e6, 5);
    json_double(&call->out, "lat", (double)one->lat_e6 / 1e6, 5);
    json_close(&call->out);
}

static void write_alerts(struct call *call, const struct points *p)
{
    json_list(&call->out, "alerts");
    for (size_t i = 0; i < p->count && i < ALERTS_SHOWN; i++) {
        if (p->at[i].urgency > 1 && !p->at[i].supervise && !p->at[i].overdue) break;
        write_listed(call, &p->at[i]);
    }
    json_close(&call->out);
}

/* Whistles under way (吹哨在途), the most pressing first. */
static void write_whistles(struct call *call, const struct points *p)
{
    json_list(&call->out, "calls");
    for (size_t i = 0, shown = 0; i < p->count && shown < WHISTLES_SHOWN; i++) {
        if (!is_whistle(call, &p->at[i])) continue;
        write_listed(call, &p->at[i]);
        shown++;
    }
    json_close(&call->out);
}

static int by_opening(const void *a, const void *b)
{
    const struct screen_case *x = a, *y = b;

    if (x->opened_at != y->opened_at) return x->opened_at > y->opened_at ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

/* What was reported last and is open. */
static void write_latest(struct call *call, struct points *p)
{
    if (p->count) qsort(p->at, p->count, sizeof *p->at, by_opening);
    json_list(&call->out, "latest");
    for (size_t i = 0; i < p->count && i < LATEST_SHOWN; i++) write_listed(call, &p->at[i]);
    json_close(&call->out);
}

enum err screen_points(struct call *call, struct fault *why)
{
    struct evaluation_scope scope;
    struct points p = { 0 };
    enum err err = screen_scope(call, &scope, why);

    if (err) return err;
    p.at = arena_array(call->arena, struct screen_case, CASES_MAX);
    if (!p.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; !err && i < org_unit_count(call->org) && !p.truncated; i++) {
        const struct unit *street = org_unit_at(call->org, i);
        if (evaluation_covers(call->org, street, scope.area)) err = add_points(call, scope.area, street, &p, why);
    }
    if (err) return err;
    write_points(call, &p);
    json_bool(&call->out, "truncated", p.truncated);
    json_int(&call->out, "urgent", p.urgent);
    json_int(&call->out, "red", p.red);
    json_int(&call->out, "whistles", p.whistles);
    json_int(&call->out, "whistles_late", p.whistles_late);
    write_latest(call, &p);
    if (p.count) qsort(p.at, p.count, sizeof *p.at, by_alarm);
    write_alerts(call, &p);
    write_whistles(call, &p);
    return ERR_OK;
}
